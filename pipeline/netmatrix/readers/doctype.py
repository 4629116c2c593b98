"""What kind of paper is it? The words of the title first, then how its patients are told."""

from __future__ import annotations

import re
from collections.abc import Iterable

from netmatrix import patterns
from netmatrix.document import Block, DocType, Table
from netmatrix.gates import Gated
from netmatrix.numerals import ONES, as_digits
from netmatrix.patterns import compiled
from netmatrix.readers import headings

Decision = tuple[DocType, str]

_NUMBER = r"(\d{1,3}(?:,\d{3})+|\d{1,6}|one|two|three|four|five|six|seven|eight|nine)"
"""Higher numbers in words are digits already (``numerals.as_digits``)."""

_TITLE_CASE_REPORT = compiled(
    r"\b(?:(?:a|two|three|2|3) case (?:reports?|stud(?:y|ies)|presentations?)|case reports?|"
    r"(?:an? )?(?:\w+ ){0,2}case of|case presentation|report of (?:a|one|two|three|2|3) "
    r"(?:\w+ ){0,2}(?:cases?|patients?)|(?:two|three|2|3) cases|case study|clinical vignette|"
    r"autopsy case|in an? (?:\d{1,2}[- ]year[- ]old|patient|(?:young |elderly )?(?:woman|man|girl|"
    r"boy|child)))\b",
    re.IGNORECASE,
)
_TITLE_PROTOCOL = compiled(r"\b(?:study|trial|review) protocol\b|\bprotocol (?:for|of) an?\b", re.I)
_TITLE_SERIES = compiled(
    r"\b(?:case series|series of (?:\w+ ){0,3}(?:cases|patients)|"
    r"(?:four|five|six|seven|eight|nine|ten|[4-9]|1\d|20) (?:\w+ ){0,2}cases)\b",
    re.IGNORECASE,
)
# "58 ileal carcinoids"; not the number of a drug, "SMS 201-995 in two patients".
_TITLE_GROUP = compiled(
    rf"(?<![\w-]){_NUMBER} (?:(?!case|in\b)[\w-]+ ){{0,4}}(?:cases|patients|subjects|consecutive|tumou?rs|carcinoids)\b",
    re.IGNORECASE,
)
# "Experience with two patients"; no "two hundred patients", no "two cohorts of patients".
_TITLE_FEW = compiled(
    r"\b(?:two|three)\s+(?:(?!hundred|thousand|dozen|of|in|with|and|or)[a-z-]+\s+){0,2}"
    r"(?:patients|cases|(?:wo)?men|brothers|sisters|siblings|children|infants|girls|boys|adults)\b",
    re.IGNORECASE,
)
_TITLE_REVIEW = compiled(
    r"\b(?:systematic review|meta-?analys[ie]s|scoping review|narrative review|"
    r"review of the literature|literature review|guidelines?|consensus|"
    r"recommendations|overview|state of the art|(?:an?|the|mini-?) ?(?:\w+ )?review|review)\b",
    re.IGNORECASE,
)
_TITLE_STUDY = compiled(
    r"\b(?:cohort|retrospective|prospective|multicent(?:er|re)|single[- ]cent(?:er|re)|"
    r"randomi[sz]ed|phase (?:i{1,3}|[123])\b|registry|population-based|clinical trial|"
    r"incidence and|outcomes? (?:of|in|after)|prognos(?:is|tic)|experience|(?:online |national |patient |postal )survey|quality of life in)",
    re.IGNORECASE,
)
_DESIGN = Gated(
    r"\b(?:(?:retrospective|prospective|observational|multicent(?:er|re)|single[- ]cent(?:er|re)|"
    r"population-based|cohort|cross-sectional|case[- ]control|interventional?|randomi[sz]ed|"
    r"non-?randomi[sz]ed|open-label|phase (?:i{1,3}|[123]))[ ,](?:[\w,-]+ ){0,4}"
    r"(?:study|analysis|trial|review|series|cohort|database)|cohort study|"
    r"we (?:retrospectively|prospectively) \w+|(?:were|was) (?:(?:retrospectively|prospectively) \w+|\w+ (?:retrospectively|prospectively))|"
    r"(?:medical |clinical |patient |hospital |case )?(?:records|charts|files|histories) (?:of|were|from))",
    re.IGNORECASE,
)
_COHORT_SIZE = Gated(
    rf"\b(?:(?:of|in|from|on|among|for|included?|including|enrolled|analy[sz]ed|reviewed|studied|"
    rf"identified|evaluated|examined|scanned|imaged|followed|treated|with|total of|group of|series of|data from|"
    rf"consisted of|comprised|comprising|contributed|numbered|yielded|records of|study of|cohort of|(?:19|20)\d\d,(?: a total of)?)\s+|^|[.:]\s+){_NUMBER}\s+"
    r"(?:(?!case)[\w-]+\s){0,4}?(?:patients|pts|subjects|individuals|cases|participants|adults|consecutive|"
    r"(?P<people>children|residents|persons|people|women|(?!(?-i:MEN))men|veterans))\b",
    re.IGNORECASE | re.MULTILINE,
)
_PATIENT_INTRODUCTION = Gated(
    r"\b(?:(?:an?|the|this|our|old|is|in) (?:(?!patients\b|women\b|men\b|children\b|subjects\b|cases\b)[\w'’-]+ ){0,3}\d{1,3}\s?-?\s?years?\s?-?\s?olds?\b"
    r"(?:[ ,](?:[\w'’-]+ ){0,5}(?:man|woman|male|female|patient|boy|girl|gentleman|lady|child|"
    r"infant|person|farmer|worker)\b)?|"
    r"\d{1,3}\s?-?\s?years?\s?-?\s?old (?:[\w'’-]+ ){0,4}(?:man|woman|male|female|patient|boy|girl|"
    r"gentleman|lady|child)\b|(?:an? )?(?:man|woman|boy|girl|(?<!:)(?<!/)(?:fe)?male|lady|gentleman)(?: patient)?"
    r"(?:,? | of |, who was | \()(?:aged )?\d{1,3}\b(?![.·:]\d|\s?(?:%|per\s?cent|of\b|/|(?:fe)?males?\b|(?:wo)?men\b)))",
    re.IGNORECASE,
)
_ONE_PATIENT = Gated(
    r"\b(?:(?:we |authors? )?(?:report|describe|present|presented|reported|discuss)s?\s?"
    r"(?:on |here |herein )?(?:an?|one|the|our|this) (?:[\w-]+ ){0,5}(?:case|patient|man|woman|boy|"
    r"girl|lady|gentleman|\w*gravida)\b|this (?:case|patient)\b|the (?:reported|present) (?:case|patient)\b|"
    r"case report (?:describes|presents|of)|our (?:own )?patient\b|(?:one|a) patient of our own\b|"
    r"(?:one|a|an?) (?:(?!of)[\w-]+ ){0,3}patient is (?:described|reported|presented)\b|the patient (?:was|is|had|underwent|"
    r"presented|received|refused|died)|in an? patient with)",
    re.IGNORECASE,
)
_FEW_CASES = Gated(
    r"\b(?:report|describe|present|presented|reported|described|add)s?\s(?:on |here )?"
    rf"{_NUMBER} (?:[\w-]+ ){{0,3}}(?:cases|patients)\b",
    re.IGNORECASE,
)
_REVIEW_TEXT = compiled(
    r"\b(?:systematic(?:ally)? (?:review|search)\w*|(?:this|the present|our) review\b|"
    r"meta-analysis|we review(?:ed)? the literature|"
    r"(?:pubmed|medline|embase)[^.]{0,60}(?:search|databases?))",
    re.IGNORECASE,
)
_ROW_NUMBER = compiled(
    r"\s*(?:(?:patient|case|pt)\.?\s?(?:no\.?\s?)?)?(\d{1,3})\b(?![.,%/-])", re.IGNORECASE
)
_OF_PATIENTS = compiled(r"\b(?:patients?|cases?|pt)\b", re.IGNORECASE)
_HAS_AGE = compiled(r"\bage\b", re.IGNORECASE)
_HAS_SEX = compiled(r"\b(?:sex|gender)\b", re.IGNORECASE)
# The table of a review: its patients are those of other papers.
_OF_AUTHORS = compiled(
    r"\b(?:authors?|references?|ref|stud(?:y|ies)|reports?|sources?|literature|published|publication)\b",
    re.I,
)
_COLUMN = compiled(
    r"\b(?:patient|case|pt\.?)\s(?:no\.?\s?)?([1-9]|1\d|(?-i:[A-H])|(?-i:[IVX]{1,4}))\b(?![-–/])",
    re.I,
)
_NUMBERED_PATIENT = compiled(r"^(?:case|patient)\s?(?:no\.?\s?|#\s?)?(\d{1,2})\b", re.IGNORECASE)


# "In a prospective series of Smith and coworkers".
_OF_AUTHORS_NAMED = compiled(
    r"[^.;]{0,20}?\b(?:of|by)\s+[A-Z][\w’'-]+(?:\s+et\s+al\b|\s+and\s+(?:co-?workers|colleagues|associates|others)\b)"
)


def _own_design(head: str) -> re.Match[str] | None:
    """The words for the design of this paper's study, not of one that it cites."""
    return next(
        (m for m in _DESIGN.finditer(head) if not _OF_AUTHORS_NAMED.match(head, m.end())), None
    )


def _value(number: str) -> int:
    bare = number.lower().replace(",", "")
    return ONES.get(bare) or int(bare)


def per_patient_rows(text: str, blocks: Iterable[Block], tables: Iterable[Table]) -> int:
    """The largest number of rows in one table that are numbered as patients (1, 2, 3 …).

    Counts tables of cells as well as flattened ones; "Patient no" or "Case", or age and sex, must head
    them. Where each patient has a column ("Patient 1", "Patient 2"), the columns count.
    """
    most = 0
    for table in tables:
        wording = text[table.start : min(table.end, table.start + 20_000)]
        top = wording[:600]
        if _OF_AUTHORS.search(top):
            continue
        if not (_OF_PATIENTS.search(top) or (_HAS_AGE.search(top) and _HAS_SEX.search(top))):
            continue
        columns = next(map(_COLUMN.findall, filter(_COLUMN.search, top.split("\n"))), [])
        if len({*columns}) == len(columns) and columns[:1] in (["1"], ["A"], ["I"]):
            most = max(most, len(columns))
        expected = 1
        for line in wording.split("\n"):
            start = _ROW_NUMBER.match(line)
            if start and int(start.group(1)) == expected:
                expected += 1
        most = max(most, expected - 1)
    return most


def decide(text: str, blocks: list[Block], tables: list[Table], title: str) -> Decision:
    """The type of the paper and the wording that decided it.

    A report on one to three patients told in prose is a ``case_report`` even when it speaks of
    "two cases"; a small series told patient by patient (numbered rows or headings) is a
    ``case_series``; a group told by statistics only is a ``cohort``, also when its title says
    "case series".
    """
    title = as_digits(title)
    prose = [b for b in blocks if b.kind in ("paragraph", "list_item") and b.section not in
             ("references", "back", "table", "caption", "title")]  # fmt: skip
    told = [b for b in prose if b.section not in ("introduction", "discussion", "conclusion")]
    head = _joined(text, told or prose, 6000)
    has_case_part = any(b.section == "case" and b.kind != "heading" for b in blocks)
    heading_case = _heading(text, blocks, "case")
    numbered = _numbered_headings(text, blocks)
    rows = per_patient_rows(text, blocks, tables)
    group = _TITLE_GROUP.search(title)
    size = _cohort_size(head)
    if group and _value(group.group(1)) > max(20, size[0] if size else 0):
        size = _value(group.group(1)), group.group()

    protocol = _TITLE_PROTOCOL.search(title)
    if protocol:
        return "other", protocol.group()
    in_title = _TITLE_CASE_REPORT.search(title)
    series = _TITLE_SERIES.search(title)
    review = _TITLE_REVIEW.search(title)
    of_reports = review and patterns.search(
        r"\b(?:in|of) (?:\w+ )?case reports\b", title, re.IGNORECASE
    )
    if of_reports and not has_case_part and review:
        return "review", review.group()
    many = size is not None and size[0] > 3
    if in_title and not series and not (many and not _PATIENT_INTRODUCTION.search(head)):
        return "case_report", in_title.group()
    design = _own_design(head)
    few = _FEW_CASES.search(head)
    introduced = list(_PATIENT_INTRODUCTION.finditer(head))
    if review and not has_case_part and not introduced and not (size and design):
        own = many and _OWN_PATIENTS.search(head) and not _OF_LITERATURE.search(title)
        if own and size and not _REVIEW_TEXT.search(head):
            return "cohort", size[1]
        return "review", review.group()
    individuals = max(rows, numbered)
    titled = _value(group.group(1)) if group else 0
    few_chosen = series or not size or size[0] <= 40 or titled == individuals
    if individuals > 3 and individuals <= 40 and few_chosen:
        named = series or few
        wording = named.group() if named else size[1] if size else design.group() if design else ""
        return "case_series", wording or f"patients numbered 1 to {individuals}"
    for named in (few, group):
        if named and 4 <= _value(named.group(1)) <= 20 and not design:
            return "case_series", named.group()
    few_titled = group is not None and _FEWEST <= titled <= _A_HANDFUL
    by_number = len(_BY_NUMBER.findall(head)) > 1 or len({*_BY_ORDER.findall(head)}) >= _IN_ORDER
    if few_titled and series and group and (by_number or len(_BY_AGE.findall(head)) > 1):
        return "case_series", group.group()
    if size and _FEWEST <= size[0] <= _A_HANDFUL and by_number:
        return "case_series", size[1]
    if series:
        if design or (size and size[0] > 20):
            return "cohort", design.group() if design else size[1] if size else ""
        return "case_series", series.group()
    if has_case_part and not (design and size and size[0] > 3):
        return "case_report", heading_case or "a section that presents a case"
    couple = _TITLE_FEW.search(title)
    if couple and not many:
        return "case_report", couple.group()
    study = _TITLE_STUDY.search(title)
    single = _ONE_PATIENT.search(head)
    told_one = introduced and (
        single is not None or len(introduced) <= 3 or introduced[0].start() < 400
    )
    if design and size and size[0] > 3:
        if not (told_one and introduced[0].start() < design.start()):
            return "cohort", size[1]
    if told_one and not ((study or group) and size and size[0] > 20):
        return "case_report", introduced[0].group()
    if few and _value(few.group(1)) <= 3:
        return "case_report", few.group()
    one = None if design or not size else _follows_one(head, size[1])
    if one and not _STATISTICS.search(head):
        return "case_report", one
    if size and size[0] > 3:
        return "cohort", size[1]
    if single and not design:
        return "case_report", single.group()
    if design or study:
        found = design or study
        assert found is not None
        return "cohort", found.group()
    tumours = _TUMOURS.search(head)
    if tumours and _value(tumours.group(1)) >= _MANY_PEOPLE and _STATISTICS.search(head):
        return "cohort", tumours.group()
    compared = [] if introduced or review else [m.group() for m in _COMPARED.finditer(head)]
    if len(compared) >= _MANY_COMPARED:
        return "cohort", compared[0]
    reviewed = _REVIEW_TEXT.search(_joined(text, prose, 8000))
    if reviewed:
        return "review", reviewed.group()
    if review:
        return "review", review.group()
    return "other", ""


_FEWEST, _A_HANDFUL = 4, 9
# "In Cases 1, 3, and 4", "patients 2 and 5": each one's own values are told.
_BY_NUMBER = compiled(
    r"\b(?:cases|patients)\s(?:nos?\.?\s)?[1-9](?:,\s[1-9])*(?:,?\s(?:and|to|through)\s|[-–])[1-9]\b(?!\s(?:years|months|of)|\d|[.,]\d)|(?-i:\bP[1-9])(?=\s\()",
    re.IGNORECASE,
)
# "The first patient, a 33-year-old male", "the second was a woman aged 58", each told in turn.
_BY_ORDER = compiled(
    r"\b[Tt]he (first|second|third|fourth|fifth|last)(?: patient| case)?(?:,| was) (?:(?:an?|aged) )?[^.;,]{0,40}?\b[1-9]\d\b"
)
_IN_ORDER = 3
_BY_AGE = compiled(r"\bthe \d{1,2}-year-old\b", re.IGNORECASE)
# What only a group of patients has, where none is brought in; so many tell a study.
_COMPARED = compiled(
    r"\b[Mm]edian\s(?:[\w-]+\s){1,4}|\b[pP]\s?[<=>]\s?0?\.\d|\bhazard ratio\b|\bHR\b|\b95\s?% (?:CI|confidence)"
)
_MANY_COMPARED = 4
# "Built from 176 resected primary PanNETs": a study of tumours that counts no patients.
_TUMOURS = compiled(
    rf"\b(?:of|from|in|on|among|for|included?|including|analy[sz]ed|reviewed|studied|identified|evaluated|total of|series of)\s+(?:the\s+)?{_NUMBER}\s+"
    r"(?:(?!(?:years?|months?|and|with|of|in)\b)[\w,/-]+\s){0,5}?(?:primaries|tumou?rs|neoplasms|carcinoids|carcinomas|\w{0,4}NETs|\w{0,4}NENs|\w+omas|specimens|resections)\b",
    re.IGNORECASE,
)
_OF_LITERATURE = compiled(
    r"\b(?:systematic|scoping|narrative|literature|meta-?analy\w+|guidelines?|consensus|published)\b",
    re.IGNORECASE,
)
_OWN_PATIENTS = compiled(
    rf"\b{_NUMBER} (?:were )?(?:(?:wo)?men|(?:fe)?males?)\b|"
    r"\b(?:median|mean|average) (?:age|follow-?up)\b",
    re.IGNORECASE,
)
"""Told of patients whom the authors followed themselves, where the title calls that a review."""
_STATISTICS = compiled(r"\d\s?%|\b(?:median|mean|average)\b|\bp\s?[<=>]", re.IGNORECASE)
_ONE_OF_THEM = compiled(
    r"(?:(?<=[.:] )|^)(?:An?|This|The|One) (?:[\w-]+ ){0,2}"
    r"(?:man|woman|patient|boy|girl|male|female)\b",
    re.MULTILINE,
)


def _follows_one(head: str, wording: str) -> str:
    """The wording with which the text turns to one person after it named its group."""
    found = _ONE_OF_THEM.search(head, head.find(wording) + len(wording))
    return found.group() if found else ""


def _joined(text: str, blocks: Iterable[Block], limit: int) -> str:
    parts: list[str] = []
    length = 0
    for block in blocks:
        parts.append(text[block.start : min(block.end, block.start + limit)])
        length += len(parts[-1])
        if length > limit:
            break
    return as_digits("\n".join(parts)[: 2 * limit])


def _heading(text: str, blocks: Iterable[Block], role: str) -> str:
    for block in blocks:
        if block.kind == "heading" and headings.role(text[block.start : block.end]) == role:
            return text[block.start : block.end]
    return ""


def _numbered_headings(text: str, blocks: Iterable[Block]) -> int:
    numbers = [
        int(match.group(1))
        for block in blocks
        if block.kind in ("heading", "paragraph")
        and (match := _NUMBERED_PATIENT.match(text[block.start : block.start + 20]))
        and (
            block.kind == "heading"
            or text[block.start + match.end()] == "."
            or ":" in text[block.start : block.start + 40]
        )
    ]
    # "CASE 7" alone is the journal's seventh.
    return max(numbers) if len(set(numbers)) > 1 else min(1, len(numbers))


# Patients of other publications are no group of this paper.
_OF_OTHERS = compiled(
    r"\b(?:literature|published|(?:previously|hitherto) (?:reported|described|documented)|"
    r"(?:reported|documented|known|earlier|acceptable) (?:\w+ )?cases|"
    r"(?:been|were) (?:reported|described|published|documented|recorded) (?:previously|before|earlier|so far|to date|hitherto)|on record|worldwide)\b",
    re.IGNORECASE,
)


_MANY_PEOPLE = 12


def _cohort_size(head: str) -> tuple[int, str] | None:
    """The largest group named as the paper's patients, with the wording that names it."""
    best: tuple[int, str] | None = None
    for match in _COHORT_SIZE.finditer(head):
        begin = max(head.rfind(mark, 0, match.start() + 1) for mark in (". ", "\n"))
        end = head.find(". ", match.end())
        if _OF_OTHERS.search(head, begin + 1, end if end >= 0 else len(head)):
            continue
        value = _value(match.group(1))
        if match["people"] and value < _MANY_PEOPLE:
            continue  # "a mother of four children"
        if best is None or value > best[0]:
            best = (value, match.group().strip(" .:\n"))
    return best
