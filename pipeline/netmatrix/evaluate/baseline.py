"""What became better and what became worse between two runs, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from netmatrix.evaluate.score import Report
from netmatrix.evaluate.statistics import label

ChangeKind = Literal["gained", "lost", "newly wrong", "mended"]
CHANGES: tuple[ChangeKind, ...] = ("gained", "lost", "newly wrong", "mended")
"""Gained and lost are right values that came and went, newly wrong and mended wrong ones."""

ROW = "row"
"""The name under which a whole row stands among the fields."""

STATISTICS = "statistics"

_Key = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """A value that is judged differently: ``kind`` says how, ``value`` is gold's or the run's."""

    doc_id: str
    subject: str
    field: str
    kind: ChangeKind
    value: str

    def to_json(self) -> dict[str, str]:
        return asdict(self)


def changes(old: Report, new: Report) -> list[Change]:
    """The changes from ``old`` to ``new``, in the order of papers, rows, fields and kinds."""
    right_old, wrong_old, subjects_old = _judged(old)
    right_new, wrong_new, subjects_new = _judged(new)
    subjects = subjects_old | subjects_new
    found: list[tuple[_Key, ChangeKind]] = [
        *((key, "gained") for key in right_new - right_old),
        *((key, "lost") for key in right_old - right_new),
        *((key, "newly wrong") for key in wrong_new - wrong_old),
        *((key, "mended") for key in wrong_old - wrong_new),
    ]
    order = {paper.gold.doc_id: i for i, paper in enumerate([*old.papers, *new.papers])}
    found.sort(key=lambda item: (order[item[0][0]], item[0][1:4], CHANGES.index(item[1]), item[0]))
    return [Change(key[0], subjects[key[:3]], key[3], kind, key[4]) for key, kind in found]


def count(found: Sequence[Change]) -> dict[str, dict[ChangeKind, int]]:
    """How many changes of each kind each field has."""
    out: dict[str, dict[ChangeKind, int]] = {}
    for change in found:
        kinds = out.setdefault(change.field, dict.fromkeys(CHANGES, 0))
        kinds[change.kind] += 1
    return dict(sorted(out.items()))


def _judged(report: Report) -> tuple[set[_Key], set[_Key], dict[tuple[str, str, str], str]]:
    """The right and the wrong values of a run, and the subjects of its rows."""
    right: set[_Key] = set()
    wrong: set[_Key] = set()
    subjects: dict[tuple[str, str, str], str] = {}
    for row_key, subject, tally_right, tally_wrong in _rows(report):
        subjects[row_key] = subject
        right |= {(*row_key, name, value) for name, value in tally_right}
        wrong |= {(*row_key, name, value) for name, value in tally_wrong}
    return right, wrong, subjects


_Values = list[tuple[str, str]]


def _rows(report: Report) -> Iterator[tuple[tuple[str, str, str], str, _Values, _Values]]:
    for row in report.rows:
        right: _Values = [(n, g.text) for n, cell in row.cells.items() for g in cell.right]
        wrong: _Values = [(n, value) for n, cell in row.cells.items() for value in cell.wrong]
        if row.tally.tp:
            right.append((ROW, row.family))
        elif row.tally.fp:
            wrong.append((ROW, row.family))
        yield (row.doc_id, row.family, row.key), row.subject, right, wrong
    for paper in report.papers:
        if paper.statistics is not None:
            right = [(STATISTICS, label(stat)) for stat in paper.statistics.right]
            yield (paper.gold.doc_id, "~cohort", ""), "cohorts", right, []
