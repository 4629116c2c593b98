"""Patients of other publications, told in a sentence or two of a discussion.

"Smith et al. reported a 45-year-old man with …": a row of its own, with the publication, and
nothing of it for the paper's own patient.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any

from netmatrix import patterns
from netmatrix.assemble import turns
from netmatrix.assemble.persons import Person
from netmatrix.assemble.tense import tells_past
from netmatrix.document import Document, Reference
from netmatrix.extract.patient import age_in
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Annotations, Mention, Sentence, clip
from netmatrix.patterns import compiled

_TELLING = frozenset({"introduction", "discussion", "conclusion", "body"})
# In these the paper tells its own patient: another's needs the authors' names.
_OWN = frozenset({"case", "abstract", "results"})
_TELLS = (
    r"(?:reported|described|presented|published|reviewed|told|communicated|documented|observed|treated|followed|saw|"
    r"recorded|recounted|encountered|noted|mentioned|managed|added|diagnosed|related)\b"
)
_BY = r"(?:reported|described|presented|published|recorded|documented|communicated)\s+by\s+"
# No "ESWL", no "(March 2012)", no "Others reported a 45-year-old man".
_NO_NAME = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Spring|Summer|Autumn|Winter|"
    r"Figure|Table|Case|Patient|We|They|Others|Authors|Investigators|Workers|Surgeons|He|She|Who|Then|Recently|Previously|Also|Imaging|Radiologists)\b"
)
# A capital with or without an accent: "Åkerström", "Öberg", "Çelik".
_CAPITAL = "[A-ZÀ-ÖØ-ÞĆČĎĐĘĞİŁŃŇŐŘŚŞŠŤŮŰŹŻŽ]"
_NAMED = rf"(?!{_NO_NAME}){_CAPITAL}(?!\w?[A-Z]{{2}})[\w’'-]{{2,}}"
_IN_YEAR = r"(?:\s[A-Z]{1,2})?(?:\s+\(?(?:in\s+)?|,\s+in\s+)(?:19|20)\d\d\)?,?\s+(?:who\s+)?"
# What every source has, for a quick test.
_SIGNS = tuple(
    Gated(form)
    for form in (
        r"\bet\s+al(?:[\d⁰¹²³⁴-⁹]|\b)|\band\s+(?:colleagues|co-?workers|associates|collaborators|coll?s?\b\.?)",
        r"[\[(]\d",
        r"\sby\s+[A-Z][^.,;]{2,60}\s+in\s+an?\s+\d",
        rf"\b{_CAPITAL}[\w’'-]+\s+(?:\d{{1,2}}\s+)?{_TELLS}",
        r"^(?:\d{1,2}\.\s)?[A-Z][\w’'-]+(?:,?\d{1,2})?\s\(?(?:19|20)\d\d\)?\s?[;:,]\s",
        r"\b(?:report|case|patient|observation)s?\s+(?:by|of|from)\s+[A-Z]",
        r"[a-z]\s+\((?:19|20)\d\d[a-z]?\),?\s+[a-z]",
        rf"\b{_BY}[A-Z]",
        rf"\b{_NAMED}{_IN_YEAR}{_TELLS}",
        r"\b[A-Z][\w-]+[’']s?\s+(?:(?:\w+\s+)?(?:patient|case)\b|\d{1,3}[-–\s]year[-–\s]old\b)",
        rf"\({_NAMED}[^()]{{0,40}}(?:19|20)\d\d[a-z]?\)",
        rf"\b{_CAPITAL}[^\W\d_]{{3,}}\d{{1,2}}\s+[a-z]{{2,}}(?:ed|w|ve)\s",
    )
)


@lru_cache(maxsize=2048)
def _signed(text: str) -> bool:
    return any(sign.search(text) for sign in _SIGNS)


# A family name: "Smith", "De Wit", "van der Berg", "García-Lopez"; a citation's number may stick to it.
_SUP = "[\\d⁰¹²³⁴-⁹]"
_SURNAME = (
    r"(?:(?:[Dd]e|[Vv]an|[Vv]on|[Dd]er|[Dd]en|[Dd]el|[Dd]i|[Dd]a|[Ll]a|[Ll]e|[Tt]en|[Tt]er)\s+){0,2}"
    + _CAPITAL
    + r"[\w’'-]{2,}"
)
_AN_AGE = (
    r"(?:in\s+(?:19|20)\d\d\s+)?(?:the\s+(?:case|observation)\s+of\s+)?(?:an?|one)\s+"
    r"(?:(?:\w+\s+)?\d{1,3}[-–\s](?:year|month)|(?:[\w-]+\s+){0,2}(?:man|woman|boy|girl|male|female)\s+(?:of|aged)\s+\d)"
)
_AUTHOR = compiled(
    rf"\b(?P<name>(?:{_CAPITAL}[\w’'-]{{2,}}|(?!(?:We|He|It|In|At|On|Of|As|By|My|No|So|To|Up|An|Or|If|Dr|Mr|Ms|Pt)\b){_CAPITAL}[a-z](?=\s+(?:et\s|and\s|&)))(?:[\s-]{_CAPITAL}[\w’'-]{{2,}})?)(?:\s+"
    rf"(?:et\s+al(?:{_SUP}+|\b\.?)|and\s+(?:colleagues|co-?workers|associates|collaborators|coll?s?\b\.?)"
    rf"|(?:and|&)\s+{_SURNAME}(?={_SUP}*,?\s+{_TELLS}|,?\s*[\[(]\d|,{_SUP}*\s+an?\s)"
    r"|(?=\(?(?:19|20)\d\d\)?\s?[;:,]\s(?:\d{1,3}\s?[,/]?\s?(?:[MF]|male|female)\b|[MF]\s?[,/]\s?\d{1,3}\b))"
    rf"|(?=\((?:19|20)\d\d[a-z]?\),?\s+[a-z]))|\s?(?=\[\d{{1,3}}\],?\s+(?:{_TELLS}|whose\b)))"
    # "Joel in 1929, who described", "Hosseini reported a 44-year-old man", "reported by Sullivan"
    rf"|\b(?P<dated>{_NAMED}){_IN_YEAR}(?={_TELLS})|\b(?P<told>{_NAMED})(?=(?:\s\d{{1,2}})?\s+{_TELLS}\s+{_AN_AGE})"
    rf"|(?<=\sby\s)(?P<by>{_NAMED})(?:\s+(?:and|&)\s+{_SURNAME})?(?=\s+(?:was|had|who|in\s+(?:19|20)|in\s+an?\s+\d|\(|\[)|[,.;\[(]|:\s+an?\s)"
    # "Nishigami's patient", "Moreno's 77-year-old man", "(Ruiz, 2014)"
    rf"|\b(?P<whose>{_NAMED}?)[’'](?:s\s+)?(?=\s*(?:(?:own\s+|only\s+|first\s+|second\s+)?(?:patient|case)\b|\d{{1,3}}[-–\s]year[-–\s]old\b))"
    rf"|\b(?:report|case|patient|observation)\s+(?:of|by|from)\s+(?P<of>{_NAMED})(?=\s*[\[(]|,\d{{0,2}}\s+an?\s|\s+was\s+an?\s)"
    rf"|(?<=[Ii]n\sthe\scase\sof\s)(?P<case>{_NAMED})(?=,)"
    # "3. Pinkerton,9 2009: 64/F; …"
    rf"|\b(?P<list>{_NAMED}),?\s?\d{{1,2}}\s(?=\(?(?:19|20)\d\d\)?\s?[;:,]\s(?:\d{{1,3}}\s?[,/]?\s?[MF]\b|[MF]\s?[,/]\s?\d))"
    rf"|(?<=\()(?P<behind>{_NAMED})(?=(?:\s+et\s+al\.?|\s+(?:and|&)\s+{_NAMED})?,?\s(?:19|20)\d\d[a-z]?\))"
)
_NAMES = ("name", "dated", "told", "by", "whose", "of", "case", "behind", "list")
# Another patient of the same authors: ", and an 80-year-old man".
_ONE = Gated(
    r"\ban?\s+\d{1,3}(?:-|\s)years?(?:-|\s)old\b"
    r"|\ban?\s+(?:man|woman|boy|girl|male|female|lady|gentleman)\s+(?:of|aged)\s+\d{1,3}\b",
    re.IGNORECASE,
)
_MARK = Gated(r"\[(\d{1,3})(?:\s*[,–-]\s*\d{1,3})*\]|\((\d{1,3})\)")
# "Saw two patients, a 52-year-old man … and a 60-year-old woman": each is told.
_EACH = compiled(
    r"\b(?:two|three|four|both|2|3|4)\s+(?:[\w-]+\s+){0,2}(?:patients|cases)\b", re.IGNORECASE
)
_BESIDES = compiled(
    r"^(?:(?:Besides|In addition to|Apart from|Other than)\b[^,]{3,60},"
    r"|(?:Among|Of|Amongst)\s+(?:the\s+|these\s+)?(?:few\s+|previously\s+|other\s+)*(?:reported|published|described|recorded|known)\s+(?:patients|cases|reports),)"
)
_GROUP = Gated(
    r"\b(?:patients|cases|series|median(?!\s+(?:sternotomy|nerve|lobe|line|raphe))|mean(?!\s+arterial)|cohort|range)\b",
    re.IGNORECASE,
)
# "A third patient, a man of 36, was included in a series on …": one, all the same.
_IN_A_SERIES = compiled(
    r"\b(?:included|described|reported|mentioned|found|one)\s+(?:in|of|within)\s+(?:a|an|the|their|that|another)\s+(?:\w+\s+){0,2}(?:series|cohort)\b",
    re.IGNORECASE,
)
_GOES_ON = Gated(
    r"\b(?:he|she|his|her|the\s+(?:patient|man|woman|boy|girl|child)|this\s+patient|their\s+patient|the\s+tumou?r|(?:days|weeks|months|years?)\s+(?:later|afterwards))\b",
    re.IGNORECASE,
)


# "… was observed by Winnicki. His patient, a man of 48 years, …".
_HIS_PATIENT = compiled(
    r"(?:His|Her|Their|That)\s+(?:\w+\s+)?(?:patient|case)\b|The\s+patient(?:\s+was|,)\s+an?\s+\d"
    # Behind "… is shown by the patient described by Winnicki".
    r"|(?P<same>(?:He|She)\s+was\s+(?:an?\s+|aged\s+)?\d)|(?P<newcomer>An?\s+(?:\d{1,3}[-\s]year[-\s]old|(?:[a-z-]+\s+)?(?:man|woman|boy|girl)\s+(?:of|aged)\s+\d))"
)
_ONE_OF_THEIRS = compiled(
    r"\b(?:the|a|one|another)\s+(?:[\w-]+\s+){0,2}(?:patient|case|man|woman|boy|girl)\s+(?:of|described|reported|published|presented|recorded|observed)\b|[’']s\s+(?:own\s+)?(?:patient|case)\b",
    re.IGNORECASE,
)
# "He is alive": one patient's, also in the present tense.
_OF_ONE = Gated(r"\b(?:he|she|his|her|patient)\b", re.IGNORECASE)
# How a paragraph goes on that is all of one cited patient: "Diverticulectomy was performed.",
# "There was no recurrence after 2 years."
_TELEGRAM = compiled(
    r"(?!In\s|Our\b|We\b|This\b|These\b|Such\b|Most\b|Other)(?:There\s+was\s|(?:[\w-]+\s+){1,4}(?:was|were)\s|Treated\b|Outcome\b|Follow)"
)
_HEAD = 40
"""Within so many letters of its beginning a paragraph tells whom all of it is about."""


@dataclass
class Cited:
    """A patient of another publication: the sentences about them and where they are from."""

    subject: str
    source_ref: Mapping[str, Any]
    tabled: bool = False
    sentences: list[Sentence] = field(default_factory=list)


# "Liao et al. (2023) described two men.": whom the next sentences tell of in turn.
_TWO = compiled(
    r"\b(?P<many>two|three)\s+(?:[\w-]+\s+){0,3}?(?P<who>patients|cases|men|women|boys|girls|children)\b",
    re.IGNORECASE,
)
_MANY = {"two": 2, "three": 3}


@dataclass
class _Pair:
    """Two or three patients of one publication, told in turn in the sentences behind it."""

    block: int
    patients: list[Cited]
    persons: list[Person]
    told: bool = False
    """Whether a sentence has turned to one of them."""
    current: int = 0
    new: bool = False

    def closed_by(self, sentence: Sentence) -> bool:
        """Whether the sentence is of somebody else."""
        return bool(
            sentence.has("anchor", "general", "literature")
            or sentence.cites
            or _AUTHOR.search(sentence.text)
        )

    def take(self, sentence: Sentence) -> bool:
        """Hand out the sentence; ``False`` where it turns to none of them."""
        parts = list(turns.shares(sentence, self.persons, self.current))
        if not self.told and not any(number > 0 for number, _ in parts):
            return False
        self.new, self.told = not self.told, True
        for number, part in parts:
            for cited in [self.patients[number - 1]] if number else self.patients:
                cited.sentences.append(part)
            self.current = number or self.current
        return bool(parts)

    def opened(self) -> list[Cited]:
        """The patients, once: when the first of them is told of."""
        new, self.new = self.new, False
        return self.patients if new else []


def _pair(sentence: Sentence, before: str) -> _Pair | None:
    """The patients that a sentence announces with their source, before it tells of each: its own,
    or that of the sentence ``before`` for "They added two men of their own".
    """
    two = _TWO.search(sentence.text)
    author = _AUTHOR.search(sentence.text) if two else None
    if two and author is None and patterns.match(r"They\b", sentence.text):
        author = _AUTHOR.search(before)
    if two is None or author is None or sentence.has("anchor") or age_in(sentence.text):
        return None
    if not tells_past(sentence.text) or sentence.section in _OWN:
        return None
    many = _MANY[two["many"].lower()]
    ref: dict[str, Any] = {"cited_as": author.group()}
    patients = [Cited(_named(author), ref, sentences=[sentence]) for _ in range(many)]
    return _Pair(sentence.block, patients, [Person(n) for n in range(1, many + 1)])


def cited_patients(annotations: Annotations, known: Iterable[str]) -> list[Cited]:
    """Single patients that the paper retells with their source, in order.

    ``known`` are subjects of the paper's literature table: their retelling is ``tabled``, and needs
    no age.
    """
    families = {family(name) for name in known}
    found: list[Cited] = []
    current: Cited | None = None
    block, headed = -1, False
    between: list[Sentence] = []
    above, above_block = "", -1  # the sentence before
    review = annotations.document.metadata.doc_type == "review"
    pair: _Pair | None = None
    for whole in annotations.sentences:
        if whole.kind in ("heading", "table", "title") or whole.section not in _TELLING | _OWN:
            current = None
            continue
        if whole.block != block:
            current, block = None, whole.block
        his = _HIS_PATIENT.match(whole.text)
        if his and his.group().startswith("The ") and whole.section in _OWN | {"body"}:
            his = None  # the paper's own
        theirs = _AUTHOR.search(above) if his else None
        if his and (his["same"] or his["newcomer"]):
            # "A woman of 66 came" may be the paper's own, but not in its discussion or a review.
            retold = his["same"] or review or whole.section in ("discussion", "conclusion")
            goes_on = bool(retold) and whole.section not in _OWN and whole.block == above_block
            goes_on = goes_on and age_in(above) is None  # else the one above is told already
            theirs = theirs if goes_on and _ONE_OF_THEIRS.search(above) else None
        before, above, above_block = above, whole.text, whole.block
        if pair is not None and (whole.block != pair.block or pair.closed_by(whole)):
            pair = None
        if pair is not None and pair.take(whole):
            found += pair.opened()
            current = None
            continue
        if theirs is not None and age_in(whole.text) and not whole.has("anchor"):
            current = Cited(_named(theirs), {"cited_as": theirs.group()})
            current.sentences.append(whole)
            found.append(current)
            between = []
            continue
        pair = _pair(whole, before) or pair
        signed = bool(whole.cites or whole.has("literature") or _signed(whole.text))
        whole = _with_one_only(apart(whole)[1] or whole) if signed else whole
        if not signed and current is None:
            continue
        source: Cited | None = None
        for sentence in _by_source(whole) if signed else (whole,):
            part = sentence is not whole
            opened = _open(annotations.document, sentence, families, part) if signed else None
            if opened is None and part and age_in(sentence.text) and source:
                opened = Cited(source.subject, source.source_ref)  # the next one of its source
            source = opened
            if opened is not None:
                current = opened
                found.append(current)
                headed = sentence.start - annotations.document.blocks[whole.block].start < _HEAD
                between = []
            elif current is not None and not _closes(sentence):
                telegram = _TELEGRAM.match(sentence.text) and (
                    headed or (sentence.of("treatment") and sentence.of("response"))
                )
                if _GOES_ON.search(sentence.text) or telegram:
                    between.append(sentence)
                    current.sentences += between
                    between = []
                elif tells_past(sentence.text):
                    between.append(sentence)  # theirs, if the story goes on behind it
                else:
                    current = None
            else:
                current = None
            if opened is not None:
                opened.sentences.append(sentence)
    return found


# "Topotecan has activity, and responses are published, including that of Moe (2017), whose patient …".
_ONE_AMONG = compiled(
    r"\b(?:including|such\s+as|being|is|among\s+them|one\s+of\s+(?:them|which|these)\s+being|for\s+(?:example|instance),?|e\.g\.,?|namely)\s+"
    r"(?:that|the\s+(?:case|patient|one|report))\s+(?:of|by)\s+(?=[A-Z])",
    re.IGNORECASE,
)


def _with_one_only(sentence: Sentence) -> Sentence:
    """The sentence from where it turns from what holds in general to one publication's patient."""
    turn = _ONE_AMONG.search(sentence.text)
    if turn is None or age_in(sentence.text[: turn.start()]) is not None:
        return sentence
    return clip(sentence, turn.start(), len(sentence.text))


def _closes(sentence: Sentence) -> bool:
    """Whether a sentence ends the story of a cited patient: it is general, or of somebody else."""
    marked = sentence.cites or _MARK.search(sentence.text)
    # "At 40 months she was free of disease [6]": the source of the whole story.
    its_source = _ENDS_MARKED.search(sentence.text) and _TELLS_ON.match(sentence.text)
    return bool(
        sentence.has("anchor", "general", "literature")
        or (marked and not its_source)
        or age_in(sentence.text)
        or (not tells_past(sentence.text) and not _OF_ONE.search(sentence.text))
    )


_ENDS_MARKED = compiled(r"^[^\[(]*(?:\[\d{1,3}\]|\(\d{1,3}\))\.?\s*$")
_TELLS_ON = compiled(
    r"(?:(?:at|after|within|in)\s[^,;.]{1,30}?\s(?:months|years|weeks)(?:\slater)?,?\s)?(?:he|she|the\spatient|his|her)\b",
    re.IGNORECASE,
)
_NEXT = compiled(r"(?:;|:)\s+(?:and\s+|finally,?\s+)?")


def _listed(sentence: Sentence) -> list[Sentence]:
    """The persons of a list with semicolons that each has a source of their own: "a woman of 39 who … [4];
    a 60-year-old man … in the report of Jones [5]"; nothing where one has none.
    """
    text = sentence.text
    cuts = [m.end() for m in _NEXT.finditer(text)]
    authors = list(_AUTHOR.finditer(text))
    if len(authors) > 1 and all(text[m.start() - 1 : m.start()] == "(" for m in authors):
        # "a man of 60 (Ruiz, 2014), and a woman of 50 (Lee et al., 2015)"
        cuts = sorted({*cuts, *(m.start() for m in _ONE.finditer(text))})
    pieces = list(pairwise([0, *cuts, len(text)]))
    begins = [left for left, right in pieces if age_in(text[left:right])]
    if len(begins) < 2:
        return []
    spans = list(pairwise([*begins, len(text)]))
    if not all(_MARK.search(text, *at) or _AUTHOR.search(text[slice(*at)]) for at in spans):
        return []
    return [clip(sentence, left, right) for left, right in spans]


def _by_source(sentence: Sentence) -> list[Sentence]:
    """The sentence, or its parts where it tells patients of several publications in turn: each
    from its authors to the next ones.
    """
    if listed := _listed(sentence):
        return listed
    found = list(_AUTHOR.finditer(sentence.text))
    starts = [m.start() for m in found]
    for k, (before, match) in enumerate(pairwise(found), 1):
        if match["behind"]:  # "a man of 60 (Ruiz, 2014) and a woman of 50 (Lee, 2015)"
            starts[k] = max(sentence.text.find(")", before.end()) + 1, before.end())
    first = _ONE.search(sentence.text, starts[0]) if starts else None
    if len(starts) == 1 and first:  # two patients of one source
        starts += [m.start() for m in _ONE.finditer(sentence.text, first.end())]
    cuts = [0, *starts[1:], len(sentence.text)]
    parts = [sentence.text[left:right] for left, right in pairwise(cuts)]
    if len(parts) < 2 or not all(map(age_in, parts)):
        return [sentence]
    return [clip(sentence, left, right) for left, right in pairwise(cuts)]


# Where a sentence turns from another's patient to the paper's own, or back.
_TO_OWN = compiled(
    r"[,;]\s+(?:in\s+|whereas\s+|while\s+|but\s+|and\s+)*(?=(?:our|the\s+present|this)\s)",
    re.IGNORECASE,
)
_TO_OTHER = compiled(
    r"[,;]\s+(?=(?:unlike|whereas|while|but|in\s+contrast|contrary|as\s+opposed|compared|as\s+(?:occurred|happened|did|seen|was\s+(?:the\s+case|seen|done)))\b)",
    re.IGNORECASE,
)


# "Our patient resembles the 36-year-old woman of Duarte et al., who …".
_LIKENED = compiled(
    r"(?:patient|case)\s+(?:\w+ly\s+)?(?:resembles|resembled|recalls|recalled|mirrors|mirrored|parallels|(?:is|was)\s+(?:\w+\s+)?(?:similar|comparable|identical)\s+to)\s+(?:that\s+of\s+)?(?=an?\s|the\s)",
    re.IGNORECASE,
)


def apart(sentence: Sentence) -> tuple[Sentence, Sentence | None]:
    """What a sentence tells of the paper's own patient, and what of another's who is named beside:
    "Unlike the man of Okoli et al., who had bone metastases, | our patient had none".
    """
    anchors = sentence.cue("anchor")
    author = _AUTHOR.search(sentence.text) if anchors and _signed(sentence.text) else None
    if author is None:
        return _without_literature(sentence, anchors), None
    at = anchors[0].start - sentence.start
    if author.start() < at:
        cuts = [m.end() for m in _TO_OWN.finditer(sentence.text, author.end()) if m.end() <= at]
        if cuts:
            whole = len(sentence.text)
            return clip(sentence, cuts[-1], whole), clip(sentence, 0, cuts[-1])
        return sentence, None
    cuts_to = (*_TO_OTHER.finditer(sentence.text, at), *_LIKENED.finditer(sentence.text, at))
    cut = next((m for m in cuts_to if m.end() <= author.start()), None)
    if cut is None:
        return sentence, None
    return clip(sentence, 0, cut.start()), clip(sentence, cut.end(), len(sentence.text))


def _without_literature(sentence: Sentence, anchors: Sequence[Mention]) -> Sentence:
    """The sentence without a last clause on what is known from elsewhere: "The index rose in our
    patient, whereas the hormone persisted; loss of it has been described in the literature".
    """
    told = [c for c in sentence.cue("literature") if anchors and c.start > anchors[-1].end]
    if not told:
        return sentence
    at, behind = anchors[-1].end - sentence.start, told[0].start - sentence.start
    cuts = [m.start() for m in _NEW_CLAUSE.finditer(sentence.text, at, behind)]
    return clip(sentence, 0, cuts[-1]) if cuts else sentence


_NEW_CLAUSE = compiled(r";\s|,\s(?=(?:whereas|while|but|although)\b)")


# "A man of 60 [4] had …, in close resemblance to our patient".
_COMPARED = compiled(
    r"\b(?:resembl\w+|similar\w*|compar\w+|contrast|analog\w+|identical\w*|close|akin|opposed|unlike|like|as\s+in|than)\s+(?:to|with|of|in)?\s*(?:that\s+of\s+|those\s+of\s+)?$",
    re.IGNORECASE,
)
# "Ishigaki's patient", "the case of Rowntree et al.".
_THEIR_PATIENT = compiled(
    r"[’'](?:s\s+)?(?:\w+\s+)?(?:patient|case)\b|[Ii]n\s+the\s+case\s+of\s+[A-Z]|\b(?:patient|case|man|woman)\s+(?:of|described|reported)\b"
)


def anchored(sentence: Sentence) -> bool:
    """Whether the sentence names the paper's own patient, and not only to compare another's."""
    anchors = sentence.cue("anchor")
    if not anchors or not _ONE.search(sentence.text):
        return bool(anchors)
    if not (sentence.cites or _MARK.search(sentence.text) or _signed(sentence.text)):
        return True
    before = (sentence.between(sentence.start, cue.start) for cue in anchors)
    return not all(_COMPARED.search(text) and _ONE.search(text) for text in before)


def retells(sentence: Sentence) -> bool:
    """Whether the sentence names the authors of a patient whom it brings in: nobody of this paper."""
    text = sentence.text
    if anchored(sentence) or not _signed(text):
        return False
    author = _AUTHOR.search(text)
    aged = age_in(text) is not None
    if author is None or not (aged or _THEIR_PATIENT.search(text)):
        return False
    # "PRRT (a similar patient of Lund et al. was alive after 7 years) was requested": by the way.
    opened = text.rfind("(", 0, author.start()) > text.rfind(")", 0, author.start())
    return aged or not opened


# "Resected … in a patient with a thymic NET and saw …".
_A_PATIENT_WITH = compiled(
    r"\b(?:(?:in|of)\s+(?:a|one)\s+(?:single\s+)?(?:(?:fe)?male\s+)?patient\s+with\s+(?:an?|the|his|her|metastatic|advanced)\b"
    r"|(?:treated|observed|saw|followed|managed|cared\s+for|encountered)\s+(?:a|one)\s+(?:[\w-]+\s+)?(?:patient|man|woman|boy|girl)\s+(?:with|whose|who|in\s+whom)\b"
    r"|(?:reported|described|presented|published)\s+(?:on\s+)?(?:a|one)\s+(?:[\w-]+\s+)?(?:patient|man|woman|boy|girl)\s+(?:whose|who|in\s+whom)\b)",
    re.IGNORECASE,
)
_SHARE = compiled(r"\d\s?%\s")


def _open(
    document: Document, sentence: Sentence, families: AbstractSet[str], part: bool
) -> Cited | None:
    """A cited patient that the sentence (or ``part`` of one) brings in: an age, no group, and a
    source.
    """
    hit = age_in(sentence.text)
    text = _BESIDES.sub("", _EACH.sub("", sentence.text) if part else sentence.text)
    if anchored(sentence) or _GROUP.search(_IN_A_SERIES.sub("", text)):
        return None
    dated = next((cite for cite in sentence.cites if any(map(str.isalpha, cite))), "")
    author = _AUTHOR.search(sentence.text) or _AUTHOR.search(dated)
    author = author or _glued(document, sentence)
    mark = _MARK.search(sentence.text)
    several = len(families & set(_FAMILY.findall(sentence.text.casefold()))) > 1
    tabled = author is not None and not several and family(_family_of(author)) in families
    if hit is None and not (tabled and _THEIR_PATIENT.search(sentence.text)):
        if author is None or not (
            _A_PATIENT_WITH.search(sentence.text) and tells_past(sentence.text)
        ):
            return None
    if hit and hit[3] == "age.aged" and _SHARE.search(sentence.text, 0, hit[1]):
        return None  # "carriers developed it in 50% by the age of 40"
    of_others = sentence.has("literature") or (
        # behind the case a person with a number is another's
        sentence.section in ("discussion", "conclusion") and _ONE.search(sentence.text)
    )
    if author is None and (
        sentence.section in _OWN or not ((mark is not None or sentence.cites) and of_others)
    ):
        return None
    said = mark.group() if mark else f"[{sentence.cites[0]}]" if sentence.cites else ""
    numbers = patterns.findall(r"\d{1,3}", said) if not dated else []
    number = int(numbers[0]) if numbers else None
    reference = _reference(document.references, number, _family_of(author) if author else "")
    if author is None and number is None:
        return None
    subject = _named(author) if author else _first(reference, said)
    ref: dict[str, Any] = {"cited_as": author.group() if author else said}
    if reference is not None:
        ref |= {
            "number": reference.number,
            "authors": list(reference.authors),
            "title": reference.title,
            "journal": reference.journal,
            "year": reference.year,
            "doi": reference.doi,
            "pmid": reference.pmid,
            "quote": document.slice(reference),
            "start": reference.start,
            "end": reference.end,
        }
    return Cited(subject, ref, family(subject) in families)


# "Bertolacci7 resected a metastasis": the number of the list sticks to the name.
_GLUED = compiled(rf"\b(?P<name>{_CAPITAL}[^\W\d_]{{3,}})(?P<n>\d{{1,2}})(?=\s+[a-z])")


def _glued(document: Document, sentence: Sentence) -> re.Match[str] | None:
    """An author's name with the number that the list of references gives to their paper."""
    for match in _GLUED.finditer(sentence.text):
        entry = next((r for r in document.references if r.number == int(match["n"])), None)
        if entry is not None and entry.authors and _same(match["name"], entry.authors[0]):
            return match
    return None


def _named(author: re.Match[str]) -> str:
    """The authors as a row's name: "Smith et al.", or both of two."""
    whole = patterns.sub(rf"(?<=[a-z]){_SUP}+", "", " ".join(author.group().split()))
    return (
        whole
        if patterns.search(r"(?:and|&)\s+(?:\w+\s+){0,2}?[A-Z]", whole)
        else f"{_family_of(author)} et al."
    )


def _family_of(author: re.Match[str]) -> str:
    """The name itself, in whichever way it is told."""
    told = author.groupdict()
    return next(told[group] for group in _NAMES if told.get(group)).rstrip("0123456789⁰¹²³⁴⁵⁶⁷⁸⁹")


def _reference(
    references: tuple[Reference, ...], number: int | None, author: str
) -> Reference | None:
    """The entry of that number whose author agrees, else the only one of that author."""
    numbered = next((r for r in references if r.number == number), None)
    if numbered and (not author or not numbered.authors or _same(author, numbered.authors[0])):
        return numbered
    named = [r for r in references if author and r.authors and _same(author, r.authors[0])]
    return named[0] if len(named) == 1 else None


def _first(reference: Reference | None, said: str) -> str:
    """The first author of an entry; where the list does not tell, the number that stands for it."""
    if reference is None or not reference.authors:
        return f"cited patient {said}"
    return f"{reference.authors[0].split()[0]} et al."


_FAMILY = compiled(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def family(name: str) -> str:
    """The first word of a name, casefolded; empty where it has no letters."""
    words = _FAMILY.findall(name)
    return words[0].casefold() if words else ""


def _same(left: str, right: str) -> bool:
    return family(left) in set(_FAMILY.findall(right.casefold()))
