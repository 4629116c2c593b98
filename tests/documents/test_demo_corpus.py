"""The demo's papers and gold files: complete, well formed, and marked as invented."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from lxml import etree

from netmatrix.document import slug
from netmatrix.evidence import PATIENT_FIELDS

FIELDS = {*PATIENT_FIELDS, "treatments_not_given"}
MEASURES = {"count", "proportion", "median", "mean", "range", "rate", "ratio", "p_value"}
TYPES = {"case_report", "case_series", "cohort", "review", "other"}


@pytest.fixture
def demo(request: pytest.FixtureRequest) -> Path:
    return Path(request.config.rootpath) / "corpus" / "demo"


def papers(demo: Path) -> list[Path]:
    return sorted(p for p in demo.iterdir() if p.is_file() and p.name != "README.md")


def golds(demo: Path) -> dict[str, dict[str, Any]]:
    files = sorted((demo / "gold").glob("*.json"))
    return {p.stem: json.loads(p.read_text(encoding="utf-8")) for p in files}


def letters(text: str) -> str:
    """Only letters and digits, so that line breaks, hyphens and superscripts make no difference."""
    return re.sub(r"[\W_]+", "", text.lower())


def pdf_text(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        texts = []
        for number in range(len(document)):
            page = document[number]
            text_page = page.get_textpage()
            texts.append(text_page.get_text_range())
            text_page.close()
            page.close()
        return "\n".join(texts)
    finally:
        document.close()


def test_every_paper_has_its_gold_file_and_the_other_way_round(demo: Path) -> None:
    assert sorted(slug(p.stem) for p in papers(demo)) == sorted(golds(demo))
    assert len(papers(demo)) >= 12


def test_every_paper_says_that_it_is_an_invented_example(demo: Path) -> None:
    for paper in papers(demo):
        text = pdf_text(paper) if paper.suffix == ".pdf" else paper.read_text(encoding="utf-8")
        assert "netmatrix" in text, paper.name
        assert re.search(r"invented|erfunden", text), paper.name


def test_gold_files_are_well_formed(demo: Path) -> None:
    for doc_id, gold in golds(demo).items():
        assert gold["doc_id"] == doc_id
        assert gold["doc_type"] in TYPES
        for row in gold["rows"]:
            if row["kind"] == "cohort":
                assert {s["measure"] for s in row["statistics"]} <= MEASURES, doc_id
                assert all(s["concept"] for s in row["statistics"]), doc_id
                continue
            assert row["kind"] in {"case", "series_case", "cited_case"}, doc_id
            assert set(row["fields"]) <= FIELDS, doc_id
            assert (row["kind"] == "cited_case") == ("ref" in row), doc_id


def test_the_printed_twin_has_the_words_and_the_gold_of_the_xml(demo: Path) -> None:
    article = etree.parse(demo / "04-pancreatic-insulinoma.xml")
    printed = letters(pdf_text(demo / "05-pancreatic-insulinoma-print.pdf").replace("\ufffe", ""))
    for element in article.iter("article-title", "title", "td", "th"):
        assert letters("".join(element.itertext())) in printed
    for paragraph in article.iter("p"):
        # A figure, a page's end or a superscript may stand inside a paragraph: look at its words.
        for sentence in re.findall(r"\w[^.<>]{20,60}", paragraph.text or ""):
            words = list(re.findall(r"[A-Za-z]{4,}", sentence))
            assert all(letters(word) in printed for word in words)
    gold = golds(demo)
    assert (
        gold["04-pancreatic-insulinoma"]["rows"] == gold["05-pancreatic-insulinoma-print"]["rows"]
    )
