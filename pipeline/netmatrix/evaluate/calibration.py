"""Whether a confidence means what it says: of values said to be 0.9 sure, how many are right?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from netmatrix.evaluate.files import GoldPaper, JsonRow, Run
from netmatrix.evaluate.score import Report, RowMatch, evaluate
from netmatrix.evaluate.tally import wilson
from netmatrix.evaluate.values import normal

EDGES: tuple[float, ...] = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
"""Bins are closed below and open above; the last one is closed."""


@dataclass(frozen=True, slots=True)
class Bin:
    """The values whose confidence lies in ``[low, high)``: how many, how sure, how many right."""

    low: float
    high: float
    n: int
    right: int
    mean: float

    @property
    def precision(self) -> float:
        """The share that is right; 1 for an empty bin."""
        return self.right / self.n if self.n else 1.0

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.right, self.n)

    def to_json(self) -> dict[str, Any]:
        return {
            "low": self.low,
            "high": self.high,
            "n": self.n,
            "right": self.right,
            "mean_confidence": round(self.mean, 4),
            "precision": self.precision,
            "precision_interval": [round(x, 4) for x in self.interval],
        }


def reliability(
    rows: Iterable[JsonRow], gold: Sequence[GoldPaper], edges: Sequence[float] = EDGES
) -> list[Bin]:
    """The reliability table of rows (as ``evidence.jsonl`` holds them) against gold files.

    Counted are the values that gold judges: not those of ignored fields, nor optional ones.
    """
    by_paper: dict[str, list[JsonRow]] = {}
    for row in rows:
        by_paper.setdefault(row["doc_id"], []).append(row)
    run = Run({doc_id: tuple(found) for doc_id, found in by_paper.items()}, lambda _: "")
    return table(evaluate(gold, run), edges)


def table(report: Report, edges: Sequence[float] = EDGES) -> list[Bin]:
    """The reliability table of a run that was compared with gold already."""
    judged = [item for row in report.rows for item in _judged(row)]
    bins = []
    for low, high in pairwise(edges):
        last = high == edges[-1]
        inside = [(c, ok) for c, ok in judged if low <= c and (c < high or (last and c <= high))]
        mean = sum(c for c, _ in inside) / len(inside) if inside else (low + high) / 2
        bins.append(Bin(low, high, len(inside), sum(ok for _, ok in inside), mean))
    return bins


def calibration_error(bins: Sequence[Bin]) -> float:
    """The mean distance of confidence and precision, weighted by values (Naeini et al. 2015)."""
    total = sum(b.n for b in bins)
    return sum(b.n * abs(b.precision - b.mean) for b in bins) / total if total else 0.0


def _judged(row: RowMatch) -> Iterator[tuple[float, bool]]:
    """Confidence and rightness of each value of a row; of one said twice, the more confident."""
    found = (row.row or {}).get("fields") or {}
    for name, cell in row.cells.items():
        accepted = {n for gold in cell.right for n in gold.names}
        best: dict[str, float] = {}
        for item in found.get(name, ()):
            value = normal(item["value"])
            if value in accepted or value in cell.wrong:
                best[value] = max(best.get(value, 0.0), float(item.get("confidence") or 0.0))
        for value, confidence in best.items():
            yield confidence, value in accepted
