"""Numbers, intervals and lengths of time as papers print them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netmatrix.normalise.numbers import DURATION, INTERVAL, Interval, interval, months, parse, plain


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7),
        ("7.5", 7.5),
        ("7,5", 7.5),
        ("1,234", 1234),
        ("twenty-two", 22),
        ("eleven", 11),
        ("Forty", 40),
        ("dozen", None),
        ("", None),
    ],
)
def test_parse(text: str, value: float | None) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("<2%", "<2"),
        ("less than 3 per cent", "<3"),
        ("up to 5%", "<=5"),
        ("approximately 20%", "20"),
        ("3-5%", "3-5"),
        ("3 to 5 per cent", "3-5"),
        ("between 3 and 20%", "3-20"),
        ("8% and 4 mitoses", "8"),
        ("more than 55%", ">55"),
        ("≥ 30", ">=30"),
        ("12.50", "12.5"),
        ("20-5", "20"),
    ],
)
def test_interval(text: str, value: str) -> None:
    match = INTERVAL.search(text)
    assert match is not None
    assert str(interval(match)) == value


@given(
    low=st.integers(0, 98), gap=st.integers(1, 100), dash=st.sampled_from(["-", "–", " to ", " - "])
)
def test_a_range_reads_back(low: int, gap: int, dash: str) -> None:
    match = INTERVAL.search(f"Ki-67: {low}{dash}{low + gap}%"[7:])
    assert match is not None
    assert interval(match) == Interval(low, low + gap)


@given(st.floats(0, 1000, allow_nan=False).map(lambda x: round(x, 2)))
def test_plain_reads_back(value: float) -> None:
    assert parse(plain(value)) == pytest.approx(value)
    assert not plain(value).endswith(".0")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3 years and 7 months", 43),
        ("18-month", 18),
        ("two and a half years", 30),
        ("Thirteen months", 13),
        ("a year", 12),
        ("2½ years", 30),
        ("1 and half year", 18),
        ("4 years and a half", 54),
    ],
)
def test_months(text: str, value: float) -> None:
    match = DURATION.search(text)
    assert match is not None
    assert months(match) == value


@given(years=st.integers(1, 40), more=st.integers(1, 11))
def test_years_and_months_add_up(years: int, more: int) -> None:
    match = DURATION.search(f"after {years} years and {more} months")
    assert match is not None
    assert months(match) == 12 * years + more
