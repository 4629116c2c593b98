"""Numbers as papers print them: digits, words, intervals, comparisons, durations.

The grammars are shared by prose and table cells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from netmatrix import patterns
from netmatrix.numerals import ONES, TENS, UP_TO_TWENTY
from netmatrix.patterns import compiled

_ONES = {"zero": 0, **ONES, **UP_TO_TWENTY, "a": 1, "an": 1, "half": 0.5}
_WORD = "|".join([*TENS, *sorted((w for w in _ONES if len(w) > 2), key=len, reverse=True)])
WORDS = rf"(?:(?:{'|'.join(TENS)})[- ](?:one|two|three|four|five|six|seven|eight|nine)|{_WORD})"
"""A number in English words from zero to ninety-nine."""

DIGITS = r"\d+(?:[.,·]\d+)?"
NUMBER = rf"(?:{DIGITS}|{WORDS})"

_LESS = r"<|less than|under|below|lower than|fewer than|inferior to"
_LESS_EQUAL = (
    r"≤|<=|⩽|up to|at most|≦|maximum of|(?:not|no) (?:more|higher|greater) than|not (?:over|above)|"
    r"(?:(?:did|does|do) not|never) exceed(?:ed|s)?|not exceeding"
)
_MORE = r">|more than|over|above|greater than|higher than|exceeding|superior to|exceeded|exceeds?"
_MORE_EQUAL = r"≥|>=|⩾|at least|≧|minimum of|(?:not|no) (?:less|lower) than|not (?:under|below)"
_ABOUT = (
    r"~|≈|∼|approximately|approx\.?|about|around|nearly|almost|circa|ca\.?|roughly|estimated at|"
    r"estimated to be|of the order of|in the order of|on the order of|close to"
)
COMPARATOR = rf"(?:{_LESS_EQUAL}|{_MORE_EQUAL}|{_LESS}|{_MORE}|{_ABOUT})"
_DASH = r"[-–—−‑~]"


@dataclass(frozen=True, slots=True)
class Interval:
    """A number, a range or a bound: ``comparator`` is one of ``"" < > <= >=``."""

    low: float
    high: float | None = None
    comparator: str = ""

    def __str__(self) -> str:
        if self.high is not None:
            return f"{plain(self.low)}-{plain(self.high)}"
        return f"{self.comparator}{plain(self.low)}"


def plain(value: float) -> str:
    """A number without a trailing ``.0``, at most three decimals."""
    return f"{round(value, 3):g}" if value < 1e6 else str(int(value))


@lru_cache(maxsize=4096)
def parse(text: str) -> float | None:
    """The value of a number in digits or words, ``None`` if it is neither.

    A comma followed by one or two digits is a decimal comma, by three a thousands mark.
    """
    token = text.strip().lower()
    if patterns.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", token):
        return float(token.replace(",", ""))
    if patterns.fullmatch(r"\d+(?:[.,·]\d+)?", token):
        return float(patterns.sub("[,·]", ".", token))
    if token in _ONES:
        return float(_ONES[token])
    if token in TENS:
        return float(TENS[token])
    parts = patterns.split(r"[- ]", token)
    if len(parts) == 2 and parts[0] in TENS and parts[1] in _ONES:
        return float(TENS[parts[0]] + _ONES[parts[1]])
    return None


@lru_cache(maxsize=1024)
def comparator(text: str | None) -> str:
    """``"" < > <= >=`` for the wording of a comparison ("about" is no comparison)."""
    if not text:
        return ""
    low = text.strip().lower()
    for pattern, sign in (
        (_LESS_EQUAL, "<="), (_MORE_EQUAL, ">="), (_LESS, "<"), (_MORE, ">"),
    ):  # fmt: skip
        if patterns.fullmatch(pattern, low):
            return sign
    return ""


INTERVAL = compiled(
    rf"(?P<cmp>{COMPARATOR})?\s*(?:a\s)?(?<![\w.])(?P<low>{NUMBER})\s*(?:%|per\s?cent|percent)?"
    rf"(?:\s*(?:{_DASH}|to|and|or)\s*(?P<cmp2>{COMPARATOR})?\s*(?P<high>{DIGITS}))?",
    re.IGNORECASE,
)


_JOINED_BY_WORD = compiled(r"\b(?:and|or)\b", re.IGNORECASE)


def interval(match: re.Match[str]) -> Interval | None:
    """The interval of a match with groups ``cmp``, ``low`` and ``high``; ``None`` without a number.

    "3 and 20" is a range behind "between" only; a second number that is not higher than the first
    belongs to something else and is left out.
    """
    low = parse(match["low"])
    if low is None:
        return None
    high = parse(match["high"]) if match["high"] else None
    if high is not None:
        joint = match.string[match.end("low") : match.start("high")]
        before = match.string[max(0, match.start("low") - 12) : match.start("low")]
        if (
            _JOINED_BY_WORD.search(joint)
            and not patterns.search(r"\b(?:between|from)\b", before, re.I)
        ) or high <= low:
            high = None
    return Interval(low, high, "" if high is not None else comparator(match["cmp"]))


_UNIT_MONTHS = {"day": 1 / 30.4375, "week": 7 / 30.4375, "month": 1.0, "year": 12.0}
DURATION = compiled(
    rf"(?P<n1>{NUMBER}|\ba|\ban)(?P<half>\s+and\s+(?:a\s+|one-)?half|½|\s+1/2)?\+?[\s-]*"
    rf"(?P<u1>years?|yrs?|y\b(?![/-]|\s?o\b)|months?|mos?\b|mths?\b|weeks?|wks?|days?)\b"
    rf"(?P<half2>\s+and\s+a\s+half)?"
    rf"(?:[\s,]*(?:and\s+)?(?P<n2>{NUMBER})[\s-]*(?P<u2>months?|mos?\b|mths?\b|weeks?|days?)\b)?",
    re.IGNORECASE,
)
"""A length of time: "3 years and 7 months", "18-month", "two and a half years"."""


def _unit(word: str) -> float:
    low = word.lower()
    if low.startswith("y"):
        return _UNIT_MONTHS["year"]
    if low.startswith("w"):
        return _UNIT_MONTHS["week"]
    if low.startswith("d"):
        return _UNIT_MONTHS["day"]
    return _UNIT_MONTHS["month"]


def months(match: re.Match[str]) -> float | None:
    """The months of a ``DURATION`` match (a year is 12 months, a month 30.4375 days)."""
    first = parse(match["n1"])
    if first is None:
        return None
    total = first * _unit(match["u1"])
    if match["half"] or match["half2"]:
        total += 0.5 * _unit(match["u1"])
    if match["n2"]:
        second = parse(match["n2"])
        if second is not None and _unit(match["u2"]) < _unit(match["u1"]):
            total += second * _unit(match["u2"])
    return total
