"""Survival at a point in time: "5- and 10-year survival", "80%, 44% and 17% at 2, 4 and 8 years".

The endpoints keep the names of the NCI Dictionary of Cancer Terms (cancer.gov): overall, disease-free,
progression-free, event-free, recurrence-free (there "relapse-free") and metastasis-free survival are
different endpoints and never stand for each other. Disease-specific survival counts the deaths from the
disease studied alone; papers call the same endpoint cancer-, tumour- or cause-specific survival (Sarfati
et al., Int J Epidemiol 2010;39:598, doi 10.1093/ije/dyp392, use the last two for one another). Survival
free of metastases of one organ ("liver metastasis-free") is none of these and stays unread here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from netmatrix import patterns
from netmatrix.extract.statistics.figure import Figure
from netmatrix.patterns import compiled

_N = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)"
# "17 months, and the 5-year survival": a plural is a time of its own, no item of the list.
_ITEM_UNIT = r"(?:year|yr|y|month|mo|week|wk)"
_UNIT = r"(?:years?|yrs?|y|months?|mos?|weeks?|wks?)"
_JOIN = r"(?:,?\s?(?:and|or|&)\s|,\s?|\s?/\s?|\s?-\s?(?=\d))"
_TIMES = rf"{_N}(?:\s?-|\s)?(?:\s?{_UNIT}(?!\w))?(?:{_JOIN}(?:at\s|the\s)?{_N}(?:\s?-)?(?:\s?{_UNIT}(?!\w))?)*"
_KIND = (
    r"(?:(?:median|overall|progression[- ]free|disease[- ]free|event[- ]free|"
    r"(?:distant[- ])?metasta(?:sis|ses|tic)[- ]free|(?:recurrence|relapse)[- ]free|"
    r"(?:disease|cancer|tumou?r|cause|(?-i:[A-Z]{2,5}))[- ](?:specific|related))\s)?survivals?|"
    r"OS|PFS|DFS|RFS|EFS|D?MFS|[DC]SS"
)
_RATE = r"(?:\s(?:rates?|probabilit(?:y|ies)|estimates?))?"
_BEFORE = compiled(
    rf"(?<![\w.])(?P<times>(?:{_N}(?:\s?-|\s|(?!\s))(?:\s?{_ITEM_UNIT}(?!\w))?{_JOIN}(?:the\s)?)*{_N})[\s-]*+(?P<unit>{_UNIT})\b[\s-]*+"
    r"(?:(?:cumulative|actuarial|overall|observed|estimated|relative|net|absolute|crude|survival|rates?|the)\s)*?"
    rf"(?P<what>{_KIND})\b(?:\s\([A-Z]{{2,5}}\))?{_RATE}",
    re.I,
)
_AFTER = compiled(
    rf"(?P<what>{_KIND})\b{_RATE}(?:\s\((?:9\d%[^()]{{2,25}}|[A-Z]{{2,5}})\))?(?:\s(?!(?:was|were|is|are)\b)\w+){{0,3}}?\s(?:at|after)\s(?P<times>{_TIMES})"
    rf"(?<!\d)(?<!\d\.)(?:[\s-]?(?P<unit>{_UNIT}))?\b(?!\s?%)",
    re.I,
)
# "3-year overall and disease-specific survival", "five-year RFS and OS", "2-year local control, RFS and OS".
_TWO_KINDS = compiled(
    rf"(?<![\w.])(?P<n>{_N})[\s-](?P<unit>{_ITEM_UNIT})[\s-](?P<control>(?:loco-?regional|local|in-?field|regional)\scontrol(?:\srates?)?,\s)?(?P<one>overall|OS|[DEPR]FS|D?MFS|[DC]SS|\w+[- ](?:free|specific)(?:\ssurvival)?)(?:\srates?)?\s(?:and|/)\s(?P<two>(?!{_N}\b){_KIND})\b",
    re.I,
)
# "Disease-free survival (DFS) and overall survival at 4 years".
_TWO_KINDS_AT = compiled(
    rf"(?<!-)\b(?P<one>{_KIND}|overall)(?:\s\([A-Z]{{2,5}}\))?{_RATE}\s(?:and|/)\s(?P<two>{_KIND})\b(?:\s\([A-Z]{{2,5}}\))?{_RATE}"
    rf"\s(?:at|after)\s(?P<n>{_N})[\s-](?P<unit>{_UNIT})\b",
    re.I,
)
# "At three years, progression-free survival and overall survival were …".
_KINDS_AFTER_TIME = compiled(
    rf"(?:^|[.;:]\s|,\s(?:and|but|while|whereas)\s)(?:at|after)\s(?P<n>{_N})[\s-](?P<unit>{_UNIT}),?\s(?:of\sfollow-?up,?\s)?(?:the\s)?"
    rf"(?P<list>(?:{_KIND}){_RATE}(?:(?:,?\sand\s|,\s)(?:the\s)?(?:{_KIND}){_RATE})+)",
    re.I,
)
_A_KIND = compiled(rf"(?:{_KIND})", re.I)
# "(A recurrence-free) 5- and 10-year survival of …".
_KIND_AHEAD = compiled(
    r"\b(?P<kind>(?:(?:progression|disease|event|recurrence|relapse|metastasis)[- ]free|(?:disease|cancer|tumou?r)[- ]specific)(?:\ssurvival)?),?\s(?:at\s|the\s)?$",
    re.I,
)
# "The probability of surviving ten years".
_SURVIVING = compiled(
    rf"\b(?:probabilit(?:y|ies)|chances?|likelihood)\s(?:of\ssurviving|to\ssurvive)\s(?:for\s)?(?P<n>{_N})\s(?P<unit>{_UNIT})\b",
    re.I,
)
_SPEAKS = compiled(r"surviv|\b(?:OS|PFS|DFS|RFS|EFS|D?MFS|DSS|CSS)\b", re.I)
_SURVIVAL = (
    (r"overall|os\b|survival|median", "survival"),
    (r"progression|pfs\b", "progression-free survival"),
    (r"(?:distant[- ])?metasta|d?mfs\b", "metastasis-free survival"),
    (r"disease[- ]free|dfs\b", "disease-free survival"),
    (r"event|efs\b", "event-free survival"),
    (r"recurrence|relapse|rfs\b", "recurrence-free survival"),
    (
        r"(?:disease|cancer|tumou?r|cause|[a-z]{2,5})[- ](?:specific|related)|[dc]ss\b",
        "disease-specific survival",
    ),
)
_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Horizon:
    """A survival at ``time`` ("5-year") named at ``[start, end)``; ``kind`` is which survival."""

    start: int
    end: int
    time: str
    kind: str

    @property
    def name(self) -> str:
        return f"{self.time} {self.kind}"


def horizons(text: str) -> list[Horizon]:
    """The survivals at a point in time that a text names; several at one place are a list."""
    if not _SPEAKS.search(text):
        return []
    out: list[Horizon] = []
    for match in (*_TWO_KINDS.finditer(text), *_TWO_KINDS_AT.finditer(text)):
        time = _time(match["n"].lower(), match["unit"])
        start = match.start("one" if match.groupdict().get("control") else 0)
        out += [
            Horizon(start, match.end("one"), time, survival_kind(match["one"])),
            Horizon(match.start("two"), match.end("two"), time, survival_kind(match["two"])),
        ]
    for match in _KINDS_AFTER_TIME.finditer(text):
        time = _time(match["n"].lower(), match["unit"])
        out += [
            Horizon(*kind.span(), time, survival_kind(kind.group()))
            for kind in _A_KIND.finditer(text, *match.span("list"))
        ]
    for match in _SURVIVING.finditer(text):
        time = _time(match["n"].lower(), match["unit"])
        out.append(Horizon(match.start(), match.end(), time, "survival"))
    for pattern in (_BEFORE, _AFTER):
        for match in pattern.finditer(text):
            if any(match.start() < h.end and h.start < match.end() for h in out):
                continue
            unit = match["unit"] or _last_unit(match["times"])
            if not unit:
                continue
            kind, start = survival_kind(match["what"]), match.start()
            if kind == "survival" and (ahead := _KIND_AHEAD.search(text, 0, start)):
                kind, start = survival_kind(ahead["kind"]), ahead.start()
            out += [
                Horizon(start, match.end(), time, kind) for time in _times(match["times"], unit)
            ]
    return out


def survival_kind(wording: str) -> str:
    """``survival``, ``progression-free survival`` … for "OS", "PFS", "relapse-free survival"."""
    low = wording.lower()
    return next((name for form, name in _SURVIVAL if patterns.match(form, low)), "survival")


def _last_unit(wording: str) -> str:
    found = patterns.findall(rf"{_UNIT}\b", wording, re.I)
    return found[-1] if found else ""


def _times(wording: str, unit: str) -> list[str]:
    return [
        _time(n, unit) for n in patterns.findall(rf"(?<![\w]){_N}(?!\w*[a-z]-)", wording.lower())
    ]


def _time(wording: str, unit: str) -> str:
    """ "5-year"; whole years for months that make them (the contract's names count years)."""
    number = _WORDS[wording] if wording in _WORDS else int(wording)
    if unit.lower().startswith("w"):
        return f"{number}-week"
    if not unit.lower().startswith("m"):
        return f"{number}-year"
    return f"{number // 12}-year" if number % 12 == 0 else f"{number}-month"


_BEHIND = compiled(
    rf"\s?(?:\(95%[^()]*\)\s?)?(?:of (?:the )?(?:patients|cohort|series)\s)?(?:(?:(?:were|was)\s(?:still\s)?(?:alive|progression[- ]free|disease[- ]free)|survived|lived)\s)?"
    rf"[(\[]?(?:(?:at|after|by|for)\s)?(?P<times>{_TIMES})(?<=[\w])(?:[\s-](?P<unit>{_UNIT}))?(?![\w%-]|\.\d|\s?%|\sper\s?cent)",
    re.I,
)
# "88% at 5 and 79% at 10 years": the unit stands with the last of them.
_POINT = compiled(rf"\s?(?:at|after)\s(?P<n>{_N})(?=,?\s(?:and|or)\s|,\s)", re.I)
_UNIT_LATER = compiled(rf"\s(?:at|after)\s{_N}[\s-](?P<unit>{_UNIT})\b", re.I)
_AHEAD = compiled(
    rf"(?:^|[\s(])(?:at\s)?(?P<times>(?<=at\s){_N}(?:{_JOIN}{_N})*|^{_N}(?=\s{_UNIT}\s(?:after|from)\s))[\s-](?P<unit>{_UNIT})\b[^.;%]{{0,90}}$",
    re.I,
)
# "At 5 years, survival was 80% in G1 and 60% in G2": the time is told once.
_GOES_ON = compiled(
    r"\s(?:in|for|with|after|among|of)\s[^.;()\d]{0,60}?(?:G?[1-3])?(?:,|,?\s(?:and|but|versus|vs\.?|compared (?:with|to)))\s(?:only\s)?",
    re.I,
)
_RESPECTIVELY = compiled(r"\brespectively\b", re.I)
_SETTLED = compiled(r"^\d+-(?:year|month) ")


def in_time(text: str, figures: Sequence[Figure], told: dict[int, str]) -> dict[int, str]:
    """The survivals of ``told`` (figure -> concept) whose figure names its own point in time.

    "92% at 1 year and 55% at 5 years", "at 5 years 55% were alive", "92%, 71% and 55% at 1, 3 and
    5 years".
    """
    out: dict[int, str] = {}
    runs = _runs(text, figures, told)
    before_it: list[int] = []
    for run in runs:
        last_run, before_it = before_it, run
        last = figures[run[-1]]
        match = _BEHIND.match(text, last.end)
        times = _times(match["times"], match["unit"] or _last_unit(match["times"])) if (
            match and (match["unit"] or _last_unit(match["times"]))
        ) else []  # fmt: skip
        if len(times) == 1 and all(figures[i].versus for i in run[1:]):
            times *= len(run)  # "89% vs. 81% at 3 years"
        if len(times) == len(run):
            out.update({i: f"{t} {_kind(told[i])}" for i, t in zip(run, times, strict=True)})
            continue
        if len(times) == 1 and _SETTLED.match(told[run[0]]):
            # "Survival at 3 years was 80 and 62% at 6 years": the last has a time of its own.
            out[run[-1]] = f"{times[0]} {_kind(told[run[-1]])}"
            continue
        point = _POINT.match(text, last.end) if len(run) == 1 else None
        unit = _UNIT_LATER.search(text, point.end()) if point else None
        if point and unit:
            out[run[0]] = f"{_time(point['n'].lower(), unit['unit'])} {_kind(told[run[0]])}"
            continue
        edge = figures[run[0] - 1].end if run[0] else 0
        ahead = _AHEAD.search(text[edge : figures[run[0]].start])
        if ahead and run[0] - 1 in out and _BEHIND.match(text, edge):
            ahead = None  # "35% at 10 years, relapse-free survival 48%": the time of the 35%
        times = _times(ahead["times"], ahead["unit"]) if ahead else []
        if len(times) == 1:
            times *= len(run)
        if len(times) == len(run):
            out.update({i: f"{t} {_kind(told[i])}" for i, t in zip(run, times, strict=True)})
            continue
        before = list(dict.fromkeys(out[i].split()[0] for i in sorted(out) if i < run[0]))
        listed = [out[i].split()[0] for i in last_run if i in out]
        same = bool(listed) and listed == before and run[0] == last_run[-1] + 1
        if (
            len(run) > 1
            and len(before) == len(run)
            and (same or _RESPECTIVELY.search(text, last.end))
        ):
            # "77% at 5 and 35% at 10 years, relapse-free survival 48% and 29%, respectively"
            out.update({i: f"{t} {_kind(told[i])}" for i, t in zip(run, before, strict=True)})
            continue
        goes_on = _GOES_ON.fullmatch(text, edge, figures[run[0]].start)
        if goes_on and run[0] - 1 in out and told[run[0] - 1] == told[run[0]]:
            time = out[run[0] - 1].split()[0]
            out.update({i: f"{time} {_kind(told[i])}" for i in run})
    return out


def _kind(concept: str) -> str:
    return survival_kind(_SETTLED.sub("", concept)) if concept != "alive" else "survival"


def _runs(text: str, figures: Sequence[Figure], told: dict[int, str]) -> list[list[int]]:
    """Survival shares that follow each other with only commas and "and" between."""
    indices = [
        i
        for i, name in told.items()
        if figures[i].kind == "share"
        and figures[i].percent is not None
        and (name == "alive" or name.endswith("survival") or name.endswith("progression-free"))
    ]
    runs: list[list[int]] = []
    for index in sorted(indices):
        joined = (
            runs
            and runs[-1][-1] == index - 1
            and patterns.fullmatch(
                r"[\s,]*(?:and|vs\.?|versus)?\s*",
                text[figures[index - 1].end : figures[index].start],
            )
        )
        if joined:
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


_POINTS = compiled(rf"\b(?:at|after)\s{_N}(?:{_JOIN}{_N})+[\s-]?{_UNIT}\b", re.I)


def time_points(text: str) -> list[tuple[int, int]]:
    """Where lists of time points stand ("at 2, 4 and 8 years"): their numbers count nobody."""
    return [match.span() for match in _POINTS.finditer(text)]
