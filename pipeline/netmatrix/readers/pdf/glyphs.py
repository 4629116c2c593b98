"""pdfium's characters as runs: pieces of words of one font and size, with boxes.

One call a character (its loose box), the rest once a run: that keeps a page near 6 ms, where
asking for every character's matrix, origin and font would cost three times as much.
"""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium_c

from netmatrix.readers.pdf.fonts import Font, describe

_SPACES = np.array([0, 9, 10, 11, 12, 13, 32, 0xA0, 0x1680, 0x202F, 0x205F, 0x3000, 0xFEFF])


@dataclass(slots=True)
class Run:
    """Characters printed together: one font, one size, no gap.

    Coordinates are points from the top left corner of the page as it is shown (after turning a
    sideways page upright).  ``glued`` tells that no space stands before it in the file's stream;
    ``broke`` that pdfium saw a line break there.
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


@dataclass(slots=True)
class PageGlyphs:
    """The runs of a page, its size in points, and how it was turned to read upright.

    ``turn`` is 0, or 90 / 270 where most text runs upwards / downwards; then ``width`` and
    ``height`` are those of the turned page and :meth:`to_page` maps a box back.  ``sideways``
    holds text that runs across the reading direction.  ``rules`` are thin horizontal lines
    ``(x0, x1, y)``.
    """

    number: int
    width: float
    height: float
    turn: int = 0
    runs: list[Run] = field(default_factory=list)
    sideways: list[Run] = field(default_factory=list)
    rules: list[tuple[float, float, float]] = field(default_factory=list)
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


class GlyphReader:
    """Reads pages of one document; keeps the buffers that pdfium fills."""

    def __init__(self, *, max_chars: int = 60_000, max_objects: int = 20_000) -> None:
        """``max_chars``: characters read of a page; ``max_objects``: drawings looked at."""
        self._max_chars = max_chars
        self._max_objects = max_objects
        self._boxes: Any = None
        self._name = ctypes.create_string_buffer(96)
        self._refs: list[Any] = []
        self._names: dict[tuple[bytes, int, int], Font] = {}

    def _room(self, count: int) -> None:
        if count > len(self._refs):
            size = max(count, 8192)
            self._boxes = (pdfium_c.FS_RECTF * size)()
            self._refs = [ctypes.byref(box) for box in self._boxes]

    def read(self, page: Any, number: int) -> PageGlyphs:
        """The runs of a ``pypdfium2.PdfPage``; raises pdfium's error where it cannot be read."""
        to_view, width, height = _view(page)
        out = PageGlyphs(number, width, height)
        textpage = page.get_textpage()
        try:
            self._read_text(textpage.raw, out, to_view)
        finally:
            textpage.close()
        self._read_objects(page, out, to_view)
        _turn_upright(out)
        return out

    def _read_text(self, raw: Any, out: PageGlyphs, to_view: _View) -> None:
        count = pdfium_c.FPDFText_CountChars(raw)
        if count <= 0:
            return
        if count > self._max_chars:
            count, out.truncated = self._max_chars, True
        codes = _codes(raw, count)
        self._room(count)
        for _ in map(
            pdfium_c.FPDFText_GetLooseCharBox, repeat(raw, count), range(count), self._refs
        ):
            pass
        boxes = np.frombuffer(self._boxes, dtype=np.float32, count=4 * count).reshape(count, 4)
        _line_end_hyphens(codes, boxes)
        starts, ends = _split(codes, boxes)
        texts = _texts(codes, starts, ends)
        # Whether a space or a line break stands before each run.
        newline = np.cumsum((codes == 10) | (codes == 13))
        before = np.concatenate(([-1], ends[:-1] - 1))
        glued = (starts - before) == 1
        broke = newline[starts] > np.where(before >= 0, newline[before], 0)
        matrix, origin_x, origin_y = pdfium_c.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
        matrix_ref = ctypes.byref(matrix)
        x_ref, y_ref = ctypes.byref(origin_x), ctypes.byref(origin_y)
        sides = [ctypes.c_double() for _ in range(4)]
        tight = [ctypes.byref(side) for side in sides]
        lows = np.minimum.reduceat(boxes[: ends[-1]], starts) if len(starts) else boxes
        highs = np.maximum.reduceat(boxes[: ends[-1]], starts) if len(starts) else boxes
        for k, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
            text = texts[k]
            if not text:
                continue
            pdfium_c.FPDFText_GetMatrix(raw, start, matrix_ref)
            pdfium_c.FPDFText_GetCharOrigin(raw, start, x_ref, y_ref)
            scale = math.hypot(matrix.c, matrix.d)
            size = pdfium_c.FPDFText_GetFontSize(raw, start) * scale
            if end - start == 1 or len(boxes[start:end]) == 1:
                left, top, right, bottom = boxes[start].tolist()
            else:
                left, bottom = float(lows[k][0]), float(lows[k][3])
                right, top = float(highs[k][2]), float(highs[k][1])
            font = self._font(raw, start)
            if font.symbols is not None and (len(text) <= 2 or not text.isascii()):
                text = text.translate(font.symbols)
            if matrix.a > 0 and abs(matrix.b) < 0.01 * matrix.a:
                # A loose box may reach over spacing up to the next word.
                pdfium_c.FPDFText_GetCharBox(raw, end - 1, *tight)
                if right - sides[1].value > 0.45 * size:
                    right = max(left, sides[1].value + 0.05 * size)
            along = to_view.direction(matrix.a, matrix.b)
            x0, y0, x1, y1 = to_view.box(left, bottom, right, top)
            _, base = to_view.point(origin_x.value, origin_y.value)
            if size <= 0 or not math.isfinite(size):
                size = max(1.0, y1 - y0)
            if x1 < -2 or y1 < -2 or x0 > out.width + 2 or y0 > out.height + 2:
                continue
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
                bool(glued[k]),
                bool(broke[k]),
            )
            if along == 0:
                out.runs.append(run)
            else:
                run.base = float(along)
                out.sideways.append(run)

    def _font(self, raw: Any, index: int) -> Font:
        flags = ctypes.c_int()
        pdfium_c.FPDFText_GetFontInfo(raw, index, self._name, 96, ctypes.byref(flags))
        weight = pdfium_c.FPDFText_GetFontWeight(raw, index)
        key = (self._name.value, flags.value, weight)
        known = self._names.get(key)
        if known is None:
            known = self._names[key] = describe(key[0].decode("utf-8", "replace"), *key[1:])
        return known

    def _read_objects(self, page: Any, out: PageGlyphs, to_view: _View) -> None:
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
                if min(abs(y1 - y0), abs(x1 - x0)) < 3 and max(abs(y1 - y0), abs(x1 - x0)) > 20:
                    out.rules.append((x0, x1, (y0 + y1) / 2))


@dataclass(slots=True)
class _View:
    """From the file's coordinates (origin bottom left) to the page as shown (top left)."""

    rotation: int
    left: float
    bottom: float
    right: float
    top: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.rotation == 1:
            return y - self.bottom, x - self.left
        if self.rotation == 2:
            return self.right - x, y - self.bottom
        if self.rotation == 3:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def box(
        self, left: float, bottom: float, right: float, top: float
    ) -> tuple[float, float, float, float]:
        xa, ya = self.point(left, bottom)
        xb, yb = self.point(right, top)
        return min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)

    def direction(self, a: float, b: float) -> int:
        """0 for text that reads to the right, 90 upwards, 180, 270 downwards."""
        angle = round(math.degrees(math.atan2(b, a)))
        shown = (angle - 90 * self.rotation) % 360
        for corner in (90, 180, 270):
            if abs(shown - corner) <= 30:
                return corner
        return 0 if min(shown, 360 - shown) <= 30 else 45


def _view(page: Any) -> tuple[_View, float, float]:
    rect = pdfium_c.FS_RECTF()
    width, height = page.get_size()
    rotation = pdfium_c.FPDFPage_GetRotation(page.raw)
    if pdfium_c.FPDF_GetPageBoundingBox(page.raw, ctypes.byref(rect)):
        view = _View(rotation, rect.left, rect.bottom, rect.right, rect.top)
    else:
        view = _View(rotation, 0.0, 0.0, width, height)
    return view, width, height


def _codes(raw: Any, count: int) -> Any:
    """The code of every character; pdfium's mark of a line-end hyphen becomes 2."""
    buffer = (ctypes.c_ushort * (count + 2))()
    written = pdfium_c.FPDFText_GetText(raw, 0, count, buffer)
    if written - 1 == count:
        codes = np.array(buffer[:count], dtype=np.int64)
        codes[codes == 0xFFFE] = 2
        surrogates = bool(((codes >= 0xD800) & (codes < 0xE000)).any())
        if not surrogates and not (codes < 9).any():
            return codes
        if not surrogates and not ((codes < 9) & (codes != 2)).any():
            return codes
    # Characters without a Unicode value are left out of that text: ask one by one.
    found = map(pdfium_c.FPDFText_GetUnicode, repeat(raw, count), range(count))
    return np.fromiter(found, dtype=np.int64, count=count)


def _line_end_hyphens(codes: Any, boxes: Any) -> None:
    """Code 2 is pdfium's hyphen only where the line ends; elsewhere it is an unknown sign."""
    for index in np.flatnonzero(codes == 2).tolist():
        following = index + 1
        while following < len(codes) and codes[following] == 32:
            following += 1
        ends = following >= len(codes) or codes[following] in (10, 13)
        if ends or boxes[following][0] < boxes[index][0] - 5 or index + 1 == len(codes) or abs(boxes[following][3] - boxes[index][3]) > 3:
            codes[index] = 45


def _split(codes: Any, boxes: Any) -> tuple[Any, Any]:
    """Starts and ends of the runs among the characters."""
    blank = np.isin(codes, _SPACES) | ((codes >= 0x2000) & (codes <= 0x200B))
    left, top, right, bottom = boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3]
    height = np.abs(top - bottom)
    tall = np.maximum(height[1:], height[:-1]) + 0.01
    gap = left[1:] - right[:-1]
    digit = (codes >= 48) & (codes <= 57)
    letter = ((codes >= 65) & (codes <= 90)) | ((codes >= 97) & (codes <= 122))
    new = np.ones(len(codes), dtype=bool)
    new[1:] = (
        blank[:-1]
        | (np.abs(height[1:] - height[:-1]) > 0.04 * tall)
        | (np.abs(bottom[1:] - bottom[:-1]) > 0.06 * tall)
        | (gap > 0.22 * tall)
        | ((gap > 0.075 * tall) & digit[:-1] & letter[1:])
        | (gap < -1.2 * tall)
    )
    starts = np.flatnonzero(new & ~blank)
    if not len(starts):
        return starts, starts
    stop = np.flatnonzero(new | blank)
    after = np.searchsorted(stop, starts, side="right")
    stop = np.append(stop, len(codes))
    return starts, stop[after]


def _texts(codes: Any, starts: Any, ends: Any) -> list[str]:
    values = codes.tolist()
    return [
        _wording(values[start:end])
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
    ]


def _wording(codes: list[int]) -> str:
    text = "".join(map(_letter, codes))
    if any(0xD800 <= code < 0xE000 for code in codes):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _letter(code: int) -> str:
    if code < 32 or code > 0x10FFFF:
        return "\ufffd"
    if 0xE000 <= code <= 0xF8FF or 0x7F <= code < 0xA0:
        return _PRIVATE.get(code, "\ufffd")
    return "-" if code == 0xAD else chr(code)


_PRIVATE: dict[int, str] = {
    # The Symbol font as Windows programs encode it.
    0xF061: "α", 0xF062: "β", 0xF067: "γ", 0xF064: "δ", 0xF06B: "κ", 0xF06C: "λ", 0xF06D: "µ",
    0xF070: "π", 0xF073: "σ", 0xF0B0: "°", 0xF0B1: "±", 0xF0B2: "″", 0xF0B3: "≥", 0xF0A3: "≤",
    0xF0B4: "×", 0xF0B7: "•", 0xF0A7: "•", 0xF0D8: "•", 0xF02D: "−", 0xF03C: "<", 0xF03D: "=",
    0xF03E: ">", 0xF0BB: "≈", 0xF063: "χ", 0xF044: "Δ", 0xF0FC: "•",
    0x80: "€", 0x85: "…", 0x91: "‘", 0x92: "’", 0x93: "“", 0x94: "”", 0x95: "•", 0x96: "–",
    0x97: "—", 0x99: "™",
}  # fmt: skip


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
        out.rules = []
    out.rules = [rule for rule in out.rules if rule[1] - rule[0] > 20]


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
