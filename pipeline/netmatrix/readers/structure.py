"""The structure stage: what a format module read becomes a Document with sections and metadata."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from netmatrix.document import Block, DocType, Document, Metadata, content_hash, slug
from netmatrix.readers import doctype, front, headings, language, references, sections
from netmatrix.readers.raw import Raw, Unreadable

_SHORT = 4000
"""An unheaded text below this length (characters) is an abstract unless it tells a case."""


_ARTICLE_TYPES: dict[str, DocType] = {
    "case-report": "case_report",
    "review-article": "review",
    "systematic-review": "review",
    "meta-analysis": "review",
}
"""What an ``article-type`` of JATS says outright; "research-article" says nothing."""


def finish(raw: Raw, path: Path, data: bytes) -> Document:
    """The Document of what was read from ``path`` (whose bytes are ``data``).

    Raises ``Unreadable`` when the text is empty.  Linear in the length of the text.
    """
    text = raw.builder.text
    if not any(character.isalnum() for character in text):
        raise Unreadable(
            "The file holds no text that can be read: if it shows images of pages, run text "
            "recognition (OCR) on it and add the result."
        )
    blocks = sections.assign(text, raw.builder.blocks)
    blocks = references.split_blocks(text, blocks)
    metadata = front.complete(text, blocks, raw.metadata)
    if metadata.doc_type == "other" and not metadata.doc_type_evidence:
        kind, evidence = doctype.decide(text, blocks, raw.builder.tables, metadata.title)
        stated = _ARTICLE_TYPES.get(raw.hints.get("article_type", ""))
        if stated and kind not in (stated, "case_series"):
            kind, evidence = stated, raw.hints["article_type"]
        metadata = replace(metadata, doc_type=kind, doc_type_evidence=evidence)
    blocks = _unheaded(text, blocks, metadata)
    problems = list(raw.problems)
    status = raw.status
    code = language.detect(_prose(text, blocks))
    if code != "en":
        metadata = replace(metadata, language=code)
        problems.append(
            f"The paper seems to be in {language.NAMES.get(code, code)}; only English is read for "
            "findings: check its rows by hand or add an English version."
        )
        status = "partial" if status == "ok" else status
    found = tuple(raw.references) or tuple(references.parse_all(text, blocks))
    return Document(
        doc_id=slug(path.stem),
        source=path.name,
        sha256=content_hash(data),
        format=raw.format,
        text=text,
        blocks=tuple(blocks),
        tables=tuple(raw.builder.tables),
        pages=tuple(raw.pages),
        boxes=tuple(raw.boxes),
        references=found,
        metadata=metadata,
        status=status,
        problems=tuple(dict.fromkeys(problems)),
        citations=tuple(sorted(raw.citations, key=lambda mark: (mark.at, mark.start))),
    )


def failed(path: Path, data: bytes, problem: str, kind: str = "unknown") -> Document:
    """The Document of a file that could not be read, with the sentence that says what to do."""
    return Document(
        doc_id=slug(path.stem),
        source=path.name,
        sha256=content_hash(data),
        format=kind,
        text="",
        status="failed",
        problems=(problem,),
    )


def file_hash(path: Path) -> str:
    """``content_hash`` of a file of any size; empty where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _prose(text: str, blocks: list[Block]) -> str:
    parts: list[str] = []
    length = 0
    for block in blocks:
        if block.kind in ("paragraph", "list_item", "title", "heading"):
            parts.append(text[block.start : min(block.end, block.start + 12_000)])
            length += len(parts[-1])
            if length > 12_000:
                break
    return " ".join(parts) or text[:12_000]


def _unheaded(text: str, blocks: list[Block], metadata: Metadata) -> list[Block]:
    """Paragraphs of a text without known headings: an abstract when short and no case narrative."""
    if any(b.kind == "heading" and headings.role(text[b.start : b.end]) for b in blocks):
        return blocks
    length = sum(b.end - b.start for b in blocks if b.section == "body")
    if length >= _SHORT or metadata.doc_type in ("case_report", "case_series"):
        return blocks
    return [
        replace(b, section="abstract")
        if b.section == "body" and b.kind in ("paragraph", "list_item")
        else b
        for b in blocks
    ]
