"""Lines -> blocks: paragraphs, headings, captions, list items, footnotes."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from netmatrix import patterns
from netmatrix.document import BlockKind
from netmatrix.patterns import compiled
from netmatrix.readers.pdf.layout import Line
from netmatrix.readers.pdf.lines import Segment, make_segment

CAPTION = compiled(
    r"(?:(?:supplement(?:ary|al)|additional|extended data|appendix|continued)\s+)?"
    r"(?:fig(?:ure|s?\.|\b)|table|scheme|box|chart|plate|panel|exhibit|algorithm|tab\.)\s*"
    r"(?:S|A|E)?(?:\d{1,3}|[IVX]{1,5})(?:[a-z]|\.\d{1,2})?\b",
    re.I,
)
TABLE_CAPTION = compiled(
    r"(?:(?:supplement\w+|continued)\s+)?tab(?:le|\.)\s*[SAE]?(?:\d{1,3}|[IVX]{1,5})\b", re.I
)
CONTINUED = compiled(r"\W*(?:continued|contd?|cont['’]d)\b\W*", re.I)
"""What stands behind the label of a table that goes on."""
_LIST = compiled(r"(?:[•●▪■◦○□►*]|[-–—]\s|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\)?\s)")
_NUMBERED = compiled(r"\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+[A-Z]|[IVX]{1,5}\.\s+[A-Z]")
REFERENCES = compiled(
    r"(?:\d{1,2}\.?\s+|[IVX]+\.\s+)?(?:references?(?: cited| and notes| list)?|bibliography"
    r"|literature cited|works cited|reference list)\s*:?",
    re.I,
)
STANDARD = compiled(
    r"(?:\d{1,2}\.?\s+)?(?:abstract|summary|introduction|background|objectives?|objective\(s\)|aims?|purpose|(?:patients?|materials?|subjects?)"
    r"(?: (?:and|&) methods?)?|methods?(?: (?:and|&) materials?)?|results?(?: and discussion)?"
    r"|discussion|conclusions?|references?|bibliography|literature cited|acknowledg\w+"
    r"|case (?:report|presentation|description|history|series)s?|keywords?|funding|abbreviations?"
    r"|conflicts? of interests?|competing interests?|authors?.? contributions?|appendix"
    r"|ethic\w+(?: \w+){0,4}|consent(?: \w+){0,3}|disclosures?|limitations?|statistical analys[ie]s"
    r"|data availability(?: statement)?|supplementary (?:material|data|information)s?)\s*:?",
    re.I,
)
_PROTOCOL = compiled(r"(?:materials? and )?methods?(?:/design)?: [a-z][^.:]{8,90}", re.I)
"""The heads of trial protocols."""
_BYLINE = compiled(r"(?:[^,]*,){3}|\[[\da-z]{1,2}(?:,[\da-z*†]{1,2})*\]")
"""Names with commas between them, or with the marks of affiliations: no heading."""
SENTENCE_END = compiled(r"[.!?][\"'”’)\]]*(?:\s?\[[\d,;\s–-]+\])*$")


@dataclass(slots=True)
class Style:
    """The paper's running text: its size (points) and its fonts, the commonest first."""

    size: float
    font: str
    fonts: frozenset[str] = frozenset()


@dataclass(slots=True)
class Piece:
    """A block of one column, before pieces are joined over columns and pages."""

    lines: list[Line]
    kind: BlockKind = "paragraph"
    page: int = 1
    column: int = 0
    rows: list[list[str | tuple[str, int, int] | None]] = field(default_factory=list)
    header_rows: int = 1
    float_: bool = False

    @property
    def first(self) -> Segment:
        return self.lines[0].segment

    @property
    def last(self) -> Segment:
        return self.lines[-1].segment

    @property
    def size(self) -> float:
        return max(self.lines, key=lambda line: len(line.segment.text)).segment.size

    @property
    def text(self) -> str:
        """The lines joined by spaces: for tests of wording only."""
        return " ".join(line.segment.text for line in self.lines)

    @property
    def marked(self) -> str:
        """As ``text``, with citation marks in brackets."""
        return " ".join(line.segment.marked for line in self.lines)


def family(font: str) -> str:
    """A font's name without what tells its weight or slant."""
    return patterns.split(r"[-.,]", font)[0]


def body_style(pages: list[list[Segment]]) -> Style:
    """Size and font of most of the paper's wide lines, before its list of references.

    The list may be longer than the paper, and is often set in smaller print.
    """
    sizes: Counter[float] = Counter()
    fonts: defaultdict[float, Counter[str]] = defaultdict(Counter)
    lists = [
        number
        for number, page in enumerate(pages)
        if any(len(s.text) < 30 and REFERENCES.fullmatch(s.text) for s in page)
    ]
    for page in pages[: lists[-1] + 1] if lists else pages:
        for s in page:
            if s.width > 10 * s.size:
                size = round(s.size * 2) / 2
                sizes[size] += len(s.text)
                fonts[size][s.font] += len(s.text)
    if not sizes:
        for page in pages:
            for s in page:
                sizes[round(s.size * 2) / 2] += len(s.text)
                fonts[round(s.size * 2) / 2][s.font] += len(s.text)
    if not sizes:
        return Style(10.0, "")
    size = max(sizes, key=lambda value: (sizes[value], value))
    common = fonts[size].most_common()
    usual = frozenset(name for name, n in common if n > 0.15 * common[0][1])
    return Style(size, common[0][0], usual)


def plain_body(pages: list[list[Segment]], style: Style) -> None:
    """Where the running text's own font calls itself bold, its weight says nothing: forget it."""
    marked = any(s.bold > 0.5 for page in pages for s in page if s.font == style.font)
    for page in pages if marked else []:
        for s in page:
            for run in s.runs:
                run.bold = run.bold and run.font != style.font
            total = sum(len(run.text) for run in s.runs)
            s.bold = sum(len(run.text) for run in s.runs if run.bold) / max(1, total)


def pieces_of(lines: list[Line], style: Style, page: int, height: float) -> list[Piece]:
    """The blocks of one page's lines, in order, each with its kind."""
    edges = _edges(lines)
    pitches = _pitches(lines)
    pieces: list[Piece] = []
    for line in lines:
        if pieces and not _starts(pieces[-1], line, edges, pitches, style.fonts):
            pieces[-1].lines.append(line)
        else:
            pieces.append(Piece([line], page=page, column=line.column))
    pieces = [part for piece in pieces for part in _run_in(piece, style)]
    for piece in pieces:
        piece.kind = _kind(piece, style)
    pieces = _caption_text(pieces, style)
    _footnotes(pieces, style, height)
    return pieces


def _edges(lines: list[Line]) -> dict[tuple[int, int], tuple[float, float, bool]]:
    """By column and size class: left edge, right edge, whether lines are justified."""
    groups: defaultdict[tuple[int, int], list[Segment]] = defaultdict(list)
    for line in lines:
        groups[line.column, round(line.segment.size * 2)].append(line.segment)
    out: dict[tuple[int, int], tuple[float, float, bool]] = {}
    for key, found in groups.items():
        left = Counter(round(s.x0) for s in found).most_common(1)[0][0]
        ends = sorted(s.x1 for s in found)
        right = ends[int(0.85 * (len(ends) - 1))]
        flush = sum(abs(x - right) < 2.5 for x in ends)
        out[key] = (min(left, *(s.x0 for s in found)), right, flush >= 0.45 * len(ends))
    return out


def _pitches(lines: list[Line]) -> dict[tuple[int, int], float]:
    """By column and size class: the usual distance of neighbouring lines."""
    steps: defaultdict[tuple[int, int], list[float]] = defaultdict(list)
    for a, b in itertools.pairwise(lines):
        one, two = a.segment, b.segment
        step = two.base - one.base
        if a.column == b.column and abs(one.size - two.size) < 0.5 and 0 < step < 3 * one.size:
            steps[a.column, round(two.size * 2)].append(step)
    out: dict[tuple[int, int], float] = {}
    for key, values in steps.items():
        values.sort()
        out[key] = values[int(0.35 * (len(values) - 1))]
    return out


def _starts(
    piece: Piece,
    line: Line,
    edges: dict[tuple[int, int], tuple[float, float, bool]],
    pitches: dict[tuple[int, int], float],
    fonts: frozenset[str],
) -> bool:
    """Whether ``line`` begins a new block after ``piece``."""
    last, now = piece.last, line.segment
    if line.column != piece.column:
        return True
    em = max(last.size, now.size)
    if abs(last.size - now.size) > 0.07 * em and min(len(now.text), len(last.text)) > 2:
        return True
    key = (line.column, round(now.size * 2))
    pitch = pitches.get(key, 1.2 * em)
    step = now.base - last.base
    if step < -0.5 * em or step > max(1.28 * pitch, pitch + 1.5, 1.05 * em):
        return True
    if _other_print(last, now, fonts) and not _mid_sentence(last, now):
        return True
    if (last.bold > 0.85) != (now.bold > 0.85) and (last.bold > 0.85 or now.bold > 0.85):
        return not _mid_sentence(last, now) or now.bold > 0.85
    left, right, justified = edges[key]
    if _heads_off(piece, now, fonts, edges):
        return True
    first = piece.first
    ended = bool(SENTENCE_END.search(last.text)) or last.text.endswith(":")
    short = last.x1 < right - (2.2 * em if justified else max(4 * em, 0.22 * (right - left)))
    upper = now.text[:1].isupper() or not now.text[:1].isalpha()
    if short and upper and (ended or last.x1 < right - 0.35 * (right - left)) and justified:
        return True
    if short and ended and upper:
        return True
    listed = bool(_LIST.match(now.text))
    if len(piece.lines) == 1:
        shift = now.x0 - first.x0
        if shift > 0.7 * em:
            marked = bool(_LIST.match(first.text)) or bool(
                patterns.match(r"[\[(]?\d{1,3}[\].)]?\s", first.text)
            )
            filled = not short and not SENTENCE_END.search(last.text)
            return not (marked or filled)
        both = abs(shift) < 0.3 * em and first.x0 > left + 0.7 * em
        if both and upper and last.x1 < right - 2.2 * em:
            return True  # the indented first lines of two short paragraphs
        if listed and _LIST.match(first.text) and abs(shift) < 0.4 * em and (ended or short):
            return True
        return listed and short
    rest = piece.lines[-1].segment.x0
    shift = now.x0 - rest
    if shift > 0.7 * em and shift < 6 * em:
        return True
    if shift < -0.7 * em:
        return True
    return listed and (short or (ended and bool(_LIST.match(first.text))))


def _other_print(last: Segment, now: Segment, fonts: frozenset[str]) -> bool:
    """Whether one of two lines is set in the paper's running print and the other in none of it."""
    one, two = last.font in fonts, now.font in fonts
    if one == two or family(last.font) == family(now.font):
        return False
    other = now if one else last
    names = {family(run.font) for run in other.runs if len(run.text) > 1}
    return other.italic < 0.5 and not names & {family(font) for font in fonts}


def _heads_off(
    piece: Piece,
    now: Segment,
    fonts: frozenset[str],
    edges: dict[tuple[int, int], tuple[float, float, bool]],
) -> bool:
    """Whether ``piece`` is a short line set in a print of its own, and ``now`` in another one.

    So headings part whose fonts do not say in their names that they are bold or slanted.
    """
    last = piece.last
    if len(piece.lines) > 2 or last.font == now.font or _mid_sentence(last, now):
        return False
    if not now.text[:1].isupper() or last.text[-1:] in ",;-–" or _DANGLES.search(last.text):
        return False
    column = [edge for (number, _), edge in edges.items() if number == piece.column]
    left, right = min(e[0] for e in column), max(e[1] for e in column)
    if last.x1 > right - 1.5 * last.size or last.x0 > left + 3 * last.size:
        return False
    used = {run.font for line in piece.lines for run in line.segment.runs if len(run.text) > 1}
    here = {run.font for run in now.runs if len(run.text) > 1}
    return not used & fonts and not used & here


_DANGLES = compiled(
    r"\b(?:the|an?|of|in|on|at|by|for|to|and|or|with|from|as|than|that|which|was|were|is|are)$"
)


def _mid_sentence(last: Segment, now: Segment) -> bool:
    return now.text[:1].islower() and not SENTENCE_END.search(last.text)


def _run_in(piece: Piece, style: Style) -> list[Piece]:
    """A bold heading that runs into its paragraph, as two blocks."""
    segment = piece.first
    if segment.bold > 0.9 or CAPTION.match(segment.text):
        return [piece]
    runs = segment.runs
    cut = 0
    while cut < len(runs) and (runs[cut].bold or not any(c.isalnum() for c in runs[cut].text)):
        cut += 1
    if cut == 0 and runs[0].font != runs[-1].font and not runs[0].italic:
        # Fonts whose names do not say that they are bold.
        while cut < len(runs) and runs[cut].font == runs[0].font:
            cut += 1
        if cut and not runs[cut - 1].text.endswith(":"):
            cut = 0
    if cut == 0 or cut == len(runs) or not any(c.isalpha() for run in runs[:cut] for c in run.text):
        return [piece]
    if (
        runs[cut].glued
        and not runs[cut].broke
        and runs[cut].x0 - runs[cut - 1].x1 < 0.1 * segment.size
    ):
        return [piece]
    head = make_segment(runs[:cut], segment.page, segment.order)
    rest = make_segment(runs[cut:], segment.page, segment.order)
    wording = head.text.strip()
    words = wording.split()
    stops = wording[-1:] in ".:—–-" or bool(STANDARD.fullmatch(wording))
    if len(words) > 9 or not stops or not wording[:1].isupper() or not rest.text:
        return [piece]
    if rest.text[:1].islower():
        return [piece]
    line = piece.lines[0]
    first = Line(head, line.left, line.right, line.column)
    second = Line(rest, line.left, line.right, line.column)
    one = Piece([first], "heading", piece.page, piece.column)
    two = Piece([second, *piece.lines[1:]], piece.kind, piece.page, piece.column)
    return [one, two]


def _kind(piece: Piece, style: Style) -> BlockKind:
    text, size = piece.text, piece.size
    plain_body = abs(size - style.size) < 0.05 * style.size and piece.first.font in style.fonts
    caption = CAPTION.match(text)
    if caption:
        rest = text[caption.end() :].lstrip()
        words_follow = patterns.match(r"[a-z(]", rest) and not CONTINUED.fullmatch(rest)
        if not plain_body or piece.first.bold > 0.03 or not rest or not words_follow:
            piece.float_ = True
            return "caption"
    if is_heading(piece, style):
        return "heading"
    if _LIST.match(text) and len(text) > 3:
        return "list_item"
    return "paragraph"


def is_heading(piece: Piece, style: Style) -> bool:
    """Whether a block is a heading by its print (size, bold, font), number or wording."""
    text = piece.text.strip()
    if len(text) > 160 or len(piece.lines) > 4:
        return False
    letters = sum(c.isalpha() for c in text)
    if letters < 3:
        return False
    if (
        len(piece.lines) == 1
        and STANDARD.fullmatch(text)
        and (text[:1].isupper() or text[:1].isdigit())
    ):
        return True
    if not (text[0].isalnum() or text[0] in "([“\"'‘") or _BYLINE.search(piece.marked):
        return False
    if len(text.partition(": ")[2]) > 25 and not _PROTOCOL.fullmatch(text):
        return False
    if text[:1].islower() or text[-1:] in ",;" or letters < 0.5 * len(text):
        return False
    lines = [line.segment for line in piece.lines]
    bold = all(s.bold > 0.85 for s in lines)
    large = piece.size > 1.08 * style.size
    if piece.size < 0.9 * style.size:
        return False
    fonts = {run.font for s in lines for run in s.runs if len(run.text) > 1}
    other = not fonts & style.fonts
    ends = text.endswith(".") and not _NUMBERED.match(text) and len(text) > 60
    if ends:
        return False
    if bold or large:
        return True
    if other and len(lines) <= 2 and len(text) <= 100:
        return bool(_NUMBERED.match(text)) or not text.endswith(".")
    room = piece.last.x1 < piece.lines[-1].right - 2 * piece.size  # else the column breaks there
    return (
        bool(_NUMBERED.match(text))
        and room
        and len(lines) == 1
        and len(text) < 70
        and text[-1] not in ".:"
    )


def _goes_with(caption: Piece, piece: Piece, style: Style) -> bool:
    """Whether small print directly below a figure's caption is a note to it."""
    return (
        caption.kind == "caption"
        and not TABLE_CAPTION.match(caption.text)
        and piece.kind in ("paragraph", "list_item")
        and piece.column == caption.column
        and max(piece.size, caption.size) < 0.93 * style.size
        and abs(piece.size - caption.size) < 0.06 * caption.size
        and 0 < piece.first.base - caption.last.base < 1.7 * caption.size
    )


def _caption_text(pieces: list[Piece], style: Style) -> list[Piece]:
    """Join the wording of a caption with its label where that stands alone above it."""
    out: list[Piece] = []
    for piece in pieces:
        label = out[-1] if out else None
        if (
            label is not None
            and label.kind == "caption"
            and piece.kind in ("paragraph", "heading", "list_item")
            and piece.column == label.column
            and len(label.text) < 40
            and 0 < piece.first.base - label.last.base < 2.2 * piece.size
            and abs(piece.size - label.size) < 0.2 * label.size
            and piece.first.x0 < label.first.x0 + 4 * piece.size
        ) or (label is not None and _goes_with(label, piece, style)):
            label.lines.extend(piece.lines)
        else:
            out.append(piece)
    return out


def _footnotes(pieces: list[Piece], style: Style, height: float) -> None:
    """Small print at the foot of a column: footnotes, affiliations, licences.

    A column that is small print for the most part (back matter) has none.
    """
    small: Counter[int] = Counter()
    total: Counter[int] = Counter()
    for piece in pieces:
        if piece.kind != "caption":
            count = len(piece.text)
            total[piece.column] += count
            small[piece.column] += count if piece.size < 0.93 * style.size else 0
    below: set[int] = set()
    for piece in reversed(pieces):
        if piece.kind == "caption" or small[piece.column] > 0.5 * total[piece.column]:
            continue
        if piece.size >= 0.93 * style.size:
            below.add(piece.column)
        elif (
            piece.column not in below
            and piece.first.top > 0.55 * height
            and piece.kind in ("paragraph", "list_item")
        ):
            piece.kind, piece.float_ = "footnote", True
