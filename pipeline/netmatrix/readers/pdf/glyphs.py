"""pdfium's characters as runs: words or stretches of a line of one font and size, with boxes.

One call a character (its loose box), one a word (the text object that prints it), the rest once a
run: asking for every character's matrix, origin and font would cost several times as much.
"""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium_c

from netmatrix.readers.pdf.chars import (
    Gap,
    address_of,
    font_info,
    line_end_hyphens,
    merge_words,
    read_boxes,
    read_codes,
    run_boxes,
    split_runs,
    texts,
)
from netmatrix.readers.pdf.fonts import Font, describe
from netmatrix.readers.pdf.symbols import glyph_signs
from netmatrix.readers.pdf.view import View, view_of


@dataclass(slots=True)
class Run:
    """Characters printed together: one font, one size, no gap wider than a space.

    Coordinates are points from the top left corner of the page as it is shown (after turning a
    sideways page upright).  ``glued`` tells that no space stands before it in the file's stream;
    ``broke`` that pdfium saw a line break there.  ``gaps`` are the middles and widths of the spaces
    inside the run, where it holds several words.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    base: float
    size: float
    font: str
    bold: bool
    italic: bool
    glued: bool
    broke: bool
    gaps: list[tuple[float, float]] = field(default_factory=list)


@dataclass(slots=True)
class PageGlyphs:
    """The runs of a page, its size in points, and how it was turned to read upright.

    ``turn`` is 0, or 90 / 270 where most text runs upwards / downwards; then ``width`` and
    ``height`` are those of the turned page and :meth:`to_page` maps a box back.  ``sideways``
    holds text that runs across the reading direction.  ``rules`` are thin horizontal lines
    ``(x0, x1, y)``, ``uprights`` thin vertical ones ``(top, bottom, x)`` of the page as shown.
    """

    number: int
    width: float
    height: float
    turn: int = 0
    runs: list[Run] = field(default_factory=list)
    sideways: list[Run] = field(default_factory=list)
    rules: list[tuple[float, float, float]] = field(default_factory=list)
    uprights: list[tuple[float, float, float]] = field(default_factory=list)
    images: int = 0
    unmapped: int = 0
    truncated: bool = False

    @property
    def page_size(self) -> tuple[float, float]:
        """Width and height of the page as shown."""
        return (self.height, self.width) if self.turn else (self.width, self.height)

    def to_page(
        self, x0: float, top: float, x1: float, bottom: float
    ) -> tuple[float, float, float, float]:
        """A box of the turned page as a box of the page as shown, clipped to the page."""
        width, height = self.page_size
        if self.turn == 90:
            x0, top, x1, bottom = top, height - x1, bottom, height - x0
        elif self.turn == 270:
            x0, top, x1, bottom = width - bottom, x0, width - top, x1
        x0, x1 = min(max(x0, 0.0), width), min(max(x1, 0.0), width)
        top, bottom = min(max(top, 0.0), height), min(max(bottom, 0.0), height)
        return (round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2))


_NO_FONT = Font("", False, False)


class GlyphReader:
    """Reads pages of one document; keeps the buffers that pdfium fills."""

    def __init__(
        self, data: bytes = b"", *, max_chars: int = 60_000, max_objects: int = 20_000
    ) -> None:
        """``data``: the file, to look up signs in; ``max_chars``: characters read of a page;
        ``max_objects``: drawings looked at."""
        self._data = data
        self._signs: dict[str, dict[int, str]] | None = None
        self._max_chars = max_chars
        self._max_objects = max_objects
        self._boxes: Any = None
        self._sizes: dict[tuple[int, float] | None, tuple[float, float]] = {}
        self._name = ctypes.create_string_buffer(96)
        self._flags = ctypes.c_int()
        self._addresses = (ctypes.addressof(self._name), ctypes.addressof(self._flags))
        self._size = 0
        self._names: dict[tuple[bytes, int], Font] = {}

    def _room(self, count: int) -> None:
        if count > self._size:
            self._size = max(count, 8192)
            self._boxes = (pdfium_c.FS_RECTF * self._size)()

    def read(self, page: Any, number: int) -> PageGlyphs:
        """The runs of a ``pypdfium2.PdfPage``; raises pdfium's error where it cannot be read."""
        to_view, width, height = view_of(page)
        out = PageGlyphs(number, width, height)
        textpage = page.get_textpage()
        try:
            self._read_text(textpage.raw, out, to_view)
        finally:
            textpage.close()
        self._read_objects(page, out, to_view)
        _turn_upright(out)
        return out

    def _read_text(self, raw: Any, out: PageGlyphs, to_view: View) -> None:
        count = pdfium_c.FPDFText_CountChars(raw)
        if count <= 0:
            return
        if count > self._max_chars:
            count, out.truncated = self._max_chars, True
        codes = read_codes(raw, count)
        self._room(count)
        boxes = read_boxes(raw, codes, self._boxes)
        line_end_hyphens(codes, boxes)
        starts, ends = split_runs(codes, boxes)
        spaces: list[list[Gap]] | None = None
        objects = [0] * len(starts)
        if to_view.rotation == 0:
            starts, ends, spaces, objects = merge_words(raw, codes, boxes, starts, ends)
        wordings = texts(codes, starts, ends)
        # Whether a space or a line break stands before each run.
        newline = np.cumsum((codes == 10) | (codes == 13))
        before = np.concatenate(([-1], ends[:-1] - 1))
        glued = (starts - before) == 1
        broke = newline[starts] > np.where(before >= 0, newline[before], 0)
        matrix, origin_x, origin_y = pdfium_c.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
        matrix_ref = ctypes.byref(matrix)
        x_ref, y_ref = ctypes.byref(origin_x), ctypes.byref(origin_y)
        lefts, tops, rights, bottoms = run_boxes(boxes, starts, ends)
        get_matrix, get_origin = pdfium_c.FPDFText_GetMatrix, pdfium_c.FPDFText_GetCharOrigin
        font_size = pdfium_c.FPDFText_GetFontSize
        address = address_of(raw)
        straight, left, top = to_view.rotation == 0, to_view.left, to_view.top
        is_glued, is_broken = glued.tolist(), broke.tolist()
        far_right, far_down = out.width + 2, out.height + 2
        sizes = self._sizes
        printer, font = -1, _NO_FONT
        for k, start in enumerate(starts.tolist()):
            text = wordings[k]
            if not text:
                continue
            if not objects[k] or objects[k] != printer:  # one object has one font
                font, printer = self._font(raw, address, start), objects[k]
            if "\ufffd" in text:
                text = self._signed(raw, address, start, text, codes)
            if font.symbols is not None and (len(text) <= 2 or not text.isascii()):
                text = text.translate(font.symbols)
            elif font.symbols is not None and " " in text:
                text = " ".join(
                    word.translate(font.symbols) if len(word) <= 2 else word
                    for word in text.split(" ")
                )
            height = tops[k] - bottoms[k]
            # In one font the box's height tells the size and where the baseline stands.
            look = (font.key, round(height, 2)) if straight and font.name else None
            known = sizes.get(look)
            if known is not None:
                along, (size, depth) = 0, known
                base = top - bottoms[k] - depth
            else:
                get_matrix(raw, start, matrix_ref)
                get_origin(raw, start, x_ref, y_ref)
                size = font_size(raw, start) * math.hypot(matrix.c, matrix.d)
                along = to_view.direction(matrix.a, matrix.b)
                _, base = to_view.point(origin_x.value, origin_y.value)
                if size <= 0 or not math.isfinite(size):
                    size = max(1.0, abs(height))
                elif look is not None and along == 0 and 0.8 * size < height < 9 * size:
                    sizes[look] = (size, origin_y.value - bottoms[k])
            if straight:
                x0, x1 = lefts[k] - left, rights[k] - left
                y0, y1 = top - tops[k], top - bottoms[k]
            else:
                x0, y0, x1, y1 = to_view.box(lefts[k], bottoms[k], rights[k], tops[k])
            if along == 0:  # fonts of formulas have boxes many lines high
                y0, y1 = max(y0, base - 1.2 * size), min(y1, base + 0.5 * size)
            if x1 < -2 or y1 < -2 or x0 > far_right or y0 > far_down:
                continue
            if not text.isascii():
                out.unmapped += text.count("\ufffd")
            run = Run(
                text,
                x0,
                x1,
                y0,
                y1,
                base,
                size,
                font.name,
                font.bold,
                font.italic,
                is_glued[k],
                is_broken[k],
                [(x - left, wide) for x, wide in spaces[k]] if spaces else [],
            )
            if along == 0:
                out.runs.append(run)
            else:
                run.base = float(along)
                out.sideways.append(run)

    def _signed(self, raw: Any, address: int, start: int, text: str, codes: Any) -> str:
        """``text`` with the signs that its fonts name, in place of characters without a code."""
        if self._signs is None:
            self._signs = glyph_signs(self._data) if self._data else {}
        if not self._signs or start + len(text) > len(codes):
            return text
        out = list(text)
        for k, char in enumerate(text):
            if char == "\ufffd":
                known = self._signs.get(self._font(raw, address, start + k).raw, {})
                out[k] = known.get(int(codes[start + k]), char)
        return "".join(out)

    def _font(self, raw: Any, address: int, index: int) -> Font:
        name, flags = self._addresses
        font_info(address, index, name, 96, flags)
        key = (self._name.value, self._flags.value)
        known = self._names.get(key)
        if known is None:
            weight = pdfium_c.FPDFText_GetFontWeight(raw, index)
            raw_name = key[0].decode("utf-8", "replace")
            known = describe(raw_name, self._flags.value, weight, len(self._names))
            self._names[key] = known
        return known

    def _read_objects(self, page: Any, out: PageGlyphs, to_view: View) -> None:
        """Horizontal rules (for tables) and the number of pictures."""
        raw = page.raw
        count = min(pdfium_c.FPDFPage_CountObjects(raw), self._max_objects)
        sides = [ctypes.c_float() for _ in range(4)]
        refs = [ctypes.byref(side) for side in sides]
        for index in range(count):
            item = pdfium_c.FPDFPage_GetObject(raw, index)
            kind = pdfium_c.FPDFPageObj_GetType(item)
            if kind in (pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_FORM):
                out.images += 1
            elif kind == pdfium_c.FPDF_PAGEOBJ_PATH:
                if not pdfium_c.FPDFPageObj_GetBounds(item, *refs):
                    continue
                left, bottom, right, top = (side.value for side in sides)
                x0, y0, x1, y1 = to_view.box(left, bottom, right, top)
                if y1 - y0 < 3 and x1 - x0 > 20:
                    out.rules.append((x0, x1, (y0 + y1) / 2))
                elif x1 - x0 < 3 and y1 - y0 > 20:
                    out.uprights.append((y0, y1, (x0 + x1) / 2))


def _turn_upright(out: PageGlyphs) -> None:
    """Turn a page whose text mostly runs up or down, so that the rest sees level lines."""
    level = sum(len(run.text) for run in out.runs)
    upward = sum(len(run.text) for run in out.sideways if run.base == 90)
    downward = sum(len(run.text) for run in out.sideways if run.base == 270)
    if max(upward, downward) > max(40, 1.5 * level):
        out.turn = 90 if upward >= downward else 270
        width, height = out.width, out.height
        turned = [run for run in out.sideways if run.base == out.turn]
        rest = [run for run in out.sideways if run.base != out.turn] + out.runs
        for run in turned:
            if out.turn == 90:
                run.x0, run.x1, run.top, run.bottom = (
                    height - run.bottom,
                    height - run.top,
                    run.x0,
                    run.x1,
                )
            else:
                run.x0, run.x1, run.top, run.bottom = (
                    run.top,
                    run.bottom,
                    width - run.x1,
                    width - run.x0,
                )
            run.base = run.bottom - 0.22 * (run.bottom - run.top)
        for run in rest:
            run.base = run.bottom
        out.runs, out.sideways = _glue(turned), rest
        out.width, out.height = height, width
        if out.turn == 90:
            out.rules = [(height - y1, height - y0, x) for y0, y1, x in out.uprights]
        else:
            out.rules = [(y0, y1, width - x) for y0, y1, x in out.uprights]


def _glue(runs: list[Run]) -> list[Run]:
    """Join the single characters that sideways text falls into."""
    out: list[Run] = []
    for run in runs:
        last = out[-1] if out else None
        if (
            last is not None
            and run.glued
            and not run.broke
            and abs(last.base - run.base) < 0.15 * run.size
            and abs(last.size - run.size) < 0.05 * run.size
            and -0.3 * run.size < run.x0 - last.x1 < 0.2 * run.size
        ):
            last.text += run.text
            last.x1 = max(last.x1, run.x1)
            last.top, last.bottom = min(last.top, run.top), max(last.bottom, run.bottom)
        else:
            out.append(run)
    return out
