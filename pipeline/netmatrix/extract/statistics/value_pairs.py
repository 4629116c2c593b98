"""Two times told together for one group after the other.

"Median PFS and OS were 12 and 40 months in G1, 9 and 31 months in G2 and 3 and 8 months in G3".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from netmatrix.extract.statistics.figure import Figure, number, unit_of
from netmatrix.extract.statistics.groups import phrase
from netmatrix.extract.statistics.patterns import DEC
from netmatrix.extract.statistics.scan import Scan
from netmatrix.extract.statistics.sentence import Work
from netmatrix.gates import Gated
from netmatrix.patterns import compiled

_CUE = Gated(r"\b(?P<m>median|mean)\b", re.I)
_ASIDE = r"(?:\s?\([^()]{3,30}\))?"
_PAIR = compiled(
    rf"(?<![\w.,·-])(?P<a>{DEC}){_ASIDE}\s(?:and|/)\s(?P<b>{DEC}){_ASIDE}\s?(?P<u>months?|mos?\b\.?|years?|yrs?\b)"
)
_BEHIND = compiled(
    r"\s(?:in|for|with|among|after|under|on)\s(?:the\s)?(?P<what>[^,;.()\d][^,;.()]{1,40}?)(?=,|;|\.|\s(?:and|versus|vs\.?)\s(?:only\s)?\d|\s?$)",
    re.I,
)
_AHEAD = compiled(
    r"\s?,?\s(?:and\s|versus\s|vs\.?\s)?(?:in|for|with|among|after|under|on)\s(?:the\s)?(?P<what>[^,;.()\d][^,;()]{1,40}?),?\s",
    re.I,
)
_FEWEST = 2
_FAR = 70
"""So many letters may stand between one pair and the next."""
_TWO = compiled(r"(?:\s\([A-Z]{2,5}\))?\s(?:and|/)\s(?:median\s|the\s)?")


def paired(scan: Scan) -> None:
    """The times of pairs that follow each other, whose first numbers have no unit of their own."""
    cue = _CUE.search(scan.text)
    if cue is None:
        return
    if not _TIMES.search(scan.text):
        return
    pairs = [m for m in _PAIR.finditer(scan.text) if m.start() > cue.end()]
    near = [(one.end(), two.start()) for one, two in pairwise(pairs)]
    if len(pairs) < _FEWEST or any(after - before > _FAR for before, after in near):
        return
    if not all(scan.free(m.start(), m.end()) for m in pairs):
        return
    behind = all(_BEHIND.match(scan.text, m.end()) for m in pairs)
    if not behind and not all(_AHEAD.fullmatch(scan.text, *gap) for gap in near):
        return
    for match in pairs:
        for part in ("a", "b"):
            scan.add(
                Figure(
                    *match.span(part), "value", value=number(match[part]), unit=unit_of(match["u"]),
                    measure=cue["m"].lower(), cue=cue.span("m"), detail=(("pair", float(match.end())),),
                )
            )  # fmt: skip
        scan.take(match.start(), match.end())


# Two times that patients live, or live without something: not "tumour size and survival".
_TIMES = compiled(
    r"\b(?:survival|[POD]FS|[RE]FS|OS|TTP|progression)(?:\s\([A-Za-z]{2,5}\))?\s(?:and|/)\s(?:median\s|the\s)?(?:(?:overall|progression-free|disease-free|disease-specific)\s)?(?:survival|[POD]FS|OS|DSS|TTP|follow-?up)\b|"
    r"\b(?:[POD]FS|TTP)/OS\b",
)


def tie_paired(work: Work) -> None:
    """The two things told first, of each group in turn."""
    found = [i for i, f in enumerate(work.figures) if dict(f.detail).get("pair")]
    values = [a for a in work.found if a.value and found and a.end <= work.figures[found[0]].start]
    if len(values) < _FEWEST or not _TWO.fullmatch(work.text, values[-2].end, values[-1].start):
        return
    firsts = found[::2]
    ends = [int(dict(work.figures[i].detail)["pair"]) for i in firsts]
    told = _behind(work, ends) or _ahead(work, firsts, ends)
    if not told:
        return
    for index, name in zip(firsts, told, strict=True):
        for step, anchor in enumerate(values[-2:]):
            work.concept[index + step] = (anchor.name, anchor.start, work.figures[index + step].end)
            work.group[index + step] = name


def _behind(work: Work, ends: Sequence[int]) -> list[str]:
    told = [_BEHIND.match(work.text, end) for end in ends]
    names = [_name(work, m) for m in told if m]
    return names if len(names) == len(ends) else []


def _ahead(work: Work, firsts: Sequence[int], ends: Sequence[int]) -> list[str]:
    """The first pair is of the whole study, or of the group before it."""
    told = [
        _AHEAD.fullmatch(work.text, end, work.figures[i].start)
        for end, i in zip(ends, firsts[1:], strict=False)
    ]
    names = [_name(work, m) for m in told if m]
    return ["", *names] if len(names) == len(ends) - 1 else []


def _name(work: Work, match: re.Match[str]) -> str:
    return phrase(work.text, *match.span("what"), work.found) or match["what"].lower()
