"""What a later sentence takes back: "MRI showed lesions in T9 and L2. Both were haemangiomas."

A lesion that a scan showed, or that was feared to be a metastasis, may be told to be something else
in the next clause or sentence.  What is then taken back are the weak and the doubted signs of a
metastasis; an outright one ("liver metastases were confirmed") stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from netmatrix.evidence import Finding
from netmatrix.extract.base import Scope
from netmatrix.extract.diagnosis import is_neuroendocrine
from netmatrix.extract.phrases import load_wordings
from netmatrix.extract.sites.votes import STRONG, Vote
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Sentence

# Where the clause of a verdict begins.
_CLAUSE = re.compile(
    r"[;:]\s|,\s(?:and|but|while|whereas|however|the)\s|\s(?:and|but|while|whereas)\s(?=a\s|the\s|an\s)|\swhich\s"
)
# A subject that names no organ: "Both", "Biopsy", "the lesion", "it".
_GENERIC = re.compile(
    r"\b(?:both|it|they|these|this|all|that|lesions?|nodules?|mass(?:es)?|focus|foci|finding|uptake|biops(?:y|ies)|curettage|excision|resection|"
    r"MRI|CT|\w+ectomy|operation|surgery|histolog\w+|patholog\w+|microscop\w+|FNA|aspirat\w+|cytolog\w+|examination|specimen|work-?up|ultraso\w+|scans?)\b",
    re.IGNORECASE,
)
_OUTRIGHT = 3.2
"""From this weight on the words themselves say "metastasis"."""
# "Pelvic MRI": what was looked at.
_SCAN = re.compile(r"\b(?:MRI?|CT|X-?rays?|scan|radiograph|ultraso\w+|imaging)\b", re.IGNORECASE)
_VERTEBRA = Gated(r"\b[CTL]\d{1,2}\b")


@dataclass(slots=True)
class Retracted:
    """The sentences whose lesions a later one explains, and the organs whose lesion is explained by
    name, with the place up to which that holds.
    """

    sentences: set[int] = field(default_factory=set)
    organs: dict[str, int] = field(default_factory=dict)

    def covers(self, scope: Scope, finding: Finding) -> bool:
        """Whether the finding's organ, or its sentence, was explained otherwise."""
        if finding.start < self.organs.get(finding.value, -1):
            return True
        sentence = scope.annotations.sentence_at(finding.start) if self.sentences else None
        return sentence is not None and sentence.start in self.sentences


def retracted(scope: Scope) -> Retracted:
    """What the sentences of a patient take back of what they told before."""
    out = Retracted()
    verdict = load_wordings(scope.names.folder, "sites")["something else"]
    last = -1
    for sentence in scope.sentences:
        if sentence.kind in ("title", "heading"):
            continue
        for match in verdict.finditer(sentence.text):
            begin = max(
                (m.end() for m in _CLAUSE.finditer(sentence.text, 0, match.start())), default=0
            )
            if _is_the_tumour(scope, sentence, begin, match.end()):
                continue
            named = list(_organs(sentence, begin, match.start()))
            for organ in named:
                out.organs[organ] = sentence.end
            if not named and last >= 0 and _GENERIC.search(sentence.text, begin, match.end()):
                out.sentences.add(last)
        if sentence.of("site", "bone_site") or _VERTEBRA.search(sentence.text):
            last = sentence.start
    return out


def _is_the_tumour(scope: Scope, sentence: Sentence, begin: int, end: int) -> bool:
    left, right = sentence.start + begin, sentence.start + end
    return any(
        left <= m.start < right and any(is_neuroendocrine(scope, n) for n in m.names)
        for m in sentence.of("histology")
    )


def _organs(sentence: Sentence, begin: int, end: int) -> Iterable[str]:
    left, right = sentence.start + begin, sentence.start + end
    for mention in sentence.of("site", "bone_site"):
        wording = sentence.between(mention.start, mention.end + 14)
        if left <= mention.start and mention.end <= right and not _SCAN.search(wording):
            yield from mention.names
            if mention.group == "bone_site":
                yield "bone"


def standing(scope: Scope, votes: list[Vote], taken: Retracted) -> list[Vote]:
    """The votes without those that were taken back."""
    if not (taken.sentences or taken.organs):
        return votes
    return [
        v
        for v in votes
        if (v.weight >= (_OUTRIGHT if v.role == "metastasis" else STRONG) and v.certain)
        or not taken.covers(scope, v.finding)
    ]
