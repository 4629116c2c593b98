"""Worker processes that may die: a paper that kills its worker costs itself, not the run.

``concurrent.futures`` gives up the whole pool when one worker dies and does not say which task
did it.  Here each worker has a pipe of its own and names every paper before it begins, so that
the parent knows whom to blame, starts another worker and goes on with the rest of the batch.
"""

from __future__ import annotations

import contextlib
import math
import multiprocessing
import signal
import time
import traceback
from collections import deque
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Literal

from netmatrix.engine.files import Paper
from netmatrix.engine.paper import PaperResult, failure, process
from netmatrix.patterns import MEMO
from netmatrix.readers import confine
from netmatrix.readers.limits import Limits
from netmatrix.readers.sandbox import GuardedReader

BATCH_BYTES = 400_000
"""A task ends when its files reach this size: enough work to pay for sending it."""
BATCH_PAPERS = 8
GRACE_SECONDS = 60.0
"""What a paper may take beyond its limits before its worker is ended: starting a reader counts."""


class EngineError(RuntimeError):
    """The run cannot start (no worker, no model); the message is a sentence for the user."""


Batch = deque[tuple[int, Paper]]
"""Papers of one task with their places in the run; the first is the one being read."""

Message = tuple[Literal["ready", "begin", "done", "fatal"], int, PaperResult | str | None]
"""What a worker says: which paper of its batch it is about, and the result or what went wrong."""


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    ready: bool = False
    batch: Batch = field(default_factory=deque)
    due: float = math.inf
    """When the paper at hand must be done."""
    ended: bool = False
    """Whether we ended it because it was not."""

    def give(self, todo: deque[Batch]) -> None:
        """Send the next batch; a worker that died meanwhile gets none, its pipe will tell."""
        try:
            self.pipe.send(list(todo[0]))
        except OSError:
            return
        self.batch = todo.popleft()


def pooled(
    papers: Sequence[Paper],
    jobs: int,
    model: Path | None,
    begin: Callable[[int], None],
    limits: Limits | None = None,
) -> Generator[tuple[int, PaperResult], None, None]:
    """Index and result of each paper, as they come, from ``jobs`` spawned processes.

    Each reads its files within ``limits``, and is ended where it holds a paper for much longer.  ``begin`` is told the index of each paper that a
    worker takes up.  Raises ``EngineError`` where a worker dies or fails before it is ready for
    its first paper.  Closing the iterator ends the workers.
    """
    todo = batches(papers)
    workers: list[_Worker] = []
    try:
        bounds = limits or Limits()
        workers += [_start(model, bounds) for _ in range(min(jobs, len(todo)))]
        while todo or any(worker.batch for worker in workers):
            for worker in workers:
                if todo and worker.ready and not worker.batch:
                    worker.give(todo)
            for pipe in wait([worker.pipe for worker in workers], _end_late(workers)):
                worker = next(w for w in workers if w.pipe is pipe)
                try:
                    what, index, content = worker.pipe.recv()
                except (EOFError, OSError):
                    workers.remove(worker)
                    yield from _bury(worker, todo, bounds)
                    if len(workers) < len(todo):
                        workers.append(_start(model, bounds))
                    continue
                if what == "fatal":
                    raise EngineError(str(content))
                worker.ready = True
                if what == "begin":
                    worker.due = time.monotonic() + _allowed(bounds)
                    begin(index)
                elif isinstance(content, PaperResult):
                    worker.batch.popleft()
                    worker.due = math.inf
                    yield index, content
    finally:
        for worker in workers:
            worker.pipe.close()
            worker.process.terminate()
        for worker in workers:
            worker.process.join()


def _allowed(limits: Limits) -> float:
    """How long a paper may be in a worker's hands, which should have given it up long before."""
    return 2 * limits.seconds + GRACE_SECONDS


def _end_late(workers: Sequence[_Worker]) -> float | None:
    """End the workers whose paper is overdue; for how long none of the others will be."""
    now = time.monotonic()
    for worker in workers:
        if worker.due <= now:
            worker.due, worker.ended = math.inf, True
            worker.process.kill()
    due = min((worker.due for worker in workers), default=math.inf)
    return None if due == math.inf else due - now


def _bury(
    worker: _Worker, todo: deque[Batch], limits: Limits
) -> Generator[tuple[int, PaperResult], None, None]:
    """The failed paper of a worker that is no more; the rest of its batch goes back to ``todo``."""
    worker.pipe.close()
    worker.process.join()
    if not worker.ready:
        raise EngineError(_ended(worker, "before its first paper"))
    if worker.batch:
        index, paper = worker.batch.popleft()
        why = _late(limits) if worker.ended else _ended(worker, "over this one")
        yield index, failure(paper.path, paper.doc_id, why)
    if worker.batch:
        todo.appendleft(worker.batch)


def batches(papers: Sequence[Paper]) -> deque[Batch]:
    """The papers with their indices in tasks of a size worth sending, in order."""
    out: deque[Batch] = deque()
    room = 0
    for index, paper in enumerate(papers):
        size = _size(paper.path)
        if not out or len(out[-1]) >= BATCH_PAPERS or size > room:
            out.append(deque())
            room = BATCH_BYTES
        out[-1].append((index, paper))
        room -= size
    return out


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _late(limits: Limits) -> str:
    """A sentence on a paper that did not let go of its worker."""
    return (
        f"Reading the file and finding its evidence took longer than {_allowed(limits):g} seconds: "
        "it is very long, damaged or was made to do harm; raise the limit, or leave it out."
    )


def _ended(worker: _Worker, when: str) -> str:
    """A sentence on a worker that is no more."""
    code = worker.process.exitcode or 0
    how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
    return (
        f"The process that reads papers ended {when} ({how}); "
        "a library failed, or there was too little memory."
    )


def _start(model: Path | None, limits: Limits) -> _Worker:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    # Not a daemon in Python's sense: those may not have the process that reads for them.
    worker = context.Process(target=_work, args=(there, model, limits), daemon=False)
    worker.start()
    there.close()
    return _Worker(worker, here)


def _work(pipe: Connection, model: Path | None, limits: Limits) -> None:
    """A worker's life: load the pipeline once, then answer batches until the pipe closes."""
    confine.die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears Ctrl-C and ends its workers
    message: Message
    try:
        from netmatrix.nlp import load

        nlp = load(model)
    except Exception as error:
        traceback.print_exc()
        message = ("fatal", 0, f"The language pipeline could not be loaded: {error}")
        pipe.send(message)
        return
    message = ("ready", 0, None)
    pipe.send(message)
    with GuardedReader(limits=limits) as reader, contextlib.suppress(EOFError, OSError):
        while True:
            batch: list[tuple[int, Paper]] = pipe.recv()
            for index, paper in batch:
                message = ("begin", index, None)
                pipe.send(message)
                result = process(paper.path, paper.doc_id, nlp, reader.read_any, limits.seconds)
                message = ("done", index, result)
                pipe.send(message)
            MEMO.keep()
