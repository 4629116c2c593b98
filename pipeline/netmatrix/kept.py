"""Files that netmatrix keeps between runs in the user's cache folder.

A file is written beside its place and renamed, so that any reader and any other writer sees a whole
one; it begins with the checksum of its body, and one that somebody else could have written is not
read.  None is ever needed: whatever is wrong with it, what it held is made anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import sys
import tempfile
from pathlib import Path

_KEPT = 8
"""Files of one kind that stay: other versions and models in use on this machine."""


def place(kind: str, *made_from: bytes) -> Path:
    """Where a file of this kind is kept that was made from these data with this Python.

    Raises ``OSError`` or ``RuntimeError`` where there is no home folder.
    """
    total = hashlib.sha256(sys.version.encode())
    for data in made_from:
        total.update(f"{len(data)}\n".encode())
        total.update(data)
    return _folder() / f"{kind}-{total.hexdigest()[:32]}"


def _folder() -> Path:
    name = "LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME"
    base = Path(os.environ.get(name, ""))
    return (base if base.is_absolute() else Path.home() / ".cache") / "netmatrix"


def read(path: Path) -> bytes | None:
    """A file's body; ``None`` where it is missing, damaged or could be another user's."""
    try:
        with open(path, "rb", opener=_at_once) as handle:
            if not _ours(os.fstat(handle.fileno())):
                return None
            checksum, body = handle.read(64), handle.read()
    except OSError:
        return None
    return body if hashlib.sha256(body).hexdigest().encode() == checksum else None


def _at_once(path: str, flags: int) -> int:
    """Open without waiting for whoever writes a pipe that somebody put in the file's place."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _ours(status: os.stat_result) -> bool:
    """Whether it is a file, and nobody else could have written it."""
    if not stat.S_ISREG(status.st_mode):
        return False
    if not hasattr(os, "getuid"):
        return True
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def write(path: Path, body: bytes) -> None:
    """Keep a body, if that can be done, and of the files of its kind the newest."""
    kind = path.name.partition("-")[0]
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{kind}-", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(body).hexdigest().encode() + body)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
        files = sorted(path.parent.glob(f"{kind}-*"), key=lambda file: file.stat().st_mtime)
        for old in files[:-_KEPT]:
            old.unlink(missing_ok=True)
