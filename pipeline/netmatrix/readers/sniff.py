"""What kind of file is this? Decided from its content; the name only breaks ties."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from itertools import islice
from typing import Literal

from netmatrix.patterns import compiled
from netmatrix.readers.raw import Unreadable

Kind = Literal[
    "pdf", "jats", "bmc", "pubmed", "medline", "bioc", "html", "docx", "markdown", "plain",
    "package",
]  # fmt: skip

SUFFIXES: dict[str, Kind] = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".nbib": "medline",
    ".ris": "medline",
    ".zip": "package",
    ".gz": "package",
    ".tgz": "package",
    ".tar": "package",
}
"""The kind that a file's suffix promises; ``.txt``, ``.xml`` and others promise none."""

_OTHER_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0", "an old Word or Office file: save it as .docx or PDF"),
    (b"{\\rtf", "a rich-text file: save it as .docx or PDF"),
    (b"\x89PNG", "an image: run text recognition (OCR) on it and add the PDF or the text"),
    (b"\xff\xd8\xff", "an image: run text recognition (OCR) on it and add the PDF or the text"),
    (b"GIF8", "an image: run text recognition (OCR) on it and add the PDF or the text"),
    (b"II*\x00", "an image: run text recognition (OCR) on it and add the PDF or the text"),
    (b"MM\x00*", "an image: run text recognition (OCR) on it and add the PDF or the text"),
    (b"BZh", "a bzip2 archive: unpack it and add the papers inside"),
    (b"7z\xbc\xaf", "a 7-zip archive: unpack it and add the papers inside"),
    (b"Rar!", "a RAR archive: unpack it and add the papers inside"),
    (b"%!PS", "a PostScript file: convert it to PDF"),
)

_HTML = compiled(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_JATS = compiled(rb"<(?:\w{1,20}:)?(?:article|book-part)[\s>]")
_JATS_DOCTYPE = compiled(rb"<!DOCTYPE\s+article|-//NLM//DTD|JATS", re.IGNORECASE)
_PUBMED = compiled(rb"<(?:PubmedArticleSet|PubmedArticle|MedlineCitationSet|MedlineCitation)[\s>]")
_BIOC = compiled(rb"<collection[\s>]|BioC\.dtd", re.IGNORECASE)
_BMC = compiled(rb"<art[\s>]|<!DOCTYPE art[\s>]")
_XML = compiled(rb"\s*(?:<\?xml|<!DOCTYPE|<[A-Za-z])")

_MARKDOWN_STRONG = compiled(
    r"^ {0,3}#{1,6} +\S|^ {0,3}#{2,6}[A-Z]|^\|?[ :]*-+[ :]*\|[ :|-]*$|\]\((?:https?:|mailto:|#)",
    re.MULTILINE,
)
_MARKDOWN_WEAK = compiled(
    r"(?<![\w*)])\*\*(?=[^\s*])[^*\n]{1,200}(?<=\S)\*\*(?!\*)|<su[pb]>[^<\n]{1,60}</su[pb]>|\$\\[a-z]+"
)


_MEDLINE = compiled(
    r"\A\s*(?:(?:PMID|OWN |STAT|TI  |AU  |FAU |AB  |DP  |JT  |TA  |PT  |LID )- \S.*\n)"
    r"(?:.*\n){0,400}?(?:TI  |AB  )- \S"
)
_RIS = compiled(r"\A\s*TY  ?- ?\S.*\n(?:.*\n){0,400}?(?:T1|TI|AB|N2)  ?- ?\S")
_BIOC_JSON = compiled(r'\A\s*[\[{][\s\S]{0,4000}?"(?:documents|passages|bioctype)"')


def _zip_kind(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
        raise Unreadable(
            "The file is a damaged ZIP or Word file: open it in its program, save it again as "
            ".docx or PDF and add that."
        ) from None
    if "word/document.xml" in names:
        return "docx"
    if "[Content_Types].xml" in names or "mimetype" in names:
        raise Unreadable(
            "The file is an Office file other than Word (.docx), or an e-book: save it as PDF or "
            ".docx and add that."
        )
    return "package"


def sniff(data: bytes) -> Kind | None:
    """The kind of ``data`` by its magic bytes and tags; ``None`` for text of some kind.

    Raises ``Unreadable`` with what to do for kinds that no reader knows.
    """
    if not data.strip():
        raise Unreadable("The file is empty: get the paper again and add it.")
    head = data[:4096]
    # The PDF header may stand behind some bytes of junk (ISO 32000-1, annex H, note 13).
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(data)
    if head.startswith(b"\x1f\x8b") or data[257:262] == b"ustar":
        return "package"
    for magic, advice in _OTHER_KINDS:
        if head.startswith(magic):
            raise Unreadable(f"The file is {advice} and add that.")
    wide = head
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or head[:64].count(0) > 8:
        wide = head.replace(b"\x00", b"").lstrip(b"\xff\xfe")
    wide = wide.removeprefix(b"\xef\xbb\xbf")
    if _XML.match(wide):
        jats = _JATS.search(wide) or _JATS_DOCTYPE.search(wide)
        if jats and _is_jats(data, wide):  # its <body> is no page's
            return "jats"
        if _HTML.search(wide):
            return "html"
        if _PUBMED.search(wide):
            return "pubmed"
        if _BIOC.search(wide):
            return "bioc"
        if _BMC.search(wide):
            return "bmc"
        if jats:  # a bare <article> element is HTML5
            return "html"
        if wide.lstrip().startswith(b"<?xml"):
            raise Unreadable(
                "The file is XML, but neither JATS nor PubMed nor BioC: export the paper as JATS "
                "XML, PDF or plain text and add that."
            )
    return None


def _is_jats(data: bytes, head: bytes) -> bool:
    if _JATS_DOCTYPE.search(head) or b"article-type=" in head:
        return True
    return any(
        tag in data[:200_000] for tag in (b"<front>", b"<front ", b"<article-meta", b"<sec>")
    )


def text_kind(text: str, suffix: str = "") -> Kind:
    """Markdown, plain text, a MEDLINE or RIS record, BioC JSON, or a page of bare HTML tags.

    Looks at the marks in the first 64 KB.
    """
    head = text[:65536]
    if _MEDLINE.match(head) or _RIS.match(head):
        return "medline"
    if _BIOC_JSON.match(head):
        return "bioc"
    if suffix in (".md", ".markdown"):
        return "markdown"
    if head.count("<p>") + head.count("<p ") + head.count("</p>") >= 4 and "</" in head:
        return "html"
    if _MARKDOWN_STRONG.search(head):
        return "markdown"
    weak = islice(_MARKDOWN_WEAK.finditer(head), 2)
    return "markdown" if sum(1 for _ in weak) == 2 else "plain"
