"""Word, BioC, MEDLINE, BioMed Central and packages. All papers here are invented."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from netmatrix import readers
from netmatrix.document import Document
from netmatrix.readers.limits import Limits

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES = f"""<w:styles {W}>
<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Eigen"><w:name w:val="My own"/><w:basedOn w:val="berschrift1"/>
</w:style>
<w:style w:type="paragraph" w:styleId="Beschriftung"><w:name w:val="caption"/></w:style>
</w:styles>"""
NUMBERING = f"""<w:numbering {W}><w:abstractNum w:abstractNumId="4">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="4"/></w:num></w:numbering>"""


def p(*runs: str, style: str = "", number: str = "") -> str:
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        properties += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def sup(text: str) -> str:
    return r(text, '<w:vertAlign w:val="superscript"/>')


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(r(text))}</w:tc>"


BODY = "".join(
    [
        p(r("An invented tumour of the elbow: a case report"), style="Titel"),
        p(r("Ada Moe, Bea Roe")),
        p(r("Introduction"), style="berschrift1"),
        p(r("Elbows are rarely asked"), sup("1,2"), r(" and "), sup("177"), r("Lu-DOTATATE helps. ")),
        p(r("Counts of 10"), sup("9"), r("/l and 5 mm"), sup("2"), r(" are made up.")),
        p(r("Case presentation"), style="Eigen"),
        p(r("A 33-year-old woman came."), '<w:del><w:r><w:delText>Gone.</w:delText></w:r></w:del>'
          '<w:ins><w:r><w:t> She had surgery.</w:t></w:r></w:ins>'
          '<w:r><w:footnoteReference w:id="2"/></w:r>', r("Unseen", "<w:vanish/>")),
        p(r("first step"), number="7"),
        p(r("second step"), number="7"),
        p(r("Table 1. Values of the elbow"), style="Beschriftung"),
        "<w:tbl>",
        "<w:tr>", tc("Day", '<w:vMerge w:val="restart"/>'),
        tc("Values", '<w:gridSpan w:val="2"/>'), "</w:tr>",
        "<w:tr>", tc("", "<w:vMerge/>"), tc("A"), tc("B"), "</w:tr>",
        "<w:tr>", tc("1"), tc("10"), tc("20"), "</w:tr>",
        "</w:tbl>",
        p(r("A: acid; B: base; C: carbon; D: day.")),
        p(r("Discussion", "<w:b/>")),
        p(r("It is small."), '<w:r><mc:AlternateContent xmlns:mc="x"><mc:Choice><w:txbxContent>'
          + p(r("A box of text.")) + "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>"
          + p(r("A box of text.")) + "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>"),
        p(r("References"), style="berschrift1"),
        p(r("Poe A. Elbows. J Ex. 2001;1:2-3."), number="9"),
    ]
)  # fmt: skip


def docx(body: str = BODY, **parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>"
        )
        archive.writestr("word/styles.xml", STYLES)
        archive.writestr("word/numbering.xml", NUMBERING)
        archive.writestr(
            "word/footnotes.xml",
            f'<w:footnotes {W}><w:footnote w:type="separator" w:id="0">{p(r("--"))}</w:footnote>'
            f'<w:footnote w:id="2">{p(r("The surgeon was invented."))}</w:footnote></w:footnotes>',
        )
        archive.writestr("word/header1.xml", f"<w:hdr {W}>{p(r('Moe and Roe'))}</w:hdr>")
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def read(data: bytes, name: str, limits: Limits | None = None) -> Document:
    document = readers.read_bytes(data, Path(name), limits)
    last = 0
    for block in document.blocks:
        assert last <= block.start < block.end <= len(document.text)
        last = block.end
    for table in document.tables:
        assert all(table.start <= c.start <= c.end <= table.end for c in table.cells)
    assert (document.status == "failed") == (not document.text)
    return document


def kinds(document: Document, kind: str) -> list[str]:
    return [document.slice(block) for block in document.blocks if block.kind == kind]


# -- Word ----------------------------------------------------------------------------------------


class TestWord:
    def test_structure(self) -> None:
        document = read(docx(), "paper.docx")
        assert document.format == "docx"
        assert document.status == "ok"
        assert document.metadata.title == "An invented tumour of the elbow: a case report"
        assert document.metadata.authors == ("Ada Moe", "Bea Roe")
        assert kinds(document, "heading") == [
            "Introduction", "Case presentation", "Discussion", "References",
        ]  # fmt: skip
        assert kinds(document, "list_item") == ["1. first step", "2. second step"]
        case = next(b for b in document.blocks if "33-year-old" in document.slice(b))
        assert (case.section, case.heading) == ("case", "Case presentation")

    def test_characters(self) -> None:
        text = read(docx(), "paper.docx").text
        assert "asked [1,2] and 177Lu-DOTATATE helps." in text
        assert "10⁹/l and 5 mm² are" in text
        assert "came. She had surgery." in text
        assert "Gone" not in text
        assert "Unseen" not in text
        assert text.count("A box of text.") == 1

    def test_table(self) -> None:
        document = read(docx(), "paper.docx")
        (table,) = document.tables
        assert (table.n_rows, table.n_cols) == (3, 3)
        assert table.label == "Table 1"
        assert table.caption is not None
        assert document.slice(table.caption) == "Table 1. Values of the elbow"
        spans = {document.slice(c): (c.row_span, c.col_span) for c in table.cells}
        assert spans["Day"] == (2, 1)
        assert spans["Values"] == (1, 2)
        assert [document.slice(note) for note in table.footnotes] == [
            "A: acid; B: base; C: carbon; D: day."
        ]

    def test_notes_and_running_heads_are_kept_apart(self) -> None:
        document = read(docx(), "paper.docx")
        assert "The surgeon was invented." in kinds(document, "footnote")
        assert kinds(document, "furniture") == ["Moe and Roe"]

    def test_a_bomb_is_left_alone(self) -> None:
        body = p(r("A" * 60_000_000))
        document = read(docx(body), "paper.docx")
        assert document.status == "failed"
        assert "zip bomb" in document.problems[0]
        small = read(docx(body), "paper.docx", Limits(unpacked_mb=5))
        assert "more data than is allowed" in small.problems[0]

    def test_without_text(self) -> None:
        assert "no text" in read(docx("<w:p/>"), "paper.docx").problems[0]


# -- records -------------------------------------------------------------------------------------

NBIB = """
PMID- 99999999
OWN - NLM
DP  - 2019 Mar
TI  - An invented tumour of the elbow: a long title that goes
      on in a second line.
LID - 10.5555/elbow.1 [doi]
AB  - BACKGROUND: Elbows are rare. CASE PRESENTATION: A 33-year-old woman came.
      CONCLUSIONS: Ask.
FAU - Moe, Ada
AU  - Moe A
FAU - Roe, Bea
LA  - eng
PT  - Case Reports
PT  - Journal Article
TA  - J Ex
JT  - Journal of examples
OT  - elbow
"""
RIS = """TY  - JOUR
AU  - Moe, Ada
TI  - An invented tumour of the elbow
PY  - 2018/03/01
JO  - Journal of examples
AB  - A 33-year-old woman came.
DO  - 10.5555/elbow.2
KW  - elbow
ER  -
"""


def test_a_medline_record() -> None:
    document = read(NBIB.encode(), "paper.nbib")
    metadata = document.metadata
    assert document.format == "medline"
    assert metadata.title == (
        "An invented tumour of the elbow: a long title that goes on in a second line"
    )
    assert metadata.authors == ("Ada Moe", "Bea Roe")
    assert (metadata.year, metadata.doi, metadata.pmid) == (2019, "10.5555/elbow.1", "99999999")
    assert metadata.journal == "Journal of examples"
    assert (metadata.doc_type, metadata.language) == ("case_report", "en")
    case = next(b for b in document.blocks if "33-year-old" in document.slice(b))
    assert (case.section, case.heading) == ("abstract", "CASE PRESENTATION")


def test_an_article_type_decides_where_the_text_does_not() -> None:
    text = NBIB.replace("CASE PRESENTATION: A 33-year-old woman came.", "RESULTS: Some.")
    assert read(text.encode(), "x.txt").metadata.doc_type == "case_report"
    assert read(text.replace("Case Reports", "Review").encode(), "x").metadata.doc_type == "review"


def test_a_ris_record() -> None:
    document = read(RIS.encode(), "paper.ris")
    assert document.metadata.title == "An invented tumour of the elbow"
    assert document.metadata.authors == ("Ada Moe",)
    assert (document.metadata.year, document.metadata.doi) == (2018, "10.5555/elbow.2")
    assert "33-year-old" in document.text


def test_more_records_than_one_are_told() -> None:
    document = read((NBIB + NBIB.replace("99999999", "99999998")).encode(), "two.nbib")
    assert document.status == "partial"
    assert "2 records" in document.problems[0]


# -- BioC ----------------------------------------------------------------------------------------

PASSAGES = [
    ({"section_type": "TITLE", "type": "front", "article-id_doi": "10.5555/b", "year": "2020",
      "article-id_pmid": "88888888", "name_0": "surname:Moe;given-names:Ada"},
     "An invented tumour of the elbow"),
    ({"section_type": "ABSTRACT", "type": "abstract"}, "A woman came with an elbow."),
    ({"section_type": "INTRO", "type": "title_1"}, "Introduction"),
    ({"section_type": "INTRO", "type": "paragraph"}, "Elbows are rarely asked."),
    ({"section_type": "CASE", "type": "title_1"}, "The story of her elbow"),
    ({"section_type": "CASE", "type": "paragraph"}, "A 33-year-old woman came."),
    ({"section_type": "TABLE", "type": "table_caption"}, "Table 1. Values"),
    ({"section_type": "TABLE", "type": "table",
      "xml": "<table><thead><tr><th>Day</th><th>A</th></tr></thead>"
             "<tbody><tr><td>1</td><td>10</td></tr></tbody></table>"}, "Day A 1 10"),
    ({"section_type": "TABLE", "type": "table_footnote"}, "A: acid."),
    ({"section_type": "FIG", "type": "fig_caption"}, "The elbow."),
    ({"section_type": "REF", "type": "title"}, "References"),
    ({"section_type": "REF", "type": "ref", "name_0": "surname:Poe;given-names:A", "year": "2001",
      "source": "J Ex", "volume": "1", "fpage": "2"}, "On elbows"),
]  # fmt: skip


def bioc_json() -> bytes:
    passages = [{"infons": infons, "text": text} for infons, text in PASSAGES]
    return json.dumps([{"source": "x", "documents": [{"id": "1", "passages": passages}]}]).encode()


def bioc_xml() -> bytes:
    from xml.sax.saxutils import escape

    body = "".join(
        "<passage>"
        + "".join(f'<infon key="{k}">{escape(v)}</infon>' for k, v in infons.items())
        + f"<offset>0</offset><text>{escape(text)}</text></passage>"
        for infons, text in PASSAGES
    )
    return (
        '<?xml version="1.0"?><!DOCTYPE collection SYSTEM "BioC.dtd"><collection><source>x</source>'
        f"<document><id>1</id>{body}</document></collection>"
    ).encode()


@pytest.mark.parametrize(("data", "name"), [(bioc_json(), "a.json"), (bioc_xml(), "a.xml")])
def test_bioc(data: bytes, name: str) -> None:
    document = read(data, name)
    assert (document.format, document.status) == ("bioc", "ok")
    assert document.metadata.title == "An invented tumour of the elbow"
    assert document.metadata.authors == ("Ada Moe",)
    assert (document.metadata.year, document.metadata.doi) == (2020, "10.5555/b")
    case = next(b for b in document.blocks if "33-year-old" in document.slice(b))
    assert (case.section, case.heading) == ("case", "The story of her elbow")
    (table,) = document.tables
    assert [document.slice(c) for c in table.cells] == ["Day", "A", "1", "10"]
    assert table.cells[0].header
    assert table.caption is not None
    assert [document.slice(f) for f in table.footnotes] == ["A: acid."]
    (reference,) = document.references
    assert (reference.title, reference.year, reference.authors) == ("On elbows", 2001, ("A Poe",))
    assert document.slice(reference) == "A Poe. On elbows. J Ex. 2001;1:2."


def test_bioc_in_two_wrappings_is_the_same_text() -> None:
    assert read(bioc_json(), "a").text == read(bioc_xml(), "a").text


@pytest.mark.parametrize("data", [b'{"documents": [{"passages": 3}]}', b'[{"documents": [',
                                  b'{"documents": [' + b'[' * 100_000])  # fmt: skip
def test_bioc_that_is_none_fails_with_a_sentence(data: bytes) -> None:
    assert read(data, "a.json").status == "failed"


# -- BioMed Central's own XML --------------------------------------------------------------------

ART = b"""<?xml version='1.0'?><!DOCTYPE art SYSTEM 'http://example.org/xml/article.dtd'>
<art><ui>1</ui><ji>1</ji><fm><dochead>Case report</dochead><bibl><title><p>An invented tumour</p>
</title><aug><au id="A1"><snm>Moe</snm><fnm>Ada</fnm></au></aug><source>BMC Examples</source>
<pubdate>2006</pubdate><xrefbib><pubidlist><pubid idtype="doi">10.5555/art</pubid></pubidlist>
</xrefbib></bibl><abs><sec><st><p>Abstract</p></st><sec><st><p>Background</p></st><p>Rare.</p></sec>
</sec></abs></fm><bdy><sec><st><p>Case presentation</p></st><p>A 33-year-old woman came
<abbrgrp><abbr bid="B1">1</abbr><abbr bid="B2">2</abbr></abbrgrp> with <sup>177</sup>Lu.</p>
<tbl id="T1"><title><p>Table 1</p></title><caption><p>Values</p></caption><tblbdy cols="2">
<r><c><p>Day</p></c><c><p>A</p></c></r><r><c cspan="2"><p>1</p></c></r></tblbdy>
<tblfn><p>A: acid.</p></tblfn></tbl></sec></bdy><bm><ack><sec><st><p>Acknowledgements</p></st>
<p>Thanks.</p></sec></ack><refgrp><bibl id="B1"><title><p>On elbows</p></title><aug><au><snm>Poe</snm>
<fnm>A</fnm></au></aug><source>J Ex</source><pubdate>2001</pubdate></bibl></refgrp></bm></art>"""


def test_biomed_central() -> None:
    document = read(ART, "a.xml")
    assert (document.format, document.status) == ("bmc", "ok")
    assert document.metadata.title == "An invented tumour"
    assert document.metadata.authors == ("Ada Moe",)
    assert (document.metadata.year, document.metadata.doi) == (2006, "10.5555/art")
    assert document.metadata.doc_type == "case_report"
    assert "A 33-year-old woman came [1,2] with 177Lu." in document.text
    case = next(b for b in document.blocks if "33-year-old" in document.slice(b))
    assert case.section == "case"
    (table,) = document.tables
    assert document.slice(table).split() == ["Day", "A", "1"]
    assert document.references[0].title == "On elbows"
    assert next(b for b in document.blocks if "Thanks" in document.slice(b)).section == "back"


# -- packages ------------------------------------------------------------------------------------

NXML = b"""<article article-type="case-report"><front><article-meta><title-group><article-title>An
invented tumour</article-title></title-group></article-meta></front><body><sec><title>Case</title>
<p>A 33-year-old woman came.</p></sec></body></article>"""
TEXT = b"Another text\n\nA man of 50 came.\n"


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def tarred(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        link = tarfile.TarInfo("PMC1/link.nxml")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return out.getvalue()


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize(
    "files",
    [
        {"PMC1/a.txt": TEXT, "PMC1/fig.jpg": b"\xff\xd8", "PMC1/a.nxml": NXML},
        {"PMC1/supp1.xml": b"<x/>", "PMC1/main.xml": NXML, "PMC1/a.txt": TEXT},
        {"../../etc/a.nxml": NXML, "b.txt": TEXT},
        {"/abs/a.nxml": NXML},
        {"C:\\x\\a.nxml": NXML, "__MACOSX/._a.nxml": b"junk", ".hidden.nxml": b"junk"},
        {"a.nxml": b"<article><front/>", "a.xml": NXML},
    ],
)
def test_the_article_of_a_package_is_chosen(pack: object, files: dict[str, bytes]) -> None:
    document = read(pack(files), "PMC1.any")  # type: ignore[operator]
    assert document.format == "jats"
    assert "33-year-old" in document.text


def test_the_text_where_nothing_better_is_inside() -> None:
    assert "man of 50" in read(zipped({"readme.txt": b"no", "b.txt": TEXT}), "x.zip").text
    assert "man of 50" in read(gzip.compress(TEXT), "x.txt.gz").text


def test_several_articles_are_told() -> None:
    document = read(zipped({"a.nxml": NXML, "b.nxml": NXML}), "x.zip")
    assert any("2 files that may be the article" in problem for problem in document.problems)


def test_a_package_in_a_package_is_read_and_no_deeper() -> None:
    inner = zipped({"a.nxml": NXML})
    assert "33-year-old" in read(zipped({"b.zip": inner}), "x.zip").text
    deep = read(zipped({"c.zip": zipped({"b.zip": inner})}), "x.zip")
    assert deep.status == "failed"
    assert "packages in packages" in deep.problems[0]


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_bombs_are_left_alone(pack: object) -> None:
    document = read(pack({"a.nxml": b" " * 60_000_000}), "x.zip")  # type: ignore[operator]
    assert document.status == "failed"
    assert "zip bomb" in document.problems[0]


def test_a_package_without_a_paper_and_one_with_too_many_files() -> None:
    assert "no article" in read(zipped({"a.jpg": b"x"}), "x.zip").problems[0]
    many = zipped({f"{n}.txt": TEXT for n in range(20)})
    assert "more than 10 files" in read(many, "x.zip", Limits(members=10)).problems[0]


@pytest.mark.parametrize("cut", [30, 60, 120])
@pytest.mark.parametrize("pack", [zipped, tarred])
def test_damaged_packages_fail_with_a_sentence(pack: object, cut: int) -> None:
    data = pack({"a.nxml": NXML})  # type: ignore[operator]
    document = read(data[:cut], "x.zip")
    assert document.status == "failed"
    assert document.problems[0].endswith((".", ")"))
