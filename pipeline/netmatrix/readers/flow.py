"""The pieces that a text reader found, in order, and their way into the canonical text.

Floats (captions, tables, notices) interrupt a paragraph in the middle of a sentence; ``rejoin``
puts the rest of the sentence behind its beginning, in front of the float.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from netmatrix.document import BlockKind, Span, Table, TextBuilder
from netmatrix.patterns import compiled
from netmatrix.readers import headings
from netmatrix.readers.hyphens import Words, join_lines

Row = list[str]
Grid = Sequence[Sequence[str | tuple[str, int, int] | None]]


@dataclass(slots=True)
class Item:
    """A piece of the paper: its text, or the rows of a table.

    ``open`` says that the text is running prose whose sentence has not ended; ``fresh`` that the
    source marks the piece as a new box (indentation, new page) even in the middle of a sentence;
    ``back`` that it belongs to the notices around the paper (addresses, dates, repository pages).
    """

    kind: BlockKind
    text: str = ""
    rows: Grid | None = None
    header_rows: int = 1
    label: str = ""
    fresh: bool = False
    back: bool = False


TERMINAL = compiled(
    r"[.!?:;…。！？][\"'”’»)\]*†‡]*(?:\s?\[[\d,;–-]+\])?$|[.!?]\d{1,3}(?:[,–-]\d{1,3})*$"
)
"""The end of a sentence, also with a citation behind it."""

_DANGLING = compiled(
    r"(?:,|-|–|\(|\b(?:the|a|an|of|in|on|at|by|for|to|and|or|with|without|from|as|than|that|which|"
    r"who|was|were|is|are|be|been|has|have|had|did|not|no|we|our|their|its|this|these|after|before|"
    r"during|between|into|per|vs|versus|compared|including|using|due|such|may|can|could|should))$",
    re.IGNORECASE,
)

FRONT = compiled(
    r"(?:\W{0,3}(?:address(?: for)? correspondence|correspond(?:ing author|ence(?: to)?)\b|"
    r"received\b.{0,60}(?:accepted|revised|\d{4})(?!.{200})|accepted\b.{0,40}\d{4}|"
    r"published (?:online|by)|e-?mail\b|tel(?:ephone)?\b|©|copyright\b|"
    r"\W?all (?:these )?authors contributed|\W?these authors contributed|contributed equally|"
    r"this is an open[- ]access|how to cite|citation:|doi:?\s?10\.|https?://|www\.|orcid|"
    r"academic editor|edited by|reviewed by|article history|handling editor))",
    re.IGNORECASE,
)
"""How notices around a paper begin: addresses, dates, licences."""

LONG = 260
"""A longer line is a whole paragraph (characters)."""
_MAX_FLOATS = 60
_TITLE = 120
"""A longer piece of text is no title or heading (characters)."""


def is_open(text: str) -> bool:
    """Whether running prose breaks off in the middle of a sentence."""
    return not TERMINAL.search(text, max(0, len(text) - 60))


def dangles(text: str) -> bool:
    """Whether the last word cannot end a sentence or a heading ("of", "the", a comma)."""
    return bool(_DANGLING.search(text, max(0, len(text) - 14)))


def _is_float(item: Item) -> bool:
    if item.kind in ("caption", "table", "footnote", "furniture") or item.back:
        return True
    if item.kind != "paragraph":
        return False
    label = headings.run_in(item.text)
    return FRONT.match(item.text) is not None or (
        label is not None and label[1] in headings.STRUCTURED
    )


def rejoin(items: list[Item], words: Words) -> list[Item]:
    """Items with interrupted paragraphs made whole; nothing else changes place."""
    out: list[Item] = []
    taken: set[int] = set()
    first = next((i for i, item in enumerate(items) if item.kind == "paragraph"), len(items))
    for i, item in enumerate(items):
        if i in taken:
            continue
        out.append(item)
        begun = i > first
        if item.kind not in ("paragraph", "list_item") or item.back or len(item.text) < 24:
            continue
        if _is_float(item) and item.kind == "paragraph" and FRONT.match(item.text):
            continue
        at = i
        parts = [item.text]
        while is_open(parts[-1]):
            j, skipped = at + 1, 0
            while j < len(items) and (j in taken or _is_float(items[j])) and skipped < _MAX_FLOATS:
                j, skipped = j + 1, skipped + 1
            if j >= len(items) or items[j].kind != "paragraph" or _is_float(items[j]):
                break
            following = items[j].text
            small = following[:1].islower()
            whole = len(parts[-1]) > _TITLE
            # A title has no full stop either, and is not taken up again further down.
            if skipped and not (whole or begun or dangles(parts[-1])):
                break
            fits = whole and following[:1].isalnum() and (items[j].fresh or dangles(parts[-1]))
            if not (small or (skipped and fits)):
                break
            parts.append(following)
            taken.add(j)
            at = j
        if len(parts) > 1:
            item.text = join_lines(parts, words)
    return out


def _table_next(items: Sequence[Item], at: int) -> bool:
    """Whether the next item of the text behind ``at`` is a table; page lines and notes are no text."""
    kinds = (i.kind for i in items[at + 1 :] if i.kind not in ("furniture", "footnote"))
    return next(kinds, "") == "table"


def emit(items: list[Item], builder: TextBuilder | None = None) -> TextBuilder:
    """The canonical text of ``items``: tables get their caption and footnotes attached."""
    builder = builder or TextBuilder()
    caption: Span | None = None
    label = ""
    table_open = False
    for at, item in enumerate(items):
        if item.kind == "table":
            if item.rows is not None:
                builder.table(
                    item.rows,
                    header_rows=item.header_rows,
                    label=item.label or label,
                    caption=caption,
                )
            elif item.text:
                block = builder.block(item.text, "table", section="table")
                builder.tables.append(
                    Table(block.start, block.end, (), item.label or label, caption)
                )
            caption, label, table_open = None, "", True
            continue
        if not item.text:
            continue
        block = builder.block(item.text, item.kind, section="back" if item.back else "body")
        is_table_s = item.kind == "caption" and item.label.lower().startswith("tab")
        here = Span(block.start, block.end)
        below = table_open and builder.tables[-1].caption is None and not _table_next(items, at)
        if is_table_s and below:  # a caption set below its table
            builder.tables[-1] = replace(
                builder.tables[-1], label=item.label, caption=here, footnotes=(here,)
            )
        elif is_table_s:
            caption, label, table_open = here, item.label, False
        elif item.kind == "footnote" and table_open:
            builder.footnotes([here])
        elif item.kind not in ("furniture", "footnote"):
            caption, label = None, ""
            table_open = False
    return builder
