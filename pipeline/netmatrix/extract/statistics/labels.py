"""What a line of a characteristics table is about: its label, read with the heading above it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from netmatrix import patterns
from netmatrix.extract.statistics.anchors import Anchor, anchors
from netmatrix.extract.statistics.columns import N_PERCENT
from netmatrix.extract.statistics.sentence import Context
from netmatrix.extract.statistics.words import own_words
from netmatrix.nlp.annotations import Annotations
from netmatrix.patterns import compiled

_AVERAGE = compiled(r"\b(?:median|mean|average|IQR|SD|interquartile|range)\b|±", re.I)
_OF_THE_VALUES = compiled(
    r",?\s(?:median|mean|average)\b.*$|,\s(?:no\.?|n|%|days?|months?|years?|min(?:utes)?|h|cm|mm|kg/m2|[a-z]?g/m?[lL]|U/[lL])\W*$",
    re.I,
)
_YES = compiled(r"^(?:yes|present|positive|y|\+)$", re.I)
_NO = compiled(r"^(?:no|absent|negative|none|n|[-–])$", re.I)
_OPPOSITE = {"functioning": "non-functioning", "symptomatic": "asymptomatic"}
_GRADE = compiled(r"^(?:grade\s|G|NET\s?G?|NET[- ]G)?\s?([123]|I{1,3})\b", re.I)
_GRADE_WORD = {"low": "grade G1", "intermediate": "grade G2", "high": "grade G3"}
_DIFFERENTIATION = {
    "w": "well differentiated",
    "p": "poorly differentiated",
    "m": "moderately differentiated",
}
_VALUE_ALONE = compiled(
    r"(?-i:(?:[IVX]{1,4}|[TNMLRG])\d?[ab]?)|\d\S*|[<>≤≥].*|.{1,2}|unknown|others?|missing|"
    r"not known|undetermined|negative|positive",
    re.I,
)
_SEXES = compiled(
    r"\b(m(?:ales?|en)?|f(?:emales?)?|w(?:omen)?)\s?[/:]\s?(m(?:ales?|en)?|f(?:emales?)?|w(?:omen)?)\b",
    re.I,
)
_COMPARED = compiled(r"\b(?:vs\.?|versus)\s", re.I)
_MOST = 0.7
_COLORECTAL = compiled(r"colorect(?:um|al)\b|colon\s?(?:/|and|or|&)\s?rectum\b", re.I)
_OF_LESIONS = compiled(r"\b(?:lesions?|bone metastas[ei]s)\b", re.I)
_INITIALS = {"m": "male", "f": "female", "w": "female"}


@dataclass(frozen=True, slots=True)
class Labels:
    """Reads labels of the table at ``[start, end)`` of the document."""

    annotations: Annotations
    context: Context
    start: int
    end: int

    def named(self, start: int, end: int) -> list[Anchor]:
        """The concepts of ``[start, end)``; an empty interval has none."""
        if end <= start:
            return []
        text = self.annotations.document.text[start:end]
        mentions = self.annotations.mentions_in(start, end)
        return anchors(text, start, mentions, self.context.rules, self.context.names)

    def concept(self, label: str, start: int, parent: str) -> str:
        """The concept of a label, ``""`` where its words tell none."""
        bare = patterns.sub(r"\s+", " ", N_PERCENT.sub(" ", label)).strip(" ,;:*†‡")
        if parent and (_YES.match(bare) or _NO.match(bare)):
            base = self._heading(parent)
            return base if _YES.match(bare) or not base else _OPPOSITE.get(base, f"no {base}")
        kinds = self.context.rules.parents if parent else ()
        kind = next((name for name, pattern in kinds if pattern.match(parent.strip())), "")
        found = self.named(start, start + len(label))
        units = [m.span() for m in N_PERCENT.finditer(label)]  # "n/N (%)" names no nodes
        found = [a for a in found if not any(s <= a.start < e for s, e in units)]
        # "Procedure time, mean ± SD" speaks of no stable disease.
        if _AVERAGE.search(label) and bare != "SD":
            found = [a for a in found if label[a.start : a.end] != "SD"]
        told = _grade(bare) if kind == "grade" else ""
        if kind in ("primary", "metastasis"):
            told = self._site(kind, bare, start, start + len(label), found)
        if _OF_LESIONS.search(parent) and patterns.fullmatch(
            r"mixed(?:\slesions?|\stype)?", bare, re.I
        ):
            told = "mixed bone lesion"
        told = told or _best(found, label, bare)
        if told:
            return told
        if parent and _VALUE_ALONE.fullmatch(bare):
            if patterns.match(r"stage", parent, re.I) and patterns.match(r"^(?:IV|4)", bare):
                return "stage IV"
            base = self._heading(parent)
            return f"{base} {bare.lower()}" if base else ""
        wording = patterns.sub(r"\([^()]*\)", " ", bare)
        wording = _OF_THE_VALUES.sub(" ", _OF_THE_VALUES.sub(" ", wording).rstrip()).lower()
        wording = patterns.sub(r"\s+", " ", wording).strip(" ,;:*")
        fit = 2 < len(wording) < 60 and not wording[0].isdigit()
        return own_words(wording) or (wording if fit else "")

    def pair(self, label: str, start: int) -> list[str]:
        """The concepts of "Male/female", "Sex (M/F)", "G1/G2/G3"; empty for other labels."""
        sexes = _SEXES.search(label)
        if sexes:
            return [_INITIALS[sexes[1][0].lower()], _INITIALS[sexes[2][0].lower()]]
        bare = patterns.sub(r"\(.*?\)", lambda m: " " * len(m.group()), label)
        parts = [p for p in patterns.finditer(r"[^/:]+", bare) if p.group().strip()]
        if not 2 <= len(parts) <= 4:
            return []
        out: list[str] = []
        for part in parts:
            found = self.named(start + part.start(), start + part.end())
            if not found:
                return []
            out.append(found[-1].name)
        return out

    def _heading(self, parent: str) -> str:
        """The concept of a heading, found again in the table."""
        at = self.annotations.document.text.find(parent, self.start, self.end + 1)
        found = self.named(at, at + len(parent)) if at >= 0 else []
        return found[0].name if found else own_words(parent) or parent.strip().lower()

    def _site(self, kind: str, bare: str, start: int, end: int, found: list[Anchor]) -> str:
        """An organ below "Primary site" or "Metastases"."""
        rules = self.context.rules
        strong = [
            a for a in found if a.name.startswith("primary ") or a.name.endswith("metastasis")
        ]
        if strong:
            return strong[0].name
        if kind == "primary" and _COLORECTAL.match(bare):
            return "primary colorectal"
        told = [a for a in found if " " in bare and a.end - a.start >= _MOST * len(bare)]
        if told:  # "Bone pain" below "Metastases"
            return told[0].name
        table = rules.primary_sites if kind == "primary" else rules.metastatic_sites
        listed = list(self.annotations.mentions_in(start, end))
        names: list[str] = []
        for m in listed:
            if m.layer == "term" and m.group == "site":
                chain = (m.name, *self.context.names.ancestors("site", m.name))
                names += [table[s] for s in chain if s in table][:1]
        distinct = list(dict.fromkeys(names))
        if distinct:
            return distinct[0] if len(distinct) == 1 else ""
        if kind != "primary":
            return ""
        if patterns.match(r"^others?\b", bare, re.I):
            return "primary other"
        if patterns.match(r"^(?:unknown|undetermined$|CUP|not known)", bare, re.I):
            return "primary unknown"
        weak = [m.name for m in listed if m.layer == "concept" and m.name.startswith("primary ")]
        return weak[0] if weak else ""


def _grade(bare: str) -> str:
    grade = _GRADE.match(bare)
    if grade:
        return f"grade G{len(grade[1]) if grade[1].upper().startswith('I') else grade[1]}"
    word = patterns.match(r"^(low|intermediate|high)\b", bare, re.I)
    if word:
        return _GRADE_WORD[word[1].lower()]
    differentiated = patterns.match(r"^(well|poorly|poor|moderately)\b", bare, re.I)
    return _DIFFERENTIATION[differentiated[1][0].lower()] if differentiated else ""


def _best(found: list[Anchor], label: str, bare: str) -> str:
    """The concept that a label names; a class of a measure ("age ≥ 60", "ECOG 0") is its own."""
    if not found:
        return ""
    if found[0].name == "performance status" and patterns.search(r"\d", bare):
        return bare.lower()
    values = [a for a in found if a.value]
    if values and (_AVERAGE.search(label) or values[0].start < 4):
        best = values[0]
    else:
        best = min(found, key=lambda a: (a.rank, a.start))
    measured = best.value and best.name in ("age", "ki-67", "tumor size")
    if measured and _COMPARED.search(bare):  # "Age (≥65 vs <65)"
        return best.name
    if measured and patterns.search(r"[<>≤≥]|\d", bare) and not _AVERAGE.search(label):
        return (
            patterns.sub(r"\s+", " ", bare.lower())
            if patterns.sub(r"\D*67", "", bare)
            else best.name
        )
    return best.name
