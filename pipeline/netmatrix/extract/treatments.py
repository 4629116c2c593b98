"""Treatments with their story: what was given, and what was planned, advised or declined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from netmatrix import patterns
from netmatrix.evidence import Finding, FindingStatus
from netmatrix.extract import another
from netmatrix.extract.base import NEVER, Scope, near, of_mention, span_of
from netmatrix.extract.diagnosis import is_neuroendocrine, names_neuroendocrine, told_in
from netmatrix.extract.knowledge import knowledge
from netmatrix.extract.patient import age_in
from netmatrix.extract.phrases import Wordings, load_phrases, load_wordings
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Mention, Modifier, Sentence
from netmatrix.normalise.names import Names
from netmatrix.normalise.numbers import DIGITS, NUMBER, parse, plain
from netmatrix.patterns import compiled

# Dose, schedule and cycles stand in the clause of their treatment.
_CLAUSE_END = compiled(r"[.;]\s")
_DOSE = compiled(
    rf"(?<![\w.])(?P<dose>{DIGITS}(?:\s*[-–]\s*{DIGITS})?\s*(?:mg|µg|μg|mcg|g|GBq|MBq|mCi|Gy|IU|U|MU)(?:/(?:m2|m²|kg|day|d|die|h|hr|fraction))*)",
)
_SCHEDULE = compiled(
    r"\b(?:every\s+(?:\d+|two|three|four|six|other)?\s*(?:hours?|days?|weeks?|months?)|q\s?\d+\s?[hdw]\b|q\d?d\b|"
    r"bid|b\.i\.d\.|tid|qd|once daily|twice daily|three times daily|once a day|twice a day|daily|"
    r"monthly|weekly|once a month|twice a week|each month|per day|/day|/month)\b",
    re.IGNORECASE,
)
_CYCLES = Gated(rf"(?P<n>{NUMBER})\s+(?:\w+\s+){{0,2}}(?:cycles?|courses?|sessions?)\b", re.I)
# "… and four cycles of": the number belongs to what follows.
_OF_THE_NEXT = compiled(
    rf"{NUMBER}\s+(?:\w+\s+){{0,2}}(?:cycles?|courses?|sessions?)\s+of\s*$", re.I
)
# The same right before a treatment or its list: "four cycles of cisplatin and (etoposide)".
_CYCLES_OF = compiled(
    rf"(?P<n>{NUMBER})\s+(?:\w+\s+){{0,2}}(?:cycles?|courses?|sessions?)\s+of\s+"
    r"(?:(?!(?:was|were|then|followed)\b)[\w-]+[\s,/+]+){0,5}$",
    re.IGNORECASE,
)
# "PRRT x4".
_TIMES = compiled(r"^\s*[x×]\s?(?P<n>\d{1,2})\b|^\s*\(\s*[x×]\s?(?P<n2>\d{1,2})\s*\)")
_SUPPORTIVE = "supportive care"
# Between a treatment and the other disease that it was given for.
_FOR = compiled(
    r"\s*(?:for|because of)\s+(?:the\s+)?(?:(?:treatment|management|control)\s+of\s+)?(?:\w+\s+){0,2}",
    re.I,
)
# A dose of radiation tells radiotherapy, where the sentence names no kind of it.
_RADIATION = Gated(
    r"\b(?:\d[\d.,]*\s*(?:-|–|to)\s*)?\d[\d.,]*\s*(?:Gy|cGy|rads?)\b(?!\s*/?\s*(?:BED|EQD2))"
    r"|\bexternal[\s-]beam\b|\birradiated\b"
)
# What an operation is said to be of.
_OF_AN_ORGAN = compiled(r"\s+of\b[^,.;]{0,60}", re.IGNORECASE)
_RADIOTHERAPY = "radiotherapy"
_LYMPHADENECTOMY = "lymphadenectomy"
GENERIC = "tumor resection"
_SURGERY = "surgery"
_CYTOTOXIC = "chemotherapy"
_NAMED_BEHIND = 12
"""So many letters behind "resected with" the operation has its name ("ESD")."""
_OF_THE_PRIMARY = compiled(r"\s+of\s+(?:the|his|her)\s+primary\b", re.IGNORECASE)
_RETELLS = frozenset({"title", "introduction", "conclusion"})
"""Sections that name the operation of the report in short."""
_PARTICIPLE = compiled(r"(?:removed|resected|excised|extirpated|taken out)$", re.IGNORECASE)
# Where a new clause, and with it another treatment's story, begins.
_JOINT = compiled(
    r",\s*(?:and|but|while|whereas|then|although|whereupon|after\s+which|upon\s+which)\s|;\s|,\s(?=[\w-]+\s+(?:[\w-]+\s+)?(?:was|were)\b)"
)
_LISTED = compiled(
    r"(?:\s*+\d[\w./]*(?:\s++\w++/\w+)?)?\s*+(?:,|and|,\s*and|plus|\+)\s*", re.IGNORECASE
)
# A regimen's short form: "EC", "FOLFIRI", "AC-T".
_SHORT_FORM = compiled(r"m?[A-Z][A-Z0-9/+-]{1,11}(?:\s+(?:regimen|chemotherapy|protocol))?")
_BRACKET = compiled(r"\([^)]*\)")
# "Wide excision, neck dissection, and radiotherapy were (planned)": one verb for all of a list.
_LIST_WERE = compiled(
    r"(?:,?\s(?!(?:and|but|was|were|is|are|had|has)\b)[\w-]+){0,8},\s+and\s+(?!(?:two|three|four|several|many)\b)"
    r"[a-z][\w-]+(?:\s(?!and\b)[\w-]+)?\s+were\s+(?:all\s+|both\s+|also\s+)?",
)
_LAST_ONE = compiled(r"\band\s+(?=(?:[\w-]+\s+){1,4}$)")


_HEADS = compiled(r"\s+(?:with|of|by|including|using|consisting)\s")
# "Chemotherapy with cisplatin and etoposide was proposed": the singular is the chemotherapy's.
_HEADED = compiled(
    r"\b(?:chemotherapy|therapy|treatment|combination|regimen|association|protocol)\b[^,.;]{0,20}\b(?:with|of|by|including|using)\s+(?:[\w-]+[,\s]+(?:and\s+)?){0,3}$",
    re.IGNORECASE,
)


def extract(scope: Scope) -> list[Finding]:
    """Findings of ``treatments``, in the order of the text, each with its status."""
    found: list[Finding] = []
    removal_of = knowledge(scope).removal_of
    words = load_wordings(scope.names.folder, "treatments")
    besides = {
        m.names
        for s in scope.sentences
        for m in s.of("treatment")
        if _of_comorbidity(scope, s, m, words)
        and not _of_the_organ(scope, m)
        and not _may_be_the_tumour_s(scope, m)
        and not any(  # what another cancer was treated with may be given for this one, too
            words["cancer"].match(s.between(c.start, c.end))
            for c in s.cue("comorbidity", "other_disease")
        )
    }
    told = (scope.document.metadata.title, *(s.text for s in scope.sentences))
    if not any(map(words["thyroid replaced"].search, told)):
        besides.add(_THYROID_HORMONE)
    known_from = _known_from(scope)
    for sentence in scope.sentences:
        told_before = sentence.start < known_from and sentence.section in _TELLING
        phrases = _phrases(sentence, scope.names, removal_of)
        named = [
            m
            for m in sentence.of("treatment")
            if not any(
                p.start < m.end and m.start < p.end and (p.end - p.start) > (m.end - m.start)
                for p in phrases
            )
        ]
        for mention in [*named, *phrases]:
            if len(mention.names) > 1 and _spelled_out(sentence, mention):
                continue
            if mention.names in besides:  # "Methotrexate was stopped", taken for arthritis
                continue
            if told_before and _of_the_past(scope, sentence, mention, words):
                continue
            found += _treatment(scope, sentence, mention)
    return _settle(scope, found)


_THYROID_HORMONE = ("levothyroxine",)
_TELLING = frozenset({"case", "body"})
# "(Right nephrectomy) had been done for (pyonephrosis)", with or without a verb.
_BECAUSE_OF = compiled(
    r"[^.;]{0,60}\b(?:for|because\s+of|due\s+to|owing\s+to|on\s+account\s+of)\s+(?:[\w-]+\s+){0,4}",
    re.IGNORECASE,
)


def _known_from(scope: Scope) -> int:
    """Where the report (behind its last heading, if it has any) first names the patient's neuroendocrine
    tumour: what it tells before may be of other illnesses.
    """
    headings = (
        b.start for b in scope.document.blocks if b.kind == "heading" and b.section == "case"
    )
    begins = max(headings, default=0)
    return next(
        (
            s.start
            for s in scope.sentences
            if s.start >= begins
            and s.section in _TELLING
            and s.kind not in ("title", "heading")
            and names_neuroendocrine(scope, s)
        ),
        0,
    )


def _kinds(scope: Scope, mention: Mention) -> set[str]:
    """The treatments mentioned, and what they are kinds of."""
    return {a for n in mention.names for a in (n, *scope.names.ancestors("treatment", n))}


def _of_the_past(scope: Scope, sentence: Sentence, mention: Mention, words: Wordings) -> bool:
    """Whether a treatment that the text tells before the tumour, in a sentence on the past, is that of an
    illness named before it or as its reason: "lymphoma at the age of 23, treated with doxorubicin;
    splenectomy", "nephrectomy for pyonephrosis"; not where the sentence tells how the patient came.

    What is given for such tumours only may have been begun before, and what was done for a tumour
    that was taken for another is the tumour's.
    """
    known = knowledge(scope)
    kinds = _kinds(scope, mention)
    if not known.for_these_only.isdisjoint(kinds) or another.presumed(sentence):
        return False
    if not known.for_syndromes.isdisjoint(kinds) and _SECRETES.search(scope.document.text):
        return False
    if _PRESENTED.search(sentence.text):
        return False  # "presented in 2019 with appendicitis and underwent …": how it was found
    past = words["told as past"].search(sentence.text) or _PAST_ILLNESS.search(sentence.heading)
    ills = another.diseases(scope, sentence)
    ills += [span_of(sentence, m) for m in words["some illness"].finditer(sentence.text)]
    ill = any(
        end <= mention.start
        or _BECAUSE_OF.fullmatch(sentence.between(mention.end, max(mention.end, start)))
        for start, end in ills
    )
    habit = words["habit"].search(sentence.between(sentence.start, mention.start))
    often = past and known.often_before.issuperset(
        mention.names
    )  # "cholecystectomy at the age of 25"
    if not ((past and ill) or often or (habit and _SUPPORTIVE in kinds)):
        return False
    return not _of_the_organ(scope, mention)


_PRESENTED = compiled(
    r"\b(?:presented|was\s+(?:admitted|referred|seen|evaluated|found\s+to\s+have))\b[^.;]{0,60}\b(?:with|for|because\s+of)\b",
    re.IGNORECASE,
)


def _spelled_out(sentence: Sentence, mention: Mention) -> bool:
    """Whether brackets behind a regimen name its agents: "EC (epirubicin, cyclophosphamide)"."""
    if not _SHORT_FORM.fullmatch(sentence.between(mention.start, mention.end)):
        return False
    inside = patterns.match(
        r"\s*(?:regimen\s*)?\(([^)]*)\)", sentence.between(mention.end, sentence.end)
    )
    if not inside:
        return False
    end = mention.end + inside.end()
    told = [m for m in sentence.of("treatment") if mention.end <= m.start and m.end <= end]
    return bool(told) and {n for m in told for n in m.names} != set(mention.names)


def _phrases(sentence: Sentence, names: Names, removal_of: Mapping[str, str]) -> list[Mention]:
    """Operations told in several words, as mentions, where no named one covers the place."""
    out: list[Mention] = []
    words = load_wordings(names.folder, "treatments")
    told = [m for m in sentence.of("treatment") if not m.weak]
    irradiated = any(
        n == _RADIOTHERAPY or _RADIOTHERAPY in names.ancestors("treatment", n)
        for m in told
        for n in m.names
    )
    for mention in sentence.of("site"):
        name = removal_of.get(mention.name, "")
        before = sentence.between(mention.start - 60, mention.start)
        removed = None
        # A tumour of an adrenal is taken out with it.
        if mention.name == "adrenal gland" or not words["lesion in it"].search(before):
            removed = words["removed behind"].match(sentence.between(mention.end, sentence.end))
        of_it = words["removal of"].search(before)
        if (
            name
            and (of_it or words["removed along"].search(before))
            and not words["lesion of it"].match(sentence.between(mention.end, mention.end + 30))
            and not _THING.search(sentence.between(mention.start, mention.end))
        ):
            start = mention.start - (len(of_it.group()) if of_it else 0)
            out.append(Mention(start, mention.end, "term", "treatment", (name,)))
        elif name and not removed:
            had = words["had before"].search(sentence.between(mention.start - 24, mention.start))
            removed = had and words["had removed behind"].match(
                sentence.between(mention.end, sentence.end)
            )
        if name and removed and not of_it:
            end = mention.end + removed.end()
            out.append(Mention(mention.start, end, "term", "treatment", (name,)))
    for name, pattern in load_phrases(names.folder, "treatments"):
        for match in pattern.finditer(sentence.text):
            if _NOT_DONE.search(match[0]):
                continue  # "the bronchial tumor was not resected"
            start, end = span_of(sentence, match)
            # "The jejunal lesion was resected" says more than "lesion was resected" in it.
            general = {GENERIC, *names.ancestors("treatment", name)} - {name}
            rivals = [(m.start, m.end) for m in told if general.isdisjoint(m.names)]
            # "The tail of the pancreas and the spleen were removed": the spleen's is within;
            # "resection of the ileum with its nodes" is both.
            rivals += [
                (m.start, m.end)
                for m in out
                if m.name != _LYMPHADENECTOMY
                and not (m.end <= end and _TOGETHER.search(sentence.between(start, m.start)))
            ]
            if not any(a < end and start < b for a, b in rivals):
                out.append(Mention(start, end, "term", "treatment", (name,)))
    dose = _RADIATION.search(sentence.text)
    if dose and (not irradiated or _elsewhere(sentence, dose, names)):
        out.append(Mention(*span_of(sentence, dose), "term", "treatment", (_RADIOTHERAPY,)))
    return out


def _elsewhere(sentence: Sentence, dose: re.Match[str], names: Names) -> bool:
    """Whether a dose is told of a place apart from the named radiotherapies: "chest 45 Gy, PCI"."""
    text = sentence.text
    begin = max(text.rfind(mark, 0, dose.start()) for mark in ",;+(") + 1
    end = min(
        (at for mark in ",;+)" if (at := text.find(mark, dose.end())) >= 0), default=len(text)
    )
    left, right = sentence.start + begin, sentence.start + end
    named = any(
        left <= m.start < right
        and any(_RADIOTHERAPY in (n, *names.ancestors("treatment", n)) for n in m.names)
        for m in sentence.of("treatment")
    )
    return not named and any(left <= m.start < right for m in sentence.of("site"))


_NOT_DONE = compiled(
    r"\b(?:not|never)\s+(?:\w+\s+)?(?:resected|removed|excised|irradiated|taken)\b", re.IGNORECASE
)
_THING = compiled(r"\b(?:nodules?|stones?|cysts?|polyps?)$", re.IGNORECASE)  # "thyroid nodule"
_TOGETHER = compiled(r"\b(?:and|with)\s+(?:(?:the|his|her)\s+)?$", re.IGNORECASE)


def _of_other_organ(scope: Scope, sentence: Sentence, mention: Mention) -> bool:
    """ "Wedge resection of four liver deposits": not the operation on the organ that it names."""
    organ = knowledge(scope).removed_by.get(mention.name)
    behind = _OF_AN_ORGAN.match(sentence.between(mention.end, sentence.end))
    if organ is None or behind is None:
        return False
    end = mention.end + behind.end()
    there = {m.name for m in sentence.of("site") if mention.end <= m.start < end}
    return bool(there) and organ not in there


def _treatment(scope: Scope, sentence: Sentence, mention: Mention) -> list[Finding]:
    """What a mention says of a treatment; nothing where it is none of the patient's tumour."""
    words = load_wordings(scope.names.folder, "treatments")
    if (
        mention.weak
        and sentence.kind != "cell"
        and not near(sentence, mention, "treated", 6)
        and not _listed(sentence, mention)
    ):
        return []
    if words["cases told"].search(sentence.between(mention.start - 12, mention.end)):
        return []
    if words["had it been"].search(sentence.text):
        return []
    if any(
        v.start() < mention.end - sentence.start and mention.start - sentence.start < v.end()
        for v in words["vertebrae"].finditer(sentence.text)
    ):
        return []
    if _no_treatment(sentence, mention, words) or _is_test(scope, sentence, mention):
        return []
    if mention.weak and (_own_hormone(scope, mention) or _of_other_organ(scope, sentence, mention)):
        return []
    context = {
        category: modifier
        for category, modifier in sentence.context(mention.start, mention.end).items()
        if not (
            (
                _of_another(sentence, mention, modifier)
                and not _of_one_regimen(scope, sentence, mention, modifier)
            )
            or _resumed(sentence, mention, modifier)
            or _stopped_later(sentence, mention, modifier)
            or _TEST_RESULT.search(sentence.between(modifier.cue_start, modifier.cue_end))
            or words["neither helped"].match(sentence.between(modifier.cue_start, sentence.end))
        )
    }
    if stopped := context.get("stopped"):  # "did not tolerate": no denial of the treatment
        context = {
            category: modifier
            for category, modifier in context.items()
            if modifier is stopped or not _inside(modifier, stopped)
        }
    if not context.keys().isdisjoint(NEVER):
        return []
    supportive = [_SUPPORTIVE in scope.names.ancestors("treatment", n) for n in mention.names]
    dosed = _ACTIVITY.match(sentence.between(mention.end, mention.end + 16))
    unsure = mention.weak and not (dosed or near(sentence, mention, "treated", 3))
    if sentence.kind == "title" and (unsure or supportive[0]):
        return []
    prepared = not knowledge(scope).for_syndromes.isdisjoint(_kinds(scope, mention))
    if any(supportive) and not prepared and words["anaesthesia"].search(sentence.text):
        return []
    past = "history" in context or bool(words["in the past"].search(sentence.text))
    if _of_other_disease(scope, sentence, mention, past, words) and not _of_the_organ(
        scope, mention
    ):
        return []
    if (
        another.bracketed(scope, sentence, mention.start)
        or another.treated_by(scope, sentence, mention)
    ) and not _of_the_organ(scope, mention):
        return []
    if words["chosen over it"].search(sentence.between(sentence.start, mention.start)):
        return []
    if _of_comorbidity(scope, sentence, mention, words) and not _of_the_organ(scope, mention):
        return []
    status = _status(sentence, mention, context, words)
    if status is None:
        return []
    confidence = 0.92 if near(sentence, mention, "treated", 8) else 0.8
    following = [m.start for m in sentence.of("treatment") if m.start >= mention.end]
    detail = _detail(
        sentence.between(mention.start - 90, mention.start),
        sentence.between(mention.end, min(following, default=sentence.end)),
    )
    return [
        of_mention(
            scope,
            sentence,
            mention,
            "treatments",
            name,
            f"treatment.{status}",
            group="treatment",
            status=status,
            confidence=confidence,
            cues=context.values(),
            detail=detail,
        )
        for name in mention.names
    ]


def _of_other_disease(
    scope: Scope, sentence: Sentence, mention: Mention, past: bool, words: Wordings
) -> bool:
    """Whether a treatment is told as that of another disease or of another tumour in the past:
    "prostatectomy for prostate cancer 8 years before", "surgical history: appendectomy".
    """
    if _AFTER_PAST.search(sentence.between(sentence.start, mention.start)):
        return False
    operations = words["past operations"].search(sentence.text)
    if operations and sentence.start + operations.end() <= mention.start:
        return not names_neuroendocrine(scope, sentence)
    if _in_past_history(scope, sentence, mention, words):
        return True
    if knowledge(scope).often_before.issuperset(mention.names) and _once_had(
        sentence, mention, words
    ):
        return True
    past_cancer = _of_past_cancer(sentence, words)
    if past_cancer and any(
        words["told of it"].fullmatch(sentence.between(cue.end, mention.start))
        for cue in sentence.cue("other_disease", "comorbidity")
        if cue.end <= mention.start
    ):
        return True
    if near(sentence, mention, "other_disease", 8) and (
        past
        or past_cancer
        or any(
            _FOR.fullmatch(sentence.between(mention.end, cue.start))
            for cue in sentence.cue("other_disease")
            if cue.start > mention.end and not another.presumed(sentence)
        )
    ):
        return True
    return any(
        _FOR.fullmatch(sentence.between(mention.end, tumour.start))
        for tumour in sentence.of("histology")
        if past or words["past illness"].search(sentence.text)
        if tumour.start > mention.end and not any(is_neuroendocrine(scope, n) for n in tumour.names)
    )


def _in_past_history(scope: Scope, sentence: Sentence, mention: Mention, words: Wordings) -> bool:
    """Whether an operation or a supportive drug is told where the patient's past is, and no tumour of
    this field: "his past history included lobectomy for tuberculosis"; symptoms of the tumour may
    have "a history of", too, so there only operations count.
    """
    kinds = _kinds(scope, mention)
    if (
        names_neuroendocrine(scope, sentence)
        or sentence.has("metastasis")
        or _A_TUMOUR.search(sentence.text)
        or _of_the_organ(scope, mention)
    ):
        return False  # "past history of hemicolectomy and hepatectomy for the tumor"
    before = sentence.between(sentence.start, mention.start)
    if _SURGERY in kinds and words["history of operations"].search(before):
        return True
    return not kinds.isdisjoint((_SURGERY, _SUPPORTIVE)) and bool(
        words["past history"].search(before)
    )


# What may be the tumour of this report, before its kind is told.
_A_TUMOUR = compiled(
    r"(?<!brain )\b(?:the|bronchial|pancreatic|bowel|ileal|lung|liver|hepatic)\s+(?:tumou?r|lesion|mass|nodule)",
    re.IGNORECASE,
)
_SECRETES = Gated(
    r"\bph(?:a)?eochromocytom|\bparagangliom|\bgastrinom|\bzollinger|\binsulinom", re.IGNORECASE
)


def _once_had(sentence: Sentence, mention: Mention, words: Wordings) -> bool:
    """Whether an operation is told of the past: "had had a cholecystectomy", "gout, hypertension and an
    appendicectomy", behind which the list ends or goes on.
    """
    before = sentence.between(sentence.start, mention.start)
    if words["once had"].search(before):
        return True
    ill = [c.end for c in sentence.cue("comorbidity") if c.end <= mention.start]
    return (
        bool(ill)
        and words["among illnesses"].search(before) is not None
        and _LIST_GOES_ON.match(sentence.between(mention.end, sentence.end)) is not None
    )


_LIST_GOES_ON = compiled(r"\s*(?:[.,;)]|$|and\s+(?!(?:was|were|had|is)\b))|\s+(?:in|at)\b")


def _may_be_the_tumour_s(scope: Scope, mention: Mention) -> bool:
    """Whether a treatment told as that of another illness may be the tumour's where it is told
    again; a single agent of chemotherapy (methotrexate, for arthritis) is the illness's.
    """
    kinds = {a for n in mention.names for a in scope.names.ancestors("treatment", n)}
    named = {*mention.names, *(kinds - {"chemotherapy"})}
    return not knowledge(scope).tumours_too.isdisjoint(named)


# "History of past illness", "Past medical history", as a heading.
_PAST_ILLNESS = compiled(r"\bpast\b|\bcomorbid|\bmedical\s+history\b", re.IGNORECASE)


def _of_comorbidity(scope: Scope, sentence: Sentence, mention: Mention, words: Wordings) -> bool:
    """Whether a treatment is told as that of another illness, where the patient's past is told or
    they are brought in: "known for gout (allopurinol)", "levothyroxine for hypothyroidism".
    """
    # "Because of asthma, PRRT was given": chosen for the tumour.
    plainly = knowledge(scope).for_these_only.isdisjoint(_kinds(scope, mention)) and any(
        c.end <= mention.start and _given_for(sentence, c, mention, words)
        for c in sentence.cue("comorbidity", "other_disease")
        if not any(h.start < c.end and c.start < h.end for h in sentence.of("histology"))
    )  # fmt: skip
    if not (
        plainly
        or words["besides"].search(sentence.text)
        or age_in(sentence.text)
        or _PAST_ILLNESS.search(sentence.heading)
    ):
        return False
    for_syndrome = not knowledge(scope).for_syndromes.isdisjoint(mention.names)
    if for_syndrome and _SECRETES.search(scope.document.text):
        return False  # hypertension may be that of a phaeochromocytoma
    if plainly:
        return True
    for illness in sentence.cue("comorbidity"):
        if any(h.start < illness.end and illness.start < h.end for h in sentence.of("histology")):
            continue  # "small cell carcinoma of the prostate treated with etoposide"
        if illness.end <= mention.start:
            between = sentence.between(illness.end, mention.start)
            if words["taken for it"].fullmatch(between):
                return True
        elif mention.end <= illness.start and words["for it"].fullmatch(
            sentence.between(mention.end, illness.start)
        ):
            return True
    return False


def _given_for(sentence: Sentence, illness: Mention, mention: Mention, words: Wordings) -> bool:
    """Whether the words between an illness and a treatment behind it say that it was given for that."""
    between = sentence.between(illness.end, mention.start)
    if _DEVELOPED.search(sentence.between(sentence.start, illness.start)):
        return False  # "he developed hypothyroidism on sunitinib": by the drug
    before = sentence.between(sentence.start, illness.start)
    return bool(
        words["plainly for it"].fullmatch(between)
        or (words["then given"].fullmatch(between) and words["because of"].search(before))
        or (words["with it"].fullmatch(between) and words["treated for"].search(before))
    )


_DEVELOPED = compiled(
    r"\b(?:developed|experienced|suffered\s+from|caused|induced|grade\s+[1-4])\s+(?:[\w-]+\s+){0,3}$",
    re.IGNORECASE,
)


def _of_the_organ(scope: Scope, mention: Mention) -> bool:
    """Whether an operation takes out the organ that a tumour of this patient is told in: an
    appendectomy for appendicitis that found a carcinoid is that tumour's treatment.
    """
    removed_by = knowledge(scope).removed_by
    organs = {removed_by[n] for n in mention.names if n in removed_by}
    arises_in = knowledge(scope).arises_in
    if any(
        arises_in.get(n, ("", 0.0))[0] in organs
        for s in scope.sentences
        for h in s.of("histology")
        for n in h.names
        if is_neuroendocrine(scope, n)
    ):
        return True
    return told_in(scope, organs)


def _listed(sentence: Sentence, mention: Mention) -> bool:
    """Whether a weak wording stands in a list of treatments: "ketoconazole 600 mg/day and insulin"."""
    strong = [m for m in sentence.of("treatment") if not m.weak]
    before = [m for m in strong if m.end <= mention.start]
    behind = [m for m in strong if m.start >= mention.end]
    return bool(
        (before and _LISTED.fullmatch(sentence.between(before[-1].end, mention.start)))
        or (behind and _LISTED.fullmatch(sentence.between(mention.end, behind[0].start)))
    )


def _of_past_cancer(sentence: Sentence, words: Wordings) -> bool:
    """Whether another cancer's past is told, and no tumour of this field: "had been treated for
    breast cancer in 1998 with mastectomy and tamoxifen".
    """
    if not words["past illness"].search(sentence.text):
        return False
    diseases = sentence.cue("other_disease", "comorbidity")
    return any(
        words["cancer"].match(sentence.between(d.start, d.end)) for d in diseases
    ) and not any(
        not any(d.start <= h.start and h.end <= d.end for d in diseases)
        for h in sentence.of("histology")
    )


def _own_hormone(scope: Scope, mention: Mention) -> bool:
    """Whether a drug is what the patient's tumour makes: insulin in a patient with an insulinoma."""
    made = {h: t for t, h in knowledge(scope).hormone_of.items()}
    tumour = made.get(mention.name)
    return tumour is not None and any(
        tumour in h.names for s in scope.sentences for h in s.of("histology")
    )


def _is_test(scope: Scope, sentence: Sentence, mention: Mention) -> bool:
    """Whether a drug is part of a test: "dexamethasone suppressed cortisol", "uptake of MIBG"."""
    return any(
        match.start() < mention.end - sentence.start
        and mention.start - sentence.start < match.end()
        for _, pattern in load_phrases(scope.names.folder, "methods")
        for match in pattern.finditer(sentence.text)
    )


_DOSES = compiled(r"\s+doses?\b", re.IGNORECASE)  # "high hydrocortisone doses"


def _no_treatment(sentence: Sentence, mention: Mention, words: Wordings) -> bool:
    """Whether the words beside a mention make it a test, a level, a scar or an intolerance."""
    return bool(
        words["not treated behind"].match(sentence.between(mention.end, sentence.end))
        or (
            words["not treated before"].search(sentence.between(mention.start - 30, mention.start))
            and not _DOSES.match(sentence.between(mention.end, sentence.end))
        )
        or (
            mention.name == GENERIC
            and (
                words["node taken"].search(sentence.between(mention.start - 16, mention.start))
                or words["no tumor taken"].match(sentence.between(mention.end, sentence.end))
            )
        )
    )


def _status(
    sentence: Sentence, mention: Mention, context: Mapping[str, Modifier], words: Wordings
) -> FindingStatus | None:
    """How far the treatment came; ``None`` where it was not given at all."""
    if "declined" in context:
        consented = _CONSENTED.search(sentence.between(context["declined"].cue_end, sentence.end))
        return "given" if consented else "declined"
    headed = _SAID_BEFORE.search(sentence.between(sentence.start, mention.start))
    if headed:
        return "declined" if headed[1].lower() in ("refused", "declined") else "planned"
    if "not_given" in context:
        return None
    if "planned" in context and not words["planned and done"].search(sentence.text):
        return "planned"
    if "recommended" in context:
        done = words["advised and done"].search(sentence.text)
        if not done and _passed_over(sentence, mention, context["recommended"], words):
            return "declined"
        if not (done or _given_word(sentence, mention, words)):
            return "recommended"
    return "stopped" if "stopped" in context else "given"


def _passed_over(sentence: Sentence, mention: Mention, cue: Modifier, words: Wordings) -> bool:
    """Whether the patient, to whom it was offered, chose another treatment; a board's choice is none."""
    behind = sentence.between(mention.end, sentence.end)
    offered = "offered" in sentence.between(cue.cue_start, cue.cue_end).lower()
    return bool(
        words["chose another"].search(behind)
        or (offered and words["preferred another"].search(behind))
    )


# "She initially refused gastrectomy but consented three months later".
_CONSENTED = compiled(
    r"\bbut\s+(?:(?:he|she|the\s+patient)\s+)?(?:(?:later|finally|eventually|then|subsequently|ultimately)\s+)?(?:consented|agreed|accepted)"
    r"(?=\s*(?:[.,;]|$)|\s+(?:to\s+)?(?:it|this|the\s+(?:operation|treatment|procedure|surgery))\b|\s+(?:\w+\s+)?(?:months?|weeks?|days?|years?)\s+later)",
    re.IGNORECASE,
)


# "Planned: everolimus", a cell of a table.
_SAID_BEFORE = compiled(
    r"(?:^|[.;,]\s{1,3})(planned|scheduled|awaiting|refused|declined)\s?:\s{0,3}(?:(?!\b(?:then|after|but|later|followed|since)\b)[^.;:,])*$",
    re.IGNORECASE,
)


# "She declined surgery, received five cycles of …".
_RECEIVED = compiled(
    r",\s+(?:and\s+|but\s+)?(?:then\s+|later\s+)?(?:received|underwent|accepted|was\s+(?:given|treated|started))\b",
    re.IGNORECASE,
)


# "After four cycles of cisplatin cystoscopy was negative": of the test.
_TEST_RESULT = compiled(r"\b(?:negative|normal|unremarkable)$", re.IGNORECASE)


# "A past history of breast cancer (mastectomy at 48), had anterior resection": what was had now.
_AFTER_PAST = compiled(r"\),\s+(?:had|underwent|received)\b", re.IGNORECASE)


def _resumed(sentence: Sentence, mention: Mention, modifier: Modifier) -> bool:
    """Whether between a cue before the mention and the mention another story begins."""
    return modifier.category in ("declined", "not_given", "planned", "recommended") and bool(
        _RECEIVED.search(sentence.between(modifier.cue_end, mention.start))
    )


def _of_one_regimen(scope: Scope, sentence: Sentence, mention: Mention, modifier: Modifier) -> bool:
    """Whether the mention and the agent that the cue follows are one regimen, which is spoken of in
    the singular: "carboplatin and etoposide was advised".
    """
    behind = [m for m in sentence.of("treatment") if mention.end <= m.start < modifier.cue_start]
    return (
        len(behind) == 1
        and sentence.between(mention.end, behind[0].start).strip() in ("and", "plus", "+", "/")
        and _CYTOTOXIC in _kinds(scope, mention) & _kinds(scope, behind[0])
        and sentence.between(behind[0].end, modifier.cue_start).isspace()
    )


def _of_another(sentence: Sentence, mention: Mention, modifier: Modifier) -> bool:
    """Whether a cue behind the mention speaks of a later treatment ("…, and everolimus was declined")."""
    if modifier.cue_start < mention.end:
        return False
    begin = _behind_bracket(sentence, mention)
    between = _BRACKET.sub(
        lambda m: " " * len(m.group()), sentence.between(begin, modifier.cue_start)
    )
    joints = [] if _LIST_WERE.fullmatch(between) else list(_JOINT.finditer(between))
    if sentence.between(modifier.cue_start - 12, modifier.cue_start).endswith("having been "):
        joints += list(patterns.finditer(r",\s", between))  # "…, dissection having been declined"
    # "Etoposide and radiotherapy was not required": the singular speaks of the last one alone.
    headed = _HEADED.search(sentence.between(mention.start - 60, mention.start)) or _HEADS.match(
        sentence.between(mention.end, sentence.end)
    )
    singular = sentence.between(modifier.cue_start, modifier.cue_start + 4).lower() == "was "
    if singular and not headed:
        joints += list(_LAST_ONE.finditer(between))
    if not joints:
        return False
    place = begin + joints[-1].end()
    return any(place <= m.start < modifier.cue_start for m in sentence.of("treatment"))


def _inside(modifier: Modifier, longer: Modifier) -> bool:
    """Whether the one's cue lies within the other's."""
    return longer.cue_start <= modifier.cue_start and modifier.cue_end <= longer.cue_end


def _stopped_later(sentence: Sentence, mention: Mention, modifier: Modifier) -> bool:
    """Whether "…, which was stopped" behind the mention is not said of it: another treatment, or more
    than how it was begun, stands between.
    """
    cue = sentence.between(modifier.cue_start, modifier.cue_end).lower()
    if modifier.category != "stopped" or not cue.startswith(("which ", "but ")):
        return False
    gap = sentence.between(mention.end, modifier.cue_start)
    # "Capecitabine and temozolomide, which were discontinued", "X plus Y, which was".
    gap = (_AND_ONE if " were " in f"{cue} " else _PLUS_ONE).sub("", gap)
    return _BEGUN.fullmatch(gap) is None


_AND_ONE = compiled(r"^\s+(?:and|plus|with)\s+[\w-]+")
_PLUS_ONE = compiled(r"^\s+(?:plus|\+)\s+[\w-]+")
_BEGUN = compiled(
    r"(?:\s*\([^()]*\))?(?:,?\s+[\d.,]+\s?\w+(?:\s+(?:\w+\s+)?(?:daily|weekly|monthly|a\s+day|twice))?)?"
    r"(?:\s+(?:was|were|had\s+been)\s+(?:\w+ly\s+)?(?:started|begun|given|tried|initiated|administered|added|introduced|commenced))?\s*,?\s*",
    re.IGNORECASE,
)


def _behind_bracket(sentence: Sentence, mention: Mention) -> int:
    """Where the words behind a treatment begin: behind the bracket that holds it, for
    "chemotherapy (cyclophosphamide, vincristine) was refused" is said of all of it.
    """
    text, at = sentence.text, mention.end - sentence.start
    left = text.rfind("(", 0, at)
    right = text.find(")", at)
    if left >= 0 and right >= 0 and text.find(")", left, at) < 0:
        return sentence.start + right
    return mention.end


def _given_word(sentence: Sentence, mention: Mention, words: Wordings) -> bool:
    """Whether a verb right beside the treatment says that it was given."""
    before = sentence.between(mention.start - 40, mention.start)
    after = sentence.between(mention.end, mention.end + 60)
    return bool(words["started behind"].match(after) or words["given before"].search(before))


def _detail(before: str, after: str) -> dict[str, str]:
    """Dose, schedule and cycles that stand right behind the treatment, cycles also before it."""
    window = _OF_THE_NEXT.sub("", _CLAUSE_END.split(after[:90])[0])
    detail: dict[str, str] = {}
    dose = _DOSE.search(window)
    if dose and dose.start() < 40:
        detail["dose"] = dose["dose"]
        schedule = _SCHEDULE.search(window)
        if schedule:
            detail["schedule"] = schedule.group()
    cycles = _CYCLES.search(window) or _CYCLES_OF.search(before)
    times = _TIMES.match(after)
    number = cycles["n"] if cycles else (times["n"] or times["n2"]) if times else ""
    if number:
        count = parse(number)
        detail["cycles"] = plain(count) if count is not None else number
    return detail


def _said_of_it(scope: Scope, finding: Finding, specific: Sequence[Sentence | None]) -> bool:
    """Whether a general operation is only the verb of a named one: "removed", "resected by …", or
    another word for it ("resection of the primary", what a title or an introduction calls it).
    """
    if _PARTICIPLE.fullmatch(finding.quote):
        return True
    if finding.section in _RETELLS:
        return True
    after = scope.document.text[finding.end : finding.end + 24]
    if _OF_THE_PRIMARY.search(finding.quote) or _OF_THE_PRIMARY.match(after):
        return True
    if after.startswith((" with ", " using ", " via ", " through ")) and _PARTICIPLE.search(
        finding.quote
    ):
        return any(
            0 < s.start - finding.end < _NAMED_BEHIND
            or _IN_BRACKET.fullmatch(scope.document.text, finding.end, s.start)
            for sentence in specific
            if sentence is not None
            for s in sentence.of("treatment")
        )
    return bool(_PARTICIPLE.search(finding.quote)) and (
        after.startswith((" by ", " en bloc"))
        and (after.startswith(" by ") or scope.annotations.sentence_at(finding.start) in specific)
    )


# "Was removed through a median sternotomy (thymectomy)".
_IN_BRACKET = compiled(r" through [^,;.()]{3,40} \((?:\w+ )?")


def named_operations(names: Names, found: Iterable[Finding]) -> list[Finding]:
    """The operations on the tumour that are told by their name, not only as a resection."""
    return [
        f
        for f in found
        if f.value not in (GENERIC, _LYMPHADENECTOMY)
        and _SURGERY in names.ancestors("treatment", f.value)
    ]


# "131I-MIBG (7.4 GBq": of what images, some hundred MBq are given.
_ACTIVITY = compiled(r"[\s,(]{0,4}[1-9]\d{0,2}(?:\.\d+)?\s?GBq", re.IGNORECASE)


# "Avelumab for Merkel cell carcinoma: five cases", at the very start of a report: not "immune
# checkpoint inhibition in …", which some of them may have refused.
_TREATED_FOR = compiled(r"\s+(?:in|for)\s")


def _settle(scope: Scope, found: list[Finding]) -> list[Finding]:
    """One finding a treatment and kind of status; generic names give way to specific ones."""
    text = scope.document.text
    words = load_wordings(scope.names.folder, "treatments")
    told = [
        f
        for f in found
        if f.section != "title"
        or words["treated by"].search(text[max(0, f.start - 40) : f.start])
        or (
            _TREATED_FOR.match(text, f.end)
            and not text[: f.start].strip()
            and not scope.names.has_kinds("treatment", f.value)
        )
    ]
    found = told or found
    given = {f.value for f in found if f.status in ("given", "stopped")}
    covered = {a for v in given for a in scope.names.ancestors("treatment", v)}
    out: list[Finding] = []
    seen: set[tuple[str, str]] = set()
    for finding in sorted(found, key=lambda f: (-bool(f.detail), f.start)):
        kind = "given" if finding.status in ("given", "stopped") else finding.status
        if (finding.value, kind) in seen:
            continue
        # A course with a dose of its own ("pelvic radiotherapy, 50 Gy") stands beside a later one.
        if (
            kind == "given"
            and finding.value in covered
            and not (
                finding.detail.get("dose")
                or (finding.value == _RADIOTHERAPY and " " in finding.quote)
            )
        ):
            continue
        if kind in ("planned", "recommended") and finding.value in given:
            continue
        seen.add((finding.value, kind))
        out.append(finding)
    # "Removed", said of what a named operation took out; the nodes are taken besides the tumour.
    specific = named_operations(scope.names, out)
    known = knowledge(scope)
    if any(f.status in ("given", "stopped") for f in specific if f.value not in known.no_removal):
        named = [
            scope.annotations.sentence_at(f.start) for f in specific if f.value not in known.ways_in
        ]
        out = [f for f in out if f.value != GENERIC or not _said_of_it(scope, f, named)]
    # A refusal outweighs a bare mention of the same treatment, not a stated course.
    declined = {f.value for f in out if f.status == "declined"}
    out = [
        f for f in out if not (f.status == "given" and f.value in declined and f.confidence < 0.9)
    ]
    return sorted(out, key=lambda f: f.start)
