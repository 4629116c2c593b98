"""Tables as grids: what each column is about, and the cells of each line.

A table whose cells the reader knows is taken as it is. One that came as bare lines (plain text
made of a PDF) is cut into cells by what the columns can hold: a sex is ``M`` or ``F``, an age a
number, a stain ``+`` or ``-``. A line that can be cut in two ways yields only the cells on which
all ways agree; nothing is shifted into a neighbour's column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import yaml

from netmatrix.document import Document, Span, Table, iter_cells
from netmatrix.nlp.annotations import Annotations, Mention
from netmatrix.nlp.lexicon import words

_UNITS = re.compile(r"\((?P<unit>[^)]*)\)|\[(?P<unit2>[^\]]*)\]")
_MONTHS = re.compile(r"^\s*(?:m|mo|mos|months?|mths?)\.?\s*$", re.I)
_YEARS = re.compile(r"^\s*(?:y|yr|yrs|years?)\.?\s*$", re.I)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header's wording, its meaning (a key of ``columns`` or ``marker``/``flag``).

    ``names`` holds the marker or syndrome that the header itself names; ``unit`` is ``month`` or
    ``year`` where the header says so.
    """

    header: str
    meaning: str
    start: int = 0
    end: int = 0
    group: str = ""
    names: tuple[str, ...] = ()
    unit: str = ""


@dataclass
class Grid:
    """A table as columns and body lines; a cell is where its wording stands, or ``None``."""

    columns: tuple[Column, ...]
    rows: list[list[Span | None]]
    caption: Span | None = None
    footnotes: tuple[Span, ...] = ()
    label: str = ""
    start: int = 0
    end: int = 0
    page: int | None = None
    section: str = ""
    problems: list[str] = field(default_factory=list)

    def column(self, *meanings: str) -> int | None:
        """The index of the first column of one of the meanings."""
        for index, column in enumerate(self.columns):
            if column.meaning in meanings:
                return index
        return None


@lru_cache(maxsize=4)
def column_rules(model: Path) -> Mapping[str, str]:
    """Normalised header wording -> meaning, from ``rules/tables.yaml``."""
    data = yaml.load((model / "rules" / "tables.yaml").read_text("utf-8"), yaml.BaseLoader)
    return {
        " ".join(words(str(form))).lower(): meaning
        for meaning, forms in data["columns"].items()
        for form in forms
    }


def grids(annotations: Annotations, rules: Mapping[str, str]) -> list[Grid]:
    """The paper's tables as grids, in order; tables that cannot be cut are left out."""
    out: list[Grid] = []
    for table in annotations.document.tables:
        grid = (
            _from_cells(annotations, table, rules)
            if table.cells
            else _from_lines(annotations, table, rules)
        )
        if grid is not None:
            out.append(grid)
    return out


def meaning_of(
    annotations: Annotations, start: int, end: int, rules: Mapping[str, str], header: str = ""
) -> Column:
    """The column that a header at ``[start, end)`` opens."""
    raw = header or annotations.document.text[start:end]
    unit = ""
    for match in _UNITS.finditer(raw):
        inner = match["unit"] or match["unit2"] or ""
        unit = "month" if _MONTHS.match(inner) else "year" if _YEARS.match(inner) else unit
    bare = _UNITS.sub(" ", raw)
    tokens = [w.lower() for w in words(bare)]
    if re.search(r"\bmonths?\b|\bmo\b", raw, re.I):
        unit = unit or "month"
    elif re.search(r"\byears?\b|\byrs?\b", raw, re.I):
        unit = unit or "year"
    key = " ".join(tokens)
    if key in rules and (rules[key] != "age_sex" or re.search(r"[/,&]|\band\b", raw)):
        return Column(raw, rules[key], start, end, unit=unit)
    named = [m for m in annotations.mentions_in(start, end) if m.group in ("marker", "syndrome")]
    best = _longest_rule(tokens, rules)
    mention = max(named, key=lambda m: m.end - m.start, default=None)
    if mention and (
        best is None
        or best[1] in ("patient", "author", "treatments", "histology")
        or mention.end - mention.start >= 0.7 * len(bare.strip())
    ):
        meaning = "marker" if mention.group == "marker" else "flag"
        return Column(raw, meaning, start, end, mention.group, mention.names, unit)
    return Column(raw, best[1] if best else "ignore", start, end, unit=unit)


def _longest_rule(tokens: Sequence[str], rules: Mapping[str, str]) -> tuple[int, str] | None:
    """The longest rule wording inside the header's words: its length and meaning."""
    for size in range(min(len(tokens), 6), 0, -1):
        for at in range(len(tokens) - size + 1):
            key = " ".join(tokens[at : at + size])
            if key in rules and not (size == 1 and len(key) < 2):
                return size, rules[key]
    return None


def _from_cells(annotations: Annotations, table: Table, rules: Mapping[str, str]) -> Grid | None:
    width = table.n_cols
    header_rows = sorted({c.row for c in table.cells if c.header}) or [0]
    body_from = max(header_rows) + 1
    headers: list[str] = [""] * width
    places: list[Span | None] = [None] * width
    text = annotations.document.text
    for row in header_rows:
        for cell in iter_cells(table, row):
            wording = text[cell.start : cell.end]
            for col in range(cell.col, min(width, cell.col + cell.col_span)):
                if wording and wording not in headers[col]:
                    headers[col] = f"{headers[col]} {wording}".strip()
                    places[col] = Span(cell.start, cell.end)
    columns = tuple(
        meaning_of(annotations, place.start, place.end, rules, header)
        if place
        else Column(header, "ignore")
        for header, place in zip(headers, places, strict=True)
    )
    rows: list[list[Span | None]] = []
    for row in range(body_from, table.n_rows):
        line: list[Span | None] = [None] * width
        for cell in iter_cells(table, row):
            if cell.col < width and cell.end > cell.start:
                line[cell.col] = Span(cell.start, cell.end)
        rows.append(line)
    return _grid(annotations.document, table, columns, rows)


def _grid(
    document: Document, table: Table, columns: tuple[Column, ...], rows: list[list[Span | None]]
) -> Grid:
    block = document.block_at(table.start)
    return Grid(
        columns,
        rows,
        table.caption,
        table.footnotes,
        table.label,
        table.start,
        table.end,
        table.page,
        block.section if block else "table",
    )


# --- tables that came as lines -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    text: str


def _tokens(text: str, start: int, end: int) -> list[_Token]:
    return [
        _Token(start + m.start(), start + m.end(), m.group())
        for m in re.finditer(r"\S+", text[start:end])
    ]


def _from_lines(annotations: Annotations, table: Table, rules: Mapping[str, str]) -> Grid | None:
    block = annotations.document.block_at(table.start)
    start, end = (block.start, block.end) if block else (table.start, table.end)
    text = annotations.document.text
    lines: list[tuple[int, int]] = []
    position = start
    for line in text[start:end].split("\n"):
        lines.append((position, position + len(line)))
        position += len(line) + 1
    first = next((i for i, (a, b) in enumerate(lines) if re.match(r"1[\s.)]", text[a:b])), None)
    if first is None or first == 0:
        return None
    columns = _header(annotations, lines[0][0], lines[first - 1][1], rules)
    if len(columns) < 2 or columns[0].meaning != "patient":
        return None
    bodies: list[list[_Token]] = []
    for left, right in lines[first:]:
        tokens = _tokens(text, left, right)
        if tokens and re.fullmatch(rf"{len(bodies) + 1}[.)]?", tokens[0].text):
            bodies.append(tokens)
        elif bodies:
            bodies[-1].extend(tokens)
    rows = [_cut(annotations, tokens, columns) for tokens in bodies]
    grid = _grid(annotations.document, table, columns, rows)
    if any(None in row for row in rows):
        grid.problems.append(
            f"{table.label or 'A table'} came as bare lines; cells whose column is in doubt were left out."
        )
    return grid


def _header(
    annotations: Annotations, start: int, end: int, rules: Mapping[str, str]
) -> tuple[Column, ...]:
    """Cut a header's words (over lines broken anywhere) into columns, longest wordings first."""
    text = annotations.document.text
    tokens = _tokens(text, start, end)
    columns: list[Column] = []
    at = 0
    mentions = list(annotations.mentions_in(start, end))
    while at < len(tokens):
        size = _header_size(text, tokens, at, rules, mentions)
        left, right = tokens[at].start, tokens[at + size - 1].end
        while at + size < len(tokens) and re.fullmatch(r"[(\[].*[)\]]\*?", tokens[at + size].text):
            right = tokens[at + size].end
            size += 1
        columns.append(
            meaning_of(annotations, left, right, rules, re.sub(r"\s+", " ", text[left:right]))
        )
        at += size
    return tuple(columns)


def _header_size(
    text: str,
    tokens: Sequence[_Token],
    at: int,
    rules: Mapping[str, str],
    mentions: Sequence[Mention],
) -> int:
    for size in range(min(5, len(tokens) - at), 0, -1):
        wording = text[tokens[at].start : tokens[at + size - 1].end]
        meaning = rules.get(" ".join(w.lower() for w in words(wording)))
        if meaning and (meaning != "age_sex" or re.search(r"[/,&]|\band\b", wording)):
            return size
    best = 1
    for mention in mentions:
        if mention.start == tokens[at].start and mention.group in ("marker", "syndrome"):
            covered = sum(t.start < mention.end for t in tokens[at:])
            best = max(best, covered)
    return best


_TYPES: Mapping[str, re.Pattern[str]] = {
    "patient": re.compile(r"\d{1,3}[.)]?"),
    "age_years": re.compile(r"\d{1,3}"),
    "sex": re.compile(r"(?:M|F|m|f|male|female|Male|Female|man|woman)"),
    "grade": re.compile(r"(?:G[123]|[123]|I{1,3}|low|intermediate|high|Low|High)"),
    "differentiation": re.compile(r"(?:well|poor|poorly|moderate|moderately|WD|PD)", re.I),
    "ki67_percent": re.compile(r"[<>≤≥~]?\d+(?:[.,]\d+)?%?(?:[-–]\d+(?:[.,]\d+)?%?)?"),
    "mitoses": re.compile(r"[<>≤≥~]?\d+(?:[-–]\d+)?(?:/\d+\S*)?"),
    "marker": re.compile(
        r"(?:\++|[-–−]|pos\.?|neg\.?|positive|negative|N|high|low|N/A|NA|ND|normal|elevated)", re.I
    ),
    "flag": re.compile(r"(?:yes|no|y|n|\+|-|N/A|NA)", re.I),
    "pfs_months": re.compile(r"[<>≥≤]?\d+(?:\.\d+)?\+?"),
    "follow_up_months": re.compile(r"[<>≥≤]?\d+(?:\.\d+)?\+?"),
}
_NUMERIC_IGNORED = re.compile(r"\b(?:dose|time|size|duration|cycles|activity|interval)\b", re.I)
_NUMBER = re.compile(r"[<>≤≥~]?\d+(?:[.,]\d+)?(?:[-–]\d+(?:[.,]\d+)?)?%?")
_YES_NO = re.compile(r"\b(?:resectable|operable)\b", re.I)
_WORDY = {"response": 2}


def _fits(annotations: Annotations, column: Column, tokens: Sequence[_Token]) -> bool:
    """Whether the words can be a cell of the column."""
    if tokens[0].text.startswith("(") or tokens[-1].text.endswith("("):
        return False
    if column.meaning in _TYPES:
        return len(tokens) == 1 and bool(
            _TYPES[column.meaning].fullmatch(tokens[0].text.rstrip("*†‡"))
        )
    if column.meaning == "ignore":
        if _NUMERIC_IGNORED.search(column.header):
            return len(tokens) == 1 and bool(
                _NUMBER.fullmatch(tokens[0].text) or tokens[0].text in "-–"
            )
        if _YES_NO.search(column.header):
            return len(tokens) == 1 and bool(_TYPES["flag"].fullmatch(tokens[0].text))
        return 1 <= len(tokens) <= 6
    if column.meaning == "response":
        start, end = tokens[0].start, tokens[-1].end
        if len(tokens) == 1 and re.fullmatch(
            r"(?:CR|PR|SD|PD|NE|-|stable|progress\w*|partial|complete)\W*", tokens[0].text, re.I
        ):
            return True
        return any(
            m.group == "response" and m.start == start and m.end >= end - 1
            for m in annotations.mentions_in(start, end)
        )
    if column.meaning == "histology":
        start, end = tokens[0].start, tokens[-1].end
        return any(
            m.group == "histology" and m.start == start and m.end == end
            for m in annotations.mentions_in(start, end)
        )
    if column.meaning == "treatments":
        if len(tokens) == 1 and tokens[0].text in ("-", "–", "—", "No", "None"):
            return True
        start, end = tokens[0].start, tokens[-1].end
        found = [m for m in annotations.mentions_in(start, end) if m.group == "treatment"]
        return bool(found) and not any(_NUMBER.fullmatch(t.text) for t in (tokens[0], tokens[-1]))
    return 1 <= len(tokens) <= 8


def _cut(
    annotations: Annotations, tokens: Sequence[_Token], columns: Sequence[Column]
) -> list[Span | None]:
    """Cut a line into cells: the extents on which every possible cut agrees.

    Dynamic programming over (column, words used), forwards for what can be reached and backwards
    for what can be finished.
    """
    n, k = len(tokens), len(columns)
    reach = [[False] * (n + 1) for _ in range(k + 1)]
    reach[0][0] = True
    fits: dict[tuple[int, int, int], bool] = {}
    for col in range(k):
        for at in range(n):
            if not reach[col][at]:
                continue
            for to in range(at + 1, min(n, at + 9) + 1):
                key = (col, at, to)
                fits[key] = _fits(annotations, columns[col], tokens[at:to])
                if fits[key]:
                    reach[col + 1][to] = True
    if not reach[k][n]:
        return [Span(tokens[0].start, tokens[0].end), *([None] * (k - 1))]
    finish = [[False] * (n + 1) for _ in range(k + 1)]
    finish[k][n] = True
    for col in range(k - 1, -1, -1):
        for (c, at, to), ok in fits.items():
            if c == col and ok and finish[col + 1][to] and reach[col][at]:
                finish[col][at] = True
    out: list[Span | None] = []
    for col in range(k):
        ways = {
            (at, to)
            for (c, at, to), ok in fits.items()
            if c == col and ok and reach[col][at] and finish[col][at] and finish[col + 1][to]
        }
        if len(ways) == 1:
            at, to = next(iter(ways))
            out.append(Span(tokens[at].start, tokens[to - 1].end))
        else:
            out.append(None)
    return out
