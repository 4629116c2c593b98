"""A patient who is a line of a table, and how the findings of its cells are put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from netmatrix.evidence import Finding
from netmatrix.extract.knowledge import load_knowledge
from netmatrix.normalise.names import Names

PATIENT_FIELDS = frozenset(
    {
        "age_years", "sex", "age_sex", "histology", "grade", "ki67_percent", "mitoses", "primary_site", "site",
        "metastatic_sites", "treatments", "response", "prognosis", "pfs_months", "follow_up_months", "marker",
        "flag", "diagnostic_methods", "bone_sites", "differentiation", "functional", "syndrome", "markers",
        "recurrence", "site_flag", "treatment_count", "dead_flag", "alive_flag", "bone_lesion_type",
        "marker_list", "assay",
    }
)  # fmt: skip
"""Meanings of columns that tell of a patient."""

_ONE_VALUE = frozenset(
    {"age_years", "sex", "ki67_percent", "mitoses", "differentiation", "response",
     "vital_status", "follow_up_months", "pfs_months"}
)  # fmt: skip


@dataclass
class TablePatient:
    """A patient of one or several tables: the findings, and for a cited one the publication.

    ``silent`` holds a finding a field that the table says it does not tell ("not referred").
    """

    subject: str
    fields: dict[str, list[Finding]] = field(default_factory=dict)
    source_ref: Mapping[str, Any] | None = None
    silent: list[Finding] = field(default_factory=list)
    key: str = ""
    denied: set[str] = field(default_factory=set)
    """Fields of which a cell says that there is nothing ("None" under metastases)."""
    other_tumour: bool = False
    """Whether the pathology names a tumour that is not neuroendocrine."""

    def add(self, findings: Iterable[Finding]) -> None:
        """Take findings over; of a field with one value the first told stays.

        A recurrence column only says that there was one: a response column outweighs it.
        """
        for finding in findings:
            held = self.fields.setdefault(finding.field, [])
            if finding.field in _ONE_VALUE and held:
                if held[0].rule == "cell.recurrence" and finding.rule != "cell.recurrence":
                    held[0] = finding
                continue
            if all(f.value != finding.value or f.status != finding.status for f in held):
                held.append(finding)

    def told(self) -> dict[str, tuple[Finding, ...]]:
        """The findings by field, without empty fields."""
        return {name: tuple(found) for name, found in self.fields.items() if found}

    def unsaid(self) -> tuple[Finding, ...]:
        """What the paper itself says it does not tell, of fields without a finding."""
        seen: set[str] = set()
        out: list[Finding] = []
        for finding in self.silent:
            if finding.field not in seen and not self.fields.get(finding.field):
                seen.add(finding.field)
                out.append(finding)
        return tuple(out)


def first_primary(names: Names, patient: TablePatient) -> None:
    """A primary named in the pathology outweighs the first organ of the site column."""
    primary = patient.fields.get("primary_site", [])
    if len(primary) < 2:
        return
    from_pathology = [f for f in primary if not f.rule.startswith("cell.")]
    if from_pathology:
        patient.fields["primary_site"] = from_pathology
        # "Lung, liver" beside "Pancreatic NET": then both are metastases.
        too = load_knowledge(names.folder).origin_too - {f.value for f in from_pathology}
        patient.add([replace(f, field="metastatic_sites") for f in primary if f.value in too])


def sex_by_organ(names: Names, patient: TablePatient) -> None:
    """The sex that the primary implies, where neither a table nor a sentence tells it."""
    organs = patient.fields.get("primary_site", [])
    value = load_knowledge(names.folder).sex.get(organs[0].value) if len(organs) == 1 else None
    if value and not patient.fields.get("sex"):
        at = organs[0]
        patient.add(
            [
                replace(
                    at, field="sex", value=value, rule="sex.organ", status="derived",
                    confidence=min(at.confidence, 0.7), code=None, detail={},
                )
            ]
        )  # fmt: skip
