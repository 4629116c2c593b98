"""The Document: one immutable text, and layers that point into it.

Every reader turns a file into one canonical string; blocks, tables, cells, page boxes and
references are half-open intervals ``[start, end)`` of that string, counted in Unicode code
points.  There is no second coordinate system: whatever a later stage finds, it addresses by the
same offsets.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from netmatrix import patterns

BlockKind = Literal[
    "title",
    "heading",
    "paragraph",
    "list_item",
    "caption",
    "footnote",
    "table",
    "reference",
    "furniture",
]
"""What a block is on the page. ``furniture`` is running heads, page numbers, download notices."""

SectionName = Literal[
    "title",
    "abstract",
    "introduction",
    "case",
    "methods",
    "results",
    "discussion",
    "conclusion",
    "references",
    "back",
    "caption",
    "table",
    "body",
]
"""Canonical section of a block.

``case`` is the presentation of a patient (with its findings, treatment and follow-up), ``back``
the matter behind the discussion (funding, consent, contributions), ``body`` text of a paper
whose sections carry no headings.
"""

DocType = Literal["case_report", "case_series", "cohort", "review", "other"]
Status = Literal["ok", "partial", "failed"]


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open interval ``[start, end)`` of the canonical text, in code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}:{self.end}")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, caption … in reading order.

    ``heading`` is the wording of the nearest heading above, as printed; ``page`` counts from 1
    and is ``None`` for formats without pages.
    """

    start: int
    end: int
    kind: BlockKind
    section: SectionName = "body"
    heading: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell; ``row`` and ``col`` count from 0, an empty cell has ``start == end``."""

    start: int
    end: int
    row: int
    col: int
    row_span: int = 1
    col_span: int = 1
    header: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose cells stand in the canonical text between ``start`` and ``end``.

    ``caption`` and ``footnotes`` lie outside or inside that interval, as the paper prints them.
    """

    start: int
    end: int
    cells: tuple[Cell, ...]
    label: str = ""
    caption: Span | None = None
    footnotes: tuple[Span, ...] = ()
    page: int | None = None

    @property
    def n_rows(self) -> int:
        return max((c.row + c.row_span for c in self.cells), default=0)

    @property
    def n_cols(self) -> int:
        return max((c.col + c.col_span for c in self.cells), default=0)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the file: its number from 1, its size in points, the text read from it."""

    number: int
    width: float
    height: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Box:
    """Where ``[start, end)`` stands on a page: points from the page's top left corner."""

    start: int
    end: int
    page: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Reference:
    """An entry of the reference list; ``number`` is its printed or counted position from 1."""

    start: int
    end: int
    number: int
    authors: tuple[str, ...] = ()
    title: str = ""
    journal: str = ""
    year: int | None = None
    doi: str = ""
    pmid: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation mark (``3``, ``4-6``) that running text leaves out, as printed beside a word.

    It belongs behind ``text[:at]``.  Its wording is ``text[start:end]``: the marks stand in blocks
    of kind ``furniture``, so that nothing printed is lost and quotes still read as sentences.
    """

    start: int
    end: int
    at: int


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the paper says of itself. ``doc_type_evidence`` is the wording that decided the type."""

    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    journal: str = ""
    doi: str = ""
    pmid: str = ""
    doc_type: DocType = "other"
    doc_type_evidence: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Document:
    """A paper as read: see the module's docstring for what the offsets mean.

    Invariants (tested for every reader): each block, cell, caption, footnote, page, reference and
    citation lies inside ``text``; blocks are in order and do not overlap; the cells of a table lie
    inside the table; citations are in the order of the places they belong to; ``status == "failed"`` exactly when nothing could be read, and then ``problems``
    holds a sentence that says what to do.
    """

    doc_id: str
    source: str
    sha256: str
    format: str
    text: str
    blocks: tuple[Block, ...] = ()
    tables: tuple[Table, ...] = ()
    pages: tuple[Page, ...] = ()
    boxes: tuple[Box, ...] = ()
    references: tuple[Reference, ...] = ()
    metadata: Metadata = field(default_factory=Metadata)
    status: Status = "ok"
    problems: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()

    def slice(self, span: Span | Block | Cell | Table | Reference | Citation) -> str:
        """The wording that a span, block, cell, table or reference covers."""
        return self.text[span.start : span.end]

    def block_at(self, offset: int) -> Block | None:
        """The block that covers ``offset``, or ``None`` between blocks."""
        low, high = 0, len(self.blocks)
        while low < high:
            middle = (low + high) // 2
            if self.blocks[middle].end <= offset:
                low = middle + 1
            else:
                high = middle
        if low < len(self.blocks) and self.blocks[low].start <= offset:
            return self.blocks[low]
        return None

    def citations_in(self, start: int, end: int) -> tuple[Citation, ...]:
        """The citation marks that belong into ``text[start:end]`` or directly behind it."""
        low = bisect_right(self.citations, start, key=_place)
        return self.citations[low : bisect_right(self.citations, end, key=_place)]

    def page_at(self, offset: int) -> int | None:
        """The number of the page that ``offset`` was read from, or ``None`` without pages."""
        for page in self.pages:
            if page.start <= offset < page.end:
                return page.number
        return None


def _place(citation: Citation) -> int:
    return citation.at


def slug(stem: str) -> str:
    """A file's stem as ``doc_id``: lower case, other characters than ``a-z0-9`` become one ``-``.

    Raises nothing; an empty result becomes ``"paper"``.
    """
    return patterns.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-") or "paper"


def content_hash(data: bytes) -> str:
    """SHA-256 of a file's bytes, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


class TextBuilder:
    """Grows the canonical text and hands out offsets into it.

    Readers append; nothing already appended ever changes.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.blocks: list[Block] = []
        self.tables: list[Table] = []

    def __len__(self) -> int:
        return self._length

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def add(self, text: str) -> Span:
        """Append ``text`` as it is and return where it stands."""
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        return Span(start, self._length)

    def block(
        self,
        text: str,
        kind: BlockKind = "paragraph",
        *,
        section: SectionName = "body",
        heading: str = "",
        page: int | None = None,
    ) -> Block:
        """Append a block, two line breaks before it, and return it."""
        if self._length:
            self.add("\n\n")
        span = self.add(text)
        block = Block(span.start, span.end, kind, section, heading, page)
        self.blocks.append(block)
        return block

    def table(
        self,
        rows: Iterable[Iterable[str | tuple[str, int, int] | None]],
        *,
        header_rows: int = 1,
        label: str = "",
        caption: Span | None = None,
        page: int | None = None,
        heading: str = "",
    ) -> Table:
        """Append a table: cells joined by tabs, rows by line breaks.

        ``rows`` is a grid in reading order; a cell is its text, or ``(text, row_span, col_span)``;
        ``None`` marks a place covered by a span from above or from the left.  Tabs and line breaks
        inside a cell become spaces.
        """
        if self._length:
            self.add("\n\n")
        start = self._length
        cells: list[Cell] = []
        for row_number, row in enumerate(rows):
            if row_number:
                self.add("\n")
            for col_number, item in enumerate(row):
                if col_number:
                    self.add("\t")
                if item is None:
                    continue
                text, row_span, col_span = item if isinstance(item, tuple) else (item, 1, 1)
                span = self.add(patterns.sub(r"\s+", " ", text).strip())
                cells.append(
                    Cell(
                        span.start,
                        span.end,
                        row_number,
                        col_number,
                        row_span,
                        col_span,
                        row_number < header_rows,
                    )
                )
        table = Table(start, self._length, tuple(cells), label, caption, (), page)
        self.tables.append(table)
        self.blocks.append(Block(start, self._length, "table", "table", heading, page))
        return table

    def footnotes(self, spans: Iterable[Span]) -> None:
        """Attach footnotes to the table appended last."""
        table = self.tables.pop()
        self.tables.append(replace(table, footnotes=table.footnotes + tuple(spans)))


def iter_cells(table: Table, row: int) -> Iterator[Cell]:
    """The cells that start in ``row``, left to right."""
    return iter(sorted((c for c in table.cells if c.row == row), key=lambda c: c.col))
