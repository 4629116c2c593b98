"""The statistics of a sentence: each number tied to what it is about, or left out.

Shares are tied by the construction they stand in (the list is ``_concept_of``): behind their
concept in brackets or after "in", before a verb whose object is the concept, beside a noun, one by
one in "…, respectively". A number that no construction ties is reported as unassigned.
"""

from __future__ import annotations

import re

from netmatrix.evidence import Statistic
from netmatrix.extract.statistics.anchors import anchors
from netmatrix.extract.statistics.averages import tie_test, tie_value
from netmatrix.extract.statistics.figure import Figure
from netmatrix.extract.statistics.groups import Group, groups
from netmatrix.extract.statistics.lists import drop_denominators, tie_lists
from netmatrix.extract.statistics.numbers import figures
from netmatrix.extract.statistics.sentence import Context, Tied, Work
from netmatrix.extract.statistics.shares import tie_share
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Sentence

_GATE = re.compile(
    r"%|\bn\s?=|\d\s?/\s?\d|\bmedian|\bmean\b|\baverage|\bpatients?\b|\bper\s?cent|\bratio|\bHR\b|\b[pP]\s?[<=>]|\bsurviv|\bin \d|\b(?:is|are|had|were|was)\b"
)
_LONGEST = 2000
"""A longer "sentence" is a table run together or an attack; its numbers have no grammar."""
_DIGIT = Gated(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\b",
    re.I,
)


def statistics(sentence: Sentence, context: Context) -> Tied:
    """The statistics of a sentence, offsets in the document."""
    text = sentence.text
    if len(text) > _LONGEST or not _DIGIT.search(text) or not _GATE.search(text):
        return Tied()
    numbers = figures(text)
    veto = context.rules.no_results.search(text) if numbers else None
    if not numbers or (veto and sentence.section != "discussion"):
        return Tied()
    if veto and veto.start() < numbers[0].start:
        return Tied()
    found = anchors(
        text, sentence.start, [*sentence.concepts, *sentence.mentions], context.rules, context.names
    )
    work = Work(text, found, _telling(text, groups(text, found)), numbers, context.rules)
    drop_denominators(work)
    tie_lists(work)
    for index, figure in enumerate(work.figures):
        if index in work.concept or index in work.dropped:
            continue
        if figure.kind == "share":
            tie_share(work, index)
        elif figure.kind == "value":
            tie_value(work, index)
    for kind in ("ratio", "p", "rate"):
        for index, figure in enumerate(work.figures):
            if figure.kind != kind or index in work.concept:
                continue
            tie_test(work, index)
            if (
                index not in work.concept
                and context.last
                and re.match(r"(?:this|the|these)\s(?:\w+\s)?differences?\b", text, re.I)
            ):
                work.concept[index] = (context.last, figure.start, figure.end)
    context.last = next((work.concept[i][0] for i in sorted(work.concept, reverse=True)), "")
    return _write(work, sentence, context)


_ITEM = re.compile(
    r"\s?\(\s?\d[^()]{0,20}\)\s?(?:,|and)\s?(?:and\s)?(?!in\b|of\b|among\b|than\b|with)[\w-]+(?:\s[\w-]+){0,3}\s\(\s?\d"
)


def _telling(text: str, found: list[Group]) -> list[Group]:
    """Groups without those that open a list of shares: "with fractures (8/13), pain (5/13) …"."""
    return [g for g in found if not _ITEM.match(text, g.end)]


def _write(work: Work, sentence: Sentence, context: Context) -> Tied:
    out = Tied()
    for index, figure in enumerate(work.figures):
        if index in work.dropped:
            continue
        told = work.concept.get(index)
        start, end = figure.start, figure.end
        if told is None:
            if figure.kind != "share" or figure.percent is not None or figure.N is not None:
                out.unassigned.append((sentence.start + start, sentence.start + end))
            continue
        name, first, last = told
        if max(end, last) - min(start, first) <= 240:
            start, end = min(start, first), max(end, last)
        while start < end and work.text[start].isspace():
            start += 1
        out.statistics.append(
            _statistic(work, sentence, figure, name, work.group.get(index, ""), start, end)
        )
    return out


_MEASURES = {"share": "proportion", "ratio": "ratio", "p": "p_value", "rate": "rate"}


def _statistic(
    work: Work, sentence: Sentence, figure: Figure, name: str, group: str, start: int, end: int
) -> Statistic:
    whole = figure.N
    if (
        figure.kind == "share"
        and whole is None
        and work.whole
        and figure.n is not None
        and figure.n <= work.whole
    ):
        fits = (
            figure.percent is not None and abs(100 * figure.n / work.whole - figure.percent) <= 0.6
        )
        whole = work.whole if fits or figure.percent is None else None
    measure = figure.measure if figure.kind == "value" else _MEASURES[figure.kind]
    numbers = figure.value
    unit = figure.unit
    if figure.kind == "value" and name == "age" and unit is None:
        unit = "year"
    if figure.kind == "value" and unit == "percent":
        unit = "percent"
    return Statistic(
        measure=measure,  # type: ignore[arg-type]
        concept=name,
        start=sentence.start + start,
        end=sentence.start + end,
        quote=sentence.text[start:end],
        rule=f"cohort.prose.{figure.kind}",
        group="" if group == name and figure.kind == "share" else group,
        n=figure.n,
        N=whole,
        percent=figure.percent,
        value=numbers,
        unit=unit,
        low=figure.low,
        high=figure.high,
        interval=figure.interval,
        comparator=figure.comparator,
        kind=figure.measure if figure.kind == "ratio" else None,
        confidence=0.85 if name in _known(work) else 0.6,
        section=sentence.heading or sentence.section,
        page=sentence.page,
        detail=dict(figure.detail) if figure.kind == "value" else {},
    )


def _known(work: Work) -> set[str]:
    return {a.name for a in work.found}
