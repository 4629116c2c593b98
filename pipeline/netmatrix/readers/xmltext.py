"""XML of scholarly articles: guarded parsing, and the wording of mixed content."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from lxml import etree

from netmatrix import patterns
from netmatrix.patterns import compiled
from netmatrix.readers import inline
from netmatrix.readers.citations import AS_WORD, NUMBERS
from netmatrix.readers.raw import Unreadable

MAX_BYTES = 200_000_000
_CITED = compiled(r"\d{1,3}[a-z]?(?:\s?[,;–−-]\s?\d{1,3}[a-z]?)*$")
_SUP = compiled(r"<sup>([^<]*)</sup>")
_RAISED_BRACKETS = compiled(r"[\[(]\s?\d{1,3}(?:\s?[,;–−-]\s?\d{1,3})*\s?[\])]")
_READ_AS_CITATION = compiled(r"\s?\[\d{1,3}(?:\s?[,;–—−-]\s?\d{1,3})*\]\s?")
MARK = "\ue010"
"""Stands in running text where a citation mark was left out, until the text is a block."""
_LINK, _LINKED = "\ue012", "\ue013"
"""Around the wording of a link to the reference list."""
_NUMBERS = rf"(?:{_LINK}[\[(]?\s?)?\d{{1,3}}(?:\s?[\])]?{_LINKED})?"
_WORK = rf"{_LINK}[^{_LINK}{_LINKED}()]+{_LINKED}"
_YEAR = r"(?:19|20)\d\d[a-z]?"
_BRACKETED_LINKS = compiled(
    rf"\s?[\[(]\s?{_NUMBERS}(?:\s?[,;–−-]\s?{_NUMBERS})*\s?[\])]"
    rf"|\s?{_LINK}[\[(]\s?{NUMBERS}\s?[\])]{_LINKED}"
    rf"(?:\s?[,;–−-]\s?{_LINK}[\[(]\s?{NUMBERS}\s?[\])]{_LINKED})*"
    rf"|\s?\(\s?{_WORK}(?:[\s;,]*(?:and\s)?(?:{_WORK}|{_YEAR}))*\s?\)"
    rf"|\s?{_LINK}\([^{_LINK}{_LINKED}()]+\){_LINKED}"
)
_OPEN_CITATION = compiled(r"(<sup>[\d,;–−\s-]+)</sup>(\s?[,;–−-]\s?)$")
_BLOCKS = frozenset(
    ["p", "title", "label", "td", "th", "list-item", "def-item", "disp-quote", "sec"]
)
_PICTURES = frozenset(
    ["graphic", "inline-graphic", "media", "supplementary-material-link", "object-id", "alt-text",
     "long-desc", "permissions", "processing-meta", "tex-math-source"]
)  # fmt: skip


def parse(data: bytes, *, max_bytes: int = MAX_BYTES) -> tuple[etree._Element, bool]:
    """The root of an XML file and whether the file was damaged.

    Entities are never expanded, nothing is fetched, depth and size keep libxml2's limits.
    Raises :class:`Unreadable` where no element can be read.
    """
    if len(data) > max_bytes:
        raise Unreadable(
            f"The XML file is larger than {max_bytes // 1_000_000} MB: save one paper a file."
        )
    root, damaged = None, False
    for recover in (False, True):
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            dtd_validation=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
            recover=recover,
        )
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError:
            root = None
        if root is not None:
            damaged = recover
            break
    if root is None:
        raise Unreadable("The XML is damaged and cannot be parsed: download or export it again.")
    return root, damaged


def name(node: etree._Element) -> str:
    """The element's name without its namespace; empty for comments and entities."""
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(node: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The element children with one of these names (all, when none is given)."""
    for child in node:
        found = name(child)
        if found and (not names or found in names):
            yield child


def first(node: etree._Element | None, *path: str) -> etree._Element | None:
    """The element at the end of a path of child names, or ``None``."""
    for step in path:
        if node is None:
            return None
        node = next(children(node, step), None)
    return node


def descendants(node: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The elements below ``node`` with one of these names, in document order."""
    return (found for found in node.iterdescendants() if name(found) in names)


def wording(
    node: etree._Element | None,
    skip: frozenset[str] = frozenset(),
    marks: list[str] | None = None,
) -> str:
    """The text of mixed content on one line: superscripts and citations set apart, no markup.

    Elements named in ``skip`` are left out (their tails stay).  With ``marks``, citation marks that
    are raised or stand in brackets are left out, as when the PDF of the article is read: their
    wordings are appended to that list, and :data:`MARK` stands where each was.  Without, they stand
    in brackets.
    """
    if node is None:
        return ""
    parts: list[str] = []
    _walk(node, parts, skip, in_sup=False)
    return finish("".join(parts), marks)


def finish(marked: str, marks: list[str] | None = None) -> str:
    """Text with ``<sup>`` marks as one line of plain characters; ``marks`` as in `wording`."""
    text = patterns.sub(r"\s+", " ", marked)
    if marks is not None:
        text = text.replace(MARK, "")
        level: list[str] = []
        raised: list[str] = []
        if _LINK in text:
            text = _lift_links(text, level)
        if "<sup>" in text:
            text = _lift(patterns.sub(r"</sup>(\s?[,–-]?\s?)<sup>", r"\1", text), raised)
        for found in patterns.findall(f"[{MARK}{_LEVEL}]", text):
            marks.append((level if found == _LEVEL else raised).pop(0))
        text = text.replace(_LEVEL, MARK)
    text = text.replace(_LINK, "").replace(_LINKED, "")
    text = patterns.sub(r"<sup>\s*([\[(][^<]*)</sup>", r" \1", text)
    text = inline.micro(inline.superscripts(text))
    return patterns.sub(r"[ \u00a0]+", " ", inline.marks(text)).strip()


_LEVEL = "\ue014"


def _lift_links(text: str, marks: list[str]) -> str:
    """Take out marks in brackets whose numbers link to the reference list."""

    def out(match: re.Match[str]) -> str:
        before = text[max(0, match.start() - 24) : match.start()].rstrip()
        if _LINK not in match[0] or not before or AS_WORD.search(before):
            return match[0]
        marks.append(patterns.sub(rf"[\[\](){_LINK}{_LINKED}]+", "", match[0]).strip())
        following = text[match.end() : match.end() + 1]
        return _LEVEL + (" " if following.isalnum() or following == "(" else "")

    return _BRACKETED_LINKS.sub(out, text.replace(_LEVEL, ""))


def _lift(text: str, marks: list[str]) -> str:
    """Take out the ``<sup>`` elements that read as citations, not as exponents or isotopes."""
    parts: list[str] = []
    at = 0
    for match in _SUP.finditer(text):
        before, after = "".join(parts) + text[at : match.start()], text[match.end() :]
        content = match[1].strip()
        if _RAISED_BRACKETS.fullmatch(content):
            cited = before.strip() != ""
        else:
            lead, follows = before[-12:].replace(MARK, "").replace(_LEVEL, ""), after[:4]
            read = inline.superscripts(f"{lead}<sup>{content}</sup>{follows}")
            cited = bool(_READ_AS_CITATION.fullmatch(read[len(lead) : len(read) - len(follows)]))
            cited = cited and before.strip() != ""
            cited = cited and not (content in ("2", "3") and inline.STATISTIC.search(lead))
        if not cited:
            continue
        clean = before.rstrip()
        marks.append(content.strip(" []()"))
        glue = before[len(clean) :] if after[:1].isalnum() or after[:1] == "(" else ""
        gap = " " if not glue and (after[:1].isalnum() or after[:1] == "(") else glue
        parts = [clean + MARK + gap]
        at = match.end()
    return "".join(parts) + text[at:]


def _walk(node: etree._Element, parts: list[str], skip: frozenset[str], *, in_sup: bool) -> None:
    if node.text:
        parts.append(node.text)
    for child in node:
        if child.tag is etree.Entity:
            parts.append(_entity(child.text or ""))
        else:
            _child(child, parts, skip, in_sup)
        if child.tail:
            parts.append(child.tail)


def _child(child: etree._Element, parts: list[str], skip: frozenset[str], in_sup: bool) -> None:
    tag = name(child)
    if not tag or tag in skip or tag in _PICTURES:
        return
    if tag == "sup" and not in_sup:
        inner: list[str] = []
        _walk(child, inner, skip, in_sup=True)
        content = "".join(inner).replace("<", "‹")
        if not "".join(parts).strip() and content.strip().isalpha() and len(content.strip()) < 3:
            parts.append(content.strip() + " ")  # the letter in front of a footnote
            return
        parts.append(f"<sup>{content}</sup>" if content.strip() else content)
    elif tag == "xref" and child.get("ref-type") == "bibr" and not in_sup:
        _citation(child, parts, skip)
    elif tag == "break":
        parts.append(" ")
    elif tag in ("alternatives", "inline-formula", "disp-formula"):
        formula = _formula(child)
        parts.append(f" {formula} " if tag == "disp-formula" else formula)
    elif tag in _BLOCKS:
        parts.append(" ")
        _walk(child, parts, skip, in_sup=in_sup)
        parts.append(" ")
    else:
        _walk(child, parts, skip, in_sup=in_sup)


def _citation(node: etree._Element, parts: list[str], skip: frozenset[str]) -> None:
    """A citation's number in the line of text gets brackets where it would touch a word."""
    inner: list[str] = []
    _walk(node, inner, skip, in_sup=False)
    content = "".join(inner)
    if _IN_BRACKETS.fullmatch(content.strip()):
        parts.append(f"{_LINK}{content.strip()}{_LINKED}")
        return
    if patterns.fullmatch(r"\s*<sup>[^<]*</sup>\s*", content):
        parts.append(content)
        return
    if not _CITED.match(content.strip()):
        named = _NAMED.search(content) and "<" not in content
        parts.append(f"{_LINK}{content}{_LINKED}" if named else content)
        return
    before = "".join(parts[-3:])
    open_mark = _OPEN_CITATION.search(before)
    if open_mark:
        joined = before[: open_mark.start()] + open_mark[1] + open_mark[2] + content + "</sup>"
        parts[-3:] = [joined]
    elif _OPEN_BRACKET.search("".join(parts[-30:])):
        parts.append(f"{_LINK}{content}{_LINKED}")
    elif before and (before[-1].isalnum() or before[-1] in ".,;:)%\"”’'"):
        parts.append(f"<sup>{content.strip()}</sup>")
    else:
        parts.append(content)


_NAMED = compiled(r"[^\W\d_]{2}.*\b(?:19|20)\d\d[a-z]?\s*\)?\s*$", re.S)
"""Authors with a year; a year alone is a word of its sentence: "Moe et al. (2004) saw"."""
_IN_BRACKETS = compiled(rf"[\[(]\s?{NUMBERS}\s?[\])]")
_OPEN_BRACKET = compiled(rf"[\[(]\s?(?:{_LINK}?\d{{1,3}}{_LINKED}?\s?[,;–−-]\s?)*$")


def _formula(node: etree._Element) -> str:
    """A formula's wording: MathML first, then plain text, then TeX."""
    for wanted in ("math", "textual-form", "tex-math"):
        for found in [node, *descendants(node, wanted)]:
            if name(found) != wanted:
                continue
            text = "".join(str(part) for part in found.itertext())
            if wanted == "tex-math":
                body = patterns.search(r"\\begin\{document\}(.*?)\\end\{document\}", text, re.S)
                text = inline.tex((body[1] if body else text).replace("$$", "$"))
            if text.strip():
                return patterns.sub(r"\s+", " ", text).strip()
    parts: list[str] = []
    _walk(node, parts, frozenset(), in_sup=False)
    return "".join(parts)


def _entity(reference: str) -> str:
    """A named character of HTML; entities that a file declares itself are not expanded."""
    text = html.unescape(reference)
    return text if text != reference and len(text) <= 2 else ""
