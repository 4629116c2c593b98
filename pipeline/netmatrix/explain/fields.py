"""What can stand for a field: the term groups, cues and number shapes that make a candidate.

The table is broader than the extractors: it also shows what they passed over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from netmatrix.normalise.numbers import DURATION
from netmatrix.patterns import compiled


@dataclass(frozen=True, slots=True)
class Looks:
    """What a candidate for a field looks like.

    ``groups`` are term groups of the terminology, ``cues`` groups of cue wordings that are
    candidates themselves, ``pattern`` a shape of text. ``company`` names fields without whose
    evidence the extractor keeps nothing (a part of the skeleton without a bone metastasis).
    """

    groups: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    pattern: re.Pattern[str] | None = None
    company: tuple[str, ...] = ()


_DASH = r"[\s‐-―-]*"
_AGE = compiled(
    rf"(?<![\w.])(?:\d{{1,3}}|[a-z]+(?:-[a-z]+)?){_DASH}(?:years?|yrs?|months?|weeks?|days?){_DASH}(?:old|of\s+age)\b"
    rf"|(?<![\w.])\d{{1,3}}{_DASH}(?:y/?o|y\.o\.?|(?:years?|yrs?|y)\.?(?=\s+(?:\w+\s+)?(?:fe)?(?:man|woman|male|girl|boy)))"
    r"|\baged?\s*(?:[:=]|of|was|at)?\s*\d{1,3}\b|\bin\s+(?:his|her|their)\s+(?:\w+\s+)?\d0['’]?s\b",
    re.IGNORECASE,
)
_SEX = compiled(
    r"\b(?:man|woman|male|female|gentleman|lady|boy|girl|he|she|his|her|him|Mr|Mrs|Ms)\b",
    re.IGNORECASE,
)
_GRADE = compiled(
    r"(?<![\w-])G[\s-]?[1-4]\b|\b(?:nuclear\s+|histolog\w+\s+)?grad(?:e|ing)\b(?:[\s:-]*(?:[1-4]|I{1,3}|IV)\b)?"
    r"|\b(?:low|intermediate|medium|moderate|high)(?:er)?[\s-]?grade\b",
    re.IGNORECASE,
)
_VERTEBRA = compiled(r"(?<![\w-])(?:[CTLSD]|Th)\s?-?\d{1,2}\b")

_FIGURE = compiled(
    r"(?<![\w.,/])(?:[<>≤≥]\s?)?\d[\d.,]*(?<=\d)(?:\s?(?:%|(?:of|/)\s?\d+))?(?![\w/]|[.,]\d)"
)
STATISTICS = "statistics"
"""What is told of a group of patients: no field of a patient, but explained like one."""

FIELDS: Mapping[str, Looks] = {
    "age_years": Looks(pattern=_AGE),
    "sex": Looks(pattern=_SEX),
    "histology": Looks(("histology",)),
    "differentiation": Looks(("differentiation",)),
    "grade": Looks(pattern=_GRADE),
    "ki67_percent": Looks(cues=("ki67",)),
    "mitoses": Looks(cues=("mitosis",)),
    "functional": Looks(("functional",)),
    "syndrome": Looks(("syndrome",)),
    "primary_site": Looks(("site",), ("unknown_primary",)),
    "metastatic_sites": Looks(("site", "bone_site")),
    "bone_sites": Looks(("bone_site",), pattern=_VERTEBRA, company=("metastatic_sites",)),
    "bone_lesion_type": Looks(("bone_lesion_type",), company=("metastatic_sites",)),
    "markers_positive": Looks(("marker",)),
    "markers_negative": Looks(("marker",)),
    "diagnostic_methods": Looks(("diagnostic_method",)),
    "treatments": Looks(("treatment",)),
    "response": Looks(("response",)),
    "vital_status": Looks(cues=("dead", "alive", "well")),
    "follow_up_months": Looks(pattern=DURATION),
    "pfs_months": Looks(cues=("pfs",)),
    STATISTICS: Looks(pattern=_FIGURE),
}
"""Each field of a patient row, in the order of the matrix, and the statistics of a group."""
