"""The lexicon: whole words, the longest first, spelling and number made one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netmatrix.nlp.lexicon import (
    Entry,
    Lexicon,
    canonical,
    read_cues,
    read_terminology,
    spelled_out,
    variants,
)


def _entry(
    name: str, form: str, group: str = "site", layer: str = "term", *, exact: bool = False
) -> Entry:
    return Entry(layer, group, (name,), form, exact)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("tumour", "tumors"),
        ("metastasis", "metastases"),
        ("oesophageal", "esophageal"),
        ("anaemia", "anemia"),
        ("biopsy", "biopsies"),
        ("carcinoma", "carcinomata"),
        ("vertebra", "vertebrae"),
        ("hypoglycaemia", "hypoglycemia"),
        ("diagnosis", "diagnoses"),
        ("analogue", "analogs"),
    ],
)
def test_one_form_for_spelling_and_number(left: str, right: str) -> None:
    assert canonical(left) == canonical(right)


@pytest.mark.parametrize(
    ("left", "right"), [("ileum", "ilium"), ("bone", "bones marrow"), ("CT", "cats")]
)
def test_other_words_stay_apart(left: str, right: str) -> None:
    assert canonical(left) != canonical(right)


def test_the_longest_wins_over_all_groups() -> None:
    lexicon = Lexicon(
        [
            _entry("liver", "liver"),
            _entry("liver transplantation", "liver transplantation", "treatment"),
        ]
    )
    assert [m.names for m in lexicon.scan("Liver transplantation for liver metastases")] == [
        ("liver transplantation",),
        ("liver",),
    ]


def test_whole_words_only() -> None:
    lexicon = Lexicon([_entry("ct", "CT", "diagnostic_method", exact=True)])
    assert [m.start for m in lexicon.scan("The section showed fact. CT was done; ct was not.")] == [
        25
    ]


@pytest.mark.parametrize("text", ["Ki-67", "Ki67", "ki 67", "KI–67"])
def test_hyphens_are_free(text: str) -> None:
    lexicon = Lexicon([_entry("ki67", "Ki-67", "ki67", "cue")])
    assert len(lexicon.scan(f"a {text} index")) == 1


def test_a_term_does_not_cross_a_sentence() -> None:
    lexicon = Lexicon([_entry("lymph node", "lymph node")])
    assert not lexicon.scan("It drained lymph. Node two was free.")


def test_a_shield_hides_what_is_inside() -> None:
    lexicon = Lexicon([_entry("anus", "anal"), _entry("-", "anal verge")])
    assert not lexicon.scan("6 cm above the anal verge")


def test_a_plural_cue_is_not_a_singular() -> None:
    lexicon = Lexicon([_entry("general", "cases of", "general", "cue")])
    assert lexicon.scan("in cases of carcinoid")
    assert not lexicon.scan("a case of carcinoid")


def test_a_plural_cue_leaves_its_singular_beside_it() -> None:
    lexicon = Lexicon([_entry("ihc", "stains", "ihc", "cue"), _entry("ihc", "stain", "ihc", "cue")])
    assert lexicon.scan("the stain took")
    assert lexicon.scan("the stains took")


@given(st.text(max_size=300))
def test_mentions_lie_in_the_text_in_order(text: str) -> None:
    lexicon = Lexicon([_entry("liver", "liver"), _entry("bone", "bone"), _entry("x", "a b")])
    found = lexicon.scan(text)
    assert all(0 <= m.start < m.end <= len(text) for m in found)
    assert [m.start for m in found] == sorted(m.start for m in found)


def test_variants_do_not_repeat() -> None:
    found = list(variants("5-HT-receptor therapy"))
    assert len(found) == len(set(found))


def test_bad_lines_are_named(tmp_path: Path) -> None:
    (tmp_path / "site.tsv").write_text("name\tform\tcase\tnote\nliver\thepatic\tmaybe\t\n", "utf-8")
    with pytest.raises(ValueError, match=r"site\.tsv:2"):
        list(read_terminology(tmp_path))


def test_no_is_a_word_in_the_rules(tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text("cues:\n  negation:\n    - no\n    - =may\n", "utf-8")
    entries = {e.form: e.exact for e in read_cues(tmp_path)}
    assert entries == {"no": False, "may": True}


def test_choices_in_braces_are_written_out() -> None:
    assert list(spelled_out("{was|were|} {not|never} given")) == [
        "was not given",
        "was never given",
        "were not given",
        "were never given",
        "not given",
        "never given",
    ]
    assert list(spelled_out("given")) == ["given"]


def test_a_line_of_terms_may_hold_choices(tmp_path: Path) -> None:
    (tmp_path / "response.tsv").write_text(
        "name\tform\tcase\tnote\nstable disease\t{has|had} not grown\t\tweak\n", "utf-8"
    )
    entries = [(e.names, e.form, e.weak) for e in read_terminology(tmp_path)]
    assert entries == [
        (("stable disease",), "has not grown", True),
        (("stable disease",), "had not grown", True),
    ]
