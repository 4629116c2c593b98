"""Whether a cell can belong to its column: lines that lost a cell are not read to their end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from netmatrix import patterns
from netmatrix.document import Span
from netmatrix.extract.cell_base import EMPTY
from netmatrix.extract.grids import Grid
from netmatrix.extract.table_columns import Column
from netmatrix.extract.table_keys import AGE, AGE_SEX, SEX
from netmatrix.extract.table_legend import codes_in
from netmatrix.extract.table_sheet import wording
from netmatrix.patterns import compiled

_NUMBER = compiled(r"^[<>≤≥~]?\s?\d+(?:[.,]\d+)?\s?%?$")
_SIGNS = compiled(r"^(?:\++|[-–−])$")
_STRICT = {
    "age_years": AGE,
    "sex": SEX,
    "age_sex": AGE_SEX,
    "ki67_percent": compiled(r"^[<>≤≥~]?\s?\d+(?:[.,]\d+)?\s?%"),
    "grade": compiled(r"^(?:NET|NEC)?\s?G\s?[123]$"),
    "marker": compiled(r"^(?:\++|[-–−]|pos\w*|neg\w*)$", re.I),
    "response": compiled(r"^(?:CR|PR|SD|PD|stable\b.*|progress\w*|partial\b.*)$", re.I),
}
_WORDS = frozenset(
    {"histology", "primary_site", "site", "metastatic_sites", "bone_sites", "treatments",
     "response", "prognosis", "diagnostic_methods", "syndrome"}
)  # fmt: skip


def _fits(column: Column, said: str) -> bool:
    """Whether the cell is plainly of its column's kind."""
    pattern = _STRICT.get(column.meaning)
    return bool(pattern and pattern.match(said))


def _clashes(column: Column, said: str) -> bool:
    """Whether the cell is plainly of another kind: a number under treatments, a word under age."""
    meaning = column.meaning
    if meaning in ("age_years", "ki67_percent", "mitoses", "pfs_months", "follow_up_months"):
        long = (
            not patterns.search(r"\d", said)
            and len(said) > 3
            and patterns.match(r"^[A-Za-z]{3}", said)
        )
        letters = meaning == "age_years" and SEX.match(said)
        if meaning in ("pfs_months", "follow_up_months"):
            return bool(patterns.match(r"^(?:\+|M|F|CR|PR|SD|PD)$", said))
        if long and patterns.match(
            r"^(?:not|none|unknown|low|high|alive|dead|nil|negative|rare|few|n/a|no\b|frequent|sparse)",
            said, re.I,
        ):  # fmt: skip
            return False
        return bool(long or letters)
    if meaning == "sex":
        return (bool(patterns.search(r"\d", said)) and not AGE_SEX.match(said)) or len(said) > 12
    if meaning == "marker":
        return bool(SEX.match(said) and len(said) == 1) or bool(
            patterns.match(r"^(?:CR|PR|SD|PD|\d{3,})$", said)
        )
    if meaning in _WORDS:
        number = _NUMBER.match(said) and meaning != "prognosis"
        return bool(number or (_SIGNS.match(said) and said.startswith("+") and meaning == "histology")
                    or (SEX.match(said) and len(said) == 1))  # fmt: skip
    return False


_LEAST = 2
"""So many cells at least tell that a heading was misread."""


def _misread(text: str, grid: Grid, index: int) -> bool:
    """Whether half of a column's cells clash with the heading: then not the lines are at fault.

    Asked for each clashing line, counted once: a table may have thousands of them.
    """
    if index not in grid.misread:
        column = grid.columns[index]
        cells = (wording(text, row[index]).strip(" *†‡") for row in grid.rows)
        filled = [c for c in cells if c and not EMPTY.match(c)]
        clashing = sum(_clashes(column, c) for c in filled)
        grid.misread[index] = clashing >= _LEAST and 2 * clashing >= len(filled)
    return grid.misread[index]


def ragged_from(text: str, grid: Grid, at: int, line: Sequence[Span | None]) -> int | None:
    """The first column whose cell is in doubt because the line lost or gained one, or ``None``.

    A cell of plainly another kind shows it. The loss may lie before: only the cells up to the last
    one that is plainly right are kept.
    """
    sure = 0
    for index, (column, cell) in enumerate(zip(grid.columns, line, strict=True)):
        said = wording(text, cell).strip(" *†‡")
        if not said or (at, index) in grid.wide:
            continue
        if column.meaning in ("patient", "count") or _fits(column, said):
            sure = index + 1
        elif said in grid.legend or codes_in(grid.legend, column.header, said):
            continue
        elif _clashes(column, said) and not _misread(text, grid, index):
            return sure
    return None
