"""Pieces of a Word file: styles, list numbers, the wording of runs, the grid of a table."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from lxml import etree

from netmatrix import patterns
from netmatrix.patterns import compiled
from netmatrix.readers.xmltext import children, descendants, finish, first, name

CellText = str | tuple[str, int, int] | None

_MAX_SPAN = 100
_MAX_CHAIN = 12
_HEADING = compiled(r"heading \d$")
_LIST = compiled(r"list ?(?:bullet|number)")
_OFF = frozenset(["0", "false", "off", "none"])
_ON_BOTH_SIDES = frozenset(["tab", "br", "cr", "ptab"])
_SYMBOLS = str.maketrans(
    "abcdefghiklmnopqrstuwxyzDFGLPQSWY\xb1\xb3\xa3\xb4\xb0\xae\xad\xaf\xbb\xb9\xa5\xb7",
    "αβχδεφγηικλμνοπθρστυωξψζΔΦΓΛΠΘΣΩΨ±≥≤×°→↑↓≈≠∞•",
)
"""Characters of the font Symbol, whose codes Word moves to U+F000."""


def value(node: etree._Element | None) -> str:
    """The ``w:val`` of an element, empty without one."""
    if node is None:
        return ""
    return next((str(v) for k, v in node.attrib.items() if k.rpartition("}")[2] == "val"), "")


def on(node: etree._Element | None) -> bool:
    """Whether a switch such as ``<w:b/>`` is set."""
    return node is not None and value(node).lower() not in _OFF


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says about its paragraphs; a style ``based on`` another inherits."""

    heading: bool = False
    title: bool = False
    caption: bool = False
    list_: bool = False
    bold: bool = False
    number: str = ""
    level: str = ""

    def kind(self) -> str:
        """``title``, ``heading``, ``caption`` or ``paragraph``."""
        if self.title:
            return "title"
        return "heading" if self.heading else "caption" if self.caption else "paragraph"


class Styles:
    """The styles of a file by id; names of built-in styles are English in every language."""

    def __init__(self, root: etree._Element | None) -> None:
        self._nodes: dict[str, etree._Element] = {}
        self._found: dict[str, Style] = {}
        for node in children(root, "style") if root is not None else ():
            key = next((v for k, v in node.attrib.items() if k.endswith("}styleId")), "")
            self._nodes[key] = node

    def of(self, style_id: str) -> Style:
        """The style with this id; an unknown one says nothing but by its id."""
        if style_id not in self._found:
            self._found[style_id] = self._read(style_id)
        return self._found[style_id]

    def _read(self, style_id: str) -> Style:
        style = _named(style_id.lower(), Style()) if style_id else Style()
        chain: list[etree._Element] = []
        key = style_id
        while key in self._nodes and len(chain) < _MAX_CHAIN:
            chain.append(self._nodes[key])
            key = value(first(self._nodes[key], "basedOn"))
        for node in reversed(chain):
            style = _named(value(first(node, "name")).lower(), style)
            outline = value(first(node, "pPr", "outlineLvl"))
            bold = first(node, "rPr", "b")
            numbered = first(node, "pPr", "numPr")
            style = replace(
                style,
                heading=style.heading or (outline.isdecimal() and int(outline) < 9),
                bold=on(bold) if bold is not None else style.bold,
                number=value(first(numbered, "numId")) or style.number,
                level=value(first(numbered, "ilvl")) or style.level,
            )
        return style


def _named(style_name: str, style: Style) -> Style:
    spaced = patterns.sub(r"(?<=[a-z])(?=\d)", " ", style_name)
    if _HEADING.match(spaced):
        return replace(style, heading=True)
    if style_name == "title":
        return replace(style, title=True)
    if style_name == "caption":
        return replace(style, caption=True)
    return replace(style, list_=True) if _LIST.match(style_name) else style


@dataclass(slots=True)
class Numbering:
    """The running numbers of a file's lists."""

    root: etree._Element | None
    _levels: dict[str, dict[int, tuple[str, str, int]]] = field(default_factory=dict)
    _list_of: dict[str, str] = field(default_factory=dict)
    _counts: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.root is None:
            return
        for abstract in children(self.root, "abstractNum"):
            levels: dict[int, tuple[str, str, int]] = {}
            for level in children(abstract, "lvl"):
                start = value(first(level, "start"))
                levels[_attribute(level, "ilvl")] = (
                    value(first(level, "numFmt")) or "decimal",
                    value(first(level, "lvlText")),
                    int(start) if start.isdecimal() and len(start) < 6 else 1,
                )
            self._levels[str(_attribute(abstract, "abstractNumId"))] = levels
        for num in children(self.root, "num"):
            self._list_of[str(_attribute(num, "numId"))] = value(first(num, "abstractNumId"))

    def next(self, number: str, level: int) -> str:
        """The mark of the next item of list ``number``, such as ``3.``, ``[3]`` or ``•``."""
        if number == "0":  # takes a paragraph out of its style's list
            return ""
        key = self._list_of.get(number, "")
        levels = self._levels.get(key)
        if levels is None or not 0 <= level < 9:
            return "•"
        shape, wording, _ = levels.get(level, ("bullet", "", 1))
        counts = self._counts.setdefault(key, [])
        del counts[level + 1 :]
        while len(counts) <= level:
            counts.append(levels.get(len(counts), ("", "", 1))[2] - (len(counts) == level))
        counts[level] += 1
        if shape in ("bullet", "none"):
            return "•" if shape == "bullet" else ""
        marks = {str(n + 1): _numeral(count, shape) for n, count in enumerate(counts)}
        mark = patterns.sub(r"%(\d)", lambda m: marks.get(m[1], ""), wording or f"%{level + 1}.")
        return mark.strip()


def _attribute(node: etree._Element, wanted: str) -> int:
    found = next((v for k, v in node.attrib.items() if k.rpartition("}")[2] == wanted), "")
    return int(found) if found.isdecimal() and len(found) < 10 else -1


def _numeral(count: int, shape: str) -> str:
    if shape in ("lowerLetter", "upperLetter") and 1 <= count <= 26:
        letter = chr(ord("a") + count - 1)
        return letter if shape == "lowerLetter" else letter.upper()
    if shape in ("lowerRoman", "upperRoman") and 1 <= count <= 39:
        tens, ones = divmod(count, 10)
        units = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
        roman = "x" * tens + units[ones]
        return roman if shape == "lowerRoman" else roman.upper()
    return str(count)


def run_text(node: etree._Element) -> tuple[str, bool, list[etree._Element]]:
    """A paragraph's wording with ``<sup>`` around superscripts, whether all of it is bold, and
    the text boxes anchored in it."""
    parts: list[str] = []
    weights: list[bool] = []
    boxes: list[etree._Element] = []
    _walk(node, parts, weights, boxes)
    return "".join(parts), bool(weights) and all(weights), boxes


def _walk(
    node: etree._Element, parts: list[str], weights: list[bool], boxes: list[etree._Element]
) -> None:
    for child in node:
        _element(child, parts, weights, boxes)


def _element(
    child: etree._Element, parts: list[str], weights: list[bool], boxes: list[etree._Element]
) -> None:
    tag = name(child)
    if tag == "r":
        _run(child, parts, weights, boxes)
    elif tag == "AlternateContent":
        # The same content twice, for new and for old programs.
        chosen = first(child, "Choice")
        chosen = first(child, "Fallback") if chosen is None else chosen
        if chosen is not None:
            _walk(chosen, parts, weights, boxes)
    elif tag == "txbxContent":
        boxes.append(child)
    elif tag == "t":  # of a formula
        parts.append(child.text or "")
    elif tag not in ("pPr", "rPr", "del", "moveFrom", "instrText", "delText", ""):
        _walk(child, parts, weights, boxes)


def _run(
    node: etree._Element, parts: list[str], weights: list[bool], boxes: list[etree._Element]
) -> None:
    properties = first(node, "rPr")
    if on(first(properties, "vanish")):
        return
    raised = value(first(properties, "vertAlign")) == "superscript"
    out: list[str] = []
    for child in node:
        tag = name(child)
        if tag == "t":
            out.append(child.text or "")
        elif tag in _ON_BOTH_SIDES:
            out.append(" ")
        elif tag == "noBreakHyphen":
            out.append("-")
        elif tag == "sym":
            out.append(_symbol(child))
        elif tag != "softHyphen":
            _element(child, out, weights, boxes)
    text = "".join(out)
    if text.strip():
        weights.append(on(first(properties, "b")))
    if raised and text.strip():
        text = f"<sup>{text.replace('<', '‹')}</sup>"
    parts.append(text)


def _symbol(node: etree._Element) -> str:
    found = {k.rpartition("}")[2]: str(v) for k, v in node.attrib.items()}
    try:
        code = int(found.get("char", ""), 16)
    except ValueError:
        return ""
    char = chr(code - 0xF000 if 0xF000 <= code <= 0xF0FF else code) if code < 0xD800 else ""
    if 0xF000 <= code <= 0xF0FF:
        char = chr(code - 0xF000)
    return char.translate(_SYMBOLS) if found.get("font", "").lower() == "symbol" else char


def table_grid(table: etree._Element, max_cells: int) -> tuple[list[list[CellText]], int, bool]:
    """A table's grid with spans, the number of its header rows, and whether it was cut off."""
    texts: list[list[list[str | int] | None]] = []
    above: dict[int, list[str | int]] = {}
    header = total = 0
    cut = False
    for tr in _rows(table):
        row: list[list[str | int] | None] = []
        skipped = value(first(tr, "trPr", "gridBefore"))
        if skipped.isdecimal() and int(skipped) <= _MAX_SPAN:
            row.extend(["", 1, 1] for _ in range(int(skipped)))
        fresh: dict[int, list[str | int]] = {}
        for tc in _cells(tr):
            column = len(row)
            span = value(first(tc, "tcPr", "gridSpan"))
            across = min(int(span), _MAX_SPAN) if span.isdecimal() and len(span) < 4 else 1
            across = max(across, 1)
            merge = first(tc, "tcPr", "vMerge")
            going_on = merge is not None and value(merge) in ("", "continue")
            if going_on and column in above:
                cell = above[column]
                cell[1] = int(cell[1]) + 1
                row.extend([None] * across)
            else:
                cell = [_cell_text(tc), 1, across]
                row.append(cell)
                row.extend([None] * (across - 1))
            if merge is not None:
                fresh[column] = cell
            total += across
        above = fresh
        if not row:
            continue
        if on(first(tr, "trPr", "tblHeader")) and header == len(texts):
            header += 1
        texts.append(row)
        if total > max_cells:
            cut = True
            break
    grid: list[list[CellText]] = [
        [
            None
            if cell is None
            else str(cell[0])
            if cell[1] == cell[2] == 1
            else (str(cell[0]), int(cell[1]), int(cell[2]))
            for cell in row
        ]
        for row in texts
    ]
    return grid, header or 1, cut


_AROUND = frozenset(["sdt", "sdtContent", "ins", "customXml", "smartTag"])


def _rows(node: etree._Element) -> list[etree._Element]:
    out: list[etree._Element] = []
    for child in children(node):
        if name(child) == "tr":
            if first(child, "trPr", "del") is None:
                out.append(child)
        elif name(child) in _AROUND:
            out.extend(_rows(child))
    return out


def _cells(node: etree._Element) -> list[etree._Element]:
    out: list[etree._Element] = []
    for child in children(node):
        if name(child) == "tc":
            out.append(child)
        elif name(child) in _AROUND:
            out.extend(_cells(child))
    return out


def _cell_text(cell: etree._Element) -> str:
    texts = [finish(run_text(p)[0]) for p in descendants(cell, "p")]
    return " ".join(text for text in texts if text)
