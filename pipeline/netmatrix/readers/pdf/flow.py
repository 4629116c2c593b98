"""Pieces -> the canonical text: paragraphs joined over columns and pages, floats moved aside."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from dataclasses import dataclass, field

from netmatrix import patterns
from netmatrix.document import Box, Citation, Page, Span, TextBuilder
from netmatrix.patterns import compiled
from netmatrix.readers import citations
from netmatrix.readers.citations import Habit, Mark
from netmatrix.readers.hyphens import Words
from netmatrix.readers.pdf.blocks import REFERENCES, SENTENCE_END, STANDARD, Piece, Style, family
from netmatrix.readers.pdf.floats import join_continued, place_floats
from netmatrix.readers.pdf.glyphs import PageGlyphs
from netmatrix.readers.pdf.hyphenation import mend
from netmatrix.readers.pdf.layout import Line
from netmatrix.readers.pdf.lines import Segment

_ENTRY = compiled(r"[\[(]?(\d{1,3})(?:[\].)]+\s*|\s+)(?=\S)")
_LINK = compiled(r"\S*(?:https?:|www\.|doi)\S*$")
_SEAM = 80
_WITH_MARKS = frozenset(["reference", "furniture", "table"])
"""Kinds of blocks that keep raised citation marks, in brackets, in their wording.

In running text they are left out (see :func:`_emit_cites`), and so are marks printed in brackets:
quotes read as sentences, numbers keep clear of them, and the XML of the same article gives the
same words.
"""
_LIFTED_FROM = frozenset(["paragraph", "list_item", "caption", "footnote"])


@dataclass(slots=True)
class Flow:
    """What is emitted: the builder with its boxes and the text ranges of the pages.

    ``cites`` holds, by page, the citation marks left out of the text: where each belongs, the word
    it follows, and its wording; ``citations`` the same once they are written.
    """

    builder: TextBuilder = field(default_factory=TextBuilder)
    boxes: list[Box] = field(default_factory=list)
    starts: dict[int, int] = field(default_factory=dict)
    cites: dict[int, list[tuple[int, str, str, Segment]]] = field(default_factory=dict)
    habit: Habit = field(default_factory=Habit)
    body_size: float = 0.0
    citations: list[Citation] = field(default_factory=list)


def emit(
    pieces: list[Piece], pages: list[PageGlyphs], style: Style, words: Words
) -> tuple[Flow, list[Page]]:
    """The text of all pieces in reading order, a box a line, and the pages' text ranges."""
    ordered = _in_flow(mark_references(pieces, style), style)
    ordered = place_floats(join_continued(ordered))
    # Running heads and the like stand behind the paper, where they part nothing.
    ordered.sort(key=lambda piece: piece.kind == "furniture")
    flow = Flow(habit=_habit(ordered), body_size=style.size)
    views = {page.number: page for page in pages}
    caption: Span | None = None
    label = ""
    after_table = False
    for piece in ordered:
        if piece.kind == "table" and piece.rows:
            _emit_table(flow, piece, views, caption, label)
            caption, label, after_table = None, "", True
            continue
        span = _emit_block(flow, piece, views, words)
        if piece.kind == "caption":
            text = piece.text
            named = patterns.match(
                r"(?:continued )?((?:\w+ )?(?:tab\w*\.?)\s*\w{1,4}(?:\.\d+)?)", text, re.I
            )
            caption, label = (span, named[1].rstrip(".:")) if named else (None, "")
            after_table = False
        elif piece.kind == "footnote" and after_table and piece.column < 0:
            flow.builder.footnotes([span])
        else:
            caption, label, after_table = None, "", False
    _emit_cites(flow, views)
    return flow, _pages(flow, pages)


def _habit(pieces: list[Piece]) -> Habit:
    """How the paper cites, by its running text and its list of references."""
    entries = [piece for piece in pieces if piece.kind == "reference"]
    labels = [int(m[1]) for piece in entries if (m := _ENTRY.match(piece.first.text))]
    highest = max((n for n in labels if n <= 3 * len(entries)), default=0)
    running = [piece.text for piece in pieces if piece.kind in ("paragraph", "list_item")]
    return citations.habit(running, max(len(entries), highest), [p.text for p in entries])


def _pages(flow: Flow, pages: list[PageGlyphs]) -> list[Page]:
    """Each page's text: from its first line of running text to the next page's."""
    total = len(flow.builder)
    starts: list[int] = []
    following = total
    for page in reversed(pages):
        start = min(flow.starts.get(page.number, following), following)
        starts.append(start)
        following = start
    starts.reverse()
    if starts:
        starts[0] = 0
    ends = [*starts[1:], total]
    return [
        Page(page.number, round(page.page_size[0], 2), round(page.page_size[1], 2), start, end)
        for page, start, end in zip(pages, starts, ends, strict=True)
    ]


def _box(flow: Flow, segment: Segment, start: int, end: int, views: dict[int, PageGlyphs]) -> None:
    if end > start:
        box = views[segment.page].to_page(segment.x0, segment.top, segment.x1, segment.bottom)
        flow.boxes.append(Box(start, end, segment.page, *box))


def _emit_block(flow: Flow, piece: Piece, views: dict[int, PageGlyphs], words: Words) -> Span:
    whole = piece.kind in _WITH_MARKS
    wording = [line.segment.marked if whole else line.segment.text for line in piece.lines]
    text, places = join_lines(wording, words)
    raised: list[tuple[int, str, Segment]] = []
    if not whole:
        for line, (start, _) in zip(piece.lines, places, strict=True):
            raised.extend((start + at, mark, line.segment) for at, mark in line.segment.cites)
    marks = flow.habit.marks(text) if piece.kind in _LIFTED_FROM else []
    if piece.kind in _LIFTED_FROM and any(line.segment.lead for line in piece.lines[1:]):
        marks = _with_leads(marks, piece, places, text, flow.body_size)
    found: list[tuple[int, str, Segment]] = []
    if marks:
        lines = [line.segment for line in piece.lines]
        clean, cited = citations.lift(text, marks)
        for mark, (at, said) in zip(marks, cited, strict=True):
            nearest = bisect_right([start for start, _ in places], mark.end - 1) - 1
            found.append((at, said, lines[max(0, nearest)]))
        raised = [(citations.moved(at, marks, text), said, line) for at, said, line in raised]
        places = [
            (citations.moved(start, marks, text), citations.moved(end, marks, text))
            for start, end in places
        ]
        text = clean
    block = flow.builder.block(text, piece.kind, page=piece.page)
    for at, said, segment in sorted(raised + found, key=lambda mark: mark[0]):
        word = text[max(0, at - 60) : at].rpartition(" ")[2]
        spot = (block.start + at, word, said, segment)
        flow.cites.setdefault(segment.page, []).append(spot)
    for line, (start, end) in zip(piece.lines, places, strict=True):
        _box(flow, line.segment, block.start + start, block.start + end, views)
        if piece.kind not in ("furniture", "caption", "footnote"):
            flow.starts.setdefault(line.segment.page, block.start + start)
    return Span(block.start, block.end)


def _with_leads(
    marks: list[Mark], piece: Piece, places: list[tuple[int, int]], text: str, body: float
) -> list[Mark]:
    """``marks`` and the raised ones that came to open a line of running text."""
    out = list(marks)
    for line, (start, _) in zip(piece.lines[1:], places[1:], strict=True):
        lead = line.segment.lead
        if not lead or line.segment.size < 0.95 * body or not text.startswith(lead, start):
            continue
        begin = start - 1 if text[start - 1 : start] == " " else start
        if not any(mark.start < start + len(lead) and begin < mark.end for mark in out):
            out.append(Mark(begin, start + len(lead), lead.strip("[]")))
    return sorted(out, key=lambda mark: mark.start)


def _emit_cites(flow: Flow, views: dict[int, PageGlyphs]) -> None:
    """The citation marks of each page as furniture: read past, but not lost."""
    for page, found in sorted(flow.cites.items()):
        listed = [(at, word, said) for at, word, said, _ in found]
        head = f"Citation marks of page {page}"
        made = citations.write(flow.builder, head, listed, page=page)
        flow.citations.extend(made)
        for citation, (_, _, _, segment) in zip(made, found, strict=True):
            _box(flow, segment, citation.start, citation.end, views)


def _emit_table(
    flow: Flow, piece: Piece, views: dict[int, PageGlyphs], caption: Span | None, label: str
) -> None:
    table = flow.builder.table(
        piece.rows, header_rows=piece.header_rows, label=label, caption=caption, page=piece.page
    )
    cells = {
        number: [c for c in table.cells if c.row == number] for number in range(len(piece.rows))
    }
    for number, line in enumerate(piece.lines):
        inside = cells.get(number)
        if inside:
            _box(flow, line.segment, inside[0].start, max(c.end for c in inside), views)


def join_lines(texts: list[str], words: Words) -> tuple[str, list[tuple[int, int]]]:
    """Lines as running text, and where each line stands in it; broken words are mended."""
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    tail = ""
    done = 0
    for text in texts:
        if not tail:
            tail = text
            places.append((done, done + len(text)))
            continue
        seam = mend(tail[-_SEAM:], text[:_SEAM], words)
        left = min(len(tail), _SEAM)
        right = min(len(text), _SEAM)
        keep = tail[:-_SEAM] if len(tail) > _SEAM else ""
        joined = keep + seam
        start = done + len(joined) - right
        last = places[-1]
        places[-1] = (last[0], min(last[1], start))
        del left
        tail = joined + text[_SEAM:]
        places.append((start, start + len(text)))
        if len(tail) > 4 * _SEAM:
            parts.append(tail[:-_SEAM])
            done += len(tail) - _SEAM
            tail = tail[-_SEAM:]
    parts.append(tail)
    return "".join(parts), places


_LOOK_AHEAD = 80


def _in_flow(pieces: list[Piece], style: Style) -> list[Piece]:
    """Pieces with interrupted paragraphs made whole; what interrupted them follows."""
    out: list[Piece] = []
    taken: set[int] = set()
    indents = _indents(pieces, style)
    for index, piece in enumerate(pieces):
        if index in taken:
            continue
        out.append(piece)
        if piece.kind not in ("paragraph", "list_item", "caption", "footnote"):
            continue
        at = index
        while (found := _continuation(pieces, at, piece, taken, style, indents)) is not None:
            piece.lines.extend(pieces[found].lines)
            taken.add(found)
            at = found
    return out


def _indents(pieces: list[Piece], style: Style) -> bool:
    """Whether the paper indents the first lines of its paragraphs (but those below headings)."""
    counted = indented = 0
    for before, piece in itertools.pairwise(pieces):
        if piece.kind != "paragraph" or before.kind != "paragraph" or len(piece.lines) < 3:
            continue
        if before.page == piece.page and before.column == piece.column:
            counted += 1
            indented += _indented(piece)
    return counted >= 4 and indented > 0.7 * counted


def _indented(piece: Piece) -> bool:
    return piece.first.x0 - min(line.segment.x0 for line in piece.lines) > 0.6 * piece.first.size


def _continuation(
    pieces: list[Piece],
    at: int,
    current: Piece,
    taken: set[int],
    style: Style,
    indents: bool,
) -> int | None:
    """The place of the piece that goes on with the sentence that ``current`` left open, or with
    its paragraph, where the paper indents each new one."""
    last = current.last
    tail = last.text
    ended = bool(SENTENCE_END.search(tail))
    headings = 0
    open_between = False
    for index in range(at + 1, min(len(pieces), at + _LOOK_AHEAD)):
        piece = pieces[index]
        if piece.page > last.page + 8:
            return None
        if index in taken or piece.kind in ("furniture", "table", "reference"):
            continue
        if piece.kind == "heading":
            headings += 1
            if headings > 2 or STANDARD.fullmatch(piece.text.strip()):
                return None
            continue
        if current.kind in ("caption", "footnote"):
            if piece.kind == "caption" or piece.page > last.page + 1:
                return None
        elif piece.kind in ("caption", "footnote"):
            continue
        if not alike(last, piece.first, style):
            open_between |= piece.kind == "paragraph" and not SENTENCE_END.search(piece.last.text)
            continue
        if ended and open_between:
            return None  # what goes on there is the sentence left open in between
        moved = last.page != piece.page or current.lines[-1].column != piece.lines[0].column
        if ended and indents and moved and not headings and _same_paragraph(current, piece):
            return index
        apart = index > at + 1
        return index if _goes_on(current, piece, moved, apart, ended, headings) else None
    return None


def _same_paragraph(current: Piece, piece: Piece) -> bool:
    """Whether ``piece``, at the top of a column, goes on with a paragraph whose last line is full:
    where new paragraphs are indented, and it is not."""
    line = current.lines[-1]
    full = line.segment.x1 > line.right - 1.5 * line.segment.size
    return (
        full
        and current.kind == piece.kind == "paragraph"
        and min(len(current.lines), len(piece.lines)) > 1
        and not _indented(piece)
        and piece.first.x0 < piece.lines[0].left + 0.5 * piece.first.size
    )


def alike(one: Segment, two: Segment, style: Style) -> bool:
    """Whether two lines are printed alike: the same size, the same font or both running text."""
    if abs(one.size - two.size) > 0.045 * max(one.size, two.size):
        return False
    same = family(one.font) == family(two.font)
    return same or (one.font in style.fonts and two.font in style.fonts) or two.italic > 0.6


def _goes_on(
    current: Piece, piece: Piece, moved: bool, apart: bool, ended: bool, headings: int
) -> bool:
    last, text = current.last, piece.first.text
    lower = text[:1].islower()
    if ended and not lower:
        return False
    if len(current.text) < 25 and not last.text.endswith("-"):
        return False
    if lower:
        return piece.kind != "list_item"
    if headings or piece.kind == "list_item" or current.kind in ("caption", "footnote"):
        return False
    if not moved:
        return last.text.endswith("-")
    line = current.lines[-1]
    full = last.x1 > line.right - 3 * last.size
    return full and len(current.text) > 60 and not last.text.endswith(":")


def mark_references(pieces: list[Piece], style: Style) -> list[Piece]:
    """The entries of the reference list as pieces of kind ``reference``, one an entry."""
    out: list[Piece] = []
    inside = False
    head: Piece | None = None
    run: list[Piece] = []
    for piece in pieces:
        heading = piece.kind == "heading"
        if heading and REFERENCES.fullmatch(piece.text.strip()):
            out.extend(_entries(run))
            run, inside, head = [], True, piece
            out.append(piece)
            continue
        if inside and heading and head is not None and _ends_list(piece, head):
            out.extend(_entries(run))
            run, inside = [], False
        if (inside and piece.kind in ("paragraph", "list_item", "footnote", "heading")) or inside:
            run.append(piece)
        else:
            out.append(piece)
    out.extend(_entries(run))
    return out


def _ends_list(piece: Piece, head: Piece) -> bool:
    if STANDARD.fullmatch(piece.text.strip()):
        return True
    alike = abs(piece.size - head.size) < 0.06 * head.size and piece.first.font == head.first.font
    return alike and not patterns.match(r"[\[(]?\d{1,3}[\].)]?\s", piece.text)


def _entries(run: list[Piece]) -> list[Piece]:
    """Cut the blocks below the References heading into entries, by number or by indentation."""
    body = [p for p in run if not (p.float_ and p.kind != "footnote") and p.kind not in
            ("caption", "furniture", "table")]  # fmt: skip
    lines = [line for p in body for line in p.lines]
    numbers = [m for line in lines if (m := _ENTRY.match(line.segment.text))]
    numbered = len(numbers) >= max(2, 0.15 * len(lines)) and _rising([int(m[1]) for m in numbers])
    out: list[Piece] = []
    expected: int | None = None
    for piece in run:
        if piece not in body:
            out.append(piece)
            continue
        if not numbered:
            piece.kind, piece.float_ = "reference", False
            previous = next((p for p in reversed(out) if p.kind == "reference"), None)
            if previous is not None and _same_entry(previous, piece):
                previous.lines.extend(piece.lines)
            else:
                out.append(piece)
            continue
        for line in piece.lines:
            match = _ENTRY.match(line.segment.text)
            number = int(match[1]) if match else None
            opens = number is not None and (expected is None or expected <= number <= expected + 3)
            current = next((p for p in reversed(out) if p.kind == "reference"), None)
            if opens or current is None:
                out.append(Piece([line], "reference", line.segment.page, piece.column))
                expected = (number or 0) + 1
            else:
                current.lines.append(line)
    return out


def _rising(values: list[int]) -> bool:
    steps = sum(b == a + 1 for a, b in itertools.pairwise(values))
    return steps >= 0.4 * max(1, len(values) - 1)


def _same_entry(previous: Piece, piece: Piece) -> bool:
    moved = previous.last.page != piece.first.page or previous.lines[-1].column != piece.column
    closed = previous.text.rstrip().endswith((".", ")", "]")) or _LINK.search(previous.text)
    return (moved and not closed) or piece.text[:1].islower()


def furniture(segments: list[Segment], page: int) -> list[Piece]:
    """Running heads and the like of one page, a block each."""
    return [Piece([Line(s, s.x0, s.x1, -1)], "furniture", page, -1, float_=True) for s in segments]
