"""What a table's cell says, read with the same grammars as prose, by the meaning of its column."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from netmatrix.document import Span
from netmatrix.evidence import PATIENT_FIELDS, Finding
from netmatrix.extract import diagnosis, grading, markers, methods, outcomes, sites, treatments
from netmatrix.extract.base import Scope, make, vetoed
from netmatrix.extract.patient import age_in
from netmatrix.extract.table_columns import Column
from netmatrix.extract.table_keys import AGE, AGE_SEX
from netmatrix.extract.table_legend import Legend
from netmatrix.nlp.annotations import Annotations, Sentence
from netmatrix.nlp.components import cut_sentence
from netmatrix.nlp.sentences import split
from netmatrix.normalise.names import Names
from netmatrix.normalise.numbers import DURATION, INTERVAL, interval, months, parse, plain

EMPTY = re.compile(
    r"^[\s\-–—−.*]*$|^(?:n\.?/?a\.?|nd|n\.d\.|nr|n\.r\.|nil|none|not (?:available|reported|applicable|done|stated|specified|mentioned|referred|described|given|performed|reached|evaluable|evaluated|assessed)|unknown|no data|missing|\?)\W*$",
    re.IGNORECASE,
)
NOT_REFERRED = re.compile(
    r"^not (?:referred|reported|stated|mentioned|described|specified|given)\W*$|^n\.?r\.?$", re.I
)
NOTHING = re.compile(r"^\W*(?:no|none|nil|absent|negative|0|[-–—−])\W*$", re.IGNORECASE)
"""A cell that says that there is none of what its column lists."""
_POSITIVE = re.compile(
    r"^\W*?(?:\d?\s?\++|\(\+\)|(?:(?:focal|weak|strong|diffuse|partial|patch|mild)\w*\s*)*(?:pos(?:itive)?\.?|\+{1,3})|"
    r"(?:focal|weak|strong|diffuse)(?:ly)?|yes|y|present|done|performed|[1-9]\d{0,2}\s?%)[\s.*†‡]*(?:\([^)]*\))?[\s.*†‡]*$",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(
    r"^\s*(?:[-–−—]+|\([-–−]\)|neg(?:ative)?\.?|no|absent|0\s?%?)[\s.*†‡]*$", re.IGNORECASE
)
_NOT_FOUND = re.compile(
    r"^\W*(?:not (?:known|identified|found|detected|determined|located)|unknown|undetermined|unidentified|occult|UPO|CUP|UKP)\b", re.I
)
_SOME = re.compile(r"^\W*(?:multiple|diffuse|widespread|single|solitary|several|\d{1,2})\W*$", re.I)
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
    (
        re.compile(r"\b(?:dead|died|deceased|DOD|DOC|DWD|DOID|expired|death|dec\.)(?!\w)", re.I),
        "dead",
    ),
    (
        re.compile(
            r"\b(?:alive|AWD|AWOD|ANED|NED|NSD|living|(?-i:AND)|ADF|surviv(?:ing|ed)|well|in remission|lost to follow)\b",
            re.I,
        ),
        "alive",
    ),
)
_MONTHS_IN = {"year": 12.0, "week": 7 / 30.4375, "day": 1 / 30.4375}
_LETTER_STATUS = {"A": "alive", "D": "dead"}
_NED = re.compile(r"\b(?:A?NED|AND|ADF|AWOD|no evidence of disease|disease[\s-]free)\b")
_MARK = re.compile(r"[\s*†‡§¶#]+$|\[[a-e]\]$")


def read_cell(
    annotations: Annotations,
    names: Names,
    column: Column,
    span: Span,
    subject: str,
    legend: Legend | None = None,
) -> list[Finding]:
    """The findings of one cell; an empty or "not referred" cell has none.

    ``legend`` gives the long form of a cell that is a short form ("P: positive").
    """
    document = annotations.document
    text = _MARK.sub("", document.text[span.start : span.end])
    long = (legend or {}).get(text.strip().rstrip("."))
    said = document.text[long.start : long.end] if long else text
    if column.meaning == "ignore":
        return []
    if EMPTY.match(said) and not (
        column.meaning == "marker"
        or (column.meaning in ("primary_site", "site") and said.strip().lower() == "unknown")
        or (column.meaning == "primary_site" and _NOT_FOUND.match(said))
    ):
        return []
    pieces = [
        cut_sentence(annotations, left, right, section="table", kind="cell")
        for left, right in split(document.text, span.start, span.end)
    ]
    if not pieces:
        return []
    scope = Scope(annotations, names, pieces, subject, {"said": said if long else ""})
    reader = _READERS.get(column.meaning)
    return reader(scope, column) if reader else []


_SILENT_FIELDS: Mapping[str, tuple[str, ...]] = {
    "site": ("primary_site", "metastatic_sites"),
    "prognosis": ("response", "vital_status"),
    "age_sex": ("age_years", "sex"),
    "markers": ("markers_positive",),
}


def silent_in(annotations: Annotations, column: Column, span: Span) -> list[Finding]:
    """What a cell says that its source does not tell ("not referred"): no value, but a quote."""
    document = annotations.document
    quote = document.text[span.start : span.end]
    if column.meaning not in _READERS or not NOT_REFERRED.match(quote.strip()):
        return []
    names = _SILENT_FIELDS.get(column.meaning, (column.meaning,))
    return [
        Finding(
            name, "not referred", span.start, span.end, quote, "cell.not_referred",
            confidence=0.95, section="table", page=document.page_at(span.start),
        )
        for name in names
        if name in PATIENT_FIELDS
    ]  # fmt: skip


def _said(scope: Scope) -> str:
    """What the cell says: its words without a footnote's mark, or what the legend makes of them."""
    return scope.extra.get("said") or _MARK.sub("", scope.sentences[0].text)


def _whole(scope: Scope) -> Sentence:
    return scope.sentences[0]


def _one(scope: Scope, name: str, value: str, rule: str, group: str = "") -> list[Finding]:
    """A finding that quotes the whole cell."""
    first, last = scope.sentences[0], scope.sentences[-1]
    return [
        make(scope, first, name, value, first.start, last.end, rule, group=group, confidence=0.95)
    ]


def _age(scope: Scope, column: Column) -> list[Finding]:
    text = _said(scope)
    if AGE_SEX.match(text):
        return _age_sex(scope, column)
    hit = age_in(text)
    if hit:
        return _one(scope, "age_years", hit[0], "cell.age")
    match = AGE.match(text)
    if match and 0 < int(match["age"]) <= 110:
        value = int(match["age"])
        if column.unit == "month":
            return _one(scope, "age_years", plain(round(value / 12, 2)), "cell.age")
        return _one(scope, "age_years", str(value), "cell.age")
    return []


def _sex(scope: Scope, column: Column) -> list[Finding]:
    if AGE_SEX.match(_said(scope)):
        return _age_sex(scope, column)
    match = re.match(r"\W*([A-Za-z]+)\W*$", _said(scope)) or re.match(
        r"\W*([A-Za-z]+)\W*$", _whole(scope).text
    )
    value = _SEX.get(match.group(1).lower()) if match else None
    return _one(scope, "sex", value, "cell.sex") if value else []


def _age_sex(scope: Scope, column: Column) -> list[Finding]:
    text = scope.extra.get("person") or _whole(scope).text
    out: list[Finding] = []
    age = re.search(r"(?<![\d.])(\d{1,3})(?!\d)", text)
    sex = re.search(r"\b(male|female|man|woman|m|f|w)\b", re.sub(r"\d", " ", text), re.I)
    if age and 0 < int(age.group(1)) <= 110:
        out += _one(scope, "age_years", age.group(1), "cell.age")
    if sex:
        out += _one(scope, "sex", _SEX[sex.group(1).lower()], "cell.sex")
    return out


def read_person(
    annotations: Annotations, names: Names, span: Span, person: str, subject: str
) -> list[Finding]:
    """Age and sex that stand behind the key in the key's cell ("3 (54/M)")."""
    sentence = cut_sentence(annotations, span.start, span.end, section="table", kind="cell")
    scope = Scope(annotations, names, [sentence], subject, {"person": person})
    return _age_sex(scope, Column("", "age_sex"))


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
    word = re.match(r"\W*(\w+)", _said(scope))
    value = _DIFF.get(word.group(1).lower()) if word else None
    if value is None:
        return _named("differentiation", "differentiation")(scope, column)
    return _one(scope, "differentiation", value, "cell.differentiation")


def _grade(scope: Scope, column: Column) -> list[Finding]:
    match = re.match(
        r"\s*(?:NET|NEC|grade)?[\s,-]*G?\s?-?([123]|I{1,3})\b|\s*(low|intermediate|high)\b",
        _said(scope),
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
        match = INTERVAL.match(_said(scope).strip())
        value = interval(match) if match else None
        if value is None or value.low > most:
            return []
        text = str(value)
        if name == "mitoses":
            unit = re.search(
                r"10\s*HPF|high.power|2\s*mm", f"{column.header} {_whole(scope).text}", re.I
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
            value = number * _MONTHS_IN.get(column.unit, 1.0)
        return [*_one(scope, name, plain(round(value, 1)), f"cell.{name}"), *_vital(scope, text)]

    return read


def _vital(scope: Scope, text: str) -> list[Finding]:
    sentence = _whole(scope)
    letter = _LETTER_STATUS.get(text.strip(" .*"))
    for pattern, value in _STATUS:
        match = pattern.search(text)
        if match is None and letter == value:
            return _one(scope, "vital_status", value, "cell.status")
        if match:
            if value == "alive" and match.group().lower() == "well" and "differ" in text.lower():
                continue
            if not sentence.text.startswith(text[: match.end()]):
                return _one(scope, "vital_status", value, "cell.status")
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
                )  # fmt: skip
            ]
    return []


def _marker(scope: Scope, column: Column) -> list[Finding]:
    text = _said(scope)
    if _POSITIVE.match(text):
        field_name = "markers_positive"
    elif _NEGATIVE.match(text):
        field_name = "markers_negative"
    else:
        return []
    return [
        f for name in column.names for f in _one(scope, field_name, name, "cell.marker", "marker")
    ]


def _marker_list(scope: Scope, column: Column) -> list[Finding]:
    """Several stains in one column ("Syn/CgA/CD56") with as many results in the cell ("+/-/+")."""
    results = [r for r in re.split(r"\s*[/,;]\s*|\s+", _said(scope).strip()) if r]
    if len(results) != len(column.names):
        return markers.extract(scope)
    out: list[Finding] = []
    for name, result in zip(column.names, results, strict=True):
        field_name = (
            "markers_positive" if _POSITIVE.match(result)
            else "markers_negative" if _NEGATIVE.match(result) else ""
        )  # fmt: skip
        if field_name:
            out += _one(scope, field_name, name, "cell.marker_list", "marker")
    return out


def _flag(scope: Scope, column: Column) -> list[Finding]:
    if not _POSITIVE.match(_said(scope)):
        found = [f for f in diagnosis.extract(scope) if f.field == "syndrome"]
        return found if not NOTHING.match(_said(scope)) else []
    return [
        f for name in column.names for f in _one(scope, "syndrome", name, "cell.flag", "syndrome")
    ]


def _response(scope: Scope, column: Column) -> list[Finding]:
    text = _said(scope)
    word = re.match(r"\W*([A-Z]{2})(?![A-Za-z])", text)
    if word and word.group(1).lower() in _RECIST:
        return _one(scope, "response", _RECIST[word.group(1).lower()], "cell.response", "response")
    for pattern, value in _RESPONSE_WORD:
        if pattern.match(text):
            return _one(scope, "response", value, "cell.response", "response")
    found = [f for f in outcomes.extract(scope) if f.field == "response"]
    return [f for f in found if not _is_survival(scope, f)]


def _prognosis(scope: Scope, column: Column) -> list[Finding]:
    found = [f for f in outcomes.extract(scope) if not _is_survival(scope, f)]
    have = {f.field for f in found}
    text = _said(scope) if len(scope.sentences) == 1 else _whole(scope).text
    if "response" not in have:
        if _NED.search(text):
            ned = _NED.search(_whole(scope).text)
            found += (
                [_part(scope, "response", "no evidence of disease", ned)]
                if ned
                else _one(scope, "response", "no evidence of disease", "cell.response", "response")
            )
        else:
            found += _response(scope, column)
    if "vital_status" not in have:
        found += _vital(scope, text)
    if "follow_up_months" not in have and any(f.field == "vital_status" for f in found):
        found += _time_of_status(scope, column)
    return found


def _is_survival(scope: Scope, finding: Finding) -> bool:
    """Whether a response is the first half of "progression-free survival"."""
    after = scope.document.text[finding.end : finding.end + 12]
    return finding.field == "response" and bool(
        re.match(r"[\s-]*(?:survival|interval|period)", after, re.I)
    )


def _part(scope: Scope, name: str, value: str, match: re.Match[str]) -> Finding:
    sentence = _whole(scope)
    start = sentence.start
    return make(
        scope, sentence, name, value, start + match.start(), start + match.end(), f"cell.{name}",
        group=name, confidence=0.85,
    )  # fmt: skip


_BARE_TIME = re.compile(r"(?:^|[\s,;(/])(\d{1,3}(?:[.,]\d)?)\s*\+?(?:m|mo)?(?=[\s,;)/]|$)")


def _time_of_status(scope: Scope, column: Column) -> list[Finding]:
    """The time that stands with "DOD" or "alive" in a cell: the last contact."""
    text = _whole(scope).text
    spelled = [m for m in DURATION.finditer(text) if months(m) is not None]
    if len(spelled) == 1:
        value = months(spelled[0])
        assert value is not None
        return [_part(scope, "follow_up_months", plain(round(value, 1)), spelled[0])]
    bare = _BARE_TIME.findall(text)
    match = _BARE_TIME.search(text)
    if spelled or len(bare) != 1 or match is None or not (column.unit or len(text) <= 24):
        return []
    number = parse(match.group(1))
    if number is None or 1900 <= number <= 2100:
        return []
    value = number * _MONTHS_IN.get(column.unit, 1.0)
    return [_part(scope, "follow_up_months", plain(round(value, 1)), match)]


def _status_flag(value: str, otherwise: str) -> Callable[[Scope, Column], list[Finding]]:
    """Columns headed "Death" or "Alive" whose cells say yes or no."""

    def read(scope: Scope, column: Column) -> list[Finding]:
        text = _said(scope)
        said = value if _POSITIVE.match(text) else otherwise if _NEGATIVE.match(text) else ""
        if said:
            return _one(scope, "vital_status", said, "cell.status")
        return _prognosis(scope, column)

    return read


def _treatments(scope: Scope, column: Column) -> list[Finding]:
    found = treatments.extract(scope)
    if not found and column.names and _POSITIVE.match(_said(scope)):
        return [f for name in column.names for f in _given(scope, column, name)]
    return found + _listed(scope, found)


_ITEM = re.compile(r"\s*(?:[,;+]|\band\b)\s*", re.IGNORECASE)


def _listed(scope: Scope, found: list[Finding]) -> list[Finding]:
    """Generic treatments that are an item of the cell's list of their own ("surgery, TACE")."""
    have = {f.value for f in found}
    out: list[Finding] = []
    for sentence in scope.sentences:
        items = {i.strip(" .") for i in _ITEM.split(re.sub(r"\([^)]*\)", "", sentence.text))}
        for mention in sentence.of("treatment"):
            wording = sentence.between(mention.start, mention.end)
            for name in mention.names:
                if (
                    name not in have
                    and wording in items
                    and not vetoed(
                        sentence, mention, "planned", "declined", "not_given", "recommended"
                    )
                ):
                    have.add(name)
                    out.append(
                        make(
                            scope, sentence, "treatments", name, mention.start, mention.end,
                            "cell.treatment_listed", group="treatment", status="given",
                        )
                    )  # fmt: skip
    return out


def _given(scope: Scope, column: Column, name: str) -> list[Finding]:
    """A treatment that the heading names and the cell affirms, quoted from the heading."""
    text = scope.document.text
    sentence = _whole(scope)
    cell = text[sentence.start : scope.sentences[-1].end]
    detail: dict[str, str] = {"cell": cell}
    if re.search(r"\b(?:cycles?|courses?)\b", column.header, re.I) and cell.strip().isdigit():
        detail["cycles"] = cell.strip()
    return [
        make(
            scope, sentence, "treatments", name, column.start, column.end, "cell.treatment_column",
            group="treatment", status="given", confidence=0.85, detail=detail,
        )
    ]  # fmt: skip


def _counted(scope: Scope, column: Column) -> list[Finding]:
    """A column that counts a treatment's cycles or activity: more than none is given."""
    number = re.match(r"^\W*(\d+(?:[.,]\d+)?)", _said(scope))
    value = parse(number.group(1)) if number else None
    if value:
        return [f for name in column.names for f in _given(scope, column, name)]
    return _treatments(scope, column)


def _methods(scope: Scope, column: Column) -> list[Finding]:
    return methods.extract(scope)


def _site(scope: Scope, column: Column) -> list[Finding]:
    text = _said(scope)
    if NOTHING.match(text) and column.meaning != "primary_site":
        return []
    flagged = _POSITIVE.match(text) or (column.meaning != "site_flag" and _SOME.match(text))
    if column.meaning in ("metastatic_sites", "bone_sites", "site_flag"):
        if flagged:
            return [
                f
                for name in column.names
                for f in _one(scope, "metastatic_sites", name, "cell.metastasis_flag", "site")
                if name != "unknown" and scope.names.get("site", name)
            ]
        if column.meaning == "site_flag":
            return []
    if column.meaning == "primary_site" and _NOT_FOUND.match(text):
        return _one(scope, "primary_site", "unknown", "cell.primary_unknown", "site")
    found = sites.from_cell(scope, column.meaning)
    if column.meaning == "bone_sites" and found and all(f.field == "bone_sites" for f in found):
        first = found[0]
        found.append(
            make(
                scope, _whole(scope), "metastatic_sites", "bone", first.start, first.end,
                "cell.metastatic_sites", group="site", confidence=0.85,
            )
        )  # fmt: skip
    return found


def _recurrence(scope: Scope, column: Column) -> list[Finding]:
    """Where or whether the tumour came back; a site of it is a metastasis, "local" is none."""
    text = _said(scope)
    if NOTHING.match(text):
        return []
    again = [
        replace(f, confidence=0.7)
        for f in _one(scope, "response", "recurrence", "cell.recurrence", "response")
    ]
    found = sites.from_cell(scope, "metastatic_sites")
    local = re.search(r"\b(?:local\w*|surgical bed|anastomo\w+|remnant|stump)\b", text, re.I)
    if local:
        found = [f for f in found if f.start > scope.sentences[0].start + local.end()]
    known = found or local or _POSITIVE.match(text) or DURATION.search(text)
    return [*found, *again] if known else []


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
    "recurrence": _recurrence,
    "site_flag": _site,
    "treatment_count": _counted,
    "dead_flag": _status_flag("dead", "alive"),
    "alive_flag": _status_flag("alive", "dead"),
    "response": _response,
    "prognosis": _prognosis,
    "pfs_months": _time("pfs_months"),
    "follow_up_months": _time("follow_up_months"),
    "marker": _marker,
    "marker_list": _marker_list,
    "flag": _flag,
    "markers": _markers,
}
