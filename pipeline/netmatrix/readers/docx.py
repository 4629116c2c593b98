"""Word documents (Office Open XML, ISO/IEC 29500) -> Raw: headings, lists, tables, notes."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

from lxml import etree

from netmatrix.document import Metadata
from netmatrix.readers import headings, lines
from netmatrix.readers.archive import DAMAGED, Budget, unzip
from netmatrix.readers.docx_parts import Numbering, Styles, run_text, table_grid, value
from netmatrix.readers.flow import Item, emit
from netmatrix.readers.raw import Raw, Unreadable
from netmatrix.readers.xmltext import children, descendants, finish, first, name, parse, wording

_WRAPPERS = frozenset(["sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml", "body"])
_BOLD_HEAD_WORDS = 14
_MAX_CELLS = 200_000


def read(data: bytes, *, max_bytes: int = 500_000_000, ratio: int = 200) -> Raw:
    """Body, notes, running heads and properties of a ``.docx``.

    At most ``max_bytes`` are unpacked, a part of more than 10 MB at most ``ratio`` times its
    packed size.  Raises :class:`Unreadable` for damaged, locked or harmful files.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _Reader(archive, Budget(max_bytes, ratio)).read()
    except DAMAGED as error:
        raise Unreadable(
            "The Word file is damaged: open it in Word, save it again and add that."
        ) from error


class _Reader:
    def __init__(self, archive: zipfile.ZipFile, budget: Budget) -> None:
        self._archive = archive
        self._budget = budget
        self._infos = {info.filename: info for info in archive.infolist()}
        self._styles = Styles(self._part("word/styles.xml"))
        self._numbering = Numbering(self._part("word/numbering.xml"))
        self.items: list[Item] = []
        self.notes: list[str] = []
        self.problems: list[str] = []

    def read(self) -> Raw:
        root = self._part("word/document.xml")
        body = first(root, "body")
        if body is None:
            raise Unreadable("The Word file has no text body: open it in Word and save it again.")
        self._flow(body)
        self._notes("word/footnotes.xml", "footnote")
        self._notes("word/endnotes.xml", "endnote")
        self._running_heads()
        body_items = (item for item in self.items if item.kind != "furniture")
        if not any(any(map(str.isalnum, item.text)) or item.rows for item in body_items):
            raise Unreadable(
                "The Word file holds no text: if it shows pictures of pages, run text recognition "
                "(OCR) on it and add the result."
            )
        builder = emit(self.items)
        for note in self.notes:  # behind emit, which would give them to the last table
            builder.block(note, "footnote", section="back")
        raw = Raw(builder, "docx", metadata=self._properties(), problems=self.problems)
        raw.status = "partial" if self.problems else "ok"
        return raw

    def _part(self, wanted: str) -> etree._Element | None:
        info = self._infos.get(wanted)
        if info is None:
            return None
        root, damaged = parse(unzip(self._archive, info, self._budget))
        if damaged and wanted == "word/document.xml":
            self.problems.append("The Word file is damaged; what could be read of it was read.")
        return root

    def _flow(self, node: etree._Element) -> None:
        for child in children(node):
            tag = name(child)
            if tag == "p":
                self._paragraph(child)
            elif tag == "tbl":
                self._table(child)
            elif tag in _WRAPPERS:
                self._flow(child)

    def _paragraph(self, node: etree._Element) -> None:
        marked, bold, boxes = run_text(node)
        text = finish(marked)
        style = self._styles.of(value(first(node, "pPr", "pStyle")))
        outline = value(first(node, "pPr", "outlineLvl"))
        if outline.isdecimal() and int(outline) < 9:
            style = replace(style, heading=True)
        if text:
            self.items.append(self._item(node, text, style.kind(), bold or style.bold))
        for box in boxes:
            self._flow(box)

    def _item(self, node: etree._Element, text: str, kind: str, bold: bool) -> Item:
        label = lines.caption(text)
        if kind == "title":
            return Item("title", text)
        if kind == "heading":
            return Item("heading", text)
        if label and (kind == "caption" or bold or len(text) < 600):
            return Item("caption", text, label=label[0])
        if kind == "caption":
            return Item("caption", text, label="Figure")
        marker = self._marker(node)
        named = text.rstrip(":").strip()
        if headings.role(named) and len(text) < 60 and marker != "•":
            return Item("heading", named)
        if marker:
            # Numbered short bold lines are numbered headings, not lists.
            if bold and len(text.split()) <= _BOLD_HEAD_WORDS and text[-1] not in ".;,":
                return Item("heading", text)
            return Item("list_item", f"{marker} {text}")
        if bold and len(text.split()) <= _BOLD_HEAD_WORDS and text[-1] not in ".;,":
            return Item("heading", text.rstrip(":"))
        after = self.items[-1] if self.items else None
        if after is not None and after.kind in ("table", "footnote") and lines.legend(text):
            return Item("footnote", text)
        return Item("paragraph", text)

    def _marker(self, node: etree._Element) -> str:
        stated = first(node, "pPr", "numPr")
        style = self._styles.of(value(first(node, "pPr", "pStyle")))
        number = value(first(stated, "numId")) or ("" if stated is not None else style.number)
        level = value(first(stated, "ilvl")) or style.level
        if not number:
            return "•" if style.list_ else ""
        return self._numbering.next(number, int(level) if level.isdecimal() else 0)

    def _table(self, node: etree._Element) -> None:
        rows, header, cut = table_grid(node, _MAX_CELLS)
        cells = [cell for row in rows for cell in row if cell is not None]
        if len(cells) == 1:  # a box drawn as a table
            for cell in descendants(node, "tc"):
                self._flow(cell)
                return
        if any(cell if isinstance(cell, str) else cell[0] for cell in cells):
            self.items.append(Item("table", rows=rows, header_rows=header))
        if cut:
            self.problems.append("A table is too large; its end was left out.")

    def _notes(self, part: str, tag: str) -> None:
        root = self._part(part)
        if root is None:
            return
        for note in children(root, tag):
            if any(key.endswith("}type") for key in note.attrib):
                continue  # the lines between text and notes
            texts = [finish(run_text(p)[0]) for p in descendants(note, "p")]
            joined = " ".join(text for text in texts if text)
            if joined:
                self.notes.append(joined)

    def _running_heads(self) -> None:
        seen: set[str] = set()
        for part in sorted(self._infos):
            if not part.startswith(("word/header", "word/footer")) or not part.endswith(".xml"):
                continue
            root = self._part(part)
            for paragraph in descendants(root, "p") if root is not None else ():
                text = finish(run_text(paragraph)[0])
                if text and text not in seen:
                    seen.add(text)
                    self.items.append(Item("furniture", text))

    def _properties(self) -> Metadata:
        """The title of the file's properties, where it is one of the body's own lines."""
        root = self._part("docProps/core.xml")
        title = wording(first(root, "title"))
        head = {item.text for item in self.items[:12]}
        return Metadata(title=title) if title in head and len(title.split()) > 2 else Metadata()
