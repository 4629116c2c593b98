"""The numbers of a cohort's sentence: shares, medians, ratios, p values, as they are printed.

``figures`` reads a sentence and returns what its numbers are, not yet what they are about. What
only looks like a statistic (years, doses, version numbers, cut-offs, levels of significance,
citations) is consumed first, so that nothing later can read it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from netmatrix import patterns
from netmatrix.extract.statistics.comparisons import (
    grade_counts,
    incidences,
    p_values,
    rates,
    ratios,
    sex_ratios,
)
from netmatrix.extract.statistics.figure import Figure, count, number, percent
from netmatrix.extract.statistics.horizons import time_points
from netmatrix.extract.statistics.medians import averages, bare, uncued
from netmatrix.extract.statistics.patterns import (
    BARE,
    BARE_AFTER,
    BARE_BEFORE,
    CNT,
    CONFIDENCE,
    COUNTED,
    CUT_OFFS,
    DEC,
    EARLY,
    FEW,
    INTENDED,
    ITEM_NUMBER,
    ITEMS,
    LATE,
    LISTED,
    LOOSE,
    NOUN,
    OF,
    PERCENT,
    PERCENT_CI,
    PERCENT_LIST,
    PERCENT_SPAN,
    SHARES,
)
from netmatrix.extract.statistics.scan import Scan
from netmatrix.extract.statistics.value_pairs import paired
from netmatrix.extract.statistics.years import is_year
from netmatrix.gates import Gated
from netmatrix.patterns import compiled


def counted(text: str) -> Iterator[re.Match[str]]:
    """Counts with what they count: matches with the groups ``n`` and ``noun``."""
    return COUNTED.finditer(text)


def figures(text: str) -> list[Figure]:
    """The statistics' numbers of one sentence, in order. ``text`` is the sentence's wording."""
    scan = Scan(text)
    steps: tuple[Callable[[Scan], None], ...] = (
        sex_ratios,
        grade_counts,
        incidences,
        _early,
        p_values,
        ratios,
        rates,
        _items,
        _listed,
        _classes,
        _shares,
        paired,
        averages,
        uncued,
        bare,
        _consume,
        _percents,
        _counted,
        _bare,
        _loose,
    )
    for step in steps:
        step(scan)
    scan.found.sort(key=lambda f: f.start)
    return _runs(text, scan.found)


def _early(scan: Scan) -> None:
    _drop(scan, EARLY)
    for start, end in time_points(scan.text):
        if scan.free(start, end):
            scan.take(start, end)


def _classes(scan: Scan) -> None:
    _drop(scan, CUT_OFFS)


def _consume(scan: Scan) -> None:
    _drop(scan, LATE)
    _drop(scan, (CONFIDENCE,))


def _drop(scan: Scan, patterns: Iterable[Gated]) -> None:
    for pattern in patterns:
        for match in pattern.finditer(scan.text):
            if scan.free(match.start(), match.end()):
                scan.take(match.start(), match.end())


def _bracketed(text: str, start: int, end: int) -> bool:
    return bool(
        patterns.search(r"[(\[]\s?(?:in\s|only\s|about\s|approximately\s)?$", text[:start])
    ) and bool(
        patterns.match(
            r"\s?(?:of\s(?:the\s|all\s)?(?:patients|cases|tumou?rs)\s?|(?:patients|cases)\s?)?(?:[;,]\s?[pP]\s?[<=>≤≥][^()]{1,12})?[)\]]|$",
            text[end:],
        )
    )


def _plausible(n: int | None, whole: int | None, share: float | None) -> bool:
    return not (n is not None and whole is not None and (n > whole or whole == 0))


def _shares(scan: Scan) -> None:
    percentage = "%" in scan.text or "cent" in scan.text
    for pattern, printed, numbered in SHARES:
        if printed and not percentage:
            continue
        for match in scan.at_numbers(pattern) if numbered else pattern.finditer(scan.text):
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
                and _OF_A_SCALE.search(scan.text[: match.start()])
            ):
                continue
            if whole is not None and INTENDED.match(scan.text, match.end("N") + 1):
                scan.take(match.start(), match.end())  # "53 of the 118 planned patients"
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
            ci = _bounds(scan.text, end, share)
            low, high, end = ci or (None, None, end)
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
                    bracketed=_bracketed(scan.text, start, end)
                    and not _SAYS_WHAT.search(scan.text, start, end),
                )
            )


# "Grade 1/2", "ECOG PS was 0/1": two steps of a scale.
_OF_A_SCALE = compiled(
    r"\b(?:G|grades?|stages?|T|ECOG|PS|[Pp]erformance status)\s?(?:(?:was|were|of|=|:)\s?)?$"
)
# "(62 women, 51.7%)": the bracket itself says what is counted.
_SAYS_WHAT = compiled(r"\d\s+(?:women|men|(?:fe)?males?|girls|boys)\s?[,;]", re.IGNORECASE)


def _bounds(text: str, end: int, value: float | None) -> tuple[float, float, int] | None:
    """The interval right behind a percentage and where it ends."""
    match = PERCENT_CI.match(text, end)
    if match is None:
        match = PERCENT_SPAN.match(text, end)
        if match is None or value is None:
            return None
        if not (number(match["lo"]) or 0) <= value <= (number(match["hi"]) or 0):
            return None
    low, high = number(match["lo"]), number(match["hi"])
    return (low, high, match.end()) if low is not None and high is not None else None


def _percents(scan: Scan) -> None:
    for match in scan.at_numbers(PERCENT_LIST):
        parts = list(patterns.finditer(DEC, match["list"]))
        values = [percent(p.group()) for p in parts]
        if scan.free(match.start(), match.end()) and all(v is not None for v in values):
            base = match.start("list")
            for index, (part, value) in enumerate(zip(parts, values, strict=True)):
                end = match.end() if index == len(parts) - 1 else base + part.end()
                scan.add(Figure(base + part.start(), end, "share", percent=value))
    for match in scan.at_numbers(PERCENT):
        value = percent(match["p"])
        if value is None or not scan.free(match.start(), match.end()):
            continue
        end = match.end()
        ci = _bounds(scan.text, end, value)
        of = patterns.match(rf"\s{OF}(?P<N>{CNT})\s{FEW}{NOUN}", scan.text[end:], re.I)
        whole = count(of["N"]) if of else None
        low = high = None
        if ci:
            low, high, end = ci
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


def _items(scan: Scan) -> None:
    for run in ITEMS.finditer(scan.text):
        for match in ITEM_NUMBER.finditer(scan.text, run.start(), run.end()):
            if scan.free(match.start(), match.end()):
                scan.add(
                    Figure(
                        match.start(),
                        match.end(),
                        "share",
                        n=int(match["n"]),
                        percent=percent(match["p"]) if match["p"] else None,
                        follows=True,
                    )
                )


def _listed(scan: Scan) -> None:
    for match in LISTED.finditer(scan.text):
        if scan.free(match.start("n"), match.end("n")):
            scan.add(
                Figure(match.start("n"), match.end("n"), "share", n=int(match["n"]), follows=True)
            )


def _counted(scan: Scan) -> None:
    for match in scan.at_numbers(COUNTED):
        n = count(match["n"])
        if (
            n is None
            or not scan.free(match.start("n"), match.end("n"))
            or is_year(scan.text, *match.span("n"))
        ):
            continue
        start, end = match.span("n")
        scan.add(Figure(start, end, "share", n=n, bracketed=_bracketed(scan.text, start, end)))


def _bare(scan: Scan) -> None:
    for match in scan.at_numbers(BARE):
        n = count(match["n"])
        if n is None or not scan.free(match.start(), match.end()):
            continue
        if not BARE_BEFORE.search(scan.text[max(0, match.start() - 16) : match.start()]):
            continue
        if not BARE_AFTER.match(scan.text, match.end()) or is_year(scan.text, *match.span("n")):
            continue
        scan.add(
            Figure(
                match.start(),
                match.end(),
                "share",
                n=n,
                bracketed=_bracketed(scan.text, *match.span()),
                detail=(("bare", 1.0),),
            )
        )


def _loose(scan: Scan) -> None:
    """Counts that only a concept right behind them can make a statistic."""
    for match in LOOSE.finditer(scan.text):
        n = count(match["n"])
        if n is None or not scan.free(*match.span("n")) or is_year(scan.text, *match.span("n")):
            continue
        scan.add(Figure(match.start("n"), match.end("n"), "share", n=n, detail=(("loose", 1.0),)))


def _runs(text: str, found: list[Figure]) -> list[Figure]:
    """Mark figures that stand against each other ("73% vs. 40%")."""
    out: list[Figure] = []
    for figure in found:
        if out and figure.kind == "share" == out[-1].kind and not figure.versus:
            gap = text[out[-1].end : figure.start]
            if patterns.fullmatch(
                r"\s?(?:vs?\.?|v\.s\.|versus|compared (?:with|to)|as compared (?:with|to)|(?:as\s)?against)\s(?:only\s)?",
                gap,
            ):
                figure = replace(figure, versus=True)
        out.append(figure)
    return out
