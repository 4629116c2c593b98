"""The printed twin of an article gives the rows of its XML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from netmatrix.assemble import rows_of
from netmatrix.evidence import Row
from netmatrix.nlp import load
from netmatrix.readers import read

FILES = ("04-pancreatic-insulinoma.xml", "05-pancreatic-insulinoma-print.pdf")


def _said(rows: list[Row]) -> list[Any]:
    """Rows without the places of their values."""
    return [
        (
            row.kind,
            {name: sorted({f.value for f in found}) for name, found in row.fields.items() if found},
            [(s.measure, s.concept, s.group, s.n, s.N, s.percent, s.value, s.low, s.high)
             for s in row.statistics],
        )
        for row in rows
    ]  # fmt: skip


@pytest.fixture(scope="module")
def rows(request: pytest.FixtureRequest) -> list[list[Row]]:
    folder = request.config.rootpath / "corpus" / "demo"
    nlp = load()
    return [rows_of(read(folder / name), nlp) for name in FILES]


def test_the_printed_twin_is_set_in_two_columns(request: pytest.FixtureRequest) -> None:
    document = read(Path(request.config.rootpath, "corpus", "demo", FILES[1]))
    middle = document.pages[0].width / 2
    body = [b for b in document.boxes if b.page == 1 and b.x1 - b.x0 > 150]
    assert sum(b.x1 < middle for b in body) > 5
    assert sum(b.x0 > middle for b in body) > 5


def test_print_and_xml_give_the_same_rows(rows: list[list[Row]]) -> None:
    xml, pdf = map(_said, rows)
    assert len(xml) > 0
    assert pdf == xml
