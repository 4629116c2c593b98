"""PubMed / MEDLINE XML (one record) -> Raw."""

from __future__ import annotations

from lxml import etree

from netmatrix import patterns
from netmatrix.document import Metadata, TextBuilder
from netmatrix.patterns import compiled
from netmatrix.readers.raw import Raw, Unreadable
from netmatrix.readers.xmltext import MAX_BYTES, children, descendants, first, name, parse, wording

_YEAR = compiled(r"(?:18|19|20)\d\d")


def read(data: bytes, *, max_bytes: int = MAX_BYTES) -> Raw:
    """Title, abstract and metadata of the file's first record.

    Raises :class:`Unreadable` for damaged XML, and for records without title and abstract.
    """
    root, damaged = parse(data, max_bytes=max_bytes)
    records = (
        [root] if name(root) == "MedlineCitation" else list(descendants(root, "MedlineCitation"))
    )
    if not records:
        raise Unreadable("The XML holds no PubMed record: export the paper as PubMed or JATS XML.")
    record = records[0]
    article = first(record, "Article")
    if article is None:
        raise Unreadable("The PubMed record holds no article: export it again.")
    builder = TextBuilder()
    title = patterns.sub(r"^\[(.*)\]\.?$", r"\1", wording(first(article, "ArticleTitle"))).strip()
    if title:
        builder.block(title, "title", section="title")
    _abstract(article, builder)
    words = [wording(word) for word in descendants(record, "Keyword")]
    if words:
        builder.block("Keywords", "heading", section="back", heading="Keywords")
        builder.block("; ".join(words), section="back", heading="Keywords")
    if not len(builder):
        raise Unreadable("The PubMed record holds neither title nor abstract: add the full text.")
    kinds = [wording(kind) for kind in descendants(article, "PublicationType")]
    raw = Raw(builder=builder, format="pubmed", metadata=_metadata(record, article, title))
    if any(kind.lower() == "case reports" for kind in kinds):
        raw.hints["article_type"] = "case-report"
    elif any("review" in kind.lower() for kind in kinds):
        raw.hints["article_type"] = "review-article"
    if kinds:
        raw.hints["subjects"] = "; ".join(kinds)
    if len(records) > 1:
        raw.problems.append(
            f"The file holds {len(records)} records; only the first was read: save one a file."
        )
        raw.status = "partial"
    if damaged:
        raw.problems.append("The XML is damaged; what could be read of it was read.")
        raw.status = "partial"
    return raw


def _abstract(article: etree._Element, builder: TextBuilder) -> None:
    parts = list(children(first(article, "Abstract"), "AbstractText")) if first(
        article, "Abstract"
    ) is not None else []  # fmt: skip
    if not parts:
        return
    builder.block("Abstract", "heading", section="abstract", heading="Abstract")
    for part in parts:
        label = (part.get("Label") or "").strip().capitalize()
        text = wording(part)
        if label and text:
            builder.block(label, "heading", section="abstract", heading=label)
        if text:
            builder.block(text, section="abstract", heading=label or "Abstract")


def _metadata(record: etree._Element, article: etree._Element, title: str) -> Metadata:
    authors: list[str] = []
    for author in descendants(article, "Author"):
        given, family = wording(first(author, "ForeName")), wording(first(author, "LastName"))
        given = given or wording(first(author, "Initials"))
        authors.append(f"{given} {family}".strip() or wording(first(author, "CollectiveName")))
    issue = first(article, "Journal", "JournalIssue", "PubDate")
    dates = [wording(issue), *(wording(node) for node in descendants(article, "ArticleDate"))]
    year = next((match[0] for date in dates if (match := _YEAR.search(date))), None)
    doi = next(
        (wording(n) for n in descendants(article, "ELocationID") if n.get("EIdType") == "doi"), ""
    )
    holder = record.getparent()
    if not doi and holder is not None:
        ids = first(holder, "PubmedData", "ArticleIdList")
        found = list(children(ids, "ArticleId")) if ids is not None else []
        doi = next((wording(n) for n in found if n.get("IdType") == "doi"), "")
    journal = first(article, "Journal", "Title")
    if journal is None:
        journal = first(record, "MedlineJournalInfo", "MedlineTA")
    codes = {"eng": "en", "ger": "de", "fre": "fr", "spa": "es", "ita": "it", "jpn": "ja"}
    language = wording(first(article, "Language"))
    return Metadata(
        title=title.rstrip("."),
        authors=tuple(author for author in authors if author),
        year=int(year) if year else None,
        journal=wording(journal),
        doi=doi,
        pmid=wording(first(record, "PMID")),
        # The abstract of a record is in English unless it says otherwise.
        language="en" if first(article, "Abstract") is not None else codes.get(language, "en"),
    )
