"""What a paper's title says of those who have no row: animals, cells, what only looked like such a
tumour, another tumour.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from netmatrix.extract.base import Scope
from netmatrix.extract.diagnosis import is_neuroendocrine, looks_like
from netmatrix.extract.patient import age_in
from netmatrix.nlp.annotations import Annotations, Sentence
from netmatrix.patterns import compiled

# "Malignant insulinoma in a dog".
_ANIMALS = compiled(
    r"\b(?:in|of)\s+(?:an?|one|two|three|\d+)\s+(?:[\w-]+\s+){0,2}?(?:dog|cat(?!\s+scan)|ferret|horse(?![\s-]?shoe)|cow|rabbit|mouse|rat|hamster|macaque)s?\b"
    r"|\b(?:dogs|cats|ferrets|horses|canine(?!\s+(?:tooth|teeth|fossa))|feline|equine|murine(?!\s+(?:[\w-]+\s+)?antibod|\s+monoclonal)|transgenic)\b",
    re.IGNORECASE,
)
# "… act additively on carcinoid cells in vitro and in nude mice".
_ON_CELLS = compiled(
    r"\bin\s+vitro\b|\b(?:nude\s+)?mice\b|\brats\b|\bxenografts?\b|\b(?:cell|tumou?r|carcinoid|carcinoma)[\s-]+lines?\b|\bpatient-derived\b|\bcultured\b|\borganoids?\b",
    re.IGNORECASE,
)


_PATIENTS = compiled(r"\b(?:\d+|two|three|four|five|six|the|all|our)\s+patients\b", re.IGNORECASE)


def of_no_patients(annotations: Annotations) -> bool:
    """Whether the title says that the paper is on animals or, where nobody's age is told, on cells; of a
    text without a title the first sentence says so, where nobody's age is told (a patient may keep horses).
    """
    title = annotations.document.metadata.title
    if _ANIMALS.search(title):
        return True
    opening = title or next((s.text for s in annotations.sentences), "")
    return bool(_ON_CELLS.search(opening) or _ANIMALS.search(opening)) and not any(
        age_in(s.text) or _PATIENTS.search(s.text)
        for s in annotations.sentences
        if s.kind == "paragraph"
    )


# Two "neuroendocrine tumours" that were spleen.
_SO_CALLED = compiled(r".*?[\"”][^\"”]*\bthat\s+(?:was|were|proved|turned)\b")


# "Not every fasting hypoglycaemia is an insulinoma".
_NOT_EVERY = compiled(r"\bnot\s+(?:every|all|each)\b[^.;:]{1,60}\b(?:is|are)\s+(?:an?\s+)?$", re.I)
# "Sarcoidosis mimicking metastatic NET", "… recurrence of a NET": the tumour was there.
# Not "metastatic breast cancer mimicking …".
_AGAIN = compiled(
    r"\b(?:recurren|relaps|metasta(?!tic\s+(?:invasive\s+)?(?:[a-z]+\s+)?(?:breast|renal|prostat\w+|colon|colorectal|thyroid|ovarian|urothelial|lobular|ductal|squamous|hepatocellular|melanoma|lymphoma|adenocarcinoma)\b)|spread)\w*",
    re.IGNORECASE,
)


def only_looked_so(scope: Scope, sentences: Sequence[Sentence]) -> bool:
    """Whether the title names what only looked like a neuroendocrine tumour ("accessory spleen
    mimicking a NET"): then nobody has one, whatever was thought at first.
    """
    found = [
        _NOT_EVERY.search(s.between(s.start, m.start))
        or (looks_like(s, m) and not _AGAIN.search(s.between(s.start, m.end + 1)))
        or (
            s.between(m.start - 1, m.start) in '"“'
            and _SO_CALLED.match(s.between(m.end, s.end)) is not None
        )
        for s in sentences
        if s.kind == "title"
        for m in s.of("histology")
        if is_neuroendocrine(scope, m.name)
    ]
    return bool(found) and all(found)


def titled_otherwise(scope: Scope, sentences: Sequence[Sentence]) -> bool:
    """Whether the title names another tumour ("GIST …")."""
    for sentence in sentences:
        for mention in sentence.of("histology") if sentence.kind == "title" else ():
            if not is_neuroendocrine(scope, mention.name) and not (
                mention.weak or "uncertain" in sentence.context(mention.start, mention.end)
            ):
                return True
    return False
