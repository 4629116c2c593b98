"""A page's characters: their codes, where runs begin and end, their wording."""

from __future__ import annotations

import ctypes
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium_c

_SPACES = np.array([0, 9, 10, 11, 12, 13, 32, 0xA0, 0x1680, 0x202F, 0x205F, 0x3000, 0xFEFF])


def read_codes(raw: Any, count: int) -> Any:
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


def split_runs(codes: Any, boxes: Any) -> tuple[Any, Any]:
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
    values = codes.tolist()
    return [
        _wording(values[start:end])
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
    ]


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
