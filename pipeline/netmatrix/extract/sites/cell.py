"""The sites of a table's cell, where the column's heading says what an organ is."""

from __future__ import annotations

import re

from netmatrix.evidence import Finding
from netmatrix.extract.base import Scope, first_of_each, make, of_mention, vetoed
from netmatrix.extract.knowledge import knowledge
from netmatrix.extract.sites import metastasis
from netmatrix.extract.sites.skeleton import exact_levels, lesion_types, vertebrae
from netmatrix.nlp.annotations import Mention, Sentence
from netmatrix.patterns import compiled

_UNKNOWN = compiled(r"\W*(?:unknown|CUP|occult|not found|undetermined|NK)\b", re.IGNORECASE)
_UNKNOWN_RULE = "cell.primary_unknown"


def _leads(scope: Scope, sentence: Sentence, organ: Mention) -> bool:
    """Whether an organ where these tumours begin as well as spread heads a list of metastases
    ("Lung, pituitary, bone"): it is where the tumour began.
    """
    listed = [m for m in sentence.of("site", "bone_site") if not vetoed(sentence, m)]
    known = knowledge(scope)
    return (
        organ.name in known.origin_too
        and listed[0] is organ
        and len(listed) > 1
        and all(m.group == "bone_site" or m.name in known.targets for m in listed[1:])
    )


def from_cell(scope: Scope, meaning: str) -> list[Finding]:
    """The sites of a table's cell, by what its column is about.

    ``meaning`` is ``site``, ``primary_site``, ``metastatic_sites`` or ``bone_sites``. A column of
    disease sites names the primary first, then where it spread; an organ that these tumours hardly
    begin in (liver, bone, lymph node …) is a metastasis there.
    """
    found: list[Finding] = []
    bones: list[Finding] = []
    targets = knowledge(scope).targets
    primary = False
    origin = ""
    for sentence in scope.sentences:
        if meaning in ("site", "primary_site"):
            for cue in sentence.cue("unknown_primary"):
                found.append(
                    of_mention(
                        scope,
                        sentence,
                        cue,
                        "primary_site",
                        "unknown",
                        _UNKNOWN_RULE,
                        confidence=0.9,
                    )
                )
                primary = True
        if meaning == "primary_site" and _UNKNOWN.match(sentence.text):
            return [
                make(
                    scope,
                    sentence,
                    "primary_site",
                    "unknown",
                    sentence.start,
                    sentence.end,
                    _UNKNOWN_RULE,
                    confidence=0.95,
                )
            ]
        for mention in sentence.of("site", "bone_site"):
            if metastasis.of_the_nodes(sentence, mention):
                continue
            if vetoed(sentence, mention) or mention.name == "unknown":
                continue
            bone_part = mention.group == "bone_site"
            if bone_part and meaning == "primary_site":
                continue  # "finger", of a skin tumour: no tumour of this field begins in bone
            if origin and mention.name in scope.names.ancestors("site", origin):
                continue  # "Bronchus, right lower lobe": the lung is where the bronchus is
            if bone_part:
                bones += [
                    of_mention(
                        scope,
                        sentence,
                        mention,
                        "bone_sites",
                        name,
                        "cell.bone_site",
                        group="bone_site",
                        confidence=0.9,
                    )
                    for name in mention.names
                ]
            if bone_part or meaning == "bone_sites":
                name, role = "bone", "metastatic_sites"
            elif meaning == "metastatic_sites" or primary or mention.name in targets:
                name, role = mention.name, "metastatic_sites"
            else:
                name, role = mention.name, "primary_site"
                primary = True
            if meaning == "site" and not primary and _leads(scope, sentence, mention):
                role, primary = "primary_site", True
            if meaning == "primary_site" and role == "metastatic_sites" and not primary:
                role, primary = "primary_site", True
            if role == "primary_site":
                origin = name
            found.append(
                of_mention(
                    scope,
                    sentence,
                    mention,
                    role,
                    name,
                    f"cell.{role}",
                    group="site",
                    confidence=0.9,
                )
            )
        if meaning in ("site", "metastatic_sites", "bone_sites"):
            levels = vertebrae(scope, sentence, "cell.bone_site")
            bones += levels
            found += [  # "T10, liver"
                make(
                    scope,
                    sentence,
                    "metastatic_sites",
                    "bone",
                    level.start,
                    level.end,
                    "cell.metastatic_sites",
                    group="site",
                    confidence=0.9,
                )
                for level in levels
            ]
    return [*first_of_each(found), *exact_levels(first_of_each(bones)), *lesion_types(scope)]
