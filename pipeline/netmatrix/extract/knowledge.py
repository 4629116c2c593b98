"""What is known of organs and of what is done to them, as data: ``rules/organs.yaml`` of the model folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from netmatrix import rule_files
from netmatrix.extract.base import Scope

_WEIGHT = {"always": 2.6, "nearly_always": 2.2, "usually": 1.1}
"""The weight of a vote for the organ in which a kind of tumour arises, by how sure that is."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Canonical names throughout.

    ``arises_in``: histology -> organ, weight; ``removed_by``: operation -> organ;
    ``common_targets``, ``targets`` (these and more), ``no_origin``, ``origin_too``, ``own_tumours``, ``beside_primary``: organs; ``sex``: organ ->
    ``male`` or ``female``; ``assays``: marker -> way of diagnosis; ``removal_of``: organ ->
    operation; ``no_removal``, ``ways_in``, ``tumours_too``, ``often_before``, ``for_syndromes``,
    ``for_these_only``: treatments; ``tumour_of``: syndrome -> histology; ``hormone_of``: histology -> hormone;
    ``hurt_by``: organ -> the syndrome that changes it without a metastasis; ``lies_in``: organ -> region; ``syndrome_signs``: a syndrome,
    the tumours that have it, and its signs, each a set of wordings in lower case that must all be told.
    """

    arises_in: Mapping[str, tuple[str, float]]
    removed_by: Mapping[str, str]
    common_targets: frozenset[str]
    targets: frozenset[str]
    no_origin: frozenset[str]
    origin_too: frozenset[str]
    own_tumours: frozenset[str]
    beside_primary: frozenset[str]
    sex: Mapping[str, str]
    assays: Mapping[str, str]
    removal_of: Mapping[str, str]
    no_removal: frozenset[str]
    ways_in: frozenset[str]
    tumours_too: frozenset[str]
    often_before: frozenset[str]
    for_syndromes: frozenset[str]
    for_these_only: frozenset[str]
    tumour_of: Mapping[str, str]
    hormone_of: Mapping[str, str]
    hurt_by: Mapping[str, str]
    lies_in: Mapping[str, str]
    syndrome_signs: tuple[tuple[str, frozenset[str], tuple[tuple[str, ...], ...]], ...]


def knowledge(scope: Scope) -> Knowledge:
    """The knowledge that goes with the scope's names."""
    return load_knowledge(scope.names.folder)


@lru_cache(maxsize=4)
def load_knowledge(model: Path | None) -> Knowledge:
    """Read the file of a model folder, or of the packaged one where the folder has no such file.

    Raises ``KeyError`` where a part of the file is missing.
    """
    data: dict[str, Any] = rule_files.of_model(model, "organs.yaml")
    common = frozenset(data["targets"]["common"])
    return Knowledge(
        arises_in={
            histology: (organ, weight)
            for degree, weight in _WEIGHT.items()
            for histology, organ in data["arises_in"][degree].items()
        },
        removed_by=data["removed_by"],
        common_targets=common,
        targets=common | frozenset(data["targets"]["further"]),
        no_origin=frozenset(data["no_origin"]),
        origin_too=frozenset(data["origin_too"]),
        own_tumours=frozenset(data["own_tumours"]),
        beside_primary=frozenset(data["beside_primary"]),
        sex={organ: sex for sex, organs in data["sex"].items() for organ in organs},
        assays=data["assays"],
        removal_of=data["removal_of"],
        no_removal=frozenset(data["removes_no_tumour"]),
        ways_in=frozenset(data["ways_in"]),
        tumours_too=frozenset(data["for_tumours_too"]),
        often_before=frozenset(data["often_before"]),
        for_syndromes=frozenset(data["for_syndromes"]),
        for_these_only=frozenset(data["for_these_only"]),
        tumour_of=data["tumour_of"],
        hormone_of=data["hormone_of"],
        hurt_by=data["hurt_by"],
        lies_in=data["lies_in"],
        syndrome_signs=tuple(
            (
                rule["syndrome"],
                frozenset(rule["of"]),
                tuple(tuple(sign.lower().split(" + ")) for sign in rule["signs"]),
            )
            for rule in data["syndrome_signs"]
        ),
    )
