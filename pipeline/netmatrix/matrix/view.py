"""The Table 2 view: a row of the evidence as a review article would print it.

Cells are composed from findings only; nothing is computed here.  The structured columns behind
the seven columns of the view carry the contract's canonical values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from netmatrix import patterns
from netmatrix.evidence import PATIENT_FIELDS, Finding, Row, Statistic
from netmatrix.matrix.cohort import column_of, numbers_text, statistic_text
from netmatrix.matrix.wording import (
    NOT_FOUND_IN_PART,
    NOT_REFERRED,
    NOT_REPORTED,
    as_list,
    author_year,
    clean,
    interval,
    mitoses,
    plural,
    pretty,
    surname,
    unique,
)

COLUMNS: tuple[tuple[str, str], ...] = (
    ("author_year", "Author (year)"),
    ("who", "Patient or cohort"),
    ("pathology", "Pathological type"),
    ("site", "Disease site"),
    ("treatment", "Treatment measures"),
    ("diagnosis", "Way of diagnosis"),
    ("prognosis", "Prognosis"),
)
"""Key and heading of the Table 2 columns, in order."""

COLUMN_FIELDS: Mapping[str, tuple[str, ...]] = {
    "author_year": (),
    "who": ("age_years", "sex"),
    "pathology": (
        "histology", "differentiation", "grade", "ki67_percent", "mitoses", "functional",
        "syndrome",
    ),
    "site": ("primary_site", "metastatic_sites", "bone_sites", "bone_lesion_type"),
    "treatment": ("treatments",),
    "diagnosis": ("diagnostic_methods", "markers_positive", "markers_negative"),
    "prognosis": ("response", "pfs_months", "vital_status", "follow_up_months"),
}  # fmt: skip
"""The patient fields that each Table 2 column is made of."""

MAX_STATISTICS = 8
"""Statistics in a Table 2 cell of a cohort; the rest stands in the cohort's own table."""

_STATUS_ORDER = ("stopped", "planned", "recommended", "declined")
_DETAIL_KEYS = ("dose", "route", "schedule", "cycles", "duration", "line", "reason")


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A row as people read it.

    ``cells`` has the keys of ``COLUMNS``, ``structured`` those of ``PATIENT_FIELDS``; the texts
    are on one line and free of control characters.
    """

    row: Row
    document: Mapping[str, Any]
    cells: Mapping[str, str]
    structured: Mapping[str, str]
    statistics: tuple[str, ...]


def is_silent(finding: Finding) -> bool:
    """Whether the finding says that the paper does not state the field ("not referred")."""
    return finding.value == NOT_REFERRED or bool(finding.detail.get("not_referred"))


def _found(row: Row, name: str) -> list[Finding]:
    return [f for f in row.fields.get(name, ()) if not is_silent(f)]


def _values(row: Row, name: str, show: Callable[[str], str] = pretty) -> list[str]:
    return unique(show(finding.value) for finding in _found(row, name))


def _derived(row: Row, name: str) -> bool:
    found = _found(row, name)
    return bool(found) and all(f.status == "derived" for f in found)


def _capital(text: str) -> str:
    """Upper case for the first letter, unless its word has a spelling of its own (siNET)."""
    return text[:1].upper() + text[1:] if text.split(" ")[0].islower() else text


def _author_year(row: Row, document: Mapping[str, Any]) -> str:
    own = author_year(document, fallback=str(document.get("source") or row.doc_id))
    if row.kind != "cited_case":
        return own
    reference = row.source_ref or {}
    cited = author_year(reference, fallback=row.subject)
    return f"{cited}, cited in {own}"


def _who(row: Row) -> str:
    ages = _values(row, "age_years", interval)
    sexes = _values(row, "sex", clean)
    person = {"male": "male patient", "female": "female patient"}.get(
        sexes[0] if len(sexes) == 1 else "", "patient"
    )
    if len(ages) == 1 and patterns.fullmatch(r"\d+(?:\.\d+)?", ages[0]):
        child = float(ages[0]) < 18
        nouns = {"male": "boy", "female": "girl"} if child else {"male": "man", "female": "woman"}
        person = nouns.get(sexes[0] if len(sexes) == 1 else "", "patient")
    description = f"{' / '.join(ages)}-year-old {person}" if ages else person
    if len(sexes) > 1:
        description += f" ({' / '.join(sexes)})"
    label = clean(row.subject)
    if row.kind == "cited_case":
        names = [surname(a).lower() for a in as_list((row.source_ref or {}).get("authors"))]
        if not names or any(name and label.lower().startswith(name) for name in names):
            label = ""
    if not ages and not sexes:
        return _capital(label or description)
    return f"{_capital(label)}: {description}" if label else _capital(description)


def _pathology(row: Row) -> str:
    head = [" and ".join(_values(row, "histology"))]
    adverb = {"well": "well", "moderate": "moderately", "poor": "poorly"}
    head += [f"{adverb.get(v, v)} differentiated" for v in _values(row, "differentiation", clean)]
    grades = _values(row, "grade", clean)
    head.append(" / ".join(grades))
    numbers = ["derived"] if _derived(row, "grade") else []
    numbers += [f"Ki-67 {v} %" for v in [" / ".join(_values(row, "ki67_percent", interval))] if v]
    numbers += _values(row, "mitoses", mitoses)
    text = ", ".join(unique(head))
    if numbers:
        text = f"{text} ({', '.join(numbers)})" if text else _capital(", ".join(numbers))
    return "; ".join(unique([text, *_values(row, "functional"), *_values(row, "syndrome")]))


def _site(row: Row) -> str:
    primaries = _values(row, "primary_site")
    places = _values(row, "metastatic_sites")
    bones, types = _values(row, "bone_sites"), _values(row, "bone_lesion_type")
    if (bones or types) and "bone" not in places:
        places.append("bone")
    inside = "; ".join(unique([", ".join(bones), ", ".join(types)]))
    places = [f"bone ({inside})" if p == "bone" and inside else p for p in places]
    known = [p for p in primaries if p != "unknown"]
    primary = ", ".join(known) or ("primary unknown" if primaries else "")
    if not places:
        return primary
    return f"{primary or 'primary not reported'}; metastases: {', '.join(places)}"


def detail_text(detail: Mapping[str, Any]) -> str:
    """Dose, route, schedule, cycles, duration and line of a treatment: ``30 mg, every 4 weeks``.

    A bare number of cycles or of the line gets its noun; other keys are left out.
    """
    parts = []
    for key in _DETAIL_KEYS:
        raw = detail.get(key)
        items = raw if isinstance(raw, list | tuple) else [raw]
        text = ", ".join(clean(str(item)) for item in items if item not in (None, ""))
        if key == "cycles" and patterns.fullmatch(r"[\d–-]+", text):
            text = plural(text, "cycle")
        elif key == "line" and patterns.fullmatch(r"\d", text):
            text = f"line {text}"
        parts.append(text)
    return ", ".join(unique(parts))


def _treatment_list(findings: Iterable[Finding]) -> str:
    details: dict[str, list[str]] = {}
    for finding in findings:
        details.setdefault(pretty(finding.value), []).append(detail_text(finding.detail))
    return ", ".join(
        f"{name} ({'; '.join(unique(texts))})" if any(texts) else name
        for name, texts in details.items()
    )


def _treatment(row: Row) -> str:
    found = _found(row, "treatments")
    parts = [_treatment_list(f for f in found if f.status not in _STATUS_ORDER)]
    for status in _STATUS_ORDER:
        text = _treatment_list(f for f in found if f.status == status)
        parts.append(f"{status}: {text}" if text else "")
    return "; ".join(unique(parts))


def _diagnosis(row: Row) -> str:
    methods = _values(row, "diagnostic_methods")
    positive = [f"{m} +" for m in _values(row, "markers_positive", clean)]
    negative = [f"{m} −" for m in _values(row, "markers_negative", clean)]
    if not positive and not negative:
        return ", ".join(methods)
    methods = [m for m in methods if m != "immunohistochemistry"]
    stains = f"immunohistochemistry: {', '.join(positive + negative)}"
    return "; ".join(unique([", ".join(methods), stains]))


def _prognosis(row: Row) -> str:
    vital = " / ".join(_values(row, "vital_status", clean))
    months = [plural(v, "month") for v in _values(row, "follow_up_months", clean)]
    followed = " / ".join(months)
    if vital and followed:
        last = f"{'died' if vital == 'dead' else vital} at {followed}"
    else:
        last = ("died" if vital == "dead" else vital) or (followed and f"follow-up {followed}")
    pfs = [f"PFS {plural(v, 'month')}" for v in _values(row, "pfs_months", clean)]
    return "; ".join(unique([", ".join(_values(row, "response")), *pfs, last]))


_COMPOSE: Mapping[str, Callable[[Row], str]] = {
    "pathology": _pathology,
    "site": _site,
    "treatment": _treatment,
    "diagnosis": _diagnosis,
    "prognosis": _prognosis,
}


def _main(statistics: Sequence[Statistic]) -> list[str]:
    """The statistics of a cell: the whole group before sub-groups, comparisons left out."""
    told = [s for s in statistics if s.measure not in {"p_value", "ratio"} and numbers_text(s)]
    texts = unique(statistic_text(s) for s in sorted(told, key=lambda s: bool(s.group)))
    rest = len(texts) - MAX_STATISTICS
    return [*texts[:MAX_STATISTICS], f"… and {rest} more"] if rest > 0 else texts


def _cohort_cells(row: Row) -> dict[str, str]:
    by_column: dict[str, list[Statistic]] = {}
    for statistic in row.statistics:
        by_column.setdefault(column_of(statistic), []).append(statistic)
    cells = {
        name: "; ".join(unique([compose(row), *_main(by_column.get(name, ()))]))
        for name, compose in _COMPOSE.items()
    }
    size_first = sorted(by_column.get("who", ()), key=lambda s: s.measure != "count")
    main = "; ".join(_main(size_first))
    label = _capital(clean(row.subject))
    return {"who": f"{label}: {main}" if label and main else label or main, **cells}


def _empty(row: Row, document: Mapping[str, Any], names: Iterable[str]) -> str:
    """What a cell without a value says."""
    wanted = set(names)
    if any(f.field in wanted for f in row.not_referred) or any(
        is_silent(f) for name in wanted for f in row.fields.get(name, ())
    ):
        return NOT_REFERRED
    return NOT_FOUND_IN_PART if document.get("status") == "partial" else NOT_REPORTED


def structured_value(finding: Finding) -> str:
    """The canonical value; a status other than reported or given stands behind it."""
    if finding.status in {"reported", "given"}:
        return clean(finding.value)
    return f"{clean(finding.value)} ({finding.status})"


def view_row(row: Row, document: Mapping[str, Any]) -> ViewRow:
    """Compose one row. ``document`` is the paper's object of ``documents.jsonl`` (or empty)."""
    if row.kind == "cohort":
        cells = _cohort_cells(row)
    else:
        cells = {"who": _who(row), **{name: make(row) for name, make in _COMPOSE.items()}}
    cells = {
        name: clean(cells[name]) or _empty(row, document, COLUMN_FIELDS[name])
        for name, _ in COLUMNS[1:]
    }
    structured = {}
    for name in PATIENT_FIELDS:
        text = "; ".join(unique(structured_value(f) for f in _found(row, name)))
        applies = row.kind != "cohort" or row.fields.get(name)
        structured[name] = text or (_empty(row, document, (name,)) if applies else "")
    return ViewRow(
        row=row,
        document=document,
        cells={"author_year": clean(_author_year(row, document)), **cells},
        structured=structured,
        statistics=tuple(statistic_text(s) for s in row.statistics),
    )


def view(rows: Sequence[Row], documents: Sequence[Mapping[str, Any]]) -> list[ViewRow]:
    """All rows in the order of their documents, then in their own order.

    Rows of papers that are not in ``documents`` come last.
    """
    place = {str(d["doc_id"]): i for i, d in reversed(list(enumerate(documents)))}
    ordered = sorted(rows, key=lambda r: place.get(r.doc_id, len(documents)))
    return [view_row(r, documents[place[r.doc_id]] if r.doc_id in place else {}) for r in ordered]
