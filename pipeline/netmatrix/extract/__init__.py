"""One module a group of fields: find a mention, read its value, decide whether it counts."""

from __future__ import annotations

from netmatrix.evidence import Finding
from netmatrix.extract import (
    case_tables,
    diagnosis,
    grading,
    markers,
    methods,
    outcomes,
    patient,
    sites,
    treatments,
)
from netmatrix.extract.base import Scope

_EXTRACTORS = (
    patient.extract,
    diagnosis.extract,
    grading.extract,
    sites.extract,
    markers.extract,
    methods.extract,
    treatments.extract,
    outcomes.extract,
)


def patient_findings(scope: Scope, *, alone: bool = False) -> dict[str, tuple[Finding, ...]]:
    """Every field's findings about one patient, by field name.

    ``alone`` says that the paper tells of no other patient: its tables are theirs too.
    """
    out: dict[str, list[Finding]] = {}
    if alone:
        for finding in case_tables.extract(scope):
            out.setdefault(finding.field, []).append(finding)
    for extract in _EXTRACTORS:
        for finding in extract(scope):
            held = out.setdefault(finding.field, [])
            if all(f.value != finding.value or f.rule != "marker.table" for f in held):
                held.append(finding)
    implied = methods.implied_by_stains(out)
    if implied:
        out.setdefault("diagnostic_methods", []).append(implied)
    return {name: tuple(findings) for name, findings in out.items()}
