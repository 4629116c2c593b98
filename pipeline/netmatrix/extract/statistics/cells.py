"""A cell of a characteristics table: a share, a median, a ratio."""

from __future__ import annotations

import re
from dataclasses import replace

from netmatrix import patterns
from netmatrix.extract.statistics.columns import RATIO_HEADER, Group, average_word
from netmatrix.extract.statistics.figure import Figure, count, number, percent, ratio_name
from netmatrix.extract.statistics.medians import value_at
from netmatrix.extract.statistics.numbers import figures
from netmatrix.patterns import compiled

EMPTY = compiled(
    r"^[\s\-–—−./]*$|^(?:NA|N/A|ND|NR|n\.?a\.?|n\.?r\.?|n\.?d\.?|nil|ref(?:erence)?\.?|"
    r"not (?:reached|reported|available|applicable)|1 ?\(ref\w*\.?\))$",
    re.I,
)
SLASHED = compiled(r"^\s*(\d+)\s?[/:]\s?(\d+)(?:\s?[/:]\s?(\d+))?\s*$")
"""A cell that counts two or three things: "12/9"."""
N_AND_PERCENT = compiled(r"^(?P<n>\d[\d,]*)\s?[(\[]\s?(?P<p>\d+(?:[.,]\d+)?)\s?%?\s?[)\]]\S{0,2}$")
_PERCENT_AND_N = compiled(
    r"^(?P<p>\d+(?:[.,]\d+)?)\s?%?\s?[(\[]\s?(?:n\s?=\s?)?(?P<n>\d[\d,]*)\s?[)\]]\S{0,2}$"
)
_PERCENT_LABEL = compiled(r"%[,;]?\s[(\[]?95\s?%\s?CI|\(%;?\s?95\s?%\s?CI\)")
_PERCENT_SPREAD = compiled(
    r"^(?P<p>\d+(?:\.\d+)?)\s?%?\s?[(\[]\s?(?P<lo>\d+(?:\.\d+)?)\s?%?\s?(?:-|–|—|−|to|,)\s?(?P<hi>\d+(?:\.\d+)?)\s?%?\s?[)\]]\S{0,2}$"
)
_SPREAD = compiled(r"±|\brange|\bIQR|[(\[]\s?\d+(?:[.,]\d+)?\s?%?\s?(?:-|–|—|−|to|;)\s?\d", re.I)
_BOUNDS = compiled(r"(\d+(?:[.,]\d+)?)\s?(?:-|–|—|−|to|,)\s?(\d+(?:[.,]\d+)?)")
_DEVIATION = compiled(r"^\s*[\d.,]+\s?[(\[]\s?(\d+(?:[.,]\d+)?)\s?[)\]]")
_UNITS = compiled(r"\b(months?|mo|years?|yrs?|cm|mm|days?|weeks?)\b")


def share(column: Group, text: str, label: str) -> Figure | None:
    """The share that a cell prints; a bare number is a count, under "%" a percentage."""
    cell, swapped = N_AND_PERCENT.match(text), _PERCENT_AND_N.match(text)
    if swapped and (patterns.search(r"%\s?\(\s?n", column.header) or "%" in text.split("(")[0]):
        return _share(text, count(swapped["n"]), percent(swapped["p"]))
    if cell and percent(cell["p"]) is not None:
        return _share(text, count(cell["n"]), percent(cell["p"]))
    found = [f for f in figures(text) if f.kind == "share"]
    if found and (found[0].percent is not None or found[0].N is not None):
        return found[0]
    of_percent = column.role == "percent"
    if patterns.fullmatch(r"\d[\d,]*\s?[*†‡a-c]?", text):
        if of_percent or ("%" in label and not patterns.search(r"\bn\b", label)):
            return _share(text, None, percent(patterns.sub(r"\D", "", text)))
        n = count(patterns.sub(r"[^\d,]", "", text))
        fits = n is not None and (column.size is None or n <= column.size)
        return _share(text, n, None) if fits else None
    if (of_percent or "%" in f"{label} {column.header}") and patterns.fullmatch(
        r"\d+[.,]\d+", text
    ):
        return _share(text, None, percent(text))
    return None


def with_interval(text: str, label: str) -> Figure | None:
    """The percentage of "95.1 (90.2–97.6)" beside "5-year survival, % (95% CI)"."""
    told = _PERCENT_LABEL.search(label) and not average_word(label)
    match = _PERCENT_SPREAD.match(text) if told else None
    figure = _share(text, None, percent(match["p"])) if match else None
    if match is None or figure is None:
        return None
    return replace(figure, low=number(match["lo"]), high=number(match["hi"]), interval="95% CI")


def _share(text: str, n: int | None, part: float | None) -> Figure | None:
    if n is None and part is None:
        return None
    return Figure(0, len(text), "share", n=n, percent=part)


def split_share(n_text: str, p_text: str) -> Figure | None:
    """The share of two cells side by side, one under "n", one under "%"."""
    n = (
        count(patterns.sub(r"[^\d,]", "", n_text))
        if patterns.match(r"^\d[\d,]*\S?$", n_text)
        else None
    )
    told = patterns.match(r"^\d+(?:[.,]\d+)?\s?%?$", p_text)
    return _share(n_text, n, percent(patterns.sub(r"[%\s]", "", p_text)) if told else None)


def ratio(column: Group, text: str, bounds: str) -> Figure | None:
    """A ratio with its interval; ``bounds`` is the cell of a "95% CI" column beside it."""
    figure = None if EMPTY.match(text) else value_at(text, 0, len(text))
    if figure is None or figure.value is None:
        return None
    told = _BOUNDS.search(bounds) if figure.low is None else None
    if told:
        figure = replace(figure, low=number(told[1]), high=number(told[2]))
    name = RATIO_HEADER.search(column.header)
    return replace(
        figure,
        kind="ratio",
        measure=ratio_name(name.group() if name else ""),
        unit=None,
        interval="95% CI" if figure.low is not None else None,
    )


def average(
    column: Group, text: str, label: str, parent: str, about: str, value: bool, concept: str
) -> tuple[Figure | None, bool]:
    """The median or mean of a cell, and whether the cell is one at all.

    ``about`` is the caption with the footnotes ("medians (range)"), ``value`` whether the line's
    concept is something measured. A spread whose kind nothing tells stays unread.
    """
    told = average_word(label) or average_word(parent) or column.average
    spread = _SPREAD.search(text)
    if not told and not spread:
        return None, False
    measure = told or ("mean" if "±" in text else average_word(text) or average_word(about))
    figure = value_at(text, 0, len(text))
    counted = bool(told and not spread and N_AND_PERCENT.match(text) and not value)
    if figure is None or not measure or counted:
        return None, not N_AND_PERCENT.match(text)
    note = f"{label} {parent} {column.header}"
    interval, detail = figure.interval, figure.detail
    if interval == "range" and not patterns.search(r"range", text, re.I):
        if patterns.search(r"IQR|interquartile", note, re.I):
            interval = "IQR"
        elif patterns.search(r"9\d\s?%\s?CI", note):
            interval = "95% CI"
    deviation = _DEVIATION.search(text)
    if deviation and figure.low is None and patterns.search(r"\bSD\b", note):
        interval, detail = "SD", (("sd", number(deviation[1]) or 0.0),)
    unit = figure.unit or _unit(label) or _unit(parent)
    if unit is None:
        unit = "year" if concept == "age" else "percent" if "(%)" in label else None
    return replace(figure, measure=measure, unit=unit, interval=interval, detail=detail), True


def _unit(text: str) -> str | None:
    match = _UNITS.search(text)
    if not match:
        return None
    low = match[1].lower()
    return "month" if low.startswith("mo") else "year" if low.startswith("y") else low.rstrip("s")
