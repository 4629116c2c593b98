"""Patients called by number or letter: "patient 2", "cases A and C", "P1, P3 and P6", "patients 1–3".

Papers that tell several patients by topic, not one after the other, say in one place who each number
is: "patients 1 and 4 (44-year-old woman and 58-year-old man)", "three men, aged 59, 64 and 71 years
(patients 1, 2 and 4), and one woman, aged 55 (patient 3)".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from netmatrix import patterns
from netmatrix.assemble.persons import (
    LETTERS,
    MEN,
    MOST,
    WOMEN,
    Person,
    Place,
    place_of,
    places_of,
    sex_at,
)
from netmatrix.document import Span
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Sentence
from netmatrix.patterns import compiled

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
_LABEL = r"(?:[1-9](?!\d)|(?-i:[A-H])|(?-i:VI{0,3}|IV|I{1,3}))"
_NOUN = r"(?:(?:cases?|patients?|pts?\.?)\s+(?:nos?\.?\s*)?|nos?\.\s?)"
_RANGE = rf"{_LABEL}(?:\s?[-–]\s?|\s(?:to|through)\s){_LABEL}"
_ITEM = rf"(?:{_RANGE}|{_LABEL})"
# "P1": without a noun.
_SHORT = r"(?-i:P[1-9])(?!\d)"
_SHORT_ITEM = rf"(?:{_SHORT}(?:\s?[-–]\s?|\s(?:to|through)\s)(?-i:P?[1-9])(?!\d)|{_SHORT})"
_AND = r"\s*,?\s*(?:and|&)\s*"
_NO_LABEL = r"\b(?!\s*(?:/|of\s+(?:\d|the\b|our\b|these\b|them\b)|%|[.,]\d)|\s(?:months?|weeks?|days?|years?|cycles?|courses?|cm|mm|per|mitos[ei]s)\b)"
_ROMANS = r"(?-i:VI{0,3}|IV|I{1,3})"
_BARE = (
    # "B and E were women", "unchanged in II, IV and VI"
    rf"(?-i:(?:^|(?<=;\s))[A-H](?:,\s[A-H])*,?\sand\s[A-H])(?=\s(?:was|were)\s)"
    rf"|(?:(?<=\bin\s)|(?<=\bof\s)){_ROMANS}(?:,\s{_ROMANS})*,?\sand\s{_ROMANS}\b"
    # "everolimus in 2, 4 and 5, and lanreotide in 1 and 3"
    r"|(?<=\bin\s)[1-9](?:,\s[1-9])*,?\sand\s[1-9](?=\s?[.;)]|,(?!\srespectively)|\sand\s)"
)
TOGETHER = Gated(
    rf"{_BARE}|\b(?:{_NOUN}(?:{_ITEM}(?:\s*,\s*(?:{_NOUN})?{_ITEM})*{_AND}(?:{_NOUN})?{_ITEM}|{_RANGE}|{_LABEL}(?:,\s{_LABEL})+(?=\)|\s\([a-z]))"
    rf"|{_SHORT_ITEM}(?:,\s{_SHORT_ITEM})*{_AND}{_SHORT_ITEM}|{_SHORT_ITEM}(?:,\s{_SHORT_ITEM})+|{_SHORT}(?:\s?[-–]\s?|\s(?:to|through)\s)(?-i:P?[1-9])){_NO_LABEL}",
    re.IGNORECASE,
)
"""Several at once: "in Patient 1 and Patient 5", "patients 2, 3 and 7", "P1–P4"."""
_ALONE_WORDING = rf"(?:\b(?:{_NOUN}{_LABEL}|{_SHORT}){_NO_LABEL}|(?<=\(){_ROMANS}(?=\)))"
_ALONE = Gated(_ALONE_WORDING, re.IGNORECASE)
_NAMED = Gated(rf"(?:{TOGETHER.pattern}|{_ALONE_WORDING})", re.IGNORECASE)
_LABEL_IN = compiled(
    rf"(?P<first>(?<![A-Za-z])(?:(?-i:P)?[1-9]|{_LABEL}))(?:(?:\s?[-–]\s?|\s(?:to|through)\s)(?P<last>(?-i:P)?[1-9]|{_LABEL}))?(?![A-Za-z\d])",
    re.IGNORECASE,
)


def _number(label: str) -> int:
    label = label.removeprefix("P")
    if label.isdigit():
        return int(label)
    return ROMAN.index(label) + 1 if label in ROMAN else LETTERS.index(label.lower()) + 1


def numbers_in(named: re.Match[str]) -> list[int]:
    """The numbers of the patients that a match of ``TOGETHER`` names: 1 and 3 of "A and C"."""
    found: list[int] = []
    for match in _LABEL_IN.finditer(
        patterns.sub(_NOUN, lambda m: " " * len(m[0]), named[0], flags=re.I)
    ):
        first = _number(match["first"])
        last = _number(match["last"]) if match["last"] else first
        found += range(min(first, last), max(first, last) + 1)
    return found


_AGE = compiled(
    r"(?<![\w.-])(?P<age>[1-9]\d)(?![\d.]|\s*(?:months|weeks|days|hours|%|cm|mm|mg|Gy|cycles|/))"
)
_SEX = compiled(
    rf"\b(?:(?P<who>{MEN}|{WOMEN}|(?:wo)?men|(?:fe)?males|brothers|sisters|girls|boys)|(?-i:(?P<short>[MF])))\b",
    re.IGNORECASE,
)
_IS_AGE = compiled(
    r"\d(?:-|\s?)(?:years?|yrs?|y)\b|\d-year-old|\bage[ds]?\b|\bof\s+[1-9]\d\b|\b(?:man|woman|male|female|men|women),?\s+[1-9]\d\b|\b[1-9]\d[/,]?\s?(?-i:[MF])\b|\b(?-i:[MF])[/,]?\s?[1-9]\d\b",
    re.IGNORECASE,
)
# "Patients 1 to 3 were men of 34, 49 and 61 years", "patient 2, a woman of 61, …".
_TELLS = compiled(
    rf"(?:\s+(?:was|were)\s+|,\s+(?=(?:an?|aged|both|the)\s|\d)|\s+(?=an?\s|(?:(?:wo)?men|(?:fe)?males|girls|boys)\b|\d\d(?:,|\sand\b|\syears)))(?=(?:\w+\s+){{0,4}}?(?:an?\s+)?(?:aged\s+)?(?:\d{{2}}\b|{_SEX.pattern}))",
    re.IGNORECASE,
)
_BRACKET = compiled(r"\s*\(([^()]{2,140})\)|\s*\[([^\[\]]{2,140})\]")
_AGES_FOR = compiled(
    r"\bages?\b[^.;:]{0,20}\b(?:was|were)\b[^.;:()]{4,80}?\s(?:for|in|of)\s$", re.IGNORECASE
)
_BARE_AGE = compiled(r",\s(?P<age>[1-9]\d),\s(?=[a-z])")
_OTHERS = compiled(r",?\s+(?:and\s+)?the\s+(?:others?|rest|remaining)\b", re.IGNORECASE)
_CLOSES = compiled(r"(?:,\s+respectively)?[)\]]|[;,:]")
# "Patients B (female, 58 years), C (male, 64 years) and D (female, 70 years)".
_NEXT_LABEL = compiled(rf"(?:,\s|,?\sand\s)(?P<label>(?-i:P?)(?:[1-9]|{_LABEL}))(?=\s[(\[])")
# "Two women, aged 37 (case 1) and 62 years (case 2)".
_GOES_ON = compiled(r"[\])]?(?:,|,?\sand)\s+(?:aged\s+)?\d{2}\b")
_STOP = compiled(r"[;.](?=\s|$)|:\s")
_LONGEST = 110


# "Their ages were 28, 34 and 45 years", "the patients were 57 and 66 years old".
THEIR_AGES = Gated(
    r"\b(?:(?:their|the)\s+ages(?:\s+at\s+\w+)?(?:,?\s+in\s+(?:\w+\s+)?order,?)?\s+|(?:they|the\s+patients)\s+)were\s+(?:aged\s+)?(?P<ages>\d{1,2}(?:,\s*\d{1,2}){0,6},?\s+and\s+\d{1,2})\b(?=\s+years\b|,\s+respectively|\.)",
    re.IGNORECASE,
)


def called_by_number(sentences: Sequence[Sentence]) -> list[Person]:
    """The two to eight patients whom the text calls by number and of whom two at least are told by
    age or sex beside it; else an empty list.
    """
    named: set[int] = set()
    found: dict[int, Person] = {}
    lettered = roman = False
    for sentence in sentences:
        if sentence.kind in ("title", "heading", "table"):
            continue
        for match, numbers in _groups(sentence.text):
            named |= {*numbers}
            lettered = lettered or patterns.search(r"\s[A-H]\b", match[0]) is not None
            roman = roman or patterns.search(r"\s(?:II|III|IV)\b", match[0]) is not None
        for number, sex, age in _told(sentence, aged=any(p.age for p in found.values())):
            known = found.get(number, Person(number, lettered=lettered, roman=roman))
            found[number] = replace(known, sex=known.sex or sex, age=known.age or age)
    many = max(named, default=0)
    _in_order_of_number(sentences, found, many)
    if not (1 < many <= MOST and named == {*range(1, many + 1)} and len(found) > 1):
        return []
    if not any(p.age for p in found.values()):
        return []
    return [found.get(n, Person(n)) for n in range(1, many + 1)]


def _in_order_of_number(sentences: Sequence[Sentence], found: dict[int, Person], many: int) -> None:
    """Give as many persons their age as "their ages were 41, 49 and 55 years" tells, one by one."""
    for sentence in sentences if many and not any(p.age for p in found.values()) else ():
        theirs = THEIR_AGES.search(sentence.text)
        ages = places_of(sentence, theirs, "ages") if theirs else []
        if len(ages) == many:
            for number, age in enumerate(ages, 1):
                found[number] = replace(found.get(number, Person(number)), age=age)
            return


def told_at_once(sentences: Sequence[Sentence]) -> list[Person]:
    """The patients called by number, where each one's age is told and those of several in one
    sentence: the text behind it goes by topic, whatever labels its paragraphs begin with.
    """
    several = any(
        len({age.start for *_, age in _told(s) if age}) > 1
        for s in sentences
        if s.kind not in ("title", "heading", "table")
    )
    persons = called_by_number(sentences) if several else []
    return persons if all(p.age for p in persons) else []


def names_persons(sentence: Sentence) -> bool:
    """Whether the sentence says how old one is whom it calls by number."""
    return any(age for *_, age in _told(sentence))


def names(sentence: Sentence) -> bool:
    """Whether the sentence calls somebody by number."""
    return bool(_groups(sentence.text))


def chained(text: str) -> Iterator[tuple[int, int, int]]:
    """Start, end and number of each patient of "in cases 1 (lobectomy), 2 (gastrectomy) and 3 (…)"."""
    for match in _ALONE.finditer(text):
        links = list(_chain(text, match.end()))
        for name, start, number in (
            (match, match.start(), numbers_in(match)[0]),
            *((link, link.start("label"), _number(link["label"])) for link in links),
        ):
            bracket = _BRACKET.match(text, name.end()) if links else None
            if bracket:
                yield start, bracket.end(), number


def _chain(text: str, end: int) -> Iterator[re.Match[str]]:
    """The labels that go on with a list of names, each behind the bracket of the one before."""
    bracket = _BRACKET.match(text, end)
    while bracket and (link := _NEXT_LABEL.match(text, bracket.end())):
        yield link
        bracket = _BRACKET.match(text, link.end())


_Groups = tuple[tuple[re.Match[str], tuple[int, ...]], ...]
# Without one of these no name of ``_NAMED`` stands in a text: a search at the letters of a label, where
# the gates of the pattern see "patient" in every other sentence.
_HINT = compiled(
    rf"(?i:{_NOUN})[1-9A-HIV]|P[1-9]|\((?=[IV])|(?i:\b(?:in|of))\s(?=[IV])|[A-H],?\sand\s[A-H]\b"
)


@lru_cache(maxsize=2048)
def _groups(text: str) -> _Groups:
    """Where a text names patients by number, and which."""
    out: list[tuple[re.Match[str], tuple[int, ...]]] = []
    for match in _NAMED.finditer(text) if _HINT.search(text) else ():
        out.append((match, tuple(numbers_in(match))))
        out += [(link, (_number(link["label"]),)) for link in _chain(text, match.end())]
    return tuple(out)


def _told(
    sentence: Sentence, *, aged: bool = False
) -> Iterator[tuple[int, Place | None, Place | None]]:
    """By number, the sex and the age that a sentence tells beside the number; where those of others
    were (``aged``), "patient C, 41, had" tells one, too.
    """
    text = sentence.text
    groups = _groups(text)
    since = 0
    women: Place | None = None
    for index, (match, numbers) in enumerate(groups):
        following = groups[index + 1][0].start() if index + 1 < len(groups) else len(text)
        persons = _described(sentence, _beside(text, match, since, following), len(numbers))
        if not persons and aged and (bare := _BARE_AGE.match(text, match.end())):
            persons = [(None, place_of(sentence, bare, "age"))] * (len(numbers) == 1)
        if persons:
            goes_on = _GOES_ON.match(text, since, match.start()) is not None
            women = persons[0][0] or (women if goes_on else None)
            yield from (
                (number, sex or women, age)
                for number, (sex, age) in zip(numbers, persons, strict=True)
            )
        since = match.end()


def _beside(text: str, match: re.Match[str], since: int, following: int) -> Span:
    """Where it stands who the patients are whom a match names; an empty span if nowhere."""
    closes = _CLOSES.match(text, match.end())
    if ages := _AGES_FOR.search(text, since, match.start()):  # "ages were 29 and 34 for …"
        return Span(ages.start(), match.start())
    if closes and text[: match.start()].endswith(("(", "[")):
        if closes[0][-1] in ")]":  # "three men, aged 59, 64 and 71 years (patients 1, 2 and 4)"
            stops = [m.end() for m in _STOP.finditer(text, since, match.start())]
            return Span(max([since, match.start() - _LONGEST, *stops]), match.start())
        close = text.find(")", match.end())  # "(patient 2; a woman of 41)"
        return Span(match.end(), close) if close > 0 else Span(0, 0)
    if bracket := _BRACKET.match(text, match.end()):
        return Span(bracket.start(), bracket.end())
    if tells := _TELLS.match(text, match.end()):
        stop = _STOP.search(text, tells.end(), following)
        end = min(stop.start() if stop else following, tells.end() + _LONGEST)
        return Span(tells.end(), end)
    return Span(0, 0)


def _described(
    sentence: Sentence, span: Span, many: int
) -> list[tuple[Place | None, Place | None]]:
    """The sex and age of each of so many patients that a piece of a sentence tells; nothing where it
    tells of more or of fewer.
    """
    text = sentence.text
    others = _OTHERS.search(text, span.start, span.end)
    span = Span(span.start, others.start()) if others else span
    if span.start >= span.end:
        return []
    # "Patient 1 was 44 years of age, patient 2 was 31": the unit may stand with another's.
    numbers = _AGE.finditer(text, span.start, span.end) if _IS_AGE.search(text) else ()
    ages = [place_of(sentence, m, "age") for m in numbers]
    sexes = [
        sex_at(sentence, m) if m["who"] else _short_sex(sentence, m)
        for m in _SEX.finditer(text, span.start, span.end)
    ]
    behind = text.startswith(("(", "["), span.end - 1) or text[span.end : span.end + 1] in "(["
    if behind and len({s.value for s in sexes}) > 1:
        last = sexes[-1].end - sentence.start  # "two men and a woman, aged 58 (case 1)": who knows
        sexes = sexes[-1:] if span.end - last <= len(" (") else []
    if many == 1:  # "six men and a woman (patient 4)", "patient 4 was a woman"
        ages, sexes = (ages[-1:], sexes[-1:]) if behind else (ages[:1], sexes[:1])
    if len(ages) not in (0, many) or not (ages or sexes):
        return []
    if len(sexes) == 1:
        sexes *= many
    one_each = len(sexes) == many
    return [(sexes[n] if one_each else None, ages[n] if ages else None) for n in range(many)]


def _short_sex(sentence: Sentence, match: re.Match[str]) -> Place:
    return place_of(sentence, match, "short")._replace(
        value="female" if match["short"] == "F" else "male"
    )
