"""The reference list: entries and what each says (authors, title, journal, year, DOI, PMID)."""

from __future__ import annotations

import re
from dataclasses import replace

from netmatrix import patterns
from netmatrix.document import Block, Reference
from netmatrix.patterns import compiled

DOI = compiled(r"\b10\.\d{4,9}/[^\s\"<>{}|\\^`\[\]]{1,200}")
PMID = compiled(r"\b(?:PMID|PubMed(?: ID)?)\s?[:#]?\s?(\d{4,8})\b", re.IGNORECASE)
_YEAR = compiled(r"(?<!\d)(?:18|19|20)\d{2}(?!\d)")
_VANCOUVER_YEAR = compiled(r"[.,;]?\s((?:18|19|20)\d{2})[a-z]?\b[^;:]{0,30}[;:(]")
_BRACKET_YEAR = compiled(r"\(((?:18|19|20)\d{2})[a-z]?(?:,[^)]{0,20})?\)[.:,]?\s*")
_NUMBER = compiled(r"\s*(?:\[(\d{1,3})\]|\((\d{1,3})\)|(\d{1,3})[.)]|(\d{1,3})(?=\s+[A-Z]))\s*")
_BULLET = compiled(r"\s*[-*•–]\s+")
_INNER = compiled(r"(?:(?<=[\s.])|^)(?:\[(\d{1,3})\]|(\d{1,3})[.)])\s+(?=[^\W\d_])")
_AUTHOR = compiled(
    r"\s*((?:[^\W\d_][\w’'`.-]*\s){0,4}?[^\W\d_][\w’'`-]+),?\s((?:[A-Z]\.?[\s-]?){1,4}|[A-Z]{1,4})"
    r"(?:\s(?:Jr|Sr|II|III|IV))?\.?$"
)
_SENTENCE_END = compiled(r"[.?!](?=\s)")
_ET_AL = compiled(r",?\s*(?:et\.? al\.?|and others)\s*$", re.IGNORECASE)


def split_blocks(text: str, blocks: list[Block]) -> list[Block]:
    """Reference blocks that hold several numbered entries, cut into one block an entry."""
    out: list[Block] = []
    expected = 1
    for block in blocks:
        if block.kind != "reference":
            out.append(block)
            continue
        starts: list[int] = []
        for match in _INNER.finditer(text, block.start, block.end):
            number = int(match.group(1) or match.group(2))
            if number == expected or (match.start() == block.start and number < 1000):
                starts.append(match.start())
                expected = number + 1
        if not starts or starts[0] > block.start:
            starts.insert(0, block.start)
        for start, end in zip(starts, [*starts[1:], block.end], strict=True):
            stop = start + len(text[start:end].rstrip())
            if stop > start:
                out.append(replace(block, start=start, end=stop))
    return out


def parse_all(text: str, blocks: list[Block]) -> list[Reference]:
    """The entries among ``blocks``, numbered as printed, else counted from 1.

    Blocks without a year, authors, DOI or PMID (remarks on the list) are no entries.
    """
    found: list[Reference] = []
    for block in blocks:
        if block.kind == "reference" and block.end - block.start > 15:
            number = found[-1].number + 1 if found else 1
            entry = parse(text[block.start : block.end], block.start, number)
            if entry.year or entry.authors or entry.doi or entry.pmid:
                found.append(entry)
    return found


def parse(entry: str, start: int = 0, number: int = 1) -> Reference:
    """One entry in Vancouver or author–year style; what is not recognised stays empty."""
    bullet = _BULLET.match(entry)
    at = bullet.end() if bullet else 0
    printed = _NUMBER.match(entry, at)
    if printed and printed.end() < len(entry):
        number = int(next(group for group in printed.groups() if group))
        at = printed.end()
    body = " ".join(entry[at : at + 3000].split())
    doi = DOI.search(body)
    pmid = PMID.search(body)
    bare = body[: doi.start()] if doi else body
    authors, title, journal, year = _parts(bare)
    return Reference(
        start=start,
        end=start + len(entry),
        number=number,
        authors=authors,
        title=title,
        journal=journal,
        year=year,
        doi=doi.group().rstrip(".,;)") if doi else "",
        pmid=pmid.group(1) if pmid else "",
    )


def _authors(wording: str) -> tuple[str, ...]:
    """Names of a Vancouver list ("Moe AB, Roe C, et al"); empty when it is no list of names."""
    bare = _ET_AL.sub("", wording.strip().rstrip("."))
    names: list[str] = []
    pieces = patterns.split(r",\s(?:and\s|&\s)?|\s(?:and|&)\s|;\s", bare)
    if len(pieces) >= 2 and all(
        patterns.fullmatch(r"(?:[A-Z]\.?[\s-]?){1,4}", p) for p in pieces[1::2]
    ):
        pieces = [f"{a} {b}" for a, b in zip(pieces[0::2], pieces[1::2], strict=False)]
    for piece in pieces[:200]:
        match = _AUTHOR.match(piece.strip())
        if match is None:
            continue
        initials = patterns.sub(r"[.\s-]", "", match.group(2))
        names.append(f"{match.group(1).strip()} {initials}")
    return tuple(names) if 2 * len(names) >= len(pieces) else ()


def _parts(body: str) -> tuple[tuple[str, ...], str, str, int | None]:
    dated = _BRACKET_YEAR.search(body)
    if dated and dated.start() < 400 and _authors(body[: dated.start()]):
        authors = _authors(body[: dated.start()])
        title, _, rest = _cut(body[dated.end() :])
        journal = patterns.split(r",\s*\d|\d", rest, maxsplit=1)[0].strip(" .,;")
        return authors, title, journal, int(dated.group(1))
    for end in list(_SENTENCE_END.finditer(body))[:6]:
        authors = _authors(body[: end.start()])
        if authors:
            title, sign, rest = _cut(body[end.end() :].strip())
            break
    else:
        year_found = _YEAR.findall(body)
        return (), "", "", int(year_found[-1]) if year_found else None
    when = _VANCOUVER_YEAR.search(f" {rest}")
    journal = ""
    if when:
        journal = f" {rest}"[: when.start()].strip(" .,;")
    years = _YEAR.findall(rest)
    year = int(when.group(1)) if when else int(years[0]) if years else None
    if not journal and rest:
        journal = patterns.split(r"[.,;]?\s?(?:\d|\()", rest, maxsplit=1)[0].strip(" .,;")
    return authors, title + (sign if sign in "?!" else ""), journal[:120], year


def _cut(rest: str) -> tuple[str, str, str]:
    """Title, the sign behind it, and what follows; a full stop after one letter ends no title."""
    for end in _SENTENCE_END.finditer(rest):
        before = rest[: end.start()]
        last = before.rsplit(" ", 1)[-1]
        if len(last) > 1 and last.lower() not in (
            "vs",
            "no",
            "st",
            "dr",
            "e.g",
            "i.e",
            "sp",
            "spp",
        ):
            return before.strip(), end.group(), rest[end.end() :].strip()
    return rest.strip(" ."), ".", ""
