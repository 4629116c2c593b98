"""Classes as concepts: "Ki-67 <10%", "polyps smaller than 3 cm", "stage I, II and IV"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from netmatrix import patterns
from netmatrix.patterns import compiled

_DEC = r"\d+(?:[.,]\d+)?"
_BOUND = (
    rf"(?:(?P<sign>[<>≤≥⩽⩾]=?|=<|less than|more than|greater than|smaller than|larger than|over|under|below|above|at least|up to|"
    rf"exceeding|exceeded)\s?(?P<v>{_DEC})\s?(?P<u>%|cm|mm|years)?"
    rf"|between\s(?P<lo>{_DEC})\s?(?:%|cm|mm|years)?\s?(?:and|to|-|–)\s?(?P<hi>{_DEC})\s?(?P<u2>%|cm|mm|years)"
    rf"|(?P<v3>{_DEC})\s?(?P<u3>cm|mm|%)\s(?:or|and)\s(?P<more>more|larger|greater|higher|above|less|smaller|below)"
    rf"|(?P<lo2>{_DEC})\s?%?\s?(?:-|–|to)\s?(?P<hi2>{_DEC})\s?(?P<u4>cm|mm|%)(?=\sin\s\d|\s?[:(]\s?(?:n\s?=\s?)?\d))"
)
_MEASURED = compiled(
    rf"(?P<what>(?:tumou?rs?\s|polyps?\s|lesions?\s)?(?:size|diameter)s?|measur(?:ed|ing)|tumou?rs|lesions|polyps|were|was|"
    rf"Ki[- ]?67(?:\s(?:index|labell?ing index|LI|proliferation index))?|MIB-?1|aged?|ages)"
    rf"(?:\s(?:was|were|of|is|exceeding|with a))?\s*{_BOUND}",
    re.I,
)
_AGAIN = compiled(
    rf"(?:,|;|\band|\bor|\bbut)\s(?:(?:only\s)?(?:\w+|\d+)\s)?(?:(?:was|were)\s)?(?P<b>{_BOUND})",
    re.I,
)
_SIGNS = {
    "less than": "<", "smaller than": "<", "under": "<", "below": "<", "more than": ">",
    "greater than": ">", "larger than": ">", "over": ">", "above": ">", "exceeding": ">",
    "exceeded": ">", "at least": ">=", "up to": "<=", "≤": "<=", "⩽": "<=", "=<": "<=",
    "≥": ">=", "⩾": ">=",
}  # fmt: skip
_ROMAN = r"(?:IV|I{1,3})"
_STAGE = rf"(?:{_ROMAN}[abcABC]?|[1-4](?![\d.%]))"
_STAGES = compiled(
    rf"\bstages?\s(?P<list>{_STAGE}(?:(?:,\s?(?:and\s)?|\s(?:and|or)\s|\s?/\s?){_STAGE})*)(?![\w-])"
)
_STAGE_IN = compiled(rf"(?<=[\s,(])(?P<s>{_ROMAN}[abcABC]?)(?=\sin\s\d|\s?[(:=]\s?\d|\s\d)")


def classes(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and name of the classes that a text tells a part of its patients by."""
    yield from _measures(text)
    yield from _stages(text)
    yield from _grades(text)
    yield from _performance(text)


def _measures(text: str) -> Iterator[tuple[int, int, str]]:
    if not patterns.search(r"\d\s?(?:%|cm|mm|years)", text):
        return
    for match in _MEASURED.finditer(text):
        what = _what(match)
        if not what:
            continue
        yield match.start(), match.end(), f"{what} {_bound(match)}"
        at = match.end()
        for again in _AGAIN.finditer(text, at):
            if patterns.search(r"[.;]\s", text[at : again.start()]) or not _fits(
                what, _unit(again)
            ):
                break
            yield again.start("b"), again.end("b"), f"{what} {_bound(again)}"
            at = again.end()


def _what(match: re.Match[str]) -> str:
    word = match["what"].lower()
    unit = _unit(match)
    what = (
        "ki-67" if word[:2] in ("ki", "mi") else "age" if word.startswith("age") else "tumor size"
    )
    return what if _fits(what, unit) or (what == "age" and not unit) else ""


def _unit(match: re.Match[str]) -> str:
    return match["u"] or match["u2"] or match["u3"] or match["u4"] or ""


def _fits(what: str, unit: str) -> bool:
    return {"ki-67": unit == "%", "tumor size": unit in ("cm", "mm"), "age": unit == "years"}[what]


def _bound(match: re.Match[str]) -> str:
    unit = _unit(match)
    space = "" if unit in ("%", "") else " "
    low, high = match["lo"] or match["lo2"], match["hi"] or match["hi2"]
    if low:
        return f"{low}-{high}{space}{unit}"
    if match["v3"]:
        sign = (
            ">="
            if match["more"].lower() in ("more", "larger", "greater", "higher", "above")
            else "<="
        )
        return f"{sign}{match['v3']}{space}{unit}"
    sign = match["sign"].lower()
    return f"{_SIGNS.get(sign, sign)}{match['v']}{space}{unit}"


def _stages(text: str) -> Iterator[tuple[int, int, str]]:
    if not patterns.search(r"\bstag", text, re.I):
        return
    taken: list[tuple[int, int]] = []
    for match in _STAGES.finditer(text):
        base = match.start("list")
        parts = list(patterns.finditer(_STAGE, match["list"]))
        for place, part in enumerate(parts):
            start = match.start() if place == 0 else base + part.start()
            taken.append((start, base + part.end()))
            yield start, base + part.end(), _stage(part.group())
    for match in _STAGE_IN.finditer(text):
        if all(match.end() <= s or match.start() >= e for s, e in taken):
            yield match.start(), match.end(), _stage(match["s"])


_GRADES = compiled(
    r"\bgrades?\s(?P<list>[123](?:,\s?(?:and\s)?[123])*(?:\s(?:and|or)\s)[123])(?![\w.%/-]|,\s?[123]\b|\s?\(\d)",
    re.I,
)


_GRADES_COUNTED = compiled(r"\bgrades?\s(?P<g>[123])(?=\s?\()", re.I)
_NEXT_GRADE = compiled(
    r"\s?\([^()]{1,24}\)(?:,|,?\sand|;)\s(?:and\s)?(?:grade\s)?(?P<g>[123])(?=\s?\()"
)


_GRADE_WAS = compiled(r"\bgrade\s(?:was|were)\s(?P<g>low|intermediate|high)(?=\sin\s|\s?\()", re.I)
_AND_WAS = compiled(
    r"(?:,\s(?:and\s)?|\sand\s)(?P<g>low|intermediate|high)(?=\sin\s\d|\s?\()", re.I
)
_NO_TUMOUR_GRADE = compiled(
    r"\b(?:toxicity|risk|fibrosis|dysplasia|events?|reaction|steatosis|complications?)\s$", re.I
)
_BY_WORD = {"low": "grade G1", "intermediate": "grade G2", "high": "grade G3"}
"""The names that the WHO classification of neuroendocrine neoplasms (2022) gives beside the grades."""


def _grades(text: str) -> Iterator[tuple[int, int, str]]:
    """ "Grade 1, 2 and 3", "grades 1 (n = 20), 2 (n = 8)", "the grade was low in 11"."""
    for match in _GRADE_WAS.finditer(text):
        if _NO_TUMOUR_GRADE.search(text, max(0, match.start() - 20), match.start()):
            continue
        yield match.start(), match.end(), _BY_WORD[match["g"].lower()]
        for more in _AND_WAS.finditer(text, match.end()):
            yield more.start("g"), more.end("g"), _BY_WORD[more["g"].lower()]
    for match in _GRADES_COUNTED.finditer(text):
        following = _NEXT_GRADE.match(text, match.end())
        while following:
            yield following.start("g"), following.end(), f"grade G{following['g']}"
            following = _NEXT_GRADE.match(text, following.end())
    for match in _GRADES.finditer(text):
        base = match.start("list")
        for place, part in enumerate(patterns.finditer(r"[123]", match["list"])):
            start = match.start() if place == 0 else base + part.start()
            yield start, base + part.end(), f"grade G{part.group()}"


_PERFORMANCE = compiled(r"\b(?:performance status|ECOG|PS)\b", re.I)
_LEVEL_IN = compiled(
    r"(?<=[\s(])(?P<from>[0-4])(?:(?:\s?[-–/]\s?|\s(?:or|to|and)\s)(?P<to>[0-4]))?"
    r"(?=\s(?:(?:was|were)\s\w+\s)?in\s\w(?!\d*/)|\s?[:=]\s?\d|\s\()"
)


def _performance(text: str) -> Iterator[tuple[int, int, str]]:
    """ "ECOG performance status was 0 in 31, 1 in 40"."""
    told = _PERFORMANCE.search(text)
    if not told:
        return
    for match in _LEVEL_IN.finditer(text, told.end()):
        steps = "-".join(step for step in match.group("from", "to") if step)
        yield match.start(), match.end(), f"performance status {steps}"


_LEVEL = compiled(r"(performance status|systemic therapy) [\d<>≤≥].*")


def of_level(concept: str) -> tuple[str, str]:
    """The concept that is told by its levels, and the level as a group: "performance status 0"."""
    level = _LEVEL.fullmatch(concept)
    return (level[1], concept) if level else (concept, "")


_CLASS = compiled(r"(?<=^ki-67) .*|(?<=^age) .*|(?<=^tumor size) .*")


def of_measure(concept: str) -> str:
    """What a ratio or a test is of: the measure ("tumor size"), not one class of it ("> 30 mm")."""
    return _CLASS.sub("", concept)


def _stage(wording: str) -> str:
    digits = {"1": "I", "2": "II", "3": "III", "4": "IV"}
    return f"stage {digits.get(wording, wording)}"
