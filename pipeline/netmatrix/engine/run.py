"""A run: all papers through ``process``, here or in worker processes, results in input order."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from netmatrix import clock
from netmatrix.engine.files import Paper
from netmatrix.engine.paper import PaperResult, process
from netmatrix.engine.pool import EngineError, pooled
from netmatrix.patterns import MEMO
from netmatrix.readers.limits import Limits
from netmatrix.readers.sandbox import GuardedReader

__all__ = ["EngineError", "Event", "automatic_jobs", "run"]

PAPERS_A_JOB = 20
"""Papers that keep a process busy for longer than it takes to start one."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a watcher of a run may show.

    ``begin`` when a paper is taken up, ``done`` when its ``result`` is there, after ``seconds``
    since the run began; ``done`` papers of ``total`` are finished.
    """

    kind: Literal["begin", "done"]
    paper: Paper
    done: int
    total: int
    seconds: float
    result: PaperResult | None = None


def run(
    papers: Sequence[Paper],
    *,
    jobs: int = 1,
    model: Path | None = None,
    limits: Limits | None = None,
    watch: Callable[[Event], None] = lambda event: None,
) -> list[PaperResult]:
    """The result of each paper, in the order of ``papers``, the same for any number of ``jobs``.

    ``jobs`` 0 chooses by the papers and the cores at hand; 1 stays in this process, where that has
    a timer for the work on one paper; more are spawned, each with the pipeline (``model``, a folder, or the shipped one) loaded once.
    Files other than plain text are read in a process of their own within ``limits``: one that
    crashes, hangs or swells costs that paper, and so does one whose evidence takes as long to find.  ``watch`` is called in this process.  Raises
    ``EngineError`` where the pipeline cannot be loaded; a bad paper raises nothing.
    """
    begun = time.monotonic()
    results: dict[int, PaperResult] = {}

    def tell(kind: Literal["begin", "done"], index: int, result: PaperResult | None = None) -> None:
        seconds = time.monotonic() - begun
        watch(Event(kind, papers[index], len(results), len(papers), seconds, result))

    jobs = jobs or automatic_jobs(len(papers))
    # What cannot be interrupted here is left to a process that can be ended.
    answers = _single if jobs == 1 and clock.usable() else pooled
    begin = partial(tell, "begin")
    with closing(answers(papers, jobs, model, begin, limits or Limits())) as stream:
        for index, result in stream:
            results[index] = result
            tell("done", index, result)
    return [results[index] for index in range(len(papers))]


def automatic_jobs(n_papers: int) -> int:
    """One process for a few papers, one a core for many."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(cores or 1, n_papers // PAPERS_A_JOB + 1))


def _single(
    papers: Sequence[Paper],
    jobs: int,
    model: Path | None,
    begin: Callable[[int], None],
    limits: Limits,
) -> Generator[tuple[int, PaperResult], None, None]:
    """Index and result of each paper, worked through in this process."""
    from netmatrix.nlp import load

    try:
        nlp = load(model)
    except Exception as error:
        raise EngineError(f"The language pipeline could not be loaded: {error}") from error
    with GuardedReader(limits=limits) as reader:
        for index, paper in enumerate(papers):
            begin(index)
            result = process(paper.path, paper.doc_id, nlp, reader.read_any, limits.seconds)
            yield index, result
    MEMO.keep()
