"""Ways of diagnosis that were done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from netmatrix.evidence import Finding
from netmatrix.extract.base import Scope, first_of_each, of_match, of_mention, span_of
from netmatrix.extract.knowledge import knowledge
from netmatrix.extract.phrases import Wordings, load_phrases, load_wordings
from netmatrix.nlp.annotations import Mention, Sentence

# Levels by their own name, beside which a marker in a list is measured, too.
_ASSAY = frozenset(
    {"hormone assay", "serum chromogranin a", "serum gastrin", "tumor markers", "urinary 5-hiaa"}
)
# An endoscopy named beside an ERCP is one of its own; a PET/CT beside an FDG PET/CT is not.
_STAINING = "immunohistochemistry"
_SEPARATE = frozenset({"endoscopy", "ultrasound", "biopsy"})


def extract(scope: Scope) -> list[Finding]:
    """Findings of ``diagnostic_methods``."""
    found: list[Finding] = []
    told = load_phrases(scope.names.folder, "methods")
    words = load_wordings(scope.names.folder, "methods")
    prose = [s for s in scope.sentences if s.kind != "title"]
    for sentence in prose:
        for mention in sentence.of("diagnostic_method"):
            if mention.weak or not _done(sentence, mention, words):
                continue
            found += [
                of_mention(
                    scope,
                    sentence,
                    mention,
                    "diagnostic_methods",
                    name,
                    "method.done",
                    group="diagnostic_method",
                    confidence=0.9,
                )
                for name in mention.names
            ]
    for sentence in prose:
        found += _assays(scope, sentence, words)
        found += [
            of_match(
                scope,
                sentence,
                match,
                "diagnostic_methods",
                name,
                "method.told",
                group="diagnostic_method",
                confidence=0.8,
            )
            for name, pattern in told
            for match in pattern.finditer(sentence.text)
            if _done(sentence, Mention(*span_of(sentence, match), "term", "", (name,)), words)
        ]
    kept = set(scope.names.most_specific("diagnostic_method", (f.value for f in found)))
    return first_of_each(f for f in found if f.value in kept or f.value in _SEPARATE)


def implied_by_stains(found: Mapping[str, Sequence[Finding]]) -> Finding | None:
    """Immunohistochemistry, where stains are told without its name; derived from the first stain."""
    if any(f.value == _STAINING for f in found.get("diagnostic_methods", ())):
        return None
    stains = [*found.get("markers_positive", ()), *found.get("markers_negative", ())]
    if not stains:
        return None
    first = min(stains, key=lambda f: f.start)
    return replace(
        first,
        field="diagnostic_methods",
        value=_STAINING,
        rule="method.implied_by_stains",
        status="derived",
        confidence=0.75,
        code=None,
        detail={},
    )


def _assays(scope: Scope, sentence: Sentence, words: Wordings) -> list[Finding]:
    """A hormone or marker measured in blood, by the words and units around its name; of a list
    ("gastrin, glucagon and chromogranin A levels") all where one is.
    """
    assays = knowledge(scope).assays
    markers = sentence.of("marker")
    measured = {
        m.start
        for m in markers
        if words["measured before"].search(sentence.between(m.start - 40, m.start))
        or words["measured behind"].match(sentence.between(m.end, m.end + 70))
    }
    levels = [
        m for m in sentence.of("diagnostic_method") if not (m.weak or _ASSAY.isdisjoint(m.names))
    ]
    if markers and (measured or levels) and not sentence.has("ihc"):
        measured.update(m.start for m in levels)
        listed = sorted((*markers, *levels), key=lambda m: m.start)
        for here, there in (*pairwise(listed), *pairwise(listed[::-1])):
            first, second = (here, there) if here.start < there.start else (there, here)
            if here.start in measured and words["listed with it"].fullmatch(
                sentence.between(first.end, second.start)
            ):
                measured.add(there.start)
    return [
        of_mention(
            scope,
            sentence,
            mention,
            "diagnostic_methods",
            name,
            "method.assay",
            group="diagnostic_method",
            confidence=0.8,
        )
        for mention in markers
        if mention.start in measured
        and (name := next((assays[n] for n in mention.names if n in assays), ""))
        and _done(sentence, mention, words)
    ]


# What is denied beside these is their result: "no suppression with dexamethasone".
_SCOPY = "endoscopy"
_TELLS_RESULT = frozenset({"dexamethasone suppression test", "genetic testing"})


def _done(sentence: Sentence, mention: Mention, words: Wordings) -> bool:
    """Whether the examination took place: not planned, refused, or said not to have been done."""
    context = sentence.context(mention.start, mention.end)
    if any(c in context for c in ("family", "planned", "declined")):
        return False
    if "recommended" in context and any(
        c.start > mention.end for c in sentence.cue("declined", "declined_it")
    ):
        return False  # "laparotomy was discussed; the patient refused"
    if "recommended" in context and "not_given" in context:
        return False
    before = sentence.between(sentence.start, mention.start)[-60:]
    after = sentence.between(mention.end, sentence.end)[:90]
    refused = words["not done before"].search(before) and (
        mention.name not in _TELLS_RESULT or words["done behind"].match(after)
    )
    if refused or words["not done behind"].match(after):
        return False
    if mention.name == _SCOPY and words["way of an operation"].search(before):
        return False
    at = mention.start - sentence.start
    if any(m.start() <= at < m.end() for m in words["neither"].finditer(sentence.text)):
        return False
    return not words["treatment by it"].match(after)
