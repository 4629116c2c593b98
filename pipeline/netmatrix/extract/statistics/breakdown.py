"""A figure told again for the parts of the patients, behind it.

"The 5-year survival rate was 39% (stage I 55%, II 37%)", "it rose from 60% in the first to 71% in
the last period", "91 patients died, 59 in the A and 32 in the B group": what the first figure is
about the others are, too; the words beside each tell whose it is.
"""

from __future__ import annotations

import re
from itertools import pairwise

from netmatrix.extract.statistics.figure import Figure, count
from netmatrix.extract.statistics.groups import phrase
from netmatrix.extract.statistics.sentence import Work
from netmatrix.normalise.numbers import WORDS
from netmatrix.patterns import compiled

_LABEL = compiled(
    r"[\s,;(]*(?:and\s)?(?:(?P<head>stages?|grades?)\s)?(?P<level>[IVX]{1,4}[ABC]?|[Gg]?[1-4])\s?[:,]?\s?$",
    re.IGNORECASE,
)
_OPENS = compiled(r"\s?\(")
_LEAST = 2
_FROM = compiled(
    r"\b(?:rose|increased|improved|fell|decreased|declined|dropped|went|ranged|ranging|varied|differed)\s(?:\w+\s)?from\s(?:about\s)?$",
    re.IGNORECASE,
)
_WHOSE = compiled(
    r"\s(?:in|for|among|with|at)\s(?:the\s)?(?P<what>[^,;().%]{2,50}?)(?=,?\sto\s(?:about\s)?$|[,;.()]|\s\(|\sand\s|\s?$)",
    re.IGNORECASE,
)
_TO = compiled(r".*\sto\s(?:about\s)?$", re.IGNORECASE)

# "…, 59 in the A and 32 in the B group".
_PARTS = compiled(
    rf"(?:\s[^,.;:()\d]{{0,30}})?,\s(?P<a>\d{{1,4}}|{WORDS})\s(?:in|on)\s(?:the\s)?(?P<one>[\w+/ -]{{1,40}}?)(?:\s(?:group|arm))?\s(?:and|versus|vs\.?)\s"
    rf"(?P<b>\d{{1,4}}|{WORDS})\s(?:in|on)\s(?:the\s)?(?P<two>[\w+/ -]{{1,40}}?)\s(?:group|arm)s?\b",
    re.IGNORECASE,
)


def tie_breakdown(work: Work) -> None:
    """Tie the figures that repeat another for parts of its patients."""
    for index in sorted(work.concept):
        if work.figures[index].kind == "share":
            _by_level(work, index)
            _by_part(work, index)
    _from_to(work)


def _by_level(work: Work, index: int) -> None:
    """The stages or grades in brackets behind a rate."""
    name = work.concept[index][0]
    figure = work.figures[index]
    if figure.percent is None or not ("survival" in name or name in work.rules.outcomes):
        return
    opened = _OPENS.match(work.text, figure.end)
    close = work.text.find(")", figure.end)
    if not opened or close < 0:
        return
    inside = [i for i, f in enumerate(work.figures) if opened.end() <= f.start < close]
    if len(inside) < _LEAST:
        return
    labels = [
        _LABEL.fullmatch(work.text, before, work.figures[i].start)
        for i, before in zip(
            inside, [opened.end(), *(work.figures[i].end for i in inside[:-1])], strict=True
        )
    ]
    if not all(labels):
        return
    head = next((m["head"].lower().rstrip("s") for m in labels if m and m["head"]), "stage")
    for i, label in zip(inside, labels, strict=True):
        if label and work.figures[i].percent is not None:
            work.concept[i] = (name, work.figures[i].start, work.figures[i].end)
            level = label["level"]
            work.group[i] = level.upper() if level[0] in "Gg" else f"{head} {level}"


def _by_part(work: Work, index: int) -> None:
    """Two counts that add up to the one before them: of the two groups that stand behind them."""
    whole = work.figures[index]
    told = _PARTS.match(work.text, whole.end)
    if not told or whole.n is None:
        return
    parts = {part: count(told[part]) or 0 for part in ("a", "b")}
    if sum(parts.values()) != whole.n:
        return
    name, named, _ = work.concept[index]
    for part, group in (("a", "one"), ("b", "two")):
        start, end = told.span(part)
        at = next((i for i, f in enumerate(work.figures) if f.start == start), len(work.figures))
        if at == len(work.figures):
            work.figures.append(Figure(start, end, "share", n=parts[part]))
        work.concept[at] = (name, named, end)
        work.group[at] = phrase(work.text, *told.span(group), work.found)


def _from_to(work: Work) -> None:
    """ "Rose from 60.2% in the first to 71.0% in the last period": the rate told before."""
    for one, two in pairwise(range(len(work.figures))):
        first, second = work.figures[one], work.figures[two]
        if first.kind != "share" or second.kind != "share" or second.percent is None:
            continue
        if not _FROM.search(work.text, 0, first.start) or not _TO.fullmatch(
            work.text, first.end, second.start
        ):
            continue
        earlier = [i for i in work.concept if i < one and work.figures[i].kind == "share"]
        if not earlier:
            continue
        name = work.concept[max(earlier)][0]
        for i, figure in ((one, first), (two, second)):
            whose = _WHOSE.match(work.text[: second.start], first.end) if i == one else None
            whose = whose or _WHOSE.match(work.text, figure.end)
            work.concept[i] = (name, figure.start, figure.end)
            if whose:
                work.group[i] = phrase(work.text, *whose.span("what"), work.found)
