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
from netmatrix.extract.table_whom import (
    ALL,
    EXCEPT,
    EXCEPT_NAMED,
    HOW_MADE,
    NAMED,
    ONE,
    OTHERS,
    all_of_a_sex,
    former_and_latter,
    named_in,
    of_all,
    parts_by_name,
)
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Annotations, Sentence, blanked, clip
from netmatrix.nlp.components import cut_sentence
from netmatrix.nlp.sentences import split
from netmatrix.normalise.names import Names
from netmatrix.normalise.numbers import WORDS, parse

# What is said of all stands before the exception: not "all but case 5 had …".
_SAID = re.compile(r"\b(?:was|were|had|has|have|is|are|underwent|\w{3,}ed)\b", re.I)
_GIVEN = re.compile(
    r"\b(?:received|underwent|treated|given|administered|had|operated|resected|started|run|part\s+of)\b",
    re.I,
)
_CLAUSE = re.compile(
    r";\s+|:\s+|,?\s+and\s+(?=(?:by|with|on)\s+[^,;.:]{3,60}\s(?:in|for)\s+(?:all\s+)?(?:patients?|cases?|the\s+(?:others?|remaining|rest))\b)"
    r"|,?\s+and\s+(?!\d|normal|within|not\b|negative|positive|absent|low|high|raised|elevated|none\b|un\w+|was\b|were\b)"
    r"(?=[\w\s-]{3,50}?\s(?:in|for)\s+the\s+(?:others?|remaining|rest)\b)|,\s+(?=in\s+(?:which|whom)\b)"
    r"|,\s+(?:and\s+)?(?!\w+(?:ed|ne|en)\s+in\b)(?=[A-Za-z][\w /-]{1,24}\sin\s(?:the\s(?:two|three|four|five|six|seven|eight)\b|all\s(?:but|except)\b|\d|(?:patients?|cases?|nos?\.|numbers?)\s))"
    r"|,?\s+and\s+(?=[A-Za-z][\w -]{1,24}\sin\s(?:\w+)\s\((?:patients?|cases?|nos?\.)\s)"
    r"|\s+and\s+(?=[A-Za-z][\w /-]{1,24}\sin\sall\s(?:but|except)\b)"
    r"|,?\s+and\s+(?=[A-Za-z][\w -]{1,24}\s(?:in|by)\snone\b)|,\s+and\s+(?=(?:none|no\s+(?:patient|tumou?r|case))\b)"
    r"|,\s+and\s+(?=[\w\s-]{2,40}\s(?:was|were)\s+(?:positive|negative|expressed|found|seen|present|demonstrated)\b)|(?<=\bin all),\s+and\s+|,\s+(?=(?:whose|who|which)\b)|\s+and\s+(?=(?:was|were)\s+not\s+(?:requested|tested|performed|done|available|examined)\b)|,?\s+and\s+(?=(?:(?:focally|weakly|diffusely)\s+)?(?:negative|positive)\s+in\b)|,?\s+(?:whereas|while)\s+|,\s+but\s+|,?\s+and\s+(?=(?:all|the\s+other|the\s+remaining)\b)|,\s+(?=(?:all|the)\s+other)",
    re.IGNORECASE,
)
_CITED = Gated(r"\[\d[\d,\s–-]*\]|\bet\s+al\b|\bliterature\b", re.IGNORECASE)
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
_OF_NONE = frozenset({"functional", "markers_negative"})
"""Fields with a name for what none has."""
# "Metastases found on PET/CT: a series of eight patients".
_FOUND_ON = re.compile(
    r"\b(?:found|detected|seen|shown|discovered|imaged|diagnosed)\s+(?:on|by|with|at|in)\b", re.I
)
_OF_TITLE = frozenset({"histology", "primary_site", "metastatic_sites", "treatments", "syndrome"})
_SEX = {"men": "male", "women": "female"}
_PARTS = frozenset({"abstract", "methods", "results", "body", "case", "conclusion", "discussion"})


@dataclass(frozen=True, slots=True)
class Statement:
    """Findings about some patients of the tables, by key; ``of_all`` where it names none.

    ``spread`` are metastatic sites of which a patient must have one ("all patients with bone
    metastases were given denosumab").
    """

    keys: tuple[str, ...]
    findings: tuple[Finding, ...]
    of_all: bool = False
    spread: frozenset[str] = frozenset()


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
                if who and LEGEND_LIKE.search(text[start:end]):
                    continue
                sentence = cut_sentence(annotations, start, end, section="table", kind="footnote")
                yield from _of_sentence(annotations, names, keys, sentence, 0.85, who)
    # The paragraph, whom it named last, and whether it begins with that patient.
    block, headed = -1, False
    before: tuple[str, ...] = ()
    so_far: tuple[str, ...] = ()  # whom the paragraph has named
    for sentence in annotations.sentences:
        if sentence.kind not in ("paragraph", "list_item") or sentence.section not in _PARTS:
            continue
        if sentence.has("literature") or sentence.cites or _CITED.search(sentence.text):
            continue
        if any(s.start <= sentence.start < s.end for s in seen):
            continue
        yield Statement(
            tuple(keys), tuple(all_of_a_sex(Scope(annotations, names, [sentence]), sentence))
        )
        told = named_in(sentence.text, keys)
        opens = sentence.start == annotations.document.blocks[sentence.block].start
        earlier = before if sentence.block - block <= _NEXT else ()
        so_far = so_far if block == sentence.block else ()
        if told:
            so_far = tuple(dict.fromkeys([*so_far, *told]))
            headed = opens and bool(NAMED.search(sentence.text[:_HEAD]))
            block, before = sentence.block, told
        elif block == sentence.block and before:
            text_of = sentence.text
            pair = former_and_latter(before, text_of)
            goes_on = (
                # "She was given …", "A scan after 31 months showed …"
                (sentence.has("pronoun") or (headed and not _SEVERAL.search(text_of)))
                if len(before) == 1
                else len(before) == _PAIR and _BOTH.search(text_of) and not _SOME.match(text_of)
            ) and not (ALL.search(text_of) or OTHERS.search(text_of))
            for who, a, b in pair or ([(before, 0, len(text_of))] if goes_on else []):
                left = sentence.start + a
                found = _read(annotations, names, sentence, left, sentence.start + b, _OF_NAMED)
                yield Statement(who, _lowered(found, 0.7))
            if pair or goes_on:
                continue
        marked = _between_marks(text, sentence.start, sentence.end)
        if len(marked) < 2:
            yield from _of_sentence(
                annotations, names, keys, sentence, 0.8, earlier=earlier, so_far=so_far
            )
            continue
        for left, right in marked:  # a legend that the reader took for a paragraph
            piece = cut_sentence(
                annotations, left, right, section=sentence.section, kind="paragraph"
            )
            yield from _of_sentence(annotations, names, keys, piece, 0.8)


_HEAD = 60
"""A patient named within so many letters of a paragraph's beginning is whom all of it is about."""
_THEY = re.compile(r"(?:they|these|the\s+lesions|all)\s+(?:were|had|showed)\b", re.IGNORECASE)
_SEVERAL = re.compile(r"\b(?:patients|cases|series|cohort|literature|authors)\b", re.IGNORECASE)
_NEXT = 2
"""So many blocks further "the other four" still looks back to whom was named last."""
_PAIR = 2
# "Two patients died, both of sepsis": others, or who knows who.
_SOME = re.compile(
    rf"\W*(?:{WORDS}|\d+)\s+(?:of\s+(?:the|our)\s+)?(?:patients|cases|women|men)\b", re.I
)
_BOTH = re.compile(r"\b(?:both|they|these\s+two)\b", re.IGNORECASE)


def _between_marks(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The parts of a footnote between its marks."""
    cuts = [start, *(start + m.start() for m in re.finditer(r"[*†‡§¶]+", text[start:end])), end]
    return [(a, b) for a, b in pairwise(cuts) if b - a > 8]


def of_marks(
    annotations: Annotations, names: Names, note: Span
) -> Iterator[tuple[str, tuple[Finding, ...]]]:
    """What a footnote says behind each of its marks: "† Metastases in the brain at presentation"."""
    text = annotations.document.text
    for left, right in _between_marks(text, note.start, note.end):
        mark = re.match(r"\s*([*†‡§¶]+)", text[left:right])
        for start, end in split(text, left, right) if mark else ():
            sentence = cut_sentence(annotations, start, end, section="table", kind="footnote")
            found = _read(annotations, names, sentence, start, end, _OF_NAMED)
            if mark and not LEGEND_LIKE.search(sentence.text):
                yield mark[1], _lowered(found, 0.8)


# "AWD, alive with disease; DOD: dead of disease": no statement.
LEGEND_LIKE = re.compile(
    r";\s*[A-Z][\w/-]{0,6}\s?[,:=]|^\W*(?:abbreviations?\b|[A-Z]{2,}[\w-]*\s?[,:=]\s)", re.I
)


def _of_sentence(
    annotations: Annotations,
    names: Names,
    keys: Sequence[str],
    sentence: Sentence,
    confidence: float,
    marked: tuple[str, ...] = (),
    earlier: tuple[str, ...] = (),
    so_far: tuple[str, ...] = (),
) -> Iterator[Statement]:
    before = marked
    last: tuple[str, ...] = ()  # whom the clause before names last
    above: tuple[int, int] | None = None  # the clause before
    listed: list[Finding] = []  # the markers of a clause that leaves its result to the one before
    follow: tuple[str, ...] = ()
    first: tuple[int, int] | None = None  # the first part that tells something of whom it names
    discussion = sentence.section == "discussion"
    halves, told_to = _in_two_parts(annotations, names, keys, sentence)
    yield from halves
    for left, right in _clauses(sentence):
        if left < told_to:
            continue
        wording = sentence.between(left, right)
        again = _AGAIN.match(wording)
        if (
            wording.startswith(("whose", "who ", "which ", "in which", "in whom"))
            and last
            and not named_in(wording, keys)
        ):
            found = _read(annotations, names, sentence, left, right, _OF_NAMED)
            yield Statement(last, _lowered(found, confidence))
            continue
        named = named_in(wording, keys)
        last = tuple(named[-1:])
        stains = _read(annotations, names, sentence, *above, _STAINS) if again and above else []
        stains = listed if again and listed else stains
        if stains and above and again:
            others = bool(OTHERS.search(wording))
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
        if listed and _BY_NONE.search(wording):
            flipped = _of_polarity(listed, positive=listed[0].field == "markers_negative")
            yield Statement(tuple(keys), _lowered(flipped, confidence))
            continue
        if listed:
            every = of_all(wording, keys, before, earlier, discussion=discussion)
            who = named if every is None else every
            before = tuple(who)
            yield Statement(before, _lowered(listed, confidence))
            yield _of_the_exception(keys, before, wording, listed, confidence)
            continue
        above = (left, right)
        if exception := EXCEPT_NAMED.search(wording):
            rest = tuple(k for k in before if k not in named)
            if _THEY.match(wording) and len(before) > len(rest):
                # "they were osteoblastic except in patient 8"
                found = _read(
                    annotations, names, sentence, left, left + exception.start(), _OF_NAMED
                )
                yield Statement(rest, _lowered(found, confidence))
                continue
            said = _of_exception(annotations, names, keys, sentence, left, right, exception)
            yield from (replace(s, findings=_lowered(s.findings, confidence - 0.1)) for s in said)
            if said:
                continue
        undone = _NOT_DONE_IN.search(wording)
        out = named_in(undone.group(), keys) if undone else ()
        if undone and out:  # "negative in the five that were stained (not done in case 4)"
            found = _read(annotations, names, sentence, left, left + undone.start(), _OF_NAMED)
            rest = tuple(k for k in keys if k not in out)
            yield Statement(rest, _lowered(found, confidence - 0.1))
            continue
        told = parts_by_name(wording, keys)
        if aside := _ASIDE_ON_SOME.search(wording):
            # "The remaining patients had NETs (G1 in patient 3, G2 in the others)"
            inside = wording[aside.start(1) : aside.end(1)]
            at = left + aside.start(1)
            each = parts_by_name(inside, keys, listed=True)
            if each and OTHERS.search(wording, 0, aside.start()):
                for who, a, b in each:
                    found = _read(annotations, names, sentence, at + a, at + b, _OF_NAMED)
                    grade = _GRADE.search(inside, a, b)
                    if grade and not any(f.field == "grade" for f in found):
                        place = at + grade.start(), at + grade.end()
                        scope = Scope(annotations, names, [sentence])
                        value = f"G{grade[1]}"
                        found.append(make(scope, sentence, "grade", value, *place, "grade.listed"))
                    yield Statement(who, _lowered(found, confidence))
                right = left + aside.start()
                wording, told = sentence.between(left, right), []
        parts = [p for whom in told for p in _each_in_turn(wording, *whom)]
        for who, a, b in parts:
            before = tuple(dict.fromkeys([*before, *who]))
            found = _read(annotations, names, sentence, left + a, left + b, _OF_NAMED)
            found += _ki67(annotations, names, sentence, wording, left, a, b, found)
            if not found and first and not _SAID.search(wording, a, b):
                found = _with_head(annotations, names, sentence, first, (left + a, left + b))
            first = first or ((left + a, left + b) if found else None)
            yield Statement(who, _lowered(found, confidence))
            if _ONLY.search(wording, a, b):
                shown = [f for f in found if f.field in _STAINS]
                flipped = _of_polarity(shown, positive=False)
                rest = tuple(k for k in keys if k not in who)
                yield Statement(rest, _lowered(flipped, confidence - 0.1))
        if parts:
            follow = parts[-1][0] if len(parts) == 1 else ()
            continue
        those = _of_those_with(annotations, names, keys, sentence, left, right)
        if those is not None:
            yield those
            continue
        general = of_all(wording, keys, before, earlier, discussion=discussion, so_far=so_far)
        at_intervals = general is None and not discussion and _AT_INTERVALS.search(wording)
        if at_intervals:
            general = tuple(keys)
        if general is not None:
            allowed = _OF_ALL if len(general) == len(keys) else _OF_ALL | _OF_NAMED
            if at_intervals or HOW_MADE.match(wording):
                allowed = frozenset({"diagnostic_methods"})
            elif wording.lower().startswith("none"):
                allowed = _OF_NONE
            found = _read(annotations, names, sentence, left, right, allowed)
            found = _surely_given(wording, found)
            yield Statement(general, _lowered(found, confidence - 0.1), of_all=True)
            yield _of_the_exception(keys, tuple(general), wording, found, confidence)
            if _EITHER_RESULT.search(wording):  # "negative in patient 2, positive in the others"
                done = [f for f in found if f.field == "diagnostic_methods"]
                yield Statement(tuple(keys), _lowered(done, confidence - 0.1), of_all=True)
        elif marked and len(marked) < len(keys):
            found = _read(annotations, names, sentence, left, right, _OF_NAMED)
            yield Statement(marked, _lowered(found, confidence))
        elif len(follow) == 1:  # "In case 4 …; pleural dissemination became evident later"
            found = _read(annotations, names, sentence, left, right, _OF_NAMED)
            yield Statement(follow, _lowered(found, confidence - 0.1))


def _with_head(
    annotations: Annotations,
    names: Names,
    sentence: Sentence,
    first: tuple[int, int],
    part: tuple[int, int],
) -> list[Finding]:
    """What a part without a verb tells, with the head of the first: "Lesions involved L1 in patient
    4, T10 and ribs in patient 8".
    """
    told = [m.start for m in sentence.mentions if first[0] <= m.start < first[1]]
    if not told or part[0] <= told[0]:
        return []
    start = sentence.start
    whole = clip(sentence, first[0] - start, part[1] - start)
    blank = (told[0] - whole.start, part[0] - whole.start)
    return _found_in(annotations, names, blanked(whole, [blank]), _OF_NAMED)


_RESPECTIVE = re.compile(r"\((?P<items>[^()]*),\s+respectively\s*\)", re.IGNORECASE)
_NEXT_ITEM = re.compile(r",\s+(?:and\s+)?|\s+and\s+")


def _each_in_turn(
    wording: str, who: tuple[str, ...], a: int, b: int
) -> list[tuple[tuple[str, ...], int, int]]:
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


# "Positive in all but patient 7": negative there, unless it was not stained, or only weakly.
_NO_RESULT = re.compile(
    r"\b(?:not\s+(?:done|tested|performed|available|stained|evaluated|assessed|known|reported)|unavailable|weak\w*|focal\w*|equivocal|unknown|missing|which|whom)\b",
    re.IGNORECASE,
)


def _of_the_exception(
    keys: Sequence[str],
    every: tuple[str, ...],
    wording: str,
    found: Iterable[Finding],
    confidence: float,
) -> Statement:
    """The other result of a stain in the one patient whom "all but patient 7" leaves out."""
    rest = tuple(k for k in keys if k not in every)
    stains = [f for f in found if f.field in _STAINS]
    fields = {f.field for f in stains}
    if len(rest) != 1 or len(fields) != 1 or _NO_RESULT.search(wording):
        return Statement((), ())
    if rest != named_in(wording, keys) or not EXCEPT.search(wording):
        return Statement((), ())
    flipped = _of_polarity(stains, positive="markers_negative" in fields)
    return Statement(rest, _lowered(flipped, confidence - 0.1))


_NOT_DONE_IN = re.compile(
    r"\((?:not\s+(?:done|tested|available|performed|stained|known|determined|evaluated|assessed))\s+(?:in|for)\s+[^()]{3,60}\)",
    re.IGNORECASE,
)
_ASIDE_ON_SOME = re.compile(r"\(([^()]{5,160})\)")
_EITHER_RESULT = re.compile(
    r"\b(?:positive\b[^;]*\bnegative|negative\b[^;]*\bpositive)\s+in\s+", re.IGNORECASE
)
# "All patients with bone metastases were given …".
_THOSE_WITH = re.compile(
    r"\b(?:all|each|every)\s+(?:of\s+the\s+|the\s+)?(?:patients?|cases?)\s+with\s+(?P<what>[\w\s-]{3,40}?metastas[ei]s)\s+(?=were|was|had|received|underwent)",
    re.IGNORECASE,
)


# "G1 in five patients and G2 in two (nos. 2 and 4)".
_TWO_PARTS = Gated(
    rf"(?P<a>[\w%-]+(?:\s[\w-]+){{0,3}}?)\sin\s(?P<n>{WORDS}|\d+)(?:\s(?:patients|cases|tumou?rs))?,?\sand\s"
    rf"(?P<b>[\w%-]+(?:\s[\w-]+){{0,3}}?)\sin\s(?:the\s(?:other\s)?)?(?P<m>{WORDS}|\d+)\s(?=\()"
    # "Functional in two (cases 2 and 5) and silent in four"
    rf"|(?P<d>[\w%-]+(?:\s[\w-]+){{0,3}}?)\sin\s(?P<o>{WORDS}|\d+)\s(?P<who>\([^()]{{1,60}}\)),?\sand\s"
    rf"(?P<c>[\w%-]+(?:\s[\w-]+){{0,3}}?)\sin\s(?:the\s(?:other\s)?)?(?P<q>{WORDS}|\d+)(?=\s*[,.;]|\s+(?:patients|cases|tumou?rs)\b|$)",
    re.IGNORECASE,
)


def _in_two_parts(
    annotations: Annotations, names: Names, keys: Sequence[str], sentence: Sentence
) -> tuple[list[Statement], int]:
    """What one part of the patients has and what the other, which is named, where a sentence begins
    with that and together they are all; and where that ends.
    """
    wording, left = sentence.text, sentence.start
    told = _TWO_PARTS.search(wording)
    if not told or ALL.search(wording, 0, told.start("n" if told["n"] else "o")):
        return [], left
    named = named_in(told["who"] or wording[told.end() :], keys)
    a, b, n, m = "abnm" if told["n"] else "cdqo"
    rests, those = parse(told[n]), parse(told[m])
    if rests is None or those is None or those != len(named) or rests + those != len(keys):
        return [], left
    rest = tuple(k for k in keys if k not in named)
    scope = Scope(annotations, names, [sentence])
    out: list[Statement] = []
    for who, (start, end) in ((rest, told.span(a)), (named, told.span(b))):
        found = _read(annotations, names, sentence, left + start, left + end, _OF_NAMED)
        if not found and start == told.start("c"):
            # "The tumours were functional in one and non-secreting in two": the head is of both.
            values = [m.start - left for m in sentence.mentions if m.start < left + told.end("d")]
            part = clip(sentence, 0, end)
            found = _found_in(
                annotations, names, blanked(part, [(v, start) for v in values[:1]]), _OF_NAMED
            )
        grade = _GRADE.fullmatch(wording, start, end)
        if grade and not found:
            at = left + start, left + end
            found = [make(scope, sentence, "grade", f"G{grade[1]}", *at, "grade.listed")]
        out.append(Statement(who, _lowered(found, 0.7)))
    return out, left + told.end()


_GRADE = re.compile(r"\b(?:G|grade)\s?([123])\b", re.IGNORECASE)


def _of_those_with(
    annotations: Annotations,
    names: Names,
    keys: Sequence[str],
    sentence: Sentence,
    left: int,
    right: int,
) -> Statement | None:
    """What is said of all patients with metastases of an organ; the tables tell who they are."""
    whom = _THOSE_WITH.match(sentence.between(left, right))
    if not whom:
        return None
    cut = left + whom.end()
    with_them = _read(annotations, names, sentence, left, cut, frozenset({"metastatic_sites"}))
    found = _read(annotations, names, sentence, cut, right, _OF_NAMED)
    found = _surely_given(sentence.between(cut, right), found)
    spread = frozenset(f.value for f in with_them)
    return Statement(tuple(keys), _lowered(found, 0.7), spread=spread) if spread else None


def _of_exception(
    annotations: Annotations,
    names: Names,
    keys: Sequence[str],
    sentence: Sentence,
    left: int,
    right: int,
    exception: re.Match[str],
) -> list[Statement]:
    """ "All tumours were G1 except that of patient 3 (G2)": of the others, and of the exception."""
    wording = sentence.between(left, right)
    every = ALL.search(wording, 0, exception.start())
    plain = _STAIN_RESULT.search(wording, 0, exception.start()) or _WAS_DONE.search(
        wording, 0, exception.start()
    )  # "Chromogranin was positive except in cases 5 and 8", "MRI was performed save in case 3"
    begin = every.end() if every else 0
    if not (every or plain) or not _SAID.search(wording, begin, exception.start()):
        return []
    cut = left + exception.start()
    but = named_in(sentence.between(cut, right), keys)
    rest = tuple(k for k in keys if k not in but)
    out: list[Statement] = []
    for who, a, b in ((rest, left, cut), (but, cut + len(exception.group()), right)):
        found = _read(annotations, names, sentence, a, b, _OF_ALL | _OF_NAMED)
        found = _surely_given(wording, found)
        if a == left and _AND_WAS.search(wording, begin, exception.start()):
            # "MRI was done in every case and was normal save in patient 3".
            done = [f for f in found if f.field == "diagnostic_methods"]
            out.append(Statement(tuple(keys), tuple(done)))
        out.append(Statement(who if but else (), tuple(found)))
    if but and not out[-1].findings:
        stains = [f for f in out[-2].findings if f.field in _STAINS]
        if len({f.field for f in stains}) == 1 and not _NO_RESULT.search(wording):
            flipped = _of_polarity(stains, positive=stains[0].field == "markers_negative")
            out.append(Statement(but, tuple(flipped)))
    return out


_WAS_DONE = re.compile(
    r"\b(?:was|were)\s+(?:\w+ly\s+)?(?:documented|performed|done|carried\s+out|obtained|available|confirmed|made|established|used|taken|measured)\b",
    re.IGNORECASE,
)
# "CT was repeated every third month": so were all patients followed.
_AT_INTERVALS = re.compile(
    r"\b(?:was|were)\s+(?:then\s+|also\s+)?(?:repeated|performed|done|measured|obtained|carried\s+out|taken|scheduled)\s+(?:\w+\s+){0,2}?(?:at\s+(?:every|each)\s+visit|after\s+(?:every|each)\b|every\s+\S+\s+(?:weeks?|months?|cycles?|courses?|visits?)|(?:at|in)\s+\S+\s+(?:weekly|monthly)|(?:monthly|yearly|annually|quarterly)\b)",
    re.IGNORECASE,
)


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
    rf"\b(?:positive|expressed|demonstrated|present|seen|stained)\s+only\s+(?:in|by)\b|\bpositive\s+in\s+[^.;]*{ONE}\s+(?:only|alone)\b"
)
_STAINS = frozenset({"markers_positive", "markers_negative"})
# "… and negative in the remaining two": of the marker of the clause before.
_AGAIN = re.compile(
    r"(?:it\s+was\s+)?(?:(?:focally|weakly|diffusely)\s+)?(?=(?:negative|positive)\s+in\b)(?P<result>negative|positive)"
    rf"|(?:the|all)\s+(?:the\s+)?(?:others?|rest|remaining|remainder)(?:\s+(?:tumou?rs|cases|patients|lesions|specimens|ones|{WORDS}|\d{{1,2}}))*"
    r"\s+(?:being|were|was|stained)\s+(?P<others>negative|positive)\b",
    re.IGNORECASE,
)
_IN_SOME = re.compile(
    rf"\b(?:positive|negative)\s+in\s+({WORDS}|\d{{1,2}})\b(?!\s*(?:%|of\b))", re.IGNORECASE
)


# "Positive in all, CD56 in all but number 5": a marker without its result.
_IN_WHOM = re.compile(r"[A-Za-z][\w /-]{1,24}\s(?:in|by)\s", re.I)
_BY_NONE = re.compile(r"\s(?:in|by)\snone\b", re.I)
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


# ", with success in one (patient B)", " and scintigraphy in cases 1-6".
_TO_SOME = re.compile(
    r",\s(?:and\s)?|\sand\s(?=[\w\s/-]{2,40}\s(?:in|for)\s(?:patients?|cases?|nos?\.|numbers?)\s)",
    re.IGNORECASE,
)


def _all_then_some(sentence: Sentence, left: int, right: int) -> Iterator[tuple[int, int]]:
    """ "All were given diazoxide, with success in one (patient B)": what is of all, and the rest."""
    wording = sentence.between(left, right)
    every = ALL.search(wording)
    named = NAMED.search(wording, every.end()) if every else None
    joint = _TO_SOME.search(wording, every.end()) if every else None
    if (
        every and named and joint and joint.end() <= named.start()
        and not EXCEPT.search(wording, every.end(), named.start())
    ):  # fmt: skip
        yield left, left + joint.start()
        left += joint.end()
    yield left, right


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
    return _found_in(annotations, names, piece, allowed)


def _found_in(
    annotations: Annotations, names: Names, piece: Sentence, allowed: frozenset[str]
) -> list[Finding]:
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


_SELECTING = frozenset({"abstract", "methods", "body", "case", "results"})


def selection(annotations: Annotations, names: Names, keys: Sequence[str]) -> Iterator[Statement]:
    """How the series was chosen: "the records of six patients with … who were treated with …"."""
    for sentence in annotations.sentences:
        in_title = sentence.kind == "title"
        if not in_title and (sentence.kind != "paragraph" or sentence.section not in _SELECTING):
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
