"""Tables that came as bare lines, cut into cells by what the columns can hold.

Plain text made of a page keeps a table's lines and loses its columns. A line is cut by the cheapest
way to fill all columns: a sex is ``M`` or ``F``, an age a number, a stain ``+`` or ``-``, a
treatment is made of words for treatments. Where ways of nearly equal cost differ, only the cells on
which all of them agree are kept: nothing is shifted into a neighbour's column.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from netmatrix import patterns
from netmatrix.document import Span, Table
from netmatrix.extract.table_columns import HEADS, Column, is_known, meaning_of
from netmatrix.extract.table_fit import Line, Token, cost_of, vocabulary
from netmatrix.extract.table_keys import STATUS, follows, key_of
from netmatrix.extract.table_legend import (
    Legend,
    explained,
    is_coded,
    legend_of,
    mention_order,
    notes_of,
    table_lines_of,
)
from netmatrix.nlp.annotations import Annotations, Mention
from netmatrix.nlp.lexicon import words
from netmatrix.patterns import compiled

Cells = list[Span | None]
_NAME = r"(?:(?:de|van|von|der|den|del|della|di|da|la|le|al|el)\s+){0,2}[A-ZÀ-ÖØ-Þ][\w'’-]+"
_AUTHOR = compiled(
    rf"^(?!(?:{STATUS}|CR|PR|SD|PD|stable|progress\w*)\b)"
    rf"{_NAME}(?:\s+{_NAME}){{0,2}}?(?:\s+[A-Z]{{1,3}},?)?(?:\s+et\s+al\.?,?\s*|(?:\s+(?:and|&)\s+{_NAME})?,?\s+)"
    r"(?:\[\d{1,3}\]|\(?(?:19|20)\d\d\)?|\(\d{1,3}\)|\d{1,3}\b(?!\s*(?:months?|mos?|years?|yrs?|y|weeks?|days?|cm|mm|%)\b))"
    r"|^(?:present|our|current|this)\s+(?:case|patient|study|report)\b",
    re.IGNORECASE,
)
_CITED = compiled(r"\bet\s+al\b|\[\d{1,3}\]|\b(?:19|20)\d\d\b")
# "Mitoses/10 HPF", "Mitoses per 2 mm2": the unit belongs to the heading.
_MITOSES = compiled(r"mito(?:ses|tic|sis)", re.IGNORECASE)
_FIELDS = compiled(r"(?:/|per|/?10|2|HPFs?|mm2|mm²|/?\d+/?HPFs?)\W?", re.IGNORECASE)
_MARGIN = 0.35
"""Ways of filling a line that cost this much more than the cheapest are still taken for possible."""
_EMPTY_COST = 1.1
_MAX_TOKENS = 150
_MAX_WORK = 300_000
"""Most steps (columns × words × words of a cell) spent on one table."""
_HOPELESS = 20.0
"""What a line counts at most when ways to read a heading are compared."""
_REACH = 26
"""Most words of a cell."""


def cut_table(
    annotations: Annotations, table: Table, rules: Mapping[str, str]
) -> tuple[tuple[Column, ...], list[Cells], bool] | None:
    """Columns, lines of cells, and whether every asked-for cell was sure; ``None`` if it is no
    table of patients or publications."""
    text = annotations.document.text
    lines, _ = table_lines_of(text, annotations.document, table)
    stacked = _by_size(text, lines)
    if stacked is not None:
        columns = _stacked_header(annotations, stacked[0], rules, stacked[1])
        if columns is not None:
            return columns, *_stacked(annotations, stacked[1], columns)
    found = _bodies(text, lines, rules)
    if found is None:
        return None
    first, bodies = found
    columns = _stacked_header(annotations, lines[:first], rules, bodies)
    if columns is not None:
        return columns, *_stacked(annotations, bodies, columns)
    legend = legend_of(text, notes_of(annotations.document, table))
    readings = _headers(annotations, lines[0][0], lines[first - 1][1], rules, legend)
    if first == _TWO_LINES:
        readings += _stacked_words(annotations, lines[0], lines[1], rules, legend)
    readings += [
        tuple(replace(c, meaning="treatments") if c.meaning == "treatment_count" else c for c in r)
        for r in readings
        if any(c.meaning == "treatment_count" for c in r)
    ]  # "CT (cycles)" over "6" or over "EP (6)"
    readings = [
        tuple(replace(c, coded=is_coded(legend, c.header)) for c in columns) for columns in readings
    ]
    readings = [
        c
        for c in readings
        if len(c) > 1
        and c[0].meaning in ("patient", "author")
        and not any(_TWO_UNITS.search(column.header) for column in c)
    ]
    if not readings:
        return None
    tried = [(*_cut_all(annotations, bodies, columns), columns) for columns in readings]
    rows, sure, _, columns = min(tried, key=lambda t: t[2])
    _recut(annotations, rows)
    return columns, rows, sure


def _recut(annotations: Annotations, rows: Sequence[Cells]) -> None:
    """Give the parts of a term that two cells share their own meaning ("Lung | Lobectomy")."""
    text, known = annotations.document.text, vocabulary(annotations)
    edges = sorted(
        {c.end for row in rows for c in row if c} | {c.start for row in rows for c in row if c}
    )
    cells = sorted({(c.start, c.end) for row in rows for c in row if c})
    torn = [
        m
        for m in annotations.mentions
        if m.layer == "term" and bisect_right(edges, m.start) < bisect_left(edges, m.end)
    ]
    if not torn:
        return
    added: list[Mention] = []
    for mention in torn:
        for start, end in cells[max(0, bisect_right(cells, (mention.start, 0)) - 1) :]:
            left, right = max(start, mention.start), min(end, mention.end)
            if start >= mention.end:
                break
            if right <= left:
                continue
            meant = known.get(text[left:right].strip(" ,;").lower(), ())
            if not meant and right == mention.end:
                meant = (mention,)  # the head noun: "Lung | Metastasectomy"
            added += [replace(m, start=left, end=right) for m in meant]
    kept = [m for m in annotations.mentions if m not in set(torn)]
    annotations.mentions = sorted({*kept, *added}, key=mention_order)


def _bodies(
    text: str, lines: Sequence[tuple[int, int]], rules: Mapping[str, str]
) -> tuple[int, list[list[tuple[int, int]]]] | None:
    """The number of heading lines, and the lines of each row, by the rows' keys or authors."""
    for first in range(1, min(len(lines), 40)):
        key = _leading_key(text, lines[first])
        if not follows("", key):
            continue
        bodies: list[list[tuple[int, int]]] = []
        last = ""
        for line in lines[first:]:
            key = _leading_key(text, line)
            if key and follows(last, key):
                bodies.append([line])
                last = key
            elif bodies:
                bodies[-1].append(line)
        if len(bodies) >= 2:
            return first, bodies
    head = text[lines[0][0] : lines[0][1]] if lines else ""
    if not patterns.match(
        r"\W*(?:first\s+)?(?:authors?|stud(?:y|ies)|references?|publication)\b", head, re.I
    ):
        return None
    starts = [
        i
        for i, (a, b) in enumerate(lines)
        if i and _AUTHOR.match(text[a:b]) and (text[a].isupper() or _CITED.search(text[a:b]))
        and not is_known(text[a:b], rules)
    ]  # fmt: skip
    if len(starts) < 2:
        return None
    ends = [*starts[1:], len(lines)]
    return starts[0], [list(lines[a:b]) for a, b in zip(starts, ends, strict=True)]


def _leading_key(text: str, line: tuple[int, int]) -> str:
    """The patient's key at a line's beginning: "3", "3.", "Case 3", "Pt. C"."""
    match = patterns.match(
        r"\s*+((?:(?:case|patient|pt|no)s?\.?\s*+(?:no\.?\s*+)?#?)?\s*+(?:\d{1,3}[.)]?|[A-Z][.)]?|[IVX]{1,5}[.)]?))(?=\s|$)",
        text[line[0] : line[1]],
        re.I,
    )
    return key_of(match.group(1)) if match else ""


def tokens_of(text: str, spans: Sequence[tuple[int, int]]) -> list[Token]:
    return [
        Token(start + m.start(), start + m.end(), m.group())
        for start, end in spans
        for m in patterns.finditer(r"\S+", text[start:end])
    ]


# --- one cell a line -----------------------------------------------------------------------


def _by_size(
    text: str, lines: Sequence[tuple[int, int]]
) -> tuple[Sequence[tuple[int, int]], list[list[tuple[int, int]]]] | None:
    """Heading and rows of a table with a cell a line: equal runs of lines, keys that count on."""
    for size in range(3, min(len(lines) // 3, 40) + 1):
        if len(lines) % size:
            continue
        last = ""
        for at in range(size, len(lines), size):
            key = key_of(text[lines[at][0] : lines[at][1]])
            if not key or not follows(last, key):
                break
            last = key
        else:
            rows = [list(lines[at : at + size]) for at in range(size, len(lines), size)]
            return lines[:size], rows
    return None


def _stacked_header(
    annotations: Annotations,
    head: Sequence[tuple[int, int]],
    rules: Mapping[str, str],
    bodies: Sequence[Sequence[tuple[int, int]]],
) -> tuple[Column, ...] | None:
    """The columns where each cell stands on a line of its own, headings too; else ``None``."""
    text = annotations.document.text
    whole = _unbroken(text, head)
    size = len(whole)
    if size < 3 or 2 * sum(len(body) == size for body in bodies) < len(bodies):
        return None
    columns = tuple(
        meaning_of(annotations, [Span(a, b) for a, b in parts], rules) for parts in whole
    )
    if columns[0].meaning not in ("patient", "author"):
        return None
    return columns


def _unbroken(text: str, lines: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """The lines of each heading: one that begins with a small letter or a bracket goes on with the
    one before ("Metastases at", "diagnosis").
    """
    out: list[list[tuple[int, int]]] = []
    for a, b in lines:
        if out and (text[a].islower() or text[a] in "(["):
            out[-1].append((a, b))
        else:
            out.append([(a, b)])
    return out


# "Distal gastrectomy,", "Cisplatin +": the cell goes on in the next line.
_OPEN_END = compiled(r"(?:,|\+|/|\b(?:and|with|then|plus|of))\s*$")


def _rejoined(text: str, lines: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The lines of a row, each that another goes on with joined to it."""
    out: list[tuple[int, int]] = []
    for a, b in lines:
        if out and _OPEN_END.search(text, out[-1][0], out[-1][1]):
            out[-1] = (out[-1][0], b)
        else:
            out.append((a, b))
    return out


def _stacked(
    annotations: Annotations,
    bodies: Sequence[Sequence[tuple[int, int]]],
    columns: tuple[Column, ...],
) -> tuple[list[Cells], bool]:
    rows: list[Cells] = []
    sure = True
    for number, body in enumerate(bodies):
        lines = list(body)
        if len(lines) > len(columns):
            lines = _rejoined(annotations.document.text, lines)
        if number == len(bodies) - 1 or _fill(annotations, lines, columns):
            lines = lines[: len(columns)]
        if len(lines) == len(columns):
            rows.append([Span(a, b) for a, b in lines])
        else:
            # A cell is missing or was broken: which one, the lines do not tell.
            cut, complete, _ = _cut_all(annotations, [lines], columns)
            rows += cut
            sure = sure and complete
    return rows, sure


def _fill(
    annotations: Annotations, lines: Sequence[tuple[int, int]], columns: Sequence[Column]
) -> bool:
    """Whether the first lines fill the columns: what follows is the foot of a page."""
    if len(lines) <= len(columns):
        return False
    known = vocabulary(annotations)
    total = 0.0
    for (a, b), column in zip(lines, columns, strict=False):
        tokens = tokens_of(annotations.document.text, [(a, b)])
        cost = cost_of(Line(annotations, tokens, known), column, 0, len(tokens))
        if cost is None:
            return False
        total += cost
    return total <= _MARGIN * len(columns)


# --- a row a line --------------------------------------------------------------------------


def _headers(
    annotations: Annotations, start: int, end: int, rules: Mapping[str, str], legend: Legend
) -> list[tuple[Column, ...]]:
    """The ways to read a heading: "Treatment Response" is one column or two.

    Only known headings of two kinds, the second with a capital, are taken apart; the lines below
    decide by what they cost.
    """
    text = annotations.document.text
    tokens = tokens_of(text, [(start, end)])
    whole = _header(annotations, tokens, rules, legend, frozenset())
    starts = {t.start: i for i, t in enumerate(tokens)}
    doubtful: list[int] = []
    for column in whole:
        said = column.header.split()
        if len(said) != 2 or not said[1][:1].isupper():
            continue
        parts = [rules.get(" ".join(words(w)).lower()) for w in said]
        if None not in parts and parts[0] != parts[1] and column.start in starts:
            doubtful.append(starts[column.start])
    out = [whole]
    for place in doubtful[:2]:
        splits = frozenset({place})
        out.append(_header(annotations, tokens, rules, legend, splits))
    if len(doubtful) > 1:
        out.append(_header(annotations, tokens, rules, legend, frozenset(doubtful)))
    return out


def _header(
    annotations: Annotations,
    tokens: Sequence[Token],
    rules: Mapping[str, str],
    legend: Legend,
    splits: frozenset[int],
) -> tuple[Column, ...]:
    """Cut a heading's words (over lines broken anywhere) into columns, longest wordings first.

    Words that head no known column may belong to one unknown column or to several: they are kept
    together as one, and nothing is read from it.
    """
    text = annotations.document.text
    mentions = list(annotations.mentions_in(tokens[0].start, tokens[-1].end)) if tokens else []
    capitals = sum(t.text[:1].isupper() for t in tokens) >= 0.6 * len(tokens)
    columns: list[Column] = []
    at = 0
    while at < len(tokens):
        size, sure = _header_size(text, tokens, at, rules, mentions)
        if at in splits:
            size = 1
        elif capitals:
            size += _small_words(tokens, at + size)
        left, right = tokens[at].start, tokens[at + size - 1].end
        while at + size < len(tokens) and (
            patterns.fullmatch(r"[(\[].*[)\]]\W?", tokens[at + size].text)
            or (_MITOSES.match(tokens[at].text) and _FIELDS.fullmatch(tokens[at + size].text))
        ):
            right = tokens[at + size].end
            size += 1
        header = patterns.sub(r"\s+", " ", text[left:right])
        column = meaning_of(
            annotations, [Span(left, right)], rules, header, explained(text, header, legend)
        )
        if not sure and column.meaning == "ignore" and columns and columns[-1].run < 0:
            before = columns.pop()
            column = replace(before, header=f"{before.header} {header}", end=right)
            column = replace(column, run=before.run - 1)
        elif not sure and column.meaning == "ignore":
            column = replace(column, run=-1)
        columns.append(column)
        at += size
    return tuple(replace(c, run=abs(c.run)) for c in columns)


_TWO_LINES = 2
# What a piece of a heading's second line adds to the column above it.
_UNIT_OF = (
    (
        compiled(r"\(?(?:y|yrs?|years?)\)?", re.I),
        compiled(r"\b(?:age|interval|time|duration|delay)\b", re.I),
    ),
    (
        compiled(r"\(?(?:m|mo|mos|months?)\)?", re.I),
        compiled(
            r"\b(?:interval|time|survival|OS|[PD]FS|F/?U|FUP?|follow|outcome|status|duration)\b",
            re.I,
        ),
    ),
    (
        compiled(r"\(?(?:wk|weeks?)\)?", re.I),
        compiled(r"\b(?:GA|gestation\w*|interval|time|duration)\b", re.I),
    ),
    (compiled(r"\(?(?:cm|mm)\)?", re.I), compiled(r"size|diameter|tumou?r", re.I)),
    (compiled(r"\(?(?:FIGO|TNM|AJCC|UICC|ENETS|WHO)\)?"), compiled(r"stage|grade", re.I)),
    (compiled(r"\(?%\)?"), compiled(r"ki-?\s?67|MIB|index|LI\b", re.I)),
    (
        compiled(r"\(?(?:/|per)\s?\d+\s?(?:HPFs?|mm2|mm²)\)?", re.I),
        compiled(r"mitos|mitotic|\bMC\b", re.I),
    ),
)
_KNOWN_PAIR, _FITTING_UNIT = 3, 2
# "OS, mo": the unit behind the comma is of the same column.
_UNIT_WORD = compiled(r"(?:y|yrs?|years?|mos?|months?|m|cm|mm|%|n)\W?", re.IGNORECASE)
_PIECE = compiled(r"\([^()]*\)[^\w\s(]?|(?:before|after|since|at)\s[^\s(]\S*|\S+")
# "OS (yr) (%)": the units of other columns, slipped under this one.
_TWO_UNITS = compiled(
    r"\((?:yrs?|years?|y|mos?|months?|days?|%|cm|mm)\)\s\((?:yrs?|years?|y|mos?|months?|days?|%|cm|mm)\)",
    re.IGNORECASE,
)


def _stacked_words(
    annotations: Annotations,
    upper: tuple[int, int],
    lower: tuple[int, int],
    rules: Mapping[str, str],
    legend: Legend,
) -> list[tuple[Column, ...]]:
    """The heading read with its second line under the first: "Age Adjuvant F/U" over "(y) Tx (mo)"
    are "Age (y)", "Adjuvant Tx" and "F/U (mo)".  The pieces keep their order; which column each
    stands under is where the two together say most.
    """
    return [
        columns
        for apart in (False, True)
        if (tops := _tops(annotations, upper, rules, apart=apart))
        and (columns := _stacked_under(annotations, tops, lower, rules, legend))
    ]


def _tops(
    annotations: Annotations, upper: tuple[int, int], rules: Mapping[str, str], *, apart: bool
) -> list[Span]:
    """The headings of the upper line; ``apart``: two that are each one by itself are no third ("Patient
    Age").  None where that makes no difference.
    """
    text = annotations.document.text
    tokens = tokens_of(text, [upper])
    mentions = list(annotations.mentions_in(*upper))
    tops: list[Span] = []
    at, parted = 0, False
    while at < len(tokens):
        size = _header_size(text, tokens, at, rules, mentions)[0]
        first, second = (rules.get(t.text.lower()) for t in (tokens[at], tokens[at + size - 1]))
        if apart and size == 2 and first == "patient" and second:
            size, parted = 1, True
        while at + size < len(tokens) and (
            tokens[at + size].text[0] in "(["
            or (
                tokens[at + size - 1].text[-1] == ","
                and _UNIT_WORD.fullmatch(tokens[at + size].text)
            )
        ):
            size += 1
        tops.append(Span(tokens[at].start, tokens[at + size - 1].end))
        at += size
    return tops if parted or not apart else []


def _stacked_under(
    annotations: Annotations,
    tops: Sequence[Span],
    lower: tuple[int, int],
    rules: Mapping[str, str],
    legend: Legend,
) -> tuple[Column, ...] | None:
    """The headings with the lower line's pieces under them, ``None`` where they do not fit."""
    text = annotations.document.text
    pieces = [
        Span(lower[0] + m.start(), lower[0] + m.end())
        for m in _PIECE.finditer(text[lower[0] : lower[1]])
    ]
    if not 0 < len(pieces) <= len(tops) or len(tops) * len(pieces) > _MAX_TOKENS:
        return None

    def column(top: Span, piece: Span | None) -> Column:
        spans = [top] if piece is None else [top, piece]
        header = " ".join(patterns.sub(r"\s+", " ", text[s.start : s.end]) for s in spans)
        return meaning_of(annotations, spans, rules, header, explained(text, header, legend))

    def worth(top: Span, piece: Span) -> int:
        said = text[piece.start : piece.end]
        both = f"{text[top.start : top.end]} {said}"
        if not said.startswith("(") and rules.get(" ".join(words(both)).lower()):
            return _KNOWN_PAIR
        head = text[top.start : top.end]
        if head.endswith("-") and said[:1].islower():  # "Immuno-" over "suppression"
            return _KNOWN_PAIR
        fits = any(unit.fullmatch(said) and of.search(head) for unit, of in _UNIT_OF)
        return _FITTING_UNIT if fits else 0

    under = _in_order(len(tops), len(pieces), lambda t, p: worth(tops[t], pieces[p]))
    if under is None:
        return None
    return tuple(
        column(top, pieces[under[t]] if t in under else None) for t, top in enumerate(tops)
    )


def _in_order(tops: int, pieces: int, worth: Callable[[int, int], int]) -> dict[int, int] | None:
    """Which piece stands under which top, in order, so that the pairs are worth most; ``None`` where
    most of them are worth nothing.
    """
    best: list[list[tuple[int, tuple[int, ...]]]] = [[(0, ())] * (tops + 1)]
    for piece in range(pieces):
        row: list[tuple[int, tuple[int, ...]]] = [(-1, ())] * (tops + 1)
        for top in range(piece, tops):
            said, places = best[piece][top]
            here = (said + worth(top, piece), (*places, top)) if said >= 0 else (-1, ())
            row[top + 1] = max(row[top], here, key=lambda pair: pair[0])
        best.append(row)
    total, places = best[pieces][tops]
    return {top: piece for piece, top in enumerate(places)} if total >= pieces else None


def _small_words(tokens: Sequence[Token], at: int) -> int:
    """How many words in small letters follow: they go on with the heading ("Bone therapy")."""
    end = at
    while end < len(tokens) and patterns.match(r"[a-z][a-z-]*\W?$", tokens[end].text):
        end += 1
    return end - at


def _header_size(
    text: str,
    tokens: Sequence[Token],
    at: int,
    rules: Mapping[str, str],
    mentions: Sequence[Mention],
) -> tuple[int, bool]:
    """How many words the heading at ``at`` has, and whether it is known."""
    kinds = 0
    while at + kinds < len(tokens) - 1 and _KIND.fullmatch(tokens[at + kinds].text):
        kinds += 1
    if kinds:
        size, known = _header_size(text, tokens, at + kinds, rules, mentions)
        if known and _THERAPY.match(tokens[at + kinds].text):
            return kinds + size, True
    for size in range(min(5, len(tokens) - at), 0, -1):
        wording = text[tokens[at].start : tokens[at + size - 1].end]
        meaning = rules.get(" ".join(w.lower() for w in words(wording)))
        if meaning and (meaning != "age_sex" or patterns.search(r"[/,&]|\band\b", wording)):
            behind = at + size
            if meaning in HEADS and behind < len(tokens) and _WHEN.match(tokens[behind].text):
                size += _when(text, tokens, behind, rules, mentions)
            return size, True
    best = 0
    for mention in mentions:
        if mention.start == tokens[at].start and mention.group in (
            "marker", "syndrome", "treatment", "site",
        ):  # fmt: skip
            best = max(best, sum(t.start < mention.end for t in tokens[at:]))
    return (best, True) if best else (1, False)


# "Neoadjuvant CT", "Adjuvant/primary CT (cycle)": when a treatment was given belongs to its heading.
_KIND = compiled(
    r"(?:(?:neo-?)?adjuvant|primary|palliative|consolidation|induction|concurrent|concomitant|systemic)/?",
    re.I,
)
_THERAPY = compiled(r"(?:CT|CTx|RT|CRT|CCRT|chemo\w*|radio\w*|treatments?|therap\w+)\b", re.I)
# "Systemic treatment before BM", "Response after PRRT".
_WHEN = compiled(r"(?:before|after|following|since|at|until)$", re.IGNORECASE)
_LONGEST_WHEN = 3


def _when(
    text: str,
    tokens: Sequence[Token],
    at: int,
    rules: Mapping[str, str],
    mentions: Sequence[Mention],
) -> int:
    """How many words from "before" on go with a heading: to where the next known one begins."""
    for size in range(2, _LONGEST_WHEN + 2):
        if at + size == len(tokens):
            return size
        if at + size < len(tokens) and _header_size(text, tokens, at + size, rules, mentions)[1]:
            return size
    return 0


def _cut_all(
    annotations: Annotations,
    bodies: Sequence[Sequence[tuple[int, int]]],
    columns: tuple[Column, ...],
) -> tuple[list[Cells], bool, float]:
    """The rows' cells, whether all asked for are sure, and what cutting them cost."""
    rows: list[Cells] = []
    sure, work, known = True, 0, vocabulary(annotations)
    total = 0.0
    for body in bodies:
        tokens = tokens_of(annotations.document.text, body)
        work += len(columns) * len(tokens) * min(_REACH, len(tokens))
        if len(tokens) > _MAX_TOKENS or work > _MAX_WORK:
            rows.append([Span(tokens[0].start, tokens[0].end), *([None] * (len(columns) - 1))])
            sure = False
            total += _HOPELESS
            continue
        cells, cost = _cut(Line(annotations, tokens, known), columns)
        total += min(cost, _HOPELESS)
        asked = [
            c for c, k in zip(cells, columns, strict=True) if k.meaning not in ("ignore", "stage")
        ]
        sure = sure and None not in asked
        rows.append(cells)
    return rows, sure, total


# An author's cell ends before the year where that has a column of its own.
_YEAR = compiled(r"\(?(?:19|20)\d\d\)?\W?$")


@dataclass(slots=True)
class _Way:
    cost: float
    at: int
    to: int


def _cut(line: Line, columns: Sequence[Column]) -> tuple[Cells, float]:
    """Cut a line into cells: the extents on which all cheap ways agree.

    Dynamic programming over (column, words used), forwards for the cost of reaching a place and
    backwards for that of finishing from it.
    """
    n, k = len(line.tokens), len(columns)
    infinite = float("inf")
    reach = [[infinite] * (n + 1) for _ in range(k + 1)]
    reach[0][0] = 0.0
    ways: list[list[_Way]] = [[] for _ in range(k)]
    for col, column in enumerate(columns):
        longest = _REACH * max(1, column.run)
        dated = column.meaning == "author" and any(c.meaning == "year" for c in columns)
        for at in range(n + 1):
            base = reach[col][at]
            if base == infinite:
                continue
            options = [_Way(_EMPTY_COST, at, at)] if col else []
            for to in range(at + 1, min(n, at + longest) + 1):
                cost = cost_of(line, column, at, to)
                if cost is not None and not (dated and _YEAR.match(line.words[to - 1])):
                    options.append(_Way(cost, at, to))
            for way in options:
                ways[col].append(way)
                reach[col + 1][way.to] = min(reach[col + 1][way.to], base + way.cost)
    best = reach[k][n]
    if best > 2.5 + 0.3 * k:
        return _left_end(line, columns), best
    each = _one_each(line, columns)
    if (
        each
        and sum(cost_of(line, c, *x) or 0.0 for c, x in zip(columns, each, strict=True))
        <= best + _CLEAR
    ):
        return [Span(line.tokens[a].start, line.tokens[b - 1].end) for a, b in each], best
    finish = [[infinite] * (n + 1) for _ in range(k + 1)]
    finish[k][n] = 0.0
    for col in range(k - 1, -1, -1):
        for way in ways[col]:
            rest = finish[col + 1][way.to] + way.cost
            finish[col][way.at] = min(finish[col][way.at], rest)
    out: Cells = []
    for col in range(k):
        possible = {
            (w.at, w.to)
            for w in ways[col]
            if reach[col][w.at] + w.cost + finish[col + 1][w.to] <= best + _MARGIN
        }
        at, to = next(iter(possible)) if len(possible) == 1 else (0, 0)
        out.append(Span(line.tokens[at].start, line.tokens[to - 1].end) if to > at else None)
    return out, best


_CLEAR = 1.0
"""So much dearer than the cheapest way a line may be whose words are as many as the columns."""
_LONGEST_NAME = 5
_GOES_BEFORE = compiled(r"(?:.*[,+/&]|and|plus|with)$", re.IGNORECASE)
_GOES_BEHIND = compiled(r"[+&/(]|(?:and|plus|with)$", re.IGNORECASE)


def _one_each(line: Line, columns: Sequence[Column]) -> list[tuple[int, int]] | None:
    """The line with a word, or words joined by commas or signs, for each column behind the first;
    ``None`` where they are more or fewer, or one does not fit.
    """
    n = len(line.tokens)
    for first in range(1, min(_LONGEST_NAME, n) + 1):
        cells = [(0, first)]
        for at in range(first, n):
            word, before = line.tokens[at].text, line.tokens[at - 1].text
            joined = at > first and (_GOES_BEHIND.match(word) or _GOES_BEFORE.match(before))
            cells[-1:] = [(cells[-1][0], at + 1)] if joined else [cells[-1], (at, at + 1)]
        if len(cells) == len(columns) and all(
            cost_of(line, c, a, b) is not None for c, (a, b) in zip(columns, cells, strict=True)
        ):
            return cells
    return None


def _left_end(line: Line, columns: Sequence[Column]) -> Cells:
    """Where a line cannot be cut: its key, and the age and sex right behind it."""
    out: Cells = [None] * len(columns)
    at = 0
    for col, column in enumerate(columns):
        if column.meaning not in ("patient", "age_years", "sex", "age_sex"):
            break
        sizes = range(min(3, len(line.tokens) - at), 0, -1)
        size = next((s for s in sizes if cost_of(line, column, at, at + s) == 0.0), 0)
        if not size:
            break
        out[col] = Span(line.tokens[at].start, line.tokens[at + size - 1].end)
        at += size
    return out
