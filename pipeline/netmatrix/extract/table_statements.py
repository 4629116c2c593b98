"""What prose, footnotes and captions say of the patients of a table.

"Patients no: 2 and 5 died" is about two of them, "all other patients are alive" about the rest,
"all patients received 177Lu-DOTATATE" about each: such statements fill the rows that they name,
each with its own quote, where the table itself does not say otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from netmatrix import patterns
from netmatrix.document import Span
from netmatrix.evidence import Finding
from netmatrix.extract.base import make
from netmatrix.extract.table_clauses import OF_ALL, OF_NAMED, Clauses, Reading, Statement, lowered
from netmatrix.extract.table_whom import (
    ALL,
    NAMED,
    OTHERS,
    all_of_a_sex,
    former_and_latter,
    named_in,
)
from netmatrix.extract.topic import topics
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Annotations, Sentence
from netmatrix.nlp.components import cut_sentence
from netmatrix.nlp.sentences import split
from netmatrix.normalise.names import Names
from netmatrix.normalise.numbers import WORDS, parse
from netmatrix.patterns import compiled

_CITED = Gated(r"\[\d[\d,\s–-]*\]|\bet\s+al\b|\bliterature\b", re.IGNORECASE)
_SELECTED = Gated(
    r"\b(?:review\w*|stud(?:y|ied)|includ\w+|analy[sz]\w+|identif\w+|retrospectiv\w*|records|describe\w*|report\w*|present\w*|enrol\w+|series|treated|operated|search\w*|evaluat\w+|underwent|received|started)\b",
    re.IGNORECASE,
)
_SUBGROUP = compiled(
    rf",?\s*(?:of\s+(?:whom|which|these|those)|among\s+(?:whom|them)|in\s+whom|including)\b|\b(?:{WORDS}|\d+)\s+(?:of\s+(?:them|these)|patients?|had|were|received|underwent)\b",
    re.IGNORECASE,
)
_ONE_VALUE = frozenset(
    {"vital_status", "response", "primary_site", "differentiation", "histology", "functional",
     "bone_lesion_type", "follow_up_months", "pfs_months", "grade", "sex"}
)  # fmt: skip
# "Metastases found on PET/CT: a series of eight patients".
_FOUND_ON = compiled(
    r"\b(?:found|detected|seen|shown|discovered|imaged|diagnosed)\s+(?:on|by|with|at|in)\b", re.I
)
_OF_TITLE = frozenset(
    {"histology", "primary_site", "metastatic_sites", "treatments", "syndrome", "differentiation",
     "grade"}
)  # fmt: skip
_OF_SUBJECT = frozenset({"histology", "primary_site"})
_SEX = {"men": "male", "women": "female"}
_PARTS = frozenset({"abstract", "methods", "results", "body", "case", "conclusion", "discussion"})


# "Both should be available for each patient": of patients to come.
_SHOULD = compiled(r"\b(?:should|ought\s+to|must)\b", re.IGNORECASE)
_OF_OTHERS = frozenset({"discussion", "conclusion"})


@dataclass(frozen=True, slots=True)
class Note:
    """A table's footnote; ``marked`` are the patients in whose lines each mark stands."""

    span: Span
    marked: Mapping[str, tuple[str, ...]]


def statements(
    annotations: Annotations, names: Names, keys: Sequence[str], notes: Iterable[Note]
) -> Iterator[Statement]:
    """What the paper says of the patients ``keys``, the surest first: footnotes, then prose."""
    reading = Reading(annotations, names)
    notes = list(notes)
    for note in notes:
        yield from _of_note(reading, tuple(keys), note)
    seen = [note.span for note in notes]
    prose = _Prose(reading, tuple(keys))
    for sentence in annotations.sentences:
        if _about_own_patients(sentence, _PARTS) and not any(
            s.start <= sentence.start < s.end for s in seen
        ):
            yield from prose.of(sentence)


def _about_own_patients(sentence: Sentence, parts: frozenset[str]) -> bool:
    if sentence.kind not in ("paragraph", "list_item") or sentence.section not in parts:
        return False
    if sentence.section in _OF_OTHERS and _SHOULD.search(sentence.text):
        return False
    return not (sentence.has("literature") or sentence.cites or _CITED.search(sentence.text))


def _of_note(reading: Reading, keys: tuple[str, ...], note: Note) -> Iterator[Statement]:
    letters = "".join(mark for mark in note.marked if mark.isalpha())
    for mark, sentence in _of_marks(reading, note.span, letters):
        who = note.marked.get(mark, ())
        if not (who and LEGEND_LIKE.search(sentence.text)):
            yield from Clauses(reading, keys, sentence, 0.85, marked=who).statements()


def _of_marks(reading: Reading, note: Span, letters: str = "") -> Iterator[tuple[str, Sentence]]:
    """The sentences of a footnote, each with the mark before it, if any; ``letters`` are marks, too,
    where a capital follows ("a Weekly cisplatin").
    """
    text = reading.annotations.document.text
    lettered = rf"|(?<![\w(])[{letters}](?=\s+[A-Z0-9])" if letters else ""
    for left, right in _between_marks(text, note.start, note.end, lettered):
        mark = re.match(rf"\s*([*†‡§¶]+{lettered})", text[left:right])  # noqa: TID251
        begin = left + mark.end() if mark and lettered else left
        for start, end in split(text, begin, right):
            yield (
                mark[1] if mark else "",
                cut_sentence(reading.annotations, start, end, section="table", kind="footnote"),
            )


def of_marks(
    annotations: Annotations, names: Names, note: Span
) -> Iterator[tuple[str, tuple[Finding, ...]]]:
    """What a footnote says behind each of its marks: "† Metastases in the brain at presentation"."""
    reading = Reading(annotations, names)
    for mark, sentence in _of_marks(reading, note):
        if mark and not LEGEND_LIKE.search(sentence.text):
            found = reading.part(sentence, sentence.start, sentence.end, OF_NAMED)
            yield mark, lowered(found, 0.8)


def _between_marks(text: str, start: int, end: int, lettered: str = "") -> list[tuple[int, int]]:
    """The parts of a footnote between its marks, those of the pattern ``lettered`` among them."""
    marks = re.finditer(rf"[*†‡§¶]+{lettered}", text[start:end])  # noqa: TID251
    cuts = [start, *(start + m.start() for m in marks), end]
    return [(a, b) for a, b in pairwise(cuts) if b - a > 8]


@dataclass(slots=True)
class _Prose:
    """The running text, read for the tables' patients: whom a sentence names, the next may mean."""

    reading: Reading
    keys: tuple[str, ...]
    block: int = -1
    """The paragraph that named somebody last."""
    headed: bool = False
    """Whether that sentence begins with the patient."""
    before: tuple[str, ...] = ()
    """Whom its last sentence with a name named."""
    so_far: tuple[str, ...] = ()
    """All whom the paragraph has named."""

    def of(self, sentence: Sentence) -> Iterator[Statement]:
        """What the next sentence says of the patients."""
        reading, keys = self.reading, self.keys
        yield Statement(keys, tuple(all_of_a_sex(reading.scope(sentence), sentence)))
        told = named_in(sentence.text, keys)
        earlier = self.before if sentence.block - self.block <= _NEXT else ()
        self.so_far = self.so_far if self.block == sentence.block else ()
        headed = named_in(sentence.heading, keys) if len(sentence.heading) < _HEAD else ()
        if not told and len(headed) == 1:
            self.block, self.before, self.headed = sentence.block, headed, True
        if told:
            self.so_far = tuple(dict.fromkeys([*self.so_far, *told]))
            led = bool(NAMED.search(sentence.text[:_HEAD]))
            block = reading.annotations.document.blocks[sentence.block]
            self.headed = led and (sentence.start == block.start or sentence.section in _TELLING)
            self.block, self.before = sentence.block, told
        elif self.block == sentence.block and self.before:
            parts = former_and_latter(self.before, sentence.text)
            if not parts and self._goes_on(sentence):
                parts = [(self.before, 0, len(sentence.text))]
            for who, a, b in parts:
                left, right = sentence.start + a, sentence.start + b
                yield Statement(who, lowered(reading.part(sentence, left, right, OF_NAMED), 0.7))
            if parts:
                return
        marked = _between_marks(reading.annotations.document.text, sentence.start, sentence.end)
        if len(marked) < 2:
            yield from Clauses(
                reading, keys, sentence, 0.8, earlier=earlier, so_far=self.so_far
            ).statements()
            return
        for left, right in marked:  # a legend that the reader took for a paragraph
            piece = cut_sentence(
                reading.annotations, left, right, section=sentence.section, kind="paragraph"
            )
            yield from Clauses(reading, keys, piece, 0.8).statements()

    def _goes_on(self, sentence: Sentence) -> bool:
        """Whether a sentence without a name is still about whom the one before named: "She was
        given …", "A scan after 31 months showed …", "Both died of sepsis".
        """
        text = sentence.text
        if OTHERS.search(text):
            return False
        # Under "Patient 2": "on PET/CT all lesions were avid" is said of that one, but not "TTF-1
        # was negative in all" behind "CD56 was negative in case 2".
        alone = len(self.before) == 1 and self.headed
        if _ALL_PATIENTS.search(text) if alone else ALL.search(text):
            return False
        if len(self.before) == 1:
            return sentence.has("pronoun") or (self.headed and not _SEVERAL.search(text))
        return len(self.before) == _PAIR and bool(_BOTH.search(text)) and not _SOME.match(text)


_ALL_PATIENTS = compiled(
    rf"\b(?:all|each|every|both|none)\s+(?:of\s+)?(?:the\s+|our\s+|these\s+)?(?:(?:\d+|{WORDS})\s+)?(?:\w+\s+)?(?:patients?|cases?|subjects|women|men|children)\b|\bin\s+all\s*(?:[.;,)]|$)",
    re.IGNORECASE,
)
_TELLING = frozenset({"results", "case"})
_HEAD = 60
"""A patient named within so many letters of a sentence's beginning is whom the next may go on with."""
_SEVERAL = compiled(
    r"\b(?:patients|cases|both\s+(?:tumou?rs|lesions)|tumou?rs\s+(?:studied|examined)|series|cohort|literature|authors|median|mean|respectively|none)\b|\(\d[\d.]*\s?%\)"
    r"|^\W*(?:no|one|two|three|four|five)\s+(?:[\w-]+\s+){0,2}(?:patients?|women|men|deaths?|fistulas?|leaks?|complications?|recurrences?|relapses?)\b",
    re.IGNORECASE,
)
_NEXT = 2
"""So many blocks further "the other four" still looks back to whom was named last."""
_PAIR = 2
# "Two patients died, both of sepsis": others, or who knows who.
_SOME = compiled(
    rf"\W*(?:{WORDS}|\d+)\s+(?:of\s+(?:the|our)\s+)?(?:patients|cases|women|men)\b", re.I
)
_BOTH = compiled(r"\b(?:both|they|these\s+two)\b", re.IGNORECASE)


# "AWD, alive with disease; DOD: dead of disease": no statement.
LEGEND_LIKE = compiled(
    r";\s*[A-Z][\w/-]{0,6}\s?[,:=]|^\W*(?:abbreviations?\b|[A-Z]{2,}[\w-]*\s?[,:=]\s)", re.I
)


_SELECTING = frozenset({"abstract", "methods", "body", "case", "results"})


def selection(annotations: Annotations, names: Names, keys: Sequence[str]) -> Iterator[Statement]:
    """How the series was chosen: "the records of six patients with … who were treated with …"."""
    reading = Reading(annotations, names)
    if found := _topic(reading):
        yield Statement(tuple(keys), lowered(found, 0.65), of_all=True)
    for sentence in annotations.sentences:
        told = sentence.kind == "paragraph" and sentence.section in _SELECTING
        if not (told or sentence.kind == "caption"):
            continue
        if sentence.has("literature") or sentence.cites or _CITED.search(sentence.text):
            continue
        for match in patterns.finditer(
            rf"\b(?P<n>{WORDS}|\d{{1,3}})\s+(?:\w+\s+){{0,3}}?(?P<who>patients|cases|men|women)\b",
            sentence.text,
            re.IGNORECASE,
        ):
            if parse(match["n"]) != len(keys) or not _SELECTED.search(sentence.text):
                continue
            rest = sentence.text[match.end() :]
            cut = _SUBGROUP.search(rest)
            end = sentence.start + match.end() + (cut.start() if cut else len(rest))
            begin = sentence.start + match.start()
            found = reading.part(sentence, begin, end, OF_ALL - {"vital_status"})
            if not patterns.search(
                r"\b(?:treated|underwent|received|given|started)\b", sentence.between(begin, end)
            ):
                found = [f for f in found if f.field != "treatments"]
            sex = _SEX.get(match["who"].lower())
            if sex:
                at = sentence.start + match.start("who"), sentence.start + match.end("who")
                found.append(
                    make(
                        reading.scope(sentence),
                        sentence,
                        "sex",
                        sex,
                        *at,
                        "sex.word",
                        confidence=0.9,
                    )
                )
            yield Statement(tuple(keys), lowered(found, 0.7), of_all=True)
            break


def _topic(reading: Reading) -> list[Finding]:
    """What the paper's subject tells of each patient."""
    found: list[Finding] = []
    titled = bool(reading.annotations.document.metadata.title)
    for piece in topics(reading.annotations):
        told = _OF_TITLE if titled else _OF_SUBJECT
        if titled and _FOUND_ON.search(piece.text):
            told |= {"diagnostic_methods"}
        found += reading.part(piece, piece.start, piece.end, told)
    kinds = {f.value for f in found if f.field == "histology"}
    if len(kinds) > 1 or "NEN" in kinds:  # which is whose? and any kind is no type
        found = [f for f in found if f.field != "histology"]
    for name in ("treatments", "primary_site", "syndrome", "differentiation", "grade"):
        values = [f for f in found if f.field == name]
        if len({f.value for f in values}) > 1 and not _is_combination(reading, values):
            found = [f for f in found if f.field != name]
    return found


_PLUS = compiled(
    r"\s*(?:and|plus|with|(?:combined|together)\s+with|\+|/|,|-|–|,\s+and)\s*", re.IGNORECASE
)


def _is_combination(reading: Reading, told: Sequence[Finding]) -> bool:
    """Whether treatments are one regimen: "streptozotocin and fluorouracil in carcinoid tumors"."""
    text = reading.annotations.document.text
    told = sorted(told, key=lambda f: f.start)
    return told[0].field == "treatments" and all(
        _PLUS.fullmatch(text, a.end, b.start) for a, b in pairwise(told)
    )


def one_value(name: str) -> bool:
    """Whether a patient has one value of the field, so that a later statement adds none."""
    return name in _ONE_VALUE
