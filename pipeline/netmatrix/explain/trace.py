"""Why a field has the values it has: every candidate in the text, and what became of it.

Nothing here repeats the extractors' rules. What happened to a candidate is found by asking the
extractors themselves: the sentence is put before them as it is, then without one of its contexts,
then with a weak wording made strong. The change that brings the value out is the reason why it
was left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from netmatrix.assemble.subjects import Subject
from netmatrix.evidence import Finding, Row
from netmatrix.explain.fields import FIELDS, STATISTICS, Looks
from netmatrix.explain.who import reason_not_about
from netmatrix.extract import patient_findings
from netmatrix.extract.base import Scope
from netmatrix.nlp.annotations import Annotations, Mention, Sentence
from netmatrix.normalise.names import Names

_WITHHELD = frozenset({"planned", "recommended", "declined"})
_SHOWN_TAKERS = 6
_NO_STATISTIC = "no statistic of a group was read from it"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A wording that could give a value.

    ``names`` is what the terminology reads in it (empty for a number or a cue), ``contexts`` the
    categories that hold there with their cues, ``taken`` whether a final value quotes it,
    ``verdict`` what became of it.
    """

    start: int
    end: int
    wording: str
    names: tuple[str, ...]
    contexts: tuple[str, ...]
    taken: bool
    verdict: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence with candidates: where it stands, whom it is about (or why about nobody)."""

    start: int
    end: int
    text: str
    place: str
    subjects: tuple[str, ...]
    reason: str
    cues: tuple[str, ...]
    candidates: tuple[Candidate, ...]


def passages(
    field: str,
    annotations: Annotations,
    names: Names,
    subjects: Sequence[Subject],
    rows: Sequence[Row],
) -> list[Passage]:
    """The sentences that hold a candidate for ``field``, in the order of the text."""
    looks = FIELDS[field]
    by_subject = {row.subject: row for row in rows if row.kind == "case"}
    tabled = [row for row in rows if row.kind != "case"]
    scopes = [
        Scope(annotations, names, subject.sentences, f"case {subject.number}")
        for subject in subjects
    ]
    owners: dict[int, list[Scope]] = {}
    for scope in scopes:
        for sentence in scope.sentences:
            owners.setdefault(sentence.start, []).append(scope)
    out: list[Passage] = []
    for sentence in annotations.sentences:
        scope_list = [] if sentence.kind == "table" else owners.get(sentence.start, [])
        judges = [_Judge(field, looks, scope, by_subject) for scope in scope_list]
        finals = [f for row in rows for f in row.fields.get(field, ()) if _inside(f, sentence)]
        found = _candidates(sentence, looks, finals)
        if not found:
            continue
        if judges:
            candidates = [_merged([j.judge(sentence, c) for j in judges]) for c in found]
            reason = ""
        else:
            candidates = [_elsewhere(sentence, c, field, tabled) for c in found]
            reason = ""
            if not any(c.taken for c in candidates):
                reason = (
                    _NO_STATISTIC
                    if field == STATISTICS
                    else reason_not_about(sentence, told=bool(subjects))
                )
        who = [scope.subject for scope in scope_list] or _row_subjects(tabled, field, sentence)
        out.append(
            Passage(
                sentence.start,
                sentence.end,
                sentence.text,
                _place(sentence),
                tuple(who),
                reason,
                _cues(sentence),
                tuple(candidates),
            )
        )
    return out


class _Judge:
    """Finds out what one patient's extraction makes of a candidate."""

    def __init__(self, field: str, looks: Looks, scope: Scope, rows: Mapping[str, Row]) -> None:
        self._field, self._looks, self._scope = field, looks, scope
        self._row = rows.get(scope.subject)
        self._finals = self._row.fields.get(field, ()) if self._row else ()
        evidence = [
            f for name in looks.company if self._row for f in self._row.fields.get(name, ())
        ]
        self._company = [s for s in scope.sentences if any(_inside(f, s) for f in evidence)]

    def judge(self, sentence: Sentence, mention: Mention) -> Candidate:
        """The candidate with its verdict."""
        finals = [final for final in self._finals if _says(final, mention)]
        if finals:
            verdict = "; ".join(_account(final) for final in finals)
            return _candidate(sentence, mention, verdict, taken=True)
        verdict = self._outweighed(sentence, mention) or self._suppressed(sentence, mention)
        return _candidate(sentence, mention, verdict or self._passed_over(sentence, mention))

    def _outweighed(self, sentence: Sentence, mention: Mention) -> str:
        found = self._found(sentence, mention)
        if found is None and self._trial(sentence).get(self._field):
            found = self._found(self._alone(sentence, mention), mention)
        if found is None:
            return ""
        what = f"{found.value} by {found.rule} ({found.confidence:.2f}), not kept: "
        if self._row is None:
            return what + "no neuroendocrine tumour was found for this patient, so no row"
        same = next((f for f in self._finals if f.value == found.value), None)
        if same is not None:
            return what + f"the same value is quoted from {same.start}-{same.end}"
        if self._finals:
            return what + self._rivals(found)
        return what + "the paper's other evidence on it speaks against it"

    def _rivals(self, found: Finding) -> str:
        """The final values that a value gave way to: the more specific ones, or all."""
        values = [f.value for f in self._finals]
        names = self._scope.names
        covering = [
            value
            for value in values
            for group in self._looks.groups
            if found.value in names.ancestors(group, value)
        ]
        if covering:
            return f"the more specific {', '.join(dict.fromkeys(covering))} stands for it"
        more = f" and {len(values) - 3} more" if len(values) > 3 else ""
        return f"outweighed by {', '.join(values[:3])}{more}"

    def _suppressed(self, sentence: Sentence, mention: Mention) -> str:
        """The first change to the sentence that brings the value out, in words."""
        changes = list(_changes(sentence, mention))
        for brings_out in (self._found, self._found_in_story):
            for changed, reason in changes:
                if brings_out(changed, mention):
                    return f"left out: {reason}"
        return ""

    def _passed_over(self, sentence: Sentence, mention: Mention) -> str:
        trial = self._trial(sentence)
        for name in sorted(trial):
            for finding in trial[name]:
                if name != self._field and _says(finding, mention):
                    return f"read as {name}: {finding.value} by {finding.rule}"
        for finding in trial.get(self._field, ()):
            if finding.value in mention.names and _inside(finding, sentence):
                return f"says the same as «{finding.quote}» in this sentence"
        if mention.weak:
            return "left out: a weak wording, and no rule reads it here"
        return "no rule reads it as this field here"

    def _found(self, sentence: Sentence, mention: Mention) -> Finding | None:
        """What the extractors make of the candidate when only its sentence is told.

        Some of them read a sentence together with the one before it: that is tried too.
        """
        for before in ([], self._before(sentence)):
            for finding in self._trial(sentence, before).get(self._field, ()):
                if _says(finding, mention):
                    return finding
        return None

    def _found_in_story(self, sentence: Sentence, mention: Mention) -> bool:
        """Whether the whole of the patient's sentences, with this one changed, give the value."""
        told = [sentence if s.start == sentence.start else s for s in self._scope.sentences]
        found = patient_findings(replace(self._scope, sentences=told))
        return any(_says(finding, mention) for finding in found.get(self._field, ()))

    def _alone(self, sentence: Sentence, mention: Mention) -> Sentence:
        """The sentence without the candidates that say something else than this one."""
        own = set(mention.names)
        mentions = [
            m for m in sentence.mentions if m.group not in self._looks.groups or own & set(m.names)
        ]
        return replace(sentence, mentions=mentions)

    def _before(self, sentence: Sentence) -> list[Sentence]:
        earlier = [s for s in self._scope.sentences if s.end <= sentence.start]
        return [replace(earlier[-1], mentions=[])] if earlier else []

    def _trial(
        self, sentence: Sentence, before: Sequence[Sentence] = ()
    ) -> dict[str, tuple[Finding, ...]]:
        told = [sentence, *before, *(s for s in self._company if s.start != sentence.start)]
        told.sort(key=lambda s: s.start)
        return patient_findings(replace(self._scope, sentences=told))


def _candidates(sentence: Sentence, looks: Looks, finals: Iterable[Finding]) -> list[Mention]:
    """Term mentions, cues, shapes and quotes of final values in the sentence, in order."""
    found = [*sentence.of(*looks.groups), *sentence.cue(*looks.cues)]
    spans = [(m.start, m.end) for m in found]

    def add(start: int, end: int) -> None:
        if not any(left < end and start < right for left, right in spans):
            spans.append((start, end))
            found.append(Mention(start, end, "shape", "", ("",)))

    for final in finals:
        if not any(_says(final, mention) for mention in found):
            found.append(Mention(final.start, final.end, "shape", "", ("",)))
            spans.append((final.start, final.end))
    if looks.pattern is not None:
        for match in looks.pattern.finditer(sentence.text):
            wording = match.group().rstrip()
            if wording:
                start = sentence.start + match.start()
                add(start, start + len(wording))
    return sorted(found, key=lambda m: (m.start, m.end, m.group, m.names))


def _elsewhere(sentence: Sentence, mention: Mention, field: str, rows: Iterable[Row]) -> Candidate:
    """A candidate outside the patients' prose: taken by a table's row, or left out."""
    takers = [
        (row.subject, f) for row in rows for f in row.fields.get(field, ()) if _says(f, mention)
    ]
    if not takers:
        left = "in no cell of this field" if sentence.kind == "table" else ""
        return _candidate(sentence, mention, _NO_STATISTIC if field == STATISTICS else left)
    shown = [f"{_account(final)}, {subject}" for subject, final in takers[:_SHOWN_TAKERS]]
    if len(takers) > _SHOWN_TAKERS:
        shown.append(f"and {len(takers) - _SHOWN_TAKERS} more")
    return _candidate(sentence, mention, "; ".join(shown), taken=True)


def _account(final: Finding) -> str:
    """A value that was taken: its rule, confidence, status and cues."""
    parts = [f"{final.value} by {final.rule} ({final.confidence:.2f})"]
    if final.status in _WITHHELD:
        parts.append(f"{final.status}: kept beside the cell, not in it")
    elif final.status not in ("reported", "given"):
        parts.append(final.status)
    return ", ".join([*parts, *final.cues])


def _merged(candidates: Sequence[Candidate]) -> Candidate:
    """One candidate of several patients' judgements (a shared sentence, such as the title)."""
    return next((c for c in candidates if c.taken), candidates[0])


def _candidate(
    sentence: Sentence, mention: Mention, verdict: str, *, taken: bool = False
) -> Candidate:
    contexts = sentence.context(mention.start, mention.end)
    return Candidate(
        mention.start,
        mention.end,
        sentence.between(mention.start, mention.end),
        mention.names if mention.layer == "term" else (),
        tuple(_context(sentence, category, mention) for category in sorted(contexts)),
        taken,
        verdict,
    )


def _changes(sentence: Sentence, mention: Mention) -> Iterator[tuple[Sentence, str]]:
    """The sentence with one thing changed that may have kept the mention out, and its name."""
    contexts = sorted(sentence.context(mention.start, mention.end))
    named = [_context(sentence, category, mention) for category in contexts]
    for category, name in zip(contexts, named, strict=True):
        yield _without(sentence, category), name
    if len(contexts) > 1:
        yield replace(sentence, modifiers=[]), " and ".join(named)
    if mention.weak:
        strong = replace(mention, weak=False)
        mentions = [strong if m == mention else m for m in sentence.mentions]
        yield replace(sentence, mentions=mentions), "a weak wording, which needs company to count"


def _without(sentence: Sentence, category: str) -> Sentence:
    return replace(sentence, modifiers=[m for m in sentence.modifiers if m.category != category])


def _context(sentence: Sentence, category: str, mention: Mention) -> str:
    modifier = sentence.context(mention.start, mention.end)[category]
    return f"{category} by «{sentence.between(modifier.cue_start, modifier.cue_end)}»"


def _cues(sentence: Sentence) -> tuple[str, ...]:
    """The cues of the sentence, each group with its wordings once."""
    groups: dict[str, list[str]] = {}
    for cue in sentence.cues:
        wording = sentence.between(cue.start, cue.end)
        if wording not in groups.setdefault(cue.group, []):
            groups[cue.group].append(wording)
    return tuple(
        f"{group} " + " ".join(f"«{wording}»" for wording in wordings)
        for group, wordings in sorted(groups.items())
    )


def _row_subjects(rows: Iterable[Row], field: str, sentence: Sentence) -> list[str]:
    return [
        row.subject for row in rows if any(_inside(f, sentence) for f in row.fields.get(field, ()))
    ]


def _place(sentence: Sentence) -> str:
    parts = [sentence.section]
    heading = " ".join(sentence.heading.split())
    if heading and heading.lower() != sentence.section:
        parts.append(heading if len(heading) <= 40 else heading[:39] + "…")
    if sentence.page is not None:
        parts.append(f"p. {sentence.page}")
    return " · ".join([*parts, f"{sentence.start}-{sentence.end}"])


def _inside(finding: Finding, sentence: Sentence) -> bool:
    return sentence.start <= finding.start < sentence.end


def _says(finding: Finding, mention: Mention) -> bool:
    """Whether the finding quotes the mention, and not another term within a longer quote."""
    if finding.start >= mention.end or mention.start >= finding.end:
        return False
    within = mention.start <= finding.start and finding.end <= mention.end
    return mention.layer != "term" or within or finding.value in mention.names
