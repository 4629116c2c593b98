"""A second share of what the first is of: by another method, after another treatment, in the other
arm, or of those who were examined.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from netmatrix.extract.statistics.groups import phrase
from netmatrix.extract.statistics.sentence import Work
from netmatrix.extract.statistics.words import own_words
from netmatrix.patterns import compiled

_REL = r"(?P<rel>by|on|after|with|using|under)"
_NOUN = r"(?:(?:patients|cases|tumou?rs|lesions)\s)?"
_WHAT = r"(?P<what>[\w/-]+(?:\s[\w/-]+){0,3}?)"
_ARM = r"\sin\sthe\s(?P<what>[\w/ -]{2,40}?(?:arm|group))"
_AND = r",?\s(?:and|but|versus|vs\.?|(?:as\s)?against)\s"
# Between two shares, and behind the second.
_BEHIND = (
    # "detected in 17 patients by PET/CT, in 9 by CT"
    (
        compiled(rf"\s{_NOUN}{_REL}\s{_WHAT}(?:{_AND}|,\s)in\s(?:only\s)?", re.I),
        compiled(rf"\s{_NOUN}{_REL}\s{_WHAT}(?=\s?[,;.)(]|\s(?:and|but|versus|vs)\b|$)", re.I),
    ),
    # "two deaths in the radiotherapy arm and one in the control arm"
    (
        compiled(rf"(?:\s[\w-]+){{0,3}}?{_ARM}{_AND}(?:only\s)?", re.I),
        compiled(rf"{_ARM}(?=\s?[,;.(]|$)", re.I),
    ),
)
# "Seen on PET/CT in 29 patients but on CT in 13": before each of two shares.
_AHEAD = compiled(rf"\s{_REL}\s(?=(?-i:[\w/ -]*[A-Z]{{2}})){_WHAT}\sin\s(?:only\s)?$", re.I)
_AND_AHEAD = compiled(
    rf"\s{_NOUN}(?:but|and|versus)\s{_REL}\s(?=(?-i:[\w/ -]*[A-Z]{{2}})){_WHAT}\sin\s(?:only\s)?",
    re.I,
)

Span = tuple[int, int]

# "62% among patients with virus-positive tumours (10 of 16 patients)", "25% (95% CI 7-52; 4 of 16 patients)".
_ITS_COUNTS = compiled(r"[^();%]{0,90}\s?\(|[;,]\s", re.I)
# "In 16 of 204 patients, a frequency of 8%".
_MAKES = compiled(
    r"(?:\s[^,;:()\d]{2,50})?,\s(?:or\s|i\.e\.,?\s|that\sis,?\s|giving\s|for\s|which\s(?:is|makes|gives)\s)?(?:an?|the)\s(?:[\w-]+\s){0,2}?(?P<noun>frequency|rate|incidence|prevalence|proportion)\sof\s(?:about\s|approximately\s)?",
    re.I,
)
_ROUNDED = 0.6
"""Percentage points that rounding explains."""


def join_counts(work: Work) -> None:
    """A percentage and the counts in brackets behind it that it is of, as one share; and the counts
    with the percentage they make, said again behind them.
    """
    for index, (first, second) in enumerate(pairwise(work.figures)):
        if (
            (first.kind, second.kind) == ("share", "share")
            and first.n is not None
            and first.N
            and first.percent is None
            and second.n is None
            and second.percent is not None
            and index in work.concept
            and abs(100 * first.n / first.N - second.percent) <= _ROUNDED
            and (makes := _MAKES.fullmatch(work.text, first.end, second.start))
        ):
            name, start, end = work.concept[index]
            if work.concept.get(index + 1, (name,))[0] not in (name, makes["noun"].lower()):
                continue
            work.figures[index] = replace(first, percent=second.percent)
            work.concept[index] = (name, min(start, first.start), max(end, second.end))
            work.dropped.add(index + 1)
            continue
        if first.kind != "share" or first.n is not None or first.percent is None:
            continue
        if second.kind != "share" or second.n is None or not second.N or second.percent is not None:
            continue
        if index not in work.concept or abs(100 * second.n / second.N - first.percent) > _ROUNDED:
            continue
        if work.concept.get(index + 1, work.concept[index])[0] != work.concept[index][0]:
            continue
        if not _ITS_COUNTS.fullmatch(work.text, first.end, second.start):
            continue
        if not work.text.startswith((")", "]"), second.end):
            continue
        work.figures[index] = replace(first, n=second.n, N=second.N)
        name, start, end = work.concept[index]
        work.concept[index] = (name, min(start, first.start), max(end, second.end))
        work.group[index] = work.group.get(index + 1) or work.group.get(index, "")
        work.dropped.add(index + 1)


def tie_elsewhere(work: Work) -> None:
    """Tie a share that only says by what, after what or in which arm it was counted."""
    for index, (first, second) in enumerate(pairwise(work.figures)):
        if first.kind != "share" or second.kind != "share" or index not in work.concept:
            continue
        places = _places(work.text, first.start, first.end, second.start, second.end)
        if places is None:
            continue
        work.concept[index + 1] = (work.concept[index][0], first.end, second.end)
        for at, (start, end) in zip((index, index + 1), places, strict=True):
            name = phrase(work.text, start, end, work.found) or work.text[start:end].lower()
            work.group[at] = work.group.get(at) or name


def _places(text: str, *at: int) -> tuple[Span, Span] | None:
    """Where the methods, treatments or arms of two shares at ``at`` stand, ``None`` for others."""
    begin, first_end, second_start, end = at
    for between, behind in _BEHIND:
        one = between.fullmatch(text, first_end, second_start)
        two = behind.match(text, end) if one else None
        if one and two and one.groupdict().get("rel") == two.groupdict().get("rel"):
            return one.span("what"), two.span("what")
    two = _AND_AHEAD.fullmatch(text, first_end, second_start)
    one = _AHEAD.search(text, 0, begin) if two else None
    if one and two and one["rel"].lower() == two["rel"].lower():
        return one.span("what"), two.span("what")
    return None


# "Polyomavirus was looked for in 96 tumours and found in 38".
_LOOKED_FOR = compiled(
    r"(?:^|[.;:]\s)(?P<what>[A-Za-z][^,;:()]{2,60}?)\s(?:was|were)\s(?:looked\sfor|sought|tested(?:\sfor)?|examined|determined|assessed|done|performed|carried\sout)\sin\s$"
)
_AND_FOUND = compiled(
    r"(?:\s(?:patients|cases|tumou?rs|specimens|samples))?,?\s(?:and|but)\s(?:(?:was|were|proved)\s)?(?P<said>found|detected|present|demonstrated|positive|negative)\sin\s(?:only\s)?"
)


def tie_looked_for(work: Work) -> None:
    """Tie the share in whom something was found that was looked for; those examined are no share."""
    for index, (first, second) in enumerate(pairwise(work.figures)):
        if first.kind != "share" or second.kind != "share" or first.percent is not None:
            continue
        looked = _LOOKED_FOR.search(work.text, 0, first.start)
        found = _AND_FOUND.fullmatch(work.text, first.end, second.start)
        if not looked or not found:
            continue
        inside = [
            a
            for a in work.found
            if looked.start("what") <= a.start and a.end <= looked.end("what") and not a.value
        ]
        name = inside[-1].name if inside else own_words(looked["what"], 6)
        if name and found["said"] in ("positive", "negative"):
            name = f"{name} {found['said']}"
        if name:
            work.concept.pop(index, None)
            work.left_out.add(index)
            work.concept[index + 1] = (name, looked.start("what"), second.end)
