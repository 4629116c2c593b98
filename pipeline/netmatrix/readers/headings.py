"""What section a heading opens: the names that journals print, whatever their typography.

Names were gathered from the CARE and ICMJE recommendations, the structured abstracts of MEDLINE
(NLM label categories) and the heads that journals of the field print.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from netmatrix.patterns import compiled

Role = Literal[
    "abstract",
    "points",
    "keywords",
    "introduction",
    "case",
    "case_sub",
    "care",
    "methods",
    "results",
    "discussion",
    "aside",
    "conclusion",
    "references",
    "back",
    "legends",
    "label",
]
"""What a heading says of the text below it.

Beside the canonical sections: ``points`` highlights and key messages; ``case_sub`` a part of a
case where the paper is inside one (else the surrounding section goes on), ``care`` a part of a
case by its very name; ``aside`` general text inside a case (differential diagnosis); ``label`` an
article type printed above the title.
"""

_NAMES: dict[Role, str] = {
    "abstract": "abstract|summary|synopsis|structured abstract|graphical abstract|tl dr|"
    "plain language summary|lay summary|lay abstract|executive summary|extended abstract",
    "points": "highlights|key points|key findings|main points|key messages|key message|"
    "take home message|take home messages|learning points|learning point|contribution|"
    "contributions of this study|what this study adds|core tip|in brief|significance statement|"
    "key clinical message|established facts|novel insights|clinical relevance statement|essentials",
    "keywords": "key words|keywords|index terms|mesh terms|subject terms|categories|keyword",
    "introduction": "introduction|background|objective|objectives|aim|aims|purpose|context|"
    "rationale|hypothesis|background aims|background and aims|background and aim|"
    "background and objective|background and objectives|background objectives|"
    "background and purpose|introduction and background|introduction and objectives|"
    "introduction and aims|introduction aims|aims of the study|aim of the study|study objective|"
    "purpose of the study|importance|background objective|background aim|aims and background|"
    "aims background|introduction and aim|problem|context and objective|objective background",
    "case": "case|cases|case report|case reports|case presentation|case presentations|"
    "case description|case descriptions|clinical case|clinical cases|case history|case histories|"
    "case study|case summary|case series|the case|our case|our cases|patient information|"
    "patient presentation|observation|observations|clinical observation|patient and observation|"
    "presentation of case|presentation of cases|presentation of the case|description of the case|"
    "description of case|report of a case|report of case|report of cases|report of the case|"
    "clinical presentation|case report and review of literature|clinical history|patient history|"
    "final diagnosis|definitive diagnosis|case illustration|illustrative case|illustrative cases|clinical vignette|case vignette|"
    "case details|case records|case record|case synopsis|clinical report|clinical summary|"
    "case overview|index case|cases report|cases presentation|cases presentations|"
    "case presentation and discussion|case report and discussion|patient description|"
    "clinical description|clinical case presentation|clinical case description|patient report|"
    "patient|the patient|our patient|clinical data|clinical story|clinical part|case reports and literature review|case report and literature review|description of cases",
    "care": "chief complaint|chief complaints|presenting complaint|presenting complaints|"
    "history of present illness|history of past illness|history of presenting illness|"
    "past medical history|personal and family history|physical examination|"
    "physical examination upon admission|clinical findings|patient perspective|timeline|"
    "therapeutic intervention|therapeutic interventions|diagnostic assessment|"
    "diagnostic evaluation|multidisciplinary expert consultation|outcome and follow up|"
    "outcomes and follow up|follow up and outcome|follow up and outcomes|preliminary diagnosis|"
    "presenting concerns|anatomical diagnosis|final anatomical diagnosis|anatomic diagnosis|hospital course|clinical course|medical history|past history|history",
    "case_sub": "laboratory findings|laboratory examinations|laboratory examination|"
    "laboratory inspection|laboratory tests|laboratory investigations|laboratory data|"
    "laboratory results|laboratory studies|laboratory|investigations|investigation|examinations|"
    "examination|imaging|imaging findings|imaging examinations|imaging examination|"
    "imaging studies|radiological findings|radiologic findings|radiology|endoscopy|"
    "endoscopic findings|treatment|treatments|management|therapy|treatment and outcome|"
    "treatment and follow up|follow up|followup|outcome|outcomes|prognosis|pathology|"
    "pathological findings|pathologic findings|pathological examination|histopathology|"
    "histopathological findings|histopathological examination|histology|histological findings|"
    "pathology findings|gross findings|microscopic findings|immunohistochemistry|"
    "immunohistochemical findings|cytology|cytological findings|autopsy|autopsy findings|"
    "necropsy|post mortem|postmortem examination|surgery|surgical procedure|surgical technique|"
    "surgical treatment|operation|operative findings|operative technique|diagnosis|"
    "genetic testing|genetic analysis|genetic findings|molecular findings|molecular analysis|"
    "diagnostic workup|diagnostic work up|postoperative course|clinical features|"
    "macroscopy|microscopy|gross pathology|macroscopic findings|staging|extension work up|workup|work up|treatment and evolution|evolution|clinical evolution|"
    "clinico pathological confrontation|clinicopathological correlation|treatment course|course|intervention|interventions",
    "methods": "methods|method|materials and methods|material and methods|patients and methods|"
    "patient and methods|subjects and methods|methodology|methods and materials|"
    "patients and method|materials and method|material and method|patients materials and methods|"
    "patients material and methods|methods and patients|study design|design|setting|participants|"
    "patients|subjects|material|materials|population|sample|cohort|experimental|experimental design|experimental procedures|study population|"
    "design setting and participants|main outcome measures|main outcome measure|"
    "main outcomes and measures|measurements|search strategy|methods and results|data sources|"
    "study selection|exposures|design and methods|research design and methods|design and setting|"
    "patients and study design|materials methods|material methods|methods and study design|"
    "data sources and study selection|data extraction|evidence acquisition|research methods|"
    "methods design|design methods|methods and design|study protocol|study procedures|"
    "patients and treatment|methods and analysis|experimental section|methods patients|"
    "patients and investigations|patients and techniques|patients and procedures|patients and management|"
    "patients and treatments|patients and technique|patients studied|cases and methods|case material and methods|"
    "clinical material|clinical material and methods|patients and observations|patients and clinical data|"
    "patient population|patients and materials|subjects and design|patients and pathology",
    "results": "results|result|findings|main results|results and discussion|patients and results|cases and results|subjects and results|patients and findings|"
    "results and discussions|evidence synthesis|main findings|principal findings|"
    "group results|overall results|results of the group|results of the series|results in the group|"
    "findings in the group|findings in the series|the group as a whole|the series as a whole",
    "discussion": "discussion|discussions|comment|comments|discussion and conclusion|"
    "discussion and conclusions|discussion and review of the literature|"
    "discussion and literature review|discussion conclusion|"
    "literature review|review of the literature|review of literature|general discussion|"
    "review of cases|review of reported cases|review of published cases|reported cases|"
    "previously reported cases|previous cases|published cases|previous reports|earlier reports|"
    "comparison with other reports|comparison with the literature|comparison with previous cases|"
    "other reports|reports in the literature|cases in the literature|"
    "literature review and discussion|limitations|study limitations|limitations of the study|"
    "strengths and limitations|study strengths and limitations|literature review and analysis",
    "aside": "differential diagnosis|differential diagnoses|differentials",
    "conclusion": "conclusion|conclusions|concluding remarks|conclusion and future perspectives|"
    "conclusions and perspectives|conclusions and relevance|conclusion and perspective|"
    "summary and conclusion|summary and conclusions|conclusions and future directions|"
    "conclusion and recommendations|interpretation|closing remarks|concluding remark|"
    "future perspectives|future directions|clinical significance|implications|"
    "conclusion and outlook|conclusions and outlook",
    "references": "references|reference|bibliography|literature cited|works cited|"
    "references and notes|cited literature|reference list|list of references|literature",
    "legends": "figure legends|figure captions|legends|legends to figures|figure legend|"
    "legends for figures|list of figures|table legends|figures and tables|tables and figures|"
    "figure and table legends|legend",
    "label": "original article|original articles|original research|original paper|article|"
    "research article|review article|review|brief report|brief communication|short communication|"
    "letter|letter to the editor|letters|correspondence|editorial|open access|rapid communication|"
    "images in medicine|clinical image|clinical study|full length article|research|"
    "original investigation|clinicopathological conference|clinicopathologic conference|clinico pathological conference|poster|posters|letters to the editors|case letter|research letter|case note|case communication|original report|mini review|minireview|systematic review|case report open access",
    "back": "acknowledgement|acknowledgements|acknowledgment|acknowledgments|disclosure|"
    "disclosures|disclosure statement|declaration|declarations|funding|funding sources|"
    "funding source|funding statement|funding information|financial support|financial disclosure|"
    "financial disclosures|financial support and sponsorship|source of funding|"
    "sources of funding|source of support|sources of support|grant support|support|"
    "competing interests|competing interest|declaration of competing interest|"
    "declaration of competing interests|declaration of interest|declaration of interests|"
    "conflict of interest|conflicts of interest|conflict of interests|conflicts of interests|"
    "conflict of interest statement|conflict of interest disclosure|"
    "conflicts of interest statement|"
    "statement of ethics|ethics statement|ethical statement|ethics|ethics approval|"
    "ethical approval|ethical considerations|ethics approval and consent to participate|"
    "consent|consent for publication|consent to publish|consent to participate|informed consent|"
    "patient consent|patient consent statement|declaration of patient consent|"
    "informed consent statement|institutional review board statement|consent statement|"
    "written informed consent|compliance with ethical standards|compliance with ethics guidelines|"
    "author contributions|author contribution|authors contributions|authors contribution|"
    "contributions|contributors|contributorship|credit authorship contribution statement|"
    "author contribution statement|authors note|authorship|author statement|"
    "data availability|data availability statement|availability of data and materials|"
    "availability of data and material|data sharing|data sharing statement|"
    "abbreviations|list of abbreviations|abbreviation|nomenclature|glossary|"
    "supplementary|supplementary material|supplementary materials|supplementary data|"
    "supplementary information|supporting information|appendix|appendices|appendix a|"
    "additional information|additional files|supplemental material|supplemental data|"
    "footnotes|notes|author information|authors information|author affiliations|affiliations|"
    "provenance and peer review|provenance|peer review|peer review file|reporting checklist|"
    "publishers note|publisher s note|generative ai statement|open access statement|license|"
    "copyright|rights and permissions|about this article|cite this|cite this article|"
    "how to cite this article|citation|correspondence to|corresponding author|orcid|orcid ids|"
    "trial registration|clinical trial registration|registration|prior presentation|"
    "guarantor|human and animal rights|research involving human participants|disclaimer|"
    "full text entities|full text|figures|tables|similar articles|related articles|metrics|"
    "associated data|article information|article notes|access to document|fingerprint|"
    "transparency statement|informed consent and patient details|previous presentations",
}

_BY_NAME: dict[str, Role] = {
    name: role for role, names in _NAMES.items() for name in names.split("|")
}

_NUMBERING = compiled(
    r"^\s*(?:section\s+)?(?:[([]?\d{1,2}(?:\.\d{1,2}){0,3}[.)\]]?|[ivx]{1,5}[.)]|[a-h][.)])\s+"
)
_SIGNS = compiled(r"[^\w\s]+|_+")
_CASE_NUMBER = compiled(
    r"\s*(?:\d{1,2}(?:\.\d{1,2}){0,2}[.)]?\s+)?(?:clinical )?(?:case|patient|observation)"
    r"(?: report| presentation| number| no\.?:?| #| nr\.?)?\s?#?"
    r"(?:\d{1,2}|[a-h]|[ivx]{1,4}|one|two|three|four|five|six)\s*(?:$|[:.,(–—-]\s*\S.{0,60}$)"
    r"|(?:the )?(?:first|second|third|fourth|fifth) (?:case|patient|observation)\s*[:.]?$"
    # A person of a pedigree: "III-2 (proband)".
    r"|(?:individual |subject |member )?(?-i:[IV]{1,3})(?:[-–:]\d{1,2}(?:\s*\([^()]{1,40}\))?|\.\d{1,2}\s*\([^()]{1,40}\))\s*[:.]?$",
    re.IGNORECASE,
)
# "POSTER 212", "Abstract P-117": a number of a meeting's book.
_NUMBERED_LABEL = compiled(
    r"(?:e-?poster|poster|abstract|oral(?:\s+presentation)?|presentation)\s*(?:no\.?\s*)?[A-Z]{0,3}[\s-]?\d{1,4}[.:]?",
    re.IGNORECASE,
)
_CASE_STEM = compiled(r"^case (?:presentation|report|description|history)s?\b")
_BACK_STEM = compiled(
    r"^(?:conflicts? of interest|competing interests?|funding|acknowledge?ments?|"
    r"authors? contributions?|data availability|ethic(?:s|al)\b.{0,40}(?:approval|statement|"
    r"consent)|supplement(?:ary|al) (?:material|data|information|file|table|figure)s?|"
    r"declarations? of (?:conflict|competing|interest))"
)
MAX_LENGTH = 90
"""No name of a section is longer (characters)."""


def normal(text: str) -> str:
    """A heading for comparison: lower case, no numbering, no signs, ``&`` as ``and``."""
    lowered = text.strip().lower().replace("&", " and ").replace("’", "").replace("'", "")
    lowered = lowered.replace("(s)", "s")
    lowered = _NUMBERING.sub("", lowered)
    return " ".join(_SIGNS.sub(" ", lowered).split())


@lru_cache(maxsize=4096)
def role(text: str) -> Role | None:
    """What the heading ``text`` opens, ``None`` when its name says nothing."""
    if not text or len(text) > MAX_LENGTH:
        return None
    name = normal(text)
    found = _BY_NAME.get(name)
    if found:
        return found
    if name.startswith("the "):
        return _BY_NAME.get(name[4:])
    if text[-1] == "." and text.count(" ") > 4:
        return None  # a sentence that begins like a heading
    if _NUMBERED_LABEL.fullmatch(text.strip()):
        return "label"
    if _CASE_NUMBER.match(text) or _CASE_STEM.match(name):
        return "case"
    head, colon, rest = text.partition(": ")
    if not colon and _BACK_STEM.match(name):
        return "back"
    if colon and rest[:1].islower() and "." not in rest:
        # The heads of trial protocols (SPIRIT): "Methods: participants, interventions, outcomes".
        stated = _BY_NAME.get(normal(head))
        if stated in ("methods", "results"):
            return stated
    if name.endswith(" continued"):
        return _BY_NAME.get(name.removesuffix(" continued"))
    return None


STRUCTURED = frozenset(
    ["introduction", "case", "methods", "results", "conclusion", "discussion", "keywords", "care"]
)
"""Roles that a run-in head of a structured abstract may have."""

OPENING = STRUCTURED | {"abstract"}
"""Roles of the heads that may stand in one paragraph: an abstract's own name is one of them."""

_RUN_IN_LABEL = compiled(r"((?:[A-Z][A-Za-z’'/&, -]{2,60}?))\s?(?::|\.\s?[—–-]|\s[—–]\s)\s*(?=\S)")


_STOPPED_NAMES = (
    r"introduction|background|objectives?|aims?|purpose|methods?|materials?(?: and methods)?|"
    r"patients|subjects|participants|population|design|setting|findings|clinical (?:course|data|story)|"
    r"patients and methods|results|discussion|comments?|conclusions?|summary|abstract|"
    r"(?:clinical |our )?case (?:reports?|presentations?|descriptions?|history|summary|study)|"
    r"(?:the |our )?cases?|presentation of (?:the )?case|report of (?:a |the )?case|"
    r"patients? and observations?|clinical summary|"
    r"(?:case|patient)(?: report| presentation)?(?: no\.?| #)?\s?"
    r"(?:\d{1,2}|[a-h]|[ivx]{1,4}|one|two|three|four|five|six)(?:\s\([a-z][\w ]{1,24}\))?"
)
_STOPPED_LABEL = compiled(rf"((?i:{_STOPPED_NAMES}))\s?[.:]\s?[—–-]?\s+(?=[\"“'‘(\[]?[A-Z0-9])")
"""Names that open a section inside a paragraph also before a full stop, or with a number."""


def run_in(text: str, start: int = 0) -> tuple[str, Role, int] | None:
    """The run-in head at ``start``: its wording, its role and where the text behind it begins.

    ``BACKGROUND/AIMS: The …``, ``Results.— Of …``, ``Discussion. The …`` and ``Case 2. A …`` have
    one, ``Ki-67: 3 %`` has none.
    """
    match = _RUN_IN_LABEL.match(text, start)
    if match is None or role(match.group(1)) is None:
        match = _STOPPED_LABEL.match(text, start)
        if match is None or not match.group(1)[0].isupper():
            return None
    found = role(match.group(1))
    if found is None:
        return None
    return match.group(1), found, match.end()


_BARE_LABEL = compiled(
    r"((?i:background|introduction|objectives?|aims?|purpose|(?:(?:patients|materials?) and )?methods|results|findings|"
    r"interpretation|discussion|conclusions?))\s(?=[\"“'‘(]?[A-Z0-9])"
)


def bare(text: str) -> tuple[str, Role, int] | None:
    """The head at the start of a text that no mark parts from it: "Results Ten sites recruited …".

    By itself it may be the subject of a sentence; only several in a row are heads.
    """
    match = _BARE_LABEL.match(text)
    found = role(match.group(1)) if match and match.group(1)[0].isupper() else None
    return (match.group(1), found, match.end()) if match and found else None


_INNER_LABEL = compiled(r"(?<=[.!?)\]] )(?=[A-Z][A-Za-z/&, -]{2,60}?(?:\s?\d{1,2})?[.:]\s)")


def run_ins(text: str, limit: int = 12) -> list[tuple[int, str, Role]]:
    """Run-in heads of a structured abstract in one paragraph: offset, wording, role.

    The first stands at the beginning, the others behind the end of a sentence.
    """
    first = run_in(text)
    if first is None or first[1] not in OPENING:
        return []
    return [(0, first[0], first[1]), *_inner(text, first[2], limit - 1)]


def run_ins_after(
    text: str, label: str, opened: Role, limit: int = 12
) -> list[tuple[int, str, Role]]:
    """``run_ins`` of a paragraph whose first head, ``label``, is the heading above it."""
    inner = _inner(text, 0, limit - 1)
    return [(0, label, opened), *inner] if inner else []


def _inner(text: str, start: int, limit: int) -> list[tuple[int, str, Role]]:
    found: list[tuple[int, str, Role]] = []
    for match in _INNER_LABEL.finditer(text, start):
        inner = run_in(text, match.start())
        if inner and inner[1] in OPENING:
            found.append((match.start(), inner[0], inner[1]))
            if len(found) >= limit:
                break
    return found
