"""Histology, differentiation, hormonal function and syndromes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import replace

from netmatrix.evidence import Finding
from netmatrix.extract.base import (
    Scope,
    first_of_each,
    make,
    of_mention,
    span_of,
    vetoed,
    vetoed_at,
)
from netmatrix.extract.knowledge import knowledge
from netmatrix.extract.phrases import load_wordings
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Mention, Modifier, Sentence
from netmatrix.patterns import compiled

# "G3 NET or NEC?": a title that asks.
_OR_BEFORE = compiled(r"\b(?:or|versus|vs\.?)\s+(?:\w+\s+)?$", re.IGNORECASE)
_OR_AFTER = compiled(r"\s+(?:or|versus|vs\.?)\s", re.IGNORECASE)
# "Small cell type", told behind the name of the carcinoma.
_CELL_TYPE = Gated(
    r"\b(?P<size>small|large)[\s-]cell\s+(?:type|variant|subtype|morphology|component)\b"
    r"|(?<=carcinoma\swith\s)(?P<with>small|large)\scells\b"
    # "NEC (small cell)", "NEC, poorly diff./small cell", as a table's cell has them
    r"|(?<=NEC)(?:,\s|\s\()(?:\s?poorly\s+diff(?:erentiated)?\.?[,/])?\s?(?P<bare>small|large)[\s-]cell(?=\)|\s*[,.;]?\s*$)",
    re.I,
)


def extract(scope: Scope) -> list[Finding]:
    """Findings of ``histology``, ``differentiation``, ``functional`` and ``syndrome``."""
    histology = _histology(scope)
    syndromes = _simple(scope, "syndrome", "syndrome")
    histology = histology or _by_syndrome(scope, syndromes)
    syndromes += _told_by_signs(scope, histology, syndromes)
    return [
        *histology,
        *_simple(scope, "differentiation", "differentiation"),
        *_functional(scope),
        *syndromes,
    ]


def _by_syndrome(scope: Scope, syndromes: Iterable[Finding]) -> list[Finding]:
    """The tumour that a syndrome's name tells, where the paper names none otherwise."""
    tumours = knowledge(scope).tumour_of
    return [
        replace(
            found,
            field="histology",
            value=tumours[found.value],
            rule="histology.by_syndrome",
            status="derived",
            confidence=0.7,
            code=scope.names.code("histology", tumours[found.value]),
        )
        for found in syndromes
        if found.value in tumours
    ][:1]


def _told_by_signs(
    scope: Scope, histology: Iterable[Finding], named: Iterable[Finding]
) -> list[Finding]:
    """The hormonal syndromes that the signs of a functioning tumour tell, where no name does."""
    held = {f.value for f in named}
    tumours = {f.value for f in histology}
    out: list[Finding] = []
    for syndrome, tumours_of, signs in knowledge(scope).syndrome_signs:
        if syndrome in held or tumours_of.isdisjoint(tumours):
            continue
        for sign in signs:
            places = [_first_told(scope, wording) for wording in sign]
            if all(places) and places[0]:
                sentence, start, end = places[0]
                out.append(
                    make(
                        scope,
                        sentence,
                        "syndrome",
                        syndrome,
                        start,
                        end,
                        "syndrome.by_signs",
                        group="syndrome",
                        confidence=0.8,
                    )
                )
                held.add(syndrome)
                break
    return out


def _first_told(scope: Scope, wording: str) -> tuple[Sentence, int, int] | None:
    """The first place where the patient is told to have a sign."""
    for sentence in scope.sentences:
        if sentence.kind == "title":
            continue
        at = sentence.text.lower().find(wording)
        if at >= 0:
            start = sentence.start + at
            if not vetoed_at(sentence, start, start + len(wording)):
                return sentence, start, start + len(wording)
    return None


_LOOKS_LIKE = compiled(
    r"mimic|resembl|similar|simulat|masquerad|misdiagnos|mistaken|taken for", re.IGNORECASE
)


def looks_like(sentence: Sentence, mention: Mention) -> bool:
    """Whether it is what something else only looked like: "simulating a non-functioning adenoma"."""
    doubt = sentence.context(mention.start, mention.end).get("uncertain")
    return doubt is not None and bool(
        _LOOKS_LIKE.match(sentence.between(doubt.cue_start, doubt.cue_end))
    )


def is_neuroendocrine(scope: Scope, name: str) -> bool:
    """Whether a histology stands under ``NEN`` in the terminology."""
    return name == "NEN" or "NEN" in scope.names.ancestors("histology", name)


def _affirms(scope: Scope, sentence: Sentence) -> bool:
    """Whether a sentence names a neuroendocrine neoplasm and does not deny it."""
    named = [
        m for m in sentence.of("histology") if any(is_neuroendocrine(scope, n) for n in m.names)
    ]
    if not named:
        return names_neuroendocrine(scope, sentence)
    return any("negated" not in sentence.context(m.start, m.end) for m in named)


def names_neuroendocrine(scope: Scope, sentence: Sentence) -> bool:
    """Whether a sentence names a neuroendocrine neoplasm, by a word of the vocabulary or as in "a
    neuroendocrine lesion".
    """
    return "neuroendocrine" in sentence.text.lower() or any(
        is_neuroendocrine(scope, n) for m in sentence.of("histology") for n in m.names
    )


def told_in(scope: Scope, organs: Set[str]) -> bool:
    """Whether a sentence that names a neuroendocrine neoplasm of the patient names one of ``organs``."""
    return bool(organs) and any(
        m.name in organs
        for s in scope.sentences
        if names_neuroendocrine(scope, s)
        for m in s.of("site")
    )


DOUBTFUL = 0.6
"""The confidence of a diagnosis that was only thought of is not higher."""
# "Poorly differentiated carcinoma, squamous?", "with the query “Zollinger-Ellison?”".
_ASKED = compiled(r"(?:\s+syndrome)?\s?\?")
_DOUBTS = frozenset({"uncertain", "recommended"})
"""A diagnosis that "was proposed" or "was considered" is not made yet."""
_SUSPECTED_WITHIN = 50
"""Letters behind a diagnosis that are read for "was suspected"."""


# "A large cell carcinoma with synaptophysin and chromogranin expression".
_EXPRESSED = compiled(
    r"\b(?:synaptophysin|chromogranin(?:\s+A)?)\s+(?:expression|positivity|and\s+\w+(?:\s+A)?\s+(?:expression|positivity))\b",
    re.IGNORECASE,
)


def decided_otherwise(scope: Scope) -> tuple[int, int]:
    """Where the patient's final diagnosis is told to be none of this field, and where a thing that may
    have been only suspected is; -1 where it is not.
    """
    words = load_wordings(scope.names.folder, "diagnosis")
    final, proved = (
        max(
            (
                s.start
                for s in scope.sentences
                if wording.search(s.text) and not (_affirms(scope, s) or _EXPRESSED.search(s.text))
            ),
            default=-1,
        )
        for wording in (words["final diagnosis"], words["proved otherwise"])
    )
    if any(
        s.kind == "title" and _METASTASIS_MIMICKED.search(s.text)
        for s in scope.annotations.sentences
    ):
        proved = max(s.end for s in scope.annotations.sentences)
    return final, max(final, proved)


# "Fibrous dysplasia mimicking skeletal metastasis": what was thought of is not the patient's.
_METASTASIS_MIMICKED = compiled(
    r"\b(?:mimick\w*|mimics?|simulat\w+|masquerad\w+)\s+(?:as\s+)?(?:an?\s+)?(?:[\w-]+\s+){0,2}metasta(?:s[ei]s|tic\s+(?:disease|lesion))",
    re.IGNORECASE,
)


def _histology(scope: Scope) -> list[Finding]:
    words = load_wordings(scope.names.folder, "diagnosis")
    found: list[tuple[float, Finding]] = []
    excluded: dict[str, int] = {}
    for sentence in scope.sentences:
        decided = bool(words["decided"].search(sentence.text))
        for mention in sentence.of("histology"):
            context = sentence.context(mention.start, mention.end)
            if mention.weak or vetoed(sentence, mention):
                if _is_excluded(sentence, context):
                    excluded |= dict.fromkeys(mention.names, mention.start)
                continue
            after = sentence.between(mention.end, mention.end + _SUSPECTED_WITHIN)
            uncertain = (
                not context.keys().isdisjoint(_DOUBTS)
                or bool(words["suspected behind"].match(after))
                or _ASKED.match(after) is not None
            )
            if uncertain and not decided and sentence.kind != "title":
                weight, confidence = 0.3, 0.5
            elif uncertain:
                weight, confidence = 0.6, DOUBTFUL
            else:
                asked = sentence.kind == "title" and bool(
                    _OR_BEFORE.search(sentence.between(mention.start - 16, mention.start))
                    or _OR_AFTER.match(sentence.between(mention.end, mention.end + 8))
                )
                weight = (
                    0.6 if asked else 3.0 if sentence.kind == "title" else 2.0 if decided else 1.0
                )
                confidence = 0.95 if weight > 1 else 0.85
            for name in mention.names:
                if is_neuroendocrine(scope, name):
                    found.append(
                        (
                            weight,
                            of_mention(
                                scope,
                                sentence,
                                mention,
                                "histology",
                                name,
                                "histology.named",
                                group="histology",
                                confidence=confidence,
                                cues=context.values(),
                            ),
                        )
                    )
        found += _cell_types(scope, sentence)
    final, proved = decided_otherwise(scope)
    none = max((s.start for s in scope.sentences if words["none found"].search(s.text)), default=-1)
    if found and all(f.start < none and not _in_tissue(scope, f) for _, f in found):
        return []  # "Carcinoid was diagnosed on clinical grounds … No neuroendocrine tumor was found"
    last = scope.annotations.sentence_at(final) if final >= 0 else None
    corrected = last is not None and (
        _CORRECTED.search(last.text) is not None
        # "The final histology was … Neuroendocrine tumour was definitively excluded."
        or any(at > final and is_neuroendocrine(scope, name) for name, at in excluded.items())
    )
    if all(
        (corrected and f.confidence <= DOUBTFUL)
        or (
            f.start < (final if f.confidence > DOUBTFUL else proved)
            and (weight < _DECIDED or corrected or _by_imaging_alone(scope, f))
        )
        or (f.start > final >= 0 and weight < _DECIDED and f.quote.endswith("s"))
        for weight, f in found
    ):
        # "favoured a NET … Final diagnosis: solid pseudopapillary neoplasm"; behind it "pancreatic
        # NETs" are of nobody
        return []
    found = _without_corrected(scope, found)
    return _decide_histology(scope, _without_excluded(found, excluded))


# "The diagnosis was changed to atypical carcinoid".
_CORRECTED = compiled(
    r"\b(?:diagnosis\s+was\s+(?:therefore\s+|then\s+|finally\s+)?(?:changed|revised|corrected|amended|modified)\s+to|reclassified\s+as|(?:definitive|final)\s+(?:\w+\s+)?diagnosis\s+was)\b",
    re.IGNORECASE,
)


def _without_corrected(
    scope: Scope, found: list[tuple[float, Finding]]
) -> list[tuple[float, Finding]]:
    """Without what a diagnosis was changed from, where it is not said again."""
    at, end = max(
        ((s.start + m.end(), s.end) for s in scope.sentences for m in _CORRECTED.finditer(s.text)),
        default=(-1, -1),
    )
    later = {f.value for _, f in found if at <= f.start < end}
    if not later:
        return found
    lines = {a for name in later for a in (name, *scope.names.ancestors("histology", name))}
    arises_in = knowledge(scope).arises_in
    places = {arises_in[name][0] for name in later if name in arises_in}
    return [
        (w, f)
        for w, f in found
        if f.start >= at
        or f.value in lines
        or not later.isdisjoint(scope.names.ancestors("histology", f.value))
        or (places and f.value in arises_in and arises_in[f.value][0] not in places)
    ]


# "PET/CT showed focal uptake, corresponding to a NET": of no tissue.
_IMAGING = compiled(
    r"\b(?:PET|CT|MRI?|scans?|scanner|scintigra\w+|imaging|ultraso\w+|sonograph\w+|radiolog\w+)\b",
    re.IGNORECASE,
)
_TISSUE = compiled(
    r"\b(?:histo|patho|biops|specimen|microscop|cytolog|immuno|resect|section|aspirat|punctu|slide|excis|remov|enucleat)\w*",
    re.IGNORECASE,
)


def _in_tissue(scope: Scope, finding: Finding) -> bool:
    """Whether the sentence of a finding tells of tissue or cells."""
    sentence = scope.annotations.sentence_at(finding.start)
    return sentence is not None and _TISSUE.search(sentence.text) is not None


def _by_imaging_alone(scope: Scope, finding: Finding) -> bool:
    sentence = scope.annotations.sentence_at(finding.start)
    imaged = sentence is not None and _IMAGING.search(sentence.text) is not None
    return imaged and not _in_tissue(scope, finding)


_EXCLUDED = compiled(r"excluded|ruled\s+out|discarded", re.IGNORECASE)


def _is_excluded(sentence: Sentence, context: Mapping[str, Modifier]) -> bool:
    denied = context.get("negated")
    return denied is not None and bool(
        _EXCLUDED.search(sentence.between(denied.cue_start, denied.cue_end))
    )


def _without_excluded(
    found: list[tuple[float, Finding]], excluded: Mapping[str, int]
) -> list[tuple[float, Finding]]:
    """Without a diagnosis that was excluded before another was made: "reported as paraganglioma …, which
    was thus excluded. … came as atypical carcinoid".
    """
    if not excluded:
        return found
    out: list[tuple[float, Finding]] = []
    for score, finding in found:
        at = excluded.get(finding.value, -1)
        later = {f.value for _, f in found if f.start > at}
        if finding.start > at or not later or finding.value in later:
            out.append((score, finding))
    return out


def _cell_types(scope: Scope, sentence: Sentence) -> list[tuple[float, Finding]]:
    """ "Neuroendocrine carcinoma (small cell type)": the cell type told behind the name."""
    carcinoma = [
        m for m in sentence.of("histology") if "NEC" in m.names and not vetoed(sentence, m)
    ]
    match = _CELL_TYPE.search(sentence.text)
    if not carcinoma or not match:
        return []
    start, end = span_of(sentence, match)
    if vetoed_at(sentence, start, end):
        return []
    finding = make(
        scope,
        sentence,
        "histology",
        f"{(match['size'] or match['with'] or match['bare']).lower()} cell NEC",
        start,
        end,
        "histology.cell_type",
        group="histology",
        confidence=0.9,
    )
    return [(2.0, finding)]


_DECIDED = 2.0
"""The weight of a diagnosis that is told as made."""


def _decide_histology(scope: Scope, found: list[tuple[float, Finding]]) -> list[Finding]:
    """The most specific names; a doubtful one only where nothing better is said."""
    weight: dict[str, float] = {}
    for score, finding in found:
        weight[finding.value] = weight.get(finding.value, 0.0) + score
    if any(w >= 1 for w in weight.values()):
        weight = {v: w for v, w in weight.items() if w >= 1}
    names = scope.names.most_specific("histology", weight)
    if "carcinoid" in names and weight.get("NET", 0.0) >= _DECIDED:
        names.append("NET")  # "well-differentiated NET (carcinoid)": the old name and the new
    # A NET is well, a NEC poorly differentiated (WHO 2022): one lesion is not both. The generic
    # name gives way to the specific one, the less often stated one to the other.
    carcinomas = [n for n in names if n == "NEC" or "NEC" in scope.names.ancestors("histology", n)]
    if carcinomas and "NET" in names:
        heavy = max(weight[n] for n in carcinomas)
        names = (
            [n for n in names if n != "NET"]
            if heavy * 2 >= weight["NET"]
            else [n for n in names if n not in carcinomas]
        )
    kept = set(names)
    return first_of_each(f for _, f in found if f.value in kept)


# "Values compatible with SIADH": how a syndrome is told.
_COMPATIBLE = compiled(r"compatible\s+with", re.IGNORECASE)


def _simple(scope: Scope, group: str, name: str) -> list[Finding]:
    words = load_wordings(scope.names.folder, "diagnosis")
    found: list[Finding] = []
    for sentence in scope.sentences:
        for mention in sentence.of(group):
            doubt = sentence.context(mention.start, mention.end).get("uncertain")
            meant = (
                group == "syndrome"
                and doubt
                and _COMPATIBLE.match(sentence.between(doubt.cue_start, doubt.cue_end))
            )
            if mention.weak or vetoed(sentence, mention) or (doubt and not meant):
                continue
            tested = words["gene before"].search(
                sentence.between(mention.start - 80, mention.start)
            ) or (
                group == "syndrome"
                and words["gene behind"].match(sentence.between(mention.end, sentence.end))
            )
            if tested and (
                words["absent"].search(sentence.text) or not words["carried"].search(sentence.text)
            ):
                continue
            if group == "differentiation" and not _about_tumour(scope, sentence, mention):
                continue
            for value in _renamed(group, mention.names):
                found.append(
                    of_mention(
                        scope,
                        sentence,
                        mention,
                        name,
                        value,
                        f"{name}.named",
                        group=group,
                        confidence=0.9,
                    )
                )
    chosen = first_of_each(found)
    if group == "differentiation" and len({f.value for f in chosen}) > 1:
        count = {v: sum(f.value == v for f in found) for v in {f.value for f in found}}
        top = max(count.values())
        winners = [f for f in chosen if count[f.value] == top]
        chosen = winners if len(winners) == 1 else chosen
    return chosen


def _renamed(group: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Ectopic ACTH secretion is a cause of Cushing syndrome and stands under that name."""
    if group != "syndrome":
        return names
    return tuple("cushing syndrome" if n == "ectopic acth syndrome" else n for n in names)


def _about_tumour(scope: Scope, sentence: Sentence, mention: Mention) -> bool:
    """Whether the differentiation is that of a neuroendocrine neoplasm, not of another tumour."""
    following = next((m for m in sentence.of("histology") if m.start >= mention.end), None)
    if following and following.start - mention.end < 25:
        return any(is_neuroendocrine(scope, name) for name in following.names)
    return (
        bool(sentence.of("histology") or sentence.cue("tumor_word", "tumor_grade"))
        or sentence.kind == "cell"
        or bool(
            _ARE.search(sentence.between(sentence.start, mention.start))
            and not sentence.cue("other_disease")
        )
    )


# "The other eight were well differentiated": of what else?
_ARE = compiled(r"\b(?:was|were)\s+(?:(?:all|both|also|each)\s+)?$")


_NONE_OF = compiled(
    r"(?:.*\b)?[Nn]one\s+(?:of\s+(?:the|our|these)\s+\w+\s+)?(?:was|were|had)\s+(?:[\w-]+\s+){0,5}"
)


def _functional(scope: Scope) -> list[Finding]:
    words = load_wordings(scope.names.folder, "diagnosis")
    found: list[Finding] = []
    for sentence in scope.sentences:
        for mention in sentence.of("functional"):
            after = sentence.text[mention.end - sentence.start :]
            # "None of the tumours was functioning": the other name.
            none = mention.name == "functioning" and _NONE_OF.fullmatch(
                sentence.between(sentence.start, mention.start)
            )
            if mention.weak or words["another function"].match(after):
                continue
            if (vetoed(sentence, mention) and not none) or looks_like(sentence, mention):
                continue
            # "Cases 2 and 6 were hormonally silent": said of nothing but a tumour.
            plain = sentence.between(mention.start, mention.end).lower().startswith("hormon")
            alone = mention.start == sentence.start and len(after.strip()) <= 1
            told = none or plain or alone
            if not (told or sentence.of("histology") or sentence.cue("tumor_word")):
                continue
            found.append(
                of_mention(
                    scope,
                    sentence,
                    mention,
                    "functional",
                    "non-functioning" if none else mention.name,
                    "functional.named",
                    confidence=0.9,
                )
            )
    return first_of_each(found)[:1]
