"""Tables as sheets: a square of cells, its header rows found, spans filled, parts joined.

What readers hand over differs: HTML tells spans and header rows, Markdown and tabs leave the places
under a span empty and know one header row, a PDF may cut one table into two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from netmatrix import patterns
from netmatrix.document import Document, Span, Table
from netmatrix.extract.table_keys import AGE_SEX, OWN, SEX, follows, key_of
from netmatrix.extract.table_legend import notes_of
from netmatrix.patterns import compiled

_CONTINUED = compiled(r"\bcont(?:inued|inuation|\.|['’]d|d\.)", re.I)
_DATA = compiled(r"^\W*(?:[<>≤≥~]?\d[\d.,/–%-]*\W*|[+−–-]+|yes|no|n/?a|nd|nr|none)$", re.I)
# "Lindqvist et al. (2004)" heads the column of a patient of that publication.
_PUBLICATION = compiled(
    r"\W*[^\W\d_a-z][^\d\n()\[]{1,40}?(?:\bet\s+al\b|,?\s*\(?\b(?:19|20)\d\d\b|\s*\[\d{1,3}\])"
)
_CITED = compiled(r"\bet\s+al\b|\[\d{1,3}\]")
_AUTHORS = compiled(
    r"\W*(?:first\s+)?(?:authors?|references?|refs?|stud(?:y|ies)|publications?|source|reports?)\b",
    re.I,
)
_LABEL = compiled(r"^(?:tab(?:le|\.)?)\s*", re.I)


@dataclass
class Sheet:
    """A square of cells (``None`` is empty), the first ``header`` rows of which are headings.

    ``wide`` holds the places ``(row, col)`` of cells that lie over several columns, with how many.
    """

    rows: list[list[Span | None]]
    header: int
    width: int
    start: int
    end: int
    label: str = ""
    caption: Span | None = None
    footnotes: tuple[Span, ...] = ()
    page: int | None = None
    wide: dict[tuple[int, int], int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.label or "A table"


def sheet_of(document: Document, table: Table) -> Sheet:
    """The table as a square; a cell that lies over several rows stands in each of them."""
    height, width = table.n_rows, table.n_cols
    rows: list[list[Span | None]] = [[None] * width for _ in range(height)]
    wide: dict[tuple[int, int], int] = {}
    for cell in table.cells:
        if cell.end <= cell.start:
            continue
        for row in range(cell.row, min(height, cell.row + cell.row_span)):
            rows[row][cell.col] = Span(cell.start, cell.end)
            if cell.col_span > 1:
                wide[row, cell.col] = cell.col_span
    flagged = [c.row + 1 for c in table.cells if c.header]
    return Sheet(
        rows, max(flagged, default=1), width, table.start, table.end, table.label, table.caption,
        notes_of(document, table), table.page, wide,
    )  # fmt: skip


def wording(text: str, span: Span | None) -> str:
    """A cell's text, blank where there is none."""
    return text[span.start : span.end].strip() if span else ""


def find_header(text: str, sheet: Sheet, known: Callable[[Span], bool]) -> None:
    """Correct ``header``: further heading rows below the flagged, or none at all.

    ``known`` says whether a cell's wording is a column's header.
    """
    below = sheet.rows[1] if len(sheet.rows) > 1 else None
    if sheet.header == 1 and below is not None and _is_data(text, sheet.rows[0], below, known):
        sheet.header = 0
        return
    while sheet.header < min(4, len(sheet.rows) - 1) and _goes_on(text, sheet, known):
        sheet.header += 1


def _is_data(
    text: str,
    row: Sequence[Span | None],
    below: Sequence[Span | None],
    known: Callable[[Span], bool],
) -> bool:
    cells = [wording(text, c) for c in row]
    filled = [c for c in cells if c]
    values = sum(bool(_DATA.match(c) or SEX.match(c) or AGE_SEX.match(c)) for c in filled)
    key = key_of(cells[0])
    if key and values >= 2 and follows(key, key_of(wording(text, below[0]))):
        return True
    starts = bool(key)
    named = any(c and known(c) and not SEX.match(wording(text, c)) for c in row)
    return starts and values >= 2 and not named


# "(yr)", "(/10 HPF)", "no.": the rest of a heading, on a line of its own.
_UNIT = compiled(
    r"\((?!\d)[^()]*[A-Za-z%][^()]*\)|\[(?!\d)[^\]]*[A-Za-z%][^\]]*\]|no\.?|nr\.?|number|yrs?\.?|years?|mm2?|cm|%|months?|mos?\.?|ng/mL|/10 HPF|/2 mm2",
    re.IGNORECASE,
)


# "HR (95% CI) | p" under "Univariable" and "Multivariable".
_MEASURE = compiled(
    r"(?:(?:HR|OR|RR|SHR|hazard ratios?|odds ratios?|relative risks?)\b.{0,20}|95\s?%\s?(?:CI|confidence intervals?)|p(?:[-\s]?values?)?)",
    re.IGNORECASE,
)


def _are_measures(cells: Sequence[str]) -> bool:
    return len(cells) > 1 and all(map(_MEASURE.fullmatch, cells))


_EACH_PATIENT = compiled(r"(?:patient|case|pt\.?)\s?(?:no\.?\s?)?(?:\d{1,2}|[A-H])", re.IGNORECASE)
_TWO = 2


def _goes_on(text: str, sheet: Sheet, known: Callable[[Span], bool]) -> bool:
    """Whether the row below the header stands under spanning headings and names columns."""
    above, row = sheet.rows[sheet.header - 1], sheet.rows[sheet.header]
    if all(_EACH_PATIENT.fullmatch(wording(text, c)) for c in above[1:]) and len(above) > _TWO:
        return False  # what follows is told of each: "1st line | Vandetanib | Cabozantinib"
    filled = [i for i, c in enumerate(row) if wording(text, c)]
    if not filled or (len(filled) == 1 and filled[0] == 0):
        return False
    cells = [wording(text, row[i]) for i in filled]
    if len(filled) > 1 and all(map(_UNIT.fullmatch, cells)):
        return True
    units = [c for c in cells if _UNIT.fullmatch(c)]
    if len(units) > 1 and all(c[0].islower() for c in cells if c not in units):
        return True  # "(year) | age | site | (mo)": each goes on with the heading above it
    if sheet.header == 1 and _are_measures(cells[filled[0] == 0 :]) and not all(above):
        return True
    if any(_DATA.match(c) or SEX.match(c) for c in cells):
        return False
    under_span = [
        i
        for i in filled
        if not wording(text, above[i])
        or (sheet.header - 1, i) in sheet.wide
        or wording(text, above[i]) == wording(text, row[i])
    ]
    own = [i for i in filled if i not in under_span]
    named = sum(c is not None and known(c) for c in row)
    if len(under_span) == 0 or 2 * named < len(filled):
        return False
    if len(under_span) >= _SPANS and len(filled) == len(row):
        return True  # "Patient", two blanks, "Treatment", a blank: over headings of every column
    # A heading of its own above may only go on in words of the same heading ("Patient" / "no.").
    return not wording(text, row[0]) or len(own) <= 1 or named == len(filled)


_SPANS = 3
"""So many empty places of a row with headings show that these stand over several columns."""


def header_paths(text: str, sheet: Sheet) -> list[tuple[list[Span], str]]:
    """For each column the cells of its heading from the top, and their wording as one."""
    paths: list[tuple[list[Span], str]] = []
    for col in range(sheet.width):
        spans: list[Span] = []
        words: list[str] = []
        for row in range(sheet.header):
            cell = sheet.rows[row][col] or _spanning(text, sheet, row, col)
            said = wording(text, cell)
            if cell is not None and said and said not in words:
                spans.append(cell)
                words.append(patterns.sub(r"\s+", " ", said))
        paths.append((spans, " ".join(words)))
    return paths


def _spanning(text: str, sheet: Sheet, row: int, col: int) -> Span | None:
    """The heading to the left that lies over this column: by its span, or by the empty places."""
    for left in range(col - 1, -1, -1):
        cell = sheet.rows[row][left]
        if cell is None:
            continue
        span = sheet.wide.get((row, left), 1)
        if span > 1:
            return cell if left + span > col else None
        # No spans known: the empty place belongs to the heading left of it only where each has a
        # heading of its own below.
        below = row + 1 < sheet.header and all(
            wording(text, sheet.rows[row + 1][c]) for c in range(left, col + 1)
        )
        return cell if below else None
    return None


def transposed(text: str, sheet: Sheet, known: Callable[[Span], bool]) -> Sheet:
    """The sheet with patients as rows where its headings are patients, else the sheet itself."""
    if not sheet.rows or sheet.width < 3 or sheet.header > 1 or len(sheet.rows) < 3:
        return sheet
    head = [wording(text, c) for c in sheet.rows[0]]
    named = [(i, key_of(c)) for i, c in enumerate(head) if i and c]
    keys = [k for _, k in named]
    # Two patients of one publication have the same heading.
    published = _are_publications(head)
    named_as_patients = sum(
        bool(patterns.match(r"\W*(?:case|patient|pt)", h, re.I)) for h in head[1:]
    )
    # "Case 2 (breast)" and "Case 2 (ileum)" are two specimens of one patient.
    distinct = len(set(keys)) == len(keys) or 1 < len(set(keys)) < len(keys) == named_as_patients
    if len(keys) < 2 or not (published or (all(keys) and distinct)):
        return sheet
    stub = [wording(text, row[0]) for row in sheet.rows[1:]]
    fields = sum(row[0] is not None and known(row[0]) for row in sheet.rows[1:])
    if fields < 2 or (not named_as_patients and 2 * fields < len([s for s in stub if s])):
        return sheet
    if 2 * sum(SEX.match(k) is not None for k in keys) >= len(keys) and not named_as_patients:
        return sheet  # columns "M" and "F"
    columns = [0, *(i for i, _ in named)]
    rows: list[list[Span | None]] = [[row[i] for row in sheet.rows] for i in columns]
    corner = rows[0][0]
    if corner is not None and not published and not known(corner):
        rows[0][0] = None  # "Characteristic" heads the lines that are now headings
    flipped = Sheet(
        rows, 1, len(sheet.rows), sheet.start, sheet.end, sheet.label, sheet.caption,
        sheet.footnotes, sheet.page, {}, [*sheet.problems],
    )  # fmt: skip
    for (row, col), span in sheet.wide.items():
        if col in columns and span > 1 and row:
            # One cell for several patients says the same of each.
            for beside in range(col + 1, col + span):
                if beside in columns:
                    rows[columns.index(beside)][row] = sheet.rows[row][col]
    return flipped


def _are_publications(head: Sequence[str]) -> bool:
    """Whether the headings behind the first are publications: it says so ("Author"), or they do, by
    "et al." or a number of the list; "Lung (2018)" beside "Femur (2020)" are two specimens.
    """
    named = [h for h in head[1:] if h]
    cited = [bool(_PUBLICATION.match(h)) for h in named]
    authors = bool(_AUTHORS.match(head[0])) or all(
        _CITED.search(h) for h, c in zip(named, cited, strict=True) if c
    )
    return (
        authors
        and sum(cited) > 1
        and all(c or OWN.match(h) for h, c in zip(named, cited, strict=True))
    )


def joined(text: str, sheets: Sequence[Sheet]) -> list[Sheet]:
    """Sheets with the parts of a table that goes on ("Table 2 continued") put together."""
    out: list[Sheet] = []
    for sheet in sheets:
        before = out[-1] if out else None
        if before is not None and _is_rest(text, before, sheet):
            skip = sheet.header if _same_header(text, before, sheet) else 0
            offset = len(before.rows) - skip
            before.rows += sheet.rows[skip:]
            before.wide |= {
                (row + offset, col): n for (row, col), n in sheet.wide.items() if row >= skip
            }
            before.footnotes += tuple(f for f in sheet.footnotes if f not in before.footnotes)
            before.end = max(before.end, sheet.end)
        else:
            out.append(sheet)
    return out


def _is_rest(text: str, before: Sheet, sheet: Sheet) -> bool:
    if sheet.width != before.width or not sheet.rows:
        return False
    caption = wording(text, sheet.caption)
    same_label = bool(sheet.label) and _number(sheet.label) == _number(before.label)
    said = bool(_CONTINUED.search(caption[:80] + sheet.label)) or same_label
    if caption and not said:
        return False
    if _same_header(text, before, sheet):
        return said or not caption
    if not caption and _is_cut_off(text, before, sheet):
        return True
    return (said or not caption) and (sheet.header == 0 or said) and _counts_on(text, before, sheet)


_FIGURES = compiled(r"[<>≤≥]?\d[\d.,]*\s?%?(?:\s?[(\[][^()\[\]]*\d[^()\[\]]*[)\]])?")
_PROSE = compiled(r"(?<!\bet al)[.:;?!]$")  # no page's head: "Marwood et al."
_PAGE_EDGE = 250
"""The letters of a page's foot and head that may stand between the parts of a table."""


def _is_cut_off(text: str, before: Sheet, sheet: Sheet) -> bool:
    """Whether a page's edge cut a table of figures in two: the first row of the second part holds
    figures only, as the last row of the first does, and no more than a page's foot and head stand
    between them.
    """
    between = [line.strip() for line in text[before.end : sheet.start].split("\n") if line.strip()]
    if sheet.start - before.end > _PAGE_EDGE or any(map(_PROSE.search, between)):
        return False
    if not between and sheet.page == before.page:
        return False
    told = [wording(text, c) for c in sheet.rows[0][1:] if wording(text, c)]
    last = [wording(text, c) for c in before.rows[-1][1:] if wording(text, c)]
    return all(len(row) > 1 and all(map(_FIGURES.fullmatch, row)) for row in (told, last))


def _number(label: str) -> str:
    return _LABEL.sub("", label).strip(" .:").upper()


def _header_words(text: str, sheet: Sheet, row: int) -> list[str]:
    return [patterns.sub(r"\W+", " ", wording(text, c)).strip().lower() for c in sheet.rows[row]]


def _same_header(text: str, before: Sheet, sheet: Sheet) -> bool:
    if not (0 < sheet.header <= before.header):
        return False
    mine = [_header_words(text, sheet, r) for r in range(sheet.header)]
    return mine == [_header_words(text, before, r) for r in range(sheet.header)]


def _counts_on(text: str, before: Sheet, sheet: Sheet) -> bool:
    """Whether the second part has no heading: its first row goes on with the keys or the cells."""
    last = key_of(wording(text, before.rows[-1][0])) if before.rows else ""
    first = key_of(wording(text, sheet.rows[0][0]))
    if last and first and last.isdigit() and first.isdigit():
        return int(first) in (int(last), int(last) + 1)
    return not last and not first and bool(_CONTINUED.search(wording(text, sheet.caption)[:80]))
