"""A run against gold, cell by cell, and the figures that follow.

The counts are those of the evidence contract's scorer; what is added here is why a cell is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from netmatrix.evaluate import statistics
from netmatrix.evaluate.files import (
    FAMILY_OF,
    NOT_GIVEN,
    Family,
    GoldPaper,
    GoldRow,
    JsonRow,
    Run,
    values_of,
)
from netmatrix.evaluate.pairing import pair
from netmatrix.evaluate.tally import Tally
from netmatrix.evaluate.values import Comparison, compare


@dataclass(frozen=True, slots=True)
class RowMatch:
    """A row of gold and the run's row for it; one of the two is ``None`` for a row lost or extra.

    ``key`` names the row in the same way for every run: ``2`` is the paper's third gold row of its
    family, ``+1`` its second row that gold does not know. ``cells`` holds the fields that are
    judged, by name in alphabetical order.
    """

    doc_id: str
    family: Family
    key: str
    gold: GoldRow | None
    row: JsonRow | None
    cells: Mapping[str, Comparison]

    @property
    def subject(self) -> str:
        """Who the row is about."""
        if self.gold is not None and self.gold.subject:
            return self.gold.subject
        return str((self.row or {}).get("subject") or (self.gold.ref if self.gold else ""))

    @property
    def tally(self) -> Tally:
        """The row itself: found, extra or lost."""
        if self.gold is None:
            return Tally(fp=1)
        return Tally(fn=1) if self.row is None else Tally(tp=1)

    @property
    def whole(self) -> bool:
        """Whether the row was found with every cell right."""
        return (
            self.gold is not None
            and self.row is not None
            and not any(cell.missed or cell.wrong for cell in self.cells.values())
        )


@dataclass(frozen=True, slots=True)
class PaperMatch:
    """A gold file and what the run found in the paper."""

    gold: GoldPaper
    rows: tuple[RowMatch, ...]
    statistics: statistics.StatisticsMatch | None
    grounded: int
    values: int


@dataclass(frozen=True, slots=True)
class Report:
    """A run against gold: the papers in order, and the figures."""

    papers: tuple[PaperMatch, ...]

    @property
    def rows(self) -> Iterator[RowMatch]:
        return (row for paper in self.papers for row in paper.rows)

    @property
    def whole_rows(self) -> Tally:
        """Gold rows found with every cell right (``tp``), and the other gold rows (``fn``)."""
        known = [row for row in self.rows if row.gold is not None]
        whole = sum(row.whole for row in known)
        return Tally(tp=whole, fn=len(known) - whole)

    @property
    def grounded(self) -> tuple[int, int]:
        """Values whose quote stands at its offsets in the canonical text, and all values."""
        return sum(p.grounded for p in self.papers), sum(p.values for p in self.papers)

    def fields(self) -> dict[str, Tally]:
        """The tally of each field, by name."""
        out: dict[str, Tally] = {}
        for row in self.rows:
            for name, cell in row.cells.items():
                tally = Tally(len(cell.right), len(cell.wrong), len(cell.missed))
                out[name] = out.get(name, Tally()) + tally
        return dict(sorted(out.items()))

    def others(self) -> dict[str, Tally]:
        """The tallies of statistics and rows, where gold has any to judge."""
        out: dict[str, Tally] = {}
        for paper in self.papers:
            found = paper.statistics
            if found is not None:
                tally = Tally(len(found.right), found.extra, len(found.missed))
                out["statistics"] = out.get("statistics", Tally()) + tally
            for family in paper.gold.families:
                rows = [row.tally for row in paper.rows if row.family == family]
                out[f"rows:{family}"] = sum(rows, out.get(f"rows:{family}", Tally()))
        return dict(sorted(out.items(), key=lambda item: (item[0].startswith("rows"), item[0])))

    def values(self) -> dict[tuple[str, str], Tally]:
        """The tally of each value of each field; of several names for one value, by the first."""
        out: dict[tuple[str, str], Tally] = {}

        def count(key: tuple[str, str], tally: Tally) -> None:
            out[key] = out.get(key, Tally()) + tally

        for row in self.rows:
            for name, cell in row.cells.items():
                for gold in cell.right:
                    count((name, gold.name), Tally(tp=1))
                for gold in cell.missed:
                    count((name, gold.name), Tally(fn=1))
                for value in cell.wrong:
                    count((name, value), Tally(fp=1))
        return dict(sorted(out.items()))

    def micro(self) -> Tally:
        """All fields that gold asks for, added up."""
        return sum((t for t in self.fields().values() if t.asked), Tally())

    def micro_f1(self) -> float:
        """F1 of all fields together; 0 where nothing was found, also where nothing was asked."""
        micro = self.micro()
        errors = micro.fp + micro.fn
        return 2 * micro.tp / (2 * micro.tp + errors) if micro.tp else 0.0

    def macro_f1(self) -> float:
        """The mean F1 of the fields that gold asks for."""
        scores = [t.f1 for t in self.fields().values() if t.asked]
        return sum(scores) / len(scores) if scores else 0.0

    def to_json(self) -> dict[str, Any]:
        """The figures: what the contract's scorer writes, and more under the same names."""
        micro, whole, (grounded, total) = self.micro(), self.whole_rows, self.grounded
        figures: dict[str, Any] = {
            name: tally.to_json() for name, tally in {**self.fields(), **self.others()}.items()
        }
        figures["summary"] = {
            "papers": len(self.papers),
            "macro_f1": self.macro_f1(),
            "micro_f1": self.micro_f1(),
            "grounded": grounded / total if total else 0.0,
            "values": total,
            "micro_f1_interval": [round(x, 4) for x in micro.f1_interval],
            "whole_rows": whole.recall if whole.asked else 0.0,
            "whole_rows_interval": [round(x, 4) for x in whole.recall_interval],
            "gold_rows": whole.asked,
        }
        return figures


def evaluate(golds: Sequence[GoldPaper], run: Run) -> Report:
    """Compare a run with gold files.  Papers without a gold file are not looked at."""
    return Report(tuple(_paper(gold, run) for gold in golds))


def _paper(gold: GoldPaper, run: Run) -> PaperMatch:
    text = run.text(gold.doc_id)
    items = [item for row in run.rows.get(gold.doc_id, ()) for item in _items(row)]
    grounded = sum(
        bool(item.get("quote")) and text[item.get("start", 0) : item.get("end", 0)] == item["quote"]
        for item in items
    )
    rows = [match for family in gold.families for match in _rows(gold, family, run)]
    return PaperMatch(gold, tuple(rows), _statistics(gold, run), grounded, len(items))


def _items(row: JsonRow) -> Iterable[Mapping[str, Any]]:
    for values in (row.get("fields") or {}).values():
        yield from values
    yield from row.get("statistics") or ()


def _rows(gold: GoldPaper, family: Family, run: Run) -> Iterator[RowMatch]:
    golds, rows = gold.of(family), run.of(gold.doc_id, family)
    found = pair(golds, rows)
    partner = dict(found.pairs)
    for index, gold_row in enumerate(golds):
        row = rows[partner[index]] if index in partner else None
        cells = _cells(gold, gold_row, row)
        yield RowMatch(gold.doc_id, family, str(index), gold_row, row, cells)
    for number, index in enumerate(found.extra):
        cells = _cells(gold, None, rows[index])
        yield RowMatch(gold.doc_id, family, f"+{number}", None, rows[index], cells)


def _cells(gold: GoldPaper, gold_row: GoldRow | None, row: JsonRow | None) -> dict[str, Comparison]:
    asked = gold_row.fields if gold_row else {}
    ignored = {NOT_GIVEN} | gold.ignored | (gold_row.ignored if gold_row else frozenset())
    names = set(asked) | set((row or {}).get("fields") or {})
    return {
        name: compare(asked.get(name, ()), values_of(row or {}, name))
        for name in sorted(names - ignored)
    }


def _statistics(gold: GoldPaper, run: Run) -> statistics.StatisticsMatch | None:
    wanted = [stat for row in gold.rows if row.family is None for stat in row.statistics]
    if not wanted:
        return None
    found = [
        stat
        for row in run.rows.get(gold.doc_id, ())
        if row["kind"] not in FAMILY_OF
        for stat in row.get("statistics") or ()
    ]
    return statistics.match(wanted, found, complete=gold.statistics_complete)
