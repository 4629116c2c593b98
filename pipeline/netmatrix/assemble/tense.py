"""Whether a sentence tells what happened: the story of a patient is told in the past tense."""

from __future__ import annotations

import re

from netmatrix.gates import Gated
from netmatrix.patterns import compiled

# Verbs in the past tense that do not end in -ed; those that do are found by _ED.
_PAST_VERB = Gated(
    r"\b(?:was|were|had|underwent|found|did|began|became|felt|gave|got|grew|led|left|made|met|rose|fell|saw|sent|"
    r"came|bled|drew|knew|stood|shrank|sank|sought|ate|drank|slept|could|took|went|withdrew|chose|kept|lost|put|shown|taken|given|seen|done|showed)\b",
    re.IGNORECASE,
)
_ED = compiled(r"(?P<before>[\w’'-]+)[)\]”\"]?[ ,]+(?P<verb>[a-z]{2,}ed)\b")
# Behind these a word in -ed is a participle ("is reserved for", "of localised tumours").
_NOT_FINITE = frozenset(
    "is are be been being seldom rarely has have a an the of in with for by to more most well poorly highly newly "
    "may can might should must as from on at into such and or than not often usually falsely also "
    "this these those any all other no their its which whom that".split()
)


def tells_past(text: str) -> bool:
    """Whether a sentence tells what happened: a verb in the past tense."""
    if _PAST_VERB.search(text):
        return True
    return any(
        m["before"].lower() not in _NOT_FINITE and not m["before"].endswith("ly")
        for m in _ED.finditer(text)
    )
