"""HTML pages of articles: headings, paragraphs, lists, tables, captions, references.

Navigation, scripts, styles and forms are dropped; superscripts are read as in Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree
from lxml import html as lxml_html

from netmatrix import patterns
from netmatrix.document import Metadata
from netmatrix.patterns import compiled
from netmatrix.readers import decode, headings, inline, lines
from netmatrix.readers.flow import FRONT, Item, Row, emit
from netmatrix.readers.raw import Raw, Unreadable

_DROPPED = frozenset(
    "script style nav footer form button select noscript svg iframe aside template object canvas "
    "input textarea audio video head".split()
)
_BLOCKS = frozenset(
    "p div section article main h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table figure figcaption "
    "blockquote pre header body html center fieldset details summary address hr tr td th".split()
)
_NOISE = compiled(
    r"\b(?:nav(?:bar|igation)?|menu|breadcrumbs?|cookie|sidebar|share|social|advert\w*|banner|"
    r"skip-link|toolbar|metrics|related-articles|recommended|usa-banner)\b",
    re.IGNORECASE,
)
_MAX_SPAN = 100
_MAX_COVERED = 50_000


def _text(node: etree._Element) -> str:
    """The inline wording of a node, ``<sup>`` kept as a mark for the inline rules."""
    parts: list[str] = []

    def walk(element: etree._Element) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag and tag not in _DROPPED:
            if tag == "sup":
                content = " ".join("".join(element.itertext()).split()).replace("<", "‹")
                parts.append(f"<sup>{content}</sup>")
            else:
                parts.append(element.text or "")
                for child in element:
                    if isinstance(child.tag, str) and child.tag in _BLOCKS | {"br"}:
                        parts.append(" ")
                    walk(child)
                    parts.append(child.tail or "")
        return None

    walk(node)
    return _inline("".join(parts))


def _inline(text: str) -> str:
    text = inline.superscripts(inline.tex(" ".join(text.split())))
    return " ".join(inline.marks(text).split())


def rows_of(table: etree._Element) -> tuple[list[list[str | tuple[str, int, int] | None]], int]:
    """A table's grid with spans, and the number of its header rows."""
    grid: list[list[str | tuple[str, int, int] | None]] = []
    covered: dict[tuple[int, int], bool] = {}
    header_rows = 0
    for tr in table.iter("tr"):
        if next(tr.iterancestors("table"), None) is not table:
            continue
        r, c = len(grid), 0
        row: list[str | tuple[str, int, int] | None] = []
        cells = [cell for cell in tr if cell.tag in ("td", "th")]
        for cell in cells:
            while (r, c) in covered:
                row.append(None)
                c += 1
            down, across = _span(cell.get("rowspan")), _span(cell.get("colspan"))
            if len(covered) > _MAX_COVERED:
                down = across = 1  # a table of spans only is an attack, not a table
            row.append((_text(cell), down, across) if down * across > 1 else _text(cell))
            for dr in range(down):
                for dc in range(across):
                    if dr or dc:
                        covered[(r + dr, c + dc)] = True
            c += 1
            for _ in range(across - 1):
                row.append(None)
                c += 1
        while (r, c) in covered:
            row.append(None)
            c += 1
        if not cells:
            continue
        parent = tr.getparent()
        heads = parent is not None and parent.tag == "thead"
        if len(grid) == header_rows and (heads or all(cell.tag == "th" for cell in cells)):
            header_rows += 1
        grid.append(row)
    return grid, header_rows or 1


def _span(value: str | None) -> int:
    number = int(value) if value and value.isdigit() and len(value) < 5 else 1
    return min(max(number, 1), _MAX_SPAN)


def table_rows(markup: str) -> list[Row]:
    """The rows of one table given as markup, all of one length; spans become empty cells."""
    root = lxml_html.fragment_fromstring(markup, create_parent="div")
    table = next(root.iter("table"), None)
    if table is None:
        return []
    plain = [
        [cell[0] if isinstance(cell, tuple) else cell or "" for cell in row]
        for row in rows_of(table)[0]
    ]
    columns = max(map(len, plain), default=0)
    return [row + [""] * (columns - len(row)) for row in plain] if columns <= _MAX_SPAN else []


class _Walk:
    def __init__(self) -> None:
        self.items: list[Item] = []
        self.in_references = False
        self.dropped: set[str] = set()

    def add(self, text: str, tag: str) -> None:
        if not text:
            return
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            first = tag == "h1" and not any(item.kind == "title" for item in self.items)
            named = headings.role(text)
            self.in_references = named == "references"
            self.items.append(Item("title" if first and named is None else "heading", text))
            return
        label = lines.caption(text)
        if tag in ("caption", "figcaption") or label:
            self.items.append(Item("caption", text, label=label[0] if label else "Figure"))
        elif self.in_references:
            self.items.append(Item("reference", text))
        elif lines.furniture(text) or lines.repository(text):
            self.items.append(Item("furniture", text, back=True))
        elif tag in ("li", "dd", "dt"):
            self.items.append(Item("list_item", text))
        elif lines.heading_by_name(text) and tag in ("p", "div", "dt"):
            self.in_references = headings.role(text.rstrip(":")) == "references"
            self.items.append(Item("heading", text.rstrip(":")))
        elif self.items and self.items[-1].kind == "table" and lines.legend(text):
            self.items.append(Item("footnote", text))
        else:
            self.items.append(Item("paragraph", text, back=FRONT.match(text) is not None))

    def walk(self, node: etree._Element) -> None:
        tag = node.tag if isinstance(node.tag, str) else ""
        if not tag:
            return
        if tag in _DROPPED or _is_noise(node):
            if "".join(node.itertext()).strip() and tag not in ("script", "style", "head"):
                self.dropped.add(tag)
            return
        if tag == "table":
            grid, header_rows = rows_of(node)
            caption = node.find("caption")
            if caption is not None:
                self.add(_text(caption), "caption")
            if any(cell for row in grid for cell in row):
                self.items.append(Item("table", rows=grid, header_rows=header_rows))
            return
        if not _has_block(node):
            self.add(_text(node), tag)
            return
        run: list[str] = [node.text or ""]
        for child in node:
            child_tag = child.tag if isinstance(child.tag, str) else ""
            if child_tag in _BLOCKS or (child_tag and _has_block(child)):
                self.add(_inline("".join(run)), "li" if tag == "li" else "p")
                run = []
                self.walk(child)
            elif child_tag and child_tag not in _DROPPED:
                run.append(_text(child) if child_tag != "sup" else
                           f"<sup>{''.join(child.itertext())}</sup>")  # fmt: skip
            run.append(child.tail or "")
        self.add(_inline("".join(run)), "li" if tag == "li" else "p")


def _is_noise(node: etree._Element) -> bool:
    if node.tag in ("body", "html", "main", "article"):
        return False
    if node.get("role") in ("navigation", "banner", "contentinfo", "search", "dialog"):
        return True
    return bool(_NOISE.search(f"{node.get('class') or ''} {node.get('id') or ''}"[:300]))


def _has_block(node: etree._Element) -> bool:
    return any(isinstance(child.tag, str) and child.tag in _BLOCKS for child in _below(node))


def _below(node: etree._Element) -> Iterator[etree._Element]:
    # A block may hide in an inline element two levels down; deeper ones are read as inline text.
    for child in node:
        yield child
        if isinstance(child.tag, str) and child.tag not in _BLOCKS:
            yield from child


def _main(root: etree._Element) -> etree._Element:
    """The element that holds the article: ``article``, ``main``, else the body."""
    for path in (".//article", ".//main", ".//*[@role='main']", ".//body"):
        found = list(root.iterfind(path))
        if found:
            best = max(found, key=lambda n: sum(len(t) for t in n.itertext()))
            if path == ".//body" or sum(len(t) for t in best.itertext()) > 500:
                return best
    return root


def _metadata(root: etree._Element) -> Metadata:
    """What the page's ``citation_*`` and Dublin Core elements state (Google Scholar's names)."""
    stated: dict[str, list[str]] = {}
    for node in root.iter("meta"):
        name, content = node.get("name") or node.get("property"), node.get("content")
        if name and content:
            stated.setdefault(name.lower(), []).append(" ".join(content.split()))

    def first(*names: str) -> str:
        return next((stated[name][0] for name in names if name in stated), "")

    out = Metadata(
        title=first("citation_title", "dc.title"),
        authors=tuple(stated.get("citation_author", []) or stated.get("dc.creator", [])),
        journal=first("citation_journal_title", "prism.publicationname"),
        doi=patterns.sub(
            r"^(?:https?://(?:dx\.)?doi\.org/|doi:)", "", first("citation_doi", "dc.identifier")
        ),
        pmid=first("citation_pmid"),
    )
    year = patterns.search(
        r"\b(?:19|20)\d{2}\b",
        first("citation_publication_date", "citation_date", "citation_year", "dc.date"),
    )
    if not out.doi.startswith("10."):
        out = replace(out, doi="")
    return replace(out, year=int(year.group())) if year else out


_CHARSET = compiled(rb"charset\s*=\s*[\"']?([\w-]{2,20})")


def read(data: bytes) -> Raw:
    """Read an HTML page. Raises ``Unreadable`` when nothing can be parsed."""
    charset = _CHARSET.search(data[:4096])
    problems: list[str] = []
    text, replaced = "", 0
    if charset and charset.group(1).lower() not in (b"utf-8", b"utf8"):
        try:
            text = data.decode(charset.group(1).decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            text = ""
    if not text:
        decoded = decode.decode(data)
        text, replaced = decoded.text, decoded.replaced
        problems.extend(decoded.problems)
    text, notes = decode.tidy(text)
    problems.extend(notes)
    text = patterns.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", text)
    try:
        parser = lxml_html.HTMLParser(huge_tree=True)
        root = lxml_html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(
            "The HTML page holds no text: save the article as PDF or plain text and add it again."
        ) from error
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise Unreadable(
            "The HTML page is nested too deeply to be read: save the article as PDF or plain text "
            "and add it again."
        )
    walk = _Walk()
    walk.walk(_main(root))
    if walk.dropped:
        names = ", ".join(sorted(walk.dropped))
        problems.append(f"Text of the page outside the article was dropped (elements: {names}).")
    return Raw(
        emit(walk.items),
        "html",
        metadata=_metadata(root),
        problems=problems,
        status="partial" if replaced else "ok",
    )
