"""The grading rules as data: editions, bands and organ families (``rules/who_grading.yaml``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from netmatrix import patterns, rule_files
from netmatrix.patterns import compiled

GRADES = ("G1", "G2", "G3")
"""From low to high."""

_BOUND = compiled(
    r"(?:(?P<cmp><=|>=|<|>|~)?(?P<one>\d{1,9}(?:\.\d{1,9})?)"
    r"|(?P<low>\d{1,9}(?:\.\d{1,9})?)-(?P<high>\d{1,9}(?:\.\d{1,9})?))",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Bound:
    """An interval of non-negative numbers; an open end does not belong to it."""

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False

    def meets(self, other: Bound) -> bool:
        """Whether some number lies in both."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        if low != high:
            return low < high
        return self.holds(low) and other.holds(low)

    def holds(self, number: float) -> bool:
        """Whether ``number`` lies in the interval."""
        above = number > self.low or (number == self.low and not self.low_open)
        below = number < self.high or (number == self.high and not self.high_open)
        return above and below


def bound(text: str, top: float = float("inf")) -> Bound | None:
    """The interval of a contract value: ``10``, ``<3``, ``<=2``, ``>20``, ``10-15``, ``~20``.

    ``top`` is the greatest number that makes sense (100 for a percentage).  ``None`` for any other
    wording, a range that runs backwards, or numbers above ``top``.
    """
    match = _BOUND.fullmatch(patterns.sub(r"\s+", "", text))
    if match is None:
        return None
    if match["low"]:
        low, high = float(match["low"]), float(match["high"])
        return Bound(low, high) if low <= high <= top else None
    number, sign = float(match["one"]), match["cmp"]
    if number > top:
        return None
    if sign in ("<", "<="):
        # "< 0" holds no number.
        return Bound(0, number, high_open=sign == "<") if number or sign == "<=" else None
    if sign in (">", ">="):
        return Bound(number, top, low_open=sign == ">") if number < top else None
    return Bound(number, number)


@dataclass(frozen=True, slots=True)
class Edition:
    """A classification's grading of one family of organs.

    ``ki67`` and ``mitoses`` hold the bands of G1, G2 … from low to high, ``types`` those of the
    named tumours (lung, thymus) by mitoses, ``letters`` the G of a named tumour where the edition
    gives one.  ``graded_carcinoma``: G3 of this edition is the carcinoma.
    """

    name: str
    family: str
    body: str
    years: tuple[int, ...]
    number: int
    published: int
    papers_from: int
    organs: frozenset[str]
    graded_carcinoma: bool
    source: str
    note: str = ""
    ki67: tuple[tuple[str, Bound], ...] = ()
    mitoses: tuple[tuple[str, Bound], ...] = ()
    types: tuple[tuple[str, Bound], ...] = ()
    letters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GradingRules:
    """All editions, and what they are about.

    ``families`` maps an organ to its family, ``defaults`` a family to the edition taken where
    nothing tells which one, ``units`` an area of mitotic counts to a remark on it, ``not_graded``
    a tumour to the reason why it has no G.
    """

    editions: tuple[Edition, ...]
    families: Mapping[str, str]
    defaults: Mapping[str, str]
    units: Mapping[str, str]
    not_graded: Mapping[str, str]
    carcinomas: frozenset[str]
    well_differentiated: frozenset[str]

    def of_family(self, family: str) -> tuple[Edition, ...]:
        """The editions of a family, from the oldest."""
        found = [e for e in self.editions if e.family == family]
        return tuple(sorted(found, key=lambda e: (e.published, e.name)))

    def edition(self, family: str, name: str) -> Edition:
        """An edition by its name.  Raises ``ValueError`` where the family has none of that name."""
        for edition in self.editions:
            if edition.family == family and edition.name == name:
                return edition
        raise ValueError(f"no edition {name!r} of the grading of {family} tumours")


def load_grading(model: Path) -> GradingRules:
    """The rules of a model folder, or of the packaged one where the folder has no such file.

    Raises ``ValueError`` with the edition's name for a band or grade that cannot be read.
    """
    # Everything is read as text; numbers are turned here, where an error can say which edition.
    data: dict[str, Any] = rule_files.of_model(model, "who_grading.yaml")
    families = {
        str(organ): str(family)
        for family, item in data["families"].items()
        for organ in item["organs"]
    }
    rules = GradingRules(
        editions=tuple(_edition(item) for item in data["editions"]),
        families=families,
        defaults={str(f): str(item["default"]) for f, item in data["families"].items()},
        units={str(k): str(v) for k, v in data["units"].items()},
        not_graded={str(k): str(v) for k, v in data["not_graded"].items()},
        carcinomas=frozenset(data["carcinomas"]),
        well_differentiated=frozenset(data["well_differentiated"]),
    )
    for family, name in rules.defaults.items():
        rules.edition(family, name)
    return rules


def _edition(item: Mapping[str, Any]) -> Edition:
    name = str(item["name"])
    grades: Mapping[str, Any] = item.get("grades") or {}
    if list(grades) != [g for g in GRADES if g in grades]:
        raise ValueError(f"{name}: grades are G1, G2, G3, from low to high")
    if item["carcinoma"] not in ("graded", "ungraded"):
        raise ValueError(f"{name}: carcinoma is 'graded' or 'ungraded'")
    return Edition(
        name=name,
        family=str(item["family"]),
        body=str(item["body"]),
        years=tuple(int(year) for year in item["years"]),
        number=int(item.get("number", 0)),
        published=int(item["published"]),
        papers_from=int(item["papers_from"]),
        organs=frozenset(item.get("organs", ())),
        graded_carcinoma=item["carcinoma"] == "graded",
        source=str(item["source"]),
        note=str(item.get("note", "")),
        ki67=_bands(name, {grade: band["ki67"] for grade, band in grades.items()}, 100),
        mitoses=_bands(name, {grade: band["mitoses"] for grade, band in grades.items()}),
        types=_bands(name, item.get("types") or {}),
        letters={str(k): str(v) for k, v in (item.get("letters") or {}).items()},
    )


def _bands(
    name: str, bands: Mapping[str, str], top: float = float("inf")
) -> tuple[tuple[str, Bound], ...]:
    out: list[tuple[str, Bound]] = []
    for label, text in bands.items():
        band = bound(str(text), top)
        if band is None:
            raise ValueError(f"{name}: {label} has no band that can be read: {text!r}")
        if out and (band.low < out[-1][1].high or band.meets(out[-1][1])):
            raise ValueError(f"{name}: the bands of {out[-1][0]} and {label} overlap")
        out.append((str(label), band))
    return tuple(out)
