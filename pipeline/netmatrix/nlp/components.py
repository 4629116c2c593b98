"""The spaCy components of ``en_netmatrix``: sentences, sections, terms, abbreviations, context.

Each component has two faces. ``update(annotations)`` works on the canonical text and is what a run
uses: no token is made where none is needed (a spaCy Doc of everything costs more than all the
rest). ``__call__(doc)`` is the face for spaCy: it does the same to ``doc.text`` and writes the
result into ``doc.spans``. Both give the same offsets, because ``doc.text`` is the text.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netmatrix.document import Block, Document
from netmatrix.nlp import context as context_rules
from netmatrix.nlp import sentences as splitter
from netmatrix.nlp.abbreviations import Tokenize, expand
from netmatrix.nlp.annotations import Annotations, Mention, Sentence
from netmatrix.nlp.lexicon import Lexicon
from netmatrix.nlp.lexicon_cache import cached_lexicon
from netmatrix.numerals import aligned

if TYPE_CHECKING:
    from spacy.tokens import Doc

_KEY = "netmatrix"
_SILENT = frozenset({"furniture"})


def _plain_document(text: str) -> Document:
    blocks: list[Block] = []
    position = 0
    for part in text.split("\n\n"):
        if part.strip():
            blocks.append(Block(position, position + len(part), "paragraph"))
        position += len(part) + 2
    return Document("text", "", "", "text", text, tuple(blocks))


def _annotations(doc: Doc) -> Annotations:
    found = doc.user_data.get(_KEY)
    if not isinstance(found, Annotations):
        found = Annotations(_plain_document(doc.text), [])
        doc.user_data[_KEY] = found
    return found


def _write(doc: Doc, key: str, spans: Iterable[tuple[int, int, str, str]]) -> None:
    out = []
    for start, end, label, name in spans:
        span = doc.char_span(start, end, label=label, kb_id=name, alignment_mode="expand")
        if span is not None:
            out.append(span)
    doc.spans[key] = out


class Component:
    """What the five components share."""

    def update(self, annotations: Annotations) -> None:
        raise NotImplementedError

    def show(self, doc: Doc, annotations: Annotations) -> None:
        raise NotImplementedError

    def from_disk(self, path: str | Path, exclude: Iterable[str] = ()) -> Component:
        """Load from the model folder that holds ``path`` (spaCy passes ``<model>/<name>``)."""
        return self

    def to_disk(self, path: str | Path, exclude: Iterable[str] = ()) -> None:
        """Nothing to write: the terminology and rule files are the components' data."""

    def __call__(self, doc: Doc) -> Doc:
        annotations = _annotations(doc)
        self.update(annotations)
        self.show(doc, annotations)
        return doc


class Sentences(Component):
    """Sentences of every block, furniture and tables excepted (a table's line is a sentence)."""

    def update(self, annotations: Annotations) -> None:
        document = annotations.document
        for number, block in enumerate(document.blocks):
            if block.kind in _SILENT or block.section == "references":
                continue
            for start, end in splitter.split(document.text, block.start, block.end):
                annotations.sentences.append(
                    Sentence(
                        start,
                        end,
                        aligned(document.text[start:end]),
                        block.section,
                        block.heading,
                        block.kind,
                        number,
                        block.page,
                        cites=tuple(map(document.slice, document.citations_in(start, end))),
                    )
                )

    def show(self, doc: Doc, annotations: Annotations) -> None:
        _write(doc, "sentences", ((s.start, s.end, s.section, "") for s in annotations.sentences))


class Sections(Component):
    """Sections as the reader decided them; for spaCy users they become spans."""

    def update(self, annotations: Annotations) -> None:
        return

    def show(self, doc: Doc, annotations: Annotations) -> None:
        _write(
            doc,
            "sections",
            ((b.start, b.end, b.section, "") for b in annotations.document.blocks),
        )


class Terms(Component):
    """Mentions of the terminologies and cues, by one scan of the text."""

    def __init__(self) -> None:
        self._lexicon: Lexicon | None = None

    @property
    def lexicon(self) -> Lexicon:
        if self._lexicon is None:
            import en_netmatrix

            self._lexicon = cached_lexicon(en_netmatrix.folder())
        return self._lexicon

    def from_disk(self, path: str | Path, exclude: Iterable[str] = ()) -> Terms:
        self._lexicon = cached_lexicon(Path(path).parent)
        return self

    def update(self, annotations: Annotations) -> None:
        annotations.mentions = self.lexicon.scan(annotations.document.text)
        distribute(annotations, annotations.mentions)

    def show(self, doc: Doc, annotations: Annotations) -> None:
        _show_terms(doc, annotations)


def _show_terms(doc: Doc, annotations: Annotations) -> None:
    _write(
        doc,
        "terms",
        (
            (m.start, m.end, m.group, "; ".join(m.names))
            for m in annotations.mentions
            if m.layer == "term"
        ),
    )


class Abbreviations(Component):
    """Short forms that the paper defines, read as their long forms."""

    def __init__(self, tokenize: Tokenize) -> None:
        self._tokenize = tokenize

    def update(self, annotations: Annotations) -> None:
        added, gone = expand(annotations, self._tokenize)
        if not added and not gone:
            return
        taken = {(m.start, m.end) for m in added}
        layers = {(m.start, m.layer) for m in added}
        kept = [
            m
            for m in annotations.mentions
            if ((m.start, m.end) not in taken or (m.start, m.layer) not in layers) and m not in gone
        ]
        annotations.mentions, changed = _merged(kept, added)
        changed |= {m.start for m in gone}
        touched = {id(s): s for start in changed if (s := annotations.sentence_at(start))}
        for sentence in touched.values():
            sentence.mentions, sentence.cues, sentence.concepts = [], [], []
            sentence.groups = set()
            for mention in annotations.mentions_in(sentence.start, sentence.end):
                sentence.add(mention)

    def show(self, doc: Doc, annotations: Annotations) -> None:
        doc.user_data["netmatrix_abbreviations"] = dict(annotations.abbreviations)
        _show_terms(doc, annotations)


def _merged(kept: list[Mention], added: list[Mention]) -> tuple[list[Mention], set[int]]:
    """Both lists in the order of the text, each mention once, and where something changed;
    ``kept`` is in order."""
    out: list[Mention] = []
    changed = {mention.start for mention in added}
    for start, group in groupby(sorted([*kept, *added], key=_START), key=_START):
        found = list(group)
        if len(found) > 1:
            once = list(dict.fromkeys(found))
            if len(once) < len(found):
                changed.add(start)
            found = once
            found.sort(key=lambda m: (-m.end, m.layer, m.group, m.names))
        out += found
    return out, changed


_START = attrgetter("start")


class Context(Component):
    """Scopes of negation, plan, family … from the cues of each sentence."""

    def __init__(self) -> None:
        self._rules: tuple[context_rules.Rule, ...] | None = None

    @property
    def rules(self) -> tuple[context_rules.Rule, ...]:
        if self._rules is None:
            import en_netmatrix

            self._rules = context_rules.load_rules(en_netmatrix.folder() / "rules")
        return self._rules

    def from_disk(self, path: str | Path, exclude: Iterable[str] = ()) -> Context:
        self._rules = context_rules.load_rules(Path(path).parent / "rules")
        return self

    def update(self, annotations: Annotations) -> None:
        annotations.rules = context_rules.by_cues(self.rules)
        for sentence in annotations.sentences:
            context_rules.apply(sentence, annotations.rules)

    def show(self, doc: Doc, annotations: Annotations) -> None:
        _write(
            doc,
            "context",
            (
                (m.start, m.end, m.category, "")
                for s in annotations.sentences
                for m in s.modifiers
                if m.end > m.start
            ),
        )


def distribute(annotations: Annotations, mentions: Iterable[Mention]) -> None:
    """Hand each mention to its sentence (both lists are in order: one walk)."""
    sentences = iter(annotations.sentences)
    sentence = next(sentences, None)
    if sentence is None:
        return
    start, end = sentence.start, sentence.end
    for mention in mentions:
        while end <= mention.start:
            sentence = next(sentences, None)
            if sentence is None:
                return
            start, end = sentence.start, sentence.end
        if start <= mention.start and mention.end <= end:
            sentence.add(mention)


def cut_sentence(
    annotations: Annotations, start: int, end: int, *, section: str, kind: str
) -> Sentence:
    """A sentence of its own over ``[start, end)`` (a table's cell, a list's item), annotated."""
    document = annotations.document
    block = document.block_at(start)
    sentence = Sentence(
        start,
        end,
        aligned(document.text[start:end]),
        section,
        block.heading if block else "",
        kind,
        0,
        (block.page if block else None) or document.page_at(start),
    )
    for mention in annotations.mentions_in(start, end):
        sentence.add(mention)
    context_rules.apply(sentence, annotations.rules)
    return sentence


def make_sentences(nlp: Any, name: str) -> Sentences:
    return Sentences()


def make_sections(nlp: Any, name: str) -> Sections:
    return Sections()


def make_terms(nlp: Any, name: str) -> Terms:
    return Terms()


def make_abbreviations(nlp: Any, name: str) -> Abbreviations:
    return Abbreviations(lambda text: [(t.text, bool(t.whitespace_)) for t in nlp.make_doc(text)])


def make_context(nlp: Any, name: str) -> Context:
    return Context()


def register() -> None:
    """Register the factories (spaCy finds them by entry point; a second call changes nothing)."""
    from spacy.language import Language

    for name, make in (
        ("netmatrix_sentences", make_sentences),
        ("netmatrix_sections", make_sections),
        ("netmatrix_terms", make_terms),
        ("netmatrix_abbreviations", make_abbreviations),
        ("netmatrix_context", make_context),
    ):
        if not Language.has_factory(name):
            Language.factory(name, func=make)
