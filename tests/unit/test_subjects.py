"""Who is told of: the patient, another patient of the report, a cited one, a relative, nobody.

All texts are invented.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from netmatrix.assemble import rows_of
from netmatrix.evidence import Row
from netmatrix.nlp import load
from netmatrix.readers import read_bytes


@pytest.fixture(scope="module")
def rows() -> Callable[[str], list[Row]]:
    nlp = load()
    return lambda text: rows_of(read_bytes(text.encode(), Path("paper.txt")), nlp)


TWO = """Two rectal tumours: report of two cases

Case 1

A 44-year-old man had a neuroendocrine tumour of the rectum, grade 1. He was alive at 12 months.

Case 2

A 61-year-old woman had a neuroendocrine tumour of the rectum, grade 2, with liver metastases. She received everolimus.
"""


SPELLED_OUT = """Carcinoid tumors of the renal pelvis: two cases

A forty-three-year-old man was found to have a horseshoe kidney with a carcinoid of the isthmus, and a sixty-one-year-old woman had a carcinoid of the left kidney. The man was treated by nephrectomy and is well after thirty-seven months. In the woman liver metastases were found; she died twelve months later.
"""


def test_numbers_in_words_tell_patients_apart(rows: Callable[[str], list[Row]]) -> None:
    first, second = rows(SPELLED_OUT)
    (age,) = first.fields["age_years"]
    assert (age.value, age.quote) == ("43", "forty-three")
    assert first.values("follow_up_months") == ["37"]
    assert second.values("age_years") == ["61"]
    assert second.values("follow_up_months") == ["12"]


def test_two_patients_keep_apart(rows: Callable[[str], list[Row]]) -> None:
    first, second = rows(TWO)
    assert [r.subject for r in (first, second)] == ["case 1", "case 2"]
    assert (first.values("age_years"), second.values("age_years")) == (["44"], ["61"])
    assert (first.values("grade"), second.values("grade")) == (["G1"], ["G2"])
    assert first.values("metastatic_sites") == []
    assert second.values("treatments") == ["everolimus"]


CITED = """A case of ileal neuroendocrine tumour

Introduction

G1 tumours have a Ki-67 index below 3%, G2 tumours of 3 to 20%. Liver metastases are common in these patients.

Case report

A 58-year-old man had a neuroendocrine tumour of the ileum, grade 2. His father had died of prostate cancer. He received octreotide.

Discussion

Bone metastases are rare. Halvorsen et al. [1] reported a 45-year-old woman with a pancreatic neuroendocrine tumour and bone metastases who was treated with sunitinib. She died after 9 months. In our patient, no bone metastases were found.

References

1. Halvorsen K, Brekke M. Skeletal spread of a pancreatic tumour. Example J Oncol. 2012;4:11-15.
"""


def test_a_cited_patient_is_a_row_of_its_own(rows: Callable[[str], list[Row]]) -> None:
    own, cited = rows(CITED)
    assert (own.kind, cited.kind) == ("case", "cited_case")
    assert cited.subject == "Halvorsen et al."
    assert cited.source_ref is not None
    assert cited.source_ref["year"] == 2012
    assert cited.values("age_years") == ["45"]
    assert cited.values("vital_status") == ["dead"]
    assert cited.values("treatments") == ["sunitinib"]


TWO_CITED = """Large cell neuroendocrine carcinoma of the gallbladder: a case report

A 70-year-old woman had a large cell neuroendocrine carcinoma of the gallbladder. Cholecystectomy was performed. She is well after 20 months.

Ravndal et al. (2008) described a 63-year-old man with bone metastases who died after 5 months, and Iversen et al. (2015) a 50-year-old woman alive 30 months after hepatectomy.
"""


def test_two_cited_patients_of_one_sentence_are_two_rows(rows: Callable[[str], list[Row]]) -> None:
    own, first, second = rows(TWO_CITED)
    assert own.values("follow_up_months") == ["20"]
    assert own.values("metastatic_sites") == []
    assert (first.subject, second.subject) == ("Ravndal et al.", "Iversen et al.")
    assert first.values("metastatic_sites") == ["bone"]
    assert second.values("treatments") == ["hepatectomy"]
    assert (first.values("age_years"), second.values("age_years")) == (["63"], ["50"])


def test_a_cited_patient_has_the_tumour_of_the_title(rows: Callable[[str], list[Row]]) -> None:
    cited = rows(TWO_CITED)[1]
    assert cited.values("histology") == ["large cell NEC"]
    assert cited.values("primary_site") == ["gallbladder"]
    assert cited.fields["histology"][0].confidence == 0.6


def test_the_patient_of_other_authors_is_cited(rows: Callable[[str], list[Row]]) -> None:
    text = CITED.replace(
        "Halvorsen et al. [1] reported a", "The patient of Halvorsen and Brekke [1] was a"
    )
    own, cited = rows(text)
    assert cited.subject == "Halvorsen and Brekke"
    assert cited.values("treatments") == ["sunitinib"]
    assert own.values("treatments") == ["octreotide"]


def test_two_patients_of_one_source_are_two_rows(rows: Callable[[str], list[Row]]) -> None:
    text = TWO_CITED.split("Ravndal")[0] + (
        "In the reports of Ravndal et al. (2008), a 63-year-old man was alive three years after "
        "cholecystectomy, and an 80-year-old woman given cisplatin died after 2 months.\n"
    )
    _, first, second = rows(text)
    assert (first.subject, second.subject) == ("Ravndal et al.", "Ravndal et al.")
    assert (first.values("vital_status"), second.values("vital_status")) == (["alive"], ["dead"])
    assert (first.values("sex"), second.values("sex")) == (["male"], ["female"])


def test_a_relative_under_a_label_is_the_patient(rows: Callable[[str], list[Row]]) -> None:
    text = (
        "Medullary thyroid carcinoma in two generations\n\nPatient 1. A 42-year-old woman had a "
        "medullary thyroid carcinoma.\n\nPatient 2. Her son, 14 years old, had a medullary thyroid "
        "carcinoma. His sister, aged 9, was healthy.\n"
    )
    first, second = rows(text)
    assert (first.values("age_years"), second.values("age_years")) == (["42"], ["14"])


def test_literature_above_the_references_is_a_review(rows: Callable[[str], list[Row]]) -> None:
    text = CITED.replace("Discussion\n", "Literature\n")
    own, cited = rows(text)
    assert cited.subject == "Halvorsen et al."
    assert own.values("treatments") == ["octreotide"]


def test_in_both_is_of_both_lesions_in_the_story_of_one(rows: Callable[[str], list[Row]]) -> None:
    text = TWO.replace(
        "He was alive", "CT showed two lung nodules, and PET uptake in both. He was alive"
    )
    first, second = rows(text)
    assert "pet/ct" in first.values("diagnostic_methods")
    assert second.values("diagnostic_methods") == []


def test_nothing_of_others_reaches_the_patient(rows: Callable[[str], list[Row]]) -> None:
    own = rows(CITED)[0]
    assert own.values("age_years") == ["58"]
    assert own.values("grade") == ["G2"]
    assert own.values("primary_site") == ["ileum"]
    assert own.values("metastatic_sites") == []
    assert own.values("ki67_percent") == []
    assert own.values("treatments") == ["octreotide"]
    assert own.values("vital_status") == []


@pytest.mark.parametrize(
    "text",
    [
        "Exercise in knee osteoarthritis: a case report\n\nA 61-year-old woman walked daily. She improved.\n",
        "Neuroendocrine tumours of the pancreas are rare. Surgery is the treatment of choice for localised disease. "
        "Patients with liver metastases may receive somatostatin analogues.\n",
        "Genes of a herb\n\nCarcinoid alkaloids of Planta sinens were sought. Leaves of fifteen 35-day-old "
        "transgenic plants were taken and sequenced.\n",
    ],
    ids=["another disease", "no patient", "plants"],
)
def test_no_row_for(text: str, rows: Callable[[str], list[Row]]) -> None:
    assert rows(text) == []


def test_every_value_stands_at_its_offsets(rows: Callable[[str], list[Row]]) -> None:
    text = read_bytes(CITED.encode(), Path("paper.txt")).text
    found = [f for row in rows(CITED) for values in row.fields.values() for f in values]
    assert len(found) > 10
    assert all(text[f.start : f.end] == f.quote for f in found)


SIDE_BY_SIDE = [
    pytest.param(
        "Two siblings, a brother of 51 and a sister of 47 years, both with ileal neuroendocrine tumours, are reported. "
        "In both, right hemicolectomy was performed, the tumour being G1 in the brother (Ki-67 1%) and G2 in the sister "
        "(Ki-67 6%). Liver metastases were found in the sister only. She received lanreotide. A third sibling declined "
        "screening. The brother is free of disease at four years.",
        ("51", "47"), ("male", "female"), ("1", "6"), id="sex and kinship",
    ),
    pytest.param(
        "We saw two brothers with ileal neuroendocrine tumours. The elder, aged 66 years, had a small bowel resection; the "
        "tumour was G1 (Ki-67 1%). The younger brother, 59 years old, had four foci in the ileum, Ki-67 6%, and liver "
        "metastases, and received lanreotide.",
        ("66", "59"), ("male", "male"), ("1", "6"), id="age",
    ),
    pytest.param(
        "We describe two brothers with thymic neuroendocrine tumours. The elder brother, now 47, had a thymectomy; "
        "Ki-67 was 18%. His brother, 41 years of age, was screened and had a thymic nodule. He received lanreotide for liver metastases. "
        "Ki-67 was 1%. Their father had died at 50.",
        ("47", "41"), ("male", "male"), ("18", "1"), id="his brother",
    ),
    pytest.param(
        "Case report\n\nTwo rectal neuroendocrine tumours were removed. The first patient, a 44-year-old man, had a polyp of "
        "8 mm; the second, a 61-year-old woman, had one of 16 mm. Pathology revealed Ki-67 1% without invasion in the former "
        "and Ki-67 6% with invasion in the latter. She received lanreotide for liver metastases.",
        ("44", "61"), ("male", "female"), ("1", "6"), id="order",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "ages", "sexes", "indices"), SIDE_BY_SIDE)
def test_patients_told_side_by_side(
    text: str,
    ages: tuple[str, str],
    sexes: tuple[str, str],
    indices: tuple[str, str],
    rows: Callable[[str], list[Row]],
) -> None:
    first, second = rows(text)
    assert (first.values("age_years"), second.values("age_years")) == ([ages[0]], [ages[1]])
    assert (first.values("sex"), second.values("sex")) == ([sexes[0]], [sexes[1]])
    assert first.values("ki67_percent") == [indices[0]]
    assert second.values("ki67_percent") == [indices[1]]
    assert first.values("treatments") != second.values("treatments")
    assert "lanreotide" not in first.values("treatments")
    assert second.values("metastatic_sites") == ["liver"]
    assert first.values("metastatic_sites") == []


_IN_ORDER = "The Ki-67 index was 4% and 9%, respectively"


@pytest.mark.parametrize(
    ("told", "field", "of_each"),
    [
        (f"{_IN_ORDER}.", "ki67_percent", [["4"], ["9"]]),
        ("They are alive at 7 and 31 months, respectively.", "follow_up_months", [["7"], ["31"]]),
        ("The Ki-67 index of the tumors was 4% and 9% in patients 1 and 2, respectively.",
         "ki67_percent", [["4"], ["9"]]),
        ("They received lanreotide and everolimus, respectively.", "treatments",
         [["lanreotide"], ["everolimus"]]),
        ("The Ki-67 index was 4% in the first and 9% in the second patient.", "ki67_percent",
         [["4"], ["9"]]),
        ("The mitotic count was 1/10 HPF in patient 1 and 6/10 HPF in patient 2.", "mitoses",
         [["1/10hpf"], ["6/10hpf"]]),
        ("The first patient died after 8 months; the second is alive at 30 months.", "vital_status",
         [["dead"], ["alive"]]),
        # Three values for two patients, and two lesions of one.
        ("The Ki-67 indices were 4%, 9% and 11%, respectively.", "ki67_percent", [[], []]),
        (f"In the second patient there were two nodules. {_IN_ORDER}.", "ki67_percent", [[], []]),
    ],
)  # fmt: skip
def test_values_told_in_the_order_of_the_patients(
    told: str, field: str, of_each: list[list[str]], rows: Callable[[str], list[Row]]
) -> None:
    found = rows(
        "Ileal tumours in two men\n\nTwo men aged 47 and 63 years had neuroendocrine tumors of the "
        f"ileum. {told}\n"
    )
    assert [row.values(field) for row in found] == of_each


def test_values_told_in_order_under_labels(rows: Callable[[str], list[Row]]) -> None:
    first, second = rows(
        "Ovarian carcinoids\n\nCase 1. A 43-year-old woman had an ovarian carcinoid.\n\n"
        "Case 2. A 61-year-old woman had an ovarian carcinoid. She had an oophorectomy.\n\n"
        "Both patients are alive at 3 and 5 years, respectively.\n"
    )
    assert first.values("follow_up_months") == ["36"]
    assert second.values("follow_up_months") == ["60"]


@pytest.mark.parametrize(
    "kin",
    [
        "He had a brother of 58 and a sister of 62 years who were healthy.",
        "He had two brothers, 52 and 67 years old, both in good health.",
        "His wife, a woman of 60, and a son of 30 were well.",
    ],
)
def test_kin_told_after_the_patient_are_no_patients(
    kin: str, rows: Callable[[str], list[Row]]
) -> None:
    (row,) = rows(
        f"Case report\n\nA 54-year-old man had a NET of the ileum. {kin} He received octreotide."
    )
    assert row.values("age_years") == ["54"]
    assert row.values("sex") == ["male"]
    assert row.values("treatments") == ["octreotide"]


def test_comment_legend_and_general_words_are_nobodys(rows: Callable[[str], list[Row]]) -> None:
    found = rows(
        "Neuroendocrine tumor in a tailgut cyst\n\nCASE: A 39-year-old woman had coccygeal pain. Biopsy yielded a "
        "neuroendocrine tumor. Syn: strongly positive; CgA: patchy positive; TTF: negative. The cyst was excised. "
        "She is alive with stable disease at 30 months.\n\n"
        "COMMENT: Roughly 60 tumors have been documented. Lanreotide and everolimus have all been tried in "
        "unresectable disease.\n\nAWD, alive with disease; DOD, dead of disease; NED, no evidence of disease.\n"
    )
    (row,) = [r for r in found if r.kind == "case"]
    assert not {"lanreotide", "everolimus"} & set(row.values("treatments"))
    assert row.values("vital_status") == ["alive"]
    assert row.values("response") == ["stable disease"]
    assert row.values("markers_positive") == ["synaptophysin", "CgA"]


def test_cases_counted_in_the_literature_are_no_patients(rows: Callable[[str], list[Row]]) -> None:
    text = (
        "Carcinoid of the renal pelvis\n\nABSTRACT\nWe describe a man aged 70 years with a carcinoid of the kidney, and "
        "we list the six cases retrieved from two databases.\n\nCASE\nHe came with haematuria. Past history: diabetes "
        "mellitus. CT showed a mass of the left kidney. Nephrectomy was performed. Ki-67 was 4%. He died 12 months "
        "after the operation.\n\nDISCUSSION\nThe tumour is rare.\n"
    )
    (patient,) = rows(text)
    assert patient.values("age_years") == ["70"]
    assert (patient.values("ki67_percent"), patient.values("vital_status")) == (["4"], ["dead"])


def test_lines_that_open_with_authors_tell_cited_patients(
    rows: Callable[[str], list[Row]],
) -> None:
    text = (
        "Sellar metastasis of a bronchial carcinoid\n\nA 55-year-old baker had headache. A carcinoid of the lung was "
        "found. She is alive at 37 months.\n\nEntries are given as author; age, sex; tumour; treatment; course.\n\n"
        "Vantour (1987); 61, F; lung carcinoid; radiotherapy; died after 10 months.\n"
        "Moritake (1992); 48, M; thymic carcinoid; craniotomy; died after 5 months.\n"
    )
    own, *cited = rows(text)
    assert own.values("vital_status") == ["alive"]
    assert [(c.values("age_years"), c.values("sex"), c.values("follow_up_months")) for c in cited] == [
        (["61"], ["female"], ["10"]), (["48"], ["male"], ["5"]),
    ]  # fmt: skip


def test_the_deaths_of_the_parents_are_no_patients(rows: Callable[[str], list[Row]]) -> None:
    text = (
        "Familial carcinoid of the ileum in a brother and a sister\n\nWe saw two siblings with carcinoids of the ileum. "
        "The brother was operated on at the age of 54.\n\nHis sister, aged 60, had six carcinoids resected. She is free "
        "of recurrence. The father had died of infarction and the mother of a colonic adenocarcinoma.\n"
    )
    assert len(rows(text)) == 2


def test_findings_headed_objective_are_the_patient_s(rows: Callable[[str], list[Row]]) -> None:
    (patient,) = rows(
        "We present a 41-year-old woman with diarrhoea. Objective: firm nodule of 3 cm. Thyroidectomy was "
        "performed. Histology: medullary thyroid carcinoma. She is alive 3 years after the operation.\n"
    )
    assert patient.values("histology") == ["medullary thyroid carcinoma"]
    assert patient.values("treatments") == ["thyroidectomy"]


OTHERS = """Neuroendocrine tumour of the gallbladder

Case report

A 63-year-old woman had a neuroendocrine tumour of the gallbladder, G2. Cholecystectomy was performed, and she is alive without disease at 14 months.

Discussion

Rowntree in 1931, who described a 70-year-old woman with a carcinoid of the gallbladder, had no treatment to offer. Ishigaki's patient was a 66-year-old woman who received cisplatin and etoposide. A woman aged 71 with an incidental tumour remained well three years after cholecystectomy (Prado-Leal, 2014). Oyelowo & Grant (2011) saw two patients, a 52-year-old man with small cell carcinoma who died after 4 months and a 60-year-old woman with carcinoid who was disease-free at 5 years. Unlike the 77-year-old man of Adeniran et al., who had bone metastases at presentation, our patient had none.
"""


def test_sources_of_cited_patients_are_named_in_many_ways(
    rows: Callable[[str], list[Row]],
) -> None:
    own, *cited = rows(OTHERS)
    assert [r.subject for r in cited] == [
        "Rowntree et al.", "Ishigaki et al.", "Prado-Leal et al.",
        "Oyelowo & Grant", "Oyelowo & Grant", "Adeniran et al.",
    ]  # fmt: skip
    assert [r.values("age_years") for r in cited] == [
        ["70"],
        ["66"],
        ["71"],
        ["52"],
        ["60"],
        ["77"],
    ]
    assert cited[3].values("vital_status") == ["dead"]
    assert cited[5].values("metastatic_sites") == ["bone"]
    assert own.values("metastatic_sites") == []  # what is told of another beside "our patient"


KIN = """A brother, a sister and their mother: medullary carcinoma of the thyroid in one household

A 29-year-old plasterer had a nodule of the neck; calcitonin was raised. Thyroidectomy showed medullary carcinoma. He is well at five years.

His sister, aged 27, was found to carry the same mutation. Thyroidectomy showed medullary carcinoma of 4 mm.

The mother of both, 57, had medullary carcinoma with liver metastases and died five weeks after the biopsy. Her own father had died of a stroke.
"""


def test_kin_named_in_the_title_are_patients(rows: Callable[[str], list[Row]]) -> None:
    found = rows(KIN)
    assert [r.values("age_years") for r in found] == [["29"], ["27"], ["57"]]
    assert [r.values("sex") for r in found] == [["male"], ["female"], ["female"]]
    assert [r.values("vital_status") for r in found] == [["alive"], [], ["dead"]]


def test_the_kin_of_one_patient_make_no_second(rows: Callable[[str], list[Row]]) -> None:
    (row,) = rows(
        "Neuroendocrine carcinoma of the esophagus: case report\n\n"
        "A 63-year-old man had dysphagia. His father and two brothers suffered from squamous cell "
        "carcinoma. Biopsy showed small cell carcinoma of the esophagus. He received cisplatin.\n"
    )
    assert (row.values("age_years"), row.values("treatments")) == (["63"], ["cisplatin"])


def test_men_are_not_the_syndrome(rows: Callable[[str], list[Row]]) -> None:
    (row,) = rows(
        "Selpercatinib after two multikinase inhibitors in a MEN 2A patient with medullary thyroid "
        "carcinoma\n\nIn 1996, at the age of 29, our patient underwent thyroidectomy. In 2009 liver "
        "metastases were found. She received vandetanib and cabozantinib.\n"
    )
    assert row.values("treatments") == ["thyroidectomy", "vandetanib", "cabozantinib"]


THREE = """Thymic neuroendocrine tumours: report of three cases

Patient 1: age 36; sex M; histology, atypical carcinoid; recurrence, bone (32 months); outcome, alive with disease, 68 months.
Patient 2: age 58; sex M; histology, typical carcinoid; outcome, alive without disease, 101 months.
Patient 3: age 29; sex F; histology, typical carcinoid; outcome, alive without disease, 25 months.

In Patient 1 and Patient 3, plasma ACTH was high. Metyrapone was given to both patients.

Immunohistochemically, chromogranin A and CD56 were positive in all three cases.
"""


def test_what_is_said_of_several_or_all(rows: Callable[[str], list[Row]]) -> None:
    found = [r for r in rows(THREE) if r.kind == "case"]
    assert [r.values("sex") for r in found] == [["male"], ["male"], ["female"]]
    assert [r.values("treatments") for r in found] == [["metyrapone"], [], ["metyrapone"]]
    assert [r.values("markers_positive") for r in found] == [["CgA", "CD56"]] * 3
    assert found[0].values("metastatic_sites") == ["bone"]


def test_the_cases_of_other_women_are_general(rows: Callable[[str], list[Row]]) -> None:
    (row,) = rows(
        "A tumour in a tailgut cyst\n\nOur patient, a 39-year-old woman, had a neuroendocrine tumor "
        "in a tailgut cyst. She is alive at 8 years.\n\nAbout 30 examples of neuroendocrine tumor "
        "within a tailgut cyst have been recorded. Hepatic metastases occurred in one in six; "
        "deaths were few. Everolimus has been used in single cases.\n"
    )
    assert (row.values("metastatic_sites"), row.values("treatments")) == ([], [])
    assert row.values("vital_status") == ["alive"]


def test_the_younger_one_by_age_and_the_father_s_death(rows: Callable[[str], list[Row]]) -> None:
    first, second = rows(
        "Thyroid metastases: report of two observations\n\nA man of 74 years had an atypical "
        "carcinoid of the lung. Lobectomy was performed. He was alive after two years. The father "
        "of the patient had died aged 63.\n\nIn the younger (38 years), a woman, a pancreatic "
        "neuroendocrine tumour was found. She received streptozocin. Her children were screened by "
        "ultrasound.\n"
    )
    assert (first.values("age_years"), second.values("age_years")) == (["74"], ["38"])
    assert (first.values("vital_status"), second.values("sex")) == (["alive"], ["female"])
    assert (first.values("treatments"), second.values("treatments")) == (
        ["lobectomy"],
        ["streptozocin"],
    )


def test_patients_under_their_own_heading_and_one_and_the_other(
    rows: Callable[[str], list[Row]],
) -> None:
    first, second = rows(
        "Bone disease in pancreatic neuroendocrine tumours: two patients\n\nIntroduction\n"
        "The skeleton is often involved late. One patient survived, and the other died after 9 "
        "months.\n\nPatients\nThe first patient was a 44-year-old man with a pancreatic "
        "neuroendocrine tumour. Distal pancreatectomy was performed. He is alive at 66 months.\n\n"
        "The second patient was a 38-year-old woman with an insulinoma. Diazoxide was given. She "
        "died after 9 months. Her father and a brother of 12 years did not carry the mutation.\n\n"
        "Discussion\nBoth did well for years.\n"
    )
    assert (first.values("age_years"), second.values("age_years")) == (["44"], ["38"])
    assert (first.values("vital_status"), second.values("vital_status")) == (["alive"], ["dead"])
    assert first.values("treatments") == ["distal pancreatectomy"]
    assert second.values("treatments") == ["diazoxide"]


def test_a_case_told_under_the_methods_of_an_abstract(rows: Callable[[str], list[Row]]) -> None:
    (row,) = rows(
        "A carcinoid of the ampulla: case report\n\nAbstract\nBackground: Carcinoids of the ampulla "
        "are rare.\nMethods: A 57-year-old woman had jaundice. Biopsy showed a grade 2 "
        "neuroendocrine tumour of the ampulla of Vater, and pancreatoduodenectomy was performed.\n"
        "Results: She is alive without recurrence at 26 months.\nConclusion: Resection can cure.\n"
    )
    assert (row.values("age_years"), row.values("grade")) == (["57"], ["G2"])
    assert row.values("vital_status") == ["alive"]


def test_cases_counted_by_their_disease_are_patients(rows: Callable[[str], list[Row]]) -> None:
    first, second = rows(
        "Two cases of thymic carcinoid in male patients aged 41 and 63 years\n\nPatient 1\nThe "
        "tumour was resected. He is alive at 30 months.\n\nPatient 2\nHe received everolimus and "
        "died after 12 months.\n"
    )
    assert (first.values("vital_status"), second.values("vital_status")) == (["alive"], ["dead"])
    assert second.values("treatments") == ["everolimus"]


@pytest.mark.parametrize(
    ("text", "months"),
    [
        # Freedom from recurrence for so long is the time of observation; a time before an
        # untimed death is only a part of it.
        ("There has been no recurrence in 36 months.", ["36"]),
        ("Four months later he had no symptoms. He died of a stroke.", []),
    ],
)
def test_how_long_a_patient_was_followed(
    text: str, months: list[str], rows: Callable[[str], list[Row]]
) -> None:
    (row,) = rows(
        "A rectal carcinoid: case report\n\nA 52-year-old man had a rectal neuroendocrine tumour. "
        f"It was resected. {text}\n"
    )
    assert row.values("follow_up_months") == months


def test_a_resection_told_again_is_the_operation_told_by_name(
    rows: Callable[[str], list[Row]],
) -> None:
    (row,) = rows(
        "Resection of an ileal carcinoid: case report\n\nCase report\nA 52-year-old man had an "
        "ileal neuroendocrine tumour. Right hemicolectomy was performed. After resection of the "
        "primary, octreotide was given.\n"
    )
    assert row.values("treatments") == ["right hemicolectomy", "octreotide"]


RETOLD = """Carcinoid of the middle ear: a case report

Case report

A 51-year-old woman had a carcinoid of the middle ear. Surgery was performed, and she is alive without disease at 20 months.

Discussion

Late spread, which was not seen in our case, is on record. Quillfeather reported a 38-year-old man with such a tumour, and bone metastases appeared eight years later. The biopsy showed carcinoid. He was treated with octreotide and died after 31 months. The woman of 60 years whom Ostrander et al4 saw had liver metastases. A fatal outcome was met with by Hallam and van der Brugge5 in a 72-year-old man with lung metastases. The last one, a 44-year-old woman reported by Petts and Orrin, received interferon. In our patient no drug was given.
"""


def test_what_discussions_tell_of_others_stays_theirs(rows: Callable[[str], list[Row]]) -> None:
    own, *cited = rows(RETOLD)
    assert [(r.subject, r.values("age_years")) for r in cited] == [
        ("Quillfeather et al.", ["38"]), ("Ostrander et al.", ["60"]),
        ("Hallam and van der Brugge", ["72"]), ("Petts and Orrin", ["44"]),
    ]  # fmt: skip
    assert cited[0].values("metastatic_sites") == ["bone"]
    assert cited[0].values("treatments") == ["octreotide"]
    assert own.values("treatments") == ["surgery"]
    assert own.values("vital_status") == ["alive"]


def test_organs_that_come_in_pairs_are_no_pair_of_patients(
    rows: Callable[[str], list[Row]],
) -> None:
    first, second = rows(
        "Two patients with carcinoid of the ileum\n\nTwo patients are described. The first, a "
        "53-year-old woman, had flushing. CT showed metastases in both lobes of the liver. "
        "Ileal resection was performed. The second patient, a 66-year-old man, received "
        "octreotide. Both had diarrhoea.\n"
    )
    assert first.values("treatments") == ["small bowel resection"]
    assert second.values("treatments") == ["octreotide"]
    assert second.values("metastatic_sites") == []


def test_a_later_age_and_the_age_of_a_father_bring_in_nobody(
    rows: Callable[[str], list[Row]],
) -> None:
    (row,) = rows(
        "Paraganglioma of the bladder: a case report\n\nCase report\n\nA 26-year-old woman had "
        "headache. Partial cystectomy showed paraganglioma.\n\nA paternal uncle had died at 41 "
        "of a growth, and her father, aged 58, was well.\n\nIn September 2017, aged 34, she had "
        "bone metastases.\n"
    )
    assert row.values("age_years") == ["26"]
    assert row.values("metastatic_sites") == ["bone"]


@pytest.mark.parametrize(
    ("text", "responses"),
    [
        ("Four cycles led to a partial response. The disease progressed after 7 months.",
         ["partial response", "progressive disease"]),
        ("The disease progressed. Then everolimus brought a partial response.",
         ["partial response"]),
        ("Some lesions vanished. The disease progressed after 7 months.", ["progressive disease"]),
    ],
)  # fmt: skip
def test_the_best_category_is_kept_beside_a_worse_end(
    text: str, responses: list[str], rows: Callable[[str], list[Row]]
) -> None:
    (row,) = rows(
        "A pancreatic tumour: case report\n\nCase report\n\nA 52-year-old man had a pancreatic "
        f"neuroendocrine tumour with liver metastases. CAPTEM was given. {text}\n"
    )
    assert row.values("response") == responses


def test_his_patient_is_that_of_the_authors_before(rows: Callable[[str], list[Row]]) -> None:
    own, first, second = rows(
        "Carcinoid of the larynx: a case report\n\nCase report\n\nA 51-year-old woman had a carcinoid "
        "of the larynx. She is well at 20 months.\n\nDiscussion\n\nThe patient of Ostry and Penn,¹² a "
        "woman of 57 years, had lung metastases. A carcinoid syndrome was seen only by Quill [11]. "
        "His patient, a 48-year-old man, received streptozotocin and died.\n"
    )
    assert own.values("treatments") == []
    assert [(r.subject, r.values("age_years")) for r in (first, second)] == [
        ("Ostry and Penn", ["57"]), ("Quill et al.", ["48"]),
    ]  # fmt: skip
    assert second.values("vital_status") == ["dead"]


def test_the_other_patient_is_the_second(rows: Callable[[str], list[Row]]) -> None:
    first, second = rows(
        "Carcinoid of the ileum\n\nA 5-mm carcinoid of the ileum was found in a 48-year-old man; "
        "resection was performed. The other patient, a man of 70, had liver metastases and was "
        "treated with interferon.\n"
    )
    assert (first.values("age_years"), second.values("age_years")) == (["48"], ["70"])
    assert first.values("metastatic_sites") == []
    assert second.values("metastatic_sites") == ["liver"]


@pytest.mark.parametrize(
    ("told", "name", "age"),
    [
        ("Ostrow and Quill[2] described a 57-year-old woman who died of liver metastases.",
         "Ostrow and Quill", "57"),
        ("In the report of Ostrow and Quill,[2] a 57-year-old woman had liver metastases.",
         "Ostrow and Quill", "57"),
        ("A similar case was published by Ostrow.[2] The patient, a 57-year-old woman, had liver "
         "metastases.", "Ostrow et al.", "57"),
        ("A 57-year-old woman with a carcinoid of the larynx and liver metastases was given "
         "streptozotocin.[2]", "Ostrow et al.", "57"),
    ],
)  # fmt: skip
def test_cited_patients_behind_a_mark_without_a_blank(
    told: str, name: str, age: str, rows: Callable[[str], list[Row]]
) -> None:
    own, cited = rows(
        "Carcinoid of the larynx: a case report\n\nCase report\n\nA 51-year-old man had a carcinoid "
        f"of the larynx. He is well at 20 months.\n\nDiscussion\n\n{told}\n\nReferences\n\n"
        "1. Aster B. The larynx. Example J 1999;1:1-2.\n2. Ostrow C, Quill D. A laryngeal carcinoid. "
        "Example J 2001;2:3-4.\n"
    )
    assert own.values("metastatic_sites") == []
    assert (cited.subject, cited.values("age_years")) == (name, [age])
    assert cited.values("metastatic_sites") == ["liver"]


def test_one_out_of_a_group_has_a_row_and_a_count_of_one_has_none(
    rows: Callable[[str], list[Row]],
) -> None:
    group = (
        "Paraganglioma of the chest: seven cases\n\nWe studied seven patients, three men and four "
        "women. Chromogranin was positive in all seven. Excision was complete in three patients. {}\n"
    )
    patient, *cohort = rows(
        group.format(
            "Two patients had recurrences; one of these, a 47-year-old man, had metastases to the "
            "ribs and died after 11 years."
        )
    )
    assert (patient.kind, patient.values("age_years")) == ("case", ["47"])
    assert patient.values("markers_positive") == ["CgA"]
    assert patient.values("follow_up_months") == ["132"]
    counted = rows(group.format("The Ki-67 index was 4% in one patient; the others were benign."))
    assert [row.kind for row in cohort] == [row.kind for row in counted] == ["cohort"]


def test_a_pair_with_its_ages_behind_and_two_patients_of_a_title(
    rows: Callable[[str], list[Row]],
) -> None:
    first, second = rows(
        "Valve replacement in carcinoid heart disease: experience with two patients\n\nWe treated a man "
        "and a woman aged 41 and 66 years, respectively, with ileal carcinoid. The index was 2 and "
        "4%, respectively; CgA was positive only in the man. Right hemicolectomy (man) and "
        "hepatectomy (woman) were performed.\n"
    )
    assert [(r.values("sex"), r.values("age_years")) for r in (first, second)] == [
        (["male"], ["41"]), (["female"], ["66"]),
    ]  # fmt: skip
    assert (first.values("markers_positive"), second.values("markers_positive")) == (
        ["CgA"], [],
    )  # fmt: skip
    assert second.values("treatments") == ["valve replacement", "hepatectomy"]


def test_a_citation_makes_no_other_patient_of_one_told_without_headings(
    rows: Callable[[str], list[Row]],
) -> None:
    (row,) = rows(
        "Rectal carcinoid\n\nA 61-year-old woman with a rectal carcinoid was admitted, as others have been "
        "[1]. Liver metastases were found.\n\nReferences\n\n1. Ostrow C. Rectal carcinoid. Example J "
        "2001;2:3-4.\n"
    )
    assert (row.kind, row.values("metastatic_sites")) == ("case", ["liver"])


@pytest.mark.parametrize(
    ("title", "few"),
    [
        ("Valve replacement: experience with two patients", True),
        ("Survival of two hundred patients", False),
        ("Everolimus in grade 2 and 3 NET patients", False),
        ("Two cohorts of patients compared", False),
    ],
)
def test_a_title_that_counts_two_or_three_patients(title: str, few: bool) -> None:
    text = f"{title}\n\nThe valves were replaced, and octreotide was infused throughout.\n"
    document = read_bytes(text.encode(), Path("paper.txt"))
    assert (document.metadata.doc_type == "case_report") == few


def test_relatives_behind_labels_and_in_front_of_them(rows: Callable[[str], list[Row]]) -> None:
    first, second = rows(
        "Ileal carcinoid in a woman and her brother\n\nCase presentations\n\nThe mother, aged 91, is well.\n\n"
        "Patient 1 (II-2, index)\n\nThis 57-year-old teacher had an ileal carcinoid with liver metastases. "
        "She was given octreotide.\n\nPatient 2 (II-1)\n\nThe brother of patient 1, aged 63, had a "
        "carcinoid of the ileum. It was resected, and lymph node metastases were found.\n"
    )
    assert [r.values("age_years") for r in (first, second)] == [["57"], ["63"]]
    assert [r.values("metastatic_sites") for r in (first, second)] == [["liver"], ["lymph node"]]


def test_one_patient_whose_age_differs_between_abstract_and_report(
    rows: Callable[[str], list[Row]],
) -> None:
    (row,) = rows(
        "Late metastases of a rectal carcinoid: a case report\n\nAbstract\n\nA 48-year-old man had a rectal "
        "carcinoid removed. Liver metastases were found nine years later.\n\nCase report\n\nA 57-year-old "
        "man was referred because of liver metastases. He was given lanreotide.\n"
    )
    assert row.kind == "case"
    assert row.values("treatments")[-1] == "lanreotide"


def test_a_legend_is_nobodys_story(rows: Callable[[str], list[Row]]) -> None:
    own, *cited = rows(
        "Carcinoid of the larynx: case report and review\n\nCase report\n\nA 51-year-old man had a carcinoid "
        "of the larynx. He is alive with stable disease at 20 months.\n\nTable 1. Published carcinoids of "
        "the larynx\n\nAuthor, year\tAge/sex\tTreatment\tStatus\nAster, 1999\t44/M\tLaryngectomy\tDOD\n"
        "Quill, 2004\t61/F\tLaser\tNED\n\nDOD, dead of disease; NED, no evidence of disease; RT, "
        "radiotherapy.\n"
    )
    assert [row.kind for row in cited] == ["cited_case"] * 2
    assert (own.values("vital_status"), own.values("response")) == (["alive"], ["stable disease"])


@pytest.mark.parametrize(
    ("told", "cited"),
    [
        # A number alone stands for the publication, and another's patient may be likened to ours.
        ("In contrast, a 66-year-old woman with a carcinoid of the larynx died after two months [7].",
         [["66"]]),
        ("A second one, a man of 38 years, was described in a larger series on the larynx [7], in "
         "close resemblance to our patient; he was given sunitinib.", [["38"]]),
        # By the way, of no row: the sentence is about our patient.
        ("PRRT, which helped a similar patient of Aster et al., was given to our patient.", []),
    ],
)  # fmt: skip
def test_patients_cited_by_a_number_alone(
    told: str, cited: list[list[str]], rows: Callable[[str], list[Row]]
) -> None:
    own, *others = rows(
        "Carcinoid of the larynx: a case report\n\nCase report\n\nA 51-year-old man had a carcinoid of the "
        f"larynx. He is well at 20 months.\n\nDiscussion\n\nSuch tumours are rare [3, 4]. {told}\n"
    )
    assert own.values("age_years") == ["51"]
    assert "sunitinib" not in own.values("treatments")
    assert [row.values("age_years") for row in others] == cited


def test_one_patient_counted_in_a_series_has_no_story(rows: Callable[[str], list[Row]]) -> None:
    told = rows(
        "Duodenal gastrinomas: experience in 17 patients\n\n"
        "Seventeen patients with a gastrinoma were explored. There were 11 men and six women. "
        "One patient died of pancreatitis. At a mean of 38 months ten (59%) are "
        "free of tumour, the rest have omeprazole.\n"
    )
    assert [row.kind for row in told] == ["cohort"]


@pytest.mark.parametrize(
    "told",
    [
        "Brandal et al. [1] tried the drug early.",
        "We agree with Brandal et al.1 that it should be tried early.",
    ],
)
def test_their_patient_is_of_the_authors_before(
    told: str, rows: Callable[[str], list[Row]]
) -> None:
    own, cited = rows(
        "Ectopic ACTH\n\nA 27-year-old man had a bronchial carcinoid. It was resected.\n\n"
        f"{told} Their patient, a 46-year-old woman with a metastatic thymic carcinoid, was given octreotide.\n"
    )
    assert (own.values("age_years"), own.values("treatments")) == (["27"], ["tumor resection"])
    assert cited.kind == "cited_case"
    assert cited.values("age_years") == ["46"]
    assert cited.values("treatments") == ["octreotide"]


REVIEW = """Malignant insulinoma: case report and published cases

1. Introduction

Malignant insulinomas are rare.

2. Case

A 31-year-old woman had an insulinoma of the pancreas with liver metastases. Ki-67 was 11%. She received everolimus.

3. Published cases

| No. | Source | Sex/age | Metastases | Treatment |
|---|---|---|---|---|
| 1 | Tveit 1994 [4] | M/33 | Liver | Streptozocin |
| 2 | Camargo 2006 [5] | F/39 | Liver | Distal pancreatectomy |
| 3 | Nakasone 2012 [6] | M/28 | Liver, bone | 90Y-DOTATOC |

Ki-67 was 4% in no. 1 and 16-19% in no. 3. The bone lesions of no. 3 were osteolytic and lay in the lumbar spine.

4. Discussion

Sunitinib has been tried in a few patients.
"""


def test_numbers_of_lines_in_a_review_are_not_the_patient(
    rows: Callable[[str], list[Row]],
) -> None:
    own, first, _, third = rows(REVIEW)
    assert own.values("ki67_percent") == ["11"]
    assert own.values("metastatic_sites") == ["liver"]
    assert own.values("treatments") == ["everolimus"]
    assert first.values("ki67_percent") == ["4"]
    assert third.values("ki67_percent") == ["16-19"]
    assert third.values("bone_sites") == ["lumbar spine"]


def test_what_stands_before_the_first_label_on_all_is_of_each(
    rows: Callable[[str], list[Row]],
) -> None:
    told = rows(
        "Hepatic artery embolisation for carcinoid tumours: report of three patients.\n\n"
        "Three patients with carcinoid tumours underwent hepatic artery embolisation. All had hepatic"
        " metastases on ultrasonography. Patient 1, a 51-year-old woman with an ileal carcinoid, died"
        " at 14 months. Patient 2, a 60-year-old man with a bronchial carcinoid, is alive after 20"
        " months. Patient 3, a 66-year-old man with a carcinoid of unknown origin, is well after 9"
        " months."
    )
    assert len(told) == 3
    assert [r.values("metastatic_sites") for r in told] == [["liver"]] * 3
    assert all("ultrasound" in r.values("diagnostic_methods") for r in told)
    assert all(any("embolization" in t for t in r.values("treatments")) for r in told)


def test_three_patients_of_whom_two_share_their_sex(rows: Callable[[str], list[Row]]) -> None:
    told = rows(
        "Small cell carcinoma of the bladder in three patients.\n\n"
        "Three patients (two men aged 61 and 70 years and a woman of 55) with small cell carcinoma of"
        " the bladder were seen. The 61-year-old man received cisplatin and died at 8 months. The"
        " second man declined chemotherapy and died after 3 months. The woman, who had bone"
        " metastases, received carboplatin. She is alive 15 months from diagnosis."
    )
    assert [r.values("age_years") for r in told] == [["61"], ["70"], ["55"]]
    assert [r.values("sex") for r in told] == [["male"], ["male"], ["female"]]
    given = [[f.value for f in r.fields["treatments"] if f.status == "given"] for r in told]
    assert given == [["cisplatin"], [], ["carboplatin"]]
    assert told[2].values("metastatic_sites") == ["bone"]


def test_relatives_who_are_well_are_no_patients(rows: Callable[[str], list[Row]]) -> None:
    told = rows(
        "Familial carcinoid of the ileum: a mother and her son\n\n"
        "A 64-year-old woman had a carcinoid of the ileum removed. She is alive at 30 months.\n\n"
        "Her son, aged 40 years, had an ileal NET, grade 1. He was well after 12 months.\n\n"
        "The father is healthy at 70. Two daughters (38 and 35 years) were screened with 68Ga-DOTATATE"
        " PET/CT and had normal results."
    )
    assert [r.values("age_years") for r in told] == [["64"], ["40"]]
    assert all("sstr pet/ct" not in r.values("diagnostic_methods") for r in told)


def test_an_outcome_in_the_discussion_of_a_teaching_page(
    rows: Callable[[str], list[Row]],
) -> None:
    (row,) = rows(
        "Duodenal neuroendocrine tumour in a 52-year-old man\n\n"
        "Clinical history\n\nA 52-year-old man had anaemia. CT showed a duodenal mass.\n\n"
        "Discussion\n\nBackground: Duodenal neuroendocrine tumours may be treated by endoscopic"
        " resection.\n\nOutcome: The patient underwent pancreaticoduodenectomy. Histology showed a NET,"
        " grade 2, with a Ki-67 of 6%. There was no recurrence 10 months after surgery.\n"
    )
    assert row.values("treatments") == ["pancreaticoduodenectomy"]
    assert (row.values("grade"), row.values("ki67_percent")) == (["G2"], ["6"])
    assert row.values("follow_up_months") == ["10"]


TIMELINE = """Rectal neuroendocrine carcinoma: a case report

Patient information

A 57-year-old woman was seen for rectal bleeding. A neuroendocrine carcinoma of the rectum was found.

Timeline

Table 1. Timeline

| {head} | {what} |
| --- | --- |
| Jan 2015 | Colonoscopy: mass of the rectum |
| Feb 2015 | Etoposide plus cisplatin, 4 cycles |
| Sep 2015 | Liver metastases |
| Oct 2015 | Radiofrequency ablation |
"""


def test_a_timeline_is_the_course_of_the_patient(rows: Callable[[str], list[Row]]) -> None:
    (row,) = rows(TIMELINE.format(head="Date", what="Event"))
    assert row.values("treatments") == ["etoposide", "cisplatin", "radiofrequency ablation"]
    assert row.values("metastatic_sites") == ["liver"]
    assert "colonoscopy" in row.values("diagnostic_methods")


@pytest.mark.parametrize(("head", "what"), [("Author", "Treatment"), ("Drug", "Effect")])
def test_other_tables_are_no_course(rows: Callable[[str], list[Row]], head: str, what: str) -> None:
    found = rows(
        TIMELINE.replace("Table 1. Timeline", "Table 1. Options").format(head=head, what=what)
    )
    case = next(r for r in found if r.subject == "case 1")
    assert case.values("treatments") == []


@pytest.mark.parametrize(
    "title",
    ["Fibrosing mesenteritis mimicking a carcinoid", "Gastrointestinal stromal tumor of the ileum"],
)
def test_what_only_looked_like_one_gives_no_row(
    rows: Callable[[str], list[Row]], title: str
) -> None:
    text = (
        f"{title}\n\nA 60-year-old man had a mass of the ileum. A carcinoid tumour was suspected."
        " A neuroendocrine tumour was considered. Resection was performed. He is well.\n"
    )
    assert rows(text) == []


def test_a_proposed_diagnosis_gives_way_to_the_made_one(rows: Callable[[str], list[Row]]) -> None:
    (row,) = rows(
        "A tumour of the adrenal gland\n\nA 60-year-old man had a mass. A paraganglioma was proposed"
        " first. Histology showed a pheochromocytoma.\n"
    )
    assert row.values("histology") == ["pheochromocytoma"]


def test_patients_whom_only_their_numbers_bring_in(rows: Callable[[str], list[Row]]) -> None:
    first, second = rows(
        "Extrapancreatic gastrinoma: report on two patients\n\n"
        "Case presentation: Diarrhoea brought both patients to us. In patient 1, CT depicted a mass "
        "beside the duodenum. In patient 2, MRI depicted a mass beside the spleen. Each lesion was "
        "surgically removed, and the diagnosis was gastrinoma in both."
    )
    assert first.values("diagnostic_methods")[:1] == ["ct"]
    assert second.values("diagnostic_methods")[:1] == ["mri"]
    assert all("gastrinoma" in row.values("histology") for row in (first, second))


def test_what_was_seen_in_one_by_number_only_was_not_in_the_others(
    rows: Callable[[str], list[Row]],
) -> None:
    told = rows(
        "Gastric carcinoids: three patients\n\nThey were found at gastroscopy in three patients with "
        "pernicious anaemia. In patient 1, a woman of 48, antrectomy was done. Patient 2, a man of "
        "71, is well. Patient 3, a woman of 59, underwent gastrectomy. All tumours were chromogranin "
        "positive; serotonin was demonstrable in that of patient 3 only."
    )
    assert [row.values("diagnostic_methods")[:1] for row in told] == [["endoscopy"]] * 3
    assert [row.values("markers_negative") for row in told] == [["serotonin"], ["serotonin"], []]
    assert told[2].values("markers_positive") == ["CgA", "serotonin"]


def test_four_told_in_order_with_the_last_at_the_end(rows: Callable[[str], list[Row]]) -> None:
    told = rows(
        "Bone metastases of paraganglioma: one centre\n\nMethods. Four patients fulfilled the criteria.\n\n"
        "Results.\n\nThe first patient, a 33-year-old male, had a paraganglioma of the neck. He is alive."
        "\n\nThe second was a woman aged 58 with a paraganglioma of the bladder. She died after 19 months."
        "\n\nIn the third patient, a 27-year-old female, a carotid body paraganglioma was resected."
        "\n\nThe last patient, a man of 65, had an abdominal paraganglioma. He was given phenoxybenzamine."
    )
    assert [row.values("age_years") for row in told] == [["33"], ["58"], ["27"], ["65"]]
    assert [row.values("vital_status") for row in told] == [["alive"], ["dead"], [], []]
    assert [bool(row.values("treatments")) for row in told] == [False, False, True, True]


@pytest.mark.parametrize(
    ("told", "treatments"),
    [
        ("He had a past history of right hemicolectomy and hepatectomy for the tumor.",
         ["right hemicolectomy", "hepatectomy"]),
        ("His past history included lobectomy for tuberculosis.", []),
        ("Because of asthma, PRRT was given.", ["prrt"]),
        ("For gallstones, by laparoscopy, nothing was done.", []),
    ],
)  # fmt: skip
def test_what_was_done_before_for_the_tumour(
    rows: Callable[[str], list[Row]], told: str, treatments: list[str]
) -> None:
    (row,) = rows(
        "A neuroendocrine tumour of the ileum\n\nA 52-year-old man had a neuroendocrine tumour of the "
        f"ileum and liver metastases. {told} He is alive."
    )
    assert row.values("treatments") == treatments


def test_what_led_to_the_tumour_is_its_treatment(rows: Callable[[str], list[Row]]) -> None:
    (row,) = rows(
        "Goblet cell carcinoid\n\nA 35-year-old man presented with acute appendicitis in 2019 and "
        "underwent appendectomy, followed by right hemicolectomy. Pathology showed a goblet cell carcinoid."
    )
    assert row.values("treatments") == ["appendectomy", "right hemicolectomy"]


def test_the_range_of_the_ages_of_a_group_is_not_theirs(rows: Callable[[str], list[Row]]) -> None:
    told = rows(
        "Merkel cell tumour: a study of four cases\n\nFour examples are reviewed. The patients, three "
        "women and one man, were between 66 and 88 years of age. Excision was done in every instance. "
        "One patient died; the three others are alive."
    )
    assert [row.subject for row in told if row.kind != "cohort"] == []


def test_two_women_told_by_number_in_one_sentence(rows: Callable[[str], list[Row]]) -> None:
    told = rows(
        "Two women with small cell carcinoma of the cervix\n\nCase report: Case 1 was a woman of 41 "
        "and case 2 a woman of 52. Hysterectomy was done in both women. Both women are alive after "
        "four years."
    )
    assert [row.values("age_years") for row in told] == [["41"], ["52"]]
    assert [row.values("sex") for row in told] == [["female"], ["female"]]


def test_ages_with_the_number_of_the_case_behind(rows: Callable[[str], list[Row]]) -> None:
    told = rows(
        "Avelumab in old age: two patients with Merkel cell carcinoma\n\nThis report is about Merkel "
        "cell carcinoma in two people, 81 (case 1) and 93 years old (case 2). Wide local excision "
        "was done in each of them. In case 1 radiotherapy was needed. Both received avelumab."
    )
    assert [row.values("age_years") for row in told] == [["81"], ["93"]]
    assert ["radiotherapy" in row.values("treatments") for row in told] == [True, False]


def test_patients_listed_by_letters_in_one_sentence(rows: Callable[[str], list[Row]]) -> None:
    told = rows(
        "Carcinoid of the appendix in children. Report of three cases.\n\nWe saw three patients with "
        "carcinoid of the appendix: (a) a 10-year-old girl who is well 9 years later; (b) a "
        "13-year-old boy who underwent right hemicolectomy; and (c) a 15-year-old boy who died of "
        "sepsis 18 months later."
    )
    assert [row.values("age_years") for row in told] == [["10"], ["13"], ["15"]]
    assert [row.values("sex") for row in told] == [["female"], ["male"], ["male"]]
    assert [row.values("vital_status") for row in told][2] == ["dead"]


def test_a_title_on_two_women_tells_the_sex_of_each(rows: Callable[[str], list[Row]]) -> None:
    told = rows(
        "Glucagonoma: experience with two women\n\nPatient 1, 59 years old, had a glucagonoma of the "
        "pancreas. Surgery was performed.\n\nPatient 2, 33 years old, had a glucagonoma with liver "
        "metastases. Octreotide was given."
    )
    assert [row.values("sex") for row in told] == [["female"], ["female"]]


def test_cited_patients_without_an_age(rows: Callable[[str], list[Row]]) -> None:
    told = rows(
        "A case of lung carcinoma\n\nCase\n\nA 60-year-old man had large cell neuroendocrine "
        "carcinoma of the lung. He received pembrolizumab.\n\nDiscussion\n\nOgden et al. (2017) "
        "treated a man whose large cell neuroendocrine carcinoma had progressed after chemotherapy. "
        "Farrell et al. (2018) replaced two valves in a patient with metastatic neuroendocrine tumor "
        "of the ileum."
    )
    assert [row.subject for row in told if row.kind == "cited_case"] == [
        "Ogden et al.",
        "Farrell et al.",
    ]


def test_the_skin_is_where_a_merkel_cell_carcinoma_began(rows: Callable[[str], list[Row]]) -> None:
    (row,) = rows(
        "Merkel cell carcinoma with pancreatic metastases: a case report\n\nCase report\n\nA "
        "70-year-old man had a nodule on the arm. It was Merkel cell carcinoma. Later a mass of the "
        "pancreatic head was found; biopsy showed Merkel cell carcinoma."
    )
    assert row.values("primary_site") == ["skin"]
    assert "pancreas" in row.values("metastatic_sites")


def test_the_paper_s_patients_by_label_and_sex_alone(rows: Callable[[str], list[Row]]) -> None:
    first, second = rows(
        "Two typical carcinoids above the collar bone\n\nBackground: Such tumours are rare.\n\n"
        "Patients and methods:\n(1) Male, 41 years. Loss of hearing. A polyp of the middle ear was "
        "removed.\n(2) Female, 63 years. Hoarseness. A tumour of the larynx was resected.\n\n"
        "Results: Histology gave the same name to both specimens, typical carcinoid. Staging found "
        "no metastases in either patient.\n"
    )
    assert (first.values("age_years"), second.values("age_years")) == (["41"], ["63"])
    assert (first.values("sex"), second.values("sex")) == (["male"], ["female"])
    assert first.values("histology") == second.values("histology") == ["typical carcinoid"]


def test_lettered_patients_of_one_sentence(rows: Callable[[str], list[Row]]) -> None:
    one, two = rows(
        "Two women with insulinoma\n\nCase reports\n\nPatient A was 44 years old and had an "
        "insulinoma of the pancreas. Enucleation was performed.\n\nPatient B was 61 years old and "
        "had an insulinoma, too. She was given diazoxide.\n\nPatient A is alive after 30 months, "
        "and patient B died after 12 months.\n"
    )
    assert (one.values("vital_status"), two.values("vital_status")) == (["alive"], ["dead"])


def test_patients_told_by_number_in_an_abstract(rows: Callable[[str], list[Row]]) -> None:
    first, second = rows(
        "Ampullary tumours: two patients of one unit\n\nSummary. Two patients treated by "
        "pancreaticoduodenectomy are presented.\n\nPatient 1 complained of itching. A neuroendocrine "
        "tumour of the ampulla of Vater was found. She was well after 9 years.\n\nPatient 2 had "
        "abdominal pain. A neuroendocrine tumour with liver metastases was found. He died.\n"
    )
    assert first.values("metastatic_sites") == []
    assert second.values("metastatic_sites") == ["liver"]
    assert second.values("vital_status") == ["dead"]


PAIRED = (
    "Gallbladder carcinoma\n\nCase report\n\nA 60-year-old woman had a large cell neuroendocrine "
    "carcinoma of the gallbladder. Cholecystectomy was performed.\n\nDiscussion\n\n"
    "Ravndal et al. (2019) described two men with such a tumour. The first, 65 years old, was given "
    "cisplatin, whereas the second, aged 71, underwent hepatectomy. Both were alive at one year.\n"
)


def test_patients_of_one_publication_are_told_in_turn(rows: Callable[[str], list[Row]]) -> None:
    own, first, second = rows(PAIRED)
    assert own.values("treatments") == ["cholecystectomy"]
    assert (first.subject, second.subject) == ("Ravndal et al.", "Ravndal et al.")
    assert (first.values("age_years"), second.values("age_years")) == (["65"], ["71"])
    assert first.values("sex") == second.values("sex") == ["male"]
    assert (first.values("treatments"), second.values("treatments")) == (
        ["cisplatin"],
        ["hepatectomy"],
    )
    assert first.values("vital_status") == second.values("vital_status") == ["alive"]


def test_a_cited_man_without_an_age(rows: Callable[[str], list[Row]]) -> None:
    text = PAIRED.split("Ravndal")[0] + (
        "Iversen et al. (2012) described a middle-aged man whose tumour had spread to the liver; he "
        "was treated with everolimus.\n"
    )
    own, cited = rows(text)
    assert cited.subject == "Iversen et al."
    assert cited.values("treatments") == ["everolimus"]
    assert own.values("metastatic_sites") == []


def test_a_drug_of_another_illness_is_so_wherever_it_is_named(
    rows: Callable[[str], list[Row]],
) -> None:
    (row,) = rows(
        "Merkel cell carcinoma\n\nCase report\n\nA 70-year-old woman on methotrexate for rheumatoid "
        "arthritis had a Merkel cell carcinoma of the cheek. It was excised. Methotrexate was "
        "stopped. She was given avelumab.\n"
    )
    assert "methotrexate" not in row.values("treatments")
    assert "avelumab" in row.values("treatments")


def test_a_run_in_head_says_nothing_of_the_sentence(rows: Callable[[str], list[Row]]) -> None:
    (row,) = rows(
        "Carcinoid of the appendix\n\nBACKGROUND: Carcinoids are rare.\n\nCASE REPORTS: In 2014 a "
        "52-year-old man had a carcinoid of the appendix. Appendectomy was performed.\n\n"
        "CONCLUSIONS: The outlook is good.\n"
    )
    assert row.values("age_years") == ["52"]
    assert row.values("treatments") == ["appendectomy"]


def test_a_mass_in_the_mediastinum_is_that_of_the_thymus(rows: Callable[[str], list[Row]]) -> None:
    (row,) = rows(
        "Atypical thymic carcinoid with bone metastases\n\nCase report\n\nA 46-year-old man had a "
        "bulky anterior mediastinal mass and metastases in the spine. The mass was removed; it was "
        "an atypical carcinoid.\n"
    )
    assert row.values("primary_site") == ["thymus"]


def test_three_told_by_order_in_one_sentence(rows: Callable[[str], list[Row]]) -> None:
    first, second, third = rows(
        "Neuroendocrine tumours. A report of three cases\n\nResults\n\n"
        "The first was a 68-year-old man, the second a 61-year-old woman and the third a man aged 55 "
        "years. The primary tumour was in the ileum in the first patient, in the lung in the second, "
        "and in the pancreas in the third. The liver was involved by metastases in the first and the "
        "third patient. The second patient received everolimus.\n"
    )
    told = [first, second, third]
    assert [r.values("age_years") for r in told] == [["68"], ["61"], ["55"]]
    assert [r.values("primary_site") for r in told] == [["ileum"], ["lung"], ["pancreas"]]
    assert [r.values("metastatic_sites") for r in told] == [["liver"], [], ["liver"]]
    assert [r.values("treatments") for r in told] == [[], ["everolimus"], []]


def test_a_family_told_by_the_numbers_of_its_pedigree(rows: Callable[[str], list[Row]]) -> None:
    proband, father = rows(
        "Paraganglioma in two generations of a family\n\nCase report\n\nProband (III-2)\n\n"
        "The proband, a woman aged 21 years, had a paraganglioma of the retroperitoneum. It was "
        "resected.\n\nFather (II-3)\n\nThe proband's father had been treated elsewhere. At the age of "
        "38 he had a paraganglioma with metastases to the liver, for which he received 131I-MIBG.\n"
    )
    assert (proband.values("age_years"), proband.values("sex")) == (["21"], ["female"])
    assert (father.values("age_years"), father.values("sex")) == (["38"], ["male"])
    assert (proband.values("metastatic_sites"), father.values("metastatic_sites")) == (
        [], ["liver"],
    )  # fmt: skip


def test_one_of_several_with_another_tumour_has_not_that_of_the_title(
    rows: Callable[[str], list[Row]],
) -> None:
    first, second = rows(
        "Phaeochromocytoma in a family: two patients\n\nCase 1\n\nA 41-year-old woman had a "
        "phaeochromocytoma of the left adrenal gland. Adrenalectomy was done.\n\nCase 2\n\nHer "
        "19-year-old daughter had a medullary thyroid carcinoma. Thyroidectomy was done.\n"
    )
    assert first.values("histology") == ["pheochromocytoma"]
    assert second.values("histology") == ["medullary thyroid carcinoma"]
    assert second.values("primary_site") == ["thyroid"]


def test_an_age_of_several_is_nobodys(rows: Callable[[str], list[Row]]) -> None:
    first, second = rows(
        "Merkel cell carcinoma: two patients\n\nAbstract\n\nWe present two patients aged 51 to 77 "
        "years.\n\nPatient 1\n\nA woman had a Merkel cell carcinoma of the calf. It was excised.\n\n"
        "Patient 2\n\nA man of 66 had a Merkel cell carcinoma of the arm. It was excised.\n"
    )
    assert (first.values("age_years"), second.values("age_years")) == ([], ["66"])


def test_tables_of_stains_and_laboratory_values_of_the_one_patient(
    rows: Callable[[str], list[Row]],
) -> None:
    text = (
        "Neuroendocrine carcinoma of the breast: a case report\n\nCase report\n\nA 51-year-old woman "
        "had a small cell neuroendocrine carcinoma of the breast.\n\nTable 1: Laboratory results\n"
        "Test\tValue\tReference range\nHemoglobin\t10.1 g/dL\t12-16 g/dL\n"
        "Chromogranin A\t530 ng/mL\t<103 ng/mL\nCEA\t41 ng/mL\t<3.8 ng/mL\n\n"
        "Table 2: Immunohistochemical profile\nMarker\tResult\nSynaptophysin\tPositive (diffuse)\n"
        "GATA3\tPositive (weak)\nHER2\tNegative (1+)\nTTF-1\tNegative\nKi-67\t85%\n\n"
        "She received cisplatin and etoposide.\n"
    )
    (patient,) = rows(text)
    assert set(patient.values("markers_positive")) == {"synaptophysin", "GATA3"}
    assert set(patient.values("markers_negative")) == {"HER2", "TTF-1"}
    assert patient.values("ki67_percent") == ["85"]
    methods = patient.values("diagnostic_methods")
    assert {"serum chromogranin a", "tumor markers"} <= set(methods)


_STAIN_TABLES = [
    # A clone and a dilution are no index.
    ("Table 1: Antibodies\nAntibody\tClone\tDilution\tResult\nKi-67\t30-9\t1:50\t80%\n"
     "TTF-1\t8G7\t1:100\tNegative\n", ["80"], [], ["TTF-1"]),
    ("Table 1: Antibodies\nAntibody\tDilution\tStaining\nKi-67\t1:50\t60%\nRb\t1:100\tLost\n",
     ["60"], [], ["Rb"]),
    ("Table 1: Immunohistochemistry\nAntibody\tPercentage of cells\tIntensity\n"
     "Synaptophysin\t90%\t3+\nCDX2\t0%\t-\n", [], ["synaptophysin"], ["CDX2"]),
    # Of the tumour, not of the tissue beside it.
    ("Table 1: Immunohistochemistry of the metastasis\nAntigen\tThyroid\tTumour\nTTF-1\tabsent\t"
     "strong\nCK7\t-\t+\n", [], ["TTF-1", "CK7"], []),
    # Serum markers are not stained, and how often others are positive is not of the patient.
    ("Table 1: Tumour markers\nMarker\tResult\nCEA\tPositive\nNSE\tNegative\n", [], [], []),
    ("Table 1: Immunohistochemical markers in reported cases\nMarker\tPositive\tNegative\n"
     "Ki-67\t20\t2\nSATB2\t+\t-\n", [], [], []),
]  # fmt: skip


@pytest.mark.parametrize(("table", "index", "positive", "negative"), _STAIN_TABLES)
def test_columns_of_a_table_of_stains(
    rows: Callable[[str], list[Row]],
    table: str,
    index: list[str],
    positive: list[str],
    negative: list[str],
) -> None:
    (patient,) = rows(
        "Neuroendocrine carcinoma of the bladder: a case report\n\nCase report\n\nA 66-year-old man "
        f"had haematuria.\n\n{table}\nThe tumour was resected.\n"
    )
    assert patient.values("ki67_percent") == index
    assert set(patient.values("markers_positive")) == set(positive)
    assert set(patient.values("markers_negative")) == set(negative)


@pytest.mark.parametrize(
    "text",
    [
        "A 60-year-old man with hypertension, whose mother had diabetes, and his wife, aged 58, came "
        "to our clinic. An insulinoma was enucleated.",
        "A 50-year-old woman with ulcers, a mass of 2 cm and a mother of 75 with a goitre was seen. An "
        "insulinoma was enucleated.",
    ],
)
def test_the_kin_of_whom_a_patient_has_told_are_no_patients(
    rows: Callable[[str], list[Row]], text: str
) -> None:
    (patient,) = rows(f"A pancreatic tumour\n\nCase report\n\n{text}\n")
    assert patient.values("histology") == ["insulinoma"]


def test_numbers_of_sections_are_no_pedigree(rows: Callable[[str], list[Row]]) -> None:
    (patient,) = rows(
        "An insulinoma\n\nII.1 Case presentation\n\nA 50-year-old woman had hypoglycaemia.\n\n"
        "II.2 Operation\n\nAn insulinoma of the pancreas was enucleated. Ki-67 was 2%.\n"
    )
    assert (patient.values("age_years"), patient.values("ki67_percent")) == (["50"], ["2"])


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("Ki-67 was 1% in the brother and in the sister 2%.", ["1"], ["2"]),
        ("Ki-67 was 1% in the brother and the sister.", ["1"], ["1"]),
    ],
)
def test_whose_a_value_is_that_stands_between_two(
    rows: Callable[[str], list[Row]], text: str, first: list[str], second: list[str]
) -> None:
    brother, sister = rows(
        "Insulinoma in a brother and a sister\n\nCase report\n\nA brother of 58 and a sister of 62 "
        f"years had insulinomas. {text}\n"
    )
    assert brother.values("ki67_percent") == first
    assert set(sister.values("ki67_percent")) <= set(second)


def test_what_the_first_and_the_third_of_three_had(rows: Callable[[str], list[Row]]) -> None:
    told = rows(
        "Three bronchial carcinoids\n\nCase report\n\nThe first patient, a man of 50, had a cough. The "
        "second patient, a woman of 60, had haemoptysis. The third patient, a man of 44, had no "
        "symptoms. All had a typical carcinoid. The first and the third patient had lobectomy; the "
        "second had pneumonectomy. Ki-67 was 2% in the first and the third and 12% in the second.\n"
    )
    assert [r.values("treatments") for r in told] == [
        ["lobectomy"], ["pneumonectomy"], ["lobectomy"],
    ]  # fmt: skip
    assert [r.values("ki67_percent") for r in told] == [["2"], ["12"], ["2"]]


def test_a_carrier_who_is_ill_is_a_patient(rows: Callable[[str], list[Row]]) -> None:
    mother, son = rows(
        "Medullary thyroid carcinoma in a family\n\nCase report\n\nA 50-year-old woman had a medullary "
        "thyroid carcinoma. Thyroidectomy was done. Her son, 20, is a carrier of the RET variant. He "
        "underwent thyroidectomy, which showed a medullary carcinoma.\n"
    )
    assert (mother.values("age_years"), son.values("age_years")) == (["50"], ["20"])
    assert son.values("treatments") == ["thyroidectomy"]


def test_what_follows_a_carrier_without_an_age_is_of_the_patient(
    rows: Callable[[str], list[Row]],
) -> None:
    (patient,) = rows(
        "Paraganglioma in a family\n\nCase report\n\nA 44-year-old woman had a paraganglioma of the "
        "neck. It was resected. Her son carries the variant. MRI of the neck showed no recurrence at "
        "24 months. She received octreotide for bone metastases.\n"
    )
    assert patient.values("metastatic_sites") == ["bone"]
    assert patient.values("treatments") == ["tumor resection", "octreotide"]


def test_each_of_both_has_the_tumours_of_both(rows: Callable[[str], list[Row]]) -> None:
    told = rows(
        "Two patients with two tumours\n\nCase 1\n\nA 40-year-old woman was seen.\n\nCase 2\n\nA man of 52 "
        "was seen. Both patients had a somatostatinoma of the duodenum and a phaeochromocytoma.\n"
    )
    assert [set(r.values("histology")) for r in told] == [
        {"somatostatinoma", "pheochromocytoma"}
    ] * 2


@pytest.mark.parametrize(
    "told",
    [
        "A 3 cm pancreatic tumour was resected. A phaeochromocytoma had been resected ten years before.",
        "She had had a phaeochromocytoma ten years before. Now the same tumour was found.",
    ],
)
def test_a_tumour_of_old_leaves_that_of_the_title(
    rows: Callable[[str], list[Row]], told: str
) -> None:
    first, second = rows(
        "Insulinoma in two women\n\nCase 1\n\nA 41-year-old woman had an insulinoma. It was "
        f"enucleated.\n\nCase 2\n\nA 62-year-old woman had hypoglycaemia. {told}\n"
    )
    assert "insulinoma" in first.values("histology")
    assert "insulinoma" in second.values("histology")


def test_healthy_relatives_of_a_pedigree_are_no_patients(rows: Callable[[str], list[Row]]) -> None:
    (patient,) = rows(
        "Paraganglioma in a family\n\nCase report\n\nIII-2 was a 30-year-old man with a paraganglioma. "
        "II-1, his father, had died of a stroke. II-3, his aunt, was healthy. Bone metastases "
        "developed and he received sunitinib.\n"
    )
    assert patient.values("metastatic_sites") == ["bone"]
    assert patient.values("treatments") == ["sunitinib"]


@pytest.mark.parametrize("lead", ["Unlike the first patient", "In contrast to case 1"])
def test_a_comparison_with_the_other_patient_is_no_turn(
    rows: Callable[[str], list[Row]], lead: str
) -> None:
    first, second = rows(
        "Rectal neuroendocrine tumours\n\nCase 1\n\nA man of 44 had a neuroendocrine tumour of the rectum, "
        "7 mm. It was resected. He is free of disease.\n\nCase 2\n\nA woman of 67 had a neuroendocrine "
        f"tumour of the rectum. {lead}, she had metastases in the liver. She received PRRT and died.\n"
    )
    assert first.values("metastatic_sites") == []
    assert second.values("metastatic_sites") == ["liver"]
    assert second.values("vital_status") == ["dead"]


def test_a_carrier_who_tells_of_a_relative_s_tumour_is_no_patient(
    rows: Callable[[str], list[Row]],
) -> None:
    (patient,) = rows(
        "Medullary thyroid carcinoma in a family\n\nCase report\n\nA 50-year-old woman had a medullary "
        "thyroid carcinoma. Her daughter, 25, carries the variant. She had been told that her mother "
        "had medullary thyroid carcinoma. Her calcitonin was normal.\n"
    )
    assert patient.values("age_years") == ["50"]


SMALL_SERIES = [
    pytest.param(
        "Bone metastases of bronchial carcinoids: report of four patients\n\nFour patients, two women (patients 1 and 4) and two men (patients 2 "
        "and 3), with bronchial carcinoids metastatic to bone are reported. Their ages, in numerical order, were 43, 51, 56 and 68 years. "
        "Patient 1 received octreotide. Patient 3 was treated with streptozotocin. Patients 2 and 4 died 9 and 21 months later.",
        {"age_years": [["43"], ["51"], ["56"], ["68"]], "sex": [["female"], ["male"], ["male"], ["female"]],
         "treatments": [["octreotide"], [], ["streptozocin"], []], "follow_up_months": [[], ["9"], [], ["21"]]},
        id="ages in the order of the numbers",
    ),
    pytest.param(
        "Merkel cell carcinoma in four patients\n\nTwo men and two women with Merkel cell carcinoma were seen. The men were 63 and 77 years old, "
        "the women 71 and 84. The tumor was excised in all. In the younger man radiotherapy was added, and carboplatin in the older. "
        "Distant metastases became evident in the older man (lung) and in the younger woman (liver). The older woman is well after 18 months.",
        {"age_years": [["63"], ["77"], ["71"], ["84"]], "sex": [["male"], ["male"], ["female"], ["female"]],
         "metastatic_sites": [[], ["lung"], ["liver"], []], "follow_up_months": [[], [], [], ["18"]]},
        id="two men and two women by age",
    ),
    pytest.param(
        "Small cell carcinoma of the bladder: report of 4 cases\n\nThree were men (56, 64 and 75 years old) and 1 was a 70-year-old woman. "
        "Cystectomy was done in the 2 youngest patients, and the remaining 2 received radiotherapy. "
        "Cisplatin was given after operation to the youngest patient and at relapse to the 70-year-old.",
        {"age_years": [["56"], ["64"], ["75"], ["70"]], "sex": [["male"], ["male"], ["male"], ["female"]],
         "treatments": [["cystectomy", "cisplatin"], ["cystectomy"], ["radiotherapy"], ["radiotherapy", "cisplatin"]]},
        id="three men and one more",
    ),
    pytest.param(
        "Atypical carcinoid of the larynx: three cases\n\nThe patients, all men, were 50, 61, and 69 years of age and had stage I, II, and IV disease, "
        "respectively (cases 1, 2, and 3). Laryngectomy was done in all, combined in the latter two with neck dissection. Skin metastases appeared in the 61-year-old and in "
        "the 69-year-old; only the former received cisplatin. The patient with stage I disease is well at 30 months; the others died at 14 and 8 months, "
        "respectively.",
        {"age_years": [["50"], ["61"], ["69"]], "follow_up_months": [["30"], ["14"], ["8"]],
         "treatments": [["laryngectomy"], ["laryngectomy", "lymphadenectomy", "cisplatin"], ["laryngectomy", "lymphadenectomy"]],
         "vital_status": [["alive"], ["dead"], ["dead"]]},
        id="the former of two, the latter two, the others behind a stage",
    ),
    pytest.param(
        "Insulinoma in two patients\n\nA woman of 49 and a man of 38 had an insulinoma of the pancreas. Immunostaining showed insulin in both and "
        "gastrin in neither.",
        {"age_years": [["49"], ["38"]], "markers_positive": [["insulin"], ["insulin"]], "markers_negative": [["gastrin"], ["gastrin"]]},
        id="in both and in neither",
    ),
    pytest.param(
        "Phaeochromocytoma in pregnancy: three cases\n\nThe first patient, a 27-year-old woman, had a phaeochromocytoma of the right adrenal. "
        "The second patient, aged 33 years, had an adrenalectomy. The third patient was aged 22 years and received 131I-MIBG.",
        {"age_years": [["27"], ["33"], ["22"]], "treatments": [[], ["adrenalectomy"], ["131i-mibg"]]},
        id="the third was aged",
    ),
    pytest.param(
        "Neuroendocrine carcinoma of the thymus: observations on 4 patients\n\nIntroduction\n\nSuch tumours are uncommon.\n\nClinical features\n\n"
        "Patients 1 to 3 were men of 35, 48 and 62 years; patient 4 was a woman of 44.\n\nTreatment\n\nThymectomy was done in patient 2. Patient 3 was treated with "
        "cisplatin.\n\nOutcome\n\nThe tumour came back in patient 1. Patient 2 is alive at 84 months. Patient 4 is alive at 46 months.",
        {"age_years": [["35"], ["48"], ["62"], ["44"]], "sex": [["male"], ["male"], ["male"], ["female"]],
         "treatments": [[], ["thymectomy"], ["cisplatin"], []], "follow_up_months": [[], ["84"], [], ["46"]]},
        id="findings by topic, and one more behind a semicolon",
    ),
    pytest.param(
        "Two neuroendocrine tumours of the head and neck\n\nBackground: We present two patients.\n\nPatients and Methods: A "
        "45-year-old woman was referred with tinnitus. CT showed a mass of the middle ear.\n\nA 68-year-old man complained of pain. "
        "Laryngoscopy showed a lesion of the larynx.\n\nResults: Both tumors expressed chromogranin A. The woman has been free of "
        "recurrence for 29 months. The man developed skin metastases and has since been treated with lanreotide.",
        {"age_years": [["45"], ["68"]], "markers_positive": [["CgA"], ["CgA"]], "follow_up_months": [["29"], []],
         "treatments": [[], ["lanreotide"]], "metastatic_sites": [[], ["skin"]]},
        id="under the methods of an abstract, and by sex alone",
    ),
    pytest.param(
        "Ruvadimab for Merkel cell carcinoma: five patients\n\nAn 81-year-old man had a nodule of the cheek with parotid node "
        "metastases.\n\nA woman of 84 had an ulcerated tumour of the forearm.\n\nA retired farmer aged 79 was seen with in-transit "
        "skin metastases of the calf.\n\nIn an 86-year-old woman an inguinal nodal mass was Merkel cell carcinoma.\n\nAn 80-year-old "
        "man had a scalp tumour with lung metastases.\n\nThe tumours of the first, second and fourth patients were positive for "
        "Merkel cell polyomavirus; those of the third and fifth were negative. CK20 was positive in all but the fifth, and TTF-1 was "
        "negative throughout.\n\nComplete responses were obtained in the first and second patients, who are alive 33 and 15 months "
        "after the start. The third had a partial response and died at 12 months. The fourth progressed and died. "
        "The fifth lost the graft; his tumour has been stable for 8 months.",
        {"age_years": [["81"], ["84"], ["79"], ["86"], ["80"]],
         "markers_positive": [["MCPyV", "CK20"], ["MCPyV", "CK20"], ["CK20"], ["MCPyV", "CK20"], []],
         "markers_negative": [["TTF-1"], ["TTF-1"], ["MCPyV", "TTF-1"], ["TTF-1"], ["MCPyV", "CK20", "TTF-1"]],
         "response": [["complete response"], ["complete response"], ["partial response"], ["progressive disease"],
                      ["stable disease"]],
         "follow_up_months": [["33"], ["15"], ["12"], [], ["8"]],
         "vital_status": [["alive"], ["alive"], ["dead"], ["dead"], ["alive"]]},
        id="by their places in the order told",
    ),
    pytest.param(
        "NET with metastases of bone: three patients\n\nPatients. Patient A was a man of 62 with pain in the left hip; patient B a "
        "woman of 49 with paraparesis; patient C a man of 76 with a raised alkaline phosphatase.\n\nImaging. Radiographs were abnormal "
        "in A, with a fracture through a lytic lesion of the femoral neck, and in C, with sclerotic lesions of the pelvis. "
        "Bone scintigraphy was done in A and C. All were "
        "well-differentiated tumours positive for synaptophysin. Chromogranin A was positive in B and C and negative in A. CDX2 was "
        "positive in C; in B it was negative. Ki-67 was 13% in A, 18% in B and 3% in C.\n\nTreatment. B received everolimus. "
        "C received lanreotide. A is alive after 19 months. B died at 15 months.",
        {"age_years": [["62"], ["49"], ["76"]], "ki67_percent": [["13"], ["18"], ["3"]],
         "markers_positive": [["synaptophysin"], ["synaptophysin", "CgA"], ["synaptophysin", "CgA", "CDX2"]],
         "markers_negative": [["CgA"], ["CDX2"], []],
         "bone_sites": [["femur"], [], ["pelvis"]],
         "treatments": [[], ["everolimus"], ["lanreotide"]], "vital_status": [["alive"], ["dead"], []]},
        id="by their letters alone",
    ),
    pytest.param(
        "Large cell neuroendocrine carcinoma of the cervix: two cases\n\nThe first patient, aged 35, had a hysterectomy. The second "
        "patient, a nullipara of 51, received carboplatin.\n\nSynaptophysin was positive in both, chromogranin A in the first only, "
        "CD56 in the second only. Ki-67 was 65% in the first and 85% in the second tumour.",
        {"markers_positive": [["synaptophysin", "CgA"], ["synaptophysin", "CD56"]], "ki67_percent": [["65"], ["85"]],
         "markers_negative": [["CD56"], ["CgA"]]},
        id="a result that is told once",
    ),
    pytest.param(
        "Small cell carcinoma of the oesophagus: three cases\n\nCASE 1\nA 70-year-old man had dysphagia.\n\nCASE 2\nA 57-year-old woman "
        "had pain.\n\nCASE 3\nA 64-year-old man had lost weight.\n\nPATHOLOGY\nSynaptophysin and CD56 were positive in every case, "
        "chromogranin A in cases 1 and 3 only. p40 was negative in cases 1 and 2. The Ki-67 index exceeded 80% in each.\n\nFOLLOW-UP\n"
        "The man of case 1 was killed in an accident 3 years after operation. The others are alive and well at 9 and 5 years, "
        "respectively.",
        {"markers_positive": [["synaptophysin", "CD56", "CgA"], ["synaptophysin", "CD56"], ["synaptophysin", "CD56", "CgA"]],
         "markers_negative": [["p40"], ["CgA", "p40"], []], "ki67_percent": [[">80"], [">80"], [">80"]],
         "follow_up_months": [["36"], ["108"], ["60"]]},
        id="what closes the cases is of each",
    ),
    pytest.param(
        "Neuroendocrine tumours with bone metastases: three patients\n\nThe primary was in the rectum in patients 1 and 3 (38-year-old woman and "
        "66-year-old man) and in the pancreas in patient 2 (a woman of 71). Ki-67 was 4%, 11% and 7%, respectively. Lesions were sclerotic "
        "on CT except in patient 2, in whom they were lytic. Progression-free survival was 9, 16 and 21+ months for patients 1 to 3, "
        "respectively. Patient 3 died 25 months after the first cycle and patient 1 after 14 months; patient 2 is alive at 30 months.",
        {"age_years": [["38"], ["71"], ["66"]], "sex": [["female"], ["female"], ["male"]], "primary_site": [["rectum"], ["pancreas"], ["rectum"]],
         "ki67_percent": [["4"], ["11"], ["7"]], "pfs_months": [["9"], ["16"], ["21"]], "follow_up_months": [["14"], ["30"], ["25"]],
         "vital_status": [["dead"], ["alive"], ["dead"]], "bone_lesion_type": [["osteoblastic"], ["osteolytic"], ["osteoblastic"]]},
        id="numbers with the ages in brackets",
    ),
    pytest.param(
        "Small cell carcinoma of the bladder: four cases\n\nThere were three men, aged 58, 67 and 74 years (patients 1, 2 and 4), and one woman, "
        "aged 49 years (patient 3). Patients 1 and 4 received cisplatin and etoposide for five and three cycles, respectively. Tumor cells "
        "reacted with synaptophysin in all four and with chromogranin in patient 2 only. Survival was 21, 9 and 4 months for patients 1, 2 "
        "and 4, respectively. Patient 3 is alive and free of disease at 40 months.",
        {"age_years": [["58"], ["67"], ["49"], ["74"]], "sex": [["male"], ["male"], ["female"], ["male"]],
         "treatments": [["cisplatin", "etoposide"], [], [], ["cisplatin", "etoposide"]], "follow_up_months": [["21"], ["9"], ["40"], ["4"]],
         "markers_positive": [["synaptophysin"], ["synaptophysin", "CgA"], ["synaptophysin"], ["synaptophysin"]],
         "markers_negative": [["CgA"], [], ["CgA"], ["CgA"]]},
        id="the numbers behind a group",
    ),
    pytest.param(
        "Neuroendocrine carcinoma of the cervix: a series of four patients\n\nResults\nFour women were included. Synaptophysin was "
        "positive in 4/4, CD56 in 2/4 (P1, P4); p40 was negative in those tested (P2, P3). P1 (33 years) had liver metastases and received "
        "carboplatin and etoposide. P2 (41 years), with bone metastases in the sacrum, and P3 (52 years), with lung metastases, had "
        "nivolumab. P4 (60 years) underwent hysterectomy. The best response was complete in P4, partial in P1 and P2 and stable disease in P3. "
        "Median progression-free survival was 6 months: 7 months in P1, 5 in P2, 4 in P3 and 18 in P4. At cut-off P4 was alive; the others had "
        "died at 12 (P1), 20 (P2) and 9 months (P3).",
        {"age_years": [["33"], ["41"], ["52"], ["60"]], "sex": [["female"]] * 4,
         "markers_positive": [["synaptophysin", "CD56"], ["synaptophysin"], ["synaptophysin"], ["synaptophysin", "CD56"]],
         "markers_negative": [[], ["p40"], ["p40"], []], "treatments": [["carboplatin", "etoposide"], ["nivolumab"], ["nivolumab"], ["hysterectomy"]],
         "metastatic_sites": [["liver"], ["bone"], ["lung"], []], "pfs_months": [["7"], ["5"], ["4"], ["18"]],
         "response": [["partial response"], ["partial response"], ["stable disease"], ["complete response"]],
         "follow_up_months": [["12"], ["20"], ["9"], []], "vital_status": [["dead"], ["dead"], ["dead"], ["alive"]]},
        id="patients called P1 to P4",
    ),
    pytest.param(
        "Thymic carcinoid: four cases\n\nPatients 1 to 3 were men of 31, 47 and 63 years; patient 4 was a woman of 52. Three tumours (patients 1, 2 "
        "and 4) were atypical carcinoids with 5, 3 and 9 mitoses per 10 high-power fields. Patient 3 had a large cell neuroendocrine carcinoma. "
        "Thymectomy was done in patients 1 and 2. Both received octreotide. Radiotherapy was given to patients 3 and 4, and patient 4 had lanreotide.",
        {"age_years": [["31"], ["47"], ["63"], ["52"]], "sex": [["male"], ["male"], ["male"], ["female"]],
         "mitoses": [["5/10hpf"], ["3/10hpf"], [], ["9/10hpf"]],
         "treatments": [["thymectomy", "octreotide"], ["thymectomy", "octreotide"], ["radiotherapy"], ["radiotherapy", "lanreotide"]]},
        id="counts listed for the patients named, and both of them",
    ),
    pytest.param(
        "Carcinoid of the kidney: three cases\n\nThe patients were two women, aged 35 (Case 1) and 60 years (Case 2), and a man aged 49 years (Case 3). "
        "Nephrectomy was done in all. The tumour of the man stained for serotonin and NSE, those of the women for NSE alone.",
        {"age_years": [["35"], ["60"], ["49"]], "sex": [["female"], ["female"], ["male"]], "treatments": [["nephrectomy"]] * 3,
         "markers_positive": [["NSE"], ["NSE"], ["serotonin", "NSE"]]},
        id="a number behind each age",
    ),
    pytest.param(
        "Medullary thyroid carcinoma on selpercatinib: four patients\n\nPatient A (male, 33 years) had hereditary disease; patients B (female, 52 years), "
        "C (male, 61 years) and D (female, 67 years) had sporadic disease with the variant in C. Metastases involved cervical nodes in all, lung in A and D, "
        "liver in A, B and C, and bone in C (skull and lumbar spine). Best response was CR in D, PR in A and B, and SD in C. A, B and D are alive "
        "after 31, 22 and 17 months.",
        {"age_years": [["33"], ["52"], ["61"], ["67"]], "sex": [["male"], ["female"], ["male"], ["female"]],
         "metastatic_sites": [["lymph node", "lung", "liver"], ["lymph node", "liver"], ["lymph node", "liver", "bone"], ["lymph node", "lung"]],
         "bone_sites": [[], [], ["skull", "lumbar spine"], []], "follow_up_months": [["31"], ["22"], [], ["17"]],
         "response": [["partial response"], ["partial response"], ["stable disease"], ["complete response"]]},
        id="letters with the ages in brackets",
    ),
    pytest.param(
        "Interferon in the carcinoid syndrome: four cases\n\nThe ages of cases I to IV were 51, 63, 46 and 68 years. Cases II and III were men, the others "
        "women. The primary was in the ileum in cases I, II and IV and in the caecum in case III. Embolization had been performed in cases II and III. CT "
        "showed liver metastases in all. Interferon was given to all. Case III died after eight months. The others are alive at 11 (I), 9 (II) and "
        "15 months (IV).",
        {"age_years": [["51"], ["63"], ["46"], ["68"]], "sex": [["female"], ["male"], ["male"], ["female"]],
         "primary_site": [["ileum"], ["ileum"], ["cecum"], ["ileum"]], "vital_status": [["alive"], ["alive"], ["dead"], ["alive"]],
         "follow_up_months": [["11"], ["9"], ["8"], ["15"]]},
        id="Roman numerals",
    ),
    pytest.param(
        "Neuroendocrine prostate cancer: four patients\n\nFour men (P1-P4) were treated: P1 was 58, P2 63, P3 69 and P4 75 years old. Synaptophysin was positive in all "
        "four, chromogranin A in all except P3. CD56 was positive in all except P2, in which it was not tried. Ki-67 was 80, 65, 90 and 45%, respectively. P1-P3 received carboplatin plus etoposide. P4 had radiotherapy. "
        "P1 died 13, P3 4 and P4 9 months after diagnosis. P2 is alive at 17 months.",
        {"age_years": [["58"], ["63"], ["69"], ["75"]], "sex": [["male"]] * 4, "ki67_percent": [["80"], ["65"], ["90"], ["45"]],
         "markers_positive": [["synaptophysin", "CgA", "CD56"], ["synaptophysin", "CgA"], ["synaptophysin", "CD56"], ["synaptophysin", "CgA", "CD56"]],
         "markers_negative": [[], [], ["CgA"], []], "follow_up_months": [["13"], ["17"], ["4"], ["9"]],
         "treatments": [["carboplatin", "etoposide"]] * 3 + [["radiotherapy"]], "vital_status": [["dead"], ["alive"], ["dead"], ["dead"]]},
        id="verbs and units told once",
    ),
    pytest.param(
        "Spinal metastases: three patients\n\nPatients\nCase 1 was a 54-year-old man with an atypical carcinoid of the lung, case 2 a "
        "66-year-old woman with a NET of the rectum, and case 3 a 37-year-old man with a thymic carcinoid. The primary had been resected in cases 1 "
        "(lobectomy), 2 (low anterior resection) and 3 (thymectomy). The metastasis lay in T6 in case 1, T10 and L1 in case 2 and C7 in case 3.\n\n"
        "Treatment\nLaminectomy was performed in cases 1 and 3. They received radiotherapy. Case 2 underwent vertebroplasty and case 1 embolization.",
        {"age_years": [["54"], ["66"], ["37"]], "bone_sites": [["thoracic spine"], ["thoracic spine", "lumbar spine"], ["cervical spine"]],
         "histology": [["atypical carcinoid"], ["NET"], ["carcinoid"]], "primary_site": [["lung"], ["rectum"], ["thymus"]]},
        id="the verb of the first, and levels of the spine",
    ),
    pytest.param(
        "Ectopic ACTH syndrome from bronchial carcinoid: lessons from three patients\n\nThe youngest, a woman of 26, had gained weight; a 43 year old man had weakness; "
        "and a 58 year old woman had diabetes. Octreotide scanning was positive in the man and negative in the youngest patient. The two women underwent "
        "lobectomy, and the man a segmentectomy. ACTH was demonstrated in all three by immunohistochemistry. The man is alive at 60 months. The 58 year old "
        "died at 15 months.",
        {"age_years": [["26"], ["43"], ["58"]], "sex": [["female"], ["male"], ["female"]], "follow_up_months": [[], ["60"], ["15"]],
         "treatments": [["lobectomy"], ["segmentectomy"], ["lobectomy"]]},
        id="as many as the title counts",
    ),
    pytest.param(
        "Large cell neuroendocrine carcinoma of the digestive tract: three cases\n\nThe patient with esophageal LCNEC was a 64-year-old man. The gastric tumor was "
        "found in a 71-year-old man, and the rectal tumor in a 49-year-old woman. The esophageal and gastric tumors were ulcerated at endoscopy. The Ki-67 "
        "index was 85% in the esophagus, 60% in the stomach and 95% in the rectum. The patient with gastric LCNEC died at 9 months. The patient with rectal "
        "LCNEC is alive at 33 months.",
        {"age_years": [["64"], ["71"], ["49"]], "ki67_percent": [["85"], ["60"], ["95"]], "follow_up_months": [[], ["9"], ["33"]],
         "vital_status": [[], ["dead"], ["alive"]]},
        id="patients called by the place of their tumour",
    ),
    pytest.param(
        "Small cell carcinoma of the cervix: four cases\n\nThe women were 28, 35, 44 and 60 years of age (Cases 1 to 4, respectively). With the "
        "immunoperoxidase method, all of the tumors reacted for neuron-specific enolase. Chromogranin was present in Cases 1 and 3 and absent in the other "
        "two. Serotonin was found in Case 2 alone.",
        {"age_years": [["28"], ["35"], ["44"], ["60"]], "sex": [["female"]] * 4,
         "markers_positive": [["NSE", "CgA"], ["NSE", "serotonin"], ["NSE", "CgA"], ["NSE"]],
         "markers_negative": [["serotonin"], ["CgA"], ["serotonin"], ["CgA", "serotonin"]]},
        id="present and absent among the stains",
    ),
    pytest.param(
        "Medullary carcinoma and phaeochromocytoma in a family\n\nThe family\nIII.1 (propositus) - A 31 year old clerk had headache. Both adrenals were removed; each "
        "contained a phaeochromocytoma. Total thyroidectomy showed medullary carcinoma.\n\nIII.3 - A brother of the propositus, a student of 24, had no symptoms. "
        "Total thyroidectomy was done; there was a medullary carcinoma of 3 mm.\n\nThe two children of the propositus, aged 4 and 6, have had normal tests.",
        {"age_years": [["31"], ["24"]], "histology": [["medullary thyroid carcinoma", "pheochromocytoma"], ["medullary thyroid carcinoma"]]},
        id="a pedigree with dots",
    ),
    pytest.param(
        "Carcinoid tumours of the appendix in five children\n\nFive children were identified: girls of 9, 12 and 15 years and boys of 11 and 14 years. Ultrasound "
        "had been done in the two boys. All children had appendicectomy. Chromogranin A was positive in all five. The boy of 14 had right hemicolectomy.",
        {"age_years": [["9"], ["12"], ["15"], ["11"], ["14"]], "sex": [["female"]] * 3 + [["male"]] * 2,
         "treatments": [["appendectomy"]] * 4 + [["appendectomy", "right hemicolectomy"]], "markers_positive": [["CgA"]] * 5,
         "diagnostic_methods": [["immunohistochemistry"]] * 3 + [["ultrasound", "immunohistochemistry"]] * 2},
        id="two lists of ages",
    ),
    pytest.param(
        "Phaeochromocytoma of the bladder: three cases\n\nThe first, a woman aged 36, and the second, a man aged 50, had headache; the last, a woman of 27, presented "
        "with haematuria. Partial cystectomy was performed in the first patient and total cystectomy in the second. The first and third patients are well "
        "after eleven and two years. The second died at 30 months.",
        {"age_years": [["36"], ["50"], ["27"]], "sex": [["female"], ["male"], ["female"]], "follow_up_months": [["132"], ["30"], ["24"]],
         "vital_status": [["alive"], ["dead"], ["alive"]]},
        id="the last of three",
    ),
    pytest.param(
        "PRRT for bone-dominant disease: three patients\n\nPatients\nPts 1 and 3, aged 61 (F) and 70 (M), had bronchial carcinoids. Pt 2, a 53-year-old woman, had a "
        "carcinoid of the thymus. Bone lesions involved the lumbar spine in Pt 1, the ribs in Pt 2 and the skull in Pt 3. Liver metastases were present in Pts 1 "
        "and 3.\n\nOutcome\nPt 2 died at 14 months. Pts 1 and 3 are alive at 40 and 22 months.",
        {"age_years": [["61"], ["53"], ["70"]], "sex": [["female"], ["female"], ["male"]], "follow_up_months": [["40"], ["14"], ["22"]],
         "vital_status": [["alive"], ["dead"], ["alive"]]},
        id="patients called Pt",
    ),
    pytest.param(
        "Thymic carcinoid: four patients\n\nClinical features\nFour men were seen. Patient A, aged 33, and Patient D, aged 56, had no complaints. Patient B, 65 years old, had "
        "facial edema. Patient C, 42, had Cushing's syndrome.\n\nOperation\nThymectomy was complete in A and D. In C tumor was left on the vessels. Patient B had biopsy "
        "only.\n\nOutcome\nB died after 7 months. C was alive at 20 months. A and D are well at 60 and 31 months.",
        {"age_years": [["33"], ["65"], ["42"], ["56"]], "sex": [["male"]] * 4, "follow_up_months": [["60"], ["7"], ["20"], ["31"]],
         "vital_status": [["alive"], ["dead"], ["alive"], ["alive"]], "syndrome": [[], [], ["cushing syndrome"], []]},
        id="bare letters, an age after a comma, and the sex of all",
    ),
    pytest.param(
        "Cushing's syndrome from bronchial carcinoids: two patients\n\nWe describe two patients, a 36-year-old nurse and a 28-year-old male student. The former had noticed "
        "amenorrhoea and she was pigmented. The latter had weakness. Lobectomy was done in the former and segmentectomy in the latter.",
        {"age_years": [["36"], ["28"]], "sex": [["female"], ["male"]], "treatments": [["lobectomy"], ["segmentectomy"]]},
        id="a nurse is no man by the student's word",
    ),
    pytest.param(
        "Thymic carcinoid in three brothers\n\nDetection. The mass was discovered at 47 in the eldest because of pain, at 44 in the second on a chest film, and at 37 in the "
        "youngest by CT. Octreotide was given to the second brother. The eldest died at 20 months. The youngest is free from disease at 26 months.",
        {"age_years": [["47"], ["44"], ["37"]], "sex": [["male"]] * 3, "follow_up_months": [["20"], [], ["26"]]},
        id="ages told of the eldest, the second and the youngest",
    ),
    pytest.param(
        "NET of the kidney: two cases\n\nCase 1: a 37-year-old man had a mass of the left kidney. Nephrectomy was performed. Case 2: a "
        "60-year-old woman had flank pain. CT disclosed a renal tumour. Both tumours were positive for synaptophysin and negative "
        "for PAX8.",
        {"markers_positive": [["synaptophysin"], ["synaptophysin"]], "markers_negative": [["PAX8"], ["PAX8"]]},
        id="both tumours of two patients",
    ),
    pytest.param(
        "NET of grade 3: three patients\n\nThree patients, two men aged 48 and 56 years and a woman aged 64, were treated. The "
        "primary tumour was located in the pancreas in both men and in the rectum in the woman. FDG PET/CT was positive in the older "
        "man and in the woman. Both men had progressed on everolimus. Patient 3 lived for only six weeks.",
        {"primary_site": [["pancreas"], ["pancreas"], ["rectum"]],
         "diagnostic_methods": [[], ["fdg pet/ct"], ["fdg pet/ct"]],
         "treatments": [["everolimus"], ["everolimus"], []], "vital_status": [[], [], ["dead"]]},
        id="of two men the older",
    ),
    pytest.param(
        "Carcinoma of the breast with endocrine differentiation: two patients\n\nA 52-year-old and a 67-year-old woman each "
        "noticed a lump of the breast. A large cell neuroendocrine carcinoma was found in the former and a small cell "
        "neuroendocrine carcinoma in the latter; the Ki-67 index was 35% and 80%, respectively. Immunohistochemically, the "
        "tumors were positive for synaptophysin in both cases and for CD56 in the second case only; calcitonin was negative in "
        "both.",
        {"age_years": [["52"], ["67"]], "sex": [["female"], ["female"]], "ki67_percent": [["35"], ["80"]],
         "markers_positive": [["synaptophysin"], ["synaptophysin", "CD56"]],
         "markers_negative": [["CD56", "calcitonin"], ["calcitonin"]]},
        id="two of one noun, and clauses of each",
    ),
    pytest.param(
        "Small cell carcinoma of the cervix: three patients\n\nA 33-year-old woman with discharge, a 47-year-old woman with "
        "bleeding, and a 51-year-old woman were seen. All underwent radical hysterectomy. The tumor was positive for CD56 "
        "in all but the second. Chromogranin A was positive in the first and third.",
        {"age_years": [["33"], ["47"], ["51"]], "treatments": [["hysterectomy"]] * 3,
         "markers_positive": [["CD56", "CgA"], [], ["CD56", "CgA"]]},
        id="all but one",
    ),
    pytest.param(
        "Small cell carcinoma of the gallbladder: two cases\n\nTwo women with small cell carcinoma of the gallbladder are "
        "described. Case one, aged 58, had jaundice; case two, aged 66, had weight loss. The tumor cells were positive for "
        "synaptophysin, with a Ki-67 index of 70% in case one and 85% in case two. Case one received etoposide. Case two "
        "died after 3 months.",
        {"age_years": [["58"], ["66"]], "sex": [["female"], ["female"]], "ki67_percent": [["70"], ["85"]],
         "markers_positive": [["synaptophysin"], ["synaptophysin"]], "treatments": [["etoposide"], []],
         "vital_status": [[], ["dead"]]},
        id="numbers in words",
    ),
    pytest.param(
        "Merkel cell carcinoma of the cheek in two old patients\n\nWe saw two cases of Merkel cell carcinoma of the cheek in "
        "patients aged 81 and 92 years, respectively. Both relapsed in the liver. Patient 1, a man, was given avelumab. "
        "Patient 2, a woman, had radiotherapy.",
        {"age_years": [["81"], ["92"]], "sex": [["male"], ["female"]], "metastatic_sites": [["liver"], ["liver"]],
         "treatments": [["avelumab"], ["radiotherapy"]]},
        id="labels inside the paragraph",
    ),
    pytest.param(
        "Carcinoid of the kidney: three cases\n\nThe patients were two men, aged 41 (Case 1) and 55 years (Case 2), and a woman "
        "aged 60 years (Case 3). All patients were treated by nephrectomy. Liver metastases were found in Cases 1 and 3. "
        "Patients 1 and 2 are alive 8 and 4 years after surgery, whereas Patient 3 died.",
        {"age_years": [["41"], ["55"], ["60"]], "sex": [["male"], ["male"], ["female"]],
         "treatments": [["nephrectomy"]] * 3, "metastatic_sites": [["liver"], [], ["liver"]],
         "follow_up_months": [["96"], ["48"], []], "vital_status": [["alive"], ["alive"], ["dead"]]},
        id="cases named together",
    ),
    pytest.param(
        "Pheochromocytoma in twins\n\nWe report twin brothers with von Hippel-Lindau disease. Twin A presented at the age of 21 "
        "with a pheochromocytoma of 4 cm. Adrenalectomy was performed. Twin B was 24 years old when a pheochromocytoma was "
        "found. He received doxazosin.",
        {"age_years": [["21"], ["24"]], "sex": [["male"], ["male"]],
         "treatments": [["adrenalectomy"], ["alpha blocker"]]},
        id="twins",
    ),
    pytest.param(
        "A family with multiple endocrine neoplasia type 2A\n\nA 39-year-old man had a pheochromocytoma. Adrenalectomy was "
        "performed. His daughter, aged 15 years, had a calcitonin of 51 pg/ml. She underwent thyroidectomy, which showed a "
        "medullary thyroid carcinoma. His 9-year-old son had prophylactic thyroidectomy; only C-cell hyperplasia was seen.",
        {"age_years": [["39"], ["15"]], "sex": [["male"], ["female"]],
         "histology": [["pheochromocytoma"], ["medullary thyroid carcinoma"]]},
        id="a family in the title",
    ),
    pytest.param(
        "Somatostatinoma of the ampulla: two cases\n\nMethods: Two patients with somatostatinoma were reviewed. Results: The "
        "patients were a 47-year-old woman with jaundice and a 35-year-old man with melena. Both women and men are rarely "
        "affected. Liver metastases were found in both. Both are alive, 30 and 12 months after surgery, respectively.",
        {"age_years": [["47"], ["35"]], "sex": [["female"], ["male"]], "metastatic_sites": [["liver"], ["liver"]],
         "follow_up_months": [["30"], ["12"]]},
        id="a pair under results",
    ),
    pytest.param(
        "Insulinoma in twins of the village\n\nWe report two women with insulinoma. The former, who was 31 years old, had an "
        "enucleation. The latter was a 58-year-old teacher. Mitoses numbered 1 and 4 per 10 high-power fields, respectively. "
        "The younger patient is well after 5 years. The older woman received diazoxide.",
        {"age_years": [["31"], ["58"]], "sex": [["female"], ["female"]], "mitoses": [["1/10hpf"], ["4/10hpf"]],
         "treatments": [["enucleation"], ["diazoxide"]], "follow_up_months": [["60"], []]},
        id="former and latter",
    ),
    pytest.param(
        "Orbital metastasis of neuroendocrine tumors: three patients\n\nThe primary tumor was in the rectum, the kidney and the ileum in one "
        "patient each. The patients were aged 44, 58 and 71 years, respectively; the first was a man and the others were women. "
        "Ki-67 was 12% in the patient with the rectal tumor and 3% in the two others. The renal tumor was removed by "
        "nephrectomy. The patient with the ileal tumor was treated with lanreotide.",
        {"age_years": [["44"], ["58"], ["71"]], "sex": [["male"], ["female"], ["female"]],
         "primary_site": [["rectum"], ["kidney"], ["ileum"]], "ki67_percent": [["12"], ["3"], ["3"]],
         "treatments": [[], ["nephrectomy"], ["lanreotide"]]},
        id="by their tumours",
    ),
    pytest.param(
        "Tailgut cysts with neuroendocrine tumors\n\nTwo women, aged 42 and 53 years, had a presacral neuroendocrine tumor, graded "
        "G1 (Ki-67 2%) and G2 (Ki-67 9%), respectively. The patient with the G2 tumor had liver metastases and was given "
        "lanreotide. The patient with the G1 tumor is alive.",
        {"grade": [["G1"], ["G2"]], "ki67_percent": [["2"], ["9"]], "metastatic_sites": [[], ["liver"]],
         "treatments": [[], ["lanreotide"]], "vital_status": [["alive"], []]},
        id="by grade",
    ),
    pytest.param(
        "Carcinoma of the cervix: two cases\n\nA 33-year-old woman presented with bleeding. A 46-year-old woman had a bulky cervix. "
        "Biopsy disclosed small cell neuroendocrine carcinoma in the former and large cell neuroendocrine carcinoma in the "
        "latter. The younger patient underwent hysterectomy. The patient with the large cell tumor died after 19 months. The "
        "patient with the small cell tumor is alive.",
        {"age_years": [["33"], ["46"]], "histology": [["small cell NEC"], ["large cell NEC"]],
         "treatments": [["hysterectomy"], []], "vital_status": [["alive"], ["dead"]]},
        id="one sentence each",
    ),
    pytest.param(
        "Primary hepatic neuroendocrine tumors\n\nWe present three patients with hepatic neuroendocrine tumor, two males and one "
        "female, aged 44, 57 and 66 years, respectively. Two patients, the 44-year-old man and the woman, underwent "
        "hepatectomy. The third was treated by octreotide. None had carcinoid syndrome.",
        {"age_years": [["44"], ["57"], ["66"]], "sex": [["male"], ["male"], ["female"]],
         "treatments": [["hepatectomy"], ["octreotide"], ["hepatectomy"]], "syndrome": [[], [], []]},
        id="the one who is left",
    ),
    pytest.param(
        "Small cell carcinoma of the prostate: two patients\n\nPatient 1, aged 69 years, had a small cell carcinoma of the prostate. "
        "Etoposide was given, and he died nine months later. Patient 2, a 74-year-old man, had a small cell carcinoma, too. He "
        "received pelvic irradiation and is alive.",
        {"age_years": [["69"], ["74"]], "treatments": [["etoposide"], ["radiotherapy"]],
         "vital_status": [["dead"], ["alive"]]},
        id="a pronoun of an unknown sex",
    ),
    pytest.param(
        "Paragangliomas of the bladder: five patients\n\nThree women (ages 24, 38 and 61 years) and two men (ages 45 and 70 "
        "years) had a paraganglioma of the bladder. Partial cystectomy was done in all but the 70-year-old man, who was treated "
        "with 131I-MIBG. The two youngest patients had metastases in the liver. In the men the tumors were negative for S100.",
        {"age_years": [["24"], ["38"], ["61"], ["45"], ["70"]],
         "sex": [["female"], ["female"], ["female"], ["male"], ["male"]],
         "treatments": [["cystectomy"]] * 4 + [["131i-mibg"]],
         "metastatic_sites": [["liver"], ["liver"], [], [], []],
         "markers_negative": [[], [], [], ["S100"], ["S100"]]},
        id="two groups with their ages",
    ),
    pytest.param(
        "Insulinomas of one family\n\nThree sisters had an insulinoma. The oldest was 41, the second 36 and the youngest 29 years "
        "old. Enucleation was performed in the two older sisters. The youngest received diazoxide.",
        {"age_years": [["41"], ["36"], ["29"]], "treatments": [["enucleation"], ["enucleation"], ["diazoxide"]]},
        id="three by age",
    ),
    pytest.param(
        "Carcinoids of the testis: four men\n\nThe patients were 25, 33, 47 and 60 years old. Orchiectomy was performed in the "
        "first. The remaining three patients received octreotide. The 60-year-old man died; the others are alive.",
        {"age_years": [["25"], ["33"], ["47"], ["60"]],
         "treatments": [["orchiectomy"], ["octreotide"], ["octreotide"], ["octreotide"]],
         "vital_status": [["alive"], ["alive"], ["alive"], ["dead"]]},
        id="the rest",
    ),
    pytest.param(
        "Merkel cell carcinoma in four patients\n\nPatient A was an 81-year-old woman, patient B a 77-year-old man, patient C a "
        "69-year-old man and patient D an 85-year-old woman. Patients A and C were treated with avelumab. Patient B received "
        "radiotherapy. Patient D died.",
        {"age_years": [["81"], ["77"], ["69"], ["85"]], "sex": [["female"], ["male"], ["male"], ["female"]],
         "treatments": [["avelumab"], ["radiotherapy"], ["avelumab"], []],
         "vital_status": [[], [], [], ["dead"]]},
        id="by letters",
    ),
    pytest.param(
        "Pheochromocytoma in a father and his daughter\n\nA 52-year-old man and his 23-year-old daughter had bilateral "
        "pheochromocytomas. Both underwent adrenalectomy. The father had metastases in the liver. The daughter is alive after 4 "
        "years.",
        {"age_years": [["52"], ["23"]], "sex": [["male"], ["female"]], "metastatic_sites": [["liver"], []],
         "vital_status": [[], ["alive"]]},
        id="a father",
    ),
    pytest.param(
        "Three women with ovarian carcinoid\n\nThree women aged 39, 52 and 66 years had an ovarian carcinoid. Oophorectomy was "
        "performed in two, and the third had hysterectomy. All tumors expressed synaptophysin; chromogranin A was positive in "
        "all but the 52-year-old patient.",
        {"treatments": [["oophorectomy"], ["oophorectomy"], ["hysterectomy"]],
         "markers_positive": [["synaptophysin", "CgA"], ["synaptophysin"], ["synaptophysin", "CgA"]]},
        id="in two, and the third",
    ),
    pytest.param(
        "Neuroendocrine tumours of a small hospital: two cases\n\nCase reports\n\n2.1. 1st case. A 27-year-old woman had a NET of the "
        "appendix, G1. She was followed for three years.\n\n2.2. 2nd case. A 68-year-old man had melena. Biopsy of the gastric body "
        "showed a NET, G2. He died 7 months later.\n",
        {"age_years": [["27"], ["68"]], "grade": [["G1"], ["G2"]], "follow_up_months": [["36"], ["7"]]},
        id="1st case, 2nd case",
    ),
    pytest.param(
        "A family with MEN 2A\n\nWe report a three-generation family.\n\nPROBAND: A 48-year-old woman had medullary carcinoma of the "
        "thyroid.\n\nBROTHER: Her brother, 52 years old, was called in. Total thyroidectomy yielded medullary carcinoma.\n\n"
        "NIECE: The brother's daughter carried the mutation and underwent prophylactic thyroidectomy at the age of 7. Only C-cell "
        "hyperplasia was present.\n\nFATHER: The proband's father had died suddenly at 43. Blocks were recovered and a "
        "pheochromocytoma was confirmed.\n",
        {"age_years": [["48"], ["52"], []], "sex": [["female"], ["male"], ["male"]],
         "histology": [["medullary thyroid carcinoma"], ["medullary thyroid carcinoma"], ["pheochromocytoma"]]},
        id="relatives as labels",
    ),
    pytest.param(
        "Carcinoid of the ileum in three members of a family\n\nA 56-year-old woman was explored for obstruction; carcinoids of the "
        "terminal ileum were resected. Her brother, aged 62, had flushing; needle biopsy of the liver disclosed carcinoid. Their father "
        "had died at the age of 74 years, and review of the slides showed a carcinoid with nodal spread.",
        {"age_years": [["56"], ["62"], ["74"]], "sex": [["female"], ["male"], ["male"]]},
        id="a father whose slides were seen again",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "fields"), SMALL_SERIES)
def test_small_series(
    text: str, fields: dict[str, list[list[str]]], rows: Callable[[str], list[Row]]
) -> None:
    found = rows(text)
    cases = [row for row in found if row.kind == "case"]
    assert {name: [row.values(name) for row in cases] for name in fields} == fields


def test_a_unit_told_elsewhere_is_no_part_of_the_quote(rows: Callable[[str], list[Row]]) -> None:
    told = rows(
        "Neuroendocrine carcinoma of the cervix: four patients\n\nP1 (33 years) and P2 (41 years) had nivolumab; P3 (52 years) and P4 (60 years) had "
        "cisplatin. At cut-off P4 was alive; the others had died at 12 (P1), 20 (P2) and 9 months (P3).\n"
    )
    quotes = [f.quote for r in told for f in r.fields.get("follow_up_months", ())]
    assert quotes == ["12", "20", "9 months"]


def test_a_patient_of_a_large_series_has_no_row(rows: Callable[[str], list[Row]]) -> None:
    """Nobody is brought in by "in one, in a patient who …"."""
    found = rows(
        "Rectal carcinoids removed by ligation: 14 patients\n\nMethods: Between 2003 and 2008, 14 patients (9 men; median age "
        "54 years) with rectal carcinoids were treated. Results: Lymphatic invasion was seen in one, in a patient who "
        "declined additional surgery. The median size was 5 mm.\n"
    )
    assert [row.kind for row in found] == ["cohort"]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        pytest.param(
            "A long course of carcinoid\n\nA man was first seen in 1989, when a bronchial carcinoid was removed at the age of 41. In "
            "2001, when the patient was 53 years old, bone metastases were found. He died at the age of 58.",
            {"age_years": ["41"], "vital_status": ["dead"], "metastatic_sites": ["bone"]},
            id="the first age told of the tumour",
        ),
        pytest.param(
            "A NET of the ileum with a hepatic lesion\n\nA 61-year-old man had a NET of the ileum. CT showed a nodule in the liver "
            "that was suspicious for metastasis. At operation it proved to be a haemangioma.",
            {"metastatic_sites": []},
            id="taken back by a later sentence",
        ),
        pytest.param(
            "A NET of the ileum with liver metastases\n\nA 61-year-old man had a NET of the ileum with liver metastases. A lesion in "
            "the kidney proved to be an oncocytoma.",
            {"metastatic_sites": ["liver"]},
            id="what is told outright stays",
        ),
        pytest.param(
            "A NET of the ileum and breast cancer\n\nA 61-year-old woman had a NET of the ileum. Axillary nodes contained metastatic "
            "ductal carcinoma.",
            {"metastatic_sites": [], "histology": ["NET"]},
            id="metastases of another cancer",
        ),
        pytest.param(
            "A NET of the ileum in a man with gout\n\nA 61-year-old man had a NET of the ileum (G1, Ki-67 2%). He also had a renal "
            "cell carcinoma (G3, Ki-67 40%).",
            {"grade": ["G1"], "ki67_percent": ["2"]},
            id="grade and index of another tumour",
        ),
        pytest.param(
            "A NET of the ileum with a mass in the breast\n\nA 61-year-old woman had a NET of the ileum. There was a mass in the left "
            "breast. Core biopsy confirmed metastatic NET.",
            {"metastatic_sites": ["breast"]},
            id="proved by a biopsy of which the place is not told again",
        ),
        pytest.param(
            "Paraganglioma of the spine\n\nStudy Design. Case report.\nObjective. To tell of a paraganglioma.\nSummary of Background "
            "Data. Such tumours are rare.\nMethods. A 54-year-old woman had pain. MRI showed a lytic lesion of T5. Decompression was "
            "carried out.\nResults. The diagnosis was metastatic paraganglioma.\n",
            {"age_years": ["54"], "sex": ["female"], "histology": ["paraganglioma"]},
            id="told under the methods of an abstract",
        ),
        pytest.param(
            "A NET of the rectum\n\nA 47-year-old man had a NET of the rectum. Seven years later he was 54 years old and free of "
            "disease.",
            {"age_years": ["47"]},
            id="a later age of the one patient",
        ),
    ],
)
def test_one_patient(
    text: str, fields: dict[str, list[str]], rows: Callable[[str], list[Row]]
) -> None:
    (row,) = rows(text)
    assert {name: row.values(name) for name in fields} == fields


@pytest.mark.parametrize(
    "text",
    [
        "Five women aged 24, 31, 38, 42 and 50 years and five men aged 45, 61, 64, 67 and 70 years had a carcinoid.",
        "Three women aged 24 and 38 years and two men aged 45 and 70 years had a carcinoid.",
    ],
)
def test_groups_too_many_or_counted_wrongly_bring_in_nobody(
    text: str, rows: Callable[[str], list[Row]]
) -> None:
    found = rows(f"Carcinoids of the appendix\n\n{text}\n")
    assert len([row for row in found if row.kind == "case"]) <= 1


CITED_PATIENTS = [
    pytest.param(
        "Our patient resembles the 38-year-old woman of Duarte et al. (2), who presented with a thyroid nodule 9 years after the "
        "resection of a typical bronchial carcinoid; she was given octreotide and was free of progression for 4 years.",
        {"age_years": ["38"], "histology": ["typical carcinoid"], "follow_up_months": ["48"]},
        id="likened to the own patient",
    ),
    pytest.param(
        "Among the reported patients, the 46-year-old woman of Giraldi et al. [3] had a medullary thyroid carcinoma and was treated "
        "with octreotide; she was alive with disease after 3 years.",
        {"age_years": ["46"], "treatments": ["octreotide"], "follow_up_months": ["36"]},
        id="one of the reported patients",
    ),
    pytest.param(
        "Aksel et al. (3) operated on a 53-year-old man with a carcinoid of the lung. He had undergone pneumonectomy 4 years "
        "earlier. Bilateral thyroidectomy was curative, and no recurrence was seen after 2 years. Lastly, Petrov (4) saw another.",
        {"age_years": ["53"], "treatments": ["pneumonectomy", "thyroidectomy"], "response": ["no evidence of disease"]},
        id="how a story ends without a pronoun",
    ),
    pytest.param(
        "Moreau et al. (8) described a 64-year-old man with multiple liver metastases 5 years after endoscopic resection of a rectal "
        "NET; he was treated with octreotide and remained stable for 11 months.",
        {"follow_up_months": ["11"], "metastatic_sites": ["liver"]},
        id="a time before the state that is told",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("told", "fields"), CITED_PATIENTS)
def test_a_cited_patient(
    told: str, fields: dict[str, list[str]], rows: Callable[[str], list[Row]]
) -> None:
    found = rows(
        "Metastasis of a medullary thyroid carcinoma\n\nCase report\n\nA 61-year-old man had medullary thyroid carcinoma. He was "
        f"treated with vandetanib.\n\nDiscussion\n\n{told}\n"
    )
    own, cited = found[0], next(row for row in found if row.kind == "cited_case")
    assert own.values("age_years") == ["61"]
    assert {name: cited.values(name) for name in fields} == fields


def test_what_is_told_before_the_tumour_beside_other_illnesses_is_theirs(
    rows: Callable[[str], list[Row]],
) -> None:
    (patient,) = rows(
        "Ileal neuroendocrine tumor in a woman with a long history\n\nCase report\n\nA 63-year-old woman had "
        "diarrhea. Breast carcinoma at the age of 49 had been treated with lumpectomy, doxorubicin and "
        "tamoxifen. Eleven years ago nephrectomy was done for pyonephrosis. She takes ramipril. Loperamide "
        "was given for the diarrhea. Biopsy of the liver showed a neuroendocrine tumor. Octreotide was "
        "started, and the ileum was resected. Doxorubicin was given for progression in 2019.\n"
    )
    assert patient.values("treatments") == [
        "loperamide", "octreotide", "small bowel resection", "doxorubicin",
    ]  # fmt: skip


def test_what_was_done_for_a_tumour_taken_for_another_is_the_tumour_s(
    rows: Callable[[str], list[Row]],
) -> None:
    (patient,) = rows(
        "Duodenal neuroendocrine carcinoma\n\nCase report\n\nA 66-year-old man had jaundice. Two months ago brush "
        "cytology suggested adenocarcinoma, and pancreatoduodenectomy was done. Histology showed a "
        "neuroendocrine carcinoma of the duodenum.\n"
    )
    assert patient.values("treatments") == ["pancreaticoduodenectomy"]


@pytest.mark.parametrize(
    ("told", "subject"),
    [
        ("Park CH (2012) described a 67-year-old woman with a hepatic NET who died", "Park et al."),
        ("Already Wohllk, in 2001, reported a man of 52 years with a hepatic NET who died", "Wohllk et al."),
        ("Yıldırım reported in 2006 a 40-year-old male with a hepatic NET who died", "Yıldırım et al."),
        ("Çelik published in 2006 the observation of a woman of 42 years with a hepatic NET who died", "Çelik et al."),
        ("Öberg et al. described a 44-year-old man with a hepatic NET who died", "Öberg et al."),
    ],
)  # fmt: skip
def test_cited_authors_in_more_spellings(
    told: str, subject: str, rows: Callable[[str], list[Row]]
) -> None:
    found = rows(
        "Hepatic neuroendocrine tumor\n\nCase report\n\nA 51-year-old man had a neuroendocrine tumor of the liver."
        f"\n\nDiscussion\n\n{told} after two years.\n"
    )
    assert [r.subject for r in found if r.kind == "cited_case"] == [subject]


SECOND_HAND = """\
Metastases of the heart: a review

Introduction

Deposits in the heart are rare. They are found by imaging in most patients.

Discussion

An example is the patient described by Haraldsson et al. in 2009 [17]. She was 66 years old and had an ileal
carcinoid with liver metastases. She died 19 months after the operation.

Arrhythmia was the first sign in the patient of Elling and Raomann, published in 2019 [23]. A 73-year-old man was
found to have small cell carcinoma of the lung. He died four months later.

Bertolaccini7 resected a liver metastasis of a neuroendocrine tumour of the cecum in a woman aged 57 years, and she
was alive at 48 months. Claudin18 showed a strong reaction in a 47-year-old woman.

The patient of Abdel,5 a 68-year-old man, had bone metastases of a NET. Xu and Fengler,6 in turn, described a
38-year-old man with vertebral metastases of a rectal carcinoid, and the man died 30 months after the diagnosis.

References

5. Abdel S. A NET with bone metastases. Invented J 2011;1:1-2.
6. Xu L, Fengler H. Vertebral metastases. Invented J 2012;1:1-2.
7. Bertolaccini A. A liver metastasis. Invented J 2013;1:1-2.
"""


def test_patients_of_others_are_brought_in_by_many_manners(
    rows: Callable[[str], list[Row]],
) -> None:
    told = {row.subject.split()[0]: row for row in rows(SECOND_HAND) if row.kind == "cited_case"}
    assert {name: row.values("age_years") for name, row in told.items()} == {
        "Haraldsson": ["66"], "Elling": ["73"], "Bertolaccini": ["57"], "Abdel": ["68"], "Xu": ["38"],
    }  # fmt: skip
    assert told["Elling"].values("vital_status") == ["dead"]
    assert told["Xu"].values("follow_up_months") == ["30"]


def test_a_patient_of_a_new_paragraph_is_the_papers_own(rows: Callable[[str], list[Row]]) -> None:
    text = """\
A tumour of the pancreas

Introduction

Pancreatic neuroendocrine tumours are rare. Only the patient described by Smithson et al. [4] had metastases of the heart.

A 66-year-old woman presented with jaundice. CT showed a mass of the pancreas. It was a NET G2.
"""
    assert [row.kind for row in rows(text)] == ["case"]


FAMILY_TREE = """\
Paragangliomas in a kindred

The family

Individual I-2 died suddenly at the age of 36; no autopsy was held. She had six children.

III-2 (proband)

This woman consulted at the age of 29 with a para-aortic mass. It was a paraganglioma.

II-1

The father of the proband had a lump of the neck. He was then 58, and it was a paraganglioma.

Carriers without tumour

III-5, IV-1 and IV-3 carry the mutation. They are between 9 and 33 years of age and well.

Discussion

Paragangliomas are rare.
"""


def test_persons_of_a_tree_head_their_parts(rows: Callable[[str], list[Row]]) -> None:
    assert [row.values("age_years") for row in rows(FAMILY_TREE)] == [["29"], ["58"]]


def test_the_older_and_the_younger_by_what_they_do(rows: Callable[[str], list[Row]]) -> None:
    text = """\
Small cell carcinoma of the oesophagus in two men

Case reports

Both men had dysphagia. The older man, a retired cane cutter of 72, had lost 15 kg; the younger, a 54-year-old driver,
had lost 4 kg. Biopsies of both showed small cell carcinoma of the oesophagus. In the older there were metastases
in the liver. The younger man received cisplatin and etoposide. He died 22 months after the diagnosis.
"""
    told = {row.values("age_years")[0]: row for row in rows(text)}
    assert set(told) == {"72", "54"}
    assert told["72"].values("metastatic_sites") == ["liver"]
    assert told["54"].values("metastatic_sites") == []
    assert told["54"].values("follow_up_months") == ["22"]


def test_numbers_of_sections_before_the_number_of_the_case(
    rows: Callable[[str], list[Row]],
) -> None:
    text = """\
Two insulinomas

1. Introduction

Insulinomas are rare.

2. Case A

A 33-year-old woman had an insulinoma of the pancreas.

3. Case B

A 27-year-old man had an insulinoma of the pancreas.

4. Discussion

Insulinomas are rare.
"""
    assert [row.values("age_years") for row in rows(text)] == [["33"], ["27"]]


def test_places_told_with_or_are_nobodys(rows: Callable[[str], list[Row]]) -> None:
    text = """\
Rectal neuroendocrine tumors: two cases

Case reports

We describe two patients in whom such tumors had spread to lymph nodes or distant organs. {all}

Case 1

A 44-year-old man had liver metastases.

Case 2

A 58-year-old woman had bone metastases.
"""
    told = rows(text.format(all=""))
    assert [row.values("metastatic_sites") for row in told] == [["liver"], ["bone"]]
    also = "Both patients had lung metastases and received octreotide or lanreotide."
    told = rows(text.format(all=also))
    assert [set(row.values("metastatic_sites")) for row in told] == [
        {"liver", "lung"}, {"bone", "lung"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ("Autopsy showed metastases in the liver.", ["dead"]),
        (
            "The donor, a woman of 40, had died of a stroke. Autopsy disclosed a NET of the ileum.",
            [],
        ),
        ("He is well at 24 months; at autopsy his mother had had an insulinoma.", ["alive"]),
        ("Postmortem examination confirmed carcinoid heart disease in his sister.", []),
    ],
)
def test_an_autopsy_tells_of_a_death(
    rows: Callable[[str], list[Row]], told: str, status: list[str]
) -> None:
    text = (
        f"A NET of the ileum\n\nCase report\n\nA 60-year-old man had a NET of the ileum. {told}\n"
    )
    assert rows(text)[0].values("vital_status") == status


LISTED = """Presacral neuroendocrine tumour: a case report

Case report

A 44-year-old woman had a presacral NET treated by excision. She is alive 52 months later. There were six men and four women in the literature. Three patients died.

Discussion

{}

References

4. Kowalski A. A presacral tumour. Example Surg 2010;1:1-3.
5. Jones B. A tailgut tumour. Example Surg 2012;1:1-3.
"""


@pytest.mark.parametrize(
    "told",
    [
        "Two such patients are known: a 39-year-old woman who was treated by excision of a presacral NET [4]; and a 60-year-old man with a presacral NET and liver metastases who died after 22 months [5].",
        "Kowalski et al. [4] reported a 39-year-old woman who was treated by excision of a presacral NET; a 60-year-old man with a presacral NET and liver metastases in the report of Jones et al. [5] died after 22 months.",
        "Two patients have been published: a 39-year-old woman (Kowalski, 2010) treated by excision of a presacral NET, and a 60-year-old man (Jones et al., 2012) with a presacral NET and liver metastases, who died after 22 months.",
    ],
)
def test_a_list_of_cited_patients_is_a_row_each(
    rows: Callable[[str], list[Row]], told: str
) -> None:
    own, first, second = rows(LISTED.format(told))
    assert (own.values("vital_status"), own.values("follow_up_months")) == (["alive"], ["52"])
    assert own.values("metastatic_sites") == []
    assert (first.values("age_years"), first.values("treatments")) == (["39"], ["tumor resection"])
    assert (second.values("age_years"), second.values("vital_status")) == (["60"], ["dead"])
    assert (second.values("metastatic_sites"), first.values("metastatic_sites")) == (["liver"], [])


def test_an_abstract_tells_of_the_second_patient_before_the_labels(
    rows: Callable[[str], list[Row]],
) -> None:
    first, second = rows(
        "Orbital metastases of neuroendocrine neoplasms: two cases\n\nABSTRACT\n\nResults: A 71-year-old man with an ileal NET "
        "developed a metastasis in the orbit and is alive. A 45-year-old woman presented with a large cell neuroendocrine "
        "carcinoma of the lung; she died after 8 months.\n\nCASE 1\n\nA 71-year-old retired baker saw double. He was known to have a NET "
        "of the ileum.\n\nCASE 2\n\nA 45-year-old journalist complained of pain. The mass was biopsied.\n"
    )
    assert (first.values("histology"), second.values("histology")) == (["NET"], ["large cell NEC"])
    assert (first.values("vital_status"), second.values("vital_status")) == (["alive"], ["dead"])


def test_a_story_in_the_present_tense(rows: Callable[[str], list[Row]]) -> None:
    (row,) = rows(
        "A 47-year-old man comes to the clinic with flushing. CT shows a mass of the ileum. Biopsy reveals a neuroendocrine tumour. "
        "Treatment is begun with lanreotide. Everolimus is declined by the patient. The disease is stable for a year. "
        "Ketoconazole has to be avoided. He dies at home after 14 months.\n"
    )
    given = [f.value for f in row.fields["treatments"] if f.status == "given"]
    assert given == ["lanreotide"]
    assert (row.values("vital_status"), row.values("follow_up_months")) == (["dead"], ["14"])


def test_a_diagnosis_excluded_before_another_is_none(rows: Callable[[str], list[Row]]) -> None:
    (row,) = rows(
        "A 61-year-old man had a mass of the larynx. The biopsy was reported as paraganglioma. Cytokeratin was positive, so paraganglioma "
        "was excluded. After laryngectomy the diagnosis was atypical carcinoid.\n"
    )
    assert row.values("histology") == ["atypical carcinoid"]


TOLD_IN_SHORT = """PRRT in neuroendocrine tumours of the marrow: three patients

Methods: all had well differentiated tumours and biopsy-proven marrow infiltration. Lanreotide was continued between cycles in all.
Results: Pt 1 (F, 51 y, jejunum, G1, Ki-67 1%; also liver, peritoneum): stable disease, alive at 30 mo. Pt 2 (M, 66 y, pancreas, G2, Ki-67 9%; also liver): death at 9 mo from progression. Pt 3 (F, 59 y, lung, atypical carcinoid; both breasts): partial response; alive 21 mo.
"""


def test_patients_told_in_a_bracket_each(rows: Callable[[str], list[Row]]) -> None:
    found = rows(TOLD_IN_SHORT)
    assert [row.values("primary_site") for row in found if row.kind == "case"] == [
        ["jejunum"], ["pancreas"], ["lung"],
    ]  # fmt: skip
    spread = [row.values("metastatic_sites") for row in found if row.kind == "case"]
    assert [set(sites) - {"bone", "bone marrow"} for sites in spread] == [
        {"liver", "peritoneum"}, {"liver"}, {"breast"},
    ]  # fmt: skip
    assert all(
        row.values("treatments") == ["lanreotide"] and row.values("differentiation") == ["well"]
        for row in found
        if row.kind == "case"
    )


PEDIGREE = """Three tumours in one family: multiple endocrine neoplasia type 1

The proband (II-3), 41 years old, consulted for renal colic. Two tumours of the duodenum were excised and proved gastrinomas.

Her brother (II-1) had never wished to be screened. At 47 he was found to have a mass in the mediastinum. Microscopically it was an atypical carcinoid of the thymus. He died four years after the operation.

The proband's daughter (III-1), a girl of 16, had morning fits. A nodule in the pancreatic tail was an insulinoma (NET G1).

The grandmother (I-2) died at the age of 55 of "a stomach tumour"; no tissue was available.
"""


def test_persons_of_a_tree_with_their_kinship_in_front(
    rows: Callable[[str], list[Row]],
) -> None:
    found = rows(PEDIGREE)
    assert [row.values("histology") for row in found] == [
        ["gastrinoma"], ["atypical carcinoid"], ["insulinoma"],
    ]  # fmt: skip
    assert [row.values("sex") for row in found[1:]] == [["male"], ["female"]]
    assert found[2].values("age_years") == ["16"]


@pytest.mark.parametrize(
    "text",
    [
        # what it proved to be in the end
        "A 52-year-old man was sent with a probable neuroendocrine tumour of the pancreatic tail. DOTATATE PET/CT was positive. Scintigraphy with red cells "
        "was positive as well. Two years later the intrapancreatic spleen is unchanged.\n",
        "A 38-year-old woman had a mass of the pancreas; a neuroendocrine tumour was suspected. She underwent distal pancreatectomy. "
        "Final diagnosis: solid pseudopapillary neoplasm.\n",
        # a title that names what only looked so
        "Accessory spleen mimicking a pancreatic neuroendocrine tumor\n\nA 44-year-old man had a nodule of the pancreatic tail. A neuroendocrine tumor was "
        "suspected and distal pancreatectomy was done.\n",
        # no patients
        "Malignant insulinoma in a dog\n\nA 9-year-old dog had hypoglycaemia. An insulinoma was removed from the pancreas.\n",
        "Octreotide and interferon act on carcinoid cells in vitro and in nude mice\n\nCarcinoid cells were treated with octreotide. Growth was inhibited.\n",
    ],
)
def test_nobody_with_a_neuroendocrine_tumour(rows: Callable[[str], list[Row]], text: str) -> None:
    assert [row for row in rows(text) if row.kind == "case"] == []


def test_what_opens_a_series_is_of_each(rows: Callable[[str], list[Row]]) -> None:
    found = rows(
        "Carcinoid heart disease: two patients\n\nTwo patients with metastatic carcinoid of the ileum underwent tricuspid valve replacement. All had carcinoid "
        "syndrome and received octreotide.\n\nCase 1. A 58-year-old man had oedema. He is alive after 20 months.\n\nCase 2. A 63-year-old woman had "
        "dyspnoea. She died after 5 months.\n"
    )
    assert len(found) == 2
    assert all("octreotide" in row.values("treatments") for row in found)
    assert all(row.values("primary_site") == ["ileum"] for row in found)


def test_a_last_clause_on_what_holds_in_general_is_nobodys(
    rows: Callable[[str], list[Row]],
) -> None:
    (row,) = rows(
        "A 61-year-old man had a carcinoid tumour of the ileum with liver metastases. Echocardiography was normal, and he had no carcinoid heart disease, "
        "which is found in many patients with bone metastases of carcinoid tumours.\n"
    )
    assert row.values("metastatic_sites") == ["liver"]


def test_the_gravidity_is_no_age(rows: Callable[[str], list[Row]]) -> None:
    found = rows(
        "Small cell carcinoma of the cervix: two patients\n\nThe first patient, aged 29, had bleeding; biopsy revealed small cell carcinoma of the cervix. She is free of "
        "disease 30 months after operation.\n\nThe second patient, a 33-year-old gravida 4, had stage IIIB small cell carcinoma of the cervix. She died after "
        "eight months.\n"
    )
    assert [row.values("age_years") for row in found] == [["29"], ["33"]]


def test_one_regimen_is_spoken_of_in_the_singular(rows: Callable[[str], list[Row]]) -> None:
    (row,) = rows(
        "A 70-year-old man had small cell carcinoma of the bladder. Carboplatin and etoposide was advised; the family declined. He died after 6 weeks.\n"
    )
    assert [f.status for f in row.fields["treatments"]] == ["recommended", "recommended"]


def test_what_is_told_of_all_ends_with_a_detail_of_one(rows: Callable[[str], list[Row]]) -> None:
    found = rows(
        "Occult bronchial carcinoid: three patients\n\nWe report three patients with Cushing's syndrome. A 26-year-old woman (patient 1) and a 43-year-old man (patient 2) "
        "were referred late; a 38-year-old woman (patient 3) had had adrenalectomy.\n\nLobectomy was performed in patients 1 and 3 and wedge resection in patient 2; "
        "histologic examination showed typical carcinoid tumors, ACTH-positive by immunoperoxidase, with one hilar lymph node metastasis in patient 2.\n"
    )
    assert [row.values("histology") for row in found] == [["typical carcinoid"]] * 3
    assert [row.values("markers_positive") for row in found] == [["ACTH"]] * 3
    assert [row.values("metastatic_sites") for row in found] == [[], ["lymph node"], []]


NUMBERED = """Temozolomide in four patients with metastatic bronchial carcinoid

Patients 1 to 4 were 45, 52, 58 and 63 years old, in that order; patients 3 and 4 were men, the others women. Ki-67 in the most recent tissue was 9%, 14%, 5% and 21%. The liver was involved in all four.

Previous treatment consisted of everolimus in 2 and 4, and lanreotide in 1 and 3. Patient 4 had received cisplatin.
"""


def test_patients_by_bare_numbers_and_an_index_for_each(
    rows: Callable[[str], list[Row]],
) -> None:
    found = [row for row in rows(NUMBERED) if row.kind == "case"]
    assert [row.values("ki67_percent") for row in found] == [["9"], ["14"], ["5"], ["21"]]
    given = [set(row.values("treatments")) - {"temozolomide"} for row in found]
    assert given == [{"lanreotide"}, {"everolimus"}, {"lanreotide"}, {"everolimus", "cisplatin"}]


def test_what_was_mistaken_for_a_tumour_of_this_field(rows: Callable[[str], list[Row]]) -> None:
    found = rows(
        "Intrapancreatic accessory spleen mistaken for a neuroendocrine tumour: two patients\n\nPatient A, a 51-year-old man, had a nodule in the tail. A G1 NET was "
        "presumed and distal pancreatectomy was carried out.\n\nPatient B. In this 45-year-old woman a nodule had been followed as a NET, and lanreotide had been "
        "given.\n"
    )
    assert [row for row in found if row.kind == "case"] == []


def test_the_elder_by_what_she_was(rows: Callable[[str], list[Row]]) -> None:
    found = rows(
        "Carcinoid of the small bowel in two sisters\n\nThe elder, a weaver, was 56 when she was admitted. The ileum was removed for a carcinoid.\n\nHer sister was then 53. "
        "The ileum was resected for several carcinoids.\n"
    )
    assert [row.values("age_years") for row in found] == [["56"], ["53"]]


def test_numbers_with_their_own_brackets_and_bare_ones(rows: Callable[[str], list[Row]]) -> None:
    found = rows(
        "Temozolomide in six patients with bronchial carcinoid\n\nPatients 1 to 6 were 43, 50, 56, 61, 65 and 70 years old, in that order. The diagnosis had been made on the "
        "surgical specimen in patients 1, 3, 4 (lobectomy) and 5 (pneumonectomy) and by liver biopsy in patients 2 and 6. Previous treatment consisted of somatostatin "
        "analogues in all patients except no. 4 (lanreotide in 1, 3 and 5, octreotide LAR in 2 and 6) and everolimus in 2, 4 and 5.\n"
    )
    given = [
        {f.value for f in row.fields["treatments"]} - {"temozolomide", "somatostatin analog"}
        for row in found
        if row.kind == "case"
    ]
    assert given == [
        {"lobectomy", "lanreotide"}, {"octreotide", "everolimus"}, {"lobectomy", "lanreotide"},
        {"lobectomy", "everolimus"}, {"pneumonectomy", "lanreotide", "everolimus"}, {"octreotide"},
    ]  # fmt: skip


def test_the_first_organ_of_a_bracket_is_where_it_began(rows: Callable[[str], list[Row]]) -> None:
    found = rows(
        "Three patients with NET\n\nPatient 1 (F, 54 y; ileum; G1) had flushing. Patient 2 (M, 60 y; stomach, G1) had pain. Patient 3 (M, 70 y; lung; liver) had cough.\n"
    )
    assert [row.values("primary_site") for row in found] == [["ileum"], ["stomach"], ["lung"]]
    assert [row.values("metastatic_sites") for row in found] == [[], [], ["liver"]]


@pytest.mark.parametrize(
    "text",
    [
        "Intrapancreatic accessory spleen mimicking recurrence of a pancreatic neuroendocrine tumor\n\nA 58-year-old man had a distal pancreatectomy for a "
        "neuroendocrine tumor of the pancreas, G1, in 2010. In 2015 a nodule was seen.\n",
        "Carcinoid tumor in a horse-shoe kidney\n\nA 58-year-old man had a carcinoid tumor of the kidney.\n",
        "A 60-year-old man had a rectal polypectomy; histology suggested a NET, G1. Transanal excision was performed. Histology of the specimen showed that "
        "no tumor was found.\n",
    ],
)
def test_somebody_with_a_neuroendocrine_tumour(rows: Callable[[str], list[Row]], text: str) -> None:
    assert len(rows(text)) == 1


def test_the_course_begins_with_the_diagnosis(rows: Callable[[str], list[Row]]) -> None:
    (row,) = rows(
        "A 60-year-old woman was diagnosed with a well differentiated neuroendocrine tumor of the ileum in June 2005 and was admitted in June 2012 with bone "
        "pain. She is alive in June 2016.\n"
    )
    assert row.values("follow_up_months") == ["132"]


def test_the_specimens_of_one_are_not_of_all(rows: Callable[[str], list[Row]]) -> None:
    found = rows(
        "Carcinoid of the lung in three patients\n\nPatient 1, a man of 50, had a carcinoid of the lung. Patient 2, a woman of 60, had a carcinoid of the lung. In patient 2 "
        "Ki-67 in the primary, a node and the liver was 2%, 10% and 15%. Patient 3, a man of 70, had a carcinoid of the lung.\n"
    )
    assert [bool(row.values("ki67_percent")) for row in found] == [False, True, False]


PAID = "She is a 38-year-old trader with bleeding. Review of the slides, paid for by the relatives, showed small cell neuroendocrine carcinoma of the cervix.\n"
NODULE = "A 62-year-old man had a carcinoid of the ileum on biopsy. A small nodule of the breast proved to be a fibroadenoma. He is well.\n"
BACKGROUND = "Background: low back pain for a year, physiotherapy without effect. This 59-year-old librarian broke her hip; the reamings contained a neuroendocrine tumour, G2.\n"
OBJECTIVE = "Objective: A 44-year-old woman had flushing. A carcinoid of the ileum was resected. She is well.\n"


@pytest.mark.parametrize("text", [PAID, NODULE, BACKGROUND, OBJECTIVE])
def test_a_report_that_has_its_row(rows: Callable[[str], list[Row]], text: str) -> None:
    (row,) = rows(text)
    assert row.values("histology")


SPLEEN = (
    "In a 52-year-old man CT showed a nodule of the pancreatic tail. PET/CT revealed focal uptake, corresponding to a receptor-positive NET cT1. "
    "Distal pancreatectomy was done. Histologically it was white and red pulp: intrapancreatic accessory spleen.\n"
)
ACCEPTED = (
    "In a 26-year-old woman the cytology of a pancreatic mass was interpreted as a neuroendocrine neoplasm. The mass was resected. "
    "The case was accepted as solid pseudopapillary neoplasm.\n"
)
QUERY = "A 33-year-old man was referred with the query “Zollinger-Ellison?”. Gastrin was normal. He was given antibiotics and is well.\n"
NO_NEOPLASM = (
    "MRI of a 46-year-old woman was read as compatible with a neuroendocrine tumor of the pancreas. Histology revealed ectopic splenic tissue without any "
    "neoplasm. She is well.\n"
)


@pytest.mark.parametrize("text", [SPLEEN, ACCEPTED, QUERY, NO_NEOPLASM])
def test_what_was_only_thought_of(rows: Callable[[str], list[Row]], text: str) -> None:
    assert rows(text) == []


def test_a_diagnosis_that_was_changed(rows: Callable[[str], list[Row]]) -> None:
    (row,) = rows(
        "A 58-year-old woman had a mass of the larynx. The first biopsy was reported as medullary carcinoma of the thyroid. Calcitonin was normal. The diagnosis was "
        "changed to atypical carcinoid (moderately differentiated neuroendocrine carcinoma) of the larynx.\n"
    )
    assert "medullary thyroid carcinoma" not in row.values("histology")
    assert row.values("primary_site") == ["larynx"]


def test_a_revised_diagnosis_that_is_less_exact_keeps_the_exact_one(
    rows: Callable[[str], list[Row]],
) -> None:
    (row,) = rows(
        "A 50-year-old man had a mass of the bladder. Biopsy showed small cell neuroendocrine carcinoma. On review the diagnosis was revised to a "
        "neuroendocrine carcinoma of the bladder.\n"
    )
    assert "small cell NEC" in row.values("histology")


def test_a_kindred_told_by_kinship(rows: Callable[[str], list[Row]]) -> None:
    found = rows(
        "We describe three members of a MEN 2A kindred. The propositus, a man of 36, had a thyroidectomy for medullary carcinoma in 1999. "
        "His daughter, carrier, 11 years old, had a normal ultrasound. Prophylactic thyroidectomy disclosed a medullary microcarcinoma and she is well. "
        "The sister of the propositus, aged 44, had a bilateral adrenalectomy for pheochromocytomas.\n"
    )
    assert [row.values("age_years") for row in found] == [["36"], ["11"], ["44"]]
    assert [row.values("syndrome") for row in found] == [["men2"]] * 3


def test_two_women_and_a_man_in_brackets(rows: Callable[[str], list[Row]]) -> None:
    found = rows(
        "Valve replacement in carcinoid heart disease: report of three patients\n\nTwo women (54 and 66 years) and one man (59 years) with an ileal carcinoid underwent operation. "
        "The man died of liver metastases after 22 months. The younger woman is alive at 41 months.\n"
    )
    assert [row.values("age_years") for row in found] == [["54"], ["66"], ["59"]]
    assert [row.values("vital_status") for row in found] == [["alive"], [], ["dead"]]


def test_both_tumours_of_multiple_endocrine_neoplasia_type_2(
    rows: Callable[[str], list[Row]],
) -> None:
    found = rows(
        "Selpercatinib in metastatic medullary thyroid cancer: two patients\n\nThe first patient, a man of 39, had a thyroidectomy for a medullary thyroid cancer.\n\n"
        "The second is a woman of 44 with MEN 2A. She had thyroidectomy at 17 and bilateral adrenalectomy for pheochromocytomas at 26. She has lung metastases.\n"
    )
    assert {"medullary thyroid carcinoma", "pheochromocytoma"} <= {*found[1].values("histology")}


def test_a_death_with_an_autopsy_behind_it(rows: Callable[[str], list[Row]]) -> None:
    (row,) = rows(
        "A 29-year-old woman had a small cell neuroendocrine carcinoma of the cervix. She received cisplatin and died 11 months after diagnosis. "
        "Autopsy revealed metastases in the liver.\n"
    )
    assert row.values("follow_up_months") == ["11"]


def test_the_number_of_a_drug_is_no_number_of_patients(rows: Callable[[str], list[Row]]) -> None:
    found = rows(
        "Pancreatic VIPoma: effect of SMS 201-995 in two patients\n\nPatient 1, a 42-year-old woman, had a VIPoma and liver metastases. "
        "Patient 2, a man of 59, had a VIPoma that was resected.\n"
    )
    assert [row.kind for row in found] == ["case", "case"]


def test_a_differential_diagnosis_to_the_end_of_its_list(rows: Callable[[str], list[Row]]) -> None:
    (row,) = rows(
        "A 60-year-old woman had a large cell neuroendocrine carcinoma of the cervix. Nodules of the scalp appeared. The differential diagnosis evoked was: cyst, lymphoma, "
        "Merkel cell carcinoma, metastasis. Biopsy showed the carcinoma.\n"
    )
    assert "Merkel cell carcinoma" not in row.values("histology")


@pytest.mark.parametrize(
    "behind",
    [
        "No neuroendocrine tumor was found in the lymph nodes.",
        "His son was screened and no neuroendocrine tumor was found.",
        "After four cycles no neuroendocrine tumor was detected.",
        "The hepatic nodule turned out to be a cyst.",
        "The diagnosis was recurrent disease.",
    ],
)
def test_a_patient_with_a_tumour_keeps_the_row(
    rows: Callable[[str], list[Row]], behind: str
) -> None:
    (row,) = rows(f"A 60-year-old man had a neuroendocrine tumor of the ileum on CT. {behind}\n")
    assert row.values("histology") == ["NET"]
    assert row.values("primary_site") == ["ileum"]


@pytest.mark.parametrize(
    "text",
    [
        "Introduction: A patient with an ileal NET may be treated with octreotide. He should be followed with CT.",
        "Background: A 70-year-old man with a Merkel cell carcinoma was treated by excision in a famous report. Objective: to review the drugs. "
        "Methods: PubMed was searched. Results: Immunotherapy is effective.",
    ],
)
def test_a_general_part_about_nobody(rows: Callable[[str], list[Row]], text: str) -> None:
    assert rows(f"{text}\n") == []


def test_the_correction_of_another_tumour(rows: Callable[[str], list[Row]]) -> None:
    (row,) = rows(
        "A 50-year-old woman had an insulinoma resected in 2001. In 2010 a nodule of the thyroid was taken for a goiter; "
        "the diagnosis was changed to medullary thyroid carcinoma.\n"
    )
    assert {*row.values("histology")} == {"insulinoma", "medullary thyroid carcinoma"}


def test_free_nodes_counted_behind_a_negation(rows: Callable[[str], list[Row]]) -> None:
    free, involved = (
        rows(f"A 50-year-old man had a rectal NET. There was {told}.\n")[0]
        for told in (
            "no lymph node metastasis, 12 of 12 nodes being free",
            "no perineural invasion, 3 of 12 lymph nodes were positive",
        )
    )
    assert free.values("metastatic_sites") == []
    assert involved.values("metastatic_sites") == ["lymph node"]


def test_no_age_of_a_habit(rows: Callable[[str], list[Row]]) -> None:
    (row,) = rows("The patient, a smoker of 30 years, had an ileal NET. He was 61 years old.\n")
    assert row.values("age_years") == ["61"]


def test_tumour_in_the_liver_at_autopsy(rows: Callable[[str], list[Row]]) -> None:
    (row,) = rows(
        "A 68-year-old man had a carcinoid of the terminal ileum. Autopsy showed carcinoid in the liver and the ovaries.\n"
    )
    assert row.values("primary_site") == ["ileum"]
    assert "liver" in row.values("metastatic_sites")


def test_what_mimicked_a_metastasis(rows: Callable[[str], list[Row]]) -> None:
    found = rows(
        "Fibrous dysplasia mimicking skeletal metastasis on 68Ga-DOTATATE PET/CT\n\nA 29-year-old woman was referred to exclude a neuroendocrine tumour. "
        "Uptake was seen in a rib. The request form spoke of metastatic carcinoid. Biopsy showed woven bone in a fibrous stroma.\n"
    )
    assert found == []


def test_a_line_of_cells_has_no_row(rows: Callable[[str], list[Row]]) -> None:
    found = rows(
        "Effect of everolimus on a patient-derived pancreatic neuroendocrine tumour line. We established the line from the liver metastasis of a "
        "pancreatic NET (G3, Ki-67 40%). Everolimus reduced viability.\n"
    )
    assert found == []


def test_bone_that_was_intact_or_lit_up(rows: Callable[[str], list[Row]]) -> None:
    intact, lit = (
        rows(f"A 47-year-old woman had a neuroendocrine tumor of the rectum. {told}\n")[0]
        for told in (
            "Pelvic MRI depicted a mass abutting S4, without bone destruction.",
            "Bone scan showed hot spots in several ribs.",
        )
    )
    assert intact.values("bone_sites") == []
    assert lit.values("bone_sites") == ["rib"]


def test_a_relative_of_the_other_sex_who_falls_ill(rows: Callable[[str], list[Row]]) -> None:
    boy, sister = rows(
        "A 17-year-old boy had a pheochromocytoma, which was removed. His 24-year-old sister had a raised calcitonin. "
        "She was operated on for medullary thyroid carcinoma.\n"
    )
    assert boy.values("histology") == ["pheochromocytoma"]
    assert sister.values("age_years") == ["24"]
    assert sister.values("histology") == ["medullary thyroid carcinoma"]


def test_a_patient_who_keeps_animals(rows: Callable[[str], list[Row]]) -> None:
    (row,) = rows(
        "A 54-year-old woman, who bred horses and lived with two cats, had an insulinoma of the pancreas, which was enucleated.\n"
    )
    assert row.values("histology") == ["insulinoma"]


@pytest.mark.parametrize(
    "text",
    [
        "A lung tumour in a patient with breast cancer\n\nA 50-year-old woman who had had a mastectomy had a mass of "
        "the lung. She was diagnosed with atypical carcinoid; chromogranin was positive. After sequencing the "
        "diagnosis was revised to metastatic invasive carcinoma from the breast.\n",
        "Metastatic breast cancer mimicking atypical carcinoid of the lung\n\nA 50-year-old woman had a mass of the "
        "lung. She was diagnosed with atypical carcinoid; chromogranin and CD56 were positive.\n",
        "A mass of the pancreatic tail\n\nA 24-year-old woman had a mass of the pancreatic tail. Fine-needle "
        "aspiration showed a neuroendocrine tumour. The final histology was a solid pseudopapillary neoplasm. "
        "Neuroendocrine tumour was definitively excluded. Up to a quarter of these are believed to be taken for "
        "neuroendocrine tumours in cytology.\n",
    ],
    ids=["revised", "looked so", "excluded"],
)
def test_a_tumour_that_was_none_gives_no_row(text: str, rows: Callable[[str], list[Row]]) -> None:
    assert rows(text) == []


def test_the_son_of_a_patient_is_a_man(rows: Callable[[str], list[Row]]) -> None:
    mother, son = rows(
        "Case 1. A housewife, aged 44, had a medullary carcinoma of the thyroid, treated by thyroidectomy.\n\n"
        "Case 2. Her son was examined at the age of 12 because of the mother's disease. At thyroidectomy two foci of "
        "medullary carcinoma were found.\n"
    )
    assert (mother.values("sex"), son.values("sex")) == (["female"], ["male"])
    assert son.values("age_years") == ["12"]


def test_two_patients_without_ages_are_told_apart(rows: Callable[[str], list[Row]]) -> None:
    first, second = rows(
        "Carcinoid of the appendix: two patients\n\nTwo women with a carcinoid of the appendix were seen in one year. "
        "The first had an appendicectomy and is well after 12 months. The second had a right hemicolectomy and died "
        "of a myocardial infarction after 30 months.\n"
    )
    assert first.values("treatments") == ["appendectomy"]
    assert second.values("treatments") == ["right hemicolectomy"]
    assert (first.values("vital_status"), second.values("vital_status")) == (["alive"], ["dead"])


def test_the_man_of_another_author_is_cited(rows: Callable[[str], list[Row]]) -> None:
    own, cited = rows(
        "Carcinoid of the kidney\n\nA 40-year-old woman had a carcinoid of the kidney and underwent nephrectomy.\n\n"
        "Discussion\n\nMoreno's 77-year-old man had a renal carcinoid with liver metastases and died after 5 months.\n"
    )
    assert (own.kind, cited.kind, cited.subject) == ("case", "cited_case", "Moreno et al.")
    assert own.values("metastatic_sites") == []
    assert cited.values("metastatic_sites") == ["liver"]


def test_what_the_mother_takes_is_hers(rows: Callable[[str], list[Row]]) -> None:
    (girl,) = rows(
        "Insulinoma in a girl\n\nA 15-year-old girl had an insulinoma of the pancreatic tail. Her mother has a "
        "pituitary adenoma. She is treated with cabergoline. The girl underwent enucleation and is well.\n"
    )
    assert girl.values("treatments") == ["enucleation"]


def test_a_woman_of_sixty_is_turned_to(rows: Callable[[str], list[Row]]) -> None:
    first, second, third = rows(
        "Paraganglioma of the filum terminale: three patients.\n\nA 41-year-old man had sciatica; the tumor was "
        "excised. A woman of 63 presented with urinary retention. Radiotherapy was given. The third patient, a "
        "35-year-old man, received octreotide.\n"
    )
    assert first.values("treatments") == ["tumor resection"]
    assert second.values("treatments") == ["radiotherapy"]
    assert third.values("treatments") == ["octreotide"]


def test_kin_by_rank_and_trade(rows: Callable[[str], list[Row]]) -> None:
    elder, younger = rows(
        "Carotid body paraganglioma in two brothers\n\nThe elder brother, baker, 52 years, had a paraganglioma on the "
        "left. Embolization was done.\n\nThe younger brother, 44 years, clerk, was screened. The tumor was resected.\n"
    )
    assert (elder.values("age_years"), younger.values("age_years")) == (["52"], ["44"])
    assert elder.values("treatments") == ["transarterial embolization"]
    assert younger.values("treatments") == ["tumor resection"]


@pytest.mark.parametrize(
    "text",
    [
        "A mass of the chest wall\n\nA 20-year-old man had a mass of the chest wall. Neuroendocrine tumour was "
        "considered. Biopsy showed a primitive neuroectodermal tumor; a diagnosis of Ewing sarcoma was made, ruling "
        "out a neuroendocrine tumour.\n",
        "A suspected phaeochromocytoma in a young man\n\nA 29-year-old man had headache and a suprarenal lesion. "
        "Phaeochromocytoma was suspected. Adrenalectomy was carried out. Microscopy showed a haemorrhagic "
        "pseudocyst of the adrenal. No tumour was identified.\n",
    ],
    ids=["another tumour", "a cyst"],
)
def test_what_was_only_suspected_and_proved_another_gives_no_row(
    text: str, rows: Callable[[str], list[Row]]
) -> None:
    assert rows(text) == []


def test_a_part_of_a_figure_is_no_patient(rows: Callable[[str], list[Row]]) -> None:
    (row,) = rows(
        "Carcinoid of the ileum\n\nA 60-year-old man had a carcinoid of the ileum, which was resected.\n\n"
        "Figure 2. (A) CT scan. (B) An enlarged nodule in the liver.\n"
    )
    assert row.values("age_years") == ["60"]


def test_observations_are_headings(rows: Callable[[str], list[Row]]) -> None:
    first, second = rows(
        "Two carcinoids of the appendix\n\nObservation 1\n\nA 30-year-old man had a carcinoid of the appendix and "
        "underwent appendectomy.\n\nObservation 2\n\nA 44-year-old woman had a carcinoid of the appendix and underwent "
        "right hemicolectomy.\n"
    )
    assert first.values("treatments") == ["appendectomy"]
    assert second.values("treatments") == ["right hemicolectomy"]


def test_an_age_of_an_earlier_illness_is_not_the_patient_s(
    rows: Callable[[str], list[Row]],
) -> None:
    (row,) = rows(
        "Tracheal carcinoid\n\nA pregnant woman had a carcinoid of the trachea. Asthma had been diagnosed when she was "
        "24, two years earlier.\n"
    )
    assert row.values("age_years") == []


def test_a_background_and_methods_may_tell_the_one_patient(
    rows: Callable[[str], list[Row]],
) -> None:
    (row,) = rows(
        "Carcinoid of the thymus: a case report\n\nBackground\n\nCarcinoids of the thymus are rare. The patient of this "
        "report, a woman aged 41 years, had been well. Treatment consisted of thymectomy.\n\nMethods\n\nShe came with a "
        "cough. CT and MRI showed a mass of the mediastinum.\n\nResults\n\nShe received radiotherapy.\n"
    )
    assert row.values("age_years") == ["41"]
    assert row.values("treatments") == ["thymectomy", "radiotherapy"]
    assert {"ct", "mri"} <= set(row.values("diagnostic_methods"))


def test_what_it_is_in_general_ends_the_sentence_of_the_patient(
    rows: Callable[[str], list[Row]],
) -> None:
    (row,) = rows(
        "Merkel cell carcinoma of the cheek: a case report\n\nA 70-year-old man had a nodule of the cheek. Merkel cell carcinoma "
        "was proved by immunohistochemistry; it is a rare tumour with a poor outlook.\n"
    )
    assert "immunohistochemistry" in row.values("diagnostic_methods")


def test_one_aged_so_much_and_the_other(rows: Callable[[str], list[Row]]) -> None:
    first, second = rows(
        "Carcinoma of the gallbladder: two cases\n\nWe describe two patients with neuroendocrine carcinoma of the gallbladder. Both "
        "patients were women, one aged 58 and the other aged 71 years, and both underwent cholecystectomy.\n"
    )
    assert [r.values("age_years") for r in (first, second)] == [["58"], ["71"]]
    assert [r.values("treatments") for r in (first, second)] == [["cholecystectomy"]] * 2
