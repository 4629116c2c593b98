"""The cells of a table: columns from white strips, rows from lines that belong together."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace

from netmatrix import patterns
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
    inner = [r[2] for r in rules if down[0] + 2 < r[2] < down[1] - 2 and r[1] - r[0] > 0.6 * width]
    below = [row for row in rows if not inner or row[0].base > inner[0]]
    free = _strips([s for row in rows for s in row if s.width < 0.55 * width], across)
    if len(below) > 2:  # headings that stand close together, or over several columns, hide strips
        clear = _strips([s for row in below for s in row if s.width < 0.55 * width], across)
        free = clear if len(clear) > len(free) else free
    rows = [[part for s in row for part in _split_at(s, free)] for row in rows]
    strips = [(low + high) / 2 for low, high in free]
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
    anchors = _anchors(lines, rules, columns)
    out = [False]
    row = lines[0].cells
    for k, line in enumerate(lines[1:]):
        in_head = bool(rules) and line.base < rules[0]
        joined = not ruled[k] and _may_join(row, line)
        if joined and not banded:
            joined = tight[k] and (
                apart
                or in_head
                or (bool(anchors) and _within(row, line, anchors))
                or _goes_on(lines[k], row, line, edges)
            )
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


def _anchors(lines: list[PrintedLine], rules: list[float], columns: int) -> set[int]:
    """Columns whose one value stands on the first line of each row, two at least, else none.

    A line without them belongs to the row above.  Not where rows are set about their middle: then
    lines with values begin in the midst of other cells' sentences.
    """
    body = [line for line in lines if not rules or line.base > rules[0]]
    if len(body) < 6 or columns < 4:
        return set()
    filled = {
        k: frozenset(n for n, line in enumerate(body) if line.text(k)) for k in range(columns)
    }
    found = {
        k
        for k in range(1, columns)
        if 0.2 * len(body) <= len(filled[k]) <= 0.75 * len(body)
        and sum(_is_value(body[n].text(k)) for n in filled[k]) >= 0.85 * len(filled[k])
    }
    best: set[int] = set()
    for k in sorted(found):
        alike = {j for j in found if len(filled[j] & filled[k]) >= 0.9 * len(filled[j] | filled[k])}
        best = alike if len(alike) > len(best) else best
    if len(best) < 2:
        return set()
    starts = sorted(frozenset.intersection(*(filled[k] for k in best)))
    if not starts or starts[0] != 0 or sum(n in filled[0] for n in starts) < 0.9 * len(starts):
        return set()
    others = [body[n].text(k) for n in starts for k in range(1, columns) if k not in best]
    midst = sum(text[:1].islower() for text in others)
    return best if midst <= 0.1 * max(1, len(others)) else set()


def _within(row: list[CellText], line: PrintedLine, anchors: set[int]) -> bool:
    """Whether ``line`` adds words, and no value, to cells of a row that has its values."""
    filled = line.filled
    if anchors & set(filled) or not any(filled) or any(not row[k] for k in filled):
        return False
    return not any(_is_value(line.text(k)) and _is_value(str(row[k])) for k in filled)


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
    return all(_wraps(above, line, k, edges[k]) for k in filled)


def _wraps(above: PrintedLine, line: PrintedLine, k: int, edge: float) -> bool:
    text, before = line.text(k), above.text(k)
    if not before:
        return False
    if patterns.search(r"\w\s?[,/&–-]$|[(\[]$|\b(?:and|or|of|with|to|for|in)$", before):
        return not _is_value(text) or before[-1] in "([,–-"
    if text[:1].islower() or text[:1] in "(&)%":
        return True
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
    return not patterns.search(r"[^\W\d_]{4,}|[^\W\d_]{2,} [^\W\d_]{2,}", text)


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


def _split_at(segment: Segment, strips: list[tuple[float, float]]) -> list[Segment]:
    """A segment cut where a clear gap between words lies in a strip between columns."""
    crossed = [x for x in strips if segment.x0 < x[0] + 1 and segment.x1 > x[1] - 1]
    if not crossed:
        return [segment]
    words = [word for run in segment.runs for word in _words(run)]
    gaps = [b.x0 - a.x1 for a, b in itertools.pairwise(words)]
    spaces = sorted(gap for gap in gaps if gap > 0.1 * segment.size)
    if not spaces:
        return [segment]
    least = min(0.45 * segment.size, 1.3 * spaces[(len(spaces) - 1) // 2])
    groups: list[list[Run]] = [[words[0]]]
    for (left, right), gap in zip(itertools.pairwise(words), gaps, strict=True):
        middle = (left.x1 + right.x0) / 2
        if gap >= least and any(low - 1 < middle < high + 1 for low, high in crossed):
            groups.append([])
        groups[-1].append(right)
    if len(groups) == 1:
        return [segment]
    return [make_segment(group, segment.page, segment.order) for group in groups]


def _words(run: Run) -> list[Run]:
    """A run of several words as one run a word."""
    texts = run.text.split(" ")
    if not run.gaps or len(texts) != len(run.gaps) + 1:
        return [run]
    lefts = [run.x0, *(x + wide / 2 for x, wide in run.gaps)]
    rights = [*(x - wide / 2 for x, wide in run.gaps), run.x1]
    return [
        replace(run, text=text, x0=x0, x1=x1, glued=run.glued and not k,
                broke=run.broke and not k, gaps=[])
        for k, (text, x0, x1) in enumerate(zip(texts, lefts, rights, strict=True))
    ]  # fmt: skip


def _strips(found: list[Segment], across: tuple[float, float]) -> list[tuple[float, float]]:
    """Left and right edge of each white strip that parts two columns (points)."""
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
    strips: list[tuple[float, float]] = []
    start: int | None = None
    for x, count in enumerate(covers):
        if count <= limit:
            start = x if start is None else start
        else:
            if start is not None and start > 0 and x - start >= 4 and any(covers[:start]):
                strips.append((float(low + start), float(low + x)))
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
