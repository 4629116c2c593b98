"""Rules about a cohort's numbers: parts against wholes, values against their own intervals."""

from __future__ import annotations

from collections.abc import Iterator

from netmatrix.assemble.consistency.base import Facts, Hit
from netmatrix.normalise.numbers import plain

_ROUNDING = 0.6
"""Percentage points: a percentage printed without decimals may be off by half a point."""


def percent_of_whole(facts: Facts) -> Iterator[Hit]:
    """n/N is not the percentage printed beside it."""
    for s in facts.row.statistics:
        if s.n is None or not s.N or s.percent is None or s.n > s.N:
            continue
        computed = 100 * s.n / s.N
        if abs(computed - s.percent) > _ROUNDING:
            yield (
                f"{s.concept}: {s.n} of {s.N} is {computed:.1f} %, but {plain(s.percent)} % "
                "is printed.",
                (s,),
            )


def part_above_whole(facts: Facts) -> Iterator[Hit]:
    """More patients in the part than in the whole, or a part above 100 %."""
    for s in facts.row.statistics:
        if s.measure != "proportion":
            continue
        if s.n is not None and s.N is not None and s.n > s.N:
            yield f"{s.concept}: {s.n} of {s.N}, a part above the whole.", (s,)
        elif s.percent is not None and s.percent > 100:
            yield f"{s.concept}: {plain(s.percent)} % is above the whole.", (s,)


def value_outside_interval(facts: Facts) -> Iterator[Hit]:
    """A median, mean, rate or ratio that lies outside its own range or confidence interval."""
    for s in facts.row.statistics:
        if s.low is None or s.high is None:
            continue
        if s.low > s.high:
            yield (
                f"{s.concept}: the interval {plain(s.low)} to {plain(s.high)} runs backwards.",
                (s,),
            )
        elif (
            s.value is not None
            and s.measure in ("median", "mean", "rate", "ratio")
            and not s.low <= s.value <= s.high
        ):
            yield (
                f"{s.concept}: {plain(s.value)} lies outside its interval "
                f"{plain(s.low)} to {plain(s.high)}.",
                (s,),
            )


def impossible_p(facts: Facts) -> Iterator[Hit]:
    """A p value above 1."""
    for s in facts.row.statistics:
        if s.measure == "p_value" and s.value is not None and s.value > 1:
            yield f"{s.concept}: a p value of {plain(s.value)} cannot be.", (s,)
