"""Findings become rows: who is this about?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmatrix.document import Document
from netmatrix.evidence import Row

if TYPE_CHECKING:
    from spacy.language import Language


def rows_of(document: Document, nlp: Language) -> list[Row]:
    """The rows of one paper, in the order of the text."""
    return []
