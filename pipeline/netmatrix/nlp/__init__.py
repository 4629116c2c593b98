"""Annotation of a Document by the spaCy pipeline ``en_netmatrix``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from netmatrix.document import Document
from netmatrix.nlp.annotations import Annotations, Mention, Modifier, Sentence

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["Annotations", "Mention", "Modifier", "Sentence", "annotate", "load"]


def load(path: Path | None = None) -> Language:
    """The spaCy pipeline: the packaged ``en_netmatrix``, or the model folder at ``path``."""
    import spacy

    from netmatrix.nlp.components import register

    register()
    if path is None:
        import en_netmatrix

        path = en_netmatrix.folder()
    return spacy.load(path)


def annotate(document: Document, nlp: Language) -> Annotations:
    """Run the pipeline's components over a document, in the order of ``config.cfg``."""
    from netmatrix.nlp.components import Component

    annotations = Annotations(document, [])
    for _, component in nlp.pipeline:
        if isinstance(component, Component):
            component.update(annotations)
    return annotations
