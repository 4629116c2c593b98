"""Abbreviations that a paper defines for itself: "abiraterone acetate (AA)".

scispaCy's implementation of Schwartz & Hearst (Pac Symp Biocomput 2003:451-62) decides; it is shown
only the few words before each short form in parentheses, so that a long paper costs no whole Doc.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from netmatrix.nlp.annotations import Annotations, Mention

if TYPE_CHECKING:
    from spacy.language import Language

_DEFINITION = re.compile(r"\(([A-Za-z][A-Za-z0-9-]{1,9})[),;]")
_WINDOW = 110


def definitions(text: str, nlp: Language) -> dict[str, tuple[int, int]]:
    """Short form -> where its long form stands in ``text``; the first definition counts."""
    from scispacy.abbreviation import find_abbreviation

    found: dict[str, tuple[int, int]] = {}
    for match in _DEFINITION.finditer(text):
        short = match.group(1)
        if short in found or sum(c.isupper() for c in short) < 2:
            continue
        begin = max(0, match.start() - _WINDOW)
        begin = max(
            begin,
            text.rfind(". ", begin, match.start()) + 1,
            text.rfind("\n", begin, match.start()) + 1,
        )
        while begin < match.start() and text[begin].isspace():
            begin += 1
        doc = nlp.make_doc(text[begin : match.start()].rstrip() + " ( " + short + " )")
        if len(doc) < 4:
            continue
        initials = _by_initials(text, begin, match.start(), short)
        if initials:
            found[short] = initials
            continue
        # Schwartz & Hearst: at most min(|A| + 5, 2 |A|) words before the short form.
        size = min(len(short) + 5, len(short) * 2)
        first = max(0, len(doc) - 3 - size)
        _, long = find_abbreviation(doc[first : len(doc) - 3], doc[len(doc) - 2 : len(doc) - 1])
        if long is not None and len(long.text) > len(short):
            found[short] = (begin + long.start_char, begin + long.end_char)
    return found


def _by_initials(text: str, begin: int, end: int, short: str) -> tuple[int, int] | None:
    """The words before the bracket whose initials are the short form ("abiraterone acetate (AA)").

    Schwartz & Hearst look for the shortest long form and would take "acetate".
    """
    words = list(re.finditer(r"[^\W_]+", text[begin:end]))[-len(short) :]
    if len(words) != len(short) or not short.isalpha():
        return None
    if "".join(w.group()[0] for w in words).lower() != short.lower():
        return None
    return begin + words[0].start(), begin + words[-1].end()


def expand(annotations: Annotations, nlp: Language) -> list[Mention]:
    """Mentions at every use of a short form, copied from what its long form means.

    A definition in the paper outweighs the terminology's own reading of the short form.
    """
    text = annotations.document.text
    added: list[Mention] = []
    for short, (start, end) in definitions(text, nlp).items():
        meant = list(annotations.mentions_in(start, end))
        annotations.abbreviations[short] = text[start:end]
        covered = len({i for m in meant for i in range(m.start, m.end)})
        if covered < 0.6 * (end - start):
            continue
        pattern = re.compile(rf"(?<![\w-]){re.escape(short)}s?(?![\w])")
        for use in pattern.finditer(text):
            added += [
                Mention(use.start(), use.end(), m.layer, m.group, m.names, m.weak, m.note)
                for m in meant
            ]
    return added
