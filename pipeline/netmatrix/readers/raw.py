"""What a format module hands to the structure stage."""

from __future__ import annotations

from dataclasses import dataclass, field

from netmatrix.document import Box, Citation, Metadata, Page, Reference, Status, TextBuilder


class Unreadable(Exception):
    """A file that cannot be read; the message is one sentence for the user: what to do."""


class ImagesOnly(Unreadable):
    """A PDF whose pages are pictures: readable only by text recognition."""


@dataclass(slots=True)
class Raw:
    """The text of a file with the layers its format states, before sections are assigned.

    ``builder`` holds the canonical text, blocks and tables; ``metadata`` and ``references`` only
    what the format says explicitly (both may be empty: the structure stage then looks for them in
    the text).  A block's ``section`` other than ``"body"`` is taken as stated by the format.
    ``problems`` are sentences for the user.  ``hints`` are the format's own words about the paper
    that are no text, for example ``{"article_type": "case-report"}``.
    """

    builder: TextBuilder
    format: str
    pages: list[Page] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    metadata: Metadata = field(default_factory=Metadata)
    references: list[Reference] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    status: Status = "ok"
    hints: dict[str, str] = field(default_factory=dict)
    citations: list[Citation] = field(default_factory=list)
