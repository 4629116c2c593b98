"""The spaCy pipeline: both faces of its components say the same."""

from __future__ import annotations

from pathlib import Path

import pytest

import en_netmatrix
from netmatrix.nlp import annotate, load
from netmatrix.nlp.components import _plain_document
from netmatrix.nlp.context import load_rules
from netmatrix.nlp.sentences import split

TEXT = (
    "A 54-year-old woman had a neuroendocrine tumour of the ileum. CT showed no liver metastases.\n\n"
    "Abiraterone acetate (AA) was given, and AA was stopped after 3 months. Chemotherapy was declined."
)


@pytest.fixture(scope="module")
def nlp():  # type: ignore[no-untyped-def]
    return load()


def test_spacy_loads_the_folder() -> None:
    import spacy

    names = spacy.load(en_netmatrix.folder()).pipe_names
    assert names == [
        "netmatrix_sentences",
        "netmatrix_sections",
        "netmatrix_terms",
        "netmatrix_abbreviations",
        "netmatrix_context",
    ]


def test_both_faces_agree(nlp) -> None:  # type: ignore[no-untyped-def]
    doc = nlp(TEXT)
    layers = annotate(_plain_document(TEXT), nlp)
    spans = list(doc.spans["terms"])
    for mention in layers.mentions:
        if mention.layer == "term":
            assert any(
                s.label_ == mention.group
                and s.start_char <= mention.start
                and mention.end <= s.end_char
                for s in spans
            )
    assert len(spans) == sum(m.layer == "term" for m in layers.mentions)
    assert [s.text for s in doc.spans["sentences"]] == [s.text for s in layers.sentences]


def test_an_abbreviation_means_its_long_form(nlp) -> None:  # type: ignore[no-untyped-def]
    layers = annotate(_plain_document(TEXT), nlp)
    assert layers.abbreviations == {"AA": "Abiraterone acetate"}
    uses = [m for m in layers.mentions if TEXT[m.start : m.end] == "AA"]
    assert {m.names for m in uses if m.group == "treatment"} == {("abiraterone",)}


@pytest.mark.parametrize(
    ("wording", "category"),
    [("liver metastases", "negated"), ("Chemotherapy", "declined"), ("AA was stopped", "stopped")],
)
def test_contexts_hold_with_their_cue(nlp, wording: str, category: str) -> None:  # type: ignore[no-untyped-def]
    layers = annotate(_plain_document(TEXT), nlp)
    start = TEXT.index(wording)
    sentence = layers.sentence_at(start)
    assert sentence is not None
    modifier = sentence.context(start, start + 2)[category]
    assert TEXT[modifier.cue_start : modifier.cue_end].strip()


def test_a_cue_inside_a_wording_is_no_context(nlp) -> None:  # type: ignore[no-untyped-def]
    text = "There was no recurrence at 12 months."
    layers = annotate(_plain_document(text), nlp)
    start = text.index("no recurrence")
    assert "negated" not in layers.sentences[0].context(start, start + len("no recurrence"))


def test_a_rule_without_cues_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text(
        "cues: {a: [x]}\ncontext:\n  - {category: negated, cues: b, direction: forward, max_words: 3}\n",
        "utf-8",
    )
    with pytest.raises(ValueError, match="names no group"):
        load_rules(tmp_path)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("We saw Dr. Smith et al. (2003). Ki-67 was approx. 5%.", 2),
        ("It was recorded.In one patient it was not.", 2),
        ("Fig. 2 shows e.g. Liver and no. 3 of 5.6 cm.", 1),
        ("He died. Was it shown? Yes!", 3),
        ("The cells had chromogranin A. The index was low (95% C.I. 2-4).", 2),
        ("cases: (a) a man was seen. (b) A woman was seen.", 2),
        ("It was less frequent in cases I, III and V. Computed tomography showed less.", 2),
        ("Fluid forced its withdrawal in D. Streptozotocin, 1 g, was given to A.", 2),
        ("It fell in A and in C. A, B and D are alive.", 2),
        ("It was seen by A. Smith and colleagues, and in the series of B. Jones too.", 1),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len(list(split(text, 0, len(text)))) == count
