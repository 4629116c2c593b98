"""What a sentence tells of stains: which markers were positive in it, and which negative."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from netmatrix import patterns
from netmatrix.extract.base import span_of
from netmatrix.extract.phrases import Wordings
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Mention, Sentence
from netmatrix.patterns import compiled

# A result right behind the marker: "CD56 (+)", "CK7 -", "p53 positive", with a clone or strength.
_SIGN = compiled(
    r"^\)?(?:\s?\((?:clone )?[\w/ -]{2,12}\))?(?:\s(?:sustentacular|stromal|chief)\scells?\b)?(?:\s(?:focal|weak|diffuse|partial|strong|patchy)(?=\s?\())?\s*+(?:score\s++(?:(?:was|of)\s++)?|was\s++(?=\()|(?:was|were)\s++at\s++(?=\d))?(?:[(:\[]|-\s(?=(?:diffuse|strong|focal|weak|patchy|partial)))?\s*+"
    r"(?:(?P<pos>(?:(?:dot|part(?:ial(?:ly)?)?|focal(?:ly)?|weak(?:ly)?|strong(?:ly)?|diffuse(?:ly)?|patchy|partly)[\s,-]*)?\d?\+(?!\s*\d(?!\d?\d?\s?%))\+*|(?:strongly |focally |diffusely |weakly |partially |partly |patchy )?positive\b|(?:(?:para|peri)nuclear\s)?dot(?:-?\s?like(?:\s?\+)?|\spattern\b(?!\s(?:was|were|is)\s(?:absent|not|lacking|missing)))|in\sa\s(?:para|peri)nuclear\sdot(?:-?\s?like)?\spattern\b|(?:in|(?:mark|label|stain|decorat)\w+)\s(?:only\s)?(?:the\s)?(?:sustentacular|chief)\b|[1-8]/8\b|(?:CPS|TPS)\s*+(?:of\s|[:=≥>])?\s*+[1-9]|score\s[1-3]\b|[1-9]\d?\d?\s?%\s?\+?(?=\s*[,;.)]|\s*$)|(?:only\s)?in\s(?:scattered|rare|few|a\sfew|some|occasional|isolated)\scells\b|\+ve\b|pos\b|(?:(?:weak|focal|strong|diffuse|patchy)(?:ly)?\s)?(?:weak|focal|strong|diffuse|patchy)(?:ly)?(?=\s*[,;.)]|\s*$|\sand\s\w?$)|(?:weak|focal|partial)ly\sso\b)"
    r"|(?P<neg>(?:(?<=\()(?:sustentacular|stromal)\scells\s)?[-–—−‐](?=\s*[,;.)\]]|/[A-Z]|\s*$|\s+(?:and|with|or|in|but|(?:immuno)?(?:phenotype|profile)|pattern)\b)|(?:(?<=\()|(?<=\[))(?:lost|loss|absent)\b|(?<=\s)(?:lost|absent)(?=\s*[,;.)]|\s*$|\sin\sboth)|0(?!\s*[.,]?\d|\s*%|\s?/)|negative\b|-ve\b|neg\b|<\s?1\s?%))",
    re.IGNORECASE,
)
# "Synaptophysin-positive cells".
_HYPHEN_POLARITY = compiled(
    r"^[-–‐](?:immuno)?(?P<pos>positive|reactive|expressing|stained)|^[-–‐](?:immuno)?(?P<neg>negative)",
    re.IGNORECASE,
)
# A quick test for a sentence with results that has no word for staining.
SIGN_AFTER = compiled(
    r"\s\+{1,3}(?=[,;)\s])|\w\s0(?=[,;])|\bwas\s0\b|\bdid\snot\sreact\b|\(\s*(?:\d?\++|[-–−])\s*\)|\w\+(?=[\s,;.)/]|$)|\b(?:immuno)?(?:positive|negative|reactive|positivity|negativity|pos|neg)\b|[A-Z\d]\slost\b",
    re.I,
)
# Verbs whose object is the marker: "expressed CD56".
_VERB = compiled(
    r"^(?:(?:none|no|neither)\s(?:(?:of\s)?[\w\s]{2,12}\s)?)?(?:co-?)?(?:immuno-?\s?)?(?:(?:(?:cells|tumou?rs?|neoplasms?)\s)?contain(?:s|ed)?(?:\s+immunoreactive)?|express(?:es|ed|ing)?(?:\sin\sa\s\w+\s(?:way|manner|fashion))?|displayed|stained|positive(?:ly)?\sreacted|lack(?:ed|ing)?|lost|marked with|label+ed with|decorated|immunostained)$",
    re.IGNORECASE,
)
# Between such a verb and its first marker.
_BEFORE_OBJECT = compiled(
    r"^\s*(?:(?:\w+ly|(?-i:[A-Z][A-Z\d-]{1,6})(?=,)|strong|weak|diffuse|focal|both|the|also|neuroendocrine|markers?|such|as|including|for|immunoreactivity|"
    r"expression|of|positivity|staining)[\s,(:]+|in\s+an?\s+(?:(?!in\b)[\w-]++\s+){1,4}?(?:way|manner|fashion)\b[\s,]+|anti-)*$",
    re.IGNORECASE,
)
# "No CD56 positivity".
_NO_MARKER = compiled(r"\bno\s+(?:\w+[\s-]+)?$", re.IGNORECASE)
# "CD56 expression was (not) detected".
_SHOWN = compiled(
    r"(?:\s*\([^)]{1,12}\))?(?P<what>(?:\s+(?:large\s+T[\s-]?antigen|antigen|DNA|protein|expression|immunoreactivity|positivity))*)"
    r"\s+(?:was|were)\s+(?:also\s+)?(?:(?P<no>not\s+)?(?:also\s+)?(?:demonstrated|shown|detected|present|identified|demonstrable|detectable|(?:found|seen)(?=\s+(?:in|only)\b|\s*[.,;)]))|(?P<absent>absent|lacking|undetectable))\b",
    re.IGNORECASE,
)
# So many letters may stand between "but not" and its marker; "but no" wants it at once.
_BUT_NOT, _BUT_NO = 24, 2
# "Frank with", "underlined by", "expressed neither": so many letters before the first marker.
_LEADING = (" with", " for", " by", " neither", " expression of", " dot-like")
_NEXT = 24
# "By immunoperoxidase, insulin was present": a stain, no level.
_BY_STAIN = 40
"""Letters in which "by the immunoperoxidase technique" stands."""
_STAINED = compiled(r"\bimmuno(?:perox|histo|stain|cyto|fluor)\w*", re.IGNORECASE)
# Another clause's verb between a list and its result: "CEA was normal and serology was negative".
_OTHER_RESULT = compiled(r"\b(?:was|were)\s+(?:within|normal|elevated|raised|high)", re.IGNORECASE)
# "Positive for CgA and CD56, and the other markers were negative": of others than these; not "PSA,
# CDX2, and other markers were negative".
_OF_THE_OTHERS = compiled(
    r",\s+(?P<and>and\s+)?(?:the\s+)?(?:other|remaining|neuroendocrine|epithelial|lymphoid|melanocytic)\s+(?:antibodies|markers|stains)\s",
    re.IGNORECASE,
)


# "It stained for CK7, and TTF-1, CDX2, and other markers were negative".
_TURN = compiled(r"\b(?:while|whereas|but)\b|;|,\s+and\s+(?=[A-Z]|$)")


def _of_the_others(gap: str, *, told: bool) -> bool:
    """Whether the result behind ``gap`` is of other markers; ``told``: one of these stands before."""
    others = _OF_THE_OTHERS.search(gap)
    return others is not None and (told or not others["and"])


# "Without loss of Rb expression".
_NO_LOSS = compiled(r"\b(?:without|no)\s+(?:any\s+)?loss\s+of\s+(?:[\w-]+\s+)?$", re.IGNORECASE)
# "Neither A nor B was positive".
_NEITHER = compiled(
    r"\bneither\b(?:(?!\b(?:whereas|but|while|although|though|however)\b|,\s+and\b)[^.;])*$",
    re.IGNORECASE,
)
# "No nuclear reaction for TTF-1 was seen".
_NO_REACTION = compiled(
    r"\bno\s+(?:[\w-]+\s+){0,2}(?:immuno\w+|reaction|reactivity|signal|staining|expression|positivity|labell?ing)\s+(?:for|of|with|to)\s+$",
    re.IGNORECASE,
)
# Behind an elliptic negative ("CD56 was not"): nothing more is said.
_CLAUSE_END = compiled(r"\s*(?:[.,;)]|$|and\b|or\b)")
# "Positive for …": the word belongs to the markers behind it, not to the one before.
_LEADS_ON = compiled(
    r"\s+(?:for|with(?!\s+(?:an?\s+)?(?:para|peri|dot|strong|weak|diffus|focal))|staining)\b"
)
# "…, and B was negative": a clause of its own begins with this marker.
_NEW_CLAUSE = compiled(r",\s*(?:and|while|whereas)\s+(?:\w+\s){0,2}$|\band\s+(?:\w+\s){0,1}$")
# Two words of one statement: "staining was negative".
_LINK = compiled(r"^\s*(?:was|were|is|are|has been|being)?\s*$", re.IGNORECASE)
# Ends the reach of a result.
_BREAK = compiled(r";|\.\s|:\s")
# Turns a result round for what follows, unless it is "but also".
_BUT = compiled(
    r"\b(?:but|whereas|while|however|although)\b|,\s+and\s+(?:was|were|is|are)\b", re.IGNORECASE
)
_BUT_ALSO = compiled(r"\bbut also\b")
# "Stain(s)", "stained": a result only where nothing else says one.
_STAIN = compiled(
    r"(?:immuno)?(?:stain(?:s|ed|ing)?|labell?ing|reactivity|reaction|expression)$", re.IGNORECASE
)
# "CK20- and CD56-positive cells": no minus.
_SUSPENDED = compiled(
    r"[-–‐]\s(?:and|or)\s[\w\s]{2,24}[-–‐](?:positive|negative|expressing|reactive|immunoreactive)\b",
    re.IGNORECASE,
)
_PLUS = compiled(r"\w\+(?=[\s,;])")  # "CD56+, TTF-1- and …": there it is one
_LISTED = compiled(r"-?\s*(?:,|and|&|,\s*and|/|nor|or)\s*")
# Between two markers of one list.
_ENUMERATED = compiled(
    r"^(?:\s*+\([^)]*\))*+\s*+(?:(?:,|/|and|or|as well as|(?:along|together) with|but also|plus|also|focally|weakly|partially|patchy|diffusely|strongly|\+|&|"
    r"the|for|with|to|of|antibody|antibodies|against|anti|in\s+an?\s+(?:(?!in\b)[\w-]++\s+){1,4}?(?:way|manner|fashion)\b|in\s+(?:about\s+)?\d+\s?%\s+of\s+(?:the\s+)?(?:tumou?r\s+)?cells)[\s,-]*+)*$",
    re.IGNORECASE,
)


_IN_SO_MANY_CELLS = Gated(
    r"\s+(?:was\s+|were\s+)?(?:seen\s+|found\s+|present\s+)?in\s+(?:about\s+|over\s+|almost\s+|nearly\s+|up\s+to\s+|more\s+than\s+|[~>≥]\s?)?"
    r"[1-9]\d*(?:\s?[-–]\s?\d+)?\s?%\s+of\s+(?:the\s+)?(?:tumou?r\s+|neoplastic\s+)?(?:cells|nuclei)\b",
    re.IGNORECASE,
)
_IN_ONE_OF_THEM = Gated(
    r"\s+(?:only\s+)?in\s+(?:(?:the\s+)?(?:cases?|patients?)\s+\d|\d(?=[\d\s,and]{0,20}\sonly\b)|the\s+(?:first|second|third|fourth|fifth|other|former|latter|man|woman|boy|girl)\b|(?-i:[A-F])(?=[,;.])|(?-i:P\d)\b|all\s+(?:but|except)\b)[^,;]{0,30}(?=[,;.]|$)"
    r"|\s+(?:only\s+)?in\s+(?:\d/\d|two|three|four|five|six)\s+\((?:(?:cases?|patients?)\s|(?-i:P))\d[^()]{0,40}\)",
    re.IGNORECASE,
)
# What shows a marker by itself, at once before its name.
_STAIN_SHOWED = compiled(
    r"\b(?:immuno(?:stain|histo|cyto|perox|fluor)\w*|antisera|antibodies)\b[^.;:]{0,50}?\b(?P<verb>revealed|showed|demonstrated|disclosed|identified|detected|visualized|contained)\s+"
    r"(?:(?:the\s+presence\s+of|cytoplasmic|immunoreactive|abundant|both|only|mainly|predominantly)\s+)?",
    re.IGNORECASE,
)
# "The tumor was positive for gastrin": a stain, where no level in blood is told.
_TUMOUR_STAINED = compiled(
    r"\b(?:tumou?rs?|lesions?|nodules?|masse?s?|neoplasms?|metastas[ei]s|deposits?|[a-z]+omas?|carcinoids?|cells)\b(?:[^.;,]{0,30}?,?|(?:[^.;]|\.\d){0,110}?\b(?:was|were))\s(?:\w+ly\s+)?(?:positive|negative|immunoreactive|reactive)\s+for\b",
    re.IGNORECASE,
)
# Where such a scan is told of, "somatostatin receptors" are what it showed.
_BY_TRACER = frozenset({"sstr pet/ct", "somatostatin receptor scintigraphy", "pet/ct"})


@dataclass(frozen=True, slots=True)
class Result:
    """That a marker was positive or not."""

    mention: Mention
    positive: bool
    confidence: float
    rule: str
    explicit: bool
    """Whether a sign on the marker itself says so ("CD56+")."""


@dataclass(frozen=True, slots=True)
class _Polarity:
    """A word for a result at ``[start, end)``; ``forward``: its markers stand behind it."""

    start: int
    end: int
    positive: bool
    forward: bool
    stain: bool = False
    """Whether only the word for a stain says so ("stains for …")."""


AMONG_STAINS = "among_stains"
"""The group of a sentence on what is present or absent, in a paragraph on stains."""


def tells_of_stains(sentence: Sentence) -> bool:
    """Whether a sentence has a word for staining or names what only a tumour is stained for, or stands
    among those that have.
    """
    if sentence.has("ihc") or AMONG_STAINS in sentence.groups:
        return True
    return any(m.name == _TUMOUR_VIRUS and not m.weak for m in sentence.of("marker"))


_TUMOUR_VIRUS = "MCPyV"


IS_THERE = compiled(
    r"\b(?:was|were)\s+(?:also\s+|only\s+)?(?:(?P<absent>absent|negative|not\s+(?:present|demonstrated|demonstrable|found|seen|detected|detectable|identified))|present|demonstrated|demonstrable|found|seen|detected|identified|positive)\b",
    re.IGNORECASE,
)
"""What is told to be there or, ``absent``, not: "was present", "were not detected"."""


def _polarities(sentence: Sentence, words: Wordings) -> list[_Polarity]:
    """The polarity words of a sentence: what they say, and on which side their markers stand."""
    out: list[_Polarity] = []
    cues = sorted(
        sentence.cue(
            "stain_positive",
            "stain_negative",
            "stain_elliptic_negative",
            "stain_elliptic_forward",
        ),
        key=lambda c: (c.start, -c.end),
    )
    markers = sentence.of("marker")
    for cue in cues:
        if out and cue.start < out[-1].end:
            continue
        after = sentence.between(cue.end, sentence.end)
        following = next((m for m in markers if m.start >= cue.end), None)
        gap = sentence.between(cue.end, following.start) if following else None
        word = sentence.between(cue.start, cue.end)
        if word.lower().endswith(" dots") and sentence.between(cue.start - 1, cue.start) == "(":
            continue  # "CK20 (paranuclear dots), synaptophysin and …": how it stained
        if _NO_STAIN.match(f"{word}{after}") or (
            word.lower().endswith((" by", "unstained"))
            and _OF_OTHER_CELLS.search(sentence.between(cue.start - 40, cue.start))
        ):
            continue
        if cue.group in ("stain_elliptic_negative", "stain_elliptic_forward"):
            if words["other than"].match(after):
                continue
            stop = _CLAUSE_END.match(after)
            forward = (
                cue.group == "stain_elliptic_forward"
                and gap is not None
                and len(gap) < (_BUT_NO if word.lower() == "but no" else _BUT_NOT)
            ) or (  # "contained insulin and glucagon, not gastrin"
                word.lower() == "not"
                and gap == " "
                and sentence.between(cue.start - 2, cue.start) == ", "
            )
            if not stop and not forward:
                continue
            if out and not out[-1].forward and not sentence.between(out[-1].end, cue.start).strip():
                # "… staining was not", behind "was negative": it was positive.
                denied = len(out) > 1 and not (out[-2].positive or out[-2].forward)
                out[-1] = _Polarity(out[-1].start, cue.end, denied, False)
                continue
            out.append(_Polarity(cue.start, cue.end, False, forward))
            continue
        positive = cue.group == "stain_positive"
        if _STAIN.match(word) and (
            words["stain done"].search(sentence.text)
            or (not word.lower().endswith("ed") and words["stain result"].match(after))
        ):
            continue
        ahead = sentence.between(cue.start - 30, cue.start)
        if positive and words["negator"].search(ahead) and not _NO_LOSS.search(ahead):
            positive = False
        elif not positive and _NO_LOSS.search(f"{ahead}{word} "):
            positive = True
        lead = words["leads to"].match(after)
        forward = bool(lead and following and following.start - cue.end - lead.end() < 60) or bool(
            gap is not None and _VERB.match(word) and _BEFORE_OBJECT.match(gap)
        )
        if _adjective(sentence, cue, markers, gap):  # "negative TdT, CD5 and PAX8"
            forward = True
        if lead and not _VERB.match(word) and following is None:
            forward = True
        if word.lower().endswith(_LEADING) and following and gap is not None and len(gap) < _NEXT:
            forward = True
        if (
            out
            and not forward
            and not out[-1].forward
            and _LINK.match(sentence.between(out[-1].end, cue.start))
        ):
            out[-1] = _Polarity(out[-1].start, cue.end, positive and out[-1].positive, False)
            continue
        if out and forward and _LINK.match(sentence.between(out[-1].end, cue.start)):
            # "absence of expression of", "strong positivity for": one statement.
            out[-1] = _Polarity(out[-1].start, cue.end, positive and out[-1].positive, True)
            continue
        # The words that lead to the list ("positive immunostaining: …") belong to the statement.
        ends = cue.end + lead.end() if forward and lead and following else cue.end
        stain = positive and _STAIN.match(word) is not None
        out.append(_Polarity(cue.start, ends, positive, forward, stain))
    # "Chromogranin was negative, as were serotonin and CK20".
    for match in _AS_WERE.finditer(sentence.text):
        start, end = span_of(sentence, match)
        said = next((p.positive for p in reversed(out) if p.end <= start), None)
        shown = [m for m in _SHOWN.finditer(sentence.text) if m.end() <= match.start()]
        if said is None and shown and sentence.has("ihc"):
            said = not shown[-1]["no"]
        if said is not None and any(m.start >= end for m in markers):
            out.append(_Polarity(start, end, said, True))
    # "Immunostaining revealed insulin in most cells and glucagon in a few".
    for match in _STAIN_SHOWED.finditer(sentence.text):
        start, end = sentence.start + match.start("verb"), sentence.start + match.end()
        if any(m.start == end for m in markers) and not any(p.end == end for p in out):
            out.append(_Polarity(start, end, True, True))
    # "Chromogranin A and synaptophysin in more than 80% of the cells".
    for match in _IN_SO_MANY_CELLS.finditer(sentence.text):
        start = sentence.start + match.start()
        if any(m.end == start for m in markers):
            out.append(_Polarity(start, sentence.start + match.end(), True, False))
    # "Synaptophysin was positive in both, chromogranin A in the first only".
    for match in _IN_ONE_OF_THEM.finditer(sentence.text):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        told = next((p for p in reversed(out) if p.end <= start and not p.forward), None)
        there = IS_THERE.search(sentence.text, 0, match.start())
        if told and any(m.end == start and m.start >= told.end for m in markers):
            out.append(_Polarity(start, end, told.positive, False))
        elif there and tells_of_stains(sentence) and any(m.end == start for m in markers):
            out.append(_Polarity(start, end, not there["absent"], False))
    return sorted(out, key=lambda p: p.start)


def results(sentence: Sentence, words: Wordings, *, goes_on: bool = False) -> Iterator[Result]:
    """The markers of a sentence that have a result there, in their order, whoever's they are.

    ``words``: those of the rule file ``markers``; ``goes_on``: the sentence only adds to the stains
    of the one before it.
    """
    polarities = _polarities(sentence, words)
    markers = sentence.of("marker")
    imaged = [name for m in sentence.of("diagnostic_method") for name in m.names]
    in_order = _told_in_order(sentence, markers)
    for index, mention in enumerate(markers):
        if in_order.get(mention.start, "") is None:
            continue
        after = sentence.between(mention.end, sentence.end)
        threshold = _BELOW_THRESHOLD.get(mention.name)
        below = threshold is not None and threshold.match(after) is not None
        if words["tumour makes"].match(after) or (not below and words["level"].match(after)):
            continue
        if words["wild type"].match(after) or words["other cells"].match(after):
            continue
        limit = markers[index + 1].start if index + 1 < len(markers) else sentence.end
        near = after[: max(0, limit - mention.end) + 1]
        ordered = in_order.get(mention.start)
        if ordered is not None:
            result: Result | None = Result(mention, ordered, 0.9, "marker.in_order", False)
        elif below:
            result = Result(mention, False, 0.97, "marker.sign", True)
        else:
            result = _result(sentence, mention, polarities, near, words)
        if result is None:
            continue
        if mention.weak and mention.name == "SSTR2" and _BY_TRACER.intersection(imaged):
            continue
        if not result.explicit and _in_blood(sentence, mention):
            continue
        if (
            mention.weak
            and not result.explicit
            and not (
                tells_of_stains(sentence)
                or goes_on
                or any(not m.weak for m in markers)
                or _TUMOUR_STAINED.search(sentence.text)
                or words["kept or lost"].search(sentence.text)
            )
        ):
            continue
        yield result


def _told_in_order(sentence: Sentence, markers: Sequence[Mention]) -> dict[int, bool | None]:
    """By its start, the result of each marker of "A and B were positive and negative, respectively";
    ``None`` for those of a list that does not count as many.
    """
    match = _RESULTS_IN_ORDER.search(sentence.text)
    if match is None:
        return {}
    results = [
        r.lower() == "positive"
        for r in patterns.findall(r"(?i)positive|negative", match["results"])
    ]
    listed: list[Mention] = []
    end = sentence.start + match.start()
    for marker in reversed([m for m in markers if m.end <= end]):
        between = sentence.between(marker.end, end)
        if between.strip() and not _ENUMERATED.match(between):
            break
        listed.insert(0, marker)
        end = marker.start
    if len(listed) != len(results):
        return dict.fromkeys((m.start for m in listed), None)
    return {m.start: result for m, result in zip(listed, results, strict=True)}


_RESULTS_IN_ORDER = compiled(
    r"\b(?:was|were|are)\s+(?P<results>(?:(?:\w+ly\s+)?(?:positive|negative)(?:,?\s+and\s+|,\s+)){1,5}"
    r"(?:\w+ly\s+)?(?:positive|negative)),?\s+respectively\b",
    re.IGNORECASE,
)


_AS_WERE = compiled(
    r",?\s+(?:as|and\s+so)\s+(?:was|were|did)\s+(?=[^;.]{2,90}(?:[;.,]|$))(?![^;.,]*\b(?:sister|brother|(?:other|second|first|another)\s+patient|famil\w+|mutations?|genes?)\b)"
    r"|(?:(?<=positive|negative)|(?<=marking)|(?<=reaction)|(?<=staining)),?\s+as\s+well\s+as\s+(?=[^;.]{2,60}(?:[;.,]|$))",
    re.IGNORECASE,
)
# "Inhibin, keratin (AE1/AE3): all (negative)".
# "The lymphocytes were labelled by CD3", "leaving the stroma unstained".
_OF_OTHER_CELLS = compiled(
    r"\b(?:(?:stromal|islet|endothelial|inflammatory|lymphoid)\s+cells|macrophages|lymphocytes|stroma|mucosa|islets|vessels)\s+(?:(?:was|were|are|is|also)\s+)*$",
    re.IGNORECASE,
)
# "Did not react to octreotide", "marked scattered cells between the nests".
_NO_STAIN = compiled(
    r"\w+ not react\s+to\b|marked scattered (?:\w+ )?cells\s+(?:between|around|at\s+the|in\s+the\s+stroma)\b",
    re.IGNORECASE,
)
_ALL_OF_LIST = compiled(r"\)?[\s:]*(?:(?<=:\s)(?:all|both)\s*)?$", re.IGNORECASE)
# What a guideline counts as negative though it has a figure: HER2 0 and 1+ (ASCO/CAP guideline update,
# Wolff et al., J Clin Oncol 2018); PD-L1 below 1 % of cells or a score below 1 (IASLC Atlas of PD-L1
# Immunohistochemistry Testing, 2017).
_BELOW_THRESHOLD = {
    "HER2": compiled(
        r"\s*(?:(?:was|is)\s+)?(?:scored?\s*(?:was\s+|of\s+|as\s+|[:=]\s*)?)?(?:0|1\s?\+)(?![.,]?\d|\s?%|\s*(?:[-–/]|to|or)\s*\d)",
        re.IGNORECASE,
    ),
    "PD-L1": compiled(
        r"(?:\s*\([^)]{1,20}\))?(?:[\s,(]++(?:expression|staining|tumou?r|cells?|combined|positive|proportion|"
        r"score|TPS|CPS|in|was|were|is|of))*+\s*+[:=(]?\s*+(?:(?:<|less\s+than|below)\s*1(?![.,]?\d)|0(?![.,]?\d|\s?%?\s*(?:[-–/]|to|or)\s*\d))(?![^.;]{0,30}\bCPS\b\s*(?:of|was|[:=])?\s*[1-9])",
        re.IGNORECASE,
    ),
}
_ADJECTIVE = compiled(r"(?:positive|negative|immunoreactive)$", re.IGNORECASE)
_LIST_BEGINS = compiled(
    r"(?:^|[,;:]|\b(?:and|with|showing|showed|despite|given|the|an?|by))\s*$", re.IGNORECASE
)


def _adjective(
    sentence: Sentence, cue: Mention, markers: Sequence[Mention], gap: str | None
) -> bool:
    """Whether a polarity word stands right before its first marker, and behind no other's list."""
    if gap is None or gap.strip() or not _ADJECTIVE.match(sentence.between(cue.start, cue.end)):
        return False
    before = sentence.between(sentence.start, cue.start)
    last = max((m.end for m in markers if m.end <= cue.start), default=sentence.start)
    return bool(_LIST_BEGINS.search(before)) and len(sentence.between(last, cue.start).strip()) > 0


def _result(
    sentence: Sentence, mention: Mention, polarities: list[_Polarity], after: str, words: Wordings
) -> Result | None:
    """What a sentence says of one of its markers; ``after``: what follows it, up to the next one."""
    suspended = _SUSPENDED.match(sentence.text, mention.end - sentence.start) and not _PLUS.search(
        sentence.text
    )
    sign = None if suspended else _HYPHEN_POLARITY.match(after) or _SIGN.match(after)
    if sign:
        word = sign["pos"] or sign["neg"]
        followed_by_for = _LEADS_ON.match(after[sign.end() :])
        if not (word.lower().endswith(("positive", "negative", "pos", "neg")) and followed_by_for):
            positive = bool(sign["pos"])
            if positive and _NO_MARKER.search(sentence.between(mention.start - 20, mention.start)):
                positive = False
            return Result(mention, positive, 0.97, "marker.sign", True)
    if words["strong"].search(sentence.between(mention.start - 24, mention.start)):
        return Result(mention, True, 0.85, "marker.strong", False)
    shown = _SHOWN.match(sentence.text, _end_of_list(sentence, mention) - sentence.start)
    stained = _STAINED.search(sentence.between(sentence.start, mention.start)) or (
        shown and _STAINED.search(sentence.text, shown.end(), shown.end() + _BY_STAIN)
    )
    if (
        shown
        and (
            shown["what"]
            or stained
            or any(not m.weak for m in sentence.of("marker"))
            or AMONG_STAINS in sentence.groups
        )
        and (tells_of_stains(sentence) or sentence.has("stain_positive", "stain_negative"))
    ):
        ahead = sentence.between(sentence.start, mention.start)
        none = _NEITHER.search(ahead) or _NO_REACTION.search(ahead)
        positive = not (shown["no"] or shown["absent"] or none)
        return Result(mention, positive, 0.85, "marker.shown", False)
    before = [
        p
        for p in polarities
        if p.forward
        and p.end <= mention.start
        and not _BREAK.search(sentence.between(p.end, mention.start))
    ]
    behind = [
        p
        for p in polarities
        if not p.forward
        and p.start >= mention.end
        and not _BREAK.search(_ALL_OF_LIST.sub("", sentence.between(mention.end, p.start)))
        and not _BUT.search(sentence.between(mention.end, p.start))
        and not _OTHER_RESULT.search(sentence.between(mention.end, p.start))
        and not _of_the_others(
            sentence.between(mention.end, p.start),
            told=any(not _TURN.search(sentence.between(b.end, mention.start)) for b in before),
        )
    ]
    lead = max(before, key=lambda p: p.end, default=None)
    tail = min(behind, key=lambda p: p.start, default=None)
    if lead and _closed(sentence, lead, mention, polarities):
        lead = None
    if tail and any(p.forward and mention.end <= p.start < tail.start for p in polarities):
        tail = None
    # "Reacted with A and B, C being negative": the clause begins behind the comma.
    being = tail is not None and _BEING.search(sentence.between(tail.start - 8, tail.start))
    if lead and tail and being and "," in sentence.between(mention.end, tail.start):
        tail = None
    if lead and tail and _is_predicate(sentence, tail, words):
        # "Stains for trypsin, SSTR2 and PSA were negative".
        if lead.stain or _broken(sentence, lead, mention):
            lead = None
    following = _sign_behind_list(sentence, mention) if lead is None else None
    if following is not None:
        return Result(mention, following, 0.9, "marker.sign_of_list", False)
    if lead and tail:
        # "positive for A, and B was negative": the nearer one, by words and clause.
        gap = sentence.between(lead.end, mention.start)
        if being or (
            (_NEW_CLAUSE.search(gap) or _begun_before(sentence, lead, mention))
            and _is_predicate(sentence, tail, words)
            and not _clause_between(sentence, mention, tail)
        ):
            lead = None
        else:
            tail = None
    if not (lead or tail) and _IN_ONE_AND.search(sentence.text, 0, mention.start - sentence.start):
        said = _IN_THE_OTHER.match(after)
        if said:  # "A was positive in the primary and B in the metastasis"
            return Result(mention, True, 0.85, "marker.in_the_other", False)
    chosen = lead or tail
    excepted = _excepted(sentence, mention)
    if chosen is None and excepted is not None:
        chosen = max(
            (p for p in polarities if p.end <= excepted), key=lambda p: p.end, default=None
        )
    if chosen is None:
        return None
    if excepted is not None and not excepted <= chosen.start < mention.start:
        return Result(mention, not chosen.positive, 0.85, "marker.except", False)
    if (
        tail is chosen
        and chosen.positive
        and _NEITHER.search(sentence.between(sentence.start, mention.start))
    ):
        return Result(mention, False, 0.92, "marker.neither", False)
    # "Showed synaptophysin in each cell, no chromogranin and …".
    if lead is chosen and chosen.positive:
        ahead = sentence.between(max(lead.end, mention.start - _NEXT), mention.start)
        if _NO_MARKER.search(ahead):
            return Result(mention, False, 0.92, "marker.no", False)
    return Result(
        mention,
        chosen.positive,
        0.92,
        "marker.list_after" if chosen.forward else "marker.list_before",
        False,
    )


# "Negative for all markers except synaptophysin", "hormones other than gastrin and …".
_EXCEPT = compiled(
    r"\b(?:except(?:\s+(?:for|in))?|with\s+the\s+exception\s+of|(?<!none\s)other\s+than|apart\s+from|save(?:\s+for)?)\s+"
    r"(?:[\w/-]+(?:\s[A-Z])?(?:,\s+(?:and\s+)?|\s+and\s+|\s+or\s+)){0,3}$",
    re.IGNORECASE,
)


def _excepted(sentence: Sentence, mention: Mention) -> int | None:
    """Where "except" stands if the marker is what all others are set against; else ``None``."""
    match = _EXCEPT.search(sentence.text, 0, mention.start - sentence.start)
    if match is None or not _ALL_OTHERS.search(sentence.text):
        return None
    # "Negative for all but A, and B was …": a clause of its own; "no marker except A was positive".
    told = sentence.cue("stain_positive", "stain_negative")
    before = any(c.end <= sentence.start + match.start() for c in told)
    if (before and ", and " in match.group()) or _NONE_BUT.search(sentence.text, 0, match.start()):
        return None
    if _WHICH_WAS.match(sentence.text, _end_of_list(sentence, mention) - sentence.start):
        return None
    return sentence.start + match.start()


_ALL_OTHERS = compiled(
    r"\b(?:all|any|every|none|no|markers|hormones|antibodies|stains)\b", re.IGNORECASE
)
_NONE_BUT = compiled(r"\b(?:no|none)(?:\s+of\s+the|\s+other)?\s+markers?\s+$", re.IGNORECASE)
# "Apart from CD56, which was positive, …".
_WHICH_WAS = compiled(r",?\s+(?:which|that)\b", re.IGNORECASE)


_IN_ONE_AND = compiled(
    r"\b(?:was|were)\s(?:\w+ly\s)?(?:positive|expressed|found|detected|seen)\sin\s[^,;.]{3,50}\sand\s$",
    re.IGNORECASE,
)
_IN_THE_OTHER = compiled(r"\sin\s(?:the|its|both|all|a)\s")


def _end_of_list(sentence: Sentence, mention: Mention) -> int:
    """Where the list of markers ends that begins with the mention: "A, B and C |were shown"."""
    end = mention.end
    for marker in sentence.of("marker"):
        if marker.start >= end and _LISTED.fullmatch(sentence.between(end, marker.start)):
            end = marker.end
    return end


def _sign_behind_list(sentence: Sentence, mention: Mention) -> bool | None:
    """ "Synaptophysin, chromogranin +ve": the sign behind the last marker is the list's."""
    place = mention.end
    for marker in sentence.of("marker"):
        if marker.start < mention.end:
            continue
        if not _LISTED.fullmatch(sentence.between(place, marker.start)):
            return None
        after = sentence.between(marker.end, sentence.end)
        sign = _HYPHEN_POLARITY.match(after) or _SIGN.match(after)
        if sign:
            return bool(sign["pos"])
        place = marker.end
    return None


def _broken(sentence: Sentence, lead: _Polarity, mention: Mention) -> bool:
    """Whether other words interrupt the list between the polarity word and the marker."""
    place = lead.end
    for marker in sentence.of("marker"):
        if marker.start < lead.end:
            continue
        if place != lead.end and not _ENUMERATED.match(sentence.between(place, marker.start)):
            return True
        place = marker.end
        if marker.start >= mention.start:
            return False
    return False


def _clause_between(sentence: Sentence, mention: Mention, tail: _Polarity) -> bool:
    """Whether another marker's statement stands between a marker and the result behind it."""
    place = mention.end
    for marker in sentence.of("marker"):
        if mention.end <= marker.start and marker.end <= tail.start:
            between = sentence.between(place, marker.start)
            if not _ENUMERATED.match(between):
                return True
            if _AND_ONE.search(between) and _ONE_IS.match(sentence.between(marker.end, tail.start)):
                return True
            place = marker.end
    return False


def _begun_before(sentence: Sentence, lead: _Polarity, mention: Mention) -> bool:
    """Whether ", and" before an earlier marker began the clause: "…, and A, B and C were negative"."""
    return any(
        lead.end <= m.start < mention.start
        and _AND_ONE.search(sentence.between(lead.end, m.start))
        and _ENUMERATED.match(sentence.between(m.end, mention.start))
        for m in sentence.of("marker")
    )


_BEING = compiled(r"\bbeing\s(?:\w+ly\s)?$")
# "Expressed A and B, and C was negative": C alone.
_AND_ONE = compiled(r",\s+(?:and|while|whereas)\s+$")
_ONE_IS = compiled(r"\s+(?:was|is)\s")


def _is_predicate(sentence: Sentence, polarity: _Polarity, words: Wordings) -> bool:
    """Whether a verb carries the word: "were negative", "tested positive"."""
    before = sentence.between(polarity.start - 20, polarity.end)
    return bool(words["predicate"].search(before))


def _closed(
    sentence: Sentence, lead: _Polarity, mention: Mention, polarities: list[_Polarity]
) -> bool:
    """Whether another statement ended the list that ``lead`` opened."""
    if any(not p.forward and lead.end < p.start and p.end <= mention.start for p in polarities):
        return True
    gap = sentence.between(lead.end, mention.start)
    return bool(_BUT.search(gap)) and not _BUT_ALSO.search(gap)


# "Positive for calcitonin, while serum calcitonin was normal".
_OTHER_CLAUSE = compiled(rf"{_BREAK.pattern}|\b(?:while|whereas|although|though)\b")


def _in_blood(sentence: Sentence, mention: Mention) -> bool:
    """Whether a word for blood stands near: a level, not a stain."""
    left, right = mention.start - 40, mention.end + 40
    return any(
        left <= c.start
        and c.end <= right
        and not _OTHER_CLAUSE.search(
            sentence.between(min(c.end, mention.end), max(c.start, mention.start))
        )
        for c in sentence.cue("blood")
    )
