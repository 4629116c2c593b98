"""Two to eight patients told side by side: who they are.

"Two siblings, a brother of 58 and a sister of 62 years": such a sentence is the paper's *roster*;
others give the patients one after the other ("the first, a man of 68, …"), by age ("the elder,
aged 63") or as a group ("two men and one woman, aged 59, 66 and 72, respectively").
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from netmatrix import patterns
from netmatrix.assemble.numbered import THEIR_AGES, called_by_number
from netmatrix.assemble.persons import (
    LETTERS,
    MANY,
    MEN,
    MOST,
    ORDER,
    WOMEN,
    Person,
    Place,
    place_of,
    places_of,
    sex_at,
    sex_of,
)
from netmatrix.extract.patient import KIN, age_in
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Sentence
from netmatrix.normalise.numbers import parse
from netmatrix.patterns import compiled

# "She had two sisters, 52 and 67 years old": the patient's kin, no patients.
_HAS_THEM = compiled(
    r"\b(?:had|has|have|having|his|her|whose)\s+(?:\w+(?:,\s+\w+)?,?\s+and\s+(?:his\s+|her\s+)?)?$",
    re.IGNORECASE,
)
_YEARS = r"(?:\s*(?:-|–)?\s*(?:years?|yrs?|y)\b(?:[\s-]old|\sof\sage)?)?"
# One of a roster: "a brother of 58", "a 61-year-old man", "his daughter (34 years)".
_ONE = (
    r"(?:an?|one|the|his|her)\s+(?:(?P<before{0}>\d{{1,2}})(?:-|–|\s)years?(?:-|–|\s)old\s+)?(?:[\w-]+\s+){{0,2}}?"
    rf"(?P<who{{0}}>{MEN}|{WOMEN})\b"
    rf"(?:\s*[,(]?\s*(?:of\s+|aged\s+)?(?P<after{{0}}>\d{{{{1,2}}}}){_YEARS}\)?)?"
)
_PAIR = Gated(
    rf"\b{_ONE.format(1)}(?:\s+(?:with|who|whose|was|had|presented)\s[^.;:]{{3,110}}?)?,?\s+and\s+(?:(?:his|her)\s+(?:[\w-]+\s+){{1,2}}?\w+,\s+)?{_ONE.format(2)}",
    re.IGNORECASE,
)
# "A man of 60 with hypertension, whose mother …, and his wife": no second patient.
_WITH = compiled(r"\s(?:with|who|whose|was|had|presented)\s", re.IGNORECASE)
_IS_KIN = compiled(KIN, re.IGNORECASE)
# "A man and a woman aged 41 and 66 years, respectively": the ages behind both.
_PAIR_AGED = Gated(
    rf"\b(?:an?|one)\s+(?P<before1>(?!))?(?P<who1>{MEN}|{WOMEN})\s+and\s+(?:an?|one|his|her)\s+(?P<before2>(?!))?(?P<who2>{MEN}|{WOMEN})"
    r"\s*[,(]?\s*(?:(?:who\s+)?were\s+)?(?:aged\s+|ages\s+|of\s+)?(?P<after1>\d{1,2})\s+and\s+(?P<after2>\d{1,2})\b(?!\s*(?:months|weeks|days|%|cm|mm))",
    re.IGNORECASE,
)
# "Two women, 52 and 67 years old", "three brothers aged 30, 34 and 41".
_LIST = Gated(
    r"\b(?P<many>two|three|four|five|[2-5])\s+(?:(?:[\w-]+\s+)?cases\s+of\s+[^.;]{3,80}?\s(?:in|involving)\s+)?(?:[\w-]+\s+){0,3}?"
    r"(?P<who>(?:wo)?men|(?:fe)?males?(?=\s+patients)|(?:fe)?males|brothers|sisters|girls|boys|patients|siblings|cousins|adults|people|persons|cases)(?:\s+patients)?\b(?:\s\([^()\d]{3,30}\))?(?!(?<=patients)\s+\d|(?<=cases)\s+\d)(?:\s+with\s++[^,.;]{3,60}?(?=,?\s+aged\b|,\s+\d{1,2}(?:,|\s+and\b)))?[\s,(]+(?:(?:who\s+were\s+)?(?:aged|ages)\s+|of\s+)?(?P<ages>\d{1,2}(?:\s\((?:case|patient)\s1\))?(?:,\s*\d{1,2}){0,3},?\s+and\s+\d{1,2})\b"
    r"(?!\s*(?:months|weeks|days|%|cm|mm))",
    re.IGNORECASE,
)
_SO_OLD = r"\d{1,2}(?:,\s*\d{1,2}){0,4},?\s+and\s+\d{1,2}"
_TWO_LISTS = Gated(
    rf"\b(?P<who1>(?:wo)?men|girls|boys)\s+(?:of|aged)\s+(?P<ages1>{_SO_OLD})(?:\s+years)?,?\s+and\s+(?P<who2>(?:wo)?men|girls|boys)\s+(?:of|aged)\s+(?P<ages2>{_SO_OLD})\b(?!\s*(?:months|weeks|days|%|cm|mm))",
    re.IGNORECASE,
)
# "The men were 66 and 79 years old, the women 74 and 81".
_SO_OLD_TOO = rf"(?:{_SO_OLD}|\d{{1,2}})"
_THE_MEN_WERE = Gated(
    rf"\bthe\s+(?P<who1>(?:wo)?m[ae]n|girls?|boys?)\s+(?:was|were)\s+(?:aged\s+)?(?P<ages1>{_SO_OLD_TOO})(?:\s+years(?:\s+(?:old|of\s+age))?)?(?:,\s+(?:and\s+)?|\s+and\s+|;\s+)(?:the\s+)?(?P<who2>(?:wo)?m[ae]n|girls?|boys?)\s+(?:(?:was|were)\s+)?(?:aged\s+)?(?P<ages2>{_SO_OLD_TOO})\b(?!\s*(?:months|weeks|days|%|cm|mm))",
    re.IGNORECASE,
)
_ALL_WERE = Gated(
    r"\b(?:(?:both|all(?:\s+(?:two|three|four|five|six))?)(?:\s+(?:of\s+them|patients|cases))?|they)\s+were\s+(?:[\w-]+\s+){0,2}?(?P<who>(?:wo)?men|girls|boys|brothers|sisters|(?:fe)?males?)"
    # … ", one aged 41 and the other aged 66"
    r"[\s,(]+(?:one\s+)?(?:aged|of)\s+(?P<ages>\d{1,2}(?:,\s*\d{1,2}){0,4}(?:\s+years)?,?\s+and\s+(?:(?:one|the\s+other)\s+(?:(?:aged|of)\s+)?)?\d{1,2})\b(?!\s*(?:months|weeks|days|%|cm|mm))",
    re.IGNORECASE,
)
# "A woman of 27 and" in front of "two men of 45 and 63 years".
_ONE_FIRST = compiled(
    rf"\b(?:an?|one)\s+(?:(?P<who>{MEN}|{WOMEN})(?:\s+(?:of|aged)|,(?:\s+aged)?)\s+(?P<age>\d{{1,2}})(?:\s+years?(?:\s+(?:of\s+age|old))?)?|(?P<age2>\d{{1,2}})-year-old\s+(?P<who2>{MEN}|{WOMEN}))"
    r",?\s+and\s+$",
    re.IGNORECASE,
)
# "Two men aged 44 and 61 and a woman of 70".
_ONE_MORE = compiled(
    rf"(?:\s*years?(?:\s+(?:of\s+age|old))?)?\)?(?:\s+\((?:case|patient)\s\d\))?(?:,?\s+and\s+(?:(?:one|1)\s+was\s+)?(?:an?|one)|[;,]\s+(?:and\s+)?(?:case|patient)\s\d\s+(?:was\s+)?an?)\s+(?:(?P<who>{MEN}|{WOMEN})(?:(?:\s+(?:of|aged)|,(?:\s+aged)?)\s+|\s+\((?:aged\s+)?)(?P<age>\d{{1,2}})\b|(?P<age2>\d{{1,2}})(?:-|\s)years?(?:-|\s)old\s+(?P<who2>{MEN}|{WOMEN})\b)",
    re.IGNORECASE,
)
# "The first, female, 27, …", "the second patient was a 43-year-old man", "case 2 a woman of 36",
# "case one, aged 48, …".
_BY_ORDER = Gated(
    r"\b(?:(?:the|our)\s+(?P<order>first|second|third|fourth|fifth|last|other|former|latter)(?:\s+(?:patient|case|one|child))?|(?P<one>one)(?:\s+(?:patient|case|of\s+them))?(?=\s*,)|(?:case|patient)\s+(?P<n>[1-8]|one|two|three|four|(?-i:[A-H])))"
    r"(?:(?:\s*(?:,|(?:was|is)\s+that\s+of|concern(?:s|ed)|was|is|\()\s*(?:(?:an?|also\s+an?|the\s+only)\s+)?|\s+an?\s+)"
    r"(?:(?P<before>\d{1,2})(?:-|–|\s)years?(?:-|–|\s)old\s+)?(?:[\w-]+\s+){0,3}?"
    rf"(?P<who>{MEN}|{WOMEN}|(?:patient|child)(?!\s*\d))\b(?:(?<!gravida)(?<!para)\s*[,(]?\s*(?:of\s+|aged\s+)?(?P<after>\d{{1,2}}){_YEARS})?"
    r"|(?:\s*[,(]\s*|\s+was\s+)aged\s+(?P<aged>\d{1,2})\b(?!\s*(?:months|weeks|days|%|cm|mm))"
    r"|\s*[,(]\s*(?:who\s+was\s+)?(?P<old>\d{1,2})\s+years?\s+(?:old|of\s+age)\b|,\s+who\s+was\s+(?P<who_was>\d{2})(?=\s*,)"
    r"|(?:\s+was\s+(?:an?\s+)?|,\s+an?\s+)(?P<adj>\d{1,2})(?:-|\s)years?(?:-|\s)old\b"
    # "The first was aged 36 and the other 24 when …".
    r"|(?<=and\sthe\sother)\s(?P<bare>\d{2})(?=\s(?:when|years)\b|[,.;]\s))",
    re.IGNORECASE,
)
_IS_THE_NTH = Gated(
    r"\ban?\s+(?P<age>\d{1,2})-year-old\s+(?:[\w-]+\s+){1,4}?(?:is|was)\s+the\s+(?P<nth>second|third|fourth|fifth)\b(?!\s+(?:to|time))",
    re.IGNORECASE,
)
# "The elder, aged 63 years, …", "the younger brother, 58 years old".
_BY_AGE = Gated(
    r"\bthe\s+(?P<rank>elder|older|younger)(?:\s+(?:patient|one|brother|sister|sibling|twin|cousin|man|woman))?(?:,\s+[a-z]+(?:\s[a-z]+)?(?=,\s\d))?(?:\s*[,(]\s*|\s+(?=at\b))"
    r"(?:was\s+)?(?:an?\s+(?=\d{1,2}-year)|an?\s+(?:[\w-]+\s+){1,4}?(?:of|aged)\s+|aged\s+|now\s+|then\s+|at\s+(?:the\s+)?age\s+(?:of\s+)?)?(?P<age>\d{1,2})\b(?!\s*(?:months|weeks|days|cm|mm|%))"
    r"|\bthe\s+(?P<rank2>elder|older|younger)(?:\s+(?:patient|one|brother|sister|sibling|twin|cousin|man|woman))?(?:,\s+an?\s+[\w\s-]{3,25},)?\s+was\s+"
    r"(?:aged\s+)?(?P<age2>\d{2})(?=\s+(?:when|years|and|at)\b|,)"
    r"|\bthe\s+(?P<rank3>elder|older|younger)\s+(?:patient|one|brother|sister|sibling|twin|cousin|man|woman)\s[^.;]{3,90}?\bat\s+(?:the\s+)?age\s+of\s+(?P<age3>\d{1,2})\b(?!\s*(?:months|weeks|days))",
    re.IGNORECASE,
)
# "His brother, 41 years of age": the other one, where the elder or the younger was told before.
SIBLING = r"(?:his|her)\s+(?:brother|sister|sibling|twin|cousin)"
_THE_OTHER = Gated(
    rf"\b{SIBLING}\s*[,(]\s*(?:aged\s+|now\s+|then\s+)?(?P<age>\d{{2}})\b(?!\s*(?:months|weeks|days|cm|mm|%))",
    re.IGNORECASE,
)
# "Two men and one woman, aged 59, 66 and 72, respectively"; "(3 men and 1 woman) 58, … years old".
_COUNT = r"(?:an?|one|two|three|[1-3])"
_MANY = r"(?:one|two|three|four|five|six|seven|[1-7])"
_GROUP_WORD = r"(?:(?:wo)?m[ae]n|(?:fe)?males?|boys?|girls?|brothers?|sisters?)"
_MIXED = Gated(
    rf"\b(?P<n1>{_COUNT})\s+(?P<who1>{_GROUP_WORD})\s+and\s+(?P<n2>{_COUNT})\s+(?P<who2>{_GROUP_WORD})\b"
    r"[^.;\d]{0,40}?(?<!between )(?P<ages>\d{1,2}(?:,\s*\d{1,2}){0,3},?\s+and\s+\d{1,2})\b(?!\s*(?:months|weeks|days|%|cm|mm))",
    re.IGNORECASE,
)
_OTHERS_WERE = Gated(
    r"\bthe\s+(?:others?|rest|(?:other|remaining)\s+\w+)\s+(?:(?:was|were|being)\s+)?(?:an?\s+)?(?P<who>(?:wo)?m[ae]n|girls?|boys?|(?:fe)?males?)\b",
    re.IGNORECASE,
)
_TWO_SEXES = Gated(
    rf"\b(?P<n1>an?|{_MANY})\s+(?:[\w-]+\s+){{0,2}}?(?P<who1>{_GROUP_WORD})\b(?:\s\([^()]{{1,60}}\))?,?\s+and\s+(?P<n2>an?|{_MANY})\s+(?:[\w-]+\s+){{0,2}}?(?P<who2>{_GROUP_WORD})\b",
    re.IGNORECASE,
)
_THE_OLDEST = compiled(
    r"\bthe\s+(?P<edge>oldest|youngest)\s+(?:was|being)\s+the\s+(?:wo)?man\b", re.IGNORECASE
)
# "Identical twin girls who were referred at the age of 11 years".
_TWINS_AGED = Gated(
    r"\btwin\s+(?:girls|boys|sisters|brothers|men|women)\b[^.;]{0,60}\b(?:aged|at\s+(?:the\s+)?age\s+of)\s+(?P<age>\d{1,2})\b(?!\s*(?:months|weeks|days))",
    re.IGNORECASE,
)
# "Both had had parathyroidectomy in their twenties".
_IN_THEIR = compiled(
    r"\bages?\b[^.;]{0,12}\b(?:rang|from|between)|\bin\s+their\s+(?:\w+\s+)?\w+(?:ies|een|s)\b",
    re.IGNORECASE,
)
# "A brother and sister", "mother and son", "husband and wife", in a title.
_KIN_PAIR = Gated(
    r"\b(?:brother|sister|father|mother|husband|wife|son|daughter|uncle|aunt|cousin)s?\s+and\s+(?:(?:his|her|an?)\s+)?(?:brother|sister|father|mother|husband|wife|son|daughter|nephew|niece|cousin)s?\b",
    re.IGNORECASE,
)
KIN_TITLE = Gated(
    rf"{_KIN_PAIR.pattern}|\b(?:mother|father)\s+and\s+(?:two|three)\s+of\s+(?:his|her)\s+(?:children|sons|daughters)\b",
    re.IGNORECASE,
)
_KIN_OF_FIRST = compiled(rf"\band\s+(?:his|her)\s+(?:{KIN})\b", re.IGNORECASE)
_PLURAL = Gated(
    r"\b(?<!\bof )(?<!\bof the )(?<!\bof our )(?P<many>two|three|four|five|six|seven|eight|both|all|twin)\s+(?:[\w-]+\s+){0,3}?(?P<who>(?:fe)?male(?=\s*[;,.])|(?:wo)?men|(?:fe)?males|brothers|sisters|girls|boys)\b",
    re.IGNORECASE,
)
_PLACES = {"other": 2, "former": 1, "latter": 2}
# Values told in the order of the persons: "… after 8 and 14 months, respectively", "… 2% and 5% in
# patients 1 and 2, respectively".
RESPECTIVELY = compiled(r"\brespectively\b|\bin\s+one\s+(?:patient|case)\s+each\b", re.IGNORECASE)


def roster(sentences: Sequence[Sentence]) -> list[Person]:
    """The two to eight patients that the text tells side by side; else an empty list.

    Whoever is told after one patient was brought in by age is that patient's kin.
    """
    if by_number := called_by_number(sentences):
        return _of_one_sex(by_number, sentences)
    return _by_their_words(sentences) or _as_counted(sentences) or _by_sex(sentences)


def _as_counted(sentences: Sequence[Sentence]) -> list[Person]:
    """The persons of a text that counts its patients ("a report of three patients") and tells as many
    of different ages, in one paragraph and two of them close together: "a 41-year-old man had …, and
    a 57-year-old woman …".
    """
    counts = {
        MANY[m[0].lower()]
        for s in sentences
        for m in _COUNTED.finditer(s.text)
        if s.kind == "title" or _OURS.search(s.text)
    }
    if len(counts) != 1:
        return []
    (many,) = counts
    told: dict[str, tuple[Sentence, re.Match[str]]] = {}
    for sentence in sentences:
        if sentence.kind not in ("title", "heading", "table"):
            for match in _ONE_AGED.finditer(sentence.text):
                told.setdefault(next(match[g] for g in _AGES if match[g]), (sentence, match))
        if len(told) >= many:
            break
    told_in = [sentence for sentence, _ in told.values()]
    close = any(b.start - a.end <= _CLOSE for a, b in pairwise(told_in))
    if len(told) != many or len({s.block for s in told_in}) > 1 or not close:
        return []
    persons = []
    for number, (sentence, match) in enumerate(told.values(), 1):
        group = next(g for g in _AGES if match[g])
        who = next((g for g in ("who", "who2", "who3") if match[g]), "")
        sex = sex_at(sentence, match, who) if who else None
        persons.append(Person(number, "", sex, place_of(sentence, match, group)))
    return _of_one_sex(persons, sentences)


# "The man was 72 …", "The woman, transplanted at 51, was 66 when …", each at a paragraph's beginning.
_OPENS = compiled(
    rf"The\s+(?P<who>{MEN}|{WOMEN})(?:,\s[^,.;]{{3,60}},)?\s+was\s+(?:then\s+|now\s+)?(?P<age>\d{{2}})(?=\s+(?:and|when|years)\b|[,.;])",
    re.IGNORECASE,
)


def _by_sex(sentences: Sequence[Sentence]) -> list[Person]:
    """The man and the woman of whom a paragraph each begins to tell."""
    opened: list[Person] = []
    block = -1
    for sentence in sentences:
        begins = sentence.kind == "paragraph" and sentence.block != block
        block = sentence.block
        match = _OPENS.match(sentence.text) if begins else None
        if match:
            sex, age = sex_at(sentence, match), place_of(sentence, match, "age")
            opened.append(Person(len(opened) + 1, match["who"].lower(), sex, age))
    sexes = {person.sex.value for person in opened if person.sex}
    return opened if len(opened) == len(sexes) == len(("man", "woman")) else []


_AGES = ("age", "of", "bracket", "aged")
_CLOSE = 2
"""Sentences that follow each other are no more letters apart."""
_OURS = compiled(r"\b(?:we|our|us)\b", re.IGNORECASE)
_ONE_AGED = Gated(
    rf"\ban?\s+(?P<age>\d{{1,2}})(?:-|\s)year(?:-|\s)old\s+(?:[\w-]+\s+){{0,2}}?(?P<who>{MEN}|{WOMEN})\b"
    rf"|\ban?\s+(?:[\w-]+\s+){{0,2}}?(?P<who2>{MEN}|{WOMEN})\s+(?:of|aged)\s+(?P<of>\d{{1,2}})\b(?!\s*(?:months|weeks|days|cm|mm))"
    rf"|\((?P<who3>{MEN}|{WOMEN}),\s(?P<bracket>\d{{2}})\)"
    rf"|\b(?:at|aged)\s+(?P<aged>\d{{2}})(?:\s+years)?\s+(?:in|for)\s+the\s+(?:eldest|oldest|first|second|third|youngest)\b",
    re.IGNORECASE,
)


def _by_their_words(sentences: Sequence[Sentence]) -> list[Person]:
    """The persons by the words that bring them in: order, rank, kinship, a list of ages."""
    ordered: dict[int, Person] = {}
    ranked: dict[str, Place] = {}
    kin = any(s.kind == "title" and KIN_TITLE.search(s.text) for s in sentences)
    by_kin = _kin_by_age(sentences) if kin else []
    if by_kin:
        return by_kin
    sibling = False
    for index, sentence in enumerate(sentences):
        if sentence.kind in ("heading", "table"):
            continue
        by_order = [
            m
            for m in _BY_ORDER.finditer(sentence.text)
            if sex_of(m["who"] or "")
            or any(m[g] for g in ("before", "after", "aged", "old", "adj", "who_was", "bare"))
        ]
        if len(ranks := {_rank(m) for m in by_order}) > 2 and max(ranks) == len(ranks):
            # "The first was a man of 68, the second a woman of 61 and the third a man": no pair.
            told = {_rank(m): _person(sentence, m, _rank(m), "") for m in reversed(by_order)}
            return _of_one_sex([told[n] for n in sorted(told)], sentences)
        in_row = _in_a_row(sentence)
        if in_row:
            return in_row
        labelled = _by_label(sentence)
        if labelled:
            return labelled
        pair = own(_PAIR.search(sentence.text))
        if pair and _WITH.search(pair[0]) and _IS_KIN.fullmatch(pair["who2"]):
            pair = pair if _IS_KIN.fullmatch(pair["who1"]) else None
        kin_pair = kin and pair and _KIN_OF_FIRST.search(pair[0]) and _age(pair, 1)
        if pair and ((_age(pair, 1) and _age(pair, 2)) or kin_pair):
            return [_person(sentence, pair, n, str(n)) for n in (1, 2)]
        aged = own(_PAIR_AGED.search(sentence.text))
        if aged:
            return [_person(sentence, aged, n, str(n)) for n in (1, 2)]
        mixed = own(_MIXED.search(sentence.text))
        if mixed and (both := _mixed(sentence, mixed)):
            return _of_one_sex(both, sentences)
        listed = own(_LIST.search(sentence.text))
        if listed:
            return _listed(sentence, listed)
        # "Girls of 8 and 11 years and boys of 10 and 14".
        if two := _TWO_LISTS.search(sentence.text) or _THE_MEN_WERE.search(sentence.text):
            groups = [
                (sex_at(sentence, two, f"who{n}"), places_of(sentence, two, f"ages{n}"))
                for n in "12"
            ]
            whole = [(sex, age) for sex, ages in groups for age in ages]
            return [Person(n, "", sex, age) for n, (sex, age) in enumerate(whole, 1)][:MOST]
        if were := _ALL_WERE.search(sentence.text):  # "Both were women, aged 58 and 63"
            women = sex_at(sentence, were)
            ages = places_of(sentence, were, "ages")
            return [Person(n, "", women, age) for n, age in enumerate(ages, 1)]
        theirs = THEIR_AGES.search(sentence.text) or _in_so_many(sentences, sentence)
        if theirs:
            ages = places_of(sentence, theirs, "ages")
            told_of = [Person(n, age=age) for n, age in enumerate(ages, 1)]
            return _of_one_sex(_first_and_others(sentence, told_of), sentences)
        twins = _TWINS_AGED.search(sentence.text)
        if twins:
            (age,) = places_of(sentence, twins, "age")
            told_twins = [Person(n, "twin", None, age, n > 1) for n in (1, 2)]
            return _of_one_sex(told_twins, sentences)
        for match in _BY_AGE.finditer(sentence.text):
            group = next(g for g in ("age", "age2", "age3") if match[g])
            word = match["rank"] or match["rank2"] or match["rank3"]
            rank = "young" if word.lower() == "younger" else "old"
            ranked.setdefault(rank, place_of(sentence, match, group))
        other = _THE_OTHER.search(sentence.text)
        if other and len(ranked) == 1:
            sibling = True
            ranked["young" if "old" in ranked else "old"] = place_of(sentence, other, "age")
        for match in _IS_THE_NTH.finditer(sentence.text):  # "a 46-year-old agent is the third"
            number = ORDER[match["nth"].lower()]
            age = place_of(sentence, match, "age")
            ordered.setdefault(number, Person(number, "", None, age))
        for match in by_order:
            number = _rank(match)
            if (match["order"] or "").lower() == "last" and len(by_order) == 1 and ordered:
                number = max(ordered) + 1  # "The first patient … The last patient, a man of 65"
            ordered.setdefault(number, _person(sentence, match, number, ""))
        if (
            not (ordered or ranked)
            and age_in(sentence.text)
            and not _IN_THEIR.search(sentence.text)
        ):
            return _in_turn(sentences, index) or _three_by_age(sentences)
    if len(ranked) == len(("young", "old")):
        sex = sex_of_all(sentences, len(ranked))
        ages = sorted(ranked.values(), key=lambda place: place.start)
        return [Person(n, "", sex, age, sibling and n > 1) for n, age in enumerate(ages, 1)]
    several = len(ordered) > 1 and sorted(ordered) == list(range(1, len(ordered) + 1))
    if not several:
        return _three_by_age(sentences)
    return _of_one_sex([ordered[n] for n in sorted(ordered)], sentences)


def _three_by_age(sentences: Sequence[Sentence]) -> list[Person]:
    """The persons of "three sisters: the eldest, who was 52, …; the 47-year-old sister …; the youngest,
    aged 41, …".
    """
    if not any(_THREE.search(s.text) for s in sentences):
        return []
    ages: dict[str, Place] = {}
    edges = 0
    for sentence in sentences:
        for match in _OF_THREE.finditer(sentence.text):
            group = "age" if match["age"] else "adj"
            edges += group == "age" and match[group] not in ages
            ages.setdefault(match[group], place_of(sentence, match, group))
    if len(ages) != MANY["three"] or not edges:
        return []
    told = [Person(n, age=age) for n, age in enumerate(ages.values(), 1)]
    return _of_one_sex(told, sentences)


_THREE = compiled(
    r"\b(?:three|3)\s+(?:[\w-]+\s+){0,2}(?:patients|sisters|brothers|siblings|sibs|cousins|women|men|girls|boys)\b",
    re.IGNORECASE,
)
_OF_THREE = compiled(
    r"\bthe\s+(?:eldest|oldest|youngest|middle|second|next)(?:\s+(?:one|patient|sister|brother|sibling|cousin|woman|man|girl|boy))?\s*[,(]?\s*(?:who\s+)?(?:was\s+)?(?:aged\s+)?(?P<age>\d{1,2})(?:\s+years|\s*[,)]|(?=\s+and\s+the\b))"
    r"|\b(?:the|an?)\s+(?P<adj>\d{1,2})-year-old\s+(?:one|patient|sister|brother|sibling|cousin|woman|man|girl|boy)\b",
    re.IGNORECASE,
)


def _in_a_row(sentence: Sentence) -> list[Person]:
    """The persons of "a 10-year-old girl with …, a 13-year-old boy with … and a 15-year-old boy" and of
    "a 58-year-old and a 76-year-old woman".
    """
    found = list(_AGED_ONE.finditer(sentence.text))
    linked = all(
        _NEXT_IN_ROW.fullmatch(sentence.text, a.end(), b.start()) for a, b in pairwise(found)
    )
    alone = any(m["who"] is None for m in found)
    if not (linked and MOST >= len(found) > (1 if alone else 2)) or not found[-1]["who"]:
        return []
    last = found[-1]
    out = []
    for number, match in enumerate(found, 1):
        same = not match["who"] and _ELIDED.match(sentence.text, match.end())
        told = match if match["who"] else last if same else None
        age = place_of(sentence, match, "age")
        word = told["who"].lower() if told else ""
        out.append(Person(number, word, sex_at(sentence, told) if told else None, age))
    return out


# "A 58-year-old and a 76-year-old woman"; a nurse is no woman by that word.
_ELIDED = compiled(r",?\s+and\b|,\s")
_AGED_ONE = compiled(
    rf"\ban?\s+(?P<age>\d{{1,2}})-year-old\b(?:\s+(?:[\w-]+\s+){{0,2}}?(?P<who>{MEN}|{WOMEN})\b)?",
    re.IGNORECASE,
)
_NEXT_IN_ROW = compiled(r"[^.;:]{0,90}?(?:,|,?\s+and)\s+", re.IGNORECASE)


def _by_label(sentence: Sentence) -> list[Person]:
    """The two persons of "the heart recipient, a man of 66, …; the lung recipient, a woman of 49, …"."""
    found = list(_LABELLED.finditer(sentence.text))
    if len(found) != 2 or any(not (m["before"] or m["after"]) for m in found):
        return []
    return [
        replace(_person(sentence, m, n, ""), label=m["label"].lower())
        for n, m in enumerate(found, 1)
    ]


_LABELLED = compiled(
    rf"\bthe\s+(?P<label>(?!first|second|third|other|former|latter)[\w-]+\s+(?:recipient|patient|donor|twin)),\s+an?\s+(?:(?P<before>\d{{1,2}})-year-old\s+)?(?P<who>{MEN}|{WOMEN})\b(?:\s+(?:of|aged)\s+(?P<after>\d{{1,2}})\b)?",
    re.IGNORECASE,
)


def _in_so_many(sentences: Sequence[Sentence], sentence: Sentence) -> re.Match[str] | None:
    """ "The tumours were found in women of 39 and 61 years", of a paper that counts as many in its
    title.
    """
    match = _FOUND_IN.search(sentence.text)
    if match is None:
        return None
    counted = {
        MANY[m[0].lower()]
        for s in sentences
        if s.kind == "title"
        for m in _COUNTED.finditer(s.text)
    }
    return match if len(patterns.findall(r"\d+", match["ages"])) in counted else None


_FOUND_IN = Gated(
    r"\bin\s+(?:wo)?men\s+(?:of|aged)\s+(?P<ages>\d{1,2}(?:,\s*\d{1,2}){0,2},?\s+and\s+\d{1,2})\s+years\b",
    re.IGNORECASE,
)
_COUNTED = compiled(
    r"\b(?:two|three|four|five|six)\b(?=\s+(?:[\w-]+\s+){0,2}(?:children|cases|patients|women|men|brothers|sisters)\b)",
    re.IGNORECASE,
)


def _kin_by_age(sentences: Sequence[Sentence]) -> list[Person]:
    """The two relatives of a title ("a brother and sister") whom the text brings in by kinship: "the
    brother, aged 14, …. His 19-year-old sister …".
    """
    told: dict[str, Person] = {}
    for sentence in sentences:
        for match in _KIN_AGED.finditer(sentence.text):
            if sentence.kind != "title" and (match["before"] or match["after"]):
                word = match["who"].lower()
                told.setdefault(word, _person(sentence, match, len(told) + 1, ""))
    return list(told.values()) if 1 < len(told) <= _RELATIVES else []


_RELATIVES = 4
_KIN_AGED = compiled(
    rf"\b(?:the|his|her)\s+(?:(?P<before>\d{{1,2}})-year-old\s+)?(?P<who>{KIN})\b"
    rf"(?:(?:\s*[,(]\s*(?:now\s+|aged\s+|an?\s+(?:[\w-]+\s+){{1,3}}(?:of|aged)\s+)?|\s+was\s+(?:aged\s+)?|\s+(?:came\s+to\s+\w+|presented|fell\s+ill|was\s+(?:found|seen|diagnosed))\s+at\s+(?:the\s+age\s+of\s+)?)(?P<after>\d{{1,2}})\b(?!\s*(?:months|weeks|days|%|cm|mm|mg)))?",
    re.IGNORECASE,
)


def _first_and_others(sentence: Sentence, persons: list[Person]) -> list[Person]:
    """The persons with their sex where "the first was a man and the others were women"."""
    match = _FIRST_WAS.search(sentence.text)
    if match is None:
        return persons
    out = []
    for person in persons:
        group = "one" if person.number == 1 else "others"
        out.append(replace(person, sex=sex_at(sentence, match, group)))
    return out


_FIRST_WAS = compiled(
    r"\bthe\s+first\s+was\s+an?\s+(?P<one>(?:wo)?man|boy|girl)\s+and\s+the\s+(?:others?|second)\s+(?:were|was\s+an?)\s+(?P<others>(?:wo)?m[ae]n|boys?|girls?)\b",
    re.IGNORECASE,
)


def _in_turn(sentences: Sequence[Sentence], index: int) -> list[Person]:
    """The persons of "a 33-year-old woman presented …. A 46-year-old woman was …", one sentence each,
    where the text then speaks of "the former" and "the latter", or of the younger and the older.
    """
    told: list[Person] = []
    for number, sentence in enumerate(sentences[index : index + MOST], 1):
        match = _OPENS_WITH.match(sentence.text)
        if match is None or not (match["before"] or match["after"]):
            break
        told.append(_person(sentence, match, number, ""))
    behind = sentences[index + len(told) :]
    set_apart = any(_SET_APART.search(s.text) for s in behind)
    return told if len(told) > 1 and set_apart else []


# "Cases: A 33-year-old woman …".
_OPENS_WITH = compiled(
    rf"(?:[A-Z][\w ]{{2,20}}:\s+)?An?\s+(?:(?P<before>\d{{1,2}})-year-old\s+(?:[\w-]+\s+){{0,2}}?)?(?P<who>{MEN}|{WOMEN})\b(?:\s+(?:of|aged)\s+(?P<after>\d{{1,2}})\b)?"
)
_SET_APART = compiled(
    r"\bthe\s+(?:former|latter|(?:younger|older|elder)\s+(?:patient|man|woman|one))\b|\b(?:negative|positive|normal|found|seen|present)\s+in\s+both\b|\bboth\s+(?:patients|cases|tumou?rs|women|men)\b",
    re.IGNORECASE,
)


def _of_one_sex(persons: list[Person], sentences: Sequence[Sentence]) -> list[Person]:
    """The persons, with the sex that the text tells of each, or of all, where it tells none of one."""
    if all(p.sex for p in persons):
        return persons
    told = {p.number: p.sex for p in persons if p.sex} | _told_by_age(persons, sentences)
    sex = (
        sex_of_all(sentences, len(persons)) if not told else _of_the_rest(told, persons, sentences)
    )
    return [p if p.sex else replace(p, sex=told.get(p.number, sex)) for p in persons]


def _of_the_rest(
    told: Mapping[int, Place], persons: Sequence[Person], sentences: Sequence[Sentence]
) -> Place | None:
    """The sex of those for whom none was told, where as many of the other sex as the text counts
    are known: "four women (patients 1, 3, 4 and 6) and two men".
    """
    for sentence in sentences:
        # "Cases III and VI were men, the others women".
        if others := _OTHERS_WERE.search(sentence.text):
            return sex_at(sentence, others)
        for match in _TWO_SEXES.finditer(sentence.text):
            counts = [_count(match[g]) for g in ("n1", "n2")]
            if sum(counts) != len(persons):
                continue
            for one, other in (("1", "2"), ("2", "1")):
                known = sum(p.value == sex_of(match[f"who{one}"]) for p in told.values())
                if known == counts[int(one) - 1]:
                    return sex_at(sentence, match, f"who{other}")
    return None


def _told_by_age(persons: Sequence[Person], sentences: Sequence[Sentence]) -> dict[int, Place]:
    """By number, the sex of persons who are named by it later: "the 55-year-old woman", "the two oldest
    were men".
    """
    by_age = {p.age.value: p.number for p in persons if p.age}
    if len(by_age) < len(persons):
        return {}
    ranked = sorted(persons, key=lambda p: int(p.age.value) if p.age else 0)
    out: dict[int, Place] = {}
    for sentence in sentences:
        for match in THE_AGED.finditer(sentence.text):
            if match["age"] in by_age and sex_of(match["who"]):
                out.setdefault(by_age[match["age"]], sex_at(sentence, match))
        for match in _WAS_THE_AGED.finditer(sentence.text):
            if match["age"] in by_age:
                out[by_age[match["age"]]] = sex_at(sentence, match)
        for match in _RANKED_WERE.finditer(sentence.text):
            many = MANY[match["many"].lower()]
            old = match["edge"].lower().startswith("old")
            for person in ranked[-many:] if old else ranked[:many]:
                out.setdefault(person.number, sex_at(sentence, match))
    return out


THE_AGED = Gated(
    rf"\bthe\s+(?P<age>\d{{1,2}})-year-old\s+(?:[\w-]+\s+)?(?P<who>{MEN}|{WOMEN}|patient)\b",
    re.IGNORECASE,
)
""" "The 71-year-old woman": who was brought in before."""
# "The boy was the 11-year-old".
_WAS_THE_AGED = Gated(
    r"\bthe\s+(?P<who>(?:wo)?man|boy|girl|(?:fe)?male)\s+was\s+the\s+(?P<age>\d{1,2})-year-old\b",
    re.IGNORECASE,
)
_RANKED_WERE = Gated(
    r"\bthe\s+(?P<many>two|three|four|[2-4])\s+(?P<edge>oldest|older|youngest|younger)\s+(?:patients\s+|ones\s+)?were\s+(?P<who>(?:wo)?men|(?:fe)?males?|girls|boys)\b",
    re.IGNORECASE,
)


def _mixed(sentence: Sentence, match: re.Match[str]) -> list[Person]:
    """The persons of "two men and one woman, aged 59, 66 and 72, respectively": without that word
    the text does not say whose which age is, but of one who stands out ("the oldest was the woman").
    """
    ages = places_of(sentence, match, "ages")
    counts = [int(parse(match[g]) or 0) for g in ("n1", "n2")]
    if len(ages) != sum(counts):
        return []
    # "Aged 71, 76 and 82, with tumors on the …, respectively": in order of age, not of sex.
    told = RESPECTIVELY.search(sentence.text, match.end())
    by_age = ages == sorted(ages, key=lambda age: int(age.value))
    known = told is not None and (not by_age or told.start() - match.end() < _RIGHT_BEHIND)
    out = []
    for number, age in enumerate(ages, 1):
        group = "who1" if number <= counts[0] else "who2"
        sex = sex_at(sentence, match, group) if known else None
        out.append(Person(number, "", sex, age))
    lone = _THE_OLDEST.search(sentence.text, match.end())
    if lone and not known and 1 in counts:
        years = [int(p.age.value) for p in out if p.age]
        edge = max(years) if lone["edge"].lower() == "oldest" else min(years)
        alone, rest = ("who1", "who2") if counts[0] == 1 else ("who2", "who1")
        for index, year in enumerate(years):
            group = alone if year == edge else rest
            out[index] = replace(out[index], sex=sex_at(sentence, match, group))
    return out


_RIGHT_BEHIND = 24


def _count(word: str) -> int:
    return 1 if word.lower() in ("a", "an") else int(parse(word) or 0)


_BEFORE_LAST = 2
"""Without others in its sentence "the last" is the third: of two it would be the second."""


def _rank(match: re.Match[str]) -> int:
    """The number of the person that a match of ``_BY_ORDER`` brings in."""
    raw = (match["n"] or match["order"] or "first").lower()
    if raw == "last":  # "the first, …, and the second, …; the last, a woman of 29"
        before = patterns.findall(
            rf"\bthe\s+({'|'.join(ORDER)})\b", match.string[: match.start()], re.I
        )
        return max((ORDER[word.lower()] for word in before), default=_BEFORE_LAST) + 1
    if raw.isdigit():
        return int(raw)
    if raw in LETTERS:
        return LETTERS.index(raw) + 1
    return _PLACES.get(raw) or ORDER.get(raw) or MANY.get(raw, 1)


# "The six cases retrieved from PubMed".
_OF_OTHERS = compiled(
    r"\s+(?:[\w-]+\s+){0,3}?(?:retrieved|found|gathered|collected|culled|traced|identified|published|reported|described|recorded|available|listed)"
    r"\s+(?:\w+\s+){0,2}?(?:(?:in|from|by|on|through|via)\s+(?!our\b|this\b|us\b)|so far|to date|previously|worldwide|since|earlier|before)",
    re.IGNORECASE,
)


def own(match: re.Match[str] | None) -> re.Match[str] | None:
    """The match, unless its persons are somebody's kin or those of other papers."""
    if match is None or _HAS_THEM.search(match.string, 0, match.start()):
        return None
    if _OF_OTHERS.match(match.string, match.end()):
        return None
    return match


def tells_rank(text: str) -> bool:
    """Whether a sentence brings in "the elder" or "the younger" with an age."""
    return bool(_BY_AGE.search(text))


def names_persons(sentence: Sentence) -> bool:
    """Whether the sentence is a roster of its own, told of all."""
    pair = _PAIR.search(sentence.text)
    if pair and ((_age(pair, 1) and _age(pair, 2)) or _KIN_OF_FIRST.search(pair[0])):
        return True
    if _in_a_row(sentence) or sum(bool(m["aged"]) for m in _ONE_AGED.finditer(sentence.text)) > 1:
        return True
    rolls = (_TWO_LISTS, _THE_MEN_WERE, _ALL_WERE, _PAIR_AGED, _LIST, _MIXED, THEIR_AGES, _FOUND_IN)
    return any(roll.search(sentence.text) for roll in rolls)


def _age(match: re.Match[str], number: int) -> str | None:
    return match[f"before{number}"] or match[f"after{number}"]


def _person(sentence: Sentence, match: re.Match[str], number: int, suffix: str) -> Person:
    word = match[f"who{suffix}"] or ""
    sex = sex_of(word)
    age = None
    for group in (f"before{suffix}", f"after{suffix}", "aged", "old", "adj", "who_was", "bare"):
        if match.re.groupindex.get(group) and match[group]:
            age = place_of(sentence, match, group)
    lettered = bool(match.re.groupindex.get("n") and match["n"] and match["n"].lower() in LETTERS)
    place = sex_at(sentence, match, f"who{suffix}") if sex else None
    return Person(number, word.lower() if sex else "", place, age, lettered=lettered)


def with_sex(persons: list[Person], sentences: Sequence[Sentence]) -> list[Person]:
    """The persons with the sex that the paper tells of all of them, where it tells none of one."""
    if any(p.sex for p in persons):
        return persons
    own_told = [
        s
        for s in sentences
        if s.section in _TELLING and (s.section != "introduction" or _OURS.search(s.text))
    ]
    sex = sex_of_all(own_told, len(persons))
    return [replace(p, sex=sex) for p in persons]


_TELLING = frozenset({"title", "abstract", "body", "case", "methods", "results", "introduction"})


def sex_of_all(sentences: Sequence[Sentence], many: int) -> Place | None:
    """The sex that a sentence tells of each of so many patients: "two brothers", "twin sisters"."""
    for sentence in sentences:
        match = _PLURAL.search(sentence.text)
        if match and sex_of(match["who"]) and MANY.get(match["many"].lower(), many) == many:
            return sex_at(sentence, match)
    return None


def _listed(sentence: Sentence, match: re.Match[str]) -> list[Person]:
    """The persons of "two women, 52 and 67 years old" and of a second such group behind it; none where
    the counts differ.
    """
    told = _group(sentence, match)
    second = _LIST.search(sentence.text, match.end())
    if second and _AND_GROUP.fullmatch(sentence.text, match.end(), second.start()):
        others = _group(sentence, second)
        told = [*told, *others] if told and others else []
    elif told and (more := _ONE_MORE.match(sentence.text, match.end())):
        told.append(_one_apart(sentence, more))
    elif told and (first := _ONE_FIRST.search(sentence.text, 0, match.start())):
        told.insert(0, _one_apart(sentence, first))
    if len(told) > MOST:
        return []
    return [replace(person, number=n) for n, person in enumerate(told, 1)]


# "Three women (ages 24, 38 and 61 years) and two men (…)".
_AND_GROUP = compiled(r"(?:\s*years?(?:\s+old|\s+of\s+age)?)?\)?,?\s+and\s+", re.IGNORECASE)


def _group(sentence: Sentence, match: re.Match[str]) -> list[Person]:
    """The persons of one match of ``_LIST``; none where the count and the ages differ."""
    ages = places_of(sentence, match, "ages")
    if len(ages) != MANY[match["many"].lower()]:
        return []
    sex = sex_at(sentence, match) if sex_of(match["who"]) else None
    return [Person(n, "", sex, age) for n, age in enumerate(ages, 1)]


def _one_apart(sentence: Sentence, match: re.Match[str]) -> Person:
    """Who is told beside a group of the other sex, of a match of ``_ONE_MORE`` or ``_ONE_FIRST``."""
    suffix = "" if match["who"] else "2"
    who, age = f"who{suffix}", place_of(sentence, match, f"age{suffix}")
    return Person(0, match[who].lower(), sex_at(sentence, match, who), age)
