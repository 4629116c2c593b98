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
from netmatrix.patterns import compiled

_DEGREE = r"(?:strong|diffuse|focal|weak|patchy|moderate|partial|intense)(?:ly)?"
_POSITIVE = compiled(
    rf"^\s*(?:\d?\++(?:\s*/\s*\d?\++)?|(?:{_DEGREE}[\s,]+){{0,2}}(?:pos(?:itive|\.)?|\++)|{_DEGREE})"
    r"\s*(?:\((?!\s*(?:-|0\s*%|neg))[^()]{1,40}\))?\W*$",
    re.I,
)
_NEGATIVE = compiled(
    r"^\s*(?:[-–—−]|0|neg(?:ative|\.)?|(?:lost|absent))\s*(?:\([^()]{1,40}\))?\W*$", re.IGNORECASE
)
_LABORATORY = compiled(
    r"\b(?:serum|plasma|reference|normal|range|laborator\w+|units?|urin\w+|biochem\w+|values?|tumou?r markers?)\b",
    re.IGNORECASE,
)
_STAINS = compiled(r"\b(?:immuno\w+|IHC|stain\w*|clones?)\b", re.IGNORECASE)
# "94 ng/mL", "1,240 pg/ml", "12 x ULN".
_LEVEL = compiled(
    r"^\s*[<>≤≥~]?\s?\d[\d.,\s]*(?:(?:[mnpµμ]?g|[mkµμ]?I?U|[mnpµμ]?mol)\s?/\s?(?:m?L|dL|day|d|24\s?h|h)|[x×]\s?ULN)",
    re.IGNORECASE,
)
# Tables of other people's tumours, and how often a stain or test is positive.
_OF_OTHERS = compiled(
    r"\b(?:reported cases|published|literature|previous\w*|sensitivity|specificity|expected|controls?)\b"
    r"|\bpositive\b.*\bnegative\b",
    re.IGNORECASE | re.DOTALL,
)
_ANTIBODY = compiled(r"antibod", re.IGNORECASE)
# Columns that hold no result: of the reagent, and what is normal.
_NO_RESULT = compiled(
    r"\b(?:clones?|dilutions?|sources?|vendors?|manufacturers?|compan(?:y|ies)|suppliers?|catalog\w*|reference|normal|ranges?|cut-?\s?offs?|retrieval|methods?|hosts?)\b",
    re.IGNORECASE,
)
# "1:100" is a dilution and "30-9" a clone.
_ENDS_THERE = compiled(r"\s*%?\s*(?:\([^()]*\))?\W*")
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


_NAMED_VALUE = compiled(r"^(?P<name>[^:\n]{2,60}):[ \t]+(?P<value>[^\n]{1,80})$", re.MULTILINE)


def _lines(scope: Scope, table: Table) -> Iterator[Finding]:
    text = scope.document.text
    rows = _rows(text, table)
    if sum(map(len, rows)) < _FEWEST_CELLS:
        return
    first = rows[0] if table.cells else []
    heads = {column: text[c.start : c.end] for column, c in enumerate(first)}
    told = " ".join(heads.values())
    if table.caption:
        told += " " + text[table.caption.start : table.caption.end]
    if _OF_OTHERS.search(told):
        return
    measured = _LABORATORY.search(told) is not None
    stained = _STAINS.search(told) is not None or not measured
    for row, cells in enumerate(rows):
        results = [
            (cell, text[cell.start : cell.end], heads.get(column, ""))
            for column, cell in enumerate(cells)
            if column and not _NO_RESULT.search(heads.get(column, ""))
        ]
        if not results or _ANTIBODY.search(text, cells[0].start, cells[0].end):
            continue
        named = list(scope.annotations.mentions_in(cells[0].start, cells[0].end))
        markers = [m for m in named if m.layer == "term" and m.group == "marker"]
        levels = any(_LEVEL.match(result) for _, result, _ in results)
        if row and stained and any(m.layer == "cue" and m.group == "ki67" for m in named):
            yield from _index(scope, cells[0], results)
            continue
        signs = [result for result in results if not _LEVEL.match(result[1])]
        if row and stained and markers and (signs == results or _STAINS.search(told)):
            yield from _stain(scope, cells[0], signs, markers)
        if measured and levels:
            yield from _assays(scope, cells[0], named)


_Result = tuple[Span, str, str]
"""A cell, its wording and the heading of its column."""
_OF_THE_TUMOUR = compiled(
    r"\b(?:neuro-?endocrine|NE[TCN]s?|carcinoid|tumou?r|lesion)\b", re.IGNORECASE
)

_OTHER = compiled(r"\b(?:adenocarcinoma|second|normal|other|adjacent)\b", re.IGNORECASE)
_SPECIMEN = compiled(
    r"\b(?:(?:19|20)\d\d|primary|metasta\w+|biops(?:y|ies)|specimen|recurren\w+|relapse)\b",
    re.IGNORECASE,
)


def _stain(
    scope: Scope, name: Span, results: list[_Result], markers: list[Mention]
) -> Iterator[Finding]:
    """The first result of a line that is a sign or a word for one; where two contradict, that of
    the (neuroendocrine) tumour and not of the tissue or component beside it, if a heading tells.
    """
    signs = [
        (cell, bool(_POSITIVE.match(result)), head)
        for cell, result, head in results
        if _POSITIVE.match(result) or _NEGATIVE.match(result)
    ]
    if len({positive for _, positive, _ in signs}) > 1 and all(
        _SPECIMEN.search(head) and not _OTHER.search(head) for *_, head in signs
    ):  # one of the tumour's specimens has it
        signs = [sign for sign in signs if sign[1]]
    elif len({positive for _, positive, _ in signs}) > 1:
        signs = [sign for sign in signs if _OF_THE_TUMOUR.search(sign[-1])]
    if len({positive for _, positive, _ in signs}) != 1:
        return
    cell, positive, _ = signs[0]
    field = "markers_positive" if positive else "markers_negative"
    for marker in (marker for m in markers for marker in m.names):
        yield _made(scope, field, marker, Span(name.start, cell.end), "marker.table")


def _index(scope: Scope, name: Span, results: list[_Result]) -> Iterator[Finding]:
    """The Ki-67 index of a cell that holds nothing else, rather one in percent."""
    wordings = ((cell, result.strip()) for cell, result, _ in results)
    told = [
        (cell, match)
        for cell, wording in wordings
        if (match := INTERVAL.match(wording)) and _ENDS_THERE.fullmatch(wording, match.end())
    ]
    for cell, match in sorted(told, key=lambda of: "%" not in of[1].string):
        value = interval(match)
        clone = match["high"] and value and value.high is None
        if value is not None and not clone and value.low <= _PERCENT:
            yield _made(scope, "ki67_percent", str(value), Span(name.start, cell.end), "ki67.table")
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
