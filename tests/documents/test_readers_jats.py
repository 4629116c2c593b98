"""JATS and PubMed XML readers, on invented articles."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from netmatrix.readers import jats, pubmed, read_bytes
from netmatrix.readers.raw import Raw, Unreadable

SHARED = Path(__file__).resolve().parents[2].parent / "shared"

# All wording below is invented for these tests.
ARTICLE = """<?xml version="1.0"?>
<article article-type="case-report" xml:lang="en" xmlns:xlink="http://www.w3.org/1999/xlink"
         xmlns:mml="http://www.w3.org/1998/Math/MathML">
<front><journal-meta><journal-title-group><journal-title>Invented Reports</journal-title>
</journal-title-group></journal-meta>
<article-meta>
 <article-id pub-id-type="pmid">12345678</article-id>
 <article-id pub-id-type="doi">10.9999/inv.1</article-id>
 <title-group><article-title>A tumour of the <italic>ileum</italic><xref ref-type="fn">*</xref>
 </article-title></title-group>
 <contrib-group>
  <contrib contrib-type="author"><name><surname>Alder</surname><given-names>Bea C.</given-names>
  </name></contrib>
  <contrib contrib-type="author"><collab>Invented Group</collab></contrib>
  <contrib contrib-type="editor"><name><surname>Not</surname><given-names>Me</given-names></name>
  </contrib>
 </contrib-group>
 <pub-date pub-type="ppub"><year>2031</year></pub-date>
 <pub-date pub-type="epub"><year>2030</year></pub-date>
 <abstract><sec><title>Background</title><p>Such tumours are rare.</p></sec>
  <sec><title>Case</title><p>A man of 44 years had one.</p></sec></abstract>
 <kwd-group><kwd>ileum</kwd><kwd>flushing</kwd></kwd-group>
</article-meta></front>
<body>
 <sec sec-type="intro"><title>Introduction</title>
  <p>About 10%<sup><xref ref-type="bibr" rid="r1">1</xref>,<xref ref-type="bibr">2</xref></sup>
   of patients respond to <sup>177</sup>Lu-DOTATATE<xref ref-type="bibr" rid="r2">2</xref>, at
   10<sup>9</sup> cells in 5 mm<sup>2</sup> of H<sub>2</sub>O [<xref ref-type="bibr">3</xref>].</p>
 </sec>
 <sec><title>Case report</title>
  <sec><title>History</title>
   <p>He took this:<list list-type="order"><list-item><p>octreotide</p></list-item>
   <list-item><p>everolimus</p></list-item></list>and then rested, as shown in
   <fig id="f1"><label>Figure 1</label><caption><title>The course.</title><p>Dots are visits.</p>
   </caption></fig>the figure.</p>
  </sec>
  <sec><title>Findings</title><p>See <xref ref-type="table">Table 1</xref>.</p>
   <disp-formula><mml:math><mml:mi>a</mml:mi><mml:mo>=</mml:mo><mml:mn>2</mml:mn></mml:math>
   </disp-formula>
   <boxed-text><caption><title>Points</title></caption><p>A box of text.</p></boxed-text></sec>
 </sec>
</body>
<floats-group>
 <table-wrap id="t1"><label>Table 1</label><caption><p>Stains of the tumour</p></caption>
  <table><thead>
   <tr><th rowspan="2">Stain</th><th colspan="2">Result</th></tr>
   <tr><th>first</th><th>second</th></tr></thead>
   <tbody><tr><td>Ki-67<sup>a</sup></td><td>2%</td><td>5%<xref ref-type="bibr">2</xref></td></tr>
   <tr><td>chromogranin</td><td/><td>strong</td></tr></tbody></table>
  <table-wrap-foot><fn><p><sup>a</sup>Counted by hand.</p></fn></table-wrap-foot>
 </table-wrap>
</floats-group>
<back><ack><p>We thank nobody.</p></ack>
 <ref-list><title>References</title>
  <ref id="r1"><label>1</label><element-citation publication-type="journal">
   <person-group person-group-type="author"><name><surname>Birch</surname>
   <given-names>D</given-names></name><etal/></person-group>
   <article-title>On nothing</article-title>
   <source>J Invent</source><year>2020</year><volume>3</volume><issue>4</issue><fpage>5</fpage>
   <lpage>9</lpage><pub-id pub-id-type="doi">10.9999/x</pub-id>
   <pub-id pub-id-type="pmid">222</pub-id></element-citation></ref>
  <ref id="r2"><label>2.</label><mixed-citation>Elm E. <article-title>More of it</article-title>.
   <source>J Invent</source> <year>2021</year>.</mixed-citation></ref>
 </ref-list></back>
<sub-article article-type="reply"><front-stub><title-group><article-title>A reply</article-title>
 </title-group></front-stub><body><p>We do not agree.</p></body></sub-article>
</article>"""


@pytest.fixture(scope="module")
def raw() -> Raw:
    return jats.read(ARTICLE.encode())


def _texts(raw: Raw, kind: str) -> list[str]:
    return [raw.builder.text[b.start : b.end] for b in raw.builder.blocks if b.kind == kind]


def _check(raw: Raw) -> None:
    text = raw.builder.text
    for one, two in pairwise(raw.builder.blocks):
        assert one.end <= two.start
    for table in raw.builder.tables:
        for cell in table.cells:
            assert table.start <= cell.start <= cell.end <= table.end
        for span in (*table.footnotes, *([table.caption] if table.caption else [])):
            assert 0 <= span.start < span.end <= len(text)
    for reference in raw.references:
        assert 0 <= reference.start < reference.end <= len(text)


def test_metadata(raw: Raw) -> None:
    data = raw.metadata
    assert data.title == "A tumour of the ileum"
    assert data.authors == ("Bea C. Alder", "Invented Group")
    assert (data.year, data.journal) == (2030, "Invented Reports")
    assert (data.doi, data.pmid) == ("10.9999/inv.1", "12345678")
    assert raw.hints["article_type"] == "case-report"


def test_invariants(raw: Raw) -> None:
    _check(raw)


def test_numbers_never_glue(raw: Raw) -> None:
    (intro,) = [p for p in _texts(raw, "paragraph") if p.startswith("About")]
    assert intro == (
        "About 10% of patients respond to 177Lu-DOTATATE, at 10⁹ cells in 5 mm² of H2O."
    )


def test_sections_and_order(raw: Raw) -> None:
    headings = _texts(raw, "heading")
    assert headings == [
        "Abstract", "Background", "Case", "Keywords", "Introduction", "Case report", "History",
        "Findings", "Acknowledgements", "References",
    ]  # fmt: skip
    stated = {raw.builder.text[b.start : b.end]: b.section for b in raw.builder.blocks}
    assert stated["Background"] == "abstract"
    assert stated["Introduction"] == "introduction"
    assert stated["History"] == "body"
    assert stated["We thank nobody."] == "back"


def test_lists_and_floats_in_a_paragraph(raw: Raw) -> None:
    kinds = [(b.kind, raw.builder.text[b.start : b.end]) for b in raw.builder.blocks]
    at = kinds.index(("paragraph", "He took this:"))
    assert kinds[at + 1 : at + 5] == [
        ("list_item", "1. octreotide"),
        ("list_item", "2. everolimus"),
        ("paragraph", "and then rested, as shown in the figure."),
        ("caption", "Figure 1. The course. Dots are visits."),
    ]
    assert ("paragraph", "a=2") in kinds
    assert ("paragraph", "A box of text.") in kinds


def test_table_with_spans(raw: Raw) -> None:
    (table,) = raw.builder.tables
    text = raw.builder.text
    cells = {(c.row, c.col): c for c in table.cells}
    assert cells[0, 0].row_span == 2
    assert cells[0, 1].col_span == 2
    assert (1, 0) not in cells
    wording = {key: text[c.start : c.end] for key, c in cells.items()}
    assert wording[1, 1] == "first"
    assert wording[2, 2] == "5% [2]"
    assert wording[3, 1] == ""
    assert wording[3, 2] == "strong"
    assert {c.row for c in table.cells if c.header} == {0, 1}
    assert table.label == "Table 1"
    assert table.caption is not None
    assert text[table.caption.start : table.caption.end] == "Table 1. Stains of the tumour"
    (note,) = table.footnotes
    assert text[note.start : note.end] == "a Counted by hand."


def test_references(raw: Raw) -> None:
    one, two = raw.references
    assert (one.number, one.authors, one.title) == (1, ("Birch D",), "On nothing")
    assert (one.journal, one.year, one.doi, one.pmid) == ("J Invent", 2020, "10.9999/x", "222")
    text = raw.builder.text
    assert text[one.start : one.end] == (
        "1. Birch D, et al. On nothing. J Invent. 2020;3(4):5-9. doi:10.9999/x. PMID: 222."
    )
    assert (two.number, two.title, two.year) == (2, "More of it", 2021)


def test_reply_is_kept_apart(raw: Raw) -> None:
    assert _texts(raw, "furniture")[-2:] == ["sub-article: A reply", "We do not agree."]


_LINK = '<xref ref-type="bibr" rid="b{0}">{0}</xref>'


@pytest.mark.parametrize(
    ("printed", "read", "marks"),
    [
        (f"as seen [{_LINK.format(1)}, {_LINK.format(2)}].", "as seen.", ["1, 2"]),
        (f"as seen [{_LINK.format(1)}–{_LINK.format(3)}] by all.", "as seen by all.", ["1–3"]),
        (f"as seen ({_LINK.format(4)}).", "as seen.", ["4"]),
        (f"as seen ({_LINK.format(4)},{_LINK.format(5)}).", "as seen.", ["4,5"]),
        ('as seen <xref ref-type="bibr" rid="b3">[3]</xref>.', "as seen.", ["3"]),
        (f"as in [{_LINK.format(3)}].", "as in [3].", []),
        (f"(see {_LINK.format(3)} for more)", "(see 3 for more)", []),
        ("a count (3) and a range [3-9]", "a count (3) and a range [3-9]", []),
        (f"raised<sup>{_LINK.format(6)}</sup> too.", "raised too.", ["6"]),
        (f"two{_LINK.format(6)} more [{_LINK.format(7)}].", "two more.", ["6", "7"]),
    ],
)  # fmt: skip
def test_citations_leave_the_text_and_stay_known(printed: str, read: str, marks: list[str]) -> None:
    raw = jats.read(
        f"<article><body><p>This was {printed}</p><p>More <xref ref-type='bibr'>x</xref></p></body>"
        "</article>".encode()
    )
    text = raw.builder.text
    assert text[: raw.builder.blocks[0].end] == f"This was {read}"
    assert [text[c.start : c.end] for c in raw.citations] == marks
    for citation in raw.citations:
        assert text[: citation.at][-1].isalnum()


def test_raised_citation_marks_are_kept_as_furniture(raw: Raw) -> None:
    (marks,) = [t for t in _texts(raw, "furniture") if t.startswith("Citation marks")]
    assert marks == "Citation marks: 10% 1,2; 177Lu-DOTATATE 2; H2O 3"


def test_namespaced_article_inside_an_envelope() -> None:
    inner = ARTICLE.split("?>", 1)[1].replace("<article ", '<article xmlns="urn:jats" ', 1)
    raw = jats.read(f"<record><metadata>{inner}</metadata></record>".encode())
    assert raw.metadata.title == "A tumour of the ileum"
    assert len(raw.references) == 2


# --- hostile XML

BOMB = (
    '<!DOCTYPE article [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise("abcdefghij"))
    + "]><article><body><p>Before &j; after, &eacute; and &#181;g.</p></body></article>"
)


def test_entities_are_not_expanded() -> None:
    try:
        text = jats.read(BOMB.encode()).builder.text
    except Unreadable:
        return
    assert "haha" not in text
    assert len(text) < 100


def test_external_entities_are_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("do not read this", encoding="utf-8")
    data = (
        f'<!DOCTYPE article [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        "<article><body><p>Seen: &x;.</p></body></article>"
    )
    assert "do not read" not in jats.read(data.encode()).builder.text


def test_deep_nesting_ends() -> None:
    data = (
        "<article><body>" + "<sec>" * 5000 + "<p>Deep.</p>" + "</sec>" * 5000 + "</body></article>"
    )
    document = read_bytes(data.encode(), Path("deep.xml"))
    assert document.status in ("failed", "partial")
    assert document.problems


def test_damaged_xml_is_partial() -> None:
    raw = jats.read(b"<article><body><p>Some words here.</p><p>cut o")
    assert raw.status == "partial"
    assert raw.builder.text.startswith("Some words here.")


@pytest.mark.parametrize("data", [b"", b"<a/>", b"no xml", b"<article/>"])
def test_no_article(data: bytes) -> None:
    with pytest.raises(Unreadable):
        jats.read(data)


def test_wild_spans_stay_bounded() -> None:
    table = '<table><tr><td rowspan="99999" colspan="9999">x</td></tr><tr><td>y</td></tr></table>'
    raw = jats.read(f"<article><body><table-wrap>{table}</table-wrap></body></article>".encode())
    _check(raw)
    assert max(c.col for c in raw.builder.tables[0].cells) <= 100


# --- PubMed

RECORD = """<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>333</PMID>
<Article><Journal><JournalIssue><PubDate><MedlineDate>2019 Jan-Feb</MedlineDate></PubDate>
</JournalIssue><Title>Invented Letters</Title></Journal>
<ArticleTitle>[A tumour with 10<sup>9</sup> cells.]</ArticleTitle>
<Abstract><AbstractText Label="BACKGROUND">It is rare.</AbstractText>
<AbstractText Label="CASE">A woman of 60 years.</AbstractText></Abstract>
<AuthorList><Author><LastName>Fir</LastName><ForeName>Gail</ForeName></Author>
<Author><CollectiveName>The Group</CollectiveName></Author></AuthorList>
<Language>eng</Language>
<PublicationTypeList><PublicationType>Case Reports</PublicationType></PublicationTypeList>
<ELocationID EIdType="doi">10.9999/rec</ELocationID></Article>
<KeywordList><Keyword>ileum</Keyword></KeywordList></MedlineCitation></PubmedArticle>
</PubmedArticleSet>"""


def test_pubmed_record() -> None:
    raw = pubmed.read(RECORD.encode())
    _check(raw)
    data = raw.metadata
    assert data.title == "A tumour with 10⁹ cells"
    assert data.authors == ("Gail Fir", "The Group")
    assert (data.year, data.journal) == (2019, "Invented Letters")
    assert (data.doi, data.pmid) == ("10.9999/rec", "333")
    assert raw.hints["article_type"] == "case-report"
    assert _texts(raw, "heading") == ["Abstract", "Background", "Case", "Keywords"]
    assert "A woman of 60 years." in _texts(raw, "paragraph")


def test_pubmed_set_of_several_is_told() -> None:
    one = RECORD[RECORD.index("<PubmedArticle>") : RECORD.rindex("</PubmedArticleSet>")]
    raw = pubmed.read(f"<PubmedArticleSet>{one}{one}</PubmedArticleSet>".encode())
    assert raw.status == "partial"
    assert "2 records" in raw.problems[0]


# --- measured on real papers


def test_shared_articles() -> None:
    folder = SHARED / "jats"
    if not folder.is_dir():
        pytest.skip("needs ../shared/jats")
    for path in sorted(folder.glob("*.xml")):
        data = path.read_bytes()
        if b"<article" not in data[:2000]:
            continue  # a publisher's own format
        raw = jats.read(data)
        _check(raw)
        assert raw.metadata.title
        assert raw.metadata.authors
        assert raw.metadata.year
        assert len(raw.references) > 10
