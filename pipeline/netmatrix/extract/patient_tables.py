"""Rows of tables that are patients: a series' own (``series_case``).

Lines of several tables about one patient are one patient; footnotes, captions and prose that name
the patient, or all of them, add to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from netmatrix import patterns
from netmatrix.document import Span
from netmatrix.evidence import Finding
from netmatrix.extract import sites, treatments
from netmatrix.extract.base import Scope, make, of_mention
from netmatrix.extract.cell_base import NOTHING
from netmatrix.extract.cells import OF_TUMOUR, read_cell, read_person, silent_in
from netmatrix.extract.cited_tables import is_literature, literature, present_cases
from netmatrix.extract.grids import Grid, holds_person
from netmatrix.extract.knowledge import load_knowledge
from netmatrix.extract.methods import implied_by_stains
from netmatrix.extract.table_clauses import Statement
from netmatrix.extract.table_fields import ragged_from
from netmatrix.extract.table_keys import in_sequence, is_plain_number, keys_of, person_in
from netmatrix.extract.table_patient import (
    PATIENT_FIELDS,
    TablePatient,
    first_primary,
    sex_by_organ,
)
from netmatrix.extract.table_sheet import wording
from netmatrix.extract.table_statements import (
    Note,
    one_value,
    selection,
    statements,
)
from netmatrix.extract.table_subheads import under
from netmatrix.extract.table_whom import NAMED
from netmatrix.nlp.annotations import Annotations
from netmatrix.nlp.components import cut_sentence
from netmatrix.normalise.names import Names
from netmatrix.patterns import compiled

__all__ = ["TablePatient", "literature", "present_cases", "series"]

_SUMMARY = compiled(
    r"^\W*(?:total|median|mean|average|range|all|overall|sum|n\b|number|percent|%)", re.IGNORECASE
)
_METASTATIC = ("metastatic_sites", "site", "recurrence")
_LETTERS = compiled(r"[A-Z]+$")

Lines = list[tuple[str, int, list[Span | None]]]
"""The patient's key, the number of the line, its cells."""


@dataclass
class _Keyed:
    grid: Grid
    lines: Lines
    counted: bool = False
    """Whether the keys were counted here because the table has none."""


def series(annotations: Annotations, names: Names, grids: Sequence[Grid]) -> list[TablePatient]:
    """The series' patients, lines of several tables about one of them joined."""
    text = annotations.document.text
    keyed = [k for g in grids if (k := _keyed(text, g)) is not None]
    if any(not k.counted for k in keyed):
        keyed = [k for k in keyed if not k.counted]
    groups = _same_patients(text, keyed)
    out: list[TablePatient] = []
    for number, group in enumerate(groups):
        found: dict[str, TablePatient] = {}
        suffix = f" ({group[0].grid.label})" if number and group[0].grid.label else ""
        for table in group:
            heads = _heads(text, table)
            table.grid.used = True
            for key, at, line in table.lines:
                patient = found.setdefault(key, TablePatient(f"patient {key}{suffix}", key=key))
                _read_line(annotations, names, table.grid, at, line, patient)
                if at in heads:
                    patient.add(under(annotations, names, table.grid, heads[at], patient.subject))
            _mitosis_unit(annotations, table.grid, found.values())
            _alive_by_plus(annotations, names, table, found)
        for patient in found.values():
            first_primary(names, patient)
        own = [t.grid for t in group]
        if found and len(groups) == 1:
            _statements(annotations, names, group, found)
        elif found:
            _captions(annotations, names, own, found)
        out += found.values()
    radioligand = _radioligand(annotations, names)
    for patient in out:
        _arises(annotations, names, patient)
        prrt = next((f for f in patient.fields.get("treatments", []) if f.value == _PRRT), None)
        if radioligand and prrt:
            patient.add([replace(radioligand, status=prrt.status)])
        sex_by_organ(names, patient)
        _without_generic(names, patient)
        stained = implied_by_stains(patient.fields)
        if stained:
            patient.add([stained])
    return [p for p in _neuroendocrine(annotations, names, keyed, out) if p.told()]


def _arises_elsewhere(names: Names, finding: Finding, patient: TablePatient) -> bool:
    """Whether no tumour of the patient can be one by whose name the organ is known: the title's
    "paraganglioma and phaeochromocytoma" puts no paraganglioma into the adrenal gland.
    """
    told = patient.fields.get("histology", [])
    if any(f.start == finding.start for f in told):
        return False  # "small cell lung cancer" tells both
    kinds = [f.value for f in told]
    arises = load_knowledge(names.folder).arises_in
    there = [kind for kind, (organ, _) in arises.items() if organ == finding.value]
    return bool(kinds) and not any(
        kind in (known, *names.ancestors("histology", known)) for kind in kinds for known in there
    )


_PRRT = "prrt"


def _radioligand(annotations: Annotations, names: Names) -> Finding | None:
    """The one radioligand that the paper names for its PRRT ("PRRT was given as 177Lu-DOTATATE")."""
    told = [
        (sentence, mention)
        for sentence in annotations.sentences
        if sentence.section not in ("references", "back", "introduction", "discussion")
        and sentence.kind != "table"
        and not sentence.has("anchor", "pronoun")
        and not NAMED.search(sentence.text)
        for mention in sentence.of("treatment")
        if not mention.weak and _PRRT in names.ancestors("treatment", mention.name)
    ]
    if len({mention.name for _, mention in told}) != 1:
        return None
    sentence, mention = told[0]
    scope = Scope(annotations, names, [sentence])
    return of_mention(
        scope, sentence, mention, "treatments", mention.name, "treatment.radioligand",
        status="given", confidence=0.7,
    )  # fmt: skip


def _arises(annotations: Annotations, names: Names, patient: TablePatient) -> None:
    """Where a tumour of that kind begins, of a patient of whom no table or sentence tells it."""
    kinds = patient.fields.get("histology", [])
    if len(kinds) != 1 or patient.fields.get("primary_site"):
        return
    organ, _ = load_knowledge(names.folder).arises_in.get(kinds[0].value, ("", 0.0))
    sentence = annotations.sentence_at(kinds[0].start)
    if not organ or sentence is None:
        return
    scope = Scope(annotations, names, [sentence], patient.subject)
    patient.add(
        [
            make(
                scope, sentence, "primary_site", organ, kinds[0].start, kinds[0].end,
                "primary.by_name", group="site", status="derived", confidence=0.6,
            )
        ]
    )  # fmt: skip


def _without_generic(names: Names, patient: TablePatient) -> None:
    """Leave out a resection of which no more is said ("were resected"), beside an operation by
    its name.
    """
    given = patient.fields.get("treatments", [])
    if treatments.named_operations(names, given):
        patient.fields["treatments"] = [f for f in given if f.value != treatments.GENERIC]


def _neuroendocrine(
    annotations: Annotations,
    names: Names,
    keyed: Sequence[_Keyed],
    patients: list[TablePatient],
) -> list[TablePatient]:
    """The patients without those whose pathology names another tumour.

    None where neither a patient nor title, abstract or captions have a neuroendocrine neoplasm.
    """
    if not any(p.fields.get("histology") for p in patients):
        captions = [k.grid.caption for k in keyed if k.grid.caption]
        told = [s for s in annotations.sentences if s.kind == "title" or s.section == "abstract"]
        spans = [*captions, *(Span(s.start, s.end) for s in told)]
        if not spans and annotations.sentences:
            spans = [Span(s.start, s.end) for s in annotations.sentences[:12]]
        if not any(_names_nen(annotations, names, span) for span in spans):
            return []
    return [p for p in patients if p.fields.get("histology") or not p.other_tumour]


def _names_nen(annotations: Annotations, names: Names, span: Span) -> bool:
    return any(
        m.layer == "term"
        and m.group == "histology"
        and any(n == "NEN" or "NEN" in names.ancestors("histology", n) for n in m.names)
        for m in annotations.mentions_in(span.start, span.end)
    )


def _keyed(text: str, grid: Grid) -> _Keyed | None:
    """The patients' lines of a table, or ``None`` where its lines are no patients."""
    if len(grid.rows) < 2 or is_literature(text, grid):
        return None
    if not any(c.meaning in PATIENT_FIELDS for c in grid.columns):
        return None
    for index, column in enumerate(grid.columns):
        if column.meaning not in ("patient", "count"):
            continue
        lines = _by_key(text, grid, index)
        if lines:
            return _Keyed(grid, lines)
    return _counted(text, grid)


def _by_key(text: str, grid: Grid, index: int) -> Lines:
    cells = [(at, row, wording(text, row[index])) for at, row in enumerate(grid.rows)]
    named = keys_of([cell for _, _, cell in cells])
    lines = [
        (key, at, row)
        for (at, row, _), key in zip(cells, named, strict=True)
        # "NEC" alone in its line heads those below it.
        if key and (key[0].isdigit() or len({c for c in row if wording(text, c)}) > 1)
    ]
    filled = [cell for _, _, cell in cells if cell]
    keys = [key for key, _, _ in lines]
    if len(lines) < 2 or 3 * len(lines) < 2 * len(filled):
        return []
    if grid.columns[index].meaning == "count" and not (in_sequence(keys) and index <= 1):
        return []  # a column "n" of running numbers is a key, one of sizes is not
    if len(set(keys)) != len(keys):
        return _continued(lines)
    if all(is_plain_number(c) and _LETTERS.match(c) for c in filled) and max(map(len, keys)) > 1:
        return lines if grid.columns[index].meaning == "patient" else []
    return _with_further_lines(text, grid, index, lines) if in_sequence(keys) else lines


def _with_further_lines(text: str, grid: Grid, index: int, lines: Lines) -> Lines:
    """The lines with those below them whose key is left blank: a patient's next treatment.

    Such a line has cells under several headings, and no age or sex of another person.
    """
    key_at = {at: key for key, at, _ in lines}
    person = [i for i, c in enumerate(grid.columns) if c.meaning in ("age_years", "sex", "age_sex")]
    out: Lines = []
    last = ""
    for at, row in enumerate(grid.rows):
        filled = {c for c in row if wording(text, c)}
        blank = not wording(text, row[index])
        if at in key_at:
            last = key_at[at]
        elif not blank or len(filled) < _FEWEST_CELLS or any(wording(text, row[i]) for i in person):
            last = ""
        if last:
            out.append((last, at, row))
    return out


_FEWEST_CELLS = 2


def _continued(lines: Lines) -> Lines:
    """Lines of which several stand under one key (a merged cell): all are the same patient's."""
    groups = [k for i, (k, _, _) in enumerate(lines) if not i or lines[i - 1][0] != k]
    return lines if in_sequence(groups) else []


def _counted(text: str, grid: Grid) -> _Keyed | None:
    """Lines without a key that each hold one person's age and sex, numbered in order."""
    people = [
        (at, row)
        for at, row in enumerate(grid.rows)
        if holds_person(text, grid, row) and not _SUMMARY.match(wording(text, row[0]))
    ]
    filled = [
        row
        for row in grid.rows
        if sum(c is not None for c in row) > 1 and not _SUMMARY.match(wording(text, row[0]))
    ]
    if len(people) < 2 or 10 * len(people) < 7 * len(filled):
        return None
    if sum(c.meaning in PATIENT_FIELDS for c in grid.columns) < 3:
        return None
    lines: Lines = [(str(n), at, row) for n, (at, row) in enumerate(people, 1)]
    return _Keyed(grid, lines, counted=True)


def _same_patients(text: str, keyed: Sequence[_Keyed]) -> list[list[_Keyed]]:
    """Tables in groups about the same patients: those whose ages or sexes disagree are others."""
    groups: list[list[_Keyed]] = []
    for table in keyed:
        mine = _persons(text, table)
        for group in groups:
            theirs: dict[str, str] = {}
            for other in group:
                theirs |= _persons(text, other)
            shared = [k for k in mine if k in theirs and mine[k] and theirs[k]]
            against = sum(mine[k] != theirs[k] for k in shared)
            known = {k for other in group for k, _, _ in other.lines}
            unknown = sum(k not in known for k, _, _ in table.lines)
            if 2 * against <= len(shared) and 2 * unknown <= len(table.lines) + len(known):
                group.append(table)
                break
        else:
            groups.append([table])
    return groups


def _persons(text: str, table: _Keyed) -> dict[str, str]:
    """The age in each patient's line, where the table has one."""
    at = table.grid.column("age_years", "age_sex")
    if at is None:
        return {}
    found = {}
    for key, _, line in table.lines:
        match = patterns.search(r"\d{1,3}", wording(text, line[at]))
        found[key] = match.group() if match else ""
    return found


def _read_line(
    annotations: Annotations,
    names: Names,
    grid: Grid,
    at: int,
    line: Sequence[Span | None],
    patient: TablePatient,
) -> None:
    text = annotations.document.text
    columns = {c.meaning for c in grid.columns}
    doubt = ragged_from(text, grid, at, line)
    if doubt is not None:
        grid.problems.append(
            f"{grid.name()}: the line of {patient.subject} does not fit its columns; cells whose "
            "column is in doubt were left out."
        )
    for index, (column, cell) in enumerate(zip(grid.columns, line, strict=True)):
        if cell is None:
            continue
        if doubt is not None and index >= doubt:
            break
        said = wording(text, cell)
        if column.meaning in ("patient", "count"):
            person = person_in(said)
            if person:
                patient.add(read_person(annotations, names, cell, person, patient.subject))
            continue
        if (at, index) in grid.wide:
            grid.problems.append(
                f"{grid.name()}: a cell over several columns in the line of {patient.subject} was "
                "left out."
            )
            continue
        if NOTHING.match(said) and not column.header.lower().startswith("other"):
            patient.denied.add(column.meaning)
        patient.silent += silent_in(annotations, column, cell)
        found = read_cell(annotations, names, column, cell, patient.subject, grid.legend)
        if column.meaning == "histology" and not any(f.field == "histology" for f in found):
            patient.other_tumour |= any(
                m.layer == "term" and m.group == "histology" and not m.weak
                for m in annotations.mentions_in(cell.start, cell.end)
            )
        if column.meaning in ("primary_site", "site", "grade"):
            told_elsewhere = OF_TUMOUR & columns - {column.meaning}
            found = [f for f in found if f.field not in told_elsewhere]
        if column.meaning == "prognosis" and _has_follow_up(text, grid, line):
            # "Relapse at 31 mo" is not how long the patient was seen.
            found = [f for f in found if f.field != "follow_up_months"]
        patient.add(found)


def _has_follow_up(text: str, grid: Grid, line: Sequence[Span | None]) -> bool:
    """Whether a line has a time under a heading of its own."""
    return any(
        c.meaning == "follow_up_months" and any(map(str.isdigit, wording(text, cell)))
        for c, cell in zip(grid.columns, line, strict=True)
    )


def _heads(text: str, table: _Keyed) -> dict[int, Span]:
    """For each line the sub-heading above it: a line of one cell that is no patient."""
    own = {at for _, at, _ in table.lines}
    out: dict[int, Span] = {}
    head: Span | None = None
    for at, row in enumerate(table.grid.rows):
        cells = {c for c in row if c is not None}
        if at in own:
            if head is not None:
                out[at] = head
        elif len(cells) == 1 and len(wording(text, next(iter(cells))).split()) <= 8:
            head = next(iter(cells))
        elif cells:
            head = None
    return out


def _mitosis_unit(annotations: Annotations, grid: Grid, patients: Iterable[TablePatient]) -> None:
    """A unit that the footnote states ("counted in 10 high power fields") joins the counts."""
    if not any(c.meaning == "mitoses" for c in grid.columns):
        return
    notes = " ".join(annotations.document.text[s.start : s.end] for s in grid.footnotes)
    match = patterns.search(
        r"(\d{1,2})\s*(?:HPFs?|high[\s-]*power)|(\d{1,2})\s*mm\s?[2²]", notes, re.I
    )
    if not match:
        return
    unit = f"/{match.group(1)}hpf" if match.group(1) else f"/{match.group(2)}mm2"
    for patient in patients:
        held = patient.fields.get("mitoses", [])
        if held:
            patient.fields["mitoses"] = [
                f if "/" in f.value else replace(f, value=f.value + unit) for f in held
            ]


def _alive_by_plus(
    annotations: Annotations, names: Names, table: _Keyed, found: Mapping[str, TablePatient]
) -> None:
    """ "38+" and "13" in one column of survival times: alive, and dead."""
    text = annotations.document.text
    for index, column in enumerate(table.grid.columns):
        if column.meaning != "follow_up_months" or not _SURVIVAL.search(column.header):
            continue
        cells = {key: line[index] for key, _, line in table.lines}
        times = {key: _TIME.fullmatch(wording(text, cell)) for key, cell in cells.items()}
        if not any(time and time["plus"] for time in times.values()):
            continue
        for key, time in times.items():
            cell, patient = cells[key], found[key]
            if time is None or cell is None or patient.fields.get("vital_status"):
                continue
            sentence = cut_sentence(annotations, cell.start, cell.end, section="table", kind="cell")
            scope = Scope(annotations, names, [sentence], patient.subject)
            state = "alive" if time["plus"] else "dead"
            patient.add(
                [
                    make(
                        scope, sentence, "vital_status", state, cell.start, cell.end,
                        "cell.status", status="derived", confidence=0.8,
                    )
                ]
            )  # fmt: skip


_SURVIVAL = compiled(r"\bsurviv|\bOS\b", re.IGNORECASE)
_TIME = compiled(r"\W*\d+(?:\.\d+)?\s?(?:mo?|months?|y|yrs?|years?)?\s?(?P<plus>\+)?\W*", re.I)


# --- what footnotes, captions and prose add -------------------------------------------------


def _statements(
    annotations: Annotations,
    names: Names,
    group: Sequence[_Keyed],
    found: Mapping[str, TablePatient],
) -> None:
    keys = tuple(found)
    text = annotations.document.text
    grids = [table.grid for table in group]
    notes = [Note(span, _marks(text, table)) for table in group for span in table.grid.footnotes]
    told = list(statements(annotations, names, keys, notes))
    chosen = list(selection(annotations, names, keys))
    # What follows from a syndrome, or from the organ removed, gives way to what is said anywhere.
    derived = [_part(s, derived=True) for s in (*told, *chosen)]
    told, chosen = ([_part(s, derived=False) for s in each] for each in (told, chosen))
    for statement in (s for s in told if not s.of_all):
        _apply(names, statement, found)
    of_all = [s for s in told if s.of_all]
    for statement in of_all:
        _apply(names, statement, found, {"histology", "primary_site"})
    _captions(annotations, names, grids, found)
    # What the title or the choice of patients says does not fill a hole in a column of its own.
    columns = {c.meaning for grid in grids for c in grid.columns}
    filled = {"histology"}
    if columns & {"primary_site", "site"} and not _one_organ(names, chosen, found):
        filled.add("primary_site")
    spread = [c.header for grid in grids for c in grid.columns if c.meaning == "metastatic_sites"]
    if any(not _BESIDES.match(header) for header in spread):
        filled.add("metastatic_sites")
    treated = [c.header for grid in grids for c in grid.columns if c.meaning == "treatments"]
    if any(not (_BESIDES.match(header) or _OPERATION.match(header)) for header in treated):
        filled.add("treatments")
    elif any(map(_OPERATION.match, treated)):  # a column of operations tells of no drug
        chosen = [_without_operations(names, statement) for statement in chosen]
    for statement in chosen:
        _apply(names, statement, found, filled)
    # The type and the organ that all have: as the title names them, then the prose.
    for statement in (*chosen, *of_all):
        kind = tuple(f for f in statement.findings if f.field in ("histology", "primary_site"))
        barred = filled - {"histology"} if statement in chosen else frozenset[str]()
        _apply(names, replace(statement, findings=kind), found, barred)
    for statement in derived:
        _apply(names, statement, found, filled - {"histology"})


def _one_organ(
    names: Names, chosen: Iterable[Statement], found: Mapping[str, TablePatient]
) -> bool:
    """Whether the organ of the title is that of every patient whose column names one: the others'
    cells tell a part of it ("Body", "tip").
    """
    titled = {f.value for s in chosen for f in s.findings if f.field == "primary_site"}
    known = {f.value for p in found.values() for f in p.fields.get("primary_site", [])}
    return len(titled) == 1 and all(titled <= {k, *names.ancestors("site", k)} for k in known)


def _part(statement: Statement, *, derived: bool) -> Statement:
    """The statement with its derived types and primaries alone, or without them."""
    kept = (
        f
        for f in statement.findings
        if (f.status == "derived" and f.field in ("histology", "primary_site")) is derived
    )
    return replace(statement, findings=tuple(kept))


_OPERATION = compiled(
    r"\W*(?:(?:type|kind|extent)\s+of\s+)?(?:operations?|surgery|surgical\s+\w+|surgical|resections?|procedures?)\W*$",
    re.IGNORECASE,
)


def _without_operations(names: Names, statement: Statement) -> Statement:
    """The statement without operations, which a column of them tells."""
    kept = (
        f
        for f in statement.findings
        if f.field != "treatments"
        or "surgery" not in (f.value, *names.ancestors("treatment", f.value))
    )
    return replace(statement, findings=tuple(kept))


# A column of what else was given leaves room for what all patients had.
_BESIDES = compiled(
    r"\W*(?:previous|prior|pre-?treat\w*|earlier|past|other|additional|further|subsequent|later|concomitant|systemic|"
    r"(?:treatments?|therap(?:y|ies)|drugs?)\s+(?:before|after|since|prior)|bone[\s-](?:(?:targeted|directed|modifying|active)[\s-])?(?:drugs?|agents?|therapy|treatment))\b",
    re.IGNORECASE,
)


def _marks(text: str, table: _Keyed) -> dict[str, tuple[str, ...]]:
    """For each footnote mark the patients in whose lines it stands."""
    out: dict[str, tuple[str, ...]] = {}
    for key, _, line in table.lines:
        for cell in line:
            match = patterns.search(r"[\w)%.+]\s?(?:([*†‡§¶]+)|\[([a-h])\])$", wording(text, cell))
            mark = (match[1] or match[2]) if match else ""
            if mark and key not in out.get(mark, ()):
                out[mark] = (*out.get(mark, ()), key)
    return out


_NARROWED = {"histology": "histology", "primary_site": "site"}
"""Fields of one value, and the group of names in which a narrower one is looked for."""
_OLD_NAME = "carcinoid"
"""What a NET was called: no finer kind."""


def _apply(
    names: Names,
    statement: Statement,
    found: Mapping[str, TablePatient],
    without: Iterable[str] = (),
) -> None:
    """Fill the rows of a statement where they do not say otherwise; never fields ``without``.

    A kind of tumour takes the place of a general name for it ("NET" of a patient whose series is
    one of insulinomas), and the part of an organ that of the organ.
    """
    barred = frozenset(without)
    for key in statement.keys:
        patient = found[key]
        spread = {f.value for f in patient.fields.get("metastatic_sites", [])}
        if statement.spread and statement.spread.isdisjoint(spread):
            continue
        for finding in statement.findings:
            name = finding.field
            if statement.of_all and patient.other_tumour and name == "histology":
                continue
            if name in barred or _told_closer(names, finding, patient):
                continue
            if finding.rule == "primary.by_name" and _arises_elsewhere(names, finding, patient):
                continue
            held = patient.fields.get(name, [])
            if finding.status == "declined" and any(f.value == finding.value for f in held):
                continue
            if name in _NARROWED and finding.value != _OLD_NAME:
                wider = names.ancestors(_NARROWED[name], finding.value)
                general = any(f.value in wider for f in held)
                if general and statement.of_all and _several(found.values(), finding, wider):
                    continue
                held[:] = [f for f in held if f.value not in wider]
            if name == "response" and not statement.of_all and finding.value in _WITHOUT_PROGRESS:
                # "After PRRT the disease has been stable" says more than that it came back once.
                held[:] = [f for f in held if f.rule != "cell.recurrence"]
            if one_value(name) and held:
                continue
            if name.startswith("markers_"):
                against = {"markers_positive", "markers_negative"} - {name}
                if any(
                    f.value == finding.value for n in against for f in patient.fields.get(n, [])
                ):
                    continue
            if (
                statement.of_all
                and name == "metastatic_sites"
                and patient.denied & {"metastatic_sites"}
            ):
                continue
            patient.add([finding])


_WITHOUT_PROGRESS = frozenset({"complete response", "partial response", "stable disease"})


def _several(patients: Iterable[TablePatient], finding: Finding, wider: Iterable[str]) -> bool:
    """Whether some rows tell another kind than the one that is said of all: the name of none of
    them is then to be narrowed.
    """
    kinds = {finding.value, *wider}
    return any(f.value not in kinds for p in patients for f in p.fields.get(finding.field, ()))


def _told_closer(names: Names, finding: Finding, patient: TablePatient) -> bool:
    """Whether the row has a kind of the treatment already: no "endoscopic resection" beside EMR."""
    return finding.field == "treatments" and any(
        finding.value in names.ancestors("treatment", f.value)
        for f in patient.fields.get("treatments", [])
    )


def _captions(
    annotations: Annotations,
    names: Names,
    grids: Sequence[Grid],
    found: Mapping[str, TablePatient],
) -> None:
    """What the captions say of all patients ("… of unknown primary with liver metastasis")."""
    for grid in grids:
        if grid.caption is None:
            continue
        sentence = cut_sentence(
            annotations, grid.caption.start, grid.caption.end, section="caption", kind="caption"
        )
        stated = sites.extract(Scope(annotations, names, [sentence]))
        stated = [
            replace(f, confidence=min(f.confidence, 0.75))
            for f in stated
            if f.field in ("primary_site", "metastatic_sites")
        ]
        if any(c.meaning in _METASTATIC for g in grids for c in g.columns):
            stated = [f for f in stated if f.field == "primary_site"]
        _apply(names, Statement(tuple(found), tuple(stated), of_all=True), found)
