"""A text with what has been read taken out of play."""

from __future__ import annotations

from netmatrix.extract.statistics.figure import Figure


class Scan:
    """The text with what has been read taken out of play."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._taken = bytearray(len(text))
        self.found: list[Figure] = []

    def free(self, start: int, end: int) -> bool:
        return not any(self._taken[start:end])

    def take(self, start: int, end: int) -> None:
        self._taken[start:end] = b"\x01" * (end - start)

    def add(self, figure: Figure) -> None:
        self.take(figure.start, figure.end)
        self.found.append(figure)
