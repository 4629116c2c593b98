"""Scanned PDFs with and without a program that recognises text. The programs here are stand-ins."""

from __future__ import annotations

import base64
import io
import os
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from netmatrix import engine, readers
from netmatrix.readers.limits import Limits

pdfium = pytest.importorskip("pypdfium2")
Image = pytest.importorskip("PIL.Image")

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-ins are shell scripts")


def scan() -> bytes:
    """A PDF of one page that is a picture."""
    out = io.BytesIO()
    Image.new("L", (300, 400), 200).save(out, format="PDF")
    return out.getvalue()


def typed(*lines: str) -> bytes:
    """A PDF of one page with a text layer, written by hand."""
    shown = "".join(f"({line}) Tj 0 -14 Td " for line in lines)
    stream = f"BT /F1 10 Tf 60 700 Td {shown} ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
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


LINES = (
    "An invented tumour of the elbow: a case report",
    "Case presentation",
    "A 54-year-old woman presented with flushing. Biopsy of the ileum showed a",
    "well-differentiated neuroendocrine tumor, G2, with a Ki-67 index of 8%.",
    "She received octreotide and was alive after 14 months.",
)


PYTHON = sys.executable


def program(folder: Path, name: str, script: str) -> None:
    """An executable that runs ``script`` in Python, with the arguments in ``arguments``."""
    path = folder / name
    path.write_text(f"#!{PYTHON}\nimport base64, sys, time\narguments = sys.argv[1:]\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def writes(where: str) -> str:
    coded = base64.b64encode(typed(*LINES)).decode()
    return f"open({where}, 'wb').write(base64.b64decode('{coded}'))"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all of the PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "venv" / "python"))
    return folder


def test_without_a_program_the_record_says_what_to_install(path: Path) -> None:
    document = readers.read_bytes(scan(), Path("scan.pdf"))
    assert document.status == "failed"
    assert "install OCRmyPDF or Tesseract" in document.problems[0]


@pytest.mark.parametrize(
    ("name", "where"), [("ocrmypdf", "arguments[-1]"), ("tesseract", "arguments[1] + '.pdf'")]
)
def test_with_a_program_the_scan_is_read_and_marked(path: Path, name: str, where: str) -> None:
    program(path, name, writes(where))
    document = readers.read_bytes(scan(), Path("scan.pdf"))
    assert document.format == "pdf+ocr"
    assert document.status == "ok"
    assert "Ki-67 index of 8%" in document.text
    assert any("(OCR)" in problem for problem in document.problems)
    assert document.boxes


def test_the_program_of_the_extra_is_found_beside_python(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "venv"
    folder.mkdir()
    program(folder, "ocrmypdf", writes("arguments[-1]"))
    assert readers.read_bytes(scan(), Path("scan.pdf")).status == "failed"  # Tesseract is missing
    program(path, "tesseract", "sys.exit('not me')")
    document = readers.read_bytes(scan(), Path("scan.pdf"))
    assert document.format == "pdf+ocr"
    assert "Ki-67 index of 8%" in document.text


def test_every_finding_of_a_scan_says_so(path: Path, tmp_path: Path) -> None:
    from netmatrix.nlp import load

    program(path, "ocrmypdf", writes("arguments[-1]"))
    file = tmp_path / "scan.pdf"
    file.write_bytes(scan())
    nlp: Any = load()
    result = engine.process(file, "scan", nlp)
    assert result.document["format"] == "pdf+ocr"
    findings = [f for row in result.rows for found in row.fields.values() for f in found]
    assert findings
    assert all(f.detail["ocr"] is True for f in findings)
    typed_file = tmp_path / "typed.pdf"
    typed_file.write_bytes(typed(*LINES))
    for row in engine.process(typed_file, "typed", nlp).rows:
        assert all("ocr" not in f.detail for found in row.fields.values() for f in found)


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("sys.exit('no such language')", "no such language"),
        ("pass", "made no file"),
        ("time.sleep(60)", "took too long"),
        ("open(arguments[-1], 'wb').write(b'junk')", "not a PDF"),
    ],
)
def test_a_program_that_fails_is_a_record(path: Path, script: str, reason: str) -> None:
    program(path, "ocrmypdf", script)
    document = readers.read_bytes(scan(), Path("scan.pdf"), Limits(seconds=3))
    assert document.status == "failed"
    assert reason in document.problems[0]
