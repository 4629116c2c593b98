"""The group of patients that a median or a mean is of.

A group belongs to the figure it stands with: the subject before its verb ("patients with X had a
median of 31 months"), the phrase right behind ("31 months in patients with X"). A group that is
followed by a figure of its own ("31 months, patients without X 96 months") belongs to that one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from netmatrix import patterns
from netmatrix.extract.statistics.contrast import BETWEEN, HAD_BETTER, behind, goes_with
from netmatrix.extract.statistics.groups import UNTOLD, Group, bare_group, group_of, phrase
from netmatrix.extract.statistics.sentence import Work, opposite, right_of
from netmatrix.patterns import compiled

_TO_ITS_FIGURE = compiled(
    r"\s?(?:\([^()]*\)\s?)?,?\s?(?:(?:it|they|this)\s)?(?:(?:had|has|have|was|were|is|showed|reached|lived|survived|of|with)\s)?(?:for\s)?"
    r"(?:an?\s|the\s)?(?:(?:median|mean|average)\s(?:[\w-]+\s){0,4}?(?:of\s|was\s)?)?(?:only\s|about\s|approximately\s)?[:(=]?\s?",
    re.I,
)
_SUBJECT = compiled(
    r"\s?(?:\([^()]*\)\s?)?(?:,|:|(?:had|has|have|showed|experienced|reached|achieved|attained|obtained|lived|survived|"
    r"demonstrated|presented|exhibited|was|were|is|did)\b)",
    re.I,
)
_REST = compiled(
    r"\s?(?:\([^()]*\)\s?)?,?\s?(?:(?:in|for|among|of)\s(?:the\s)?)?(?:(?:those|patients|subjects|cases|individuals|ones|others)\s)?without"
    r"(?=\s?[,.;:()\]]|\s(?:and|versus|vs\.?|[pP]\b)|\s?$)|"
    r"\s?(?:\([^()]*\)\s?)?(?:in|for|among)\s(?:the|all)\s(?:others?|rest|remainder|remaining (?:patients|cases|subjects|ones)|other (?:patients|cases))\b",
    re.I,
)
""" "… and 96 months in those without", "… in the others"."""
_COMPARED_FIRST = compiled(
    r"(?:^|[;.:]\s|,\sand\s)(?:as\s)?(?:compared|relative|in comparison|in contrast)\s(?:with|to)\s[^,;]*$",
    re.I,
)
_LESS = compiled(
    r"\b(?:shorter|reduced|worse|poorer|lower|decreased|inferior|diminished|shortened|younger|earlier)\b",
    re.I,
)
_MORE = compiled(
    r"\b(?:longer|higher|better|improved|prolonged|superior|increased|greater|older|later)\b", re.I
)
_OTHERS = compiled(r"\b(?:than|compared (?:with|to))\s(?:in\s|for\s|the\s)*[a-z]", re.I)
""" "… worse than those in whom …": the others have a description of their own."""
_WHO_DID_NOT = compiled(
    r"\b(?:than|compared (?:with|to))\s(?:in\s|for\s)?(?:those|patients|the others)\s(?:who|that)\s(?:did|had|were|have)\s(?:not|none)\b",
    re.I,
)
_DID_NOT = compiled(r"\b(?:did|had|were|was|have)\s(?:not|none)$")
_WITHOUT_AND = compiled(
    r"\s(?:in|for|among)\s(?:those|patients|subjects|cases)\swithout,?\s(?:and|versus|vs\.?|but|as against|compared (?:with|to))\s",
    re.I,
)
""" "98 months for patients without and 41 months for patients with bone metastases"."""
_IN_BRACKETS = compiled(r"\s?[(\[](?P<what>[A-Za-z][^()\[\];:=<>%]{1,40})[)\]]")
""" "33 months (BM) vs 91 months (no BM)"."""
_TIME_POINT = compiled(r"(?:after|from|since|following|at)\b", re.I)
_COORDINATED = compiled(
    r"\s?(?:\([^()]*\))?\s?(?:,|and|as well as|,\sand)?\s?(?:(?:with|had)\s)?(?:an?|the|their)?\s*",
    re.I,
)
""" "… a median OS of 31 months and a median PFS of 12 months": the subject is told once."""


def value_group(work: Work, index: int, first: int) -> str:
    """The group of ``work.figures[index]``: ``""`` for the whole, ``UNTOLD`` where it is unclear."""
    subject = None if _compared_first(work, index) else _subject(work, index, first)
    told = _behind(work, index, first)
    if subject is not None and subject.name:
        if not told or told == subject.name or _TIME_POINT.match(told):
            return subject.name
        if told != UNTOLD:
            return UNTOLD  # of both groups at once
    if told:
        return told
    label = _label(work, index) or _before_brackets(work, index)
    if label:
        return label
    cue = work.figures[index].cue
    series = [i for i, f in enumerate(work.figures) if f.cue == cue and f.kind == "value"]
    listed = [g for g in work.groups if g.end <= work.figures[first].start]
    second = len(series) > 1 and work.figures[series[1]].versus
    if second and len(series) > 2 and not work.figures[series[2]].versus and index in series[:2]:
        series = series[:2]  # "(170 vs 127 months), and in G1 156 months"
    if (goes := goes_with(work, work.figures[first].start)) and index - first < 2:
        return goes[0] if index == first else opposite(goes[0])
    other = index + int(not work.figures[index].versus)
    if (
        len(listed) < 2
        and other < len(work.figures)
        and work.figures[other].versus
        and (against := _against(work, other))
    ):
        return against[int(index == other)]
    if work.figures[index].versus or (second and index == first):
        place = series.index(index)
        ahead = work.text[: work.figures[first].start]
        if len(series) == 2 and (parted := BETWEEN.search(ahead)):
            # "survival differed between G1 and G3 (61 vs 14 months)"
            return phrase(work.text, *parted.span("ab"[place]), work.found) or UNTOLD
        if len(series) == 2 and (better := HAD_BETTER.search(work.text, 0, cue[0])):
            names = [
                phrase(work.text, *better.span(side), work.found) or better[side].lower()
                for side in "ab"
            ]
            return opposite(names[0]) if place and _DID_NOT.search(names[1]) else names[place]
        if len(listed) >= 2 and len(series) == 2:
            if _COMPARED_FIRST.search(work.text[: listed[-2].end]):
                return _by_direction(work, series, place, listed[-1].name, listed[-2].name)
            return listed[place - 2].name
        if listed:
            name = listed[-1].name
            if place == 0 or not name:
                return name
            between = work.text[listed[-1].end : work.figures[first].start]
            told_other = _OTHERS.search(between) and not _WHO_DID_NOT.search(between)
            return UNTOLD if told_other else opposite(name)
    return _near(work, index) if index == first else ""


# "Compared with A alone, OS was prolonged with B (19 versus 12 months)".
_COMPARED_LEAD = compiled(
    r"(?:[A-Z][\w ]{2,20}:\s)?(?:As\s)?compared\s(?:with|to)\s(?P<arm>[^,;:()]{2,60}),\s",
    re.IGNORECASE,
)
_WITH_IT = compiled(
    r"\s(?:with|in|for|under|on|by)\s(?:the\s)?(?P<arm>[^,;:()]{2,80}?)\s?[(\[]\s?$", re.IGNORECASE
)


_HAD = compiled(r"\b(?:had|was|were|showed|lived|survived)\b", re.IGNORECASE)


def _against(work: Work, second: int) -> tuple[str, str] | None:
    """The groups of a pair in brackets behind one of them, where the sentence begins with the other."""
    lead = _COMPARED_LEAD.match(work.text)
    values = [i for i, f in enumerate(work.figures) if f.kind == "value" and i in work.concept]
    if len({work.concept[i][0] for i in values if i <= second}) > 1:
        return None  # "…, and overall survival was longer in G1 (60 vs 30 months)": others
    arm = _WITH_IT.search(work.text, 0, work.figures[second - 1].start) if lead else None
    if lead is None or arm is None or arm.start() < lead.end() or _HAD.search(arm["arm"]):
        return None
    one, two = (
        phrase(work.text, *m.span("arm"), work.found) or m["arm"].lower() for m in (arm, lead)
    )
    return one, two


def _compared_first(work: Work, index: int) -> bool:
    """ "Compared with patients without X, …": the group told first is not the subject."""
    ahead = [g for g in work.groups if g.end <= work.figures[index].cue[0]]
    return bool(ahead and _COMPARED_FIRST.search(work.text[: ahead[0].end]))


def _by_direction(work: Work, series: Sequence[int], place: int, subject: str, other: str) -> str:
    """ "Compared with A, OS in B was shorter (33 vs 91)": B has the smaller, whichever is told first."""
    text = work.text[: work.figures[series[0]].start]
    less, more = _LESS.search(text), _MORE.search(text)
    one, two = (work.figures[i].value for i in series)
    if bool(less) == bool(more) or one is None or two is None or one == two:
        return UNTOLD
    first_is_subject = (one < two) == bool(less)
    return subject if (place == 0) == first_is_subject else other


def _subject(work: Work, index: int, first: int) -> Group | None:
    """The only group between the figure before and this one, if it is the subject or stands first."""
    figure = work.figures[index]
    last = work.figures[index - 1] if index else None
    edge = last.end if last is not None else 0
    start = figure.cue[0] if index == first and figure.cue[0] >= edge else figure.start
    if index != first:
        own = [
            g
            for g in work.groups
            if edge <= g.start
            and g.end <= figure.start
            and _TO_ITS_FIGURE.fullmatch(work.text[g.end : figure.start])
            and not _right_behind(work, edge, g)
        ]
        return own[0] if len(own) == 1 else None
    near = [g for g in work.groups if edge <= g.start and g.end <= start]
    near = [g for g in near if not patterns.search(r";\s|\.\s", work.text[g.end : start])]
    if last is not None and near and _right_behind(work, edge, near[0]):
        near = near[1:]
    if len({g.name for g in near}) == 1 and _SUBJECT.match(work.text, near[-1].end):
        return near[-1]
    if not near and last is not None and last.kind == "value" and last.cue != figure.cue:
        if _COORDINATED.fullmatch(work.text[last.end : figure.cue[0]]):
            earlier = next(
                i for i, f in enumerate(work.figures) if f.cue == last.cue and f.kind == "value"
            )
            if earlier == index - 1:
                return _subject(work, earlier, earlier)
    return None


def _right_behind(work: Work, edge: int, group: Group) -> bool:
    """Whether a group stands right behind the figure that ends at ``edge``, with nothing between."""
    return bool(patterns.fullmatch(r"\s?(?:\([^()]*\)\s?)?", work.text[edge : group.start]))


# "11.5 months (95% CI …): 15.9 months in A vs 7.4 in B": the first is of all.
_THE_WHOLE = compiled(r"\s?:\s\d")


def _behind(work: Work, index: int, first: int) -> str:
    figure, text = work.figures[index], work.text
    if _THE_WHOLE.match(text, figure.end):
        return ""
    ahead = _WITHOUT_AND.match(text, figure.end)
    if ahead and index + 1 < len(work.figures):
        other = _behind(work, index + 1, first)
        return opposite(other) if other and other != UNTOLD else UNTOLD
    if _REST.match(text, figure.end):
        cue = figure.cue
        series = [i for i, f in enumerate(work.figures) if f.cue == cue and f.kind == "value"]
        before = work.group.get(index - 1, "") if len(series) == 2 and index != first else ""
        return opposite(before) if before and before != UNTOLD else UNTOLD
    for group in work.groups:
        if 0 <= group.start - figure.end <= 2 and not _of_the_next(work, index, group):
            return group.name
    told = _IN_BRACKETS.match(text, figure.end)
    if told:
        span = told.span("what")
        inside = group_of(text, *span, *span, "", work.found)
        names = " and ".join(dict.fromkeys(a.name for a in inside.anchors if not a.value))
        if names and inside.name.removeprefix("no ") == names:
            return inside.name
    bare = bare_group(text, figure.end, right_of(work, index), work.found)
    if bare and not _of_the_next(work, index, bare):
        return bare.name
    return behind(work, index)


def _of_the_next(work: Work, index: int, group: Group) -> bool:
    """ "31 months, patients without X 96 months": a group before a figure of its own."""
    if index + 1 >= len(work.figures):
        return False
    following = work.figures[index + 1]
    end = work.figures[index].end
    parted = patterns.search(r"[,;:]", work.text[end : group.start]) or patterns.search(
        r"\b(?:than|versus|vs|compared)\b", work.text[end : group.start + _LEAD]
    )
    return bool(
        parted
        and following.kind in ("value", "share")
        and group.end <= following.start
        and _TO_ITS_FIGURE.fullmatch(work.text[group.end : following.start])
    )


_LEAD = len("than ")
"""A group may begin with the word that parts it from the figure."""


# "… longer in typical carcinoid (21 months [95% CI 15-28]) than in atypical carcinoid (9 months)".
_WHOSE = compiled(
    r"\b(?:in|for|among|with|of|(?:than|and|versus|vs\.?)(?:\s(?:in|for|among|with))?)\s(?:the\s)?(?P<what>[^,;:()\[\]]{2,60}?)\s?[(\[]\s?$",
    re.I,
)


def _before_brackets(work: Work, index: int) -> str:
    """The group before a figure in brackets, where each figure of the series stands in its own."""
    cue = work.figures[index].cue
    series = [i for i, f in enumerate(work.figures) if f.cue == cue and f.kind == "value"]
    told = {i: _WHOSE.search(work.text, 0, work.figures[i].start) for i in series}
    own = told.get(index)
    return (
        phrase(work.text, *own.span("what"), work.found)
        if own and len(series) > 1 and all(told.values())
        else ""
    )


def _label(work: Work, index: int) -> str:
    """ "G1: 31 months"."""
    label = patterns.search(r"([A-Za-z][\w -]{1,25}):\s?$", work.text[: work.figures[index].start])
    if not label:
        return ""
    inside = [
        a for a in work.found if label.start(1) <= a.start and a.end <= label.end(1) and not a.value
    ]
    return inside[-1].name if inside else ""


def _near(work: Work, index: int) -> str:
    """The last group before the first figure of a series."""
    figure = work.figures[index]
    before = work.figures[index - 1] if index else None
    edge = before.end if before is not None and before.kind == "value" else 0
    near = [g for g in work.groups if edge <= g.start and g.end <= figure.start]
    if near:
        return near[-1].name
    since = patterns.search(
        r"\bfrom\s(?:the\s)?[a-z][^,;()]{1,60}?\s(?:was|were)\s$",
        work.text[figure.cue[1] : figure.start],
        re.I,
    )
    return patterns.sub(r"\s(?:was|were)\s$", "", since.group()).lower() if since else ""
