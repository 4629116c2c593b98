"""Where the tumour began: the signs of a primary site, and the choice among them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from netmatrix.evidence import Finding
from netmatrix.extract import another
from netmatrix.extract.base import Scope, first_of_each, near, span_of, vetoed
from netmatrix.extract.knowledge import Knowledge, knowledge
from netmatrix.extract.phrases import load_wordings
from netmatrix.extract.sites.gaps import ADJECTIVES, SIZE, lies_in
from netmatrix.extract.sites.votes import STRONG, Propose, Role, Vote, vote, weights
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Mention, Sentence
from netmatrix.patterns import compiled

# "Pancreatic NET liver metastases": behind the tumour stands what came of it.
_METASTASIS_OF_TUMOUR = compiled(
    r"[\s-]*(?:liver |hepatic |bone )?(?:metastas[ei]s\b|mets\b|deposit)"
)
_METASTATIC_BEFORE = compiled(
    r"\bmetastatic,?\s+(?:(?:(?!primary\b)\w+|(?:well|poorly|moderately)[- ]differentiated)\s+)?$",
    re.IGNORECASE,
)
# "Metastatic carcinoid to the ovary": the organ after ``to`` is no origin.
_SPREAD_TO = compiled(r"^\s*(?:to|into)\b")
_METASTATIC_TUMOUR = compiled(r"metastatic\s*$|metastas[ei]s of\s*$")
_FOUND_IN = compiled(r"^\s*(?:in|to|involving)\b")
# "The primary was located in …"
_PRIMARY_WAS = compiled(
    r"^\s*+(?:tumou?r|site|lesion|cancer|neoplasm|mass|focus)?,?\s*+(?:was|is|were|being|to be|lay|sat|resided|situated|located|in|at|the|of|"
    r"found|identified|detected|discovered|seen|visuali[sz]ed|locali[sz]ed|finally|eventually|later|only|then|suspected|within|considered|most likely|likely|probably|a|an|as|left|right|\s++)*$",
    re.IGNORECASE,
)
# "… the pancreas as the primary": cues that may stand behind their organ, and what is between.
_CUES_BEHIND = frozenset(
    {
        "origin",
        "primary",
        "primaries",
        "primary tumor",
        "primary tumour",
        "primary site",
        "primary lesion",
    }
)
_AS_THE = compiled(
    r"^[\s-]*+(?:,\s++(?=(?:taken|considered|thought|believed|judged|assumed|deemed|regarded)\b))?(?:(?:tail|head|body|lobe)\s++)?(?:(?:as|is|was|being|be|became)?\s*+(?:(?:regarded|considered|thought|taken|believed|"
    r"judged|assumed|suspected|identified|found|shown|established|confirmed|deemed)\s++(?:as|to\s++be)?\s*+)?"
    r"(?:the|a|its|his|her|their)?\s*+(?:most\s++)?(?:likely|probable|presumed|possible)?)?\s*+$"
)
# "A lung origin was carefully sought": not so found.
_SOUGHT = compiled(
    r"\s(?:was|had\sbeen)\s(?:\w+ly\s)?(?:sought|searched(?:\sfor)?|looked\sfor)\b", re.IGNORECASE
)
# "Sepsis from biliary origin".
_INFECTED = compiled(r"\b(?:sepsis|septic|infection|fever|bacter\w+|shock)\b", re.IGNORECASE)
# The primary was looked for and not found, in words that no fixed cue covers.
_NOT_FOUND = Gated(
    r"\bno\s+(?:obvious\s+|definite\s+|clear\s+|other\s+)?(?:site|evidence|sign|source|focus)s?\s+of\s+(?:an?\s+|the\s+|any\s+)?(?:primary|origin)\b(?!\s+(?:hyper|hypo|aldosteron|adrenal|biliary|scleros))"
    r"|\bfailed\s+to\s+(?:locate|identify|reveal|find|detect|disclose|show|demonstrate)\s+(?:an?|the|any)\s+(?:\w+\s+){0,3}(?:origin|primary)\b"
    r"|\b(?:primary(?:\s+(?:tumou?r|site|lesion|focus|origin))?|(?:the|its)\s+origin)\s+(?:\w+\s+){0,3}?(?:could\s+not\s+be|was\s+not|were\s+not|was\s+never|has\s+(?:not|never)\s+been)\s+(?:\w+ly\s+)?"
    r"(?:identified|found|located|detected|determined|established|localized|localised|demonstrated|disclosed|seen)\b"
    r"|\bprimary(?:\s+(?:tumou?r|site|lesion|focus|origin))?\s+(?:\w+\s+){0,2}?(?:remain\w*|stayed|is|was)\s+(?:\w+\s+)?(?:occult|unknown|unidentified|"
    r"undetermined|elusive|obscure|undiscovered)\b"
    r"|\bprimary(?:\s+(?:tumou?r|site|lesion|focus))?\s+(?:has\s+|had\s+)?(?:eluded|escaped|evaded|defied)\b"
    r"|\b(?:did|could)\s+not\s+(?:locate|identify|reveal|find|detect|disclose|show|demonstrate)\s+(?:an?|the|any)\s+(?:\w+\s+)?primary\b"
    r"|\bneither\b[^.;]{0,80}\b(?:identif\w+|reveal\w*|show\w*|found|detect\w*|disclos\w*)\s+(?:a|any|the)\s+primary"
    r"|\b(?:elusive|undiscovered|undetected|unidentified)\s+primary\b"
    r"|\bno\s+(?:\w+\s+){0,2}primary(?:\s+(?:tumou?r|site|lesion|focus))?\s+(?:\w+\s+){0,3}(?:identified|found|located|detected|seen|disclosed|appreciated|demonstrated)\b",
    re.IGNORECASE,
)
# The terminology's note on a histology that names its organ ("primary=pancreas").
_PRIMARY_NOTE = compiled(r"primary=([^;]+)")
# "Hepatic tumour burden": what there is of it, wherever it began.
_BURDEN = compiled(r"[\s-]+(?:burden|load|volume)\b", re.IGNORECASE)
_PLURAL = compiled(r"[a-rt-z]s$")
_WAS_A = compiled(
    r"\s+(?:was|proved\s+to\s+be|turned\s+out\s+to\s+be|represented|corresponded\s+to|consisted\s+of)\b",
    re.IGNORECASE,
)
_SPREAD_THERE = compiled(
    r"metasta|secondar|\bspread\b|deposit|\b(?:sign|symptom|manifestation)\s+of\b", re.IGNORECASE
)
# "More than 20 skin nodules": of an organ where these tumours begin as one and spread as many.
_MANY_BEFORE = compiled(
    r"\b(?:multiple|numerous|innumerable|many|several|more\s+than\s+\w+|\d{2,})\s+(?:[\w-]+\s+)?$",
    re.IGNORECASE,
)
# "The tumour involved the lower third of the oesophagus", "the growth lay at the ileocaecal valve".
_TUMOUR_LAY = compiled(
    r"\s+(?:(?:lay|sat|was\s+(?:snared|removed|excised|resected|enucleated))\s+(?:in|at|on|within|from)|involved|occupied|filled|obstructed|blocked|occluded|expanded)\s+"
    r"(?:(?:the|his|her|both|most|whole|entire|of|upper|middle|lower|left|right|proximal|distal|third|half|two|thirds|part|lobe|segment|main|lumen|wall|and)[\s-]+){0,6}$",
    re.IGNORECASE,
)
# "The ovary was replaced by a carcinoid", "the tail of the pancreas harboured a 7 cm tumour".
_REPLACED_BY = compiled(
    r"(?:,[^,.;]{3,40},)?\s+(?:gland\s+)?(?:(?:was|were)\s+(?:\w+ly\s+)?(?:replaced|occupied|filled|expanded|occluded|obstructed|blocked|plugged)\s+by|(?:bore|carried|harbou?red|contained|held)\s+(?:at\s+its\s+\w+\s+)?an?)\s+(?:(?!metasta|second)[\w.,-]+\s+){0,4}?"
    r"(?:tumou?r|mass|growth|neoplasm|carcinoid|carcinoma|NET)\b",
    re.IGNORECASE,
)
# "A NET, G2, of the bile duct".
_GRADED = compiled(
    r"^\s*,\s*(?:G[123]|grade\s+\w+|(?:large|small)[\s-]cell(?:\s+type|\s+variant)?|(?:well|poorly)[\s-]differentiated)\s*,",
    re.IGNORECASE,
)
# "Failed to reveal the primary, but …": it was found in the end.
_BUT_FOUND = compiled(r"[^.;]{0,20}?,?\s+but\b")
_BY_NAME = 2.6
_DOUBTED = 0.25
"""A tumour that was only thought of says less of where it began."""
_ORGAN_REMOVED = 0.7
# A named organ this far below the strongest one is another tumour's, or a slip.
_SHARE_OF_TOP = 0.34


# "A gastrinoma was excised from the duodenal wall".
_TAKEN_FROM = compiled(
    r"(?:\s*\([^()]{1,30}\))?,?\s+(?:which\s+)?(?:(?:was|were|had\s+been)\s+)?(?:\w+ly\s+)?(?:excised|removed|resected|enucleated|shelled\s+out)\s+from\s+(?:the\s+|her\s+|his\s+)?(?:(?:second|third|first|head|body|tail|wall)\s+(?:part\s+|portion\s+)?of\s+the\s+|\w+\s+)?",
    re.IGNORECASE,
)


# "The finding in the gallbladder was a 9 mm (neuroendocrine tumor)", "endometrial curettage disclosed (a
# NEC)".
_WAS_HELD = compiled(
    r"(?:\s+(?:curettage|curettings|scrapings|brushings|polypectomy))?\s+(?:was|contained|harbou?red|showed|disclosed|revealed|yielded)\s+(?:an?\s+)?(?:[\w-]+\s+){0,3}?",
    re.IGNORECASE,
)


def propose_primary(
    known: Knowledge,
    sentence: Sentence,
    mention: Mention,
    tumours: Sequence[Mention],
    propose: Propose,
) -> None:
    """Offer the roles that the tumours and cues of a sentence give to one organ."""
    for tumour in tumours:
        _beside_tumour(known, sentence, mention, tumour, propose)
        held = _WAS_HELD.fullmatch(SIZE.sub(" ", sentence.between(mention.end, tumour.start)))
        if held and mention.name not in known.targets:
            propose(mention, Role("primary", 2.0, "primary.held"))
        taken = _TAKEN_FROM.fullmatch(sentence.between(tumour.end, mention.start))
        if taken and mention.name not in known.common_targets - known.origin_too:
            propose(mention, Role("primary", 3.0, "primary.taken_from"))
    for cue in sentence.cue("primary"):
        _beside_cue(known, sentence, mention, cue, propose)
    if mention.name not in known.targets and _REPLACED_BY.match(
        sentence.between(mention.end, mention.end + 90)
    ):
        propose(mention, Role("primary", 1.2, "primary.replaced"))
    others = sentence.cue("other_disease")
    # "A patient with lung adenocarcinoma developed a carcinoid".
    unlike = [m for m in sentence.of("histology") if m not in tumours] if tumours else []
    for word in sentence.cue("tumor_word"):
        if any(c.start <= word.start and word.end <= c.end for c in others):
            continue  # "breast cancer": a disease of its own
        if mention.end <= word.start and any(
            m.start <= word.start and word.end <= m.end for m in unlike
        ):
            continue
        if _BURDEN.match(sentence.between(word.end, word.end + 12)):
            continue
        plural = bool(_PLURAL.search(sentence.between(word.start, word.end)))
        if plural and (mention.name in known.common_targets or _LATER.search(sentence.text)):
            continue  # "nodules in the lungs", "skin nodules 14 months later": where it went
        if (
            plural
            and mention.name in known.beside_primary
            and _MANY_BEFORE.search(sentence.between(mention.start - 40, mention.start))
        ):
            continue
        gap_of = SIZE.sub(" ", sentence.between(word.end, mention.start))
        if 0 <= mention.start - word.end <= 90 and lies_in(gap_of):
            if _AS_METASTASIS.match(sentence.between(mention.end, mention.end + 90)):
                propose(mention, Role("metastasis", 1.4, "metastasis.consistent_with"))
                continue
            seldom = mention.name in known.common_targets - known.origin_too
            found_then = mention.name not in known.targets and _AUTOPSY.search(sentence.text)
            several = plural and mention.name not in known.origin_too
            weight = _AT_AUTOPSY if found_then else 0.8 if seldom else 0.6 if several else 1.2
            propose(mention, Role("primary", weight, "primary.mass_in"))
        elif 0 <= mention.start - word.end <= 80 and _TUMOUR_LAY.fullmatch(gap_of):
            propose(mention, Role("primary", 0.8, "primary.tumour_lay"))
        elif 0 <= word.start - mention.end <= 40 and ADJECTIVES.match(
            sentence.between(mention.end, word.start)
        ):
            origin = mention.name not in known.common_targets - known.origin_too
            if origin and _was_the_tumour(sentence, word, tumours):
                propose(mention, Role("primary", 2.6, "primary.lesion_was"))
            else:
                propose(mention, Role("primary", 0.5 if plural else 1.0, "primary.mass"))


_LATER = Gated(
    r"\b(?:months?|years?|weeks?)\s+(?:later|after(?!\s+(?:the\s+)?onset)|following)\b|\bafter\s+(?:about\s+)?[\w.]+\s+(?:months|years)\b|\bsubsequently\b",
    re.IGNORECASE,
)


# What no scan had shown: "autopsy identified a tumour in the jejunum".
_AUTOPSY = Gated(r"\b(?:autopsy|necropsy|post-?mortem)\b", re.IGNORECASE)
_AT_AUTOPSY = 2.2


def _was_the_tumour(sentence: Sentence, word: Mention, tumours: Sequence[Mention]) -> bool:
    """ "The ampullary lesion was a somatostatin-producing neuroendocrine tumour"."""
    was = _WAS_A.match(sentence.between(word.end, word.end + 40))
    return was is not None and any(
        0 < t.start - word.end < 80
        and not _SPREAD_THERE.search(sentence.between(word.end, t.start))
        for t in tumours
    )


_IN = compiled(r"\s+in\b", re.IGNORECASE)


def _beside_tumour(
    known: Knowledge, sentence: Sentence, mention: Mention, tumour: Mention, propose: Propose
) -> None:
    """ "Pancreatic NET", "NET of the pancreas"."""
    if 0 <= tumour.start - mention.end <= 60 and ADJECTIVES.match(
        sentence.between(mention.end, tumour.start)
    ):
        after = sentence.between(tumour.end, tumour.end + 18)
        if mention.name in known.common_targets and _METASTASIS_OF_TUMOUR.match(after):
            return
        before = sentence.between(mention.start - 14, mention.start)
        spread = mention.name in known.targets - known.origin_too
        if mention.name in known.no_origin:  # "nodal Merkel cell carcinoma"
            propose(mention, Role("metastasis", 2.0, "metastasis.found_in"))
        elif spread and _METASTATIC_BEFORE.search(before):
            propose(mention, Role("metastasis", 3.0, "metastasis.metastatic_organ"))
        elif _told_primary(sentence, before, mention.end):  # "a primary hepatic NET"
            propose(mention, Role("primary", _TOLD, TOLD_PRIMARY))
        else:
            propose(mention, Role("primary", 3.0, "primary.adjective"))
    elif 0 <= mention.start - tumour.end <= 110 and (
        lies_in(_GRADED.sub("", _behind_unknown(sentence, tumour, mention)))
        # "NET ileum, 14 mm", as telegrams have it
        or (
            sentence.between(tumour.end, mention.start) == " "
            and _ENDS.match(sentence.between(mention.end, mention.end + 4))
        )
    ):
        if _led_by_metastasis(known, sentence, tumour, mention):
            return
        if _has_its_organ(known, tumour, mention):
            return
        spread = mention.name in known.targets - known.origin_too
        if mention.name in known.no_origin:
            propose(mention, Role("metastasis", 2.0, "metastasis.found_in"))
        elif spread and _METASTATIC_BEFORE.search(
            sentence.between(tumour.start - 40, tumour.start)
        ):  # "metastatic neuroendocrine carcinoma of the liver"
            propose(mention, Role("metastasis", 2.0, "metastasis.metastatic_organ"))
        elif (
            spread
            and sentence.has("autopsied")
            and _IN.match(sentence.between(tumour.end, mention.start))
        ):  # "Autopsy showed carcinoid in the liver"
            propose(mention, Role("metastasis", 2.0, "metastasis.autopsy"))
        elif (
            spread
            and _METASTASES_OF.search(sentence.between(tumour.start - 50, tumour.start))
            and _IN.match(sentence.between(tumour.end, mention.start))
        ):  # "metastases of a neuroendocrine tumour in the liver"
            propose(mention, Role("metastasis", 2.0, "metastasis.of_tumour"))
        elif _told_primary(
            sentence, sentence.between(tumour.start - 40, tumour.start), mention.end
        ):
            propose(mention, Role("primary", _TOLD, TOLD_PRIMARY))
        else:
            propose(mention, Role("primary", 2.8, "primary.of"))


_ENDS = compiled(r"\s?(?:[,.;)(]|$)")
_METASTASES_OF = compiled(
    r"\bmetastas[ei]s\s+(?:of|from)\s+(?:an?\s+|the\s+|his\s+|her\s+)?(?:[\w-]+\s+){0,3}$",
    re.IGNORECASE,
)
_PRIMARY_BEFORE = compiled(
    r"(?<!unknown\s)(?<!no\s)\bprimary,?\s+(?:(?!(?:tumou?r|site|lesion|treatment|therapy|surgery|resection|care|\w+ectomy)\b)[\w-]+\s+){0,2}$",
    re.IGNORECASE,
)
_IN_DOUBT = compiled(
    r"\b(?:suspect\w*|suspicion|thought|presum\w+|possib\w+|probab\w+|consider\w*|differential|rather\sthan|instead\sof|"
    r"could\snot|cannot|exclud\w+|ruled\sout|rule\sout|unlikely|whether|versus|vs)\b|\bor\s(?:an?\s)?metasta",
    re.IGNORECASE,
)


def _told_primary(sentence: Sentence, before: str, end: int) -> bool:
    """Whether a tumour is called primary without a doubt."""
    if not _PRIMARY_BEFORE.search(before):
        return False
    return not _IN_DOUBT.search(sentence.between(end - _AROUND, end + _AROUND))


_AROUND = 120
"""So many letters around a tumour hold the doubt about it."""
TOLD_PRIMARY = "primary.told"
_TOLD = 6.0
"""The weight of an organ whose tumour is itself called primary: more than its metastases have."""


def _behind_unknown(sentence: Sentence, tumour: Mention, mention: Mention) -> str:
    """What stands between a tumour and an organ, without "of unknown primary"."""
    ends = [c.end for c in sentence.cue("unknown_primary") if tumour.end <= c.end <= mention.start]
    return sentence.between(max(ends, default=tumour.end), mention.start)


def _has_its_organ(known: Knowledge, tumour: Mention, mention: Mention) -> bool:
    """ "Medullary carcinoma of the thyroid in the breast": the name tells where it began."""
    organ, weight = known.arises_in.get(tumour.name, ("", 0.0))
    return weight == max(w for _, w in known.arises_in.values()) and organ != mention.name


def _led_by_metastasis(
    known: Knowledge, sentence: Sentence, tumour: Mention, mention: Mention
) -> bool:
    """Whether the tumour that stands before the organ is said to have spread there."""
    gap = sentence.between(tumour.end, mention.start)
    if _SPREAD_TO.match(gap):
        return True
    before = sentence.between(tumour.start - 14, tumour.start)
    return (
        mention.name in known.common_targets
        and bool(_METASTATIC_TUMOUR.search(before))
        and bool(_FOUND_IN.match(gap))
    )


_A_LESION = compiled(
    r"\b(?:lesions?|nodules?|deposits?|metasta\w+)\s+(?:of\s[^,.;]{1,20}\s)?$", re.IGNORECASE
)


# "The primary tumour, a 9 mm nodule, was found in the duodenum".
_APPOSITION = compiled(
    r",\s(?:(?:an?|only)\s[^,;.]{2,40}|\d[\d.,x×\s]{0,12}(?:cm|mm)(?:\sin\s[\w\s]{4,20})?),"
)

# "A mass in the left ventricle consistent with metastasis".
_AS_METASTASIS = compiled(
    r"(?:\s\([^()]{1,40}\))?,?\s(?:(?:which\s)?(?:was|were)\s)?(?:most\s|thought\sto\sbe\s)?"
    r"(?:(?:consistent|compatible|in\skeeping)\swith|(?:suggestive|indicative)\sof|suspicious\sfor|representing)\s"
    r"(?:an?\s)?(?:(?:\w+\s)?metasta(?:s[ei]s|tic\s(?:disease|lesion|deposit|spread|involvement))|secondary\b)",
    re.IGNORECASE,
)


# "Uptake in the primary, the liver and several vertebrae": the liver is another item.
_NEXT_ITEM = compiled(r"(?:\s(?:tumou?r|lesion|site))?,\s(?:the\s|also\s)?")
_AND_MORE = compiled(r"(?:,\s[\w\s-]{2,25}?){0,2},?\s+and\s")
_IN_IT = compiled(r"\b(?:in|of|at|to)\s(?:the\s|his\s|her\s)?(?:[\w-]+\s)?$", re.IGNORECASE)


def _beside_cue(
    known: Knowledge, sentence: Sentence, mention: Mention, cue: Mention, propose: Propose
) -> None:
    """ "Originating from the ileum", "the primary was in the rectum", "a pancreatic primary"."""
    if any(u.start <= cue.start and cue.end <= u.end for u in sentence.cue("unknown_primary")):
        return  # "of unknown primary in an inguinal node"
    wording = sentence.between(cue.start, cue.end).lower()
    if wording.startswith("arose") and _A_LESION.search(
        sentence.text, 0, cue.start - sentence.start
    ):
        # "At eight months a single lesion arose in the liver."
        if mention.name in known.common_targets and cue.end <= mention.start:
            if lies_in(" in " + sentence.between(cue.end, mention.start).lstrip()):
                propose(mention, Role("metastasis", 1.4, "metastasis.appeared"))
            return
    if cue.end <= mention.start and sentence.apart(cue.end, mention.start) <= 80:
        gap = _APPOSITION.sub("", sentence.between(cue.end, mention.start))
        if (
            _NEXT_ITEM.fullmatch(gap)
            and _IN_IT.search(sentence.text, 0, cue.start - sentence.start)
            and _AND_MORE.match(sentence.between(mention.end, mention.end + 60))
        ):
            return
        if wording.startswith(("originat", "aris", "arose")) and lies_in(" from " + gap.lstrip()):
            propose(mention, Role("primary", 3.2, "primary.origin"))
        elif lies_in(gap) or _PRIMARY_WAS.match(gap):
            propose(mention, Role("primary", 3.2, "primary.cue"))
    elif mention.end <= cue.start and cue.start - mention.end <= 30:
        gap = sentence.between(mention.end, cue.start)
        if (
            wording in _CUES_BEHIND
            and _AS_THE.match(gap)
            and not _SOUGHT.match(sentence.between(cue.end, cue.end + 50))
            and not _INFECTED.search(sentence.between(mention.start - 40, mention.start))
        ):
            propose(mention, Role("primary", 3.0, "primary.cue_after"))


def stated_unknown(scope: Scope, sentence: Sentence) -> list[Vote]:
    """Votes for an unknown primary by its fixed wordings."""
    role = Role("primary", 3.0, "primary.unknown")
    return [
        vote(scope, sentence, role, "unknown", cue.start, cue.end, confidence=0.9)
        for cue in sentence.cue("unknown_primary")
    ]


def not_found(scope: Scope, sentence: Sentence) -> list[Vote]:
    """Votes for an unknown primary where the search for it is told to have failed."""
    if sentence.cue("unknown_primary"):
        return []
    role = Role("primary", 3.0, "primary.not_found")
    return [
        vote(scope, sentence, role, "unknown", *span_of(sentence, match), confidence=0.85)
        for match in _NOT_FOUND.finditer(sentence.text)
        if not _BUT_FOUND.match(sentence.text, match.end())
    ]


# The rectum is the bowel within 15 cm of the anal verge (ESMO Clinical Practice Guideline for rectal
# cancer, Glynne-Jones et al., Ann Oncol 2017).
FROM_THE_ANUS = Gated(
    r"\b(?P<cm>\d{1,2})(?:[.,]\d)?\s*(?:cm|centimet(?:er|re)s)\s+(?:from|above|proximal\s+to)\s+the\s+"
    r"(?:anal\s+(?:verge|margin|canal)|anus|dentate\s+line|pectinate\s+line)\b",
    re.IGNORECASE,
)
_RECTUM_CM = 15


# "Resection of the terminal ileum": the wording is nearer than the operation's name.
_BOWEL = {"ile": "ileum", "jejun": "jejunum"}
_ILEOCECAL = compiled(r"ileo-?c(?:a)?ecal|ileocolic", re.IGNORECASE)
_BOWEL_PART = compiled(r"\b(?:ile|jejun)(?=um|al)(?!\w*[\s-](?:and|or)\b)", re.IGNORECASE)


_REMOVED_FOR = compiled(
    r"\s+(?:was|were|had\s+been|has\s+been)\s+(?:\w+ly\s+)?(?:removed|resected|excised|taken\s+out)\s+"
    r"(?:for|because\s+of|on\s+account\s+of)\s+(?:an?|the|his|her)\s+(?:[\w-]+\s+){0,2}$",
    re.IGNORECASE,
)


def _removed_for_a_tumour(scope: Scope, sentence: Sentence) -> list[Vote]:
    """ "His distal ileum had been removed for a neuroendocrine tumour": it began there."""
    role = Role("primary", 2.0, "primary.removed_for")
    return [
        vote(scope, sentence, role, site.name, site.start, tumour.end, status="derived")
        for site in sentence.of("site")
        for tumour in sentence.of("histology")
        if _REMOVED_FOR.fullmatch(sentence.between(site.end, tumour.start))
    ]


def implied(scope: Scope, sentence: Sentence) -> list[Vote]:
    """Where a histology's own name says that it began, or which organ was taken out for it."""
    known = knowledge(scope)
    out: list[Vote] = []
    for match in FROM_THE_ANUS.finditer(sentence.text):
        if int(match["cm"]) <= _RECTUM_CM:
            role = Role("primary", _ORGAN_REMOVED, "primary.from_the_anus")
            start, end = span_of(sentence, match)
            told = vote(
                scope, sentence, role, "rectum", start, end, status="derived", confidence=0.7
            )
            out.append(told)
    for mention in sentence.of("histology"):
        if mention.weak or vetoed(sentence, mention):
            continue
        context = sentence.context(mention.start, mention.end)
        doubted = not context.keys().isdisjoint(("uncertain", "recommended"))
        note = _PRIMARY_NOTE.search(mention.note)
        if note:
            place, weight = note.group(1).strip(), _BY_NAME
        else:
            place, weight = known.arises_in.get(mention.name, ("", 0.0))
        if place and doubted:
            weight *= _DOUBTED
        if place:
            out.append(
                vote(
                    scope,
                    sentence,
                    Role(
                        "primary",
                        weight,
                        "primary.by_a_doubtful_name" if doubted else "primary.by_name",
                    ),
                    place,
                    mention.start,
                    mention.end,
                    status="derived",
                    confidence=0.9 if weight >= STRONG else 0.7,
                )
            )
    out += _removed_for_a_tumour(scope, sentence)
    words = load_wordings(scope.names.folder, "treatments")
    for mention in sentence.of("treatment"):
        place = next((known.removed_by[n] for n in mention.names if n in known.removed_by), "")
        part = _BOWEL_PART.search(sentence.between(mention.start, mention.end))
        if part and place == "small intestine":
            place = _BOWEL[part.group().lower()]
        if _ILEOCECAL.match(sentence.between(mention.start, mention.end)):
            continue  # the tumour may have been in either
        if (
            place
            and not mention.weak
            and not vetoed(sentence, mention, "history", "planned", "declined", "not_given")
            and not near(sentence, mention, "other_disease", 8)
            and not another.treated_by(scope, sentence, mention)
            and not words["not treated behind"].match(sentence.between(mention.end, sentence.end))
            and not words["chosen over it"].search(sentence.between(sentence.start, mention.start))
        ):
            out.append(
                vote(
                    scope,
                    sentence,
                    Role("primary", _ORGAN_REMOVED, "primary.organ_removed"),
                    place,
                    mention.start,
                    mention.end,
                    status="derived",
                    confidence=0.5,
                )
            )
    return out


_SMALL_BOWEL = "small intestine"


def choose_primary(scope: Scope, votes: Sequence[Vote]) -> tuple[list[Finding], dict[str, float]]:
    """The primary site(s) with their weights: the strongest sign wins.

    Weak signs count only where there is no strong one; "unknown" gives way to a named organ unless
    it is said twice as firmly.
    """
    primary = [v for v in votes if v.role == "primary"]
    held = {v.finding.value for v in primary}
    within = {w for n, w in knowledge(scope).lies_in.items() if n in held} & held
    # "A bulky mediastinal mass", of a thymic carcinoid: it is the thymus's.
    votes = [v for v in votes if not (v.role == "primary" and v.finding.value in within)]
    primary = [v for v in primary if v.finding.value not in within]
    weight = weights(votes, "primary")
    metastatic = weights(votes, "metastasis")
    strong = {v.finding.value for v in primary if v.weight >= STRONG}
    certain = {v.finding.value for v in primary if v.weight >= STRONG and v.certain}
    unknown = weight.pop("unknown", 0.0)
    named = (certain or strong) - {"unknown"}
    # What a tumour's name implies gives way to a site that is stated.
    stated = {v.finding.value for v in primary if v.finding.status != "derived"} & named
    # … but not to that of another tumour: a patient with MEN 2 has one in the thyroid and one in
    # the adrenal gland.
    by_name = {v.finding.value for v in primary if v.finding.rule == "primary.by_name"}
    named = (stated | (by_name & named if len(by_name & named) > 1 else set())) or named
    searched = max((v.finding.start for v in primary if v.finding.value == "unknown"), default=0)
    if any(
        v.finding.value in named
        and v.weight >= STRONG
        and v.finding.start > searched
        and v.finding.status != "derived"
        for v in primary
    ):
        unknown = 0.0  # it was found after all
    # "Merkel cell carcinoma of unknown primary": the name alone is no finding of it.
    if unknown and (not stated or unknown >= 2 * max(weight[n] for n in named)):
        chosen = {"unknown"}
    elif named:
        top = max(weight[n] for n in named)
        chosen = {
            n
            for n in named
            if (n in by_name or weight[n] >= _SHARE_OF_TOP * top)
            # The skin is a Merkel cell carcinoma's own, wherever else in it that went.
            and (n in by_name or metastatic.get(n, 0.0) <= weight[n])
        }
        common = knowledge(scope).common_targets
        removed = {v.finding.value for v in primary if v.finding.rule == "primary.organ_removed"}
        for whole in sorted(chosen - common):
            # "A midgut NET", "a tumour of the distal ileum"; "a carcinoid of the small bowel", for
            # which 40 cm of ileum were resected.
            parts = [
                n
                for n, w in weight.items()
                if whole in scope.names.ancestors("site", n)
                and (w > 1.0 or (n in removed and whole == _SMALL_BOWEL))
                and metastatic.get(n, 0.0) < 1.0
            ]
            chosen |= set(parts) if len(parts) == 1 else set()
    else:
        sure = {v.finding.value for v in primary if v.certain}
        spread = {v.finding.value for v in votes if v.role == "metastasis" and v.weight >= STRONG}
        weak = {
            n: w
            for n, w in weight.items()
            if (n in by_name or (metastatic.get(n, 0.0) < w and not (n in spread and by_name)))
            and n not in ("lymph node", "bone")
            and (n in sure or not sure)
        }
        single = {n: max(v.weight for v in primary if v.finding.value == n) for n in weak}
        chosen = {max(sorted(weak), key=lambda n: (single[n], weak[n]))} if weak else set()
        parts = [n for n in weak if chosen & {*scope.names.ancestors("site", n)}]
        chosen = {max(sorted(parts), key=lambda n: weak[n])} if parts else chosen
    chosen = set(scope.names.most_specific("site", sorted(chosen)))
    told = first_of_each(v.finding for v in primary if v.finding.value in chosen)
    return told, {n: w for n, w in weight.items() if n in chosen}
