"""What every extractor works on: a patient's sentences, and how a finding is made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypedDict, Unpack

from netmatrix.document import Document
from netmatrix.evidence import Finding, FindingStatus
from netmatrix.nlp.annotations import Annotations, Mention, Modifier, Sentence
from netmatrix.normalise.names import Names
from netmatrix.numerals import begins

NEVER = ("negated", "family", "hypothetical")
"""Contexts in which a mention never fills a cell."""


@dataclass
class Scope:
    """One patient's share of a paper: the sentences about them, in order.

    ``title`` marks sentences of the title, which name a tumour but tell no findings.
    """

    annotations: Annotations
    names: Names
    sentences: list[Sentence]
    subject: str = "case 1"
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def document(self) -> Document:
        return self.annotations.document


class Options(TypedDict, total=False):
    """What a finding may say beyond its value and place, as ``make`` takes it."""

    status: FindingStatus
    confidence: float
    cues: Iterable[Modifier]
    detail: Mapping[str, Any] | None


def make(
    scope: Scope,
    sentence: Sentence,
    name: str,
    value: str,
    start: int,
    end: int,
    rule: str,
    *,
    group: str = "",
    status: FindingStatus = "reported",
    confidence: float = 0.85,
    cues: Iterable[Modifier] = (),
    detail: Mapping[str, Any] | None = None,
) -> Finding:
    """A finding whose quote is ``text[start:end]``."""
    text = scope.document.text
    start = begins(text, start)
    return Finding(
        field=name,
        value=value,
        start=start,
        end=end,
        quote=text[start:end],
        rule=rule,
        status=status,
        confidence=confidence,
        section=sentence.heading or sentence.section,
        page=sentence.page or scope.document.page_at(start),
        code=scope.names.code(group, value) if group else None,
        cues=tuple(f"{c.category}: {text[c.cue_start : c.cue_end]}" for c in cues),
        detail=detail or {},
    )


def of_mention(
    scope: Scope,
    sentence: Sentence,
    mention: Mention,
    name: str,
    value: str,
    rule: str,
    *,
    group: str = "",
    **options: Unpack[Options],
) -> Finding:
    """A finding whose quote is the wording of a mention or cue."""
    return make(
        scope, sentence, name, value, mention.start, mention.end, rule, group=group, **options
    )


def of_match(
    scope: Scope,
    sentence: Sentence,
    match: re.Match[str],
    name: str,
    value: str,
    rule: str,
    *,
    group: str = "",
    **options: Unpack[Options],
) -> Finding:
    """A finding whose quote is what a pattern found in ``sentence.text``."""
    start, end = span_of(sentence, match)
    return make(scope, sentence, name, value, start, end, rule, group=group, **options)


def span_of(sentence: Sentence, match: re.Match[str]) -> tuple[int, int]:
    """Start and end in the document of what a pattern found in ``sentence.text``, without the
    blanks at its ends and a word supplied from elsewhere.
    """
    found = match.group()
    start = sentence.start + match.start() + len(found) - len(found.lstrip())
    end = start + len(found.strip())
    return start, sentence.supplied if start < sentence.supplied < end else end


def vetoed(sentence: Sentence, mention: Mention, *categories: str) -> bool:
    """Whether the mention is negated or the family's, or in one of ``categories``."""
    return vetoed_at(sentence, mention.start, mention.end, *categories)


def vetoed_at(sentence: Sentence, start: int, end: int, *categories: str) -> bool:
    """``vetoed`` for a wording that is no mention."""
    context = sentence.context(start, end)
    return any(c in context for c in (*NEVER, *categories))


def near(sentence: Sentence, mention: Mention, group: str, words: int) -> Mention | None:
    """The nearest cue of ``group`` within ``words`` words on either side, or ``None``."""
    best: tuple[int, Mention] | None = None
    for cue in sentence.cue(group):
        if cue.end <= mention.start:
            gap = sentence.between(cue.end, mention.start)
        elif cue.start >= mention.end:
            gap = sentence.between(mention.end, cue.start)
        else:
            gap = ""
        distance = len(gap.split())
        if distance <= words and (best is None or distance < best[0]):
            best = (distance, cue)
    return best[1] if best else None


def first_of_each(findings: Iterable[Finding]) -> list[Finding]:
    """One finding a value: the most confident, the earliest of equals; agreement is counted.

    ``detail["mentions"]`` holds how many places say the same.
    """
    best: dict[tuple[str, str], Finding] = {}
    count: dict[tuple[str, str], int] = {}
    for finding in findings:
        told = finding.status in ("reported", "derived")
        key = (finding.value, "" if told else finding.status)
        count[key] = count.get(key, 0) + 1
        held = best.get(key)
        if held is None or _rank(finding) > _rank(held):
            best[key] = finding
    return [
        replace(found, detail={**found.detail, "mentions": count[key]}) if count[key] > 1 else found
        for key, found in best.items()
    ]


def _rank(finding: Finding) -> tuple[bool, float]:
    """What a paper reports outranks what follows from it; then confidence decides."""
    return finding.status != "derived", finding.confidence
