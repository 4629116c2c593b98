"""A limit on the time that a piece of work may take in this very process.

The timer's signal is heard between two steps of Python and, which matters most here, while a
regular expression is matching.  Code in C that asks for no signals is not interrupted; who must be
sure works in a process that can be ended.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

T = TypeVar("T")

_AGAIN_SECONDS = 1.0
"""Until the next signal, should the first one have been swallowed in a callback."""


class OutOfTime(BaseException):
    """The work took too long; no ``Exception``, so that nothing on the way takes it for its own."""


def usable() -> bool:
    """Whether work can be interrupted here: signals are heard by the main thread alone, and not
    every system has a timer."""
    return (
        hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    )  # fmt: skip


def within(seconds: float, work: Callable[[], T]) -> T:
    """What ``work`` returns; raises ``OutOfTime`` where it needs more than ``seconds``.

    Where nothing can be interrupted (see ``usable``) it takes the time it takes.  Not to be nested.
    """
    if not usable():
        return work()
    before = signal.signal(signal.SIGALRM, _strike)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN_SECONDS)
        try:
            return work()
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    finally:  # once more: the signal may have struck in the line above
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _strike(number: int, frame: FrameType | None) -> None:
    raise OutOfTime
