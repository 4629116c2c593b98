"""Numbers in lists: the whole of a sentence's shares, and "x and y, respectively"."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from netmatrix.extract.statistics.anchors import Anchor
from netmatrix.extract.statistics.sentence import NOUN_AFTER, Work, left_of, open_bracket
from netmatrix.gates import Gated

_RESPECTIVELY = Gated(r"\brespectively\b", re.I)


def drop_denominators(work: Work) -> None:
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


def tie_lists(work: Work) -> None:
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
        left = left_of(work, run[0])
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


def _list_runs(work: Work) -> list[list[int]]:
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


def _coordinated(work: Work, pool: Sequence[Anchor], size: int) -> list[Anchor]:
    """The last ``size`` anchors of the pool if only commas, "and" and articles stand between."""
    distinct: list[Anchor] = []
    if len({a.name for a in pool}) > size:
        pool = [a for a in pool if open_bracket(work.text, a.start) is None] or pool
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


def _group_list(work: Work, start: int, end: int, size: int) -> list[str]:
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
