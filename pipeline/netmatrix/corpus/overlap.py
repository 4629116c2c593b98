"""Papers about the same patients: a paper and its abstract, an early and a late report of a cohort.

Counting them twice would count their patients twice. A link names what the two have in common;
nothing is removed. The question is asked only of pairs that share an identifier, authors, words of
the title or numbers, so that a large corpus is not compared pair by pair.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from rapidfuzz import fuzz

from netmatrix import patterns
from netmatrix.evidence import Row, Statistic
from netmatrix.patterns import compiled

LEAST_STATISTICS = 3
"""Identical statistics that make two cohorts alike."""
_TITLE_ALIKE = 90.0
_TITLE_NEAR = 75.0
_RARE = 40
"""A word or number that stands in more papers than this brings no pair together."""
_SMALLEST_GROUP = 10
_CASE_FIELDS = (
    "age_years", "sex", "histology", "primary_site", "ki67_percent", "grade", "follow_up_months",
    "pfs_months", "mitoses",
)  # fmt: skip
_WORD = compiled(r"[^\W\d_]{4,}")

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Two papers (``left`` before ``right`` in the corpus) on one study, and what says so."""

    left: str
    right: str
    evidence: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class _Paper:
    doc_id: str
    doi: str
    pmid: str
    title: str
    words: frozenset[str]
    authors: frozenset[str]
    size: int | None
    numbers: frozenset[Key]
    people: tuple[Mapping[str, str], ...]


def same_study(documents: Sequence[Mapping[str, Any]], rows: Iterable[Row]) -> list[Link]:
    """The links between papers, in the order of ``documents``.

    ``documents`` are records of ``documents.jsonl``, ``rows`` those of ``evidence.jsonl``.
    """
    by_document: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_document[row.doc_id].append(row)
    papers = [_paper(d, by_document.get(str(d["doc_id"]), [])) for d in documents]
    links = (_link(papers[a], papers[b]) for a, b in _candidates(papers))
    return [link for link in links if link is not None]


def marked(documents: Sequence[Mapping[str, Any]], rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The records with ``same_study``: the other papers on the study, each with the evidence."""
    out = [dict(document) for document in documents]
    by_id = {str(document["doc_id"]): document for document in out}
    for document in out:
        document.pop("same_study", None)
    for link in same_study(documents, rows):
        for one, other in ((link.left, link.right), (link.right, link.left)):
            by_id[one].setdefault("same_study", []).append(
                {
                    "doc_id": other,
                    "evidence": list(link.evidence),
                    "confidence": round(link.confidence, 2),
                }
            )
    return out


def _paper(document: Mapping[str, Any], rows: Sequence[Row]) -> _Paper:
    title = str(document.get("title") or "")
    statistics = [s for row in rows if row.kind == "cohort" for s in row.statistics]
    counts = [
        s.n
        for s in statistics
        if s.measure == "count" and s.concept == "patients" and not s.group and s.n
    ]
    return _Paper(
        doc_id=str(document["doc_id"]),
        doi=str(document.get("doi") or "").lower().strip(),
        pmid=str(document.get("pmid") or "").strip(),
        title=" ".join(patterns.findall(r"\w+", title.lower())),
        words=frozenset(w.lower() for w in _WORD.findall(title)),
        authors=frozenset(filter(None, map(_author, document.get("authors") or ()))),
        size=max(counts, default=None),
        numbers=frozenset(key for s in statistics if (key := _key(s))),
        people=tuple(
            person
            for row in rows
            if row.kind in ("case", "series_case") and (person := _person(row))
        ),
    )


def _author(name: str) -> str:
    """Family name and first initial, of "Ada B. Moe" and of "Moe AB"."""
    parts = patterns.findall(r"[^\W\d_][\w'’-]*", str(name))
    if len(parts) < 2:
        return parts[0].lower() if parts else ""
    if parts[-1].isupper() and len(parts[-1]) <= 3:
        return f"{parts[0]} {parts[-1][0]}".lower()
    return f"{parts[-1]} {parts[0][0]}".lower()


def _key(statistic: Statistic) -> Key | None:
    """A statistic by its numbers, ``None`` where they are too plain to tell two studies apart."""
    numbers = [
        statistic.n, statistic.N, statistic.percent, statistic.value, statistic.low, statistic.high,
    ]  # fmt: skip
    told = [n for n in numbers if n is not None]
    odd = sum(n != int(n) or n >= _SMALLEST_GROUP for n in told)
    if statistic.measure in ("count", "p_value") or not odd:
        return None
    if len(told) < 2 and told[0] == int(told[0]):
        return None
    # n/N and percent are rarely all printed: what an abstract leaves out must not part the two.
    return (statistic.measure, statistic.concept, statistic.value, statistic.n, statistic.percent)


def _person(row: Row) -> dict[str, str]:
    """The single-valued fields of a patient that together tell one from another."""
    found = {name: row.values(name)[0] for name in _CASE_FIELDS if len(row.values(name)) == 1}
    return found if len(found) >= 5 and "age_years" in found else {}


def _candidates(papers: Sequence[_Paper]) -> list[tuple[int, int]]:
    """Pairs of papers worth a question, in order."""
    holders: dict[Key, list[int]] = defaultdict(list)
    for index, paper in enumerate(papers):
        for key in sorted(_marks(paper), key=repr):
            holders[key].append(index)
    shared: Counter[tuple[int, int]] = Counter()
    for key, group in holders.items():
        if len(group) > _RARE:
            continue
        weight = 4 if key[0] in ("doi", "pmid", "person") else 1
        for pair in combinations(group, 2):
            shared[pair] += weight
    return sorted(pair for pair, weight in shared.items() if weight >= 3)


def _marks(paper: _Paper) -> Iterator[Key]:
    if paper.doi:
        yield ("doi", paper.doi)
    if paper.pmid:
        yield ("pmid", paper.pmid)
    yield from (("word", w) for w in paper.words)
    yield from (("author", a) for a in paper.authors)
    yield from (("number", *k) for k in paper.numbers)
    yield from (
        ("person", *(p.get(n, "") for n in ("age_years", "sex", "ki67_percent", "primary_site")))
        for p in paper.people
    )


def _link(left: _Paper, right: _Paper) -> Link | None:
    """What the two have in common, if it is enough to call them one study."""
    unlike = (
        bool(left.title and right.title)
        and fuzz.token_sort_ratio(left.title, right.title) < _TITLE_NEAR
        and not left.authors & right.authors
    )
    for name, mine, other in (("DOI", left.doi, right.doi), ("PMID", left.pmid, right.pmid)):
        # An identifier that was misread (a journal's for a paper's) does not make two papers one.
        if mine and mine == other and not unlike:
            return Link(left.doc_id, right.doc_id, (f"the same {name} {mine}",), 0.99)
    evidence: list[str] = []
    weight = 0.0
    if len(left.words) >= 4 and len(right.words) >= 4:
        alike = fuzz.token_sort_ratio(left.title, right.title)
        if alike >= _TITLE_NEAR:
            weight += 2.0 if alike >= _TITLE_ALIKE else 1.0
            evidence.append(f"titles alike ({alike:.0f} of 100)")
    shared = left.authors & right.authors
    fewest = min(len(left.authors), len(right.authors))
    if shared and (len(shared) >= 3 or 2 * len(shared) > fewest):
        weight += 1.0
        evidence.append(f"{len(shared)} authors in common")
    apart = bool(left.authors and right.authors and not shared)
    same_size = left.size is not None and left.size == right.size
    if same_size and (left.size or 0) >= _SMALLEST_GROUP:
        weight += 1.0
        evidence.append(f"the same number of patients ({left.size})")
    numbers = left.numbers & right.numbers
    if len(numbers) >= LEAST_STATISTICS:
        weight += 2.0
        evidence.append(f"{len(numbers)} identical statistics")
    weight += _people(left, right, evidence)
    if apart:
        weight -= 1.5
    if weight < 3.0 or len(evidence) < 2:
        return None
    return Link(left.doc_id, right.doc_id, tuple(evidence), min(0.98, 0.5 + 0.1 * weight))


def _people(left: _Paper, right: _Paper, evidence: list[str]) -> float:
    """How far the patients of the two are the same persons; names them in ``evidence``."""
    same = 0
    for mine in left.people:
        for other in right.people:
            known = mine.keys() & other.keys()
            if len(known) >= 5 and all(mine[n] == other[n] for n in known):
                same += 1
                break
    if not same:
        return 0.0
    evidence.append(f"{same} patient{'s' if same > 1 else ''} with the same findings")
    fewest = min(len(left.people), len(right.people))
    return 2.0 if 2 * same >= fewest else 1.0
