"""Abbreviations that a paper defines for itself: "abiraterone acetate (AA)".

The algorithm is Schwartz & Hearst's (Pac Symp Biocomput 2003:451-62) as scispaCy has it, over the
tokens that scispaCy makes of the few words before each short form in parentheses, but without a Doc:
spaCy is asked only where those words are not plain. A test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from netmatrix import patterns
from netmatrix.nlp.annotations import Annotations, Mention
from netmatrix.nlp.word_pieces import Token, tokens
from netmatrix.patterns import compiled

_DEFINITION = compiled(r"\(([A-Za-z][A-Za-z0-9-]{1,9})[),;]")
_ANOTHER = compiled(r"\s(?:and\s)?[A-Z]{2,8}\)")
_WINDOW = 110

Tokenize = Callable[[str], Sequence[Token]]
"""All tokens of a text, as spaCy makes them."""


def definitions(text: str, tokenize: Tokenize) -> dict[str, tuple[int, int]]:
    """Short form -> where its long form stands in ``text``; the first definition counts."""
    found: dict[str, tuple[int, int]] = {}
    for match in _DEFINITION.finditer(text):
        short = match.group(1)
        if short in found or sum(c.isupper() for c in short) < 2:
            continue
        if match.group().endswith(",") and _ANOTHER.match(text, match.end()):
            continue  # "positive and negative predictive values (PPV, NPV)": of both at once
        begin = max(0, match.start() - _WINDOW)
        begin = max(
            begin,
            text.rfind(". ", begin, match.start()) + 1,
            text.rfind("\n", begin, match.start()) + 1,
        )
        while begin < match.start() and text[begin].isspace():
            begin += 1
        window = text[begin : match.start()].rstrip()
        if not window:
            continue
        for form in (_singular(short), short):
            initials = _by_initials(text, begin, match.start(), form)
            if initials:
                found.setdefault(form, initials)
                break
        if initials:
            continue
        long = long_form(window, short, tokenize)
        if long is not None and long[1] - long[0] > len(short):
            found[short] = (begin + long[0], begin + long[1])
    return found


def _singular(short: str) -> str:
    """ "BMs" is the plural of "BM", of which both may be used."""
    return short[:-1] if short.endswith("s") and short[:-1].isupper() else short


def long_form(window: str, short: str, tokenize: Tokenize) -> tuple[int, int] | None:
    """Where the words stand, at the end of ``window``, that ``short`` abbreviates."""
    # Schwartz & Hearst: at most min(|A| + 5, 2 |A|) words before the short form.
    size = min(len(short) + 5, len(short) * 2)
    begin = _last_words(window, size)
    words, ends = tokens(window[begin:]), tokens(short)
    if words is None or ends is None:
        begin, all_tokens = 0, list(tokenize(f"{window} ( {short} )"))
    else:
        all_tokens = [*words[:-1], (words[-1][0], True), ("(", True), *ends, (")", False)]
    before = all_tokens[:-3]
    candidate = before[-size:]
    first = _first_token(candidate, all_tokens[-2][0])
    if first is None:
        return None
    kept = len(before) - len(candidate) + first
    start = begin + _width(before[:kept])
    return start, start + _width(before[kept:]) - before[-1][1]


def _width(found: Sequence[Token]) -> int:
    return sum(len(token) + spaced for token, spaced in found)


def _last_words(window: str, count: int) -> int:
    """Where the last ``count`` words of ``window`` begin; they hold as many tokens or more."""
    parts = window.rsplit(None, count)
    if len(parts) <= count:
        return 0
    begin = len(parts[0])
    while window[begin].isspace():
        begin += 1
    return begin


def _first_token(candidate: Sequence[Token], short: str) -> int | None:
    """The first token of the long form; scispaCy's ``find_abbreviation`` line by line.

    From the end, each letter of the short form takes the next of its kind; the first one must
    begin a word.
    """
    long = " ".join(token for token, _ in candidate)
    place = len(long) - 1
    for index in range(len(short) - 1, -1, -1):
        letter = short[index].lower()
        if not letter.isalnum():
            continue
        while (place >= 0 and long[place].lower() != letter) or (
            index == 0 and place > 0 and long[place - 1].isalnum()
        ):
            place -= 1
        if place < 0:
            return None
        place -= 1
    place += 1
    width = 0
    for number, (token, spaced) in enumerate(candidate):
        width += len(token) + spaced
        if width > place:
            return number
    return 0


def _by_initials(text: str, begin: int, end: int, short: str) -> tuple[int, int] | None:
    """The words before the bracket whose initials are the short form ("abiraterone acetate (AA)").

    Schwartz & Hearst look for the shortest long form and would take "acetate".
    """
    words = list(patterns.finditer(r"[^\W_]+", text[begin:end]))[-len(short) :]
    if len(words) != len(short) or not short.isalpha():
        return None
    if "".join(w.group()[0] for w in words).lower() != short.lower():
        return None
    return begin + words[0].start(), begin + words[-1].end()


def expand(annotations: Annotations, tokenize: Tokenize) -> tuple[list[Mention], set[Mention]]:
    """Mentions at every use of a short form, copied from what its long form means, and those that go.

    A definition in the paper outweighs the terminology's own reading of the short form: where the paper
    says "bowel movements (BM)", a BM is no bone metastasis.
    """
    text = annotations.document.text
    added: list[Mention] = []
    gone: set[Mention] = set()
    for short, (start, end) in definitions(text, tokenize).items():
        meant = list(annotations.mentions_in(start, end))
        annotations.abbreviations[short] = text[start:end]
        covered = len({i for m in meant for i in range(m.start, m.end)})
        uses = [u for u in _uses(text, short) if not _among_responses(text, *u)]
        if text.count(f"({short})") == 1:  # defined twice, it has two meanings
            spans = set(uses)
            gone |= {
                m
                for m in annotations.mentions
                if (m.start, m.end) in spans and _means_another(m, short, text[start:end])
            }
        if covered < 0.6 * (end - start):
            continue
        for begin, stop in uses:
            added += [
                Mention(begin, stop, m.layer, m.group, m.names, m.weak, m.note) for m in meant
            ]
    return added, gone


# "CR, PR, SD and PD": side by side they are RECIST's, whatever "SD" stands for elsewhere.
_RESPONSE = compiled(r"\b(?:CR|PR|SD|PD)\b")
_SIDE_BY_SIDE = 40


def _among_responses(text: str, start: int, end: int) -> bool:
    """Whether a use of a short form stands beside other categories of response."""
    if not _RESPONSE.fullmatch(text, start, end):
        return False
    near = _RESPONSE.findall(text, max(0, start - _SIDE_BY_SIDE), end + _SIDE_BY_SIDE)
    return len(set(near)) > 1


_STEM = 4
"""So many first letters make two words of one family alike: "stabilisation", "stable"."""


def _means_another(mention: Mention, short: str, long: str) -> bool:
    """Whether the terminology reads a short form as other words than those of the paper."""
    said = {word[:_STEM] for word in patterns.findall(r"\w+", long.lower())}
    return all(
        name.lower() != short.lower()
        and name.lower()[0] == short.lower()[0]
        and said.isdisjoint(word[:_STEM] for word in patterns.findall(r"\w+", name.lower()))
        for name in mention.names
    )


def _uses(text: str, short: str) -> Iterator[tuple[int, int]]:
    """Where the short form stands as a word, with the s of its plural."""
    end = 0
    while (start := text.find(short, end)) >= 0:
        end = start + len(short)
        if start and (text[start - 1] in "-_" or text[start - 1].isalnum()):
            continue
        if text[end : end + 1] == "s" and not _continues(text, end + 1):
            end += 1
        elif _continues(text, end):
            continue
        yield start, end


def _continues(text: str, offset: int) -> bool:
    return text[offset : offset + 1] == "_" or text[offset : offset + 1].isalnum()
