"""Heads that stand inside their paragraph: of a structured abstract, or of the paper's sections.

Short reports and letters often print "Case report. A woman of 60 …" where others set a heading.
"""

from __future__ import annotations

from netmatrix.document import Block
from netmatrix.patterns import compiled
from netmatrix.readers import headings
from netmatrix.readers.headings import Role

WHOLE_PAPER = 5000
"""Text under run-in heads from this length (characters) on is no abstract."""

_SHORT_PAPER = 2000
"""The same where some head has several paragraphs below it, which those of an abstract have not."""

_PARTS = frozenset(["introduction", "case", "methods", "results", "conclusion"])
_SECTIONS = _PARTS | {"discussion"}
_WEAK = frozenset(
    "patients patient setting design participants subjects findings observation observations "
    "problem context interpretation interventions intervention limitations comment comments history "
    "purpose aim aims objective objectives measurements exposures registration hypothesis "
    "rationale implications importance".split()
)
"""Names that only a structured abstract uses; in a body they begin some paragraph or other."""

Heads = dict[int, tuple[str, Role]]
_LEAST_BARE = 3
"""So many different heads without a mark behind them make a structured abstract."""


def run_in_parts(
    text: str, blocks: list[Block], roles: list[Role | None], abstract_end: int
) -> tuple[Heads, Heads]:
    """Paragraphs that begin with run-in heads, by block number: wording and role of the head.

    The first mapping holds those of a structured abstract (two different parts at least, or
    keywords alone), the second those that open a section of the paper.  ``abstract_end`` is the
    number of the block behind a headed abstract, 0 without one.
    """
    found = _found(text, blocks)
    zone = _zone(found)
    # Under other headings of sections the heads are an abstract's; alone they may be the paper's.
    later = any(
        role in _SECTIONS and any(i < k for i in zone) for k, role in enumerate(roles) if role
    )
    if zone and not abstract_end and not later and _is_paper(text, blocks, zone, found):
        zone = {i: head for i, head in zone.items() if head[1] == "keywords"}
    if abstract_end:
        zone = {i: head for i, head in zone.items() if i < abstract_end or head[1] == "keywords"}
    body: Heads = {}
    summary = False
    presented = any(role == "case" for _, role in found.values())
    for i, (label, told) in found.items():
        # "Clinical course." tells the case where no other head does.
        role: Role = "case" if told == "care" and not presented else told
        name = headings.normal(label)
        if role == "abstract":
            body[i] = (label, role)
            summary = True
        elif i in zone or i < abstract_end or role not in _SECTIONS or name in _WEAK:
            continue
        elif summary and not body.keys() - {k for k in body if body[k][1] == "abstract"}:
            # Behind a run-in "Abstract." only a head that repeats or begins the paper leaves it.
            if name == "introduction" or role in ("case", "discussion") or i - 1 not in body:
                body[i] = (label, role)
        else:
            body[i] = (label, role)
    return zone, body


def _found(text: str, blocks: list[Block]) -> Heads:
    out: Heads = {}
    bare: Heads = {}
    for i, block in enumerate(blocks):
        if block.kind != "paragraph" or block.section not in ("body", "abstract"):
            continue
        wording = text[block.start : min(block.end, block.start + 100)]
        label = headings.run_in(wording)
        if label is None and block.heading and block.section == "abstract":
            label = (block.heading, headings.role(block.heading) or "abstract", 0)
        if label and label[1] in headings.OPENING:
            out[i] = (label[0], label[1])
        elif unmarked := headings.bare(wording):
            bare[i] = unmarked[:2]
    several = len({role for _, role in bare.values()}) >= _LEAST_BARE
    return dict(sorted((out | bare).items())) if several else out


def _zone(found: Heads) -> Heads:
    zone: Heads = {}
    parts: set[Role] = set()
    for i, (label, role) in found.items():
        if role in ("discussion", "care", "abstract"):
            continue
        if role in parts and role == "introduction" and len(parts) >= 3:
            break
        zone[i] = (label, role)
        parts.add(role)
    if len(parts & _PARTS) >= 2:
        return zone
    return {i: head for i, head in zone.items() if head[1] == "keywords"}


def _is_paper(text: str, blocks: list[Block], zone: Heads, found: Heads) -> bool:
    """Whether run-in heads are those of a paper without other heads, not of its abstract alone."""
    first, last = min(zone), max(found)
    length = _length(blocks, first)
    told = any(role in ("case", "discussion") for _, role in found.values())
    several = told and any(
        block.kind == "paragraph"
        and i not in found
        and block.end - block.start > _LINE
        and not _LABELLED.match(text, block.start)
        for i, block in enumerate(blocks[first:last], first)
    )
    return length > (_SHORT_PAPER if several else WHOLE_PAPER)


_LABELLED = compiled(r"[A-Z][\w -]{2,40}[:.]\s")
_LINE = 200
"""A shorter paragraph may be a line that a column broke off (characters)."""


def _length(blocks: list[Block], start: int) -> int:
    """Characters of prose from block ``start`` to the references or the end."""
    total = 0
    for block in blocks[start:]:
        if block.kind == "reference" or block.section in ("references",):
            break
        if block.kind in ("paragraph", "list_item"):
            total += block.end - block.start
    return total
