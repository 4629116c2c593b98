"""What a later sentence takes back: "MRI showed lesions in T9 and L2. Both were haemangiomas."

A lesion that a scan showed, or that was feared to be a metastasis, may be told to be something else
in the next clause or sentence.  What is then taken back are the weak and the doubted signs of a
metastasis; an outright one ("liver metastases were confirmed") stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from netmatrix.evidence import Finding, FindingStatus
from netmatrix.extract.base import Scope, span_of
from netmatrix.extract.diagnosis import is_neuroendocrine, names_neuroendocrine
from netmatrix.extract.knowledge import knowledge
from netmatrix.extract.phrases import load_wordings
from netmatrix.extract.sites.votes import STRONG, Role, Vote, vote
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Mention, Sentence
from netmatrix.patterns import compiled

# Where the clause of a verdict begins.
_CLAUSE = compiled(
    r"[;:]\s|,\s(?:and|but|while|whereas|however|the)\s|\s(?:and|but|while|whereas)\s(?=a\s|the\s|an\s)|\swhich\s"
)
# A subject that names no organ: "Both", "Biopsy", "the lesion", "it".
_GENERIC = compiled(
    r"\b(?:both|it|they|these|this|all|that|lesions?|nodules?|mass(?:es)?|focus|foci|finding|uptake|biops(?:y|ies)|curettage|excision|resection|"
    r"MRI|CT|\w+ectomy|operation|surgery|histolog\w+|patholog\w+|microscop\w+|FNA|aspirat\w+|cytolog\w+|examination|specimen|work-?up|ultraso\w+|scans?)\b",
    re.IGNORECASE,
)
_OUTRIGHT = 3.2
"""From this weight on the words themselves say "metastasis"."""
# "Pelvic MRI": what was looked at.
_SCAN = compiled(r"\s*\b(?:MRI?|CT|X-?rays?|scan|radiograph|ultraso\w+|imaging)\b", re.IGNORECASE)
_VERTEBRA = Gated(r"\b[CTL]\d{1,2}\b")


@dataclass(slots=True)
class Retracted:
    """The sentences whose lesions a later one explains, and the organs whose lesion is explained by
    name, with the place up to which that holds.
    """

    sentences: set[int] = field(default_factory=set)
    others: set[int] = field(default_factory=set)
    """Sentences that tell of another cancer's metastases, where no sign counts."""
    organs: dict[str, int] = field(default_factory=dict)

    def covers(self, scope: Scope, finding: Finding) -> bool:
        """Whether the finding's organ, or its sentence, was explained otherwise."""
        if finding.start < self.organs.get(finding.value, -1):
            return True
        return self._sentence(scope, finding) in self.sentences

    def of_another(self, scope: Scope, finding: Finding) -> bool:
        """Whether the finding's sentence tells of another cancer's metastases."""
        return bool(self.others) and self._sentence(scope, finding) in self.others

    def _sentence(self, scope: Scope, finding: Finding) -> int:
        sentence = scope.annotations.sentence_at(finding.start)
        return sentence.start if sentence else -1


def retracted(scope: Scope) -> Retracted:
    """What the sentences of a patient take back of what they told before."""
    out = Retracted()
    words = load_wordings(scope.names.folder, "sites")
    verdict, another = words["something else"], words["another cancer's"]
    last: Sentence | None = None
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
            if not named and begin:  # "a mass in the kidney, which was an oncocytoma"
                before = list(_organs(sentence, 0, begin))
                named = before[-1:]
            if not (named or _elsewhere(scope, sentence, match.start())):
                named = list(_taken_out(scope, sentence, match.start()))
            for organ in named:
                out.organs[organ] = sentence.end
            generic = _GENERIC.search(sentence.text, begin, match.end())
            if not named and last is not None and generic and not _outright(last):
                out.sentences.add(last.start)
        if another.search(sentence.text) and not _is_the_tumour(
            scope, sentence, 0, len(sentence.text)
        ):
            out.others.add(sentence.start)
        if sentence.of("site", "bone_site") or _VERTEBRA.search(sentence.text):
            last = sentence
    return out


def confirmed(scope: Scope) -> list[Vote]:
    """Votes for the one organ whose lesion a biopsy, told next without its place, proved to be a
    metastasis: "a lesion in the left breast, and core biopsy confirmed metastatic NET".
    """
    verdict = load_wordings(scope.names.folder, "sites")["proved metastatic"]
    out: list[Vote] = []
    last: Sentence | None = None
    for sentence in scope.sentences:
        if sentence.kind in ("title", "heading"):
            continue
        match = verdict.search(sentence.text)
        if match and not sentence.context(*span_of(sentence, match)):
            within = list(_lesions(sentence, 0, match.start()))
            before = [] if within or last is None else list(_lesions(last, 0, len(last.text)))
            organs = within or before
            if len({m.names for m in organs}) == 1:
                mention, there = organs[0], sentence if within else last or sentence
                place = "bone" if mention.group == "bone_site" else mention.name
                role = Role("metastasis", STRONG, "metastasis.proved_later")
                status: FindingStatus = "derived" if mention.group == "bone_site" else "reported"
                out.append(
                    vote(
                        scope,
                        there,
                        role,
                        place,
                        mention.start,
                        mention.end,
                        status=status,
                        confidence=0.8,
                    )
                )
        if sentence.of("site", "bone_site"):
            last = sentence
    return out


def _lesions(sentence: Sentence, begin: int, end: int) -> Iterable[Mention]:
    """The organs of a part of a sentence that have a lesion there."""
    left, right = sentence.start + begin, sentence.start + end
    if not any(left <= c.start < right for c in sentence.cue("lesion", "tumor_word")):
        return
    for mention in sentence.of("site", "bone_site"):
        scanned = _SCAN.match(sentence.text, mention.end - sentence.start)
        if left <= mention.start < right and not scanned and not mention.weak:
            if not sentence.context(mention.start, mention.end):
                yield mention


def _outright(sentence: Sentence) -> bool:
    """Whether a sentence says "metastasis" without a doubt."""
    return any(
        "uncertain" not in sentence.context(c.start, c.end)
        for c in sentence.cue("metastasis", "metastasis_to")
    )


def _is_the_tumour(scope: Scope, sentence: Sentence, begin: int, end: int) -> bool:
    left, right = sentence.start + begin, sentence.start + end
    return any(
        left <= m.start < right and any(is_neuroendocrine(scope, n) for n in m.names)
        for m in sentence.of("histology")
    )


def _elsewhere(scope: Scope, sentence: Sentence, end: int) -> bool:
    """Whether what was found by ``end`` may not be of the organ taken out: another one or a
    neuroendocrine tumour is named.
    """
    return names_neuroendocrine(scope, sentence) or any(
        m.end <= sentence.start + end for m in sentence.of("site", "bone_site")
    )


def _taken_out(scope: Scope, sentence: Sentence, end: int) -> Iterable[str]:
    """The organs whose removal the sentence tells before ``end``: "nephrectomy revealed an RCC"."""
    removed_by = knowledge(scope).removed_by
    for mention in sentence.of("treatment"):
        if mention.end <= sentence.start + end:
            yield from (removed_by[n] for n in mention.names if n in removed_by)


def _organs(sentence: Sentence, begin: int, end: int) -> Iterable[str]:
    left, right = sentence.start + begin, sentence.start + end
    for mention in sentence.of("site", "bone_site"):
        behind = _SCAN.match(sentence.text, mention.end - sentence.start)
        scanned = behind or _SCAN.search(sentence.between(mention.start, mention.end))
        if left <= mention.start and mention.end <= right and not scanned:
            yield from mention.names
            if mention.group == "bone_site":
                yield "bone"


def standing(scope: Scope, votes: list[Vote], taken: Retracted) -> list[Vote]:
    """The votes without those that were taken back."""
    if not (taken.sentences or taken.organs or taken.others):
        return votes
    return [
        v
        for v in votes
        if not taken.of_another(scope, v.finding)
        and (
            (v.weight >= (_OUTRIGHT if v.role == "metastasis" else STRONG) and v.certain)
            or not taken.covers(scope, v.finding)
        )
    ]
