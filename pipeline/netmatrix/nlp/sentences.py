"""Sentences: where one statement about a patient ends and the next begins.

A rule-based splitter (the boundary regex, then vetoes for the abbreviations of medical prose),
because trained ones cost ten times the rest of the pipeline and split at "Ki-67 approx. 5 %".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from netmatrix.patterns import compiled

_BOUNDARY = compiled(
    r"""
    [.!?]["”’')\]]*(?:\s?\[[\d,\s–-]{1,20}\]|(?<!\d\.)(?:\d[\d,–-]{0,7})?)?[ ]+(?=["“‘'(\[]?[A-Z0-9ÀÖØÞ•]|\([a-z]\)\s|p(?:16|40|53|63)\b)
      (?!\[[\d,\s–-]{1,20}\]\s*(?:\n|$))              # "at 9 months. [7]" at a paragraph's end
  | (?<=[a-z)\]0-9]{2})\.(?=[A-Z][a-z]{1,}[ ,])       # "was recorded.In one"
  | [:;,][ ]+(?:and[ ]+)?(?=\((?:[a-h]|[1-9]|i{1,3}|iv|v)\)[ ]+an?[ ]+\d{1,2}[ -](?:year|yr|month)) # "(b) a 9-year-old"
  | \n+
    """,
    re.VERBOSE,
)
# No sentence ends at these, whatever follows.
_NEVER = compiled(
    r"""(?:^|[\s(\[])(?:
        [A-Z]|Dr|Drs|Mr|Mrs|Ms|Prof|St|[Ff]igs?|[Tt]abs?|[Rr]efs?|[Nn]os?|vs?|cf|ca|et\ al|approx|med|
        e\.g|i\.e|[Cc]\.[Ii]|i\.q\.r|resp|incl|excl|max|Suppl|vol|pp|p|Eq|Sect|sp|spp|var|Univ|Dept
    )\.$""",
    re.VERBOSE,
)
# … but at the letter of a name ("chromogranin A. The patient").
_LETTERED = compiled(
    r"\b(?:(?:chromogranin|hepatitis|vitamin|class|type|group|arm|assay|kit|cohort|method|observer|reader|panel|model|part|regimen|melan|napsin|inhibin|patient|case)[\s-][A-Z]"
    r"|(?:segments?\s(?:[IV]+[ab]?(?:,\s|\sand\s))*|stage\s)[IV])\.$",
    re.IGNORECASE,
)
# … and at a patient's letter before a word that no name is: "by biopsy in C. All were".
_PERSON = compiled(r"\b(?:in|of|to|from|by|and)\s[A-F]\.$")
# "In cases I, III and V. Computed tomography showed …", "withdrawn in D. Streptozotocin, 1 g …".
_LISTED = compiled(
    r"\b(?:in|cases?|patients?|except|but)\s(?:(?:[A-H]|[IV]{1,4}),\s)*(?:(?:[A-H]|[IV]{1,4}),?\sand\s)?(?:[A-H]|[IV]{1,4})\.$"
)
_GOES_ON = compiled(
    r"\s*(?:[A-Z][a-z]{2,},?\s(?:[a-z(]|\d)|[A-H](?:,\s[A-H])*,?\sand\s[A-H]\s[a-z])"
)
_NO_NAME = compiled(
    r"(?:Patient|Case|The|All|Both|None|He|She|It|They|In|On|At|No|This|These|There|After)\b|Histolog|Immuno|Ki-67"
    r"|(?:Treatment|Follow-up)\b"
    r"|(?:CT|MRI|PET|FDG|EUS)\b|[A-Z]{1,5}-?\d"  # "SATB2", no "MAYER"
)
# … and at the citation behind the authors: "as reported by Smith et al.6 Sorafenib was".
_CITED_AUTHORS = compiled(r"et al\.\d[\d,–-]{0,7} $")
# These end one only before a capital ("at 6 mo. The patient …").
_UNIT = compiled(
    r"(?:^|[\s(\[\d])(?:i\.v|s\.c|p\.o|i\.m|b\.i\.d|q\.d|yrs?|mos?|mths?|wks?|pts?|min|Jan|Feb|Mar|Apr|"
    r"Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Inc|Ltd|Co)\.$"
)


def split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Half-open intervals of the sentences of ``text[start:end]``, blank ends trimmed."""
    left = start
    for match in _BOUNDARY.finditer(text, start, end):
        stop = match.end() if match.group().strip() else match.start()
        if match.group().strip():
            head = text[max(left, match.start() - 12) : match.start() + 1]
            lettered = _LETTERED.search(
                text[max(left, match.start() - 24) : match.start() + 1]
            ) or (_PERSON.search(head) and _NO_NAME.match(text, match.end()))
            lettered = lettered or (
                _LISTED.search(text[max(left, match.start() - 40) : match.start() + 1])
                and _GOES_ON.match(text, match.end())
            )
            cited = _CITED_AUTHORS.match(text, max(left, match.start() - 5), match.end())
            if (_NEVER.search(head) and not (lettered or cited)) or (
                _UNIT.search(head) and not text[match.end()].isupper()
            ):
                continue
            if len(text[left:stop].strip()) < 3:
                continue
        yield from _trim(text, left, stop)
        left = match.end()
    yield from _trim(text, left, end)


def _trim(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        yield start, end
