"""The statistics of a sentence: each number tied to what it is about, or left out.

Shares are tied by the construction they stand in (the list is ``_concept_of``): behind their
concept in brackets or after "in", before a verb whose object is the concept, beside a noun, one by
one in "…, respectively". A number that no construction ties is reported as unassigned.
"""

from __future__ import annotations

import re
from dataclasses import replace

from netmatrix import patterns
from netmatrix.evidence import Statistic
from netmatrix.extract.statistics.again import join_counts, tie_elsewhere, tie_looked_for
from netmatrix.extract.statistics.anchors import Anchor, anchors
from netmatrix.extract.statistics.averages import tie_test, tie_value
from netmatrix.extract.statistics.breakdown import tie_breakdown
from netmatrix.extract.statistics.carried import carry
from netmatrix.extract.statistics.classes import of_level, of_measure
from netmatrix.extract.statistics.comparisons import sex_of
from netmatrix.extract.statistics.contrast import (
    tie_compared,
    tie_found_in,
    tie_levels,
    tie_more_in,
    tie_who_more,
)
from netmatrix.extract.statistics.counts_first import tie_arms, tie_places
from netmatrix.extract.statistics.figure import Figure
from netmatrix.extract.statistics.groups import UNTOLD, Group, groups, phrase
from netmatrix.extract.statistics.horizons import in_time
from netmatrix.extract.statistics.kinds import tie_by_sex, tie_kinds
from netmatrix.extract.statistics.lists import (
    tie_gapped,
    tie_groups_again,
    tie_groups_behind,
    tie_in_order,
    tie_lists,
)
from netmatrix.extract.statistics.numbers import figures
from netmatrix.extract.statistics.pairs import (
    arms,
    compared_last,
    leave_out_halves,
    tie_again,
    tie_pairs,
    tie_row,
    tie_shared,
    tie_two_kinds,
    tie_without,
)
from netmatrix.extract.statistics.rules import CohortRules
from netmatrix.extract.statistics.sentence import Context, Tied, Work, opposite
from netmatrix.extract.statistics.shares import tie_share
from netmatrix.extract.statistics.trials import tie_events
from netmatrix.extract.statistics.value_pairs import tie_paired
from netmatrix.extract.statistics.wholes import drop_denominators, group_sizes
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Sentence
from netmatrix.patterns import compiled

_GATE = compiled(
    r"%|±|\bn\s?=|\d\s?/\s?\d|\bmedian|\bmean\b|\baverage|\bincidence|\b(?:patients?|pts)\b|\bper\s?cent|\bratio|\bHR\b|\b[pP]\s?[<=>]|\bsurviv|\bprimar(?:y|ies)\b|\bin \d|\b(?:is|are|had|were|was|died|received|developed|underwent|responded|relapsed|recurred|progressed|showed|included|achieved|survived|occurred|men|women|males?|females?|responses?|remissions?|CR|PR|SD|PD)\b",
    re.I,
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
    before, context.before = context.before, ""
    if len(text) > _LONGEST or not _DIGIT.search(text) or not _GATE.search(text):
        return Tied()
    numbers = figures(text)
    veto = context.rules.no_results.search(text) if numbers else None
    if not numbers or (veto and sentence.section != "discussion"):
        return Tied()
    if veto and veto.start() < numbers[0].start:
        return Tied()
    bare = all(f.kind == "share" and f.n is None for f in numbers)
    if bare and not sentence.heading.lower().startswith("result") and _general(text, context.rules):
        return Tied()
    found = anchors(
        text, sentence.start, [*sentence.concepts, *sentence.mentions], context.rules, context.names
    )
    asides = [m.span() for m in _CORRECTED_FOR.finditer(text)]
    found = [a for a in found if not any(left <= a.start < right for left, right in asides)]
    if (
        (it := _IT.match(text))
        and context.last in context.rules.values
        and not any(a.value for a in found)
    ):
        # "It was 62 months in G1 and 39 months in G2": what the last sentence told.
        found = [Anchor(0, it.end(), context.last, value=True), *found]
    elif context.last and (it := _IT_MORE.match(text)) and context.last not in context.rules.values:
        # "It was commoner with A than with B (46% v 16%)".
        found = [Anchor(0, it.end("it"), context.last), *found]
    elif before and (they := _THEY.match(text)):
        # "Such events were rarer with A than with B": those of the sentence before.
        found = [Anchor(0, they.end("they"), before), *found]
    work = Work(text, found, _telling(text, groups(text, found)), numbers, context.rules)
    carried = _carried(text, context)
    if carried is not None:
        work.wholes.append((-1, *carried))
    context.topics.evaluable += [
        f.N or f.n or 0
        for f in numbers
        if f.kind == "share" and (f.n or f.N)
        and (_COULD_BE.search(text, f.start, f.end) if f.N else _EVALUABLE.match(text, f.end))
    ]  # fmt: skip
    drop_denominators(work, context.topics, sentence.start)
    _sexes(work)
    group_sizes(work)
    told_arms = tie_arms(work)
    tie_events(work)
    tie_places(work)
    tie_more_in(work)
    tie_who_more(work)
    tie_found_in(work)
    tie_compared(work)
    tie_levels(work)
    tie_paired(work)
    tie_row(work)
    tie_pairs(work, context.pair, context.arms)
    tie_gapped(work)
    tie_lists(work)
    tie_two_kinds(work)
    for index, figure in enumerate(work.figures):
        if index in work.concept or index in work.dropped:
            continue
        if figure.kind == "share":
            tie_share(work, index)
        elif figure.kind == "value":
            tie_value(work, index)
    _of_the_time(work, context)
    tie_by_sex(work)
    tie_kinds(work)
    tie_breakdown(work)
    tie_shared(work)
    tie_without(work)
    tie_again(work)
    tie_elsewhere(work)
    join_counts(work)
    tie_looked_for(work)
    leave_out_halves(work)
    context.pair = compared_last(work) or context.pair
    context.arms = context.arms or told_arms or arms(work, context.topics.size)
    for kind in ("ratio", "p", "rate"):
        for index, figure in enumerate(work.figures):
            if figure.kind != kind or index in work.concept or _of_left_out(work, index):
                continue
            tie_test(work, index)
            if kind == "rate" and (whose := _whose_rate(work, figure)):
                work.group.setdefault(index, whose)
            if context.last and _of_the_last(work):
                work.concept[index] = (context.last, figure.start, figure.end)
    _associated(work)
    _stains(work, sentence)
    _corresponding(work, context)
    _at_times(work)
    tie_in_order(work)
    tie_groups_again(work)
    tie_groups_behind(work)
    _runs_of_groups(work)
    _measured(work, context)
    _corresponding_medians(work, context)
    _again_in_order(work, context)
    carry(work, context)
    context.last = next((work.concept[i][0] for i in sorted(work.concept, reverse=True)), "")
    known = _known(work)
    told_here = [work.concept[i][0] for i in sorted(work.concept) if work.concept[i][0] in known]
    shared = [n for n in told_here if n not in context.rules.values]
    events = [n for n in told_here if n in context.rules.events]
    context.before = next(iter(events or reversed(shared)), "")
    context.whole = _lone_count(work)
    told = {work.concept[i][0] for i in work.concept if work.figures[i].kind == "share"}
    context.share = told.pop() if len(told) == 1 else ""
    shares = tuple(
        work.concept[i][0] for i in sorted(work.concept) if work.figures[i].kind == "share"
    )
    context.shares = shares or context.shares
    _events(work)
    _kinds_of_recurrence(work)
    tied = _write(work, sentence, context)
    context.topics.add_told(tied.statistics)
    return tied


def _whose_rate(work: Work, figure: Figure) -> str:
    """The group that stands with a rate, or behind its unit: "5.2 per 100,000 in men"."""
    span = figure.cue
    if span == (0, 0):
        behind = _IN_WHOM.match(work.text, figure.end)
        if behind is None:
            return ""
        span = behind.span("who")
    return phrase(work.text, *span, work.found) or work.text[slice(*span)].lower()


_IN_WHOM = compiled(
    r"\s(?:in|among|for)\s(?P<who>(?:19|20)\d\d|[a-z][\w-]*(?:\s[a-z][\w-]*)?)(?=\s?[,;.)]|\s(?:and|to)\s\d|\s?$)"
)


# "A variant (HR 13.3 …), higher levels (HR 1.02 …) and … were associated with recurrence".
_ASSOCIATED = compiled(
    r"\b(?:was|were)\s(?:\w+ly\s)?(?:associated\swith|correlated\swith|predictive\sof|(?:\w+\s){0,2}(?:predictors?|risk\sfactors?)\s(?:of|for))\s(?P<what>[^;:()]{3,60})",
    re.I,
)


def _associated(work: Work) -> None:
    """Of ratios that only the paper's own words name, the outcome with which they go is told last."""
    told = next(reversed(list(_ASSOCIATED.finditer(work.text))), None)
    if told is None:
        return
    start, end = told.span("what")
    last = max(
        (f.end for f in work.figures if f.kind == "ratio" and f.end <= told.start()), default=0
    )
    if work.text[last : told.start()].strip() not in ("", ")", "]"):
        return  # of another subject: "A (HR 2.9) predicted death, and B was associated with …"
    outcomes = [
        a
        for a in work.found
        if start <= a.start
        and a.end <= end
        and (a.name in work.rules.outcomes or a.name == "recurrence" or "survival" in a.name)
    ]
    known = _known(work)
    for index, figure in enumerate(work.figures):
        if figure.kind != "ratio" or index not in work.concept or figure.end > told.start():
            continue
        name, first, last = work.concept[index]
        if outcomes and name not in known:
            work.concept[index] = (outcomes[0].name, first, last)
            work.group.setdefault(index, name)


_EFFECT = compiled(
    r"\b(?:effects?|benefits?|advantages?|differences?|shorter|longer|prolonged|improved|better|worse|namely)\b",
    re.I,
)
_ANOTHER_TIME = compiled(
    r"\b(?:age|stay|duration|interval|delay|time\sto|follow-?up|treatment|given|administered|hospital|symptoms)\b",
    re.I,
)


def _of_the_time(work: Work, context: Context) -> None:
    """Bare times ("The effect was seen in A (22 v 12 months)") are of the outcome timed last."""
    for index, figure in enumerate(work.figures):
        if index in work.concept or figure.kind != "value" or figure.cue[0] != figure.cue[1]:
            continue
        before = work.text[: figure.start]
        if context.timed and _EFFECT.search(before) and not _ANOTHER_TIME.search(before):
            work.concept[index] = (context.timed, figure.start, figure.end)


_IT_WAS = compiled(r"(?:It|They|These)\s(?:was|were)\s", re.I)


def _again_in_order(work: Work, context: Context) -> None:
    """ "It was 97%, 93% and 88% for A, and 70%, 52% and 39% for B": of what the last sentence told in
    the same order.
    """
    begin = _IT_WAS.match(work.text)
    many = len(context.shares)
    shares = [i for i, f in enumerate(work.figures) if f.kind == "share" and f.percent is not None]
    if begin is None or many < _LEAST_RUN or not shares or len(shares) % many:
        return
    if work.figures[shares[0]].start != begin.end():
        return
    for place, index in enumerate(shares):
        figure = work.figures[index]
        work.concept[index] = (context.shares[place % many], figure.start, figure.end)
    for index, figure in enumerate(work.figures):
        if figure.kind == "p":
            name = _UNTIMED.sub("", of_measure(context.shares[-1]))
            name = "overall survival" if name == "survival" else name
            work.concept[index] = (name, figure.start, figure.end)
    _runs_of_groups(work)


# "The survival rate, corrected for other causes of death, was 99%".
_CORRECTED_FOR = compiled(
    r",\s(?:corrected|adjusted|standardi[sz]ed|controlled)\sfor\s[^,;()]{3,60},", re.I
)


def _of_left_out(work: Work, index: int) -> bool:
    """Whether a p value stands in one bracket with shares that were left out."""
    return index - 1 in work.left_out and not patterns.search(
        r"[()]", work.text[work.figures[index - 1].end : work.figures[index].start]
    )


def _events(work: Work) -> None:
    """ "Fractures in 7 and radiotherapy in 6" behind "skeletal-related events …:" are their parts."""
    for colon in patterns.finditer(r":\s", work.text):
        clause = max(
            (m.end() for m in patterns.finditer(r"[;.]\s", work.text[: colon.start()])), default=0
        )
        event = next(
            (
                a.name
                for a in work.found
                if clause <= a.start and a.end <= colon.start() and a.name in work.rules.events
            ),
            "",
        )
        if not event:
            continue
        stop = _NEXT_SENTENCE.search(work.text, colon.end())
        end = stop.start() if stop else len(work.text)
        for index, figure in enumerate(work.figures):
            if (
                figure.kind == "share"
                and colon.end() <= figure.start < end
                and index in work.concept
            ):
                if work.concept[index][0] != event and not work.group.get(index):
                    work.group[index] = event


def _kinds_of_recurrence(work: Work) -> None:
    """ "36 patients had a recurrence (local in 7, regional in 14)": local and regional recurrence."""
    told = False
    for index in sorted(work.concept):
        name, start, end = work.concept[index]
        if name == "recurrence":
            told = True
        elif told and _WHERE_RECURRED.fullmatch(name):
            work.concept[index] = (f"{name} recurrence", start, end)


_WHERE_RECURRED = compiled(r"local|regional|loco-?regional|distant|systemic|in[ -]transit")
_IT = compiled(
    r"(?:It|This)(?=\s(?:was|reached|amounted|rose|fell|averaged|improved|increased|decreased|declined)\b)"
)
_IT_MORE = compiled(
    r"(?P<it>It)\s(?:was|occurred|developed)\s(?:\w+ly\s)?(?:found\s|seen\s)?(?:more|less|commoner|rarer)\b"
)
_THEY = compiled(
    r"(?P<they>They|(?:Such|These)\s(?:events|metastases|complications|symptoms|lesions))\s(?:was|were|occurred|developed|appeared)\s"
    r"(?:\w+ly\s)?(?:found\s|seen\s)?(?:(?:more|less|commoner|rarer)\b|(?:with|in)\s\d)"
)
_NEXT_SENTENCE = compiled(
    r";\s(?=[^;]*\b(?:was|were|had|have|received|underwent|developed|died)\b)|\.\s(?=[A-Z])"
)


def _of_the_last(work: Work) -> bool:
    """ "There was no difference between men and women (p = 0.4)": in what was told last."""
    return (
        bool(_DIFFERENCE.search(work.text))
        and not any(f.kind in ("share", "value") for f in work.figures)
        and not any(a.value or a.name in work.rules.outcomes for a in work.found)
    )


_DIFFERENCE = compiled(r"\b(?:this|the|these|no|any)\s(?:\w+\s)?differences?\b", re.I)
_EVALUABLE = compiled(
    r"(?:\s(?:patients|pts|cases|tumou?rs))?\s(?:(?:was|were)\s)?(?:evaluable|assessable|evaluated|assessed)\b",
    re.I,
)
_COULD_BE = compiled(r"\b(?:evaluable|assessable)\b", re.I)
_OF_THESE = compiled(
    r"(?:[A-Z][\w ]{2,20}:\s)?(?:of|among|in|out of)\s(?:these|those|them|whom|which)(?:\s(?:patients|cases|subjects|individuals|tumou?rs))?\b,?\s",
    re.I,
)


def _carried(text: str, context: Context) -> tuple[int, str] | None:
    """ "Of these, 12 had pain": the whole and the name of the group that the last sentence told."""
    return context.whole if _OF_THESE.match(text) else None


def _lone_count(work: Work) -> tuple[int, str] | None:
    """The only patients that a sentence counts, ``None`` for several: "these" would be anyone."""
    counts = [
        (f.n, work.concept[i][0], f.measure)
        for i, f in enumerate(work.figures)
        if f.kind == "share" and f.n is not None and i in work.concept
    ]
    if len(counts) != 1:
        return None
    n, name, measure = counts[0]
    return (n, "" if measure == "count" or name == "patients" else name) if n else None


_CORRESPONDING = compiled(
    r"\b(?:the |these )?(?:corresponding|respective) (?:figures|rates|percentages|values|proportions|numbers|results)\b"
    r"|(?<=\s)(?:the|these) (?:figures|numbers|percentages)(?= (?:was|were)\s)",
    re.I,
)


_FOR_GROUP = compiled(
    r"\s(?:for|in|among|of)\s(?:the\s)?(?P<what>[^;().]{2,70}?)\s(?:was|were)\s", re.I
)
_IN_GROUP = compiled(
    r"(?:(?:^|;\s)(?:and\s|but\s)?(?:in|for|among|with))\s(?:the\s)?(?P<what>[^,;().]{2,60}?),?\s$",
    re.I,
)


def _corresponding(work: Work, context: Context) -> None:
    """ "In men the corresponding rates were 5/30 and 8/31": of what was told last, one by one where
    that was several things.
    """
    match = _CORRESPONDING.search(work.text)
    if not match:
        return
    shares = [i for i, f in enumerate(work.figures) if f.kind == "share"]
    behind = [i for i in shares if work.figures[i].start > match.end()]
    ahead = [i for i in shares if work.figures[i].end <= match.start() and i in work.concept]
    ahead = [i for i in ahead if work.figures[i].percent is not None] or ahead
    told = tuple(work.concept[i][0] for i in ahead) or context.shares
    share = next(iter(set(told))) if ahead and len(set(told)) == 1 else context.share
    if len(set(told)) > 1 and len(behind) == len(told):
        group = next(reversed(list(_IN_GROUP.finditer(work.text, 0, match.start()))), None)
        group = group or _FOR_GROUP.match(work.text, match.end())
        name = phrase(work.text, *group.span("what"), work.found) if group else ""
        for index, concept in zip(behind, told, strict=True):
            figure = work.figures[index]
            work.concept[index] = (concept, figure.start, figure.end)
            work.group[index] = name or UNTOLD
        for index, figure in enumerate(work.figures):
            if figure.kind == "p" and figure.start > match.end() and behind:
                work.concept[index] = (told[-1], figure.start, figure.end)
        return
    listed = _FOR_GROUP.match(work.text, match.end())
    items = patterns.split(r",\s(?:and\s)?|\sand\s", listed["what"]) if listed else []
    head = patterns.match(r"([\w-]+(?:\s[\w-]+)?)\sof\s", share or (told[-1] if told else ""))
    if head and len(items) == len(behind) > 1:
        for index, item in zip(behind, items, strict=True):
            figure = work.figures[index]
            work.concept[index] = (f"{head[1]} of {item.lower()}", figure.start, figure.end)
        return
    if not share:
        return
    groups = [work.group.get(i, "") for i in ahead]
    if len(behind) == len(groups) == len(set(groups)):
        work.group.update(zip(behind, groups, strict=True))
    for index, figure in enumerate(work.figures):
        if figure.start > match.end() and figure.kind in ("share", "p"):
            if (
                figure.kind == "share"
                or index not in work.concept
                or (ahead and not _DIFFERENCE_IN.search(work.text, match.end(), figure.start))
            ):
                work.concept[index] = (share, figure.start, figure.end)


_DIFFERENCE_IN = compiled(r"\bdifferences?\s(?:in|of)\s[^,;()]{3,60}$", re.I)
_MEDIANS = compiled(r"\bcorresponding\smedians\s(?:was|were)\s", re.I)


def _corresponding_medians(work: Work, context: Context) -> None:
    """ "Here the corresponding medians were 8 and 4 months": of the outcome timed last."""
    match = _MEDIANS.search(work.text)
    values = [i for i, f in enumerate(work.figures) if f.kind == "value"]
    for index in values if match and context.timed else ():
        figure = work.figures[index]
        if match and figure.start >= match.end():
            work.concept[index] = (context.timed, figure.start, figure.end)
    if match and context.timed:
        for index, figure in enumerate(work.figures):
            if figure.kind in ("ratio", "p") and figure.start > match.end():
                work.concept[index] = (context.timed, figure.start, figure.end)
    timed = [n for i in values if i in work.concept and "survival" in (n := work.concept[i][0])]
    context.timed = timed[-1] if timed else context.timed


def _general(text: str, rules: CohortRules) -> bool:
    """ "About 30% of patients present with metastases": true of the disease, told of no group."""
    return bool(
        rules.told_present.search(text)
        and not rules.told_past.search(text)
        and not rules.own_study.search(text)
    )


def _sexes(work: Work) -> None:
    for index, figure in enumerate(work.figures):
        if figure.kind == "share" and figure.measure.startswith(
            ("male", "female", "grade", "performance")
        ):
            work.concept[index] = (figure.measure, figure.start, figure.end)
        elif (
            figure.kind == "share"
            and (noun := _SEX_NOUN.match(work.text, figure.end))
            and (len(_SEX_COUNT.findall(work.text)) > 1 or " of " in noun.group())
        ):  # "40 women and 28 men, underwent …"
            name = "female" if noun["sex"][0].lower() in "wfg" else "male"
            work.concept[index] = (name, figure.start, noun.end())
        elif figure.kind == "share" and (whose := _ARE_SEX.match(work.text, figure.end)):
            # "49 (63%) of 78 were men"
            name = "female" if whose["sex"].lower().startswith(("w", "f")) else "male"
            work.concept[index] = (name, *whose.span("sex"))
        elif (
            figure.kind == "share"
            and (whose := _IN_SEX.match(work.text, figure.end))
            and (
                _OF_WHICH.search(work.text, 0, figure.start)
                or len(_SO_MANY_IN_SEX.findall(work.text)) > 1
            )
        ):  # "2684 cases, of which 1391 (51.8%) in men", "181 in males and 231 in females"
            name = "female" if whose["sex"].lower().startswith(("w", "f")) else "male"
            work.concept[index] = (name, figure.start, whose.end())
        elif (
            figure.kind == "share"
            and figure.bracketed
            and _MOST.search(work.text)
            and (most := _MOST_IN.search(work.text, 0, figure.start))
        ):  # "Women predominated among TC (64%) and men among SCLC (70%)"
            name = "female" if most["sex"][0].lower() in "wf" else "male"
            work.concept[index] = (name, most.start("sex"), figure.end)
            work.group[index] = phrase(work.text, *most.span("what"), work.found)
        elif figure.kind == "ratio" and figure.measure == "sex ratio":
            name = sex_of(work.text[figure.start : figure.end])
            work.concept[index] = (name, figure.start, figure.end)


_SEX_NOUN = compiled(
    r"\s(?:of\s(?:them|whom)\s)?(?P<sex>(?:wo)?men|(?:fe)?males|girls|boys)\b", re.I
)
_SEX_COUNT = compiled(r"(?:\d|\b[a-z]+)\s(?:(?:wo)?men|(?:fe)?males|girls|boys)\b", re.I)
_IN_SEX = compiled(r"\s(?:in|were in|among|occurred in)\s(?P<sex>(?:wo)?men|(?:fe)?males)\b", re.I)
_SO_MANY_IN_SEX = compiled(r"\d\)?\sin\s(?:(?:wo)?men|(?:fe)?males)\b", re.I)
_ARE_SEX = compiled(
    r"(?:\s(?:patients|cases|participants|subjects))?\s(?:was|were|are)\s(?P<sex>(?:wo)?men|(?:fe)?males?)\b(?!\s\w+ed\b)",
    re.I,
)
_MOST = compiled(
    r"\b(?:predomin|preponder|prevail)|\bmore (?:often )?(?:(?:wo)?men|(?:fe)?males)\b", re.I
)
_MOST_IN = compiled(
    r"\b(?P<sex>(?:wo)?men|(?:fe)?males?)\s(?:(?:predomin|preponder|prevail)\w+\s)?(?:among|in|for)\s(?:the\s)?"
    r"(?P<what>[^,;().]{2,60}?)\s?\(\s?$",
    re.I,
)
_OF_WHICH = compiled(r"\bof (?:which|whom|them)\s$", re.I)


def _at_times(work: Work) -> None:
    """Survival shares take the time that is told with the figure: "55% at 5 years"."""
    told = {i: name for i, (name, _, _) in work.concept.items()}
    for index, name in in_time(work.text, work.figures, told).items():
        work.concept[index] = (name, *work.concept[index][1:])
    for index, (name, start, end) in work.concept.items():
        if name == "survival":
            work.concept[index] = ("overall survival", start, end)


_RESULT_ALONE = compiled(
    r"(?:(?:scored|rated|classified|judged|deemed|found)\s)?(positive|negative)"
)


def _stains(work: Work, sentence: Sentence) -> None:
    """ "For SSTR2, 19 tumours were negative and 80 positive": a bare result is that of the marker
    named before it; where none is, it stays open what was positive.
    """
    for index, (name, start, end) in list(work.concept.items()):
        result = _RESULT_ALONE.fullmatch(name)
        if result is None or work.figures[index].kind != "share":
            continue
        before = [m for m in sentence.of("marker") if m.end - sentence.start <= start]
        if before:
            marker = sentence.between(before[-1].start, before[-1].end).lower()
            start = min(start, before[-1].start - sentence.start)
            work.concept[index] = (f"{marker} {result[1]}", start, end)
        else:
            del work.concept[index]
    # "Expressed calcitonin (41 of 52), CEA (20 of 29) and …": the verb is told once.
    markers = {sentence.between(m.start, m.end).lower() for m in sentence.of("marker")}
    for index in sorted(work.concept):
        name, start, end = work.concept[index]
        last = work.concept.get(index - 1)
        if name in markers and last and last[0].endswith(" positive"):
            if _NEXT_STAIN.fullmatch(
                work.text, work.figures[index - 1].end, work.figures[index].start
            ):
                work.concept[index] = (f"{name} positive", start, end)


_NEXT_STAIN = compiled(r"[)\]]?(?:,|,?\sand)\s(?:and\s|for\s)?[\w/ -]{2,30}?\s?[(\[]?\s?")


_RUN_OF = compiled(
    r"(?:,?\srespectively,?)?(?:\sat\s[\w, -]{1,24}?\s(?:years|months))?\s(?:for|in|among|with|of|after|following|under)\s(?:the\s)?(?P<what>[^,;().]{2,60}?)"
    r"(?=,?\s(?:and(?:\sin)?|but|while|whereas|versus|vs\.?|(?:as\s)?compared\s(?:with|to)|as\sagainst)\s\d|[,;.)]|\s\(|\srespectively|\s?$)",
    re.I,
)


def _runs_of_groups(work: Work) -> None:
    """ "5- and 10-year survival was 95% and 89% for TC and 70% and 52% for AC": whose each run is."""
    shares = [i for i in sorted(work.concept) if work.figures[i].kind == "share"]
    timed = [i for i in shares if _TIMED.match(work.concept[i][0])]
    timed = timed or [i for i in shares if not work.group.get(i)]
    names = [work.concept[i][0] for i in timed]
    size = names.index(names[0], 1) if names and names[0] in names[1:] else 0
    if size < _LEAST_RUN or len(names) % size or names != names[:size] * (len(names) // size):
        return
    runs = [timed[at : at + size] for at in range(0, len(timed), size)]
    told: list[str] = []
    for run in runs:
        match = _RUN_OF.match(work.text, work.figures[run[-1]].end)
        if match and told and _WITHOUT.fullmatch(match["what"]):
            told.append(opposite(told[-1]))
            continue
        told.append(
            phrase(work.text, match.start("what"), match.end("what"), work.found) if match else ""
        )
    if all(told) and len(set(told)) == len(told):
        for run, name in zip(runs, told, strict=True):
            work.group.update(dict.fromkeys(run, name))


_TIMED = compiled(r"\d+-(?:year|month) ")
_LEAST_RUN = 2
_WITHOUT = compiled(
    r"(?:those|patients|cases|the\sothers)\swithout(?:\s(?:them|it|such\s\w+))?", re.I
)


def _measured(work: Work, context: Context) -> None:
    """A time told without "median" is one where the paper calls the same time a median elsewhere."""
    values = [i for i in sorted(work.concept) if work.figures[i].kind == "value"]
    for index in values:
        if work.figures[index].measure in ("median", "mean"):
            context.averages[work.concept[index][0]] = work.figures[index].measure
    for index in values:
        if not work.figures[index].measure:
            measure = context.averages.get(work.concept[index][0], "") or _usual(work, index)
            if measure:
                work.figures[index] = replace(work.figures[index], measure=measure)
            else:
                del work.concept[index]


def _usual(work: Work, index: int) -> str:
    """A time to an event with its interval is a median (of Kaplan and Meier's estimate), unless
    the paper says otherwise.
    """
    timed = work.concept[index][0].endswith(("survival", "time to progression"))
    return "median" if timed and work.figures[index].low is not None else ""


_ITEM = compiled(
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
        if index in work.headed and name not in _known(work):
            continue
        if figure.kind in ("share", "ratio"):
            name = _bare_organ(work, sentence, name) or name
        if (long_form := context.long_forms.get(name.upper())) and name not in _known(work):
            name = long_form.lower()
        if figure.kind == "ratio":
            name = _UNTIMED.sub("", name)
            name = "overall survival" if name == "survival" else name
        if figure.kind in ("ratio", "p"):
            name = of_measure(name)
        name, level = of_level(name)
        group = _group_told(work, index, name) or level
        if group == UNTOLD and figure.kind == "share" and _MORE_OFTEN.search(work.text, 0, start):
            out.unassigned.append((sentence.start + start, sentence.start + end))
            continue  # of what the others had more often, not of the subject
        if max(end, last) - min(start, first) <= 240:
            start, end = min(start, first), max(end, last)
        while start < end and work.text[start].isspace():
            start += 1
        out.statistics.append(_statistic(work, sentence, figure, name, group, start, end))
    return out


def _bare_organ(work: Work, sentence: Sentence, name: str) -> str:
    """The primary of a share that only an organ names: "carcinoids, thymic in 9 and bronchial in 14"."""
    if name in _known(work) or work.rules.metastasis_words.search(work.text):
        return ""
    told = (
        work.rules.primary_sites.get(m.name, "")
        for m in sentence.of("site")
        if not m.weak and sentence.between(m.start, m.end).lower() == name
    )
    return next((site for site in told if site), "")


_MORE_OFTEN = compiled(
    r"\b(?:more|less)\s(?:often|frequently|commonly|likely)\b[^,;:()]*[(\[]?\s?(?:\d[^()]*)?$", re.I
)
_OF_WHOM = 0.4
"""Confidence in a figure of which nothing tells whose it is."""
_UNTIMED = compiled(r"^\d+-(?:year|month) (?=\w+-)|^\d+-(?:year|month) (?=survival$)")
_MEASURES = {"share": "proportion", "ratio": "ratio", "p": "p_value", "rate": "rate"}


def _statistic(
    work: Work, sentence: Sentence, figure: Figure, name: str, group: str, start: int, end: int
) -> Statistic:
    whole = figure.N
    of_whole, _ = work.whole_at(figure.start)
    if (
        figure.kind == "share"
        and figure.measure != "count"
        and whole is None
        and of_whole
        and figure.n is not None
        and figure.n <= of_whole
        and not (figure.n == of_whole and figure.percent is None)
        and not any(work.figures[i].start == figure.start for i in work.parts)
    ):
        fits = figure.percent is not None and abs(100 * figure.n / of_whole - figure.percent) <= 0.6
        whole = of_whole if fits or figure.percent is None else None
    measure = (
        figure.measure
        if figure.kind == "value" or figure.measure == "count"
        else _MEASURES[figure.kind]
    )
    numbers = figure.value
    unit = figure.unit
    if figure.kind == "value" and name == "age" and unit is None:
        unit = "year"
    return Statistic(
        measure=measure,  # type: ignore[arg-type]
        concept=name,
        start=sentence.start + start,
        end=sentence.start + end,
        quote=sentence.text[start:end],
        rule=f"cohort.prose.{figure.kind}",
        group="" if group == name and figure.kind == "share" else group or _of(work, figure, name),
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
        confidence=_OF_WHOM if group == UNTOLD else 0.85 if name in _known(work) else 0.6,
        section=sentence.heading or sentence.section,
        page=sentence.page,
        detail=dict(figure.detail) if figure.kind == "value" else {},
    )


_POINT = compiled(r"(?:at|after)\s[\w-]+\s(?:years?|months?|yrs?)$")


def _group_told(work: Work, index: int, name: str) -> str:
    """The group of a figure; a point in time that its concept tells already is none.

    Of a drug that counts as its concept, the drug: "octreotide" of "somatostatin analog".
    """
    group = work.group.get(index, "")
    if not group and work.figures[index].kind == "share":
        start = work.concept[index][1]
        return next((a.kind for a in work.found if a.start == start and a.name == name), "")
    return "" if _POINT.match(group) and patterns.match(r"\d+-(?:year|month)", name) else group


def _of(work: Work, figure: Figure, name: str) -> str:
    """The group of "Of these, …", for the shares of the sentence."""
    whole, of = work.whole_at(figure.start)
    if figure.kind != "share" or of == name or figure.measure == "count":
        return ""
    if any(work.figures[i].start == figure.start for i in work.parts):
        return ""
    if figure.n is not None and figure.percent is not None and whole:
        return of if abs(100 * figure.n / whole - figure.percent) <= 0.6 else ""
    return of


def _known(work: Work) -> set[str]:
    return {a.name for a in work.found}
