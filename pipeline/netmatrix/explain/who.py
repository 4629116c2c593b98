"""Why a sentence is not about a patient of the paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from netmatrix.assemble.about import is_about_patient
from netmatrix.nlp.annotations import Sentence

_WORDS = {
    "literature": "other authors' work",
    "general": "a general statement",
    "general_weak": "a general statement",
    "cohort": "a group of patients",
}
"""Groups of cues that take a sentence away from the patient, from the strongest on."""

_OUTSIDE = frozenset({"title", "back", "references"})


def reason_not_about(sentence: Sentence, *, told: bool = True) -> str:
    """The reason in words, with its cue where one decided it.

    ``told`` says whether the paper's prose tells of a patient at all.
    Found by asking the rule again with one thing changed at a time: the cues of one group taken
    out, the section changed to the patient's own.
    """
    if sentence.kind == "table":
        return "a table's line: values are taken cell by cell, for the rows that are patients"
    if sentence.kind == "heading":
        return "a heading"
    if sentence.section in _OUTSIDE:
        return f"stands in the section “{sentence.section}”"
    if is_about_patient(sentence, True):
        if not told:
            return "the paper's prose is not read for patients"
        return "no patient was introduced before it, or it lists differential diagnoses"
    reasons = list(_alone(sentence)) or list(_together(sentence))
    return "; ".join(reasons) or "speaks of a kind of tumour or of a citation, not of a patient"


def _alone(sentence: Sentence) -> Iterator[str]:
    for group in _WORDS:
        if sentence.has(group) and is_about_patient(_without(sentence, group), True):
            yield _named(sentence, group)
            return
    if is_about_patient(replace(sentence, section="case", heading=""), True):
        yield _section(sentence)


def _together(sentence: Sentence) -> Iterator[str]:
    """All reasons that would do, where no single change makes the sentence a patient's."""
    # Words that say nothing for or against a patient, in the sentence's place.
    bare = replace(sentence, text="Treatment.", mentions=[], cues=[], concepts=[], modifiers=[])
    if not is_about_patient(bare, True):
        yield _section(sentence)
    here = replace(bare, section="case", heading="")
    for group in _WORDS:
        cues = sentence.cue(group)
        if cues and not is_about_patient(replace(here, cues=cues), True):
            yield _named(sentence, group)


def _without(sentence: Sentence, group: str) -> Sentence:
    return replace(sentence, cues=[c for c in sentence.cues if c.group != group])


def _named(sentence: Sentence, group: str) -> str:
    wordings = dict.fromkeys(sentence.between(c.start, c.end) for c in sentence.cue(group))
    return f"{_WORDS[group]} ({group} {' '.join(f'«{w}»' for w in wordings)})"


def _section(sentence: Sentence) -> str:
    heading = " ".join(sentence.heading.split())
    name = sentence.section + (f", {heading}" if heading.lower() != sentence.section else "")
    return f"the section “{name.rstrip(', ')}”, where only words on the authors' own patient count"
