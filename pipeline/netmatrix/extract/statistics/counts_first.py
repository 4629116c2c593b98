"""Counts in a list that stand in front of what they are of: the arms of a study, the places of tumours.

"182 were randomly assigned: 92 to A and 90 to B", "142 tumours arose in the appendix, 118 (28.6%) in
the small intestine and 66 in the lung".
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from netmatrix import patterns
from netmatrix.extract.statistics.anchors import Anchor
from netmatrix.extract.statistics.figure import Figure, count
from netmatrix.extract.statistics.groups import phrase
from netmatrix.extract.statistics.patterns import CNT
from netmatrix.extract.statistics.sentence import Work
from netmatrix.patterns import compiled

_ASSIGNED = compiled(
    r"\b(?:assign|allocat|randomi[sz]|divided)",
    re.IGNORECASE,
)
_EVENTS = compiled(r"\b(?:died|deaths?|had|developed|responded|relapsed|recurred)\b", re.IGNORECASE)
_TO_ARM = (
    r"(?:\s(?:patients|cases|subjects|participants|lesions))?(?:\s\([^()]{{1,40}}\))?(?:\s(?:were|was))?"
    r"(?:\s(?:randomly\s)?(?:assigned|allocated|randomi[sz]ed|treated|given))?\s(?:to|with|by|in|on|received)\s(?:receive\s)?(?:the\s)?"
    r"(?P<{0}>[^,;:().]{{2,50}}?)(?:\s(?:group|arm)s?)?"
)
_ARMS = compiled(
    rf"(?P<a>{CNT}){_TO_ARM.format('one')},?\s(?:and|versus|vs\.?)\s(?P<b>{CNT}){_TO_ARM.format('two')}(?=\s?[,;:().]|\s?$)",
    re.IGNORECASE,
)


# "Were randomly assigned to receive A at a dose of 120 mg (101 patients) or placebo (n = 103)".
_TO_RECEIVE = compiled(
    r"\b(?:random(?:ly|i[sz]ed)\s(?:[\w-]+\s){0,3}?received?\s|(?:random|assign|allocat|enrol)\w*\b(?:(?!\b(?:allowed|permitted|went|switch\w*|cross\w*|those\swho)\b)[^;])*?\bto\s(?:receive\s|treatment\swith\s)?)(?:either\s)?",
    re.IGNORECASE,
)
_SO_MANY = compiled(
    rf"[(;]\s?(?:n\s?=\s?)?(?P<n>{CNT})(?:\s(?:patients|pts|participants|subjects))?\s?\)",
    re.IGNORECASE,
)
_AND_TO = compiled(
    r"[\s),;]*(?:or|and|versus|vs\.?)?\s?(?:to\s)?(?:receive\s)?(?:either\s)?", re.IGNORECASE
)
_NO_ARM = compiled(r"\b(?:who|were|was|had|died|progressed|allowed|switched)\b")
# "A (116 patients) at a dose of 7.4 GBq … or B (113 patients)".
_OR_TO = compiled(r"\b(?:or|versus|vs\.?)\s(?:to\s)?(?:receive\s)?(?:either\s)?", re.IGNORECASE)
_AS_GIVEN = compiled(
    r"\s?[(,;]|\s(?:at\s(?:an?|the)|\d|once|twice|daily|every|alone|administered|given|for\s\d|group|arm)\b",
    re.IGNORECASE,
)


def _tie_listed_arms(work: Work) -> tuple[str, str] | None:
    """The sizes of arms in brackets behind what each was given."""
    lead = _TO_RECEIVE.search(work.text)
    told: list[tuple[int, str]] = []
    at = lead.end() if lead else 0
    for match in _SO_MANY.finditer(work.text, at) if lead else ():
        index = work.share_at(match.start("n"))
        others = list(_OR_TO.finditer(work.text, at, match.start())) if told else []
        start = others[-1] if others else _AND_TO.match(work.text, at)
        begin = start.end() if start else at
        stop = _AS_GIVEN.search(work.text, begin, match.start() + 1)
        name = _arm(work, begin, stop.start() if stop else match.start())
        if (
            index is None
            or work.figures[index].percent is not None
            or not name
            or _NO_ARM.search(name)
            or patterns.search(r"(?<!\b[a-z]\.[a-z])[.]\s", work.text[at : match.start()])
        ):
            return None
        told.append((index, name))
        at = match.end()
    if len({name for _, name in told}) < max(len(told), 2):
        return None
    for index, name in told:
        figure = work.figures[index]
        work.figures[index] = replace(figure, measure="count", N=None)
        work.concept[index] = ("patients", figure.start, figure.end)
        work.group[index] = name
    return (told[0][1], told[1][1]) if len(told) == 2 else None


def tie_arms(work: Work) -> tuple[str, str] | None:
    """Two counts that add up to one told before them are of the two arms that stand behind them, whose
    names are returned.
    """
    arms = _tie_listed_arms(work)
    for match in _ARMS.finditer(work.text) if _ASSIGNED.search(work.text) else ():
        sizes = [count(match[part]) or 0 for part in ("a", "b")]
        whole = next(
            (
                f
                for f in work.figures
                if f.kind == "share" and f.end <= match.start() and f.n == sum(sizes)
            ),
            None,
        )
        if whole is None or _EVENTS.search(work.text, whole.start, match.start()):
            continue
        if not _ASSIGNED.search(work.text, whole.start, match.end()):
            continue
        names = [_arm(work, *match.span(what)) for what in ("one", "two")]
        if not all(names) or names[0] == names[1]:
            continue
        arms = names[0], names[1]
        for part, size, name in zip(("a", "b"), sizes, names, strict=True):
            start, end = match.span(part)
            index = next((i for i, f in enumerate(work.figures) if f.start == start), -1)
            if index < 0:
                index = len(work.figures)
                work.figures.append(Figure(start, end, "share", n=size))
            work.figures[index] = replace(work.figures[index], measure="count", N=None)
            work.concept[index] = ("patients", start, end)
            work.group[index] = name
    return arms


def _arm(work: Work, start: int, end: int) -> str:
    """The name of an arm: the drug rather than its class."""
    named = [a for a in work.found if start <= a.start and a.end <= end and a.kind]
    drug = next((a.kind for a in named if a.start == start), "")
    if not drug and len({a.kind for a in named}) == 1:
        drug = named[0].kind  # "an extended-release formulation of lanreotide"
    return drug or phrase(work.text, start, end, work.found)


_IN_PLACE = compiled(
    r"(?:\s(?:primary\s)?(?:tumou?rs|lesions|cases|patients|primaries|neoplasms|carcinoids))?(?:\s\([^()]{1,20}\))?"
    r"(?:\s(?:arose|lay|originated|were|were\s(?:located|found|situated|sited)|originating|arising|located|sited))?\s(?:in|on|from|of(?=[^.;()]{3,90}\sorigin\b))\s(?:the\s)?",
    re.IGNORECASE,
)
_NEXT = compiled(r"\s?(?:,|;|,?\sand)\s(?:and\s)?", re.IGNORECASE)
_PLACE = ("primary ", " metastasis")


def tie_places(work: Work) -> None:
    """ "142 tumours (34.5%) arose in the appendix, 118 (28.6%) in the small intestine": each of its own."""
    shares = [i for i, f in enumerate(work.figures) if f.kind == "share" and f.n is not None]
    placed = {i: anchor for i in shares if (anchor := _place_behind(work, i))}
    for one, two in pairwise(shares):
        if one not in placed or two not in placed:
            continue
        if _NEXT.fullmatch(work.text, placed[one].end, work.figures[two].start):
            for index in (one, two):
                told = placed[index]
                work.concept[index] = (told.name, work.figures[index].start, told.end)
                work.group[index] = ""
    for one, two in pairwise(shares):  # "…, and 61 in the rectum", of which no place is known
        if one in work.concept and one in placed and two not in placed:
            figure = work.figures[two]
            joined = _NEXT.fullmatch(work.text, placed[one].end, figure.start)
            if joined and _IN_PLACE.match(work.text, figure.end):
                work.dropped.add(two)


def _place_behind(work: Work, index: int) -> Anchor | None:
    lead = _IN_PLACE.match(work.text, work.figures[index].end)
    if lead is None:
        return None
    return next(
        (
            a
            for a in work.found
            if a.start == lead.end()
            and (a.name.startswith(_PLACE[0]) or a.name.endswith(_PLACE[1]))
        ),
        None,
    )
