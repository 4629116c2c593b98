"""The pipeline of a run: the components that a model folder's ``config.cfg`` names, without spaCy.

Importing spaCy and making its ``Language`` costs more than reading thirty papers, and the
components work on text.  ``spacy.load`` of the same folder gives the same components and more.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from configparser import ConfigParser
from configparser import Error as ConfigError
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from netmatrix.nlp.components import Abbreviations, Component, Context, Sections, Sentences, Terms
from netmatrix.nlp.word_pieces import Token

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

TOKENIZER = "netmatrix.ScientificTokenizer.v1"
_PLAIN = {
    "netmatrix_sentences": Sentences,
    "netmatrix_sections": Sections,
    "netmatrix_terms": Terms,
    "netmatrix_context": Context,
}
_ABBREVIATIONS = "netmatrix_abbreviations"


class Pipeline(Protocol):
    """What a run asks of a pipeline; spaCy's ``Language`` has it too."""

    @property
    def path(self) -> Path | None: ...

    @property
    def pipeline(self) -> Sequence[tuple[str, Any]]: ...


class TextPipeline:
    """The components of a model folder for plain text; called with one, spaCy does its part."""

    def __init__(self, path: Path, steps: Sequence[tuple[str, str]]) -> None:
        self.path = path
        self.pipeline: list[tuple[str, Component]] = []
        for name, factory in steps:
            component = (
                Abbreviations(self.tokens) if factory == _ABBREVIATIONS else _PLAIN[factory]()
            )
            component.from_disk(path / name)
            self.pipeline.append((name, component))

    @cached_property
    def language(self) -> Language:
        """The folder as ``spacy.load`` loads it."""
        import spacy

        from netmatrix.nlp.components import register

        register()
        return spacy.load(self.path)

    def tokens(self, text: str) -> list[Token]:
        """spaCy's tokens of a few words."""
        return [(token.text, bool(token.whitespace_)) for token in self.language.make_doc(text)]

    def __call__(self, text: str) -> Doc:
        return self.language(text)


def steps(path: Path) -> list[tuple[str, str]] | None:
    """Names and factories of the pipeline's components in order.

    ``None`` where the folder's config asks for anything that is not ours: then spaCy is needed.
    """
    config = ConfigParser(interpolation=None)
    try:
        if not (path / "meta.json").is_file() or not config.read(path / "config.cfg", "utf-8"):
            return None
        if json.loads(config["nlp.tokenizer"]["@tokenizers"]) != TOKENIZER:
            return None
        if json.loads(config["nlp"].get("disabled", "[]")):
            return None
        names = json.loads(config["nlp"]["pipeline"])
        found = [(name, dict(config[f"components.{name}"])) for name in names]
        out = [(str(name), json.loads(items.pop("factory"))) for name, items in found]
    except (KeyError, ValueError, ConfigError):
        return None
    known = all(factory in _PLAIN or factory == _ABBREVIATIONS for _, factory in out)
    bare = not any(items for _, items in found)
    return out if known and bare else None
