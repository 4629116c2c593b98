"""Explanations: every candidate is named, and why it was left out.  All papers are invented."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from netmatrix.cli import app
from netmatrix.evidence import PATIENT_FIELDS
from netmatrix.explain import FIELDS, Candidate, Explanation, Passage, explain
from netmatrix.explain.show import show
from netmatrix.nlp import load
from netmatrix.readers import read

if TYPE_CHECKING:
    from spacy.language import Language

REPORT = """A neuroendocrine tumor of the ileum with liver metastases: a case report

Abstract

A 54-year-old man presented with flushing. A neuroendocrine tumor of the ileum was found.

Introduction

Patients with neuroendocrine tumors usually have liver metastases and are treated with everolimus.

Case presentation

A 54-year-old man presented with flushing and diarrhoea. His mother, a 79-year-old woman, had
received capecitabine for breast cancer. CT showed liver metastases. There were no bone metastases.
Biopsy of the ileum showed a well-differentiated neuroendocrine tumor, G2, with a Ki-67 index of
8%. Octreotide was given every four weeks. A partial response was seen after three months, but the
disease progressed later. Chemotherapy with temozolomide was declined by the patient. He was alive
24 months after diagnosis.

Discussion

Kettleworth et al. reported a 61-year-old woman with a rectal neuroendocrine tumor who received
sunitinib.
"""


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load()


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("papers") / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def told(paper: Path, field: str, nlp: Language) -> Explanation:
    return explain(read(paper), field, nlp)


def of(explanation: Explanation, wording: str) -> list[tuple[Passage, Candidate]]:
    return [
        (passage, candidate)
        for passage in explanation.passages
        for candidate in passage.candidates
        if wording in candidate.wording
    ]


def test_every_field_of_the_matrix_can_be_explained() -> None:
    assert tuple(FIELDS) == (*PATIENT_FIELDS, "statistics")


def assert_values_are_taken(explanation: Explanation) -> None:
    taken = [c for p in explanation.passages for c in p.candidates if c.taken]
    for row in explanation.rows:
        for finding in row.fields.get(explanation.field, ()):
            assert any(c.start < finding.end and finding.start < c.end for c in taken)
            assert any(finding.rule in c.verdict and finding.value in c.verdict for c in taken)


@pytest.mark.parametrize("field", PATIENT_FIELDS)
def test_every_value_of_the_run_is_a_candidate_that_was_taken(
    paper: Path, nlp: Language, field: str
) -> None:
    assert_values_are_taken(told(paper, field, nlp))


@pytest.mark.parametrize("field", ["sex", "grade", "metastatic_sites", "treatments", "response"])
@pytest.mark.parametrize(
    "name",
    [
        "06-two-cases-rectum-merkel.txt",
        "07-prrt-series.md",
        "09-review-bone-metastases.md",
        "11-pannet-cohort.md",
    ],
)
def test_values_of_several_patients_and_of_tables_are_taken_too(
    request: pytest.FixtureRequest, nlp: Language, name: str, field: str
) -> None:
    path = Path(request.config.rootpath) / "corpus" / "demo" / name
    explanation = told(path, field, nlp)
    assert_values_are_taken(explanation)
    for passage in explanation.passages:
        assert passage.subjects or passage.reason


@pytest.mark.parametrize("field", PATIENT_FIELDS)
def test_candidates_and_passages_stand_at_their_offsets(
    paper: Path, nlp: Language, field: str
) -> None:
    explanation = told(paper, field, nlp)
    text = explanation.document.text
    for passage in explanation.passages:
        assert text[passage.start : passage.end] == passage.text
        for candidate in passage.candidates:
            assert text[candidate.start : candidate.end] == candidate.wording
            assert candidate.taken or passage.reason or candidate.verdict


def test_a_negated_site_names_its_cue(paper: Path, nlp: Language) -> None:
    ((passage, candidate),) = of(told(paper, "metastatic_sites", nlp), "bone")
    assert passage.subjects == ("case 1",)
    assert not candidate.taken
    assert re.fullmatch("left out: negated by «no»", candidate.verdict)


def test_a_relative_s_age_is_the_family_s(paper: Path, nlp: Language) -> None:
    ((_, candidate),) = of(told(paper, "age_years", nlp), "79")
    assert not candidate.taken
    assert candidate.contexts == ("family by «His mother»",)


def test_a_general_statement_is_about_nobody(paper: Path, nlp: Language) -> None:
    explanation = told(paper, "treatments", nlp)
    ((general, everolimus),) = of(explanation, "everolimus")
    assert (general.subjects, everolimus.taken) == ((), False)
    assert "introduction" in general.reason
    assert "«Patients with»" in general.reason


def test_another_author_s_patient_is_a_row_of_its_own(paper: Path, nlp: Language) -> None:
    ((cited, sunitinib),) = of(told(paper, "treatments", nlp), "sunitinib")
    assert cited.subjects == ("Kettleworth et al.",)
    assert sunitinib.taken
    assert "Kettleworth et al." in sunitinib.verdict


def test_a_declined_treatment_stands_beside_the_cell(paper: Path, nlp: Language) -> None:
    ((_, candidate),) = of(told(paper, "treatments", nlp), "temozolomide")
    assert candidate.taken
    assert "declined" in candidate.verdict
    assert "not in it" in candidate.verdict


def test_a_second_mention_says_where_the_value_was_taken_from(paper: Path, nlp: Language) -> None:
    explanation = told(paper, "age_years", nlp)
    first, second = (candidate for _, candidate in of(explanation, "54"))
    assert first.taken
    assert f"quoted from {first.start}-{first.end}" in second.verdict


def test_a_value_that_gave_way_in_its_own_sentence_says_to_which(
    paper: Path, nlp: Language
) -> None:
    explanation = told(paper, "response", nlp)
    ((_, candidate),) = of(explanation, "partial response")
    values = explanation.rows[0].values("response")
    assert candidate.taken or f"outweighed by {values[0]}" in candidate.verdict


def test_a_wording_read_as_another_field_says_so(paper: Path, nlp: Language) -> None:
    candidates = [c for _, c in of(told(paper, "primary_site", nlp), "liver")]
    assert any("read as metastatic_sites: liver" in c.verdict for c in candidates)


def test_a_paper_in_another_language_says_why_it_has_no_rows(tmp_path: Path, nlp: Language) -> None:
    path = tmp_path / "bericht.txt"
    path.write_text(
        "Ein neuroendokriner Tumor des Ileums\n\nWir berichten über einen Mann mit einem Tumor, "
        "der bei der Untersuchung gefunden wurde und nicht operiert werden konnte.\n",
        encoding="utf-8",
    )
    explanation = told(path, "grade", nlp)
    assert explanation.passages == ()
    assert "not in English" in explanation.notes[0]


def test_the_same_explanation_again(paper: Path, nlp: Language) -> None:
    assert told(paper, "treatments", nlp) == told(paper, "treatments", nlp)


def shown(explanation: Explanation, *, everything: bool = False, colour: bool = False) -> str:
    stream = io.StringIO()
    system: Literal["standard"] | None = "standard" if colour else None
    console = Console(
        file=stream, width=80, highlight=False, force_terminal=colour, color_system=system
    )
    show(explanation, everything=everything, console=console)
    return stream.getvalue()


def test_the_page_is_plain_where_nobody_looks(paper: Path, nlp: Language) -> None:
    page = shown(told(paper, "treatments", nlp), everything=True)
    assert "\x1b" not in page
    assert max(map(len, page.splitlines())) <= 80
    assert not re.search(r"[ \t]$", page, re.M)
    assert "«Octreotide»" in page
    assert "\x1b[" in shown(told(paper, "treatments", nlp), colour=True)


def test_sentences_about_nobody_are_cut_short_unless_all_are_asked_for(
    tmp_path: Path, nlp: Language
) -> None:
    path = tmp_path / "long.txt"
    general = "\n\n".join(
        f"Patients with tumors usually have liver disease {n}." for n in range(12)
    )
    path.write_text(REPORT.replace("Case presentation", general + "\n\nCase presentation"))
    explanation = told(path, "metastatic_sites", nlp)
    assert "more: --all lists them" in shown(explanation)
    assert "--all" not in shown(explanation, everything=True)


def call(*arguments: object) -> Result:
    return CliRunner(env={"COLUMNS": "80", "NO_COLOR": "1"}).invoke(
        app, ["explain", *map(str, arguments)]
    )


def test_the_command_explains(paper: Path) -> None:
    result = call(paper, "ki67_percent")
    assert result.exit_code == 0, result.output
    assert re.search(r"^  case 1: 8 +ki67\.", result.stdout, re.M)
    assert "«Ki-67»" in result.stdout


def test_an_unknown_field_is_exit_code_2_with_the_fields_listed(paper: Path) -> None:
    result = call(paper, "grades")
    assert result.exit_code == 2
    assert "Did you mean grade?" in result.stderr
    assert all(field in result.stderr for field in PATIENT_FIELDS)


def test_a_file_that_cannot_be_read_is_exit_code_2_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    result = call(tmp_path / "empty.txt", "grade")
    assert result.exit_code == 2
    assert len(result.stderr) > 30
    assert call(tmp_path / "missing.txt", "grade").exit_code == 2


def test_help_is_a_manual_page_with_an_example() -> None:
    result = call("--help")
    assert "netmatrix explain report.pdf grade" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


COHORT = """Bone metastases of lung carcinoids: a retrospective study

Abstract

We retrospectively reviewed 84 patients with carcinoids of the lung. Bone metastases were found in 21 (25%). Median overall survival was 40 months. The clinic opened in 1998.
"""


def test_the_statistics_of_a_group_are_explained_with_their_sentences(
    tmp_path: Path, nlp: Language
) -> None:
    path = tmp_path / "cohort.txt"
    path.write_text(COHORT, encoding="utf-8")
    explanation = told(path, "statistics", nlp)
    assert_values_are_taken(explanation)
    taken = {c.wording: c.verdict for p in explanation.passages for c in p.candidates if c.taken}
    assert any(verdict.startswith("bone metastasis 21") for verdict in taken.values())
    ((passage, year),) = of(explanation, "1998")
    assert not year.taken
    assert "no statistic" in passage.reason
