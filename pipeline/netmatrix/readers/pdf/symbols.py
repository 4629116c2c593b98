"""Signs whose fonts say by the names of their glyphs what they are, and pdfium does not.

Typesetters' fonts of mathematical signs call their glyphs after the code in TeX's symbol font
(``C21`` is ≥), or by numbers of their own (``H11350``), and print them at arbitrary codes.  Only
the font's table of differences tells them; it is looked up, once a file, when a character without
a code comes up.
"""

from __future__ import annotations

import io
from typing import Any

from netmatrix.patterns import compiled

MAX_BYTES = 40_000_000
_PAGES = 40
_SUBSET = compiled(r"^[A-Z]{6}\+")
_TEX = {
    0: "−", 1: "·", 2: "×", 3: "*", 4: "÷", 6: "±", 14: "°", 15: "•", 17: "≡", 20: "≤", 21: "≥",
    24: "~", 25: "≈", 28: "≪", 29: "≫", 32: "←", 33: "→", 34: "↑", 35: "↓", 48: "′", 49: "∞",
    50: "∈", 54: "≠", 112: "√", 121: "†", 122: "‡", 123: "¶", 120: "§",
}  # fmt: skip
"""Glyphs of TeX's font of symbols (OMS encoding, 7 bits) by code."""
_PI = {
    11001: "+", 11002: "−", 11003: "×", 11005: "=", 11006: "±", 11011: "~", 11015: "≈", 11021: "<",
    11022: ">", 11032: "′", 11034: "°", 11349: "≤", 11350: "≥", 9251: "α", 9252: "β", 9253: "γ",
    9254: "δ", 9255: "ε", 9260: "κ", 9261: "λ", 9262: "µ", 9268: "σ", 9273: "χ", 9004: "Δ",
}  # fmt: skip
"""Glyphs of the "Mathematical Pi" fonts by the number in their name."""
_NAMES = {
    "minus": "−", "multiply": "×", "plusminus": "±", "lessequal": "≤", "greaterequal": "≥",
    "degree": "°", "bullet": "•", "equal": "=", "onequarter": "=", "thorn": "+", "less": "<",
    "greater": ">", "similar": "~", "approxequal": "≈", "alpha": "α", "beta": "β", "gamma": "γ",
    "mu": "µ", "Delta": "Δ", "periodcentered": "·", "ff": "ff", "fi": "fi", "fl": "fl",
    "ffi": "ffi", "ffl": "ffl", "f_f": "ff", "f_i": "fi", "f_l": "fl", "f_f_i": "ffi",
    "f_f_l": "ffl", "f_t": "ft", "t_t": "tt", "T_h": "Th",
}  # fmt: skip


def glyph_signs(data: bytes) -> dict[str, dict[int, str]]:
    """By each font's name without its subset's prefix: the signs that its differences name.

    A code that two subsets of one name give different signs is left out.

    Empty where the file cannot be taken apart; raises nothing.
    """
    if len(data) > MAX_BYTES:
        return {}
    try:
        return _read(data)
    except Exception:  # a damaged file is no news here: its text has been read
        return {}


def _read(data: bytes) -> dict[str, dict[int, str]]:
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser
    from pdfminer.pdftypes import resolve1

    out: dict[str, dict[int, str]] = {}
    seen: set[str] = set()
    for number, page in enumerate(PDFPage.create_pages(PDFDocument(PDFParser(io.BytesIO(data))))):
        if number >= _PAGES:
            break
        fonts = resolve1((resolve1(page.resources) or {}).get("Font")) or {}
        for reference in fonts.values():
            font = resolve1(reference)
            name = _text(font.get("BaseFont"))
            encoding = resolve1(font.get("Encoding"))
            if name in seen or not isinstance(encoding, dict):
                continue
            seen.add(name)
            known = out.setdefault(_SUBSET.sub("", name), {})
            for code, sign in _signs(resolve1(encoding.get("Differences")) or []).items():
                known[code] = sign if known.get(code, sign) == sign else ""
    return {
        name: {code: sign for code, sign in signs.items() if sign} for name, signs in out.items()
    }


def _signs(differences: list[Any]) -> dict[int, str]:
    found: dict[int, str] = {}
    code = 0
    for item in differences[:600]:
        if isinstance(item, int):
            code = item
            continue
        sign = sign_of(_text(item))
        if sign:
            found[code] = sign
        code += 1
    return found


def _text(name: Any) -> str:
    value = getattr(name, "name", name)
    return value.decode("latin-1") if isinstance(value, bytes) else str(value or "")


def sign_of(glyph: str) -> str:
    """The sign that a glyph's name stands for, or an empty string.

    >>> sign_of("C21"), sign_of("H11006"), sign_of("a")
    ('≥', '±', '')
    """
    if glyph[:1] == "C" and glyph[1:].isdecimal():
        return _TEX.get(int(glyph[1:]), "")
    if glyph[:1] == "H" and glyph[1:].isdecimal():
        return _PI.get(int(glyph[1:]), "")
    return _NAMES.get(glyph, "")
