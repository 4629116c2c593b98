"""scispaCy's tokenisation as a spaCy tokenizer that a config names and no folder has to carry.

spaCy writes a tokenizer's rules into the model's folder as a binary file tied to its version. Ours
follow from code alone, so the folder stays text: nothing to write, nothing to read.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from pathlib import Path

from scispacy.custom_tokenizer import combined_rule_tokenizer
from spacy.language import Language
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]


class ScientificTokenizer(Tokenizer):  # type: ignore[misc]
    """scispaCy's rules: numbers, units, chemical names and bracketed parts stay whole."""

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Write nothing: the rules are code."""

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> ScientificTokenizer:
        """Read nothing: the rules are code."""
        return self


def make_scientific() -> Callable[[Language], ScientificTokenizer]:
    """``@tokenizers = "netmatrix.ScientificTokenizer.v1"`` in a config."""

    def make(nlp: Language) -> ScientificTokenizer:
        # scispaCy asks the tokenizer that it replaces for token_match
        nlp.tokenizer = Tokenizer(nlp.vocab, token_match=nlp.Defaults.token_match)
        with warnings.catch_warnings():
            # scispaCy's lookbehind has "&&" inside a set, which Python may read anew one day
            warnings.filterwarnings("ignore", "Possible set", FutureWarning)
            rules = combined_rule_tokenizer(nlp)
        return ScientificTokenizer(
            nlp.vocab,
            rules=rules.rules,
            prefix_search=rules.prefix_search,
            suffix_search=rules.suffix_search,
            infix_finditer=rules.infix_finditer,
            token_match=rules.token_match,
        )

    return make
