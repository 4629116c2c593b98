"""Which patients of a table a wording means: by number, all of them, all but some, the others."""

from __future__ import annotations

import re
from collections.abc import Sequence

from netmatrix import patterns
from netmatrix.document import Span
from netmatrix.evidence import Finding
from netmatrix.extract.base import Scope, make, span_of
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Sentence
from netmatrix.normalise.numbers import WORDS, parse
from netmatrix.patterns import compiled

_WORD_NUMBERS = {
    w: str(n)
    for n, w in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1
    )
}
ONE = rf"(?:(?:(?![GLMNQRT])[A-Z])?\d{{1,3}}|[IVX]{{1,5}}|[A-HJ-UWYZ](?![A-Za-z])|(?i:{'|'.join(_WORD_NUMBERS)}))"
_LIST = rf"{ONE}(?:(?:\s*\([^()]{{1,30}}\)(?=\s*(?:,|and\b)))?\s*(?:,\s*(?:and\s+)?|and\s+|&\s*|or\s+|[-–]\s*|to\s+)(?:#?{ONE}|(?i:patient|case|pt)s?\.?\s*(?:(?i:no\.?:?\s*)|#)?{ONE}(?!\s+(?:had|has|was|underwent|received|developed|died|refused)\b)))*"
NOUN = r"(?i:patients?|cases?|pts?\.?)"
NAMED = compiled(
    rf"(?:\b{NOUN}|\b(?=(?i:nos?\.|number)\s?\d)|(?<![\w&])(?=#\d))\s*+\(?(?i:nos?\.?\s*:?|numbers?\s*:?|nr\.?|#)?\s*+#?\s*+(?P<list>{_LIST})\b"
    r"(?!\s*(?:/|%|[-–]\s?\d|patients|cases|of\s+(?:the\s+)?\d|years|months|(?:fe)?males?\b|(?:wo)?m[ae]n\b|girls?\b|boys?\b|\(\s*(?:\d+(?:[.,]\d+)?\s*(?:%|\))|n\s*=)))"
    rf"|\bin\s+(?P<bare>(?:\d{{1,2}}|[IVX]{{1,4}}|[A-H])(?:,\s*(?:\d{{1,2}}|[IVX]{{1,4}}|[A-H]))*,?\s+and\s+(?:\d{{1,2}}|[IVX]{{1,4}}|[A-H]))(?=\s*[,.;)]|\s+(?:only|the|was|were|and)\b|$)"
    # "B and E received", ", and A was in addition", "scintigraphy (A, B, E) was positive"
    r"|(?:^|(?<=,\sand\s))(?P<lead>[A-H](?:,\s[A-H])*(?:,?\sand\s[A-H])?)(?=\s(?:received|had|were|underwent|was|also|developed|died|declined|are|is)\b)"
    r"|\b(?P<coded>P\d{1,2}(?:,\sP\d{1,2})*(?:,?\sand\sP\d{1,2})?)\b"
    r"|\((?P<letters>[A-H](?:(?:,|\sand|,\sand)\s[A-H])+)\)"
    rf"|\b(?:{WORDS}|\d+)\s+(?:\w+\s+)?patients?\s+\((?:(?i:patients?|nos?\.?|cases?|\#)\s*)?(?P<inside>{_LIST})\)"
)
# "The diagnosis was made by biopsy": in all.
HOW_MADE = compiled(
    r"(?:The\s+)?(?:diagnosis|staging|work-?up)\s+(?:was\s+(?:made|established|confirmed|(?:by|with)(?=\s))|had\s+been|consisted|comprised|rested|included)",
    re.I,
)
ALL = compiled(
    rf"\b(?:all|each|every)\s+(?:of\s+(?:the\s+|our\s+|these\s+)?)?(?:the\s+|our\s+|these\s+|study\s+)?(?P<n>(?:\d{{1,3}}|{WORDS})\s+)?"
    r"(?:(?!but\b|except\b)\w+\s+){0,2}?(?:patients?|cases?|tumou?rs?|subjects|individuals|specimens|lesions|neoplasms|carcinoids?|\w+omas?|\w{0,3}NETs?|child(?:ren)?|women|men|operations|procedures|instances?)\b"
    rf"|(?:\b(?:in|by|for)\s+|^\W*|\()all(?=\s+(?:but|except)\b)|^\W*All\s+(?P<m>(?:\d{{1,3}}|{WORDS})\s+)?(?=underwent|received|were|had|are|have|stained|expressed|showed)|\bin\s+every(?:\s?one|body)\b|^None\s+(?=was|were)|^None\s+of\s+(?:the|our|these)\s+(?:tumou?rs|patients|cases|lesions|neoplasms)\b|\bin\s+each\s+of\s+(?:them|these)\b|\bthroughout\s+the\s+series\b|\bthroughout(?=\W*$)|\b(?:positive|negative)\s+throughout\b|\buniformly\s+(?:positive|negative)\b"
    rf"|\b(?:in|by)\s+all(?:\s+of\s+them|\s+(?P<l>\d{{1,2}}|{WORDS}))?(?=\s*[,.;]|$)"
    r"|^(?:\w+ly,?\s+)?The\s+tumou?rs\s+(?=stained|were\s+(?:\w+ly\s+|well\s+)?(?:classified|positive|negative|graded|differentiated)|expressed)"
    rf"|^(?={HOW_MADE.pattern})(?:The\s+)?\w+(?:-?up)?"
    rf"|(?<!\bof )\bthe\s+(?P<k>\d{{1,2}}|{WORDS})\s+(?:tumou?rs|patients|cases|specimens|neoplasms)\b(?!\s+(?:with|who|whose|that|in|of|operated|treated))",
    re.IGNORECASE,
)
OTHERS = compiled(
    r"\b(?:all\s+(?:the\s+|of\s+the\s+)?(?:other|remaining)s?\b|the\s+(?:other|remaining|(?:rest|remainder)(?!\s+of\b))\b|the\s+others\b|all\s+others\b)(?:\s+(?:\w+\s+){0,2}(?:patients|cases|ones))?",
    re.IGNORECASE,
)
_COUNT_OF_OTHERS = compiled(
    rf"(?:all\s+)?(?:of\s+)?(?:the\s+)?(?:other|remaining)\s+({WORDS}|\d{{1,2}})\b", re.IGNORECASE
)
EXCEPT = compiled(
    r"\b(?:except|but|apart\s+from|other\s+than|excluding|save|with\s+the\s+exception\s+of)\s+(?:for\s+|in\s+)?",
    re.I,
)
EXCEPT_NAMED = compiled(
    rf",?\s+(?:except|but\s+not|apart\s+from|other\s+than|excluding|save|with\s+the\s+exception\s+of)\s+(?:for\s+|in\s+)?"
    rf"(?:(?:that|those|the\s+\w+)\s+(?:of|in|from)\s+)?(?={NOUN})",
    re.I,
)
_RESTRICTED = compiled(
    r"^\s*(?:\([^)]*\)\s*)?(?:with(?!\s+(?:a\s+)?(?:median|mean))|without|who|whom|whose|treated\s+with|receiving|in\s+whom|undergoing|aged|that|having|from)\b",
    re.IGNORECASE,
)
_OWN_DISCUSSION = compiled(r"\b(?:our|present|this|current)\b", re.IGNORECASE)


_ALL_OF_A_SEX = Gated(
    rf"\ball\s+(?:(?:of\s+)?(?:the|these|our|reported|published|cited|{WORDS}|\d{{1,2}})\s+)*(?:(?:patients|cases)\s+)?were\s+"
    r"(?P<sex>wom[ae]n|females?|men|males?)\b"
    # "* Women unless stated"
    r"|\b(?P<else>women|females?|men|males?)\s+unless\s+(?:otherwise\s+)?(?:stated|indicated|noted|specified|marked)\b",
    re.IGNORECASE,
)


def all_of_a_sex(scope: Scope, sentence: Sentence) -> list[Finding]:
    """The sex of "all patients were women", "all were men"."""
    match = _ALL_OF_A_SEX.search(sentence.text)
    if not match:
        return []
    said = (match["sex"] or match["else"]).lower()
    value = "female" if said.startswith(("wom", "fem")) else "male"
    start, end = span_of(sentence, match)
    return [make(scope, sentence, "sex", value, start, end, "table.all", confidence=0.9)]


def named_in(wording: str, keys: Sequence[str]) -> tuple[str, ...]:
    """The patients that a wording names, each once."""
    found = (k for match in NAMED.finditer(wording) for k in _of(match, keys))
    return tuple(dict.fromkeys(found))


def _of(match: re.Match[str], keys: Sequence[str]) -> tuple[str, ...]:
    return _listed(
        match["list"]
        or match["bare"]
        or match["lead"]
        or match["coded"]
        or match["letters"]
        or match["inside"],
        keys,
    )


def parts_by_name(
    wording: str, keys: Sequence[str], *, listed: bool = False
) -> list[tuple[tuple[str, ...], int, int]]:
    """The patients that a clause names, each with the part of the clause that is about them; of a
    list ("G1 in patient 1, G2 in patient 2") the part before the name.
    """
    hits = [
        (named, Span(m.start(), m.end()))
        for m in NAMED.finditer(wording)
        if (named := _of(m, keys)) and m.end() - m.start() > 1
    ]
    if not hits:
        return []
    hits = _one_list(wording, hits)
    first = hits[0][1]
    if EXCEPT.search(wording[: first.start][-24:]) or OTHERS.search(wording):
        return []
    if len(hits) == 1:
        return former_and_latter(hits[0][0], wording) or [(hits[0][0], 0, len(wording))]
    ahead = wording[: first.start].split()
    # "Octreotide in patients 1 and 3 and lanreotide in patient 2": the name stands behind its drug.
    behind = len(ahead) > 1 and ahead[-1].lower() in ("in", "for", "to", "of")
    leading = len(ahead) <= 3 and not listed and not behind
    cuts = [m.start if leading else m.end for _, m in hits]
    if leading:
        bounds = list(zip([0, *cuts[1:]], [*cuts[1:], len(wording)], strict=True))
    else:
        bounds = list(zip([0, *cuts[:-1]], [*cuts[:-1], len(wording)], strict=True))
    return [(who, a, b) for (who, _), (a, b) in zip(hits, bounds, strict=True)]


# "Raised in case 2 (84 ng/mL) and case 4": one list.
_AND = compiled(
    r"\s*(?:\([^()]*\)\s*)?(?:,|and|,\s*and|&)\s*(?:in\s+|of\s+|for\s+)?", re.IGNORECASE
)
# "Excised in patients 1 and 3, and patient 4 had …": another clause.
_VERB = compiled(
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
_FORMER = compiled(r"\b(?:in|of|for|with)\s+the\s+former\b", re.IGNORECASE)
_LATTER = compiled(r"\b(?:in|of|for|with)\s+the\s+latter\b", re.IGNORECASE)


def former_and_latter(who: tuple[str, ...], wording: str) -> list[tuple[tuple[str, ...], int, int]]:
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
    pieces = patterns.findall(rf"{ONE}|[-–]|\bto\b", patterns.sub(r"\([^()]*\)", "", raw))
    span_open = False
    for piece in pieces:
        if piece in ("-", "–", "to"):
            span_open = True
            continue
        key = _WORD_NUMBERS.get(piece.lower(), piece)
        if key not in keys and key.startswith("P"):  # the table's "P1" is its patient 1
            key = key[1:]
        if key not in keys:
            return ()
        if span_open and out and out[-1].isdigit() and key.isdigit():
            between = range(int(out[-1]) + 1, int(key))
            out += [str(n) for n in between if str(n) in keys]
        span_open = False
        out.append(key)
    return tuple(dict.fromkeys(out))


# "Done in every child but did not show it": no exception.
_BUT_DID = compiled(r"but\s+(?:did|was|were|had|has|have|none|only|no|not|failed|showed)\b", re.I)
_RANKS = ("first", "second", "third", "last")
# "In all but the first".
_RANKED = compiled(r"the\s+(?P<rank>first|second|third|last)\b(?!\s+(?:two|three|four|\d))", re.I)


_BOTH = compiled(
    r"\W*both\b(?!\s+(?!patients|cases|women|men|of\s+them|were|had|are)\w)", re.IGNORECASE
)


def of_all(
    wording: str,
    keys: Sequence[str],
    before: tuple[str, ...],
    earlier: tuple[str, ...],
    *,
    discussion: bool,
    so_far: tuple[str, ...] = (),
) -> tuple[str, ...] | None:
    """The patients of "all patients", "all but patient 3", "all other patients"; else ``None``.

    In a discussion "all patients" may be anyone's unless they are said to be "our".  A number of the
    others ("the remaining four") must be that of those whom the sentence does not name, or the one
    before it (``earlier``), or all of its paragraph (``so_far``).
    """
    if _BOTH.match(wording):  # "both patients were given denosumab throughout"
        return so_far if len(so_far) == len(("one", "other")) else None
    others = OTHERS.search(wording)
    if others:
        out = (*before, *named_in(wording, keys))
        rest = tuple(k for k in keys if k not in out)
        told = _COUNT_OF_OTHERS.match(wording, others.start())
        if told is None:
            return rest if out else None
        also = tuple(k for k in keys if k not in earlier)
        first = before or named_in(wording[: others.start()], keys)
        number = parse(told[1])
        left = tuple(k for k in keys if k not in so_far)
        likely = (rest, also, left) if first else (also, rest, left)
        return next(
            (
                r for r in likely
                if len(r) == number and len(r) < len(keys) and set(out).isdisjoint(r)
            ),
            None,
        )  # fmt: skip
    whole = ALL.search(wording)
    if whole is None or patterns.search(
        r"\b(?:not|nearly|almost)\s*$", wording[: whole.start()], re.I
    ):
        return None
    if discussion and not _OWN_DISCUSSION.search(wording):
        return None
    count = whole["n"] or whole["m"] or whole["k"] or whole["l"]
    number = parse(count) if count else None
    if number is not None and number != len(keys):
        return None
    after = wording[whole.end() :]
    but = EXCEPT.match(after.lstrip(" ,"))
    if but and not _BUT_DID.match(after.lstrip(" ,")):
        first_named = NAMED.search(after)
        out = _of(first_named, keys) if first_named else ()
        ranked = _RANKED.match(after.lstrip(" ,"), but.end())
        if ranked and not first_named:
            out = (keys[(0, 1, 2, -1)[_RANKS.index(ranked["rank"].lower())]],)
        return tuple(k for k in keys if k not in out) if out else None
    if _RESTRICTED.match(after) and number is None:
        return None
    return tuple(keys)
