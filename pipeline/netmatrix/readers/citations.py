"""Citation marks in brackets: which they are, and the running text without them.

Raised marks leave the running text because they glue to words; marks in brackets, numbers or
authors with years, leave it so that a paper gives the same sentences however its journal cites.  They stand in blocks of their own, and
:class:`~netmatrix.document.Citation` tells where each belongs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from netmatrix import patterns
from netmatrix.document import Citation, TextBuilder
from netmatrix.patterns import compiled

NUMBERS = r"\d{1,3}(?:\s?[,;–−-]\s?\d{1,3})*"
_SQUARE = compiled(rf"\s?\[\s?{NUMBERS}\s?\](?:\s?[,;–−-]\s?\[\s?{NUMBERS}\s?\])*")
_ROUND = compiled(rf"\s?\(\s?{NUMBERS}\s?\)")
_LETTERS = r"[^\W\d_][\w’'‐-]*"
_SURNAME = rf"(?:(?:[Vv]an|[Vv]on|[Dd]e|der|den|[Ll]a|[Ll]e|[Dd]i|[Dd]a|dos)\s){{0,2}}(?=[^\W\d_a-z]){_LETTERS}"
_YEARS = r"(?:19|20)\d\d[a-z]?(?:\s?,\s?(?:(?:19|20)\d\d)?[a-z]?(?![^\W_]{2}))*"
_WORK = (
    rf"{_SURNAME}(?:\s{_SURNAME})?(?:,\s{_SURNAME}){{0,4}}(?:,?\s(?:and|&)\s{_SURNAME}(?:\s{_SURNAME})?)?"
    rf"(?:,?\set\s?al\.?)?,?\s{_YEARS}"
)
DATED = compiled(rf"\s?\(\s?{_WORK}(?:\s?[;,]\s?(?:and\s)?{_WORK}){{0,24}}\s?\)")
"""Authors with years in round brackets: (Moe et al., 2004; Roe and Poe, 2011)."""
AS_WORD = compiled(
    r"(?:^|[\s(])(?:in|by|from|of|to|see|and|with|as|than|at|on|per|or|e\.g\.,?|i\.e\.,?"
    r"|ref(?:s?\.|erences?|s)?|eqs?\.|equations?|n)$",
    re.I,
)
"""Words in front of a mark that is a word of its sentence: "as shown in [12]"."""
_VALUE = compiled(
    r"(?:(?<![\w.,-])(?!(?:19|20)\d\d$)\d[\d.,]*\s?%?|[%=<>≤≥±])"
    r"\s?(?:years?|months?|weeks?|days?|hours?|yrs?|mos?|[cm]m|mg|g|kg|ml|patients?)?$"
)
"""A number in front of a bracket: what stands in it may be a range or a count."""
_FEW, _ENOUGH, _ENOUGH_ROUND = 2, 5, 12


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark found in a text: the range that leaves it, and its numbers as printed."""

    start: int
    end: int
    wording: str


@dataclass(frozen=True, slots=True)
class Habit:
    """How a paper cites: by numbers in square brackets or in round ones, by authors and years, or
    otherwise.

    ``references`` is the number of entries of its list (0 where that is not known), ``names`` the
    words with capitals that begin them; ``due`` are the marks behind a number that must be
    citations, or, in round brackets, the places of all citations.
    """

    square: bool = False
    round: bool = False
    dated: bool = False
    references: int = 0
    names: frozenset[str] = frozenset()
    due: frozenset[str] = frozenset()

    def marks(self, text: str) -> list[Mark]:
        """The marks of a block of running text, in order."""
        out: list[Mark] = []
        if self.square and "[" in text:
            out.extend(_found(_SQUARE, text, self.references, self.due))
        if self.round and "(" in text:
            found = _found(_ROUND, text, self.references, strict=False)
            out.extend(mark for mark in found if _spot(text, mark) in self.due)
            out.sort(key=lambda mark: mark.start)
        if self.dated and "(" in text:
            out.extend(_dated(text, self.names))
            out.sort(key=lambda mark: mark.start)
        return out


def habit(texts: Iterable[str], references: int = 0, entries: Iterable[str] = ()) -> Habit:
    """How a paper cites, from its blocks of running text, the length of its reference list, and
    the wording of its entries.

    Square brackets hold little else than citations.  Round ones hold counts as well, so that they
    are taken for citations only where their numbers name most of the list, in rising order, and
    authors with years where the list begins with their names.
    """
    texts = list(texts)
    names = frozenset(
        word
        for entry in entries
        for word in patterns.findall(_LETTERS, entry[:160])
        if word[0].isupper()
    )
    if len(names) >= _ENOUGH:
        dated = sum(len(_dated(text, names)) for text in texts if "(" in text)
        if dated >= _ENOUGH:
            return Habit(dated=True, references=references, names=names)
    square = sum(len(_found(_SQUARE, text, references)) for text in texts if "[" in text)
    if references >= _ENOUGH:
        found = [_found(_ROUND, text, references) for text in texts if "(" in text]
        groups = [numbers(mark.wording) for marks in found for mark in marks]
        if len(groups) > 3 * square and _rising(groups, references):
            return Habit(round=True, references=references, due=_cited(texts, references))
    if square < (_FEW if references else _ENOUGH):
        return Habit(references=references)
    return Habit(square=True, references=references, due=_due(texts, references))


def _due(texts: Sequence[str], references: int) -> frozenset[str]:
    """Marks behind a number that name the next entries of the list, in the order of the text:
    these are citations and no ranges or counts."""
    highest = 0
    out: set[str] = set()
    for text in texts:
        sure = {mark.start for mark in _found(_SQUARE, text, references)}
        for mark in _found(_SQUARE, text, references, strict=False):
            cited = numbers(mark.wording)
            if mark.start not in sure:
                if min(cited) != highest + 1 or max(cited) > highest + 8:
                    continue
                out.add(mark.wording)
            highest = max(highest, *cited)
    return frozenset(out)


def _cited(texts: Sequence[str], references: int) -> frozenset[str]:
    """Where round brackets hold citations, by wording and letters before: their numbers were named
    before or come next in the list.  Others are counts, and so are enumerations of numbers that
    neither rise nor name anything new: "bone (7), liver (3)"."""
    highest = 0
    out: set[str] = set()
    for text in texts:
        sure = {mark.start for mark in _found(_ROUND, text, references)}
        run: list[tuple[Mark, bool]] = []
        for mark in _found(_ROUND, text, references, strict=False):
            cited = numbers(mark.wording)
            if max(cited) > highest + _SKIPPED + len(cited):
                continue
            if mark.start not in sure and min(cited) != highest + 1:
                continue
            new = max(cited) > highest
            highest = max(highest, *cited)
            if run and (
                mark.start - run[-1][0].end > 45 or "." in text[run[-1][0].end : mark.start]
            ):
                out.update(_kept(text, run))
                run = []
            run.append((mark, new))
        out.update(_kept(text, run))
    return frozenset(out)


_SKIPPED = 15
"""So many entries may be cited in tables and captions only, before the text goes on."""
_COUNTED = 40
"""Larger numbers in an enumeration are rather entries of a long list than counts of patients."""


def _kept(text: str, run: Sequence[tuple[Mark, bool]]) -> list[str]:
    """The places of marks that stand close together, none where they look like counts."""
    single = [int(mark.wording) for mark, new in run if mark.wording.isdecimal() and not new]
    counts = len(single) == len(run) > 1 and single != sorted(single)
    if counts and max(single) <= _COUNTED:
        return []
    return [_spot(text, mark) for mark, _ in run]


def _spot(text: str, mark: Mark) -> str:
    before = "".join(filter(str.isalnum, text[max(0, mark.start - 24) : mark.start]))
    return f"{before[-8:]} {mark.wording}"


def _found(
    pattern: re.Pattern[str],
    text: str,
    references: int,
    due: frozenset[str] = frozenset(),
    *,
    strict: bool = True,
) -> list[Mark]:
    """The marks of a text; with ``strict``, none behind a number but those that are ``due``."""
    out: list[Mark] = []
    for match in pattern.finditer(text):
        wording = patterns.sub(r"\s*[\[\]()]\s*", "", match[0]).strip()
        before = text[max(0, match.start() - 24) : match.start()]
        if not before.strip() or AS_WORD.search(before):
            continue
        several = not wording.isdecimal() or pattern is _ROUND
        if strict and several and wording not in due and _VALUE.search(before):
            continue
        cited = numbers(wording)
        if 0 in cited or (references >= _ENOUGH and max(cited) > 1.2 * references + 3):
            continue  # the list may have been read with entries run together
        out.append(Mark(match.start(), match.end(), wording))
    return out


def _dated(text: str, names: frozenset[str]) -> list[Mark]:
    """Groups of authors with years whose first authors begin an entry of the reference list."""
    out: list[Mark] = []
    for match in DATED.finditer(text):
        wording = match[0].strip(" ()")
        works = patterns.split(r"(?<=\d)[a-z]?\s?[;,]\s(?=\D)", wording)
        known = sum(any(w in names for w in patterns.findall(_LETTERS, work)) for work in works)
        if text[: match.start()].strip() and known >= 0.5 * len(works):
            out.append(Mark(match.start(), match.end(), wording))
    return out


def numbers(wording: str) -> list[int]:
    """The numbers that a mark names.

    >>> numbers("3, 5-7")
    [3, 5, 6, 7]
    """
    out: list[int] = []
    for part in patterns.split(r"\s?[,;]\s?", wording):
        ends = [int(n) for n in patterns.findall(r"\d+", part)]
        if len(ends) == 2 and ends[0] < ends[1] <= ends[0] + 60:
            out.extend(range(ends[0], ends[1] + 1))
        else:
            out.extend(ends)
    return out


def _rising(groups: Sequence[Sequence[int]], references: int) -> bool:
    if len(groups) < _ENOUGH_ROUND:
        return False
    named = {n for group in groups for n in group}
    if len(named) < 0.6 * references:
        return False
    highest = steps = good = 0
    for group in groups:
        for n in group:
            if n > highest:
                steps, good = steps + 1, good + (n <= highest + 2)
                highest = n
    return good >= 0.8 * steps


def lift(text: str, marks: Sequence[Mark]) -> tuple[str, list[tuple[int, str]]]:
    """``text`` without ``marks``, and each mark's place in what is left, with its wording.

    >>> lift("as seen [3, 4], and", Habit(square=True).marks("as seen [3, 4], and"))
    ('as seen, and', [(7, '3, 4')])
    """
    parts: list[str] = []
    places: list[tuple[int, str]] = []
    at = length = 0
    for mark in marks:
        parts.append(text[at : mark.start])
        length += len(parts[-1])
        places.append((length, mark.wording))
        at = mark.end
        following = text[at : at + 1]
        if following.isalnum() or following == "(":
            parts.append(" ")
            length += 1
    parts.append(text[at:])
    return "".join(parts), places


def moved(offset: int, marks: Sequence[Mark], text: str) -> int:
    """Where ``offset`` of a text stands once its marks were lifted."""
    gone = 0
    for mark in marks:
        if mark.start >= offset:
            break
        gone += min(mark.end, offset) - mark.start
        following = text[mark.end : mark.end + 1]
        if offset >= mark.end and (following.isalnum() or following == "("):
            gone -= 1
    return offset - gone


def write(
    builder: TextBuilder,
    head: str,
    found: Sequence[tuple[int, str, str]],
    *,
    page: int | None = None,
) -> list[Citation]:
    """Append a furniture block that lists the marks; ``found``: place, word in front, wording."""
    parts = [f"{head}: "]
    length = len(parts[0])
    spots: list[tuple[int, int, int]] = []
    for k, (at, word, wording) in enumerate(found):
        lead = ("; " if k else "") + (f"{word} " if word else "")
        parts.extend((lead, wording))
        spots.append((length + len(lead), length + len(lead) + len(wording), at))
        length += len(lead) + len(wording)
    block = builder.block("".join(parts), "furniture", section="back", page=page)
    return [Citation(block.start + a, block.start + b, at) for a, b, at in spots]
