"""Why a cell is wrong: a value missed, wrong, another patient's, another column's, or invented."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Literal

from netmatrix import patterns
from netmatrix.evaluate.files import values_of
from netmatrix.evaluate.score import PaperMatch, Report, RowMatch
from netmatrix.evaluate.values import Comparison, GoldValue, normal
from netmatrix.patterns import compiled

Kind = Literal["missed", "wrong value", "wrong patient", "wrong column", "spurious"]
KINDS: tuple[Kind, ...] = ("missed", "wrong value", "wrong patient", "wrong column", "spurious")

_LISTS = frozenset(
    {
        "metastatic_sites",
        "bone_sites",
        "markers_positive",
        "markers_negative",
        "diagnostic_methods",
        "treatments",
    }
)
"""Fields of several values, where a missed and a wrong one need not have to do with each other."""

_LIKE: tuple[frozenset[str], ...] = (
    frozenset({"age_years", "follow_up_months", "pfs_months"}),
    frozenset({"ki67_percent", "mitoses"}),
)
"""Fields whose bare numbers can be taken for one another; any other equality is chance."""


_NUMBER = compiled(r"[<>=]*\d[\d.,-]*(?:/.*)?")

_COMMON = frozenset({"male", "female", "alive", "dead"})
"""Values that another patient has too without being the one who was taken for this one."""


@dataclass(frozen=True, slots=True)
class CellError:
    """One wrong or missed value.

    ``row`` is family and key of its ``RowMatch``; ``gold`` is what gold asks for (empty for a
    value that stands instead of nothing), ``found`` what the run has (empty for a missed value),
    ``where`` the row or field in which ``found`` stands in gold, or in which the run put ``gold``.
    """

    doc_id: str
    row: tuple[str, str]
    subject: str
    field: str
    kind: Kind
    gold: str = ""
    found: str = ""
    where: str = ""

    def to_json(self) -> dict[str, object]:
        return asdict(self)


def errors_of(report: Report) -> list[CellError]:
    """The errors of all cells, in the order of papers, rows and fields.

    A value counts once: what was found wrong carries in ``gold`` the missed value it stands for.
    """
    return [
        error
        for paper in report.papers
        for row in paper.rows
        for name, cell in row.cells.items()
        for error in _cell(paper, row, name, cell)
    ]


def count(errors: Iterable[CellError]) -> dict[str, dict[Kind, int]]:
    """How many errors of each kind each field has."""
    out: dict[str, dict[Kind, int]] = {}
    for error in errors:
        kinds = out.setdefault(error.field, dict.fromkeys(KINDS, 0))
        kinds[error.kind] += 1
    return dict(sorted(out.items()))


def confusions(errors: Iterable[CellError]) -> list[tuple[str, str, str, int]]:
    """Field, what gold says, what was found, how often; the most frequent first.

    A value of another column is listed as that column and value.
    """
    counter: Counter[tuple[str, str, str]] = Counter()
    for error in errors:
        if error.kind == "wrong value":
            counter[error.field, error.gold, error.found] += 1
        elif error.kind == "wrong column":
            counter[error.field, f"({error.where})", error.found] += 1
    ranked = sorted(counter.items(), key=lambda item: (-item[1], item[0]))
    return [(*key, n) for key, n in ranked]


def _cell(paper: PaperMatch, row: RowMatch, name: str, cell: Comparison) -> Iterator[CellError]:
    missed, at = list(cell.missed), (row.family, row.key)
    for value in cell.wrong:
        instead = _partner(name, value, missed)
        if instead is not None:
            missed.remove(instead)
        kind, where = _kind(paper, row, name, value, instead)
        gold = instead.text if instead is not None else ""
        yield CellError(row.doc_id, at, row.subject, name, kind, gold, value, where)
    for gold_value in missed:
        where = _put_elsewhere(row, name, gold_value)
        yield CellError(row.doc_id, at, row.subject, name, "missed", gold_value.text, "", where)


def _partner(name: str, value: str, missed: list[GoldValue]) -> GoldValue | None:
    """The missed value that ``value`` stands in place of."""
    if name not in _LISTS:
        return missed[0] if missed else None
    words = set(_words(value))
    return next((g for g in missed if any(words & set(_words(n)) for n in g.names)), None)


def _words(value: str) -> list[str]:
    return [word for word in patterns.findall(r"[^\W_]+", value) if len(word) > 1]


def _kind(
    paper: PaperMatch, row: RowMatch, name: str, value: str, instead: GoldValue | None
) -> tuple[Kind, str]:
    own = row.gold.fields if row.gold is not None else {}
    for other, golds in own.items():
        if other != name and _comparable(name, other, value) and _holds(golds, value):
            return "wrong column", other
    if value not in _COMMON:
        for other_row in paper.gold.rows:
            if other_row is not row.gold and _holds(other_row.fields.get(name, ()), value):
                return "wrong patient", other_row.subject or other_row.ref
    return ("wrong value" if instead is not None else "spurious"), ""


def _holds(golds: Iterable[GoldValue], value: str) -> bool:
    return any(value in gold.names for gold in golds)


def _comparable(name: str, other: str, value: str) -> bool:
    """Whether the same value in both fields is more than chance."""
    return not _NUMBER.fullmatch(value) or any(name in g and other in g for g in _LIKE)


def _put_elsewhere(row: RowMatch, name: str, gold: GoldValue) -> str:
    """The field of the run's own row in which a missed value stands."""
    fields: dict[str, list[dict[str, str]]] = (row.row or {}).get("fields") or {}
    for other in sorted(fields):
        for value in map(normal, values_of(row.row or {}, other)):
            if other != name and _comparable(name, other, value) and value in gold.names:
                return other
    if name == "treatments":
        for item in fields.get(name, ()):
            if normal(item["value"]) in gold.names:
                return str(item.get("status", ""))
    return ""
