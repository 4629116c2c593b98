"""What prose, footnotes and captions say of the patients of a table.

"Patients no: 2 and 5 died" is about two of them, "all other patients are alive" about the rest,
"all patients received 177Lu-DOTATATE" about each: such statements fill the rows that they name,
each with its own quote, where the table itself does not say otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from netmatrix.document import Span
from netmatrix.evidence import Finding
from netmatrix.extract import diagnosis, grading, markers, methods, outcomes, sites, treatments
from netmatrix.extract.base import Scope, make
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Annotations, Sentence
from netmatrix.nlp.components import cut_sentence
from netmatrix.nlp.sentences import split
from netmatrix.normalise.names import Names
from netmatrix.normalise.numbers import WORDS, parse

_WORD_NUMBERS = {
    w: str(n)
    for n, w in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1
    )
}
_ONE = rf"(?:\d{{1,3}}|[IVX]{{1,5}}|[A-HJ-UWYZ](?![A-Za-z])|(?i:{'|'.join(_WORD_NUMBERS)}))"
_LIST = rf"{_ONE}(?:(?:\s*\([^()]{{1,30}}\)(?=\s*(?:,|and\b)))?\s*(?:,\s*(?:and\s+)?|and\s+|&\s*|or\s+|[-–]\s*|to\s+)(?:#?{_ONE}|(?i:patient|case|pt)s?\.?\s*(?:(?i:no\.?:?\s*)|#)?{_ONE}(?!\s+(?:had|has|was|underwent|received|developed|died|refused)\b)))*"
_NOUN = r"(?i:patients?|cases?|pts?\.?)"
NAMED = re.compile(
    rf"(?:\b{_NOUN}|\b(?=(?i:nos?\.|number)\s?\d)|(?<![\w&])(?=#\d))\s*+\(?(?i:nos?\.?\s*:?|numbers?\s*:?|nr\.?|#)?\s*+#?\s*+(?P<list>{_LIST})\b"
    r"(?!\s*(?:/|%|patients|cases|of\s+(?:the\s+)?\d|years|months|(?:fe)?males?\b|(?:wo)?m[ae]n\b|girls?\b|boys?\b|\(\s*(?:\d+(?:[.,]\d+)?\s*(?:%|\))|n\s*=)))"
    rf"|\bin\s+(?P<bare>(?:\d{{1,2}}|[IVX]{{1,4}}|[A-H])(?:,\s*(?:\d{{1,2}}|[IVX]{{1,4}}|[A-H]))*,?\s+and\s+(?:\d{{1,2}}|[IVX]{{1,4}}|[A-H]))(?=\s*[,.;)]|\s+(?:only|the|was|were|and)\b|$)"
    rf"|\b(?:{WORDS}|\d+)\s+(?:\w+\s+)?patients?\s+\((?:(?i:patients?|nos?\.?|cases?|\#)\s*)?(?P<inside>{_LIST})\)"
)
# "The diagnosis was made by biopsy": in all.
_HOW_MADE = re.compile(
    r"(?:The\s+)?(?:diagnosis|staging|work-?up)\s+(?:was\s+(?:made|established|confirmed)|had\s+been|consisted|comprised|rested|included)",
    re.I,
)
_ALL = re.compile(
    rf"\b(?:all|each|every)\s+(?:of\s+(?:the\s+|our\s+|these\s+)?)?(?:the\s+|our\s+|these\s+|study\s+)?(?P<n>(?:\d{{1,3}}|{WORDS})\s+)?"
    r"(?:(?!but\b|except\b)\w+\s+){0,2}?(?:patients?|cases?|tumou?rs?|subjects|individuals|specimens|lesions|neoplasms|child(?:ren)?|women|men|operations|procedures|instances?)\b"
    rf"|(?:\bin\s+|^\W*)all(?=\s+(?:but|except)\b)|^\W*All\s+(?P<m>(?:\d{{1,3}}|{WORDS})\s+)?(?=underwent|received|were|had|are|have)|\bthroughout\s+the\s+series\b|\b(?:positive|negative)\s+throughout\b|\buniformly\s+(?:positive|negative)\b"
    rf"|\bin\s+all(?:\s+of\s+them|\s+(?P<l>\d{{1,2}}|{WORDS}))?(?=\s*[,.;]|$)"
    r"|^(?:\w+ly,?\s+)?The\s+tumou?rs\s+(?=stained|were\s+(?:\w+ly\s+)?(?:classified|positive|negative|graded)|expressed)"
    rf"|^(?={_HOW_MADE.pattern})(?:The\s+)?\w+(?:-?up)?"
    rf"|(?<!\bof )\bthe\s+(?P<k>\d{{1,2}}|{WORDS})\s+(?:tumou?rs|patients|cases|specimens|neoplasms)\b(?!\s+(?:with|who|whose|that|in|of|operated|treated))",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:all\s+(?:the\s+|of\s+the\s+)?(?:other|remaining)s?\b|the\s+(?:other|remaining|rest)\b|the\s+others\b|all\s+others\b)(?:\s+(?:\w+\s+){0,2}(?:patients|cases|ones))?",
    re.IGNORECASE,
)
_COUNT_OF_OTHERS = re.compile(
    rf"(?:all\s+)?(?:of\s+)?(?:the\s+)?(?:other|remaining)\s+({WORDS}|\d{{1,2}})\b", re.IGNORECASE
)
_EXCEPT = re.compile(
    r"\b(?:except|but|apart\s+from|other\s+than|excluding|save|with\s+the\s+exception\s+of)\s+(?:for\s+|in\s+)?",
    re.I,
)
_EXCEPT_NAMED = re.compile(
    rf",?\s+(?:except|but\s+not|apart\s+from|other\s+than|excluding|save|with\s+the\s+exception\s+of)\s+(?:for\s+|in\s+)?"
    rf"(?:(?:that|those|the\s+\w+)\s+(?:of|in|from)\s+)?(?={_NOUN})",
    re.I,
)
# What is said of all stands before the exception: not "all but case 5 had …".
_SAID = re.compile(r"\b(?:was|were|had|has|have|is|are|underwent|\w{3,}ed)\b", re.I)
_RESTRICTED = re.compile(
    r"^\s*(?:\([^)]*\)\s*)?(?:with(?!\s+(?:a\s+)?(?:median|mean))|without|who|whom|whose|treated\s+with|receiving|in\s+whom|undergoing|aged|that|having|from)\b",
    re.IGNORECASE,
)
_GIVEN = re.compile(
    r"\b(?:received|underwent|treated|given|administered|had|operated|resected|started|run|part\s+of)\b",
    re.I,
)
_CLAUSE = re.compile(
    r";\s+|:\s+|,?\s+and\s+(?=(?:by|with|on)\s+[^,;.:]{3,60}\s(?:in|for)\s+(?:all\s+)?(?:patients?|cases?|the\s+(?:others?|remaining|rest))\b)"
    r"|,?\s+and\s+(?!normal|within|not\b|negative|positive|absent|low|high|raised|elevated|none\b|un\w+|was\b|were\b)"
    r"(?=[\w\s-]{3,50}?\s(?:in|for)\s+the\s+(?:others?|remaining|rest)\b)|,\s+(?=in\s+(?:which|whom)\b)"
    r"|,\s+(?:and\s+)?(?!\w+(?:ed|ne|en)\s+in\b)(?=[A-Za-z][\w /-]{1,24}\sin\s(?:the\s(?:two|three|four|five|six|seven|eight)\b|all\s(?:but|except)\b|\d|(?:patients?|cases?|nos?\.|numbers?)\s))"
    r"|,\s+and\s+(?=[\w\s-]{2,40}\s(?:was|were)\s+(?:positive|negative|expressed|found|seen|present|demonstrated)\b)|(?<=\bin all),\s+and\s+|,\s+(?=(?:whose|who|which)\b)|\s+and\s+(?=(?:was|were)\s+not\s+(?:requested|tested|performed|done|available|examined)\b)|,?\s+and\s+(?=(?:(?:focally|weakly|diffusely)\s+)?(?:negative|positive)\s+in\b)|,?\s+(?:whereas|while)\s+|,\s+but\s+|,?\s+and\s+(?=(?:all|the\s+other|the\s+remaining)\b)|,\s+(?=(?:all|the)\s+other)",
    re.IGNORECASE,
)
_CITED = Gated(r"\[\d[\d,\s–-]*\]|\bet\s+al\b|\bliterature\b", re.IGNORECASE)
_OWN_DISCUSSION = re.compile(r"\b(?:our|present|this|current)\b", re.IGNORECASE)
_SELECTED = Gated(
    r"\b(?:review\w*|stud(?:y|ied)|includ\w+|analy[sz]\w+|identif\w+|retrospectiv\w*|records|describe\w*|report\w*|present\w*|enrol\w+|series|treated|operated|search\w*|evaluat\w+|underwent|received)\b",
    re.IGNORECASE,
)
_SUBGROUP = re.compile(
    rf",?\s*(?:of\s+(?:whom|which|these|those)|among\s+(?:whom|them)|in\s+whom|including)\b|\b(?:{WORDS}|\d+)\s+(?:of\s+(?:them|these)|patients?|had|were|received|underwent)\b",
    re.IGNORECASE,
)
_ONE_VALUE = frozenset(
    {"vital_status", "response", "primary_site", "differentiation", "histology", "functional",
     "bone_lesion_type", "follow_up_months", "pfs_months", "grade", "sex"}
)  # fmt: skip
_OF_NAMED = frozenset(
    {"vital_status", "response", "primary_site", "metastatic_sites", "bone_sites", "treatments",
     "syndrome", "bone_lesion_type", "functional", "pfs_months", "follow_up_months",
     "diagnostic_methods", "markers_positive", "markers_negative", "grade", "ki67_percent",
     "histology", "differentiation"}
)  # fmt: skip
_OF_ALL = frozenset(
    {"vital_status", "primary_site", "metastatic_sites", "differentiation", "treatments",
     "functional", "syndrome", "markers_positive", "markers_negative", "diagnostic_methods", "grade",
     "histology"}
)  # fmt: skip
# "Metastases found on PET/CT: a series of eight patients".
_FOUND_ON = re.compile(
    r"\b(?:found|detected|seen|shown|discovered|imaged|diagnosed)\s+(?:on|by|with|at|in)\b", re.I
)
_OF_TITLE = frozenset({"histology", "primary_site", "metastatic_sites", "treatments", "syndrome"})
_SEX = {"men": "male", "women": "female"}
_PARTS = frozenset({"abstract", "methods", "results", "body", "case", "conclusion", "discussion"})


@dataclass(frozen=True, slots=True)
class Statement:
    """Findings about some patients of the tables, by key; ``of_all`` where it names none."""

    keys: tuple[str, ...]
    findings: tuple[Finding, ...]
    of_all: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A table's footnote; ``marked`` are the patients in whose lines each mark stands."""

    span: Span
    marked: Mapping[str, tuple[str, ...]]


def statements(
    annotations: Annotations, names: Names, keys: Sequence[str], notes: Iterable[Note]
) -> Iterator[Statement]:
    """What the paper says of the patients ``keys``, the surest first: footnotes, then prose."""
    text = annotations.document.text
    seen: list[Span] = []
    for note in notes:
        seen.append(note.span)
        for left, right in _between_marks(text, note.span.start, note.span.end):
            mark = re.match(r"\s*([*†‡§¶]+)", text[left:right])
            who = note.marked.get(mark.group(1), ()) if mark else ()
            for start, end in split(text, left, right):
                sentence = cut_sentence(annotations, start, end, section="table", kind="footnote")
                yield from _of_sentence(annotations, names, keys, sentence, 0.85, who)
    # The paragraph, whom it named last, and whether it begins with that patient.
    block, headed = -1, False
    before: tuple[str, ...] = ()
    for sentence in annotations.sentences:
        if sentence.kind not in ("paragraph", "list_item") or sentence.section not in _PARTS:
            continue
        if sentence.has("literature") or sentence.cites or _CITED.search(sentence.text):
            continue
        if any(s.start <= sentence.start < s.end for s in seen):
            continue
        told = _named(sentence.text, keys)
        opens = sentence.start == annotations.document.blocks[sentence.block].start
        earlier = before if sentence.block - block <= _NEXT else ()
        if told:
            headed = opens and bool(NAMED.search(sentence.text[:_HEAD]))
            block, before = sentence.block, told
        elif block == sentence.block and before:
            text_of = sentence.text
            pair = _former_and_latter(before, text_of)
            goes_on = (
                # "She was given …", "A scan after 31 months showed …"
                (sentence.has("pronoun") or (headed and not _SEVERAL.search(text_of)))
                if len(before) == 1
                else len(before) == _PAIR and _BOTH.search(text_of)
            ) and not (_ALL.search(text_of) or _OTHERS.search(text_of))
            for who, a, b in pair or ([(before, 0, len(text_of))] if goes_on else []):
                left = sentence.start + a
                found = _read(annotations, names, sentence, left, sentence.start + b, _OF_NAMED)
                yield Statement(who, _lowered(found, 0.7))
            if pair or goes_on:
                continue
        marked = _between_marks(text, sentence.start, sentence.end)
        if len(marked) < 2:
            yield from _of_sentence(annotations, names, keys, sentence, 0.8, earlier=earlier)
            continue
        for left, right in marked:  # a legend that the reader took for a paragraph
            piece = cut_sentence(
                annotations, left, right, section=sentence.section, kind="paragraph"
            )
            yield from _of_sentence(annotations, names, keys, piece, 0.8)


_HEAD = 60
"""A patient named within so many letters of a paragraph's beginning is whom all of it is about."""
_SEVERAL = re.compile(r"\b(?:patients|cases|series|cohort|literature|authors)\b", re.IGNORECASE)
_NEXT = 2
"""So many blocks further "the other four" still looks back to whom was named last."""
_PAIR = 2
_BOTH = re.compile(r"\b(?:both|they|these\s+two)\b", re.IGNORECASE)


def _named(wording: str, keys: Sequence[str]) -> tuple[str, ...]:
    """The patients that a wording names, each once."""
    found = (
        k
        for m in NAMED.finditer(wording)
        for k in _listed(m["list"] or m["bare"] or m["inside"], keys)
    )
    return tuple(dict.fromkeys(found))


def _between_marks(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The parts of a footnote between its marks."""
    cuts = [start, *(start + m.start() for m in re.finditer(r"[*†‡§¶]+", text[start:end])), end]
    return [(a, b) for a, b in pairwise(cuts) if b - a > 8]


def _of_sentence(
    annotations: Annotations,
    names: Names,
    keys: Sequence[str],
    sentence: Sentence,
    confidence: float,
    marked: tuple[str, ...] = (),
    earlier: tuple[str, ...] = (),
) -> Iterator[Statement]:
    before = marked
    last: tuple[str, ...] = ()  # whom the clause before names last
    above: tuple[int, int] | None = None  # the clause before
    follow: tuple[str, ...] = ()
    for left, right in _clauses(sentence):
        wording = sentence.between(left, right)
        again = _AGAIN.match(wording)
        if (
            wording.startswith(("whose", "who ", "in which", "in whom"))
            and last
            and not _named(wording, keys)
        ):
            found = _read(annotations, names, sentence, left, right, _OF_NAMED)
            yield Statement(last, _lowered(found, confidence))
            continue
        named = _named(wording, keys)
        last = tuple(named[-1:])
        stains = _read(annotations, names, sentence, *above, _STAINS) if again and above else []
        if stains and above and again:
            others = bool(_OTHERS.search(wording))
            rest = tuple(k for k in keys if k not in (*before, *named))
            flipped = _of_polarity(stains, positive=_result(again) == "positive")
            yield Statement(
                tuple(named) or rest if named or others else (), _lowered(flipped, confidence)
            )
            count = _IN_SOME.search(sentence.between(*above))
            some = int(parse(count[1]) or 0) if count else 0
            if named and some + len(named) == len(
                keys
            ):  # "positive in four, negative in patient 2"
                yield Statement(rest, _lowered(stains, confidence))
            continue
        listed = _elliptic(annotations, names, sentence, left, right, above) if above else []
        if listed:
            every = _of_all(wording, keys, before, sentence, earlier)
            who = named if every is None else every
            yield Statement(tuple(who), _lowered(listed, confidence))
            continue
        above = (left, right)
        exception = _EXCEPT_NAMED.search(wording)
        all_of = _ALL.search(wording, 0, exception.start()) if exception else None
        if exception and all_of and _SAID.search(wording, all_of.end(), exception.start()):
            # "All tumours were G1 except that of patient 3 (G2)".
            cut = left + exception.start()
            but = _named(sentence.between(cut, right), keys)
            rest = tuple(k for k in keys if k not in but)
            for who, a, b in ((rest, left, cut), (but, cut + len(exception.group()), right)):
                found = _read(annotations, names, sentence, a, b, _OF_ALL | _OF_NAMED)
                found = _surely_given(wording, found)
                if a == left and _AND_WAS.search(wording, all_of.end(), exception.start()):
                    # "MRI was done in every case and was normal save in patient 3".
                    done = [f for f in found if f.field == "diagnostic_methods"]
                    yield Statement(tuple(keys), _lowered(done, confidence - 0.1))
                yield Statement(who if but else (), _lowered(found, confidence - 0.1))
            continue
        parts = _parts_by_name(wording, keys)
        for who, a, b in parts:
            before = tuple(dict.fromkeys([*before, *who]))
            found = _read(annotations, names, sentence, left + a, left + b, _OF_NAMED)
            found += _ki67(annotations, names, sentence, wording, left, a, b, found)
            yield Statement(who, _lowered(found, confidence))
            if _ONLY.search(wording, a, b):
                shown = [f for f in found if f.field in _STAINS]
                flipped = _of_polarity(shown, positive=False)
                rest = tuple(k for k in keys if k not in who)
                yield Statement(rest, _lowered(flipped, confidence - 0.1))
        if parts:
            follow = parts[-1][0] if len(parts) == 1 else ()
            continue
        general = _of_all(wording, keys, before, sentence, earlier)
        if general is not None:
            allowed = _OF_ALL if len(general) == len(keys) else _OF_ALL | _OF_NAMED
            if _HOW_MADE.match(wording):
                allowed = frozenset({"diagnostic_methods"})
            found = _read(annotations, names, sentence, left, right, allowed)
            found = _surely_given(wording, found)
            yield Statement(general, _lowered(found, confidence - 0.1), of_all=True)
        elif marked and len(marked) < len(keys):
            found = _read(annotations, names, sentence, left, right, _OF_NAMED)
            yield Statement(marked, _lowered(found, confidence))
        elif len(follow) == 1:  # "In case 4 …; pleural dissemination became evident later"
            found = _read(annotations, names, sentence, left, right, _OF_NAMED)
            yield Statement(follow, _lowered(found, confidence - 0.1))


def _ki67(
    annotations: Annotations,
    names: Names,
    sentence: Sentence,
    wording: str,
    left: int,
    a: int,
    b: int,
    found: Sequence[Finding],
) -> list[Finding]:
    """The index of a later patient of a list: "was 80% in case 1, 90% in case 2"."""
    part = _PERCENT.search(wording, a, b)
    if (
        not part
        or not _INDEX.search(wording, 0, b)
        or any(f.field == "ki67_percent" for f in found)
    ):
        return []
    scope = Scope(annotations, names, [sentence])
    value = (">" if part["more"] else "<" if part["less"] else "") + part["n"]
    start, end = left + part.start(), left + part.end()
    return [make(scope, sentence, "ki67_percent", value, start, end, "ki67.listed", confidence=0.8)]


_INDEX = re.compile(r"\b(?:Ki-?\s?67|MIB-?1|proliferation\s+index)\b", re.IGNORECASE)
_PERCENT = re.compile(
    r"(?:(?P<more>more\s+than|over|above|>)\s*|(?P<less>less\s+than|under|below|<)\s*)?(?P<n>\d{1,2}(?:\.\d+)?)\s?%(?!\s+of\b)"
)
_ONLY = re.compile(
    rf"\b(?:positive|expressed|demonstrated|present|seen|stained)\s+only\s+(?:in|by)\b|\bpositive\s+in\s+[^.;]*{_ONE}\s+(?:only|alone)\b"
)
_STAINS = frozenset({"markers_positive", "markers_negative"})
# "… and negative in the remaining two": of the marker of the clause before.
_AGAIN = re.compile(
    r"(?:(?:focally|weakly|diffusely)\s+)?(?=(?:negative|positive)\s+in\b)(?P<result>negative|positive)"
    r"|(?:the|all)\s+(?:the\s+)?(?:others?|rest)\s+(?:being|were)\s+(?P<others>negative|positive)\b",
    re.IGNORECASE,
)
_IN_SOME = re.compile(
    rf"\b(?:positive|negative)\s+in\s+({WORDS}|\d{{1,2}})\b(?!\s*(?:%|of\b))", re.IGNORECASE
)


# "Positive in all, CD56 in all but number 5": a marker without its result.
_IN_WHOM = re.compile(r"[A-Za-z][\w /-]{1,24}\sin\s", re.I)
_STAIN_RESULT = re.compile(r"\b(?:positiv\w+|express\w+|stained|negativ\w+)\b", re.I)


def _elliptic(
    annotations: Annotations,
    names: Names,
    sentence: Sentence,
    left: int,
    right: int,
    above: tuple[int, int],
) -> list[Finding]:
    """The markers of a clause without a result of its own, which has that of the clause before."""
    wording = sentence.between(left, right)
    told = _STAIN_RESULT.findall(sentence.between(*above))
    if not told or not _IN_WHOM.match(wording) or _STAIN_RESULT.search(wording):
        return []
    scope = Scope(annotations, names, [sentence])
    field = "markers_negative" if told[-1].lower().startswith("neg") else "markers_positive"
    return [
        make(
            scope, sentence, field, name, m.start, m.end, "marker.listed", group="marker",
            confidence=0.8,
        )
        for m in sentence.of("marker")
        if left <= m.start < right
        for name in m.names
    ]  # fmt: skip


def _surely_given(wording: str, found: list[Finding]) -> list[Finding]:
    """Without treatments of which it is not said that they were given, or to whom which of several
    ("octreotide or lanreotide was used in all").
    """
    if _GIVEN.search(wording) and not re.search(r"\sor\s", wording):
        return found
    return [f for f in found if f.field != "treatments"]


_AND_WAS = re.compile(r"\sand\s(?:was|were|showed|revealed)\b", re.I)


def _result(again: re.Match[str]) -> str:
    return (again["result"] or again["others"]).lower()


def _of_polarity(stains: Iterable[Finding], *, positive: bool) -> list[Finding]:
    """The same markers with the result that a later clause tells of other patients."""
    name = "markers_positive" if positive else "markers_negative"
    return [replace(f, field=name) for f in stains]


def _clauses(sentence: Sentence) -> Iterator[tuple[int, int]]:
    left = sentence.start
    for match in _CLAUSE.finditer(sentence.text):
        head = sentence.between(left, sentence.start + match.start())
        # "Done in all except patient 5: it showed … in patients 1 to 4", not "in 1 and 3: a in the former".
        if match.group().startswith(":") and not (
            (_EXCEPT.search(head) and NAMED.search(sentence.text, match.end()))
            or (NAMED.search(head) and _ALL.search(sentence.text, match.end()))
        ):
            continue
        if head:
            yield left, sentence.start + match.start()
            left = sentence.start + match.end()
    yield left, sentence.end


def _parts_by_name(wording: str, keys: Sequence[str]) -> list[tuple[tuple[str, ...], int, int]]:
    """The patients that a clause names, each with the part of the clause that is about them."""
    hits = [
        (named, Span(m.start(), m.end()))
        for m in NAMED.finditer(wording)
        if (named := _listed(m["list"] or m["bare"] or m["inside"], keys))
        and m.end() - m.start() > 1
    ]
    if not hits:
        return []
    hits = _one_list(wording, hits)
    first = hits[0][1]
    if _EXCEPT.search(wording[: first.start][-24:]) or _OTHERS.search(wording):
        return []
    if len(hits) == 1:
        return _former_and_latter(hits[0][0], wording) or [(hits[0][0], 0, len(wording))]
    leading = len(wording[: first.start].split()) <= 3
    cuts = [m.start if leading else m.end for _, m in hits]
    if leading:
        bounds = list(zip([0, *cuts[1:]], [*cuts[1:], len(wording)], strict=True))
    else:
        bounds = list(zip([0, *cuts[:-1]], [*cuts[:-1], len(wording)], strict=True))
    return [(who, a, b) for (who, _), (a, b) in zip(hits, bounds, strict=True)]


# "Raised in case 2 (84 ng/mL) and case 4": one list.
_AND = re.compile(
    r"\s*(?:\([^()]*\)\s*)?(?:,|and|,\s*and|&)\s*(?:in\s+|of\s+|for\s+)?", re.IGNORECASE
)


# "Excised in patients 1 and 3, and patient 4 had …": another clause.
_VERB = re.compile(
    r"\s+(?:had|has|was|were|is|did|could|underwent|received|developed|died|remained|refused|showed|presented|also)\b"
)


def _one_list(
    wording: str, hits: Sequence[tuple[tuple[str, ...], Span]]
) -> list[tuple[tuple[str, ...], Span]]:
    """The named patients, those with nothing but "and" between them as one."""
    out: list[tuple[tuple[str, ...], Span]] = [hits[0]]
    for who, span in hits[1:]:
        whom, last = out[-1]
        if _AND.fullmatch(wording, last.end, span.start) and not _VERB.match(wording, span.end):
            out[-1] = (tuple(dict.fromkeys([*whom, *who])), Span(last.start, span.end))
        else:
            out.append((who, span))
    return out


# "Resected in cases 1 and 3: the ileum in the former, and the left lower lobe in the latter".
_FORMER = re.compile(r"\b(?:in|of|for|with)\s+the\s+former\b", re.IGNORECASE)
_LATTER = re.compile(r"\b(?:in|of|for|with)\s+the\s+latter\b", re.IGNORECASE)


def _former_and_latter(
    who: tuple[str, ...], wording: str
) -> list[tuple[tuple[str, ...], int, int]]:
    """The parts of a clause on two patients that tell them apart; what stands before a colon is of
    both.
    """
    former, latter = _FORMER.search(wording), _LATTER.search(wording)
    if len(who) != len(("former", "latter")) or not former or not latter:
        return []
    if former.start() > latter.start():
        return []
    begin = wording.rfind(":", 0, former.start()) + 1
    own: list[tuple[tuple[str, ...], int, int]] = [
        ((who[0],), begin, former.end()),
        ((who[1],), former.end(), latter.end()),
    ]
    return [(who, 0, begin), *own] if begin else own


def _listed(raw: str, keys: Sequence[str]) -> tuple[str, ...]:
    """The keys of a list: "1, 6 and 7", "2-4", "one"; empty if one of them is no patient's."""
    out: list[str] = []
    pieces = re.findall(rf"{_ONE}|[-–]|\bto\b", re.sub(r"\([^()]*\)", "", raw))
    span_open = False
    for piece in pieces:
        if piece in ("-", "–", "to"):
            span_open = True
            continue
        key = _WORD_NUMBERS.get(piece.lower(), piece)
        if key not in keys:
            return ()
        if span_open and out and out[-1].isdigit() and key.isdigit():
            between = range(int(out[-1]) + 1, int(key))
            out += [str(n) for n in between if str(n) in keys]
        span_open = False
        out.append(key)
    return tuple(dict.fromkeys(out))


# "Done in every child but did not show it": no exception.
_BUT_DID = re.compile(r"but\s+(?:did|was|were|had|has|have|none|only|no|not|failed|showed)\b", re.I)
_RANKS = ("first", "second", "third", "last")
# "In all but the first".
_RANKED = re.compile(r"the\s+(?P<rank>first|second|third|last)\b(?!\s+(?:two|three|four|\d))", re.I)


def _of_all(
    wording: str,
    keys: Sequence[str],
    before: tuple[str, ...],
    sentence: Sentence,
    earlier: tuple[str, ...],
) -> tuple[str, ...] | None:
    """The patients of "all patients", "all but patient 3", "all other patients"; else ``None``.

    A number of the others ("the remaining four") must be that of those whom the sentence does not
    name, or the one before it (``earlier``).
    """
    others = _OTHERS.search(wording)
    if others:
        out = (*before, *_named(wording, keys))
        rest = tuple(k for k in keys if k not in out)
        told = _COUNT_OF_OTHERS.match(wording, others.start())
        if told is None:
            return rest if out else None
        also = tuple(k for k in keys if k not in earlier)
        first = before or _named(wording[: others.start()], keys)
        number = parse(told[1])
        likely = (rest, also) if first else (also, rest)
        return next((r for r in likely if len(r) == number and len(r) < len(keys)), None)
    whole = _ALL.search(wording)
    if whole is None or re.search(r"\b(?:not|nearly|almost)\s*$", wording[: whole.start()], re.I):
        return None
    if sentence.section == "discussion" and not _OWN_DISCUSSION.search(wording):
        return None
    count = whole["n"] or whole["m"] or whole["k"] or whole["l"]
    number = parse(count) if count else None
    if number is not None and number != len(keys):
        return None
    after = wording[whole.end() :]
    but = _EXCEPT.match(after.lstrip(" ,"))
    if but and not _BUT_DID.match(after.lstrip(" ,")):
        told = NAMED.search(after)
        named = _listed(told["list"] or told["bare"] or told["inside"], keys) if told else ()
        ranked = _RANKED.match(after.lstrip(" ,"), but.end())
        if ranked and not told:
            named = (keys[(0, 1, 2, -1)[_RANKS.index(ranked["rank"].lower())]],)
        return tuple(k for k in keys if k not in named) if named else None
    if _RESTRICTED.match(after) and number is None:
        return None
    return tuple(keys)


def _read(
    annotations: Annotations,
    names: Names,
    sentence: Sentence,
    left: int,
    right: int,
    allowed: frozenset[str],
) -> list[Finding]:
    if sentence.has("general_weak") and sentence.section == "discussion":
        return []
    piece = cut_sentence(annotations, left, right, section=sentence.section, kind="paragraph")
    piece.heading = sentence.heading
    scope = Scope(annotations, names, [piece])
    found = [
        *diagnosis.extract(scope), *sites.extract(scope), *treatments.extract(scope),
        *outcomes.extract(scope), *markers.extract(scope), *methods.extract(scope),
        *grading.extract(scope),
    ]  # fmt: skip
    return [
        f
        for f in found
        if f.field in allowed and (f.field != "treatments" or f.status in ("given", "stopped"))
    ]


def _lowered(found: Iterable[Finding], confidence: float) -> tuple[Finding, ...]:
    return tuple(replace(f, confidence=min(f.confidence, confidence)) for f in found)


def selection(annotations: Annotations, names: Names, keys: Sequence[str]) -> Iterator[Statement]:
    """How the series was chosen: "the records of six patients with … who were treated with …"."""
    for sentence in annotations.sentences:
        in_title = sentence.kind == "title"
        if not in_title and (
            sentence.kind != "paragraph" or sentence.section not in ("abstract", "methods", "body")
        ):
            continue
        if sentence.has("literature") or sentence.cites or _CITED.search(sentence.text):
            continue
        if in_title:
            told = _OF_TITLE | (
                {"diagnostic_methods"} if _FOUND_ON.search(sentence.text) else set()
            )
            found = _read(annotations, names, sentence, sentence.start, sentence.end, told)
            kinds = {f.value for f in found if f.field == "histology"}
            if len(kinds) > 1 or "NEN" in kinds:  # which is whose? and any kind is no type
                found = [f for f in found if f.field != "histology"]
            for name in ("treatments", "primary_site", "syndrome"):
                if len({f.value for f in found if f.field == name}) > 1:
                    found = [f for f in found if f.field != name]
            yield Statement(tuple(keys), _lowered(found, 0.65), of_all=True)
            continue
        for match in re.finditer(
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
            found = _read(annotations, names, sentence, begin, end, _OF_ALL - {"vital_status"})
            if not re.search(
                r"\b(?:treated|underwent|received|given)\b", sentence.between(begin, end)
            ):
                found = [f for f in found if f.field != "treatments"]
            sex = _SEX.get(match["who"].lower())
            if sex:
                at = sentence.start + match.start("who"), sentence.start + match.end("who")
                scope = Scope(annotations, names, [sentence])
                found.append(make(scope, sentence, "sex", sex, *at, "sex.word", confidence=0.9))
            yield Statement(tuple(keys), _lowered(found, 0.7), of_all=True)
            break


def one_value(name: str) -> bool:
    """Whether a patient has one value of the field, so that a later statement adds none."""
    return name in _ONE_VALUE
