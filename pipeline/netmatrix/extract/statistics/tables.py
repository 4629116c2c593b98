"""The statistics of a characteristics table: a concept a line, a group a column.

A column's group and size come from its header ("BM cohort (n=105)"), or from the line that counts
the patients; a line's concept from its label, read with the heading above it ("Localization /
Ileum" is a primary, "Metastases / Liver" a metastasis).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

from netmatrix import patterns
from netmatrix.evidence import Measure, Statistic
from netmatrix.extract.grids import Grid
from netmatrix.extract.statistics import cells as read
from netmatrix.extract.statistics.classes import of_level, of_measure
from netmatrix.extract.statistics.columns import Group, Row, columns_of, second_header
from netmatrix.extract.statistics.comparisons import p_value
from netmatrix.extract.statistics.figure import Figure, count
from netmatrix.extract.statistics.labels import Labels
from netmatrix.extract.statistics.numbers import figures
from netmatrix.extract.statistics.sentence import Context
from netmatrix.nlp.annotations import Annotations
from netmatrix.patterns import compiled

_COUNT_ROW = compiled(
    r"^(?:total\s?(?:number\s)?(?:of\s)?(?:patients|cases|n|no\.?)?|(?:no\.?|number|n)\s?(?:of\s)?"
    r"(?:the\s)?(?:patients|cases|subjects)|patients|n|all patients|patients?,? (?:no\.?|n|number)|"
    r"cases)(?:\s?[,(]\s?(?:n|no\.?|N)?\s?[=)]?.*)?$",
    re.I,
)
_NUMBERED = r"^(?:(?:patient|case|pt)\.?\s?(?:no\.?\s?)?#?\s?)?{}[.)]?$"
_PATIENT_LINE = compiled(_NUMBERED.format(r"\d{1,3}"), re.I)
_PATIENT_SIGN = compiled(_NUMBERED.format(r"(?:\d{1,3}|[IVX]{1,5}|[A-H])"), re.I)
"""Roman numbers and letters are patients under "Patient" alone: they may be stages."""
_SITE = compiled(r"(?:sites?|organs?|locations?|locali[sz]ations?)", re.I)
_SITES = compiled(
    r"\b(?:primary\s(?:tumou?r\s)?(?:sites?|locations?|organs?)|sites?\sof\s(?:the\s)?(?:primary|metasta\w+)"
    r"|metastatic\ssites?)\b",
    re.I,
)
_STAGE = compiled(r"(?:\w+\s)?stage\b", re.I)
_CITED = compiled(r"\bet al\b|\b(?:19|20)\d\d\b|\[\d+\]")
_PUBLICATIONS = compiled(r"\b(?:authors?|references?|study|publication)\b", re.I)


@dataclass
class TableResult:
    """A table's statistics, questions about its numbers, and how many cells stayed unread."""

    statistics: list[Statistic] = field(default_factory=list)
    queries: list[dict[str, Any]] = field(default_factory=list)
    unassigned: int = 0


def table_statistics(
    annotations: Annotations, grid: Grid, context: Context, whole: int | None
) -> TableResult:
    """The statistics of one table; empty for tables that list patients or publications.

    ``whole`` is the size of the study group: a column of that size tells of all.
    """
    if len(grid.columns) < 2 or not grid.rows or _lists_patients(annotations, grid):
        return TableResult()
    return _Reader(annotations, grid, context, whole).read()


def _lists_patients(annotations: Annotations, grid: Grid) -> bool:
    text = annotations.document.text
    first = [text[r[0].start : r[0].end] for r in grid.rows if r and r[0] is not None]
    line = _PATIENT_SIGN if grid.columns[0].meaning == "patient" else _PATIENT_LINE
    numbered = sum(bool(line.match(c.strip())) for c in first)
    cited = sum(bool(_CITED.search(c)) for c in first)
    head = " ".join(c.header for c in grid.columns[:3])
    if not first or _PUBLICATIONS.search(head):
        return True
    return numbered * 2 > len(first) or cited * 3 > len(first)


Cells = Mapping[int, tuple[str, int]]
"""Column index -> wording and offset of a line's cell."""


class _Reader:
    def __init__(
        self, annotations: Annotations, grid: Grid, context: Context, whole: int | None
    ) -> None:
        self.annotations, self.grid, self.context, self.whole = annotations, grid, context, whole
        self.result = TableResult()
        self.text = text = annotations.document.text
        caption = text[grid.caption.start : grid.caption.end] if grid.caption else ""
        self.about = " ".join([caption, *(text[f.start : f.end] for f in grid.footnotes)])
        self.labels = Labels(annotations, context, grid.start, grid.end)
        columns, self.rows = second_header(text, grid)
        self.columns = columns_of(
            text, columns, grid.start, caption, whole, context.rules, self.labels.named
        )
        # "Stage" or "Primary site" over the labels heads every line, "Variable" none.
        head = columns[0].header.strip()
        # A bare "Site" stands for what the caption lists: "Primary sites detected by PET".
        listed = _SITES.search(caption) if _SITE.fullmatch(head) else None
        head = listed.group() if listed else head
        heads = _STAGE.match(head) or any(p.match(head) for _, p in context.rules.parents)
        self.parent, self.above = head if heads else "", ""

    def read(self) -> TableResult:
        self._sizes()
        for row in self.rows:
            self._row(row)
        return self.result

    def _cell(self, row: Row, index: int) -> tuple[str, int]:
        span = row[index] if index < len(row) else None
        if span is None:
            return "", 0
        raw = self.text[span.start : span.end]
        lead = len(raw) - len(patterns.sub(r"^[\s\-–—•]+(?=\d)", "", raw))
        return raw[lead:].rstrip(), span.start + lead

    def _label(self, row: Row) -> tuple[str, int, bool]:
        """A line's label, its offset, and whether it is set in below the line above."""
        span = row[0] if row else None
        if span is None:
            return "", 0, False
        raw = self.text[span.start : span.end]
        lead = len(raw) - len(raw.lstrip(" -–—•·*\u00a0"))
        return raw[lead:].strip(), span.start + lead, lead > 0

    def _sizes(self) -> None:
        """A line that counts the patients gives its columns their sizes."""
        row = next((r for r in self.rows if _COUNT_ROW.match(self._label(r)[0])), None)
        if row is None:
            return
        for position, column in enumerate(self.columns):
            text, at = self._cell(row, column.index)
            size = _size(text)
            if size is None or column.role not in ("value", "n"):
                continue
            group = "" if size == self.whole else column.group
            self.columns[position] = replace(column, size=column.size or size, group=group)
            self._add(Figure(0, len(text), "share", n=size), "patients", group, at, text, "count")

    def _row(self, row: Row) -> None:
        label, start, indented = self._label(row)
        cells = {c.index: self._cell(row, c.index) for c in self.columns}
        filled = {i: text for i, (text, _) in cells.items() if text.strip()}
        if (not label and not filled) or _COUNT_ROW.match(label):
            return
        tests = {c.index for c in self.columns if c.index in filled and _is_p(c, filled[c.index])}
        if label and not set(filled) - tests:
            self.parent, self.above = label, label
            self._tests(cells, tests, self.labels.concept(label, start, ""))
            return
        parent = self.above if indented and self.above else self.parent
        concept = self.labels.concept(label, start, parent)
        if any(c.role == "ratio" for c in self.columns):
            concept = of_measure(concept)
        if not indented:
            self.above = label
        self._tests(cells, tests, concept)
        pair = self.labels.pair(label, start)
        if not concept and not pair:
            self.result.unassigned += len(filled) - len(tests)
            return
        skip = set(tests)
        for column in self.columns:
            if column.index in skip or column.index not in filled or column.role in ("p", "ci"):
                continue
            text, at = cells[column.index]
            partner = self._partner(column, filled)
            if column.role == "ratio":
                self._ratio(column, text, at, concept, cells)
            elif pair and (several := read.SLASHED.match(text)):
                for name, part in zip(pair, several.groups(), strict=False):
                    if part:
                        one = Figure(0, len(text), "share", n=int(part))
                        self._add(one, name, column.group, at, text, "proportion", column.size)
            elif partner is not None:
                skip.add(partner.index)
                self._two(column, partner, cells, concept)
            else:
                self._value(column, text, at, label, parent, concept)

    def _partner(self, column: Group, filled: Mapping[int, str]) -> Group | None:
        """The "%" column beside an "n" column, or the other way round."""
        for other in self.columns:
            if other.index == column.index + 1 and other.index in filled:
                return other if {other.role, column.role} == {"n", "percent"} else None
        return None

    def _tests(self, cells: Cells, tests: set[int], concept: str) -> None:
        for index in sorted(tests):
            text, at = cells[index]
            figure = p_value(text)
            if figure is not None and concept:
                self._add(figure, concept, "", at, text, "p_value")

    def _two(self, one: Group, two: Group, cells: Cells, concept: str) -> None:
        counts, parts = (one, two) if one.role == "n" else (two, one)
        (n_text, n_at), (p_text, p_at) = cells[counts.index], cells[parts.index]
        figure = read.split_share(n_text, p_text)
        if figure is None:
            return
        start, end = min(n_at, p_at), max(n_at + len(n_text), p_at + len(p_text))
        quote = self.text[start:end]
        self._add(figure, concept, one.group, start, quote, "proportion", counts.size)

    def _ratio(self, column: Group, text: str, at: int, concept: str, cells: Cells) -> None:
        beside = next(
            (c for c in self.columns if c.index == column.index + 1 and c.role == "ci"), None
        )
        bounds, bounds_at = cells[beside.index] if beside else ("", 0)
        figure = read.ratio(column, text, bounds)
        if figure is None or not concept:
            return
        alone = read.ratio(column, text, "")
        end = at + len(text)
        if alone is not None and alone.low is None and figure.low is not None:
            end = bounds_at + len(bounds)
        self._add(figure, concept, "", at, self.text[at:end], "ratio")

    def _value(
        self, column: Group, text: str, at: int, label: str, parent: str, concept: str
    ) -> None:
        if read.EMPTY.match(text):
            return
        value = concept in self.context.rules.values
        figure, is_average = read.average(column, text, label, parent, self.about, value, concept)
        if figure is not None:
            self._add(figure, concept, column.group, at, text, figure.measure)
            return
        bounded = read.with_interval(text, label)
        part = bounded or (None if is_average else read.share(column, text, label))
        if part is None or (value and part.percent is None):
            self.result.unassigned += 1
            return
        self._add(part, concept, column.group, at, text, "proportion", column.size)

    def _add(
        self, figure: Figure, concept: str, group: str, start: int, quote: str, measure: str,
        size: int | None = None,
    ) -> None:  # fmt: skip
        whole = figure.N
        if not group:
            concept, group = of_level(concept)
        if measure == "proportion" and whole is None and size and figure.n is not None:
            part = 100 * figure.n / size
            if figure.percent is None or abs(part - figure.percent) <= 1.0:
                whole = size
            else:
                table = self.grid.label or "A table"
                about = f"{concept} ({group})" if group else concept
                message = (
                    f"{table}: {about} is printed as {figure.n} ({figure.percent:g} %), but "
                    f"{figure.n} of the column's {size} patients are {part:.1f} %."
                )
                place = {"places": [[start, start + len(quote)]]}
                self.result.queries.append(
                    {"rule": "cohort.column_size", "message": message, **place}
                )
        self.result.statistics.append(
            Statistic(
                measure=cast(Measure, measure),
                concept=concept,
                start=start,
                end=start + len(quote),
                quote=quote,
                rule="cohort.table",
                group=group,
                n=figure.n,
                N=whole,
                percent=figure.percent,
                value=figure.value,
                unit=figure.unit,
                low=figure.low,
                high=figure.high,
                interval=figure.interval,
                comparator=figure.comparator,
                kind=figure.measure if measure == "ratio" else None,
                confidence=0.85,
                section=self.grid.label or "table",
                page=self.grid.page or self.annotations.document.page_at(start),
                detail=dict(figure.detail),
            )
        )


def _size(text: str) -> int | None:
    """The patients that a cell of the counting line tells: "41", "41 (32.5)", "41/126 (32.5 %)"."""
    if not read.N_AND_PERCENT.match(text):
        for figure in figures(text):
            if figure.kind == "share" and figure.n is not None:
                return figure.n
    plain = patterns.match(r"^(\d[\d,]*)", text)
    return count(plain[1]) if plain else None


def _is_p(column: Group, text: str) -> bool:
    if column.role == "p":
        return p_value(text) is not None
    return bool(patterns.match(r"\s*p\s?[=<>≤]", text, re.I))
