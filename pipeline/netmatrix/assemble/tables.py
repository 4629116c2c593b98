"""Patients of tables as rows, and together with what the prose tells of the same patients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from netmatrix.document import Document
from netmatrix.evidence import Finding, Row, RowKind
from netmatrix.extract.patient_tables import TablePatient

_SEVERAL_VALUES = frozenset(
    {"syndrome", "metastatic_sites", "bone_sites", "markers_positive", "markers_negative",
     "diagnostic_methods", "treatments"}
)  # fmt: skip


def table_rows(document: Document, kind: RowKind, patients: Sequence[TablePatient]) -> list[Row]:
    """One row a patient; ``ordinal`` tells rows of one subject apart."""
    count: dict[str, int] = {}
    rows: list[Row] = []
    for patient in patients:
        ordinal = count.get(patient.subject, 0)
        count[patient.subject] = ordinal + 1
        rows.append(
            Row(
                document.doc_id,
                kind,
                patient.subject,
                patient.told(),
                source_ref=patient.source_ref,
                ordinal=ordinal,
                not_referred=patient.unsaid(),
            )
        )
    return rows


def told_twice(
    document: Document, prose: Sequence[Row], own: Sequence[TablePatient]
) -> list[Row] | None:
    """The cases of the prose with what a table adds, where both tell of the same patients.

    ``None`` where they do not: other numbers of patients, other names, or ages that disagree.
    """
    by_key = {patient.key: patient for patient in own}
    if len(prose) < 2 or len(prose) != len(by_key):
        return None
    pairs: list[tuple[Row, TablePatient]] = []
    for number, row in enumerate(prose):
        key = row.subject.removeprefix("case ")
        patient = by_key.get(key) or by_key.get(chr(ord("A") + number)) or by_key.get(_roman(key))
        if patient is None:
            return None
        ages = {
            f.value
            for f in (*row.fields.get("age_years", ()), *patient.fields.get("age_years", ()))
        }
        if len(ages) > 1:
            return None
        pairs.append((row, patient))
    return [added_to(document, row, patient) for row, patient in pairs]


def _roman(key: str) -> str:
    return {"1": "I", "2": "II", "3": "III", "4": "IV", "5": "V"}.get(key, "")


def added_to(
    document: Document, row: Row, patient: TablePatient, *, only_missing: bool = False
) -> Row:
    """The row with a table's findings: lists are joined, single values its cells decide.

    With ``only_missing`` the table fills only fields of which the row has nothing.
    """
    fields: dict[str, tuple[Finding, ...]] = dict(row.fields)
    for name, found in patient.told().items():
        held = fields.get(name, ())
        in_prose = not any(t.start <= f.start < t.end for t in document.tables for f in found)
        if held and (only_missing or (name not in _SEVERAL_VALUES and in_prose)):
            continue  # the row was read from the whole course, that of the table by the sentence
        if name in _SEVERAL_VALUES:
            have = {f.value for f in held}
            fields[name] = (*held, *(f for f in found if f.value not in have))
        else:
            fields[name] = found
    return replace(row, fields=fields)
