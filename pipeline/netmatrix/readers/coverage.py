"""Was all of a file read? The letters of its raw text layer against those of its Document."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from netmatrix import patterns
from netmatrix.document import Document
from netmatrix.readers.archive import Budget, unzip
from netmatrix.readers.limits import Limits
from netmatrix.readers.raw import Unreadable
from netmatrix.readers.xmltext import descendants, name, parse

_RUN = 4
"""Words that a line shares with the Document count from this number of letters in a row."""
_SHOWN = 200
_DROPPED = frozenset(["script", "style", "noscript", "template", "head"])
_TEXT_PARTS = frozenset(["title-group", "abstract", "kwd-group", "body", "floats-group", "back",
                         "sub-article", "response"])  # fmt: skip
"""Parts of a JATS file that are the paper; the rest is data about it."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a file's text layer stands in its Document.

    ``letters`` (letters and digits, after compatibility normalisation) are in the file, ``found``
    of them in the Document in runs of words, ``read`` in the Document altogether.  ``missing``
    are the first wordings not found, each with its page (``None`` without pages).
    """

    letters: int
    found: int
    read: int
    missing: tuple[tuple[int | None, str], ...]

    @property
    def share(self) -> float:
        """``found`` of ``letters``, 1.0 for a file without any."""
        return self.found / self.letters if self.letters else 1.0


def letters(text: str) -> str:
    """Letters and digits alone: line breaks, hyphens, ligatures, superscripts do not differ."""
    normal = unicodedata.normalize("NFKC", text).casefold()
    return "".join(filter(str.isalnum, normal))


def check(path: str, limits: Limits) -> Coverage:
    """The coverage of the file at ``path``, which is read for it.

    Raises :class:`Unreadable` where it cannot be read or holds no text layer to compare with.
    """
    from netmatrix import readers

    file = Path(path)
    data = file.read_bytes()
    document = readers.read_bytes(data, file, limits)
    if document.status == "failed":
        raise Unreadable(" ".join(document.problems))
    kind = readers.kind_of(data, file.suffix.lower())
    return compare(layer(data, kind, limits), printed(document))


def printed(document: Document) -> str:
    """The text with its citation marks where they are printed, as the file's own layer has them."""
    parts: list[str] = []
    at = 0
    for citation in document.citations:
        parts.extend((document.text[at : citation.at], " ", document.slice(citation), " "))
        at = citation.at
    return "".join([*parts, document.text[at:]])


def compare(lines: Iterator[tuple[int | None, str]], text: str) -> Coverage:
    """The coverage of ``lines`` (page, wording) by ``text``."""
    whole = letters(text)
    total = found = 0
    missing: list[tuple[int | None, str]] = []
    for page, line in lines:
        bare = letters(line)
        total += len(bare)
        if bare in whole:
            found += len(bare)
            continue
        here, lost = _by_words(line, whole)
        found += here
        missing.extend((page, wording) for wording in lost if len(missing) < _SHOWN)
    return Coverage(total, found, len(whole), tuple(missing))


def _by_words(line: str, whole: str) -> tuple[int, list[str]]:
    """Letters of ``line`` found in runs of its words, and the wordings between those runs."""
    words = [word for word in line.split() if letters(word)]
    found, lost, open_ = 0, list[str](), False
    i = 0
    while i < len(words):
        run, j = letters(words[i]), i + 1
        if run in whole:
            while j < len(words) and run + letters(words[j]) in whole:
                run += letters(words[j])
                j += 1
        if run in whole and len(run) >= _RUN:
            found, open_ = found + len(run), False
        else:
            wording = " ".join(words[i:j])
            if open_:
                lost[-1] += " " + wording
            else:
                lost.append(wording)
            open_ = True
        i = j
    return found, lost


def layer(data: bytes, kind: str, limits: Limits) -> Iterator[tuple[int | None, str]]:
    """The lines of a file's text as its simplest reader gives them, with pages where it has some.

    Raises :class:`Unreadable` for packages and for scans.
    """
    if kind == "pdf":
        return _pdf(data, limits)
    if kind in ("jats", "bmc", "pubmed") or (kind == "bioc" and data.lstrip()[:1] == b"<"):
        return _xml(data)
    if kind == "html":
        return _html(data)
    if kind == "docx":
        return _docx(data, limits)
    if kind == "package":
        raise Unreadable("A package has no text layer of its own: unpack it and check the article.")
    from netmatrix.readers import decode

    text = patterns.sub(r"</?[a-zA-Z][^<>]{0,200}>", "", decode.decode(data).text)
    return ((None, line) for line in text.splitlines())


def _pdf(data: bytes, limits: Limits) -> Iterator[tuple[int | None, str]]:
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(data)
    try:
        for number in range(min(len(document), limits.pages)):
            try:
                page = document[number]
                layer = page.get_textpage()
            except pdfium.PdfiumError:
                continue
            text = layer.get_text_range()
            layer.close()
            page.close()
            # pdfium marks a hyphen at a line's end with U+FFFE.
            for line in patterns.sub(r"[\ufffe\x02]\s*", "", text).splitlines():
                yield number + 1, line
    finally:
        document.close()


def _xml(data: bytes) -> Iterator[tuple[int | None, str]]:
    root, _ = parse(data)
    parts = [part for part in descendants(root, *_TEXT_PARTS) if _outermost(part)]
    for part in parts or [root]:
        for piece in _texts(part):
            yield None, piece


def _outermost(node: etree._Element) -> bool:
    return not any(name(ancestor) in _TEXT_PARTS for ancestor in node.iterancestors())


def _texts(node: etree._Element) -> Iterator[str]:
    for element in node.iter():
        if not isinstance(element.tag, str):
            continue
        if element.text:
            yield str(element.text)
        if element is not node and element.tail:
            yield str(element.tail)


def _html(data: bytes) -> Iterator[tuple[int | None, str]]:
    from lxml import html

    from netmatrix.readers import decode

    root = html.document_fromstring(decode.decode(data).text.encode(), parser=_parser())
    for element in root.iter():
        dropped = any(name(node) in _DROPPED for node in (element, *element.iterancestors()))
        if isinstance(element.tag, str) and element.text and not dropped:
            yield None, str(element.text)
        if element.tail and not any(name(node) in _DROPPED for node in element.iterancestors()):
            yield None, str(element.tail)


def _parser() -> etree.HTMLParser:
    from lxml import html

    return html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)


def _docx(data: bytes, limits: Limits) -> Iterator[tuple[int | None, str]]:
    budget = Budget(limits.unpacked_bytes, limits.ratio)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            if not patterns.fullmatch(r"word/(?:document|footnotes|endnotes|header\d*|footer\d*)\.xml",
                                info.filename):  # fmt: skip
                continue
            root, _ = parse(unzip(archive, info, budget))
            for paragraph in descendants(root, "p"):
                yield None, "".join(str(t.text or "") for t in descendants(paragraph, "t"))
