"""Figures of a part of the patients that a sentence tells without naming the part again.

"Of the 67 patients with X, 39 were men. The primary was the pancreas in 28 (41.8%)": 28 are 41.8 % of
67, not of the study's 482 patients. A printed percentage says which whole it is of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from netmatrix.evidence import Statistic

_NEAR = 900
"""Characters over which a group of patients stays the topic."""
_UNCLEAR = 1.0
"""Percentage points that rounding or a patient not assessed may explain."""


@dataclass(frozen=True, slots=True)
class Part:
    """``n`` patients counted at ``start`` who have ``name``; ``leads`` where a sentence is about them."""

    start: int
    n: int
    name: str
    leads: bool = False


@dataclass
class Topics:
    """The size of the study and the parts of its patients that were counted."""

    size: int | None = None
    parts: list[Part] = field(default_factory=list)
    evaluable: list[int] = field(default_factory=list)
    """Numbers of patients that could be evaluated for something: wholes of shares, not groups."""

    def add(self, start: int, n: int, name: str, leads: bool = False) -> None:
        if name and self.size is not None and 1 < n < self.size:
            self.parts.append(Part(start, n, name, leads))

    def add_told(self, found: Iterable[Statistic]) -> None:
        for s in found:
            if s.n is None:
                continue
            if s.measure == "count" and s.concept == "patients":
                self.add(s.start, s.n, s.group)
            elif s.measure == "proportion" and (not s.group or s.percent) and self._of_all(s):
                self.add(s.start, s.n, s.concept)

    def _of_all(self, s: Statistic) -> bool:
        """Whether a share is one of the whole study, or of a part of it that was told."""
        if s.N is not None or s.percent is None or _off(s, self.size or 0) <= _UNCLEAR:
            return True
        return any(_fits(s, part.n) for part in self.parts)


def _decimals(value: float) -> int:
    return 0 if value == int(value) else 1 if abs(value * 10 - round(value * 10)) < 1e-6 else 2


def _off(s: Statistic, whole: int) -> float:
    """How many percentage points the printed percentage is away from n of a whole."""
    if s.n is None or s.percent is None:
        return 0.0
    return abs(100 * s.n / whole - s.percent) if 0 < whole >= s.n else 100.0


def placed(
    found: Sequence[Statistic], topics: Topics, numbers: Callable[[], Iterable[int]]
) -> tuple[list[Statistic], list[tuple[int, int]]]:
    """The statistics with the groups their percentages are of, and the places of those of no group told.

    These are kept as printed, with a low confidence; more than the study's patients are left out.

    ``numbers`` gives those that the paper prints: several shares that are of none of its groups may
    be of one of these ("two in each arm were ineligible, which left 84 for analysis").
    """
    kept: list[Statistic] = []
    left: list[Statistic] = []
    for s in found:
        if s.measure != "proportion" or s.group or s.n is None or not topics.size:
            kept.append(s)
        elif s.N is not None:
            part = _part(s, [p for p in topics.parts if p.n == s.N]) if topics.size != s.N else None
            kept.append(replace(s, group=part.name) if part else s)
        elif _off(s, topics.size) <= _UNCLEAR:
            kept.append(s)
        else:
            part = _part(s, [p for p in topics.parts if _fits(s, p.n)])
            evaluable = next((n for n in topics.evaluable if _fits(s, n)), None)
            if part:
                kept.append(replace(s, group=part.name, N=part.n))
            elif evaluable:
                kept.append(replace(s, N=evaluable))
            else:
                left.append(s)
    whole = _common_whole(left, numbers) if len(left) >= _SEVERAL else None
    for s in left:
        if whole and _fits(s, whole):
            kept.append(replace(s, N=whole, confidence=min(s.confidence, _ASSUMED)))
        elif (s.n or 0) < (topics.size or 0):
            kept.append(replace(s, confidence=min(s.confidence, _ASSUMED)))
    kept.sort(key=lambda s: (s.start, s.end))
    return kept, [(s.start, s.end) for s in left if not (whole and _fits(s, whole))]


_SEVERAL = 2
_ASSUMED = 0.6


def _common_whole(left: Sequence[Statistic], numbers: Callable[[], Iterable[int]]) -> int | None:
    """The one number of the paper that most of the shares, and two at least, are of."""
    fits = {n: sum(_fits(s, n) for s in left) for n in set(numbers())}
    most = max(fits.values(), default=0)
    best = [n for n, many in fits.items() if many == most]
    return best[0] if len(best) == 1 and most >= max(_SEVERAL, _MOSTLY * len(left)) else None


_FITTING = 3
"""So many shares at least must be of a whole for it to be the study."""
_MOSTLY = 0.6


def whole_of(shares: Sequence[Statistic], topics: Topics, numbers: Iterable[int]) -> int | None:
    """The size that the printed percentages are of, where they are not of the one that was read.

    "Of 412 patients in the registry, 218 were analysed": the shares that follow tell that it is 218.
    ``numbers`` are those that the paper prints; a number that counts a named part is none.
    """
    told = [s for s in shares if s.n is not None and s.percent is not None and not s.group]
    size = topics.size
    if size is not None and any(s.N in (None, size) and _fits(s, size) for s in told):
        # "38 of 215 (17.7%)" says itself of whom it is
        told = [s for s in told if s.N in (None, size)]
    if size is None or len(told) < _FITTING:
        return None
    if sum(_fits(s, size) for s in told) >= len(told) * (1 - _MOSTLY):
        return None
    parts = {p.n for p in topics.parts} | {s.N for s in shares if s.group and s.N}
    best: tuple[int, int] | None = None
    for number in set(numbers) - parts - {size}:
        fits = sum(_fits(s, number) for s in told)
        if fits >= max(_FITTING, _MOSTLY * len(told)) and (best is None or fits > best[0]):
            best = (fits, number)
    return best[1] if best else None


def _fits(s: Statistic, whole: int) -> bool:
    return _off(s, whole) <= (0.55, 0.1, 0.02)[_decimals(s.percent or 0.0)]


def _part(s: Statistic, fitting: Sequence[Part]) -> Part | None:
    """The part a share is of: the one told last before it, or the only one that fits."""
    fitting = [p for p in fitting if p.name != s.concept]
    near = [p for p in fitting if 0 < s.start - p.start <= _NEAR]
    if s.N is not None:  # "in 33 of 50" are not 50 of whom is told later
        fitting = [p for p in fitting if p.start < s.start]
    for choice in ([p for p in near if p.leads], near, fitting):
        if len({p.name for p in choice}) == 1:
            return choice[-1]
    return None
