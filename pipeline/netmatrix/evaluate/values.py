"""When a value that was found is the value that should have been found.

The rules are those of the evidence contract ("Scoring"): values are compared as sets of normalised
names, ``a|b`` accepts either name, a leading ``?`` marks what is neither asked for nor wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from netmatrix.patterns import compiled

_SIGNS = str.maketrans({"≤": "<=", "≥": ">=", "–": "-", "%": None})
_SPACE = compiled(r"\s+")
_ZERO_DECIMALS = compiled(r"(\d)\.0+(?=\D|$)")


def normal(value: object) -> str:
    """The form in which two values are compared: ``"≤ 2.0 %"`` and ``"<= 2 "`` are the same."""
    text = _SPACE.sub(" ", str(value).strip().lower().translate(_SIGNS))
    return _ZERO_DECIMALS.sub(r"\1", text)


@dataclass(frozen=True, slots=True)
class GoldValue:
    """A value of a gold file: as written, the names that are accepted, whether it is optional."""

    text: str
    names: frozenset[str]
    optional: bool

    @classmethod
    def parse(cls, text: object) -> GoldValue:
        """Read ``name``, ``name|other name`` or ``?name``."""
        written = str(text)
        bare = written.lstrip("?")
        names = frozenset(normal(name) for name in bare.split("|"))
        return cls(bare, names, written.startswith("?"))

    @property
    def name(self) -> str:
        """The first of the accepted names: the one that a table of values lists."""
        return normal(self.text.split("|")[0])


@dataclass(frozen=True, slots=True)
class Comparison:
    """The values of one cell against gold.

    ``right`` and ``missed`` are gold values that were asked for, ``wrong`` normalised values that
    were found and are accepted by no gold value, in alphabetical order.
    """

    right: tuple[GoldValue, ...]
    missed: tuple[GoldValue, ...]
    wrong: tuple[str, ...]


def compare(golds: Iterable[GoldValue], found: Iterable[object]) -> Comparison:
    """Compare the values of one field of one row.

    A name that one gold value has used up is not at hand for the next one.
    """
    left = {normal(value) for value in found}
    right: list[GoldValue] = []
    missed: list[GoldValue] = []
    for gold in golds:
        hit = not left.isdisjoint(gold.names)
        left -= gold.names
        if not gold.optional:
            (right if hit else missed).append(gold)
    return Comparison(tuple(right), tuple(missed), tuple(sorted(left)))
