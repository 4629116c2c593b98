"""What the print of a paper says of itself: sections, title, authors, year, DOI."""

from __future__ import annotations

import pytest

from netmatrix.document import Block, BlockKind, Metadata
from netmatrix.readers import front, sections
from netmatrix.readers.headings import role

Part = tuple[BlockKind, str, int | None]


def _blocks(parts: list[Part]) -> tuple[str, list[Block]]:
    text, blocks = "", list[Block]()
    for kind, wording, page in parts:
        text += "\n\n" if text else ""
        blocks.append(Block(len(text), len(text) + len(wording), kind, page=page))
        text += wording
    return text, sections.assign(text, blocks)


def _section(parts: list[Part], wording: str) -> str:
    text, blocks = _blocks(parts)
    return next(b.section for b in blocks if text[b.start : b.end] == wording)


LONG = "A sentence that says little and goes on for long enough to count as a paragraph. " * 3


def test_a_discussion_inside_an_abstract_is_abstract() -> None:
    parts: list[Part] = [
        ("title", "An invented trial of nothing", 1),
        ("heading", "Abstract", 1),
        ("heading", "Background:", 1),
        ("paragraph", f"{LONG}One.", 1),
        ("heading", "Methods:", 1),
        ("paragraph", f"{LONG}Two.", 1),
        ("heading", "Discussion:", 2),
        ("paragraph", f"{LONG}Three.", 2),
        ("heading", "Introduction", 2),
        ("paragraph", f"{LONG}Four.", 2),
        ("heading", "Discussion", 3),
        ("paragraph", f"{LONG}Five.", 3),
    ]
    assert _section(parts, f"{LONG}Three.") == "abstract"
    assert _section(parts, f"{LONG}Four.") == "introduction"
    assert _section(parts, f"{LONG}Five.") == "discussion"


def test_objectives_inside_the_methods_open_no_introduction() -> None:
    parts: list[Part] = [
        ("heading", "Introduction", 1),
        ("paragraph", LONG, 1),
        ("heading", "Methods: participants, interventions and outcomes", 1),
        ("paragraph", f"{LONG}One.", 1),
        ("heading", "Objectives", 1),
        ("paragraph", f"{LONG}Two.", 1),
        ("heading", "Ethics approval", 1),
        ("paragraph", f"{LONG}Three.", 1),
    ]
    for end in ("One.", "Two.", "Three."):
        assert _section(parts, LONG + end) == "methods"


@pytest.mark.parametrize(
    ("heading", "found"),
    [
        ("Objective(s):", "introduction"),
        ("Methods: assignment of interventions", "methods"),
        ("Methods: The patients were asked.", None),
        ("Case 2: a woman with flushing", "case"),
    ],
)
def test_roles_of_headings(heading: str, found: str | None) -> None:
    assert role(heading.rstrip(":")) == found


def test_running_heads_and_notices_tell_year_and_doi() -> None:
    text, blocks = _blocks(
        [
            ("title", "An invented tumour of the elbow and its treatment", 1),
            ("heading", "Mira Moe*†, Rufus Roe [1,2†] and Ada Poe [2]", 1),
            ("footnote", "© The Author(s). 2031 Open Access. This article is licensed.", 1),
            ("heading", "Abstract", 1),
            ("paragraph", LONG, 1),
            ("heading", "Introduction", 1),
            ("paragraph", LONG * 120, 1),
            ("furniture", "Moe et al. Invented Cases (2031) 21:303", 1),
            ("furniture", "https://doi.org/10.5555/elbow.1", 1),
        ]
    )
    found = front.complete(text, blocks, Metadata())
    assert (found.year, found.doi) == (2031, "10.5555/elbow.1")
    assert found.authors == ("Mira Moe", "Rufus Roe", "Ada Poe")


@pytest.mark.parametrize(
    "headings",
    [
        # A numbered sub-heading stays in its part.
        {"1. Patients and investigations": "methods", "2. Patients and methods": "methods",
          "3. Results": "results", "3.1 Population": "results",
          "3.2 Survival": "results", "4. Discussion": "discussion"},
        # Follow-up behind the discussion is the case's.
        {"Case report": "case", "Discussion": "discussion", "Follow-Up": "case", "Treatment": "case"},
        # A background inside the case is the case's.
        {"Introduction": "introduction", "Case presentation": "case", "Background": "case",
          "Investigations": "case", "Discussion": "discussion"},
    ],
)  # fmt: skip
def test_the_part_of_a_paragraph_below_each_heading(headings: dict[str, str]) -> None:
    parts: list[Part] = []
    for heading in headings:
        parts += [("heading", heading, 1), ("paragraph", f"{LONG}{heading}.", 1)]
    found = {heading: _section(parts, f"{LONG}{heading}.") for heading in headings}
    assert found == headings


@pytest.mark.parametrize(
    ("above", "year", "journal"),
    [
        ("Example Gland J. 2020;17(3):201-208. doi:10.5555/egj.1", 2020, "Example Gland J"),
        ("Example Gland Letters 2018, 11: 301-309", 2018, "Example Gland Letters"),
        ("Annals of Examples | Volume 4 | Issue 2 | 2021 | 77-88", 2021, ""),
    ],
)
def test_the_line_of_the_journal_is_no_title(above: str, year: int, journal: str) -> None:
    title = "A neuroendocrine tumour of an invented gland: report of two patients"
    text, blocks = _blocks(
        [
            ("paragraph", above, None),
            ("paragraph", title, None),
            ("paragraph", "Ada Marwood (1), Ben Ode (2)", None),
            ("heading", "Introduction", None),
            ("paragraph", LONG, None),
        ]
    )
    metadata = front.complete(text, blocks, Metadata())
    assert metadata.title == title
    assert metadata.authors == ("Ada Marwood", "Ben Ode")
    assert metadata.year == year
    assert metadata.journal == journal


def test_a_journal_s_name_above_its_volume_is_no_title() -> None:
    title = "Two tumours of an invented gland"
    text, blocks = _blocks(
        [
            ("paragraph", "Gland and Duct Reports", None),
            ("paragraph", "Vol. 6, No. 2, 2023, pp. 55-63", None),
            ("paragraph", title, None),
            ("heading", "Introduction", None),
            ("paragraph", LONG, None),
        ]
    )
    metadata = front.complete(text, blocks, Metadata())
    assert (metadata.title, metadata.year) == (title, 2023)
