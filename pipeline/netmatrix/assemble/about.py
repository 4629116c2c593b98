"""Which sentences are about the paper's own patients.

A sentence is about a patient where the paper presents the patient (case section, abstract,
captions), unless it speaks in general or of other people's patients; in an introduction or a
discussion only where it says so ("in our patient", "the present case").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from netmatrix import patterns
from netmatrix.assemble import numbered, roster, turns
from netmatrix.assemble.cited import anchored as own_named
from netmatrix.assemble.cited import apart, retells
from netmatrix.assemble.tense import tells_past
from netmatrix.assemble.timelines import timelines
from netmatrix.document import Span
from netmatrix.extract.patient import KIN, age_in, born
from netmatrix.extract.table_legend import notes_of
from netmatrix.extract.table_whom import NAMED
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Annotations, Sentence, blanked, clip
from netmatrix.normalise.numbers import DURATION, WORDS, parse
from netmatrix.patterns import compiled

# A person brought in: "a previously healthy man", "this patient".
_PERSON = Gated(
    r"\b(?:a|an|one|another|this)\s+(?:[\w’'-]+[\s,]+){0,6}?(?:man|woman|male|female|boy|girl|lady|gentleman|"
    r"infant|neonate|newborn|child|patient|teenager|adolescent)\b",
    re.IGNORECASE,
)
_THIS_REPORT = Gated(r"\bthis case report\b", re.IGNORECASE)
# "Positive in one patient", "One patient died": a count, and nobody is brought in.
_COUNTED_ONE = compiled(
    r"\b(?:in|for|by|from|to)\s+(?:only\s+|just\s+)?one\s+(?:(?!\d)[\w-]+\s+){0,2}patient\b(?!\s*,?\s+(?:who|with|aged|of|an?)\b)"
    # "five patients (four men and one woman)"
    r"|\b(?:(?:wo)?men|(?:fe)?males|boys|girls)\s*(?:,|and|,\s+and)\s+(?:one|a)\s+(?:(?:wo)?man|(?:fe)?male|boy|girl)\b(?!\s*,?\s*(?:\(?aged?\b|of\s+\d|\(?\d|who\b))"
    r"|^\W*(?-i:One)\s+patient\s+(?:died|had|developed|was|underwent|required|received|refused|experienced)\b",
    re.IGNORECASE,
)
# "Invasion was seen in one, in a patient who declined surgery": of a series, nobody's story.
_A_PATIENT_WHO = compiled(
    r"\b(?:in|by|for|from|to)\s+(?:a|another)\s+patient\s+(?:who|with|whose)\b", re.I
)
# "One of these, a 47-year-old man, …": out of a group, and yet a patient of their own.
_ONE_OF_THESE = compiled(
    r"\b(?:one|another)\s+of\s+(?:these|them|the(?:se)?\s+(?:[\w-]+\s+)?patients|our\s+patients|whom)?,?\s*,\s+an?\s+(?:\d{1,2}-year|(?:[\w-]+\s+){0,2}(?:man|woman|boy|girl)\b)",
    re.IGNORECASE,
)
# "Stable in two patients, increased in two": some of a group.
_IN_SOME = Gated(
    rf"\b(?:in|by|for)\s+(?:{WORDS}|\d{{1,3}})\s+(?:of\s+(?:the\s+|these\s+|our\s+|them\b|whom\b)?(?:{WORDS}|\d{{1,3}})?\s*)?(?:[\w-]+\s+)?(?:patients|cases|women|men|tumou?rs)\b",
    re.IGNORECASE,
)
# "Three patients died", "there were six men and four women": of the literature, in a report of one.
_SOME_PATIENTS = compiled(
    rf"\W*(?:there\s++were\s++)?(?:(?:in|among)\s++)?(?:{WORDS}|\d{{1,3}})\s++(?:of\s++(?:the(?:se|m)?\s++)?(?:{WORDS}|\d{{1,3}})?\s*+)?(?:(?:other|further|published|reported)\s++)?(?:patients|cases|(?:wo)?men)\b",
    re.IGNORECASE,
)
# "Family screening: her 49-year-old father carries the mutation".
_PARENT = compiled(r"\b(?:his|her)\s+\d{2}-year-old\s+(?:father|uncle|grandfather)\b", re.I)
# "35-day-old seedlings", "12-month-old mice".
_NO_PERSON = compiled(
    r"\s+(?:[\w-]+\s+){0,4}?(?:plants?|seedlings?|leaves|mice|mouse|rats?|rabbits?|cultures?|embryos?|larvae)\b",
    re.IGNORECASE,
)
_FEW = 3
"""A series of more patients than so many tells of "two patients" as of some."""
# A headline has none of these verbs.
_FINITE = Gated(r"\b(?:is|are|was|were|has|have|had|can|may)\b")
# "As in our patient, patients with …" speaks of the kind, unless one patient is meant.
_PATIENTS_WITH = Gated(r"\bpatients (?:with|who)\b")
# "They usually come with lung metastases, as in our patient": what is usual.
_AS_IN_OURS = compiled(
    r",\s+as\s+(?:in|with|was\s+the\s+case\s+in)\s+(?:our|the\s+present|this)\s+(?:patient|case)\b",
    re.I,
)
_OUR_PATIENT = Gated(r"\b(?:our|present|this) (?:patient|case)\b", re.IGNORECASE)
# The age of a group is nobody's.
_GROUP = compiled(
    r"\b(?:patients|median(?!\s+(?:sternotomy|nerve|lobe|line|raphe))|mean(?!\s+arterial)|average|range[ds]?|subjects|individuals|cohort)\b",
    re.IGNORECASE,
)
# Before an occupation: "in a retired (miner)".
_ONE_OF_THEM = compiled(r"\ban?\s+(?:[\w-]+\s+){0,3}$", re.IGNORECASE)
# One patient, spoken of as known.
_THE_PATIENT = Gated(
    r"\b(?:the|this|our|a|an) patient\b(?!s\b)|\bpatient(?:'s|’s)\b", re.IGNORECASE
)
_BOTH = Gated(
    r"\b(?:both|either|each|neither) (?:(?:patient|case)s?|(?:wo)?m[ae]n|siblings?|twins?|brothers?|sisters?)\b|\bthe (?:two|2) (?:patients|cases)\b",
    re.IGNORECASE,
)
# "The diagnosis is intrapancreatic accessory spleen", not "the diagnosis is often made by chance".
_DIAGNOSIS_IS = compiled(
    r"(?:The|Our)\s+(?:final\s+|definitive\s+|definite\s+)?diagnosis\s+(?:is|remains)\s+(?:therefore\s+|thus\s+|hence\s+|now\s+)?"
    r"(?:an?\s+|that\s+of\s+(?:an?\s+)?)?(?!\w+(?:ed|ly|ing)\b|made\b|by\b|not\b|often\b|hard\b|difficult\b|easy\b|simple\b|straightforward\b|"
    r"clear\b|possible\b|impossible\b|important\b|essential\b|crucial\b|rare\b|clinical\b|histological\b|pathological\b|to\b|of\b|in\b|on\b|at\b|through\b|with\b|without\b|challeng|matter\b|the\b|one\b|never\b|seldom\b|sometimes\b|generally\b|no\b)[a-z]"
)
# A label at the start of a line: "Case 2", "Patient B:", "2nd case.", "(b) The sister", "2. A 40…"; in a pedigree
# "Proband (III-2)", "II-1 (daughter)" (generation and number: Bennett et al., J Genet Couns 1995).
LABEL = compiled(
    rf"^\s*(?:(?:the\s)?(?:(?:[\w-]+(?:['’]s)?\s)?(?:{KIN})|proband|propositus|index\s(?:case|patient)|patient|subject)\s)?\(?(?P<tree>[IV]{{1,3}}(?:[-–:]\d{{1,2}}\b(?![-–:.%]\d)|\.\d{{1,2}}(?=\s\((?:[\w-]+\s)?(?:{KIN}|propositus|proband|index)|\s[-–—]\s)))"
    r"|^\s*(?:\d{1,2}(?:\.\d{1,2}){0,2}\.?\s+(?=case|patient|observation|the\s|[fst]))?(?:in\s+)?(?:(?:case|patient|observation|(?:twin|sibling)(?=\s(?-i:[A-H1-9])\b))(?:\s+(?:report|presentation|description|no\.?|number))?\s*[#:]?\s*"
    r"(?P<n>[1-9]|I{1,3}|IV|V|one|two|three|four|five|[A-H])\b(?!\s*(?:/|of\b|%|patients|cases))"
    r"|(?:the\s+)?(?P<nth>[1-9](?=st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)(?:st|nd|rd|th)?\s+(?:case|patient|observation)(?:\s+(?:report|presentation))?\s?[.:](?=\s|$)"
    r"|(?-i:Mr|Mrs|Ms|Miss)\.?\s(?P<initial>(?-i:[A-F]))\b(?!\.\s?[A-Z])(?=\s*[,(]|\s+(?:was|is|had|presented|came)\b)"
    rf"|\(?(?P<letter>[a-e])\)\s+(?=(?:a|an|the)\s(?:[\w'’-]+,?\s){{0,4}}?(?:\d|(?:{KIN}|patient|case|(?:wo)?man|(?:fe)?male|boy|girl|baby|infant|child|lady|gentleman|housewife|proband|other|first|second)\b))|\(?(?P<digit>[1-9])[).]\s+(?=(?:a|an)\s+\d|(?:(?:fe)?male|(?:wo)?man|[MF])\b[\s,:;(]+\d))",
    re.IGNORECASE,
)


def in_pedigree(text: str) -> bool:
    """Whether a sentence begins with a person of a pedigree ("II-1 (daughter)")."""
    label = LABEL.match(text)
    return label is not None and label["tree"] is not None


# "Case 1: the proband …", "Patient 2. A …": what follows is that patient's, in any section.
_LABEL_RUN_IN = compiled(
    r"^\s*(?:case|patient|observation)\s+(?:no\.?\s*)?(?:[1-9]|I{1,3}|[A-E])\s*[:.]", re.IGNORECASE
)
_NUMBERED = Gated(
    r"\b(?:case|patient)\s+(?:no\.?\s*)?(?P<n>[1-9])\b(?!\s*(?:/|of\b|%))", re.IGNORECASE
)
_ALL_SO_MANY = Gated(
    r"\b(?:all|each)\s+(?:of\s+the\s+)?(?:two|three|four|five|six|seven|eight|nine|ten|[2-9])\b",
    re.IGNORECASE,
)
_OF_SEVERAL = compiled(
    r"[^.;]{10,120}\bin\s+one\s+(?:patient|case)\s+each\b|Both\s+(?:had|were|underwent|received|presented|showed)\b|All\s+(?:the\s+)?(?:patients|cases|tumou?rs|women|men)\b"
    r"|The\s+(?:two|three)\s+(?:young|old)(?:er|est)\b"
)
# A paper that says so tells of several patients.
PEOPLE = (
    r"patients|(?-i:[Mm]en)|women|boys|girls|children|infants|adolescents|adults|persons|individuals|brothers|"
    r"sisters|siblings|sibs|twins|cousins|relatives|smokers|recipients"
)
# "Two asymptomatic sisters, 24 and 31 years old, carried it too": tested, no patients.
CARRIERS = Gated(
    r"\b(?:asymptomatic|healthy|unaffected|tested)\s+(?:[\w-]+\s+)?(?:brothers?|sisters?|siblings?|sibs|relatives|children|sons?|daughters?|family\s+members)\b"
    r"|\b(?:did|does|do)\s+not\s+(?:carry|inherit)\b|\b(?:has|have)\s+not\s+inherited\b"
    rf"|\b(?:{KIN}|grandson|granddaughter|III?-\d|IV-\d)\b[^.;]{{0,50}}\b(?:(?:is|are)\s+(?:an?\s+)?(?:[\w-]+\s+)?carriers?\b|(?:carries|harbou?rs|(?<!to )carry)\s+(?:the|this|it)\b|(?:is|are)\s+heterozygous\b|has\s+not\s+inherited\b)"
    rf"|\b(?:{KIN}),\s+(?:an?\s+)?(?:[\w-]+\s+)?carrier\b"
    r"|\b(?:brothers|sisters|siblings|sibs|relatives|children|sons|daughters|family\s+members)\b[^.;]{0,50}\b(?:carried|carry|carriers|unaffected|screened|examined|healthy|tested\s+(?:negative|positive))\b",
    re.IGNORECASE,
)
# "In vitro the line was sensitive to etoposide": of cells, not of the patient.
_LABORATORY = compiled(
    r"\bin\s+vitro\b|\b(?:the|this|our|a)\s+cell\s+line\b|\bxenografts?\b|\bnude\s+mice\b|\b(?:conditioned|culture)\s+medium\b",
    re.IGNORECASE,
)
# In a story told in the present these still speak in general.
_HOW_OFTEN = compiled(
    r"\b(?:usual|typical|common|frequent|general|most|rare|seldom|sometimes|often)(?:ly)?\b",
    re.IGNORECASE,
)
# "Four patients with carcinoid heart disease underwent …".
SO_MANY = compiled(
    rf"\b(?P<n>{WORDS}|[2-9])\s+(?:[\w-]+\s+){{0,3}}(?:cases|{PEOPLE})\b", re.IGNORECASE
)
# "All had achlorhydria", "Octreotide was continued in all", before the first of them is told of.
ALL_BEGIN = compiled(
    r"(?:[A-Z]\w+:\s+)?(?:[Aa]ll|[Bb]oth|[Ee]ach)\s+(?:had|have|were|was|underwent|received|showed|presented|are)\b"
    r"|[^;:]{10,200}\s(?:in|to|by)\s+(?:all|both)\.?$"
)
_STAINS = 3
"""So many markers make a sentence a pathologist's list."""
_IN_ALL = compiled(r"\b(?:in|to|by|of)\s+all\s+(?:the\s+)?(?:patients|cases)\b", re.IGNORECASE)
# What holds of a kind of tumour or patient, not of one.
_KIND = Gated(
    r"\b(?:tumou?rs|neoplasms|carcinomas|carcinoids|NETs|NENs|NECs|[a-z]+omas|patients|cases|"
    r"(?<!the )(?<!this )(?<!his )(?<!her )(?:disease|diagnosis|treatment|prognosis)|expression of \w+)(?:,\s[^,.;]{3,60},)?\s+(?:\([^)]*\)\s*)?"
    r"(?:are|is|have|has|can|may|do|occur|arise|show|display|express|contain|stain|usually|often|tend|remains?|represents?|"
    r"constitutes?|comprises?)\b|\bof\s+whom\s+(?:have|show|develop|die|survive)\b",
    re.IGNORECASE,
)
# How a sentence begins that goes on with the case at hand.
_OF_THE_CASE = compiled(
    r"(?:He|She|Treatment\s+(?:consisted|comprised|was)|The\s+(?:resected\s+|surgical\s+)?(?:specimen|lesion|patient|operation|biopsy)|Follow-?\s?up|Histolog\w+|Patholog\w+|"
    r"Immunohisto\w+|Immunostain\w+|Post-?operat\w+|Microscop\w+)\b"
)
# A reference: without a past tense the sentence reports the literature.
_CITED = compiled(r"\[\d[\d,\s–-]*\]")
# Heads that run into the text, as in structured abstracts: what follows is the patient's, or not.
_RUN_IN_CASE = compiled(
    r"^(?:case(?:\s+(?:reports?|presentations?|descriptions?|history|histories|summary|summaries|vignettes?))?|cases|patient(?:\s+(?:concerns?|findings|presentation|"
    r"information|description))?|diagnos[ie]s|interventions?|outcomes?|observations?|results?|clinical\s+(?:case|history|findings|features|"
    r"presentation|course)|presentation|imaging\s+findings|(?:treatment|management)(?:\s+and\s+(?:course|outcomes?|follow[\s-]up|evolution))?|course|evolution|follow[\s-]up)\s*[.:]\s*(?=[A-Z0-9]|$)"
    r"|^(?-i:Case(?:\s[Rr]eport|\s[Pp]resentation|\s[Hh]istory)?)\s+(?=(?-i:[A-Z]))",
    re.IGNORECASE,
)
_RUN_IN_GENERAL = compiled(
    r"^(?:introduction|background|rationale|objectives?|aims?|purpose|context|lessons?|conclusions?|discussion|significance|importance|"
    r"(?:learning|teaching|key)\s+points?|comments?|commentary|what\s+we\s+(?:take|learn\w*)(?:\s+from\s+(?:this|these|it))?|(?:the\s+)?(?:take[\s-]home\s+)?(?:message|lesson)s?|keywords)"
    r"\s*[.:]\s*[—–-]?\s*(?=(?-i:[\"“]?[A-Z0-9])|$)"
    r"|^(?-i:Conclusions?|Introduction|Background|Context|Discussion|Comment)\s+(?=(?-i:[A-Z]))",
    re.IGNORECASE,
)
# "Conclusion: Merkel cell carcinoma in a lymph node." ends a pathologist's report.
_A_FINDING = compiled(
    r"Conclusions?:\s(?!.*\b(?:is|are|was|were|has|have|had|can|may|might|should|must|does|do|need|remains?)\b)[^.:;]{4,90}\.?",
    re.IGNORECASE,
)
# "COMMENT: Some 60 cases are known", behind a report headed "CASE:".
_RUN_IN_COMMENT = compiled(
    r"(?:COMMENT(?:ARY)?|DISCUSSION|Comment(?:ary)?|Discussion)\s*[.:]\s*[—–-]?\s*(?=[\"“]?[A-Z]|$)"
)
# Any other head of a few words that runs into the text: a general part ends there.
RUN_IN_HEAD = compiled(
    r"^[A-Z][\w/&’'-]*(?:\s[\w/&’'-]+){0,4}[.:]\s+(?=[\"“(]?[A-Z0-9])"
    r"|(?:(?:(?:Materials?|Patients?)\s+and\s+)?Methods?|(?:Study\s+)?Design|Setting|Patients?|Findings)[.:]$"
)
# A section on what else it could have been speaks of other diseases …
_DIFFERENTIAL = Gated(r"differential\s+diagnos", re.IGNORECASE)
# … until one of these headings.
_BACK_TO_CASE = Gated(
    r"treatment|therap|follow|outcome|management|result|surg|discussion|patholog|course|investigation|case|prognos",
    re.IGNORECASE,
)
# Parts of a structured abstract that are not about the patient.
_STRUCTURED_GENERAL = compiled(
    r"background|introduction|rationale|conclusion|objective|aim|purpose|lessons?|significance|learning|"
    r"discussion|importance|key\s*words|take",
    re.IGNORECASE,
)
# "Two brothers … are described": it holds of all patients of the paper.
THESE = Gated(
    rf"\b(?:two|three|four|five|[2-5])\s+(?:[\w-]+\s+){{0,3}}(?:cases|{PEOPLE})\b[^.]{{0,80}}"
    r"\b(?:are|is|were)\s+(?:described|reported|presented|followed|encountered)\b(?!\s+(?:by|in\s+(?:19|20)|previously|earlier))"
    r"|\b(?:we|the\s+authors?)\s+(?:report|describe|present)\s+(?:on\s+)?(?:two|three|four|five|[2-5])\s+(?:[\w-]+\s+)?(?:members|observations)\s+of\s"
    rf"|\bwe\s+(?:have\s+)?(?:used|treated|seen|saw|observed|encountered|studied)\b[^.;]{{0,90}}\b(?:two|three|four|five|[2-5])\s+(?:[\w-]+\s+){{0,3}}(?:cases|{PEOPLE})\b",
    re.IGNORECASE,
)
# The length of such a text in sentences, and the part of it that must be told as past.
_FEWEST, _MOST, _MOSTLY = 3, 40, 0.7
# "Their patient, a woman of 46 years": of the authors named before.
_THEIRS = compiled(r"\W*(?:Their|His|Her)\s+(?:own\s+)?patient\b")
# "Moreau's patient relapsed": of another paper.
_SOMEBODYS = compiled(
    r"(?:^|(?<=\s))(?!(?:It|The|This|That|Our|My|Today|Mother|Father)\b)[A-Z][a-zà-ÿ]{2,}(?:-[A-Z][a-zà-ÿ]+)?(?:['’]s|(?<=s)['’])\s+(?:patients?|case)\b"
)
# "In a series of 114 children …": not the patient of this report.
_SERIES = Gated(
    r"\bseries\s+(?:of|with|comprising)\s+[1-9]\d+\b|\b(?:patients|cases)\s+(?:of|in)\s+(?:one|a|another|that|this\s+last|the\s+largest|a\s+\w+)\s+series\b",
    re.IGNORECASE,
)
# "The remaining patient was alive": of a group of which one has a story of their own.
_THE_REST = compiled(
    r"(?:The|All)\s+(?:remaining|rest|other\s+(?:two|three|four|five|six|[2-9]))\b(?=\s+(?:\w+\s+)?(?:patients?|cases?|was|were|had|died)\b)"
)
# "Two patients with … were given", "… in both women": the few patients of this paper.
_THE_FEW = compiled(
    rf"^\s*(?:two|three|both)\s+(?:[\w-]+\s+){{0,3}}(?:{PEOPLE})\b"
    rf"|\b(?:in|to)\s+(?:two|three|both)\s+(?:[\w-]+\s+){{0,3}}(?:{PEOPLE})(?:\s*\.$|\s+with\b)",
    re.IGNORECASE,
)


def about_patients(annotations: Annotations) -> list[Sentence]:
    """Titles, labels ("Case 2") and every sentence about the paper's own patients, in order; an
    empty list where the paper brings in nobody.
    """
    found = _about_patients(annotations)
    if (
        not found
        and annotations.document.metadata.doc_type in ("case_report", "other")
        and _tells_one_story(annotations)
    ):
        found = _about_patients(_under_no_head(annotations), headless=True)
    return found


def _under_no_head(annotations: Annotations) -> Annotations:
    """The same text without heads of general parts, where one of them tells the whole report:
    "Background: low back pain for a year. This woman of 59 …".
    """
    return replace(
        annotations,
        sentences=[
            replace(s, section="body", heading="")
            if s.section == "introduction"
            or (s.section == "abstract" and _STRUCTURED_GENERAL.match(s.heading))
            else s
            for s in annotations.sentences
        ],
    )


def _tells_one_story(annotations: Annotations) -> bool:
    """Whether somebody is brought in with an age or as "this patient", with a past close by, and no literature
    was searched.
    """
    sentences = annotations.sentences
    if any(s.section == "methods" or _SEARCHED.search(s.text) for s in sentences):
        return False
    return any(
        is_introduction(s)
        and any(tells_past(behind.text) for behind in sentences[at : at + 3])
        and (age_in(s.text) or _THE_PATIENT.search(s.text))
        and not _OF_MANY.search(s.text)
        for at, s in enumerate(sentences)
    )


_SEARCHED = Gated(
    r"\bto\s+review\b|\bwe\s+review(?:ed)?\b|\bpubmed\b|\bmedline\b|\bsearched\b|\bthis\s+review\b",
    re.IGNORECASE,
)
# "A typical patient is a woman of 60 who …", "derived from a man of 28": nobody's own story.
_OF_MANY = Gated(
    r"\b(?:may|should|must|needs?|usually|typically|typical|for\s+example|e\.g\.|trial|cell\s+lines?|series|derived|"
    r"described\s+(?:by|in\s+(?:19|20)\d\d)|imagine|suppose|you\s+are)\b",
    re.IGNORECASE,
)


def _about_patients(annotations: Annotations, *, headless: bool = False) -> list[Sentence]:
    telling = _Telling(annotations, headless)
    sentences = list(telling.sentences())
    if any(
        is_introduction(s) and not (telling.some_of_many and _A_PATIENT_WHO.search(s.text))
        for s in sentences
    ):
        return sentences
    if annotations.document.metadata.doc_type in ("case_report", "other") and (
        any(_THE_PATIENT.search(s.text) or s.has("pronoun") for s in sentences)
        or _tells_one_course(annotations, sentences)
        or any(s.section == "case" and s.kind != "heading" and s.of("histology") for s in sentences)
        or _numbers_two(sentences)
        or two_alike(sentences)
    ):
        return sentences
    return []


def _numbers_two(sentences: list[Sentence]) -> bool:
    """Whether a text brings in its patients by their numbers alone: "in patient 1 …, in patient 2"."""
    return {"1", "2"} <= {m["n"] for s in sentences for m in _NUMBERED.finditer(s.text)}


def two_alike(sentences: Sequence[Sentence]) -> bool:
    """Whether a text tells of two patients without an age: together ("both had …"), or one after the
    other ("the first patient …").
    """
    opening = [s for s in sentences if s.kind == "title"] + [
        s for s in sentences if s.kind == "paragraph"
    ][:2]
    if not any(_TWO_PATIENTS.search(s.text) for s in opening):
        return False
    if any(is_introduction(s) or age_in(s.text) for s in sentences):
        return False
    told = [s for s in sentences if s.kind != "title" and tells_past(s.text)]
    in_order = {m["which"].lower() for s in told for m in _FIRST_AND_SECOND.finditer(s.text)}
    return {"first", "second"} <= in_order or (
        any(_BOTH_TOGETHER.search(s.text) for s in told)
        and not any(_SOME_OTHERS.search(s.text) for s in sentences)
    )


_TWO_PATIENTS = compiled(
    rf"\b(?:two|2)\s+(?:(?!hundred|groups?|cohorts?|types?)[\w-]+\s+){{0,4}}?(?:cases|{PEOPLE})\b",
    re.IGNORECASE,
)
_FIRST_AND_SECOND = compiled(
    r"\b(?:the|our)\s+(?P<which>first|second)\s+(?:patient|case|one)\b", re.IGNORECASE
)
_BOTH_TOGETHER = compiled(
    rf"\b(?:both(?:\s+(?:of\s+them|patients|cases|women|men))?(?=\s*[,.;]|\s+(?:was|were|had|underwent|received|presented|died|showed|developed|and)\b)|(?:the|these)\s+(?:two|2)\s+(?:cases|{PEOPLE}))\b",
    re.IGNORECASE,
)
_SOME_OTHERS = compiled(
    r"\b(?:(?:[3-9]|[1-9]\d+|three|four|five|six|seven|eight|nine|ten|twelve)\s+(?:[\w-]+\s+){0,2}(?:patients|subjects)|(?:healthy|normal)\s+controls|control\s+(?:group|subjects)|volunteers)\b",
    re.IGNORECASE,
)


def is_introduction(sentence: Sentence) -> bool:
    """Whether the sentence brings in one person: an age with a person, "a man with …"."""
    if sentence.kind in ("title", "table", "heading"):
        return False
    if _ONE_OF_THESE.search(sentence.text):
        return True
    if CARRIERS.search(sentence.text):
        return False
    if roster.names_persons(sentence) or numbered.names_persons(sentence):
        return True
    if sentence.has("cohort") and not sentence.has("anchor"):
        return False
    if roster.tells_rank(sentence.text) or born(sentence.text):
        return True
    person = (_PERSON.search(sentence.text) or works_as(sentence)) and not _COUNTED_ONE.search(
        sentence.text
    )
    hit = age_in(sentence.text)
    if hit and _NO_PERSON.match(sentence.text, hit[2]):
        return False
    if hit and not person and _PARENT.search(sentence.text, max(0, hit[1] - 5)):
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


def works_as(sentence: Sentence) -> bool:
    """Whether somebody is brought in by an occupation: "in a retired miner"."""
    return any(
        _ONE_OF_THEM.search(sentence.between(cue.start - 40, cue.start))
        for cue in sentence.cue("occupation")
    )


def is_about_patient(
    sentence: Sentence,
    introduced: bool,
    brings_in: bool | None = None,
    *,
    in_present: bool = False,
) -> bool:
    """Whether a sentence of prose speaks of the paper's own patient (``brings_in``: whether it
    introduces one, where that is known; ``in_present``: the story is told in the present tense).
    """
    compared = _AS_IN_OURS.search(sentence.text) is not None
    if compared and sentence.has("general", "general_weak") and not tells_past(sentence.text):
        return False
    anchored = own_named(sentence) or bool(
        THESE.search(sentence.text)
        or (
            sentence.section not in ("discussion", "conclusion", "introduction")
            and _ALL_SO_MANY.search(sentence.text)
            and not _SERIES.search(sentence.text)
            and tells_past(sentence.text)
        )
        or (
            _THE_FEW.search(sentence.text)
            and tells_past(sentence.text)
            and not (sentence.cites or _CITED.search(sentence.text))
        )
        or roster.THE_AGED.search(sentence.text)
    )
    own = anchored or sentence.has("pronoun") or bool(_THE_PATIENT.search(sentence.text))
    own = own or LABEL.match(sentence.text) is not None
    own = own or _DIAGNOSIS_IS.match(sentence.text) is not None
    own = own or bool(
        _BOTH.search(sentence.text)
        or numbered.TOGETHER.search(sentence.text)
        or turns.IN_ORDER.search(sentence.text)
    )
    of_others = (
        sentence.has("literature")
        or retells(sentence)
        or _SERIES.search(sentence.text)
        or _THEIRS.match(sentence.text)
        or _SOMEBODYS.search(sentence.text)
        or _THE_REST.match(sentence.text)
    )
    if of_others and not anchored:
        return False
    if _LABORATORY.search(sentence.text) and not own:
        return False
    if sentence.section == "methods" and sentence.has("several") and tells_past(sentence.text):
        return True  # "chest CT was taken in all patients"
    if sentence.section in ("introduction", "methods", "discussion", "conclusion"):
        return (anchored and not _population(sentence)) or _presents(sentence)
    if sentence.section == "abstract" and _STRUCTURED_GENERAL.search(sentence.heading):
        return anchored or (own and tells_past(sentence.text)) or _presents(sentence)
    if sentence.section in ("abstract", "body", "results") and not introduced:
        return anchored
    if is_introduction(sentence) if brings_in is None else brings_in:
        return True
    if sentence.has("general") and not own:
        return False
    stains = len(sentence.of("marker")) >= _STAINS  # "CgA +++, serotonin + in most cells"
    now = in_present and not _HOW_OFTEN.search(sentence.text)
    if sentence.has("general_weak") and not (own or stains or now or tells_past(sentence.text)):
        return False
    if (
        not own
        and not tells_past(sentence.text)
        and not _tells_state(sentence)
        and not (sentence.section == "case" and any(not m.weak for m in sentence.of("response")))
        and (
            sentence.cites
            or _CITED.search(sentence.text)
            or (not now and _KIND.search(sentence.text))
        )
    ):
        return False
    return not (sentence.has("cohort") and not own)


# "Aim: To report a gastrinoma in a woman aged 47".
_TO_PRESENT = compiled(
    r"(?:(?:Aims?|Purpose|Objectives?|Background)\s?[.:]\s)?To\s(?:present|report|describe)\s(?:an?|the)\b"
)


def _presents(sentence: Sentence) -> bool:
    """Whether a report says that its aim is to tell of this patient, by age and sex."""
    text = sentence.text
    aged = age_in(text) if _TO_PRESENT.match(text) else None
    if aged is None or _GROUP.search(text, 0, aged[2]):
        return False
    return _PERSON.search(text) is not None


def _tells_state(sentence: Sentence) -> bool:
    """Whether two of these stand in it: a response, a length of time, a word for follow-up."""
    told = (
        sentence.of("response"), DURATION.search(sentence.text), sentence.has("follow_up"),
    )  # fmt: skip
    return sum(map(bool, told)) > 1


def _population(sentence: Sentence) -> bool:
    """Whether an anchored sentence speaks of a kind of patient all the same."""
    return (
        sentence.has("general")
        and not sentence.has("pronoun")
        and bool(_PATIENTS_WITH.search(sentence.text))
        and not _OUR_PATIENT.search(sentence.text)
    )


_STORY = ("abstract", "body", "introduction", "case")
"""Where a head that runs into the text ("CASE:") says whose the text behind it is."""


@dataclass(slots=True)
class _Telling:
    """A paper read from the top: whom it tells of at each sentence depends on what came before."""

    annotations: Annotations
    headless: bool = False
    """Whether heads of general parts are read as if they were not there."""
    has_case: bool = field(init=False)
    introduced: bool = field(init=False)
    """Whether the patient's story has begun."""
    headed: bool = field(init=False)
    """Whether heads that run into the text part the paper."""
    in_present: bool = field(init=False)
    """Whether the patient's story is told in the present tense."""
    case_methods: bool = field(init=False)
    some_of_many: bool = field(init=False)
    """Whether "two patients" are some of a larger series."""
    roster: int | None = field(init=False, default=None)
    """How many are told side by side; ``None`` until it is asked for."""
    first: Sentence | None = field(init=False)
    lone: bool = field(init=False)
    """Whether it is a report without labels of several patients."""
    numbered: int = field(init=False)
    """From where on "no. 3" is the line of a table: a report of one patient numbers no other."""
    timelines: list[Span] = field(init=False)
    """The rows of tables that tell the one patient's course by date."""
    legends: tuple[Span, ...] = field(init=False)
    """What explains the short forms of the tables."""
    labels: int = field(init=False)
    """How many patients labels part."""
    of_all: bool = False
    """Whether the sentence before them was of all of these."""
    differential: bool = False
    """Inside a section on what else it could have been."""
    run_in: str = ""
    """The section that a head in the text began: "case", "introduction"."""
    section: str = ""
    heading: str = ""
    presented: bool = False
    anchored: int = -1
    """The paragraph of a discussion that has turned to the authors' own patient."""
    retold: int = -1
    """One that has turned to a patient of other authors."""
    outcome: int = -1
    """One that goes back to the patient under a head of its own."""
    in_general: int = -1
    """One behind the case that opens with what holds of the disease."""

    def __post_init__(self) -> None:
        sentences = self.annotations.sentences
        self.has_case = any(s.section == "case" for s in sentences)
        # A report that names no person ("Patient with treated carcinoid …") is told from its start.
        self.introduced = self.has_case or not (
            any(is_introduction(s) for s in sentences)
            or self.annotations.document.metadata.doc_type not in ("case_report", "other")
        )
        self.headed = any(_RUN_IN_CASE.match(s.text) or LABEL.match(s.text) for s in sentences)
        self.in_present = _in_present(sentences)
        self.case_methods = _case_in_methods(self.annotations)
        self.some_of_many = patients_of_the_series(self.annotations) > _FEW
        self.first = next((s for s in sentences if s.kind != "heading"), None)
        document = self.annotations.document
        labels = {m.group().strip().lower() for s in sentences if (m := LABEL.match(s.text))}
        self.labels = len(labels)
        self.lone = document.metadata.doc_type == "case_report" and not labels
        tables = document.tables if self.lone else []
        self.numbered = tables[0].end if tables else len(document.text)
        self.timelines = timelines(document) if self.lone else []
        self.legends = tuple(
            n
            for table in document.tables
            for n in (*notes_of(document, table), *([table.caption] if table.caption else []))
        )

    def sentences(self) -> Iterator[Sentence]:
        for sentence in self.annotations.sentences:
            if sentence.kind == "heading":
                if self._is_label(sentence):
                    yield sentence
            elif sentence.kind == "title":
                yield sentence
            elif told := self._told(sentence):
                yield told

    def _is_label(self, heading: Sentence) -> bool:
        self.run_in = ""
        if _DIFFERENTIAL.search(heading.text):
            self.differential = True
        elif _BACK_TO_CASE.search(heading.text):
            self.differential = False
        return bool(LABEL.match(heading.text))

    def _told(self, sentence: Sentence) -> Sentence | None:
        """The sentence, or the part of it, that is about a patient of the paper."""
        if any(t.start <= sentence.start < t.end for t in self.timelines):
            return replace(sentence, kind="paragraph", section="case")
        if sentence.kind in ("table", "footnote"):
            return None
        if sentence.section in ("back", "references", "table", "title"):  # title: the authors
            return None
        if self.differential and sentence.section == "case":
            return None
        if any(note.start <= sentence.start < note.end for note in self.legends):
            return None  # "AWD, alive with disease; DOD, dead of disease"
        if sentence.start > self.numbered and NAMED.search(sentence.text):
            return None
        self._turn_at_head(sentence)
        self.of_all = not self.introduced and self._is_of_all(sentence)
        if self.of_all and not is_introduction(sentence):
            return sentence
        if sentence.section == "discussion" and self._goes_back(sentence):
            sentence = replace(sentence, section="case")
        sentence = _without_tail(_without_head(sentence))
        if self.run_in and sentence.section in _STORY:
            if not is_about_patient(
                replace(sentence, section=self.run_in), self.introduced, in_present=self.in_present
            ):
                return None
            self.introduced = self.introduced or is_introduction(sentence)
            return sentence
        if sentence is self.first and not self.introduced and _is_headline(sentence):
            return sentence
        brings_in = is_introduction(sentence)
        read_as = self._turn_at_paragraph(sentence, brings_in)
        if sentence.block == self.retold and sentence.section != "case":
            self.anchored = -1
            return None
        if self.some_of_many and not brings_in and _IN_SOME.search(sentence.text):
            return None
        if (
            self.lone
            and self.presented
            and not brings_in
            and _SOME_PATIENTS.match(sentence.text)
            and not self._few()
        ):
            return None
        told = sentence if read_as == sentence.section else replace(sentence, section=read_as)
        about = is_about_patient(told, self.introduced, brings_in, in_present=self.in_present)
        if about or self._of_the_few(told):
            self.anchored = sentence.block
            return apart(sentence)[0]
        goes_on = sentence.block == self.anchored and _goes_on(sentence)
        return sentence if goes_on else None

    def _is_of_all(self, sentence: Sentence) -> bool:
        """ "Four patients underwent …. All had …", before the first of four is told of."""
        if sentence.section not in _STORY or sentence.has("literature"):
            return False
        opened = SO_MANY.search(sentence.text)
        if opened:
            return parse(opened["n"]) == self._many() and tells_past(sentence.text)
        return bool(ALL_BEGIN.match(sentence.text)) and (self.of_all or self._many() > 1)

    def _of_the_few(self, sentence: Sentence) -> bool:
        """ "All patients were treated by radical nephrectomy", "the remaining three patients", where a
        few are told of.
        """
        if not (
            sentence.section in ("abstract", "body", "case", "results")
            and (
                _OF_SEVERAL.match(sentence.text)
                or _THE_REST.match(sentence.text)
                or numbered.names(sentence)
                or _IN_ALL.search(sentence.text)
            )
            and (tells_past(sentence.text) or sentence.has("alive", "well"))
        ):
            return False
        return self._few()

    def _few(self) -> bool:
        if self.roster is None:
            self.roster = len(roster.roster(self.annotations.sentences))
        return self.roster > 1

    def _many(self) -> int:
        """How many patients labels part, are told side by side or make up the series."""
        if self.labels > 1:
            return self.labels
        return (self.roster or 0) if self._few() else patients_of_the_series(self.annotations)

    def _goes_back(self, sentence: Sentence) -> bool:
        """ "Outcome: The patient underwent …", in the discussion of a page for teaching."""
        if _RUN_IN_CASE.match(sentence.text) and tells_past(sentence.text):
            if sentence.has("pronoun") or _THE_PATIENT.search(sentence.text):
                self.outcome = sentence.block
        return sentence.block == self.outcome

    def _turn_at_head(self, sentence: Sentence) -> None:
        """Heads that run into the text: "CASE: A 40-year-old …", "COMMENT: Some 60 cases …"."""
        in_case = sentence.section == "case"
        if (in_case and self.section != "case") or sentence.heading != self.heading:
            self.run_in = ""
        self.heading = sentence.heading
        self.section = sentence.section
        text = sentence.text
        headed = not (in_case or self.headless) and (self.headed or self.introduced)
        general = headed and _RUN_IN_GENERAL.match(text)
        if general and _A_FINDING.fullmatch(text) and sentence.of("histology"):
            general = general if opens(self.annotations, sentence) else None
        in_introduction = self.run_in == "introduction"
        if _RUN_IN_CASE.match(text) or _LABEL_RUN_IN.match(text):
            self.run_in, self.introduced = "case", True
        elif general or (in_case and _RUN_IN_COMMENT.match(text)):
            self.run_in = "introduction"
        elif in_introduction and RUN_IN_HEAD.match(text):
            self.run_in = ""
        elif (
            in_introduction
            or (sentence.section == "introduction" and not (self.run_in or self.has_case))
        ) and _opens_case(self.annotations, sentence):
            self.run_in, self.introduced = "case", True

    def _turn_at_paragraph(self, sentence: Sentence, brings_in: bool) -> str:
        """The section as which the sentence is to be read."""
        told = sentence.section in ("abstract", "body", "results")
        if told and (
            brings_in or (self.labels > 1 and _opens_with_label(self.annotations, sentence))
        ):
            self.introduced = True  # from here on the text tells the patient's story
        read_as = sentence.section
        if self.case_methods and read_as == "methods":
            read_as, self.introduced = "case", True
        if brings_in:
            self.presented, self.in_general = True, -1
        elif self.presented and opens(self.annotations, sentence):
            general = sentence.has("general", "general_weak") and not tells_past(sentence.text)
            self.in_general = sentence.block if general else -1
        if sentence.block == self.in_general and sentence.section in ("body", "case"):
            read_as = "discussion"
        if sentence.has("anchor"):
            self.retold = -1
        elif retells(sentence):
            self.retold = sentence.block
        return read_as


_STORY_BEGINS = 12
"""So many sentences from the patient's introduction on show the tense of the story."""
_FEW_PAST = 0.5
_A_STORY = 4


def _in_present(sentences: Sequence[Sentence]) -> bool:
    """Whether a patient's story is told in the present: "The patient undergoes … and is discharged"."""
    prose = [
        s for s in sentences if s.kind == "paragraph" and s.section in ("case", "body", "abstract")
    ]
    first = next((at for at, s in enumerate(prose) if is_introduction(s)), len(prose))
    story = [s for s in prose[first:] if s.section == prose[first].section][:_STORY_BEGINS]
    past = sum(tells_past(s.text) for s in story)
    return len(story) >= _A_STORY and past <= _FEW_PAST * len(story)


_METHODS_OVER_ONE = compiled(
    r"(?:(?:patients?|cases?|subjects?|materials?)\s+and\s+(?:methods?|patients)|methods?)\s?[.:]\s+"
    r"(?=An?\s(?:[\w-]+\s){0,3}?(?:\d{1,2}[\s-]year|(?:wo)?man|male|female|boy|girl))",
    re.IGNORECASE,
)


# "… carcinoid heart disease, which is found in 20-50% of patients with carcinoid syndrome [12]".
_GENERAL_TAIL = compiled(
    r"(?:,\s+(?:which|as)|;\s+(?:it|this|these|they)(?:\s+\w+)?)\s+(?:is|are|can|may|has|have|occurs?|represents?|accounts?|remains?)\b[^;]*$"
)


def _without_tail(sentence: Sentence) -> Sentence:
    """What a sentence tells of the patient, without a last clause on what holds in general."""
    general = [*sentence.cue("general", "general_weak")]
    tail = _GENERAL_TAIL.search(sentence.text) if general else None
    if tail is None or any(c.start < sentence.start + tail.start() for c in general):
        return sentence
    if not tells_past(sentence.text[: tail.start()]):
        return sentence
    return clip(sentence, 0, tail.start())


def _without_head(sentence: Sentence) -> Sentence:
    """The sentence without what its run-in head says: "CASE REPORTS: In 2012 a 75-year-old man"."""
    if over := _METHODS_OVER_ONE.match(sentence.text):
        # "Patients and Methods: A 44-year-old woman": the head speaks of a group, the text does not.
        return blanked(sentence, [over.span()])
    head = _RUN_IN_CASE.match(sentence.text)
    if head is None:
        return sentence
    begin = sentence.start + head.end()
    inside = {c.group for c in sentence.cues if c.start < begin}
    cues = [c for c in sentence.cues if c.start >= begin]
    gone = inside - {c.group for c in cues}
    return replace(sentence, cues=cues, groups=sentence.groups - gone) if inside else sentence


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


def patients_of_the_series(annotations: Annotations) -> int:
    """How many patients a series says that it has; 0 for another kind of paper."""
    metadata = annotations.document.metadata
    count = patterns.match(rf"(?:{WORDS}|\d+)\b", metadata.doc_type_evidence or "", re.IGNORECASE)
    if metadata.doc_type != "case_series" or count is None:
        return 0
    return int(parse(count.group()) or 0)


_BEGINS_WITH_HIM = compiled(r"(?:Methods?\s?[.:]\s+)?(?:He|She|His|Her)\s")


def _case_in_methods(annotations: Annotations) -> bool:
    """Whether a case report tells its patient under "Methods", as structured abstracts make it."""
    methods = [s for s in annotations.sentences if s.section == "methods" and s.kind != "heading"]
    kind = annotations.document.metadata.doc_type
    if kind in ("case_report", "case_series") and any(map(numbered.names_persons, methods)):
        return True  # "Patients": "patients 1 and 2 were women of 51 and 63 years"
    return (
        annotations.document.metadata.doc_type == "case_report"
        and any(
            (LABEL.match(s.text) and is_introduction(s))
            or ((_THE_PATIENT.search(s.text) or is_introduction(s)) and tells_past(s.text))
            or (s is methods[0] and _BEGINS_WITH_HIM.match(s.text) and tells_past(s.text))
            for s in methods
        )
        and not any(s.has("cohort", "several") for s in methods)
    )


def _opens_case(annotations: Annotations, sentence: Sentence) -> bool:
    """Whether a paragraph begins with a patient: "Patient A was a 57-year-old female"."""
    return opens(annotations, sentence) and bool(
        LABEL.match(sentence.text) or is_introduction(sentence)
    )


def _opens_with_label(annotations: Annotations, sentence: Sentence) -> bool:
    """Whether a paragraph begins with a patient's label and tells of them ("Patient 1 complained"),
    or with a label of a pedigree that stands alone ("II-1 (daughter).").
    """
    label = LABEL.match(sentence.text) if opens(annotations, sentence) else None
    return label is not None and (
        tells_past(sentence.text)
        or (bool(label["tree"]) and len(sentence.text) - label.end() <= _LABEL_GOES_ON)
    )


_LABEL_GOES_ON = 30


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


def opens(annotations: Annotations, sentence: Sentence) -> bool:
    """Whether a paragraph begins with the sentence, or with a head and the sentence."""
    document = annotations.document
    begin = document.blocks[sentence.block].start
    head = RUN_IN_HEAD.match(document.text[begin : sentence.start + 1])  # "Detection. The mass …"
    return sentence.start == begin or (head is not None and begin + head.end() == sentence.start)
