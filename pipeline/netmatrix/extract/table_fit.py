"""How well a run of words fills a column's cell: the price list of ``table_lines``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from netmatrix import patterns
from netmatrix.extract.table_columns import Column
from netmatrix.extract.table_keys import AGE, AGE_SEX, SEX, STATUS, key_of
from netmatrix.nlp.annotations import Annotations, Mention
from netmatrix.patterns import compiled


@dataclass(frozen=True, slots=True)
class Token:
    """A run of characters without a space: ``[start, end)`` of the canonical text."""

    start: int
    end: int
    text: str


_NO_VALUE = compiled(
    r"^(?:[-–—−]+|n\.?/?a\.?|n\.?d\.?|n\.?r\.?|none|no|unknown|nil|n\.?s\.?|n\.?k\.?|not (?:sampled|known|referred|reported|available|stated|done|given|applicable|specified|mentioned))\W*$",
    re.I,
)
_NUMBER = compiled(r"^[<>≤≥~]?\s?\d+(?:[.,]\d+)?(?:\s?[-–/]\s?\d+(?:[.,]\d+)?)?\s?%?\W?$")
_TIME = compiled(
    rf"^(?:{STATUS}[*†‡]?[,;:/]?\s)?[<>≤≥~]?\s?\d+(?:[.,]\d+)?\+?\s?(?:m|mo|mos|months?|y|yrs?|years?|weeks?|days?|d)?(?:\s?\((?:ex|exitus|[A-Z]{{1,4}}|{STATUS})\)|[,;/]?\s{STATUS})?\W?$",
    re.I,
)
_SIGN = compiled(
    r"^(?:\++(?:/-)?|[-–−]|pos\w*\.?|neg\w*\.?|n|high|low|weak|focal|strong|normal|elevated|yes|no|y|h|l|nd|n/?a)\W?$",
    re.I,
)
# Under "Mutation": susceptibility genes of chromaffin tumours (Endocrine Society guideline, Lenders et al.,
# J Clin Endocrinol Metab 2014) and of multiple endocrine neoplasia.
_GENE = r"^(?:SDH[ABCDx](?:AF2)?|VHL|RET|NF-?1|MEN-?1|TMEM127|MAX|FH|EPAS1|HIF2A|CDKN1B|wild[- ]?type|WT|sporadic)\W?$"
_TYPED: Mapping[str, tuple[re.Pattern[str], int]] = {
    "age_years": (AGE, 2),
    "sex": (SEX, 1),
    "age_sex": (AGE_SEX, 3),
    "year": (compiled(r"^\(?(?:19|20)\d\d\)?\W?$"), 1),
    "grade": (
        compiled(r"^(?:(?:NET|NEC|grade)?\s?-?G?\s?-?(?:[123]|I{1,3})|low|intermediate|high)\W?$", re.I), 2,
    ),
    "differentiation": (compiled(r"^(?:well|poor|poorly|moderate|moderately|WD|PD|MD)(?: diff\w*)?\W?$", re.I), 2),
    # FIGO, AJCC/UICC and ENETS stages, TNM.
    "stage": (compiled(r"^(?:stage\s)?(?:0|I{1,3}|IV|[1-4])(?:[A-Da-d]\d?|\d)?\W?$|^[cpy]{0,2}T\S{1,4}\s?N\S{1,3}(?:\s?M\S{1,2})?\W?$", re.I), 3),
    "ki67_percent": (compiled(r"^[<>≤≥~]?\s?\d+(?:[.,]\d+)?\s?%?(?:\s?[-–]\s?\d+(?:[.,]\d+)?\s?%?)?\W?$"), 3),
    "mitoses": (compiled(r"^[<>≤≥~]?\s?\d+(?:\s?[-–]\s?\d+)?(?:\s?/\s?\d+\s?\S*)?(?:\s?(?:HPFs?|mm\S*))?\W?$", re.I), 3),
    "marker": (_SIGN, 1),
    "flag": (compiled(rf"{_SIGN.pattern}|{_GENE}", re.I), 2),
    "assay": (_NUMBER, 1),
    "site_flag": (compiled(rf"{_SIGN.pattern}|^\d{{1,2}}\s?/\s?\d{{1,3}}$", re.I), 1),
    "pfs_months": (_TIME, 2),
    "follow_up_months": (_TIME, 3),
    "count": (_NUMBER, 1),
    "treatment_count": (_NUMBER, 1),
}  # fmt: skip
_GROUPS: Mapping[str, tuple[str, ...]] = {
    "treatments": ("treatment",),
    "histology": ("histology", "differentiation", "site"),
    "primary_site": ("site",),
    "site": ("site", "bone_site"),
    "metastatic_sites": ("site", "bone_site"),
    "recurrence": ("site", "bone_site"),
    "bone_sites": ("site", "bone_site"),
    "bone_lesion_type": ("bone_lesion_type",),
    "response": ("response",),
    "prognosis": ("response", "dead", "alive", "well", "follow_up"),
    "diagnostic_methods": ("diagnostic_method",),
    "functional": ("functional",),
    "syndrome": ("syndrome",),
    "markers": ("marker",),
    "marker_sides": ("marker",),
}
_RESPONSE = compiled(r"^(?:CR|PR|SD|PD|NE|NED|stable|progress\w*|partial|complete)\W*$", re.I)
_STATUS = compiled(rf"^{STATUS}\b|^(?-i:AD|A|D),?\s?\d", re.I)
# Parts of an organ that a column of locations may name alone.
_PART = compiled(
    r"^(?:head|neck|body|tail|uncinate|fundus|antrum|corpus|cardia|bulb|tip|base|hilum|RUL|RLL|RML|LUL|LLL)\W?$",
    re.I,
)
_NUMERIC = compiled(
    r"\b(?:dose|time|size|duration|cycles|activity|interval|diameter|cm|mm|mg|count|stage)\b", re.I
)
_YES_NO = compiled(r"\b(?:resectable|operable|smok\w*|meta\w*)\b", re.I)
_GLUE = compiled(
    r"^(?:and|or|with|of|the|in|to|then|followed|by|plus|after|for|\+|/|&|at|a|x)\W?$", re.I
)
# The extent of small cell carcinoma, as the Veterans' Administration Lung Study Group staged it.
_EXTENT = compiled(r"^(?:LD|ED|limited|extensive|locali[sz]ed|loco-?regional|metastatic)\W?$", re.I)
_CODE = compiled(r"^(?:\d|[-–—]|NA|NR|ND)$")
_UNIT = compiled(
    r"^\(?(?:mg|g|gy|mci|gbq|cycles?|courses?|mm|cm|months?|m|weeks?|days?|times|x|/)\b", re.I
)


_ORGANS = (
    "liver", "lung", "bone", "brain", "pancreas", "stomach", "duodenum", "jejunum", "ileum",
    "appendix", "cecum", "colon", "rectum", "thymus", "thyroid", "adrenal gland", "kidney",
    "spleen", "ovary", "skin", "breast", "bladder", "prostate", "gallbladder", "esophagus",
)  # fmt: skip
"""Organs whose names may stand right before an operation's in the next cell; canonical names."""

Vocabulary = Mapping[str, Sequence[Mention]]
"""A wording in lower case -> what it means where the paper uses it."""


def vocabulary(annotations: Annotations) -> Vocabulary:
    """The terms of the paper by their wording: a word that runs into the next cell's is known too."""
    text = annotations.document.text
    found: dict[str, dict[tuple[str, tuple[str, ...]], Mention]] = {
        name: {("site", (name,)): Mention(0, 0, "term", "site", (name,))} for name in _ORGANS
    }
    for mention in annotations.mentions:
        if mention.layer == "term" and mention.end - mention.start <= 40:
            wording = text[mention.start : mention.end].lower()
            found.setdefault(wording, {}).setdefault((mention.group, mention.names), mention)
    return {wording: tuple(by_name.values()) for wording, by_name in found.items()}


class _Sums(NamedTuple):
    """Of a line's words, up to each: how many belong to terms of some groups, how many to nothing
    that joins or belongs, how many begin a term behind other words; and where, from each word on,
    the first one of a term stands.
    """

    covered: list[int]
    loose: list[int]
    begun: list[int]
    following: list[int]


def _summed(marks: Iterable[bool]) -> list[int]:
    return [0, *accumulate(map(int, marks))]


class Line:
    """A line's words with what the terminology knows of them, summed for quick questions."""

    def __init__(
        self, annotations: Annotations, tokens: Sequence[Token], known: Vocabulary
    ) -> None:
        self.tokens = tokens
        self.words = words = [token.text for token in tokens]
        self.text = annotations.document.text
        self.glue = [_GLUE.match(word) is not None for word in words]
        new = [
            word[:1].isupper() and not word.isupper() and before[-1:] not in ",;/+(-" and not glue
            for before, word, glue in zip(words, words[1:], self.glue, strict=False)
        ]
        self.capitals = [0, 0, *accumulate(map(int, new))]
        """Capitals that look like a new cell's, summed up to each word but the first."""
        mentions = (
            list(annotations.mentions_in(tokens[0].start, tokens[-1].end + 1)) if tokens else []
        )
        mentions = [m for m in mentions if m.layer in ("term", "cue")]
        self._sums: dict[tuple[str, ...], _Sums] = {}
        groups = {g for gs in _GROUPS.values() for g in gs}
        torn = [0.0] * (len(tokens) + 1)
        covered: dict[str, list[int]] = {g: [0] * len(tokens) for g in sorted(groups)}
        self.begins: list[frozenset[str]] = [frozenset()] * len(tokens)
        """Groups of the terms that begin at a word right behind another cell's or term's words."""
        reached = 0
        at = 0
        for mention in mentions:
            while at < len(tokens) and tokens[at].end <= mention.start:
                at += 1
            last = at
            fresh = mention.layer == "term" and mention.start >= reached
            if fresh and at < len(tokens) and mention.start >= tokens[at].start and at:
                before = tokens[at - 1].text
                if before[-1:] not in ",;/+-–:" and not _GLUE.match(before):
                    self.begins[at] = self.begins[at] | {mention.group}
            if mention.layer == "term":
                reached = max(reached, mention.end)
            while last < len(tokens) and tokens[last].start < mention.end:
                if mention.group in covered:
                    covered[mention.group][last] = 1
                if last > at and mention.layer == "term":
                    capital = tokens[last].text[:1].isupper() and not tokens[last].text.isupper()
                    torn[last] = 0.1 if capital else 0.9
                last += 1
        for index, token in enumerate(tokens):
            for mention in known.get(token.text.strip(".,;:()*").lower(), ()):
                if mention.group in covered:
                    covered[mention.group][index] = 1
        self._covered = covered
        self.torn = torn
        """What a cut before the word costs that goes through a term; little before a capital."""
        depth = 0
        self.depth: list[int] = []
        """Open parentheses before each word."""
        for token in tokens:
            self.depth.append(depth)
            depth += token.text.count("(") + token.text.count("[")
            depth = max(0, depth - token.text.count(")") - token.text.count("]"))
        self.depth.append(depth)

    def sums(self, groups: tuple[str, ...]) -> _Sums:
        """What the words are to terms of the groups, summed up to each word."""
        if groups not in self._sums:
            size = len(self.tokens)
            marks = [any(self._covered[g][i] for g in groups) for i in range(size)]
            inside = [
                self.glue[i] or self.depth[i] or self.words[i].startswith("(") for i in range(size)
            ]
            following = [size] * (size + 1)
            for i in reversed(range(size)):
                following[i] = i if marks[i] else following[i + 1]
            self._sums[groups] = _Sums(
                _summed(marks),
                _summed(not (mark or within) for mark, within in zip(marks, inside, strict=True)),
                _summed(not begun.isdisjoint(groups) for begun in self.begins),
                following,
            )
        return self._sums[groups]

    def covered(self, groups: tuple[str, ...], at: int, to: int) -> int:
        """How many of the words ``[at, to)`` belong to terms of the groups."""
        sums = self.sums(groups).covered
        return sums[to] - sums[at]

    def wording(self, at: int, to: int) -> str:
        return " ".join(self.words[at:to])


def cost_of(line: Line, column: Column, at: int, to: int) -> float | None:
    """What it costs to take the words ``[at, to)`` for a cell of the column; ``None`` forbids it."""
    first, last = line.tokens[at].text, line.tokens[to - 1].text
    if line.depth[at] or (line.depth[to] and to < len(line.tokens)):
        return None  # a cut inside parentheses
    if first[:1] in "(),;" or (last[-1:] in ",;/" and to < len(line.tokens)):
        return None  # a list goes on
    cut = line.torn[at] + line.torn[to]
    price = _price(line, column, at, to)
    return None if price is None else price + 0.5 * cut


def _price(line: Line, column: Column, at: int, to: int) -> float | None:
    size = to - at
    meaning = column.meaning
    if column.coded:
        return 0.0 if size == 1 and _CODE.match(line.words[at]) else None
    if meaning == "patient":
        return 0.0 if size <= 3 and key_of(line.wording(at, to)) else None
    if meaning == "author":
        return _author(line, at, to)
    if meaning == "follow_up_months" and (told := _outcome(line, at, to)) is not None:
        return told
    if meaning in _TYPED:
        pattern, most = _TYPED[meaning]
        if size > max(most, 2):
            return None
        wording = line.wording(at, to).rstrip("*†‡§")
        if size <= most and pattern.match(wording):
            return 0.0
        return 0.1 if _NO_VALUE.match(wording) else None
    if meaning in ("ignore", "stage", "presentation"):
        return _ignored(line, column, at, to)
    if size <= 2 and _NO_VALUE.match(line.wording(at, to)):
        return 0.2
    return _worded(line, column, at, to)


def _outcome(line: Line, at: int, to: int) -> float | None:
    """ "Alive with disease, 30 months" under "Follow-up": an outcome with its time."""
    if not 2 <= to - at <= _LONGEST_OUTCOME or not line.covered(_OUTCOMES, at, to):
        return None
    loose = sum(
        not line.glue[i]
        and not line.covered(_OUTCOMES, i, i + 1)
        and not _AMOUNT.match(line.words[i])
        for i in range(at, to)
    )
    return 0.1 + 0.4 * loose


_OUTCOMES = ("response", "dead", "alive", "well")
_LONGEST_OUTCOME = 8
_AMOUNT = compiled(r"^(?:\d+(?:[.,]\d+)?|m|mo|mos|months?|y|yrs?|years?|weeks?|days?)\W?$", re.I)


def _author(line: Line, at: int, to: int) -> float | None:
    # First in its line, or behind the line's number.
    if to - at > 8 or at > 1 or (at and not key_of(line.tokens[0].text)):
        return None
    last = line.tokens[to - 1].text
    if patterns.search(r"\]$|^\(?(?:19|20)\d\d\)?$|^\d{1,3}$", last):
        return 0.0
    if patterns.match(
        r"^(?:present|our|current|this)\s+(?:case|patient|study|report)$",
        line.wording(at, to),
        re.I,
    ):
        return 0.0
    return 0.2 if patterns.match(r"al\.?,?$", last) else 0.8 + 0.2 * (to - at)


@lru_cache(maxsize=1024)
def _kind_of(header: str) -> tuple[bool, bool]:
    """Whether a heading promises numbers, and whether signs."""
    return bool(_NUMERIC.search(header)), bool(_YES_NO.search(header))


def _ignored(line: Line, column: Column, at: int, to: int) -> float | None:
    size, wording = to - at, line.wording(at, to)
    numeric, yes_no = _kind_of(column.header)
    if numeric and column.run == 1:
        if size <= 2 and (_NUMBER.match(wording) or _TIME.match(wording)):
            return 0.0
        return 0.15 if size <= 2 and _NO_VALUE.match(wording) else 1.2 + 0.3 * size
    if yes_no and size == 1 and _SIGN.match(wording):
        return 0.0
    small = 0.25 * max(0, _capitals_inside(line, at, to))
    return 0.3 + 0.12 * size / max(1, column.run) + small


def _capitals_inside(line: Line, at: int, to: int) -> int:
    """How many new cells the words look like: a capital behind a word that ends no list."""
    return line.capitals[to] - line.capitals[at + 1]


def _worded(line: Line, column: Column, at: int, to: int) -> float | None:
    """A cell made of words of its own kind: what they do not cover costs."""
    size = to - at
    groups = _GROUPS.get(column.meaning, ())
    sums = line.sums(groups)
    covered = sums.covered[to] - sums.covered[at]
    first, last = line.tokens[at].text, line.tokens[to - 1].text
    wording = line.wording(at, to)
    if column.meaning == "response" and size == 1 and _RESPONSE.match(first):
        return 0.0
    if column.meaning in ("prognosis", "response") and _STATUS.match(wording):
        covered = max(covered, 1)
    if column.meaning in ("site", "primary_site") and size == 1 and _PART.match(first):
        return 0.0
    if (
        column.meaning in ("treatments", "metastatic_sites", "recurrence", "bone_sites")
        and size == 1
    ):
        if _SIGN.match(wording):
            return 0.3
        if column.meaning == "metastatic_sites" and _EXTENT.match(wording):
            return 0.1
    loose = sums.loose[to] - sums.loose[at] if groups else size
    price = 0.0 if covered else 1.4
    price += (0.12 if column.meaning in ("prognosis", "treatments") else 0.3) * loose
    price += 0.3 * _capitals_inside(line, at, to) * (not covered)
    # Two terms side by side without a comma between them look like two cells.
    price += 0.45 * (sums.begun[to] - sums.begun[min(sums.following[at] + 1, to)])
    if column.meaning == "treatments" and line.covered(_OUTCOMES, at, to):
        price += 0.4  # "Ileal resection Alive with disease": another cell's words
    if _NUMBER.match(last) and not line.covered(groups, to - 1, to) and size > 1:
        price += 0.6
    if _NUMBER.match(first) and not line.covered(groups, at, at + 1):
        price += 0.8
    if _UNIT.match(first) or line.glue[at] or (first[:1].islower() and at):
        price += 0.5
    if line.glue[to - 1]:
        price += 1.0
    # "None Complete response": an empty cell's word and another cell.
    price += 0.8 * sum(
        size > 1 and word[:1].isupper() and bool(_NO_VALUE.match(word)) for word in (first, last)
    )
    return price
