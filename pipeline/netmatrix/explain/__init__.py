"""Why a field of a paper has the values it has."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from netmatrix.document import Document
from netmatrix.evidence import Row
from netmatrix.explain.fields import FIELDS
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
    annotations = annotate(document, nlp)
    told = any(row.kind == "series_case" for row in rows)
    english = document.metadata.language == "en"
    subjects = [] if told or not english else patients(annotations)
    found = passages(field, annotations, names, subjects, rows) if english else []
    notes = _notes(document, rows, [f"case {s.number}" for s in subjects])
    return Explanation(document, field, tuple(rows), tuple(found), tuple(notes))


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
