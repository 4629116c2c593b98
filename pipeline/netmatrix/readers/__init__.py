"""Readers: a file's bytes to a Document. Each format has a module with ``read(data) -> Raw``."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from netmatrix.document import Document
from netmatrix.readers import decode, sniff, structure
from netmatrix.readers.limits import Limits
from netmatrix.readers.raw import ImagesOnly, Raw, Unreadable

__all__ = ["Limits", "Raw", "Unreadable", "kind_of", "read", "read_bytes"]

_MODULES: dict[sniff.Kind, str] = {
    "pdf": "netmatrix.readers.pdf",
    "jats": "netmatrix.readers.jats",
    "bmc": "netmatrix.readers.bmc",
    "pubmed": "netmatrix.readers.pubmed",
    "medline": "netmatrix.readers.medline",
    "bioc": "netmatrix.readers.bioc",
    "html": "netmatrix.readers.html",
    "docx": "netmatrix.readers.docx",
    "markdown": "netmatrix.readers.markdown",
    "plain": "netmatrix.readers.plain",
}
_SPOKEN: dict[str, str] = {
    "pdf": "PDF", "jats": "JATS XML", "bmc": "BMC XML", "pubmed": "PubMed XML",
    "medline": "a MEDLINE or RIS record", "bioc": "BioC", "html": "HTML",
    "docx": "Word (.docx)", "markdown": "Markdown", "plain": "plain text",
    "package": "a ZIP or TAR package",
}  # fmt: skip


def read(path: Path, limits: Limits | None = None) -> Document:
    """Read the file at ``path``; its content decides the format, its name does not.

    Never raises for what is in the file: such a Document has ``status == "failed"`` and a problem
    that says what to do.  Raises ``OSError`` when the file cannot be opened.  Of ``limits``, time
    and memory hold only in a worker: see :mod:`netmatrix.readers.sandbox`.
    """
    return read_bytes(path.read_bytes(), path, limits)


def read_bytes(data: bytes, path: Path, limits: Limits | None = None) -> Document:
    """``read`` for bytes already in hand; ``path`` gives the name and the ``doc_id``."""
    limits = limits or Limits()
    kind = ""
    try:
        kind = found = kind_of(data, path.suffix.lower())
        raw = read_kind(found, data, limits, path.stem)
        note = _misnamed(found, path)
        if note:
            raw.problems.append(note)
        return structure.finish(raw, path, data)
    except Unreadable as problem:
        return structure.failed(path, data, str(problem), kind or "unknown")
    except (MemoryError, RecursionError) as error:
        return structure.failed(
            path,
            data,
            f"The file is too large or too deeply nested to read ({type(error).__name__}): save it "
            "as plain text and add it again.",
            kind or "unknown",
        )
    except Exception as error:  # a paper must never end the run, whatever a library raises
        name = _SPOKEN.get(kind, "file")
        return structure.failed(
            path,
            data,
            f"The {name.removeprefix('a ')} could not be read ({type(error).__name__}: "
            f"{str(error)[:200]}): save it again from its program, or as plain text, and add it "
            "again.",
            kind or "unknown",
        )


def kind_of(data: bytes, suffix: str = "") -> sniff.Kind:
    """The kind of a file by its content; ``suffix`` (with its dot) only breaks ties.

    Raises :class:`Unreadable` for kinds that no reader knows.
    """
    found = sniff.sniff(data)
    return found if found else sniff.text_kind(decode.decode(data).text, suffix)


def read_kind(kind: sniff.Kind, data: bytes, limits: Limits, stem: str = "", depth: int = 0) -> Raw:
    """What the reader of ``kind`` makes of ``data``; ``depth`` counts packages around it."""
    if kind == "package":
        from netmatrix.readers import package

        return package.read(data, limits, stem, depth)
    options: dict[str, Any] = {}
    if kind == "pdf":
        options = {"max_pages": limits.pages, "seconds": limits.reading_seconds}
    elif kind == "docx":
        options = {"max_bytes": limits.unpacked_bytes, "ratio": limits.ratio}
    try:
        return _raw(kind, data, options)
    except ImagesOnly:
        from netmatrix.readers import ocr

        return ocr.read(data, limits)


def _raw(kind: sniff.Kind, data: bytes, options: dict[str, Any]) -> Raw:
    try:
        module = importlib.import_module(_MODULES[kind])
    except ImportError as error:
        raise Unreadable(
            f"{_SPOKEN[kind]} files cannot be read by this installation "
            f"({error.name or 'a module'} is missing): save the paper as PDF or plain text and "
            "add it again."
        ) from error
    reader = getattr(module, "read", None)
    if reader is None:
        raise Unreadable(
            f"{_SPOKEN[kind]} files cannot be read by this installation: save the paper as plain "
            "text and add it again."
        )
    raw = reader(data, **options)
    assert isinstance(raw, Raw)
    return raw


def _misnamed(kind: sniff.Kind, path: Path) -> str:
    """A note when the suffix promises another format than the content has."""
    promised = sniff.SUFFIXES.get(path.suffix.lower())
    if promised is None and path.suffix.lower() == ".txt" and kind not in _TEXTS:
        promised = "plain" if kind != "html" else None
    if promised is None or promised == kind or {promised, kind} <= {"markdown", "plain"}:
        return ""
    return (
        f"The file is named {path.suffix} but its content is {_SPOKEN[kind]}; it was read as "
        f"{_SPOKEN[kind]}: rename it to avoid confusion."
    )


_TEXTS = frozenset(["plain", "markdown", "medline", "bioc"])
