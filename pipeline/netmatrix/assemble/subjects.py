"""Who is told of: the patients of a report, and the sentences about each.

``about`` picks the sentences that are about the paper's own patients; here they are handed out,
where several are told of: by heading and label ("Case 2"), by order ("the second patient"), by
kinship, by the age that brings in another, or, of patients told side by side, clause by clause.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from netmatrix import patterns
from netmatrix.assemble import numbered, roster, turns
from netmatrix.assemble.about import (
    ALL_BEGIN,
    CARRIERS,
    LABEL,
    PEOPLE,
    RUN_IN_HEAD,
    SO_MANY,
    THESE,
    about_patients,
    is_introduction,
    opens,
    patients_of_the_series,
    two_alike,
    works_as,
)
from netmatrix.assemble.persons import MOST, Person, sex_of
from netmatrix.extract.patient import FEMALE, KIN, KIN_PATIENT, MALE, age_in
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Annotations, Mention, Sentence, blanked, clip
from netmatrix.normalise.numbers import WORDS, parse
from netmatrix.patterns import compiled

# The same inside a sentence: "the second patient".
_INLINE = Gated(
    r"(?:^(?:in\s+)?the\s+(?P<bare>first|second|third|fourth|fifth|sixth)(?:\s*,|\s+(?:was|had|has|is|died|progressed|received|underwent|lost|developed|responded|relapsed|remain\w*|presented|survived|refused|declined)\b)|\b(?P<ord>first|second|third|fourth|fifth)\s+(?:patient|case|man|woman|(?<!\ba\sfirst\s)(?<!\ba\ssecond\s)(?<!\ba\sthird\s)one)\b|\b"
    r"(?:case|patient|twin|sibling)\s+(?:no\.?\s*)?(?P<n>[1-9]|one|two|three|four|five|(?-i:[A-H]))\b(?!\s*(?:/|of\b|%|patients|cases)))",
    re.IGNORECASE,
)
# "2% in the first and 8% in the second patient".
_IN_ORDER = compiled(
    r"\b(?:in|of|(?:and|while|but)(?=\s+the\s+\w+\s+(?:was|were|had|an?)\b))\s+the\s+(first|second|third)\b",
    re.IGNORECASE,
)
# "The other patient, a man of 70, presented …": the second of two.
_THE_OTHER = compiled(
    r"The\s+other(?:\s+(?:patient|case|one|man|woman),?|,)\s+(?:was\s+)?an?\s+(?:[\w-]+\s+){0,3}?(?:man|woman|male|female|boy|girl|\d)"
)
# "Positive in Cases 1 and 2, and negative in Case 3": not of the patient of whom the text tells.
_BESIDE_OTHERS = compiled(r"\b(?:cases|patients)\s+(?:nos?\.?\s*)?[1-9]\b", re.IGNORECASE)
# "Positive in all five cases", "negative throughout the series".
_ALL_OF_THEM = Gated(
    r"\b(?:all|each)\s+(?:of\s+(?:the\s+)?|the\s+)?(?:two|three|four|five|six|seven|eight|nine|ten|[2-9]|10)\s+(?:[\w-]+\s+)?(?:cases|patients|tumou?rs|specimens|women|men)\b"
    r"|\b(?:in|by|of)\s+all\s+(?:two|three|four|five|six|seven|eight|nine|ten|[2-9]|10)(?=\s*[,.;)]|\s+(?:and|by|on|with|were|was|had|showed|stained|contained)\b)|^All\s+of\s+them\b"
    r"|\bthroughout\s+the\s+series\b|\bin\s+every\s+(?:case|patient)\b"
    r"|\b(?:from|in|of)\s+the\s+(?:two|three|four|five|six)\s+patients\s+(?:was|were|showed|revealed)\b",
    re.IGNORECASE,
)
_SEVERAL = Gated(
    rf"\b(?:two|three|four|five|six|2|3|4|5|6)\s+(?:[\w-]+\s+){{0,5}}?(?:cases|{PEOPLE}|case\s+reports|observations)\b|\bour\s+first\s+patient\b|"
    r"\ba brother and (?:a )?sister\b|\bboth (?:patients|cases)\b|\bcase 2\b|\bpatient 2\b|\bsecond (?:patient|case)\b|\bcase series\b",
    re.IGNORECASE,
)
# Relatives who are the paper's patients: "two sibs", "a brother and a sister are presented".
_KIN_PATIENTS = Gated(
    r"\b(?:two|three|four|five|2|3|4|5|affected)\s+(?:[\w-]+\s+){0,2}(?:brothers|sisters|sibs|siblings|twins|cousins|relatives|family members|members of (?:an?|one|the same|this) (?:[\w-]+ ){0,3}?(?:family|kindred))\b"
    r"|\b(?:in|of)\s+(?:identical|monozygotic|dizygotic)\s+twins\b|\btwin\s+(?:girls|boys|sisters|brothers)\b"
    r"|\b(?:in|of)\s+(?:a|one|the\s+same)\s+(?:\w+\s+){0,3}?(?:family|kindred)\b|^A\s+(?:[\w-]+\s+)?(?:family|kindred)\s+with\b|\b(?:two|three)\s+generations\b|\blike\s+(?:mother|father),?\s+like\s+(?:son|daughter)\b|\ba\s+brother\s+and\s+(?:a\s+|his\s+)?sister\b|\b(?:father|mother)\s+and\s+(?:(?:his|her|a|two|three)\s+)?(?:sons?|daughters?|children)\b",
    re.IGNORECASE,
)
_A_KIN = r"(?:(?:great-)*(?:brother|sister|father|mother|son|daughter|cousin|uncle|aunt|nephew|niece|twin|husband|wife|grand\w+))s?"
# "A brother, a sister and their mother", in a title.
_KIN_LIST = Gated(
    rf"\b{_A_KIN}(?:,\s+(?:an?\s+|his\s+|her\s+|their\s+)?{_A_KIN})*,?\s+and\s+(?:(?:an?|his|her|their|two|three|the)\s+)?{_A_KIN}\b",
    re.IGNORECASE,
)
# "… in a 9-month-old boy and in his great-uncle", in a title.
_AND_KIN = compiled(
    rf"\band\s+(?:(?:an?\s+)?\w+\s+)?(?:in\s+|of\s+)?(?:his|her|their)\s+{_A_KIN}\b", re.IGNORECASE
)
# "BROTHER: He was …", "Son of the proband: …".
_KIN_LABEL = compiled(
    rf"\s*(?:the\s+)?(?:{KIN})(?:\s+of\s+the\s+(?:proband|patient|index\s+(?:case|patient)))?\s?:\s",
    re.IGNORECASE,
)
KIN_FIRST = compiled(
    rf"^(?:{_KIN_LABEL.pattern}(?=an?\s|his|her|their|the))?"
    r"(?:\s*(?:case|patient)\s+\w+\s*[:.,]\s*)?(?:[^.;,]{3,40},\s*)?(?:his|her|their|the(?:\s+(?:proband|patient|index\s+patient)['’]s)?|an?\s+(?=maternal|paternal))\s+(?:[\w’'-]+\s+)?(?:great-)*(?:brother|sister|son|daughter|father|mother|twin|sibling|grand\w+|uncle|aunt|cousin|nephew|niece|husband|wife)\b"
    rf"|^(?:the|an?)\s+(?:[\w’'-]+\s+)?(?:{KIN})\s+of\s+the\s+(?:proband|propositus|proposita|patient|index\s+(?:case|patient))\b",
    re.IGNORECASE,
)
# A sentence that sets the patients against each other belongs to none of them.
_EACH_OTHER = compiled(
    r"\b(?:first|second|third|other|latter|former|respectively|another|one)\b|;"
    r"|\b(?:a|an)\s+(?:[\w-]+\s+){0,3}(?:man|woman|boy|girl|lady|gentleman|male|female)\b",
    re.IGNORECASE,
)
_EACH_LESION = compiled(r"Each\s+(?:lesion|tumou?r|mass|specimen)\b")
_OTHER_ONE = compiled(r"\b(?:first|second|third|other|latter|former)\b", re.IGNORECASE)
_LABEL_ALONE = 24
"""A label's sentence with nothing else has at most so many letters."""
# What the labels count with.
_NUMBER = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "one": 1, "two": 2, "three": 3, "four": 4,
    "five": 5, "a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6, "g": 7, "h": 8, "first": 1, "second": 2, "third": 3,
    "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
}  # fmt: skip
# What goes on behind a sentence on all patients: "The tumor cells were argyrophil", "None had …".
_ALL_GO_ON = compiled(
    r"(?:The\s+(?:tumou?rs?(?:\s+cells)?|cells|lesions|patients|neoplasms)|None|All|They|Histologically|Immunohistochem\w+)\b"
)
_ALL_TUMOURS = compiled(r"All\s+(?:the\s+)?(?:tumou?rs|specimens)\b")
# "The others are alive at 12, 7 and 5 years": all but the one told of before.
_THE_OTHERS = compiled(
    r"(?:All\s+)?(?:of\s+)?the\s+other(?:s|\s+(?:two|three|four|five|patients))\s+(?:are|were|remain|have|had)\b",
    re.IGNORECASE,
)
# "The woman has been free of recurrence": of a man and a woman told of before.
_THE_MAN = compiled(r"(?:In\s+)?The\s+((?:wo)?man|girl|boy)\b(?!['’])", re.IGNORECASE)
_WHO = compiled(r"\b(?:(?:wo)?man|girl|boy|(?:fe)?male)\b", re.IGNORECASE)
_BOTH_TUMOURS = compiled(
    r"(?:Results?\s?[.:]\s+)?Both\s+(?:tumou?rs|neoplasms|carcinomas|carcinoids|lesions|specimens)\b(?!\s+(?:and|with|in|of)\b)"
)
_IN_EACH = compiled(r"\bin\s+(?:all|each|every\s+one)\s*\.?$", re.IGNORECASE)
_LESIONS = compiled(
    r"\b(?:tumou?rs|neoplasms|carcinomas|carcinoids|lesions|nodules|masses|polyps)\b", re.IGNORECASE
)
# "In both lungs": no patients.
_BOTH_OF = compiled(
    r"\s+(?!patients|cases|was|were|and|or|with|at|on|by|for|of)[a-z]", re.IGNORECASE
)
_BOTH_OF_THEM = compiled(r"\bboth\b|\bthese\s+two\b", re.IGNORECASE)
# "The father had died of infarction and the mother of a colonic carcinoma": the family's history.
_OF_KIN = compiled(
    rf"\W*(?:(?:an?|the|two|three|another|other|both|his|her|their)\s+){{1,2}}(?:[\w’'-]+\s+){{0,2}}(?:{KIN}|child(?:ren)?|sibling|relative)s?\b",
    re.IGNORECASE,
)
_IS_WELL = compiled(
    r"(?:,[^,]{0,24},)?\s+(?:(?:is|are|was|were|remains?)\s+(?:\w+\s+)?(?:healthy|unaffected|well|in\s+good\s+health)\b(?!\s+until)"
    r"|(?:does|do|did)\s+not\s+(?:carry|have)\b|(?:(?:has|have|had)\s+)?(?:tested\s+negative|declined\s+(?:genetic\s+)?testing))",
    re.IGNORECASE,
)
_ARE_NORMAL = compiled(
    r"[^.;]{0,60}?\b(?:has|have|had)\s+(?:so\s+far\s+)?(?:had\s+)?(?:an?\s+)?(?:normal|negative)\b",
    re.IGNORECASE,
)
_THEIR_PARENT = compiled(r"\s*Their\s+(?:father|mother|parents)\b")
_HAD_DIED = compiled(r"(?:,[^,]{0,24},)?\s+ha[ds]\s+(?:\w+\s+)?died\b", re.IGNORECASE)
_ONE_AND_THE_OTHER = compiled(
    r"\bone\s+(?:patient|case|of\s+them|was|is|had|died|survived)\b[^.]*\bthe\s+other\b",
    re.IGNORECASE,
)
# "In three of the six patients", "in three cases and in the other two".
_SO_MANY_OF_THEM = compiled(
    r"\b(?:one|two|three|four|[1-4])\s+of\s+(?:the|our|these)\s+(?:two|three|four|five|six|[2-6])\b(?!\s+(?:nodes|lymph|courses|cycles|lesions|tumou?rs))",
    re.IGNORECASE,
)
_SOME_OF_THEM = compiled(
    r"\b(?:one|two|three|four|five|[1-5])\s+of\s+(?:the\s+|these\s+|our\s+)?(?:two|three|four|five|six|[2-6]|them|whom|patients|cases)\b"
    r"|\bin\s+(?:one|two|three|four)\s+(?:cases?|patients?),?\s+(?:and|but)\b|^(?P<many>One|Two|Three|Four|Five)\s+patients?\s+(?:died|had|was|were|underwent|received|developed|showed|responded|relapsed|progressed|required|refused)\b",
    re.IGNORECASE,
)
# "The brother of (patient 1) was screened": not that patient.
_KIN_OF = compiled(rf"\b(?:{KIN})\s+of\s+(?:the\s+)?$", re.IGNORECASE)
# "Unlike the first patient, she had …".
_COMPARED_WITH = compiled(
    r"\b(?:unlike|like|in\s+contrast\s+(?:to|with)|contrary\s+to|compared\s+(?:to|with)|similar(?:ly)?\s+to|as\s+(?:in|with))"
    r"\s+(?:that\s+of\s+)?(?:the\s+|our\s+)?$",
    re.IGNORECASE,
)
_KIN_BEFORE = compiled(rf"\b(?:his|her|their|whose)\s+(?:[\w-]+\s+)?(?:{KIN})\W+$", re.IGNORECASE)
# "The youngest, aged 49, had …", "Another, aged 60".
_BRINGS_IN = compiled(
    r"(?:(?:Lastly|Finally|Last),?\s+)?(?:[Ii]n\s+)?(?:[Tt]he\s+(?:youngest|oldest|eldest|other|last|remaining)|[Aa]nother|[Aa]n?\s+(?:[\w-]+\s+){0,3}(?:man|woman|boy|girl|patient|recipient))\b[^.;]{0,20}?,?\s+aged\b"
)


@dataclass
class Subject:
    """A patient of the paper: a number from 1, and the sentences about them."""

    number: int
    sentences: list[Sentence] = field(default_factory=list)
    age: str = ""
    person: Person | None = None
    """Who it is of patients told side by side."""


def patients(annotations: Annotations) -> list[Subject]:
    """The patients told of in prose, in order; an empty list where none is introduced."""
    told = [
        _as_patient(s) if _MOTHER_OF_CHILD.search(s.text) else s
        for s in about_patients(annotations)
    ]
    return [s for s in _split(annotations, told) if s.sentences] if told else []


# "The infant survived, but the mother died 12 hours later": the patient.
_MOTHER_OF_CHILD = Gated(
    r"\b(?:infant|newborn|neonate|baby|fetus|foetus)\b[^.;]{0,60}\bthe\s+mother\b|\bthe\s+mother\b[^.;]{0,60}\b(?:infant|newborn|neonate|baby|fetus|foetus)\b",
    re.IGNORECASE,
)


def _split(annotations: Annotations, sentences: list[Sentence]) -> list[Subject]:
    """Hand the sentences to one subject or, where several are told of, to each their own."""
    parted = _labelled(sentences) and not _labelled_within(annotations, sentences)
    at_once = numbered.told_at_once(sentences)
    persons = [] if parted and not at_once else roster.roster(sentences)
    if persons:
        persons = roster.with_sex(persons, annotations.sentences)
        return _side_by_side(sentences, persons, by_topic=bool(at_once))
    kin = _of_kin(sentences) or _fell_ill(sentences)
    labels = _labels(sentences)
    several = (
        any(roster.own(_SEVERAL.search(s.text)) and not CARRIERS.search(s.text) for s in sentences)
        or any(s.kind == "heading" for s in sentences)
        or len(labels) > 1
        or _opened_by_persons(annotations, sentences) > 1
        or (kin and any(_is_relative(s) for s in sentences))
        or (kin and any(_is_ill_carrier(*two) for two in pairwise(sentences)))
        or any(_THE_OTHER.match(s.text) for s in sentences)
    )
    if not several:
        return [_only(sentences)]
    heads = _labels([s for s in sentences if s.kind == "heading"])
    tree = any(number >= _GENERATION for number in heads)
    division = _Division(annotations, kin, labelled=len(labels) > 1, pedigree=tree)
    for sentence in sentences:
        division.take(sentence)
    subjects = division.subjects()
    many = len(subjects)
    sex = roster.sex_of_all(sentences, many) if 1 < many <= MOST else None
    for subject in subjects if sex and _TWINS.search(sentences[0].text) else ():
        subject.person = Person(subject.number, sex=sex)
    if not subjects and two_alike(sentences):
        return _both(sentences)
    return subjects or [_uncounted(sentences, division.shared)]


_TWINS = compiled(r"\btwins?\b", re.IGNORECASE)


def _only(sentences: Sequence[Sentence]) -> Subject:
    """The one patient, without what goes on about a relative of the other sex: "His mother has a
    medullary carcinoma. She is treated with vandetanib".
    """
    own: list[Sentence] = []
    theirs = ""
    for sentence in sentences:
        if sentence.kind == "heading":
            continue
        if (kin := _OF_OTHER_SEX.match(sentence.text)) and _ILLNESS_TOLD.search(sentence.text):
            theirs = "She" if kin["she"] else "He"
        elif theirs and sentence.text.partition(" ")[0] != theirs:
            theirs = ""
        if kin or not theirs:
            own.append(sentence)
    return Subject(1, own)


def _both(sentences: Sequence[Sentence]) -> list[Subject]:
    """Two patients of whom no sentence tells which is which: what is said of both, and the values
    that a sentence lists for each.
    """
    found = [Subject(1), Subject(2)]
    for sentence in sentences:
        if sentence.kind == "heading" or _ONE_AND_THE_OTHER.search(sentence.text):
            continue
        if sentence.kind == "title":
            _hand_out(_without_places(sentence), found)
            continue
        for clause in _clauses(sentence):
            if _SOME_OF_THEM.search(clause.text) or _OF_ONE.search(clause.text):
                continue
            if turns.lists_values(clause):
                _hand_out(clause, found)
                continue
            times = _TWO_TIMES.search(clause.text)
            for subject, (first, last) in zip(found, _OTHERS_TIME, strict=True):
                span = [(times.start(first), times.end(last))] if times else []
                subject.sentences.append(_without_either(blanked(clause, span) if span else clause))
    return found


# "Alive 3 and 7 years after the operation": each their own.
_TWO_TIMES = compiled(
    rf"\b(?<!between )(?P<a>\d+(?:\.\d+)?|{WORDS})(?P<joint>(?:\s+(?:months|years))?\s+and\s+)(?P<b>\d+(?:\.\d+)?|{WORDS})\s+(?:months|years|weeks)\b",
    re.IGNORECASE,
)
_OTHERS_TIME = (("joint", "b"), ("a", "joint"))
"""The groups of ``_TWO_TIMES`` that are not of the first, and not of the second."""
# "The nodes were positive in one".
_OF_ONE = compiled(
    r"\b(?:in|of|for)\s+(?:only\s+)?one\b(?!\s+(?:year|month|week|day))|\bone\s+of\s+(?:them|whom|the\s+two|these)\b|^One\b",
    re.IGNORECASE,
)
_SEMICOLON = compiled(r";\s+|,\s+(?:and|but)\s+(?=[^,;]{3,60}\bin\s+one\b)")


def _clauses(sentence: Sentence) -> list[Sentence]:
    """The parts of a sentence between semicolons, and what is told "in one" apart."""
    cuts = [0, *(m.end() for m in _SEMICOLON.finditer(sentence.text)), len(sentence.text)]
    return [clip(sentence, a, b) for a, b in pairwise(cuts)] if len(cuts) > 2 else [sentence]


def _uncounted(sentences: Sequence[Sentence], shared: list[Sentence]) -> Subject:
    """The one patient told of where the text speaks of several of whom none is brought in."""
    found_in = [age_in(s.text) for s in sentences if is_introduction(s)]
    ages = {hit[0] for hit in found_in if hit and hit[3] != "age.aged"}
    return _only(sentences) if len(ages) <= 1 else Subject(1, shared)


@dataclass(slots=True)
class _Division:
    """The sentences of a report handed out among its patients, one after the other."""

    annotations: Annotations
    kin: bool
    """Whether relatives are the paper's patients."""
    labelled: bool
    """Whether labels ("Case 2") tell whose the text is; then an age alone brings in nobody."""
    found: dict[int, Subject] = field(default_factory=dict)
    shared: list[Sentence] = field(default_factory=list)
    """What is of all of them."""
    current: int = 0
    begun: bool = False
    """Whether a label has come."""
    under_label: bool = False
    together: list[int] = field(default_factory=list)
    """The patients named together last: "patients 1 and 3 had …. Both …"."""
    of_all: bool = False
    """Whether the sentence before was of all."""
    pedigree: bool = False
    """Whether headings are persons of a family tree ("III-2")."""
    aside: bool = False
    """Whether several persons of the tree are told of together."""
    carrier: Sentence | None = None
    """The sentence before, where it tells of a relative who carries the family's variant."""

    def subjects(self) -> list[Subject]:
        """The patients found, each with what is of all among their sentences."""
        found = [self.found[n] for n in sorted(self.found)]
        if any(s.number >= _GENERATION for s in found):  # in the order in which they are told of
            found.sort(key=lambda s: s.sentences[0].start if s.sentences else 0)
            for number, subject in enumerate(found, 1):
                subject.number = number
        for sentence in self.shared if found else ():
            _hand_out(_without_either(sentence), found)
        for subject in found:
            subject.sentences.sort(key=lambda s: s.start)
        return found

    def take(self, sentence: Sentence) -> None:
        """Hand out the next sentence."""
        label = bool(LABEL.match(sentence.text))
        self.begun = self.begun or label
        if label or sentence.kind == "heading":
            listed = _PERSONS_OF_TREE.match(sentence.text) is not None
            self.aside = listed and not sentence.of("histology", "treatment", "site")
        if self.aside or (self.pedigree and not self.begun and is_introduction(sentence)):
            return  # "III-5, IV-1 and IV-2 carry the mutation. They …"; "I-2 died at 36", in front
        told_here = self.labelled and not self.begun and sentence.kind != "title"
        if told_here and roster.roster([sentence]):
            return  # "A man of 60 with … and a woman of 71 with …": their labels follow
        kin_label = _KIN_LABEL.match(sentence.text) is not None
        relative = (
            self.kin
            and not self.labelled
            and bool(self.found)
            and (kin_label or _is_relative(sentence, opens=opens(self.annotations, sentence)))
        )
        self._bring_in_carrier(sentence)
        if label and _tells_of_healthy_kin(sentence):
            return
        of_kin = kin_label or _OF_KIN.match(sentence.text)
        if self.kin and not label and of_kin and _is_carrier(sentence):
            self.carrier = sentence
            if age_in(sentence.text):
                self.current = 0  # "Her niece, 19, carries the variant. Calcium is normal"
            return
        sentence = self._own_kin(sentence, label)
        after_shared, self.of_all = self.of_all, False
        if self._to_several(sentence, label):
            self.of_all = True
            return
        if after_shared and not label and _lists_for_each(sentence, len(self.found)):
            self.shared.append(sentence)
            self.of_all = True
            return
        if self._is_of_all(sentence, after_shared):
            if sentence.kind != "title" and _SOME_OF_THEM.search(sentence.text):
                return  # "a response in two of three patients, whereas it failed in both patients who …"
            whole = sentence.kind != "title"
            listed = bool(THESE.search(sentence.text)) and not sentence.has("metastasis")
            several = _without_kinds(sentence) if whole else sentence
            several = _without_places(several) if listed or not whole else several
            self.shared.append(several)
            self.of_all = whole
        elif not self._is_nobodys(sentence, label or relative):
            self._to_one(sentence, relative, after_shared)

    def _bring_in_carrier(self, sentence: Sentence) -> None:
        """Take the carrier told of before as a patient where this sentence goes on with an illness:
        "Her father, 35, is heterozygous too. He had thyroidectomy: medullary carcinoma".
        """
        carrier, self.carrier = self.carrier, None
        if carrier is None or not _is_ill_carrier(carrier, sentence):
            return
        self.current = max(self.found, default=0) + 1
        age = age_in(carrier.text)
        told = [_as_patient(carrier)]
        self.found[self.current] = Subject(self.current, told, age=age[0] if age else "")

    def _own_kin(self, sentence: Sentence, label: bool) -> Sentence:
        """The sentence, without the context "family" where its relative is a patient."""
        first = self.under_label or label
        self.under_label = label and len(sentence.text) <= _LABEL_ALONE
        if self.kin and sentence.kind == "title":
            return _as_patient(sentence)
        told = (first if self.labelled else self.kin) and (
            _of_living_kin(sentence) or _KIN_LABEL.match(sentence.text) is not None
        )
        return _as_patient(sentence) if told else sentence

    def _to_several(self, sentence: Sentence, label: bool) -> bool:
        """Hand the sentence to the patients whom it names together, or each their clause of it."""
        named = numbered.TOGETHER.search(sentence.text) if len(self.found) > 1 else None
        if named and _ALL_OF_THEM.search(sentence.text):
            named = None
        if named:
            self.together = [n for n in numbered.numbers_in(named) if n in self.found]
        elif sentence.kind == "heading" or label:
            self.together = []
        state = sentence.has("alive", "well", "dead")  # "the others were benign" are lesions
        if state and _THE_OTHERS.match(sentence.text) and self.current and len(self.found) > 2:
            others = [n for n in self.found if n != self.current]
            for number, part in turns.dealt_among(sentence, others, of_all=True):
                self.found[number].sentences.append(part)
            return True
        both = len(self.found) > len(self.together) > 1 and _BOTH_OF_THEM.search(sentence.text)
        if self.together and (named or both):
            _hand_out(sentence, [self.found[n] for n in self.together])
            self.current = self.together[-1]
            return True
        each = _each_told(sentence, self.found)
        for number, part in turns.shares(sentence, each, self.current) if each else ():
            for owner in [number] if number else [p.number for p in each]:
                self.found.setdefault(owner, Subject(owner)).sentences.append(part)
        return bool(each)

    def _is_of_all(self, sentence: Sentence, after_shared: bool) -> bool:
        return (
            sentence.kind == "title"
            or _of_all(sentence, told=self.labelled and bool(self.current))
            or bool(THESE.search(sentence.text))
            or (self.labelled and after_shared and bool(_ALL_GO_ON.match(sentence.text)))
            or (not self.found and self._opens_series(sentence, after_shared))
            or self._closes(sentence, after_shared)
        )

    def _opens_series(self, sentence: Sentence, after_shared: bool) -> bool:
        """ "Four patients with … underwent …. All had …", before the first of the four is told of."""
        many = patients_of_the_series(self.annotations)
        if (after_shared or many > 1) and ALL_BEGIN.match(sentence.text):
            return True
        opened = SO_MANY.search(sentence.text)
        return opened is not None and many > 1 and parse(opened["n"]) == many

    def _closes(self, sentence: Sentence, after_shared: bool) -> bool:
        """Whether a result "in all", behind the last of the patients or what is of several, is of
        each of them, and that of "both tumours" of the two who have one each.
        """
        if self.current not in self.found or len(self.found) == 1:
            return False
        if not (after_shared or self.current == len(self.found)):
            return False
        stained = bool(sentence.of("marker", "histology")) or sentence.has("ki67", "ihc")
        two = len(self.found) == len(("one", "other")) and _BOTH_TUMOURS.match(sentence.text)
        return bool(two or (stained and _IN_EACH.search(sentence.text))) and not any(
            _LESIONS.search(s.text) for s in self.found[self.current].sentences
        )

    def _is_nobodys(self, sentence: Sentence, opened: bool) -> bool:
        """Whether it stays open whose the sentence is; ``opened``: it brings somebody in."""
        text = sentence.text
        if _BESIDE_OTHERS.search(text) and not LABEL.match(text):
            return True
        if self.labelled and not self.begun and KIN_FIRST.match(text):
            return True  # "The mother, aged 90, is well", in front of "Patient 1"
        if self.kin and (kin := KIN_FIRST.match(text)) and _IS_WELL.match(text, kin.end()):
            return True  # "The mother is healthy at 88"
        if self.kin and (of_kin := _OF_KIN.match(text)) and _ARE_NORMAL.match(text, of_kin.end()):
            return True  # "The two children, aged 3 and 5, have had normal responses"
        if self.kin and _THEIR_PARENT.match(text) and not sentence.of("histology"):
            return True  # "Their father had been operated on for a neck gland"
        return (
            len(self.found) > 1
            and sentence.section in ("discussion", "conclusion")
            and not (opened or _INLINE.search(text))
        )

    def _to_one(self, sentence: Sentence, relative: bool, after_shared: bool) -> None:
        number = max(self.found) + 1 if relative else self._switch(sentence)
        if sentence.kind == "heading":
            self.current = number
        elif number == 0:  # before the first patient: of either, or of all
            several = _SEVERAL.search(sentence.text) and not (
                _EACH_OTHER.search(sentence.text) or _SOME_OF_THEM.search(sentence.text)
            )
            if several or (after_shared and ALL_BEGIN.match(sentence.text)):
                self.shared.append(sentence)
                self.of_all = True
        else:
            self.current = number
            subject = self.found.setdefault(number, Subject(number))
            subject.sentences.append(sentence)
            hit = age_in(sentence.text)
            if hit and not subject.age and is_introduction(sentence):
                subject.age = hit[0]

    def _by_sex(self, sentence: Sentence) -> int:
        """The one man or woman among the patients brought in so far ("The woman is well"), else 0."""
        meant = _THE_MAN.match(sentence.text)
        if meant is None or len(self.found) < len(("the man", "the woman")):
            return 0
        sexes = {
            n: next((sex_of(m[0]) for s in told.sentences if (m := _WHO.search(s.text))), "")
            for n, told in self.found.items()
        }
        those = [n for n, sex in sexes.items() if sex == sex_of(meant[1])]
        return those[0] if len(those) == 1 and all(sexes.values()) else 0

    def _switch(self, sentence: Sentence) -> int:
        """The number of the patient that this sentence goes on with."""
        label = LABEL.match(sentence.text)
        if label:
            return _labelled_number(label)
        if _THE_OTHER.match(sentence.text) and self.current == 1:
            return 2
        inline = _INLINE.search(sentence.text)
        aside = inline and (
            _KIN_OF.search(sentence.text, 0, inline.start())
            or _COMPARED_WITH.search(sentence.text, 0, inline.start())
        )
        if inline and not aside:
            return _number(inline["ord"] or inline["bare"] or inline["n"])
        if one := self._by_sex(sentence):
            return one
        if not is_introduction(sentence) or (self.labelled and self.begun and self.current):
            return self.current  # where labels part them, "at the age of 28 he had …" begins none
        hit = _age_of_newcomer(sentence)
        if hit is None:  # "a mother and her son": the first person told of
            return self.current or int(self.kin)
        known = next((n for n, s in self.found.items() if s.age == hit[0]), 0)
        holder = self.found.get(self.current)
        if known or (holder is not None and not holder.age):
            return known or self.current
        return max(self.found, default=0) + 1


def _number(raw: str) -> int:
    """The number that a label means ("2", "II", "two", "B", "second")."""
    return int(raw) if raw.isdigit() else _NUMBER.get(raw.lower(), 1)


_GENERATION = 100
"""By so much the numbers of two generations of a pedigree are apart."""


def _labelled_number(label: re.Match[str]) -> int:
    """The number that a label means; of a pedigree's "III-2" the generation counts first."""
    if label["tree"]:
        generation, person = patterns.split(r"[-–:.]", label["tree"])
        return _GENERATION * _number(generation) + int(person)
    return _number(
        label["n"] or label["nth"] or label["initial"] or label["letter"] or label["digit"]
    )


def _lists_for_each(sentence: Sentence, many: int) -> bool:
    """Whether a sentence that names nobody has a value for each of so many patients."""
    return (
        turns.lists_values(sentence)
        and many > 1
        and not sentence.cue("pronoun")
        and len(list(turns.dealt(sentence, many))) == many
    )


def _hand_out(sentence: Sentence, subjects: list[Subject]) -> None:
    """Give a sentence on several patients to each, or each their own of what it lists for them."""
    if turns.lists_values(sentence):
        for number, part in turns.dealt(sentence, len(subjects)):
            subjects[number - 1].sentences.append(part)
        return
    for subject in subjects:
        subject.sentences.append(sentence)


def _each_told(sentence: Sentence, subjects: Mapping[int, Subject]) -> list[Person]:
    """The patients that one sentence tells of, one after the other: "2% in the first and 8% in the
    second patient"; none where it tells of one.
    """
    label = LABEL.match(sentence.text)
    if label:  # "Patient A is alive at 24 months, patient B at 31 months"
        told = [_number(m["n"]) for m in _INLINE.finditer(sentence.text) if m["n"]]
        many = len(told) == len({*told}) > 1 and max(told) <= MOST
        return [Person(n) for n in sorted({*subjects, *told})] if many else []
    if len(subjects) < 2:
        return []
    named = {_number(m["ord"] or m["bare"] or m["n"]) for m in _INLINE.finditer(sentence.text)}
    named |= {_number(m[1]) for m in _IN_ORDER.finditer(sentence.text)}
    named |= {n for m in turns.IN_ORDER.finditer(sentence.text) for n in turns.places_in(m)}
    if turns.FIRST_TWO.search(sentence.text):
        named |= {1, 2}
    but = turns.ALL_BUT_ONE.search(sentence.text)
    named |= {_number(but[1])} if but else set()
    together = numbered.TOGETHER.search(sentence.text)
    if together and _ALL_OF_THEM.search(sentence.text):
        # "Positive in every case, chromogranin A in cases 1 and 3 only"
        named |= {*numbered.numbers_in(together)}
    if not (but or len(named) > 1) or not named <= subjects.keys() or max(named) > MOST:
        return []
    return [Person(n) for n in range(1, len(subjects) + 1)]


def _of_kin(sentences: list[Sentence]) -> bool:
    """Whether relatives are the paper's patients."""
    return any(
        roster.own(_KIN_PATIENTS.search(s.text))
        or (
            s.kind == "title"
            and (
                _KIN_LIST.search(s.text)
                or _AND_KIN.search(s.text)
                or roster.KIN_TITLE.search(s.text)
            )
        )
        for s in sentences
    )


# "His 24-year-old sister was screened. … She had a paraganglioma": no other can be meant.
_OF_OTHER_SEX = compiled(
    r"(?:His\s(?:[\w-]+\s){0,3}?(?P<she>(?:half-)?(?:sister|mother|daughter|aunt|niece))|"
    r"Her\s(?:[\w-]+\s){0,3}?(?P<he>(?:half-)?(?:brother|father|son|uncle|nephew)))\b"
)
_ILLNESS_TOLD = compiled(
    r"\b(?:has|had|with|carri\w+|affected|operated|treated|diagnosed|suffer\w*|underwent|screened|tested|found|bore|developed)\b|\w{3,}oma\b",
    re.IGNORECASE,
)
_CLOSE_BY = 4
"""Sentences behind a relative that are read for an illness of theirs."""


def _fell_ill(sentences: list[Sentence]) -> bool:
    """Whether a relative of the other sex who is told with an age turns out to have a tumour."""
    for at, sentence in enumerate(sentences):
        kin = _OF_OTHER_SEX.match(sentence.text)
        if not kin or age_in(sentence.text) is None or not _of_living_kin(sentence):
            continue
        theirs, others = ("She", "He") if kin["she"] else ("He", "She")
        for behind in sentences[at + 1 : at + 1 + _CLOSE_BY]:
            word = behind.text.partition(" ")[0]
            if word == others:
                break
            ill = word == theirs and _is_ill(behind, "histology")
            if ill and not _OF_KIN_TOLD.search(behind.text):
                return True
    return False


def _of_all(sentence: Sentence, *, told: bool) -> bool:
    """Whether the sentence speaks of all patients; a bare "in both" inside the story that is
    ``told`` of one means two lesions.
    """
    if _ALL_OF_THEM.search(sentence.text):
        return True
    if _ALL_TUMOURS.match(sentence.text) and sentence.of("marker"):
        return True
    said = [(sentence.between(c.start, c.end).lower(), c.end) for c in sentence.cue("several")]
    told = told and not (
        _OTHER_ONE.search(sentence.text)
        or _EACH_LESION.match(sentence.text)
        or sentence.text.lower().startswith("in both, ")
    )
    return any(
        not (cue == "in both" and (told or _BOTH_OF.match(sentence.between(end, sentence.end))))
        for cue, end in said
    )


def _is_relative(sentence: Sentence, *, opens: bool = False) -> bool:
    """Whether the sentence brings in a relative as a patient: "Her son, 24, had a medullary …", or
    ``opens`` a paragraph about one.
    """
    told = opens or bool(sentence.of("histology") or age_in(sentence.text))
    return told and _of_living_kin(sentence)


def _of_living_kin(sentence: Sentence) -> bool:
    """Whether the sentence begins with a relative who is a patient, not one dead or tested alone."""
    kin = KIN_FIRST.match(sentence.text)
    return (
        kin is not None
        and not (_HAD_DIED.match(sentence.text, kin.end()) and not _is_proven(sentence))
        and not _IS_WELL.match(sentence.text, kin.end())
        and not _is_carrier(sentence)
    )


def _is_proven(sentence: Sentence) -> bool:
    """Whether a tumour of one who had died is told to have been seen: "review of the slides showed a
    carcinoid".
    """
    return bool(_SEEN_AGAIN.search(sentence.text)) and _is_ill(sentence, "histology")


_SEEN_AGAIN = compiled(
    r"\b(?:slides|blocks|sections|autopsy|necropsy|histolog\w+|microscop\w+|specimens?)\b[^.;]{0,30}\b(?:show|reveal|confirm|disclos|demonstrat)\w+",
    re.IGNORECASE,
)


def _is_carrier(sentence: Sentence) -> bool:
    """Whether relatives of whom the sentence tells were tested alone, or operated on before they
    fell ill.
    """
    if _PREVENTED.search(sentence.text):
        return not _is_ill(sentence, "histology")
    return CARRIERS.search(sentence.text) is not None and not _is_ill(sentence)


def _is_ill_carrier(carrier: Sentence, after: Sentence) -> bool:
    """Whether a carrier of some age is told to be ill in the sentence behind."""
    return (
        _GOES_ON_OF.match(after.text) is not None
        and _is_ill(after, "histology")
        and not _OF_KIN_TOLD.search(after.text)
        and _OF_KIN.match(carrier.text) is not None
        and age_in(carrier.text) is not None
        and _is_carrier(carrier)
    )


def _is_ill(sentence: Sentence, *by: str) -> bool:
    """Whether the sentence names a tumour or a treatment, or what is of a group ``by``, undenied."""
    return any(
        "negated" not in sentence.context(m.start, m.end)
        for m in sentence.of(*(by or ("histology", "treatment")))
        if not m.weak
    )


# "Her 8-year-old son had prophylactic thyroidectomy; only C-cell hyperplasia was seen".
_PREVENTED = compiled(r"\bprophylactic(?:ally)?\b", re.IGNORECASE)
# "She had been told that her mother had …".
_OF_KIN_TOLD = compiled(rf"\b(?:{KIN}|proband|told|family\s+history)\b", re.IGNORECASE)
# "She had a thyroidectomy", "Prophylactic thyroidectomy disclosed …".
_GOES_ON_OF = compiled(
    r"(?:he|she)\b|(?:prophylactic\s+|total\s+|early\s+){0,2}(?:\w+ectomy|operation|surgery)\b",
    re.IGNORECASE,
)


def _tells_of_healthy_kin(sentence: Sentence) -> bool:
    """Whether a sentence names a person of a pedigree as somebody's relative without an illness:
    "II-1, his father, had died of a stroke".
    """
    return _TREE_KIN.match(sentence.text) is not None and not _is_ill(sentence)


_PERSONS_OF_TREE = compiled(
    r"\s*(?:[IV]{1,3}[-–:.]\d{1,2}(?:,\s+(?:and\s+)?|\s+and\s+)){1,9}[IV]{1,3}[-–:.]\d{1,2}\b"
)
_TREE_KIN = compiled(
    rf"\s*[IV]{{1,3}}[-–:.]\d{{1,2}},?\s*\(?(?:his|her|the)\s+(?:[\w-]+\s+)?(?:{KIN})\b",
    re.IGNORECASE,
)


def _labelled(sentences: list[Sentence]) -> bool:
    """Whether headings or labels part the patients: "Case 2", "Patient B:"."""
    return any(s.kind == "heading" for s in sentences) or len(_labels(sentences)) > 1


def _labelled_within(annotations: Annotations, sentences: list[Sentence]) -> bool:
    """Whether the labels stand inside the text: they open one paragraph of it at most."""
    opened = [s for s in sentences if LABEL.match(s.text) and opens(annotations, s)]
    return len(opened) <= 1 and not any(s.kind == "heading" for s in sentences)


def _labels(sentences: list[Sentence]) -> set[int]:
    """The numbers of the patients that sentences begin with."""
    found = (LABEL.match(s.text) for s in sentences)
    return {_labelled_number(m) for m in found if m}


def _side_by_side(
    sentences: list[Sentence], persons: list[Person], *, by_topic: bool = False
) -> list[Subject]:
    """Hand each clause to the person it is of; what comes before the first turn is of all, as is,
    where the text goes ``by_topic``, what opens a new part of it and names nobody.
    """
    subjects = {p.number: Subject(p.number, person=p) for p in persons}
    traits: dict[int, set[tuple[str, str]]] = {p.number: set() for p in persons}
    kin = _of_kin(sentences)
    current = 0
    before: set[int] = set()
    lately: set[int] = set()
    several = len(persons) > len(("one", "the other"))
    pair: tuple[int, ...] = ()
    group: tuple[int, ...] = ()
    block = -1
    for sentence in sentences:
        opened = sentence.block != block or RUN_IN_HEAD.match(sentence.text)
        block = sentence.block
        if by_topic and opened and not sentence.has("pronoun"):
            current = 0
        current = turns.meant(sentence, persons, current)
        if _says_not_who(sentence, persons, current):
            some = _SOME_OF_THEM.search(sentence.text)
            of_all = turns.part_of_all(sentence, some.start()) if some else None
            if of_all is None:
                continue
            sentence = of_all
        if sentence.kind == "title":
            parts = [(0, _without_places(sentence))]
        elif roster.names_persons(sentence):
            parts = turns.dealt_beside_ages(sentence, persons) or [(0, sentence)]
        else:
            # "… positive in case 1 and negative in case 2. The index was 80% and 90%, respectively."
            listed = (several or len(before) == len(persons)) and _lists_for_each(
                sentence, len(persons)
            )
            of_whom = 0 if listed else current
            told = turns.Told(traits, lately, pair, group)
            parts = turns.rates_of_each(sentence, len(persons)) or list(
                turns.shares(sentence, persons, of_whom, told)
            )
            pair, group = turns.named_in(sentence, persons, pair) if several else ((), ())
        if len(before) == len(persons) - 1 > 1 and turns.THE_LAST.match(sentence.text):
            # "Two patients, the man and …, had …. The third …": the one who is left.
            left = next(p.number for p in persons if p.number not in before)
            parts = [(left if number == len(persons) else number, part) for number, part in parts]
        before = {number for number, _ in parts if number}
        lately = lately | before if all(number for number, _ in parts) else set()
        held = [(number, turns.traits_of(part)) for number, part in parts if number]
        for number, part in parts:
            if number:  # what the sentence tells of others, too, tells nobody apart
                shared = {trait for n, those in held if n != number for trait in those}
                traits[number] |= turns.traits_of(part) - shared
            part = _as_patient(part) if kin else part
            for subject in [subjects[number]] if number else subjects.values():
                subject.sentences.append(_without_ages(part, subject, persons))
        current = parts[-1][0] if parts else current
        current = turns.excepted(sentence, persons) or current
    return list(subjects.values())


def _says_not_who(sentence: Sentence, persons: list[Person], current: int) -> bool:
    """Whether a sentence tells of one and the other, or of some, not which of the persons they are."""
    if not current and _ONE_AND_THE_OTHER.search(sentence.text):
        return True
    # "One patient died" may be said of the one told of; "two of the three were men" is not.
    some = (_SO_MANY_OF_THEM if current else _SOME_OF_THEM).search(sentence.text)
    if some is None or turns.names_one(sentence, persons):
        return False
    many = some.groupdict().get("many")
    return not many or (parse(many) or 0) < len(persons)


def _without_ages(sentence: Sentence, subject: Subject, persons: list[Person]) -> Sentence:
    """The sentence without the others' ages or sexes, for one whose own it does not tell: "a 42-year-old
    man and his sister", "a 36-year-old nurse and a 28-year-old man".
    """
    person = subject.person
    if person is None or (person.age and person.sex):
        return sentence
    others = [p.age for p in persons if not person.age] + [p.sex for p in persons if not person.sex]
    told = [place for place in others if place and sentence.start <= place.start < sentence.end]
    spans = [(a.start - sentence.start, a.end - sentence.start) for a in told]
    return blanked(sentence, spans) if spans else sentence


def _opened_by_persons(annotations: Annotations, sentences: list[Sentence]) -> int:
    """How many blocks open with a new person of another age ("A 12-year-old boy …"), in the
    abstract or behind it: there the one of whom it tells may be some years older.
    """
    opened: dict[bool, set[str]] = {True: set(), False: set()}
    for sentence in sentences:
        if opens(annotations, sentence) and is_introduction(sentence):
            hit = _age_of_newcomer(sentence)
            if hit and hit[1] < 25:
                opened[sentence.section == "abstract"].add(hit[0])
    return max(map(len, opened.values()))


# "He is now 31 years old": the one told of.
_OLDER_NOW = compiled(r"(?:He|She)\s+(?:is|was)\s+(?:now|then|currently|meanwhile)\b")


def _age_of_newcomer(sentence: Sentence) -> tuple[str, int, int, str] | None:
    """The age that brings in a person; not one of a later day ("in 2017, aged 34, she noticed …")
    nor a relative's ("her father, aged 58, was well").
    """
    hit = age_in(sentence.text)
    if _OLDER_NOW.match(sentence.text):
        return None
    if (
        hit
        and _AT_THE_AGE.search(sentence.text, 0, hit[1])
        and not _A_PERSON.search(sentence.text, 0, hit[1])
    ):
        return None  # "In 2018, at 53 years of age, he was hospitalized"
    if hit is None or _KIN_BEFORE.search(sentence.text, max(0, hit[1] - 40), hit[1]):
        return None
    brought_in = _BRINGS_IN.match(sentence.text) or (
        # "A retired farmer aged 86"
        works_as(sentence) and _AN_OPENING.match(sentence.text, 0, hit[1])
    )
    return hit if hit[3] != "age.aged" or brought_in else None


_AN_OPENING = compiled(r"(?:An?|The)\s(?:[\w-]+\s){1,4}$")
_AT_THE_AGE = compiled(r"\b(?:at|when)\s+(?:the\s+age\s+of\s+)?$", re.IGNORECASE)
_A_PERSON = compiled(
    rf"\b(?:{MALE}|{FEMALE}|patient|child|infant|brother|sister|son|daughter|father|mother)\b",
    re.IGNORECASE,
)


def _without_kinds(sentence: Sentence) -> Sentence:
    """The sentence without tumours and organs where it lists several kinds: "a thymic tumour, a
    bronchial carcinoid and a small cell carcinoma" does not say whose is which.
    """
    kinds = {m.names for m in sentence.of("histology") if not m.weak}
    if len(kinds) < _KINDS or _EACH_HAS.match(sentence.text):
        return sentence
    places = ("histology", "site", "bone_site")
    return replace(sentence, mentions=[m for m in sentence.mentions if m.group not in places])


_KINDS = 2
# "Both patients had a somatostatinoma and a phaeochromocytoma".
_EACH_HAS = compiled(r"\W*(?:both|each)\b", re.IGNORECASE)


def _without_either(sentence: Sentence) -> Sentence:
    """A sentence on several patients that names places with "or" does not say whose any is."""
    places = sentence.of("site", "bone_site")
    for mention in places:
        either = _OR_PLACE.match(sentence.between(mention.end, sentence.end))
        behind = mention.end + either.end() if either else -1
        if either and (either["else"] or any(m.start == behind for m in places)):
            return replace(sentence, mentions=[m for m in sentence.mentions if m not in places])
    return sentence


# "Spread to lymph nodes or distant organs".
_OR_PLACE = compiled(
    r"(?:\s+metasta\w+)?\s+or\s+(?:(?:to|in|of|the|both)\s+)*(?P<else>(?:distant|other)\b)?",
    re.IGNORECASE,
)


def _without_places(sentence: Sentence) -> Sentence:
    """A title of several patients does not say whose its bones are, nor whose which of two organs
    (where metastases are none: "cerebral metastasis of bronchial carcinoid") or treatments.
    """
    many = len({m.name for m in sentence.of("site") if not _spread_there(sentence, m)}) > 1
    places = ("site", "bone_site", "bone_lesion_type")[0 if many else 1 :]
    if len({m.names for m in sentence.of("treatment")}) > 1:
        places += ("treatment",)
    if not sentence.of(*places):
        return sentence
    return replace(sentence, mentions=[m for m in sentence.mentions if m.group not in places])


def _spread_there(sentence: Sentence, mention: Mention) -> bool:
    """Whether the next word behind an organ is the one for its metastasis."""
    return any(
        0 <= cue.start - mention.end <= 1 for cue in sentence.cue("metastasis", "metastasis_to")
    )


def _as_patient(sentence: Sentence) -> Sentence:
    """The sentence without the context "family": the relative is a patient of the paper."""
    return replace(
        sentence,
        modifiers=[m for m in sentence.modifiers if m.category != "family"],
        groups=sentence.groups | {KIN_PATIENT},
    )
