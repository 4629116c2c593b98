"""Tagged sentences: ``Ki-67 was <ki67_percent value="10">10%</ki67_percent>.``

One sentence a line; a line that starts with ``#`` is a comment.  A tag is a field of the contract;
its attributes are ``value`` (the expected canonical value; ``a|b`` accepts either name, a leading
``?`` marks a value that may be found or not) and ``status`` (expected status of a treatment,
``a|b`` as well; without it a treatment must be reported or given).  Tags may be nested.  ``<``
before anything but a letter or ``/`` is a plain character.  Whatever is not well formed raises
``TagError``: a typing error must never become a test that passes silently.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from netmatrix.evidence import PATIENT_FIELDS, Finding

STATUSES = frozenset(
    {"reported", "derived", "given", "planned", "recommended", "declined", "stopped"}
)
GIVEN = frozenset({"reported", "given"})

# The pronoun alone tells the sex of the patient; the lines are about something else.
_PRONOUNS = frozenset({"he", "she", "his", "her", "him", "hers", "himself", "herself"})
# Every microscopic diagnosis implies it, so a line that does not tag it says nothing about it.
_IMPLIED = frozenset({("diagnostic_methods", "histopathology")})

_TAG = re.compile(r"<(?=[A-Za-z/])")
_OPEN = re.compile(r'<([a-z][a-z0-9_]*)((?:\s+[a-z]+="[^"]*")*)\s*>')
_CLOSE = re.compile(r"</([a-z][a-z0-9_]*)>")
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')


class TagError(ValueError):
    """A line of a case file that is not well formed; the message says where and why."""


@dataclass(frozen=True)
class Expected:
    """One tag: ``[start, end)`` counts in the sentence without tags."""

    field: str
    names: frozenset[str]
    optional: bool
    statuses: frozenset[str]
    start: int
    end: int

    def accepts(self, finding: Finding) -> bool:
        """Whether the finding is this value, with this status, from these words."""
        return (
            finding.field == self.field
            and _norm(finding.value) in self.names
            and (self.field != "treatments" or finding.status in self.statuses)
            and finding.start < self.end
            and self.start < finding.end
        )


@dataclass(frozen=True)
class Case:
    """A sentence without its tags, and what must be found in it."""

    sentence: str
    expected: tuple[Expected, ...]
    line: int


def _norm(value: str) -> str:
    return " ".join(value.lower().split())


def parse(line: str, number: int = 0) -> Case:
    """Read one tagged line. Raises ``TagError`` for anything malformed."""
    text: list[str] = []
    length = 0
    stack: list[tuple[str, str, int]] = []
    found: list[tuple[int, Expected]] = []
    at = 0
    while at < len(line):
        tag = _TAG.search(line, at)
        piece = line[at : tag.start() if tag else len(line)]
        text.append(piece)
        length += len(piece)
        if tag is None:
            break
        opened, closed = _OPEN.match(line, tag.start()), _CLOSE.match(line, tag.start())
        if opened:
            stack.append((opened[1], opened[2], length))
            at = opened.end()
        elif closed:
            if not stack or stack[-1][0] != closed[1]:
                raise TagError(f"line {number}: </{closed[1]}> closes nothing")
            name, attributes, start = stack.pop()
            if start == length:
                raise TagError(f"line {number}: <{name}> is empty")
            found.append((start, _expected(name, attributes, start, length, number)))
            at = closed.end()
        else:
            raise TagError(f"line {number}: malformed tag at {line[tag.start() :][:30]!r}")
    if stack:
        raise TagError(f"line {number}: <{stack[-1][0]}> is not closed")
    expected = tuple(item for _, item in sorted(found, key=lambda pair: pair[0]))
    return Case("".join(text), expected, number)


def _expected(name: str, attributes: str, start: int, end: int, number: int) -> Expected:
    if name not in PATIENT_FIELDS:
        raise TagError(f"line {number}: unknown field {name!r}")
    pairs = _ATTRIBUTE.findall(attributes)
    given = dict(pairs)
    if len(given) != len(pairs) or "value" not in given or given.keys() - {"value", "status"}:
        raise TagError(f"line {number}: <{name}> wants value=… and at most status=…")
    value = given["value"]
    names = frozenset(_norm(part) for part in value.removeprefix("?").split("|"))
    if "" in names:
        raise TagError(f"line {number}: <{name}> has an empty value")
    if "status" in given and name != "treatments":
        raise TagError(f"line {number}: only treatments have a status, not {name}")
    statuses = frozenset(given["status"].split("|")) if "status" in given else GIVEN
    if statuses - STATUSES:
        raise TagError(f"line {number}: unknown status {sorted(statuses - STATUSES)}")
    return Expected(name, names, value.startswith("?"), statuses, start, end)


def read_cases(path: Path) -> Iterator[Case]:
    """The cases of a file, in order; comments and empty lines are skipped."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield parse(line.strip(), number)


def differences(case: Case, findings: Iterable[Finding]) -> list[str]:
    """What was missed and what was found too much, in words; empty where all is right.

    Findings worked out from others (``derived``), the sex read from a pronoun and implied methods
    count only where they are tagged.
    """
    found = list(findings)
    out = [
        f"quote {finding.quote!r} does not stand at {finding.start}:{finding.end}"
        for finding in found
        if case.sentence[finding.start : finding.end] != finding.quote
    ]
    for item in case.expected:
        same = [e for e in case.expected if e.field == item.field and e.names == item.names]
        if not item.optional and not any(e.accepts(f) for e in same for f in found):
            out.append(f"missed {item.field} {'|'.join(sorted(item.names))}")
    for finding in found:
        if any(item.accepts(finding) for item in case.expected) or _uncounted(finding):
            continue
        out.append(
            f"wrong {finding.field} {finding.value!r} ({finding.status}) from {finding.quote!r}"
        )
    return out


def _uncounted(finding: Finding) -> bool:
    return (
        finding.status == "derived"
        or (finding.field, _norm(finding.value)) in _IMPLIED
        or (finding.field == "sex" and finding.quote.lower() in _PRONOUNS)
    )
