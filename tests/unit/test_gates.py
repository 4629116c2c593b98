"""Gates keep a search from a text where its pattern cannot match, and from no other."""

from __future__ import annotations

import gc
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import en_netmatrix
from netmatrix import assemble
from netmatrix.document import Document
from netmatrix.extract.phrases import load_phrases, load_wordings
from netmatrix.extract.statistics.rules import load_cohort_rules
from netmatrix.gates import Gated, gates_of
from netmatrix.nlp import load
from netmatrix.nlp.sentences import split
from netmatrix.readers import read

DEMO = Path(__file__).parents[2] / "corpus" / "demo"
PAPERS = sorted(DEMO.glob("*.[thmx]*"))

PHRASES = ("treatments", "methods", "outcomes")
WORDINGS = (*PHRASES, "follow_up", "diagnosis", "markers")


def in_use() -> list[Gated]:
    """Every gated pattern of the program."""
    load_cohort_rules(en_netmatrix.folder())
    for file in PHRASES:
        load_phrases(None, file)
    for file in WORDINGS:
        load_wordings(None, file)
    found = {(g.pattern, g.flags): g for g in gc.get_objects() if isinstance(g, Gated)}
    return [found[key] for key in sorted(found)]


@pytest.mark.parametrize(
    ("pattern", "cues"),
    [
        (r"\btumou?rs?\b", [("tumo",)]),
        (
            r"(?:resection|removal)\s+of\s+(?:lymph\s+)?nodes",
            [("nodes",), ("resection", "removal")],
        ),
        (r"[Gg]rade\s*(?P<n>\d+|two)", [("grade",), ("two",)]),
        (r"a\+{2,}b|x*", []),
        (r"(?:nodes)?x", []),
        (r"(?:nodes){0,2}x", []),
        (r"(?!nodes)x", []),
        (r"x[^d]es+ left", [("es",), (" left",)]),
        (r"(?i)nodes", []),
        (r"(a)\1 nodes", []),
    ],
)
def test_what_a_pattern_needs(pattern: str, cues: list[tuple[str, ...]]) -> None:
    assert sorted(gate.cues for gate in gates_of(pattern)[0]) == sorted(cues)


def test_each_of_several_forms_needs_its_own() -> None:
    gated = Gated(r"tumou?rs?\s+shrank|nodes?\s+regressed|masses?\s+fell|lesions?\s+receded")
    assert gated.may_match("The nodes regressed.")
    assert not gated.may_match("The tumour was in the nodes; it fell.")
    # No form is asked where one of them may hold without any piece.
    assert gates_of(r"nodes\s+fell|mass\s+grew|tumour\s+shrank|\w+")[1] is None


def test_letters_that_match_in_the_other_case() -> None:
    gated = Gated("risk", re.IGNORECASE)
    for text in ("RISK", "rıſK", "rİsk", "riſk"):
        assert (gated.search(text) is None) == (gated.compiled.search(text) is None)


def test_positions_are_those_of_the_pattern() -> None:
    gated = Gated(r"node\d")
    assert gated.search("node1 node2", 3)[0] == "node2"  # type: ignore[index]
    assert [m.start() for m in gated.finditer("node1 node2", 0, 6)] == [0]
    assert gated.match("node1") is not None
    assert gated.match("no node") is None


@pytest.mark.parametrize("number", range(40))
def test_a_gate_is_open_where_its_pattern_matches(number: int) -> None:
    """Made texts that match, for every 40th of the patterns in use."""
    for gated in in_use()[number::40]:
        check(gated)


def check(gated: Gated) -> None:
    @settings(
        max_examples=15,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.from_regex(gated.compiled))
    def stays_open(text: str) -> None:
        assert gated.may_match(text), gated.pattern

    stays_open()


def test_many_patterns_have_gates() -> None:
    every = in_use()
    assert len(every) > 100
    assert sum(any(gates_of(gated.pattern)) for gated in every) > 0.9 * len(every)


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.name)
def test_no_gate_shuts_on_a_sentence_of_a_demo_paper(path: Path) -> None:
    text = read(path).text
    sentences = [text[a:b] for a, b in split(text, 0, len(text))]
    for gated in in_use():
        for sentence in sentences:
            assert gated.may_match(sentence) or not gated.compiled.search(sentence), gated.pattern


def test_the_demo_papers_give_the_same_with_all_gates_open(monkeypatch: pytest.MonkeyPatch) -> None:
    nlp = load()

    def rows(document: Document) -> list[object]:
        return [row.to_json() for row in assemble.rows_of(document, nlp)]

    documents = [replace(read(path), doc_id=path.stem) for path in PAPERS]
    with_gates = [rows(document) for document in documents]
    monkeypatch.setattr(Gated, "may_match", lambda self, text: True)
    assert [rows(document) for document in documents] == with_gates
