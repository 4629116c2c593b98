"""Canonical names, their parents and codes (``terminology/names.tsv``)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Name:
    """A canonical name of a group, with its parent name (or ``""``) and code (or ``None``)."""

    group: str
    name: str
    parent: str
    code: Mapping[str, str] | None


class Names:
    """The canonical names of all groups; immutable.

    ``folder`` is the model folder that they were read from, whose rules go with them.
    """

    def __init__(self, names: Iterable[Name], folder: Path | None = None) -> None:
        self.folder = folder
        self._names = {(n.group, n.name): n for n in names}
        self._parents = {(n.group, n.parent) for n in self._names.values()}

    def get(self, group: str, name: str) -> Name | None:
        return self._names.get((group, name))

    def code(self, group: str, name: str) -> Mapping[str, str] | None:
        """``{"system": …, "code": …}`` or ``None``."""
        found = self._names.get((group, name))
        return found.code if found else None

    def has_kinds(self, group: str, name: str) -> bool:
        """Whether other names are kinds of this one, as octreotide is of a somatostatin analogue."""
        return (group, name) in self._parents

    def ancestors(self, group: str, name: str) -> tuple[str, ...]:
        """Parents from the nearest up; a loop in the data ends it."""
        out: list[str] = []
        found = self._names.get((group, name))
        while found and found.parent and found.parent not in out:
            out.append(found.parent)
            found = self._names.get((group, found.parent))
        return tuple(out)

    def most_specific(self, group: str, names: Iterable[str]) -> list[str]:
        """``names`` in order without those that are an ancestor of another one."""
        unique = list(dict.fromkeys(names))
        covered = {a for name in unique for a in self.ancestors(group, name)}
        return [name for name in unique if name not in covered]


def load_names(model: Path) -> Names:
    """Read ``terminology/names.tsv`` of a model folder."""
    with (model / "terminology" / "names.tsv").open(encoding="utf-8", newline="") as handle:
        rows = csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)
        return Names(
            (
                Name(
                    row["group"],
                    row["name"],
                    row["parent"] or "",
                    {"system": row["code_system"], "code": row["code"]} if row["code"] else None,
                )
                for row in rows
            ),
            model,
        )
