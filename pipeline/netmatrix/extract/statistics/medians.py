"""Medians, means and ranges with their spread, alone and in comparisons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from netmatrix import patterns
from netmatrix.extract.statistics.figure import Figure, interval_name, number, unit_of
from netmatrix.extract.statistics.patterns import CI, CLOSE, DASH, DEC, UNIT
from netmatrix.extract.statistics.scan import Scan
from netmatrix.gates import Gated
from netmatrix.normalise.numbers import WORDS
from netmatrix.patterns import compiled

_MEAN_CUE = Gated(
    r"\b(?P<m>median|(?<=corresponding\s)medians|med\.?(?=\s(?:age|PFS|OS|DFS|RFS|DOR|TTP|#|no\b|number|f/?u\b|follow|time|duration|size|Ki))|mean|average|averaged|(?-i:mOS|mPFS|mDFS|mRFS|mTTP|mFU|mF\/U)|ranged|ranging)\b",
    re.I,
)
_LABEL = rf"(?:ranges?|ranging|IQR|i\.q\.r\.|Q1\s?[-–]\s?Q3|interquartile ranges?(?:\s?[(\[]IQR[)\]])?|quartiles?|{CI}|CIs?|SD|standard deviation|min-max)"
_VALUE = compiled(
    rf"(?P<v>(?<![\w.,·/+-])(?<!\d[–−])(?!\d+-(?:(?-i:[A-Z]{{2}})|hydroxy|(?:month|year|week|day)\s[a-z]))(?:\d{{1,3}}(?:,\d{{3}})+|\d+(?:[.,·]\d+)?|{WORDS}))\+?(?:\s?-?(?P<u>{UNIT})(?![\w-]))?"
    rf"(?:\s?(?:±|\+/-|\+/−)\s?(?P<sd>{DEC})(?:\s?(?P<u4>{UNIT})\b)?)?"
    rf"(?:(?P<open>[\s,;]*+[(\[]?|\s?,?\s(?:with an?\s)?)\s?(?P<lab>{_LABEL})?[\s:=,]*+(?:of|from|was|were)?\s*+"
    rf"(?P<lo>{DEC})\s?(?:(?P<u2>{UNIT})(?!\w))?\s?(?P<mid>{DASH}|to|,|and|;)\s?(?P<hi>{DEC}|NR|NA|NE|not reached|∞)\+?"
    rf"(?:\s?-?(?P<u3>{UNIT})(?![\w]))?(?:[,;]?\s(?P<lab2>{_LABEL}))?(?:{CLOSE})?(?:(?<=[\])])\s(?P<u5>{UNIT})(?![\w-]))?)?",
    re.I,
)
_SPAN_BEFORE = compiled(
    rf"(?P<lo>{DEC})\s?(?:{UNIT})?\s?(?:{DASH}|to|and)\s?(?P<hi>{DEC})\s?(?P<u>{UNIT})\b[\s,;]*[(\[]?\s?(?:with an?\s|and an?\s|a\s)?$",
    re.I,
)
# "Follow-up of 12 months or more was available".
_OR_MORE = compiled(r"\s(?:or|and)\s(?:more|longer|less|above|over)\b", re.I)
_DIFFERENCE = compiled(
    r"\s?(?:less|more|longer|shorter|later|earlier|ago|older\b|younger|fewer|higher|lower|before|prior(?!\s(?:[\w-]+\s)?(?:treatments|therapies|lines|operations)\b))\b",
    re.I,
)
_NO_VALUE_BEFORE = compiled(
    r"(?:\b(?:within|(?<!estimated )(?<!calculated )(?<!stood )at|every|least|up to|over|last|first|than|by|grade|stage|and/or|n\s?=|N\s?=|level|G|T|line|months?|years?|CT|day|cycle|"
    r"week|ratio|of all|further|additional|accounted for|made up)\s?|[/=^]|\bn=\s?)$",
    re.I,
)
_UNREACHED = compiled(r"\bnot (?:yet )?(?:been )?reached\b|\bNR\b|\d[- ]year\b[^,;]*\brate", re.I)
_JOIN = compiled(
    r"\s?[(\[]?(?:,|;|vs\.?|v\.?s?\.?|versus|and|or|compared (?:with|to)|as compared (?:with|to)|(?:as\s)?against|/)(?:\s(?:and|vs\.?|versus|only))?\s?$",
    re.I,
)

_LIST_GOES_ON = compiled(rf"(?:(?:,\s?(?:and\s)?|\sand\s){DEC}){{1,4}}\s?{UNIT}(?![\w-])", re.I)


TIMES = frozenset({"day", "week", "month", "year"})


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
    shaped = low is not None and (label or patterns.search(r"[(\[]", match["open"] or ""))
    quartiles = match["mid"] == ";" and "[" in (match["open"] or "")  # "42 [29; 55] years"
    if shaped and match["mid"] in (",", "and", ";") and not (label or quartiles):
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
    if shaped and match["u2"] and match["u3"] and unit_of(match["u2"]) != unit_of(match["u3"]):
        low = high = label = shaped = None  # "4 months to 11 years": of no one unit
    unit = unit or match["u4"] or (match["u3"] or match["u2"] or match["u5"] if shaped else None)
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


_BEFORE_CUE = compiled(
    rf"\b(?P<v>{DEC})[\s-](?P<u>months?|years?|mos?|yrs?)\s(?:of\s)?(?P<m>median|mean)\s(?=follow|observation|surveillance|age\b)",
    re.I,
)


# "353 days in the median", "13.0 years old on average", "aged 43.2±17.9 years".
_CUE_BEHIND = Gated(
    rf"(?<![\w.,·/±-])(?P<v>{DEC})(?:\s?(?:±|\+/-)\s?(?P<sd1>{DEC}))?\s?(?P<u>{UNIT})(?:\sold)?(?:\sat\s(?:the\stime\sof\s)?(?:diagnosis|presentation|surgery|operation|onset|referral|entry))?\s(?P<m>in\sthe\smean\b|(?:in|at)\s(?:the\s)?median\b|on\s(?:the\s)?average\b|\((?:median|mean)\))"
    rf"|(?<![\w.,·/±-])(?P<v3>{DEC})\s?\(\s?(?P<lo>{DEC})\s?(?:{DASH}|to)\s?(?P<hi>{DEC})\s?\)\s(?P<u3>{UNIT})\s(?P<m3>in\s(?:the\s)?median)\b"
    rf"|\b(?P<aged>aged|(?:with|at)\s(?:an?|the)\sage\sof)\s(?P<v2>{DEC})\s?(?:±|\+/-)\s?(?P<sd>{DEC})\s(?P<u2>years)",
    re.I,
)


def _cued_behind(scan: Scan) -> None:
    """Values whose "median" or "mean" stands behind them, or that only a deviation tells."""
    for match in _CUE_BEHIND.finditer(scan.text):
        part = "2" if match["aged"] else "3" if match["m3"] else ""
        word = "aged" if match["aged"] else f"m{part}"
        start, cue = match.start(f"v{part}"), match.span(word)
        if scan.free(start, match.end()):
            measure = "median" if "median" in match[word].lower() else "mean"
            sd = match["sd"] if match["aged"] else match["sd1"]
            scan.add(
                Figure(
                    start, match.end(), "value", value=number(match[f"v{part}"]),
                    unit=unit_of(match[f"u{part}"]), measure=measure, cue=cue,
                    interval="SD" if sd else "range" if match["lo"] else None,
                    low=number(match["lo"] or ""), high=number(match["hi"] or ""),
                    detail=(("sd", number(sd) or 0.0),) if sd else (),
                )
            )  # fmt: skip


def averages(scan: Scan) -> None:
    _cued_behind(scan)
    text = scan.text
    for match in _BEFORE_CUE.finditer(text):
        follow = patterns.match(r"[\w-]+(?:\s(?:up|time|period|duration))*", text[match.end() :])
        end = match.end() + (follow.end() if follow else 0)
        if scan.free(match.start(), end):
            scan.add(
                Figure(
                    match.start(), match.end(), "value", value=number(match["v"]),
                    unit=unit_of(match["u"]), measure=match["m"].lower(), cue=match.span("m"),
                )
            )  # fmt: skip
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
        if patterns.match(
            r"\s?(?:\(|\[|,)?\s?(?:range|IQR|SD|interquartile)", text[cue.end() :]
        ) and not patterns.match(r"[^.]{0,70}\d", text[cue.end() :]):
            continue
        _chain(scan, cue, measure, stop)
    _by_group(scan)
    _compared_means(scan)


# "Older (71.6 ± 12.4 years vs. 60.9 ± 14.3 and 56.7 ± 15.4 years": means, by their deviations.
_COMPARED_MEANS = Gated(
    rf"\b(?:older|younger|larger|bigger|smaller|longer|shorter|higher|lower|differ\w*)\b[^.;:()]{{0,60}}\(\s?(?P<all>{DEC}\s?(?:±|\+/-)\s?{DEC}(?:\s?{UNIT})?"
    rf"(?:,?\s(?:vs\.?|v\.?|versus|compared (?:with|to)|and)\s{DEC}\s?(?:±|\+/-)\s?{DEC}(?:\s?{UNIT})?){{1,3}})",
    re.I,
)
_MEAN_SD = compiled(rf"(?P<v>{DEC})\s?(?:±|\+/-)\s?(?P<sd>{DEC})(?:\s?(?P<u>{UNIT}))?", re.I)


def _compared_means(scan: Scan) -> None:
    for match in _COMPARED_MEANS.finditer(scan.text):
        parts = list(_MEAN_SD.finditer(scan.text, *match.span("all")))
        unit = next((unit_of(m["u"]) for m in parts if m["u"]), None)
        if unit is None or not scan.free(*match.span("all")):
            continue
        for place, part in enumerate(parts):
            scan.add(
                Figure(
                    *part.span(), "value", value=number(part["v"]), unit=unit, measure="mean",
                    cue=(match.start("all"), match.start("all")), interval="SD",
                    detail=(("sd", number(part["sd"]) or 0.0),), versus=place > 0, follows=place > 0,
                )
            )  # fmt: skip


# "60 years (58 in the cisplatin and 63 in the other group)".
_BY_GROUP = compiled(
    rf"\s[(\[](?P<a>{DEC})(?:\s{UNIT})?\s(?:in|for|with|among)\s[^(),;\d]{{2,40}}?\s(?:and|versus|vs\.?|but)\s"
    rf"(?P<b>{DEC})(?:\s{UNIT})?\s(?:in|for|with|among)\s",
    re.I,
)


def _by_group(scan: Scan) -> None:
    """The values of two groups in a bracket behind that of all, without a unit of their own."""
    for figure in [f for f in scan.found if f.kind == "value" and f.unit and not f.follows]:
        match = _BY_GROUP.match(scan.text, figure.end)
        if match is None:
            continue
        for part in ("a", "b"):
            start, end = match.span(part)
            if scan.free(start, end):
                scan.add(
                    Figure(
                        start, end, "value", value=number(match[part]), unit=figure.unit,
                        measure=figure.measure, cue=figure.cue, follows=True,
                    )
                )  # fmt: skip


def _range(scan: Scan, cue: re.Match[str], stop: int) -> None:
    match = patterns.match(
        rf"\s(?:in age\s)?(?:from|between)?\s?(?P<lo>{DEC})\s?(?:{UNIT})?\s?(?:{DASH}|to|and)\s?(?P<hi>{DEC})(?:\s?-?(?P<u>{UNIT}))?(?!\w)",
        scan.text[cue.end() : stop],
        re.I,
    )
    if not match:
        return
    start, end = cue.end() + match.start("lo"), cue.end() + match.end()
    low, high = number(match["lo"]), number(match["hi"])
    if low is None or high is None or high < low or not scan.free(start, end):
        return
    after = patterns.match(
        r"\s?[(\[,;]\s?(?:with\s)?(?:an?\s|the\s)?(?:median|mean|average)\b", scan.text[end:], re.I
    )
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
        if patterns.match(
            r"\s?(?:patients|cases|subjects|(?:fe)?males?\b|(?:wo)?men\b|girls|boys|-(?:day|week|year)\b|-(?:yr|month|mo)\s(?:OS|PFS|DFS|RFS|surviv)|/|:\d|%?\s?CI)|(?:-|–)\d",
            text[match.end("v") :],
        ):
            continue
        if chain and _DOSE_AFTER.match(text, match.end("v")) and text[match.start("v") - 1] == "(":
            continue  # "1.7 (250 mg)": the dose of the group, no value
        gap = text[chain[-1].end if chain else cue.end() : match.start()]
        if _EXTREME.search(gap):
            break  # "mean size 5 mm; the largest lesion measured 15 mm"
        if gap.endswith(" of the ") and patterns.match(r"\s(?:was|were)\b", text[match.end("v") :]):
            continue  # "median age of the 15 was 61 years"
        if gap.endswith(" to ") and patterns.match(r"\s?%\sof\sthe\b", text[match.end("v") :]):
            continue  # "the median dose to 95% of the target volume"
        unreached = None if chain else _UNREACHED.search(gap)
        if unreached and patterns.search(
            r"reached\b.{0,40}\b(?:and|vs\.?|versus|with)\s$|reached\s(?:in|for|with|among)\s[^,;]{1,40},\s$",
            gap,
        ):
            # "Was not reached and 41 months, respectively", "… in A, 46 months in B".
            unreached = None
        if not chain and (len(gap) > 130 or unreached or _RANGE_AHEAD.search(gap)):
            break
        of_next = (
            _NEXT_GROUP.fullmatch(gap)
            or (_GROUP_ALONE.fullmatch(gap) and _FOR.match(text, figure.end))
            or (gap.endswith("(") and _SET_AGAINST.match(text, figure.end))
        )
        joined = bool(chain) and bool(
            _JOIN.fullmatch(gap.rstrip() + " " if gap.strip() else "x") or _JOIN.fullmatch(gap)
        )
        if chain and not joined and not figure.unit and not of_next:
            continue
        if (
            chain
            and not figure.unit
            and figure.low is None
            and not patterns.search(r"vs|v\.|versus|compared|/", gap)
            and not (joined and _LIST_GOES_ON.match(text, figure.end))
            and not of_next
        ):
            continue
        if chain and figure.unit == "percent" and chain[-1].unit != "percent":
            break
        if chain and figure.unit and not (chain[-1].unit or joined or of_next):
            break  # "mean treatments before: 3), six received one cycle"
        if chain and figure.unit and chain[-1].unit:
            if (figure.unit in TIMES) != (chain[-1].unit in TIMES):
                break  # "mean age 60 years) in whom octreotide LAR 30 mg"
        if not scan.free(figure.start, figure.end):
            figure = replace(figure, end=match.end("v"), low=None, high=None, interval=None)
        versus = joined and bool(patterns.search(r"vs|v\.|versus|compared|(?:as\s)?against|/", gap))
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
            if span and patterns.match(
                r"[\s,:=]*$", text[cue.end() : figure.start].replace("was", "").replace("of", "")
            ):
                figure = replace(
                    figure, low=number(span["lo"]), high=number(span["hi"]), interval="range"
                )
                unit = unit or unit_of(span["u"])
                scan.take(span.start("lo"), span.end("hi"))
        scan.add(replace(figure, unit=unit))
    scan.take(cue.start(), cue.end())


_EXTREME = compiled(
    r"[;,]\s(?:the\s)?(?:largest|longest|smallest|shortest|maximum|minimum)\b", re.I
)
_DOSE_AFTER = compiled(r"\s?(?:mg|µg|mcg|[GM]Bq|Gy|IU)(?:/\w+)?\)")
# "Median, four per patient; range, one to 11": the value was told in a word.
_RANGE_AHEAD = compiled(r"[;,(]\s?range\b", re.I)
_TIMED = compiled(
    r"\b(?:^(?:It|This)(?=\s(?:was|reached|averaged)\s(?:\d|(?:much\s|about\s)?(?:the\ssame|similar|comparable|alike)\b))|OS|PFS|DFS|RFS|TTP|DOR|survivals?|(?:lived|survived)(?= (?:\w+ )?(?:longer|shorter))|time to (?:\w+ )?progression|duration of response|follow[- ]?up)\b",
    re.I,
)
_DIGIT = compiled(r"\d")
_NO_CUE_BEFORE = compiled(
    r"(?:\b(?:(?:longest|shortest)\s(?:being|was|of)|(?<!estimated )(?<!calculated )(?<!stood )at|after|within|every|of at least|over|last|first|than|by|from|before|since|for|least|to|beyond|until)|[<>≤≥]|\d)\s?$",
    re.I,
)


_NEXT_GROUP = compiled(
    r"\s?(?:(?:with|in|for|after|on|under|among)\s[^,;.()]{1,50},?\s(?:and|versus|vs\.?|compared (?:with|to)|(?:as\s)?against)|:|,\sbeing)\s",
    re.I,
)
"""Between two times: "29 months with A and 14 with B", "15 months: 21 in A"."""
_SET_AGAINST = compiled(
    r"\s(?:vs\.?|v\.?|versus|compared (?:with|to)|(?:as\s)?against)\s\d[\d.,]*\s(?:months?|mos?|years?|weeks|days|cm|mm)\b",
    re.I,
)
_FOR = compiled(r"\s(?:in|for|among|with)\s", re.I)
_GROUP_ALONE = compiled(r"\s(?:in|for|among|with)\s[^,;.()]{1,40},\s", re.I)
""" "54 years for men, 58 for women"."""


def uncued(scan: Scan) -> None:
    """Times to an event told without "median": "PFS was 14 months", "OS was longer (24 vs 11 months)".

    What they measure is left open (``measure`` is empty): the paper says it elsewhere, or nowhere.
    """
    text = scan.text
    cues = list(_TIMED.finditer(text))
    for index, cue in enumerate(cues):
        stop = min(_clause_end(text, cue.end()), cue.end() + 220)
        # "PFS … (5.6 vs. 6.2 months), whereas OS … (8.9 vs. 12.1 months)": each has its own.
        later = (c.start() for c in cues[index + 1 :] if _DIGIT.search(text, cue.end(), c.start()))
        stop = min(stop, next(later, stop))
        found: list[Figure] = []
        for match in _VALUE.finditer(text, cue.end(), stop):
            figure = _value(text, match)
            if (
                figure is None
                or not match["v"][0].isdigit()
                or not scan.free(figure.start, figure.end)
                or _NO_CUE_BEFORE.search(text[max(0, figure.start - 12) : figure.start])
                or _DIFFERENCE.match(text, figure.end)
                or _OR_MORE.match(text, figure.end)
                or patterns.match(
                    r"\s?(?:-|–)?(?:year(?!s)|(?<=-)(?:day|week)\b|(?:months?|mos?) (?:OS|[PDRE]FS|surviv)|%|patients|cases|/|:\d)",
                    text[match.end("v") :],
                )
            ):
                continue
            versus = bool(found) and bool(
                patterns.fullmatch(
                    r"\s?(?:vs\.?|v\.?|versus|compared (?:with|to)|(?:as\s)?against)\s",
                    text[found[-1].end : figure.start],
                )
            )
            found.append(replace(figure, cue=cue.span(), versus=versus, follows=bool(found)))
        for index in range(len(found) - 2, -1, -1):  # "70 vs. 44 vs. 12.1 months"
            if found[index].unit is None and found[index + 1].versus:
                found[index] = replace(found[index], unit=found[index + 1].unit)
        units = [f.unit for f in found if f.unit in ("month", "year", "week", "day")]
        if not units:
            continue
        for index, figure in enumerate(found):
            unit = figure.unit
            if (
                unit is None
                and index
                and _NEXT_GROUP.fullmatch(text[found[index - 1].end : figure.start])
            ):
                unit = units[0]
            if unit in ("month", "year", "week", "day") and scan.free(figure.start, figure.end):
                scan.add(replace(figure, unit=unit))


# "(22.1 v 12.0 months; HR 0.55": of the time that was told last.
_BARE_PAIR = Gated(
    rf"(?<=[(\[])(?P<a>{DEC})\s(?:v|vs|versus|against)\.?\s(?P<b>{DEC})\s?(?:months?|mos?)\b(?=[;,)\]])",
    re.I,
)
# "68, 46, and 22 months for G1, G2, and G3 tumours".
_BARE_ROW = Gated(
    rf"(?<![\w.,-])(?P<list>{DEC}(?:,\s{DEC})+,?\sand\s{DEC})\s(?:months?|mos?)\s(?=(?:for|in|among|with)\s)",
    re.I,
)


def bare(scan: Scan) -> None:
    """Times in months that stand against each other without a name beside them."""
    for match in _BARE_PAIR.finditer(scan.text):
        _against(scan, [match.span("a"), match.span("b")])
    for match in _BARE_ROW.finditer(scan.text):
        start, end = match.span("list")
        _against(scan, [m.span() for m in _A_NUMBER.finditer(scan.text, start, end)])


_A_NUMBER = compiled(DEC)


def _against(scan: Scan, spans: Sequence[tuple[int, int]]) -> None:
    if not scan.free(spans[0][0], spans[-1][1]):
        return
    for place, (start, end) in enumerate(spans):
        scan.add(
            Figure(
                start, end, "value", value=number(scan.text[start:end]), unit="month",
                cue=(spans[0][0], spans[0][0]), versus=place > 0, follows=place > 0,
            )
        )  # fmt: skip
    scan.take(spans[0][0], spans[-1][1])


def _clause_end(text: str, start: int) -> int:
    """The first semicolon outside brackets, or the end."""
    depth = 0
    for index in range(start, len(text)):
        depth += (text[index] in "([") - (text[index] in ")]")
        if text[index] == ";" and depth <= 0:
            return index
    return len(text)
