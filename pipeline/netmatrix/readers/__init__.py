"""Readers: a file's bytes to a Document. Each format has a module with ``read(data) -> Raw``."""

from __future__ import annotations

import importlib
from pathlib import Path

from netmatrix.document import Document
from netmatrix.readers import decode, sniff, structure
from netmatrix.readers.raw import Raw, Unreadable

__all__ = ["Raw", "Unreadable", "read", "read_bytes"]

_MODULES: dict[sniff.Kind, str] = {
    "pdf": "netmatrix.readers.pdf",
    "jats": "netmatrix.readers.jats",
    "pubmed": "netmatrix.readers.pubmed",
    "html": "netmatrix.readers.html",
    "docx": "netmatrix.readers.docx",
    "markdown": "netmatrix.readers.markdown",
    "plain": "netmatrix.readers.plain",
}
_SPOKEN: dict[str, str] = {
    "pdf": "PDF", "jats": "JATS XML", "pubmed": "PubMed XML", "html": "HTML",
    "docx": "Word (.docx)", "markdown": "Markdown", "plain": "plain text",
}  # fmt: skip


def read(path: Path) -> Document:
    """Read the file at ``path``; its content decides the format, its name does not.

    Never raises for what is in the file: such a Document has ``status == "failed"`` and a problem
    that says what to do.  Raises ``OSError`` when the file cannot be opened.
    """
    return read_bytes(path.read_bytes(), path)


def read_bytes(data: bytes, path: Path) -> Document:
    """``read`` for bytes already in hand; ``path`` gives the name and the ``doc_id``."""
    kind = ""
    try:
        found = sniff.sniff(data)
        if found is None:
            found = sniff.text_kind(decode.decode(data).text, path.suffix.lower())
        kind = found
        raw = _raw(found, data)
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
            f"The {name} could not be read ({type(error).__name__}: {str(error)[:200]}): save it "
            "again from its program, or as plain text, and add it again.",
            kind or "unknown",
        )


def _raw(kind: sniff.Kind, data: bytes) -> Raw:
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
    raw = reader(data)
    assert isinstance(raw, Raw)
    return raw


def _misnamed(kind: sniff.Kind, path: Path) -> str:
    """A note when the suffix promises another format than the content has."""
    promised = sniff.SUFFIXES.get(path.suffix.lower())
    if promised is None and path.suffix.lower() == ".txt" and kind not in ("plain", "markdown"):
        promised = "plain" if kind != "html" else None
    if promised is None or promised == kind or {promised, kind} <= {"markdown", "plain"}:
        return ""
    return (
        f"The file is named {path.suffix} but its content is {_SPOKEN[kind]}; it was read as "
        f"{_SPOKEN[kind]}: rename it to avoid confusion."
    )
