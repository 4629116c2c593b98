"""Response, vital status, follow-up and progression-free survival."""

from __future__ import annotations

import re

from netmatrix.evidence import Finding
from netmatrix.extract.base import Scope, make, vetoed
from netmatrix.nlp.annotations import Mention, Sentence
from netmatrix.normalise.numbers import DURATION, months, plain

_EVENT = (
    r"(?:surg\w*|operat\w*|re-?operat\w*|reintervention|resection|excision|diagnos\w*|treatment|therap\w*|"
    r"chemo\w*|radio\w*|presentation|transplant\w*|completion|complet\w*|discharge|procedure|initiat\w*|start\w*|"
    r"admission|onset|intervention|\w+ectomy|\w+tomy|embolization|embolisation|dissection|ablation|visit|consultation|referral|discovery|detection|cycle|PRRT|delivery|partum|symptoms|removal)"
)
_ANCHOR_AFTER = re.compile(
    rf"^[\s,]*(?:\([^)]*\)\s*)?(?:after|following|from|since|post)[\s-]*(?:(?:the|his|her|its|initial|first|second|last|"
    rf"primary|original|definitive|curative|radical|surgical|tumou?r|liver|complete|end|of|time|date|a|an|open|right|left|total|"
    rf"partial|distal|adjuvant|her|completing|starting|undergoing|finishing|\w+al)[\s-]+){{0,5}}{_EVENT}"
    rf"|^[\s,-]*post-?(?:operativ\w*|partum|surg\w*|{_EVENT})",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"^[\s,]*(?:later|afterwards?|thereafter|subsequently|down the line|on\b)", re.IGNORECASE
)
_FOLLOW_AFTER = re.compile(
    r"^[\s-]*(?:of\s+|after\s+|at\s+|clinical\s+|radiological\s+|post-?operative\s+|regular\s+|uneventful\s+)*"
    r"(?:follow|surveillance|check|visit|control|review|disease-free|recurrence-free|survival|hindsight|observation)",
    re.IGNORECASE,
)
_FOLLOW_BEFORE = re.compile(
    r"(?:follow(?:ed)?[\s-]*(?:up)?|surveillance|hindsight|recoil|survival|survived|surviv\w+|lived|observation|monitored|"
    r"free\s+of\s+(?:disease|recurrence)|disease[\s-]free|alive|died|dead)\W+(?:(?:period|time|was|were|is|in|of|for|at|the|a|an|duration|"
    r"visit|examination|now|over|after|about|approximately|another|more|than|only|still|and|well|has|been|within|total|currently|"
    r"interval|with|without|evidence|disease|symptoms|mean)\W+){0,6}$",
    re.IGNORECASE,
)
_AT_BEFORE = re.compile(
    r"\b(?:at|after|for|within|until|over|now|about|approximately|another|next|further|additional|nearly|almost|the|(?:last|most)\s+recent|post-?operative(?:ly)?(?:\s+at)?)\s*[:(]?\s*$",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"\b(?:normal\w*|unchanged|stable|well|recover\w*|no\s+(?:further|(?:\w+\s+){0,2}(?:lesion|recurren\w+|metasta\w+|evidence|sign))|remained|"
    r"not\s+(?:grown|progressed|recurred|changed|increased)|"
    r"negative|asymptomatic|free|remission|resolved|persist\w*|disappear\w*|alive|healthy|uneventful|under control)\b|"
    r"\b(?:he|she|patient)\s+(?:is|remains|has\s+(?:been|remained))\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"^\s*(?:history|ago|earlier|prior|previously|before|duration|old\b|of age|course of (?:oral|anti))",
    re.I,
)
_SYMPTOM = re.compile(
    r"\b(?:symptoms?(?![\s-]+free)|pain|complain\w*|present\w*|duration|cough|diarrh\w+|admitted|fever|weight loss|"
    r"treatment interval|every|course of|infusion|previously|pregnan\w*)\b",
    re.IGNORECASE,
)
_PFS_VALUE = re.compile(
    r"(?:progression[\s-]free\s+(?:survival|interval|period|for\b|(?:\w+\s+){0,2}$)|\bPFS\b)", re.I
)


def extract(scope: Scope) -> list[Finding]:
    """Findings of ``response``, ``vital_status``, ``follow_up_months``, ``pfs_months``."""
    vital = _vital(scope)
    follow_up, pfs = _times(scope)
    return [*_response(scope), *vital, *follow_up, *pfs]


# "remained stable" may be said of a patient's pulse: a tumour or a scan must stand beside it.
_VAGUE_STABLE = re.compile(r"^(?:stable|remain\w*|has|have|had|was|were|is|are)\b", re.IGNORECASE)
_TUMOUR_WORD = re.compile(
    r"\b(?:disease|tumou?rs?|lesions?|metasta\w+|mass(?:es)?|nodules?|imaging|CT|MRI|PET|scans?|scintigraphy|"
    r"radiolog\w+|RECIST|neoplasm)\b",
    re.IGNORECASE,
)


_RECIST = re.compile(r"\bRECIST\b|\b(?:response|restaging|best)\b", re.IGNORECASE)


_TOLD: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "no evidence of disease",
        re.compile(
            r"\b(?:no|without)\b[^.;]{0,40}\b(?:evidence|signs?)\s+of\s+(?:active\s+|residual\s+|recurrent\s+|local\s+|tumou?r\s+)*"
            r"(?:disease|tumou?r|recurrence|relapse)\b"
            r"|\bno\s+(?:other|new|residual|further)\s+tumou?rs?\s+(?:was|were)\s+(?:found|seen|detected)\b",
            re.IGNORECASE,
        ),
    ),
)
"""Responses told with words in between."""


def _told(sentence: Sentence) -> list[Mention]:
    held = [(m.start, m.end) for m in sentence.of("response") if not m.weak]
    out: list[Mention] = []
    for name, pattern in _TOLD:
        for match in pattern.finditer(sentence.text):
            start, end = sentence.start + match.start(), sentence.start + match.end()
            if not any(a < end and start < b for a, b in held):
                out.append(Mention(start, end, "term", "response", (name,)))
    return out


def _response(scope: Scope) -> list[Finding]:
    """The last stated response; a tumour response outweighs the relief of symptoms."""
    found: list[tuple[int, Finding]] = []
    for sentence in scope.sentences:
        if sentence.kind == "title":
            continue
        for mention in [*sentence.of("response"), *_told(sentence)]:
            vague = mention.weak and sentence.kind != "cell"
            if (
                vague
                and not (_RECIST.search(sentence.text) and mention.end - mention.start == 2)
                and not (
                    mention.name in ("stable disease", "progressive disease")
                    and _TUMOUR_WORD.search(sentence.text)
                )
            ):
                continue
            if vetoed(sentence, mention, "planned"):
                continue
            if (
                _VAGUE_STABLE.match(sentence.between(mention.start, mention.end))
                and sentence.kind != "cell"
                and not _TUMOUR_WORD.search(sentence.text)
            ):
                continue
            context = sentence.context(mention.start, mention.end)
            if "uncertain" in context and mention.name != "no evidence of disease":
                continue
            rank = 1 if mention.name == "improvement" else 2
            if vague and mention.name == "progressive disease":
                rank = 1
            found.append(
                (
                    rank,
                    make(
                        scope,
                        sentence,
                        "response",
                        mention.name,
                        mention.start,
                        mention.end,
                        "response.named",
                        group="response",
                        confidence=0.85 if rank == 2 else 0.7,
                        cues=context.values(),
                    ),
                )
            )
    if not found:
        return []
    top = max(rank for rank, _ in found)
    return [[f for rank, f in found if rank == top][-1]]


def _vital(scope: Scope) -> list[Finding]:
    dead: list[Finding] = []
    alive: list[Finding] = []
    for sentence in scope.sentences:
        if sentence.kind == "title":
            continue
        for cue in sentence.cue("dead", "alive", "well", "last_contact"):
            context = sentence.context(cue.start, cue.end)
            negated = context.get("negated")
            if "family" in context or (
                negated is not None
                and cue.group != "well"
                and len(sentence.between(negated.cue_end, cue.start).split()) <= 2
            ):
                continue
            if cue.group == "dead":
                if (
                    _relative_death(sentence, cue.start)
                    or "uncertain" in context
                    or "history" in context
                ):
                    continue
                dead.append(
                    make(
                        scope,
                        sentence,
                        "vital_status",
                        "dead",
                        cue.start,
                        cue.end,
                        "vital.dead",
                        confidence=0.95,
                    )
                )
            else:
                explicit = cue.group == "alive"
                if cue.group == "last_contact":
                    if not (sentence.has("pronoun") or _PATIENT.search(sentence.text)):
                        continue
                elif not explicit and not _late(scope, sentence):
                    continue
                alive.append(
                    make(
                        scope,
                        sentence,
                        "vital_status",
                        "alive",
                        cue.start,
                        cue.end,
                        "vital.alive" if explicit else "vital.follow_up",
                        confidence=0.93 if explicit else 0.75,
                    )
                )
    if dead:
        return dead[-1:]
    best = [f for f in alive if f.rule == "vital.alive"] or alive
    return best[-1:]


_PATIENT = re.compile(r"\bpatient\b", re.IGNORECASE)


def _relative_death(sentence: Sentence, at: int) -> bool:
    window = sentence.between(at - 60, at + 20)
    return bool(
        re.search(
            r"\b(?:father|mother|brother|sister|son|daughter|uncle|aunt|husband|wife|parents?|risk of|cause of|causes of|sudden cardiac|cell)\b",
            window,
            re.I,
        )
    )


def _late(scope: Scope, sentence: Sentence) -> bool:
    """Whether the sentence tells of follow-up: it says so, or stands in the last part."""
    return sentence.has("follow_up") or bool(DURATION.search(sentence.text))


def _times(scope: Scope) -> tuple[list[Finding], list[Finding]]:
    follow: list[tuple[float, int, Finding]] = []
    pfs: list[Finding] = []
    for order, sentence in enumerate(scope.sentences):
        if sentence.kind == "title":
            continue
        text = sentence.text
        for match in _durations(text):
            value = months(match)
            if value is None or value < 0.5 or value > 720:
                continue
            start, end = sentence.start + match.start(), sentence.start + match.end()
            before, after = (
                text[max(0, match.start() - 60) : match.start()],
                text[match.end() : match.end() + 60],
            )
            if _PAST.match(after) or re.match(r"[\s-]*old\b", after):
                continue
            if "family" in sentence.context(start, end):
                continue
            rounded = plain(round(value, 1))
            if _PFS_VALUE.search(before[-45:]) or _PFS_VALUE.search(after[:35]):
                pfs.append(
                    make(
                        scope,
                        sentence,
                        "pfs_months",
                        rounded,
                        start,
                        end,
                        "pfs.stated",
                        confidence=0.95,
                    )
                )
                continue
            weight = _follow_weight(sentence, before, after, match)
            if weight <= 0:
                continue
            follow.append(
                (
                    weight,
                    order,
                    make(
                        scope,
                        sentence,
                        "follow_up_months",
                        rounded,
                        start,
                        end,
                        "follow_up.stated",
                        confidence=min(0.95, 0.6 + weight / 10),
                    ),
                )
            )
    chosen: list[Finding] = []
    if not any(w >= 2.2 for w, _, _ in follow):
        # Nothing is said of the last contact: a later event dated from the diagnosis bounds it.
        follow = [item for item in follow if float(item[2].value) >= 12][-1:]
    else:
        follow = [item for item in follow if item[0] >= 2.2]
    if follow:
        top = max(weight for weight, _, _ in follow)
        best = [f for weight, _, f in follow if weight >= top - 1.3]
        chosen = [max(best, key=lambda f: (float(f.value), f.start))]
    return chosen, pfs[-1:]


_ORDINAL = re.compile(
    r"\b(?:in|at|by|until)\s+(?:the\s+|post-?operative\s+)*(?P<n1>\d{1,3})(?P<half>½)?(?:st|nd|rd|th)[\s-]+(?P<u1>months?|years?)(?P<half2>½)?"
    r"(?P<n2>½)?(?P<u2>½)?(?=\s+(?:of|post|after|follow)|\s*[.,;])",
    re.IGNORECASE,
)


def _durations(text: str) -> list[re.Match[str]]:
    """Lengths of time, "in the 20th month" among them."""
    if not _TIME_UNIT.search(text):
        return []
    return [*DURATION.finditer(text), *_ORDINAL.finditer(text)]


_TIME_UNIT = re.compile(r"(?:year|yr|month|mo\b|mos\b|week|wk|day)", re.IGNORECASE)


def _follow_weight(sentence: Sentence, before: str, after: str, match: re.Match[str]) -> float:
    """How surely a duration is the time to the last contact: 0 is not at all."""
    follow = bool(_FOLLOW_AFTER.match(after) or _FOLLOW_BEFORE.search(before))
    anchored = bool(_ANCHOR_AFTER.match(after)) or bool(
        re.search(r"\bpost-?operative(?:ly)?\W+(?:\w+\W+){0,2}$", before, re.I)
    )
    later = bool(_LATER.match(after))
    at = bool(_AT_BEFORE.search(before)) or match.re is _ORDINAL
    if not (follow or anchored or later or at):
        return 0.0
    if _SYMPTOM.search(before[-30:]) and not follow:
        return 0.0
    dead = sentence.has("dead")
    state = (
        dead
        or sentence.has("alive", "well")
        or bool(sentence.of("response"))
        or bool(_STATE.search(sentence.text))
    )
    weight = 2.0 * follow + 1.5 * anchored + (0.8 if later or at else 0.0)
    if state:
        weight += 1.5
    if dead:
        weight += 1.0
    # Days after an operation are its course, not the follow-up.
    if match["u1"].lower().startswith("d"):
        weight -= 2.0
    treated_for = re.search(
        r"\b(?:treat\w*|therap\w*|received|given|continued|administ\w*|taken|\w+(?:ide|ine|one|mab|nib|ole))\s+for\s+(?:about\s+|approximately\s+)?$",
        before,
        re.I,
    )
    if treated_for and not follow:
        return 0.0
    return weight if weight >= 2.2 or (anchored and weight >= 1.5) else 0.0
