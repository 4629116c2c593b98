"""The numbers of a cohort's sentence: shares, medians, ratios, p values, as they are printed.

``figures`` reads a sentence and returns what its numbers are, not yet what they are about. What
only looks like a statistic (years, doses, version numbers, cut-offs, levels of significance,
citations) is consumed first, so that nothing later can read it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from netmatrix.normalise.numbers import WORDS, parse

Kind = Literal["share", "value", "ratio", "p", "rate"]

_DEC = r"\d+(?:[.,·]\d+)?"
_NUM = r"(?<![\w.,·/])(?:\d{1,3}(?:,\d{3})+|\d+(?:[.,·]\d+)?)(?!\w)"
_HUNDRED = rf"(?:(?:one|two|three|four|five|six|seven|eight|nine|a)[ -]hundred(?:(?: and)?[ -]{WORDS})?|{WORDS})"
_INT = r"(?:\d{1,3}(?:[,   ]\d{3})+|\d+)"
_CNT = rf"(?<![\w.,·/-])(?:{_INT}(?![.,·]?\d|\s?%)|{_HUNDRED}(?![\w-]))"
_DASH = r"[-–—−‑~]"
NOUN = (
    r"(?:patients?|pts?\b|subjects?|individuals?|participants?|persons?|people|cases?|tumou?rs?|lesions?|women|men|"
    r"males?|females?|responders?|survivors?|children|adults?|carcinoids?|\w{0,3}NETs?|\w{0,3}NENs?|NECs?|neoplasms?|"
    r"resections?|operations?|procedures?|samples?|specimens?|deaths?|metastases|gastrinomas?|"
    r"insulinomas?|evaluable|controls?|courses|centers|centres|studies)"
)
"""What a count may count."""

_P = r"(?:%|per\s?cents?|percent)"
_UNIT = (
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


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as printed at ``[start, end)`` of the sentence.

    ``bracketed``: nothing else stands in its parentheses; ``noun``: where the thing counted ends;
    ``run``: figures of one list ("16%, 66% and 19%") share a number; ``measure`` is ``median``,
    ``mean`` or ``range`` for values; ``cue`` is where that word stands.
    """

    start: int
    end: int
    kind: Kind
    n: int | None = None
    N: int | None = None
    percent: float | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    interval: str | None = None
    unit: str | None = None
    comparator: str | None = None
    measure: str = ""
    bracketed: bool = False
    versus: bool = False
    follows: bool = False
    cue: tuple[int, int] = (0, 0)
    detail: tuple[tuple[str, float], ...] = ()


def count(text: str) -> int | None:
    """The whole number that digits or words say, ``None`` where they say none."""
    token = re.sub(r"(?<=\d)[,   ](?=\d{3})", "", text.strip().lower())
    hundred = re.fullmatch(r"(\w+)[ -]hundred(?:(?: and)?[ -](.+))?", token)
    if hundred:
        head, rest = parse(hundred[1]), parse(hundred[2]) if hundred[2] else 0.0
        return None if head is None or rest is None else int(100 * head + rest)
    value = parse(token)
    return int(value) if value is not None and value == int(value) else None


def counted(text: str) -> Iterator[re.Match[str]]:
    """Counts with what they count: matches with the groups ``n`` and ``noun``."""
    return _COUNTED.finditer(text)


def number(text: str) -> float | None:
    """A decimal number; a comma before three digits is a thousands mark."""
    return parse(re.sub(r"\s", "", text))


def percent(text: str) -> float | None:
    """A percentage: its comma is always a decimal comma; ``None`` above 100."""
    value = parse(re.sub(r"[,·]", ".", re.sub(r"\s", "", text)))
    return value if value is not None and 0 <= value <= 100 else None


def unit_of(text: str | None) -> str | None:
    """``month``, ``year``, ``percent`` … for a unit's wording."""
    if not text:
        return None
    low = text.strip().lower().rstrip(".")
    for pattern, name in (
        (r"mo|mos|mths?|months?", "month"),
        (r"y|yr|yrs|years?", "year"),
        (r"wks?|weeks?", "week"),
        (r"d|days?", "day"),
        (r"%|per\s?cent", "percent"),
    ):
        if re.fullmatch(pattern, low):
            return name
    return low[:-1] if low.endswith("s") and len(low) > 3 and low != "mitoses" else low


# --- what is no statistic ------------------------------------------------------------------------

_EARLY = [
    re.compile(p, re.I)
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
_LATE = [
    re.compile(p, re.I)
    for p in (
        r"\b(?:Ki[- ]?67|MIB-?1)(?:\s?(?:index|labell?ing index|LI|proliferation index|expression|values?))*\s?"
        r"(?:\(?\s?(?:was|were|of|is|in|between|below|above|under|over|less than|more than|from|to)\s)*"
        r"\(?\s?[<>≤≥=]*\s?\d+(?:\.\d+)?"
        r"\s?%?(?:\s?(?:-|–|to|and|or)\s?[<>≤≥]?\s?\d+(?:\.\d+)?\s?%)?(?=[\s,.;)])(?!\s?(?:\(|of patients))",
        r"(?:[<>≤≥⩽⩾]|<=|>=)\s?\d+(?:[.,]\d+)?\s?(?:%|cm|mm|years?|months?|mg|ng|U|x|×|times|m\b|d\b|\b)",
        r"\b(?:at least|more than|less than|greater than|fewer than|over|under|up to|below|above|exceeding|"
        r"minimum of|maximum of|within|every|per|each|older than|younger than|prior|after|first|last|next)\s"
        r"(?:a\s|the\s)?(?:the (?:first|last|past) )?"
        rf"(?:{_DEC}|{WORDS})\s?(?:%|cm|mm|years?|months?|mo\b|weeks?|days?|mg|h\b|hours?)",
        r"\b\d+(?:[.,]\d+)?\s?(?:mg|µg|mcg|g|GBq|MBq|mCi|Gy|ml|mL|kg|mg/m2|mg/kg|IU|U|ng|pmol|nmol|mmol|mm|cm)"
        r"(?:/\w+)?(?:\sm\(?-?2\)?)?\b(?!\))(?!\s?[(±])",
        r"\b\d+(?:[.,]\d+)?\s?(?:-|–|to)\s?\d+(?:[.,]\d+)?\s?(?:%|per cent|percent)(?!\s?CI)(?!\s?confidence)",
        r"\b\d+(?:\.\d+)?\s?%?\s?(?:per|/)\s?(?:1 ?0{2,}|1,?0{2,3}(?:,0{3})*|million|year)\b",
    )
]
"""Cut-offs, doses, bounds: gone before bare percentages and counts are read."""
_CONFIDENCE = re.compile(r"\b(?:9[059]|80)\s?%\s?-?\s?(?:CIs?\b|confidence|C\.I\.)", re.I)

# --- p values and ratios -------------------------------------------------------------------------

_PVALUE = re.compile(
    r"(?<![\w-])[Pp](?:[-\s]?values?)?(?:\s?\([^()]{1,15}\))?\s*(?:of|was|were|is|:|,)?\s*"
    r"(?P<cmp>=\s?<|=|<\s?=|>\s?=|≤|≥|<|>|⩽|less than or equal to|less than|greater than|not less than)\s*"
    r"(?P<v>(?:[01]?\s?[.·,]\s?\d+|[01](?:\.0+)?)(?:\s?[×x]\s?10\s?\^?[-–−]\s?\d+)?)(?!\d)",
)
_RATIO = re.compile(
    rf"\b(?P<kind>(?:[Aa]djusted |[Pp]ooled |[Cc]rude )?(?:[Hh]azards? [Rr]atio|[Oo]dds [Rr]atio|[Rr]elative [Rr]isk|[Rr]isk [Rr]atio|[Rr]ate [Rr]atio|"
    rf"[Ss]tandardi[sz]ed (?:incidence|mortality) ratio|a?HR|a?OR|RR|SIR|SMR)s?)\b"
    rf"(?:\s?[(\[](?:a?HR|a?OR|RR|SIR|SMR)[)\]])?[\s:=,;(\[]*(?:was|of|were|is|for \w+)?[\s:=]*"
    rf"(?P<v>{_NUM})"
    rf"(?:[\s,;:(\[–]*(?:with\s)?(?:an?\s)?(?P<ci>9[059]\s?%\s?-?\s?(?:CIs?|C\.I\.|confidence intervals?)(?:\s?[(\[]CI[)\]])?)?"
    rf"[\s:=,;(\[]*(?:of\s|from\s)?(?P<lo>{_NUM})\s*(?:{_DASH}|to|,|and)\s*(?P<hi>{_DEC}))?"
    rf"(?:\s?,?\s?(?P<ci2>9[059]\s?%\s?CI))?(?:\s?[)\]](?=\s*[)\];,]))?",
)
_RATIO_NAMES = (
    (r"hr|hazard", "hazard ratio"),
    (r"or$|ors$|odds", "odds ratio"),
    (r"sir|incidence", "standardized incidence ratio"),
    (r"smr|mortality", "standardized mortality ratio"),
    (r"rr|risk|rate", "relative risk"),
)

# --- shares --------------------------------------------------------------------------------------

_OF = r"(?:(?:out\s)?of\s(?:a\stotal\sof\s)?(?:the\s|all\s|our\s|these\s|those\s)?)"
_FEW = r"(?:[A-Za-z][\w'’/-]*\s){0,4}?"
_ADJ = r"(?:[A-Za-z][\w'’/-]*\s){0,5}?"
_OPEN, _CLOSE = r"[(\[]\s?", r"\s?[)\]]"
_PCT = rf"(?P<p>\d+(?:[.,·]\d+)?|{WORDS}(?=\sper))\s?{_P}"

_SHARES: list[tuple[re.Pattern[str], bool]] = [
    (re.compile(pattern, re.I), bracket)
    for pattern, bracket in (
        # 12/40 patients (30%), 12/40 (30)
        (
            rf"(?P<n>{_CNT})\s?/\s?(?P<N>{_INT})(?![\w./])(?:\s{_FEW}{NOUN})?\s?[(\[,;=:]\s?{_PCT}(?:{_CLOSE})?",
            False,
        ),
        # 30% (12/40), 30% (n = 12/40), 30% of patients (12 of 40), 30% [12/40]
        (
            rf"{_PCT}(?:\sof\s{_FEW}{NOUN})?\s?[(\[,;]\s?(?:n\s?=\s?)?(?P<n>{_CNT})\s?(?:/|of|out of)\s?(?P<N>{_INT})(?![\w./])(?:\s\w+)?(?:{_CLOSE})?",
            False,
        ),
        # 12 of 40 patients (30%), twelve (30%) of the 40 patients
        (
            rf"(?P<n>{_CNT})\s(?:{_ADJ[:-1]}?)?{_OPEN}{_PCT}{_CLOSE}\s{_OF}(?P<N>{_CNT})(?!\s?%)(?!{_NOT_COUNTED.pattern})(?:\s{_FEW}{NOUN})?",
            False,
        ),
        (
            rf"(?P<n>{_CNT})\s(?:{_FEW}{NOUN}\s)?{_OF}(?P<N>{_CNT})(?!\s?%)(?!{_NOT_COUNTED.pattern})(?:\s{_ADJ}{NOUN})?\s?{_OPEN}{_PCT}(?:{_CLOSE})?",
            False,
        ),
        (
            rf"(?P<n>{_CNT})\s(?:{_FEW}{NOUN}\s)?{_OF}(?P<N>{_CNT})(?!\s?%)(?!{_NOT_COUNTED.pattern})(?:\s{_ADJ}{NOUN})?",
            False,
        ),
        # 30% (n = 12), (30%, n = 12), 30% of patients (n = 12), (n = 12; 30%)
        (
            rf"{_PCT}(?:\sof\s{_FEW}{NOUN})?\s?[(\[;,:]\s?(?:n|N|no\.)\s?=\s?(?P<n>{_INT})(?![\d.])(?:{_CLOSE})?",
            False,
        ),
        (rf"\b(?:n|no\.)\s?=\s?(?P<n>{_INT})\s?[,;:/]?\s?[(\[]?\s?{_PCT}", False),
        # 30% (12 patients), 30% (12)
        (rf"{_PCT}\s?{_OPEN}(?P<n>{_CNT})(?:\s{_FEW}{NOUN})?{_CLOSE}", False),
        # forty patients (30%), 12 (30%), (12 patients; 30%), 12 patients, 30%
        (
            rf"(?P<n>{_CNT})(?!{_NOT_COUNTED.pattern})\s{_ADJ}{_OPEN}{_PCT}(?:\sof\s[^();,]{{1,40}})?(?:{_CLOSE}|(?=[;,]))",
            False,
        ),
        (rf"(?<=[(\[])(?P<n>{_CNT})\s(?:{_FEW}{NOUN})?\s?[;,]\s?{_PCT}", True),
        (rf"(?P<n>{_CNT})\s?/\s?(?P<N>{_INT})(?![\w./])(?:\s{_FEW}{NOUN})?", False),
        (r"\b(?:n|N)\s?=\s?(?P<n>\d+)(?![\d.])", True),
    )
]
_PERCENT_LIST = re.compile(
    rf"(?<![\w.,])(?P<list>{_DEC}(?:,?\s(?:and\s|or\s)?{_DEC}(?=[,\s]))*,?\s(?:and|or)\s{_DEC})\s?{_P}",
    re.I,
)
_PERCENT = re.compile(rf"(?<![\w.,·/+-]){_PCT}(?!\s?(?:CI|confidence))", re.I)
_PERCENT_CI = re.compile(
    rf"\s?[(\[,;]\s?9[059]\s?%\s?(?:CI|confidence interval)(?:\s?[(\[]CI[)\]])?[\s:,=]*(?P<lo>{_DEC})\s?%?\s?(?:{_DASH}|to|,)\s?(?P<hi>{_DEC})\s?%?\s?[)\]]?",
    re.I,
)
_COUNTED = re.compile(
    rf"(?P<n>{_CNT})(?!{_NOT_COUNTED.pattern})\s(?P<noun>{_ADJ}{NOUN})\b(?!['’]|\s(?:cohorts?|groups?|stud(?:y|ies)|series|cent(?:er|re)s?|databases?|subgroups?|arms|types)\b)",
    re.I,
)
_LISTED = re.compile(r"(?<=[(;,])\s?(?P<word>[a-z][\w /-]{2,40}),\s(?P<n>\d{1,4})(?=\s?[;)])", re.I)
_BARE = re.compile(
    rf"(?P<n>{_CNT})(?!{_NOT_COUNTED.pattern})(?![\w%/:'-]|[,.]\d|\s?[-–]\s?\d|\s(?:to|vs|versus|±)\s)",
    re.I,
)
_BARE_BEFORE = re.compile(
    r"(?:^|[,;:(]\s?(?:and\s|or\s|but\s|with\s)?|\b(?:in|by|to|and|of whom|of these|of which|of them|whom|only|another|the other|"
    r"remaining|while|whereas|but|as well as|other)\s)$",
    re.I,
)
_BARE_AFTER = re.compile(
    r"\s(?:(?:also|had|have|has|were|was|are|is|received|underwent|developed|showed|died|achieved|experienced|obtained|reported|"
    r"required|presented|remained|responded|progressed|survived|demonstrated|did|exhibited|suffered|completed|relapsed|"
    r"recurred|harbou?red|displayed|refused|declined|discontinued|stopped)\b)|\s?[,;.)]|\s(?:and|or)\s|$",
    re.I,
)

# --- medians and means ---------------------------------------------------------------------------

_CUE = re.compile(r"\b(?P<m>m?edian|mean|average|averaged|mOS|mPFS)\b", re.I)
_MEAN_CUE = re.compile(r"\b(?P<m>median|mean|average|averaged|mOS|mPFS|ranged|ranging)\b", re.I)
_LABEL = r"(?:ranges?|ranging|IQR|Q1\s?[-–]\s?Q3|interquartile ranges?(?:\s?[(\[]IQR[)\]])?|quartiles?|9[059]\s?%\s?-?\s?(?:CIs?|C\.I\.|confidence intervals?)(?:\s?[(\[]CI[)\]])?|CIs?|SD|standard deviation|min-max)"
_VALUE = re.compile(
    rf"(?P<v>(?<![\w.,·/+-])(?:\d{{1,3}}(?:,\d{{3}})+|\d+(?:[.,·]\d+)?|{WORDS}))\+?(?:\s?-?(?P<u>{_UNIT})(?![\w-]))?"
    rf"(?:\s?(?:±|\+/-|\+/−)\s?(?P<sd>{_DEC})(?:\s?(?P<u4>{_UNIT})\b)?)?"
    rf"(?:(?P<open>[\s,;]*[(\[]?|\s?,?\s(?:with an?\s)?)\s?(?P<lab>{_LABEL})?[\s:=,]*(?:of|from|was|were)?\s*"
    rf"(?P<lo>{_DEC})\s?(?:(?P<u2>{_UNIT})\b)?\s?(?P<mid>{_DASH}|to|,|and|;)\s?(?P<hi>{_DEC}|NR|NA|NE|not reached|∞)\+?"
    rf"(?:\s?-?(?P<u3>{_UNIT})(?![\w]))?(?:[,;]?\s(?P<lab2>{_LABEL}))?(?:{_CLOSE})?)?",
    re.I,
)
_SPAN_BEFORE = re.compile(
    rf"(?P<lo>{_DEC})\s?(?:{_UNIT})?\s?(?:{_DASH}|to|and)\s?(?P<hi>{_DEC})\s?(?P<u>{_UNIT})\b[\s,;]*[(\[]?\s?(?:with an?\s|and an?\s|a\s)?$",
    re.I,
)
_DIFFERENCE = re.compile(
    r"\s?(?:less|more|longer|shorter|later|earlier|ago|old(?:er)?\b|younger|fewer|higher|lower|before|prior)\b",
    re.I,
)
_NO_VALUE_BEFORE = re.compile(
    r"(?:\b(?:within|every|least|up to|over|last|first|than|by|grade|stage|and/or|n\s?=|N\s?=|level|G|T|line|months?|years?|CT|day|cycle|"
    r"week|ratio|of all|further|additional)\s?|[/=^]|\bn=\s?)$",
    re.I,
)
_JOIN = re.compile(
    r"\s?(?:,|;|vs\.?|v\.?s?\.?|versus|and|or|compared (?:with|to)|as compared (?:with|to)|against|/)(?:\s(?:and|vs\.?|versus|only))?\s?$",
    re.I,
)


class _Scan:
    """The text with what has been read taken out of play."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._taken = bytearray(len(text))
        self.found: list[Figure] = []

    def free(self, start: int, end: int) -> bool:
        return not any(self._taken[start:end])

    def take(self, start: int, end: int) -> None:
        self._taken[start:end] = b"\x01" * (end - start)

    def add(self, figure: Figure) -> None:
        self.take(figure.start, figure.end)
        self.found.append(figure)


def figures(text: str) -> list[Figure]:
    """The statistics' numbers of one sentence, in order. ``text`` is the sentence's wording."""
    scan = _Scan(text)
    steps: tuple[Callable[[_Scan], None], ...] = (
        _early,
        _p_values,
        _ratios,
        _rates,
        _listed,
        _shares,
        _values,
        _consume,
        _percents,
        _counted,
        _bare,
    )
    for step in steps:
        step(scan)
    scan.found.sort(key=lambda f: f.start)
    return _runs(text, scan.found)


def _early(scan: _Scan) -> None:
    _drop(scan, _EARLY)


def _consume(scan: _Scan) -> None:
    _drop(scan, _LATE)
    _drop(scan, (_CONFIDENCE,))


def _drop(scan: _Scan, patterns: Iterable[re.Pattern[str]]) -> None:
    for pattern in patterns:
        for match in pattern.finditer(scan.text):
            if scan.free(match.start(), match.end()):
                scan.take(match.start(), match.end())


def p_value(text: str) -> Figure | None:
    """The p value that a whole cell states ("p = 0.03*", "<0.001", "0.61")."""
    match = _PVALUE.search(text) or re.fullmatch(
        r"\s*(?P<cmp><|>|≤|=)?\s*(?P<v>[01]?[.·,]\d+|1)\s?[*†‡§#a-d]*\s*", text
    )
    return _p_figure(match) if match else None


def _p_figure(match: re.Match[str]) -> Figure | None:
    wording = match["v"].replace(" ", "")
    power = re.fullmatch(r"(.+)[×x]10\^?[-–−](\d+)", wording)
    base = parse(re.sub(r"[,·]", ".", power[1] if power else wording).replace("..", ".").lstrip())
    if base is None and wording[:1] in ".,·":
        base = parse("0." + wording[1:])
    if base is None:
        return None
    value = base * 10 ** -int(power[2]) if power else base
    sign = (match["cmp"] or "=").replace(" ", "").lower()
    sign = {
        "≤": "<=",
        "≥": ">=",
        "⩽": "<=",
        "lessthan": "<",
        "greaterthan": ">",
        "=<": "<=",
        "lessthanorequalto": "<=",
        "notlessthan": ">=",
    }.get(sign, sign)
    return (
        Figure(match.start(), match.end(), "p", value=value, comparator=sign)
        if value <= 1
        else None
    )


def _p_values(scan: _Scan) -> None:
    for match in _PVALUE.finditer(scan.text):
        figure = _p_figure(match)
        if figure and scan.free(match.start(), match.end()):
            scan.add(figure)


def ratio_name(text: str) -> str:
    """``hazard ratio`` … for "HR", "adjusted odds ratio" and the like."""
    low = re.sub(r"^(?:adjusted|pooled|crude) |^a(?=hr|or)", "", text.lower())
    for pattern, name in _RATIO_NAMES:
        if re.match(pattern, low) or (len(low) > 4 and re.search(pattern, low)):
            return name
    return "ratio"


def _ratios(scan: _Scan) -> None:
    for match in _RATIO.finditer(scan.text):
        value = number(match["v"])
        if (
            value is None
            or not scan.free(match.start(), match.end())
            or scan.text[match.end() :].lstrip()[:1] == "%"
        ):
            continue
        low = number(match["lo"]) if match["lo"] else None
        high = number(match["hi"]) if match["hi"] else None
        end = match.end()
        if low is not None and high is not None and not low <= value <= high:
            low = high = None
            end = match.end("v")
        text = scan.text[match.start() : end]
        if text.count("(") + text.count("[") > text.count(")") + text.count("]") and scan.text[
            end : end + 1
        ] in (")", "]"):
            end += 1
        scan.add(
            Figure(
                match.start(),
                end,
                "ratio",
                value=value,
                low=low,
                high=high,
                interval=_interval(match["ci"] or match["ci2"])
                or ("95% CI" if low is not None else None),
                measure=ratio_name(match["kind"]),
            )
        )


_RATE = re.compile(
    rf"\b(?:rate|incidence)\b[\s,:]*(?:of|was|is)?\s?(?P<v>{_NUM})\s(?P<unit>(?:\w+\s){{0,3}}?(?:per\s|/\s?)(?:\d[\d,  ]*\s?)?[a-z][\w -]{{2,60}}?)(?=[),.;]|\sin\s|\sand\s|$)",
    re.I,
)


def _rates(scan: _Scan) -> None:
    for match in _RATE.finditer(scan.text):
        value = number(match["v"])
        if value is not None and scan.free(match.start(), match.end()):
            scan.add(
                Figure(
                    match.start("v"),
                    match.end(),
                    "rate",
                    value=value,
                    unit=match["unit"].strip().lower(),
                )
            )
            scan.take(match.start(), match.end())


def _interval(label: str | None) -> str | None:
    """``range``, ``IQR`` or ``95% CI`` for the wording before an interval."""
    if not label:
        return None
    low = label.lower()
    if "iqr" in low or "quartile" in low or low.startswith("q1"):
        return "IQR"
    if low in ("sd", "standard deviation"):
        return "SD"
    if "ci" in low or "confid" in low or "c.i" in low:
        level = re.match(r"9[059]|80", low)
        return f"{level.group() if level else '95'}% CI"
    return "range"


def _bracketed(text: str, start: int, end: int) -> bool:
    return bool(re.search(r"[(\[]\s?$", text[:start])) and bool(re.match(r"\s?[)\]]|$", text[end:]))


def _plausible(n: int | None, whole: int | None, share: float | None) -> bool:
    return not (n is not None and whole is not None and (n > whole or whole == 0))


def _shares(scan: _Scan) -> None:
    for pattern, _ in _SHARES:
        for match in pattern.finditer(scan.text):
            groups = match.groupdict()
            n = count(groups["n"]) if groups.get("n") else None
            whole = count(groups["N"]) if groups.get("N") else None
            share = percent(groups["p"]) if groups.get("p") else None
            if not scan.free(match.start(), match.end()) or not _plausible(n, whole, share):
                continue
            if (groups.get("n") and n is None) or (groups.get("p") and share is None):
                continue
            if (
                groups.get("p") is None
                and whole is not None
                and re.search(r"\b(?:G|grades?|stages?|T)\s?$", scan.text[: match.start()])
            ):
                continue
            start, end = match.start(), match.end()
            text = match.group()
            while (
                end > start
                and text[end - start - 1] in ")]"
                and text.count("(") + text.count("[") < text.count(")") + text.count("]")
            ):
                end -= 1
                text = text[:-1]
            opened = text.count("(") + text.count("[") > text.count(")") + text.count("]")
            if opened and scan.text[end : end + 1] in (")", "]"):
                end += 1
            low = high = None
            ci = _PERCENT_CI.match(scan.text, end)
            if ci:
                low, high, end = number(ci["lo"]), number(ci["hi"]), ci.end()
            scan.add(
                Figure(
                    start,
                    end,
                    "share",
                    n=n,
                    N=whole,
                    percent=share,
                    low=low,
                    high=high,
                    interval="95% CI" if ci else None,
                    bracketed=_bracketed(scan.text, start, end),
                )
            )


def _percents(scan: _Scan) -> None:
    for match in _PERCENT_LIST.finditer(scan.text):
        parts = list(re.finditer(_DEC, match["list"]))
        values = [percent(p.group()) for p in parts]
        if scan.free(match.start(), match.end()) and all(v is not None for v in values):
            base = match.start("list")
            for index, (part, value) in enumerate(zip(parts, values, strict=True)):
                end = match.end() if index == len(parts) - 1 else base + part.end()
                scan.add(Figure(base + part.start(), end, "share", percent=value))
    for match in _PERCENT.finditer(scan.text):
        value = percent(match["p"])
        if value is None or not scan.free(match.start(), match.end()):
            continue
        end = match.end()
        ci = _PERCENT_CI.match(scan.text, end)
        of = re.match(rf"\s{_OF}(?P<N>{_CNT})\s{_FEW}{NOUN}", scan.text[end:], re.I)
        whole = count(of["N"]) if of else None
        low = high = None
        if ci:
            low, high, end = number(ci["lo"]), number(ci["hi"]), ci.end()
        elif of and scan.free(end, end + of.end("N")):
            end += of.end("N")
        else:
            whole = None
        scan.add(
            Figure(
                match.start(),
                end,
                "share",
                percent=value,
                N=whole,
                low=low,
                high=high,
                interval="95% CI" if ci else None,
                bracketed=_bracketed(scan.text, match.start(), end),
            )
        )


def _listed(scan: _Scan) -> None:
    for match in _LISTED.finditer(scan.text):
        if scan.free(match.start("n"), match.end("n")):
            scan.add(
                Figure(match.start("n"), match.end("n"), "share", n=int(match["n"]), follows=True)
            )


def _counted(scan: _Scan) -> None:
    for match in _COUNTED.finditer(scan.text):
        n = count(match["n"])
        if (
            n is None
            or not scan.free(match.start("n"), match.end("n"))
            or (1900 <= n <= 2030 and match["n"].isdigit())
        ):
            continue
        scan.add(Figure(match.start("n"), match.end("n"), "share", n=n))


def _bare(scan: _Scan) -> None:
    for match in _BARE.finditer(scan.text):
        n = count(match["n"])
        if n is None or not scan.free(match.start(), match.end()):
            continue
        if not _BARE_BEFORE.search(scan.text[max(0, match.start() - 16) : match.start()]):
            continue
        if not _BARE_AFTER.match(scan.text, match.end()) or (
            match["n"].isdigit() and 1900 <= n <= 2030
        ):
            continue
        scan.add(Figure(match.start(), match.end(), "share", n=n, detail=(("bare", 1.0),)))


# --- values --------------------------------------------------------------------------------------


def value_at(text: str, start: int, end: int) -> Figure | None:
    """The first value with its spread in ``text[start:end]`` (a table's cell, a clause)."""
    position = start
    while match := _VALUE.search(text, position, end):
        figure = _value(text, match)
        if figure is not None:
            return figure
        position = match.end("v")
    return None


def _value(text: str, match: re.Match[str]) -> Figure | None:
    value = number(match["v"])
    if value is None:
        return None
    unit = match["u"]
    low = number(match["lo"]) if match["lo"] else None
    high = number(match["hi"]) if match["hi"] and match["hi"][0].isdigit() else None
    end = match.end()
    label = match["lab"] or match["lab2"]
    shaped = low is not None and (label or re.search(r"[(\[]", match["open"] or ""))
    if shaped and match["mid"] in (",", "and", ";") and not label:
        shaped = False
    if shaped and low is not None and high is not None and high < low:
        shaped = False
    if not shaped:
        low = high = None
        label = None
        end = (
            match.end("u4")
            if match["u4"]
            else match.end("sd")
            if match["sd"]
            else match.end("u")
            if match["u"]
            else match.end("v")
        )
    unit = unit or match["u4"] or (match["u3"] or match["u2"] if shaped else None)
    detail = (("sd", number(match["sd"]) or 0.0),) if match["sd"] else ()
    interval = _interval(label) if shaped else "SD" if match["sd"] else None
    return Figure(
        match.start(),
        end,
        "value",
        value=value,
        low=low,
        high=high,
        unit=unit_of(unit),
        interval=interval or ("range" if shaped and low is not None else None),
        detail=detail,
    )


def _values(scan: _Scan) -> None:
    text = scan.text
    cues = list(_MEAN_CUE.finditer(text))
    for index, cue in enumerate(cues):
        stop = cues[index + 1].start() if index + 1 < len(cues) else len(text)
        word = cue["m"].lower()
        measure = (
            "range"
            if word.startswith("rang")
            else "median"
            if word.startswith("m") and word != "mean"
            else "mean"
        )
        if measure == "range":
            _range(scan, cue, stop)
            continue
        if re.match(
            r"\s?(?:\(|\[|,)?\s?(?:range|IQR|SD|interquartile)", text[cue.end() :]
        ) and not re.match(r"[^.]{0,40}\d", text[cue.end() :]):
            continue
        _chain(scan, cue, measure, stop)


def _range(scan: _Scan, cue: re.Match[str], stop: int) -> None:
    match = re.match(
        rf"\s(?:in age\s)?(?:from|between)?\s?(?P<lo>{_DEC})\s?(?:{_UNIT})?\s?(?:{_DASH}|to|and)\s?(?P<hi>{_DEC})\s?-?(?P<u>{_UNIT})?\b",
        scan.text[cue.end() : stop],
        re.I,
    )
    if not match:
        return
    start, end = cue.end() + match.start("lo"), cue.end() + match.end()
    low, high = number(match["lo"]), number(match["hi"])
    if low is None or high is None or high < low or not scan.free(start, end):
        return
    after = re.match(r"\s?[(\[,;]\s?(?:median|mean)", scan.text[end:], re.I)
    if after:
        return  # the median that follows takes the range with it
    scan.add(
        Figure(
            start,
            end,
            "value",
            low=low,
            high=high,
            unit=unit_of(match["u"]),
            interval="range",
            measure="range",
            cue=cue.span(),
        )
    )


def _chain(scan: _Scan, cue: re.Match[str], measure: str, stop: int) -> None:
    """The value of a cue, and those that follow it for other groups."""
    text, position = scan.text, cue.end()
    chain: list[Figure] = []
    while match := _VALUE.search(text, position, stop):
        position = match.end("v")
        if not scan.free(match.start("v"), match.end("v")) or (
            not match["v"][0].isdigit() and not match["u"]
        ):
            continue
        before = text[max(0, match.start() - 18) : match.start()]
        figure = _value(text, match)
        if figure is None or _NO_VALUE_BEFORE.search(before) or _DIFFERENCE.match(text, figure.end):
            continue
        if re.match(
            r"\s?(?:patients|cases|subjects|-year|/|:\d|%?\s?CI)|(?:-|–)\d", text[match.end("v") :]
        ):
            continue
        gap = text[chain[-1].end if chain else cue.end() : match.start()]
        if not chain and len(gap) > 130:
            break
        joined = bool(chain) and bool(
            _JOIN.fullmatch(gap.rstrip() + " " if gap.strip() else "x") or _JOIN.fullmatch(gap)
        )
        if chain and not joined and not figure.unit:
            continue
        if (
            chain
            and not figure.unit
            and figure.low is None
            and not re.search(r"vs|v\.|versus|compared|/", gap)
        ):
            continue
        if chain and figure.unit == "percent" and chain[-1].unit != "percent":
            break
        if not scan.free(figure.start, figure.end):
            figure = replace(figure, end=match.end("v"), low=None, high=None, interval=None)
        versus = joined and bool(re.search(r"vs|v\.|versus|compared|against|/", gap))
        chain.append(
            replace(figure, measure=measure, cue=cue.span(), versus=versus, follows=bool(chain))
        )
        position = max(position, figure.end)
        if chain and not figure.unit and not joined and len(chain) == 1:
            pass
    if not chain:
        return
    last = next((f.unit for f in reversed(chain) if f.unit), None)
    for index, figure in enumerate(chain):
        unit = figure.unit or last
        if index == 0 and figure.low is None:
            span = _SPAN_BEFORE.search(text[: cue.start()])
            if span and re.match(
                r"[\s,:=]*$", text[cue.end() : figure.start].replace("was", "").replace("of", "")
            ):
                figure = replace(
                    figure, low=number(span["lo"]), high=number(span["hi"]), interval="range"
                )
                unit = unit or unit_of(span["u"])
                scan.take(span.start("lo"), span.end("hi"))
        scan.add(replace(figure, unit=unit))
    scan.take(cue.start(), cue.end())


def _runs(text: str, found: list[Figure]) -> list[Figure]:
    """Mark figures that stand against each other ("73% vs. 40%")."""
    out: list[Figure] = []
    for figure in found:
        if out and figure.kind == "share" == out[-1].kind and not figure.versus:
            gap = text[out[-1].end : figure.start]
            if re.fullmatch(
                r"\s?(?:vs?\.?|versus|compared (?:with|to)|as compared (?:with|to)|against)\s(?:only\s)?",
                gap,
            ):
                figure = replace(figure, versus=True)
        out.append(figure)
    return out
