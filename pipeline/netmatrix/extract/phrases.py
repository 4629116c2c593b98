"""Phrases as data: what is told by a construction, not by a fixed wording (``rules/*.yaml``).

::

    pieces:                       # optional: what several forms share, written {object} in them
      object: '(?:the|a)?\\s*(?:\\w+\\s+){0,5}?'
    phrases:
      - {name: lymphadenectomy, form: 'removal\\s+of\\s+{object}nodes'}

``name`` is what the phrase tells; ``form`` is a regular expression, or a list of them of which any
may stand, without case and of whole words.  ``case: exact`` keeps the case, ``end: open`` lets the
last word go on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from netmatrix import rule_files
from netmatrix.gates import Gated

Phrases = tuple[tuple[str, Gated], ...]
"""Names and patterns, in the order of the file."""
_PIECE = re.compile(r"\{([a-z_]+)\}")
_KEYS = {"name", "form", "case", "end"}


@lru_cache(maxsize=16)
def load_phrases(model: Path | None, file: str) -> Phrases:
    """The phrases of ``rules/<file>.yaml`` of a model folder, as ``read_phrases`` reads them."""
    return read_phrases(rule_files.of_model(model, f"{file}.yaml"))


def read_phrases(data: Mapping[str, Any]) -> Phrases:
    """The phrases of a rule file's data; patterns are compiled when they are first needed.

    Raises ``KeyError`` where the file has none and ``ValueError`` for one that cannot be read.
    """
    pieces: Mapping[str, str] = data.get("pieces") or {}
    return tuple(_phrase(item, pieces) for item in data["phrases"])


def _phrase(item: Mapping[str, str | list[str]], pieces: Mapping[str, str]) -> tuple[str, Gated]:
    name = str(item.get("name", ""))
    if not (name and item.get("form")) or item.keys() - _KEYS:
        raise ValueError(f"phrase {name!r} needs a name and a form, and may have a case and an end")
    form = item["form"]
    whole = "|".join(unfold([form] if isinstance(form, str) else form, pieces, name))
    end = "" if item.get("end") == "open" else r"(?!\w)"
    flags = 0 if item.get("case") == "exact" else re.IGNORECASE
    return name, Gated(rf"(?<!\w)(?:{whole}){end}", flags)


def unfold(forms: Iterable[str], pieces: Mapping[str, str], name: str) -> list[str]:
    """The forms with each piece in its place."""

    def piece(match: re.Match[str]) -> str:
        if match[1] not in pieces:
            raise ValueError(f"phrase {name!r}: no piece is called {match[1]!r}")
        return f"(?:{pieces[match[1]]})"

    return [_PIECE.sub(piece, form) for form in forms]
