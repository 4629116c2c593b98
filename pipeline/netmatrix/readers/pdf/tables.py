"""Tables: their area (caption, rules, aligned columns) and their cells."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass, field

from netmatrix.readers.pdf.blocks import CAPTION, CONTINUED, TABLE_CAPTION, Style
from netmatrix.readers.pdf.grid import CellText, Rule, grid_of
from netmatrix.readers.pdf.layout import rows_of
from netmatrix.readers.pdf.lines import Segment


@dataclass(slots=True)
class TableArea:
    """A table of one page: its caption's, body's and footnotes' segments, its grid of cells."""

    caption: list[Segment]
    body: list[Segment]
    notes: list[Segment]
    x0: float
    x1: float
    top: float
    bottom: float
    rows: list[list[CellText]] = field(default_factory=list)
    row_segments: list[list[Segment]] = field(default_factory=list)
    header_rows: int = 1

    @property
    def orders(self) -> set[int]:
        """The ``order`` of every segment that the table takes out of the text."""
        return {s.order for s in (*self.caption, *self.body, *self.notes)}


def merge_rules(rules: list[Rule]) -> list[Rule]:
    """Rules of one height that touch or nearly touch, as one; top to bottom."""
    out: list[Rule] = []
    for x0, x1, y in sorted(rules, key=lambda r: (round(r[2]), r[0])):
        if out and abs(out[-1][2] - y) < 1.6 and x0 - out[-1][1] < 14:
            last = out[-1]
            out[-1] = (min(last[0], x0), max(last[1], x1), (last[2] + y) / 2)
        else:
            out.append((x0, x1, y))
    out.sort(key=lambda r: r[2])
    return out


def find_tables(
    found: list[Segment], rules: list[Rule], style: Style, height: float, *, limit: int = 12
) -> list[TableArea]:
    """The tables of a page: at most ``limit``."""
    captions = [
        s
        for s in found
        if TABLE_CAPTION.match(s.text) and _is_caption(s, style) and s.note != "furniture"
    ]
    if not captions:
        return []
    lines = [r for r in merge_rules(rules) if r[1] - r[0] > 50]
    areas: list[TableArea] = []
    taken: set[int] = set()
    for caption in sorted(captions, key=lambda s: s.base)[:limit]:
        if caption.order in taken:
            continue
        area = _ruled(caption, found, lines, taken, style)
        if area is None or len(rows_of(area.body)) <= 2:  # only the headings stand between rules
            free = _aligned(caption, found, style, taken)
            if area is None or (free is not None and len(free.body) > 3 * len(area.body)):
                area = free
        if area is not None:
            taken |= area.orders
            area.rows, area.row_segments, area.header_rows = grid_of(
                area.body, lines, (area.x0, area.x1), (area.top, area.bottom)
            )
            areas.append(area)
    return areas


def _is_caption(segment: Segment, style: Style) -> bool:
    match = TABLE_CAPTION.match(segment.text)
    rest = segment.text[match.end() :].lstrip() if match else ""
    if not rest or segment.bold > 0.03 or CONTINUED.fullmatch(rest):
        return True
    if rest[0] in ".:|–—-":
        return True
    if rest[0].islower() or rest[0] in "),;(":
        return False
    return segment.font not in style.fonts or segment.size < 0.97 * style.size or rest[0].isupper()


def _inside(s: Segment, x0: float, x1: float, top: float, bottom: float) -> bool:
    middle, height = (s.x0 + s.x1) / 2, (s.top + s.bottom) / 2
    return x0 - 6 <= middle <= x1 + 6 and top - 1 <= height <= bottom + 1 and s.x0 > x0 - 25


def _ruled(
    caption: Segment, found: list[Segment], rules: list[Rule], taken: set[int], style: Style
) -> TableArea | None:
    """The area between the first and the last of the rules below a caption."""
    em = caption.size
    below = [
        r
        for r in rules
        if r[2] > caption.base - 0.3 * em
        and r[0] < caption.x0 + 60
        and r[1] > caption.x0 + 40
        and r[0] <= caption.x0 + 1.5 * em + 40
    ]
    if not below:
        return None
    first = min(below, key=lambda r: r[2])
    if first[2] - caption.base > 6.5 * 1.25 * em:
        return None
    if (
        first[2] - caption.base < 4
        and len(below) > 1
        and not any(
            _inside(s, first[0], first[1], first[2], below[1][2]) for s in found if s is not caption
        )
    ):
        first = below[1]  # the caption is underlined; the table's head rule follows
    x0, x1 = first[0], first[1]
    same = [r for r in rules if r[2] >= first[2] and r[0] < x1 - 20 and r[1] > x0 + 20]
    wide = [r for r in same if abs(r[0] - x0) < 8 and r[1] - r[0] > 0.6 * (x1 - x0)]
    wide = _while_table(wide, found, caption, style)
    if not wide or wide[-1][2] - first[2] < 1.2 * em:
        return None
    last = wide[-1][2]
    x0, x1 = min(r[0] for r in wide), max(r[1] for r in wide)
    x1 = _whole_width(x1, wide[0][2], last, rules, found)
    body = [
        s
        for s in found
        if s.order not in taken and s is not caption and _inside(s, x0, x1, first[2], last)
    ]
    if len(body) < 3 or _prose(body, x1 - x0):
        return None
    head = [
        s
        for s in found
        if s.order not in taken
        and caption.base - 1 <= s.base < first[2] + 1
        and x0 - 10 <= s.x0 <= x1
        and s not in body
    ]
    area = TableArea(
        sorted(head, key=lambda s: (round(s.base), s.x0)), body, [], x0, x1, first[2], last
    )
    area.notes = _notes(area, found, taken)
    return area


def _whole_width(
    x1: float, top: float, bottom: float, rules: list[Rule], found: list[Segment]
) -> float:
    """The right edge of a table whose rules are broken: the next pieces stand level with the first.

    Not where a caption stands over the next pieces: that is another table.
    """
    while True:
        beside = [
            right
            for left, right, y in rules
            if 0 < left - x1 < 30
            and abs(y - top) < 2
            and any(abs(other[0] - left) < 4 and abs(other[2] - bottom) < 2 for other in rules)
            and not any(
                TABLE_CAPTION.match(s.text) and s.x0 > x1 and 0 < top - s.base < 60 for s in found
            )
        ]
        if not beside:
            return x1
        x1 = beside[0]


def _while_table(
    rules: list[Rule], found: list[Segment], caption: Segment, style: Style
) -> list[Rule]:
    """The rules down to the first stretch that is not a table: prose, a caption, a picture."""
    kept = rules[:1]
    for rule in rules[1:]:
        top, x0, x1 = kept[-1][2], rule[0], rule[1]
        between = [s for s in found if s is not caption and _inside(s, x0, x1, top, rule[2])]
        prose = sum(1 for s in between if is_prose(s, style))
        if any(CAPTION.match(s.text) and _is_caption(s, style) for s in between):
            break
        if prose >= 3 and prose > 0.25 * len(between):
            break
        ys = sorted([top, rule[2], *(s.base for s in between)])
        if max(b - a for a, b in itertools.pairwise(ys)) > 7 * style.size:
            break
        kept.append(rule)
    return kept


def is_prose(segment: Segment, style: Style) -> bool:
    """Whether a segment looks like a line of running text."""
    return (
        segment.font in style.fonts
        and abs(segment.size - style.size) < 0.04 * style.size
        and segment.width > 17 * segment.size
    )


def _prose(body: list[Segment], width: float) -> bool:
    """Whether the area holds running text (a boxed section, a column beside a table)."""
    rows = rows_of(body)
    full = sum(1 for row in rows if len(row) == 1 and row[0].width > 0.85 * width)
    return len(rows) > 5 and full > 0.7 * len(rows)


def _aligned(
    caption: Segment, found: list[Segment], style: Style, taken: set[int]
) -> TableArea | None:
    """The area below a caption where rows hold several cells; for tables without rules."""
    below = [
        s
        for s in found
        if s.order not in taken
        and s.base > caption.base + 1
        and (s.size < 0.97 * style.size or s.font not in style.fonts or s.width < 14 * s.size)
        and s.x1 > caption.x0 - 4
    ]
    rows = rows_of(below)
    head: list[Segment] = [caption]
    body: list[list[Segment]] = []
    bottom = caption.base
    for row in rows:
        em = row[0].size
        limit = 3.2 * em if body else 3.5 * em
        if row[0].base - bottom > limit or (body and CAPTION.match(row[0].text)):
            break
        row = [s for s in row if s.x0 > caption.x0 - 3 * em]
        if not row:
            continue
        if len(row) >= 2:
            body.append(row)
        elif not body and len(head) < 5 and abs(row[0].size - caption.size) < 0.4:
            head.append(row[0])
        elif body and row[0].width < 18 * em:
            body.append(row)
        else:
            break
        bottom = row[0].base
    while body and len(body[-1]) == 1:
        body.pop()
    many = [row for row in body if len(row) >= 2]
    # Where cells hold many lines, most lines of the page belong to one cell only.
    if len(many) < 3 or len(many) < (0.4 if len(many) < 8 else 0.25) * len(body):
        return None
    flat = [s for row in body for s in row]
    prose = sum(1 for s in flat if s.width > 16 * s.size and s.font in style.fonts)
    if prose > 0.2 * len(flat):
        return None
    x0, x1 = min(s.x0 for s in flat), max(s.x1 for s in flat)
    area = TableArea(head, flat, [], x0, x1, min(s.top for s in flat), max(s.bottom for s in flat))
    area.notes = _notes(area, found, taken)
    return area


def _notes(area: TableArea, found: list[Segment], taken: set[int]) -> list[Segment]:
    """The small print right below a table."""
    size = Counter(round(s.size, 1) for s in area.body).most_common(1)[0][0]
    bottom = area.bottom
    used = {s.order for s in (*area.caption, *area.body)} | taken
    notes: list[Segment] = []
    near = [
        s
        for s in found
        if s.order not in used and s.base > area.bottom and area.x0 - 8 <= s.x0 <= area.x1
    ]
    for row in rows_of(near):
        first = row[0]
        if first.top - bottom > 1.1 * size or first.size > size * 1.02 or first.bold > 0.85:
            break
        if first.x1 > area.x1 + 12 or CAPTION.match(first.text):
            break
        notes.extend(row)
        bottom = max(s.bottom for s in row)
    return notes
