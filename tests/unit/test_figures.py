"""Numbers of a cohort's sentence: what is looked for only where a number may begin."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from netmatrix.extract.statistics.patterns import BARE, COUNTED, PERCENT, PERCENT_LIST, SHARES
from netmatrix.extract.statistics.scan import Scan
from netmatrix.nlp.sentences import split
from netmatrix.readers import read

DEMO = Path(__file__).parents[2] / "corpus" / "demo"
NUMBERED = [BARE, COUNTED, PERCENT, PERCENT_LIST, *(p for p, _, numbered in SHARES if numbered)]
PIECES = [
    "12", "of", "40", "patients", "(30%)", "30", "%", "/", "(n = 12)", "a hundred", "A-hundred and",
    "twenty-two", "Forty", "one", "seventeen", "per cent", ",", "1.2", "1,234", "tumours", "and",
    "out of the", "[12/40]", ";", "(", ")", "twone", "one hundred and five", "ſix", "·5", "-", "3,5",
]  # fmt: skip


def agrees(text: str) -> None:
    scan = Scan(text)
    for pattern in NUMBERED:
        found = [match.span() for match in pattern.compiled.finditer(text)]
        assert [match.span() for match in scan.at_numbers(pattern)] == found, pattern.pattern


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=14), st.sampled_from([" ", "", "\u00a0"]))
def test_nothing_is_missed_that_a_search_finds(words: list[str], space: str) -> None:
    agrees(space.join(words))


def test_the_demo_papers_sentences_agree() -> None:
    for path in sorted(DEMO.glob("*.[thmx]*")):
        text = read(path).text
        for start, end in split(text, 0, len(text)):
            agrees(text[start:end])
