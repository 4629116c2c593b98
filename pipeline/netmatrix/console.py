"""What a person sees in the terminal: progress, the closing summary, a document as it was read."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table
from rich.text import Text

from netmatrix.corpus import Stored
from netmatrix.document import Document
from netmatrix.engine import Event, PaperResult
from netmatrix.evidence import RowKind

if TYPE_CHECKING:
    from netmatrix.readers.coverage import Coverage

KINDS: dict[RowKind, str] = {
    "case": "patients told in prose",
    "series_case": "patients from per-patient tables",
    "cited_case": "patients of other publications",
    "cohort": "cohorts",
}
"""The kinds of rows, in the words of the summary."""

SHOWN_PROBLEMS = 12


def errors() -> Console:
    """Where progress and complaints go: stderr, so that stdout stays clean."""
    return Console(stderr=True, highlight=False)


def log(event: str, **content: Any) -> None:
    """One JSON line on stderr."""
    line = json.dumps({"event": event, **content}, ensure_ascii=False, default=str)
    stream = sys.stderr
    stream.write(line.encode(stream.encoding or "utf-8", "backslashreplace").decode() + "\n")
    stream.flush()


def json_watch(event: Event) -> None:
    """Write an event of the run as a JSON line."""
    content: dict[str, Any] = {
        "doc_id": event.paper.doc_id,
        "path": str(event.paper.path),
        "done": event.done,
        "total": event.total,
        "seconds": round(event.seconds, 3),
    }
    if event.result is not None:
        record = event.result.document
        content |= {key: record[key] for key in ("status", "n_chars", "n_rows", "problems")}
    log(event.kind, **content)


class Bar:
    """A progress bar with the rate and what is being read; nothing where nobody looks."""

    def __init__(self, total: int, *, quiet: bool) -> None:
        console = errors()
        self._shown = console.is_terminal and not quiet
        self._reading: dict[str, None] = {}
        self._first: float | None = None
        self._progress = Progress(
            SpinnerColumn(),
            BarColumn(bar_width=20),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TextColumn("[dim]{task.fields[reading]}", markup=True),
            console=console,
            transient=True,
            disable=not self._shown,
        )
        self._task = self._progress.add_task("", total=total, rate="starting", reading="")

    def show(self) -> AbstractContextManager[object]:
        """The bar on the screen for as long as the block runs."""
        return self._progress if self._shown else nullcontext()

    def watch(self, event: Event) -> None:
        """Move the bar."""
        name = event.paper.path.name
        if self._first is None:
            self._first = event.seconds  # loading the pipeline is not part of the rate
        if event.kind == "begin":
            self._reading[name] = None
        else:
            self._reading.pop(name, None)
        reading = next(reversed(self._reading), "")
        spent = event.seconds - self._first
        rate = f"{event.done / spent:.1f}/s" if event.done and spent else "starting"
        self._progress.update(
            self._task, completed=event.done, rate=rate, reading=escape(shorten(reading, 30))
        )


def shorten(text: str, width: int) -> str:
    """``text`` in at most ``width`` characters, the middle left out."""
    if len(text) <= width:
        return text
    head = (width - 1) // 2
    return f"{text[:head]}…{text[len(text) - (width - 1 - head) :]}"


def summary(
    results: Sequence[PaperResult], ignored: int, stored: Stored, seconds: float
) -> dict[str, Any]:
    """The run in numbers: papers by status, rows by kind, values, statistics, problems, time."""
    statuses = Counter(result.document["status"] for result in results)
    rows = [row for result in results for row in result.rows]
    kinds = Counter(row.kind for row in rows)
    return {
        "papers": len(results),
        **{status: statuses[status] for status in ("ok", "partial", "failed")},
        "ignored": ignored,
        "rows": {kind: kinds[kind] for kind in KINDS},
        "values": sum(len(findings) for row in rows for findings in row.fields.values()),
        "statistics": sum(len(row.statistics) for row in rows),
        "queries": sum(len(row.queries) for row in rows),
        "seconds": round(seconds, 1),
        "output": str(stored.folder),
        "files": [path.name for path in stored.written],
        "outdated": [path.name for path in stored.outdated],
    }


def print_summary(numbers: dict[str, Any], results: Sequence[PaperResult]) -> None:
    """The closing table on stdout, and under it what went wrong, paper by paper."""
    console = Console(highlight=False)
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(justify="right", style="bold")
    table.add_column(overflow="fold")
    table.add_row(str(numbers["papers"]), _papers_line(numbers))
    for kind, words in KINDS.items():
        if numbers["rows"][kind]:
            table.add_row(str(numbers["rows"][kind]), words)
    if not sum(numbers["rows"].values()):
        table.add_row("0", "rows: no patient and no cohort was found")
    table.add_row(str(numbers["values"]), "values, each with its quote")
    table.add_row(str(numbers["statistics"]), "statistics of cohorts")
    if numbers["queries"]:
        table.add_row(str(numbers["queries"]), "queries to the reviewer")
    table.add_row(f"{numbers['seconds']:.1f}", "seconds")
    console.print(table)
    _print_problems(console, results)
    console.print(Text(f"\n{numbers['output']}", style="bold"))
    for name in numbers["files"]:
        console.print(Padding(Text(name), (0, 0, 0, 2)))
    if numbers["outdated"]:
        names = ", ".join(numbers["outdated"])
        console.print(Text(f"Of an earlier run, not renewed: {names}", style="yellow"))


def _papers_line(numbers: dict[str, Any]) -> str:
    parts = [
        f"{numbers[status]} {words}"
        for status, words in (("partial", "read in part"), ("failed", "not readable"))
        if numbers[status]
    ]
    if numbers["ignored"]:
        parts.append(f"{numbers['ignored']} other files passed over")
    return "papers" + (f" ({', '.join(parts)})" if parts else "")


def _print_problems(console: Console, results: Sequence[PaperResult]) -> None:
    documents = [result.document for result in results]
    bad = [document for document in documents if document["status"] == "failed"]
    bad += [document for document in documents if document["status"] == "partial"]
    notes = sum(1 for document in documents if document["status"] == "ok" and document["problems"])
    if bad:
        console.print(Text("\nProblems", style="bold"))
    for document in bad[:SHOWN_PROBLEMS]:
        style = {"failed": "red", "partial": "yellow"}[document["status"]]
        line = Text.assemble((f"{document['status']:8}", style), shorten(document["source"], 66))
        console.print(Padding(line, (0, 0, 0, 2)))
        for problem in document["problems"]:
            console.print(Padding(Text(problem, style="dim"), (0, 0, 0, 10)))
    if len(bad) > SHOWN_PROBLEMS:
        console.print(f"  and {len(bad) - SHOWN_PROBLEMS} more papers: see documents.jsonl")
    if notes:
        console.print(f"\n{notes} of the papers carry notes on how they were read: documents.jsonl")


def print_document(document: Document) -> None:
    """A document on stdout as it was read: metadata, then each block under its mark."""
    console = Console(highlight=False)
    metadata = document.metadata
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    for name, value in (
        ("file", f"{document.source} ({document.format}, {document.status})"),
        ("title", metadata.title),
        ("authors", "; ".join(metadata.authors)),
        ("year", str(metadata.year or "")),
        ("journal", metadata.journal),
        ("doi", metadata.doi),
        ("pmid", metadata.pmid),
        ("type", f"{metadata.doc_type}  {metadata.doc_type_evidence!r}"),
        ("language", metadata.language),
        ("text", _sizes(document)),
    ):
        if value:
            table.add_row(name, Text(value))
    console.print(table)
    for problem in document.problems:
        console.print(Text(f"! {problem}", style="yellow"))
    for block in document.blocks:
        marks = [block.kind, block.section, f"{block.start}-{block.end}"]
        if block.page is not None:
            marks.insert(2, f"p. {block.page}")
        if block.heading and block.kind != "heading":
            marks.append(shorten(" ".join(block.heading.split()), 40))
        console.print()
        console.print(Text(" · ".join(marks), style="cyan"))
        style = "bold" if block.kind in ("title", "heading") else ""
        console.print(Text(document.slice(block), style=style))


def print_coverage(covered: Coverage) -> None:
    """How much of a file's text layer was read, and what was not."""
    console = Console(highlight=False)
    console.print(
        f"{100 * covered.share:.2f} % of the file's {covered.letters} letters and digits were "
        f"read; the text holds {covered.read}."
    )
    for page, wording in covered.missing:
        where = "" if page is None else f"p. {page}  "
        console.print(Padding(Text(where + shorten(wording, 200)), (0, 0, 0, 2)))


def _sizes(document: Document) -> str:
    counts = {
        "characters": len(document.text),
        "blocks": len(document.blocks),
        "tables": len(document.tables),
        "pages": len(document.pages),
        "references": len(document.references),
    }
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count)


def clock() -> Callable[[], float]:
    """Seconds since the call."""
    begun = time.monotonic()
    return lambda: time.monotonic() - begun


def print_written(stored: Stored) -> None:
    """The files that were made, on stdout."""
    console = Console(highlight=False, soft_wrap=True)
    for path in stored.written:
        console.print(Text(str(Path(path))))
