"""What was counted in two arms, told in a bracket behind it or arm by arm: "stomatitis (in 64% of the
everolimus group vs. 17% in the placebo group), rash (49% vs. 10%)", "9 deaths in the sunitinib group
(10%) versus 21 deaths in the placebo group (25%)".
"""

from __future__ import annotations

import re
from dataclasses import replace

from netmatrix.extract.statistics.figure import Figure, count, percent
from netmatrix.extract.statistics.groups import phrase
from netmatrix.extract.statistics.patterns import CNT, DEC
from netmatrix.extract.statistics.sentence import Work
from netmatrix.extract.statistics.words import own_words
from netmatrix.patterns import compiled

_AND = r",?\s(?:and|vs?\.?|versus|(?:as\s)?(?:compared|against)(?:\s(?:with|to))?)\s(?:only\s)?"
_ARM = r"(?:the\s)?(?P<{}>[^,;:()%]{{2,40}}?)(?:\s(?:group|arm|patients))?"
_GROUP = r"(?:the\s)?(?P<{}>[^,;:()%]{{2,40}}?)\s(?:group|arm)"
_WHAT = r"(?P<what>[A-Za-z][^,;:()%]{2,60}?)"
_OF_THEM = r"(?:\sof\s(?:the\s)?(?:patients|those))?\sin\s"
_IN_BRACKET = compiled(
    rf"{_WHAT}\s\((?:in\s)?(?P<p>{DEC})\s?%{_OF_THEM}{_ARM.format('a')}{_AND}(?P<q>{DEC})\s?%{_OF_THEM}{_ARM.format('b')}\)",
    re.IGNORECASE,
)
# "More frequent with A than with B included anaemia (6% vs. 0%)".
_WITH_THAN = compiled(
    rf"\b(?:with|in|on|under)\s{_ARM.format('a')}\s(?:(?:as\s)?compared\s(?:with|to)|than|versus|vs\.?)\s(?:with\s|in\s|on\s|under\s)?{_ARM.format('b')}"
    r"(?:,\sincluding|\s(?:were|included?|(?:and|which)\sincluded?)|:)\s(?=[A-Za-z][^,;:()%]{2,60}\s\()",
    re.IGNORECASE,
)
_PAIR = compiled(
    rf"(?:,\s(?:and\s)?|\sand\s)?{_WHAT}\s\((?P<p>{DEC})\s?%?{_AND}(?P<q>{DEC})\s?%\)",
    re.IGNORECASE,
)
_EVENTS = compiled(
    rf"(?<![\w.,])(?P<p>{CNT})\s(?P<what>deaths?|events?|recurrences?|relapses?|progressions?)\s(?:(?:were|was)\s\w+\s|occurred\s)?in\s{_GROUP.format('a')}(?:\s\((?P<pp>{DEC})\s?%\))?"
    rf"{_AND}(?P<q>{CNT})(?:\s(?P=what))?\sin\s{_GROUP.format('b')}(?:\s\((?P<qp>{DEC})\s?%\))?(?=\s?[,;.()]|\s?$)",
    re.IGNORECASE,
)
# "… were mostly mild and included stomatitis": the item alone.
_ITEM = compiled(
    r".*\b(?:was|were|is|are|includ(?:ed?|ing)|namely|of|and|or)\s(?!grade\b)",
    re.IGNORECASE | re.DOTALL,
)


def tie_events(work: Work) -> None:
    """Tie the shares of such brackets and pairs to what stands before them, and to their arms."""
    for match in _EVENTS.finditer(work.text):
        _tie_counts(work, match)
    for lead in (*_IN_BRACKET.finditer(work.text), *_WITH_THAN.finditer(work.text)):
        arms = [_named(work, lead, side) for side in "ab"]
        if not all(arms) or arms[0] == arms[1]:
            continue
        if "p" in lead.re.groupindex:
            _tie_pair(work, lead, arms)
        pair = _PAIR.match(work.text, lead.end())
        while pair:
            _tie_pair(work, pair, arms)
            pair = _PAIR.match(work.text, pair.end())


def _named(work: Work, match: re.Match[str], side: str) -> str:
    start, end = match.span(side)
    drug = next((a.kind for a in work.found if a.start == start and a.end == end and a.kind), "")
    return drug or phrase(work.text, start, end, work.found) or match[side].lower()


def _tie_pair(work: Work, match: re.Match[str], arms: list[str]) -> None:
    start, end = match.span("what")
    lead = _ITEM.match(work.text, start, end)
    start = lead.end() if lead else start
    named = [a for a in work.found if start <= a.start and a.end <= end and not a.value]
    name = named[-1].name if named else own_words(work.text[start:end], 4)
    for part, arm in zip("pq", arms, strict=True):
        index = work.share_at(match.start(part))
        if name and index is not None:
            work.concept[index] = (name, start, work.figures[index].end)
            work.group[index] = arm


def _tie_counts(work: Work, match: re.Match[str]) -> None:
    what = next((a for a in work.found if a.start == match.start("what")), None)
    name = what.name if what else match["what"].lower()
    for part, side in zip("pq", "ab", strict=True):
        n, arm = count(match[part]), _named(work, match, side)
        if n is None:
            return
        printed = match[f"{part}p"]
        start, end = match.span(part)
        end = match.end(f"{part}p") if printed else end
        index = work.share_at(start)
        other = work.share_at(match.start(f"{part}p")) if printed else None
        share = percent(printed) if printed else None
        if index is None:
            index = len(work.figures)
            work.figures.append(Figure(start, end, "share", n=n))
        work.figures[index] = replace(
            work.figures[index], start=start, end=end, n=n, N=None, percent=share
        )
        work.concept[index] = (name, start, end)
        work.group[index] = arm
        if other is not None and other != index:
            work.dropped.add(other)
