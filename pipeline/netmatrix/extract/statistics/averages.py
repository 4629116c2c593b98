"""What a median, a ratio or a p value is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from netmatrix.extract.statistics.anchors import Anchor
from netmatrix.extract.statistics.groups import bare_group
from netmatrix.extract.statistics.sentence import Work, opposite, right_of
from netmatrix.extract.statistics.words import own_words

_MEASURE_NOUN = re.compile(
    r"\b(?:number|dose|activity|cycles?|level|levels|concentration|score|volume|uptake|SUV\w*|duration|interval|time|length|cost|diameter|size|BMI|index|hospital stay|stay|delay)\b",
    re.I,
)


def tie_value(work: Work, index: int) -> None:
    figure, _text = work.figures[index], work.text
    cue_start, _cue_end = figure.cue
    first = next(i for i, f in enumerate(work.figures) if f.cue == figure.cue and f.kind == "value")
    told: tuple[str, int, int] | None = None
    edge = cue_start if index == first else work.figures[index - 1].end
    pool = [a for a in work.found if a.value and a.end <= figure.start and a.end > edge]
    if index != first:
        pool = [a for a in pool if a.start >= work.figures[index - 1].end]
        if pool:
            told = (pool[-1].name, pool[-1].start, pool[-1].end)
        elif first in work.concept:
            told = work.concept[first]
    else:
        told = _median_concept(work, index, pool)
    if told is None:
        return
    if told[0] == "survival":
        told = ("overall survival", told[1], told[2])
    work.concept[index] = told
    if index not in work.group:
        work.group[index] = _value_group(work, index, first)


def _median_concept(work: Work, index: int, pool: Sequence[Anchor]) -> tuple[str, int, int] | None:
    figure, text = work.figures[index], work.text
    cue_start, cue_end = figure.cue
    between = text[cue_end : figure.start]
    head = [a for a in pool if not work.in_group(a)]
    timed = [
        a
        for a in work.found
        if cue_end <= a.start
        and a.end <= figure.start
        and a.name in ("bone metastasis", "brain metastasis")
    ]
    if timed and re.search(
        r"\b(?:time|interval|latency|delay)\b.*\b(?:to|until|till|and)\b",
        text[cue_end : timed[-1].start],
        re.I | re.S,
    ):
        return f"time to {timed[-1].name}", cue_end, timed[-1].end
    if head:
        leading = text[cue_end : head[0].start]
        if not _MEASURE_NOUN.search(leading) or head[0].name.startswith(("duration", "time")):
            return head[0].name, head[0].start, head[0].end
    if (
        figure.unit == "year"
        and re.fullmatch(r"[\s,:=]*(?:of|was|is|were|\()?\s?(?:the patients\s)?[\s(]*", between)
        and re.search(
            r"\b(?:aged?|old|women|men|male|female)\b[^,;]{0,30}$", text[:cue_start], re.I
        )
    ):
        return "age", cue_start, figure.end
    wording = own_words(
        re.sub(
            r"\b(?:of|in|for|among)\s(?:the\s|all\s)?(?:\d+\s)?(?:patients|cases).*$", "", between
        ),
        8,
    )
    if (
        wording
        and not re.fullmatch(r"(?:value|interval|time|duration|months|survival)", wording)
        and len(between) < 110
    ):
        return wording, cue_end, figure.start
    before = text[:cue_start]
    clause = max([m.end() for m in re.finditer(r"[;]\s|\.\s", before)] + [0])
    if re.search(r"\b(?:for|over)\s(?:an?\s)?$", before, re.I):
        if re.search(
            r"\b(?:receiv\w+|treat\w+|given|administered|therapy|took|continued|maintained)\b",
            before[clause:],
            re.I,
        ):
            return "duration of treatment", cue_start, figure.end
        if re.search(r"\bfollow", before[clause:], re.I):
            return "follow-up", cue_start, figure.end
    if re.search(r"\b(?:after|within|at|in)\s(?:an?\s)?$", before, re.I):
        for name, pattern in work.rules.after_median:
            if pattern.search(before[clause:]) or pattern.search(
                text[figure.end : figure.end + 40]
            ):
                return name, cue_start, figure.end
        return None
    previous = [i for i in range(index) if work.figures[i].kind == "value" and i in work.concept]
    ahead = [a for a in work.found if a.value and clause <= a.start and a.end <= cue_start]
    if ahead and (not previous or ahead[-1].start > work.figures[previous[-1]].end):
        return ahead[-1].name, ahead[-1].start, ahead[-1].end
    if re.search(r"\b(?:alive|surviv\w+|disease[- ]free)\b[^;]{0,80}$", before[clause:], re.I):
        return "follow-up", cue_start, figure.end
    after = [a for a in work.found if a.value and figure.end <= a.start <= figure.end + 30]
    if after and re.match(r"\s?(?:of|for)\s", text[figure.end :]):
        return after[0].name, after[0].start, after[0].end
    return None


def _value_group(work: Work, index: int, first: int) -> str:
    figure, text = work.figures[index], work.text
    right = right_of(work, index)
    for group in work.groups:
        if 0 <= group.start - figure.end <= 2:
            return group.name
    bare = bare_group(text, figure.end, right, work.found)
    if bare:
        return bare.name
    label = re.search(r"([A-Za-z][\w -]{1,25}):\s?$", text[: figure.start])
    if label:
        inside = [
            a
            for a in work.found
            if label.start(1) <= a.start and a.end <= label.end(1) and not a.value
        ]
        if inside:
            return inside[-1].name
    versus = [i for i, f in enumerate(work.figures) if f.cue == figure.cue and f.kind == "value"]
    listed = [g for g in work.groups if g.end <= work.figures[first].start]
    if figure.versus or (len(versus) > 1 and work.figures[versus[1]].versus and index == first):
        place = versus.index(index)
        if len(listed) >= 2 and len(versus) == 2:
            one, two = listed[-2], listed[-1]
            if re.search(
                r"compared (?:to|with)\s(?:the\s)?$",
                text[: one.start] + text[one.start : one.start + 1][:0],
                re.I,
            ):
                return (one, two)[place].name
            return (one, two)[place].name
        if listed:
            name = listed[-1].name
            if place == 0 or not name:
                return name
            return opposite(name)
    if index == first:
        edge = (
            work.figures[index - 1].end if index and work.figures[index - 1].kind == "value" else 0
        )
        near = [g for g in work.groups if edge <= g.start and g.end <= figure.start]
        if near:
            return near[-1].name
        bare_left = re.search(
            r"\bfrom\s(?:the\s)?[a-z][^,;()]{3,60}?\s(?:was|were)\s$",
            text[figure.cue[1] : figure.start],
            re.I,
        )
        if bare_left:
            return re.sub(r"\s(?:was|were)\s$", "", bare_left.group()).lower()
    return ""


def tie_test(work: Work, index: int) -> None:
    figure, text = work.figures[index], work.text
    before = [
        i
        for i in range(index)
        if i in work.concept and (figure.kind != "ratio" or work.figures[i].kind != "p")
    ]
    following = index + 1
    if (
        figure.kind == "p"
        and following < len(work.figures)
        and work.figures[following].kind == "ratio"
        and following in work.concept
    ):
        if re.fullmatch(r"\s?[,;]?\s?(?:and\s)?", text[figure.end : work.figures[following].start]):
            work.concept[index] = work.concept[following]
            return
    if figure.kind in ("p", "rate"):
        if before and figure.start - work.figures[before[-1]].end < 250:
            work.concept[index] = work.concept[before[-1]]
            return
    left = max([work.figures[i].end for i in range(index) if work.figures[i].kind == "ratio"] + [0])
    if figure.kind == "ratio":
        shares = [
            i for i in before if work.figures[i].kind == "share" and work.figures[i].start >= left
        ]
        if shares:
            work.concept[index] = work.concept[shares[0]]
            return
    near = [a for a in work.found if left <= a.start and a.end <= figure.start]
    factors = [a for a in near if not a.value]
    if figure.kind == "ratio":
        if factors and figure.start - factors[-1].end < 120:
            last = factors[-1]
            work.concept[index] = (last.name, last.start, last.end)
            return
        phrase = re.search(
            r"(?:^|[,;:(]|\band\b|\bfor\b|\bthat\b|\bof\b|\bincluding\b|\bwere\b)\s?([A-Za-z][^,;:()]{3,60}?)\s?[(\[]?\s?$",
            text[left : figure.start],
        )
        wording = own_words(phrase[1], 7) if phrase else ""
        after = [
            a
            for a in work.found
            if 0 <= a.start - figure.end <= 40
            and re.match(r"\s?(?:for|in|with)\s", text[figure.end :])
        ]
        if after and not wording:
            work.concept[index] = (after[0].name, after[0].start, after[0].end)
        elif wording:
            work.concept[index] = (wording, left, figure.start)
        elif near:
            work.concept[index] = (near[-1].name, near[-1].start, near[-1].end)
        return
    outcome = [a for a in near if a.value and "survival" in a.name] or factors
    if outcome:
        work.concept[index] = (outcome[-1].name, outcome[-1].start, outcome[-1].end)
        return
    subject = re.match(
        r"(.{4,90}?)\s(?:was|were|is|are|did|had|differed|correlated|decreased|increased)\b", text
    )
    wording = own_words(subject[1]) if subject else ""
    if wording:
        work.concept[index] = (wording, 0, subject.end(1) if subject else 0)
