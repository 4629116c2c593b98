"""Two or three patients told side by side: who each clause is of.

"Two siblings, a brother of 58 and a sister of 62 years": such a sentence is the paper's *roster*. What
follows turns from one to the other by order ("the latter"), sex ("she"), kinship ("the brother") or
age ("the younger patient"), often inside one sentence; each clause goes to the person it turns to,
and what is said of "both" to each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from netmatrix.document import Span
from netmatrix.extract.patient import FEMALE, KIN, MALE, age_in
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Sentence, blanked, clip
from netmatrix.normalise.numbers import parse

_MEN = rf"{MALE}|father|uncle|nephew|grandfather|husband"
_WOMEN = rf"{FEMALE}|mother|aunt|niece|grandmother|wife"
# "She had two sisters, 52 and 67 years old": the patient's kin, no patients.
_HAS_THEM = re.compile(
    r"\b(?:had|has|have|having|his|her|whose)\s+(?:\w+(?:,\s+\w+)?,?\s+and\s+(?:his\s+|her\s+)?)?$",
    re.IGNORECASE,
)
_YEARS = r"(?:\s*(?:-|–)?\s*(?:years?|yrs?|y)\b(?:[\s-]old|\sof\sage)?)?"
# One of a roster: "a brother of 58", "a 61-year-old man", "his daughter (34 years)".
_ONE = (
    r"(?:an?|one|the|his|her)\s+(?:(?P<before{0}>\d{{1,2}})(?:-|–|\s)years?(?:-|–|\s)old\s+)?(?:[\w-]+\s+){{0,2}}?"
    rf"(?P<who{{0}}>{_MEN}|{_WOMEN})\b"
    rf"(?:\s*[,(]?\s*(?:of\s+|aged\s+)?(?P<after{{0}}>\d{{{{1,2}}}}){_YEARS}\)?)?"
)
_PAIR = Gated(
    rf"\b{_ONE.format(1)}(?:\s+(?:with|who|whose)\s[^.;:]{{3,90}}?)?,?\s+and\s+{_ONE.format(2)}",
    re.IGNORECASE,
)
# "A man of 60 with hypertension, whose mother …, and his wife": no second patient.
_WITH = re.compile(r"\s(?:with|who|whose)\s", re.IGNORECASE)
_IS_KIN = re.compile(KIN, re.IGNORECASE)
# "A man and a woman aged 41 and 66 years, respectively": the ages behind both.
_PAIR_AGED = Gated(
    rf"\b(?:an?|one)\s+(?P<before1>(?!))?(?P<who1>{_MEN}|{_WOMEN})\s+and\s+(?:an?|one|his|her)\s+(?P<before2>(?!))?(?P<who2>{_MEN}|{_WOMEN})"
    r"\s*[,(]?\s*(?:who\s+were\s+)?(?:aged\s+|ages\s+|of\s+)?(?P<after1>\d{1,2})\s+and\s+(?P<after2>\d{1,2})\b(?!\s*(?:months|weeks|days|%|cm|mm))",
    re.IGNORECASE,
)
# "Two women, 52 and 67 years old", "three brothers aged 30, 34 and 41".
_MANY = {"two": 2, "2": 2, "three": 3, "3": 3, "four": 4, "4": 4}
_NAMES = ("one", "two", "three", "four")
_LIST = Gated(
    r"\b(?P<many>two|three|four|2|3|4)\s+(?:(?:[\w-]+\s+)?cases\s+of\s+[^.;]{3,80}?\s(?:in|involving)\s+)?(?:[\w-]+\s+){0,3}?"
    r"(?P<who>(?:wo)?men|(?:fe)?males?(?=\s+patients)|(?:fe)?males|brothers|sisters|girls|boys|patients|siblings|cousins|adults|people|persons|cases)(?:\s+patients)?\b(?:\s+with\s++[^,.;]{3,60}(?=,?\s+aged\b))?[\s,(]+(?:(?:who\s+were\s+)?(?:aged|ages)\s+|of\s+)?(?P<ages>\d{1,2}(?:\s\((?:case|patient)\s1\))?(?:,\s*\d{1,2}){0,2},?\s+and\s+\d{1,2})\b"
    r"(?!\s*(?:months|weeks|days|%|cm|mm))",
    re.IGNORECASE,
)
# "Two men aged 44 and 61 and a woman of 70".
_ONE_MORE = re.compile(
    rf"(?:\s*years?)?(?:\s+\((?:case|patient)\s\d\))?,?\s+and\s+(?:an?|one)\s+(?P<who>{_MEN}|{_WOMEN})(?:\s+(?:of|aged)|,)\s+(?P<age>\d{{1,2}})\b",
    re.IGNORECASE,
)
# "The first, female, 27, …", "the second patient was a 43-year-old man", "case 2 a woman of 36",
# "case one, aged 48, …".
_BY_ORDER = Gated(
    r"\b(?:(?:the|our)\s+(?P<order>first|second|third|fourth|other)(?:\s+(?:patient|case|one|child))?|(?:case|patient)\s+(?P<n>[1-4]|one|two|three|four|(?-i:[A-D])))"
    r"(?:(?:\s*(?:,|was|is|\()\s*(?:an?\s+)?|\s+an?\s+)"
    r"(?:(?P<before>\d{1,2})(?:-|–|\s)years?(?:-|–|\s)old\s+)?(?:[\w-]+\s+){0,3}?"
    rf"(?P<who>{_MEN}|{_WOMEN}|(?:patient|child)(?!\s*\d))\b(?:\s*[,(]?\s*(?:of\s+|aged\s+)?(?P<after>\d{{1,2}}){_YEARS})?"
    r"|\s*[,(]\s*aged\s+(?P<aged>\d{1,2})\b(?!\s*(?:months|weeks|days|%|cm|mm))"
    r"|\s*[,(]\s*(?P<old>\d{1,2})\s+years?\s+(?:old|of\s+age)\b)",
    re.IGNORECASE,
)
# "The elder, aged 63 years, …", "the younger brother, 58 years old".
_BY_AGE = Gated(
    r"\bthe\s+(?P<rank>elder|older|younger)(?:\s+(?:patient|one|brother|sister|sibling|twin|cousin|man|woman))?(?:\s*[,(]\s*|\s+(?=at\b))"
    r"(?:was\s+)?(?:an?\s+(?=\d{1,2}-year)|aged\s+|now\s+|then\s+|at\s+(?:the\s+)?age\s+(?:of\s+)?)?(?P<age>\d{1,2})\b(?!\s*(?:months|weeks|days|cm|mm|%))"
    r"|\bthe\s+(?P<rank2>elder|older|younger)(?:\s+(?:patient|one|brother|sister|sibling|twin|cousin|man|woman))?\s+was\s+"
    r"(?:aged\s+)?(?P<age2>\d{2})(?=\s+(?:when|years|and|at)\b|,)",
    re.IGNORECASE,
)
# "His brother, 41 years of age": the other one, where the elder or the younger was told before.
_SIBLING = r"(?:his|her)\s+(?:brother|sister|sibling|twin|cousin)"
_THE_OTHER = Gated(
    rf"\b{_SIBLING}\s*[,(]\s*(?:aged\s+|now\s+|then\s+)?(?P<age>\d{{2}})\b(?!\s*(?:months|weeks|days|cm|mm|%))",
    re.IGNORECASE,
)
# "Two men and one woman, aged 59, 66 and 72, respectively"; "(3 men and 1 woman) 58, … years old".
_COUNT = r"(?:an?|one|two|three|[1-3])"
_GROUP_WORD = r"(?:(?:wo)?m[ae]n|(?:fe)?males?|boys?|girls?|brothers?|sisters?)"
_MIXED = Gated(
    rf"\b(?P<n1>{_COUNT})\s+(?P<who1>{_GROUP_WORD})\s+and\s+(?P<n2>{_COUNT})\s+(?P<who2>{_GROUP_WORD})\b"
    r"[^.;\d]{0,40}?(?P<ages>\d{1,2}(?:,\s*\d{1,2}){0,2},?\s+and\s+\d{1,2})\b(?!\s*(?:months|weeks|days|%|cm|mm))",
    re.IGNORECASE,
)
_THE_OLDEST = re.compile(
    r"\bthe\s+(?P<edge>oldest|youngest)\s+(?:was|being)\s+the\s+(?:wo)?man\b", re.IGNORECASE
)
# "Their ages were 28, 34 and 45 years".
_THEIR_AGES = Gated(
    r"\b(?:their|the)\s+ages\s+(?:at\s+\w+\s+)?were\s+(?P<ages>\d{1,2}(?:,\s*\d{1,2}){0,2},?\s+and\s+\d{1,2})\b(?!\s*(?:months|weeks|days))",
    re.IGNORECASE,
)
# "Identical twin girls who were referred at the age of 11 years".
_TWINS_AGED = Gated(
    r"\btwin\s+(?:girls|boys|sisters|brothers|men|women)\b[^.;]{0,60}\b(?:aged|at\s+(?:the\s+)?age\s+of)\s+(?P<age>\d{1,2})\b(?!\s*(?:months|weeks|days))",
    re.IGNORECASE,
)
# "Both had had parathyroidectomy in their twenties".
_IN_THEIR = re.compile(r"\bin\s+their\s+(?:\w+\s+)?\w+(?:ies|een|s)\b", re.IGNORECASE)
# "A brother and sister", "mother and son", "husband and wife", in a title.
_KIN_PAIR = Gated(
    r"\b(?:brother|sister|father|mother|husband|wife|son|daughter|uncle|aunt|cousin)s?\s+and\s+(?:(?:his|her|an?)\s+)?(?:brother|sister|father|mother|husband|wife|son|daughter|nephew|niece|cousin)s?\b",
    re.IGNORECASE,
)
_KIN_OF_FIRST = re.compile(rf"\band\s+(?:his|her)\s+(?:{KIN})\b", re.IGNORECASE)
_LETTERS = "abcd"
_PLURAL = Gated(
    r"\b(?:two|three|both|twin)\s+(?:[\w-]+\s+){0,3}?(?P<who>(?:wo)?men|(?:fe)?males|brothers|sisters|girls|boys)\b",
    re.IGNORECASE,
)
_ORDER = {"first": 1, "second": 2, "third": 3, "fourth": 4}
MOST = len(_ORDER)
"""So many persons at most are told side by side."""
_FEMALE_WORD = re.compile(rf"(?:{_WOMEN}|women|females|sisters|girls)", re.IGNORECASE)
_MALE_WORD = re.compile(rf"(?:{_MEN}|men|males|brothers|boys)", re.IGNORECASE)

_NOUN = r"(?:patient|case|one|man|woman|brother|sister|sibling|boy|girl|child|twin|cousin)"
# "Both were operated on", "in both,": of two persons; "both lobes of the liver" are one patient's.
_BOTH = (
    r"both(?=\s+(?:of\s+(?:them|the|these|our)|(?:the\s+|these\s+|our\s+)?(?:\w+\s+)?(?:patients?|cases?|siblings|brothers|"
    r"sisters|twins|cousins|(?:wo)?men|girls|boys|children|persons|individuals|subjects|tumou?rs|neoplasms|\w*carcinomas|carcinoids|\w+omas)\b|(?:had|have|has|were|was|are|"
    r"is|did|died|presented|developed|showed|received|underwent|responded|remain\w*|survived|recovered|refused|suffered|"
    r"complained|carried|proved|stained|expressed|contained|harbou?red|relapsed|recurred|progressed|achieved|needed|required|lost|felt|noticed|reported|came|became|also|then|later|now|went|of\s+whom)\b)|\s*(?:[,.;:)]|$))"
)
_OF_ALL = (
    rf"\b(?:{_BOTH}|(?:either|neither)(?:\s+(?:of\s+them|case|patient|sibling|man|woman)|(?=\s*[.;]))|each\s+(?:of\s+them|case|patient)|"
    r"(?:the\s+)?(?:two|three|four|[234])\s+(?:patients|cases|siblings|brothers|sisters|men|women|tumou?rs)|(?:all|none)\s+of\s+them|all\s+(?:two|three)|they"
    r"|all\s+(?:the\s+)?(?:patients|cases|tumou?rs|women|men|siblings)|none(?=\s+(?:had|has|was|were|showed|developed|received)\b)"
    r"|(?<=\bin )(?:all|each)(?=\s*[.,;)]|\s+and\b|$))\b"
)
_OTHERS = (
    rf"\b(?:an?\s+(?:third|fourth|further|other)|another)\s+{_NOUN}\b|\b(?:his|her|their)\s+(?:\w+\s+)?(?:{KIN}|siblings?|parents?|"
    r"children|relatives?)\b"
)
# Values told in the order of the persons: "… after 8 and 14 months, respectively", "… 2% and 5% in
# patients 1 and 2, respectively".
_RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)
_TO_WHOM = re.compile(
    rf",?\sin\s(?:(?:cases|patients)\s(?:1\sand\s2|1,\s2,?\sand\s3)|the\sfirst\sand\s(?:the\s)?second(?:\s{_NOUN}s?)?),?\s$",
    re.IGNORECASE,
)
# Of whom such a list is: "both", "they", "the tumors"; not "he".
_MANY_OF_THEM = re.compile(
    r"\b(?:they|patients|cases|ages|tumou?rs|neoplasms|diameters|lesions|specimens|brothers|sisters|siblings|twins|women|men|in\s+(?:the\s+)?two)\b",
    re.IGNORECASE,
)
_LIST_JOINT = re.compile(r",?\s+and\s+|,\s+", re.IGNORECASE)
_LISTED_NUMBER = re.compile(
    r"(?:[<>≤≥~]\s?)?\d+(?:[.,]\d+)?(?:\s*[-–]\s*\d+(?:\.\d+)?)?"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty)\b",
    re.IGNORECASE,
)
_LIST_GOES_ON = re.compile(r"(?:,|\band)\s+$", re.IGNORECASE)
_NUMBERS_GO_ON = re.compile(
    r"(?:\d\S*(?:\s\S{1,9})?,|\d\S*(?:\s\S{1,9})?\s+and)\s+$", re.IGNORECASE
)
_OUT_OF = re.compile(r"\s*(?:/|per|of|to)\s*")  # "1/10", "2 per 10 HPF"
_LONGEST_ITEM = 60
# "8% in the second patient": a value without a verb of its own.
_ELLIPTIC = re.compile(r"(?:\S+\s+){1,4}(?:in|for|of)\s+(?:the\s+)?$")
# Where one clause may end and the next begin.
_JOINT = re.compile(
    r";\s+|,?\s+(?:while|whereas|but)\s+|,\s+and\s+|,\s+|\s+and\s+|:\s+", re.IGNORECASE
)
_RELATIVE = re.compile(r"(?:which|who|whose|all\s+of\s+which)\b")
_RELATIVE_OF = re.compile(r"(?:which|who)\s+(?:in|of|for)\s+", re.IGNORECASE)
_BRACKET = re.compile(r"\s*\([^()]*\)|\s+(?:only|alone)\b")
_TRAILING = re.compile(r"\b(?:in|of|for|from|by|with|to)\s+(?:the\s+)?$", re.IGNORECASE)
# Words that may stand between the beginning of a clause and the person it turns to.
_FRONT = re.compile(r"\s*(?:(?:in|of|for|from|with|to|by)\s+)?(?:the\s+)?", re.IGNORECASE)


# "In Patient 1 and Patient 5", "patients 2, 3 and 7".
NAMED_TOGETHER = Gated(
    r"\b(?:case|patient)s?\s+(?:nos?\.?\s*)?[1-9](?:\s*,\s*(?:(?:case|patient)\s+)?[1-9])*\s*(?:,\s*)?(?:and|&)\s*(?:(?:case|patient)\s+)?[1-9]\b(?!\s*(?:/|of\b|%))",
    re.IGNORECASE,
)


class Place(NamedTuple):
    """A value with its place in the document's text."""

    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Person:
    """A patient of the roster; ``word`` is the noun that names them ("brother")."""

    number: int
    word: str = ""
    sex: Place | None = None
    age: Place | None = None
    sibling: bool = False
    """Whether "his brother" means this one."""
    lettered: bool = False
    """Whether the text calls the patients A, B …: then "in B" means this one."""

    @property
    def gender(self) -> str:
        return self.sex.value if self.sex else ""


class Turn(NamedTuple):
    """Words of a sentence that turn to a person; ``owner`` 0 is all of them, -1 somebody else.

    "The first and the third patient" turns to the ``others``, too.
    """

    start: int
    end: int
    owner: int
    others: tuple[int, ...] = ()

    @property
    def owners(self) -> tuple[int, ...]:
        return (self.owner, *self.others)


def roster(sentences: Sequence[Sentence]) -> list[Person]:
    """The two or three patients that the text tells side by side; else an empty list.

    Whoever is told after one patient was brought in by age is that patient's kin.
    """
    ordered: dict[int, Person] = {}
    ranked: dict[str, Place] = {}
    kin = any(s.kind == "title" and _KIN_PAIR.search(s.text) for s in sentences)
    sibling = False
    for sentence in sentences:
        if sentence.kind in ("heading", "table"):
            continue
        by_order = [
            m
            for m in _BY_ORDER.finditer(sentence.text)
            if _sex(m["who"] or "") or any(m[g] for g in ("before", "after", "aged", "old"))
        ]
        if len(ranks := {_rank(m) for m in by_order}) > 2 and max(ranks) == len(ranks):
            # "The first was a man of 68, the second a woman of 61 and the third a man": no pair.
            told = {_rank(m): _person(sentence, m, _rank(m), "") for m in reversed(by_order)}
            return _of_one_sex([told[n] for n in sorted(told)], sentences)
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
            return both
        listed = own(_LIST.search(sentence.text))
        if listed:
            return _listed(sentence, listed)
        theirs = _THEIR_AGES.search(sentence.text)
        if theirs:
            ages = _places(sentence, theirs, "ages")
            return _of_one_sex([Person(n, age=age) for n, age in enumerate(ages, 1)], sentences)
        twins = _TWINS_AGED.search(sentence.text)
        if twins:
            (age,) = _places(sentence, twins, "age")
            told_twins = [Person(n, "twin", None, age, n > 1) for n in (1, 2)]
            return _of_one_sex(told_twins, sentences)
        for match in _BY_AGE.finditer(sentence.text):
            group = "age" if match["age"] else "age2"
            at = sentence.start + match.start(group)
            rank = "young" if (match["rank"] or match["rank2"]).lower() == "younger" else "old"
            ranked.setdefault(rank, Place(match[group], at, at + len(match[group])))
        other = _THE_OTHER.search(sentence.text)
        if other and len(ranked) == 1:
            sibling = True
            at = sentence.start + other.start("age")
            place = Place(other["age"], at, at + len(other["age"]))
            ranked["young" if "old" in ranked else "old"] = place
        for match in by_order:
            ordered.setdefault(_rank(match), _person(sentence, match, _rank(match), ""))
        if (
            not (ordered or ranked)
            and age_in(sentence.text)
            and not _IN_THEIR.search(sentence.text)
        ):
            return []
    if len(ranked) == len(("young", "old")):
        sex = sex_of_all(sentences)
        ages = sorted(ranked.values(), key=lambda place: place.start)
        return [Person(n, "", sex, age, sibling and n > 1) for n, age in enumerate(ages, 1)]
    several = len(ordered) > 1 and sorted(ordered) == list(range(1, len(ordered) + 1))
    if not several:
        return []
    return _of_one_sex([ordered[n] for n in sorted(ordered)], sentences)


def _of_one_sex(persons: list[Person], sentences: Sequence[Sentence]) -> list[Person]:
    """The persons, with the sex that the text tells of all of them where it tells none of one."""
    sex = sex_of_all(sentences)
    return [p if p.sex else replace(p, sex=sex) for p in persons]


def _places(sentence: Sentence, match: re.Match[str], group: str) -> list[Place]:
    """The numbers in a group of the match, each with its place."""
    at = sentence.start + match.start(group)
    return [
        Place(m.group(), at + m.start(), at + m.end())
        for m in re.finditer(r"(?i:(?<!case )(?<!patient ))\b\d+", match[group])
    ]


def _mixed(sentence: Sentence, match: re.Match[str]) -> list[Person]:
    """The persons of "two men and one woman, aged 59, 66 and 72, respectively": without that word
    the text does not say whose which age is, but of one who stands out ("the oldest was the woman").
    """
    ages = _places(sentence, match, "ages")
    counts = [int(parse(match[g]) or 0) for g in ("n1", "n2")]
    if len(ages) != sum(counts):
        return []
    words = [match["who1"]] * counts[0] + [match["who2"]] * counts[1]
    known = bool(_RESPECTIVELY.search(sentence.text, match.end()))
    out = []
    for number, (age, word) in enumerate(zip(ages, words, strict=True), 1):
        group = "who1" if number <= counts[0] else "who2"
        at = sentence.start + match.start(group)
        sex = Place(_sex(word), at, at + len(word)) if known else None
        out.append(Person(number, "", sex, age))
    lone = _THE_OLDEST.search(sentence.text, match.end())
    if lone and not known and 1 in counts:
        years = [int(p.age.value) for p in out if p.age]
        edge = max(years) if lone["edge"].lower() == "oldest" else min(years)
        alone, rest = ("who1", "who2") if counts[0] == 1 else ("who2", "who1")
        for index, year in enumerate(years):
            group = alone if year == edge else rest
            at = sentence.start + match.start(group)
            sex = Place(_sex(match[group]), at, at + len(match[group]))
            out[index] = replace(out[index], sex=sex)
    return out


def _rank(match: re.Match[str]) -> int:
    """The number of the person that a match of ``_BY_ORDER`` brings in."""
    raw = (match["n"] or match["order"]).lower()
    if raw.isdigit():
        return int(raw)
    if raw in _LETTERS:
        return _LETTERS.index(raw) + 1
    return 2 if raw == "other" else _ORDER.get(raw) or _MANY.get(raw, 1)


# "The six cases retrieved from PubMed".
_OF_OTHERS = re.compile(
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
    return any(roll.search(sentence.text) for roll in (_PAIR, _PAIR_AGED, _LIST, _MIXED))


def shares(
    sentence: Sentence, persons: Sequence[Person], current: int
) -> Iterator[tuple[int, Sentence]]:
    """The parts of a sentence, each with the number of the person it is of (0: of all).

    A part without any turn goes on with ``current``.
    """
    respectively = _in_order(sentence.text)
    turns = _turns(sentence.text[: respectively.start if respectively else None], persons)
    behind = _turns(sentence.text[respectively.end :], persons) if respectively else []
    if respectively and behind:  # "…, respectively; serotonin was found only in the man"
        at = respectively.end + behind[0].start
        joints = list(_JOINT.finditer(sentence.text, respectively.end, at))
        cut = joints[-1].end() if joints else at
        yield from shares(clip(sentence, 0, cut), persons, current)
        yield from shares(clip(sentence, cut, len(sentence.text)), persons, current)
        return
    if respectively:
        of_all = not current or bool(_MANY_OF_THEM.search(sentence.text))
        if all(t.owner == 0 for t in turns) and (turns or of_all):
            yield from dealt(sentence, len(persons))
        return
    if not turns:
        yield current, sentence
        return
    if len(turns) == 1:
        whole = turns[0].owner == 0
        owners = [p.number for p in persons] if whole else turns[0].owners
        dealt_out = list(_dealt_among(sentence, owners, of_all=whole))
        if whole and dealt_out[0][1] is sentence:
            yield 0, sentence
        elif turns[0].owner >= 0:
            yield from dealt_out
        return
    cuts = [0]
    for before, turn in pairwise(turns):
        cuts.append(_cut(sentence.text, before, turn))
    cuts.append(len(sentence.text))
    for turn, (left, right) in zip(turns, pairwise(cuts), strict=True):
        if turn.owner < 0 or left >= right:
            continue
        leads = next((t for t in turns if t.owner > 0), turn)
        follows = left and turn is not leads
        first = _first_item(sentence, _head(sentence.text, leads), left) if follows else None
        if first and _ELLIPTIC.match(sentence.text, left, _head(sentence.text, turn)):
            # "The index was 2% in the first and 8% in the second": the head is of each.
            outside = [(first, left), (right, len(sentence.text))]
            part = blanked(sentence, outside)
        else:
            part = clip(sentence, left, right)
        yield from _dealt_among(part, turn.owners)


# "Patients 1 and 2 are well 9 and 3 years after surgery", "they have been well for 36 and 20 months".
_TIMES = re.compile(
    r"(?<![\d.])\d+(?:,\s*\d+)*,?\s+and\s+\d+(?=\s+(?:months|years)\b)", re.IGNORECASE
)
_STATE = re.compile(
    r"\b(?:alive|well|free|died|dead|survived|lived|followed|remission|recurrence)\b[^.;]{0,60}$",
    re.IGNORECASE,
)


def _dealt_among(
    part: Sentence, owners: Sequence[int], *, of_all: bool = False
) -> Iterator[tuple[int, Sentence]]:
    """A part for each of its owners; of as many times as owners each has their own."""
    match = _TIMES.search(part.text) if len(owners) > 1 else None
    if match and of_all and not _STATE.search(part.text, 0, match.start()):
        match = None
    numbers = list(re.finditer(r"\d+", match.group())) if match else []
    if match is None or len(numbers) != len(owners):
        yield from ((owner, part) for owner in owners)
        return
    begin = match.start()
    for owner, own_time in zip(owners, numbers, strict=True):
        yield (
            owner,
            blanked(
                part, [(begin, begin + own_time.start()), (begin + own_time.end(), match.end())]
            ),
        )


def lists_values(sentence: Sentence) -> bool:
    """Whether a sentence gives values in the order of the persons."""
    return bool(_RESPECTIVELY.search(sentence.text))


def _in_order(text: str) -> Span | None:
    """Where a text says that what it lists is told in the order of the persons."""
    word = _RESPECTIVELY.search(text)
    if word is None:
        return None
    to_whom = _TO_WHOM.search(text, max(0, word.start() - 60), word.start())
    start = to_whom.start() if to_whom else len(text[: word.start()].rstrip(" ,\n"))
    return Span(start, word.end())


def dealt(sentence: Sentence, many: int) -> Iterator[tuple[int, Sentence]]:
    """The sentence for each of ``many`` persons, its last list ("8 and 14 months, respectively")
    blanked but for the person's own item; nothing where no such list is found.
    """
    text = sentence.text
    respectively = _in_order(text)
    end = respectively.start if respectively else 0
    joints = [m for m in _LIST_JOINT.finditer(text, 0, end) if m.end() < end][1 - many :]
    if len(joints) != many - 1 or "and" not in joints[-1].group().lower():
        return
    items = [
        (left.end(), right.start()) for left, right in pairwise(joints)
    ] + [(joints[-1].end(), end)]  # fmt: skip
    first = _first_item(sentence, joints[0].start(), items[0][0])
    if first is None:
        return
    goes_on = _NUMBERS_GO_ON if _LISTED_NUMBER.match(text, first) else _LIST_GOES_ON
    if goes_on.search(text, 0, first):
        return  # more items than persons
    if max(b - a for a, b in items) > _LONGEST_ITEM:
        return
    items = [(first, joints[0].start()), *items]
    last = _LISTED_NUMBER.match(text, *items[-1])
    bare = _LISTED_NUMBER.fullmatch(text, *items[0])
    if last and bare:  # the unit behind the last is that of each: "12 and 18 months"
        items[-1] = (items[-1][0], last.end())
    for number, own_item in enumerate(items, 1):
        left = [(first, own_item[0])] if number > 1 else []
        right = [(own_item[1], items[-1][1])] if number < many else []
        yield number, blanked(sentence, left + right)


def _first_item(sentence: Sentence, end: int, following: int) -> int | None:
    """Where the first item of a list begins that ends at ``end``: a number where the next item is
    one, else a term of the kind of the next item's.
    """
    text = sentence.text
    if _LISTED_NUMBER.match(text, following):
        numbers = list(_LISTED_NUMBER.finditer(text, max(0, end - _LONGEST_ITEM // 2), end))
        while len(numbers) > 1 and _OUT_OF.fullmatch(text, numbers[-2].end(), numbers[-1].start()):
            numbers.pop()
        return numbers[-1].start() if numbers else None
    kinds = [m for m in sentence.mentions if m.layer == "term"]
    after = next((m for m in kinds if m.start >= sentence.start + following), None)
    before = [
        m for m in kinds if after and m.group == after.group and m.end <= sentence.start + end
    ]
    if not before or sentence.start + end - before[-1].end > _LONGEST_ITEM // 2:
        return None
    return before[-1].start - sentence.start


def _turns(text: str, persons: Sequence[Person]) -> list[Turn]:
    """Where a sentence turns to somebody, in order; neighbours of one owner are one turn."""
    found = [_some_or_all(m, persons) for m in re.finditer(_OF_ALL, text, re.IGNORECASE)]
    for match in _FIRST_OR_LAST_TWO.finditer(text) if len(persons) > 2 else ():
        two = persons[:2] if match[1].lower() == "first" else persons[-2:]
        found.append(Turn(*match.span(), two[0].number, (two[1].number,)))
    for person in (p for p in persons if p.sibling):
        siblings = re.finditer(rf"\b{_SIBLING}\b", text, re.IGNORECASE)
        found += [Turn(m.start(), m.end(), person.number) for m in siblings]
    found += [
        Turn(m.start(), m.end(), -1)
        for m in re.finditer(_OTHERS, text, re.IGNORECASE)
        if not any(t.start <= m.start() < t.end for t in found)
    ]
    for match in NAMED_TOGETHER.finditer(text):  # "cases 1 and 3"
        numbers = list(map(int, re.findall(r"\d", match.group())))
        if {*numbers} <= {p.number for p in persons}:
            found.append(Turn(*match.span(), numbers[0], tuple(numbers[1:])))
    for person in persons:
        for match in re.finditer(_called(person, persons), text, re.IGNORECASE):
            if not any(t.start < match.end() and match.start() < t.end for t in found):
                found.append(Turn(match.start(), match.end(), person.number))
    told = {owner for t in found if t.owner > 0 for owner in t.owners}
    if len(told) == 2:  # "the two women had …; nodes were negative in the first and … the second"
        first, second = sorted(told)
        found = [
            t._replace(owner=first, others=(second,))
            if t.owner < 0 and _SO_MANY.match(text, t.start, t.end)
            else t
            for t in found
        ]
    out: list[Turn] = []
    for turn in sorted(found):
        last = out[-1] if out else None
        named = last is not None and last.owner > 0
        if last is not None and named and turn.owner > 0 and turn.owner not in last.owners:
            if _AND_OF.fullmatch(text, last.end, turn.start) and not _ITS_OWN.match(text, turn.end):
                out[-1] = Turn(last.start, turn.end, last.owner, (*last.others, turn.owner))
                continue
        both = _BOTH_NAMED.match(text, turn.start) is not None
        if last is not None and named and len(last.owners) == 2 and turn.owner == 0 and both:
            continue  # "in the first and the third … in both"
        if last is None or last.owners != turn.owners:
            out.append(turn)
    return out


# "In the first two (patients)".
_FIRST_OR_LAST_TWO = re.compile(
    rf"\bthe\s+(first|last)\s+two(?:\s+{_NOUN}s?|\s+women|\s+men)?\b", re.IGNORECASE
)
_SO_MANY = re.compile(
    r"(?:the\s+)?(two|three|four|[234])\s+(patients|cases|siblings|brothers|sisters|men|women|tumou?rs)$",
    re.IGNORECASE,
)


def _some_or_all(match: re.Match[str], persons: Sequence[Person]) -> Turn:
    """The turn of words for all; "the two women" of three are the two who are, if known."""
    many = _SO_MANY.match(match.group())
    if not many or _MANY[many[1].lower()] == len(persons):
        return Turn(match.start(), match.end(), 0)
    sex = _sex(many[2])
    those = [p.number for p in persons if p.gender == sex] if sex else []
    if len(those) != _MANY[many[1].lower()]:
        return Turn(match.start(), match.end(), -1)
    return Turn(match.start(), match.end(), those[0], tuple(those[1:]))


# Between two persons of one list: "the first (patient) and the third".
_AND_OF = re.compile(r",?\s{1,3}and\s{1,3}(?:(?:in|of|to|by|for)\s{1,3})?", re.IGNORECASE)
# "… 1% in the brother and in the sister 2%": the second has a value or a verb of their own.
_ITS_OWN = re.compile(r"\s+(?:[<>≤≥~]?\s?\d|(?:an?|one|none|no|was|is|has)\b)", re.IGNORECASE)
_BOTH_NAMED = re.compile(r"both\b", re.IGNORECASE)


# "The first relapsed", "the third received".
_DID = (
    r"(?:had|has|was|is|died|remain\w*|underwent|received|presented|developed|responded|survived|refused|relapsed|recurred|"
    r"progressed|declined|required|needed|showed|lived|came|suffered|complained|did|also|then|now|who|whose)"
)


def _called(person: Person, persons: Sequence[Person]) -> str:
    """The wordings that mean this person among the persons."""
    order = next(word for word, number in _ORDER.items() if number == person.number)
    last = len(persons)
    words = [
        rf"\bthe\s+{order}(?:\s+{_NOUN}|(?=,)|(?=\s+and\s+(?:the\s+)?(?:second|third)\s+{_NOUN}s?\b)|(?=\s+{_DID}\b))"
        rf"|\bthe\s+{person.age.value if person.age else 0}(?:-|–|\s)year(?:-|–|\s)old\b"
        rf"|\b(?:case|patient|twin|sibling)\s+(?:no\.?\s*)?(?:{person.number}|{_NAMES[person.number - 1]}|(?-i:{_LETTERS[person.number - 1].upper()}))\b(?!\s*(?:/|of\b|%|,\s*\d|and\s+\d\b(?!\s*[/%.\d])))"
    ]
    words.append(
        rf"\b(?:in|of|from|to|by)\s+the\s+{order}\b(?=\s*[,.;:)]|\s+(?:{_NOUN}|an?|the|there|it|no|and|but|while|whereas|was|were|is|had|has|showed|"
        rf"contained|measured|stained|shrank|grew|recurred|progressed|regressed|responded|disappeared|resolved)\b|\s*$)"
        rf"|(?<=\sand\s){order}\s+(?:patients?|cases?)\b|(?<=first\sand\s)the\s+{order}\b(?=\s+and\b|\s*[,.;])"
    )
    if person.lettered:
        letter = _LETTERS[person.number - 1].upper()
        words.append(
            rf"\b(?:in|of|from|to|by)\s+(?-i:{letter})\b(?=\s*[,.;)]|\s+(?:and|but|while|whereas|was|were|had|has|after|following|at)\b)"
        )
    if last == 2:
        if person.number == 2:
            words.append(rf"\bthe\s+other(?:\s+{_NOUN}\b|(?=\s*[,(]|\s+{_DID}\b))")
        words.append(r"\bthe\s+former\b" if person.number == 1 else r"\bthe\s+latter\b")
        ages = [int(p.age.value) if p.age else 0 for p in persons]
        if all(ages) and ages[0] != ages[1]:
            young = int(person.age.value) == min(ages) if person.age else False
            words.append(rf"\bthe\s+{'younger' if young else '(?:older|elder)'}(?:\s+{_NOUN})?\b")
    if sum(p.gender == person.gender for p in persons) == 1 and person.gender:
        if person.gender == "male":
            words.append(rf"\bthe\s+(?:{_MEN})\b|\b(?:he|his|him)\b|\((?:{_MEN})\)")
        else:
            words.append(rf"\bthe\s+(?:{_WOMEN})\b|\b(?:she|her)\b|\((?:{_WOMEN})\)")
    elif person.word and sum(p.word == person.word for p in persons) == 1:
        words.append(rf"\bthe\s+{person.word}\b")
    return "|".join(words)


def _cut(text: str, before: Turn, turn: Turn) -> int:
    """Where the part of ``turn`` begins, behind the turn before it."""
    all_joints = list(_JOINT.finditer(text, before.end, turn.start))
    if all_joints and _RELATIVE_OF.fullmatch(text, all_joints[-1].end(), _head(text, turn)):
        return all_joints[-1].end()  # "CT showed a mass, which in the second case invaded …"
    joints = [m for m in all_joints if not _RELATIVE.match(text, m.end())]
    if not joints:
        return before.end
    if _TRAILING.search(text, 0, _head(text, before)) and not _fronted(text, before):
        bracket = _BRACKET.match(text, before.end)
        from_here = bracket.end() if bracket else before.end
        first = next((m for m in joints if m.start() >= from_here), joints[-1])
        return first.end()
    return joints[-1].end()


def _head(text: str, turn: Turn) -> int:
    """The start of the person's noun: behind a preposition that is part of the turn."""
    inner = re.match(
        r"(?:in|of|for|from|by|with|to)\s+", text[turn.start : turn.end], re.IGNORECASE
    )
    return turn.start + (inner.end() if inner else 0)


def _fronted(text: str, turn: Turn) -> bool:
    """Whether the turn opens its clause: "in the younger patient antrectomy was done"."""
    last = 0
    for joint in _JOINT.finditer(text, 0, turn.start):
        last = joint.end()
    return bool(_FRONT.fullmatch(text, last, turn.start))


def _age(match: re.Match[str], number: int) -> str | None:
    return match[f"before{number}"] or match[f"after{number}"]


def _sex(word: str) -> str:
    if _FEMALE_WORD.fullmatch(word):
        return "female"
    return "male" if _MALE_WORD.fullmatch(word) else ""


def _person(sentence: Sentence, match: re.Match[str], number: int, suffix: str) -> Person:
    word = match[f"who{suffix}"] or ""
    sex = _sex(word)
    at = sentence.start + match.start(f"who{suffix}")
    age = None
    for group in (f"before{suffix}", f"after{suffix}", "aged", "old"):
        if match.re.groupindex.get(group) and match[group]:
            begin = sentence.start + match.start(group)
            age = Place(match[group], begin, begin + len(match[group]))
    lettered = bool(match.re.groupindex.get("n") and match["n"] and match["n"].lower() in _LETTERS)
    place = Place(sex, at, at + len(word)) if sex else None
    return Person(number, word.lower() if sex else "", place, age, lettered=lettered)


def sex_of_all(sentences: Sequence[Sentence]) -> Place | None:
    """The sex that a sentence tells of each patient: "two brothers", "twin sisters"."""
    return next((s for s in map(_plural_sex, sentences) if s), None)


def _plural_sex(sentence: Sentence) -> Place | None:
    """The sex that "two brothers" tells of each."""
    match = _PLURAL.search(sentence.text)
    sex = _sex(match["who"]) if match else ""
    if not match or not sex:
        return None
    return Place(sex, sentence.start + match.start("who"), sentence.start + match.end("who"))


def _listed(sentence: Sentence, match: re.Match[str]) -> list[Person]:
    """The persons of "two women, 52 and 67 years old"; none where the counts differ."""
    ages = _places(sentence, match, "ages")
    if len(ages) != _MANY[match["many"].lower()]:
        return []
    at = sentence.start + match.start("who")
    sex = _sex(match["who"])
    place = Place(sex, at, at + len(match["who"])) if sex else None
    told = [Person(n, "", place, age) for n, age in enumerate(ages, 1)]
    more = _ONE_MORE.match(sentence.text, match.end()) if len(told) < MOST else None
    if more:
        at = sentence.start + more.start("who")
        own_sex = Place(_sex(more["who"]), at, at + len(more["who"]))
        at = sentence.start + more.start("age")
        own_age = Place(more["age"], at, at + len(more["age"]))
        told.append(Person(len(told) + 1, more["who"].lower(), own_sex, own_age))
    return told
