"""Treatments with their story: what was given, and what was planned, advised or declined."""

from __future__ import annotations

import re

from netmatrix.evidence import Finding, FindingStatus
from netmatrix.extract.base import Scope, make, near
from netmatrix.nlp.annotations import Mention, Modifier, Sentence
from netmatrix.normalise.numbers import DIGITS, NUMBER, parse, plain

_DOSE = re.compile(
    rf"(?<![\w.])(?P<dose>{DIGITS}(?:\s*[-–]\s*{DIGITS})?\s*(?:mg|µg|μg|mcg|g|GBq|MBq|mCi|Gy|IU|U|MU)(?:/(?:m2|m²|kg|day|d|die|h|hr|fraction))*)",
)
_SCHEDULE = re.compile(
    r"\b(?:every\s+(?:\d+|two|three|four|six|other)?\s*(?:hours?|days?|weeks?|months?)|q\s?\d+\s?[hdw]\b|q\d?d\b|"
    r"bid|b\.i\.d\.|tid|qd|once daily|twice daily|three times daily|once a day|twice a day|daily|"
    r"monthly|weekly|once a month|twice a week|each month|per day|/day|/month)\b",
    re.IGNORECASE,
)
_CYCLES = re.compile(rf"(?P<n>{NUMBER})\s+(?:\w+\s+){{0,2}}(?:cycles?|courses?|sessions?)\b", re.I)
_NOT_TREATED_AFTER = re.compile(
    r"^[\s-]*(?:scan|scintigra\w+|suppression|inhibition|stimulation|receptor|PET|SPECT|uptake|"
    r"positive|avid|secret\w+|produc\w+|level|assay|resistan\w+|antagonist|intoleran\w+|allerg\w+|"
    r"induced|refractory|naive|candidate|test|department|tumou?r board|specimen|sample|margin|site\b|"
    r"scar|bed\b|wound|for appendicitis|CT\b|MRI\b|imaging|endoscop\w+|colonoscop\w+|program\w*|"
    r"levels?\b|concentration|(?:was|were|is) (?:\d|found to be \d|low\b|elevated|high\b|normal)|deficien\w+|"
    r"(?:did|does) not (?:suppress|diminish|inhibit)|failed to suppress|tolerance test|neither was)",
    re.IGNORECASE,
)
_NOT_TREATED_BEFORE = re.compile(
    r"\b(?:serum|plasma|measur\w+|levels?\s+of|hydroxy|free|fasting|random|urinary|secret\w+|produc\w+|concentrations?\s+of|"
    r"allerg\w+\s+to|deficiency\s+of|candidate\s+for|effects?\s+of|non|suppress\w*\s+(?:by|with|after)(?:\s+[\w.]+){0,4})[\s-]+$",
    re.IGNORECASE,
)
_ANAESTHESIA = re.compile(r"\bana?esthe", re.IGNORECASE)
_PRIOR_OTHER = re.compile(
    r"\b(?:history of|previously|prior|years? (?:ago|earlier|before))\b", re.I
)
_SPECIFIC_SURGERY = "surgery"


def extract(scope: Scope) -> list[Finding]:
    """Findings of ``treatments``, in the order of the text, each with its status."""
    found: list[Finding] = []
    for sentence in scope.sentences:
        for mention in [*sentence.of("treatment"), *_phrases(sentence)]:
            found += _one(scope, sentence, mention)
    return _settle(scope, found)


_OBJECT = r"(?:the|a|an|this|all|both|his|her)?\s*(?:[\w-]+[\s,]+(?:and\s+)?){0,5}?"
_PHRASES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        (
            "lymphadenectomy",
            rf"\b(?:resection|dissection|removal|excision|clearance|curage|sampling)\s+of\s+{_OBJECT}(?:lymph\s+)?nodes\b",
        ),
        (
            "hepatectomy",
            rf"\b(?:resection|excision|removal)\s+of\s+{_OBJECT}(?:liver|hepatic)\s+(?:metasta\w+|lesions?|nodules?|segments?|lobe)\b",
        ),
        (
            "small bowel resection",
            rf"\b(?:resection|removal)\s+of\s+{_OBJECT}(?:ileum|jejunum|small\s+bowel|ileal\s+\w+|jejunal\s+\w+)\b",
        ),
        (
            "valve replacement",
            r"\bvalves?\s+(?:was|were)\s+(?:\w+\s+)?replaced\b|\breplacement\s+of\s+(?:the\s+|both\s+|heart\s+|\w+\s+(?:and\s+\w+\s+)?)*valves?\b",
        ),
        (
            "small bowel resection",
            r"\b(?:ileum|jejunum|small\s+bowel|ileal\s+\w+)\b[^.;]{0,30}\b(?:was|were)\s+(?:\w+\s+)?(?:resected|removed|excised)\b",
        ),
        (
            "tumor resection",
            rf"\b(?:resection|excision|removal|extirpation)\s+of\s+{_OBJECT}(?:tumou?rs?|mass(?:es)?|lesions?|nodules?|neoplasms?|polyps?)\b"
            r"|\b(?:tumou?rs?|mass(?:es)?|lesions?|nodules?)\s+(?:[\w-]+\s+){0,2}(?:was|were)\s+(?:[\w-]+\s+){0,3}(?:excised|resected|removed|extirpated)\b",
        ),
    )
)
"""Operations told with words in between, which no fixed wording covers."""


def _phrases(sentence: Sentence) -> list[Mention]:
    out: list[Mention] = []
    taken = [(m.start, m.end) for m in sentence.of("treatment") if not m.weak]
    for name, pattern in _PHRASES:
        for match in pattern.finditer(sentence.text):
            start, end = sentence.start + match.start(), sentence.start + match.end()
            if not any(a < end and start < b for a, b in taken):
                out.append(Mention(start, end, "term", "treatment", (name,)))
                taken.append((start, end))
    return out


def _one(scope: Scope, sentence: Sentence, mention: Mention) -> list[Finding]:
    in_cell = sentence.kind == "cell"
    if mention.weak and not in_cell and not near(sentence, mention, "treated", 6):
        return []
    after = sentence.between(mention.end, sentence.end)
    if _NOT_TREATED_AFTER.match(after):
        return []
    if _NOT_TREATED_BEFORE.search(sentence.between(mention.start - 30, mention.start)):
        return []
    context = {
        category: modifier
        for category, modifier in sentence.context(mention.start, mention.end).items()
        if not _of_another(sentence, mention, modifier)
    }
    if "negated" in context or "family" in context:
        return []
    if sentence.kind == "title" and (
        mention.weak or "supportive care" in scope.names.ancestors("treatment", mention.name)
    ):
        return []
    if _ANAESTHESIA.search(sentence.text) and any(
        "supportive care" in scope.names.ancestors("treatment", n) for n in mention.names
    ):
        return []
    other = near(sentence, mention, "other_disease", 8)
    if other and ("history" in context or _PRIOR_OTHER.search(sentence.text)):
        return []
    status: FindingStatus = "given"
    if "declined" in context:
        status = "declined"
    elif "not_given" in context:
        return []
    elif "planned" in context:
        status = "planned"
    elif "recommended" in context and not _given_word(sentence, mention):
        status = "recommended"
    elif "stopped" in context:
        status = "stopped"
    confidence = 0.92 if near(sentence, mention, "treated", 8) else 0.8
    following = [m.start for m in sentence.of("treatment") if m.start >= mention.end]
    detail = _detail(sentence.between(mention.end, min(following, default=sentence.end)))
    return [
        make(
            scope,
            sentence,
            "treatments",
            name,
            mention.start,
            mention.end,
            f"treatment.{status}",
            group="treatment",
            status=status,
            confidence=confidence,
            cues=context.values(),
            detail=detail,
        )
        for name in mention.names
    ]


_JOINT = re.compile(
    r",\s*(?:and|but|while|whereas|then|although)\s|;\s|,\s(?=\w+\s+(?:was|were)\b)"
)


def _of_another(sentence: Sentence, mention: Mention, modifier: Modifier) -> bool:
    """Whether a cue behind the mention speaks of a later treatment ("…, and everolimus was declined")."""
    if modifier.cue_start < mention.end:
        return False
    joints = list(_JOINT.finditer(sentence.between(mention.end, modifier.cue_start)))
    if not joints:
        return False
    place = mention.end + joints[-1].end()
    return any(place <= m.start < modifier.cue_start for m in sentence.of("treatment"))


_STARTED_AFTER = re.compile(
    r"^(?:\s*\([^)]*\))?\s*(?:(?:and|with|plus|combined|in combination)\s+\w+\s+)?(?:was|were)\s+(?:then\s+|subsequently\s+|thus\s+|therefore\s+)?"
    r"(?:started|given|initiated|administered|performed|carried\s+out|commenced|delivered|instituted|completed|done|undertaken)\b",
    re.IGNORECASE,
)


def _given_word(sentence: Sentence, mention: Mention) -> bool:
    before = sentence.between(mention.start - 40, mention.start)
    if _STARTED_AFTER.match(sentence.between(mention.end, mention.end + 60)):
        return True
    return bool(
        re.search(
            r"\b(?:underwent|received|was given|treated with|started on|was started|initiated)\W+(?:\w+\W+){0,3}$",
            before,
            re.I,
        )
    )


def _detail(after: str) -> dict[str, str]:
    """Dose, schedule and cycles that stand right behind the treatment."""
    window = re.split(r"[.;]\s", after[:90])[0]
    detail: dict[str, str] = {}
    dose = _DOSE.search(window)
    if dose and dose.start() < 40:
        detail["dose"] = dose["dose"]
        schedule = _SCHEDULE.search(window)
        if schedule:
            detail["schedule"] = schedule.group()
    cycles = _CYCLES.search(window)
    if cycles:
        count = parse(cycles["n"])
        detail["cycles"] = plain(count) if count is not None else cycles["n"]
    return detail


def _settle(scope: Scope, found: list[Finding]) -> list[Finding]:
    """One finding a treatment and kind of status; generic names give way to specific ones."""
    told = [f for f in found if f.section != "title"]
    found = told or found
    given = {f.value for f in found if f.status in ("given", "stopped")}
    covered = {a for v in given for a in scope.names.ancestors("treatment", v)}
    out: list[Finding] = []
    seen: set[tuple[str, str]] = set()
    for finding in sorted(found, key=lambda f: (-bool(f.detail), f.start)):
        kind = "given" if finding.status in ("given", "stopped") else finding.status
        if (finding.value, kind) in seen:
            continue
        if kind == "given" and finding.value in covered:
            continue
        if kind in ("planned", "recommended") and finding.value in given:
            continue
        # A refusal outweighs a bare later mention of the same treatment, not a stated course.
        seen.add((finding.value, kind))
        out.append(finding)
    declined = {f.value for f in out if f.status == "declined"}
    out = [
        f for f in out if not (f.status == "given" and f.value in declined and f.confidence < 0.9)
    ]
    return sorted(out, key=lambda f: f.start)
