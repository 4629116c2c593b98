"""Print the demo's JATS paper as a two-column journal PDF: the twin with the same words.

    python benchmarks/make_demo_pdf.py [SOURCE.xml] [TARGET.pdf]

Needs ReportLab and lxml; the PDF is committed, so nobody has to run this to use or test netmatrix.
The same ReportLab version writes the same bytes (``invariant=1``, built-in fonts, no dates).
What the page has is what readers of PDF must cope with: two columns under a full-width abstract,
running heads and page numbers, words divided at line ends, superscript citations, a full-width
table and a table in a column, a figure with its caption, references in small print.
Lengths are in points, y grows upwards as in PDF.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.pdfbase.pdfmetrics import stringWidth  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

WIDTH, HEIGHT = A4
MARGIN, TOP, BOTTOM, GAP = 50.0, HEIGHT - 70.0, 62.0, 22.0
COLUMN = (WIDTH - 2 * MARGIN - GAP) / 2


@dataclass(frozen=True)
class Run:
    """A piece of one word in one font; ``sup`` stands above the line."""

    text: str
    font: str
    size: float
    sup: bool = False

    @property
    def width(self) -> float:
        return float(stringWidth(self.text, self.font, self.size * (0.65 if self.sup else 1)))


Word = tuple[Run, ...]


@dataclass(frozen=True)
class Style:
    size: float
    leading: float
    font: str = "Times-Roman"
    before: float = 0.0
    indent: float = 0.0
    justify: bool = True


BODY = Style(11, 15, indent=12)
HEAD = Style(11, 13.5, "Times-Bold", before=8, justify=False)
SUBHEAD = Style(10.5, 14, "Times-BoldItalic", before=5, justify=False)
CAPTION = Style(8, 9.6, before=3)
SMALL = Style(8.5, 10.6)
TITLE = Style(17, 20, "Times-Bold", justify=False)
AUTHORS = Style(10.5, 13, before=6, justify=False)


def runs(node: etree._Element, style: Style, sup: bool = False) -> Iterator[Run]:
    """The text under ``node`` in reading order; figures and tables are left to their own place."""
    if node.text:
        yield Run(node.text, style.font, style.size, sup)
    for child in node:
        if child.tag not in ("fig", "table-wrap", "graphic"):
            yield from runs(child, style, sup or child.tag == "sup")
        if child.tail:
            yield Run(child.tail, style.font, style.size, sup)


def words(pieces: Iterator[Run] | list[Run]) -> list[Word]:
    """Split runs at white space; what touches without a space stays one word."""
    done: list[Word] = []
    current: list[Run] = []
    for piece in pieces:
        for part in re.split(r"(\s+)", piece.text):
            if not part:
                continue
            if part.isspace():
                if current:
                    done.append(tuple(current))
                current = []
            else:
                current.append(Run(part, piece.font, piece.size, piece.sup))
    if current:
        done.append(tuple(current))
    return done


def divisions(text: str) -> list[int]:
    """Places where a long lower-case word may be divided: before an opening consonant."""
    if not re.fullmatch(r"[a-z]{7,}[.,;]?", text):
        return []
    found = [
        m.end() for m in re.finditer(r"[aeiouy][bcdfgklmnprstvz]?(?=[bcdfgkmnpstvz][aeiouy])", text)
    ]
    return [place for place in found if 3 <= place <= len(text.rstrip(".,;")) - 3]


def lines(text: list[Word], style: Style, width: float) -> list[tuple[list[Word], float]]:
    """Greedy line breaking with division of words; the number is the line's indent."""
    space = stringWidth(" ", style.font, style.size)
    out: list[tuple[list[Word], float]] = []
    line: list[Word] = []
    indent, used = style.indent, style.indent
    queue = list(text)
    while queue:
        word = queue.pop(0)
        need = sum(run.width for run in word) + (space if line else 0)
        if used + need <= width or not line:
            line.append(word)
            used += need
            continue
        if len(word) == 1:
            run = word[0]
            for place in reversed(divisions(run.text)):
                head = Run(run.text[:place] + "-", run.font, run.size, run.sup)
                if used + space + head.width <= width:
                    line.append((head,))
                    word = (Run(run.text[place:], run.font, run.size, run.sup),)
                    break
        out.append((line, indent))
        line, indent = [], 0.0
        used = 0.0
        queue.insert(0, word)
    if line:
        out.append((line, indent))
    return out


class Press:
    """Sets blocks into columns, page after page; ``reserve`` keeps the top of page 2 free."""

    def __init__(self, canvas: Canvas, heads: tuple[str, str], first_page: int, note: str) -> None:
        self.canvas, self.heads, self.number, self.note = canvas, heads, first_page, note
        self.page, self.column, self.x = 1, 0, MARGIN
        self.width = WIDTH - 2 * MARGIN
        self.y = self.column_top = TOP
        self.float_rows: etree._Element | None = None
        self.furniture()

    def furniture(self) -> None:
        draw = self.canvas
        draw.setFont("Times-Italic", 8.5)
        if self.page == 1:
            draw.drawString(MARGIN, HEIGHT - 42, self.heads[1])
            draw.setFont("Times-Roman", 7.5)
            draw.drawString(MARGIN, 46, self.note)
        elif self.page % 2 == 0:
            draw.drawString(MARGIN, HEIGHT - 42, self.heads[0])
        else:
            draw.drawRightString(WIDTH - MARGIN, HEIGHT - 42, self.heads[1])
        draw.setFont("Times-Roman", 9)
        draw.drawCentredString(WIDTH / 2, 32, str(self.number + self.page - 1))

    def two_columns(self) -> None:
        """From here on text runs in two columns."""
        self.canvas.line(MARGIN, self.y - 6, WIDTH - MARGIN, self.y - 6)
        self.width, self.column_top = COLUMN, self.y - 20
        self.y = self.column_top

    def advance(self) -> None:
        if self.column == 0:
            self.column, self.x, self.y = 1, MARGIN + COLUMN + GAP, self.column_top
            return
        self.canvas.showPage()
        self.page, self.column, self.x = self.page + 1, 0, MARGIN
        self.y = self.column_top = TOP
        self.furniture()
        if self.float_rows is not None:
            wrap, self.float_rows = self.float_rows, None
            self.width = WIDTH - 2 * MARGIN
            self.table(wrap)
            self.width, self.column_top = COLUMN, self.y - 10
            self.y = self.column_top

    def room(self, height: float) -> None:
        if self.y - height < BOTTOM:
            self.advance()

    def text(self, content: list[Word], style: Style, keep: float = 0.0) -> None:
        """Set a paragraph; ``keep`` is the room that must follow its last line."""
        self.y -= style.before
        set_lines = lines(content, style, self.width)
        if keep:
            self.room(len(set_lines) * style.leading + keep)
        for number, (line, indent) in enumerate(set_lines):
            self.room(style.leading)
            self.y -= style.leading
            natural = sum(run.width for word in line for run in word)
            space = stringWidth(" ", style.font, style.size)
            if style.justify and number < len(set_lines) - 1 and len(line) > 1:
                space = (self.width - indent - natural) / (len(line) - 1)
            self.line(line, self.x + indent, space)

    def line(self, line: list[Word], x: float, space: float) -> None:
        for word in line:
            for run in word:
                size = run.size * (0.65 if run.sup else 1)
                self.canvas.setFont(run.font, size)
                rise = run.size * 0.34 if run.sup else 0
                self.canvas.drawString(x, self.y + rise, run.text)
                x += run.width
            x += space

    def figure(self, node: etree._Element) -> None:
        caption = [Run(label(node) + " ", "Times-Bold", CAPTION.size)]
        caption += list(runs(node.find("caption"), CAPTION))
        self.room(130)
        self.y -= 104
        self.canvas.setFillGray(0.8)
        self.canvas.rect(self.x, self.y, self.width, 96, stroke=0, fill=1)
        self.canvas.setFillGray(0.45)
        for centre in (0.3, 0.5, 0.7):
            self.canvas.circle(self.x + self.width * centre, self.y + 48, 14, stroke=0, fill=1)
        self.canvas.setFillGray(0)
        self.text(words(caption), CAPTION)
        self.y -= 6

    def table(self, wrap: etree._Element) -> None:
        """A journal table: a caption above, three rules, columns set by alignment only."""
        grid = [[plain(cell) for cell in row] for row in wrap.iter("tr")]
        self.room(40 + 12 * len(grid))
        caption = [Run(label(wrap) + " ", "Times-Bold", CAPTION.size)]
        caption += list(runs(wrap.find("caption"), CAPTION))
        self.text(words(caption), CAPTION)
        widest = [
            max(stringWidth(row[k], "Times-Bold", 8) for row in grid) for k in range(len(grid[0]))
        ]
        gap = (self.width - sum(widest)) / max(1, len(widest) - 1)
        if gap < 4:
            raise ValueError(f"{label(wrap)} is too wide for {self.width:.0f} points")
        rule = self.y - 4
        self.canvas.line(self.x, rule, self.x + self.width, rule)
        self.y = rule
        for number, row in enumerate(grid):
            self.y -= 11
            self.canvas.setFont("Times-Bold" if number == 0 else "Times-Roman", 8)
            x = self.x
            for text, width in zip(row, widest, strict=True):
                self.canvas.drawString(x, self.y, text)
                x += width + gap
            if number in (0, len(grid) - 1):
                self.y -= 3
                self.canvas.line(self.x, self.y, self.x + self.width, self.y)
        for foot in wrap.iter("table-wrap-foot"):
            self.text(words(runs(foot, SMALL)), SMALL)
        self.y -= 8


def plain(node: etree._Element) -> str:
    return " ".join("".join(node.itertext()).split())


def label(node: etree._Element) -> str:
    return f"{plain(node.find('label'))}."


def reference(node: etree._Element) -> str:
    """A reference in the usual order: number, authors, title, source, year, volume, pages, ids."""
    parts = node.find("element-citation")
    names = [
        f"{plain(name.find('surname'))} {plain(name.find('given-names'))}"
        for name in parts.iter("name")
    ]
    names += [plain(collab) for collab in parts.iter("collab")]
    names += ["et al" for _ in parts.iter("etal")]
    text = f"{plain(node.find('label'))}. {', '.join(names)}. "
    if parts.find("article-title") is not None:
        text += plain(parts.find("article-title")) + ". "
    text += f"{plain(parts.find('source'))}. {plain(parts.find('year'))}"
    if parts.find("volume") is not None:
        text += f";{plain(parts.find('volume'))}:{plain(parts.find('fpage'))}"
        text += f"\N{EN DASH}{plain(parts.find('lpage'))}"
    text += "."
    for pub_id in parts.iter("pub-id"):
        text += f" {pub_id.get('pub-id-type')}: {plain(pub_id)}"
    return text


def section(press: Press, node: etree._Element, depth: int = 0) -> None:
    for child in node:
        if child.tag == "title":
            press.text(
                words(runs(child, SUBHEAD if depth else HEAD)), SUBHEAD if depth else HEAD, 24
            )
        elif child.tag == "p":
            press.text(words(runs(child, BODY)), BODY)
        elif child.tag == "sec":
            section(press, child, depth + 1)
        elif child.tag == "fig":
            press.figure(child)
        elif child.tag == "table-wrap" and child.get("id") != "t1":
            press.table(child)


def front(press: Press, article: etree._Element) -> None:
    meta = article.find("front/article-meta")
    kind = Style(9, 12, "Times-Bold", justify=False)
    press.text([(Run(plain(meta.find(".//subject")), kind.font, kind.size),)], kind)
    press.text(words(runs(meta.find(".//article-title"), TITLE)), TITLE)
    authors: list[Run] = []
    for number, contrib in enumerate(meta.iter("contrib")):
        name = f"{plain(contrib.find('name/given-names'))} {plain(contrib.find('name/surname'))}"
        authors.append(Run((", " if number else "") + name, "Times-Roman", AUTHORS.size))
        authors.append(Run(plain(contrib.find("xref")), "Times-Roman", AUTHORS.size, sup=True))
    press.text(words(authors), AUTHORS)
    for aff in meta.iter("aff"):
        mark = Run(plain(aff.find("label")), "Times-Italic", 8.5, sup=True)
        place = Run((aff.find("label").tail or "").strip(), "Times-Italic", 8.5)
        press.text(words([mark, place]), Style(8.5, 10.5, "Times-Italic", justify=False))
    heading = Style(11, 13.5, "Times-Bold", before=10, justify=False)
    press.text([(Run("Abstract", heading.font, heading.size),)], heading)
    for part in meta.findall("abstract/sec"):
        pieces = [Run(plain(part.find("title")) + ": ", "Times-Bold", 9)]
        pieces += list(runs(part.find("p"), Style(9, 11)))
        press.text(words(pieces), Style(9, 11, before=2))
    pieces = [Run("Keywords: ", "Times-Bold", 9)]
    pieces.append(Run("; ".join(plain(kwd) for kwd in meta.iter("kwd")), "Times-Roman", 9))
    press.text(words(pieces), Style(9, 11, before=4, justify=False))


def make(source: Path, target: Path) -> None:
    """Read the JATS paper ``source`` and write its PDF twin to ``target``."""
    article = etree.fromstring(source.read_bytes())
    meta = article.find("front/article-meta")
    year, volume, first, last = (
        plain(meta.find(path)) for path in ("pub-date/year", "volume", "fpage", "lpage")
    )
    journal = plain(article.find(".//journal-title"))
    surname = plain(meta.find(".//contrib/name/surname"))
    title = plain(meta.find(".//article-title"))
    doi = plain(meta.find("article-id[@pub-id-type='doi']"))
    heads = (
        f"{surname} et al. {title.split(' with ')[0]}",
        f"{journal} {year};{volume}:{first}\N{EN DASH}{last} doi: {doi}",
    )
    canvas = Canvas(str(target), pagesize=A4, invariant=1, pageCompression=1)
    canvas.setTitle(title)
    canvas.setAuthor(", ".join(plain(name) for name in meta.findall(".//contrib/name/surname")))
    press = Press(canvas, heads, int(first), plain(meta.find(".//copyright-statement")))
    front(press, article)
    press.two_columns()
    press.float_rows = article.find(".//table-wrap[@id='t1']")
    for part in article.findall("body/sec"):
        section(press, part)
    for part in article.findall("back/ack"):
        section(press, part)
    press.text(words(runs(article.find("back/ref-list/title"), HEAD)), HEAD, 24)
    for ref in article.iter("ref"):
        press.text(words([Run(reference(ref), "Times-Roman", 8)]), SMALL)
    canvas.save()


if __name__ == "__main__":
    demo = Path("corpus/demo")
    arguments = [Path(argument) for argument in sys.argv[1:3]]
    make(
        *(
            arguments
            or [demo / "04-pancreatic-insulinoma.xml", demo / "05-pancreatic-insulinoma-print.pdf"]
        )
    )
