"""A characteristics table's columns: whose numbers they hold, how many patients, in what form."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from netmatrix import patterns
from netmatrix.document import Span
from netmatrix.extract.grids import Column, Grid
from netmatrix.extract.statistics.anchors import Anchor
from netmatrix.extract.statistics.figure import count
from netmatrix.extract.statistics.patterns import CI
from netmatrix.extract.statistics.rules import CohortRules
from netmatrix.patterns import compiled

Role = Literal["value", "n", "percent", "p", "ratio", "ci"]
Row = list[Span | None]

SIZE = compiled(r"\b[nN]\s?[=:]\s?(\d[\d, ]*\d|\d)")
"""The number of patients in a header or caption."""
RATIO_HEADER = compiled(
    r"\b(?:a?HR|a?OR|RR|hazards? ratio|odds ratio|relative risk|risk ratio)\b", re.I
)
N_PERCENT = compiled(
    r"\(?\b(?:n|no\.?|number|N)\s?[,;/]?\s?\(\s?%\s?\)\)?|\(\s?%\s?\)|%\s?\(\s?n\s?\)|,?\s?\bn\s?,\s?%",
    re.I,
)
""""n (%)" and its variants, in headers and labels."""
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("p", compiled(r"^\s*[pP](?:[-\s]?values?)?\s*[*†‡a-d#]?(?:\s?\(.*\))?\s*$|\bp[- ]?values?\b|(?<=\s)(?-i:[pP])\s*$", re.I)),
    ("ci", compiled(rf"^\s*{CI}\s*$", re.I)),
    ("ratio", RATIO_HEADER),
)  # fmt: skip
_PERCENT = compiled(r"^(?:.*\s)?\(?(?:%|percent(?:age)?|per cent)\)?\s*$", re.I)
_N = compiled(
    r"^(?:.*\s)?(?:n|no\.?|number|count|frequency|no\.? of (?:patients|cases)|"
    r"number of (?:patients|cases)|patients|cases)\.?\s*$",
    re.I,
)
_SIZE_PART = compiled(r"[(\[,;]?\s?\b[nN]\s?[=:]\s?\d[\d, ]*\s?[)\]]?|^\s*no\.?\s?=\s?\d+", re.I)
_KEY = compiled(r"\b(?:n|no|number|%|percent\w*|patients|cases)\b\.?|%|[()]", re.I)
_SECOND_HEADER = compiled(r"\(?(?:n|no\.?|%|n ?\(%\)|number|percent(?:age)?|patients)\)?", re.I)
_NONE = compiled(r"\b(?:no|without|non)\b", re.I)


@dataclass(frozen=True, slots=True)
class Group:
    """A column at ``index``: its ``role``, the group it tells of (``""``: all), its size.

    ``average`` is ``median`` or ``mean`` where the header says so.
    """

    index: int
    role: Role
    group: str
    size: int | None
    header: str
    average: str = ""


def average_word(text: str) -> str:
    """``median`` or ``mean`` if the wording speaks of one."""
    if patterns.search(
        r"\bmedian\b|\b(?-i:m(?:PFS|OS|DFS|TTP))\b|\bIQR\b|interquartile", text, re.I
    ):
        return "median"
    return "mean" if patterns.search(r"\bmean\b|\baverage\b|±|\bSD\b", text, re.I) else ""


def second_header(text: str, grid: Grid) -> tuple[Sequence[Column], list[Row]]:
    """Columns and lines; first lines of only "n" and "%" without a label are headers too."""
    columns, rows = list(grid.columns), list(grid.rows)
    while rows:
        cells = [text[s.start : s.end].strip() if s else "" for s in rows[0]]
        told = [c for c in cells if c]
        if not cells or cells[0] or not told or not all(_SECOND_HEADER.fullmatch(c) for c in told):
            break
        above = columns[0]
        for position, cell in enumerate(cells[: len(columns)]):
            column = columns[position]
            if column.header.strip() or not cell:
                above = column
            columns[position] = replace(above, header=f"{above.header} {cell}".strip())
        rows = rows[1:]
    return columns, rows


def columns_of(
    text: str,
    columns: Sequence[Column],
    start: int,
    caption: str,
    whole: int | None,
    rules: CohortRules,
    named: Callable[[int, int], list[Anchor]],
) -> list[Group]:
    """The columns behind the label column. ``named`` finds the concepts of ``[start, end)``.

    A concept that every header names ("siNET cohort", "stage IV siNET cohort") tells none apart.
    """
    found = [_named(text, c, start, named) for c in columns]
    shared: set[str] = set()
    if len(found) > 2:
        shared = set.intersection(*({a.name for a in f} for f in found[1:]))
    out = [
        _column(text, index, column, found[index], shared, rules)
        for index, column in enumerate(columns)
        if index
    ]
    stated = SIZE.search(caption)
    if stated and all(c.size is None for c in out):
        out = [replace(c, size=count(stated[1])) for c in out]
    return [
        replace(c, group="") if c.size is not None and c.size == whole and c.role == "value" else c
        for c in out
    ]


def _named(
    text: str, column: Column, start: int, named: Callable[[int, int], list[Anchor]]
) -> list[Anchor]:
    """The concepts of a heading, or of the nearest one that stands above it."""
    found = named(column.start, column.end)
    for above in reversed(column.path[:-1]):
        if found:
            break
        at = text.find(above, start, column.start)
        if at >= 0:
            shift = at - column.start
            found = [
                replace(a, start=a.start + shift, end=a.end + shift)
                for a in named(at, at + len(above))
            ]
    return found


def _column(
    text: str,
    index: int,
    column: Column,
    found: Sequence[Anchor],
    shared: set[str],
    rules: CohortRules,
) -> Group:
    header = column.header.strip()
    size = SIZE.search(header)
    bare = _SIZE_PART.sub(" ", header).strip()
    role = _role(bare)
    bare = N_PERCENT.sub(" ", bare)
    key = patterns.sub(r"\s+", " ", _KEY.sub(" ", bare)).strip(" ,;:").lower()
    telling = [a for a in found if a.name not in shared and not a.value]
    if role in ("value", "n", "percent") and telling:
        group = " and ".join(dict.fromkeys(a.name for a in telling))
        wording = text[column.start + telling[0].start : column.start + telling[0].end].lower()
        ahead = bare[: max(0, bare.lower().find(wording))] or bare.split(" ")[0]
        group = f"no {group}" if _NONE.search(ahead) else group
    else:
        group = "" if not key or rules.whole.fullmatch(key) else key
    return Group(index, role, group, count(size[1]) if size else None, header, average_word(bare))


def _role(bare: str) -> Role:
    for role, pattern in _ROLES:
        if pattern.search(bare):
            return role
    if _PERCENT.match(bare) and not N_PERCENT.search(bare):
        return "percent"
    return "n" if _N.match(bare) else "value"
