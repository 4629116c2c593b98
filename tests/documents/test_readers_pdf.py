"""PDF reader: invented papers made here with reportlab, hostile files, the shared set."""

from __future__ import annotations

import io
import re
from itertools import pairwise
from pathlib import Path

import pytest

from netmatrix.document import Document
from netmatrix.readers import pdf, read
from netmatrix.readers.hyphens import Words
from netmatrix.readers.pdf.hyphenation import mend
from netmatrix.readers.pdf.marks import compose, lift, plain, raised, spaced_out
from netmatrix.readers.pdf.symbols import glyph_signs, sign_of
from netmatrix.readers.raw import Raw, Unreadable
from netmatrix.readers.sandbox import GuardedReader, read_guarded

pytest.importorskip("reportlab")
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

SHARED = Path(__file__).resolve().parents[2].parent / "shared"

# All wording below is invented for these tests.
LEFT = [
    "A woman of fifty-one years came to our clinic with diar-",
    "rhoea and flushing that had lasted for seven months and",
    "did not settle with diet. A scan of the abdomen showed a",
    "mass of the ileum and several lesions of the liver. The",
    "tumour was well-differentiated, and it was again called",
    "well-differentiated by a second reader. The staining was",
    "strong for chromogranin A and synaptophysin, with a Ki-",
    "67 index of four percent, and she was then given a long-",
    "acting analogue, which she took every four weeks without",
    "a break until the following spring, when a new scan was",
]
RIGHT = [
    "made and showed that all of the lesions had become much",
    "smaller than before. Her flushing had stopped, and there",
    "was no diarrhoea any more. She is alive and well today.",
]
SECOND = [
    "We think that her course is typical of such tumours, and",
    "that early treatment was of use. Others have told of the",
    "same, though their patients were older than ours by far.",
]


def _canvas(**options: object) -> tuple[Canvas, io.BytesIO]:
    out = io.BytesIO()
    return Canvas(out, pagesize=A4, invariant=1, **options), out


def _justify(c: Canvas, x: float, y: float, line: str, width: float, size: float = 9) -> None:
    """A line set to the full width by wider word spaces."""
    natural = c.stringWidth(line, "Times-Roman", size)
    text = c.beginText(x, y)
    text.setFont("Times-Roman", size)
    if natural > 0.85 * width:
        text.setWordSpace((width - natural) / max(1, line.count(" ")))
    text.textOut(line)
    c.drawText(text)


def _column(c: Canvas, x: float, y: float, lines: list[str], width: float = 225) -> float:
    for line in lines:
        _justify(c, x, y, line, width)
        y -= 11
    return y


def _two_columns() -> bytes:
    c, out = _canvas()
    for page in (1, 2, 3):
        c.setFont("Helvetica", 7)
        c.drawString(60, 810, "Invented Journal of Rare Tumours 2031, 4:17")
        c.drawString(500, 30, f"Page {page} of 3")
        if page == 1:
            c.setFont("Helvetica-Bold", 16)
            c.drawString(60, 770, "An ileal tumour with flushing: a report")
            c.drawString(60, 750, "of one invented patient")
            c.setFont("Helvetica-Bold", 10)
            c.drawString(60, 700, "Case presentation")
        y = _column(c, 60, 685, LEFT if page == 1 else SECOND)
        if page == 1:
            c.setFont("Helvetica", 7)
            c.drawString(60, 80, "* Correspondence: nobody at the invented hospital")
            _column(c, 310, 700, RIGHT)
            c.setFont("Helvetica-Bold", 10)
            c.drawString(310, 640, "Discussion")
            _column(c, 310, 625, SECOND)
        else:
            _column(c, 310, 685, SECOND)
        assert y > 0
        c.showPage()
    c.save()
    return out.getvalue()


@pytest.fixture(scope="module")
def two_columns() -> Raw:
    return pdf.read(_two_columns())


def _check(raw: Raw) -> None:
    """The invariants of every reader."""
    text = raw.builder.text
    for one, two in pairwise(raw.builder.blocks):
        assert one.end <= two.start
    for block in raw.builder.blocks:
        assert text[block.start : block.end].strip()
    sizes = {page.number: page for page in raw.pages}
    for box in raw.boxes:
        page = sizes[box.page]
        assert 0 <= box.start < box.end <= len(text)
        assert 0 <= box.x0 <= box.x1 <= page.width + 0.01
        assert 0 <= box.top <= box.bottom <= page.height + 0.01
    for page, following in pairwise(raw.pages):
        assert page.start <= page.end == following.start
    for table in raw.builder.tables:
        for cell in table.cells:
            assert table.start <= cell.start <= cell.end <= table.end


def _kinds(raw: Raw, kind: str) -> list[str]:
    return [raw.builder.text[b.start : b.end] for b in raw.builder.blocks if b.kind == kind]


def test_invariants(two_columns: Raw) -> None:
    _check(two_columns)
    assert [page.number for page in two_columns.pages] == [1, 2, 3]


def test_columns_are_read_one_after_the_other(two_columns: Raw) -> None:
    text = two_columns.builder.text
    assert "when a new scan was made and showed that all of the lesions" in text
    places = [text.index(words) for words in ("Case presentation", "A woman of", "Discussion")]
    assert places == sorted(places)


def test_paragraph_continues_over_the_column_past_a_footnote(two_columns: Raw) -> None:
    case = next(p for p in _kinds(two_columns, "paragraph") if p.startswith("A woman"))
    assert case.endswith("She is alive and well today.")
    assert any("Correspondence" in note for note in _kinds(two_columns, "footnote"))


def test_hyphens_at_line_ends(two_columns: Raw) -> None:
    text = two_columns.builder.text
    assert "diarrhoea and flushing" in text
    assert "a Ki-67 index" in text
    assert "well-differentiated by" in text
    assert "long-acting analogue" in text


def test_running_heads_are_furniture(two_columns: Raw) -> None:
    furniture = _kinds(two_columns, "furniture")
    assert sum("Invented Journal" in f for f in furniture) == 3
    assert sum(f.startswith("Page ") for f in furniture) == 3
    assert not any("Invented Journal" in p for p in _kinds(two_columns, "paragraph"))


def test_title_and_headings(two_columns: Raw) -> None:
    assert _kinds(two_columns, "title") == [
        "An ileal tumour with flushing: a report of one invented patient"
    ]
    assert _kinds(two_columns, "heading") == ["Case presentation", "Discussion"]


def test_boxes_hold_their_line(two_columns: Raw) -> None:
    text = two_columns.builder.text
    box = next(b for b in two_columns.boxes if "a Ki-" in text[b.start : b.end])
    assert box.page == 1
    assert 55 < box.x0 < 65
    assert box.x1 < 300
    assert 841.9 - 685 < box.bottom < 841.9 - 685 + 75


def test_same_bytes_same_text() -> None:
    data = _two_columns()
    one, two = pdf.read(data), pdf.read(data)
    assert one.builder.text == two.builder.text
    assert one.boxes == two.boxes


def test_superscripts() -> None:
    c, out = _canvas()
    text = c.beginText(60, 700)
    text.setFont("Times-Roman", 11)

    def put(word: str, rise: float = 0) -> None:
        text.setRise(rise)
        text.setFont("Times-Roman", 7 if rise else 11)
        text.textOut(word)

    put("Survival was 19%")
    put("3,4", 4)
    put(" after ")
    put("177", 4)
    put("Lu-DOTATATE in an area of 5 mm")
    put("2", 4)
    put(" with 2 x 10")
    put("9", 4)
    put(" cells.")
    put("12", 4)
    c.drawText(text)
    c.save()
    builder = pdf.read(out.getvalue()).builder
    sentence, marks = (builder.text[block.start : block.end] for block in builder.blocks)
    assert sentence == (
        "Survival was 19% after 177Lu-DOTATATE in an area of 5 mm² with 2 x 10⁹ cells."
    )
    assert marks == "Citation marks of page 1: 19% 3,4; cells. 12"
    raw = pdf.read(out.getvalue())
    assert _cited(raw) == [("19%", "3,4"), ("cells.", "12")]
    assert [block.kind for block in builder.blocks] == ["paragraph", "furniture"]


ROWS = [
    ["Patient", "Age", "Site", "Ki-67"],
    ["1", "44", "ileum", "2%"],
    ["2", "61", "pancreas", "15%"],
    ["3", "57", "rectum", "8%"],
]


def _table(*, rules: bool) -> bytes:
    c, out = _canvas()
    y = _column(
        c, 60, 760, [*LEFT[:3], "lesions of the liver in each of our few patients, as told in"]
    )
    c.setFont("Helvetica-Bold", 8)
    y -= 10
    c.drawString(60, y, "Table 1. Invented patients and their tumours")
    y -= 6
    if rules:
        c.line(60, y, 285, y)
    c.setFont("Helvetica", 8)
    for number, row in enumerate(ROWS):
        y -= 12
        for k, cell in enumerate(row):
            c.drawString(60 + 60 * k, y, cell)
        if rules and number in (0, len(ROWS) - 1):
            c.line(60, y - 4, 285, y - 4)
    c.setFont("Helvetica", 7)
    c.drawString(60, y - 12, "Age in years; nothing here is about real people.")
    _column(c, 60, y - 40, ["the table, and none of them had any treatment before that."])
    _column(c, 60, y - 51, SECOND)
    c.save()
    return out.getvalue()


@pytest.mark.parametrize("rules", [True, False])
def test_table_has_cells_and_stays_out_of_prose(rules: bool) -> None:
    raw = pdf.read(_table(rules=rules))
    _check(raw)
    (table,) = raw.builder.tables
    text = raw.builder.text
    cells = {(c.row, c.col): text[c.start : c.end] for c in table.cells}
    assert [[cells[r, k] for k in range(4)] for r in range(4)] == ROWS
    assert {c.row for c in table.cells if c.header} == {0}
    assert table.caption is not None
    assert text[table.caption.start : table.caption.end].startswith("Table 1. Invented")
    assert table.label == "Table 1"
    assert "as told in the table, and none of them" in text


def test_references_become_entries() -> None:
    c, out = _canvas()
    _column(c, 60, 760, SECOND)
    c.setFont("Helvetica-Bold", 11)
    c.drawString(60, 700, "References")
    entries = [
        [
            "1. Alder B, Birch C. On invented tumours of the small",
            "bowel. J Invent Med. 2020;1:1-9.",
        ],
        ["2. Cedar D. A second paper that does not exist. J Invent", "Med. 2021;2:10-19."],
        ["3. Elm E, Fir F. A third. J Invent Med. 2022;3:20-29."],
    ]
    y = 685.0
    for entry in entries:
        y = _column(c, 60, y, entry)
    c.save()
    found = _kinds(pdf.read(out.getvalue()), "reference")
    assert [f[:2] for f in found] == ["1.", "2.", "3."]
    assert found[0].endswith("2020;1:1-9.")


def test_letter_spaced_heading() -> None:
    c, out = _canvas()
    c.setFont("Helvetica-Bold", 12)
    c.drawString(60, 760, "A B S T R A C T")
    _column(c, 60, 740, SECOND)
    c.save()
    assert pdf.read(out.getvalue()).builder.text.startswith("ABSTRACT\n\n")


def test_turned_page_is_read_upright() -> None:
    c, out = _canvas()
    c.rotate(90)
    for k, line in enumerate(SECOND):
        c.setFont("Times-Roman", 10)
        c.drawString(60, -60 - 12 * k, line)
    c.save()
    raw = pdf.read(out.getvalue())
    assert " ".join(SECOND) in raw.builder.text
    _check(raw)


def test_page_rotation_entry() -> None:
    c, out = _canvas()
    c.setPageRotation(90)  # the file's page is then 842 by 595 points, shown upright
    c.setFont("Times-Roman", 10)
    for k, line in enumerate(SECOND):
        c.drawString(60, 400 - 12 * k, line)
    c.save()
    raw = pdf.read(out.getvalue())
    assert " ".join(SECOND) in raw.builder.text
    assert raw.pages[0].width < raw.pages[0].height
    _check(raw)


def test_line_numbers_at_the_edge_are_set_aside() -> None:
    c, out = _canvas()
    for k, line in enumerate(LEFT):
        c.setFont("Times-Roman", 10)
        c.drawString(90, 700 - 12 * k, line)
        c.setFont("Helvetica", 7)
        c.drawString(50, 700 - 12 * k, str(k + 1))
    c.save()
    raw = pdf.read(out.getvalue())
    assert sorted(map(int, _kinds(raw, "furniture"))) == list(range(1, 11))
    assert "had lasted for seven months and did not settle" in raw.builder.text


# --- files that cannot be read


def test_locked_file_says_remove_the_password() -> None:
    lock = StandardEncryption("secret", ownerPassword="owner", strength=128)
    c, out = _canvas(encrypt=lock)
    c.drawString(60, 700, "Nobody shall read this.")
    c.save()
    with pytest.raises(Unreadable, match="remove the password"):
        pdf.read(out.getvalue())


def test_pictures_only_says_text_recognition() -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    c, out = _canvas()
    c.drawImage(ImageReader(Image.new("RGB", (40, 40), "gray")), 60, 60, 400, 600)
    c.save()
    with pytest.raises(Unreadable, match=r"text recognition \(OCR\)"):
        pdf.read(out.getvalue())


@pytest.mark.parametrize(
    "data", [b"", b"plain words", b"%PDF-1.4\n%%EOF", b"%PDF-1.7" + b"\0" * 99]
)
def test_no_pdf(data: bytes) -> None:
    with pytest.raises(Unreadable):
        pdf.read(data)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_cut_off_file_ends_in_raw_or_unreadable(share: float) -> None:
    data = _two_columns()
    message = ""
    try:
        _check(pdf.read(data[: int(share * len(data))]))
    except Unreadable as problem:
        message = str(problem)
    assert not message or re.search(r"download|print|check", message)


def test_limits_are_told() -> None:
    raw = pdf.read(_two_columns(), max_pages=2)
    assert len(raw.pages) == 2
    assert raw.status == "partial"
    assert "pages 1 to 2 of 3" in raw.problems[0]
    raw = pdf.read(_two_columns(), max_page_chars=200)
    assert raw.status == "partial"
    assert "too many characters" in raw.problems[0]
    raw = pdf.read(_two_columns(), max_segments=5)
    assert raw.status == "partial"
    assert raw.problems[0] == "Page 1 holds too many lines; its end was left out."


def test_time_used_up_keeps_the_words_and_says_so() -> None:
    raw = pdf.read(_two_columns(), seconds=0.0)
    assert raw.status == "partial"
    assert any("pages 1 to 1 of 3" in problem for problem in raw.problems)
    assert any("wrong order" in problem for problem in raw.problems)
    assert "chromogranin A" in raw.builder.text
    _check(raw)


def _float_paper() -> bytes:
    """Two pages; the table of the first page goes on, its caption stands above its mention."""
    c, out = _canvas()

    def rows(y: float, numbers: range) -> float:
        for n in numbers:
            y -= 10
            for x, cell in zip((60, 110, 160, 300), _row(n), strict=True):
                c.drawString(x, y, cell)
        return y

    c.setFont("Helvetica-Bold", 8)
    c.drawString(60, 790, "Table 1. Invented patients and what was done for them")
    c.line(60, 785, 420, 785)
    c.setFont("Helvetica", 8)
    for x, cell in zip((60, 110, 160, 300), ("Patient", "Age", "Treatment", "Follow-up"),
                       strict=True):  # fmt: skip
        c.drawString(x, 775, cell)
    c.line(60, 772, 420, 772)
    y = rows(772, range(1, 7))
    c.line(60, y - 4, 420, y - 4)
    y = _column(c, 60, 640, LEFT, 225)
    y = _column(c, 60, y, ["All of them are listed in Table 1 with what was given then."], 225)
    c.showPage()
    c.setFont("Helvetica-Bold", 8)
    c.drawString(60, 790, "Table 1 (continued)")
    c.line(60, 785, 420, 785)
    c.setFont("Helvetica", 8)
    for x, cell in zip((60, 110, 160, 300), ("Patient", "Age", "Treatment", "Follow-up"),
                       strict=True):  # fmt: skip
        c.drawString(x, 775, cell)
    c.line(60, 772, 420, 772)
    y = rows(772, range(7, 10))
    c.line(60, y - 4, 420, y - 4)
    _column(c, 60, 640, SECOND, 225)
    c.save()
    return out.getvalue()


def _row(n: int) -> tuple[str, str, str, str]:
    return (str(n), str(40 + n), "resection" if n % 2 else "octreotide LAR", f"{6 * n} months")


def test_table_over_pages_is_one_and_stands_behind_its_mention() -> None:
    builder = pdf.read(_float_paper()).builder
    (table,) = builder.tables
    assert (table.n_rows, table.n_cols, table.label) == (10, 4, "Table 1")
    cells = {(c.row, c.col): builder.text[c.start : c.end] for c in table.cells}
    assert [cells[0, k] for k in range(4)] == ["Patient", "Age", "Treatment", "Follow-up"]
    for n in range(1, 10):
        assert tuple(cells[n, k] for k in range(4)) == _row(n)
    mention = builder.text.index("All of them are listed")
    assert mention < table.start
    assert "Table 1 (continued)" in builder.text


def test_rows_of_one_distance_are_never_joined_by_their_values() -> None:
    """Groups with an empty stub: each line of values is a row of its own."""
    c, out = _canvas()
    _column(c, 60, 800, LEFT)
    c.setFont("Helvetica-Bold", 8)
    c.drawString(60, 670, "Table 2. Invented values by group")
    c.line(60, 665, 420, 665)
    c.setFont("Helvetica", 8)
    lines = [("Group", "Name", "Number", "Share")]
    lines += [("north" if n == 0 else "", f"n{n}", str(11 + n), f"{n}.5%") for n in range(8)]
    for n, line in enumerate(lines):
        for x, cell in zip((60, 140, 220, 300), line, strict=True):
            c.drawString(x, 655 - 10 * n, cell)
        if n == 0:
            c.line(60, 652, 420, 652)
    c.line(60, 571, 420, 571)
    c.save()
    (table,) = pdf.read(out.getvalue()).builder.tables
    assert table.n_rows == 9


def test_cells_of_several_lines_are_one_row() -> None:
    c, out = _canvas()
    _column(c, 60, 800, LEFT)
    c.setFont("Helvetica-Bold", 8)
    c.drawString(60, 670, "Table 3. Invented reports of others")
    c.line(60, 665, 470, 665)
    c.setFont("Helvetica", 8)
    lines = [
        ("Author", "Year", "Age/sex", "Treatment", "Outcome"),
        ("Moe et al.", "2011", "44/F", "Resection of the tumour and", "Alive at 12 months"),
        ("", "", "", "Radiotherapy of the spine", ""),
        ("Roe et al.", "2012", "61/M", "Octreotide", "Died after 9 months of"),
        ("", "", "", "", "progressive disease"),
        ("Doe and Loe", "2015", "57/M", "Everolimus", "Alive at 30 months"),
        ("Zoe et al.", "2019", "38/F", "Denosumab and", "Alive at 22 months"),
        ("", "", "", "Bisphosphonates later", ""),
    ]
    for n, line in enumerate(lines):
        for x, cell in zip((60, 130, 170, 220, 350), line, strict=True):
            c.drawString(x, 655 - 10 * n, cell)
        if n == 0:
            c.line(60, 652, 470, 652)
    c.line(60, 581, 470, 581)
    c.save()
    builder = pdf.read(out.getvalue()).builder
    (table,) = builder.tables
    cells = {(c.row, c.col): builder.text[c.start : c.end] for c in table.cells}
    assert [cells[n, 0] for n in range(1, table.n_rows)] == [
        "Moe et al.",
        "Roe et al.",
        "Doe and Loe",
        "Zoe et al.",
    ]
    assert cells[1, 3] == "Resection of the tumour and Radiotherapy of the spine"
    assert cells[2, 4] == "Died after 9 months of progressive disease"


# --- parts


@pytest.mark.parametrize(
    ("left", "right", "known", "joined"),
    [
        ("differ-", "entiated", "", "differentiated"),
        ("well-", "differentiated", "differentiated", "well-differentiated"),
        ("the Ki-", "67 index", "", "the Ki-67 index"),
        ("177Lu-", "DOTATATE", "", "177Lu-DOTATATE"),
        ("HER2-", "negative", "", "HER2-negative"),
        ("castrate-", "resistant", "", "castrate-resistant"),
        ("small-", "and large-cell", "", "small- and large-cell"),
        ("neuro-", "endocrine", "neuro endocrine", "neuroendocrine"),
        ("meta-", "static", "metastatic", "metastatic"),
        ("10–", "15", "", "10–15"),
        ("see www.example.", "org/paper", "", "see www.example.org/paper"),
    ],
)
def test_mend(left: str, right: str, known: str, joined: str) -> None:
    assert mend(left, right, Words(known)) == joined


@pytest.mark.parametrize(
    ("before", "mark", "after", "joined"),
    [
        ("10%", "3", "", "10%"),
        ("177-Lu", "3", "", "177-Lu"),
        ("Lu", "177", "", "Lu177"),
        ("x 10", "-9", "", "x 10⁻⁹"),
        ("mg/m", "2", "", "mg/m²"),
        ("", "68", "Ga", "68Ga"),
        ("31", "st", "", "31st"),
        ("Ca", "2+", "", "Ca2+"),
        ("death", "[3]", "", "death"),
        ("", "1", "Department", "[1] Department"),
    ],
)
def test_raised(before: str, mark: str, after: str, joined: str) -> None:
    parts = [before] if before else []
    raised(parts, mark, after, False)
    text, _, marks = lift("".join(parts) + after)
    assert text == joined
    assert bool(marks) == (before + after == joined)


def _cited(raw: Raw) -> list[tuple[str, str]]:
    """Each citation with the word that it belongs behind."""
    text = raw.builder.text
    return [(text[: c.at].split()[-1], text[c.start : c.end]) for c in raw.citations]


def test_citations_in_brackets_leave_the_text_and_stay_known() -> None:
    c, out = _canvas()
    lines = [f"This was said by some [{n}] and by others [{n + 1}, {n + 2}]," for n in range(1, 9)]
    _column(c, 60, 760, [*lines, "as [3] is said to show, and as Moe showed [4,", "5] in all."])
    c.save()
    raw = pdf.read(out.getvalue())
    assert "This was said by some and by others, This" in raw.builder.text
    assert "as Moe showed in all." in raw.builder.text
    assert "some 1; others 2, 3" in raw.builder.text
    assert _cited(raw)[:2] == [("some", "1"), ("others", "2, 3")]
    assert _cited(raw)[-1] == ("showed", "4, 5")
    last = raw.citations[-1]
    box = next(b for b in raw.boxes if (b.start, b.end) == (last.start, last.end))
    assert 0 < box.x0 < box.x1
    assert box.top > 100


def test_brackets_that_are_no_citations_stay() -> None:
    c, out = _canvas()
    lines = [f"This was said by some [{n}] and by others [{n + 1}, {n + 2}]," for n in range(1, 9)]
    more = ["in 12 months [3-8] of care, as shown in [7], or in 4 years [2, 9] and [sic]."]
    _column(c, 60, 760, [*lines, *more])
    c.save()
    text = pdf.read(out.getvalue()).builder.text
    assert more[0] in text


def test_round_brackets_are_citations_where_they_name_the_reference_list_in_order() -> None:
    said = [
        f"This was said by the group number {'abcdefghijklmopq'[n]} ({n})." for n in range(1, 15)
    ]
    entries = [f"{n}. Moe M, Roe R. An invented title. J Inv. 2001;{n}:1-9." for n in range(1, 15)]
    for refs, kept in ((entries, False), ([], True)):
        c, out = _canvas()
        _column(c, 60, 760, [*said, "There were 12 (3) in all."])
        if refs:
            c.setFont("Times-Bold", 13)
            c.drawString(60, 520, "References")
            _column(c, 60, 500, refs)
        c.save()
        raw = pdf.read(out.getvalue())
        assert ("group number b (1)." in raw.builder.text) is kept
        assert len(raw.citations) == (0 if kept else 14)
        assert "12 (3) in all" in raw.builder.text


def test_lift_tells_where_marks_stood() -> None:
    parts = ["gone"]
    raised(parts, "3,4", "", False)
    parts.append(" by then.")
    raised(parts, "[5]", "", False)
    assert lift("".join(parts)) == (
        "gone by then.",
        "gone [3,4] by then. [5]",
        ((4, "3,4"), (13, "5")),
    )


def test_letters_behind_print() -> None:
    assert plain("e\ufb03cacy of the speci\ufb01c drug\u00ad") == "efficacy of the specific drug"
    assert compose("Scho¨n") == "Schön"
    assert compose("Sch¨on") == "Schön"
    assert compose("the 5´end") == "the 5´end"


def test_spaced_out() -> None:
    assert spaced_out("A B S T R A C T")
    assert not spaced_out("A man had a G 1 tumour")


# --- the sandbox


def test_guarded_reader_survives_a_bad_file(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
    good.write_bytes(_two_columns())
    bad.write_bytes(b"%PDF-1.4\nnothing here")
    with GuardedReader(seconds=60) as reader:
        assert reader.read(bad).status == "failed"
        document = reader.read(good)
    assert document.status == "ok"
    assert document == read(good)


def test_guarded_reader_names_time(tmp_path: Path) -> None:
    path = tmp_path / "slow.pdf"
    c, out = _canvas()
    for _ in range(400):
        _column(c, 60, 760, LEFT * 3)
        c.showPage()
    c.save()
    path.write_bytes(out.getvalue())
    document = read_guarded(path, seconds=0.01)
    assert document.status == "failed"
    assert "took longer" in document.problems[0]


# --- measured on made and on real papers


def test_made_papers_are_read_word_for_word(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("rapidfuzz")
    root = Path(__file__).resolve().parents[2]
    if not (root / "benchmarks" / "reading.py").is_file():
        pytest.skip("needs benchmarks/ of the checkout")
    monkeypatch.syspath_prepend(str(root / "benchmarks"))
    reading = pytest.importorskip("reading")
    parts = reading.parts_of(read(root / "corpus" / "demo" / "07-prrt-series.md"))
    for look in reading.LOOKS:
        paper = reading.set_paper("made", parts, look)
        truth = reading.words(paper.running)
        lost, foreign = reading.errors(truth, reading.words(reading.netmatrix_text(paper.data)))
        assert lost + foreign <= 0.01 * len(truth), look.name
        printed = reading.letters(paper.printed)
        found = printed & reading.letters(reading.whole_text(paper.data))
        assert found.total() >= 0.999 * printed.total(), look.name


def _shared(name: str) -> Path:
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"needs ../shared/{name}")
    return folder


def test_shared_papers_hold_the_invariants() -> None:
    for path in sorted(_shared("pdf").glob("*.pdf"))[:4]:
        raw = pdf.read(path.read_bytes())
        _check(raw)
        assert any(block.kind == "title" for block in raw.builder.blocks)
        assert len(_kinds(raw, "reference")) > 15, path.name


def test_shared_bad_files_end_with_a_document() -> None:
    with GuardedReader(seconds=60, memory_mb=3000) as reader:
        for path in sorted(_shared("badpdf").glob("*.pdf")):
            document: Document = reader.read(path)
            if document.status == "failed":
                assert document.problems, path.name
                assert document.problems[0].endswith("."), path.name


def _signs_pdf(differences: str, codes: str) -> bytes:
    """A page that prints ``codes`` (hexadecimal) in a font which only names its glyphs."""
    stream = f"BT /F1 11 Tf 60 700 Td (p = 0.05, index ) Tj /F2 11 Tf <{codes}> Tj /F1 11 Tf ( 20%) Tj ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /ABCDEF+InventedSigns /FirstChar 1 /LastChar 4"
        f" /Widths [600 600 600 600] /Encoding << /Type /Encoding /Differences [{differences}] >>"
        " /FontDescriptor << /Type /FontDescriptor /FontName /ABCDEF+InventedSigns /Flags 4"
        " /FontBBox [0 -200 1000 800] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700"
        " /StemV 80 >> >>",
    ]
    out, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    out += "".join(f"{place:010} 00000 n \n" for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return out.encode()


def test_a_fonts_table_of_differences_tells_signs() -> None:
    found = glyph_signs(_signs_pdf("1 /C21 /C6 /G7 4 /H11349", "01"))
    assert found == {"InventedSigns": {1: "≥", 2: "±", 4: "≤"}}


def test_names_of_glyphs_are_looked_up_in_any_file_without_harm() -> None:
    assert glyph_signs(b"%PDF-1.4 no more") == {}
    assert glyph_signs(b"") == {}
    assert [sign_of(name) for name in ("C20", "H9262", "C", "Cx", "plusminus", "x")] == [
        "≤", "µ", "", "", "±", "",
    ]  # fmt: skip


def test_a_box_beside_the_abstract_does_not_part_its_lines() -> None:
    c, out = _canvas()
    c.setFont("Times-Roman", 9)
    for k in range(14):
        _justify(
            c, 170, 700 - 11 * k, f"abstract line number {k} which goes on to the next line,", 370
        )
    c.setFont("Times-Roman", 8)
    for k, note in enumerate(["Keywords:", "Ileum tumours", "Bone metastases", "Invented words"]):
        c.drawString(60, 664 - 10 * k, note)
    c.setFont("Times-Roman", 10)
    for x in (60, 315):
        for k in range(30):
            _justify(c, x, 500 - 11 * k, f"column {x} line {k} of the running text, and", 225)
    c.save()
    text = pdf.read(out.getvalue()).builder.text
    found = [int(n) for n in re.findall(r"abstract line number (\d+)", text)]
    assert found == list(range(14))
    start = text.index("abstract line number 0")
    assert "Ileum" not in text[start : text.index("abstract line number 13")]


def test_the_journals_name_in_the_margin_is_furniture() -> None:
    c, out = _canvas()
    for page in range(5):
        c.setFont("Times-Roman", 10)
        c.drawString(30, 650, "XQ")
        c.drawString(30, 640, f"29,{page}")
        for k in range(40):
            _justify(
                c,
                110,
                650 - 11 * k,
                f"page {page} has the line {k} of its text, and it goes on for as long as the line has room,",
                400,
            )
        c.showPage()
    c.save()
    builder = pdf.read(out.getvalue()).builder
    body = " ".join(builder.text[b.start : b.end] for b in builder.blocks if b.kind != "furniture")
    assert "XQ" not in body
    assert builder.text.count("XQ") == 5


def test_a_paragraph_goes_on_in_the_next_column_where_new_ones_are_indented() -> None:
    c, out = _canvas()
    for n in range(6):
        for k in range(5):
            end = "and it ends at the right edge." if k == 4 else "and it goes on at some length"
            indent = 0 if k else 12
            line = f"Paragraph {n}, line {k} of it, has words {end}"
            _justify(c, 60 + indent, 760 - 55 * n - 11 * k, line, 225 - indent)
    for k in range(40):
        line = f"Next column, line {k} of it, which goes on and on for long,"
        _justify(c, 315, 760 - 11 * k, line, 225)
    c.save()
    text = pdf.read(out.getvalue()).builder.text
    assert "ends at the right edge. Next column, line 0" in text
    assert "ends at the right edge.\n\nParagraph 1, line 0" in text


@pytest.mark.parametrize(
    ("letter", "first", "begin"),
    [
        ("T", "he tumour of the patient was", "The tumour of"),
        ("A", "lthough nobody had seen it, a tumour was", "Although nobody had"),
        ("A", "tumour was seen which nobody had", "A tumour was"),
    ],
)
def test_a_large_initial_belongs_to_its_word(letter: str, first: str, begin: str) -> None:
    c, out = _canvas()
    c.setFont("Times-Bold", 30)
    c.drawString(60, 680, letter)
    x = 62 + c.stringWidth(letter, "Times-Bold", 30)
    lines = [f"{first} looked at by many, and", "then they all went home again, for the", "night"]
    for k, line in enumerate(lines):
        _justify(c, x, 698 - 11 * k, line, 285 - x)
    for k in range(20):
        _justify(c, 60, 665 - 11 * k, f"line {k} goes on with what was said of the tumour and", 225)
    c.save()
    builder = pdf.read(out.getvalue()).builder
    (block,) = builder.blocks
    text = builder.text[block.start : block.end]
    assert text.startswith(begin)
    assert "again, for the night line 0 goes on" in text
