"""Compare a text with the JATS XML of the same article: runs of words, words, order of paragraphs.

What the XML prints otherwise than the page (citation marks, superscripts, tables, formulas) is left
out of the comparison.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter

from lxml import etree

RUN = 8
_APART = ("sup", "table-wrap", "disp-formula", "inline-formula", "ref-list", "alternatives")


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).lower())


def paragraphs(xml: bytes) -> list[list[str]]:
    """The words of each paragraph, caption and long heading of abstract and body, in order."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(xml, parser)
    old = root.tag == "art"  # BioMed Central's old archive
    dropped = list(root.iter(*_APART, *(("abbrgrp", "table", "tbl") if old else ())))
    dropped += [n for n in root.iter("xref") if n.get("ref-type") in ("bibr", None)]
    for node in dropped:
        _take_out(node)
    found = []
    tops = ".//abs | .//bdy" if old else ".//abstract[not(@abstract-type)] | .//body"
    for top in root.xpath(tops):
        for node in top.iter("p", "st" if old else "title"):
            run = words("".join(node.itertext()))
            if len(run) >= 25:
                found.append(run)
    return found


def _take_out(node: etree._Element) -> None:
    parent, tail = node.getparent(), " " + (node.tail or "")
    if parent is None:
        return
    before = node.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(node)


def score(text: str, truth: list[list[str]]) -> tuple[float, float, float]:
    """Shares of runs kept whole, of words found, of neighbouring paragraphs in order."""
    got = words(text)
    places: dict[tuple[str, ...], int] = {}
    for i in range(len(got) - RUN + 1):
        places.setdefault(tuple(got[i : i + RUN]), i)
    kept = total = 0
    spots: list[int] = []
    for run in truth:
        grams = [tuple(run[i : i + RUN]) for i in range(len(run) - RUN + 1)]
        hits = sorted(places[gram] for gram in grams if gram in places)
        kept, total = kept + len(hits), total + len(grams)
        if hits:
            spots.append(hits[len(hits) // 2])
    want, have = Counter(w for run in truth for w in run), Counter(got)
    order = sum(a < b for a, b in itertools.pairwise(spots)) / max(1, len(spots) - 1)
    return kept / max(1, total), (want & have).total() / max(1, want.total()), order
