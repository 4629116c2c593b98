"""ZIP and TAR.GZ packages, as PubMed Central delivers articles -> Raw of the article inside."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from itertools import islice
from pathlib import PurePosixPath

from netmatrix.patterns import compiled
from netmatrix.readers.archive import (
    DAMAGED,
    Budget,
    Member,
    gunzip,
    is_tar,
    untar,
    unzip,
)
from netmatrix.readers.limits import Limits
from netmatrix.readers.raw import Raw, Unreadable

_RANKS: dict[str, int] = {
    ".nxml": 0, ".xml": 1, ".pdf": 2, ".html": 3, ".htm": 3, ".xhtml": 3, ".docx": 4,
    ".txt": 5, ".md": 5, ".nbib": 5, ".json": 6, ".zip": 7, ".gz": 7, ".tgz": 7, ".tar": 7,
}  # fmt: skip
"""Which ending is most likely the article: XML says most, then what shows all of it."""

_ASIDE = compiled(
    r"(?:^|[/_.\s-])(?:suppl?(?:ement(?:ary|al)?)?|moesm\d*|esm\d*|additional|appendix|s\d{1,3}|"
    r"supp-?\d+|readme|licen[cs]e|manifest|metadata|checklist)(?=[/_.\s-]|\d|$)",
    re.IGNORECASE,
)
_TRIES = 6
_ARTICLES = (0, 1, 2, 3, 4)
_NOTE = 160

Fetch = Callable[[Member], bytes]


def read(data: bytes, limits: Limits, stem: str = "", depth: int = 0) -> Raw:
    """The article of a package: its ``.nxml``, else other XML, PDF, HTML, Word or text.

    ``stem`` is the package's name without its ending, which breaks ties; ``depth`` how many
    packages are around this one.  Raises :class:`Unreadable` where no article can be read.
    """
    if depth >= limits.nesting:
        raise Unreadable(
            "The package holds packages in packages: unpack it and add the papers inside."
        )
    budget = Budget(limits.unpacked_bytes, limits.ratio)
    try:
        if data[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                infos = [info for info in archive.infolist() if not info.is_dir()]
                members = [Member(info.filename, n) for n, info in enumerate(infos)]
                return _choose(
                    members, lambda m: unzip(archive, infos[m.number], budget), limits, stem, depth
                )
        if data[:2] == b"\x1f\x8b":
            data = gunzip(data, budget)
            if not is_tar(data):
                return _inner("the gzip file", data, limits, stem, depth)
        return _tar(data, limits, stem, depth)
    except DAMAGED as error:
        raise Unreadable("The archive is damaged: download it again.") from error


def _tar(data: bytes, limits: Limits, stem: str, depth: int) -> Raw:
    with untar(data) as files:
        members = [member for member, _, _ in islice(files, limits.members + 1)]

    def fetch(wanted: Member) -> bytes:
        with untar(data) as files:
            for member, archive, info in files:
                if member.number == wanted.number:
                    file = archive.extractfile(info)
                    return file.read() if file else b""
        return b""

    return _choose(members, fetch, limits, stem, depth)


def order(members: list[Member], stem: str = "") -> list[tuple[int, Member]]:
    """The members that may be the article with their ranks, the likeliest first."""
    found: list[tuple[tuple[int, bool, int, bool, str], Member]] = []
    for member in members:
        path = PurePosixPath(member.name.replace("\\", "/"))
        rank = _RANKS.get(path.suffix.lower())
        if rank is None or path.name.startswith(".") or "__MACOSX" in path.parts:
            continue
        aside = _ASIDE.search(path.stem) is not None
        other = path.stem.lower() != stem.lower()
        found.append(((rank, aside, len(path.parts), other, member.name), member))
    return [(key[0] + (10 if key[1] else 0), member) for key, member in sorted(found, key=_key)]


def _key(item: tuple[tuple[int, bool, int, bool, str], Member]) -> tuple[object, ...]:
    (rank, aside, depth, other, name), _ = item
    # A supplement is tried after everything that may be the article.
    return aside, rank, depth, other, name


def _choose(members: list[Member], fetch: Fetch, limits: Limits, stem: str, depth: int) -> Raw:
    if len(members) > limits.members:
        raise Unreadable(
            f"The package holds more than {limits.members} files: unpack it and add the paper."
        )
    ranked = order(members, stem)
    reasons: list[str] = []
    for rank, member in ranked[:_TRIES]:
        try:
            raw = _inner(member.name, fetch(member), limits, stem, depth)
        except Unreadable as problem:
            reasons.append(f"{_shown(member.name)}: {problem}")
            continue
        raw.hints["member"] = member.name
        raw.problems.extend(
            f"A file of the package could not be read ({reason[:_NOTE]})" for reason in reasons
        )
        others = [m for r, m in ranked if r == rank and m != member]
        if rank in _ARTICLES and others:
            raw.problems.append(
                f"The package holds {len(others) + 1} files that may be the article; "
                f"{_shown(member.name)} was read: unpack it and add the others if they are papers."
            )
        return raw
    if reasons:
        raise Unreadable(f"No article in the package can be read ({reasons[0][:300]})")
    raise Unreadable(
        "The package holds no article (XML, PDF, HTML, Word or text): unpack it and look."
    )


def _inner(name: str, data: bytes, limits: Limits, stem: str, depth: int) -> Raw:
    from netmatrix import readers

    suffix = PurePosixPath(name).suffix.lower()
    kind = readers.kind_of(data, suffix)
    try:
        raw = readers.read_kind(kind, data, limits, stem, depth + 1)
        if not any(map(str.isalnum, raw.builder.text)):
            raise Unreadable("it holds no text.")
        return raw
    except (Unreadable, MemoryError, RecursionError):
        raise
    except Exception as error:
        raise Unreadable(f"it could not be read ({type(error).__name__}).") from error


def _shown(name: str) -> str:
    """A member's name for a message: its last part, printable and short."""
    last = PurePosixPath(name.replace("\\", "/")).name
    clean = "".join(char for char in last if char.isprintable())
    return clean.encode(errors="replace").decode()[:80]
