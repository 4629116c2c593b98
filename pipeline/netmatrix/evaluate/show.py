"""An evaluation in the terminal: lines of at most 80 columns, and colour where somebody looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TypeVar

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from netmatrix.evaluate import baseline
from netmatrix.evaluate import errors as error
from netmatrix.evaluate.calibration import Bin, calibration_error
from netmatrix.evaluate.score import Report, RowMatch
from netmatrix.evaluate.statistics import label
from netmatrix.evaluate.tally import Tally
from netmatrix.patterns import compiled

CONFUSIONS = 20
_NUMBER = compiled(r"[<>=~]*\d[\d.,-]*(?:/.*)?")
_MARK = {"gained": "+", "lost": "-", "newly wrong": "!", "mended": "~"}
_STYLE = {"gained": "green", "mended": "green", "lost": "red", "newly wrong": "red"}

_K = TypeVar("_K", bound=str)


class Screen:
    """Prints the parts of an evaluation on stdout, or on ``console``."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False)

    def figures(self, report: Report) -> None:
        """Precision, recall and F1 with their 95 % intervals, a field and for everything."""
        self._tallies("field", {**report.fields(), **report.others()})
        micro, whole, (grounded, total) = report.micro(), report.whole_rows, report.grounded
        low, high = micro.f1_interval
        micro_f1 = f"micro F1 {report.micro_f1():.3f} ({low:.3f}-{high:.3f})"
        macro_f1 = f"macro F1 {report.macro_f1():.3f}"
        self._line(f"\n{micro_f1}   {macro_f1}   {len(report.papers)} papers", "bold")
        low, high = whole.recall_interval
        self._line(
            f"whole rows right {whole.tp} of {whole.asked}"
            + (f" = {whole.recall:.3f} ({low:.3f}-{high:.3f})" if whole.asked else "")
        )
        share = f" = {grounded / total:.4f}" if total else ""
        self._line(f"quotes at their place {grounded} of {total} values{share}")

    def values(self, report: Report) -> None:
        """The same figures a value, those with most errors first within a field."""
        by_field = groupby(report.values().items(), key=lambda item: item[0][0])
        for name, group in by_field:
            tallies = {value: tally for (_, value), tally in group}
            if all(_NUMBER.fullmatch(value) for value in tallies):
                continue  # an age is no value that is extracted well or badly
            worst_first = sorted(tallies.items(), key=lambda i: (-i[1].fp - i[1].fn, i[0]))
            self._line("")
            self._tallies(name, dict(worst_first))

    def kinds(self, found: Sequence[error.CellError]) -> None:
        """How many errors of each kind, and what was taken for what."""
        if not found:
            self._line("\nno errors")
            return
        self._counts("errors by kind", error.KINDS, error.count(found))
        pairs = error.confusions(found)
        if pairs:
            self._line("\nconfusions (gold, found)", "bold")
        for name, gold, value, n in pairs[:CONFUSIONS]:
            self._line(f"{n:3d}  {name}: {gold} -> {value}", indent=2)
        if len(pairs) > CONFUSIONS:
            self._line(f"and {len(pairs) - CONFUSIONS} more: --json writes all", indent=2)

    def errors(self, found: Sequence[error.CellError], report: Report) -> None:
        """Every error, and every statistic that was missed, paper by paper."""
        by_paper = {key: list(group) for key, group in groupby(found, key=lambda e: e.doc_id)}
        for paper in report.papers:
            missed = paper.statistics.missed if paper.statistics else ()
            if not missed and paper.gold.doc_id not in by_paper:
                continue
            self._line(f"\n{paper.gold.doc_id}", "bold")
            self._rows(paper.rows, by_paper.get(paper.gold.doc_id, []))
            for stat in missed:
                self._line(f"statistics: missed {label(stat)}", indent=2)

    def _rows(self, rows: Sequence[RowMatch], found: Sequence[error.CellError]) -> None:
        """The errors of a paper's rows; a row that is missing or too many is one line."""
        for row in rows:
            cells = row.cells.values()
            if row.row is None:
                n = sum(len(cell.missed) for cell in cells)
                self._line(f"{row.subject}: row missed, {n} values", indent=2)
            elif row.gold is None:
                n = sum(len(cell.wrong) for cell in cells)
                self._line(f"{row.subject}: row not in gold, {n} values", indent=2)
            else:
                for item in found:
                    if item.row == (row.family, row.key):
                        text = f"{item.subject}: {item.field}: {_sentence(item)}"
                        self._line(text, indent=2)

    def changes(self, found: Sequence[baseline.Change], old: Report, new: Report) -> None:
        """What is judged differently than in the earlier run."""
        self._line(
            f"\nagainst the baseline: micro F1 {old.micro_f1():.3f} -> {new.micro_f1():.3f}, "
            f"{len(found)} changes",
            "bold",
        )
        if not found:
            return
        self._counts("changes", baseline.CHANGES, baseline.count(found))
        for doc_id, group in groupby(found, key=lambda c: c.doc_id):
            self._line(f"\n{doc_id}", "bold")
            for item in group:
                text = f"{_MARK[item.kind]} {item.kind:11} {item.subject}: {item.field}: "
                self._line(text + item.value, _STYLE[item.kind], indent=2)

    def reliability(self, bins: Sequence[Bin]) -> None:
        """Confidence against the share that is right."""
        self._line("\nconfidence    values  right  precision          mean confidence", "bold")
        for item in bins:
            if item.n:
                low, high = item.interval
                self._line(
                    f"{item.low:4.2f} - {item.high:4.2f}  {item.n:7d} {item.right:6d}  "
                    f"{item.precision:5.3f} ({low:4.2f}-{high:4.2f})  {item.mean:5.3f}"
                )
        sure = [b for b in bins if b.low >= 0.9]
        n, right = sum(b.n for b in sure), sum(b.right for b in sure)
        if n:
            self._line(f"of {n} values said to be 0.9 sure or surer {right / n:.3f} are right")
        self._line(f"expected calibration error {calibration_error(bins):.3f}")

    def _tallies(self, head: str, tallies: Mapping[str, Tally]) -> None:
        self._line(f"{head:20} {'precision':15} {'recall':15} {'F1':15}  tp  fp  fn", "bold")
        for name, tally in tallies.items():
            judged = tally.tp + tally.fp + tally.fn
            cells = (
                [
                    _figure(tally.precision, tally.precision_interval),
                    _figure(tally.recall, tally.recall_interval),
                    _figure(tally.f1, tally.f1_interval),
                ]
                if judged
                else [f"{'-':15}"] * 3
            )  # nothing asked for, nothing found
            counts = f"{tally.tp:4d}{tally.fp:4d}{tally.fn:4d}"
            head = name if len(name) <= 20 else name[:19] + "…"
            self._line(f"{head:20} {' '.join(cells)}{counts}", _colour(tally))

    def _counts(
        self, head: str, kinds: Sequence[_K], counts: Mapping[str, Mapping[_K, int]]
    ) -> None:
        self._line(f"\n{head:18} " + " ".join(kinds), "bold")
        rows = {**counts, "all": _sum(kinds, counts)}
        for name, row in rows.items():
            cells = " ".join(f"{row[kind] or '.':>{len(kind)}}" for kind in kinds)
            self._line(f"{name:18} {cells}")

    def _line(self, text: str, style: str = "", *, indent: int = 0) -> None:
        """A line; a long one is wrapped only where a person reads it."""
        if text.startswith("\n"):
            self._console.print()
        line = Text(text.lstrip("\n"), style=style)
        if self._console.is_terminal:
            self._console.print(Padding(line, (0, 0, 0, indent), expand=False))
        else:
            line.pad_left(indent)
            self._console.print(line, soft_wrap=True)


def _figure(value: float, interval: tuple[float, float]) -> str:
    low, high = interval
    return f"{value:5.3f} ({_short(low)}-{_short(high)})"


def _short(value: float) -> str:
    return f"{value:4.2f}".removeprefix("0") if value < 0.995 else "1.0"


def _colour(tally: Tally) -> str:
    if not tally.tp + tally.fp + tally.fn:
        return "dim"
    return "" if tally.f1 >= 0.85 else "yellow" if tally.f1 >= 0.7 else "red"


def _sum(kinds: Sequence[_K], counts: Mapping[str, Mapping[_K, int]]) -> dict[_K, int]:
    return {kind: sum(row[kind] for row in counts.values()) for kind in kinds}


def _sentence(item: error.CellError) -> str:
    if item.kind == "missed":
        return f"missed {item.gold}" + (f" (found as {item.where})" if item.where else "")
    parts = [f"{item.kind} {item.found}"]
    if item.gold:
        parts.append(f"instead of {item.gold}")
    if item.where:
        parts.append(f"({item.where})")
    return " ".join(parts)
