"""What JATS says of a paper and of the papers it cites."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from netmatrix import patterns
from netmatrix.document import Metadata, Reference, Span
from netmatrix.patterns import compiled
from netmatrix.readers import references
from netmatrix.readers.xmltext import children, descendants, first, name, wording

__all__ = ["Reference", "citation_text", "citations", "hints", "metadata", "reference"]

_CITATIONS = ("element-citation", "mixed-citation", "citation", "nlm-citation")
_YEAR = compiled(r"(?:18|19|20)\d\d")
_DOI = compiled(r"10\.\d{4,9}/\S+")


def metadata(article: etree._Element) -> Metadata:
    """Title, authors, year, journal and identifiers of ``article-meta``."""
    meta = first(article, "front", "article-meta")
    journal = first(article, "front", "journal-meta")
    if meta is None:
        return Metadata()
    title = next(
        (wording(n, frozenset(["fn", "xref"])) for n in descendants(meta, "article-title")), ""
    )
    ids = {(node.get("pub-id-type") or ""): wording(node) for node in children(meta, "article-id")}
    named = next(descendants(journal, "journal-title"), None) if journal is not None else None
    if named is None and journal is not None:
        named = first(journal, "journal-id")
    language = article.get("{http://www.w3.org/XML/1998/namespace}lang") or "en"
    return Metadata(
        title=title,
        authors=tuple(_authors(meta)),
        year=_year(meta),
        journal=wording(named),
        doi=ids.get("doi", ""),
        pmid=ids.get("pmid", ""),
        language=language[:2].lower(),
    )


def hints(article: etree._Element) -> dict[str, str]:
    """The article's type and subjects in the publisher's words."""
    found: dict[str, str] = {}
    kind = article.get("article-type")
    if kind:
        found["article_type"] = kind
    meta = first(article, "front", "article-meta")
    subjects = [wording(n) for n in descendants(meta, "subject")] if meta is not None else []
    if subjects:
        found["subjects"] = "; ".join(dict.fromkeys(subjects))
    return found


def _authors(meta: etree._Element) -> list[str]:
    out: list[str] = []
    for group in children(meta, "contrib-group"):
        for contrib in children(group, "contrib"):
            if contrib.get("contrib-type") not in (None, "author"):
                continue
            named = next(descendants(contrib, "name", "string-name"), None)
            if named is not None:
                out.append(_person(named))
            else:
                out.append(wording(next(descendants(contrib, "collab"), None)))
    return [author for author in out if author]


def _person(node: etree._Element) -> str:
    given, family = wording(first(node, "given-names")), wording(first(node, "surname"))
    return f"{given} {family}".strip() if family else wording(node)


def _year(meta: etree._Element) -> int | None:
    dates: dict[str, str] = {}
    for date in children(meta, "pub-date"):
        kind = date.get("pub-type") or date.get("publication-format") or date.get("date-type") or ""
        dates.setdefault(kind, wording(first(date, "year")))
    for kind in ("epub", "electronic", "ppub", "epub-ppub", "collection", "pub", *sorted(dates)):
        match = _YEAR.fullmatch(dates.get(kind, ""))
        if match:
            return int(match[0])
    return None


def citations(ref: etree._Element) -> list[etree._Element]:
    """The citations of a ``ref``: one as a rule, several in grouped references."""
    inside = next(children(ref, "citation-alternatives"), None)
    found = list(children(ref if inside is None else inside, *_CITATIONS))
    return found[:1] if inside is not None else (found or [ref])


def citation_text(ref: etree._Element, citation: etree._Element) -> str:
    """A reference as one line, its number in front where the file gives one."""
    label = wording(first(ref, "label")).strip("[]. ")
    direct = (citation.text or "").strip() or any(
        (c.tail or "").strip(" .,\n\r\t") for c in citation
    )
    if name(citation) == "mixed-citation" or direct or name(citation) == "ref":
        text = wording(citation, frozenset(["label"]))
    else:
        text = _assembled(citation)
    return f"{label}. {text}" if label and not text.startswith(label) else text


def _assembled(citation: etree._Element) -> str:
    def of(tag: str) -> str:
        return wording(next(descendants(citation, tag), None))

    authors = ", ".join(_short_names(citation))
    if next(descendants(citation, "etal"), None) is not None:
        authors += ", et al"
    place = of("volume") + (f"({of('issue')})" if of("issue") else "")
    pages = "-".join(page for page in (of("fpage"), of("lpage")) if page) or of("elocation-id")
    print_ = of("year") + (f";{place}" if place else "") + (f":{pages}" if pages else "")
    names = {"doi": "doi:", "pmid": "PMID: ", "pmcid": ""}
    ids = [
        names.get(node.get("pub-id-type") or "", "") + wording(node)
        for node in descendants(citation, "pub-id")
    ]
    rest = [of("comment"), of("ext-link") or of("uri")] if not ids else []
    parts = [authors, of("article-title") or of("chapter-title"), of("source"),
             of("publisher-name"), print_, *ids, *rest]  # fmt: skip
    return " ".join(part if part[-1] in ".?!" else f"{part}." for part in parts if part)


def _short_names(citation: etree._Element) -> list[str]:
    out = []
    groups = [g for g in descendants(citation, "person-group")
              if g.get("person-group-type") in (None, "author")]  # fmt: skip
    for holder in groups or [citation]:
        for node in descendants(holder, "name", "string-name", "collab"):
            family, given = wording(first(node, "surname")), wording(first(node, "given-names"))
            out.append(f"{family} {given}".strip() if family else wording(node))
    return [author for author in dict.fromkeys(out) if author]


def reference(ref: etree._Element, citation: etree._Element, span: Span, count: int) -> Reference:
    """What a citation says; ``count`` is its place where no number is printed."""

    def of(tag: str) -> str:
        return wording(next(descendants(citation, tag), None))

    label = patterns.search(r"\d{1,4}", wording(first(ref, "label")))
    year = _YEAR.search(of("year"))
    ids = {(n.get("pub-id-type") or ""): wording(n) for n in descendants(citation, "pub-id")}
    doi = ids.get("doi", "")
    if not doi:
        links = " ".join(
            [
                n.get("{http://www.w3.org/1999/xlink}href") or ""
                for n in descendants(citation, "ext-link")
            ]
        )
        match = _DOI.search(links)
        doi = match[0] if match else ""
    number = int(label[0]) if label else count
    authors = tuple(_short_names(citation))
    if not authors and not of("article-title"):  # a citation printed as one piece of text
        parsed = references.parse(citation_text(ref, citation), span.start, number)
        return replace(
            parsed, start=span.start, end=span.end, doi=parsed.doi or doi,
            pmid=parsed.pmid or ids.get("pmid", ""), year=parsed.year or (int(year[0]) if year else None),
        )  # fmt: skip
    return Reference(
        span.start,
        span.end,
        number,
        authors=authors,
        title=of("article-title") or of("chapter-title"),
        journal=of("source"),
        year=int(year[0]) if year else None,
        doi=doi,
        pmid=ids.get("pmid", ""),
    )
