"""Where the tumour began and where it went: primary site, metastatic sites, skeleton.

An organ's name alone says nothing. What it means is decided by the words around it, from the
strongest sign to the weakest: "pancreatic NET", "NET of the pancreas" (primary), "liver
metastases", "metastatic to liver and bone" (metastasis), "a mass in the rectum" (primary, when
nothing stronger is said). Every such sign is a vote; the votes of all sentences decide together.
"""

from __future__ import annotations

import re

from netmatrix.evidence import Finding
from netmatrix.extract.base import Scope, make
from netmatrix.extract.knowledge import knowledge
from netmatrix.extract.sites.cell import from_cell
from netmatrix.extract.sites.metastasis import INVOLVED, choose_metastatic, spread_is_told
from netmatrix.extract.sites.primary import TOLD_PRIMARY, choose_primary
from netmatrix.extract.sites.retracted import Retracted, confirmed, retracted, standing
from netmatrix.extract.sites.roles import speaks_of_sites, votes_in
from netmatrix.extract.sites.skeleton import METASTASIS, bone_sites, lesion_types
from netmatrix.extract.sites.votes import Vote
from netmatrix.nlp.annotations import Sentence
from netmatrix.patterns import compiled

__all__ = ["extract", "from_cell", "lesion_types"]


def extract(scope: Scope) -> list[Finding]:
    """Findings of ``primary_site``, ``metastatic_sites``, ``bone_sites``, ``bone_lesion_type``."""
    known = knowledge(scope)
    votes = [v for s in scope.sentences if speaks_of_sites(s) for v in votes_in(scope, s)]
    taken = retracted(scope) if votes else Retracted()
    votes = standing(scope, _without_wider(_without_hurt(scope, votes)), taken)
    votes += confirmed(scope) if votes else []
    primary, weight = choose_primary(scope, votes)
    metastatic = choose_metastatic(
        votes,
        weight,
        spread=spread_is_told(scope.sentences),
        # "A primary NET of the liver with multiple liver metastases": where it began, too.
        beside=known.beside_primary
        | (
            known.common_targets
            & {v.finding.value for v in votes if v.finding.rule == TOLD_PRIMARY}
        ),
    )
    bones = [
        f for f in bone_sites(scope) if not (taken.covers(scope, f) or taken.of_another(scope, f))
    ]
    lesions = [f for f in lesion_types(scope) if not taken.covers(scope, f)]
    if not any(f.value == "bone" for f in metastatic):
        implied = _implied_bone(scope, bones, lesions)
        if implied is None:  # a bone or a lesion type alone is no metastasis
            return [*primary, *metastatic]
        metastatic.append(implied)
    return [*primary, *metastatic, *bones, *lesions]


def _without_hurt(scope: Scope, votes: list[Vote]) -> list[Vote]:
    """The votes without "cardiac involvement" in a patient with carcinoid heart disease."""
    hurt_by = knowledge(scope).hurt_by
    if not any(v.finding.rule == INVOLVED and v.finding.value in hurt_by for v in votes):
        return votes
    told = {n for s in scope.sentences for m in s.of("syndrome") for n in m.names}
    return [
        v for v in votes if v.finding.rule != INVOLVED or hurt_by.get(v.finding.value) not in told
    ]


def _without_wider(votes: list[Vote]) -> list[Vote]:
    """The votes without "colorectal origin" for the colon where the rectum is named."""
    if not any(v.role == "primary" and v.finding.value == "rectum" for v in votes):
        return votes
    return [v for v in votes if not v.finding.quote.lower().startswith("colorect")]


_OF_BLOOD = compiled(r"\s+(?:markers?|activity|enzymes?|differentiation)\b", re.IGNORECASE)


def _implied_bone(scope: Scope, bones: list[Finding], lesions: list[Finding]) -> Finding | None:
    """The site "bone" where only a part of the skeleton, or the lesion's type, is named."""
    part = next((f for f in bones if f.rule.startswith(METASTASIS)), None)
    if part is not None:
        sentence = scope.annotations.sentence_at(part.start)
        if sentence is not None:
            return _bone(scope, sentence, part, "site.from_bone_part", 0.85)
    if lesions:
        sentence = scope.annotations.sentence_at(lesions[0].start)
        # "Those of patient 5 were osteolytic"; "osteoblastic markers" are of the blood.
        by_name = lesions[0].quote.lower().startswith("osteo") and not (
            sentence and _OF_BLOOD.match(sentence.between(lesions[0].end, sentence.end))
        )
        if sentence is not None and (sentence.has("lesion") or by_name):
            return _bone(scope, sentence, lesions[0], "site.from_bone_lesion", 0.75)
    return None


def _bone(
    scope: Scope, sentence: Sentence, source: Finding, rule: str, confidence: float
) -> Finding:
    return make(
        scope,
        sentence,
        "metastatic_sites",
        "bone",
        source.start,
        source.end,
        rule,
        group="site",
        status="derived",
        confidence=confidence,
    )
