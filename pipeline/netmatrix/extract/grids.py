"""Tables as grids: what each column is about, and the cells of each line.

A table whose cells the reader knows is taken as it is (``table_sheet`` finds its headings); one
that came as bare lines is cut into cells by what the columns can hold (``table_lines``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from netmatrix.document import Document, Span, Table
from netmatrix.extract import table_lines, table_sheet
from netmatrix.extract.cell_base import EMPTY
from netmatrix.extract.table_columns import Column, column_rules, is_known, meaning_of
from netmatrix.extract.table_keys import AGE, AGE_SEX, SEX, in_sequence, key_of
from netmatrix.extract.table_legend import Legend, explained, legend_of, notes_of
from netmatrix.extract.table_sheet import Sheet, wording
from netmatrix.nlp.annotations import Annotations
from netmatrix.patterns import compiled

_MAX_PLACES = 1_000_000
"""Rows times columns of a table that is looked at: a larger one is no table of patients."""
_RECIST = compiled(r"^(?:CR|PR|SD|PD)$")

__all__ = ["Column", "Grid", "column_rules", "grids", "notes_on"]


@dataclass
class Grid:
    """A table as columns and body lines; a cell is where its wording stands, or ``None``.

    ``legend`` maps the short forms that the table's notes explain to their long forms; ``wide``
    holds the places ``(line, column)`` of cells that lie over several columns, with how many.
    """

    columns: tuple[Column, ...]
    rows: list[list[Span | None]]
    caption: Span | None = None
    footnotes: tuple[Span, ...] = ()
    label: str = ""
    start: int = 0
    end: int = 0
    page: int | None = None
    section: str = ""
    legend: Legend = field(default_factory=dict)
    wide: Mapping[tuple[int, int], int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    used: bool = False
    """Whether its lines became patients: only then its problems concern the reader."""
    misread: dict[int, bool] = field(default_factory=dict, init=False)
    """Whether the cells of a column clash with its heading, once somebody has asked."""

    def column(self, *meanings: str) -> int | None:
        """The index of the first column of one of the meanings."""
        for index, column in enumerate(self.columns):
            if column.meaning in meanings:
                return index
        return None

    def name(self) -> str:
        return self.label or "A table"


def notes_on(tables: Iterable[Grid]) -> tuple[str, ...]:
    """What could not be read of the tables that gave patients, each sentence once."""
    told = (problem for grid in tables if grid.used for problem in grid.problems)
    return tuple(dict.fromkeys(told))[:20]


def grids(annotations: Annotations, rules: Mapping[str, str]) -> list[Grid]:
    """The paper's tables as grids, in order; tables that cannot be cut are left out."""
    document, text = annotations.document, annotations.document.text
    sheets: list[Sheet] = []
    by_lines: list[Grid] = []

    def known(cell: Span) -> bool:
        if is_known(text[cell.start : cell.end], rules):
            return True
        return any(
            m.group in ("marker", "syndrome", "site", "treatment") and m.layer == "term"
            and 10 * (m.end - m.start) >= 6 * (cell.end - cell.start)
            for m in annotations.mentions_in(cell.start, cell.end)
        )  # fmt: skip

    for table in document.tables:
        if table.n_rows * table.n_cols > _MAX_PLACES:
            continue
        if table.cells:
            sheet = table_sheet.sheet_of(document, table)
            table_sheet.find_header(text, sheet, known)
            sheets.append(sheet)
        else:
            grid = _from_lines(annotations, table, rules)
            if grid is not None:
                by_lines.append(grid)
    out = [
        _from_sheet(annotations, table_sheet.transposed(text, sheet, known), rules)
        for sheet in table_sheet.joined(text, sheets)
    ]
    every = [_settled(text, _ways_of_diagnosis(annotations, g)) for g in (*out, *by_lines)]
    for grid in every:
        _repeat(text, grid)
    return sorted(every, key=lambda g: g.start)


_DITTO = compiled(
    r"\W*(?:do\.|ditto|idem|id\.|(?:the\s+)?same\s+as\s+above|as\s+above)\W*|[\"“”″〃]+", re.I
)
_SAME_AS = compiled(
    r"\W*(?:the\s+)?(?:same\s+)?as\s+(?:in\s+|for\s+)?(?P<key>(?:case|patient|pt\.?|no\.?)\s*\d{1,3})\W*",
    re.I,
)


def _repeat(text: str, grid: Grid) -> None:
    """Give "do.", "same as above" and "same as no. 4" the cell that they mean."""
    at = grid.column("patient")
    by_key = {key_of(wording(text, row[at])): row for row in grid.rows} if at is not None else {}
    for number, row in enumerate(grid.rows):
        for index, span in enumerate(row):
            said = wording(text, span)
            if number and _DITTO.fullmatch(said):
                row[index] = grid.rows[number - 1][index]
            elif (same := _SAME_AS.fullmatch(said)) and (meant := by_key.get(key_of(same["key"]))):
                row[index] = meant[index]


def _ways_of_diagnosis(annotations: Annotations, grid: Grid) -> Grid:
    """The grid whose bare "Diagnosis" is how it was made, where its cells name methods and no tumours."""
    types = [i for i, c in enumerate(grid.columns) if c.meaning == "histology"]
    at = next((i for i in types if _BARE_DIAGNOSIS.fullmatch(grid.columns[i].header)), None)
    if at is None:
        return grid
    cells = [row[at] for row in grid.rows if at < len(row)]
    told = {m.group for c in cells if c for m in annotations.mentions_in(c.start, c.end)}
    if "diagnostic_method" not in told or "histology" in told:
        return grid
    way = replace(grid.columns[at], meaning="diagnostic_methods")
    return replace(grid, columns=(*grid.columns[:at], way, *grid.columns[at + 1 :]))


def _settled(text: str, grid: Grid) -> Grid:
    """The grid whose "Site" is that of the primary, where "Metastasis" has a column of its own,
    or that of the metastasis, where the primary has one and the caption speaks of metastases; then
    "Level" is that of a bone.
    """
    if speaks_of_spread(text, grid):
        columns = tuple(
            replace(c, meaning="bone_sites", group="site", names=("bone",))
            if c.meaning == "ignore" and _LEVEL.fullmatch(c.header)
            else c
            for c in grid.columns
        )
        grid = replace(grid, columns=columns)
    told = {c.meaning: c for c in grid.columns}
    spread = told.get("metastatic_sites")
    if {"site", "primary_site"} <= told.keys() and speaks_of_spread(text, grid):
        columns = tuple(
            replace(c, meaning="metastatic_sites") if c.meaning == "site" else c
            for c in grid.columns
        )
        return replace(grid, columns=columns)
    if "site" not in told or "primary_site" in told:
        return grid
    within = told["site"].names and not speaks_of_spread(text, grid)  # "Site in pancreas"
    if not within and (spread is None or spread.names):
        return grid
    if spread and _FURTHER.match(spread.header):
        return grid
    return replace(
        grid,
        columns=tuple(
            replace(c, meaning="primary_site") if c.meaning == "site" else c for c in grid.columns
        ),
    )


def speaks_of_spread(text: str, grid: Grid) -> bool:
    """Whether the caption is about metastases."""
    caption = grid.caption
    return caption is not None and bool(_SPREAD.search(text, caption.start, caption.end))


_BARE_DIAGNOSIS = compiled(r"\W*diagnosis\W*", re.IGNORECASE)
_LEVEL = compiled(r"\W*levels?\W*", re.IGNORECASE)
_SPREAD = compiled(r"metasta|secondar", re.IGNORECASE)
# Beside "Other metastases" the "Site" is that of a metastasis too.
_FURTHER = compiled(
    r"\W*(?:other|further|additional|associated|concomitant|synchronous)\b", re.IGNORECASE
)


def _with_undone(
    text: str, columns: list[Column], rows: Sequence[Sequence[Span | None]]
) -> list[Column]:
    """The columns, those of investigations marked where some cell of them says "not done"."""
    of_methods = {
        i for i, c in enumerate(columns) if (c.meaning, c.group) == ("flag", "diagnostic_method")
    }
    cells = (row[i] for row in rows for i in of_methods if i < len(row))
    if not any(_UNDONE.fullmatch(wording(text, cell)) for cell in cells):
        return columns
    return [replace(c, tells_undone=i in of_methods) for i, c in enumerate(columns)]


_UNDONE = compiled(r"\W*(?:n\.?\s?[dp]\.?|not\s+(?:done|performed))\W*", re.IGNORECASE)


def _from_sheet(annotations: Annotations, sheet: Sheet, rules: Mapping[str, str]) -> Grid:
    text = annotations.document.text
    legend = legend_of(text, sheet.footnotes)
    columns: list[Column] = []
    for spans, header in table_sheet.header_paths(text, sheet):
        columns.append(
            meaning_of(annotations, spans, rules, header, explained(text, header, legend))
            if spans
            else Column(header, "ignore")
        )
    rows = sheet.rows[sheet.header :]
    problems = [*sheet.problems]
    if not sheet.header:
        problems.append(
            f"{sheet.name} has no heading; columns were read only where they are plain."
        )
    columns = [
        _by_content(annotations, columns, rows, index, legend)
        if column.meaning in _BY_CONTENT or (column.meaning == "ignore" and not column.header)
        else _by_terms(annotations, column, rows, index, rules)
        for index, column in enumerate(columns)
    ]  # fmt: skip
    columns = _with_undone(text, columns, rows)
    block = annotations.document.block_at(sheet.start)
    wide = {(r - sheet.header, c): n for (r, c), n in sheet.wide.items() if r >= sheet.header}
    return Grid(
        tuple(columns), rows, sheet.caption, sheet.footnotes, sheet.label, sheet.start, sheet.end,
        sheet.page, block.section if block else "table", legend, wide, problems,
    )  # fmt: skip


def _by_content(
    annotations: Annotations,
    columns: list[Column],
    rows: list[list[Span | None]],
    index: int,
    legend: Legend,
) -> Column:
    """A column without a heading, by its cells: keys that count on, sexes, ages with sexes.

    A column "Patient" may hold no key but the person ("51 y, F"), a column "Source" no publication
    but where the hormone comes from ("Lung").
    """
    text = annotations.document.text
    column = columns[index]
    cells = [wording(text, row[index]) for row in rows]
    filled = [text[s.start : s.end] if (s := legend.get(c)) else c for c in cells if c]
    if len(filled) < 2:
        return column
    if column.meaning in ("site", "primary_site") and not column.names:
        parts = sum(bool(_OF_PANCREAS.match(c)) for c in filled)
        told = {c.lower() for c in filled} - {"body"}
        if parts == len(filled) and told:  # "Head", "Body/tail"
            return replace(column, meaning="primary_site", group="site", names=("pancreas",))
        return column
    if column.meaning == "count":  # "N" over "N0", "N1"
        staged = all(_STAGE_N.match(c) or EMPTY.match(c) for c in filled)
        named = ("lymph node",)
        return replace(column, meaning="site_flag", group="site", names=named) if staged else column
    if column.meaning == "histology":  # "Type" over "Lytic", "Mixed"
        typed = all(_LESION_TYPE.match(c) or EMPTY.match(c) for c in filled)
        if typed:
            return replace(column, meaning="bone_lesion_type")
        groups = [
            {m.group for m in annotations.mentions_in(cell.start, cell.end)}
            for row in rows
            if (cell := row[index]) is not None and wording(text, cell)
        ]
        by_what = sum("diagnostic_method" in told for told in groups)
        if by_what >= _MOSTLY * len(filled) and not any("histology" in told for told in groups):
            # "Diagnosis of the lesion" over "Biopsy", "FNA"
            return replace(column, meaning="diagnostic_methods")
        return column
    if column.meaning == "treatments":  # "Everolimus, mg/d" over "10"
        amounts = sum(bool(_AMOUNT.match(c)) for c in filled if not EMPTY.match(c))
        counted = column.names and amounts and 2 * amounts >= len(filled)
        return replace(column, meaning="treatment_count") if counted else column
    if column.meaning == "follow_up_months":  # "Follow-up" over "NED at 2 y"
        last = {s for s, at in legend.items() if _STATE.search(text[at.start : at.end])}
        living = sum(bool(_STATE.search(c)) or not last.isdisjoint(c.split()[-1:]) for c in filled)
        states = 2 * living >= len(filled)  # or "31 m, E", the legend saying "E: exitus"
        return replace(column, meaning="prognosis") if states else column
    if column.meaning == "marker":  # "SDHB" over "mut", "wt"
        tested = sum(bool(_GENE_RESULT.match(c)) for c in filled) >= 2
        # A gene alone, without a panel of stains beside it: "SDHB" over "Positive", "ND".
        alone = not any(c.meaning in ("marker", "markers") for c in columns if c is not column)
        tested = tested or (alone and _SUSCEPTIBILITY.fullmatch(column.header.strip()) is not None)
        if not tested:
            return column
        names = ("genetic testing",)
        return replace(column, meaning="flag", group="diagnostic_method", names=names)
    if column.meaning == "author":
        spans = [row[index] for row in rows if wording(text, row[index])]
        organs = sum(_is_organ(annotations, s) for s in spans if s is not None)
        organ = organs >= _MOSTLY * len(filled)
        if sum(bool(_RANGE.match(c)) for c in filled) >= _MOSTLY * len(filled):
            return replace(column, meaning="ignore")  # "Reference" over "0-108"
        return replace(column, meaning="primary_site", group="site") if organ else column
    if column.meaning == "patient":
        persons = sum(bool(AGE_SEX.match(c)) for c in filled) >= 0.6 * len(filled)
        return replace(column, meaning="age_sex") if persons else column
    keys = [key_of(c) for c in filled]
    # A patient's specimens stand in lines of their own below one another.
    if index == 0 and all(keys[:1]) and in_sequence([k for k, _ in groupby(filter(None, keys))]):
        return replace(column, meaning="patient")
    for pattern, meaning in ((SEX, "sex"), (AGE_SEX, "age_sex"), (_RECIST, "response")):
        taken = any(c.meaning == meaning for c in columns)
        if not taken and sum(bool(pattern.match(c)) for c in filled) >= 0.8 * len(filled):
            return replace(column, meaning=meaning)
    beside = [
        wording(text, row[i]) for row in rows for i in (index - 1, index + 1) if 0 <= i < len(row)
    ]
    by_sex = 3 * sum(bool(SEX.match(c)) for c in beside) >= len(beside)
    ages = [int(m["age"]) for c in filled if (m := AGE.match(c))]
    if by_sex and index and len(ages) == len(filled) and all(0 < a <= 110 for a in ages):
        return replace(column, meaning="age_years")
    return column


def _by_terms(
    annotations: Annotations,
    column: Column,
    rows: list[list[Span | None]],
    index: int,
    rules: Mapping[str, str],
) -> Column:
    """A column with a heading that no rule knows ("First inhibitor", "Aspect"), by its cells: treatments,
    or the type of bone lesions.
    """
    if (
        column.meaning != "ignore"
        or is_known(column.header, rules)
        or _OTHERWISE.search(column.header)
    ):
        return column
    text = annotations.document.text
    cells = [c for row in rows if (c := row[index]) and not EMPTY.match(wording(text, c))]
    treated = sum(
        any(
            m.group == "treatment" and m.layer == "term" and not m.weak
            and m.end - m.start >= _MOSTLY * (cell.end - cell.start)
            for m in annotations.mentions_in(cell.start, cell.end)
        )
        for cell in cells
    )  # fmt: skip
    typed = sum(bool(_LESION_TYPE.match(wording(text, cell))) for cell in cells)
    if len(cells) >= _LEAST_CELLS and typed == len(cells):
        return replace(column, meaning="bone_lesion_type")
    given = len(cells) >= _LEAST_CELLS and treated >= _MOSTLY * len(cells)
    return replace(column, meaning="treatments") if given else column


_LEAST_CELLS = 2
# Such drugs were not given, or not for the tumour.
_OTHERWISE = compiled(
    r"\b(?:plan\w*|recommend\w*|propos\w*|consider\w*|offer\w*|refus\w*|declin\w*|contra-?indicat\w*|allerg\w*|home|regular|"
    r"concomitant|co-?medication|co-?morbid\w*|an(?:a?)esth\w*|sedation|antibiotic\w*|prophyla\w*|reason|tox\w*|side|adverse|sensitiv\w*|"
    r"candidat\w*|eligib\w*|den(?:ied|ial)|advis\w*|options?|next|intend\w*|schedul\w*|await\w*|waiting|future|board|suggest\w*|mother|father|sister|brother|parents?|relatives?|famil\w+|"
    r"resistan\w*|not|no|avoid\w*|stopped|cause|culprit|suspected|chronic|previous(?:ly)?\s+taken)\b",
    re.IGNORECASE,
)
_PART = r"(?:head|neck|body|tail|uncinate(?:\s+process)?|isthmus)"
_OF_PANCREAS = compiled(rf"\W*{_PART}(?:\s*(?:/|,|-|–|and|&)\s*{_PART})*\W*$", re.IGNORECASE)
_BY_CONTENT = (
    "site",
    "primary_site",
    "patient",
    "author",
    "count",
    "histology",
    "marker",
    "treatments",
    "follow_up_months",
)
"""Meanings of a heading that the cells may overrule."""
_MOSTLY = 0.6
_STATE = compiled(r"\b(?:A?NED|A?WD|A&W|DOD|DOC|alive|dead|died|exitus)\b", re.IGNORECASE)
# "8.6-10.2", "<100 ng/mL", "up to 8": the normal values of a laboratory.
_RANGE = compiled(
    r"\s*+\(?(?:[<>≤≥]\s?|up\sto\s|below\s)?\d[\d.,]*+\s?(?:[-–—]\s?\d|to\s\d|%|(?:[mnpµ]?g|m?I?U|[mnpµ]mol|mEq)\b)|\s*+[<>≤≥]",
    re.IGNORECASE,
)
_STAGE_N = compiled(r"p?N[0-3X][a-c]?$")
_AMOUNT = compiled(r"\W*\d+(?:[.,]\d+)?\W*$")
_LESION_TYPE = compiled(r"\W*(?:osteo)?(?:blastic|lytic|sclerotic|mixed)\b", re.IGNORECASE)
# Susceptibility genes of chromaffin tumours whose proteins are stained as well (Lenders et al., J Clin
# Endocrinol Metab 2014).
_SUSCEPTIBILITY = compiled(r"SDH[ABCDx]|VHL|RET|MEN-?1|NF-?1")
_GENE_RESULT = compiled(
    r"\W*(?:mut(?:ated|ation|ant)?|wt|wild[\s-]?type|(?:pathogenic\s)?variant|VUS|[cp]\.\w+|exon\s?\d+)\b",
    re.IGNORECASE,
)


def _is_organ(annotations: Annotations, cell: Span) -> bool:
    """Whether a cell is the name of a part of the body, perhaps with a side of it."""
    return any(
        m.group == "site" and m.layer == "term"
        and m.end - m.start >= _MOSTLY * (cell.end - cell.start)
        for m in annotations.mentions_in(cell.start, cell.end)
    )  # fmt: skip


def _from_lines(annotations: Annotations, table: Table, rules: Mapping[str, str]) -> Grid | None:
    cut = table_lines.cut_table(annotations, table, rules)
    if cut is None:
        return None
    columns, rows, sure = cut
    document: Document = annotations.document
    notes = notes_of(document, table)
    block = document.block_at(table.start)
    grid = Grid(
        columns, rows, table.caption, notes, table.label, table.start, table.end,
        table.page, block.section if block else "table",
        legend_of(document.text, notes),
    )  # fmt: skip
    if not sure:
        grid.problems.append(
            f"{grid.name()} came as bare lines; cells whose column is in doubt were left out."
        )
    return grid


def holds_person(text: str, grid: Grid, line: list[Span | None]) -> bool:
    """Whether a line has one person's age and sex, as a group's line ("58 (19-84)") has not."""
    both = grid.column("age_sex")
    if both is not None and AGE_SEX.match(wording(text, line[both])):
        return True
    age, sex = grid.column("age_years"), grid.column("sex")
    return (
        age is not None
        and sex is not None
        and bool(AGE.match(wording(text, line[age])))
        and bool(SEX.match(wording(text, line[sex])))
    )
