"""Questions to the reviewer: what in a row contradicts itself.

A query changes no value.  Each rule stands once, in ``consistency/``, with its source; the tables
below say under which name it asks and how grave it is.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from netmatrix.assemble.consistency import cohort, person, tumour
from netmatrix.assemble.consistency.base import Facts, Rule
from netmatrix.assemble.derived import with_derived_grade
from netmatrix.document import Document
from netmatrix.evidence import Row
from netmatrix.normalise.who_rules import GradingRules, load_grading

PATIENT_RULES: tuple[Rule, ...] = (
    Rule("grade.indices", "contradiction", tumour.grade_against_indices),
    Rule("grade.carcinoma", "contradiction", tumour.carcinoma_with_low_grade),
    Rule("grade.differentiation", "contradiction", tumour.poor_with_low_grade),
    Rule("grade.several", "check", tumour.grades_apart),
    Rule("grade.carcinoid", "check", tumour.carcinoid_against_grade),
    Rule("histology.mitoses", "contradiction", tumour.carcinoid_against_mitoses),
    Rule("histology.both", "check", tumour.tumour_and_carcinoma),
    Rule("histology.well_carcinoma", "check", tumour.carcinoma_well_differentiated),
    Rule("histology.poor_tumour", "check", tumour.tumour_poorly_differentiated),
    Rule("histology.low_ki67", "check", tumour.carcinoma_with_low_index),
    Rule("histology.high_ki67", "check", tumour.well_with_high_index),
    Rule("sites.stage", "contradiction", tumour.stage_against_sites),
    Rule("sites.bone", "contradiction", tumour.lesion_without_bone),
    Rule("sites.primary", "check", tumour.primary_as_metastasis),
    Rule("sites.unknown", "check", tumour.unknown_and_known),
    Rule("markers.both", "contradiction", tumour.marker_both_ways),
    Rule("functional.syndrome", "contradiction", tumour.silent_with_syndrome),
    Rule("functional.name", "check", tumour.silent_hormone_tumour),
    Rule("sex.organ", "contradiction", person.organ_against_sex),
    Rule("sex.both", "contradiction", person.both_sexes),
    Rule("age.range", "contradiction", person.age_out_of_range),
    Rule("age.several", "check", person.ages_apart),
    Rule("treatments.declined", "check", person.declined_and_given),
    Rule("treatments.date", "contradiction", person.treatment_out_of_time),
    Rule("outcome.vital", "contradiction", person.dead_and_alive),
    Rule("outcome.autopsy", "contradiction", person.alive_after_autopsy),
    Rule("outcome.pfs", "contradiction", person.follow_up_below_pfs),
)
COHORT_RULES: tuple[Rule, ...] = (
    Rule("cohort.percent", "contradiction", cohort.percent_of_whole),
    Rule("cohort.part", "contradiction", cohort.part_above_whole),
    Rule("cohort.interval", "contradiction", cohort.value_outside_interval),
    Rule("cohort.p_value", "contradiction", cohort.impossible_p),
)


def queries(
    row: Row, document: Document, grading: GradingRules | None = None
) -> tuple[dict[str, Any], ...]:
    """The queries that a row raises, in the order of the rules.

    Each is ``rule``, ``severity`` (``contradiction`` or ``check``), ``message``, ``fields`` and
    ``quotes`` (field, value, start, end).  ``grading`` are the cut-offs of the model in use, the
    packaged ones where it is not given.  Raises nothing on any row.
    """
    rules = PATIENT_RULES if row.kind != "cohort" else COHORT_RULES
    facts = Facts(row, document, grading or _packaged())
    return tuple(query for rule in rules for query in rule.queries(facts))


def with_queries(row: Row, document: Document, model: Path) -> Row:
    """The row with its queries behind those that it has already, and its derived grade."""
    grading = _grading(model)
    row = with_derived_grade(row, document, grading)
    raised = queries(row, document, grading)
    return replace(row, queries=(*row.queries, *raised)) if raised else row


@lru_cache(maxsize=4)
def _grading(model: Path) -> GradingRules:
    return load_grading(model)


def _packaged() -> GradingRules:
    import en_netmatrix

    return _grading(en_netmatrix.folder())
