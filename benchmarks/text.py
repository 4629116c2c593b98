"""What does a run over text cost? The start, and MB/s after it by stage, on one core.

    python benchmarks/text.py [FOLDER] [--times N] [--no-write]

Reads the text files of a folder (TXT, Markdown, XML, HTML; the demo papers unless told) as
``netmatrix run`` does, in fresh processes, each paper once: a text that is repeated costs less,
for every word and sentence of it is known.  What a process does once (patterns compiled when first
needed) is kept apart: one process reads one half of the papers before the other and counts the
second, another does it the other way round.  Of N such pairs the least CPU time counts.  The yardstick is
measured beside it in the same way: spaCy's blank English pipeline, which only cuts the same text
into tokens.  Rewrites the part "Text" of ``docs/benchmarks.md``.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from time import process_time
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
START, END = "<!-- text: made by benchmarks/text.py -->", "<!-- end of text -->"
ENDINGS = frozenset({".txt", ".text", ".md", ".markdown", ".xml", ".nxml", ".html", ".htm"})
STAGES = ("read", "annotate", "extract", "assemble", "write")
# What `assemble` calls of the stage below it.
EXTRACT = (
    "grids", "series", "literature", "present_cases", "patient_findings", "cohort_rows",
    "with_legends",
)  # fmt: skip


class Clock:
    """CPU time by stage; a stage that is entered inside another stops that one's clock."""

    def __init__(self) -> None:
        self.spent = dict.fromkeys(STAGES, 0.0)
        self._stage = ""
        self._since = process_time()

    def switch(self, stage: str) -> str:
        """Book the time since the last switch, and go on with ``stage``."""
        now = process_time()
        if self._stage:
            self.spent[self._stage] += now - self._since
        before, self._stage, self._since = self._stage, stage, now
        return before

    def of(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, with its time booked to the stage."""

        @wraps(function)
        def timed(*args: Any, **options: Any) -> Any:
            before = self.switch(stage)
            try:
                return function(*args, **options)
            finally:
                self.switch(before)

        return timed


def measure_run(folder: Path, half: int) -> dict[str, Any]:
    """Start, stages of one half of the papers after the other, and what was done once; called in
    a fresh process."""
    from netmatrix import assemble, cli, console, corpus, engine  # noqa: F401 - a run's imports
    from netmatrix.nlp import load
    from netmatrix.readers import read

    nlp = load()
    start = process_time()
    clock = Clock()
    for name in EXTRACT:
        setattr(assemble, name, clock.of("extract", getattr(assemble, name)))
    setattr(assemble, "annotate", clock.of("annotate", assemble.annotate))  # noqa: B010
    timed_read = clock.of("read", read)
    found = papers(folder)
    first, second = found[1 - half :: 2], found[half::2]
    for part in (first, second):
        clock.spent = dict.fromkeys(STAGES, 0.0)
        clock.switch("assemble")
        results = [engine.process(paper.path, paper.doc_id, nlp, timed_read) for paper in part]
        clock.switch("write")
        with tempfile.TemporaryDirectory() as out:
            corpus.write(
                Path(out),
                [result.document for result in results],
                {result.document["doc_id"]: result.text for result in results if result.text},
                [row for result in results for row in result.rows],
                ["csv"],
            )
        clock.switch("")
    size = sum(len(result.text.encode()) for result in results)
    return {"start": start, "bytes": size, "papers": len(results), **clock.spent}


def measure_spacy(folder: Path, half: int) -> dict[str, Any]:
    """The yardstick in this process: the texts as netmatrix reads them, cut into tokens."""
    import spacy

    from netmatrix.readers import read

    texts = [read(paper.path).text for paper in papers(folder)]
    nlp = spacy.blank("en")
    for text in texts[1 - half :: 2]:
        nlp(text)
    begun = process_time()
    for text in texts[half::2]:
        nlp(text)
    return {"tokens": process_time() - begun}


def papers(folder: Path) -> list[Any]:
    from netmatrix import engine

    found = engine.collect([folder]).papers
    return [paper for paper in found if paper.path.suffix.lower() in ENDINGS]


def least(what: str, folder: Path, times: int) -> dict[str, Any]:
    """The least of each time over ``times`` fresh processes, both halves together."""
    total: dict[str, Any] = {}
    for half in (0, 1):
        runs = [once(what, folder, half) for _ in range(times)]
        for key in runs[0]:
            value = min(run[key] for run in runs)
            total[key] = value + (0 if key == "start" else total.get(key, 0))
    return total


def once(what: str, folder: Path, half: int, **environment: str) -> dict[str, Any]:
    """One measurement in a fresh process."""
    command = [sys.executable, __file__, str(folder), "--measure", what, "--half", str(half)]
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, check=True
    )
    return dict(json.loads(done.stdout))


def report(folder: Path, times: int) -> str:
    run = least("run", folder, times)
    with tempfile.TemporaryDirectory() as empty:
        cold = once("run", folder, 0, XDG_CACHE_HOME=empty)["start"]
    tokens = least("spacy", folder, times)["tokens"]
    megabytes = run["bytes"] / 1e6
    whole = sum(run[stage] for stage in STAGES)
    shown = folder.relative_to(ROOT).as_posix() if folder.is_relative_to(ROOT) else folder.name
    rows = [[stage, run[stage]] for stage in STAGES] + [
        ["all after the start", whole],
        ["yardstick: spaCy's tokens", tokens],
    ]
    lines = [
        START,
        "## Text",
        "",
        f"Measured {datetime.date.today()} with `python benchmarks/text.py`"
        f" (Python {sys.version_info.major}.{sys.version_info.minor}, {sys.platform}):"
        f" {run['papers']} text files of `{shown}`, {megabytes * 1000:.0f} KB of text, each read"
        f" once by one core, one half after the other; CPU time, the least of {times} fresh"
        " processes. The yardstick is spaCy's blank English pipeline over the same text, in the"
        " same run of the benchmark.",
        "",
        f"Start (interpreter, imports, vocabulary and rules): {run['start']:.2f} s;"
        f" {cold:.2f} s the first time, before the vocabulary is in the cache.",
        "",
        *table(
            ["stage", "CPU time, ms", "MB/s", "time, yardstick = 1"],
            [
                [str(name), f"{1000 * spent:.0f}", f"{megabytes / spent:.2f}", f"{spent / tokens:.2f}"]
                for name, spent in rows
            ],
        ),
        "",
    ]  # fmt: skip
    return "\n".join([*lines, END]) + "\n"


def table(head: list[str], rows: Iterable[list[str]]) -> list[str]:
    """A Markdown table; the first column is words, the others are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return [f"| {' | '.join(line)} |" for line in lines]


def write(section: str, path: Path) -> None:
    """Put the section into the page, in place of the one that stands there."""
    page = path.read_text(encoding="utf-8") if path.is_file() else "# Benchmarks\n\n"
    if START in page and END in page:
        before, rest = page.split(START, 1)
        page = before + section.rstrip("\n") + rest.split(END, 1)[1]
    else:
        page = page.rstrip("\n") + "\n\n" + section
    path.write_text(page, encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "corpus" / "demo")
    parser.add_argument("--times", type=int, default=5, metavar="N", help="fresh processes")
    parser.add_argument("--no-write", action="store_true", help="print only")
    parser.add_argument("--measure", choices=["run", "spacy"], help=argparse.SUPPRESS)
    parser.add_argument("--half", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    folder = options.folder.resolve()
    if options.measure:
        measure = {"run": measure_run, "spacy": measure_spacy}[options.measure]
        print(json.dumps(measure(folder, options.half)))
        return 0
    section = report(folder, options.times)
    print(section)
    if not options.no_write:
        write(section, ROOT / "docs" / "benchmarks.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
