"""Figures' captions and tables stand where the text first speaks of them, as in publishers' XML.

On the page a float drifts to the next free top or foot of a column, often into the middle of
another section.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from netmatrix import patterns
from netmatrix.patterns import compiled
from netmatrix.readers.pdf.blocks import Piece

_LABEL = compiled(
    r"(?:continued\s+)?(?:supplement\w+\s+)?(fig|tab)[a-z]*\.?\s*(S?\d{1,3}|[IVX]{1,5})\b", re.I
)
_MENTION = compiled(
    r"(?<![A-Za-z])(fig|tab)(?:s?\.|ures?|les?|s)?\s?"
    r"((?:S?\d{1,3}|[IVX]{1,5})(?:[a-z]\b)?(?:\s?(?:,|and|&|[–-]|to)\s?(?:S?\d{1,3})(?:[a-z]\b)?){0,6})"
    r"(?![\d%])",
    re.I,
)
_CONTINUED = compiled(r"continued\s+tab|tab.*\W(?:continued|contd|cont['’]d|cont)\W*$", re.I | re.S)
_REACH = 8
"""So many pages may lie between a float and the paragraph that it is moved to."""


def place_floats(pieces: list[Piece]) -> list[Piece]:
    """The pieces in order, each labelled float behind the paragraph that first names it.

    A float is a caption with the table and the footnotes that follow it.  One that no paragraph
    near it names stays where it is.
    """
    units = _units(pieces)
    mentions = _mentions(pieces)
    moved: dict[int, list[list[Piece]]] = {}
    gone: set[int] = set()
    for start, stop in units:
        label = _label(pieces[start].text)
        at = mentions.get(label) if label else None
        if at is None or not _near(pieces[at], pieces[start]):
            continue
        moved.setdefault(at, []).append(pieces[start:stop])
        gone.update(range(start, stop))
    out: list[Piece] = []
    for index, piece in enumerate(pieces):
        if index not in gone:
            out.append(piece)
        for unit in sorted(moved.get(index, ()), key=lambda u: (u[0].page, u[0].kind != "caption")):
            out.extend(unit)
    return out


def join_continued(pieces: list[Piece]) -> list[Piece]:
    """The pieces, the rows of a table that goes on over a page joined with its first part.

    Joined are tables of one label whose later caption says "continued" and whose columns are as
    many; headings that come again are left out.  What the later caption says becomes furniture.
    """
    parts: dict[tuple[str, str], Piece] = {}
    gone: set[int] = set()
    notes: dict[int, list[Piece]] = {}
    for start, stop in _units(pieces):
        label = _label(pieces[start].text)
        if label is None or stop == start + 1 or pieces[start + 1].kind != "table":
            continue
        caption, table = pieces[start], pieces[start + 1]
        first = parts.setdefault(label, table)
        if first is table or not _CONTINUED.match(caption.text):
            continue
        if len(first.rows[0]) != len(table.rows[0]) or not 0 < table.page - first.last.page <= 2:
            continue
        again = 0
        while again < min(len(table.rows) - 1, first.header_rows) and _same_row(
            table.rows[again], first.rows[again]
        ):
            again += 1
        first.rows.extend(table.rows[again:])
        first.lines.extend(table.lines[again:])
        caption.kind = "furniture"
        heading = [Piece([line], "furniture", table.page, -1, float_=True)
                   for line in table.lines[:again]]  # fmt: skip
        gone.update(range(start, stop))
        kept = notes.setdefault(id(first), [])
        kept.extend(pieces[start + 2 : stop])
        kept.extend([caption, *heading])
    if not gone:
        return pieces
    out: list[Piece] = []
    for index, piece in enumerate(pieces):
        if index not in gone:
            out.append(piece)
        later = notes.get(id(piece))
        if later:
            out.extend(later)
    return out


def _same_row(one: Sequence[object], two: Sequence[object]) -> bool:
    def bare(row: Sequence[object]) -> str:
        return patterns.sub(r"\W+", "", "".join(str(cell or "") for cell in row)).lower()

    return bare(one) == bare(two)


def _near(one: Piece, two: Piece) -> bool:
    first, last = one.page, one.last.page
    return first - _REACH <= two.page <= last + _REACH


def _units(pieces: list[Piece]) -> list[tuple[int, int]]:
    units: list[tuple[int, int]] = []
    index = 0
    while index < len(pieces):
        start = index
        index += 1
        if pieces[start].kind != "caption":
            continue
        if index < len(pieces) and pieces[index].kind == "table":
            index += 1
            while (
                index < len(pieces)
                and pieces[index].kind == "footnote"
                and pieces[index].column < 0
            ):
                index += 1
        units.append((start, index))
    return units


def _label(caption: str) -> tuple[str, str] | None:
    found = _LABEL.match(caption)
    return (found[1].lower(), found[2].upper()) if found else None


def _mentions(pieces: list[Piece]) -> dict[tuple[str, str], int]:
    """For each label the index of the first paragraph that names it."""
    first: dict[tuple[str, str], int] = {}
    for index, piece in enumerate(pieces):
        if piece.kind not in ("paragraph", "list_item"):
            continue
        text = piece.text
        for match in _MENTION.finditer(text):
            for number in _numbers(match[2]):
                first.setdefault((match[1].lower(), number), index)
    return first


def _numbers(wording: str) -> list[str]:
    """The labels of ``2 and 3``, ``2-4``, ``1a,b``.

    >>> _numbers("2-4")
    ['2', '3', '4']
    """
    out: list[str] = []
    spread = patterns.split(r"\s?[–-]\s?|\sto\s", wording)
    for k, part in enumerate(spread):
        found = [f.upper() for f in patterns.findall(r"S?\d{1,3}|[IVX]{1,5}", part, re.I)]
        if k and out and found and out[-1].isdecimal() and found[0].isdecimal():
            low, high = int(out[-1]), int(found[0])
            out.extend(str(n) for n in range(low + 1, min(high, low + 20)))
        out.extend(found)
    return out
