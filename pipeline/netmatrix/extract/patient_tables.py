"""Rows of tables that are patients: a series' own (``series_case``) and other papers' (``cited_case``)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from netmatrix.document import Reference, Span
from netmatrix.evidence import Finding
from netmatrix.extract.base import Scope, make
from netmatrix.extract.cells import EMPTY, read_cell
from netmatrix.extract.grids import Grid
from netmatrix.nlp.annotations import Annotations
from netmatrix.nlp.components import cut_sentence
from netmatrix.nlp.sentences import split
from netmatrix.normalise.names import Names
from netmatrix.normalise.numbers import parse

_PATIENT_FIELDS = frozenset(
    {
        "age_years",
        "sex",
        "age_sex",
        "histology",
        "grade",
        "ki67_percent",
        "mitoses",
        "primary_site",
        "site",
        "metastatic_sites",
        "treatments",
        "response",
        "prognosis",
        "pfs_months",
        "follow_up_months",
        "marker",
        "flag",
        "diagnostic_methods",
        "bone_sites",
        "differentiation",
        "functional",
        "syndrome",
        "markers",
    }
)
_CITATION = re.compile(r"\[(\d{1,3})(?:\s*[,–-]\s*\d{1,3})*\]|\((\d{1,3})\)|(?<=\D)(\d{1,3})\s*$")
_NAME = re.compile(r"^[^\[(\d]+(?:et\s+al\.?|and\s+\w+|&\s*\w+)?", re.IGNORECASE)
_YEAR = re.compile(r"\b(19[5-9]\d|20[0-4]\d)\b")
_KEY = re.compile(
    r"^\s*(?:case|patient|pt|no\.?|#)?\s*(?P<key>\d{1,3}|[A-H]|I{1,3}|IV|V)\s*[.)*]*\s*$",
    re.IGNORECASE,
)
_ALL = re.compile(r"\ball\s+(?:of\s+the\s+)?(?:\w+\s+){0,2}(?:patients|cases)\b", re.IGNORECASE)


@dataclass
class TablePatient:
    """A patient of one or several tables: the findings, and for a cited one the publication."""

    subject: str
    fields: dict[str, list[Finding]] = field(default_factory=dict)
    source_ref: Mapping[str, Any] | None = None

    def add(self, findings: list[Finding]) -> None:
        for finding in findings:
            held = self.fields.setdefault(finding.field, [])
            if all(f.value != finding.value or f.status != finding.status for f in held):
                held.append(finding)


def is_series(grid: Grid) -> bool:
    """Whether each line is a patient of the paper's own."""
    key = grid.column("patient")
    if key is None or grid.column("author") is not None or len(grid.rows) < 2:
        return False
    return sum(c.meaning in _PATIENT_FIELDS for c in grid.columns) >= 1


def is_literature(grid: Grid) -> bool:
    """Whether each line is a patient of another publication."""
    return grid.column("author") is not None and (
        sum(c.meaning in _PATIENT_FIELDS for c in grid.columns) >= 2
    )


def series(annotations: Annotations, names: Names, grids: list[Grid]) -> list[TablePatient]:
    """The series' patients, lines of several tables about one number joined."""
    text = annotations.document.text
    found: dict[str, TablePatient] = {}
    own = [g for g in grids if is_series(g)]
    keyed: list[tuple[Grid, list[tuple[str, list[Span | None]]]]] = []
    for grid in own:
        key = grid.column("patient")
        assert key is not None
        lines: list[tuple[str, list[Span | None]]] = []
        for line in grid.rows:
            cell = line[key]
            match = _KEY.match(text[cell.start : cell.end]) if cell else None
            if match:
                lines.append((match["key"].upper(), line))
        if len(lines) >= 2 and len({k for k, _ in lines}) == len(lines):
            keyed.append((grid, lines))
    for grid, lines in keyed:
        for number, line in lines:
            patient = found.setdefault(number, TablePatient(f"patient {number}"))
            for column, cell in zip(grid.columns, line, strict=True):
                if cell is not None and column.meaning != "patient":
                    patient.add(read_cell(annotations, names, column, cell, patient.subject))
        _mitosis_unit(annotations, grid, found)
        _footnotes(annotations, names, grid, found)
    if found:
        _captions(annotations, names, [g for g, _ in keyed], found)
    return list(found.values())


def _mitosis_unit(annotations: Annotations, grid: Grid, found: Mapping[str, TablePatient]) -> None:
    """A unit that the footnote states ("counted in 10 high power fields") joins the counts."""
    if not any(c.meaning == "mitoses" for c in grid.columns):
        return
    notes = " ".join(annotations.document.text[s.start : s.end] for s in grid.footnotes)
    match = re.search(r"(\d{1,2})\s*(?:HPFs?|high[\s-]*power)|(\d{1,2})\s*mm\s?[2²]", notes, re.I)
    if not match:
        return
    unit = f"/{match.group(1)}hpf" if match.group(1) else f"/{match.group(2)}mm2"
    from dataclasses import replace

    for patient in found.values():
        held = patient.fields.get("mitoses", [])
        patient.fields["mitoses"] = [
            f if "/" in f.value else replace(f, value=f.value + unit) for f in held
        ]
        if not held:
            del patient.fields["mitoses"]


def _footnotes(
    annotations: Annotations, names: Names, grid: Grid, found: Mapping[str, TablePatient]
) -> None:
    """What a footnote says of all patients fills each of them."""
    from netmatrix.extract import outcomes

    text = annotations.document.text
    for note in grid.footnotes:
        for start, end in split(text, note.start, note.end):
            for left, right in _starred(text, start, end):
                match = _ALL.search(text[left:right])
                if not match:
                    continue
                sentence = cut_sentence(annotations, left, right, section="table", kind="cell")
                for patient in found.values():
                    scope = Scope(annotations, names, [sentence], patient.subject)
                    patient.add([f for f in outcomes.extract(scope) if f.field == "vital_status"])


def _starred(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The parts of a footnote between its marks."""
    cuts = [start, *(start + m.start() for m in re.finditer(r"[*†‡§]", text[start:end])), end]
    return [(a, b) for a, b in itertools.pairwise(cuts) if b - a > 8]


def _captions(
    annotations: Annotations, names: Names, grids: list[Grid], found: Mapping[str, TablePatient]
) -> None:
    """What the captions say of all patients ("… of unknown primary with liver metastasis")."""
    from netmatrix.extract import sites

    for grid in grids:
        if grid.caption is None:
            continue
        sentence = cut_sentence(
            annotations, grid.caption.start, grid.caption.end, section="caption", kind="caption"
        )
        for patient in found.values():
            scope = Scope(annotations, names, [sentence], patient.subject)
            stated = sites.extract(scope)
            patient.add(
                [
                    f
                    for f in stated
                    if f.field == "primary_site" and "primary_site" not in patient.fields
                ]
            )
            if not any(c.meaning in ("metastatic_sites", "site") for g in grids for c in g.columns):
                patient.add([f for f in stated if f.field == "metastatic_sites"])


def literature(annotations: Annotations, names: Names, grids: list[Grid]) -> list[TablePatient]:
    """The patients of literature tables, each with the publication it is from."""
    text = annotations.document.text
    out: list[TablePatient] = []
    by_number = {r.number: r for r in annotations.document.references}
    for grid in grids:
        if not is_literature(grid):
            continue
        author_at = grid.column("author")
        assert author_at is not None
        count_at = next(
            (
                i
                for i, c in enumerate(grid.columns)
                if re.fullmatch(
                    r"(?:no\.?|number|n)(?: of (?:patients|cases))?|patients|cases",
                    c.header.strip(),
                    re.I,
                )
            ),
            None,
        )
        last: Span | None = None
        for line in grid.rows:
            cell = line[author_at]
            if cell is not None and not EMPTY.match(text[cell.start : cell.end]):
                last = cell
            if last is None or not any(c for i, c in enumerate(line) if i != author_at):
                continue
            if count_at is not None and line[count_at] is not None:
                held = line[count_at]
                assert held is not None
                size = parse(text[held.start : held.end])
                if size is not None and size > 1:
                    continue  # a series summed up in one line is no patient
            subject, ref = _publication(
                text, last, by_number, annotations.document.references, grid, line
            )
            patient = TablePatient(subject, source_ref=ref)
            for column, span in zip(grid.columns, line, strict=True):
                if span is not None and column.meaning not in ("author", "year", "patient"):
                    patient.add(read_cell(annotations, names, column, span, subject))
            _first_primary(patient)
            if patient.fields:
                out.append(patient)
    return out


def _first_primary(patient: TablePatient) -> None:
    """A primary named in the pathology outweighs the first organ of the site column."""
    primary = patient.fields.get("primary_site", [])
    if len(primary) < 2:
        return
    from_pathology = [f for f in primary if not f.rule.startswith("cell.")]
    if from_pathology:
        patient.fields["primary_site"] = from_pathology


def _publication(
    text: str,
    cell: Span,
    by_number: Mapping[int, Reference],
    references: tuple[Reference, ...],
    grid: Grid,
    line: list[Span | None],
) -> tuple[str, Mapping[str, Any]]:
    wording = re.sub(r"\s+", " ", text[cell.start : cell.end]).strip()
    number = _CITATION.search(wording)
    found: Reference | None = None
    if number:
        found = by_number.get(int(next(g for g in number.groups() if g)))
    name = _NAME.match(wording)
    subject = (name.group().strip(" ,;") if name else wording) or wording
    family = re.match(r"[^\s,]+", subject)
    year_at = grid.column("year")
    year_span = line[year_at] if year_at is not None else None
    year_match = (
        _YEAR.search(text[year_span.start : year_span.end]) if year_span else _YEAR.search(wording)
    )
    year = int(year_match.group()) if year_match else None
    if found is None or (
        family and found.authors and not _same_family(family.group(), found.authors[0])
    ):
        candidates = [
            r
            for r in references
            if r.authors
            and family
            and _same_family(family.group(), r.authors[0])
            and (year is None or r.year in (None, year))
        ]
        found = candidates[0] if len(candidates) == 1 else found if not candidates else None
    ref: dict[str, Any] = {"cited_as": wording}
    if found is not None:
        ref |= {
            "number": found.number,
            "authors": list(found.authors),
            "title": found.title,
            "journal": found.journal,
            "year": found.year,
            "doi": found.doi,
            "pmid": found.pmid,
            "quote": text[found.start : found.end],
            "start": found.start,
            "end": found.end,
        }
    elif year:
        ref["year"] = year
    return subject, ref


def _same_family(left: str, right: str) -> bool:
    a, b = left.casefold().strip(".,"), right.casefold()
    return b.startswith(a) or a in b.split()


__all__ = ["TablePatient", "is_literature", "is_series", "literature", "make", "series"]
