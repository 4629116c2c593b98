"""Cohort statistics: the number grammar, what numbers are tied to, tables, merging, questions.

All example sentences and tables are invented for these tests.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import pytest

import en_netmatrix
from netmatrix.document import Document, Metadata, Span, TextBuilder
from netmatrix.evidence import Row, Statistic
from netmatrix.extract.cohort import cohort_rows
from netmatrix.extract.grids import column_rules, grids
from netmatrix.extract.statistics.figure import count
from netmatrix.extract.statistics.numbers import figures
from netmatrix.nlp import annotate, load
from netmatrix.normalise.names import load_names

Build = Callable[[TextBuilder], None]


@lru_cache(maxsize=1)
def _pipeline() -> object:
    return load()


def _document(build: Build, doc_type: str = "cohort") -> Document:
    builder = TextBuilder()
    build(builder)
    return Document(
        "paper", "paper.txt", "", "text", builder.text, tuple(builder.blocks),
        tuple(builder.tables), metadata=replace(Metadata(), doc_type=doc_type),
    )  # fmt: skip


def _rows(build: Build, doc_type: str = "cohort") -> list[Row]:
    document = _document(build, doc_type)
    annotations = annotate(document, _pipeline())
    model = en_netmatrix.folder()
    tables = grids(annotations, column_rules(model))
    rows = cohort_rows(annotations, load_names(model), tables)
    for row in rows:
        for s in row.statistics:
            assert document.text[s.start : s.end] == s.quote
    return rows


def _of_sentence(sentence: str) -> list[Statistic]:
    rows = _rows(lambda b: b.block(sentence, section="results") and None)
    return [s for row in rows for s in row.statistics]


def _brief(s: Statistic) -> tuple[object, ...]:
    if s.measure in ("proportion", "count"):
        return (s.concept, s.n, s.N, s.percent)
    if s.measure == "p_value":
        return ("p", s.concept, s.comparator, s.value)
    return (s.measure, s.concept, s.value, s.low, s.high, s.unit)


@pytest.mark.parametrize(
    ("wording", "value"),
    [
        ("forty-three", 43),
        ("1,212", 1212),
        ("34 233", 34233),
        ("one hundred and twelve", 112),
        ("x", None),
    ],
)
def test_counts_in_digits_and_words(wording: str, value: int | None) -> None:
    assert count(wording) == value


SHARES = [
    ("Bone metastases were found in 24/90 patients (26.7%).", [("bone metastasis", 24, 90, 26.7)]),
    ("Liver metastases were seen in 26.7% (24/90).", [("liver metastasis", 24, 90, 26.7)]),
    ("Eight of nine patients had symptoms.", [("symptomatic", 8, 9, None)]),
    ("Of 90 patients, 31 (34%) were female.", [("patients", 90, None, None), ("female", 31, 90, 34)]),
    ("Thirty-one patients (34%) received everolimus.", [("everolimus", 31, None, 34)]),
    ("Fracture occurred in 12% (n = 11) and hypercalcaemia in 3% (n = 3).",
     [("fracture", 11, None, 12), ("hypercalcemia", 3, None, 3)]),
    ("The tumours were functioning (n = 20, 22%).", [("functioning", 20, None, 22)]),
    ("Radiotherapy and denosumab were given to 14% (n=13) and 9% (n=8), respectively.",
     [("radiotherapy", 13, None, 14), ("denosumab", 8, None, 9)]),
    ("Two-thirds (n=60) had liver metastases.", [("liver metastasis", 60, None, None)]),
    ("Most (81%) developed bone pain.", [("bone pain", None, None, 81)]),
    ("In 5 of 12 patients, disease progression was observed.", [("progressive disease", 5, 12, None)]),
    ("There were 11 complete responses and 20 partial responses.",
     [("complete response", 11, None, None), ("partial response", 20, None, None)]),
    ("Partial response was reached in 30%, with 50% stable and 20% progressive disease.",
     [("partial response", None, None, 30), ("stable disease", None, None, 50),
      ("progressive disease", None, None, 20)]),
    ("The primary was in the pancreas in 12 patients (40%), lung in 9 (30%) and unknown in 9 (30%).",
     [("primary pancreas", 12, None, 40), ("primary lung", 9, None, 30),
      ("primary unknown", 9, None, 30)]),
    ("Liver, bone and brain metastases were present in 70, 20 and 4% of cases, respectively.",
     [("liver metastasis", None, None, 70), ("bone metastasis", None, None, 20),
      ("brain metastasis", None, None, 4)]),
    ("Overall 5- and 10-year survival rates were 71% and 48%.",
     [("5-year survival", None, None, 71), ("10-year survival", None, None, 48)]),
    ("Ninety percent of the patients underwent surgery.", [("surgery", None, None, 90)]),
    ("Metastases were found at first diagnosis in 12 (40%) and later in 18 (60%).",
     [("synchronous metastasis", 12, None, 40), ("metachronous metastasis", 18, None, 60)]),
    ("Bone metastases occurred in 25% of paragangliomas and 9% of carcinoid tumors.",
     [("bone metastasis", None, None, 25), ("bone metastasis", None, None, 9)]),
    ("Flushing was relieved in 9 of 12 patients.", [("flushing relieved", 9, 12, None)]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), SHARES)
def test_shares_are_tied_to_what_they_count(
    sentence: str, expected: list[tuple[object, ...]]
) -> None:
    assert [_brief(s) for s in _of_sentence(sentence)] == expected


VALUES = [
    ("The median age was 61 years (range 24-83).", [("median", "age", 61, 24, 83, "year")]),
    ("Mean tumor size was 2.4 ± 1.1 cm.", [("mean", "tumor size", 2.4, None, None, "cm")]),
    ("The median age of the patients was 50 (range: 27-64) years.",
     [("median", "age", 50, 27, 64, "year")]),
    ("Median PFS was 14.6 months (95% CI 12.4–16.9).",
     [("median", "progression-free survival", 14.6, 12.4, 16.9, "month")]),
    ("The median PFS and OS were 21 months and 40 months, respectively.",
     [("median", "progression-free survival", 21, None, None, "month"),
      ("median", "overall survival", 40, None, None, "month")]),
    ("The median time to development of bone metastases was 11 months.",
     [("median", "time to bone metastasis", 11, None, None, "month")]),
    ("Patients received lanreotide for a median of 15 months.",
     [("median", "duration of treatment", 15, None, None, "month")]),
    ("They became visible on CT after a median of 8 months.",
     [("median", "time to detection", 8, None, None, "month")]),
    ("Bone metastases (HR 1.84, 95% CI 1.21-2.80; p = 0.004) predicted death.",
     [("ratio", "bone metastasis", 1.84, 1.21, 2.8, None), ("p", "bone metastasis", "=", 0.004)]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), VALUES)
def test_values_ratios_and_p(sentence: str, expected: list[tuple[object, ...]]) -> None:
    assert [_brief(s) for s in _of_sentence(sentence)] == expected


def test_two_groups_in_one_bracket() -> None:
    found = _of_sentence(
        "Median OS was shorter in patients with bone metastases (31 vs. 66 months, p = 0.02)."
    )
    assert [(s.value, s.group) for s in found if s.measure == "median"] == [
        (31, "bone metastasis"), (66, "no bone metastasis"),
    ]  # fmt: skip
    assert [_brief(s) for s in found if s.measure == "p_value"] == [
        ("p", "overall survival", "=", 0.02)
    ]


def test_shares_of_a_comparison_keep_their_groups() -> None:
    found = _of_sentence(
        "Functioning tumors were more frequent in G3 patients (40%) than in the whole cohort (22%)."
    )
    assert [(s.concept, s.group, s.percent) for s in found] == [
        ("functioning", "grade G3", 40), ("functioning", "", 22),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "sentence",
    [
        "Values of p < 0.05 were considered significant.",
        "Survival was estimated with SPSS version 26.0.",
        "G2 was defined as a Ki-67 index of 3 to 20%.",
        "All patients received 30 mg every 4 weeks.",
        "Earlier studies reported bone metastases in 12% of patients.",
        "The study ran from April 2002 to March 2018.",
        "Neuroendocrine tumors account for 2% of all malignancies.",
        "Patients with a Ki-67 index <20% were eligible.",
        "In conclusion, 40% of patients benefit.",
    ],
)
def test_false_friends_give_nothing(sentence: str) -> None:
    assert _of_sentence(sentence) == []


def test_a_narrower_concept_is_told_in_the_papers_own_words() -> None:
    found = _of_sentence("Bone lesions were not visible on CT in 11 of 42 patients (26%).")
    assert [s.concept for s in found] == ["bone lesions not visible on ct"]


def test_figures_are_in_order_and_do_not_overlap() -> None:
    text = "Of 90 patients, 31 (34%) died; median age 60 (40-80) years; 4/9 (44%) vs. 5/9 (56%), p=0.6."
    found = figures(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert [text[f.start : f.end] for f in found if f.n == 31] == ["31 (34%)"]


def _table(builder: TextBuilder) -> None:
    builder.block("We analyzed 90 patients with pancreatic NETs.", section="methods")
    builder.table(
        [
            ["Variable", "All (n = 90)", "BM (n = 30)", "No BM (n = 60)", "p"],
            ["Age, median (range)", "59 (24–81)", "57 (30–79)", "60 (24–81)", "0.31"],
            ["Sex (M/F)", "48/42", "18/12", "30/30", ""],
            ["Primary site", "", "", "", "0.02"],
            ["Pancreas", "60 (66.7)", "20 (66.7)", "40 (66.7)", ""],
            ["Other", "30 (33.3)", "10 (33.3)", "20 (33.3)", ""],
            ["Grade", "", "", "", ""],
            ["1", "45 (50.0%)", "9 (30.0%)", "36 (60.0%)", ""],
            ["Liver metastases", "80 (88.9)", "25 (60)", "–", ""],
        ],
        label="Table 1",
        heading="Results",
    )


def test_characteristics_table() -> None:
    builder_text = "BM, bone metastases (BM)"

    def build(builder: TextBuilder) -> None:
        builder.block(f"Patients with {builder_text} were compared with others.", section="results")
        _table(builder)

    rows = _rows(build)
    assert [r.subject for r in rows] == ["study cohort", "bone metastasis", "no bone metastasis"]
    whole = {_brief(s) for s in rows[0].statistics}
    assert ("patients", 90, None, None) in whole
    assert ("median", "age", 59, 24, 81, "year") in whole
    assert ("male", 48, 90, None) in whole
    assert ("primary pancreas", 60, 90, 66.7) in whole
    assert ("primary other", 30, 90, 33.3) in whole
    assert ("grade G1", 45, 90, 50.0) in whole
    assert ("p", "age", "=", 0.31) in whole
    bone = {_brief(s) for s in rows[1].statistics}
    assert ("grade G1", 9, 30, 30.0) in bone
    assert ("liver metastasis", 25, None, 60.0) in bone  # 25 of 30 are not 60 %
    assert any("25 (60 %)" in q["message"] for q in rows[0].queries)


def test_n_and_percent_in_two_columns() -> None:
    def build(builder: TextBuilder) -> None:
        builder.block("We reviewed 40 patients with lung carcinoids.", section="abstract")
        builder.table(
            [
                ["Characteristic", "n", "%"],
                ["Female", "22", "55.0"],
                ["Liver metastasis", "8", "20"],
            ]
        )

    found = {_brief(s) for r in _rows(build) for s in r.statistics}
    assert {("female", 22, None, 55.0), ("liver metastasis", 8, None, 20)} <= found


def test_headings_and_short_names_of_outcomes_in_a_table() -> None:
    def build(builder: TextBuilder) -> None:
        builder.block("Patients with lung carcinoids were reviewed.", section="abstract")
        caption = builder.block("Table 1. Outcomes (n = 77)", kind="caption", section="caption")
        builder.table(
            [
                ["Outcome", "All (n = 77)"],
                ["Other metastases", ""],
                ["Liver", "35 (45.5)"],
                ["Bone pain", "20 (26.0)"],
                ["Type of lesion on CT", ""],
                ["Mixed", "13 (16.9)"],
                ["Best response, n (%)", ""],
                ["SD", "51 (66.2)"],
                ["Survival, mo (95% CI)", ""],
                ["mPFS", "12.3 (9.4-14.8)"],
            ],
            caption=Span(caption.start, caption.end),
            label="Table 1",
        )

    found = {_brief(s) for r in _rows(build) for s in r.statistics}
    assert ("patients", 77, None, None) in found
    assert ("liver metastasis", 35, 77, 45.5) in found
    assert ("bone pain", 20, 77, 26.0) in found
    assert ("mixed bone lesion", 13, 77, 16.9) in found
    assert ("stable disease", 51, 77, 66.2) in found
    assert ("median", "progression-free survival", 12.3, 9.4, 14.8, "month") in found


def test_a_table_of_stages_lists_no_patients() -> None:
    def build(builder: TextBuilder) -> None:
        builder.block("We reviewed 100 patients with lung carcinoids.", section="abstract")
        rows = [["I", "40 (40)"], ["II", "30 (30)"], ["III", "20 (20)"], ["IV", "10 (10)"]]
        builder.table([["Stage", "n (%)"], *rows])

    found = {_brief(s) for r in _rows(build) for s in r.statistics}
    assert ("stage IV", 10, None, 10) in found or ("stage IV", 10, 100, 10) in found


def test_cox_table() -> None:
    def build(builder: TextBuilder) -> None:
        builder.block("We reviewed 40 patients with lung carcinoids.", section="abstract")
        builder.table([
            ["Factor", "HR", "95% CI", "P value"],
            ["Bone metastases", "1.95", "1.12–3.41", "0.018"],
            ["Grade G3", "3.20", "1.60–6.39", "<0.001"],
        ])  # fmt: skip

    found = {_brief(s) for r in _rows(build) for s in r.statistics}
    assert ("ratio", "bone metastasis", 1.95, 1.12, 3.41, None) in found
    assert ("p", "grade G3", "<", 0.001) in found


def test_the_same_figure_counts_once_and_the_fullest_wins() -> None:
    def build(builder: TextBuilder) -> None:
        builder.block(
            "Results: Bone metastases were found in 26.7%.", section="abstract", heading="Results"
        )
        builder.block("Bone metastases were found in 24/90 patients (26.7%).", section="results")

    (row,) = _rows(build)
    (statistic,) = row.statistics
    assert (statistic.n, statistic.N, statistic.percent) == (24, 90, 26.7)
    assert statistic.detail["mentions"] == 2


def test_contradictions_become_questions() -> None:
    def build(builder: TextBuilder) -> None:
        builder.block(
            "Osteoblastic lesions were found in 58%.", section="abstract", heading="Results"
        )
        builder.block("Liver metastases were found in 20/40 patients (60%).", section="results")
        builder.block(
            "Osteoblastic lesions were found in 62% of our patients.", section="discussion"
        )

    rules = {q["rule"] for q in _rows(build)[0].queries}
    assert {"cohort.percent", "cohort.disagreement"} <= rules


def test_numbers_that_cannot_be_tied_are_kept_as_a_question() -> None:
    rows = _rows(lambda b: b.block(
        "Bone metastases were found in 20%. It was 33% thereafter.", section="results") and None)  # fmt: skip
    assert [s.percent for s in rows[0].statistics] == [20]
    (query,) = [q for q in rows[0].queries if q["rule"] == "cohort.unassigned"]
    assert "33%" in query["message"]


@pytest.mark.parametrize("doc_type", ["case_report", "review"])
def test_reports_and_reviews_have_no_cohort(doc_type: str) -> None:
    sentence = "Of 90 patients, 31 (34%) were female."
    assert _rows(lambda b: b.block(sentence, section="results") and None, doc_type) == []


def test_a_series_is_a_group_by_its_number_alone() -> None:
    def told(number: str) -> list[tuple[str, int | None]]:
        said = f"We retrospectively analysed the records of {number} patients with ileal tumours."
        rows = _rows(lambda b: b.block(said, section="abstract") and None, "case_series")
        return [(s.measure, s.n) for row in rows for s in row.statistics]

    assert told("four") == [("count", 4)]
    assert told("two") == []


def test_introduction_and_discussion_give_no_statistics() -> None:
    def build(builder: TextBuilder) -> None:
        builder.block("Bone metastases are found in 12% of patients.", section="introduction")
        builder.block("In our series 20% had bone metastases.", section="discussion")

    assert _rows(build) == []


def test_same_input_same_output() -> None:
    assert [r.to_json() for r in _rows(_table)] == [r.to_json() for r in _rows(_table)]


def test_a_long_line_of_numbers_costs_little() -> None:
    """A table run together, or an attack: no grammar, no time."""
    assert _of_sentence("12 (3%), " * 5000) == []
