"""A sentence at work: its numbers, concepts and groups, and which words belong to a number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from netmatrix import patterns
from netmatrix.evidence import Statistic
from netmatrix.extract.statistics.anchors import Anchor
from netmatrix.extract.statistics.figure import Figure
from netmatrix.extract.statistics.groups import Group
from netmatrix.extract.statistics.rules import CohortRules
from netmatrix.extract.statistics.subgroups import Topics
from netmatrix.normalise.names import Names
from netmatrix.patterns import compiled

_CLAUSE = compiled(
    r";\s|,\s(?:and|but)\s(?=(?:in|among|for|of)\s\d{1,4}\s(?:\w+\s)?(?:patients|cases|of|\())|\s(?:whereas|while|but|although|though)\s|,\s(?:of whom|of which|of these)\s|\b(?:including|included|such as|namely|e\.g\.,?|i\.e\.,?|consisted of|comprised)\s"
)
# "A worse recurrence-free survival (RFS; 60% vs 86%)": no new clause.
_SHORT_FORM = compiled(r"[(\[][A-Za-z]{0,2}[A-Z]{2,5};\s$")
# "NSE was demonstrated in all tumours and (chromogranin in 26)": not "and in 11 of 12 …".
_ALL_AND = compiled(
    r"\bin\s(?:all|every|none)\s(?:of\s(?:them|the\s))?(?:\w+\s){0,2}?(?:and|but)\s(?!in\b|only\b)",
    re.I,
)
# "47% at 1, 19% at 2 and 9% at 3 years": the time is that of the share before it.
_AT_POINT = compiled(
    r"\s(?:at|after)\s\d{1,2}(?:[\s-](?:years?|months?))?(?=,?\s(?:and|or)\s|,\s)", re.I
)
NOUN_AFTER = compiled(
    r"\s?(?:\(\s?[^()]{0,30}\)\s?)?(?:of\s(?:the\s|all\s|our\s|these\s|those\s)?)?(?:[\w/-]+\s){0,4}?(?:patients?|cases?|subjects?|tumou?rs?|individuals?|participants?|adults?|children|pts|pairs|lesions?|women|men|resections?|of them|of these|NETs?|NENs?|carcinoids?)\b",
    re.I,
)


@dataclass
class Context:
    """The rules, and what "this difference" of the next sentence refers to: the last concept told."""

    rules: CohortRules
    names: Names
    last: str = ""
    before: str = ""
    """What the sentence right before counted, for "they" and "such events"."""
    whole: tuple[int, str] | None = None
    """The patients that "of these" of the next sentence means: how many, and what they have."""
    share: str = ""
    """What all shares of the last sentence are about, for "the corresponding figures"."""
    shares: tuple[str, ...] = ()
    """What each share of the last sentence with shares is about, in order."""
    timed: str = ""
    """The survival of which times were told last, for "the corresponding medians"."""
    topics: Topics = field(default_factory=Topics)
    pair: tuple[str, str] | None = None
    """The two groups that were compared last, in their order, for "5 vs 6 months" without names."""
    groups: tuple[str, ...] = ()
    """The groups of the last figures of one thing, in order, for lists that do not name them again."""
    arms: tuple[str, str] | None = None
    """The two treatments between which the study parted its patients."""
    long_forms: Mapping[str, str] = field(default_factory=dict)
    """What the paper's own abbreviations stand for, each as it is printed."""
    averages: dict[str, str] = field(default_factory=dict)
    """How the paper measures a time to an event, as it said last: "median" of "overall survival"."""


@dataclass
class Tied:
    """A sentence's statistics and the numbers that could not be tied (as their wording)."""

    statistics: list[Statistic] = field(default_factory=list)
    unassigned: list[tuple[int, int]] = field(default_factory=list)


@dataclass
class Work:
    text: str
    found: list[Anchor]
    groups: list[Group]
    figures: list[Figure]
    rules: CohortRules
    wholes: list[tuple[int, int, str]] = field(default_factory=list)
    """Numbers of patients that later shares are of: where told, how many, what they have."""
    concept: dict[int, tuple[str, int, int]] = field(default_factory=dict)
    group: dict[int, str] = field(default_factory=dict)
    dropped: set[int] = field(default_factory=set)
    by_group: set[int] = field(default_factory=set)
    """Shares in brackets behind the groups they are highest, next and lowest in."""
    headed: set[int] = field(default_factory=set)
    """Counts before a colon: the whole of the list behind it."""
    measured: set[int] = field(default_factory=set)
    """Counts of those in whom something was measured, behind which stands in how many it was found."""
    left_out: set[int] = field(default_factory=set)
    """Shares that compare what the sentence does not name."""
    parts: set[int] = field(default_factory=set)
    """ "Of the 67 patients with X": wholes that are themselves a part of the patients."""

    def whole_at(self, position: int) -> tuple[int | None, str]:
        """The whole of a share at a position, and the name of the group it is."""
        before = [w for w in self.wholes if w[0] < position]
        return (before[-1][1], before[-1][2]) if before else (None, "")

    def share_at(self, position: int) -> int | None:
        """The index of the share that stands at a position and is not dropped."""
        return next(
            (
                i
                for i, f in enumerate(self.figures)
                if f.kind == "share" and i not in self.dropped and f.start <= position < f.end
            ),
            None,
        )

    def in_group(self, anchor: Anchor) -> bool:
        return any(anchor in g.anchors for g in self.groups)


# "(52 patients) had a functioning tumour and flushing was reported in (41)": two clauses.
_SECOND = compiled(
    r"(?P<first>[^,;:()]{0,20}?\b(?:had|underwent|received|developed|showed|presented)\s[^,;:()]{2,60}?)\sand\s"
    r"(?P<told>(?:(?!\band\b)[^,;:()]){2,50}?\s(?:was|were|occurred)\s(?:\w+\s)?(?:in|by|for)\s(?:the\s(?:other|remaining)\s)?)",
    re.I,
)


_ASIDE = compiled(r"[^()\[\]]{0,40}\)\s(?=[A-Za-z])")


def left_of(work: Work, index: int) -> int:
    """Where the words that may belong to a figure begin: after the last figure or clause."""
    start = work.figures[index].start
    edge = 0
    if index and work.figures[index - 1].end <= start:
        edge = work.figures[index - 1].end
        aside = _ASIDE.match(work.text, edge, start)
        if aside and open_bracket(work.text, work.figures[index - 1].start) is not None:
            edge = aside.end()  # "under A (150 operations) crisis developed in 45"
    if index - 1 in work.measured:
        return left_of(work, index - 1)
    if index and work.figures[index - 1].kind == "share" and edge:
        # "25% of gastrinomas, 20% of …": what a share is of belongs to that share
        of = patterns.match(
            r"\s?of\s(?!(?:them|whom|which|these)\b)[^,;:()]{2,60}?(?=,|;|:|\sand\s|\s(?:with|who|were|was|had|in|presented|developed|showed|received)\s)",
            work.text[edge:start],
        )
        edge += of.end() if of else 0
        point = _AT_POINT.match(work.text, edge, start)
        edge = point.end() if point else edge
    for match in _CLAUSE.finditer(work.text, edge, start):
        if not _SHORT_FORM.search(work.text, edge, match.end()):
            edge = match.end()
    for match in _ALL_AND.finditer(work.text, edge, start):
        edge = match.end()
    second = _SECOND.fullmatch(work.text, edge, start)
    edge = second.start("told") if second else edge
    opened = open_bracket(work.text, start)
    figure = work.figures[index]
    if opened is not None and not figure.bracketed and work.text[opened + 1 : start].strip(" ,;"):
        edge = max(edge, opened + 1)
    return edge


def right_of(work: Work, index: int) -> int:
    """Where the words that may belong to a figure end: before the next figure or clause."""
    end = work.figures[index].end
    stop = work.figures[index + 1].start if index + 1 < len(work.figures) else len(work.text)
    match = _CLAUSE.search(work.text, end, stop)
    stop = match.start() if match else stop
    second = _SECOND.fullmatch(work.text, end, stop)
    stop = second.end("first") if second else stop
    opened = open_bracket(work.text, work.figures[index].start)
    if opened is not None and not work.figures[index].bracketed:
        close = work.text.find(")", end)
        if close > 0:
            stop = min(stop, close)
    return max(stop, end)


def open_bracket(text: str, position: int) -> int | None:
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


def inherited(work: Work, index: int) -> tuple[str, int, int] | None:
    previous = previous_share(work, index)
    return work.concept[previous] if previous is not None else None


def countable(work: Work, anchor: Anchor, figure: Figure) -> bool:
    """A share can be about anything but an age or a size; survival only as a rate of percent."""
    if not anchor.value:
        return True
    return "survival" in anchor.name and figure.percent is not None


def previous_share(work: Work, index: int) -> int | None:
    """The last share before the figure that has its concept: few of many figures have one yet."""
    return max(
        (i for i in work.concept if i < index and work.figures[i].kind == "share"), default=None
    )


_PAIRS = {
    word: other
    for one, two in (("male", "female"), ("younger", "older"), ("larger", "smaller"))
    for word, other in ((one, two), (two, one))
}


_TURNED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_SIGN = compiled(r"(?P<of>age|tumor size|ki-67) (?P<sign>[<>]=?)(?P<than>.+)")


def opposite(group: str) -> str:
    """The patients outside a group: "no …", and back; of the sexes and signs the other."""
    if group in _PAIRS:
        return _PAIRS[group]
    if group.endswith(("-positive", "-negative")):
        what, sign = group.rsplit("-", 1)
        return f"{what}-{'negative' if sign == 'positive' else 'positive'}"
    if level := _SIGN.fullmatch(group):
        return f"{level['of']} {_TURNED[level['sign']]}{level['than']}"
    return group[3:] if group.startswith("no ") else f"no {group}" if group else ""
