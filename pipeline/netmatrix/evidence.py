"""Finding, Statistic, Row: what is known, about whom, and from where.

The JSON shapes are those of the evidence contract (``docs/codebook.md``).
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

RowKind = Literal["case", "series_case", "cited_case", "cohort"]
FindingStatus = Literal[
    "reported", "derived", "given", "planned", "recommended", "declined", "stopped"
]
Measure = Literal["count", "proportion", "median", "mean", "range", "rate", "ratio", "p_value"]

PATIENT_FIELDS: tuple[str, ...] = (
    "age_years",
    "sex",
    "histology",
    "differentiation",
    "grade",
    "ki67_percent",
    "mitoses",
    "functional",
    "syndrome",
    "primary_site",
    "metastatic_sites",
    "bone_sites",
    "bone_lesion_type",
    "markers_positive",
    "markers_negative",
    "diagnostic_methods",
    "treatments",
    "response",
    "vital_status",
    "follow_up_months",
    "pfs_months",
)
"""The fields of a patient row, in the order of the matrix."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One value of one field, with the words that say it.

    ``text[start:end] == quote`` in the document's canonical text, always.  ``rule`` names the rule
    that made it, ``cues`` the wordings that decided its context, ``confidence`` is in [0, 1].
    """

    field: str
    value: str
    start: int
    end: int
    quote: str
    rule: str
    status: FindingStatus = "reported"
    confidence: float = 0.8
    section: str = ""
    page: int | None = None
    code: Mapping[str, str] | None = None
    cues: tuple[str, ...] = ()
    detail: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The value as the contract writes it."""
        out: dict[str, Any] = {
            "value": self.value,
            "status": self.status,
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "page": self.page,
            "section": self.section,
            "confidence": round(self.confidence, 2),
            "rule": self.rule,
            "code": dict(self.code) if self.code else None,
            "detail": dict(self.detail),
        }
        if self.cues:
            out["detail"]["cues"] = list(self.cues)
        return out


@dataclass(frozen=True, slots=True)
class Statistic:
    """One number about a group of patients, tied to a concept, with the words that say it.

    ``n``, ``N`` and ``percent`` are ``None`` where the paper does not print them; nothing is
    computed silently.  ``unit`` is singular (``month``, ``year``, ``percent``).
    """

    measure: Measure
    concept: str
    start: int
    end: int
    quote: str
    rule: str = ""
    group: str = ""
    n: int | None = None
    N: int | None = None
    percent: float | None = None
    value: float | None = None
    unit: str | None = None
    low: float | None = None
    high: float | None = None
    interval: str | None = None
    comparator: str | None = None
    kind: str | None = None
    confidence: float = 0.8
    section: str = ""
    page: int | None = None
    detail: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The statistic as the contract writes it; absent parts are left out."""
        out: dict[str, Any] = {"measure": self.measure, "concept": self.concept}
        for key in (
            "group", "n", "N", "percent", "value", "unit", "low", "high",
            "interval", "comparator", "kind",
        ):  # fmt: skip
            value = getattr(self, key)
            if value not in (None, ""):
                out[key] = value
        out |= {
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "page": self.page,
            "section": self.section,
            "confidence": round(self.confidence, 2),
            "rule": self.rule,
        }
        if self.detail:
            out["detail"] = dict(self.detail)
        return out


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the matrix: a patient or a cohort, with every value and where it came from.

    ``source_ref`` names the cited publication of a ``cited_case`` (authors, year, title, DOI,
    PMID). ``queries`` are questions to the reviewer (messages) raised by consistency rules.
    ``not_referred`` quotes where the paper says that it does not tell a field; these are no values.
    """

    doc_id: str
    kind: RowKind
    subject: str
    fields: Mapping[str, tuple[Finding, ...]] = dataclasses.field(default_factory=dict)
    statistics: tuple[Statistic, ...] = ()
    source_ref: Mapping[str, Any] | None = None
    queries: tuple[Mapping[str, Any], ...] = ()
    ordinal: int = 0
    not_referred: tuple[Finding, ...] = ()

    @property
    def row_id(self) -> str:
        """A stable id: a hash of paper, kind and subject, the same in every run.

        ``ordinal`` tells rows of one subject apart: the third patient of one cited series has 2.
        """
        key = "\x1f".join(
            (self.doc_id, self.kind, self.subject, *([str(self.ordinal)] if self.ordinal else ()))
        )
        return hashlib.sha256(key.encode()).hexdigest()[:16]

    def values(self, name: str) -> list[str]:
        """The values of one field, in order."""
        return [finding.value for finding in self.fields.get(name, ())]

    def to_json(self) -> dict[str, Any]:
        """The row as one object of ``evidence.jsonl``."""
        out: dict[str, Any] = {
            "row_id": self.row_id,
            "doc_id": self.doc_id,
            "kind": self.kind,
            "subject": self.subject,
            "source_ref": dict(self.source_ref) if self.source_ref else None,
            "fields": {
                name: [finding.to_json() for finding in self.fields[name]]
                for name in PATIENT_FIELDS
                if self.fields.get(name)
            },
            "statistics": [statistic.to_json() for statistic in self.statistics],
        }
        if self.queries:
            out["queries"] = [dict(query) for query in self.queries]
        if self.ordinal:
            out["ordinal"] = self.ordinal
        if self.not_referred:
            out["not_referred"] = [{"field": f.field, **f.to_json()} for f in self.not_referred]
        return out
