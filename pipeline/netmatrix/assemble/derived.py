"""The grade that a tumour's indices would have, beside the indices, where the paper states none.

The grade's own cell holds what the paper says; a grade worked out by the WHO rules stands in the
detail of the index that it follows from (``derived_grade``: grade or possible grades, edition, how
the edition was found, reasons), for a reviewer to take or leave.
"""

from __future__ import annotations

from dataclasses import replace

from netmatrix.document import Document
from netmatrix.evidence import Row
from netmatrix.normalise.who_grading import derive
from netmatrix.normalise.who_rules import GradingRules


def with_derived_grade(row: Row, document: Document, rules: GradingRules) -> Row:
    """The row with ``derived_grade`` in the detail of its Ki-67 index or mitotic count."""
    if row.fields.get("grade") or len(row.values("primary_site")) != 1:
        return row
    name = next((f for f in ("ki67_percent", "mitoses") if len(row.fields.get(f, ())) == 1), "")
    if not name:
        return row

    def only(field: str) -> str:
        values = row.values(field)
        return values[0] if len(values) == 1 else ""

    found = derive(
        rules,
        organ=only("primary_site"),
        ki67=only("ki67_percent"),
        mitoses=only("mitoses"),
        histology=row.values("histology"),
        differentiation=only("differentiation"),
        text=document.text,
        year=document.metadata.year,
    )
    if not found.possible:
        return row
    detail = {
        "grade": found.grade,
        "possible": list(found.possible),
        "edition": found.edition,
        "how": found.how,
        "reasons": list(found.reasons),
    }
    finding = row.fields[name][0]
    marked = replace(finding, detail={**finding.detail, "derived_grade": detail})
    return replace(row, fields={**row.fields, name: (marked,)})
