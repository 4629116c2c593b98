"""The data of ``rules/cohort.yaml``, compiled once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from netmatrix import patterns, rule_files
from netmatrix.extract.phrases import Phrases, read_phrases
from netmatrix.gates import Gated
from netmatrix.patterns import compiled


@dataclass(frozen=True)
class CohortRules:
    """Compiled wordings; the field names are the keys of the file."""

    values: frozenset[str]
    outcomes: frozenset[str]
    test_measures: frozenset[str]
    events: frozenset[str]
    term_concepts: Mapping[str, str]
    term_kinds: Mapping[str, frozenset[str]]
    rank: Mapping[str, int]
    phrases: Phrases
    primary_sites: Mapping[str, str]
    metastatic_sites: Mapping[str, str]
    primary_words: Gated
    unknown_primary: Gated
    metastasis_words: Gated
    neutral: re.Pattern[str]
    verbs: Gated
    assessed: Gated
    verb_concepts: Mapping[str, str]
    after_median: tuple[tuple[str, Gated], ...]
    no_results: Gated
    told_past: Gated
    told_present: Gated
    own_study: Gated
    restrictive: re.Pattern[str]
    skipped_headings: re.Pattern[str]
    inclusion: Gated
    size_before: Gated
    size_after: Gated
    size_done: Gated
    size_given: Gated
    whole: re.Pattern[str]
    parents: tuple[tuple[str, re.Pattern[str]], ...]


def _joined(text: str) -> str:
    """A folded list of wordings without the spaces that folding leaves behind a bar."""
    return patterns.sub(r"\|\s+", "|", text.strip())


def _word(text: str, flags: int = re.IGNORECASE) -> Gated:
    return Gated(rf"(?<![\w-])(?:{_joined(text)})(?!\w)", flags)


@lru_cache(maxsize=4)
def load_cohort_rules(model: Path) -> CohortRules:
    """Read ``rules/cohort.yaml`` of a model folder."""
    data: Any = rule_files.read(model / "rules" / "cohort.yaml")
    rank = {name: level for level, names in enumerate(data["dominance"]) for name in names}
    return CohortRules(
        values=frozenset(data["values"]),
        outcomes=frozenset([*data["outcomes"], *data["test_measures"]]),
        test_measures=frozenset(data["test_measures"]),
        events=frozenset(data["events"]),
        term_concepts=dict(data["term_concepts"]),
        term_kinds={group: frozenset(names) for group, names in data["term_kinds"].items()},
        rank=rank,
        phrases=read_phrases(data),
        primary_sites=dict(data["primary_sites"]),
        metastatic_sites=dict(data["metastatic_sites"]),
        primary_words=_word(data["primary_words"]),
        unknown_primary=_word(data["unknown_primary"]),
        metastasis_words=_word(data["metastasis_words"]),
        neutral=compiled(rf"(?:{_joined(data['neutral'])})", re.IGNORECASE),
        verbs=_word(data["verbs"]),
        assessed=_word(data["assessed"]),
        verb_concepts=dict(data["verb_concepts"]),
        after_median=tuple((n, _word(f)) for n, f in data["after_median"].items()),
        no_results=Gated(_joined(data["no_results"]), re.IGNORECASE),
        told_past=_word(data["told_past"]),
        told_present=_word(data["told_present"]),
        own_study=_word(data["own_study"]),
        restrictive=compiled(rf"\b(?:{_joined(data['restrictive'])})\s$", re.IGNORECASE),
        skipped_headings=compiled(
            rf"\s*(?:\d+\.?\s*)?(?:{data['skipped_headings']})\b", re.IGNORECASE
        ),
        inclusion=_word(data["inclusion"]),
        size_before=Gated(rf"\b(?:{_joined(data['size_before'])})\s$", re.IGNORECASE),
        size_after=Gated(rf"[^.;]{{0,260}}?\s(?:{_joined(data['size_after'])})\b", re.IGNORECASE),
        size_done=Gated(rf"[^.;]{{0,260}}?\s(?:{_joined(data['size_done'])})\b", re.IGNORECASE),
        size_given=Gated(rf"\b(?:{_joined(data['size_given'])})\s$", re.IGNORECASE),
        whole=compiled(rf"(?:the\s)?(?:{data['whole']})", re.IGNORECASE),
        parents=tuple(
            (n, compiled(rf"(?:{f})", re.IGNORECASE)) for n, f in data["parents"].items()
        ),
    )
