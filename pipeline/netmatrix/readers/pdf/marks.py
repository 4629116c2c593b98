"""Raised and lowered characters, ligatures, letter-spacing: what print does to letters."""

from __future__ import annotations

import re
import unicodedata

from netmatrix import patterns
from netmatrix.patterns import compiled
from netmatrix.readers.inline import micro

LIGATURES: dict[str, str] = {
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl",
    "\ufb05": "st", "\ufb06": "st", "\u0132": "IJ", "\u0133": "ij",
    "\u00ad": "", "\u200b": "", "\u200c": "", "\u200d": "", "\ufeff": "", "\u2060": "",
    "\u2010": "-", "\u2011": "-", "\u00a0": " ", "\u2009": " ", "\u2002": " ", "\u2003": " ",
    "\u2005": " ", "\u2006": " ", "\u2007": " ", "\u2008": " ", "\u200a": " ", "\u202f": " ",
    # What fonts of the "Mathematical Pi" kind say that their signs are.
    "Ϫ": "−", "ϩ": "+", "ϫ": "×", "ϭ": "=", "Ϯ": "±", "Ͻ": "<", "Ͼ": ">", "Յ": "≤", "Ն": "≥",
    "ϳ": "~", "␣": "α", "␤": "β", "␥": "γ", "␦": "δ", "␬": "κ", "␭": "λ", "␮": "µ", "⌬": "Δ",
    "\u2044": "/", "\u00b4": "'", "\u02bc": "'",
}  # fmt: skip
_TABLE = str.maketrans(LIGATURES)
_ACCENT = compiled(r"([A-Za-zı]?)([¨´ˆ˜¸])([A-Za-zı]?)|([A-Za-zı])([\u0300-\u0327])")
_COMBINING = {"¨": "\u0308", "´": "\u0301", "ˆ": "\u0302", "˜": "\u0303", "¸": "\u0327"}
_CARRIERS = {"¨": "aeiouy", "´": "aeiouycnsz", "ˆ": "aeiou", "˜": "ano", "¸": "cst"}
"""Letters that carry a mark in the languages of authors' names."""

_SUPERSCRIPT = str.maketrans("0123456789+-−–=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿ")
_ELEMENT = compiled(
    r"(?:Lu|Ga|In|Y|I|F|Tc|Cu|Zr|Ac|Bi|Pb|At|Ra|Sr|Sm|Re|Ho|Tb|Sc|C|N|O|H|P|S|Cr|Co|Tl|Xe|Rb"
    r"|Er|Fe|Se|Mo|Cs|Ir|Pd|Au|Th|U)(?![a-z])"
)
_UNIT = compiled(r"(?:^|[\s\d(/·×.])(?:[mckdµμn]?m|HPFs?|HPF|kg/m|in|s|h|kg|g|mol|l|L|min|day)$")
_CITES = compiled(r"\d{1,3}(?:\s?[,;\-–−‐]\s?\d{1,3})*,?")
_BRACKETED = compiled(r"[\[(]\d{1,3}(?:\s?[,;\-–−‐]\s?\d{1,3})*[\])]")
LEADING = compiled(r"\[\d{1,3}(?:\s?[,;–−-]\s?\d{1,3})*\](?=\s|$)")
"""A citation mark that opens a line, in brackets."""
_CIRCLED = {"VR": "®", "VC": "©"}
"""Letters in a circle, as some typesetters' fonts print them: the circle has the code of a V."""
_NUCLIDE = compiled(r"(?:Lu|Ga|In|Y|I|F|Tc|Cu|Zr|Ac|Bi|Pb|Ra|Sr|Sm|Re|Ho|Tb|Sc|Cr|Co|Tl|Rb)$")
_OPEN, _SHUT = "\ue010", "\ue011"
_LIFTED = compiled(f"{_OPEN}([^{_SHUT}]*){_SHUT}")
"""Around a citation mark, until :func:`lift` takes it out.  Such codes never come from a file:
characters of the private use area have been replaced by then."""
_GAP = compiled(r" [,.;:)]")


def plain(text: str) -> str:
    """Ligatures as letters, no soft hyphens or joiners, one kind of space."""
    if text.isascii():
        return text
    return micro(text.translate(_TABLE))


def spaced_out(text: str) -> bool:
    """Whether a line is letter-spaced: ``A B S T R A C T``, ``S T U DY P ROTOCOL``."""
    words = text.split(" ")
    if len(words) < 5:
        return False
    if all(len(word) == 1 and word.isalpha() for word in words):
        return True
    letters = [word for word in words if word.isalpha() and word.isupper()]
    return len(letters) == len(words) and sum(len(w) <= 2 for w in words) >= 0.6 * len(words)


def raised(parts: list[str], text: str, following: str, space: bool) -> None:
    """Append raised characters ``text`` to ``parts`` in the form that reads on a line.

    ``following`` is what touches it on the right, ``space`` whether a gap stands before it.
    Isotopes join what follows (``177Lu``), exponents and units become Unicode superscripts
    (``10⁹``, ``mm²``), citation marks get brackets (`` [3]``) and are marked for :func:`lift`,
    other marks stay as printed.
    """
    text = plain(text).strip()
    before = "" if space else "".join(parts[-4:])[-12:]
    if not text:
        return
    head = " " if space and parts else ""
    if patterns.fullmatch(r"\d{1,3}m?", text) and _ELEMENT.match(following):
        lone = not before or not before[-1].isalnum()
        if lone or len(text) > 1:
            parts.append(head + text if lone else " " + text)
            return
    if patterns.fullmatch(r"[+\-−–]?\d{1,2}", text) and patterns.search(r"(?:^|\D)10$", before):
        parts.append(text.translate(_SUPERSCRIPT))
        return
    if patterns.fullmatch(r"[23]|[-−–][123]", text) and _UNIT.search(before):
        parts.append(text.translate(_SUPERSCRIPT))
        return
    if (
        patterns.fullmatch(r"\d{2,3}m?", text)
        and _NUCLIDE.search(before)
        and not following[:1].isalpha()
    ):
        parts.append(text)  # the mass behind its element: Lu177
        return
    if _CITES.fullmatch(text):
        numbers = text.rstrip(",")
        if patterns.fullmatch(r"[23]", text) and patterns.search(
            r"(?:^|\W)(?:[RrIχX]|chi)$", before
        ):
            parts.append(text.translate(_SUPERSCRIPT))
        else:
            parts.append(_citation(f"[{numbers}]", parts))
            if text.endswith(","):
                parts.append(",")
        if following and following[0].isalnum():
            parts.append(" ")
        return
    if text in _CIRCLED:
        parts.append(_CIRCLED[text])
        return
    if patterns.fullmatch(r"st|nd|rd|th|[®™©°*†‡§¶#+−–-]+|\d[+\-−]|TM|SM", text):
        parts.append(head + text)
        return
    if _BRACKETED.fullmatch(text):
        parts.append(_citation(text, parts))
    elif text[0] in "[(":
        parts.append((" " if parts else "") + text)
    elif patterns.fullmatch(r"[,;.:]", text):
        parts.append(text)
    elif patterns.fullmatch(r"[A-Za-z](?:\s?,\s?[A-Za-z*†‡])*|[\w*†‡§¶#,;\- ]+", text):
        body = text.strip(" ,")
        parts.append((" " if parts else "") + f"[{body}]" if body else text)
    else:
        parts.append(head + text)
    if following and following[0].isalnum():
        parts.append(" ")


def _citation(mark: str, parts: list[str]) -> str:
    """A mark behind a word can be lifted out; one that opens a line tells what the line is."""
    return f"{_OPEN} {mark}{_SHUT}" if parts else mark


def lift(text: str) -> tuple[str, str, tuple[tuple[int, str], ...]]:
    """Text without its raised citation marks, with them, and each mark with its place.

    A place is the offset in the text without marks.
    """
    if _OPEN not in text:
        return text, text, ()
    marked = text.replace(_OPEN, "").replace(_SHUT, "")
    parts: list[str] = []
    marks: list[tuple[int, str]] = []
    at = length = 0
    for match in _LIFTED.finditer(text):
        parts.append(text[at : match.start()])
        length += len(parts[-1])
        marks.append((length, match[1].strip(" []()")))
        at = match.end()
        if _GAP.match(text, at):
            at += 1  # the gap that the mark left before a comma
    parts.append(text[at:])
    return "".join(parts), marked, tuple(marks)


def compose(text: str) -> str:
    """Accents printed as separate characters are joined with their letter.

    Typesetters print the mark behind its letter, TeX in front of it.
    """
    if text.isascii():
        return text

    def join(match: re.Match[str]) -> str:
        before, mark, after = match[1], match[2], match[3]
        if mark is None:
            return unicodedata.normalize("NFC", match[4] + match[5])
        if before and before.lower() in _CARRIERS[mark]:
            return unicodedata.normalize("NFC", before + _COMBINING[mark]) + after
        letter = "i" if after == "ı" else after
        if before and letter and letter.lower() in _CARRIERS[mark]:
            return before + unicodedata.normalize("NFC", letter + _COMBINING[mark])
        return match[0]

    return _ACCENT.sub(join, text)
