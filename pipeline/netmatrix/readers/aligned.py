"""Tables in text whose columns are set with blanks, as a typewriter or ``pdftotext -layout`` sets them."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from netmatrix.patterns import compiled
from netmatrix.readers import lines
from netmatrix.readers.flow import Row

_GAP = compiled(r"\S {2,}(?=\S)")
_CELL = compiled(r"\S+(?: \S+)*")
# Not a line of cells that are a dash each.
RULE = compiled(r"(?=\s*[=_–—-]{3})[\s=_–—-]{5,}")
_LEAST_ROWS = 3
_MAX_ROWS = 400
_LONGEST = 60
"""A table's cell has so many letters on the average at most; longer ones are columns of prose."""
_ALONE = 60
"""A line of one cell inside a table (a sub-heading) is no longer than this."""
_LEAST_GAP = 2


def take(rows: Sequence[str], i: int) -> tuple[list[Row], int] | None:
    """The table that begins at line ``i``, as rows of cells, and the line behind it, if one does.

    Three lines or more with cells apart must leave the same gaps of two blanks or more free from
    top to bottom. A line whose first column and at least half of the others are empty goes on with
    the cells of the line above, and so do the second line of a heading and one that begins with
    the rest of a name ("(1995)", "al. (2021)").
    """
    if not _GAP.search(rows[i].rstrip()):
        return None
    block, ends = _block(rows, i)
    if sum(len(cells) > 1 for cells in block) < _LEAST_ROWS:
        return None
    raw = block
    block, starts = _without_page_foot(_parted(block))
    end = ends[len(block) - 1]
    block, starts = _without_groups(block, starts)
    ragged = _ragged(raw, len(starts))
    if ragged:
        return ragged, ends[len(raw) - 1]
    if len(starts) < _LEAST_GAP:
        return None
    parts = _set_apart(rows, i, ends[: len(block)], block)
    grid = _grid(block, starts, parts)
    filled = [cell for row in grid for cell in row if cell]
    if sum(map(len, filled)) > _LONGEST * len(filled):
        return None
    return grid, end


def _ragged(block: list[Cells], aligned: int) -> list[Row]:
    """The rows of a table whose cells are only parted by two blanks or more, not set in columns:
    nearly all lines have the same number of cells, more than the columns that can be ``aligned``.

    A line that lacks its last cell must be under a p value, which is told once for several lines; of
    another line with fewer cells it is open which are missing, and the table is left.
    """
    many = Counter(map(len, block)).most_common(1)[0][0]
    whole = sum(len(cells) == many for cells in block)
    if many < _LEAST_RAGGED or many <= aligned or len(block[0]) != many:
        return []
    if whole < _LEAST_ROWS or whole < _MOSTLY * len(block):
        return []
    has_p = _P.fullmatch(block[0][-1][2])
    if any(len(cells) not in (many, many - 1 if has_p else many, 1) for cells in block):
        return []
    return [[text for _, _, text in cells] + [""] * (many - len(cells)) for cells in block]


_LEAST_RAGGED = 4
_MOSTLY = 0.7
_P = compiled(r"p(?:[\s-]?values?)?", re.IGNORECASE)

Cells = list[tuple[int, int, str]]
"""The cells of a line: where each begins and ends in it, and its text."""


def _block(rows: Sequence[str], i: int) -> tuple[list[Cells], list[int]]:
    """The lines from ``i`` on that have cells apart, with short lines of one cell between them, and
    for each the line behind it.
    """
    block: list[Cells] = []
    ends: list[int] = []
    pending: list[tuple[int, Cells]] = []
    for j in range(i, min(len(rows), i + _MAX_ROWS)):
        row = rows[j].rstrip()
        if not row:
            if j and not rows[j - 1].strip():
                break
            continue
        if "\t" in row or (block and lines.caption(row.strip())):
            break
        if RULE.fullmatch(row):
            continue
        at = _places(row)
        cells = [(at[m.start()], at[m.end()], m.group()) for m in _CELL.finditer(row)]
        if len(cells) > 1:
            block += [*(alone for _, alone in pending), cells]
            ends += [*(at + 1 for at, _ in pending), j + 1]
            pending = []
        elif len(row.strip()) <= _ALONE and (
            len(pending) < _LEAST_GAP or any(cells[0][0] == c[0] for above in block for c in above)
        ):
            pending.append((j, cells))
        else:
            break
    begins = {start for cells in block for start, _, _ in cells[1:]}
    # The last line's cell goes on, or the name of a line where each column is a patient.
    for j, alone in pending:
        label = block and _names_patients(block[0]) and _RUNS_ON.match(alone[0][2])
        if not ends or j != ends[-1] or not (label or alone[0][0] in begins):
            break
        block.append(alone)
        ends.append(j + 1)
    while ends and ends[-1] < len(rows) and RULE.fullmatch(rows[ends[-1]].rstrip()):
        ends[-1] += 1  # the rule under the table is its own
    return block, ends


_PATIENT = compiled(r"(?:patient|case|pt\.?)\s?(?:no\.?\s?)?(?:\d{1,2}|[A-H])", re.IGNORECASE)
_RUNS_ON = compiled(r"[(a-z]")


def _names_patients(heading: Cells) -> bool:
    """Whether the columns are patients: "Patient 1", "Patient 2" above what is told of each."""
    named = [text for _, _, text in heading[-2:]]
    return len(named) > 1 and all(map(_PATIENT.fullmatch, named))


def _places(row: str) -> list[int]:
    """Where each sign stands, and the end: signs of East Asian scripts ("〃") are two blanks wide."""
    if row.isascii():
        return list(range(len(row) + 1))
    wide = (2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in row)
    return list(itertools.accumulate(wide, initial=0))


def _parted(block: list[Cells]) -> list[Cells]:
    """The lines with cells parted that fill their column up to the next ("Extrahepatic NET G2"): one
    blank alone stands where most lines begin a cell, or a letter or two behind it.
    """
    often = Counter(start for cells in block for start, _, _ in cells[1:])
    starts = {at for at, n in often.items() if n >= _LEAST_ROWS and 2 * n >= len(block)}
    out: list[Cells] = []
    for cells in block:
        line: Cells = []
        for start, end, text in cells:
            within = [(at, at - start) for at in starts if start < at < end]
            inner = [(at, cut) for at, cut in within if text[cut - 1] == " "]
            if not inner and len(within) == 1 and len(cells) > 1:
                at, cut = within[0]
                blank = text.find(" ", cut, cut + _OVERRUN)
                inner = [(at, blank + 1)] if blank > 0 else []
            if len(inner) != 1 or not text.isascii():
                line.append((start, end, text))
                continue
            ((at, cut),) = inner
            # Its last letter counts as free, for a gap is two blanks wide.
            line += [(start, at - 2, text[: cut - 1]), (at, end, text[cut:])]
        out.append(line)
    return out


_OVERRUN = 2
"""By less than so many letters a cell may run into the next column."""


def _without_page_foot(block: list[Cells]) -> tuple[list[Cells], list[int]]:
    """The lines and where the columns begin, without last lines of two cells at most (the foot of
    a page and the next one's head) that stand across several columns.
    """
    starts = _columns(block)
    for kept in range(len(block) - 1, max(_LEAST_ROWS, len(block) - _FOOT) - 1, -1):
        if len(block[kept]) > 2:
            break
        shorter = _columns(block[:kept])
        if len(shorter) >= len(starts) + _ACROSS:
            block, starts = block[:kept], shorter
            break
    while len(block) > _LEAST_ROWS and all(lines.furniture(text) for _, _, text in block[-1]):
        block = block[:-1]  # "page 3"
    return block, starts


def _without_groups(block: list[Cells], starts: list[int]) -> tuple[list[Cells], list[int]]:
    """The lines and where the columns begin, with a heading over several columns ("Immunostaining"
    over "Syn", "CgA") said of each of them.
    """
    below = _columns(block[1:]) if len(block) > _LEAST_ROWS else []
    if len(below) <= len(starts):
        return block, starts
    heading: Cells = []
    edges = [*(start for start, _, _ in block[0][1:]), block[0][-1][1] + max(below)]
    for (start, end, text), edge in zip(block[0], edges, strict=True):
        under = [at for at in below if start <= at < edge]
        if sum(at < end for at in under) > 1:
            heading += [(at, end, text) for at in under]
        else:
            heading.append((start, end, text))
    return [heading, *block[1:]], below


_FOOT = 4
"""So many lines stand between the two parts of a table that a page parts, at most."""
_ACROSS = 2


def _columns(block: list[Cells]) -> list[int]:
    """Where the columns begin: behind each gap that all lines with several cells leave free."""
    width = max(cells[-1][1] for cells in block)
    taken = [False] * width
    for cells in block:
        if len(cells) > 1:
            for start, end, _ in cells:
                taken[start:end] = [True] * (end - start)
    starts: list[int] = []
    free = _LEAST_GAP
    for at, used in enumerate(taken):
        if used and free >= _LEAST_GAP:
            starts.append(at)
        free = 0 if used else free + 1
    return starts


def _set_apart(rows: Sequence[str], i: int, ends: list[int], block: list[Cells]) -> list[int]:
    """By line the number of its row, where blank lines set the rows apart: a line that goes on with
    a row has fewer cells than its first, and no number by itself. Empty where they do not.
    """
    parts: list[int] = []
    number, begun = 0, i
    for end in ends:
        number += any(not row.strip() for row in rows[begun : end - 1])
        parts.append(number)
        begun = end
    first: dict[int, int] = {}
    for cells, part in zip(block, parts, strict=True):
        goes_on = part in first
        # A year may stand below the author's name.
        values = (c[2] for c in (cells[1:] if _YEAR.fullmatch(cells[0][2]) else cells))
        if goes_on and (len(cells) >= first[part] or any(map(_VALUE.fullmatch, values))):
            return []
        first.setdefault(part, len(cells))
    return parts if number + 1 >= _LEAST_ROWS and len(first) < len(block) else []


_YEAR = compiled(r"\(?(?:19|20)\d\d[a-z]?\)?")
_VALUE = compiled(r"[<>~]?\d+(?:[.,]\d+)?\s?%?")


def _grid(block: list[Cells], starts: list[int], parts: Sequence[int] = ()) -> list[Row]:
    grid: list[Row] = []
    by_patient = _names_patients(block[0])
    numbered = _numbered(block, starts)
    for line, cells in enumerate(block):
        row = [""] * len(starts)
        for start, _, text in cells:
            column = max((k for k, at in enumerate(starts) if at <= start), default=0)
            row[column] = f"{row[column]} {text}".strip()
        if parts:
            if line and parts[line] == parts[line - 1]:
                grid[-1] = [_joined(a, b) for a, b in zip(grid[-1], row, strict=True)]
            else:
                grid.append(row)
            continue
        headed = len(grid) == 1  # a heading of two lines
        tail = bool(grid) and not headed and _is_tail(grid[-1][0], row[0])
        # "Progression-free survival, mo," above "median (95% CI)"; "primary" above "tumour".
        low = bool(grid) and not headed and row[0][:1].islower() and sum(map(bool, grid[-1])) > 1
        tail = tail or (low and all(cell.startswith("(") for cell in row[1:] if cell))
        few = headed or numbered or 2 * sum(map(bool, row)) <= len(row) or not any(row[1:_LEADING])
        if by_patient:  # what a line tells is named in front, of every patient
            few, tail = few or not row[0], tail or (low and few)
        goes_on = (not row[0] or tail) and (few or low)
        above = grid[-1] if grid else row
        # A second patient of one publication has no name in front, and may be wrapped as well.
        a_line = bool(above[0]) or (
            2 * sum(map(bool, above)) > len(row)
            and any(map(_breaks_off, (a for a, b in zip(above, row, strict=True) if b)))
        )
        if goes_on and grid and a_line and sum(map(bool, above)) > 1:
            grid[-1] = [_joined(a, b) for a, b in zip(above, row, strict=True)]
        else:
            grid.append(row)
    return grid


def _numbered(block: list[Cells], starts: list[int]) -> bool:
    """Whether the first column counts the lines' patients: a line without a number goes on there."""
    first = [cells[0][2] for cells in block[1:] if cells[0][0] < starts[1]]
    return len(first) > 1 and first == [str(n) for n in range(1, len(first) + 1)]


def without_tails(grid: list[Row]) -> list[Row]:
    """Rows of cells with those that only go on with the row above joined to it: who the patient is
    stands in neither, and a cell of it begins where the one above broke off.
    """
    out: list[Row] = []
    for row in grid:
        above = out[-1] if len(out) > 1 and len(out[-1]) == len(row) else None
        pairs = list(zip(above, row, strict=True)) if above else []
        if (
            above
            and 0 < 2 * sum(map(bool, row)) <= len(row)
            and not any(row[:_LEADING])
            and all(above[:_LEADING])
            and any(b and (_breaks_off(a) or _RUNS_ON.match(b) or b[0] == "+") for a, b in pairs)
        ):
            out[-1] = [_joined(a, b) for a, b in pairs]
        else:
            out.append(row)
    return out


_LEADING = 2
"""Who the patient is stands in the first columns: a line without them tells of the one above."""

# "(1995)", "et al. 2021", "al. (2021)" below "Brandt et", "Case 2".
_TAIL = compiled(
    r"(?:Case|Patient|No\.?)\s?\d{1,2}|\(?(?:19|20)\d\d[a-z]?\)?,?(?:\s*\[\d{1,3}\])?|\[\d{1,3}\]|(?:et\s+)?al\b.*|(?:and|&)\s+[A-Z].*"
)
_UNFINISHED = compiled(r"(?:\band|\bet|&|,|[a-z]-)$")


def _is_tail(above: str, first: str) -> bool:
    """Whether the first cell of a line is the rest of the name in the line above."""
    return bool(first) and bool(_TAIL.fullmatch(first) or _UNFINISHED.search(above))


# "Extended chole-" above "cystectomy", not "well-" above "differentiated".
_BROKEN = compiled(
    r"(?<![\w-])(?!(?:well|non|post|pre|low|high|poorly|anti|ill|self)-)[A-Za-z]{4,}-$", re.I
)


# "Castelnuovo-" above "Rey et al.".
_DOUBLE_NAME = compiled(r"\w[a-zà-ÿ]-$")


def _joined(above: str, below: str) -> str:
    """The two lines of a cell as one, a broken word made whole."""
    if below[:1].islower() and _BROKEN.search(above):
        return above[:-1] + below
    if below[:1].isupper() and above[:1].isupper() and _DOUBLE_NAME.search(above):
        return above + below
    return f"{above} {below}".strip()


def _breaks_off(cell: str) -> bool:
    """Whether a cell must go on in the next line: "Bone (skull,", "Progression;"."""
    return cell.endswith((",", ";")) or cell.count("(") > cell.count(")")
