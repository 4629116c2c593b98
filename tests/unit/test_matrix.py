"""The Table 2 view and its writers. All patients and papers here are invented."""

from __future__ import annotations

import base64
import csv
import hashlib
import html
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netmatrix import matrix
from netmatrix.evidence import PATIENT_FIELDS, Finding, Row, Statistic
from netmatrix.matrix.codebook import codebook, codebook_markdown, parse_codebook
from netmatrix.matrix.cohort import column_of, numbers_text, statistic_text
from netmatrix.matrix.csv_writer import HEADER, csv_bytes, inert
from netmatrix.matrix.files import write_atomic
from netmatrix.matrix.html_writer import doi_link, html_text, json_for_script
from netmatrix.matrix.markdown_writer import escape, markdown_text
from netmatrix.matrix.passages import Passages, split
from netmatrix.matrix.view import COLUMN_FIELDS, COLUMNS, detail_text, view, view_row
from netmatrix.matrix.wording import author_year, clean, number, surname, visible
from netmatrix.matrix.xlsx_writer import MAX_CELL, cell_text

TEXT = (
    "A 30-year-old man had back pain. CT showed sclerotic lesions of the spine and the femur. "
    "Biopsy gave a well differentiated NET, G2, with a Ki-67 of 10 %.\n\n"
    "Octreotide 30 mg was given every 4 weeks; he declined chemotherapy. He is alive at 12 months."
)
DOCUMENT: dict[str, Any] = {
    "doc_id": "a", "source": "a.txt", "title": "An invented case", "authors": ["Karin Lund"],
    "year": 2019, "doi": "10.5555/a", "pmid": "", "doc_type": "case_report", "status": "ok",
    "problems": [],
}  # fmt: skip


def finding(field: str, value: str, quote: str = "", **more: Any) -> Finding:
    quote = quote or "man"
    start = TEXT.index(quote)
    return Finding(field, value, start, start + len(quote), quote, f"{field}.test", **more)


def row(*findings: Finding, kind: Any = "case", subject: str = "case 1", **more: Any) -> Row:
    fields: dict[str, tuple[Finding, ...]] = {}
    for item in findings:
        fields[item.field] = (*fields.get(item.field, ()), item)
    return Row(more.pop("doc_id", "a"), kind, subject, fields, **more)


CASE = row(
    finding("age_years", "30", "30-year-old"),
    finding("sex", "male", "man"),
    finding("histology", "NET", "NET", code={"system": "ICD-O-3", "code": "8240/3"}),
    finding("differentiation", "well", "well differentiated"),
    finding("grade", "G2", "G2"),
    finding("ki67_percent", "10", "Ki-67 of 10 %"),
    finding("primary_site", "unknown"),
    finding("metastatic_sites", "liver"),
    finding("metastatic_sites", "bone", "lesions"),
    finding("bone_sites", "spine", "spine"),
    finding("bone_sites", "femur", "femur"),
    finding("bone_lesion_type", "osteoblastic", "sclerotic"),
    finding("diagnostic_methods", "ct", "CT"),
    finding("diagnostic_methods", "immunohistochemistry"),
    finding("markers_positive", "CgA"),
    finding("markers_negative", "TTF-1"),
    finding("treatments", "octreotide", "Octreotide 30 mg", status="given",
            detail={"dose": "30 mg", "schedule": "every 4 weeks"}),
    finding("treatments", "chemotherapy", "chemotherapy", status="declined"),
    finding("treatments", "everolimus", status="planned"),
    finding("response", "stable disease"),
    finding("pfs_months", "9"),
    finding("vital_status", "alive", "alive"),
    finding("follow_up_months", "12", "12 months"),
)  # fmt: skip


def statistic(measure: Any, concept: str, quote: str = "man", **more: Any) -> Statistic:
    start = TEXT.index(quote)
    return Statistic(measure, concept, start, start + len(quote), quote, "cohort.test", **more)


COHORT = Row("b", "cohort", "siNET cohort", {}, (
    statistic("median", "age", value=58.0, unit="year"),
    statistic("count", "patients", n=458),
    statistic("proportion", "bone metastasis", n=105, N=305, percent=34.4, group="stage IV"),
    statistic("median", "overall survival", value=127.0, unit="month", low=103.1, high=150.9,
              interval="95% CI", group="bone metastasis"),
    statistic("p_value", "overall survival", value=0.023, comparator="="),
))  # fmt: skip
DOCUMENTS = [DOCUMENT, {**DOCUMENT, "doc_id": "b", "authors": ["Okafor T", "Sato M"], "doi": ""}]
TEXTS = {"a": TEXT, "b": TEXT}
HOSTILE = row(
    finding("histology", '=HYPERLINK("http://x.example","y")'),
    finding("primary_site", "</script><script>alert(1)</script>"),
    finding("response", "@SUM(A1)\x00\u202e|`[a](javascript:b)`"),
    finding("syndrome", "\t+1"),
    subject="<img src=x onerror=alert(1)>",
    queries=({"message": "-1 <b>?</b>", "rule": "r", "fields": ["grade", "ki67_percent"]},),
)


# ── the view ─────────────────────────────────────────────────────────────────────────────────────
def test_cells_read_as_a_clinician_writes_them() -> None:
    assert dict(view_row(CASE, DOCUMENT).cells) == {
        "author_year": "Lund (2019)",
        "who": "Case 1: 30-year-old man",
        "pathology": "NET, well differentiated, G2 (Ki-67 10 %)",
        "site": "primary unknown; metastases: liver, bone (spine, femur; osteoblastic)",
        "treatment": "octreotide (30 mg, every 4 weeks); planned: everolimus; "
        "declined: chemotherapy",
        "diagnosis": "CT; immunohistochemistry: CgA +, TTF-1 −",
        "prognosis": "stable disease; PFS 9 months; alive at 12 months",
    }


def test_structured_columns_keep_canonical_values_and_statuses() -> None:
    cells = view_row(CASE, DOCUMENT).structured
    assert tuple(cells) == PATIENT_FIELDS
    assert cells["diagnostic_methods"] == "ct; immunohistochemistry"
    assert cells["treatments"] == "octreotide; chemotherapy (declined); everolimus (planned)"
    assert cells["mitoses"] == "not reported"


@pytest.mark.parametrize(
    ("findings", "column", "text"),
    [
        ([("age_years", "7"), ("sex", "female")], "who", "Case 1: 7-year-old girl"),
        ([("age_years", "41")], "who", "Case 1: 41-year-old patient"),
        ([("sex", "female")], "who", "Case 1: female patient"),
        ([], "who", "Case 1"),
        ([("ki67_percent", "<=2"), ("mitoses", "1/2mm2")], "pathology",
         "Ki-67 ≤2 %, 1 mitosis/2 mm²"),
        ([("grade", "G3"), ("ki67_percent", "20-30")], "pathology", "G3 (Ki-67 20–30 %)"),
        ([("functional", "functioning"), ("syndrome", "zollinger-ellison syndrome")], "pathology",
         "functioning; Zollinger-Ellison syndrome"),
        ([("primary_site", "pancreas")], "site", "pancreas"),
        ([("bone_sites", "rib")], "site", "primary not reported; metastases: bone (rib)"),
        ([("diagnostic_methods", "sstr pet/ct"), ("diagnostic_methods", "urinary 5-hiaa")],
         "diagnosis", "SSTR PET/CT, urinary 5-HIAA"),
        ([("treatments", "177lu-dotatate"), ("treatments", "177lu-dotatate")], "treatment",
         "177Lu-DOTATATE"),
        ([("vital_status", "dead"), ("follow_up_months", "1")], "prognosis", "died at 1 month"),
        ([("follow_up_months", "24")], "prognosis", "follow-up 24 months"),
    ],
)  # fmt: skip
def test_parts_of_cells(findings: list[tuple[str, str]], column: str, text: str) -> None:
    item = row(*(finding(name, value) for name, value in findings))
    assert view_row(item, DOCUMENT).cells[column] == text


def test_derived_grade_says_so() -> None:
    item = row(finding("grade", "G2", status="derived"), finding("ki67_percent", "10"))
    shown = view_row(item, DOCUMENT)
    assert shown.cells["pathology"] == "G2 (derived, Ki-67 10 %)"
    assert shown.structured["grade"] == "G2 (derived)"


def test_empty_cells_say_why() -> None:
    assert view_row(row(), DOCUMENT).cells["site"] == "not reported"
    assert view_row(row(), {**DOCUMENT, "status": "partial"}).cells["site"] == (
        "not found in the part read"
    )
    silent = row(finding("ki67_percent", "not referred"))
    assert view_row(silent, DOCUMENT).structured["ki67_percent"] == "not referred"
    assert view_row(silent, DOCUMENT).cells["pathology"] == "not referred"
    marked = row(finding("grade", "x", detail={"not_referred": True}), finding("histology", "NET"))
    assert view_row(marked, DOCUMENT).cells["pathology"] == "NET"


def test_declined_treatment_alone_is_never_shown_as_given() -> None:
    item = row(finding("treatments", "surgery", status="declined"))
    assert view_row(item, DOCUMENT).cells["treatment"] == "declined: surgery"


def test_cited_case_names_both_publications() -> None:
    item = row(finding("age_years", "60"), kind="cited_case", subject="Halvorsen et al.",
               source_ref={"authors": ["Halvorsen S", "B C", "D E"], "year": 2003})  # fmt: skip
    cells = view_row(item, DOCUMENT).cells
    assert cells["author_year"] == "Halvorsen et al. (2003), cited in Lund (2019)"
    assert cells["who"] == "60-year-old patient"


def test_cohort_cells_and_structured_columns() -> None:
    shown = view_row(COHORT, DOCUMENT)
    assert shown.cells["who"] == "siNET cohort: 458 patients; median age 58 years"
    assert shown.cells["site"] == "bone metastasis 105 of 305 (34.4 %) [stage IV]"
    assert (
        shown.cells["prognosis"] == "median OS 127 months (95 % CI 103.1–150.9) [bone metastasis]"
    )
    assert shown.cells["treatment"] == "not reported"
    assert set(shown.structured.values()) == {""}
    assert "p = 0.023 for OS" in shown.statistics


def test_long_lists_of_statistics_are_counted() -> None:
    many = tuple(statistic("proportion", f"primary organ {i}", percent=i + 1.0) for i in range(20))
    text = view_row(Row("a", "cohort", "all", {}, many), DOCUMENT).cells["site"]
    assert text.endswith("… and 12 more")


def test_rows_follow_their_documents() -> None:
    rows = [COHORT, row(subject="case 2", doc_id="zz"), CASE, row(subject="case 0")]
    shown = view(rows, DOCUMENTS)
    assert [(i.row.doc_id, i.row.subject) for i in shown] == [
        ("a", "case 1"), ("a", "case 0"), ("b", "siNET cohort"), ("zz", "case 2"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("concept", "column"),
    [
        ("patients", "who"), ("age", "who"), ("overall survival", "prognosis"),
        ("objective response", "prognosis"), ("follow-up", "prognosis"),
        ("bone metastasis", "site"), ("primary ileum", "site"), ("stage IV", "site"),
        ("grade G2", "pathology"), ("ki-67", "pathology"), ("functioning", "pathology"),
        ("prrt", "treatment"), ("somatostatin analog", "treatment"), ("sensitivity", "diagnosis"),
        ("time to bone metastasis", "prognosis"), ("smoker", ""),
    ],
)  # fmt: skip
def test_column_of_a_statistic(concept: str, column: str) -> None:
    assert column_of(statistic("proportion", concept)) == column


@pytest.mark.parametrize(
    ("item", "text"),
    [
        (statistic("count", "patients", n=1), "1 patient"),
        (statistic("proportion", "male", percent=54.0), "male 54 %"),
        (statistic("proportion", "chemotherapy", n=31), "chemotherapy n = 31"),
        (statistic("proportion", "death", percent=5.0, comparator="<"), "death < 5 %"),
        (statistic("range", "age", low=20, high=88, unit="year"), "range age 20–88 years"),
        (statistic("ratio", "death", kind="hazard ratio", value=2.5, low=1.1, high=4.9,
                   interval="95% CI"), "hazard ratio for death 2.5 (95 % CI 1.1–4.9)"),
        (statistic("p_value", "death", value=0.0001, comparator="<"), "p < 0.0001 for death"),
        (statistic("rate", "5-year survival", percent=61.0), "5-year survival 61 %"),
    ],
)  # fmt: skip
def test_statistics_in_words(item: Statistic, text: str) -> None:
    assert statistic_text(item) == text


def test_a_statistic_without_numbers_has_none() -> None:
    assert numbers_text(statistic("proportion", "male")) == ""


def test_columns_hold_every_field_once() -> None:
    fields = [name for key, _ in COLUMNS for name in COLUMN_FIELDS[key]]
    assert sorted(fields) == sorted(PATIENT_FIELDS)


# ── wording ──────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("author", "name"),
    [("Karin Lund", "Lund"), ("Lund, K.", "Lund"), ("Lund KM", "Lund"), ("Lund", "Lund"),
     ("R. van der Meer", "van der Meer"), ("van der Meer R", "van der Meer"), ("", "")],
)  # fmt: skip
def test_surname(author: str, name: str) -> None:
    assert surname(author) == name


@pytest.mark.parametrize(
    ("authors", "text"),
    [(["A Lund"], "Lund (2001)"), (["A Lund", "B Sato"], "Lund & Sato (2001)"),
     (["A Lund", "B Sato", "C Ito"], "Lund et al. (2001)"), (["Lund et al."], "Lund et al. (2001)"),
     ("Lund A; Sato B", "Lund & Sato (2001)"), ([], "x (2001)"), (None, "x (2001)")],
)  # fmt: skip
def test_author_year(authors: Any, text: str) -> None:
    assert author_year({"authors": authors, "year": 2001}, "x") == text
    assert author_year({"authors": ["A Lund"]}) == "Lund"


def test_numbers_and_details() -> None:
    assert [number(v) for v in (127.0, 34.4, 0.0001, 458)] == ["127", "34.4", "0.0001", "458"]
    assert detail_text({"cycles": 6, "line": 2, "dose": "20 mg", "cues": ["x"]}) == (
        "20 mg, 6 cycles, line 2"
    )


@given(st.text())
def test_clean_text_is_inert_and_stable(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert not re.search("[\x00-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", once)
    assert len(visible(text)) == len(text)


# ── passages ─────────────────────────────────────────────────────────────────────────────────────
@given(st.text(alphabet="aB. \n\t?é😀1", max_size=300) | st.text())
def test_pieces_cover_the_text(text: str) -> None:
    pieces = split(text)
    assert "".join(text[p.start : p.end] for p in pieces) == text
    assert all(p.start < p.end for p in pieces)


@settings(max_examples=50)
@given(st.data())
def test_a_quotation_stands_in_its_passage(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(TEXT) - 1))
    end = data.draw(st.integers(start + 1, len(TEXT)))
    paper, quote = Passages(TEXT), TEXT[start:end]
    assert quote in paper.sentence(start, end, quote)


def test_sentences_abbreviations_and_tables() -> None:
    text = "Shown in Fig. 2 by Dr. Lund et al. Then it grew. End.\n\nage\tsex\n30\tmale\n"
    told = [text[p.start : p.end].strip() for p in split(text)]
    assert told == ["Shown in Fig. 2 by Dr. Lund et al. Then it grew.", "End.", "age\tsex",
                    "30\tmale"]  # fmt: skip
    assert Passages(text).find(0, 5, "wrong") is None
    assert Passages(text).sentence(0, 5, "wrong") == "wrong"


def test_long_pieces_are_cut() -> None:
    assert max(p.end - p.start for p in split("word " * 2000)) <= 900


# ── files ────────────────────────────────────────────────────────────────────────────────────────
def written(folder: Path, rows: list[Row]) -> dict[str, bytes]:
    return {p.suffix: p.read_bytes() for p in matrix.write(rows, DOCUMENTS, TEXTS, folder)}


def test_same_input_same_bytes(tmp_path: Path) -> None:
    rows = [CASE, COHORT, HOSTILE]
    first, second = written(tmp_path / "1", rows), written(tmp_path / "2", rows)
    assert sorted(first) == [".csv", ".html", ".md", ".xlsx"]
    assert first == second
    assert sorted(p.name for p in (tmp_path / "1").iterdir()) == [
        f"evidence_matrix.{name}" for name in ("csv", "html", "md", "xlsx")
    ]


def test_unknown_format_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="unknown format 'doc'"):
        matrix.write([CASE], DOCUMENTS, TEXTS, tmp_path / "x", ["csv", "doc"])
    assert not (tmp_path / "x").exists()


def test_nothing_found_and_nothing_known_still_writes(tmp_path: Path) -> None:
    assert len(matrix.write([], [], {}, tmp_path)) == 4
    stray = row(finding("grade", "G2"), doc_id="nowhere")
    assert len(matrix.write([stray], [], {}, tmp_path)) == 4


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: Any) -> None:
    path = write_atomic(tmp_path / "a", b"old")

    def fail(*_: Any) -> None:
        raise OSError("no space")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="no space"):
        write_atomic(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_csv_opens_in_excel_and_runs_nothing() -> None:
    data = csv_bytes(view([CASE, HOSTILE], DOCUMENTS))
    assert data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert tuple(lines[0]) == HEADER
    assert {len(line) for line in lines} == {len(HEADER)}
    assert not [c for line in lines for c in line if c.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert lines[2][HEADER.index("histology")] == """'=HYPERLINK("http://x.example","y")"""
    assert inert("−5") == "−5"
    assert inert("<3") == "<3"


def sheets(folder: Path, rows: list[Row]) -> Any:
    matrix.write(rows, DOCUMENTS, TEXTS, folder, ["xlsx"])
    return openpyxl.load_workbook(folder / "evidence_matrix.xlsx")


def test_workbook(tmp_path: Path) -> None:
    book = sheets(tmp_path, [CASE, COHORT])
    assert book.sheetnames == ["Patients", "Cohorts", "Provenance", "Documents", "Codebook"]
    for sheet in book:
        assert sheet.freeze_panes.endswith("2")
        assert sheet.auto_filter.ref.startswith("A1:")
    patients = [[cell.value for cell in line] for line in book["Patients"].rows]
    assert patients[0][:7] == [label for _, label in COLUMNS]
    assert len(patients) == 2
    assert patients[1][patients[0].index("Age (years)")] == 30
    assert len(list(book["Cohorts"].rows)) == 1 + len(COHORT.statistics)
    lines = list(book["Provenance"].iter_rows(values_only=True))
    head = lines[0]
    for line in lines[1:]:
        item = dict(zip(head, line, strict=True))
        assert TEXT[item["Start"] : item["End"]] == item["Quote"]
        assert item["Quote"] in item["Sentence"]
    assert len(lines) == 1 + sum(map(len, CASE.fields.values())) + len(COHORT.statistics)


def test_workbook_holds_no_formula_and_no_link(tmp_path: Path) -> None:
    book = sheets(tmp_path, [HOSTILE])
    head, line = book["Queries"].iter_rows(values_only=True)
    assert dict(zip(head, line, strict=True))["Fields"] == "grade, ki67_percent"
    cells = [cell for sheet in book for line in sheet.rows for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell for cell in cells if cell.hyperlink]
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)
    with zipfile.ZipFile(tmp_path / "evidence_matrix.xlsx") as parts:
        assert {info.date_time for info in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in parts.namelist() if b"<f>" in parts.read(name)]


def test_cells_keep_to_excels_limit() -> None:
    assert len(cell_text("x" * 40_000)) == MAX_CELL
    assert len(cell_text("😀" * 20_000).encode("utf-16-le")) <= MAX_CELL * 2
    assert cell_text("a\x00b\nc\x1f") == "ab\nc"


def test_markdown_table_and_sources() -> None:
    text = markdown_text(view([CASE, COHORT], DOCUMENTS), DOCUMENTS)
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in table} == {9}
    assert "- Grade **G2**: “G2”" in text
    assert "### Row 2" in text


def test_markdown_is_inert() -> None:
    text = markdown_text(view([HOSTILE], DOCUMENTS), DOCUMENTS)
    assert "<" not in text.replace("&lt;", "")
    assert "\x00" not in text
    assert "\u202e" not in text
    assert r"\|\`\[a\](javascript:b)\`" in text
    assert escape("# a") == r"\# a"
    assert escape("- a") == r"\- a"
    assert escape("1. a") == r"1\. a"
    assert "http://" not in escape("see http://x.example")


# ── the page ─────────────────────────────────────────────────────────────────────────────────────
def page(rows: list[Row], texts: dict[str, str] = TEXTS) -> tuple[str, dict[str, Any]]:
    items = view(rows, DOCUMENTS)
    text = html_text(items, DOCUMENTS, {k: Passages(v) for k, v in texts.items()})
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    assert found
    return text, json.loads(found.group(1))


def utf16(text: str, start: int, length: int) -> str:
    return text.encode("utf-16-le")[start * 2 : (start + length) * 2].decode("utf-16-le")


def test_page_marks_each_quotation_in_its_sentence() -> None:
    paper = "😀 The man had pain 😀. " + TEXT
    shift = len(paper) - len(TEXT)
    moved = [
        Finding(f.field, f.value, f.start + shift, f.end + shift, f.quote, f.rule)
        for found in CASE.fields.values()
        for f in found
    ]
    _, data = page([row(*moved)], {"a": paper})
    assert data["rows"][0]["fields"]
    for name, found in data["rows"][0]["fields"].items():
        for shown, original in zip(found, [f for f in moved if f.field == name], strict=True):
            low, high, first, last, offset, length = shown["p"]
            assert low <= first <= last <= high
            text = "".join(data["documents"][0]["pieces"][low : high + 1])
            assert utf16(text, offset, length) == original.quote
            assert "u" not in shown


def test_page_without_the_text_still_shows_the_quotation() -> None:
    lost = Finding("grade", "G2", 5, 12, "not here", "grade.test")
    _, data = page([row(lost)])
    shown = data["rows"][0]["fields"]["grade"][0]
    assert shown["u"] == 1
    assert data["documents"][0]["pieces"][shown["p"][0]] == "not here"


def test_page_is_one_closed_file() -> None:
    text, _ = page([CASE, COHORT])
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    allowed = html.unescape(policy.group(1))
    assert allowed.startswith("default-src 'none'; ")
    for tag, name in (("style", "style-src"), ("script", "script-src")):
        inside = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert len(inside) == 1
        digest = base64.b64encode(hashlib.sha256(inside[0].encode()).digest()).decode()
        assert f"{name} 'sha256-{digest}'" in allowed
    assert re.findall(r"<link\b[^>]*>", text) == ['<link rel="icon" href="data:,">']
    assert not re.search(r"<(?:img|iframe|object|embed|base)\b", text)
    assert not re.search(r"""\b(?:src|srcset|action)\s*=\s*["']""", text)
    assert not re.search(r"@import|url\(|\bfetch\(|XMLHttpRequest|innerHTML|\beval\(", text)
    assert not re.search(r"<[a-z][^>]*\s(?:style|on[a-z]+)=", text)


def test_page_keeps_hostile_text_inert() -> None:
    documents = [{**DOCUMENT, "title": "<svg onload=alert(1)>", "problems": ["</li><script>"],
                  "source": '"><script>', "doi": "javascript:alert(1)"}]  # fmt: skip
    text = html_text(view([HOSTILE], documents), documents, {})
    assert text.count("<script") == 2
    assert "<svg" not in text
    assert "<img" not in text
    assert 'href="javascript:' not in text
    assert "\u202e" not in text


def test_json_in_a_script_element() -> None:
    text = json_for_script({"a": "</script><!--&\u2028\u2029"})
    assert not re.search("[<>&\u2028\u2029]", text)
    assert json.loads(text) == {"a": "</script><!--&\u2028\u2029"}


@pytest.mark.parametrize(
    ("doi", "link"),
    [("10.5555/a(b)1", "https://doi.org/10.5555/a(b)1"), ("javascript:alert(1)", ""),
     ("10.5555/a b", ""), ('10.5555/"x', ""), ("", "")],
)  # fmt: skip
def test_doi_links(doi: str, link: str) -> None:
    assert doi_link(doi) == link


# ── the codebook ─────────────────────────────────────────────────────────────────────────────────
def test_codebook_describes_every_field_and_column() -> None:
    book = codebook()
    assert tuple(entry.name for entry in book.fields) == PATIENT_FIELDS
    assert [(c.name, c.label) for c in book.table2] == list(COLUMNS)
    assert {c.name: c.fields for c in book.table2} == dict(COLUMN_FIELDS)
    for entry in book.fields:
        assert entry.example[0]
        assert entry.example[1]
        assert entry.counterexample[0]


def test_codebook_refuses_missing_fields() -> None:
    with pytest.raises(ValueError, match="differ"):
        parse_codebook("fields: []")


def test_codebook_page_is_current(request: pytest.FixtureRequest) -> None:
    path = request.config.rootpath / "docs" / "codebook.md"
    if not path.is_file():
        pytest.skip("docs/ is not beside the tests")
    assert path.read_text("utf-8") == codebook_markdown(), (
        "write docs/codebook.md anew with the command that stands at its top"
    )


def test_the_poorer_of_two_papers_on_a_study_is_the_twin(tmp_path: Path) -> None:
    link = {"evidence": ["the same number of patients (458)"], "confidence": 0.8}
    first, second = (
        {**DOCUMENT, "doc_id": one, "same_study": [{**link, "doc_id": other}]}
        for one, other in (("a", "b"), ("b", "a"))
    )
    poorer = Row("b", "case", "case 1", {}, ())
    matrix.write([CASE, poorer], [first, second], TEXTS, tmp_path, ("html",))
    page = (tmp_path / "evidence_matrix.html").read_text(encoding="utf-8")
    assert re.findall(r'"twin":(true|false)', page) == ["false", "true"]
    assert page.count("the same number of patients (458)") == 2
