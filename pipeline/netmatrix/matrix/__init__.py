"""Rows -> the Table 2 view and the files for people: CSV, XLSX, HTML, Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from netmatrix.evidence import Row
from netmatrix.matrix.codebook import codebook_markdown
from netmatrix.matrix.csv_writer import csv_bytes
from netmatrix.matrix.files import write_atomic
from netmatrix.matrix.markdown_writer import markdown_text
from netmatrix.matrix.passages import Passages
from netmatrix.matrix.view import COLUMNS, ViewRow, view, view_row

__all__ = ["COLUMNS", "FORMATS", "ViewRow", "codebook_markdown", "view", "view_row", "write"]

FORMATS: tuple[str, ...] = ("csv", "xlsx", "html", "md")
"""The formats that ``write`` knows."""


def write(
    rows: Sequence[Row],
    documents: Sequence[Mapping[str, Any]],
    texts: Mapping[str, str],
    folder: Path,
    formats: Sequence[str] = FORMATS,
) -> list[Path]:
    """Write ``evidence_matrix.<format>`` into ``folder`` for each format; return the paths.

    ``documents`` are the objects of ``documents.jsonl`` in their order, which is that of the rows
    in every file; ``texts`` are the canonical texts by ``doc_id`` (a missing one costs the
    sentences around the quotations, nothing else).  The same input gives the same bytes; a file
    is replaced whole or not at all.

    Raises ``ValueError`` for an unknown format, before anything is written, ``OSError`` as the
    file system does.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise ValueError(f"unknown format {unknown[0]!r}; known: {', '.join(FORMATS)}")
    items = view(rows, documents)
    used = dict.fromkeys(item.row.doc_id for item in items)
    papers: dict[str, Passages] = {}
    if "xlsx" in formats or "html" in formats:
        papers = {doc_id: Passages(texts[doc_id]) for doc_id in used if doc_id in texts}
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name in dict.fromkeys(formats):
        if name == "csv":
            data = csv_bytes(items)
        elif name == "xlsx":
            from netmatrix.matrix.xlsx_writer import xlsx_bytes

            data = xlsx_bytes(items, documents, papers)
        elif name == "html":
            from netmatrix.matrix.html_writer import html_text

            data = html_text(items, documents, papers).encode("utf-8")
        else:
            data = markdown_text(items, documents).encode("utf-8")
        paths.append(write_atomic(folder / f"evidence_matrix.{name}", data))
    return paths
