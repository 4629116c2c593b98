"""The codebook: what each column means, what counts and what does not.

The texts stand in ``codebook.yaml`` beside this module; the XLSX sheet, the tooltips of the HTML
page and ``docs/codebook.md`` are made from it, so that they cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from netmatrix import patterns
from netmatrix.evidence import PATIENT_FIELDS

# The parser in C, ten times as fast, where PyYAML was built with it.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Entry:
    """A named thing with a label and a meaning: a status, a kind of row, a measure, a file."""

    name: str
    label: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Column(Entry):
    """A column of the Table 2 view and the patient fields that it is made of."""

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldEntry(Entry):
    """A field of a patient row; examples are ``(sentence, value)``, the sentences invented."""

    values: str
    counts: str
    excludes: str
    example: tuple[str, str]
    counterexample: tuple[str, str]
    source: str


@dataclass(frozen=True, slots=True)
class Codebook:
    """All of the codebook, in the order of its file."""

    title: str
    intro: str
    principles: tuple[str, ...]
    kinds: tuple[Entry, ...]
    statuses: tuple[Entry, ...]
    table2: tuple[Column, ...]
    fields: tuple[FieldEntry, ...]
    measures: tuple[Entry, ...]
    provenance: tuple[Entry, ...]
    files: tuple[Entry, ...]

    def field(self, name: str) -> FieldEntry:
        """The entry of one patient field. Raises ``KeyError`` for an unknown name."""
        for entry in self.fields:
            if entry.name == name:
                return entry
        raise KeyError(name)


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item[key]
    if not isinstance(value, str):
        raise ValueError(f"codebook: {item.get('name')}: {key} is not a text")
    return _typographic(value.strip())


def _typographic(text: str) -> str:
    """Straight quotes around words as curly ones; those behind ``=`` are code and stay."""
    return patterns.sub(r'(?<![\w=])"([^"]*)"', "“\\1”", text)


def _entries(items: Sequence[Mapping[str, Any]]) -> tuple[Entry, ...]:
    return tuple(
        Entry(_text(item, "name"), _text(item, "label"), _text(item, "meaning")) for item in items
    )


def _field(item: Mapping[str, Any]) -> FieldEntry:
    return FieldEntry(
        name=_text(item, "name"),
        label=_text(item, "label"),
        meaning=_text(item, "meaning"),
        values=_text(item, "values"),
        counts=_text(item, "counts"),
        excludes=_text(item, "excludes"),
        example=(_text(item["example"], "text"), _text(item["example"], "value")),
        counterexample=(_text(item["counterexample"], "text"), ""),
        source=_text(item, "source"),
    )


def parse_codebook(text: str) -> Codebook:
    """Read the YAML text of a codebook.

    Raises ``ValueError`` where a text is missing or the fields are not exactly ``PATIENT_FIELDS``
    in their order, ``KeyError`` where a part is missing.
    """
    raw = yaml.load(text, _LOADER)
    fields = tuple(_field(item) for item in raw["fields"])
    if tuple(entry.name for entry in fields) != PATIENT_FIELDS:
        raise ValueError("codebook: fields differ from PATIENT_FIELDS")
    return Codebook(
        title=_text(raw, "title"),
        intro=_text(raw, "intro"),
        principles=tuple(_typographic(str(item).strip()) for item in raw["principles"]),
        kinds=_entries(raw["kinds"]),
        statuses=_entries(raw["statuses"]),
        table2=tuple(
            Column(_text(c, "name"), _text(c, "label"), _text(c, "meaning"), tuple(c["fields"]))
            for c in raw["table2"]
        ),
        fields=fields,
        measures=_entries(raw["measures"]),
        provenance=_entries(raw["provenance"]),
        files=_entries(raw["files"]),
    )


@cache
def codebook() -> Codebook:
    """The codebook that travels with the package."""
    return parse_codebook(
        resources.files("netmatrix.matrix").joinpath("codebook.yaml").read_text("utf-8")
    )


def _table(lines: list[str], head: str, entries: Sequence[Entry], *, by_name: bool) -> None:
    lines += [f"| {head} | meaning |", "| --- | --- |"]
    for entry in entries:
        name = f"`{entry.name}`" if by_name else f"`{entry.label}`"
        lines.append(f"| {name} | {_cell(entry.meaning)} |")
    lines.append("")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace(">", "&gt;")


def codebook_markdown() -> str:
    """The text of ``docs/codebook.md``. A test holds the two equal."""
    book = codebook()
    lines = [
        f"# {book.title}",
        "",
        book.intro,
        "",
        "This page is made from `pipeline/netmatrix/matrix/codebook.yaml`; change that file, then",
        "write this page anew (a test holds the two equal):",
        "",
        "```sh",
        "python -c 'from netmatrix import matrix; print(matrix.codebook_markdown(), end=str())' "
        "> docs/codebook.md",
        "```",
        "",
        "## Principles",
        "",
        *(f"* {_cell(item)}" for item in book.principles),
        "",
        "## Rows",
        "",
    ]
    _table(lines, "`kind`", book.kinds, by_name=True)
    lines += ["## Columns of the Table 2 view", "", "| column | meaning | made of |"]
    lines.append("| --- | --- | --- |")
    for column in book.table2:
        made_of = ", ".join(f"`{name}`" for name in column.fields) or "metadata of the paper"
        lines.append(f"| {column.label} | {_cell(column.meaning)} | {made_of} |")
    lines += ["", "## Fields of a patient row", ""]
    for entry in book.fields:
        text, value = entry.example
        lines += [
            f"### `{entry.name}`: {entry.label}",
            "",
            _cell(entry.meaning),
            "",
            f"* **Values.** {_cell(entry.values)}",
            f"* **Counts.** {_cell(entry.counts)}",
            f"* **Does not count.** {_cell(entry.excludes)}",
            f"* **Example.** “{_cell(text)}” → `{value}`",
            f"* **Counterexample.** “{_cell(entry.counterexample[0])}” → no value",
            f"* **Source.** {_cell(entry.source)}",
            "",
        ]
    lines += ["## What stands with every value", ""]
    _table(lines, "part", book.provenance, by_name=True)
    lines += ["## Statuses", ""]
    _table(lines, "`status`", book.statuses, by_name=True)
    lines += ["## Statistics of a cohort row", ""]
    lines += [
        "A statistic names its `measure`, its `concept` (what was measured), the `group` it holds",
        "for (`group not told` where it is one of several that the sentence does not name), and the",
        "numbers as far as the paper prints them: `n`, `N`, `percent`, `value`,",
        "`unit`, `low`, `high`, `interval`, `comparator`, `kind`.",
        "",
    ]
    _table(lines, "`measure`", book.measures, by_name=True)
    lines += ["## Files of a run", ""]
    _table(lines, "file", book.files, by_name=False)
    return "\n".join(lines).rstrip() + "\n"
