"""Large initials: a first letter set over several lines belongs to the word beside it."""

from __future__ import annotations

from netmatrix import patterns
from netmatrix.readers.pdf.blocks import Style
from netmatrix.readers.pdf.lines import Segment

_LARGE = 1.7
"""So many times the running text's size is a letter that is set over several lines."""


def join_initials(found: list[Segment], style: Style) -> list[Segment]:
    """The segments of a page, each large initial joined with the line beside its head.

    The lines beside it begin where it begins, so that nothing sees an indentation.
    """
    initials = [
        s
        for s in found
        if len(s.text) == 1 and s.text.isupper() and _LARGE * style.size < s.size < 9 * style.size
    ]
    gone: set[int] = set()
    for initial in initials[:20]:
        beside = [
            s
            for s in found
            if abs(s.size - style.size) < 0.12 * style.size
            and -0.2 * style.size < s.x0 - initial.x1 < 1.2 * style.size
            and initial.base - initial.size < s.base < initial.base + 0.5 * style.size
            and s.width > 8 * style.size
        ]
        beside.sort(key=lambda s: s.base)
        if len(beside) < 2 or beside[0].font not in style.fonts or not beside[0].text[0].isalpha():
            continue
        first = beside[0]
        head = initial.text + (" " if _is_word(initial.text, first.text, found) else "")
        first.text, first.marked = head + first.text, head + first.marked
        first.cites = tuple((at + len(head), mark) for at, mark in first.cites)
        first.top = min(first.top, initial.top)
        for s in beside:
            s.x0 = min(s.x0, initial.x0)
        gone.add(initial.order)
    return [s for s in found if s.order not in gone] if gone else found


def _is_word(letter: str, line: str, found: list[Segment]) -> bool:
    """Whether the letter is a word of its own: "A tumour", not "Although"."""
    if letter not in "AI":
        return False
    beside = patterns.match(r"[^\W\d_]+", line)
    if beside is None:
        return False
    words = {w.lower() for s in found for w in patterns.findall(r"[^\W\d_]+", s.text)[1:]}
    rest = beside[0].lower()
    return rest in words and letter.lower() + rest not in words
