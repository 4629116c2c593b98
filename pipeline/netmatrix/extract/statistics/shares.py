"""Which concept a share is about, by the construction it stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from netmatrix import patterns
from netmatrix.extract.statistics.anchors import Anchor
from netmatrix.extract.statistics.constructions import BEFORE_IS, Share, tie_by_construction
from netmatrix.extract.statistics.contrast import compared, in_turn
from netmatrix.extract.statistics.sentence import (
    NOUN_AFTER,
    Work,
    inherited,
    left_of,
    opposite,
    right_of,
)
from netmatrix.extract.statistics.sides import (
    COMPARED,
    best_of,
    left_concept,
    main_verb,
    right_concept,
    says_otherwise,
)
from netmatrix.extract.statistics.signs import signed
from netmatrix.extract.statistics.words import own_words
from netmatrix.patterns import compiled

_BEFORE_IN = compiled(
    r"\b(?:in|among|by|to|for|at|with|(?<!\btotal\s)of|from|as|on|reached|affected|affecting)\s(?:(?:only|about|approximately|nearly|almost|up to|all|the|another|other|a total of|an additional|around|some|just|over|more than)\s)*$",
    re.I,
)
_RATE_OF = compiled(
    r"\b(?:rates?|incidence|frequency|proportion|probability|risk)\s(?:of|for)\b", re.I
)
_OF_A_GROUP = compiled(r"\s(?:with|under|on|after|without|in|for|among)\s", re.I)
_QUANTIFIER = compiled(
    r"\b(?:(?:nearly |almost )?(?:everyone|everybody)|most|(?:the |a )?(?:vast |great |large |slight |small )?(?:majority|minority)|all|none|few|many|half|(?:one|two|three)[- ](?:thirds?|quarters?|fourths?|fifths?|half|halves)|a (?:third|quarter|half)|nearly half|almost half|(?:just |slightly |a little )?(?:more than|over|under|less than|about) (?:a )?(?:half|third|quarter)|some|several|almost all|the (?:rest|remainder|remaining))(?:\s(?:of\s)?(?:the\s|these\s|our\s|them|those\s)?(?:patients|cases|tumou?rs|subjects|lesions|primaries|them)?)?\s?\(\s?$",
    re.I,
)
_WITH_IT = compiled(r"\d\s(?:(?:patients|pts|cases|women|men)\s)?with\s(?:an?\s)?$")
_MOSTLY = compiled(
    r"\b(?:predominantly|mostly|mainly|largely|principally|overwhelmingly)\s[(\[]\s?$", re.I
)
_NEXT_WORD = 2
_SUBJECT_BEFORE = compiled(
    r"(?:^|[,;:(–—]\s?|\b(?:and|but|while|whereas|that|whom|which|only|although|of these|of them|these|overall|total of|remaining|other|the|because|since|as|results|another|an additional|with)\s|\b(?:at|after|by|within)\s[\w-]+\s(?:months?|years?|weeks),?\s|\bat\s(?:the\s)?(?:last|latest|final|most recent)\s(?:follow-?up|visit|contact|review)\s)(?:(?:only|about|approximately|nearly|almost|a total of|in total|overall|the|another|other|remaining|all|just|also|around|some|further|additional|more)\s)*$",
    re.I,
)


_SUBJECT_HERE = compiled(
    r"\s(?:of\s(?:the\s|all\s|our\s)?(?:[\w-]+\s)?(?:patients|cases)\s)?(?:were|was|had|have|are|received|underwent|developed|showed|died|reported)\b",
    re.I,
)


def tie_share(work: Work, index: int) -> None:
    left, right = left_of(work, index), right_of(work, index)
    if tie_by_construction(Share(work, index, left, right)):
        return
    figure = work.figures[index]
    before, after = work.text[left : figure.start], work.text[figure.end : right]
    versus = index + 1 < len(work.figures) and work.figures[index + 1].versus
    found = (
        _of_a_kind(work, index, left, before)
        or in_turn(work, index)
        or (compared(work, index, left, values=False) if versus else None)
        or _concept_of(work, index, left, right, before, after)
    )
    if found:
        work.concept[index] = found
        work.group.setdefault(index, _share_group(work, index, left, right, found))


def _concept_of(
    work: Work, index: int, left: int, right: int, before: str, after: str
) -> tuple[str, int, int] | None:
    figure, text = work.figures[index], work.text
    inside = [
        a for a in work.found if figure.start < a.start and a.end <= figure.end and not a.value
    ]
    if _DECLINED.match(after):
        return None  # "four patients declined completion hemicolectomy"
    found_in = _YIELDED.search(before)
    if found_in and not any(
        left + found_in.start("what") <= a.start < figure.start for a in work.found
    ):
        yielded = own_words(found_in["what"], 5)
        if yielded:  # "completion surgery yielded residual disease in nine"
            return yielded, left + found_in.start("what"), figure.end
    hurt = _COMPLICATED.search(before)
    wording = own_words(hurt["what"], 4) if hurt else ""
    if hurt and wording:  # "pancreatic fistula complicated five operations (13%)"
        return wording, left + hurt.start("what"), figure.end
    verb = main_verb(work, index, right)
    if (
        verb is None
        and index + 1 < len(work.figures)
        and patterns.fullmatch(
            r"\s?(?:,|and|or)\s?(?:and\s)?", text[figure.end : work.figures[index + 1].start]
        )
    ):
        right = right_of(work, index + 1)
        verb = main_verb(work, index + 1, right)
    if (
        inside
        and verb is None
        and inside[0].name in work.rules.outcomes
        and _WITH_IT.search(text, figure.start, inside[0].start)
    ):
        return best_of(work, inside)  # "75 patients with stable disease (49.3%)"
    if inside and patterns.search(
        r"(?:(?:%\s?|\)\s)of\s(?:the\s|these\s)?(?:\d+\s)?(?:[\w-]+\s){0,2}|(?:\b(?:patients|those|cases|tumou?rs|subjects)|\d)\swith(?:out)?\s(?:[\w-]+\s)?)$",
        text[figure.start : inside[0].start],
    ):
        work.group[index] = _inner_group(work, index, inside)
        inside = []
    elif inside and figure.N is not None and _BEFORE_IN.search(before):
        told = left_concept(work, index, left) or inherited(work, index)
        if told:
            work.group[index] = _inner_group(work, index, inside)
            return told
    if inside and _HAD_IT.search(text, figure.start, inside[0].start):
        return best_of(work, inside)  # "six patients had a partial response (5%)"
    if ("loose", 1.0) in figure.detail:
        return _adjacent(work, index)
    if figure.follows:
        return _item(work, left, figure.start)
    if figure.bracketed:
        mostly = _MOSTLY.search(text, left, figure.start)
        whom = [a for a in work.found if mostly and 0 <= a.start - figure.end <= _NEXT_WORD]
        if whom:  # "The patients were predominantly (95%) men"
            return whom[0].name, whom[0].start, whom[0].end
        quantifier = _QUANTIFIER.search(text[left : figure.start])
        if quantifier and verb is not None:
            return right_concept(work, index, verb, right)
        bare_people = patterns.search(
            r"\b(?:patients|cases|tumou?rs|subjects)\s?[(\[]\s?$", before, re.I
        )
        if bare_people and verb is not None and not _visible(work, left, figure.start):
            return right_concept(work, index, verb, right)
        heads = [g for g in work.groups if g.end >= figure.start - 3 and g.start < figure.start]
        if (
            heads
            and verb is not None
            and patterns.fullmatch(
                r"[\s,]*(?:and|but|although|overall,?|almost|nearly|all|most|the|only|\s)*",
                text[left : heads[0].start],
                re.I,
            )
        ):
            work.group[index] = heads[0].name
            return right_concept(work, index, verb, right)
        return left_concept(work, index, left) or (
            right_concept(work, index, verb, right) if verb is not None and quantifier else None
        )
    if inside and verb is None:
        return best_of(work, inside)
    if patterns.fullmatch(r"[\s,;]*(?:and\s)?with\s(?:a\s)?", before) and (
        beside := _beside(work, index, right)
    ):
        return beside
    if _NEW_PART.fullmatch(before) and _SUBJECT_FOLLOWS.match(after):
        near = [a for a in _visible(work, figure.end, right) if not a.value]
        return (near[0].name, near[0].start, near[0].end) if near else None
    if _BEFORE_IN.search(before) and not patterns.search(r"\bof\s$", before[:4]):
        told = left_concept(work, index, left)
        if told:
            return told
        if verb is not None and patterns.search(r"\bwith\s$", before, re.I):
            return right_concept(work, index, verb, right)
        if not own_words(before) and patterns.match(
            r"\s*(?:\w+,?\s)?(?:in|among|for|of)\s", before, re.I
        ):
            return _fronted(work, index, right)
        return None
    event = next((a for a in work.found if a.start == figure.end + 1 and not a.value), None)
    if event and event.name in _EVENTS:
        return event.name, event.start, event.end  # "three deaths were judged to be …"
    subject = bool(
        _SUBJECT_BEFORE.search(before) or not before.strip() or _SUBJECT_HERE.match(after)
    )
    if subject and verb is not None:
        told = right_concept(work, index, verb, right)
        if told:
            return told
        return best_of(work, inside) if inside else _beside(work, index, right)
    if inside:
        return best_of(work, inside)
    if BEFORE_IS.search(before) and _OF_A_GROUP.match(after):
        # "survival was 57% with interferon": of the survival, in a group
        outcome = left_concept(work, index, left)
        if outcome and (
            outcome[0] in work.rules.outcomes or "survival" in outcome[0] or _RATE_OF.search(before)
        ):
            return outcome
    beside = _beside(work, index, right)
    if beside:
        return beside
    if (
        index in work.group
        and patterns.fullmatch(r"[\s,]*(?:and|or)?\s?(?:in\s)?", before)
        and inherited(work, index)
    ):
        return inherited(work, index)
    if BEFORE_IS.search(before) or COMPARED.match(before):
        told = left_concept(work, index, left)
        if told:
            return told
    if figure.percent is None and figure.N is None:
        return _given(work, index)
    return _elliptic(work, index, right) or left_concept(work, index, left)


# "Nodal metastases were present in four typical (10%) and six atypical carcinoids (43%)".
_FOUND_IN = compiled(
    r"[A-Za-z]\s(?:was|were)\s(?:present|found|seen|observed|detected|noted|identified|recorded|documented)\sin\s(?:only\s)?(?:the\s)?$"
)
_AND_IN = compiled(r"[\s)]*,?\s?(?:and|but)\s(?:in\s)?(?:only\s)?")


def _of_a_kind(work: Work, index: int, left: int, before: str) -> tuple[str, int, int] | None:
    """What was found in so many of a kind of tumour, and in so many of the next kind."""
    figure, last = work.figures[index], index - 1
    inside = [
        a for a in work.found if figure.start < a.start and a.end <= figure.end and not a.value
    ]
    if not inside or figure.percent is None or figure.N is not None:
        return None
    told: tuple[str, int, int] | None = None
    if _FOUND_IN.search(before):
        told = left_concept(work, index, left)
    elif (
        index
        and work.group.get(last)
        and _AND_IN.fullmatch(before)
        and _FOUND_IN.search(work.text, 0, work.figures[last].start)
    ):
        told = work.concept.get(last)
    if told:
        work.group[index] = _inner_group(work, index, inside)
    return told


_DECLINED = compiled(
    r"\s(?:(?:patients|cases|women|men|of\sthem)\s)?(?:declined|refused|rejected)\b"
)
_YIELDED = compiled(
    r"\s(?:yielded|revealed|disclosed|left|uncovered|(?:resulted\s|ended\s)in|led\sto|produced|brought(?:\sabout)?)\s(?:an?\s)?(?P<what>[a-z][^,;:()\d]{3,50}?)\s(?:in|of)\s(?:only\s)?$"
)
_COMPLICATED = compiled(
    r"(?:^|[,;.]\s)(?P<what>[A-Za-z][\w -]{3,40}?)\s(?:complicated|followed|marred)\s(?:only\s)?$"
)


def _item(work: Work, left: int, stop: int) -> tuple[str, int, int] | None:
    """What an item of "liver 30, bone 12" or "carcinoid, 24; insulinoma, 13" names."""
    item = patterns.search(r"([A-Za-z0-9][\w /+-]*?)\s?[,:=]?\s*$", work.text[left:stop])
    if not item:
        return None
    start, end = left + item.start(1), left + item.end(1)
    named = [a for a in work.found if start <= a.start and a.end <= end]
    if named:
        name, first, last = best_of(work, named)
        return (
            signed(work.text, start, replace(named[0], name=name, end=named[-1].end), end),
            first,
            last,
        )
    other = _PRESENT.fullmatch(item[1])
    if other:
        return _of_the_item_before(work, stop, absent=bool(other["absent"]))
    others = any(f.follows and f.start != stop for f in work.figures)
    wording = own_words(item[1], 4)
    return (wording, start, stop) if wording and others else None


_PRESENT = compiled(r"(?:present|yes|positive|(?P<absent>absent|no|none|negative))(?:\s?n)?", re.I)


def _of_the_item_before(work: Work, stop: int, absent: bool) -> tuple[str, int, int] | None:
    """ "Bone metastases absent n = 80, present n = 40": the concept is told once."""
    index = next(i for i, f in enumerate(work.figures) if f.start == stop)
    told = work.concept.get(index - 1)
    if told is None:
        return None
    name = told[0].removeprefix("no ")
    return (f"no {name}" if absent else name), *told[1:]


# "…, and in 10 (83%) the disease was progressing": of what follows.
_NEW_PART = compiled(r"[)\s]*[,;]\s(?:and|but|while|whereas)\sin\s(?:the\s(?:other|remaining)\s)?")
_SUBJECT_FOLLOWS = compiled(
    r"\s(?:the|their|his|her|it|this|these|there|no|an?)\s[^,;()]*?\s(?:was|were|had|did)\b"
)
_HAD_IT = compiled(
    r"\s(?:had|achieved|obtained|showed|developed|experienced|attained)\s(?:an?\s|the\s)?$", re.I
)
_EVENTS = frozenset({"death", "recurrence", "fracture", "complete response", "partial response"})
_NOUN_PHRASE = compiled(
    r"\s(?P<what>[A-Za-z][\w-]+(?:\s[\w-]+){0,3}?)(?=,|;|\.(?:\s|$)|\)|\sand\s|\s?$)"
)


def _elliptic(work: Work, index: int, right: int) -> tuple[str, int, int] | None:
    """ "15 (30%) had pain, 6 (12%) weight loss and 4 (8%) jaundice": the verb is told once."""
    told, figure, text = work.concept.get(index - 1), work.figures[index], work.text
    if not index or told is None or told[1] < work.figures[index - 1].end:
        return None
    if not patterns.search(r"(?:,|,? and|;)\s$", text[: figure.start]):
        return None
    match = _NOUN_PHRASE.match(text, figure.end)
    if not match or match.end() > right + 1 or work.rules.verbs.search(match["what"]):
        return None
    start, end = match.span("what")
    inside = [a for a in work.found if start <= a.start and a.end <= end and not a.value]
    if inside:
        return best_of(work, inside)
    wording = own_words(match["what"], 4)
    return (wording, start, end) if wording else None


def _adjacent(work: Work, index: int) -> tuple[str, int, int] | None:
    """The concept that begins right behind a bare count: "13 blastic and 5 mixed", or behind the
    word that led to the last one: "27 with phenoxybenzamine and 31 with doxazosin".
    """
    at = work.figures[index].end
    told = work.concept.get(index - 1)
    lead = _LEAD.match(work.text, at)
    article = _ARTICLE.match(work.text, at)
    at = article.end() if article else at
    if told and lead and work.text[work.figures[index - 1].end : told[1]].endswith(lead[0]):
        at = lead.end()
    near = [a for a in work.found if not a.value and 0 <= a.start - at <= 1]
    if not near:
        return _given(work, index)
    if work.in_group(near[0]) and patterns.match(
        r"\s(?:patients|group|arm)", work.text[near[0].end :]
    ):
        return None
    whole = _combined(work, near[0])
    return (
        (own_words(work.text[near[0].start : whole]) if whole else near[0].name),
        near[0].start,
        near[0].end,
    )


_PLUS = compiled(r"(?:,\s(?:and\s)?|\s(?:and|plus)\s)")
_ENDS = compiled(r"\s?(?:[.;)]|$|,?\sand\s\d|,\s(?:and\s)?\d)")


def _combined(work: Work, first: Anchor) -> int:
    """Where "surgery, chemotherapy and radiotherapy" ends, which are counted as one; 0 for one alone."""
    end = first.end
    for anchor in work.found:
        if anchor.start >= end and _PLUS.fullmatch(work.text, end, anchor.start):
            end = anchor.end
    return end if end > first.end and _ENDS.match(work.text, end) else 0


def _given(work: Work, index: int) -> tuple[str, int, int] | None:
    """ "41 treated with zoledronic acid": what they were given."""
    lead = _TREATED.match(work.text, work.figures[index].end)
    near = [a for a in work.found if lead and a.start == lead.end() and not a.value]
    return (near[0].name, near[0].start, near[0].end) if near else None


_TREATED = compiled(
    r"\s(?:patients\s|cases\s)?(?:(?:who were|were|had been|being)\s)?(?:treated|managed|prepared|given|receiving|randomi[sz]ed|assigned|allocated)"
    r"\s(?:(?:with|by|to|to receive)\s)?",
    re.I,
)
_ARTICLE = compiled(r"\san?\s")
_LEAD = compiled(r"\s(?:with|on|under|by|as|given|received|receiving|had)\s")


def _inner_group(work: Work, index: int, inside: Sequence[Anchor]) -> str:
    name = " and ".join(dict.fromkeys(a.name for a in inside))
    lead = work.text[work.figures[index].start : inside[0].end]
    return f"no {name}" if patterns.search(r"\b(?:without|no)\b", lead) else name


def _visible(work: Work, left: int, right: int) -> list[Anchor]:
    """Concepts between two places that do not merely name a group."""
    return [a for a in work.found if left <= a.start and a.end <= right and not work.in_group(a)]


# "In 32 patients (38%) the disease was multifocal".
_SAYS = compiled(
    r"\s(?P<what>(?:the|an?)\s[^,;()]{3,60}?\s(?:was|were|had)\s[^,;()]{3,40}?)(?=\s?[,;.(]|\s(?:before|after|because|while|and)\b|\s?$)",
    re.I,
)


def _fronted(work: Work, index: int, right: int) -> tuple[str, int, int] | None:
    """ "In 12 of 40 patients, bone metastases were seen": the subject behind the comma."""
    figure, text = work.figures[index], work.text
    noun = NOUN_AFTER.match(text[figure.end : right])
    at = figure.end + (noun.end() if noun else 0)
    comma = patterns.search(r",\s|(?<=[\s)])there\s(?:was|were)\s", text[at:right])
    if comma and comma.start() < 60:
        at += comma.end()
    elif comma is None and not noun:
        here = [a for a in _visible(work, at, right) if not a.value and a.start - at <= 4]
        if here:
            return here[0].name, here[0].start, here[0].end
        said = _SAYS.match(text, at, right)
        wording = own_words(said["what"], 6) if said else ""
        return (wording, at, said.end()) if said and wording else None
    near = _visible(work, at, right)
    near = [a for a in near if not a.value]
    if near and near[0].start - at <= 60:
        first = near[0]
        later = [
            a
            for a in near
            if a.name
            in ("treatment discontinuation", "stable disease", "progressive disease", "death")
        ]
        stop = (
            min(
                (m.start() for m in patterns.finditer(r"[,;(]", text[at:right])), default=right - at
            )
            + at
        )
        if not says_otherwise(work, first.end, min(stop, right)) or later:
            chosen = later[0] if later and later[0].end <= stop else first
            return chosen.name, chosen.start, chosen.end
    stop_match = patterns.search(
        r"[,;:(]|\s(?:because|mimicking|although|due|whereas)\s", text[at:right]
    )
    end = at + stop_match.start() if stop_match else right
    wording = own_words(text[at:end], 5 if figure.percent is None and figure.N is None else 7)
    return (wording, at, end) if wording else None


def _beside(work: Work, index: int, right: int) -> tuple[str, int, int] | None:
    """The noun that a figure counts: "54% male", "five complete responses"."""
    figure, text = work.figures[index], work.text
    for anchor in work.found:
        if anchor.start < figure.end or anchor.end > right or anchor.value:
            continue
        gap = text[figure.end : anchor.start]
        if patterns.fullmatch(
            r"(?:\s|\b(?:were|with|had|the|of|a|an|of the patients|of patients|patients|being)\b){0,4}(?:(?!(?:and|or|but|in|of|for|at|after|by|on|than|versus|vs|from|to|under|whereas|while)\b)[\w-]+\s){0,1}",
            gap,
        ) and not patterns.search(r"\bof\s(?:the\s)?$", gap):
            if (
                work.in_group(anchor)
                and patterns.match(r"\s(?:patients|group|cohort)", text[anchor.end :])
                and "of" in gap
            ):
                return None
            if patterns.search(r"[,;)]", gap):
                return None
            return anchor.name, anchor.start, anchor.end
        return None
    return None


def _share_group(
    work: Work, index: int, left: int, right: int, concept: tuple[str, int, int]
) -> str:
    figure = work.figures[index]
    rest = patterns.match(
        r"\s?(?:in|for|among)\s(?:those|patients|the others)\swithout(?=\s?[,.;(]|\s(?:and|versus|vs)\b|$)",
        work.text[figure.end :],
    )
    if rest and index - 1 in work.group:
        return opposite(work.group[index - 1])
    of = patterns.match(
        r"\s?of\s(?:the\s)?([^,;().]{3,60}?)(?=,|;|\.|\)|\sand\s|\s(?:while|whereas|but|with|who|were|was|had|in|presented|developed|showed|received)\s|$)",
        work.text[figure.end :],
    )
    if of:
        inside = [
            a
            for a in work.found
            if figure.end <= a.start and a.end <= figure.end + of.end() and a.start != concept[1]
        ]
        if inside:
            return _inner_group(work, index, inside)
    for group in work.groups:
        if (
            figure.start <= group.start + 1
            and group.start - figure.end <= 2
            and group.end <= right + 60
        ):
            if not any(a.start == concept[1] for a in group.anchors):
                return group.name
        if (
            left <= group.start
            and group.end <= figure.start
            and not any(a.start == concept[1] for a in group.anchors)
        ):
            if figure.start - group.end <= 4 or group.start == left or group.start < concept[1]:
                return group.name
    return ""
