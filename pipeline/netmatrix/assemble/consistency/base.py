"""What a consistency rule sees, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from netmatrix.document import Document
from netmatrix.evidence import Finding, Row, Statistic
from netmatrix.normalise.who_rules import GradingRules

Severity = Literal["contradiction", "check"]
"""``contradiction``: both cannot be right; ``check``: both may be, but rarely are."""

Hit = tuple[str, tuple[Finding | Statistic, ...]]
"""A message for the reviewer and the values that it is about."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A row with its paper and the grading rules."""

    row: Row
    document: Document
    grading: GradingRules

    def of(self, name: str) -> tuple[Finding, ...]:
        """The findings of a field, without treatments that were not given."""
        return tuple(
            f
            for f in self.row.fields.get(name, ())
            if f.status not in ("planned", "recommended", "declined")
        )

    def values(self, name: str) -> frozenset[str]:
        """The values of a field, as ``of``."""
        return frozenset(f.value for f in self.of(name))

    def having(self, name: str, values: Iterable[str]) -> tuple[Finding, ...]:
        """The findings of a field whose value is one of ``values``."""
        wanted = frozenset(values)
        return tuple(f for f in self.of(name) if f.value in wanted)


@dataclass(frozen=True, slots=True)
class Rule:
    """One consistency rule: ``find`` yields a hit for each contradiction, or nothing."""

    name: str
    severity: Severity
    find: Callable[[Facts], Iterator[Hit]]

    def queries(self, facts: Facts) -> Iterator[dict[str, Any]]:
        """The rule's queries about a row: ``rule``, ``severity``, ``message``, ``fields`` and
        ``quotes`` (field, value, start, end of each value concerned, in the order of the text).
        """
        for message, about in self.find(facts):
            ordered = sorted(about, key=lambda f: (f.start, f.end, _named(f)))
            quotes = [
                {"field": _named(f)[0], "value": _named(f)[1], "start": f.start, "end": f.end}
                for f in ordered
            ]
            yield {
                "rule": self.name,
                "severity": self.severity,
                "message": message,
                "fields": list(dict.fromkeys(_named(f)[0] for f in about)),
                "quotes": quotes,
            }


def _named(item: Finding | Statistic) -> tuple[str, str]:
    if isinstance(item, Finding):
        return item.field, item.value
    return item.measure, item.concept


def either(findings: Iterable[Finding]) -> str:
    """The values of findings for a message: "G1", "G1 and G2"."""
    names = list(dict.fromkeys(f.value for f in findings))
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def number(text: str) -> float | None:
    """A plain number of the contract, ``None`` for intervals and other wordings."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value < 1e6 else None
