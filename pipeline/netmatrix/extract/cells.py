"""What a table's cell says, read with the same grammars as prose, by the meaning of its column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from netmatrix import patterns
from netmatrix.document import Span
from netmatrix.evidence import PATIENT_FIELDS, Finding
from netmatrix.extract import diagnosis, grading, markers, methods, sites
from netmatrix.extract.base import Scope, make, of_mention, vetoed
from netmatrix.extract.cell_base import (
    EMPTY,
    MARK,
    NEGATIVE,
    NOT_REFERRED,
    NOTHING,
    POSITIVE,
    one,
    said,
    whole,
)
from netmatrix.extract.cell_outcomes import prognosis, response, status_flag, time_in
from netmatrix.extract.cell_treatments import counted, given
from netmatrix.extract.patient import age_in
from netmatrix.extract.table_columns import Column
from netmatrix.extract.table_keys import AGE, AGE_SEX
from netmatrix.extract.table_legend import Legend, codes_in, partly_coded
from netmatrix.nlp.annotations import Annotations
from netmatrix.nlp.components import cut_sentence
from netmatrix.nlp.sentences import split
from netmatrix.normalise.names import Names
from netmatrix.normalise.numbers import DURATION, INTERVAL, Interval, interval, plain
from netmatrix.patterns import compiled

_NOT_FOUND = compiled(
    r"^\W*(?:not (?:known|identified|found|detected|determined|located)|unknown|undetermined|unidentified|occult|UPO|CUP|UKP)\b",
    re.I,
)

_SOME = compiled(r"^\W*(?:multiple|diffuse|widespread|single|solitary|several|\d{1,2})\W*$", re.I)

_SEX = {
    "m": "male",
    "male": "male",
    "man": "male",
    "f": "female",
    "w": "female",
    "female": "female",
    "woman": "female",
}

# A bare "small cell" in a column of neuroendocrine types.
_CELLS = compiled(
    r"(?P<size>small|large)[\s-]cell(?:\s+type)?(?=\s*(?:[+,/;]|and\b|$))", re.IGNORECASE
)
# Under "Recurrence": there was none (a dash tells nothing).
_DENIED = compiled(r"\W*(?:no|none|absent|never|\([-–−]\))\W*$", re.IGNORECASE)
_MIXED = compiled(r"\W*mixed\b", re.IGNORECASE)

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


_KI67 = compiled(r"\bKi-?\s?67|\bMIB-?1", re.IGNORECASE)
_SHARE = compiled(rf"{INTERVAL.pattern}\s?%", INTERVAL.flags)
_WHOLE = 100
_BESIDE = compiled(r"[(\[]([^()\[\]]+)[)\]]|[,;/]\s*([<>≤≥~]?\s?\d[^,;/]*)$")


_OF_NUMBERS = frozenset({
    "age_years", "grade", "ki67_percent", "mitoses", "pfs_months", "follow_up_months", "count",
    "treatment_count", "assay",
})  # fmt: skip
"""Under these a number is the value itself, whatever it means as a code of another column."""


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
    legend = legend or {}
    numbers = column.meaning in _OF_NUMBERS or bool(column.unit)
    wording = document.text[span.start : span.end]
    codes = codes_in(legend, column.header, wording, numbers=numbers)
    if codes and codes != (span,):
        read = (read_cell(annotations, names, column, code, subject) for code in codes)
        return _unique([finding for found in read for finding in found])
    text = MARK.sub("", document.text[span.start : span.end])
    short = text.strip().rstrip(".")
    long = None if numbers and short.isdigit() else legend.get(short)
    told = document.text[long.start : long.end] if long else text
    if column.meaning in ("prognosis", "follow_up_months") and not long:
        told = _status_spelled_out(document.text, text, legend)
    if column.meaning == "ignore":
        return []
    if EMPTY.match(told) and not (
        column.meaning == "marker"
        or (column.meaning in ("primary_site", "site") and told.strip().lower() == "unknown")
        or (column.meaning == "primary_site" and _NOT_FOUND.match(told))
        or (column.tells_undone and NEGATIVE.match(told))
    ):
        return []
    pieces = [
        cut_sentence(annotations, left, right, section="table", kind="cell")
        for left, right in _statements(document.text, span)
    ]
    if not pieces:
        return []
    scope = Scope(annotations, names, pieces, subject, {"said": told if told != text else ""})
    reader = _READERS.get(column.meaning)
    found = reader(scope, column) if reader else []
    if column.meaning == "histology" and not any(f.field == "histology" for f in found):
        parts = partly_coded(legend, wording, span)
        read = (read_cell(annotations, names, column, part, subject) for part in parts)
        found += [f for part in read for f in part if f.field == "histology"]
    return found


def _statements(text: str, cell: Span) -> Iterator[tuple[int, int]]:
    """The sentences of a cell; where a line only goes on ("Recurrence in", "liver"), none ends."""
    before: tuple[int, int] | None = None
    for start, end in split(text, cell.start, cell.end):
        if before and "\n" in text[before[1] : start] and not text[start].isupper():
            before = before[0], end
            continue
        if before:
            yield before
        before = start, end
    if before:
        yield before


_STATUS = compiled(r"\s*([A-Za-z]{1,5})(?=[\s,;(]+\d)")
_STATUS_LAST = compiled(
    r"[\d\s](?:m|mos?|months?|y|yrs?|years?|wks?|weeks?|d|days?|N[ASR])?[,;]\s*([A-Z]{1,5})$"
)


def _status_spelled_out(text: str, cell: str, legend: Legend) -> str:
    """The cell with what the legend makes of the short form before or behind a time: "A, 62",
    "31 m, E".
    """
    match = _STATUS.match(cell) or _STATUS_LAST.search(cell)
    long = legend.get(match[1]) if match else None
    if match is None or long is None:
        return cell
    return cell[: match.start(1)] + text[long.start : long.end] + cell[match.end(1) :]


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


_FIRST = compiled(r"[,;(]")


def _age(scope: Scope, column: Column) -> list[Finding]:
    text = said(scope)
    if AGE_SEX.match(text):
        return _age_sex(scope, column)
    hit = age_in(text)
    if hit:
        return one(scope, "age_years", hit[0], "cell.age")
    match = AGE.match(_FIRST.split(text, maxsplit=1)[0])  # "31 years, G2"
    if match and 0 < int(match["age"]) <= 110:
        value = int(match["age"])
        if column.unit == "month":
            return one(scope, "age_years", plain(round(value / 12, 2)), "cell.age")
        return one(scope, "age_years", str(value), "cell.age")
    return []


def _sex(scope: Scope, column: Column) -> list[Finding]:
    if AGE_SEX.match(said(scope)):
        return _age_sex(scope, column)
    match = patterns.match(r"\W*([A-Za-z]+)\W*$", said(scope)) or patterns.match(
        r"\W*([A-Za-z]+)\W*$", whole(scope).text
    )
    value = _SEX.get(match.group(1).lower()) if match else None
    return one(scope, "sex", value, "cell.sex") if value else []


def _age_sex(scope: Scope, column: Column) -> list[Finding]:
    text = scope.extra.get("person") or whole(scope).text
    out: list[Finding] = []
    age = patterns.search(r"(?<![\d.])(\d{1,3})(?!\d)", text)
    sex = patterns.search(
        r"\b(male|female|man|woman|m|f|w)\b", patterns.sub(r"\d", " ", text), re.I
    )
    if age and 0 < int(age.group(1)) <= 110:
        out += one(scope, "age_years", age.group(1), "cell.age")
    if sex:
        out += one(scope, "sex", _SEX[sex.group(1).lower()], "cell.sex")
    return out


def read_person(
    annotations: Annotations, names: Names, span: Span, person: str, subject: str
) -> list[Finding]:
    """Age and sex that stand behind the key in the key's cell ("3 (54/M)")."""
    sentence = cut_sentence(annotations, span.start, span.end, section="table", kind="cell")
    scope = Scope(annotations, names, [sentence], subject, {"person": person})
    return _age_sex(scope, Column("", "age_sex"))


# The type of a carcinoid, WHO classification of thoracic tumours (2021).
_TYPICAL = compiled(r"a?typical", re.IGNORECASE)


def _histology(scope: Scope, column: Column) -> list[Finding]:
    found = [*diagnosis.extract(scope), *grading.extract(scope)]
    cells = _CELLS.match(said(scope).strip().removeprefix("NEC").lstrip(" ,:-"))
    if cells:  # "NEC, large cell", "Small cell + adenocarcinoma"
        found = [f for f in found if (f.field, f.value) != ("histology", "NEC")]
    if cells and not any(f.field == "histology" and "cell" in f.value for f in found):
        name = f"{cells['size'].lower()} cell NEC"
        found += one(scope, "histology", name, "cell.histology", "histology")
    kind = _TYPICAL.fullmatch(said(scope).strip())
    which = kind[0].lower() if kind else _short_for(scope, said(scope).strip())
    if which and not any(f.field == "histology" for f in found):
        found += one(scope, "histology", f"{which} carcinoid", "cell.histology", "histology")
    found += [
        f
        for f in sites.extract(scope)
        if f.field in ("primary_site", "bone_lesion_type", "metastatic_sites")
    ]
    found += sites.lesion_types(scope)
    if not any(f.field == "primary_site" for f in found):
        found += _in_brackets(scope) or _in_front(scope)
    if _KI67.search(column.header) and not any(f.field == "ki67_percent" for f in found):
        # "Histology, Ki-67" over "NET G2, 12%".
        index = _SHARE.search(said(scope))
        share = interval(index) if index else _share_beside(said(scope))
        if share is not None and share.low <= _WHOLE:
            found += one(scope, "ki67_percent", str(share), "cell.ki67")
    return _unique(found)


def _short_for(scope: Scope, cell: str) -> str:
    """ "typical" of "TC" and "atypical" of "AC" where the paper says that they stand for these."""
    said = _TYPICAL_CARCINOID.match(scope.annotations.abbreviations.get(cell, ""))
    return said[1].lower() if said else ""


# "Typical (TC) and atypical (AC) carcinoids": the long form may end before the noun.
_TYPICAL_CARCINOID = compiled(r"(a?typical)(?:$|\s+(?:[\w-]+\s+){0,3}?carcinoid)", re.IGNORECASE)
_OF_SITE = compiled(r"\s*\((?:(?:left|right|bilateral|urinary)\s+)*$", re.IGNORECASE)


def _in_brackets(scope: Scope) -> list[Finding]:
    """The organ in brackets behind the tumour: "PGL (urinary bladder)"."""
    return [
        of_mention(
            scope, sentence, mention, "primary_site", mention.name, "cell.primary_beside",
            group="site", confidence=0.85,
        )
        for sentence in scope.sentences
        for tumour in sentence.of("histology")[:1]
        for mention in sentence.of("site")
        if _OF_SITE.fullmatch(sentence.between(tumour.end, mention.start))
    ]  # fmt: skip


_IN_FRONT = compiled(r"\)?(?:\s*\([^()]*\))?\s*[;:/]")


# What stands so is as often where the biopsy was taken.
_SPREADS_TO = frozenset({"liver", "lymph node", "bone", "brain", "peritoneum"})


def _in_front(scope: Scope) -> list[Finding]:
    """The organ that opens a cell on the tumour: "Pancreas (tail); NET G2"."""
    sentence = scope.sentences[0]
    return [
        of_mention(
            scope, sentence, mention, "primary_site", mention.name, "cell.primary_beside",
            group="site", confidence=0.85,
        )
        for mention in sentence.of("site")
        if mention.start == sentence.start
        and mention.name not in _SPREADS_TO
        and _IN_FRONT.match(sentence.between(mention.end, sentence.end))
    ]  # fmt: skip


def _unique(found: list[Finding]) -> list[Finding]:
    seen: set[tuple[str, str]] = set()
    out: list[Finding] = []
    for finding in found:
        if (finding.field, finding.value) not in seen:
            seen.add((finding.field, finding.value))
            out.append(finding)
    return out


def _share_beside(cell: str) -> Interval | None:
    """The number in brackets or behind a comma: "G2 (5)", "AC (18)"."""
    index = _BESIDE.search(cell)
    inside = INTERVAL.fullmatch((index[1] or index[2]).strip(" %")) if index else None
    return interval(inside) if inside else None


def _differentiation(scope: Scope, column: Column) -> list[Finding]:
    word = patterns.match(r"\W*(\w+)", said(scope))
    value = _DIFF.get(word.group(1).lower()) if word else None
    if value is None:
        return _named("differentiation", "differentiation")(scope, column)
    return one(scope, "differentiation", value, "cell.differentiation")


def _grade(scope: Scope, column: Column) -> list[Finding]:
    match = patterns.match(
        r"\s*+(?:NET|NEC|grade)?[\s,-]*G?\s?-?([123]|I{1,3})\b|\s*+(low|intermediate|high)\b",
        said(scope),
        re.I,
    )
    beside = _tumour_beside(scope)  # "NET G2, Ki-67 14%"
    if not match:
        return beside
    # "Grade (Ki-67 %)" over "G2 (5)", "Grade, Ki-67" over "G2, 4%".
    share = _share_beside(said(scope)) if _KI67.search(column.header) else None
    value = (
        {"low": "1", "intermediate": "2", "high": "3"}[match.group(2).lower()]
        if match.group(2)
        else {"i": "1", "ii": "2", "iii": "3"}.get(match.group(1).lower(), match.group(1))
    )
    found = one(scope, "grade", f"G{value}", "cell.grade")
    if share is not None and share.low <= _WHOLE:
        found += one(scope, "ki67_percent", str(share), "cell.ki67")
    told = {f.field for f in found}
    return [*found, *(f for f in beside if f.field not in told)]


_GRADE_ALONE = compiled(r"\s*(?:(?:NET|grade)\s?)?G[123]\b", re.IGNORECASE)
_GRADE_BESIDE = compiled(r"[(,;/]\s*(?:(?:NET|grade)\s)?(G[123])\b", re.IGNORECASE)


def _interval(name: str, rule: str, most: float) -> Callable[[Scope, Column], list[Finding]]:
    def read(scope: Scope, column: Column) -> list[Finding]:
        if name == "mitoses" and _GRADE_ALONE.match(said(scope)):  # "Grade / mitoses"
            return _grade(scope, column)
        match = INTERVAL.match(said(scope).strip())
        value = interval(match) if match else None
        if value is None or value.low > most:
            return []
        text = str(value)
        if name == "mitoses":
            unit = patterns.search(
                r"10\s*HPF|high.power|2\s*mm", f"{column.header} {whole(scope).text}", re.I
            )
            if unit:
                text += "/2mm2" if "mm" in unit.group() else "/10hpf"
        beside = _GRADE_BESIDE.search(said(scope))  # "Ki-67 (grade)" over "4% (G2)"
        graded = one(scope, "grade", beside[1].upper(), "cell.grade") if beside else []
        return [*one(scope, name, text, rule), *graded]

    return read


def _marker(scope: Scope, column: Column) -> list[Finding]:
    text = said(scope)
    if POSITIVE.match(text):
        field_name = "markers_positive"
    elif NEGATIVE.match(text):
        field_name = "markers_negative"
    else:
        return []
    return [
        f for name in column.names for f in one(scope, field_name, name, "cell.marker", "marker")
    ]


def _marker_list(scope: Scope, column: Column) -> list[Finding]:
    """Several stains in one column ("Syn/CgA/CD56") with as many results in the cell ("+/-/+")."""
    results = [r for r in patterns.split(r"\s*[/,;]\s*|\s+", said(scope).strip()) if r]
    if len(results) != len(column.names):
        return markers.extract(scope)
    out: list[Finding] = []
    for name, result in zip(column.names, results, strict=True):
        field_name = (
            "markers_positive" if POSITIVE.match(result)
            else "markers_negative" if NEGATIVE.match(result) else ""
        )  # fmt: skip
        if field_name:
            out += one(scope, field_name, name, "cell.marker_list", "marker")
    return out


# Under the name of an investigation: that it was done, whatever it showed.
_DONE = compiled(
    r"(?!\W*(?:no|none|nil|n[./]?[dar]\.?|not\s+\w+|unknown|refused|declined|\?)\W*$)(?:\W*(?:yes|y|done|performed|positive|pos|"
    r"wt|mut|negative|neg|avid|uptake|normal|abnormal|\+)(?:\W|$)|.*\w{3})",
    re.IGNORECASE,
)
"""A result of an investigation, which then was done."""


def _assay(scope: Scope, column: Column) -> list[Finding]:
    """A figure under the name of an assay: that it was measured."""
    if not patterns.match(r"\W*\d", said(scope)):
        return []
    return [
        f
        for name in column.names
        for f in one(scope, "diagnostic_methods", name, "cell.assay", "diagnostic_method")
    ]


def _flag(scope: Scope, column: Column) -> list[Finding]:
    if column.group == "diagnostic_method":
        nothing_seen = column.tells_undone and NEGATIVE.match(said(scope))
        done = column.names if nothing_seen or _DONE.match(said(scope)) else ()
        return [
            f
            for name in done
            for f in one(scope, "diagnostic_methods", name, "cell.flag", "diagnostic_method")
        ]
    if not POSITIVE.match(said(scope)):
        found = [f for f in diagnosis.extract(scope) if f.field == "syndrome"]
        return found if not NOTHING.match(said(scope)) else []
    return [
        f for name in column.names for f in one(scope, "syndrome", name, "cell.flag", "syndrome")
    ]


def _methods(scope: Scope, column: Column) -> list[Finding]:
    """Ways of diagnosis; what may elsewhere be a drug ("MIBG") is one under such a heading."""
    found = methods.extract(scope)
    weak = [
        of_mention(
            scope, sentence, mention, "diagnostic_methods", mention.name, "cell.method",
            group="diagnostic_method", confidence=0.8,
        )
        for sentence in scope.sentences
        for mention in sentence.of("diagnostic_method")
        if mention.weak and not vetoed(sentence, mention, "planned", "declined", "not_given")
    ]  # fmt: skip
    return _unique([*found, *weak])


def _site(scope: Scope, column: Column) -> list[Finding]:
    text = said(scope)
    if NOTHING.match(text) and column.meaning != "primary_site":
        return []
    flagged = POSITIVE.match(text) or (column.meaning != "site_flag" and _SOME.match(text))
    if column.meaning == "site_flag" and len(column.names) == 1 and _PART_OF_IT.match(text):
        flagged = _PART_OF_IT.match(text)
    if column.meaning == "site_flag" and column.names == ("lymph node",):
        flagged = flagged or _NODES_POSITIVE.match(text)
    if column.meaning in ("metastatic_sites", "bone_sites", "site_flag"):
        everywhere = _EVERYWHERE.search(text) if column.meaning == "bone_sites" else None
        if flagged or everywhere:
            found = [
                f
                for name in column.names
                for f in one(scope, "metastatic_sites", name, "cell.metastasis_flag", "site")
                if name != "unknown" and scope.names.get("site", name)
            ]
            if everywhere:
                found += one(scope, "bone_sites", "widespread", "cell.widespread", "bone_site")
                if _TYPE_LAST.search(text):
                    found += _lesion_mixed(scope)
            if "(" in text:  # "+ (ribs, pelvis)"
                found += [
                    f for f in sites.from_cell(scope, "bone_sites") if f.field == "bone_sites"
                ]
            return found
        if column.meaning == "site_flag":
            if column.names == ("bone",):  # "Bone" over "Left 7th rib"
                return _site(scope, replace(column, meaning="bone_sites"))
            return []
    if column.meaning == "primary_site" and column.names:  # "Site in pancreas" over "Tail"
        found = sites.from_cell(scope, "primary_site")
        found = [f for f in found if f.field == "primary_site" and f.value != "unknown"]
        named = [
            f for n in column.names for f in one(scope, "primary_site", n, "cell.primary_site")
        ]
        return [*(found or named), *_tumour_beside(scope)]
    if column.meaning == "primary_site" and _NOT_FOUND.match(text):
        found = one(scope, "primary_site", "unknown", "cell.primary_unknown", "site")
        return [*found, *_tumour_beside(scope)]
    found = sites.from_cell(scope, column.meaning)
    if column.meaning == "metastatic_sites" and not found and _WITHIN.search(column.header):
        # "Site in heart" over "LV"
        return [
            f
            for n in column.names
            for f in one(scope, "metastatic_sites", n, "cell.within", "site")
        ]
    if column.meaning == "primary_site" and not found:  # "Medullary carcinoma of thyroid"
        found = [f for f in sites.extract(scope) if f.field == "primary_site"]
    if column.meaning in ("primary_site", "site"):
        found += _tumour_beside(scope)
    if column.meaning == "bone_sites" and found and all(f.field == "bone_sites" for f in found):
        first = found[0]
        found.append(
            make(
                scope, whole(scope), "metastatic_sites", "bone", first.start, first.end,
                "cell.metastatic_sites", group="site", confidence=0.85,
            )
        )  # fmt: skip
    return found


_WITHIN = compiled(r"\b(?:in|within)\b", re.IGNORECASE)
# "RV" or "septum" under "Heart", "bilobar" under "Liver": where in the organ, or how many.
_PART = r"(?:LV|RV|LA|RA|(?:(?:left|right|both)\s+)?(?:ventricles?|atri(?:um|a))|septum|epicardium|myocardium|pericardium|bilobar|(?:left|right|both)\s+lobes?)"
_PART_OF_IT = compiled(
    rf"\W*(?:{_PART}(?:(?:\s*[,/&+]\s*|\s+and\s+){_PART})*|(?:multiple|multifocal|diffuse|solitary|single|several)(?:\s+(?:metastas[ei]s|lesions?|nodules?|foci|deposits))?)\W*$",
    re.IGNORECASE,
)
# "Diffuse", "synchronous; diffuse; mixed".
_EVERYWHERE = compiled(
    r"(?:^|[;,])\s*(?:diffuse|widespread|disseminated|generali[sz]ed)\W*(?:$|[;,])", re.IGNORECASE
)
_TYPE_LAST = compiled(r"[;,]\s*mixed\W*$", re.IGNORECASE)
# "2/24" under "Positive nodes", "N1" under "pN".
_NODES_POSITIVE = compiled(
    r"\s*(?:[1-9]\d*\s*(?:/|of)\s*\d+|[cp]?N[123][a-c]?|[123][a-c]?(?=\s*\())\b", re.IGNORECASE
)


def _tumour_beside(scope: Scope) -> list[Finding]:
    """The tumour that a cell names with its organ: "Ileal NET G1"."""
    told = diagnosis.extract(scope)
    if not any(f.field == "histology" for f in told):
        return []
    return [f for f in [*told, *grading.extract(scope)] if f.field in OF_TUMOUR]


OF_TUMOUR = frozenset({"histology", "grade", "differentiation", "ki67_percent", "functional"})
"""What a cell on the organ may say of the tumour, where no column of its own does."""


def _stage(scope: Scope, column: Column) -> list[Finding]:
    """Where a stage says that metastases are: "T4N2M1 (liver)"."""
    return [f for f in sites.extract(scope) if f.field in ("metastatic_sites", "bone_sites")]


# "Pelvis, 9": where a tumour of its organs comes back, no bone.
_IN_THE_PELVIS = compiled(r"\W*pelv(?:is|ic)\b[\W\d]*(?:mo|months?)?\W*", re.IGNORECASE)


def _recurrence(scope: Scope, column: Column) -> list[Finding]:
    """Where or whether the tumour came back; a site of it is a metastasis, "local" is none."""
    text = said(scope)
    if _DENIED.match(text):
        return [
            replace(f, confidence=0.6)
            for f in one(scope, "response", "no evidence of disease", "cell.recurrence", "response")
        ]
    if NOTHING.match(text):
        return []
    value = "progressive disease" if "progress" in column.header.lower() else "recurrence"
    again = [
        replace(f, confidence=0.7)
        for f in one(scope, "response", value, "cell.recurrence", "response")
    ]
    found = sites.from_cell(scope, "metastatic_sites")
    if _IN_THE_PELVIS.fullmatch(text):
        found = []
    local = patterns.search(r"\b(?:local\w*|surgical bed|anastomo\w+|remnant|stump)\b", text, re.I)
    if local:
        found = [f for f in found if f.start > scope.sentences[0].start + local.end()]
    known = found or local or POSITIVE.match(text) or DURATION.search(text)
    return [*found, *again] if known else []


_OF_A_METASTASIS = compiled(r"\b(?:nod(?:e|al)|metasta\w+|second)", re.IGNORECASE)


def _markers(scope: Scope, column: Column) -> list[Finding]:
    """Stains with their results, or those that a heading "IHC positive" lists."""
    found = markers.extract(scope)
    if not _OF_A_METASTASIS.search(said(scope)):
        found += grading.extract(scope)  # "Syn+, CgA+, Ki-67 6%"
    sides = {side.lower() for side in _SIDE.findall(column.header)}
    if found or len(sides) != 1:
        return found
    field_name = f"markers_{sides.pop()}"
    return _named(field_name, "marker")(scope, column)


_SIDE = compiled(r"\b(positive|negative)\b", re.IGNORECASE)


_OF_BONE = compiled(r"\b(?:bon[ey]|skelet|osseous|vertebra)", re.IGNORECASE)


def _lesion(scope: Scope, column: Column) -> list[Finding]:
    if _MIXED.match(said(scope)):
        return _lesion_mixed(scope)
    found = sites.lesion_types(scope)
    of_bone = _OF_BONE.search(column.header) or any(s.of("bone_site") for s in scope.sentences)
    if not of_bone:
        return found  # "Left ventricle", under "Cardiac lesion", is no bone
    return [*found, *_site(scope, replace(column, meaning="bone_sites"))]


def _lesion_mixed(scope: Scope) -> list[Finding]:
    return one(scope, "bone_lesion_type", "mixed", "cell.bone_lesion_type")


def _presentation(scope: Scope, column: Column) -> list[Finding]:
    """How the illness showed itself: a syndrome where one is named."""
    return [
        replace(f, confidence=min(f.confidence, 0.85))
        for f in diagnosis.extract(scope)
        if f.field == "syndrome"
    ]


def _marker_sides(scope: Scope, column: Column) -> list[Finding]:
    """Positive stains, a stroke, negative ones: "CgA, NSE / ER"."""
    text = whole(scope).text
    stroke = text.find(" / ")
    if stroke < 0:
        return markers.extract(scope)
    middle = scope.sentences[0].start + stroke
    return [
        make(
            scope, s, "markers_positive" if m.end <= middle else "markers_negative", name,
            m.start, m.end, "cell.marker_sides", group="marker", confidence=0.9,
        )
        for s in scope.sentences
        for m in s.of("marker")
        for name in m.names
    ]  # fmt: skip


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


def _syndrome(scope: Scope, column: Column) -> list[Finding]:
    """A syndrome by its name, or by the tumour's or sign's alone: "Carcinoid" under "Syndrome"."""
    short = f"{said(scope).strip().lower()} syndrome"
    if "syndrome" in column.header.lower() and scope.names.get("syndrome", short):
        return one(scope, "syndrome", short, "cell.syndrome", "syndrome")
    return _named("syndrome", "syndrome")(scope, column)


# What a tumour makes, under "Secretion".
_HORMONE = compiled(
    r"^(?!.*\b(?:no|none|non|not|normal|negative|within|low|deficien\w*|insufficien\w*|therap\w+|treat\w*|replac\w*|pending|unknown)\b).*\b(?:(?:nor)?(?:epinephrine|adrenaline|metanephrine)s?|dopamine|methoxytyramine|catecholamines?|gastrin|glucagon|"
    r"serotonin|insulin|cortisol|calcitonin|(?-i:ACTH|VIP|GHRH|PTHrP|NE|NA|DA|NMN|MN|MT|EPI))\b",
    re.IGNORECASE,
)


def _functional(scope: Scope, column: Column) -> list[Finding]:
    """Whether the tumour makes hormones, by name or as yes or no under "Secreting"."""
    text = said(scope)
    made = POSITIVE.match(text) or _HORMONE.match(text)
    value = "functioning" if made else "non-functioning" if NOTHING.match(text) else ""
    if value:
        return one(scope, "functional", value, "cell.functional", "functional")
    # "Insulinoma", "carcinoid syndrome": what it makes is told by its name.
    told = [f for f in diagnosis.extract(scope) if f.field in ("histology", "syndrome")]
    told = [f for f in told if f.status == "reported"]
    return [*_named("functional", "functional")(scope, column), *told]


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
    "functional": _functional,
    "syndrome": _syndrome,
    "diagnostic_methods": _methods,
    "treatments": given,
    "stage": _stage,
    "recurrence": _recurrence,
    "site_flag": _site,
    "treatment_count": counted,
    "dead_flag": status_flag("dead", "alive"),
    "alive_flag": status_flag("alive", "dead"),
    "response": response,
    "prognosis": prognosis,
    "pfs_months": time_in("pfs_months"),
    "follow_up_months": time_in("follow_up_months"),
    "marker": _marker,
    "marker_list": _marker_list,
    "flag": _flag,
    "assay": _assay,
    "markers": _markers,
    "marker_sides": _marker_sides,
    "presentation": _presentation,
}
