"""The output folder: the contract's files, each there whole or not at all.

Every file is written beside its place and then renamed, so that an interrupted run leaves the old
file or the new one.  Nothing is deleted but texts of papers that the folder's own
``documents.jsonl`` names and that are no longer among the papers.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netmatrix import matrix, patterns
from netmatrix.corpus import overlap, records
from netmatrix.evidence import Row
from netmatrix.matrix import FORMATS
from netmatrix.matrix.files import write_atomic

EVIDENCE = "evidence.jsonl"
DOCUMENTS = "documents.jsonl"
TEXT = "text"


class StoreError(Exception):
    """The folder cannot be used; the message is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What ``write`` left in the folder.

    ``written`` are the files for people, ``outdated`` those of an earlier run that this one was
    not asked to renew: they no longer agree with ``evidence.jsonl``.
    """

    folder: Path
    written: tuple[Path, ...]
    outdated: tuple[Path, ...] = ()


def write(
    folder: Path,
    documents: Sequence[Mapping[str, Any]],
    texts: Mapping[str, str],
    rows: Iterable[Row],
    formats: Sequence[str] = FORMATS,
) -> Stored:
    """Write a run's results into ``folder``, which may exist and hold other things.

    ``documents`` are the lines of ``documents.jsonl`` (which get ``same_study`` where two papers
    tell of one study), ``texts`` the canonical text by ``doc_id``;
    a paper without text (nothing could be read) gets no file.  Raises ``StoreError`` where the
    folder cannot be written.
    """
    evidence = records.lines(row.to_json() for row in rows)
    # What is read back later is what the matrix is made from now: `rewrite` gives the same bytes.
    kept = [records.row_from_json(item) for item in records.parse(evidence)]
    documents = overlap.marked(documents, kept)
    _refuse_foreign(folder)
    with _as_store_errors(folder), _uninterrupted():
        (folder / TEXT).mkdir(parents=True, exist_ok=True)
        before = _listed(folder)
        for doc_id, text in sorted(texts.items()):
            write_atomic(_text_path(folder, doc_id), text.encode())
        write_atomic(folder / EVIDENCE, evidence)
        write_atomic(folder / DOCUMENTS, records.lines(documents))
        for doc_id in sorted(before - set(texts)):
            _text_path(folder, doc_id).unlink(missing_ok=True)
        written = _write_matrix(folder, kept, documents, texts, formats)
        outdated = tuple(
            path
            for name in FORMATS
            if (path := folder / f"evidence_matrix.{name}").is_file() and path not in written
        )
    return Stored(folder, written, outdated)


def _refuse_foreign(folder: Path) -> None:
    """Raise ``StoreError`` where a matrix lies in the folder that no run of ours wrote."""
    if (folder / EVIDENCE).exists() or (folder / DOCUMENTS).exists():
        return
    there = [f"evidence_matrix.{n}" for n in FORMATS if (folder / f"evidence_matrix.{n}").exists()]
    if there:
        raise StoreError(
            f"{folder} holds {there[0]}, which no run of netmatrix wrote: name another folder "
            "with -o, or move that file away."
        )


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold an interrupt (Ctrl-C) back until the files agree with each other again."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _frame: held.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if held:
        raise Interrupted


class Interrupted(KeyboardInterrupt):
    """An interrupt that came while the folder was written: everything is written."""


def rewrite(folder: Path, formats: Sequence[str] = FORMATS) -> Stored:
    """Make the files for people anew from the folder's ``evidence.jsonl``.

    Raises ``StoreError`` where the folder holds no run's results or they are damaged.
    """
    rows = load_rows(folder)
    documents = load_documents(folder)
    texts: dict[str, str] = {}
    with _as_store_errors(folder):
        for document in documents:
            path = _text_path(folder, str(document.get("doc_id", "")))
            if path.is_file():
                texts[str(document["doc_id"])] = path.read_bytes().decode()
        return Stored(folder, _write_matrix(folder, rows, documents, texts, formats))


def load_rows(folder: Path) -> list[Row]:
    """The rows of the folder's ``evidence.jsonl``, in order.

    Raises ``StoreError`` where there is none or it is not one of ours.
    """
    items = _load(folder / EVIDENCE)
    try:
        return [records.row_from_json(item) for item in items]
    except (KeyError, TypeError, AttributeError) as error:
        raise StoreError(f"{folder / EVIDENCE} is not the evidence of a run: {error}") from error


def load_documents(folder: Path) -> list[dict[str, Any]]:
    """The records of the folder's ``documents.jsonl``, in order.  Raises ``StoreError``."""
    return _load(folder / DOCUMENTS)


def _write_matrix(
    folder: Path,
    rows: Sequence[Row],
    documents: Sequence[Mapping[str, Any]],
    texts: Mapping[str, str],
    formats: Sequence[str],
) -> tuple[Path, ...]:
    plain = [dict(document) for document in documents]
    return tuple(matrix.write(rows, plain, texts, folder, formats)) if formats else ()


def _load(path: Path) -> list[dict[str, Any]]:
    try:
        return records.parse(path.read_bytes())
    except FileNotFoundError:
        raise StoreError(
            f"{path} is missing: name a folder that `netmatrix run` has written."
        ) from None
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise StoreError(f"{path} is damaged: {error}.") from error


def _listed(folder: Path) -> set[str]:
    """The papers that the folder's last run listed; none where there was no run."""
    try:
        documents = load_documents(folder)
    except StoreError:
        return set()
    names = {str(document.get("doc_id", "")) for document in documents}
    return {name for name in names if patterns.fullmatch(r"[a-z0-9][a-z0-9-]*", name)}


def _text_path(folder: Path, doc_id: str) -> Path:
    return folder / TEXT / f"{doc_id}.txt"


@contextlib.contextmanager
def _as_store_errors(folder: Path) -> Iterator[None]:
    """Turn what the file system refuses into a sentence."""
    try:
        yield
    except OSError as error:
        where = error.filename or folder
        raise StoreError(f"{where} cannot be written: {error.strerror or error}.") from error
