"""How abstracts tell their figures: sizes, groups, lists, points in time, comparisons.

All sentences are about cohorts invented for these tests.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest

import en_netmatrix
from netmatrix.assemble import rows_of
from netmatrix.document import Document, Metadata, TextBuilder
from netmatrix.evidence import Statistic
from netmatrix.extract.cohort import cohort_rows
from netmatrix.extract.grids import column_rules, grids
from netmatrix.extract.statistics.groups import UNTOLD
from netmatrix.nlp import annotate, load
from netmatrix.normalise.names import load_names
from netmatrix.readers import read_bytes


@lru_cache(maxsize=1)
def _pipeline() -> object:
    return load()


def _told(text: str) -> list[Statistic]:
    builder = TextBuilder()
    builder.block(text, section="abstract")
    document = Document(
        "paper", "paper.txt", "", "text", builder.text, tuple(builder.blocks),
        tuple(builder.tables), metadata=replace(Metadata(), doc_type="cohort"),
    )  # fmt: skip
    annotations = annotate(document, _pipeline())
    model = en_netmatrix.folder()
    rows = cohort_rows(annotations, load_names(model), grids(annotations, column_rules(model)))
    return [s for row in rows for s in row.statistics]


def _brief(s: Statistic) -> tuple[object, ...]:
    if s.measure in ("proportion", "count"):
        return (s.concept, s.n, s.N, s.percent)
    if s.measure in ("p_value", "ratio"):
        return (s.measure, s.concept, s.value)
    return (s.measure, s.concept, s.value, s.unit)


def _first(text: str) -> tuple[object, ...] | None:
    found = _told(text)
    return _brief(found[0]) if found else None


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("Twelve patients with gastrinoma received octreotide three times daily. Two died.", 12),
        ("Seventeen patients with insulinoma were treated with diazoxide.", 17),
        ("To control flushing, 31 patients were treated with lanreotide.", 31),
        ("Between 1998 and 2011, 212 consecutive patients underwent resection for NET.", 212),
        ("Everolimus was given to 45 patients with ileal carcinoids. Five died.", 45),
        ("We treated 46 patients with temozolomide. Five died.", 46),
        ("Notes of 87 patients were read again. Five died.", 87),
        ("193 subjects; 88 female; mean age 51 years.", 193),
        ("Every patient with a NET seen in six years (n = 91) was entered. Nine died.", 91),
        ("Of 350 adults screened, 301 were eligible and 287 were analyzed. Nine died.", 287),
        ("Patients with pancreatic NET (n = 77) received sunitinib. Nine died.", 77),
        ("Results: There were 161 patients (95 women; median age 61 years). Nine died.", 161),
        ("There were 57 patients, of whom 46 had a typical carcinoid. Nine died.", 57),
        ("Results: Fifty-six patients fulfilled the criteria. Nine died.", 56),
        (
            "Results: Seventy-two patients had 290 cycles between them. Sixty patients were evaluable.",
            72,
        ),
        ("The series comprises fifty-three patients with a median age of 59 years. Nine died.", 53),
        ("We looked back at 33 patients with carcinoma of the gallbladder. Nine died.", 33),
        (
            "Ninety-five lesions in 93 patients treated in one hospital were analyzed. Nine died.",
            93,
        ),
    ],
)
def test_the_size_of_a_study(text: str, size: int) -> None:
    sizes = [s for s in _told(text) if s.measure == "count" and not s.group]
    assert [s.n for s in sizes] == [size]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Survival rates were 90%, 70% and 51% at 2, 4 and 8 years.",
         [("2-year survival", 90), ("4-year survival", 70), ("8-year survival", 51)]),
        ("Survival rates at 2, 4, and 8 years were 90%, 70%, and 51%.",
         [("2-year survival", 90), ("4-year survival", 70), ("8-year survival", 51)]),
        ("OS was 90% at 1 year, 70% at three years and 51% at 5 years.",
         [("1-year survival", 90), ("3-year survival", 70), ("5-year survival", 51)]),
        ("At 5 years, 51% of patients were alive.", [("5-year survival", 51)]),
        ("PFS was 64% at 12 months and 31% at 18 months.",
         [("1-year progression-free survival", 64), ("18-month progression-free survival", 31)]),
        ("OS at 2 years was 80% and at 4 years 55%.",
         [("2-year survival", 80), ("4-year survival", 55)]),
        ("Five-year survival was 51% and ten-year survival 30%.",
         [("5-year survival", 51), ("10-year survival", 30)]),
        ("The median was 17 months, and the five-year survival rate was 13 percent.",
         [("5-year survival", 13)]),
    ],
)  # fmt: skip
def test_survival_at_a_point_in_time(text: str, expected: list[tuple[str, float]]) -> None:
    assert [(s.concept, s.percent) for s in _told(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The response rate to temozolomide was 33%.", [("objective response", None, None, 33)]),
        ("Mortality after hepatic resection was 2%.", [("death", None, None, 2)]),
        ("We saw one complete and six partial remissions.",
         [("complete response", 1, None, None), ("partial response", 6, None, None)]),
        ("Twenty lesions were osteolytic, 13 osteoblastic and 5 mixed lesions.",
         [("osteolytic", 20, None, None), ("osteoblastic", 13, None, None),
          ("mixed bone lesion", 5, None, None)]),
        ("Metastatic sites: liver 50 (77%), bone 35 (54%), lung 23, brain 4.",
         [("liver metastasis", 50, None, 77), ("bone metastasis", 35, None, 54),
          ("lung metastasis", 23, None, None), ("brain metastasis", 4, None, None)]),
        ("Grade was told in 100: G1 37, G2 50, G3 13.",
         [("grade G1", 37, 100, None), ("grade G2", 50, 100, None), ("grade G3", 13, 100, None)]),
        ("Stage was I in 10, II in 9, III in 8 and IV in 30.",
         [("stage I", 10, None, None), ("stage II", 9, None, None),
          ("stage III", 8, None, None), ("stage IV", 30, None, None)]),
        ("Fifty polyps (62%) measured less than 3 cm, 19 were between 3 and 5 cm.",
         [("tumor size <3 cm", 50, None, 62), ("tumor size 3-5 cm", 19, None, None)]),
        ("Liver and bone metastases were found in 12 and 5 patients.",
         [("liver metastasis", 12, None, None), ("bone metastasis", 5, None, None)]),
        ("Morbidity and mortality were 28% and 2%, respectively.",
         [("adverse event", None, None, 28), ("death", None, None, 2)]),
        ("The primary was the lung in 12 and was never identified in 7.",
         [("primary lung", 12, None, None), ("primary unknown", 7, None, None)]),
        ("Grade 3-4 thrombocytopenia followed in 12%.", [("grade 3-4 adverse event", None, None, 12)]),
        ("Nine patients died of their tumour, 2 of unrelated causes.",
         [("death", 9, None, None), ("death", 2, None, None)]),
        ("The ORR was 22.4% (13/58; 95% CI 12.5-35.3).", [("objective response", 13, 58, 22.4)]),
        ("There were 2 complete and 12 partial responses among 50 evaluable patients.",
         [("complete response", 2, 50, None), ("partial response", 12, 50, None)]),
        ("Ki-67 was ≤2% in 25 cases, 3-20% in 40 and >20% in 15.",
         [("ki-67 <=2%", 25, None, None), ("ki-67 3-20%", 40, None, None),
          ("ki-67 >20%", 15, None, None)]),
        ("Immunostaining for chromogranin A was positive in 92% and for CD56 in 81% of cases.",
         [("chromogranin a positive", None, None, 92), ("cd56 positive", None, None, 81)]),
        ("Disease control (CR + PR + SD) was obtained in 81%.", [("disease control", None, None, 81)]),
        ("Bone metastases were found in 30 patients (25%). Of these, 12 had bone pain.",
         [("bone metastasis", 30, None, 25), ("bone pain", 12, 30, None)]),
        ("Deaths occurred in 22 patients, 15 from progression and 3 from unrelated causes.",
         [("death", 22, None, None), ("death", 15, None, None), ("death", 3, None, None)]),
        ("Tumor size decreased in 4 patients, remained unchanged in 17 and increased in 9.",
         [("tumor size decreased", 4, None, None), ("tumor size unchanged", 17, None, None),
          ("tumor size increased", 9, None, None)]),
        ("The most common toxicities were anemia (in 15%), rash (in 8%) and fatigue (in 3%).",
         [("anemia", None, None, 15), ("rash", None, None, 8), ("fatigue", None, None, 3)]),
        ("Some toxicity was felt by 52%, and grade 3 by 7%.",
         [("adverse event", None, None, 52), ("grade 3-4 adverse event", None, None, 7)]),
        ("Sensitivity and specificity of PET for bone lesions were 97% and 92%.",
         [("sensitivity", None, None, 97), ("specificity", None, None, 92)]),
        ("SREs occurred in 32 patients: 14 required radiotherapy and 9 had fractures.",
         [("skeletal-related event", 32, None, None), ("radiotherapy", 14, 32, None),
          ("fracture", 9, 32, None)]),
        ("The liver was the most frequent site of metastasis (72%), followed by bone (18%).",
         [("liver metastasis", None, None, 72), ("bone metastasis", None, None, 18)]),
        ("The lesion lay in the cardia in 41, in the antrum in 9 and in the corpus in 6.",
         [("lesion lay in cardia", 41, None, None)]),
        ("Ki-67 index exceeded 20% in 17 patients (26%).", [("ki-67 >20%", 17, None, 26)]),
        ("The group consisted of 28 men and 19 women.",
         [("male", 28, None, None), ("female", 19, None, None)]),
        ("Relapse in the mediastinum occurred in 6 subjects (11%).",
         [("recurrence", 6, None, 11)]),
        ("The skeleton was involved in 15, corresponding to 9% of them all.",
         [("bone metastasis", 15, None, 9)]),
        ("Localized, regional and distant disease accounted for 55%, 31% and 8%.",
         [("localized disease", None, None, 55), ("regional disease", None, None, 31),
          ("distant metastasis", None, None, 8)]),
        ("Of the cases, 34 (60%) were men and 50 (94%) white.",
         [("male", 34, None, 60), ("white", 50, None, 94)]),
        ("Fifteen (30%) had abdominal pain, 6 (12%) weight loss, and 4 (8%) jaundice.",
         [("abdominal pain", 15, None, 30), ("weight loss", 6, None, 12),
          ("jaundice", 4, None, 8)]),
        ("The dose was reduced in 12 patients (30%) and interrupted in 19 (48%).",
         [("dose reduced", 12, None, 30), ("dose interrupted", 19, None, 48)]),
        ("The liver was involved in 90 (94%), bone in 14 (15%) and lung in 11 (11%).",
         [("liver metastasis", 90, None, 94), ("bone metastasis", 14, None, 15),
          ("lung metastasis", 11, None, 11)]),
        ("Presenting features were anaemia in 15 (39%) and dyspepsia in 12 (32%).",
         [("anaemia", 15, None, 39), ("dyspepsia", 12, None, 32)]),
        ("There were nine fatal outcomes and 11 fractures, five and six.",
         [("death", 9, None, None), ("fracture", 11, None, None)]),
        ("Forty patients (F 18, M 22) were enrolled.",
         [("patients", 40, None, None), ("female", 18, None, None), ("male", 22, None, None)]),
        ("Forty patients (22 M, 18 F) were enrolled.",
         [("patients", 40, None, None), ("male", 22, None, None), ("female", 18, None, None)]),
        ("Forty patients were enrolled (M:F = 22:18).",
         [("patients", 40, None, None), ("male", 22, None, None), ("female", 18, None, None)]),
        ("Forty patients (22 m, 18 f) were enrolled.",
         [("patients", 40, None, None), ("male", 22, None, None), ("female", 18, None, None)]),
        ("Primary sites were oesophagus (9), stomach (22) and unknown (12).",
         [("primary esophagus", 9, None, None), ("primary stomach", 22, None, None),
          ("primary unknown", 12, None, None)]),
        ("Sensitivity, specificity and accuracy of PET were 97%, 92% and 95%; those of CT 68%, 97% "
         "and 85%.",
         [("sensitivity", None, None, 97), ("specificity", None, None, 92),
          ("accuracy", None, None, 95), ("sensitivity", None, None, 68),
          ("specificity", None, None, 97), ("accuracy", None, None, 85)]),
        ("Nineteen (40%) had symptoms, chiefly cough (n = 12) and wheezing (n = 7).",
         [("symptomatic", 19, None, 40), ("cough", 12, None, None), ("wheezing", 7, None, None)]),
        ("Everolimus reduced the risk of progression by 65%.", []),
        ("SRS was positive in 89%, negative in 11%.",
         [("srs positive", None, None, 89), ("srs negative", None, None, 11)]),
        ("Complete resection was achieved in 80 patients (67%).",
         [("complete resection", 80, None, 67)]),
        ("Pancreatic fistula (grade B/C) developed in 24%.",
         [("pancreatic fistula", None, None, 24)]),
        ("The operation was lobectomy in 88 (61%), pneumonectomy in 7 (5%).",
         [("lobectomy", 88, None, 61), ("pneumonectomy", 7, None, 5)]),
    ],
)  # fmt: skip
def test_shares(text: str, expected: list[tuple[object, ...]]) -> None:
    assert [_brief(s) for s in _told(text)] == expected


def test_what_is_highest_in_a_group_is_not_the_group() -> None:
    found = _told("Recurrence was most frequent in G3 (40%), followed by G2 (12%) and G1 (3%).")
    assert [(s.concept, s.group, s.percent) for s in found] == [
        ("recurrence", "grade G3", 40), ("recurrence", "grade G2", 12), ("recurrence", "grade G1", 3),
    ]  # fmt: skip
    assert (
        _told("It was highest in paraganglioma (25%), followed by NEC (20%) and others (9%).") == []
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ORR was 21% in NET G2 and 47% in NEC.", [("grade G2", 21), ("NEC", 47)]),
        ("Response rates were 55% in arm 1 and 48% in arm 2.", [("arm 1", 55), ("arm 2", 48)]),
        ("Response rates to everolimus and sunitinib were 5% and 9%.",
         [("everolimus", 5), ("sunitinib", 9)]),
        ("Response did not differ between rectal and gastric primaries (19% vs 22%).",
         [("primary rectum", 19), ("primary stomach", 22)]),
        ("The response rate was 41% in NET and in NEC 28%.", [("net", 41), ("NEC", 28)]),
        ("Patients with and without carcinoid syndrome: response rates with and without carcinoid "
         "syndrome were 41% and 28%.",
         [("carcinoid syndrome", 41), ("no carcinoid syndrome", 28)]),
        ("Among all, 44% of G1 and 30% of G2 tumors had an objective response.",
         [("grade G1", 44), ("grade G2", 30)]),
        ("The response rate was 31% vs 29% (ITT) between cisplatin and carboplatin.",
         [("cisplatin", 31), ("carboplatin", 29)]),
        ("The response rate in G1, G2 and G3 tumors was 9%, 20% and 41%, respectively.",
         [("grade G1", 9), ("grade G2", 20), ("grade G3", 41)]),
    ],
)  # fmt: skip
def test_groups_of_a_comparison(text: str, expected: list[tuple[str, float]]) -> None:
    found = _told(text)
    assert {s.concept for s in found} == {"objective response"}
    assert [(s.group, s.percent) for s in found] == expected


def test_a_bracket_behind_a_group_counts_its_patients() -> None:
    found = _told(
        "Median OS was 37 months in the surgery group (n = 20) and 11 months in the chemotherapy"
        " group (n = 15)."
    )
    assert [(s.measure, s.group, s.n or s.value) for s in found if s.measure == "count"] == [
        ("count", "surgery", 20), ("count", "chemotherapy", 15),
    ]  # fmt: skip


def test_a_time_without_median_is_one_where_the_paper_says_median() -> None:
    told = "Median PFS was 25 months. PFS was shorter with bone metastases (16 vs 41 months)."
    assert [(s.value, s.group) for s in _told(told)][1:] == [
        (16, "bone metastasis"), (41, "no bone metastasis"),
    ]  # fmt: skip
    assert _told("PFS was shorter with bone metastases (16 vs 41 months).") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Median Ki-67 was 4% (IQR, 2%–10%).", ("median", "ki-67", 4, "percent")),
        ("Patients with diarrhea were younger (median, 52 vs 60 years).",
         ("median", "age", 52, "year")),
        ("The F/M ratio was 1.7:1.", ("ratio", "female", 1.7)),
        ("Within 44 months of mean follow-up nobody had relapsed.",
         ("mean", "follow-up", 44, "month")),
        ("A median of four cycles was given.", ("median", "number of cycles", 4, "cycle")),
        ("Median age at the start of treatment: 64 (35-83).", ("median", "age", 64, "year")),
        ("They were men and women with an average age of 43 years.", ("mean", "age", 43, "year")),
    ],
)  # fmt: skip
def test_values(text: str, expected: tuple[object, ...]) -> None:
    assert _first(text) == expected


def test_a_ratio_of_a_comparison_is_of_what_is_compared() -> None:
    found = _told(
        "Median OS was 26 months with everolimus and 21 months with sunitinib"
        " (HR 0.8, 95% CI 0.6-1.1; p = 0.2)."
    )
    assert [_brief(s) for s in found[2:]] == [
        ("ratio", "overall survival", 0.8), ("p_value", "overall survival", 0.2),
    ]  # fmt: skip


def test_p_values_in_a_list_each_have_their_own_subject() -> None:
    found = _told(
        "Grade (P < 0.03), performance status (P = 0.012) and albumin (P = 0.04) counted."
    )
    assert [s.concept for s in found] == ["grade", "performance status", "albumin"]


@pytest.mark.parametrize(
    "text",
    [
        "Neuroendocrine tumors are rare, and about 30% of patients present with metastases.",
        "About 45% may never respond to such drugs.",
        "Carcinoid heart disease was seen in one in five patients.",
        "The study was conducted at 11 US centers.",
        "Chemotherapy was given on day 1, cycle 4, line 2.",
        "No one of cohort 2 took line 3 in phase 1.",
    ],
)
def test_no_figure_of_this_cohort(text: str) -> None:
    assert [s for s in _told(text) if s.percent not in (4,)] == []


def test_of_these_after_several_counts_has_no_whole() -> None:
    found = _told("Thirty patients had bone metastases and 12 liver metastases. Of these, 5 died.")
    assert [_brief(s) for s in found][-1] == ("death", 5, None, None)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("A total of 1986 patients with NET were included. Nine died.", 1986),
        ("We included 2014 patients with NET. Nine died.", 2014),
        ("From 1991 to 2005, 1954 patients with NET were enrolled. Nine died.", 1954),
        ("Records of 1923 individuals with carcinoids were reviewed. Nine died.", 1923),
        ("Between March 1991 and May 2012 2004 patients were analyzed. Nine died.", 2004),
        ("In 1998 patients were treated with interferon. We studied 44 patients.", 44),
        ("Since 2011 patients have been imaged twice. We studied 44 patients.", 44),
    ],
)
def test_a_year_is_told_from_a_number_of_patients(text: str, size: int) -> None:
    assert [s.n for s in _told(text) if s.measure == "count" and not s.group] == [size]


def test_a_year_counts_nobody() -> None:
    assert _told("In 2005 patients underwent surgery, and in June 1997 others died.") == []


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("The 5-year metastasis-free survival was 61%.", "5-year metastasis-free survival"),
        ("Distant metastasis-free survival at 5 years was 61%.", "5-year metastasis-free survival"),
        ("MFS at 10 years was 48%.", "10-year metastasis-free survival"),
        ("Five-year disease-free survival was 61%.", "5-year disease-free survival"),
        ("The 3-year event-free survival was 61%.", "3-year event-free survival"),
        ("The 5-year cancer-specific survival was 61%.", "5-year disease-specific survival"),
        ("The 5-year cause-specific survival was 61%.", "5-year disease-specific survival"),
        ("The 5-year relapse-free survival was 61%.", "5-year recurrence-free survival"),
        ("Median metastasis-free survival was 44 months.", "metastasis-free survival"),
        ("Disease-specific mortality was 12%.", "death"),
    ],
)
def test_endpoints_never_stand_for_each_other(text: str, concept: str) -> None:
    assert [s.concept for s in _told(text)] == [concept]


def test_the_place_in_an_order_is_no_part_of_a_name() -> None:
    for text in (
        "The sternum was the most common site (71%), followed by the femur (44%) and humerus (9%).",
        "The leading sites were the sternum (71%), followed by the femur (44%), and then the humerus (9%).",
    ):
        assert [s.concept for s in _told(text)] == ["sternum", "femur", "humerus"]


_SPREAD = [("bone metastasis", 33), ("no bone metastasis", 91)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Patients with bone metastases had a median OS of 33 months, patients without bone"
         " metastases 91 months.", _SPREAD),
        ("Median OS was 33 months in patients with bone metastases compared with 91 months in those"
         " without.", _SPREAD),
        ("Median OS was 33 months in patients with bone metastases versus 91 months in those without.",
         _SPREAD),
        ("Median OS was 33 months in patients with bone metastases and 91 months in those without.",
         _SPREAD),
        ("Median OS was 33 months in patients with bone metastases and 91 months in the others.",
         _SPREAD),
        ("Median OS was 33 months with bone metastases and 91 months without.", _SPREAD),
        ("Median OS was 33 vs 91 months in patients with and without bone metastases.", _SPREAD),
        ("In patients with and without bone metastases, median OS was 33 and 91 months.", _SPREAD),
        ("Patients with bone metastases had a median OS of 33 months and those without (n = 8) a"
         " median OS of 91 months.", _SPREAD),
        ("Median OS of patients with bone metastases was 33 months, that of patients without 91"
         " months.", _SPREAD),
        ("Patients with bone metastases had a shorter median OS than those without (33 vs 91 months).",
         _SPREAD),
        ("Patients without bone metastases lived longer, with a median OS of 91 months, than patients"
         " with bone metastases, with a median OS of 33 months.", _SPREAD[::-1]),
        ("In patients with G3 tumors the median OS was 9 months, in those with G1 tumors 70 months and"
         " in those with G2 tumors 40 months.",
         [("grade G3", 9), ("grade G1", 70), ("grade G2", 40)]),
        ("Median OS was 45 months (33 months in men and 91 months in women).",
         [("", 45), ("male", 33), ("female", 91)]),
        ("Median OS was 45 months in the entire cohort and 33 months in patients with bone metastases.",
         [("", 45), ("bone metastasis", 33)]),
        ("Median PFS was 17 vs 8 months with everolimus versus sunitinib.",
         [("everolimus", 17), ("sunitinib", 8)]),
    ],
)  # fmt: skip
def test_each_time_goes_to_its_own_group(text: str, expected: list[tuple[str, float]]) -> None:
    assert [(s.group, s.value) for s in _told(text) if s.measure == "median"] == expected


def test_a_subject_told_once_has_both_times() -> None:
    found = _told(
        "Patients with liver metastases had a median OS of 33 months and a median PFS of 8 months."
    )
    assert [(s.concept, s.group) for s in found] == [
        ("overall survival", "liver metastasis"), ("progression-free survival", "liver metastasis"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Median OS was 33 months, and 91 months without bone metastases.", [(UNTOLD, 33), ("no bone metastasis", 91)]),
        ("Median OS was 33 vs 91 months in patients with bone metastases.", [(UNTOLD, 33), (UNTOLD, 91)]),
        ("Patients with bone metastases had a median OS of 33 months with surgery and 20 without.", [(UNTOLD, 33), (UNTOLD, 20)]),
        ("Patients with bone metastases fared worse than those in whom other organs were involved,"
         " the median OS being 33 against 91 months.", [("bone metastasis", 33), (UNTOLD, 91)]),
    ],
)  # fmt: skip
def test_a_time_whose_group_is_not_told_is_kept_in_doubt(
    text: str, told: list[tuple[str, float]]
) -> None:
    found = [s for s in _told(text) if s.measure == "median"]
    assert [(s.group, s.value) for s in found] == told
    assert all((s.confidence <= 0.4) == (s.group == UNTOLD) for s in found)


@pytest.mark.parametrize(
    "text",
    [
        "The response rate was 41% vs 28% in patients with and without carcinoid syndrome.",
        "The response rate was 41% in patients with carcinoid syndrome compared with 28% in those"
        " without.",
    ],
)
def test_shares_of_two_groups(text: str) -> None:
    assert [(s.group, s.percent) for s in _told(text)] == [
        ("carcinoid syndrome", 41), ("no carcinoid syndrome", 28),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No treatment with PRRT (HR 1.7) predicted death.", [("no prrt", 1.7)]),
        ("Absence of surgery (HR 1.7) and no bone metastases (HR 0.6) were predictors.",
         [("no surgery", 1.7), ("no bone metastasis", 0.6)]),
        ("Not having undergone surgery (HR 1.7) and bone metastases (HR 2.6) counted.",
         [("no surgery", 1.7), ("bone metastasis", 2.6)]),
        ("Surgery not performed (HR 1.7) and bone metastases absent (HR 0.6) counted.",
         [("no surgery", 1.7), ("no bone metastasis", 0.6)]),
        ("Survival was longer with PRRT versus no PRRT (HR 0.6).", [("prrt", 0.6)]),
        ("No PRRT versus PRRT (HR 1.7) counted.", [("no prrt", 1.7)]),
        ("Grade G3 versus G1 (HR 3.1) and bone metastases (no vs yes; HR 0.6) counted.",
         [("grade G3", 3.1), ("no bone metastasis", 0.6)]),
        ("Bone metastases (HR 2.6) but not surgery (HR 1.1) counted.",
         [("bone metastasis", 2.6), ("surgery", 1.1)]),
    ],
)  # fmt: skip
def test_a_ratio_keeps_its_sign(text: str, expected: list[tuple[str, float]]) -> None:
    assert [(s.concept, s.value) for s in _told(text) if s.measure == "ratio"] == expected


def test_who_does_not_have_it_is_not_counted_as_having_it() -> None:
    found = _told("Bone metastases absent n = 80, present n = 40.")
    assert [(s.concept, s.n) for s in found] == [
        ("no bone metastasis", 80),
        ("bone metastasis", 40),
    ]
    found = _told("No bone metastases n = 80, liver metastases n = 30.")
    assert [(s.concept, s.n) for s in found] == [
        ("no bone metastasis", 80), ("liver metastasis", 30),
    ]  # fmt: skip
    found = _told("Liver metastases not n = 12, present in 40.")
    assert ("liver metastasis", 12) not in [(s.concept, s.n) for s in found]


@pytest.mark.parametrize(
    "text",
    [
        "Compared with patients without bone metastases, the median OS in those with bone metastases"
        " was shorter (33 vs 91 months).",
        "Compared with patients without bone metastases, patients with bone metastases had a reduced"
        " median OS (91 vs 33 months), and in G1 it was 120 months.",
    ],
)
def test_the_group_compared_with_may_be_told_first(text: str) -> None:
    found = {(s.group, s.value) for s in _told(text)}
    assert {("bone metastasis", 33), ("no bone metastasis", 91)} <= found
    assert not {("bone metastasis", 91), ("no bone metastasis", 33)} & found


_STUDY = "We studied 480 patients. Bone metastases were found in 64 (13.3%). "


def test_shares_of_a_part_of_the_patients_stand_with_that_part() -> None:
    found = _told(
        f"{_STUDY}Of the 64 patients with bone metastases, 38 were men; the median age was 58 years."
        " The primary was the pancreas in 27 (42.2%) and the lung in 11 (17.2%). Liver metastases were"
        " present in 240 (50%)."
    )
    assert [(s.concept, s.group, s.N) for s in found if s.group] == [
        ("male", "bone metastasis", 64), ("age", "bone metastasis", None),
        ("primary pancreas", "bone metastasis", 64), ("primary lung", "bone metastasis", 64),
    ]  # fmt: skip
    assert ("liver metastasis", "") in [(s.concept, s.group) for s in found]


def test_a_share_of_nobody_told_is_kept_as_printed_and_doubted() -> None:
    found = _told(f"{_STUDY}Surgery was done in 80 (30%).")
    (share,) = [s for s in found if s.concept == "surgery"]
    assert (share.n, share.N, share.percent) == (80, None, 30)
    assert share.confidence < 0.7


def test_two_parts_in_one_sentence_have_a_whole_each() -> None:
    found = _told(
        f"{_STUDY}Of the 64 patients with bone metastases, 38 were men; of the 416 patients without"
        " bone metastases, 200 were men."
    )
    assert [(s.group, s.n, s.N) for s in found if s.concept == "male"] == [
        ("bone metastasis", 38, 64), ("no bone metastasis", 200, 416),
    ]  # fmt: skip


def test_the_parts_of_an_event_are_no_treatments_of_the_cohort() -> None:
    found = _told(
        "Skeletal-related events occurred in 16 patients: fracture in 7, cord compression in 4 and need"
        " for radiotherapy in 5."
    )
    assert [(s.concept, s.group, s.n, s.N) for s in found] == [
        ("skeletal-related event", "", 16, None),
        ("fracture", "skeletal-related event", 7, 16),
        ("spinal cord compression", "skeletal-related event", 4, 16),
        ("radiotherapy", "skeletal-related event", 5, 16),
    ]  # fmt: skip


def test_an_item_behind_a_colon_is_not_the_whole_list() -> None:
    found = _told("Adverse events were recorded: fatigue in 12, nausea in 8.")
    assert [(s.concept, s.n) for s in found] == [("fatigue", 12), ("nausea", 8)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Women had a median OS of 50 months and men 40 months.", [("female", 50), ("male", 40)]),
        ("Median OS: 33 months (bone metastases) vs 91 months (no bone metastases).", _SPREAD),
        ("Median OS was 33 months with versus 91 months without bone metastases.", _SPREAD),
    ],
)  # fmt: skip
def test_groups_in_few_words(text: str, expected: list[tuple[str, float]]) -> None:
    assert [(s.group, s.value) for s in _told(text)] == expected


def test_two_figures_of_one_thing_are_not_both_of_the_whole() -> None:
    found = _told("The 5-year survival was 40% vs 80% in patients with G3.")
    assert [(s.group, s.percent) for s in found] == [(UNTOLD, 40), (UNTOLD, 80)]
    found = _told("The 5-year survival was 40% with versus 80% without bone metastases.")
    assert [(s.concept, s.group, s.percent) for s in found] == [
        ("5-year survival", "bone metastasis", 40), ("5-year survival", "no bone metastasis", 80),
    ]  # fmt: skip


def test_a_ratio_behind_two_times_is_of_neither_group() -> None:
    found = _told(
        "Median age was 58 years, and median OS was 33 months with bone metastases and 91 months without"
        " bone metastases (p < 0.001; HR 2.1)."
    )
    assert [(s.measure, s.concept) for s in found[3:]] == [
        ("p_value", "overall survival"), ("ratio", "overall survival"),
    ]  # fmt: skip


def test_some_of_them_with_a_percentage_are_a_share() -> None:
    found = _told(
        "The files of 650 patients were examined; 82 of them (12.6%) had bone metastases."
    )
    assert [(s.concept, s.n, s.percent) for s in found if s.measure == "proportion"] == [
        ("bone metastasis", 82, 12.6),
    ]  # fmt: skip


def test_two_bare_figures_are_of_the_groups_compared_before() -> None:
    found = _told(
        "The objective response rate was 40.8% in the everolimus group and 47.3% in the sunitinib"
        " group. Median PFS was 5.4 months vs 5.9 months."
    )
    assert [(s.group, s.value) for s in found if s.concept == "progression-free survival"] == [
        ("everolimus", 5.4), ("sunitinib", 5.9),
    ]  # fmt: skip


STUDY = "We reviewed 120 patients with neuroendocrine tumours. "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Tumours were grade 1, 2 and 3 in 13, 83 and 24 patients, respectively.",
            [("grade G1", 13), ("grade G2", 83), ("grade G3", 24)],
        ),
        (
            "There were 15 (12.5%) grade 1, 78 (65.0%) grade 2 and 27 (22.5%) grade 3 tumours.",
            [("grade G1", 15), ("grade G2", 78), ("grade G3", 27)],
        ),
        (
            "Treatment was stopped due to toxicity in 2 patients.",
            [("treatment discontinuation", 2)],
        ),
        ("In 12 patients (10.0%) the disease progressed.", [("progressive disease", 12)]),
        ("Two thirds were men (n = 78).", [("male", 78)]),
        (
            "Morphology was small cell in 49 (40.8%), large cell in 71 (59.2%).",
            [("small cell NEC", 49), ("large cell NEC", 71)],
        ),
        (
            "Of the 120 patients, 51 (42.5%) had bone metastases, which were synchronous in 21 of "
            "them (41.2%).",
            [("bone metastasis", 51), ("synchronous metastasis", 21)],
        ),
    ],
)
def test_counts_go_to_what_they_count(text: str, expected: list[tuple[str, int]]) -> None:
    told = [(s.concept, s.n) for s in _told(STUDY + text) if s.concept != "patients"]
    assert sorted(told) == sorted(expected)


def test_in_their_absence_is_the_group_without() -> None:
    told = _told(
        STUDY + "Median overall survival was 49 months in the presence of bone metastases versus "
        "74 months in their absence."
    )
    groups = {s.value: s.group for s in told if s.measure == "median"}
    assert groups == {49.0: "bone metastasis", 74.0: "no bone metastasis"}


def test_a_few_patients_are_no_study_where_more_were_treated() -> None:
    told = _told(
        "Six patients in whom surgery had been refused underwent embolisation. Two patients "
        "needed a second session. The median age of the 6 patients was 74 years."
    )
    assert [s.n for s in told if s.concept == "patients"] == [6]


@pytest.mark.parametrize("joint", ["and", "versus", "while"])
def test_runs_of_survivals_are_each_of_their_group(joint: str) -> None:
    found = _told(
        "The 5- and 10-year survival rates were 95% and 89% for typical carcinoids "
        f"{joint} 70% and 52% for atypical carcinoids."
    )
    assert [(s.concept, s.group, s.percent) for s in found] == [
        ("5-year survival", "typical carcinoid", 95),
        ("10-year survival", "typical carcinoid", 89),
        ("5-year survival", "atypical carcinoid", 70),
        ("10-year survival", "atypical carcinoid", 52),
    ]


def test_a_survival_at_a_time_is_no_second_median() -> None:
    found = _told("The mOS was 7.1 mo (95% CI 5.9-9.0); 1-yr OS was 24%.")
    assert [(s.measure, s.concept, s.value, s.percent) for s in found] == [
        ("median", "overall survival", 7.1, None),
        ("proportion", "1-year survival", None, 24),
    ]


@pytest.mark.parametrize("arm", ["in the control arm", "with placebo", "(best supportive care)"])
def test_what_a_control_is_compared_with_needs_no_name(arm: str) -> None:
    found = _told(f"The median PFS was 22.7 months versus 8.5 months {arm}.")
    assert [(s.concept, s.value) for s in found] == [
        ("progression-free survival", 22.7),
        ("progression-free survival", 8.5),
    ]
    assert found[0].group == f"no {found[1].group}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Octreotide was given in 12 patients and lanreotide in 15.",
         [("somatostatin analog", "octreotide", 12), ("somatostatin analog", "lanreotide", 15)]),
        ("ECOG performance status was 0 in 31 patients and 1 in 40.",
         [("performance status", "performance status 0", 31),
          ("performance status", "performance status 1", 40)]),
        ("Resection was done in 80 patients and lobectomy in 12.",
         [("surgery", "", 80), ("lobectomy", "", 12)]),
    ],
)  # fmt: skip
def test_a_drug_of_a_class_and_a_level_are_told_as_the_group(
    text: str, expected: list[tuple[str, str, int]]
) -> None:
    found = _told(f"Ninety patients were enrolled. {text}")
    assert [(s.concept, s.group, s.n) for s in found if s.measure == "proportion"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Three pts discontinued for toxicity.", [("treatment discontinuation", 3)]),
        ("Nineteen patients died, 15 of them of disease.",
         [("death", 19), ("death from disease", 15)]),
        ("Of 90 patients, 22 were in stage I, 24 in stage II and 44 in stage IV.",
         [("stage I", 22), ("stage II", 24), ("stage IV", 44)]),
        ("Liver metastases were present at diagnosis in 5 patients and appeared later in 2 others.",
         [("synchronous metastasis", 5), ("metachronous metastasis", 2)]),
        ("Twelve patients had distant metastases: liver in 10, bone marrow in 4 and brain in 1.",
         [("distant metastasis", 12), ("liver metastasis", 10), ("bone marrow metastasis", 4),
          ("brain metastasis", 1)]),
        ("Median age was 62, primary small bowel 17, lung 9, rectum 3, unknown 5.",
         [("primary small intestine", 17), ("primary lung", 9), ("primary rectum", 3),
          ("primary unknown", 5)]),
        ("The primary was the esophagus in 17, the uterine cervix in 12 and the kidney in 2.",
         [("primary esophagus", 17), ("primary cervix", 12), ("primary kidney", 2)]),
        ("The presenting symptom was bleeding in 17 patients.", [("bleeding", 17)]),
        ("Metastases were located in the liver in 18 and the bones in 4.",
         [("liver metastasis", 18), ("bone metastasis", 4)]),
        ("Calcitonin was raised after surgery in 24 patients.", [("calcitonin raised", 24)]),
        ("At least 35 patients were needed to exclude a response rate of 15% with 80% power.", []),
    ],
)  # fmt: skip
def test_counts_without_a_percentage(text: str, expected: list[tuple[str, int]]) -> None:
    assert [(s.concept, s.n) for s in _told(text) if s.measure == "proportion"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The 10-year survival rate was 83% for patients without and 20% for those with liver "
         "metastases.", [("no liver metastasis", 83), ("liver metastasis", 20)]),
        ("The 5-year survival was 59% overall, and 30% in the patients with Cushing's syndrome "
         "versus 71% in the others.",
         [("", 59), ("cushing syndrome", 30), ("no cushing syndrome", 71)]),
        ("Patients with NET G3 had a longer PFS than those with NEC (median 16 vs. 6 months).",
         [("grade G3", 16), ("NEC", 6)]),
        ("Immunosuppressed patients were younger (median 69 v. 79 years).",
         [("immunosuppressed", 69), ("no immunosuppressed", 79)]),
        ("Median overall survival was 40 months. It was 62 months in G1 and 39 months in G2.",
         [("", 40), ("grade G1", 62), ("grade G2", 39)]),
        ("We reviewed 72 patients, 41 treated with lanreotide and 31 with everolimus. Median "
         "overall survival did not differ (46 vs 53 months).",
         [("lanreotide", 46), ("everolimus", 53)]),
    ],
)  # fmt: skip
def test_two_figures_each_of_its_group(text: str, expected: list[tuple[str, float]]) -> None:
    told = [(s.group, s.percent if s.value is None else s.value) for s in _told(text)]
    assert sorted(pair for pair in told if pair[1] is not None) == sorted(expected)


def test_arms_of_a_study_are_no_groups_of_what_is_told_respectively() -> None:
    found = _told(
        "We reviewed 72 patients, 41 treated with lanreotide and 31 with everolimus. Survival at 5 "
        "and 10 years was 94% and 86%, respectively."
    )
    assert [s.group for s in found if s.percent] == ["", ""]


def test_those_evaluable_are_the_whole_of_the_list() -> None:
    found = _told(
        "Forty patients were evaluable for response: partial response was obtained in 14 (35%) and "
        "stable disease in 15 (38%)."
    )
    assert [(s.concept, s.n, s.N) for s in found] == [
        ("partial response", 14, 40),
        ("stable disease", 15, 40),
    ]


def test_the_corresponding_figures_are_of_each_thing_in_order() -> None:
    found = _told(
        "Five-year overall survival was 68% and 10-year overall survival 48%. In stage IV disease the "
        "corresponding figures were 54% and 30%."
    )
    assert [(s.concept, s.group, s.percent) for s in found] == [
        ("5-year survival", "", 68), ("10-year survival", "", 48),
        ("5-year survival", "stage IV", 54), ("10-year survival", "stage IV", 30),
    ]  # fmt: skip


def test_shares_of_those_evaluable() -> None:
    found = _told(
        "Forty-one patients with NET were enrolled, and 38 were evaluable for response. Six achieved "
        "a partial response (15.8%) and 25 had stable disease (65.8%)."
    )
    shares = [(s.concept, s.n, s.N) for s in found if s.percent]
    assert shares == [("partial response", 6, 38), ("stable disease", 25, 38)]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        # "mos" is a unit, "mOS" the median overall survival.
        ("Median PFS was 14.3 mos.", "month"),
        ("The mean mitotic count was 0.6 per 2 mm2.", "/2mm2"),
    ],
)
def test_units_of_averages(text: str, unit: str) -> None:
    assert [s.unit for s in _told(text)] == [unit]


def test_a_range_of_two_units_is_left_out() -> None:
    (found,) = _told("Median follow-up was 3 years (range, 4 months to 11 years).")
    assert (found.value, found.low, found.high) == (3, None, None)


def test_ratios_of_a_year_and_of_the_survival_beside_them() -> None:
    found = _told(
        "Grade 3 (HR 4.9, 95% CI 2.7–8.8) and diagnosis before 2010 (HR 1.31, 95% CI 1.03–1.67; p = "
        "0.03) were related to death, whereas sex was not (p = 0.41). Loss of OTP went with nodal "
        "metastasis (P = 0.002) and shorter disease-free survival (HR 5.7; 95% CI 1.9–17.0)."
    )
    assert [(s.concept, s.value) for s in found] == [
        ("grade G3", 4.9), ("diagnosis before 2010", 1.31), ("diagnosis before 2010", 0.03),
        ("sex", 0.41), ("lymph node metastasis", 0.002), ("disease-free survival", 5.7),
    ]  # fmt: skip


def test_what_was_found_at_operation_and_of_those_assessable() -> None:
    found = _told(
        "Ninety patients with NET were reviewed. Nodal metastases were found at surgery in 17. Partial "
        "response was seen in 20 of 43 assessable patients (47%), stable disease in 17 (40%)."
    )
    assert [(s.concept, s.n, s.N) for s in found if s.measure == "proportion"] == [
        ("lymph node metastasis", 17, None), ("partial response", 20, 43), ("stable disease", 17, 43),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Forty-one patients with NET were screened and 35 enrolled. Nine died.",
        "N=35 (everolimus alone 12, with lanreotide 23). Nine died.",
    ],
)
def test_sizes_told_in_short(text: str) -> None:
    assert [s.n for s in _told(text) if s.measure == "count" and not s.group] == [35]


def test_what_a_fronted_group_was_given_is_not_what_developed() -> None:
    found = _told(
        "Of the 68 patients given antiresorptive drugs, osteonecrosis of the jaw developed in 4 (5.9%)."
    )
    assert [(s.concept, s.n, s.N) for s in found if s.percent] == [("osteonecrosis of jaw", 4, 68)]


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("No patient had the carcinoid syndrome.", ["carcinoid syndrome"]),
        ("No complete response was seen.", ["complete response"]),
        ("No complete remissions occurred.", ["complete response"]),
        ("None of the 40 patients died or relapsed.", ["death", "recurrence"]),
        ("None had distant metastases, but 12 had nodal spread.", ["distant metastasis"]),
        ("No difference in survival was seen.", []),
        ("There was no operative mortality.", []),  # others may have died later
    ],
)
def test_what_nobody_had(text: str, concepts: list[str]) -> None:
    found = _told(f"We treated 40 patients with NET. {text}")
    assert [s.concept for s in found if s.n == 0] == concepts
    assert not [s for s in found if s.n == 40 and s.measure == "proportion"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The 5-year survival rate was 39.2% (stage I 54.8%, II 37.0%, and III 12.5%).",
         [("", 39.2), ("stage I", 54.8), ("stage II", 37.0), ("stage III", 12.5)]),
        ("Five-year survival was 66.7%; by site it ranged from 24.1% for unknown primary to 94.6% "
         "for appendix.", [("", 66.7), ("primary unknown", 24.1), ("appendix", 94.6)]),
        ("Ninety-one patients died, 59 in the surgery and 32 in the octreotide group.",
         [("", 91), ("surgery", 59), ("somatostatin analog", 32)]),
    ],
)  # fmt: skip
def test_a_figure_told_again_for_the_parts(text: str, told: list[tuple[str, float]]) -> None:
    found = [s for s in _told(text) if s.measure == "proportion"]
    assert len({s.concept for s in found}) == 1
    assert [(s.group, s.percent or s.n) for s in found] == told


def test_a_median_behind_a_survival_rate_is_of_survival() -> None:
    found = _told("The 5-year overall survival was 72.8%, and the median was 9.4 years.")
    assert [s.concept for s in found if s.measure == "median"] == ["overall survival"]


def test_a_ratio_of_many_counts_the_sexes() -> None:
    found = _told("We reviewed 76 patients with NET. The male to female ratio was 43/33.")
    assert [(s.concept, s.n) for s in found if s.measure == "proportion"] == [
        ("male", 43), ("female", 33),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Sixty-eight patients with NET were randomised. Four were found ineligible, leaving 64 for analysis.",
        "The 64 patients were 36 men and 28 women with NETs.",
        "N = 64 pts; median age 61 years.",
    ],
)
def test_sizes_that_are_left_or_counted_by_sex(text: str) -> None:
    assert [s.n for s in _told(text) if s.measure == "count" and not s.group] == [64]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Twelve patients had extensive disease, the latter involving the liver in 7, bone in 4 and brain in 2.",
         [("liver metastasis", 7), ("bone metastasis", 4), ("brain metastasis", 2)]),
        ("All had liver metastases from a pancreatic (n = 8) or ileal (n = 3) primary.",
         [("primary pancreas", 8), ("primary ileum", 3)]),
        ("The tumours were classed as typical in 21 and as atypical in 9.",
         [("typical carcinoid", 21), ("atypical carcinoid", 9)]),
        ("No child ever had carcinoid syndrome or liver metastases.",
         [("carcinoid syndrome", 0), ("liver metastasis", 0)]),
    ],
)  # fmt: skip
def test_organs_types_and_nobody(text: str, told: list[tuple[str, int]]) -> None:
    found = [s for s in _told(f"We reviewed 40 patients with NET. {text}") if s.measure != "count"]
    shares = [(s.concept, s.n) for s in found]
    assert [one for one in shares if one[0] in dict(told)] == told


def test_a_share_of_so_many_is_of_no_part_told_later() -> None:
    found = _told(
        "We treated 53 patients with NET. Chromogranin A decreased in 33/50 patients (66%). "
        "At least one adverse event occurred in 50 patients (94%)."
    )
    assert [(s.n, s.N, s.group) for s in found if s.n == 33] == [(33, 50, "")]


def test_a_table_of_sites_takes_its_meaning_from_the_caption() -> None:
    text = (
        "Detection of primaries in patients with neuroendocrine tumours\n\nWe scanned 57 patients "
        "with metastatic NET; male:female 33:24.\n\nTable 1: Primary sites detected (n=35)\n"
        "Site | n | %\nSmall intestine | 20 | 57.1\nPancreas | 11 | 31.4\nRectum | 4 | 11.4\n"
    )
    document = read_bytes(text.encode(), Path("paper.txt"))
    assert document.metadata.doc_type == "cohort"
    rows = [r for r in rows_of(document, _pipeline()) if r.kind == "cohort"]
    told = [(s.concept, s.n) for r in rows for s in r.statistics if s.N == 35]
    assert told == [
        ("primary small intestine", 20),
        ("primary pancreas", 11),
        ("primary rectum", 4),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Survival was 94% at five years and 88% at 10 years in patients with {} and 54% and 36% "
        "respectively in those with {}.",
        "Overall survival at 5 and 10 years was 94% and 88% in patients with {} and 54% and 36%, "
        "respectively, in those with {}.",
    ],
)
def test_rates_told_again_in_the_same_order(text: str) -> None:
    told = _told(text.format("typical carcinoids", "atypical carcinoids"))
    found = [s for s in told if s.measure == "proportion"]
    assert [(s.concept, s.group, s.percent) for s in found] == [
        ("5-year survival", "typical carcinoid", 94), ("10-year survival", "typical carcinoid", 88),
        ("5-year survival", "atypical carcinoid", 54), ("10-year survival", "atypical carcinoid", 36),
    ]  # fmt: skip


def test_the_rates_of_those_without() -> None:
    found = _told(
        "The 5- and 10-year survival rates were 94% and 88% for patients with liver metastases and "
        "54% and 36% for those without."
    )
    groups = [s.group for s in found if s.measure == "proportion"]
    assert groups == ["liver metastasis"] * 2 + ["no liver metastasis"] * 2


def test_a_bracket_says_what_it_counts_and_no_dose_is_an_age() -> None:
    found = _told(
        "We studied 40 patients (22 women, 55%; mean age 58.4 ± 11.2 years) in whom octreotide LAR "
        "30 mg (n = 25) or lanreotide 120 mg (n = 15) was begun."
    )
    assert [(s.n, s.percent) for s in found if s.concept == "female"] == [(22, 55.0)]
    assert [(s.value, s.unit) for s in found if s.concept == "age"] == [(58.4, "year")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # Those in whom something was measured are the whole of those in whom it was found.
        ("Urinary 5-HIAA was measured in 34 patients and was raised in 21.",
         [("5-hiaa elevated", 21, 34, None)]),
        # A patient's number is none of patients, and a day's none either.
        ("Patient 3 had liver metastases; in case 5 a recurrence was found.", []),
        ("Cases 2 and 6 were hormonally silent.", []),
        # In the present tense, and yet this study's.
        ("The actuarial 5-year survival rate is 93%.", [("5-year survival", None, None, 93.0)]),
        ("Thirty-one patients were given dacarbazine on days 1 to 4.",
         [("dacarbazine", 31, None, None)]),
        # The words behind n/N, and the percentage behind those of whom the share is.
        ("The response rate was 50% (20/40 assessable patients).",
         [("objective response", 20, 40, 50.0)]),
        ("Nodal metastases were found in 12 of the 30 patients in whom nodes were removed (40%).",
         [("lymph node metastasis", 12, 30, 40.0)]),
        # The verb and the article of the first stand for the second.
        ("Twenty patients received denosumab and 11 a bisphosphonate.",
         [("denosumab", 20, None, None), ("bisphosphonate", 11, None, None)]),
        # The unit of a time stands with the last one.
        ("Overall survival was 81% at 3 and 64% at 5 years.",
         [("3-year survival", None, None, 81.0), ("5-year survival", None, None, 64.0)]),
        ("Dysfunctional fear of progression was found in 24 patients (40%).",
         [("fear of progression", 24, None, 40.0)]),
    ],
)  # fmt: skip
def test_what_a_count_is_of(
    text: str, told: list[tuple[str, int | None, int | None, float | None]]
) -> None:
    found = [s for s in _told(f"We studied 60 patients. {text}") if s.measure == "proportion"]
    assert [(s.concept, s.n, s.N, s.percent) for s in found] == told


@pytest.mark.parametrize(
    "text",
    [
        "PET/CT was superior for liver metastases (91% vs 68%; p = 0.01).",
        "The mean number of mitoses per 10 high power fields was low.",
        "A median of courses (median, three per patient; range, one to nine) was given.",
    ],
)
def test_numbers_that_are_left_out(text: str) -> None:
    assert [s for s in _told(text) if s.measure != "count"] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Metastases were seen in the liver (21 patients), spleen (4 patients) and bone (9).",
         [("liver metastasis", 21, None, None), ("spleen metastasis", 4, None, None),
          ("bone metastasis", 9, None, None)]),
        ("Liver (61%), lymph node (38%) and bone (17%) metastases were frequent.",
         [("liver metastasis", None, None, 61), ("lymph node metastasis", None, None, 38),
          ("bone metastasis", None, None, 17)]),
        ("There were complete (n = 3) and partial (n = 9) remissions.",
         [("complete response", 3, None, None), ("partial response", 9, None, None)]),
        ("Tumours were solitary in 14 and multiple in 33.",
         [("solitary", 14, None, None), ("multiple", 33, None, None)]),
        ("In all, 27 (60%) of 45 were women and 18 (40%) of 45 were men.",
         [("patients", 45, None, None), ("female", 27, 45, 60), ("male", 18, 45, 40)]),
        ("Cisplatin, usually with etoposide or irinotecan, was given to seven.",
         [("cisplatin", 7, None, None)]),
        ("Dry mouth after irradiation occurred in 3 of 11 patients.",
         [("dry mouth", 3, 11, None)]),
        ("No radiation nephropathy was seen.", []),
        ("Toxicity was moderate, nausea being the most common (14 patients).",
         [("nausea", 14, None, None)]),
        ("Denosumab was given to 18 of the patients with BM (40%).",
         [("denosumab", 18, None, 40)]),
        ("Sites of disease on scintigraphy were liver in 31 and bone in 8.",
         [("liver metastasis", 31, None, None), ("bone metastasis", 8, None, None)]),
        ("Three deaths were thought to be due to infection.", [("death", 3, None, None)]),
        ("Nine patients had a partial response (20%; 95% CI 10% to 35%).",
         [("partial response", 9, None, 20)]),
        ("Rates of calretinin, vimentin and inhibin were 50% (20/40), 30% (12/40) and 10% (4/40).",
         [("calretinin", 20, 40, 50), ("vimentin", 12, 40, 30), ("inhibin", 4, 40, 10)]),
        ("Ki-67 was <3% in 31 patients, 3%–20% in 44 and >20% in 6.",
         [("ki-67 <3%", 31, None, None), ("ki-67 3-20%", 44, None, None),
          ("ki-67 >20%", 6, None, None)]),
    ],
)  # fmt: skip
def test_counts_in_brackets_asides_and_lists(text: str, expected: list[tuple[object, ...]]) -> None:
    assert [_brief(s) for s in _told(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The 5-year survival rate was 61 per cent, being 80 per cent after radical and 33 per cent after palliative surgery.",
         [("5-year survival", "", 61), ("5-year survival", "radical", 80)]),
        ("Responses occurred in 12 of 20 functional (60%) and in 5 of 25 nonfunctional tumors (20%).",
         [("objective response", "functioning", 60), ("objective response", "non-functioning", 20)]),
        ("Loss of menin was more frequent in insulinomas (9/30, 30%; p = 0.01) than in gastrinomas (12/20, 60%).",
         [("loss of menin", "insulinoma", 30), ("loss of menin", "gastrinoma", 60)]),
        ("Fractures were less common in patients given denosumab (3/30, 10%) than in those without (9/30, 30%; p = 0.04).",
         [("fracture", "denosumab", 10), ("fracture", "no denosumab", 30)]),
        ("The 5-year survival was 70% overall and was highest for the rectum (90%), followed by the stomach (60%).",
         [("5-year survival", "", 70), ("5-year survival", "rectum", 90), ("5-year survival", "stomach", 60)]),
        ("Three-year overall and disease-specific survival was 55% and 71%, respectively.",
         [("3-year survival", "", 55), ("3-year disease-specific survival", "", 71)]),
    ],
)  # fmt: skip
def test_shares_of_groups_told_in_turn(text: str, expected: list[tuple[str, str, float]]) -> None:
    shares = [s for s in _told(text) if s.measure == "proportion"]
    assert [(s.concept, s.group, s.percent) for s in shares][: len(expected)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ages ranged from 31 to 79 years, with a mean of 58 years.", [("mean", "", 58)]),
        ("Median age was 61 years (59 in the cisplatin and 64 in the carboplatin group).",
         [("median", "", 61), ("median", "cisplatin", 59), ("median", "carboplatin", 64)]),
        ("Median OS was 70 vs. 44 vs. 12 months in G1, G2 and G3.",
         [("median", "grade G1", 70), ("median", "grade G2", 44), ("median", "grade G3", 12)]),
    ],
)  # fmt: skip
def test_averages_of_groups_in_short(text: str, expected: list[tuple[str, str, float]]) -> None:
    assert [(s.measure, s.group, s.value) for s in _told(text)] == expected


def test_ratios_of_a_list_that_names_them_once() -> None:
    found = _told(
        "On multivariate analysis G3 (HR 3.9, 95% CI 2.1-7.2), osteolytic BM (1.9, 1.1-3.3; p = 0.02)"
        " and age (1.1 [1.0-1.2]) predicted death (P = 0.04 for survival)."
    )
    ratios = [s for s in found if s.measure == "ratio"]
    assert [(s.concept, s.value, s.low, s.high) for s in ratios] == [
        ("grade G3", 3.9, 2.1, 7.2), ("osteolytic", 1.9, 1.1, 3.3), ("age", 1.1, 1.0, 1.2),
    ]  # fmt: skip
    assert next((s.concept, s.value) for s in found if s.measure == "p_value") == (
        "osteolytic",
        0.02,
    )


def test_the_whole_of_an_arm_is_not_the_study() -> None:
    found = _told(
        "Seventy patients were randomised. Disease control was achieved in 14 of 34 patients in the"
        " FOLFIRI arm and in 11 of 33 in the CAPTEM arm. Responses were seen in seven (21%) and four"
        " (12%), nausea in 17 (50%) and 15 (45%), and anaemia in 10 (29%) and 8 (24%)."
    )
    assert [s.n for s in found if s.measure == "count" and not s.group] == [70]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The positive rates of Syn, CgA and TTF-1 were 95.4% (62/65), 86.2% (56/65) and 12.5% (6/48), respectively.",
         [("syn", "", 62), ("cga", "", 56), ("ttf-1", "", 6)]),
        ("In total, 52 patients had diarrhea and flushing was reported in 41.",
         [("diarrhea", "", 52), ("flushing", "", 41)]),
        ("The sensitivity of MRI was 80% (12/15) and that of CT 40% (6/15).",
         [("sensitivity", "mri", 12), ("sensitivity", "ct", 6)]),
        ("Liver, LN and bone mets were present in 90 (94%), 70 (73%) and 46 (48%).",
         [("liver metastasis", "", 90), ("lymph node metastasis", "", 70), ("bone metastasis", "", 46)]),
        ("At last follow-up 13 of the 14 patients with liver metastases were alive.",
         [("alive", "liver metastasis", 13)]),
    ],
)  # fmt: skip
def test_counts_of_lists_and_of_two_clauses(
    text: str, expected: list[tuple[str, str, int]]
) -> None:
    shares = [s for s in _told(text) if s.measure == "proportion"]
    assert [(s.concept, s.group, s.n) for s in shares] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Median PFS was 13.1 months with ALK, 9.3 months with FOLFOX and 5.6 months with PE.",
         [("alk", 13.1), ("folfox", 9.3), ("pe", 5.6)]),
        ("The median follow-up was 4.1 years (maximum, 12 years).", [("", 4.1)]),
        ("Median 5-hydroxyindoleacetic acid was 310 µmol/24 h.", [("", 310)]),
        ("Median PFS was 18.1 and 11.2 months, while the 12-month PFS rate reached 64%.",
         [(UNTOLD, 18.1), (UNTOLD, 11.2)]),
    ],
)  # fmt: skip
def test_medians_and_what_stands_beside_them(text: str, expected: list[tuple[str, float]]) -> None:
    assert [(s.group, s.value) for s in _told(text) if s.measure == "median"] == expected


def test_ratios_per_unit_and_what_was_adjusted_for() -> None:
    found = _told(
        "After adjustment for Ki-67 and performance status, CAPTEM gave longer PFS than PE (adjusted HR 0.52,"
        " 95% CI 0.35-0.77). Age (hazard ratio, 1.32 per decade; 95% confidence interval, 1.05 to 1.66)"
        " predicted death; a deletion in exon 3 did not (P = 0.3)."
    )
    assert [(s.concept, s.value, s.low, s.high) for s in found if s.measure == "ratio"] == [
        ("progression-free survival", 0.52, 0.35, 0.77), ("age", 1.32, 1.05, 1.66),
    ]  # fmt: skip
    assert [s.concept for s in found if s.measure == "p_value"] == ["deletion in exon 3"]


def test_when_it_was_is_not_what_it_was() -> None:
    found = _told(
        "Two patients developed leukaemia after chemotherapy. One patient (2.5%) developed MDS 22 mo after PRRT."
    )
    assert [(s.concept, s.n) for s in found if s.measure == "proportion"] == [("leukaemia", 2)]


def test_a_part_with_its_number_does_not_resize_the_study() -> None:
    found = _told(
        "Sixty patients were included. Best response (RECIST 1.1, n = 50): PR in 8 (16%), SD in 30 (60%),"
        " PD in 12 (24%)."
    )
    assert [s.n for s in found if s.measure == "count" and not s.group] == [60]


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("The query gave 640 patients, and 31 (5%) had carcinoid heart disease.", 640),
        ("Three hospitals contributed 58 patients to the registry.", 58),
        ("There were 97 patients; 40% were men.", 97),
        ("There were 88 patients with 95 tumors.", 88),
        ("We analysed toxicity in 77 patients.", 77),
        ("The study set numbered 64; nine of them (14%) had died.", 64),
        ("We reviewed 43 thymic carcinoid tumors that were resected. Nine died.", 43),
    ],
)
def test_the_size_of_a_study_told_in_other_words(text: str, size: int) -> None:
    assert [s.n for s in _told(text) if s.measure == "count" and not s.group] == [size]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Steps of a scale are no fraction.
        ("Performance status 0/1 was seen in 40 of 49 patients.",
         [("performance status", 40, 49, None)]),
        ("Performance status was 0 or 1 in 30 of 40 patients (75%).",
         [("performance status", 30, 40, 75)]),
        ("There was a male preponderance (33 of 60, 55%).", [("male", 33, 60, 55)]),
        # A fraction at the end of a sentence; the tumour "sat in" its primary.
        ("The tumour sat in the ileum in 10/40 and the stomach in 4/40.",
         [("primary ileum", 10, 40, None), ("primary stomach", 4, 40, None)]),
        ("Pain relief was seen in 3 of 9; disease improved in 4 and had worsened in 6.",
         [("improvement", 3, 9, None), ("improvement", 4, None, None),
          ("progressive disease", 6, None, None)]),
        ("During surveillance 14 patients developed metastases and three died.",
         [("distant metastasis", 14, None, None), ("death", 3, None, None)]),
        ("Another primary tumour was found in 9 of 60 patients (15%).",
         [("second primary", 9, 60, 15)]),
        ("21% passed more than four stools a day.", []),
        ("Forty patients (66%) had come off the drug.", [("treatment discontinuation", 40, None, 66)]),
        ("Patients were matched one to one.", []),
        ("Disease was bilateral in 20 patients (40%), and 31 (62%) came to surgery.",
         [("bilateral", 20, None, 40), ("surgery", 31, None, 62)]),
        ("Liver metastases were present in 30 (60%), and in 9 (18%) the tumour was growing.",
         [("liver metastasis", 30, None, 60)]),
        ("A scan was done in 40 patients after the operation and was positive in 10.",
         [("scan", 40, None, None)]),
        ("The drug was safe except for deep vein thrombosis, which struck 11% with A and 2% with B.",
         [("deep vein thrombosis", None, None, 11), ("deep vein thrombosis", None, None, 2)]),
    ],
)  # fmt: skip
def test_shares_in_other_words(text: str, expected: list[tuple[object, ...]]) -> None:
    assert [_brief(s) for s in _told(text)] == expected


_IN_GROUPS = [
    ("At 5 years, overall survival was 80% in G1, 60% in G2 and 20% in G3.",
     [("5-year survival", "grade G1", 80), ("5-year survival", "grade G2", 60),
      ("5-year survival", "grade G3", 20)]),
    ("At 12 and 24 months, 71% and 49% were free of progression.",
     [("1-year progression-free survival", "", 71), ("2-year progression-free survival", "", 49)]),
    ("Women predominated among TC (64%) and men among SCLC (70%).",
     [("female", "typical carcinoid", 64), ("male", "small cell NEC", 70)]),
    ("G1, G2 and G3 were 10%, 70% and 20% of pNETs and 30%, 60% and 10% of lung NETs.",
     [("grade G1", "primary pancreas", 10), ("grade G2", "primary pancreas", 70),
      ("grade G3", "primary pancreas", 20), ("grade G1", "primary lung", 30),
      ("grade G2", "primary lung", 60), ("grade G3", "primary lung", 10)]),
    ("Three-year survival was 90% in stage I, 75% in stage II and 12% in stage IV.",
     [("3-year survival", "stage I", 90), ("3-year survival", "stage II", 75),
      ("3-year survival", "stage IV", 12)]),
    ("11% of patients in stage I had a recurrence, as did 33% in stage II.",
     [("recurrence", "", 11), ("recurrence", "stage II", 33)]),
    ("There was an objective response in 26 (16%) and stable disease in 99 (60%); with TACE "
     "these figures were 5 (38%) and 7 (54%).",
     [("objective response", "", 16), ("stable disease", "", 60),
      ("objective response", "tace", 38), ("stable disease", "tace", 54)]),
    ("Fractures were rarer under denosumab (2/36, 6%) than in patients without it (9/26, 35%).",
     [("fracture", "denosumab", 6), ("fracture", "no denosumab", 35)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), _IN_GROUPS)
def test_shares_of_groups_told_once(text: str, expected: list[tuple[str, str, float]]) -> None:
    assert sorted((s.concept, s.group, s.percent) for s in _told(text)) == sorted(expected)


def test_pairs_of_figures_between_two_groups_named_once() -> None:
    told = _told(
        "Median PFS was 13 months. Ileal NET did better than NET of other sites in PFS (29 vs. 11 "
        "months), response rate (38% vs. 9%) and disease control (77% vs. 71%)."
    )
    groups = {"primary ileum", "net of other sites"}
    pairs = [(s.concept, s.value or s.percent) for s in told if s.group in groups]
    assert sorted(pairs) == [
        ("disease control", 71), ("disease control", 77), ("objective response", 9),
        ("objective response", 38), ("progression-free survival", 11),
        ("progression-free survival", 29),
    ]  # fmt: skip
    more = _told(
        "Node metastases (24% vs. 14%) and stage IV (36% vs. 22%) were all more frequent in the open group."
    )
    assert [(s.percent, s.group) for s in more if s.concept == "stage IV"] == [
        (36, "open"), (22, "no open"),
    ]  # fmt: skip


def test_values_whose_measure_stands_behind_or_elsewhere() -> None:
    told = [
        "The cohort comprised 69 patients aged 43.2±17.9 years.",
        "The children were 13.0 years old on average, and the mean follow-up was 2.9 years.",
        "The interval since therapy was 353 days in the median.",
        "Median overall survival of all was estimated at 9.7 years (95% CI 7.6 to 11.8).",
        "PFS was 31 months (95% CI 23-39) with everolimus but 9 months (95% CI 2-18) with sunitinib.",
    ]
    values = [
        [(s.measure, s.concept, s.value) for s in _told(text) if s.value is not None]
        for text in told
    ]
    assert values == [
        [("mean", "age", 43.2)],
        [("mean", "age", 13.0), ("mean", "follow-up", 2.9)],
        [("median", "interval since therapy", 353)],
        [("median", "overall survival", 9.7)],
        [("median", "progression-free survival", 31), ("median", "progression-free survival", 9)],
    ]


def test_each_time_has_its_own_name_and_a_list_the_groups_before_it() -> None:
    told = _told(
        "Median PFS was 6.8 months with AP and 5.7 months with EP (p = 0.35), and the overall "
        "response rate was 69% and 57%, respectively."
    )
    assert {(s.concept, s.group): s.percent for s in told if s.measure == "proportion"} == {
        ("objective response", "ap"): 69, ("objective response", "ep"): 57,
    }  # fmt: skip
    own = _told(
        "Median PFS and median OS were recorded. PFS did not differ (5.6 vs. 6.2 months), whereas OS "
        "was shorter after the oral form (8.9 vs. 12.1 months)."
    )
    assert [s.value for s in own if s.concept == "progression-free survival"] == []
    assert not any(s.value in (5.6, 6.2) and s.concept == "overall survival" for s in own)


def test_a_risk_that_rose_with_a_factor_is_of_the_factor() -> None:
    told = _told("The risk rose with immunosuppression (hazard ratio 2.4; 95% CI 1.7-3.3).")
    assert [(s.concept, s.value) for s in told] == [("immunosuppression", 2.4)]


def test_a_fifth_of_a_part_is_of_the_part() -> None:
    told = _told(
        "Of 600 patients, 100 (16.7%) had bone metastases. Of these, 40 (40.0%) had fractures. "
        "The site was the femur in 10 (25.0%) and the spine in 30 (75.0%)."
    )
    assert [(s.n, s.N) for s in told if s.n in (10, 30)] == [(10, 40), (30, 40)]


_NEWER = [
    ('The 5-year and 10-year overall survival rates were 81% and 60%; disease-free survival was 70% at five years and 44% at ten years.',
     [('5-year survival', None, None, 81.0), ('10-year survival', None, None, 60.0), ('5-year disease-free survival', None, None, 70.0), ('10-year disease-free survival', None, None, 44.0)]),
    ('Median progression-free survival was 12.1 months on A and 5.0 months on placebo (stratified hazard ratio for progression or death, 0.31; 95% confidence interval [CI], 0.20 to 0.48).',
     [('median', 'progression-free survival', 12.1, 'month'), ('median', 'progression-free survival', 5.0, 'month'), ('ratio', 'progression-free survival', 0.31)]),
    ('The hazard ratio for death was 0.90 (95% CI, 0.40 to 1.90) in the first cohort and 0.80 (95% CI, 0.50 to 1.30) in the second.',
     [('ratio', 'death', 0.9), ('ratio', 'death', 0.8)]),
    ('Patients were 61 years old at diagnosis in the median, and men accounted for 58.2%.',
     [('median', 'age', 61.0, 'year'), ('male', None, None, 58.2)]),
    ('The survivors had been observed for a median of 31 months (range 2-140).',
     [('median', 'follow-up', 31.0, 'month')]),
    ('Those with G3 tumours were older (70.1 ± 11.2 years vs. 59.4 ± 13.8 and 55.0 ± 14.1 years).',
     [('mean', 'age', 70.1, 'year'), ('mean', 'age', 59.4, 'year'), ('mean', 'age', 55.0, 'year')]),
    ('For SSTR2, 12 tumours (24%) were scored negative and 38 (76%) positive.',
     [('sstr2 negative', 12, None, 24.0), ('sstr2 positive', 38, None, 76.0)]),
    ('Ten months after entry, 30% of the NET group and 4% of the NEC group were alive without progression.',
     [('10-month progression-free survival', None, None, 30.0), ('10-month progression-free survival', None, None, 4.0)]),
    ('Of 80 patients, 3% had a complete and 31% a partial response.',
     [('patients', 80, None, None), ('complete response', None, None, 3.0), ('partial response', None, None, 31.0)]),
    ('Forty patients (80%) underwent surgery, which was radical in 33 (82.5%) of them.',
     [('surgery', 40, None, 80.0), ('radical surgery', 33, None, 82.5)]),
    ('Deficiency of vitamin A was found in 9%, of vitamin D in 21% and of vitamin K in 40%.',
     [('deficiency of vitamin a', None, None, 9.0), ('deficiency of vitamin d', None, None, 21.0), ('deficiency of vitamin k', None, None, 40.0)]),
    ('A cell count above the cut-off carried a hazard ratio of 5.1 for progression-free survival and of 7.3 for overall survival.',
     [('ratio', 'progression-free survival', 5.1), ('ratio', 'overall survival', 7.3)]),
    ('After surgery calcitonin remained raised in 41 patients (60%).',
     [('calcitonin raised', 41, None, 60.0)]),
    ('Mean tumour size was 6 mm; the largest lesion measured 22 mm.',
     [('mean', 'tumor size', 6.0, 'mm')]),
    ('Six of 12 patients (50%) with high-grade tumours responded, versus 0 of 9 with low-grade tumours.',
     [('objective response', 6, 12, 50.0), ('objective response', 0, 9, None)]),
    ('Functional and silent tumours did not differ in liver metastasis-free survival (80% v 87%).',
     [('liver metastasis-free survival', None, None, 80.0), ('liver metastasis-free survival', None, None, 87.0)]),
    ('After a median of 29 months three patients had died.',
     [('median', 'follow-up', 29.0, 'month'), ('death', 3, None, None)]),
    ('Overall survival was 70% at 5 years and 40% at 10 years, relapse-free survival 45% and 28%, respectively.',
     [('5-year survival', None, None, 70.0), ('10-year survival', None, None, 40.0), ('5-year recurrence-free survival', None, None, 45.0), ('10-year recurrence-free survival', None, None, 28.0)]),
    ('Survival at 2 and 4 years was 90% and 80% in G1 and 60% and 40% in G2 (p = 0.2).',
     [('p_value', 'overall survival', 0.2), ('2-year survival', None, None, 90.0), ('4-year survival', None, None, 80.0), ('2-year survival', None, None, 60.0), ('4-year survival', None, None, 40.0)]),
    ('Renal function deteriorated in 6 of 50 patients (12%).',
     [('renal function deteriorated', 6, 50, 12.0)]),
    ('Response was assessed in 45 patients (PR 10, SD 25, PD 10).',
     [('patients', 45, None, None), ('partial response', 10, None, None), ('stable disease', 25, None, None), ('progressive disease', 10, None, None)]),
    ('Twenty patients were suitable for curative resection.',
     [('complete resection', 20, None, None)]),
    ('Relapse was more frequent in patients with lymph node metastases (p = 0.01).',
     [('p_value', 'recurrence', 0.01)]),
    ('Severe rash was recorded in 12 of 80 patients exposed to everolimus and in 3 of 40 exposed to sunitinib.',
     [('severe rash', 12, 80, None), ('severe rash', 3, 40, None)]),
    ('Five patients had a synchronous malignancy other than the carcinoid.',
     [('second primary', 5, None, None)]),
    ('The trial was stopped after inclusion of 61 of the 120 planned patients.',
     [('patients', 61, None, None)]),
    ('The incidence of neuroendocrine tumours rose from 1.2 to 5.8 per 100,000 persons.',
     [('rate', 'incidence', 1.2, 'per 100,000 persons'), ('rate', 'incidence', 5.8, 'per 100,000 persons')]),
    ('Hospital mortality did not differ between ileal and duodenal tumours (HR 0.93; 95% CI 0.60-1.40).',
     [('ratio', 'death', 0.93)]),
    ('Resection was associated with improved overall survival in stage I (HR 0.71) and stage II (HR 0.80).',
     [('ratio', 'overall survival', 0.71), ('ratio', 'overall survival', 0.8)]),
    ('Margins were R0, R1 and R2 in 60%, 25% and 15% of patients.',
     [('r0 resection', None, None, 60.0), ('r1 resection', None, None, 25.0), ('r2 resection', None, None, 15.0)]),
    ('A second operation was needed in 30 patients (31%).',
     [('second operation', 30, None, 31.0)]),
    ('In stage II, 5-year overall survival was 48% with adjuvant chemotherapy and 40% without.',
     [('5-year survival', None, None, 48.0), ('5-year survival', None, None, 40.0)]),
    ('Median survival was 30 months with surgery and 14 months without it.',
     [('median', 'overall survival', 30.0, 'month'), ('median', 'overall survival', 14.0, 'month')]),
    ('Of 45 patients, 39 had MEN2A and 6 had MEN 2B.',
     [('patients', 45, None, None), ('men2a', 39, 45, None), ('men2b', 6, 45, None)]),
    ('Lymph node metastases were found in 45 patients (30%), more often in grade 2 than grade 1 tumours (48% vs 19%).',
     [('lymph node metastasis', 45, None, 30.0), ('lymph node metastasis', None, None, 48.0), ('lymph node metastasis', None, None, 19.0)]),
    ('The incidence was 5.6 per 100,000 in those older than 70 and 2.1 per 100,000 in those younger.',
     [('rate', 'incidence', 5.6, 'per 100,000'), ('rate', 'incidence', 2.1, 'per 100,000')]),
    ('The incidence rose from 1.1 per 100,000 in 1973 to 6.9 per 100,000 in 2012, and the mortality was 1.2 per 100,000.',
     [('rate', 'incidence', 1.1, 'per 100,000'), ('rate', 'incidence', 6.9, 'per 100,000'),
      ('rate', 'death', 1.2, 'per 100,000')]),
    ('R0, R1, and R2 resections were achieved in 80%, 15%, and 5% of patients, respectively.',
     [('r0 resection', None, None, 80.0), ('r1 resection', None, None, 15.0), ('r2 resection', None, None, 5.0)]),
    ('Independent risk factors for death in our cohort included stage IV (HR 4.2) and grade 3 (HR 6.1).',
     [('ratio', 'stage IV', 4.2), ('ratio', 'grade G3', 6.1)]),
    ('Sporadic disease recurrence was seen in 12%.', [('recurrence', None, None, 12.0)]),
    ('Positive margins (R1 or R2) were found in 22%.', [('positive margins', None, None, 22.0)]),
    ('Pancreatic fistula grade B or higher occurred in 18%.',
     [('pancreatic fistula grade b or higher', None, None, 18.0)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), _NEWER)
def test_constructions_of_results(text: str, expected: list[tuple[object, ...]]) -> None:
    assert [_brief(s) for s in _told(text)] == expected


def test_what_a_figure_is_not() -> None:
    told = _told(
        "Responders, that is patients whose marker fell by 50% or more, made up 22% of the placebo "
        "arm and 48% of the treated arm."
    )
    assert [s.percent for s in told] == [22, 48]
    doses = _told("Mean reductions in stools came to 0.8 (placebo), 1.6 (250 mg) and 2.0 (500 mg).")
    assert 250 not in [s.value for s in doses]
    scale = _told("Facial palsy (House-Brackmann grade II) was seen in 2 patients (5%).")
    assert [s.concept for s in scale] == ["facial palsy"]
    deviation = _told("Treatment had lasted a mean of 6 years (SD 4.1) in 40 patients (90%).")
    assert "stable disease" not in [s.concept for s in deviation]
    imaged = _told("Functional imaging with somatostatin analogue PET/CT was done in 30 (60%).")
    assert not {"functioning", "somatostatin analog"} & {s.concept for s in imaged}


def test_those_without_are_no_part_of_those_with() -> None:
    told = _told("5-year survival with resection was 70% and without resection 25%.")
    assert [(s.percent, s.group) for s in told] == [(70, "surgery"), (25, "no surgery")]


def test_figures_that_take_up_what_was_told() -> None:
    told = _told(
        "Median progression-free survival was 14 months with A and 5 months with B. Men numbered "
        "40. In the second cohort the corresponding medians were 9 and 4 months."
    )
    assert [s.concept for s in told if s.value in (9, 4)] == ["progression-free survival"] * 2
    told = _told(
        "Deficiency of vitamin K was found in 40%; the corresponding figures for zinc and copper "
        "were 50% and 5%."
    )
    assert [(s.concept, s.percent) for s in told][1:] == [
        ("deficiency of zinc", 50), ("deficiency of copper", 5),
    ]  # fmt: skip
    told = _told(
        "Liver metastasis was diagnosed in 20 patients (25%). It was commoner with functioning than "
        "with silent tumours (46% vs 16%)."
    )
    assert [s.concept for s in told if s.percent in (46, 16)] == ["liver metastasis"] * 2


def test_the_whole_of_a_share_is_the_study_where_nothing_else_tells_it() -> None:
    text = (
        "Brain metastases of neuroendocrine tumours\n\nMethods: The records of an invented hospital were "
        "retrospectively reviewed.\n\n"
        "Results: Brain metastases were diagnosed in 15 of 700 patients (2.1%). Median overall "
        "survival was 20 months (95% CI 12-31), and the hazard ratio was 2.1.\n"
    )
    document = read_bytes(text.encode(), Path("study.txt"))
    rows = [r for r in rows_of(document, _pipeline()) if r.kind == "cohort"]
    sizes = [s.n for r in rows for s in r.statistics if s.concept == "patients"]
    assert sizes == [700]


def test_what_a_series_tells_of_its_patients_together() -> None:
    text = (
        "Skeletal spread of neuroendocrine tumours: a case series\n\nAbstract\n\nWe describe eight "
        "patients with bone metastases of neuroendocrine tumours.\n\nPatients\n\nThe median age was "
        "59 years (range 39-73), and four patients were women.\n\nGroup results\n\nCarcinoid syndrome "
        "was present in two patients (25%).\n\nDiscussion\n\nIt is rare.\n"
    )
    document = read_bytes(text.encode(), Path("series.txt"))
    rows = [r for r in rows_of(document, _pipeline()) if r.kind == "cohort"]
    told = {s.concept: (s.n, s.value) for r in rows for s in r.statistics}
    assert told["age"] == (None, 59)
    assert (told["female"][0], told["carcinoid syndrome"][0]) == (4, 2)


def test_a_share_by_which_a_risk_differs_is_no_proportion() -> None:
    told = _told(
        "Everolimus was associated with a 52% reduction in the estimated risk of progression. The risk of "
        "death was 45% lower with lanreotide. The response rate was 71% (I2 = 88%)."
    )
    assert [s.percent for s in told if s.measure == "proportion"] == [71]


def test_pd_l1_is_no_progressive_disease_and_a_grade_of_harm_no_tumour_s() -> None:
    told = _told("PD-L1 was positive in 23% of tumours. Diarrhoea of grade 3 occurred in 6%.")
    assert [(s.concept, s.percent) for s in told] == [("pd-l1 positive", 23), ("diarrhea", 6)]


def test_an_outcome_in_front_of_its_figures_is_of_the_groups_behind_them() -> None:
    told = _told(
        "The 5-year survival rates were 95%, 82% and 41% for stage I, II and III, respectively."
    )
    assert [(s.concept, s.group, s.percent) for s in told] == [
        ("5-year survival", "stage I", 95),
        ("5-year survival", "stage II", 82),
        ("5-year survival", "stage III", 41),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Among 150 evaluable patients, there were 42 partial responses (28.0%), 74 patients with stable disease (49.3%)"
         " and 31 with progression (20.7%).",
         [("partial response", 42), ("stable disease", 74), ("progressive disease", 31)]),
        ("Recurrence developed in 38 patients (27%): local in 8, regional in 14 and distant in 16.",
         [("recurrence", 38), ("local recurrence", 8), ("regional recurrence", 14), ("distant recurrence", 16)]),
        ("Forty-four patients (16.0%) had recurrence, in the liver in 34.",
         [("recurrence", 44), ("liver metastasis", 34)]),
        ("Ninety tumors (76%) were typical and 28 (24%) atypical.",
         [("typical carcinoid", 90), ("atypical carcinoid", 28)]),
        ("Bone metastases were detected in 19 patients by PET/CT, in 11 by FDG and in 7 by CT.",
         [("bone metastasis", 19), ("bone metastasis", 11), ("bone metastasis", 7)]),
        ("Bone metastases were seen on PET/CT in 31 patients but on CT in only 12.",
         [("bone metastasis", 31), ("bone metastasis", 12)]),
        ("There were three treatment-related deaths in the sunitinib arm and two in the control arm.",
         [("death", 3), ("death", 2)]),
        ("Merkel cell polyomavirus was looked for in 91 tumours and found in 36 (39.6%).",
         [("merkel cell polyomavirus", 36)]),
        ("G3-4 toxicity occurred in 18 patients (26%).", [("grade 3-4 adverse event", 18)]),
    ],
)  # fmt: skip
def test_what_is_counted(text: str, expected: list[tuple[str, int]]) -> None:
    assert [(s.concept, s.n) for s in _told(text) if s.measure == "proportion"] == expected


def test_whose_a_share_by_another_method_is() -> None:
    found = _told("Bone metastases were seen on PET/CT in 31 patients but on CT in only 12.")
    assert [(s.n, s.group) for s in found] == [(31, "pet/ct"), (12, "ct")]


def test_such_events_are_those_of_the_sentence_before() -> None:
    found = _told(
        "Skeletal-related events occurred in 17 of 94 patients (18.1%), hypercalcaemia in 2. "
        "Such events were rarer with denosumab (4/47, 8.5%) than without it (13/47, 27.7%)."
    )
    assert [(s.concept, s.n, s.group) for s in found][-2:] == [
        ("skeletal-related event", 4, "denosumab"),
        ("skeletal-related event", 13, "no denosumab"),
    ]
    found = _told(
        "Skeletal-related events occurred in 17 of 94 patients. All were followed for life. "
        "Such events were rarer with denosumab (4/47, 8.5%) than without it (13/47, 27.7%)."
    )
    assert [s.concept for s in found][-1] != "skeletal-related event"  # not of the one before


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # another unit, or another verb, is another thing
        ("The median age was 62 (range 35-81) years in those who received lanreotide 30 mg.", [("age", 62, "year")]),
        ("The median activity was 27.8 GBq, and 131 patients completed four cycles.", [("activity", 27.8, "gbq")]),
        ("The median diameter was 8 mm; it measured 10-20 mm in 46.", [("tumor size", 8, "mm")]),
        # in years as in months
        ("Median PFS was 25 months. PFS was shorter in carriers than in non-carriers (1.4 vs 3.1 years).",
         [("progression-free survival", 25, "month"), ("progression-free survival", 1.4, "year"),
          ("progression-free survival", 3.1, "year")]),
        # the first is of all
        ("Median PFS was 11.5 months: 15.9 months in men and 7.4 months in women.",
         [("progression-free survival", 11.5, "month"), ("progression-free survival", 15.9, "month"),
          ("progression-free survival", 7.4, "month")]),
        ("Median SUVmax of the lesions was 24.5 in G1 and 9.8 in G3.", [("SUVmax", 24.5, None), ("SUVmax", 9.8, None)]),
    ],
)  # fmt: skip
def test_what_medians_are_of(text: str, expected: list[tuple[str, float, str | None]]) -> None:
    found = [s for s in _told(text) if s.measure == "median"]
    assert [(s.concept, s.value, s.unit) for s in found] == expected


def test_a_ratio_behind_an_outcome_that_did_not_differ() -> None:
    found = _told(
        "Overall survival did not differ significantly (hazard ratio, 0.81; 95% CI, 0.5 to 1.2; P = .3)."
    )
    assert [s.concept for s in found] == ["overall survival", "overall survival"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Locoregional control at 3 years was 84% with and 63% without radiotherapy.",
         [("locoregional control", 84, "radiotherapy"), ("locoregional control", 63, "no radiotherapy")]),
        ("Five-year RFS and OS were 71.4% and 88.2%, respectively.",
         [("5-year recurrence-free survival", 71.4, ""), ("5-year survival", 88.2, "")]),
        ("No difference was seen between FOLFIRI and CAPTEM in response rate (21% versus 13%, p = 0.5).",
         [("objective response", 21, "folfiri"), ("objective response", 13, "captem")]),
        ("Five-year survival was 90% when the disease was confined to the wall, 64% when nodes were involved, and 25% in the presence of "
         "liver metastases; at ten years the corresponding figures were 81%, 45%, and 10%.",
         [("5-year survival", 90, "disease was confined to the wall"), ("5-year survival", 64, "nodes were involved"), ("5-year survival", 25, "liver metastasis"),
          ("10-year survival", 81, "disease was confined to the wall"), ("10-year survival", 45, "nodes were involved"), ("10-year survival", 10, "liver metastasis")]),
        ("Second-line regimens were FOLFIRI in 45 (54%) and CAPTEM in 22 (27%).", [("folfiri", 54, ""), ("captem", 27, "")]),
        ("Grade 3 dermatitis was seen in 12% of irradiated patients.", [("grade 3-4 adverse event", 12, "radiotherapy")]),
    ],
)  # fmt: skip
def test_two_endpoints_regimens_and_figures_under_a_condition(
    text: str, expected: list[tuple[str, float, str]]
) -> None:
    found = [s for s in _told(text) if s.measure == "proportion"]
    told = sorted((s.concept, s.percent, s.group) for s in found)
    assert told == sorted(expected)


def test_deaths_told_again_for_two_arms_in_words() -> None:
    found = _told(
        "There were nine treatment-related deaths, six in the CAV arm and three in the alternating arm."
    )
    assert [(s.concept, s.n, s.group) for s in found] == [
        ("death", 9, ""), ("death", 6, "cav"), ("death", 3, "alternating"),
    ]  # fmt: skip
    assert found[1].quote == "deaths, six"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The most frequent primary sites were the small intestine (1,597; 24.8%), lung (1,159; 18.0%) and appendix (885; 13.7%).",
         [("primary small intestine", 1597, 24.8), ("primary lung", 1159, 18.0), ("primary appendix", 885, 13.7)]),
        ("132 tumours (34.5%) arose in the appendix, 110 (28.7%) in the small intestine, 61 (15.9%) in the rectum and 9 elsewhere.",
         [("primary appendix", 132, 34.5), ("primary small intestine", 110, 28.7), ("primary rectum", 61, 15.9)]),
        ("There were 136 typical carcinoids (TC; 78.2%) and 38 atypical carcinoids (AC; 21.8%).",
         [("typical carcinoid", 136, 78.2), ("atypical carcinoid", 38, 21.8)]),
        ("Nodal metastases were found in 13/136 TC (9.6%) and in 14/38 AC (36.8%).",
         [("lymph node metastasis", 13, 9.6), ("lymph node metastasis", 14, 36.8)]),
        ("Germline mutations of SDHB, SDHD and VHL were found in 15, six and two patients, respectively.",
         [("sdhb", 15, None), ("sdhd", 6, None), ("vhl", 2, None)]),
        ("Pancreatic fistula complicated five operations (13%).", [("pancreatic fistula", 5, 13)]),
                ("The carcinoids did no better than the islet-cell tumours (8/17 vs 4/10, p = 1.0).", []),
    ],
)  # fmt: skip
def test_counts_in_front_of_places_and_beside_short_forms(
    text: str, expected: list[tuple[str, int, float | None]]
) -> None:
    found = [s for s in _told(text) if s.measure == "proportion"]
    assert [(s.concept, s.n, s.percent) for s in found] == expected


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("246 patients were screened, of whom 182 were randomly assigned: 92 to octreotide and 90 to sunitinib.",
         [("octreotide", 92), ("sunitinib", 90)]),
        ("Among 128 randomized patients, 85 were assigned to lanreotide and 43 to placebo.",
         [("lanreotide", 85), ("placebo", 43)]),
        # no two numbers of the arms of 60 patients
        ("Among 60 randomized patients, 35 were assigned to lanreotide and 12 to surgery later.", []),
    ],
)  # fmt: skip
def test_arms_add_up_to_the_patients_told_before(text: str, sizes: list[tuple[str, int]]) -> None:
    found = [s for s in _told(text) if s.measure == "count" and s.group]
    assert [(s.group, s.n) for s in found] == sizes


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("The difference in sensitivity between PET and CT was significant (P < 0.001), whereas that between CT and bone scintigraphy was not (P = 0.58).",
         ["sensitivity", "sensitivity"]),
        ("The procedure time was significantly shorter in the first group (P < 0.001).", ["procedure time"]),
        ("The hospitalization cost of surgery was also higher (P < 0.001).", ["hospitalization cost"]),
    ],
)  # fmt: skip
def test_a_p_value_is_of_what_differed(text: str, concepts: list[str]) -> None:
    assert [s.concept for s in _told(text) if s.measure == "p_value"] == concepts


def test_a_rate_that_rose_and_a_relief_that_lasted() -> None:
    found = _told("Five-year survival rose from 57.2% in 2000-2004 to 70.4% in 2015-2019.")
    assert [(s.concept, s.percent) for s in found] == [
        ("5-year survival", 57.2), ("5-year survival", 70.4),
    ]  # fmt: skip
    lasted = _told(
        "Of the 27 who survived, symptoms were relieved in 23 (85%), for a median of 8 months."
    )
    assert [s.concept for s in lasted if s.measure == "median"] == ["duration of response"]


def test_the_tests_of_a_list_have_each_its_sensitivity() -> None:
    found = _told(
        "We studied 60 patients. The sensitivity of SPECT/CT, PET/CT and MRI was 71.0%, 93.5% and 84.0%, respectively, whereas the specificity "
        "was 88.0%, 88.0% and 75.0%."
    )
    shares = [(s.concept, s.group, s.percent) for s in found if s.measure == "proportion"]
    assert sorted(shares) == [
        ("sensitivity", "MRI", 84.0), ("sensitivity", "PET/CT", 93.5), ("sensitivity", "SPECT/CT", 71.0),
        ("specificity", "MRI", 75.0), ("specificity", "PET/CT", 88.0), ("specificity", "SPECT/CT", 88.0),
    ]  # fmt: skip


def test_a_median_that_differs_between_two_groups() -> None:
    found = _told(
        "We studied 147 patients. Median overall survival differed between men and women (58 vs. 41 months)."
    )
    told = [(s.concept, s.group, s.value) for s in found if s.measure == "median"]
    assert sorted(told) == [
        ("overall survival", "female", 41.0), ("overall survival", "male", 58.0),
    ]  # fmt: skip


def test_a_finding_in_a_list_of_groups() -> None:
    found = _told(
        "We studied 60 patients. Lymph node metastases were present in 1 of 28 tumors smaller than 1 cm, in 5 of 12 of the intermediate group, and in "
        "6 of 7 of those of 3 cm or more."
    )
    told = [(s.concept, s.group, s.n, s.N) for s in found if s.measure == "proportion"]
    assert told == [
        ("lymph node metastasis", "tumor size <1 cm", 1, 28),
        ("lymph node metastasis", "intermediate", 5, 12),
        ("lymph node metastasis", "3 cm or more", 6, 7),
    ]


def test_what_is_less_than_a_share_is_no_size_of_the_study() -> None:
    found = _told(
        "Bone metastases were found in 131 patients (14.2%). Zoledronic acid was administered in 40 patients and denosumab in 33."
    )
    assert not [s for s in found if s.measure == "count"]
    told = {(s.concept, s.n) for s in found if s.measure == "proportion"}
    assert {("bone metastasis", 131), ("denosumab", 33)} <= told


def test_grades_counted_in_one_go() -> None:
    found = _told("We studied 68 patients. Tumors were G1/G2/G3 in 14/46/8.")
    assert {("grade G1", 14), ("grade G2", 46), ("grade G3", 8)} <= {
        (s.concept, s.n) for s in found if s.measure == "proportion"
    }


def test_another_finding_behind_and_is_no_group() -> None:
    found = _told(
        "We studied 80 patients. Liver metastases were present in 30 of 80 patients and carcinoid syndrome in 15 of 80 patients. Diarrhea was present in 10 of 30 men "
        "and in 5 of 50 women. Tumors were G1/G2 in 72/80 (90%)."
    )
    told = {(s.concept, s.group, s.n, s.N) for s in found if s.measure == "proportion"}
    assert told >= {
        ("liver metastasis", "", 30, 80), ("carcinoid syndrome", "", 15, 80), ("diarrhea", "male", 10, 30),
        ("diarrhea", "female", 5, 50), ("grade G1-2", "", 72, 80),
    }  # fmt: skip


def test_one_finding_in_kinds_of_tumours_told_in_a_row() -> None:
    found = _told(
        "CDX2 was positive in 59 of 62 (95%) ileal, 17 of 19 (89%) appendiceal, and 9 of 58 (16%) pancreatic tumors. "
        "ISL1 labeled 48/58 (83%) pancreatic and 20/22 (91%) rectal tumors but only 3/62 (5%) ileal tumors. "
        "Lymph node metastases were present in four typical (14%) and five atypical (56%) carcinoids."
    )
    told = {(s.concept, s.n, s.N) for s in found if s.measure == "proportion"}
    assert told == {
        ("cdx2 positive", 59, 62), ("cdx2 positive", 17, 19), ("cdx2 positive", 9, 58),
        ("isl1 positive", 48, 58), ("isl1 positive", 20, 22), ("isl1 positive", 3, 62),
        ("lymph node metastasis", 4, None), ("lymph node metastasis", 5, None),
    }  # fmt: skip


def test_that_of_another_test_behind_a_comma() -> None:
    found = _told(
        "The sensitivity of exendin PET/CT was 95.5% (42 of 44), that of CT 72.7% and that of EUS 81.8%."
    )
    assert [(s.concept, s.group, s.percent) for s in found][1:] == [
        ("sensitivity", "ct", 72.7), ("sensitivity", "eus", 81.8),
    ]  # fmt: skip


def test_lesions_of_so_many_patients() -> None:
    found = _told(
        "We analyzed retrospectively 131 lesions of 128 patients (79 men; mean age 48.6 years)."
    )
    assert [s.n for s in found if s.measure == "count"] == [128]


def test_of_any_grade_is_no_part_of_the_name() -> None:
    found = _told(
        "We studied 84 patients. Toxicity led to withdrawal in 7, and pneumonitis of any grade in 8 (9.5%) was seen."
    )
    assert ("pneumonitis", 8) in {(s.concept, s.n) for s in found}


@pytest.mark.parametrize(
    "of",
    [
        "gastroenteropancreatic tumours",
        "neuroendocrine gastroenteropancreatic (GEP) tumours",
        "the glucagonoma syndrome",
        "somatostatin receptor-positive tumours",
    ],
)
def test_other_names_of_the_disease_in_a_title(of: str) -> None:
    text = (
        f"Long-term results of treatment of {of}\n\nBetween 1980 and 1995, 56 patients (31 men, 25 women) with {of} were treated in our hospital. "
        "Liver metastases were found in 15 patients (26.8%).\n"
    )
    (row,) = rows_of(read_bytes(text.encode(), Path("paper.txt")), _pipeline())
    assert ("liver metastasis", 15) in {(s.concept, s.n) for s in row.statistics}


def test_so_many_of_them_women() -> None:
    found = _told("A total of 112 patients, 66 of them women (58.9%), were included.")
    assert ("female", 66, None, 58.9) in {_brief(s) for s in found}


@pytest.mark.parametrize("verb", [" were of", " of"])
def test_a_list_of_origins(verb: str) -> None:
    found = _told(
        f"We studied 56 patients with neuroendocrine tumours, {'of whom ' if verb.strip() != 'of' else ''}27{verb} midgut, 18 of pancreatic and 11 of unknown origin."
    )
    assert {(s.concept, s.n) for s in found if s.measure == "proportion"} == {
        ("primary small intestine", 27), ("primary pancreas", 18), ("primary unknown", 11),
    }  # fmt: skip


def test_the_grade_of_a_toxicity_is_no_tumour_grade() -> None:
    found = _told(
        "We treated 50 patients. Stomatitis of any grade occurred in 30 (60%), and of grade 3 in 5 (10%)."
    )
    assert "grade G3" not in {s.concept for s in found}


def test_cell_types_beside_their_counts() -> None:
    found = _told(
        "We studied 43 patients with neuroendocrine carcinoma; 20 tumors were small cell, 18 large cell and 5 unspecified."
    )
    assert {("small cell NEC", 20), ("large cell NEC", 18)} <= {(s.concept, s.n) for s in found}


def test_performance_status_in_one_go() -> None:
    found = _told("We studied 43 patients; ECOG PS 0/1/2 in 12/27/4.")
    assert [(s.group, s.n) for s in found if s.concept == "performance status"] == [
        ("performance status 0", 12), ("performance status 1", 27), ("performance status 2", 4),
    ]  # fmt: skip


def test_unchanged_between_response_and_progression() -> None:
    found = _told(
        "Thirty-one patients were treated. On computed tomography 4 patients (13%) had a partial response, 20 were unchanged and 7 progressed."
    )
    assert ("stable disease", 20) in {(s.concept, s.n) for s in found}


def test_measured_in_so_many_patients() -> None:
    found = _told(
        "We measured plasma neuropeptide K in 46 consecutive patients with mid-gut carcinoid tumours, 41 of whom had liver metastases, and in 30 healthy subjects. "
        "Nineteen patients were treated with interferon."
    )
    assert [s.n for s in found if s.measure == "count"] == [46]
    assert 30 not in {s.n for s in found}


def test_the_end_of_a_range_is_no_mean() -> None:
    found = _told(
        "We studied 23 patients. Age at diagnosis averaged 44 years for the thymus (range 31–66 years) and 39 years for the lung."
    )
    assert [s.value for s in found if s.measure == "mean"] == [44.0, 39.0]


def test_organs_alone_are_primaries() -> None:
    found = _told("We studied 23 patients with carcinoids, thymic in 9 and bronchial in 14.")
    assert {("primary thymus", 9), ("primary lung", 14)} <= {(s.concept, s.n) for s in found}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The probability of surviving ten years was 29%.", {("10-year survival", 29.0)}),
        (
            "The 2-year local control, relapse-free survival and overall survival rates were 72%, 36% and 47%.",
            {("local control", 72.0), ("2-year recurrence-free survival", 36.0), ("2-year survival", 47.0)},
        ),
    ],
)  # fmt: skip
def test_what_stands_before_a_survival(text: str, told: set[tuple[str, float]]) -> None:
    found = _told(f"We studied 23 patients. {text}")
    assert {(s.concept, s.percent) for s in found if s.percent} == told


_ARMS_TOLD = [
    (
        "We randomly assigned 410 patients to receive everolimus, at a dose of 10 mg once daily (207 patients), or placebo (203 patients).",
        {("patients", "everolimus", 207), ("patients", "placebo", 203)},
    ),
    (
        "Patients were randomly assigned to receive lanreotide (Autogel) at a dose of 120 mg (101 patients) or placebo (103 patients) for 96 weeks.",
        {("patients", "lanreotide", 101), ("patients", "placebo", 103)},
    ),
    (
        "At the cutoff, 9 deaths were reported in the sunitinib group (10%) versus 21 deaths in the placebo group (25%).",
        {("death", "sunitinib", 9), ("death", "placebo", 21)},
    ),
    (
        "Fourteen deaths occurred in the lanreotide group and 26 in the control group.",
        {("death", "lanreotide", 14), ("death", "control", 26)},
    ),
    (
        "Adverse events were mostly grade 1 or 2 and included stomatitis (in 64% of patients in the everolimus group vs. 17% in the placebo group), rash (49% vs. 10%), and fatigue (31% vs. 14%).",
        {
            ("stomatitis", "everolimus", 64), ("stomatitis", "placebo", 17), ("rash", "everolimus", 49),
            ("rash", "placebo", 10), ("fatigue", "everolimus", 31), ("fatigue", "placebo", 14),
        },
    ),
    (
        "Events occurred more often with vandetanib compared with placebo, including diarrhea (56% v 26%) and headache (26% v 9%).",
        {
            ("diarrhea", "vandetanib", 56), ("diarrhea", "placebo", 26), ("headache", "vandetanib", 26),
            ("headache", "placebo", 9),
        },
    ),
    (
        "Compared with chemotherapy alone, median OS was prolonged with anlotinib plus chemotherapy (19.3 versus 11.9 months).",
        {("overall survival", "anlotinib plus chemotherapy", 19.3), ("overall survival", "chemotherapy alone", 11.9)},
    ),
    (
        "Peripheral tumors had better survival compared with central tumors (median OS: 4.04 vs. 1.51 years).",
        {("overall survival", "peripheral", 4.04), ("overall survival", "central", 1.51)},
    ),
    (
        "Women had a higher response rate than men (40% vs 22%).",
        {("objective response", "female", 40), ("objective response", "male", 22)},
    ),
    (
        "Carriers have an increased frequency of malignant disease (11/32 vs 0/34).",
        {("malignant disease", "carriers", 11), ("malignant disease", UNTOLD, 0)},
    ),
    (
        "Brain metastasis occurred more frequently in LCNEC (19.2%) than SCLC (16.7%, P < .001) or NSCLC (13%, P < .001).",
        {
            ("brain metastasis", "large cell NEC", 19.2), ("brain metastasis", "small cell NEC", 16.7),
            ("brain metastasis", "nsclc", 13),
        },
    ),
    (
        "The response rate was 62% among patients with MCPyV-positive tumors (10 of 16 patients) and 44% among those with virus-negative tumors (4 of 9 patients).",
        {("objective response", "mcpyv-positive tumors", 10), ("objective response", "virus-negative tumors", 4)},
    ),
    (
        "AIP mutations were identified in 11/83 (13.3%) sporadic somatotropinoma patients, in 7/61 (11.5%) insulinoma patients, and in 1/16 non-functioning patients.",
        {("aip mutations", "sporadic somatotropinoma", 11), ("aip mutations", "insulinoma", 7), ("aip mutations", "non-functioning", 1)},
    ),
    (
        "The 5-year relative survival was 58.8% (men) and 70.7% (women).",
        {("5-year survival", "male", 58.8), ("5-year survival", "female", 70.7)},
    ),
    (
        "The sensitivity of TTF-1 in small cell carcinoma was 85.19%.",
        {("sensitivity of ttf-1", "small cell NEC", 85.19)},
    ),
    (
        "Larger increases in OS were noted in pancreatic NETs (HR, 0.56; 95% CI, 0.44-0.70).",
        {("overall survival", "primary pancreas", 0.56)},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), _ARMS_TOLD)
def test_what_two_arms_or_groups_had(text: str, told: set[tuple[str, str, float]]) -> None:
    found = _told(f"We studied 800 patients with neuroendocrine tumours. {text}")
    numbers = {(s.concept, s.group, next(v for v in (s.n, s.percent, s.value) if v is not None)) for s in found if s.measure != "p_value" and s.group}  # fmt: skip
    assert numbers == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Small cell carcinoma was commonest (31 cases), followed by 16 cases of typical carcinoid, 5 cases of atypical carcinoid, and 1 case of LCNEC.",
         [("small cell NEC", 31, None, None), ("typical carcinoid", 16, None, None), ("atypical carcinoid", 5, None, None), ("large cell NEC", 1, None, None)]),
        ("The overall response rate was 25.0% (95% CI 7.3-52.4; four of 16 patients).", [("objective response", 4, 16, 25.0)]),
        ("The response rate among the 25 patients with at least one evaluation was 56%.", [("objective response", None, None, 56.0)]),
        ("The clinical benefit rate (stable disease for more than 6 months) was 32%.", [("disease control", None, None, 32.0)]),
        ("The patients were predominantly (95%) men with their average age being 60 years.", [("male", None, None, 95.0), ("mean", "age", 60.0, "year")]),
        ("The male over female ratio was of 2.7.", []),
        ("There was a male over female ratio of 2.7.", [("ratio", "male", 2.7)]),
        ("LCNEC was more common among men, and disease presented at stage IV (55%).", [("stage IV", None, None, 55.0)]),
        ("PDL-1 = 0% and MET = 7.4%.", [("pdl-1", None, None, 0.0), ("met", None, None, 7.4)]),
        ("Overall survival data were immature at data cutoff (HR, 0.89; 95% CI, 0.48 to 1.65).", [("ratio", "overall survival", 0.89)]),
        ("The study met its primary objective of PFS prolongation with vandetanib versus placebo (HR, 0.46).", [("ratio", "progression-free survival", 0.46)]),
        ("The OS rate improved from the 2000-2004 period to the 2009-2012 period (hazard ratio [HR], 0.79).", [("ratio", "overall survival", 0.79)]),
        ("The hazard ratio for disease progression or death from any cause with everolimus, 0.35, was low.", [("ratio", "progression-free survival", 0.35)]),
        ("Two markers increased the sensitivity for LCNEC from 47% to 93%.", [("sensitivity", None, None, 47.0), ("sensitivity", None, None, 93.0)]),
    ],
)  # fmt: skip
def test_one_group_in_newer_constructions(text: str, told: list[tuple[object, ...]]) -> None:
    found = _told(f"We studied 800 patients with neuroendocrine tumours. {text}")
    assert [_brief(s) for s in found if s.measure != "count"] == told


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("Results: 102 patients (52F, 50 M), median age 39.4 (range 16.3-81.1) years, were diagnosed with NET.", 102),
        ("Results: 282 patients were identified, of whom 278 with a NET of 1-2 cm in size were included.", 278),
        ("Results: Of total number of 53 patients, diagnosis was made on biopsy in 40 patients.", 53),
    ],
)  # fmt: skip
def test_sizes_in_newer_wordings(text: str, n: int) -> None:
    paper = (
        f"Neuroendocrine tumours: a retrospective cohort study\n\nMethods: It was done.\n\n{text}\n"
    )
    rows = rows_of(read_bytes(paper.encode(), Path("study.txt")), _pipeline())
    sizes = [s.n for r in rows for s in r.statistics if s.measure == "count" and s.concept == "patients" and not s.group]  # fmt: skip
    assert sizes == [n]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Overall survival was shorter in patients with larger tumours (p = 0.02).", [("p_value", "overall survival", 0.02)]),
        ("They were older (P < 0.001) and had smaller tumours (P = 0.03).", [("p_value", "age", 0.001), ("p_value", "tumor size", 0.03)]),
        ("There were two deaths in hospital and 78 in complete remission.", [("death", 2, None, None)]),
        ("There were 5 deaths in the surgical group and 30 in the medical group were lost to follow-up.", [("death", 5, None, None)]),
        ("Patients allocated to treatment with sunitinib who progressed (24) or died (9) were followed.", [("progressive disease", 24, None, None), ("death", 9, None, None)]),
        ("Patients enrolled in the trial were allowed to receive octreotide (64 patients) or omeprazole (38 patients).", [("somatostatin analog", 64, None, None), ("proton pump inhibitor", 38, None, None)]),
        ("Death was recorded in two groups, 5 cases of typical carcinoid and 12 cases of atypical carcinoid.", [("death", 5, None, None), ("death", 12, None, None)]),
        ("A final analysis will take place when 50% of the patients have died.", []),
        ("A sample size of 30 patients was calculated.", []),
        ("Four patients declined right hemicolectomy.", []),
        ("Completion hemicolectomy performed in 30 patients yielded residual disease in nine.", [("colectomy", 30, None, None), ("residual disease", 9, None, None)]),
    ],
)  # fmt: skip
def test_what_looks_like_an_arm_a_size_or_a_trait(
    text: str, told: list[tuple[object, ...]]
) -> None:
    found = _told(f"We studied 800 patients with neuroendocrine tumours. {text}")
    assert [_brief(s) for s in found if (s.concept, s.n) != ("patients", 800)] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Men had higher rates of smoking than women (55% vs 40%).", {("smoking", "male", 55), ("smoking", "female", 40)}),
        ("Survival was lower among men than women and was highest for the limbs in both men (68.2%) and women (79.3%).", {("overall survival", "male", 68.2), ("overall survival", "female", 79.3)}),
        ("Nodal metastasis was associated with a worse 5-year survival (60% vs. 86%).",
         {("5-year survival", "lymph node metastasis", 60), ("5-year survival", "no lymph node metastasis", 86)}),
    ],
)  # fmt: skip
def test_groups_that_are_compared(text: str, told: set[tuple[str, str, float]]) -> None:
    found = _told(f"We studied 800 patients with neuroendocrine tumours. {text}")
    assert {(s.concept, s.group, s.percent) for s in found if s.percent} == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Median survival was longer in typical carcinoid (52 months) than in atypical carcinoid (18 months).",
         {("overall survival", "typical carcinoid", 52), ("overall survival", "atypical carcinoid", 18)}),
        ("Median survival was longer in grade 1 tumours (41.4 months [95% CI 35.1-47.7]) than in grade 3 tumours [8.6; 95% CI 6.7-10.6 months].",
         {("overall survival", "grade G1", 41.4), ("overall survival", "grade G3", 8.6)}),
        ("Median survival was 41 months in grade 1 tumours and 9 months in grade 3 tumours.",
         {("overall survival", "grade G1", 41), ("overall survival", "grade G3", 9)}),
        ("Patients who underwent surgery had a longer median survival than those who did not (62 vs 31 months).",
         {("overall survival", "surgery", 62), ("overall survival", "no surgery", 31)}),
        ("Median survival was 30 months, against 14 months with streptozotocin and 5-fluorouracil.",
         {("overall survival", UNTOLD, 30), ("overall survival", "streptozocin", 14)}),
        ("Incidence-based mortality declined from 5.4 in 2004 to 2.9 in 2019.", {("death", "2004", 5.4), ("death", "2019", 2.9)}),
        ("The age-standardised incidence was 4.2 (men) and 2.8 (women) per 100,000.", {("incidence", "male", 4.2), ("incidence", "female", 2.8)}),
        ("Deaths amounted to 12 per 100 patient-years.", {("death", "", 12)}),
        ("A hazard ratio for death, adjusted for age and sex, was 0.61 (95% CI 0.41-0.88).", {("death", "", 0.61)}),
        ("A larger tumor size (HR 1.03 per each increase in mm, 95% CI 1.01-1.05) was associated with recurrence.", {("recurrence", "larger tumor size", 1.03)}),
        ("The median time from diagnosis to recurrence was of 14.2 months (range 1-120).", {("time to recurrence", "", 14.2)}),
        ("Women were younger than men (52 vs 58 years; p = 0.02).", {("age", "", 0.02)}),
    ],
)  # fmt: skip
def test_whose_a_figure_is(text: str, told: set[tuple[str, str, float]]) -> None:
    found = _told(f"We studied 800 patients with neuroendocrine tumours. {text}")
    assert {(s.concept, s.group, s.value) for s in found if s.value is not None} == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Virus-positive tumours were more often located on a limb (58% vs 27%).",
         {("located on limb", "virus-positive", 58), ("located on limb", "virus-negative", 27)}),
        ("Men were more often smokers (45% vs 20%).", {("smokers", "male", 45), ("smokers", "female", 20)}),
        ("G3 tumours more frequently had liver metastases (45% vs 20%).",
         {("liver metastasis", "grade G3", 45), ("liver metastasis", "no grade G3", 20)}),
        ("Patients with bone metastases were more often treated with chemotherapy (45% vs 20%).",
         {("chemotherapy", "bone metastasis", 45), ("chemotherapy", "no bone metastasis", 20)}),
        ("Liver metastases were more often found in men (45% vs 20%).",
         {("liver metastasis", "male", 45), ("liver metastasis", "female", 20)}),
        ("Metastases in the liver, in bone and in lung were present in 47%, 34% and 12%.",
         {("liver metastasis", "", 47), ("bone metastasis", "", 34), ("lung metastasis", "", 12)}),
        ("Tumours larger than 2 cm had nodal metastases in 40% of cases.", {("lymph node metastasis", "tumor size >2 cm", 40)}),
        ("Toxicity was seen in 12% of patients: anaemia in 5%, leukopenia in 4%.",
         {("adverse event", "", 12), ("anaemia", "", 5), ("leukopenia", "", 4)}),
        ("MIBG was positive in 85% of patients, CT in 70% and MRI in 75%.",
         {("mibg positive", "", 85), ("ct positive", "", 70), ("mri positive", "", 75)}),
        ("ECOG PS 0/1/2: 31%/60%/9%.",
         {("performance status", f"performance status {n}", p) for n, p in ((0, 31), (1, 60), (2, 9))}),
        ("The sensitivity of PET/CT was 92%, of CT 61% and of MRI 74%.", {("sensitivity", "pet/ct", 92), ("sensitivity", "ct", 61), ("sensitivity", "mri", 74)}),
        ("Overall survival at 5 and 10 years was 90% and 84%. It was 95% and 91% for typical, and 68% and 51% for atypical carcinoid.",
         {("5-year survival", "", 90), ("10-year survival", "", 84), ("5-year survival", "typical", 95), ("10-year survival", "typical", 91),
          ("5-year survival", "atypical carcinoid", 68), ("10-year survival", "atypical carcinoid", 51)}),
        ("Surgery resulted in biochemical cure of 59% and 30% had recurrence.", {("biochemical cure", "", 59), ("recurrence", "", 30)}),
        ("A conversion to laparotomy was necessary in 8%.", {("conversion to open surgery", "", 8)}),
    ],
)  # fmt: skip
def test_whose_a_share_is(text: str, told: set[tuple[str, str, float]]) -> None:
    found = _told(f"We studied 800 patients with neuroendocrine tumours. {text}")
    assert {(s.concept, s.group, s.percent) for s in found if s.percent is not None} == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Hypercalcaemia was found in 18 of 200 patients, a frequency of 9%.", [("hypercalcemia", 18, 200, 9.0)]),
        ("Fifteen cases had bilateral tumours, 5 cases a genetic mutation, and 2 cases a positive family history.",
         [("bilateral tumours", 15, None, None), ("genetic mutation", 5, None, None), ("positive family history", 2, None, None)]),
        ("Ectopic Cushing 6 pts.", [("ectopic acth syndrome", 6, None, None)]),
        ("Surgery was done in 40 patients, 22 of them women.", [("surgery", 40, None, None), ("female", 22, None, None)]),
        ("It showed male predominance (male/female ratio, 18/7).", [("ratio", "male", 2.5714)]),
    ],
)  # fmt: skip
def test_lists_and_asides_in_few_words(text: str, told: list[tuple[object, ...]]) -> None:
    found = _told(f"We studied 800 patients with neuroendocrine tumours. {text}")
    assert [_brief(s) for s in found if (s.concept, s.n) != ("patients", 800)] == told


def test_a_figure_of_a_group_that_is_not_told_is_asked_about() -> None:
    paper = (
        "Neuroendocrine tumours: a retrospective cohort study\n\nMethods: We studied 80 patients with neuroendocrine "
        "tumours.\n\nResults: Median survival was 30 months, against 14 months with streptozotocin.\n"
    )
    (row,) = rows_of(read_bytes(paper.encode(), Path("study.txt")), _pipeline())
    (query,) = [q for q in row.queries if q["rule"] == "cohort.group"]
    assert "Median survival was 30 months" in query["message"]


def test_how_a_drug_was_given_is_neither_an_arm_nor_a_finding() -> None:
    found = _told(
        "Sixty patients with carcinoid tumours were randomized to either interferon alpha-2b, 5 MU s.c. three times a "
        "week (n = 31), or streptozotocin 1 g daily for five days (n = 29)."
    )
    arms = {(s.concept, s.group, s.n) for s in found if s.group}
    assert arms == {("patients", "interferon alfa", 31), ("patients", "streptozocin", 29)}


def test_the_other_arm_has_the_same_thing_counted() -> None:
    found = _told(
        "We studied 800 patients with neuroendocrine tumours. A response was recorded in 15 patients (48%) treated "
        "with interferon as compared with 3 (10%) on chemotherapy."
    )
    shares = {(s.concept, s.group, s.n) for s in found if s.percent}
    assert shares == {
        ("objective response", "interferon alfa", 15),
        ("objective response", "chemotherapy", 3),
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Survival at 3 years was 80 and 62% at 6 years.", [("3-year survival", None, None, 80.0), ("6-year survival", None, None, 62.0)]),
        ("Disease-free survival (DFS) and overall survival at 4 years were 61% and 90%, respectively.",
         [("4-year disease-free survival", None, None, 61.0), ("4-year survival", None, None, 90.0)]),
        ("The operated (median age, 52; female, 58.1%) were followed.", [("median", "age", 52.0, "year"), ("female", None, None, 58.1)]),
        ("Gastrinoma was commonest among MEN 1 patients (34%).", [("gastrinoma", None, None, 34.0)]),
        ("Stage went with differentiation (Cramer's V 0.29).", []),
        ("The positivity rate of calcitonin was 81% and of CEA 64%.", [("calcitonin positive", None, None, 81.0), ("cea positive", None, None, 64.0)]),
        ("In this group, 70% were operated on, 52% with curative intent and 18% for palliation.",
         [("surgery", None, None, 70.0), ("curative surgery", None, None, 52.0), ("palliative surgery", None, None, 18.0)]),
        ("Surgical margins were tumour-free in 31 of 40 patients.", [("r0 resection", 31, 40, None)]),
        ("Of the second tumours the chief one was skin melanoma, which was seen in 4 patients.", [("skin melanoma", 4, None, None)]),
        ("They came with a mean of 2 previous therapies.", [("mean", "previous therapies", 2.0, None)]),
        ("They were given a median of 3 PRRT cycles.", [("median", "number of cycles", 3.0, None)]),
    ],
)  # fmt: skip
def test_shares_in_the_wordings_of_abstracts(text: str, told: list[tuple[object, ...]]) -> None:
    found = _told(f"We studied 800 patients with neuroendocrine tumours. {text}")
    assert [_brief(s) for s in found if (s.concept, s.n) != ("patients", 800)] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The 3-year survival rates were 58% and 93% in G2 and G1 tumours.", {("3-year survival", "grade G2", 58.0), ("3-year survival", "grade G1", 93.0)}),
        ("Response was seen in 31% and 12% of patients with pancreatic and midgut tumours.",
         {("objective response", "pancreatic", 31.0), ("objective response", "midgut", 12.0)}),
        ("Recurrence differed by grade (G1 6% vs G3 41%).", {("recurrence", "grade G1", 6.0), ("recurrence", "grade G3", 41.0)}),
        ("Relapse was seen in 21% of patients older than 60 years and in 9% of those under 60.",
         {("recurrence", "age >60", 21.0), ("recurrence", "age <60", 9.0)}),
        ("Relapse was more frequent in patients older than 60 years (21% vs 9%).", {("recurrence", "age >60", 21.0), ("recurrence", "age <=60", 9.0)}),
        ("MEN 1 patients had more recurrences than sporadic patients (41% vs 19%).", {("recurrence", "men1", 41.0), ("recurrence", "sporadic", 19.0)}),
        ("Among patients with liver metastases, response was 41% with lanreotide and with placebo 5%.",
         {("objective response", "somatostatin analog", 41.0), ("objective response", "placebo", 5.0)}),
        ("The disease control rate was 43% without toxicity.", {("disease control", "", 43.0)}),
        ("OS was 90% and 75% at 5 and 10 years, and DFS was 70% and 48%.",
         {("5-year survival", "", 90.0), ("10-year survival", "", 75.0), ("5-year disease-free survival", "", 70.0), ("10-year disease-free survival", "", 48.0)}),
        ("Mortality was 12%, but then fell to 8%.", {("death", "", 12.0), ("death", "group not told", 8.0)}),
        ("Of lung NETs, 77% were typical carcinoids.", {("typical carcinoid", "primary lung", 77.0)}),
        ("Among GEP-NETs, 30% were functioning.", {("functioning", "primary gastro-entero-pancreatic", 30.0)}),
        ("Ten-year survival of pNETs was better in patients given lanreotide (64%) than in those who had surgery alone (41%).",
         {("10-year survival", "somatostatin analog", 64.0), ("10-year survival", "surgery alone", 41.0)}),
        ("Ten-year survival in patients who underwent enucleation, distal pancreatectomy, or no surgery was 90%, 81%, and 40%, respectively.",
         {("10-year survival", "enucleation", 90.0), ("10-year survival", "distal pancreatectomy", 81.0), ("10-year survival", "no surgery", 40.0)}),
        ("Partial response and disease control were reached in 9 patients (12%) and 60 patients (80%) under everolimus, and in 2 patients (6%) and 20 patients (63%) under placebo, respectively.",
         {("partial response", "everolimus", 12.0), ("disease control", "everolimus", 80.0), ("partial response", "placebo", 6.0), ("disease control", "placebo", 63.0)}),
    ],
)  # fmt: skip
def test_groups_in_the_wordings_of_abstracts(text: str, told: set[tuple[str, str, float]]) -> None:
    found = _told(f"We studied 800 patients with neuroendocrine tumours. {text}")
    assert {(s.concept, s.group, s.percent) for s in found if s.percent is not None} == told


def test_who_received_how_many_is_no_group_of_their_median() -> None:
    found = _told(
        "We studied 800 patients with neuroendocrine tumours. All patients who had received a median of 3 cycles "
        "(range 1-6) were seen again."
    )
    (cycles,) = [s for s in found if s.measure == "median"]
    assert (cycles.concept, cycles.group, cycles.value) == ("number of cycles", "", 3.0)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("At three years, progression-free survival and overall survival were 55% and 78%, respectively.",
         {("3-year progression-free survival", "", 55.0), ("3-year survival", "", 78.0)}),
        ("Recurrence-free survival was 91%, 70%, and 58% at 1, 2, and 4 years in women and 88%, 61%, and 44% in men.",
         {("1-year recurrence-free survival", "female", 91.0), ("2-year recurrence-free survival", "female", 70.0), ("4-year recurrence-free survival", "female", 58.0),
          ("1-year recurrence-free survival", "male", 88.0), ("2-year recurrence-free survival", "male", 61.0), ("4-year recurrence-free survival", "male", 44.0)}),
        ("Bile leakage (BL) and new disease (ND) were counted. The 3-year cumulative incidences of BL and ND were 14% and 26%, respectively.",
         {("bile leakage", "", 14.0), ("new disease", "", 26.0)}),
        ("Three patients (8%) were affected by hepatitis, and 41% were situated in the left arm.", {("hepatitis", "", 8.0), ("left arm", "", 41.0)}),
        ("Recurrence was seen in 2 (5%) of 40 patients with tumors <15 mm, compared with 18 (30%) of 60 patients with tumors more than 15 mm.",
         {("recurrence", "tumor size <15 mm", 5.0), ("recurrence", "tumor size >15 mm", 30.0)}),
    ],
)  # fmt: skip
def test_times_and_places_told_once(text: str, told: set[tuple[str, str, float]]) -> None:
    found = _told(f"We studied 800 patients with neuroendocrine tumours. {text}")
    assert {(s.concept, s.group, s.percent) for s in found if s.percent is not None} == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Median PFS and OS were 13 and 44 months in G1, 9 and 30 months in G2 and 3 and 8 months in G3.",
         {("progression-free survival", "grade G1", 13), ("overall survival", "grade G1", 44), ("progression-free survival", "grade G2", 9),
          ("overall survival", "grade G2", 30), ("progression-free survival", "grade G3", 3), ("overall survival", "grade G3", 8)}),
        ("Median PFS and OS were 4 and 13 months, with cisplatin 5 and 14 months, and with topotecan 2 and 9 months, respectively.",
         {("progression-free survival", "", 4), ("overall survival", "", 13), ("progression-free survival", "cisplatin", 5), ("overall survival", "cisplatin", 14),
          ("progression-free survival", "topotecan", 2), ("overall survival", "topotecan", 9)}),
        ("Median survival was 53 and 19 months in typical and atypical carcinoids.",
         {("overall survival", "typical carcinoid", 53), ("overall survival", "atypical carcinoid", 19)}),
    ],
)  # fmt: skip
def test_two_times_of_each_group_in_turn(text: str, told: set[tuple[str, str, float]]) -> None:
    found = _told(f"We studied 800 patients with neuroendocrine tumours. {text}")
    assert {(s.concept, s.group, s.value) for s in found if s.measure == "median"} == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Pathology showed grades 1 (n = 21), 2 (n = 29), and 3 (n = 5).", {("grade G1", "", 21), ("grade G2", "", 29), ("grade G3", "", 5)}),
        ("The grade was low in 14 patients (35%) and intermediate in 26 (65%).", {("grade G1", "", 14), ("grade G2", "", 26)}),
        ("The tumours expressed calcitonin (40/52 cases), CEA (21/29 cases), and INSM1 (15/25).",
         {("calcitonin positive", "", 40), ("cea positive", "", 21), ("insm1 positive", "", 15)}),
        ("Of the 90 patients, 13 were treated with surgery, 27 with surgery and chemotherapy, and 50 with surgery, chemotherapy and radiotherapy.",
         {("surgery", "", 13), ("surgery and chemotherapy", "", 27), ("surgery, chemotherapy and radiotherapy", "", 50)}),
        ("They were 24 females and 33 males, 81% white.", {("female", "", 24), ("male", "", 33)}),
        ("Symptoms included bleeding (12), restaging after surgery (31) and pain (9).", {("bleeding", "", 12), ("restaging", "", 31), ("pain", "", 9)}),
        ("Endoscopic mucosal resection was done in 44 patients.", {("endoscopic mucosal resection", "", 44)}),
        ("The tumour lay most often in the small bowel (9/30), then in the stomach (2/30), which was the primary site.",
         {("primary small intestine", "", 9), ("primary stomach", "", 2)}),
        ("Early mortality was 25% (5/20) between 1992 and 1999, but fell to 10% (7/70) during 2000 to 2009, and to 5% (6/120) from 2010 onward.",
         {("early mortality", "between 1992 and 1999", 5), ("early mortality", "during 2000 to 2009", 7), ("early mortality", "from 2010 onward", 6)}),
    ],
)  # fmt: skip
def test_counts_in_the_wordings_of_abstracts(text: str, told: set[tuple[str, str, int]]) -> None:
    found = _told(f"We studied 800 patients with neuroendocrine tumours. {text}")
    assert {(s.concept, s.group, s.n) for s in found if s.n and s.n != 800} == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Patients with shallow invasion had a better survival than those with deep invasion (95 vs. 42%).",
         {("overall survival", "shallow invasion", 95.0), ("overall survival", "deep invasion", 42.0)}),
        ("Recurrence was rarer in women than in men (12% vs. 31%). Response was more frequent with PRRT (46% vs. 21%).",
         {("recurrence", "female", 12.0), ("recurrence", "male", 31.0), ("objective response", "prrt", 46.0), ("objective response", "no prrt", 21.0)}),
        ("Response was 45% with octreotide against 20% with interferon. Survival at 1 and 3 years was 71% and 50%, respectively.",
         {("objective response", "somatostatin analog", 45.0), ("objective response", "interferon alfa", 20.0), ("1-year survival", "", 71.0), ("3-year survival", "", 50.0)}),
        ("Survival rates (95% confidence intervals) at 2 and 6 years were 71% (60% to 80%) and 37% (30% to 45%), respectively.",
         {("2-year survival", "", 71.0), ("6-year survival", "", 37.0)}),
    ],
)  # fmt: skip
def test_each_figure_keeps_to_its_own_comparison(
    text: str, told: set[tuple[str, str, float]]
) -> None:
    found = _told(f"We studied 800 patients with neuroendocrine tumours. {text}")
    assert {(s.concept, s.group, s.percent) for s in found if s.percent is not None} == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The median (interquartile range) age of the men was 60 years (51-69).", {("age", "", 60.0)}),
        ("The mean age was 43 years (range 16-70 years) with 44 males and 41 females.", {("age", "", 43.0)}),
        ("Tumor size differed between the open and the closed groups (7.2±0.5 vs. 3.4±0.3 cm).", {("tumor size", "open", 7.2), ("tumor size", "closed", 3.4)}),
        ("Tumors measured 6.2±3mm in the mean.", {("tumor size", "", 6.2)}),
    ],
)  # fmt: skip
def test_averages_in_the_wordings_of_abstracts(
    text: str, told: set[tuple[str, str, float]]
) -> None:
    found = _told(f"We studied 800 patients with neuroendocrine tumours. {text}")
    assert {(s.concept, s.group, s.value) for s in found if s.measure in ("mean", "median")} == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The closed group had a shorter operation time (200 vs. 251 min, P = 0.03) and a longer hospital stay (9 vs. 7 days, P = 0.02).",
         [("operation time", 0.03), ("hospital stay", 0.02)]),
        ("Age predicted survival in men (P = 0.04) and in women (P = 0.01).", [("overall survival", 0.04), ("overall survival", 0.01)]),
    ],
)  # fmt: skip
def test_p_values_in_brackets_are_of_what_stands_before_them(
    text: str, told: list[tuple[str, float]]
) -> None:
    found = _told(f"We studied 800 patients with neuroendocrine tumours. {text}")
    assert [(s.concept, s.value) for s in found if s.measure == "p_value"] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Cure was obtained in 41% of the patients, of whom only 7% relapsed.", {("cure", "", 41.0), ("recurrence", "cure", 7.0)}),
        ("Of the patients with extensive disease 43% had liver, 37% bone, and 19% brain metastases.",
         {("liver metastasis", "extensive disease", 43.0), ("bone metastasis", "extensive disease", 37.0), ("brain metastasis", "extensive disease", 19.0)}),
        ("Of the 800 patients with carcinoids 43% had liver, and 37% bone metastases.", {("liver metastasis", "", 43.0), ("bone metastasis", "", 37.0)}),
        ("The specificity of MRI was 83% and accuracy was 91%.", {("specificity", "mri", 83.0), ("accuracy", "mri", 91.0)}),
        ("Response rates with AB and CD were 51% and 27%, respectively; disease control was 80% and 60%.",
         {("objective response", "ab", 51.0), ("objective response", "cd", 27.0), ("disease control", "ab", 80.0), ("disease control", "cd", 60.0)}),
        ("Disease control was 80% and 60%.", {("disease control", UNTOLD, 80.0), ("disease control", UNTOLD, 60.0)}),
        ("Five-year survival was 54% overall, 71% after resection and 30% without resection.",
         {("5-year survival", "", 54.0), ("5-year survival", "surgery", 71.0), ("5-year survival", "no surgery", 30.0)}),
        ("Ten-year survival was 87% in patients younger than 45 years and 46% in those 45 or older.",
         {("10-year survival", "age <45", 87.0), ("10-year survival", "age >=45", 46.0)}),
        ("Five-year survival improved from 56% in 1994-2001 to 72% in 2008-2016.",
         {("5-year survival", "in 1994-2001", 56.0), ("5-year survival", "in 2008-2016", 72.0)}),
        ("Without surgery, 5-year survival was 22%.", {("5-year survival", "no surgery", 22.0)}),
        ("Survival was 90% at 1 year and 60% at 3 years.", {("1-year survival", "", 90.0), ("3-year survival", "", 60.0)}),
    ],
)  # fmt: skip
def test_groups_told_once_are_those_of_what_follows(
    text: str, told: set[tuple[str, str, float]]
) -> None:
    found = _told(f"We studied 800 patients with neuroendocrine tumours. {text}")
    assert {(s.concept, s.group, s.percent) for s in found if s.percent is not None} == told


def test_sexes_and_age_behind_a_colon_are_of_those_counted() -> None:
    found = _told(
        "We studied 800 patients with neuroendocrine tumours. Bone metastases were found in 60 patients (7.5%): 34 men "
        "and 26 women with a median age of 63 years."
    )
    told = {(s.concept, s.group) for s in found if s.concept in ("male", "female", "age")}
    assert told == {(c, "bone metastasis") for c in ("male", "female", "age")}
