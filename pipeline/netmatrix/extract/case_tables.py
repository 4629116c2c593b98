"""Tables of a case report that list the patient's own stains or laboratory values, one a line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from netmatrix.document import Span, Table, iter_cells
from netmatrix.evidence import Finding
from netmatrix.extract.base import Scope, make
from netmatrix.extract.knowledge import knowledge
from netmatrix.nlp.annotations import Mention
from netmatrix.nlp.components import cut_sentence
from netmatrix.normalise.numbers import INTERVAL, interval

_DEGREE = r"(?:strong|diffuse|focal|weak|patchy|moderate|partial|intense)(?:ly)?"
_POSITIVE = re.compile(
    rf"^\s*(?:\d?\++(?:\s*/\s*\d?\++)?|(?:{_DEGREE}[\s,]+){{0,2}}(?:pos(?:itive|\.)?|\++)|{_DEGREE})"
    r"\s*(?:\((?!\s*-)[^()]{1,40}\))?\W*$",
    re.I,
)
_NEGATIVE = re.compile(
    r"^\s*(?:[-–—−]|0|neg(?:ative|\.)?|(?:lost|absent))\s*(?:\([^()]{1,40}\))?\W*$", re.IGNORECASE
)
_LABORATORY = re.compile(
    r"\b(?:serum|plasma|reference|normal|range|laborator\w+|units?|urin\w+|biochem\w+|values?)\b",
    re.IGNORECASE,
)
_STAINS = re.compile(
    r"\b(?:immuno\w+|IHC|stain\w*|antibod\w+|antigens?|markers?|clones?)\b", re.IGNORECASE
)
# "94 ng/mL", "1,240 pg/ml", "12 x ULN".
_LEVEL = re.compile(
    r"^\s*[<>≤≥~]?\s?\d[\d.,\s]*(?:(?:[mnpµμ]?g|[mkµμ]?I?U|[mnpµμ]?mol)\s?/\s?(?:m?L|dL|day|d|24\s?h|h)|%|[x×]\s?ULN)",
    re.IGNORECASE,
)
_PERCENT = 100
_FEWEST_CELLS = 4


def extract(scope: Scope) -> list[Finding]:
    """What tables tell whose first column names stains or tests: a result of a stain by its sign or
    word, the Ki-67 index, and which hormones and tumour markers were measured.
    """
    found: list[Finding] = []
    for table in scope.document.tables:
        found += _lines(scope, table)
    return found


def _rows(text: str, table: Table) -> list[list[Span]]:
    """The cells of each line; of a table without cells the name and the value of "CEA: 41 ng/mL"."""
    if table.cells:
        rows = (list(iter_cells(table, row)) for row in range(table.n_rows))
        return [[Span(c.start, c.end) for c in row] for row in rows]
    named = _NAMED_VALUE.finditer(text, table.start, table.end)
    return [[Span(*m.span("name")), Span(*m.span("value"))] for m in named]


_NAMED_VALUE = re.compile(r"^(?P<name>[^:\n]{2,60}):[ \t]+(?P<value>[^\n]{1,80})$", re.MULTILINE)


def _lines(scope: Scope, table: Table) -> Iterator[Finding]:
    text = scope.document.text
    rows = _rows(text, table)
    if sum(map(len, rows)) < _FEWEST_CELLS:
        return
    head = " ".join(text[c.start : c.end] for c in rows[0]) if table.cells else ""
    if table.caption:
        head += " " + text[table.caption.start : table.caption.end]
    measured = _LABORATORY.search(head) is not None
    stained = _STAINS.search(head) is not None or not measured
    for row, cells in enumerate(rows):
        if len(cells) < 2:
            continue
        named = list(scope.annotations.mentions_in(cells[0].start, cells[0].end))
        markers = [m for m in named if m.layer == "term" and m.group == "marker"]
        results = [text[c.start : c.end] for c in cells[1:]]
        if row and stained and any(m.layer == "cue" and m.group == "ki67" for m in named):
            yield from _index(scope, cells, results)
        elif row and stained and markers and not _LEVEL.match(results[0]):
            yield from _stain(scope, cells, results, markers)
        elif measured and any(map(_LEVEL.match, results)):
            yield from _assays(scope, cells[0], named)


def _stain(
    scope: Scope, cells: list[Span], results: list[str], markers: list[Mention]
) -> Iterator[Finding]:
    """The first result of a line that is a sign or a word for one."""
    for cell, result in zip(cells[1:], results, strict=True):
        positive = bool(_POSITIVE.match(result))
        if positive or _NEGATIVE.match(result):
            field = "markers_positive" if positive else "markers_negative"
            for name in (name for m in markers for name in m.names):
                yield _made(scope, field, name, Span(cells[0].start, cell.end), "marker.table")
            return


def _index(scope: Scope, cells: list[Span], results: list[str]) -> Iterator[Finding]:
    for cell, result in zip(cells[1:], results, strict=True):
        match = INTERVAL.match(result.strip())
        value = interval(match) if match else None
        if value is not None and value.low <= _PERCENT:
            place = Span(cells[0].start, cell.end)
            yield _made(scope, "ki67_percent", str(value), place, "ki67.table")
            return


def _assays(scope: Scope, cell: Span, named: list[Mention]) -> Iterator[Finding]:
    """The ways of diagnosis that a line of laboratory values names, or whose marker it measures."""
    assays = knowledge(scope).assays
    names = [
        name
        for m in named
        if m.layer == "term"
        for name in (
            m.names
            if m.group == "diagnostic_method"
            else tuple(assays[n] for n in m.names if n in assays)
            if m.group == "marker"
            else ()
        )
    ]
    for name in dict.fromkeys(names):
        yield _made(scope, "diagnostic_methods", name, cell, "method.table")


def _made(scope: Scope, field: str, value: str, place: Span, rule: str) -> Finding:
    sentence = cut_sentence(scope.annotations, place.start, place.end, section="table", kind="cell")
    groups = {"diagnostic_methods": "diagnostic_method", "ki67_percent": ""}
    return make(
        scope, sentence, field, value, place.start, place.end, rule,
        group=groups.get(field, "marker"), confidence=0.93,
    )  # fmt: skip
