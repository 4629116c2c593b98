"""Cohort rows: the study group and its named sub-groups, each with its statistics.

Where the numbers are looked for: abstract, results and the tables that characterise the group. The
introduction and the discussion speak of others' patients; the discussion is read only to ask about
figures that differ there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from netmatrix.evidence import Row, Statistic
from netmatrix.extract.grids import Grid
from netmatrix.extract.statistics.checks import Query, arithmetic, disagreements, merged
from netmatrix.extract.statistics.figure import count
from netmatrix.extract.statistics.numbers import counted
from netmatrix.extract.statistics.prose import statistics
from netmatrix.extract.statistics.rules import CohortRules, load_cohort_rules
from netmatrix.extract.statistics.sentence import Context
from netmatrix.extract.statistics.tables import table_statistics
from netmatrix.nlp.annotations import Annotations, Sentence
from netmatrix.normalise.names import Names

WHOLE = "study cohort"
"""The subject of the row of the whole study group."""
_PAPERS = frozenset({"cohort", "case_series", "other"})
_RESULTS = frozenset({"abstract", "results", "body"})
_SIZED = frozenset({"abstract", "results", "body", "methods"})
_PROSE = frozenset({"paragraph", "list_item"})
_CITED = re.compile(r"\(\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\)|\[\d{1,3}|\bet al\b|\b(?:19|20)\d\d\)")
_TIME_POINT = re.compile(r"(?:from|at|after|since|under|following|before|with a|during)\b")
_PEOPLE = re.compile(
    r"(?:patients?|pts?|subjects?|individuals?|participants?|persons?|people|cases?|women|men|adults?|children)$",
    re.I,
)
_OF = re.compile(
    r"(?:^|[.:]\s)(?:results?:?\s)?(?:of|among|in)\s(?:the\s|these\s|a total of\s|our\s)?$", re.I
)
_SMALLEST = 3


def cohort_rows(annotations: Annotations, names: Names, grids: Sequence[Grid]) -> list[Row]:
    """The cohort rows of a paper, the whole group's first; none for reports and reviews."""
    document = annotations.document
    if document.metadata.doc_type not in _PAPERS:
        return []
    import en_netmatrix

    rules = load_cohort_rules(en_netmatrix.folder())
    context = Context(rules, names)
    size = _size(annotations, rules)
    sources: dict[str, list[Statistic]] = {
        "abstract": [],
        "text": [],
        "tables": [],
        "discussion": [],
    }
    unassigned: list[tuple[int, int]] = []
    for sentence in annotations.sentences:
        source = _source(sentence, rules)
        if not source:
            continue
        tied = statistics(sentence, context)
        sources[source] += _without_size(tied.statistics, size)
        if source != "discussion":
            unassigned += tied.unassigned
    queries: list[Query] = []
    left = 0
    for grid in grids:
        told = table_statistics(annotations, grid, context, size.n if size else None)
        sources["tables"] += told.statistics
        queries += told.queries
        left += told.unassigned
    own = [*([size] if size else []), *sources["abstract"], *sources["text"], *sources["tables"]]
    if not _tells_a_group(document.metadata.doc_type, size, own):
        return []
    queries += arithmetic(own)
    queries += disagreements(sources)
    queries += _left_out(annotations, unassigned, left)
    return _rows(
        document.doc_id,
        merged(
            {
                "size": [size] if size else [],
                **{k: v for k, v in sources.items() if k != "discussion"},
            }
        ),
        _once(queries),
    )


def _source(sentence: Sentence, rules: CohortRules) -> str:
    """Which part of the paper a sentence speaks for, ``""`` for none."""
    if sentence.kind not in _PROSE:
        return ""
    if sentence.section == "discussion":
        return "" if sentence.cites or _CITED.search(sentence.text) else "discussion"
    if sentence.section not in _RESULTS or rules.skipped_headings.match(sentence.heading):
        return ""
    return "abstract" if sentence.section == "abstract" else "text"


def _tells_a_group(doc_type: str, size: Statistic | None, own: Sequence[Statistic]) -> bool:
    if doc_type == "cohort":
        return bool(own)
    told = [
        s
        for s in own
        if s.percent is not None
        or s.measure in ("median", "mean", "ratio", "p_value")
        or s.N is not None
    ]
    return size is not None and (size.n or 0) >= _SMALLEST and bool(told)


# --- the group's size ----------------------------------------------------------------------------


def _size(annotations: Annotations, rules: CohortRules) -> Statistic | None:
    """How many patients the study has: the best told of its statements, the earliest of equals."""
    best: tuple[int, Statistic] | None = None
    for sentence in annotations.sentences:
        if (
            sentence.section not in _SIZED
            or sentence.kind not in _PROSE
            or rules.no_results.search(sentence.text)
        ):
            continue
        heading = sentence.heading.lower()
        if re.match(r"background|introduction|conclusion|discussion|tl;?dr", heading):
            continue
        for start, end, n in _counts(sentence.text):
            rank = _rank(sentence.text, start, end, rules) * 10 + (
                3 if sentence.section == "abstract" else 1
            )
            if rank < 10 or n < 2:
                continue
            if best is None or rank > best[0]:
                document = annotations.document
                at, to = sentence.start + start, sentence.start + end
                best = (
                    rank,
                    Statistic(
                        "count",
                        "patients",
                        at,
                        to,
                        document.text[at:to],
                        "cohort.size",
                        n=n,
                        confidence=0.9,
                        section=sentence.heading or sentence.section,
                        page=sentence.page,
                    ),
                )
    return best[1] if best else None


def _counts(text: str) -> list[tuple[int, int, int]]:
    found = []
    for match in counted(text):
        n = count(match["n"])
        if (
            n is not None
            and _PEOPLE.search(match["noun"])
            and not (match["n"].isdigit() and 1900 <= n <= 2030)
        ):
            found.append((match.start(), match.end(), n))
    return found


def _rank(text: str, start: int, end: int, rules: CohortRules) -> int:
    """3: said to be included; 2: "of 120 patients, …"; 1: the sentence speaks of inclusion; 0: no size."""
    before, after = text[:start], text[end:]
    if (
        re.search(r"(?:/|\d\s(?:out\s)?of\s(?:the\s)?)$", before)
        or re.match(r"\s?(?:\(\s?\d+(?:\.\d+)?\s?%\s?\)|/)", after)
        or re.match(
            r"\s(?:had|died|received|developed|underwent|showed|achieved|experienced|presented)\b",
            after,
        )
    ):
        return 0
    if re.search(
        r"(?:\b(?:data|records|charts|files|outcomes?|study|series|cohort|group|total|sample|experience|analysis|histories)\s(?:of|from|on|in|for|with)|"
        r"\b(?:analy[sz]ed|reviewed|included|enrolled|identified|studied|evaluated|recruited|investigated|examined|followed|treated|assessed|collected|"
        r"comprised|randomi[sz]ed|consisted of|comprising|consecutive|selected))\s(?:data\s(?:of|from)\s)?(?:a total of\s|all\s|the\s|our\s|only\s|of\s)*$",
        before,
        re.I,
    ):
        return 3
    if re.match(
        r"(?:\s\([^)]{0,60}\))?[^.;]{0,260}?\b(?:were|was)\s(?:retrospectively\s|prospectively\s|\w+ly\s)?(?:included|enrolled|studied|analy[sz]ed|reviewed|evaluated|recruited|"
        r"identified|investigated|examined|randomi[sz]ed|entered|assessed|collected)\b",
        after,
    ) and re.search(r"(?:^|[.:,]\s?|\btotal of\s|\bwhich\s)(?:\w+\s){0,3}$", before):
        return 3 if not re.search(r"\d", before[-40:]) else 1
    if _OF.search(before):
        return 2
    if re.search(
        r"(?:^|[.:]\s)(?:(?:a total of|overall,?|in total,?)\s)?$", before, re.I
    ) and re.match(
        r"[^.;,]{0,120}?\b(?:were|was)\s(?:\w+ly\s)?(?:treated|followed|operated|diagnosed|seen|referred|managed)\b",
        after,
    ):
        return 2
    if rules.inclusion.search(before[-60:]) and not re.search(
        r"\b(?:in|of whom|and|were)\s$", before
    ):
        return 1
    return 0


def _without_size(found: Sequence[Statistic], size: Statistic | None) -> list[Statistic]:
    """What repeats the size of the whole group as if it were a share of it is no statistic."""
    return [
        s
        for s in found
        if not (
            size
            and s.measure == "proportion"
            and s.n == size.n
            and s.percent is None
            and s.N is None
        )
    ]


# --- rows ----------------------------------------------------------------------------------------


def _rows(doc_id: str, found: Sequence[Statistic], queries: Sequence[Query]) -> list[Row]:
    """One row for the whole group and one for each sub-group with a name and several statistics."""
    groups: dict[str, list[Statistic]] = {}
    for s in found:
        groups.setdefault(s.group, []).append(s)
    named = {
        name
        for name, told in groups.items()
        if name
        and len(told) >= 2
        and not _TIME_POINT.match(name)
        and len(name) <= 60
        and name != WHOLE
    }
    whole = tuple(s for s in found if s.group not in named)
    rows = [Row(doc_id, "cohort", WHOLE, statistics=whole, queries=tuple(queries))]
    rows += [
        Row(doc_id, "cohort", name, statistics=tuple(told))
        for name, told in groups.items()
        if name in named
    ]
    return rows


def _left_out(
    annotations: Annotations, places: Sequence[tuple[int, int]], in_tables: int
) -> list[Query]:
    """The numbers that no rule could tie, with their places: they are kept here, not guessed."""
    text = annotations.document.text
    queries: list[Query] = []
    if places:
        quotes = ", ".join(f"“{text[a:b]}”" for a, b in places[:12])
        more = f" and {len(places) - 12} more" if len(places) > 12 else ""
        queries.append(
            {
                "rule": "cohort.unassigned",
                "message": f"These numbers could not be tied to what they count and were left out: {quotes}{more}.",
                "places": [list(p) for p in places],
            }
        )
    if in_tables:
        queries.append(
            {
                "rule": "cohort.unassigned_cells",
                "message": f"{in_tables} table cells could not be read as a statistic and were left out.",
            }
        )
    return queries


def _once(queries: Sequence[Query]) -> list[Query]:
    seen: set[str] = set()
    return [q for q in queries if not (q["message"] in seen or seen.add(q["message"]))]  # type: ignore[func-returns-value]
