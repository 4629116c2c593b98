"""Ways of diagnosis that were done."""

from __future__ import annotations

import re

from netmatrix.evidence import Finding
from netmatrix.extract.base import Scope, first_of_each, make
from netmatrix.nlp.annotations import Mention, Sentence

_NOT_DONE_BEFORE = re.compile(
    r"\b(?:no|without|refused|declined|denied|instead of|never (?:had|underwent))\s+(?:an?\s+|any\s+|further\s+|previous\s+|prior\s+)?(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_NOT_DONE_AFTER = re.compile(
    r"^\s*(?:\([^)]*\)\s*)?(?:\w+\s+){0,3}?(?:was|were|is|are|could|has|have|had)?\s*(?:not|never)\s+"
    r"(?:be\s+|been\s+)?(?:performed|done|carried|completed|undertaken|obtained|available|possible|"
    r"attempted|pursued|feasible|indicated|considered)\b|^\s*(?:was|were)\s+(?:refused|declined|deferred|avoided)",
    re.IGNORECASE,
)
_NEITHER = re.compile(
    r"\bneither\b[^.;]{0,80}\bnor\b[^.;]{0,60}\b(?:was|were)\s+(?:performed|done|attempted|undertaken|possible|available)\b",
    re.IGNORECASE,
)
_TREATMENT_BY = re.compile(
    r"^[\s-]*(?:treatment|therapy|ablation|surgery|resection|excision)\b", re.I
)


_PHRASES = (
    (
        "dexamethasone suppression test",
        re.compile(
            r"\bsuppress\w*[^.;]{0,40}\bdexamethasone\b|\bdexamethasone\b[^.;]{0,40}\bsuppress\w*",
            re.I,
        ),
    ),
    (
        "genetic testing",
        re.compile(
            r"\b(?:germline|somatic|heterozygous|pathogenic|missense|[A-Z][A-Z0-9]{2,6})\s+(?:\w+\s+){0,3}(?:mutations?|variants?|deletion)\s+"
            r"(?:\w+\s+){0,2}(?:was|were)\s+(?:\w+\s+)?(?:found|detected|identified|confirmed|demonstrated|excluded)\b"
        ),
    ),
)
"""Ways of diagnosis that are told, not named."""


def extract(scope: Scope) -> list[Finding]:
    """Findings of ``diagnostic_methods``."""
    found: list[Finding] = []
    for sentence in scope.sentences:
        if sentence.kind == "title":
            continue
        for mention in sentence.of("diagnostic_method"):
            if mention.weak or not _done(sentence, mention):
                continue
            for name in mention.names:
                found.append(
                    make(
                        scope,
                        sentence,
                        "diagnostic_methods",
                        name,
                        mention.start,
                        mention.end,
                        "method.done",
                        group="diagnostic_method",
                        confidence=0.9,
                    )
                )
    for sentence in scope.sentences:
        if sentence.kind != "title":
            found += _assays(scope, sentence)
            found += [
                make(
                    scope,
                    sentence,
                    "diagnostic_methods",
                    name,
                    sentence.start + match.start(),
                    sentence.start + match.end(),
                    "method.told",
                    group="diagnostic_method",
                    confidence=0.8,
                )
                for name, pattern in _PHRASES
                for match in pattern.finditer(sentence.text)
            ]
    kept = set(scope.names.most_specific("diagnostic_method", (f.value for f in found)))
    # An endoscopy named beside an ERCP is one of its own; a PET/CT beside an FDG PET/CT is not.
    separate = {"endoscopy", "ultrasound", "biopsy"}
    return first_of_each(f for f in found if f.value in kept or f.value in separate)


_ASSAYS = {
    "CgA": "serum chromogranin a",
    "gastrin": "serum gastrin",
    "serotonin": "serum serotonin",
    "NSE": "serum nse",
    "CEA": "tumor markers",
    "CA19-9": "tumor markers",
    "insulin": "hormone assay",
    "glucagon": "hormone assay",
    "calcitonin": "hormone assay",
    "ACTH": "hormone assay",
    "VIP": "hormone assay",
    "growth hormone": "hormone assay",
    "somatostatin": "hormone assay",
}
_MEASURED_BEFORE = re.compile(
    r"\b(?:serum|plasma|blood|fasting|basal|circulating|elevated|raised|high|normal|low|levels?\s+of|concentrations?\s+of|"
    r"elevation\s+of|measurements?\s+of|random|morning)\s+(?:\w+\s+(?:and\s+)?){0,2}$",
    re.IGNORECASE,
)
_MEASURED_AFTER = re.compile(
    r"^\s+in\s+(?:the\s+)?(?:serum|plasma|blood)\b|^(?:\s*\([^)]{0,40}\))?\s*(?:levels?|concentrations?|values?|titers?)\b"
    r"|^(?:\s*\([^)]{0,40}\))?\s*(?:which\s+)?(?:was|were|at|of|had|:|=)?\s*(?:was|were|increased|decreased|rose|fell|measured|persisted|raised|elevated|at|to|"
    r"about|more|less|than|[<>])*\s*\d[\d.,]*\s*(?:ng|pg|µg|μg|ug|mg|U|IU|kU|nmol|pmol|mcg|mU|µU)\b",
    re.IGNORECASE,
)


def _assays(scope: Scope, sentence: Sentence) -> list[Finding]:
    """A hormone or marker measured in blood, by the words and units around its name."""
    out: list[Finding] = []
    for mention in sentence.of("marker"):
        name = next((_ASSAYS[n] for n in mention.names if n in _ASSAYS), "")
        if not name:
            continue
        before = sentence.between(mention.start - 40, mention.start)
        after = sentence.between(mention.end, mention.end + 70)
        if (_MEASURED_BEFORE.search(before) or _MEASURED_AFTER.match(after)) and _done(
            sentence, mention
        ):
            out.append(
                make(
                    scope,
                    sentence,
                    "diagnostic_methods",
                    name,
                    mention.start,
                    mention.end,
                    "method.assay",
                    group="diagnostic_method",
                    confidence=0.8,
                )
            )
    return out


def _done(sentence: Sentence, mention: Mention) -> bool:
    context = sentence.context(mention.start, mention.end)
    if any(c in context for c in ("family", "planned", "declined")):
        return False
    if "recommended" in context and "not_given" in context:
        return False
    before = sentence.between(sentence.start, mention.start)[-60:]
    after = sentence.between(mention.end, sentence.end)[:90]
    if _NOT_DONE_BEFORE.search(before) or _NOT_DONE_AFTER.match(after):
        return False
    if _NEITHER.search(sentence.text):
        return False
    return not _TREATMENT_BY.match(after)
