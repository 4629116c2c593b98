"""The text readers and the structure stage. All example papers are invented for these tests."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import textwrap
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netmatrix import readers
from netmatrix.document import Block, Document
from netmatrix.readers import decode, doctype, headings, hyphens, inline, references

SHARED = Path(__file__).parents[2] / ".." / "shared"


def read(text: str | bytes, name: str = "paper.txt") -> Document:
    data = text if isinstance(text, bytes) else text.encode("utf-8")
    document = readers.read_bytes(data, Path(name))
    check(document)
    return document


def check(document: Document) -> None:
    """The invariants of every Document."""
    n = len(document.text)
    last = 0
    for block in document.blocks:
        assert last <= block.start < block.end <= n
        last = block.end
    for table in document.tables:
        assert 0 <= table.start <= table.end <= n
        for cell in table.cells:
            assert table.start <= cell.start <= cell.end <= table.end
            assert not re.search(r"[\t\n]", document.text[cell.start : cell.end])
        for span in (*table.footnotes, *((table.caption,) if table.caption else ())):
            assert 0 <= span.start <= span.end <= n
    for reference in document.references:
        assert 0 <= reference.start < reference.end <= n
    assert (document.status == "failed") == (not document.text)
    if document.status == "failed":
        assert document.problems
        assert all(problem.endswith(".") for problem in document.problems)


def by_kind(document: Document, kind: str) -> list[str]:
    return [document.slice(b) for b in document.blocks if b.kind == kind]


def block_with(document: Document, wording: str) -> Block:
    return next(b for b in document.blocks if wording in document.slice(b))


WRAPPED = """\
INTRODUCTION

Tumours of the imaginary gland are rare and their course differs by
differen-
tiation. Patients with well-
differentiated disease live longer than those with poorly
differentiated disease, and the invented index Ki-
67 tells them apart in most

series of this made-up kind.1 We therefore
looked at our own invented patients.

METHODS

Nine patients seen in an invented hospital were
included in this study of 177Lu-
DOTATATE.

Statistical Analysis

Nothing was computed because the numbers were
made up for a test.

RESULTS

The median age was 50 years, and we did

Table 1. Invented characteristics of nine patients

Patient no Age Gender Symptom

1 27 M Gastric pain

2 64 F Flush

3 50 M None

M: male, F: female, N: normal, H: high

not find a primary tumour in two of these nine invented
patients.

DISCUSSION

This is the discussion of the invented series and it
ends here.
"""


class TestPlain:
    def test_wrapped_lines_become_paragraphs(self) -> None:
        document = read(WRAPPED)
        assert "rare and their course differs by differentiation." in document.text
        assert "well-differentiated disease live longer" in document.text
        assert "invented index Ki-67 tells them apart" in document.text
        assert "study of 177Lu-DOTATATE." in document.text

    def test_blank_line_in_a_sentence_does_not_end_it(self) -> None:
        assert "in most series of this made-up kind. [1] We" in read(WRAPPED).text

    def test_sentence_interrupted_by_a_table_is_whole(self) -> None:
        document = read(WRAPPED)
        assert "and we did not find a primary tumour" in document.text
        assert document.text.index("we did not find") < document.text.index("Table 1.")

    def test_flattened_table_keeps_its_lines(self) -> None:
        document = read(WRAPPED)
        (table,) = document.tables
        assert table.label == "Table 1"
        assert table.cells == ()
        assert document.text[table.start : table.end].split("\n") == [
            "Patient no Age Gender Symptom",
            "1 27 M Gastric pain",
            "2 64 F Flush",
            "3 50 M None",
        ]
        assert table.caption is not None
        assert document.slice(table.caption).startswith("Table 1. Invented")
        assert [document.slice(s)[:7] for s in table.footnotes] == ["M: male"]

    def test_sections(self) -> None:
        document = read(WRAPPED)
        assert block_with(document, "Nothing was computed").section == "methods"
        assert block_with(document, "Nothing was computed").heading == "Statistical Analysis"
        assert block_with(document, "we did not find").section == "results"
        assert block_with(document, "Gastric pain").section == "table"
        assert block_with(document, "This is the discussion").section == "discussion"

    def test_sentence_lines_are_title_and_one_paragraph(self) -> None:
        document = read(
            "An invented tumour of the ear.\n A 40-year-old man had a tumour.\n It was removed.\n"
        )
        assert by_kind(document, "title") == ["An invented tumour of the ear."]
        assert by_kind(document, "paragraph") == ["A 40-year-old man had a tumour. It was removed."]
        assert document.metadata.title == "An invented tumour of the ear"

    def test_single_paragraph_of_a_case_is_body(self) -> None:
        document = read("A 61-year-old woman had an invented tumour. She is well.")
        assert [b.section for b in document.blocks] == ["body"]
        assert document.metadata.doc_type == "case_report"
        assert document.metadata.title == ""

    def test_tabs_make_cells(self) -> None:
        document = read(
            "Table 2 Invented values on entry\n\nTest\tResult\tRange\t\nSodium\t140\t135–145\t\n"
            "Potassium\t\t3.5–5.0\t\n\nThe patient, a 50-year-old man, went home.\n"
        )
        (table,) = document.tables
        assert (table.n_rows, table.n_cols, table.label) == (3, 3, "Table 2")
        assert [document.slice(c) for c in table.cells if c.row == 2] == [
            "Potassium",
            "",
            "3.5–5.0",
        ]

    def test_one_cell_a_line(self) -> None:
        document = read(
            "Table 1 | An invented cohort.\n\tPart\n\tAll\n\tStage IV\n\n\n\tMale\n\t5\n\t3\n\n\n"
            "\tSex\n\tp = 0.5\n\n\nMen were older than women in this invented cohort of nine.\n"
        )
        (table,) = document.tables
        rows = [[document.slice(c) for c in table.cells if c.row == r] for r in range(3)]
        assert rows == [["Part", "All", "Stage IV"], ["Male", "5", "3"], ["Sex", "", "p = 0.5"]]

    def test_html_remnants_go_with_a_note(self) -> None:
        document = read(
            "A title of an invented abstract\n\nWe saw 12 patients.Ten were well (p<0.05).\n\n"
            'A <b>pdf</b> of this article can be had.\n<form action="x"><input '
            'type="text" name="email"></form>\n'
        )
        assert "<" not in document.text.replace("p<0.05", "")
        assert "12 patients. Ten were" in document.text
        assert any("form" in problem for problem in document.problems)
        assert block_with(document, "pdf of this article").kind == "furniture"

    def test_repository_page(self) -> None:
        document = read(
            "Outcome of invented tumours in a made-up registry\n\nAda Moe, Bea Roe, Cy Poe\n\n"
            "Research output: Contribution to journalArticle\n\n"
            "Methods: A retrospective study of 90 patients.\n\n"
            "Results: Of 90 patients, 9 (10%) had bone metastases.\n"
            "Original languageEnglish\nPublication statusPublished - 3 May 2017\n\n"
            "  • bone metastases\n  • registry\n\nCite this\n"
        )
        assert document.metadata.authors == ("Ada Moe", "Bea Roe", "Cy Poe")
        assert document.metadata.year == 2017
        assert block_with(document, "Original language").kind == "furniture"
        assert block_with(document, "Cite this").kind == "furniture"
        assert block_with(document, "90 patients, 9").section == "abstract"
        assert block_with(document, "90 patients, 9").heading == "Results"
        assert block_with(document, "• registry").section == "back"

    def test_running_heads_and_page_numbers_are_furniture(self) -> None:
        page = "Moe et al. Invented tumours {n}\n\n" + "\n\n".join(
            f"Sentence {{n}}{k} of the invented body of this page, written as prose." for k in
            range(12)
        ) + "\n\n{n}\n\n"  # fmt: skip
        document = read("".join(page.replace("{n}", str(n)) for n in range(1, 6)))
        assert by_kind(document, "furniture").count("3") == 1
        assert sum("Moe et al." in text for text in by_kind(document, "furniture")) == 5

    def test_prose_naming_a_figure_is_no_caption(self) -> None:
        document = read("Figure 2 shows the invented scan.\n\nFigure 2. The invented scan.\n")
        assert by_kind(document, "caption") == ["Figure 2. The invented scan."]

    def test_list_items_stay_apart(self) -> None:
        document = read(
            "MAIN POINTS\n\n• The first invented point goes on over\nthe end of its line and then\n"
            "stops here. \n\n• The second invented point.\n"
        )
        assert len(by_kind(document, "list_item")) == 2


class TestHyphens:
    @pytest.mark.parametrize(
        ("left", "right", "own", "joined"),
        [
            ("a differen-", "tiated form", "", "a differentiated form"),
            ("a well-", "differentiated form", "well-differentiated", "a well-differentiated form"),
            ("chemo-", "embolization", "trans-arterial chemo-embolization", "chemo-embolization"),
            ("chemo-", "embolization", "after chemoembolization", "chemoembolization"),
            ("Ki-", "67 of 3%", "", "Ki-67 of 3%"),
            ("177Lu-", "DOTATATE", "", "177Lu-DOTATATE"),
            ("small-", "and large-cell", "", "small- and large-cell"),
            ("a 30-year-", "old man", "", "a 30-year-old man"),
            ("two", "words", "", "two words"),
        ],
    )
    def test_join(self, left: str, right: str, own: str, joined: str) -> None:
        assert hyphens.join(left, right, hyphens.Words(own)) == joined


class TestInline:
    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ("in 19<sup>3</sup> cases", "in 19 [3] cases"),
            ("tumours.<sup>2–4</sup> We", "tumours. [2–4] We"),
            ("tumours<sup>1,2</sup>, and", "tumours [1,2], and"),
            ("<sup>177</sup>Lu-DOTATATE and <sup>99m</sup>Tc", "177Lu-DOTATATE and 99mTc"),
            ("10<sup>9</sup>/L", "10⁹/L"),
            ("20 mitoses per 2 mm<sup>2</sup>", "20 mitoses per 2 mm²"),
            ("PO<sub>4</sub>", "PO4"),
            ("Moe<sup>#</sup>, Octo<sup>®</sup>", "Moe#, Octo®"),
            ("a value of 27.4  $\\mu\\text{g} / \\text{mL}$ . It", "a value of 27.4  µg/mL. It"),
            ("IFN-$\\alpha$", "IFN-α"),
            ("$^{68}$Ga and $^{177}\\mathrm{Lu}$", "68Ga and 177Lu"),
            ("known.$^{12,13}$ We", "known. [12,13] We"),
            ("p &lt; 0.05 &amp; n", "p < 0.05 & n"),
            ("paid $5 and $6 each", "paid $5 and $6 each"),
            ("(<2 mitoses and >3)", "(<2 mitoses and >3)"),
            ("the ⁶⁸Ga scan and mm²", "the 68Ga scan and mm²"),
        ],
    )
    def test_clean(self, source: str, expected: str) -> None:
        assert inline.clean(source)[0] == expected


MARKDOWN = """\
## CASE REPORT

# An Invented Tumour of the Elbow: A Case Report

Ada Moe, MD<sup>#</sup>, Bea Roe, PhD

Department of Nothing, Invented University

**Background:** Such tumours are invented.

**Case presentation:** We report a 33-year-old woman.

**Conclusion:** They stay invented.

**Key words:** Elbow; Case report

## Introduction

These tumours were described long ago.<sup>1,2</sup> Their cells
are *round* and [small](https://example.org), and when they grow they reach the

**Address for correspondence** Ada Moe, Invented Street 1.

Received 2 May 2018; accepted 3 June 2019

bone in a way that this test made up.

### Case Presentation

A 33-year-old woman came with pain.

![Scan](scan.png)

**Fig. 1** The invented scan of the elbow

### Differential Diagnosis

Gout is another invented disease.

#### **Treatment**

She had surgery.

| Test | Result |
|------|--------|
| CgA  | **high** |

## Discussion

TABLE 2 Continued

Author\tSite
Poe <i>et al.</i> <sup>31</sup>\tElbow
Doe\tKnee

### Authors' Contribution

Ada Moe did all of it.

### References

- Poe A, Doe B, et al. An invented tumour. *J Invent Med.* 2011;3:12–4.
- **2.** Roe C. Is it real? A made-up question. *Ann Nothing*. 2015;1:1. doi:10.1234/abc.5
"""


class TestMarkdown:
    def test_title_and_front(self) -> None:
        document = read(MARKDOWN)
        assert document.format == "markdown"
        assert document.metadata.title == "An Invented Tumour of the Elbow: A Case Report"
        assert document.metadata.authors == ("Ada Moe", "Bea Roe")
        assert document.metadata.year == 2019
        assert document.metadata.doc_type == "case_report"
        assert document.metadata.doc_type_evidence == "A Case Report"
        assert document.blocks[0].section == "title"

    def test_run_in_abstract(self) -> None:
        document = read(MARKDOWN)
        block = block_with(document, "We report a 33-year-old")
        assert (block.section, block.heading) == ("abstract", "Case presentation")
        assert document.slice(block).startswith("Case presentation: We report")
        assert block_with(document, "Key words").section == "back"

    def test_marks_and_citations(self) -> None:
        text = read(MARKDOWN).text
        assert "long ago. [1,2] Their cells are round and small," in text
        assert "*" not in text
        assert "Poe et al. [31]\tElbow" in text

    def test_the_tail_of_a_doi_is_no_citation(self) -> None:
        address = "doi:10.5555/journal.demo.07"
        text = read(MARKDOWN.replace("Gout is another", f"See {address}\n\nGout is another")).text
        assert address in text

    def test_sentence_around_notices(self) -> None:
        document = read(MARKDOWN)
        assert "they reach the bone in a way" in document.text
        assert block_with(document, "Address for").section == "back"

    def test_case_parts(self) -> None:
        document = read(MARKDOWN)
        assert block_with(document, "A 33-year-old woman came").section == "case"
        assert block_with(document, "Gout is another").section == "discussion"
        assert block_with(document, "She had surgery").section == "case"
        assert block_with(document, "Ada Moe did all").section == "back"

    def test_tables(self) -> None:
        document = read(MARKDOWN)
        first, second = document.tables
        assert [document.slice(c) for c in first.cells] == ["Test", "Result", "CgA", "high"]
        assert [c.header for c in first.cells] == [True, True, False, False]
        assert second.label == "TABLE 2"
        assert second.caption is not None
        assert document.slice(second.caption) == "TABLE 2 Continued"

    def test_references(self) -> None:
        document = read(MARKDOWN)
        one, two = document.references
        assert (one.number, one.authors, one.year) == (1, ("Poe A", "Doe B"), 2011)
        assert (one.title, one.journal) == ("An invented tumour", "J Invent Med")
        assert (two.number, two.doi, two.year) == (2, "10.1234/abc.5", 2015)
        assert document.metadata.doi == ""  # never from the reference list

    def test_html_table_inside(self) -> None:
        document = read(
            "# Paper\n\n<table><tr><th>Drug</th><th>Dose</th></tr><tr><td colspan=2>none</td></tr>"
            "</table>\n\nText of the invented paper.\n"
        )
        (table,) = document.tables
        assert [document.slice(c) for c in table.cells] == ["Drug", "Dose", "none", ""]


HTML = """<!doctype html><html><head><title>x</title>
<meta name="citation_title" content="An invented page"><meta name="citation_doi" content="10.1/x">
<meta name="citation_author" content="Moe, Ada"><meta name="citation_publication_date"
content="2014/05/06"><script>var hidden = 1;</script></head><body><nav>Menu Home</nav><article>
<h1>An invented page</h1><h2>Abstract</h2><p>It is short.</p><h2>Methods</h2>
<p>We gave <sup>177</sup>Lu to nine<sup>3</sup> patients.</p><ul><li>one</li><li>two</li></ul>
<table><caption>Table 1. Doses</caption><thead><tr><th>A</th><th colspan="2">B</th></tr></thead>
<tr><td rowspan="2">1</td><td>2</td><td>3</td></tr><tr><td>4</td><td>5</td></tr></table>
<h2>References</h2><ol><li>Moe A. A title. J Nothing. 2001;1:2.</li></ol></article>
<form>Your e-mail</form></body></html>"""


class TestHtml:
    def test_article(self) -> None:
        document = read(HTML, "page.html")
        assert document.format == "html"
        assert "hidden" not in document.text
        assert "Menu" not in document.text
        assert "We gave 177Lu to nine [3] patients." in document.text
        assert block_with(document, "It is short").section == "abstract"
        assert block_with(document, "We gave").section == "methods"
        assert by_kind(document, "list_item") == ["one", "two"]
        assert document.metadata.title == "An invented page"
        assert (document.metadata.doi, document.metadata.year) == ("10.1/x", 2014)
        assert len(document.references) == 1

    def test_table_with_spans(self) -> None:
        document = read(HTML, "page.html")
        (table,) = document.tables
        assert (table.n_rows, table.n_cols, table.label) == (3, 3, "Table 1")
        cell = next(c for c in table.cells if document.slice(c) == "4")
        assert (cell.row, cell.col) == (2, 1)
        assert [c.row_span for c in table.cells if document.slice(c) == "1"] == [2]


class TestStructure:
    @pytest.mark.parametrize(
        ("heading", "role"),
        [
            ("2. PATIENTS & METHODS", "methods"),
            ("Clinical Case", "case"),
            ("Case 2: an invented man", "case"),
            ("Laboratory findings", "case_sub"),
            ("Conflicts of Interest", "back"),
            ("Authors’ contributions", "back"),
            ("BACKGROUND/AIMS", "introduction"),
            ("Results and Discussion", "results"),
            ("References:", "references"),
            ("A tumour of the elbow", None),
            ("patient no: 3 would not respond", None),
        ],
    )
    def test_roles(self, heading: str, role: str | None) -> None:
        assert headings.role(heading) == role

    def test_structured_abstract_in_one_paragraph(self) -> None:
        document = read(
            "BACKGROUND: Nothing is known. METHODS: We asked 12 patients. RESULTS: Ki-67: 3% in "
            "all. CONCLUSIONS: Still nothing.\n"
        )
        assert [(b.section, b.heading) for b in document.blocks] == [
            ("abstract", "BACKGROUND"),
            ("abstract", "METHODS"),
            ("abstract", "RESULTS"),
            ("abstract", "CONCLUSIONS"),
        ]
        assert document.slice(document.blocks[2]) == "RESULTS: Ki-67: 3% in all."

    def test_headed_abstract_without_its_heading(self) -> None:
        parts = ("Background", "Methods", "Results", "Conclusion")
        document = read(
            "\n\n".join(f"{part}\n\nAbout {part} in the abstract." for part in parts)
            + "\n\n"
            + "\n\n".join(f"{part}\n\nAbout {part} in the body." for part in ("Introduction",
                                                                               *parts[1:]))
        )  # fmt: skip
        assert block_with(document, "About Results in the abstract").section == "abstract"
        assert block_with(document, "About Results in the body").section == "results"
        assert block_with(document, "About Introduction").section == "introduction"

    def test_sub_heading_inherits_outside_a_case(self) -> None:
        document = read(
            "Methods\n\nWe looked at 40 patients.\n\nTreatment\n\nAll were treated.\n\nResults\n\n"
            "Follow-up\n\nTwo died.\n"
        )
        assert block_with(document, "All were treated").section == "methods"
        assert block_with(document, "Two died").section == "results"

    def test_heading_right_on_its_paragraph(self) -> None:
        told = "The patients were two women who came from the same village, and each of them had known of a lump for years. "
        document = read(
            f"Tumours of an elbow\n\nIntroduction\n{told * 2}\n\nPatients and presentation\n{told * 3}They came.\n\n"
            f"Imaging\n{told * 3}CT was done.\n\nNot a heading, is it\nno, it goes on.\n"
        )
        headed = [document.text[b.start : b.end] for b in document.blocks if b.kind == "heading"]
        assert headed == ["Introduction", "Patients and presentation", "Imaging"]
        assert block_with(document, "They came").section == "body"

    @pytest.mark.parametrize(
        ("below", "titled"),
        [
            ("Diagnosis and staging", False),
            ("Complaint: 58-year-old baker, man; cough.", False),
            ("An invented tumour of the elbow", True),
        ],
    )
    def test_what_stands_under_case_report(self, below: str, titled: bool) -> None:
        document = read(
            f"Case report\n\n{below}\n\nThe elbow was seen and it was found to be quite well by all of us.\n\n"
            "Operation\n\nThe elbow was opened and closed again by the one who had opened it.\n"
        )
        assert (document.metadata.title == below) is titled
        assert block_with(document, "opened and closed").section != "title"

    @pytest.mark.parametrize(
        "kind",
        ["Image of the Month", "P-219 | Poster, Endocrine Section", "QUIZ CASE", "Elbow Reports"],
    )
    def test_the_kind_of_article_is_no_title(self, kind: str) -> None:
        title = "A round tumour that was not born in the elbow"
        document = read(f"{kind}\n\n{title}\n\nA 50-year-old man was seen. He had an elbow.\n")
        assert document.metadata.title == title

    @pytest.mark.parametrize(
        ("title", "below"),
        [
            ("Ga-68 DOTATATE PET in a mass", "Department of Nuclear Medicine, Town Hospital"),
            ("MEN 1 in two brothers", "A family studied over twenty years"),
            ("A 56-year-old man with flushing", "What lies behind it in our clinic"),
            ("A report on an unusual mass", "Jane Miller, Department of Surgery, Newtown"),
            ("SDHB and GIST: report of a family", "Two generations followed at our hospital"),
        ],
    )
    def test_a_title_above_another_line_is_no_kind_of_article(self, title: str, below: str) -> None:
        document = read(f"{title}\n\n{below}\n\nA 50-year-old man was seen. He had an elbow.\n")
        assert document.metadata.title == title

    def test_figure_legends_are_captions(self) -> None:
        document = read(
            "Discussion\n\nIt is over.\n\nFigure legends\n\nThe scan of an invented elbow.\n"
        )
        assert block_with(document, "invented elbow").kind == "caption"

    @pytest.mark.parametrize(
        ("title", "body", "expected"),
        [
            ("An invented tumour: a case report", "We saw it.", "case_report"),
            ("Two cases of an invented tumour", "Both are well.", "case_report"),
            ("A tumour", "We report two cases: (a) A 5-year-old boy is well.", "case_report"),
            ("A tumour", "A 54-year-old woman came with pain and was treated.", "case_report"),
            ("Surgery of a tumour", "We retrospectively reviewed 37 patients.", "cohort"),
            ("Therapy: case series", "A prospective study of 4 patients: 25% were well.", "cohort"),
            ("Glands: an audit", "There were 121, of whom 70 were male (57.9%).", "other"),
            ("Five cases of a tumour", "They differ.", "case_series"),
            (
                "Glands: a report of five cases",
                "The charts of 4870 children were read. It was red in the 8-year-old and blue in "
                "the 12-year-old.",
                "case_series",
            ),
            (
                "Glands of the neck",
                "A study of five cases. It was red in Cases 1 and 3, and blue in Cases 2, 4 and 5.",
                "case_series",
            ),
            ("A tumour: a systematic review", "We searched PubMed for papers.", "review"),
            ("A tumour: a ten-year review", "Charts of 37 patients were read.", "cohort"),
            ("Glands: a clinical review", "In 37 patients the mean age was 50 years.", "cohort"),
            ("Glands: a scoping review", "In 37 patients the mean age was 50 years.", "review"),
            ("Glands: a review", "The gland is small and red.", "review"),
            ("Thoughts on a gland", "The gland is small and red.", "other"),
            ("Drugs: two women", "A trial of phase 2 analysis was cited.", "case_report"),
            ("Effect of SMS 201-995 in two patients", "It was red.", "case_report"),
            ("Glands: two patients", "The second is a woman of 44 with MEN 2A.", "case_report"),
            (
                "Glands: old or new",
                "Median OS was 3 and 5 months (p = 0.02; HR 0.5), PFS 2 (p = 0.3).",
                "cohort",
            ),
        ],
    )
    def test_doc_type(self, title: str, body: str, expected: str) -> None:
        document = read(f"{title}\n\n{body} That is all there is to say about it.\n")
        assert document.metadata.doc_type == expected
        if expected != "other":
            evidence = document.metadata.doc_type_evidence
            assert evidence
            assert evidence in document.text

    def test_numbered_rows_make_a_series(self) -> None:
        rows = "\n".join(f"{n}\t{40 + n}\tM" for n in range(1, 7))
        document = read(
            "Results\n\nSix patients were included in this retrospective study.\n\n"
            f"Table 1. The patients\n\nPatient\tAge\tSex\n{rows}\n"
        )
        assert document.metadata.doc_type == "case_series"

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            (
                "Der Patient wurde mit einer Therapie bei der Klinik und das ist nicht die " * 4,
                "de",
            ),
            (
                "El paciente fue tratado con una terapia en el hospital y los datos se dan " * 4,
                "es",
            ),
            ("患者因腹痛入院经检查诊断为神经内分泌肿瘤并接受手术治疗" * 4, "zh"),
            ("The patient was treated with a drug for the disease and is well. " * 4, "en"),
        ],
    )
    def test_language(self, text: str, code: str) -> None:
        document = read(text)
        assert document.metadata.language == code
        assert document.status == ("ok" if code == "en" else "partial")
        assert (not document.problems) == (code == "en")

    def test_doc_id_is_the_slug(self) -> None:
        document = read("Some text here.", "001_AB c.txt")
        assert (document.doc_id, document.source) == ("001-ab-c", "001_AB c.txt")


class TestReferences:
    @pytest.mark.parametrize(
        ("entry", "authors", "title", "journal", "year"),
        [
            (
                "12. Moe AB, Roe C. An invented title. Ann Test. 2009;4:1-3.",
                ("Moe AB", "Roe C"), "An invented title", "Ann Test", 2009,
            ),
            (
                "[3] van der Moe A, et al. Is it so? J Test 1999; 3: 4.",
                ("van der Moe A",), "Is it so?", "J Test", 1999,
            ),
            (
                "Moe, A. B., & Roe, C. (2019). A made-up title. Journal of Tests, 12(3), 1–5.",
                ("Moe AB", "Roe C"), "A made-up title", "Journal of Tests", 2019,
            ),
        ],
    )  # fmt: skip
    def test_parse(
        self, entry: str, authors: tuple[str, ...], title: str, journal: str, year: int
    ) -> None:
        found = references.parse(entry)
        assert (found.authors, found.title) == (authors, title)
        assert (found.journal, found.year) == (journal, year)

    def test_numbers_and_wrapped_entries(self) -> None:
        document = read(
            "Discussion\n\nThe invented text of a discussion that is wrapped at some width and\n"
            "goes on in a second line that is about as long as the first one was and\nends.\n\n"
            "REFERENCES\n\n1. Moe A, Roe B. A title that is long enough to be wrapped over the\n"
            "end of its line. J Test. 2001;1:2. PMID: 12345678\n2. Poe C. Another. J Test. "
            "2002;1:3.\n"
        )
        assert [r.number for r in document.references] == [1, 2]
        assert document.references[0].pmid == "12345678"
        assert document.references[0].title.endswith("wrapped over the end of its line")
        assert document.metadata.pmid == ""


class TestFiles:
    @pytest.mark.parametrize(
        ("data", "wording"),
        [
            (b"", "empty"),
            (b" \n\t ", "empty"),
            (b"\x89PNG\r\n\x1a\n....", "image"),
            (b"\xd0\xcf\x11\xe0" + b"x" * 50, "old Word"),
            (b"{\\rtf1 hello}", "rich-text"),
            (b"\x1f\x8b\x08\x00abc", "gzip"),
            (b"PK\x03\x04broken", "damaged"),
            (bytes(range(32)) * 40, "no known kind"),
            (b"... --- ...", "no text"),
            (b"<?xml version='1.0'?><note>hi</note>", "neither JATS nor PubMed"),
        ],
    )
    def test_failures_say_what_to_do(self, data: bytes, wording: str) -> None:
        document = read(data, "thing.bin")
        assert document.status == "failed"
        assert wording in document.problems[0]

    def test_missing_reader_is_a_problem(self, monkeypatch: pytest.MonkeyPatch) -> None:
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as out:
            out.writestr("word/document.xml", "<w/>")
        monkeypatch.setitem(readers._MODULES, "docx", "netmatrix.readers.no_such_reader")
        document = read(archive.getvalue(), "paper.docx")
        assert document.status == "failed"
        assert "cannot be read by this installation" in document.problems[0]

    def test_zip_without_paper(self) -> None:
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as out:
            out.writestr("a.txt", "x")
        assert "ZIP" in read(archive.getvalue(), "a.docx").problems[0]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
    def test_encodings(self, encoding: str) -> None:
        wording = "A 40-year-old man had a naïve tumour of 5 µg “size”, the invented café case."
        document = read(wording.encode(encoding))
        assert document.text == wording
        assert document.status == "ok"
        assert bool(document.problems) == (encoding == "cp1252")

    def test_damaged_utf8_is_partial(self) -> None:
        data = "Ein Text: äöü äöü äöü äöü.".encode() + b" \xff and more"
        document = read(data)
        assert document.status == "partial"
        assert "\ufffd" in document.text

    def test_wrong_name_is_noted(self) -> None:
        document = read(HTML, "page.pdf")
        assert document.status == "ok"
        assert any("named .pdf" in problem for problem in document.problems)

    def test_text_needs_no_heavy_module(self) -> None:
        code = (
            "import sys; from pathlib import Path; from netmatrix import readers;"
            "readers.read_bytes(b'A 40-year-old man is well.', Path('a.txt'));"
            "print([m for m in ('lxml', 'pypdfium2', 'pdfplumber', 'spacy') if m in sys.modules])"
        )
        out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                             check=True, env={"PYTHONPATH": ":".join(sys.path)})  # fmt: skip
        assert out.stdout.strip() == "[]"


HOSTILE = {
    "spaces": " " * 300_000 + "x",
    "one line": "word " * 60_000,
    "letters": "a" * 300_000,
    "broken words": "a-\n" * 60_000,
    "stars": "# a\n" + "*a " * 60_000,
    "comments": "<b>" + "<!--" * 60_000 + "x",
    "tags": "<b" * 100_000 + "x",
    "superscripts": "# a\n" + "<sup>" * 50_000,
    "dollars": "# a\n" + "$a " * 60_000,
    "brackets": "# a\n" + "[a](" * 50_000,
    "pipes": "# a\n" + "|" * 200_000,
    "tabs": "\t" * 200_000 + "x\n" + "\ta\n" * 50_000,
    "captions": "Table 1. A\n\n1 2 3\n\n" * 8_000,
    "spans": "<html><body><table>" + "<tr><td rowspan=99 colspan=99>a" * 200,
    "nested": "<html><body>" + "<div>" * 5_000 + "deep",
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_input_ends(name: str) -> None:
    # A quadratic rule would need minutes here, not the second or two of a linear one.
    read(HOSTILE[name])


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text))


_PIECES = st.sampled_from(
    [
        *("A 40-year-old man", "had pain", "Methods", "RESULTS", "Table 1. Things", "1\t2\t3"),
        *("a\tb", "well-", "differentiated", "Ki-", "67", "•", "2.", "References", "Case 1"),
        *("Moe A. Title. J. 2001;1:2", ".", ",", " ", "\n", "\n\n", "\t", " \n", "the end."),
        *("Fig. 2 Scan", "12", "Abbreviations: A = b", "é", "µg", "p < 0.05", "(", ")", "[1]"),
        "Background: x. Results: y.",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, min_size=1, max_size=40))
def test_no_word_is_lost(pieces: list[str]) -> None:
    source = "".join(pieces)
    document = read(source)
    if document.status == "failed":
        assert not words(source)
        return
    # Broken words are mended, so the characters are compared, not the words.
    assert sorted("".join(words(source))) == sorted("".join(words(document.text)))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_any_text_keeps_the_invariants(source: str) -> None:
    for name in ("a.txt", "a.md", "a.html"):
        first = read(source.encode("utf-8", "replace"), name)
        assert first == read(source.encode("utf-8", "replace"), name)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes_never_raise(data: bytes) -> None:
    read(data)
    read(b"<html><body>" + data)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from([*"*_1a {}^$|()[]\\\n", "**", "<sup>", "</sup>", "Lu", "10", "# "]))
)
def test_inline_rules_never_raise(pieces: list[str]) -> None:
    read("# Paper\n\n" + "".join(pieces))


@pytest.mark.skipif(not (SHARED / "gold").is_dir(), reason="the shared papers are not here")
def test_document_types_of_the_shared_papers() -> None:
    import json

    wrong = []
    for path in sorted((SHARED / "papers").glob("*.txt")):
        document = readers.read(path)
        check(document)
        gold = json.loads((SHARED / "gold" / f"{document.doc_id}.json").read_text("utf-8"))
        if gold["doc_type"] != document.metadata.doc_type:
            wrong.append(document.doc_id)
    assert len(wrong) <= 2, wrong


def test_the_decision_names_its_words() -> None:
    decision = doctype.decide("", [], [], "An invented tumour: a case report")
    assert decision == ("case_report", "a case report")


_PROSE = (
    "The groups did not differ in what had been recorded of them at the time when the disease was "
    "found, and none of the patients was lost to the study."
)
FLATTENED = {
    "values at the end of the line": (
        "Characteristics No. (%)\nSex\nMale 55 (58.5)\nFemale 39 (41.5)\n"
        "ECOG performance status\n0 31 (33.0)\n1 63 (67.0)",
        [
            ["Characteristics", "No. (%)"], ["Sex", ""], ["Male", "55 (58.5)"],
            ["Female", "39 (41.5)"], ["ECOG performance status", ""], ["0", "31 (33.0)"],
            ["1", "63 (67.0)"],
        ],
    ),
    "several columns": (
        "Variable TC (n=114) AC (n=29) p value\nFemale 66 (57.9%) 16 (55.2%) 0.79\n"
        "Central 74 (64.9%) 13 (44.8%) 0.049\nNodes 9 (7.9%) 12 (41.4%) <0.001",
        [
            ["Variable", "TC (n=114)", "AC (n=29)", "p value"],
            ["Female", "66 (57.9%)", "16 (55.2%)", "0.79"],
            ["Central", "74 (64.9%)", "13 (44.8%)", "0.049"],
            ["Nodes", "9 (7.9%)", "12 (41.4%)", "<0.001"],
        ],
    ),
    "one cell a line": (
        "Feature\nObserved (n = 109)\nResected (n = 118)\nP\nAge, years\n66 (58-73)\n56 (48-64)\n< .001\n"
        "Female\n58 (53.2%)\n63 (53.4%)\n.98\nFNA performed\n64 (58.7%)\n89 (75.4%)\n.007",
        [
            ["Feature", "Observed (n = 109)", "Resected (n = 118)", "P"],
            ["Age, years", "66 (58-73)", "56 (48-64)", "< .001"],
            ["Female", "58 (53.2%)", "63 (53.4%)", ".98"],
            ["FNA performed", "64 (58.7%)", "89 (75.4%)", ".007"],
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FLATTENED)
def test_a_flattened_table_of_characteristics_gets_its_cells(name: str) -> None:
    lines, expected = FLATTENED[name]
    document = read(f"A study\n\nTable 1. Characteristics of the patients\n\n{lines}\n\n{_PROSE}\n")
    (table,) = document.tables
    found = [["" for _ in range(table.n_cols)] for _ in range(table.n_rows)]
    for cell in table.cells:
        found[cell.row][cell.col] = document.text[cell.start : cell.end]
    assert found == expected


@pytest.mark.parametrize(
    "lines",
    [
        "Characteristics No. (%)\nMale fifty-five\nFemale 39 (41.5)\nOther 12 to 14",
        "Case Age Sex Site\n1 54 M Ileum\n2 61 F Pancreas\n3 48 F Rectum",
    ],
)
def test_a_table_that_does_not_fit_throughout_stays_in_lines(lines: str) -> None:
    document = read(f"A study\n\nTable 1. Characteristics of the patients\n\n{lines}\n\n{_PROSE}\n")
    assert [table.n_cols for table in document.tables] == [0]


def test_bars_part_cells_over_blank_lines() -> None:
    table = "No. | Age/Sex | Primary\n\n1 | 44/M | Thymus\n\n2 | 58/F | Ileum\n"
    document = read(f"Spinal metastases\n\nTable 1. The patients\n\n{table}\n{_PROSE}\n")
    (found,) = document.tables
    assert (found.n_rows, found.n_cols) == (3, 3)


def test_enclosed_bars_of_two_columns_need_no_rule() -> None:
    table = "| Case | Ki-67 |\n| 1 | 4% |\n| 2 | 11% |\n| 3 | 2% |\n"
    document = read(f"Spinal metastases\n\nTable 1. The patients\n\n{table}\n{_PROSE}\n")
    (found,) = document.tables
    assert (found.n_rows, found.n_cols) == (4, 2)


def test_a_caption_behind_a_tab_is_the_table_s() -> None:
    rows = "No.\tAge/Sex\tPrimary\n1\t44/M\tThymus\n2\t58/F\tIleum\n"
    document = read(f"Spinal metastases\n\nTable 1\tThe patients\n{rows}\n{_PROSE}\n")
    (found,) = document.tables
    assert (found.n_rows, found.n_cols) == (3, 3)


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        # A heading inside the table: alone between tabs, with empty cells between bars.
        ("Variable\tn (%)\nAge\t60 (31-79)\nPrimary site\nIleum\t26 (59)\nLung\t18 (41)\n", 2),
        ("Variable | A | B | p\nAge | 60 | 61 | 0.4\nPrimary site | | | 0.8\nIleum | 26 | 12 |\n"
        "Lung | 18 | 9 |\n", 4),
    ],
)  # fmt: skip
def test_a_heading_inside_a_table_stays_in_it(rows: str, columns: int) -> None:
    document = read(f"A study\n\nTable 1. Characteristics of the patients\n\n{rows}\n{_PROSE}\n")
    (found,) = document.tables
    assert (found.n_rows, found.n_cols) == (5, columns)
    labels = [document.text[c.start : c.end] for c in found.cells if c.col == 0]
    assert labels == ["Variable", "Age", "Primary site", "Ileum", "Lung"]


def test_blocks_of_one_cell_a_line_are_rows() -> None:
    blocks = "Case\nAge (yrs)\nStain\n\n1\n67\n+/+/-\n\n2\n74\n-/-/-\n"
    document = read(f"A study\n\nTable 1\nFeatures of the two\n\n{blocks}\n{_PROSE}\n")
    (found,) = document.tables
    assert (found.n_rows, found.n_cols) == (3, 3)
    assert document.text[found.cells[-1].start : found.cells[-1].end] == "-/-/-"


def test_a_heading_alone_between_bars_is_in_the_table() -> None:
    lines = "Outcome | A | B\nBest response, n (%)\nPR | 2 (6) | 4 (9)\nSD | 20 (62) | 31 (69)\n"
    document = read(f"A study\n\nTable 1. Outcomes of the groups\n\n{lines}\n{_PROSE}\n")
    (found,) = document.tables
    assert (found.n_rows, found.n_cols) == (4, 3)


@pytest.mark.parametrize(
    "note",
    [
        "* Hepatic metastases at diagnosis.",
        "a Normal, 10-52 pg/ml. b Lung metastases.",
        "DOD: Died of disease; NED: No evidence of disease; n/a: Not available.",
    ],
)
def test_lines_right_below_a_table_are_its_notes(note: str) -> None:
    rows = "Author\tAge\tOutcome\nMarwood\t61\tNED\nOkonta\t58\tDOD*\n"
    document = read(f"A case\n\nTable 1. Published patients\n\n{rows}{note}\n\n{_PROSE}\n")
    (found,) = document.tables
    assert [document.text[s.start : s.end] for s in found.footnotes] == [note]


def test_literature_that_is_told_is_no_list_of_references() -> None:
    told = "Table 2 gives the cases published since 2005."
    document = read(f"A case\n\nReport\n\n{_PROSE}\n\nLiterature\n\n{told}\n\n{_PROSE}\n")
    assert not [b for b in document.blocks if b.section == "references"]
    listed = "1. Marwood T, Ode P. A renal carcinoid. Example Urol 2004;4:10-4.\n"
    document = read(f"A case\n\nReport\n\n{_PROSE}\n\nLiterature\n\n{listed}")
    assert [b for b in document.blocks if b.section == "references"]


def test_a_sentence_about_a_table_over_a_page_break_is_no_caption() -> None:
    first = (
        "Four patients were women and three were men, and the median age was 51 years at operation, while the\n"
        "tumours measured between 1.1 and 4.4 cm on the specimen. The signs of each of the patients are shown in\n"
    )
    rest = (
        "Table 1. Haematuria was what brought three of them to us, and hypertension had been known in four of\n"
        "them. Cystoscopy was performed in all of the cases and was followed by a biopsy in five of the cases.\n"
    )
    document = read(f"{first}\n{rest}")
    assert "caption" not in [b.kind for b in document.blocks]
    assert "shown in Table 1. Haematuria" in document.text
    caption = "Table 1. Seven patients with a paraganglioma of the urinary bladder, in the order of operation\n"
    document = read(f"{first}\n{caption}")
    assert "caption" in [b.kind for b in document.blocks]


def test_cells_that_two_blanks_part_without_columns_are_a_table() -> None:
    lines = (
        "Outcome  All patients  Few  Many  p value\n"
        "Evaluable, n  60  25  35\n"
        "Partial response, n (%)  18 (30.0)  9 (36.0)  9 (25.7)  0.39\n"
        "Death, n (%)  20 (33.3)  5 (20.0)  15 (42.9)  0.06\n"
        "Median survival, months  40.1  not reached  31.2  0.01\n"
    )
    document = read(f"A study\n\nTable 2  Outcome of an invented treatment\n\n{lines}\n{_PROSE}\n")
    (found,) = document.tables
    assert (found.n_rows, found.n_cols) == (5, 5)
    cells = {(c.row, c.col): document.text[c.start : c.end] for c in found.cells}
    assert cells[4, 2] == "not reached"
    assert cells[1, 3] == "35"


def test_a_line_with_a_lost_cell_shifts_none_into_a_wrong_column() -> None:
    lines = (
        "Case  Presentation  Site  Stage\n1  Cough for weeks  Lung  II\n2  None  Liver\n"
        "3  Pain in the chest  Sternum  IV\n4  Itch  Skin  I\n"
    )
    document = read(f"A study\n\nTable 2  Invented patients\n\n{lines}\n{_PROSE}\n")
    assert all(table.n_cols < 4 for table in document.tables)  # no cell under a wrong head


def test_labels_and_cells_wrapped_below_the_first_columns() -> None:
    lines = (
        "                            With spread      Without         p\n"
        "                            (n = 30)         (n = 60)\n"
        "Resection of the            20 (66.7)        50 (83.3)       0.07\n"
        "primary\n"
        "Progression-free survival,  17.1             30.2            0.002\n"
        "median (95% CI)             (12.0-22.2)      (24.0-36.4)\n"
        "Death, n (%)                15 (50.0)        12 (20.0)       0.004\n"
    )
    document = read(f"A study\n\nTable 2. Outcome\n\n{lines}\n{_PROSE}\n")
    (found,) = document.tables
    texts = [document.text[c.start : c.end] for c in found.cells]
    assert "Resection of the primary" in texts
    assert "17.1 (12.0-22.2)" in texts
    assert "Progression-free survival, median (95% CI)" in texts


def test_lines_of_a_regression_are_cut_at_their_ratios() -> None:
    lines = (
        "Variable Univariable HR (95% CI) p Multivariable HR (95% CI) p\n"
        "Male sex 1.35 (0.64-2.85) 0.43 - -\n"
        "Nodal metastasis 4.87 (2.29-10.36) <0.001 2.94 (1.30-6.65) 0.010\n"
        "R1 margin 3.66 (1.11-12.10) 0.033 2.20 (0.64-7.56) 0.21\n"
    )
    document = read(f"A study\n\nTable 3 Analysis of invented patients\n{lines}\n{_PROSE}\n")
    (found,) = document.tables
    assert (found.n_rows, found.n_cols) == (4, 5)
    assert document.text[found.cells[0].start : found.cells[0].end] == "Variable"


def test_headings_and_labels_of_a_regression_may_be_wrapped() -> None:
    lines = (
        "Variable Univariable HR\n(95% CI)\np Multivariable HR\n(95% CI)\np\n"
        "Male sex 1.35 (0.64-2.85) 0.43 – –\n"
        "Liver burden\n>25% 4.87 (2.29-10.36) <0.001 2.94 (1.30-6.65) 0.010\n"
        "Primary not\nremoved 3.66 (1.11-12.10) 0.033 2.20 (0.64-7.56) 0.21\n"
    )
    document = read(f"A study\n\nTable 3 Analysis of invented patients\n{lines}\n{_PROSE}\n")
    (found,) = document.tables
    first = [document.text[c.start : c.end] for c in found.cells if c.col == 0]
    assert first == ["Variable", "Male sex", "Liver burden >25%", "Primary not removed"]


def test_a_line_that_is_filled_takes_no_label_of_the_next() -> None:
    lines = (
        "Variable Univariable HR (95% CI) p Multivariable HR (95% CI) p\n"
        "Male sex 1.35 (0.64-2.85) 0.43 NS NS\nliver metastases 2.87 (1.29-4.36) <0.001 2.94 (1.30-6.65) 0.010\n"
        "age 3.66 (1.11-12.10) 0.033 2.20 (0.64-7.56) 0.21\n"
    )
    (found,) = read(f"A study\n\nTable 3 Analysis of patients\n{lines}\n{_PROSE}\n").tables
    assert found.n_rows == 4


def test_a_caption_ends_at_the_headings_and_a_table_at_its_legend() -> None:
    rows = "\n".join(f"Marwood [{n}] 20{n} 5{n} M Left Liver NED, 1{n} mo" for n in range(10, 15))
    text = (
        f"A report\n\n{_PROSE}\n\nTable 1. Carcinoid tumours in an invented kidney told of before\n"
        f"Author Year Age Sex Side Metastases Outcome\n{rows}\n"
        "AWD alive with disease, DOD died of disease, mo months, NED no evidence\nof disease.\n"
    )
    (table,) = read(text).tables
    found = read(text).text[table.start : table.end]
    assert found.startswith("Author Year")
    assert found.endswith("NED, 114 mo")


def test_one_cell_a_line_below_a_caption_beside_a_table_of_bars() -> None:
    cells = "\n".join(["Case", "Sex/age", "Histology", "Outcome"])
    rows = "\n".join(f"{n}\nM/{40 + n}\nTC\nAlive" for n in range(1, 5))
    bars = "| Case | CgA |\n| --- | --- |\n| 1 | + |\n| 2 | - |\n"
    text = f"# A study\n\nTable 1. Invented patients\n{cells}\n{rows}\n\nTable 2. Stains\n\n{bars}\n{_PROSE}\n"
    document = read(text)
    assert len(document.tables) == 2
    assert document.text[document.tables[0].start :].startswith("Case\nSex/age\nHistology")


@pytest.mark.parametrize(
    "above",
    [
        "Invented Skin Case Series  |  Open access",
        "POSTER 212",
        "Invented Gland Abstracts — Poster P-214",
        "Invented Skin Vignettes, 2021, vol. 18, issue 1, pp 40-46\nCase Letter",
        "CASE REPORT AND REVIEW\n\nInvented Casebook 2021;7:312-318",
        "CLINICOPATHOLOGICAL CONFERENCE",
    ],
)
def test_what_stands_above_a_title_is_none(above: str) -> None:
    title = "Merkel cell carcinoma of the cheek treated with avelumab in six patients"
    document = read(f"{above}\n\n{title}\n\nA. Penhallow, G. Rehn\n\nAbstract\n\n{_PROSE}\n")
    assert document.metadata.title == title


def test_heads_without_a_mark_part_an_abstract() -> None:
    text = (
        "A threshold for resected tumours\n\nBackground Patients are followed alike.\n\n"
        "Methods Patients operated on at three hospitals were studied.\n\n"
        "Results The lower group contained 40 patients.\n\nConclusions A simple cut is enough.\n"
    )
    heads = [b.heading for b in read(text).blocks if b.kind == "paragraph"]
    assert heads == ["Background", "Methods", "Results", "Conclusions"]
    alone = read("A threshold\n\nResults Bank Ltd gave money.\n\nNothing else is known.\n")
    assert "Results" not in [b.heading for b in alone.blocks]


def test_marks_of_footnotes_are_no_bold() -> None:
    text = (
        "A NET of the ileum\n\nThe level fell from 240** to 80** within a month.\n\n"
        "** Normal below 100.\n"
    )
    document = read(text)
    assert "240** to 80**" in document.text
    bold = read("A NET of the ileum\n\n**Results** were good, **very good** and **better**.\n")
    assert "**" not in bold.text


def test_a_heading_among_blocks_of_cells_is_a_row_of_its_own() -> None:
    rows = [["Patient", "Age", "Tumor"], ["Family A"], ["1", "44", "NET"], ["2", "52", "NEC"]]
    rows += [["Family B"], ["3", "61", "NET"]]
    text = "\n\n".join("\n".join(row) for row in rows)
    document = read(f"A family\n\nTable 1\nFeatures of the patients\n\n{text}\n\n{_PROSE}\n")
    (found,) = document.tables
    assert (found.n_rows, found.n_cols) == (len(rows), 3)


def test_superscripts_and_subscripts_of_pandoc() -> None:
    text = "# A tumour\n\nShe was given ^177^Lu-DOTATATE (7.4 GBq) and CCRT^a^, with 10^9^/L cells in H~2~O.\n"
    assert (
        "177Lu-DOTATATE (7.4 GBq) and CCRT [a], with 10⁹/L cells in H2O." in read(text, "p.md").text
    )


def test_the_last_line_of_a_ruled_table_may_be_wrapped() -> None:
    rule = "-" * 40
    text = (
        "Carcinoids\n\nThe patients are shown below.\n\nTable 1. The patients\n"
        f"{rule}\nCase    Age    Stains\n{rule}\n1       43     CgA\n2       57     CgA, Syn,\n"
        f"               CD56\n{rule}\nSyn, synaptophysin; CgA, chromogranin A.\n"
    )
    document = read(text)
    (table,) = document.tables
    last = [document.text[c.start : c.end] for c in table.cells if c.row == 2]
    assert last == ["2", "57", "CgA, Syn, CD56"]
    assert document.text[table.caption.start : table.caption.end] == "Table 1. The patients"
    assert "---" not in document.text


def test_topics_behind_an_introduction_are_no_part_of_it() -> None:
    text = (
        "Tumours of the thymus: observations on two patients\n\nIntroduction\n\nSuch tumours are rare and little is known of "
        "them.\n\nClinical features\n\nPatient 1 was a man of 34 years who had a cough, patient 2 a woman of 45.\n\nPathology\n\n"
        "The tumour of patient 1 was a carcinoid, and that of patient 2 was one as well.{}\n"
    )
    series = read(text.format(""))
    told = {series.text[b.start : b.end][:9]: b.section for b in series.blocks}
    assert (told["Such tumo"], told["Patient 1"], told["The tumou"]) == (
        "introduction",
        "body",
        "body",
    )
    # With results of its own such a part is one of the introduction's.
    study = read(text.format("\n\nResults\n\nTwo patients were seen, and both of them were cured."))
    told = {study.text[b.start : b.end][:9]: b.section for b in study.blocks}
    assert (told["Patient 1"], told["Two patie"]) == ("introduction", "results")


LINE = "The patient of this invented report was well for many months and asked nothing more of us. "
STORY = (LINE * 3).strip()


def test_an_unnamed_heading_parts_paragraphs_that_no_blank_line_parts() -> None:
    rows = ["A tumour of nothing", "Introduction", STORY, "Patients and course", STORY,
            "Discussion", STORY]  # fmt: skip
    assert by_kind(read("\n".join(rows)), "heading") == [
        "Introduction", "Patients and course", "Discussion",
    ]  # fmt: skip
    parted = "\n\n".join(rows[:3]) + f"\n\nPatients\n{STORY}\n\n{STORY}\n\n{STORY}"
    assert "Patients" in by_kind(read(parted), "heading")


@pytest.mark.parametrize(
    "line",
    [
        "Case presentation. A 52-year-old woman was sent to us from another county after",
        "Patient 5, who had been given a kidney by her sister nine years before she came to",
        "Case 2. A man of 61 with a tumour of the ileum and a proliferation index (Ki-67 of",
    ],
)
def test_a_wrapped_line_that_begins_like_a_heading_is_none(line: str) -> None:
    body = f"{line}\n7 weeks of complaints, and nobody in the county had thought of a tumour until\nthen. "
    text = f"A tumour of nothing\n\n{body}\n\n{body}\n\n{body}"
    document = read(text)
    assert by_kind(document, "heading") == []
    assert document.text.count(f"{line} 7 weeks") == 3


def test_a_heading_in_capitals_may_have_two_lines() -> None:
    text = f"WATERY STOOLS AS THE FIRST SIGN\nOF AN INVENTED TUMOUR\n\nJ. Doe\n\nCASE REPORT\n\n{STORY}"
    document = read(text)
    assert by_kind(document, "title") == ["WATERY STOOLS AS THE FIRST SIGN OF AN INVENTED TUMOUR"]
    assert by_kind(document, "heading") == ["CASE REPORT"]


@pytest.mark.parametrize(
    "lines",
    [
        ["211", "", "Mustermann et al.: A tumour of nothing"],
        ["211", "Mustermann et al.: A tumour of nothing"],
        ["Journal of Invented Tumours 2018; 71 (3)", "212"],
        ["1211          Journal of Invented Tumours, Vol 14, No 5", "", "Doe et al. A tumour"],
        ["A TUMOUR OF NOTHING  513"],
    ],
)
def test_the_head_of_a_page_is_no_part_of_the_sentence_it_interrupts(lines: list[str]) -> None:
    wrapped = textwrap.fill(STORY, 76)
    before = textwrap.fill(f"{STORY} She was seen again in June, 52 months", 76)
    after = "after the diagnosis, and was well."
    text = "\n".join(
        ["A tumour of nothing", "", wrapped, "", wrapped, "", before, "", *lines, "", after]
    )
    document = read(text)
    assert "52 months after the diagnosis" in document.text
    assert len(by_kind(document, "furniture")) == len([line for line in lines if line])


def test_a_sentence_beside_a_page_number_is_no_head() -> None:
    wrapped = textwrap.fill(STORY, 76)
    told = "Doe et al. reported a woman of 45 in May 2014, 12 years before, who was well then and\nlived long."
    document = read(f"A tumour of nothing\n\n{wrapped}\n\n17\n\n{told}\n\n{wrapped}")
    assert block_with(document, "Doe et al. reported").kind == "paragraph"


def test_a_page_does_not_part_a_table() -> None:
    rows = ["Patient\tAge\tSite", "1\t34\tLung", "", "211", "", "Doe et al.: A tumour", "", "2\t56\tIleum",
            "3\t70\tRectum"]  # fmt: skip
    document = read(
        "\n".join(["A tumour of nothing", "", STORY, "", "Table 1. All", *rows, "", STORY])
    )
    (table,) = document.tables
    assert [document.slice(c) for c in table.cells if c.col == 0] == ["Patient", "1", "2", "3"]


def test_the_title_of_a_table_stands_below_its_bare_label() -> None:
    rows = [
        "Patient  Age/sex  Site        Status", "1        29/M     Bladder     Alive",
        "2        63/F     Neck        Alive", "3        47/F     Abdomen     Dead",
    ]  # fmt: skip
    for title in ("Clinical data.", "Pathology, treatment and outcome."):
        document = read(
            "\n".join(["A tumour of nothing", "", STORY, "", "Table 2", title, *rows, "", STORY])
        )
        (table,) = document.tables
        assert table.caption is not None
        assert document.slice(table.caption) == f"Table 2 {title}"
        assert table.n_rows == 4
    # no title, but the table itself
    document = read(
        "\n".join(
            [
                "A tumour of nothing",
                "",
                STORY,
                "",
                "Table 2",
                "",
                *"\n\n".join(rows).split("\n"),
                "",
                STORY,
            ]
        )
    )
    assert document.tables[0].n_rows == 4


def test_blank_lines_part_the_rows_of_a_table_whose_cells_are_wrapped() -> None:
    rows = [
        "                P1              P2              P3", "",
        "Tumour          Lung            Thymus          Ileum", "",
        "Earlier         Lobectomy,      Thymectomy,     Bowel",
        "treatment       octreotide      everolimus      resection", "",
        "Status          Alive           Dead            Alive",
    ]  # fmt: skip
    told = ["A tumour of nothing", "", STORY, "", "Table 1. All", "", *rows, "", STORY]
    tight = read("\n".join(told[:6] + [row for row in rows if row] + told[-2:]))
    assert "Earlier" in [tight.slice(c) for c in tight.tables[0].cells]  # open whether one row
    rows[5] = "treatment       octreotide                      resection"
    document = read("\n".join([*told[:6], *rows, *told[-2:]]))
    cells = {(c.row, c.col): document.slice(c) for c in document.tables[0].cells}
    assert cells[2, 0] == "Earlier treatment"
    assert cells[2, 1] == "Lobectomy, octreotide"
    assert cells[2, 2] == "Thymectomy,"


def test_a_line_that_begins_with_the_number_before_it_is_no_list_item() -> None:
    body = (
        "The tumour lay in the pancreas in nos. 1 and 5, in the ileum in nos. 2 and 3\n"
        "and in the rectum, of all places and at an age of nearly seventy years, in no.\n"
        "4. All were small and the patients asked nothing more of us for many months.\n"
    )
    text = f"A tumour of nothing\n\n{body}\n{textwrap.fill(STORY, 76)}\n\n{body}"
    assert by_kind(read(text), "list_item") == []


def test_a_title_is_not_gone_on_with_below_an_abstract() -> None:
    text = (
        "A drug for an invented tumour outside trials: eight patients in a\nrow\n\n"
        f"Background. {STORY}\n\nMethods. {STORY}\n\nnot evaluable; OS, overall survival of them.\n\n{STORY}"
    )
    assert by_kind(read(text), "title") == [
        "A drug for an invented tumour outside trials: eight patients in a row"
    ]


def test_a_line_of_markdown_that_is_a_whole_paragraph_ends_it() -> None:
    long = (LINE * 4).strip()
    text = f"# A tumour of nothing\n## Case\n{long}\n{long}\n**Results** Of all.\n**Conclusion** {LINE}"
    kinds = [b.kind for b in read(text, "paper.md").blocks]
    assert kinds.count("paragraph") == 4
    forms = "; ".join(f"{letter}RH, radical hysterectomy of it" for letter in "ABCDEFGHIJ")
    noted = f"| A | B |\n|---|---|\n| 1 | 2 |\n\n{forms}.\na Weekly drug.\n"
    assert (
        by_kind(read(f"# A tumour\n\n{long}\n\n{noted}", "paper.md"), "footnote")[-1]
        == "a Weekly drug."
    )


def test_a_note_mark_makes_no_markdown() -> None:
    assert (
        read(f"A tumour of nothing\n\n#These authors share the work.\n\n{STORY}").format == "text"
    )


def test_raised_numbers_behind_short_names_are_citations() -> None:
    said = inline.unicode_superscripts("Xu⁶ and Doe et al⁷ gave Lu¹⁷⁷, Ki⁶⁷ and 10⁹ cells.")
    assert said == "Xu [6] and Doe et al [7] gave Lu¹⁷⁷, Ki⁶⁷ and 10⁹ cells."


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("a 62–year–old man", "a 62-year-old man"),
        ("well–differentiated, Ki–67 3%", "well-differentiated, Ki-67 3%"),
        ("cisplatin–etoposide for 3–5 months", "cisplatin–etoposide for 3–5 months"),
    ],
)
def test_a_dash_for_a_hyphen_of_a_compound(printed: str, read: str) -> None:
    assert decode.tidy(printed)[0] == read


def test_tables_of_patients_make_a_series() -> None:
    head = "Introduction\n\nInsulinomas are rare.\n\nResults\n\nTable 1. Clinical data\n"
    rows = "".join(f"{n}\tF/4{n}\t1{n}\tliver\n" for n in range(1, 6))
    by_line = head + "No.\tSex/age\tSize (mm)\tSpread\n" + rows
    columns = (
        head
        + "\tPatient A\tPatient B\tPatient C\tPatient D\nSex\tF\tM\tM\tF\nAge\t62\t49\t37\t70\nSize (mm)\t12\t9\t30\t8\n"
    )
    cited = head + "No.\tAuthor\tSex/age\tSize (mm)\n" + rows
    assert [
        readers.read_bytes(text.encode(), Path("p.txt")).metadata.doc_type == "case_series"
        for text in (by_line, columns, cited)
    ] == [True, True, False]
