"""BioC XML and JSON (NLM's full-text service, PubTator) -> Raw."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from netmatrix import patterns
from netmatrix.document import Metadata, Reference, SectionName, Span, TextBuilder
from netmatrix.patterns import compiled
from netmatrix.readers import decode, inline, jats
from netmatrix.readers.raw import Raw, Unreadable
from netmatrix.readers.xmltext import children, descendants, first, name, parse

_SECTIONS: dict[str, SectionName] = {
    "TITLE": "title", "ABSTRACT": "abstract", "INTRO": "introduction", "CASE": "case",
    "METHODS": "methods", "RESULTS": "results", "DISCUSS": "discussion", "CONCL": "conclusion",
    "REF": "references", "FIG": "caption", "TABLE": "table", "ACK_FUND": "back",
    "COMP_INT": "back", "AUTH_CONT": "back", "SUPPL": "back", "ABBR": "back", "KEYWORD": "back",
    "APPENDIX": "back", "REVIEW_INFO": "back",
}  # fmt: skip
"""``section_type`` of BioC-PMC (Comeau et al., 2019) that names a canonical section."""
_YEAR = compiled(r"(?:18|19|20)\d\d")
_MAX_CELLS = 200_000


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage: its infons and its text."""

    infons: Mapping[str, str]
    text: str

    def of(self, *keys: str) -> str:
        return next((self.infons[key] for key in keys if self.infons.get(key)), "")


def read(data: bytes) -> Raw:
    """The first document of a BioC collection, XML or JSON.

    Raises :class:`Unreadable` for damaged files and collections without text.
    """
    documents, damaged = _from_json(data) if data.lstrip()[:1] in b"[{" else _from_xml(data)
    documents = [found for found in documents if any(passage.text for passage in found)]
    if not documents:
        raise Unreadable("The BioC file holds no text: download it again.")
    raw = _Reader().read(documents[0])
    if len(documents) > 1:
        raw.problems.append(
            f"The file holds {len(documents)} papers; only the first was read: save one a file."
        )
    if damaged:
        raw.problems.append("The XML is damaged; what could be read of it was read.")
    raw.status = "partial" if raw.problems else "ok"
    return raw


def _from_xml(data: bytes) -> tuple[list[list[Passage]], bool]:
    root, damaged = parse(data)
    holders = [root] if name(root) == "document" else list(descendants(root, "document"))
    return [
        [_passage_xml(passage) for passage in children(holder, "passage")] for holder in holders
    ], damaged


def _passage_xml(node: etree._Element) -> Passage:
    infons = {str(n.get("key") or ""): str(n.text or "") for n in children(node, "infon")}
    text = first(node, "text")
    if text is not None:
        return Passage(infons, str(text.text or ""))
    sentences = (first(sentence, "text") for sentence in children(node, "sentence"))
    return Passage(infons, " ".join(str(s.text or "") for s in sentences if s is not None))


def _from_json(data: bytes) -> tuple[list[list[Passage]], bool]:
    try:
        content = json.loads(decode.decode(data).text)
    except ValueError as error:
        raise Unreadable("The JSON is damaged and cannot be read: download it again.") from error
    collections = content if isinstance(content, list) else [content]
    documents: list[list[Passage]] = []
    for collection in collections:
        found = _list(collection, "documents") or ([collection] if collection else [])
        for document in found:
            documents.append([_passage_json(item) for item in _list(document, "passages")])
    return documents, False


def _list(content: object, key: str) -> list[Any]:
    found = content.get(key) if isinstance(content, dict) else None
    return found if isinstance(found, list) else []


def _passage_json(item: object) -> Passage:
    stated = item.get("infons") if isinstance(item, dict) else None
    infons = {str(k): str(v) for k, v in stated.items()} if isinstance(stated, dict) else {}
    text = item.get("text") if isinstance(item, dict) else ""
    if not text:
        text = " ".join(str(s.get("text") or "") for s in _list(item, "sentences") if s)
    return Passage(infons, str(text or ""))


class _Reader:
    def __init__(self) -> None:
        self._builder = TextBuilder()
        self._references: list[Reference] = []
        self._heading = ""
        self._caption: Span | None = None
        self._label = ""

    def read(self, passages: list[Passage]) -> Raw:
        for passage in passages:
            self._passage(passage)
        front = passages[0]
        return Raw(
            self._builder,
            "bioc",
            metadata=_metadata(passages),
            references=self._references,
            hints={"article_type": front.of("article-type")} if front.of("article-type") else {},
        )

    def _passage(self, passage: Passage) -> None:
        kind = passage.of("type").lower()
        stated = passage.of("section_type", "section").upper()
        section = _SECTIONS.get(stated, "body")
        text = " ".join(inline.marks(passage.text).split())
        if section == "table" or kind.startswith("table"):
            self._table(passage, kind, text)
            return
        if not text and kind != "ref":
            return
        if kind in ("front", "title") and section in ("title", "body"):
            self._builder.block(text, "title", section="title")
        elif kind == "ref" or (section == "references" and not kind.startswith("title")):
            self._reference(passage, text)
        elif "title" in kind and section != "caption":
            self._heading = text
            self._builder.block(text, "heading", section=section, heading=text)
        elif section == "caption" or kind.startswith("fig"):
            self._builder.block(text, "caption", section="caption")
        elif kind == "footnote":
            self._builder.block(text, "footnote", section="back")
        else:
            self._builder.block(text, section=section, heading=self._heading)

    def _table(self, passage: Passage, kind: str, text: str) -> None:
        if "caption" in kind or "title" in kind:
            if text:
                block = self._builder.block(text, "caption", section="caption")
                self._caption = Span(block.start, block.end)
                label = patterns.match(r"tab(?:le|\.)?\s*[\dIVX]+", text, re.IGNORECASE)
                self._label = label.group() if label else ""
            return
        if "foot" in kind:
            if text:
                block = self._builder.block(text, "footnote", section="table")
                if self._builder.tables:
                    self._builder.footnotes([Span(block.start, block.end)])
            return
        rows, header = _grid(passage)
        if rows:
            self._builder.table(
                rows, header_rows=header, label=self._label, caption=self._caption
            )  # fmt: skip
            self._caption, self._label = None, ""

    def _reference(self, passage: Passage, text: str) -> None:
        authors = tuple(_people(passage.infons))
        where = passage.of("volume") + (f"({passage.of('issue')})" if passage.of("issue") else "")
        pages = "-".join(p for p in (passage.of("fpage"), passage.of("lpage")) if p)
        year = passage.of("year")
        print_ = year + (f";{where}" if where else "") + (f":{pages}" if pages else "")
        parts = [", ".join(authors), text, passage.of("source"), print_]
        line = " ".join(part if part[-1] in ".?!" else f"{part}." for part in parts if part)
        if not line:
            return
        block = self._builder.block(line, "reference", section="references", heading=self._heading)
        found = _YEAR.search(year)
        self._references.append(
            Reference(
                block.start, block.end, len(self._references) + 1, authors, text,
                passage.of("source"), int(found[0]) if found else None,
                passage.of("pub-id_doi"), passage.of("pub-id_pmid"),
            )
        )  # fmt: skip


def _grid(passage: Passage) -> tuple[list[list[jats.CellText]], int]:
    """The cells of a table passage: from its XML where it carries that, else its tabs."""
    xml = passage.of("xml")
    if xml:
        try:
            root, _ = parse(xml.encode())
        except Unreadable:
            root = None
        table = None if root is None else root if name(root) == "table" else next(
            descendants(root, "table"), None
        )  # fmt: skip
        if table is not None:
            rows, header, _ = jats.table_rows(table, _MAX_CELLS)
            if rows:
                return rows, header
    lines = [line for line in passage.text.split("\n") if line.strip()]
    return [[cell.strip() for cell in line.split("\t")] for line in lines], 1


def _people(infons: Mapping[str, str]) -> Iterable[str]:
    keys = [key for key in infons if patterns.fullmatch(r"name_\d{1,4}", key)]
    for key in sorted(keys, key=lambda k: int(k.partition("_")[2])):
        parts = dict(p.partition(":")[::2] for p in infons[key].split(";"))
        family, given = parts.get("surname", ""), parts.get("given-names", "")
        joined = f"{given} {family}".strip()
        yield joined or infons[key].strip()


def _metadata(passages: list[Passage]) -> Metadata:
    front = passages[0]
    title = next((p.text for p in passages if p.of("type").lower() in ("front", "title")), "")
    year = _YEAR.search(front.of("year"))
    journal = front.of("journal-title", "journal", "source")
    return Metadata(
        title=" ".join(title.split()).rstrip("."),
        authors=tuple(_people(front.infons)),
        year=int(year[0]) if year else None,
        journal=journal.partition(";")[0].strip(),
        doi=front.of("article-id_doi", "doi"),
        pmid=front.of("article-id_pmid", "pmid"),
    )
