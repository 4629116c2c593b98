"""JATS XML (PubMed Central, publishers) -> Raw."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from netmatrix import patterns
from netmatrix.document import BlockKind, Citation, SectionName, Span, TextBuilder
from netmatrix.patterns import compiled
from netmatrix.readers import citations, jats_meta
from netmatrix.readers.citations import Habit
from netmatrix.readers.raw import Raw, Unreadable
from netmatrix.readers.xmltext import (
    MARK,
    MAX_BYTES,
    children,
    descendants,
    first,
    name,
    parse,
    wording,
)

CellText = str | tuple[str, int, int] | None

_FLOATS = frozenset(["table-wrap", "table-wrap-group", "fig", "fig-group", "boxed-text", "fn",
                     "supplementary-material", "media", "graphic"])  # fmt: skip
_SPLITTING = frozenset(["list", "def-list", "disp-quote", "statement", "verse-group", "speech"])
_MAX_SPAN = 100
_SHUT = "\ue011"
_NOTED = compiled(f"{MARK}(\\d+){_SHUT}")
_SECTIONS: dict[str, SectionName] = {
    "intro": "introduction", "introduction": "introduction", "background": "introduction",
    "methods": "methods", "materials|methods": "methods", "materials": "methods",
    "subjects": "methods", "results": "results", "results|discussion": "results",
    "discussion": "discussion", "discussion|conclusions": "discussion",
    "conclusion": "conclusion", "conclusions": "conclusion", "cases": "case", "case": "case",
    "case-report": "case", "supplementary-material": "back", "coi-statement": "back",
    "data-availability": "back",
}  # fmt: skip
"""Values of ``sec-type`` (JATS 1.3, suggested values) that name a canonical section."""


def read(
    data: bytes,
    *,
    max_bytes: int = MAX_BYTES,
    max_cells: int = 200_000,
) -> Raw:
    """The article in a JATS file: front matter, body, floats, back matter, references.

    ``max_bytes`` is the largest file parsed, ``max_cells`` the cells kept of one table.
    Raises :class:`Unreadable` for damaged XML and for XML without an article.
    """
    root, damaged = parse(data, max_bytes=max_bytes)
    article = root if name(root) == "article" else next(descendants(root, "article"), None)
    if article is None:
        raise Unreadable("The XML holds no article: export the paper as JATS XML, PDF or text.")
    reader = _Reader(max_cells, _habit(article))
    reader.article(article)
    raw = Raw(
        builder=reader.builder,
        format="jats",
        metadata=jats_meta.metadata(article),
        references=reader.references,
        problems=reader.problems,
        hints=jats_meta.hints(article),
        citations=reader.citations,
    )
    if damaged:
        raw.problems.append("The XML is damaged; what could be read of it was read.")
        raw.status = "partial"
    if not any(c.isalnum() for c in reader.builder.text):
        raise Unreadable("The article in the XML holds no text: download the full text again.")
    return raw


_ENDED = compiled(rf"[.!?:;)](?:{MARK}\d+{_SHUT})*$")


def _habit(article: etree._Element) -> Habit:
    """How an article cites whose citations are no links."""
    if any(node.get("ref-type") == "bibr" for node in descendants(article, "xref")):
        return Habit()
    body = [
        wording(node) for node in descendants(article, "p") if not _within(node, article, {"p"})
    ]
    return citations.habit(body, sum(1 for _ in descendants(article, "ref")))


class _Reader:
    """Walks an article and appends its blocks."""

    def __init__(self, max_cells: int, habit: Habit) -> None:
        self.builder = TextBuilder()
        self.references: list[jats_meta.Reference] = []
        self.problems: list[str] = []
        self.citations: list[Citation] = []
        self._max_cells = max_cells
        self._habit = habit
        self._section: SectionName = "body"
        self._heading = ""
        self._marks: list[str] = []
        self._cites: list[tuple[int, str, str]] = []

    def _words(self, node: etree._Element | None, skip: frozenset[str] = frozenset()) -> str:
        """Running text: citation marks are left out and kept for a block of their own.

        Where one was stands its number among the marks, until :meth:`_block` notes its place.
        """
        marks: list[str] = []
        parts = wording(node, skip, marks).split(MARK)
        out = [parts[0]]
        for said, part in zip(marks, parts[1:], strict=True):
            out.append(f"{MARK}{len(self._marks)}{_SHUT}{part}")
            self._marks.append(said)
        return "".join(out)

    def article(self, node: etree._Element) -> None:
        front = first(node, "front")
        if front is None:
            front = first(node, "front-stub")
        meta = first(front, "article-meta")
        meta = front if meta is None else meta
        if meta is not None:
            self._block(
                wording(first(meta, "title-group", "article-title"), _NOTES), "title", "title"
            )
            for abstract in children(meta, "abstract"):
                self._abstract(abstract)
            self._keywords(meta)
        for body in children(node, "body"):
            self._flow(body, "body")
        for floats in children(node, "floats-group"):
            self._heading = ""
            self._flow(floats, "body")
        for back in children(node, "back"):
            self._back(back)
        if self._cites:
            self.citations = citations.write(self.builder, "Citation marks", self._cites)
        for other in children(node, "sub-article", "response"):
            self._apart(other)

    def _block(
        self, text: str, kind: BlockKind = "paragraph", section: SectionName | None = None
    ) -> Span | None:
        text, marks = self._lifted(text.strip())
        if not text:
            return None
        where = self._section if section is None else section
        if kind == "heading":
            self._heading = text
        block = self.builder.block(text, kind, section=where, heading=self._heading)
        for at, said in marks:
            word = text[max(0, at - 60) : at].rpartition(" ")[2]
            self._cites.append((block.start + at, word, said))
        return Span(block.start, block.end)

    def _lifted(self, text: str) -> tuple[str, list[tuple[int, str]]]:
        """The text of a block without its citation marks, and each mark's place and wording."""
        found: list[tuple[int, str]] = []
        if MARK in text:
            parts: list[str] = []
            at = length = 0
            for match in _NOTED.finditer(text):
                parts.append(text[at : match.start()])
                length += len(parts[-1])
                found.append((length, self._marks[int(match[1])]))
                at = match.end()
            parts.append(text[at:])
            text = "".join(parts)
        marks = self._habit.marks(text)
        if marks:
            found = [(citations.moved(at, marks, text), said) for at, said in found]
            text, more = citations.lift(text, marks)
            found = sorted(found + more, key=lambda mark: mark[0])
        return text, found

    def _abstract(self, node: etree._Element) -> None:
        kind = node.get("abstract-type") or ""
        self._section, before = "abstract", self._section
        title = wording(first(node, "title"))
        self._block(title or ("Abstract" if not kind else kind.replace("-", " ")), "heading")
        self._flow(node, "abstract", skip_title=True)
        self._section, self._heading = before, ""

    def _keywords(self, meta: etree._Element) -> None:
        for group in children(meta, "kwd-group"):
            words = [wording(word) for word in descendants(group, "kwd", "compound-kwd")]
            if words and group.get("kwd-group-type") not in ("hwp", "npg-subject"):
                self._block(wording(first(group, "title")) or "Keywords", "heading", "back")
                self._block("; ".join(words), "paragraph", "back")
        self._heading = ""

    def _flow(
        self, node: etree._Element, section: SectionName, *, skip_title: bool = False
    ) -> None:
        """The blocks of a body, section, appendix or box, in order."""
        self._section, before = section, self._section
        for child in children(node):
            tag = name(child)
            if tag == "sec":
                self._sec(child, section)
            elif tag == "title":
                if not skip_title:
                    self._block(wording(child), "heading")
            elif tag == "label" or tag in ("sec-meta", "object-id", "alt-text", "permissions"):
                continue
            elif tag == "ref-list":
                self._reference_list(child)
            else:
                self._element(child, tag)
        self._section = before

    def _sec(self, node: etree._Element, section: SectionName) -> None:
        stated = _SECTIONS.get((node.get("sec-type") or "").lower())
        inside = section if section in ("abstract", "back") or stated is None else stated
        self._section, before, heading = inside, self._section, self._heading
        label, title = wording(first(node, "label")), wording(first(node, "title"), _NOTES)
        self._block(f"{label} {title}".strip(), "heading")
        self._flow(node, inside, skip_title=True)
        self._section, self._heading = before, heading

    def _element(self, node: etree._Element, tag: str) -> None:
        if tag == "p":
            self._paragraph(node)
        elif tag in ("list", "def-list"):
            self._list(node)
        elif tag in ("table-wrap", "table-wrap-group"):
            self._table(node)
        elif tag in ("fig", "fig-group"):
            self._figure(node)
        elif tag in ("fn", "fn-group"):
            self._footnotes(node)
        elif tag in ("boxed-text", "app", "disp-quote", "statement", "ack", "notes", "glossary",
                     "app-group", "bio", "verse-group", "speech"):  # fmt: skip
            self._flow(node, self._section)
        elif tag in (
            "disp-formula",
            "preformat",
            "supplementary-material",
            "disp-formula-group",
        ) or tag not in ("graphic", "media", "contrib-group"):
            self._block(self._words(node))

    def _paragraph(self, node: etree._Element, kind: BlockKind = "paragraph") -> None:
        """A paragraph; lists in it split it, floats in it follow it."""
        floats = [n for n in descendants(node, *_FLOATS) if not _within(n, node, _FLOATS)]
        parts = [n for n in descendants(node, *_SPLITTING) if not _within(n, node, _SPLITTING)]
        parts = [n for n in parts if not _within(n, node, _FLOATS)]
        if not parts:
            self._block(self._words(node, _FLOATS), kind)
        else:
            self._split(node, parts, kind)
        for found in floats:
            self._element(found, name(found))

    def _split(self, node: etree._Element, parts: list[etree._Element], kind: BlockKind) -> None:
        marks = {part: f"\ue000{k}\ue001" for k, part in enumerate(parts)}
        saved = [(part, part.tail) for part in parts]
        for part in parts:
            part.tail = marks[part] + (part.tail or "")
        text = self._words(node, _FLOATS | _SPLITTING)
        for part, tail in saved:
            part.tail = tail
        pieces = patterns.split("\ue000(\\d+)\ue001", text)
        self._block(pieces[0], kind)
        for number, after in zip(pieces[1::2], pieces[2::2], strict=True):
            self._element(parts[int(number)], name(parts[int(number)]))
            if patterns.search(r"\w", after):
                self._block(after, "paragraph")

    def _list(self, node: etree._Element) -> None:
        ordered = (node.get("list-type") or "") in ("order", "alpha-lower", "roman-lower")
        for number, item in enumerate(children(node, "list-item", "def-item"), start=1):
            label = wording(first(item, "label")) or (f"{number}." if ordered else "")
            texts = [c for c in children(item) if name(c) not in ("label", "title")]
            for k, child in enumerate(texts):
                tag = name(child)
                if tag in ("list", "def-list"):
                    self._list(child)
                elif tag in ("p", "term", "def"):
                    nested = [n for n in descendants(child, "list", "def-list")
                              if not _within(n, child, _SPLITTING)]  # fmt: skip
                    text = self._words(child, _FLOATS | _SPLITTING)
                    self._block(f"{label} {text}".strip() if k == 0 else text, "list_item")
                    for inner in nested:
                        self._list(inner)
                    for found in descendants(child, *_FLOATS):
                        if not _within(found, child, _FLOATS):
                            self._element(found, name(found))
                else:
                    self._element(child, tag)

    def _caption(self, node: etree._Element) -> Span | None:
        label = wording(first(node, "label")).rstrip(".: ")
        caption = first(node, "caption")
        texts = (
            [self._words(part, _FLOATS) for part in children(caption)]
            if caption is not None
            else []
        )
        body = " ".join(
            text if _ENDED.search(text) or k == len(texts) - 1 else f"{text}."
            for k, text in enumerate(texts)
            if text
        )
        if caption is not None and not texts:
            body = self._words(caption)
        return self._block(". ".join(part for part in (label, body) if part), "caption", "caption")

    def _figure(self, node: etree._Element) -> None:
        self._caption(node)
        for inner in children(node, "fig", "table-wrap"):
            self._element(inner, name(inner))

    def _table(self, node: etree._Element) -> None:
        caption = self._caption(node)
        label = wording(first(node, "label")).rstrip(".: ")
        if name(node) == "table-wrap-group":
            for inner in children(node, "table-wrap"):
                self._table(inner)
            return
        tables = [
            t for t in descendants(node, "table", "tgroup") if not _within(t, node, {"table"})
        ]
        made = 0
        for table in tables:
            rows, header, cut = table_rows(table, self._max_cells)
            if cut:
                self.problems.append(f"{label or 'A table'} is too large; its end was left out.")
            if any(any(cell for cell in row) for row in rows):
                self.builder.table(rows, header_rows=header, label=label, caption=caption)
                made += 1
        if not made and (label or caption):
            self.problems.append(
                f"{label or 'A table'} is a picture in the XML: its cells cannot be read."
            )
        notes: list[Span] = []
        for foot in children(node, "table-wrap-foot"):
            for child in children(foot):
                items = [*children(child, "fn")] if name(child) == "fn-group" else [child]
                for item in items:
                    span = self._block(self._words(item), "footnote", "table")
                    notes.extend([span] if span else [])
        if made and notes:
            self.builder.footnotes(notes)

    def _footnotes(self, node: etree._Element) -> None:
        items = [node] if name(node) == "fn" else list(children(node, "fn", "p"))
        title = first(node, "title")
        if title is not None:
            self._block(wording(title), "heading", "back")
        for item in items:
            self._block(self._words(item), "footnote", "back")

    def _back(self, node: etree._Element) -> None:
        self._section = "back"
        for child in children(node):
            tag = name(child)
            self._heading = ""
            if tag == "ref-list":
                self._reference_list(child)
            elif tag == "sec":
                self._sec(child, "back")
            else:
                if tag == "ack" and first(child, "title") is None and first(child, "sec") is None:
                    self._block("Acknowledgements", "heading")
                self._element(child, tag)
        self._section = "body"

    def _reference_list(self, node: etree._Element) -> None:
        before = self._section
        self._section = "references"
        self._block(wording(first(node, "title")) or "References", "heading")
        for ref in children(node, "ref", "ref-list"):
            if name(ref) == "ref-list":
                self._reference_list(ref)
                continue
            for citation in jats_meta.citations(ref):
                span = self._block(jats_meta.citation_text(ref, citation), "reference")
                if span:
                    number = len(self.references) + 1
                    self.references.append(jats_meta.reference(ref, citation, span, number))
        self._section, self._heading = before, ""

    def _apart(self, node: etree._Element) -> None:
        """A translation, commentary or reply in the same file: kept, not part of the paper."""
        title = next((wording(t) for t in descendants(node, "article-title")), "")
        self._block(f"{name(node)}: {title}".rstrip(": "), "furniture", "back")
        for paragraph in descendants(node, "p"):
            if not _within(paragraph, node, {"p"}):
                self._block(wording(paragraph), "furniture", "back")


_NOTES = frozenset(["fn", "xref"])


def _within(node: etree._Element, stop: etree._Element, names: Iterable[str]) -> bool:
    """Whether an element of these names stands between ``node`` and its ancestor ``stop``."""
    wanted = set(names)
    for ancestor in node.iterancestors():
        if ancestor is stop:
            return False
        if name(ancestor) in wanted:
            return True
    return False


def table_rows(
    table: etree._Element, max_cells: int = 200_000
) -> tuple[list[list[CellText]], int, bool]:
    """A table's grid with spans, the number of its header rows, and whether it was cut off."""
    grid: list[list[CellText]] = []
    covered: set[tuple[int, int]] = set()
    header = total = 0
    columns = {c.get("colname"): k for k, c in enumerate(descendants(table, "colspec"))}
    for tr in descendants(table, "tr", "row"):
        if _within(tr, table, {"table"}):
            continue
        cells = list(children(tr, "td", "th", "entry"))
        if not cells:
            continue
        row: list[CellText] = []
        r = len(grid)
        for cell in cells:
            while (r, len(row)) in covered:
                row.append(None)
            c = len(row)
            down, across = _span(cell.get("rowspan")), _span(cell.get("colspan"))
            begin, end = columns.get(cell.get("namest")), columns.get(cell.get("nameend"))
            if begin is not None and end is not None:
                across = _span(str(end - begin + 1))
            more = cell.get("morerows") or ""
            if more.isdecimal() and len(more) < 5:
                down = _span(str(int(more) + 1))
            text = wording(cell)
            row.append((text, down, across) if down * across > 1 else text)
            row.extend([None] * (across - 1))
            for dr in range(1, down):
                covered.update((r + dr, c + dc) for dc in range(across))
            total += down * across
        while (r, len(row)) in covered:
            row.append(None)
        heads = _within(tr, table, {"thead"}) or all(name(cell) == "th" for cell in cells)
        header += heads and header == len(grid)
        grid.append(row)
        if total > max_cells:
            return grid, header or 1, True
    return grid, header or 1, False


def _span(value: str | None) -> int:
    number = int(value) if value and value.isdecimal() and len(value) < 5 else 1
    return min(max(number, 1), _MAX_SPAN)
