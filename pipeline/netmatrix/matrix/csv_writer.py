"""The matrix as CSV for spreadsheets and scripts.

UTF-8 with a byte order mark: without it Excel opens the file in the local 8-bit encoding and
spoils ``≥``, ``µ`` and ``é``; ``encoding="utf-8-sig"`` (Python) or ``fileEncoding="UTF-8-BOM"``
(R) reads it as is.  Lines end with CR LF (RFC 4180).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from netmatrix.evidence import PATIENT_FIELDS
from netmatrix.matrix.view import COLUMNS, ViewRow
from netmatrix.matrix.wording import clean

# What spreadsheets take for the beginning of a formula (OWASP, "CSV Injection"), with the
# full-width forms that East Asian input methods and Excel treat alike.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def inert(text: str) -> str:
    """``text`` with an apostrophe in front where a spreadsheet would run it as a formula.

    ``evidence.jsonl`` holds the value without the apostrophe.
    """
    return "'" + text if text.lstrip(" ").startswith(_FORMULA) else text


HEADER: tuple[str, ...] = (
    *(label for _, label in COLUMNS),
    *PATIENT_FIELDS,
    "statistics",
    "kind",
    "subject",
    "doc_id",
    "source",
    "doi",
    "pmid",
    "row_id",
)
"""The columns: the Table 2 view, the fields by the contract's names, then where the row is from."""


def record(item: ViewRow) -> list[str]:
    """One row of the CSV, in the order of ``HEADER``."""
    row, document = item.row, item.document
    return [
        *(item.cells[name] for name, _ in COLUMNS),
        *(item.structured[name] for name in PATIENT_FIELDS),
        "; ".join(item.statistics),
        row.kind,
        clean(row.subject),
        row.doc_id,
        *(clean(str(document.get(key) or "")) for key in ("source", "doi", "pmid")),
        row.row_id,
    ]


def csv_bytes(items: Sequence[ViewRow]) -> bytes:
    """The whole file."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for item in items:
        writer.writerow([inert(cell) for cell in record(item)])
    return out.getvalue().encode("utf-8-sig")
