"""What spaCy's entry points name: importing this module registers the five factories.

spaCy loads the entry points of the group ``spacy_factories`` before it looks for a component, and
expects the import itself to register; ``components`` stays free of that side effect.
"""

from __future__ import annotations

from netmatrix.nlp.components import (
    make_abbreviations,
    make_context,
    make_sections,
    make_sentences,
    make_terms,
    register,
)

__all__ = ["make_abbreviations", "make_context", "make_sections", "make_sentences", "make_terms"]

register()
