"""What a text without a title is about. All texts are invented."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from netmatrix.assemble import rows_of
from netmatrix.evidence import Row
from netmatrix.extract.topic import topics
from netmatrix.nlp import annotate, load
from netmatrix.readers import read_bytes


@pytest.fixture(scope="module")
def rows() -> Callable[[str], list[Row]]:
    nlp = load()
    return lambda text: rows_of(read_bytes(text.encode(), Path("paper.txt")), nlp)


TABLE = """
Results

Table 1. Patients with distant metastases

Case	Sex/Age	Size (mm)	Distant sites	Treatment	Outcome
1	M/61	32	Liver	octreotide	Dead, 41 mo
2	F/48	18	Liver, bone	everolimus	Alive, 62 mo
3	M/70	45	Lung	FOLFOX	Dead, 7 mo
4	M/55	9	Bone	lanreotide	Alive, 28 mo
"""


@pytest.mark.parametrize(
    ("opening", "told"),
    [
        ("Rectal neuroendocrine tumors (NETs) are found in growing numbers.", ["Rectal neuroendocrine tumors"]),
        (
            "Carcinoids account for 2% of all tumours of the lung.",
            ["Carcinoids", "all tumours of the lung"],
        ),
        ("Colonoscopy finds many polyps.", []),
        ("Screening began in 1990. Nobody had counted carcinoids before.", []),
    ],
)  # fmt: skip
def test_the_first_words_name_the_topic(opening: str, told: list[str]) -> None:
    text = f"Introduction\n\n{opening} Few of them spread.\n\nMethods\n\nWe used a ruler.\n"
    annotations = annotate(read_bytes(text.encode(), Path("paper.txt")), load())
    found = [piece.text for piece in topics(annotations)]
    assert [piece.partition(" (")[0] for piece in found] == told


def test_patients_of_a_table_have_the_tumour_of_the_topic(rows: Callable[[str], list[Row]]) -> None:
    text = "Introduction\n\nRectal neuroendocrine tumors (NETs) are found in growing numbers.\n"
    found = [r for r in rows(text + TABLE) if r.kind == "series_case"]
    assert len(found) == 4
    assert {(*r.values("histology"), *r.values("primary_site")) for r in found} == {
        ("NET", "rectum")
    }


def test_the_chosen_patients_name_the_topic(rows: Callable[[str], list[Row]]) -> None:
    text = (
        "Introduction\n\nThe skeleton was long thought to be spared.\n\nMethods\n\n"
        "All patients with a bronchial carcinoid seen between 2006 and 2019 were reviewed.\n"
    )
    found = [r for r in rows(text + TABLE) if r.kind == "series_case"]
    assert {(*r.values("histology"), *r.values("primary_site")) for r in found} == {
        ("carcinoid", "lung")
    }


CASES = """Introduction

Renal carcinoids are rare, and about one hundred have been published.

Case 1

A 47-year-old male teacher had microscopic haematuria. CT showed a mass of 4 cm in the left kidney. Nephrectomy was done; the tumour was positive for synaptophysin. He was well at 30 months.

Case 2

A 55-year-old woman had a mass found by chance. Synaptophysin was positive. Liver metastases were treated with octreotide.
"""


def test_cases_told_in_prose_have_it_too(rows: Callable[[str], list[Row]]) -> None:
    first, second = rows(CASES)
    assert first.values("histology") == second.values("histology") == ["carcinoid"]
    assert second.values("primary_site") == ["kidney"]


def test_a_case_with_another_tumour_has_not(rows: Callable[[str], list[Row]]) -> None:
    other = CASES.replace("Synaptophysin was positive.", "Biopsy showed a clear cell carcinoma.")
    assert [r.subject for r in rows(other)] == ["case 1"]
