"""The XML of BioMed Central's old archive (root ``<art>``) -> Raw, by way of JATS.

Its elements have short names for what JATS spells out, so the tree is renamed and read as JATS.
"""

from __future__ import annotations

from lxml import etree

from netmatrix.readers import jats
from netmatrix.readers.raw import Raw, Unreadable
from netmatrix.readers.xmltext import children, descendants, first, name, parse, wording

_TABLES = ("tbl", "table")


def read(data: bytes) -> Raw:
    """The article in a BioMed Central file. Raises :class:`Unreadable` where there is none."""
    root, damaged = parse(data)
    art = root if name(root) == "art" else next(descendants(root, "art"), None)
    if art is None:
        raise Unreadable("The XML holds no article: export the paper as JATS XML, PDF or text.")
    raw = jats.read(etree.tostring(_article(art)))
    raw.format = "bmc"
    if damaged:
        raw.problems.append("The XML is damaged; what could be read of it was read.")
        raw.status = "partial"
    return raw


def _add(parent: etree._Element, tag: str, text: str = "", **attributes: str) -> etree._Element:
    node = etree.SubElement(parent, tag, {k.replace("_", "-"): v for k, v in attributes.items()})
    if text:
        node.text = text
    return node


def _article(art: etree._Element) -> etree._Element:
    front_matter = first(art, "fm")
    head = wording(first(front_matter, "dochead")).lower()
    out = etree.Element("article")
    if "case report" in head:
        out.set("article-type", "case-report")
    elif "review" in head:
        out.set("article-type", "review-article")
    front = _add(out, "front")
    _front(front, first(front_matter, "bibl"))
    meta = next(descendants(front, "article-meta"))
    for abstract in children(front_matter, "abs") if front_matter is not None else ():
        made = _add(meta, "abstract")
        _inside(abstract, made)
    body = _add(out, "body")
    for part in children(art, "bdy"):
        _inside(part, body)
    back = _add(out, "back")
    for part in children(art, "bm"):
        _back(part, back)
    return out


def _front(front: etree._Element, bibl: etree._Element | None) -> None:
    journal = _add(_add(front, "journal-meta"), "journal-title-group")
    _add(journal, "journal-title", wording(first(bibl, "source")))
    meta = _add(front, "article-meta")
    _ids(bibl, meta, "article-id")
    _add(_add(meta, "title-group"), "article-title", wording(first(bibl, "title")))
    group = _add(meta, "contrib-group")
    for author in descendants(bibl, "au") if bibl is not None else ():
        _person(author, _add(group, "contrib", contrib_type="author"))
    year = wording(first(bibl, "pubdate"))
    if year:
        _add(_add(meta, "pub-date", pub_type="epub"), "year", year[:4])


def _person(author: etree._Element, parent: etree._Element) -> None:
    made = _add(parent, "name")
    _add(made, "surname", wording(first(author, "snm")))
    given = [wording(first(author, tag)) for tag in ("fnm", "mi")]
    _add(made, "given-names", " ".join(part for part in given if part))


def _ids(bibl: etree._Element | None, parent: etree._Element, tag: str) -> None:
    for found in descendants(bibl, "pubid") if bibl is not None else ():
        kind = {"pmpid": "pmid", "pmcid": "pmcid", "doi": "doi"}.get(found.get("idtype") or "", "")
        if kind:
            _add(parent, tag, wording(found), pub_id_type=kind)


def _inside(node: etree._Element, out: etree._Element) -> None:
    """The blocks below ``node`` under ``out``; a section's ``st`` is its title."""
    for child in children(node):
        tag = name(child)
        if tag == "sec":
            _inside(child, _add(out, "sec"))
        elif tag == "st":
            _add(out, "title", wording(child))
        elif tag == "p":
            _mixed(child, _add(out, "p"))
        elif tag in ("l", "ul", "ol", "list"):
            made = _add(out, "list", list_type="bullet")
            for item in children(child, "p", "li"):
                _mixed(item, _add(_add(made, "list-item"), "p"))
        elif tag in _TABLES:
            _table(child, out)
        elif tag == "fig":
            _caption(child, _add(out, "fig"))
        elif tag not in ("graphic", "file", "hr"):
            _inside(child, out)


def _mixed(node: etree._Element, out: etree._Element) -> None:
    """A paragraph's wording; citations get the brackets that the style sheet would print."""
    for group in list(descendants(node, "abbrgrp")):
        marks = ",".join(wording(mark) for mark in children(group, "abbr"))
        for child in list(group):
            group.remove(child)
        group.text = f" [{marks}]" if marks else ""
    out.text = wording(node, frozenset([*_TABLES, "fig"]))
    for found in descendants(node, *_TABLES, "fig"):
        if name(found) in _TABLES:
            _table(found, out)
        else:
            _caption(found, _add(out, "fig"))


def _caption(node: etree._Element, out: etree._Element) -> None:
    _add(out, "label", wording(first(node, "title")))
    caption = _add(out, "caption")
    title, text = wording(first(node, "caption")), wording(first(node, "text"))
    if title and not text.startswith(title):  # the text under a figure may begin with its title
        _add(caption, "p", title)
    if text:
        _add(caption, "p", text)


def _table(node: etree._Element, out: etree._Element) -> None:
    wrap = _add(out, "table-wrap")
    _add(wrap, "label", wording(first(node, "title")))
    _add(_add(wrap, "caption"), "p", wording(first(node, "caption")))
    group = first(node, "tgroup")
    if group is not None:
        wrap.append(group)  # the archive's later files hold tables as CALS has them
    else:
        _rows(node, _add(wrap, "table"))
    foot = first(node, "tblfn")
    if foot is not None:
        _add(_add(_add(wrap, "table-wrap-foot"), "fn"), "p", wording(foot))


def _rows(node: etree._Element, table: etree._Element) -> None:
    for row in descendants(node, "r"):
        cells = list(children(row, "c"))
        if not cells:
            continue
        made = _add(table, "tr")
        for cell in cells:
            td = _add(made, "td", wording(cell))
            for ours, theirs in (("colspan", "cspan"), ("rowspan", "rspan")):
                if cell.get(theirs):
                    td.set(ours, str(cell.get(theirs)))


def _back(node: etree._Element, back: etree._Element) -> None:
    for child in children(node):
        if name(child) == "refgrp":
            listed = _add(back, "ref-list")
            for number, bibl in enumerate(children(child, "bibl"), start=1):
                _reference(bibl, listed, number)
        elif name(child) in ("ack", "sec", "app"):
            _inside(child, _add(back, "sec", sec_type="supplementary-material"))


def _reference(bibl: etree._Element, listed: etree._Element, number: int) -> None:
    ref = _add(listed, "ref")
    _add(ref, "label", str(number))
    made = _add(ref, "element-citation")
    people = _add(made, "person-group", person_group_type="author")
    for author in descendants(bibl, "au"):
        _person(author, people)
    for ours, theirs in (("article-title", "title"), ("source", "source"),
                         ("publisher-name", "publisher"), ("year", "pubdate"),
                         ("volume", "volume"), ("issue", "issue"), ("fpage", "fpage"),
                         ("lpage", "lpage")):  # fmt: skip
        text = wording(first(bibl, theirs))
        if text:
            _add(made, ours, text)
    _ids(bibl, made, "pub-id")
