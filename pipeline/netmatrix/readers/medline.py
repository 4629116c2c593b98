"""MEDLINE (.nbib) and RIS records, the exports of PubMed and of reference managers -> Raw."""

from __future__ import annotations

from netmatrix import patterns
from netmatrix.document import Metadata, TextBuilder
from netmatrix.patterns import compiled
from netmatrix.readers import decode, inline
from netmatrix.readers.raw import Raw, Unreadable

_TAG = compiled(r"([A-Z][A-Z0-9]{1,3}) {0,2}- ?(.*)$")
_YEAR = compiled(r"(?:18|19|20)\d\d")
_DOI = compiled(r"10\.\d{4,9}/\S+")
_RIS: dict[str, str] = {
    "T1": "TI", "N2": "AB", "A1": "FAU", "JO": "JT", "JF": "JT", "T2": "JT", "PY": "DP",
    "Y1": "DP", "DA": "DP", "DO": "LID", "KW": "OT", "AN": "AN", "LA": "LA", "M3": "PT",
}  # fmt: skip
"""Tags of RIS by their MEDLINE names (NLM, MEDLINE/PubMed data element descriptions)."""
_LANGUAGES = {"eng": "en", "ger": "de", "fre": "fr", "spa": "es", "ita": "it", "jpn": "ja"}

Record = dict[str, list[str]]


def read(data: bytes) -> Raw:
    """Title, abstract and metadata of the file's first record.

    Raises :class:`Unreadable` for a file without a record that has a title or an abstract.
    """
    decoded = decode.decode(data)
    found = records(decoded.text)
    record = next((r for r in found if r.get("TI") or r.get("AB")), None)
    if record is None:
        raise Unreadable(
            "The file holds no MEDLINE or RIS record with title or abstract: export it again."
        )
    builder = TextBuilder()
    title = patterns.sub(r"^\[(.*)\]\.?$", r"\1", _first(record, "TI"))
    if title:
        builder.block(title, "title", section="title")
    abstract = _first(record, "AB")
    if abstract:
        builder.block("Abstract", "heading", section="abstract", heading="Abstract")
        builder.block(abstract, section="abstract", heading="Abstract")
    words = "; ".join(_clean(word) for word in record.get("OT", []))
    if words:
        builder.block("Keywords", "heading", section="back", heading="Keywords")
        builder.block(words, section="back", heading="Keywords")
    raw = Raw(builder, "medline", metadata=_metadata(record, title))
    raw.problems.extend(decoded.problems)
    kinds = [kind.lower() for kind in record.get("PT", [])]
    if "case reports" in kinds:
        raw.hints["article_type"] = "case-report"
    elif any("review" in kind for kind in kinds):
        raw.hints["article_type"] = "review-article"
    if len(found) > 1:
        raw.problems.append(
            f"The file holds {len(found)} records; only the first was read: save one a file."
        )
        raw.status = "partial"
    return raw


def records(text: str) -> list[Record]:
    """The records of a file: tag -> contents, tags of RIS under their MEDLINE names."""
    out: list[Record] = []
    record: Record = {}
    tag, ris = "", patterns.match(r"\s*TY {0,2}-", text) is not None

    def close() -> None:
        if any(key in record for key in ("TI", "AB", "PMID")):
            out.append(record)

    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        found = _TAG.match(line)
        if found:
            tag = found[1]
            if tag in ("PMID", "TY") and record:
                close()
                record = {}
            if ris:
                tag = "FAU" if tag == "AU" else _RIS.get(tag, tag)
            if tag not in ("ER", "TY"):
                record.setdefault(tag, []).append(found[2].strip())
        elif tag and record.get(tag) and line.strip() and (ris or line[:1] in " \t"):
            record[tag][-1] += " " + line.strip()
    close()
    return out


def _clean(text: str) -> str:
    return " ".join(inline.clean(text)[0].split())


def _first(record: Record, tag: str) -> str:
    return next((_clean(text) for text in record.get(tag, []) if text), "")


def _metadata(record: Record, title: str) -> Metadata:
    names = record.get("FAU") or record.get("AU") or []
    ids = " ".join([*record.get("LID", []), *record.get("AID", []), *record.get("UR", [])])
    doi = _DOI.search(ids)
    year = _YEAR.search(" ".join(record.get("DP", [])))
    pmid = _first(record, "PMID")
    language = _LANGUAGES.get(_first(record, "LA").lower(), "en")
    return Metadata(
        title=title.rstrip("."),
        authors=tuple(_given_first(_clean(author)) for author in names if author),
        year=int(year[0]) if year else None,
        journal=_first(record, "JT") or _first(record, "TA"),
        doi=doi[0].rstrip(".,;)") if doi else "",
        pmid=pmid if pmid.isdecimal() else "",
        # The abstract of a record is in English unless it says otherwise.
        language="en" if record.get("AB") else language,
    )


def _given_first(author: str) -> str:
    family, comma, given = author.partition(",")
    return f"{given.strip()} {family.strip()}" if comma and given.strip() else author
