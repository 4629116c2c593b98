"""One finding in kinds of tumours that are told one after the other: "CDX2 was positive in 59 of 62
(95%) ileal, 17 of 19 appendiceal and 9 of 58 pancreatic tumours"; or in men and in women.
"""

from __future__ import annotations

import re
from itertools import pairwise

from netmatrix.extract.statistics.constructions import is_outcome
from netmatrix.extract.statistics.groups import phrase
from netmatrix.extract.statistics.sentence import Work
from netmatrix.extract.statistics.words import own_words
from netmatrix.patterns import compiled

_THING = r"(?:patients|tumou?rs?|carcinoids?|carcinomas?|NETs?|NENs?|NECs?|cases|lesions|specimens|samples|neoplasms)\b"
_WORD = rf"(?!{_THING}|(?:and|but|or|in|of|with|for|had|was|were)\b)[a-z][\w-]*"
_BEHIND = compiled(rf"\s(?P<kind>{_WORD}(?:\s{_WORD})?)(?P<last>\s{_THING})?")
# "Four typical (14%)": the kind stands before the percentage.
_WITHIN = compiled(
    rf"[\w/]+(?:\sof\s\w+)?\s(?P<kind>{_WORD}(?:\s{_WORD})?)\s[(\[]"
    # "In 1/16 non-functioning pituitary adenoma patients": all of it is the figure.
    rf"|\d+/\d+\s(?P<thing>{_WORD}(?:\s{_WORD}){{0,2}})\s{_THING}$"
)
_ADJECTIVE = compiled(r"[a-z-]{3,}(?:al|ic|ary|ar|ous)")
_ENDS = compiled(rf"\s{_THING}$")
_LAST = compiled(rf"\s?{_THING}")
_NEXT = compiled(rf"(?:\s{_THING})?(?:,\s(?:and\s|but\s)?|\s(?:and|but)\s)(?:only\s)?(?:in\s)?")
_FOUND_IN = compiled(
    r"(?:^|[.;:]\s|,\s(?:and|but|while|whereas)\s)(?P<what>[A-Za-z0-9][^,;:()]{1,60}?)\s(?:was|were)\s(?:\w+ly\s)?"
    r"(?:found|present|seen|noted|detected|observed|demonstrated|identified|recorded)\s(?:only\s)?in\s(?:only\s)?$"
)


def tie_kinds(work: Work) -> None:
    """The shares of a list of kinds are about what the first one is about."""
    shares = [i for i, f in enumerate(work.figures) if f.kind == "share"]
    at = 0
    while at < len(shares):
        run: dict[int, tuple[int, int]] = {}
        for index, following in zip(shares[at:], [*shares[at + 1 :], None], strict=True):
            kind = _kind(work, index)
            if kind is None:
                run = {}
                break
            run[index] = kind
            end = max(kind[1], work.figures[index].end)
            if following is None or not _NEXT.fullmatch(
                work.text, end, work.figures[following].start
            ):
                run = run if _LAST.match(work.text, end) or _ENDS.search(work.text, 0, end) else {}
                break
        if len(run) > 1:
            _tie(work, run)
        at += max(len(run), 1)


def _kind(work: Work, index: int) -> tuple[int, int] | None:
    """Where the kind of tumour stands that a share is of, behind it or within."""
    figure = work.figures[index]
    match = _WITHIN.match(work.text, figure.start, figure.end) or _BEHIND.match(
        work.text, figure.end
    )
    if match is None:
        return None
    whole = "thing" if match.re is _WITHIN and match["thing"] else "kind"
    start, end = match.span(whole)
    named = any(start <= a.start and a.end <= end + 1 and not a.value for a in work.found)
    return (start, end) if named or _ADJECTIVE.fullmatch(match[whole]) else None


def _tie(work: Work, run: dict[int, tuple[int, int]]) -> None:
    first = min(run)
    names = {i: phrase(work.text, *span, work.found) for i, span in run.items()}
    told = work.concept.get(first)
    if told is None or told[0] in names.values() or told[2] > work.figures[first].start:
        lead = _FOUND_IN.search(work.text, 0, work.figures[first].start)
        if lead is None:
            return
        start, end = lead.span("what")
        named = [a for a in work.found if start <= a.start and a.end <= end and not a.value]
        what = named[-1].name if named else own_words(lead["what"], 6)
        told = (what, start, end) if what else None
    if told is None or not all(names.values()):
        return
    for index, name in names.items():
        work.concept[index] = (told[0], told[1], work.figures[index].end)
        work.group[index] = name
        work.dropped.discard(index)


# "In both men (68%) and women (79%)": two shares in brackets behind the sexes.
_SEX_BEFORE = compiled(r"\b(?:wo)?men\s\(\s?$|\b(?:fe)?males\s\(\s?$", re.I)
_AND_SEX = compiled(
    r"\s?\)\s(?:and|versus|vs\.?|than)\s(?:in\s)?(?:(?:wo)?men|(?:fe)?males)\s\(\s?", re.I
)
_SEXES = frozenset({"male", "female"})
_MALE_BEFORE = compiled(r"\bm(?:en|ales)\s\(\s?$", re.I)
_WHOLE_OF_BOTH = 100
_ROUNDED = 1.5
"""Percentage points that rounding explains."""


def tie_by_sex(work: Work) -> None:
    """ "Survival was highest in both men (68%) and women (79%)": no parts of one whole, but of the
    survival in each; without one they are left out.
    """
    for one, (first, second) in enumerate(pairwise(work.figures)):
        shares = first.percent, second.percent
        if None in shares or first.n is not None or second.n is not None:
            continue
        sexes = [work.concept.get(i, ("",))[0] for i in (one, one + 1)]
        if abs(sum(p or 0 for p in shares) - _WHOLE_OF_BOTH) <= _ROUNDED or not set(sexes) & _SEXES:
            continue
        if not _SEX_BEFORE.search(work.text, 0, first.start) or not _AND_SEX.fullmatch(
            work.text, first.end, second.start
        ):
            continue
        told = next(
            (a for a in reversed(work.found) if a.end <= first.start and is_outcome(work, a.name)),
            None,
        )
        males = _MALE_BEFORE.search(work.text, 0, first.start) is not None
        for index, sex in zip(
            (one, one + 1), ("male", "female") if males else ("female", "male"), strict=True
        ):
            work.concept.pop(index, None)
            work.left_out.add(index)
            if told:
                work.concept[index] = (told.name, told.start, work.figures[index].end)
                work.group[index] = sex
                work.left_out.discard(index)
