"""What the numbers of a sentence can be about: the concepts it names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from netmatrix.extract.statistics.rules import CohortRules
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Mention
from netmatrix.normalise.names import Names

_HORIZON = re.compile(
    r"(?P<years>(?:(?:\d{1,2}|one|two|three|four|five|ten|fifteen|twenty)(?:\s?-|\s)?(?:\s?(?:years?|yrs?|y))?(?:,\s?and\s|,\s?|\s?/\s?|\sand\s|\sor\s|\s?&\s?)\s?(?:the\s)?)*"
    r"(?:\d{1,2}|one|two|three|four|five|ten|fifteen|twenty))[\s-]*(?:years?|yrs?|y)\b[\s-]*"
    r"(?:(?:cumulative|actuarial|overall|observed|estimated|relative|absolute|crude|survival|rates?|the)\s)*?"
    r"(?P<what>overall survivals?|progression[- ]free survivals?|disease[- ]free survivals?|(?:recurrence|relapse)[- ]free survivals?|"
    r"(?:disease|cancer|tumou?r)[- ](?:specific|related) survivals?|survivals?|OS|PFS|DFS|RFS|[DC]SS)\b(?:\s(?:rates?|probabilit(?:y|ies)))?",
    re.I,
)
_HORIZON_AFTER = re.compile(
    r"(?P<what>overall survivals?|progression[- ]free survivals?|disease[- ]free survivals?|survivals?|OS|PFS|DFS|alive)\b(?:\s(?:rates?|probabilit(?:y|ies)))?"
    r"(?:\s\w+){0,3}?\sat\s(?P<years>(?:(?:\d{1,2}|one|two|three|four|five|ten|fifteen|twenty)(?:-|\s)?(?:years?)?(?:,\s?and\s|,\s?|\sand\s)\s?)*(?:\d{1,2}|one|two|three|four|five|ten|fifteen|twenty))[\s-]years?\b",
    re.I,
)
_WORD_YEARS = {
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "ten": "10",
    "fifteen": "15",
    "twenty": "20",
}
_SURVIVAL = (
    (r"p", "progression-free survival"),
    (r"disease[- ]free|dfs", "disease-free survival"),
    (r"r", "recurrence-free survival"),
    (r"[dct]", "disease-specific survival"),
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A concept named at ``[start, end)`` of the sentence; ``value`` ones take medians only."""

    start: int
    end: int
    name: str
    value: bool = False
    rank: int = 99


def anchors(
    text: str, offset: int, mentions: Iterable[Mention], rules: CohortRules, names: Names
) -> list[Anchor]:
    """The concepts of a text that starts at ``offset`` of the document, in order.

    Mentions of the concept layer first; a construction may overrule them; terms of the other
    layers (a drug, a syndrome) stand for themselves where no concept covers them.
    """
    listed = list(mentions)
    found = [*_horizons(text), *_phrases(text, rules)]
    taken = [(a.start, a.end) for a in found]

    def free(start: int, end: int) -> bool:
        return all(end <= s or start >= e for s, e in taken)

    primaries = bool(rules.primary_words.search(text))
    for m in listed:
        start, end = m.start - offset, m.end - offset
        if m.layer != "concept":
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
    found += _sites(text, offset, listed, rules, names, taken, primaries)
    for m in listed:
        start, end = m.start - offset, m.end - offset
        name = _term_name(m, names)
        if (
            name
            and not m.weak
            and free(start, end)
            and not any(a.start < end and start < a.end for a in found)
        ):
            found.append(_anchor(start, end, name, rules))
    found += _course(text, found, rules)
    if primaries:
        for match in re.finditer(r"\bunknown\b(?=\sin\b|\s?\()", text):
            if not any(a.start < match.end() and match.start() < a.end for a in found):
                found.append(_anchor(*match.span(), "primary unknown", rules))
    if any(
        a.name in ("bone metastasis", "skeletal-related event", "widespread bone metastasis")
        for a in found
    ):
        for match in re.finditer(
            r"(?<!abdominal )(?<!chest )(?<!flank )(?<!epigastric )(?<!back )\bpain\b(?!\srelief)",
            text,
            re.I,
        ):
            if not any(a.start < match.end() and match.start() < a.end for a in found):
                found.append(_anchor(*match.span(), "bone pain", rules))
    found.sort(key=lambda a: (a.start, -a.end))
    return found


def _anchor(start: int, end: int, name: str, rules: CohortRules) -> Anchor:
    return Anchor(start, end, name, name in rules.values, rules.rank.get(name, 99))


def _phrases(text: str, rules: CohortRules) -> list[Anchor]:
    found: list[Anchor] = []
    for name, pattern in rules.phrases:
        for match in pattern.finditer(text):
            if all(match.end() <= a.start or match.start() >= a.end for a in found):
                found.append(_anchor(match.start(), match.end(), name, rules))
    return found


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


def _horizons(text: str) -> list[Anchor]:
    """ "5- and 10-year survival" -> two anchors at one place, in order."""
    if not re.search(r"surviv|\b(?:OS|PFS|DFS|RFS|DSS|CSS)\b|alive", text):
        return []
    out: list[Anchor] = []
    for pattern in (_HORIZON, _HORIZON_AFTER):
        for match in pattern.finditer(text):
            if any(match.start() < a.end and a.start < match.end() for a in out):
                continue
            what = match["what"].lower()
            kind = "survival"
            for form, name in _SURVIVAL:
                if re.match(form, what):
                    kind = name
                    break
            for year in re.findall(
                r"\d{1,2}|one|two|three|four|five|ten|fifteen|twenty", match["years"].lower()
            ):
                out.append(
                    Anchor(match.start(), match.end(), f"{_WORD_YEARS.get(year, year)}-year {kind}")
                )
    return out


def _list_member(text: str, start: int, end: int) -> bool:
    """Whether an organ stands as an item: before a number, a comma, an "and", a bracket."""
    return bool(
        re.match(
            r"\s?(?:[(,:;/]|and\b|or\b|in\s(?:\d|[a-z]+\b)|\d|$|NETs?\b|NENs?\b|primar)", text[end:]
        )
    )


def _place_of_metastasis(text: str, start: int, rules: CohortRules) -> bool:
    """The nearest word before the organ that says what it is speaks of metastases."""
    before = text[:start]
    last_primary = max((m.start() for m in rules.primary_words.finditer(before)), default=-1)
    last_metastasis = max((m.start() for m in rules.metastasis_words.finditer(before)), default=-1)
    return last_metastasis > last_primary


def _sites(
    text: str,
    offset: int,
    mentions: Sequence[Mention],
    rules: CohortRules,
    names: Names,
    taken: list[tuple[int, int]],
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
            if re.fullmatch(
                r"(?:\s?,|\s?/)?\s?(?:and|or|,)?\s?", text[chain : later.start - offset]
            ):
                chain = later.end - offset
        metastatic = bool(re.match(r"\s?(?:or\s\w+\s)?metasta", text[chain:])) or bool(
            re.match(r"(?:,|\sand|\sor)\s(?:\w+\s){0,2}metastas", text[chain:])
        )
        if (
            not metastatic
            and _list_member(text, start, end)
            and re.search(r"metasta\w+|spread", text[:start], re.I)
        ):
            metastatic = _place_of_metastasis(text, start, rules)
        site = m.name
        if metastatic:
            name = _first(site, rules.metastatic_sites, names)
            out.append(_anchor(start, end, name or f"{text[start:end].lower()} metastasis", rules))
        elif primaries and (
            _list_member(text, start, end) or re.match(r"\s?\(|\s(?:in|was|were|as)\b", rest)
        ):
            name = _first(site, rules.primary_sites, names)
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


def _term_name(m: Mention, names: Names) -> str:
    if m.layer != "term" or m.group not in _TERM_GROUPS or len(m.names) > 1 or m.name in _VAGUE:
        return ""
    if m.group == "differentiation" and m.name == "moderate":
        return "moderately differentiated"
    if m.group == "treatment" and "prrt" in names.ancestors("treatment", m.name):
        return "prrt"
    return _TERM_NAMES.get(m.name, m.name if m.name.isupper() else m.name.lower())
