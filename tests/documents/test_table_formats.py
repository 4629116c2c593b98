"""The same invented tables in every format give the same rows.

All patients, authors and publications are invented for this test.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import cache
from html import escape
from pathlib import Path
from typing import cast

import pytest

from netmatrix.assemble import rows_of
from netmatrix.document import BlockKind
from netmatrix.evidence import Row
from netmatrix.nlp import load
from netmatrix.readers import read
from netmatrix.readers.flow import Item, emit

TITLE = "Six invented patients with pancreatic neuroendocrine tumours"
INTRO = (
    "Background. Neuroendocrine tumours of the pancreas are rare, and little is known of the "
    "course after they have spread."
)
RESULTS = (
    "The course of each of the six patients is shown in the tables below. The oldest was seventy "
    "years of age, and the files of all were complete."
)
DISCUSSION = (
    "The small number of patients does not allow firm conclusions. A registry would help to find "
    "out more about the natural course of this disease."
)
SERIES_CAPTION = "Table 1. Features, treatment and outcome of the patients"
SERIES = [
    ["Patient No.", "Age (y)", "Sex", "Grade", "Ki-67 (%)", "Metastases", "Treatment", "Response", "PFS (mo)"],
    ["1", "54", "M", "G1", "2", "Liver", "Octreotide", "SD", "31"],
    ["2", "47", "F", "G2", "9", "Liver, bone", "Everolimus", "PR", "18"],
    ["3", "70", "F", "G2", "14", "LN", "Sunitinib", "PD", "4"],
    ["4", "38", "M", "G2", "6", "None", "Lanreotide", "SD", "26"],
    ["5", "61", "F", "G3", "35", "Lung", "Temozolomide", "PR", "12"],
    ["6", "66", "M", "G1", "1", "Bone", "Octreotide", "SD", "40"],
]  # fmt: skip
LEGEND = (
    "LN, lymph nodes; PD, progressive disease; PFS, progression-free survival; PR, partial "
    "response; SD, stable disease."
)
LITERATURE_CAPTION = "Table 2. Published cases with metastases to bone"
LITERATURE = [
    ["Author", "Pathological type", "Disease site", "Treatment", "Prognosis"],
    ["Brannock et al. [1]", "Lung carcinoid", "Rib", "Lobectomy", "Alive after 24 months"],
    ["Quillfeather [2]", "NET G1", "Ileum, liver", "Octreotide", "Stable disease"],
    ["", "NET G2", "Ileum, skull", "Everolimus", "Died after 9 months"],
    ["Sandoval et al. [3]", "NET G2", "Pancreas, spine", "Not referred", "Partial response"],
]
REFERENCES = [
    "1. Brannock T, Oduya P, Vell R. A carcinoid of the lung in a rib. Example Chest 2011;4:10-4.",
    "2. Quillfeather A. Two patients with ileal tumours. Example Gut Rep 2014;8:22-7.",
    "3. Sandoval M, Ito K, Reyes B. A pancreatic tumour in the spine. Example Pancreas 2016;2:5-9.",
]


# --- the formats ---------------------------------------------------------------------------


def markdown() -> bytes:
    def table(rows: list[list[str]]) -> str:
        lines = ["| " + " | ".join(row) + " |" for row in rows]
        lines.insert(1, "|" + "---|" * len(rows[0]))
        return "\n".join(lines)

    parts = [
        f"# {TITLE}", "## Introduction", INTRO, "## Results", RESULTS,
        f"**{SERIES_CAPTION}**", table(SERIES), LEGEND,
        f"**{LITERATURE_CAPTION}**", table(LITERATURE),
        "## Discussion", DISCUSSION, "## References", "\n".join(REFERENCES),
    ]  # fmt: skip
    return "\n\n".join(parts).encode()


def html() -> bytes:
    def table(rows: list[list[str]], caption: str) -> str:
        head = "".join(f"<th>{escape(c)}</th>" for c in rows[0])
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>" for row in rows[1:]
        )
        return (
            f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody></table>"
        )

    references = "".join(f"<p>{escape(r)}</p>" for r in REFERENCES)
    return (
        f"<!DOCTYPE html><html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>"
        f"<h2>Introduction</h2><p>{INTRO}</p><h2>Results</h2><p>{RESULTS}</p>"
        f"{table(SERIES, SERIES_CAPTION)}<p>{LEGEND}</p>{table(LITERATURE, LITERATURE_CAPTION)}"
        f"<h2>Discussion</h2><p>{DISCUSSION}</p><h2>References</h2>{references}</body></html>"
    ).encode()


def jats() -> bytes:
    def table(rows: list[list[str]], caption: str, legend: str = "") -> str:
        label, _, said = caption.partition(". ")
        merged = rows[0][0] == "Author"
        lines = []
        for number, row in enumerate(rows[1:], 1):
            cells = []
            for col, cell in enumerate(row):
                if merged and col == 0 and not cell:
                    continue  # under the author's cell, which lies over two rows
                below = merged and col == 0 and number + 1 < len(rows) and not rows[number + 1][0]
                span = ' rowspan="2"' if below else ""
                cells.append(f"<td{span}>{escape(cell)}</td>")
            lines.append("<tr>" + "".join(cells) + "</tr>")
        head = "".join(f"<th>{escape(c)}</th>" for c in rows[0])
        foot = f"<table-wrap-foot><p>{legend}</p></table-wrap-foot>" if legend else ""
        return (
            f"<table-wrap><label>{label}</label><caption><title>{said}</title></caption><table>"
            f"<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>{foot}</table-wrap>"
        )

    references = "".join(
        f'<ref id="r{n}"><label>{n}</label><mixed-citation>{escape(r.split(". ", 1)[1])}'
        "</mixed-citation></ref>"
        for n, r in enumerate(REFERENCES, 1)
    )
    return (
        '<?xml version="1.0"?><article article-type="research-article"><front><article-meta>'
        f"<title-group><article-title>{TITLE}</article-title></title-group></article-meta></front>"
        f"<body><sec><title>Introduction</title><p>{INTRO}</p></sec><sec><title>Results</title>"
        f"<p>{RESULTS}</p>{table(SERIES, SERIES_CAPTION, LEGEND)}"
        f"{table(LITERATURE, LITERATURE_CAPTION)}</sec><sec><title>Discussion</title>"
        f"<p>{DISCUSSION}</p></sec></body><back><ref-list><title>References</title>{references}"
        "</ref-list></back></article>"
    ).encode()


def docx() -> bytes:
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

    def paragraph(text: str, style: str = "") -> str:
        props = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        return f"<w:p>{props}<w:r><w:t>{escape(text)}</w:t></w:r></w:p>"

    def table(rows: list[list[str]]) -> str:
        lines = "".join(
            "<w:tr>" + "".join(f"<w:tc>{paragraph(c)}</w:tc>" for c in row) + "</w:tr>"
            for row in rows
        )
        return f"<w:tbl>{lines}</w:tbl>"

    body = "".join(
        [
            paragraph(TITLE, "Title"), paragraph("Introduction", "Heading1"), paragraph(INTRO),
            paragraph("Results", "Heading1"), paragraph(RESULTS),
            paragraph(SERIES_CAPTION, "Caption"), table(SERIES), paragraph(LEGEND),
            paragraph(LITERATURE_CAPTION, "Caption"), table(LITERATURE),
            paragraph("Discussion", "Heading1"), paragraph(DISCUSSION),
            paragraph("References", "Heading1"), *(paragraph(r) for r in REFERENCES),
        ]
    )  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
            'content-types"><Default Extension="xml" ContentType="application/xml"/>'
            '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
            'officedocument.wordprocessingml.document.main+xml"/></Types>',
        )
        archive.writestr(
            "word/document.xml",
            f'<?xml version="1.0"?><w:document xmlns:w="{namespace}"><w:body>{body}</w:body></w:document>',
        )
    return out.getvalue()


def _text(table: Callable[[list[list[str]]], str], literature: bool = True) -> bytes:
    parts = [
        TITLE, "Introduction", INTRO, "Results", RESULTS, SERIES_CAPTION + "\n\n" + table(SERIES),
        LEGEND, LITERATURE_CAPTION + "\n\n" + table(LITERATURE) if literature else "",
        "Discussion", DISCUSSION, "References", "\n".join(REFERENCES),
    ]  # fmt: skip
    return "\n\n".join(p for p in parts if p).encode()


def tabs() -> bytes:
    return _text(lambda rows: "\n".join("\t".join(row) for row in rows))


def aligned(rule: str = "") -> bytes:
    """Columns set with blanks, with a rule of some sign above, below the heading and at the foot."""

    def table(rows: list[list[str]]) -> str:
        widths = [max(len(row[k]) for row in rows) + 3 for k in range(len(rows[0]))]
        ruled = rule * sum(widths)

        def line(row: list[str]) -> str:
            return "".join(
                cell.ljust(width) for cell, width in zip(row, widths, strict=True)
            ).rstrip()

        head, *body = map(line, rows)
        lines = [ruled, head, ruled, *body, ruled] if rule else [head, *body]
        return "\n".join(lines)

    return _text(table)


def flattened() -> bytes:
    return _text(lambda rows: "\n".join(" ".join(c for c in row if c) for row in rows), False)


def one_cell_a_line() -> bytes:
    def table(rows: list[list[str]]) -> str:
        head = ["Treatment given" if cell == "Treatment" else cell for cell in rows[0]]
        return "\n".join("\n".join(row) for row in [head, *rows[1:]])

    return _text(table, False)


def _pdf(*, ruled: bool, columns: int = 1, pages: int = 1) -> bytes:
    pytest.importorskip("reportlab")
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import (
        BaseDocTemplate,
        Frame,
        PageBreak,
        PageTemplate,
        Paragraph,
        Spacer,
        Table,
        TableStyle,
    )

    width, height = landscape(A4) if columns == 1 else (1190, 842)
    gap = 30
    each = (width - 80 - gap * (columns - 1)) / columns
    frames = [
        Frame(40 + i * (each + gap), 40, each, height - 80, 0, 0, 0, 0) for i in range(columns)
    ]
    styles = getSampleStyleSheet()
    out = io.BytesIO()
    document = BaseDocTemplate(out, pagesize=(width, height), invariant=1)
    document.addPageTemplates([PageTemplate(frames=frames)])

    def table(rows: list[list[str]]) -> Table:
        rules: list[tuple[object, ...]] = [
            ("FONTSIZE", (0, 0), (-1, -1), 8),
            ("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold"),
        ]
        if ruled:
            rules.append(("GRID", (0, 0), (-1, -1), 0.5, "black"))
        return Table(rows, repeatRows=1, style=TableStyle(rules), hAlign="LEFT")

    shown: list[object] = [table(SERIES)]
    if pages == 2:
        shown = [
            table(SERIES[:4]), PageBreak(), Paragraph("Table 1 (continued)", styles["BodyText"]),
            Spacer(1, 6), table([SERIES[0], *SERIES[4:]]),
        ]  # fmt: skip
    story = [
        Paragraph(TITLE, styles["Title"]), Paragraph("Introduction", styles["Heading2"]),
        Paragraph(INTRO, styles["BodyText"]), Paragraph("Results", styles["Heading2"]),
        Paragraph(RESULTS, styles["BodyText"]),
        Paragraph(SERIES_CAPTION, styles["BodyText"]), Spacer(1, 6), *shown, Spacer(1, 6),
        Paragraph(LEGEND, styles["BodyText"]), Spacer(1, 14),
        Paragraph(LITERATURE_CAPTION, styles["BodyText"]), Spacer(1, 6), table(LITERATURE),
        Spacer(1, 14), Paragraph("Discussion", styles["Heading2"]),
        Paragraph(DISCUSSION, styles["BodyText"]), Paragraph("References", styles["Heading2"]),
        *(Paragraph(r, styles["BodyText"]) for r in REFERENCES),
    ]  # fmt: skip
    document.build(story)
    return out.getvalue()


FORMATS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "markdown": (".md", markdown),
    "html": (".html", html),
    "jats": (".xml", jats),
    "docx": (".docx", docx),
    "tabs": (".txt", tabs),
    "aligned": (".txt", aligned),
    "aligned with rules": (".txt", lambda: aligned("-")),
    "flattened": (".txt", flattened),
    "one cell a line": (".txt", one_cell_a_line),
    "pdf ruled": (".pdf", lambda: _pdf(ruled=True)),
    "pdf unruled": (".pdf", lambda: _pdf(ruled=False)),
    "pdf two columns": (".pdf", lambda: _pdf(ruled=True, columns=2)),
    "pdf over two pages": (".pdf", lambda: _pdf(ruled=True, pages=2)),
}
WITHOUT_LITERATURE = frozenset({"flattened", "one cell a line"})
"""A table of words alone cannot be cut into columns once the columns are lost."""


@cache
def _nlp() -> object:
    return load()


def _rows(tmp_path: Path, name: str) -> list[Row]:
    suffix, make = FORMATS[name]
    path = tmp_path / f"paper{suffix}"
    path.write_bytes(make())
    return rows_of(read(path), _nlp())  # type: ignore[arg-type]


def _values(rows: list[Row], kind: str) -> list[dict[str, list[str]]]:
    return [
        {name: sorted(row.values(name)) for name in row.fields if row.values(name)}
        for row in rows
        if row.kind == kind
    ]


def _patient(
    age: str, sex: str, grade: str, ki67: str, sites: list[str], given: str, response: str, pfs: str
) -> dict[str, list[str]]:
    fields = {
        "age_years": [age], "sex": [sex], "grade": [grade], "ki67_percent": [ki67],
        "metastatic_sites": sites, "treatments": [given], "response": [response],
        "pfs_months": [pfs], "histology": ["NET"], "primary_site": ["pancreas"],
    }  # fmt: skip
    return {name: values for name, values in fields.items() if values}


EXPECTED = [
    _patient("54", "male", "G1", "2", ["liver"], "octreotide", "stable disease", "31"),
    _patient("47", "female", "G2", "9", ["bone", "liver"], "everolimus", "partial response", "18"),
    _patient("70", "female", "G2", "14", ["lymph node"], "sunitinib", "progressive disease", "4"),
    _patient("38", "male", "G2", "6", [], "lanreotide", "stable disease", "26"),
    _patient("61", "female", "G3", "35", ["lung"], "temozolomide", "partial response", "12"),
    _patient("66", "male", "G1", "1", ["bone"], "octreotide", "stable disease", "40"),
]


@pytest.mark.parametrize("name", FORMATS)
def test_a_table_of_patients_gives_the_same_rows_in_every_format(tmp_path: Path, name: str) -> None:
    rows = _rows(tmp_path, name)
    assert [r.subject for r in rows if r.kind == "series_case"] == [
        f"patient {n}" for n in range(1, 7)
    ]
    assert _values(rows, "series_case") == EXPECTED


@pytest.mark.parametrize("name", [n for n in FORMATS if n not in WITHOUT_LITERATURE])
def test_a_table_of_publications_gives_the_same_rows_in_every_format(
    tmp_path: Path, name: str
) -> None:
    rows = [r for r in _rows(tmp_path, name) if r.kind == "cited_case"]
    assert [r.subject for r in rows] == [
        "Brannock et al.", "Quillfeather", "Quillfeather", "Sandoval et al.",
    ]  # fmt: skip
    assert len({r.row_id for r in rows}) == 4
    assert [(r.source_ref or {}).get("year") for r in rows] == [2011, 2014, 2014, 2016]
    assert (rows[0].source_ref or {})["title"] == "A carcinoid of the lung in a rib"
    assert [r.values("treatments") for r in rows] == [
        ["lobectomy"], ["octreotide"], ["everolimus"], [],
    ]  # fmt: skip
    assert [f.field for f in rows[3].not_referred] == ["treatments"]
    assert [r.values("vital_status") for r in rows] == [["alive"], [], ["dead"], []]
    assert [r.values("follow_up_months") for r in rows] == [["24"], [], ["9"], []]
    assert [r.values("bone_sites") for r in rows] == [["rib"], [], ["skull"], ["spine"]]


def _captions(*kinds: str) -> list[str]:
    """The captions of the tables of a text of such pieces ("caption 2" is that of Table 2)."""
    items = [
        Item("table", rows=[["a"], ["b"]]) if kind == "table"
        else Item("caption", f"Table {kind[-1]}. Of {kind[-1]}", label=f"Table {kind[-1]}")
        if kind.startswith("caption")
        else Item(cast(BlockKind, kind), "42")
        for kind in kinds
    ]  # fmt: skip
    built = emit(items)
    return [
        built.text[t.caption.start : t.caption.end][-1] if t.caption else "" for t in built.tables
    ]


def test_a_page_line_between_a_caption_and_its_table() -> None:
    assert _captions("caption 1", "table", "caption 2", "furniture", "table") == ["1", "2"]
    assert _captions("caption 1", "table", "caption 2", "footnote", "table") == ["1", "2"]
    assert _captions("table", "caption 2", "furniture", "table") == ["", "2"]


def test_a_caption_below_its_table() -> None:
    assert _captions("table", "caption 1", "paragraph") == ["1"]
    assert _captions("table", "caption 1", "paragraph", "caption 2", "table") == ["1", "2"]
