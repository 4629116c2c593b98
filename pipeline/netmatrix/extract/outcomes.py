"""Response and vital status, with the times that ``follow_up`` reads."""

from __future__ import annotations

import re

from netmatrix import patterns
from netmatrix.evidence import Finding
from netmatrix.extract import another
from netmatrix.extract.base import Scope, make, of_mention, span_of, vetoed
from netmatrix.extract.follow_up import times
from netmatrix.extract.phrases import Phrases, Wordings, load_phrases, load_wordings
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Mention, Sentence
from netmatrix.normalise.numbers import DURATION
from netmatrix.patterns import compiled

# "remained stable" may be said of a patient's pulse: a tumour or a scan must stand beside it.
_VAGUE_STABLE = compiled(r"^(?:stable|remain\w*|has|have|had|was|were|is|are)\b", re.IGNORECASE)
# The categories by their names.
_CATEGORY = compiled(
    r"\b(?:partial|complete|minor|major|objective)\s+(?:\w+\s+)?(?:response|remission)|\b(?:stable|progressive)\s+disease"
    r"|\b(?:remission|response),\s+complete\b|\bresponse\b.{1,90}\b(?:was|being)\s[\w\s]{0,18}(?:partial|complete)$|\bresponded\s+partially|\bpartially\s+responded",
    re.IGNORECASE,
)
# "A remission of seven months".
_OF_A_TIME = compiled(r"\bremission\s+(?:of|for|lasting|that)\b", re.IGNORECASE)
# "Remains in remission": the complete response that was told goes on.
_REMISSION = compiled(r"\bin\s+remission\b", re.IGNORECASE)
# "Complete resolution of the hypokalaemia", "relapse of the flushing": of what, in the words behind it.
_RESOLUTION_OF = compiled(
    r"(?:(?<=resolution)\s+(?:of|in)|(?:(?<=relapse)|(?<=recurrence))\s+of)\b([^,.;]{0,60})"
)
# How a patient may also be before any treatment.
_NO_SYMPTOMS = compiled(
    r"(?:symptom\w*[\s-]free|free\b|asymptomatic|without\s+symptoms)", re.IGNORECASE
)
# "Bone marrow biopsy had been free of tumour", "the uterus and adnexa were free of tumour".
_FREE_OF = compiled(r"(?:\w+\s+)?free\s+(?:of|from)\b", re.IGNORECASE)
_SPECIMEN = compiled(
    r"\b(?:biops(?:y|ies)|margins?|nodes?|specimens?|marrow|washings?|fluid|cytolog\w+|aspirates?|liver|lungs?|uterus|adnexa\w*|ovar(?:y|ies)|"
    r"omentum|spleen|appendix|pleura|peritoneum|bowel|duct|edges?|lines?|skin|skull|skeleton|bones?|glands?|placenta|prostate|kidneys?|pancreas|thyroid|stomach)\s+(?:\w+\s+){0,2}?"
    r"(?:(?:was|were|is|are|been|proved)\s+(?:\w+ly\s+|also\s+|all\s+|both\s+)?)?$",
    re.IGNORECASE,
)
# "No residual tumour, but PET showed bone metastases": free of it in one place only.
_BUT_SPREAD = compiled(
    r"\b(?:but|however|although|whereas)\b[^.;]{0,60}\b(?:showed|revealed|demonstrated|disclosed|had|developed|detected|found)\s(?:[\w-]+\s){0,3}metasta\w+",
    re.IGNORECASE,
)
_SOMEWHERE = compiled(r"\b(?:pelvic|local|loco-?regional|cervical|thoracic)\b", re.IGNORECASE)
# "Disease-free interval": no state of the patient.
_INTERVAL = compiled(r"[\s-]*(?:interval|survival|period)\b", re.IGNORECASE)
# "His daughter let us know that he (passed away)".
_OWN_DEATH = compiled(r"\b(?:he|she|the\s+patient)\s+(?:had\s+)?$", re.IGNORECASE)
_WHO_DIED = compiled(r"(?:he|she|(?:the\s+)?patient)\s", re.IGNORECASE)
# "A leak progressing to a fistula".
_TURNS_INTO = compiled(r"\s+(?:in)?to\b", re.IGNORECASE)
# Whose last contact it was.
_PATIENT = Gated(r"\bpatient\b", re.IGNORECASE)
_LAST_PART = 4
"""How many of the last sentences may tell that."""
_RECIST_LETTERS = 2
"""The length of "CR", "PR", "SD", "PD"."""
# What is given against the tumour, not for the symptoms.
_AGAINST_TUMOUR = frozenset(
    ("chemotherapy", "targeted therapy", "immunotherapy", "radionuclide therapy", "interferon alfa")
)
_NEAR = 50
"""The letters between such a drug and the words that it failed."""
_FAILED = "failed"
_WORSE = (
    "complete response", "no evidence of disease", "partial response", "stable disease",
    "progressive disease", "recurrence"
)  # fmt: skip
"""Responses, each worse than the one before it (RECIST 1.1; a recurrence ends the best of them)."""
_RELIEF, _LOCALLY, _TUMOUR_RESPONSE = 1, 2, 3
"""Ranks of a response: the relief of symptoms gives way to what is said of the tumour."""


def extract(scope: Scope) -> list[Finding]:
    """Findings of ``response``, ``vital_status``, ``follow_up_months``, ``pfs_months``."""
    return [*_response(scope), *_vital(scope), *times(scope)]


def _told(sentence: Sentence, phrases: Phrases) -> list[Mention]:
    """Responses told in several words, as mentions, where no named one covers the place."""
    held = [
        (m.start, m.end)
        for m in sentence.of("response")
        if not m.weak and "negated" not in sentence.context(m.start, m.end)
    ]
    out: list[Mention] = []
    for name, pattern in phrases:
        for match in pattern.finditer(sentence.text):
            start, end = span_of(sentence, match)
            if name == "complete response" and _SOME_LEFT.search(sentence.text, match.end()):
                name = "partial response"
            if not any(a < end and start < b for a, b in held):
                out.append(Mention(start, end, "term", "response", (name,)))
    return out


# "The metastases could no longer be detected, although a 2-cm mass persists": not complete.
_SOME_LEFT = compiled(
    r",?\s+(?:although|though|but|while|whereas)\s[^.;]{0,60}\b(?:mass|tumou?r|lesions?|nodules?|metasta\w+|disease)\s+(?:still\s+)?(?:persist(?:s|ed)|remain(?:s|ed)|was\s+left|were\s+left)\b",
    re.IGNORECASE,
)


def _in_vain(scope: Scope, sentence: Sentence, words: Wordings) -> list[Mention]:
    """A drug against the tumour that is said to have had no effect: the disease went on."""
    match = words["in vain"].search(sentence.text)
    if not match:
        return []
    start, end = span_of(sentence, match)
    for drug in sentence.of("treatment"):
        classes = {
            *drug.names,
            *(a for n in drug.names for a in scope.names.ancestors("treatment", n)),
        }
        near = 0 <= start - drug.end <= _NEAR or 0 <= drug.start - end <= _NEAR
        if near and not _AGAINST_TUMOUR.isdisjoint(classes):
            return [Mention(start, end, "term", "response", ("progressive disease",), note=_FAILED)]
    return []


def _spread_later(sentence: Sentence, words: Wordings) -> list[Mention]:
    """New metastases behind a treatment are its failure, where no response is named there."""
    match = words["new metastases"].search(sentence.text)
    if (
        not match
        or any(not m.weak for m in sentence.of("response"))
        or not words["later"].search(sentence.text)
    ):
        return []
    start, end = span_of(sentence, match)
    return [Mention(start, end, "term", "response", ("progressive disease",))]


def _response(scope: Scope) -> list[Finding]:
    """The last stated response; a tumour response outweighs the relief of symptoms."""
    found: list[tuple[int, Finding]] = []
    phrases = load_phrases(scope.names.folder, "outcomes")
    words = load_wordings(scope.names.folder, "outcomes")
    treated = False
    for sentence in scope.sentences:
        if sentence.kind == "title":
            continue
        told = [*sentence.of("response"), *_told(sentence, phrases)]
        if treated:
            told += _spread_later(sentence, words)
        told += _in_vain(scope, sentence, words)
        told.sort(key=lambda m: (m.start, m.end))
        treated = treated or bool(sentence.of("treatment"))
        for mention in told:
            if not _is_response(sentence, mention, words) or (
                (mention.name in _WORSE and another.of_it(scope, sentence, mention))
                or another.said_of(scope, sentence, mention)
            ):
                continue
            wording = sentence.between(mention.start, mention.end)
            if mention.name == "improvement" and not treated and _NO_SYMPTOMS.match(wording):
                continue  # when the tumour was found
            letters = len(wording) == _RECIST_LETTERS  # "PR …, but PD was recognised"
            doubtful = (
                mention.weak and sentence.kind != "cell" and not letters
            ) or mention.note == _FAILED
            rank = _TUMOUR_RESPONSE
            if _is_local(scope, sentence, mention):
                rank = _LOCALLY
            elif mention.name == "improvement" or (
                doubtful and mention.name == "progressive disease"
            ):
                rank = _RELIEF
            finding = of_mention(
                scope,
                sentence,
                mention,
                "response",
                mention.name,
                "response.named",
                group="response",
                confidence=0.7 if rank == _RELIEF else 0.85,
                cues=sentence.context(mention.start, mention.end).values(),
            )
            found.append((rank, finding))
    top = max((rank for rank, _ in found), default=0)
    best = [finding for rank, finding in found if rank == top]
    if not best:
        return []
    # Of several in the last sentence a category by its name outranks a paraphrase.
    last = scope.annotations.sentence_at(best[-1].start)
    there = [f for f in best if last is not None and last.start <= f.start < last.end]
    if (
        last is not None and best[-1].value == "no evidence of disease"
    ):  # "… a partial response; he is free of disease at 22 months"
        clause = last.text.rfind("; ", 0, best[-1].start - last.start) + 1
        there = [f for f in there if f.start >= last.start + clause]
    named = [f for f in there if _CATEGORY.search(f.quote)]
    chosen = (named or best)[-1]
    before = best[best.index(chosen) - 1] if chosen is not best[0] else chosen
    goes_on = before.value == "complete response" and _REMISSION.search(chosen.quote)
    last_said = before if goes_on else chosen
    return [*_better(found, last_said), last_said]


def _is_local(scope: Scope, sentence: Sentence, mention: Mention) -> bool:
    """Whether there was no recurrence at one place, which tells nothing of the others: "without
    recurrence in the eye"; not where the sentence tells of the operation.
    """
    if mention.name != "no evidence of disease":
        return False
    for treatment in sentence.of("treatment"):
        operation = any("surgery" in scope.names.ancestors("treatment", n) for n in treatment.names)
        if operation and not _COUNTED_FROM.search(sentence.ahead(treatment.start, 40)):
            return False
    wording = sentence.between(mention.start, mention.end)
    after = sentence.between(mention.end, sentence.end)
    if not _ONE_RECURRENCE.search(wording) or _OR_ELSEWHERE.match(after):
        return False
    at = _AT_A_PLACE.match(after)
    place = at is not None and any(
        m.start == mention.end + at.end() for m in sentence.of("site", "bone_site")
    )
    return place or patterns.search(r"\blocal", wording) is not None


# "28 months after craniotomy": when it was, not what was done then.
_COUNTED_FROM = compiled(
    r"\b(?:months|years|weeks)\s+(?:after|from|following|since)\s+(?:the\s+)?$", re.I
)
_ONE_RECURRENCE = compiled(
    r"^(?!.*(?:distant|metast)).*(?:recurren|relapse)", re.IGNORECASE | re.DOTALL
)
_OR_ELSEWHERE = compiled(
    r"[^.;]{0,40}?(?:,|\bor|\band|\bnor)\s[^.;]{0,30}?\b(?:distant|metast|elsewhere|systemic|spread|disease)",
    re.I,
)
_AT_A_PLACE = compiled(r"\s+(?:in|at|of|within)\s+(?:the\s+|his\s+|her\s+)?", re.I)


def _better(found: list[tuple[int, Finding]], last: Finding) -> list[Finding]:
    """The best category named before the last response, where that is a worse one (RECIST 1.1)."""
    if last.value not in _WORSE:
        return []
    limit = _WORSE.index(last.value)
    named = [
        (_WORSE.index(f.value), f)
        for _, f in found
        if f.start < last.start
        and f.value in _WORSE[:limit]
        and (_CATEGORY.search(f.quote) or len(f.quote) == _RECIST_LETTERS)
    ]
    return [min(named, key=lambda n: n[0])[1]] if named else []


def _is_response(sentence: Sentence, mention: Mention, words: Wordings) -> bool:
    """Whether a wording is said of the tumour; in a table's cell it always is."""
    if vetoed(sentence, mention, "planned"):
        return False
    if mention.name != "no evidence of disease" and "uncertain" in sentence.context(
        mention.start, mention.end
    ):
        return False
    if sentence.kind == "cell":
        return True
    if mention.name == "no evidence of disease" and _BUT_SPREAD.search(
        sentence.text, mention.end - sentence.start
    ):
        return False
    if mention.name in ("complete response", "partial response", "stable disease") and (
        words["of hormones"].search(sentence.between(mention.start - 14, mention.end))
        or words["of symptoms"].match(sentence.between(mention.end, sentence.end))
    ):
        return False  # "complete biochemical remission"
    resolved = _RESOLUTION_OF.match(sentence.text, mention.end - sentence.start)
    if (
        resolved
        and mention.name not in ("improvement", "no evidence of disease")
        and not words["tumour"].search(resolved[1])
    ):
        return False
    if mention.name == "no evidence of disease" and _FREE_OF.match(
        wording := sentence.between(mention.start, mention.end)
    ):
        if _SPECIMEN.search(sentence.between(mention.start - 60, mention.start)):
            return False
    if mention.name == "no evidence of disease" and _SOMEWHERE.search(
        sentence.between(mention.start, mention.end)
    ):
        # "Brain MRI showed metastases, with no evidence of pelvic relapse."
        if any(
            "negated" not in sentence.context(c.start, c.end) for c in sentence.cue("metastasis")
        ):
            return False
    of_tumour = bool(words["tumour"].search(sentence.text))
    wording = sentence.between(mention.start, mention.end)
    if (mention.name == "recurrence" or "recur" in wording.lower()) and words["symptom"].search(
        sentence.between(sentence.start, mention.start)
    ):
        return False
    unreal = _UNREAL.search(sentence.text)
    if unreal and mention.start < sentence.start + unreal.end():
        return False
    ahead = sentence.between(mention.start - 60, mention.start)
    if mention.name == "progressive disease" and wording.lower() == "progressed":
        if _OF_AN_ORGAN.search(ahead) and not _WHO_HAS.search(ahead):
            return False
    if mention.name == "stable disease" and _VAGUE_STABLE.match(wording) and not of_tumour:
        return _on_drug(sentence, mention, words)
    letters = len(wording) == _RECIST_LETTERS
    named = letters or bool(_CATEGORY.search(wording) or _OF_A_TIME.search(wording))
    if mention.name == "partial response" and not (
        of_tumour or named or "chemotherapy" in wording.lower() or _WHO_RESPONDED.search(ahead)
    ):
        return False  # "the paresis regressed"
    if not mention.weak:
        return True
    if _TURNS_INTO.match(sentence.text, mention.end - sentence.start):
        return False
    return (letters and bool(words["evaluation"].search(sentence.text))) or (
        (of_tumour or bool(sentence.of("site", "bone_site")))
        and mention.name in ("stable disease", "progressive disease")
    )


# "The patient responded well to treatment".
_WHO_RESPONDED = compiled(
    r"\b(?:he|she|patient|who)\s+(?:(?:has|had|then|initially|at\s+first|\w+ly)\s+){0,2}$",
    re.IGNORECASE,
)
# "Respiratory failure progressed", "her weakness had progressed": not the tumour.
_OF_AN_ORGAN = compiled(
    r"(?<!\bof\s)(?<!\btreatment\s)\b(?:failure|dysfunction|insufficiency|regurgitation|stenosis|dyspn\w+|weakness|pa(?:resis|ralysis)|neuropath\w+|confusion|"
    r"encephalopath\w+|sepsis|pneumonia|infection|fibrosis|symptoms|impairment|deficits?|jaundice|hypox\w+)\s+(?:(?:had|has|have|then|also|\w+ly)\s+){0,2}$",
    re.IGNORECASE,
)
# "Had the disease progressed, everolimus would have been started".
_UNREAL = compiled(
    r"(?:(?:^|[;,]\s)had\s+(?:she|he|it|they|the\s+\w+)|\bif\b[^,;.]{1,40}\bhad)\s[^,;.]{1,80}(?=,\s[^.;]{1,60}\bwould\s+have\b)",
    re.IGNORECASE,
)
_WHO_HAS = compiled(r"\b(?:patients?|man|woman|one)\s+with\b", re.IGNORECASE)


def _on_drug(sentence: Sentence, mention: Mention, words: Wordings) -> bool:
    """Whether a drug stands behind "stable": "has been stable for 10 months on interferon"."""
    end = mention.end - sentence.start
    if words["stable for"].match(sentence.text, end) and any(
        m.end <= mention.start and not m.weak for m in sentence.of("treatment")
    ):
        return True
    on = words["stable on"].match(sentence.text, end)
    return on is not None and any(
        m.start - sentence.start == on.end() and not m.weak for m in sentence.of("treatment")
    )


_IN_CASE = compiled(
    r"\W*(?:if|whether|unless|when\s+untreated|untreated)\b|\W*a\s+patient\s+dies\b", re.I
)


def _vital(scope: Scope) -> list[Finding]:
    """The last word on death or, where there is none, on life or an autopsy; follow-up alone tells
    life, too.
    """
    words = load_wordings(scope.names.folder, "outcomes")
    dead: list[Finding] = []
    alive: list[Finding] = []
    examined: list[Finding] = []
    seen: list[Finding] = []
    last: Sentence | None = None
    for sentence in scope.sentences:
        if sentence.kind == "title":
            continue
        before, last = last, sentence
        for cue in sentence.cue("dead", "autopsied", "alive", "well", "last_contact"):
            if _INTERVAL.match(sentence.between(cue.end, cue.end + 12)):
                continue
            if cue.group == "dead" and _IN_CASE.match(sentence.text):
                continue  # "if untreated, the patient dies of liver failure"
            context = sentence.context(cue.start, cue.end)
            negated = context.get("negated")
            if "family" in context or (
                negated is not None
                and cue.group != "well"
                and len(sentence.between(negated.cue_end, cue.start).split()) <= 2
            ):
                continue
            if cue.group in ("dead", "autopsied"):
                at = cue.start - sentence.start
                others = words["death of others"]
                own = _OWN_DEATH.search(sentence.text[:at]) or _WHO_DIED.match(sentence.text, at)
                other = not own and others.search(sentence.text, max(0, at - 60), at + 20)
                if cue.group == "autopsied":  # "The donor had died. Autopsy disclosed …"
                    kin = words["autopsy of others"]
                    around = (sentence, before) if before else (sentence,)
                    other = next(filter(None, (kin.search(s.text) for s in around)), None)
                if not (other or "uncertain" in context or "history" in context):
                    named = cue.group == "dead"
                    (dead if named else examined).append(
                        of_mention(
                            scope,
                            sentence,
                            cue,
                            "vital_status",
                            "dead",
                            "vital.dead" if named else "vital.autopsy",
                            status="reported" if named else "derived",
                            confidence=0.95 if named else 0.85,
                        )
                    )
            elif cue.group == "alive":
                alive.append(
                    of_mention(
                        scope,
                        sentence,
                        cue,
                        "vital_status",
                        "alive",
                        "vital.alive",
                        confidence=0.93,
                    )
                )
            elif (
                cue.start == sentence.start or _of_patient(sentence)
                if cue.group == "last_contact"
                else _late(sentence)
            ):
                seen.append(
                    of_mention(
                        scope,
                        sentence,
                        cue,
                        "vital_status",
                        "alive",
                        "vital.follow_up",
                        confidence=0.75,
                    )
                )
        lived = words["lived so long"].search(sentence.text)
        if lived and not sentence.has("alive", "well"):
            start, end = span_of(sentence, lived)
            dead.append(
                make(
                    scope,
                    sentence,
                    "vital_status",
                    "dead",
                    start,
                    end,
                    "vital.lived",
                    confidence=0.8,
                )
            )
    told = sorted([*alive, *examined], key=lambda finding: finding.start)
    if not (dead or told or seen):
        seen = _living(scope)
    return (dead or told or seen)[-1:]


def _living(scope: Scope) -> list[Finding]:
    """Alive by what the patient is said to do now, at a time told in the report's last part."""
    words = load_wordings(scope.names.folder, "outcomes")
    prose = [s for s in scope.sentences if s.kind != "title"]
    for at in reversed(range(max(0, len(prose) - _LAST_PART), len(prose))):
        sentence, last = prose[at], prose[at - 1] if at else None
        match = words["lives"].search(sentence.text)
        # "At the last visit, 30 months after surgery, … no recurrence. She works part time."
        told_then = last is not None and last.block == sentence.block and _late(last)
        if match and (told_then or _late(sentence) or words["now"].search(sentence.text)):
            start, end = span_of(sentence, match)
            if "family" not in sentence.context(start, end):
                return [
                    make(
                        scope,
                        sentence,
                        "vital_status",
                        "alive",
                        start,
                        end,
                        "vital.present",
                        status="derived",
                        confidence=0.65,
                    )
                ]
    return []


def _of_patient(sentence: Sentence) -> bool:
    return sentence.has("pronoun") or bool(_PATIENT.search(sentence.text))


def _late(sentence: Sentence) -> bool:
    """Whether the sentence tells of follow-up, by a word or a length of time."""
    return sentence.has("follow_up") or bool(DURATION.search(sentence.text))
