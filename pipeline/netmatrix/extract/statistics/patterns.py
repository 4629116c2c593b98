"""The wordings of a cohort's numbers: shares in every order, what is no statistic."""

from __future__ import annotations

import re

from netmatrix.extract.statistics.years import PEOPLE
from netmatrix.gates import Gated
from netmatrix.normalise.numbers import WORDS
from netmatrix.patterns import compiled

DEC = r"\d+(?:[.,·]\d+)?"
NUM = r"(?<![\w.,·/])(?:\d{1,3}(?:,\d{3})+|\d+(?:[.,·]\d+)?)(?!\w)"
_HUNDRED = rf"(?:(?:one|two|three|four|five|six|seven|eight|nine|a)[ -]hundred(?:(?: and)?[ -]{WORDS})?|{WORDS})"
_INT = r"(?:\d{1,3}(?:[,   ]\d{3})+|\d+)"
CNT = rf"(?<![\w.,·/-])(?:{_INT}(?![.,·]?\d|\s?%)|{_HUNDRED}(?![\w-]))"
DASH = r"[-–—−‑~]"
_LEVEL = r"(?:9[059]|80)\s?(?:%|per\s?cent\b)"
CI = (
    rf"(?:{_LEVEL}\s?-?\s?(?:CIs?\b|C\.I\.|confidence\s(?:intervals?|limits?))(?:\s?[(\[]CI[)\]])?"
    r"|(?:CI|IC)[\s:]?(?:9[059]|80)\s?%?)"
)
"""How a confidence interval with its level is printed: "95% CI", "95 per cent c.i.", "CI95%"."""
NOUN = (
    r"(?:patients?|pts?\b|subjects?|individuals?|participants?|persons?|people|residents?|boys|girls|infants|adolescents|veterans|cases?|tumou?rs?|lesions?|women|men|"
    r"males?|females?|responders?|survivors?|users|carriers|recipients|children|adults?|carcinoids?(?!\stumou?rs?\b)|\w{0,3}NETs?|\w{0,3}NENs?|NECs?|neoplasms?|"
    r"resections?|operations?|procedures?|samples?|specimens?|deaths?|metastases|gastrinomas?|"
    r"insulinomas?|evaluable|controls?|courses|centers|centres|studies|pairs|a?typical(?=\s?[(\[]))"
)
"""What a count may count."""
_P = r"(?:%|per\s?cents?|percent)"
UNIT = (
    r"(?:months?|mos?\.?|mths?|years?|yrs?\.?|yr|weeks?|wks?|days?|cm|mm|%|per\s?cent|percent|cycles?|GBq|"
    r"mCi|MBq|Gy|kg/m2|kg|mg/24\s?h|mg|[µμ]mol/24\s?h|[npµμm]mol/[lL]|µg/[lL]|µg|[np]g/m?[lL]|U/[lL]|hours?|minutes?|min|ml|mL|lesions?|courses?|points?|mitoses|(?:per\s|/\s?)(?:2\s?mm[2²]|mm[2²]|10\s?HPFs?)|y|d)"
)
_NOT_COUNTED = compiled(
    r"\s?-?(?:months?|mos?\b|years?|yrs?|weeks?|days?|hours?|min\b|cm|mm|mg|kg|µg|mcg|g/|ml|mL|GBq|MBq|mCi|Gy|cycles?|"
    r"per\s?cents?\b|times|doses?|fold|points?|lines?\b|(?:\w+\s){0,2}(?:centers|centres|hospitals|institutions|countries|departments)\b|studies|HPF|hpf|mitoses|"
    r"p\.m\.|a\.m\.|°|injections?|fractions?|courses|SD\b(?!\s?\(\d)|%|groups|arms|categories|different|main|"
    r"independent|hundred|thousand|million|major|more\b|or more|or less|decades?|criteria|phases?|series\b|"
    r"variables?|factors?|parameters|(?:healthy|normal)\s(?:\w+\s)?(?:subjects|volunteers|controls|individuals|persons|people|donors)|readers?|observers?|pathologists?|radiologists?|sites?\b)",
    re.I,
)
_NAME = (
    r"(?!(?:in|of|at|was|were|had|than|from|to|and|or|by|with|for|median|mean|age|aged|range|p|HR|CI|OR|January|February|March|April|May|June|July|August|September|"
    r"October|November|December|grade|stage|phase|version|cycles?|day|line|level|only|about)\b)[A-Za-z][\w/+-]*"
)
_ITEM = rf"{_NAME}(?:\s(?!(?:in|of|was|were|had|than|from|by|for|is|are)\b)[A-Za-z][\w/+-]*){{0,4}}(?:,\s|:\s|\s?=\s?|\s)\d{{1,4}}(?![\d%/:]|\.\d|\s?(?:%|-|–|to\b|months?|years?|weeks?|days?|cm|mm|mg|patients|cases|of\b|HPF|vs))(?:\s?\(\s?\d+(?:\.\d+)?\s?%\s?\))?"
ITEMS = compiled(
    rf"(?:(?<=[(:;] )|(?<=[(:;])|(?<=^)|(?<=, )(?=(?:{_ITEM},\s){{3}})){_ITEM}(?:(?:[,;]\s(?:and\s)?|\sand\s){_ITEM})+(?=\s?[,;.)]|\s(?:and|but|while|whereas)\b|$)"
)
"""Things counted in a list: "liver 30 (75%), bone 12, lung 4"."""
ITEM_NUMBER = compiled(
    r"(?<=[\s=:])(?P<n>\d{1,4})(?:\s?\(\s?(?P<p>\d+(?:\.\d+)?)\s?%\s?\))?(?=\s?[,;.)]|\sand\b|\s|$)"
)
CUT_OFFS = [
    Gated(p, re.I)
    for p in (
        r"(?:[<>≤≥⩽⩾]=?|=<)\s?\d+(?:[.,]\d+)?(?:\s?[-–]\s?\d+(?:[.,]\d+)?)?\s?(?:%|cm\b|mm\b)",
        rf"\bI[2²]\s?=\s?{DEC}\s?%",
        rf"\b{DEC}\s?%\s(?:lower|higher|greater|smaller|better|worse)\b",
        rf"\b{DEC}\s?%\s(?:relative\s)?(?:reduction|decrease|increase)\s(?:in|of)\s(?:the\s)?(?:\w+\s)?risk\b",
        rf"(?:Ki[- ]?67|MIB-?1)[^.;,()]{{0,30}}?\b(?:exceed\w+|above|below|over|under|more than|less than|at least)\s{DEC}\s?%",
        rf"(?<![\w.,]){DEC}\s?%\s?(?:-|–|to)\s?{DEC}\s?%(?=\sin\s\d)",
        rf"(?<![\w.,]){DEC}\s?(?:-|–|to)\s?{DEC}\s?(?:cm|mm)(?=\sin\s\d)",
        rf"\bbetween\s{DEC}\s?(?:%|cm|mm)?\s?(?:and|to|-|–)\s?{DEC}\s?(?:%|cm|mm)",
        rf"\b(?:exceed\w+|occup\w+|replac\w+)\s(?:more than\s|less than\s)?{DEC}\s?%\sof\s(?:the\s)?(?:liver|lung|tumou?r|marrow)\b",
        rf"\b(?:at least|more than|less than|greater than|smaller than|larger than|up to|exceeding|exceeded|or more|below|above|under|over)\s{DEC}\s?(?:cm|mm)\b",
        rf"\b{DEC}\s?(?:cm|mm)\s(?:or|and)\s(?:more|less|larger|smaller|greater|above|below|over|under)",
    )
]
"""Classes of a measured thing: gone before averages are read."""
EARLY = [
    Gated(p, re.I)
    for p in (
        r"\b(?:19|20)\d\d\s?(?:-|–|to|and|through|until)\s?(?:(?:19|20)\d\d|\d\d)\b",
        r"\b(?:in|since|from|between|until|by|during|of|before|after|January|February|March|April|May|June|July|"
        r"August|September|October|November|December),?\s(?:\d{1,2},\s)?(?:19|20)\d\d\b"
        rf"(?!\s(?:[\w-]+\s){{0,3}}{PEOPLE}\b)",
        r"\b(?:0?[1-9]|1[0-2])/(?:19|20)\d\d\b",
        # "Median PFS (95% confidence interval [CI]) came to …"
        rf"[(\[]\s?{CI}\s?[)\]]",
        # "2.9 years (maximum, 14.6 years)"
        rf"(?<=[(\[])(?:max(?:imum|imal)?|min(?:imum|imal)?|longest|shortest)[,:]?\s(?:of\s)?{DEC}\s?{UNIT}(?=[)\]])",
        r"\b(?:SPSS|SAS|STATA|GraphPad|Prism|software|version|ver\.?|RECIST|CTCAE|NCI-CTC|WHO|ENETS|AJCC|"
        r"UICC|TNM)\b\s?(?:\w+\s)?(?:version\s|v\.?\s?)?\d+(?:\.\d+)*(?:/\w+)?",
        r"\b(?:grades?|gr\.?|stages?|CTCAE|types?|class|levels?|phase|T|N|M|score|status|PS\)?|ECOG|cut-?off|threshold)\s?(?:of\s)?(?:[<>≤≥]\s?)?"
        r"\d(?:\.\d+)?\s?(?:%\s?)?(?:,\s?[1-4](?=,|\s(?:and|or)\b))*"
        r"(?:(?:/|-|–|to|or|and)\s?\d(?!\s?\(\d{1,3}(?:\.\d+)?\s?%\)\s(?:were|was|had|patients|cases|grades?|G\d)\b))?(?![\d%.])",
        # "In Case 3", "in patients 2 and 7": who, not how many
        r"\b(?:patient|case)\s(?:no\.?\s?|#)?\d{1,2}\b(?!\s?[(%])|\b(?:patients|cases)\s\d{1,2}(?:,\s\d{1,2})*,?\sand\s\d{1,2}\b(?!\s?[(%])",
        r"\b\d{1,3}\s?/\s?\d{1,3}\s(?:lymph\s)?nodes\b",
        # "Mean follow-up of the other 119 was 82 months"
        r"\bof\sthe\s(?:other|remaining)\s\d+(?=\s(?:was|were)\b)",
        # "MEN 1 patients", "after cycle 2": part of a name
        r"(?-i:\b(?:MEN|NF)[ -](?:1|2[AB]?)\b)|\bcycle\s\d{1,2}\b(?!\s?[(%])",
        # "5-fluorouracil": part of a name
        r"\b\d(?:,\d)?['’]?-(?:fluoro|deoxy|azacyti|hydroxy)\w+",
        # "18 800 MBq": a blank between thousands
        r"\b\d{1,3}[ \u2009\u202f]\d{3}\s(?:[kMG]Bq|mCi|ng|pg|U)\b",
        r"\b(?:on\s)?days?\s\d{1,2}(?:\s?(?:-|–|to|and|,)\s?\d{1,2})*\b(?!\s?(?:%|patients))",
        r"\b(?:figs?\.?|figures?|tables?|refs?\.?|patient no\.?:?)\s\d+[A-Za-z]?(?:[-–,]\s?\d+)*\b",
        r"[\[]\d{1,3}(?:\s?[,–-]\s?\d{1,3})*[\]](?!\s?(?:months|years))",
        r"\b\d+(?:[-–]\d+)?\s?/\s?\d+\s?(?:HPF|hpf|high[- ]power|mm2|mm²|mm\^?2)",
        r"\bper\s(?:10|50|ten|fifty)\s(?:high[- ]?power(?:ed)?\s(?:microscopic\s)?fields?|HPFs?)\b",
        r"(?-i:\b(?:6[48]|11[01]|12[345]|131|177|18|90|99m?|223|111|225|211|213|86|89|153|44|61|67)\s?-?"
        r"(?:Ga|Lu|Y|Tc|Ra|In|I|F|Ac|At|Bi|Sr|Sm|Cu|Sc|C)\b)",
        r"\b(?:arms?|groups?|cohorts?|periods?|cent(?:er|re)s?)\s\d\b(?!\s?%)",
        r"\b(?:one|two|1|2)[- ](?:sided|tailed|way)\b|\bone[- ](?:to|by)[- ]one\b",
        rf"(?<![-–/\d])\b(?:one|(?<!, )(?<!and )(?<!\d or )(?<!\d to )1) in (?:every |about |approximately )?(?:\d{{1,2}}|{WORDS})\b(?!\s?%)",
        rf"\ball (?:but|except) (?:\d+|{WORDS})\b",
        r"\b(?:one|two|three|four)[- ](?:thirds?|quarters?|fifths?|half)\b",
        r"\bone (?:or|and) (?:more|two)\b|\bone another\b|\bno one\b|\bone[- ]stop\b|"
        r"\b(?:this|that|each|any|every|which) one\b",
    )
]
"""Years, versions, grades, citations: gone before anything is read."""
LATE = [
    Gated(p, re.I)
    for p in (
        r"\b(?:reduc|lower|cut|decreas|increas|rais)\w*\s(?:in\s)?the\s(?:risk|hazard|odds|likelihood|chance)\s(?:of|for)\s[^,;.()]{3,50}?\sby\s\d+(?:\.\d+)?\s?%",
        r"\d+(?:\.\d+)?\s?%\s(?:relative\s)?(?:reduction|decrease|increase|lower|higher)\s(?:in\s|of\s)?(?:the\s)?(?:risk|hazard|odds|likelihood)\b",
        r"\b(?:of|by)\s(?:at least\s)?\d+(?:\.\d+)?\s?(?:%|per\s?cent)\s(?:or|and)\s(?:more|greater|less|above|below|over)\b",
        r"\b(?:Ki[- ]?67|MIB-?1)(?:\s?(?:index|labell?ing index|LI|proliferation index|expression|values?))*\s?"
        r"(?:\(?\s?(?:was|were|of|is|in|between|below|above|under|over|less than|more than|ranged|ranging|from|to)\s)*"
        r"\(?\s?[<>≤≥=]*\s?\d+(?:\.\d+)?"
        r"\s?%?(?:\s?(?:-|–|to|and|or)\s?[<>≤≥]?\s?\d+(?:\.\d+)?\s?%)?(?=[\s,.;)])(?!\s?(?:\(|of patients))",
        r"(?:[<>≤≥⩽⩾]|<=|>=)\s?\d+(?:[.,]\d+)?\s?(?:%|cm|mm|years?|months?|mg|ng|U|x|×|times|m\b|d\b|\b)",
        r"\b(?:at least|more than|less than|greater than|fewer than|over|under|up to|below|above|exceeding|"
        r"minimum of|maximum of|within|every|per|each|older than|younger than|prior|after|first|last|next)\s"
        r"(?:a\s|the\s)?(?:the (?:first|last|past) )?"
        rf"(?:{DEC}|{WORDS})\s?(?:%|per\s?cent|cm|mm|years?|months?|mo\b|weeks?|days?|mg|h\b|hours?)",
        rf"\b(?:more|fewer|less) than (?:\d+|{WORDS})\s(?:\w+\s){{0,2}}?(?:lesions|metastases|nodes|deposits|sites|foci)\b",
        r"\b\d+(?:[.,]\d+)?\s?(?:mg|µg|mcg|g|GBq|MBq|mCi|Gy|ml|mL|kg|mg/m2|mg/kg|IU|U|ng|pmol|nmol|mmol|mm|cm)"
        r"(?:/\w+)?(?:\sm\(?-?2\)?)?\b(?!\))(?!\s?(?:±|\((?!n\b|N\b)))",
        r"\b\d+(?:[.,]\d+)?\s?(?:-|–|to)\s?\d+(?:[.,]\d+)?\s?(?:%|per cent|percent)(?!\s?CI)(?!\s?confidence)",
        r"\b\d+(?:\.\d+)?\s?%?\s?(?:per|/)\s?(?:1 ?0{2,}|1,?0{2,3}(?:,0{3})*|million|year)\b",
    )
]
"""Cut-offs, doses, bounds: gone before bare percentages and counts are read."""
CONFIDENCE = Gated(rf"\b{CI}", re.I)
OF = r"(?:(?:out\s)?of\s(?:a\stotal\sof\s)?(?:the\s|all\s|our\s|these\s|those\s)?)"
FEW = r"(?:(?!(?:was|were|are|had|and|but|while|whereas|versus|vs)\b)[A-Za-z][\w'’/-]*\s){0,4}?"
_ADJ = rf"(?:(?!(?:of|(?:and|or)\s{CNT}|{WORDS})\b)[A-Za-z][\w'’/-]*\s){{0,5}}?"
_LOOKED_AT = (
    r"(?:\s(?:tested|examined|evaluated|assessed|evaluable|studied|analy[sz]ed|investigated|measured|"
    r"scanned|screened|operated(?:\son)?|with (?:available )?data))?"
)
_OPEN, CLOSE = r"[(\[]\s?", r"\s?[)\]]"
_ACTED = r"\b(?:was|were|had|have|did|died|\w{3,}ed(?=\s?[(\[]))\b"
"""A verb behind a group: what is counted stands there."""
_PCT = rf"(?P<p>\d+(?:[.,·]\d+)?|{WORDS}(?=\sper))\s?{_P}(?!\s?-?\s?(?:CI\b|confidence|C\.I\.))"
SHARES: list[tuple[Gated, bool, bool]] = [
    (Gated(pattern, re.I), "?P<p>" in pattern, not pattern.startswith(r"\b"))
    for pattern in (
        # 12/40 patients (30%), 12/40 (30)
        (
            rf"(?P<n>{CNT})\s?/\s?(?P<N>{_INT})(?![\w/]|\.\d)(?:\s(?:{FEW}{NOUN}|(?-i:[A-Z]{{2,6}}s?)(?=\s\()))?{_LOOKED_AT}\s?[(\[,;=:]\s?{_PCT}(?!\s?\(\s?\d+\s?/)(?:{CLOSE})?"
        ),
        # 30% (12/40), 30% (n = 12/40), 30% of patients (12 of 40), 30% [12/40]
        (
            rf"{_PCT}(?:\sof\s{FEW}{NOUN})?\s?[(\[,;]\s?(?:n\s?=\s?)?(?P<n>{CNT})\s?(?:/|of|out of)\s?(?P<N>{_INT})(?![\w/]|\.\d)(?:(?:\s\w+){{2,3}}{CLOSE}|(?:\s\w+)?(?:{CLOSE})?)"
        ),
        # 12 of 40 patients (30%), twelve (30%) of the 40 patients
        (
            rf"(?P<n>{CNT})\s(?:{_ADJ[:-1]}?)?{_OPEN}{_PCT}{CLOSE}\s{OF}(?P<N>{CNT})(?!\s?%)(?!{_NOT_COUNTED.pattern})(?:\s{FEW}{NOUN})?"
        ),
        (
            rf"(?P<n>{CNT})\s(?:{FEW}{NOUN}\s)?{OF}(?P<N>{CNT})(?!\s?%)(?!{_NOT_COUNTED.pattern})(?:\s{_ADJ}{NOUN})?{_LOOKED_AT}\s?(?:{_OPEN}|,\s(?=[^()]{{1,9}}\))){_PCT}(?:{CLOSE})?"
        ),
        # 14 of 25 functional (56%)
        (
            rf"(?P<n>{CNT})\s{OF}(?P<N>{CNT})(?!\s?%)\s[a-z][\w-]+(?:\s[a-z][\w-]+)?\s{_OPEN}{_PCT}(?:{CLOSE}|(?=[;,]\s))"
        ),
        # two of 34 patients with a tumour of 20 mm or less (6%), 39 of the 88 in whom it was measured (44%)
        (
            rf"(?P<n>{CNT})\s{OF}(?P<N>{CNT})(?!\s?%)(?:\s{_ADJ}{NOUN})?\s(?:(?:who|whose|in whom)\s[^():;%]{{3,70}}?|(?:with(?:out)?|having)\s(?:(?!{_ACTED})[^():;%]){{3,70}}?)\s?{_OPEN}{_PCT}{CLOSE}"
        ),
        (
            rf"(?P<n>{CNT})\s(?:{FEW}{NOUN}\s)?{OF}(?P<N>{CNT})(?!\s?%)(?!{_NOT_COUNTED.pattern})(?:\s{_ADJ}{NOUN})?"
        ),
        # 12 patients, i.e. 30%; 12, equal to 30%
        (
            rf"(?P<n>{CNT})(?:\s{FEW}{NOUN})?,?\s(?:i\.\s?e\.,?|equal to|equivalent to|corresponding to|representing|or|that is,?|equall?ing|comprising|making up)\s{_PCT}"
        ),
        # 12 of them (30%), 66 of them women (58.9%)
        (
            rf"(?P<n>{CNT})\sof\s(?:them|these|those|whom|which)\s(?:(?:were\s)?(?:(?:wo)?men|(?:fe)?males?)\s)?{_OPEN}{_PCT}{CLOSE}"
        ),
        # 62 of the patients with metastases (84%)
        (
            rf"(?P<n>{CNT})\sof\s(?:the|these|our)\s{NOUN}\s(?:with|who)\s[^():;%\d]{{2,60}}?\s{_OPEN}{_PCT}{CLOSE}"
        ),
        # 12 of the resected (30%)
        (
            rf"(?P<n>{CNT})\sof\s(?:the|these|those|our)\s[a-z][\w-]+(?:\s[a-z][\w-]+)?\s{_OPEN}{_PCT}{CLOSE}"
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
            rf"(?P<n>{CNT})(?!{_NOT_COUNTED.pattern})\s{_ADJ}{_OPEN}(?:(?-i:[A-Z][A-Za-z/-]{{1,7}})[;,]\s)?{_PCT}(?:\sof\s[^();,]{{1,40}})?(?:{CLOSE}|(?=[;,]))"
        ),
        (rf"(?<=[(\[])(?P<n>{CNT})(?:\s(?:{FEW}{NOUN})?)?\s?[;,]\s?{_PCT}"),
        # (mean age 48 years; 12 women, 30%)
        (rf"(?<=;\s)(?P<n>{CNT})\s(?:{FEW}{NOUN})\s?,\s?{_PCT}(?=\s?[);])"),
        (rf"(?P<n>{CNT})\s?/\s?(?P<N>{_INT})(?![\w/]|\.\d)(?:\s{FEW}{NOUN})?"),
        (r"\b(?:n|N)\s?=\s?(?P<n>\d+)(?![\d.])"),
    )
]
"""Shares in every order, with whether a percentage is part of it, and whether it begins with a number."""
NUMBER_WORD = Gated(rf"{WORDS}|a[ -]hundred", re.I)
NUMBER_BEGINS = compiled(rf"\d|(?={NUMBER_WORD.pattern})", re.I)
"""Where a count or a percentage may begin: at a digit or a number in words."""
PERCENT_LIST = Gated(
    rf"(?<![\w.,])(?<!\bat )(?P<list>{DEC}(?:,?\s(?:and\s|or\s)?{DEC}(?=[,\s]))*,?\s(?:and|or|vs\.?|versus)\s{DEC})\s?{_P}",
    re.I,
)
PERCENT = Gated(rf"(?<![\w.,·/+-]){_PCT}(?!\s?(?:CI|confidence))", re.I)
PERCENT_CI = compiled(
    rf"\s?[(\[,;]\s?{CI}[\s:,=]*(?P<lo>{DEC})\s?%?\s?(?:{DASH}|to|,)\s?(?P<hi>{DEC})\s?%?\s?[)\]]?",
    re.I,
)
PERCENT_SPAN = compiled(
    rf"\s?[(\[]\s?(?P<lo>{DEC})\s?%?\s?(?:{DASH}|to)\s?(?P<hi>{DEC})\s?%\s?[)\]]"
)
"""The bounds of a percentage in brackets without a label: "44% (33%–54%)"."""
COUNTED = Gated(
    rf"(?P<n>{CNT})(?!{_NOT_COUNTED.pattern})\s(?P<noun>(?:of\s(?:the|our|these|those|all)\s)?{_ADJ}(?:{NOUN}(?:\s(?:patients|cases|subjects))?|(?:stable|progressive) diseases?|stabili[sz]ations?|responses?|remissions?|recurrences?|relapses?|fractures?))\b(?!['’]|\s(?:cohorts?|groups?|stud(?:y|ies)|series|cent(?:er|re)s?|databases?|subgroups?|arms|types)\b)",
    re.I,
)
LISTED = Gated(
    r"(?<=[(;,])\s?(?P<word>(?!(?:median|mean|average)\b)[a-z][\w /-]{2,40}),\s(?P<n>\d{1,4})(?=\s?[;)])",
    re.I,
)
LOOSE = Gated(
    rf"(?:^|[,;(]|\bthere\s(?:was|were)|\b(?:obtained|observed|had|including|saw|achieved|and|or|with|but))\s?(?P<n>{CNT})(?!{_NOT_COUNTED.pattern})(?=\s(?:[A-Za-z]{{2}}|G[1-3]\b|an?\s[a-z]{{4}}))(?!\s(?:of|to|in|at|and|or|vs|versus|by|from)\b)",
    re.I,
)
"""A count beside an adjective: "20 were lytic, 13 blastic and 5 mixed"."""
BARE = Gated(
    rf"(?P<n>{CNT})(?!{_NOT_COUNTED.pattern})(?![\w%/'-]|:\d|[,.]\d|\s?[-–]\s?\d|\s(?:to|vs|versus|±)\s)",
    re.I,
)
BARE_BEFORE = compiled(
    r"(?:^|[,;:(]\s?(?:and\s|or\s|but\s|with\s)?|\b(?:in|by|to|and|of whom|of these|of which|of them|whom|only|another|the other|"
    r"remaining|while|whereas|but|as well as|other)\s)$",
    re.I,
)
BARE_AFTER = compiled(
    r"\s(?:(?:also|had|have|has|were|was|are|is|received|underwent|developed|showed|died|achieved|experienced|obtained|reported|of\s(?:whom|which|them)\s(?:died|had|were|relapsed|survived|progressed)|"
    r"required|presented|remained|responded|progressed|survived|demonstrated|did|exhibited|suffered|completed|relapsed|"
    r"recurred|harbou?red|displayed|refused|declined|discontinued|stopped|carried|went\son|proceeded|took|needed|tested|lost|chose|fulfilled|entered|complained|continued)\b)|\s(?:it|this|they|the\s[\w-]+)\s(?:was|were|had)\b|\sof\s(?:them|these|those)(?=[,.;]|\sand\b)|\sof\s(?:them|these|those)\s(?:went\son|underwent|received|had|were|died)\b|\s(?:of|from)\s(?:[\w-]+\s){0,3}causes?\b|\sof\s(?:whom|which|them)\s(?:of|from|due to|because of)\s|\sothers?\b|\s(?:by|after|on|under)\s(?-i:(?=\d*[A-Za-z-]*[A-Z]{2}))|\s(?:in|of|at|with)\s(?:stages?|grades?|G[123])\b|\sof\s(?=[a-z][^.;()]{2,80}\sorigin\b)|\s(?:from|due to|because of)\s[a-z]|\s?[,;:.)]|\s(?:and|or)\s|$",
    re.I,
)

# "53 of the 118 planned patients": of these nobody was seen.
INTENDED = compiled(r"\b(?:planned|intended|expected)\s(?:patients|participants|subjects)\b", re.I)
