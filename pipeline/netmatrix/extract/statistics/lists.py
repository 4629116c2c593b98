"""Numbers in lists: "x and y, respectively", and lists that need no such word."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from netmatrix import patterns
from netmatrix.extract.statistics.anchors import Anchor
from netmatrix.extract.statistics.figure import Figure
from netmatrix.extract.statistics.groups import UNTOLD, both, phrase
from netmatrix.extract.statistics.heads import OF_OTHERS
from netmatrix.extract.statistics.sentence import Work, left_of, open_bracket
from netmatrix.extract.statistics.words import own_words
from netmatrix.gates import Gated
from netmatrix.normalise.numbers import WORDS
from netmatrix.patterns import compiled

_RESPECTIVELY = Gated(r"\brespectively\b", re.I)


# "Fifteen cases had multiple tumours, 5 cases bilateral tumours and 2 a positive family history".
_HAD = compiled(
    r"\s?(?:\([^()]{1,12}\)\s?)?(?:(?:patients|cases|subjects)\s)?(?:had|showed|presented\swith|received|underwent)\s(?:an?\s)?(?P<what>[a-z][^,;:()]{2,60}?)(?:,\s(?:and\s)?|\sand\s)$",
    re.I,
)
_AND_SO_MANY = compiled(
    r"\s?(?:\([^()]{1,12}\)\s?)?(?:(?:patients|cases|subjects)\s)?(?P<what>an?\s[a-z][^,;:().]{2,60}?|(?<=\scases\s)[a-z][^,;:().]{2,60}?|(?<=\spatients\s)[a-z][^,;:().]{2,60}?)(?P<on>,\s(?:and\s)?|\sand\s)?(?=[.;]|$|\d|(?:one|two|three|four|five|six|seven|eight|nine|ten)\b)",
    re.I,
)


def tie_gapped(work: Work) -> None:
    """Tie the counts of a list behind whose first item alone the verb stands."""
    shares = [i for i, f in enumerate(work.figures) if f.kind == "share" and f.n is not None]
    for first, second in itertools.pairwise(shares):
        had = _HAD.fullmatch(work.text, work.figures[first].end, work.figures[second].start)
        if had is None or second != first + 1:
            continue
        index = second
        while index in shares:
            figure = work.figures[index]
            item = _AND_SO_MANY.match(work.text, figure.end)
            if item is None or _ANOTHER_VERB.search(item["what"]):
                break
            start, end = item.span("what")
            named = [a for a in work.found if start <= a.start and a.end <= end and not a.value]
            name = named[-1].name if named else own_words(item["what"], 6)
            if not name:
                break
            work.concept[index] = (name, figure.start, end)
            if not item["on"] or index + 1 >= len(work.figures):
                break
            if work.figures[index + 1].start != item.end():
                break
            index += 1


_ANOTHER_VERB = compiled(
    r"\b(?:was|were|had|is|are|died|received|underwent|developed|showed|who|which)\b", re.I
)


def tie_lists(work: Work) -> None:
    """Tie the figures of "a and b were … in x and y, respectively", one by one."""
    marks = [m.start() for m in _RESPECTIVELY.finditer(work.text)]
    previous: list[int] = []
    for run in list_runs(work):
        if _of_others(work, previous, run):
            continue
        if _same_order(work, previous, run):
            for one, other in zip(previous, run, strict=True):
                work.concept[other] = work.concept[one]
            continue
        if _in_groups(work, run):
            continue
        previous = run
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
        once = _outcome_once(work, left, first) if near and run[0] else None
        if once:
            work.concept.update(dict.fromkeys(run, (once.name, once.start, once.end)))
            listed = _group_list(work, first.start, last.end, len(run))
            work.group.update(zip(run, listed, strict=False))
            continue
        pool = [
            a
            for a in work.found
            if a.end <= first.start and a.value == values and (a.start >= left or not values)
        ]
        if pool and any(
            pool[-1].end <= a.start and a.end <= first.start and "survival" in a.name
            for a in work.found
        ):
            pool = []  # "…; recurrence-free survival was 73% at five years and 50% at ten"
        if values:
            pool = [a for a in work.found if a.value and left <= a.start and a.end <= first.start]
        names = _nearest_multi(pool, len(run)) or _coordinated(work, pool, len(run))
        if not near and not (names and names[0].start == names[-1].start):
            bare = patterns.fullmatch(r"\d+(?:[.,]\d+)?", work.text[first.start : first.end])
            names = (
                names if (len(run) >= 3 and bare) or _only_list(work, names, first.start) else []
            )
        names = names or _heads(work, pool, first.start, len(run))
        if not names and near:
            after = [
                a
                for a in work.found
                if a.start >= last.end and not a.value and not work.in_group(a)
            ]
            names = _coordinated(work, after[: len(run)], len(run))
            once = _outcome_once(work, left, first) if names else None
            if once:  # "5-year survival was 95%, 82% and 41% for stage I, II and III, respectively"
                for index, anchor in zip(run, names, strict=True):
                    work.concept[index] = (once.name, once.start, once.end)
                    work.group[index] = anchor.name
                continue
        if names:
            head = _headed(work, names)
            for index, anchor in zip(run, names, strict=True):
                told = head or anchor
                work.concept[index] = (told.name, told.start, told.end)
                if head:
                    work.group[index] = anchor.name
            continue
        told_apart = both(work.text, 0, first.start, work.found)
        if not values and not told_apart and (parts := _parts(work, left, first.start, len(run))):
            work.concept.update(zip(run, parts, strict=True))
            continue
        if near:
            listed = _group_list(work, first.start, last.end, len(run))
            for index, name in zip(run, listed, strict=False):
                work.group.setdefault(index, name)


_OUTCOME_WAS = compiled(
    r"(?:\s\([^()]{1,12}\))?\s(?:rates?\s)?(?:was|were|reached|came to)\s", re.I
)


_BEING = compiled(r",\sbeing\s$", re.I)


def _outcome_once(work: Work, left: int, first: Figure) -> Anchor | None:
    """The only outcome of a clause behind others: "…, and 5-year survival was 52% and 18%", or of
    what they are the parts: "survival was 49 months, being 71, 50 and 11 months in …".
    """
    if _BEING.search(work.text, 0, first.start):
        left = 0
    told = [
        a
        for a in work.found
        if left <= a.start
        and a.end <= first.start
        and (a.name in work.rules.outcomes or "survival" in a.name)
        and (a.value == (first.kind == "value") or "survival" in a.name)
    ]
    if len({(a.name, a.start) for a in told}) != 1:
        return None
    if left == 0 and told and _BEING.search(work.text, told[0].end, first.start):
        return told[0]
    return told[0] if _OUTCOME_WAS.fullmatch(work.text, told[0].end, first.start) else None


def tie_groups_again(work: Work) -> None:
    """ "PFS was 7 months with A and 6 with B, and response was 70% and 57%, respectively": the groups
    of a list are those of the figures before it.
    """
    for run in list_runs(work):
        behind = work.text[work.figures[run[-1]].end :]
        if any(work.group.get(i) or i not in work.concept for i in run):
            continue
        if not (
            patterns.match(r",?\srespectively\b", behind)
            # "…, whereas the specificity was 90%, 90% and 70%"
            or (
                work.concept[run[0]][0] in work.rules.test_measures
                and patterns.match(r"\s?(?:[.;,(]|$)", behind)
            )
        ):
            continue
        if len({work.concept[i][0] for i in run}) > 1:
            continue
        named = [i for i in range(run[0]) if work.group.get(i) and work.figures[i].kind != "p"]
        groups = [work.group[i] for i in named[-len(run) :]]
        if len(set(groups)) == len(run):
            work.group.update(zip(run, groups, strict=True))


def tie_groups_behind(work: Work) -> None:
    """ "Survival was 58% and 93% in G2 and G1": one thing twice is of the two groups behind it."""
    for run in list_runs(work):
        told = {work.concept[i][0] for i in run if i in work.concept}
        if len(told) != 1 or any(work.group.get(i) not in (None, "", UNTOLD) for i in run[:-1]):
            continue
        if any(i not in work.concept for i in run):
            continue
        listed = _IN_LIST.match(work.text, work.figures[run[-1]].end)
        if listed is None:
            continue
        base = listed.start("list")
        parts = [
            m.span() for m in patterns.finditer(r"(?:(?!,\s|\s(?:and|or)\s).)+", listed["list"])
        ]
        of_metastases = any("metastas" in name for name in told)
        names: list[str] = []
        for start, end in parts:
            lead = patterns.match(_JOINED, work.text[base + start : base + end])
            at = base + start + (lead.end() if lead else 0)
            within = [a for a in work.found if at <= a.start and a.end <= base + end]
            wording = work.text[at : base + end].lower()
            name = phrase(work.text, at, base + end, within) or wording
            # "In 2010 and 2015", "after one and three years", "in liver and bone": no patients.
            if _NO_GROUP.search(wording) or (
                of_metastases and within and all("metastas" in a.name for a in within)
            ):
                break
            names.append(f"grade {name.upper()}" if _GRADE.fullmatch(name) else name)
        if len(names) == len(run) == len(set(names)):
            work.group.update(zip(run, names, strict=True))


_GRADE = compiled(r"g[123]")
_NO_GROUP = compiled(
    rf"^(?:\d|(?:the\s)?(?:first|second|third|fourth|fifth|last|{WORDS})\b)|\b(?:months?|years?|weeks?|days?|cycles?|courses?|follow-?up|periods?|decades?)\b",
    re.I,
)
_IN_LIST = compiled(
    r"\s?(?:months|years)?\s?(?:of\spatients|in|for|among|with|after)\s(?:the\s|patients\s(?:with|who\shad)\s)?(?P<list>[^;.()%]{3,80}?)(?=\s?[;.(]|,\s(?:and|but|while|whereas|with)\b|,?\srespectively|\s?$)",
    re.I,
)

_THOSE = compiled(
    r"(?:[;,.]|,? and|,? whereas|,? while)\s(?:and\s)?(?:(?:those|the (?:corresponding |respective )?(?:figures|values|rates))\s)?(?:of|for|with)\s(?:the\s)?"
    r"(?P<what>[^,;().]{2,40}?)\s(?:(?:was|were)\s)?$",
    re.I,
)


def _of_others(work: Work, before: Sequence[int], run: Sequence[int]) -> bool:
    """ "…; those of bone scan were 59%, 83% and 74%": in the order of the list before."""
    if len(before) != len(run) or any(i not in work.concept for i in before):
        return False
    if len({work.concept[i][0] for i in before}) < len(run):
        return False
    start = max(work.figures[i].end for i in range(run[0]))
    gap = work.text[start : work.figures[run[0]].start]
    match = _THOSE.search(patterns.sub(r"^,?\srespectively", "", gap))
    if not match:
        return False
    for one, other in zip(before, run, strict=True):
        work.concept[other] = work.concept[one]
        work.group[other] = own_words(match["what"], 4) or match["what"].lower()
    return True


_OF_GROUPS = compiled(
    r"(?:\s(?:rates?\s)?(?:of|in|for|among|with|after|under)|(?<=\sof))\s(?:the\s)?(?P<list>[^,;().]{2,40}?(?:,\s[^,;().]{2,40}?)*,?\s(?:and|or)\s(?:the\s)?[^,;().]{2,40}?)"
    r"\s(?:groups?\s|arms?\s|patients\s|tumou?rs\s)?(?:was|were|reached)\s$",
    re.I,
)


def _in_groups(work: Work, run: Sequence[int]) -> bool:
    """ "The 5-year OS rates of A and B groups were 55% and 34%": one outcome in several groups."""
    first = work.figures[run[0]]
    values = first.kind == "value"
    for anchor in reversed([a for a in work.found if a.end <= first.start]):
        outcome = anchor.name in work.rules.outcomes or "survival" in anchor.name
        match = _OF_GROUPS.fullmatch(work.text, anchor.end, first.start)
        if not match or not outcome or (values and not anchor.value):
            continue
        base = match.start("list")
        parts = [
            m
            for m in patterns.finditer(r"(?:(?!,\s|\s(?:and|or)\s).)+", match["list"])
            if m.group().strip(" ,")
        ]
        names = [_whole_phrase(work, base + m.start() + _led(m), base + m.end()) for m in parts]
        if anchor.name in work.rules.test_measures:
            names = [m.group()[_led(m) :].strip() for m in parts]
        if len(names) == len(run) and all(names) and len(set(names)) == len(names):
            for index, name in zip(run, names, strict=True):
                work.concept[index] = (anchor.name, anchor.start, anchor.end)
                work.group[index] = name
            return True
    return False


def _whole_phrase(work: Work, start: int, end: int) -> str:
    """The group named there, with the noun that belongs to its concept ("G3 tumors")."""
    end = max((a.end for a in work.found if start <= a.start < end < a.end), default=end)
    return phrase(work.text, start, end, work.found)


_JOINED = r"(?:,?\s?(?:and|or)\s|,\s|\s)(?:(?:and|or)\s)?(?:the\s)?"


def _led(part: re.Match[str]) -> int:
    """How many characters of a part only join it to the one before."""
    lead = patterns.match(_JOINED, part.group())
    return lead.end() if lead else 0


def list_runs(work: Work) -> list[list[int]]:
    """Runs of two or more like figures with only commas and "and" (and "in", "patients") between."""
    runs: list[list[int]] = []
    current: list[int] = []
    for index, figure in enumerate(work.figures):
        joined = False
        if current:
            last = work.figures[current[-1]]
            gap = work.text[last.end : figure.start]
            joined = last.kind == figure.kind and bool(
                patterns.fullmatch(
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


_SUBJECTS = compiled(
    r"(?:^|[,;.:]\s)(?P<of>(?i:(?:(?:germline|somatic|pathogenic)\s)?(?:mutations?|variants?|loss)\s(?:of|in)\s(?:the\s)?|(?:the\s)?(?:positive\s|positivity\s|expression\s|detection\s|(?:estimated\s)?(?:\d+-year\s)?(?:cumulative\s)?(?=inciden))?(?:rates?|incidences?|frequenc(?:y|ies)|percentages?|proportions?)\sof\s))?(?P<list>(?:[A-Za-z][\w-]*(?:\s[\w-]+){0,2},\s)*[A-Za-z][\w -]{1,40}?,?\sand\s[A-Za-z][\w -]{1,40}?)\s(?:rates?\s)?"
    r"(?:was|were|occurred|reached|amounted|accounted|represented|in)\b[^,;]{0,30}$"
)


_SHORT = compiled(r"[A-Z]{2,4}")


def _parts(work: Work, left: int, stop: int, size: int) -> list[tuple[str, int, int]]:
    """ "Morbidity and mortality were x and y": the subjects, in the paper's words where need be."""
    match = _SUBJECTS.search(work.text[:stop], left)
    if not match:
        return []
    told: list[tuple[str, int, int]] = []
    base = match.start("list")
    spans = [m.span() for m in patterns.finditer(r"(?:(?!,\s|\sand\s).)+", match["list"])]
    head = None if match["of"] else patterns.search(r"\s([a-z][\w-]+)$", match["list"])
    for a, b in spans:
        lead = patterns.match(r"(?:,\s|\s?\band\s|\s)+", match["list"][a:b])
        start, end = base + a + (lead.end() if lead else 0), base + b
        inside = [x for x in work.found if start <= x.start and x.end <= end and not x.value]
        wording = work.text[start:end]
        if (
            head
            and len(wording.split()) == 1
            and end < match.end("list")
            and wording[-3:] not in ("ity", "ion", "nse")
        ):
            wording = f"{wording} {head[1]}"
        name = own_words(wording, 5) or (wording.lower() if _SHORT.fullmatch(wording) else "")
        told.append((inside[-1].name if inside else name, start, end))
    names = [name for name, _, _ in told]
    return told if len(told) == size and all(names) and len(set(names)) == size else []


def _only_list(work: Work, names: Sequence[Anchor], stop: int) -> bool:
    """Whether the names are all that their clause lists: then "x and y" needs no "respectively"."""
    if not names:
        return False
    clause = max(
        (
            m.end()
            for m in patterns.finditer(
                r"[;:]\s|[.,]\s(?=\w+\s(?:was|were)\b)", work.text[: names[0].start]
            )
        ),
        default=0,
    )
    head = _headed(work, names)
    others = [
        a
        for a in work.found
        if clause <= a.start < stop and a not in names and a != head and not a.value
    ]
    told = [f for f in work.figures if clause <= f.start < stop]
    return not told and all(any(o.start < n.end and n.start < o.end for n in names) for o in others)


def _headed(work: Work, names: Sequence[Anchor]) -> Anchor | None:
    """The outcome whose groups the names are: "response rate in G1, G2 and G3 was …"."""
    if names[0].name in work.rules.outcomes or "survival" in names[0].name:
        return None
    return next(
        (
            a
            for a in reversed(work.found)
            if a.end <= names[0].start
            and (a.name in work.rules.outcomes or "survival" in a.name)
            and OF_OTHERS.fullmatch(work.text[a.end : names[0].start])
        ),
        None,
    )


def _same_order(work: Work, before: Sequence[int], run: Sequence[int]) -> bool:
    """ "97% and 92%, versus 50% and 85%": the second list is about what the first is about."""
    if len(before) != len(run) or any(i not in work.concept for i in before):
        return False
    if len({work.concept[i][0] for i in before}) < 2:
        return False
    gap = work.text[work.figures[before[-1]].end : work.figures[run[0]].start]
    return bool(
        patterns.search(
            r"\b(?:versus|vs\.?|compared (?:with|to)|(?:as\s)?against|and|whereas|while)\b", gap
        )
        or patterns.fullmatch(r"\s(?:for|in|with)\s[^,;()]{2,30},\s", gap)
    ) and not any(
        work.figures[before[-1]].end <= a.start < work.figures[run[0]].start
        and (a.value or a.name in work.rules.outcomes or "survival" in a.name)
        for a in work.found
    )


def tie_in_order(work: Work) -> None:
    """ "94% at 5 years and 88% at 10 years in A, and 54% and 36% respectively in B": once the first
    figures have their times, the second have them, too.
    """
    previous: list[int] = []
    for run in list_runs(work):
        behind = work.text[work.figures[run[-1]].end :]
        told = patterns.match(r",?\srespectively\b", behind) or (
            # "91% and 70% at 1 and 2 years in women and 88% and 61% in men"
            all(_of_the_gap(work, previous, i) for i in run)
            and patterns.match(r"\s(?:in|with|for|among|after|without)\s[a-zA-Z]", behind)
        )
        if told and _same_order(work, previous, run):
            for one, other in zip(previous, run, strict=True):
                work.concept[other] = work.concept[one]
                work.group.pop(other, None)
        previous = run


def _of_the_gap(work: Work, previous: Sequence[int], index: int) -> bool:
    """Whether a figure is tied to nothing but the group of the list before it."""
    told = work.concept.get(index)
    return told is None or (
        bool(previous) and work.figures[previous[-1]].end <= told[1] < work.figures[index].start
    )


_VERB = compiled(r"[^,;:()]*?\s(?:was|were|reached|averaged|amounted to)\s(?:\w+\s)?$", re.I)


def _heads(work: Work, pool: Sequence[Anchor], stop: int, size: int) -> list[Anchor]:
    """ "Sensitivity and specificity of PET for bone lesions were …": the outcomes, not the lesions."""
    fit = [a for a in pool if a.name in work.rules.outcomes or "survival" in a.name]
    for last in range(len(fit), size - 1, -1):  # "… of ALT for relapse": the last may be what for
        names = _coordinated(work, fit[:last], size) if size > 1 else []
        if names and _VERB.fullmatch(work.text[names[-1].end : stop]):
            return names
    return []


def _nearest_multi(pool: Sequence[Anchor], size: int) -> list[Anchor]:
    """The last "1-, 3- and 5-year survival" of the pool, if it lists as many as the run."""
    starts = [a.start for a in pool if "-year " in a.name or "-month " in a.name]
    if not starts:
        return []
    listed = [a for a in pool if a.start == starts[-1]]
    return listed if len(listed) == size > 1 else []


def _coordinated(work: Work, pool: Sequence[Anchor], size: int) -> list[Anchor]:
    """The last ``size`` anchors of the pool if only commas, "and" and articles stand between."""
    distinct: list[Anchor] = []
    if len({a.name for a in pool}) > size:
        pool = [a for a in pool if open_bracket(work.text, a.start) is None] or pool
    for anchor in pool:
        if work.in_group(anchor) and not patterns.match(
            r"\s?(?:,|and|or)", work.text[anchor.end :]
        ):
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
        gap = patterns.sub(r"\([^()]*\)|\([^()]*$|^[^()]*\)", " ", gap)
        if not patterns.fullmatch(
            r"(?:[\s,/]|\b(?:and|or|the|median|mean|as well as|rates?|tumou?rs?|in|of|patients?|with|metastas\w+|disease|site|primary|a|an)\b)*",
            gap,
            re.I,
        ):
            return []
    return names


def _group_list(work: Work, start: int, end: int, size: int) -> list[str]:
    """Names of ``size`` groups listed before or after a run ("in G1, G2 and G3", "from x or y")."""
    after = patterns.match(
        r"[\s,)]*(?:months?|years?)?\s?(?P<w>(?:from|for|in|at|after|with|among)\s[^;.]+?),?\s?respectively",
        work.text[end:],
        re.I,
    )
    wording = after["w"] if after else ""
    if not wording:
        before = patterns.search(
            r"\b(?:in|for|with|among)\s((?:[^;.:]|\.\d){3,90}?)\s(?:was|were)\b[^.]*$",
            work.text[:start],
            re.I,
        )
        wording = before[0] if before else ""
        wording = patterns.sub(r"\s(?:was|were)\b.*$", "", wording)
    lead = patterns.match(r"(?:from|at|after)\s", wording, re.I)
    parts = [
        p.strip(" ,")
        for p in patterns.split(
            r",\s?(?:and|or)?\s?|\s(?:and|or)\s",
            patterns.sub(
                r"^(?:in|for|with|among|from|at|after)\s(?:the\s|patients with\s)?",
                "",
                wording,
                flags=re.I,
            ),
        )
        if p.strip(" ,")
    ]
    if len(parts) != size or any(patterns.search(r"[()%]", p) for p in parts):
        return []
    parts = [patterns.sub(r"^(?:those|patients|the)\s(?:with\s)?", "", p.lower()) for p in parts]
    kind = _KIND.match(parts[0])
    if kind:  # "stage I, II and III disease"
        parts = [kind[0] + p if _BARE.fullmatch(p) else p for p in parts]
    return [f"{lead.group().strip().lower()} {p}" if lead else p for p in parts]


_KIND = compiled(r"(?:stage|grade|type|group|class|arm)\s")
_BARE = compiled(r"(?:[ivx]{1,4}|\d|[a-d])[ab]?(?:\s(?:disease|tumou?rs?))?")
