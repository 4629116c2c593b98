"""A PDF's bytes as Raw; every file that cannot be read says why and what to do."""

from __future__ import annotations

import gc
import re
import time
from collections import Counter

import pypdfium2 as pdfium

from netmatrix import patterns
from netmatrix.patterns import compiled
from netmatrix.readers.hyphens import Words
from netmatrix.readers.pdf.blocks import (
    CAPTION,
    STANDARD,
    TABLE_CAPTION,
    Piece,
    Style,
    body_style,
    pieces_of,
    plain_body,
)
from netmatrix.readers.pdf.flow import emit, furniture
from netmatrix.readers.pdf.furniture import find_furniture
from netmatrix.readers.pdf.glyphs import GlyphReader, PageGlyphs, Run
from netmatrix.readers.pdf.initials import join_initials
from netmatrix.readers.pdf.layout import Line, gutter_of, read_order
from netmatrix.readers.pdf.lines import Segment, make_segment, segments
from netmatrix.readers.pdf.tables import TableArea, find_tables
from netmatrix.readers.raw import ImagesOnly, Raw, Unreadable

_PLAIN = (
    "Pages {} to {} took too long: their columns and tables were not looked for, so that lines may"
    " stand in a wrong order."
)


def read(
    data: bytes,
    *,
    max_pages: int = 2000,
    max_chars: int = 20_000_000,
    max_page_chars: int = 60_000,
    max_segments: int = 6000,
    seconds: float = 90.0,
) -> Raw:
    """The text of a PDF with pages and boxes.

    ``max_pages`` pages are read, ``max_chars`` characters in all and ``max_page_chars`` of one
    page, at most ``max_segments`` pieces of lines of a page; after ``seconds`` of work no further
    page is begun, and pages already begun keep the order of the file, without columns and tables.
    What a limit cuts off is told in ``problems`` and the status is ``partial``.

    Raises :class:`Unreadable` for a file that is no PDF, asks for a password, is damaged, has no
    pages or holds pictures of text only.
    """
    document = _open(data)
    # Tens of thousands of small objects, none in a cycle: the collector would only walk the heap.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _read(data, document, max_pages, max_chars, max_page_chars, max_segments, seconds)
    finally:
        document.close()
        if collecting:
            gc.enable()


_HEADLESS = compiled(rb"\s*\d+ 0 obj")
"""A file whose first line is lost begins with its first object."""


def _open(data: bytes) -> pdfium.PdfDocument:
    if b"%PDF-" not in data[:2048] and not _HEADLESS.match(data[:64]):
        raise Unreadable(
            "The file is not a PDF (its header is missing): download or export it again."
        )
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        reason = str(error).lower()
        if "password" in reason or "security" in reason:
            raise Unreadable(
                "The PDF is locked: remove the password and save it again, then read the copy."
            ) from error
        raise Unreadable(
            "The PDF is damaged or cut off and cannot be opened: download it again, or open it in"
            " a viewer and print it to a new PDF."
        ) from error


def _read(
    data: bytes,
    document: pdfium.PdfDocument,
    max_pages: int,
    max_chars: int,
    max_page_chars: int,
    max_segments: int,
    seconds: float,
) -> Raw:
    count = len(document)
    if count == 0:
        raise Unreadable("The PDF has no pages: download it again.")
    problems: list[str] = []
    end = time.monotonic() + seconds
    pages = _glyphs(data, document, count, max_pages, max_chars, max_page_chars, end, problems)
    found = [segments(page) for page in pages]
    for page, lines in zip(pages, found, strict=True):
        if len(lines) > max_segments:
            del lines[max_segments:]
            problems.append(f"Page {page.number} holds too many lines; its end was left out.")
    chars = sum(len(s.text) for page in found for s in page)
    chars += sum(len(run.text) for page in pages for run in page.sideways)
    if chars == 0:
        if any(page.images for page in pages):
            raise ImagesOnly(
                "The PDF holds pictures of its pages only: it needs text recognition (OCR) first."
            )
        raise Unreadable("The PDF holds no text: check that it is the paper and not a blank form.")
    _check_text(pages, chars, problems)
    raw = _build(pages, found, end)
    raw.problems.extend(problems)
    problems = raw.problems
    raw.status = "partial" if problems else "ok"
    return raw


def _glyphs(
    data: bytes,
    document: pdfium.PdfDocument,
    count: int,
    max_pages: int,
    max_chars: int,
    max_page_chars: int,
    end: float,
    problems: list[str],
) -> list[PageGlyphs]:
    reader = GlyphReader(data, max_chars=max_page_chars)
    pages: list[PageGlyphs] = []
    broken: list[int] = []
    chars = 0
    for index in range(count):
        late = index > 0 and time.monotonic() > end
        if index >= max_pages or chars > max_chars or late:
            why = "took too long" if late else "is longer than is read of one file"
            problems.append(f"Only pages 1 to {index} of {count} were read: the file {why}.")
            break
        try:
            page = document[index]
        except pdfium.PdfiumError:
            broken.append(index + 1)
            continue
        try:
            glyphs = reader.read(page, index + 1)
        except pdfium.PdfiumError:
            broken.append(index + 1)
            continue
        finally:
            page.close()
        chars += sum(len(run.text) for run in glyphs.runs)
        if glyphs.truncated:
            problems.append(f"Page {index + 1} holds too many characters; its end was left out.")
        pages.append(glyphs)
    if broken:
        shown = ", ".join(map(str, broken[:10])) + (" …" if len(broken) > 10 else "")
        problems.append(f"Damaged pages were left out: {shown}.")
    if not pages:
        raise Unreadable(
            "None of the PDF's pages can be read: the file is damaged, download it again."
        )
    return pages


def _check_text(pages: list[PageGlyphs], chars: int, problems: list[str]) -> None:
    unmapped = sum(page.unmapped for page in pages)
    if unmapped > 0.3 * chars:
        problems.append(
            "Most letters of the PDF have no readable code (its fonts lack a character table):"
            " it needs text recognition (OCR)."
        )
    empty = [page.number for page in pages if page.images and not page.runs and not page.sideways]
    if empty:
        shown = ", ".join(map(str, empty[:10])) + (" …" if len(empty) > 10 else "")
        problems.append(f"Pages without text need text recognition (OCR): {shown}.")


def _build(pages: list[PageGlyphs], found: list[list[Segment]], end: float) -> Raw:
    """``end`` is the time (of the monotonic clock) after which pages are no longer laid out."""
    plain: list[int] = []
    sizes = [(page.width, page.height) for page in pages]
    aside = find_furniture(found, sizes)
    body = [[s for s in page if s.order not in out] for page, out in zip(found, aside, strict=True)]
    style = body_style(body)
    plain_body(body, style)
    gutters = _gutters(body)
    pieces: list[Piece] = []
    for page, kept, every, out in zip(pages, body, found, aside, strict=True):
        if time.monotonic() < end:
            pieces.extend(_page(page, kept, style, gutters))
        else:
            plain.append(page.number)
            lines = [Line(s, s.x0, s.x1, 0) for s in kept]
            pieces.extend(pieces_of(lines, style, page.number, page.height))
        edge = [s for s in every if s.order in out]
        pieces.extend(furniture(edge + _sideways(page), page.number))
    _mark_title(pieces, style, pages[0].number)
    flow, ranges = emit(pieces, pages, style, Words(_vocabulary(pieces)))
    return Raw(
        builder=flow.builder,
        format="pdf",
        pages=ranges,
        boxes=flow.boxes,
        citations=flow.citations,
        problems=[_PLAIN.format(plain[0], plain[-1])] if plain else [],
    )


def _vocabulary(pieces: list[Piece]) -> str:
    """The paper's words without those broken over two lines."""
    out: list[str] = []
    for piece in pieces:
        broken = False
        for line in piece.lines:
            text = line.segment.text
            if broken:
                text = text.partition(" ")[2]
            broken = text.endswith("-")
            if broken:
                text = text.rpartition(" ")[0]
            out.append(text)
    return "\n".join(out)


def _gutters(body: list[list[Segment]]) -> list[float]:
    """Where the paper's columns part: strips found on two pages or more (points)."""
    spots: Counter[int] = Counter()
    for page in body[:60]:
        x = gutter_of(page[:1500], [])
        if x is not None:
            spots[round(x / 6)] += 1
    return [6.0 * spot for spot, n in sorted(spots.items()) if n >= 2]


def _page(page: PageGlyphs, kept: list[Segment], style: Style, gutters: list[float]) -> list[Piece]:
    kept = join_initials(kept, style)
    areas = find_tables(kept, page.rules, style, page.height)
    taken = {order for area in areas for order in area.orders}
    lines = read_order([s for s in kept if s.order not in taken], gutters)
    pieces = pieces_of(lines, style, page.number, page.height)
    _figure_labels(pieces, style)
    for area in areas:
        _place(pieces, area, page.number)
    return pieces


def _place(pieces: list[Piece], area: TableArea, page: int) -> None:
    """Insert a table behind the block that stands above it in its column."""
    new: list[Piece] = []
    if area.caption:
        lines = [Line(s, area.x0, area.x1, -1) for s in area.caption]
        new.append(Piece(lines, "caption", page, -1, float_=True))
    lines = [Line(_outline(row), area.x0, area.x1, -1) for row in area.row_segments]
    new.append(Piece(lines, "table", page, -1, area.rows, area.header_rows, True))
    if area.notes:
        lines = [Line(s, area.x0, area.x1, -1) for s in area.notes]
        new.append(Piece(lines, "footnote", page, -1, float_=True))
    at = 0
    for k, piece in enumerate(pieces):
        s = piece.last
        if s.page == page and s.base < area.top and s.x0 < area.x1 and s.x1 > area.x0:
            at = k + 1
    pieces[at:at] = new


def _outline(row: list[Segment]) -> Segment:
    return make_segment([run for s in row for run in s.runs], row[0].page, row[0].order)


def _figure_labels(pieces: list[Piece], style: Style) -> None:
    """Words printed inside figures: short lines in another print, on a page with a figure."""
    captions = [p.text for p in pieces if p.kind == "caption" and CAPTION.match(p.text)]
    if all(map(TABLE_CAPTION.match, captions)):
        return
    for piece in pieces:
        if piece.kind not in ("paragraph", "list_item") and not (
            piece.kind == "heading" and not STANDARD.fullmatch(piece.text.strip())
        ):
            continue
        other = piece.first.font not in style.fonts or piece.size < 0.9 * style.size
        narrow = all(line.segment.width < 11 * style.size for line in piece.lines)
        small = piece.size < 0.93 * style.size or piece.kind != "heading"
        if other and narrow and small and len(piece.text) < 200:
            piece.kind, piece.float_ = "furniture", True


def _sideways(page: PageGlyphs) -> list[Segment]:
    """Text that runs across the page's reading direction, in the order of the stream."""
    groups: list[list[Run]] = []
    for run in page.sideways:
        if groups and not run.broke and abs(run.base - groups[-1][-1].base) < 1e-6:
            groups[-1].append(run)
        else:
            groups.append([run])
    out = []
    for k, group in enumerate(groups):
        segment = make_segment(group, page.number, 100_000 + k)
        words = "".join(("" if r.glued else " ") + r.text for r in group)
        segment.text = segment.marked = patterns.sub(r"\s+", " ", words).strip()
        segment.cites = ()
        segment.top = min(r.top for r in group)
        segment.bottom = max(r.bottom for r in group)
        if segment.text:
            out.append(segment)
    return out


def _mark_title(pieces: list[Piece], style: Style, page: int) -> None:
    """Mark the title: the largest print of the first page, where it is clearly one."""
    first = [p for p in pieces if p.page == page and p.kind in ("heading", "paragraph")]
    fit = [
        p
        for p in first
        if p.size > 1.15 * style.size
        and not patterns.search(r"\bjournal\b", p.text, re.I)
        and 3 <= len(p.text.split()) <= 60
        and len(p.lines) <= 9
    ]
    if not fit:
        return
    # A journal's name may be printed larger, but a title has more words.
    best = max(fit, key=lambda p: p.size * min(len(p.text.split()), 10))
    best.kind = "title"
