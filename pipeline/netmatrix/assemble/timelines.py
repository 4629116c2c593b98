"""Tables that tell one patient's course by date, as the CARE guidelines ask case reports for one.

Source: Riley DS et al., CARE guidelines for case reports: explanation and elaboration document,
J Clin Epidemiol 2017;89:218-35 (item 7, "Timeline").
"""

from __future__ import annotations

import re

from netmatrix.document import Document, Span, Table, iter_cells
from netmatrix.patterns import compiled

_TIMELINE = compiled(
    r"\b(?:time-?\s?line|chronolog\w+|clinical\s+course|course\s+of\s+(?:the\s+)?(?:disease|illness|events?|treatment)|sequence\s+of\s+events)\b",
    re.IGNORECASE,
)
_WHEN = compiled(
    r"(?:calendar\s+|approximate\s+)?(?:dates?|times?(?:\s?(?:points?|line|frames?|periods?))?|when|years?|months?|days?|periods?)\b[^|]{0,30}",
    re.IGNORECASE,
)
_WHAT = compiled(
    r"(?:(?:clinical|key|main|relevant|significant|diagnostic|therapeutic|important|medical|pathological|imaging)\s+)*"
    r"(?:what\s+happened|events?|findings?|interventions?|treatments?|therap(?:y|ies)|management|course|procedures?|details?|descriptions?|"
    r"history|milestones?|evaluations?|investigations?|diagnos[ie]s|actions?|outcomes?|responses?|results?|remarks?|comments?|status)\b[^|]{0,40}",
    re.IGNORECASE,
)
_LEAST_ROWS = 3


def timelines(document: Document) -> list[Span]:
    """Where the rows of such tables stand: the first column says when, the others what happened."""
    return [
        Span(*rows) for table in document.tables if (rows := _rows_of_timeline(document, table))
    ]


def _rows_of_timeline(document: Document, table: Table) -> tuple[int, int] | None:
    if table.n_rows <= _LEAST_ROWS:
        return None
    text = document.text
    head = [text[c.start : c.end].strip() for c in iter_cells(table, 0)]
    first_row = min((c.start for c in iter_cells(table, 1)), default=table.end)
    named = table.caption is not None and _TIMELINE.search(
        text[table.caption.start : table.caption.end]
    )
    if not head or not _WHEN.fullmatch(head[0]):
        return None
    if not named and not (head[1:] and all(_WHAT.fullmatch(h) for h in head[1:] if h)):
        return None
    return first_row, table.end
