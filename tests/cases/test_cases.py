"""Each tagged sentence of this folder's text files, and the parser that reads them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from netmatrix.evidence import Finding


def test_sentence(case: Any, findings_of: Callable[[str], list[Finding]], tags: ModuleType) -> None:
    problems = tags.differences(case, findings_of(case.sentence))
    assert not problems, f"{case.sentence}\n  " + "\n  ".join(problems)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Ki-67 was <ki67_percent value='10'>10%</ki67_percent>.", "malformed"),
        ('Ki-67 was <ki67_percent value="10">10%.', "not closed"),
        ("Ki-67 was 10%</ki67_percent>.", "closes nothing"),
        ('<grade value="G2"><sex value="male">x</grade></sex>', "closes nothing"),
        ('Ki-67 was <ki value="10">10%</ki>.', "unknown field"),
        ("Ki-67 was <ki67_percent>10%</ki67_percent>.", "wants value"),
        ('Ki-67 was <ki67_percent value="10" unit="%">10%</ki67_percent>.', "wants value"),
        ('<grade value="G2" status="given">G2</grade>', "only treatments"),
        ('<treatments value="surgery" status="done">surgery</treatments>', "unknown status"),
        ('<grade value="">G2</grade>', "empty value"),
        ('<grade value="G2"></grade>', "is empty"),
    ],
)
def test_a_malformed_line_is_an_error(line: str, reason: str, tags: ModuleType) -> None:
    with pytest.raises(tags.TagError, match=reason):
        tags.parse(line)


def test_tags_are_stripped_and_their_places_kept(tags: ModuleType) -> None:
    case = tags.parse(
        'Ki-67 <3% and <grade value="G1|G2">grade <sex value="?male">I</sex></grade>.'
    )
    assert case.sentence == "Ki-67 <3% and grade I."
    assert [(e.field, case.sentence[e.start : e.end]) for e in case.expected] == [
        ("grade", "grade I"),
        ("sex", "I"),
    ]
    assert [e.optional for e in case.expected] == [False, True]
    assert case.expected[0].names == {"g1", "g2"}


def test_missed_and_wrong_values_are_told(tags: ModuleType) -> None:
    case = tags.parse(
        'She declined <treatments value="surgery" status="declined">surgery</treatments>.'
    )
    given = Finding("treatments", "surgery", 13, 20, "surgery", "rule", "given")
    assert tags.differences(case, [given]) == [
        "missed treatments surgery",
        "wrong treatments 'surgery' (given) from 'surgery'",
    ]
    declined = Finding("treatments", "surgery", 13, 20, "surgery", "rule", "declined")
    assert tags.differences(case, [declined]) == []


def test_the_case_files_are_many_and_name_every_field(tags: ModuleType) -> None:
    cases = [c for p in sorted(Path(__file__).parent.glob("*.txt")) for c in tags.read_cases(p)]
    assert len(cases) >= 400
    tagged_fields = {item.field for case in cases for item in case.expected}
    from netmatrix.evidence import PATIENT_FIELDS

    assert tagged_fields == set(PATIENT_FIELDS)
