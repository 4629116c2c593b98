"""A cohort's numbers against gold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from netmatrix.evaluate.values import GoldValue, normal

_PARTS = ("n", "N", "percent")
_TOLERANCE = 0.051  # one printed decimal, rounded one way or the other
Stat = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StatisticsMatch:
    """The gold statistics that were found, those that were missed, and how many are too many."""

    right: tuple[Stat, ...]
    missed: tuple[Stat, ...]
    extra: int


def match(golds: Sequence[Stat], found: Sequence[Stat], *, complete: bool) -> StatisticsMatch:
    """Match each gold statistic with the first one left that agrees.

    What is left over counts as wrong only where the gold file is ``complete``.
    """
    left = list(found)
    right: list[Stat] = []
    missed: list[Stat] = []
    for gold in golds:
        hit = next((i for i, stat in enumerate(left) if agrees(gold, stat)), None)
        if hit is not None:
            del left[hit]
            right.append(gold)
        elif not GoldValue.parse(gold["concept"]).optional:
            missed.append(gold)
    return StatisticsMatch(tuple(right), tuple(missed), len(left) if complete else 0)


def agrees(gold: Stat, stat: Stat) -> bool:
    """Whether ``stat`` says what ``gold`` asks for.

    Measure and concept are the same; a stated ``value`` agrees; of n, N and percent at least two
    agree (or the only one that gold states) and none contradicts.
    """
    if gold["measure"] != stat.get("measure"):
        return False
    if normal(stat.get("concept", "")) not in GoldValue.parse(gold["concept"]).names:
        return False
    if gold.get("value") is not None and not _same(gold["value"], stat.get("value")):
        return False
    stated = [key for key in _PARTS if gold.get(key) is not None]
    both = [key for key in stated if stat.get(key) is not None]
    agree = [key for key in both if _same(gold[key], stat[key])]
    return agree == both and len(agree) >= min(2, len(stated))


def label(stat: Stat) -> str:
    """A statistic in one line."""
    return ", ".join(f"{key} {value}" for key, value in stat.items() if value not in (None, ""))


def _same(a: object, b: object) -> bool:
    if a is None or b is None:
        return False
    try:
        return abs(float(str(a)) - float(str(b))) <= _TOLERANCE
    except ValueError:
        return normal(a) == normal(b)
