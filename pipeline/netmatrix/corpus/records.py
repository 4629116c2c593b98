"""Rows to JSON lines and back, the same bytes for the same rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from netmatrix.evidence import Finding, Row, Statistic

_STATISTIC_KEYS = frozenset(Statistic.__dataclass_fields__)


def lines(objects: Iterable[Mapping[str, Any]]) -> bytes:
    """One JSON object a line, UTF-8, keys in the order they came in.

    Raises ``ValueError`` for a number that JSON has no word for.
    """
    return b"".join(
        json.dumps(item, ensure_ascii=False, allow_nan=False).encode() + b"\n" for item in objects
    )


def parse(data: bytes) -> list[dict[str, Any]]:
    """The objects of ``lines``, in order.  Raises ``ValueError`` for anything else."""
    out: list[dict[str, Any]] = []
    for number, line in enumerate(data.split(b"\n"), start=1):
        if not line.strip():
            continue
        item = json.loads(line)
        if not isinstance(item, dict):
            raise ValueError(f"line {number} is not a JSON object")
        out.append(item)
    return out


def row_from_json(item: Mapping[str, Any]) -> Row:
    """The row whose ``to_json`` is ``item``.  Raises ``KeyError`` or ``TypeError`` for others."""
    return Row(
        doc_id=item["doc_id"],
        kind=item["kind"],
        subject=item["subject"],
        fields={
            name: tuple(_finding(name, value) for value in values)
            for name, values in item["fields"].items()
        },
        statistics=tuple(_statistic(value) for value in item["statistics"]),
        source_ref=item.get("source_ref"),
        queries=tuple(item.get("queries", ())),
        ordinal=item.get("ordinal", 0),
        not_referred=tuple(
            _finding(value["field"], {k: v for k, v in value.items() if k != "field"})
            for value in item.get("not_referred", ())
        ),
    )


def _finding(name: str, item: Mapping[str, Any]) -> Finding:
    detail = dict(item["detail"])
    cues = tuple(detail.pop("cues", ()))
    known = {key: value for key, value in item.items() if key != "detail"}
    return Finding(field=name, **known, cues=cues, detail=detail)


def _statistic(item: Mapping[str, Any]) -> Statistic:
    return Statistic(**{key: value for key, value in item.items() if key in _STATISTIC_KEYS})
