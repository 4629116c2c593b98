"""Phrases of ``rules/*.yaml``: every one compiles and tells a name that the terminology has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import en_netmatrix
from netmatrix import extract
from netmatrix.extract.phrases import load_phrases, load_wordings, read_phrases, read_wordings
from netmatrix.normalise.names import load_names

MODEL = en_netmatrix.folder()
GROUPS = {"treatments": "treatment", "methods": "diagnostic_method", "outcomes": "response"}


@pytest.mark.parametrize("file", GROUPS)
def test_every_phrase_compiles_and_has_a_canonical_name(file: str) -> None:
    names = load_names(MODEL)
    for name, pattern in load_phrases(MODEL, file):
        assert names.get(GROUPS[file], name) is not None, name
        assert re.compile(pattern.pattern, pattern.flags)


@pytest.mark.parametrize(
    ("file", "modules"),
    [
        *((name, (name,)) for name in (*GROUPS, "follow_up", "diagnosis")),
        ("markers", ("markers", "stains")),
    ],
)
def test_the_program_asks_for_every_wording_of_a_file_and_for_no_other(
    file: str, modules: tuple[str, ...]
) -> None:
    """A name that only one of the two knows would be missed when a paper first needs it."""
    folder = Path(extract.__file__).parent
    code = "".join((folder / f"{name}.py").read_text(encoding="utf-8") for name in modules)
    wordings = load_wordings(MODEL, file)
    assert set(re.findall(r'words\["([^"]+)"\]', code)) == set(wordings)
    assert all(re.compile(pattern.pattern, pattern.flags) for pattern in wordings.values())


def test_what_stands_beside_is_tied_to_the_place() -> None:
    words = read_wordings(
        {
            "wordings": [
                {"name": "left", "stands": "before", "form": r"given\s+"},
                {"name": "right", "stands": "behind", "form": r"\s*was"},
                {"name": "around", "open": "start", "form": "cut"},
            ]
        }
    )
    assert words["left"].search("was given ")
    assert not words["left"].search("was forgiven ")
    assert not words["left"].search("given it ")
    assert words["right"].match(" was")
    assert not words["right"].match(" it was")
    assert not words["right"].match(" wash")
    assert words["around"].search("uncut")
    assert not words["around"].search("cuts")


def test_a_wording_that_is_told_twice_is_an_error() -> None:
    with pytest.raises(ValueError, match="'a' is told twice"):
        read_wordings({"wordings": [{"name": "a", "form": "b"}, {"name": "a", "form": "c"}]})


def test_a_phrase_is_found_as_whole_words_without_case() -> None:
    ((name, pattern),) = read_phrases({"phrases": [{"name": "x", "form": ["a b", "c"]}]})
    assert name == "x"
    assert [m.group() for m in pattern.finditer("A b, ab, c, cc, a bb")] == ["A b", "c"]


def test_case_and_ends_as_the_phrase_says() -> None:
    exact, open_end = read_phrases(
        {
            "phrases": [
                {"name": "x", "form": "RET", "case": "exact"},
                {"name": "y", "form": "by hal", "open": "end"},
            ]
        }
    )
    assert exact[1].search("RET")
    assert not exact[1].search("ret")
    assert open_end[1].search("by half")


def test_pieces_are_unfolded_and_counts_stay() -> None:
    data = {"pieces": {"of": "of|in"}, "phrases": [{"name": "x", "form": r"a{2} {of} \w{1,3}"}]}
    ((_, pattern),) = read_phrases(data)
    assert pattern.pattern == r"(?<!\w)(?:a{2} (?:of|in) \w{1,3})(?!\w)"


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ({"name": "x", "form": "a {off} b"}, "'x': no piece is called 'off'"),
        ({"name": "x"}, "'x' needs a name and a form"),
        ({"form": "a"}, "needs a name and a form"),
        ({"name": "x", "form": "a", "cases": "exact"}, "'x': cases: exact is not known"),
    ],
)
def test_what_cannot_be_read_is_an_error_with_its_name(item: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_phrases({"phrases": [item]})


def test_a_corrected_file_is_used_and_a_missing_one_is_the_packaged(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    text = "phrases: [{name: laparoscopy, form: 'through a keyhole'}]"
    (tmp_path / "rules" / "treatments.yaml").write_text(text, encoding="utf-8")
    assert [name for name, _ in load_phrases(tmp_path, "treatments")] == ["laparoscopy"]
    assert len(load_phrases(tmp_path, "outcomes")) == len(load_phrases(MODEL, "outcomes"))
