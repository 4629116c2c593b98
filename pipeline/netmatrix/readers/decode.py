"""Bytes to characters: encodings, line ends, and characters that carry no wording."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from netmatrix.patterns import compiled
from netmatrix.readers.raw import Unreadable

_BOMS: tuple[tuple[bytes, str], ...] = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)

# Characters without wording, or a variant of one: written out so that each choice can be seen.
_REPLACED: tuple[tuple[str, str], ...] = (
    ("\r\n", "\n"), ("\r", "\n"), ("\x85", "\n"), ("\u2028", "\n"), ("\u2029", "\n\n"),
    ("\x0b", "\n"), ("\x0c", "\n\n"),
    ("\xa0", " "), ("\u2002", " "), ("\u2003", " "), ("\u2004", " "), ("\u2005", " "),
    ("\u2006", " "), ("\u2007", " "), ("\u2008", " "), ("\u2009", " "), ("\u200a", " "),
    ("\u202f", " "), ("\u205f", " "), ("\u3000", " "), ("\u1680", " "),
    ("\u200b", ""), ("\u200c", ""), ("\u200d", ""), ("\u2060", ""), ("\ufeff", ""),
    ("\ufb00", "ff"), ("\ufb01", "fi"), ("\ufb02", "fl"), ("\ufb03", "ffi"), ("\ufb04", "ffl"),
    ("\ufb05", "st"), ("\ufb06", "st"), ("\u2010", "-"), ("\u2011", "-"),
)  # fmt: skip
# U+03BC stays a mu in Greek words; only before a unit is it the micro sign (see ``tidy``).
_GREEK_MU = "\u03bc"
_MICRO_UNIT = compiled("\u03bc(?=(?:g|l|L|m|M|mol|U|IU|s|Ci|Sv|Gy|kat)\\b)")

# A dash for the hyphen of a compound: "62–year–old", "well–differentiated"; others join or span.
_COMPOUND = compiled(
    r"(?<=\d)\u2013(?=(?:year|month|week|day|hour|yr|mo)s?\b)|(?<=year)\u2013(?=old\b)|(?<=month)\u2013(?=old\b)"
    r"|(?<=\b[Ww]ell)\u2013(?=diff)|(?<=\b[Pp]oorly)\u2013(?=diff)|(?<=\b[Ff]ollow)\u2013(?=up\b)|(?<=\b[Hh]igh)\u2013(?=(?:power|grade))"
    r"|(?<=\b[Ll]ow)\u2013(?=grade)|(?<=\b[Nn]on)\u2013(?=[a-z])|(?<=\b[Pp]ost)\u2013(?=[a-z])|(?<=\bKi)\u2013(?=67)|(?<=\bMIB)\u2013(?=1)"
    r"|(?<=\b[Pp]rogression)\u2013(?=free)|(?<=\b[Dd]isease)\u2013(?=free)"
)
_CONTROL = compiled("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufff0-\uffff]")
_SOFT_HYPHEN_BREAK = compiled("\xad[ \t]*\n[ \t]*")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters of a file. ``replaced`` counts bytes that stand for no character."""

    text: str
    encoding: str
    problems: tuple[str, ...] = ()
    replaced: int = 0


def _without_bom(data: bytes) -> str | None:
    """UTF-16 written without a byte order mark shows as zero bytes at every second place."""
    head = data[:4000]
    if len(head) < 8:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > 0.3 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.3 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


_CONTROLS = bytes((*range(9), *range(14, 27), *range(28, 32)))


def _looks_binary(data: bytes) -> bool:
    head = data[:8000]
    control = len(head) - len(head.translate(None, _CONTROLS))
    return control > 0.02 * len(head) + 2


def decode(data: bytes) -> Decoded:
    """Characters of ``data``: UTF-8, UTF-16, UTF-32 (with or without mark), else Windows-1252.

    Raises ``Unreadable`` when the bytes are not text.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _replacing(data[len(bom) :], encoding)
    encoding_found = _without_bom(data)
    if encoding_found:
        return _replacing(data, encoding_found)
    if _looks_binary(data):
        raise Unreadable(
            "The file is not text and of no known kind: save the paper as PDF, XML, HTML or plain "
            "text and add it again."
        )
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    # Mostly sound UTF-8 with a few broken bytes is damaged UTF-8, not another encoding.
    lenient = data.decode("utf-8", errors="replace")
    broken = lenient.count("\ufffd")
    sound = sum(1 for c in lenient if c > "\x7f") - broken if broken < 2000 else 0
    if sound > 4 * broken:
        return _replacing(data, "utf-8")
    try:
        text = data.decode("cp1252")
        name = "cp1252"
    except UnicodeDecodeError:
        text = data.decode("latin-1")
        name = "latin-1"
    note = (
        f"The file is not UTF-8; it was read as {name}: check accented letters and Greek letters."
    )
    return Decoded(text, name, (note,))


def _replacing(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    replaced = text.count("\ufffd")
    if replaced and replaced > 0.2 * len(text):
        raise Unreadable(
            f"The file claims to be {encoding} but most of it cannot be decoded: save it as UTF-8 "
            "text and add it again."
        )
    problems: tuple[str, ...] = ()
    if replaced:
        problems = (
            f"{replaced} places could not be decoded as {encoding} and are shown as U+FFFD: "
            "save the file as UTF-8 and add it again.",
        )
    return Decoded(text, encoding, problems, replaced)


def tidy(text: str) -> tuple[str, tuple[str, ...]]:
    """Text with one kind of line end and space, ligatures spelt out, and notes of what went.

    Line ends become ``\\n`` (a form feed a blank line), spaces of any width one plain space, soft
    hyphens and zero-width characters vanish; composed letters replace combining marks (NFC).
    """
    problems: list[str] = []
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii():
        if "\xad" in text:
            text = _SOFT_HYPHEN_BREAK.sub("", text).replace("\xad", "")
        if _GREEK_MU in text:
            text = _MICRO_UNIT.sub("\xb5", text)
        for old, new in _REPLACED:
            if old in text:
                text = text.replace(old, new)
        if "\u2013" in text:
            text = _COMPOUND.sub("-", text)
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
    else:
        text = text.replace("\x0b", "\n").replace("\x0c", "\n\n")
    text, dropped = _CONTROL.subn(_control_left, text)
    if dropped:
        problems.append(
            f"{dropped} control or private-use characters without a readable form were dropped."
        )
    return text, tuple(problems)


def _control_left(match: re.Match[str]) -> str:
    # U+FFFD marks a place that could not be decoded: it must stay visible.
    return "\ufffd" if match.group() == "\ufffd" else ""
