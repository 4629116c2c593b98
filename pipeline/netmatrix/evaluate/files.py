"""Gold files and a run's evidence, as the evaluation reads them.

Rows of a run stay what the contract writes (JSON objects): the evidence of another program, or of
another version, can be evaluated as well.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from netmatrix.evaluate.values import GoldValue

Family = Literal["patient", "cited"]
JsonRow = Mapping[str, Any]

FAMILIES: tuple[Family, ...] = ("patient", "cited")
FAMILY_OF: Mapping[str, Family] = {
    "case": "patient",
    "series_case": "patient",
    "cited_case": "cited",
}
"""Rows are paired within a family: a patient of the paper never with one of another paper."""

NOT_GIVEN = "treatments_not_given"
"""A gold file's list of treatments that the text names and the patient did not get."""

_WITHHELD = frozenset({"planned", "recommended", "declined"})


class EvaluateError(Exception):
    """The gold files or the run cannot be read; the message is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class GoldRow:
    """A row that should be found. ``ref`` is what must stand in a cited row's reference."""

    kind: str
    subject: str
    ref: str
    fields: Mapping[str, tuple[GoldValue, ...]]
    ignored: frozenset[str]
    statistics: tuple[Mapping[str, Any], ...] = ()

    @property
    def family(self) -> Family | None:
        """``None`` for a cohort."""
        return FAMILY_OF.get(self.kind)


@dataclass(frozen=True, slots=True)
class GoldPaper:
    """A gold file. ``ignored`` are fields that are not judged in any row of the paper."""

    doc_id: str
    rows: tuple[GoldRow, ...]
    ignored: frozenset[str] = frozenset()
    ignore_cited: bool = False
    statistics_complete: bool = False

    @property
    def families(self) -> tuple[Family, ...]:
        """The families of rows that are judged."""
        return ("patient",) if self.ignore_cited else FAMILIES

    def of(self, family: Family) -> list[GoldRow]:
        """The rows of a family, in the order of the file."""
        return [row for row in self.rows if row.family == family]


@dataclass(frozen=True, slots=True)
class Run:
    """What a run found: rows by ``doc_id``, and how to get at a paper's canonical text."""

    rows: Mapping[str, tuple[JsonRow, ...]]
    text: Callable[[str], str]

    def of(self, doc_id: str, family: Family) -> list[JsonRow]:
        """The rows of a paper and family, in the order of the file."""
        return [r for r in self.rows.get(doc_id, ()) if FAMILY_OF.get(r["kind"]) == family]


def values_of(row: JsonRow, name: str) -> list[str]:
    """The values that a row says of its patient; treatments that were not given are none."""
    items = (row.get("fields") or {}).get(name) or ()
    return [
        item["value"]
        for item in items
        if not (name == "treatments" and item.get("status") in _WITHHELD)
    ]


def gold_paper(data: Mapping[str, Any]) -> GoldPaper:
    """A gold file's object.  Raises ``KeyError``, ``TypeError`` or ``ValueError`` for others."""
    rows = []
    for item in data["rows"]:
        if item["kind"] not in FAMILY_OF and item["kind"] != "cohort":
            raise ValueError(f"unknown kind of row {item['kind']!r}")
        rows.append(
            GoldRow(
                item["kind"],
                str(item.get("subject") or ""),
                str(item.get("ref") or ""),
                {
                    name: tuple(GoldValue.parse(value) for value in values)
                    for name, values in (item.get("fields") or {}).items()
                },
                frozenset(item.get("ignore_fields", ())),
                tuple(item.get("statistics", ())),
            )
        )
    return GoldPaper(
        str(data["doc_id"]),
        tuple(rows),
        frozenset(data.get("ignore_fields", ())),
        bool(data.get("ignore_cited")),
        bool(data.get("statistics_complete")),
    )


def load_gold(folder: Path) -> list[GoldPaper]:
    """The gold files of a folder, by name.  Raises ``EvaluateError``."""
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise EvaluateError(f"No gold file in {folder}: they are JSON files, one a paper.")
    papers = []
    for path in paths:
        try:
            papers.append(gold_paper(json.loads(path.read_text(encoding="utf-8"))))
        except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
            raise EvaluateError(f"{path} is no gold file ({_reason(error)}).") from error
    return papers


def load_run(folder: Path) -> Run:
    """The rows and texts of a run's output folder.  Raises ``EvaluateError``."""
    path = folder / "evidence.jsonl"
    rows: dict[str, list[JsonRow]] = {}
    try:
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
            if line.strip():
                row = json.loads(line)
                if not isinstance(row, dict) or "doc_id" not in row or "kind" not in row:
                    raise EvaluateError(f"{path}, line {number}, is no row of evidence.")
                rows.setdefault(row["doc_id"], []).append(row)
    except OSError as error:
        raise EvaluateError(
            f"{folder} holds no run: evidence.jsonl cannot be opened. Make it with: "
            f"netmatrix run PAPERS -o {folder}"
        ) from error
    except ValueError as error:
        raise EvaluateError(f"{path} is not readable as evidence ({_reason(error)}).") from error

    def text(doc_id: str) -> str:
        try:
            return (folder / "text" / f"{doc_id}.txt").read_text(encoding="utf-8")
        except (OSError, ValueError):
            return ""

    return Run({doc_id: tuple(found) for doc_id, found in rows.items()}, text)


def _reason(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"it has no {error}"
    return " ".join(str(error).split())[:120] or type(error).__name__
