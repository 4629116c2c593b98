"""Which of several concepts before a number heads its phrase."""

from __future__ import annotations

import re
from collections.abc import Sequence

from netmatrix import patterns
from netmatrix.extract.statistics.anchors import Anchor
from netmatrix.extract.statistics.sentence import Work, open_bracket
from netmatrix.patterns import compiled

OF_OTHERS = compiled(
    r"\s?(?:rates?|percentages?|proportions?|probability|frequency|\s|\([^()]*\))*\s(?:to|with|of|for|under|after|on|from|following|during|in|among)\s[^,;:]*",
    re.I,
)
_IS = compiled(
    r"[^,;:()]{0,40}\b(?:was|were|is|are|reached|averaged|being|amounted to|remained|of|:)[^,;:()]{0,30}[(\[]?\s?$",
    re.I,
)


def head(text: str, own: Sequence[Anchor], stop: int, work: Work) -> Anchor | None:
    """The outcome whose phrase the last anchor only ends: "response rate to everolimus was …"."""
    last = own[-1]
    if last.name in work.rules.outcomes or not _IS.fullmatch(text[last.end : stop]):
        return None
    return next(
        (
            a
            for a in reversed(own[:-1])
            if (a.name in work.rules.outcomes or "survival" in a.name)
            and OF_OTHERS.fullmatch(text[a.end : last.start])
        ),
        None,
    )


ITEM_OF = compiled(
    r"^(?:\s\([^()]*\))?\s(?:were|was|included|comprised|consisted of)\s(?:the\s|an?\s)?(?P<what>(?!(?:seen|found|observed|noted|present|detected|common|more|less|most|also|mild|rare)\b)[a-z][\w-]+(?:\s[a-z][\w-]+){0,2})\s?[(\[]\s?(?:in\s)?$"
)
"""The most common toxicities were anaemia (15%)": the item is told, not the head."""


NEW_CLAUSE = compiled(
    r",\s(?:and|but|while|whereas)\s(?!(?:it|this|that|they|these|those|which|who|in)\b)[a-z][\w -]{2,40}?\s(?:was|were|had|did|has|could)\b"
)
"""A clause with a subject of its own: what stands before it is not what its figure counts."""


def outside(text: str, own: Sequence[Anchor], stop: int) -> list[Anchor]:
    """Anchors without those that a closed bracket behind another only explains: "control (CR + PR)"."""
    opened = open_bracket(text, stop)
    return [a for a in own if open_bracket(text, a.start) in (None, opened)]


_EXTREME = compiled(
    r"\b(?:highest|lowest|commonest|rarest|most (?:common|frequent|often seen))\s(?:in|among|for)\s[^,;()]{2,70}[(\[]\s?$",
    re.I,
)
_SUPERLATIVE = compiled(r"\b(?:highest|lowest|commonest|rarest|most)\b", re.I)
_GOES_ON = compiled(
    r"[^()]*[)\]],?\s(?:and\s|followed by\s|then\s|or\s)*(?:in\s|by\s|the\s)*[^,;()]{2,60}[(\[]\s?",
    re.I,
)


def by_group(work: Work, index: int, left: int) -> bool:
    """ "highest in ileal (29%), followed by rectal (9%) tumours": the brackets stand behind groups."""
    text, stop = work.text, work.figures[index].start
    told = bool(_EXTREME.search(text[left:stop])) or (
        index - 1 in work.by_group
        and bool(_GOES_ON.fullmatch(text[work.figures[index - 1].end - 1 : stop]))
    )
    if told:
        work.by_group.add(index)
    return told


_BEFORE_BRACKET = compiled(
    r"\b(?:in|among|for|by|and|the)\s(?:the\s)?(?P<what>(?!the\b|in\b)[A-Za-z][\w-]*(?:\s[\w-]+){0,2})\s?[(\[]\s?$"
)


def extreme(work: Work, index: int, own: Sequence[Anchor]) -> tuple[str, int, int] | None:
    """What is highest in a group: what the group before is about, or what the clause began with."""
    if own:
        work.group[index] = own[-1].name
    elif named := _BEFORE_BRACKET.search(work.text, 0, work.figures[index].start):
        work.group[index] = named["what"].lower()
    if index - 1 in work.by_group:
        return work.concept.get(index - 1)
    cue = max(m.start() for m in _SUPERLATIVE.finditer(work.text, 0, work.figures[index].start))
    start = max((m.end() for m in patterns.finditer(r"[:;]\s", work.text[:cue])), default=0)
    ahead = [
        a
        for a in work.found
        if start <= a.start and a.end <= cue and not work.in_group(a) and not a.value
    ]
    return (ahead[0].name, ahead[0].start, ahead[0].end) if ahead else None
