"""Context: cues open a scope in which a category (negated, planned, family …) holds.

After ConText (Harkema, Dowling, Thornblade, Chapman: J Biomed Inform 2009;42:839-51), with the
rules as data in ``rules/context.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from netmatrix import rule_files
from netmatrix.nlp.annotations import Mention, Modifier, Sentence
from netmatrix.patterns import compiled

Direction = Literal["forward", "backward", "both", "sentence"]
_END = compiled(r"\s*(?:[.,;:()]|$|and\b|because\b|due\b|owing\b|by\b|for\b|on\b)")
_SPACED = compiled(r"\S+")
# "No tumour in the liver, 1 out of 9 nodes positive": another finding.
_CLAUSE = compiled(
    r";|\s[–—]\s|:\s|,(?=\s+(?:with\b|(?P<n>[1-9]\d*)\s?(?:/|(?:out\s+)?of\s)\s?(?!(?P=n)\b)\d+(?![^,;.]{0,50}\b(?:free|negative|clear|without|sent|examined|being|no|not|none)\b)))"
)
# "Surgery was refused, and radiotherapy …": a passive cue looks back only.
_OF_TREATMENT = frozenset({"declined", "not_given", "planned", "recommended"})
_PASSIVE = frozenset({"declined", "not_given", "stopped"})
_WAS_BEFORE = compiled(r"\b(?:was|were|been|being)\s+(?:\w+ly\s+)?$", re.IGNORECASE)
_BE_BEFORE = compiled(
    r"\b(?:was|were|is|are|be|been|being)\s+(?:also\s+|first\s+|\w+ly\s+)?$", re.IGNORECASE
)
# "Gastrin was normal, as were insulin and glucagon".
_AS_WERE = compiled(r",?\s+as\s+(?:was|were)\s[^,;.:()]{2,80}", re.IGNORECASE)
# "No liver metastases and bilateral ovarian deposits": these were there.
_AND_THERE = compiled(
    r"\sand\s(?=(?:bilateral|multiple|several|numerous|an?\s(?:[\w-]+\s)?(?:mass|lesion|nodule|tumou?r))\b)",
    re.IGNORECASE,
)
# "Transplantation was excluded because of age, and embolisation because of a thrombosis".
_AND_THE_OTHER = compiled(
    r"\s(?:because\sof|due\sto|for)\s[^,;.]{3,60},\sand\s(?P<what>(?!(?:he|she|the|a|it)\b)[\w-]+(?:\s[\w-]+){0,3}?)\s(?:because\sof|due\sto)\s",
    re.IGNORECASE,
)
_BY_WHAT = compiled(r"\s*(?:[.;:)]|$|(?:by|on|with|because|due)\b)")
# "Was unfit for surgery" is said of the patient, and of what follows.
_OF_PATIENT = compiled(
    r"\b(?:un|in)?(?:fit|eligible|suitable|willing|amenable|candidate|reluctant|keen)\b",
    re.IGNORECASE,
)
_WAS = compiled(r"(?:was|is|came|tested|returned)\b", re.IGNORECASE)
_BEING = compiled(r"\bbeing\s", re.IGNORECASE)
# The singular speaks of the last clause: "nodules appeared, and a brain MRI was negative".
_NEW_CLAUSE = compiled(r",\s+(?:and|but)\s", re.IGNORECASE)


# "She denied flushing, and a carcinoid was removed": a predicate of its own begins behind "and".
_AND = compiled(r",?\s+and\s+", re.IGNORECASE)
_VERB = (
    r"was|were|is|are|had|has|have|underwent|received|began|became|gave|brought|proved|produced|relieved|led|did|showed|revealed|"
    r"demonstrated|disclosed|confirmed|established|identified|detected|suggested|started|remained|"
    r"developed|presented|died|persisted|continued|yielded|achieved|required|refused|declined|chose|opted|commenced|proceeded|"
    r"(?:placed|put|kept|treated|switched|sent)(?=\s(?:him|her|them|the\s(?:patient|woman|man|girl|boy))\b)"
)
_FINITE = compiled(rf"\b(?:{_VERB})\b", re.IGNORECASE)
_SAID = compiled(
    rf"\b(?:{_VERB}|denied|denies|found|saw|grew|regrew|rose|fell|came|went|took|felt|lost|left|(?<!-)(?!\w*differentiated|un\w+ed\b)\w{{3,}}ed)\b",
    re.IGNORECASE,
)
_ADVERBS = compiled(r"\b(?:\w+ly|then|later|also|therefore|thus|still|now)\b", re.IGNORECASE)
# "A tumour without hormonal symptoms, was resected": the aside is over.
_ASIDE_ENDS = compiled(
    r",\s+(?=(?:was|were|had|underwent|consistent|compatible|in\s+keeping|indicative|diagnostic|suggesti\w+|confirming|"
    r"establishing|(?:cured|treated|managed|operated|resected|excised|removed|controlled)\s+(?:by|with|on|at|in|using)\b)\b)",
    re.IGNORECASE,
)
# "Given for four cycles, the fifth was omitted": another subject.
_THE_NEXT = compiled(
    r",\s+(?:and\s+|but\s+)?(?=the\s+(?:second|third|fourth|fifth|sixth|last|final|remaining|next)\s+(?:\w+\s+)?(?:was|were)\b)",
    re.IGNORECASE,
)
_PART_END = compiled(r"[,;:()]|$")


@dataclass(frozen=True, slots=True)
class Rule:
    """What the cues of one group do: see the data file's head."""

    category: str
    cues: str
    direction: Direction
    max_words: int
    stops: str = "clause_end"
    at_end: bool = False
    at_start: bool = False
    comma: bool = False
    voice: Literal["active", "passive", ""] = ""
    until: str = ""
    since: str = ""
    runs_on: bool = False


def load_rules(folder: Path) -> tuple[Rule, ...]:
    """The context rules of ``rules/*.yaml``. Raises ``ValueError`` for a rule without cues."""
    rules: list[Rule] = []
    groups: set[str] = set()
    for path in sorted(folder.glob("*.yaml")):
        data: Any = rule_files.read(path)
        groups |= set(data.get("cues") or {})
        for item in data.get("context") or ():
            rules.append(
                Rule(
                    item["category"],
                    item["cues"],
                    item["direction"],
                    int(item["max_words"]),
                    item.get("stops", "clause_end"),
                    item.get("at_end") == "yes",
                    item.get("at_start") == "yes",
                    item.get("comma") == "yes",
                    item.get("voice", ""),
                    item.get("until", ""),
                    item.get("since", ""),
                    item.get("runs_on") == "yes",
                )
            )
    for rule in rules:
        if rule.cues not in groups:
            raise ValueError(f"context rule {rule.category!r} names no group of cues: {rule.cues}")
        if strange := {rule.stops, rule.until, rule.since} - groups - {"none", ""}:
            raise ValueError(
                f"context rule {rule.category!r} stops at no group: {', '.join(sorted(strange))}"
            )
    return tuple(rules)


# "Splenectomy, though debated, was not done": an aside ends no clause.
_ASIDE = compiled(
    r",\s(?P<word>followed\sby|(?:al)?though|albeit|while|however|considered|discussed|offered|proposed|suggested|advised|planned)\b[^,;.]{0,60},\s(?:was|were|is|are|had|has|did|could)\b",
    re.IGNORECASE,
)


# "Uptake in the liver and, without a lesion on CT, in the sacrum": the aside alone.
_WITHOUT_ASIDE = compiled(
    r", without\s[^,;.]{2,60}(?=,\s(?:in|on|at|from|of|was|were|had|underwent|and\s(?:in|on))\s)",
    re.IGNORECASE,
)
_ACTIVELY = compiled(r"\b(?:and|but|then|later|also)\s$", re.IGNORECASE)
_ITS_OBJECT = compiled(
    r"\s+(?!by\b|at\b|in\b|on\b|because\b|due\b|it\b|this\b|both\b|any\b|further\b|treatment\b|them\b)\w"
)
_NUMBER_BEHIND = compiled(r"\.:?\s?#?\d|\s\d{1,2}\s?[\w:,]")


def by_cues(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    """The rules by the group of cues that they are about."""
    out: dict[str, list[Rule]] = {}
    for rule in rules:
        out.setdefault(rule.cues, []).append(rule)
    return out


def apply(sentence: Sentence, rules: Mapping[str, Iterable[Rule]]) -> None:
    """Write the modifiers of a sentence from its cues, by the rules of ``by_cues``."""
    if sentence.text.endswith("?") and sentence.kind != "title":
        # "PRRT or a liver-directed therapy?": asked, not told.
        start, end = sentence.start, sentence.end
        sentence.modifiers.append(Modifier("hypothetical", start, end, end - 1, end))
    if sentence.groups.isdisjoint(rules):
        return
    parts = [sentence.start + m.start() for m in _CLAUSE.finditer(sentence.text)]
    new = [(sentence.start + at, subject) for at, subject in _predicates(sentence.text)]
    asides = [
        (sentence.start + m.start("word"), sentence.start + m.end())
        for m in _ASIDE.finditer(sentence.text)
    ]
    main = [
        sentence.start + m.end("clause")
        for m in _BECAUSE.finditer(sentence.text)
        if _TOLD.search(m["clause"])
    ]
    for cue in sentence.cues:
        for rule in rules.get(cue.group, ()):
            left, right = cue.start, cue.end
            kin = rule.category == "family" and rule.at_start
            goes_on = _of_other_sex(sentence.between(cue.start, cue.end)) if kin else ""
            # "His sister, aged 36, was found to have": her predicate goes on.
            ends = [] if goes_on else parts
            if rule.runs_on:
                ends = [at for at in parts if sentence.text[at - sentence.start] == ";"]
            if rule.category in _OF_TREATMENT:
                ends = [*ends, *main]
            if rule.stops != "none":
                ends = [*ends, *(at for at, subject in new if subject or not kin)]
            begins = parts if rule.stops == "none" else [*parts, *(at for at, s in new if s)]
            if rule.category in _OF_TREATMENT:
                begins = [*begins, *main]
            if rule.at_end and not _END.match(sentence.between(cue.end, sentence.end)):
                continue
            if rule.at_start and cue.start > sentence.start:
                continue
            if rule.voice and rule.voice != _voice(sentence, cue):
                continue
            if rule.direction == "forward" and _part_of_another(sentence, cue, rule, rules):
                continue
            limits = [
                c
                for c in sentence.cues
                if c.group == rule.stops
                and not any(a <= c.start < b for a, b in asides)
                and not (goes_on and sentence.between(c.start, c.end).lower() == goes_on)
            ]
            closed = _bracket(sentence, cue)
            wording = sentence.between(cue.start, cue.end)
            if wording.lower() == "no" and _NUMBER_BEHIND.match(
                sentence.between(cue.end, cue.end + 6)
            ):
                continue  # "patient no. 3 received": a number
            passive = (
                rule.category in _PASSIVE
                and not _OF_PATIENT.search(wording)
                and bool(
                    _WAS_BEFORE.search(sentence.between(cue.start - 16, cue.start))
                    or _WAS.match(wording)
                )
            )
            if rule.direction == "forward" or (rule.direction == "both" and not passive):
                right = min(
                    [s.start for s in limits if s.start >= cue.end]
                    + [c.start for c in sentence.cue(rule.until) if c.start >= cue.end]
                    + [c for c in ends if c >= cue.end]
                    + [sentence.end]
                )
                if rule.comma:
                    comma = sentence.text.find(",", cue.end - sentence.start)
                    right = min(right, sentence.start + comma) if comma >= 0 else right
                if rule.category == "negated" and (
                    there := _AND_THERE.search(
                        sentence.text, cue.end - sentence.start, right - sentence.start
                    )
                ):
                    right = sentence.start + there.start()
                if wording.lower() == "without" and (
                    aside := _WITHOUT_ASIDE.match(sentence.text, cue.start - sentence.start - 2)
                ):
                    right = min(right, sentence.start + aside.end())
                right = _words_after(sentence, cue.end, right, rule.max_words)
            if rule.direction in ("backward", "both") and not _active(sentence, rule, cue):
                left = max(
                    [
                        s.end
                        for s in limits
                        if s.end <= cue.start and not _relative_clause(sentence, s, cue)
                    ]
                    + [c.end for c in sentence.cue(rule.since) if c.end <= cue.start]
                    + [c + 1 for c in begins if c < cue.start]
                    + [sentence.start]
                )
                bare = rule.comma and rule.direction == "backward"
                if bare or (
                    rule.category in _PASSIVE
                    and _BEING.search(sentence.between(cue.start - 8, cue.end))
                ):
                    # "Radiotherapy was applied, nailing being refused": of the last part alone
                    comma = sentence.between(left, cue.start).rfind(", ")
                    left += comma + 1
                if _WAS.match(wording):
                    before = sentence.between(left, cue.start)
                    last = max((m.end() for m in _NEW_CLAUSE.finditer(before)), default=0)
                    left += last
                left = _words_before(sentence, left, cue.start, rule.max_words)
            if rule.direction == "sentence":
                left, right = sentence.start, sentence.end
            too = _AS_WERE.match(sentence.text, cue.end - sentence.start)
            if too and (rule.direction == "backward" or passive):
                right = sentence.start + too.end()
            if rule.category in _PASSIVE and (
                elided := _AND_THE_OTHER.match(sentence.text, cue.end - sentence.start)
            ):
                right = max(right, sentence.start + elided.end("what"))
            left, right = max(left, closed[0]), min(right, closed[1])
            sentence.modifiers.append(Modifier(rule.category, left, right, cue.start, cue.end))


def _part_of_another(
    sentence: Sentence, cue: Mention, rule: Rule, rules: Mapping[str, Iterable[Rule]]
) -> bool:
    """Whether a cue begins a longer one that speaks of what stands before it alone: the "not" of
    "surgery was not considered and X was given".
    """
    return any(
        c.start <= cue.start and cue.end < c.end
        for c in sentence.cues
        if c is not cue
        and (others := rules.get(c.group))
        and all(r.category == rule.category and r.direction == "backward" for r in others)
    )


def _of_other_sex(relative: str) -> str:
    """The pronoun that can only mean the relative: "she" of "his sister", "he" of "her son"."""
    words = relative.lower().split()
    if words[0] == "his" and _FEMALE_KIN.search(relative):
        return "she"
    return "he" if words[0] == "her" and _MALE_KIN.search(relative) else ""


_FEMALE_KIN = compiled(r"(?:sister|mother|daughter|aunt|niece|wife)$", re.IGNORECASE)
_MALE_KIN = compiled(r"(?:brother|father|son|uncle|nephew|husband)$", re.IGNORECASE)


def _predicates(text: str) -> list[tuple[int, bool]]:
    """Where an "and" begins a predicate, and whether with a subject of its own: a finite verb
    stands behind it and one before it.

    "No A and B were seen" and "the liver, A and B were free" have one verb, and are one clause.
    """
    found: list[tuple[int, bool]] = []
    begin = 0
    for match in _AND.finditer(text):
        end = _PART_END.search(text, match.end())
        behind = _FINITE.search(text, match.end(), end.start() if end else len(text))
        marks = ";:" if match.group().startswith(",") else ",;:"
        first = max(begin, *(text.rfind(mark, begin, match.start()) + 1 for mark in marks))
        if behind and any(
            not _ADVERBS.sub("", text[m.end() : behind.start()]).strip()
            for m in _AND.finditer(text, match.end(), behind.start())
        ):
            continue  # "declined A and B and has been followed": the next "and" begins it
        if behind and _SAID.search(text, first, match.start()):
            subject = _ADVERBS.sub("", text[match.end() : behind.start()]).strip()
            found.append((match.start(), bool(subject)))
            begin = match.end()
    found += [(m.start(), False) for m in _ASIDE_ENDS.finditer(text)]
    found += [(m.start(), True) for m in _THE_NEXT.finditer(text)]
    return found


_TOLD = compiled(rf"{_SAID.pattern}|\b(?:would|could|did|might)\b", re.IGNORECASE)
# "Because he declined surgery, octreotide was given": the main clause is another.
_BECAUSE = compiled(
    r"(?:^|[;:]\s)(?:Because|As|Since|Although|Though|While|When|After|Once)\s(?P<clause>[^,;:]{8,160}),\s"
    r"(?=(?:[\w/-]+\s){1,8}?(?:was|were|is|are|has|had|underwent|received|began|followed)\b(?!\s(?:also|either|likewise|equally)\b))",
    re.IGNORECASE,
)


def _voice(sentence: Sentence, cue: Mention) -> str:
    """Whether "ruled out" is said of what stands before it or of what follows."""
    done = _BE_BEFORE.search(sentence.between(cue.start - 20, cue.start)) or _BY_WHAT.match(
        sentence.between(cue.end, sentence.end)
    )
    return "passive" if done else "active"


def _bracket(sentence: Sentence, cue: Mention) -> tuple[int, int]:
    """The bracket that holds a cue and a term for it ("(cisplatin avoided)"), else the sentence."""
    text, at = sentence.text, cue.start - sentence.start
    left = text.rfind("(", 0, at)
    if left >= 0 and text.find(")", left, at) < 0:
        right = text.find(")", at)
        if right >= 0:
            start, end = sentence.start + left, sentence.start + right
            if any(start <= m.start and m.end <= end for m in sentence.mentions):
                return start, end
    return sentence.start, sentence.end


def _relative_clause(sentence: Sentence, stop: Mention, cue: Mention) -> bool:
    """Whether a "which" opens a clause that ends before the cue: "X, which is toxic, was avoided", "X
    which had been prescribed was not used".
    """
    if sentence.between(stop.start, stop.end).lower() not in ("which", "who"):
        return False
    clause = sentence.between(stop.end, cue.start)
    if sentence.between(stop.start - 2, stop.start).startswith(","):
        return clause.rstrip().endswith(",")
    return _HAD_BEEN.match(clause) is not None and "," not in clause


_HAD_BEEN = compiled(
    r"\s+(?:had\s+been|was|were|has\s+been)\s+(?:\w+ly\s+)?(?:prescribed|planned|proposed|requested|recommended|advised|"
    r"offered|suggested|ordered|considered|approved|intended|scheduled|foreseen|discussed)\b",
    re.IGNORECASE,
)


def _active(sentence: Sentence, rule: Rule, cue: Mention) -> bool:
    """Whether a refusal is told of what follows alone: "responded to diazoxide and declined surgery"."""
    return (
        rule.category == "declined"
        and rule.direction == "both"
        and bool(_ACTIVELY.search(sentence.between(cue.start - 12, cue.start)))
        and bool(_ITS_OBJECT.match(sentence.between(cue.end, cue.end + 24)))
    )


def _words_after(sentence: Sentence, start: int, end: int, limit: int) -> int:
    for count, match in enumerate(_SPACED.finditer(sentence.between(start, end)), 1):
        if count == limit:
            return start + match.end()
    return end


def _words_before(sentence: Sentence, start: int, end: int, limit: int) -> int:
    found = list(_SPACED.finditer(sentence.between(start, end)))
    return start + found[-limit].start() if len(found) > limit else start
