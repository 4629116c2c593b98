"""What the head of a paper says of itself: title, authors, year, journal, DOI, PMID."""

from __future__ import annotations

import re
from dataclasses import replace

from netmatrix import patterns
from netmatrix.document import Block, Metadata
from netmatrix.patterns import compiled
from netmatrix.readers.headings import role
from netmatrix.readers.references import DOI, PMID

_HEAD = 6000
_BODY = frozenset(
    ["introduction", "case", "methods", "results", "discussion", "conclusion", "references"]
)
_YEAR_CUES: tuple[re.Pattern[str], ...] = (
    compiled(r"\bvol(?:ume|\.)?\s?\d{1,4}\b[^\n]{0,16}?\b((?:19|20)\d{2})\b", re.IGNORECASE),
    compiled(r"\b((?:19|20)\d{2}),\s?\d{1,4}\s?:\s?[a-zA-Z]?\d"),
    compiled(r"(?:published|publication date|available online|epub|first published)\b"
               r"(?![^.\n]{0,40}?\b(?:between|from)\b)[^.\n]{0,40}?\b((?:19|20)\d{2})\b", re.IGNORECASE),
    compiled(r"\b((?:19|20)\d{2})-\d{2}-\d{2}\b"),
    compiled(r"(?:©|\(c\)|copyright)\s?(?:the authors?(?:\(s\))?[,.]?\s)?"
               r"((?:19|20)\d{2})\b", re.IGNORECASE),
    compiled(r"\b((?:19|20)\d{2})\s?(?:[A-Z][a-z]{2}\s?\d{0,2})?;\s?\d{1,4}\s?(?:\(|:)"),
    compiled(r"\(((?:19|20)\d{2})\)\s?\d{1,4}\s?:\s?[a-zA-Z]?\d"),
    compiled(r"\baccepted\b[^\n]{0,60}?\b((?:19|20)\d{2})\b", re.IGNORECASE),
    compiled(r"\breceived\b[^\n]{0,60}?\b((?:19|20)\d{2})\b", re.IGNORECASE),
    compiled(r"\byear\s?:\s?((?:19|20)\d{2})\b", re.IGNORECASE),
)  # fmt: skip
_DEGREES = compiled(
    r",?\s(?:M\.?D\.?|Ph\.?\s?D\.?|M\.?Sc\.?|B\.?Sc\.?|MBBS|FRCS|FRCP|FACS|M\.?S\.?|MPH|DO|MBChB|"
    r"MRCP|RN|BS|BA|MA)\b\.?"
)
# A name is of two to six parts; a part may end anywhere in a word, so "McDonald" is of two.
_PARTICLE = compiled(r"(?:van|von|de|der|den|da|di|del|dos|el|al|bin|le|la|ter|ten)\s")
_INITIAL = compiled(r"[A-Z][a-z]?\.(?P<blank>\s?)(?P<hyphen>-?)")
_CAPITAL = compiled(r"[^\W\d_a-z]")
_REST = compiled(r"[\w’'`.-]*")
_MOST_PARTS = 6
_NOT_NAME = compiled(
    r"\b(?:department|university|hospital|institute|centre|center|school|college|clinic|division|"
    r"journal|society|abstract|introduction|tumou?rs?|carcinoma|neuroendocrine|medicine|oncology|"
    r"surgery|research|output|china|usa|japan|italy|germany|france|case|report|review)\b",
    re.IGNORECASE,
)
_AUTHOR_LINE = compiled(r"\s*authors?\s?:\s*", re.IGNORECASE)
_MARKS = compiled(
    r"\s?\[[\w,;*†‡§¶#∗–-]{1,20}\]|\s?\(\d{1,2}(?:,\s?\d{1,2})*\)|[*†‡§¶#∗]+|(?<=[^\W\d_])\d{1,2}(?:,\d{1,2})*"
)
_JOURNAL_LINE = compiled(r"\b(?:journal|published in|source)\s?:\s*([A-Z][^\n|·;:]{3,80})")
_CITATION = compiled(
    r"(?:^|\n|\|\s)([A-Z][A-Za-z .&-]{3,70}?)[.,]?\s\(?(?:19|20)\d{2}\)?(?:[^\n]{0,12}?;\s?\d|,\s?\d{1,4}\s?:\s?\d)"
)


def authors(wording: str) -> tuple[str, ...]:
    """The names of a line of authors, without degrees and marks; empty for other text."""
    bare = _DEGREES.sub("", _MARKS.sub("", _AUTHOR_LINE.sub("", wording, count=1)))
    if len(bare) > 3000 or _NOT_NAME.search(bare):
        return ()
    pieces = [
        p.strip(" .")
        for p in patterns.split(r",\s*(?:and\s|&\s)?|\s(?:and|&)\s|;|·|\|", bare)
        if p.strip(" .")
    ]
    names = [" ".join(p.split()) for p in pieces if len(p) < 60 and _is_name(p)]
    return tuple(names) if names and len(names) >= 0.7 * len(pieces) else ()


def _is_name(wording: str) -> bool:
    """Whether the wording is a name, by the places where its parts may end.

    One pattern for this would try each way to part a row of capitals, which are millions.
    """
    whole = {len(wording), len(wording.removesuffix("\n"))}
    ends = {0}
    for number in range(1, _MOST_PARTS + 1):
        ends = {end for start in ends for end in _part_ends(wording, start)}
        if number > 1 and whole & ends:
            return True
    return False


def _part_ends(wording: str, start: int) -> set[int]:
    """Where a part of a name that begins at ``start`` may end."""
    ends: set[int] = set()
    if particle := _PARTICLE.match(wording, start):
        ends.add(particle.end())
    if initial := _INITIAL.match(wording, start):
        ends |= {initial.start("blank"), initial.end("blank"), initial.end()}
    if _CAPITAL.match(wording, start):
        rest = _REST.match(wording, start + 1)
        last = rest.end() if rest else start + 1
        for end in range(start + 1, last + 1):
            ends.add(end)
            if wording[end : end + 1].isspace():
                ends.add(end + 1)
    return ends


def complete(text: str, blocks: list[Block], stated: Metadata) -> Metadata:
    """``stated`` with what the head of the text adds; nothing is taken from the references.

    The year comes from dates of publication, never from years of study in the prose.
    """
    title_at = next((i for i, b in enumerate(blocks) if b.kind == "title"), None)
    head_blocks = [
        b for b in blocks[:60]
        if b.end <= _HEAD and b.section in ("title", "back", "abstract", "body")
    ]  # fmt: skip
    first_body = next(
        (i for i, b in enumerate(blocks) if b.section in _BODY),
        len(blocks),
    )
    early = [b for b in blocks[:first_body] if b.end <= _HEAD] or head_blocks
    notices = [
        b
        for b in blocks
        if b.start < 4 * _HEAD and (b.section in ("title", "back") or b.kind == "footnote")
    ]
    notices = [b for b in notices if b.kind != "reference"]
    # Running heads stand at the end of the text, wherever they are printed.
    notices[:0] = [
        b
        for b in blocks
        if b.kind == "furniture" and b.page is not None and b.page <= 3 and b.end - b.start < 200
    ]
    front = "\n".join(text[b.start : b.end] for b in early)
    around = "\n".join(
        text[b.start : b.end]
        for b in dict.fromkeys([b for b in early if b.end - b.start < 400] + notices[:60])
    )
    out = stated
    if not out.title and title_at is not None:
        title = blocks[title_at]
        out = replace(out, title=" ".join(text[title.start : title.end].split()).rstrip("."))
    if not out.authors:
        out = replace(out, authors=_find_authors(text, blocks, title_at))
    if not out.year:
        out = replace(out, year=_find_year(around))
    if not out.doi:
        doi = DOI.search(front) or DOI.search(around)
        out = replace(out, doi=doi.group().rstrip(".,;)") if doi else "")
    if not out.pmid:
        pmid = PMID.search(front)
        out = replace(out, pmid=pmid.group(1) if pmid else "")
    if not out.journal:
        out = replace(out, journal=_find_journal(around))
    return out


def _find_authors(text: str, blocks: list[Block], title_at: int | None) -> tuple[str, ...]:
    start = title_at + 1 if title_at is not None else 0
    for i, block in enumerate(blocks[start : start + 9]):
        wording = text[block.start : block.end]
        labelled = _AUTHOR_LINE.match(wording)
        if block.kind == "heading" and role(wording) in ("abstract", "introduction"):
            break
        if block.kind not in ("paragraph", "list_item", "heading") or (
            title_at is None and not labelled
        ):
            continue
        found = authors(wording)
        alone = i == 0 and title_at is not None and block.kind != "heading"
        if found and (labelled or len(found) > 1 or alone):
            return found
    return ()


def _find_year(around: str) -> int | None:
    for cue in _YEAR_CUES:
        found = cue.search(around)
        if found:
            return int(found.group(1))
    return None


def _find_journal(around: str) -> str:
    labelled = _JOURNAL_LINE.search(around)
    if labelled:
        return labelled.group(1).strip(" .,")
    for line in around.split("\n"):
        # "PMC · DOI: 10.1/x · Journal of Examples · 2020-01-31": a line of facts between dots.
        pieces = [piece.strip() for piece in patterns.split(r"\s[·|•]\s", line)]
        if len(pieces) >= 3 and DOI.search(line):
            for piece in pieces:
                if patterns.fullmatch(r"[A-Z][A-Za-z &:,.-]{5,90}", piece) and piece != "PMC":
                    return piece
    cited = _CITATION.search(around)
    return cited.group(1).strip(" .,") if cited else ""
