"""Reading hostile files: in a worker process with limits on time and memory.

A PDF can crash the C library that reads it, loop, or ask for all memory; the run must go on.
The worker is a fresh interpreter (spawned, nothing shared) without network, so what kills it
kills only it, and it ends with the process that started it.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import re
import signal
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from netmatrix import clock
from netmatrix.document import Document, slug
from netmatrix.patterns import MEMO, compiled
from netmatrix.readers.limits import Limits
from netmatrix.readers.raw import Unreadable

T = TypeVar("T")

_START_SECONDS = 60.0
_GRACE_SECONDS = 5.0
_IN_PROCESS_BYTES = 5_000_000
"""Plain text up to this size is read without a worker: no library in C touches it."""
_GUARDED = compiled(
    rb"%PDF-|\A\s*(?:\xef\xbb\xbf)?\s*[<{\[]|\A(?:PK|\x1f\x8b|BZh|\xfd7zXZ|\xff\xfe|\xfe\xff)|\x00|"
    rb"<(?:!doctype|html|body|p|div|article|table)\b",
    re.IGNORECASE,
)


class Lost(Exception):
    """The worker was lost over a task; the message says how, behind "The file …"."""


def needs_guard(path: Path) -> bool:
    """Whether the file should be read in a worker: all but plain text of usual size.

    Raises ``OSError`` where the file cannot be opened.
    """
    with path.open("rb") as file:
        head = file.read(4096)
        size = os.fstat(file.fileno()).st_size
    return size > _IN_PROCESS_BYTES or _GUARDED.search(head) is not None


def read_guarded(
    path: Path,
    *,
    seconds: float | None = None,
    memory_mb: int | None = None,
    limits: Limits | None = None,
) -> Document:
    """Read one file in its own process; see :class:`GuardedReader` for many."""
    with GuardedReader(seconds=seconds, memory_mb=memory_mb, limits=limits) as reader:
        return reader.read(path)


class GuardedReader:
    """A worker process that reads one file after another and is started anew when it dies.

    ``limits`` hold for one file (``seconds`` and ``memory_mb`` given here go before them);
    ``files_per_worker`` is how many files a worker reads before a fresh one takes over.  A file
    that crashes the worker, takes too long or needs too much memory gives a failed Document with
    the reason.  Not for use from several threads at once.  The worker starts with the first file
    that needs it, which costs about half a second; then a file costs its reading and the way of
    the Document through a pipe.
    """

    def __init__(
        self,
        *,
        seconds: float | None = None,
        memory_mb: int | None = None,
        files_per_worker: int = 500,
        limits: Limits | None = None,
    ) -> None:
        chosen = limits or Limits()
        if seconds is not None:
            chosen = replace(chosen, seconds=seconds)
        if memory_mb is not None:
            chosen = replace(chosen, memory_mb=memory_mb)
        self.limits = chosen
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
            process.join(0.2)
            _end(process)

    def read(self, path: Path) -> Document:
        """The Document at ``path``; raises ``OSError`` only when it cannot be opened."""
        with path.open("rb"):
            pass
        try:
            return self.call(_read, str(path), self.limits)
        except Lost as lost:
            return _failed(path, str(lost))

    def read_any(self, path: Path) -> Document:
        """``read``, but plain text in this process, where nothing can go wrong in C."""
        if needs_guard(path):
            return self.read(path)
        from netmatrix import readers

        try:
            return clock.within(self.limits.seconds, partial(readers.read, path, self.limits))
        except clock.OutOfTime:
            return _failed(path, _too_late(self.limits.seconds))

    def call(self, function: Callable[..., T], *arguments: Any) -> T:
        """What ``function`` (of a module, not a closure) returns for ``arguments`` in the worker.

        Raises :class:`Lost` where the worker did not live to answer, and ``OSError``,
        ``ValueError`` or :class:`Unreadable` as the function does.
        """
        pipe = self._worker()
        self._files += 1
        seconds = self.limits.seconds
        try:
            pipe.send((function, arguments, seconds))
            if not pipe.poll(seconds):
                self._drop()
                raise Lost(_too_late(seconds))
            answer = pipe.recv()
        except (EOFError, OSError):
            why = self._cause()
            self._drop()
            raise Lost(why) from None
        except BaseException:  # Ctrl-C: an answer that comes later must not meet another question
            self._drop()
            raise
        if isinstance(answer, BaseException):
            if isinstance(answer, Lost):
                self._drop()
            raise answer
        result: T = answer
        return result

    def _worker(self) -> Connection:
        alive = self._process is not None and self._process.is_alive()
        if alive and self._pipe is not None and self._files < self._files_per_worker:
            return self._pipe
        self.close()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self.limits.memory_mb), daemon=True)
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
            if -code == getattr(signal, "SIGALRM", 0):
                return _too_late(self.limits.seconds)
            try:
                return f"crashed the reader ({signal.Signals(-code).name})"
            except ValueError:
                return f"crashed the reader (signal {-code})"
        return "crashed the reader"

    def _drop(self) -> None:
        """End a worker that is of no more use."""
        process, pipe = self._process, self._pipe
        self._process = self._pipe = None
        if process is not None:
            _end(process)
        if pipe is not None:
            pipe.close()


def _failed(path: Path, why: str) -> Document:
    from netmatrix.readers.structure import file_hash

    return Document(
        slug(path.stem), path.name, file_hash(path), "unknown", "", status="failed",
        problems=(
            f"The file {why}: it is very large, damaged or was made to do harm; open it in a "
            "viewer and print it to a new PDF, raise the limit, or leave it out.",
        ),
    )  # fmt: skip


def _too_late(seconds: float) -> str:
    return f"took longer than {seconds:g} seconds to read"


def _end(process: BaseProcess) -> None:
    """Stop a worker that we started with what it started, and no other process."""
    if process.is_alive():
        _kill_group(process.pid)
        process.kill()
    process.join(5.0)
    process.close()


def _kill_group(pid: int | None) -> None:
    """Kill the group that the worker ``pid`` leads; nothing where it does not (yet) lead one."""
    if pid is None or not hasattr(os, "killpg"):
        return
    with contextlib.suppress(OSError):
        if os.getpgid(pid) == pid != os.getpgrp():
            os.killpg(pid, signal.SIGKILL)


def _read(path: str, limits: Limits) -> Document:
    from netmatrix import readers

    return readers.read(Path(path), limits)


def _serve(pipe: Connection, memory_mb: int) -> None:
    """The worker: calls from the pipe, answered with results, errors or :class:`Lost`."""
    from netmatrix.readers import confine

    confine.own_group()
    confine.die_with_parent()
    confine.limit_memory(memory_mb)
    confine.no_network()
    import netmatrix.readers  # loaded before the first file's clock starts

    with contextlib.suppress(ImportError):
        import netmatrix.readers.jats
        import netmatrix.readers.pdf  # noqa: F401
    MEMO.keep()
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        pipe.send("ready")
        while True:
            task = pipe.recv()
            if task is None:
                return
            function, arguments, seconds = task
            confine.alarm(seconds + _GRACE_SECONDS)
            try:
                pipe.send(function(*arguments))
            except MemoryError:
                pipe.send(Lost("needs too much memory to read"))
            except (OSError, ValueError, Unreadable) as error:
                pipe.send(type(error)(*error.args))
            except Exception as error:
                pipe.send(Lost(f"could not be read ({type(error).__name__})"))
            finally:
                confine.alarm(0)
