"""How long a patient was followed, and how long without progression."""

from __future__ import annotations

import re
from dataclasses import dataclass

from netmatrix.evidence import Finding
from netmatrix.extract import dates
from netmatrix.extract.base import Scope, make, span_of
from netmatrix.extract.phrases import Wordings, load_wordings
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Sentence
from netmatrix.normalise.numbers import DURATION, months, plain
from netmatrix.patterns import compiled

# Names of progression-free survival beside its value.
_PFS_VALUE = compiled(
    r"(?:progression[\s-]free\s+(?:survival|interval|period|time|for\b|(?:\w+\s+){0,2}$|(?:on|under|with)\s+(?:[\w-]+\s+){1,3}for\s+$)|\btime\s+(?:without|free\s+of|to)\s+(?:tumou?r\s+|disease\s+)?progression\b(?![^.;]{0,60}\b(?:trials?|stud(?:y|ies)|literature|series)\b)|\bPFS\b)",
    re.I,
)
# Another survival, and where the words on a value end.
_OTHER_VALUE = compiled(r";|\b(?:OS|overall\s+survival|alive|died|dead)\b", re.IGNORECASE)
_NEXT = compiled(r"[,;]|\band\b", re.IGNORECASE)
# "In the 20th postoperative month".
_ORDINAL = Gated(
    r"\b(?:in|at|by|until|to|on)\s+(?:the\s+|post-?operative\s+)*(?P<n1>\d{1,3}(?=½|st|nd|rd|th)|twenty-(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|twentieth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)(?P<half>½)?(?:st|nd|rd|th)?[\s-]+(?:post-?operative\s+)?(?P<u1>months?|years?)(?P<half2>½)?"
    r"(?P<n2>½)?(?P<u2>½)?(?=\s+(?:of|post|after|follow|is|was|he|she|the|no|there|his|her)\b|\s+(?:post|follow)|\s*[.,;])",
    re.IGNORECASE,
)
# "Death occurred on day 109".
_ON_DAY = Gated(
    r"\bon\s+(?:the\s+)?(?:hospital\s+|post-?operative\s+)?(?P<u1>day)\s+(?P<n1>\d{2,3})\b(?P<half>(?!))?(?P<half2>(?!))?(?P<n2>(?!))?(?P<u2>(?!))?",
    re.IGNORECASE,
)
# "At the third annual visit".
_ANNUAL = Gated(
    r"\b(?P<nth>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d{1,2}(?:st|nd|rd|th))\s+(?:anniversary\b|(?:annual|yearly)\s+)"
    r"(?:(?<=anniversary)|follow-?\s?up|visit|control|check\S*|review|examination|scan|CT|MRI|surveillance)\b",
    re.IGNORECASE,
)
# Told in the present tense of the patient.
_STILL = Gated(r"\b(?:he|she|patient)\s+(?:still\s+)?(?:is|remains|lives|works|continues)\b", re.I)
# A quick test: without a unit there is no duration.
_TIME_UNIT = Gated(r"(?:annual|year|yr|month|mo\b|mos\b|mths?\b|week|wk|day)", re.IGNORECASE)
# "62 years old", "at the age of 5 months".
_AGE = compiled(r"[\s-]*old\b")
# "10-year survival": a rate, nobody's time.
_SURVIVAL_RATE = compiled(
    r"\s+(?:(?:overall|relative|disease[\s-]specific|cause[\s-]specific)\s+)?survival\b(?=\s+(?:rates?|is|was|of|over|above|below|in|for)\b)",
    re.IGNORECASE,
)
_AT_AGE = compiled(r"\b(?:aged|age\s+of|at\s+age)\s+$", re.IGNORECASE)

# "Exitus at 51 years", of so many months or more: how old the patient was.
_DIED_AT = compiled(
    r"\b(?:died|death|exitus|deceased|succumbed|passed\s+away)(?:\s+of\s+\w+(?:\s\w+)?)?\s+at\s+$",
    re.IGNORECASE,
)
_GROWN = 25 * 12

# "No progression at 24 months".
_NONE = compiled(r"\b(?:no|not|nor|neither|none|without|free|never)\b", re.IGNORECASE)
# A time to these goes on.
_WORSE = frozenset({"progressive disease", "recurrence"})
# A shorter or longer time than these is none of a patient's course (months).
_SHORTEST, _LONGEST = 0.5, 720
_SURE = 2.2
"""The weight from which a duration is the follow-up."""
_ANCHORED = 1.5
"""The weight from which a time since an event is kept as its lower bound."""
_AS_SURE = 1.3
"""Durations whose weights differ by no more than this are as sure as each other."""
_YEAR = 12
_BRIEF = 3
"""In a report of so few sentences the first may tell the end, too."""
_NTH = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    *(f"twenty-{n}" for n in "first second third fourth fifth sixth seventh eighth ninth".split()),
)


# "Delivered at 39 weeks" is the child's time.
_WEEK = compiled(r"\bweeks?\b", re.IGNORECASE)
# "It relapsed at 5 months and he died 4 months after that."
_AT = compiled(r"\bat\s+(?:about\s+|nearly\s+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _FollowUp:
    weight: float
    finding: Finding

    @property
    def months(self) -> float:
        return float(self.finding.value)


def times(scope: Scope) -> list[Finding]:
    """Findings of ``follow_up_months`` and ``pfs_months``: at most one each."""
    words = load_wordings(scope.names.folder, "follow_up")
    follow: list[_FollowUp] = []
    pfs: list[Finding] = []
    pregnant = any(words["pregnancy"].search(s.text) for s in scope.sentences)
    opening = next((s for s in scope.sentences if s.kind != "title"), None)
    brief = len(scope.sentences) <= _BRIEF
    treated = told = False
    under_treatment: set[int] = set()
    for sentence in scope.sentences:
        if sentence.kind == "title":
            continue
        # Stable disease counts as free of progression under a treatment of this sentence or the last.
        now = _against_tumour(scope, sentence)
        told, treated = now, told or now
        # "Eight years after transplantation she noticed a nodule": how a report begins.
        state = sentence.has("dead", "alive", "well") and not sentence.has("other_disease")
        begins = sentence is opening and not brief and not state
        for match in _durations(sentence.text):
            value = _months(match)
            if value is None or not _SHORTEST <= value <= _LONGEST:
                continue
            start, end = span_of(sentence, match)
            before = sentence.ahead(start, 60)
            after = sentence.between(end, end + 60)
            if pregnant and match.re is DURATION and match["u1"].lower().startswith("w"):
                continue
            context = sentence.context(start, end)
            planned = context.get("planned")  # "she is planned for yearly visits for 10 years"
            if (
                words["ago"].match(after)
                or _AGE.match(after)
                or _SURVIVAL_RATE.match(after)
                or _AT_AGE.search(before)
                or (value >= _GROWN and _DIED_AT.search(before))
                or "family" in context
                or (planned is not None and planned.cue_start < start)
            ):
                continue
            rounded = plain(round(value, 1))
            stated = _is_pfs(sentence.ahead(start, 90), after)
            progressed = not stated and _progressed(sentence, before, after)
            since_then = treated or _SINCE_DOSE.match(after) or _BEST.search(sentence.text)
            held = (
                since_then
                and (_HELD_FOR.search(before) or _HELD_BEHIND.match(after))
                and not (_HAD_BEEN.search(before) or _UNTREATED.match(after))
            )
            if stated or progressed or held or _still_free(sentence.between(end, end + 90)):
                rule, confidence = ("pfs.stated", 0.95) if stated else ("pfs.progression", 0.7)
                where = scope, sentence, "pfs_months", rounded, start, end
                pfs.append(make(*where, rule, confidence=confidence))
                under_treatment.add(start)
                if stated or progressed:
                    continue
            weight = 0.0 if begins else _follow_weight(sentence, before, after, match, words)
            if (
                words["later"].match(after) or words["further before"].search(before)
            ) and weight > 0:
                # "Seven months later she relapsed and died three months thereafter": ten.
                earlier = _earlier(sentence, match, words)
                if earlier is not None:
                    start, rounded = earlier[0], plain(round(value + earlier[1], 1))
            if weight > 0:
                finding = make(
                    scope,
                    sentence,
                    "follow_up_months",
                    rounded,
                    start,
                    end,
                    "follow_up.stated",
                    confidence=min(0.95, 0.6 + weight / 10),
                )
                said = _FollowUp(weight, finding)
                if follow and _SINCE_ALL_BEGAN.match(after):
                    said = _of_the_same(follow, said, sentence)
                follow.append(said)
    deaths = [s for s in scope.sentences if s.has("dead")]
    died = max((s.start for s in deaths), default=-1)
    # "At three months …", and a later sentence tells the death without a time: no follow-up; but "died
    # at 11 months. Autopsy revealed …".
    sure = [
        f
        for f in _surest(follow)
        if f.end > died
        or float(f.value) >= _YEAR
        or any(s.start <= f.start < s.end for s in deaths)
    ]
    if (
        sure and sure[0].start in under_treatment
    ):  # "April 2013 … stable for 26 months … April 2023"
        dated = dates.follow_up(scope)
        if dated and float(dated[0].value) > float(sure[0].value):
            sure = dated
    by_name = [f for f in pfs if f.rule == "pfs.stated"]
    return [*(sure or dates.follow_up(scope) or _bound(follow)), *(by_name[-1:] or pfs[:1])]


def _of_the_same(follow: list[_FollowUp], said: _FollowUp, sentence: Sentence) -> _FollowUp:
    """ "She died five weeks later, 13 months from diagnosis": one event, of which the longer time
    counts; the shorter one is taken from ``follow``.
    """
    last = follow[-1]
    gap = sentence.between(last.finding.end, said.finding.start)
    if last.finding.start < sentence.start or last.months >= said.months or not _APPOSED.match(gap):
        return said
    follow.pop()
    return _FollowUp(max(last.weight, said.weight), said.finding)


# From what the illness is counted; not "after resection of a melanoma", "after his stroke".
_SINCE_ALL_BEGAN = compiled(
    r"[\s,]*(?:after|following|from|since)\s+(?:(?:the|his|her|its|their|our|first|initial|primary|original|histological)\s+){0,3}?"
    r"(?:diagnosis|(?:\w+\s+)?biopsy|presentation|detection|discovery|operation|surgery|treatment|therapy|admission|beginning\s+of\s+treatment|(?:start|onset)\s+of\s+treatment|(?:excision|resection|removal)\s+of\s+the\s+primary)\b"
    r"(?!\s+(?:of|for)\s+(?:an?|his|her)\b)",
    re.IGNORECASE,
)
_APPOSED = compiled(r"[^,;.]{0,60}(?:,\s+(?:that\s+is\s+|i\.e\.,?\s+)?|\s+\()$", re.IGNORECASE)


def _is_pfs(before: str, after: str) -> bool:
    """Whether a duration is a progression-free survival by the words on its sides.

    Of "a PFS of 7 months and an OS of 15 months" each has the name that is nearest before it.
    """
    named = [*_PFS_VALUE.finditer(before)]
    if named:
        return not _OTHER_VALUE.search(before, named[-1].end())
    return bool(_PFS_VALUE.search(_NEXT.split(after[:35])[0]))


# "The disease progressed after 7 months", "progression was noted 8 months from the start of …".
_PROGRESSED_AFTER = compiled(
    r"\b(?:progression|progressed|progressive disease)\b(?:\s(?!\(?(?:stopped|abandon|discontinu|with(?:drawn|held)|interrupt))[\w()-]+,?){0,6}?\s(?:after|at)\s(?:about\s|only\s)?$",
    re.I,
)
_SINCE_THE_START = compiled(
    r"\s(?:after|from|since|into)\s(?:the\s)?(?:(?:start|initiation|beginning|onset|commencement)\b|(?!surg|operat|resect|diagnos)\w+(?:mab|nib|ide|imus|platin)\b|chemotherapy|treatment|therapy|PRRT)",
    re.I,
)
# "Remained stable for 18 months, when the liver metastases progressed".
_HELD_FOR = compiled(
    r"\b(?:(?:disease|tumou?rs?|metasta\w+|lesions?|carcinom\w+|carcinoids?|neoplasms?|nodules|mass(?:es)?)\b[^.;]{0,40}?\b(?:(?:stable|controlled|unchanged|stationary|stabili[sz]ed)\b[^.;]{0,30}\bfor|(?:did\snot|has\snot|have\snot)\s(?:change|grow|progress)\w*\s(?:for|over|during|in)(?:\sthe)?(?:\s(?:following|next|subsequent))?)"
    r"|with\sstable\s(?:\w+\s)?(?:lesions|disease|metastases),?\sfor|stable\sdisease,?\s(?:lasting|of|over|(?:that|which)\slasted)|no\schange\s(?:over|for|during)"
    r"|(?<!dynamic\s)(?<!after\s)(?:stable\sdisease|stabili[sz]ation|stability)\b(?!\sof\s(?!(?:the\s)?(?:disease|lesions?|metasta|tumou?r)))(?:(?:(?!\b(?:and|then)\b)[^.;,]|\.\d){0,40}?,?\s(?:(?:which|that)\s)?(?:(?:was|is|has\sbeen)\s)?(?:last(?:s|ed|ing)|held|kept|maintained|sustained)(?:\s(?:for|over))?|\sduring)"
    r"|no\s(?:further\s)?(?:change|growth|progression)\b[^.;]{0,50}\b(?:lesions?|metasta\w+|(?<!heart\s)(?<!valve\s)disease|tumou?rs?|deposits)\s(?:in|over|for|during)"
    r"|(?:stable|stabili[sz]ation\sof(?:\sthe)?)\sdisease\b(?:\s(?!(?:then|and|but|he|she|who|which)\b)[\w()-]+){0,4}?\sfor|disease\s(?:control|stabili[sz]ation)\s(?:for|of|lasting))\s(?:about\s|nearly\s|some\s|almost\s)?$",
    re.I,
)
# "The best response was stable disease, which held for 13 months": of the last treatment.
_BEST = compiled(r"\bbest\sresponse\b", re.IGNORECASE)
_NO_MEDICINE = frozenset({"surgery", "observation", "supportive care"})


def _against_tumour(scope: Scope, sentence: Sentence) -> bool:
    """Whether the sentence names a treatment under which a disease can be held, no operation."""
    return any(
        _NO_MEDICINE.isdisjoint((name, *scope.names.ancestors("treatment", name)))
        for mention in sentence.of("treatment")
        for name in mention.names
    )


# "Had been stable for two years under observation": before the treatment.
_HAD_BEEN = compiled(r"\bhad\sbeen\s(?:\w+ly\s)?(?:stable|stationary|unchanged)\b", re.I)
_UNTREATED = compiled(
    r"\s(?:without\s(?:any\s|further\s)?(?:treatment|therapy)|under\sobservation|untreated)\b", re.I
)
# "… for 22 months since the first dose": of what was told before.
_SINCE_DOSE = compiled(
    r"\s(?:since|after|from)\sthe\s(?:first|last|start\sof\sthe|beginning\sof\sthe|second|third|fourth)?\s?(?:\w+\s)?(?:dose|cycle|course|infusion|treatment|therapy|administration|injection)s?\b",
    re.I,
)
# "Maintained for 15 months with stable disease".
_HELD_BEHIND = compiled(
    r"\s(?:\w+\s){0,2}with\s(?:stable\sdisease|disease\sstabili[sz]ation)\b", re.I
)
# "… for 19 months, then progression", "…, followed by hepatic progression".
_THEN_PROGRESSION = compiled(
    r"[,;\s]+(?:(?:and|but)\s)?(?:then\b|followed\sby\b|after\swhich\b|thereafter\b)[^.;]{0,60}?\bprogress(?:ed|ion)\b",
    re.I,
)
_UNTIL_PROGRESSION = compiled(
    r"[,\s]+(?:when|until|before|at\swhich\s(?:time|point))\s(?:(?!dyspn|symptom|pain|weakness|failure)[^.;]){0,60}\bprogress(?:ed|ion)\b",
    re.I,
)
_PROGRESSED = compiled(r"\bprogress(?:ion(?![\s-]*free)|ed|ive disease)\b", re.I)


def _progressed(sentence: Sentence, before: str, after: str) -> bool:
    """Whether a duration ended with the progression under a treatment (RECIST 1.1: the time from its
    start to progression).
    """
    if sentence.has("dead") or _NONE.search(before):
        return False
    told = _PROGRESSED_AFTER.search(before)
    since = _SINCE_THE_START.match(after)
    held = _HELD_FOR.search(before) and (
        _UNTIL_PROGRESSION.match(after) or _THEN_PROGRESSION.match(after)
    )
    return bool(told or held or (since and _PROGRESSED.search(sentence.text)))


def _still_free(after: str) -> bool:
    """ "17 months from the start of therapy she remains progression-free": both times are 17."""
    since = _SINCE_THE_START.match(after)
    return bool(since and _FREE.match(after, since.end()))


_FREE = compiled(r"[^.;,]{0,40}\bremains?\s(?:\w+\s)?progression[\s-]free\b", re.I)


def _bound(follow: list[_FollowUp]) -> list[Finding]:
    """Nothing is said of the last contact: a later event, timed from the diagnosis, bounds it."""
    return [f.finding for f in follow if f.months >= _YEAR][-1:]


def _surest(follow: list[_FollowUp]) -> list[Finding]:
    """The longest of the surest durations."""
    sure = [f for f in follow if f.weight >= _SURE]
    if not sure:
        return []
    top = max(f.weight for f in sure)
    best = [f for f in sure if f.weight >= top - _AS_SURE]
    return [max(best, key=lambda f: (f.months, f.finding.start)).finding]


def _durations(text: str) -> list[re.Match[str]]:
    """Lengths of time, "in the 20th month" among them."""
    if not _TIME_UNIT.search(text):
        return []
    found = [*DURATION.finditer(text), *_ORDINAL.finditer(text), *_ANNUAL.finditer(text)]
    return [*found, *_ON_DAY.finditer(text)]


def _earlier(sentence: Sentence, match: re.Match[str], words: Wordings) -> tuple[int, float] | None:
    """Start and months of a time told before ``match`` that it counts on from."""
    for first in _durations(sentence.text[: match.start()]):
        after = sentence.text[first.end() : first.end() + 60]
        value = _months(first)
        if value and (
            words["later"].match(after)
            or words["since an event"].match(after)
            or words["until an event"].match(after)
            or (_AT.search(sentence.text, 0, first.start()) and not _WEEK.search(first.group()))
        ):
            return span_of(sentence, first)[0], value
    return None


def _months(match: re.Match[str]) -> float | None:
    """The months of one of ``_durations``: the n-th annual visit is n years from the start."""
    if match.re is _ANNUAL.compiled:
        nth = match["nth"].lower()
        number = int(nth[:-2]) if nth[0].isdigit() else _NTH.index(nth) + 1
        return float(number * _YEAR)
    if match.re is _ORDINAL.compiled and match["n1"].lower() in _NTH:
        unit = _YEAR if match["u1"].lower().startswith("y") else 1
        return float(unit * (_NTH.index(match["n1"].lower()) + 1))
    return months(match)


def _before_the_state(sentence: Sentence, match: re.Match[str], words: Wordings) -> bool:
    """Whether the state stands in another part of the sentence than the time, and has its own: "with
    liver metastases 5 years after the resection; he … remained stable for 12 months".
    """
    end = sentence.text.find("; ", match.end())
    if end < 0 or not any(map(_months, _durations(sentence.text[end:]))):
        return False
    begin = sentence.text.rfind("; ", 0, match.start()) + 1
    told = sentence.cue("dead", "alive", "well", "last_contact")
    return words["state"].search(sentence.text[begin:end]) is None and not any(
        begin <= cue.start - sentence.start < end for cue in told
    )


def _follow_weight(
    sentence: Sentence, before: str, after: str, match: re.Match[str], words: Wordings
) -> float:
    """How surely a duration is the time to the last contact: 0 is not at all."""
    annual = match.re is _ANNUAL.compiled
    follow = annual or bool(
        words["followed behind"].match(after) or words["followed before"].search(before)
    )
    dead = sentence.has("dead")
    on_day = match.re is _ON_DAY.compiled
    if on_day and not dead:
        return 0.0
    anchored = (
        on_day
        or bool(
            words["since an event"].match(after) or words["postoperative before"].search(before)
        )
        or (
            (dead or bool(_STILL.search(sentence.text)))
            and bool(words["since anything"].match(after))
        )
    )
    later = bool(words["later"].match(after))
    at = bool(words["at that time"].search(before)) or match.re is not DURATION
    if not (follow or anchored or later or at):
        return 0.0
    if words["each"].search(before) or (
        words["complaint"].search(before[-30:]) and not (follow or dead)
    ):
        return 0.0
    worse = words["worse before"].search(before)
    told = dead or follow or sentence.has("alive", "well")
    if worse and not (told or _NONE.search(sentence.text)):
        return 0.0
    state = (
        dead
        or sentence.has("alive", "well")
        or any(_WORSE.isdisjoint(m.names) for m in sentence.of("response"))
        or sentence.has("last_contact")
        or any(
            m.group().lower() != "negative" or not sentence.of("marker")
            for m in words["state"].finditer(sentence.text)
        )
    ) and not _before_the_state(sentence, match, words)
    weight = 2.3 * follow + 1.5 * anchored + (0.8 if later or at else 0.0)
    if state:
        weight += 1.5
    if dead:
        weight += 1.0
    # "He died three weeks later": of what went before, and that is not told here.
    if later and not (follow or anchored) and not annual and match["u1"].lower()[0] in "dw":
        return 0.0
    # Days after an operation are its course, not the follow-up; days to a death are the survival.
    if not annual and match["u1"].lower().startswith("d") and not (dead and anchored):
        weight -= 2.0
    if not follow and words["treated for"].search(before):
        return 0.0
    return weight if weight >= _SURE or (anchored and weight >= _ANCHORED) else 0.0
