"""Members of ZIP and TAR archives as bytes, within limits. Nothing is ever written to disk.

A member's path only serves to choose it: ``../`` and absolute names have nothing to escape from.
"""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from netmatrix.readers.raw import Unreadable

_CHUNK = 1 << 16
_RATIO_FROM = 10_000_000
"""Below this size (bytes) a high ratio harms nobody: blank pages pack a thousandfold."""

DAMAGED = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, ValueError,
           NotImplementedError, RuntimeError, KeyError)  # fmt: skip
"""What the archive libraries raise for damaged, locked or unknown content."""


@dataclass(slots=True)
class Budget:
    """Bytes that may still be unpacked, and how many times the packed size they may be."""

    left: int
    ratio: int

    def take(self, chunk: int, unpacked: int, packed: int) -> None:
        """Count ``chunk`` more bytes of a member that is ``unpacked`` so far from ``packed``.

        Raises :class:`Unreadable` for what is too large or was made to be.
        """
        self.left -= chunk
        if self.left < 0:
            raise Unreadable(
                "The file unpacks to more data than is allowed: unpack it and add the paper alone."
            )
        if unpacked > _RATIO_FROM and unpacked > self.ratio * max(packed, 1):
            raise Unreadable(
                "The file unpacks to far more than its size and was left alone (a zip bomb): get "
                "the paper again from its publisher."
            )


@dataclass(frozen=True, slots=True)
class Member:
    """A regular file of an archive: its name as stored and its place."""

    name: str
    number: int


def unzip(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> bytes:
    """The bytes of one member. Raises :class:`Unreadable` when locked, damaged or too large."""
    if info.flag_bits & 1:
        raise Unreadable("The archive is locked: unpack it with its password and add the paper.")
    out = io.BytesIO()
    try:
        with archive.open(info) as file:
            while chunk := file.read(_CHUNK):
                out.write(chunk)
                budget.take(len(chunk), out.tell(), info.compress_size)
    except DAMAGED as error:
        raise Unreadable("The archive is damaged: download it again.") from error
    return out.getvalue()


class _Counted(io.RawIOBase):
    """The unpacked bytes of a gzip file, counted against the budget."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        super().__init__()
        self._file = gzip.GzipFile(fileobj=io.BytesIO(data))
        self._packed = len(data)
        self._unpacked = 0
        self._budget = budget

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        size = _CHUNK if size is None or size < 0 else min(size, 1 << 22)
        chunk = self._file.read(size)
        self._unpacked += len(chunk)
        self._budget.take(len(chunk), self._unpacked, self._packed)
        return chunk


def gunzip(data: bytes, budget: Budget) -> bytes:
    """A gzip file's content. Raises :class:`Unreadable` when damaged or too large."""
    file, out = _Counted(data, budget), io.BytesIO()
    try:
        while chunk := file.read(_CHUNK):
            out.write(chunk)
    except DAMAGED as error:
        raise Unreadable("The gzip archive is damaged: download it again.") from error
    return out.getvalue()


def is_tar(data: bytes) -> bool:
    """Whether unpacked data are a TAR archive, by its magic."""
    return data[257:262] == b"ustar"


@contextmanager
def untar(data: bytes) -> Iterator[Iterator[tuple[Member, tarfile.TarFile, tarfile.TarInfo]]]:
    """The regular files of an unpacked TAR, in its order."""
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
        yield (
            (Member(info.name, number), archive, info)
            for number, info in enumerate(archive)
            if info.isreg() and not info.issparse()
        )
