"""One paper in several layouts says the same: the demo papers set anew as people's files are.

Each layout changes only how the text is set, so that the findings, row by row, must stay.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from netmatrix import assemble, readers
from netmatrix.nlp import load
from netmatrix.readers import headings, lines

DEMO = Path(__file__).parents[2] / "corpus" / "demo"
PAPERS = (
    "01-ileal-net-bone.txt",
    "02-unknown-primary-nec-abstract.txt",
    "06-two-cases-rectum-merkel.txt",
    "10-lung-net-cohort-abstract.txt",
    "15-medullary-thyroid-abstract.txt",
)
Parts = list[tuple[str, str]]


def parts_of(text: str) -> Parts:
    """The lines of a paper that sets a paragraph a line: "heading", "cells" or "text", and wording."""
    out: Parts = []
    for row in filter(str.strip, text.split("\n")):
        if "\t" in row or "  " in row.strip():
            kind = "cells"
        else:
            kind = "heading" if lines.heading_by_name(row.strip()) else "text"
        if kind == "cells" and out and out[-1][0] == "cells":
            out[-1] = ("cells", f"{out[-1][1]}\n{row}")
        else:
            out.append((kind, row.strip()))
    return out


def filled(kind: str, text: str, width: int = 76) -> str:
    return textwrap.fill(text, width, break_on_hyphens=False) if kind == "text" else text


def wrapped(parts: Parts) -> str:
    return "\n\n".join(filled(*part) for part in parts)


def solid(parts: Parts) -> str:
    return "\n".join(text for _, text in parts)


def indented(parts: Parts) -> str:
    return "\n".join(
        f"    {filled(kind, text)}" if kind == "text" and len(text) > 100 else f"\n{text}\n"
        for kind, text in parts
    )


def capitals(parts: Parts) -> str:
    return "\n\n".join(text.upper() if kind == "heading" else text for kind, text in parts)


def numbered(parts: Parts) -> str:
    out: list[str] = []
    number = 0
    for kind, text in parts:
        role = headings.role(text) if kind == "heading" else None
        counted = role not in (None, "abstract", "references", "back", "keywords")
        number += counted
        out.append(f"{number}. {text}" if counted else text)
    return "\n\n".join(out)


def paged(parts: Parts) -> str:
    """Hard-wrapped, with a page's number and head after every twelve lines of prose."""
    out: list[str] = []
    page, since = 210, 0
    for kind, text in parts:
        for row in filled(kind, text).split("\n"):
            out.append(row)
            since += 1
            if since >= 12 and kind == "text" and row.endswith((",", "the", "of", "and", "with")):
                page, since = page + 1, 0
                out += ["", str(page), "", "Mustermann et al.: An invented tumour", ""]
        out.append("")
    return "\n".join(out)


LAYOUTS = (wrapped, solid, indented, capitals, numbered, paged)


def findings(text: str, name: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each row's subject and its values, and those of its statistics."""
    document = readers.read_bytes(text.encode(), Path(name))
    rows = assemble.rows_of(document, load())
    return [
        (
            re.sub(r"\W+", " ", row.subject),
            sorted((field, value) for field in row.fields for value in row.values(field))
            + sorted(
                (s.measure, f"{s.concept} {s.n} {s.value} {s.percent}") for s in row.statistics
            ),
        )
        for row in rows
    ]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_says_the_same_in_every_layout(name: str, layout: Callable[[Parts], str]) -> None:
    text = (DEMO / name).read_text(encoding="utf-8")
    set_anew = layout(parts_of(text))
    assert set_anew != text
    told = findings(text, name)
    assert told
    assert sum(len(values) for _, values in told) >= 10
    assert findings(set_anew, name) == told
