"""What no patient had: "No complete response was seen", "none had distant metastases".

A share of nobody is a figure like others (n = 0), told without a number.
"""

from __future__ import annotations

import re

from netmatrix.evidence import Statistic
from netmatrix.extract.statistics.anchors import Anchor, anchors
from netmatrix.extract.statistics.sentence import Context
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Sentence
from netmatrix.patterns import compiled

_HAD = (
    r"(?:had|has|have|developed|experienced|showed|achieved|attained|obtained|suffered|presented\s+with|died|relapsed|"
    r"recurred|progressed)\b"
)
_PATIENTS = r"(?:patients?|pts|cases?|tumou?rs?|subjects?|lesions?|child(?:ren)?|women|men)"
# "No patient had X", "none of the 12 patients died", "none had X".
_NOBODY = Gated(
    rf"\b(?:no\s+{_PATIENTS}|none(?:\s+of\s+(?:(?:the|these|our|them)\b\s*)?(?:\d+\s+)?(?:\w+\s+)?(?:{_PATIENTS})?)?)\s+(?:ever\s+)?"
    rf"(?={_HAD})(?P<what>[^.;:]{{3,80}})",
    re.IGNORECASE,
)
# "No complete response was seen", "no recurrences occurred", "there were no deaths".
_NOTHING = Gated(
    r"(?:\bno\s++(?P<what>[\w\s-]{4,50}?)\s+(?:(?:was|were|has\s+been|have\s+been)\s+(?:seen|observed|recorded|noted|found|"
    r"encountered|reported|documented|registered)|occurred)\b"
    r"|\bthere\s+(?:was|were)\s+no\s++(?P<there>[\w\s-]{4,40}?)(?=[.;,]|\s+(?:and|in|at|among)\b|$))",
    re.IGNORECASE,
)
# No events: "no difference in survival", "no relation between grade and response".
_NO_EVENT = compiled(
    r"\b(?:differences?|association|relation\w*|correlation|influence|effect|impact|change|evidence|significan\w+|benefit|"
    r"other|further|more|longer|than|data|comparison|primary)\b",
    re.IGNORECASE,
)
# "No operative mortality": others may have died later.
_SOME_DEATHS = compiled(
    r"\b(?:\w*operative|related|early|hospital|\d+-day|toxic|died\s+of)\b", re.IGNORECASE
)
_NEXT_PART = compiled(r",|\s(?:but|while|whereas|and\s+(?:all|one|two|three|none|no|\d))\b")
_OR = compiled(r"\s+(?:or|nor)\s+(?:an?\s+|the\s+)?")


def nothing(sentence: Sentence, context: Context) -> list[Statistic]:
    """The shares of nobody that a sentence tells, of concepts that the terminology knows."""
    text = sentence.text
    matches = [*_NOBODY.finditer(text), *_NOTHING.finditer(text)]
    if not matches or context.rules.no_results.search(text):
        return []
    found = anchors(
        text, sentence.start, [*sentence.concepts, *sentence.mentions], context.rules, context.names
    )
    out: list[Statistic] = []
    for match in matches:
        group = "what" if match["what"] else "there"
        part = _NEXT_PART.search(match[group])
        start = match.start(group)
        end = start + part.start() if part else match.end(group)
        if _NO_EVENT.search(text, start, end) or _SOME_DEATHS.search(text, start, end):
            continue
        for anchor in _alternatives(text, found, start, end):
            begin = sentence.start + match.start()
            stop = sentence.start + max(anchor.end, match.start(group))
            out.append(
                Statistic(
                    measure="proportion", concept=anchor.name, start=begin, end=stop,
                    quote=text[match.start() : stop - sentence.start], rule="cohort.prose.nobody",
                    n=0, confidence=0.7, section=sentence.heading or sentence.section,
                    page=sentence.page,
                )
            )  # fmt: skip
    return out


def _alternatives(text: str, found: list[Anchor], start: int, end: int) -> list[Anchor]:
    """The first concept between ``start`` and ``end``, and those that follow it behind "or"."""
    out: list[Anchor] = []
    for anchor in found:
        if anchor.start < start or anchor.end > end or anchor.value:
            continue
        if not out or _OR.fullmatch(text, out[-1].end, anchor.start):
            out.append(anchor)
    return out
