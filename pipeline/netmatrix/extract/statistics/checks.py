"""What a paper says twice, and what does not add up: merging of statistics, questions about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from netmatrix.evidence import Statistic
from netmatrix.extract.statistics.groups import UNTOLD

Query = dict[str, Any]
_PARTS: tuple[tuple[str, ...], ...] = (
    ("male", "female"),
    ("functioning", "non-functioning"),
    ("grade G1", "grade G2", "grade G3"),
    ("typical carcinoid", "atypical carcinoid"),
    ("osteoblastic", "osteolytic", "mixed bone lesion"),
    ("synchronous metastasis", "metachronous metastasis"),
    ("complete response", "partial response", "stable disease", "progressive disease"),
)
"""Parts that exclude each other: together they are at most the whole."""


def _same(a: float | None, b: float | None) -> bool:
    return a is None or b is None or abs(a - b) < 0.0005


def _told_group(s: Statistic) -> str:
    return "" if s.group == UNTOLD else s.group


def _agree(a: Statistic, b: Statistic) -> bool:
    """Whether two statistics print the same figure; what one of them leaves out cannot disagree."""
    if (a.measure, a.concept, a.kind) != (b.measure, b.concept, b.kind):
        return False
    if _told_group(a) and _told_group(b) and a.group != b.group:
        return False
    if not all(
        _same(x, y)
        for x, y in (
            (a.n, b.n),
            (a.N, b.N),
            (a.percent, b.percent),
            (a.value, b.value),
            (a.low, b.low),
            (a.high, b.high),
        )
    ):
        return False
    if (a.unit and b.unit and a.unit != b.unit) or a.comparator != b.comparator:
        return False
    shared = ("n", "percent") if a.measure in ("proportion", "count") else ("value",)
    if a.measure == "range":
        shared = ("low",)
    return any(getattr(a, k) is not None and getattr(b, k) is not None for k in shared)


def _lone(a: Statistic, b: Statistic) -> bool:
    """ "Five are alive" of one group and of another: a lone count or p value identifies nothing."""
    if a.measure not in ("proportion", "p_value"):
        return False
    return a.percent is None and b.percent is None and a.N is None and b.N is None


def _fullness(s: Statistic) -> tuple[int, float]:
    told = sum(
        getattr(s, k) is not None for k in ("n", "N", "percent", "value", "low", "high", "unit")
    ) + bool(_told_group(s))
    return told, s.confidence


def merged(sources: Mapping[str, Sequence[Statistic]]) -> list[Statistic]:
    """Each figure once: the fullest statement wins, the others are counted in ``detail``.

    ``detail["mentions"]`` is how often the paper states the figure, ``detail["also"]`` where.
    """
    out: list[Statistic] = []
    origin: list[str] = []
    others: list[list[Statistic]] = []
    for source, statistic in ((name, s) for name, told in sources.items() for s in told):
        place = next(
            (
                i
                for i, kept in enumerate(out)
                if _agree(kept, statistic) and not (_lone(kept, statistic) and origin[i] == source)
            ),
            None,
        )
        if place is None:
            out.append(statistic)
            origin.append(source)
            others.append([])
        elif _fullness(statistic) > _fullness(out[place]):
            others[place].append(out[place])
            out[place] = statistic
        else:
            others[place].append(statistic)
    result = []
    for statistic, more in zip(out, others, strict=True):
        if more:
            detail = {
                **statistic.detail,
                "mentions": len(more) + 1,
                "also": [[s.start, s.end] for s in more],
            }
            group = _told_group(statistic) or next((g for s in more if (g := _told_group(s))), "")
            group = group or statistic.group
            statistic = replace(statistic, detail=detail, group=group)
        result.append(statistic)
    return result


def _decimals(value: float) -> int:
    return 0 if value == int(value) else 1 if abs(value * 10 - round(value * 10)) < 1e-6 else 2


def _told(s: Statistic) -> str:
    return f"{s.concept}{f' ({s.group})' if s.group else ''}"


def arithmetic(statistics: Sequence[Statistic]) -> list[Query]:
    """n/N against the printed percentage, and parts against their whole."""
    queries: list[Query] = []
    for s in statistics:
        if s.n is None or s.N is None or s.percent is None or not s.N:
            continue
        exact = 100 * s.n / s.N
        tolerance = (0.55, 0.15, 0.06)[_decimals(s.percent)]
        if abs(exact - s.percent) > tolerance:
            message = f"{_told(s)}: {s.n} of {s.N} are {exact:.1f} %, but the paper prints {s.percent:g} %."
            queries.append(_query("cohort.percent", message, [s]))
    for family in _PARTS:
        sets: dict[tuple[str, int, str], dict[str, Statistic]] = {}
        for s in statistics:
            if (
                s.measure == "proportion"
                and s.concept in family
                and s.n is not None
                and s.N is not None
            ):
                sets.setdefault((s.group, s.N, s.section), {}).setdefault(s.concept, s)
        for (_, whole, _), parts in sets.items():
            total = sum(s.n or 0 for s in parts.values())
            if len(parts) > 1 and total > whole:
                listed = ", ".join(f"{s.concept} {s.n}" for s in parts.values())
                message = f"The parts are more than the whole: {listed} make {total}, but the group has {whole}."
                queries.append(_query("cohort.parts", message, list(parts.values())))
    return queries


def disagreements(sources: Mapping[str, Sequence[Statistic]]) -> list[Query]:
    """The same share of the same group, told differently in abstract, text, table or discussion.

    Only where each place tells it once: a concept told for several times or groups is no conflict.
    """
    single: dict[tuple[str, str], list[tuple[str, Statistic]]] = {}
    for source, statistics in sources.items():
        seen: dict[tuple[str, str], list[Statistic]] = {}
        for s in statistics:
            if s.measure == "proportion" and s.percent is not None:
                seen.setdefault((s.concept, s.group), []).append(s)
        for key, told in seen.items():
            if len({round(t.percent or 0, 2) for t in told}) == 1:
                single.setdefault(key, []).append((source, told[0]))
    queries: list[Query] = []
    for key in list(single):
        # a discussion seldom repeats the group: "osteoblastic (61.9%)" answers "… in BM (58%)"
        if not key[1]:
            others = [k for k in single if k[0] == key[0] and k[1]]
            if len(others) == 1:
                single[key] = [
                    *single[others[0]],
                    *(p for p in single[key] if p[0] == "discussion"),
                ]
    for places in single.values():
        first_source, first = places[0]
        for source, other in places[1:]:
            if first.percent is None or other.percent is None or source == first_source:
                continue
            if first.N is not None and other.N is not None and first.N != other.N:
                continue
            if _elsewhere(first, sources) or _elsewhere(other, sources):
                continue
            digits = min(_decimals(first.percent), _decimals(other.percent))
            if abs(first.percent - other.percent) <= (0.55, 0.11, 0.02)[digits]:
                continue
            message = f"{_told(first)} is {first.percent:g} % in the {first_source} but {other.percent:g} % in the {source}."
            queries.append(_query("cohort.disagreement", message, [first, other]))
    return queries


def _elsewhere(s: Statistic, sources: Mapping[str, Sequence[Statistic]]) -> bool:
    """Whether the figure is that of another group, named elsewhere: then it contradicts nothing."""
    return any(
        o.concept == s.concept
        and o.group != s.group
        and o.percent is not None
        and s.percent is not None
        and abs(o.percent - s.percent)
        < (0.55, 0.11, 0.02)[min(_decimals(o.percent), _decimals(s.percent))]
        for told in sources.values()
        for o in told
    )


def _query(rule: str, message: str, places: Sequence[Statistic]) -> Query:
    return {"rule": rule, "message": message, "places": [[s.start, s.end] for s in places]}
