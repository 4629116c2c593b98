"""Whether a number between 1900 and 2030 is a year: by the words around it, not by its size."""

from __future__ import annotations

import re

from netmatrix.patterns import compiled

_FOUR_DIGITS = compiled(r"(?:19\d\d|20[0-2]\d|2030)")
_MONTH = (
    r"January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?"
)
_TOTAL = compiled(
    r"(?:\b(?:total of|altogether|overall|in all|n\s?=|(?:included|enrolled|analy[sz]ed|studied|reviewed|"
    r"identified|recruited|evaluated|examined|registered|screened|comprised|comprising|all|the|our|these|"
    r"of|among)(?:\s(?:the|all|these|our|only|another))?))\s?$",
    re.I,
)
""" "A total of 1986", "of the 1986", "we included 2014": a number of patients."""
_LED = compiled(
    rf"(?:\b(?:in|since|between|during|until|till|before|after|by|early|late|mid|year|years|{_MONTH}),?\s"
    rf"(?:the year\s|\d{{1,2}},?\s)?|\b(?:19|20)\d\d\s?(?:-|–|—|/|to|and|through|until)\s?)$",
    re.I,
)
_FROM = compiled(r"^\s*(?:[\w ]{2,25}:\s)?from\s$", re.I)
_RANGE = compiled(r"\s?(?:-|–|—|/|to|and|through|until)\s?(?:[A-Z][a-z]+\s)?(?:19|20)\d\d\b")
PEOPLE = (
    r"(?:patients?|pts|subjects?|individuals?|participants?|persons?|people|cases?|adults?|children|"
    r"(?:wo)?men|(?:fe)?males?)"
)
_THEN_PEOPLE = compiled(
    rf"\s(?:(?!(?:and|or|to|of|in|the|were|was)\b)[\w-]+\s){{0,3}}?{PEOPLE}\b|\s(?:were|was)\s(?:\w+ly\s)?"
    rf"(?:included|analy[sz]ed|enrolled|entered)\b",
    re.I,
)


def is_year(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` is the number of a year, not of patients.

    A year stands behind "in", "since", a month, or in a range. A count stands behind "a total of",
    "of the", or right before the people it counts. Without either, four digits are a year.
    """
    if not _FOUR_DIGITS.fullmatch(text[start:end]):
        return False
    before = text[max(0, start - 60) : start]
    if _RANGE.match(text, end):
        return True
    if _LED.search(before) or _FROM.search(text[:start]):
        return True
    return not (_TOTAL.search(before) or _THEN_PEOPLE.match(text, end))
