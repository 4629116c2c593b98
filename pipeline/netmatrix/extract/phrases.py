"""Phrases as data: what is told by a construction, not by a fixed wording (``rules/*.yaml``).

::

    pieces:                       # optional: what several forms share, written {object} in them
      object: '(?:the|a)?\\s*(?:\\w+\\s+){0,5}?'
    phrases:                      # the name is what the phrase tells
      - {name: lymphadenectomy, form: 'removal\\s+of\\s+{object}nodes'}
    wordings:                     # the name is what the program asks for
      - {name: given before, stands: before, form: '(?:received|given)\\s+(?:\\w+\\s+)?'}

``form`` is a regular expression, or a list of them of which any may stand, without case and of
whole words.  ``case: exact`` keeps the case; ``open: end`` lets the last word go on, ``open:
start`` the first one begin earlier.  ``stands`` ties a wording to the words in question: it ends
right ``before`` them, or begins right ``behind``.

A form should have one way to match a text, or a hostile sentence stalls it: write ``\\s*+`` where
what may be missing stands between two blanks, and no alternative that others make up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from netmatrix import rule_files
from netmatrix.gates import Gated
from netmatrix.patterns import compiled

Phrases = tuple[tuple[str, Gated], ...]
"""Names and patterns, in the order of the file."""
Wordings = Mapping[str, Gated | re.Pattern[str]]
"""Patterns by name: ``search`` the text before, ``match`` the text behind."""
_PIECE = compiled(r"\{([a-z_]+)\}")
_CHOICES = {
    "case": ("exact",),
    "open": ("start", "end"),
    "stands": ("before", "behind"),
}


@lru_cache(maxsize=16)
def load_phrases(model: Path | None, file: str) -> Phrases:
    """The phrases of ``rules/<file>.yaml`` of a model folder, as ``read_phrases`` reads them."""
    return read_phrases(_data(model, file))


@lru_cache(maxsize=16)
def load_wordings(model: Path | None, file: str) -> Wordings:
    """The wordings of ``rules/<file>.yaml`` of a model folder, as ``read_wordings`` reads them."""
    return read_wordings(_data(model, file))


@lru_cache(maxsize=16)
def _data(model: Path | None, file: str) -> Any:
    return rule_files.of_model(model, f"{file}.yaml")


def read_phrases(data: Mapping[str, Any]) -> Phrases:
    """The phrases of a rule file's data; patterns are compiled when they are first needed.

    Raises ``KeyError`` where the file has none and ``ValueError`` for one that cannot be read.
    """
    return tuple((name, Gated(form, flags)) for name, form, flags in _entries(data, "phrases"))


def read_wordings(data: Mapping[str, Any]) -> Wordings:
    """The wordings of a rule file's data, by name. Raises as ``read_phrases`` does.

    What stands beside something is tried at one place alone, which no gate makes faster.
    """
    out: dict[str, Gated | re.Pattern[str]] = {}
    entries = zip(_entries(data, "wordings"), data["wordings"], strict=True)
    for (name, form, flags), item in entries:
        if name in out:
            raise ValueError(f"phrase {name!r} is told twice: make its forms a list")
        out[name] = compiled(form, flags) if "stands" in item else Gated(form, flags)
    return out


def _entries(data: Mapping[str, Any], part: str) -> list[tuple[str, str, int]]:
    """Name, regular expression and flags of each entry in a part of the file."""
    pieces: Mapping[str, str] = data.get("pieces") or {}
    return [_entry(item, pieces) for item in data[part]]


def _entry(item: Mapping[str, str | list[str]], pieces: Mapping[str, str]) -> tuple[str, str, int]:
    name, form = str(item.get("name", "")), item.get("form")
    if not name or not form:
        raise ValueError(f"phrase {name!r} needs a name and a form")
    for key in item.keys() - {"name", "form"}:
        if item[key] not in _CHOICES.get(key, ()):
            raise ValueError(f"phrase {name!r}: {key}: {item[key]} is not known")
    whole = "|".join(_unfold([form] if isinstance(form, str) else form, pieces, name))
    stands, edge = item.get("stands"), item.get("open")
    start = "" if edge == "start" or stands == "behind" else r"(?<!\w)"
    end = "$" if stands == "before" else "" if edge == "end" else r"(?!\w)"
    return name, f"{start}(?:{whole}){end}", 0 if item.get("case") == "exact" else re.IGNORECASE


def _unfold(forms: Iterable[str], pieces: Mapping[str, str], name: str) -> list[str]:
    """The forms with each piece in its place."""

    def piece(match: re.Match[str]) -> str:
        if match[1] not in pieces:
            raise ValueError(f"phrase {name!r}: no piece is called {match[1]!r}")
        return f"(?:{pieces[match[1]]})"

    return [_PIECE.sub(piece, form) for form in forms]
