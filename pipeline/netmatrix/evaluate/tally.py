"""Counts of right, wrong and missed, and the figures that follow from them."""

from __future__ import annotations

import math
from dataclasses import dataclass

_Z = 1.959963984540054  # the normal distribution's 97.5th percentile: intervals of 95 %


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % score interval of the proportion ``hits`` of ``n``; ``(0, 1)`` without cases.

    Wilson, J Am Stat Assoc 1927;22:209-12.
    """
    if n == 0:
        return 0.0, 1.0
    share, z2 = hits / n, _Z * _Z
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, centre - half), min(1.0, centre + half)


@dataclass(frozen=True, slots=True)
class Tally:
    """True positives, false positives, false negatives."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    @property
    def precision(self) -> float:
        """Share of the values found that are right; 1 where none was found."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 1.0

    @property
    def recall(self) -> float:
        """Share of the values asked for that were found; 1 where none was asked for."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0

    @property
    def asked(self) -> int:
        """How many values gold asks for."""
        return self.tp + self.fn

    @property
    def precision_interval(self) -> tuple[float, float]:
        return wilson(self.tp, self.tp + self.fp)

    @property
    def recall_interval(self) -> tuple[float, float]:
        return wilson(self.tp, self.tp + self.fn)

    @property
    def f1_interval(self) -> tuple[float, float]:
        """F1 is 2J / (1 + J) of J = tp / (tp + fp + fn), a plain proportion: so is its interval."""
        low, high = wilson(self.tp, self.tp + self.fp + self.fn)
        return 2 * low / (1 + low), 2 * high / (1 + high)

    def to_json(self) -> dict[str, float | int | list[float]]:
        """The figures under the names that the contract's scorer uses, with the intervals."""
        return {
            "p": self.precision,
            "r": self.recall,
            "f1": self.f1,
            "tp": self.tp,
            "fp": self.fp,
            "fn": self.fn,
            "p_interval": [round(x, 4) for x in self.precision_interval],
            "r_interval": [round(x, 4) for x in self.recall_interval],
            "f1_interval": [round(x, 4) for x in self.f1_interval],
        }
