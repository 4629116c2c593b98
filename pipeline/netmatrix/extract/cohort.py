"""Cohort rows: the study group and its named sub-groups, each with its statistics.

Where the numbers are looked for: abstract, results and the tables that characterise the group. The
introduction and the discussion speak of others' patients; the discussion is read only to ask about
figures that differ there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from netmatrix.evidence import Row, Statistic
from netmatrix.extract.grids import Grid
from netmatrix.extract.statistics.checks import Query, arithmetic, disagreements, merged
from netmatrix.extract.statistics.groups import UNTOLD
from netmatrix.extract.statistics.nothing import nothing
from netmatrix.extract.statistics.prose import statistics
from netmatrix.extract.statistics.rules import CohortRules, load_cohort_rules
from netmatrix.extract.statistics.sentence import Context
from netmatrix.extract.statistics.sizes import study_size, without_size
from netmatrix.extract.statistics.subgroups import placed, whole_of
from netmatrix.extract.statistics.tables import table_statistics
from netmatrix.nlp.annotations import Annotations, Sentence
from netmatrix.normalise.names import Names
from netmatrix.normalise.numbers import parse
from netmatrix.patterns import compiled

WHOLE = "study cohort"
"""The subject of the row of the whole study group."""
_PAPERS = frozenset({"cohort", "case_series", "other"})
_RESULTS = frozenset({"abstract", "results", "body"})
_PROSE = frozenset({"paragraph", "list_item"})
# Of the patients of a series together, where it tells of each.
_OF_SEVERAL = compiled(r"\b(?:median|mean|patients|cases)\b(?!\s+(?:no\.?\s*)?\d)", re.IGNORECASE)
_OF_OTHERS = compiled(
    r"\b(?:registr\w+|databases?|literature|nationwide|in\s+(?:this|the\s+present|our)\s+(?:patient|case)|"
    r"(?:as|like|unlike)\s+(?:in\s+)?(?:most|many|other)\s+(?:cases|patients))\b",
    re.IGNORECASE,
)
_CITED = compiled(r"\(\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\)|\[\d{1,3}|\bet al\b|\b(?:19|20)\d\d\)")
_TIME_POINT = compiled(r"(?:from|at|after|since|under|following|before|with a|during)\b")
_SMALLEST = 3
_SURE = 0.9


# "Best response (RECIST 1.1, n = 58): partial in 8 (13.8%)": of those, whoever the study has.
_OF_A_PART = compiled(r"\bn\s?=\s?\d+\s?[)\]]\s?:", re.IGNORECASE)


_PATIENTS = compiled(r"\b(?:patients|cases)\b", re.IGNORECASE)


def _is_a_part(size: Statistic, found: Sequence[Statistic]) -> bool:
    """Whether what was taken for the study's size, on weak signs, is less than a share of it:
    "metastases were found in 147 patients. … were given to 44".
    """
    return size.confidence < _SURE and any(
        s.measure == "proportion" and s.n is not None and size.n is not None and s.n > size.n
        for s in found
        if s.N is None and s.percent is not None and _PATIENTS.search(s.quote)
    )


def cohort_rows(annotations: Annotations, names: Names, grids: Sequence[Grid]) -> list[Row]:
    """The cohort rows of a paper, the whole group's first; none for reports and reviews."""
    document = annotations.document
    if document.metadata.doc_type not in _PAPERS:
        return []
    import en_netmatrix

    rules = load_cohort_rules(en_netmatrix.folder())
    size = study_size(annotations, rules)
    # What the terminology knows keeps its short name: "EUS", "TTF-1".
    known = {document.text[m.start : m.end] for m in annotations.mentions}
    long_forms = {k: v for k, v in annotations.abbreviations.items() if k not in known}
    context = Context(rules, names, long_forms=long_forms)
    if size is not None and size.confidence >= _SURE:
        context.topics.size = size.n
    sources: dict[str, list[Statistic]] = {
        "abstract": [],
        "text": [],
        "tables": [],
        "discussion": [],
    }
    unassigned: list[tuple[int, int]] = []
    of_a_part: list[Statistic] = []
    of_others: list[tuple[int, int]] = []
    series = document.metadata.doc_type == "case_series"
    for sentence in annotations.printed():
        source = _source(sentence, rules)
        if not source and series and sentence.section in ("case", "methods"):
            together = _OF_SEVERAL.search(sentence.text) and not _OF_OTHERS.search(sentence.text)
            source = "text" if sentence.kind in _PROSE and together else ""
        if not source:
            continue
        tied = statistics(sentence, context)
        tied.statistics += nothing(sentence, context)
        sources[source] += tied.statistics
        if part := _OF_A_PART.search(sentence.text):
            of_a_part += [s for s in tied.statistics if s.start >= sentence.start + part.end()]
        if source != "discussion":
            unassigned += tied.unassigned
    if size is not None and not series and _is_a_part(size, sources["abstract"] + sources["text"]):
        size = None
    sources = {source: without_size(found, size) for source, found in sources.items()}
    prose = [*sources["abstract"], *sources["text"]]
    stated = size is not None and re.search(rf"\bn\s?=\s?{size.n}\b", document.text, re.I)  # noqa: TID251
    if (
        size is not None
        and not stated
        and (
            whole := whole_of(
                [s for s in prose if s not in of_a_part], context.topics, _numbers(annotations)
            )
        )
    ):
        size = _resized(annotations, size, whole)
        context.topics.size = size.n
    for source in ("abstract", "text"):
        sources[source], places = placed(
            sources[source], context.topics, partial(_numbers, annotations)
        )
        of_others += places
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
    queries += _of_others(annotations, of_others, size)
    del sources["discussion"]  # repeats the results; only what disagrees there is of interest
    found = merged({"size": [size] if size else [], **sources})
    queries += _of_whom(annotations, found)
    return _rows(document.doc_id, found, _once(queries))


_NUMBER = compiled(r"(?<![\d.,])(?:\d{1,3}(?:,\d{3})+|\d{2,5})(?![\d.,]*\d|\s?%)")


# "318 lesions", "48 months".
_NO_PEOPLE = compiled(
    r"\s(?:[\w-]+\s){0,2}(?:lesions|metastases|nodes|sites|regions|scans|segments|months?|years?|weeks?|days?|cycles|courses|doses|procedures|operations|samples|specimens|examinations)\b|\s?(?:mm|cm|mg|ml|GBq|MBq|Gy)\b",
    re.IGNORECASE,
)
# "Eighty-four carcinoid tumors": a sentence does not begin with digits.
_NUMBER_WORD = compiled(r"\b(?:Twenty|Thirty|Forty|Fifty|Sixty|Seventy|Eighty|Ninety)(?:-\w+)?\b")


def _numbers(annotations: Annotations) -> Iterator[int]:
    for match in _NUMBER.finditer(annotations.document.text):
        if not _NO_PEOPLE.match(annotations.document.text, match.end()):
            yield int(match.group().replace(",", ""))
    for match in _NUMBER_WORD.finditer(annotations.document.text):
        yield int(parse(match.group()) or 0)


def _resized(annotations: Annotations, size: Statistic, whole: int) -> Statistic:
    """The size of the study at the place where the paper prints this number first."""
    text = annotations.document.text
    for match in _NUMBER.finditer(text):
        if int(match.group().replace(",", "")) == whole:
            return replace(size, n=whole, start=match.start(), end=match.end(), quote=match.group())
    return size


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
    """Whether there is a group to tell of; a series is one by its number of patients alone."""
    if doc_type == "cohort":
        return bool(own)
    if size is None or (size.n or 0) < _SMALLEST:
        return False
    return doc_type == "case_series" or any(
        s.percent is not None
        or s.measure in ("median", "mean", "ratio", "p_value")
        or s.N is not None
        for s in own
    )


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
        and name not in (WHOLE, UNTOLD)
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
        queries.append(
            {
                "rule": "cohort.unassigned",
                "message": f"These numbers could not be tied to what they count and were left out: {_quoted(text, places)}.",
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


def _of_others(
    annotations: Annotations, places: Sequence[tuple[int, int]], size: Statistic | None
) -> list[Query]:
    """Shares whose percentage is not of the study's patients, nor of a group told before."""
    if not places or size is None:
        return []
    return [
        {
            "rule": "cohort.other_whole",
            "message": f"These percentages are not of the {size.n} patients of the study, and of whom is "
            f"not told; they are kept as printed, without a whole: {_quoted(annotations.document.text, places)}.",
            "places": [list(p) for p in places],
        }
    ]


def _of_whom(annotations: Annotations, found: Sequence[Statistic]) -> list[Query]:
    """Figures of one of several groups, of which nothing tells which."""
    places = [(s.start, s.end) for s in found if s.group == UNTOLD]
    if not places:
        return []
    return [
        {
            "rule": "cohort.group",
            "message": f"Which group these figures are of is not told with them: {_quoted(annotations.document.text, places)}.",
            "places": [list(p) for p in places],
        }
    ]


_SHOWN = 12


def _quoted(text: str, places: Sequence[tuple[int, int]]) -> str:
    quotes = ", ".join(f"“{text[a:b]}”" for a, b in places[:_SHOWN])
    return f"{quotes} and {len(places) - _SHOWN} more" if len(places) > _SHOWN else quotes


def _once(queries: Sequence[Query]) -> list[Query]:
    seen: set[str] = set()
    return [q for q in queries if not (q["message"] in seen or seen.add(q["message"]))]  # type: ignore[func-returns-value]
