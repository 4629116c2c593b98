"""Papers set from known text: what the page shows, and the words in the order they are read.

Used by ``benchmarks/reading.py``.  The text is that of the demo papers (invented for this
project); the looks are those of journals: columns, running heads, footnotes, divided words, raised
citation marks, tables and figures over the columns, line numbers, notices of the download.
Lengths are in points, y grows upwards as in PDF.  The same input writes the same bytes.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field

from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.pdfbase.pdfmetrics import stringWidth  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

WIDTH, HEIGHT = A4
_CITED = re.compile(r"\s?\[(\d{1,3}(?:[,–-]\s?\d{1,3})*)\]")
_PLAIN = str.maketrans({"−": "-", "≥": ">", "≤": "<", "→": "-", "κ": "k", "₂": "2", "‑": "-"})
"""Signs that the built-in fonts lack."""


@dataclass(frozen=True)
class Look:
    """How a paper is set. ``size`` and ``leading`` are those of the running text."""

    name: str
    columns: int = 1
    font: str = "Times-Roman"
    size: float = 10.0
    leading: float = 12.0
    margin: float = 56.0
    gap: float = 20.0
    raised: bool = True
    wide_abstract: bool = False
    line_numbers: bool = False
    notice: str = ""
    footnote: str = ""
    figure: bool = False


@dataclass(frozen=True)
class Part:
    """A block of the source: ``kind`` is title, heading, paragraph or table."""

    kind: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    caption: str = ""


@dataclass
class Paper:
    """A set paper: its bytes, its pages, the running words in order, all that was printed."""

    name: str
    data: bytes
    pages: int
    running: str
    printed: str


Word = list[tuple[str, bool]]
"""Pieces of one word, each raised or not."""


@dataclass
class Press:
    look: Look
    out: io.BytesIO = field(default_factory=io.BytesIO)
    page: int = 0
    column: int = 0
    y: float = 0.0
    top: float = 0.0
    wide: bool = False
    count: int = 0
    floats: list[Part] = field(default_factory=list)
    running: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.canvas = Canvas(self.out, pagesize=A4, invariant=1)
        self.new_page()

    @property
    def width(self) -> float:
        full = WIDTH - 2 * self.look.margin
        if self.wide or self.look.columns == 1:
            return float(full)
        gaps = (self.look.columns - 1) * self.look.gap
        return float((full - gaps) / self.look.columns)

    @property
    def x(self) -> float:
        shift = 0 if self.wide else self.column * (self.width + self.look.gap)
        return self.look.margin + shift

    @property
    def bottom(self) -> float:
        return 92.0 if self.look.footnote and self.page == 1 and self.column == 0 else 64.0

    def show(self, x: float, y: float, text: str, font: str, size: float) -> None:
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, y, text)
        self.printed.append(text)

    def new_page(self) -> None:
        if self.page:
            self.canvas.showPage()
        self.page += 1
        self.column, self.y, self.top = 0, HEIGHT - 66, HEIGHT - 66
        look, left, right = self.look, self.look.margin, WIDTH - self.look.margin
        if self.page > 1:
            head = "Moe and Roe: Tumours of invented patients" if self.page % 2 else "M. Moe et al."
            self.show(left, HEIGHT - 40, head, "Helvetica", 7.5)
        self.show(right - 150, HEIGHT - 40, "Journal of Invented Cases 2031;7:44", "Helvetica", 7.5)
        self.show(WIDTH / 2 - 8, 30, str(43 + self.page), "Helvetica", 8)
        if look.notice:
            self.show(left, 18, look.notice, "Helvetica", 6)
        if look.footnote and self.page == 1:
            self.canvas.line(left, 84, left + 90, 84)
            self.show(left, 74, look.footnote, look.font, 7.5)
        while self.floats and self.page > 1:
            self.float(self.floats.pop(0))

    def next_column(self) -> None:
        if self.column + 1 < self.look.columns and not self.wide:
            self.column, self.y = self.column + 1, self.top
        else:
            self.new_page()

    def room(self, height: float) -> None:
        if self.y - height < self.bottom:
            self.next_column()

    def text(self, text: str, font: str, size: float, leading: float, *, indent: float = 0,
             justify: bool = True, divide: bool = True) -> None:  # fmt: skip
        words = _words(text.translate(_PLAIN), self.look.raised)
        while words:
            self.room(leading)
            line, words = _fill(words, self.width - indent, font, size, divide=divide)
            self.y -= leading
            self.line(line, self.x + indent, font, size, self.width - indent,
                      justify=justify and bool(words))  # fmt: skip
            indent = 0

    def line(self, line: list[Word], x: float, font: str, size: float, width: float, *,
             justify: bool) -> None:  # fmt: skip
        natural = sum(_width(word, font, size) for word in line)
        space = stringWidth(" ", font, size)
        if justify and len(line) > 1:
            space = (width - natural) / (len(line) - 1)
        self.count += 1
        if self.look.line_numbers:
            self.show(24, self.y, str(self.count), "Helvetica", 7)
        for word in line:
            for piece, raised in word:
                shown = 0.65 * size if raised else size
                self.canvas.setFont(font, shown)
                self.canvas.drawString(x, self.y + (0.35 * size if raised else 0), piece)
                self.printed.append(piece)
                x += stringWidth(piece, font, shown)
            x += space

    def float(self, part: Part) -> None:
        """A table or a figure over all columns, at the top of a page."""
        self.wide = True
        if part.rows:
            self.text(part.caption, "Helvetica-Bold", 8, 10, justify=False, divide=False)
            self.table(part)
        else:
            self.figure(part)
        self.wide = False
        self.y -= 14
        self.top = self.y

    def figure(self, part: Part) -> None:
        self.canvas.rect(self.x, self.y - 110, self.width, 105)
        for k, label in enumerate(("Liver", "Control", "Day 1", "Day 90")):
            self.show(self.x + 20 + 90 * k, self.y - 30 - 15 * k, label, "Helvetica", 7)
        self.y -= 116
        self.text(part.caption, "Helvetica", 8, 10, divide=False)

    def table(self, part: Part) -> None:
        size = 7.5
        columns = _column_widths(part.rows, size, self.width)
        wide = any(
            stringWidth(cell.translate(_PLAIN), "Helvetica-Bold", size) > columns[k] - 6
            for row in part.rows
            for k, cell in enumerate(row)
        )
        gap = 2.5 if wide else 0.0
        self.y -= 4
        self.canvas.line(self.x, self.y, self.x + self.width, self.y)
        for number, row in enumerate(part.rows):
            font = "Helvetica-Bold" if number == 0 else "Helvetica"
            shown = size * (0.95 if not number else 1)
            x, lowest = self.x, self.y - 10
            for k, cell in enumerate(row):
                y = self.y
                for line in _wrapped(cell.translate(_PLAIN), columns[k] - 6, size) or [""]:
                    y -= 10 if y == self.y else 8.6
                    self.show(x, y, line, font, shown)
                lowest, x = min(lowest, y), x + columns[k]
            self.y = lowest - gap
            if number in (0, len(part.rows) - 1):
                self.y -= 3
                self.canvas.line(self.x, self.y, self.x + self.width, self.y)


def _column_widths(rows: tuple[tuple[str, ...], ...], size: float, width: float) -> list[float]:
    """Room for each column: what its longest cell needs, or for wide tables its longest word and
    a share of the rest."""
    turned = [[cell.translate(_PLAIN) for cell in column] for column in zip(*rows, strict=True)]

    def need(text: str) -> float:
        return float(stringWidth(text, "Helvetica-Bold", size))

    whole = [max(map(need, column)) + 6 for column in turned]
    if sum(whole) <= width:
        spare = (width - sum(whole)) / len(whole)
        return [w + spare for w in whole]
    least = [max(need(word) for cell in column for word in (cell.split() or [""])) + 6
             for column in turned]  # fmt: skip
    wish = [w - m for w, m in zip(whole, least, strict=True)]
    share = max(0.0, width - sum(least)) / max(1.0, sum(wish))
    return [m + share * w for m, w in zip(least, wish, strict=True)]


def _wrapped(text: str, width: float, size: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and stringWidth(longer, "Helvetica-Bold", size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _words(text: str, raised: bool) -> list[Word]:
    words: list[Word] = []
    if not raised:
        return [[(word, False)] for word in text.split()]
    marked = _CITED.sub(lambda m: "\ue000" + m[1].replace(" ", "") + "\ue001", text)
    for word in marked.split():
        parts = list(re.split("\ue000([^\ue001]*)\ue001", word))
        words.append([(p, k % 2 == 1) for k, p in enumerate(parts) if p])
    return words


def _width(word: Word, font: str, size: float) -> float:
    return float(sum(stringWidth(p, font, size * (0.65 if up else 1)) for p, up in word))


def _fill(
    words: list[Word], width: float, font: str, size: float, *, divide: bool
) -> tuple[list[Word], list[Word]]:
    """The words of one line, and those left; the last may be divided."""
    space = stringWidth(" ", font, size)
    line: list[Word] = []
    used = 0.0
    for k, word in enumerate(words):
        need = _width(word, font, size) + (space if line else 0)
        if line and used + need > width:
            for head, tail in _divisions(word) if divide else []:
                if used + space + _width(head, font, size) <= width:
                    return [*line, head], [tail, *words[k + 1 :]]
            return line, words[k:]
        line.append(word)
        used += need
    return line, []


def _divisions(word: Word) -> list[tuple[Word, Word]]:
    """The ways to divide a word, the longest head first: at its hyphens, or between syllables."""
    if len(word) != 1 or word[0][1]:
        return []
    text = word[0][0]
    places: list[tuple[int, str]] = [(m.end(), "") for m in re.finditer(r"(?<=\w)-(?=\w)", text)]
    if re.fullmatch(r"[a-z]{7,}[.,;]?", text):
        places += [
            (m.end(), "-")
            for m in re.finditer(r"[aeiouy][bcdfgklmnprstvz]?(?=[bcdfgkmnpstvz][aeiouy])", text)
            if 3 <= m.end() <= len(text) - 4
        ]
    places.sort(reverse=True)
    return [([(text[:p] + sign, False)], [(text[p:], False)]) for p, sign in places]


def set_paper(name: str, parts: list[Part], look: Look) -> Paper:
    """A paper set from its parts in one look."""
    press = Press(look)
    running: list[str] = []
    abstract = look.wide_abstract
    press.wide = abstract and look.columns > 1
    figure = look.figure
    paragraphs = 0
    for part in parts:
        if part.kind == "table":
            if part.rows:
                press.floats.append(part)
            continue
        running.append(_CITED.sub("", part.text.translate(_PLAIN)))
        if part.kind == "title":
            was, press.wide = press.wide, True
            press.text(part.text, "Helvetica-Bold", 16, 19, justify=False, divide=False)
            press.wide = was
            press.y -= 12
            press.top = press.y
        elif part.kind == "heading":
            if press.wide and abstract and paragraphs:
                press.wide = abstract = False
                press.y -= 10
                press.top, press.column = press.y, 0
            press.room(3 * look.leading)
            press.y -= 6
            press.text(part.text, "Helvetica-Bold", look.size, look.leading, justify=False,
                       divide=False)  # fmt: skip
        else:
            paragraphs += 1
            press.text(part.text, look.font, look.size, look.leading, indent=12)
            if figure and paragraphs == 4:
                figure = False
                press.floats.insert(
                    0, Part("figure", caption="Figure 1. Invented counts by organ and by day.")
                )
    while press.floats:
        press.new_page()
    press.canvas.save()
    return Paper(
        f"{name}, {look.name}",
        press.out.getvalue(),
        press.page,
        "\n".join(running),
        " ".join(press.printed),
    )


def plain_signs(text: str) -> str:
    """Text with the signs that the built-in fonts lack written as they are set."""
    return text.translate(_PLAIN)
