"""The cells of a table: columns from white strips, rows from lines that belong together."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field

from netmatrix.readers.pdf.glyphs import Run
from netmatrix.readers.pdf.layout import rows_of
from netmatrix.readers.pdf.lines import Segment, make_segment

CellText = str | tuple[str, int, int] | None
Rule = tuple[float, float, float]
"""Left end, right end and height of a horizontal rule (points)."""


@dataclass(slots=True)
class PrintedLine:
    """One printed line of a table: its cells by column, and each cell's segments."""

    segments: list[Segment]
    cells: list[CellText]
    parts: dict[int, list[Segment]] = field(default_factory=dict)

    @property
    def base(self) -> float:
        return self.segments[0].base

    @property
    def filled(self) -> list[int]:
        return [k for k, cell in enumerate(self.cells) if cell]

    def text(self, column: int) -> str:
        cell = self.cells[column]
        return cell[0] if isinstance(cell, tuple) else cell or ""


def grid_of(
    body: list[Segment],
    rules: list[Rule],
    across: tuple[float, float],
    down: tuple[float, float],
) -> tuple[list[list[CellText]], list[list[Segment]], int]:
    """Rows of cells, the segments of each row, and the number of header rows.

    ``across`` and ``down`` are the table's edges.  Lines of one row are joined only where the
    print says so (see :func:`_joins`); in doubt a line stays a row of its own.
    """
    rows = rows_of([part for s in body for part in _resplit(s)])
    width = across[1] - across[0]
    strips = _strips([s for row in rows for s in row if s.width < 0.55 * width], across)
    inner = [r[2] for r in rules if down[0] + 2 < r[2] < down[1] - 2 and r[1] - r[0] > 0.6 * width]
    lines = [_printed(row, strips) for row in rows]
    joins = _joins(lines, inner, len(strips) + 1)
    texts: list[list[CellText]] = []
    kept: list[list[Segment]] = []
    header = 0
    for line, joined in zip(lines, joins, strict=True):
        if joined:
            texts[-1] = _merge(texts[-1], line.cells)
            kept[-1].extend(line.segments)
        else:
            texts.append(line.cells)
            kept.append(list(line.segments))
            header += bool(inner) and line.base < inner[0]
    return texts, kept, header if 0 < header < len(texts) else 1


def _printed(row: list[Segment], strips: list[float]) -> PrintedLine:
    line = PrintedLine(row, _cells(row, strips))
    for s in row:
        line.parts.setdefault(sum(1 for x in strips if x <= s.x0 + 2), []).append(s)
    return line


def _joins(lines: list[PrintedLine], rules: list[float], columns: int) -> list[bool]:
    """For each line whether it goes on with the row above it.

    Rows set apart by rules or by wider steps hold all their lines, where those steps do not
    merely part groups of rows.  Where all lines stand at one distance, a line goes on only when
    each of its cells does: by a small letter, or because its first word did not fit above.
    """
    if not lines:
        return []
    steps = [b.base - a.base for a, b in itertools.pairwise(lines)]
    ordered = sorted(steps)
    pitch = ordered[int(0.25 * (len(ordered) - 1))] if ordered else 0.0
    ruled = [any(a.base < y < b.base for y in rules) for a, b in itertools.pairwise(lines)]
    tight = [step < 1.22 * pitch and not rule for step, rule in zip(steps, ruled, strict=True)]
    apart = _set_apart(lines, tight, columns)
    banded = sum(ruled) >= 3 and _set_apart(lines, [not rule for rule in ruled], columns)
    edges = _right_edges(lines, columns)
    out = [False]
    row = lines[0].cells
    for k, line in enumerate(lines[1:]):
        in_head = bool(rules) and line.base < rules[0]
        joined = not ruled[k] and _may_join(row, line)
        if joined and not banded:
            joined = tight[k] and (apart or in_head or _goes_on(lines[k], row, line, edges))
        out.append(joined)
        row = _merge(row, line.cells) if joined else line.cells
    return out


def _set_apart(lines: list[PrintedLine], tight: list[bool], columns: int) -> bool:
    """Whether the steps that are not tight part rows, rather than groups of rows."""
    if not tight or not 0.2 * len(tight) <= len(tight) - sum(tight) or columns < 2:
        return False
    following = [line for line, near in zip(lines[1:], tight, strict=True) if near]
    heads = [lines[0], *(x for x, near in zip(lines[1:], tight, strict=True) if not near)]
    usual = sorted(len(line.filled) for line in heads)[len(heads) // 2]
    if usual < 2 or not following:
        return False
    whole = sum(
        len(line.filled) >= max(2, usual) and sum(map(_is_value, map(line.text, line.filled))) > 0
        for line in following
    )
    return whole <= 0.15 * len(following)


def _right_edges(lines: list[PrintedLine], columns: int) -> list[float]:
    edges = [0.0] * columns
    for line in lines:
        for k, parts in line.parts.items():
            if not isinstance(line.cells[k], tuple):
                edges[k] = max(edges[k], *(s.x1 for s in parts))
    return edges


def _may_join(row: list[CellText], line: PrintedLine) -> bool:
    return len(row) >= 2 and not any(isinstance(c, tuple) for c in (*row, *line.cells))


def _goes_on(
    above: PrintedLine, row: list[CellText], line: PrintedLine, edges: list[float]
) -> bool:
    """Whether every cell of ``line`` continues the cell above it, in lines of one distance."""
    filled = line.filled
    if not filled or len(filled) == len(edges) > 1 or any(not row[k] for k in filled):
        return False
    return all(_wraps(above, line, k, edges[k], len(filled) == 1) for k in filled)


def _wraps(above: PrintedLine, line: PrintedLine, k: int, edge: float, alone: bool) -> bool:
    text, before = line.text(k), above.text(k)
    if not before:
        return False
    if re.search(r"[(\[,/&–-]$|\b(?:and|or|of|with|to|for|in)$", before):
        return not _is_value(text) or before[-1] in "([,–-"
    if text[:1].islower() or text[:1] in "(&)%":
        return k > 0 or alone
    if _is_value(text) or _is_value(before):
        return False
    first = text.partition(" ")[0]
    parts = line.parts.get(k, [])
    end = max((s.x1 for s in above.parts.get(k, [])), default=0.0)
    if not parts or not end:
        return False
    need = parts[0].width * len(first) / max(1, len(parts[0].marked))
    # A word that had room above begins a cell of its own; one-word cells tell nothing.
    return end + 0.25 * parts[0].size + need > edge + 1 and " " in before


def _is_value(text: str) -> bool:
    """Whether a cell holds a number, a sign or a short code, rather than words."""
    return not re.search(r"[^\W\d_]{4,}|[^\W\d_]{2,} [^\W\d_]{2,}", text)


def _resplit(segment: Segment) -> list[Segment]:
    """A segment cut at gaps wider than a word space: cells that stand close together."""
    groups: list[list[Run]] = [[]]
    for run in segment.runs:
        if groups[-1] and run.x0 - groups[-1][-1].x1 > 0.75 * segment.size:
            groups.append([])
        groups[-1].append(run)
    if len(groups) == 1:
        return [segment]
    return [make_segment(group, segment.page, segment.order) for group in groups]


def _strips(found: list[Segment], across: tuple[float, float]) -> list[float]:
    """The x of each white strip that parts two columns (points)."""
    if not found:
        return []
    # Each segment may be crossed by a strip only rarely: count covers along x.
    low = int(across[0]) - 8
    span = int(across[1]) - low + 16
    covers = [0] * (span + 1)
    for s in found:
        for x in range(max(0, int(s.x0) - low), min(span, int(s.x1 + 0.99) - low)):
            covers[x] += 1
    most = max(covers)
    limit = 0 if most < 8 else max(0, int(0.06 * most))
    strips: list[float] = []
    start: int | None = None
    for x, count in enumerate(covers):
        if count <= limit:
            start = x if start is None else start
        else:
            if start is not None and start > 0 and x - start >= 4 and any(covers[:start]):
                strips.append(low + (start + x) / 2)
            start = None
    return strips


def _cells(row: list[Segment], strips: list[float]) -> list[CellText]:
    cells: list[CellText] = [""] * (len(strips) + 1)
    covered: set[int] = set()
    for s in row:
        first = sum(1 for x in strips if x <= s.x0 + 2)
        last = sum(1 for x in strips if x < s.x1 - 2)
        here = cells[first]
        if isinstance(here, str) and here:
            cells[first] = f"{here} {s.marked}"
        elif isinstance(here, tuple):
            cells[first] = (f"{here[0]} {s.marked}", here[1], here[2])
        elif here is None:
            spot = max(k for k in range(first) if cells[k] is not None)
            owner = cells[spot]
            assert isinstance(owner, tuple)
            cells[spot] = (f"{owner[0]} {s.marked}", owner[1], owner[2])
        elif last > first:
            free = [k for k in range(first + 1, last + 1) if cells[k] == "" and k not in covered]
            cells[first] = (s.marked, 1, len(free) + 1) if free else s.marked
            for k in free:
                cells[k] = None
                covered.add(k)
        else:
            cells[first] = s.marked
    return cells


def _merge(above: list[CellText], cells: list[CellText]) -> list[CellText]:
    out: list[CellText] = []
    for a, b in zip(above, cells, strict=True):
        if a and b:
            glue = "" if str(a).endswith(("-", "/")) and not str(a).endswith(" -") else " "
            out.append(f"{a}{glue}{b}")
        else:
            out.append(a or b)
    return out
