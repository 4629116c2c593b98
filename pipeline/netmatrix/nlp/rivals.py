"""Which of overlapping wordings counts: the longest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netmatrix.nlp.lexicon import Entry

Hit = tuple[int, int, int, "Entry"]
"""Place among all hits, first word, last word, meaning."""


def longest(rivals: dict[str, list[Hit]], spans: list[tuple[int, int]]) -> list[Hit]:
    """The hits without what lies inside or overlaps a longer one, in order.

    Terms compete with each other over all groups, and so do concepts. Cues compete within their
    group only (one wording may both negate and open a list of stains), but a pseudo-cue shields
    every cue inside it.
    """
    shields = _winners(rivals.get("cue pseudo", []), spans)
    shielded = _within(shields)
    kept: list[Hit] = []
    for key, hits in rivals.items():
        winners = shields if key == "cue pseudo" else _winners(hits, spans)
        if shields and key.startswith("cue ") and key != "cue pseudo":
            winners = [hit for hit in winners if shielded.get(hit[1], -1) < hit[2]]
        kept += winners
    kept = [hit for hit in kept if hit[3].names != ("-",)]
    kept.sort()
    return kept


def _within(shields: Iterable[Hit]) -> dict[int, int]:
    """For each word of a shield the last word that the shield reaches from there."""
    out: dict[int, int] = {}
    for _, first, last, _ in shields:
        for word in range(first, last + 1):
            out[word] = max(last, out.get(word, -1))
    return out


def _winners(hits: list[Hit], spans: list[tuple[int, int]]) -> list[Hit]:
    """The longest of overlapping hits, of equals the first; equal extents stay together.

    ``hits`` are in order of their first word; what overlaps nothing else wins without a contest.
    """
    kept: list[Hit] = []
    cluster: list[Hit] = []
    end = -1
    for hit in hits:
        if hit[1] > end:
            kept += cluster if len(cluster) < 2 else _contest(cluster, spans)
            cluster = [hit]
            end = hit[2]
        else:
            cluster.append(hit)
            if hit[2] > end:
                end = hit[2]
    kept += cluster if len(cluster) < 2 else _contest(cluster, spans)
    return kept


def _contest(hits: list[Hit], spans: list[tuple[int, int]]) -> list[Hit]:
    kept: list[Hit] = []
    taken: dict[int, tuple[int, int]] = {}
    for hit in sorted(hits, key=lambda h: (spans[h[1]][0] - spans[h[2]][1], h[1])):
        extent = hit[1:3]
        clash = {taken[word] for word in range(hit[1], hit[2] + 1) if word in taken}
        if not clash or clash == {extent}:
            kept.append(hit)
            for word in range(hit[1], hit[2] + 1):
                taken[word] = extent
    return kept
