"""Numbers in words as digits, in place."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netmatrix.normalise.numbers import parse
from netmatrix.numerals import ONES, TENS, aligned, as_digits, begins


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("a fifty-eight-year-old woman", "a 58-year-old woman"),
        ("aged Twelve, thirty and forty one years", "aged 12, 30 and 41 years"),
        ("one hundred and thirty-six patients", "one hundred and thirty-six patients"),
        ("fifty thousand units", "fifty thousand units"),
        ("on the twenty-first day", "on the twenty-first day"),
        ("often, a seventieth, plenty", "often, a seventieth, plenty"),
        ("five months", "five months"),
    ],
)
def test_numbers_from_ten_on_are_digits(words: str, digits: str) -> None:
    assert as_digits(words) == digits
    placed = aligned(words)
    assert len(placed) == len(words)
    assert re.sub(" +", " ", placed) == digits


@given(
    st.sampled_from([*TENS]), st.sampled_from(["", *ONES]), st.text(alphabet="ab ,.-", max_size=9)
)
def test_the_digits_say_the_same_and_lie_inside_the_words(tens: str, ones: str, rest: str) -> None:
    word = f"{tens}-{ones}" if ones else tens
    text = f"see {word} {rest}"
    placed = aligned(text)
    assert len(placed) == len(text)
    at = next(i for i, letter in enumerate(placed) if letter.isdigit())
    assert float(placed[at : at + 2]) == parse(word)
    assert begins(text, at) == text.index(word)


def test_other_places_stay() -> None:
    text = "She is fifty-eight and well."
    assert [begins(text, at) for at in (0, 4, 7, text.index("and"), len(text))] == [
        0, 4, 7, text.index("and"), len(text),
    ]  # fmt: skip
