"""The wordings of a cohort's numbers: shares in every order, what is no statistic."""

from __future__ import annotations

import re

from netmatrix.gates import Gated
from netmatrix.normalise.numbers import WORDS

DEC = r"\d+(?:[.,·]\d+)?"
NUM = r"(?<![\w.,·/])(?:\d{1,3}(?:,\d{3})+|\d+(?:[.,·]\d+)?)(?!\w)"
_HUNDRED = rf"(?:(?:one|two|three|four|five|six|seven|eight|nine|a)[ -]hundred(?:(?: and)?[ -]{WORDS})?|{WORDS})"
_INT = r"(?:\d{1,3}(?:[,   ]\d{3})+|\d+)"
CNT = rf"(?<![\w.,·/-])(?:{_INT}(?![.,·]?\d|\s?%)|{_HUNDRED}(?![\w-]))"
DASH = r"[-–—−‑~]"
NOUN = (
    r"(?:patients?|pts?\b|subjects?|individuals?|participants?|persons?|people|cases?|tumou?rs?|lesions?|women|men|"
    r"males?|females?|responders?|survivors?|children|adults?|carcinoids?|\w{0,3}NETs?|\w{0,3}NENs?|NECs?|neoplasms?|"
    r"resections?|operations?|procedures?|samples?|specimens?|deaths?|metastases|gastrinomas?|"
    r"insulinomas?|evaluable|controls?|courses|centers|centres|studies)"
)
"""What a count may count."""
_P = r"(?:%|per\s?cents?|percent)"
UNIT = (
    r"(?:months?|mos?\.?|mths?|years?|yrs?\.?|yr|weeks?|wks?|days?|cm|mm|%|per\s?cent|percent|cycles?|GBq|"
    r"mCi|MBq|Gy|kg/m2|kg|mg|µg|ng/ml|ng/mL|U/L|U/l|hours?|minutes?|min|ml|mL|lesions?|courses?|points?|mitoses|y|d)"
)
_NOT_COUNTED = re.compile(
    r"\s?-?(?:months?|mos?\b|years?|yrs?|weeks?|days?|hours?|min\b|cm|mm|mg|kg|µg|mcg|g/|ml|mL|GBq|MBq|mCi|Gy|cycles?|"
    r"per\s?cents?\b|times|doses?|fold|points?|lines?\b|centers|centres|hospitals|institutions|countries|studies|HPF|hpf|mitoses|"
    r"p\.m\.|a\.m\.|°|injections?|fractions?|courses|SD\b|%|groups|arms|categories|different|main|"
    r"independent|hundred|thousand|million|major|more\b|or more|or less|decades?|criteria|phases?|series\b|"
    r"variables?|factors?|parameters|readers?|observers?|pathologists?|radiologists?|sites?\b)",
    re.I,
)
EARLY = [
    Gated(p, re.I)
    for p in (
        r"\b(?:19|20)\d\d\s?(?:-|–|to|and|through|until)\s?(?:(?:19|20)\d\d|\d\d)\b",
        r"\b(?:in|since|from|between|until|by|during|of|before|after|January|February|March|April|May|June|July|"
        r"August|September|October|November|December),?\s(?:\d{1,2},\s)?(?:19|20)\d\d\b(?!\s(?:\w+\s){0,3}patients)",
        r"\b(?:SPSS|SAS|STATA|GraphPad|Prism|software|version|ver\.?|RECIST|CTCAE|NCI-CTC|WHO|ENETS|AJCC|"
        r"UICC|TNM)\b\s?(?:\w+\s)?(?:version\s|v\.?\s?)?\d+(?:\.\d+)*(?:/\w+)?",
        r"\b(?:grades?|stages?|CTCAE|types?|class|levels?|phase|T|N|M|score|cut-?off|threshold)\s?(?:of\s)?(?:[<>≤≥]\s?)?"
        r"\d(?:\.\d+)?\s?(?:%\s?)?(?:(?:/|-|–|to|or|and)\s?\d)?(?![\d%.])",
        r"\b(?:figs?\.?|figures?|tables?|refs?\.?|patient no\.?:?)\s\d+[A-Za-z]?(?:[-–,]\s?\d+)*\b",
        r"[\[]\d{1,3}(?:\s?[,–-]\s?\d{1,3})*[\]](?!\s?(?:months|years))",
        r"\b\d+(?:[-–]\d+)?\s?/\s?\d+\s?(?:HPF|hpf|high[- ]power|mm2|mm²|mm\^?2)",
        r"\b(?:6[48]|11[01]|12[345]|131|177|18|90|99m?|223|111|225|211|213|86|89|153|44|61|67)\s?-?"
        r"(?:Ga|Lu|Y|Tc|Ra|In|I|F|Ac|At|Bi|Sr|Sm|Cu|Sc|C)\b",
        r"\b(?:one|two|1|2)[- ](?:sided|tailed|way)\b",
        rf"\ball (?:but|except) (?:\d+|{WORDS})\b",
        r"\bone (?:or|and) (?:more|two)\b|\bone another\b|\bno one\b|\bone[- ]stop\b|"
        r"\b(?:this|that|each|any|every|which) one\b",
    )
]
"""Years, versions, grades, citations: gone before anything is read."""
LATE = [
    Gated(p, re.I)
    for p in (
        r"\b(?:Ki[- ]?67|MIB-?1)(?:\s?(?:index|labell?ing index|LI|proliferation index|expression|values?))*\s?"
        r"(?:\(?\s?(?:was|were|of|is|in|between|below|above|under|over|less than|more than|from|to)\s)*"
        r"\(?\s?[<>≤≥=]*\s?\d+(?:\.\d+)?"
        r"\s?%?(?:\s?(?:-|–|to|and|or)\s?[<>≤≥]?\s?\d+(?:\.\d+)?\s?%)?(?=[\s,.;)])(?!\s?(?:\(|of patients))",
        r"(?:[<>≤≥⩽⩾]|<=|>=)\s?\d+(?:[.,]\d+)?\s?(?:%|cm|mm|years?|months?|mg|ng|U|x|×|times|m\b|d\b|\b)",
        r"\b(?:at least|more than|less than|greater than|fewer than|over|under|up to|below|above|exceeding|"
        r"minimum of|maximum of|within|every|per|each|older than|younger than|prior|after|first|last|next)\s"
        r"(?:a\s|the\s)?(?:the (?:first|last|past) )?"
        rf"(?:{DEC}|{WORDS})\s?(?:%|cm|mm|years?|months?|mo\b|weeks?|days?|mg|h\b|hours?)",
        r"\b\d+(?:[.,]\d+)?\s?(?:mg|µg|mcg|g|GBq|MBq|mCi|Gy|ml|mL|kg|mg/m2|mg/kg|IU|U|ng|pmol|nmol|mmol|mm|cm)"
        r"(?:/\w+)?(?:\sm\(?-?2\)?)?\b(?!\))(?!\s?[(±])",
        r"\b\d+(?:[.,]\d+)?\s?(?:-|–|to)\s?\d+(?:[.,]\d+)?\s?(?:%|per cent|percent)(?!\s?CI)(?!\s?confidence)",
        r"\b\d+(?:\.\d+)?\s?%?\s?(?:per|/)\s?(?:1 ?0{2,}|1,?0{2,3}(?:,0{3})*|million|year)\b",
    )
]
"""Cut-offs, doses, bounds: gone before bare percentages and counts are read."""
CONFIDENCE = Gated(r"\b(?:9[059]|80)\s?%\s?-?\s?(?:CIs?\b|confidence|C\.I\.)", re.I)
OF = r"(?:(?:out\s)?of\s(?:a\stotal\sof\s)?(?:the\s|all\s|our\s|these\s|those\s)?)"
FEW = r"(?:[A-Za-z][\w'’/-]*\s){0,4}?"
_ADJ = r"(?:[A-Za-z][\w'’/-]*\s){0,5}?"
_OPEN, CLOSE = r"[(\[]\s?", r"\s?[)\]]"
_PCT = rf"(?P<p>\d+(?:[.,·]\d+)?|{WORDS}(?=\sper))\s?{_P}"
SHARES: list[tuple[Gated, bool, bool]] = [
    (Gated(pattern, re.I), "?P<p>" in pattern, not pattern.startswith(r"\b"))
    for pattern in (
        # 12/40 patients (30%), 12/40 (30)
        (
            rf"(?P<n>{CNT})\s?/\s?(?P<N>{_INT})(?![\w./])(?:\s{FEW}{NOUN})?\s?[(\[,;=:]\s?{_PCT}(?:{CLOSE})?"
        ),
        # 30% (12/40), 30% (n = 12/40), 30% of patients (12 of 40), 30% [12/40]
        (
            rf"{_PCT}(?:\sof\s{FEW}{NOUN})?\s?[(\[,;]\s?(?:n\s?=\s?)?(?P<n>{CNT})\s?(?:/|of|out of)\s?(?P<N>{_INT})(?![\w./])(?:\s\w+)?(?:{CLOSE})?"
        ),
        # 12 of 40 patients (30%), twelve (30%) of the 40 patients
        (
            rf"(?P<n>{CNT})\s(?:{_ADJ[:-1]}?)?{_OPEN}{_PCT}{CLOSE}\s{OF}(?P<N>{CNT})(?!\s?%)(?!{_NOT_COUNTED.pattern})(?:\s{FEW}{NOUN})?"
        ),
        (
            rf"(?P<n>{CNT})\s(?:{FEW}{NOUN}\s)?{OF}(?P<N>{CNT})(?!\s?%)(?!{_NOT_COUNTED.pattern})(?:\s{_ADJ}{NOUN})?\s?{_OPEN}{_PCT}(?:{CLOSE})?"
        ),
        (
            rf"(?P<n>{CNT})\s(?:{FEW}{NOUN}\s)?{OF}(?P<N>{CNT})(?!\s?%)(?!{_NOT_COUNTED.pattern})(?:\s{_ADJ}{NOUN})?"
        ),
        # 30% (n = 12), (30%, n = 12), 30% of patients (n = 12), (n = 12; 30%)
        (
            rf"{_PCT}(?:\sof\s{FEW}{NOUN})?\s?[(\[;,:]\s?(?:n|N|no\.)\s?=\s?(?P<n>{_INT})(?![\d.])(?:{CLOSE})?"
        ),
        (rf"\b(?:n|no\.)\s?=\s?(?P<n>{_INT})\s?[,;:/]?\s?[(\[]?\s?{_PCT}"),
        # 30% (12 patients), 30% (12)
        (rf"{_PCT}\s?{_OPEN}(?P<n>{CNT})(?:\s{FEW}{NOUN})?{CLOSE}"),
        # forty patients (30%), 12 (30%), (12 patients; 30%), 12 patients, 30%
        (
            rf"(?P<n>{CNT})(?!{_NOT_COUNTED.pattern})\s{_ADJ}{_OPEN}{_PCT}(?:\sof\s[^();,]{{1,40}})?(?:{CLOSE}|(?=[;,]))"
        ),
        (rf"(?<=[(\[])(?P<n>{CNT})\s(?:{FEW}{NOUN})?\s?[;,]\s?{_PCT}"),
        (rf"(?P<n>{CNT})\s?/\s?(?P<N>{_INT})(?![\w./])(?:\s{FEW}{NOUN})?"),
        (r"\b(?:n|N)\s?=\s?(?P<n>\d+)(?![\d.])"),
    )
]
"""Shares in every order, with whether a percentage is part of it, and whether it begins with a number."""
NUMBER_WORD = Gated(rf"{WORDS}|a[ -]hundred", re.I)
NUMBER_BEGINS = re.compile(rf"\d|(?={NUMBER_WORD.pattern})", re.I)
"""Where a count or a percentage may begin: at a digit or a number in words."""
PERCENT_LIST = Gated(
    rf"(?<![\w.,])(?P<list>{DEC}(?:,?\s(?:and\s|or\s)?{DEC}(?=[,\s]))*,?\s(?:and|or)\s{DEC})\s?{_P}",
    re.I,
)
PERCENT = Gated(rf"(?<![\w.,·/+-]){_PCT}(?!\s?(?:CI|confidence))", re.I)
PERCENT_CI = re.compile(
    rf"\s?[(\[,;]\s?9[059]\s?%\s?(?:CI|confidence interval)(?:\s?[(\[]CI[)\]])?[\s:,=]*(?P<lo>{DEC})\s?%?\s?(?:{DASH}|to|,)\s?(?P<hi>{DEC})\s?%?\s?[)\]]?",
    re.I,
)
COUNTED = Gated(
    rf"(?P<n>{CNT})(?!{_NOT_COUNTED.pattern})\s(?P<noun>{_ADJ}(?:{NOUN}|responses?|remissions?|recurrences?|relapses?|fractures?))\b(?!['’]|\s(?:cohorts?|groups?|stud(?:y|ies)|series|cent(?:er|re)s?|databases?|subgroups?|arms|types)\b)",
    re.I,
)
LISTED = Gated(r"(?<=[(;,])\s?(?P<word>[a-z][\w /-]{2,40}),\s(?P<n>\d{1,4})(?=\s?[;)])", re.I)
BARE = Gated(
    rf"(?P<n>{CNT})(?!{_NOT_COUNTED.pattern})(?![\w%/:'-]|[,.]\d|\s?[-–]\s?\d|\s(?:to|vs|versus|±)\s)",
    re.I,
)
BARE_BEFORE = re.compile(
    r"(?:^|[,;:(]\s?(?:and\s|or\s|but\s|with\s)?|\b(?:in|by|to|and|of whom|of these|of which|of them|whom|only|another|the other|"
    r"remaining|while|whereas|but|as well as|other)\s)$",
    re.I,
)
BARE_AFTER = re.compile(
    r"\s(?:(?:also|had|have|has|were|was|are|is|received|underwent|developed|showed|died|achieved|experienced|obtained|reported|"
    r"required|presented|remained|responded|progressed|survived|demonstrated|did|exhibited|suffered|completed|relapsed|"
    r"recurred|harbou?red|displayed|refused|declined|discontinued|stopped)\b)|\s?[,;.)]|\s(?:and|or)\s|$",
    re.I,
)
_CUE = re.compile(r"\b(?P<m>m?edian|mean|average|averaged|mOS|mPFS)\b", re.I)
