"""The matrix as one self-contained HTML page.

The page loads nothing: style, script and data stand inside it, and a content security policy with
the hashes of its one style and one script keeps everything else from running.  Text of papers
goes through Jinja's escaping or as JSON into text nodes, never into markup.  The files of the page
stand in ``page/`` beside this module.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import quote as percent_encode

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from netmatrix import patterns
from netmatrix.evidence import PATIENT_FIELDS, Finding, Statistic
from netmatrix.matrix.codebook import codebook
from netmatrix.matrix.cohort import column_of, numbers_text, statistic_text
from netmatrix.matrix.passages import Passages
from netmatrix.matrix.view import COLUMN_FIELDS, COLUMNS, ViewRow
from netmatrix.matrix.wording import as_list, author_year, clean, pretty, visible

Json = dict[str, Any]


@dataclass(slots=True)
class _Paper:
    """Collects the pieces of one paper that the page needs, each of them once."""

    passages: Passages | None
    wanted: set[int] = field(default_factory=set)
    extra: list[str] = field(default_factory=list)

    def want(self, item: Finding | Statistic) -> None:
        found = self.passages.find(item.start, item.end, item.quote) if self.passages else None
        if found and self.passages:
            low, high = self.passages.neighbours(found)
            self.wanted.update(range(low, high + 1))
        elif item.quote not in self.extra:
            self.extra.append(item.quote)

    def pieces(self) -> list[str]:
        """The texts that the page's passages point into: pieces in order, then bare quotations."""
        texts = []
        if self.passages:
            for place in sorted(self.wanted):
                piece = self.passages.pieces[place]
                texts.append(visible(self.passages.text[piece.start : piece.end]))
        return texts + [visible(text) for text in self.extra]

    def places(self) -> dict[int, int]:
        """Where a piece of the paper stands in ``pieces()``."""
        return {place: i for i, place in enumerate(sorted(self.wanted))}


def _utf16(text: str) -> int:
    """Length of ``text`` as JavaScript counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _passage(item: Finding | Statistic, paper: _Paper, places: Mapping[int, int]) -> list[int]:
    """``[low, high, first, last, offset, length]``: pieces to show, pieces of the sentence, and
    the quotation in UTF-16 units from the beginning of piece ``low``."""
    found = paper.passages.find(item.start, item.end, item.quote) if paper.passages else None
    if not found or not paper.passages:
        place = len(places) + paper.extra.index(item.quote)
        return [place, place, place, place, 0, _utf16(item.quote)]
    low, high = paper.passages.neighbours(found)
    before = paper.passages.text[paper.passages.pieces[low].start : item.start]
    return [
        *(places[p] for p in (low, high, found.first, found.last)),
        _utf16(before),
        _utf16(item.quote),
    ]


def _source(item: Finding | Statistic, paper: _Paper, places: Mapping[int, int]) -> Json:
    """Where a value is from; absent parts are left out."""
    grounded = paper.passages is None or bool(paper.passages.find(item.start, item.end, item.quote))
    detail = {k: v for k, v in item.detail.items() if v not in (None, "", [], {})}
    out: Json = {"p": _passage(item, paper, places), "o": [item.start, item.end]}
    out |= {"c": round(item.confidence, 2), "r": item.rule, "s": item.section, "g": item.page}
    if detail:
        out["d"] = {str(k): _plain(v) for k, v in detail.items()}
    if not grounded:
        out["u"] = 1
    return {k: v for k, v in out.items() if v not in (None, "")}


def _plain(value: object) -> str:
    """A part of a detail in words."""
    if isinstance(value, Mapping):
        return "; ".join(f"{k}: {_plain(v)}" for k, v in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_plain(v) for v in value)
    return clean(str(value))


def _row(item: ViewRow, document: int, paper: _Paper) -> Json:
    row, places = item.row, paper.places()
    fields: Json = {}
    for name in PATIENT_FIELDS:
        for finding in row.fields.get(name, ()):
            out: Json = {"v": clean(finding.value), "t": finding.status}
            out |= _source(finding, paper, places)
            if finding.code:
                system, code = (str(finding.code.get(k) or "") for k in ("system", "code"))
                out["k"] = clean(code if code.startswith(system) else f"{system} {code}")
            if finding.cues:
                out["q"] = ", ".join(f"“{clean(cue)}”" for cue in finding.cues)
            fields.setdefault(name, []).append(out)
    statistics = [
        {
            "v": statistic_text(s), "m": clean(s.kind or s.measure.replace("_", " ")),
            "n": pretty(s.concept), "x": clean(s.group), "y": numbers_text(s), "w": column_of(s),
            **_source(s, paper, places),
        }
        for s in row.statistics
    ]  # fmt: skip
    shown: Json = {
        "id": row.row_id,
        "doc": document,
        "kind": row.kind,
        "subject": clean(row.subject),
        "cells": [item.cells[name] for name, _ in COLUMNS],
        "structured": [item.structured[name] for name in PATIENT_FIELDS],
        "fields": fields,
    }
    if statistics:
        shown["statistics"] = statistics
    if row.queries:
        shown["queries"] = [clean(str(q.get("message") or q)) for q in row.queries]
    if row.source_ref:
        shown["ref"] = {
            str(k): _plain(v) for k, v in row.source_ref.items() if v not in (None, "", [])
        }
    return shown


def doi_link(doi: str) -> str:
    """The resolver's address of a well-formed DOI, ``""`` for anything else."""
    doi = clean(doi)
    if not patterns.fullmatch(r"10\.\d{4,9}/[^\s<>\"]+", doi):
        return ""
    return "https://doi.org/" + percent_encode(doi, safe="/:;()._-")


def _documents(
    documents: Sequence[Mapping[str, Any]], rows: Mapping[str, int], values: Mapping[str, int]
) -> list[Json]:
    """What the page says of each paper; ``twin`` where another of its study holds more values."""
    names = {
        str(d["doc_id"]): clean(author_year(d, fallback=str(d.get("source") or d["doc_id"])))
        for d in documents
    }
    order = {doc_id: (-values.get(doc_id, 0), i) for i, doc_id in enumerate(names)}
    out = []
    for document in documents:
        doc_id = str(document["doc_id"])
        source = clean(str(document.get("source") or doc_id))
        linked = [(str(link["doc_id"]), link) for link in document.get("same_study") or ()]
        doi, pmid = (clean(str(document.get(k) or "")) for k in ("doi", "pmid"))
        out.append({
            "id": doc_id,
            "name": names[doc_id],
            "title": clean(str(document.get("title") or "")),
            "source": source,
            "doi": doi,
            "link": doi_link(doi),
            "pmid": pmid if patterns.fullmatch(r"\d{1,9}", pmid) else "",
            "type": clean(str(document.get("doc_type") or "")).replace("_", " "),
            "status": clean(str(document.get("status") or "ok")),
            "problems": [clean(p) for p in as_list(document.get("problems"))],
            "rows": rows.get(doc_id, 0),
            "same": [
                f"{names[other]}: {clean('; '.join(map(str, as_list(link.get('evidence')))))}"
                for other, link in linked if other in names
            ],
            "twin": any(other in order and order[other] < order[doc_id] for other, _ in linked),
        })  # fmt: skip
    return out


def payload(
    items: Sequence[ViewRow],
    documents: Sequence[Mapping[str, Any]],
    papers: Mapping[str, Passages],
) -> Json:
    """The data of the page: papers with the sentences it needs, rows, and the codebook."""
    counts: dict[str, int] = {}
    values: dict[str, int] = {}
    for item in items:
        row = item.row
        counts[row.doc_id] = counts.get(row.doc_id, 0) + 1
        held = sum(map(len, row.fields.values())) + len(row.statistics)
        values[row.doc_id] = values.get(row.doc_id, 0) + held
    known = {str(document["doc_id"]) for document in documents}
    orphans = [{"doc_id": doc_id} for doc_id in counts if doc_id not in known]
    shown = _documents([*documents, *orphans], counts, values)
    collected = {d["id"]: _Paper(papers.get(d["id"])) for d in shown}
    for item in items:
        paper = collected[item.row.doc_id]
        for findings in item.row.fields.values():
            for finding in findings:
                paper.want(finding)
        for statistic in item.row.statistics:
            paper.want(statistic)
    place = {d["id"]: i for i, d in enumerate(shown)}
    book = codebook()
    return {
        "columns": [[c.name, c.label, c.meaning] for c in book.table2],
        "columnFields": {name: list(fields) for name, fields in COLUMN_FIELDS.items()},
        "fields": [asdict(entry) for entry in book.fields],
        "kinds": {e.name: [e.label, e.meaning] for e in book.kinds},
        "statuses": {e.name: e.meaning for e in book.statuses},
        "documents": [{**d, "pieces": collected[d["id"]].pieces()} for d in shown],
        "rows": [_row(item, place[item.row.doc_id], collected[item.row.doc_id]) for item in items],
    }


def json_for_script(data: Any) -> str:
    """JSON that can stand in a ``<script>`` element: nothing in it can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


@cache
def _part(name: str) -> str:
    return resources.files("netmatrix.matrix").joinpath("page", name).read_text("utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def html_text(
    items: Sequence[ViewRow],
    documents: Sequence[Mapping[str, Any]],
    papers: Mapping[str, Passages],
) -> str:
    """The whole page."""
    data = payload(items, documents, papers)
    style, script = _part("matrix.css"), _part("matrix.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    values = sum(len(found) for item in items for found in item.row.fields.values())
    numbers = sum(len(item.row.statistics) for item in items)
    cohorts = sum(item.row.kind == "cohort" for item in items)
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_part("matrix.html.j2")).render(
        policy=policy,
        style=Markup(style),
        script=Markup(script),
        data=Markup(json_for_script(data)),
        book=codebook(),
        documents=data["documents"],
        summary=[
            ("papers", len(documents)),
            ("patients", len(items) - cohorts),
            ("cohorts", cohorts),
            ("values", values + numbers),
        ],
    )
