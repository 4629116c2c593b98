"""Patterns that are searched only where they can match.

Most patterns find nothing in most sentences, and saying so costs a search at every character. A
pattern's wording tells pieces of text without which it cannot match ("nodes" and one of "resection",
"removal" …); looking for those first is ten times as fast.  The pieces are read off the pattern, and
what is not understood of it is taken to need nothing: a gate is open too often, never too rarely.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from netmatrix.patterns import MEMO, compiled

_MOST_CUES = 48
"""A longer list is not faster than the search."""
_GATES = 2
"""So many lists are asked for, those with the fewest pieces."""
_FORMS = 3
"""With so many alternatives each is asked for its own pieces."""


class Gate(NamedTuple):
    """One of ``cues`` stands in the text, in lower case, or, where ``digit``, a digit does."""

    cues: tuple[str, ...]
    digit: bool = False


class Forms(NamedTuple):
    """The gates of one of several alternatives are open."""

    each: tuple[tuple[Gate, ...], ...]


_Lists = tuple[tuple[tuple[tuple[str, ...], bool], ...], ...]
"""Gates of several forms as plain data, which can be kept."""


class Signs(NamedTuple):
    """A text as gates look at it."""

    low: str
    digit: bool


_DIGIT = compiled(r"\d")


@lru_cache(maxsize=8192)
def signs(text: str) -> Signs:
    """The text in lower case, with the three letters that a pattern's i and s match too."""
    if not text.isascii():
        text = text.replace("ſ", "s").replace("ı", "i").replace("İ", "i")
    return Signs(text.lower(), _DIGIT.search(text) is not None)


class Gated:
    """A compiled pattern with gates; ``search``, ``match`` … do what those of the pattern do.

    It is compiled when a gate first opens.
    """

    __slots__ = ("_compiled", "_needs", "flags", "pattern")

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        self.flags = flags
        # The whole pattern as its only form, and the forms of its largest alternation, if any.
        self._needs: tuple[_Lists, _Lists] | None = None
        self._compiled: re.Pattern[str] | None = None

    @property
    def compiled(self) -> re.Pattern[str]:
        """The pattern without gates."""
        if self._compiled is None:
            self._compiled = compiled(self.pattern, self.flags)
        return self._compiled

    def may_match(self, text: str) -> bool:
        """Whether all gates are open: if not, the pattern matches nowhere in the text."""
        needs = self._needs
        if needs is None:
            needs = self._needs = MEMO.of("gates", self.pattern, self.flags, self._read_needs)
        low, digit = signs(text)
        whole, forms = needs
        return _one_open(whole, low, digit) and (not forms or _one_open(forms, low, digit))

    def _read_needs(self) -> tuple[_Lists, _Lists]:
        read = not self.flags & re.VERBOSE
        gates, several = gates_of(self.pattern) if read else ((), None)
        return (_plain(gates),), tuple(map(_plain, several.each)) if several else ()

    def search(self, text: str, *place: int) -> re.Match[str] | None:
        """As ``re.Pattern.search``."""
        return self.compiled.search(text, *place) if self.may_match(text) else None

    def match(self, text: str, *place: int) -> re.Match[str] | None:
        """As ``re.Pattern.match``."""
        return self.compiled.match(text, *place) if self.may_match(text) else None

    def fullmatch(self, text: str, *place: int) -> re.Match[str] | None:
        """As ``re.Pattern.fullmatch``."""
        return self.compiled.fullmatch(text, *place) if self.may_match(text) else None

    def finditer(self, text: str, *place: int) -> Iterator[re.Match[str]]:
        """As ``re.Pattern.finditer``."""
        return self.compiled.finditer(text, *place) if self.may_match(text) else iter(())


def _plain(gates: Iterable[Gate]) -> tuple[tuple[tuple[str, ...], bool], ...]:
    return tuple((gate.cues, gate.digit) for gate in gates)


def _one_open(forms: _Lists, low: str, digit: bool) -> bool:
    """Whether all gates of one of the forms are open."""
    for gates in forms:
        for cues, by_digit in gates:
            if by_digit and digit:
                continue
            for cue in cues:
                if cue in low:
                    break
            else:
                break
        else:
            return True
    return False


def gates_of(pattern: str) -> tuple[tuple[Gate, ...], Forms | None]:
    """What must stand in a text for the pattern to match, the shortest lists first, and what one
    of its alternatives needs.
    """
    try:
        needs, end = _Reader(pattern).alternatives(0)
    except (_NotRead, IndexError):
        return (), None
    if end != len(pattern):
        return (), None
    forms = [n for n in needs if isinstance(n, Forms)]
    return _cheapest(needs), max(forms, key=lambda f: len(f.each), default=None)


def _cheapest(needs: Iterable[Gate | Forms]) -> tuple[Gate, ...]:
    useful = (n for n in needs if isinstance(n, Gate) and len(n.cues) <= _MOST_CUES)
    return tuple(sorted(useful, key=_cost)[:_GATES])


def _cost(gate: Gate) -> tuple[bool, bool, int]:
    """Gates that close more often, and faster, come first: a digit stands in many sentences, and
    two letters in most."""
    return gate.digit, any(len(cue) < 3 and cue.isalpha() for cue in gate.cues), len(gate.cues)


class _NotRead(Exception):
    """The pattern holds something that the reader does not know."""


class _Sequence:
    """What one alternative needs, while it is being read."""

    def __init__(self) -> None:
        self.needs: list[Gate | Forms] = []
        self._run = ""

    def letter(self, char: str) -> None:
        self._run += char

    def cut(self) -> None:
        """End the run of letters: what follows need not stand right behind it."""
        run, self._run = self._run.lower(), ""
        if len(run.strip()) >= 2 or (run and run in "%=/±"):
            self.needs.append(Gate((run,)))

    def one_of(self, digits: str) -> None:
        """A digit of several: right behind letters it is one of as many pieces."""
        if self._run:
            run, self._run = self._run.lower(), ""
            self.needs.append(Gate(tuple(run + digit for digit in digits)))
        self.needs.append(Gate((), digit=True))

    def need(self, needs: Iterable[Gate | Forms]) -> None:
        self.cut()
        self.needs += needs


class _Reader:
    """Reads a pattern, as much of its grammar as tells what must stand in the text."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def alternatives(self, at: int) -> tuple[list[Gate | Forms], int]:
        """What all alternatives from ``at`` to a closing bracket need, and where they end."""
        found: list[list[Gate | Forms]] = []
        sequence = _Sequence()
        text = self.pattern
        while at < len(text) and text[at] != ")":
            if text[at] == "|":
                sequence.cut()
                found.append(sequence.needs)
                sequence = _Sequence()
                at += 1
            else:
                at = self.atom(at, sequence)
        sequence.cut()
        found.append(sequence.needs)
        return _either(found), at

    def atom(self, at: int, into: _Sequence) -> int:
        """Read one part and its repetition."""
        text = self.pattern
        char = text[at]
        plain = _PLAIN.match(text, at)
        if plain:
            into.letter(plain[0])
            return plain.end()
        needs: list[Gate | Forms] = []
        letter = ""
        if char == "(":
            needs, at, width = self.group(at)
            if not width:
                return at
        elif char == "[":
            letter, digits, at = self.set(at)
            needs = [Gate((), digit=True)] if digits else []
            if digits.isdigit() and not _REPETITION.match(text, at):
                into.one_of(digits)
                return at
        elif char == "\\":
            kind = text[at + 1]
            at += 2
            if kind in "bBAZ":
                return at
            if kind == "d":
                needs = [Gate((), digit=True)]
            elif not kind.isalnum():
                letter = kind
            elif kind not in "DwWsSnt":
                raise _NotRead
        elif char in "^$":
            return at + 1
        elif char in "*+?{":
            raise _NotRead
        else:
            letter = char if char != "." else ""
            at += 1
        optional, repeated, at = self.repetition(at)
        if optional:
            into.cut()
        elif letter and letter.isascii():
            into.letter(letter)
            if repeated:
                into.cut()
        else:
            into.need(needs)
        return at

    def repetition(self, at: int) -> tuple[bool, bool, int]:
        """Whether the part before ``at`` may be missing, whether it may be repeated, and its end."""
        match = _REPETITION.match(self.pattern, at)
        if match is None:
            return False, False, at
        least = match["least"]
        optional = match[0][0] in "*?" or (least is not None and int(least or 0) == 0)
        return optional, True, match.end()

    def group(self, at: int) -> tuple[list[Gate | Forms], int, bool]:
        """What a group needs, where it ends, and whether it takes part in the wording."""
        match = _GROUP.match(self.pattern, at)
        if match is None:
            raise _NotRead
        needs, end = self.alternatives(match.end())
        if self.pattern[end] != ")":
            raise _NotRead
        return needs, end + 1, match["look"] is None

    def set(self, at: int) -> tuple[str, str, int]:
        """The letter of a set that is one letter in both cases, a set of digits, where it ends."""
        match = _SET.match(self.pattern, at)
        if match is None:
            raise _NotRead
        inside = "" if match["without"] else match["inside"]
        same = len(inside) == 2 and inside[0].isalpha() and inside[0].lower() == inside[1].lower()
        digits = inside if _DIGITS.fullmatch(inside) else ""
        return inside[0] if same else "", digits, match.end()


_DIGITS = compiled(r"(?:[0-9]|[0-9]-[0-9]|\\d)+")
# Letters that stand for themselves, up to one that is repeated.
_PLAIN = compiled(r"[A-Za-z0-9 ,;:'\"%&/=<>~@-]+(?![*+?{])")
_REPETITION = compiled(r"(?:[*+?]|\{(?P<least>\d*)(?:,\d*)?\})[?+]?")
_GROUP = compiled(r"\((?:(?P<look>\?(?:=|!|<=|<!))|\?:|\?P<\w+>|\?-?i:|(?!\?))")
_SET = compiled(r"\[(?P<without>\^?)(?P<inside>\]?(?:[^\]\\]|\\.)*)\]")


def _either(found: list[list[Gate | Forms]]) -> list[Gate | Forms]:
    """What is needed where one of several alternatives is: of each its best, together."""
    if len(found) == 1:
        return found[0]
    cues: dict[str, None] = {}
    digit = False
    for needs in found:
        gates = [need for need in needs if isinstance(need, Gate)]
        if not gates:
            return []
        best = min(gates, key=_cost)
        cues |= dict.fromkeys(best.cues)
        digit = digit or best.digit
    fewest = [cue for cue in cues if not any(other in cue for other in cues if other != cue)]
    out: list[Gate | Forms] = [Gate(tuple(fewest), digit)]
    each = tuple(_cheapest(needs) for needs in found)
    if len(each) >= _FORMS and all(each) and any(len(gates) > 1 for gates in each):
        out.append(Forms(each))
    return out
