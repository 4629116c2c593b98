"""The statistics of a sentence: each number tied to what it is about, or left out.

Shares are tied by the construction they stand in (the list is ``_concept_of``): behind their
concept in brackets or after "in", before a verb whose object is the concept, beside a noun, one by
one in "…, respectively". A number that no construction ties is reported as unassigned.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from netmatrix.evidence import Statistic
from netmatrix.extract.statistics_concepts import (
    Anchor,
    Group,
    anchors,
    bare_group,
    groups,
    own_words,
)
from netmatrix.extract.statistics_numbers import Figure, figures
from netmatrix.extract.statistics_rules import CohortRules
from netmatrix.nlp.annotations import Sentence
from netmatrix.normalise.names import Names

_GATE = re.compile(
    r"%|\bn\s?=|\d\s?/\s?\d|\bmedian|\bmean\b|\baverage|\bpatients?\b|\bper\s?cent|\bratio|\bHR\b|\b[pP]\s?[<=>]|\bsurviv|\bin \d|\b(?:is|are|had|were|was)\b"
)
_DIGIT = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\b",
    re.I,
)
_CLAUSE = re.compile(
    r";\s|\s(?:whereas|while|but|although|though)\s|,\s(?:of whom|of which|of these)\s|\b(?:including|included|such as|namely|e\.g\.,?|i\.e\.,?|consisted of|comprised)\s"
)
_BEFORE_IN = re.compile(
    r"\b(?:in|among|by|to|for|at|with|of|from|as|on|reached|affected|affecting)\s(?:(?:only|about|approximately|nearly|almost|up to|all|the|another|other|a total of|an additional|around|some|just|over|more than)\s)*$",
    re.I,
)
_BEFORE_IS = re.compile(
    r"(?:\b(?:was|were|is|are|be|been|reached|of|to|at|averaged|being|totall?ed|amounted to|estimated at|estimated to be|equal to)|[:=,])\s?(?:(?:only|about|approximately|nearly|almost|as high as|estimated at)\s)*$",
    re.I,
)
_QUANTIFIER = re.compile(
    r"\b(?:most|(?:the |a )?(?:vast |great |large |slight |small )?(?:majority|minority)|all|none|few|many|half|(?:one|two|three)[- ](?:thirds?|quarters?|fourths?|fifths?|half|halves)|a (?:third|quarter|half)|nearly half|almost half|more than half|some|several|almost all|the (?:rest|remainder|remaining))(?:\s(?:of\s)?(?:the\s|these\s|our\s|them|those\s)?(?:patients|cases|tumou?rs|subjects|them)?)?\s?\(\s?$",
    re.I,
)
_SUBJECT_BEFORE = re.compile(
    r"(?:^|[,;:(–—]\s?|\b(?:and|but|while|whereas|that|whom|which|only|although|of these|of them|these|overall|total of|remaining|other|the|because|since|as|results|another|an additional|with)\s)(?:(?:only|about|approximately|nearly|almost|a total of|in total|overall|the|another|other|remaining|all|just|also|around|some|further|additional|more)\s)*$",
    re.I,
)
_NOUN_AFTER = re.compile(
    r"\s?(?:\(\s?[^()]{0,30}\)\s?)?(?:of\s(?:the\s|all\s|our\s|these\s|those\s)?)?(?:[\w/-]+\s){0,4}?(?:patients?|cases?|subjects?|tumou?rs?|individuals?|participants?|lesions?|women|men|resections?|of them|of these|NETs?|NENs?|carcinoids?)\b",
    re.I,
)
_RELATIVE = re.compile(
    r"\s(?:who|that|which|with|without|treated|undergoing|receiving|having|from|in whom|for whom|evaluable|whose)\b",
    re.I,
)
_COMPARED = re.compile(
    r"^[\s,)]*(?:and|or|than|vs\.?|versus|compared (?:to|with)|in contrast to|but|against)?\s?(?:than\s)?(?:only\s)?(?:\(?\s?$|(?:in|of|among|for|with|without|at|to)\s)",
    re.I,
)
_MEASURE_NOUN = re.compile(
    r"\b(?:number|dose|activity|cycles?|level|levels|concentration|score|volume|uptake|SUV\w*|duration|interval|time|length|cost|diameter|size|BMI|index|hospital stay|stay|delay)\b",
    re.I,
)
_RESPECTIVELY = re.compile(r"\brespectively\b", re.I)


@dataclass
class Context:
    """The rules, and what "this difference" of the next sentence refers to: the last concept told."""

    rules: CohortRules
    names: Names
    last: str = ""


@dataclass
class Tied:
    """A sentence's statistics and the numbers that could not be tied (as their wording)."""

    statistics: list[Statistic] = field(default_factory=list)
    unassigned: list[tuple[int, int]] = field(default_factory=list)


@dataclass
class _Sentence:
    text: str
    found: list[Anchor]
    groups: list[Group]
    figures: list[Figure]
    rules: CohortRules
    whole: int | None = None
    concept: dict[int, tuple[str, int, int]] = field(default_factory=dict)
    group: dict[int, str] = field(default_factory=dict)
    dropped: set[int] = field(default_factory=set)

    def in_group(self, anchor: Anchor) -> bool:
        return any(anchor in g.anchors for g in self.groups)


def statistics(sentence: Sentence, context: Context) -> Tied:
    """The statistics of a sentence, offsets in the document."""
    text = sentence.text
    if not _DIGIT.search(text) or not _GATE.search(text):
        return Tied()
    veto = context.rules.no_results.search(text)
    if veto and sentence.section != "discussion":
        return Tied()
    numbers = figures(text)
    if veto and numbers and veto.start() < numbers[0].start:
        return Tied()
    if not numbers:
        return Tied()
    found = anchors(
        text, sentence.start, [*sentence.concepts, *sentence.mentions], context.rules, context.names
    )
    work = _Sentence(text, found, _telling(text, groups(text, found)), numbers, context.rules)
    _denominators(work)
    _respectively(work)
    for index, figure in enumerate(work.figures):
        if index in work.concept or index in work.dropped:
            continue
        if figure.kind == "share":
            _tie_share(work, index)
        elif figure.kind == "value":
            _tie_value(work, index)
    for kind in ("ratio", "p", "rate"):
        for index, figure in enumerate(work.figures):
            if figure.kind != kind or index in work.concept:
                continue
            _tie_test(work, index)
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


# --- bounds --------------------------------------------------------------------------------------


def _left(work: _Sentence, index: int) -> int:
    """Where the words that may belong to a figure begin: after the last figure or clause."""
    start = work.figures[index].start
    edge = 0
    if index and work.figures[index - 1].end <= start:
        edge = work.figures[index - 1].end
    if index and work.figures[index - 1].kind == "share" and edge:
        # "25% of gastrinomas, 20% of …": what a share is of belongs to that share
        of = re.match(
            r"\s?of\s(?!(?:them|whom|which|these)\b)[^,;()]{2,60}?(?=,|;|\sand\s|\s(?:with|who|were|was|had|in|presented|developed|showed|received)\s)",
            work.text[edge:start],
        )
        edge += of.end() if of else 0
    for match in _CLAUSE.finditer(work.text, edge, start):
        edge = match.end()
    opened = _open_bracket(work.text, start)
    figure = work.figures[index]
    if opened is not None and not figure.bracketed and work.text[opened + 1 : start].strip(" ,;"):
        edge = max(edge, opened + 1)
    return edge


def _right(work: _Sentence, index: int) -> int:
    """Where the words that may belong to a figure end: before the next figure or clause."""
    end = work.figures[index].end
    stop = work.figures[index + 1].start if index + 1 < len(work.figures) else len(work.text)
    match = _CLAUSE.search(work.text, end, stop)
    stop = match.start() if match else stop
    opened = _open_bracket(work.text, work.figures[index].start)
    if opened is not None and not work.figures[index].bracketed:
        close = work.text.find(")", end)
        if close > 0:
            stop = min(stop, close)
    return max(stop, end)


def _open_bracket(text: str, position: int) -> int | None:
    """The bracket that is open at a position, or ``None``."""
    depth = 0
    for index in range(position - 1, max(-1, position - 200), -1):
        if text[index] in ")]":
            depth += 1
        elif text[index] in "([":
            if depth == 0:
                return index
            depth -= 1
    return None


# --- lists ---------------------------------------------------------------------------------------


def _denominators(work: _Sentence) -> None:
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
        counted = _NOUN_AFTER.match(after)
        if re.search(
            r"(?:^|[,;:.]\s?|\bwhich\s|\band\s|results\s?:?\s)(?:of|among|in|from|for)\s(?:the|these|all|our|a total of|those)?\s?$",
            before,
            re.I,
        ) and (counted or re.match(r"\s?,", after)):
            if (
                re.match(r"in\b", before.split()[-1] if before.split() else "", re.I)
                and figure.n < 3
            ):
                continue
            if re.search(r"\bin\s$", before, re.I) and not re.match(
                r"[^,]{0,60},\s?(?:\d|the\s(?:median|mean|\d|objective|overall))",
                after[counted.end() if counted else 0 :],
                re.I,
            ):
                continue
            work.dropped.add(index)
            work.whole = figure.n
            continue
        assessed = work.rules.assessed.search(after[:90])
        if (
            (
                counted
                and re.search(
                    r"\b(?:data|records|charts|files|histories|outcomes?|analy[sz]ed|reviewed|studied|study|series|cohort|total|included|enrolled|identified|evaluated|investigated|group|consecutive|treated|experience|randomi[sz]ed|recruited|examined|performed)\b(?:\s[\w-]+){0,3}\s(?:of|in|from|on|for|with)?\s?(?:all\s|the\s|our\s)?$",
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
                and re.search(r"\b(?:was|were)\s(?:\w+\s){0,2}$", after[: assessed.start()], re.I)
                and not re.search(
                    r"\b(?:treated|operated|referred|seen|followed)$", after[: assessed.end()], re.I
                )
            )
            or (
                counted
                and re.search(
                    r"\b(?:evaluated|assessed|analy[sz]ed|available|studied|performed)\s(?:in|for|from|on)\s(?:only\s|the\s)?$",
                    before,
                    re.I,
                )
            )
        ):
            work.dropped.add(index)


def _respectively(work: _Sentence) -> None:
    """Tie the figures of "a and b were … in x and y, respectively", one by one."""
    multi = [a for a in work.found if sum(b.start == a.start for b in work.found) > 1]
    marks = [m.start() for m in _RESPECTIVELY.finditer(work.text)]
    if (
        not marks
        and not multi
        and not any(
            f.kind == "share" and re.fullmatch(r"\d+(?:[.,]\d+)?", work.text[f.start : f.end])
            for f in work.figures
        )
    ):
        return
    for run in _list_runs(work):
        first, last = work.figures[run[0]], work.figures[run[-1]]
        near = any(
            0 <= mark - last.end <= 90
            and not any(
                f.start > last.end and f.end <= mark and f.kind == last.kind for f in work.figures
            )
            for mark in marks
        )
        values = first.kind == "value"
        left = _left(work, run[0])
        pool = [
            a
            for a in work.found
            if a.end <= first.start and a.value == values and (a.start >= left or not values)
        ]
        if values:
            pool = [a for a in work.found if a.value and left <= a.start and a.end <= first.start]
        names = _coordinated(work, pool, len(run))
        if not near and not (names and names[0].start == names[-1].start):
            names = (
                names
                if len(run) >= 3
                and re.fullmatch(r"\d+(?:[.,]\d+)?", work.text[first.start : first.end])
                else []
            )
        if not names and near:
            after = [
                a
                for a in work.found
                if a.start >= last.end and not a.value and not work.in_group(a)
            ]
            names = _coordinated(work, after[: len(run)], len(run))
        if names:
            for index, anchor in zip(run, names, strict=True):
                work.concept[index] = (anchor.name, anchor.start, anchor.end)
            continue
        if near:
            told = _group_list(work, first.start, last.end, len(run))
            for index, name in zip(run, told, strict=False):
                work.group[index] = name


def _list_runs(work: _Sentence) -> list[list[int]]:
    """Runs of two or more like figures with only commas and "and" (and "in", "patients") between."""
    runs: list[list[int]] = []
    current: list[int] = []
    for index, figure in enumerate(work.figures):
        joined = False
        if current:
            last = work.figures[current[-1]]
            gap = work.text[last.end : figure.start]
            joined = last.kind == figure.kind and bool(
                re.fullmatch(
                    r"[\s,)]*(?:of (?:the )?)?(?:patients|cases|tumou?rs)?(?:\sat\s[\w-]+\s(?:years?|months?))?[\s,]*(?:and|or|&)?\s?(?:in|to|by|for|of|at)?\s?\(?",
                    gap,
                    re.I,
                )
            )
        if joined:
            current.append(index)
        else:
            runs.append(current)
            current = [index]
    runs.append(current)
    return [r for r in runs if len(r) > 1 and work.figures[r[0]].kind in ("share", "value")]


def _coordinated(work: _Sentence, pool: Sequence[Anchor], size: int) -> list[Anchor]:
    """The last ``size`` anchors of the pool if only commas, "and" and articles stand between."""
    distinct: list[Anchor] = []
    if len({a.name for a in pool}) > size:
        pool = [a for a in pool if _open_bracket(work.text, a.start) is None] or pool
    for anchor in pool:
        if work.in_group(anchor) and not re.match(r"\s?(?:,|and|or)", work.text[anchor.end :]):
            continue
        if distinct and distinct[-1].name == anchor.name:
            distinct[-1] = replace(anchor, start=distinct[-1].start)
            continue
        distinct.append(anchor)
    names = distinct[-size:]
    if len(names) != size:
        return []
    for one, two in itertools.pairwise(names):
        if two.start < one.end:
            continue
        gap = work.text[one.end : two.start]
        gap = re.sub(r"\([^()]*\)|\([^()]*$|^[^()]*\)", " ", gap)
        if not re.fullmatch(
            r"(?:[\s,/]|\b(?:and|or|the|median|mean|as well as|rates?|tumou?rs?|in|of|patients?|with|metastas\w+|disease|site|primary|a|an)\b)*",
            gap,
            re.I,
        ):
            return []
    return names


def _group_list(work: _Sentence, start: int, end: int, size: int) -> list[str]:
    """Names of ``size`` groups listed before or after a run ("in G1, G2 and G3", "from x or y")."""
    after = re.match(
        r"[\s,)]*(?:months?|years?)?\s?(?P<w>(?:from|for|in|at|after|with|among)\s[^;.]+?),?\s?respectively",
        work.text[end:],
        re.I,
    )
    wording = after["w"] if after else ""
    if not wording:
        before = re.search(
            r"\b(?:in|for|with|among)\s((?:[^;.:]|\.\d){3,90}?)\s(?:was|were)\b[^.]*$",
            work.text[:start],
            re.I,
        )
        wording = before[0] if before else ""
        wording = re.sub(r"\s(?:was|were)\b.*$", "", wording)
    lead = re.match(r"(?:from|at|after)\s", wording, re.I)
    parts = [
        p.strip(" ,")
        for p in re.split(
            r",\s?(?:and|or)?\s?|\s(?:and|or)\s",
            re.sub(
                r"^(?:in|for|with|among|from|at|after)\s(?:the\s|patients with\s)?",
                "",
                wording,
                flags=re.I,
            ),
        )
        if p.strip(" ,")
    ]
    if len(parts) != size:
        return []
    return [f"{lead.group().strip().lower()} {p.lower()}" if lead else p.lower() for p in parts]


# --- shares --------------------------------------------------------------------------------------


def _tie_share(work: _Sentence, index: int) -> None:
    figure = work.figures[index]
    left, right = _left(work, index), _right(work, index)
    before, after = work.text[left : figure.start], work.text[figure.end : right]
    if figure.versus and index - 1 in work.concept:
        work.concept[index] = work.concept[index - 1]
        _other_group(work, index)
        return
    found = _concept_of(work, index, left, right, before, after)
    if found:
        work.concept[index] = found
        work.group.setdefault(index, _share_group(work, index, left, right, found))


def _concept_of(
    work: _Sentence, index: int, left: int, right: int, before: str, after: str
) -> tuple[str, int, int] | None:
    figure, text = work.figures[index], work.text
    inside = [
        a for a in work.found if figure.start < a.start and a.end <= figure.end and not a.value
    ]
    verb = _main_verb(work, index, right)
    if (
        verb is None
        and index + 1 < len(work.figures)
        and re.fullmatch(
            r"\s?(?:,|and|or)\s?(?:and\s)?", text[figure.end : work.figures[index + 1].start]
        )
    ):
        right = _right(work, index + 1)
        verb = _main_verb(work, index + 1, right)
    if inside and re.search(
        r"(?:%\s?of\s(?:the\s)?(?:[\w-]+\s){0,2}|\b(?:patients|those|cases|tumou?rs|subjects)\swith(?:out)?\s(?:[\w-]+\s)?)$",
        text[figure.start : inside[0].start],
    ):
        work.group[index] = _inner_group(work, index, inside)
        inside = []
    elif inside and figure.N is not None and _BEFORE_IN.search(before):
        told = _left_concept(work, index, left) or _inherited(work, index)
        if told:
            work.group[index] = _inner_group(work, index, inside)
            return told
    if figure.follows:
        item = re.search(r"([A-Za-z][\w /-]+?)\s?[,:=]\s*$", before)
        named = [
            a
            for a in work.found
            if item and left + item.start(1) <= a.start and a.end <= left + item.end(1)
        ]
        if named:
            return _named(work, named)
        wording = own_words(item[1]) if item else ""
        return (wording, left + item.start(1), figure.start) if item and wording else None
    if figure.bracketed:
        quantifier = _QUANTIFIER.search(text[left : figure.start])
        if quantifier and verb is not None:
            return _right_concept(work, verb, right)
        bare_people = re.search(r"\b(?:patients|cases|tumou?rs|subjects)\s?[(\[]\s?$", before, re.I)
        if bare_people and verb is not None and not _visible(work, left, figure.start):
            return _right_concept(work, verb, right)
        heads = [g for g in work.groups if g.end >= figure.start - 3 and g.start < figure.start]
        if (
            heads
            and verb is not None
            and re.fullmatch(
                r"[\s,]*(?:and|but|although|overall,?|almost|nearly|all|most|the|only|\s)*",
                text[left : heads[0].start],
                re.I,
            )
        ):
            work.group[index] = heads[0].name
            return _right_concept(work, verb, right)
        return _left_concept(work, index, left) or (
            _right_concept(work, verb, right) if verb is not None and quantifier else None
        )
    if inside and verb is None:
        return _named(work, inside)
    if re.fullmatch(r"[\s,;]*(?:and\s)?with\s(?:a\s)?", before) and (
        beside := _beside(work, index, right)
    ):
        return beside
    if _BEFORE_IN.search(before) and not re.search(r"\bof\s$", before[:4]):
        told = _left_concept(work, index, left)
        if told:
            return told
        if verb is not None and re.search(r"\bwith\s$", before, re.I):
            return _right_concept(work, verb, right)
        if not own_words(before) and re.match(
            r"\s*(?:\w+,?\s)?(?:in|among|for|of)\s", before, re.I
        ):
            return _fronted(work, index, right)
        return None
    subject = bool(_SUBJECT_BEFORE.search(before)) or not before.strip()
    if subject and verb is not None:
        told = _right_concept(work, verb, right)
        if told:
            return told
        return _named(work, inside) if inside else None
    if inside:
        return _named(work, inside)
    beside = _beside(work, index, right)
    if beside:
        return beside
    if (
        index in work.group
        and re.fullmatch(r"[\s,]*(?:and|or)?\s?(?:in\s)?", before)
        and _inherited(work, index)
    ):
        return _inherited(work, index)
    if _BEFORE_IS.search(before) or _COMPARED.match(before):
        told = _left_concept(work, index, left)
        if told:
            return told
    if figure.percent is None and figure.N is None:
        return None
    return _left_concept(work, index, left)


def _inherited(work: _Sentence, index: int) -> tuple[str, int, int] | None:
    previous = _previous(work, index)
    return work.concept[previous] if previous is not None else None


def _inner_group(work: _Sentence, index: int, inside: Sequence[Anchor]) -> str:
    name = " and ".join(dict.fromkeys(a.name for a in inside))
    lead = work.text[work.figures[index].start : inside[0].end]
    return f"no {name}" if re.search(r"\b(?:without|no)\b", lead) else name


def _visible(work: _Sentence, left: int, right: int) -> list[Anchor]:
    """Concepts between two places that do not merely name a group."""
    return [a for a in work.found if left <= a.start and a.end <= right and not work.in_group(a)]


def _named(work: _Sentence, near: Sequence[Anchor]) -> tuple[str, int, int]:
    best = min(near, key=lambda a: (a.rank, a.start))
    if best.rank == near[0].rank or best.rank == 99:
        best = near[0]
    return best.name, best.start, best.end


def _left_concept(work: _Sentence, index: int, left: int) -> tuple[str, int, int] | None:
    """The concept that stands before a figure: the nearest that names no group, or own words."""
    figure, text = work.figures[index], work.text
    near = [
        a
        for a in work.found
        if left <= a.start and a.end <= figure.start and _countable(work, a, figure)
    ]
    if figure.bracketed and re.match(
        r"[\s)\]]*(?:than|vs\.?|versus|compared (?:to|with)|as opposed to|against)\b",
        text[left : figure.start],
    ):
        compared_to = _inherited(work, index)
        if compared_to:
            if near:
                heads = [g for g in work.groups if left <= g.start and g.end <= figure.start]
                work.group[index] = heads[-1].name if heads else near[-1].name
            return compared_to
    own = [a for a in near if not work.in_group(a)]
    if own:
        last = own[-1]
        compared = next(
            (
                a
                for a in own[:-1]
                if re.search(
                    r"^[^,;]*\b(?:more|less|higher|lower|greater|similar\w*|equally|common\w*|frequent\w*|rare\w*|highest|lowest)\b[^,;]*\b(?:in|among|for|with)\s",
                    text[a.end : last.start],
                    re.I,
                )
            ),
            None,
        )
        if compared and figure.bracketed:
            work.group[index] = last.name
            return compared.name, compared.start, compared.end
        family = [a for a in own if figure.start - a.end < 90 and a.rank < last.rank <= 4]
        best = family[-1] if family else last
        # "liver and bone metastases (12%)" is neither the one nor the other
        joint = next(
            (
                a
                for a in own[:-1]
                if re.fullmatch(r"\s?(?:and|/|or|with)\s?(?:\w+\s)?", text[a.end : last.start])
            ),
            None,
        )
        if (
            joint
            and best is last
            and joint.name != last.name
            and (joint.rank == last.rank or "/" in text[joint.end : last.start])
        ):
            if re.fullmatch(r"/", text[joint.end : last.start].strip()):
                return joint.name, joint.start, last.end
            wording = own_words(text[joint.start : last.end])
            return (wording, joint.start, last.end) if wording else None
        if (
            not _changed(work, best.end, figure.start)
            and not _denied(text, left, best.start)
            and not work.rules.restrictive.search(text[max(left, best.start - 25) : best.start])
        ):
            return best.name, best.start, best.end
        start = _clause_start(text, left, best.start)
        wording = own_words(text[start : figure.start])
        return (wording, start, figure.start) if wording else None
    listed = index + 1 < len(work.figures) and re.fullmatch(
        r"[)\]]\s?(?:,|and)\s?(?:and\s)?(?!in\b|of\b|among\b|than\b)[\w-]+(?:\s[\w-]+){0,3}\s[(\[]\s?",
        text[figure.end : work.figures[index + 1].start],
    )
    if (
        near
        and figure.bracketed
        and (listed or not _earlier(work, index))
        and re.fullmatch(r"\s?[(\[]\s?", text[near[-1].end : figure.start])
    ):
        return near[-1].name, near[-1].start, near[-1].end
    if index and _COMPARED.match(text[left : figure.start]):
        previous = _previous(work, index)
        if previous is not None:
            return work.concept[previous]
    if near and not own and figure.bracketed:
        earlier = _earlier(work, index)
        if earlier:
            return earlier
    if near:
        subject = [
            a
            for a in work.found
            if a.end <= near[0].start and not work.in_group(a) and _countable(work, a, figure)
        ]
        if subject and not _changed(work, subject[-1].end, figure.start):
            return subject[-1].name, subject[-1].start, subject[-1].end
    start = _clause_start(text, left, figure.start)
    wording = own_words(text[start : figure.start])
    if not wording:
        return None
    previous = _previous(work, index)
    if previous is not None and re.match(
        r"[\s,]*(?:and\s)?[a-z][\w\s-]{2,40}\sin\s$", text[left : figure.start], re.I
    ):
        shared = re.search(
            r"\s(elevated|positive|negative|increased|decreased|reduced|involved|normal|abnormal|affected|resected|relieved|improved|controlled|abolished|impaired|expressed)$",
            work.concept[previous][0],
        )
        if shared:
            wording = f"{wording} {shared[1]}"
    return wording, start, figure.start


def _countable(work: _Sentence, anchor: Anchor, figure: Figure) -> bool:
    """A share can be about anything but an age or a size; survival only as a rate of percent."""
    if not anchor.value:
        return True
    return "survival" in anchor.name and figure.percent is not None


def _previous(work: _Sentence, index: int) -> int | None:
    for earlier in range(index - 1, -1, -1):
        if work.figures[earlier].kind == "share" and earlier in work.concept:
            return earlier
    return None


def _earlier(work: _Sentence, index: int) -> tuple[str, int, int] | None:
    """The subject of a comparison: the concept before the group that holds the figure."""
    start = work.figures[index].start
    ahead = [
        a
        for a in work.found
        if a.end <= start and not work.in_group(a) and _countable(work, a, work.figures[index])
    ]
    if (
        ahead
        and re.search(r"\b(?:in|among|of|for|with)\b", work.text[ahead[-1].end : start])
        and not _changed(work, ahead[-1].end, start)
    ):
        return ahead[-1].name, ahead[-1].start, ahead[-1].end
    return None


def _clause_start(text: str, left: int, stop: int) -> int:
    """The last place before ``stop`` where the phrase around it begins."""
    start = left
    for match in re.finditer(r"[;:]\s|,\s|\s\(|[“\"]", text[left:stop]):
        start = left + match.end()
    return start


def _changed(work: _Sentence, start: int, stop: int) -> bool:
    """Whether words between a concept and its number say something else of it ("not visible")."""
    gap = re.sub(r"\([^()]*\)|\(|\)", " ", work.text[start:stop])
    for group in work.groups:
        if start <= group.start and group.end <= stop:
            gap = gap.replace(work.text[group.start : group.end], " ")
    for anchor in work.found:
        if start <= anchor.start and anchor.end <= stop:
            gap = gap.replace(work.text[anchor.start : anchor.end], " ")
    if re.match(
        r"\s*(?:limited|visible|confined|restricted|detectable|that|lasting|greater|larger|smaller|only)\b",
        gap,
    ):
        return True
    odd = [
        w
        for w in re.findall(r"[A-Za-z][\w.-]*", gap)
        if not work.rules.neutral.fullmatch(w.rstrip("."))
    ]
    if any(
        re.fullmatch(
            r"not|no|never|without|decreas\w+|increas\w+|reduc\w+|improv\w+|visible|absent|unrelated|evaluated|changed|disappear\w+|elevated|negative|lower\w*|resolved|worse\w*|normal\w*|lost|fail\w*",
            w,
            re.I,
        )
        for w in odd
    ):
        return True
    return len(odd) > 7


def _denied(text: str, left: int, start: int) -> bool:
    return bool(
        re.search(
            r"\b(?:no|not|without|absence of|lack of|free of|never|non)\s(?:\w+\s)?$",
            text[left:start],
            re.I,
        )
    )


def _main_verb(work: _Sentence, index: int, right: int) -> int | None:
    """Where the verb ends whose subject the figure is, ``None`` where no verb follows."""
    figure, text = work.figures[index], work.text
    at = figure.end
    noun = _NOUN_AFTER.match(text[at:right])
    if noun and not re.search(
        rf"\b(?:{'had|were|was|received|developed|showed|underwent|died'})\b", noun.group(), re.I
    ):
        at += noun.end()
    closing = re.match(r"\s?[)\]]", text[at:right])
    if closing:
        at += closing.end()
    relative = _RELATIVE.match(text[at:right])
    found = list(work.rules.verbs.finditer(text, at, right))
    if not found:
        return None
    if relative:
        # the first verb belongs to "who underwent …" if a second one follows
        who = re.match(r"\s(?:who|that|which|in whom|for whom|whose)\b", text[at:right], re.I)
        choice = (
            found[1]
            if who and len(found) > 1 and found[1].start() - found[0].end() > 3
            else found[0]
        )
    else:
        choice = found[0]
        if choice.start() - at > 40 or (
            re.search(r"[,;]", text[at : choice.start()].strip(" ,")) and choice.start() - at > 25
        ):
            return None
    last = choice
    for match in found:
        if match.start() >= last.end() and match.start() - last.end() <= 1:
            last = match
    concept = work.rules.verb_concepts.get(last.group().lower())
    return last.start() if concept else last.end()


def _right_concept(work: _Sentence, at: int, right: int) -> tuple[str, int, int] | None:
    """The object of the verb that ends (or, if it tells the concept itself, begins) at ``at``."""
    text = work.text
    word = re.match(r"\s?(\w+)", text[at:right])
    near = [
        a
        for a in work.found
        if at <= a.start + 12
        and at < a.end <= right
        and (not work.in_group(a) or a.start - at < 25)
        and not a.value
        and not any(f.start < a.end and a.start < f.end for f in work.figures)
    ]
    if (
        word
        and word[1].lower() in work.rules.verb_concepts
        and not (
            near
            and near[0].start - at > len(word.group())
            and re.search(r"discontinued|stopped", word[1], re.I) is None
            and near[0].start - at < len(word.group()) + 2
        )
    ):
        if near and near[0].start <= at + 1:
            return near[0].name, near[0].start, near[0].end
        return work.rules.verb_concepts[word[1].lower()], at + word.start(1), at + word.end(1)
    if near:
        first = near[0]
        gap = text[at : first.start]
        if re.search(r"[,;:]|\.\s", gap) or len(gap.split()) > 9:
            near = []
        elif _denied(text, at, first.start):
            wording = own_words(text[at : first.end])
            return (f"no {first.name}", at, first.end) if True else None
        else:
            family = [a for a in near if a.rank < first.rank <= 4 and a.start - first.end < 40]
            chosen = family[0] if family else first
            second = next(
                (
                    a
                    for a in near[1:]
                    if re.fullmatch(r"\s?(?:and|/|or)\s?(?:\w+\s)?", text[first.end : a.start])
                ),
                None,
            )
            if (
                second
                and second.name != first.name
                and not family
                and second.rank == first.rank
                and first.name not in ("alive", "male", "female")
            ):
                wording = own_words(text[first.start : second.end])
                if wording:
                    return wording, first.start, second.end
            tail = re.match(
                r"\s(?:visible|limited|confined|detectable|detected|restricted|refractory|unresponsive)\b[^,;.()]*",
                text[chosen.end : right],
            )
            if tail and (wording := own_words(text[chosen.start : chosen.end + tail.end()])):
                return wording, chosen.start, chosen.end + tail.end()
            return chosen.name, chosen.start, chosen.end
    stop = re.search(
        r"[,;.(\[]|\s(?:in|at|during|after|on|by|from|because|due|before|within|following|when|while|but|with a|until|for|than|compared|as)\s|\sand\s(?=\w+ed\b|were|had|was|underwent)",
        text[at:right],
    )
    end = at + stop.start() if stop else right
    if stop and stop.group() == " for " and re.search(r"\b(?:positive|negative)$", text[at:end]):
        more = re.match(r"\sfor\s[\w/-]+(?:\s(?:and|or)\s[\w/-]+)?", text[end:right])
        end += more.end() if more else 0
    if work.rules.assessed.search(text[at:end]):
        return None
    wording = own_words(
        re.sub(
            r"^\s?(?:(?:found|noted|shown|known|seen|considered|diagnosed|reported)\s)?(?:to (?:have|be)\s|with\s|as\s)?",
            "",
            text[at:end],
        ),
        7,
    )
    return (wording, at, end) if wording else None


def _fronted(work: _Sentence, index: int, right: int) -> tuple[str, int, int] | None:
    """ "In 12 of 40 patients, bone metastases were seen": the subject behind the comma."""
    figure, text = work.figures[index], work.text
    noun = _NOUN_AFTER.match(text[figure.end : right])
    at = figure.end + (noun.end() if noun else 0)
    comma = re.search(r",\s", text[at:right])
    if comma and comma.start() < 60:
        at += comma.end()
    elif comma is None and not noun:
        return None
    near = _visible(work, at, right)
    near = [a for a in near if not a.value]
    if near and near[0].start - at <= 60:
        first = near[0]
        later = [
            a
            for a in near
            if a.name
            in ("treatment discontinuation", "stable disease", "progressive disease", "death")
        ]
        stop = (
            min((m.start() for m in re.finditer(r"[,;(]", text[at:right])), default=right - at) + at
        )
        if not _changed(work, first.end, min(stop, right)) or later:
            chosen = later[0] if later and later[0].end <= stop else first
            return chosen.name, chosen.start, chosen.end
    stop_match = re.search(r"[,;(]|\s(?:because|mimicking|although|due|whereas)\s", text[at:right])
    end = at + stop_match.start() if stop_match else right
    wording = own_words(text[at:end])
    return (wording, at, end) if wording else None


def _beside(work: _Sentence, index: int, right: int) -> tuple[str, int, int] | None:
    """The noun that a figure counts: "54% male", "five complete responses"."""
    figure, text = work.figures[index], work.text
    for anchor in work.found:
        if anchor.start < figure.end or anchor.end > right or anchor.value:
            continue
        gap = text[figure.end : anchor.start]
        if re.fullmatch(
            r"(?:\s|\b(?:were|with|had|the|of|a|an|of the patients|of patients|patients|being)\b){0,4}(?:[\w-]+\s){0,1}",
            gap,
        ) and not re.search(r"\bof\s(?:the\s)?$", gap):
            if (
                work.in_group(anchor)
                and re.match(r"\s(?:patients|group|cohort)", text[anchor.end :])
                and "of" in gap
            ):
                return None
            if re.search(r"[,;)]", gap):
                return None
            return anchor.name, anchor.start, anchor.end
        return None
    return None


def _share_group(
    work: _Sentence, index: int, left: int, right: int, concept: tuple[str, int, int]
) -> str:
    figure = work.figures[index]
    of = re.match(
        r"\s?of\s(?:the\s)?([^,;().]{3,60}?)(?=,|;|\.|\)|\sand\s|\s(?:with|who|were|was|had|in|presented|developed|showed|received)\s|$)",
        work.text[figure.end :],
    )
    if of:
        inside = [
            a
            for a in work.found
            if figure.end <= a.start and a.end <= figure.end + of.end() and a.start != concept[1]
        ]
        if inside:
            return " and ".join(dict.fromkeys(a.name for a in inside))
    for group in work.groups:
        if (
            figure.start <= group.start + 1
            and group.start - figure.end <= 2
            and group.end <= right + 60
        ):
            if not any(a.start == concept[1] for a in group.anchors):
                return group.name
        if (
            left <= group.start
            and group.end <= figure.start
            and not any(a.start == concept[1] for a in group.anchors)
        ):
            if figure.start - group.end <= 4 or group.start == left or group.start < concept[1]:
                return group.name
    return ""


def _other_group(work: _Sentence, index: int) -> None:
    """The group of the second figure of "x vs. y": the second group told, or "no …" of the first."""
    named = [g for g in work.groups if g.end <= work.figures[index].start]
    first = work.group.get(index - 1, "")
    others = [g.name for g in named if g.name != first]
    if others and first:
        work.group[index] = others[0] if len(others) == 1 else others[-1]
    elif first:
        work.group[index] = first[3:] if first.startswith("no ") else f"no {first}"


# --- medians -------------------------------------------------------------------------------------


def _tie_value(work: _Sentence, index: int) -> None:
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


def _median_concept(
    work: _Sentence, index: int, pool: Sequence[Anchor]
) -> tuple[str, int, int] | None:
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


def _value_group(work: _Sentence, index: int, first: int) -> str:
    figure, text = work.figures[index], work.text
    right = _right(work, index)
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
            return name[3:] if name.startswith("no ") else f"no {name}"
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


# --- ratios, p values, rates ---------------------------------------------------------------------


def _tie_test(work: _Sentence, index: int) -> None:
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


# --- writing -------------------------------------------------------------------------------------


def _write(work: _Sentence, sentence: Sentence, context: Context) -> Tied:
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
    work: _Sentence, sentence: Sentence, figure: Figure, name: str, group: str, start: int, end: int
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


def _known(work: _Sentence) -> set[str]:
    return {a.name for a in work.found}
