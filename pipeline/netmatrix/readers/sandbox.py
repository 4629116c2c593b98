"""Reading hostile files: in a worker process with limits on time and memory.

A PDF can crash the C library that reads it, loop, or ask for all memory; the run must go on.
The worker is a fresh interpreter (spawned, nothing shared), so what kills it kills only it.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Self

from netmatrix.document import Document

SECONDS = 120.0
"""Wall time allowed for one file."""
MEMORY_MB = 4096
"""Address space of the worker; above it an allocation fails. 0 sets no limit."""
_START_SECONDS = 60.0


def read_guarded(path: Path, *, seconds: float = SECONDS, memory_mb: int = MEMORY_MB) -> Document:
    """Read one file in its own process; see :class:`GuardedReader` for many."""
    with GuardedReader(seconds=seconds, memory_mb=memory_mb) as reader:
        return reader.read(path)


class GuardedReader:
    """A worker process that reads one file after another and is started anew when it dies.

    ``seconds`` is the time for one file, ``memory_mb`` the worker's address space in MB,
    ``files_per_worker`` how many files a worker reads before a fresh one takes over.  A file that
    crashes the worker, takes too long or needs too much memory gives a failed Document with the
    reason.  Not for use from several threads at once.  Start costs about a second; then a file
    costs its reading and the way of the Document through a pipe.
    """

    def __init__(
        self, *, seconds: float = SECONDS, memory_mb: int = MEMORY_MB, files_per_worker: int = 500
    ) -> None:
        self._seconds = seconds
        self._memory_mb = memory_mb
        self._files_per_worker = files_per_worker
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._files = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the worker; the reader may be used again and then starts another."""
        process, pipe = self._process, self._pipe
        self._process = self._pipe = None
        if pipe is not None:
            with contextlib.suppress(OSError, BrokenPipeError):
                pipe.send(None)
            pipe.close()
        if process is not None:
            process.join(0.5)
            _end(process)

    def read(self, path: Path) -> Document:
        """The Document at ``path``; raises ``OSError`` only when it cannot be opened."""
        with path.open("rb"):
            pass
        pipe = self._worker()
        self._files += 1
        try:
            pipe.send(str(path))
            if not pipe.poll(self._seconds):
                return self._lost(path, f"took longer than {self._seconds:g} seconds")
            answer = pipe.recv()
        except (EOFError, OSError):
            return self._lost(path, self._cause())
        if isinstance(answer, Document):
            return answer
        return self._lost(path, str(answer))

    def _worker(self) -> Connection:
        alive = self._process is not None and self._process.is_alive()
        if alive and self._pipe is not None and self._files < self._files_per_worker:
            return self._pipe
        self.close()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self._memory_mb), daemon=True)
        process.start()
        theirs.close()
        self._process, self._pipe, self._files = process, ours, 0
        # Imports are not charged to the first file's time.
        with contextlib.suppress(EOFError, OSError):
            if ours.poll(_START_SECONDS):
                ours.recv()
        return ours

    def _cause(self) -> str:
        if self._process is None:
            return "ended the reader"
        self._process.join(5.0)
        code = self._process.exitcode
        if code is not None and code < 0:
            try:
                return f"crashed the reader ({signal.Signals(-code).name})"
            except ValueError:
                return f"crashed the reader (signal {-code})"
        return "crashed the reader"

    def _lost(self, path: Path, why: str) -> Document:
        from netmatrix.readers.structure import failed

        process, pipe = self._process, self._pipe
        self._process = self._pipe = None
        if process is not None:
            _end(process)
        if pipe is not None:
            pipe.close()
        return failed(
            path,
            path.read_bytes(),
            f"The file {why}: it is damaged or was made to do harm; open it in a viewer and print "
            "it to a new PDF, or leave it out.",
        )


def _end(process: BaseProcess) -> None:
    """Stop a worker that we started, and no other process."""
    if process.is_alive():
        process.terminate()
        process.join(1.0)
    if process.is_alive():
        process.kill()
        process.join(5.0)
    process.close()


def _serve(pipe: Connection, memory_mb: int) -> None:
    """The worker: read paths from the pipe, answer with Documents or a reason."""
    _limit_memory(memory_mb)
    from netmatrix.readers import read

    with contextlib.suppress(ImportError):
        import netmatrix.readers.pdf  # noqa: F401  (loaded before the first file's clock starts)
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        pipe.send("ready")
        while True:
            path = pipe.recv()
            if path is None:
                return
            try:
                pipe.send(read(Path(path)))
            except MemoryError:
                pipe.send("needs too much memory")


def _limit_memory(memory_mb: int) -> None:
    if memory_mb <= 0:
        return
    try:
        import resource
    except ImportError:  # no such limits on this system; time still holds
        return
    limit = memory_mb * 1024 * 1024
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
