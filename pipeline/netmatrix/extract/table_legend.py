"""Legends of tables: "Rt: radiotherapy; LN, lymph nodes" read inside the table that they explain.

A legend's short form becomes a mention of what its long form means, at each use in the table and
nowhere else: "AC" is an atypical carcinoid in one table and an adenocarcinoma in another.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from netmatrix import patterns
from netmatrix.document import Document, Span, Table
from netmatrix.nlp.annotations import Annotations, Mention
from netmatrix.patterns import compiled

_SHORT = r"[A-Za-z0-9][\w+/&.-]{0,14}(?:(?<!\.)[ -][A-Z0-9][\w.]{0,4})?"
_PAIR = compiled(
    rf"(?:^|(?<=[,;.(:]\s)|(?<=[,;.*†‡§(])|(?<=\sand\s)|(?<=\s[a-d]\s)(?=\d\s?=))\s*(?P<short>{_SHORT})\s*(?P<sign>[:=])\s*"
    rf"(?P<long>[^:=;]+?)(?=\s*[,.]\s*[*†‡§]|\s*[,.]\s*(?:and\s+)?\s*{_SHORT}\s*[:=]|\s*[;.](?:\s|$)|\s*[.,;]?\s*$|\s+and\s+{_SHORT}\s*[:=])"
)
_PIECE = compiled(
    rf"^\W*(?:abbreviations?\s*[:.]?\s*)?(?P<short>{_SHORT})(?:,|\s[-–—])\s+(?P<long>\S[^;]*?)(?:\.\s+[*†‡§A-Z].*|[\s.]*)$",
    re.I,
)
# "CR complete response, LN lymph node": no sign between, but the same letter first.
_BARE = compiled(
    r"(?:^|(?<=[,;.]\s))(?P<short>[A-Z](?:[A-Z0-9/+-]|[a-z](?=[A-Z])){0,8}s?|[A-Z][a-z]{2,5})\s+(?P<long>[A-Za-z][^,;.:=]*?)(?=\s*(?:[,;.:]|$))"
)
# "EP etoposide, cisplatin; RH radical hysterectomy": between semicolons commas belong to the long form.
_BETWEEN = compiled(
    r"(?:^|(?<=;\s))(?P<short>[A-Z](?:[A-Z0-9/+-]|[a-z](?=[A-Z])){0,8}s?|[A-Z][a-z]{2,5})\s+(?P<long>[A-Za-z][^;:=]*?)(?=\s*(?:;|\.?\s*$))"
)
# "CVD cyclophosphamide, vincristine and dacarbazine, EBRT …": the rest of a list.
_GOES_ON = compiled(r"(?:,\s[a-z][\w-]+)*,?\s(?:and|\+)\s[a-z][\w-]+(?=\s*(?:[,;.]|$))")
_FEWEST = 2
"""So many such pairs make a legend."""
_MOSTLY = 0.6
"""Least share of the parts of a note that are such pairs."""
_LETTERS = 2
"""From so many letters on a short form means the same in another table."""
_LEAD = compiled(r"^\W*(?:abbreviations?|notes?|legend|key)(?:\s+used)?\s*[:.]\s*", re.I)
# "Previous treatment: A, lobectomy; B, octreotide": what is coded.
_HEADED = compiled(r"\W*[A-Z][\w ]{2,30}:\s+(?=[A-Z0-9]{1,3},\s)")
_COVERED = 0.5
"""Least share of a long form's characters that known terms must cover."""

_LONGEST = 6000
"""Characters of a note that are looked at: no legend is longer."""
_WORD = 10
"""So long may a short form in small letters be that is told with "=" ("chole = cholecystectomy")."""
_NAMELIKE = 3
"""From so many letters on a short form in small letters may begin with a capital or not."""
_MOST = 150
"""Short forms taken from one legend."""

Legend = Mapping[str, Span]
"""Short form (without a final full stop) -> where its long form stands; a code that belongs to one
column stands behind its heading (``code_key``).
"""
# "Sex: 1 = male, 2 = female. EAS, MEN1, RT (radiotherapy): 1 = yes, 2 = no."
_CODE = r"\d\s*=\s*[^=.;]+?"
_CODES = compiled(
    rf"(?:^|(?<=[.;]\s))(?P<heads>[A-Za-z][^.:;=]{{0,120}}?)(?:\s+(?:was|were)\s+coded)?\s*:\s*"
    rf"(?P<codes>{_CODE}(?:[,;]\s*(?:and\s+)?{_CODE})*)(?=\s*(?:[.;]|$))"
)
_ONE_CODE = compiled(r"(?P<code>\d)\s*=\s*(?P<long>[^=.;]+?)(?=\s*[,;]\s*(?:and\s+)?\d\s*=|\s*$)")


# "M (all metastases): a liver; b bone (b1 ribs, b2 pelvis)": the codes of one column, without a sign.
_KEY = compiled(
    r"\W*(?P<heads>[A-Za-z][\w/-]{0,12}(?:,\s[A-Za-z][\w/-]{0,12})*)\s*(?:\((?P<what>[^()]*)\))?\s*:\s+(?P<codes>.{8,})"
)
_KEYED = compiled(
    r"(?:(?<=:\s)|[;,(]\s*)(?P<code>[A-Za-z]\d?|\d|[+–-])\s+(?P<long>[^;,()=]{3,60}?)(?=\s*(?:[;,()]|\.?\s*$))"
)
_FEWEST_KEYED = 3


def legend_of(text: str, notes: tuple[Span, ...]) -> dict[str, Span]:
    """The short forms that notes below a table explain; the first explanation counts."""
    found: dict[str, Span] = {}
    for note in notes:
        coded = [*_codes(text, note), *_keyed(text, note)]
        found.update(coded)
        for short, start, end in _pairs(text, note.start, note.end):
            if coded and short.isdigit():
                continue
            bare = short.rstrip(".")
            equals = text[:start].rstrip()[-1:] == "=" and len(bare) <= _WORD
            begins = text[start:end].lower().startswith(bare.lower()) and len(bare) <= _WORD
            if (_is_short(bare) or equals or begins) and len(found) < _MOST:
                found.setdefault(bare, Span(start, end))
    return found


def _codes(text: str, note: Span) -> Iterator[tuple[str, Span]]:
    """The codes of each column that a note explains, by ``code_key``."""
    said = text[note.start : min(note.end, note.start + _LONGEST)]
    for match in _CODES.finditer(said):
        heads = patterns.sub(r"\([^()]*\)", "", match["heads"])
        for head in patterns.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", heads):
            for code in _ONE_CODE.finditer(said, *match.span("codes")):
                left, right = code.span("long")
                yield code_key(head, code["code"]), Span(note.start + left, note.start + right)


def _keyed(text: str, note: Span) -> Iterator[tuple[str, Span]]:
    """The codes of a line of a key, and what the heading of their column means."""
    key = _KEY.match(text, note.start, min(note.end, note.start + _LONGEST))
    if key is None:
        return
    codes = list(_KEYED.finditer(text, key.start("codes"), key.end("codes")))
    if len(codes) < _FEWEST_KEYED:
        return
    for head in key["heads"].split(", "):
        if key["what"]:
            yield head, Span(*key.span("what"))
        for code in codes:
            yield code_key(head, code["code"]), Span(*code.span("long"))


def code_key(head: str, code: str) -> str:
    """The legend's key of a code in a column: "Sex", "1"."""
    return f"{' '.join(head.lower().split())}={code}"


def codes_in(legend: Legend, head: str, cell: str, *, numbers: bool = False) -> tuple[Span, ...]:
    """Where the legend says what the codes of a cell mean ("2", "1, 4"), in its column or in the
    whole table (not in a column of ``numbers``); nothing where one of them is no code.
    """
    codes = _JOINED.split(cell.strip())
    found = [
        legend.get(code_key(head, c)) or (legend.get(c) if c.isdigit() and not numbers else None)
        for c in codes
    ]
    spans = tuple(span for span in found if span)
    return spans if len(spans) == len(codes) else ()


def partly_coded(legend: Legend, cell: str, span: Span) -> tuple[Span, ...]:
    """The parts of a cell at ``span``, some of which are short forms ("SC + adenocarcinoma"), each where
    it or its long form stands; nothing where none is one.
    """
    places = [m.end() for m in _JOINED.finditer(cell)]
    parts = [
        (left, cell[left:right].rstrip(" ,;/&+"))
        for left, right in pairwise([0, *places, len(cell)])
    ]
    if len(parts) < 2 or not any(part in legend for _, part in parts):
        return ()
    return tuple(
        legend.get(part) or Span(span.start + left, span.start + left + len(part))
        for left, part in parts
        if part
    )


_JOINED = compiled(r"\s*[,;/&]\s*|\s+and\s+|(?<=\w)\s*\+\s*(?=\w)")


def is_coded(legend: Legend, head: str) -> bool:
    """Whether the legend explains codes of the column."""
    return any(code_key(head, str(n)) in legend for n in range(10))


def _is_short(form: str) -> bool:
    if not form or form.lower() in (
        "abbreviations",
        "abbreviation",
        "note",
        "notes",
        "data",
        "values",
    ):
        return False
    return len(form) <= 3 or any(c.isupper() for c in form) or any(c.isdigit() for c in form)


def _pairs(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    end = min(end, start + _LONGEST)
    note = text[start:end]
    lead = _LEAD.match(note)
    if lead:
        start, note = start + lead.end(), note[lead.end() :]
    headed = _HEADED.match(note)
    if headed:
        start, note = start + headed.end(), note[headed.end() :]
    if len(patterns.findall(r"[:=]", note)) >= max(1, note.count(";") // 2):
        for match in _PAIR.finditer(note):
            yield from _each(note, match, start)
        return
    parts = [m for m in _BETWEEN.finditer(note) if _shortens(m["short"], m["long"])]
    if len(parts) >= _FEWEST and len(parts) > _MOSTLY * note.count(";"):
        for match in parts:
            yield match["short"], start + match.start("long"), start + match.end("long")
        return
    bare = [m for m in _BARE.finditer(note) if _shortens(m["short"], m["long"])]
    if len(bare) >= _FEWEST and len(bare) > _MOSTLY * note.count(";"):
        for match in bare:
            goes_on = _GOES_ON.match(note, match.end("long"))
            end = goes_on.end() if goes_on else match.end("long")
            yield match["short"], start + match.start("long"), start + end
        return
    position = start
    for part in patterns.split(r"[;.]\s+(?=\S{1,16},\s)|;", note):
        at = text.index(part, position, end) if part else position
        piece = _PIECE.match(part)
        codes = piece and _OTHER_CODES.match(piece["long"])
        if piece and not codes and len(piece["long"]) > len(piece["short"]):
            yield piece["short"], at + piece.start("long"), at + piece.end("long")
        position = at + len(part)


# "CR, PR, SD, PD, complete and partial response, stable …": which is which only the reader knows.
_OTHER_CODES = compiled(r"(?:[A-Z]{2,4},\s)+")
# "CR, PR = complete response, partial response": as many long forms as short ones.
_BEFORE_LAST = compiled(rf"(?:(?<=[;.]\s)|^)\s*+((?:{_SHORT},\s+)++)$")


def _each(note: str, match: re.Match[str], at: int) -> Iterator[tuple[str, int, int]]:
    """The short forms of a pair, each with its long form; none where their numbers differ."""
    before = _BEFORE_LAST.search(note, 0, match.start("short"))
    shorts = [s.strip() for s in before[1].split(",") if s.strip()] if before else []
    shorts.append(match["short"])
    longs = list(patterns.finditer(r"[^,\s][^,]*", match["long"])) if before else []
    begin, end = match.span("long")
    if not before:
        yield shorts[0], at + begin, at + end
    elif len(longs) == len(shorts):
        for short, long in zip(shorts, longs, strict=True):
            yield short, at + begin + long.start(), at + begin + long.end()


def _shortens(short: str, long: str) -> bool:
    """Whether the short form begins as the long one does; in small letters, to its end."""
    start = short if short[1:].islower() else short[0]
    return long.lower().startswith(start.lower())


def explained(text: str, header: str, legend: Legend) -> str:
    """What the legend says of a heading's words."""
    bare = patterns.sub(r"[*†‡§¶#]+", "", header)
    found = [legend[w] for w in (bare, *patterns.findall(r"[\w-]+", bare)) if w in legend]
    return " ".join(text[s.start : s.end] for s in found)


def notes_of(document: Document, table: Table) -> tuple[Span, ...]:
    """Where a table's explanations stand: its footnotes, the paragraph right below it that
    explains short forms, and a caption that does so."""
    text = document.text
    notes = table.footnotes
    if not table.cells:
        notes += tuple(Span(a, b) for a, b in table_lines_of(text, document, table)[1])
    if not notes:
        below = _block_below(document, table.end)
        if below is not None and (text[below.start] in "*†‡§¶" or _is_legend(text, below)):
            notes = (below,)
    if table.caption and _is_legend(text, table.caption):
        notes += (table.caption,)
    return notes or tuple(_key_below(document, table.end))


_KEY_HEADING = compiled(r"\W*(?:key|legend|codes?|explanations?)\b[^.]{0,40}$", re.IGNORECASE)
_KEY_LINES = 20


def _key_below(document: Document, offset: int) -> Iterator[Span]:
    """The lines of a key ("T: R radiotherapy; C chemotherapy") under a heading that says so."""
    below = [b for b in document.blocks if b.start >= offset][: _KEY_LINES + 1]
    if not below or not _KEY_HEADING.match(document.text[below[0].start : below[0].end]):
        return
    for block in below[1:]:
        if block.kind not in ("list_item", "paragraph", "footnote"):
            return
        if not _KEY.match(document.text, block.start, block.end):
            return
        yield Span(block.start, block.end)


def table_lines_of(
    text: str, document: Document, table: Table
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The lines of a table without cells, and the lines of explanation at its end."""
    block = document.block_at(table.start)
    start, end = (block.start, block.end) if block else (table.start, table.end)
    lines: list[tuple[int, int]] = []
    position = start
    for line in text[start:end].split("\n"):
        if line.strip():
            lines.append((position, position + len(line)))
        position += len(line) + 1
    body = len(lines)
    while body > 2 and _is_note(text, lines[body - 1]):
        body -= 1
    return lines[:body], lines[body:]


def _is_note(text: str, line: tuple[int, int]) -> bool:
    said = text[line[0] : line[1]].strip()
    if _is_legend(text, Span(*line)):
        return True
    return len(said.split()) >= 4 and (said[0] in "*†‡§" or bool(_LEAD.match(said)))


def _block_below(document: Document, offset: int) -> Span | None:
    at = bisect_right([b.start for b in document.blocks], offset - 1)
    while at < len(document.blocks) and document.blocks[at].start < offset:
        at += 1
    if at >= len(document.blocks) or document.blocks[at].kind not in ("paragraph", "footnote"):
        return None
    block = document.blocks[at]
    return Span(block.start, block.end) if block.end - block.start < 3000 else None


def _is_legend(text: str, note: Span) -> bool:
    """Whether at least two short forms and a third of the words are explanations."""
    pairs = [p for p in _pairs(text, note.start, note.end) if _is_short(p[0].rstrip("."))]
    told = sum(end - start + len(short) for short, start, end in pairs)
    return len(pairs) >= 2 and 3 * told >= note.end - note.start


def with_legends(annotations: Annotations) -> Annotations:
    """The annotations with the short forms of each table read as its legend explains them, or
    that of another table of the paper where its own does not.
    """
    text = annotations.document.text
    added: list[Mention] = []
    tables = annotations.document.tables
    legends = [legend_of(text, notes_of(annotations.document, table)) for table in tables]
    of_others = _of_one_meaning(text, legends)
    # The legends of tables in parts, by label: "Table 1 (continued)" has that of "Table 1".
    whole: dict[str, dict[str, Span]] = {}
    for table, legend in zip(tables, legends, strict=True):
        if table.label:
            whole.setdefault(table.label, {}).update(legend)
    for table, legend in zip(tables, legends, strict=True):
        for short, long in {**of_others, **whole.get(table.label, {}), **legend}.items():
            if short.isdigit() or "=" in short:
                continue  # a code, which other numbers look like
            added += _uses(annotations, table, short, long)
    if not added:
        return annotations
    taken: dict[str, list[tuple[int, int]]] = {}
    for layer, start, end in sorted({(m.layer, m.start, m.end) for m in added}):
        taken.setdefault(layer, []).append((start, end))
    kept = [m for m in annotations.mentions if not _inside(taken.get(m.layer, ()), m)]
    merged = sorted({*kept, *added}, key=mention_order)
    return replace(annotations, mentions=merged)


def _of_one_meaning(text: str, legends: Sequence[Legend]) -> dict[str, Span]:
    """The short forms of several letters that the legends of a paper explain in one way only."""
    found: dict[str, Span] = {}
    meanings: dict[str, set[str]] = {}
    for legend in legends:
        for short, long in legend.items():
            found.setdefault(short, long)
            meanings.setdefault(short, set()).add(text[long.start : long.end].lower())
    return {s: long for s, long in found.items() if len(s) >= _LETTERS and len(meanings[s]) == 1}


def mention_order(mention: Mention) -> tuple[int, int, str, str, tuple[str, ...], bool, str]:
    """The order of mentions in a text, the same in every run."""
    return (
        mention.start, -mention.end, mention.layer, mention.group, mention.names, mention.weak,
        mention.note,
    )  # fmt: skip


def _inside(extents: Sequence[tuple[int, int]], mention: Mention) -> bool:
    """Whether the mention lies in the last extent (of an ordered list) that begins before it."""
    at = bisect_right(extents, (mention.start, sys.maxsize)) - 1
    return at >= 0 and mention.end <= extents[at][1]


def _uses(annotations: Annotations, table: Table, short: str, long: Span) -> Iterator[Mention]:
    """Mentions at the uses of ``short`` inside the table, copied from those of its long form."""
    text = annotations.document.text
    meant = [m for m in annotations.mentions_in(long.start, long.end) if m.layer != "cue"]
    terms = [m for m in meant if m.layer == "term"]
    covered = len({i for m in terms for i in range(m.start, m.end)})
    if not terms or covered < _COVERED * (long.end - long.start):
        return
    # "Carbo/etop", where the legend has "Etop".
    either = f"[{short[0].upper()}{short[0].lower()}]" if len(short) >= _NAMELIKE else ""
    form = either + re.escape(short[1:]) if either and short[1:].islower() else re.escape(short)
    uses = list(re.finditer(rf"(?<![\w-]){form}s?(?!\w)", text[table.start : table.end]))  # noqa: TID251
    places = [(table.start + use.start(), table.start + use.end()) for use in uses]
    if len(short) == 1 and short.isupper() and all(m.group == "treatment" for m in terms):
        places += _courses(text, table, short)
    for start, end in sorted(places):
        for mention in meant:
            yield replace(mention, start=start, end=end, weak=False)


def _courses(text: str, table: Table, short: str) -> Iterator[tuple[int, int]]:
    """Where a treatment of one letter stands with so many cycles ("A4, B2"), in cells of nothing
    else behind the first column: "radiotherapy to L3" is no course of "L".
    """
    elsewhere = {
        cell.col
        for cell in table.cells
        if cell.row == 0 and _NO_DRUGS.search(text, cell.start, cell.end)
    }
    for cell in table.cells:
        if (
            cell.col
            and cell.col not in elsewhere
            and _OF_COURSES.fullmatch(text, cell.start, cell.end)
        ):
            for use in re.finditer(rf"\b{short}(?=\d)", text[cell.start : cell.end]):  # noqa: TID251
                yield cell.start + use.start(), cell.start + use.end()


_NO_DRUGS = compiled(
    r"radiother|irradiat|\bRT\b|\bsites?\b|level|\bbones?\b|metasta|\bstage", re.IGNORECASE
)
_OF_COURSES = compiled(
    r"\s*[A-Z]\d{0,2}(?:\s*\([a-z]{2,5}\.?\))?(?:\s*[,;+/]\s*[A-Z]\d{0,2}(?:\s*\([a-z]{2,5}\.?\))?)*\s*"
)
