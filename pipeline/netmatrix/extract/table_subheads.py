"""What a line that heads others inside a table ("Breast", "Rectal NET") says of the patients below it."""

from __future__ import annotations

from dataclasses import replace

from netmatrix.document import Span
from netmatrix.evidence import Finding
from netmatrix.extract.cells import read_cell
from netmatrix.extract.grids import Grid, speaks_of_spread
from netmatrix.extract.table_columns import Column
from netmatrix.nlp.annotations import Annotations
from netmatrix.normalise.names import Names

_TOLD = ("histology", "primary_site", "grade", "differentiation", "metastatic_sites")


def under(
    annotations: Annotations, names: Names, grid: Grid, head: Span, subject: str
) -> list[Finding]:
    """The findings of a sub-heading for one patient, where the table has no column for them.

    An organ is the primary, but in a table of metastases that has a column of primaries it is where
    they are.
    """
    columns = {c.meaning for c in grid.columns}
    meanings: list[str] = []
    if "histology" not in columns:
        meanings.append("histology")
    if not columns & {"primary_site", "site"}:
        meanings.append("primary_site")
    elif speaks_of_spread(annotations.document.text, grid):
        meanings.append("metastatic_sites")
    found = [
        f
        for meaning in meanings
        for f in read_cell(annotations, names, Column("", meaning), head, subject, grid.legend)
    ]
    return [
        replace(f, confidence=min(f.confidence, 0.75))
        for f in found
        if f.field in _TOLD and (f.field in meanings or f.field not in columns)
    ]
