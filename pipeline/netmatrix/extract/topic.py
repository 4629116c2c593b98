"""What a paper is about: the tumour and organ of its title or, in a text without one, of the words
that stand for it ("Rectal neuroendocrine tumours are …", "patients with a bronchial carcinoid").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Annotations, Sentence
from netmatrix.nlp.components import cut_sentence
from netmatrix.patterns import compiled

_OPENING = 3
"""Of so many sentences the first that names a tumour says what the text is about."""
_SUBJECT = compiled(
    r"(?:(?:background|introduction|purpose|objectives?|aims?)\b[^:.]{0,20}:\s*)?"
    r"(?P<what>[^.;:]{4,160}?)\s(?:is|are|was|were|has|have|had|can|may|accounts?|represents?|constitutes?|comprises?|arises?|occurs?|forms?|makes?|belongs?|derives?|remains?|originates?)\b",
    re.IGNORECASE,
)
_WITH = Gated(
    r"\b(?:patients?|cases|people|persons|individuals|those|subjects|men|women)\s(?:[\w-]+\s){0,3}?with\s(?P<what>[^.;:,()]{4,110}?)(?=\s(?:were|was|who|whose|had|have|seen|treated|diagnosed|followed|operated|managed|referred|admitted|between|at|from|developed|and)\b|[.;:,(])",
    re.IGNORECASE,
)
# "… accounts for less than 3% of malignant cervical tumours".
_SHARE_OF = Gated(
    r"\b(?:accounts?\sfor|represents?|constitutes?|comprises?|makes?\sup)\s[^.;()]{0,60}?\bof\s+(?P<what>(?:[\w-]+\s+){0,3}?(?:tumou?rs|cancers|neoplasms|malignanc(?:y|ies)|carcinomas)(?:\sof\sthe\s(?:[\w-]+\s)?[\w-]+)?)",
    re.IGNORECASE,
)
_OTHER = (
    r"(?:(?:adeno|cholangio)carcinoma|(?:squamous|basal|clear|ductal|lobular|hepatocellular|urothelial|papillary|follicular|renal)(?:\s(?:\w+\s)?cell)?\s+(?:carcinoma|tumou?r)"
    r"|\w*sarcoma|lymphoma|melanoma|thymoma|leuk(?:a)?emia|glioma|meningioma|myeloma|GIST|stromal\s+tumou?r)s?"
)
OTHER_TUMOUR = compiled(rf"\b(?:{_OTHER}|(?<!lung\s)cancers?)\b", re.IGNORECASE)
"""A tumour of another kind ("cancer of the lung" may be a carcinoma of small cells)."""
# In an opening sentence "cancer" may be the whole of which these are a share.
_OTHER_KIND = compiled(rf"\b{_OTHER}\b", re.IGNORECASE)
_ANY = frozenset({"NEN", "NET", "NEC"})
_CHOSEN_IN = frozenset({"abstract", "methods"})


def topics(annotations: Annotations) -> Iterator[Sentence]:
    """The title's sentences, or pieces of a text without a title that tell its subject; each is of the
    kind ``title``.
    """
    if annotations.document.metadata.title:
        yield from (s for s in annotations.sentences if s.kind == "title")
        return
    prose = [s for s in annotations.sentences if s.kind == "paragraph"]
    chosen = (s for s in prose if s.section in _CHOSEN_IN)
    if any(OTHER_TUMOUR.search(m["what"]) for s in chosen for m in _WITH.finditer(s.text)):
        return  # "patients with renal cell carcinoma"
    first = prose[:_OPENING]
    kinds = {n for s in first for m in s.of("histology") for n in m.names} - _ANY
    kinds = {k for k in kinds if not any(k != other and other in k for other in kinds)}
    if len(kinds) > 1 or any(_OTHER_KIND.search(s.text) for s in first):
        return  # of several tumours
    opening = 0
    for sentence in annotations.sentences:
        if sentence.kind != "paragraph" or sentence.section == "references":
            continue
        opening += 1
        if not sentence.of("histology"):
            continue
        subject = _SUBJECT.match(sentence.text) if opening <= _OPENING else None
        named = subject and _piece(annotations, sentence, subject)
        if named and named.of("histology"):
            opening = _OPENING
            yield named
            if share := _SHARE_OF.search(sentence.text):
                yield _piece(annotations, sentence, share)
        if sentence.section in _CHOSEN_IN and not (sentence.cites or sentence.has("literature")):
            yield from (_piece(annotations, sentence, m) for m in _WITH.finditer(sentence.text))


def _piece(annotations: Annotations, sentence: Sentence, match: re.Match[str]) -> Sentence:
    start, end = (sentence.start + at for at in match.span("what"))
    piece = cut_sentence(annotations, start, end, section=sentence.section, kind="title")
    piece.heading = sentence.heading
    return piece
