"""How many patients a study has: the statement that says so best, the earliest of equals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from netmatrix import patterns
from netmatrix.document import Document
from netmatrix.evidence import Statistic
from netmatrix.extract.statistics.figure import count
from netmatrix.extract.statistics.numbers import counted
from netmatrix.extract.statistics.patterns import CNT, INTENDED
from netmatrix.extract.statistics.rules import CohortRules
from netmatrix.extract.statistics.years import is_year
from netmatrix.nlp.annotations import Annotations, Sentence
from netmatrix.patterns import compiled

_SECTIONS = frozenset({"title", "abstract", "results", "body", "methods"})
_KINDS = frozenset({"title", "paragraph", "list_item"})
_RESULTS = compiled(r"\s*(?:results|findings)\s?[:.]\s*", re.I)
_RESULTS_HEAD = compiled(r"(?:results|findings)\b", re.I)
_NO_HEADING = compiled(r"background|introduction|conclusion|discussion", re.I)
_PEOPLE = compiled(
    r"(?:patients?|pts?|subjects?|individuals?|participants?|persons?|people|residents?|veterans|cases?|women|men|"
    r"adults?|children|users|carriers|recipients)$",
    re.I,
)
_LESIONS = compiled(r"(?:tumou?rs|carcinoids|\w{0,3}NETs|\w{0,3}NENs|neoplasms|\w+omas)$", re.I)
_IN_BRACKETS = compiled(r"\b[nN]\s?=\s?(?P<n>\d[\d,]*)(?![\d.%/])")
_NO_NOUN = compiled(
    rf"(?:^|[,;:]\s|\b(?:and|of whom|of which|of these|of them)\s)(?P<n>{CNT})\s(?:finally\s)?"
    r"(?:(?:were|was)\s)?(?:finally\s|eventually\s|then\s)?(?:included|analy[sz]ed|enrolled|entered|randomly\s(?:assigned|allocated)|randomi[sz]ed)\b"
    rf"|\b(?:set|cohort|series|group|population|sample)\s(?:numbered|comprised|counted|included|consisted\sof)\s(?P<set>{CNT})(?=\s?[;,.:])"
    rf"|(?:(?<=identified)|(?<=retrieved)|(?<=screened)),\s(?:of whom|of which)\s(?P<eligible>{CNT})\s(?:with|who|having|treated|fulfill?ing|meeting)\s[^,;:]{{3,80}}?\s(?:were|was)\s(?:\w+ly\s)?(?:included|analy[sz]ed|enrolled|eligible)(?=\s?[;.]|\s?$)"
    rf"|\binclusion\sof\s(?P<taken>{CNT})(?=\sof\s(?:the\s)?\d[\d,]*\s(?:planned|intended|expected)\b)"
    rf"|\bleaving\s(?P<left>{CNT})\s(?:\w+\s)?(?:for|in)\s(?:the\s)?(?:\w+\s)?(?:analys|evaluat|study\b)",
    re.I,
)
_PART_OF = compiled(rf"(?:/|\b(?:{CNT})\s(?:\w+\s)?(?:out\s)?of\s(?:the\s|these\s|all\s)?)$", re.I)
# "In six cases there was an adenocarcinoma": told of a part.
_IN = compiled(r"\bin\s$", re.I)
_SOMETHING_ELSE = compiled(
    r",?\s(?:there|it|the|an?|no|this|these|his|her)\s|,?\s(?:\w+\s){1,3}(?:was|were)\s", re.I
)
_SHARE = compiled(r"\s?(?:\(\s?(?:[A-Z][A-Za-z/-]{1,7}[;,]\s)?\d+(?:\.\d+)?\s?%\s?\)|/)")
_START = compiled(
    r"^\s*(?:[A-Z][\w ,&/]{2,40}[:.]\s)?(?:(?:results?|methods?|patients|material)(?: and methods)?:?\s)?"
    r"(?:(?:(?:between|from|during|in|to|over|since|within|after|at|for|with|according|for)\b[^;]{2,160}?|here\w*|overall|altogether),?\s)?"
    r"(?:a total of\s|overall,?\s|in total,?\s|all\s|all of the\s|the\s|our\s|these\s|data (?:of|from|on)\s)*$",
    re.I,
)
# "Ninety-seven lesions in 95 patients".
_LESIONS_IN = compiled(
    rf"\s*(?:[A-Z][\w ,&/]{{2,40}}[:.]\s)?{CNT}\s(?:[\w-]+\s){{0,2}}(?:lesions|tumou?rs|\w*NE[TN]s|carcinoids|metastases)\sin\s",
    re.I,
)
# "131 lesions of 128 patients".
_LESIONS_OF = compiled(
    rf"\b{CNT}\s(?:[\w-]+\s){{0,2}}(?:lesions|tumou?rs|\w*NE[TN]s|carcinoids|specimens|procedures)(?:\s[<>≤≥]?\s?\d+\s?[cm]m)?\s(?:of|from|in)\s(?:the\s)?$",
    re.I,
)
_TOTAL = compiled(r"\b(?:a total of|altogether|in all|overall)\s$", re.I)
_OF = compiled(
    r"(?:^|[.:]\s|^\w+\s)(?:results?:?\s|patients and methods\s)?(?:out of|of|among|in)\s(?:the\s|these\s|(?:a\s|the\s)?total (?:number )?of\s|our\s|all\s)*$",
    re.I,
)
_WHOSE = compiled(r"\s(?:\w+\s){0,3}?(?:whose|who|in whom|for whom|evaluable|assessable)\b", re.I)
_TAKEN = compiled(
    r"\s(?:with|who|in whom|suffering|affected|undergoing|having|from|seen|received|underwent|started|began|entered|were given|referred)\b",
    re.I,
)
# "Patients: One hundred ten patients treated with curative intent."
_LABELLED = compiled(r"\s*(?:patients|subjects|participants|population)[:.]\s", re.I)
_TREATED = compiled(r"\s(?:treated|operated|managed|diagnosed|followed|studied)\b", re.I)
# "There were 186 patients; …", "there were 186 patients with 204 lesions": all of them.
_THERE_WERE = compiled(r"(?:^|[.:]\s)(?:(?:overall|in all|in total),?\s)?there\swere\s$", re.I)
_AND_NO_MORE = compiled(
    r"\s?(?:[;.(]|,\sof\swhom\b|,\s(?:and\s)?\d|in\s(?:this|the|our)\s(?:study|series|cohort)|\swith\s\d+\s\w+)",
    re.I,
)
# "Results: Seventy-four patients had an operation": the group, as the results begin.
_COHORT_DID = compiled(
    r"\s(?:had\s(?!no\b|(?:[\w-]+\s){0,3}?(?:histor|response|recurren|metasta|tumou?r|disease|lesion|pain|symptom|carcinoid|syndrome))|underwent|received|fulfilled|met|completed|entered)\b",
    re.I,
)
_SEX = compiled(r"\b(?:wo)?men$|\b(?:fe)?males?$", re.I)
_SEXES = compiled(
    rf"{CNT}\s(?:\([^()]*\)\s)?(?:wo)?men\b|{CNT}\s(?:\([^()]*\)\s)?(?:fe)?males?\b", re.I
)
_NAMED = 30
_DONE = 20
_FIRST = 10
# "68 patients, 40 women and 28 men, underwent …".
_BOTH_SEXES = compiled(
    r"^,\s[^,;.]{0,20}\b(?:(?:wo)?men|(?:fe)?males?|girls|boys)\s(?:and|,)\s[^,;.]{0,20}\b(?:(?:wo)?men|(?:fe)?males?|girls|boys),?\s"
)
# "102 patients, median age 39 years, were diagnosed".
_THEIR_AGE = compiled(
    r"^\s?,\s(?:median|mean|average)\sage\s[^,;.]{1,40}(?:\.\d[^,;.]{0,20})?,(?=\s(?:were|was)\s)",
    re.I,
)
_SUREST = 40
"""No statement ranks higher; a whole of shares ranks by its number."""
_FEW = 3
"""So many patients are more often a part than a study."""


@dataclass(frozen=True, slots=True)
class Size:
    """A number of patients at ``[start, end)`` of the document; a higher rank is told better."""

    start: int
    end: int
    n: int
    rank: int


def study_size(annotations: Annotations, rules: CohortRules) -> Statistic | None:
    """The size of the whole study group, ``None`` where no statement tells it."""
    told: list[tuple[Size, str, int | None]] = []
    heading = ""
    for s in annotations.printed():
        label = _RESULTS.match(s.text)
        if label is None or label.end() < len(s.text):  # a head alone in its sentence is none
            opens = bool(label or (heading != s.heading and _RESULTS_HEAD.match(s.heading)))
            told += ((size, s.heading or s.section, s.page) for size in _sizes(s, rules, opens))
            heading = s.heading
    told += _of_captions(annotations.document)
    # "Two patients needed a second session" is no study where six were treated.
    many = [one for one in told if one[0].n > _FEW]
    if not told and annotations.document.metadata.title:
        # A text without a title is an extract: the study may be larger than what it tells.
        told = list(_of_shares(annotations))
    if not told:
        return None
    best, section, page = max(many or told, key=lambda one: one[0].rank)
    return Statistic(
        "count",
        "patients",
        best.start,
        best.end,
        annotations.document.text[best.start : best.end],
        "cohort.size",
        n=best.n,
        confidence=0.9 if _DONE <= best.rank <= _SUREST else 0.7,
        section=section,
        page=page,
    )


_OF_N = compiled(
    rf"\b{CNT}\s(?:\(\s?[\d.]+\s?%\s?\)\s)?(?:out\s)?of\s(?:the\s)?(?P<n>{CNT})\s(?:[\w-]+\s){{0,2}}?(?:patients|cases|subjects|women|men)\b",
    re.I,
)


def _of_shares(annotations: Annotations) -> Iterator[tuple[Size, str, int | None]]:
    """ "Metastases were found in 15 of 786 patients": the largest whole, where nothing else tells."""
    for s in annotations.printed():
        if s.section not in _SECTIONS or s.kind not in _KINDS or _NO_HEADING.match(s.heading):
            continue
        for match in _OF_N.finditer(s.text):
            n = count(match["n"])
            if n is not None and n > _FEW and not INTENDED.search(match.group()):
                begin, end = (s.start + at for at in match.span("n"))
                yield Size(begin, end, n, n), s.heading or s.section, s.page


def _of_captions(document: Document) -> Iterator[tuple[Size, str, int | None]]:
    """ "Table 1. Characteristics (n = 68)", where the text does not say it better."""
    for table in document.tables:
        caption = table.caption
        if caption is None:
            continue
        told = list(_IN_BRACKETS.finditer(document.text, caption.start, caption.end))
        n = count(told[0]["n"]) if len(told) == 1 else None
        if n is not None and n > _FEW:
            yield Size(*told[0].span(), n, _FIRST + 4), table.label or "table", table.page


def _sizes(sentence: Sentence, rules: CohortRules, opens: bool) -> Iterator[Size]:
    """The sizes that a sentence tells; ``opens``: it is the first of the results."""
    if (
        sentence.section not in _SECTIONS
        or sentence.kind not in _KINDS
        or _NO_HEADING.match(sentence.heading)
        or rules.no_results.search(sentence.text)
    ):
        return
    text = sentence.text
    prefers = 3 if sentence.section == "abstract" else 1
    for start, end, n, rank in _ranked(text, sentence.kind == "title", opens, rules):
        if rank >= _FIRST and n > 1:
            yield Size(sentence.start + start, sentence.start + end, n, rank + prefers)


def _ranked(
    text: str, title: bool, opens: bool, rules: CohortRules
) -> Iterator[tuple[int, int, int, int]]:
    for match in counted(text):
        n = count(match["n"])
        people = _PEOPLE.search(match["noun"])
        if INTENDED.search(match.group()):
            continue
        if _SEX.search(match["noun"]) and (
            len(_SEXES.findall(text)) > 1 or text[: match.start()].endswith("(")
        ):
            continue  # "48 men and 39 women", "128 patients (79 men)": each is a part
        if n is None or is_year(text, *match.span("n")):
            continue
        if not people and not _LESIONS.search(match["noun"]):
            continue
        rank = _NAMED + 5 if title else _rank(text, match.start(), match.end(), opens, rules)
        yield match.start(), match.end(), n, rank if people else min(rank, _DONE - 2)
    for match in _NO_NOUN.finditer(text):
        group = next(name for name in ("n", "set", "eligible", "taken", "left") if match[name])
        n = count(match[group])
        if n is not None and n > 2 and not is_year(text, *match.span(group)):
            yield match.start(group), match.end(), n, _NAMED + 1
    for match in _IN_BRACKETS.finditer(text):
        n = count(match["n"])
        if n is not None:
            yield match.start(), match.end(), n, _bracket_rank(text, match, rules)


def _bracket_rank(text: str, match: re.Match[str], rules: CohortRules) -> int:
    """ "every patient with NET seen since 2003 (n = 88)": of one group only, told as the study's."""
    before, after = text[: match.start()], text[match.end() :]
    if patterns.fullmatch(r"\s*(?:[\w ,&]{2,30}[:.]?\s)?", before) and patterns.match(
        r"(?:\s(?:pts|patients|cases))?\s?[;,.:(]", after
    ):
        return _DONE
    alone = len(_IN_BRACKETS.findall(text)) == 1 and bool(patterns.match(r"\s?[)\];]", after))
    named = patterns.search(
        r"\b(?:patients?|subjects|individuals|cases|population|cohort)\b[^.;,()]{0,120}[(\[]\s?$",
        before,
        re.I,
    )
    if not alone or not named:
        return 0
    if patterns.search(r"\b(?:every|all|overall|entire|whole|total)\b", before, re.I):
        return _DONE
    started = patterns.match(r"\s*(?:[\w ]{2,30}[:.]\s)?patients\b", before, re.I)
    return _FIRST if started or rules.inclusion.search(before) else 0


# "We measured plasma neuropeptide K in 46 patients"; the healthy ones beside them are no size.
_MEASURED_IN = compiled(
    r"\W*(?:[A-Z][\w &]{2,20}:\s)?we\s(?:have\s)?(?:prospectively\s|retrospectively\s)?(?:measured|determined|assayed|analy[sz]ed|compared|"
    r"evaluated|assessed|examined|investigated|quantified|tested|conducted|performed|undertook|carried\sout)\s[^.;]{3,160}\bin\s(?:a\stotal\sof\s)?",
    re.IGNORECASE,
)
# "We examined 50 specimens, including 30 pulmonary NETs".
_PART_INCLUDED = compiled(
    rf"(?<![\w.,]){CNT}\s[^.;:()]{{3,60}},\s(?:including|of\swhich|among\sthem)\s$", re.IGNORECASE
)
# "Specimens of liver metastases from 87 patients with NENs were studied".
_SPECIMENS_FROM = compiled(
    r"\A\W*(?:[A-Z][\w &]{2,20}:\s)?(?:The\s)?(?:[\w-]+\s){0,3}?(?:specimens?|samples?|tissues?|sections|sera|biops(?:y|ies)|blocks|slides|scans|images)\s"
    r"(?:(?:of|from)\s(?:[\w-]+\s){1,4}?)?(?:of|from|in)\s(?:a\stotal\sof\s)?",
    re.IGNORECASE,
)
_WERE_STUDIED = compiled(
    r"^[^.;]{0,90}?\b(?:was|were)\s(?:\w+ly\s)?(?:studied|analy[sz]ed|evaluated|examined|assessed|investigated|reviewed|collected|retrieved|stained|tested|included)\b",
    re.IGNORECASE,
)
_OTHERS_THERE = compiled(r"\s(?:healthy|normal|control)", re.IGNORECASE)


# "In a French series of 114 children": others.
_THEIR_SERIES = compiled(
    r"\b(?:in|from|of|by)\s(?:an?|another|the)\s(?:(?-i:[A-Z])\w+|previous|recent|large[rs]?t?|published|earlier)\s(?:\w+\s)?(?:series|study|cohort|registry)\sof\s$",
    re.IGNORECASE,
)
# "Results: 71 patients, M/F 39/32, median age 62".
_DESCRIBED = compiled(
    r"\s?,\s(?:M\s?/\s?F|F\s?/\s?M|(?:median|mean)\sage|aged|\d+\s?(?:M|F|(?:wo)?men|(?:fe)?males?)\b)"
)


def _rank(text: str, start: int, end: int, opens: bool, rules: CohortRules) -> int:
    """``_NAMED``: said to be studied; ``_DONE``: something was done with all of them, or "of 120
    patients"; ``_FIRST``: a sentence begins with them; 0: a part or others.
    """
    before, after = text[:start], patterns.sub(r"\s?\([^()]*\)", "", text[end:])
    after = _THEIR_AGE.sub("", _BOTH_SEXES.sub(" ", after))
    lesions_of = _LESIONS_OF.search(before)
    if _PART_OF.search(before) and not lesions_of:
        return 0
    if _SHARE.match(text, end) or patterns.search(r"\bof\b", text[start:end]):
        return 0
    if lesions_of and rules.size_before.search(before[: lesions_of.start()]):
        return _NAMED
    consecutive = (
        2 if patterns.search(r"\b(?:consecutive|total)\b", text[max(0, start - 12) : end]) else 0
    )
    first = bool(_START.match(before)) and not patterns.search(
        rf"\b{CNT}\s\w*\s?(?:patients|cases)", before
    )
    first = first or bool(_LESIONS_IN.fullmatch(before))
    if _PART_INCLUDED.search(before):
        return 0
    if _THEIR_SERIES.search(before):
        return 0
    if rules.size_before.search(before):
        return _NAMED
    if _SPECIMENS_FROM.fullmatch(before) and _WERE_STUDIED.search(after):
        return _NAMED
    if _THERE_WERE.search(before) and _AND_NO_MORE.match(text, end):
        return _DONE
    acted = rules.size_after.match(after)
    if acted and (
        first or patterns.search(r"(?:^|[.:,]\s?|\btotal of\s|\bwhich\s)(?:\w+\s){0,3}$", before)
    ):
        return _NAMED if not patterns.search(r"\d", before[-40:]) or first else _FIRST
    if _OF.search(before):
        if _IN.search(before) and _SOMETHING_ELSE.match(after):
            return 0
        some = patterns.search(r"\bin\s[^.]*$", before, re.I) and patterns.match(
            r"\s(?:\w+\s)?with\b", after
        )
        some = some or patterns.search(r"\b(?:evaluable|assessable)\b", text[start:end], re.I)
        return _FIRST if some or _WHOSE.match(after) else _DONE
    if patterns.search(r"\bthe\s$", before, re.I) and _SEXES.match(after.removeprefix(" were ")):
        return _DONE  # "The 64 patients were 36 men and 28 women"
    if first or _TOTAL.search(before):
        if patterns.match(r"\s?(?:[;.]|$)", after):
            return _DONE + consecutive
        if rules.size_done.match(after):
            return _DONE + consecutive
        if opens and (_COHORT_DID.match(after) or _DESCRIBED.match(after)):
            return _DONE + 1
        if patterns.match(
            r"\s(?:died|developed|showed|achieved|experienced|presented|had|are)\b", after
        ):
            return 0
        labelled = _LABELLED.fullmatch(before) and _TREATED.match(after)
        if labelled or _TAKEN.match(after) or consecutive:
            return _FIRST + consecutive
    if patterns.search(r"\bwe\s(?:have\s)?\w+(?:\son)?\s(?:\w+\s)?$", before, re.I):
        return _DONE
    if _MEASURED_IN.fullmatch(before) and not _OTHERS_THERE.match(after):
        return (_NAMED if opens or consecutive else _FIRST) + consecutive
    if patterns.match(
        r"\s(?:had|died|received|developed|underwent|showed|achieved|experienced|presented)\b",
        after,
    ):
        return 0
    if rules.size_given.search(before):
        return _FIRST
    if rules.inclusion.search(before[-60:]) and not patterns.search(
        r"\b(?:in|of whom|and|were)\s$", before
    ):
        return _FIRST
    return 0


def without_size(found: Sequence[Statistic], size: Statistic | None) -> list[Statistic]:
    """What repeats the size of the whole group as if it were a share of it is no statistic."""
    return [
        s
        for s in found
        if not (
            size
            and s.measure in ("proportion", "count")
            and s.n == size.n
            and s.percent is None
            and s.N is None
        )
    ]
