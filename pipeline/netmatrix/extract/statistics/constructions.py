"""Constructions by which a share is told what it is of, tried in turn before its sides are read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from netmatrix.extract.statistics.figure import Figure
from netmatrix.extract.statistics.groups import PERIOD, UNTOLD, phrase
from netmatrix.extract.statistics.sentence import Work, opposite, previous_share
from netmatrix.extract.statistics.sides import main_verb
from netmatrix.extract.statistics.words import own_words
from netmatrix.patterns import compiled


@dataclass(frozen=True, slots=True)
class Share:
    """A share that nothing has tied yet; the text from ``left`` to ``right`` is its own."""

    work: Work
    index: int
    left: int
    right: int

    @property
    def figure(self) -> Figure:
        return self.work.figures[self.index]

    @property
    def before(self) -> str:
        return self.work.text[self.left : self.figure.start]

    @property
    def after(self) -> str:
        return self.work.text[self.figure.end : self.right]

    def tie(self, name: str, start: int, end: int, group: str = "") -> bool:
        self.work.concept[self.index] = (name, start, end)
        if group:
            self.work.group[self.index] = group
        return True

    def group_of_its_own(self) -> str:
        """The group whose phrase begins in the figure or right behind: "52 of 215 patients with X"."""
        return next(
            (
                g.name
                for g in self.work.groups
                if self.figure.start < g.start <= self.figure.end + 1 and g.end > self.figure.end
            ),
            "",
        )

    def of_the_last(self) -> bool:
        """Tie the share to what the figure before it is of."""
        self.work.concept[self.index] = self.work.concept[self.index - 1]
        return True

    def gap(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The match of a pattern with all that stands between the figure before and this."""
        if not self.index:
            return None
        work = self.work
        return pattern.fullmatch(work.text, work.figures[self.index - 1].end, self.figure.start)

    def whose(self, match: re.Match[str], name: str = "what") -> str:
        """The group that a pattern's words name, in the paper's words if need be."""
        start, end = match.span(name)
        named = (g.name for g in self.work.groups if g.start <= start and end <= g.end and g.name)
        told = next(named, "") or phrase(self.work.text, start, end, self.work.found)
        return told or match[name].lower()


def tie_by_construction(share: Share) -> bool:
    """Tie a share by the first construction that it stands in; ``False`` where it stands in none."""
    return any(construction(share) for construction in _CONSTRUCTIONS)


def _second_of_two(share: Share) -> bool:
    work, index = share.work, share.index
    if share.figure.versus and index - 1 in work.concept:
        _other_group(work, index)
        return share.of_the_last()
    return False


def _said_against(share: Share) -> bool:
    """ "8 of 18 (44%) responded, versus 0 of 14 with low-grade tumours"."""
    work, index, figure = share.work, share.index, share.figure
    if (
        index
        and figure.N is not None
        and work.concept.get(index - 1, ("", 0, 0))[1] >= work.figures[index - 1].end - 1
        and share.gap(_SAID_AGAINST)
    ):
        return share.tie(
            work.concept[index - 1][0], figure.start, figure.end, share.group_of_its_own()
        )
    return False


def _in_the_other_arm(share: Share) -> bool:
    """ "15 patients (48%) treated with A as compared with 3 (10%) on B"."""
    work, index = share.work, share.index
    arm = share.gap(_COMPARED_WITH) if index - 1 in work.concept else None
    other = _ON.match(work.text, share.figure.end) if arm else None
    if arm is None or other is None or work.figures[index - 1].kind != "share":
        return False
    work.group[index - 1] = share.whose(arm)
    name, start, _ = work.concept[index - 1]
    return share.tie(name, start, share.figure.end, share.whose(other))


def _against_all(share: Share) -> bool:
    """ "36% (37 of 102) with A, including one remission, v 6% (3 of 51) with B"."""
    work, index, figure = share.work, share.index, share.figure
    if not index or figure.percent is None or not _AGAINST_ALL.search(share.before):
        return False
    for i in reversed(range(index)):
        other = work.figures[i]
        if i in work.concept and other.kind == "share" and other.percent is not None:
            name = work.concept[i][0]
            return share.tie(name, figure.start, figure.end, share.group_of_its_own())
    return False


def _of_the_same_head(share: Share) -> bool:
    """ "Deficiency of vitamin A in 9%, of vitamin D in 19%"."""
    work, index, figure = share.work, share.index, share.figure
    again = share.gap(_OF_IN) if index - 1 in work.concept else None
    head = _HEAD_OF.match(work.concept[index - 1][0]) if again else None
    if again is None or head is None:
        return False
    name = f"{head[1]} of {again['what'].lower()}"
    return share.tie(name, work.figures[index - 1].end, figure.end)


def _second_of_left_out(share: Share) -> bool:
    if share.figure.versus and share.index - 1 in share.work.left_out:
        share.work.left_out.add(share.index)
        return True
    return False


def _for_a_group(share: Share) -> bool:
    """ "Survival was 59%, being 83% after curative resection, 46% after palliative resection"."""
    work, index = share.work, share.index
    whom = _IN_WHOM.match(work.text, share.figure.end)
    if not index or index - 1 not in work.concept or whom is None or not _goes_on(work, index):
        return False
    before = _IN_WHOM.match(work.text, work.figures[index - 1].end)
    for i, match in ((index, whom), (index - 1, before)):
        if match is not None and (i == index or not work.group.get(i)):
            whose = share.whose(match)
            work.group[i] = opposite(whose) if match["out"] else whose
    return share.of_the_last()


def _died_of(share: Share) -> bool:
    """ "Nine died of progression, two of sepsis"; "nineteen died, 15 of them of the tumour"."""
    work, figure = share.work, share.figure
    previous = previous_share(work, share.index)
    if previous is None or work.concept[previous][0] != "death":
        return False
    cause = _CAUSE.match(share.after)
    if (
        cause
        and _NEXT_DEAD.search(share.before)
        and (not cause["of"] or _ILLNESS.search(cause["what"]))
    ):
        end = figure.end + cause.end()
        return share.tie("death", figure.start, end, cause.group().strip().lower())
    of = _OF_DISEASE.match(work.text, figure.end)
    if of and _OF_THEM.fullmatch(work.text, work.figures[previous].end, figure.start):
        return share.tie("death from disease", figure.start, of.end())
    return False


def _in_telegrams(share: Share) -> bool:
    """ "Ectopic Cushing 5 pts."."""
    work, figure = share.work, share.figure
    short = _TELEGRAM.search(work.text, share.left, figure.start) if figure.n is not None else None
    if short is None or not _PTS.match(work.text, figure.end):
        return False
    start, end = short.span("what")
    named = [a for a in work.found if start <= a.start and a.end <= end and not a.value]
    wording = named[-1].name if named else own_words(short["what"], 4)
    return bool(wording) and share.tie(wording, start, figure.end)


def _it_was(share: Share) -> bool:
    """ "Survival was 93% …; with positive nodes it was 71%"."""
    work, index = share.work, share.index
    edge = work.figures[index - 1].end if index else 0
    whom = _IT_WAS.search(work.text, edge, share.figure.start)
    previous = previous_share(work, index) if whom else None
    if whom is None or previous is None:
        return False
    return share.tie(*work.concept[previous], group=share.whose(whom))


def _of_such(share: Share) -> bool:
    """ "Involved in 6 of 79 typical versus 9 of 18 atypical tumours"."""
    work, index = share.work, share.index
    last = work.figures[index - 1] if index else None
    if (
        last is not None
        and share.figure.N is not None
        and last.N is not None
        and work.concept.get(index - 1, ("", last.start, 0))[1] < last.start
        and share.gap(_OF_SUCH)
        and main_verb(work, index, share.right) is None
    ):
        return share.of_the_last()
    return False


def _so_many_of_a_kind(share: Share) -> bool:
    work, index = share.work, share.index
    there = _there_were(work, index) or _cases_of(work, index)
    return there is not None and share.tie(*there)


def _group_in_brackets(share: Share) -> bool:
    return bool(share.index) and _in_own_brackets(share.work, share.index)


def _able(share: Share) -> bool:
    """ "The sensitivity of TTF-1 in small cell carcinoma was 85%"; "increased the sensitivity from 47%"."""
    work, figure = share.work, share.figure
    if figure.percent is None:
        return False
    if able := _ABLE_FROM.search(work.text, share.left, figure.start):
        return share.tie(able["what"].lower(), able.start("what"), figure.end)
    if able := _ABLE_IN.search(work.text, share.left, figure.start):
        whom = share.whose(able, "whom")
        return share.tie(able["what"].lower(), able.start("what"), figure.end, whom)
    return False


def _by_stage(share: Share) -> bool:
    """ "24 in stage II and 44 in stage IV"; "survival was 91% in stage I, 78% in stage II"."""
    work, figure = share.work, share.figure
    if (stage := _WERE_STAGE.match(share.after)) and _STAGES.search(work.text, 0, figure.start):
        return share.tie(f"stage {stage['stage']}", figure.start, figure.end + stage.end())
    lead = _IN_STAGE.match(share.after)
    at = figure.end + lead.end() if lead else -1
    anchor = next((a for a in work.found if a.start == at and _IS_STAGE.match(a.name)), None)
    if anchor is not None:
        outcome = _outcome_of_stages(work, share.index, share.left) if figure.n is None else None
        if outcome:
            return share.tie(*outcome, group=anchor.name)
        return share.tie(anchor.name, figure.start, anchor.end)
    stages = _IN_STAGES.match(share.after) if figure.n is not None else None
    if stages is None:
        return False
    return share.tie(stages["what"].lower(), figure.start, figure.end + stages.end())


def _moved_to(share: Share) -> bool:
    """ "Mortality was 27% between 1990 and 1999, but fell to 8% during 2000 to 2009, and to 4% later"."""
    work, index = share.work, share.index
    told = work.concept.get(index - 1)
    if told is None or told[1] >= work.figures[index - 1].end or not share.gap(_FELL_TO):
        return False
    for i in (index - 1, index):
        when = PERIOD.match(work.text, work.figures[i].end)
        # "Fell from 12% to 8% after surgery": not both are of the whole study.
        later = UNTOLD if i == index else ""
        if group := work.group.get(i) or (when["when"].lower() if when else later):
            work.group[i] = group
    return share.tie(told[0], told[1], share.figure.end)


_FELL_TO = compiled(
    r"[^;:()]{0,60}?,?\s(?:but|and|then)\s(?:(?:it|this|which|then|steadily)\s)*(?:(?:fell|rose|decreased|increased|dropped|declined|improved)\s)?to\s(?:only\s)?"
)


def _of_methods(share: Share) -> bool:
    """Leave out what tells of one of two ways of diagnosis, of which only one is named."""
    work, index = share.work, share.index
    versus = index + 1 < len(work.figures) and work.figures[index + 1].versus
    if versus and _methods_compared(work, share.left, share.figure.start):
        work.left_out.add(index)
        return True
    return False


_CONSTRUCTIONS: tuple[Callable[[Share], bool], ...] = (
    _second_of_two,
    _said_against,
    _in_the_other_arm,
    _against_all,
    _of_the_same_head,
    _second_of_left_out,
    _for_a_group,
    _died_of,
    _in_telegrams,
    _it_was,
    _of_such,
    _so_many_of_a_kind,
    _group_in_brackets,
    _able,
    _by_stage,
    _of_methods,
    _moved_to,
)
"""In this order; the first that fits decides."""


def _other_group(work: Work, index: int) -> None:
    """The group of the second figure of "x vs. y": the second group told, or "no …" of the first."""
    if index in work.group:
        return
    named = [g for g in work.groups if g.end <= work.figures[index].start]
    first = work.group.get(index - 1, "")
    others = [g.name for g in named if g.name != first]
    if others and first:
        work.group[index] = others[0] if len(others) == 1 else others[-1]
    elif first:
        work.group[index] = opposite(first)


BEFORE_IS = compiled(
    r"(?:\b(?:was|were|is|are|be|been|reached|of|to|at|averaged|being|totall?ed|amounted to|estimated at|estimated to be|equal to)|[:=,])\s?(?:(?:only|about|approximately|nearly|almost|as high as|estimated at)\s)*$",
    re.I,
)
_CAUSE = compiled(
    r"\s(?:(?P<of>of(?!\s(?:them|whom|these)\b))|from|due to|because of)\s(?P<what>[a-z][\w -]{2,50}?)(?=,|;|\.|\)|\sand\b|$)",
    re.I,
)
_ILLNESS = compiled(
    r"causes?\b|disease|tumou?r|progress|complicat|sepsis|failure|infarct|cancer", re.I
)
_NEXT_DEAD = compiled(
    r"(?:,|;|\band|\bbut)\s(?:only\s|another\s|the (?:other|remaining)\s)?$", re.I
)
""" "Nine died of progression, two of sepsis"."""
_IN_STAGE = compiled(
    r"\s(?:(?:patients|cases|tumou?rs|women|men)\s)?(?:(?:was|were)\s)?(?:in|of|at)\s(?:(?:FIGO|TNM|AJCC|UICC|ENETS)\s)?",
    re.I,
)
# "In FIGO Stages I-IIA": a range of stages is a class of the paper's own.
_IN_STAGES = compiled(
    r"\s(?:(?:patients|cases|tumou?rs|women|men)\s)?(?:(?:was|were)\s)?(?:in|of|at|with)\s(?:(?:FIGO|TNM|AJCC|UICC|ENETS)\s)?"
    r"(?P<what>stages?\s[IV]{1,3}[A-C]?\d?\s?[-–]\s?[IV]{1,3}[A-C]?\d?)(?!\w)",
    re.I,
)
_IS_STAGE = compiled(r"stage\s", re.I)
_OF_THEM = compiled(r"[^.;]{0,40}(?:,\s|\()", re.I)
_OF_DISEASE = compiled(
    r"\s(?:of\s(?:them|whom|these)\s)?(?:of|from|because of|due to|as a result of)\s(?:the\s|their\s)?(?:\w+\s)?"
    r"(?:disease|tumou?rs?|cancer|carcinoma|carcinoid|neoplasm|progression|\w{0,4}NETs?|\w{0,4}NECs?|MTC|MCC|SCLC)\b"
)


def _outcome_of_stages(work: Work, index: int, left: int) -> tuple[str, int, int] | None:
    """The outcome whose percentages are told stage by stage: right before the first, then the same."""
    if index and index - 1 in work.concept:
        told = work.concept[index - 1]
        if is_outcome(work, told[0]):
            return told
    for anchor in reversed(work.found):
        if left <= anchor.start and anchor.end <= work.figures[index].start:
            wording = work.text[anchor.end : work.figures[index].start]
            if is_outcome(work, anchor.name) and BEFORE_IS.match(wording.lstrip()):
                return anchor.name, anchor.start, anchor.end
    return None


def is_outcome(work: Work, name: str) -> bool:
    """Whether a concept is an outcome: a survival, a response, recurrence, death."""
    return name in work.rules.outcomes or "survival" in name or name in ("recurrence", "death")


_SAID_AGAINST = compiled(
    r"\s(?:[\w-]+\s){0,3}[\w-]+\s?,?\s(?:versus|vs\.?|(?:as )?compared (?:with|to)|as against|against)\s(?:only\s)?"
)
_OF_IN = compiled(r"(?:\s\([^()]*\))?,?\s(?:and\s)?of\s(?P<what>[\w -]{2,30}?)\sin\s(?:only\s)?")
_HEAD_OF = compiled(r"([\w-]+(?:\s[\w-]+)?)\sof\s")


_TELEGRAM = compiled(
    r"(?:^|[.;:,]\s)(?P<what>(?!(?:and|of|in|for|only|other|the|an?|with|there|we)\b)[A-Za-z][a-zA-Z-]{2,}(?:\s(?!in\b|of\b|was\b|were\b|had\b|to\b|for\b|with\b|and\b|at\b)[\w-]+){0,2})\s$"
)
_PTS = compiled(
    r"(?:\s?\(\d[\d.]*\s?%\))?\s?(?:\spts?|\spatients|\scases)?(?<=pts|.pt|nts|ses)(?=\s?[.,;)]|\s?$)",
    re.I,
)
_AGAINST_ALL = compiled(r",\s(?:v|vs|versus|(?:as\s)?compared\swith|(?:as\s)?against)\.?\s$", re.I)
_IT_WAS = compiled(
    r";\s(?:with|without|in|for|among|after)\s(?P<what>[^,;()]{3,50}),?\sit\swas\s(?:only\s)?$",
    re.I,
)
_OF_SUCH = compiled(
    r"\s(?!(?:for|in|with|after|among|by|on|under|at)\b)(?:[\w-]+\s){1,3}(?:versus|vs\.?|v\.?|as\sagainst|against|and|but)\s(?:in\s)?(?:only\s)?",
    re.I,
)
# "There were 38 cases with non-functioning tumours, 9 cases with functional tumours".
_THERE_WERE = compiled(r"(?:^|[.;:,]\s)(?:[^.;:]{2,60},\s)?there\s(?:were|was|are)\s$", re.I)
_SO_MANY_WITH = compiled(
    r"\s(?:\([^()]{1,12}\)\s)?(?:patients|cases|subjects)\s(?:with|who\s(?:had|presented\swith|developed|experienced|received|underwent|suffered))\s(?:an?\s)?"
)
_NEXT_OF_THEM = compiled(r"[^.;:\d]{0,60},\s(?:and\s)?$")
_CLOSE = 12
"""A word may stand between "with" and what they have."""
# "In regard to the stage, 9 cases were IA, 14 were IB".
_STAGES = compiled(r"\bstag(?:e|es|ing)\b", re.I)
_WERE_STAGE = compiled(
    r"\s(?:(?:cases|patients|tumou?rs)\s)?(?:were|was|had|in)\s(?P<stage>I{1,3}V?[ABC]?\d?|IV[ABC]?)(?=[,;.)]|\s(?:and|or)\b)"
)


def _there_were(work: Work, index: int) -> tuple[str, int, int] | None:
    """What patients have of whom a sentence says that there were so many, one kind after the other."""
    figure, text = work.figures[index], work.text
    whom = _SO_MANY_WITH.match(text, figure.end) if figure.n is not None else None
    if whom is None:
        return None
    near = [a for a in work.found if not a.value and 0 <= a.start - whom.end() <= _CLOSE]
    if not near:
        return None
    if not _THERE_WERE.search(text, 0, figure.start):
        last = index - 1
        if not index or last not in work.concept or not _there_were(work, last):
            return None
        if not _NEXT_OF_THEM.fullmatch(text, work.concept[last][2], figure.start):
            return None
    return near[0].name, near[0].start, near[0].end


# "31 cases, followed by 16 cases of typical carcinoid, 5 cases of atypical carcinoid".
_CASES_OF = compiled(r"\s(?:\([^()]{1,12}\)\s)?cases?\sof\s(?:an?\s)?(?:[a-z-]+\s)?(?=\S)", re.I)
_LISTED_BEFORE = compiled(
    r"(?:^|[,;:(]\s?(?:and\s)?(?:only\s)?|\b(?:and|by|were|was|including|comprised|comprising|included)\s(?:only\s)?)$",
    re.I,
)
_SEEN_THERE = compiled(
    r"\b(?:was|were)\s(?:\w+ly\s)?(?:seen|recorded|found|observed|noted|performed|done|present|detected|given|used|reported)\b",
    re.I,
)
_LISTED_BEHIND = compiled(r"\s?(?:[,;.)]|\(\w+\)|and\s(?:only\s)?\d|$)")
# "The sensitivity of TTF-1 in small cell carcinoma was 85.19%".
_ABLE_IN = compiled(
    r"\b(?P<what>(?:sensitivity|specificity|accuracy)\sof\s[^,;()]{2,40}?)\s(?:in|for)\s(?:the\s)?(?P<whom>[^,;()]{3,40}?)\s(?:was|were|reached)\s(?:only\s)?$",
    re.I,
)


# "Increased the sensitivity for LCNEC from 47% to 93%".
_ABLE_FROM = compiled(
    r"\b(?P<what>sensitivity|specificity|accuracy)\s(?:for|of)\s[^,;()]{2,40}?\sfrom\s(?:only\s)?(?:\d[\d.]*\s?%\sto\s)?$",
    re.I,
)
# "The 5-year relative survival was 58.8% (men) and 70.7% (women)".
_OWN_BRACKET = compiled(r"\s?\((?P<whom>[A-Za-z][\w -]{1,30})\)")
_AND_NEXT = compiled(r",?\s(?:and|but|versus|vs\.?)\s(?:only\s)?")


def _in_own_brackets(work: Work, index: int) -> bool:
    """Tie a share whose group stands in brackets behind it as that of the share before it does."""
    last, figure = work.figures[index - 1], work.figures[index]
    first = _OWN_BRACKET.match(work.text, last.end)
    second = _OWN_BRACKET.match(work.text, figure.end)
    if not first or not second or index - 1 not in work.concept:
        return False
    if not _AND_NEXT.fullmatch(work.text, first.end(), figure.start):
        return False
    names = [phrase(work.text, *m.span("whom"), work.found) for m in (first, second)]
    if not all(names) or work.concept[index - 1][0] in names:
        return False
    work.concept[index] = work.concept[index - 1]
    work.group[index - 1], work.group[index] = names
    return True


def _cases_of(work: Work, index: int) -> tuple[str, int, int] | None:
    """What so many cases of a list are of."""
    figure, text = work.figures[index], work.text
    of = _CASES_OF.match(text, figure.end) if figure.n is not None else None
    if of is None or not _LISTED_BEFORE.search(text, 0, figure.start):
        return None
    if _SEEN_THERE.search(text, 0, figure.start):
        return None  # "recurrence was seen in three kinds, 5 cases of insulinoma"
    for anchor in work.found:
        if of.end() - 1 <= anchor.start <= of.end() + 1 or (
            of.start() < anchor.start <= of.end() and not anchor.value
        ):
            if _LISTED_BEHIND.match(text, anchor.end):
                return anchor.name, anchor.start, anchor.end
    return None


# "Survival was 59%, being 83% after curative resection, 46% after palliative resection".
_BEING = compiled(r",\s(?:being|namely)\s", re.I)
_IN_WHOM = compiled(
    r"\s(?:(?P<when>when|if|in\sthe\s(?:presence|(?P<no>absence))\sof)|in|for|with(?P<out>out)?|after|following|among)\s(?P<what>[^,;()]{3,60}?)(?=\sand\s\d|\s?[,;(]|\.?\s?$)",
    re.I,
)
_NEXT = compiled(r",?\s(?:and\s)?")
_GIVEN = r"(?:treated\swith|given|receiving|taking|on|under)"
_COMPARED_WITH = compiled(
    rf"\s?(?:of\s(?:those|patients)\s)?{_GIVEN}\s(?P<what>[^,;()]{{2,50}}?),?\s(?:(?:as\s)?compared\s(?:with|to)|versus|vs\.?|as\sagainst|against)\s(?:only\s)?",
    re.I,
)
_ON = compiled(
    rf"\s?(?:patients\s|(?:of\s)?those\s)?{_GIVEN}\s(?P<what>[^,;().]{{2,50}}?)(?=\s?[(,;.]|\s?$)",
    re.I,
)


def _goes_on(work: Work, index: int) -> bool:
    """Whether a share tells for a group what the one before told of all, or of another group."""
    here = _IN_WHOM.match(work.text, work.figures[index].end)
    if here is None or work.figures[index - 1].kind != work.figures[index].kind:
        return False
    start, end = work.figures[index - 1].end, work.figures[index].start
    if _BEING.fullmatch(work.text, start, end):
        return True
    before = _IN_WHOM.match(work.text, start)
    return (
        before is not None
        and bool(_NEXT.fullmatch(work.text, before.end(), end))
        and (
            bool(before["when"] and here["when"])
            or (index > 1 and _goes_on(work, index - 1))
            # "5-year survival was … 71% after resection and 30% without resection"
            or "survival" in work.concept.get(index - 1, ("", 0, 0))[0]
        )
    )


_ABLER = compiled(
    r"\b(?:(?:did|fared)\s(?:\w+\s)?(?:better|worse)\sthan|superior|inferior|more\s(?:sensitive|specific|accurate)|less\s(?:sensitive|specific|accurate)|detected\s(?:more|fewer)|outperformed)\b",
    re.I,
)


def _methods_compared(work: Work, left: int, right: int) -> bool:
    """Whether the words compare what two methods can do: "PET/CT was superior for nodes"."""
    return bool(_ABLER.search(work.text, left, right))
