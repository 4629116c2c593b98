"""P values, hazard and odds ratios, rates."""

from __future__ import annotations

import re
from dataclasses import replace
from math import gcd

from netmatrix import patterns
from netmatrix.extract.statistics.figure import Figure, count, interval_name, number, ratio_name
from netmatrix.extract.statistics.patterns import CI, CNT, DASH, DEC, NUM
from netmatrix.extract.statistics.scan import Scan
from netmatrix.gates import Gated
from netmatrix.normalise.numbers import parse
from netmatrix.patterns import compiled

_PVALUE = Gated(
    r"(?<![\w-])[Pp](?:[-\s]?values?)?(?:\s?\([^()]{1,15}\))?\s*(?:of|was|were|is|:|,)?\s*"
    r"(?P<cmp>(?<=[Pp]\svalue:\s)|(?<=[Pp]-value:\s)|=\s?<|=|<\s?=|>\s?=|≤|≥|<|>|⩽|less than or equal to|less than|greater than|not less than)\s*"
    r"(?P<v>(?:[01]?\s?[.·,]\s?\d+|[01](?:\.0+)?)(?:\s?[×x]\s?10\s?\^?[-–−]\s?\d+)?)(?!\d)",
)
_RATIO = Gated(
    rf"\b(?P<kind>(?:[Aa]djusted |[Pp]ooled |[Cc]rude )?(?:[Hh]azards? [Rr]atio|[Oo]dds [Rr]atio|[Rr]elative [Rr]isk|[Rr]isk [Rr]atio|[Rr]ate [Rr]atio|"
    rf"[Ss]tandardi[sz]ed (?:incidence|mortality) ratio|a?HR|a?OR|RR|SIR|SMR)s?)\b"
    rf"(?:\s?[(\[](?:a?HR|a?OR|RR|SIR|SMR)[)\]])?(?:[-–](?=\d)|[\s:=,;(\[]*)(?:was|of|were|is|per (?:\w+ ){{0,2}}\w+|(?:for (?:[\w/-]+ ){{0,5}}[\w/-]+, )?adjusted for [^.;()\d]{{3,90}}? (?:was|were|is)\b|(?:for|of) (?:[\w/-]+ ){{1,7}}?(?:was|were|is)\b|for (?:\w+ ){{0,3}}\w+,?|for (?:[\w/-]+ ){{1,10}}[\w/-]+,)?[\s:=]*"
    rf"(?P<v>{NUM})"
    rf"(?:(?:\s(?:per|for each)\s(?:\w+\s){{0,5}}?\w+(?=[;,]\s|\s?[(\[]))?[\s,;:(\[–]*(?:with\s)?(?:an?\s)?(?P<ci>{CI}|CI)?"
    rf"[\s:=,;(\[]*(?:of\s|from\s)?(?P<lo>{NUM})\s*(?:{DASH}|to|,|and)\s*(?P<hi>{DEC}))?"
    rf"(?:\s?,?\s?(?P<ci2>9[059]\s?%\s?CI))?(?:\s?[)\]](?=\s*[)\];,]))?",
)


def p_value(text: str) -> Figure | None:
    """The p value that a whole cell states ("p = 0.03*", "<0.001", "0.61")."""
    match = _PVALUE.search(text) or patterns.fullmatch(
        r"\s*+(?P<cmp><|>|≤|=)?\s*+(?P<v>[01]?[.·,]\d+|1)\s?[*†‡§#a-d]*\s*", text
    )
    return _p_figure(match) if match else None


def _p_figure(match: re.Match[str]) -> Figure | None:
    wording = match["v"].replace(" ", "")
    power = patterns.fullmatch(r"(.+)[×x]10\^?[-–−](\d+)", wording)
    base = parse(
        patterns.sub(r"[,·]", ".", power[1] if power else wording).replace("..", ".").lstrip()
    )
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


def p_values(scan: Scan) -> None:
    for match in _PVALUE.finditer(scan.text):
        figure = _p_figure(match)
        if figure and scan.free(match.start(), match.end()):
            scan.add(figure)


def ratios(scan: Scan) -> None:
    """Hazard and odds ratios, with their intervals."""
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
                interval=interval_name(match["ci"] or match["ci2"])
                or ("95% CI" if low is not None else None),
                measure=ratio_name(match["kind"]),
            )
        )
    _unnamed_ratios(scan)
    _ratios_for(scan)


# "…, Ki-67 (1.97, 1.08-3.59; p = 0.02)", behind a ratio with its name.
_NEXT_RATIO = compiled(
    rf"(?:(?<=[(\[])|(?<=\band\s))(?P<v>{NUM})(?:[,;]\s|\s[(\[])(?:95\s?%\s?(?:CI|confidence interval)[\s:,]*)?(?P<lo>{NUM})\s?(?:{DASH}|to)\s?(?P<hi>{DEC})(?=\s?[;,)\]])",
    re.I,
)


# "HR of 6.6 for PFS and of 8.0 for OS".
_RATIO_FOR = compiled(
    rf"(?:\b(?:and|versus)\s|,\s)(?:of\s)?(?P<v>{NUM})\sfor\s(?=(?:overall|progression|disease|recurrence|event|metastasis|cancer|OS\b|[PDRE]FS\b|[CD]SS\b|death\b|recurrence\b|relapse\b))"
)


def _ratios_for(scan: Scan) -> None:
    """A second ratio that only its endpoint tells, behind one with its name."""
    named = next((f for f in scan.found if f.kind == "ratio"), None)
    for match in _RATIO_FOR.finditer(scan.text, named.end) if named else ():
        value = number(match["v"])
        if named and value is not None and scan.free(*match.span("v")):
            start, end = match.span("v")
            told = replace(named, start=start, end=end, value=value, low=None, high=None)
            scan.add(replace(told, interval=None))


def _unnamed_ratios(scan: Scan) -> None:
    """The ratios of a list that names them once: a number inside the interval behind it."""
    named = next((f for f in scan.found if f.kind == "ratio" and f.low is not None), None)
    if named is None:
        return
    for match in _NEXT_RATIO.finditer(scan.text, named.end):
        value, low, high = number(match["v"]), number(match["lo"]), number(match["hi"])
        if value is None or low is None or high is None or not low <= value <= high:
            continue
        if scan.free(*match.span()):
            told = replace(named, start=match.start(), end=match.end(), value=value)
            scan.add(replace(told, low=low, high=high))


_RATE = Gated(
    rf"\b(?:rate|incidence)\b[\s,:]*(?:of|was|is)?\s?(?P<v>{NUM})\s(?P<unit>(?:\w+\s){{0,3}}?(?:per\s(?!cent\b)|/\s?)(?:\d[\d,  ]*\s?)?[a-z][\w -]{{2,60}}?)(?=[),.;]|\sin\s|\sand\s|$)",
    re.I,
)


def _part(name: str) -> str:
    """A rate with of whom or of which year it is: "5.2 (men)", "1.1 in 1990", "in women 3.8"."""
    return (
        rf"(?:in\s(?P<{name}_lead>[a-z-]+)\s)?(?P<{name}>{NUM})"
        rf"(?:\s(?:\((?P<{name}_of>[^\d()][^()]{{1,30}})\)|in\s(?P<{name}_in>[\w-]+(?:\s[a-z-]+)?)))?"
    )


# "From 1.09 to 6.98 per 100,000 persons": of an incidence told before it.
_PER_MANY = Gated(
    rf"(?<![\w.,])(?:(?<!\bin\s)(?<!\baged\s)(?<!\bage\s)(?<!\bthan\s)(?<!\bgrade\s)(?<!\bstage\s)(?<!-){_part('one')},?\s(?:to|and|vs\.?|versus)\s)?{_part('two')}(?:\s?[(\[]\s?{CI}[\s:,]*(?P<lo>{DEC})\s?{DASH}\s?(?P<hi>{DEC})\s?[)\]])?,?\s(?P<unit>(?:cases\s|patients\s)?per\s(?:10{{1,2}}[,.\s\u2009\u00a0]?000(?:[,.\s\u2009\u00a0]?000)?|1[,.\s]?000[,.\s]?000|(?:one\s)?million)\b"
    r"(?:\s(?:person[- ]years?|persons?|inhabitants|population|people|individuals|patient[- ]years?|men|women))?(?:\s(?:per|a)\s(?:year|annum))?)",
    re.I,
)
# "Incidence-based mortality declined from 6.6 in 2005 to 3.5 in 2020".
_BY_YEAR = compiled(
    rf"(?<![\w.,])(?P<one>{NUM})\sin\s(?P<one_in>(?:19|20)\d\d)\sto\s(?P<two>{NUM})\sin\s(?P<two_in>(?:19|20)\d\d)(?!\s?(?:%|per\b))"
)
_OF_PERSONS = compiled(r"\b(?:incidence|prevalence|mortality)\b", re.I)


def incidences(scan: Scan) -> None:
    """Figures per so many persons, where the sentence speaks of an incidence before them."""
    told = _OF_PERSONS.search(scan.text)
    if not told:
        return
    for pattern in (_PER_MANY, _BY_YEAR):
        for match in pattern.finditer(scan.text):
            if match.start() >= told.end():
                _rates_of(scan, match)


def _rates_of(scan: Scan, match: re.Match[str]) -> None:
    """One or two rates; unit and interval stand behind the last."""
    told = match.groupdict()
    unit = told["unit"].strip().lower() if told.get("unit") else None
    for part in ("one", "two") if scan.free(*match.span()) else ("two",):
        end = match.end() if part == "two" else match.end(part)
        value = number(told[part]) if told[part] else None
        if value is None or not scan.free(match.start(part), end):
            continue
        interval = part == "two" and told.get("lo")
        whose = next((g for k in ("of", "in", "lead") if told.get(g := f"{part}_{k}")), "")
        scan.add(
            Figure(
                match.start(part), end, "rate", value=value, unit=unit,
                low=number(told["lo"]) if interval else None,
                high=number(told["hi"]) if interval else None,
                interval="95% CI" if interval else None,
                cue=match.span(whose) if whose else (0, 0),
            )
        )  # fmt: skip
    scan.take(*match.span())


# "Deaths amounted to 24 per 100 patient-years", "three recurred, or 0.9 per 100 patient-years".
_PER_YEARS = Gated(
    rf"(?<![\w.,-])(?P<v>{NUM})\s(?P<unit>per\s(?:100|1,?000)\s(?:patient|person)[- ]years?)\b",
    re.I,
)


def rates(scan: Scan) -> None:
    for match in (*_RATE.finditer(scan.text), *_PER_YEARS.finditer(scan.text)):
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


_SEX = r"(?:females?|males?|wom[ae]n|m[ae]n|[FM])"
_SEX_RATIO = compiled(
    rf"(?<![\w-])(?P<one>{_SEX})(?:\s?(?:to|:|/|-|-to-)\s?|\sto\s)(?P<two>{_SEX})(?![\w-])"
    rf"(?:\s(?:sex\s)?ratio)?(?:\s(?:was|of|is)|\s?[=:,])?\s?(?P<a>{DEC})\s?(?P<mark>:|/|to)\s?(?P<b>{DEC})(?![\d.]*\s?%)",
    re.I,
)
# "A male over female ratio of 2.7": to one.
_SEX_RATIO_TO_ONE = compiled(
    rf"(?<![\w-])(?P<one>{_SEX})(?:\s?(?:to|:|/|-|-to-)\s?|\s(?:to|over)\s){_SEX}\s(?:sex\s)?ratio(?:\s(?:was|of|is)|\s?[=:,])?\s?(?P<a>{DEC})(?![\d.]*\s?(?:%|[:/]|to\b))",
    re.I,
)


_SEX_COUNTS = compiled(
    r"(?<![\w.])(?P<a>\d{1,4})\s?(?P<x>[MF])\s?(?:[,/;:&]|and)\s?(?P<b>\d{1,4})\s?(?P<y>[MF])\b",
    re.I,
)


# "167 patients, 87 of them women", "138 patients (73 M)".
_ONE_SEX = compiled(
    rf"(?<![\w.])(?:(?P<n>{CNT})\sof\s(?:them|whom)\s(?:were\s)?(?P<x>(?:wo)?men|(?:fe)?males?|girls|boys)\b(?:\s\((?P<p>{DEC})\s?%\))?|(?<=\()(?P<m>\d{{1,4}})\s(?P<y>[MF])(?=\)))"
)
# "In 94 female and 44 male patients".
_SEX_PAIR = compiled(
    rf"(?<![\w.])(?P<a>{CNT})\s(?P<x>(?:fe)?male)\s(?:patients\s)?and\s(?P<b>{CNT})\s(?P<y>(?:fe)?male)\b",
    re.I,
)
_HAPPENED = compiled(
    r"\b(?:was|were|occurred|developed|had)\s(?:\w+\s)?(?:in|by)\s(?:the\s)?$", re.IGNORECASE
)
_SEX_THEN_COUNTS = compiled(
    r"(?<![\w.])(?P<x>[MF])\s?[:=]?\s?(?P<a>\d{1,4})\s?[,/;]\s?(?P<y>[MF])\s?[:=]?\s?(?P<b>\d{1,4})\b"
)


_NO_RATIO = 10
"""A "ratio" of two such numbers ("43/33") counts the men and the women."""


def sex_ratios(scan: Scan) -> None:
    """ "M:F ratio 1.4:1" is a ratio; "M/F = 31/23" and "31 M, 23 F" count the men and the women."""
    for match in (
        *_SEX_COUNTS.finditer(scan.text),
        *_SEX_THEN_COUNTS.finditer(scan.text),
        *_SEX_PAIR.finditer(scan.text),
    ):
        if match.re is _SEX_PAIR and _HAPPENED.search(scan.text, 0, match.start()):
            continue  # "recurrence was seen in 12 female and 8 male patients"
        for part, letter in (("a", "x"), ("b", "y")):
            if scan.free(*match.span(part)):
                end = max(match.end(letter), match.end(part))
                sex = _sex(match[letter])
                scan.add(Figure(match.start(part), end, "share", n=count(match[part]), measure=sex))
    for match in _ONE_SEX.finditer(scan.text):
        part, letter = ("n", "x") if match["n"] else ("m", "y")
        told = count(match[part])
        if told is not None and scan.free(*match.span()):
            sex = _sex("f" if match[letter] == "girls" else match[letter])
            share = number(match["p"]) if match["p"] else None
            span = match.start(part), match.end()
            scan.add(Figure(*span, "share", n=told, percent=share, measure=sex))
            scan.take(*match.span())
    for match in _SEX_RATIO.finditer(scan.text):
        a, b = number(match["a"]), number(match["b"])
        if a is None or not b or not scan.free(match.start(), match.end()):
            continue
        # A ratio would be told in its least terms: "15/6" counts.
        counted = "ratio" not in match.group().lower() or min(a, b) >= _NO_RATIO
        counted = counted or (match["mark"] == "/" and gcd(int(a), int(b)) > 1)
        if a == int(a) and b == int(b) and min(a, b) > 1 and counted:
            for part in ("a", "b"):
                name = _sex(match["one" if part == "a" else "two"])
                scan.add(Figure(*match.span(part), "share", n=int(match[part]), measure=name))
        else:
            scan.add(
                Figure(
                    match.start(), match.end(), "ratio", value=round(a / b, 4) if b != 1 else a,
                    measure="sex ratio",
                    detail=(("printed", a), ("to", b)),
                )
            )  # fmt: skip
        scan.take(match.start(), match.end())
    for match in _SEX_RATIO_TO_ONE.finditer(scan.text):
        a = number(match["a"])
        if a is not None and scan.free(match.start(), match.end()):
            detail = (("printed", a), ("to", 1.0))
            scan.add(Figure(*match.span(), "ratio", value=a, measure="sex ratio", detail=detail))
            scan.take(match.start(), match.end())


_GRADE_COUNTS = compiled(
    r"\b(?P<names>G[1-3](?:/G?[1-3]){2}|(?:ECOG|WHO)(?:\sPS|\sperformance\sstatus)?(?:\sof)?\s0/1/2)(?:\s?\(n\))?\s?(?:in\s|was\s|were\s|[:=]\s?)?(?P<counts>\d{1,4}(?:/\d{1,4}){2}(?![\d/%]|\.\d)|\d{1,3}%(?:/\d{1,3}%){2}(?![\d/]))"
)


_OF_GRADES, _OF_STATUS = "grade G", "performance status "


def grade_counts(scan: Scan) -> None:
    """ "Grading G1/G2/G3 in 14/46/8", "ECOG PS 0/1/2 in 12/27/4": so many of each; "G1/G2 in 72/80" are of
    so many.
    """
    for match in _GRADE_COUNTS.finditer(scan.text):
        names = [name[-1] for name in match["names"].split("/")]
        counts = list(patterns.finditer(r"\d+", match["counts"]))
        if not scan.free(*match.span("counts")):
            continue
        for name, found in zip(names, counts, strict=True):
            start, end = (match.start("counts") + at for at in found.span())
            measure = f"{_OF_GRADES if match['names'][0] == 'G' else _OF_STATUS}{name}"
            told = int(found.group())
            parts = {"percent": float(told)} if "%" in match["counts"] else {"n": told}
            scan.add(Figure(start, end, "share", measure=measure, **parts))
        scan.take(match.start(), match.end())


def _sex(wording: str) -> str:
    return "female" if wording[0].lower() in "fw" else "male"


def sex_of(wording: str) -> str:
    """The sex that a ratio names first."""
    match = _SEX_RATIO.search(wording) or _SEX_RATIO_TO_ONE.search(wording)
    return _sex(match["one"]) if match else ""
