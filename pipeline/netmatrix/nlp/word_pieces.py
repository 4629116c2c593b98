"""scispaCy's tokens of a few words, without spaCy where the words are plain.

Importing spaCy costs more than reading thirty papers, and a run needs its tokens only for the words
before a new abbreviation.  ``tokens`` cuts what it knows ("(PRRT),", "95%", "68-year-old") as
scispaCy's tokenizer does and says ``None`` of everything else; a test compares the two.
"""

from __future__ import annotations

import re

from netmatrix.patterns import compiled

Token = tuple[str, bool]
"""A token's text, and whether one space follows it."""

_LETTER = "A-Za-zÀ-ÖØ-öø-ÿΑ-Ωα-ω"
# Letters and digits, joined by hyphens, slashes and, between digits, stops: one token.
_CORE = rf"-?[{_LETTER}0-9](?:[{_LETTER}0-9/-]|(?<=[0-9])[.,–](?=[0-9]))*"
_PLAIN = compiled(
    rf"(?P<open>[(\[“‘]*)(?P<core>{_CORE})(?P<end>['’]s|[%®™])?(?P<close>[\])]*[”’]?[,;:]?)"
)
# Split although they look like one: "1890-490", "5mg", "so--called".
_SPLIT = compiled(
    rf"[0-9]-(?=[0-9-])|[0-9](?:km|m|dm|cm|mm|ha|nm|yd|in|ft|kg|g|mg|t|lb|oz|m/s|km/h|kmh|mph|hPa|"
    rf"Pa|mbar|mb|MB|kb|KB|gb|GB|tb|TB|T|G|M|K|[ap]m)$|[{_LETTER}]--+(?=[{_LETTER}])"
)
# What English writes as one word and spaCy as two.
_CONTRACTION = compiled(
    r"(?!(?:is|were|well|care|cam|shell|ill|hell|shed)$)(?:"
    r"(?:ca|are|is|was|were|do|does|did|has|have|had|could|would|should|might|must|may|need|dare|"
    r"ought|sha|wo|ai)nt(?:ve)?|(?:i|you|he|she|it|we|they|that|there|these|this|those|what|when|"
    r"where|who|why|how|not|ca|do|could|would|should|might|must)(?:ve|m|ma|d|dve|ll|llve|re|s)|"
    r"cannot|gonna|gotta|yall|lets?)",
    re.IGNORECASE,
)
_FACES = frozenset(("o", "s", "S", "0", "8", "8-"))
_SPACE = compiled(r"(\s+)")


def tokens(text: str) -> list[Token] | None:
    """The tokens of ``text``, which begins and ends with a word; ``None`` where it is not plain."""
    out: list[Token] = []
    parts = _SPACE.split(text)
    for index in range(0, len(parts), 2):
        pieces = _pieces(parts[index])
        if pieces is None:
            return None
        out += [(piece, False) for piece in pieces]
        if index + 1 < len(parts):
            space = parts[index + 1]
            if space[0] == " ":
                out[-1] = (out[-1][0], True)
                space = space[1:]
            if space:
                out.append((space, False))
    return out


def _pieces(word: str) -> list[str] | None:
    """The tokens of one word between spaces."""
    if len(word) == 1:
        return [word]
    match = _PLAIN.fullmatch(word)
    if match is None:
        return None
    core, end, close = match["core"], match["end"], match["close"]
    if core != word and (core[0] == "-" or core in _FACES):
        return None  # "(o:", "(-8" and "8)" are faces, "‘s" is "is"
    if "’" in close and core.lower().endswith(("in", "ol")):  # "doin’"
        return None
    if "):" in word or _SPLIT.search(core) or _CONTRACTION.fullmatch(core):
        return None
    if end == "%" and not core[-1].isdigit():
        return None
    return [*match["open"], core, *([end] if end else []), *close]
