"""Numbers in words ("fifty-eight years") as digits, for patterns that ask for digits.

Journals differ in what they spell out: some write every number of a sentence in words, ages among
them.  One form for all spares each pattern the words; the text keeps its length, so that every
offset stays.
"""

from __future__ import annotations

import re

from netmatrix.patterns import compiled

ONES = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9,
}  # fmt: skip
UP_TO_TWENTY = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13,
    "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_DASH = "[-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}]"
# The parts of "one hundred and thirty-six" and "twenty-first" alone would be other numbers.
_NO_MORE = rf"(?!{_DASH}?\s?(?:hundred|thousand)|{_DASH}(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)\b)"
_WORDS = compiled(
    rf"(?<!hundred )(?<!hundred and )(?<!thousand )(?<!thousand and )\b(?:(?P<plain>{'|'.join(UP_TO_TWENTY)})"
    rf"|(?P<tens>{'|'.join(TENS)})(?:(?:{_DASH}\s?| )(?P<ones>{'|'.join(ONES)}))?)\b{_NO_MORE}",
    re.IGNORECASE,
)
_LIKELY = compiled(r"(?:t(?:y|een|en|welve)|eleven)\b", re.IGNORECASE)
_LONGEST = len("seventy-  seven")


def aligned(text: str) -> str:
    """``text`` with each number in words from ten to ninety-nine as two digits, right-aligned
    behind blanks, where it stood: "aged fifty-eight years" -> "aged          58 years".
    """
    return _WORDS.sub(_digits, text) if _LIKELY.search(text) else text


def as_digits(text: str) -> str:
    """``text`` with the same numbers as two digits and nothing else; offsets change."""
    return _WORDS.sub(lambda match: _digits(match).lstrip(), text) if _LIKELY.search(text) else text


def _digits(match: re.Match[str]) -> str:
    if match["plain"]:
        value = UP_TO_TWENTY[match["plain"].lower()]
    else:
        value = TENS[match["tens"].lower()] + ONES.get((match["ones"] or "").lower(), 0)
    return str(value).rjust(len(match[0]))


def begins(text: str, at: int) -> int:
    """Where the number in words begins whose digits ``aligned`` put at ``at``; ``at`` elsewhere."""
    if not (0 < at < len(text) and text[at - 1].isalpha() and text[at].isalpha()):
        return at
    floor = max(0, at - _LONGEST)
    for match in _WORDS.finditer(text, floor, at + 2):
        if match.start() < at < match.end():
            return match.start()
    return at
