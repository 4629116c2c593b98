"""What names a patient in a table: "Case 3", "Pt-3", "#3", "C", "IV", "J.S."; and sex or age cells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from netmatrix import patterns
from netmatrix.patterns import compiled

_PREFIX = r"(?:case|patient|pat|pt|subject|participant|no|nr)"
# "A1", "S3": a family and its patient; no grade, stage, margin or vertebra.
_KEY = compiled(
    rf"^\W*(?:(?i:{_PREFIX}s?)\b[\s.:#-]*)?(?:(?i:no|nr|number|id)\b[\s.:#-]*)?(?:(?i:p|pt|c)(?=\d))?"
    r"(?P<key>\d{1,3}[A-Za-z]?|(?:[A-Z]-)?[IVX]{1,4}[-:.]\d{1,2}|[A-Z]-\d{1,2}|(?![GLMNQRT])[A-Z]\d{1,2}|[IVX]{1,5}|[ivx]{1,5}|[A-Z]|(?:[A-Z]\.\s?){2,3}|[A-Z]{2,3})"
    r"\s*(?:[.):]|\[[a-e]\]|[*†‡§¶]){0,3}\s*$"
)
_KEY_AND_PERSON = compiled(
    rf"^\W*(?:(?i:{_PREFIX}s?)\b[\s.:#-]*)?(?P<key>\d{{1,3}}|[A-Z])\s*[,;/:(.)]\s*\(?"
    r"(?P<rest>(?:\d{1,3}\D{0,16}?\b(?i:m|f|male|female|man|woman)|(?i:m|f|male|female)\W{1,3}\d{1,3})\b.{0,12})$"
)
# "Case 2 (breast)": one of the specimens of a patient.
_KEY_AND_SPECIMEN = compiled(
    r"^\W*(?i:case|patient|pt)\b\.?\s(?:(?i:no)\.?\s?)?(?P<key>\d{1,2}|[A-H])(?:\s?\(|,\s|:\s)[a-z][a-z ]{2,25}\)?\s*$"
)
SEX = compiled(r"^\W*(?:M|F|W|m|f|w|male|female|man|woman|Male|Female|Man|Woman|MALE|FEMALE)\W*$")
AGE = compiled(
    r"^\W{0,2}(?P<age>\d{1,3})(?:\.\d+)?\s*(?:y|yr|yrs|years?|y\.?o\.?|ys)?(?:\s*old)?\W*$", re.I
)
_YEARS = r"(?:[\s-]*+(?:y|yrs?|years?|y\.?/?o\.?|ys))?\.?(?:[\s-]*+old)?"
AGE_SEX = compiled(
    rf"^\W*(?:\d{{1,3}}{_YEARS}\s*+[/,;-]?\s*+\(?\s*+(?:m|f|w|male|female|man|woman)"
    rf"|(?:m|f|w|male|female|man|woman)\s*+[/,;-]?\s*+\(?\s*+\d{{1,3}}{_YEARS})\W*$",
    re.I,
)
_OURS = r"(?:the\s+)?(?:present|our|current|this|own|index)"
OWN = compiled(
    rf"^\W*{_OURS}\s*(?:case|patient|study|report|series|paper|work|publication|article)?s?\b(?!\s+et\b)|^\W*(?:case|patient)\s+(?:presented|reported)\s+here|^\W*(?:case\s+)?presented\s+(?:case|here)",
    re.IGNORECASE,
)
"""The paper's own patient in a table of publications: "Present case"."""
STATUS = r"(?:A?NED|AWD|DO[CD]|alive|dead|died)"
"""How a cell says that a patient lives or died, as a pattern; case does not count."""
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV",
          "XV", "XVI", "XVII", "XVIII", "XIX", "XX")  # fmt: skip


def key_of(cell: str) -> str:
    """The name of a patient in a key cell ("Case 3*" is "3"), ``""`` where it holds none."""
    match = _KEY.match(cell)
    if match is None:
        together = _KEY_AND_PERSON.match(cell)
        named = together or _KEY_AND_SPECIMEN.match(cell)
        return _plain(named["key"]) if named else ""
    return _plain(match["key"])


def keys_of(cells: Sequence[str]) -> list[str]:
    """The names of the patients in a column of keys: as :func:`key_of`, but the "C1" and "P2"
    beside an "A1" are of families C and P, not case 1 and patient 2; and the "present case" below
    numbered ones is one of them, :data:`PRESENT`.
    """
    keys = [key_of(cell) for cell in cells]
    own = [at for at, cell in enumerate(cells) if not keys[at] and _PRESENT.match(cell)]
    if len(own) == 1 and sum(map(bool, keys)) > 1:
        keys[own[0]] = PRESENT
    if not any(_LETTERED.fullmatch(key) for key in keys):
        return keys
    shorter = (_SHORT.fullmatch(cell) for cell in cells)
    return [m["key"] if m else key for m, key in zip(shorter, keys, strict=True)]


PRESENT = "present case"
_PRESENT = compiled(
    rf"^\W*(?:\d{{1,3}}\W+)?{_OURS}\s+(?:case|patient)\W*$",
    re.IGNORECASE,
)
_LETTERED = compiled(r"[A-Z]\d{1,2}")
_SHORT = compiled(r"\W*(?P<key>[CP]\d{1,2})\W*")


def person_in(cell: str) -> str:
    """The age and sex that stand behind the key in one cell ("3 (54/M)"), ``""`` without."""
    match = _KEY_AND_PERSON.match(cell)
    return match["rest"] if match else ""


def _plain(key: str) -> str:
    bare = patterns.sub(r"[\s.]", "", key)
    return bare.lstrip("0") or bare if bare.isdigit() else bare.upper()


def is_plain_number(cell: str) -> bool:
    """Whether a key cell is a bare number or letter, which other columns may hold as well."""
    return bool(patterns.match(r"^\W*(?:\d{1,3}|[A-Za-z]{1,3})\W*$", cell))


def in_sequence(keys: Sequence[str]) -> bool:
    """Whether keys count on from 1 (A, I): gaps of one are allowed, repetitions are not."""
    if len(keys) < 2 or len(set(keys)) != len(keys):
        return False
    for row in (
        [str(n) for n in range(1, len(keys) * 2 + 2)],
        list(_ROMAN[1:]),
        [chr(ord("A") + n) for n in range(26)],
    ):
        if all(k in row for k in keys):
            places = [row.index(k) for k in keys]
            return places == sorted(places) and places[0] <= 1 and places[-1] <= 1.5 * len(keys)
    # "A1", "A2", "B1": the families or groups of the patients, each counted from 1.
    grouped = [_IN_GROUP.fullmatch(k) for k in keys]
    counted: dict[str, int] = {}
    for match in grouped:
        if match is None or int(match[2]) != counted.get(match[1], 0) + 1:
            return False
        counted[match[1]] = int(match[2])
    return True


_IN_GROUP = compiled(r"([A-Z])(\d{1,2})")


def follows(previous: str, key: str) -> bool:
    """Whether ``key`` is the next after ``previous`` ("" before the first)."""
    if not previous:
        return key in ("1", "I", "A")
    if previous.isdigit():
        return key == str(int(previous) + 1)
    if previous in _ROMAN and key in _ROMAN and _ROMAN.index(key) == _ROMAN.index(previous) + 1:
        return True
    return len(previous) == 1 and len(key) == 1 and ord(key) == ord(previous) + 1
