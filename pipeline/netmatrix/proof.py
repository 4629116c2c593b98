"""A Document as one HTML page: what the program saw, and where on the paper it saw it.

For a PDF each page's picture stands beside its text, with a box around every line read and a
number at every block, so that a wrong reading order is seen at once.  The page loads nothing and
runs nothing: a content security policy allows its one style and its own pictures; all wording of
the paper is escaped.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from importlib import resources

from netmatrix.document import Block, Box, Document, Table, iter_cells


def html_page(document: Document, pictures: Mapping[int, str]) -> str:
    """The page for ``document``; ``pictures`` are ``data:`` addresses by page number."""
    style = (resources.files("netmatrix") / "proof.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'"
    title = document.metadata.title or document.source
    parts = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        f"<title>{_safe(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n",
        _head(document, title),
    ]
    numbers = {id(block): number for number, block in enumerate(document.blocks, start=1)}
    tables = {(table.start, table.end): table for table in document.tables}
    if document.pages:
        boxes = _boxes_by_page(document)
        for page in document.pages:
            own = [b for b in document.blocks if b.page == page.number]
            parts.append(f'<section class="page" id="p{page.number}">\n')
            parts.append(f"<h2>Page {page.number}</h2>\n")
            parts.append(
                _drawing(document, page.number, page.width, page.height, boxes, pictures, numbers)
            )
            parts.append('<div class="text">\n')
            parts.extend(_block(document, block, numbers[id(block)], tables) for block in own)
            parts.append("</div>\n</section>\n")
        loose = [b for b in document.blocks if b.page is None]
    else:
        loose = list(document.blocks)
    if loose:
        parts.append('<section class="text alone">\n')
        parts.extend(_block(document, block, numbers[id(block)], tables) for block in loose)
        parts.append("</section>\n")
    parts.append("</body>\n</html>\n")
    return "".join(parts)


def _safe(text: str) -> str:
    """Escaped, control characters as visible signs, lone surrogates replaced."""
    shown = "".join(c if c >= " " or c in "\n\t" else "␦" for c in text)
    return escape(shown.encode(errors="replace").decode())


def _head(document: Document, title: str) -> str:
    metadata = document.metadata
    facts = {
        "File": f"{document.source} ({document.format}, {document.status})",
        "Authors": "; ".join(metadata.authors),
        "Published": " ".join(filter(None, [metadata.journal, str(metadata.year or "")])),
        "DOI": metadata.doi,
        "PMID": metadata.pmid,
        "Type": f"{metadata.doc_type}: {metadata.doc_type_evidence}".rstrip(": "),
        "Read": f"{len(document.text)} characters, {len(document.blocks)} blocks, "
        f"{len(document.tables)} tables, {len(document.references)} references",
    }
    rows = "".join(
        f"<dt>{name}</dt><dd>{_safe(value)}</dd>\n" for name, value in facts.items() if value
    )
    problems = "".join(f"<li>{_safe(problem)}</li>\n" for problem in document.problems)
    listed = f'<ul class="problems">\n{problems}</ul>\n' if problems else ""
    keys = "".join(
        f'<span class="key s-{section}">{section}</span>\n'
        for section in dict.fromkeys(_class(block) for block in document.blocks)
    )
    return (
        f"<header>\n<h1>{_safe(title)}</h1>\n<dl>\n{rows}</dl>\n{listed}"
        f'<p class="keys">{keys}</p>\n</header>\n'
    )


def _class(block: Block) -> str:
    return "furniture" if block.kind == "furniture" else block.section


def _boxes_by_page(document: Document) -> dict[int, list[Box]]:
    out: dict[int, list[Box]] = {}
    for box in document.boxes:
        out.setdefault(box.page, []).append(box)
    return out


def _drawing(
    document: Document,
    number: int,
    width: float,
    height: float,
    boxes: Mapping[int, Iterable[Box]],
    pictures: Mapping[int, str],
    numbers: Mapping[int, int],
) -> str:
    parts = [f'<svg class="paper" viewBox="0 0 {width:.1f} {height:.1f}" role="img" '
             f'aria-label="Page {number}">\n']  # fmt: skip
    if number in pictures:
        parts.append(
            f'<image href="{pictures[number]}" width="{width:.1f}" height="{height:.1f}"/>\n'
        )
    marked: set[int] = set()
    cites = {(citation.start, citation.end) for citation in document.citations}
    for box in boxes.get(number, ()):
        block = document.block_at(box.start)
        if block is None:
            continue
        place = numbers[id(block)]
        cited = (box.start, box.end) in cites
        if cited:
            marked.add(place)  # the line that held a citation mark is drawn with its own block
        parts.append(
            f'<rect class="s-{_class(block)}{" cite" if cited else ""}" x="{box.x0:.1f}" y="{box.top:.1f}" '
            f'width="{max(box.x1 - box.x0, 0.5):.1f}" height="{max(box.bottom - box.top, 0.5):.1f}">'
            f"<title>{place} {block.kind}, {block.section}</title></rect>\n"
        )
        if place not in marked:
            marked.add(place)
            parts.append(
                f'<text x="{max(box.x0 - 3, 8):.1f}" y="{box.top + 6:.1f}">{place}</text>\n'
            )
    parts.append("</svg>\n")
    return "".join(parts)


def _block(
    document: Document, block: Block, number: int, tables: Mapping[tuple[int, int], Table]
) -> str:
    marks = [block.kind, block.section, f"{block.start}–{block.end}"]
    if block.heading and block.kind != "heading":
        marks.append(" ".join(block.heading.split())[:60])
    table = tables.get((block.start, block.end))
    body = _table(document, table) if table and table.cells else (
        f"<p>{_safe(document.slice(block))}</p>\n"
    )  # fmt: skip
    return (
        f'<article class="s-{_class(block)} k-{block.kind}">\n<div class="mark"><b>{number}</b> '
        f"{_safe(' · '.join(marks))}</div>\n{body}</article>\n"
    )


def _table(document: Document, table: Table) -> str:
    return '<div class="wide"><table>\n' + "".join(_rows(document, table)) + "</table></div>\n"


def _rows(document: Document, table: Table) -> Iterator[str]:
    for row in range(table.n_rows):
        cells = []
        for cell in iter_cells(table, row):
            tag = "th" if cell.header else "td"
            spans = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
            spans += f' colspan="{cell.col_span}"' if cell.col_span > 1 else ""
            cells.append(f"<{tag}{spans}>{_safe(document.slice(cell))}</{tag}>")
        yield f"<tr>{''.join(cells)}</tr>\n"
