"""One module a group of fields: find a mention, read its value, decide whether it counts."""

from __future__ import annotations

from netmatrix.evidence import Finding
from netmatrix.extract import (
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


def patient_findings(scope: Scope) -> dict[str, tuple[Finding, ...]]:
    """Every field's findings about one patient, by field name."""
    out: dict[str, list[Finding]] = {}
    for extract in _EXTRACTORS:
        for finding in extract(scope):
            out.setdefault(finding.field, []).append(finding)
    return {name: tuple(findings) for name, findings in out.items()}
