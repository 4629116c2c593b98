"""What the numbers of a sentence can be about: the concepts it names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from netmatrix import patterns
from netmatrix.extract.statistics.classes import classes
from netmatrix.extract.statistics.horizons import horizons
from netmatrix.extract.statistics.rules import CohortRules
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Mention
from netmatrix.normalise.names import Names
from netmatrix.patterns import compiled


@dataclass(frozen=True, slots=True)
class Anchor:
    """A concept named at ``[start, end)`` of the sentence; ``value`` ones take medians only.

    ``kind`` is what the text tells more closely: "octreotide" of "somatostatin analog".
    """

    start: int
    end: int
    name: str
    value: bool = False
    rank: int = 99
    kind: str = ""


_MARGIN = compiled(r"\s(?:margins?|lines?|specimens?|planes?)\b", re.I)


def anchors(
    text: str, offset: int, mentions: Iterable[Mention], rules: CohortRules, names: Names
) -> list[Anchor]:
    """The concepts of a text that starts at ``offset`` of the document, in order.

    Mentions of the concept layer first; a construction may overrule them; terms of the other
    layers (a drug, a syndrome) stand for themselves where no concept covers them.
    """
    listed = list(mentions)
    timed = [Anchor(h.start, h.end, h.name) for h in horizons(text)]
    found = [*timed, *_phrases(text, rules)]
    for start, end, name in classes(text):
        if all(end <= a.start or start >= a.end for a in found):
            found.append(_anchor(start, end, name, rules))
    taken = [(a.start, a.end) for a in found]

    def free(start: int, end: int) -> bool:
        return all(end <= s or start >= e for s, e in taken)

    primaries = bool(rules.primary_words.search(text))
    # "Somatostatin analogue PET/CT": no treatment.
    methods = [m for m in listed if m.group == "diagnostic_method" and not m.weak]
    named_operations = [
        m
        for m in listed
        if m.layer == "term"
        and m.group == "treatment"
        and m.name in text[m.start - offset : m.end - offset].lower()
        and m.name != "tumor resection"
    ]
    for m in listed:
        start, end = m.start - offset, m.end - offset
        if any(k.start <= m.start and m.end < k.end for k in methods):
            continue
        if m.name == "surgery" and any(
            k.start <= m.start and m.end <= k.end and k.end - k.start > m.end - m.start
            for k in named_operations
        ):
            continue  # "endoscopic mucosal resection": more than a resection
        if margin := _MARGIN.match(text, end):  # "resection margins": not that it was cut out
            end = margin.end()
            if free(start, end):
                taken.append((start, end))
                found.append(Anchor(start, end, text[start:end].lower()))
            continue
        if (
            m.layer != "concept"
            or _PREFIXED.search(text[:start])
            or _HARM.match(text, end)
            or _AS_TRACER.search(text, 0, start)
        ):
            continue
        strong = not m.weak
        if m.weak and m.name.startswith("primary "):
            strong = (
                primaries
                and _list_member(text, start, end)
                and not _place_of_metastasis(text, start, rules)
            )
        if (m.weak and not strong) or not free(start, end) or m.name == "patients":
            continue
        taken.append((start, end))
        found.append(_anchor(start, end, m.name, rules))
    found += _sites(text, offset, listed, rules, names, taken, found, primaries)
    shields = [m for m in listed if m.layer == "concept" and m.weak]  # "functional imaging"
    for m in listed:
        start, end = m.start - offset, m.end - offset
        name = _term_name(m, text[start:end], names, rules)
        if any(k.start <= m.start and m.end < k.end for k in shields):
            continue
        if (
            name
            and not m.weak
            and not _HARM.match(text, end)
            and not _AS_TRACER.search(text, 0, start)
            and free(start, end)
            and not any(a.start < end and start < a.end for a in found)
        ):
            while (
                start
                and text[start - 1] == "-"
                and (joined := patterns.search(r"[A-Za-z]\w*-$", text[:start]))
            ):
                start, name = joined.start(), f"{joined.group().lower()}{name}"
            found.append(_anchor(start, end, name, rules))
    found += _course(text, found, rules)
    if primaries:
        for match in rules.unknown_primary.finditer(text):
            if not any(a.start < match.end() and match.start() < a.end for a in found):
                found.append(_anchor(*match.span(), "primary unknown", rules))
    if any(
        a.name in ("bone metastasis", "skeletal-related event", "widespread bone metastasis")
        for a in found
    ):
        for match in patterns.finditer(
            r"(?<!abdominal )(?<!chest )(?<!flank )(?<!epigastric )(?<!back )\bpain\b(?!\srelief)",
            text,
            re.I,
        ):
            if not any(a.start < match.end() and match.start() < a.end for a in found):
                found.append(_anchor(*match.span(), "bone pain", rules))
    found = _effects(text, _toxicity(text, _without_kinds(text, found)))
    asides = [m.span("all") for m in _ALL_OF_A_KIND.finditer(text)]
    asides += [m.span() for m in _CHIEFLY.finditer(text)]
    found = [a for a in found if not any(s <= a.start and a.end <= e for s, e in asides)]
    found = [
        a
        for a in found
        if not (
            _only_a_time(text, a) or _of_a_rate(text, a) or _deviation(text, a) or _scale(text, a)
        )
    ]
    found = _kinds(text, found, listed, offset)
    found.sort(key=lambda a: (a.start, -a.end))
    return found


# "ORR was 31% (all partial responses), 45% in A and 17% in B": what follows is of the ORR.
_ALL_OF_A_KIND = Gated(
    r"[\d%]\s\((?P<all>(?:all|both)\s[^()\d]{2,40})\),?\s(?:and\s)?(?:with\s)?\d", re.I
)
# "Distant metastases, chiefly to lung, liver, and bone, were present in 11".
_CHIEFLY = Gated(
    r",\s(?:chiefly|mainly|mostly|predominantly|principally|usually|most\soften|especially)\s(?:to|in|of|at)\s[^.;()\d]{3,60}?,(?=\s(?:in\s\d|was\b|were\b))",
    re.I,
)
# "Remained raised after operation in 24": when, not what was counted.
_AFTER = compiled(
    r"\b(?:at|after|following|before|prior to|since)\s(?:the\s|an?\s|their\s)?$", re.I
)
_COUNTED_THERE = compiled(
    r"\s(?:was|were|remained)\s(?:raised|elevated|high|low|normal|increased|abnormal)\sin\b|(?:\sand\s(?:was|were)\s\w+)?(?:\s(?:occurred|developed|appeared|(?:was|were)\s(?:seen|noted|observed|found|reported)))?\s(?:in|of|among)\s(?:all\s|only\s)?(?:\d|[a-z]+\s(?:of|patients|cases)\b)",
    re.I,
)
_PRESENTING = compiled(r"\b(?:presenting|initial|first|chief|main)\s\w+$", re.I)
_A_SCAN = compiled(
    r"\s(?:scans?|imaging|CT|MRI|PET\S*|visits?|examinations?|endoscop\w+|ultraso\w+|colonoscop\w+)\b",
    re.I,
)
_DONE = frozenset({"surgery", "chemotherapy", "radiotherapy"})


def _only_a_time(text: str, anchor: Anchor) -> bool:
    if anchor.name == "follow-up" and _A_SCAN.match(text, anchor.end):
        return True  # "at the first follow-up scan"
    if anchor.name == "symptomatic" and _PRESENTING.search(text, 0, anchor.end):
        return True  # "the presenting symptom was bleeding in 17"
    return (
        anchor.name in _DONE
        and bool(_AFTER.search(text, 0, anchor.start))
        and bool(_COUNTED_THERE.match(text, anchor.end))
    )


_RESPONSES = compiled(r"\b(?:CR|PR|PD)\b")
_VALUE_BEFORE = compiled(r"\d(?:\s?[a-zA-Z]+)?\s?[(\[,;]\s?$")
_NUMBER_IN = compiled(r"\s?[=:]?\s?\d+(?:\.\d+)?\s?[)\],;]")


def _deviation(text: str, anchor: Anchor) -> bool:
    """ "6.3 years (SD 4.1)": a standard deviation, no stable disease."""
    return (
        text[anchor.start : anchor.end] == "SD"
        and not _RESPONSES.search(text)
        and bool(_VALUE_BEFORE.search(text, 0, anchor.start))
        and bool(_NUMBER_IN.match(text, anchor.end))
    )


_SCALE = compiled(r"\b[A-Z][a-z]+(?:-[A-Z][a-z]+)+\s$|\b(?:CTCAE|toxicity|Clavien)\s$")


def _scale(text: str, anchor: Anchor) -> bool:
    """ "House-Brackmann grade II": the grade of something else than the tumour."""
    return anchor.name.startswith("grade G") and bool(_SCALE.search(text, 0, anchor.start))


_OF_METASTASES = frozenset(
    {
        "synchronous metastasis",
        "metachronous metastasis",
        "osteolytic",
        "osteoblastic",
        "mixed bone lesion",
    }
)


# "Survival improved from 62% to 73%".
_RATE_BEFORE = compiled(r"(?:\b(?:survival|rates?|OS|PFS|sensitivity|It))\s(?:\w+ly\s)?$")
_FROM_TO = compiled(r"\sfrom\s\d")


def _of_a_rate(text: str, anchor: Anchor) -> bool:
    """Whether "improved" tells how a rate changed, and counts no patients."""
    return (
        anchor.name == "improvement"
        and bool(_RATE_BEFORE.search(text, 0, anchor.start))
        and bool(_FROM_TO.match(text, anchor.end))
    )


def with_course(found: Sequence[Anchor], text: str) -> list[Anchor]:
    """ "Synchronous BM", "osteolytic bone metastases": one concept, that of the course or kind."""
    course = {a.end for a in found if a.name in _OF_METASTASES}
    return [
        a
        for a in found
        if not (
            a.name.endswith(" metastasis") and a.start - 1 in course and text[a.start - 1] == " "
        )
    ]


def _kinds(
    text: str, found: list[Anchor], mentions: Sequence[Mention], offset: int
) -> list[Anchor]:
    """The drug that an anchor counts as its class, in its words; a named operation is a concept of
    its own, so that what is left as "surgery" tells no more than that.
    """
    treatments = {
        (m.start - offset, m.end - offset): m.name.lower()
        for m in mentions
        if m.layer == "term" and m.group == "treatment" and len(m.names) == 1
    }
    return [
        replace(a, kind=text[a.start : a.end].lower())
        if a.name != "surgery" and treatments.get((a.start, a.end), a.name) != a.name
        else a
        for a in found
    ]


# "Radiation retinopathy".
_HARM = compiled(
    r"[\s-](?:\w+itis|\w*necrosis|retinopathy|nephropathy|toxicity|fibrosis|sickness)\b", re.I
)
# "Imaging with [111In-DTPA]-octreotide": no treatment.
_AS_TRACER = compiled(
    r"\b(?:imaging|scintigraphy|scanning|scans?|scintigrams?)\s(?:with|using|by)\s\S*$|\]-$", re.I
)
_PREFIXED = compiled(r"\b(?:post|pre|peri|anti|non)-$", re.I)
""""Post-embolization syndrome" is no embolization."""


# What the common terminology criteria grade (CTCAE 5.0), as studies of these tumours name it.
_A_TOXICITY = compiled(
    r"\b(?:stomatitis|mucositis|nausea|vomiting|neutropenia|thrombocytopenia|leukopenia|lymphopenia|hyperglyca?emia|fatigue|"
    r"pneumonitis|nephrotoxicity|h(?:a)?ematotoxicity|toxicit(?:y|ies))\b",
    re.I,
)


def _toxicity(text: str, found: list[Anchor]) -> list[Anchor]:
    """ "Toxicity was mild … grade 3 in two patients": the grade of the toxicity, not of a tumour."""
    if not any(a.name == "grade G3" for a in found):
        return found
    named = _A_TOXICITY.search(text)
    told = [a.start for a in found if a.name == "adverse event"]
    first = min([*told, *([named.start()] if named else [])], default=None)
    if first is None:
        return found
    return [
        replace(a, name="grade 3-4 adverse event")
        if a.name == "grade G3" and a.start > first and patterns.match(r"grade\s?(?:>=|≥|&gt;=)?\s?(?:3|III)\b(?!\s\w*(?:tumou?r|NE[TNC]))", text[a.start :], re.I)
        else a
        for a in found
    ]  # fmt: skip


# "Chemotherapy, usually doxorubicin and vincristine, was given to five".
_KINDS_ASIDE = compiled(
    r",\s(?:usually|mostly|mainly|most\s(?:often|commonly)|predominantly|generally|commonly|typically|including|such\sas|consisting\sof)"
    r"\s[^.;()\d]{3,90},\s(?=(?:was|were|had|has|have)\b)",
    re.I,
)


def _without_kinds(text: str, found: list[Anchor]) -> list[Anchor]:
    """Without what an aside says of the concept before it, which is what was counted."""
    aside = _KINDS_ASIDE.search(text)
    if not aside or not any(a.end == aside.start() for a in found):
        return found
    return [a for a in found if not aside.start() <= a.start < aside.end()]


_CAUSE = compiled(r"\b(?:due\s+to|owing\s+to|because\s+of|on\s+account\s+of)\s+(?:the\s+)?$", re.I)


def _effects(text: str, found: list[Anchor]) -> list[Anchor]:
    """ "Treatment was stopped due to toxicity in two": they are counted for the effect, where it is
    a concept; the cause is none.
    """
    causes = [a for a in found if _CAUSE.search(text[: a.start])]
    return [a for a in found if a not in causes or not any(b.end <= a.start for b in found)]


def _anchor(start: int, end: int, name: str, rules: CohortRules) -> Anchor:
    return Anchor(start, end, name, name in rules.values, rules.rank.get(name, 99))


def _phrases(text: str, rules: CohortRules) -> list[Anchor]:
    found: list[Anchor] = []
    for name, pattern in rules.phrases:
        for match in pattern.finditer(text):
            if _AN_INTENT.match(match[0]) and _NO_OPERATION.search(text):
                continue
            if all(match.end() <= a.start or match.start() >= a.end for a in found):
                found.append(_anchor(match.start(), match.end(), name, rules))
    return found


# "Radiotherapy, in 30% with palliative intent": no operation was meant.
_AN_INTENT = compiled(
    r"(?:with|for)\s(?:a\s)?(?:curative|palliati)|(?:curative|palliative)ly\b", re.I
)
_NO_OPERATION = Gated(
    r"\b(?:radio|chemo|immuno)\w*|\birradiat\w+|\b[PR]RT\b|\bPRRT\b|\bemboli[sz]\w+|\bdos(?:e|es|ed)\b|\bGy\b",
    re.I,
)


_AT_FIRST = Gated(
    r"\bat (?:the time of )?(?:the )?(?:first|initial|primary) (?:\w+ )?diagnosis\b|\bat (?:NET |NEN |tumou?r )?diagnosis\b(?=\sin\b)",
    re.I,
)
_LATER = Gated(
    r"\blater\b|\bduring (?:the |further |subsequent )*follow-?up\b|\bsubsequently\b|\bthereafter\b",
    re.I,
)


def _course(text: str, found: Sequence[Anchor], rules: CohortRules) -> list[Anchor]:
    """ "… at first diagnosis in 17 and later in 24": synchronous and metachronous metastases."""
    synchronous = any(a.name == "synchronous metastasis" for a in found)
    metachronous = any(a.name == "metachronous metastasis" for a in found)
    if "metasta" not in text.lower() and not any("metastasis" in a.name for a in found):
        return []
    early, late = _AT_FIRST.search(text), _LATER.search(text)
    if not (
        (synchronous and late)
        or (metachronous and early)
        or (early and late and late.group().lower() != "during follow-up")
    ):
        return []
    out = []
    if late and not metachronous:
        out.append(_anchor(late.start(), late.end(), "metachronous metastasis", rules))
    if early and not synchronous:
        out.append(_anchor(early.start(), early.end(), "synchronous metastasis", rules))
    return [
        o
        for o in out
        if not any(a.start < o.end and o.start < a.end and not a.value for a in found)
    ]


def _list_member(text: str, start: int, end: int) -> bool:
    """Whether an organ stands as an item: before a number, a comma, an "and", a bracket, "were found"."""
    return bool(
        patterns.match(
            r"\s?(?:[(,:;/]|and\b|or\b|in\s(?:\d|[a-z]+\b)|\d|$|NETs?\b|NENs?\b|primar|(?:was|were)\s(?:\w+ly\s)?(?:present|found|seen|detected|observed|noted|diagnosed|identified|documented|recorded|registered)\b)",
            text[end:],
        )
    )


def _place_of_metastasis(text: str, start: int, rules: CohortRules) -> bool:
    """The nearest word before the organ that says what it is speaks of metastases."""
    before = text[:start]
    before = _METASTASES_LIE.sub(lambda m: m["what"].ljust(len(m[0])), before)
    last_primary = max((m.start() for m in rules.primary_words.finditer(before)), default=-1)
    last_metastasis = max((m.start() for m in rules.metastasis_words.finditer(before)), default=-1)
    whence = _FROM_PRIMARY.search(text, max(last_metastasis, 0), len(text))
    return last_metastasis > last_primary and not (whence and whence.end() <= start)


# "Metastases from a small intestinal (n = 20) or ovarian (n = 2) primary".
_FROM_PRIMARY = compiled(
    r"\bmetastas[ei]s\s(?:(?:arising|originating|stemming)\s)?from\b(?=[^.;:]{3,120}\bprimar(?:y|ies)\b)",
    re.I,
)


# "Metastases were located in": no word of a primary.
_METASTASES_LIE = compiled(
    r"(?P<what>\b(?:metastas[ei]s|deposits|secondaries|BMs?)\s(?:\w+\s)?(?:was|were)\s)(?:\w+ly\s)?(?:located|locali[sz]ed|situated|sited)\b",
    re.I,
)
# "Liver (60%), lymph node (40%) and bone (20%) metastases".
_METASTASES_BEHIND = compiled(r"(?:\s\([^()]{1,30}\))?\s?(?:or\s\w+\s)?(?:metasta|mets\b)")
_COMMON_SITE = compiled(
    r"(?:\s\([^()]{1,20}\))?\s(?:was|were|being|is)\s(?:the\s)?[^,;.()]{0,40}?\b(?:(?:sites?|organs?)\s(?:of\s|for\s|with\s)?(?:distant\s|first\s)?(?:metasta|relapse|recurrence)|metastatic\s(?:site|organ|location)s?\b)",
    re.I,
)


def _sites(
    text: str,
    offset: int,
    mentions: Sequence[Mention],
    rules: CohortRules,
    names: Names,
    taken: list[tuple[int, int]],
    found: Sequence[Anchor],
    primaries: bool,
) -> list[Anchor]:
    """Organs: of metastases in "liver, bone and brain metastases", of primaries in a list of them."""
    sites = [m for m in mentions if m.layer == "term" and m.group == "site"]
    out: list[Anchor] = []
    for index, m in enumerate(sites):
        start, end = m.start - offset, m.end - offset
        if any(start < e and s < end for s, e in taken) or any(
            a.start < end and start < a.end for a in out
        ):
            continue
        rest = text[end:]
        chain = end
        for later in sites[index + 1 :]:
            if patterns.fullmatch(
                r"(?:\s\([^()]{1,30}\))?(?:\s?,|\s?/)?\s?(?:and|or|,)?\s?(?:(?:\d{1,3}(?:\.\d+)?\s?%?|[a-z]+)(?:\s\(\d[^()]{0,8}\))?\s)?",
                text[chain : later.start - offset],
            ):
                chain = later.end - offset
        metastatic = (
            bool(_COMMON_SITE.match(text[chain:]))
            or bool(_METASTASES_BEHIND.match(text, chain))
            or bool(patterns.match(r"(?:,|\sand|\sor)\s(?:\w+\s){0,2}metastas", text[chain:]))
        )
        if (
            not metastatic
            and _list_member(text, start, end)
            and rules.metastasis_words.search(text[:start])
        ):
            metastatic = _place_of_metastasis(text, start, rules)
        site = m.name
        if metastatic:
            name = _first(site, rules.metastatic_sites, names)
            out.append(_anchor(start, end, name or f"{text[start:end].lower()} metastasis", rules))
        elif primaries and (
            _list_member(text, start, end) or patterns.match(r"\s?\(|\s(?:in|was|were|as)\b", rest)
        ):
            name = _first(site, rules.primary_sites, names)
            if not name and any(a.name.startswith("primary ") for a in (*found, *out)):
                name = f"primary {site}"  # "in the lung in 12, the kidney in 2"
            if name:
                out.append(_anchor(start, end, name, rules))
    return out


def _first(site: str, table: dict[str, str] | object, names: Names) -> str:
    lookup = table if isinstance(table, dict) else {}
    if site in lookup:
        return str(lookup[site])
    for parent in names.ancestors("site", site):
        if parent in lookup:
            return str(lookup[parent])
    return ""


_TERM_GROUPS = {
    "treatment",
    "syndrome",
    "functional",
    "bone_lesion_type",
    "differentiation",
    "histology",
}
_TERM_NAMES = {
    "well": "well differentiated",
    "poor": "poorly differentiated",
    "mixed": "mixed bone lesion",
}
_VAGUE = {"NET", "NEN", "carcinoid", "NEC", "adenocarcinoma"}


# A regimen by its short name: "FOLFIRI", "CAPTEM", "CAV/PE".
_REGIMEN = compiled(r"[A-Za-z]?[A-Z]{2}[A-Za-z]*(?:[/-][A-Z]{2}[A-Za-z]*)?")


def _term_name(m: Mention, wording: str, names: Names, rules: CohortRules) -> str:
    if m.layer != "term" or m.group not in _TERM_GROUPS or m.name in _VAGUE:
        return ""
    if len(m.names) > 1:
        return wording.lower() if _REGIMEN.fullmatch(wording) else ""
    if m.group == "differentiation" and m.name == "moderate":
        return "moderately differentiated"
    if m.name in rules.term_concepts:
        return rules.term_concepts[m.name]
    kinds = rules.term_kinds.get(m.group, frozenset()) - {m.name}
    for kind in names.ancestors(m.group, m.name):
        if kind in kinds:
            return kind
    return _TERM_NAMES.get(m.name, m.name if m.name.isupper() else m.name.lower())
