"""Immunohistochemistry: which markers the tumour showed, and which it did not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from netmatrix.evidence import Finding
from netmatrix.extract import another, stains
from netmatrix.extract.base import Scope, of_mention
from netmatrix.extract.phrases import load_wordings
from netmatrix.nlp.annotations import Sentence
from netmatrix.patterns import compiled

OTHERS_ONLY = "others_only"
"""The context of a stain that was seen in other patients of the paper only."""
# "Gastrin and serotonin were negative.", behind a sentence on stains.
_ONLY_STAINS = compiled(
    r"(?:[\w/-]+(?:\s[A-Z\d]\b)?)(?:(?:,\s(?:and\s)?|\sand\s)[\w/-]+(?:\s[A-Z\d]\b)?){0,6}\s(?:was|were)\s(?:\w+\s)?"
    r"(?:positive|negative)\.?$"
)


def extract(scope: Scope) -> list[Finding]:
    """Findings of ``markers_positive`` and ``markers_negative``."""
    found: list[Finding] = []
    words = load_wordings(scope.names.folder, "markers")
    previous = goes_on = False
    before: Sentence | None = None
    stained = -1  # the paragraph that tells of stains
    resulted = -2  # where a clause ends that told results of the same sentence
    for sentence in scope.sentences:
        if (
            sentence.block == stained or 0 <= sentence.start - resulted <= 1
        ) and stains.IS_THERE.search(sentence.text):
            # "Serotonin was present in two, and gastrin was absent", behind "by immunoperoxidase …"
            sentence = replace(sentence, groups=sentence.groups | {stains.AMONG_STAINS})
        goes_on = goes_on and bool(_ONLY_STAINS.match(sentence.text))
        of_another = before is not None and another.goes_on(scope, before, sentence)
        before = sentence
        if (sentence.of("marker") and not of_another) and (
            previous
            or goes_on
            or stains.tells_of_stains(sentence)
            or stains.SIGN_AFTER.search(sentence.text)
            or words["kept or lost"].search(sentence.text)
        ):
            told = list(_findings(scope, sentence, goes_on=goes_on))
            found += told
            goes_on = bool(told)
            if told and sentence.kind == "caption":
                stained = sentence.block  # "(A) Reaction for CgA. (B) Insulin was negative"
            resulted = sentence.end if told and sentence.text.rstrip()[-1:] == ";" else -2
        else:
            goes_on = False
        previous = any(
            c.group == "ihc"
            and sentence.between(c.start, c.end)
            .lower()
            .startswith(("immun", "ihc", "stain", "pap ", "perox", "avidin", "abc "))
            for c in sentence.cues
        )
        stained = sentence.block if previous else stained
    return _settle(found)


def _findings(scope: Scope, sentence: Sentence, *, goes_on: bool) -> Iterator[Finding]:
    """What a sentence tells of the tumour's markers (``goes_on``: it only adds to the stains of the
    one before it).
    """
    words = load_wordings(scope.names.folder, "markers")
    for stain in stains.results(sentence, words, goes_on=goes_on):
        mention, positive = stain.mention, stain.positive
        context = sentence.context(mention.start, mention.end)
        if (
            "family" in context
            or another.bracketed(scope, sentence, mention.start)
            or another.beside(scope, sentence, mention)
            or another.told_of(scope, sentence, mention.start)
        ):
            continue
        confidence, rule = stain.confidence, stain.rule
        only = context.get(OTHERS_ONLY)
        if only and positive:
            positive, confidence, rule = False, 0.8, "marker.others_only"
        for name in mention.names:
            yield of_mention(
                scope,
                sentence,
                mention,
                "markers_positive" if positive else "markers_negative",
                name,
                rule,
                group="marker",
                confidence=confidence,
                cues=[only] if only else [],
            )


def _settle(found: list[Finding]) -> list[Finding]:
    """One polarity a marker: the one told with more summed confidence; of a tie the first."""
    votes: dict[str, dict[str, float]] = {}
    for finding in found:
        side = votes.setdefault(finding.value, {})
        side[finding.field] = side.get(finding.field, 0.0) + finding.confidence
    out: dict[str, Finding] = {}
    for finding in found:
        side = votes[finding.value]
        if finding.value not in out and side[finding.field] >= max(side.values()):
            out[finding.value] = finding
    return list(out.values())
