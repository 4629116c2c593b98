"""Patients told side by side: who each clause is of.

Behind the paper's roster (``netmatrix.assemble.roster``) the text turns from one patient to another
by order ("the latter"), sex ("she"), kinship ("the brother") or age ("the younger patient"), often
inside one sentence; each clause goes to the person it turns to, and what is said of "both" to each.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from netmatrix import patterns
from netmatrix.assemble.numbered import ROMAN, TOGETHER, chained, numbers_in
from netmatrix.assemble.persons import LETTERS, MANY, MEN, ORDER, WOMEN, Person, sex_of
from netmatrix.assemble.roster import RESPECTIVELY, SIBLING
from netmatrix.extract.markers import OTHERS_ONLY
from netmatrix.extract.patient import KIN
from netmatrix.extract.stains import IS_THERE
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Modifier, Sentence, blanked, clip, supplied
from netmatrix.normalise.numbers import WORDS
from netmatrix.patterns import compiled

_NAMES = ("one", "two", "three", "four", "five", "six", "seven", "eight")
_NOUN = r"(?:patient|case|one|man|woman|brother|sister|sibling|boy|girl|child|twin|cousin)"
# "Both were operated on", "in both,": of two persons; "both lobes of the liver" are one patient's.
_BOTH = (
    r"both(?=\s+(?:of\s+(?:them|the|these|our)|(?:the\s+|these\s+|our\s+)?(?:\w+\s+)?(?:patients?|cases?|siblings|brothers|"
    r"sisters|twins|cousins|(?:wo)?men|girls|boys|children|persons|individuals|subjects|biopsies|specimens|tumou?rs|neoplasms|\w*carcinomas|carcinoids|\w+omas)\b|(?:had|have|has|were|was|are|"
    r"is|did|died|presented|developed|showed|received|underwent|responded|remain\w*|survived|recovered|refused|suffered|"
    r"complained|carried|proved|stained|expressed|contained|harbou?red|relapsed|recurred|progressed|achieved|needed|required|lost|felt|noticed|reported|came|became|also|then|later|now|went|of\s+whom)\b)|\s*(?:[,.;:)]|$))|(?<=\bin )both(?=\s+and\b)"
)
_OF_ALL = (
    rf"\b(?:{_BOTH}|(?:either|neither)(?:\s+(?:of\s+them|case|patient|sibling|man|woman)|(?=\s*[.;]))|each(?:\s+(?:of\s+them|case|patient)|(?=\s+(?:was|had|received|underwent)\b))|"
    r"(?:the\s+)?(?:two|three|four|[234])\s+(?:patients|cases|siblings|brothers|sisters|men|women|boys|girls|tumou?rs)|(?:all|none)\s+of\s+them|all\s+(?:two|three|four|five|six)|they"
    r"|(?:every|each)\s+instance|every\s+(?:case|patient|tumou?r|specimen|(?:wo)?man)|all\s+(?:of\s+(?:the|these|our)\s+|the\s+)?(?:patients|cases|tumou?rs|women|men|siblings|children)|none(?=\s+(?:had|has|was(?!\s+(?:seen|found|noted|detected|present))|were|showed|developed|received)\b)"
    r"|(?<=\bin )(?:all|each)(?=\s*[.,;()]|\s+and\b|$)|all(?=\s+(?:are|remain|survived)\b)|(?-i:All)(?=\s+(?:had|(?:were|are)(?!\s+(?:removed|resected|excised|biopsied|taken|ablated))|underwent|received|presented|died|stained|expressed|showed|responded)\b)"
    r"|(?<=\bin )(?P<n>[2-8])/(?P=n)(?=\s*[,.;)]|\s+(?:and|patients|cases)\b)|(?:(?<=(?:posi|nega)tive )|(?<=absent )|(?<=present ))throughout(?=\s*[.;,])|(?-i:^The)\s+(?:tumou?rs|neoplasms|patients)(?=\s+(?:were|had|measured|showed|stained|expressed|ranged|arose|contained)\b))\b"
)
_OTHERS = (
    rf"\b(?:an?\s+(?:third|fourth|further|other)|another)\s+{_NOUN}\b|\b(?:his|her|their)\s+(?:\w+\s+)?(?:{KIN}|siblings?|parents?|"
    r"children|relatives?)\b"
)
_TO_WHOM = compiled(
    rf",?\s(?:in|for|of|by)\s(?:{TOGETHER.pattern}|the\sfirst\sand\s(?:the\s)?second(?:\s{_NOUN}s?)?),?\s$",
    re.IGNORECASE,
)
# Of whom such a list is: "both", "they", "the tumors"; not "he".
_MANY_OF_THEM = compiled(
    r"\b(?:they|patients|cases|ages|responses|remissions|mitoses|tumou?rs|neoplasms|diameters|lesions|specimens|brothers|sisters|siblings|twins|women|men|in\s+(?:the\s+)?two)\b",
    re.IGNORECASE,
)
_LIST_JOINT = compiled(r",?\s+and\s+|,\s+", re.IGNORECASE)
_LISTED_NUMBER = compiled(
    r"(?:[<>≤≥~]\s?)?\d+(?:[.,]\d+)?(?:\s*[-–]\s*\d+(?:\.\d+)?|\+)?"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty)\b",
    re.IGNORECASE,
)
_LIST_GOES_ON = compiled(r"(?:,|\band)\s+$", re.IGNORECASE)
_NUMBERS_GO_ON = compiled(r"(?:\d\S*(?:\s\S{1,9})?,|\d\S*(?:\s\S{1,9})?\s+and)\s+$", re.IGNORECASE)
_OUT_OF = compiled(r"\s*(?:/|per|of|to)\s*")  # "1/10", "2 per 10 HPF"
_LONGEST_ITEM = 60

# "8% in the second patient": a value without a verb of its own.
_ELLIPTIC = compiled(
    r"(?:(?:they\s+)?(?:was|were|is|are)\s+)?(?:(?!was\b|were\b|is\b|are\b)\S+\s+){1,4}(?:in|for|of)\s+(?:the\s+|(?:\d/\d|\w+)\s+\()?$"
)
# Where one clause may end and the next begin.
_JOINT = compiled(
    r";\s+|,?\s+(?:while|whereas|but)\s+|,\s+and\s+|,\s+|\s+and\s+|\s+or\s+(?=\d)|:\s+",
    re.IGNORECASE,
)
_RELATIVE = compiled(r"(?:which|who|whose|all\s+of\s+which)\b")
_RELATIVE_OF = compiled(r"(?:which|who)\s+(?:in|of|for)\s+", re.IGNORECASE)
_BRACKET = compiled(r"\s*\([^()]*\)|\s+(?:only|alone)\b")
_TRAILING = compiled(r"\b(?:in|of|for|from|by|with|to)\s+(?:the\s+)?$", re.IGNORECASE)
# Words that may stand between the beginning of a clause and the person it turns to.
_FRONT = compiled(r"\s*(?:(?:in|of|for|from|with|to|by)\s+)?(?:the\s+)?", re.IGNORECASE)
_ORDINAL = "|".join(ORDER)
# "The first, second and fourth patients", "those of the third and fifth".
IN_ORDER = Gated(
    rf"\bthe\s+(?:{_ORDINAL})(?:,\s+(?:the\s+)?(?:{_ORDINAL}))*,?\s+and\s+(?:the\s+)?(?:{_ORDINAL})\b(?:\s+(?:{_NOUN}s?|women|men|tumou?rs))?",
    re.IGNORECASE,
)


def places_in(match: re.Match[str]) -> list[int]:
    """The numbers of the patients that a match of ``IN_ORDER`` names."""
    return [
        ORDER[word.lower()] for word in patterns.findall(_ORDINAL, match.group(), re.IGNORECASE)
    ]


THE_LAST = compiled(r"(?:In\s+)?the\s+(?:third|fourth|other|last|remaining)\b", re.IGNORECASE)


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


Traits = Mapping[int, set[tuple[str, str]]]
"""By a person's number what was told of this one alone: the kind and name of organs, tumours …"""


class Told(NamedTuple):
    """What was told before a sentence: each one's traits, who was told of lately, the pair named
    together last, and the group named in the sentence before.
    """

    traits: Traits | None = None
    lately: Collection[int] = ()
    pair: Sequence[int] = ()
    group: Sequence[int] = ()


NOTHING = Told()


def shares(
    sentence: Sentence, persons: Sequence[Person], current: int, earlier: Told = NOTHING
) -> Iterator[tuple[int, Sentence]]:
    """The parts of a sentence, each with the number of the person it is of (0: of all).

    A part without any turn goes on with ``current``; by ``traits`` "the patient with the rectal
    tumor" is known, "the other two" are those of whom nothing was told ``lately``, of three or more
    "both" are the ``pair`` named together before, and "they" the ``group`` with which the sentence
    before ended.
    """
    if over_all := _OVER_ALL.search(sentence.text):
        # "Median survival was 7.5 months: 8 months in patient 1, …"
        sentence = blanked(sentence, [over_all.span("word"), over_all.span("value")])
    if (aside := _ORDER_ASIDE.search(sentence.text)) and _called_by_number(sentence, persons):
        # "Patients 1 and 4 had a platinum agent (cisplatin and carboplatin, respectively)"
        sentence = blanked(sentence, [aside.span()])
    respectively = _in_order(sentence.text)
    known = _by_traits(sentence, earlier.traits) if earlier.traits else []
    head = sentence.text[: respectively.start if respectively else None]
    turns = _turns(head, persons, known, ({current} - {0}, {*earlier.lately}))
    if len(persons) > len(("one", "the other")):
        turns = [_of_some(sentence.text, turn, earlier) for turn in turns]
    detail = None if respectively else _DETAIL_OF_ONE.search(sentence.text)
    if detail and _is_detail(detail, turns, persons):
        whole, its = detail.start("all"), detail.start("detail")
        if whole:
            yield from shares(clip(sentence, 0, whole), persons, current, earlier)
        yield 0, clip(sentence, whole, its)
        yield from shares(clip(sentence, its, len(sentence.text)), persons, 0, earlier)
        return
    behind = _turns(sentence.text[respectively.end :], persons) if respectively else []
    if respectively and behind:  # "…, respectively; serotonin was found only in the man"
        at = respectively.end + behind[0].start
        joints = list(_JOINT.finditer(sentence.text, respectively.end, at))
        cut = joints[-1].end() if joints else at
        yield from shares(clip(sentence, 0, cut), persons, current)
        yield from shares(clip(sentence, cut, len(sentence.text)), persons, current)
        return
    one = next((t for t in reversed(turns) if t.owner > 0), None) if respectively else None
    semicolon = sentence.text.rfind("; ", one.end, len(head)) if one else -1
    if semicolon > 0:  # "… in the former and …; the Ki-67 index was 18% and 55%, respectively"
        of_it = Told(earlier.traits)
        yield from shares(clip(sentence, 0, semicolon + 1), persons, current, of_it)
        yield from shares(clip(sentence, semicolon + 2, len(sentence.text)), persons, 0, of_it)
        return
    several = turns[-1] if respectively and turns and len(turns[-1].owners) > 1 else None
    apart = sentence.text.rfind("; ", 0, several.start) if several else -1
    named_there = {o for t in turns if t.owner > 0 and t.end <= apart for o in t.owners}
    if (
        named_there
    ):  # "The youngest is free of disease; the others died at 11 and 9 months, respectively"
        yield from shares(clip(sentence, 0, apart + 1), persons, current, Told(earlier.traits))
        behind_it = clip(sentence, apart + 2, len(sentence.text))
        yield from shares(behind_it, persons, 0, Told(earlier.traits, named_there))
        return
    # "The others died": here they are known, elsewhere such words are of other patients.
    rest = [(t.start, t.end) for t in turns if t.owner > 0 and _REST.match(sentence.text, t.start)]
    sentence = blanked(sentence, rest) if rest else sentence
    if respectively:
        # Of three values none is a second one of the same patient.
        few = len(persons) == len(("one", "the other"))
        of_all = not current or not few or bool(_MANY_OF_THEM.search(sentence.text))
        named = respectively.owners or (turns[0].owners if len(turns) == 1 else ())
        if len(named) > 1 and not {*named} - {p.number for p in persons}:
            # "8 and 3 months for patients 2 and 4, respectively"
            yield from ((named[place - 1], part) for place, part in dealt(sentence, len(named)))
        elif all(t.owner == 0 for t in turns) and (turns or of_all):
            yield from dealt(sentence, len(persons))
        return
    if not turns:
        yield current, sentence
        return
    if len(turns) == 1:
        whole = turns[0].owner == 0
        owners = [p.number for p in persons] if whole else turns[0].owners
        dealt_out = list(dealt_among(sentence, owners, of_all=whole))
        cut = _all_before(sentence.text, turns[0]) if not current and turns[0].owner > 0 else 0
        if cut:
            yield 0, clip(sentence, 0, cut)
            yield from ((o, clip(sentence, cut, len(sentence.text))) for o in owners)
        elif whole and dealt_out[0][1] is sentence:
            yield 0, sentence
        elif turns[0].owner >= 0:
            yield from dealt_out
            yield from _unstained(sentence, sentence, turns[0], persons)
        return
    cuts = [0]
    for before, turn in pairwise(turns):
        cuts.append(_cut(sentence, before, turn))
    cuts.append(len(sentence.text))
    group: tuple[int, int, set[int]] | None = None
    spoken: Turn | None = None
    led_by: dict[Turn, Turn] = {}
    first_item = 0
    text = sentence.text
    for index, (turn, (left, right)) in enumerate(zip(turns, pairwise(cuts), strict=True)):
        if turn.owner < 0 or left >= right:
            continue
        those = {p.number for p in persons} if turn.owner == 0 else {*turn.owners}
        if group and those < group[2] and _AT_TIME.match(sentence.text, turn.end):
            # "The other two are alive, the woman at 31 months and the man at 22 months"
            outside = [(0, group[0]), (group[1], left), (right, len(sentence.text))]
            yield from dealt_among(blanked(sentence, outside), turn.owners)
            continue
        item = _number_of(text, turn) if group and those < group[2] else None
        if group and item and text[turn.start - 1] == "(":
            # "The others died at 15 (P1), 24 (P2) and 6 months (P5)"
            first_item = first_item or item.start()
            named = (spoken.start, spoken.end) if spoken else (0, 0)  # who "the others" are
            outside = [(0, group[0]), named, (first_item, item.start()), (right, len(text))]
            told = _with_unit(sentence, blanked(sentence, outside), turns, turn)
            yield from dealt_among(told, turn.owners)
            continue
        if len(those) > 1:
            group, spoken = (left, right, those), turn
        clause = text.rfind("; ", 0, left) + 1  # "They stained for …; TTF-1 was positive in …"
        leads = next((t for t in turns if t.owner > 0 and t.start >= clause), turn)
        if leads is turn:
            leads = next((t for t in turns if _ends_with(text, t)), turn)
        leads = led_by.get(leads, leads)
        follows = left and turn is not leads
        first = _first_item(sentence, _head(sentence.text, leads), left) if follows else None
        if first is not None and _ELLIPTIC.match(sentence.text, left, _head(sentence.text, turn)):
            # "The index was 2% in the first and 8% in the second": the head is of each.
            led_by[turn] = leads
            led = _LED_BY.match(text, left)
            if led and text[:first].lower().endswith(led[0].lower()):
                first -= len(led[0])  # "in the rectum in A and in the pancreas in B"
            outside = [(first, left), (right, len(text))]
            if first == 0:  # "Lobectomy was done in the former and segmentectomy in the latter"
                begins = [
                    m.end - sentence.start for m in sentence.mentions if m.start == sentence.start
                ]
                item_ends = max(begins, default=left)
                verb_ends = max(item_ends, min(left, _from_preposition(text, leads)))
                outside = [(0, item_ends), (verb_ends, left), (right, len(text))]
            part = blanked(sentence, outside)
        else:
            verbless = group and those < group[2] and not _FINITE.search(text, left, right)
            head_ends = _shared_head(text, leads, turn, left, right) if follows else 0
            stained = any(left <= m.start - sentence.start < right for m in sentence.of("marker"))
            if head_ends:
                part = blanked(sentence, [(head_ends, left), (right, len(text))])
            elif group and verbless and not (stained or _DOES.search(text, left, right)):
                # "In both, bone metastases were found, in the spine in A and in the skull in B"
                outside = [(0, group[0]), (group[1], left), (right, len(text))]
                part = blanked(sentence, outside)
            else:
                part = _with_predicate(sentence, turns, cuts, index)
        part = _stained(sentence, _with_unit(sentence, part, turns, turn), left, right)
        yield from dealt_among(_in_none(sentence, part, turn), turn.owners)
        yield from _unstained(sentence, part, turn, persons)


# "Histology showed typical carcinoid tumours, ACTH-positive, with one node metastasis in patient 2".
_DETAIL_OF_ONE = compiled(
    r"(?:^|;\s)(?P<all>[^;]{20,}?),\swith\s(?P<detail>(?:an?|one|two|three)\s[^;,]{3,60}?\s(?:in|for)\s[^;,]{3,30}?)\.?$"
)


def _is_detail(match: re.Match[str], turns: Sequence[Turn], persons: Sequence[Person]) -> bool:
    """Whether what is told of all ends with a detail of one of them."""
    before = [t for t in turns if match.start("all") <= t.start < match.start("detail")]
    return (
        _MANY_OF_THEM.search(match["all"]) is not None
        and all(t.owner == 0 for t in before)
        and any(t.owner > 0 for t in _turns(match["detail"], persons))
    )


def _in_none(sentence: Sentence, part: Sentence, turn: Turn) -> Sentence:
    """A part on stains "in neither", negated by that word: "insulin in both and glucagon in neither"."""
    word = _NEITHER.match(sentence.text, turn.start, turn.end)
    markers = [m for m in part.of("marker") if m.end <= sentence.start + turn.start] if word else []
    if not word or not markers or part.cue("stain_negative"):
        return part
    at = sentence.start + word.start(), sentence.start + word.end()
    negated = [Modifier(OTHERS_ONLY, m.start, m.end, *at) for m in markers]
    return replace(part, modifiers=[*part.modifiers, *negated])


_NEITHER = compiled(r"(?:neither|none)\b", re.IGNORECASE)


def _shared_head(text: str, leads: Turn, turn: Turn, left: int, right: int) -> int:
    """Where the words end that a part ``[left, right)`` shares with the first one of its clause: "X was
    given after operation to the youngest and at relapse to the oldest", "spread was seen in case 2
    (lung) and in case 3 (liver)"; 0 where it has a verb or words of its own.
    """
    if leads.owner <= 0 or _DOES.search(text, left, right):
        return 0
    if _WHEN_TO_WHOM.fullmatch(text, left, _head(text, turn)):
        when = _WHEN_TO_WHOM_ENDS.search(text, 0, _head(text, leads))
        return when.start() if when and _FINITE.search(text, 0, when.start()) else 0
    bracket = _OWN_BRACKET.match(text, leads.end)
    beside = bracket is not None and _OWN_BRACKET.match(text, turn.end) is not None
    if bracket and beside and _AND_IN.fullmatch(text, bracket.end(), _head(text, turn)):
        return _from_preposition(text, leads)
    return 0


_WHEN = r"(?:at|after|before|during|upon)\s[^,;.()]{2,30}?\s(?:to|in|by)\s(?:the\s)?"
_WHEN_TO_WHOM = compiled(_WHEN, re.IGNORECASE)
_WHEN_TO_WHOM_ENDS = compiled(rf"\s{_WHEN}$", re.IGNORECASE)
_OWN_BRACKET = compiled(r"\s\([^()]{2,60}\)")
_AND_IN = compiled(r",?\s(?:and\s)?(?:in\s|of\s)?(?:the\s)?", re.IGNORECASE)
_OVER_ALL = compiled(
    r"\b(?P<word>(?:median|mean|average)\s)[^:;.\d]{3,60}?(?P<value>\d+(?:\.\d+)?\s?(?:%|months|years)?(?:\s\([^()]{1,40}\))?:)(?=\s)",
    re.IGNORECASE,
)


def _of_some(text: str, turn: Turn, told: Told) -> Turn:
    """The turn of "both" to the pair, or to nobody known; that of "they" to the group."""
    if turn.owner == 0 and told.group and _THEY.match(text) and turn.start == 0:
        return turn._replace(owner=told.group[0], others=tuple(told.group[1:]))
    pair = told.pair
    if turn.owner != 0 or not _BOTH_NAMED.match(text, turn.start):
        return turn
    if _BOTH_WITH.match(text, turn.end):
        return turn._replace(owner=-1)
    return turn._replace(owner=pair[0], others=tuple(pair[1:])) if pair else turn._replace(owner=-1)


_BOTH_WITH = compiled(
    r"(?:\s+(?:patients|cases|men|women))?\s+(?:with|who|whose|in\s+whom|(?:so\s+)?affected)\b",
    re.IGNORECASE,
)


def named_in(
    sentence: Sentence, persons: Sequence[Person], pair: tuple[int, ...]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The last two persons whom a sentence names together (else the ``pair`` of before), and the
    group with which it ends, if it names some of the persons together.
    """
    groups = [t.owners for t in _turns(sentence.text, persons) if t.owner > 0]
    pairs = [owners for owners in groups if len(owners) == len(("one", "the other"))]
    last = groups[-1] if groups else ()
    return (pairs[-1] if pairs else pair), (last if 1 < len(last) < len(persons) else ())


_THEY = compiled(r"(?:They|These|Their)\b")


_ORDER_ASIDE = compiled(r"\s\([^()]*\brespectively\)")


def _called_by_number(sentence: Sentence, persons: Sequence[Person]) -> bool:
    """Whether the sentence names some of the persons before any others."""
    named = TOGETHER.search(sentence.text)
    return named is not None and len(numbers_in(named)) < len(persons)


def _stained(sentence: Sentence, part: Sentence, left: int, right: int) -> Sentence:
    """A part ``[left, right)`` on stains, with what it leaves unsaid of the parts before it: the
    result of "synaptophysin was positive in both, chromogranin A in the first only", or the markers
    of "… were positive for CD56; those of the third and fifth were negative".
    """
    results = sentence.cue("stain_positive", "stain_negative")
    own = part.cue("stain_positive", "stain_negative")
    start = sentence.start
    if part.of("marker") and not own:
        kept = [(c.start - start, c.end - start) for c in results if c.end <= start + left][-1:]
        if not (kept or IS_THERE.search(part.text)):
            kept = [m.span() for m in IS_THERE.finditer(sentence.text, 0, left)][-1:]
    elif own and not part.of("marker") and _BARE_RESULT.search(sentence.text, left, right):
        kept = [(m.start - start, m.end - start) for m in sentence.of("marker")]
        kept = [span for span in kept if span[1] <= left]
    else:
        return part
    ends = [0, *(at for span in sorted(kept) for at in span), left]
    gaps = [(a, b) for a, b in zip(ends[::2], ends[1::2], strict=True) if a < b]
    return blanked(sentence, [*gaps, (right, len(sentence.text))]) if kept else part


def _unstained(
    sentence: Sentence, part: Sentence, turn: Turn, persons: Sequence[Person]
) -> Iterator[tuple[int, Sentence]]:
    """A part on stains that were seen "in patient 2 only", for the others: negated by that word."""
    only = _ONLY.match(sentence.text, turn.end)
    only = only or _ALL_EXCEPT.match(sentence.text, turn.start, turn.end)
    markers = part.of("marker") if only and turn.owner > 0 else []
    there = IS_THERE.search(part.text)
    seen = part.cue("stain_positive") or (there and not there["absent"])
    told = bool(seen) and not part.cue("stain_negative")
    if not (only and markers and told) or _NOT_STAINED.search(sentence.text, turn.end):
        return
    at = sentence.start + only.start("only"), sentence.start + only.end("only")
    negated = [Modifier(OTHERS_ONLY, m.start, m.end, *at) for m in markers]
    rest = replace(part, modifiers=[*part.modifiers, *negated])
    yield from ((p.number, rest) for p in persons if p.number not in turn.owners)


# "In all but the third, in which it was not tried".
_NOT_STAINED = compiled(
    r"\bnot\s+(?:done|tested|performed|available|examined|studied|assessed|tried|made|stained)\b",
    re.IGNORECASE,
)
# "In all except P3 and P6": these were negative.
_ALL_EXCEPT = compiled(
    r"(?:all|each|every(?:one|\s+case|\s+patient)?)\s+(?:(?:the\s+)?(?:cases|patients)\s+)?(?P<only>but|except)\b",
    re.IGNORECASE,
)
_ONLY = compiled(r"\)?(?:\s+(?:patients?|cases?))?\s+(?P<only>only|alone)\b", re.IGNORECASE)


def _number_of(text: str, turn: Turn) -> re.Match[str] | None:
    """The number told right before a person: "8 months in P1", "24 (P2)"."""
    return _NUMBER_OF.search(text, max(0, turn.start - _LONGEST_ITEM), turn.start)


def _with_unit(sentence: Sentence, part: Sentence, turns: Sequence[Turn], turn: Turn) -> Sentence:
    """The part of a turn, with the unit of time that its number leaves to another's, in place of the
    letters behind it: "8 months in P1, 5 in P2".
    """
    own = _number_of(sentence.text, turn)
    if own is None or own["unit"]:
        return part
    told = [m["unit"] for t in turns if (m := _number_of(sentence.text, t)) and m["unit"]]
    at = own.end("number") - (part.start - sentence.start)
    return supplied(part, at, _UNITS[told[0][0].lower()]) if told else part


_UNITS = {"m": " mo ", "y": " yr "}
_TIME = "months|mos|mths|years|yrs"
_NUMBER_OF = compiled(
    rf"(?<![\w./])(?P<number>\d+(?:\.\d+)?\+?)(?:\s(?P<unit>{_TIME}))?\s(?:in\s|for\s|\()(?:the\s)?$",
    re.IGNORECASE,
)
_LED_BY = compiled(r"(?:in|of|to|from|with|by)\s(?:the\s)?", re.IGNORECASE)
_BARE_RESULT = compiled(
    r"\b(?:was|were|is|are|proved)\s+(?:positive|negative)(?=\s*(?:[.,;)]|$|and\b|while\b|whereas\b))",
    re.IGNORECASE,
)
_AT_TIME = compiled(
    rf"(?:\s+(?:wo)?man|\s+patient)?,?\s+(?:at|for|after)\s+\d+(?:\.\d+)?(?:\s+(?:{_TIME}))?(?=\s*(?:[.,;]|$|\s(?:and|after)\b))",
    re.IGNORECASE,
)


def _with_predicate(
    sentence: Sentence, turns: Sequence[Turn], cuts: Sequence[int], index: int
) -> Sentence:
    """The part of a turn, with the verb that it leaves to the next part ("P3, with …, and P4, with …,
    had carboplatin") or to the one before ("patient 4 died after 9 months and patient 2 after 25").
    """
    text, end = sentence.text, len(sentence.text)
    left, right = cuts[index], cuts[index + 1]
    turn = turns[index]
    if index and _NO_SUBJECT.match(text, left):
        # "Scintigraphy was negative in A and showed a focus in B"
        verb = _FINITE.search(text, cuts[index - 1], turns[index - 1].start)
        if verb:
            return blanked(sentence, [(0, cuts[index - 1]), (verb.start(), left), (right, end)])
    if turn.owner <= 0 or not _leads(text, turn, left) or _DOES.search(text, turn.end, right):
        part = _clause(sentence, left, right)
        verb = _VERB_PHRASE.match(text, turn.end, right)
        own = _ONLY_TIME.match(text, verb.end(), right) if verb else None
        if own and index + 1 < len(turns) and _ONLY_TIME.match(text, turns[index + 1].end):
            return _with_the_unit(text, blanked(sentence, [(0, left), (right, end)]), own)
        return part
    if _SHARES_ON.search(text, turn.end, right):
        for after in range(index + 1, len(turns)):
            start, stop = cuts[after], cuts[after + 1]
            if not _leads(text, turns[after], start):
                break
            if verb := _DOES.search(text, turns[after].end, stop):
                return blanked(sentence, [(0, left), (right, verb.start()), (stop, end)])
    before = turns[index - 1] if index else None
    verb = _VERB_PHRASE.match(text, before.end, left) if before else None
    if before and verb and _TIME_BEHIND.match(text, turn.end):
        return blanked(sentence, [(0, verb.start("verb")), (verb.end(), turn.end), (right, end)])
    if timed := _with_time(sentence, turns, cuts, index):
        return timed
    had = _HAD_ALONE.match(text, before.end, left) if before else None
    if before and had:  # "Case 2 underwent vertebroplasty and case 4 hemilaminectomy"
        return blanked(sentence, [(0, had.start("verb")), (had.end(), turn.end), (right, end)])
    return _clause(sentence, left, right)


def _with_time(
    sentence: Sentence, turns: Sequence[Turn], cuts: Sequence[int], index: int
) -> Sentence | None:
    """The part of one for whom only a number is told: "P1 died 12, P3 3, P4 10 and P6 2 months after
    …"; the verb is the first one's, the unit the last one's.
    """
    text, right = sentence.text, cuts[index + 1]
    own = _ONLY_TIME.match(text, turns[index].end, right)
    for back in range(index - 1, -1, -1) if own else ():
        end = turns[back].end
        if verb := _VERB_PHRASE.match(text, end, cuts[back + 1]):
            outside = [(0, verb.start("verb")), (verb.end(), turns[index].end), (right, len(text))]
            part = blanked(sentence, outside)
            return _with_the_unit(text, part, own) if own else part
        if not _ONLY_TIME.match(text, end, cuts[back + 1]):
            return None
    return None


def _with_the_unit(text: str, part: Sentence, own: re.Match[str]) -> Sentence:
    """The part, as long as the text, with the unit that its number leaves to a later one, in place of
    the letters behind it.
    """
    unit = _TIME_UNIT.search(text, own.end())
    at = own.end("number")
    if own["unit"] or not unit:
        return part
    return supplied(part, at, _UNITS[unit[1][0].lower()])


_ONLY_TIME = compiled(
    rf"\s(?P<number>\d+(?:\.\d+)?)(?:\s(?P<unit>{_TIME}))?(?=,|\s(?:and|after|from|later)\b|\s*[.;]|\s*$)",
    re.IGNORECASE,
)
_TIME_UNIT = compiled(rf"\d\s({_TIME})\b", re.IGNORECASE)


def _leads(text: str, turn: Turn, left: int) -> bool:
    """Whether a part begins with the person it turns to, as the one who acts."""
    front = text[left : turn.start].strip().lower()
    return (front in _FRONTS or front.endswith(":")) and not _PREPOSITION.match(text, turn.start)


_FRONTS = ("", "that of", "those of", "that of the", "those of the")
_NO_SUBJECT = compiled(
    r"(?:was|were|showed|revealed|demonstrated|disclosed|measured|remained)\b", re.IGNORECASE
)
_FINITE = compiled(
    r"\b(?:was|were|is|are|had|has|showed|revealed|demonstrated|disclosed|measured|remained)\b",
    re.IGNORECASE,
)
_SHARES_ON = compiled(r"(?:,\s|,?\sand\s)$")
_TIME_BEHIND = compiled(
    r"(?:\s\([^()]{1,40}\))?,?\s(?:after|at|for|in|by|with|of)\s", re.IGNORECASE
)


def _clause(sentence: Sentence, left: int, right: int) -> Sentence:
    """A part of a sentence, behind the adverb that opens it and holds for each clause of it."""
    frame = _FRAME.match(sentence.text) if left else None
    if frame is None:
        return clip(sentence, left, right)
    return blanked(sentence, [(frame.end(), left), (right, len(sentence.text))])


# "Immunohistochemically, synaptophysin was positive in both; calcitonin was negative in the first".
_FRAME = compiled(r"(?:(?:By|On)\s+immuno\w+,?\s+|immuno\w+,\s+)", re.IGNORECASE)


def _ends_with(text: str, turn: Turn) -> bool:
    """Whether words for all end their clause: "positive for synaptophysin in both"."""
    return turn.owner == 0 and _TRAILING.search(text, 0, turn.start) is not None


def _all_before(text: str, turn: Turn) -> int:
    """Where a clause on one begins behind one on all: "the tumours expressed …; that of the older
    man …"; 0 where it does not.
    """
    semicolon = text.rfind("; ", 0, turn.start)
    told = semicolon > 0 and _MANY_OF_THEM.search(text, 0, semicolon) is not None
    return semicolon + 2 if told else 0


# "Patients 1 and 2 are well 9 and 3 years after surgery", "they have been well for 36 and 20 months",
# "patients 1, 2 and 4 had 4, 3 and 8 mitoses per 10 HPF".
_SO_LONG = rf"(?:\d+(?:\.\d+)?\+?|\b{WORDS}\b)"
_COUNT = compiled(rf"{_SO_LONG}(?:\s(?:{_TIME})\b)?", re.IGNORECASE)
_COUNTS = compiled(
    rf"(?<![\d.]){_COUNT.pattern}(?:\s?%)?(?:,\s*{_COUNT.pattern}(?:\s?%)?)*,?\s+and\s+{_SO_LONG}(?:\s+(?:{_TIME})\b|(?=\s?%|\s+(?:mitoses|mitotic|cycles|courses|cm|mm)\b))",
    re.IGNORECASE,
)
_ITS_UNIT = compiled(rf"\s(?:{_TIME})$", re.IGNORECASE)
_STATE = compiled(
    r"\b(?:alive|well|free|died|dead|survived|lived|followed|remission|recurrence)\b[^.;]{0,60}$",
    re.IGNORECASE,
)


def dealt_among(
    part: Sentence, owners: Sequence[int], *, of_all: bool = False
) -> Iterator[tuple[int, Sentence]]:
    """A part for each of its owners; of as many times as owners each has their own."""
    few = len(owners) == len(("one", "the other"))
    lists: list[list[tuple[int, int]]] = []
    for match in _COUNTS.finditer(part.text) if len(owners) > 1 else ():
        numbers = [m.span() for m in _COUNT.finditer(part.text, *match.span())]
        own_times = not (of_all and few) or _STATE.search(part.text, 0, match.start())
        if len(numbers) == len(owners) and own_times:
            lists.append(numbers)
    for place, owner in enumerate(owners):
        # Of each list the others' times are blanked, on both sides of the own one.
        gone: list[tuple[int, int]] = []
        for times in lists:
            (left, right), end = times[place], times[-1][1]
            if not _ITS_UNIT.search(part.text[left:right]):
                # the unit behind the last is that of each
                end = len(_ITS_UNIT.sub("", part.text[:end]))
            gone += [(times[0][0], left), (right, max(right, end))]
        yield owner, blanked(part, gone) if gone else part


def lists_values(sentence: Sentence) -> bool:
    """Whether a sentence gives values in the order of the persons."""
    return bool(RESPECTIVELY.search(sentence.text))


class _InOrder(NamedTuple):
    """Where a text says that what it lists is told in the order of the persons, and of which."""

    start: int
    end: int
    owners: tuple[int, ...]


# "Ki-67 in the most recent tissue was 8%, 15%, 4%, 22%, 3% and 18%."
_ENDS_WITH_LIST = compiled(
    r"\b(?:was|were)\s(?P<list>[<>~]?\d+(?:\.\d+)?\s?%?(?:,\s[<>~]?\d+(?:\.\d+)?\s?%?)+,?\sand\s[<>~]?\d+(?:\.\d+)?\s?%)\.?$"
)


_NAMED_THERE = compiled(r"\b(?:patient|case|man|woman|girl|boy)\b", re.IGNORECASE)


def rates_of_each(sentence: Sentence, many: int) -> list[tuple[int, Sentence]]:
    """The parts of a sentence that ends with a Ki-67 index for each of three patients or more, in
    their order; none where it does not, or where the specimens are one patient's.
    """
    match = _ENDS_WITH_LIST.search(sentence.text)
    if match is None or many < len(("one", "another", "a third")) or not sentence.has("ki67"):
        return []
    if sentence.of("site") or sentence.has("pronoun") or _NAMED_THERE.search(sentence.text):
        return []
    items = [m.span() for m in _RATE.finditer(sentence.text, *match.span("list"))]
    if len(items) != many:
        return []
    first, last = items[0][0], items[-1][1]
    return [
        (number, blanked(sentence, [(a, b) for a, b in ((first, left), (right, last)) if a < b]))
        for number, (left, right) in enumerate(items, 1)
    ]


_RATE = compiled(r"[<>~]?\d+(?:\.\d+)?\s?%?")


def _in_order(text: str) -> _InOrder | None:
    word = RESPECTIVELY.search(text)
    if word is None:
        return None
    to_whom = _TO_WHOM.search(text, max(0, word.start() - 60), word.start())
    start = to_whom.start() if to_whom else len(text[: word.start()].rstrip(" ,\n"))
    named = TOGETHER.search(to_whom[0]) if to_whom else None
    return _InOrder(start, word.end(), tuple(numbers_in(named)) if named else ())


def part_of_all(sentence: Sentence, limit: int) -> Sentence | None:
    """What a sentence tells of all before it turns to some of them, at ``limit``: "… was shown in all
    six, and had to be stopped early in five of them".
    """
    match = patterns.search(_OF_ALL, sentence.text[:limit], re.IGNORECASE)
    joint = _JOINT.search(sentence.text, match.end(), limit) if match else None
    return clip(sentence, 0, joint.end()) if joint else None


def names_one(sentence: Sentence, persons: Sequence[Person]) -> bool:
    """Whether a sentence turns to one of the persons."""
    return any(turn.owner > 0 for turn in _turns(sentence.text, persons))


def dealt_beside_ages(sentence: Sentence, persons: Sequence[Person]) -> list[tuple[int, Sentence]]:
    """The parts of a roster that lists more than the ages "respectively": "two women, aged 42 and 53
    years, had a tumor, graded G1 and G2, respectively"; nothing where it does not.
    """
    parts = list(dealt(sentence, len(persons))) if lists_values(sentence) else []
    ages = [
        (p.age.start - sentence.start, p.age.value)
        for p in persons
        if p.age and sentence.start <= p.age.start < sentence.end
    ]
    whole = all(part.text.startswith(age, at) for _, part in parts for at, age in ages)
    return parts if whole else []


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


_REPEATED = compiled(r"(?:of|was|were)\s")
_RESULT = compiled(
    r"\b(?:(?:strongly|weakly|focally|diffusely)\s+)?(?:positive|negative|absent|present|normal|elevated|raised|complete|partial)\b",
    re.IGNORECASE,
)


def _first_item(sentence: Sentence, end: int, following: int) -> int | None:
    """Where the first item of a list begins that ends at ``end``: a number where the next item is
    one, else a term of the kind of the next item's.
    """
    text = sentence.text
    if word := _REPEATED.match(text, following):  # "… in the first and of 1.9 cm in the second"
        following = word.end()
    if _GRADE.match(text, following):  # "graded G1 (Ki-67 2%) and G2 (Ki-67 9%), respectively"
        grades = list(_GRADE.finditer(text, max(0, end - _LONGEST_ITEM // 2), end))
        return grades[-1].start() if grades else None
    if _VERTEBRA.match(text, following):  # "in T6 in the first, T10 and L1 in the second"
        levels = list(_VERTEBRA.finditer(text, max(0, end - _LONGEST_ITEM // 2), end))
        return levels[0].start() if levels else None
    if _RESULT.match(text, following):  # "was positive in the first and negative in the second"
        results = list(_RESULT.finditer(text, max(0, end - _LONGEST_ITEM), end))
        return results[-1].start() if results else None
    if _STAGED.match(text, following):  # "had stage IB, IIA, and IIIB disease, respectively"
        stages = list(_STAGED.finditer(text, max(0, end - _LONGEST_ITEM // 2), end))
        return stages[-1].start() if stages else None
    if _LISTED_NUMBER.match(text, following):
        numbers = list(_LISTED_NUMBER.finditer(text, max(0, end - _LONGEST_ITEM // 2), end))
        while len(numbers) > 1 and _OUT_OF.fullmatch(text, numbers[-2].end(), numbers[-1].start()):
            numbers.pop()
        return numbers[-1].start() if numbers else None
    kinds = [m for m in sentence.mentions if m.layer == "term"]
    after = min((m.start for m in kinds if m.start >= sentence.start + following), default=-1)
    groups = {m.group for m in kinds if m.start == after}  # "PR": a response, or a receptor
    before = [m for m in kinds if m.group in groups and m.end <= sentence.start + end]
    if not before or sentence.start + end - before[-1].end > _LONGEST_ITEM // 2:
        return None
    first = before.pop()
    while before and _LISTED_WITH.fullmatch(sentence.between(before[-1].end, first.start)):
        first = before.pop()  # "in the ribs and pelvis in A and in the skull in B"
    return first.start - sentence.start


_STAGED = compiled(r"(?:[Ss]tage\s+)?(?<![\w-])(?:I{1,3}|IV)(?:[ABC][12]?)?(?![\w-])")
_VERTEBRA = compiled(r"\b(?:[CTL]|Th|D)\d{1,2}\b(?:\s?[-–]\s?(?:[CTL]|Th|D)?\d{1,2}\b)?")
_LISTED_WITH = compiled(r"(?:,\s|,?\sand\s)(?:the\s|left\s|right\s)*", re.IGNORECASE)

# "The patient with the rectal tumor", "the man in whom …".
_WHO_HAS = compiled(
    r"\b(?:the|our)\s+(?:\w+\s+)?(?:patient|man|woman|girl|boy|case|one)(?P<many>s)?\s+(?:with|whose|in\s+whom|who\s+had|treated\s+(?:by|with))\s+",
    re.IGNORECASE,
)
_TRAIT_WITHIN = 60
_TRAIT_ENDS = compiled(r"[,;.:]|\b(?:was|were|is|has|had|received|died|underwent|and|but)\b")
# "The renal tumor".
_ITS_TUMOUR = compiled(
    r"\s+(?:tumou?r|carcinoid|carcinoma|lesion|primary|NET|NEC|LCNEC|SCNEC|cancer|neoplasm|mass|case|patient)\b",
    re.IGNORECASE,
)
_THEIR_TUMOURS = compiled(
    r"\s+(?:tumou?rs|carcinoids|carcinomas|lesions|primaries|NETs|neoplasms|cases|patients)\b",
    re.IGNORECASE,
)
_THE_GRADED = compiled(
    r"\bthe\s+(?:G[123]|(?:small|large)[- ]cell)\s+(?:tumou?r|NET|neoplasm|lesion|one)\b",
    re.IGNORECASE,
)
_THE = compiled(r"\bthe\s+$", re.IGNORECASE)
_TOLD_OF_ONE = ("site", "histology", "syndrome", "treatment")
_GRADE = compiled(r"\bG[123]\b")
_STAGE = compiled(r"\b[Ss]tage\s+(I{1,3}V?[ABC]?[12]?|IV[AB]?)\b")
_CELLS = compiled(r"\b(small|large)[- ]cell\b", re.IGNORECASE)


def traits_of(sentence: Sentence) -> set[tuple[str, str]]:
    """What a sentence tells of one person, by which the text may name this one later."""
    told = {
        (m.group, name)
        for m in sentence.of(*_TOLD_OF_ONE)
        if not m.weak and "negated" not in sentence.context(m.start, m.end)
        for name in m.names
    }
    cells = {("cells", size.lower()) for size in _CELLS.findall(sentence.text)}
    stages = {("stage", stage) for stage in _STAGE.findall(sentence.text)}
    return told | cells | stages | {("grade", g) for g in _GRADE.findall(sentence.text)}


def _by_traits(sentence: Sentence, traits: Traits) -> list[Turn]:
    """Turns to the one person of whom a trait was told: "the patient with the G2 tumor"."""
    out: list[Turn] = []
    text = sentence.text

    def add(start: int, end: int, told: set[tuple[str, str]], many: int = 1) -> None:
        places = {trait for trait in told if trait[0] == "site"} if many == 1 else set()
        owners = sorted(n for n, held in traits.items() if places & held)
        owners = owners or sorted(n for n, held in traits.items() if told & held)
        if owners and len(owners) == many:
            out.append(Turn(start, end, owners[0], tuple(owners[1:])))

    for match in _WHO_HAS.finditer(text):
        stop = _TRAIT_ENDS.search(text, match.end(), match.end() + _TRAIT_WITHIN)
        end = stop.start() if stop else min(len(text), match.end() + _TRAIT_WITHIN)
        end = len(text[:end].rstrip())
        told = traits_of(clip(sentence, match.end(), end))
        add(match.start(), end, told, len(told) if match["many"] else 1)
    for match in _THE_GRADED.finditer(text):  # "the G1 tumor", "the large cell tumor"
        add(*match.span(), traits_of(clip(sentence, *match.span())))
    out += _by_place(sentence, traits)
    sites = sentence.of("site")
    for first, second in pairwise(sites):  # "the esophageal and gastric tumors"
        start, end = first.start - sentence.start, second.end - sentence.start
        joined = sentence.between(first.end, second.start) == " and "
        if joined and _THE.search(text, 0, start) and _THEIR_TUMOURS.match(text, end):
            told_of = [("site", name) for name in (*first.names, *second.names)]
            add(start, end, {*told_of}, len(("one", "the other")))
    for mention in sentence.of("site", "histology"):
        start, end = mention.start - sentence.start, mention.end - sentence.start
        if _THE.search(text, 0, start) and _ITS_TUMOUR.match(text, end):
            add(start, end, {(mention.group, name) for name in mention.names})
    return out


def _by_place(sentence: Sentence, traits: Traits) -> list[Turn]:
    """Turns to those of whom one organ each was told, where a sentence sets several of these against
    each other: "80% in the esophagus, 65% in the stomach and 55% in that of the rectum".
    """
    out: list[Turn] = []
    for mention in sentence.of("site"):
        start, end = mention.start - sentence.start, mention.end - sentence.start
        told = {("site", name) for name in mention.names}
        owners = [n for n, held in traits.items() if told & held]
        place = _IN_PLACE.search(sentence.text, max(0, start - _TRAIT_WITHIN // 2), start)
        if len(owners) == 1 and place:
            out.append(Turn(place.start(), end, owners[0]))
    return out if len({t.owner for t in out}) > 1 else []


_IN_PLACE = compiled(
    r"(?:\b(?:in|of)\s+)?(?:that\s+of\s+|the\s+one\s+(?:in|on|of)\s+)?(?<=\s)the\s+$", re.IGNORECASE
)


# "The first relapsed", "the third received".
_DID = (
    r"(?:concern(?:s|ed)|had|has|was|were|is|died|remain\w*|underwent|received|presented|developed|responded|survived|refused|relapsed|recurred|"
    r"progressed|declined|required|needed|showed|lived|came|suffered|complained|did|also|then|now|who|whose)"
)
_DOES = compiled(
    rf"(?<!\bwho\s)(?<!\bwhich\s)\b{_DID}\b(?<!\bwho)(?<!\bthen)(?<!\bnow)(?<!\balso)(?<!\bwhose)",
    re.IGNORECASE,
)
_VERB_PHRASE = compiled(
    rf"(?:\s\([^()]{{1,40}}\))?\s+(?P<verb>(?:{_DID}|stained|reacted)\b)(?:\s+(?!(?:after|at|for|in|by|with|from|of|and)\b|\d)[\w-]+){{0,3}}",
    re.IGNORECASE,
)
_HAD_ALONE = compiled(
    r"(?:\s\([^()]{1,40}\))?\s+(?:also\s+)?(?P<verb>had|has|underwent|received|showed|developed|needed|required|took|(?:was|were)\s+given)(?=\s)",
    re.IGNORECASE,
)
_DID_AS_WELL = compiled(rf"\s+{_DID}\b", re.IGNORECASE)
_HAD = compiled(rf"(?:the\s+\w+(?:\s+{_NOUN})?|(?-i:[A-H]))\s+{_DID}\b", re.IGNORECASE)
# "In the two others", "the other recovered": those who are not named before.
_REST = compiled(
    rf"\bthe\s+(?:(?:other|remaining)\s+(?P<many>two|three|four|[234])(?:\s+{_NOUN}s?)?|(?P<two>two|three)\s+others|others(?=\s+{_DID}\b|\s+are\b|\s+were\b)|(?P<one>other|remaining)(?:\s+{_NOUN}\b|(?=\s*[,(]|\s+(?:{_DID}|\w+ed)\b)))",
    re.IGNORECASE,
)


_REMAINING = compiled(r"\b(?:other|remaining)\s+$", re.IGNORECASE)
_IN_SO_MANY = compiled(
    r"\bin\s+(?P<many>two|three|four|[2-4])(?:\s+(?:patients|cases))?(?=,?\s+(?:and|but|while|whereas)\s)",
    re.IGNORECASE,
)


def _noun_at(match: re.Match[str]) -> int:
    """Where the person's noun begins in "in the first case"."""
    inside = _PREPOSITION.match(match.group())
    return match.start() + (inside.end() if inside else 0)


_PREPOSITION = compiled(r"(?:in|of|for|from|by|with|to)\s+", re.IGNORECASE)


def _the_others(
    text: str, persons: Sequence[Person], found: Sequence[Turn], told: Sequence[set[int]]
) -> list[Turn]:
    """Turns to those who were not named before in the sentence, nor ``told`` of just before it, nor
    lately; to nobody where the counts differ.
    """
    out = []
    for match in _REST.finditer(text):
        if any(t.start < match.end() and match.start() < t.end for t in found):
            continue
        here = {o for t in found if t.owner > 0 and t.end <= match.start() for o in t.owners}
        said = match["many"] or match["two"]
        many = MANY[said.lower()] if said else 1 if match["one"] else 0  # "the others": any number
        before = [here | told_of for told_of in told if told_of]
        for named in [here, *before] if here else before or [{1}]:
            rest = [p.number for p in persons if p.number not in named]
            if len(rest) == many or (not many and len(rest) > 1):
                out.append(Turn(*match.span(), rest[0], tuple(rest[1:])))
                break
        else:
            out.append(Turn(*match.span(), -1))
    for match in _IN_SO_MANY.finditer(text):  # "in four and could not be found in the woman"
        named = {o for t in found if t.owner > 0 and t.start >= match.end() for o in t.owners}
        rest = [p.number for p in persons if p.number not in named]
        if named and len(rest) == MANY[match["many"].lower()]:
            out.append(Turn(*match.span(), rest[0], tuple(rest[1:])))
    return out


def _of_the_two(text: str, persons: Sequence[Person], found: Sequence[Turn]) -> Iterator[Turn]:
    """Turns to one of two named before in the sentence, of more persons: "in A and C: a focus in the
    former", "in the 60-year-old and in the 68-year-old; the latter", "in the younger man and in the older".
    """
    if len(persons) <= len(("the former", "the latter")):
        return
    for match in _OF_THE_TWO.finditer(text):
        if any(t.start < match.end() and match.start() < t.end for t in found):
            continue
        before = sorted(t for t in found if t.owner > 0 and t.end <= match.start())
        pairs = [t.owners for t in before if len(t.owners) == len(("A", "C"))]
        singles = list(dict.fromkeys(t.owner for t in before if len(t.owners) == 1))
        pair = pairs[-1] if pairs else tuple(singles) if len(singles) == len(("A", "C")) else ()
        if pair:
            yield Turn(*match.span(), pair[match[1].lower() == "latter"])
    genders = {p.number: p.gender for p in persons}
    for match in _ITS_FELLOW.finditer(text):
        before = sorted(t for t in found if len(t.owners) == 1 and t.end <= match.start())
        last = before[-1] if before else None
        if last is None or not _OF_TWO_OF_A_SEX.fullmatch(text, last.start, last.end):
            continue
        same = [n for n, g in genders.items() if g == genders[last.owner] and n != last.owner]
        if len(same) == 1 and not any(
            t.start < match.end() and match.start() < t.end for t in found
        ):
            yield Turn(*match.span(), same[0])


_OF_TWO_OF_A_SEX = compiled(
    r"(?:in\s+|of\s+)?the\s+(?:younger|older|elder)\s+(?:wo)?man", re.IGNORECASE
)
_ITS_FELLOW = compiled(r"\bthe\s+(?:younger|older|elder)\b(?!\s+[a-z])", re.IGNORECASE)


def _turns(
    text: str,
    persons: Sequence[Person],
    known: Sequence[Turn] = (),
    told_before: Sequence[set[int]] = (),
) -> list[Turn]:
    """Where a sentence turns to somebody, in order; neighbours of one owner are one turn."""
    found: list[Turn] = []
    several = len(persons) > len(("one", "the other"))
    for match in _FIRST_OR_LAST_TWO.finditer(text) if len(persons) > 2 else ():
        two = persons[:2] if match[1].lower() in ("first", "former") else persons[-2:]
        found.append(Turn(*match.span(), two[0].number, (two[1].number,)))
    found += _groups(text, persons)
    found += [
        _some_or_all(m, persons)
        for m in patterns.finditer(_OF_ALL, text, re.IGNORECASE)
        if not any(t.start <= m.start() < t.end for t in found)
        and not _REMAINING.search(text, 0, m.start())
        and not _IN_WHOM.search(text, 0, m.start())
    ]
    for person in (p for p in persons if p.sibling):
        siblings = patterns.finditer(rf"\b{SIBLING}\b", text, re.IGNORECASE)
        found += [Turn(m.start(), m.end(), person.number) for m in siblings]
    found += [
        Turn(m.start(), m.end(), -1)
        for m in patterns.finditer(_OTHERS, text, re.IGNORECASE)
        if not any(t.start <= m.start() < t.end for t in found)
    ]
    numbers_known = {p.number for p in persons}
    found += [Turn(a, b, n) for a, b, n in chained(text) if n in numbers_known]
    for match in TOGETHER.finditer(text):  # "cases 1 and 3"
        numbers = numbers_in(match)
        if {*numbers} <= {p.number for p in persons}:
            found.append(Turn(*match.span(), numbers[0], tuple(numbers[1:])))
    numbered = [m.span() for m in TOGETHER.finditer(text)]
    if numbered:  # "in patients 1, 3, 4 (lobectomy) and 5 (pneumonectomy)"
        for match in _NEXT_WITH_BRACKET.finditer(text, numbered[0][1]):
            if int(match["n"]) in numbers_known:
                found.append(Turn(*match.span("n"), int(match["n"])))
    for match in IN_ORDER.finditer(text):
        numbers = places_in(match)
        if {*numbers} <= {p.number for p in persons} and len({*numbers}) == len(numbers):
            found.append(Turn(*match.span(), numbers[0], tuple(numbers[1:])))
    for match in _NUMBERS_ONLY.finditer(text):  # "progesterone receptor in 2 and 3 only"
        numbers = [int(n) for n in patterns.findall(r"\d", match.group())]
        if {*numbers} < {p.number for p in persons}:
            found.append(Turn(*match.span(), numbers[0], tuple(numbers[1:])))
    if any(p.lettered for p in persons):
        for match in _LETTERS_TOGETHER.finditer(text):  # "in A and C"
            numbers = [
                LETTERS.index(x.lower()) + 1 for x in patterns.findall(r"\b[A-H]\b", match.group())
            ]
            if {*numbers} <= {p.number for p in persons}:
                found.append(Turn(*match.span(), numbers[0], tuple(numbers[1:])))
    for turn in known:
        if turn.end <= len(text) and not any(
            t.start < turn.end and turn.start < t.end and t.owner > 0 for t in found
        ):
            found.append(turn)
    for person in persons:
        for match in re.finditer(_called(person, persons), text, re.IGNORECASE):  # noqa: TID251
            taken = any(t.start < match.end() and match.start() < t.end for t in found)
            if not taken and not _AS_IN.search(text, 0, _noun_at(match)):
                found.append(Turn(match.start(), match.end(), person.number))
    if several and not any(t.owner > 0 for t in found):
        found += [Turn(m.start(), m.end(), -1) for m in _THE_ONE_WHO.finditer(text)]
    found += _of_the_two(text, persons, found)
    found += _the_others(text, persons, found, told_before)
    told = {owner for t in found if t.owner > 0 for owner in t.owners}
    if len(told) == 2:  # "the two women had …; nodes were negative in the first and … the second"
        first, second = sorted(told)
        found = [
            t._replace(owner=first, others=(second,))
            if t.owner < 0 and _SO_MANY.search(text, t.start, t.end)
            else t
            for t in found
        ]
    # "in 2" of "in 2 and 6" is nobody
    found = [t for t in found if not any(t.start < a < t.end < b for a, b in numbered)]
    out: list[Turn] = []
    for turn in sorted(found):
        last = out[-1] if out else None
        named = last is not None and last.owner > 0
        if last is not None and named and turn.owner > 0 and turn.owner not in last.owners:
            own_verb = (
                _ITS_OWN.match(text, turn.end)
                or (
                    # "In two, and the third had an operation"
                    _PREPOSITION.match(text, last.start) and _HAD.match(text, turn.start)
                )
                or (
                    # "Abnormal in A, with a lytic lesion, and in C, with …"
                    _WITH_DETAIL.match(text, last.end) and _PREPOSITION.match(text, turn.start)
                )
            )
            # "X was done in the oldest, and the remaining two received …"
            acts = text.startswith(",", last.end) and _DID_AS_WELL.match(text, turn.end)
            acts = acts if _TRAILING.search(text, 0, last.start) else None
            chained_there = text[last.end - 1] == text[turn.end - 1] == ")"
            if _AND_OF.fullmatch(text, last.end, turn.start) and not (
                own_verb or acts or chained_there
            ):
                out[-1] = Turn(last.start, turn.end, last.owner, (*last.others, turn.owner))
                continue
        if last is not None and named and {*turn.owners} < {*last.owners}:
            if _BY_NAME.fullmatch(text, last.end, turn.start) and not _ACTS_ALONE.match(
                text, turn.end
            ):
                out[-1] = last._replace(end=turn.end)  # "two patients, the man and the woman, …"
                continue
        both = _BOTH_NAMED.match(text, turn.start) is not None
        if last is not None and named and len(last.owners) == 2 and turn.owner == 0 and both:
            continue  # "in the first and the third … in both"
        if last is not None and turn.owner == 0 and _BOTH_ALONE.match(text, last.end):
            continue  # "CDX2 in C; in B both were negative": two stains
        of_kind = both and _BOTH_WITH.match(text, turn.end)  # "both patients with an ileal primary"
        if both and not of_kind and turn.owner == 0 and len(persons) > len(told) == 2:
            # "A remission in the first and stable disease in the third; both are alive"
            turn = turn._replace(owner=min(told), others=(max(told),))
        of_two = both and len(persons) > len(("one", "the other"))
        opposed = last is not None and bool(  # "insulin in both and glucagon in neither"
            _NEITHER.match(text, turn.start)
        ) != bool(_NEITHER.match(text, last.start))
        if last is None or last.owners != turn.owners or (of_two and turn.owner == 0) or opposed:
            out.append(turn)
        elif _ends_with(text, turn) and not _BUT_ONE.match(text, turn.end):
            out[-1] = turn  # "All had uptake in the skeleton: spine and pelvis in every patient"
    # "The third, a sister of the first, …": the first is only whose sister she is.
    told_of = [t for t in out if not _KIN_OF.search(text, 0, t.end)]
    return _all_but(text, told_of or out, persons)


_KIN_OF = compiled(
    rf"\b(?:{KIN})\s+of\s+the\s+(?:first|second|third|fourth|fifth|last|former|latter)$",
    re.IGNORECASE,
)
# Of several, one who is known by what no trait tells: "the man with the buttock tumor".
_THE_ONE_WHO = compiled(
    r"\bthe\s+(?:patient|(?:wo)?man|case|one)\s+(?:with(?!out)|whose|who\s+(?:had|was|did))\b",
    re.IGNORECASE,
)
# "Except in patient 2, in whom they were lytic".
_IN_WHOM = compiled(r"\b(?:whom|which|where)\s+$", re.IGNORECASE)
_BUT_ONE = compiled(r"\s+(?:but|except)\b", re.IGNORECASE)
_NUMBERS_ONLY = compiled(r"\bin\s+[1-9](?:,\s[1-9])*,?(?:\s+and\s+[1-9])?\s+only\b")
_OF_THE_TWO = compiled(r"\bthe\s+(former|latter)\b", re.IGNORECASE)
_BOTH_ALONE = compiled(r"\s+both(?=\s*,|\s+(?:was|were)\b)", re.IGNORECASE)
_NEXT_WITH_BRACKET = compiled(r"[a-z]\)(?:,|,?\sand)\s(?P<n>[1-9])(?=\s\([a-z])")
_LETTERS_TOGETHER = compiled(
    r"(?:\b(?:in|of|from|to|by)\s+|^)[A-H](?:(?:,\s+[A-H])+,?)?\s+and\s+(?:in\s+)?[A-H]\b(?!\.\s?[A-Z])"
)


def _all_but(text: str, found: list[Turn], persons: Sequence[Person]) -> list[Turn]:
    """The turns, with "all except the second" or "all but the 88-year-old woman" as one, to the rest."""
    out: list[Turn] = []
    for turn in found:
        match = _ALL_BUT.search(text, 0, _head(text, turn)) if turn.owner > 0 else None
        rest = [p.number for p in persons if p.number not in turn.owners]
        if match and rest:
            out = [t for t in out if t.end <= match.start()]
            out.append(Turn(match.start(), turn.end, rest[0], tuple(rest[1:])))
            if not (who := _WHO.match(text, turn.end)):
                continue
            # "…, who was treated with 131I-MIBG": of the one excepted.
            turn = turn._replace(start=who.start(), end=who.end())
        out.append(turn)
    return out


_WHO = compiled(rf"(?:\s+(?:{_NOUN}|(?:wo)?man|boy|girl))?,\s+(?:in\s+)?who(?:se|m)?\b")


def excepted(sentence: Sentence, persons: Sequence[Person]) -> int:
    """The person whom a sentence excepts at its end, of whom the next one tells: "… in all but the
    23-year-old. She …"; 0 where it does not.
    """
    text = sentence.text.rstrip(" .")
    if "but" not in text and "except" not in text:
        return 0
    for person in persons:
        for match in re.finditer(_called(person, persons), text, re.IGNORECASE):  # noqa: TID251
            if match.end() == len(text) and _ALL_BUT.search(text, 0, _noun_at(match)):
                return person.number
    return 0


def meant(sentence: Sentence, persons: Sequence[Person], current: int) -> int:
    """Of whom a sentence is that begins with "he" or "she": ``current``, unless that is a man and
    this a woman; then nobody (0) is known.
    """
    word = _HE_OR_SHE.match(sentence.text)
    gender = next((p.gender for p in persons if p.number == current), "")
    if word is None or not gender:
        return current
    return current if gender == ("male" if word[1].lower() in ("he", "his") else "female") else 0


_HE_OR_SHE = compiled(r"\s*(he|she|his|her)\b", re.IGNORECASE)


def _groups(text: str, persons: Sequence[Person]) -> list[Turn]:
    """Turns to some of the persons by sex ("in the girls") or by age ("the two younger sisters")."""
    out: list[Turn] = []
    if len(persons) < 3:
        return out
    young = [p.number for p in persons if p.word in _CHILDREN]
    for match in _THE_CHILDREN.finditer(text) if 1 < len(young) < len(persons) else ():
        out.append(Turn(*match.span(), young[0], tuple(young[1:])))
    if all(p.gender for p in persons):
        for match in _THE_WOMEN.finditer(text):
            those = [p.number for p in persons if p.gender == sex_of(match["who"])]
            if 1 < len(those) < len(persons):
                out.append(Turn(*match.span(), those[0], tuple(those[1:])))
    ages = [int(p.age.value) for p in persons if p.age]
    if len({*ages}) < len(persons):
        return out
    ranked = [n for _, n in sorted(zip(ages, (p.number for p in persons), strict=True))]
    for match in _THE_RANKED.finditer(text):
        many = MANY[match["many"].lower()]
        old = match["edge"].lower().startswith("old")
        those = sorted(ranked[-many:] if old else ranked[:many])
        if many < len(persons):
            out.append(Turn(*match.span(), those[0], tuple(those[1:])))
    return out


_CHILDREN = frozenset({"son", "daughter"})
_THE_CHILDREN = compiled(
    r"\b(?:both|the)\s+(?:two\s+|of\s+the\s+)?(?:children|siblings|young\s+people)\b", re.IGNORECASE
)
_THE_WOMEN = Gated(
    r"\b(?:the|both|all(?:\s+the)?)\s+(?P<who>(?:wo)?men|girls|boys|sisters|brothers)\b",
    re.IGNORECASE,
)
_THE_RANKED = Gated(
    rf"\bthe\s+(?P<many>two|three|[23])\s+(?P<edge>oldest|older|youngest|younger)(?:\s+(?:{_NOUN}s?|women|men))?\b",
    re.IGNORECASE,
)
# "In the first two (patients)", "in the latter two".
FIRST_TWO = compiled(r"\bthe\s+first\s+two\b", re.IGNORECASE)
_FIRST_OR_LAST_TWO = compiled(
    rf"\bthe\s+(first|former|last|latter)\s+two(?:\s+{_NOUN}s?|\s+women|\s+men)?\b", re.IGNORECASE
)
# The same with the person: "positive in all but the fifth".
ALL_BUT_ONE = Gated(
    rf"\b(?:all|each|every(?:one|\s+case|\s+patient)?)\s+(?:but|except(?:\s+for)?)\s+(?:in\s+)?the\s+({_ORDINAL})\b(?!\s+(?:two|three))",
    re.IGNORECASE,
)
# "In all but the second (case)".
_ALL_BUT = compiled(
    r"\b(?:all|each|every(?:one|\s+case|\s+patient)?)\s+(?:(?:the\s+)?(?:cases|patients)\s+)?(?:but|except(?:\s+for)?)\s+(?:in\s+)?(?:the\s+)?$"
    r"|,?\s(?:(?:except|save)\s(?:in|for)|apart\sfrom)\s(?:that\s+of\s+)?$",
    re.IGNORECASE,
)
_SO_MANY = compiled(
    r"(?:the\s+)?(two|three|four|[234])\s+(patients|cases|siblings|brothers|sisters|men|women|boys|girls|tumou?rs)$",
    re.IGNORECASE,
)


def _some_or_all(match: re.Match[str], persons: Sequence[Person]) -> Turn:
    """The turn of words for all; "the two women" of three are the two who are, if known."""
    many = _SO_MANY.match(match.group())
    if not many or MANY[many[1].lower()] == len(persons):
        return Turn(match.start(), match.end(), 0)
    sex = sex_of(many[2])
    those = [p.number for p in persons if p.gender == sex] if sex else []
    if len(those) != MANY[many[1].lower()]:
        return Turn(match.start(), match.end(), -1)
    return Turn(match.start(), match.end(), those[0], tuple(those[1:]))


# Between two persons of one list: "the first (patient) and the third".
_AND_OF = compiled(
    r"(?:\s\(\d{1,2}[- ]?(?:years?|y)\b[^()]{0,20}\)|,\s[^,;.]{3,60})?,?\s{1,3}and\s{1,3}(?:(?:in|of|to|by|for)\s{1,3})?",
    re.IGNORECASE,
)
# "Two patients, the 44-year-old man and the woman, …".
_BY_NAME = compiled(rf"(?:\s{_NOUN})?(?:,\s|,?\sand\s|\s\()(?:in\s)?", re.IGNORECASE)
# "… 1% in the brother and in the sister 2%": the second has a value or a verb of their own.
_ITS_OWN = compiled(r"\s+(?:[<>≤≥~]?\s?\d|(?:an?|one|none|no|was|is|has)\b)", re.IGNORECASE)
_ACTS_ALONE = compiled(r"\s+(?:was|is|has|had|also|received|underwent)\b", re.IGNORECASE)
_BOTH_NAMED = compiled(r"both\b", re.IGNORECASE)


# "The second course", "the first operation".
_NOT_A_PERSON = (
    r"(?:courses?|cycles?|operations?|biops(?:y|ies)|lines?|days?|weeks?|months?|years?|times?|doses?|lesions?|stages?|trimester|"
    r"sessions?|procedures?|specimens?|nodules?|treatments?|surger(?:y|ies)|primary|part|portion|segment|of|to|and|in|on)"
)
# "The same immunoprofile as in the first case": not told of that one.
_AS_IN = compiled(
    r"\b(?:as|like|unlike|than|similar\s+to|compared\s+(?:with|to))\s+(?:in\s+|that\s+of\s+|those\s+of\s+)?$",
    re.IGNORECASE,
)


_PARENT = compiled(r"father|mother")


def _called(person: Person, persons: Sequence[Person]) -> str:
    """The wordings that mean this person among the persons."""
    order = next(word for word, number in ORDER.items() if number == person.number)
    last = len(persons)
    words = [
        rf"\b(?:the|our)\s+{order}(?:\s+(?:{_NOUN}|tumou?r\b)|(?=,|\s\()|(?=\s+and\s+(?:the\s+)?(?:second|third)\s+(?:{_NOUN}s?|were|are|had|received|underwent|died)\b)|(?=\s+{_DID}\b))"
        rf"|\b(?:the|an?)\s+{person.age.value if person.age else 0}(?:(?:-|–|\s)year(?:-|–|\s)old\b|-(?=\s+and\s+(?:the\s+)?\d\d?-year))"
        rf"|\b(?:case|patient|pt\.?|twin|sibling)\s+(?:no\.?\s*)?(?:{person.number}|{_NAMES[person.number - 1]}|(?-i:{LETTERS[person.number - 1].upper()}))\b(?!\s*(?:/|of\s+(?:\d|the\b|our\b|these\b)|%|,\s*\d\b(?!\s*(?:years|months|[%/]|[cm]m\b|in\b|per\b|mitoses))|and\s+\d\b(?!\s*(?:[/%.\d]|per\b|mitoses|months|years))))"
        rf"|\b(?:the|an?)\s+(?:{MEN}|{WOMEN})(?:\s+of|,?\s+aged)\s+{person.age.value if person.age else 0}\b|\bthe\s+only\s+(?:{MEN}|{WOMEN}),\s+aged\s+{person.age.value if person.age else 0}\b|\((?:{MEN}|{WOMEN}),\s{person.age.value if person.age else 0}\)"
        rf"|\b(?-i:P{person.number})\b|\bno\.\s?{person.number}\b(?!\s*(?:,\s*\d|and\s+\d|[/%.]\d))"
        rf"|(?:\b(?:case|patient)\s+|(?<=\())(?-i:{ROMAN[person.number - 1]})\b(?!,\s[IV]|\sand\s[IV])"
    ]
    words.append(
        rf"\b(?:in|of|from|to|by)\s+the\s+{order}\b(?=\s*[,.;:)]|\s+(?:{_NOUN}|an?|the|there|it|no|and|only|alone|but|while|whereas|was|were|is|had|has|showed|"
        rf"contained|measured|stained|shrank|grew|recurred|progressed|regressed|responded|disappeared|resolved)\b|\s*$)"
        rf"|(?:(?<=\bbut\s)|(?<=\bexcept\s))(?:in\s+)?the\s+{order}\b(?=\s*[,.;:)])"
        rf"|(?<=\sand\s){order}\s+(?:patients?|cases?)\b|(?:(?<=first\sand\s)|(?<=second\sand\s))(?:the\s+)?{order}\b(?=\s+and\b|\s*[,.;])"
    )
    ages = [float(p.age.value) for p in persons if p.age]
    if person.age and last == len({*ages}):
        age = float(person.age.value)
        which = "oldest|eldest" if age == max(ages) else "youngest" if age == min(ages) else "(?!)"
        words.append(rf"\bthe\s+(?:{which})\s+(?:{_NOUN})\b")
    if person.number == last > 2:
        words.append(rf"\b(?:the|our)\s+last\s+{_NOUN}\b")
    words.append(rf"(?<=[,;]\s)the\s+{order}(?=\s+(?!{_NOT_A_PERSON}\b)\w)")
    kin = next((p.word for p in persons if p is not person and _PARENT.fullmatch(p.word)), "")
    if kin and last == 2:  # "a man and his father": the son
        words.append(rf"\bthe\s+{'daughter' if person.gender == 'female' else 'son'}\b")
    if person.label:
        words.append(rf"\bthe\s+{re.escape(person.label)}\b")
    if person.number == 1:
        words.append(r"^(?:In\s+)?one(?:\s+(?:patient|case|woman|man|of\s+them))?(?=\s*[,(])")
    if person.roman:  # "in III", "whereas II had"
        roman = ROMAN[person.number - 1]
        words.append(
            rf"\b(?:in|of|from|to|by)\s+(?-i:{roman})\b(?!,\s[IV]|\sand\s[IV])|(?<![\w-])(?-i:{roman})(?=\s+{_DID}\b)"
        )
    if person.lettered:
        letter = LETTERS[person.number - 1].upper()
        words.append(
            rf"(?<![\w-])(?<!ranin )(?<!ype )(?<!titis )(?-i:{letter})(?=\s+(?:{_DID}|later|subsequently|again|regained|lost|achieved)\b)"
        )
        words.append(
            rf"(?:(?<=,\s)|(?<=\band\s))(?-i:{letter})(?=\s+(?:at|after|of|for|with|by)\s)"
        )
        words.append(rf"(?:(?<=\bbut\s)|(?<=\bexcept\s))(?-i:{letter})\b(?=\s*[,.;]|\s*$)")
        words.append(rf"\b(?:in|of|from|to|by)\s+(?-i:{letter})\b(?!\.\s?[A-Z]|[-/’']|\s\d)")
    if last == 2:
        words.append(r"\bthe\s+former\b" if person.number == 1 else r"\bthe\s+latter\b")
        ages = [int(p.age.value) if p.age else 0 for p in persons]
        if all(ages) and ages[0] != ages[1]:
            young = int(person.age.value) == min(ages) if person.age else False
            words.append(rf"\bthe\s+{'younger' if young else '(?:older|elder)'}(?:\s+{_NOUN})?\b")
    elif person.age and all(p.age for p in persons):
        years = [int(p.age.value) for p in persons if p.age]
        own_years = int(person.age.value)
        if years.count(own_years) == 1 and own_years in (min(years), max(years)):
            edge = "youngest" if own_years == min(years) else "(?:oldest|eldest)"
            words.append(rf"\bthe\s+{edge}(?:\s+{_NOUN})?\b")
    if last > 2 and person.age and person.gender:  # of two men "the older man"
        same = [int(p.age.value) for p in persons if p.age and p.gender == person.gender]
        if len(same) == len(("young", "old")) and same[0] != same[1]:
            rank = "younger" if int(person.age.value) == min(same) else "(?:older|elder)"
            words.append(rf"\bthe\s+{rank}\s+{'man' if person.gender == 'male' else 'woman'}\b")
    known = all(p.gender for p in persons)
    if known and sum(p.gender == person.gender for p in persons) == 1:
        words.append(rf"\bthe\s+{person.gender}\s+(?:patient|case)\b")
        if person.gender == "male":
            words.append(
                rf"\bthe\s+(?:young\s+|old\s+|elderly\s+)?(?:{MEN})\b|\b(?:he|his|him)\b|\((?:{MEN})\)"
            )
        else:
            words.append(
                rf"\bthe\s+(?:young\s+|old\s+|elderly\s+)?(?:{WOMEN})\b|\b(?:she|her)\b|\((?:{WOMEN})\)"
            )
    elif person.word and sum(p.word == person.word for p in persons) == 1:
        words.append(rf"\bthe\s+{person.word}\b")
    return "|".join(words)


def _cut(sentence: Sentence, before: Turn, turn: Turn) -> int:
    """Where the part of ``turn`` begins, behind the turn before it."""
    text = sentence.text
    all_joints = [
        m for m in _JOINT.finditer(text, before.end, turn.start) if not _joins_two(sentence, m)
    ]
    if all_joints and _RELATIVE_OF.fullmatch(text, all_joints[-1].end(), _head(text, turn)):
        return all_joints[-1].end()  # "CT showed a mass, which in the second case invaded …"
    opened = text.rfind("(", before.end, turn.start)
    if opened >= 0 and ")" not in text[opened : turn.start] and turn.start - opened > len("(P"):
        return opened + 1  # "P2 and P4 had bone metastases (pelvis and spine in P2; ribs in P4)"
    joints = [m for m in all_joints if not _RELATIVE.match(text, m.end())]
    if not joints and all_joints and before.owner == 0:
        return all_joints[-1].end()  # "All had an operation, which in the first two …"
    if not joints:
        return before.end
    trails = _TRAILING.search(text, 0, _head(text, before)) and not _acts(text, before)
    if trails and not _fronted(text, before):
        bracket = _BRACKET.match(text, before.end)
        from_here = bracket.end() if bracket else before.end
        behind = [m for m in joints if m.start() >= from_here]
        # "Abnormal in A, with a fracture of the femur, and in C": what was abnormal there.
        first = next((m for m in behind if not _DETAIL.match(text, m.end())), joints[-1])
        return first.end()
    semicolon = max((m.end() for m in joints if m.group().startswith(";")), default=0)
    if semicolon:  # "…; oestrogen and progesterone receptors were positive in the second"
        told = [m.end() for m in joints if _PREDICATE.search(text, semicolon, m.start())]
        return max(told, default=semicolon)
    return joints[-1].end()


def _joins_two(sentence: Sentence, joint: re.Match[str]) -> bool:
    """Whether "and" joins two terms of one kind: "cisplatin and etoposide in the former"."""
    if joint.group().strip(" ").lower() != "and":
        return False
    left, right = sentence.start + joint.start(), sentence.start + joint.end()
    ends = {m.group for m in sentence.mentions if m.layer == "term" and m.end == left}
    return any(m.start == right and m.group in ends for m in sentence.mentions if m.layer == "term")


_WITH_DETAIL = compiled(r",\s(?:with|showing)\s", re.IGNORECASE)
_DETAIL = compiled(
    r"(?:with|showing|where)\b(?![^;]*\d,?\sand\s\d)(?=[^;]*,?\s(?:and|but)\s)", re.IGNORECASE
)
_PREDICATE = compiled(
    r"\b(?:was|were|is|are|had|has|have|did|\w{3,}ed|underwent|died|showed|grew|rose|fell)\b",
    re.IGNORECASE,
)


def _from_preposition(text: str, turn: Turn) -> int:
    """Where the words begin that turn to a person, with the preposition before them."""
    before = _TRAILING.search(text, 0, turn.start)
    return before.start() if before and before.end() == turn.start else turn.start


def _head(text: str, turn: Turn) -> int:
    """The start of the person's noun: behind a preposition that is part of the turn."""
    inner = _PREPOSITION.match(text, turn.start, turn.end)
    return inner.end() if inner else turn.start


def _acts(text: str, turn: Turn) -> bool:
    """Whether a verb follows that is of the person's own: "the tumour of the elder stained for …"."""
    return _STAINED.match(text, turn.end) is not None


_STAINED = compiled(
    r"\s+(?:(?:was|were|had|has|is|are)\b(?!\s+(?:done|performed|given|seen|found)\b)|(?:stained|expressed|measured|contained|showed|reacted|consisted|arose|recurred|metastasized|invaded)\b)",
    re.IGNORECASE,
)


def _fronted(text: str, turn: Turn) -> bool:
    """Whether the turn opens its clause: "in the younger patient antrectomy was done"."""
    last = 0
    for joint in _JOINT.finditer(text, 0, turn.start):
        last = joint.end()
    return bool(_FRONT.fullmatch(text, last, turn.start))
