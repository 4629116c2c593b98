"""Patterns that are compiled once on a machine, not once in every process.

netmatrix has about 2,500 patterns; compiling them costs 1.5 s, more than reading a dozen papers.
What ``re`` makes of a pattern is a list of numbers that can be kept, and a pattern is made of it in
15 µs.  It is found again by its own wording and flags, so that no change of the vocabulary meets
what was made of an old one.  Where this Python's ``re`` lacks what is needed for that, or nothing
can be kept, patterns are compiled as always.
"""

from __future__ import annotations

import marshal
import re
from array import array
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, AnyStr

from netmatrix import kept

_SOURCES = tuple(Path(__file__).with_name(name) for name in ("patterns.py", "gates.py"))
"""The code that works out what is kept."""
_WORTH = 0.05
"""So large a part must be new to be worth writing: what one more paper asks for is not."""
_MOST = 10_000
"""More than this is mostly of patterns that are no more."""


class Memo:
    """What was worked out of patterns, kept in the cache folder; values are plain data.

    The file is read with the first question, and written by ``keep``.
    """

    def __init__(self) -> None:
        self._old: dict[Any, Any] | None = None
        self._new: dict[Any, Any] = {}

    def of(self, what: str, pattern: str | bytes, flags: int, work: Callable[[], Any]) -> Any:
        """What ``work`` gives for the pattern, from the file where it was asked before."""
        if self._old is None:
            self._old = _read(_place())
        key = (what, pattern, int(flags))
        if key in self._old:
            return self._old[key]
        if key not in self._new:
            self._new[key] = work()
        return self._new[key]

    def keep(self) -> None:
        """Write what is new beside what is in the file, where that is worth it."""
        place = _place()
        if place is None or len(self._new) <= _WORTH * len(self._old or ()):
            return
        merged = _read(place) | self._new  # another process may have written meanwhile
        self._old, self._new = (merged if len(merged) <= _MOST else self._new), {}
        kept.write(place, marshal.dumps(self._old))


def _place() -> Path | None:
    try:
        return kept.place("patterns", *(source.read_bytes() for source in _SOURCES))
    except (OSError, RuntimeError):  # no home, or the source is not at hand
        return None


def _read(place: Path | None) -> dict[Any, Any]:
    body = kept.read(place) if place is not None else None
    try:
        found = marshal.loads(body) if body is not None else {}
    except (ValueError, EOFError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


MEMO = Memo()
"""As ``re`` has one of its own: the same wording gives the same pattern to whoever asks."""


def compiled(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """``re.compile``, from what was kept where this pattern was compiled before.

    Raises ``re.error`` as that does.
    """
    try:
        code = MEMO.of("code", pattern, flags, lambda: _code(pattern, flags))
        all_flags, numbers, groups, names, of_group = code
        listed = array("I", numbers).tolist()
        made: re.Pattern[AnyStr] = import_module("_sre").compile(
            pattern, all_flags, listed, groups, names, of_group
        )
    except (ImportError, AttributeError, RuntimeError, TypeError, ValueError):
        return re.compile(pattern, flags)
    return made


def _code(pattern: str | bytes, flags: int) -> tuple[Any, ...]:
    """What ``_sre.compile`` makes the pattern of: the part of ``re.compile`` that takes long."""
    parsed = import_module("re._parser").parse(pattern, flags)
    numbers = import_module("re._compiler")._code(parsed, flags)
    state = parsed.state
    of_group: list[str | None] = [None] * state.groups
    for name, number in state.groupdict.items():
        of_group[number] = name
    all_flags = int(flags) | state.flags
    return (
        int(all_flags),
        array("I", numbers).tobytes(),
        state.groups - 1,
        dict(state.groupdict),
        tuple(of_group),
    )


# What ``re`` offers for a pattern that stands where it is used; of ours alone, for a pattern with
# words of a paper in it would be kept.  The arguments and what comes back are those of ``re``.


def search(pattern: str, text: str, flags: int = 0) -> re.Match[str] | None:
    """As ``re.search``."""
    return _once(pattern, int(flags)).search(text)


def match(pattern: str, text: str, flags: int = 0) -> re.Match[str] | None:
    """As ``re.match``."""
    return _once(pattern, int(flags)).match(text)


def fullmatch(pattern: str, text: str, flags: int = 0) -> re.Match[str] | None:
    """As ``re.fullmatch``."""
    return _once(pattern, int(flags)).fullmatch(text)


def finditer(pattern: str, text: str, flags: int = 0) -> Iterator[re.Match[str]]:
    """As ``re.finditer``."""
    return _once(pattern, int(flags)).finditer(text)


def findall(pattern: str, text: str, flags: int = 0) -> list[Any]:
    """As ``re.findall``."""
    return _once(pattern, int(flags)).findall(text)


def split(pattern: str, text: str, maxsplit: int = 0, flags: int = 0) -> list[str | Any]:
    """As ``re.split``."""
    return _once(pattern, int(flags)).split(text, maxsplit)


def sub(
    pattern: str,
    put: str | Callable[[re.Match[str]], str],
    text: str,
    count: int = 0,
    flags: int = 0,
) -> str:
    """As ``re.sub``."""
    return _once(pattern, int(flags)).sub(put, text, count)


@cache
def _once(pattern: str, flags: int) -> re.Pattern[str]:
    return compiled(pattern, flags)
