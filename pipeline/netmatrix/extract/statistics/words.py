"""The paper's own words as a concept, where no concept of the terminology fits."""

from __future__ import annotations

import re

from netmatrix import patterns
from netmatrix.extract.statistics.horizons import survival_kind
from netmatrix.normalise.numbers import WORDS
from netmatrix.patterns import compiled

_LEAD = compiled(
    r"^(?:[\s,;:“\"‘)\]]|(?:and|(?:most |more |less )?(?:often|commonly|frequently)|mostly|mainly|chiefly|predominantly|especially|but|or|while|whereas|because|although|though|since|as|if|when|only|also|however|overall|furthermore|moreover|thereafter|"
    r"interestingly|notably|additionally|in addition|in total|in all|finally|thus|therefore|by contrast|in contrast|results|conversely|"
    r"on the|the|an?|there|most|some|many|of these|among these|of them|postoperatively|initially|subsequently|respectively|other|their|its|his)\b)+\s*",
    re.I,
)
_ANALYSIS = compiled(
    r"^\W*(?:[\w-]+\s){0,2}analys[ei]s\s(?:showed|revealed|identified|indicated|demonstrated|confirmed)\s(?:that\s)?(?:the\s)?|"
    r"^\W*(?:on|at|by)\s(?:follow-?up\s)?(?:CT|MRI?|imaging|ultraso\w+|scintigraphy|PET(?:/CT)?|endoscopy),?\s(?=\w)|"
    r"^\W*(?:on|in|by|at|after|using)\s(?:[\w-]+\s){0,3}?(?:analys[ei]s|regression|models?)[,\s]+(?:only\s)?",
    re.I,
)
_STAIN = compiled(
    r"^\W*(?:positive\s)?(?:immuno\w+|stain(?:ing|s)?|reactivity)\s(?:\w+\s)?(?:for|with)\s(?=\w)",
    re.I,
)
""" "Immunostaining for chromogranin": chromogranin."""
_STAINED = compiled(
    r"^(?:(?:tumou?rs?|tumou?r cells|cells|cases|samples|specimens)\s)?(positive|negative)\sfor\s([\w\s-]+)$"
)
""" "Tumours positive for chromogranin": chromogranin positive."""
# "The tumours expressed calcitonin".
_EXPRESSED = compiled(
    r"^(?:(?:all|most|these|the)\s)?(?:tumou?rs?|tumou?r cells|cells|cases|specimens|samples)\s(?:expressed|stained for|stained with|reacted with)\s([\w\s/-]+)$"
)
# "ISL1 labelled (48 of 58)".
_LABELLED = compiled(
    r"^(?!(?:patients|tumou?rs?|cells|cases|antibod\w+|they|it)\b)([\w/-]+)\s(?:label+ed|marked|decorated)$"
)
# "Stomatitis of any grade", "5-HIAA elevated at entry".
_WHENEVER = compiled(
    r"\s(?:(?:of|at)\s(?:any|all)\sgrades?|(?:at|on)\s(?:study\s)?(?:entry|inclusion|baseline|enrol+ment))$"
)
_LARGER = compiled(r"^tumou?rs? (?:larger|bigger|smaller|greater)$")
""" "A tumour larger (than 4 cm)": its size."""
_HEADING = compiled(
    r"^\W*(?:the\s)?(?:(?:second\s|next\s)?most\s(?:common|frequent)|commonest|main)(?:\s[a-z-]+)?\sbeing\s(?=\w)|"
    r"^[\w\s-]{2,40}\b(?:came|presented|complained)\s(?:with|of)\s(?=\w)|^\W*and/or\s(?:of\s)?|"
    r"^\W*(?:the\s)?(?:distribution|sites?|locations?|(?:second |next )?most (?:common|frequent)|commonest|main|leading|predominant)\b[^,;]*?\s(?:was|were)\s(?=\w)|"
    r"^\W*(?:the\s)?(?:presenting|initial|first|chief|main)\s(?:symptom|complaint|sign|manifestation|finding)s?\s(?:was|were)\s(?=\w)|"
    r"^\W*(?:the\s)?(?:only\s)?(?:independent|significant|main|other|further)\s(?:[\w-]+\s){0,2}?(?:predictors?|factors?|determinants?)\s(?:of\s[^,;()]{3,40}?\s)?(?:was|were)\s(?=\w)|"
    r"^[\w\s-]{3,40}\b(?:features|symptoms|sites|complaints|manifestations|causes|indications|complications|toxicities|events|diagnoses)\s(?:were|included|comprised)\s(?=\w)",
    re.I,
)
_NEXT_IN_ORDER = compiled(
    r"^\W*(?:(?:and\s)?(?:closely\s)?(?:followed|succeeded) by|(?:and\s)?(?:then|next|lastly|finally)(?:\sby)?)\s(?:the\s)?",
    re.I,
)
""" "Followed by the pelvis": the place in an order is no part of the name."""
_MOST_COMMON = compiled(
    r"^.*\b(?:consisted|comprised)\s(?:mostly\s|mainly\s|chiefly\s|predominantly\s)?(?:of\s)?(?=\w)|"
    r"\s(?:was|were)\s(?:the\s)?(?:presenting|initial|first|chief|main)\s(?:symptom|complaint|sign|manifestation|finding)s?(?:\W|\bin\b|\bof\b)*$|"
    r"\s(?:was|were|being|is|are)\s(?:the\s)?(?:(?:second|third|next|most|by far)[ -])*"
    r"(?:common(?:est)?|frequent(?:ly)?|commonly|prevalent|leading|main|predominant|usual)(?:\s[\w-]+){0,2}?"
    r"\s(?:sites?|locations?|locali[sz]ations?|places?|region|regions|organs?|one|symptoms?|complaints?|complications?|findings?|features?|toxicit(?:y|ies)|events?|presentations?|manifestations?)(?:\sof\sthe\s(?:primary|tumou?r|disease))?\W*$",
    re.I,
)
""" "The spine was the most common site": the spine."""
_TAIL = compiled(
    r"(?:[\s,;:(\[“\"]|\b(?:in|by|to|of|for|at|with|from|on|as|among|was|were|is|are|be|been|had|has|have|seen|observed|detected|found|noted|present|"
    r"reported|documented|recorded|identified|diagnosed|occurred|developed|performed|carried out|used|given|administered|achieved|obtained|"
    r"only|about|approximately|nearly|almost|all|the|an|(?-i:a)|another|and|or|other|also|could|did|positive rate|rate|rates|followed|including|e\.g\.|"
    r"expressed|affected|involved|demonstrated|encountered|undertaken|approximatively|required|experienced|reached|shown|held|equal|accounting|accounted|amounted|averaged|totalled|came|carried|executed|ascertained|stated|happened|remaining|rest|affecting|referred|proven|eventually|contained|comprised|numbered|counted|n|done|existed|known|"
    r"formed|described|(?<!was\s)(?<!were\s)complicated|necessary|needed|(?<!or\s)(?:higher|lower|longer|shorter)|exceeded)\b)+$",
    re.I,
)
_AUX = compiled(
    r"\b(?:had to be|was|were|is|are|been|be|being|has|have|had|could|did|remained|also|significantly|the|an|(?-i:a))\b\s?",
    re.I,
)
_CUT = compiled(
    r"\s(?:(?:dropped|fell|rose|increased|decreased|declined)\sto\b|(?:was|were)\s(?:\w+ly\s)?(?:higher|lower|greater|larger|smaller|longer|shorter|similar)\s(?:in|with|for|among|after|than)\b|"
    r"(?:came out|emerged|turned out|stood out|remained|stayed|proved)\s(?:as|to be|an?|the|independent\w*|significant\w*|the only)\b|"
    r"(?:was|were)\sthe\s(?:first|initial|primary|main)\s(?:operation|treatment|procedure|therapy|intervention)\b|(?:increased|decreased|rose|fell|declined|varied|differed|improved)\s(?:with|according|from)\b|(?:below|above|under|over|exceeding|less than|more than|greater than)\s(?=\d)|(?:demonstrated|detected|shown|found|confirmed)\s(?:by|with|on|using)\b|rang(?:ed|ing)|besides|such as|including|other than|apart from|because|after|during|following|due to|than|although|which|that|who|whereas|while|with a|resulting|leading)\b.*$",
    re.I,
)
_PRIMARY_IN = compiled(
    r"^(?:primary|primaries)(?:\stumou?rs?)?\s(?:was|were)?\s?(?:sited|located|situated|found|seen|arose)?\s?(?:on|in|at)\s(?:the\s)?(?=\w)",
    re.I,
)
""" "The primary was sited on the trunk": primary trunk."""
_LOOKED_AT = compiled(
    r"^\W*(?:tumou?rs|cases|patients|specimens|samples)\s(?:stained|tested|studied|examined|assessed)\s(?:and\s|,\s)",
    re.I,
)
""" "In all 52 tumours stained and CEA in 44": CEA."""
_GENERAL_HEAD = compiled(r"^(?:disease|tumou?rs?|lesions?)\s(?:was|were)\s(?=[\w-]{5,}$)", re.I)
""" "The disease was sporadic": sporadic."""
_RATE_OF = compiled(r"^(?:incidence|frequency|prevalence|occurrence) of (?:the |an? )?(?=\w)")
_DEGREE = compiled(
    r"^(?:(?:basal|serum|plasma)\s)+(?=[\w-]+(?:\s[\w-]+)?\s(?:elevated|raised|increased|high|abnormal)$)"
    r"|^(?:nuclear|cytoplasmic|membranous|diffuse|focal|strong)\s(?=[\w-]+(?:\s(?:retained|lost|positive|negative))?$)"
)
""" "Basal calcitonin elevated", "nuclear OTP retained": where and how is no part of the name."""
_DID_NOT = compiled(
    r"\s(?:had|has|have)\s(?:no|little)\s(?:\w+\s)?(?:influence|effect|impact|bearing|association|significance)\W*$|"
    r"\s(?:did|was|were|had|has|have|do|does) not(?: (?:matter|differ|count|predict\w*|influence\w*|affect\w*))?\W*$",
    re.I,
)
""" "Whereas grade did not (P = 0.3)": grade."""
_EMPTY = compiled(
    r"(?:patients?|they|it|these|those|this|that|which|who|cases?|subjects?|tumou?rs?|lesions?|others?|group|cohort|years?|months?|study|"
    r"estimated|none|one|two|three|both|each|respectively|still|(?:some )?other reasons?|reasons?|back|made up|representing|falling|rising|recogni[sz]ed|which \w+|follow-up|rate|percent|n|p|vs|range|median|mean|results?|figure|table|total|overall|all|more|less|fewer|same|such|so|then|received|given|performed|observed|found|seen|noted|present|done|possible|available|used|drug|drugs|disease|treated|smaller|larger|greater|older|younger|higher|lower|(?:median|mean)\b.*|minor|major|limited|extensive|mild|severe|fall|rise|drop|decrease|increase|reduction|bone|liver|hepatic|"
    r"remaining|rest|remainder|therapy|treatment|(?:this |these |the )?differences?|women|men|people|individuals|median age|mean age|diagnosis|data|time|at diagnosis)",
    re.I,
)


# "The risk rose with immunosuppression": what it rose with.
_RISK_OF = compiled(
    r"^.*\b(?:risk|hazard|odds|likelihood)\b[^,;]{0,30}?\s(?:rose|increased|grew|(?:was|were)\s(?:\w+ly\s)?(?:higher|raised|increased|greater|lower|reduced))\s(?:with|in|for|after|under)\s",
    re.I,
)
_SURVIVAL_SHORT = compiled(r"\b(?:OS|[DEPR]FS)\b")


def _survival(match: re.Match[str]) -> str:
    """A survival by its name: "PFS" is progression-free survival."""
    kind = survival_kind(match.group())
    return "overall survival" if kind == "survival" else kind


_YEAR = compiled(
    r"\b(?:before|after|since|until|from) (?:19|20)\d\d\b|\b(?:codon|exon|type|class) \d{1,4}\b"
)
_FINDS = compiled(r"\b(?:showed|revealed|disclosed|demonstrated)$")
""" "PET/CT showed (135 lesions)": what it showed is not told."""
# "Interferon, 5 MU s.c. three times a week (n = 31)": how a drug was given is no finding.
_DOSE = compiled(
    r"\b(?:s\.c|i\.v|p\.o|i\.m|mu|iu|mg|mcg|µg|gbq|mbq)\b|\btimes (?:an? |per )?(?:day|week)\b"
)
_SHORT = frozenset({"sex", "age", "syn", "ct", "us", "mr"})


# "(MGMT deficiency correlated with) response".
_GOES_WITH = compiled(r"^.*\b(?:associated|correlated|linked)\swith\s(?:an?\s|the\s)?", re.I | re.S)


# "(Patients with bone metastases the) sensitivity (of PET/CT)".
_ABLE = compiled(r"^(?:patients|those|cases)\s.*\b(sensitivity|specificity|accuracy)\b.*$")
# "Classified as EC-cell tumours".
_CLASSED = compiled(
    r"^\W*(?:was\s|were\s)?(?:classified|categori[sz]ed|regarded|designated|diagnosed|interpreted)\sas\s(?=\w)",
    re.I,
)


# "The indication was acute appendicitis (in 63)", "the trunk was the site (in nine)".
_INDICATION = compiled(
    r"^\W*(?:the\s)?(?:indication|reason|cause)s?\s(?:for\s[\w -]{3,30}?\s)?(?:was|were)\s(?=\w)",
    re.I,
)
_THE_SITE = compiled(
    r"\s(?:was|were)\sthe\s(?:primary\s)?(?:sites?|locations?)\b(?=\W*(?:in\W*)?$)", re.I
)
_NUMBERS = compiled(rf"(?:{WORDS})(?:[\s-](?:{WORDS}))*", re.I)


def own_words(wording: str, limit: int = 9) -> str:
    """The paper's words as a concept: lower case, without what only links; ``""`` if unfit."""
    text = patterns.sub(r"\([^()]*\)|\[[^\]]*\]", " ", wording[-300:])
    text = _GOES_WITH.sub("", _RISK_OF.sub("", text))
    text = _LOOKED_AT.sub("", text)
    if patterns.match(r"\W*(?:of the )?(?:patients|cases|tumou?rs|pts) and\b", text):
        return ""
    text = _THE_SITE.sub("", _INDICATION.sub("", _CLASSED.sub("", text)))
    text = _NEXT_IN_ORDER.sub("", _LEAD.sub("", _HEADING.sub("", _ANALYSIS.sub("", text))))
    text = _PRIMARY_IN.sub("primary ", _STAIN.sub("", text))
    text = _MOST_COMMON.sub("", text)
    text = _CUT.sub("", _DID_NOT.sub("", text))
    text = _TAIL.sub("", text)
    text = _GENERAL_HEAD.sub("", text)
    text = _AUX.sub("", text)
    text = _SURVIVAL_SHORT.sub(_survival, text)
    text = patterns.sub(r"\s+", " ", text).strip(" ,;:=.-–—“”\"'‘’()[]").lower()
    text = _EXPRESSED.sub(r"\1 positive", text)
    text = _LARGER.sub("tumor size", _STAINED.sub(r"\2 \1", text))
    text = _WHENEVER.sub("", _LABELLED.sub(r"\1 positive", text))
    text = _RATE_OF.sub("", _DEGREE.sub("", text))
    text = patterns.sub(
        r"^(?:\w+)s(?= of )",
        lambda m: m.group()[:-1] if not m.group().endswith(("ss", "us", "is")) else m.group(),
        text,
    )
    text = _ABLE.sub(r"\1", text)
    parts = text.split()
    if (
        not parts
        or len(parts) > limit
        or patterns.search(
            r"(?<![\w-])\d(?!-(?!years?\b|months?\b|days?\b)[a-z])", _YEAR.sub("", text)
        )
        or _EMPTY.fullmatch(text)
        or len(text) + 2 * (text in _SHORT)
        < (
            3
            if wording.strip(" ,;()").split()[-1:]
            and patterns.search(r"\b(?:[A-Z]{3}|[A-Z][a-z][A-Z]|[a-z]\d\d)\b", wording)
            else 4
        )
    ):
        return ""
    if _NUMBERS.fullmatch(text) or _DOSE.search(text):
        return ""
    if (len(parts) == 1 and text.endswith("ly")) or _FINDS.search(text) or parts[0] == "we":
        return ""
    if (_EMPTY.fullmatch(parts[-1]) and len(parts) < 2) or patterns.fullmatch(
        r"(?:in|of|at|on|by|than|from|not|no|among|amongst|with|between|during|after|before|to|for|within|under|over|per|as|did|does|do|is|it|neither|nor|that|those)",
        parts[0],
    ):
        return ""
    return text
