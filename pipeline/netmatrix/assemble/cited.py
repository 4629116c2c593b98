"""Patients of other publications, told in a sentence or two of a discussion.

"Smith et al. reported a 45-year-old man with …": a row of its own, with the publication, and
nothing of it for the paper's own patient.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from netmatrix.assemble.turns import clip
from netmatrix.document import Document, Reference
from netmatrix.extract.patient import age_in
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Annotations, Sentence

_TELLING = frozenset({"introduction", "discussion", "conclusion", "body"})
# In these the paper tells its own patient: another's needs the authors' names.
_OWN = frozenset({"case", "abstract", "results"})
_TELLS = r"(?:reported|described|presented|published|reviewed|told|communicated|documented|observed|treated|followed|saw)\b"
# What every source has, for a quick test.
_SIGN = Gated(
    rf"\bet\s+al\b|\band\s+(?:colleagues|co-?workers|associates)|[\[(]\d|[A-Z][\w’'-]+\s+{_TELLS}"
    r"|^[A-Z][\w’'-]+\s\(?(?:19|20)\d\d\)?\s?[;:,]\s"
    r"|\b(?:report|case|patient|observation)s?\s+(?:by|of|from)\s+[A-Z]"
)
_AUTHOR = re.compile(
    r"\b(?P<name>[A-Z][\w’'-]{2,}(?:[\s-][A-Z][\w’'-]{2,})?)\s+"
    r"(?:et\s+al\b\.?|and\s+(?:colleagues|co-?workers|associates)"
    rf"|(?:and|&)\s+[A-Z][\w’'-]{{2,}}(?=\s+(?:{_TELLS}|[\[(]\d)|,\s+an?\s)"
    r"|(?=\(?(?:19|20)\d\d\)?\s?[;:,]\s(?:\d{1,3}\s?[,/]?\s?(?:[MF]|male|female)\b|[MF]\s?[,/]\s?\d{1,3}\b))"
    rf"|(?=(?:\((?:19|20)\d\d\)|\[\d{{1,3}}\]),?\s+(?:{_TELLS}|whose\b)))"
)
# Another patient of the same authors: ", and an 80-year-old man".
_ONE = Gated(r"\ban?\s+\d{1,3}(?:-|\s)years?(?:-|\s)old\b", re.IGNORECASE)
_MARK = Gated(r"\[(\d{1,3})(?:\s*[,–-]\s*\d{1,3})*\]|\((\d{1,3})\)")
_GROUP = Gated(
    r"\b(?:patients|cases|series|median(?!\s+(?:sternotomy|nerve|lobe|line|raphe))|mean(?!\s+arterial)|cohort|range)\b",
    re.IGNORECASE,
)
_GOES_ON = Gated(
    r"\b(?:he|she|his|her|the\s+patient|this\s+patient|their\s+patient|the\s+tumou?r)\b",
    re.IGNORECASE,
)


@dataclass
class Cited:
    """A patient of another publication: the sentences about them and where they are from."""

    subject: str
    source_ref: Mapping[str, Any]
    sentences: list[Sentence] = field(default_factory=list)


def cited_patients(annotations: Annotations, known: Iterable[str]) -> list[Cited]:
    """Single patients that the paper retells with their source, in order.

    ``known`` are subjects of the paper's literature table: their retelling makes no second row.
    """
    families = {_family(name) for name in known}
    found: list[Cited] = []
    current: Cited | None = None
    block = -1
    for whole in annotations.sentences:
        if whole.kind in ("heading", "table", "title") or whole.section not in _TELLING | _OWN:
            current = None
            continue
        if whole.block != block:
            current, block = None, whole.block
        signed = bool(whole.cites or whole.has("literature") or _SIGN.search(whole.text))
        if not signed and current is None:
            continue
        for sentence in _by_source(whole) if signed else (whole,):
            opened = _open(annotations.document, sentence) if signed else None
            if opened is None and sentence is not whole and age_in(sentence.text) and current:
                opened = Cited(current.subject, current.source_ref)  # the next one of its source
            if opened is not None:
                current = opened if _family(opened.subject) not in families else None
                if current is not None:
                    found.append(current)
            elif current is not None and (
                sentence.has("anchor", "general", "literature")
                or sentence.cites
                or _MARK.search(sentence.text)
                or not _GOES_ON.search(sentence.text)
                or age_in(sentence.text)  # somebody else
            ):
                current = None
            if current is not None:
                current.sentences.append(sentence)
    return found


def _by_source(sentence: Sentence) -> list[Sentence]:
    """The sentence, or its parts where it tells patients of several publications in turn: each
    from its authors to the next ones.
    """
    starts = [m.start() for m in _AUTHOR.finditer(sentence.text)]
    first = _ONE.search(sentence.text, starts[0]) if starts else None
    if len(starts) == 1 and first:  # two patients of one source
        starts += [m.start() for m in _ONE.finditer(sentence.text, first.end())]
    cuts = [0, *starts[1:], len(sentence.text)]
    parts = [sentence.text[left:right] for left, right in pairwise(cuts)]
    if len(parts) < 2 or not all(map(age_in, parts)):
        return [sentence]
    return [clip(sentence, left, right) for left, right in pairwise(cuts)]


def retells(sentence: Sentence) -> bool:
    """Whether the sentence names the authors of a patient whom it brings in: nobody of this paper."""
    return bool(
        _SIGN.search(sentence.text)
        and _AUTHOR.search(sentence.text)
        and age_in(sentence.text)
        and not sentence.has("anchor")
    )


def _open(document: Document, sentence: Sentence) -> Cited | None:
    """A cited patient that the sentence brings in: an age, no group, and a source."""
    hit = age_in(sentence.text)
    if hit is None or sentence.has("anchor") or _GROUP.search(sentence.text):
        return None
    dated = next((cite for cite in sentence.cites if any(map(str.isalpha, cite))), "")
    author = _AUTHOR.search(sentence.text) or _AUTHOR.search(dated)
    mark = _MARK.search(sentence.text)
    if author is None and (
        sentence.section in _OWN
        or not ((mark is not None or sentence.cites) and sentence.has("literature"))
    ):
        return None
    said = mark.group() if mark else f"[{sentence.cites[0]}]" if sentence.cites else ""
    numbers = re.findall(r"\d{1,3}", said) if not dated else []
    number = int(numbers[0]) if numbers else None
    reference = _reference(document.references, number, author["name"] if author else "")
    if author is None and reference is None:
        return None
    subject = _named(author) if author else _first(reference)
    ref: dict[str, Any] = {"cited_as": author.group() if author else said}
    if reference is not None:
        ref |= {
            "number": reference.number,
            "authors": list(reference.authors),
            "title": reference.title,
            "journal": reference.journal,
            "year": reference.year,
            "doi": reference.doi,
            "pmid": reference.pmid,
            "quote": document.slice(reference),
            "start": reference.start,
            "end": reference.end,
        }
    return Cited(subject, ref)


def _named(author: re.Match[str]) -> str:
    """The authors as a row's name: "Smith et al.", or both of two."""
    whole = " ".join(author.group().split())
    return whole if re.search(r"(?:and|&)\s+[A-Z]", whole) else f"{author['name']} et al."


def _reference(
    references: tuple[Reference, ...], number: int | None, author: str
) -> Reference | None:
    """The entry of that number whose author agrees, else the only one of that author."""
    numbered = next((r for r in references if r.number == number), None)
    if numbered and (not author or not numbered.authors or _same(author, numbered.authors[0])):
        return numbered
    named = [r for r in references if author and r.authors and _same(author, r.authors[0])]
    return named[0] if len(named) == 1 else None


def _first(reference: Reference | None) -> str:
    name = reference.authors[0] if reference and reference.authors else "cited patient"
    return f"{name.split()[0]} et al." if name != "cited patient" else name


def _family(name: str) -> str:
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", name)
    return words[0].casefold() if words else ""


def _same(left: str, right: str) -> bool:
    return _family(left) in {w.casefold() for w in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", right)}
