"""Words broken at line ends, mended with the document's own words as witness."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter

from netmatrix.patterns import compiled

_WORD = compiled(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LAST = compiled(r"([^\W\d_]+)-$")
_FIRST = compiled(r"[^\W\d_]+")
_BROKEN = compiled(r"[^\W\d_]-[ \t]*\n")

# First parts of compounds that keep their hyphen where the document shows neither spelling.
_COMPOUND_FIRST = frozenset(
    "well poorly moderately highly self high low long short large small single double two three "
    "four five six seven eight nine ten twenty thirty forty fifty sixty seventy eighty ninety "
    "year month week day follow cross half full large giant "
    "tumor tumour cell time dose age sex disease progression recurrence metastasis symptom event "
    "quality evidence population hospital patient health hormone somatostatin peptide receptor "
    "insulin gastrin serotonin ultrasound image computed contrast multi first second third last "
    "right left upper lower mid late early newly non".split()
)


class Words:
    """The words of a document with their counts, built when the first broken word asks for them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._counts: Counter[str] | None = None
        self._sorted: list[str] = []

    def count(self, word: str) -> int:
        if self._counts is None:
            whole = _BROKEN.sub(" ", self._text)
            self._counts = Counter(w.lower() for w in _WORD.findall(whole))
            self._text = ""
        return self._counts[word.lower()]

    def begins(self, wording: str) -> bool:
        """Whether a word of the document begins so: ``effect`` is witnessed by ``effects``."""
        if not self._sorted:
            self.count("")
            self._sorted = sorted(self._counts or ())
        low = wording.lower()
        at = bisect_left(self._sorted, low)
        return at < len(self._sorted) and self._sorted[at].startswith(low)


def join(left: str, right: str, words: Words) -> str:
    """Two pieces of running text in one: a space between, or a mended word.

    ``well-`` + ``differentiated`` keeps a hyphen that belongs to the word; ``differ-`` +
    ``entiated`` loses one that only broke the line.  A hyphen before a capital letter or a digit
    (``Ki-`` + ``67``, ``177Lu-`` + ``DOTATATE``) always stays, without a space.
    """
    if not left or not right:
        return left + right
    if left[-1] != "-":
        return f"{left} {right}"
    if len(left) < 2 or left[-2] in " -–" or not right[0].isalnum():
        return f"{left} {right}" if left[-2:-1] in ("", " ") else left + right
    last, first = _LAST.search(left, max(0, len(left) - 60)), _FIRST.match(right)
    if last is None or first is None or not right[0].islower():
        return left + right
    head, tail = last.group(1), first.group()
    if tail in ("and", "or", "to", "und", "versus") and words.count(head + tail) == 0:
        return f"{left} {right}"  # a hanging hyphen: "small- and large-cell"
    before = left[max(0, last.start() - 1) : last.start()]
    if before and (before.isdigit() or before in "-/"):
        return left + right  # the middle of a chain such as "5-year-" or "gastro-entero-"
    hyphened, solid = words.count(f"{head}-{tail}"), words.count(head + tail)
    if hyphened or solid:
        return left + right if hyphened > solid else left[:-1] + right
    if head.lower() in _COMPOUND_FIRST:
        return left + right if words.count(tail) or len(tail) > 5 else left[:-1] + right
    if len(head) > 2 and words.count(head) and words.count(tail) and len(tail) > 2:
        return left + right
    return left[:-1] + right


_SEAM = 80


def join_lines(pieces: list[str], words: Words) -> str:
    """Lines of one paragraph as running text; only the seams are looked at, so it stays linear."""
    out: list[str] = []
    tail = ""
    for piece in pieces:
        if tail[-1:] == "-" and piece:
            seam = join(tail[-_SEAM:], piece[:_SEAM], words)
            out.append(tail[:-_SEAM])
            tail = seam + piece[_SEAM:]
        else:
            if tail:
                out.append(tail)
                out.append(" ")
            tail = piece
    out.append(tail)
    return "".join(out)
