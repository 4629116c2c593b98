"""A page's characters: their codes, where runs begin and end, their wording."""

from __future__ import annotations

import ctypes
import itertools
from collections import deque
from collections.abc import Callable
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium_c


def _bare(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """A function of pdfium that takes plain addresses: half the cost of ctypes' typed call."""
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    bare: Callable[..., Any] = ctypes.CFUNCTYPE(result, *arguments)(address)
    return bare


_ADDRESS, _INT = ctypes.c_void_p, ctypes.c_int
_loose_box = _bare(pdfium_c.FPDFText_GetLooseCharBox, _INT, _ADDRESS, _INT, _ADDRESS)
_text_object = (
    _bare(pdfium_c.FPDFText_GetTextObject, _ADDRESS, _ADDRESS, _INT)
    if hasattr(pdfium_c, "FPDFText_GetTextObject")  # not in pdfium before 2024
    else None
)
_unicode = _bare(pdfium_c.FPDFText_GetUnicode, ctypes.c_uint, _ADDRESS, _INT)
font_info = _bare(
    pdfium_c.FPDFText_GetFontInfo, ctypes.c_ulong, _ADDRESS, _INT, _ADDRESS, ctypes.c_ulong,
    _ADDRESS,
)  # fmt: skip
_NO_BREAK_WITHIN = 0.42
"""The widest space, in heights of a letter's box (half an em), that stays inside a run."""

_IS_SPACE = np.zeros(0x10000, dtype=bool)
_IS_SPACE[[0, 9, 10, 11, 12, 13, 32, 0xA0, 0x1680, 0x202F, 0x205F, 0x3000, 0xFEFF]] = True
_IS_SPACE[0x2000:0x200C] = True


def read_codes(raw: Any, count: int) -> Any:
    """The code of every character; pdfium's mark of a line-end hyphen becomes 2."""
    buffer: Any = (ctypes.c_ushort * (count + 2))()
    written = pdfium_c.FPDFText_GetText(raw, 0, count, buffer)
    if written - 1 == count:
        codes = np.frombuffer(buffer, dtype=np.uint16, count=count).astype(np.int64)
        codes[codes == 0xFFFE] = 2
        surrogates = bool(((codes >= 0xD800) & (codes < 0xE000)).any())
        if not surrogates and not (codes < 9).any():
            return codes
        if not surrogates and not ((codes < 9) & (codes != 2)).any():
            return codes
    # Characters without a Unicode value are left out of that text: ask one by one.
    address = address_of(raw)
    found = map(_unicode, repeat(address, count), range(count))
    return np.fromiter(found, dtype=np.int64, count=count)


def address_of(pointer: Any) -> int:
    """The address that a pointer of ctypes holds."""
    return int(ctypes.cast(pointer, ctypes.c_void_p).value or 0)


def read_boxes(raw: Any, codes: Any, buffer: Any) -> Any:
    """Left, top, right and bottom of every character, in the file's coordinates.

    Blanks are not asked for: each gets the box of the character before it.
    """
    count = len(codes)
    start = ctypes.addressof(buffer)
    printed = np.flatnonzero(~is_blank(codes))
    places = (start + 16 * printed).tolist()
    deque(map(_loose_box, repeat(address_of(raw)), printed.tolist(), places), maxlen=0)
    boxes = np.frombuffer(buffer, dtype=np.float32, count=4 * count).reshape(count, 4)
    if len(printed) == count:
        return boxes
    source = np.zeros(count, dtype=np.int64)
    source[printed] = printed
    boxes = boxes[np.maximum.accumulate(source)]
    if len(printed):
        boxes[: printed[0]] = boxes[printed[0]]
    return boxes


def line_end_hyphens(codes: Any, boxes: Any) -> None:
    """Code 2 is pdfium's hyphen only where the line ends; elsewhere it is an unknown sign."""
    for index in np.flatnonzero(codes == 2).tolist():
        following = index + 1
        while following < len(codes) and codes[following] == 32:
            following += 1
        ends = following >= len(codes) or codes[following] in (10, 13)
        wraps = ends or boxes[following][0] < boxes[index][0] - 5
        if wraps or abs(boxes[following][3] - boxes[index][3]) > 3:
            codes[index] = 45


def is_blank(codes: Any) -> Any:
    """Which characters are spaces or line breaks."""
    return _IS_SPACE[np.minimum(codes, 0xFFFF)]


def split_runs(codes: Any, boxes: Any) -> tuple[Any, Any]:
    """Starts and ends of the runs among the characters."""
    blank = is_blank(codes)
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


Gap = tuple[float, float]
"""A space inside a run: the x of its middle, in the file's coordinates, and its width."""


def merge_words(
    raw: Any, codes: Any, boxes: Any, starts: Any, ends: Any
) -> tuple[Any, Any, list[list[Gap]], list[int]]:
    """Runs of words that one text object prints on one line with ordinary spaces, as one run.

    Starts, ends, the spaces inside each run, and the address of the object that prints it (0 where
    that is not known).

    A text object has one font, size and rise, so that nothing which matters changes within it.
    Words in capitals stay apart: the gaps of letter-spaced headings are looked at later.
    """
    if len(starts) < 2 or _text_object is None:
        return starts, ends, [[] for _ in range(len(starts))], [0] * len(starts)
    address = address_of(raw)
    count = len(starts)
    made_by = np.fromiter(
        (found or 0 for found in map(_text_object, repeat(address, count), starts.tolist())),
        dtype=np.uint64,
        count=count,
    )
    head, tail = boxes[starts], boxes[ends - 1]
    height = np.abs(head[:, 1] - head[:, 3])
    tall = np.maximum(height[1:], height[:-1]) + 0.01
    gap = head[1:, 0] - tail[:-1, 2]
    small = ~((codes >= 65) & (codes <= 90))
    borders = np.stack((starts, ends), axis=1).ravel()
    capitals = ~np.logical_or.reduceat(np.append(small, True), borders)[::2]
    line_end = (codes == 10) | (codes == 13)
    newline = np.cumsum(line_end)
    same = (
        (made_by[1:] == made_by[:-1])
        & (made_by[1:] != 0)
        & (starts[1:] - ends[:-1] == 1)
        & (newline[starts[1:]] == newline[starts[:-1]])
        & (np.abs(height[1:] - height[:-1]) <= 0.04 * tall)
        & (np.abs(head[1:, 3] - tail[:-1, 3]) <= 0.06 * tall)
        & (gap > 0.02 * tall)
        & (gap < _NO_BREAK_WITHIN * tall)
        & ~(capitals[1:] & capitals[:-1])
    )
    first = np.concatenate(([True], ~same))
    last = np.concatenate((~same, [True]))
    middles = ((head[1:, 0] + tail[:-1, 2]) / 2).tolist()
    spaces = list(zip(middles, gap.tolist(), strict=True))
    begin = np.flatnonzero(first).tolist()
    inside = [spaces[a : b - 1] for a, b in itertools.pairwise([*begin, count])]
    return starts[first], ends[last], inside, made_by[first].tolist()


def run_boxes(
    boxes: Any, starts: Any, ends: Any
) -> tuple[list[float], list[float], list[float], list[float]]:
    """Left, top, right and bottom of each run, without the spaces around it."""
    if not len(starts):
        return [], [], [], []
    borders = np.stack((starts, ends), axis=1).ravel()
    padded = np.concatenate((boxes, boxes[-1:]))
    low = np.minimum.reduceat(padded, borders)[::2]
    high = np.maximum.reduceat(padded, borders)[::2]
    return low[:, 0].tolist(), high[:, 1].tolist(), high[:, 2].tolist(), low[:, 3].tolist()


def texts(codes: Any, starts: Any, ends: Any) -> list[str]:
    """The wording of each run; a blank inside a run is one space."""
    spans = zip(starts.tolist(), ends.tolist(), strict=True)
    codes = np.where(is_blank(codes), 32, codes)
    odd = (codes < 32) | (codes > 0x10FFFF) | ((codes >= 0x7F) & (codes < 0xA0)) | (codes == 0xAD)
    odd |= (codes >= 0xD800) & (codes <= 0xF8FF)
    if odd.any():
        values = codes.tolist()
        return [_wording(values[start:end]) for start, end in spans]
    page = codes.astype("<u4").tobytes().decode("utf-32-le")
    return [page[start:end] for start, end in spans]


def _wording(codes: list[int]) -> str:
    if max(codes) < 0x7F and min(codes) >= 32:
        return bytes(codes).decode("ascii")
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
