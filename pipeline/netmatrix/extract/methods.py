"""Ways of diagnosis that were done."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from netmatrix.evidence import Finding
from netmatrix.extract.base import Scope, first_of_each, of_match, of_mention, span_of
from netmatrix.extract.knowledge import knowledge
from netmatrix.extract.phrases import load_phrases
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Mention, Sentence

# "No biopsy", "refused a colonoscopy".
_NOT_DONE_BEFORE = re.compile(
    r"(?!.*\b(?:on|in|at|by|from)\s*$)\b(?:no|without|refused|declined|denied|instead of|never (?:had|underwent))\s+(?:an?\s+|any\s+|further\s+|previous\s+|prior\s+)?(?:(?!received|underwent|had|was|were|did|showed)\w+\s+){0,2}$",
    re.IGNORECASE,
)
# "Biopsy was not performed", "was deferred".
_NOT_DONE_AFTER = re.compile(
    r"^\s*(?:\([^)]*\)\s*)?(?:\w+\s+){0,3}?(?:was|were|is|are|could|has|have|had)?\s*(?:not|never)\s+"
    r"(?:be\s+|been\s+)?(?:performed|done|carried|completed|undertaken|obtained|available|possible|"
    r"attempted|pursued|feasible|indicated|considered|used|requested|granted|permitted|allowed|required|necessary)\b"
    r"|^\s*(?:\w+\s+){0,2}?(?:was|were)\s+(?:\w+ly\s+)?(?:refused|declined|deferred|avoided|omitted|withheld)",
    re.IGNORECASE,
)
# "Neither CT nor MRI was performed".
_NEITHER = Gated(
    r"\bneither\b[^.;]{0,80}\bnor\b[^.;]{0,60}\b(?:was|were)\s+(?:performed|done|attempted|undertaken|possible|available)\b",
    re.IGNORECASE,
)
# "Endoscopic resection": a treatment, not a way of diagnosis.
_TREATMENT_BY = re.compile(
    r"^[\s-]*(?:treatment|therapy|ablation|surgery|resection|excision)\b", re.I
)


# An endoscopy named beside an ERCP is one of its own; a PET/CT beside an FDG PET/CT is not.
_STAINING = "immunohistochemistry"
_SEPARATE = frozenset({"endoscopy", "ultrasound", "biopsy"})
# Words before and behind a marker that tell of its level in blood, not of a stain.
_MEASURED_BEFORE = re.compile(
    r"\b(?:serum|plasma|blood|fasting|basal|circulating|elevated|raised|high|normal|low|levels?\s+of|concentrations?\s+of|"
    r"elevation\s+of|measurements?\s+of|random|morning)\s+(?:\w+\s+(?:and\s+)?){0,2}$",
    re.IGNORECASE,
)
_MEASURED_AFTER = re.compile(
    r"^\s+in\s+(?:the\s+)?(?:serum|plasma|blood)\b|^(?:\s*\([^)]{0,40}\))?\s*(?:levels?|concentrations?|values?|titers?)\b"
    r"|^(?:\s*\([^)]{0,40}\))?(?:\s*(?:,|and|or)\s*[\w-]+){0,3}\s+(?:normal|nl\b|elevated|raised|increased|undetectable)\b"
    r"|^(?:\s*\([^)]{0,40}\))?\s*(?:\w+\s+){0,2}?\w+\s+times\s+(?:the\s+upper|normal|the\s+normal|above|higher|the\s+limit)"
    r"|^(?:\s*\([^)]{0,40}\))?(?:\s*(?:,|and|or)\s*(?:[\w-]+\s+)?[\w-]+){0,4}\s*(?:was|were|remained|became)\s+(?:\w+ly\s+|all\s+|also\s+|not\s+|found\s+to\s+be\s+)*"
    r"(?:normal\w*|elevated|raised|increased|high|low|decreased|suppressed|unremarkable|within|undetectable|borderline)\b"
    r"|^(?:\s*\([^)]{0,40}\))?\s*(?:normali[sz]ed|dropped|decreased|declined|fell|rose|returned\s+to\s+normal)\b"
    r"|^\s+(?:was|were|rose\s+to|fell\s+to)\s+\d[\d.,]*(?!\s*(?:%|/|\+|per\s?cent))(?=\s*[,.;)]|\s+and\b)"
    r"|^(?:\s*\([^)]{0,40}\))?\s*(?:which\s+)?(?:was|were|at|of|had|:|=)?\s*(?:was|were|increased|decreased|rose|fell|measured|persisted|raised|elevated|at|to|"
    r"about|more|less|than|[<>])*\s*\d[\d.,]*\s*(?:\((?:normal|reference|ref|range|n\b)|times\b|fold\b|-fold|ng|pg|µg|μg|ug|mg|U|IU|kU|nmol|pmol|mcg|mU|µU)\b",
    re.IGNORECASE,
)


def extract(scope: Scope) -> list[Finding]:
    """Findings of ``diagnostic_methods``."""
    found: list[Finding] = []
    told = load_phrases(scope.names.folder, "methods")
    prose = [s for s in scope.sentences if s.kind != "title"]
    for sentence in prose:
        for mention in sentence.of("diagnostic_method"):
            if mention.weak or not _done(sentence, mention):
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
        found += _assays(scope, sentence)
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
            if _done(sentence, Mention(*span_of(sentence, match), "term", "", (name,)))
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


def _assays(scope: Scope, sentence: Sentence) -> list[Finding]:
    """A hormone or marker measured in blood, by the words and units around its name."""
    out: list[Finding] = []
    assays = knowledge(scope).assays
    for mention in sentence.of("marker"):
        name = next((assays[n] for n in mention.names if n in assays), "")
        if not name:
            continue
        before = sentence.between(mention.start - 40, mention.start)
        after = sentence.between(mention.end, mention.end + 70)
        if (_MEASURED_BEFORE.search(before) or _MEASURED_AFTER.match(after)) and _done(
            sentence, mention
        ):
            out.append(
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
            )
    return out


def _done(sentence: Sentence, mention: Mention) -> bool:
    """Whether the examination took place: not planned, refused, or said not to have been done."""
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
