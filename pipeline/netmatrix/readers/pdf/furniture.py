"""Running heads and feet, page numbers, line numbers, watermarks: what is not the paper's text."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict

from netmatrix import patterns
from netmatrix.patterns import compiled
from netmatrix.readers.pdf.blocks import CAPTION
from netmatrix.readers.pdf.lines import Segment

HEAD_ZONE = 0.115
FOOT_ZONE = 0.105
"""Shares of the page's height in which running heads and feet stand."""

_NOTICE = compiled(
    r"\(?continued (?:on|from|to) (?:the )?(?:next|previous|following) page\)?\.?"
    r"|\(page number not for citation purposes\)|downloaded (?:from|by|on)\b.*"
    r"|(?:page|p\.) ?\d+(?: (?:of|/) ?\d+)?|\d+ (?:of|/) \d+|this page (?:is )?intentionally .*"
    r"|\(?table continues on (?:the )?next page\)?",
    re.I,
)
_NUMBER = compiled(r"[-–—|• ]*(?:\d{1,5}|[ivxl]{1,6}|[A-Z]\d{1,4})[-–—|• ]*")


def find_furniture(pages: list[list[Segment]], sizes: list[tuple[float, float]]) -> list[set[int]]:
    """For each page the ``order`` of the segments that are furniture.

    ``sizes`` are the pages' (width, height) in points.  A segment counts where its wording
    (digits aside) comes back at the same height on other pages, where it is a lone number at the
    edge, or where it is a notice that printers add.
    """
    found: list[set[int]] = [set() for _ in pages]
    _notices(pages, found)
    _repeated(pages, sizes, found)
    _page_numbers(pages, sizes, found)
    counted = [_line_numbers(page) for page in pages]
    # A table may count its rows; lines are counted on page after page.
    if sum(map(bool, counted)) >= (1 if len(pages) < 4 else 3):
        for number, orders in enumerate(counted):
            found[number] |= orders
    return found


def _key(text: str) -> str:
    return patterns.sub(r"\d+|\b[ivxl]+\b", "#", patterns.sub(r"\s+", " ", text.lower())).strip(
        " |•·-–—"
    )


def _notices(pages: list[list[Segment]], found: list[set[int]]) -> None:
    for number, page in enumerate(pages):
        found[number].update(s.order for s in page if _NOTICE.fullmatch(s.text))


def _zone(segment: Segment, height: float) -> str:
    if segment.bottom < height * HEAD_ZONE:
        return "head"
    return "foot" if segment.top > height * (1 - FOOT_ZONE) else ""


def _inner_edges(page: list[Segment], height: float) -> tuple[float, float]:
    """Where running heads end and running feet begin, at the latest (points from the top).

    A caption, or rows of four cells and more below each other, belong to a table.
    """
    counts = Counter(round(s.base) for s in page)
    wide = sorted(y for y, n in counts.items() if n >= 4)
    rows = {y for pair in itertools.pairwise(wide) if pair[1] - pair[0] < 30 for y in pair}
    stops = [s.base - 0.5 for s in page if round(s.base) in rows or CAPTION.match(s.text)]
    upper = [y for y in stops if y < height / 2]
    lower = [y + 1 for y in stops if y >= height / 2]
    return min(upper, default=height), max(lower, default=0.0)


def _repeated(
    pages: list[list[Segment]], sizes: list[tuple[float, float]], found: list[set[int]]
) -> None:
    where: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    keys: dict[tuple[int, int], tuple[str, str]] = {}
    exact: defaultdict[tuple[str, int, int], set[int]] = defaultdict(set)
    margin: defaultdict[tuple[str, int, int], set[int]] = defaultdict(set)
    edges = _margins(pages)
    for number, (page, (_, height)) in enumerate(zip(pages, sizes, strict=True)):
        inner = _inner_edges(page, height)
        for s in page:
            zone = _zone(s, height)
            if zone and (s.base < inner[0] if zone == "head" else s.base > inner[1]):
                key = keys[number, s.order] = (zone, _key(s.text))
                where[key].add(number)
            if len(s.text) >= 20:
                exact[s.text, round(s.x0 / 6), round(s.base / 6)].add(number)
            elif s.x1 < edges[0] or s.x0 > edges[1]:
                margin[_key(s.text), round(s.x0 / 6), round(s.base / 6)].add(number)
    least = 2 if len(pages) <= 7 else 3
    for number, page in enumerate(pages):
        for s in page:
            here = keys.get((number, s.order))
            if here is not None and len(where[here]) >= least:
                found[number].add(s.order)
            elif len(s.text) >= 20:
                same = exact[s.text, round(s.x0 / 6), round(s.base / 6)]
                if len(same) >= max(3, len(pages) // 2):
                    found[number].add(s.order)
            elif s.x1 < edges[0] or s.x0 > edges[1]:
                same = margin[_key(s.text), round(s.x0 / 6), round(s.base / 6)]
                if len(same) >= max(3, len(pages) // 4):
                    found[number].add(s.order)


def _margins(pages: list[list[Segment]]) -> tuple[float, float]:
    """Where the margins beside the running text end and begin (points): journals set their name
    and the page number there."""
    lefts: Counter[int] = Counter()
    rights: Counter[int] = Counter()
    for page in pages:
        for s in page:
            if s.width > 17 * s.size:
                lefts[round(s.x0)] += 1
                rights[round(s.x1)] += 1
    least = 0.02 * lefts.total()
    if not lefts:
        return 0.0, float("inf")
    left = min((x for x, n in lefts.items() if n > least), default=0)
    right = max((x for x, n in rights.items() if n > least), default=10_000)
    return left - 4.0, right + 4.0


def _page_numbers(
    pages: list[list[Segment]], sizes: list[tuple[float, float]], found: list[set[int]]
) -> None:
    """Numbers, and whatever else stands on a line of furniture, at the page's edge."""
    for number, (page, (_, height)) in enumerate(zip(pages, sizes, strict=True)):
        known = [s for s in page if s.order in found[number] and not s.text.isdecimal()]
        for s in page:
            zone = _zone(s, height)
            if not zone or s.order in found[number]:
                continue
            outermost = not any(
                (o.base < s.base - 3 if zone == "head" else o.base > s.base + 3)
                and o.order not in found[number]
                for o in page
            )
            level = any(abs(o.base - s.base) < 2 for o in known)
            if outermost and (_NUMBER.fullmatch(s.text) or (level and len(s.text) < 60)):
                found[number].add(s.order)


def _line_numbers(page: list[Segment]) -> set[int]:
    """Numbers that count the lines down one edge of the page."""
    columns: defaultdict[int, list[Segment]] = defaultdict(list)
    for s in page:
        if s.text.isascii() and s.text.isdecimal() and len(s.text) <= 4:
            columns[round(s.x1 / 4)].append(s)
    widest = [s for s in page if s.width > 12 * s.size]
    if not widest:
        return set()
    left = Counter(round(s.x0 / 3) * 3 for s in widest).most_common(1)[0][0]
    right = max(s.x1 for s in widest)
    out: set[int] = set()
    for spot in list(columns):
        numbers = columns[spot] + columns.get(spot + 1, [])
        numbers.sort(key=lambda s: s.base)
        outside = all(s.x1 < left - 2 for s in numbers) or all(s.x0 > right + 2 for s in numbers)
        values = [int(s.text) for s in numbers]
        steps = Counter(b - a for a, b in itertools.pairwise(values))
        if outside and len(values) >= 5 and steps:
            step, count = steps.most_common(1)[0]
            if step in (1, 5, 10) and count >= 0.7 * (len(values) - 1):
                out.update(s.order for s in numbers)
    return out
