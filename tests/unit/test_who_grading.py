"""The derived grade at each cut-off of each edition, and what holds of all of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import en_netmatrix
from netmatrix.normalise.who_editions import choose, stated
from netmatrix.normalise.who_grading import agrees, derive, higher, mitotic_count
from netmatrix.normalise.who_rules import GRADES, bound, load_grading

RULES = load_grading(en_netmatrix.folder())
GEP, THORACIC = "gastroenteropancreatic", "thoracic"
OLD = ("ENETS 2006/2007", "WHO 2010")
NEW = ("WHO 2017", "WHO 2019", "WHO 2022")
FILE = "rules/who_grading.yaml"


def gep(edition: str, ki67: str = "", mitoses: str = "", **more: object) -> tuple[str, ...]:
    """The grades possible of a well-differentiated pancreatic tumour."""
    derived = derive(
        RULES,
        organ="pancreas",
        ki67=ki67,
        mitoses=mitoses,
        edition=edition,
        histology=["NET"],
        **more,  # type: ignore[arg-type]
    )
    assert (derived.grade is not None) == (len(derived.possible) == 1)
    return derived.possible


@pytest.mark.parametrize("edition", OLD)
@pytest.mark.parametrize(
    ("ki67", "possible"),
    [
        ("0", "G1"), ("1", "G1"), ("2", "G1"), ("<=2", "G1"), ("<2", "G1"), ("1-2", "G1"),
        ("2.1", "G1 G2"), ("2.5", "G1 G2"), ("2.9", "G1 G2"), ("<3", "G1 G2"), ("2-3", "G1 G2"),
        ("3", "G2"), ("10-15", "G2"), ("20", "G2"), ("3-20", "G2"),
        ("20.1", "G3"), (">20", "G3"), ("21", "G3"), ("100", "G3"),
        (">=20", "G2 G3"), ("15-25", "G2 G3"), ("<5", "G1 G2"), ("<30", "G1 G2 G3"),
    ],
)  # fmt: skip
def test_ki67_in_the_editions_up_to_2010(edition: str, ki67: str, possible: str) -> None:
    assert gep(edition, ki67) == tuple(possible.split())


@pytest.mark.parametrize("edition", NEW)
@pytest.mark.parametrize(
    ("ki67", "possible"),
    [
        ("0", "G1"), ("2", "G1"), ("2.5", "G1"), ("2.99", "G1"), ("<3", "G1"), ("~1", "G1"),
        ("<=3", "G1 G2"), ("2-3", "G1 G2"), (">2", "G1 G2 G3"),
        ("3", "G2"), ("3-20", "G2"), ("20", "G2"),
        ("20.5", "G3"), (">20", "G3"), ("35", "G3"), ("20-30", "G2 G3"),
    ],
)  # fmt: skip
def test_ki67_in_the_editions_since_2017(edition: str, ki67: str, possible: str) -> None:
    assert gep(edition, ki67) == tuple(possible.split())


@pytest.mark.parametrize("edition", [*OLD, *NEW])
@pytest.mark.parametrize("unit", ["10hpf", "2mm2"])
@pytest.mark.parametrize(
    ("count", "possible"),
    [
        ("0", "G1"), ("1", "G1"), ("<2", "G1"), ("0-1", "G1"),
        ("1-2", "G1 G2"), ("<=2", "G1 G2"), ("<5", "G1 G2"),
        ("2", "G2"), ("2-20", "G2"), ("20", "G2"),
        ("21", "G3"), (">20", "G3"), ("18-24", "G2 G3"), (">=20", "G2 G3"), (">2", "G2 G3"),
    ],
)  # fmt: skip
def test_mitoses_in_every_edition(edition: str, unit: str, count: str, possible: str) -> None:
    assert gep(edition, mitoses=f"{count}/{unit}") == tuple(possible.split())


@pytest.mark.parametrize(
    ("ki67", "mitoses", "possible"),
    [
        ("1", "5/2mm2", "G2"),
        ("10", "1/2mm2", "G2"),
        ("30", "1/2mm2", "G3"),
        ("1", "25/2mm2", "G3"),
        ("1", "1/2mm2", "G1"),
        ("<5", "5/2mm2", "G2"),  # the open index cannot lift the grade above that of the count
        ("<5", "<2/2mm2", "G1 G2"),
        ("2.5", "3/10hpf", "G2"),
    ],
)
def test_the_higher_index_decides(ki67: str, mitoses: str, possible: str) -> None:
    assert gep("WHO 2019", ki67, mitoses) == tuple(possible.split())


def test_a_gap_is_said() -> None:
    derived = derive(RULES, organ="ileum", ki67="2.5", edition="WHO 2010")
    assert derived.grade is None
    assert any("gap" in reason for reason in derived.reasons)


@pytest.mark.parametrize("mitoses", ["3", "3/50hpf", "3/hpf", "3/1mm2", "3/1hpf", "3/20hpf"])
def test_other_areas_are_refused_not_converted(mitoses: str) -> None:
    derived = derive(RULES, organ="ileum", mitoses=mitoses, edition="WHO 2019")
    assert derived.possible == ()
    assert any("left out" in reason for reason in derived.reasons)


def test_ten_fields_are_taken_with_a_remark() -> None:
    value, remark = mitotic_count("12/10hpf", RULES)
    assert value == bound("12")
    assert "0.5 mm" in remark
    assert mitotic_count("12/2mm2", RULES)[1] == ""


@pytest.mark.parametrize("edition", NEW)
def test_a_carcinoma_has_no_grade_since_2017(edition: str) -> None:
    for facts in ({"histology": ["small cell NEC"]}, {"differentiation": "poor"}):
        derived = derive(RULES, organ="pancreas", ki67="80", edition=edition, **facts)  # type: ignore[arg-type]
        assert derived.grade is None
        assert derived.possible == ()
        assert any("high grade by definition" in reason for reason in derived.reasons)


@pytest.mark.parametrize("edition", OLD)
def test_a_carcinoma_is_g3_up_to_2010(edition: str) -> None:
    derived = derive(RULES, organ="colon", ki67="80", histology=["NEC"], edition=edition)
    assert derived.grade == "G3"
    assert derive(RULES, organ="colon", histology=["NEC"], edition=edition).grade == "G3"


def test_g3_needs_the_differentiation_since_2017() -> None:
    derived = derive(RULES, organ="colon", ki67="40", histology=["NEN"], edition="WHO 2019")
    assert (derived.grade, derived.possible) == (None, ("G3",))
    derived = derive(RULES, organ="colon", ki67="40", differentiation="well", edition="WHO 2019")
    assert derived.grade == "G3"


def test_a_well_differentiated_carcinoma_is_read_as_a_tumour() -> None:
    derived = derive(
        RULES, organ="colon", ki67="5", histology=["NEC"], differentiation="well", year=2012
    )
    assert derived.grade == "G2"


@pytest.mark.parametrize("name", ["MiNEN", "Merkel cell carcinoma", "paraganglioma"])
def test_what_is_not_graded(name: str) -> None:
    derived = derive(RULES, organ="pancreas", ki67="30", histology=[name])
    assert (derived.grade, derived.possible) == (None, ())
    assert any(name in reason for reason in derived.reasons)


def test_an_organ_without_a_scheme() -> None:
    derived = derive(RULES, organ="kidney", ki67="30")
    assert (derived.grade, derived.possible, derived.edition) == (None, (), "")
    assert derive(RULES, organ="unknown", ki67="10", family=GEP).grade == "G2"


@pytest.mark.parametrize("organ", ["lung", "bronchus", "thymus"])
@pytest.mark.parametrize(
    ("mitoses", "necrosis", "grade", "types"),
    [
        ("0/2mm2", False, "G1", {"typical carcinoid"}),
        ("1/2mm2", False, "G1", {"typical carcinoid"}),
        ("1/2mm2", None, None, {"typical carcinoid", "atypical carcinoid"}),
        ("1/2mm2", True, "G2", {"atypical carcinoid"}),
        ("2/2mm2", False, "G2", {"atypical carcinoid"}),
        ("10/2mm2", None, "G2", {"atypical carcinoid"}),
        ("2-10/2mm2", True, "G2", {"atypical carcinoid"}),
        ("11/2mm2", None, None, {"large cell NEC", "small cell NEC"}),
        (">10/2mm2", True, None, {"large cell NEC", "small cell NEC"}),
        ("8-12/2mm2", False, None, {"atypical carcinoid", "large cell NEC", "small cell NEC"}),
        ("", True, None, {"atypical carcinoid", "large cell NEC", "small cell NEC"}),
        ("", None, None, set()),
    ],
)
def test_lung_and_thymus(
    organ: str, mitoses: str, necrosis: bool | None, grade: str | None, types: set[str]
) -> None:
    for ki67 in ("", "1", "25"):
        derived = derive(
            RULES, organ=organ, ki67=ki67, mitoses=mitoses, necrosis=necrosis, edition="WHO 2022"
        )
        assert derived.grade == grade
        assert set(derived.types) == types
        assert bool(ki67) == any("no criterion" in reason for reason in derived.reasons)


@pytest.mark.parametrize("edition", ["WHO 1999/2004", "WHO 2015"])
def test_carcinoids_have_a_letter_only_since_2021(edition: str) -> None:
    derived = derive(RULES, organ="lung", mitoses="5/2mm2", edition=edition)
    assert (derived.grade, derived.possible) == (None, ())
    assert derived.types == ("atypical carcinoid",)


@pytest.mark.parametrize(
    ("text", "organ", "year", "edition", "how"),
    [
        ("graded G2 (WHO 2010)", "ileum", 2018, "WHO 2010", "stated"),
        ("by the 2019 WHO classification", "ileum", 2023, "WHO 2019", "stated"),
        ("World Health Organization (WHO) classification of 2010", "colon", 2014, "WHO 2010",
         "stated"),
        ("WHO grade 2, 2017", "pancreas", 2019, "WHO 2017", "stated"),
        ("the fifth edition of the WHO classification", "ileum", 2021, "WHO 2019", "stated"),
        ("ENETS grading", "ileum", 2009, "ENETS 2006/2007", "stated"),
        ("WHO 2010, now WHO 2019", "ileum", 2021, "WHO 2019", "stated"),
        ("WHO 2022 will follow", "ileum", 2020, "WHO 2019", "year"),
        ("WHO performance status 1; in 2010 she moved", "ileum", 2016, "WHO 2010", "year"),
        ("WHO 2010", "lung", 2018, "WHO 2015", "year"),
        ("WHO 2004 classification", "lung", 2018, "WHO 1999/2004", "stated"),
        ("WHO 2021", "lung", 2021, "WHO 2021", "stated"),
        ("", "pancreas", 2018, "WHO 2017", "year"),
        ("", "ileum", 2018, "WHO 2010", "year"),
        ("", "ileum", 2008, "ENETS 2006/2007", "year"),
        ("", "ileum", 1995, "WHO 2000", "year"),
        ("", "lung", 1995, "before WHO 1999", "year"),
        ("", "lung", 2008, "WHO 1999/2004", "year"),
        ("", "lung", 2024, "WHO 2022", "year"),
        ("", "ileum", None, "WHO 2022", "default"),
    ],
)  # fmt: skip
def test_which_edition(text: str, organ: str, year: int | None, edition: str, how: str) -> None:
    choice = choose(RULES, RULES.families[organ], text=text, year=year, organ=organ)
    assert (choice.edition.name, choice.how) == (edition, how)
    assert choice.reason


def test_words_that_state_an_edition_are_addressed() -> None:
    text = "The resected tumour was a NET G1 (WHO classification, 2019)."
    (choice,) = stated(RULES, GEP, text)
    assert text[choice.start : choice.end] == "WHO classification, 2019"


def test_before_the_gradings_nothing_is_graded() -> None:
    derived = derive(RULES, organ="ileum", ki67="10", year=2001)
    assert (derived.grade, derived.edition, derived.how) == (None, "WHO 2000", "year")
    derived = derive(RULES, organ="lung", mitoses="6/2mm2", year=1990)
    assert (derived.grade, derived.types) == (None, ())
    assert any("1999" in reason for reason in derived.reasons)


def test_unknown_editions_and_families_are_errors() -> None:
    with pytest.raises(ValueError, match="WHO 1999"):
        derive(RULES, organ="ileum", ki67="10", edition="WHO 1999")
    with pytest.raises(ValueError, match="no grading"):
        choose(RULES, "renal")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "many",
        "-3",
        "3-",
        "15-10",
        "101",
        "<0",
        ">100",
        "3,5",
        "1e3",
        "٣",
        "<",
        "10 to 15",
        "5%",
    ],
)
def test_what_is_no_index(text: str) -> None:
    assert bound(text, 100) is None
    assert derive(RULES, organ="ileum", ki67=text, edition="WHO 2019").grade is None


NUMBERS = st.one_of(st.integers(0, 100), st.decimals(0, 100, places=1)).map(str)
INTERVALS = st.one_of(
    NUMBERS,
    st.tuples(st.sampled_from(["<", "<=", ">", ">="]), NUMBERS).map("".join),
    st.tuples(NUMBERS, NUMBERS).map(lambda p: "-".join(sorted(p, key=float))),
)
COUNTS = st.tuples(INTERVALS, st.sampled_from(["/2mm2", "/10hpf", "", "/50hpf"])).map("".join)
EDITIONS = st.sampled_from((*OLD, *NEW))


def rank(grade: str) -> int:
    return GRADES.index(grade)


@given(EDITIONS, st.floats(0, 100), st.floats(0, 100), st.integers(0, 60), st.integers(0, 60))
def test_more_never_lowers_the_grade(
    edition: str, one: float, other: float, few: int, many: int
) -> None:
    low, high = (f"{k:.4f}" for k in sorted((one, other)))
    few, many = sorted((few, many))
    less = gep(edition, low, f"{few}/2mm2")
    for more in (gep(edition, high, f"{few}/2mm2"), gep(edition, low, f"{many}/2mm2")):
        assert rank(less[0]) <= rank(more[0])
        assert rank(less[-1]) <= rank(more[-1])


@given(EDITIONS, INTERVALS, COUNTS)
def test_never_below_what_one_index_alone_gives(edition: str, ki67: str, mitoses: str) -> None:
    both = gep(edition, ki67, mitoses)
    for alone in (gep(edition, ki67), gep(edition, mitoses=mitoses)):
        if alone:
            assert rank(both[0]) >= rank(alone[0])
            assert rank(both[-1]) >= rank(alone[-1])


@given(EDITIONS, st.integers(0, 99), st.integers(0, 99))
def test_an_interval_allows_what_its_ends_allow(edition: str, one: int, other: int) -> None:
    low, high = sorted((one, other))
    whole = gep(edition, f"{low}-{high}")
    assert set(gep(edition, str(low))) | set(gep(edition, str(high))) <= set(whole)


@given(st.integers(0, 20), st.integers(0, 20), st.sampled_from([True, False, None]), st.text())
def test_lung_looks_at_mitoses_only(one: int, other: int, necrosis: bool | None, ki67: str) -> None:
    few, many = sorted((one, other))
    results = [
        derive(RULES, organ="lung", ki67=k, mitoses=f"{n}/2mm2", necrosis=necrosis, year=2024)
        for n, k in ((few, ""), (few, ki67), (many, ""))
    ]
    assert results[0].possible == results[1].possible
    order = [label for label, _ in RULES.edition(THORACIC, "WHO 2022").types]
    worst = [max(i for i, label in enumerate(order) if r.types[-1] in label) for r in results]
    assert worst[0] <= worst[2]


@given(
    organ=st.sampled_from(["pancreas", "lung", "kidney", "unknown", ""]),
    ki67=st.text(max_size=12) | INTERVALS,
    mitoses=st.text(max_size=12) | COUNTS,
    histology=st.lists(st.sampled_from(["NET", "NEC", "MiNEN", "typical carcinoid", "?"])),
    differentiation=st.sampled_from(["", "well", "moderate", "poor", "x"]),
    necrosis=st.sampled_from([True, False, None]),
    text=st.text(max_size=60) | st.sampled_from(["WHO 2010", "2019 WHO", "5th edition WHO"]),
    year=st.none() | st.integers(-5, 3000),
)
def test_no_input_raises(**facts: object) -> None:
    derived = derive(RULES, **facts)  # type: ignore[arg-type]
    assert derived == derive(RULES, **facts)  # type: ignore[arg-type]
    assert list(derived.possible) == sorted(set(derived.possible), key=rank)
    if derived.grade is not None:
        assert derived.possible == (derived.grade,)
        assert agrees(derived.grade, derived)
    assert derived.reasons


@given(st.sets(st.sampled_from(GRADES)), st.sets(st.sampled_from(GRADES)))
def test_higher_is_symmetric(one: set[str], other: set[str]) -> None:
    assert higher(one, other) == higher(other, one)
    assert set(higher(one, ())) == one


def _with(folder: Path, old: str, new: str) -> Path:
    (folder / "rules").mkdir()
    text = (en_netmatrix.folder() / FILE).read_text(encoding="utf-8")
    assert old in text
    (folder / FILE).write_text(text.replace(old, new), encoding="utf-8")
    return folder


def test_a_pathologist_can_correct_a_cut_off(tmp_path: Path) -> None:
    changed = load_grading(_with(tmp_path, 'ki67: "<=2"', 'ki67: "<3"'))
    assert derive(changed, organ="ileum", ki67="2.5", edition="WHO 2010").grade == "G1"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('ki67: ">20"', 'ki67: "above 20"', "cannot|can be read"),
        ('ki67: "3-20"', 'ki67: "1-20"', "overlap"),
        ("carcinoma: graded", "carcinoma: perhaps", "carcinoma"),
        ("    default: WHO 2022", "    default: WHO 2032", "2032"),
    ],
)
def test_a_slip_in_the_data_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        load_grading(_with(tmp_path, old, new))


def test_a_model_without_the_file_uses_the_packaged_one(tmp_path: Path) -> None:
    assert load_grading(tmp_path) == RULES


def test_every_edition_has_a_source_and_its_organs_are_names() -> None:
    assert all(edition.source for edition in RULES.editions)
    names = (en_netmatrix.folder() / "terminology" / "names.tsv").read_text(encoding="utf-8")
    sites = {line.split("\t")[1] for line in names.splitlines() if line.startswith("site\t")}
    assert set(RULES.families) <= sites
