"""Medians, means and ranges with their spread, alone and in comparisons."""

from __future__ import annotations

import re
from dataclasses import replace

from netmatrix.extract.statistics.figure import Figure, interval_name, number, unit_of
from netmatrix.extract.statistics.patterns import CLOSE, DASH, DEC, UNIT
from netmatrix.extract.statistics.scan import Scan
from netmatrix.gates import Gated
from netmatrix.normalise.numbers import WORDS

_MEAN_CUE = Gated(r"\b(?P<m>median|mean|average|averaged|mOS|mPFS|ranged|ranging)\b", re.I)
_LABEL = r"(?:ranges?|ranging|IQR|Q1\s?[-–]\s?Q3|interquartile ranges?(?:\s?[(\[]IQR[)\]])?|quartiles?|9[059]\s?%\s?-?\s?(?:CIs?|C\.I\.|confidence intervals?)(?:\s?[(\[]CI[)\]])?|CIs?|SD|standard deviation|min-max)"
_VALUE = re.compile(
    rf"(?P<v>(?<![\w.,·/+-])(?:\d{{1,3}}(?:,\d{{3}})+|\d+(?:[.,·]\d+)?|{WORDS}))\+?(?:\s?-?(?P<u>{UNIT})(?![\w-]))?"
    rf"(?:\s?(?:±|\+/-|\+/−)\s?(?P<sd>{DEC})(?:\s?(?P<u4>{UNIT})\b)?)?"
    rf"(?:(?P<open>[\s,;]*[(\[]?|\s?,?\s(?:with an?\s)?)\s?(?P<lab>{_LABEL})?[\s:=,]*(?:of|from|was|were)?\s*"
    rf"(?P<lo>{DEC})\s?(?:(?P<u2>{UNIT})\b)?\s?(?P<mid>{DASH}|to|,|and|;)\s?(?P<hi>{DEC}|NR|NA|NE|not reached|∞)\+?"
    rf"(?:\s?-?(?P<u3>{UNIT})(?![\w]))?(?:[,;]?\s(?P<lab2>{_LABEL}))?(?:{CLOSE})?)?",
    re.I,
)
_SPAN_BEFORE = re.compile(
    rf"(?P<lo>{DEC})\s?(?:{UNIT})?\s?(?:{DASH}|to|and)\s?(?P<hi>{DEC})\s?(?P<u>{UNIT})\b[\s,;]*[(\[]?\s?(?:with an?\s|and an?\s|a\s)?$",
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
_UNREACHED = re.compile(r"\bnot (?:yet )?(?:been )?reached\b|\bNR\b|\d[- ]year\b[^,;]*\brate", re.I)
_JOIN = re.compile(
    r"\s?(?:,|;|vs\.?|v\.?s?\.?|versus|and|or|compared (?:with|to)|as compared (?:with|to)|against|/)(?:\s(?:and|vs\.?|versus|only))?\s?$",
    re.I,
)


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
    interval = interval_name(label) if shaped else "SD" if match["sd"] else None
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


def averages(scan: Scan) -> None:
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


def _range(scan: Scan, cue: re.Match[str], stop: int) -> None:
    match = re.match(
        rf"\s(?:in age\s)?(?:from|between)?\s?(?P<lo>{DEC})\s?(?:{UNIT})?\s?(?:{DASH}|to|and)\s?(?P<hi>{DEC})\s?-?(?P<u>{UNIT})?\b",
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


def _chain(scan: Scan, cue: re.Match[str], measure: str, stop: int) -> None:
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
        if not chain and (len(gap) > 130 or _UNREACHED.search(gap)):
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
