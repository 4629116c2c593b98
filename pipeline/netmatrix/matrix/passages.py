"""The sentence around a quotation, and its neighbours, cut out of the canonical text.

A light splitter of its own: the matrix is made from stored results, where no NLP pipeline is
loaded.  It only frames quotations for readers; no value depends on it.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from netmatrix import patterns
from netmatrix.patterns import compiled

_PARAGRAPH = compiled(r"\n[ \t\r]*\n\s*")
_SENTENCE = compiled(r"[.!?][\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9\u00c0-\u00de])")
_ABBREVIATION = compiled(
    r"(?:\b(?:[A-Z]|Fig|Figs|Tab|Dr|Mr|Mrs|Ms|Prof|vs|cf|approx|ca|al|No|no|Nr|Ref|e\.g|i\.e|resp"
    r"|St|Vol|pp|p|min|max|Eq))$"
)
MAX_SENTENCE = 900
"""Longer pieces (tables, lists without stops) are cut at white space near this length."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch ``[start, end)`` of the text; ``opens`` when it begins a paragraph."""

    start: int
    end: int
    opens: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """``text[start:end]`` in its setting: pieces ``first`` to ``last`` of the paper hold it."""

    first: int
    last: int


def _cuts(paragraph: str) -> list[int]:
    """Offsets in ``paragraph`` where a new piece begins, ``0`` first."""
    cuts = [0]
    if "\t" in paragraph:  # rows of a table
        cuts += [m.end() for m in patterns.finditer(r"\n", paragraph)]
    else:
        for match in _SENTENCE.finditer(paragraph):
            before = paragraph[max(0, match.start() - 8) : match.start()]
            if paragraph[match.start()] != "." or not _ABBREVIATION.search(before):
                cuts.append(match.end())
    out: list[int] = []
    for cut, stop in zip(cuts, [*cuts[1:], len(paragraph)], strict=True):
        out.append(cut)
        while stop - out[-1] > MAX_SENTENCE:
            window = paragraph[out[-1] + MAX_SENTENCE // 2 : out[-1] + MAX_SENTENCE]
            space = max(window.rfind(" "), window.rfind("\n"), window.rfind("\t"))
            size = MAX_SENTENCE // 2 + space + 1 if space >= 0 else MAX_SENTENCE
            out.append(out[-1] + size)
    return out


def split(text: str) -> list[Piece]:
    """``text`` as consecutive pieces: sentences, rows of tables. They cover it without gaps."""
    pieces: list[Piece] = []
    start = 0
    for stop in [*(m.end() for m in _PARAGRAPH.finditer(text)), len(text)]:
        if stop > start:
            cuts = [c for c in _cuts(text[start:stop]) if c < stop - start]
            for cut, end in zip(cuts, [*cuts[1:], stop - start], strict=True):
                pieces.append(Piece(start + cut, start + end, cut == 0))
        start = max(start, stop)
    return pieces


@dataclass(slots=True)
class Passages:
    """The pieces of one paper, found once, then looked up for every quotation."""

    text: str
    pieces: list[Piece] = field(init=False)
    _starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.pieces = split(self.text)
        self._starts = [piece.start for piece in self.pieces]

    def find(self, start: int, end: int, quote: str) -> Passage | None:
        """The pieces that hold the quotation, ``None`` where the text does not hold it there."""
        if not 0 <= start < end <= len(self.text) or self.text[start:end] != quote:
            return None
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, end - 1) - 1
        return Passage(first, last)

    def sentence(self, start: int, end: int, quote: str) -> str:
        """The sentence or table row around the quotation, the quotation itself as a fallback."""
        passage = self.find(start, end, quote)
        if passage is None:
            return quote
        return self.text[self.pieces[passage.first].start : self.pieces[passage.last].end]

    def neighbours(self, passage: Passage) -> tuple[int, int]:
        """First and last piece to show: one piece more on each side inside the paragraph."""
        low, high = passage.first, passage.last
        if not self.pieces[low].opens:
            low -= 1
        if high + 1 < len(self.pieces) and not self.pieces[high + 1].opens:
            high += 1
        return low, high
