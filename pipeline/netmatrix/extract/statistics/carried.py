"""Groups that a sentence tells once: what stands behind them is of the same patients.

"Of the patients with extensive disease 42% had liver, 38% bone and 18% brain metastases"; "response was
50% with A and 28% with B, and PFS 5.2 and 4.0 months". A figure of such a group that stands without it
would be read as one of the whole study.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from netmatrix.extract.statistics.figure import count
from netmatrix.extract.statistics.groups import PERIOD, UNTOLD, Group, phrase
from netmatrix.extract.statistics.lists import list_runs
from netmatrix.extract.statistics.sentence import Context, Work, open_bracket, opposite
from netmatrix.normalise.numbers import WORDS
from netmatrix.patterns import compiled


def carry(work: Work, context: Context) -> None:
    """Give figures that stand alone the groups that the sentence told before them."""
    _of_whom(work)
    _of_test(work)
    _after(work)
    _periods(work)
    _who_they_were(work)
    _fronted(work, context.topics.size)
    _again(work, context)


def _alone(work: Work, index: int) -> bool:
    return index in work.concept and not work.group.get(index) and index not in work.dropped


# "Cure was obtained in 40%, of whom only 6% relapsed".
_OF_WHOM = compiled(
    r"[^;:.()]{0,30}\)?,\s(?:of\s(?:whom|which|these|them)|among\swhom)\s(?:only\s|just\s)?$",
    re.IGNORECASE,
)


def _of_whom(work: Work) -> None:
    for index in range(1, len(work.figures)):
        told = work.concept.get(index - 1)
        kinds = {work.figures[index - 1].kind, work.figures[index].kind}
        if told is None or not _alone(work, index) or kinds != {"share"}:
            continue
        gap = work.text[work.figures[index - 1].end : work.figures[index].start]
        if _OF_WHOM.fullmatch(gap) and told[0] != work.concept[index][0]:
            work.group[index] = told[0]


# "The sensitivity of PET/CT was 92%, of CT 61% and accuracy 80%".
_TEST = compiled(
    r"\sof\s(?!(?:(?:the|this|that|our|each)\s)?(?:test|assay|method|scan|examination|procedure|technique)s?\s(?:was|were|reached|is)\s)(?:the\s|an?\s)?(?P<test>[A-Za-z0-9][\w/+ -]{1,40}?)(?:\s(?:for|in)\s[^,;()]{3,50}?)?\s(?:was|were|reached|is)\s(?:only\s|about\s)?$"
)
_NEXT_TEST = compiled(
    r"(?:\s\([^()]*\))?[)\]]?(?:,|,?\sand|;|,?\sbut|,?\swhereas)\s(?:and\s)?(?:that\s)?of\s(?P<test>[A-Za-z0-9][\w/+ -]{1,30}?)\s(?:(?:was|were)\s)?(?:only\s)?[(\[]?"
)


_TWO_TESTS = compiled(r"\s(?:and|or)\s")


def _of_test(work: Work) -> None:
    """What a test was worth is of that test, under the name that the paper gives it."""
    last = ""
    for index, figure in enumerate(work.figures):
        if figure.kind != "share" or index not in work.concept:
            continue
        name, begin, _ = work.concept[index]
        if name not in work.rules.test_measures:
            last = ""
            continue
        left = work.figures[index - 1].end if index else 0
        first = _TEST.search(work.text, min(begin, figure.start), figure.start)
        following = _NEXT_TEST.fullmatch(work.text, left, figure.start) if last else None
        told = first or following
        if told and _TWO_TESTS.search(told["test"]):
            last = ""  # "of CT and of PET were": of which, the list tells
            continue
        last = told["test"].lower() if told else last
        if last and _alone(work, index):
            work.group[index] = last


# "54% overall, 70% after resection and 29% without resection".
_BEHIND = compiled(
    r"\s(?P<rel>after|with|without|under|following)\s(?P<what>[^,;.()\d]{3,40}?)(?=\s?[,;)(]|\.(?:\s|$)|\sand\s\d|\s(?:versus|vs)\b|\s?$)"
)


def _after(work: Work) -> None:
    """What the patients had whose outcome is told, right behind it."""
    for index, figure in enumerate(work.figures):
        if not _alone(work, index) or figure.kind != "share" or figure.percent is None:
            continue
        name = work.concept[index][0]
        if name not in work.rules.outcomes and "survival" not in name:
            continue
        match = _BEHIND.match(work.text, figure.end)
        if match is None or _NO_PATIENTS.search(match["what"]) or not _a_thing(work, match):
            continue
        group = phrase(work.text, *match.span("what"), work.found)
        if group and group != name and len(group.split()) <= _FEW_WORDS:
            work.group[index] = opposite(group) if match["rel"] == "without" else group


# "43% without toxicity", "7% after further follow-up": said of those counted.
_NO_PATIENTS = compiled(
    r"\b(?:toxicit\w+|differences?|tolera\w+|effects?|intervals?|further|follow-?up|complications?|events?|mortality|significan\w+|recurrence|relapse|progression)\b",
    re.IGNORECASE,
)
_CAPITALS = compiled(r"[A-Z]{3,6}|[Mm]etasta\w+")


def _a_thing(work: Work, match: re.Match[str]) -> bool:
    """Whether a treatment, a finding or an abbreviation is named, not how it went."""
    start, end = match.span("what")
    named = [a for a in work.found if start <= a.start and a.end <= end]
    if any(a.name not in work.rules.outcomes for a in named):
        return True
    return not named and bool(_CAPITALS.search(match["what"]))


_FEW_WORDS = 3


def _periods(work: Work) -> None:
    """Figures of one thing, each with the years that it is of."""
    told = {
        i: when["when"].lower()
        for i, f in enumerate(work.figures)
        if _alone(work, i) and f.kind == "share" and (when := PERIOD.match(work.text, f.end))
    }
    for one, two in pairwise(sorted(told)):
        if work.concept[one][0] == work.concept[two][0] and told[one] != told[two]:
            work.group[one], work.group[two] = told[one], told[two]


# "Bone metastases were found in 62 (15%): 35 men and 27 women with a median age of 61 years".
_COLON = compiled(r"\)?:\s")
_WHO = frozenset({"male", "female", "age"})


def _who_they_were(work: Work) -> None:
    """Sexes and ages behind a colon are of those who were counted before it."""
    group = ""
    for index, figure in enumerate(work.figures):
        if index and figure.kind in ("share", "value"):
            last = work.figures[index - 1]
            if (
                index - 1 in work.concept
                and _COLON.match(work.text, last.end)
                and last.percent is not None
                and figure.percent is None
                and any(a.start == work.concept[index - 1][1] for a in work.found)
            ):
                group = work.concept[index - 1][0]
        if group and _alone(work, index) and work.concept[index][0] in _WHO:
            work.group[index] = group
        elif group and index in work.concept:
            group = ""


_BEFORE = compiled(
    r"(?:[A-Z][A-Za-z]+[.:]\s)?(?:(?:overall|however|finally|moreover|also|conversely|in\scontrast|by\scontrast),?\s)?"
    r"(?:(?:in|of|among|for|with|within|on)\s)?(?:(?:the|all|these|those|our|both)\s)*",
    re.IGNORECASE,
)
_CLAUSE = compiled(r";\s|,\s(?:whereas|while|but)\s|\s(?:whereas|while)\s")
# Another group or the whole is meant from here on.
_TURNS = compiled(
    r"\b(?:than|compared|versus|vs|against|overall(?!\s(?:survival|response|rate))|whole|entire|others?|remaining|rest|without|respectively|"
    r"followed\sby|all\s(?:the\s)?patients|excluded|cohort|series)\b",
    re.IGNORECASE,
)
_SO_MANY = compiled(rf"\b(?P<n>\d+|{WORDS})\b", re.IGNORECASE)


def _fronted(work: Work, size: int | None) -> None:
    starts = [0, *(m.end() for m in _CLAUSE.finditer(work.text))]
    for at, start in enumerate(starts):
        stop = starts[at + 1] if at + 1 < len(starts) else len(work.text)
        lead = next((g for g in work.groups if start <= g.start < stop), None)
        if lead is None or not _leads(work, lead, start, size):
            lead = _without_people(work, start)
        if lead is None:
            continue
        for index, figure in enumerate(work.figures):
            if not lead.end <= figure.start < stop or not _alone(work, index):
                continue
            if figure.kind not in ("share", "value"):
                continue
            if any(lead.end <= g.start <= figure.end for g in work.groups):
                break
            if _TURNS.search(work.text, lead.end, figure.start):
                break
            # "40% with placebo", "with placebo 40%": of others.
            name, begin, _ = work.concept[index]
            others = _OF_OTHERS.search(work.text, lead.end, figure.start)
            if others and not others.start() <= begin < figure.start:
                break
            if any(0 <= g.start - figure.end <= _NEAR for g in work.groups):
                continue
            if name == lead.name or lead.start <= begin < lead.end:
                continue
            if _family(name) == _family(lead.name) in _LEVELS:
                continue
            work.group[index] = lead.name


_OF_OTHERS = compiled(
    r"(?:\band|\bbut|,|;)\s(?:only\s)?(?:in|with|for|among|under|after|on)\s(?!an?\s|median\b|mean\b|only\b|about\b|as\s)[A-Za-z][^,;()]{0,25}?\s\(?$"
)
_NEAR = 4
"""A group that begins so close behind a figure is its own: "20% of those", "20% (of those"."""
# What a patient or a tumour has one of: a group by it tells nothing of another of its kind.
_LEVELS = frozenset({"grade", "stage", "ki-67", "tumor", "age", "primary", "mitotic"})


def _family(name: str) -> str:
    return name.removeprefix("no ").split(" ")[0].lower()


# "With distant disease, median survival was 22 months".
_WITH = compiled(r"(?:[A-Z][A-Za-z]+[.:]\s)?(?P<rel>With|Without)\s(?P<what>[^,;()\d]{3,40}),\s")


def _without_people(work: Work, start: int) -> Group | None:
    match = _WITH.match(work.text, start)
    inside = match and [
        a for a in work.found if match.start("what") <= a.start and a.end <= match.end("what")
    ]
    if not match or not inside:
        return None
    name = phrase(work.text, *match.span("what"), work.found) or inside[-1].name
    return Group(
        match.start(), match.end() - 1, opposite(name) if match["rel"] == "Without" else name
    )


def _leads(work: Work, group: Group, start: int, size: int | None) -> bool:
    """Whether a part of the patients opens the clause: not all of them by another word."""
    if not group.name or group.name == UNTOLD:
        return False
    if not _BEFORE.fullmatch(work.text, start, group.start):
        return False
    begin = max(start, group.start - _AHEAD)
    counted = {count(m["n"]) for m in _SO_MANY.finditer(work.text, begin, group.end)}
    return size is not None and size not in counted


_AHEAD = 30
"""So many letters before a group may hold the number of its patients."""


def _side_by_side(work: Work, run: Sequence[int]) -> bool:
    """Whether like figures stand in one list: not "2.6% (one patient)", not "from 47% to 93%"."""
    gaps = [work.text[work.figures[a].end : work.figures[b].start] for a, b in pairwise(run)]
    kinds = {work.figures[i].percent is None for i in run}
    if any(work.figures[i].N is not None for i in run):
        return False  # of whom it is, a number tells
    return len(kinds) == 1 and all(_NEXT.fullmatch(gap) for gap in gaps)


_NEXT = compiled(
    r"[\s)]*(?:of\s(?:the\s)?)?(?:patients|cases|tumou?rs)?\s?(?:,|,?\s?(?:and|or|&|vs\.?|versus))\s(?:in\s|of\s)?"
)


_RESPECTIVELY = compiled(r"[^.;]{0,40}\brespectively\b", re.IGNORECASE)


# "At diagnosis and at follow-up", "on days 1 and 8", "by CT and MRI", "according to …": of the same patients.
_HOW = compiled(
    r"[^.;()]{0,12}\b(?:(?:at|after|by|aged?|ages)\s[^.;()]{0,12}\d|(?:at\s(?:diagnosis|baseline|presentation|inclusion|last)|on\s(?:days?|CT|MRI|PET)|by|according\sto|as|using)\b)",
    re.IGNORECASE,
)
# "Sensitivity and specificity were 80% and 93%": each has its own.
_TWO_OF_THEM = compiled(r"\b(?:and|&)\s[^,;()]{2,40}\s(?:were|of)\s(?:about\s)?$")


def _in_brackets(work: Work, run: Sequence[int]) -> bool:
    return any(open_bracket(work.text, work.figures[i].start) is not None for i in run)


def _again(work: Work, context: Context) -> None:
    """ "… and PFS 5.2 and 4.0 months": two figures of one thing are of two groups, never of the whole."""
    runs = {run[0]: run for run in list_runs(work)}
    last = context.groups
    here = False
    index = 0
    while index < len(work.figures):
        run = runs.get(index, [index])
        told = {work.concept[i][0] for i in run if i in work.concept}
        alone = len(run) > 1 and len(told) == 1 and all(_alone(work, i) for i in run)
        if alone and _side_by_side(work, run):
            behind = work.figures[run[-1]].end
            who = _TWO_OF_THEM.search(work.text, 0, work.figures[run[0]].start)
            if not who and not _HOW.match(work.text, behind) and not _in_brackets(work, run):
                in_order = _RESPECTIVELY.match(work.text, behind)
                fits = len(last) == len(run) and (here or in_order)
                # "… 40 typical and 20 atypical carcinoids. Survival was 95% and 63%, respectively"
                kinds = in_order and len(context.shares) == len(run) == len(set(context.shares))
                names = last if fits else context.shares if kinds else (UNTOLD,) * len(run)
                work.group.update(zip(run, names, strict=True))
        index = run[-1] + 1
        if named := _told_until(work, index):
            last, here = named, True
    context.groups = last


def _told_until(work: Work, stop: int) -> tuple[str, ...]:
    """The groups of the last figures of one thing, in order; none where there are not two."""
    named: list[str] = []
    concept = ""
    for index in range(stop - 1, -1, -1):
        group = work.group.get(index)
        if index not in work.concept or work.figures[index].kind not in ("share", "value"):
            continue
        if not group or group == UNTOLD or (concept and work.concept[index][0] != concept):
            break
        concept = work.concept[index][0]
        named.insert(0, group)
    return tuple(named) if len(named) == len(set(named)) > 1 else ()
