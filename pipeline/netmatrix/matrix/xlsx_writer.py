"""The matrix as an Excel workbook: patients, cohorts, provenance, queries, papers, codebook.

Every text is written as a constant string, so that nothing from a paper is ever a formula or a
link; dates inside the file are fixed, so that the same rows give the same bytes.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import xlsxwriter

from netmatrix import patterns
from netmatrix.evidence import PATIENT_FIELDS, Finding, Statistic
from netmatrix.matrix.codebook import codebook
from netmatrix.matrix.cohort import statistic_text
from netmatrix.matrix.csv_writer import inert
from netmatrix.matrix.passages import Passages
from netmatrix.matrix.view import COLUMNS, ViewRow
from netmatrix.matrix.wording import as_list, clean, is_plain

MAX_CELL = 32_767
"""Characters that Excel allows in a cell, counted in UTF-16 units."""
MAX_ROWS = 1_048_575
"""Lines below the header that a sheet can hold; more go to a second sheet."""
_CREATED = datetime(2000, 1, 1)
_WIDTHS = {"author_year": 22, "who": 26, "pathology": 32, "site": 34, "treatment": 40,
           "diagnosis": 36, "prognosis": 30}  # fmt: skip

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet before it is written: ``columns`` are headings with widths in characters."""

    name: str
    columns: tuple[tuple[str, int], ...]
    lines: Sequence[Sequence[Value]]
    frozen_columns: int = 0


def cell_text(text: str) -> str:
    """``text`` as a cell can hold it: no control characters, at most ``MAX_CELL`` units."""
    if len(text) * 2 <= MAX_CELL and is_plain(text):
        return text
    text = "\n".join(clean(line) for line in text.splitlines()).strip()
    if len(text) * 2 > MAX_CELL:
        units = text.encode("utf-16-le")
        if len(units) > MAX_CELL * 2:
            text = units[: (MAX_CELL - 1) * 2].decode("utf-16-le", errors="ignore") + "…"
    return text


def _number(text: str) -> Value:
    """A plain number as a number, so that columns of them sort and filter; else the text."""
    if patterns.fullmatch(r"\d{1,9}", text):
        return int(text)
    return float(text) if patterns.fullmatch(r"\d{1,9}\.\d{1,6}", text) else text


def _patients(items: Sequence[ViewRow]) -> Sheet:
    numeric = {"age_years", "ki67_percent", "follow_up_months", "pfs_months"}
    columns = [(label, _WIDTHS[name]) for name, label in COLUMNS]
    columns += [(entry.label, max(14, len(entry.label) + 3)) for entry in codebook().fields]
    columns += [("Kind", 12), ("Subject", 16), ("Paper", 26), ("Row", 18)]
    lines: list[list[Value]] = []
    for item in items:
        if item.row.kind == "cohort":
            continue
        line: list[Value] = [item.cells[name] for name, _ in COLUMNS]
        for name in PATIENT_FIELDS:
            text = item.structured[name]
            line.append(_number(text) if name in numeric else text)
        lines.append([*line, item.row.kind, item.row.subject, item.row.doc_id, item.row.row_id])
    return Sheet("Patients", tuple(columns), lines, 2)


def _cohorts(items: Sequence[ViewRow], papers: Mapping[str, Passages]) -> Sheet:
    columns = (
        ("Author (year)", 22), ("Cohort", 24), ("Statistic", 40), ("Measure", 12),
        ("Concept", 26), ("Group", 22), ("n", 8), ("N", 8), ("Percent", 10), ("Comparator", 12),
        ("Value", 10), ("Unit", 10), ("Low", 9), ("High", 9), ("Interval", 12), ("Kind", 14),
        ("Quote", 50), ("Sentence", 60), ("Section", 18), ("Page", 8), ("Start", 9), ("End", 9),
        ("Rule", 20), ("Confidence", 12), ("Paper", 26), ("Row", 18),
    )  # fmt: skip
    lines: list[list[Value]] = []
    for item in items:
        if item.row.kind != "cohort" and not item.row.statistics:
            continue
        head: list[Value] = [item.cells["author_year"], item.row.subject]
        tail: list[Value] = [item.row.doc_id, item.row.row_id]
        lines += [
            [
                *head, statistic_text(s), s.measure, s.concept, s.group, s.n, s.N, s.percent,
                s.comparator, s.value, s.unit, s.low, s.high, s.interval, s.kind, s.quote,
                _sentence(s, papers.get(item.row.doc_id)), s.section, s.page, s.start, s.end,
                s.rule, round(s.confidence, 2), *tail,
            ]
            for s in item.row.statistics
        ]  # fmt: skip
        if not item.row.statistics:
            blank: list[Value] = [None] * (len(columns) - 4)
            lines.append([*head, *blank, *tail])
    return Sheet("Cohorts", columns, lines, 2)


def _sentence(item: Finding | Statistic, paper: Passages | None) -> str:
    return paper.sentence(item.start, item.end, item.quote) if paper else item.quote


def _provenance(items: Sequence[ViewRow], papers: Mapping[str, Passages]) -> Sheet:
    book = codebook()
    widths = {"value": 26, "quote": 50, "context": 60, "section": 18, "rule": 22, "detail": 34}
    columns = (
        ("Author (year)", 22), ("Patient or cohort", 22), ("Field", 20),
        *((entry.label, widths.get(entry.name, 11)) for entry in book.provenance),
        ("Paper", 26), ("Row", 18),
    )  # fmt: skip
    lines: list[list[Value]] = []
    for item in items:
        paper = papers.get(item.row.doc_id)
        head: list[Value] = [item.cells["author_year"], item.row.subject]
        tail: list[Value] = [item.row.doc_id, item.row.row_id]
        told: list[tuple[str, str, Finding | Statistic]] = [
            (name, finding.value, finding)
            for name in PATIENT_FIELDS
            for finding in item.row.fields.get(name, ())
        ]
        told += [("statistics", statistic_text(s), s) for s in item.row.statistics]
        for name, value, source in told:
            finding = source if isinstance(source, Finding) else None
            code = (finding.code if finding else None) or {}
            detail = dict(source.detail)
            if finding and finding.cues:
                detail["cues"] = list(finding.cues)
            lines.append([
                *head, name, value, finding.status if finding else "reported", source.quote,
                _sentence(source, paper), source.section, source.page, source.start, source.end,
                source.rule, round(source.confidence, 2), code.get("system"), code.get("code"),
                _json(detail), *tail,
            ])  # fmt: skip
    return Sheet("Provenance", columns, lines, 3)


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str) if value else ""


def _queries(items: Sequence[ViewRow]) -> Sheet:
    columns = (("Author (year)", 22), ("Patient or cohort", 24), ("Query", 70), ("Rule", 24),
               ("Fields", 20), ("Further", 40), ("Paper", 26), ("Row", 18))  # fmt: skip
    lines: list[list[Value]] = []
    for item in items:
        for query in item.row.queries:
            rest = {k: v for k, v in query.items() if k not in {"message", "rule", "fields"}}
            lines.append([
                item.cells["author_year"], item.row.subject, *(
                    str(query.get(key) or "") for key in ("message", "rule")
                ), ", ".join(query.get("fields") or ()), _json(rest), item.row.doc_id, item.row.row_id,
            ])  # fmt: skip
    return Sheet("Queries", columns, lines, 2)


def _documents(documents: Sequence[Mapping[str, Any]]) -> Sheet:
    keys = (("doc_id", 28), ("source", 28), ("title", 60), ("authors", 36), ("year", 8),
            ("doi", 28), ("pmid", 12), ("doc_type", 14), ("status", 10), ("problems", 60),
            ("n_chars", 10), ("sha256", 24))  # fmt: skip
    lines: list[list[Value]] = []
    for document in documents:
        line: list[Value] = []
        for key, _ in keys:
            value = document.get(key)
            if key in {"authors", "problems"}:
                value = "; ".join(as_list(value))
            is_number = isinstance(value, int) and not isinstance(value, bool)
            line.append(value if is_number else str(value or ""))
        lines.append(line)
    return Sheet("Documents", keys, lines, 1)


def _codebook() -> Sheet:
    book = codebook()
    columns = (("Part", 14), ("Name", 20), ("Heading", 20), ("Meaning", 50), ("Values", 50),
               ("Counts", 50), ("Does not count", 50), ("Example (invented)", 44),
               ("Value of the example", 20), ("Counterexample (invented)", 44),
               ("Source", 50))  # fmt: skip
    lines: list[list[Value]] = [["principle", "", "", text] for text in book.principles]
    lines += [["column", c.name, c.label, c.meaning, ", ".join(c.fields)] for c in book.table2]
    for e in book.fields:
        lines.append([
            "field", e.name, e.label, e.meaning, e.values, e.counts, e.excludes, e.example[0],
            e.example[1], e.counterexample[0], e.source,
        ])  # fmt: skip
    for part, entries in (
        ("provenance", book.provenance), ("kind", book.kinds), ("status", book.statuses),
        ("measure", book.measures), ("file", book.files),
    ):  # fmt: skip
        lines += [[part, e.name, e.label, e.meaning] for e in entries]
    return Sheet("Codebook", columns, lines, 2)


def _parts(sheets: Iterable[Sheet]) -> Iterable[Sheet]:
    for sheet in sheets:
        for place, first in enumerate(range(0, max(1, len(sheet.lines)), MAX_ROWS), 1):
            name = sheet.name if place == 1 else f"{sheet.name} {place}"
            lines = sheet.lines[first : first + MAX_ROWS]
            yield Sheet(name, sheet.columns, lines, sheet.frozen_columns)


def xlsx_bytes(
    items: Sequence[ViewRow],
    documents: Sequence[Mapping[str, Any]],
    papers: Mapping[str, Passages],
) -> bytes:
    """The whole workbook. ``papers`` gives the sentences around quotations, by ``doc_id``."""
    sheets = [_patients(items), _cohorts(items, papers), _provenance(items, papers)]
    queries = _queries(items)
    sheets += [queries] if queries.lines else []
    sheets += [_documents(documents), _codebook()]
    out = io.BytesIO()
    options = {
        "in_memory": True,  # the parts of the archive then carry a fixed date
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": "Evidence matrix", "created": _CREATED})
        look = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
        body = book.add_format({**look, "text_wrap": True})
        # The quote prefix keeps such a text a text even after someone edits the cell.
        guarded = book.add_format({**look, "text_wrap": True, "quote_prefix": True})
        head = book.add_format({**look, "bold": True, "text_wrap": True, "valign": "vcenter",
                                "bg_color": "#E4EDEC", "bottom": 1})  # fmt: skip
        for sheet in _parts(sheets):
            page = book.add_worksheet(sheet.name)
            for place, (label, width) in enumerate(sheet.columns):
                page.set_column(place, place, width, body)
                page.write_string(0, place, label, head)
            for line_number, line in enumerate(sheet.lines, 1):
                for place, value in enumerate(line):
                    if isinstance(value, str):
                        if value:
                            text = cell_text(value)
                            form = guarded if inert(text) != text else body
                            page.write_string(line_number, place, text, form)
                    elif value is not None:
                        page.write_number(line_number, place, value, body)
            page.freeze_panes(1, sheet.frozen_columns)
            page.autofilter(0, 0, max(1, len(sheet.lines)), len(sheet.columns) - 1)
            page.set_landscape()
            page.set_paper(9)
            page.fit_to_pages(1, 0)
            page.repeat_rows(0)
    return out.getvalue()
