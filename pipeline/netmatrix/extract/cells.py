"""What a table's cell says, read with the same grammars as prose, by the meaning of its column."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from netmatrix.document import Span
from netmatrix.evidence import Finding
from netmatrix.extract import diagnosis, grading, markers, methods, outcomes, sites, treatments
from netmatrix.extract.base import Scope, make
from netmatrix.extract.grids import Column
from netmatrix.extract.patient import age_in
from netmatrix.nlp.annotations import Annotations, Sentence
from netmatrix.nlp.components import cut_sentence
from netmatrix.nlp.sentences import split
from netmatrix.normalise.names import Names
from netmatrix.normalise.numbers import DURATION, INTERVAL, interval, months, parse, plain

EMPTY = re.compile(
    r"^[\s\-–—−.*]*$|^(?:n\.?/?a\.?|nd|n\.d\.|nr|none|not (?:available|reported|applicable|done|stated|specified|mentioned|referred|described)|unknown|no data|not given)\.?$",
    re.IGNORECASE,
)
NOT_REFERRED = re.compile(
    r"^not (?:referred|reported|stated|mentioned|described|specified|given)\.?$|^n\.?r\.?$", re.I
)
_POSITIVE = re.compile(r"^\s*(?:\++|pos(?:itive)?\.?|yes|y|present)\W*$", re.IGNORECASE)
_NEGATIVE = re.compile(r"^\s*(?:[-–−—]+|neg(?:ative)?\.?|no|absent)\W*$", re.IGNORECASE)
_SEX = {
    "m": "male",
    "male": "male",
    "man": "male",
    "f": "female",
    "w": "female",
    "female": "female",
    "woman": "female",
}
_DIFF = {
    "well": "well",
    "wd": "well",
    "poor": "poor",
    "poorly": "poor",
    "pd": "poor",
    "moderate": "moderate",
    "moderately": "moderate",
    "md": "moderate",
}
_RECIST = {
    "cr": "complete response",
    "pr": "partial response",
    "sd": "stable disease",
    "pd": "progressive disease",
}
_RESPONSE_WORD = (
    (re.compile(r"^\s*stable", re.I), "stable disease"),
    (re.compile(r"^\s*progress", re.I), "progressive disease"),
    (re.compile(r"^\s*partial", re.I), "partial response"),
    (re.compile(r"^\s*complete", re.I), "complete response"),
)
_STATUS = (
    (re.compile(r"\b(?:(?i:dead|died|deceased|expired)|DOD|DOC)\b"), "dead"),
    (re.compile(r"\b(?:(?i:alive|living)|AWD|ANED|NED)\b"), "alive"),
)


def read_cell(
    annotations: Annotations, names: Names, column: Column, span: Span, subject: str
) -> list[Finding]:
    """The findings of one cell; an empty or "not referred" cell has none."""
    text = annotations.document.text[span.start : span.end]
    if column.meaning == "ignore" or (EMPTY.match(text) and column.meaning != "marker"):
        return []
    pieces = [
        cut_sentence(annotations, left, right, section="table", kind="cell")
        for left, right in split(annotations.document.text, span.start, span.end)
    ]
    if not pieces:
        return []
    scope = Scope(annotations, names, pieces, subject)
    reader = _READERS.get(column.meaning)
    return reader(scope, column) if reader else []


def _whole(scope: Scope) -> Sentence:
    return scope.sentences[0]


def _one(scope: Scope, name: str, value: str, rule: str, group: str = "") -> list[Finding]:
    """A finding that quotes the whole cell."""
    first, last = scope.sentences[0], scope.sentences[-1]
    return [
        make(scope, first, name, value, first.start, last.end, rule, group=group, confidence=0.95)
    ]


def _age(scope: Scope, column: Column) -> list[Finding]:
    text = _whole(scope).text
    hit = age_in(text)
    if hit:
        return _one(scope, "age_years", hit[0], "cell.age")
    match = re.match(r"\s*(\d{1,3})(?:\.\d+)?\b", text)
    if match and 0 < int(match.group(1)) <= 110:
        return _one(scope, "age_years", match.group(1), "cell.age")
    return []


def _sex(scope: Scope, column: Column) -> list[Finding]:
    match = re.match(r"\W*([A-Za-z]+)\W*$", _whole(scope).text)
    value = _SEX.get(match.group(1).lower()) if match else None
    return _one(scope, "sex", value, "cell.sex") if value else []


def _age_sex(scope: Scope, column: Column) -> list[Finding]:
    text = _whole(scope).text
    out: list[Finding] = []
    age = re.search(r"(?<!\d)(\d{1,3})(?!\d)", text)
    sex = re.search(r"\b(male|female|man|woman|m|f)\b", re.sub(r"\d", " ", text), re.I)
    if age and 0 < int(age.group(1)) <= 110:
        out += _one(scope, "age_years", age.group(1), "cell.age")
    if sex:
        out += _one(scope, "sex", _SEX[sex.group(1).lower()], "cell.sex")
    return out


def _histology(scope: Scope, column: Column) -> list[Finding]:
    found = [*diagnosis.extract(scope), *grading.extract(scope)]
    found += [
        f
        for f in sites.extract(scope)
        if f.field in ("primary_site", "bone_lesion_type", "metastatic_sites")
    ]
    found += sites.lesion_types(scope)
    return _unique(found)


def _unique(found: list[Finding]) -> list[Finding]:
    seen: set[tuple[str, str]] = set()
    out: list[Finding] = []
    for finding in found:
        if (finding.field, finding.value) not in seen:
            seen.add((finding.field, finding.value))
            out.append(finding)
    return out


def _differentiation(scope: Scope, column: Column) -> list[Finding]:
    word = re.match(r"\W*(\w+)", _whole(scope).text)
    value = _DIFF.get(word.group(1).lower()) if word else None
    return _one(scope, "differentiation", value, "cell.differentiation") if value else []


def _grade(scope: Scope, column: Column) -> list[Finding]:
    match = re.match(
        r"\s*(?:NET|NEC|grade)?[\s-]*G?\s?-?([123]|I{1,3})\b|\s*(low|intermediate|high)\b",
        _whole(scope).text,
        re.I,
    )
    if not match:
        return []
    value = (
        {"low": "1", "intermediate": "2", "high": "3"}[match.group(2).lower()]
        if match.group(2)
        else {"i": "1", "ii": "2", "iii": "3"}.get(match.group(1).lower(), match.group(1))
    )
    return _one(scope, "grade", f"G{value}", "cell.grade")


def _interval(name: str, rule: str, most: float) -> Callable[[Scope, Column], list[Finding]]:
    def read(scope: Scope, column: Column) -> list[Finding]:
        match = INTERVAL.match(_whole(scope).text.strip())
        value = interval(match) if match else None
        if value is None or value.low > most:
            return []
        text = str(value)
        if name == "mitoses":
            unit = re.search(
                r"10\s*HPF|high.power|2\s*mm", column.header + _whole(scope).text, re.I
            )
            if unit:
                text += "/2mm2" if "mm" in unit.group() else "/10hpf"
        return _one(scope, name, text, rule)

    return read


def _time(name: str) -> Callable[[Scope, Column], list[Finding]]:
    def read(scope: Scope, column: Column) -> list[Finding]:
        text = _whole(scope).text
        spelled = DURATION.search(text)
        value = months(spelled) if spelled else None
        if value is None:
            match = re.match(r"\s*[<>≤≥~]?\s*(\d+(?:[.,]\d+)?)\s*\+?\s*(?:m|mo|y|yr)?\b", text)
            number = parse(match.group(1)) if match else None
            if number is None:
                return _vital(scope, text)
            # A bare number without a unit in the header is taken as months, the field's habit.
            value = number * (12 if column.unit == "year" else 1)
        return [*_one(scope, name, plain(round(value, 1)), f"cell.{name}"), *_vital(scope, text)]

    return read


def _vital(scope: Scope, text: str) -> list[Finding]:
    for pattern, value in _STATUS:
        match = pattern.search(text)
        if match:
            sentence = _whole(scope)
            return [
                make(
                    scope,
                    sentence,
                    "vital_status",
                    value,
                    sentence.start + match.start(),
                    sentence.start + match.end(),
                    "cell.status",
                    confidence=0.95,
                )
            ]
    return []


def _marker(scope: Scope, column: Column) -> list[Finding]:
    text = _whole(scope).text
    if _POSITIVE.match(text):
        field_name = "markers_positive"
    elif _NEGATIVE.match(text):
        field_name = "markers_negative"
    else:
        return []
    return [
        f for name in column.names for f in _one(scope, field_name, name, "cell.marker", "marker")
    ]


def _flag(scope: Scope, column: Column) -> list[Finding]:
    if not _POSITIVE.match(_whole(scope).text):
        return []
    return [
        f for name in column.names for f in _one(scope, "syndrome", name, "cell.flag", "syndrome")
    ]


def _response(scope: Scope, column: Column) -> list[Finding]:
    text = _whole(scope).text
    word = re.match(r"\W*([A-Za-z]{2})\b", text)
    if word and word.group(1).lower() in _RECIST and word.group(1).isupper():
        return _one(scope, "response", _RECIST[word.group(1).lower()], "cell.response", "response")
    for pattern, value in _RESPONSE_WORD:
        if pattern.match(text):
            return _one(scope, "response", value, "cell.response", "response")
    return [f for f in outcomes.extract(scope) if f.field == "response"]


def _prognosis(scope: Scope, column: Column) -> list[Finding]:
    found = outcomes.extract(scope)
    have = {f.field for f in found}
    if "response" not in have:
        found += _response(scope, column)
    if "vital_status" not in have:
        found += _vital(
            scope,
            " ".join(s.text for s in scope.sentences)
            if len(scope.sentences) == 1
            else _whole(scope).text,
        )
    return found


def _treatments(scope: Scope, column: Column) -> list[Finding]:
    return treatments.extract(scope)


def _methods(scope: Scope, column: Column) -> list[Finding]:
    return methods.extract(scope)


def _site(scope: Scope, column: Column) -> list[Finding]:
    return sites.from_cell(scope, column.meaning)


def _markers(scope: Scope, column: Column) -> list[Finding]:
    return markers.extract(scope)


def _lesion(scope: Scope, column: Column) -> list[Finding]:
    return sites.lesion_types(scope)


def _named(field_name: str, group: str) -> Callable[[Scope, Column], list[Finding]]:
    def read(scope: Scope, column: Column) -> list[Finding]:
        return [
            make(
                scope,
                s,
                field_name,
                name,
                m.start,
                m.end,
                f"cell.{field_name}",
                group=group,
                confidence=0.9,
            )
            for s in scope.sentences
            for m in s.of(group)
            for name in m.names
        ]

    return read


_READERS: Mapping[str, Callable[[Scope, Column], list[Finding]]] = {
    "age_years": _age,
    "sex": _sex,
    "age_sex": _age_sex,
    "histology": _histology,
    "differentiation": _differentiation,
    "grade": _grade,
    "ki67_percent": _interval("ki67_percent", "cell.ki67", 100),
    "mitoses": _interval("mitoses", "cell.mitoses", 500),
    "primary_site": _site,
    "site": _site,
    "metastatic_sites": _site,
    "bone_sites": _site,
    "bone_lesion_type": _lesion,
    "functional": _named("functional", "functional"),
    "syndrome": _named("syndrome", "syndrome"),
    "diagnostic_methods": _methods,
    "treatments": _treatments,
    "response": _response,
    "prognosis": _prognosis,
    "pfs_months": _time("pfs_months"),
    "follow_up_months": _time("follow_up_months"),
    "marker": _marker,
    "flag": _flag,
    "markers": _markers,
}
