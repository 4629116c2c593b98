"""Annotation of a Document by the spaCy pipeline ``en_netmatrix``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from netmatrix.document import Document
from netmatrix.nlp.annotations import Annotations, Mention, Modifier, Sentence

if TYPE_CHECKING:
    from spacy.language import Language

    from netmatrix.nlp.pipeline import Pipeline, TextPipeline

__all__ = ["Annotations", "Mention", "Modifier", "Sentence", "annotate", "load"]


def load(path: Path | None = None) -> TextPipeline | Language:
    """The pipeline of a run: the packaged ``en_netmatrix``, or the model folder at ``path``.

    spaCy loads the folder where its config names anything beyond netmatrix's own components.
    """
    from netmatrix.nlp.pipeline import TextPipeline, steps

    if path is None:
        import en_netmatrix

        path = en_netmatrix.folder()
    own = steps(path)
    if own is not None:
        return TextPipeline(path, own)
    import spacy

    from netmatrix.nlp.components import register

    register()
    return spacy.load(path)


def annotate(document: Document, nlp: Pipeline) -> Annotations:
    """Run the pipeline's components over a document, in the order of ``config.cfg``."""
    from netmatrix.nlp.components import Component

    annotations = Annotations(document, [])
    for _, component in nlp.pipeline:
        if isinstance(component, Component):
            component.update(annotations)
    return annotations
