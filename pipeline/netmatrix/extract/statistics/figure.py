"""A number as printed, and the readings of its parts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from netmatrix import patterns
from netmatrix.normalise.numbers import parse

Kind = Literal["share", "value", "ratio", "p", "rate"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as printed at ``[start, end)`` of the sentence.

    ``bracketed``: nothing else stands in its parentheses; ``noun``: where the thing counted ends;
    ``run``: figures of one list ("16%, 66% and 19%") share a number; ``measure`` is ``median``,
    ``mean`` or ``range`` for values; ``cue`` is where that word stands, for a rate whose it is.
    """

    start: int
    end: int
    kind: Kind
    n: int | None = None
    N: int | None = None
    percent: float | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    interval: str | None = None
    unit: str | None = None
    comparator: str | None = None
    measure: str = ""
    bracketed: bool = False
    versus: bool = False
    follows: bool = False
    cue: tuple[int, int] = (0, 0)
    detail: tuple[tuple[str, float], ...] = ()


@lru_cache(maxsize=4096)
def count(text: str) -> int | None:
    """The whole number that digits or words say, ``None`` where they say none."""
    token = patterns.sub(r"(?<=\d)[,   ](?=\d{3})", "", text.strip().lower())
    hundred = patterns.fullmatch(r"(\w+)[ -]hundred(?:(?: and)?[ -](.+))?", token)
    if hundred:
        head, rest = parse(hundred[1]), parse(hundred[2]) if hundred[2] else 0.0
        return None if head is None or rest is None else int(100 * head + rest)
    value = parse(token)
    return int(value) if value is not None and value == int(value) else None


@lru_cache(maxsize=4096)
def number(text: str) -> float | None:
    """A decimal number; a comma before three digits is a thousands mark."""
    return parse(patterns.sub(r"\s", "", text))


@lru_cache(maxsize=4096)
def percent(text: str) -> float | None:
    """A percentage: its comma is always a decimal comma; ``None`` above 100."""
    value = parse(patterns.sub(r"[,·]", ".", patterns.sub(r"\s", "", text)))
    return value if value is not None and 0 <= value <= 100 else None


@lru_cache(maxsize=1024)
def unit_of(text: str | None) -> str | None:
    """``month``, ``year``, ``percent`` … for a unit's wording."""
    if not text:
        return None
    low = text.strip().lower().rstrip(".")
    for pattern, name in (
        (r"mo|mos|mths?|months?", "month"),
        (r"y|yr|yrs|years?", "year"),
        (r"wks?|weeks?", "week"),
        (r"d|days?", "day"),
        (r"%|per\s?cent", "percent"),
        (r"(?:per\s|/\s?)2\s?mm[2²]", "/2mm2"),
        (r"(?:per\s|/\s?)10\s?hpfs?", "/10hpf"),
    ):
        if patterns.fullmatch(pattern, low):
            return name
    return low[:-1] if low.endswith("s") and len(low) > 3 and low != "mitoses" else low


_RATIO_NAMES = (
    (r"hr|hazard", "hazard ratio"),
    (r"or$|ors$|odds", "odds ratio"),
    (r"sir|incidence", "standardized incidence ratio"),
    (r"smr|mortality", "standardized mortality ratio"),
    (r"rr|risk|rate", "relative risk"),
)


@lru_cache(maxsize=1024)
def ratio_name(text: str) -> str:
    """``hazard ratio`` … for "HR", "adjusted odds ratio" and the like."""
    low = patterns.sub(r"^(?:adjusted|pooled|crude) |^a(?=hr|or)", "", text.lower())
    for pattern, name in _RATIO_NAMES:
        if patterns.match(pattern, low) or (len(low) > 4 and patterns.search(pattern, low)):
            return name
    return "ratio"


def interval_name(label: str | None) -> str | None:
    """``range``, ``IQR`` or ``95% CI`` for the wording before an interval."""
    if not label:
        return None
    low = label.lower()
    if "iqr" in low or "i.q.r" in low or "quartile" in low or low.startswith("q1"):
        return "IQR"
    if low in ("sd", "standard deviation"):
        return "SD"
    if "ci" in low or "confid" in low or "c.i" in low:
        level = patterns.search(r"9[059]|80", low)
        return f"{level.group() if level else '95'}% CI"
    return "range"
