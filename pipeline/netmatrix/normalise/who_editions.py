"""Which edition of a grading a paper uses: stated in its words, or inferred from its year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from netmatrix.normalise.who_rules import Edition, GradingRules
from netmatrix.patterns import compiled

How = Literal["given", "stated", "year", "default", ""]
"""How an edition was decided: by the caller, by the text, by the paper's year, by nothing."""

_BODY = compiled(
    r"\b(?:(?P<who>WHO|World\s+Health\s+Organi[sz]ation)|"
    r"(?P<enets>ENETS|European\s+Neuro-?endocrine\s+Tumou?r\s+Society))\b"
)
_FILLER = (
    r"(?:[\s,(\[)'’\"“”:-]|\b(?:WHO|ENETS|classifications?|classified|grading|grades?|graded|system|criteria|"
    r"scheme|schema|guidelines?|consensus|proposals?|the|of|for|in|its|by|to|and|from|revised|updated|"
    r"current|latest|new|tumou?rs?|neoplasms|neuroendocrine|endocrine|digestive|tract|lung|thoracic|"
    r"pancreatic|gastroenteropancreatic|organs?|version|edition|published|third|fourth|fifth|3rd|4th|5th|s|G?[123]|I{1,3})\b){0,24}?"
)
_YEAR_AFTER = compiled(rf"{_FILLER}\b(?P<year>1999|20[0-2]\d)\b", re.IGNORECASE)
_YEAR_BEFORE = compiled(rf"\b(?P<year>1999|20[0-2]\d)\b{_FILLER}$", re.IGNORECASE)
_NUMBER = r"\b(?P<number>third|fourth|fifth|3rd|4th|5th)\s+ed(?:ition|\.)"
_NUMBER_AFTER = compiled(rf"{_FILLER}{_NUMBER}", re.IGNORECASE)
_NUMBER_BEFORE = compiled(rf"{_NUMBER}{_FILLER}$", re.IGNORECASE)
_GRADING_AFTER = compiled(r"\s*(?:grad|classif|propos|criteria|scheme|system)", re.IGNORECASE)
_ORDINALS = {"third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5}


@dataclass(frozen=True, slots=True)
class Choice:
    """An edition with how it was decided; ``start``, ``end`` address the words that state it."""

    edition: Edition
    how: How
    reason: str
    start: int = -1
    end: int = -1


def stated(rules: GradingRules, family: str, text: str) -> tuple[Choice, ...]:
    """The editions of ``family`` that ``text`` names, in its order ("WHO 2010", "2019 WHO
    classification", "fifth edition of the WHO classification", "ENETS grading").

    A number of the edition that fits several ("fifth edition": 2019 and 2022) gives each of them.
    """
    found: list[Choice] = []
    for match in _BODY.finditer(text):
        body = "WHO" if match["who"] else "ENETS"
        after = text[match.end() : match.end() + 110]
        left = max(0, match.start() - 70)
        before = text[left : match.start()]
        years, numbers = set[int](), set[int]()
        start, end = match.span()
        if hit := _YEAR_AFTER.match(after):
            years.add(int(hit["year"]))
            end = match.end() + hit.end()
        elif hit := _YEAR_BEFORE.search(before):
            years.add(int(hit["year"]))
            start = left + hit.start()
        elif hit := _NUMBER_AFTER.match(after):
            numbers.add(_ORDINALS[hit["number"].lower()])
            end = match.end() + hit.end()
        elif hit := _NUMBER_BEFORE.search(before):
            numbers.add(_ORDINALS[hit["number"].lower()])
            start = left + hit.start()
        bare = body == "ENETS" and not years and bool(_GRADING_AFTER.match(after))
        for edition in rules.of_family(family):
            if edition.body == body and (
                bare or years & set(edition.years) or edition.number in numbers
            ):
                words = " ".join(text[start:end].split())
                found.append(Choice(edition, "stated", f"the text says “{words}”", start, end))
    return tuple(found)


def choose(
    rules: GradingRules,
    family: str,
    *,
    text: str = "",
    year: int | None = None,
    organ: str = "",
) -> Choice:
    """The edition that a paper's grade is read by.

    What the text names comes first (of several the latest that the paper can know), then the
    paper's year, then the family's default.  Raises ``ValueError`` for an unknown family.
    """
    named = [c for c in stated(rules, family, text) if year is None or c.edition.published <= year]
    if named:
        best = max(named, key=lambda c: (not _elsewhere(c.edition, organ), c.edition.published))
        names = list(dict.fromkeys(c.edition.name for c in named))
        reason = best.reason
        if len(names) > 1:
            reason += f"; of the editions that fit ({', '.join(names)}) the latest is taken"
        if _elsewhere(best.edition, organ):
            reason += f"; {best.edition.name} was written for the {_organs(best.edition)}"
        return Choice(best.edition, "stated", reason, best.start, best.end)
    if family not in rules.defaults:
        raise ValueError(f"no grading of {family!r}")
    if year is not None:
        known = [
            e
            for e in rules.of_family(family)
            if e.papers_from <= year and not (e.organs and organ not in e.organs)
        ]
        if known:
            edition = max(known, key=lambda e: e.papers_from)
            return Choice(
                edition, "year", f"no edition is stated; {edition.name} goes by the year {year}"
            )
    edition = rules.edition(family, rules.defaults[family])
    return Choice(edition, "default", f"no edition is stated and no year known; {edition.name}")


def _elsewhere(edition: Edition, organ: str) -> bool:
    return bool(edition.organs) and bool(organ) and organ not in edition.organs


def _organs(edition: Edition) -> str:
    return ", ".join(sorted(edition.organs))
