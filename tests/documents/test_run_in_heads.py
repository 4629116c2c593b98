"""Section heads that stand inside their paragraph. All example text is invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from netmatrix import readers
from netmatrix.document import Document
from netmatrix.readers import headings

FILL = (
    "Tumours of the invented gland are rare in this made-up county, and few of those who have one "
    "were ever asked about it. "
)


def read(text: str, name: str = "paper.txt") -> Document:
    return readers.read_bytes(text.encode(), Path(name))


def section(document: Document, wording: str) -> tuple[str, str]:
    """Section and heading of the block that holds ``wording``."""
    block = next(b for b in document.blocks if wording in document.slice(b))
    return block.section, block.heading


@pytest.mark.parametrize(
    ("text", "label", "role"),
    [
        ("Introduction. The gland is small.", "Introduction", "introduction"),
        ("Case report. A man of 50 came.", "Case report", "case"),
        ("Case 1. A man of 50 came.", "Case 1", "case"),
        ("Case 2: A woman of 60 came.", "Case 2", "case"),
        ("CASE PRESENTATION: A man came.", "CASE PRESENTATION", "case"),
        ("Discussion. The gland is small.", "Discussion", "discussion"),
        ("Conclusion: It is small.", "Conclusion", "conclusion"),
        ("SUMMARY. A man came.", "SUMMARY", "abstract"),
    ],
)
def test_names_that_open_a_section(text: str, label: str, role: str) -> None:
    found = headings.run_in(text)
    assert found is not None
    assert found[:2] == (label, role)


@pytest.mark.parametrize(
    "text",
    [
        "Case reports are many.",
        "Discussion of the case followed.",
        "Results were good.",
        "Ki-67: 3 %",
        "Case 1 was a man.",
        "case 1. A man",
        "Methods vary. Some count.",
        "Treatment. He was given a made-up drug.",
    ],
)
def test_sentences_that_only_begin_alike(text: str) -> None:
    found = headings.run_in(text)
    assert found is None or found[1] not in headings.OPENING


SHORT_REPORT = f"""A small tumour of the invented gland of a farmer

Introduction. {FILL * 12}

{FILL * 12}

Case report. A 61-year-old farmer came with a swelling. {FILL * 10}

The farmer was operated on in the next week. {FILL * 10}

Discussion. Farmers are seldom asked. {FILL * 10}

Conclusion. One should ask them. {FILL}
"""


def test_heads_before_full_stops_are_the_paper_s_sections() -> None:
    document = read(SHORT_REPORT)
    assert section(document, "61-year-old") == ("case", "Case report")
    assert section(document, "operated on") == ("case", "Case report")
    assert section(document, "seldom asked") == ("discussion", "Discussion")
    assert section(document, "One should ask") == ("conclusion", "Conclusion")
    assert section(document, "Introduction. Tumours") == ("introduction", "Introduction")
    assert "Case report. A 61-year-old farmer" in document.text, "the text is as printed"


def test_cases_by_number_open_and_close_themselves() -> None:
    document = read(
        f"Two farmers with an invented tumour\n\nINTRODUCTION\n\n{FILL * 3}\n\nCase 1. A 61-year-old "
        f"farmer came. {FILL}\n\nCase 2. A 44-year-old farmer came later. {FILL}\n\n"
        f"Discussion. Farmers differ. {FILL}\n"
    )
    assert section(document, "61-year-old") == ("case", "Case 1")
    assert section(document, "44-year-old") == ("case", "Case 2")
    assert section(document, "Farmers differ") == ("discussion", "Discussion")


@pytest.mark.parametrize(
    ("first", "case", "last"),
    [
        ("Introduction:", "Case report:", "Conclusion:"),
        ("Background:", "Case Presentation:", "Conclusions:"),
        ("Objective:", "Case description:", "Conclusion:"),
        ("Introduction.", "Case report.", "Conclusion."),
        ("SUMMARY. Background:", "Case report:", "Conclusion:"),
    ],
)
def test_heads_in_one_paragraph_split_it(first: str, case: str, last: str) -> None:
    text = (
        f"A farmer with an invented tumour: a case report\n\n{first} {FILL}{case} A 61-year-old "
        f"farmer was operated on. {last} One should ask farmers.\n"
    )
    document = read(text)
    heads = {word.rstrip(":.") for word in (case, last)}
    found = {
        document.slice(b).split()[0]: (b.section, b.heading)
        for b in document.blocks
        if b.kind == "paragraph"
    }
    assert section(document, "61-year-old") == ("abstract", case.rstrip(":."))
    assert section(document, "One should ask") == ("abstract", last.rstrip(":."))
    assert len(found) >= 3
    assert heads <= {heading for _, heading in found.values()}
    joined = " ".join(" ".join(document.text.split()).split())
    assert f"{case} A 61-year-old" in joined


def test_an_abstract_with_its_own_heads_stays_an_abstract_above_sections() -> None:
    document = read(
        f"A farmer with an invented tumour\n\nAbstract\n\nBackground: {FILL}\n\nCase presentation: "
        f"A 61-year-old farmer came.\n\nConclusion: Ask.\n\nIntroduction\n\n{FILL * 4}\n\n"
        f"Case presentation\n\nThe farmer was 61 years old.\n\nDiscussion\n\n{FILL}\n"
    )
    assert section(document, "A 61-year-old farmer")[0] == "abstract"
    assert section(document, "The farmer was 61")[0] == "case"


def test_a_run_in_abstract_is_followed_by_run_in_sections() -> None:
    document = read(
        f"A farmer with an invented tumour\n\nSUMMARY. {FILL}\n\nIntroduction. {FILL * 20}\n\n"
        f"Case report. A 61-year-old farmer came. {FILL * 20}\n\nDiscussion. Ask them. {FILL * 10}\n"
    )
    assert section(document, "SUMMARY")[0] == "abstract"
    assert section(document, "Introduction. Tum")[0] == "introduction"
    assert section(document, "61-year-old") == ("case", "Case report")
    assert section(document, "Ask them")[0] == "discussion"


def test_a_heading_is_the_first_head_of_the_paragraph_below_it() -> None:
    document = read(
        f"# A farmer with an invented tumour\n\n## Abstract\n\n### Background\n\n{FILL}Case report: "
        f"A 61-year-old farmer came. Conclusion: Ask.\n\n## Introduction\n\n{FILL}\n\n## Case\n\nHe "
        "was 61.\n",
        "paper.md",
    )
    assert section(document, "61-year-old") == ("abstract", "Case report")
    assert section(document, "Conclusion: Ask") == ("abstract", "Conclusion")


def test_blocks_stay_in_order_and_whole() -> None:
    document = read(SHORT_REPORT)
    ends = [0] + [block.end for block in document.blocks]
    assert all(
        end <= block.start < block.end
        for end, block in zip(ends[:-1], document.blocks, strict=True)
    )
    covered = "".join(document.slice(block) for block in document.blocks)
    assert "".join(covered.split()) == "".join(document.text.split())


def test_run_in_heads_behind_an_abstract_are_the_papers() -> None:
    told = f"{FILL}A man of 50 came with a tumour of the gland. "
    text = (
        f"A tumour of the gland\n\nAbstract\n\nBackground. {FILL}\n\nCase. {told}\n\nConclusions. {FILL}\n\n"
        f"Introduction. {FILL}First.\n\nCase report. {told}Second.\n\n{told}Third.\n\nDiscussion. {FILL}Fourth."
    )
    document = read(text)
    assert section(document, "First.")[0] == "introduction"
    assert section(document, "Second.")[0] == section(document, "Third.")[0] == "case"
    assert section(document, "Fourth.")[0] == "discussion"
    assert section(document, "Conclusions.")[0] == "abstract"


def test_a_plain_abstract_ends_at_the_first_run_in_head() -> None:
    text = f"A tumour\n\nAbstract\n\n{FILL}\n\nIntroduction. {FILL}First.\n\nCase report. {FILL}Second."
    assert section(read(text), "First.")[0] == "introduction"


def test_a_short_paper_of_run_in_heads_is_no_abstract() -> None:
    story = f"{FILL}A man of 50 came with a tumour of the gland. " * 3
    text = (
        f"A tumour of the gland\n\nIntroduction. {story}\n\nCase report. {story}\n\n{story}Second.\n\n"
        f"Discussion. {story}Last.\n\nConclusion. {FILL}"
    )
    document = read(text)
    assert section(document, "Second.")[0] == "case"
    assert section(document, "Last.")[0] == "discussion"


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Case 1 (father). This man came.", "case"),
        ("Patient and observation. It is a woman.", "case"),
        ("Clinical summary. A man came.", "case"),
        ("Case 2 (daughter): She came.", "case"),
    ],
)
def test_more_names_that_open_a_case(text: str, role: str) -> None:
    found = headings.run_in(text)
    assert found is not None
    assert found[1] == role


def test_persons_of_a_family_tree_head_a_case() -> None:
    for text in (
        "III-2 (proband)",
        "II-1",
        "Individual II-3",
        "II.3 (the aunt)",
        "IV:2 (the niece)",
    ):
        assert headings.role(text) == "case"
    for text in ("II-1 was well", "III. Methods of this work", "II.2", "ii-1"):
        assert headings.role(text) != "case"
