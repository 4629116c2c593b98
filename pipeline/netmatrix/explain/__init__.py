"""Why a field of a paper has the values it has."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from netmatrix.document import Document
from netmatrix.evidence import Finding, Row
from netmatrix.explain.fields import FIELDS, STATISTICS
from netmatrix.explain.trace import Candidate, Passage

if TYPE_CHECKING:
    from netmatrix.nlp.pipeline import Pipeline

__all__ = [
    "FIELDS",
    "Candidate",
    "ExplainError",
    "Explanation",
    "Passage",
    "check_field",
    "explain",
    "explain_file",
]


class ExplainError(Exception):
    """The field is unknown or the file unreadable; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A field of a paper: its rows, the sentences with candidates, and notes on the paper."""

    document: Document
    field: str
    rows: tuple[Row, ...]
    passages: tuple[Passage, ...]
    notes: tuple[str, ...]


def check_field(field: str) -> None:
    """Raise ``ExplainError`` with the fields there are where ``field`` is none of them."""
    if field in FIELDS:
        return
    near = difflib.get_close_matches(field, FIELDS, n=1, cutoff=0.5)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise ExplainError(f"There is no field {field!r}.{hint} The fields are: {', '.join(FIELDS)}.")


def explain_file(path: Path, field: str, model: Path | None = None) -> Explanation:
    """Explain a field of the paper in a file.  Raises ``ExplainError``."""
    from netmatrix.nlp import load
    from netmatrix.readers import read

    check_field(field)
    try:
        document = read(path)
    except OSError as error:
        raise ExplainError(f"{path} cannot be opened: {error.strerror or error}.") from error
    if document.status == "failed":
        raise ExplainError(" ".join(document.problems))
    return explain(document, field, load(model))


def explain(document: Document, field: str, nlp: Pipeline) -> Explanation:
    """Explain a field of a document.  Raises ``ExplainError`` for a field that there is not."""
    from netmatrix.assemble import rows_of
    from netmatrix.assemble.subjects import patients
    from netmatrix.explain.trace import passages
    from netmatrix.nlp import annotate
    from netmatrix.normalise.names import load_names

    check_field(field)
    import en_netmatrix

    names = load_names(Path(nlp.path) if nlp.path else en_netmatrix.folder())
    rows = rows_of(document, nlp)
    if field == STATISTICS:
        rows = [_as_findings(row) for row in rows]
    annotations = annotate(document, nlp)
    told = any(row.kind == "series_case" for row in rows)
    english = document.metadata.language == "en"
    prose = english and not told and field != STATISTICS
    subjects = patients(annotations) if prose else []
    found = passages(field, annotations, names, subjects, rows) if english else []
    if field == STATISTICS:
        notes = [str(query["message"]) for row in rows if row.statistics for query in row.queries]
    else:
        notes = _notes(document, rows, [f"case {s.number}" for s in subjects])
    return Explanation(document, field, tuple(rows), tuple(found), tuple(notes))


def _as_findings(row: Row) -> Row:
    """The row with its statistics as findings, in the words of the matrix."""
    from netmatrix.matrix.cohort import statistic_text

    told = tuple(
        Finding(
            STATISTICS, statistic_text(s), s.start, s.end, s.quote, s.rule,
            confidence=s.confidence, section=s.section, page=s.page,
        )
        for s in row.statistics
    )  # fmt: skip
    return replace(row, fields={**row.fields, STATISTICS: told} if told else row.fields)


def _notes(document: Document, rows: list[Row], subjects: list[str]) -> list[str]:
    """What decides about the whole paper."""
    metadata = document.metadata
    if metadata.language != "en":
        return [f"The paper is not in English ({metadata.language}): it gives no rows."]
    notes = []
    if any(row.kind == "series_case" for row in rows):
        notes.append("The patients are lines of its tables; its prose gives no rows beside them.")
    elif not subjects:
        notes.append("Its prose introduces no patient.")
    have = {row.subject for row in rows if row.kind == "case"}
    without = [subject for subject in subjects if subject not in have]
    if without:
        evidence = f" ({metadata.doc_type_evidence})" if metadata.doc_type_evidence else ""
        notes.append(
            f"No row for {', '.join(without)}: no neuroendocrine tumour was found for them, or a "
            f"paper of this type, {metadata.doc_type}{evidence}, tells no patients in prose."
        )
    return notes
