"""A vote: one place of the text that says what an organ is, with the strength of that sign."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple, Unpack

from netmatrix.evidence import Finding
from netmatrix.extract.base import Options, Scope, make
from netmatrix.nlp.annotations import Mention, Sentence

RoleName = Literal["primary", "metastasis"]
FIELD: dict[RoleName, str] = {"primary": "primary_site", "metastasis": "metastatic_sites"}

STRONG = 2.0
"""The weight from which a sign is an outright statement of the primary."""

ENOUGH = 1.4
"""The summed weight from which an organ counts as a metastatic site."""

ENOUGH_WHEN_SPREAD = 0.9
"""The same in a patient of whom another metastasis is stated outright."""


class Role(NamedTuple):
    """What a mention of an organ is, how strongly the words say so, and by which rule."""

    name: RoleName
    weight: float
    rule: str


Propose = Callable[[Mention, Role], None]
"""Offer a role for a mention; the strongest one stays."""


@dataclass(frozen=True, slots=True)
class Vote:
    """A role with its finding; not ``certain`` where the text itself is in doubt."""

    role: RoleName
    weight: float
    finding: Finding
    certain: bool = True


def vote(
    scope: Scope,
    sentence: Sentence,
    role: Role,
    place: str,
    start: int,
    end: int,
    *,
    certain: bool = True,
    **options: Unpack[Options],
) -> Vote:
    """A vote for ``place`` by the wording at ``[start, end)`` of the document."""
    finding = make(
        scope, sentence, FIELD[role.name], place, start, end, role.rule, group="site", **options
    )
    return Vote(role.name, role.weight, finding, certain)


def weights(votes: Iterable[Vote], role: RoleName) -> dict[str, float]:
    """The summed weight of a role's votes, by organ in the order of the text."""
    out: dict[str, float] = {}
    for one in votes:
        if one.role == role:
            out[one.finding.value] = out.get(one.finding.value, 0.0) + one.weight
    return out
