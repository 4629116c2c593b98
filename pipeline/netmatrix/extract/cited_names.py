"""What the prose beside a literature table says of its lines by their authors.

"Pelvic nodes were involved in the patients of Ashby and Moreau and free in that of Ito", "Ito's
patient relapsed in the liver": each part of such a sentence goes to the lines it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from netmatrix import patterns
from netmatrix.evidence import Finding
from netmatrix.extract.table_clauses import OF_NAMED, Reading, lowered
from netmatrix.extract.table_patient import TablePatient
from netmatrix.extract.table_whom import EXCEPT
from netmatrix.nlp.annotations import Annotations, Sentence
from netmatrix.normalise.names import Names
from netmatrix.patterns import compiled

# "… in the patients of A and in that of B": nothing but words that join, so what is said of A.
_JOINING = compiled(r"(?:\W|\b(?:and|or|also|as|well|in|of|by|to|for|with|the)\b)*", re.IGNORECASE)
_JOINT = compiled(r";\s+|:\s+|,\s+(?:whereas|while|but|since|because|although)\s+", re.IGNORECASE)
# "But not the first", "the woman had": of one of them.
_NOT_ALL = compiled(
    r"\bbut\s+not\b|\bnot\s+the\s+first\b|\bone\s+of\b|\bof\s+the\s+(?:two|three)\b|\bpatients?\s+with\s+[^,;]{3,40}\s+(?:reported|described)\s+by\b|\bthe\s+(?:woman|man|other|latter|former)\b",
    re.IGNORECASE,
)
_ORDER = {"first": 0, "second": 1, "third": 2}
_ONE = frozenset(
    {
        "histology",
        "primary_site",
        "grade",
        "ki67_percent",
        "differentiation",
        "functional",
        "vital_status",
        "follow_up_months",
        "pfs_months",
    }
)
"""Fields of which a line has one value: what its cell says stays."""
_NO_NAME = frozenset({"present", "our", "this", "current", "author", "case", "patient"})
_CONFIDENCE = 0.75
_LEADING = 4
"""With so many words at most before the first name, a part stands behind its name."""
_SECTIONS = frozenset(
    {"body", "results", "discussion", "case", "introduction", "abstract", "conclusion"}
)


_PARTICLES = frozenset("de van von der den del della di da la le el al bin ter ten dos du".split())


def family_of(subject: str) -> str:
    """The family name that a subject begins with, particles included ("de Vries")."""
    out: list[str] = []
    for part in patterns.split(r"[\s,]+", subject):
        out.append(part)
        if part.lower() not in _PARTICLES and not patterns.fullmatch(r"[A-Z]\.|Ó|O", part):
            break
    return " ".join(out)


def told_by_author(
    annotations: Annotations, names: Names, start: int, patients: Sequence[TablePatient]
) -> None:
    """Give the lines of a table that begins at ``start`` what sentences behind it say of them by
    name; several lines of one author each get what is said of the author's patients.
    """
    lines: dict[str, list[TablePatient]] = {}
    for patient in patients:
        name = family_of(patient.subject).strip(".,()[]")
        if len(name) > 2 and name.lower() not in _NO_NAME:
            lines.setdefault(name, []).append(patient)
    if not lines:
        return
    named = _pattern(lines)
    reading = Reading(annotations, names)
    for sentence in annotations.sentences:
        if (
            sentence.start < start
            or sentence.kind != "paragraph"
            or sentence.section not in _SECTIONS
        ):
            continue
        for left, right in _clauses(sentence):
            _give(sentence, left, right, named, lines, reading)


def _give(
    sentence: Sentence,
    left: int,
    right: int,
    named: re.Pattern[str],
    lines: Mapping[str, Sequence[TablePatient]],
    reading: Reading,
) -> None:
    """Read one clause of the sentence, ``[left, right)`` of the document."""
    said: tuple[Finding, ...] = ()
    for order, authors, start, end in _parts(sentence.between(left, right), named):
        at, to = left + start, left + end
        found = lowered(reading.part(sentence, at, to, OF_NAMED), _CONFIDENCE)
        if not found and _JOINING.fullmatch(named.sub("", sentence.between(at, to))):
            found = said
        said = found
        for author in authors:
            for patient in _meant(order, lines[author]):
                patient.add(
                    f
                    for f in found
                    if f.status != "derived"
                    and not (f.field in _ONE and patient.fields.get(f.field))
                )


def _meant(order: str, lines: Sequence[TablePatient]) -> Sequence[TablePatient]:
    """Which of an author's lines "the second patient of" means; none where that is open."""
    if not order:
        return lines
    nth = _ORDER.get(order.lower())
    return lines[nth : nth + 1] if nth is not None else ()


def _clauses(sentence: Sentence) -> Iterator[tuple[int, int]]:
    left = sentence.start
    for match in _JOINT.finditer(sentence.text):
        yield left, sentence.start + match.start()
        left = sentence.start + match.end()
    yield left, sentence.end


def _pattern(lines: Mapping[str, object]) -> re.Pattern[str]:
    one = "|".join(re.escape(name) for name in sorted(lines, key=len, reverse=True))
    name = rf"(?:{one})(?:\s+et\s+al\.?)?(?:\s*\[\d{{1,3}}\])?"
    listed = rf"{name}(?:,\s+{name})*(?:,?\s+and\s+{name})?"
    # Made of one paper's names: nothing for another process, so not kept by ``compiled``.
    return re.compile(  # noqa: TID251
        rf"\b(?:(?:the|both|all)\s+)?(?:(?P<order>first|second|third|younger|older|elder|other)\s+)?(?:patients?|cases?|tumou?rs?|those|that|the\s+one|report|case\s+report|series|paper)\s+(?:of|reported\s+by|described\s+by)\s+(?P<of>{listed})"
        rf"|\b(?P<own>{one})(?:['’]s?)\s+(?:patients?|case)\b"
    )


def _parts(text: str, named: re.Pattern[str]) -> Iterator[tuple[str, list[str], int, int]]:
    """The authors that a clause names, each with the part of it that is about their patients."""
    hits = list(named.finditer(text))
    if not hits or EXCEPT.search(text) or _NOT_ALL.search(text):
        return
    leading = len(text[: hits[0].start()].split()) < _LEADING
    cuts = [0, *(m.start() if leading else m.end() for m in hits)]
    cuts = [0, *cuts[2:], len(text)] if leading else [*cuts[:-1], len(text)]
    for match, (a, b) in zip(hits, pairwise(cuts), strict=True):
        yield match["order"] or "", _authors(match["of"] or match["own"]), a, b


def _authors(said: str) -> list[str]:
    """The names in a list of authors."""
    bare = patterns.sub(r"\s+et\s+al\.?|\s*\[\d{1,3}\]", "", said)
    return [n.strip() for n in patterns.split(r",\s+(?:and\s+)?|\s+and\s+", bare) if n.strip()]
