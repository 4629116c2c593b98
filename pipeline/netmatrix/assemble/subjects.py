"""Who is told of: the patients of a report, and the sentences about each.

A sentence is about a patient where the paper presents the patient (case section, abstract,
captions), unless it speaks in general or of other people's patients; in an introduction or a
discussion only where it says so ("in our patient", "the present case").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from netmatrix.assemble import turns
from netmatrix.assemble.cited import apart, retells
from netmatrix.assemble.tense import tells_past
from netmatrix.extract.patient import KIN, KIN_PATIENT, age_in
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Annotations, Mention, Sentence
from netmatrix.normalise.numbers import DURATION, WORDS, parse

# A person brought in: "a previously healthy man", "this patient".
_PERSON = Gated(
    r"\b(?:a|an|one|another|this)\s+(?:[\w’'-]+[\s,]+){0,6}?(?:man|woman|male|female|boy|girl|lady|gentleman|"
    r"infant|neonate|newborn|child|patient|teenager|adolescent)\b",
    re.IGNORECASE,
)
_THIS_REPORT = Gated(r"\bthis case report\b", re.IGNORECASE)
# "Positive in one patient": a count, and nobody is brought in.
_COUNTED_ONE = re.compile(
    r"\b(?:in|for|by|from|to)\s+(?:only\s+|just\s+)?one\s+(?:(?!\d)[\w-]+\s+){0,2}patient\b(?!\s*,?\s+(?:who|with|aged|of|an?)\b)",
    re.IGNORECASE,
)
# "One of these, a 47-year-old man, …": out of a group, and yet a patient of their own.
_ONE_OF_THESE = re.compile(
    r"\b(?:one|another)\s+of\s+(?:these|them|the(?:se)?\s+(?:[\w-]+\s+)?patients|our\s+patients|whom)?,?\s*,\s+an?\s+(?:\d{1,2}-year|(?:[\w-]+\s+){0,2}(?:man|woman|boy|girl)\b)",
    re.IGNORECASE,
)
# "Stable in two patients, increased in two": some of a group.
_IN_SOME = Gated(
    rf"\b(?:in|by|for)\s+(?:{WORDS}|\d{{1,3}})\s+(?:of\s+(?:the\s+|these\s+|them\b|whom\b)?(?:{WORDS}|\d{{1,3}})?\s*)?(?:[\w-]+\s+)?(?:patients|cases|women|men|tumou?rs)\b",
    re.IGNORECASE,
)
# "35-day-old seedlings", "12-month-old mice".
_NO_PERSON = re.compile(
    r"\s+(?:[\w-]+\s+){0,4}?(?:plants?|seedlings?|leaves|mice|mouse|rats?|rabbits?|cultures?|embryos?|larvae)\b",
    re.IGNORECASE,
)
_FEW = 3
"""A series of more patients than so many tells of "two patients" as of some."""
# A headline has none of these verbs.
_FINITE = Gated(r"\b(?:is|are|was|were|has|have|had|can|may)\b")
# "As in our patient, patients with …" speaks of the kind, unless one patient is meant.
_PATIENTS_WITH = Gated(r"\bpatients (?:with|who)\b")
_OUR_PATIENT = Gated(r"\b(?:our|present|this) (?:patient|case)\b", re.IGNORECASE)
# The age of a group is nobody's.
_GROUP = re.compile(
    r"\b(?:patients|median(?!\s+(?:sternotomy|nerve|lobe|line|raphe))|mean(?!\s+arterial)|average|range[ds]?|subjects|individuals|cohort)\b",
    re.IGNORECASE,
)
# Before an occupation: "in a retired (miner)".
_ONE_OF_THEM = re.compile(r"\ban?\s+(?:[\w-]+\s+){0,3}$", re.IGNORECASE)
# One patient, spoken of as known.
_THE_PATIENT = Gated(
    r"\b(?:the|this|our|a|an) patient\b(?!s\b)|\bpatient(?:'s|’s)\b", re.IGNORECASE
)
_BOTH = Gated(r"\b(?:both|either|each|neither) (?:patient|case)s?\b", re.IGNORECASE)
# A label at the start of a line: "Case 2", "Patient B:", "(b) The …", "2. A 40…".
_LABEL = re.compile(
    r"^\s*(?:in\s+)?(?:(?:case|patient|observation)(?:\s+(?:report|presentation|description|no\.?|number))?\s*[#:]?\s*"
    r"(?P<n>[1-9]|I{1,3}|IV|V|one|two|three|four|five|[A-H])\b(?!\s*(?:/|of\b|%|patients|cases))"
    r"|\(?(?P<letter>[a-e])\)\s+(?=(?:a|an|the)\s)|\(?(?P<digit>[1-9])[).]\s+(?=(?:a|an)\s+\d))",
    re.IGNORECASE,
)
# "Case 1: the proband …", "Patient 2. A …": what follows is that patient's, in any section.
_LABEL_RUN_IN = re.compile(
    r"^\s*(?:case|patient|observation)\s+(?:no\.?\s*)?(?:[1-9]|I{1,3}|[A-E])\s*[:.]", re.IGNORECASE
)
# The same inside a sentence: "the second patient".
_INLINE = Gated(
    r"(?:^(?:in\s+)?the\s+(?P<bare>first|second|third|fourth)(?:\s*,|\s+(?:was|had|is)\b)|\b(?P<ord>first|second|third|fourth|fifth)\s+(?:patient|case|man|woman|one)\b|\b"
    r"(?:case|patient)\s+(?:no\.?\s*)?(?P<n>[1-9])\b(?!\s*(?:/|of\b|%)))",
    re.IGNORECASE,
)
# "2% in the first and 8% in the second patient".
_IN_ORDER = re.compile(r"\b(?:in|of)\s+the\s+(first|second|third)\b", re.IGNORECASE)
# "The other patient, a man of 70, presented …": the second of two.
_THE_OTHER = re.compile(
    r"The\s+other\s+(?:patient|case|one|man|woman),?\s+(?:was\s+)?an?\s+(?:[\w-]+\s+){0,3}?(?:man|woman|male|female|boy|girl|\d)"
)
# "Positive in Cases 1 and 2, and negative in Case 3": not of the patient of whom the text tells.
_BESIDE_OTHERS = re.compile(r"\b(?:cases|patients)\s+(?:nos?\.?\s*)?[1-9]\b", re.IGNORECASE)
# "In Patient 1 and Patient 5", "patients 2, 3 and 7".
_NAMED_TOGETHER = Gated(
    r"\b(?:case|patient)s?\s+(?:nos?\.?\s*)?[1-9](?:\s*,\s*(?:(?:case|patient)\s+)?[1-9])*\s*(?:,\s*)?(?:and|&)\s*(?:(?:case|patient)\s+)?[1-9]\b(?!\s*(?:/|of\b|%))",
    re.IGNORECASE,
)
# "Positive in all five cases", "negative throughout the series".
_ALL_OF_THEM = Gated(
    r"\b(?:all|each)\s+(?:of\s+(?:the\s+)?|the\s+)?(?:two|three|four|five|six|seven|eight|nine|ten|[2-9]|10)\s+(?:[\w-]+\s+)?(?:cases|patients|tumou?rs|specimens|women|men)\b"
    r"|\b(?:in|by|of)\s+all\s+(?:two|three|four|five|six|seven|eight|nine|ten|[2-9]|10)(?=\s*[,.;)]|\s+(?:and|by|on|with|were|was|had|showed|stained|contained)\b)|^All\s+of\s+them\b"
    r"|\bthroughout\s+the\s+series\b|\bin\s+every\s+(?:case|patient)\b",
    re.IGNORECASE,
)
_ALL_SO_MANY = Gated(
    r"\ball\s+(?:of\s+the\s+)?(?:two|three|four|five|six|seven|eight|nine|ten|[2-9])\b",
    re.IGNORECASE,
)
# A paper that says so tells of several patients.
_PEOPLE = (
    r"patients|(?-i:[Mm]en)|women|boys|girls|children|infants|adolescents|adults|persons|individuals|brothers|"
    r"sisters|siblings|sibs|twins|cousins|relatives|smokers|recipients"
)
_SEVERAL = Gated(
    rf"\b(?:two|three|four|five|six|2|3|4|5|6)\s+(?:[\w-]+\s+){{0,5}}?(?:cases|{_PEOPLE}|case\s+reports|observations)\b|\bour\s+first\s+patient\b|"
    r"\ba brother and (?:a )?sister\b|\bboth (?:patients|cases)\b|\bcase 2\b|\bpatient 2\b|\bsecond (?:patient|case)\b|\bcase series\b",
    re.IGNORECASE,
)
# Relatives who are the paper's patients: "two sibs", "a brother and a sister are presented".
_KIN_PATIENTS = Gated(
    r"\b(?:two|three|four|five|2|3|4|5|affected)\s+(?:[\w-]+\s+){0,2}(?:brothers|sisters|sibs|siblings|twins|cousins|relatives|family members|members of (?:an?|one|the same) (?:\w+ )?(?:family|kindred))\b"
    r"|\b(?:in|of)\s+(?:a|one|the\s+same)\s+(?:\w+\s+)?(?:family|kindred)\b|\b(?:two|three)\s+generations\b|\blike\s+(?:mother|father),?\s+like\s+(?:son|daughter)\b|\ba\s+brother\s+and\s+(?:a\s+|his\s+)?sister\b|\b(?:father|mother)\s+and\s+(?:(?:his|her|a|two|three)\s+)?(?:sons?|daughters?|children)\b",
    re.IGNORECASE,
)
_A_KIN = r"(?:(?:great-)*(?:brother|sister|father|mother|son|daughter|cousin|uncle|aunt|nephew|niece|twin|grand\w+))s?"
# "A brother, a sister and their mother", in a title.
_KIN_LIST = Gated(
    rf"\b{_A_KIN}(?:,\s+(?:an?\s+|his\s+|her\s+|their\s+)?{_A_KIN})*,?\s+and\s+(?:(?:an?|his|her|their|two|three|the)\s+)?{_A_KIN}\b",
    re.IGNORECASE,
)
# "Two asymptomatic sisters, 24 and 31 years old, carried it too": tested, no patients.
_CARRIERS = Gated(
    r"\b(?:asymptomatic|healthy|unaffected|tested)\s+(?:[\w-]+\s+)?(?:brothers?|sisters?|siblings?|sibs|relatives|children|sons?|daughters?|family\s+members)\b"
    r"|\b(?:did|does|do)\s+not\s+carry\b"
    r"|\b(?:brothers|sisters|siblings|sibs|relatives|children|sons|daughters|family\s+members)\b[^.;]{0,50}\b(?:carried|carry|carriers|unaffected|screened|examined|healthy|tested\s+(?:negative|positive))\b",
    re.IGNORECASE,
)
# "… in a 9-month-old boy and in his great-uncle", in a title.
_AND_KIN = re.compile(rf"\band\s+(?:in\s+|of\s+)?(?:his|her|their)\s+{_A_KIN}\b", re.IGNORECASE)
_KIN_FIRST = re.compile(
    r"^(?:\s*(?:case|patient)\s+\w+\s*[:.,]\s*)?(?:[^.;,]{3,40},\s*)?(?:his|her|the|their)\s+(?:[\w-]+\s+)?(?:great-)*(?:brother|sister|son|daughter|father|mother|twin|sibling|grand\w+|uncle|aunt|cousin|nephew|niece)\b",
    re.IGNORECASE,
)
# A sentence that sets the patients against each other belongs to none of them.
_EACH_OTHER = re.compile(
    r"\b(?:first|second|third|other|latter|former|respectively|another|one)\b|;"
    r"|\b(?:a|an)\s+(?:[\w-]+\s+){0,3}(?:man|woman|boy|girl|lady|gentleman|male|female)\b",
    re.IGNORECASE,
)
_OTHER_ONE = re.compile(r"\b(?:first|second|third|other|latter|former)\b", re.IGNORECASE)
_STAINS = 3
"""So many markers make a sentence a pathologist's list."""
_LABEL_ALONE = 24
"""A label's sentence with nothing else has at most so many letters."""
# What the labels count with.
_NUMBER = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "one": 1, "two": 2, "three": 3, "four": 4,
    "five": 5, "a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6, "g": 7, "h": 8, "first": 1, "second": 2, "third": 3,
    "fourth": 4, "fifth": 5,
}  # fmt: skip
# What holds of a kind of tumour or patient, not of one.
_KIND = Gated(
    r"\b(?:tumou?rs|neoplasms|carcinomas|carcinoids|NETs|NENs|NECs|[a-z]+omas|patients|cases|"
    r"(?<!the )(?<!this )(?<!his )(?<!her )(?:disease|diagnosis|treatment|prognosis)|expression of \w+)(?:,\s[^,.;]{3,60},)?\s+(?:\([^)]*\)\s*)?"
    r"(?:are|is|have|has|can|may|do|occur|arise|show|display|express|contain|stain|usually|often|tend|remains?|represents?|"
    r"constitutes?|comprises?)\b",
    re.IGNORECASE,
)
# How a sentence begins that goes on with the case at hand.
_OF_THE_CASE = re.compile(
    r"(?:He|She|The\s+(?:resected\s+|surgical\s+)?(?:specimen|lesion|patient|operation|biopsy)|Follow-?\s?up|Histolog\w+|Patholog\w+|"
    r"Immunohisto\w+|Immunostain\w+|Post-?operat\w+|Microscop\w+)\b"
)
# A reference: without a past tense the sentence reports the literature.
_CITED = re.compile(r"\[\d[\d,\s–-]*\]")
# Heads that run into the text, as in structured abstracts: what follows is the patient's, or not.
_RUN_IN_CASE = re.compile(
    r"^(?:case(?:\s+(?:report|presentation|description|history|summary|vignette))?|patient(?:\s+(?:concerns?|findings|presentation|"
    r"information|description))?|diagnos[ie]s|interventions?|outcomes?|observations?|results?|clinical\s+(?:case|history|findings|"
    r"presentation)|imaging\s+findings|treatment|management|follow[\s-]up)\s*[.:]\s*(?=[A-Z0-9]|$)"
    r"|^(?-i:Case(?:\s[Rr]eport|\s[Pp]resentation|\s[Hh]istory)?)\s+(?=(?-i:[A-Z]))",
    re.IGNORECASE,
)
_RUN_IN_GENERAL = re.compile(
    r"^(?:introduction|background|rationale|objectives?|aims?|purpose|context|lessons?|conclusions?|discussion|significance|importance|"
    r"(?:learning|teaching|key)\s+points?|comments?|commentary|what\s+we\s+(?:take|learn\w*)(?:\s+from\s+(?:this|these|it))?|(?:the\s+)?(?:take[\s-]home\s+)?(?:message|lesson)s?|keywords)"
    r"\s*[.:]\s*(?=(?-i:[A-Z0-9])|$)"
    r"|^(?-i:Conclusions?|Introduction|Background|Context|Discussion|Comment)\s+(?=(?-i:[A-Z]))",
    re.IGNORECASE,
)
# "COMMENT: Some 60 cases are known", behind a report headed "CASE:".
_RUN_IN_COMMENT = re.compile(
    r"(?:COMMENT(?:ARY)?|DISCUSSION|Comment(?:ary)?|Discussion)\s*[.:]\s*(?=[A-Z]|$)"
)
# Any other head of a few words that runs into the text: a general part ends there.
_RUN_IN_OTHER = re.compile(r"^[A-Z][\w/&’'-]*(?:\s[\w/&’'-]+){0,4}[.:]\s+(?=[\"“(]?[A-Z0-9])")
# A section on what else it could have been speaks of other diseases …
_DIFFERENTIAL = Gated(r"differential\s+diagnos", re.IGNORECASE)
# … until one of these headings.
_BACK_TO_CASE = Gated(
    r"treatment|therap|follow|outcome|management|result|surg|discussion|patholog|course|investigation|case|prognos",
    re.IGNORECASE,
)
# Parts of a structured abstract that are not about the patient.
_STRUCTURED_GENERAL = re.compile(
    r"background|introduction|rationale|conclusion|objective|aim|purpose|lessons?|significance|learning|"
    r"discussion|importance|key\s*words|take",
    re.IGNORECASE,
)
# "Two brothers … are described": it holds of all patients of the paper.
_THESE = Gated(
    rf"\b(?:two|three|four|2|3|4)\s+(?:[\w-]+\s+){{0,3}}(?:cases|{_PEOPLE})\b[^.]{{0,80}}"
    r"\b(?:are|is|were)\s+(?:described|reported|presented|followed|encountered)\b(?!\s+(?:by|in\s+(?:19|20)|previously|earlier))",
    re.IGNORECASE,
)


# The length of such a text in sentences, and the part of it that must be told as past.
_FEWEST, _MOST, _MOSTLY = 3, 40, 0.7


# "In a series of 114 children …": not the patient of this report.
_SERIES = Gated(r"\bseries\s+(?:of|with|comprising)\s+[1-9]\d+\b", re.IGNORECASE)
# "The remaining patient was alive": of a group of which one has a story of their own.
_THE_REST = re.compile(
    r"(?:The|All)\s+(?:remaining|rest|other\s+(?:two|three|four|five|six|[2-9]))\b(?=\s+(?:\w+\s+)?(?:patients?|cases?|was|were|had|died)\b)"
)
# "Two patients with … were given", "… in both women": the few patients of this paper.
_THE_FEW = re.compile(
    rf"^\s*(?:two|three|both)\s+(?:[\w-]+\s+){{0,3}}(?:{_PEOPLE})\b"
    rf"|\b(?:in|to)\s+(?:two|three|both)\s+(?:[\w-]+\s+){{0,3}}(?:{_PEOPLE})(?:\s*\.$|\s+with\b)",
    re.IGNORECASE,
)


@dataclass
class Subject:
    """A patient of the paper: a number from 1, and the sentences about them."""

    number: int
    sentences: list[Sentence] = field(default_factory=list)
    age: str = ""
    person: turns.Person | None = None
    """Who it is of patients told side by side."""


def patients(annotations: Annotations) -> list[Subject]:
    """The patients told of in prose, in order; an empty list where none is introduced."""
    sentences = _about_patients(annotations)
    if not any(is_introduction(s) for s in sentences) and not (
        annotations.document.metadata.doc_type in ("case_report", "other")
        and (
            any(_THE_PATIENT.search(s.text) or s.has("pronoun") for s in sentences)
            or _tells_one_course(annotations, sentences)
            or any(
                s.section == "case" and s.kind != "heading" and s.of("histology") for s in sentences
            )
        )
    ):
        return []
    return [s for s in _split(annotations, sentences) if s.sentences]


def _tells_one_course(annotations: Annotations, sentences: list[Sentence]) -> bool:
    """Whether a text without any person tells the course of one illness all the same: a short
    text, mostly in the past tense, with a tumour found in it and no group of patients.
    """
    prose = [s for s in annotations.sentences if s.kind not in ("title", "heading", "table")]
    told = [s for s in sentences if s.kind != "title" and tells_past(s.text)]
    return (
        _FEWEST <= len(prose) <= _MOST
        and len(told) >= _MOSTLY * len(prose)
        and any(s.of("histology") for s in told)
        and not any(s.has("cohort", "general", "several") or _GROUP.search(s.text) for s in prose)
    )


def is_introduction(sentence: Sentence) -> bool:
    """Whether the sentence brings in one person: an age with a person, "a man with …"."""
    if sentence.kind in ("title", "table", "heading"):
        return False
    if _ONE_OF_THESE.search(sentence.text):
        return True
    if sentence.has("cohort") and not sentence.has("anchor"):
        return False
    if _CARRIERS.search(sentence.text):
        return False
    if turns.tells_rank(sentence.text) or turns.names_persons(sentence):
        return True
    person = (_PERSON.search(sentence.text) or _works(sentence)) and not _COUNTED_ONE.search(
        sentence.text
    )
    hit = age_in(sentence.text)
    if hit and _NO_PERSON.match(sentence.text, hit[2]):
        return False
    if hit and not sentence.has("general"):
        return not _GROUP.search(sentence.text)
    return (
        bool(person)
        and not sentence.has("general", "literature", "general_weak")
        and (
            tells_past(sentence.text)
            or sentence.has("anchor")
            or bool(_THIS_REPORT.search(sentence.text))
        )
    )


def _works(sentence: Sentence) -> bool:
    """Whether somebody is brought in by an occupation: "in a retired miner"."""
    return any(
        _ONE_OF_THEM.search(sentence.between(cue.start - 40, cue.start))
        for cue in sentence.cue("occupation")
    )


def _about_patients(annotations: Annotations) -> list[Sentence]:
    """Titles, labels ("Case 2") and every sentence about the paper's own patients, in order."""
    has_case = any(s.section == "case" for s in annotations.sentences)
    out: list[Sentence] = []
    some_of_many = _patients_of_the_series(annotations) > _FEW
    # A report that names no person ("Patient with treated carcinoid …") is told from its start.
    introduced = has_case or not (
        any(is_introduction(s) for s in annotations.sentences)
        or annotations.document.metadata.doc_type not in ("case_report", "other")
    )
    differential = False
    run_in = ""
    case_methods = _case_in_methods(annotations)
    headed = any(_RUN_IN_CASE.match(s.text) or _LABEL.match(s.text) for s in annotations.sentences)
    first = next((s for s in annotations.sentences if s.kind != "heading"), None)
    anchored = -1  # the paragraph of a discussion that has turned to the authors' own patient
    retold = -1  # a paragraph that has turned to a patient of other authors
    in_general = -1  # a paragraph behind the case that opens with what holds of the disease
    presented = False
    before = ""
    for sentence in annotations.sentences:
        if sentence.kind == "heading":
            run_in = ""
            if _DIFFERENTIAL.search(sentence.text):
                differential = True
            elif _BACK_TO_CASE.search(sentence.text):
                differential = False
            if _LABEL.match(sentence.text):
                out.append(sentence)
            continue
        if sentence.kind in ("table", "footnote") or sentence.section in (
            "back",
            "references",
            "table",
        ):
            continue
        if sentence.kind == "title":
            out.append(sentence)
            continue
        if sentence.section == "title":  # authors, affiliations
            continue
        if differential and sentence.section == "case":
            continue
        if sentence.section == "case" != before:
            run_in = ""
        before = sentence.section
        if _RUN_IN_CASE.match(sentence.text) or _LABEL_RUN_IN.match(sentence.text):
            run_in, introduced = "case", True
        elif (
            (headed or introduced)
            and sentence.section != "case"
            and _RUN_IN_GENERAL.match(sentence.text)
        ) or (sentence.section == "case" and _RUN_IN_COMMENT.match(sentence.text)):
            run_in = "introduction"
        elif run_in == "introduction" and _RUN_IN_OTHER.match(sentence.text):
            run_in = ""
        elif (
            run_in == "introduction"
            or (sentence.section == "introduction" and not (run_in or has_case))
        ) and _opens_case(annotations, sentence):
            run_in, introduced = "case", True
        if run_in and sentence.section in ("abstract", "body", "introduction", "case"):
            told = replace(sentence, section=run_in)
            if is_about_patient(told, introduced):
                out.append(sentence)
                introduced = introduced or is_introduction(sentence)
            continue
        if sentence is first and not introduced and _is_headline(sentence):
            out.append(sentence)
            continue
        if (
            not introduced
            and sentence.section in ("abstract", "body", "results")
            and is_introduction(sentence)
        ):
            introduced = True  # from here on the text tells the patient's story
        told = sentence
        if case_methods and sentence.section == "methods":
            told, introduced = replace(sentence, section="case"), True
        if is_introduction(sentence):
            presented, in_general = True, -1
        elif presented and sentence.start == annotations.document.blocks[sentence.block].start:
            general = sentence.has("general", "general_weak") and not tells_past(sentence.text)
            in_general = sentence.block if general else -1
        if sentence.block == in_general and sentence.section in ("body", "case"):
            told = replace(sentence, section="discussion")
        if sentence.has("anchor"):
            retold = -1
        elif retells(sentence):
            retold = sentence.block
        if sentence.block == retold and sentence.section != "case":
            anchored = -1
            continue
        if some_of_many and not is_introduction(sentence) and _IN_SOME.search(sentence.text):
            continue
        if is_about_patient(told, introduced):
            out.append(apart(sentence)[0])
            anchored = sentence.block
        elif sentence.block == anchored and _goes_on(sentence):
            out.append(sentence)
    return out


def _patients_of_the_series(annotations: Annotations) -> int:
    """How many patients a series says that it has; 0 for another kind of paper."""
    metadata = annotations.document.metadata
    count = re.match(rf"(?:{WORDS}|\d+)\b", metadata.doc_type_evidence or "", re.IGNORECASE)
    if metadata.doc_type != "case_series" or count is None:
        return 0
    return int(parse(count.group()) or 0)


def _case_in_methods(annotations: Annotations) -> bool:
    """Whether a case report tells its patient under "Methods", as structured abstracts make it."""
    methods = [s for s in annotations.sentences if s.section == "methods"]
    return (
        annotations.document.metadata.doc_type == "case_report"
        and any(
            (_THE_PATIENT.search(s.text) or is_introduction(s)) and tells_past(s.text)
            for s in methods
        )
        and not any(s.has("cohort", "several") for s in methods)
    )


def _opens_case(annotations: Annotations, sentence: Sentence) -> bool:
    """Whether a paragraph begins with a patient: "Patient A was a 57-year-old female"."""
    block = annotations.document.blocks[sentence.block]
    return sentence.start == block.start and bool(
        _LABEL.match(sentence.text) or is_introduction(sentence)
    )


def _goes_on(sentence: Sentence) -> bool:
    """Whether a discussion goes on with its own patient: "The specimen contained …"."""
    return (
        sentence.section in ("discussion", "conclusion", "introduction")
        and bool(_OF_THE_CASE.match(sentence.text))
        and not sentence.has("general", "literature", "general_weak", "cohort")
        and not (sentence.cites or _CITED.search(sentence.text))
    )


def _is_headline(sentence: Sentence) -> bool:
    """A title that runs into the text: the first sentence, a short noun phrase about a tumour."""
    return (
        len(sentence.text) < 160
        and bool(sentence.of("histology"))
        and not sentence.has("general", "general_weak")
        and not is_introduction(sentence)
        and not _FINITE.search(sentence.text)
    )


def is_about_patient(sentence: Sentence, introduced: bool) -> bool:
    """Whether a sentence of prose speaks of the paper's own patient."""
    anchored = sentence.has("anchor") or bool(
        _THESE.search(sentence.text)
        or (
            sentence.section not in ("discussion", "conclusion", "introduction")
            and _ALL_SO_MANY.search(sentence.text)
            and tells_past(sentence.text)
        )
        or (_THE_FEW.search(sentence.text) and tells_past(sentence.text))
    )
    own = anchored or sentence.has("pronoun") or bool(_THE_PATIENT.search(sentence.text))
    own = own or bool(_BOTH.search(sentence.text) or _NAMED_TOGETHER.search(sentence.text))
    of_others = (
        sentence.has("literature")
        or retells(sentence)
        or _SERIES.search(sentence.text)
        or _THE_REST.match(sentence.text)
    )
    if of_others and not anchored:
        return False
    if sentence.section == "methods" and sentence.has("several") and tells_past(sentence.text):
        return True  # "chest CT was taken in all patients"
    if sentence.section in ("introduction", "methods", "discussion", "conclusion"):
        return anchored and not _population(sentence)
    if sentence.section == "abstract" and _STRUCTURED_GENERAL.search(sentence.heading):
        return anchored or (own and tells_past(sentence.text))
    if sentence.section in ("abstract", "body", "results") and not introduced:
        return anchored
    if is_introduction(sentence):
        return True
    if sentence.has("general") and not own:
        return False
    stains = len(sentence.of("marker")) >= _STAINS  # "CgA +++, serotonin + in most cells"
    if sentence.has("general_weak") and not (own or stains or tells_past(sentence.text)):
        return False
    if (
        not own
        and not tells_past(sentence.text)
        and not (
            sentence.has("follow_up")
            and (sentence.of("response") or DURATION.search(sentence.text))
        )
        and not (sentence.section == "case" and any(not m.weak for m in sentence.of("response")))
        and (sentence.cites or _KIND.search(sentence.text) or _CITED.search(sentence.text))
    ):
        return False
    return not (sentence.has("cohort") and not own)


def _population(sentence: Sentence) -> bool:
    """Whether an anchored sentence speaks of a kind of patient all the same."""
    return (
        sentence.has("general")
        and not sentence.has("pronoun")
        and bool(_PATIENTS_WITH.search(sentence.text))
        and not _OUR_PATIENT.search(sentence.text)
    )


def _number(raw: str) -> int:
    """The number that a label means ("2", "II", "two", "B", "second")."""
    return int(raw) if raw.isdigit() else _NUMBER.get(raw.lower(), 1)


def _split(annotations: Annotations, sentences: list[Sentence]) -> list[Subject]:
    """Hand the sentences to one subject or, where several are told of, to each their own."""
    persons = [] if _labelled(sentences) else turns.roster(sentences)
    if persons:
        return _side_by_side(sentences, persons)
    kin = _of_kin(sentences)
    several = (
        any(turns.own(_SEVERAL.search(s.text)) and not _CARRIERS.search(s.text) for s in sentences)
        or any(s.kind == "heading" for s in sentences)
        or len({m.group() for s in sentences if (m := _LABEL.match(s.text))}) > 1
        or _opened_by_persons(annotations, sentences) > 1
        or (kin and any(_is_relative(s) for s in sentences))
        or any(_THE_OTHER.match(s.text) for s in sentences)
    )
    if not several:
        return [Subject(1, [s for s in sentences if s.kind != "heading"])]
    subjects: dict[int, Subject] = {}
    shared: list[Sentence] = []
    current = 0
    under_label = False
    labelled = len({m.group() for s in sentences if (m := _LABEL.match(s.text))}) > 1
    together: list[int] = []
    for at, sentence in enumerate(sentences):
        opens = sentence.start == annotations.document.blocks[sentence.block].start
        relative = kin and not labelled and bool(subjects) and _is_relative(sentence, opens=opens)
        first = under_label or bool(_LABEL.match(sentence.text))
        under_label = bool(_LABEL.match(sentence.text)) and len(sentence.text) <= _LABEL_ALONE
        if (kin and sentence.kind == "title") or (
            (first if labelled else kin) and _of_living_kin(sentence)
        ):
            sentence = _as_patient(sentence)
        named = _NAMED_TOGETHER.search(sentence.text) if len(subjects) > 1 else None
        named = None if _ALL_OF_THEM.search(sentence.text) else named
        if named:
            together = [n for n in map(int, re.findall(r"\d", named.group())) if n in subjects]
        elif sentence.kind == "heading" or _LABEL.match(sentence.text):
            together = []
        pair = len(subjects) > len(together) > 1 and _BOTH_OF_THEM.search(sentence.text)
        if together and (named or pair):
            _hand_out(sentence, [subjects[n] for n in together])
            current = together[-1]
            continue
        each = _each_told(sentence, subjects)
        if each:
            for number, part in turns.shares(sentence, each, current):
                subjects[number].sentences.append(part)
            continue
        if (
            sentence.kind == "title"
            or _of_all(sentence, told=labelled and bool(current))
            or _THESE.search(sentence.text)
            or (
                labelled
                and shared
                and sentences[at - 1] is shared[-1]
                and _ALL_GO_ON.match(sentence.text)
            )
        ):
            shared.append(_without_places(sentence) if sentence.kind == "title" else sentence)
            continue
        if _BESIDE_OTHERS.search(sentence.text) and not _LABEL.match(sentence.text):
            continue
        if (
            len(subjects) > 1
            and sentence.section in ("discussion", "conclusion")
            and not (relative or _LABEL.match(sentence.text) or _INLINE.search(sentence.text))
        ):
            continue  # whose it is, a discussion of several does not say
        number = (
            max(subjects) + 1
            if relative
            else _switch(sentence, subjects, current, labelled=labelled, kin=kin)
        )
        if sentence.kind == "heading":
            current = number
            continue
        if number == 0:  # before the first patient: of either, or of all
            if _SEVERAL.search(sentence.text) and not _EACH_OTHER.search(sentence.text):
                shared.append(sentence)
            continue
        current = number
        subject = subjects.setdefault(number, Subject(number))
        subject.sentences.append(sentence)
        hit = age_in(sentence.text)
        if hit and not subject.age and is_introduction(sentence):
            subject.age = hit[0]
    if not subjects:
        found_in = [age_in(s.text) for s in sentences if is_introduction(s)]
        ages = {hit[0] for hit in found_in if hit and hit[3] != "age.aged"}
        one = len(ages) <= 1  # the others that were counted are nowhere told of
        return [Subject(1, [s for s in sentences if s.kind != "heading"] if one else shared)]
    found = [subjects[n] for n in sorted(subjects)]
    for sentence in shared:
        _hand_out(sentence, found)
    for subject in found:
        subject.sentences.sort(key=lambda s: s.start)
    return found


def _hand_out(sentence: Sentence, subjects: list[Subject]) -> None:
    """Give a sentence on several patients to each, or each their own of what it lists for them."""
    if turns.lists_values(sentence):
        for number, part in turns.dealt(sentence, len(subjects)):
            subjects[number - 1].sentences.append(part)
        return
    for subject in subjects:
        subject.sentences.append(sentence)


def _each_told(sentence: Sentence, subjects: Mapping[int, Subject]) -> list[turns.Person]:
    """The patients that one sentence tells of, one after the other: "2% in the first and 8% in the
    second patient"; none where it tells of one.
    """
    if len(subjects) < 2 or _LABEL.match(sentence.text):
        return []
    named = {_number(m["ord"] or m["bare"] or m["n"]) for m in _INLINE.finditer(sentence.text)}
    named |= {_number(m[1]) for m in _IN_ORDER.finditer(sentence.text)}
    if len(named) < 2 or not named <= subjects.keys() or max(named) > turns.MOST:
        return []
    return [turns.Person(n) for n in range(1, len(subjects) + 1)]


def _of_kin(sentences: list[Sentence]) -> bool:
    """Whether relatives are the paper's patients."""
    return any(
        turns.own(_KIN_PATIENTS.search(s.text))
        or (s.kind == "title" and (_KIN_LIST.search(s.text) or _AND_KIN.search(s.text)))
        for s in sentences
    )


def _of_all(sentence: Sentence, *, told: bool) -> bool:
    """Whether the sentence speaks of all patients; a bare "in both" inside the story that is
    ``told`` of one means two lesions.
    """
    if _ALL_OF_THEM.search(sentence.text):
        return True
    if _ALL_TUMOURS.match(sentence.text) and sentence.of("marker"):
        return True
    said = [(sentence.between(c.start, c.end).lower(), c.end) for c in sentence.cue("several")]
    told = told and not _OTHER_ONE.search(sentence.text)
    return any(
        not (cue == "in both" and (told or _BOTH_OF.match(sentence.between(end, sentence.end))))
        for cue, end in said
    )


# What goes on behind a sentence on all patients: "The tumor cells were argyrophil", "None had …".
_ALL_GO_ON = re.compile(
    r"(?:The\s+(?:tumou?rs?(?:\s+cells)?|cells|lesions|patients|neoplasms)|None|All|They|Histologically|Immunohistochem\w+)\b"
)
_ALL_TUMOURS = re.compile(r"All\s+(?:the\s+)?(?:tumou?rs|specimens)\b")
# "In both lungs": no patients.
_BOTH_OF = re.compile(
    r"\s+(?!patients|cases|was|were|and|or|with|at|on|by|for|of)[a-z]", re.IGNORECASE
)
_BOTH_OF_THEM = re.compile(r"\bboth\b|\bthese\s+two\b", re.IGNORECASE)
# "The father had died of infarction and the mother of a colonic carcinoma": the family's history.
_HAD_DIED = re.compile(r"(?:,[^,]{0,24},)?\s+ha[ds]\s+(?:\w+\s+)?died\b", re.IGNORECASE)


def _is_relative(sentence: Sentence, *, opens: bool = False) -> bool:
    """Whether the sentence brings in a relative as a patient: "Her son, 24, had a medullary …", or
    ``opens`` a paragraph about one.
    """
    told = opens or bool(sentence.of("histology") or age_in(sentence.text))
    return told and _of_living_kin(sentence)


def _of_living_kin(sentence: Sentence) -> bool:
    """Whether the sentence begins with a relative who is a patient, not one dead or tested alone."""
    kin = _KIN_FIRST.match(sentence.text)
    return (
        kin is not None
        and not _HAD_DIED.match(sentence.text, kin.end())
        and not _CARRIERS.search(sentence.text)
    )


def _labelled(sentences: list[Sentence]) -> bool:
    """Whether headings or labels part the patients: "Case 2", "Patient B:"."""
    return any(s.kind == "heading" or _LABEL.match(s.text) for s in sentences)


def _side_by_side(sentences: list[Sentence], persons: list[turns.Person]) -> list[Subject]:
    """Hand each clause to the person it is of; what comes before the first turn is of all."""
    subjects = {p.number: Subject(p.number, person=p) for p in persons}
    kin = _of_kin(sentences)
    current = 0
    for sentence in sentences:
        if not current and _ONE_AND_THE_OTHER.search(sentence.text):
            continue  # which is which, it does not say
        if sentence.kind == "title" or turns.names_persons(sentence):
            parts = [(0, _without_places(sentence) if sentence.kind == "title" else sentence)]
        else:
            parts = list(turns.shares(sentence, persons, current))
        for number, part in parts:
            part = _as_patient(part) if kin else part
            for subject in [subjects[number]] if number else subjects.values():
                subject.sentences.append(part)
        current = parts[-1][0] if parts else current
    return list(subjects.values())


_ONE_AND_THE_OTHER = re.compile(
    r"\bone\s+(?:patient|case|of\s+them|was|is|had|died|survived)\b[^.]*\bthe\s+other\b",
    re.IGNORECASE,
)


def _opened_by_persons(annotations: Annotations, sentences: list[Sentence]) -> int:
    """How many blocks open with a new person of another age ("A 12-year-old boy …")."""
    opened: set[str] = set()
    for sentence in sentences:
        block = annotations.document.blocks[sentence.block]
        if sentence.start == block.start and is_introduction(sentence):
            hit = _age_of_newcomer(sentence)
            if hit and hit[1] < 25:
                opened.add(hit[0])
    return len(opened)


_KIN_BEFORE = re.compile(rf"\b(?:his|her|their|whose)\s+(?:[\w-]+\s+)?(?:{KIN})\W+$", re.IGNORECASE)


def _age_of_newcomer(sentence: Sentence) -> tuple[str, int, int, str] | None:
    """The age that brings in a person; not one of a later day ("in 2017, aged 34, she noticed …")
    nor a relative's ("her father, aged 58, was well").
    """
    hit = age_in(sentence.text)
    if hit is None or _KIN_BEFORE.search(sentence.text, max(0, hit[1] - 40), hit[1]):
        return None
    return hit if hit[3] != "age.aged" or _BRINGS_IN.match(sentence.text) else None


def _without_places(sentence: Sentence) -> Sentence:
    """A title of several patients does not say whose its bones are, nor whose which of two organs
    (where metastases are none: "cerebral metastasis of bronchial carcinoid").
    """
    many = len({m.name for m in sentence.of("site") if not _spread_there(sentence, m)}) > 1
    places = ("site", "bone_site", "bone_lesion_type")[0 if many else 1 :]
    if not sentence.of(*places):
        return sentence
    return replace(sentence, mentions=[m for m in sentence.mentions if m.group not in places])


def _spread_there(sentence: Sentence, mention: Mention) -> bool:
    """Whether the next word behind an organ is the one for its metastasis."""
    return any(
        0 <= cue.start - mention.end <= 1 for cue in sentence.cue("metastasis", "metastasis_to")
    )


def _as_patient(sentence: Sentence) -> Sentence:
    """The sentence without the context "family": the relative is a patient of the paper."""
    return replace(
        sentence,
        modifiers=[m for m in sentence.modifiers if m.category != "family"],
        groups=sentence.groups | {KIN_PATIENT},
    )


# "The youngest, aged 49, had …", "Another, aged 60".
_BRINGS_IN = re.compile(
    r"(?:(?:Lastly|Finally|Last),?\s+)?(?:[Ii]n\s+)?(?:[Tt]he\s+(?:youngest|oldest|eldest|other|last|remaining)|[Aa]nother|[Aa]n?\s+(?:[\w-]+\s+){0,3}(?:man|woman|boy|girl|patient|recipient))\b[^.;]{0,20}?,?\s+aged\b"
)


def _switch(
    sentence: Sentence, subjects: dict[int, Subject], current: int, *, labelled: bool, kin: bool
) -> int:
    """The number of the patient that this sentence goes on with (``kin``: relatives are told of).

    Where patients are ``labelled`` an age alone ("at the age of 28 he had …") begins none.
    """
    label = _LABEL.match(sentence.text)
    if label:
        return _number(label["n"] or label["letter"] or label["digit"])
    if _THE_OTHER.match(sentence.text) and current == 1:
        return 2
    inline = _INLINE.search(sentence.text)
    if inline:
        return _number(inline["ord"] or inline["bare"] or inline["n"])
    if is_introduction(sentence) and not (labelled and current):
        hit = _age_of_newcomer(sentence)
        if hit:
            for subject in subjects.values():
                if subject.age == hit[0]:
                    return subject.number
            holder = subjects.get(current)
            if holder is not None and not holder.age:
                return current
            return max(subjects, default=0) + 1
        if kin and not current:  # "a mother and her son": the first person told of
            return 1
    return current
