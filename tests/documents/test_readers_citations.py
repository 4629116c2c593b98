"""Citation marks: what is one, and what stays in the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netmatrix.document import Document
from netmatrix.nlp import annotate, load
from netmatrix.readers import jats, structure
from netmatrix.readers.citations import Habit, habit, lift, moved, numbers

NAMES = frozenset(["Moe", "Roe", "Poe", "Berg"])
LINK = '<xref ref-type="bibr" rid="b1">{}</xref>'


@pytest.mark.parametrize(
    ("text", "left", "marks"),
    [
        ("as seen (Moe et al., 2004).", "as seen.", ["Moe et al., 2004"]),
        ("so (Moe and Roe, 2004; Poe 2005a, b) it is", "so it is",
         ["Moe and Roe, 2004; Poe 2005a, b"]),
        ("so (van Berg et al., 2011), it is", "so, it is", ["van Berg et al., 2011"]),
        ("so (Moe, Roe, and Poe, 1999) it is", "so it is", ["Moe, Roe, and Poe, 1999"]),
        ("Moe et al. (2004) saw 12 (5 in 2010)", "Moe et al. (2004) saw 12 (5 in 2010)", []),
        ("bought there (Basel, 2004)", "bought there (Basel, 2004)", []),
        ("(Moe, personal words, 2004)", "(Moe, personal words, 2004)", []),
    ],
)  # fmt: skip
def test_authors_with_years(text: str, left: str, marks: list[str]) -> None:
    found = Habit(dated=True, names=NAMES).marks(text)
    clean, places = lift(text, found)
    assert clean == left
    assert [said for _, said in places] == marks


def test_the_habit_is_told_by_text_and_list() -> None:
    entries = [f"{name} A, Doe B. A title. J Inv 2004;1:2" for name in ("Moe", "Roe", "Poe")] * 3
    dated = ["It was seen (Moe et al., 2004), and said (Roe, 2005; Poe, 2006)."] * 4
    assert habit(dated, 9, entries).dated
    assert not habit(dated, 9, ["Other A. A title."] * 9).dated
    assert habit(["It is said [1] and seen [2]."], 9).square
    assert not habit(["It is said [1] and seen [2]."]).square
    assert not habit(["One (1), two (2), three (3)."], 9).round


def test_a_mark_behind_a_number_is_one_where_the_list_says_so() -> None:
    texts = ["Seen before [1], and in 82.7% [2, 3]. After 12 months [3-8] more was seen [4].",
             "A share of 5% [5] and of 7% [6, 7], but 9 years [2, 40]."]  # fmt: skip
    found = habit(texts, 8)
    assert [mark.wording for text in texts for mark in found.marks(text)] == [
        "1", "2, 3", "4", "5", "6, 7",
    ]  # fmt: skip


def test_counts_in_round_brackets_stay() -> None:
    said = [f"Something was said of the {'abcdefghijklmopq'[n]}-group ({n})." for n in range(1, 15)]
    counts = "There were metastases to bone (7), liver (3) and lung (2), and 88 in all (88)."
    later = "As was seen in bone (3), in liver (4, 5), and in lung (9)."
    found = habit([*said, counts, later], 14)
    assert found.round
    assert found.marks(counts) == []
    assert [mark.wording for mark in found.marks(later)] == ["3", "4, 5", "9"]
    assert all(len(found.marks(text)) == 1 for text in said)


@pytest.mark.parametrize(
    ("wording", "named"), [("3, 5-7", [3, 5, 6, 7]), ("12", [12]), ("4–6;9", [4, 5, 6, 9])]
)
def test_numbers_of_a_mark(wording: str, named: list[int]) -> None:
    assert numbers(wording) == named


@given(st.lists(st.sampled_from(["word", "[3]", " [4, 5]", ". ", "(", "12 ", "x"]), max_size=20))
def test_offsets_follow_the_text(parts: list[str]) -> None:
    text = " ".join(parts)
    marks = Habit(square=True).marks(text)
    clean, places = lift(text, marks)
    assert all(0 <= at <= len(clean) for at, _ in places)
    for at, char in enumerate(text):
        inside = any(mark.start <= at < mark.end for mark in marks)
        if not inside:
            assert clean[moved(at, marks, text)] == char


@pytest.mark.parametrize(
    ("printed", "read", "marks"),
    [
        (f"so ({LINK.format('Moe et al., 2004')}).", "so.", ["Moe et al., 2004"]),
        (f"so ({LINK.format('Moe, 2004')}, {LINK.format('2006')}).", "so.", ["Moe, 2004, 2006"]),
        (f"so {LINK.format('(Roe, 2005)')}.", "so.", ["Roe, 2005"]),
        (f"so Moe et al. ({LINK.format('2004')}) saw.", "so Moe et al. (2004) saw.", []),
        (f"so (see {LINK.format('Moe, 2004')}).", "so (see Moe, 2004).", []),
    ],
)
def test_authors_with_years_of_jats(printed: str, read: str, marks: list[str]) -> None:
    raw = jats.read(f"<article><body><p>It was {printed}</p></body></article>".encode())
    text = raw.builder.text
    assert text[: raw.builder.blocks[0].end] == f"It was {read}"
    assert [text[c.start : c.end] for c in raw.citations] == marks


def _document(body: str) -> Document:
    from pathlib import Path

    data = f"<article><body>{body}</body></article>".encode()
    return structure.finish(jats.read(data), Path("paper.xml"), data)


def test_a_sentence_knows_its_marks() -> None:
    cited = f"A tumour grew again ({LINK.format('Moe et al., 2004')}). Nothing was seen before."
    annotations = annotate(_document(f"<p>{cited}</p>"), load())
    one, two = annotations.sentences[:2]
    assert one.text == "A tumour grew again."
    assert one.cites == ("Moe et al., 2004",)
    assert one.has("literature")
    assert two.cites == ()
    assert not two.has("literature")
