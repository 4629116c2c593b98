"""Two figures of one thing: which group each is of, and which is in doubt where only one has a group."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from netmatrix import patterns
from netmatrix.extract.statistics.anchors import Anchor
from netmatrix.extract.statistics.contrast import AGAIN_MORE, behind, parallel
from netmatrix.extract.statistics.groups import UNTOLD, both, phrase
from netmatrix.extract.statistics.sentence import Work, opposite, right_of
from netmatrix.extract.statistics.sides import right_concept
from netmatrix.patterns import compiled

_JOINED = compiled(
    r"\s?(?:,\s?)?(?:and|vs\.?|v\.?|versus|(?:as )?compared (?:with|to)|(?:as\s)?against|/)\s(?:only\s)?",
    re.I,
)
_VERSUS = r"(?:vs\.?|versus|(?:as )?compared (?:with|to)|(?:as\s)?against)"
_TWO_BEHIND = compiled(
    rf"\s?(?:\([^()]*\)\s?)?(?:in|for|among|with|under|on|after)\s(?:the\s)?(?P<a>[^,;().]{{2,60}}?),?\s"
    rf"(?:{_VERSUS}\s(?:in\s|for\s|among\s|with\s|under\s|on\s|after\s)?|and\s(?=(?:those|patients|subjects|in|for|with|without)\b)(?:in\s|for\s)?)"
    rf"(?:the\s)?(?P<b>[^,;().]{{2,60}}?)(?=\s?[,;()]|\.(?:\s|$)|\srespectively|\s?$)",
    re.I,
)
_ABSENCE = compiled(r"(?:in )?(?:its|their) absence", re.I)
_NO_SUBJECT_BETWEEN = compiled(r"[;]|\.\s")


def _of_its_own(work: Work, one: int) -> bool:
    """ "PFS and OS were 12 and 40 months": each figure is of another thing, not of another group; "more
    frequent with A (45% vs 20%)" names a group of its own.
    """
    named = _WITH_ONE.search(work.text, 0, work.figures[one].start)
    if named and any(
        named.start("a") <= a.start and a.end <= work.figures[one].start for a in work.found
    ):
        return True
    left = work.figures[one - 1].end if one else 0
    told = {
        a.name
        for a in work.found
        if left <= a.start
        and a.end <= work.figures[one].start
        and (a.value or "survival" in a.name or a.name in work.rules.outcomes)
    }
    more = one > 0 and _NEXT_OF_LIST.fullmatch(work.text, left, work.figures[one].start)
    return len(told) > 1 or bool(more)


_NEXT_OF_LIST = compiled(r",?\s(?:and\s)?")
_WITH_ONE = compiled(
    r"\b(?:in|among|for|with|after|under)\s(?:the\s)?(?P<a>[^,;()]{2,50}?)\s?[(\[]\s?$",
    re.IGNORECASE,
)


def tie_pairs(
    work: Work, last: tuple[str, str] | None = None, arms: tuple[str, str] | None = None
) -> None:
    """ "31 vs 96 months in patients with and without X", "with X vs Y": the two groups, in order.

    ``last`` are the two groups that the text compared before: a bare "5 vs 6 months" is of them,
    or else of the two ``arms`` of the study.
    """
    for one in range(len(work.figures) - 1):
        two = one + 1
        first, second = work.figures[one], work.figures[two]
        if first.kind != second.kind or first.kind not in ("share", "value"):
            continue
        if _JOINED.fullmatch(work.text[first.end : second.start]):
            names = _behind(work, two) or _ahead(work, one) or _between(work, two)
            if not names and not work.groups and not _of_its_own(work, one):
                if last and _compared(work, one, two):
                    names = last
                elif not last and second.versus:
                    names = arms
        elif (names := _elliptic(work, one, two)) is not None:
            work.figures[two] = replace(second, versus=True)
        elif first.kind == "value" and first.cue == second.cue:
            names = _in_parallel(work, one, two)
        else:
            continue
        if names:
            work.group.setdefault(one, names[0])
            work.group.setdefault(two, names[1])
            if _ABSENCE.fullmatch(work.group[two]):
                work.group[two] = opposite(work.group[one])


# "69 vs. 41 vs. 12 months in G1, G2 and G3".
_ROW_OF = compiled(
    r"\s(?:in|for|among|with)\s(?:patients\swith\s|the\s)?(?P<list>[^.;()]{4,90}?)(?=,?\srespectively|\s?[.;(]|\s?$)",
    re.I,
)
_NEXT_OF_ROW = compiled(r",\s(?:and\s)?|\s(?:and|vs\.?|versus)\s", re.I)
_LEAST_ROW = 3


def tie_row(work: Work) -> None:
    """Three values or more that stand against each other, of as many groups told behind them."""
    run: list[int] = []
    for index, figure in [*enumerate(work.figures), (len(work.figures), None)]:
        if (
            run
            and figure is not None
            and figure.versus
            and figure.kind == work.figures[run[0]].kind
        ):
            run.append(index)
            continue
        if len(run) >= _LEAST_ROW:
            _row(work, run)
        run = [index] if figure is not None and figure.kind in ("share", "value") else []


def _row(work: Work, run: Sequence[int]) -> None:
    last = work.figures[run[-1]]
    told = _ROW_OF.match(work.text, last.end)
    if told is None:
        return
    at, names = told.start("list"), []
    for part in [*_NEXT_OF_ROW.finditer(work.text, *told.span("list")), None]:
        end = part.start() if part else told.end("list")
        names.append(phrase(work.text, at, end, work.found) or work.text[at:end].lower())
        at = part.end() if part else end
    first = work.figures[run[0]]
    values = first.kind == "value"
    near = [a for a in work.found if a.end <= first.start and a.value == values]
    if len(names) != len(run) or not near:
        return
    for index, name in zip(run, names, strict=True):
        work.concept[index] = (near[-1].name, near[-1].start, near[-1].end)
        work.group[index] = name


_OF_ONE = compiled(
    rf"\s?(?:\([^()]*\)\s)?(?:patients\s|cases\s)?(?:of|in|among|from)\s(?:(?:the|all|those|patients|cases)\s)*(?:(?:in|with|of|on|from)\s(?:the\s)?)?(?P<what>[^,;().]{{2,60}}?),?\s"
    rf"(?:and|but|while|whereas|{_VERSUS})\s(?:only\s)?(?:of\s|in\s)?$",
    re.I,
)
_OF_TWO = compiled(
    r"\s?(?:\([^()]*\)\s)?(?:patients\s|cases\s)?(?:of|in|among|from)\s(?:(?:the|all|those|patients|cases)\s)*(?:(?:in|with|of|on|from)\s(?:the\s)?)?(?P<what>[^,;().]{2,60}?)\s$",
    re.I,
)
_OCCURRED = compiled(
    rf"\s[\w -]{{3,40}}?\s(?:occurred|arose|developed|were (?:seen|observed|found|noted|recorded|reported))\s(?:in|among|with|under|on|after)\s(?:the\s)?(?P<what>[^,;().]{{2,50}}?),?\s"
    rf"(?:and|but|{_VERSUS})\s(?:only\s)?$",
    re.I,
)


# "1% had a complete and 33% a partial response", "39 had a positive and 111 a negative node".
_HAD_ONE = compiled(
    r"(?:\s(?:patients|cases|tumou?rs))?\s(?:had|showed|achieved|were|was|with)\s(?:an?\s)?(?P<a>[\w-]+),?\s(?:and|but)\s(?:only\s)?$",
    re.I,
)
_AND_OTHER = compiled(
    r"\s(?:an?\s)(?P<b>[\w-]+)(?P<what>(?:\s(?!and\b|but\b|in\b|with\b|was\b|were\b|had\b)[\w-]+){1,3})(?=\s?[,;.(]|\s(?:and|but|in|with|was|were)\b|\s?$)",
    re.I,
)


def tie_two_kinds(work: Work) -> None:
    """Two shares before two kinds of one thing, whose noun stands behind the second."""
    for one in range(len(work.figures) - 1):
        first, second = work.figures[one], work.figures[one + 1]
        if first.kind != "share" or second.kind != "share":
            continue
        had = _HAD_ONE.fullmatch(work.text, first.end, second.start)
        other = _AND_OTHER.match(work.text, second.end) if had else None
        if had is None or other is None:
            continue
        what = other["what"].strip()
        inside = [
            a
            for a in work.found
            if second.end < a.start and other.start("b") <= a.start < other.end()
        ]
        for index, kind in ((one, had["a"]), (one + 1, other["b"])):
            wording = f"{kind} {what}".lower()
            same = next(
                (a.name for a in inside if work.text[a.start : a.end].lower() == wording), ""
            )
            name = same or _kind_of(inside, kind, what) or wording
            work.concept[index] = (name, work.figures[index].start, other.end())


def _kind_of(inside: Sequence[Anchor], kind: str, what: str) -> str:
    """ "Complete" of "… and 33% a partial response": the name with the other kind in it."""
    known = next((a.name for a in inside), "")
    parts = known.split(" ", 1)
    return f"{kind.lower()} {parts[1]}" if len(parts) > 1 and parts[1] == what.lower() else ""


def tie_shared(work: Work) -> None:
    """ "44% of A and 60% of B had C": both are of C; "14 deaths occurred in A and 26 in B" too."""
    for one in range(len(work.figures) - 1):
        two = one + 1
        first, second = work.figures[one], work.figures[two]
        if first.kind != "share" or second.kind != "share":
            continue
        gap = work.text[first.end : second.start]
        if (
            one not in work.concept
            and work.concept.get(two, ("", 0, 0))[1] >= second.end
            and _JOINED.fullmatch(gap)
            and _compared(work, one, two)
        ):
            work.concept[one] = work.concept[two]  # "15 and 18 women, respectively"
            continue
        if one in work.concept and two not in work.concept and (led := _OCCURRED.match(gap)):
            other = behind(work, two)
            base = first.end
            name = phrase(work.text, base + led.start("what"), base + led.end("what"), work.found)
            if name and other and name != other:
                work.concept[two] = work.concept[one]
                work.group[one], work.group[two] = name, other
            continue
        led = _OF_ONE.match(gap)
        right = right_of(work, two)
        verb = work.rules.verbs.search(work.text, second.end, min(right, second.end + 80))
        of_two = _OF_TWO.match(work.text[second.end : verb.start()]) if verb else None
        if led is None or verb is None or of_two is None or _OPEN.search(of_two["what"]):
            continue
        told = right_concept(work, two, verb.end(), right)
        base = first.end
        names = (
            phrase(work.text, base + led.start("what"), base + led.end("what"), work.found),
            phrase(
                work.text,
                second.end + of_two.start("what"),
                second.end + of_two.end("what"),
                work.found,
            ),
        )
        if told and all(names) and names[0] != names[1] and told[0] not in names:
            work.concept[one] = work.concept[two] = told
            work.group[one], work.group[two] = names


_OPEN = compiled(r"\b(?:and|or|who|which|that|but)$", re.I)


def compared_last(work: Work) -> tuple[str, str] | None:
    """The last two figures of one thing that have a group each: which groups, in order."""
    return _compared_before(work, len(work.figures))


def arms(work: Work, size: int | None) -> tuple[str, str] | None:
    """The two treatments between which a study of ``size`` patients was parted: "41 were given A
    and 31 B".
    """
    counts = [i for i in sorted(work.concept) if work.figures[i].n is not None]
    wholes = {size, *(f.n for i, f in enumerate(work.figures) if i not in work.concept)} - {None}
    for one, two in itertools.pairwise(counts):
        parts = work.figures[one].n or 0, work.figures[two].n or 0
        between = work.text[work.figures[one].end : work.concept[one][1]]
        if two == one + 1 and sum(parts) in wholes and _GIVEN.search(between):
            names = _name_of(work, one), _name_of(work, two)
            return names if names[0] != names[1] else None
    return None


_GIVEN = compiled(
    r"\b(?:treated|prepared|managed|given|receiv\w+|randomi[sz]ed|assigned|allocated|underwent|operated)\b",
    re.I,
)


def _name_of(work: Work, index: int) -> str:
    """What the patients of a count are called: the drug rather than its class."""
    name, start, _ = work.concept[index]
    return next((a.kind for a in work.found if a.start == start and a.kind), name)


def _compared(work: Work, one: int, two: int) -> bool:
    """Whether the two figures stand against each other, or "respectively" parts them."""
    between = work.text[work.figures[one].end : work.figures[two].start]
    if patterns.fullmatch(rf"\s?,?\s?{_VERSUS}\s(?:only\s)?", between, re.I):
        return True
    return bool(
        patterns.match(r"[^.;]{0,40}\brespectively\b", work.text[work.figures[two].end :], re.I)
    )


# "Than that of the others (18 vs 7 months"; "between A and B" behind "(31% vs 29%".
_THAN_OTHERS = compiled(
    r"\b(?:than|compared (?:with|to))\s(?:that\s|those\s)?(?:(?:of|in|for)\s)?(?:the\s)?(?:others|rest|remainder|remaining(?:\s(?:patients|cases))?)\b[^.;(]{0,30}[(]\s?$",
    re.I,
)
_BETWEEN_BEHIND = compiled(
    r"(?:\s?\([^()]{1,40}\)|(?:[^.;()]|\.\d){0,40}\))[^.;()]{0,60}?\bbetween\s(?:the\s)?(?P<a>[^,;().]{2,50}?)\sand\s(?:the\s)?(?P<b>[^,;().]{2,50}?)(?=\s?[,;.()]|\s?$)",
    re.I,
)


_THOSE = r"(?:(?:for|in|among|of)\s(?:the\s)?(?:patients|those|cases|subjects)\s)?"
_WITH = compiled(rf"\s{_THOSE}(?P<with>with(?:out)?)\s(?:and|{_VERSUS})\s(?:only\s)?", re.I)
_WITHOUT = compiled(
    rf"\s{_THOSE}(?P<with>with(?:out)?)\s(?:the\s)?(?P<what>[^,;:().]{{2,60}}?)(?=\s?[,;:()]|\.(?:\s|$)|\s(?:at|and|in|was|were)\b|\s?$)",
    re.I,
)


def _elliptic(work: Work, one: int, two: int) -> tuple[str, str] | None:
    """ "40% with versus 80% without bone metastases"."""
    lead = _WITH.fullmatch(work.text[work.figures[one].end : work.figures[two].start])
    end = _WITHOUT.match(work.text, work.figures[two].end)
    if not lead or not end or lead["with"].lower() == end["with"].lower():
        return None
    name = phrase(work.text, end.start("what"), end.end("what"), work.found)
    if not name or name.startswith("no "):
        return None
    return (name, f"no {name}") if lead["with"].lower() == "with" else (f"no {name}", name)


def _in_parallel(work: Work, one: int, two: int) -> tuple[str, str] | None:
    """ "21 months in TC and 11 in AC": abbreviations and arms that no terminology knows."""
    names = parallel(work, one, two)
    lead = patterns.match(
        r"\s?(?:\([^()]*\)\s?)?(?:in|for|among|with)\s", work.text[work.figures[one].end :]
    )
    return names if names and lead else None


def _behind(work: Work, index: int) -> tuple[str, str] | None:
    figure = work.figures[index]
    stop = work.figures[index + 1].start if index + 1 < len(work.figures) else len(work.text)
    text = work.text[:stop]
    told = both(text, figure.end, stop, work.found)
    if told and not patterns.search(r"[;,(]|\.\s", text[figure.end : told[2]]):
        return told[:2]
    match = _TWO_BEHIND.match(text, figure.end)
    if not match:
        return None
    first = phrase(text, match.start("a"), match.end("a"), work.found)
    second = phrase(text, match.start("b"), match.end("b"), work.found)
    return (first, second) if first and second and first != second else None


def _between(work: Work, index: int) -> tuple[str, str] | None:
    """ "No difference in response (31% vs 29%) between A and B"."""
    match = _BETWEEN_BEHIND.match(work.text, work.figures[index].end)
    if not match:
        return None
    first = phrase(work.text, *match.span("a"), work.found)
    second = phrase(work.text, *match.span("b"), work.found)
    return (first, second) if first and second and first != second else None


def _ahead(work: Work, index: int) -> tuple[str, str] | None:
    """ "In patients with and without X, the rate was a and b": told before the first figure."""
    edge = work.figures[index - 1].end if index else 0
    stop = work.figures[index].start
    told = both(work.text[:stop], edge, stop, work.found)
    if told:
        return None if _NO_SUBJECT_BETWEEN.search(work.text[told[2] : stop]) else told[:2]
    if others := _THAN_OTHERS.search(work.text, edge, stop):
        named = {g.name for g in work.groups if g.end <= others.start() and g.name}
        return (name := named.pop(), opposite(name)) if len(named) == 1 else None
    alone = _SUBJECT_WAS.search(work.text, 0, stop)
    if alone:
        name = phrase(work.text, *alone.span("a"), work.found)
        return (name, opposite(name)) if name else None
    than = _THAN.search(work.text, edge, stop) or _SUBJECT_THAN.search(work.text, edge, stop)
    if not than:
        return None
    first = phrase(work.text, than.start("a"), than.end("a"), work.found)
    second = phrase(work.text, than.start("b"), than.end("b"), work.found)
    return (first, second) if first and second and first != second else None


# "Longer for responders than for nonresponders (": the two figures stand in the brackets.
_THAN = compiled(
    r"\b(?:in|for|among|with)\s(?:the\s)?(?P<a>(?:(?!\b(?:had|showed|lived|survived)\b)[^,;().]){2,50}?)\s(?:than(?!\s\d)|as compared with|compared with|compared to)\s"
    r"(?:in\s|for\s|among\s|with\s)?(?:the\s|those\s)?(?P<b>[^,;().]{2,50}?)\s?[(:,]\s?(?:(?:median|mean|average)\s)?$",
    re.I,
)
# "ALT-positive tumours were larger (mean", "… and had a higher Ki-67 index (median".
_SUBJECT_WAS = compiled(
    r"(?:^|[.;:]\s)(?P<a>[A-Z][\w/+-]*(?:\s[\w/+-]+){0,2}?\s(?:patients|tumou?rs|cases|lesions))\s(?:were|had|showed)\b"
    r"(?:(?!\bthan\b)[^.;]|\.(?=\d)){0,160}?\b(?:larger|smaller|higher|lower|older|younger|longer|shorter|more|less)\b(?:(?!\bthan\b)[^.;()]){0,60}"
    r"[(\[]\s?(?:mean|median|average)\s$",
    re.I,
)
# "Responders lived longer than nonresponders (".
_SUBJECT_THAN = compiled(
    r"(?:^|[.;:,]\s)(?:the\s|all\s)?(?P<a>[A-Za-z][^,;().]{2,50}?)\s(?:lived|survived|fared|did|had|showed|experienced)\b[^,;().]{0,60}?"
    r"\b(?:longer|shorter|better|worse|higher|lower|greater)\b[^,;().]{0,40}?\sthan\s(?:in\s|for\s|did\s|with\s)?(?:the\s|those\s(?:with\s)?)?"
    r"(?P<b>[^,;().]{2,50}?)\s?[(:,]\s?(?:(?:median|mean|average)\s)?$",
    re.I,
)
_WHOLE = compiled(
    r"\boverall\b(?!\s(?:survival|response))|\b(?:entire|whole|total) (?:cohort|group|population|series|study)|\ball (?:the )?(?:patients|cases|subjects)",
    re.I,
)


def tie_again(work: Work) -> None:
    """ "Diarrhoea (26 [35%] vs 22 [31%])": of the two groups that the sentence compared before."""
    for one in range(1, len(work.figures) - 1):
        two = one + 1
        if not work.figures[two].versus or one not in work.concept or two not in work.concept:
            continue
        if work.group.get(one) or work.group.get(two):
            continue
        earlier = _compared_before(work, one)
        if earlier:
            work.group[one], work.group[two] = earlier


# "48% with A and 40% without": the second of the first's concept, in those who went without.
_WITH_IT = compiled(
    r"\s(?:with|under|on|after)\s(?P<a>[^()\d,;]{2,60}?),?\s(?:and|versus|vs\.?|compared (?:with|to)|but|(?:as\s)?against)\s(?:only\s)?$"
)
_WITHOUT_IT = compiled(
    r"\s(?:(?:in|for|among)\s)?(?:(?:those|patients)\s)?without(?:\s(?:it|this|them))?\s?(?:[,.;(]|$)"
)


def tie_without(work: Work) -> None:
    """ "48% with adjuvant chemotherapy and 40% without": both are of what the first is of."""
    for one, (figure, other) in enumerate(itertools.pairwise(work.figures)):
        gap = _WITH_IT.match(work.text, figure.end, other.start)
        if not gap or one not in work.concept or figure.kind != other.kind:
            continue
        name = phrase(work.text, *gap.span("a"), work.found)
        led = patterns.search(
            r"\b(?:patients|those|cases)\swith\b", work.text[: figure.start], re.I
        )
        if name and not led and _WITHOUT_IT.match(work.text, other.end):
            work.concept[one + 1] = work.concept[one]
            work.group[one], work.group[one + 1] = name, f"no {name}"


def _compared_before(work: Work, index: int) -> tuple[str, str] | None:
    """The groups of the last two figures before ``index`` that are of one thing and two groups."""
    told = [
        i
        for i in sorted(work.concept)
        if i < index
        and work.group.get(i, UNTOLD) != UNTOLD
        and work.figures[i].measure != "count"  # how many the arms had is nothing to compare
    ]
    for one, two in reversed(list(itertools.pairwise(told))):
        names = work.group[one], work.group[two]
        if two == one + 1 and work.concept[one][0] == work.concept[two][0] and names[0] != names[1]:
            return names if all(names) else None
    return None


def leave_out_halves(work: Work) -> None:
    """Where one of two figures has a group and the other none, the other is not of the whole.

    It is of the group that the first is compared with, which nothing here could name.
    """
    values = [i for i in sorted(work.concept) if work.figures[i].kind == "value"]
    for one, two in itertools.pairwise(values):
        if work.concept[one][0] == work.concept[two][0]:
            _leave_out(work, one, two, values)
    shares = [i for i in sorted(work.concept) if work.figures[i].kind == "share"]
    for one, two in itertools.pairwise(shares):
        if (
            two == one + 1
            and work.concept[one][0] == work.concept[two][0]
            and work.figures[one].percent is not None
            and work.figures[two].percent is not None
            and _AGAINST.search(work.text[work.figures[one].end : work.figures[two].start])
            and not AGAIN_MORE.match(work.text, work.figures[one].end)
        ):
            _leave_out(work, one, two, [])


_AGAINST = compiled(
    r"\b(?:vs\.?|versus|compared (?:with|to)|as against|than|whereas|while)(?:\s|$)", re.I
)


_THE_OTHERS = compiled(
    r"\s(?:in|for|among|of)\s(?:all\s)?(?:the\s)?(?:others|rest|remainder|other patients|remaining patients)\b",
    re.I,
)
# The arm that the other is compared with, which goes without a name then.
_COMPARATOR = compiled(
    r"\b(?:placebo|controls?|sham|observation|watchful waiting|(?:best )?supportive care|standard|historical)\b",
    re.I,
)


def _leave_out(work: Work, one: int, two: int, values: list[int]) -> None:
    groups = work.group.get(one, ""), work.group.get(two, "")
    led = _led_by(work, one) if work.figures[two].versus and not groups[0] else ""
    other = groups[1] or behind(work, two) if led else ""
    if led and other and led != other:
        work.group[one], work.group[two] = led, other
        return
    if not any(groups) and work.figures[two].versus and not _of_the_whole(work, one):
        work.group[one] = work.group[two] = (
            UNTOLD  # two figures of one thing: neither is the whole's
        )
        return
    if bool(groups[0]) == bool(groups[1]) or UNTOLD in groups:
        return
    bare = one if not groups[0] else two
    if _of_the_whole(work, bare):
        return
    if bare == two and _THE_OTHERS.match(work.text, work.figures[two].end):
        work.group[two] = opposite(groups[0])
        return
    if bare == one and work.figures[two].versus and _COMPARATOR.search(groups[1]):
        work.group[one] = opposite(groups[1])  # "22 months versus 8 months in the control arm"
        return
    same_cue = work.figures[one].cue == work.figures[two].cue
    if bare == one and values:
        parts = [i for i in values if i > one and work.group.get(i)]
        opened = patterns.match(
            r"\s?(?:\([^()]*\)\s?)?[:(;,—–]", work.text[work.figures[one].end :]
        )
        if not same_cue or (opened and len(parts) > 1):
            return  # "15 months (21 in A, 10 in B)": the whole, then its parts
    work.group[bare] = UNTOLD
    if work.figures[two].versus and bare == one:
        work.group[two] = UNTOLD  # "31 vs 96 months in X": which of the two is told nowhere


# "In the familial group the 10-year survival was 84% as against …".
_LED_BY = compiled(
    r"(?:^|.*[;.]\s)(?:in|among|for)\s(?:the\s)?(?P<what>[^,;().\d]{2,50}?)(?:,\s|\s(?=the\s))(?:the\s)?[^,;()]{3,60}$",
    re.IGNORECASE,
)


def _led_by(work: Work, index: int) -> str:
    """The group with which the clause of a figure begins."""
    edge = work.figures[index - 1].end if index else 0
    told = _LED_BY.match(work.text, edge, work.figures[index].start)
    return phrase(work.text, *told.span("what"), work.found) if told else ""


def _of_the_whole(work: Work, index: int) -> bool:
    figure = work.figures[index]
    edge = work.figures[index - 1].end if index else 0
    stop = work.figures[index + 1].start if index + 1 < len(work.figures) else len(work.text)
    if _WHOLE.search(work.text[edge : figure.start]) or _WHOLE.search(
        work.text[figure.end : min(stop, figure.end + 40)]
    ):
        return True
    return any(
        not g.name
        and ((edge <= g.start and g.end <= figure.start) or 0 <= g.start - figure.end <= 2)
        for g in work.groups
    )
