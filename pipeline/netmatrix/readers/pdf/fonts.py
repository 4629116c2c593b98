"""What fonts' names say: bold, italic, and letters that stand for symbols.

Typesetters' pi fonts carry Latin codes for Greek letters and signs, so that ``µg`` reads ``lg`` or
``mg`` and ``P = 0.02`` reads ``P ¼ 0.02``.  The tables below are those of the 3B2 ("Adv…") fonts
of many publishers' PDFs, keyed by the family in the font's name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from netmatrix.patterns import compiled

_BOLD = compiled(r"bold|black|heavy|semibold|demi(?!ta)|medium|[.,-]BI?$", re.I)
_NOT_BOLD = compiled(r"light|book|regular|roman", re.I)
_ITALIC = compiled(r"italic|oblique|kursiv|slanted|[-.,]B?I$|[-,]It$", re.I)
_SUBSET = compiled(r"^[A-Z]{6}\+|^[A-Z][a-z]{5}(?=Adv)|\+[0-9a-f]{2}$")

_SIGNS = str.maketrans("¼þÀÂÃÆðÞ", "=+−×*±()")
_GREEK = str.maketrans("abgdDmklprstwcef", "αβγδΔµκλπρστωχεφ")
_MATH_PI = str.maketrans("abcdDlkmprstwef", "αβγδΔµκmπρστωεφ")
_TABLES: tuple[tuple[re.Pattern[str], dict[int, int]], ...] = (
    (compiled(r"^AdvPSMP|^AdvMathPi|^MathematicalPi"), _MATH_PI),
    (compiled(r"^AdvPi\d|^AdvP7DA6|^AdvGreek|^AdvPSSym|^AdvSym"), _GREEK),
    (compiled(r"^AdvP80675"), str.maketrans("6", "±")),
    (compiled(r"^AdvP4C4E|^AdvMathSymb|^AdvPSMSAM|^AdvPSSym|^AdvPS[0-9A-F]{4}"), _SIGNS),
    (compiled(r"^Adv"), str.maketrans("¼þ", "=+")),
)


@dataclass(frozen=True, slots=True)
class Font:
    """A font's name without its subset's prefix, its look, and its symbols (or ``None``).

    ``key`` is its number within the document, ``raw`` the name as the file has it.
    """

    name: str
    bold: bool
    italic: bool
    symbols: dict[int, int] | None = None
    key: int = 0
    raw: str = ""


def describe(raw_name: str, flags: int, weight: int, key: int = 0) -> Font:
    """What a font's name, descriptor flags (PDF 32000-1, table 123) and weight say."""
    name = _SUBSET.sub("", _SUBSET.sub("", raw_name))
    bold = bool(_BOLD.search(name)) or weight >= 650 or bool(flags & 0x40000)
    if _NOT_BOLD.search(name) and not _BOLD.search(name):
        bold = False
    italic = bool(_ITALIC.search(name)) or bool(flags & 0x40)
    symbols = next((table for pattern, table in _TABLES if pattern.search(name)), None)
    return Font(name, bold, italic, symbols, key, raw_name)
