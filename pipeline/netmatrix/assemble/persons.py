"""Patients told side by side: what is known of each, and the words for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from netmatrix import patterns
from netmatrix.extract.patient import FEMALE, MALE
from netmatrix.nlp.annotations import Sentence
from netmatrix.patterns import compiled

MEN = rf"{MALE}|father|uncle|nephew|grandfather|husband"
WOMEN = rf"{FEMALE}|mother|aunt|niece|grandmother|wife"
MANY = {
    "two": 2, "2": 2, "three": 3, "3": 3, "four": 4, "4": 4, "five": 5, "5": 5, "six": 6, "6": 6,
    "seven": 7, "7": 7, "eight": 8, "8": 8,
}  # fmt: skip
LETTERS = "abcdefgh"
ORDER = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
}
MOST = len(ORDER)
"""So many persons at most are told side by side."""
_FEMALE_WORD = compiled(rf"(?:{WOMEN}|women|females?|sisters|girls)", re.IGNORECASE)
_MALE_WORD = compiled(rf"(?:{MEN}|men|males?|brothers|boys)", re.IGNORECASE)


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
    label: str = ""
    """What the text calls this one: "heart recipient"."""
    lettered: bool = False
    """Whether the text calls the patients A, B …: then "in B" means this one."""

    roman: bool = False
    """Whether the text calls the patients I, II …: then "in II" means this one."""

    @property
    def gender(self) -> str:
        return self.sex.value if self.sex else ""


def sex_of(word: str) -> str:
    """The sex that a noun tells ("brother", "women"), else nothing."""
    if _FEMALE_WORD.fullmatch(word):
        return "female"
    return "male" if _MALE_WORD.fullmatch(word) else ""


def place_of(sentence: Sentence, match: re.Match[str], group: str) -> Place:
    """The wording of a group of the match, with its place."""
    return Place(
        match[group], sentence.start + match.start(group), sentence.start + match.end(group)
    )


def places_of(sentence: Sentence, match: re.Match[str], group: str) -> list[Place]:
    """The numbers in a group of the match, each with its place."""
    at = sentence.start + match.start(group)
    return [
        Place(m.group(), at + m.start(), at + m.end())
        for m in patterns.finditer(r"(?i:(?<!case )(?<!patient ))\b\d+", match[group])
    ]


def sex_at(sentence: Sentence, match: re.Match[str], group: str = "who") -> Place:
    """The sex that the noun in a group of the match tells."""
    return place_of(sentence, match, group)._replace(value=sex_of(match[group]))
