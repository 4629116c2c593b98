"""The phrases of a sentence that name a group of patients."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from netmatrix import patterns
from netmatrix.extract.statistics.anchors import Anchor
from netmatrix.normalise.numbers import WORDS
from netmatrix.patterns import compiled


@dataclass(frozen=True, slots=True)
class Group:
    """A phrase that names a group of patients; ``name`` is ``""`` for the whole study group."""

    start: int
    end: int
    name: str
    anchors: tuple[Anchor, ...] = ()


UNTOLD = "group not told"
"""The name of a group that the sentence speaks of but does not name: its figures are in doubt."""
_STOP = (
    r"(?=\s(?:and\s(?:\d|in|those|of|patients)|(?:median|mean)(?=\s(?:OS|PFS|survival|overall|progression|follow))|the (?:median|mean|objective|overall|response|disease|rate|\d|\w+ rate)|than|it|they|(?:more|less)\s(?:often|frequently|commonly)|was|were|had|is|are|versus|vs\.?|compared|developed|showed|received|whose|occurred|"
    r"obtained|achieved|have|has|died|presented|experienced|underwent|reported|in whom|after|during|within|over|but|as|whereas|while|who|"
    r"from|survived|lived|fared|relapsed|recurred|progressed|responded|exhibited|respectively|for whom|for an? (?:median|mean)|at (?:\d|diagnosis|last|the))\b|\s?[,;:().]|\s\d|$)"
)
_PEOPLE = r"(?:patients?|those|subjects|individuals|cases|people|women|men|participants|siNETs?|pNETs?|PanNETs?|NETs?|NENs?|tumou?rs)"
_WITH = compiled(
    rf"\b{_PEOPLE}\s"
    rf"(?P<rel>with(?:out)?|who (?:had|did not have|received|underwent|did not receive)|having|lacking|receiving|treated with|"
    rf"not receiving|not treated with|harbou?ring|undergoing)\s"
    rf"(?!(?:and|or|vs\.?|versus)\s(?:those\s)?with|(?:was|were|had|and|but|versus|vs\.?)\b|\d+(?:[.,]\d+)?\s?(?:months?|years?|weeks?|mo\b|%))"
    rf"(?P<what>[^,;().]{{1,80}}?){_STOP}",
    re.I,
)
_SEX = compiled(
    r"(?:^|[,;]\s|\b(?:and|while|whereas|but)\s)(?:the\s)?(?P<what>(?:wo)?men|(?:fe)?males)"
    r"(?=\s(?:had|lived|survived|showed|reached|achieved|responded)\b|\s\d+(?:\.\d+)?\s(?:months|years))",
    re.I,
)
""" "Women had a median OS of 50 months"."""
# "Tumours larger than 2 cm", "those ≤ 1 cm".
_SIZED = compiled(
    r"\b(?:(?:in|among|for|of|with)\s)?(?:tumou?rs|NETs|lesions|those)\s(?:with\sa\sdiameter\s|of\s)?"
    r"(?P<sign>(?:larger|smaller|greater|bigger|less|more)\sthan|up\sto|at\sleast|[<>≤≥]=?)\s?(?P<size>\d+(?:\.\d+)?\s?[cm]m)\b",
    re.I,
)
# "In patients younger than 40 years", "those 40 or older".
_WHO = r"(?:patients|those|women|men|subjects|individuals)\s(?:who\swere\s)?"
_AGE = (
    r"(?:(?:aged\s)?(?P<sign>(?:younger|older)\sthan|under|over|below|above|[<>≤≥]=?)\s?(?P<age>[1-9]\d)|(?:aged\s)?(?P<age2>[1-9]\d)(?:\syears)?\s(?:or|and)\s(?P<more>older|over|above|younger|under|below))"
    r"(?P<unit>\s(?:years|yrs?)(?P<old>\sof\sage|\sold)?)?(?!\s?(?:%|[.,]\d|of\sfollow|(?:after|before|since|later|from)\b))"
    r"(?!\s[A-Za-zµμ]+/|\s?(?:[cmk]?m|[kmµμnp]?g|m?l|I?U|months|weeks|days|hours|cycles|courses|doses|points|lesions|metast\w+|mitos[ei]s|Gy|[GM]Bq)\b)"
)
_AGED = compiled(rf"\b(?:(?:in|among|for|of|with)\s)?{_WHO}{_AGE}", re.I)
_AGE_AT = compiled(rf"(?:{_WHO})?{_AGE}", re.I)
_COUNTED_AHEAD = compiled(rf"\b(?:\d+|{WORDS})\s$", re.I)
_LEAST_AGE = 30
"""Under it "patients over 15 years" rather tells a time than an age."""
# "Survival improved from 57% in 1995-2001 to 71% in 2009-2016".
PERIOD = compiled(
    r"(?:\s\([^()]{3,40}\))?\s(?P<when>(?:between|during|in|from|after|before|since|until)\s(?:the\s(?:first|last|second|early|late|earlier|later)\s(?:period|decade|era)|(?:19|20)\d\d(?:\s?(?:and|to|[-–])\s?(?:(?:19|20)\d\d|\d\d?))?(?:\sonwards?)?))(?=[\s,;.)]|$)"
)
_ELLIPTIC = compiled(
    r"(?:\b(?:in|for|of|among|than|to)\s)?\b(?:those|patients|subjects|cases|individuals|ones|people)\swithout"
    r"(?=\s?[,.;:()]|\s(?:\d|and|but|versus|vs|was|were|had|an?\s(?:median|mean|average))|\s?$)",
    re.I,
)
""" "… and those without 30 months": without what the sentence told before."""
_BOTH = compiled(
    r"\b(?P<one>with(?:out)?)\s(?:and|or|vs\.?|versus|(?:as )?compared (?:with|to))\s(?:those\s|patients\s)?(?P<two>with(?:out)?)\s(?P<what>[^,;:().]{2,60}?)"
    r"(?=\s?[,;:().]|\s(?:was|were|had|is|of|reached|respectively|and|than|at|did|the|there)\b|\s\d|\s?$)",
    re.I,
)
_BEFORE_PEOPLE = compiled(
    r"(?:\b(?:in|among|for|of|by|to|than|from|within)\s)?(?:the\s|all\s|both\s|our\s)?(?:\d+\s)?"
    r"(?:(?!(?:of|and|in|with|to|by|for|than|were|was|had|most)\b)[\w/-]+\s){0,3}$",
    re.I,
)
_NAMED = compiled(
    r"\b(?P<lead>in|among|for|of|within|than in|than)\s(?:the\s|all\s|our\s)?(?P<what>(?:[A-Za-z][\w/+-]*\s|G\d\s){1,4}?)"
    r"(?P<noun>patients|groups?|cohorts?|subgroups?|arms?|population|cases|siNETs?|NETs?|NENs?|tumou?rs|disease|subset|subcohort)\b",
    re.I,
)
_HYPHENED = compiled(
    r"\b(?:[Ii]n|[Aa]mong|[Ff]or|[Oo]f|[Ww]ithin)\s(?:the\s|all\s|our\s)?(?P<what>[A-Z]{2,4})-(?:NETs?|NENs?)\b"
)
""" "Among GEP-NETs"."""
_BARE_WITH = compiled(
    rf"\s?,?\s?(?P<rel>with(?:out)?|under|following|after|from|since)\s(?P<what>(?!\d+\s(?:(?:fe)?males|(?:wo)?men)\b)[^,;()]{{2,60}}?){_STOP}",
    re.I,
)
_WHOLE = compiled(
    r"(?:the\s)?(?:entire|whole|total|overall|all|study|our|this|these|remaining|included|full|present)?\s?(?:study\s)?",
    re.I,
)
# "Patients with more than 75% replacement of the liver": the words end at the number.
_SO_MUCH = compiled(r"(?:more|less|fewer|greater|at least|over|under)(?:\sthan)?", re.I)
_AVERAGE = compiled(
    # "with at least one evaluation": the evaluable ones are no group.
    r"(?:at\sleast\s)?(?:one|an?)\s(?:[\w-]+\s){0,2}?(?:evaluation|assessment)s?\b|"
    r"(?:an?\s|the\s|their\s)?(?:median|mean|average|range)\b",
    re.I,
)
# "All who had received a median of 3 cycles".
_TO_THE_NUMBER = compiled(r"\b(?:median|mean|average)(?:\sof)?$", re.I)
_NEGATIVE = compiled(r"without|lacking|\bnot\b|\bno\b|absence", re.I)


def groups(text: str, found: Sequence[Anchor]) -> list[Group]:
    """The phrases of a sentence that name a group of patients, in order, without overlap."""
    out: list[Group] = []
    for pattern in (_WITH, _NAMED):
        for match in pattern.finditer(text):
            if any(match.start() < g.end and g.start < match.end() for g in out):
                continue
            if (
                _AVERAGE.match(match["what"])
                or _SO_MUCH.fullmatch(match["what"])
                or _TO_THE_NUMBER.search(match["what"])
            ):
                continue
            if (
                pattern is _NAMED
                and patterns.search(
                    r"\b(?:with|of|and|had|were|was|primary|other|most|many|some|few|which|in|at|\d+|one|two|three|four|five|six|seven|eight|nine|ten)\b",
                    match["what"],
                    re.I,
                )
                and not patterns.match(r"(?:the|total|whole|entire)", match["what"], re.I)
            ):
                continue
            rel = match["rel"] if pattern is _WITH else ""
            start = match.start()
            if rel:
                edge = max(0, start - 60)
                lead = _BEFORE_PEOPLE.search(text[edge:start])
                start = edge + lead.start() if lead else start
            # "Of lung NETs": the noun belongs to what is named.
            whole = pattern is _NAMED and any(
                match.start("what") <= a.start < match.end("what") < a.end == match.end()
                for a in found
            )
            # "With tumours more than 1 cm": the concept goes on behind "more".
            over = [
                a.end for a in found if match.start("what") <= a.start < match.end("what") < a.end
            ]
            end = max(match.end(), *over) if over and rel else match.end()
            what_end = end if whole or (over and rel) else match.end("what")
            group = group_of(text, start, end, match.start("what"), what_end, rel, found)
            if pattern is _NAMED and not group.anchors and not _WHOLE.fullmatch(match["what"]):
                continue
            out.append(group)
    for match in _HYPHENED.finditer(text):
        inside = [a for a in found if match.start("what") <= a.start and a.end <= match.end()]
        if inside and not any(match.start() < g.end and g.start < match.end() for g in out):
            out.append(group_of(text, *match.span(), *match.span("what"), "", found))
    for match in _SEX.finditer(text):
        if not any(match.start("what") < g.end and g.start < match.end("what") for g in out):
            span = match.span("what")
            out.append(group_of(text, *span, *span, "", found))
    for match in _SIZED.finditer(text):
        if not any(match.start() < g.end and g.start < match.end() for g in out):
            out.append(
                Group(
                    *match.span(),
                    f"tumor size {_SIGNS.get(match['sign'].lower(), match['sign'])}{match['size'].lower()}",
                )
            )
    for match in _AGED.finditer(text):
        if not any(match.start() < g.end and g.start < match.end() for g in out):
            if _is_age(text, match):
                out.append(Group(*match.span(), f"age {_age_class(match)}"))
    for match in _ELLIPTIC.finditer(text):
        if not any(match.start() < g.end and g.start < match.end() for g in out):
            before = [g for g in out if g.end <= match.start() and g.name]
            last = max(before, key=lambda g: g.start).name if before else ""
            name = last if last.startswith("no ") else f"no {last}" if last else UNTOLD
            out.append(Group(match.start(), match.end(), UNTOLD if name == last else name))
    out.sort(key=lambda g: g.start)
    return out


def _is_age(text: str, match: re.Match[str]) -> bool:
    """Whether a number behind "patients over" is an age, not a time: "45 patients over 15 years"."""
    sign = match["sign"]
    if match["age2"] or match["old"] or "aged" in match[0].lower():
        return True
    if sign.lower().startswith(("younger", "older")):
        return True
    counted = _COUNTED_AHEAD.search(text, max(0, match.start() - 15), match.start())
    return counted is None and int(match["age"]) >= _LEAST_AGE


def _age_class(match: re.Match[str]) -> str:
    """ "<40" for "younger than 40", ">=40" for "40 or older"."""
    if match["age2"]:
        return f"{'>=' if match['more'].lower() in ('older', 'over', 'above') else '<='}{match['age2']}"
    sign = match["sign"].lower()
    return f"{_SIGNS.get(sign, '>' if sign in ('older than', 'over', 'above') else '<' if sign[0] in 'yub' else sign)}{match['age']}"


# A size as concepts write it: ">2 cm".
_SIGNS = {
    "≤": "<=",
    "≥": ">=",
    "up to": "<=",
    "at least": ">=",
    "smaller than": "<",
    "less than": "<",
    "larger than": ">",
    "more than": ">",
    "greater than": ">",
    "bigger than": ">",
}


def both(
    text: str, start: int, end: int, found: Sequence[Anchor]
) -> tuple[str, str, int, int] | None:
    """ "(patients) with and without X": the names of the two groups in order, and where it stands."""
    match = next(reversed(list(_BOTH.finditer(text, start, end))), None)
    if not match or match["one"].lower() == match["two"].lower():
        return None
    name = phrase(text, match.start("what"), match.end("what"), found)
    if not name or name.startswith("no "):
        return None
    names = (name, f"no {name}") if match["one"].lower() == "with" else (f"no {name}", name)
    return (*names, *match.span())


def group_of(
    text: str,
    start: int,
    end: int,
    what_start: int,
    what_end: int,
    rel: str,
    found: Sequence[Anchor],
) -> Group:
    """The group whose telling words stand at ``[what_start, what_end)``."""
    inside = tuple(
        a for a in found if a.start >= what_start - len(rel) - 1 and a.end <= what_end + 1
    )
    what = text[what_start:what_end]
    covered = {i for a in inside for i in range(a.start, a.end)}
    rest = "".join(" " if i in covered else text[i] for i in range(what_start, what_end))
    if inside and not patterns.search(
        r"\b(?!(?:the|and|or|of|with|without|lacking|in|no|an?|any|at|first|initial|diagnosis|NETs?|NENs?|siNETs?|tumou?rs?|disease|absence|but|patients|other|their|lesions|our)\b)\w+",
        rest,
        re.I,
    ):
        name = " and ".join(dict.fromkeys(a.name for a in inside))
    elif _WHOLE.fullmatch(what):
        name = ""
    else:
        what = _AND_LAST.sub("", patterns.sub(r"\s+", " ", what.strip().lower()))
        name = patterns.sub(r"^(?:an?|the)\s", "", what)
    if (name and _NEGATIVE.search(rel)) or (
        inside and _NEGATIVE.search(text[what_start : inside[0].start])
    ):
        name = f"no {name}"
    return Group(start, end, name, inside)


def bare_group(text: str, start: int, end: int, found: Sequence[Anchor]) -> Group | None:
    """ "… 44 months with bone metastases": the phrase right behind a number."""
    match = _BARE_WITH.match(text[:end], start)
    if not match or patterns.match(
        r"(?:an?|the)\s(?:median|mean|range)|respect", match["what"], re.I
    ):
        return None
    group = group_of(
        text,
        match.start(),
        match.end(),
        match.start("what"),
        match.end("what"),
        match["rel"],
        found,
    )
    if match["rel"].lower() in ("from", "since", "after", "following", "under"):
        wording = patterns.sub(r"\s+", " ", match.group().strip(" ,").lower())
        wording = patterns.sub(r"\s(?:and|or|in|of|to|with|the)$", "", wording)
        return Group(group.start, group.end, wording, group.anchors)
    return group if group.anchors else None


_LEAD = compiled(
    r"(?:the|those\sof|those|patients|all|both|cases|subjects|individuals|our|with|having|who|had|receiving|received|underwent|undergoing|treated|whose|in whom|for whom|tumou?rs?|were|was|assigned to|randomi[sz]ed to|allocated to|randomly|initially|given|on|treated by|\s)+\s|(?:patients|those)$",
    re.I,
)
_KIND = compiled(r"\s(?:groups?|arms?|cohorts?|patients|cases|tumou?rs|subjects|ones)\s?$", re.I)
_TELLING = compiled(r"\b(?:arm|group|cohort|stage|before|after|since|until)\b|[A-Z]{2}|\d", re.I)


_AND_LAST = compiled(r"\s(?:and|or|and\s\w+\s(?:more|less|larger|smaller|greater))\s*$", re.I)


# "RESULTS: Insulinoma showed …".
_HEADING = compiled(r"[A-Z][A-Za-z]*(?:\s(?:and|AND)?\s?[A-Z][A-Za-z]+){0,3}:\s")
_VERSUS = compiled(r"\s(?:vs|versus)\.?$")


def phrase(text: str, start: int, end: int, found: Sequence[Anchor]) -> str:
    """The name of the group that ``text[start:end]`` names, ``""`` where it names none.

    Concepts name a group, or "arm A", "the control group", an abbreviation.
    """
    if heading := _HEADING.match(text, start, end):
        start = heading.end()
    start = min([a.start for a in found if a.start < start < a.end <= end + 1], default=start)
    lead = _LEAD.match(text, start, end)
    at = lead.end() if lead else start
    kind = _KIND.search(text, at, end)
    own = kind and any(at <= a.start < kind.start() < a.end <= end for a in found)
    if kind and kind.start() > at and not own:
        end = kind.start()
    if versus := _VERSUS.search(text, at, end):
        end = versus.start()
    aged = _AGE_AT.match(text, at)
    if aged and aged.end() >= end and _is_age(text, aged):
        return f"age {_age_class(aged)}"
    wording = patterns.sub(r"\s+", " ", text[at:end]).strip(" ,").lower()
    if patterns.match(r"(?:the\s)?(?:whole|entire|all|overall|total)\b", wording):
        return ""
    named = group_of(text, start, end, at, end, text[start:at], found)
    if named.anchors or _TELLING.search(text[at:end]) or len(wording.split()) <= 3:
        return (
            ""
            if patterns.fullmatch(
                r"(?:\d+\s(?:(?:fe)?males?|(?:wo)?men|girls|boys)|each|who|whom|which|in|of|for|and|other|others|with(?:out)?|no with(?:out)?|it|them|patients|those|cases|months?|years?|(?:did|had|have|was|were) (?:not|none)|[\d\s]*)",
                named.name,
            )
            else named.name
        )
    return ""
