"""Files that are broken or were made to do harm: each ends as a record, and nothing stays behind.

The files are made here, or read from ``../shared/badpdf`` where that folder is present.
"""

from __future__ import annotations

import importlib.util
import io
import os
import socket
import sys
import tarfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from netmatrix import readers
from netmatrix.document import Document
from netmatrix.readers.limits import Limits
from netmatrix.readers.sandbox import GuardedReader, Lost, needs_guard

SHARED = Path(__file__).parents[2] / ".." / "shared"


@pytest.fixture(scope="module")
def mutations() -> ModuleType:
    """The script that damages files, from the project's ``benchmarks``."""
    path = Path(__file__).parents[2] / "benchmarks" / "mutations.py"
    if not path.is_file():
        pytest.skip("needs benchmarks/mutations.py")
    spec = importlib.util.spec_from_file_location("mutations", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["mutations"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def reader() -> Iterator[GuardedReader]:
    with GuardedReader(limits=Limits(seconds=60, memory_mb=1500)) as guarded:
        yield guarded


def give(reader: GuardedReader, folder: Path, data: bytes, name: str) -> Document:
    path = folder / name
    path.write_bytes(data)
    document = reader.read(path)
    assert (document.status == "failed") == (not document.text)
    assert document.status != "failed" or document.problems
    return document


# -- the worker ----------------------------------------------------------------------------------


def test_what_needs_a_worker(tmp_path: Path) -> None:
    for name, data, guarded in (
        ("a", b"Plain text about 5 < 6\n", False),
        ("b", b"# A heading\n\nand text <sup>2</sup>\n", False),
        ("c", b"%PDF-1.4", True),
        ("d", b"junk\n%PDF-1.4", True),
        ("e", b"<?xml version='1.0'?>", True),
        ("f", b"\xef\xbb\xbf <article>", True),
        ("g", b"PK\x03\x04", True),
        ("h", b"\xff\xfea\x00", True),
        ("i", b'{"documents": []}', True),
        ("j", b"a" * 5_000_001, True),
    ):
        (tmp_path / name).write_bytes(data)
        assert needs_guard(tmp_path / name) is guarded, name


def test_a_hang_a_crash_and_a_blow_up_cost_one_call() -> None:
    with GuardedReader(limits=Limits(seconds=0.5, memory_mb=800)) as guarded:
        with pytest.raises(Lost, match=r"took longer than 0\.5 seconds"):
            guarded.call(time.sleep, 60)
        with pytest.raises(Lost, match="crashed the reader"):
            guarded.call(os._exit, 3)
        with pytest.raises(Lost, match="SIGABRT"):
            guarded.call(os.abort)
        with pytest.raises(Lost, match="too much memory"):
            guarded.call(bytearray, 3_000_000_000)
        assert guarded.call(len, "abc") == 3


def test_the_worker_has_no_network() -> None:
    with GuardedReader() as guarded:
        with pytest.raises(PermissionError, match="no network"):
            guarded.call(socket.create_connection, ("127.0.0.1", 9), 1.0)
        with pytest.raises(PermissionError, match="no network"):
            guarded.call(socket.gethostbyname, "localhost")
        assert guarded.call(len, "abc") == 3


def test_readers_use_no_socket_and_write_no_file(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(request.config.rootpath) / "corpus" / "demo"
    files = [(p, p.read_bytes()) for p in sorted(folder.iterdir()) if p.is_file()]
    watching: list[bool] = []
    seen: list[str] = []

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if not watching:
            return
        if event.startswith("socket.") or event in ("subprocess.Popen", "os.mkdir", "os.rename"):
            seen.append(event)
        if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
            seen.append(f"open {arguments[0]!r}")

    sys.addaudithook(hook)  # cannot be taken away: it listens while ``watching`` holds something
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    for path, data in files:
        readers.read_bytes(data, path)
    watching.append(True)
    for path, data in files:
        assert readers.read_bytes(data, path).text
    watching.clear()
    assert not seen


# -- files made to do harm -----------------------------------------------------------------------

LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE article [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><article article-type='x'><body><p>one &j; two</p></body></article>"
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE article [<!ENTITY x SYSTEM "file:///etc/passwd">'
    b'<!ENTITY y SYSTEM "http://127.0.0.1:9/x">]><article article-type="x"><body>'
    b"<p>before &x; &y; after</p></body></article>"
)


def test_xml_bombs_and_outside_entities(reader: GuardedReader, tmp_path: Path) -> None:
    laughs = give(reader, tmp_path, LAUGHS, "laughs.xml")
    assert len(laughs.text) < 1000
    outside = give(reader, tmp_path, OUTSIDE, "outside.xml")
    assert "root:" not in outside.text
    assert "before" in outside.text
    inside = zipfile.ZipFile(tmp_path / "b.docx", "w")
    inside.writestr("word/document.xml", LAUGHS.replace(b"article", b"w"))
    inside.close()
    give(reader, tmp_path, (tmp_path / "b.docx").read_bytes(), "c.docx")


@pytest.mark.parametrize("tag", [b"sec", b"p", b"div", b"table", b"list"])
@pytest.mark.parametrize("kind", ["xml", "html"])
def test_deep_nesting(reader: GuardedReader, tmp_path: Path, tag: bytes, kind: str) -> None:
    inner = b"<%s>" % tag * 30_000 + b"text" + b"</%s>" % tag * 30_000
    if kind == "xml":
        data = b"<article article-type='x'><body>" + inner + b"</body></article>"
    else:
        data = b"<html><body><p>Some text before it.</p>" + inner + b"</body></html>"
    give(reader, tmp_path, data, f"deep.{kind}")


def test_brackets_of_every_kind(reader: GuardedReader, tmp_path: Path) -> None:
    for text in ("[" * 200_000, "(" * 200_000, "<" * 200_000, "$" * 100_001, "|" * 100_000,
                 "a-\n" * 60_000, "1 " * 100_000, "\u0301" * 100_000, "A. " * 60_000):  # fmt: skip
        give(reader, tmp_path, f"Some text\n\n{text}\n".encode(), "odd.txt")
        give(reader, tmp_path, f"# Some text\n\n{text}\n".encode(), "odd.md")


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_archives_made_to_do_harm(reader: GuardedReader, tmp_path: Path) -> None:
    bomb = zipped(**{"word/document.xml": b" " * 400_000_000})
    assert "zip bomb" in give(reader, tmp_path, bomb, "bomb.docx").problems[0]
    nested = bomb
    for _ in range(6):
        nested = zipped(**{"next.zip": nested})
    assert give(reader, tmp_path, nested, "nested.zip").status == "failed"
    names = {
        "../../../../tmp/netmatrix-was-here.txt": b"Some text of an invented paper.\n",
        "/tmp/netmatrix-was-here.txt": b"Some text of an invented paper.\n",
        "a/\x00/b.txt": b"Some text of an invented paper.\n",
        "x" * 5000 + ".txt": b"Some text of an invented paper.\n",
    }
    assert give(reader, tmp_path, zipped(**names), "paths.zip").text
    assert not Path("/tmp/netmatrix-was-here.txt").exists()
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, kind in (("a.txt", tarfile.SYMTYPE), ("b.txt", tarfile.CHRTYPE),
                           ("c.txt", tarfile.FIFOTYPE), ("d.txt", tarfile.LNKTYPE)):  # fmt: skip
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    assert give(reader, tmp_path, out.getvalue(), "links.tar.gz").status == "failed"


def pdf(objects: list[bytes]) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
    return bytes(out)


def pages(count: int) -> bytes:
    """A PDF of ``count`` pages with a line each."""
    kids = b" ".join(b"%d 0 R" % (4 + n) for n in range(count))
    content = b"BT /F1 10 Tf 60 700 Td (A line of an invented paper on this page.) Tj ET"
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
        b"/Resources << /Font << /F1 3 0 R >> >> >>" % (4 + count)
    )
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            *[page] * count,
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        ]
    )


def test_ten_thousand_pages_are_read_up_to_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(pages(10_000))
    with GuardedReader(limits=Limits(pages=30)) as guarded:
        document = guarded.read(path)
    assert document.status == "partial"
    assert len(document.pages) == 30
    assert any("Only pages 1 to 30 of 10000" in problem for problem in document.problems)


def test_page_trees_that_never_end(reader: GuardedReader, tmp_path: Path) -> None:
    loop = pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 5 >>",
            b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 5 /Parent 2 0 R >>",
        ]
    )
    assert give(reader, tmp_path, loop, "loop.pdf").status == "failed"
    claims = pages(1).replace(b"/Count 1 ", b"/Count 2147483647 ")
    give(reader, tmp_path, claims, "claims.pdf")
    assert give(reader, tmp_path, pages(0), "none.pdf").status == "failed"
    huge = pages(1).replace(b"[0 0 612 792]", b"[0 0 9e9 9e9]")
    give(reader, tmp_path, huge, "huge.pdf")


# -- many damaged files --------------------------------------------------------------------------


def test_damaged_demo_papers(request: pytest.FixtureRequest, mutations: ModuleType) -> None:
    """``NETMATRIX_MUTANTS`` sets how many; the script ``benchmarks/mutations.py`` reads 2,000."""
    count = int(os.environ.get("NETMATRIX_MUTANTS", "63"))
    folder = Path(request.config.rootpath) / "corpus" / "demo"
    figures = mutations.run(folder, count, 7, Limits(seconds=60))
    assert figures["wrong"] == []
    assert figures["lost"] == []
    assert sum(figures["statuses"].values()) == count


def test_the_shared_bad_files(mutations: ModuleType) -> None:
    folder = SHARED / "badpdf"
    if not folder.is_dir():
        pytest.skip("needs ../shared/badpdf")
    lost: list[str] = []
    with GuardedReader(limits=Limits(seconds=60)) as guarded:
        for path in sorted(folder.glob("*.pdf")):
            document = guarded.read(path)
            assert mutations.faults(document) == [], path.name
            if document.status == "failed" and "the reader" in document.problems[0]:
                lost.append(path.name)
            assert "took longer" not in " ".join(document.problems), path.name
    # A crash costs its paper only; that there is none now is worth knowing when it changes.
    assert lost == []
