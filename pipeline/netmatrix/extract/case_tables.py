"""Tables of a case report that list the patient's own stains, one marker a line."""

from __future__ import annotations

import re

from netmatrix.document import Table, iter_cells
from netmatrix.evidence import Finding
from netmatrix.extract.base import Scope, make
from netmatrix.nlp.components import cut_sentence

_POSITIVE = re.compile(
    r"^\s*(?:\d?\++(?:\s*/\s*\d?\++)?|(?:\w+ly )?(?:strong|diffuse|focal|weak)?\s*pos(?:itive|\.)?)\W*$",
    re.I,
)
_NEGATIVE = re.compile(r"^\s*(?:[-–—−]|0|neg(?:ative|\.)?)\W*$", re.IGNORECASE)
_LABORATORY = re.compile(
    r"\b(?:serum|plasma|reference|normal|range|laborator\w+|unit|urin\w+|result)\b", re.IGNORECASE
)


def extract(scope: Scope) -> list[Finding]:
    """Markers of tables whose first column names them and whose first result is a sign or word."""
    found: list[Finding] = []
    for table in scope.document.tables:
        if len(table.cells) >= 4:
            found += _stains(scope, table)
    return found


def _stains(scope: Scope, table: Table) -> list[Finding]:
    text = scope.document.text
    head = " ".join(text[c.start : c.end] for c in iter_cells(table, 0))
    if _LABORATORY.search(head):
        return []
    out: list[Finding] = []
    for row in range(1, table.n_rows):
        cells = list(iter_cells(table, row))
        if len(cells) < 2:
            continue
        markers = [
            m
            for m in scope.annotations.mentions_in(cells[0].start, cells[0].end)
            if m.layer == "term" and m.group == "marker"
        ]
        for cell in cells[1:]:
            result = text[cell.start : cell.end]
            positive = bool(_POSITIVE.match(result))
            if markers and (positive or _NEGATIVE.match(result)):
                sentence = cut_sentence(
                    scope.annotations, cells[0].start, cell.end, section="table", kind="cell"
                )
                out += [
                    make(
                        scope,
                        sentence,
                        "markers_positive" if positive else "markers_negative",
                        name,
                        cells[0].start,
                        cell.end,
                        "marker.table",
                        group="marker",
                        confidence=0.93,
                    )
                    for m in markers
                    for name in m.names
                ]
                break
    return out
