"""The order in which the segments of a page are read: bands, columns, rows."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass

from netmatrix.patterns import compiled
from netmatrix.readers.pdf.lines import Segment, join_row

_MARKER = compiled(r"[(\[]?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4}|[•●▪■◦–—\-*○□►])[)\].]?\.?")
MIN_GUTTER = 5.0
"""Narrowest white strip, in points, that can part two columns."""


_DEEP = 6.0
"""A line that reaches so many ems over the gutter on both sides runs across the columns."""
_TALL = 30.0
"""Least height, in points, of full-width paragraphs that other text can stand beside."""


@dataclass(slots=True)
class Line:
    """A line of one column: a segment, with the column's edges (points)."""

    segment: Segment
    left: float
    right: float
    column: int


def read_order(found: list[Segment], known_gutters: list[float] | None = None) -> list[Line]:
    """Segments of one page's text area as lines in reading order.

    Full-width lines part the page into bands; within a band the columns are read from left to
    right, each found by the white strip that most pairs of side-by-side lines share.
    """
    columns: list[list[Segment]] = []
    _cut(attach_markers(found), columns, known_gutters or [], 0)
    lines: list[Line] = []
    for number, column in enumerate(columns):
        rows = [join_row(row) for row in rows_of(column)]
        left = min(s.x0 for s in rows)
        right = max(s.x1 for s in rows)
        lines.extend(Line(row, left, right, number) for row in rows)
    return lines


def rows_of(found: list[Segment]) -> list[list[Segment]]:
    """Segments grouped by baseline, top to bottom, each row left to right."""
    rows: list[list[Segment]] = []
    for segment in sorted(found, key=lambda s: (s.base, s.x0)):
        for row in reversed(rows[-3:]):
            head = row[0]
            em = max(head.size, segment.size)
            level = abs(segment.base - head.base) < 0.35 * em
            free = all(segment.x0 >= s.x1 - 0.3 * em or segment.x1 <= s.x0 + 0.3 * em for s in row)
            if level and free:
                row.append(segment)
                break
        else:
            rows.append([segment])
    for row in rows:
        row.sort(key=lambda s: s.x0)
    rows.sort(key=lambda row: (row[0].base, row[0].x0))
    return rows


def attach_markers(found: list[Segment]) -> list[Segment]:
    """Join hanging list markers and numbers with the text to their right."""
    out: list[Segment] = []
    taken: set[int] = set()
    markers = [s for s in found if _MARKER.fullmatch(s.text)]
    if not markers:
        return found
    joined: dict[int, Segment] = {}
    wide = [s for s in found if s.x1 - s.x0 > 4 * s.size and not _MARKER.fullmatch(s.text)]
    wide.sort(key=lambda s: s.base)
    bases = [s.base for s in wide]
    reach = 0.25 * max((s.size for s in found), default=0.0)
    for mark in markers:
        best: Segment | None = None
        first, stop = bisect_left(bases, mark.base - reach), bisect_right(bases, mark.base + reach)
        for other in wide[first:stop]:
            if other is mark or other.order in taken:
                continue
            level = abs(other.base - mark.base) < 0.25 * max(mark.size, other.size)
            near = -1 <= other.x0 - mark.x1 < 3.0 * other.size
            if level and near and (best is None or other.x0 < best.x0):
                best = other
        if best is not None and best.order not in joined:
            joined[best.order] = join_row([mark, best])
            taken.add(mark.order)
    for segment in found:
        if segment.order in taken:
            continue
        out.append(joined.get(segment.order, segment))
    return out


def gutter_of(found: list[Segment], known: list[float]) -> float | None:
    """The x of the white strip between two columns, or ``None``.

    Every pair of neighbouring wide segments on overlapping heights votes for the strip between
    them; a strip wins with the most votes that outnumber the level lines running across.
    """
    wide = [s for s in found if s.width > 5.5 * s.size or len(s.text) > 14]
    if len(wide) < 2:
        return None
    strips = _white_strips(wide)
    if not strips:
        return None
    edges = [(s.x0 + 6, s.x1 - 6, round(s.base / 4)) for s in wide]
    best: tuple[float, float, float] | None = None
    for most, x in _spots(strips):
        if best is not None and most < best[0]:
            break
        inside = [strip for strip in strips if strip[0] + 1 < x < strip[1] - 1]
        rows = {strip[2] for strip in inside}
        low, high = max(strip[0] for strip in inside), min(strip[1] for strip in inside)
        across = sum(1 for x0, x1, row in edges if x0 < x < x1 and row in rows)
        score = len(rows) - 2.0 * across
        if best is None or (score, high - low) > (best[0], best[2]):
            best = (score, (low + high) / 2, high - low)
    if best is None:
        return None
    enough = 1 if any(abs(best[1] - x) < 8 for x in known) else 3
    enough = min(enough, max(2, len(wide) // 3))
    if best[0] < enough and best[0] >= 1:
        return _beside_column(wide, best[1] - best[2] / 2, best[1] + best[2] / 2)
    return best[1] if best[0] >= enough else None


def _spots(strips: list[tuple[float, float, int]]) -> list[tuple[int, float]]:
    """The number of strips that hold a place, and the place, where one begins or ends; those with
    the most strips first."""
    points = sorted({lo + 2 for lo, _, _ in strips} | {hi - 2 for _, hi, _ in strips})
    begins = sorted(lo + 1 for lo, _, _ in strips)
    ends = sorted(hi - 1 for _, hi, _ in strips)
    found = [(bisect_left(begins, x) - bisect_right(ends, x), x) for x in points]
    return sorted((spot for spot in found if spot[0]), key=lambda spot: -spot[0])


def _beside_column(wide: list[Segment], low: float, high: float) -> float | None:
    """The gutter beside a full column whose lines end in one straight edge between ``low`` and
    ``high`` (points): however few the lines are that stand to its right."""
    ends = Counter(round(s.x1) for s in wide if low - 2 < s.x1 < high - MIN_GUTTER + 1)
    if not ends:
        return None
    edge = max(ends, key=lambda x: (ends[x - 1] + ends[x] + ends[x + 1], -x))
    x = (edge + high) / 2
    across = sum(1 for s in wide if s.x0 < edge - 12 and s.x1 > x)
    flush = ends[edge - 1] + ends[edge] + ends[edge + 1]
    return x if flush >= 8 and across <= 0.15 * len(wide) else None


def _white_strips(wide: list[Segment]) -> list[tuple[float, float, int]]:
    """Left edge, right edge and height (in steps of 4 points) of the gaps between side-by-side
    segments."""
    rows = sorted(wide, key=lambda s: s.top)
    strips: set[tuple[float, float, int]] = set()
    for k, left in enumerate(rows):
        limit = left.bottom - 0.2 * left.size
        for right in rows[k + 1 :]:
            if right.top > limit:
                break
            a, b = (left, right) if left.x0 < right.x0 else (right, left)
            if b.x0 - a.x1 >= MIN_GUTTER:
                strips.add((round(a.x1), round(b.x0), round(a.base / 4)))
    return sorted(strips)


def _cut(
    found: list[Segment], columns: list[list[Segment]], known: list[float], depth: int
) -> None:
    if not found:
        return
    gutter = gutter_of(found, known) if depth < 6 else None
    if gutter is None:
        columns.append(found)
        return
    spanning: list[Segment] = []
    sided: list[Segment] = []
    for s in found:
        across = s.x0 < gutter - 4 and s.x1 > gutter + 4
        deep = min(gutter - s.x0, s.x1 - gutter) > _DEEP * s.size
        if across and (deep or not _shares_row(s, found, gutter)):
            spanning.append(s)
        else:
            sided.append(s)
    beside = _beside(sided, spanning)
    spanning.extend(beside)
    kept = {s.order for s in beside}
    sided = [s for s in sided if s.order not in kept]
    spanning.sort(key=lambda s: s.base)
    bands: list[list[Segment]] = [[] for _ in range(len(spanning) + 1)]
    for s in sided:
        above = 0
        while above < len(spanning) and spanning[above].base < s.base - 0.2 * s.size:
            above += 1
        bands[above].append(s)
    full: list[Segment] = []
    for k, band in enumerate(bands):
        if band:
            left = [s for s in band if (s.x0 + s.x1) / 2 < gutter]
            right = [s for s in band if (s.x0 + s.x1) / 2 >= gutter]
            if full and left:
                last_line = min(left, key=lambda s: s.base)
                if _tail(full, last_line, [s for s in band if s is not last_line]):
                    full.append(last_line)
                    left = [s for s in left if s is not last_line]
            if left or right:
                _flush(full, columns, known, depth)
                full = []
                if left and right:
                    _cut(left, columns, known, depth + 1)
                    _cut(right, columns, known, depth + 1)
                else:
                    _cut(left or right, columns, known, depth + 1)
        if k < len(spanning):
            full.append(spanning[k])
    _flush(full, columns, known, depth)


def _beside(sided: list[Segment], spanning: list[Segment]) -> list[Segment]:
    """Those of ``sided`` that stand on the heights of full-width paragraphs: a box beside the
    abstract, or the short last line of a paragraph; and the headings over such a box."""
    zones: list[tuple[float, float, float]] = []
    for s in sorted(spanning, key=lambda s: s.top):
        if zones and s.top - zones[-1][1] < 1.6 * s.size:
            top, bottom, left = zones[-1]
            zones[-1] = (top, max(bottom, s.bottom), min(left, s.x0))
        else:
            zones.append((s.top, s.bottom, s.x0))
    zones = [zone for zone in zones if zone[1] - zone[0] > _TALL]
    if not zones:
        return []
    heads = [
        s.base
        for s in sided
        for top, _, left in zones
        if abs(s.x0 - left) < 3 and -1 < top - s.bottom < 2 * s.size
    ]
    return [
        s
        for s in sided
        if any(top < (s.top + s.bottom) / 2 < bottom for top, bottom, _ in zones)
        or any(abs(s.base - base) < 2 for base in heads)
    ]


def _flush(
    full: list[Segment], columns: list[list[Segment]], known: list[float], depth: int
) -> None:
    if full:
        _cut(full, columns, known, max(depth + 1, 4))


def _tail(full: list[Segment], line: Segment, others: list[Segment]) -> bool:
    """Whether ``line`` is the short last line of the full-width paragraph above it."""
    last = full[-1]
    step = line.base - last.base
    return (
        abs(line.size - last.size) < 0.06 * last.size
        and line.font == last.font
        and 0 < step < 1.6 * last.size
        and line.x0 < min(s.x0 for s in full) + 3 * last.size
        and all(s.base - line.base > 0.8 * step or s.size < 0.93 * line.size for s in others)
    )


def _shares_row(segment: Segment, found: list[Segment], gutter: float) -> bool:
    """Whether another segment stands on the same height beside ``segment``."""
    for other in found:
        if other is segment:
            continue
        if abs(other.base - segment.base) < 0.45 * max(segment.size, other.size) and (
            other.x0 > gutter - 4 or other.x1 < gutter + 4
        ):
            apart = other.x0 >= segment.x1 - 1 or other.x1 <= segment.x0 + 1
            if apart and other.width > 4 * other.size:
                return True
    return False
