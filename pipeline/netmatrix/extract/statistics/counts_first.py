"""Counts in a list that stand in front of what they are of: the arms of a study, the places of tumours.

"182 were randomly assigned: 92 to A and 90 to B", "142 tumours arose in the appendix, 118 (28.6%) in
the small intestine and 66 in the lung".
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

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


def tie_arms(work: Work) -> tuple[str, str] | None:
    """Two counts that add up to one told before them are of the two arms that stand behind them, whose
    names are returned.
    """
    arms = None
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
    drug = next((a.kind for a in work.found if a.start == start and a.kind), "")
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
