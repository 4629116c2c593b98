"""Lines of literature tables: patients of other publications (``cited_case``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from netmatrix import patterns
from netmatrix.document import Reference, Span
from netmatrix.evidence import Finding
from netmatrix.extract import diagnosis, sites
from netmatrix.extract.base import Scope
from netmatrix.extract.cell_base import EMPTY
from netmatrix.extract.cells import read_cell, silent_in
from netmatrix.extract.cited_names import family_of, told_by_author
from netmatrix.extract.grids import Grid
from netmatrix.extract.table_keys import AGE, OWN, in_sequence, key_of
from netmatrix.extract.table_patient import (
    PATIENT_FIELDS,
    TablePatient,
    first_primary,
    sex_by_organ,
)
from netmatrix.extract.table_sheet import wording
from netmatrix.extract.table_statements import of_marks, statements
from netmatrix.extract.table_subheads import under
from netmatrix.extract.table_whom import all_of_a_sex
from netmatrix.extract.topic import topics
from netmatrix.nlp.annotations import Annotations
from netmatrix.nlp.components import cut_sentence
from netmatrix.normalise.names import Names
from netmatrix.normalise.numbers import parse
from netmatrix.patterns import compiled

_CITATION = compiled(
    r"\[(\d{1,3})(?:\s*[,–-]\s*\d{1,3})*\]|\((\d{1,3})\)|(?<=[^\d\s–-])(\d{1,3})\s*$|(?<=[^\d]\s)(\d{1,3})\s*$|^\s*(\d{1,3})\s*$"
)
_NAME = compiled(r"^[^\[(\d]+(?:et\s+al\.?|and\s+\w+|&\s*\w+)?", re.IGNORECASE)
_YEAR = compiled(r"\b(19[3-9]\d|20[0-4]\d)\b")
_AUTHOR = compiled(
    r"^\W*(?:[^\W\d_][\w'’.-]*\s+){0,4}?[^\W\d_a-z][\w'’-]+(?:\s+[A-Z]{1,3})?(?:,?\s+et\s+al\b|\s+(?:and|&)\s+[^\W\d_a-z]|,?\s*\(?(?:19|20)\d\d|\s*\[?\(?\d{1,3}[\])]?\W*$|\W*$)"
)
_CITED = compiled(r"\bet\s+al\b|\[\d{1,3}|\b(?:19|20)\d\d\b")
_SEVERAL = compiled(
    r"\bn\s*=\s*(?:[2-9]|\d{2,})\b|\b(?:[2-9]|\d{2,}|two|three|four|five|six|seven|eight|nine|ten)\s+(?:patients|cases|pts)\b|\bmedian\b|\bmean\b|±",
    re.IGNORECASE,
)


def is_literature(text: str, grid: Grid) -> bool:
    """Whether each line is a patient of another publication: names of authors say so."""
    at = author_column(text, grid)
    return at is not None and sum(c.meaning in PATIENT_FIELDS for c in grid.columns) >= 2


def author_column(text: str, grid: Grid) -> int | None:
    """The column of the publications: by its heading, or by its cells."""
    best: tuple[float, int] | None = None
    for index, column in enumerate(grid.columns):
        if column.meaning not in ("author", "patient", "ignore", "count"):
            continue
        cells = [wording(text, row[index]) for row in grid.rows]
        filled = [c for c in cells if c and not EMPTY.match(c)]
        if not filled:
            continue
        names = sum(bool(_AUTHOR.match(c)) or bool(OWN.match(c)) for c in filled) / len(filled)
        cited = sum(bool(_CITED.search(c)) or bool(OWN.match(c)) for c in filled) / len(filled)
        numbers = sum(bool(_CITATION.search(c)) for c in filled) / len(filled)
        if column.meaning == "author":
            share = max(names, numbers, cited)
            score = share + cited + 1.0 if share >= 0.5 else 0.0
        else:
            score = cited if names >= 0.6 and cited >= 0.6 and len(filled) >= 2 else 0.0
        if score and (best is None or score > best[0]):
            best = (score, index)
    return best[1] if best else None


def literature(annotations: Annotations, names: Names, grids: Sequence[Grid]) -> list[TablePatient]:
    """The patients of literature tables, each with the publication it is from."""
    return [
        patient for patient, own in _lines(annotations, names, grids) if not own and patient.fields
    ]


def present_cases(
    annotations: Annotations, names: Names, grids: Sequence[Grid]
) -> list[TablePatient]:
    """The lines of literature tables that are the paper's own patient ("present case")."""
    return [patient for patient, own in _lines(annotations, names, grids) if own]


def _lines(
    annotations: Annotations, names: Names, grids: Sequence[Grid]
) -> list[tuple[TablePatient, bool]]:
    text = annotations.document.text
    references = annotations.document.references
    out: list[tuple[TablePatient, bool]] = []
    # "Table 2" with the same publications line by line goes on about the same patients.
    told: dict[tuple[str, ...], dict[int, TablePatient]] = {}
    for grid in grids:
        if not is_literature(text, grid):
            continue
        author_at = author_column(text, grid)
        assert author_at is not None
        beside = [i for i, c in enumerate(grid.columns) if c.meaning == "author" and i != author_at]
        count_at = _count_column(text, grid)
        grid.used = True
        of_all = [*_of_caption(annotations, names, grid), *_sex_of_all(annotations, names, grid)]
        marked = [m for note in grid.footnotes for m in of_marks(annotations, names, note)]
        last: list[Span | None] | None = None
        head: Span | None = None
        key_at = grid.column("patient")
        keyed: dict[str, TablePatient] = {}
        before = told.setdefault(tuple(wording(text, row[author_at]) for row in grid.rows), {})
        for number, line in enumerate(grid.rows):
            said = wording(text, line[author_at])
            alone = sum(c is not None for c in line) == 1 or (number, author_at) in grid.wide
            if said and alone and _names_organ(annotations, line[author_at]):
                head = line[author_at]  # "Breast", above the patients with metastases there
                continue
            if said and not EMPTY.match(said):
                last = line
            if last is None or not any(
                c for i, c in enumerate(line) if i != author_at and i not in beside
            ):
                continue  # a sub-heading, or nothing
            if (number, author_at) in grid.wide or _is_series(text, grid, line, count_at):
                continue
            subject, ref = _publication(text, grid, last, line, author_at, beside, references)
            patient = before.get(number) or TablePatient(subject, source_ref=ref)
            for index, (column, span) in enumerate(zip(grid.columns, line, strict=True)):
                if (
                    span is None
                    or index == author_at
                    or column.meaning in ("author", "year", "patient", "count")
                ):
                    continue
                if (number, index) in grid.wide:
                    grid.problems.append(
                        f"{grid.name()}: a cell over several columns was left out."
                    )
                    continue
                patient.silent += silent_in(annotations, column, span)
                patient.add(read_cell(annotations, names, column, span, subject, grid.legend))
            if head is not None:
                patient.add(under(annotations, names, grid, head, subject))
            for mark, findings in marked:
                if any(wording(text, span).endswith(mark) for span in line if span is not None):
                    patient.add(findings)
            first_primary(names, patient)
            _where_it_began(patient, of_all)
            patient.add(
                replace(f, confidence=0.65)
                for f in of_all
                if f.field == "metastatic_sites" or not patient.fields.get(f.field)
            )
            sex_by_organ(names, patient)
            key = key_of(wording(text, line[key_at])) if key_at not in (None, author_at) else ""
            if key:
                keyed.setdefault(key, patient)
            if number not in before:
                before[number] = patient
                out.append((patient, bool(OWN.match(wording(text, last[author_at])))))
        _by_number(annotations, names, grid, keyed)
        told_by_author(annotations, names, grid.start, list(before.values()))
    return out


def _by_number(
    annotations: Annotations, names: Names, grid: Grid, keyed: Mapping[str, TablePatient]
) -> None:
    """What the prose behind a table of a review says of its lines: "Ki-67 was 4% in no. 3"."""
    kind = annotations.document.metadata.doc_type
    if kind not in _NUMBERS_LINES or len(keyed) < _FEWEST_LINES or not in_sequence(list(keyed)):
        return
    for statement in statements(annotations, names, tuple(keyed), ()):
        if not statement.of_all and len(statement.keys) < len(keyed):
            for key in statement.keys:
                keyed[key].add(f for f in statement.findings if f.start > grid.start)


_NUMBERS_LINES = frozenset({"case_report", "review"})
"""Papers without a series of their own: the numbers of patients in their prose are a table's."""
_FEWEST_LINES = 3


def _names_organ(annotations: Annotations, span: Span | None) -> bool:
    """Whether a cell is the name of an organ and no more."""
    return span is not None and any(
        m.group in ("site", "bone_site") and m.start == span.start and m.end == span.end
        for m in annotations.mentions_in(span.start, span.end)
    )


def _of_caption(annotations: Annotations, names: Names, grid: Grid) -> list[Finding]:
    """The one primary and the one tumour of all patients that the caption names, where no column
    tells them.
    """
    # "Other metastases": beside those that the caption names.
    columns = {
        c.meaning
        for c in grid.columns
        if not (c.meaning == "metastatic_sites" and c.header.lower().startswith("other"))
    }
    open_fields = {
        "primary_site": set[str](),  # a column of its own may tell parts of the organ
        "histology": {"histology"},
        "syndrome": {"syndrome"},
        "metastatic_sites": {"metastatic_sites", "site", "bone_sites"},
        "bone_sites": {"metastatic_sites", "site", "bone_sites"},
    }
    captioned = (
        [
            cut_sentence(
                annotations, grid.caption.start, grid.caption.end, section="caption", kind="caption"
            )
        ]
        if grid.caption is not None
        else []
    )
    captioned += [s for s in annotations.sentences if _tells_what_is_in(s.text, grid.label)]
    # What the caption leaves open, the kind of case that the paper is about.
    titled = list(topics(annotations))
    out: list[Finding] = []
    for place, sentences in (("caption", captioned), ("title", titled)):
        scope = Scope(annotations, names, sentences)
        told = [*sites.extract(scope), *diagnosis.extract(scope)]
        for name, barred in open_fields.items():
            found = [f for f in told if f.field == name]
            if place == "title" and (name in _SPREAD or _told_of(out, name)):
                continue
            if place == "title" and name == "primary_site" and not _parts_alone(annotations, grid):
                continue
            if len(found) == 1 and not columns & barred:
                out += found
    return out


# "Table 1 lists eight patients with a NEN metastatic to the pituitary".
_LISTS = compiled(
    r"\s(?:lists|shows|gives|contains|presents|summari[sz]es|comprises|compiles|collects)\b"
)


def _tells_what_is_in(text: str, label: str) -> bool:
    at = text.find(label) if label else -1
    return at >= 0 and _LISTS.match(text, at + len(label)) is not None


_SPREAD = ("metastatic_sites", "bone_sites")
_PART = compiled(
    r"\W*(?:head|body|tail|neck|isthmus|left|right|upper|lower|middle|mid|central|distal|proximal|pole|fundus|[RL]|NR|NS)\b",
    re.IGNORECASE,
)


def _parts_alone(annotations: Annotations, grid: Grid) -> bool:
    """Whether no column tells the primary, or most of its cells tell a part of an organ ("Tail (4)")."""
    at = next((i for i in map(grid.column, ("primary_site", "site")) if i is not None), None)
    if at is None:
        return True
    cells = [wording(annotations.document.text, row[at]) for row in grid.rows if row[at]]
    return 2 * sum(bool(_PART.match(c)) for c in cells) > len(cells)


def _told_of(found: Iterable[Finding], name: str) -> bool:
    return any(f.field == name for f in found)


def _sex_of_all(annotations: Annotations, names: Names, grid: Grid) -> list[Finding]:
    """ "All patients were women", where the table has no column for it."""
    if {c.meaning for c in grid.columns} & {"sex", "age_sex"}:
        return []
    scope = Scope(annotations, names, annotations.sentences)
    return [f for s in annotations.sentences for f in all_of_a_sex(scope, s)][:1]


def _count_column(text: str, grid: Grid) -> int | None:
    """The column that says how many patients a line stands for (a running number is none)."""
    for index, column in enumerate(grid.columns):
        if column.meaning not in ("count", "patient"):
            continue
        cells = [wording(text, row[index]) for row in grid.rows if row[index] is not None]
        if not cells or in_sequence([key_of(c) for c in cells]):
            continue
        if _runs_within_source(text, grid, index):
            continue
        if sum(bool(patterns.match(r"^\W*\d+\W*$", c)) for c in cells) >= 0.6 * len(cells):
            return index
    return None


def _runs_within_source(text: str, grid: Grid, at: int) -> bool:
    """Whether the patients of each source are numbered: 1 beside its authors, 2 and 3 below."""
    author_at = author_column(text, grid)
    before, below = 0, False
    for row in grid.rows:
        cell = wording(text, row[at])
        if not cell.isdigit():
            continue
        named = author_at is not None and bool(wording(text, row[author_at]))
        if int(cell) != (1 if named else before + 1):
            return False
        before, below = int(cell), below or not named
    return below


def _is_series(text: str, grid: Grid, line: Sequence[Span | None], count_at: int | None) -> bool:
    """Whether a line sums up several patients in one."""
    if count_at is not None and line[count_at] is not None:
        number = patterns.match(r"^\W*(\d+)\W*$", wording(text, line[count_at]))
        size = parse(number.group(1)) if number else None
        if size is not None:
            return size > 1
    age_at = grid.column("age_years")
    if age_at is not None:
        age = wording(text, line[age_at])
        if age and not EMPTY.match(age) and not AGE.match(age) and patterns.search(r"\d\D+\d", age):
            return not patterns.search(r"\b[mf]\b|male|year", age, re.I)
    sex_at = grid.column("sex")
    if sex_at is not None and patterns.search(r"\d+\s*[/:]\s*\d+|%", wording(text, line[sex_at])):
        return True
    return any(
        _SEVERAL.search(wording(text, span))
        for span, column in zip(line, grid.columns, strict=True)
        if span is not None and column.meaning in ("author", "age_years", "count", "histology")
    )


def _where_it_began(patient: TablePatient, of_all: Sequence[Finding]) -> None:
    """Under "Site" stands the primary that the caption names ("Cardiac paragangliomas: LA, RA")."""
    named = {f.value for f in of_all if f.field == "primary_site"}
    spread = patient.fields.get("metastatic_sites", [])
    if patient.fields.get("primary_site") or not named:
        return
    there = [f for f in spread if f.value in named and f.rule.startswith("cell.")]
    if there:
        patient.fields["metastatic_sites"] = [f for f in spread if f not in there]
        patient.add([replace(there[0], field="primary_site")])


def _publication(
    text: str,
    grid: Grid,
    cited: Sequence[Span | None],
    line: Sequence[Span | None],
    author_at: int,
    beside: Sequence[int],
    references: Sequence[Reference],
) -> tuple[str, Mapping[str, Any]]:
    """The subject and the publication of a line; ``cited`` is the line that names its author."""
    said = patterns.sub(r"\s+", " ", wording(text, cited[author_at]))
    marks = [patterns.sub(r"\s+", " ", wording(text, cited[i])) for i in beside]
    number = next((m for w in (said, *marks) if (m := _CITATION.search(w))), None)
    found: Reference | None = None
    if number:
        wanted = int(next(g for g in number.groups() if g))
        found = next((r for r in references if r.number == wanted), None)
    match = _NAME.match(said)
    subject = patterns.sub(r"\s+", " ", match.group().strip(" ,;.–-") if match else "")
    if patterns.search(r"\bet al$", subject):
        subject += "."
    year_at = grid.column("year")
    dated = wording(text, cited[year_at] or line[year_at]) if year_at is not None else ""
    year_match = _YEAR.search(dated) or _YEAR.search(" ".join((said, *marks)))
    year = int(year_match.group()) if year_match else None
    family = family_of(subject)
    if found is None or (family and found.authors and not _same_family(family, found.authors[0])):
        by_name = [
            r
            for r in references
            if r.authors
            and family
            and _same_family(family, r.authors[0])
            and (year is None or r.year in (None, year))
        ]
        found = by_name[0] if len(by_name) == 1 else found if not by_name else None
    if not subject and found is not None and found.authors:
        first = patterns.sub(r"\s+[A-Z]{1,4}$", "", found.authors[0])
        subject = first + (" et al." if len(found.authors) > 2 else "")
    ref: dict[str, Any] = {"cited_as": " ".join(w for w in (said, *marks) if w)}
    if found is not None:
        ref |= {
            "number": found.number,
            "authors": list(found.authors),
            "title": found.title,
            "journal": found.journal,
            "year": found.year or year,
            "doi": found.doi,
            "pmid": found.pmid,
            "quote": text[found.start : found.end],
            "start": found.start,
            "end": found.end,
        }
    elif year:
        ref["year"] = year
    return subject or said or "cited case", ref


def _same_family(left: str, right: str) -> bool:
    a, b = left.casefold().strip(".,"), right.casefold()
    return bool(a) and (b.startswith(a) or a in b.split())
