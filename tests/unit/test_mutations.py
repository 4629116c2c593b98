"""What a typesetter changes must not change what is found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from netmatrix.assemble import rows_of
from netmatrix.nlp import load
from netmatrix.readers import read_bytes

CASE = """A case of ileal neuroendocrine tumour

A 54-year-old woman was seen for flushing. CT showed liver metastases and a mass in the terminal ileum. Biopsy of the liver confirmed a well-differentiated neuroendocrine tumour, grade 2, with a Ki-67 index of 8% and 3 mitoses per 10 HPF. The tumour cells were positive for chromogranin A and synaptophysin and negative for TTF-1. There were no bone metastases. She received octreotide LAR 30 mg every 4 weeks, and everolimus was declined. At 24 months after diagnosis she is alive with stable disease.
"""

MUTATIONS: dict[str, Callable[[str], str]] = {
    "american": lambda t: t.replace("tumour", "tumor"),
    "dashes": lambda t: t.replace("Ki-67", "Ki–67").replace("well-diff", "well‑diff"),
    "glued": lambda t: t.replace("Ki-67", "Ki67").replace("TTF-1", "TTF1"),
    "capitals": lambda t: t.replace("octreotide", "Octreotide").replace("liver", "Liver"),
    "spaces": lambda t: t.replace("8%", "8 %").replace("54-year-old", "54 year old"),
    "narrow spaces": lambda t: t.replace(" mg", "\u202fmg").replace("of 8", "of\u00a08"),
    "quotes": lambda t: t.replace("well-differentiated", "“well-differentiated”"),
    "wrapped": lambda t: t.replace(" and ", " and\n").replace(" of the", " of\nthe"),
    "plural": lambda t: t.replace("Biopsy of the liver", "Biopsies of the liver"),
    "windows": lambda t: t.replace("\n", "\r\n"),
}


@pytest.fixture(scope="module")
def values() -> Callable[[str], dict[str, list[str]]]:
    nlp = load()

    def find(text: str) -> dict[str, list[str]]:
        document = read_bytes(text.encode(), Path("case.txt"))
        rows = rows_of(document, nlp)
        assert len(rows) == 1
        return {
            name: sorted(f"{f.value} {f.status}" for f in found)
            for name, found in rows[0].fields.items()
        }

    return find


def test_the_case_itself(values: Callable[[str], dict[str, list[str]]]) -> None:
    found = values(CASE)
    assert found["primary_site"] == ["ileum reported"]
    assert found["metastatic_sites"] == ["liver reported"]
    assert found["ki67_percent"] == ["8 reported"]
    assert found["treatments"] == ["everolimus declined", "octreotide given"]
    assert found["follow_up_months"] == ["24 reported"]


@pytest.mark.parametrize("name", sorted(MUTATIONS))
def test_the_same_under(name: str, values: Callable[[str], dict[str, list[str]]]) -> None:
    changed = MUTATIONS[name](CASE)
    assert changed != CASE
    assert values(changed) == values(CASE)
