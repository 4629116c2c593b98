"""Runs -> segments: pieces of a line that stand close together, in reading direction."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass

from netmatrix import patterns
from netmatrix.readers.pdf.glyphs import PageGlyphs, Run
from netmatrix.readers.pdf.marks import LEADING, compose, lift, plain, raised, spaced_out

WORD_GAP = 1.0
"""A wider gap than this, in ems, may be the gutter between two columns."""


@dataclass(slots=True)
class Segment:
    """Words on one baseline without a wide gap; coordinates as in :class:`Run`.

    ``text`` is the wording with raised and lowered characters written out, without raised citation
    marks; these stand in ``cites`` with their offset in ``text``, and ``marked`` is the wording
    with them in brackets (tables and references need them).  One that opens the line stays in
    ``text``, for it may tell what the line is, and is ``lead``.  ``size`` and ``font``
    are those of most of its characters, ``bold`` is the share of bold characters, ``order`` the
    place in the file's stream.
    """

    runs: list[Run]
    x0: float
    x1: float
    top: float
    bottom: float
    base: float
    size: float
    page: int
    order: int
    font: str = ""
    bold: float = 0.0
    italic: float = 0.0
    text: str = ""
    note: str = ""
    lead: str = ""
    marked: str = ""
    cites: tuple[tuple[int, str], ...] = ()

    @property
    def width(self) -> float:
        return self.x1 - self.x0


def segments(page: PageGlyphs) -> list[Segment]:
    """The segments of a page in the order of the file's stream."""
    groups: list[list[Run]] = []
    seen: set[tuple[str, int, int]] = set()
    current: list[Run] = []
    base = size = 0.0
    for run in page.runs:
        key = (run.text, round(run.x0 / 1.5), round(run.base / 1.5))
        if key in seen and len(run.text) > 1:
            continue  # printed twice for a bold or shadowed look
        seen.add(key)
        # A letter alone beside much smaller print is a large initial.
        initial = len(current) == 1 and size > 1.75 * run.size and _is_capital(current[0].text)
        if current and not initial and _follows(current[-1], run, base, size):
            current.append(run)
            if run.size > size * 1.05:
                base, size = run.base, run.size
        else:
            if current:
                groups.append(current)
            current = [run]
            base, size = run.base, run.size
    if current:
        groups.append(current)
    found = [make_segment(group, page.number, k) for k, group in enumerate(groups)]
    return merge_near(_without_overprint([s for s in found if s.text]))


def _is_capital(text: str) -> bool:
    return len(text) == 1 and text.isupper()


def _without_overprint(found: list[Segment]) -> list[Segment]:
    """Leave out wording that stands under other wording and comes again elsewhere on the page."""
    by_base: defaultdict[int, list[Segment]] = defaultdict(list)
    for s in found:
        by_base[round(s.base / 2)].append(s)
    covered: set[int] = set()
    for spot, level in by_base.items():
        beside = level + by_base.get(spot + 1, [])
        for s in level:
            for o in beside:
                if o is s or abs(o.base - s.base) > 0.3 * s.size:
                    continue
                shared = min(s.x1, o.x1) - max(s.x0, o.x0)
                if shared > 0.5 * min(s.width, o.width) > 0:
                    covered |= {s.order, o.order}
    if not covered:
        return found
    rest = _letters("".join(s.text for s in found if s.order not in covered))
    return [
        s
        for s in found
        if s.order not in covered or len(s.text) < 12 or _letters(s.text) not in rest
    ]


def _letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())


def _follows(last: Run, run: Run, base: float, size: float) -> bool:
    em = max(size, run.size)
    gap = run.x0 - last.x1
    touching = run.glued and not run.broke  # the letters of a ligature may share one box
    if not (-1.2 if touching else -0.35) * em <= gap <= WORD_GAP * em:
        return False
    shift = abs(run.base - base)
    if shift <= 0.12 * em:
        return True
    small = min(size, run.size) < 0.88 * em
    if small and gap < 0.45 * em:
        return shift <= 0.62 * em
    return shift <= 0.42 * em and gap < 0.3 * em and run.glued and not run.broke


def make_segment(runs: list[Run], page: int, order: int) -> Segment:
    """A segment of runs that stand on one line, left to right."""
    if len(runs) == 1:
        run = runs[0]
        segment = Segment(
            runs, run.x0, run.x1, run.top, run.bottom, run.base, run.size, page, order,
            run.font, float(run.bold), float(run.italic),
        )  # fmt: skip
        _set_text(segment)
        return segment
    sizes: dict[float, int] = {}
    fonts: dict[str, int] = {}
    bold = italic = total = 0
    for run in runs:
        n = len(run.text)
        sizes[run.size] = sizes.get(run.size, 0) + n
        fonts[run.font] = fonts.get(run.font, 0) + n
        total += n
        if run.bold:
            bold += n
        if run.italic:
            italic += n
    if len(sizes) == 1:
        size, main = runs[0].size, runs
    else:
        size = _main_size(sizes)
        main = [run for run in runs if run.size >= 0.9 * size] or runs
    bases: dict[float, int] = {}
    for run in main:
        bases[run.base] = bases.get(run.base, 0) + len(run.text)
    base = main[0].base if len(bases) == 1 else max(bases, key=lambda key: (bases[key], -key))
    segment = Segment(
        runs=runs,
        x0=min(run.x0 for run in runs),
        x1=max(run.x1 for run in runs),
        top=min(run.top for run in main),
        bottom=max(run.bottom for run in main),
        base=base,
        size=size,
        page=page,
        order=order,
        font=max(fonts, key=lambda key: (fonts[key], key)) if len(fonts) > 1 else runs[0].font,
        bold=bold / total if total else 0.0,
        italic=italic / total if total else 0.0,
    )
    _set_text(segment)
    return segment


def _set_text(segment: Segment) -> None:
    text = line_text(segment.runs, segment.base, segment.size)
    segment.text, segment.marked, segment.cites = lift(text)
    first = segment.runs[0]
    if text[:1] == "[" and first.size < 0.88 * segment.size and first.base < segment.base:
        found = LEADING.match(text)
        segment.lead = found[0] if found else ""


def _main_size(sizes: dict[float, int]) -> float:
    """The largest size that a good part of the characters has."""
    rounded: dict[float, int] = {}
    for size, count in sizes.items():
        key = round(size, 1)
        rounded[key] = rounded.get(key, 0) + count
    most = max(rounded.values())
    return max(size for size, count in rounded.items() if count >= 0.6 * most)


def line_text(runs: list[Run], base: float, size: float) -> str:
    """The wording of runs on one line: spaces from gaps, raised marks written out.

    Citation marks are still in it, marked for :func:`~netmatrix.readers.pdf.marks.lift`.
    """
    parts: list[str] = []
    last: Run | None = None
    raised_last = False
    count = len(runs)
    k = 0
    while k < count:
        run = runs[k]
        gap = 0.0 if last is None else run.x0 - last.x1
        space = last is not None and (not run.glued or run.broke or gap > 0.22 * size)
        thin = last is not None and gap > 0.085 * size and run.size >= 0.88 * size
        if thin and last is not None and last.text[-1].isdigit() and run.text[0].isalpha():
            space = True  # a thin space between a number and its unit
        if (
            space
            and last is not None
            and not run.broke
            and run.font != last.font
            and -0.05 * size < gap < 0.06 * size
        ):
            space = False  # no space can be seen: the file's stream changes its font here
        if space and raised_last and run.text[0] in ",.;:)]" and gap < 0.3 * size:
            space = False  # the gap that a raised sign leaves before a comma
        raised_last = False
        small = run.size < 0.88 * size
        if small and base - run.base > 0.16 * size:
            end = k + 1
            while (
                end < count and runs[end].size < 0.88 * size and base - runs[end].base > 0.16 * size
            ):
                end += 1
            text = runs[k].text
            for a, b in zip(runs[k : end - 1], runs[k + 1 : end], strict=True):
                wide = b.x0 - a.x1 > 0.35 * b.size
                text += (" " if wide and not b.glued else "") + b.text
            after = runs[end] if end < count else None
            glued = after is not None and after.x0 - runs[end - 1].x1 < 0.18 * size
            following = after.text if after is not None and glued else ""
            raised(parts, text, following, space)
            last = runs[end - 1]
            raised_last = True
            k = end
            continue
        if space:
            parts.append(" ")
        parts.append(run.text)
        last = run
        k += 1
    text = "".join(parts)
    if spaced_out(text):
        text = _close_up(runs, text)
    if "  " in text or not text.isascii() or "\t" in text:
        text = patterns.sub(r"[ \t]+", " ", plain(compose(text)))
    return text.strip()


def _close_up(runs: list[Run], text: str) -> str:
    """Repair ``A B S T R A C T``: only the wider gaps are spaces."""
    gaps = sorted(b.x0 - a.x1 for a, b in itertools.pairwise(runs))
    if not gaps:
        return text
    middle = gaps[len(gaps) // 2]
    limit = max(1.6 * middle, middle + 0.2 * runs[0].size)
    parts = [runs[0].text]
    for a, b in itertools.pairwise(runs):
        parts.append((" " if b.x0 - a.x1 > limit else "") + b.text)
    return "".join(parts)


def merge_near(found: list[Segment]) -> list[Segment]:
    """Join segments of one baseline that nearly touch though the stream parts them."""
    by_base = sorted(found, key=lambda s: (round(s.base), s.x0))
    gone: set[int] = set()
    replaced: dict[int, Segment] = {}
    for k, left in enumerate(by_base):
        if left.order in gone:
            continue
        for right in by_base[k + 1 : k + 40]:
            if right.base - left.base > 3:
                break
            if right.order in gone or right.order == left.order:
                continue
            here = replaced.get(left.order, left)
            gap = right.x0 - here.x1
            em = max(here.size, right.size)
            level = abs(right.base - here.base) < 0.15 * em
            alike = min(here.size, right.size) > 0.7 * em
            if level and alike and -0.3 * em < gap < 0.38 * em:
                joined = make_segment(here.runs + right.runs, here.page, left.order)
                replaced[left.order] = joined
                gone.add(right.order)
    return [replaced.get(s.order, s) for s in found if s.order not in gone]


def join_row(row: list[Segment]) -> Segment:
    """Segments of one row of one column as one segment (wide word gaps of justified lines)."""
    if len(row) == 1:
        return row[0]
    row = sorted(row, key=lambda s: s.x0)
    joined = make_segment([run for s in row for run in s.runs], row[0].page, row[0].order)
    cites: list[tuple[int, str]] = []
    length = 0
    for s in row:
        cites.extend((length + at, mark) for at, mark in s.cites)
        length += len(s.text) + 1
    joined.text = " ".join(s.text for s in row)
    joined.lead = row[0].lead
    joined.marked = " ".join(s.marked for s in row)
    joined.cites = tuple(cites)
    return joined
