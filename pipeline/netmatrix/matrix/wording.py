"""Small words for people: authors and years, numbers, intervals, lists.

Pure functions; nothing here knows of rows or files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from netmatrix import patterns
from netmatrix.patterns import compiled

NOT_REPORTED = "not reported"
"""The paper was read whole and nothing was found."""
NOT_REFERRED = "not referred"
"""The paper itself says that it does not state this."""
NOT_FOUND_IN_PART = "not found in the part read"
"""Nothing was found, but the paper could be read in part only."""

# Controls that a spreadsheet or a terminal would act on, lone surrogates (no UTF-8), and the
# bidirectional embeddings and overrides that can make a text read otherwise than it is stored.
_UNSAFE = compiled(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\u202a-\u202e\u2066-\u2069]"
)
_PARTICLE = compiled(
    r"^(?:van|von|der|den|de|del|della|di|da|dos|du|la|le|ter|ten|zur?|af|al|el|bin|ibn|st)$", re.I
)
_USUAL_CASE = (
    "CT MRI PET SPECT FDG SSTR DOPA MIBG ERCP HIAA NSE ACTH PRRT TACE SIRT CSF MEN1 MEN2 WDHA "
    "SIADH 177Lu 90Y 111In 225Ac 223Ra 89Sr 153Sm 131I 68Ga DOTATATE DOTATOC H2 Zollinger "
    "CgA Ki NEC NEN G1 G2 G3 IV Ellison Cushing Hippel Lindau Lambert Eaton Vater Meckel Mohs"
)
_CASED = {word.lower(): word for word in _USUAL_CASE.split()}
_CASED_PHRASES = (
    (compiled(r"\bx-ray\b"), "X-ray"),
    (compiled(r"\bf-dopa\b", re.I), "F-DOPA"),
    (compiled(r"\bg-CSF\b"), "G-CSF"),
    (compiled(r"^s-1$"), "S-1"),
    (compiled(r"\bchromogranin a\b"), "chromogranin A"),
    (compiled(r"\bvitamin (?P<letter>[a-z])\b"), lambda m: f"vitamin {m['letter'].upper()}"),
)
_ET_AL = compiled(r"(?:^|[\s,]+)(?:et\s+al|and\s+others)\.?$", re.I)
_INITIALS = compiled(r"^(?:[A-Z]\.?-?){1,4}$")


def is_plain(text: str) -> bool:
    """Whether ``text`` is on one line, single-spaced and printable: most are, and need no work."""
    return text.isprintable() and "  " not in text and text == text.strip()


def clean(text: str) -> str:
    """``text`` on one line without control characters, for a cell of a table."""
    if is_plain(text):
        return text
    return " ".join(_UNSAFE.sub("", text).split())


def visible(text: str) -> str:
    """``text`` with each unsafe character replaced by U+FFFD, the length unchanged."""
    return _UNSAFE.sub("\ufffd", text)


def surname(author: str) -> str:
    """The surname in ``Lund, K.``, ``Lund K``, ``Karin Lund`` or ``K. van der Meer``."""
    name = clean(author)
    if "," in name:
        return name.split(",", 1)[0].strip()
    words = name.split()
    if len(words) < 2:
        return name
    if _INITIALS.match(words[-1]) and not _INITIALS.match(words[0]):
        while len(words) > 1 and _INITIALS.match(words[-1]):
            words.pop()
        return " ".join(words)
    start = len(words) - 1
    while start > 0 and _PARTICLE.match(words[start - 1]):
        start -= 1
    return " ".join(words[start:])


def as_list(value: object) -> list[str]:
    """Authors as a list, from a list or from one text with ``;`` (or ``,``) between names."""
    if value is None:
        return []
    if isinstance(value, str):
        return [part.strip() for part in value.split(";") if part.strip()]
    if isinstance(value, Iterable):
        return [str(part) for part in value if str(part).strip()]
    return [str(value)]


def author_year(source: Mapping[str, Any], fallback: str = "") -> str:
    """``Lund (2019)``, ``Lund & Okafor (2019)``, ``Lund et al. (2019)``.

    ``source`` has ``authors`` and ``year`` (either may be missing); ``fallback`` stands for
    missing authors. A missing year is left out.
    """
    told = [clean(author) for author in as_list(source.get("authors"))]
    names = [n for n in (surname(_ET_AL.sub("", author)) for author in told) if n]
    more = len(names) > 2 or any(_ET_AL.search(author) for author in told)
    if not names:
        text = clean(fallback)
    elif more:
        text = f"{names[0]} et al."
    else:
        text = " & ".join(names)
    year = source.get("year")
    return f"{text} ({clean(str(year))})" if year else text


def number(value: float | int) -> str:
    """A number without needless zeros: ``127``, ``34.4``, ``0.0001``."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return str(int(value))
    return f"{value:.10f}".rstrip("0").rstrip(".")


def interval(text: str) -> str:
    """An interval of the contract as printed: ``<=2`` → ``≤2``, ``10-15`` → ``10–15``."""
    text = clean(text).replace("<=", "≤").replace(">=", "≥")
    return patterns.sub(r"(?<=\d)-(?=\d)", "–", text)


def mitoses(text: str) -> str:
    """``12/2mm2`` → ``12 mitoses/2 mm²``, ``3/10hpf`` → ``3 mitoses/10 HPF``."""
    count, slash, area = clean(text).partition("/")
    area = {"2mm2": "2 mm²", "10hpf": "10 HPF"}.get(area, area)
    noun = "mitosis" if count.strip() == "1" else "mitoses"
    return f"{interval(count)} {noun}" + (f"/{area}" if slash else "")


def pretty(value: str) -> str:
    """A canonical name in its usual spelling: ``sstr pet/ct`` → ``SSTR PET/CT``."""
    text = patterns.sub(
        r"[A-Za-z0-9]+", lambda m: _CASED.get(m.group().lower(), m.group()), clean(value)
    )
    for pattern, replacement in _CASED_PHRASES:
        text = pattern.sub(replacement, text)
    return text


def unique(items: Iterable[str]) -> list[str]:
    """``items`` in order without empty ones and repetitions."""
    return list(dict.fromkeys(item for item in items if item))


def plural(count: float | str, noun: str) -> str:
    """``1 month``, ``12 months``, ``<12 months``."""
    text = number(count) if isinstance(count, int | float) else interval(count)
    return f"{text} {noun}" + ("" if text == "1" else "s")
