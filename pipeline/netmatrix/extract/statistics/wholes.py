"""Numbers of patients that are no share: the whole of a sentence's shares, the size of a group."""

from __future__ import annotations

import re
from dataclasses import replace

from netmatrix import patterns
from netmatrix.extract.statistics.groups import phrase
from netmatrix.extract.statistics.sentence import NOUN_AFTER, Work, open_bracket, opposite
from netmatrix.extract.statistics.subgroups import Topics
from netmatrix.patterns import compiled

_NONE_OF = compiled(r"\bnone\sof\s(?:the|our|these|those)?\s?$", re.IGNORECASE)


def drop_denominators(work: Work, topics: Topics, offset: int) -> None:
    """ "Of 120 patients, …": the number is the whole of the sentence's shares, not a share."""
    for index, figure in enumerate(work.figures):
        if (
            figure.kind != "share"
            or figure.n is None
            or figure.percent is not None
            or figure.N is not None
        ):
            continue
        before, after = work.text[: figure.start], work.text[figure.end :]
        counted = NOUN_AFTER.match(after)
        if _NONE_OF.search(before):
            work.dropped.add(index)
            continue
        if counted and patterns.search(r"^\s(?:wo)?men$|^\s(?:fe)?males?$", counted.group(), re.I):
            continue
        if _LISTS.match(after, counted.end() if counted else 0) and index + 1 < len(work.figures):
            work.headed.add(index)
            work.wholes.append((figure.start, figure.n, ""))
            continue
        if patterns.search(
            r"(?:^|[,;:.]\s?|\bwhich\s|\band\s|\banalysis\s|results\s?:?\s)(?:of|among|in|from|for)\s(?:the(?:\s(?:other|remaining))?|these|all|our|a total of|those)?\s?$",
            before,
            re.I,
        ) and (counted or patterns.match(r"\s?,", after)):
            if (
                patterns.match(r"in\b", before.split()[-1] if before.split() else "", re.I)
                and figure.n < 3
            ):
                continue
            if patterns.search(r"\bin\s$", before, re.I) and not patterns.match(
                r"[^,]{0,60},\s?(?:\d|fewer\s|more\s(?!than\b)|the\s(?:median|mean|\d|objective|overall))|[^.;]{0,200},\s(?:the\s)?(?:percentage|proportion|(?:[\w-]+\s){0,3}(?:rates?|survival|PFS|OS|ORR))\b",
                after[counted.end() if counted else 0 :],
                re.I,
            ):
                continue
            if _restricted(work, index, figure.end + (counted.end() if counted else 0)):
                name = work.group.get(index) or work.concept[index][0]
                work.parts.add(index)
            else:
                name = ""
                work.dropped.add(index)
            part = topics.size is not None and figure.n < topics.size
            if name and part:
                topics.add(offset + figure.start, figure.n, name, leads=True)
            work.wholes.append((figure.start, figure.n, name if part else ""))
            continue
        if counted and _RATE_AMONG.search(before) and _WAS_SHARE.match(after, counted.end()):
            work.dropped.add(index)
            work.wholes.append((figure.start, figure.n, ""))
            work.measured.add(index)
            continue
        run = _run_before(work, index) if counted or _PEOPLE.match(after) else None
        if run is not None:
            work.dropped.add(index)
            work.wholes.append((run, figure.n, ""))
            continue
        assessed = work.rules.assessed.search(after[:90])
        if (
            (
                counted
                and patterns.search(
                    r"\b(?:data|records|charts|files|histories|outcomes?|analy[sz]ed|reviewed|studied|study|series|cohort|total|included|enrolled|identified|evaluated|investigated|group|consecutive|treated|experience|randomi[sz]ed|recruited|examined)\b(?!\s(?:removal|resection|excision|\w+ectomy))(?:\s[\w-]+){0,3}\s(?:of|in|from|on|for|with)?\s?(?:all\s|the\s|our\s)?$",
                    before[-60:],
                    re.I,
                )
            )
            or (
                counted
                and figure.n >= 3
                and assessed
                and not any(
                    a.start >= figure.end and a.end <= figure.end + assessed.start()
                    for a in work.found
                    if not work.in_group(a)
                )
                and patterns.search(
                    r"\b(?:was|were)\s(?:\w+\s){0,2}$", after[: assessed.start()], re.I
                )
                and not patterns.search(
                    r"\b(?:treated|operated|referred|seen|followed)$", after[: assessed.end()], re.I
                )
            )
            or (
                counted
                and patterns.search(
                    r"\b(?:evaluated|assessed|analy[sz]ed|available|studied|measured|determined|assayed|estimated)\s(?:in|for|from|on)\s(?:only\s|the\s)?$",
                    before,
                    re.I,
                )
            )
        ):
            work.dropped.add(index)
            if _AND_FOUND.match(after, counted.end() if counted else 0):
                work.wholes.append((figure.start, figure.n, ""))
                work.measured.add(index)


# "The response rate among the 25 patients with an evaluation was 56%": of those.
_RATE_AMONG = compiled(
    r"\b(?:rates?|ORR|DCR|survival|incidence|prevalence|frequency|proportion)\s(?:among|of|in|for)\s(?:the|all|these|those)\s$",
    re.I,
)
_WAS_SHARE = compiled(r"[^;:.()]{0,80}\s(?:was|reached)\s\d[\d.]*\s?%", re.I)
# "Measured in 28 patients and raised in 17": of those.
_AND_FOUND = compiled(
    r",?\s(?:and|but)?\s?(?:was|were|proved)?\s?(?:\w+ly\s)?(?:raised|elevated|increased|abnormal|positive|high|normal|reduced|decreased|present)\sin\b",
    re.I,
)
_LISTS = compiled(
    r"(?:\s(?:was|were)\s(?:evaluable|assessable|evaluated|assessed)(?:\sfor\s[\w -]{3,30})?)?:\s",
    re.I,
)
_PEOPLE = compiled(
    r"\s(?:evaluable|assessable|treated|eligible|consecutive)\s(?:patients|cases|subjects)\b", re.I
)
_AMONG = compiled(
    r"\s(?:[\w-]+\s){1,5}(?:among|out of|in(?=\s\S+\s(?:evaluable|assessable)))\s(?:the\s|all\s)?",
    re.I,
)
_NEXT_COUNT = compiled(r"\s(?:[\w-]+\s){1,4}(?:and|,)\s|,\s(?:and\s)?", re.I)


def _run_before(work: Work, index: int) -> int | None:
    """Where "2 complete and 12 partial responses among 50 patients" begins: 50 is the whole of both."""
    whole, at = work.figures[index], index
    among = _AMONG.match(work.text, work.figures[index - 1].end) if index else None
    if among is None or among.end() != whole.start:
        return None
    while at and _is_bare_count(work, at - 1, whole.n):
        joined = at == index or _NEXT_COUNT.fullmatch(
            work.text[work.figures[at - 1].end : work.figures[at].start]
        )
        if not joined:
            break
        at -= 1
    return work.figures[at].start - 1 if at < index else None


def _is_bare_count(work: Work, index: int, whole: int | None) -> bool:
    figure = work.figures[index]
    return (
        figure.kind == "share"
        and figure.percent is None
        and figure.N is None
        and figure.n is not None
        and whole is not None
        and figure.n < whole
    )


_RESTRICTED = compiled(
    r"\s?(?:\([^()]{1,40}\)\s)?(?:with(?:out)?|who|whose|in whom|having|receiving|treated|undergoing)\b"
)


def _restricted(work: Work, index: int, end: int) -> bool:
    """ "In 30 patients with liver metastases, …" counts a part of the patients, or a group of them."""
    figure = work.figures[index]
    if not _RESTRICTED.match(work.text, end):
        return False
    group = next((g for g in work.groups if g.start <= end + 1 and end < g.end), None)
    if group is None or not group.name:
        return False
    told = [a for a in group.anchors if not a.value]
    if len(told) == 1 and group.name == told[0].name:
        work.concept[index] = (told[0].name, figure.start, told[0].end)
    else:
        work.figures[index] = replace(figure, measure="count")
        work.concept[index] = ("patients", figure.start, end)
        work.group[index] = group.name
    return True


def group_sizes(work: Work) -> None:
    """ "In the surgery group (n = 20)", "(20 patients)": the bracket counts the group's patients."""
    for index, figure in enumerate(work.figures):
        if (
            figure.kind != "share"
            or figure.percent is not None
            or figure.N is not None
            or not _SIZE.match(work.text, figure.start)
        ):
            continue
        opened = open_bracket(work.text, figure.start)
        if opened is None:
            continue
        short = patterns.fullmatch(
            r"\s?(?P<name>[A-Z][\w/-]{1,12})[;,:]\s?", work.text[opened + 1 : figure.start]
        )
        if not figure.bracketed and not short:
            continue
        if short and _MORE_SIZES.match(work.text, figure.end):
            continue  # "(G1, n = 121; G2, n = 58)": parts of one group
        name = short["name"].lower() if short else None
        if name is None:
            name = _group_before(work, index, work.text[:opened].rstrip())
        if name is None:
            continue
        work.figures[index] = replace(figure, measure="count")
        work.concept[index] = ("patients", figure.start, figure.end)
        work.group[index] = name


_SIZE = compiled(r"[nN]\s?=|[\w-]+\s(?:patients|cases|pts)\s?[)\]]")
_MORE_SIZES = compiled(r"[;,]\s?[A-Z][\w/-]{0,12}[;,:]\s?[nN]\s?=")
_GROUP_NOUN = compiled(
    r"\b(?:in|of|among|for|between|and|or|versus|vs\.?|than|with|into|to|the|an?)\s(?:the\s|an?\s)?(?P<what>[^,;().]{2,60}?)\s(?:groups?|arms?|cohorts?|subgroups?|population)$",
    re.I,
)
_GROUP_OF_VALUE = compiled(
    r"\s?(?:\([^()]*\)\s?)?(?:with|in|for|among|after|under|on)\s(?:the\s)?(?P<what>[^,;().]{2,60})$",
    re.I,
)


_ARM = compiled(
    r"\b(?:assigned|allocated|randomi[sz]ed|divided|split|grouped|stratified|categori[sz]ed)\b[^.;]{0,160}?"
    r"\b(?:to|into|between|as|or|and|versus|vs\.?|receive|:|,)\s(?:either\s|the\s|an?\s|and\s|or\s)?(?P<what>(?:(?!\b(?:and|or|versus|to|into|receive|either)\b)[^,;().]){2,60}?)$",
    re.I,
)


def _group_before(work: Work, index: int, before: str) -> str | None:
    """The group that ends where a bracket opens, ``None`` where none does."""
    end = len(before)
    group = next((g for g in work.groups if g.end - 1 <= end <= g.end + 1), None)
    if group is not None:
        return group.name
    if patterns.search(r"\b(?:those|patients|ones|the others)\swithout$", before):
        earlier = [g.name for g in work.groups if g.end < end and g.name]
        return opposite(earlier[-1]) if earlier else None
    arm = _ARM.search(before)
    if arm and not patterns.search(r"[.;]\s", arm["what"]):
        return (
            phrase(work.text, arm.start("what"), arm.end("what"), work.found) or arm["what"].lower()
        )
    noun = _GROUP_NOUN.search(before)
    if noun:
        return phrase(work.text, noun.start("what"), noun.end("what"), work.found)
    last = work.figures[index - 1] if index else None
    if last is not None and (last.kind == "value" or last.percent is not None):
        behind = _GROUP_OF_VALUE.fullmatch(before, last.end)
        if behind:
            return phrase(work.text, behind.start("what"), behind.end("what"), work.found)
    return None
