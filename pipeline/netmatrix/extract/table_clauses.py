"""What the clauses of a sentence say of the patients of a table.

"G1 in patient 3, G2 in all but patient 5": a sentence is cut into clauses, and each clause goes
through the same rules, the most telling first (``_RULES``); the first that knows whom it is about
takes it.  A clause may lean on the one before ("and negative in the remaining two"), which is why
``Clauses`` remembers what was said so far.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from netmatrix import patterns
from netmatrix.evidence import Finding
from netmatrix.extract import diagnosis, grading, markers, methods, outcomes, sites, treatments
from netmatrix.extract.base import Scope, make
from netmatrix.extract.table_whom import (
    ALL,
    EXCEPT,
    EXCEPT_NAMED,
    HOW_MADE,
    NAMED,
    NOUN,
    ONE,
    OTHERS,
    named_in,
    of_all,
    parts_by_name,
)
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Annotations, Sentence, blanked, clip
from netmatrix.nlp.components import cut_sentence
from netmatrix.normalise.names import Names
from netmatrix.normalise.numbers import WORDS, parse
from netmatrix.patterns import compiled

Keys = tuple[str, ...]
"""Patients of the paper's tables, by the key of their rows."""

OF_NAMED = frozenset(
    {"vital_status", "response", "primary_site", "metastatic_sites", "bone_sites", "treatments",
     "syndrome", "bone_lesion_type", "functional", "pfs_months", "follow_up_months",
     "diagnostic_methods", "markers_positive", "markers_negative", "grade", "ki67_percent",
     "histology", "differentiation"}
)  # fmt: skip
"""What a statement about named patients may fill."""
OF_ALL = frozenset(
    {"vital_status", "primary_site", "metastatic_sites", "differentiation", "treatments",
     "functional", "syndrome", "markers_positive", "markers_negative", "diagnostic_methods", "grade",
     "histology"}
)  # fmt: skip
"""What one about all of them may fill: no number is everybody's."""
_OF_NONE = frozenset({"functional", "markers_negative"})
"""Fields with a name for what none has."""

# How clauses are worded.

# What is said of all stands before the exception: not "all but case 5 had …".
_SAID = compiled(r"\b(?:was|were|had|has|have|is|are|underwent|\w{3,}ed)\b", re.I)
_GIVEN = compiled(
    r"\b(?:received|underwent|treated|given|administered|had|operated|resected|started|run|part\s+of)\b",
    re.I,
)
_SOMEBODY = r"(?:patients?|cases?|nos?\.|numbers?)\s"
_JOINT = compiled(
    "|".join(
        (
            r";\s+|:\s+|,?\s+(?:whereas|while)\s+|,\s+but\s+",
            # "… and by biopsy in the others"
            r",?\s+and\s+(?=(?:by|with|on)\s+[^,;.:]{3,60}\s(?:in|for)\s+(?:all\s+)?(?:patients?|cases?|the\s+(?:others?|remaining|rest))\b)",
            # "… and lanreotide in the remaining four", not "positive and negative in the others"
            r",?\s+and\s+(?!\d|normal|within|not\b|negative|positive|absent|low|high|raised|elevated|none\b|un\w+|was\b|were\b)"
            r"(?=[\w\s-]{3,50}?\s(?:in|for)\s+the\s+(?:others?|remaining|rest)\b)",
            r",?\s+and\s+(?=(?:all|the\s+other|the\s+remaining)\b)|,\s+(?=(?:all|the)\s+other)",
            # "…, in whom the liver was involved"
            r",\s+(?=in\s+(?:which|whom)\b)|,\s+(?=(?:whose|who|which|where)\b)",
            # "…, and CD56 in patients 1 and 3", "…, CD56 in all but number 5"
            r",\s+(?:and\s+)?(?!\w+(?:ed|ne|en)\s+in\b)(?=[A-Za-z][\w /-]{1,24}\sin\s(?:the\s(?:two|three|four|five|six|seven|eight)\b|all(?:\s(?:but|except)\b|\s?(?=[.;]|$))|\d|"
            rf"{_SOMEBODY}))",
            rf",?\s+and\s+(?=[A-Za-z][\w -]{{1,24}}\sin\s(?:\w+)\s\({_SOMEBODY})",
            r"\s+and\s+(?=[A-Za-z][\w /-]{1,24}\sin\sall\s(?:but|except)\b)",
            # "…, gastrin in case 3 and glucagon in case 4"
            rf"(?:(?<=\bcase\s\d)|(?<=\bcase\s\d\d)|(?<=\bpatient\s\d)|(?<=\bpatient\s\d\d))\s+and\s+(?!\w+(?:ed|ne|en|ive)\s+in\b)(?=[A-Za-z][\w/-]*(?:\s[\w/-]+)?\sin\s{_SOMEBODY})",
            r"(?<=\bin all),\s+and\s+",
            # "… and gastrin in none", "…, and no tumour expressed TTF-1"
            r",?\s+and\s+(?=[A-Za-z][\w /-]{1,24}\s(?:in|by)\snone\b)|,\s+and\s+(?=(?:none|no\s+(?:patient|tumou?r|case))\b)",
            # "…, and synaptophysin was found in all"
            r",\s+and\s+(?=[\w\s-]{2,40}\s(?:was|were)\s+(?:positive|negative|expressed|found|seen|present|demonstrated)\b)",
            r"\s+and\s+(?=(?:was|were)\s+not\s+(?:requested|tested|performed|done|available|examined)\b)",
            r",?\s+(?:and|but)\s+(?=(?:was\s+|were\s+)?(?:absent|lacking|missing)\s+(?:from|in)\s+(?:the\s+(?:other|remaining|rest)|all\s+others?)\b)",
            r",?\s+and\s+(?=(?:(?:at\s+least\s+)?(?:focally|weakly|diffusely|strongly|variably)\s+)?(?:negative|positive)\s+in\b)",
        )
    ),
    re.IGNORECASE,
)
"""Where a sentence may go over to other patients."""
_RELATIVE = ("whose", "who ", "which ", "where ", "in which", "in whom")
_THEY = compiled(r"(?:they|these|the\s+lesions|all)\s+(?:were|had|showed)\b", re.IGNORECASE)
# "Positive in all but patient 7": negative there, unless it was not stained, or only weakly.
_NO_RESULT = compiled(
    r"\b(?:not\s+(?:done|tested|performed|available|stained|evaluated|assessed|known|reported)|unavailable|weak\w*|focal\w*|equivocal|unknown|missing|which|whom)\b",
    re.IGNORECASE,
)
_NOT_DONE_IN = compiled(
    r"\((?:not\s+(?:done|tested|available|performed|stained|known|determined|evaluated|assessed))\s+(?:in|for)\s+[^()]{3,60}\)",
    re.IGNORECASE,
)
_ASIDE_ON_SOME = compiled(r"\(([^()]{5,160})\)")
_EITHER_RESULT = compiled(
    r"\b(?:positive\b[^;]*\bnegative|negative\b[^;]*\bpositive)\s+in\s+", re.IGNORECASE
)
# "All patients with bone metastases were given …".
_THOSE_WITH = compiled(
    r"\b(?:all|each|every)\s+(?:of\s+the\s+|the\s+)?(?:patients?|cases?)\s+with\s+(?P<what>[\w\s-]{3,40}?metastas[ei]s)\s+(?=were|was|had|received|underwent)",
    re.IGNORECASE,
)
# "G1 in five patients and G2 in two (nos. 2 and 4)".
_TWO_PARTS = Gated(
    rf"(?P<a>[\w%-]+(?:\s[\w-]+){{0,3}}?)\sin\s(?P<n>{WORDS}|\d+)(?:\s(?:patients|cases|tumou?rs))?,?\sand\s"
    rf"(?P<b>[\w%-]+(?:\s[\w-]+){{0,3}}?)\sin\s(?:the\s(?:other\s)?)?(?P<m>{WORDS}|\d+)\s(?=\()"
    # "Functional in two (cases 2 and 5) and silent in four"
    rf"|(?P<d>[\w%-]+(?:\s[\w-]+){{0,3}}?)\sin\s(?P<o>{WORDS}|\d+)\s(?P<who>\([^()]{{1,60}}\)),?\sand\s"
    rf"(?P<c>[\w%-]+(?:\s[\w-]+){{0,3}}?)\sin\s(?:the\s(?:other\s)?)?(?P<q>{WORDS}|\d+)(?=\s*[,.;]|\s+(?:patients|cases|tumou?rs)\b|$)"
    # "Five were G2 and one, that of patient 3, was G3"
    rf"|(?P<p>{WORDS}|\d+)\s(?:patients\s|cases\s|tumou?rs\s)?(?:were|had)\s(?P<e>[\w%-]+(?:\s[\w-]+){{0,3}}?),?\sand\s"
    rf"(?P<r>{WORDS}|\d+),?\s(?P<whose>(?:that|those)\sof\s[^,;]{{1,40}}),?\s(?:was|were|had)\s(?P<g>[\w%-]+(?:\s[\w-]+){{0,2}})"
    # "S100 was seen in six cases and was lacking in case 4", "was below 3% in six and 10% in case 4"
    rf"|^(?P<h>[^.;,]{{8,100}}?)\sin\s(?P<s>{WORDS}|\d+)(?:\s(?:patients|cases|tumou?rs))?,?\s(?:and|but)\s"
    rf"(?P<j>(?:was\s|were\s)?[\w%<>.-]+(?:\s[\w-]+){{0,2}}?)\s(?P<named>in\s{NOUN}\s[^.;]{{1,30}})\.?$",
    re.IGNORECASE,
)
_PARTS = (
    ("a", "b", "n", "m"),
    ("c", "d", "q", "o"),
    ("e", "g", "p", "r"),
    ("h", "j", "s", "named"),
)
"""The groups of each: what the rest has, what the named ones have, and how many they are."""
_WAS_DONE = compiled(
    r"\b(?:was|were)\s+(?:\w+ly\s+)?(?:documented|performed|done|carried\s+out|obtained|available|confirmed|made|established|used|taken|measured|added|included|combined|employed|offered|applied)\b",
    re.IGNORECASE,
)
# "CT was repeated every third month": so were all patients followed.
_AT_INTERVALS = compiled(
    r"\b(?:was|were)\s+(?:then\s+|also\s+)?(?:repeated|performed|done|measured|assessed|evaluated|obtained|carried\s+out|taken|scheduled)\s+(?:\w+\s+){0,2}?(?:(?:by|with|on)\s+(?:\w+\s+)?\w+\s+every\s+\S+\s+(?:weeks?|months?)|at\s+(?:every|each)\s+visit|after\s+(?:every|each)\b|every\s+\S+\s+(?:weeks?|months?|cycles?|courses?|visits?)|(?:at|in)\s+\S+\s+(?:weekly|monthly)|(?:monthly|yearly|annually|quarterly)\b)",
    re.IGNORECASE,
)
_INDEX = compiled(r"\b(?:Ki-?\s?67|MIB-?1|proliferation\s+index)\b", re.IGNORECASE)
_PERCENT = compiled(
    r"(?:(?P<more>more\s+than|over|above|>)\s*|(?P<less>less\s+than|under|below|<)\s*)?(?P<n>\d{1,2}(?:\.\d+)?(?:[-–]\d{1,2})?)\s?%(?!\s+of\b)"
)
_ONLY = compiled(
    rf"\b(?:positive|expressed|demonstrated|present|seen|stained)\s+only\s+(?:in|by)\b|\bpositive\s+in\s+[^.;]*{ONE}\s+(?:only|alone)\b"
)
_ALONE = compiled(r"\b(?:only|alone)\W*$", re.IGNORECASE)
_STAINS = frozenset({"markers_positive", "markers_negative"})
# "… and negative in the remaining two": of the marker of the clause before.
_AGAIN = compiled(
    r"(?:it\s+was\s+)?(?:(?:at\s+least\s+)?(?:focally|weakly|diffusely|strongly|variably)\s+)?(?=(?:negative|positive)\s+in\b)(?P<result>negative|positive)"
    r"|(?:was\s+|were\s+)?(?:absent|lacking|missing)\s+(?:from|in)\b"
    rf"|(?:the|all)\s+(?:the\s+)?(?:others?|rest|remaining|remainder)(?:\s+(?:tumou?rs|cases|patients|lesions|specimens|ones|{WORDS}|\d{{1,2}}))*"
    r"\s+(?:being|were|was|stained)\s+(?P<others>negative|positive)\b",
    re.IGNORECASE,
)
_IN_SOME = compiled(
    rf"\b(?:positive|negative)\s+in\s+({WORDS}|\d{{1,2}})\b(?!\s*(?:%|of\b))", re.IGNORECASE
)
# "Positive in all, CD56 in all but number 5": a marker without its result.
_IN_WHOM = compiled(r"[A-Za-z][\w /-]{1,24}\s(?:in|by)\s", re.I)
_BY_NONE = compiled(r"\s(?:in|by)\snone\b", re.I)
_STAIN_RESULT = compiled(r"\b(?:positiv\w+|express\w+|stained|negativ\w+)\b", re.I)
# ", with success in one (patient B)", " and scintigraphy in cases 1-6".
_TO_SOME = compiled(
    r",\s(?:and\s)?|\sand\s(?=[\w\s/-]{2,40}\s(?:in|for)\s(?:patients?|cases?|nos?\.|numbers?)\s)",
    re.IGNORECASE,
)
# "All had liver metastases, and two had bone metastases".
_AND_SOME = compiled(rf",?\sand\s(?=(?:\d{{1,2}}|{WORDS})\s(?:patients\s|of\sthem\s)?had\b)", re.I)
# "MRI may show silent lesions, as in our patient 4".
_LEADING = 3
"""With fewer words before them, patients are whom the clause is about."""
_AS_IN = compiled(rf"\b(?:as|like)\s+(?:(?:seen|occurred|happened)\s+)?in\s+(?:our\s+)?{NOUN}\s")
_LACKING = compiled(r"\b(?:lacking|absent|lost|missing|negative|not)\b", re.IGNORECASE)
_RESPECTIVE = compiled(r"\((?P<items>[^()]*),\s+respectively\s*\)", re.IGNORECASE)
_NEXT_ITEM = compiled(r",\s+(?:and\s+)?|\s+and\s+")
_AND_WAS = compiled(r"\sand\s(?:was|were|showed|revealed)\b", re.I)
_GRADE = compiled(r"\b(?:G|grade)\s?([123])\b", re.IGNORECASE)


_FEW = 3
"""An exception names so many patients at most."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Findings about some patients of the tables, by key; ``of_all`` where it names none.

    ``spread`` are metastatic sites of which a patient must have one ("all patients with bone
    metastases were given denosumab").
    """

    keys: Keys
    findings: tuple[Finding, ...]
    of_all: bool = False
    spread: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """The extractors, on a part of a sentence."""

    annotations: Annotations
    names: Names

    def part(
        self, sentence: Sentence, left: int, right: int, allowed: frozenset[str]
    ) -> list[Finding]:
        """The findings in ``[left, right)`` of the document for the fields ``allowed``."""
        if sentence.has("general_weak") and sentence.section == "discussion":
            return []
        kind = sentence.kind if sentence.kind == "title" else "paragraph"
        piece = cut_sentence(self.annotations, left, right, section=sentence.section, kind=kind)
        piece.heading = sentence.heading
        if sentence.has("ihc") and not piece.has("ihc"):
            piece.cues += [c for c in sentence.cues if c.group == "ihc"][:1]
            piece.groups |= {"ihc"}
        return self.piece(piece, allowed)

    def piece(self, piece: Sentence, allowed: frozenset[str]) -> list[Finding]:
        """The findings of a piece for the fields ``allowed``; no plans of treatment."""
        scope = self.scope(piece)
        found = [
            *diagnosis.extract(scope), *sites.extract(scope), *treatments.extract(scope),
            *outcomes.extract(scope), *markers.extract(scope), *methods.extract(scope),
            *grading.extract(scope),
        ]  # fmt: skip
        return [
            f
            for f in found
            if f.field in allowed
            and (f.field != "treatments" or f.status in ("given", "stopped", "declined"))
        ]

    def scope(self, sentence: Sentence) -> Scope:
        """The sentence as extractors take it."""
        return Scope(self.annotations, self.names, [sentence])


def lowered(found: Iterable[Finding], confidence: float) -> tuple[Finding, ...]:
    """The findings, none surer than ``confidence``."""
    return tuple(replace(f, confidence=min(f.confidence, confidence)) for f in found)


@dataclass(frozen=True, slots=True)
class _Clause:
    left: int
    right: int
    wording: str
    named: Keys


@dataclass(slots=True)
class Clauses:
    """The clauses of a sentence, and what those read so far leave to the next.

    ``marked`` are the patients whose mark a footnote explains, ``earlier`` those whom the sentence
    before names, ``so_far`` all whom the paragraph has named.
    """

    reading: Reading
    keys: Keys
    sentence: Sentence
    confidence: float
    marked: Keys = ()
    earlier: Keys = ()
    so_far: Keys = ()
    before: Keys = ()
    """Whom the sentence has named so far."""
    last: Keys = ()
    """Whom the clause before names last."""
    above: tuple[int, int] | None = None
    """Where the clause before stands."""
    listed: Sequence[Finding] = ()
    """Its markers, where it leaves their result to the one before."""
    alone: Keys = ()
    """The one patient whom a clause was about: those behind that name none may be, too."""
    first: tuple[int, int] | None = None
    """Where the first part stands that tells something of whom it names."""

    def statements(self) -> Iterator[Statement]:
        """What the sentence says of the patients, clause by clause."""
        self.before = self.marked
        halves, told_from, told_to = self._two_parts()
        yield from halves
        for left, right in _cut(self.sentence):
            if left < told_to and told_from < right:
                continue
            wording = self.sentence.between(left, right)
            clause = _Clause(left, right, wording, named_in(wording, self.keys))
            told = (rule(self, clause) for rule in _RULES)
            yield from next((t for t in told if t is not None), ())

    def _of(
        self,
        who: Iterable[str],
        found: Iterable[Finding],
        less: float = 0.0,
        *,
        of_all: bool = False,
    ) -> Statement:
        return Statement(tuple(who), lowered(found, self.confidence - less), of_all)

    def _others_than(self, who: Iterable[str]) -> Keys:
        out = set(who)
        return tuple(k for k in self.keys if k not in out)

    def _read(self, left: int, right: int, allowed: frozenset[str] = OF_NAMED) -> list[Finding]:
        return self.reading.part(self.sentence, left, right, allowed)

    def _made(
        self, field: str, value: str, at: tuple[int, int], rule: str, confidence: float = 0.85
    ) -> Finding:
        scope = self.reading.scope(self.sentence)
        return make(scope, self.sentence, field, value, *at, rule, confidence=confidence)

    # The rules: each tells what it makes of a clause, or None to leave it to the next.

    def _relative(self, clause: _Clause) -> list[Statement] | None:
        """ "…, in whom the liver was involved": of whom the clause before names last."""
        # "… except cases 4 and 8, where CT was used": of all who are excepted.
        whom = clause.named if EXCEPT.search(clause.wording) else clause.named[-1:]
        last, self.last = self.last, whom
        if not last or clause.named or not clause.wording.startswith(_RELATIVE):
            return None
        self.last = last
        return [self._of(last, self._read(clause.left, clause.right))]

    def _same_stain(self, clause: _Clause) -> list[Statement] | None:
        """ "… and negative in the remaining two": the stain of the clause before."""
        again = _AGAIN.match(clause.wording)
        if not again or not self.above:
            return None
        stains = self.listed or self._read(*self.above, _STAINS)
        if not stains:
            return None
        named = clause.named
        rest = self._others_than((*self.before, *named))
        flipped = _of_polarity(stains, positive=_result(again) == "positive")
        out = [self._of(named or (rest if OTHERS.search(clause.wording) else ()), flipped)]
        count = _IN_SOME.search(self.sentence.between(*self.above))
        some = int(parse(count[1]) or 0) if count else 0
        if named and some + len(named) == len(self.keys):
            out.append(self._of(rest, stains))  # "positive in four, negative in patient 2"
        return out

    def _elliptic(self, clause: _Clause) -> list[Statement] | None:
        """ "…, CD56 in all but number 5": with the result of the clause before."""
        self.listed = self._without_result(clause, self.above) if self.above else []
        if not self.listed:
            self.above = (clause.left, clause.right)
            return None
        if _BY_NONE.search(clause.wording):
            negative = self.listed[0].field == "markers_negative"
            return [self._of(self.keys, _of_polarity(self.listed, positive=negative))]
        every = self._of_all(clause.wording)
        self.before = clause.named if every is None else every
        out = [
            self._of(self.before, self.listed),
            *self._the_exception(clause.wording, self.before, self.listed),
        ]
        if clause.named and _ALONE.search(clause.wording):  # "CgA in cases 1, 2 and 5 only"
            negative = self.listed[0].field == "markers_negative"
            flipped = _of_polarity(self.listed, positive=negative)
            out.append(self._of(self._others_than(self.before), flipped, 0.1))
        return out

    def _excepted(self, clause: _Clause) -> list[Statement] | None:
        """ "They were osteoblastic except in patient 8", "all were G1 except that of patient 3"."""
        exception = EXCEPT_NAMED.search(clause.wording)
        if not exception:
            return None
        rest = tuple(k for k in self.before if k not in clause.named)
        if _THEY.match(clause.wording) and len(self.before) > len(rest):
            return [self._of(rest, self._read(clause.left, clause.left + exception.start()))]
        return self._all_except(clause, exception) or None

    def _not_done(self, clause: _Clause) -> list[Statement] | None:
        """ "Negative in the five that were stained (not done in case 4)"."""
        undone = _NOT_DONE_IN.search(clause.wording)
        out = named_in(undone.group(), self.keys) if undone else ()
        if not undone or not out:
            return None
        found = self._read(clause.left, clause.left + undone.start())
        return [self._of(self._others_than(out), found, 0.1)]

    def _own_brackets(self, clause: _Clause) -> list[Statement] | None:
        """ "Bone metastases in patients 5 (ribs), 6 (pelvis) and 9": a bracket is of its patient."""
        for named in NAMED.finditer(clause.wording):
            members = _members(clause.wording, named.start("list")) if named["list"] else []
            own = {m["key"]: m.span("own") for m in members if m["own"]}
            if len(own) > 1 and all(m["key"] in self.keys for m in members):
                break
        else:
            return None
        cut = len(clause.wording)
        if NAMED.search(clause.wording, named.end()):
            if clause.wording[: named.start()].count(" ") < _LEADING:
                return None  # "Cases 1 (…) and 2 (…) progressed and case 3 …"
            cut = max(named.end("list"), *(m.end("own") for m in members))
        begin = clause.left - self.sentence.start
        end = begin + cut
        outside = [(0, begin), (end, len(self.sentence.text))]
        out = []
        for member in members:
            others = [(begin + a, begin + b) for k, (a, b) in own.items() if k != member["key"]]
            piece = blanked(self.sentence, [*outside, *others])
            out.append(self._of((member["key"],), self.reading.piece(piece, OF_NAMED)))
        if cut < len(clause.wording):  # "…, 2 (dead) and lanreotide to patient 3"
            wording = clause.wording[cut:]
            rest = _Clause(clause.left + cut, clause.right, wording, named_in(wording, self.keys))
            out += self._named(rest) or []
        self.before, self.alone = tuple(m["key"] for m in members), ()
        return out

    def _named(self, clause: _Clause) -> list[Statement] | None:
        """What is said of each of the patients whom the clause names."""
        out, wording = [], clause.wording
        if self.sentence.section == "discussion" and _AS_IN.search(wording):
            return []  # what is general stands before it
        told = parts_by_name(wording, self.keys)
        if aside := _ASIDE_ON_SOME.search(wording):
            # "The remaining patients had NETs (G1 in patient 3, G2 in the others)"
            each = parts_by_name(aside[1], self.keys, listed=True)
            if each and OTHERS.search(wording, 0, aside.start()):
                at = clause.left + aside.start(1)
                out += [self._in_aside(who, at + a, at + b) for who, a, b in each]
                rest = _Clause(
                    clause.left, clause.left + aside.start(), wording[: aside.start()].strip(),
                    named_in(wording[: aside.start()], self.keys),
                )  # fmt: skip
                return [*out, *(self._those_with(rest) or self._general(rest) or ())]
        parts = [p for whom in told for p in _each_in_turn(wording, *whom)]
        for who, a, b in parts:
            out += self._in_part(clause, who, a, b)
        if not parts:
            return None
        self.alone = parts[-1][0] if len(parts) == 1 else ()
        return out

    def _those_with(self, clause: _Clause) -> list[Statement] | None:
        """ "All patients with bone metastases were given …"; the tables tell who they are."""
        whom = _THOSE_WITH.match(clause.wording)
        if not whom:
            return None
        cut = clause.left + whom.end()
        with_them = self._read(clause.left, cut, frozenset({"metastatic_sites"}))
        spread = frozenset(f.value for f in with_them)
        if not spread:
            return None
        found = _surely_given(
            self.sentence.between(cut, clause.right), self._read(cut, clause.right)
        )
        return [Statement(self.keys, lowered(found, 0.7), spread=spread)]

    def _general(self, clause: _Clause) -> list[Statement] | None:
        """What is said of all, of all but some, or of the others."""
        wording = clause.wording
        every = self._of_all(wording, so_far=self.so_far)
        at_intervals = (
            every is None
            and self.sentence.section != "discussion"
            and _AT_INTERVALS.search(wording) is not None
        )
        general = self.keys if at_intervals else every
        if general is None:
            return None
        allowed = OF_ALL if len(general) == len(self.keys) else OF_ALL | OF_NAMED
        if at_intervals or HOW_MADE.match(wording):
            allowed = frozenset({"diagnostic_methods"})
        elif wording.lower().startswith("none"):
            allowed = _OF_NONE
        found = _surely_given(wording, self._read(clause.left, clause.right, allowed))
        if every == self.keys:  # "the Ki-67 index was above 70% in each case"
            indices = self._read(clause.left, clause.right, frozenset({"ki67_percent"}))
            found += [f for f in indices if f.value[:1] in "<>"]
        out = [
            self._of(general, found, 0.1, of_all=True),
            *self._the_exception(wording, general, found),
        ]
        if _EITHER_RESULT.search(wording):  # "negative in patient 2, positive in the others"
            done = [f for f in found if f.field == "diagnostic_methods"]
            out.append(self._of(self.keys, done, 0.1, of_all=True))
        return out

    def _nobody(self, clause: _Clause) -> list[Statement] | None:
        """A clause that names nobody: of the marked patients of a footnote, or of the one patient
        of the clause before ("In case 4 …; pleural dissemination became evident later").
        """
        if self.marked and len(self.marked) < len(self.keys):
            return [self._of(self.marked, self._read(clause.left, clause.right))]
        if len(self.alone) == 1:
            return [self._of(self.alone, self._read(clause.left, clause.right), 0.1)]
        return None

    # What the rules share.

    def _of_all(self, wording: str, so_far: Keys = ()) -> Keys | None:
        discussion = self.sentence.section == "discussion"
        return of_all(
            wording, self.keys, self.before, self.earlier, discussion=discussion, so_far=so_far
        )

    def _two_parts(self) -> tuple[list[Statement], int, int]:
        """What one part of the patients has and what the other, which is named, where together they
        are all; and where that begins and ends.
        """
        sentence, wording, left = self.sentence, self.sentence.text, self.sentence.start
        told = _TWO_PARTS.search(wording)
        a, b, n, m = next((g for g in _PARTS if told and told[g[2]]), _PARTS[0])
        if not told or (a != "e" and ALL.search(wording, 0, min(told.start(n), told.start(m)))):
            return [], left, left
        who = told["who"] or told["whose"] or told["named"] or wording[told.end() :]
        named = named_in(who, self.keys)
        rests, those = parse(told[n]), float(len(named)) if told["named"] else parse(told[m])
        if rests is None or those is None or those != len(named):
            return [], left, left
        if rests + those != len(self.keys):
            return [], left, left
        out: list[Statement] = []
        clause = _Clause(left, sentence.end, wording, named)
        shown: list[Finding] = []
        for who, (start, end) in ((self._others_than(named), told.span(a)), (named, told.span(b))):
            found = self._read(left + start, left + end)
            if not found and shown and start == told.start("j"):
                lacking = _LACKING.search(wording, start, end)
                found = _of_polarity(shown, positive=not lacking)
            if not found and start == told.start("c"):
                # "The tumours were functional in one and non-secreting in two": the head is of both.
                values = [
                    m.start - left for m in sentence.mentions if m.start < left + told.end("d")
                ]
                part = clip(sentence, 0, end)
                found = self.reading.piece(
                    blanked(part, [(v, start) for v in values[:1]]), OF_NAMED
                )
            grade = _GRADE.fullmatch(wording, start, end)
            if grade and not found:
                at = left + start, left + end
                found = [self._made("grade", f"G{grade[1]}", at, "grade.listed")]
            found += self._ki67(clause, start, end, found)
            shown = [f for f in found if f.field in _STAINS]
            out.append(Statement(who, lowered(found, 0.7)))
        return out, left + told.start(), left + told.end()

    def _in_part(self, clause: _Clause, who: Keys, a: int, b: int) -> Iterator[Statement]:
        """The part ``[a, b)`` of the clause's wording, which is about the patients ``who``."""
        wording, left = clause.wording, clause.left
        self.before = tuple(dict.fromkeys([*self.before, *who]))
        found = self._read(left + a, left + b)
        found += self._ki67(clause, a, b, found)
        if not found and self.first and not _SAID.search(wording, a, b):
            found = self._with_head(self.first, left + a, left + b)
        self.first = self.first or ((left + a, left + b) if found else None)
        yield self._of(who, found)
        if _ONLY.search(wording, a, b):
            shown = [f for f in found if f.field in _STAINS]
            yield self._of(self._others_than(who), _of_polarity(shown, positive=False), 0.1)

    def _in_aside(self, who: Keys, left: int, right: int) -> Statement:
        found = self._read(left, right)
        start = self.sentence.start
        grade = _GRADE.search(self.sentence.text, left - start, right - start)
        if grade and not any(f.field == "grade" for f in found):
            at = start + grade.start(), start + grade.end()
            found.append(self._made("grade", f"G{grade[1]}", at, "grade.listed"))
        return self._of(who, found)

    def _with_head(self, first: tuple[int, int], left: int, right: int) -> list[Finding]:
        """What a part without a verb tells, with the head of the first: "Lesions involved L1 in
        patient 4, T10 and ribs in patient 8".
        """
        told = [m.start for m in self.sentence.mentions if first[0] <= m.start < first[1]]
        if not told or left <= told[0]:
            return []
        start = self.sentence.start
        whole = clip(self.sentence, first[0] - start, right - start)
        blank = (told[0] - whole.start, left - whole.start)
        return self.reading.piece(blanked(whole, [blank]), OF_NAMED)

    def _the_exception(
        self, wording: str, every: Keys, found: Iterable[Finding]
    ) -> list[Statement]:
        """The other result of a stain in the one patient whom "all but patient 7" leaves out."""
        rest = self._others_than(every)
        stains = [f for f in found if f.field in _STAINS]
        fields = {f.field for f in stains}
        if not 1 <= len(rest) <= _FEW or len(fields) != 1 or _NO_RESULT.search(wording):
            return []
        if rest != named_in(wording, self.keys) or not EXCEPT.search(wording):
            return []
        flipped = _of_polarity(stains, positive="markers_negative" in fields)
        return [self._of(rest, flipped, 0.1)]

    def _all_except(self, clause: _Clause, exception: re.Match[str]) -> list[Statement]:
        """ "All tumours were G1 except that of patient 3 (G2)": of the others, and of the exception."""
        wording = clause.wording
        every = ALL.search(wording, 0, exception.start())
        # "Chromogranin was positive except in cases 5 and 8", "MRI was performed save in case 3"
        plain = _STAIN_RESULT.search(wording, 0, exception.start()) or _WAS_DONE.search(
            wording, 0, exception.start()
        )
        begin = every.end() if every else 0
        if not (every or plain) or not _SAID.search(wording, begin, exception.start()):
            return []
        cut = clause.left + exception.start()
        but = named_in(self.sentence.between(cut, clause.right), self.keys)
        # Without a name it is nobody's: who is left out is not known.
        rest = self._others_than(but) if but else ()
        of_rest = _surely_given(wording, self._read(clause.left, cut, OF_NAMED | OF_ALL))
        behind = cut + len(exception.group())
        of_but = _surely_given(wording, self._read(behind, clause.right, OF_NAMED | OF_ALL))
        out: list[Statement] = []
        if _AND_WAS.search(wording, begin, exception.start()):
            # "MRI was done in every case and was normal save in patient 3".
            done = [f for f in of_rest if f.field == "diagnostic_methods"]
            out.append(self._of(self.keys, done, 0.1))
        out += [self._of(rest, of_rest, 0.1), self._of(but, of_but, 0.1)]
        stains = [f for f in of_rest if f.field in _STAINS]
        if but and not of_but and len({f.field for f in stains}) == 1:
            if not _NO_RESULT.search(wording):
                flipped = _of_polarity(stains, positive=stains[0].field == "markers_negative")
                out.append(self._of(but, flipped, 0.1))
        return out

    def _ki67(self, clause: _Clause, a: int, b: int, found: Iterable[Finding]) -> list[Finding]:
        """The index of a later patient of a list: "was 80% in case 1, 90% in case 2"."""
        part = _PERCENT.search(clause.wording, a, b)
        if not part or not _INDEX.search(clause.wording, 0, b):
            return []
        if any(f.field == "ki67_percent" for f in found):
            return []
        number = part["n"].replace("–", "-")
        value = (">" if part["more"] else "<" if part["less"] else "") + number
        at = clause.left + part.start(), clause.left + part.end()
        return [self._made("ki67_percent", value, at, "ki67.listed", 0.8)]

    def _without_result(self, clause: _Clause, above: tuple[int, int]) -> list[Finding]:
        """The markers of a clause without a result of its own, which has that of the one before."""
        wording, sentence = clause.wording, self.sentence
        told = _STAIN_RESULT.findall(sentence.between(*above))
        if not _IN_WHOM.match(wording) or _STAIN_RESULT.search(wording):
            return []
        negative = told and told[-1].lower().startswith("neg")
        field = "markers_negative" if negative else "markers_positive"
        if not told and {f.field for f in self._read(*above, _STAINS)} != {field}:
            return []  # "Immunohistochemistry showed CgA in all" has no word for the result
        return [
            make(
                self.reading.scope(sentence), sentence, field, name, m.start, m.end,
                "marker.listed", group="marker", confidence=0.8,
            )
            for m in sentence.of("marker")
            if clause.left <= m.start < clause.right
            for name in m.names
        ]  # fmt: skip


# "5 (ribs), " of such a list.
_MEMBER = compiled(
    rf"(?P<key>{ONE})(?:\s*\((?P<own>[^()]{{2,60}})\))?(?:\s*,\s*(?:and\s+)?|\s+and\s+|(?=\W|$))"
)


def _members(wording: str, at: int) -> list[re.Match[str]]:
    """The patients of a list that begins at ``at``, each with its bracket."""
    members: list[re.Match[str]] = []
    while member := _MEMBER.match(wording, at):
        members.append(member)
        at = member.end()
    return members


_RULES: tuple[Callable[[Clauses, _Clause], list[Statement] | None], ...] = (
    Clauses._relative,
    Clauses._same_stain,
    Clauses._elliptic,
    Clauses._excepted,
    Clauses._not_done,
    Clauses._own_brackets,
    Clauses._named,
    Clauses._those_with,
    Clauses._general,
    Clauses._nobody,
)


def _each_in_turn(wording: str, who: Keys, a: int, b: int) -> list[tuple[Keys, int, int]]:
    """The part ``[a, b)`` that holds of all whom it names, and what brackets tell of each in turn:
    "excised in patients 1 and 3 (left adrenalectomy and resection of the mass, respectively)".
    """
    each = _RESPECTIVE.search(wording, a, b)
    if not each or len(who) < 2:
        return [(who, a, b)]
    parts = [(who, a, each.start())]
    joints = list(_NEXT_ITEM.finditer(wording, *each.span("items")))
    if len(joints) + 1 == len(who):
        starts = [each.start("items"), *(m.end() for m in joints)]
        ends = [*(m.start() for m in joints), each.end("items")]
        parts += [((k,), x, y) for k, x, y in zip(who, starts, ends, strict=True)]
    return parts


def _surely_given(wording: str, found: list[Finding]) -> list[Finding]:
    """Without treatments of which it is not said that they were given, or to whom which of several
    ("octreotide or lanreotide was used in all").
    """
    if _GIVEN.search(wording) and not patterns.search(r"\sor\s", wording):
        return found
    return [f for f in found if f.field != "treatments"]


def _result(again: re.Match[str]) -> str:
    return (again["result"] or again["others"] or "negative").lower()


def _of_polarity(stains: Iterable[Finding], *, positive: bool) -> list[Finding]:
    """The same markers with the result that a later clause tells of other patients."""
    name = "markers_positive" if positive else "markers_negative"
    return [replace(f, field=name) for f in stains]


def _cut(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """The clauses of a sentence that may be about different patients."""
    left = sentence.start
    for match in _JOINT.finditer(sentence.text):
        before = sentence.text[: match.start()]
        if before.count("(") > before.count(")") and OTHERS.search(before):
            continue  # "the remaining ones were NETs (G1 in patient 3, G2 in the others)"
        head = sentence.between(left, sentence.start + match.start())
        # "Done in all except patient 5: it showed … in patients 1 to 4", not "in 1 and 3: a in the former".
        if match.group().startswith(":") and not (
            (EXCEPT.search(head) and NAMED.search(sentence.text, match.end()))
            or (NAMED.search(head) and ALL.search(sentence.text, match.end()))
        ):
            continue
        if head:
            yield from _all_then_some(sentence, left, sentence.start + match.start())
            left = sentence.start + match.end()
    yield from _all_then_some(sentence, left, sentence.end)


def _all_then_some(sentence: Sentence, left: int, right: int) -> Iterator[tuple[int, int]]:
    """ "All were given diazoxide, with success in one (patient B)": what is of all, and the rest."""
    wording = sentence.between(left, right)
    every = ALL.search(wording)
    if every and (some := _AND_SOME.search(wording, every.end())):
        yield left, left + some.start()
        yield from _all_then_some(sentence, left + some.end(), right)
        return
    named = NAMED.search(wording, every.end()) if every else None
    joint = _TO_SOME.search(wording, every.end()) if every else None
    if (
        every and named and joint and joint.end() <= named.start()
        and not EXCEPT.search(wording, every.end(), named.start())
    ):  # fmt: skip
        yield left, left + joint.start()
        left += joint.end()
    yield left, right
