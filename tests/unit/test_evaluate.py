"""The evaluation: what is right, what is wrong and why.  All rows are invented."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from netmatrix import evaluate as ev
from netmatrix.cli import app
from netmatrix.evaluate import report, score
from netmatrix.evaluate.calibration import calibration_error
from netmatrix.evaluate.errors import confusions, count
from netmatrix.evaluate.statistics import agrees
from netmatrix.evaluate.values import GoldValue, compare, normal

Fields = dict[str, list[str]]


def gold(*rows: dict[str, Any], doc: str = "paper", **more: Any) -> ev.GoldPaper:
    return ev.gold_paper({"doc_id": doc, "rows": list(rows), **more})


def wanted(fields: Fields, *, subject: str = "case 1", kind: str = "case", **more: Any) -> Any:
    return {"kind": kind, "subject": subject, "fields": fields, **more}


def found(
    fields: dict[str, list[Any]], *, subject: str = "case 1", kind: str = "case", doc: str = "paper"
) -> dict[str, Any]:
    """A row of a run; a value is its name, or a whole item."""
    items = {
        name: [v if isinstance(v, dict) else {"value": v, "confidence": 0.9} for v in values]
        for name, values in fields.items()
    }
    return {"doc_id": doc, "kind": kind, "subject": subject, "source_ref": None, "fields": items}


def judged(golds: Any, *rows: dict[str, Any], text: str = "") -> ev.Report:
    papers = golds if isinstance(golds, list) else [golds]
    by_paper: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_paper.setdefault(row["doc_id"], []).append(row)
    return ev.evaluate(
        papers, ev.Run({doc: tuple(r) for doc, r in by_paper.items()}, lambda doc_id: text)
    )


def counts(result: ev.Report, name: str) -> tuple[int, int, int]:
    tally = {**result.fields(), **result.others()}[name]
    return tally.tp, tally.fp, tally.fn


@pytest.mark.parametrize(
    ("golds", "values", "expected"),
    [
        (["G2"], ["g2 "], (1, 0, 0)),
        (["<=2"], ["≤ 2.0 %"], (0, 1, 1)),
        (["<=2"], ["≤2.0%"], (1, 0, 0)),
        (["10-15"], ["10–15"], (1, 0, 0)),
        (["prrt|radionuclide therapy"], ["radionuclide therapy"], (1, 0, 0)),
        (["prrt|radionuclide therapy"], ["radionuclide therapy", "prrt"], (1, 0, 0)),
        (["?spine"], ["spine"], (0, 0, 0)),
        (["?spine"], [], (0, 0, 0)),
        (["?spine|sacrum", "rib"], ["sacrum", "skull"], (0, 1, 1)),
        (["liver", "bone"], ["bone", "bone"], (1, 0, 1)),
        (["liver|bone", "bone"], ["bone"], (1, 0, 1)),
        ([], ["bone"], (0, 1, 0)),
    ],
)
def test_values_are_compared_as_the_contract_says(
    golds: list[str], values: list[str], expected: tuple[int, int, int]
) -> None:
    cell = compare([GoldValue.parse(g) for g in golds], values)
    assert (len(cell.right), len(cell.wrong), len(cell.missed)) == expected


@given(st.text(alphabet="aB0.1 %≤–-", max_size=12))
def test_the_normal_form_looks_like_the_value(text: str) -> None:
    form = normal(text)
    assert form == form.lower()
    assert not re.search(r"[%≤–]|\s\s", form)


@given(
    st.lists(st.sampled_from(["a", "b", "?c", "a|c", "d"])),
    st.lists(st.sampled_from(["a", "b", "c", "d", "e"])),
)
def test_every_value_is_judged_once(golds: list[str], values: list[str]) -> None:
    cell = compare([GoldValue.parse(g) for g in golds], values)
    asked = [g for g in golds if not g.startswith("?")]
    assert len(cell.right) + len(cell.missed) == len(asked)
    assert set(cell.wrong) <= set(values)
    assert not {n for g in golds for n in GoldValue.parse(g).names} & set(cell.wrong)


def test_a_treatment_that_was_not_given_fills_no_cell() -> None:
    row = found(
        {
            "treatments": [
                {"value": "octreotide", "status": "given"},
                {"value": "everolimus", "status": "stopped"},
                *({"value": s, "status": s} for s in ("planned", "recommended", "declined")),
            ]
        }
    )
    result = judged(gold(wanted({"treatments": ["octreotide", "everolimus"]})), row)
    assert counts(result, "treatments") == (2, 0, 0)


def test_rows_are_paired_to_agree_best_whatever_their_order() -> None:
    golds = gold(
        wanted({"age_years": ["41"], "sex": ["male"]}, subject="case 1"),
        wanted({"age_years": ["67"], "sex": ["female"]}, subject="case 2"),
    )
    rows = [
        found({"age_years": ["67"], "sex": ["female"]}, subject="a"),
        found({"age_years": ["41"], "sex": ["male"]}, subject="b"),
    ]
    result = judged(golds, *rows)
    assert [r.row and r.row["subject"] for r in result.rows] == ["b", "a"]
    assert result.micro() == ev.Tally(4, 0, 0)
    assert result.whole_rows.tp == 2


def test_the_reference_finds_the_cited_patient() -> None:
    golds = gold(
        wanted({"sex": ["male"]}, kind="cited_case", subject="", ref="Novak"),
        wanted({"sex": ["male"]}, kind="cited_case", subject="", ref="Okafor"),
    )
    rows = [
        found({"sex": ["male"]}, kind="cited_case", subject="Okafor et al."),
        found({"sex": ["male"]}, kind="cited_case", subject="Novak et al."),
    ]
    result = judged(golds, *rows)
    assert [r.row and r.row["subject"] for r in result.rows] == ["Novak et al.", "Okafor et al."]


def test_lost_and_extra_rows_count_with_all_their_values() -> None:
    golds = gold(wanted({"sex": ["male"], "grade": ["G1"]}))
    result = judged(golds, found({"sex": ["female"], "histology": ["NET"]}, subject="case 7"))
    assert counts(result, "rows:patient") == (0, 1, 1)
    assert result.micro() == ev.Tally(0, 1, 2), "a field that gold never asks for is left out"
    assert result.fields()["histology"].fp == 1
    assert result.whole_rows.recall == 0


def test_ignored_fields_and_cited_rows_are_not_judged() -> None:
    golds = gold(
        wanted({"sex": ["male"], "grade": ["G1"]}, ignore_fields=["grade"]),
        wanted({"sex": ["male"]}, kind="cited_case", ref="Novak"),
        ignore_fields=["histology"],
        ignore_cited=True,
    )
    row = found({"sex": ["male"], "grade": ["G3"], "histology": ["NEC"]})
    result = judged(golds, row, found({"sex": ["female"]}, kind="cited_case"))
    assert set(result.fields()) == {"sex"}
    assert set(result.others()) == {"rows:patient"}
    assert result.whole_rows.recall == 1


def test_a_quote_counts_as_grounded_where_it_stands_at_its_offsets() -> None:
    items = [
        {"value": "a", "quote": "G2", "start": 3, "end": 5},
        {"value": "b", "quote": "G2", "start": 4, "end": 6},
        {"value": "c", "quote": "", "start": 0, "end": 0},
    ]
    result = judged(gold(wanted({})), found({"grade": items}), text="was G2.")
    assert result.grounded == (1, 3)


@pytest.mark.parametrize(
    ("stat", "same"),
    [
        ({"n": 10, "N": 40}, True),
        ({"n": 10, "N": 40, "percent": 25.04}, True),
        ({"n": 10, "N": 40, "percent": 26}, False),
        ({"n": 10}, False),
        ({"n": 11, "N": 40}, False),
    ],
)
def test_two_parts_of_a_proportion_must_agree_and_none_may_contradict(
    stat: dict[str, Any], same: bool
) -> None:
    proportion = {"measure": "proportion", "concept": "bone metastasis|?bone"}
    assert agrees(proportion | {"n": 10, "N": 40, "percent": 25}, proportion | stat) is False
    named = stat | {"measure": "proportion", "concept": "bone metastasis"}
    assert agrees(proportion | {"n": 10, "N": 40, "percent": 25}, named) is same


def test_statistics_left_over_are_wrong_only_where_gold_is_complete() -> None:
    stat = {"measure": "count", "concept": "patients", "n": 12}
    rows = [wanted({}, kind="cohort", statistics=[stat])]
    run_row = {"doc_id": "paper", "kind": "cohort", "fields": {}, "statistics": [stat, stat]}
    assert counts(judged(gold(*rows), run_row), "statistics") == (1, 0, 0)
    complete = gold(*rows, statistics_complete=True)
    assert counts(judged(complete, run_row), "statistics") == (1, 1, 0)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(0, 0, 0.0, 1.0), (8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0)],
)
def test_wilson_intervals(hits: int, n: int, low: float, high: float) -> None:
    assert ev.wilson(hits, n) == pytest.approx((low, high), abs=1e-4)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_figures_lie_inside_their_intervals(tp: int, fp: int, fn: int) -> None:
    tally = ev.Tally(tp, fp, fn)
    for value, (low, high) in (
        (tally.precision, tally.precision_interval),
        (tally.recall, tally.recall_interval),
        (tally.f1, tally.f1_interval),
    ):
        assert 0 <= low <= value + 1e-9
        assert value - 1e-9 <= high <= 1


GOLD_TWO = gold(
    wanted(
        {
            "age_years": ["41"],
            "primary_site": ["ileum"],
            "metastatic_sites": ["liver", "bone"],
            "bone_sites": ["lumbar spine"],
            "grade": ["G1"],
            "follow_up_months": ["12"],
            "pfs_months": ["8"],
            "treatments": ["octreotide", "surgery"],
            "treatments_not_given": ["everolimus"],
        }
    ),
    wanted({"age_years": ["67"], "treatments": ["lanreotide"]}, subject="case 2"),
)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"age_years": ["41"]}, None),
        ({}, ("missed", "41", "", "")),
        ({"age_years": ["67"]}, ("wrong patient", "41", "67", "case 2")),
        ({"age_years": ["55"]}, ("wrong value", "41", "55", "")),
        ({"age_years": ["12"]}, ("wrong column", "41", "12", "follow_up_months")),
        ({"grade": ["G3"]}, ("wrong value", "G1", "g3", "")),
        ({"syndrome": ["carcinoid syndrome"]}, ("spurious", "", "carcinoid syndrome", "")),
        ({"primary_site": ["liver"]}, ("wrong column", "ileum", "liver", "metastatic_sites")),
        ({"bone_sites": ["spine"]}, ("wrong value", "lumbar spine", "spine", "")),
        ({"bone_sites": ["rib"]}, ("spurious", "", "rib", "")),
        ({"treatments": ["lanreotide"]}, ("wrong patient", "", "lanreotide", "case 2")),
        (
            {"treatments": ["everolimus"]},
            ("wrong column", "", "everolimus", "treatments_not_given"),
        ),
        ({"ki67_percent": ["8"]}, ("spurious", "", "8", "")),
        ({"metastatic_sites": ["ileum"]}, ("wrong column", "", "ileum", "primary_site")),
    ],
    ids=str,
)
def test_an_error_is_told_by_its_kind(
    fields: dict[str, list[str]], expected: tuple[str, ...] | None
) -> None:
    result = judged(GOLD_TWO, found(fields), found({"age_years": ["67"]}, subject="case 2"))
    name = next(iter(fields), "age_years")
    errors = [e for e in ev.errors_of(result) if e.subject == "case 1" and e.field == name]
    shown = {(e.kind, e.gold, e.found, e.where) for e in errors}
    if expected is None:
        assert not shown
    else:
        assert expected in shown


def test_a_missed_value_says_where_the_run_put_it() -> None:
    result = judged(GOLD_TWO, found({"age_years": ["41"], "primary_site": ["bone"]}))
    (error,) = [e for e in ev.errors_of(result) if e.gold == "bone"]
    assert (error.kind, error.field, error.where) == ("missed", "metastatic_sites", "primary_site")


def test_a_missed_treatment_says_that_it_was_read_as_not_given() -> None:
    row = found({"age_years": ["41"], "treatments": [{"value": "surgery", "status": "planned"}]})
    errors = {e.gold: e.where for e in ev.errors_of(judged(GOLD_TWO, row)) if e.kind == "missed"}
    assert errors["surgery"] == "planned"


def test_errors_add_up_to_the_figures() -> None:
    result = judged(
        GOLD_TWO,
        found({"age_years": ["55"], "grade": ["G1"], "treatments": ["surgery", "lanreotide"]}),
        found({"sex": ["male"]}, subject="case 9"),
    )
    errors = ev.errors_of(result)
    total = sum(result.fields().values(), ev.Tally())
    assert sum(bool(e.found) for e in errors) == total.fp
    assert sum(bool(e.gold) for e in errors) == total.fn
    assert sum(n for kinds in count(errors).values() for n in kinds.values()) == len(errors)


def test_confusions_come_with_the_most_frequent_first() -> None:
    golds = [
        gold(wanted({"sex": ["male"], "grade": [g]}), doc=f"p{i}")
        for i, g in enumerate(["G1", "G2", "G1"])
    ]
    rows = [found({"sex": ["male"], "grade": ["G3"]}, doc=f"p{i}") for i in range(3)]
    errors = ev.errors_of(judged(golds, *rows))
    assert confusions(errors) == [("grade", "G1", "g3", 2), ("grade", "G2", "g3", 1)]


def test_values_have_figures_of_their_own() -> None:
    golds = gold(wanted({"metastatic_sites": ["liver|hepatic", "bone", "?lung"]}))
    values = judged(golds, found({"metastatic_sites": ["hepatic", "lung", "skin"]})).values()
    assert values == {
        ("metastatic_sites", "bone"): ev.Tally(fn=1),
        ("metastatic_sites", "liver"): ev.Tally(tp=1),
        ("metastatic_sites", "skin"): ev.Tally(fp=1),
    }


def test_a_baseline_shows_each_cell_that_is_judged_differently() -> None:
    golds = gold(wanted({"sex": ["male"], "grade": ["G2"], "markers_positive": ["CgA", "NSE"]}))
    old = judged(
        golds, found({"sex": ["male"], "grade": ["G3"], "markers_positive": ["NSE", "CD56"]})
    )
    new = judged(
        golds, found({"sex": ["male"], "grade": ["G2"], "markers_positive": ["CgA", "p53"]})
    )
    changes = [(c.field, c.kind, c.value) for c in ev.changes(old, new)]
    assert changes == [
        ("grade", "gained", "G2"),
        ("grade", "mended", "g3"),
        ("markers_positive", "gained", "CgA"),
        ("markers_positive", "lost", "NSE"),
        ("markers_positive", "newly wrong", "p53"),
        ("markers_positive", "mended", "cd56"),
    ]
    assert ev.changes(new, new) == []


def test_a_baseline_shows_rows_and_statistics_that_came_and_went() -> None:
    stat = {"measure": "count", "concept": "patients", "n": 12}
    golds = gold(wanted({"sex": ["male"]}), wanted({}, kind="cohort", statistics=[stat]))
    cohort = {"doc_id": "paper", "kind": "cohort", "fields": {}, "statistics": [stat]}
    extra = found({"sex": ["female"]}, subject="case 2")
    old, new = judged(golds, cohort), judged(golds, found({"sex": ["male"]}), extra)
    changes = [(c.subject, c.field, c.kind) for c in ev.changes(old, new)]
    assert ("case 1", "row", "gained") in changes
    assert ("case 2", "row", "newly wrong") in changes
    assert ("cohorts", "statistics", "lost") in changes


def sure(value: str, confidence: float) -> dict[str, Any]:
    return {"value": value, "confidence": confidence}


def test_reliability_counts_the_judged_values_of_each_bin() -> None:
    golds = gold(
        wanted({"treatments": ["octreotide", "?surgery", "everolimus|afinitor"], "sex": ["male"]}),
        ignore_fields=["grade"],
    )
    row = found(
        {
            "treatments": [
                sure("octreotide", 0.97),
                sure("surgery", 0.2),
                sure("afinitor", 0.92),
                sure("afinitor", 0.5),
                sure("lanreotide", 0.9),
                {"value": "prrt", "confidence": 0.9, "status": "declined"},
            ],
            "sex": [sure("male", 1.0)],
            "grade": [sure("G3", 0.9)],
        }
    )
    bins = ev.reliability([row], [golds])
    assert [(b.low, b.n, b.right) for b in bins if b.n] == [(0.9, 2, 1), (0.95, 2, 2)]
    assert bins[-2].mean == pytest.approx(0.91)
    assert bins[-2].precision == 0.5
    assert calibration_error(bins) == pytest.approx((2 * 0.41 + 2 * 0.015) / 4)


def test_no_rows_give_an_empty_reliability_table() -> None:
    bins = ev.reliability([], [gold(wanted({"sex": ["male"]}))])
    assert [b.n for b in bins] == [0] * len(bins)
    assert calibration_error(bins) == 0


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A folder of gold files and a run."""
    golds, run = tmp_path / "gold", tmp_path / "run"
    golds.mkdir()
    (run / "text").mkdir(parents=True)
    data = {"doc_id": "paper", "rows": [wanted({"grade": ["G2"], "sex": ["male"]})]}
    (golds / "paper.json").write_text(json.dumps(data))
    row = found({"grade": [{"value": "G3", "quote": "G3", "start": 0, "end": 2}], "sex": ["male"]})
    (run / "evidence.jsonl").write_text(json.dumps(row) + "\n")
    (run / "text" / "paper.txt").write_text("G3 tumour")
    return golds, run


def call(*arguments: object) -> Result:
    return CliRunner(env={"COLUMNS": "80", "NO_COLOR": "1"}).invoke(
        app, ["evaluate", *map(str, arguments)]
    )


def test_the_command_shows_figures_kinds_and_confusions(folders: tuple[Path, Path]) -> None:
    golds, run = folders
    result = call("--gold", golds, run, "--errors", "--values", "--reliability")
    assert result.exit_code == 0, result.output
    assert re.search(r"^grade +0\.000 \(.*\) +0 +1 +1$", result.stdout, re.M)
    assert re.search(r"^micro F1 0\.500 ", result.stdout, re.M)
    assert "whole rows right 0 of 1" in result.stdout
    assert "quotes at their place 1 of 2 values" in result.stdout
    assert "grade: G2 -> g3" in result.stdout
    assert "case 1: grade: wrong value g3 instead of G2" in result.stdout
    assert "expected calibration error" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert not re.search(r"[ \t]$", result.stdout, re.M)


def test_the_json_file_holds_figures_and_details(
    folders: tuple[Path, Path], tmp_path: Path
) -> None:
    golds, run = folders
    result = call("--gold", golds, run, "--baseline", run, "--json", tmp_path / "out.json")
    assert result.exit_code == 0, result.output
    data = json.loads((tmp_path / "out.json").read_text())
    assert data["grade"]["fp"] == 1
    assert data["summary"]["papers"] == 1
    assert data["details"]["errors"][0]["kind"] == "wrong value"
    assert data["details"]["changes"] == []
    assert data == json.loads(json.dumps(report.to_json(*reports(golds, run))))


def test_nothing_found_where_nothing_is_asked_is_no_perfect_run(tmp_path: Path) -> None:
    golds, run = tmp_path / "gold", tmp_path / "run"
    golds.mkdir()
    (run / "text").mkdir(parents=True)
    (golds / "paper.json").write_text(json.dumps({"doc_id": "paper", "rows": []}))
    (run / "evidence.jsonl").write_text("")
    result = call("--gold", golds, run)
    assert result.exit_code == 0, result.output
    assert re.search(r"^micro F1 0\.000 ", result.stdout, re.M)


def reports(golds: Path, run: Path) -> tuple[score.Report, score.Report]:
    one = ev.evaluate(ev.load_gold(golds), ev.load_run(run))
    return one, one


def test_outputs_is_the_run_where_none_is_named(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    golds, run = folders
    run.rename(run.parent / "outputs")
    monkeypatch.chdir(run.parent)
    assert call("--gold", golds).exit_code == 0


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda g, r: (r / "evidence.jsonl").unlink(), "netmatrix run"),
        (lambda g, r: (r / "evidence.jsonl").write_text("[1]"), "line 1"),
        (lambda g, r: (r / "evidence.jsonl").write_text("{"), "not readable"),
        (lambda g, r: (g / "paper.json").unlink(), "No gold file"),
        (lambda g, r: (g / "paper.json").write_text("{}"), "no gold file"),
        (lambda g, r: (g / "paper.json").write_text("[]"), "no gold file"),
        (lambda g, r: (g / "paper.json").write_bytes(b"\xff"), "no gold file"),
    ],
)
def test_what_cannot_be_read_is_exit_code_2_and_a_sentence(
    folders: tuple[Path, Path], spoil: Any, words: str
) -> None:
    golds, run = folders
    spoil(golds, run)
    result = call("--gold", golds, run)
    assert result.exit_code == 2
    assert words in result.stderr
    assert "Traceback" not in result.output


def test_help_is_a_manual_page_with_an_example() -> None:
    result = call("--help")
    assert "netmatrix evaluate --gold" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80
