"""What a median, a ratio or a p value is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from netmatrix import patterns
from netmatrix.extract.statistics.anchors import Anchor, with_course
from netmatrix.extract.statistics.contrast import compared, outer_before
from netmatrix.extract.statistics.figure import Figure
from netmatrix.extract.statistics.groups import phrase as group_phrase
from netmatrix.extract.statistics.medians import TIMES
from netmatrix.extract.statistics.sentence import Work, open_bracket, previous_share
from netmatrix.extract.statistics.signs import factor, signed
from netmatrix.extract.statistics.value_groups import value_group
from netmatrix.extract.statistics.words import own_words
from netmatrix.patterns import compiled

_MEASURE_NOUN = compiled(
    r"\b(?:number|dose|activity|cycles?|level|levels|concentration|score|volume|uptake|SUV\w*|duration|interval|time|length|cost|diameter|size|BMI|index|hospital stay|stay|delay)\b",
    re.I,
)


_APPEARED = compiled(
    r"\b(?:appeared|came up|emerged|followed|ensued|arose|developed|occurred|manifested|were (?:found|detected|diagnosed|discovered)|became \w+)\b[^;]{0,40}$",
    re.I,
)


_WATCHED = compiled(
    r"surveillance|observation|(?:time|duration|period|length) of (?:observation|surveillance|follow-up)"
)
_CYCLES = compiled(
    r"\b(?:cycles|courses)\s(?:were|was)?\s?(?:\w+,?\s){0,2}[(,;]?\s?(?:an?\s)?$", re.I
)
# "A median of 4 PRRT cycles", "a mean of three prior treatments".
_CYCLES_BEHIND = compiled(r"\s(?:[\w-]+\s){0,2}(?:cycles|courses)\b", re.I)
_LINES_BEHIND = compiled(
    r"\s(?P<what>(?:prior|previous)\s(?:[\w-]+\s)?(?:treatments|therapies|lines|operations))\b",
    re.I,
)
_MOVED = compiled(
    r"\s(?:rose|fell|increased|decreased|improved|declined|dropped|changed|went)\s(?:\w+ly\s)?from\s?$",
    re.I,
)
"""A value before it changed: "the mean score rose from 58 to 69"."""
_LIVED = compiled(r"(?:lived|survived)\b", re.I)


def tie_value(work: Work, index: int) -> None:
    figure = work.figures[index]
    cue_start = figure.cue[0]
    first = next(i for i, f in enumerate(work.figures) if f.cue == figure.cue and f.kind == "value")
    told: tuple[str, int, int] | None = None
    if cue_start > figure.start:  # "44 months of mean surveillance"
        after = [a for a in work.found if a.value and a.start >= figure.start and a.end > cue_start]
        if work.text[cue_start : cue_start + 3].lower() in ("on ", "in ", "(me"):
            if found := _told_before(work, figure):
                work.concept[index] = found
        elif after:
            work.concept[index] = (after[0].name, figure.start, after[0].end)
        return
    if not figure.measure:
        return _tie_uncued(work, index, first)
    edge = cue_start if index == first else work.figures[index - 1].end
    pool = [a for a in work.found if a.value and a.end <= figure.start and a.end > edge]
    if index != first:
        pool = [a for a in pool if a.start >= work.figures[index - 1].end]
        if pool:
            told = (pool[-1].name, pool[-1].start, pool[-1].end)
        else:  # "median PFS was 24 months; OS was 61 with A and 39 with B": of what was told last
            of = next((i for i in reversed(range(first, index)) if i in work.concept), first)
            if of in work.concept and _of_a_kind(work, of, index):
                told = work.concept[of]
    else:
        told = _median_concept(work, index, pool)
    if told is None:
        return
    if told[0] == "survival":
        told = ("overall survival", told[1], told[2])
    work.concept[index] = told
    if index not in work.group:
        work.group[index] = value_group(work, index, first)


def _of_a_kind(work: Work, first: int, index: int) -> bool:
    """Whether a further value of a cue can be of what the first is: in another unit, or behind
    another verb, it is not ("median age 62 … received lanreotide 30 mg").
    """
    figure = work.figures[index]
    units = {f.unit for f in work.figures[first:index] if f.cue == figure.cue and f.unit}
    if work.concept[first][0] == "age":
        units.add("year")
    if figure.unit and units and figure.unit not in units and not {figure.unit, *units} <= TIMES:
        return False
    return not _ANOTHER_VERB.search(work.text, work.figures[index - 1].end, figure.start)


_ANOTHER_VERB = compiled(
    r"\b(?:exceed\w*|measured|received|completed|less\sthan|more\sthan)\b", re.I
)
_OLD = compiled(r"\d\syears\sold\b")
_WAS = compiled(r"\b(?:was|were|lasted|amounted to|came to|took)\s$", re.I)


def _told_before(work: Work, figure: Figure) -> tuple[str, int, int] | None:
    """What a value is of whose "in the median" or "on average" stands behind it: "the interval since
    treatment was 353 days in the median".
    """
    start = max(
        (m.end() for m in patterns.finditer(r"[;:]\s|,\s", work.text[: figure.start])), default=0
    )
    if _OLD.search(work.text, figure.start, figure.end):
        return "age", start, figure.end
    if figure.unit in ("cm", "mm") and _MEASURED.search(work.text, start, figure.start):
        return "tumor size", start, figure.end
    named = [a for a in work.found if a.value and start <= a.start and a.end <= figure.start]
    if named:
        return named[-1].name, named[-1].start, named[-1].end
    verb = _WAS.search(work.text, start, figure.start)
    wording = own_words(work.text[start : verb.start()], 6) if verb else ""
    return (wording, start, figure.end) if wording else None


def _tie_uncued(work: Work, index: int, first: int) -> None:
    """A time without "median": about the time its cue names, or what the comparison is about."""
    figure = work.figures[index]
    told = compared(work, index, 0, values=True) if index == first else work.concept.get(first)
    if told is None:
        named = [a for a in work.found if a.value and a.start <= figure.cue[0] < a.end]
        told = (named[0].name, named[0].start, named[0].end) if named else None
    if told is None and _LIVED.match(work.text, figure.cue[0]):
        told = ("survival", *figure.cue)
    if told is None:
        return
    work.concept[index] = ("overall survival", *told[1:]) if told[0] == "survival" else told
    if index not in work.group:
        work.group[index] = value_group(work, index, first)


def _median_concept(work: Work, index: int, pool: Sequence[Anchor]) -> tuple[str, int, int] | None:
    figure, text = work.figures[index], work.text
    cue_start, cue_end = figure.cue
    between = text[cue_end : figure.start]
    if figure.unit == "year" and patterns.match(r"\s?old\b", text[figure.end :]):
        return "age", cue_start, figure.end  # "they were a median of 58 years old"
    if figure.unit in ("year", None) and patterns.search(
        r"\b(?:younger|older)\b[^;()]{0,60}[(\[]\s?$", text[:cue_start]
    ):
        return "age", cue_start, figure.end
    if figure.unit in ("cm", "mm") and patterns.search(
        r"\b(?:larger|smaller|bigger)\b[^;]{0,30}[(\[]\s?$", text[:cue_start]
    ):
        return "tumor size", cue_start, figure.end
    if figure.unit in ("cycle", "course") or (
        figure.unit is None
        and (_CYCLES.search(text, 0, cue_start) or _CYCLES_BEHIND.match(text, figure.end))
    ):
        return "number of cycles", cue_start, figure.end
    if figure.unit is None and (lines := _LINES_BEHIND.match(text, figure.end)):
        return lines["what"].lower(), cue_start, figure.end
    head = [a for a in pool if not work.in_group(a)]
    timed = [
        a
        for a in work.found
        if cue_end <= a.start
        and a.end <= figure.start
        and a.name in ("bone metastasis", "brain metastasis")
    ]
    if timed and patterns.search(
        r"\b(?:time|interval|latency|delay)\b.*\b(?:to|until|till|and)\b",
        text[cue_end : timed[-1].start],
        re.I | re.S,
    ):
        return f"time to {timed[-1].name}", cue_end, timed[-1].end
    if head:
        leading = text[cue_end : head[0].start]
        if not _MEASURE_NOUN.search(leading) or head[0].name.startswith(("duration", "time")):
            return head[0].name, head[0].start, head[0].end
    if (
        figure.unit == "year"
        and patterns.fullmatch(
            r"[\s,:=]*(?:of|was|is|were|\()?\s?(?:the patients\s)?[\s(]*", between
        )
        and patterns.search(
            r"\b(?:aged?|old|women|men|male|female)\b[^,;]{0,30}$", text[:cue_start], re.I
        )
    ):
        return "age", cue_start, figure.end
    between = _MOVED.sub("", between)
    wording = own_words(
        patterns.sub(
            r"\b(?:of|in|for|among)\s(?:the\s|all\s)?(?:\d+\s)?(?:patients|cases).*$", "", between
        ),
        8,
    )
    if until := _FROM_TO.match(wording):
        return f"time to {until['what']}", cue_end, figure.start
    if figure.unit in ("cm", "mm") and patterns.fullmatch(r"(?:\w+ )?(?:diameter|size)", wording):
        return "tumor size", cue_end, figure.start
    if figure.unit in ("month", "year") and _WATCHED.fullmatch(wording):
        return "follow-up", cue_end, figure.start
    if (
        wording
        and not patterns.fullmatch(
            r"(?:value|interval|time|duration|months|survival|delay|lag|latency)", wording
        )
        and len(between) < 110
    ):
        return wording, cue_end, figure.start
    before = text[:cue_start]
    clause = max([m.end() for m in patterns.finditer(r"[;]\s|\.\s", before)] + [0])
    appeared = _APPEARED.search(before, clause)
    if appeared and patterns.search(r"\b(?:after|within|at|in)\s(?:an?\s)?$", before, re.I):
        for a in reversed(work.found):
            if a.end <= cue_start and a.name in ("bone metastasis", "brain metastasis"):
                return f"time to {a.name}", cue_start, figure.end
    if patterns.search(
        r"\b(?:treatment|therapy|exposure)\s(?:lasted|continued|went\son)\s(?:for\s)?(?:an?\s)?$",
        before,
        re.I,
    ):
        return "duration of treatment", cue_start, figure.end
    if patterns.search(r"\b(?:for|over)\s(?:an?\s)?$", before, re.I):
        if patterns.search(
            r"\b(?:receiv\w+|treat\w+|given|administered|therapy|took|continued|maintained)\b",
            before[clause:],
            re.I,
        ):
            return "duration of treatment", cue_start, figure.end
        if patterns.search(
            r"\b(?:followed|observed|monitored|under observation)\s(?:up\s)?(?:for|over)\s(?:an?\s)?$",
            before,
            re.I,
        ):
            return "follow-up", cue_start, figure.end
        lasted = [*_LASTED.finditer(before, clause)]
        if lasted and lasted[-1]["well"]:
            return "duration of response", cue_start, figure.end
        if lasted:
            return "overall survival", cue_start, figure.end
        if patterns.fullmatch(r"(?:[A-Z]\w+:\s)?Over\s(?:an?\s)?", before[clause:]):
            return "follow-up", cue_start, figure.end
        if patterns.search(
            r"\b(?:follow|observ|developed|occurred|recurred|relapsed)", before[clause:], re.I
        ):
            return "follow-up", cue_start, figure.end
    behind = patterns.search(r"\b(?:after|within|at|in|with)\s(?:an?\s)?$", before, re.I)
    if behind and (behind.group()[:4].lower() != "with" or wording):
        for name, pattern in work.rules.after_median:
            if pattern.search(before[clause:]):
                return name, cue_start, figure.end
            if pattern.search(text[figure.end : figure.end + 40]):
                # "After a median of 31 months two patients had died": how long they were followed
                watched = name == "overall survival" and _SOME_DID.match(text, figure.end)
                return "follow-up" if watched else name, cue_start, figure.end
        return None
    previous = [i for i in range(index) if work.figures[i].kind == "value" and i in work.concept]
    if previous and patterns.fullmatch(
        r"(?:[^;()]{0,45}[(\[]|\s?[,;])\s?(?:weighted\s)?",
        text[work.figures[previous[-1]].end : cue_start],
    ):
        return work.concept[previous[-1]]  # "ranged from 1 to 45% (median 5%)"
    ahead = [a for a in work.found if a.value and clause <= a.start and a.end <= cue_start]
    if ahead and (not previous or ahead[-1].start > work.figures[previous[-1]].end):
        return ahead[-1].name, ahead[-1].start, ahead[-1].end
    if patterns.search(
        r"\b(?:lived|survived)\s(?:\w+\s)?(?:longer|shorter)\b", before[clause:], re.I
    ):
        return "overall survival", cue_start, figure.end
    share = previous_share(work, index)
    if share is not None and patterns.search(r",?\sand\sthe\s$", before, re.I):
        years = _YEARS_OF.match(work.concept[share][0])
        if years:  # "the 5-year overall survival was 72.8%, and the median was 9.4 years"
            whose = "overall survival" if years[1] == "survival" else years[1]
            return whose, cue_start, figure.end
    if patterns.search(
        r"\b(?:alive|surviv\w+|disease[- ]free)\b[^;]{0,80}$", before[clause:], re.I
    ):
        return "follow-up", cue_start, figure.end
    after = [a for a in work.found if a.value and figure.end <= a.start <= figure.end + 30]
    if after and patterns.match(r"\s?(?:of|for)\s", text[figure.end :]):
        return after[0].name, after[0].start, after[0].end
    return None


# "The time from the diagnosis of the tumour to the recurrence".
_FROM_TO = compiled(
    r"(?:time|interval|period|delay)\s(?:from|between)\s[^,;]{3,60}\s(?:to|and|until)\s(?:the\s|a\s|first\s)?(?P<what>[a-z][\w -]{3,30})$"
)
_NO_DIFFERENCE = compiled(
    r",\s(?:but|and)\s(?:did\snot\s(?:\w+\s)?differ|was\ssimilar|were\ssimilar)\s[^;()]{3,60}[(\[]\s?$",
    re.I,
)
_AS_WAS = compiled(r",\sas\s(?:was|were)\s", re.I)
# "Symptoms were relieved in 23, for a median of 8 months", "survived for a median of 8 months".
_LASTED = compiled(
    r"\b(?:(?P<well>reliev\w+|respon\w+|improv\w+|remissions?|palliat\w+|controlled)|lived|surviv\w+)\b",
    re.I,
)
# "The largest tumor measured (1.8 cm on average)".
_MEASURED = compiled(r"\b(?:tumou?rs?|lesions?|neoplasms?|primar(?:y|ies))\smeasured\s$", re.I)
_SOME_DID = compiled(
    r"(?:\s?\([^()]*\))?,?\s(?:only\s)?(?:\d{1,3}|[a-z]+)\s(?:\([^()]*\)\s)?(?:of\s(?:the\s|them\s)?)?(?:\w+\s){0,2}?(?:had|were|have|was)\s",
    re.I,
)
_YEARS_OF = compiled(r"\d+-(?:year|month)\s(.*survival)$")
_BESIDE = compiled(
    r"\s?(?:\([^()]*\)\s?)?(?:(?:with(?:out)?|in|for|after|among|on|under|of)\s[^.;:,()]{1,60}?)?\s?[;,(\[]?\s?(?:with (?:an? )?)?"
    r"(?:(?:un)?(?:stratified|adjusted)\s|univariable\s|multivariable\s)?"
)


# "…, which met the criterion of non-inferiority (HR 0.8": the clause is about the difference.
_WHICH_MET = compiled(r",\s(?:which|and\sthis|this)\s[^.;:()]{3,70}\s[(\[]\s?$")


def _follows_values(work: Work, last: int, index: int) -> bool:
    """ "13 months with A and 10 with B (HR 0.8)": the ratio is of the times, not of B."""
    start, stop = work.figures[last].end, work.figures[index].start
    which = _WHICH_MET.search(work.text, start, stop)
    stop = which.start() if which else stop
    gap = list(work.text[start:stop])
    for figure in work.figures[last + 1 : index]:
        if figure.kind == "p" and start <= figure.start and figure.end <= stop:
            after = patterns.match(r"\s?[,;]\s?", work.text[figure.end : stop])
            end = figure.end + (after.end() if after else 0)
            gap[figure.start - start : end - start] = [""] * (end - figure.start)
    return bool(_BESIDE.fullmatch("".join(gap)))


_CUT_OFF = compiled(
    r"\s?(?:[<>≤≥]=?|above|below|over|under|more than|less than)\s?\d[\d.,]*\s?(?:%|\w+(?:/\w+)?)?\s?$"
)
_CLAUSE_OF_ITS_OWN = compiled(
    r"(?:,\s(?:but|while|whereas|and)\s|\s(?:whereas|while|but)\s|;\s(?:however,?\s)?)(?P<what>[A-Za-z][^,;()]{1,50}?)\s(?:did|was|were|had|has|showed|reached)\b[^,;()]{0,60}[(\[]\s?$"
)


def _own_clause(work: Work, index: int, left: int) -> tuple[str, int, int] | None:
    """ "…, but sex did not (p = 0.4)": a clause with a subject and no figure of its own."""
    match = _CLAUSE_OF_ITS_OWN.search(work.text, left, work.figures[index].start)
    if not match or patterns.search(
        r"differences?$|^(?:it|this|that|these|those|they)\b", match["what"], re.I
    ):
        return None
    start, end = match.span("what")
    inside = [a for a in work.found if start <= a.start and a.end <= end]
    if inside:
        return inside[0].name, inside[0].start, inside[0].end
    told = patterns.sub(r"^(?:an?|the)\s", "", match["what"].lower())
    wording = own_words(match["what"], 6) or (told if patterns.search(r"\d", told) else "")
    return (wording, start, end) if wording else None


# "Whereas age (P = 0.21) did not": of the age.
_IN_CONTRAST = compiled(
    r"\b(?:whereas|while|but|although)\s(?:(?!\b(?:did|was|were|had|reached|differences?|this|it)\b)[^.;:()]){2,60}$",
    re.I,
)


_DIFFERENCE = compiled(
    r"\bdifferences?\s(?:in|of)\s(?:the\s)?(?P<what>[^,;:()]{3,60}?)\s(?:(?:between|among)\s[^;:()]{2,80}?\s)?(?:was|were|reached|attained|proved)\s(?:not\s)?(?:\w+\s)?[(\[]?\s?$",
    re.I,
)
_THAT_BETWEEN = compiled(
    r"[)\]],?\s(?:whereas|while|but|and)\s(?:that|those)\sbetween\s[^;:()]{2,80}\s[(\[]\s?", re.I
)
_WAS_SHORTER = compiled(
    r"(?:^|[.;]\s)(?P<what>(?:The\s)?[A-Za-z][^,;:()]{2,50}?)(?P<of>\s(?:of|for|with|in|after)\s[^,;:()]{2,40}?)?\s(?:was|were)\s(?:(?:\w+ly|also|much)\s){0,2}"
    r"(?:shorter|longer|higher|lower|greater|smaller|larger)\b[^;:()]{0,90}[(\[](?:[^()\[\];]{1,70},\s)?$"
)


def _difference(work: Work, index: int) -> tuple[str, int, int] | None:
    """What differed: "the difference in sensitivity between A and B was significant (P < 0.001), whereas
    that between A and C was not (P = 0.5)", "the procedure time was shorter in A than in B (P = 0.01)".
    """
    text, at = work.text, work.figures[index].start
    last = index - 1
    if (
        last in work.concept
        and work.figures[last].kind == "p"
        and _THAT_BETWEEN.fullmatch(text, work.figures[last].end, at)
    ):
        return work.concept[last]
    match = _DIFFERENCE.search(text, 0, at)
    shorter = None if match else _WAS_SHORTER.search(text, 0, at)
    match = match or shorter
    if match is None:
        return None
    start, end = match.span("what")
    named = [a for a in work.found if start <= a.start and a.end <= end]
    if shorter and named:
        return None  # other rules know the outcomes
    name = named[-1].name if named else own_words(match["what"], 5)
    return (name, start, end) if name else None


def _own_bracket(work: Work, index: int) -> tuple[str, int, int] | None:
    """ "extent (P < 0.01), performance status (P = 0.04) and LDH (P = 0.02)": each of its own."""
    figure, text = work.figures[index], work.text
    opened = patterns.search(r"[(\[]\s?(?:log-?rank\s)?$", text[: figure.start])
    if not opened or not patterns.match(r"\s?[)\]]", text[figure.end :]):
        return None
    left = work.figures[index - 1].end if index else 0
    listed = [
        i
        for i, f in enumerate(work.figures)
        if f.kind == "p" and i != index and abs(i - index) == 1
        and patterns.fullmatch(
            r"[)\]](?:,|,? (?:and|or)|;|,? but not (?:with|by|for))\s[^.;:()]{2,60}[(\[]\s?",
            text[min(f.end, figure.end) : max(f.start, figure.start)],
        )
    ]  # fmt: skip
    if not listed and not _IN_CONTRAST.search(text, left, opened.start()):
        return None
    start = (
        max(
            [
                m.end()
                for m in patterns.finditer(
                    r"[,;:]\s|\)\s?|\b(?:and|or)\s(?:in\s)?|\bnot (?:with|by|for)\s",
                    text[left : opened.start()],
                )
            ]
            + [0]
        )
        + left
    )
    inside = [a for a in work.found if start <= a.start + 2 and a.end <= opened.start() + 1]
    if inside:
        return inside[-1].name, inside[-1].start, inside[-1].end
    wording = own_words(text[start : opened.start()], 6)
    return (wording, start, opened.start()) if wording else None


# "(Shorter disease-free survival) (HR 5.7", "(longer PFS) than B (adjusted HR 0.5".
# "Overall survival did not differ significantly (HR 0.8".
_IN_IT = compiled(
    r"(?:\s(?:did|was|were)\snot\s(?:\w+ly\s)?(?:differ\w*|prolonged|improved|affected|influenced)(?:\s\w+ly)?|\sdata\s(?:were|remained?)\s(?:still\s)?immature(?:\sat\s[^,;()]{3,30}?)?)?(?:\s(?:than|compared (?:with|to)|versus|vs\.?)\s[^,;()]{1,40}?)?(?:\s?[(\[]\s?|,?\swith\san?\s)(?:adjusted\s)?"
)


_IN_WHOM_P = compiled(r"\s(?:in|for|among)\s(?:the\s)?(?P<who>[^,;()]{2,40}?)\s[(\[]\s?$")
_A_SHORTER = compiled(
    r"(?:,\s(?:and\s)?|\sand\s|\b(?:had|with|showed)\s)(?:an?\s)?(?:\w+ly\s)?(?:shorter|longer|quicker|slower|faster|higher|lower|greater|less|fewer|smaller|larger)\s"
    r"(?!(?:tumou?r\s)?(?:grade|stage|Ki)\b)(?P<what>[^,;:()]{3,40}?)\s[(\[][^()]{3,40}[,;]\s$",
    re.I,
)
_P_FOR = compiled(r"\s(?:for|in)\s(?:the\s)?")
_FACTOR = compiled(r"\b(?:prognostic|predict\w*|risk|associated|independent|significan\w+)\b", re.I)


# "After adjustment for age, sex and stage, A was …": what was adjusted for is no finding.
_AT_TIME = compiled(r"^\d+-(?:year|month)\s")
_ADJUSTED = compiled(
    r"\b(?:after|when|with|on)\s(?:adjust|controll|correct)\w+\sfor\s(?:[^.;()]{2,120}\sand\s[^,.;()]{2,40}|[^,.;()]{2,60}),\s",
    re.I,
)


# "Recurrence was more frequent in patients with nodal spread (p = 0.02)": of the recurrence.
_MORE_IN = compiled(
    r"\b(?:was|were)\s(?:\w+\s){0,2}?(?:(?:more|less|equally)\s(?:frequent|common|prevalent|likely)|commoner|rarer)\s(?:\w+\s)?(?:in|among|with|when)\b",
    re.I,
)
_FRONTED = compiled(r"(?:When|If|Where|Among|In|For|Within)\s[^,;:()]{5,90},\s(?=[^;:]*\()", re.I)
_AND_IN = compiled(
    r"[)\]]?\s(?:in|for|with|among|on|under)\s[^.;:()]{2,60}?,?\s(?:and|versus|vs\.?|but|as against)\s(?:only\s)?",
    re.I,
)


# "Mortality did not differ between A and B (HR 0.93": of the mortality.
_SAME_IN = compiled(
    r"(?:^|[.;]\s|,\s(?:and|but|while|whereas)\s)(?P<what>[A-Za-z][^,;:()]{3,50}?)\s(?:did not (?:\w+ly )?differ|differed|(?:was|were) (?:\w+ly )?(?:similar|comparable|not different))"
    r"(?:\s\w+ly)?\sbetween\s[^,;()]{3,80}\s?[(\[]\s?(?:adjusted\s)?$",
    re.I,
)
_IN_STRATUM = compiled(
    r"(?:\s\([^()]*\))?\s(?:only\s)?(?:in|for|among)\s(?!.*\b(?:was|were|is|had)\b)", re.S
)


def _outcome_in(work: Work, anchor: Anchor) -> Anchor | None:
    """ "Improved OS in stage I (HR 0.77) and stage II (HR 0.74)": the outcome, in patients of a stage."""
    noted = _NOTED_IN.search(work.text, 0, anchor.start + 1)
    if not anchor.name.startswith(("stage ", "grade ")) and not noted:
        return None
    ahead = [
        a
        for a in work.found
        if a.end <= anchor.start and ("survival" in a.name or a.name in ("death", "recurrence"))
    ]
    if not ahead or not (noted or _IN_STRATUM.match(work.text, ahead[-1].end, anchor.start)):
        return None
    if _RISK_FACTOR.search(work.text, 0, anchor.start) or _AGAINST.search(
        work.text, ahead[-1].end, anchor.start
    ):
        return None
    return ahead[-1]


# "Larger increases in OS were noted in distant-stage gastrointestinal NETs (HR 0.71".
_NOTED_IN = compiled(
    r"\b(?:improvements?|increases?|gains?|decreases?|reductions?)\sin\s(?:the\s)?[^;.()]{2,60}?\s(?:was|were)\s(?:noted|seen|observed|found|recorded)\s(?:in|among|for)\s",
    re.I,
)
_AGAINST = compiled(r"\b(?:versus|vs|compared|than)\b", re.I)
_OF_DEATHS = compiled(r"\b(?:mortality|deaths?|suicides?)\b", re.I)
_OTHER_RATE = compiled(r"\b(?:\w+\srates?|rates?\sof)\b|;", re.I)
# There a stage or grade is what was found to matter, not in whom.
_RISK_FACTOR = compiled(
    r"\b(?:factors?|predict\w+|variables|determinants|included|analysis|regression|model)\b",
    re.I,
)
_OF_PERSONS = compiled(r"\b(?:incidence|prevalence)\b", re.I)


def _right_behind(work: Work, index: int, left: int) -> tuple[str, int, int] | None:
    """ "7 relapsed, and an index above 4% was associated with shorter disease-free survival (HR 3.4":
    the survival named right before the ratio.
    """
    start = work.figures[index].start
    near = [a for a in work.found if left <= a.start and a.end <= start]
    if near and "survival" in near[-1].name and _IN_IT.fullmatch(work.text, near[-1].end, start):
        return near[-1].name, near[-1].start, near[-1].end
    return None


# "Were older (P < 0.001) and had smaller tumours (P = 0.03)".
_TRAIT = compiled(
    r"\b(?:(?:were|was)\s(?:\w+ly\s)?(?P<age>older|younger)(?:\sat\s\w+|\sthan\s[^,;:()]{3,40}?)?|(?:had|have|showed)\s(?:\w+ly\s)?(?:smaller|larger|bigger)\s(?:primary\s)?(?:tumou?rs?|lesions|primaries)(?:\sthan\s[^,;:()]{3,40}?)?)\s[(\[](?:[^()\[\]]{1,40}[;,]\s)?\s?$",
    re.I,
)
# "MGMT deficiency correlated with response (OR 3.7", "a risk factor for recurrence (P < 0.05)".
_RELATED_TO = compiled(
    r"\b(?:(?:associated|correlated|linked|related)\s(?:with|to)|(?:factors?|predictors?|markers?)\s(?:of|for))\s(?:an?\s|the\s)?(?:(?:better|worse|higher|lower|increased|greater|longer|shorter|objective|radiological)\s){0,2}"
    r"(?P<what>[a-z][^,;:()]{2,50}?)(?:\s(?:of|in|for|with|after)\s[^,;:()]{2,40}?)?\s?[(\[](?:[^()\[\]]{1,30};\s)?\s?$",
    re.I,
)


def _related_to(work: Work, index: int, left: int) -> tuple[str, int, int] | None:
    """The outcome with which something is told to go, where it stands right before the test."""
    told = list(_RELATED_TO.finditer(work.text, left, work.figures[index].start))
    if not told:
        return None
    match = told[-1]
    if _ARE.search(match.group()):
        return None  # "risk factors for death included stage IV (HR 4.2"
    start, end = match.span("what")
    named = [a for a in work.found if start <= a.start and a.end <= end]
    events = [a for a in named if a.name in work.rules.outcomes or "survival" in a.name]
    if events:
        return events[0].name, events[0].start, events[0].end
    if named or not _RESPONSE.fullmatch(match["what"]):
        return None
    return "objective response", start, end


_ARE = compiled(r"\b(?:includ(?:ed?|ing)|were|was|are|is|comprised)\b", re.I)
_IMPROVED = compiled(
    r"\s(?:prolongation|improvement|benefit|advantage)\s(?:with|for|of|in)\s[^;()]{2,60}?[(\[]?\s?$|[^,;()]{0,40}?\s(?:improved|increased|rose|decreased|declined|fell)\s(?:from|between|over|after|since)\b[^;()]*[(\[]?\s?$"
)


def _improved(work: Work, near: Sequence[Anchor], stop: int) -> tuple[str, int, int] | None:
    """ "OS for all NETs improved from 2000-2004 to 2009-2012 (HR 0.79": the survival."""
    told = [a for a in near if "survival" in a.name]
    if told and _IMPROVED.match(work.text, told[0].end, stop):
        return told[0].name, told[0].start, told[0].end
    return None


_RESPONSE = compiled(r"(?:tumou?r\s)?respons(?:e|es|iveness)(?:\srates?)?", re.I)


def tie_test(work: Work, index: int) -> None:
    figure, text = work.figures[index], work.text
    before = [
        i
        for i in range(index)
        if i in work.concept and (figure.kind != "ratio" or work.figures[i].kind != "p")
    ]
    following = index + 1
    if (
        figure.kind == "p"
        and following < len(work.figures)
        and work.figures[following].kind == "ratio"
        and following in work.concept
    ):
        if patterns.fullmatch(
            r"\s?[,;]?\s?(?:and\s)?", text[figure.end : work.figures[following].start]
        ):
            work.concept[index] = work.concept[following]
            return
    if figure.kind == "p" and (of := _P_FOR.match(text, figure.end)):
        named = next((a for a in work.found if a.start == of.end()), None)
        if named:  # "(P < 0.001 for sensitivity)"
            work.concept[index] = (named.name, named.start, named.end)
            return
    if figure.kind == "p" and (trait := _TRAIT.search(text, 0, figure.start)):
        name = "age" if trait["age"] else "tumor size"
        work.concept[index] = (name, trait.start(), figure.start)
        return
    if figure.kind == "p" and (more := _A_SHORTER.search(text, 0, figure.start)):
        wording = own_words(more["what"], 5)
        if wording:  # "a shorter hospital stay (7 vs 10 days, P = 0.01)"
            inside = [
                a for a in work.found if more.start("what") <= a.start and a.end <= more.end("what")
            ]
            whole = inside and inside[0].end >= more.start("what") + len(
                more["what"].split(" after ")[0]
            )
            name = inside[0].name if whole else wording
            work.concept[index] = (name, more.start("what"), figure.start)
            return
    if figure.kind == "p" and (whom := _IN_WHOM_P.search(text, 0, figure.start)):
        outcomes = [
            a
            for a in work.found
            if a.end <= whom.start() and (a.name in work.rules.outcomes or "survival" in a.name)
        ]
        told = [f for f in work.figures if f.end <= figure.start and f.kind != "p"]
        if outcomes and not told:  # "predicted survival in men (P = 0.04) and in women (P < 0.01)"
            work.concept[index] = (outcomes[-1].name, outcomes[-1].start, figure.start)
            work.group.setdefault(index, group_phrase(text, *whom.span("who"), work.found))
            return
    if figure.kind == "p" and (differs := _difference(work, index)):
        work.concept[index] = differs
        return
    if figure.kind == "p" and (own := _own_bracket(work, index)):
        work.concept[index] = own
        return
    if (
        figure.kind == "p"
        and before
        and (own := _own_clause(work, index, work.figures[before[-1]].end))
    ):
        work.concept[index] = own
        return
    of = next(reversed(list(_OF_PERSONS.finditer(text, 0, figure.start))), None)
    deaths = _OF_DEATHS.search(text, of.end(), figure.start) if of else None
    if figure.kind == "rate" and deaths:  # "… and the mortality rate was 1.1 per 100,000"
        work.concept[index] = ("death", *deaths.span())
        return
    if figure.kind == "rate" and of and not _OTHER_RATE.search(text, of.end(), figure.start):
        work.concept[index] = (of[0].lower(), of.start(), of.end())
        return
    if figure.kind in ("p", "rate"):
        if index and work.figures[index - 1].kind == "ratio" and index - 1 not in work.concept:
            return  # of the ratio before it, whatever that is of
        if before and figure.start - work.figures[before[-1]].end < 250:
            outer = outer_before(work, index)
            meant = patterns.search(
                r"\bdifferences?\b", text[work.figures[before[-1]].end : figure.start]
            )
            place = outer if meant and outer in work.concept and outer is not None else before[-1]
            name, start, end = work.concept[place]
            times = {
                work.concept[i][0]
                for i in before
                if work.concept[i][1:] == (start, end) and _AT_TIME.match(work.concept[i][0])
            }
            if len(times) > 1:  # "at 1 and 3 years was 97% and 82% … (P = .31)": of the curves
                base = _AT_TIME.sub("", name)
                name = "overall survival" if base == "survival" else base
            work.concept[index] = (name, start, end)
            return
    left = max([work.figures[i].end for i in range(index) if work.figures[i].kind == "ratio"] + [0])
    if figure.kind == "ratio" and (of := _P_FOR.match(text, figure.end)):
        named = next((a for a in work.found if a.start == of.end()), None)
        if named and ("survival" in named.name or named.name in ("death", "recurrence")):
            work.concept[index] = (named.name, named.start, named.end)  # "an HR of 6.6 for PFS"
            return
    if figure.kind == "ratio" and left and _AND_IN.fullmatch(text, left, figure.start):
        last = next(i for i in reversed(range(index)) if work.figures[i].kind == "ratio")
        if last in work.concept:  # "was 0.95 in A and 0.86 in B"
            work.concept[index] = work.concept[last]
            return
    if figure.kind == "ratio" and (behind := _right_behind(work, index, left)):
        work.concept[index] = behind
        return
    if figure.kind == "ratio":
        shares = [
            i
            for i in before
            if work.figures[i].kind in ("share", "value") and work.figures[i].start >= left
        ]
        if shares and (
            work.figures[shares[-1]].kind == "share" or _follows_values(work, shares[-1], index)
        ):
            opened = open_bracket(text, figure.start) or figure.start
            clause = max((m.end() for m in patterns.finditer(r";\s", text[:opened])), default=0)
            place = next((i for i in shares if work.figures[i].start >= clause), shares[-1])
            if "survival" in work.concept[shares[-1]][0]:
                place = shares[-1]  # not the age or the follow-up that is told before it
            work.concept[index] = work.concept[place]
            return
    if (
        figure.kind == "ratio"
        and before
        and _NO_DIFFERENCE.search(text, work.figures[before[-1]].end, figure.start)
    ):  # "… was 18 months with A and 74 with B, but did not differ between the groups (HR 0.8"
        work.concept[index] = work.concept[before[-1]]
        return
    if figure.kind == "ratio" and left and _AS_WAS.search(text, left, figure.start):
        last = next(i for i in reversed(range(index)) if work.figures[i].kind == "ratio")
        if last in work.concept:  # "… were associated with A (OR 3.1), as was B (HR 4.9)"
            work.concept[index] = work.concept[last]
            return
    fronted = _FRONTED.match(text) if figure.kind == "ratio" else None
    if (
        fronted
        and left < fronted.end() < figure.start
        and own_words(text[fronted.end() : figure.start])
    ):
        left = fronted.end()  # "Among those operated on, neoadjuvant therapy was …": not of surgery
    adjusted = next(reversed(list(_ADJUSTED.finditer(text, left, figure.start))), None)
    left = adjusted.end() if adjusted else left
    near = [a for a in work.found if left <= a.start and a.end <= figure.start]
    factors = with_course([a for a in near if not a.value], text)
    if figure.kind == "ratio":
        if improved := _improved(work, near, figure.start):
            work.concept[index] = improved
            return
        stratum = _outcome_in(work, factors[-1]) if factors else None
        if stratum:
            work.concept[index] = (stratum.name, factors[-1].start, figure.start)
            work.group[index] = factors[-1].name
            return
        if same := _SAME_IN.search(text, left, figure.start):
            inside = [
                a for a in near if same.start("what") <= a.start and a.end <= same.end("what")
            ]
            name = inside[-1].name if inside else own_words(same["what"], 5)
            if name:
                work.concept[index] = (name, *same.span("what"))
                return
        if related := _related_to(work, index, left):
            work.concept[index] = related
            return
        if factors and figure.start - factors[-1].end < 120:
            work.concept[index] = factor(text, left, factors, figure.start)
            return
        weak = patterns.search(r",?\s(?:with|at)\s(?:an?\s)?$", text[left : figure.start])
        stop = left + weak.start() if weak else figure.start
        phrase = patterns.search(
            r"(?:^|[,;:(]|\band\b|\bfor\b|\bthat\b|\bof\b|\bincluding\b|\bwere\b)\s?([A-Za-z][^,;:()]{3,60}?)\s?[(\[]?\s?$",
            text[left:stop],
        )
        wording = own_words(_CUT_OFF.sub("", phrase[1]), 7) if phrase else ""
        inside = [a for a in work.found if figure.start <= a.start and a.end <= figure.end]
        after = [
            a
            for a in work.found
            if 0 <= a.start - figure.end <= 40
            and patterns.match(r"\s?(?:for|in|with)\s", text[figure.end :])
        ]
        if inside:  # "the hazard ratio for death was 2.1"
            work.concept[index] = (inside[0].name, inside[0].start, inside[0].end)
        elif after and not wording:
            name = signed(text, figure.end, after[0], after[0].end)
            work.concept[index] = (name, after[0].start, after[0].end)
        elif wording:
            work.concept[index] = (wording, left, figure.start)
        elif near:
            work.concept[index] = (near[-1].name, near[-1].start, near[-1].end)
        return
    if figure.kind == "p" and (related := _related_to(work, index, left)):
        work.concept[index] = related
        return
    outcome = [a for a in near if a.value and "survival" in a.name] or factors
    if not outcome and near and _FACTOR.search(text, near[-1].end, figure.start):
        outcome = near  # "sex was no prognostic factor (p = 0.4)"
    if outcome:
        more = _MORE_IN.search(text, left, figure.start)
        subjects = [a for a in outcome if more and a.end <= more.start()]
        named = (subjects or outcome)[-1]
        work.concept[index] = (named.name, named.start, named.end)
        return
    begin = _CLAUSE_FIRST.match(text)
    subject = patterns.match(
        r"(.{4,90}?)\s(?:was|were|is|are|did|had|differed|correlated|decreased|increased)\b",
        text[begin.end() :] if begin else text,
    )
    wording = own_words(subject[1]) if subject else ""
    if wording:
        start = begin.end() if begin else 0
        work.concept[index] = (wording, start, start + (subject.end(1) if subject else 0))


# "However, when all carriers were included, …": the main clause tells what differed.
_CLAUSE_FIRST = compiled(
    r"(?:(?:However|Moreover|In\saddition|Furthermore),?\s)?(?:when|if|while|although|after|once|where)\b[^,;]{3,80},\s(?:the\s)?",
    re.I,
)
