"""A text with what has been read taken out of play."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from netmatrix.extract.statistics.figure import Figure
from netmatrix.extract.statistics.patterns import NUMBER_BEGINS, NUMBER_WORD
from netmatrix.gates import Gated
from netmatrix.patterns import compiled

_DIGIT = compiled(r"\d")


class Scan:
    """The text with what has been read taken out of play."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._taken = bytearray(len(text))
        self.found: list[Figure] = []

    @cached_property
    def _begins(self) -> list[int]:
        pattern = NUMBER_BEGINS if NUMBER_WORD.may_match(self.text) else _DIGIT
        return [match.start() for match in pattern.finditer(self.text)]

    def at_numbers(self, pattern: Gated) -> Iterator[re.Match[str]]:
        """``pattern.finditer(text)`` for a pattern that begins with a count or a percentage.

        A dozen of these are searched in each sentence; where a number may begin is found once.
        """
        if not pattern.may_match(self.text):
            return
        match, end = pattern.compiled.match, 0
        for begin in self._begins:
            if begin >= end:
                found = match(self.text, begin)
                if found is not None:
                    yield found
                    end = found.end()

    def free(self, start: int, end: int) -> bool:
        return not any(self._taken[start:end])

    def take(self, start: int, end: int) -> None:
        self._taken[start:end] = b"\x01" * (end - start)

    def add(self, figure: Figure) -> None:
        self.take(figure.start, figure.end)
        self.found.append(figure)
