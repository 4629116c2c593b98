"""What the pipeline knows of a text: sentences, mentions of terms, cues and their scopes.

All offsets are code points of the one text that was annotated.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from netmatrix.document import Document
from netmatrix.patterns import compiled


@dataclass(
    slots=True, unsafe_hash=True
)  # never changed, but frozen ones take thrice as long to make
class Mention:
    """A wording of the terminology in the text; it never changes.

    ``layer`` is ``term`` (what a patient's cell may hold), ``concept`` (what a cohort's number may
    be about) or ``cue`` (words that decide context).  ``names`` has several members where a
    wording stands for several things (CAPTEM).  ``weak`` wordings count only with company.
    """

    start: int
    end: int
    layer: str
    group: str
    names: tuple[str, ...]
    weak: bool = False
    note: str = ""

    @property
    def name(self) -> str:
        return self.names[0]


@dataclass(frozen=True, slots=True)
class Modifier:
    """A context that holds in ``[start, end)``, with the cue that opened it."""

    category: str
    start: int
    end: int
    cue_start: int
    cue_end: int


@dataclass(slots=True)
class Sentence:
    """A sentence with everything found in it.

    ``text`` is the document's at ``[start, end)``, with numbers in words as digits in their place
    (:mod:`netmatrix.numerals`): a quote is taken from the document.
    """

    start: int
    end: int
    text: str
    section: str = "body"
    heading: str = ""
    kind: str = "paragraph"
    block: int = 0
    page: int | None = None
    mentions: list[Mention] = field(default_factory=list)
    cues: list[Mention] = field(default_factory=list)
    concepts: list[Mention] = field(default_factory=list)
    modifiers: list[Modifier] = field(default_factory=list)
    groups: set[str] = field(default_factory=set)
    cites: tuple[str, ...] = ()
    """Citation marks that the reader left out of the sentence, as printed ("3", "4-6")."""
    supplied: int = -1
    """Where in the document a word stands in ``text`` that is told elsewhere; no quote holds it."""

    def add(self, mention: Mention) -> None:
        """Take a mention in, in the list of its layer."""
        if mention.layer == "term":
            self.mentions.append(mention)
        elif mention.layer == "cue":
            self.cues.append(mention)
        else:
            self.concepts.append(mention)
            return
        self.groups.add(mention.group)

    def of(self, *groups: str) -> list[Mention]:
        """Term mentions of the groups, in order."""
        if self.groups.isdisjoint(groups):
            return []
        return [m for m in self.mentions if m.group in groups]

    def cue(self, *groups: str) -> list[Mention]:
        """Cues of the groups, in order."""
        if self.groups.isdisjoint(groups):
            return []
        return [m for m in self.cues if m.group in groups]

    def has(self, *groups: str) -> bool:
        """Whether a cue of one of the groups stands in the sentence.

        Authors named in a mark that the reader left out ("Moe et al.") tell the literature.
        """
        if "literature" in groups and any("et al" in cite for cite in self.cites):
            return True
        return not self.groups.isdisjoint(groups) and any(m.group in groups for m in self.cues)

    def context(self, start: int, end: int) -> dict[str, Modifier]:
        """The contexts that hold at ``[start, end)``, by category.

        A cue inside the wording itself ("no recurrence") is part of what it says, not a context.
        """
        out: dict[str, Modifier] = {}
        for modifier in self.modifiers:
            if modifier.start <= start and end <= modifier.end:
                if modifier.cue_start < end and start < modifier.cue_end:
                    continue
                out.setdefault(modifier.category, modifier)
        return out

    def between(self, left: int, right: int) -> str:
        """The wording between two offsets of the document."""
        return self.text[max(0, left - self.start) : max(0, right - self.start)]

    def ahead(self, at: int, most: int) -> str:
        """So many letters at most in front of an offset; what was made blank counts as one."""
        told = self.between(max(self.start, at - most), at)
        if _MADE_BLANK not in told:
            return told
        return _BLANKS.sub(" ", self.between(self.start, at))[-most:]

    def apart(self, left: int, right: int) -> int:
        """How many letters are between two offsets; what was made blank counts as one."""
        between = self.between(left, right)
        return len(_BLANKS.sub(" ", between) if _MADE_BLANK in between else between)


_MADE_BLANK = "   "
_BLANKS = compiled(r" {2,}")


def clip(sentence: Sentence, left: int, right: int) -> Sentence:
    """The part ``[left, right)`` of a sentence, with what lies in it; contexts end at its ends."""
    start, end = sentence.start + left, sentence.start + right
    part = replace(sentence, start=start, end=end, text=sentence.text[left:right])
    return _with_only(part, lambda a, b: start <= a and b <= end)


def blanked(sentence: Sentence, spans: Sequence[tuple[int, int]]) -> Sentence:
    """The sentence with parts of its text made blank, so that every offset stays; what was found in
    them is gone.
    """
    text = sentence.text
    for left, right in spans:
        text = text[:left] + " " * (right - left) + text[right:]
    places = [(sentence.start + left, sentence.start + right) for left, right in spans]
    return _with_only(
        replace(sentence, text=text), lambda a, b: not any(a < y and x < b for x, y in places)
    )


def supplied(sentence: Sentence, at: int, word: str) -> Sentence:
    """The sentence with a word that it leaves to another place, over the letters of its text from
    ``at`` on; as it is where it has no room.
    """
    text = sentence.text
    if at < 0 or at + len(word) > len(text):
        return sentence
    return replace(
        sentence,
        text=text[:at] + word + text[at + len(word) :],
        supplied=sentence.start + at,
    )


def _with_only(sentence: Sentence, stays: Callable[[int, int], bool]) -> Sentence:
    """The sentence with what ``stays`` of all that was found in it."""
    mentions = [m for m in sentence.mentions if stays(m.start, m.end)]
    cues = [m for m in sentence.cues if stays(m.start, m.end)]
    return replace(
        sentence,
        mentions=mentions,
        cues=cues,
        concepts=[m for m in sentence.concepts if stays(m.start, m.end)],
        modifiers=[m for m in sentence.modifiers if stays(m.cue_start, m.cue_end)],
        groups={m.group for m in mentions} | {m.group for m in cues},
    )


@dataclass
class Annotations:
    """A document's sentences in order, each with its mentions, cues and contexts."""

    document: Document
    sentences: list[Sentence]
    mentions: list[Mention] = field(default_factory=list)
    abbreviations: dict[str, str] = field(default_factory=dict)
    rules: Mapping[str, Any] = field(default_factory=dict)
    """Context rules by the group of their cues."""

    @cached_property
    def _starts(self) -> list[int]:
        return [s.start for s in self.sentences]

    def printed(self) -> Iterator[Sentence]:
        """The sentences in order, with the numbers that they spell out in words."""
        for sentence in self.sentences:
            printed = self.document.text[sentence.start : sentence.end]
            yield sentence if printed == sentence.text else replace(sentence, text=printed)

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence that covers ``offset``."""
        index = bisect_right(self._starts, offset) - 1
        if index >= 0 and self.sentences[index].end > offset:
            return self.sentences[index]
        return None

    def mentions_in(self, start: int, end: int) -> Iterator[Mention]:
        """Mentions of every layer that lie inside ``[start, end)``."""
        first = bisect_left(self.mentions, start, key=lambda m: m.start)
        for index in range(first, len(self.mentions)):
            mention = self.mentions[index]
            if mention.start >= end:
                return
            if mention.end <= end:
                yield mention
