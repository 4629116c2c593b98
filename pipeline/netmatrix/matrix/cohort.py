"""A cohort's statistics in words, and the Table 2 column that each belongs to."""

from __future__ import annotations

from netmatrix import patterns
from netmatrix.evidence import Statistic
from netmatrix.matrix.wording import clean, number, plural, pretty
from netmatrix.patterns import compiled

_PROGNOSIS = compiled(
    r"surviv|response|stable disease|progressi|recurren|disease control|death|dead|died|alive"
    r"|mortality|follow-up|no evidence of disease|improvement|relapse|skeletal-related|fracture"
)
_TREATMENT = compiled(
    r"therap|treat|surg|resect|somatostatin analog|octreotide|lanreotide|prrt|lutetium|everolimus"
    r"|sunitinib|tace|emboli[sz]|ablation|bisphosph|denosumab|zoledron|analgesia|bone radiation"
    r"|antiresorptive|chemo|cisplatin|carboplatin|etoposide|temozolomide|capecitabine|adverse event"
    r"|dose|cycles|unresectable|transplant"
)
_DIAGNOSIS = compiled(
    r"sensitivity|specificity|detect|imaging|scintigraphy|\bpet|\bct\b|mri|biops|cga elevated"
    r"|5-hiaa|chromogranin|symptomatic|uptake|diagnos|predictive value|accuracy"
)
_SITE = compiled(
    r"metasta|primary|stage|osteoblastic|osteolytic|mixed bone lesion|tumor size|node|localized"
    r"|bone pain|spinal cord"
)
_PATHOLOGY = compiled(
    r"grade g|\bg[123]\b|nec\b|differentiated|ki-67|mitos|functioning|carcinoid|\bnet\b|men1"
    r"|neuroendocrine|insulinoma|gastrinoma|histolog|syndrome|hypercalc"
)
_WHO = compiled(r"^(?:patients|age|male|female|sex|performance status|second primary)\b")

# Tried in this order: "time to bone metastasis" is a course, not a site; "carcinoid syndrome
# treatment" a treatment.
_COLUMNS = (
    ("who", _WHO),
    ("prognosis", _PROGNOSIS),
    ("treatment", _TREATMENT),
    ("diagnosis", _DIAGNOSIS),
    ("prognosis", compiled(r"^time to|duration")),
    ("site", _SITE),
    ("pathology", _PATHOLOGY),
)
_ABBREVIATIONS = {
    "overall survival": "OS",
    "progression-free survival": "PFS",
    "disease-free survival": "DFS",
    "recurrence-free survival": "RFS",
    "disease-specific survival": "DSS",
}


def column_of(statistic: Statistic) -> str:
    """The Table 2 column for a statistic, ``""`` where none fits its concept.

    The concept decides; a treatment's response rate is a prognosis.
    """
    concept = statistic.concept.lower()
    for column, pattern in _COLUMNS:
        if pattern.search(concept):
            return column
    return ""


def _bounds(statistic: Statistic) -> str:
    if statistic.low is None and statistic.high is None:
        return ""
    if statistic.low is None:
        bounds = f"up to {number(statistic.high or 0)}"
    elif statistic.high is None:
        bounds = f"from {number(statistic.low)}"
    else:
        bounds = f"{number(statistic.low)}–{number(statistic.high)}"
    name = clean(statistic.interval or "")
    name = patterns.sub(r"(\d)\s*%", r"\1 %", name)
    return f"{name} {bounds}" if name else bounds


def _with_unit(value: float, unit: str | None) -> str:
    if not unit:
        return number(value)
    if unit in {"percent", "%"}:
        return f"{number(value)} %"
    if patterns.fullmatch(r"[a-z]{3,}", unit):
        return plural(value, unit)
    return f"{number(value)} {clean(unit)}"


def numbers_text(statistic: Statistic) -> str:
    """The numbers alone: ``105 of 305 (34.4 %)``, ``127 months (95 % CI 103.1–150.9)``."""
    s = statistic
    if s.measure == "p_value":
        return f"p {clean(s.comparator or '=')} {number(s.value)}" if s.value is not None else "p"
    parts: list[str] = []
    if s.n is not None and s.N is not None:
        parts.append(f"{s.n} of {s.N}")
    elif s.n is not None:
        alone = s.measure == "proportion" and s.percent is None
        parts.append(f"n = {s.n}" if alone else str(s.n))
    elif s.N is not None:
        parts.append(f"of {s.N}")
    comparator = clean(s.comparator or "")
    prefix = {"=": "", "": ""}.get(comparator, comparator + " ")
    if s.percent is not None:
        percent = f"{prefix}{number(s.percent)} %"
        parts.append(f"({percent})" if parts else percent)
    elif s.value is not None:
        parts.append(prefix + _with_unit(s.value, s.unit))
    bounds = _bounds(s)
    if bounds:
        only = not parts
        if only and s.unit and s.high is not None:
            bounds += _with_unit(s.high, s.unit).removeprefix(number(s.high))
        parts.append(bounds if only else f"({bounds})")
    return " ".join(parts)


def statistic_text(statistic: Statistic, *, with_group: bool = True) -> str:
    """A statistic as a clinician would write it.

    ``458 patients``; ``bone metastasis 105 of 305 (34.4 %)``;
    ``median OS 127 months (95 % CI 103.1–150.9) [bone metastasis]``.
    """
    concept = clean(statistic.concept)
    short = _ABBREVIATIONS.get(concept.lower(), pretty(concept))
    numbers = numbers_text(statistic)
    if statistic.measure == "count" and concept.lower() == "patients":
        text = f"{numbers} {'patient' if numbers == '1' else 'patients'}"
    elif statistic.measure in {"median", "mean", "range"}:
        text = f"{statistic.measure} {short} {numbers}"
    elif statistic.measure == "ratio":
        text = f"{clean(statistic.kind or 'ratio')} for {short} {numbers}"
    elif statistic.measure == "p_value":
        text = f"{numbers} for {short}"
    else:
        text = f"{short} {numbers}"
    group = clean(statistic.group)
    return f"{text} [{group}]".strip() if with_group and group else text.strip()
