"""Patients called by number: the names, and who they are."""

from __future__ import annotations

import pytest

from netmatrix.assemble.numbered import TOGETHER, names, numbers_in
from netmatrix.nlp.annotations import Sentence


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("seen in patients 2, 3 and 5.", [2, 3, 5]),
        ("in Patient 1 and Patient 4", [1, 4]),
        ("patients 1 to 3 were men", [1, 2, 3]),
        ("in P1-P4 and P6", [1, 2, 3, 4, 6]),
        ("(P1, P4)", [1, 4]),
        ("in cases A and C", [1, 3]),
        ("in cases I, III and VI", [1, 3, 6]),
        ("unchanged in II and IV", [2, 4]),
        ("in nos. 2 and 3", [2, 3]),
        ("(patients 1, 4)", [1, 4]),
        ("B and E were women", [2, 5]),
        ("patients 5-3 were seen", [3, 4, 5]),
    ],
)
def test_names_of_several(text: str, numbers: list[int]) -> None:
    match = TOGETHER.search(text)
    assert match is not None
    assert numbers_in(match) == numbers
    assert names(Sentence(0, len(text), text))


@pytest.mark.parametrize(
    "text", ["PATIENT 2 DIED", "Pt. 3 had pain", "see no. 4", "nine months (IV)", "P6 is well"]
)
def test_names_of_one(text: str) -> None:
    assert names(Sentence(0, len(text), text))


@pytest.mark.parametrize(
    "text",
    [
        "in case 3, 4% in case 4",
        "1 per field in case 1 and 2 per 10 in case 4",
        "in patient 4 and 12 months later",
        "patient 2 and 3 cycles of cisplatin",
        "vitamins B and D were given",
        "P53 and P16 were positive",
    ],
)
def test_what_names_nobody_together(text: str) -> None:
    assert TOGETHER.search(text) is None
