"""Consistency queries: what each rule asks about, and what it lets pass. All rows are invented."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import en_netmatrix
from netmatrix.assemble.queries import COHORT_RULES, PATIENT_RULES, queries, with_queries
from netmatrix.document import Document, Metadata, TextBuilder
from netmatrix.evidence import PATIENT_FIELDS, Finding, Row, Statistic


def paper(text: str = "An invented paper.", year: int | None = 2021) -> Document:
    builder = TextBuilder()
    builder.block(text, section="case")
    return Document(
        doc_id="invented",
        source="invented.txt",
        sha256="",
        format="plain",
        text=builder.text,
        blocks=tuple(builder.blocks),
        metadata=Metadata(year=year),
    )


def patient(**fields: str) -> Row:
    """A row: each field's values separated by semicolons; ``declined:x`` sets a status."""
    found: dict[str, tuple[Finding, ...]] = {}
    at = 0
    for name, values in fields.items():
        items: list[Finding] = []
        for value in filter(None, values.split(";")):
            status, _, rest = value.rpartition(":")
            default = "given" if name == "treatments" else "reported"
            items.append(
                Finding(name, rest, at, at + 2, "An", "test", status=status or default)  # type: ignore[arg-type]
            )
            at += 2
        found[name] = tuple(items)
    return Row("invented", "case", "case 1", found)


def raised(row: Row, document: Document | None = None) -> list[str]:
    return [query["rule"] for query in queries(row, document or paper())]


NET = {"histology": "NET", "primary_site": "ileum"}


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("grade.indices", {**NET, "grade": "G1", "ki67_percent": "8"}),
        ("grade.indices", {**NET, "grade": "G1", "ki67_percent": "60"}),
        ("grade.indices", {**NET, "grade": "G2", "ki67_percent": "1", "mitoses": "1/2mm2"}),
        ("grade.indices", {**NET, "grade": "G1", "ki67_percent": "1", "mitoses": "7/10hpf"}),
        ("grade.indices", {"primary_site": "unknown", "grade": "G3", "ki67_percent": "5"}),
        ("grade.indices", {"primary_site": "lung", "grade": "G1", "mitoses": "6/2mm2"}),
        ("grade.indices", {"primary_site": "kidney", "grade": "G1", "ki67_percent": "40"}),
        ("grade.carcinoma", {"histology": "NEC", "grade": "G1"}),
        ("grade.carcinoma", {"histology": "small cell NEC", "grade": "G2"}),
        ("grade.differentiation", {"histology": "NEN", "grade": "G1", "differentiation": "poor"}),
        ("grade.several", {"grade": "G1;G3", "ki67_percent": "<30"}),
        ("grade.carcinoid",
         {"histology": "typical carcinoid", "primary_site": "lung", "grade": "G3"}),
        ("histology.mitoses",
         {"histology": "typical carcinoid", "primary_site": "lung", "mitoses": "5/2mm2"}),
        ("histology.mitoses",
         {"histology": "atypical carcinoid", "primary_site": "thymus", "mitoses": "15/2mm2"}),
        ("histology.both", {"histology": "carcinoid;NEC"}),
        ("histology.well_carcinoma", {"histology": "NEC", "differentiation": "well"}),
        ("histology.poor_tumour", {"histology": "NET", "differentiation": "poor"}),
        ("histology.low_ki67", {"histology": "large cell NEC", "ki67_percent": "10"}),
        ("histology.high_ki67", {**NET, "grade": "G3", "ki67_percent": "70"}),
        ("sites.bone", {"metastatic_sites": "liver", "bone_lesion_type": "osteolytic"}),
        ("sites.bone", {"bone_sites": "rib;femur"}),
        ("sites.primary", {"primary_site": "pancreas", "metastatic_sites": "liver;pancreas"}),
        ("sites.unknown", {"primary_site": "unknown;ileum"}),
        ("markers.both", {"markers_positive": "CgA;CD56", "markers_negative": "CD56"}),
        ("functional.syndrome",
         {"functional": "non-functioning", "syndrome": "carcinoid syndrome"}),
        ("functional.syndrome", {"functional": "non-functioning;functioning"}),
        ("functional.name", {"functional": "non-functioning", "histology": "insulinoma"}),
        ("sex.organ", {"sex": "female", "primary_site": "prostate"}),
        ("sex.organ", {"sex": "female", "metastatic_sites": "testis"}),
        ("sex.organ", {"sex": "male", "primary_site": "ovary"}),
        ("sex.organ", {"sex": "male", "metastatic_sites": "cervix"}),
        ("sex.organ", {"sex": "male", "treatments": "hysterectomy"}),
        ("sex.both", {"sex": "male;female"}),
        ("age.range", {"age_years": "540"}),
        ("age.several", {"age_years": "45;54"}),
        ("treatments.declined", {"treatments": "declined:everolimus;everolimus"}),
        ("outcome.vital", {"vital_status": "dead;alive"}),
        ("outcome.autopsy", {"vital_status": "alive", "diagnostic_methods": "ct;autopsy"}),
        ("outcome.pfs", {"follow_up_months": "12", "pfs_months": "30"}),
    ],
)  # fmt: skip
def test_what_is_asked(rule: str, fields: dict[str, str]) -> None:
    assert raised(patient(**fields)) == [rule]


@pytest.mark.parametrize(
    "fields",
    [
        {**NET, "grade": "G1", "ki67_percent": "<3"},
        {**NET, "grade": "G1", "ki67_percent": "2.5"},  # G1 since 2017
        {**NET, "grade": "G2", "ki67_percent": "2.5", "mitoses": "1/2mm2"},  # open in 2010
        {**NET, "grade": "G2", "ki67_percent": "1;8"},  # two specimens
        {**NET, "grade": "G1;G3", "ki67_percent": "1;30"},
        {**NET, "grade": "G2", "ki67_percent": "<5"},
        {**NET, "grade": "G3", "ki67_percent": "40", "differentiation": "well"},
        {**NET, "grade": "G1", "mitoses": "5"},  # no area, nothing to go by
        {"histology": "NEC", "grade": "G3", "ki67_percent": "80", "differentiation": "poor"},
        {"histology": "MiNEN", "grade": "G1", "ki67_percent": "80", "primary_site": "colon"},
        {"primary_site": "lung", "histology": "typical carcinoid", "grade": "G1",
         "ki67_percent": "15"},
        {"primary_site": "lung", "histology": "atypical carcinoid", "mitoses": "1/2mm2"},
        {"primary_site": "kidney", "grade": "G1", "ki67_percent": "4"},
        {"primary_site": "lung;ileum", "grade": "G1", "ki67_percent": "12"},
        {"histology": "NEN", "differentiation": "poor", "grade": "G3"},
        {"metastatic_sites": "bone", "bone_sites": "rib", "bone_lesion_type": "mixed"},
        {"primary_site": "unknown", "metastatic_sites": "unknown"},
        {"markers_positive": "CgA", "markers_negative": "CK7"},
        {"functional": "non-functioning", "syndrome": "men1"},
        {"functional": "functioning", "histology": "insulinoma"},
        {"sex": "male", "primary_site": "prostate", "treatments": "prostatectomy"},
        {"sex": "female", "treatments": "recommended:prostatectomy"},
        {"age_years": "0.5"},
        {"age_years": "54;55"},
        {"treatments": "declined:everolimus;lanreotide;planned:everolimus"},
        {"vital_status": "dead", "diagnostic_methods": "autopsy"},
        {"follow_up_months": "12;40", "pfs_months": "30"},
        {"follow_up_months": "12", "pfs_months": "12.4"},
        {"follow_up_months": "long", "age_years": "adult", "ki67_percent": "low", "grade": "G1"},
        {},
    ],
)  # fmt: skip
def test_what_passes(fields: dict[str, str]) -> None:
    assert raised(patient(**fields)) == []


def test_the_edition_named_in_the_paper_decides() -> None:
    row = patient(**NET, grade="G2", ki67_percent="2.5")
    text = "The tumour was graded by the 2019 WHO classification."
    (query,) = queries(row, paper(text))
    assert query["rule"] == "grade.indices"
    assert "WHO 2019 (edition: named in the paper)" in query["message"]
    assert raised(row, paper("The tumour was graded by the WHO classification of 2010.")) == []


def test_an_edition_in_the_reference_list_is_not_the_papers() -> None:
    builder = TextBuilder()
    builder.block("The tumour was removed.", section="case")
    builder.block("1. WHO classification 2019.", "reference", section="references")
    document = replace(paper(), text=builder.text, blocks=tuple(builder.blocks))
    assert raised(patient(**NET, grade="G2", ki67_percent="2.5"), document) == []


def test_a_query_says_what_a_doctor_needs_and_where() -> None:
    (query,) = queries(patient(**NET, grade="G1", ki67_percent="25"), paper(year=2021))
    assert query["severity"] == "contradiction"
    assert query["message"] == (
        "The grade is reported as G1, but Ki-67 25 % would make it G3 by WHO 2019 "
        "(edition: inferred from the year of the paper)."
    )
    assert query["fields"] == ["grade", "ki67_percent"]
    assert query["quotes"] == [
        {"field": "grade", "value": "G1", "start": 4, "end": 6},
        {"field": "ki67_percent", "value": "25", "start": 6, "end": 8},
    ]
    assert json.loads(json.dumps(query)) == query


@pytest.mark.parametrize(
    ("quote", "sites", "asked"),
    [
        ("NET, stage IIIB,", "liver", True),
        ("Stage 2 disease", "lymph node;bone", True),
        ("stage IV disease", "liver", False),
        ("stage II-IV", "liver", False),
        ("stage III", "lymph node", False),
        ("two-stage", "liver", False),
    ],
)
def test_stage_against_sites(quote: str, sites: str, asked: bool) -> None:
    row = patient(metastatic_sites=sites)
    stage = Finding("histology", "NET", 0, len(quote), quote, "test")
    row = replace(row, fields={**row.fields, "histology": (stage,)})
    assert raised(row) == (["sites.stage"] if asked else [])


@pytest.mark.parametrize(
    ("after", "asked"),
    [
        (" At the last visit the patient was alive and well.", True),
        (" Now, at 30 months, she remains free of disease.", True),
        (" Case 2. A 30-year-old man was treated; he is doing well.", False),
        (" The second patient is alive.", False),
        (" Her sister is well known to us.", False),
        ("", False),
    ],
)
def test_life_behind_a_death(after: str, asked: bool) -> None:
    text = "The patient died of sepsis." + after
    death = Finding("vital_status", "dead", 12, 16, "died", "test")
    row = Row("invented", "case", "case 1", {"vital_status": (death,)})
    assert raised(row, paper(text)) == (["outcome.vital"] if asked else [])


@pytest.mark.parametrize(
    ("date", "asked"),
    [("May 2024", True), ("2019", False), ("1905", True), ("12 cycles", False)],
)
def test_treatments_out_of_time(date: str, asked: bool) -> None:
    given_then = Finding(
        "treatments", "surgery", 0, 2, "An", "test", status="given", detail={"date": date}
    )
    row = replace(patient(age_years="50"), fields={"treatments": (given_then,)})
    row = replace(row, fields={**row.fields, **patient(age_years="50").fields})
    assert raised(row) == (["treatments.date"] if asked else [])
    assert raised(row, paper(year=None)) == []


def cohort(**parts: Any) -> Row:
    statistic = Statistic(start=0, end=2, quote="An", concept="bone metastasis", **parts)
    return Row("invented", "cohort", "all patients", {}, (statistic,))


@pytest.mark.parametrize(
    ("rule", "parts"),
    [
        ("cohort.percent", {"measure": "proportion", "n": 12, "N": 40, "percent": 35.0}),
        ("cohort.part", {"measure": "proportion", "n": 50, "N": 40}),
        ("cohort.part", {"measure": "proportion", "percent": 120.0}),
        ("cohort.interval", {"measure": "median", "value": 9.0, "low": 10.0, "high": 20.0}),
        ("cohort.interval", {"measure": "ratio", "value": 2.0, "low": 3.0, "high": 1.0}),
        ("cohort.p_value", {"measure": "p_value", "value": 1.4}),
    ],
)
def test_what_is_asked_of_a_cohort(rule: str, parts: dict[str, Any]) -> None:
    assert raised(cohort(**parts)) == [rule]


@pytest.mark.parametrize(
    "parts",
    [
        {"measure": "proportion", "n": 12, "N": 40, "percent": 30.0},
        {"measure": "proportion", "n": 1, "N": 3, "percent": 33.0},
        {"measure": "proportion", "n": 12, "percent": 90.0},
        {"measure": "proportion", "n": 0, "N": 0, "percent": 5.0},
        {"measure": "median", "value": 15.0, "low": 10.0, "high": 20.0},
        {"measure": "median", "value": 9.0, "low": 10.0},
        {"measure": "p_value", "value": 0.04},
        {"measure": "count", "n": 40},
    ],
)
def test_what_passes_of_a_cohort(parts: dict[str, Any]) -> None:
    assert raised(cohort(**parts)) == []


def test_queries_are_added_behind_those_of_the_row() -> None:
    row = replace(patient(sex="male;female"), queries=({"message": "asked before"},))
    asked = with_queries(row, paper(), en_netmatrix.folder()).queries
    assert [q.get("rule") for q in asked] == [None, "sex.both"]
    quiet = patient(sex="male")
    assert with_queries(quiet, paper(), en_netmatrix.folder()) is quiet


def test_every_rule_has_one_name_and_says_what_it_asks() -> None:
    rules = [*PATIENT_RULES, *COHORT_RULES]
    assert len({rule.name for rule in rules}) == len(rules)
    assert len({rule.find for rule in rules}) == len(rules)
    assert all(rule.find.__doc__ for rule in rules)


VALUES = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ["G1", "G3", "NEC", "NET", "lung", "ileum", "unknown", "bone", "80", "<3", "5/2mm2", "male",
         "female", "dead", "alive", "well", "poor", "non-functioning", "typical carcinoid"]
    ),
)  # fmt: skip


@given(
    st.dictionaries(st.sampled_from(PATIENT_FIELDS), st.lists(VALUES, max_size=3), max_size=8),
    st.sampled_from(["case", "series_case", "cited_case", "cohort"]),
    st.none() | st.integers(0, 3000),
)
def test_no_row_raises(fields: dict[str, list[str]], kind: Any, year: int | None) -> None:
    found = {
        name: tuple(
            Finding(
                name, value, 0, 2, "An", "test", "given" if name == "treatments" else "reported"
            )
            for value in values
        )
        for name, values in fields.items()
    }
    row = Row("invented", kind, "case 1", found)
    document = paper(year=year)
    asked = queries(row, document)
    assert asked == queries(row, document)
    for query in asked:
        assert query["message"].strip()
        assert set(query["fields"]) <= set(fields)
        assert all(document.text[q["start"] : q["end"]] == "An" for q in query["quotes"])
