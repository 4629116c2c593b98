"""Treatments in a table's cells, and those that a heading names and a cell affirms."""

from __future__ import annotations

import re
from dataclasses import replace

from netmatrix import patterns
from netmatrix.evidence import Finding
from netmatrix.extract import sites, treatments
from netmatrix.extract.base import Scope, make, vetoed
from netmatrix.extract.cell_base import POSITIVE, said, whole
from netmatrix.extract.table_columns import Column
from netmatrix.normalise.numbers import parse
from netmatrix.patterns import compiled


def given(scope: Scope, column: Column) -> list[Finding]:
    found = treatments.extract(scope)
    spread = _spread(scope)
    if not found and column.names and (POSITIVE.match(said(scope)) or _EXTENT.match(said(scope))):
        return [f for name in column.names for f in _given(scope, column, name)]
    if not found and column.names and _REFUSED.match(said(scope)):
        told = [f for name in column.names for f in _given(scope, column, name)]
        return [replace(f, status="declined", rule="cell.treatment_refused") for f in told]
    return [*found, *_listed(scope, found), *spread]


_REFUSED = compiled(r"\W*(?:patient\s+)?(?:refus(?:ed|al)|declined)\W*$", re.IGNORECASE)
# "Central + left lateral", under "Neck dissection": how much of it was done.
_EXTENT = compiled(
    r"\W*(?:(?:left|right|bilateral|unilateral|ipsilateral|central|lateral|total|partial|subtotal|radical|modified|selective|complete|"
    r"limited|extended|levels?|compartments?|and|open|laparoscopic|robotic|[IVX]{1,3})\b\W*)+$",
    re.IGNORECASE,
)


def _spread(scope: Scope) -> list[Finding]:
    """Metastases named beside what was done: "131I-MIBG for bone mets"."""
    if not any(s.has("metastasis") for s in scope.sentences):
        return []
    return [f for f in sites.extract(scope) if f.field == "metastatic_sites"]


_ITEM = compiled(r"\s*(?:[,;+]|\band\b)\s*", re.IGNORECASE)


def _listed(scope: Scope, found: list[Finding]) -> list[Finding]:
    """Generic treatments that are an item of the cell's list of their own ("surgery, TACE")."""
    have = {f.value for f in found}
    out: list[Finding] = []
    for sentence in scope.sentences:
        items = {i.strip(" .") for i in _ITEM.split(patterns.sub(r"\([^)]*\)", "", sentence.text))}
        for mention in sentence.of("treatment"):
            wording = sentence.between(mention.start, mention.end)
            for name in mention.names:
                if (
                    name not in have
                    and wording in items
                    and not vetoed(
                        sentence, mention, "planned", "declined", "not_given", "recommended"
                    )
                ):
                    have.add(name)
                    out.append(
                        make(
                            scope, sentence, "treatments", name, mention.start, mention.end,
                            "cell.treatment_listed", group="treatment", status="given",
                        )
                    )  # fmt: skip
    return out


def _given(scope: Scope, column: Column, name: str) -> list[Finding]:
    """A treatment that the heading names and the cell affirms, quoted from the heading."""
    text = scope.document.text
    sentence = whole(scope)
    cell = text[sentence.start : scope.sentences[-1].end]
    detail: dict[str, str] = {"cell": cell}
    if patterns.search(r"\b(?:cycles?|courses?)\b", column.header, re.I) and cell.strip().isdigit():
        detail["cycles"] = cell.strip()
    return [
        make(
            scope, sentence, "treatments", name, column.start, column.end, "cell.treatment_column",
            group="treatment", status="given", confidence=0.85, detail=detail,
        )
    ]  # fmt: skip


def counted(scope: Scope, column: Column) -> list[Finding]:
    """A column that counts a treatment's cycles or activity: more than none is given."""
    number = patterns.match(r"^\W*(\d+(?:[.,]\d+)?)", said(scope))
    value = parse(number.group(1)) if number else None
    if value and not any(s.of("treatment") for s in scope.sentences):
        return [f for name in column.names for f in _given(scope, column, name)]
    return given(scope, column)
