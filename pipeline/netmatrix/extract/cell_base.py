"""What every reader of a table's cell works with: signs, blanks, and the cell's own words."""

from __future__ import annotations

import re

from netmatrix.evidence import Finding
from netmatrix.extract.base import Scope, make
from netmatrix.nlp.annotations import Sentence
from netmatrix.patterns import compiled

EMPTY = compiled(
    r"^[\s\-–—−.*]*$|^(?:n\.?/?a\.?|nd|n\.d\.|nr|n\.r\.|nil|none|not (?:available|reported|applicable|done|stated|specified|mentioned|referred|described|given|performed|reached|evaluable|evaluated|assessed)|unknown|no data|missing|\?)\W*$",
    re.IGNORECASE,
)

NOT_REFERRED = compiled(
    r"^not (?:referred|reported|stated|mentioned|described|specified|given)\W*$|^n\.?r\.?$", re.I
)

NOTHING = compiled(r"^\W*(?:no|none|nil|absent|negative|0|[-–—−])\W*$", re.IGNORECASE)

"""A cell that says that there is none of what its column lists."""

_DEGREE = r"(?:focal|weak|strong|diffuse|partial|patch|mild)"

POSITIVE = compiled(
    rf"^\W*?(?:\d?\s?\++|\(\+\)|(?:{_DEGREE}\w*(?:\s+{_DEGREE}\w*)*\s*)?(?:pos(?:itive)?\.?|\+{{1,3}})|"
    r"(?:focal|weak|strong|diffuse)(?:ly)?|yes|y|present|done|performed|[1-9]\d{0,2}(?:\s?[-–]\s?\d{1,3})?\s?%)[\s.*†‡]*+(?:\([^)]*\)[\s.*†‡]*+)?$",
    re.IGNORECASE,
)

NEGATIVE = compiled(
    r"^\s*(?:[-–−—]+|\([-–−]\)|neg(?:ative)?\.?|no|absent|0\s?%?)[\s.*†‡]*$", re.IGNORECASE
)

MARK = compiled(r"[\s*†‡§¶#]+$|\[[a-e]\]$")


def said(scope: Scope) -> str:
    """What the cell says: its words without a footnote's mark, or what the legend makes of them."""
    return scope.extra.get("said") or MARK.sub("", scope.sentences[0].text)


def whole(scope: Scope) -> Sentence:
    return scope.sentences[0]


def one(scope: Scope, name: str, value: str, rule: str, group: str = "") -> list[Finding]:
    """A finding that quotes the whole cell."""
    first, last = scope.sentences[0], scope.sentences[-1]
    return [
        make(scope, first, name, value, first.start, last.end, rule, group=group, confidence=0.95)
    ]


def part(scope: Scope, name: str, value: str, match: re.Match[str]) -> Finding:
    sentence = whole(scope)
    start = sentence.start
    return make(
        scope, sentence, name, value, start + match.start(), start + match.end(), f"cell.{name}",
        group=name, confidence=0.85,
    )  # fmt: skip
