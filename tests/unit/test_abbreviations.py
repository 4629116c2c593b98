"""Long forms of abbreviations: what scispaCy finds over a Doc, without a Doc."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import en_netmatrix
from netmatrix.nlp import abbreviations, load
from netmatrix.nlp.abbreviations import definitions, long_form
from netmatrix.nlp.pipeline import TextPipeline, steps
from netmatrix.nlp.word_pieces import Token, tokens
from netmatrix.readers import read

if TYPE_CHECKING:
    from spacy.language import Language

DEMO = Path(__file__).parents[2] / "corpus" / "demo"
PIECES = [
    "somatostatin", "receptor", "of", "(PRRT)", "(PRRT),", "[6]", "95%", "17,20-lyase", "8)", "(8",
    "5mg", "1890-490", "it's", "patient’s", "cannot", "i.e.,", "“tumour”", "β-cell", "a--b", "e.g.",
    "(G)n", "(-)-x", "Sandostatin®", "–", "3–6", "1.5", "and/or", "IFN-", "kg/m²", "Im", "is", "No.",
]  # fmt: skip


@pytest.fixture(scope="module")
def language() -> Language:
    return en_netmatrix.load()


def spacy_tokens(language: Language, text: str) -> list[Token]:
    return [(token.text, bool(token.whitespace_)) for token in language.make_doc(text)]


def oracle(language: Language, window: str, short: str) -> tuple[int, int] | None:
    from scispacy.abbreviation import find_abbreviation

    doc = language.make_doc(f"{window} ( {short} )")
    first = max(0, len(doc) - 3 - min(len(short) + 5, len(short) * 2))
    _, long = find_abbreviation(doc[first : len(doc) - 3], doc[len(doc) - 2 : len(doc) - 1])
    return None if long is None else (long.start_char, long.end_char)


def test_what_spacy_lists_as_exceptions_is_cut_alike(language: Language) -> None:
    for word in language.tokenizer.rules:
        for before in ("", "(", "[", "‘", "-"):
            for behind in ("", ",", ")", "),", ":", "'s", "’", "%", "-", "3"):
                text = before + word + behind
                found = None if " " in text else tokens(text)
                assert found is None or found == spacy_tokens(language, text), text


@settings(deadline=None, max_examples=400)
@given(
    st.lists(
        st.sampled_from(PIECES) | st.text("aAzZbgKMmsS0189α é()[],;:%-/–.’'+", min_size=1),
        min_size=1,
        max_size=8,
    )
)
def test_plain_words_are_cut_as_scispacy_cuts_them(language: Language, words: list[str]) -> None:
    text = " ".join(words).strip()
    found = tokens(text) if text else []
    assert found is None or found == spacy_tokens(language, text)


@settings(deadline=None, max_examples=400)
@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=14),
    st.from_regex(r"[A-Za-z][A-Za-z0-9-]{1,6}", fullmatch=True),
    st.sampled_from([" ", "  ", "\t"]),
)
def test_the_long_form_is_the_one_that_scispacy_finds(
    language: Language, words: list[str], short: str, space: str
) -> None:
    window = space.join(words)
    found = long_form(window, short, lambda text: spacy_tokens(language, text))
    assert found == oracle(language, window, short)


@pytest.mark.parametrize("path", sorted(DEMO.glob("*.[thmx]*")), ids=lambda path: path.name)
def test_the_demo_papers_abbreviations_are_scispacy_s(
    language: Language, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = read(path).text
    found = definitions(text, lambda part: spacy_tokens(language, part))
    monkeypatch.setattr(abbreviations, "tokens", lambda part: None)  # nothing is plain
    assert definitions(text, lambda part: spacy_tokens(language, part)) == found


def test_a_run_has_the_components_that_spacy_loads(language: Language) -> None:
    nlp = load()
    assert isinstance(nlp, TextPipeline)
    assert [name for name, _ in nlp.pipeline] == language.pipe_names
    assert [type(part) for _, part in nlp.pipeline] == [type(part) for _, part in language.pipeline]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('factory = "netmatrix_terms"', 'factory = "sentencizer"'),
        ("netmatrix.ScientificTokenizer.v1", "spacy.Tokenizer.v1"),
        ("disabled = []", 'disabled = ["netmatrix_terms"]'),
        ('factory = "netmatrix_terms"', 'factory = "netmatrix_terms"\nmore = 1'),
        ("[nlp]", "nlp"),
    ],
)
def test_a_config_with_anything_else_is_left_to_spacy(tmp_path: Path, old: str, new: str) -> None:
    config = (en_netmatrix.folder() / "config.cfg").read_text("utf-8")
    (tmp_path / "meta.json").write_text("{}")
    (tmp_path / "config.cfg").write_text(config, "utf-8")
    assert steps(tmp_path) is not None
    (tmp_path / "config.cfg").write_text(config.replace(old, new), "utf-8")
    assert steps(tmp_path) is None


def test_two_short_forms_in_one_bracket_share_no_long_form(language: Language) -> None:
    text = "The positive and negative predictive values (PPV, NPV) were high."
    assert "PPV" not in definitions(text, lambda t: spacy_tokens(language, t))


def test_what_the_paper_says_it_stands_for_outweighs_the_terminology() -> None:
    from netmatrix.document import Document, Metadata, TextBuilder
    from netmatrix.nlp import annotate

    def read_as(text: str) -> set[str]:
        builder = TextBuilder()
        builder.block(text, section="abstract")
        document = Document(
            "paper", "paper.txt", "", "text", builder.text, tuple(builder.blocks),
            tuple(builder.tables), metadata=Metadata(),
        )  # fmt: skip
        return {m.name for m in annotate(document, load()).mentions}

    assert "bone metastasis" in read_as("BM were frequent.")
    assert "bone metastasis" not in read_as("Bowel movements (BM) were counted. BM were frequent.")
    assert "stable disease" in read_as("Stabilised disease (SD) was rare. SD was seen in two.")
    among = "Standard deviations (SD) are given. Best responses were PR in three and SD in nine."
    assert "stable disease" in read_as(among)
