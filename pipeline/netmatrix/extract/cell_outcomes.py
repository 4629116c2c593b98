"""Response, vital status and times in a table's cells."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from netmatrix import patterns
from netmatrix.evidence import Finding
from netmatrix.extract import outcomes, sites, treatments
from netmatrix.extract.base import Scope, make
from netmatrix.extract.cell_base import NEGATIVE, POSITIVE, one, part, said, whole
from netmatrix.extract.table_columns import Column
from netmatrix.extract.table_keys import STATUS
from netmatrix.normalise.numbers import DURATION, months, parse, plain
from netmatrix.patterns import compiled

_MONTHS_IN = {"year": 12.0, "week": 7 / 30.4375, "day": 1 / 30.4375}

_RECIST = {
    "cr": "complete response",
    "pr": "partial response",
    "sd": "stable disease",
    "pd": "progressive disease",
}

_RESPONSE_WORD = (
    (compiled(r"(?:^|[,;/(])\s*stable\b", re.I), "stable disease"),
    (compiled(r"^\s*progress", re.I), "progressive disease"),
    (compiled(r"^\s*partial", re.I), "partial response"),
    (
        compiled(r"(?:^|[,;/])\s*complete\b(?!\s+(?:resect|excis|surg|remov|\w+ectom))", re.I),
        "complete response",
    ),
)

_STATUS = (
    (
        compiled(
            r"\b(?:dead|died|deceased|DOD|DOC|DWD|DOID|expired|exitus|death|dec\.)(?!\w)|\(ex\)"
            r"|(?:^|,\s)†\s?(?=\d|\()",  # "† 19 mo"
            re.I,
        ),
        "dead",
    ),
    (
        compiled(
            r"\b(?:alive|AWD|AWOD|ANED|A&W|NED|no evidence of disease|NSD|living|(?-i:AND)|ADF|surviv(?:ing|ed)|well|cured|in remission)\b",
            re.I,
        ),
        "alive",
    ),
)

# "36", "5 y", "Dead, 8": a time, its unit told or the column's, at most a status before it.
_TIME_FIRST = compiled(
    rf"\s*+(?:(?:{STATUS}(?:\s(?:with|of|without)\s\w+)?|no evidence of disease)[*†‡]?[,;:/]?\s\(?)?"
    r"[<>≤≥~]?\s*+(\d+(?:[.,]\d+)?)\s*\+?\s*(?:m|mo|(?P<y>y|yr))?\b",
    re.IGNORECASE,
)

_LETTER_BEHIND = compiled(
    r"\d\+?\s?(?:m|mos?|months?|y|yrs?|years?|wks?|weeks?|d|days?)?(?:\s?\(|[,;]\s?)(A|AD|D)\)?\W*$"
)
_LETTER_STATUS = {"A": "alive", "AD": "alive", "D": "dead"}
# "A 34", "D, 12", "AD 22": alive, dead, alive with disease, and the months.
_LETTER_FIRST = compiled(r"\s*(AD|A|D)\s?[,;:/]?\s?(?=\(?\d)")

_NED = compiled(r"\b(?:A?NED|AND|ADF|AWOD|no evidence of disease|disease[\s-]free)\b")


# "Stable at 36 months".
_STABLE = compiled(r"\s*(?:stable(?:\s+disease)?|SD)\b", re.IGNORECASE)


def time_in(name: str) -> Callable[[Scope, Column], list[Finding]]:
    def read(scope: Scope, column: Column) -> list[Finding]:
        text = said(scope)
        spelled = DURATION.search(text)
        value = months(spelled) if spelled else None
        if value is None:
            letter = _LETTER_FIRST.match(text)
            match = _TIME_FIRST.match(text, letter.end() if letter else 0)
            number = parse(match.group(1)) if match else None
            if number is None:
                told = [f for f in outcomes.extract(scope) if f.field == "response"]
                return [*vital_in(scope, text), *(told if name == "follow_up_months" else [])]
            # A bare number without a unit in the header is taken as months, the field's habit.
            value = number * (12.0 if match and match["y"] else _MONTHS_IN.get(column.unit, 1.0))
        found = [*one(scope, name, plain(round(value, 1)), f"cell.{name}"), *vital_in(scope, text)]
        free = _NED.search(text) if name == "follow_up_months" else None
        stable = _STABLE.match(text) if name == "follow_up_months" else None
        result = "no evidence of disease" if free else "stable disease" if stable else ""
        if result:
            found += one(scope, "response", result, "cell.response", "response")
        elif name == "follow_up_months":
            told = [f for f in outcomes.extract(scope) if f.field == "response"]
            found += [f for f in told if not _is_survival(scope, f)]
        return found

    return read


def vital_in(scope: Scope, text: str) -> list[Finding]:
    sentence = whole(scope)
    first = _LETTER_FIRST.match(text)
    behind = _LETTER_BEHIND.search(text)
    letter = _LETTER_STATUS.get(first[1] if first else behind[1] if behind else text.strip(" .*"))
    for pattern, value in _STATUS:
        match = pattern.search(text)
        if match is None and letter == value:
            return one(scope, "vital_status", value, "cell.status")
        if match:
            if value == "alive" and match.group().lower() == "well" and "differ" in text.lower():
                continue
            if not sentence.text.startswith(text[: match.end()]):
                return one(scope, "vital_status", value, "cell.status")
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


def response(scope: Scope, column: Column) -> list[Finding]:
    """The response; "vandetanib: PR (27)" under "First line: response (PFS, mo)" tells all three."""
    given = [f for f in treatments.extract(scope) if _LISTED_THERE.search(_before(scope, f))]
    time = _IN_BRACKETS.search(whole(scope).text) if _PFS_BESIDE.search(column.header) else None
    if time:
        value = float(time["n"]) * _MONTHS_IN.get(column.unit, 1.0)
        given.append(part(scope, "pfs_months", plain(value), time))
    return [*_response(scope), *given]


def _response(scope: Scope) -> list[Finding]:
    text = said(scope)
    text = _DRUG_FIRST.sub("", text)
    word = patterns.match(r"\W*([A-Z]{2})(?![A-Za-z])", text)
    if word and word.group(1).lower() in _RECIST:
        return one(scope, "response", _RECIST[word.group(1).lower()], "cell.response", "response")
    for pattern, value in _RESPONSE_WORD:
        if pattern.search(text):
            return one(scope, "response", value, "cell.response", "response")
    found = [f for f in outcomes.extract(scope) if f.field == "response"]
    return [f for f in found if not _is_survival(scope, f)]


def prognosis(scope: Scope, column: Column) -> list[Finding]:
    found = [f for f in outcomes.extract(scope) if not _is_survival(scope, f)]
    if _IN_REMISSION.match(said(scope)):  # as an outcome: no tumour or hormone any more
        found = [f for f in found if f.field != "response"]
        found += one(scope, "response", "no evidence of disease", "cell.response", "response")
        if not any(f.field == "vital_status" for f in found):
            alive = one(scope, "vital_status", "alive", "cell.status")
            found += [replace(f, status="derived", confidence=0.75) for f in alive]
    have = {f.field for f in found}
    text = said(scope) if len(scope.sentences) == 1 else whole(scope).text
    if "response" not in have:
        if _NED.search(text):
            ned = _NED.search(whole(scope).text)
            found += (
                [part(scope, "response", "no evidence of disease", ned)]
                if ned
                else one(scope, "response", "no evidence of disease", "cell.response", "response")
            )
        else:
            found += _response(scope)
    if "vital_status" not in have:
        found += vital_in(scope, text)
    # "Brain | WBRT; DOD, 16": what was given on the way to it.
    found += [f for f in treatments.extract(scope) if _LISTED_THERE.search(_before(scope, f))]
    # "Died of liver metastases", "alive with bone metastases".
    found += [f for f in sites.extract(scope) if f.field == "metastatic_sites"]
    last = _LOST.search(text) or any(f.field in ("vital_status", "response") for f in found)
    if last and not have & {"follow_up_months", "pfs_months"}:
        found += _time_of_status(scope, column)
    return found


_DRUG_FIRST = compiled(r"^[\w\s+-]{3,40}:\s+(?=[A-Z]{2}\b)")
_PFS_BESIDE = compiled(r"\bPFS\b|progression[\s-]free", re.IGNORECASE)
_IN_BRACKETS = compiled(r"\((?P<n>\d{1,3}(?:\.\d)?)\+?\)")
_LISTED_THERE = compiled(r"(?:^|[;,])\s*$")


def _before(scope: Scope, finding: Finding) -> str:
    """The cell's words before a finding."""
    return whole(scope).between(whole(scope).start, finding.start)


_LOST = compiled(r"\b(?:LT?FU|lost\s+to\s+follow)", re.IGNORECASE)
_IN_REMISSION = compiled(
    r"\W*(?:in\s+)?(?:(?:sustained|long[\s-]term|clinical|biochemical|hormonal)\s+)?remission\b",
    re.IGNORECASE,
)


def _is_survival(scope: Scope, finding: Finding) -> bool:
    """Whether a response is (the first half of) "progression-free survival"."""
    said = scope.document.text[finding.start : finding.end + 12]
    return finding.field == "response" and bool(
        patterns.match(r"\w+[\s-]free[\s-]+(?:survival|interval|period)", said, re.I)
    )


_BARE_TIME = compiled(
    r"(?:^|[\s,;(/])(?P<n>\d{1,3}(?:[.,]\d)?)\s*\+?\s?(?:m|mo|(?P<y>y|yr))?(?=[\s,;)/*†‡§¶]|$)"
)


_STATUS_BEFORE = compiled(rf"\b{STATUS}[*†‡]?[,:]?\s*\(?$", re.IGNORECASE)
# "6Y2M, alive", "5Y, alive".
_YEARS_MONTHS = compiled(r"(?<![\w.])(?P<y>\d{1,2})\s?Y(?:\s?(?P<m>\d{1,2})\s?M)?(?![A-Za-z])")


def _time_of_status(scope: Scope, column: Column) -> list[Finding]:
    """The time that stands with "DOD" or "alive" in a cell: the last contact."""
    text = whole(scope).text
    spelled = [m for m in DURATION.finditer(text) if months(m) is not None]
    if len(spelled) == 1:
        value = months(spelled[0])
        assert value is not None
        return [part(scope, "follow_up_months", plain(round(value, 1)), spelled[0])]
    together = _YEARS_MONTHS.search(text)
    if together and not spelled:
        value = 12 * float(together["y"]) + float(together["m"] or 0)
        return [part(scope, "follow_up_months", plain(value), together)]
    bare = list(_BARE_TIME.finditer(text))
    if len(bare) > 1:  # "Liver recurrence (20), AWD (35)": the one behind the status
        bare = [m for m in bare if _STATUS_BEFORE.search(text[: m.start("n")])]
    if spelled or len(bare) != 1 or not (column.unit or len(text) <= 24):
        return []
    match = bare[0]
    number = parse(match["n"])
    if patterns.search(r"\b(?:day|week|POD)s?\s?$", text[: match.start("n")], re.IGNORECASE):
        return []  # "died, day 21"
    if number is None or 1900 <= number <= 2100:
        return []
    value = number * (12.0 if match["y"] else _MONTHS_IN.get(column.unit, 1.0))
    return [part(scope, "follow_up_months", plain(round(value, 1)), match)]


def status_flag(value: str, otherwise: str) -> Callable[[Scope, Column], list[Finding]]:
    """Columns headed "Death" or "Alive" whose cells say yes or no."""

    def read(scope: Scope, column: Column) -> list[Finding]:
        text = said(scope)
        first = text.split(",")[0]  # "yes, NED"
        told = value if POSITIVE.match(first) else otherwise if NEGATIVE.match(first) else ""
        if told:
            rest = [f for f in prognosis(scope, column) if f.field != "vital_status"]
            return [*one(scope, "vital_status", told, "cell.status"), *rest]
        return prognosis(scope, column)

    return read
