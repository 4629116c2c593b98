"""What reading one file may cost. A limit that is hit is told in the Document's ``problems``."""

from __future__ import annotations

from dataclasses import dataclass

SECONDS = 120.0
MEMORY_MB = 2048
PAGES = 2000
UNPACKED_MB = 500
MEMBERS = 10_000
NESTING = 2
RATIO = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits of one file; the defaults suit any paper and stop what is none.

    ``seconds`` of wall time and ``memory_mb`` of address space (MB, 0 for none) hold where a
    worker reads (:class:`netmatrix.readers.sandbox.GuardedReader`), ``seconds`` also for plain text
    read in place and once more for finding a paper's evidence, the others everywhere:
    ``pages`` of a PDF, ``unpacked_mb`` of data unpacked from one archive or Word file,
    ``members`` of an archive, ``nesting`` of archives in archives.  ``ratio`` is how many times
    its packed size a member of more than 10 MB may have unpacked.
    """

    seconds: float = SECONDS
    memory_mb: int = MEMORY_MB
    pages: int = PAGES
    unpacked_mb: int = UNPACKED_MB
    members: int = MEMBERS
    nesting: int = NESTING
    ratio: int = RATIO

    @property
    def unpacked_bytes(self) -> int:
        return self.unpacked_mb * 1_000_000

    @property
    def reading_seconds(self) -> float:
        """When a reader should stop by itself and hand over what it has, before it is stopped."""
        return 0.7 * self.seconds
