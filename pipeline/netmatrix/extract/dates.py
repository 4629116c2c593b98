"""Dates of a patient's course, and the follow-up that lies between two of them.

Case reports follow a patient by the calendar as often as by durations ("diagnosed in March 2014 …
she died in July 2017"). Nothing is rounded up: months count where both dates name a month; a bare
year gives a coarse value (whole years) that says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from netmatrix.evidence import Finding
from netmatrix.extract.base import Scope, make, span_of
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Mention, Sentence
from netmatrix.normalise.numbers import plain
from netmatrix.patterns import compiled

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_YEAR = r"(?:19|20)\d\d"
_DATE = Gated(
    rf"\b{_NAME}\.?,?\s+(?:the\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?(?:of\s+)?(?P<year>{_YEAR})\b"
    rf"|(?<![\d/.-])(?P<iso>{_YEAR})-(?P<iso_month>0[1-9]|1[0-2])(?:-\d\d)?(?![\d/-])"
    rf"|(?<![\d/.-])(?:(?P<n_day>\d{{1,2}}[/.]))?(?P<n_month>0?[1-9]|1[0-2])[/.](?P<n_year>{_YEAR})(?![\d/-])"
    # "11-03-2019" in notes; "3-2019" may be a volume and a year
    rf"|(?<![\d/.-])(?:\d\d-)?(?P<d_month>0[1-9]|1[0-2])-(?P<d_year>{_YEAR})(?![\d/-])"
    rf"|\b(?:[Ii]n|[Ss]ince|[Uu]ntil|till|[Bb]y|[Dd]uring|[Ee]arly|[Ll]ate|[Mm]id)[\s-]+(?:the\s+)?(?:(?:early|late|year|spring|summer|autumn|fall|winter)\s+(?:of\s+)?)*"
    rf"(?P<bare>{_YEAR})\b(?!\s*(?:WHO|AJCC|ENETS|classification|edition|guideline|[-–/]\s*\d))"
)
# A quick test: without a year there is no date.
_A_YEAR = Gated(rf"(?<!\d){_YEAR}(?!\d)")
# What begins the course: the illness is found or first treated.
_START = Gated(
    r"\b(?:diagnos\w+|present\w*|sought\s+(?:care|help|advice)|admitted|admission|referred|referral|underwent|resect\w+|surg\w+|operat\w+|"
    r"biops\w+|\w+ectomy|received|transplant\w*|treated|treatment|therapy|detected|discovered|found|seen|visited|consult\w*|"
    r"hospital\w*|evaluat\w+|develop\w+|complain\w+|investigat\w+|revealed|showed|noticed|noted|began|performed|hospitali[sz]ed)\b",
    re.IGNORECASE,
)
# A year of the literature or of a classification is no date of the patient.
_NOT_THE_COURSE = compiled(
    r"\b(?:WHO|classification|guidelines?|AJCC|literature|published|PubMed|MEDLINE|et al|born)\b",
    re.IGNORECASE,
)
# "Since June 2014 he has been well": when that began, not when he was seen.
_SINCE = compiled(r"\b(?:since|from|after)\s", re.IGNORECASE)
# What stands between the last contact's date and the words that tell of it.
_FAR = 90
_DEAD = ("dead",)
# "On MRI in March 2016 the right lesions were unchanged".
_STILL_WELL = frozenset({"stable disease", "no evidence of disease"})
_LIVING = ("alive", "well", "last_contact")
_SEEN_AT = compiled(
    r"\b(?:as of|at (?:the )?last|last (?:one|seen|of which|follow|visit|control|contact|review|examin\w+|check)|until|till|to date|"
    r"latest|most recent|at (?:the )?present(?: time)?|check-?up of|visit of|follow[\s-]?up|up to)\b",
    re.IGNORECASE,
)
_YEAR_MONTHS = 12
_COARSE = 2 * _YEAR_MONTHS
"""A bare year tells a follow-up only where the other date lies this many months from it or more."""


@dataclass(frozen=True, slots=True)
class Date:
    """A date of the text at ``[start, end)`` of the document; ``month`` is 0 where none is named."""

    year: int
    month: int
    start: int
    end: int

    @property
    def order(self) -> int:
        """Months since year 0 (a bare year counts from its beginning)."""
        return self.year * _YEAR_MONTHS + max(self.month - 1, 0)


def dates_in(sentence: Sentence) -> list[Date]:
    """The calendar dates of a sentence, in order: "12 March 2014", "2014-03", "in 2014"."""
    if not _A_YEAR.search(sentence.text):
        return []
    out: list[Date] = []
    for match in _DATE.finditer(sentence.text):
        year = match["year"] or match["iso"] or match["n_year"] or match["d_year"] or match["bare"]
        month = 0
        if match["month"]:
            month = _MONTHS.index(match["month"][:3].lower()) + 1
        elif match["iso_month"] or match["n_month"] or match["d_month"]:
            month = int(match["iso_month"] or match["n_month"] or match["d_month"])
            day = match["n_day"] or ""
            # "03/04/2018" is in March or in April.
            if day.endswith("/") and int(day[:-1]) <= _YEAR_MONTHS and int(day[:-1]) != month:
                month = 0
        out.append(Date(int(year), month, *span_of(sentence, match)))
    return out


def follow_up(scope: Scope) -> list[Finding]:
    """The months from the first date of the course to the dated last contact or death, if both
    are told: at most one finding of ``follow_up_months``, status ``derived``.
    """
    dated = list(_dated(scope.sentences))
    first = _first(dated)
    last = _last(dated)
    if first is None or last is None:
        return []
    sentence, end, dead = last
    exact = bool(first.month and end.month)
    length = end.order - first.order if exact else _YEAR_MONTHS * (end.year - first.year)
    if length <= 0 or not (exact or length >= _COARSE):
        return []
    text = scope.document.text
    return [
        make(
            scope,
            sentence,
            "follow_up_months",
            plain(length),
            end.start,
            end.end,
            "follow_up.dates",
            status="derived",
            confidence=(0.8 if dead else 0.7) if exact else 0.5,
            detail={
                "from": text[first.start : first.end],
                "from_start": first.start,
                "precision": "month" if exact else "year",
            },
        )
    ]


def _dated(sentences: Iterable[Sentence]) -> Iterator[tuple[Sentence, Date]]:
    """The patient's dates in order; none of the past history, the family or the literature."""
    for sentence in sentences:
        if sentence.kind == "title" or sentence.has("literature"):
            continue
        for date in dates_in(sentence):
            context = sentence.context(date.start, date.end)
            around = sentence.between(date.start - 30, date.end + 30)
            if "history" in context or "family" in context or _NOT_THE_COURSE.search(around):
                continue
            yield sentence, date


# "Kidney transplant in 2003, presented in May 2017".
_CAME = compiled(
    r"\b(?:presented|sought|admitted|referred|hospitali[sz]ed|diagnosed|consulted|was\s+seen|came)\b[^,;.]{0,90}$",
    re.IGNORECASE,
)


def _first(dated: Iterable[tuple[Sentence, Date]]) -> Date | None:
    """The date at which the course begins: of several in one sentence that at which the patient came."""
    first: tuple[Sentence, Date] | None = None
    for sentence, date in dated:
        if first is None:
            if _START.search(sentence.text):
                first = sentence, date
        elif sentence is not first[0]:
            break
        if first and _CAME.search(sentence.between(date.start - 120, date.start)):
            return date
    return first[1] if first else None


def _last(dated: Iterable[tuple[Sentence, Date]]) -> tuple[Sentence, Date, bool] | None:
    """The date of death or, where none is told, of the latest contact; whether it is a death."""
    death: tuple[int, Sentence, Date] | None = None
    contact: tuple[Sentence, Date] | None = None
    for sentence, date in dated:
        if _SINCE.search(sentence.between(date.start - 12, date.start + 6)):
            continue
        far = min((_distance(cue, date) for cue in sentence.cue(*_DEAD)), default=_FAR)
        if far < _FAR and (death is None or far < death[0]):
            death = far, sentence, date
        told = any(
            _distance(cue, date) < _FAR
            for cue in (
                *sentence.cue(*_LIVING),
                *(m for m in sentence.of("response") if m.name in _STILL_WELL),
            )
        ) or _SEEN_AT.search(sentence.between(date.start - _FAR, date.end))
        if told and (contact is None or date.order >= contact[1].order):
            contact = sentence, date
    if death is not None:
        return death[1], death[2], True
    return (*contact, False) if contact else None


def _distance(cue: Mention, date: Date) -> int:
    """The characters between a cue and a date; a date behind its cue is the nearer one."""
    return date.start - cue.end if cue.end <= date.start else 2 * (cue.start - date.end)
