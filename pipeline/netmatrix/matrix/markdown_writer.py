"""The matrix as Markdown: the Table 2 view, then the quotations of each row.

Text of papers is escaped, so that it can make no link, image, HTML or table cell of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from netmatrix import patterns
from netmatrix.evidence import PATIENT_FIELDS, Finding, Statistic
from netmatrix.matrix.codebook import codebook
from netmatrix.matrix.cohort import statistic_text
from netmatrix.matrix.view import COLUMNS, ViewRow, structured_value
from netmatrix.matrix.wording import author_year, clean

MAX_QUOTE = 300
"""Longer quotations are cut in the middle; the whole stands in the other files."""


def _block_start(match: re.Match[str]) -> str:
    return f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}"


def escape(text: str) -> str:
    """``text`` as literal Markdown on one line."""
    text = clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = patterns.sub(r"([\\`*_{}\[\]|~#$!^])", r"\\\1", text)
    text = patterns.sub(r"^(?:([-+=])|(\d{1,9})([.)]))", _block_start, text)
    return patterns.sub(r"(?i)(:)(?=//)|(?<=\bwww)(\.)", lambda m: "\\" + m.group(), text)


def _quote(text: str) -> str:
    text = clean(text)
    if len(text) > MAX_QUOTE:
        text = f"{text[: MAX_QUOTE // 2].rstrip()} … {text[-MAX_QUOTE // 2 :].lstrip()}"
    return f"“{escape(text)}”"


def _where(item: Finding | Statistic) -> str:
    page = f"p. {item.page}" if item.page is not None else ""
    parts = [part for part in (escape(item.section), page) if part]
    return f" ({', '.join(parts)})" if parts else ""


def _sources(item: ViewRow) -> list[str]:
    """The list of quotations of a row; values on the same words share a line."""
    lines: dict[tuple[int, int], list[str]] = {}
    where: dict[tuple[int, int], Finding | Statistic] = {}
    labels = {entry.name: entry.label for entry in codebook().fields}
    for name in PATIENT_FIELDS:
        for finding in item.row.fields.get(name, ()):
            key = (finding.start, finding.end)
            where.setdefault(key, finding)
            text = f"{labels[name]} **{escape(structured_value(finding))}**"
            lines.setdefault(key, []).append(text)
    for statistic in item.row.statistics:
        key = (statistic.start, statistic.end)
        where.setdefault(key, statistic)
        lines.setdefault(key, []).append(f"**{escape(statistic_text(statistic))}**")
    return [
        f"- {', '.join(dict.fromkeys(texts))}: {_quote(where[key].quote)}{_where(where[key])}"
        for key, texts in lines.items()
    ]


def _document_line(document: Mapping[str, Any]) -> str:
    source = clean(str(document.get("source") or document["doc_id"]))
    parts = [
        escape(author_year(document, fallback=source)),
        escape(str(document.get("title") or "no title found")).rstrip("."),
        f"{escape(source)}: {escape(str(document.get('status') or ''))}",
    ]
    problems = "; ".join(escape(str(p)) for p in document.get("problems") or ())
    return f"- {'. '.join(parts)}" + (f" — {problems}" if problems else "")


def markdown_text(items: Sequence[ViewRow], documents: Sequence[Mapping[str, Any]]) -> str:
    """The whole file."""
    lines = ["# Evidence matrix", ""]
    if items:
        lines.append("| " + " | ".join(label for _, label in COLUMNS) + " | Source |")
        lines.append("| --- " * (len(COLUMNS) + 1) + "|")
        for place, item in enumerate(items, 1):
            cells = [escape(item.cells[name]) for name, _ in COLUMNS]
            lines.append(f"| {' | '.join(cells)} | [{place}](#row-{place}) |")
        lines += ["", "## Sources", ""]
        lines.append("Each value with the words of the paper that say it.")
        for place, item in enumerate(items, 1):
            lines += ["", f"### Row {place}", ""]
            who = item.row.subject if item.row.kind == "cited_case" else item.cells["who"]
            head = item.cells["author_year"] + (f". {clean(who)}" if who else "")
            lines += [escape(head), ""]
            lines += _sources(item) or ["- no value"]
    else:
        lines.append("No patient or cohort was found in the papers below.")
    lines += ["", "## Papers", "", *(_document_line(document) for document in documents)]
    return "\n".join(lines).rstrip() + "\n"
