"""What is told of another tumour or disease of the patient: "breast cancer (G3, Ki-67 40%)"."""

from __future__ import annotations

import re

from netmatrix.extract import stains
from netmatrix.extract.base import Scope
from netmatrix.extract.diagnosis import is_neuroendocrine, names_neuroendocrine, told_in
from netmatrix.extract.phrases import load_wordings
from netmatrix.nlp.annotations import Mention, Sentence
from netmatrix.patterns import compiled

# "A GIST of the stomach (…": what may stand between the other tumour and its bracket.
_BEFORE_BRACKET = compiled(
    r"(?:\s+(?:of|in)\s+(?:the\s+|her\s+|his\s+)?[\w-]+(?:\s[\w-]+)?)?(?:\s+on\s+the\s+(?:left|right))?\s*$"
)
# "Radical prostatectomy for adenocarcinoma", "gastrectomy in 1978 for a bleeding ulcer".
_FOR = compiled(
    r"(?:(?:,?\s+and|,|\s+plus)\s+[\w-]+){0,3}(?:\s+\d+(?:\.\d+)?\s?(?:mg|g|Gy)\b[^,.;]{0,20}?)?(?:\s+(?:was|were|had\s+been)\s+(?:thus\s+|therefore\s+|then\s+|\w+ly\s+)?(?:done|performed|undertaken|carried\s+out|given|started|begun|initiated|administered|prescribed))?(?:,?\s+with\s+[\w-]+(?:\s[\w-]+)?,?)?(?:\s+in\s+(?:\w+\s+)?\d{4})?(?:\s+for\s+[\w-]+\s+(?:weeks|months|years|cycles|courses))?\s+(?:for|because\s+of|on\s+account\s+of|in\s+view\s+of|against)\s+(?:an?\s+|the\s+|his\s+|her\s+)?(?:[\w-]+\s+){0,3}$"
    # "Sunitinib achieved stable disease of the GIST".
    r"|\s+(?:achieved|gave|led\s+to|produced|brought|obtained)\s+(?:an?\s+)?(?:[\w-]+\s+){1,3}(?:of|in)\s+(?:the\s+|his\s+|her\s+)?(?:[\w-]+\s+){0,2}$",
    re.IGNORECASE,
)


def diseases(scope: Scope, sentence: Sentence) -> list[tuple[int, int]]:
    """Where the sentence names other diseases, tumours that are no neuroendocrine ones among them."""
    tumours = sentence.of("histology")
    own = [m for m in tumours if any(is_neuroendocrine(scope, n) for n in m.names)]
    found = [
        (c.start, c.end)
        for c in sentence.cue("other_disease", "comorbidity")
        # Heart failure may be the carcinoid heart's.
        if not sentence.between(c.start, c.end).lower().endswith("failure")
        # "Carcinoma of the prostate", in "small cell carcinoma of the prostate".
        and not any(m.start < c.end and c.start < m.end for m in own)
    ]
    found += [(m.start, m.end) for m in tumours if m not in own]
    return sorted(found)


# "Grade 1 endometrioid adenocarcinoma": nothing but adjectives up to the tumour.
_ADJECTIVES = compiled(r"[\s-]+(?:(?!(?:and|or|with|but|in|of)\b)[A-Za-z]+[\s-]+){0,3}")


def named_next(scope: Scope, sentence: Sentence, place: int) -> bool:
    """Whether what stands before ``place`` is told of another disease named right behind it: "grade 2
    breast carcinoma".
    """
    start = next((start for start, _ in diseases(scope, sentence) if start >= place), None)
    return start is not None and bool(_ADJECTIVES.fullmatch(sentence.between(place, start)))


def of_it(scope: Scope, sentence: Sentence, mention: Mention) -> bool:
    """Whether what is mentioned is that of another disease: "progression of the leukaemia"."""
    return any(
        mention.start < start < mention.end
        or (start >= mention.end and _OF_THE.fullmatch(sentence.between(mention.end, start)))
        for start, _ in diseases(scope, sentence)
    )


_OF_THE = compiled(r"\s+(?:of|in)\s+(?:the\s+|his\s+|her\s+)?", re.IGNORECASE)


def _where_it_began(scope: Scope, sentence: Sentence, start: int, end: int) -> bool:
    """Whether a cancer is called by an organ that a sentence on the neuroendocrine tumour names, too:
    "the rectal cancer", of a neuroendocrine carcinoma of the rectum.
    """
    return told_in(
        scope, {m.name for m in sentence.of("site") if start <= m.start and m.end <= end}
    )


def said_of(scope: Scope, sentence: Sentence, mention: Mention) -> bool:
    """Whether what is mentioned is said of another disease: "the prostate cancer remains in remission"."""
    return any(
        end <= mention.start
        and not _where_it_began(scope, sentence, start, end)
        and _IS.fullmatch(sentence.between(end, mention.start))
        and not _OF_SOMEBODY.search(sentence.between(sentence.start, start))
        for start, end in diseases(scope, sentence)
    )


# "A woman who had been treated for epilepsy was cured": of another illness than this.
_OF_SOMEBODY = compiled(r"\b(?:for|of|with|from|by)\s+(?:[\w-]+\s+){0,3}$", re.IGNORECASE)


_IS = compiled(
    r"\s+(?:(?:is|was|has|had|remains?|remained|been|stayed|went|came|showed|then|now|still|since)\s+){0,4}",
    re.IGNORECASE,
)


def bracketed(scope: Scope, sentence: Sentence, place: int) -> bool:
    """Whether a place of the document stands in a bracket right behind another disease."""
    text, at = sentence.text, place - sentence.start
    opened = text.rfind("(", 0, at + 1)
    if opened < 0 or text.find(")", opened, at) >= 0:
        return False
    return any(
        end - sentence.start <= opened
        and _BEFORE_BRACKET.fullmatch(text, end - sentence.start, opened)
        for _, end in diseases(scope, sentence)
    )


def treated_by(scope: Scope, sentence: Sentence, treatment: Mention) -> bool:
    """Whether a treatment is told to have been for another disease."""
    return any(
        start >= treatment.end
        and _FOR.fullmatch(sentence.between(treatment.end, start))
        and not _where_it_began(scope, sentence, start, end)
        for start, end in diseases(scope, sentence)
    ) or _was_a_cancer(scope, sentence, treatment)


def _was_a_cancer(scope: Scope, sentence: Sentence, treatment: Mention) -> bool:
    """Whether another cancer was what was treated: "a basal cell carcinoma was excised"; not where the
    sentence goes on with a neuroendocrine tumour ("…; review showed a NEC"), as an appendicitis may.
    """
    if any(
        m.start >= treatment.end and any(is_neuroendocrine(scope, n) for n in m.names)
        for m in sentence.of("histology")
    ):
        return False
    cancer = load_wordings(scope.names.folder, "treatments")["cancer"]
    return any(
        end <= treatment.start
        and _WAS.fullmatch(sentence.between(end, treatment.start))
        and cancer.match(sentence.between(start, end))
        and not _PRESUMED.search(sentence.between(start - 30, start))
        for start, end in diseases(scope, sentence)
    )


# "Basal cell carcinomas of the face were excised", "a squamous cell carcinoma (cT2), for which she had".
_WAS = compiled(
    r"(?:\s+(?:of|in)\s+(?:the\s+|his\s+|her\s+)?[\w-]+(?:\s[\w-]+)?)?(?:\s\([^()]{1,30}\))?(?:\s+(?:was|were|had\s+been)\s+(?:\w+ly\s+)?(?:treated\s+by\s+)?"
    r"|(?:\s+was\s+(?:found|seen|diagnosed))?,\s+(?:for|because\s+of)\s+which\s+(?:he|she)\s+(?:had|underwent|received|was\s+given)\s+(?:an?\s+)?(?:[\w-]+\s+)?)",
    re.IGNORECASE,
)
_PRESUMED = compiled(
    r"\b(?:presum|suspect|suspicion|suggest|interpreted|read\s+as|suppos|thought|diagnosed\s+as|report)\w*",
    re.IGNORECASE,
)


def presumed(sentence: Sentence) -> bool:
    """Whether the sentence tells what a tumour was taken for."""
    return _PRESUMED.search(sentence.text) is not None


def beside(scope: Scope, sentence: Sentence, stain: Mention) -> bool:
    """Whether a stain and its result are an apposition to another disease: "B-cell lymphoma, CD20
    positive"; not "to exclude a lymphoma, CD45 was stained".
    """
    return _ITS_RESULT.match(sentence.between(stain.end, stain.end + 14)) is not None and any(
        end <= stain.start and _APPOSED.fullmatch(sentence.between(end, stain.start))
        for _, end in diseases(scope, sentence)
    )


_ITS_RESULT = compiled(r"\s?(?:\+|positive\b|negative\b)", re.IGNORECASE)
_APPOSED = compiled(
    r"(?:\s+of\s+(?:the\s+)?[\w-]+(?:\s[\w-]+)?)?(?:\s\([^()]{1,40}\))?,\s+", re.IGNORECASE
)


def told_of(scope: Scope, sentence: Sentence, place: int) -> bool:
    """Whether stains, an index or a count at ``place`` are told of a tumour that is no neuroendocrine
    one, named before them in a sentence that names no other: "Jejunum: GIST, CD117 positive, Ki-67 9%".

    Not where that tumour is only thought of or denied, nor where it expresses a neuroendocrine
    marker, as what was taken for an adenocarcinoma may.
    """
    named = [m for m in sentence.of("histology") if m.end <= place and not m.weak]
    return (
        bool(named)
        and not names_neuroendocrine(scope, sentence)
        and not presumed(sentence)
        and not _ANOTHER_PART.search(sentence.between(named[-1].end, place))
        and sentence.context(named[-1].start, named[-1].end).keys().isdisjoint(_NOT_CERTAIN)
        and not _expressed(scope, sentence)
    )


def goes_on(scope: Scope, before: Sentence, sentence: Sentence) -> bool:
    """Whether a sentence goes on with another tumour that the one before it told of: "It stained for
    CEA and not at all for chromogranin".
    """
    return (
        before.block == sentence.block
        and _IT.match(sentence.text) is not None
        and not sentence.of("histology")
        and told_of(scope, before, before.end)
        and not _expressed(scope, sentence, goes_on=True)
    )


_IT = compiled(r"(?:It|Its\s+cells|They|Those\s+cells|These\s+cells)\s")


def _expressed(scope: Scope, sentence: Sentence, *, goes_on: bool = False) -> bool:
    """Whether a sentence tells of a neuroendocrine marker that it was positive."""
    words = load_wordings(scope.names.folder, "markers")
    return any(
        stain.positive and not _NEUROENDOCRINE.isdisjoint(stain.mention.names)
        for stain in stains.results(sentence, words, goes_on=goes_on)
    )


# The markers of neuroendocrine differentiation (WHO Classification of Tumours, 5th edition).
_NEUROENDOCRINE = frozenset({"synaptophysin", "CgA", "INSM1", "CD56", "NSE"})
# "After a colon adenocarcinoma, a second tumor was found with a Ki-67 of 2%".
_ANOTHER_PART = compiled(
    r"\b(?:tumou?r|lesion|polyp|nodule|mass|component|area|part|portion|deposit|metastas[ei]s)\b",
    re.IGNORECASE,
)
_NOT_CERTAIN = ("negated", "uncertain", "recommended", "family")
