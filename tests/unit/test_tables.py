"""Tables of patients and of publications: headings, keys, legends, notes, and what is left out.

All patients, authors and publications are invented for these tests.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import en_netmatrix
from netmatrix.assemble import evidence_of
from netmatrix.corpus.overlap import marked, same_study
from netmatrix.document import Document
from netmatrix.evidence import Finding, Row, Statistic
from netmatrix.extract.grids import Grid, column_rules, grids
from netmatrix.extract.table_keys import follows, in_sequence, key_of, person_in
from netmatrix.nlp import annotate, load
from netmatrix.readers import read_bytes

HEAD = (
    "# Neuroendocrine tumours: invented patients\n\n## Introduction\n\nNeuroendocrine tumours are "
    "rare.\n\n## Results\n\nThe patients are shown below.\n\n**Table 1.** {caption}\n\n"
)
REFERENCES = """
## References

1. Marwood T, Ode P, Vell R. A renal carcinoid. Example Urol 2004;4:10-4.
2. Okonta A, Marsh B. A tumour of the kidney. Example Gut Rep 2009;8:22-7. PMID: 1234567
3. de Vroom M, Lim K. Four renal tumours. Example Kidney 2012;2:5-9. doi:10.5555/abc.3
4. Marwood T, Ode P. Another renal carcinoid. Example Urol 2010;4:10-4.
"""


@pytest.fixture(scope="module")
def nlp() -> Any:
    return load()


@pytest.fixture
def paper(nlp: Any) -> Callable[..., tuple[Document, list[Row], tuple[str, ...]]]:
    def run(
        table: str, caption: str = "Patients with NET", *, after: str = "", suffix: str = ".md"
    ) -> tuple[Document, list[Row], tuple[str, ...]]:
        text = HEAD.format(caption=caption) + table + "\n\n" + after
        document = read_bytes(text.encode(), Path(f"paper{suffix}"))
        rows, notes = evidence_of(document, nlp)
        for row in rows:
            for found in (*[f for fs in row.fields.values() for f in fs], *row.not_referred):
                assert document.text[found.start : found.end] == found.quote
        assert len({row.row_id for row in rows}) == len(rows)
        return document, rows, notes

    return run


def pipes(*lines: str) -> str:
    rows = [line.split("|") for line in lines]
    out = ["| " + " | ".join(c.strip() for c in row) + " |" for row in rows]
    out.insert(1, "|" + "---|" * len(rows[0]))
    return "\n".join(out)


def values(row: Row) -> dict[str, list[str]]:
    return {name: row.values(name) for name in row.fields if row.values(name)}


# --- what names a patient -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        ("1", "1"), ("Case 3", "3"), ("Patient No. 4*", "4"), ("Pt-3", "3"), ("#7", "7"),
        ("P02", "2"), ("C", "C"), ("IV", "IV"), ("J.S.", "JS"), ("case 2.", "2"), ("12a", "12A"),
        ("Median", ""), ("Total", ""), ("54 years", ""), ("Chest pain", ""), ("", ""),
    ],
)  # fmt: skip
def test_keys(cell: str, key: str) -> None:
    assert key_of(cell) == key


def test_key_and_person_in_one_cell() -> None:
    assert (key_of("3 (54/M)"), person_in("3 (54/M)")) == ("3", "54/M)")
    assert person_in("3") == ""


def test_sequences() -> None:
    assert in_sequence(["1", "2", "3"])
    assert in_sequence(["I", "II", "III"])
    assert not in_sequence(["41", "33", "8"])
    assert not in_sequence(["1", "1", "2"])
    assert follows("", "1")
    assert follows("IV", "V")
    assert not follows("1", "3")


# --- shapes ---------------------------------------------------------------------------------


def test_patients_as_columns(paper: Any) -> None:
    _, rows, _ = paper(
        pipes(
            "Characteristic | Case 1 | Case 2", "Age, years | 44 | 61", "Sex | Male | F",
            "Ki-67 (%) | 12 | 70", "Metastases | Liver, bone | None",
            "Treatment | Everolimus; PRRT | Cisplatin + etoposide", "Outcome | DOD, 24 months | NED 36 mo",
        )
    )  # fmt: skip
    assert [r.subject for r in rows] == ["patient 1", "patient 2"]
    assert values(rows[0]) == {
        "age_years": ["44"], "sex": ["male"], "ki67_percent": ["12"],
        "metastatic_sites": ["liver", "bone"], "treatments": ["everolimus", "prrt"],
        "vital_status": ["dead"], "follow_up_months": ["24"], "histology": ["NET"],
    }  # fmt: skip
    assert rows[1].values("treatments") == ["cisplatin", "etoposide"]
    assert rows[1].values("response") == ["no evidence of disease"]
    assert rows[1].values("metastatic_sites") == []


def test_stacked_headings_and_flags(paper: Any) -> None:
    _, rows, _ = paper(
        pipes(
            "Patient | Age/Sex | Immunohistochemistry | | | Metastases | | Outcome",
            " | | CgA | Syn | CD56 | Liver | Bone | ",
            "A | 54/M | + | + | - | + | - | AWD",
            "B | M, 47 | - | ++ | ND | + | + | DOD",
        )
    )
    assert [r.subject for r in rows] == ["patient A", "patient B"]
    assert rows[0].values("markers_positive") == ["CgA", "synaptophysin"]
    assert rows[0].values("markers_negative") == ["CD56"]
    assert rows[0].values("metastatic_sites") == ["liver"]
    assert rows[1].values("metastatic_sites") == ["liver", "bone"]
    assert rows[1].values("age_years") == ["47"]
    assert rows[1].values("markers_negative") == ["CgA"]


def test_several_stains_in_one_column(paper: Any) -> None:
    _, rows, _ = paper(
        pipes("Case | Age | Sex | Syn/CgA/CD56", "1 | 34 | F | +/-/+", "2 | 41 | F | +/+")
    )
    assert rows[0].values("markers_positive") == ["synaptophysin", "CD56"]
    assert rows[0].values("markers_negative") == ["CgA"]
    assert "markers_positive" not in values(rows[1])


def test_lines_without_a_key_are_numbered_and_sums_left_out(paper: Any) -> None:
    _, rows, _ = paper(
        pipes(
            "Sex | Age (yr) | Grade | Surgery | PRRT cycles | Best response | Survival (mo) | Status",
            "F | 43 | 2 | Yes | 4 | PR | 44+ | A", "M | 66 | 3 | No | 0 | PD | 12 | D",
            "Median | 54 | | | | | 28 | ",
        ),
        after="A: alive; D: dead; PD: progressive disease; PR: partial response.",
    )  # fmt: skip
    assert [r.subject for r in rows] == ["patient 1", "patient 2"]
    assert rows[0].values("treatments") == ["surgery", "prrt"]
    assert rows[0].fields["treatments"][1].detail["cycles"] == "4"
    assert [r.values("vital_status") for r in rows] == [["alive"], ["dead"]]
    assert rows[1].values("treatments") == []


def test_a_continued_table_and_marked_cells(paper: Any) -> None:
    head = "Pt | Age | Sex | Treatment"
    first = pipes(head, "Pt 1 | 54 | M | Octreotide", "Pt 2 | 61 | F | Everolimus")
    second = pipes(head, "Pt 3* | 49 | M | Sunitinib", "Pt 4 | 50 | F | CAPTEM")
    _, rows, _ = paper(
        first + "\n\n**Table 1** (continued)\n\n" + second,
        after="*This patient died of sepsis. All other patients are alive. Patients 1 and 4 had "
        "carcinoid syndrome.",
    )
    assert [r.subject for r in rows] == [f"patient {n}" for n in (1, 2, 3, 4)]
    assert [r.values("vital_status") for r in rows] == [["alive"], ["alive"], ["dead"], ["alive"]]
    assert [bool(r.values("syndrome")) for r in rows] == [True, False, False, True]
    assert rows[3].values("treatments") == ["capecitabine", "temozolomide"]


def test_sub_headings(paper: Any) -> None:
    _, rows, _ = paper(
        pipes(
            "Case | Age | Sex | Metastatic sites | Therapy", "Pancreas | | | | ",
            "1 | 54 | M | Liver | Octreotide", "Small intestine | | | | ",
            "2 | 49 | M | LN | Lanreotide",
        )
    )  # fmt: skip
    assert [r.values("primary_site") for r in rows] == [["pancreas"], ["small intestine"]]


def test_units_of_time(paper: Any) -> None:
    _, rows, _ = paper(
        pipes(
            "Patient | Age | Sex | PFS (weeks) | OS (years) | Death",
            "1 | 62 | F | 87 | 2.5 | Yes", "2 | 55 | M | NR | 1 | No",
        )
    )  # fmt: skip
    assert rows[0].values("pfs_months") == ["20"]
    assert rows[0].values("follow_up_months") == ["30"]
    assert [r.values("vital_status") for r in rows] == [["dead"], ["alive"]]
    assert [f.field for f in rows[1].not_referred] == ["pfs_months"]


def test_prose_adds_to_the_patients_it_names(paper: Any) -> None:
    table = pipes("No | Age | Sex", "1 | 54 | M", "2 | 61 | F", "3 | 49 | M")
    _, rows, _ = paper(
        table,
        after="Patient no: 2 had carcinoid syndrome. Patients 1 and 3 received everolimus, whereas "
        "patient 2 was treated with sunitinib. All patients underwent thymectomy. Patient 3 did "
        "not receive octreotide.",
    )
    assert [sorted(r.values("treatments")) for r in rows] == [
        ["everolimus", "thymectomy"], ["sunitinib", "thymectomy"], ["everolimus", "thymectomy"],
    ]  # fmt: skip
    assert [bool(r.values("syndrome")) for r in rows] == [False, True, False]
    told = rows[0].fields["treatments"]
    assert all(f.confidence < 0.9 for f in told)


def test_a_caption_speaks_for_patients_whose_table_is_silent(paper: Any) -> None:
    table = pipes("No | Age | Sex | Metastases", "1 | 54 | M | Bone", "2 | 61 | F | None")
    _, rows, _ = paper(table, "Patients with a neuroendocrine tumour of unknown primary")
    assert [r.values("primary_site") for r in rows] == [["unknown"], ["unknown"]]


def test_a_column_of_serum_levels_is_no_stain(paper: Any) -> None:
    table = pipes("No | Age | Sex | CgA (ng/mL)", "1 | 54 | M | +", "2 | 61 | F | +")
    _, rows, _ = paper(table)
    assert all("markers_positive" not in values(r) for r in rows)


def test_a_cell_on_the_primary_may_name_the_tumour(paper: Any) -> None:
    table = pipes(
        "Case | Age/Sex | Primary tumor | Spinal level | Follow-up (months)",
        "1 | 61/M | Ileal NET G1 | T10 | 36", "2 | 48/F | Bronchial carcinoid | L2 | 14",
    )  # fmt: skip
    _, rows, _ = paper(table)
    assert [r.values("histology") for r in rows] == [["NET"], ["carcinoid"]]
    assert [r.values("grade") for r in rows] == [["G1"], []]
    assert [r.values("primary_site") for r in rows] == [["ileum"], ["lung"]]
    assert [r.values("bone_sites") for r in rows] == [["thoracic spine"], ["lumbar spine"]]


STACKED = """Large cell neuroendocrine carcinoma of the gallbladder: a case report

CASE REPORT

A 70-year-old man had a large cell neuroendocrine carcinoma of the gallbladder. Cholecystectomy was done.

DISCUSSION

Long survivors are listed in Table 1.

Table 1. Long-term survivors with neuroendocrine carcinoma of the gallbladder

Author
Age/Sex
Histologic type
Metastasis
Operation
Survival

Ravndal (2003)
62/F
Small cell
Lymph nodes
Cholecystectomy
36 months, alive

Iversen (2007)
74/M
LCNEC
Liver
Right hepatectomy
41 months, dead

Okonta (2012)
55/F
LCNEC
None
Not performed
69 months, alive without disease

All patients received chemotherapy.
"""


def test_one_cell_a_line_with_a_heading_s_word_among_them(nlp: Any) -> None:
    rows, _ = evidence_of(read_bytes(STACKED.encode(), Path("paper.txt")), nlp)
    cited = [r for r in rows if r.kind == "cited_case"]
    assert [r.subject for r in cited] == ["Ravndal", "Iversen", "Okonta"]
    assert [r.values("histology") for r in cited] == [
        ["small cell NEC"], ["large cell NEC"], ["large cell NEC"],
    ]  # fmt: skip
    assert [r.values("primary_site") for r in cited] == [["gallbladder"]] * 3
    assert cited[2].values("response") == ["no evidence of disease"]
    assert [r.values("follow_up_months") for r in cited] == [["36"], ["41"], ["69"]]


BREAST = """# Metastasis of an ileal neuroendocrine tumour to the breast

## Case report

A 63-year-old woman had a neuroendocrine tumour of the ileum. Lanreotide was given.

## Discussion

Table. Breast metastases from neuroendocrine tumours

| First author, year | Age | Primary | Initial (mis)diagnosis | Positive / negative stains | Other metastases | Last known condition |
|:--|:-:|:--|:--|:--|:--|:--|
| Ravndal, 1988 | 41 | Ileum, NET G1 | Carcinoma | CgA, NSE / ER | Liver | Died at 20 months |
| Iversen, 2001 | 55 | Unknown, NEC | Fibroadenoma | Synaptophysin / HER2, CK7 | None | Stable disease, 36 months |

All patients were women.
"""


def test_what_headings_captions_and_notes_say_of_cited_patients(nlp: Any) -> None:
    rows, _ = evidence_of(read_bytes(BREAST.encode(), Path("paper.txt")), nlp)
    first, second = (r for r in rows if r.kind == "cited_case")
    assert values(first) == {
        "age_years": ["41"], "primary_site": ["ileum"], "histology": ["NET"], "grade": ["G1"],
        "markers_positive": ["CgA", "NSE"], "markers_negative": ["ER"],
        "metastatic_sites": ["liver", "breast"], "vital_status": ["dead"],
        "follow_up_months": ["20"], "sex": ["female"],
    }  # fmt: skip
    assert (second.values("primary_site"), second.values("histology")) == (["unknown"], ["NEC"])
    assert second.values("markers_negative") == ["HER2", "CK7"]
    assert second.values("metastatic_sites") == ["breast"]
    assert second.values("follow_up_months") == ["36"]


BROKEN = """Bone marrow carcinomatosis from a rectal neuroendocrine tumour: an invented case

CASE REPORT

A 44-year-old woman had a neuroendocrine tumour of the rectum. Octreotide was given.

DISCUSSION

Table 1. Reported rectal neuroendocrine tumors with marrow involvement

First author, year (ref) Age/Sex Ki-67 (%) Other mets

Treatment

Survival
(m)

Ravndal, 1998 (11) 62/F NA Liver Streptozotocin-5FU Dead, 8

Iversen et al.7 2007 74/M 2 None Octreotide LAR Alive, 36

Okonta, 2012 (13) 55/F 35 Liver, lung Cisplatin-etoposide Dead, 5

NA: not available, m: months.
"""


def test_a_heading_broken_over_lines_and_a_status_before_the_months(nlp: Any) -> None:
    rows, _ = evidence_of(read_bytes(BROKEN.encode(), Path("paper.txt")), nlp)
    cited = [r for r in rows if r.kind == "cited_case"]
    assert [r.subject for r in cited] == ["Ravndal", "Iversen et al.", "Okonta"]
    assert [r.values("age_years") for r in cited] == [["62"], ["74"], ["55"]]
    assert [r.values("ki67_percent") for r in cited] == [[], ["2"], ["35"]]
    assert [r.values("metastatic_sites") for r in cited] == [
        ["liver", "bone marrow"], ["bone marrow"], ["liver", "lung", "bone marrow"],
    ]  # fmt: skip
    assert [set(r.values("treatments")) for r in cited] == [
        {"streptozocin", "5-fluorouracil"}, {"octreotide"}, {"cisplatin", "etoposide"},
    ]  # fmt: skip
    assert [r.values("vital_status") for r in cited] == [["dead"], ["alive"], ["dead"]]
    assert [r.values("follow_up_months") for r in cited] == [["8"], ["36"], ["5"]]


def test_years_in_a_cell_and_the_index_beside_the_grade(paper: Any) -> None:
    table = pipes(
        "Case | Age/Sex | Grade (Ki-67 %) | Where | Outcome",
        "1 | 61/M | G1 (1) | Epiglottis, liver | NED 5 y",
        "2 | 48/F | G2 (12) | Subglottis | Scar, stable, 18 mo",
    )
    _, rows, _ = paper(table)
    assert [r.values("grade") for r in rows] == [["G1"], ["G2"]]
    assert [r.values("ki67_percent") for r in rows] == [["1"], ["12"]]
    assert rows[0].values("metastatic_sites") == ["liver"]
    assert [r.values("follow_up_months") for r in rows] == [["60"], ["18"]]
    assert [r.values("response") for r in rows] == [["no evidence of disease"], ["stable disease"]]


def test_a_status_behind_its_time_and_the_type_of_lesions_under_any_heading(paper: Any) -> None:
    table = pipes(
        "Case | Age/Sex | Aspect | Skeletal sites | Survival",
        "1 | 61/M | lytic | cervical to lumbar spine | 6 wk, D",
        "2 | 48/F | blastic | widespread | 2.5 yr, A",
        "3 | 52/F | mixed | ribs | LFU (26 mo)",
    )
    _, rows, _ = paper(
        table + "\n\nA, alive; D, dead; LFU, lost to follow-up; mo, months; wk, weeks; yr, years."
    )
    assert [r.values("bone_lesion_type") for r in rows] == [
        ["osteolytic"],
        ["osteoblastic"],
        ["mixed"],
    ]
    assert rows[0].values("bone_sites") == ["cervical spine", "thoracic spine", "lumbar spine"]
    assert (rows[1].values("bone_sites"), rows[1].values("metastatic_sites")) == (
        ["widespread"], ["bone"],
    )  # fmt: skip
    assert [r.values("vital_status") for r in rows] == [["dead"], ["alive"], []]
    assert [r.values("follow_up_months") for r in rows] == [["1.4"], ["30"], ["26"]]


def test_short_forms_beside_other_words_and_parts_of_an_organ(paper: Any) -> None:
    table = pipes(
        "Case | Age/Sex | Histology | Heart | Liver | Bone | IHC",
        "1 | 61/M | SC + adenocarcinoma | RV | + | + (ribs, pelvis) | Syn+, CgA+, Ki-67 60%",
        "2 | 48/F | NET, G2 | Septum | left lobe normal | - | Syn+",
    )
    _, rows, _ = paper(
        table + "\n\nNET, neuroendocrine tumour; RV, right ventricle; SC, small cell."
    )
    assert [r.values("histology") for r in rows] == [["small cell NEC"], ["NET"]]
    assert rows[0].values("metastatic_sites") == ["heart", "liver", "bone"]
    assert rows[0].values("bone_sites") == ["rib", "pelvis"]
    assert rows[0].values("ki67_percent") == ["60"]
    assert (rows[1].values("metastatic_sites"), rows[1].values("grade")) == (["heart"], ["G2"])


def test_men_of_a_series_are_men(paper: Any) -> None:
    table = pipes("Case | Age | Metastases", "1 | 61 | Liver", "2 | 70 | None", "3 | 66 | Bone")
    _, rows, _ = paper(
        table, after="## Methods\n\nThe charts of three men with NET were reviewed.\n"
    )
    assert [r.values("sex") for r in rows if r.kind == "series_case"] == [["male"]] * 3


def test_an_outcome_may_name_the_metastases(paper: Any) -> None:
    table = pipes(
        "Case | Age/Sex | Symptom | Outcome",
        "1 | 61/M | Carcinoid syndrome | Alive with liver and bone metastases, 3 years",
        "2 | 48/F | Back pain | Lost to follow-up",
    )  # fmt: skip
    _, rows, _ = paper(table)
    assert rows[0].values("metastatic_sites") == ["liver", "bone"]
    assert rows[0].values("syndrome") == ["carcinoid syndrome"]
    assert rows[1].values("vital_status") == []


def test_a_unit_heads_a_column_only_alone(paper: Any) -> None:
    table = pipes(
        "No. | Age | Sex | Frankel grade | PFS, months | Status | Months",
        "1 | 54 | M | C | 7 | DOD | 19", "2 | 61 | F | D | 12 | AWD | 31",
    )  # fmt: skip
    _, rows, _ = paper(table)
    assert [r.values("pfs_months") for r in rows] == [["7"], ["12"]]
    assert [r.values("follow_up_months") for r in rows] == [["19"], ["31"]]
    assert all(r.values("grade") == [] for r in rows)


# --- what is in doubt is left out -----------------------------------------------------------


def test_a_lost_cell_never_shifts_values(paper: Any) -> None:
    _, rows, notes = paper(
        pipes(
            "No. | Age | Sex | Primary | Metastases | Ki-67 (%) | Response",
            "1 | 54 | M | Ileum | Liver | 4 | SD", "2 | 61 | F | Liver | 12 | PR",
            "3 | 38 | F | Rectum | | 1 | SD",
        )
    )  # fmt: skip
    assert values(rows[1]) == {"age_years": ["61"], "sex": ["female"], "histology": ["NET"]}
    assert rows[2].values("ki67_percent") == ["1"]
    assert any("patient 2" in note and "left out" in note for note in notes)


def test_a_table_without_a_heading_gives_only_what_is_plain(paper: Any) -> None:
    _, rows, notes = paper(
        pipes("1 | 54 | M | Liver | SD", "2 | 61 | F | Bone | PR", "3 | 49 | M | Lung | PD")
    )
    assert [values(r) for r in rows] == [
        {"age_years": [age], "sex": [sex], "response": [response], "histology": ["NET"]}
        for age, sex, response in (
            ("54", "male", "stable disease"),
            ("61", "female", "partial response"),
            ("49", "male", "progressive disease"),
        )
    ]
    assert any("no heading" in note for note in notes)


def test_a_cell_over_several_columns_is_left_out(nlp: Any) -> None:
    page = (
        "<html><body><h1>Neuroendocrine carcinomas</h1><p>They are rare.</p><table>"
        "<tr><th>Case</th><th>Age</th><th>Sex</th><th>Site of metastases</th><th>Treatment</th></tr>"
        "<tr><td>1</td><td>34</td><td>F</td><td>Liver</td><td>Everolimus</td></tr>"
        "<tr><td>2</td><td>41</td><td>M</td><td colspan='2'>Liver, octreotide</td></tr>"
        "</table></body></html>"
    )
    rows, _ = evidence_of(read_bytes(page.encode(), Path("paper.html")), nlp)
    assert values(rows[1]) == {"age_years": ["41"], "sex": ["male"], "histology": ["NEC"]}


@pytest.mark.parametrize(
    "table",
    [
        pipes("Characteristic | G1 | G2 | G3", "Male sex | 12 | 14 | 3", "Liver metastases | 8 | 13 | 5"),
        pipes("Localization | Percentage | n", "Spine | 39% | 41", "Pelvis | 31% | 33"),
        pipes("Marker | Result | Reference", "CgA | 340 | <100", "NSE | 12 | <16"),
    ],
)  # fmt: skip
def test_tables_of_groups_and_of_values_are_no_patients(paper: Any, table: str) -> None:
    _, rows, _ = paper(table)
    assert not [r for r in rows if r.kind != "cohort"]


# --- literature -----------------------------------------------------------------------------


def test_publications_by_name_and_year(paper: Any) -> None:
    _, rows, _ = paper(
        pipes(
            "Study (year) | Patient | Primary | Bones involved | Management | Survival status",
            "Marwood, 2004 | 51 y, F | Kidney | Skull | Laminectomy + RT | Dead, 14 months",
            "Okonta & Marsh, 2009 | 44/M | Unknown | Rib | Not stated | Alive (2 years)",
            "Marwood et al. (2010) | 66-year-old man | Lung | Multiple | Zoledronate | NR",
        ),
        after=REFERENCES,
    )
    assert [(r.source_ref or {}).get("number") for r in rows] == [1, 2, 4]
    assert (rows[1].source_ref or {})["pmid"] == "1234567"
    assert [r.values("age_years") for r in rows] == [["51"], ["44"], ["66"]]
    assert [r.values("follow_up_months") for r in rows] == [["14"], ["24"], []]
    assert rows[1].values("primary_site") == ["unknown"]
    assert "treatments" in {f.field for f in rows[1].not_referred}


def test_series_and_the_own_patient_are_no_cited_cases(paper: Any) -> None:
    _, rows, _ = paper(
        pipes(
            "No. | Author | Age/sex | Tumor | Treatment | Outcome | n",
            "1 | Marwood et al. [1] | 51/F | Carcinoid | Nephrectomy | NED | 1",
            "2 | de Vroom and Lim [3] | 39-66 | NET | Surgery | 2 DOD | 4",
            "3 | Present case | 60/F | NET | Nephrectomy | AWD | 1",
        ),
        after=REFERENCES,
    )
    assert [r.subject for r in rows if r.kind == "cited_case"] == ["Marwood et al."]


def test_references_by_number_alone(paper: Any) -> None:
    _, rows, _ = paper(
        pipes(
            "Ref. | Age | Gender | Tumor type | Therapy", "[3], case 1 | 66 | M | NET | Lanreotide",
            "[3], case 2 | 45 | F | NET | Everolimus", "[2] | 44 | M | NEC | Cisplatin",
        ),
        after=REFERENCES,
    )  # fmt: skip
    assert [(r.source_ref or {}).get("doi") for r in rows] == ["10.5555/abc.3", "10.5555/abc.3", ""]
    assert [r.values("treatments") for r in rows] == [["lanreotide"], ["everolimus"], ["cisplatin"]]


def test_the_own_patient_s_line_fills_what_the_prose_does_not_tell(nlp: Any) -> None:
    text = (
        "# Neuroendocrine tumour of the ileum with a metastasis to the skull: an invented case\n\n"
        "## Case presentation\n\nA 60-year-old woman presented with headache. CT showed a lesion of "
        "the skull, and biopsy revealed a neuroendocrine tumor. She was treated with octreotide.\n\n"
        "## Discussion\n\n**Table 1.** Reported cases\n\n"
        + pipes(
            "Author | Age/sex | Histology | Treatment | Ki-67 (%) | Outcome",
            "Marwood et al. [1] | 51/F | NET | Surgery | 4 | Alive",
            "Our case | 60/F | NET | Lanreotide | 6 | Alive at 14 months",
        )
        + "\n"
        + REFERENCES
    )
    rows, _ = evidence_of(read_bytes(text.encode(), Path("p.md")), nlp)
    assert [r.kind for r in rows] == ["case", "cited_case"]
    assert rows[0].values("ki67_percent") == ["6"]
    assert rows[0].values("treatments") == ["octreotide"]


def test_cases_told_in_prose_and_in_a_table_are_one_row_each(nlp: Any) -> None:
    text = (
        "# Two invented cases of rectal neuroendocrine tumour\n\n## Case presentation\n\n### Case 1\n\n"
        "A 54-year-old man presented with back pain. MRI showed metastases of the spine. Biopsy "
        "revealed a neuroendocrine tumor of the rectum. He was treated with everolimus.\n\n### Case 2"
        "\n\nA 61-year-old woman presented with bleeding. CT showed liver metastases. She received "
        "lanreotide and is alive.\n\n**Table 1.** Summary of the two cases\n\n"
        + pipes(" | Case 1 | Case 2", "Age | 54 | 61", "Sex | Male | Female", "Ki-67 (%) | 12 | 4")
        + "\n\n## Discussion\n\nThey are rare.\n"
    )
    rows, _ = evidence_of(read_bytes(text.encode(), Path("p.md")), nlp)
    assert [r.values("ki67_percent") for r in rows] == [["12"], ["4"]]
    assert [r.values("treatments") for r in rows] == [["everolimus"], ["lanreotide"]]


def test_specimens_of_one_patient_and_a_caption_glued_to_the_prose(nlp: Any) -> None:
    text = (
        "Neuroendocrine tumours of the breast: two invented cases\n\nCase reports\n\nCase 1\n\nA 49-year-old woman had a "
        "small cell neuroendocrine carcinoma of the breast. She died after 21 months.\n\nCase 2\n\nA 66-year-old woman had a "
        "neuroendocrine tumour. She is well at 42 months. The stains are shown in the table.Table 1 Stains of the two patients\n\n"
        "Antibody\tCase 1\tCase 2 (breast)\tCase 2 (ileum)\nSynaptophysin\t+\t+\t+\nGATA3\t+\t−\t−\nCDX2\t−\t+\t+\n"
    )
    document = read_bytes(text.encode(), Path("p.txt"))
    assert [t.label for t in document.tables] == ["Table 1"]
    rows, _ = evidence_of(document, nlp)
    assert [r.values("markers_positive") for r in rows] == [
        ["synaptophysin", "GATA3"], ["synaptophysin", "CDX2"],
    ]  # fmt: skip
    assert [r.values("vital_status") for r in rows] == [["dead"], ["alive"]]


# --- lines ----------------------------------------------------------------------------------

LINES = """Small bowel neuroendocrine tumours in four invented patients

RESULTS

The four patients are shown in the table. Patients 2 and 4 had carcinoid
syndrome, and all of them came from one hospital in the north of the country.

Table 1: Patients with bone metastases

{table}

DISCUSSION

Bone is a late site of these tumours, and little is known of it to this day.
"""


def flattened(nlp: Any, table: str) -> list[Row]:
    return evidence_of(read_bytes(LINES.format(table=table).encode(), Path("p.txt")), nlp)[0]


def test_lines_are_cut_by_what_columns_hold(nlp: Any) -> None:
    rows = flattened(
        nlp,
        "No Age Sex Bone metastases Other metastases Systemic therapy Bone therapy Response Follow-up (mo)\n"
        "1 63 F Thoracic spine, rib Liver Octreotide Denosumab, RT SD 34\n"
        "2 58 M Pelvis Liver, lymph nodes Everolimus Zoledronic acid PD 18\n"
        "3 71 M Femur None Lanreotide None SD 41\n"
        "4 49 F Skull, sternum Liver, lung Capecitabine, temozolomide RT PR 22\n"
        "RT, radiotherapy; SD, stable disease; PD, progressive disease; PR, partial response.",
    )
    assert [r.values("bone_sites") for r in rows if r.kind == "series_case"] == [
        ["thoracic spine", "rib"], ["pelvis"], ["femur"], ["skull", "sternum"],
    ]  # fmt: skip
    assert [r.values("treatments") for r in rows[:4]] == [
        ["octreotide", "denosumab", "radiotherapy"], ["everolimus", "zoledronic acid"],
        ["lanreotide"], ["capecitabine", "temozolomide", "radiotherapy"],
    ]  # fmt: skip
    assert [r.values("follow_up_months") for r in rows[:4]] == [["34"], ["18"], ["41"], ["22"]]
    assert rows[1].values("syndrome") == ["carcinoid syndrome"]


def test_a_line_that_lost_a_result_leaves_the_stains_out(nlp: Any) -> None:
    rows = flattened(
        nlp,
        "Patient no Age Sex CgA Synaptophysin CD56\n1 63 F + + -\n2 58 M + -\n3 71 M + + +",
    )
    assert rows[0].values("markers_negative") == ["CD56"]
    assert rows[1].values("age_years") == ["58"]
    assert not {"markers_positive", "markers_negative"} & set(values(rows[1]))


def test_legends_hold_in_their_table_only(nlp: Any) -> None:
    rows = flattened(
        nlp,
        "Patient no Pathology Ki-67 (%) Adjuvant Tx\n1 AC 5 Rt\n2 AC 12 -\n3 LCNEC 55 Rt\n"
        "AC: atypical carcinoid, LCNEC: large cell neuroendocrine carcinoma, Rt: radiotherapy, Tx: treatment",
    )
    assert [r.values("histology") for r in rows if r.kind == "series_case"] == [
        ["atypical carcinoid"], ["atypical carcinoid"], ["large cell NEC"],
    ]  # fmt: skip
    assert [r.values("treatments") for r in rows[:3]] == [["radiotherapy"], [], ["radiotherapy"]]


# --- overlap --------------------------------------------------------------------------------


def record(
    doc_id: str, title: str = "", authors: tuple[str, ...] = (), doi: str = ""
) -> dict[str, Any]:
    return {"doc_id": doc_id, "title": title, "authors": list(authors), "doi": doi, "pmid": ""}


def cohort(doc_id: str, size: int, *percents: float) -> Row:
    whole = Statistic("count", "patients", 0, 1, "x", n=size)
    told = [
        Statistic("proportion", f"concept {i}", 0, 1, "x", n=10 + i, percent=p)
        for i, p in enumerate(percents)
    ]
    return Row(doc_id, "cohort", "study cohort", statistics=(whole, *told))


def test_an_abstract_and_its_paper_are_one_study() -> None:
    documents = [
        record("a", "Bone metastases of invented tumours in one centre"),
        record("b"),
        record("c"),
    ]
    rows = [
        cohort("a", 120, 10.5, 22.1, 31.7),
        cohort("b", 120, 10.5, 22.1, 31.7, 4.2),
        cohort("c", 120, 9.9),
    ]
    (link,) = same_study(documents, rows)
    assert (link.left, link.right) == ("a", "b")
    assert any("3 identical statistics" in said for said in link.evidence)
    told = marked(documents, rows)
    assert told[0]["same_study"][0]["doc_id"] == "b"
    assert told[1]["same_study"][0]["doc_id"] == "a"
    assert "same_study" not in told[2]


def test_titles_and_authors_link_reports_of_one_cohort() -> None:
    authors = ("Moe AB", "Roe C", "Poe D")
    documents = [
        record("a", "Outcome of invented pancreatic tumours after surgery", authors),
        record("b", "Outcome of invented pancreatic tumours after surgery", ("Ada B Moe", "Carl Roe", "Dee Poe")),
        record("c", "Outcome of invented rectal polyps after endoscopy", ("Xu Y",)),
    ]  # fmt: skip
    (link,) = same_study(documents, [])
    assert (link.left, link.right) == ("a", "b")


def test_one_doi_is_one_paper_unless_everything_else_differs() -> None:
    same = [record("a", "A tumour of the elbow", doi="10.5555/x"), record("b", doi="10.5555/X")]
    assert same_study(same, [])[0].confidence > 0.9
    other = [record("a", "A tumour of the elbow", ("Moe A",), "10.5555/x"),
             record("b", "Guidelines on registries of rare diseases", ("Roe B",), "10.5555/x")]  # fmt: skip
    assert not same_study(other, [])


def test_the_same_patient_in_two_papers() -> None:
    def case(doc_id: str, age: str) -> Row:
        told = {
            "age_years": age,
            "sex": "male",
            "histology": "NET",
            "primary_site": "ileum",
            "ki67_percent": "7",
        }
        return Row(
            doc_id, "case", "case 1",
            {n: (Finding(n, v, 0, 1, "x", "test"),) for n, v in told.items()},
        )  # fmt: skip

    authors = ("Moe AB", "Roe C", "Poe D")
    documents = [
        record("a", authors=authors),
        record("b", authors=authors),
        record("c", authors=authors),
    ]
    links = same_study(documents, [case("a", "54"), case("b", "54"), case("c", "61")])
    assert [(k.left, k.right) for k in links] == [("a", "b")]


def test_a_site_beside_a_column_of_metastases_is_the_primary(paper: Any) -> None:
    table = pipes(
        "Case | Age | Sex | Site | Metastasis | Outcome",
        "1 | 49 | M | Kidney | Liver | Dead, 7 months",
        "2 | 62 | F | Renal pelvis | Lung, bone | Alive, 12 months",
        "3 | 55 | M | Kidney | None | Alive, 24 months",
    )
    _, rows, _ = paper(table)
    assert [r.values("primary_site") for r in rows] == [["kidney"]] * 3
    assert [r.values("metastatic_sites") for r in rows] == [["liver"], ["lung", "bone"], []]


def test_a_column_of_grades_may_name_the_tumour(paper: Any) -> None:
    table = pipes(
        "Case | Age/Sex | Tumour grade | Bones involved",
        "1 | 51/M | Carcinoid | Skull",
        "2 | 47/F | NET G2, Ki-67 14% | Rib",
    )
    _, rows, _ = paper(table)
    assert [r.values("histology") for r in rows] == [["carcinoid"], ["NET"]]
    assert (rows[1].values("grade"), rows[1].values("ki67_percent")) == (["G2"], ["14"])


def test_what_all_had_beside_a_column_of_earlier_treatments(paper: Any) -> None:
    table = pipes(
        "Case | Age/Sex | Previous treatment | Best response",
        "1 | 81/M | Excision | CR", "2 | 74/M | Carboplatin | PR", "3 | 88/F | None | PD",
    )  # fmt: skip
    _, rows, _ = paper(
        table, after="## Methods\n\nThree patients with NET received avelumab every two weeks.\n"
    )
    own = [r for r in rows if r.kind == "series_case"]
    assert ["avelumab" in r.values("treatments") for r in own] == [True] * 3


def test_the_level_of_a_spinal_metastasis_is_a_bone(paper: Any) -> None:
    lines = [
        "Authors & Year | Age (yrs), Sex | Primary | Level | Outcome",
        "Rathbone et al. [1] | 51, M | Kidney | C6 | Alive, 18 months",
        "Okonta & Marsh [2] | 33, F | Kidney | T4, T9 | Died at 7 months",
    ]
    _, spread, _ = paper(pipes(*lines), "Published spinal metastases of NET", after=REFERENCES)
    assert [r.values("bone_sites") for r in spread] == [["cervical spine"], ["thoracic spine"]]
    assert [r.values("age_years") for r in spread] == [["51"], ["33"]]
    _, other, _ = paper(pipes(*lines), "Published NET of the filum", after=REFERENCES)
    assert [r.values("bone_sites") for r in other] == [[], []]


def test_yes_under_an_investigation_and_statements_by_number(paper: Any) -> None:
    table = pipes(
        "No. | Age/Sex | Primary | Orbital MRI | Biopsy of orbit | Treatment",
        "1 | 71/F | Ileum | Yes | No | Lanreotide", "2 | 58/M | Pancreas | Yes | Yes | None",
        "3 | 64/M | Ileum | No | Yes | Octreotide",
    )  # fmt: skip
    _, rows, _ = paper(
        table,
        after="On CT the lesions were osteolytic in nos. 1 and 3. Denosumab was given to nos. 2 and 3.\n\n"
        "In patient 2 a bone scintigram showed bone metastases. He received everolimus.\n\n"
        "Staining for TTF-1 was negative throughout the series.\n",
    )
    own = [r for r in rows if r.kind == "series_case"]
    assert ["mri" in r.values("diagnostic_methods") for r in own] == [True, True, False]
    assert ["biopsy" in r.values("diagnostic_methods") for r in own] == [False, True, True]
    assert ["denosumab" in r.values("treatments") for r in own] == [False, True, True]
    assert ["everolimus" in r.values("treatments") for r in own] == [False, True, False]
    assert [r.values("bone_lesion_type") for r in own] == [["osteolytic"], [], ["osteolytic"]]
    assert [r.values("markers_negative") for r in own] == [["TTF-1"]] * 3


def test_a_legend_with_dashes_and_a_primary_by_the_tumour_s_name(paper: Any) -> None:
    table = pipes(
        "Case | Age/Sex | Pathology | IHC | Outcome",
        "1 | 64/F | Insulinoma | Chr+, Syn+ | Dead", "2 | 50/F | Insulinoma | Syn+ | Alive",
    )  # fmt: skip
    _, rows, _ = paper(
        table, "Patients", after="NA - not available; Syn - synaptophysin; Chr - chromogranin\n"
    )
    assert [r.values("primary_site") for r in rows] == [["pancreas"]] * 2
    assert [r.values("markers_positive") for r in rows] == [
        ["CgA", "synaptophysin"],
        ["synaptophysin"],
    ]


def test_what_a_series_says_of_the_others_of_all_but_one_and_of_each(paper: Any) -> None:
    table = pipes(
        "Patient | Age | Site of tumour | Adrenal blockade | Effect", "1 | 31 | Ovary | Metyrapone | CR",
        "2 | 47 | Ovary | Ketoconazole | PR", "3 | 52 | Ovary | None | SD", "4 | 66 | Ovary | None | PD",
    )  # fmt: skip
    after = (
        "In patient 2 pentetreotide scintigraphy was negative. The remaining three went on to "
        "68Ga-DOTATATE PET/CT, which was positive in each of them except patient 4.\n\n"
        "Chest CT was done in all, and bone scintigraphy in patients 2 and 4.\n\n"
        "All but patient 3 had hepatic secondaries. All tumours were well differentiated "
        "neuroendocrine tumours.\n\n"
        "The Ki-67 index was 8% in patient 1, 12% in patient 2, 30% in patient 3 and more than 60% "
        "in patient 4. Serum NSE was raised in patient 2 (84 ng/mL) and patient 4.\n\n"
        "Chromogranin A was positive in patients 1 and 3 only.\n\n"
        "The diagnosis in patient 4 rested on biopsy. A scan after 31 months showed deposits in two "
        "ribs. Octreotide was begun. Patients (2 male and 3 female) of other series did better.\n"
    )
    _, rows, _ = paper(table, "Patients with ovarian tumours", after=after)
    own = [r for r in rows if r.kind == "series_case"]

    def done(method: str) -> list[bool]:
        return [method in r.values("diagnostic_methods") for r in own]

    assert done("sstr pet/ct") == [True, False, True, True]
    assert done("ct") == [True] * 4
    assert done("bone scintigraphy") == done("serum nse") == [False, True, False, True]
    assert done("immunohistochemistry") == [True] * 4
    assert ["liver" in r.values("metastatic_sites") for r in own] == [True, True, False, True]
    assert [r.values("histology") for r in own] == [["NET"]] * 4
    assert [r.values("ki67_percent") for r in own] == [["8"], ["12"], ["30"], [">60"]]
    assert [r.values("markers_positive") for r in own] == [["CgA"], [], ["CgA"], []]
    assert [r.values("markers_negative") for r in own] == [[], ["CgA"], [], ["CgA"]]
    assert [r.values("bone_sites") for r in own] == [[], [], [], ["rib"]]
    assert [r.values("treatments") for r in own] == [
        ["metyrapone"],
        ["ketoconazole"],
        [],
        ["octreotide"],
    ]
    assert [r.values("response") for r in own] == [
        ["complete response"], ["partial response"], ["stable disease"], ["progressive disease"],
    ]  # fmt: skip
    assert [r.values("sex") for r in own] == [["female"]] * 4
    assert {f.status for r in own for f in r.fields["sex"]} == {"derived"}


def test_clauses_on_those_who_are_excepted_and_operations_by_name(paper: Any) -> None:
    table = pipes(
        "Patient | Age | Method | SDHB mutation | CT appearance | Outcome", "1 | 34 | EMR | Yes | Lytic | Alive",
        "2 | 47 | ESD | No | Sclerotic | Alive", "3 | 29 | EMR | Yes | Mixed | Died", "4 | 55 | ESD | No | Lytic | ",
    )  # fmt: skip
    after = (
        "EMR, endoscopic mucosal resection; ESD, endoscopic submucosal dissection.\n\n"
        "Five-HIAA was raised in all patients except patient 2, who had a non-functioning tumour. "
        "Every patient underwent 68Ga-DOTATATE PET/CT, which first showed deposits in patients 1 and "
        "2. En bloc resection was achieved in all.\n\n"
        "The liver lesion had been excised in patients 1 and 3, and patient 4 had undergone "
        "adrenalectomy. The four tumours were positive for CD56. None of the four patients received "
        "chemotherapy.\n\n"
        "In patient 3 the disease was diffuse.\n\nThe other three patients are alive without "
        "recurrence.\n"
    )
    _, rows, _ = paper(table, "Patients with rectal neuroendocrine tumours", after=after)
    own = [r for r in rows if r.kind == "series_case"]
    assert [r.values("functional") for r in own] == [[], ["non-functioning"], [], []]
    assert ["sstr pet/ct" in r.values("diagnostic_methods") for r in own] == [True] * 4
    assert [r.values("bone_lesion_type") for r in own] == [
        ["osteolytic"], ["osteoblastic"], ["mixed"], ["osteolytic"],
    ]  # fmt: skip
    assert [r.values("markers_positive") for r in own] == [["CD56"]] * 4
    assert [r.values("vital_status") for r in own] == [["alive"], ["alive"], ["dead"], ["alive"]]
    given = [r.values("treatments") for r in own]
    assert ["adrenalectomy" in g for g in given] == [False, False, False, True]
    assert ["endoscopic mucosal resection" in g for g in given] == [True, False, True, False]
    assert not any("tumor resection" in g or "chemotherapy" in g for g in given)


def test_those_who_are_excepted_by_order_number_sign_or_name(paper: Any) -> None:
    table = pipes(
        "Patient | Age | Site of tumour | Grade, Ki-67 | Interval to metastasis | Secreting",
        "1 | 31 | Ileum | G1, 2% | 14 months | Yes", "2 | 47 | Ileum | G2, 9% | 30 months | No",
        "3 | 52 | Ileum | G2, 12% | 8 months | No", "4 | 66 | Ileum | G1, 1% | 22 months | Yes",
    )  # fmt: skip
    after = (
        "All but the first had hepatic secondaries. Bone scintigraphy was done in #2 and #4. "
        "Lanreotide was given to all patients with the exception of patient 3.\n\n"
        "Synaptophysin was positive in all cases, and CD56 in all but number 2.\n\n"
        "CT was positive in patients 1 and 2, the others being negative.\n"
    )
    _, rows, _ = paper(table, "Patients with ileal neuroendocrine tumours", after=after)
    own = [r for r in rows if r.kind == "series_case"]
    assert [r.values("grade") for r in own] == [["G1"], ["G2"], ["G2"], ["G1"]]
    assert [r.values("ki67_percent") for r in own] == [["2"], ["9"], ["12"], ["1"]]
    assert [r.values("primary_site") for r in own] == [["ileum"]] * 4
    assert ["liver" in r.values("metastatic_sites") for r in own] == [False, True, True, True]
    assert ["bone scintigraphy" in r.values("diagnostic_methods") for r in own] == [
        False, True, False, True,
    ]  # fmt: skip
    assert [r.values("treatments") for r in own] == [
        ["lanreotide"],
        ["lanreotide"],
        [],
        ["lanreotide"],
    ]
    assert [r.values("markers_positive") for r in own] == [
        ["CD56", "synaptophysin"], ["synaptophysin"], ["CD56", "synaptophysin"], ["CD56", "synaptophysin"],
    ]  # fmt: skip
    # a time to the metastasis is a column on its own, and no follow-up
    assert [r.values("follow_up_months") for r in own] == [[]] * 4


def test_letters_before_months_are_the_legend_s(paper: Any) -> None:
    table = pipes(
        "Case | Outcome, months | Primary",
        "1 | A, 62 | Lung",
        "2 | D, 7 | Lung",
        "3 | A, 55 | Lung",
    )
    _, rows, _ = paper(table, after="A, alive; D, dead.\n")
    own = [r for r in rows if r.kind == "series_case"]
    assert [r.values("vital_status") for r in own] == [["alive"], ["dead"], ["alive"]]


def test_a_part_of_an_organ_narrows_the_organ(paper: Any) -> None:
    table = pipes(
        "Case | Age/Sex | Primary", "1 | 44/F | Right lower lobe", "2 | 61/M | Left upper lobe"
    )
    _, rows, _ = paper(
        table, "Patients", after="All patients had a carcinoid of the lung. Both are alive.\n"
    )
    assert [r.values("primary_site") for r in rows if r.kind == "series_case"] == [["lung"]] * 2


def test_where_the_hormone_comes_from_is_no_publication(paper: Any) -> None:
    table = pipes(
        "Patient | Age/Sex | Source | PRRT cycles | RET mutation | Response on CT | F/U (mo)",
        "1 | 34/F | Lung | 4 | M918T | PR | 62", "2 | 51/M | Left lung | 2 | not done | SD | 40",
        "3 | 45/M | Thymus | 3 | none | PD | 27",
    )  # fmt: skip
    after = "Fasting gastrin was measured in everyone. None of the tumours was functioning.\n"
    _, rows, _ = paper(table, "Patients with neuroendocrine tumours", after=after)
    own = [r for r in rows if r.kind == "series_case"]
    assert [r.values("primary_site") for r in own] == [["lung"], ["lung"], ["thymus"]]
    assert [r.values("response") for r in own] == [
        ["partial response"], ["stable disease"], ["progressive disease"],
    ]  # fmt: skip
    assert [r.values("follow_up_months") for r in own] == [["62"], ["40"], ["27"]]
    assert ["prrt" in r.values("treatments") for r in own] == [True] * 3
    assert ["genetic testing" in r.values("diagnostic_methods") for r in own] == [
        True, False, False,
    ]  # fmt: skip
    assert ["serum gastrin" in r.values("diagnostic_methods") for r in own] == [True] * 3
    assert [r.values("functional") for r in own] == [["non-functioning"]] * 3


def test_a_site_beside_the_primary_is_the_metastasis(paper: Any) -> None:
    table = pipes(
        "Patient | Age, sex | Primary | Cardiac site | Other metastases | Follow-up",
        "1 | 66, F | ileum | pericardium | liver | stable at 36 months",
        "2 | 52, M | lung | left ventricle | bone | died at 10 months",
    )
    _, rows, _ = paper(table, "Cardiac metastases of neuroendocrine tumours")
    own = [r for r in rows if r.kind == "series_case"]
    assert [r.values("primary_site") for r in own] == [["ileum"], ["lung"]]
    assert [sorted(r.values("metastatic_sites")) for r in own] == [
        ["liver", "pericardium"], ["bone", "heart"],
    ]  # fmt: skip
    assert own[0].values("response") == ["stable disease"]
    assert [r.values("follow_up_months") for r in own] == [["36"], ["10"]]


def test_letters_and_times_under_a_column_of_follow_up(paper: Any) -> None:
    table = pipes("Pt | Age/Sex | Primary | Status, OS (mo)", "1 | 66/M | Ileum | A, 61",
                  "2 | 73/M | Ileum | D, 17", "3 | 58/F | Ileum | NED (28)")  # fmt: skip
    after = "A, alive; D, dead; NED, no evidence of disease.\n\nStaging was by CT of the abdomen.\n"
    _, rows, _ = paper(table, after=after)
    own = [r for r in rows if r.kind == "series_case"]
    assert [r.values("follow_up_months") for r in own] == [["61"], ["17"], ["28"]]
    assert [r.values("vital_status") for r in own] == [["alive"], ["dead"], ["alive"]]
    assert ["ct" in r.values("diagnostic_methods") for r in own] == [True] * 3


@pytest.mark.parametrize(
    ("heading", "positive", "negative"),
    [("ER/PR/HER2", ["ER"], ["HER2", "PR"]), ("PR/ER/HER2", ["PR"], ["ER", "HER2"])],
)
def test_receptors_in_one_column(
    heading: str, positive: list[str], negative: list[str], paper: Any
) -> None:
    table = pipes(f"Patient | Age | {heading}", "1 | 67 | +/-/-", "2 | 74 | -/-/-")
    _, rows, _ = paper(table, after="Two women were treated between 2009 and 2018.\n")
    own = [r for r in rows if r.kind == "series_case"]
    assert own[0].values("markers_positive") == positive
    assert sorted(own[0].values("markers_negative")) == negative
    assert [r.values("sex") for r in own] == [["female"]] * 2


def test_units_of_blood_genes_and_types_of_lesions_in_columns(paper: Any) -> None:
    table = pipes(
        "Patient | Age | ACTH (pg/ml)a | SDHB | Type | Systemic | Follow-up (mo)",
        "1 | 34 | 168 | mut | Lytic | Octreotide | 31",
        "2 | 19 | 410 | wt | Mixed | None | 12",
        "3 | 41 | 215 | n.d. | Blastic | Sunitinib | 8",
    )
    _, rows, _ = paper(table, "Patients with metastatic paraganglioma")
    own = [r for r in rows if r.kind == "series_case"]
    assert [r.values("follow_up_months") for r in own] == [["31"], ["12"], ["8"]]
    tested = ["genetic testing" in r.values("diagnostic_methods") for r in own]
    assert tested == [True, True, False]
    assert [r.values("bone_lesion_type") for r in own] == [
        ["osteolytic"], ["mixed"], ["osteoblastic"],
    ]  # fmt: skip
    assert [r.values("treatments") for r in own] == [["octreotide"], [], ["sunitinib"]]


SERIES = (
    "Patient | Age | Metastases | Procedure | Follow-up",
    "1 | 52 | Bone, liver | EMR | NED, 12 months",
    "2 | 61 | Lung | Lobectomy | NED, 30 months",
    "3 | 47 | Bone | EMR | died at 9 months",
)


@pytest.mark.parametrize(
    ("told", "field", "values"),
    [
        ("All patients with bone metastases were given denosumab.", "treatments",
         [["endoscopic mucosal resection", "denosumab"], ["lobectomy"],
          ["endoscopic mucosal resection", "denosumab"]]),
        # A kind of it stands in the row.
        ("Endoscopic resection was the first step in patients 1 and 3.", "treatments",
         [["endoscopic mucosal resection"], ["lobectomy"], ["endoscopic mucosal resection"]]),
        ("Patient no. 3 was later treated with sunitinib, and patient no. 2 with octreotide.",
         "treatments", [["endoscopic mucosal resection"], ["lobectomy", "octreotide"],
                        ["endoscopic mucosal resection", "sunitinib"]]),
        ("MIBG scans were negative in nos. 1 and 2, positive in the remainder.",
         "diagnostic_methods", [["mibg scintigraphy"]] * 3),
        ("Octreotide scintigraphy was done in two patients (all but patient 2).",
         "diagnostic_methods", [["somatostatin receptor scintigraphy"], [],
                                ["somatostatin receptor scintigraphy"]]),
        ("TTF-1 was positive in patient 2 and negative in the remainder.", "markers_negative",
         [["TTF-1"], [], ["TTF-1"]]),
        ("Synaptophysin was positive in all tumours and CDX2 in one (case 2); it was negative in "
         "the others.", "markers_negative", [["CDX2"], [], ["CDX2"]]),
        ("All were men.", "sex", [["male"]] * 3),
        ("The primary tumour had been excised in patients 1 and 3 (left adrenalectomy and "
         "nephrectomy, respectively).", "treatments",
         [["endoscopic mucosal resection", "adrenalectomy"], ["lobectomy"],
          ["endoscopic mucosal resection", "nephrectomy"]]),
        ("Patients 1 and 3 were women. Two patients died, both of sepsis.", "vital_status",
         [["alive"], ["alive"], ["dead"]]),
    ],
)  # fmt: skip
def test_what_prose_says_of_some_of_a_table(
    told: str, field: str, values: list[list[str]], paper: Any
) -> None:
    _, rows, _ = paper(pipes(*SERIES), after=f"{told}\n")
    own = [r for r in rows if r.kind == "series_case"]
    found = [r.values(field) for r in own]
    if field == "treatments":  # what the excision itself adds is not asked here
        found = [[v for v in row if v != "tumor resection"] for row in found]
    if field == "diagnostic_methods":
        found = [[v for v in row if v != "immunohistochemistry"] for row in found]
    assert found == values


def test_patients_numbered_within_their_source_and_what_marks_say(nlp: Any) -> None:
    table = (
        "Study\tNo\tAge*\tSite\tTherapy\tFinal status, follow-up (mo)\n"
        "Marwood et al, 2004\t1\t59\tLA\tExcision\tNED, 40\n"
        "\t2\t72\tRA\tSunitinib (liver and lung mets)\tAWD, 16†\n"
        "Okonta et al, 2009\t1\t67 (M)\tLA\tExcision\tDOD, 22\n"
    )
    notes = "* Women unless stated. † Brain metastases at presentation. LA, left atrium; RA, right atrium."
    text = (
        "A cardiac paraganglioma: case report\n\nCase report\n\nA 44-year-old woman had a cardiac "
        "paraganglioma. It was excised.\n\nDiscussion\n\nTable 1. Published cardiac paragangliomas\n\n"
        f"{table}{notes}\n"
    )
    rows, _ = evidence_of(read_bytes(text.encode(), Path("paper.txt")), nlp)
    cited = [r for r in rows if r.kind == "cited_case"]
    assert [r.subject for r in cited] == ["Marwood et al.", "Marwood et al.", "Okonta et al."]
    assert [r.values("sex") for r in cited] == [["female"], ["female"], ["male"]]
    assert [r.values("primary_site") for r in cited] == [["heart"]] * 3
    assert sorted(cited[1].values("metastatic_sites")) == ["brain", "liver", "lung"]
    assert [r.values("follow_up_months") for r in cited] == [["40"], ["16"], ["22"]]


LETTERED = (
    "Pt | Age | Everolimus, mg/d | PRRT | Nodes | Follow-up",
    "A | 58 | 10 | 4 | 25-50% | NED at 2 y",
    "B | 73 | - | - | none | DOD at 14 mo",
    "C | 41 | 5 | - | 10% | Died, day 21",
    "D | 66 | 10 | 4 | none | AWD at 20 mo",
)


def test_cells_overrule_headings_and_legends_of_two_drugs(paper: Any) -> None:
    after = "* First series. PRRT, 177Lu-DOTATATE; EP: etoposide, cisplatin. IP: irinotecan, cisplatin.\n"
    _, rows, _ = paper(pipes(*LETTERED), after=after)
    own = [r for r in rows if r.kind == "series_case"]
    assert [("everolimus" in r.values("treatments")) for r in own] == [True, False, True, True]
    assert [r.values("follow_up_months") for r in own] == [["24"], ["14"], [], ["20"]]
    assert ["lymph node" in r.values("metastatic_sites") for r in own] == [
        True, False, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("told", "field", "values"),
    [
        ("All four were given diazoxide, with success in one (patient B).", "treatments",
         ["diazoxide"] * 4),
        ("B and D received lanreotide.", "treatments", ["", "lanreotide", "", "lanreotide"]),
        ("Octreotide scintigraphy (A, C) was positive.", "diagnostic_methods",
         ["somatostatin receptor scintigraphy", "", "somatostatin receptor scintigraphy", ""]),
        ("CT was done in all cases and bone scintigraphy in patients B and C.",
         "diagnostic_methods", ["ct", "ct", "ct", "ct"]),
        ("CT was done in all cases and bone scintigraphy in patients B and C.",
         "diagnostic_methods", ["", "bone scintigraphy", "bone scintigraphy", ""]),
        ("The tumours were classed G1 in two patients and G2 in two (patients B and D).", "grade",
         ["G1", "G2", "G1", "G2"]),
    ],
)  # fmt: skip
def test_what_prose_says_of_lettered_patients(
    told: str, field: str, values: list[str], paper: Any
) -> None:
    _, rows, _ = paper(pipes(*LETTERED), after=f"{told}\n")
    own = [r for r in rows if r.kind == "series_case"]
    asked = {v for v in values if v}
    assert [" ".join(v for v in r.values(field) if v in asked) for r in own] == values


def test_notes_in_brackets_legends_of_types_and_coded_patients(paper: Any) -> None:
    table = pipes(
        "Pt | Age | N | Type | Bone agent | SSA | Follow-up, y",
        "P1 | 57 | N0 | B | ZA | Oct LAR | NED, 4",
        "P2 | 49 | N1 | L | - | - | A&W 2",
        "P3 | 66 | N1 | M | ZA | Lan | DOD, 1",
    )
    after = (
        "(a) Reference range. B: blastic; L: lytic; M: mixed; Lan: lanreotide; Oct: octreotide; "
        "ZA: zoledronic acid.\n\nOctreotide scintigraphy was positive in P1 and P3.\n\nSomatostatin was "
        "expressed by all of them and gastrin by none, and none of the patients showed the "
        "carcinoid syndrome.\n"
    )
    _, rows, _ = paper(table, after=after)
    own = [r for r in rows if r.kind == "series_case"]
    assert [r.values("bone_lesion_type") for r in own] == [
        ["osteoblastic"], ["osteolytic"], ["mixed"],
    ]  # fmt: skip
    assert [sorted(r.values("treatments")) for r in own] == [
        ["octreotide", "zoledronic acid"], [], ["lanreotide", "zoledronic acid"],
    ]  # fmt: skip
    assert ["lymph node" in r.values("metastatic_sites") for r in own] == [False, True, True]
    assert [r.values("follow_up_months") for r in own] == [["48"], ["24"], ["12"]]
    scanned = "somatostatin receptor scintigraphy"
    assert [scanned in r.values("diagnostic_methods") for r in own] == [True, False, True]
    assert [r.values("markers_negative") for r in own] == [["gastrin"]] * 3
    assert [r.values("syndrome") for r in own] == [[]] * 3


def test_the_first_of_the_disease_sites_is_where_it_began(paper: Any) -> None:
    table = pipes(
        "Author | Pathological type | Disease site | Treatment measures | Prognosis",
        "Aanden et al. (2009) | Atypical carcinoid | Lung, pituitary, bone | Octreotide | Died",
        "Borgen et al. (2011) | Pancreatic NET G2 | Lung, liver | Everolimus | Alive",
        "Rostad et al. (2014) | NET G1 | Lung, ileum | Everolimus | Alive",
        "Solli et al. (2016) | Ileal NET | Liver, lung | Lanreotide | Alive",
    )
    _, rows, _ = paper(table, "Published cases of metastatic neuroendocrine tumours")
    cited = [r for r in rows if r.kind == "cited_case"]
    assert [r.values("primary_site") for r in cited] == [
        ["lung"], ["pancreas"], ["ileum"], ["ileum"],
    ]  # fmt: skip
    assert [sorted(r.values("metastatic_sites")) for r in cited] == [
        ["bone", "pituitary gland"], ["liver", "lung"], ["lung"], ["liver", "lung"],
    ]  # fmt: skip


def test_the_pathology_outweighs_the_first_of_the_sites_in_a_series(paper: Any) -> None:
    table = pipes(
        "Patient | Age | Pathological type | Disease site | Prognosis",
        "1 | 45 | Atypical carcinoid | Lung, pituitary, bone | Died",
        "2 | 55 | Pancreatic NET G2 | Lung, liver | Alive",
    )
    _, rows, _ = paper(table)
    own = [r for r in rows if r.kind == "series_case"]
    assert [r.values("primary_site") for r in own] == [["lung"], ["pancreas"]]
    assert [sorted(r.values("metastatic_sites")) for r in own] == [
        ["bone", "pituitary gland"], ["liver", "lung"],
    ]  # fmt: skip


def test_further_lines_of_a_patient_and_a_heading_s_units_below_it(paper: Any) -> None:
    _, rows, _ = paper(
        pipes(
            "Pt.|Age|Sex|Ki-67|Mitoses|Line|Treatment of metastasis|Response|Observation (mo)",
            "no.|(yr)||(%)|(/10 HPF)||||",
            "1|52|M|4|2|1|Lanreotide|SD|40",
            "|||||2|Everolimus||",
            "2|61|F|9|6|1|CAPTEM|PR|31",
        )
    )
    first, second = rows
    assert first.values("treatments") == ["lanreotide", "everolimus"]
    assert (first.values("mitoses"), first.values("follow_up_months")) == (["2/10hpf"], ["40"])
    assert second.values("treatments") == ["capecitabine", "temozolomide"]


def test_a_legend_without_signs_and_the_legend_of_another_table(paper: Any) -> None:
    first = pipes(
        "No.|Age/sex|Site|LVI|First treatment", "1|52/M|Rectum|+|TAE", "2|61/F|Rectum|-|LAR"
    )
    legend = "LAR low anterior resection, LVI lymphovascular invasion, TAE transanal excision"
    second = pipes("No.|Age/sex|Treatment of metastases", "1|52/M|LAR", "2|61/F|Everolimus")
    _, rows, _ = paper(first, after=f"{legend}\n\nTable 2. Course\n\n{second}\n")
    one, two = rows
    assert "transarterial embolization" not in one.values("treatments")
    assert "low anterior resection" in one.values("treatments")
    assert set(two.values("treatments")) == {"low anterior resection", "everolimus"}
    assert one.values("metastatic_sites") == []  # vessels are no nodes


THREE = pipes(
    "Patient|Age/sex|Site in pancreas|Pathology|Type of bone lesion",
    "1|52/M|Tail|NET|Lytic", "2|61/F|Body|NET|Blastic", "3|40/M|NK|NET|Lytic",
)  # fmt: skip


@pytest.mark.parametrize(
    ("prose", "field", "of_each"),
    [
        ("Synaptophysin was positive in all three; chromogranin A in all but patient 2.",
         "markers_positive", [["CgA", "synaptophysin"], ["synaptophysin"], ["CgA", "synaptophysin"]]),
        ("Chromogranin A was positive in all but patient 2.", "markers_negative", [[], ["CgA"], []]),
        ("Chromogranin A was positive in one (patient 2); the remaining tumors were negative.",
         "markers_negative", [["CgA"], [], ["CgA"]]),
        ("CT was done in everybody.", "diagnostic_methods", [["ct"], ["ct"], ["ct"]]),
        ("The cells were positive for CD56 and negative for TTF-1 throughout.", "markers_negative",
         [["TTF-1"], ["TTF-1"], ["TTF-1"]]),
        ("The tumours were functional in one (patient 2) and non-secreting in two.", "functional",
         [["non-functioning"], ["functioning"], ["non-functioning"]]),
        ("Patient 2 died of disease. The other two are alive.", "vital_status",
         [["alive"], ["dead"], ["alive"]]),
        ("", "primary_site", [["pancreas"], ["pancreas"], ["pancreas"]]),
        ("None was functioning.", "functional", [["non-functioning"]] * 3),
        ("MRI was performed save in patient 2.", "diagnostic_methods", [["mri"], [], ["mri"]]),
        ("MRI was repeated every three months.", "diagnostic_methods", [["mri"]] * 3),
        ("Patient 2 had a large cell neuroendocrine carcinoma; the remaining patients had NET "
         "(G1 in patient 1, G3 in patient 3).", "grade", [["G1"], [], ["G3"]]),
        ("TTF-1 was negative in the two tumours stained (not done in patient 2).",
         "markers_negative", [["TTF-1"], [], ["TTF-1"]]),
        ("Chromogranin A was positive except in patients 1 and 3.", "markers_negative",
         [["CgA"], [], ["CgA"]]),
        ("CD56 was negative in patients 1 and 2 and positive in the others.", "markers_negative",
         [["CD56"], ["CD56"], []]),
        ("Lesions involved the skull in patient 1, T10 and ribs in patient 2, and the sternum in "
         "patient 3.", "bone_sites", [["skull"], ["rib", "thoracic spine"], ["sternum"]]),
    ],
)  # fmt: skip
def test_all_but_one_everybody_and_a_part_of_the_organ(
    prose: str, field: str, of_each: list[list[str]], paper: Any
) -> None:
    _, rows, _ = paper(THREE, "Patients with pancreatic NET and bone metastases", after=prose)
    assert [sorted(row.values(field)) for row in rows] == of_each


def test_names_over_two_lines_and_the_last_cell_of_an_aligned_table(nlp: Any) -> None:
    text = (
        "A review of neuroendocrine tumours of the jaw\n\nResults\n\n"
        "Table 1. Reported NETs metastatic to the jaw\n\n"
        "Authors (year)        Age/sex  Primary     Histology    Metastases     Treatment\n"
        "Oyster and Quill      57/M     Ileum       NET G2       Liver          Octreotide\n"
        "(1999)\n"
        "Brandt et             48/F     Pancreas    NET G1       Liver, bone    Surgery of the jaw;\n"
        "al. (2004)                                                             everolimus\n"
        "Ostrov (2011)         66/F     Jejunum     NET G2       Liver          Lanreotide and\n"
        "                                                                       sunitinib\n"
    )
    rows, _ = evidence_of(read_bytes(text.encode(), Path("paper.txt")), nlp)
    assert [row.kind for row in rows] == ["cited_case"] * 3
    assert rows[1].values("treatments") == ["surgery", "everolimus"]
    assert rows[2].values("treatments") == ["lanreotide", "sunitinib"]


def test_the_bone_of_the_caption_is_that_of_every_cited_patient(nlp: Any) -> None:
    text = (
        "Atypical carcinoid spread to the jaw: a case report\n\nDiscussion\n\n"
        "Table 1. Reported neuroendocrine tumours with metastasis to the mandible\n\n"
        "Author (year)\tAge/Sex\tPrimary tumour\tOther metastases\tTreatment\n"
        "Oyster (1984)\t61/M\tIleal carcinoid\tLiver\tRadiotherapy\n"
        "Brandt (1992)\t48/F\tBronchial carcinoid\tNone\tOctreotide\n"
        "Ostrov (2001)\t70/M\tRectal carcinoid\tBrain\tEtoposide\n"
    )
    rows, _ = evidence_of(read_bytes(text.encode(), Path("paper.txt")), nlp)
    assert [row.values("bone_sites") for row in rows] == [["mandible"]] * 3
    assert rows[1].values("metastatic_sites") == ["bone"]


def test_normal_ranges_are_no_publications(paper: Any) -> None:
    _, rows, _ = paper(
        pipes("Analyte|Result|Reference", "Calcitonin|812 pg/mL|<10", "CgA|148 ng/mL|0-108",
              "Calcium|13.8 mg/dL|8.6-10.2"),
        "Laboratory findings in a patient with NET of the pancreas and Cushing syndrome",
    )  # fmt: skip
    assert [row.kind for row in rows if row.kind == "cited_case"] == []


@pytest.mark.parametrize(
    ("heading", "cell", "field", "value"),
    [
        ("Treatment after bone metastasis", "Everolimus", "treatments", "everolimus"),
        ("Outcome", "Brain metastases; sunitinib; DOD", "treatments", "sunitinib"),
        ("Endocrinopathy", "Cushing", "syndrome", "cushing syndrome"),
        ("Neuroendocrine markers", "Syn+, CgA-", "markers_negative", "CgA"),
        ("Result", "Remission", "response", "no evidence of disease"),
        ("Primary tumour treatment", "Hepatectomy", "treatments", "hepatectomy"),
        ("Months since diagnosis", "31", "follow_up_months", "31"),
        ("Biopsy result", "NET G2", "histology", "NET"),
        ("WHO 2019", "NET G2", "histology", "NET"),
        ("Bones", "Skull", "bone_sites", "skull"),
        ("Location", "Body/tail", "primary_site", "pancreas"),
        ("Outcome", "6Y2M, alive", "follow_up_months", "74"),
        ("Outcome", "† 19 mo", "vital_status", "dead"),
    ],
)
def test_headings_in_other_words(
    heading: str, cell: str, field: str, value: str, paper: Any
) -> None:
    _, rows, _ = paper(pipes(f"Case|Age/sex|{heading}", f"1|52/M|{cell}", f"2|61/F|{cell}"))
    assert value in rows[0].values(field)


def test_a_follow_up_of_its_own_outweighs_the_time_to_a_relapse(paper: Any) -> None:
    _, rows, _ = paper(
        pipes("Case|Age/sex|Histology|Result|Follow-up (months)",
              "1|52/M|NET|Relapse at 31 mo|74", "2|61/F|NET|No relapse|20")
    )  # fmt: skip
    assert rows[0].values("follow_up_months") == ["74"]


def test_what_all_received_stands_beside_a_column_of_operations(paper: Any) -> None:
    table = "Case|Age/sex|{}", "1|52/M|Distal pancreatectomy", "2|61/F|Not resected"
    told = "Two patients with a tumour of the pancreas received CAPTEM.\n"
    _, rows, _ = paper(pipes(*(line.format("Operation") for line in table)), after=told)
    assert rows[0].values("treatments") == ["distal pancreatectomy", "capecitabine", "temozolomide"]
    assert rows[1].values("treatments") == ["capecitabine", "temozolomide"]
    _, rows, _ = paper(pipes(*(line.format("Treatment") for line in table)), after=told)
    assert rows[1].values("treatments") == []


def test_drug_response_and_time_in_one_cell(paper: Any) -> None:
    _, rows, _ = paper(
        pipes("Case|Age/sex|Histology|First line: best response (PFS, mo)",
              "1|52/M|NET|sunitinib: PR (27)", "2|61/F|NET|everolimus: SD (11)")
    )  # fmt: skip
    assert rows[0].values("treatments") == ["sunitinib"]
    assert rows[0].values("response") == ["partial response"]
    assert [row.values("pfs_months") for row in rows] == [["27"], ["11"]]


PAGES = """Brain metastases of neuroendocrine neoplasms: four patients

Results

Table 1  Patients with brain metastases of a neuroendocrine neoplasm

No.  Age/   Primary    Pathology     Stains                Local          Outcome
     sex               (Ki-67, %)    Syn    CgA    TTF-1   treatment

1    51/M   Lung       AC (14)       +      +      -       Craniotomy,    D 21
                                                           WBRT
                                                           Lanreotide
                                                           Everolimus
2    66/F   Pancreas   NET G3 (31)   +      -      ND      Radiosurgery   A 9

                                                                        page 4
Archives of Rare Tumours                          Brain metastases of NEN

Table 1  (continued)

No.  Age/   Primary    Pathology     Stains                Local          Outcome
     sex               (Ki-67, %)    Syn    CgA    TTF-1   treatment

3    45/F   Ileum      NET G2 (8)    +      +      -       None           AD 40
4    70/M   Colon      LCNEC (80)    -      +      -       WBRT           D 3
"""


def test_a_table_of_two_pages_with_a_heading_over_several_columns(nlp: Any) -> None:
    rows, _ = evidence_of(read_bytes(PAGES.encode(), Path("paper.txt")), nlp)
    first, second, third, _ = [row for row in rows if row.kind == "series_case"]
    assert [r.values("ki67_percent") for r in (first, second, third)] == [["14"], ["31"], ["8"]]
    assert second.values("markers_negative") == ["CgA"]
    assert third.values("markers_positive") == ["synaptophysin", "CgA"]
    assert first.values("treatments")[-2:] == ["lanreotide", "everolimus"]
    assert [r.values("vital_status") for r in (first, second, third)] == [
        ["dead"], ["alive"], ["alive"],
    ]  # fmt: skip
    assert [r.values("follow_up_months") for r in (first, second, third)] == [["21"], ["9"], ["40"]]


CODES = """Thymic neuroendocrine tumours: three patients

Results

Table 1. Three patients

No. Sex Age Cushing Histology Surgery RT

1 1 38 1 2 1 1

2 2 44 2 1 1 2

3 1 61 2 3 0 2

Sex: 1 = male, 2 = female. Cushing (Cushing syndrome), RT (radiotherapy): 1 = yes, 2 = no. Histology: 1 = typical
carcinoid, 2 = atypical carcinoid, 3 = large cell neuroendocrine carcinoma. Surgery: 0 = biopsy only, 1 = complete
resection.
"""


def test_codes_that_the_legend_explains_column_by_column(nlp: Any) -> None:
    document = read_bytes(CODES.encode(), Path("paper.txt"))
    rows, _ = evidence_of(document, nlp)
    series = [row for row in rows if row.kind == "series_case"]
    assert [row.values("sex") for row in series] == [["male"], ["female"], ["male"]]
    assert [row.values("age_years") for row in series] == [["38"], ["44"], ["61"]]
    assert [row.values("histology") for row in series] == [
        ["atypical carcinoid"], ["typical carcinoid"], ["large cell NEC"],
    ]  # fmt: skip
    assert series[0].values("syndrome")
    assert not series[1].values("syndrome")
    # The quote is the legend's, since the cell holds a number alone.
    assert series[0].fields["histology"][0].quote == "atypical carcinoid"


ONE_A_LINE = """Neuroendocrine carcinoma of the stomach: three patients

Table 1
Clinical features and outcome of the three patients
Case
Sex/age
Type
Metastases at
diagnosis
Treatment
Outcome
(months)
1
M/58
Small cell
Liver, LN
EP × 4
D 10
2
F/64
Large cell
LN
Distal gastrectomy,
EP × 6
A 41
3
M/70
Large cell
None
Gastrectomy
A 12
EP: etoposide and cisplatin; LN: lymph node.
"""


def test_a_cell_a_line_with_cells_and_headings_broken(nlp: Any) -> None:
    rows, _ = evidence_of(read_bytes(ONE_A_LINE.encode(), Path("paper.txt")), nlp)
    series = [row for row in rows if row.kind == "series_case"]
    assert [row.values("age_years") for row in series] == [["58"], ["64"], ["70"]]
    assert [row.values("follow_up_months") for row in series] == [["10"], ["41"], ["12"]]
    assert {"gastrectomy", "etoposide", "cisplatin"} == set(series[1].values("treatments"))
    assert series[0].values("metastatic_sites") == ["liver", "lymph node"]


BLOCKS = """Pituitary metastases of neuroendocrine neoplasms: case report and review

Case report

A 59-year-old man with an ileal carcinoid lost his sight. MRI showed a sellar mass. It was removed.

Table 1. Pituitary metastases of neuroendocrine neoplasms: published cases

Author, year
Age, sex
Primary
Treatment of
the pituitary lesion
Outcome

Aster & Quill 1991 (4)
52 M
Lung
Radiotherapy
Died, 11 mo

Ostrow et al. 1999 (5)
47 F
Pancreas
Surgery
Alive, 30 mo
"""


def test_rows_in_blocks_below_headings_over_two_lines(nlp: Any) -> None:
    rows, _ = evidence_of(read_bytes(BLOCKS.encode(), Path("paper.txt")), nlp)
    first, second = [row for row in rows if row.kind == "cited_case"]
    assert (first.values("age_years"), first.values("primary_site")) == (["52"], ["lung"])
    assert second.values("follow_up_months") == ["30"]


def test_an_organ_that_heads_rows_is_where_the_metastases_are(paper: Any) -> None:
    _, rows, _ = paper(
        pipes("First author|Year|Age/sex|Primary|Treatment|Outcome", "Breast|||||",
              "Aster|2004|58/F|Ileum|Lumpectomy|Alive at 20 mo", "Orbit|||||",
              "Quill|2011|61/M|Lung|Radiotherapy|Dead at 9 mo"),
        "Neuroendocrine tumours metastatic to uncommon sites",
    )  # fmt: skip
    cited = {
        row.subject: row.values("metastatic_sites") for row in rows if row.kind == "cited_case"
    }
    assert sorted(cited.values()) == [["breast"], ["orbit"]]


def test_the_sex_that_the_organ_of_a_literature_table_implies(paper: Any) -> None:
    _, rows, _ = paper(
        pipes("Reference|Year|Age|Histology|Treatment|Outcome",
              "Aster et al.|1999|44|Carcinoid|Orchiectomy|NED, 30 mo",
              "Quill et al.|2004|29|NET G1|Orchiectomy|NED, 14 mo"),
        "Primary neuroendocrine tumours of the testis",
    )  # fmt: skip
    assert [row.values("sex") for row in rows if row.kind == "cited_case"] == [["male"], ["male"]]


@pytest.mark.parametrize(
    ("prose", "field", "of_each"),
    [
        ("All tumours were well differentiated; two were G2 and one, that of patient 3, was G3.",
         "grade", [["G2"], ["G2"], ["G3"]]),
        ("Synaptophysin was positive in all three, chromogranin A in patients 1 and 2 only.",
         "markers_negative", [[], [], ["CgA"]]),
        ("The Ki-67 index was above 60% in each case.", "ki67_percent", [[">60"]] * 3),
        ("Ki-67 was below 3% in two cases and 12% in case 3.",
         "ki67_percent", [["<3"], ["<3"], ["12"]]),
        ("S-100 protein was positive in two cases and was lacking in case 3.",
         "markers_negative", [[], [], ["S100"]]),
        ("Immunohistochemistry showed synaptophysin in the tumour cells of all three cases and "
         "cytokeratin AE1/AE3 in none.", "markers_negative", [["AE1/AE3"]] * 3),
        ("All three carcinoids expressed synaptophysin.",
         "markers_positive", [["synaptophysin"]] * 3),
        ("TTF-1 was found in the tumours of patients 1 and 2 and was absent from the other one.",
         "markers_negative", [[], [], ["TTF-1"]]),
        ("## Conclusion\n\nBoth Octreoscan and Ki-67 should be available for each patient.",
         "diagnostic_methods", [[], [], []]),
        ("Cases 1 and 2 were hormonally silent.",
         "functional", [["non-functioning"], ["non-functioning"], []]),
        ("In patient 2, the liver was involved. Four cycles of 177Lu-DOTATATE were given.",
         "treatments", [[], ["177lu-dotatate"], []]),
        ("In patient 2, the liver was involved. Two deaths followed 177Lu-DOTATATE.",
         "treatments", [[], [], []]),
    ],
)  # fmt: skip
def test_what_prose_adds_to_rows(
    prose: str, field: str, of_each: list[list[str]], paper: Any
) -> None:
    _, rows, _ = paper(THREE, "Patients with pancreatic NET", after=f"## Results\n\n{prose}")
    assert [row.values(field) for row in rows if row.kind == "series_case"] == of_each


PUBLICATIONS = """A calcitonin-secreting pancreatic NET: case report and summary of published patients

Case report

A 58-year-old woman had a mass of the pancreatic tail. Biopsy showed a neuroendocrine tumor.

Table 1 Published patients: presentation

Author (year)\tAlder (1990)\tBirk (2004)\tBirk (2004)\tCedar (2016)\t
Age, y\t33\t62\t28\t51\t
Sex\tM\tF\tF\tM\t
Metastases\tLiver\tLiver, nodes\t-\tLiver, bone\t

Table 2 Published patients: treatment and outcome

Author (year)\tAlder (1990)\tBirk (2004)\tBirk (2004)\tCedar (2016)\t
Surgery\tDistal pancreatectomy\t-\tWhipple\t-\t
Drugs\tStreptozocin\tOctreotide\t-\tEverolimus\t
Status\tDead\tAlive\tAlive\tDead\t
Survival, mo\t19\t26\t84\t14\t
"""


def test_publications_as_columns_of_two_tables_about_the_same_patients(nlp: Any) -> None:
    rows, _ = evidence_of(read_bytes(PUBLICATIONS.encode(), Path("paper.txt")), nlp)
    cited = [row for row in rows if row.kind == "cited_case"]
    assert [row.values("age_years") for row in cited] == [["33"], ["62"], ["28"], ["51"]]
    assert [row.values("follow_up_months") for row in cited] == [["19"], ["26"], ["84"], ["14"]]
    assert cited[1].values("metastatic_sites") == ["liver", "lymph node"]
    assert "pancreaticoduodenectomy" in cited[2].values("treatments")


DITTO = """Table. Uveal metastases of bronchial carcinoid in the literature

Authors              Age/    Type of       Other           Treatment of      Course (mo)
                     sex     carcinoid     metastases      the eye
Harrow and           51 F    Typical       Liver           External          Alive (36)
Finch, 1978                                                radiotherapy
Ibsen et al, 2008    57 F    Typical       Liver           Enucleation       Liver recurrence (9), AWD (18)
                     29 F    Atypical      Bone (skull,    do.               Progression;
                                           lumbar spine)                     dead (16)
Quist, 2018          66 M    Typical       Lymph nodes     177Lu-DOTATATE    Alive (30)
"""


def test_a_second_patient_of_one_publication_with_wrapped_and_repeated_cells(nlp: Any) -> None:
    text = "Uveal metastases of bronchial carcinoid: a review\n\nDiscussion\n\n" + DITTO
    rows, _ = evidence_of(read_bytes(text.encode(), Path("paper.txt")), nlp)
    cited = [row for row in rows if row.kind == "cited_case"]
    assert [row.values("age_years") for row in cited] == [["51"], ["57"], ["29"], ["66"]]
    second, third = cited[1:3]
    assert second.values("follow_up_months") == ["18"]
    assert third.values("vital_status") == ["dead"]
    assert {"skull", "lumbar spine"} <= set(third.values("bone_sites"))
    assert third.values("treatments") == ["enucleation"]


WIDE = """Biliary neuroendocrine carcinoma: four patients

Results

Table 1  Summary of the four patients

Case  Age/  Location      Histology   Ki-67   Operation         Outcome
      Sex                             (%)                       (months)
1     68/M  Ampulla       SCNEC       80      PPPD              Dead (11)
2     74/F  〃            LCNEC       60      〃                Dead (8)
3     71/F  Gallbladder   LCNEC       55-70   Cholecystectomy   Dead (16)
4     77/M  Extrahepatic  NET G2      9       Bile duct         Alive (61)
            bile duct                         resection
"""


def test_a_ditto_sign_is_two_blanks_wide(nlp: Any) -> None:
    rows, _ = evidence_of(read_bytes(WIDE.encode(), Path("paper.txt")), nlp)
    series = [row for row in rows if row.kind == "series_case"]
    assert [row.values("follow_up_months") for row in series] == [["11"], ["8"], ["16"], ["61"]]
    assert series[1].values("primary_site") == series[0].values("primary_site")
    assert series[1].values("treatments") == series[0].values("treatments")
    assert series[3].values("treatments") == ["bile duct resection"]


PARTS = """Lung carcinoids: four patients

Results

Table 1. Patient-level data

Pt\tAge/sex\tType\tPrevious treatment\tOS, mo
1\t57 F\tAC\tA, B\t29
2\t66 M\tAC\tB\t22

Lung carcinoids                                                   5

Table 1. (continued)

Pt\tAge/sex\tType\tPrevious treatment\tOS, mo
3\t74 M\tTC\tB\t41
4\t60 F\tAC\tNone\t5

Previous treatment: A, lobectomy; B, octreotide LAR. AC, atypical carcinoid; OS, overall survival; TC, typical carcinoid.
"""


def test_the_legend_below_the_last_part_is_that_of_the_first(nlp: Any) -> None:
    rows, _ = evidence_of(read_bytes(PARTS.encode(), Path("paper.txt")), nlp)
    series = [row for row in rows if row.kind == "series_case"]
    assert [row.values("treatments") for row in series] == [
        ["lobectomy", "octreotide"], ["octreotide"], ["octreotide"], [],
    ]  # fmt: skip


NARROW = """Thymic neuroendocrine tumours with bone metastases: three patients

Results

Table 1. The three patients

Case Age Sex Histology Ki-67 Systemic Tx OS
(yr) (%) before BM (mo)
1 49 M AC 12 Octreotide 40
2 61 F AC 18 Cisplatin 14
3 55 M TC 2 Everolimus 66

AC, atypical carcinoid; TC, typical carcinoid.
"""


def test_a_table_of_single_blanks_with_a_heading_over_two_lines(nlp: Any) -> None:
    rows, _ = evidence_of(read_bytes(NARROW.encode(), Path("paper.txt")), nlp)
    series = [row for row in rows if row.kind == "series_case"]
    assert [row.values("age_years") for row in series] == [["49"], ["61"], ["55"]]
    assert [row.values("ki67_percent") for row in series] == [["12"], ["18"], ["2"]]
    assert [row.values("histology") for row in series] == [
        ["atypical carcinoid"], ["atypical carcinoid"], ["typical carcinoid"],
    ]  # fmt: skip
    assert [row.values("treatments") for row in series] == [
        ["octreotide"], ["cisplatin"], ["everolimus"],
    ]  # fmt: skip
    assert [row.values("follow_up_months") for row in series] == [["40"], ["14"], ["66"]]


@pytest.mark.parametrize(
    ("said", "field", "expected"),
    [
        ("The liver was involved in the patient of Okonta et al. and the brain in that of Ito.",
         "metastatic_sites", [["liver"], [], []]),
        ("The liver was involved in the patient of Okonta et al. and in that of Ito.",
         "metastatic_sites", [["liver"], [], ["liver"]]),
        ("Okonta's patient had received octreotide, whereas the second patient of Marwood had been given everolimus.",
         "treatments", [["octreotide"], [], []]),
        ("One of the patients of Ito had brain metastases.", "metastatic_sites", [[], [], []]),
        ("Everolimus was given to the patient of Nemo.", "treatments", [[], [], []]),
    ],
)  # fmt: skip
def test_what_prose_says_of_lines_by_their_authors(
    paper: Any, said: str, field: str, expected: list[list[str]]
) -> None:
    _, rows, _ = paper(
        pipes("Author|Year|Age/sex|Primary|Outcome", "Okonta et al.|2009|60/F|Kidney|Alive",
              "Marwood et al.|2004|48/M|Kidney|Alive", "Ito et al.|2015|71/M|Ileum|Dead"),
        "Published neuroendocrine tumours", after=f"## Discussion\n\n{said}\n",
    )  # fmt: skip
    cited = [row for row in rows if row.kind == "cited_case"]
    found = {row.subject.split()[0]: row.values(field) for row in cited}
    assert [found[name] for name in ("Okonta", "Marwood", "Ito")] == expected


SHORT = """# Bone disease in paraganglioma: two invented patients

## Results

The patients are shown below.

Table 1. Patients

| Pt | Sex, age | Primary | Metastases | Staging methods |
|----|----------|---------|------------|-----------------|
| 1 | M, 44 | Bladder paraganglioma | Bone | CT, MRI |
| 2 | F, 61 | Bladder paraganglioma | Lung | CT, bone scintigraphy |
"""


def test_a_title_adds_no_metastases_to_a_column_of_them(nlp: Any) -> None:
    rows, _ = evidence_of(read_bytes(SHORT.encode(), Path("paper.md")), nlp)
    series = [row for row in rows if row.kind == "series_case"]
    assert [row.values("metastatic_sites") for row in series] == [["bone"], ["lung"]]
    assert [row.values("diagnostic_methods") for row in series] == [
        ["ct", "mri"], ["ct", "bone scintigraphy"],
    ]  # fmt: skip


def test_rows_that_tell_the_source_and_the_imaging(paper: Any) -> None:
    table = pipes(
        "| Case 1 | Case 2", "Sex | F | M", "Age | 31 | 46",
        "Source of ACTH | Bronchus, RLL | Thymus",
        "Imaging that disclosed the tumour | CT | MRI, 68Ga-DOTATOC PET/CT",
        "Distant metastases | No | Ribs",
    )  # fmt: skip
    _, (first, second), _ = paper(table, "Two patients with ectopic ACTH syndrome")
    assert first.values("primary_site") == ["bronchus"]
    assert first.values("metastatic_sites") == []  # the lung is where the bronchus is
    assert second.values("primary_site") == ["thymus"]
    assert "sstr pet/ct" in second.values("diagnostic_methods")


def test_a_column_of_primaries_names_tumours_and_skin(paper: Any) -> None:
    table = pipes(
        "No | Sex | Age | Primary tumour | Status",
        "1 | M | 54 | Medullary carcinoma of thyroid | AWD",
        "2 | F | 61 | Ileal NET | NED",
    )
    _, rows, _ = paper(table)
    assert [r.values("primary_site") for r in rows] == [["thyroid"], ["ileum"]]


def test_hormonal_activity_by_the_tumour_s_name(paper: Any) -> None:
    table = pipes(
        "No | Sex | Age | Primary | Hormonal activity",
        "1 | M | 39 | Pancreas | Insulinoma", "2 | F | 67 | Ileum | Carcinoid syndrome",
        "3 | F | 50 | Pancreas | Nonfunctioning",
    )  # fmt: skip
    _, rows, _ = paper(table, "Patients with neuroendocrine tumours")
    assert rows[0].values("histology") == ["insulinoma"]
    assert rows[1].values("syndrome") == ["carcinoid syndrome"]
    assert rows[2].values("functional") == ["non-functioning"]


def test_stains_of_some_of_the_rest_and_of_each(paper: Any) -> None:
    table = pipes(
        "Patient | Sex | Age", "1 | F | 34", "2 | F | 41", "3 | M | 52", "4 | F | 47", "5 | M | 38"
    )
    _, rows, _ = paper(
        table,
        after="Chromogranin A was negative in patients 3 and 4 and at least focally positive in the "
        "remainder. CD56 was positive in all but patients 1 and 2. Insulin was expressed in cases 1 "
        "and 5, gastrin in case 3 and glucagon in case 4.",
    )
    negative = [sorted(r.values("markers_negative")) for r in rows]
    assert negative == [["CD56"], ["CD56"], ["CgA"], ["CgA"], []]
    assert [("gastrin" in r.values("markers_positive")) for r in rows] == [
        False, False, True, False, False,
    ]  # fmt: skip
    assert [("glucagon" in r.values("markers_positive")) for r in rows] == [
        False, False, False, True, False,
    ]  # fmt: skip


def test_outcome_lines_are_no_authors(nlp: Any) -> None:
    cells = [
        "First author, year", "Age, sex", "Adrenal", "Operation", "Outcome",
        "Marwood, 1991 (1)", "44, F", "Left", "Adrenalectomy", "Remission, 12 months",
        "Okonta, 1997 (2)", "36, F", "Right", "Adrenalectomy", "Died of sepsis",
        "de Vroom, 2004 (3)", "61, M", "Left", "Adrenalectomy", "Remission, 2 years",
    ]  # fmt: skip
    text = (
        "Phaeochromocytoma with Cushing's syndrome\n\nCase report\n\nA 57-year-old woman had a "
        "phaeochromocytoma of the left adrenal gland.\n\nReview\n\nTable 1. Reported patients with "
        "phaeochromocytoma\n\n" + "\n".join(cells) + "\n\nDiscussion\n\nSuch tumours are rare.\n"
    )
    rows, _ = evidence_of(read_bytes(text.encode(), Path("paper.txt")), nlp)
    cited = [r for r in rows if r.kind == "cited_case"]
    assert [r.values("age_years") for r in cited] == [["44"], ["36"], ["61"]]


def test_other_metastases_leave_the_organ_of_the_caption(nlp: Any) -> None:
    table = pipes(
        "Author (year) | Age, sex | Site of skin primary | Other metastases | Outcome",
        "Marwood (1998) | 71 y, male | Scalp | - | NED", "Okonta (2003) | 64 y, female | Left "
        "forearm | Liver | DOD", "Lim (2012) | 58 y, male | Unknown | None | AWD",
    )  # fmt: skip
    text = (
        "# Merkel cell carcinoma in the pancreas\n\n## Case report\n\nA 66-year-old man had a Merkel "
        "cell carcinoma of the arm.\n\n## Review\n\n**Table 1.** Published cases of pancreatic "
        "metastasis of Merkel cell carcinoma\n\n" + table + "\n\n## Discussion\n\nIt is rare.\n"
    )
    rows, _ = evidence_of(read_bytes(text.encode(), Path("paper.md")), nlp)
    cited = [r for r in rows if r.kind == "cited_case"]
    assert [sorted(r.values("metastatic_sites")) for r in cited] == [
        ["pancreas"], ["liver", "pancreas"], ["pancreas"],
    ]  # fmt: skip
    assert [r.values("primary_site") for r in cited] == [["skin"], ["skin"], ["unknown"]]


def _sheet(text: str) -> Grid:
    document = read_bytes(text.encode(), Path("study.txt"))
    (grid,) = grids(annotate(document, load()), column_rules(en_netmatrix.folder()))
    return grid


def test_a_table_that_a_page_s_edge_cut_is_one() -> None:
    first = "Feature\tWith (n = 30)\tWithout (n = 60)\tp\nMen\t20 (66.7%)\t30 (50.0%)\t0.13\n"
    rest = "Liver metastases\t15 (50.0%)\t20 (33.3%)\t0.12\nPRRT\t6 (20.0%)\t6 (10.0%)\t0.19\n"
    page = "\n\n          512\nInvented Journal 2020\n\n"
    grid = _sheet(
        f"A study\n\nTable 1. Invented patients\n\n{first}{page}{rest}\nProse follows it here.\n"
    )
    assert [c.header for c in grid.columns] == ["Feature", "With (n = 30)", "Without (n = 60)", "p"]
    assert len(grid.rows) == 3


def test_a_table_below_prose_is_one_of_its_own() -> None:
    first = "Response\tPRRT (n = 30)\tOctreotide (n = 60)\nPR\t20 (66.7%)\t30 (50.0%)\n"
    text = (
        f"A study\n\nTable 1. Invented patients\n\n{first}\nAdverse events were as follows.\n\n"
        "Nausea\t15 (50.0%)\t20 (33.3%)\nFatigue\t6 (20.0%)\t6 (10.0%)\n\nProse follows it here.\n"
    )
    document = read_bytes(text.encode(), Path("study.txt"))
    found = grids(annotate(document, load()), column_rules(en_netmatrix.folder()))
    assert next(len(grid.rows) for grid in found) == 1


def test_measures_under_two_analyses_are_headings() -> None:
    grid = _sheet(
        "A study\n\nTable 1. Cox regression for survival\n\n\tUnivariable\t\tMultivariable\t\n"
        "Variable\tHR (95% CI)\tp\tHR (95% CI)\tp\nMale sex\t1.2 (0.7-1.9)\t0.5\t–\t–\n"
        "Grade 3\t2.4 (1.2-4.1)\t0.01\t2.0 (1.1-3.6)\t0.03\n\nProse follows it here.\n"
    )
    assert [c.header for c in grid.columns][1:] == [
        "Univariable HR (95% CI)", "Univariable p", "Multivariable HR (95% CI)", "Multivariable p",
    ]  # fmt: skip


def test_a_diagnosis_beside_the_type_is_how_it_was_made(paper: Any) -> None:
    table = pipes(
        "Author | Pathological type | Disease site | Diagnosis", "Marwood (1998) | NET G1, primary "
        "not found | Rib | Bone scan", "Okonta (2003) | Carcinoid of the ileum | Liver | CT, biopsy",
    )  # fmt: skip
    _, rows, _ = paper(table, "Published cases")
    cited = [r for r in rows if r.kind == "cited_case"]
    assert [r.values("diagnostic_methods") for r in cited] == [
        ["bone scintigraphy"],
        ["ct", "biopsy"],
    ]
    assert [r.values("histology") for r in cited] == [["NET"], ["carcinoid"]]


def test_a_diagnosis_that_names_tumours_is_none(paper: Any) -> None:
    table = pipes(
        "Patient | Age | Histology | Diagnosis", "1 | 50 | G1 | NET of the ileum",
        "2 | 61 | G2 | NET of the pancreas",
    )  # fmt: skip
    _, rows, _ = paper(table)
    assert [r.values("histology") for r in rows if r.kind == "series_case"] == [["NET"], ["NET"]]


def test_codes_of_numbers_hold_in_their_column_only(paper: Any) -> None:
    _, rows, _ = paper(
        "| No. | Age | Sex | Ki-67 (%) | Procedure |\n| --- | --- | --- | --- | --- |\n"
        "| 1 | 54 | M | 2 | 1 |\n| 2 | 47 | F | 1 | 2, 3 |\n| 3 | 61 | M | 3 | 2 |\n",
        after="1 = endoscopic mucosal resection; 2 = right hemicolectomy; 3 = hepatectomy\n",
    )
    assert [r.values("ki67_percent") for r in rows] == [["2"], ["1"], ["3"]]
    assert [r.values("treatments") for r in rows] == [
        ["endoscopic mucosal resection"], ["right hemicolectomy", "hepatectomy"],
        ["right hemicolectomy"],
    ]  # fmt: skip


def test_cycles_behind_a_code_stages_and_lists_of_short_forms(paper: Any) -> None:
    _, rows, _ = paper(
        "| Pt | Sex | Age | TNM | Systemic therapy | Response |\n| --- | --- | --- | --- | --- | --- |\n"
        "| 1 | M | 71 | T2N0M0 | A4 | CR |\n| 2 | M | 59 | T4N2M1 (liver, lung) | A6, B2 | PD |\n"
        "| 3 | F | 66 | T1N0M0 | B3 | SD |\n",
        after="A = cisplatin + etoposide; B = topotecan; CR, PR, SD, PD = complete response, partial "
        "response, stable disease, progressive disease.\n",
    )
    assert [r.values("treatments") for r in rows] == [
        ["cisplatin", "etoposide"], ["cisplatin", "etoposide", "topotecan"], ["topotecan"],
    ]  # fmt: skip
    assert [sorted(r.values("metastatic_sites")) for r in rows] == [
        [], ["liver", "lung", "lymph node"], [],
    ]  # fmt: skip
    assert [r.values("response") for r in rows] == [
        ["complete response"], ["progressive disease"], ["stable disease"],
    ]  # fmt: skip


def test_a_column_with_an_unknown_heading_is_known_by_its_drugs(paper: Any) -> None:
    table = (
        "| Patient | Age | Sex | {} |\n| --- | --- | --- | --- |\n| 1 | 34 | F | vandetanib |\n"
        "| 2 | 57 | M | cabozantinib |\n| 3 | 22 | M | selpercatinib |\n"
    )
    _, rows, _ = paper(table.format("First inhibitor"))
    assert [r.values("treatments") for r in rows] == [
        ["vandetanib"], ["cabozantinib"], ["selpercatinib"],
    ]  # fmt: skip
    _, rows, _ = paper(table.format("Refused"))
    assert [r.values("treatments") for r in rows] == [[], [], []]


def test_wrapped_lines_of_a_table_whose_columns_are_patients(nlp: Any) -> None:
    text = (
        "Medullary thyroid carcinoma: three invented patients\n\nResults\n\nTable 1\n"
        "              Patient 1      Patient 2      Patient 3\n"
        "Sex           female         male           male\n"
        "Age           34             57             22\n"
        "Metastases    neck nodes,    mediastinal    liver, bone\n"
        "              liver          nodes          (skull)\n"
        "Hormonal      none           diarrhoea      ectopic\n"
        "syndrome                                    Cushing\n"
        "                                            syndrome\n"
        "Treatment     TT + CND       TT             vandetanib\n"
        "Follow-up     86             70             31\n"
        "(months)\n\n"
        "TT, total thyroidectomy; CND, central neck dissection.\n"
    )
    rows = evidence_of(read_bytes(text.encode(), Path("paper.txt")), nlp)[0]
    rows = [r for r in rows if r.kind == "series_case"]
    assert [r.values("metastatic_sites") for r in rows] == [
        ["lymph node", "liver"], ["lymph node"], ["liver", "bone"],
    ]  # fmt: skip
    assert [r.values("syndrome") for r in rows][2] == ["ectopic acth syndrome"]
    assert rows[0].values("treatments") == ["thyroidectomy", "lymphadenectomy"]
    assert [r.values("follow_up_months") for r in rows] == [["86"], ["70"], ["31"]]


def test_patients_named_by_family_and_number(paper: Any) -> None:
    _, rows, _ = paper(
        "| Family | Patient | Age | Sex | Secretion |\n| --- | --- | --- | --- | --- |\n"
        "| A | A1 | 29 | F | norepinephrine |\n| | A2 | 17 | M | not raised |\n"
        "| B | B1 | 41 | F | dopamine |\n",
        after="Patient A2 received sunitinib. In patient B1 the liver metastases were resected.\n",
    )
    assert [r.subject for r in rows] == ["patient A1", "patient A2", "patient B1"]
    assert [r.values("functional") for r in rows] == [["functioning"], [], ["functioning"]]
    assert rows[1].values("treatments") == ["sunitinib"]
    assert rows[2].values("metastatic_sites") == ["liver"]


@pytest.mark.parametrize(
    ("keys", "counts"),
    [
        (("A1", "A2", "B1"), True),
        (("A1", "B1", "A3"), False),
        (("A2", "A3"), False),
        (("A1", "1"), False),
    ],
)
def test_keys_of_families_count_on(keys: tuple[str, ...], counts: bool) -> None:
    assert in_sequence(keys) is counts


@pytest.mark.parametrize("cell", ["G2", "T4", "N1", "L3", "R0"])
def test_grades_stages_and_vertebrae_name_no_patient(cell: str) -> None:
    assert key_of(cell) == ""


KEY = """| Case | Ki-67 | M | T |
| --- | --- | --- | --- |
| 1 | 7 | e | W, R |
| 2 | 8 | a, b1 | C |
| 3 | 5 | – | W |
"""


def test_a_key_below_a_table_explains_its_codes_column_by_column(paper: Any) -> None:
    _, rows, _ = paper(
        KEY,
        after="**Key to the codes**\n\n- *Ki-67:* 5 = 50%, 7 = 70%, 8 = 80%.\n"
        "- *M (all metastases during the course):* a liver; b bone (b1 ribs, b2 pelvis); e regional "
        "lymph nodes; – none.\n- *T (treatment):* W wide local excision; R radiotherapy; C "
        "carboplatin with etoposide.\n",
    )
    assert [r.values("ki67_percent") for r in rows] == [["70"], ["80"], ["50"]]
    assert [sorted(r.values("metastatic_sites")) for r in rows] == [
        ["lymph node"], ["bone", "liver"], [],
    ]  # fmt: skip
    assert [r.values("treatments") for r in rows] == [
        ["wide local excision", "radiotherapy"], ["carboplatin", "etoposide"],
        ["wide local excision"],
    ]  # fmt: skip


def test_headings_over_several_columns_of_a_text_table(paper: Any) -> None:
    _, rows, _ = paper(
        "| Patient | | | Primary tumour | | | Course | |\n|---|---|---|---|---|---|---|---|\n"
        "| No. | Sex | Age, y | Type | Ki-67, % | ACTH stain | Status | Months |\n"
        "| 1 | M | 24 | AC | 8 | + | NED | 52 |\n| 2 | F | 31 | TC | 2 | − | DOD | 97 |\n",
        after="AC, atypical carcinoid; TC, typical carcinoid; NED, no evidence of disease; DOD, dead "
        "of disease.\n",
    )
    assert [r.values("age_years") for r in rows] == [["24"], ["31"]]
    assert [r.values("histology") for r in rows] == [["atypical carcinoid"], ["typical carcinoid"]]
    assert [r.values("ki67_percent") for r in rows] == [["8"], ["2"]]
    assert [r.values("follow_up_months") for r in rows] == [["52"], ["97"]]
    assert rows[0].values("markers_positive") == rows[1].values("markers_negative") == ["ACTH"]


def test_each_of_a_list_has_its_own_bracket(paper: Any) -> None:
    _, rows, _ = paper(
        "| No. | Age | Sex |\n| --- | --- | --- |\n| 1 | 24 | M |\n| 2 | 31 | F |\n| 3 | 40 | M |\n",
        after="Bone metastases were present in patients 1 (ribs) and 3 (thoracic spine and pelvis). "
        "PET/CT was used in every patient except patient 2, where MRI was used instead.\n",
    )
    assert [r.values("bone_sites") for r in rows] == [["rib"], [], ["thoracic spine", "pelvis"]]
    assert ["mri" in r.values("diagnostic_methods") for r in rows] == [False, True, False]


def test_extents_under_an_operation_and_the_organ_in_front(paper: Any) -> None:
    _, rows, _ = paper(
        "| Pt | Tumour | Neck dissection | Radionuclide |\n| --- | --- | --- | --- |\n"
        "| 1 | Pancreas (tail); NET G2, Ki-67 8% | central + left lateral | 131I-MIBG |\n"
        "| 2 | Ileum; NET G1 | none | none |\n| 3 | Rectum; NET G2 | bilateral | 177Lu-DOTATATE |\n",
    )
    assert [r.values("primary_site") for r in rows] == [["pancreas"], ["ileum"], ["rectum"]]
    assert [r.values("treatments") for r in rows] == [
        ["lymphadenectomy", "131i-mibg"], [], ["lymphadenectomy", "177lu-dotatate"],
    ]  # fmt: skip


def test_a_list_with_brackets_ends_where_the_next_patient_is_named(paper: Any) -> None:
    _, rows, _ = paper(
        "| No. | Age | Sex |\n| --- | --- | --- |\n| 1 | 24 | M |\n| 2 | 31 | F |\n| 3 | 40 | M |\n",
        after="Surgery was done in patients 1 (R0) and 2 (R1) and lanreotide was given to patient 3.\n",
    )
    assert [r.values("treatments") for r in rows] == [["surgery"], ["surgery"], ["lanreotide"]]


def test_patients_of_families_with_letters_that_also_name_cases_and_vertebrae(paper: Any) -> None:
    _, rows, _ = paper(
        "| Patient | Age | Sex |\n| --- | --- | --- |\n| A1 | 24 | M |\n| C1 | 31 | F |\n"
        "| C2 | 40 | M |\n",
        after="Patient C1 had liver metastases. Patients A1 and C2 had bone metastases.\n",
    )
    assert [r.subject for r in rows] == ["patient A1", "patient C1", "patient C2"]
    assert [r.values("metastatic_sites") for r in rows] == [["bone"], ["liver"], ["bone"]]
    assert not any(r.values("bone_sites") for r in rows)


def test_a_letter_with_a_number_beside_other_words_is_no_course(paper: Any) -> None:
    _, rows, _ = paper(
        "| No. | Age | Local therapy | Drugs |\n| --- | --- | --- | --- |\n"
        "| 1 | 24 | Radiotherapy to L3 | L4, S2 |\n| 2 | 31 | Vertebroplasty of T5 | S6 (neo) |\n",
        after="S, streptozocin; L, lanreotide; T, temozolomide.\n",
    )
    assert [r.values("treatments") for r in rows] == [
        ["radiotherapy", "lanreotide", "streptozocin"], ["vertebroplasty", "streptozocin"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "heading",
    ["Candidate for", "Eligible", "Denied", "Next option", "Mother treated with", "Advised"],
)
def test_drugs_under_a_heading_that_says_otherwise_were_not_given(paper: Any, heading: str) -> None:
    _, rows, _ = paper(
        f"| No. | Age | {heading} |\n| --- | --- | --- |\n| 1 | 24 | PRRT |\n| 2 | 31 | Everolimus |\n"
    )
    assert [r.values("treatments") for r in rows] == [[], []]


def test_months_are_no_codes_and_what_is_spread_to_no_primary(paper: Any) -> None:
    _, rows, _ = paper(
        "| No. | Therapy | Primary | Histology | Outcome (months) |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| 1 | 1 | Pancreas | Liver: NET G2 | 3 |\n| 2 | 3 | Ileum | Lymph node; NET G1 | 2 |\n",
        after="1 = octreotide; 2 = surgery; 3 = everolimus.\n",
    )
    assert [r.values("treatments") for r in rows] == [["octreotide"], ["everolimus"]]
    assert [r.values("primary_site") for r in rows] == [["pancreas"], ["ileum"]]


@pytest.mark.parametrize("above", ["Family history", "Adverse event", "Initial diagnosis"])
def test_what_stands_under_another_heading_is_not_of_the_patient(paper: Any, above: str) -> None:
    lowest = "Grade" if above == "Adverse event" else "Tumour"
    cell = "2" if above == "Adverse event" else "Gastrinoma"
    _, rows, _ = paper(
        f"| No. | Age | {above} | Status |\n|---|---|---|---|\n| | | {lowest} | |\n"
        f"| 1 | 24 | {cell} | NED |\n| 2 | 31 | {cell} | DOD |\n"
    )
    assert not any(r.values("grade") or "gastrinoma" in r.values("histology") for r in rows)


def _rows_of(nlp: Any, text: str) -> list[Row]:
    return evidence_of(read_bytes(text.encode(), Path("paper.md")), nlp)[0]


def test_the_present_case_below_earlier_patients_is_the_case_of_the_prose(nlp: Any) -> None:
    rows = _rows_of(
        nlp,
        "# Rectal neuroendocrine tumours: report of a case and two earlier patients\n\n## Case report\n\n"
        "A 49-year-old woman had a rectal polyp. Endoscopic submucosal dissection was performed. "
        "Histology showed a neuroendocrine tumour.\n\nTable 1. Patients with rectal tumours\n\n"
        "| Patient | Age, sex | Ki-67 | Metastases | Outcome |\n| --- | --- | --- | --- | --- |\n"
        "| 1 | 55 M | 4% | Liver | NED, 50 months |\n| 2 | 62 F | 8% | LN | AWD, 72 months |\n"
        "| Present case | 49 F | 2% | Liver | NED, 30 months |\n",
    )
    own = next(r for r in rows if r.kind == "case")
    assert own.values("treatments") == ["endoscopic submucosal dissection"]
    assert own.values("follow_up_months") == ["30"]
    assert [r.subject for r in rows if r.kind == "series_case"] == ["patient 1", "patient 2"]


def test_an_organ_known_by_one_tumour_s_name_is_not_that_of_another(nlp: Any) -> None:
    rows = _rows_of(
        nlp,
        "# Paraganglioma and pheochromocytoma: two patients\n\n## Results\n\nTable 1. Patients\n\n"
        "| No. | Age | Tumour |\n| --- | --- | --- |\n| 1 | 24 | PGL |\n| 2 | 31 | PHEO |\n\n"
        "PGL, paraganglioma; PHEO, pheochromocytoma.\n",
    )
    assert [r.values("primary_site") for r in rows] == [[], ["adrenal gland"]]


def test_what_is_planned_in_a_cell_and_survival_free_of_recurrence(paper: Any) -> None:
    _, rows, _ = paper(
        "| No. | Systemic therapy | RFS (months) | Final status (months after surgery) |\n"
        "| --- | --- | --- | --- |\n| 1 | Planned: everolimus | 9 | Dead (17) |\n"
        "| 2 | Octreotide | 3 | Dead (5) |\n",
        after="RFS, recurrence-free survival.\n",
    )
    assert [f.status for f in rows[0].fields["treatments"]] == ["planned"]
    assert [r.values("follow_up_months") for r in rows] == [["17"], ["5"]]


def test_a_heading_above_the_stub_of_patients_in_columns(paper: Any) -> None:
    _, rows, _ = paper(
        "| Characteristic | P1 | P2 | P3 |\n| --- | --- | --- | --- |\n| Age | 41 | 56 | 60 |\n"
        "| Sex | M | F | M |\n| Ki-67 (%) | 5 | 12 | 2 |\n\n"
        "| Patient | Therapy |\n| --- | --- |\n| P1 | Octreotide |\n| P2 | PRRT |\n| P3 | Everolimus |\n",
    )
    assert [r.values("age_years") for r in rows] == [["41"], ["56"], ["60"]]
    assert [r.values("treatments") for r in rows] == [["octreotide"], ["prrt"], ["everolimus"]]


def test_what_one_of_the_patients_declined(paper: Any) -> None:
    _, rows, _ = paper(
        "| No. | Age | Treatment |\n| --- | --- | --- |\n| 1 | 24 | Surgery |\n| 2 | 31 | Octreotide |\n",
        after="Patient 2 refused surgery. PRRT was declined by patient 1.\n",
    )
    told = [{(f.value, f.status) for f in r.fields["treatments"]} for r in rows]
    assert told == [
        {("surgery", "given"), ("prrt", "declined")},
        {("octreotide", "given"), ("surgery", "declined")},
    ]


def test_months_under_a_heading_of_no_course_are_no_follow_up(paper: Any) -> None:
    _, rows, _ = paper(
        "| No. | Age | Referral | | Status |\n|---|---|---|---|---|\n| | | Diagnosis | Months | |\n"
        "| 1 | 24 | NET | 14 | NED |\n| 2 | 31 | NET | 3 | DOD |\n"
    )
    assert [r.values("follow_up_months") for r in rows] == [[], []]


@pytest.mark.parametrize("heading", ["Next treatment", "PRRT planned", "Selpercatinib offered"])
def test_what_a_heading_plans_was_not_given(paper: Any, heading: str) -> None:
    _, rows, _ = paper(
        f"| No. | Age | {heading} |\n| --- | --- | --- |\n| 1 | 24 | yes |\n| 2 | 31 | PRRT |\n"
    )
    assert not any(r.values("treatments") for r in rows)


def test_a_vertebra_under_radiotherapy_is_no_course(paper: Any) -> None:
    _, rows, _ = paper(
        "| No. | Age | Radiotherapy | Drugs |\n| --- | --- | --- | --- |\n| 1 | 24 | T9 | E3/P3 |\n"
        "| 2 | 31 | none | E4 |\n",
        after="E, etoposide; P, cisplatin; T, topotecan.\n",
    )
    assert "topotecan" not in rows[0].values("treatments")
    assert rows[1].values("treatments") == ["etoposide"]


def test_a_treatment_refused_under_its_heading(paper: Any) -> None:
    _, rows, _ = paper(
        "| No. | Age | Surgery | Radiotherapy |\n| --- | --- | --- | --- |\n| 1 | 24 | Yes | Refused |\n"
        "| 2 | 31 | Declined | Yes |\n"
    )
    told = [[(f.value, f.status) for f in r.fields["treatments"]] for r in rows]
    assert told == [
        [("surgery", "given"), ("radiotherapy", "declined")],
        [("surgery", "declined"), ("radiotherapy", "given")],
    ]


def test_two_lines_of_headings_over_each_other(paper: Any) -> None:
    _, rows, _ = paper(
        "Patient   Age    Sex   Primary    Ki-67   Follow-up,   Status\n"
        "          (yr)         site       (%)     mo\n"
        "1         44     F     Ileum      4       36           NED\n"
        "2         61     M     Rectum     12      9            DOD\n",
        suffix=".txt",
    )
    assert [r.values("age_years") for r in rows] == [["44"], ["61"]]
    assert [r.values("ki67_percent") for r in rows] == [["4"], ["12"]]
    assert [r.values("follow_up_months") for r in rows] == [["36"], ["9"]]


def test_keys_with_a_family_in_roman_numbers(paper: Any) -> None:
    _, rows, _ = paper(
        "| Patient | Age | Sex | Tumor |\n| --- | --- | --- | --- |\n"
        "| A-II-3 | 44 | F | Pheochromocytoma |\n| A-III-1 | 21 | M | Paraganglioma |\n"
        "| B-II-2 | 52 | F | Pheochromocytoma |\n"
    )
    assert [r.values("age_years") for r in rows] == [["44"], ["21"], ["52"]]


def test_short_forms_of_carcinoids_where_the_paper_tells_them(paper: Any) -> None:
    table = "| No. | Age | Histology |\n| --- | --- | --- |\n| 1 | 24 | TC |\n| 2 | 31 | AC |\n"
    _, rows, _ = paper(table, after="TC, typical carcinoid; AC, atypical carcinoid.\n")
    assert [r.values("histology") for r in rows] == [["typical carcinoid"], ["atypical carcinoid"]]
    _, rows, _ = paper(table)
    assert [r.values("histology") for r in rows] == [["NET"], ["NET"]]  # as the caption says


def test_a_state_behind_its_months(paper: Any) -> None:
    _, rows, _ = paper(
        "| No. | Age | Survival, months (status) |\n| --- | --- | --- |\n| 1 | 24 | 14 (D) |\n"
        "| 2 | 31 | 60+ (A) |\n",
        after="A, alive; D, dead.\n",
    )
    assert [r.values("vital_status") for r in rows] == [["dead"], ["alive"]]
    assert [r.values("follow_up_months") for r in rows] == [["14"], ["60"]]


def test_amines_under_secretion(paper: Any) -> None:
    _, rows, _ = paper(
        "| No. | Age | Tumor | Secretion |\n| --- | --- | --- | --- |\n"
        "| 1 | 24 | Paraganglioma | NMN, 3-MT |\n| 2 | 31 | Paraganglioma | no |\n"
    )
    assert [r.values("functional") for r in rows] == [["functioning"], ["non-functioning"]]


def test_what_a_paragraph_headed_by_a_patient_says_of_all_lesions(paper: Any) -> None:
    _, rows, _ = paper(
        "| No. | Age | Sex |\n| --- | --- | --- |\n| 1 | 24 | M |\n| 2 | 31 | F |\n",
        after="### Patient 2\n\nLiver metastases were found. All lesions were positive for synaptophysin. "
        "All patients gave their consent to octreotide.\n",
    )
    assert [r.values("metastatic_sites") for r in rows] == [[], ["liver"]]
    assert [r.values("markers_positive") for r in rows] == [[], ["synaptophysin"]]


@pytest.mark.parametrize(
    ("told", "given"),
    [
        ("PRRT was given as 177Lu-DOTATATE.", ["prrt", "177lu-dotatate"]),
        ("Patient 1 had had 177Lu-DOTATATE before.", ["prrt", "177lu-dotatate"]),
        ("PRRT was given as 177Lu-DOTATATE or 90Y-DOTATOC.", ["prrt"]),
    ],
)
def test_the_radioligand_that_the_paper_names_for_prrt(
    paper: Any, told: str, given: list[str]
) -> None:
    _, rows, _ = paper(
        "| No. | Age | PRRT |\n| --- | --- | --- |\n| 1 | 24 | yes |\n| 2 | 31 | yes |\n| 3 | 40 | no |\n",
        after=told + "\n",
    )
    second = ["prrt"] if told.startswith("Patient 1") else given
    assert [r.values("treatments") for r in rows] == [given, second, []]


def test_the_radioligand_follows_the_status_of_prrt(paper: Any) -> None:
    _, rows, _ = paper(
        "| No. | Age | PRRT |\n| --- | --- | --- |\n| 1 | 24 | yes |\n| 2 | 31 | declined |\n",
        after="PRRT was given as 177Lu-DOTATATE.\n",
    )
    told = [{(f.value, f.status) for f in r.fields["treatments"]} for r in rows]
    assert told == [
        {("prrt", "given"), ("177lu-dotatate", "given")},
        {("prrt", "declined"), ("177lu-dotatate", "declined")},
    ]


def test_a_survival_with_a_plus_is_that_of_the_living(paper: Any) -> None:
    table = "| No. | Age | Survival (months) |\n| --- | --- | --- |\n| 1 | 24 | 38+ |\n| 2 | 31 | {} |\n"
    _, rows, _ = paper(table.format("13"))
    assert [r.values("vital_status") for r in rows] == [["alive"], ["dead"]]
    _, rows, _ = paper(table.replace("38+", "38").format("13"))
    assert [r.values("vital_status") for r in rows] == [[], []]  # no plus, no rule


def test_a_remission_as_outcome_is_that_of_the_living(paper: Any) -> None:
    _, rows, _ = paper(
        "| No. | Age | Outcome |\n| --- | --- | --- |\n| 1 | 24 | Remission |\n| 2 | 31 | DOD |\n"
    )
    assert [r.values("vital_status") for r in rows] == [["alive"], ["dead"]]


def test_what_the_others_are_without_the_word_tumour(paper: Any) -> None:
    _, rows, _ = paper(
        "| No. | Age | Sex |\n| --- | --- | --- |\n| 1 | 24 | M |\n| 2 | 31 | F |\n| 3 | 45 | F |\n",
        after="Case 2 was a poorly differentiated neuroendocrine carcinoma; the other two were well differentiated.\n",
    )
    assert [r.values("differentiation") for r in rows] == [["well"], ["poor"], ["well"]]


def test_a_dose_beside_another_radiotherapy(paper: Any) -> None:
    _, rows, _ = paper(
        "| No. | Age | Treatment |\n| --- | --- | --- |\n| 1 | 24 | Lung 45 Gy, prophylactic cranial irradiation |\n"
        "| 2 | 31 | Prophylactic cranial irradiation (25 Gy) |\n"
    )
    assert [r.values("treatments") for r in rows] == [
        ["radiotherapy", "prophylactic cranial irradiation"],
        ["prophylactic cranial irradiation"],
    ]


def test_stains_under_a_heading_that_says_their_result(paper: Any) -> None:
    _, rows, _ = paper(
        "| No. | Age | IHC positive | IHC negative |\n| --- | --- | --- | --- |\n| 1 | 24 | CgA, Syn | TTF-1 |\n"
        "| 2 | 31 | Syn, CD56 | ND |\n"
    )
    assert [r.values("markers_positive") for r in rows] == [
        ["CgA", "synaptophysin"],
        ["synaptophysin", "CD56"],
    ]
    assert [r.values("markers_negative") for r in rows] == [["TTF-1"], []]


def test_a_minus_under_an_investigation_is_a_result_where_others_were_not_done(paper: Any) -> None:
    table = "| No. | Age | MRI | EUS |\n| --- | --- | --- | --- |\n| 1 | 24 | − | + |\n| 2 | 31 | {} | + |\n"
    _, rows, _ = paper(table.format("ND"))
    assert [r.values("diagnostic_methods") for r in rows] == [
        ["mri", "endoscopic ultrasound"],
        ["endoscopic ultrasound"],
    ]
    _, rows, _ = paper(table.format("+"))  # there a minus may mean that it was not done
    assert [r.values("diagnostic_methods") for r in rows] == [
        ["endoscopic ultrasound"],
        ["mri", "endoscopic ultrasound"],
    ]


def test_a_response_to_some_treatment(paper: Any) -> None:
    _, rows, _ = paper(
        "| No. | Age | Response to non-surgical treatment |\n| --- | --- | --- |\n| 1 | 24 | CR |\n| 2 | 31 | PD |\n"
    )
    assert [r.values("response") for r in rows] == [["complete response"], ["progressive disease"]]


def test_who_is_cured_was_alive(paper: Any) -> None:
    _, rows, _ = paper(
        "| No. | Age | Outcome | Follow-up (mo) |\n| --- | --- | --- | --- |\n| 1 | 24 | Cured | 84 |\n| 2 | 31 | DOD | 9 |\n"
    )
    assert [r.values("vital_status") for r in rows] == [["alive"], ["dead"]]


def test_a_regimen_that_a_legend_without_signs_explains(paper: Any) -> None:
    _, rows, _ = paper(
        "| No. | Age | Treatment |\n| --- | --- | --- |\n| 1 | 24 | CVD |\n| 2 | 31 | EBRT |\n",
        after="CVD cyclophosphamide, vincristine and dacarbazine, EBRT external beam radiotherapy, ND not determined\n",
    )
    assert set(rows[0].values("treatments")) == {"cyclophosphamide", "vincristine", "dacarbazine"}


def test_a_footnote_of_a_letter(paper: Any) -> None:
    _, rows, _ = paper(
        "| No. | Age | Radiotherapy |\n| --- | --- | --- |\n| 1 | 24 | CCRT^a^ |\n| 2 | 31 | None |\n",
        after="CCRT, concurrent chemoradiotherapy; ND, not done.\n^a^ Weekly cisplatin, followed by brachytherapy.\n",
    )
    assert {"cisplatin", "brachytherapy"} <= set(rows[0].values("treatments"))
    assert rows[1].values("treatments") == []


def test_a_response_told_of_a_patient_stands_before_a_recurrence(paper: Any) -> None:
    _, rows, _ = paper(
        "| No. | Age | Recurrence (months) |\n| --- | --- | --- |\n| 1 | 24 | Liver (16) |\n| 2 | 31 | Lung (8) |\n",
        after="In case 1 everolimus gave stable disease for ten months.\n",
    )
    assert [r.values("response") for r in rows] == [["stable disease"], ["recurrence"]]


def test_both_patients_are_those_named_before(paper: Any) -> None:
    _, rows, _ = paper(
        "| No. | Age | Sex |\n| --- | --- | --- |\n| 1 | 24 | M |\n| 2 | 31 | F |\n| 3 | 45 | F |\n",
        after="In case 1 the bone metastases involved the pelvis. In case 3 they lay in the ribs; both patients were given "
        "denosumab throughout.\n",
    )
    assert [r.values("treatments") for r in rows] == [["denosumab"], [], ["denosumab"]]


def test_distant_metastases_in_the_short_forms_of_the_uicc(paper: Any) -> None:
    _, rows, _ = paper(
        "| No. | Age | TNM |\n| --- | --- | --- |\n| 1 | 24 | T2N0M1 (HEP, OSS) |\n| 2 | 31 | T1N0M0 |\n"
    )
    assert [r.values("metastatic_sites") for r in rows] == [["liver", "bone"], []]


def test_a_pelvic_relapse_is_no_bone(paper: Any) -> None:
    _, rows, _ = paper(
        "| No. | Age | First relapse (site, months) |\n| --- | --- | --- |\n| 1 | 24 | Pelvis, 9 |\n| 2 | 31 | Brain, 11 |\n"
    )
    assert [r.values("metastatic_sites") for r in rows] == [[], ["brain"]]


def test_a_cell_type_behind_the_name(paper: Any) -> None:
    _, rows, _ = paper(
        "| No. | Age | Type |\n| --- | --- | --- |\n| 1 | 24 | NEC, poorly diff./small cell |\n| 2 | 31 | NEC (large cell) |\n"
    )
    assert [r.values("histology") for r in rows] == [["small cell NEC"], ["large cell NEC"]]


def _series_rows(nlp: Any, text: str) -> list[Row]:
    return [r for r in _rows_of(nlp, text) if r.kind == "series_case"]


def test_lines_without_a_number_go_on_with_the_patient_above(nlp: Any) -> None:
    rows = _series_rows(
        nlp,
        "Malignant insulinoma: three invented patients\n\nResults\n\nTable 1  Features of the patients\n\n"
        "Pt   Age,   Primary    Metastases      Grade      Treatment\n"
        "     sex                               (Ki-67)\n\n"
        "1    52,    Tail       Liver           G2         Distal pancreatectomy;\n"
        "     F                                 (7%)       everolimus\n"
        "2    68,    Head       Liver, lymph    G2         Diazoxide;\n"
        "     M                 nodes           (14%)      octreotide\n"
        "3    47,    Body       Bone            G3         CAPTEM\n"
        "     M                 (ribs)          (31%)\n",
    )
    assert [r.values("sex") for r in rows] == [["female"], ["male"], ["male"]]
    assert [r.values("ki67_percent") for r in rows] == [["7"], ["14"], ["31"]]
    assert rows[1].values("metastatic_sites") == ["liver", "lymph node"]
    assert rows[0].values("treatments") == ["distal pancreatectomy", "everolimus"]


def test_cells_between_tabs_that_go_on_in_the_next_line(nlp: Any) -> None:
    rows = _rows_of(
        nlp,
        "Gallbladder NEC: a case and a review\n\nA 66-year-old man had a neuroendocrine carcinoma of the gallbladder.\n\n"
        "Table 1. Published patients with neuroendocrine carcinoma of the gallbladder\n\n"
        "Author\tYear\tAge\tSex\tSpread\tTreatment\n"
        "Ardito [4]\t2004\t58\tF\tLiver,\tCisplatin\n\t\t\t\tlung\t+ etoposide\n"
        "Bellamy [5]\t2009\t71\tM\tNone\tCholecystectomy\n"
        "Corvino [6]\t2015\t62\tF\tBone\tCarboplatin\n\t\t\t\t(spine)\t\n",
    )
    cited = [r for r in rows if r.kind == "cited_case"]
    assert [r.values("metastatic_sites") for r in cited] == [["liver", "lung"], [], ["bone"]]
    assert cited[0].values("treatments") == ["cisplatin", "etoposide"]
    assert cited[2].values("bone_sites") == ["spine"]


def test_a_second_patient_of_an_author_is_no_rest_of_a_line(nlp: Any) -> None:
    rows = _rows_of(
        nlp,
        "Gallbladder NEC: a case and a review\n\nA 66-year-old man had a neuroendocrine carcinoma of the gallbladder.\n\n"
        "Table 1. Published patients with neuroendocrine carcinoma of the gallbladder\n\n"
        "Author\tYear\tAge\tSex\tSpread\n"
        "Ardito [4]\t2004\t58\tF\tLiver\n\t\t64\tM\tlung\nBellamy [5]\t2009\t71\tM\tNone\n",
    )
    assert [r.values("age_years") for r in rows if r.kind == "cited_case"] == [
        ["58"],
        ["64"],
        ["71"],
    ]


def test_a_caption_and_its_legend_below_the_table(nlp: Any) -> None:
    rows = _series_rows(
        nlp,
        "Skeletal metastases of neuroendocrine neoplasms: three invented patients\n\nResults\n\n"
        "| Patient | Age | Sex | Primary | Skeleton involved | Drug |\n|---|---|---|---|---|---|\n"
        "| A | 66 | F | Ileum | Pelvis, sacrum | ZA |\n| B | 59 | M | Rectum | Femur | None |\n"
        "| C | 72 | M | Thyroid | Ribs | DMB |\n\n"
        "Table 1. The three patients. DMB, denosumab; ZA, zoledronic acid.\n\nDiscussion\n\nBone is seldom involved.\n",
    )
    assert [r.values("bone_sites") for r in rows] == [["pelvis", "sacrum"], ["femur"], ["rib"]]
    assert [r.values("treatments") for r in rows] == [["zoledronic acid"], [], ["denosumab"]]


def test_a_note_that_begins_like_a_heading_explains_the_table(nlp: Any) -> None:
    rows = _rows_of(
        nlp,
        "# Cardiac metastases: a case and a review\n\nA 61-year-old man had an ileal NET and cardiac metastases.\n\n"
        "Table 1. Patients with cardiac metastasis of a neuroendocrine tumour in earlier papers\n\n"
        "| Author | Age/sex | Primary | Site in heart | Other metastases | Therapy |\n|---|---|---|---|---|---|\n"
        "| Ardito 1998 | 57/M | Ileum | RV | Liver | PRRT# |\n| Bellamy 2004 | 66/F | Ileum | LV | Bone | CPT |\n"
        "| Corvino 2011 | 50/M | Pancreas | RV | None | SSA |\n\n"
        "# With 90Y-DOTATOC. CPT, capecitabine and temozolomide; LV, left ventricle; RV, right ventricle; SSA, octreotide.\n",
    )
    cited = [r for r in rows if r.kind == "cited_case"]
    assert [r.values("metastatic_sites") for r in cited] == [
        ["heart", "liver"],
        ["heart", "bone"],
        ["heart"],
    ]
    assert cited[1].values("treatments") == ["capecitabine", "temozolomide"]


def test_a_patient_with_another_tumour_of_a_series_has_no_row(paper: Any) -> None:
    _, rows, _ = paper(
        pipes(
            "Patient|Age/sex|Tumour|Treatment", "1|33/M|Paraganglioma|PRRT", "2|49/F|Meningioma|PRRT",
            "3|64/M|Thymic carcinoid|PRRT",
        )
    )  # fmt: skip
    assert [r.values("age_years") for r in rows if r.kind == "series_case"] == [["33"], ["64"]]


def test_the_cells_of_a_column_on_the_skeleton(paper: Any) -> None:
    _, rows, _ = paper(
        pipes(
            "Patient|Age/sex|Tumour|Bone", "1|33 years, F|Ileal NET|Left 7th rib", "2|49 years, M|Ileal NET|No",
            "3|64 years, M|Ileal NET|L3, sacrum",
        )
    )  # fmt: skip
    found = [r for r in rows if r.kind == "series_case"]
    assert [r.values("bone_sites") for r in found] == [["rib"], [], ["sacrum", "lumbar spine"]]
    assert [r.values("age_years") for r in found] == [["33"], ["49"], ["64"]]


def test_a_gene_alone_over_its_results_is_a_test(paper: Any) -> None:
    _, rows, _ = paper(
        pipes(
            "Patient|Age|Sex|Tumour|SDHB", "1|33|F|Paraganglioma|Positive", "2|49|M|Paraganglioma|Negative",
            "3|64|M|Paraganglioma|ND",
        )
    )  # fmt: skip
    found = [r for r in rows if r.kind == "series_case"]
    assert [r.values("diagnostic_methods") for r in found] == [
        ["genetic testing"], ["genetic testing"], [],
    ]  # fmt: skip
    assert not any(r.fields.get("markers_positive") for r in found)


def test_a_patient_in_each_column(paper: Any) -> None:
    _, rows, _ = paper(
        pipes(
            "|Patient 1|Patient 2|Patient 3", "Age|33|49|64", "Sex|F|M|M", "Primary|Ileum|Pancreas|Lung",
            "Treatment|Octreotide|Everolimus|Octreotide",
        )
    )  # fmt: skip
    found = [r for r in rows if r.kind == "series_case"]
    assert [r.values("primary_site") for r in found] == [["ileum"], ["pancreas"], ["lung"]]
    assert [r.values("treatments") for r in found] == [
        ["octreotide"],
        ["everolimus"],
        ["octreotide"],
    ]


def test_a_syndrome_by_the_name_of_the_tumour(paper: Any) -> None:
    _, rows, _ = paper(
        pipes(
            "Patient|Age/sex|Tumour|Syndrome", "1|33/F|NET|Carcinoid", "2|49/M|NET|None", "3|64/M|NET|Cushing",
        )
    )  # fmt: skip
    found = [r for r in rows if r.kind == "series_case"]
    assert [r.values("syndrome") for r in found] == [
        ["carcinoid syndrome"], [], ["cushing syndrome"],
    ]  # fmt: skip


def test_what_all_had_beside_a_column_of_bone_drugs_and_a_marker_in_all(nlp: Any) -> None:
    rows = _series_rows(
        nlp,
        "177Lu-DOTATATE in patients with skeletal metastases of neuroendocrine tumours: a small series\n\nResults\n\n"
        "Chromogranin was positive in cases 1 and 3, synaptophysin in all.\n\nTable 1. The invented patients\n\n"
        "| Case | Age | Previous treatment | Bone drug | Best response |\n|---|---|---|---|---|\n"
        "| 1 | 50 | Octreotide | Zoledronic acid | PR |\n| 2 | 51 | Everolimus | None | SD |\n| 3 | 52 | None | Denosumab | PD |\n",
    )
    assert [r.values("treatments") for r in rows] == [
        ["octreotide", "zoledronic acid", "177lu-dotatate"],
        ["everolimus", "177lu-dotatate"],
        ["denosumab", "177lu-dotatate"],
    ]
    assert [set(r.values("markers_positive")) for r in rows] == [
        {"CgA", "synaptophysin"}, {"synaptophysin"}, {"CgA", "synaptophysin"},
    ]  # fmt: skip


def test_a_cell_that_runs_into_the_next_column(paper: Any) -> None:
    _, found, _ = paper(
        "No.  Age/Sex  Complaint          Site, size                Operation                        Follow-up\n"
        "1    13/F     Pain, 1 day        Tip of appendix, 0.8 cm   Appendectomy                     6 yr, NED\n"
        "2    9/M      Pain, vomiting     Tip of appendix, 0.5 cm   Appendectomy                     4 yr, NED\n"
        "3    15/F     Pain, fever        Base of appendix, 2.3 cm  Appendectomy; right hemicolectomy 3 yr, NED\n",
        suffix=".txt",
    )
    told = [row for row in found if row.kind == "series_case"]
    assert [row.values("follow_up_months") for row in told] == [["72"], ["48"], ["36"]]
    assert [row.values("primary_site") for row in told] == [["appendix"]] * 3
    assert [len(row.values("treatments")) for row in told] == [1, 1, 2]


def test_what_the_text_says_is_in_a_table(paper: Any) -> None:
    _, found, _ = paper(
        "| Author | Age/sex | Primary | Other metastases | Outcome |\n|---|---|---|---|---|\n"
        "| Marwood 2004 [1] | 61/M | lung | liver | died, 3 mo |\n| Okonta 2009 [2] | 80/F | thymus | none | alive, 9 mo |\n",
        "Earlier cases",
        after="Table 1 lists two patients with a carcinoid metastatic to the pituitary gland.\n"
        + REFERENCES,
    )
    told = [row.values("metastatic_sites") for row in found if row.kind == "cited_case"]
    assert sorted(map(sorted, told)) == [["liver", "pituitary gland"], ["pituitary gland"]]
