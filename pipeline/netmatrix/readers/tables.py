"""Tables in text: cells between tabs, one cell a line, or lines whose columns were lost."""

from __future__ import annotations

import re

from netmatrix import patterns
from netmatrix.patterns import compiled
from netmatrix.readers import aligned, flattened, lines
from netmatrix.readers.flow import Item, Row

_NUMBER = compiled(r"\d")
_MAX_ROWS = 5000
_MAX_FLAT = 400
_MAX_COLUMNS = 100
WIDE = 120
"""The width of a page of text, for telling prose beside a heading (characters)."""
CELL = 40
"""A longer line is no cell on a line of its own (characters)."""


def take(rows: list[str], i: int, width: int) -> tuple[Item, int] | None:
    """The table that begins at line ``i`` and the line behind it, if one does.

    Columns set with blanks make a table where they stand under each other throughout.  Two lines or
    more with a tab between cells make a table of cells; a run of lines that each begin with a tab is
    one cell a line, rows set apart by blank lines.
    """
    if "\t" not in rows[i]:
        set_apart = "  " in rows[i] and not lines.caption(rows[i].strip())
        found = aligned.take(rows, i) if set_apart else None
        return (Item("table", rows=square(found[0])), found[1]) if found else None
    if _one_cell(rows[i]):
        return _stacked(rows, i)
    if not _has_cells(rows[i]):
        return None
    j = i
    grid: list[Row] = []
    while j < len(rows) and len(grid) < _MAX_ROWS:
        # "Primary site" and a tab: a heading inside the table.
        if _has_cells(rows[j]) or (grid and _heads_rows(rows, j, len(grid[-1]))):
            grid.append([cell.strip() for cell in rows[j].rstrip("\n").split("\t")])
            j += 1
        elif not rows[j].strip() and j + 1 < len(rows) and _has_cells(rows[j + 1]):
            j += 1
        else:
            break
    if len(grid) < 2:
        return None
    return Item("table", rows=aligned.without_tails(square(grid))), j


def _heads_rows(rows: list[str], j: int, columns: int) -> bool:
    """Whether a line inside a table heads the rows below: "Primary site" and a tab, or alone
    between two rows of as many cells.
    """
    text = rows[j].strip()
    if not text or rows[j].rstrip("\n ").endswith("\t"):
        return bool(text)
    below = rows[j + 1].rstrip("\n") if j + 1 < len(rows) else ""
    return (
        len(text) <= (_COUNTED_HEAD if _COUNTED.search(text) else CELL)
        and text[-1] not in ".;"
        and not lines.caption(text)
        and bool(rows[j - 1].strip())
        and _has_cells(below)
        and below.count("\t") == columns - 1
    )


# "Large cell neuroendocrine carcinoma (n = 4)".
_COUNTED = compiled(r"\(\s?n\s?=\s?\d+\s?\)$", re.IGNORECASE)
_COUNTED_HEAD = 80
_PIPE = compiled(r"(?<=\s)\|(?=\s|$)")
_RULE = compiled(r"[\s|:+-]*")


def with_tabs(rows: list[str]) -> list[str]:
    """The lines with tabs for the bars of "TC | 114 | 52.1" or "| TC | 114 |", where two lines or
    more that follow each other, blank ones left out, have as many of them, at least two (one
    between two cells that bars enclose, or where several lines have two cells).
    """
    out = list(rows)
    # A short line without bars may head the rows below it.
    filled = [i for i, row in enumerate(rows) if row.strip() and ("|" in row or len(row) > CELL)]
    cells = [_barred(rows[i].strip()) for i in filled]
    bars = [len(row) - 1 for row in cells]
    for place, (i, count) in enumerate(zip(filled, bars, strict=True)):
        beside = bars[max(0, place - 1) : place] + bars[place + 1 : place + 2]
        many = _enclosed(rows[i].strip()) or _in_run(bars, place)
        if count >= (1 if many else _LEAST_BARS) and count in beside:
            ruled = _RULE.fullmatch(rows[i])
            out[i] = "" if ruled else "\t".join(cells[place])
    return out


def _barred(row: str) -> list[str]:
    """The cells of a line between bars, empty ones too."""
    if "|" not in row:
        return [row]
    inner = row[1:-1].split("|") if _enclosed(row) else _PIPE.split(row.lstrip("|"))
    return [cell.strip() for cell in inner]


def _enclosed(row: str) -> bool:
    return len(row) > 1 and row[0] == "|" == row[-1]


_LEAST_BARS = 2
_LEAST_RUN = 4
"""From so many lines on that follow each other a single bar parts two cells."""


def _in_run(bars: list[int], place: int) -> bool:
    """Whether the line is one of several that each have one bar."""
    first = last = place
    while first and bars[first - 1] == 1:
        first -= 1
    while last + 1 < len(bars) and bars[last + 1] == 1:
        last += 1
    return bars[place] == 1 and last - first + 1 >= _LEAST_RUN


def square(grid: list[Row]) -> list[Row]:
    """The grid with trailing empty columns dropped and every row of one length."""
    filled = max(
        (max((k + 1 for k, cell in enumerate(row) if cell), default=0) for row in grid), default=0
    )
    filled = max(filled, 1)
    return [row[:filled] + [""] * (filled - len(row)) for row in grid]


def _has_cells(row: str) -> bool:
    if "\t" not in row or row.count("\t") > _MAX_COLUMNS:
        return False
    bullet = lines.list_item(row.lstrip())
    inner = row.strip(" \n")
    if bullet and inner.count("\t") == 1:
        return False
    return "\t" in row.rstrip() and bool(row.strip()) and not _one_cell(row)


def _one_cell(row: str) -> bool:
    return row[:1] == "\t" and "\t" not in row[1:].rstrip("\n\t ") and bool(row[1:].strip(" \t"))


def _stacked(rows: list[str], i: int) -> tuple[Item, int] | None:
    """One cell a line behind a tab; blank lines between rows; an empty cell is a tab alone.

    A row shorter than the others has lost a cell that spans or is empty: its first cell stays,
    the rest is set to the right, where the figures of such rows belong.
    """
    grid: list[Row] = []
    row: Row = []
    j, blanks = i, 0
    last = i
    while j < len(rows) and len(grid) < _MAX_ROWS:
        line = rows[j]
        if line[:1] == "\t":
            cell = line.strip()
            if row and blanks:
                grid.append(row)
                row = []
            row.append(cell)
            blanks = 0
            last = j + 1
        elif line.strip():
            break
        else:
            blanks += 1
            if blanks > 4:
                break
        j += 1
    if row:
        grid.append(row)
    cells = sum(map(len, grid))
    if cells < 4:
        return None
    columns = max(map(len, grid))
    if columns > _MAX_COLUMNS or len(grid) < 2:
        return Item("table", "\n".join("\n".join(row) for row in grid)), last
    if columns == 1:
        text = "\n".join(row[0] for row in grid)
        return Item("table", text), last
    full = [
        row + [""] * (columns - 1)
        if len(row) == 1
        else row[:1] + [""] * (columns - len(row)) + row[1:]
        for row in grid
    ]
    return Item("table", rows=full), last


def _prose(text: str, width: int) -> bool:
    """A line of running text, not a row of a table."""
    words = text.count(" ") + 1
    if text[-1] in ".;" and words >= 9 and lines.small_words(text) >= 2:
        return True
    if len(text) > 170:
        return True
    return len(text) >= 0.75 * width and lines.small_words(text) >= 3


def below_caption(rows: list[str], i: int, width: int) -> tuple[Item | None, int]:
    """The table under a table's caption, and the line behind it.

    Lines whose columns a converter lost stay lines of one block without cells.  The block ends at
    prose, a legend, a heading by name, another caption, or a line that starts a new box.
    """
    j = i
    while j < len(rows) and (not rows[j].strip() or aligned.RULE.fullmatch(rows[j])) and j < i + 6:
        j += 1  # a rule under the caption is no row
    if j >= len(rows):
        return None, i
    found = take(rows, j, width)
    if found or "\t" in rows[j]:
        return found if found else (None, i)
    if blocks := _in_blocks(rows, j, width):
        return blocks
    kept: list[str] = []
    end = i
    while j < len(rows) and len(kept) < _MAX_FLAT:
        row, text = rows[j], rows[j].strip()
        j += 1
        if not text:
            continue
        if (
            _prose(text, width)
            or lines.legend(text, strict=len(text) <= 60)
            or (len(text) < 60 and text[:1] in "*†‡" and len(text) > 3)
            or (
                lines.heading_by_name(text)
                and not (_among_cells(rows, j - 1) or (not kept and _heads_cells(rows, j - 1)))
            )
            or lines.caption(text)
            or "\t" in text
            or (row[:1] == " " and text[0].islower() and len(text) > 40)
        ):
            break
        kept.append(patterns.sub(r"\s+", " ", text))
        end = j
    if len(kept) < 2 and not (kept and _NUMBER.search(kept[0])):
        return None, i
    if not _tabular(kept):
        return None, i
    grid = flattened.cells(kept)
    return Item("table", rows=square(grid)) if grid else Item("table", "\n".join(kept)), end


def _in_blocks(rows: list[str], i: int, width: int) -> tuple[Item, int] | None:
    """A table of one cell a line whose rows are set apart by blank lines: blocks of as many short
    lines each, three rows with the heading or more.
    """
    grid: list[Row] = []
    j = end = i
    while j < len(rows) and len(grid) < _MAX_ROWS:
        row: Row = []
        while j < len(rows) and rows[j].strip():
            row.append(patterns.sub(r"\s+", " ", rows[j].strip()))
            j += 1
        if grid and len(row) == 1 and _heads_block(rows, j, len(grid[0])):
            grid.append([*row, *[""] * (len(grid[0]) - 1)])  # "Family A", over its patients
            while j < len(rows) and not rows[j].strip():
                j += 1
            continue
        longest = CELL if not grid else 2 * CELL
        if len(grid) == 1 and len(row) != len(grid[0]):
            grid[0] = _whole_lines(grid[0])
        if (
            len(row) < _LEAST_CELLS
            or (grid and len(row) != len(grid[0]))
            or any(len(cell) > longest or "\t" in cell or _prose(cell, width) for cell in row)
        ):
            break
        grid.append(row)
        end = j
        while j < len(rows) and not rows[j].strip() and j < end + _BLANKS:
            j += 1
    if len(grid) < _LEAST_BLOCKS:
        return None
    return Item("table", rows=grid), end


def _heads_block(rows: list[str], i: int, columns: int) -> bool:
    """Whether a block of so many lines follows behind a few blank ones at most."""
    begin = i
    while begin < len(rows) and not rows[begin].strip() and begin < i + _BLANKS:
        begin += 1
    end = begin
    while end < len(rows) and rows[end].strip():
        end += 1
    return begin > i and end - begin == columns


def _whole_lines(heading: Row) -> Row:
    """Headings broken over lines, made whole: "Treatment of", "the pituitary lesion"."""
    out: Row = []
    for cell in heading:
        if out and (cell[:1].islower() or cell[:1] in "(["):
            out[-1] = f"{out[-1]} {cell}"
        else:
            out.append(cell)
    return out


_LEAST_CELLS = 3
_LEAST_BLOCKS = 3
_BLANKS = 3


def _among_cells(rows: list[str], i: int) -> bool:
    """Whether a line stands among cells: "Operation" heads a column there.

    Short lines are around it, the one below at once; or of the three lines below, blank ones left
    out, the nearest is short, none is prose, and one holds a figure.
    """
    below = [row.strip() for row in rows[i + 1 : i + 9] if row.strip()][:3]
    if (
        len(below) == 3
        and len(below[0]) < CELL
        and any(map(_NUMBER.search, below))
        and not any(_prose(row, WIDE) or lines.caption(row) for row in below)
        and not any(map(lines.heading_by_name, below))
    ):
        return True
    before = next((row.strip() for row in reversed(rows[max(0, i - 2) : i]) if row.strip()), "")
    behind = rows[i + 1].strip() if i + 1 < len(rows) else ""
    return 0 < len(before) < CELL and 0 < len(behind) < CELL


def _heads_cells(rows: list[str], i: int) -> bool:
    """Whether lines of cells follow at once: "Case" is the first heading of a table there."""
    below = [row.strip() for row in rows[i + 1 : i + 1 + _LEAST_CELLS]]
    return len(below) == _LEAST_CELLS and all(
        0 < len(row) < CELL and row[-1] not in ".;," and not lines.caption(row) for row in below
    )


def _tabular(kept: list[str]) -> bool:
    """Rows or cells of a table rather than a paragraph or a heading behind a caption."""
    with_number = sum(1 for text in kept if _NUMBER.search(text))
    tiny = sum(1 for text in kept if len(text) < 40)
    return with_number >= 2 or tiny >= 4 or (len(kept) >= 3 and with_number + tiny >= 2)


def tiny_run(rows: list[str], i: int, minimum: int = 5) -> tuple[list[Item], int] | None:
    """A run of tiny lines that no caption announces: a flattened table, or a list.

    With figures in a third of its lines it is a table, else each line is a list item.
    """
    kept: list[str] = []
    j, blanks, end = i, 0, i
    while j < len(rows) and len(kept) < _MAX_FLAT:
        text = rows[j].strip()
        j += 1
        if not text:
            blanks += 1
            if blanks > 2:
                break
            continue
        if (
            len(text) > 32
            or text[-1] in ".;"
            or (lines.heading_by_name(text) and not _among_cells(rows, j - 1))
            or lines.caption(text)
            or lines.list_item(text)
            or (text[0].islower() and not kept)
        ):
            break
        blanks = 0
        kept.append(text)
        end = j
    if len(kept) < minimum:
        return None
    numbers = sum(1 for text in kept if _NUMBER.search(text))
    if 3 * numbers >= len(kept):
        return [Item("table", "\n".join(kept))], end
    return [Item("list_item", text) for text in kept], end
