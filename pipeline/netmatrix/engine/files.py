"""Which files are papers, in which order, and under which ``doc_id``."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from netmatrix.document import content_hash, slug

SUFFIXES = frozenset(
    {".pdf", ".xml", ".nxml", ".html", ".htm", ".xhtml", ".txt", ".text", ".md", ".markdown"}
    | {".docx", ".nbib", ".ris", ".zip", ".tgz", ".tar", ".gz"}
)
"""Endings, in lower case, of files that a folder is searched for."""

NOT_PAPERS = frozenset({"readme", "license", "licence", "changelog", "contributing"})
"""Stems, in lower case, of files that describe a folder and are no papers."""

RUN_MARK = "evidence.jsonl"
"""A folder with this file holds a run's results, which are not read as papers again."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A file to read, and the id that it is kept under."""

    path: Path
    doc_id: str


@dataclass(frozen=True, slots=True)
class Collection:
    """The papers of a run in order; ``ignored`` counts the files of folders left aside."""

    papers: tuple[Paper, ...]
    ignored: int = 0


def collect(paths: Iterable[Path]) -> Collection:
    """The papers under ``paths``: files as given, folders searched to the bottom.

    The order is that of ``paths``, inside a folder by relative path.  Files given by name are
    always taken; of a folder those whose ending is in ``SUFFIXES``.  Hidden files and folders and
    an earlier run's results are passed over without a count.  A file that is reached twice counts
    once.  Raises ``FileNotFoundError`` for a path that is neither a file nor a folder.
    """
    found: list[Path] = []
    ignored = 0
    for path in paths:
        if path.is_dir():
            files = _files(path)
            wanted = [file for file in files if _is_paper(file)]
            ignored += len(files) - len(wanted)
            found += wanted
        elif path.is_file():
            found.append(path)
        else:
            raise FileNotFoundError(f"{path} is neither a file nor a folder")
    return Collection(tuple(_named(_once(found))), ignored)


def _files(folder: Path) -> list[Path]:
    """The files below ``folder`` that may be looked at, by relative path."""
    out: list[Path] = []
    for root, folders, names in os.walk(folder):
        made_here = RUN_MARK in names
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".") and not (made_here and name == "text")
        ]
        out += [
            Path(root, name)
            for name in names
            if not name.startswith(".") and not (made_here and name.startswith("evidence"))
        ]
    files = [path for path in out if path.is_file()]
    return sorted(files, key=lambda path: path.relative_to(folder).as_posix())


def _is_paper(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES and path.stem.lower() not in NOT_PAPERS


def _once(paths: Iterable[Path]) -> list[Path]:
    """``paths`` without a file's second mention."""
    first: dict[Path, Path] = {}
    for path in paths:
        first.setdefault(path.resolve(), path)
    return list(first.values())


def _named(paths: Iterable[Path]) -> list[Paper]:
    """Each path with its ``doc_id``; the later of two alike gets a piece of its content's hash."""
    taken: set[str] = set()
    papers: list[Paper] = []
    for path in paths:
        doc_id = stem = slug(path.stem)
        if doc_id in taken:
            doc_id = stem = f"{stem}-{_short_hash(path)}"
        number = 1
        while doc_id in taken:  # the same bytes under the same name in another folder
            number += 1
            doc_id = f"{stem}-{number}"
        taken.add(doc_id)
        papers.append(Paper(path, doc_id))
    return papers


def _short_hash(path: Path) -> str:
    """Six hexadecimal digits of the content's hash, of the path's where it cannot be read."""
    try:
        data = path.read_bytes()
    except OSError:
        data = path.as_posix().encode(errors="surrogateescape")
    return content_hash(data)[:6]
