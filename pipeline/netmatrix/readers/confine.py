"""What a worker that reads hostile files gives up: memory, the network, outliving its parent."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import threading
import time

_NETWORK = ("socket.", "urllib.Request", "http.client.", "ftplib.", "smtplib.", "webbrowser.")
_POLL_SECONDS = 1.0
_PR_SET_PDEATHSIG = 1


def limit_memory(memory_mb: int) -> None:
    """Let allocations above ``memory_mb`` MB of address space fail; 0 sets no limit."""
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


def no_network() -> None:
    """Let every use of a socket raise ``PermissionError`` for the rest of the process's life.

    An audit hook (PEP 578) sees what any Python library does and cannot be removed.  libxml2 and
    pdfium open no connections: the one is told so, the other is built without.
    """

    def hook(event: str, arguments: object) -> None:
        if event.startswith(_NETWORK):
            raise PermissionError(f"no network while reading ({event})")

    sys.addaudithook(hook)


def die_with_parent() -> None:
    """End this process when its parent ends, also when the parent was killed.

    Linux does it by itself; elsewhere a thread looks once a second.
    """
    parent = os.getppid()
    if not die_with_parent_now():
        thread = threading.Thread(target=_watch, args=(parent,), daemon=True)
        thread.start()


def die_with_parent_now() -> bool:
    """The kernel's part of :func:`die_with_parent`; whether this system has one."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        prctl = ctypes.CDLL(None, use_errno=True).prctl
    except (OSError, AttributeError):
        return False
    return bool(prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0) == 0)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_POLL_SECONDS)
    os._exit(1)


def alarm(seconds: float) -> None:
    """Let the kernel end this process in ``seconds``, whatever code is running; 0 calls it off."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)


def own_group() -> None:
    """Leave the terminal's group: Ctrl-C is for the parent, which then ends its workers."""
    if hasattr(os, "setsid"):
        with contextlib.suppress(OSError):
            os.setsid()
