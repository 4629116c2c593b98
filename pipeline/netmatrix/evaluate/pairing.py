"""Which row of the run is which row of the gold file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from netmatrix.evaluate.files import NOT_GIVEN, GoldRow, JsonRow, values_of
from netmatrix.evaluate.values import compare, normal

_WEIGHT = {"age_years": 3.0, "ki67_percent": 3.0}
"""Fields that tell two patients of one paper apart better than the others do."""
_WRONG = 0.25
_SAME_REFERENCE = 6.0
_SAME_SUBJECT = 2.0


@dataclass(frozen=True, slots=True)
class Pairing:
    """Pairs of positions (gold, run) by descending agreement, and the positions left over."""

    pairs: tuple[tuple[int, int], ...]
    lost: tuple[int, ...]
    extra: tuple[int, ...]


def agreement(gold: GoldRow, row: JsonRow) -> float:
    """How much speaks for the two rows being one patient; 0 or less is nothing."""
    score = 0.0
    for name, golds in gold.fields.items():
        if name != NOT_GIVEN:
            cell = compare(golds, values_of(row, name))
            score += _WEIGHT.get(name, 1.0) * (len(cell.right) - _WRONG * len(cell.wrong))
    source = json.dumps([row.get("subject"), row.get("source_ref")], ensure_ascii=False)
    if gold.ref and gold.ref.lower() in source.lower():
        score += _SAME_REFERENCE
    if gold.subject and normal(gold.subject) == normal(row.get("subject", "")):
        score += _SAME_SUBJECT
    return score


def pair(golds: Sequence[GoldRow], rows: Sequence[JsonRow]) -> Pairing:
    """Pair rows of one paper and family, best agreement first; of equals the nearest in order."""
    candidates = [
        (score, -abs(i - j), i, j)
        for i, gold in enumerate(golds)
        for j, row in enumerate(rows)
        if (score := agreement(gold, row)) > 0
    ]
    pairs: list[tuple[int, int]] = []
    free_gold, free_row = set(range(len(golds))), set(range(len(rows)))
    for _, _, i, j in sorted(candidates, reverse=True):
        if i in free_gold and j in free_row:
            free_gold.remove(i)
            free_row.remove(j)
            pairs.append((i, j))
    return Pairing(tuple(pairs), tuple(sorted(free_gold)), tuple(sorted(free_row)))
