"""What ``netmatrix evaluate`` prints and writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from netmatrix.evaluate.baseline import changes
from netmatrix.evaluate.calibration import table
from netmatrix.evaluate.errors import KINDS, confusions, count, errors_of
from netmatrix.evaluate.score import Report
from netmatrix.evaluate.show import Screen


def show(
    report: Report,
    before: Report | None = None,
    *,
    values: bool = False,
    errors: bool = False,
    reliability: bool = False,
    screen: Screen | None = None,
) -> None:
    """Print the figures and the errors by kind, and what else is asked for."""
    screen = screen or Screen()
    found = errors_of(report)
    screen.figures(report)
    if values:
        screen.values(report)
    screen.kinds(found)
    if errors:
        screen.errors(found, report)
    if reliability:
        screen.reliability(table(report))
    if before is not None:
        screen.changes(changes(before, report), before, report)


def to_json(report: Report, before: Report | None = None) -> dict[str, Any]:
    """Everything in one object: the figures of ``Report.to_json`` and, beside them, details."""
    found = errors_of(report)
    out = report.to_json()
    out["details"] = {
        "kinds": list(KINDS),
        "errors_by_kind": count(found),
        "errors": [error.to_json() for error in found],
        "confusions": [
            {"field": name, "gold": gold, "found": value, "n": n}
            for name, gold, value, n in confusions(found)
        ],
        "values": [
            {"field": name, "value": value, **tally.to_json()}
            for (name, value), tally in report.values().items()
        ],
        "reliability": [item.to_json() for item in table(report)],
    }
    if before is not None:
        out["details"]["changes"] = [change.to_json() for change in changes(before, report)]
    return out


def write(path: Path, report: Report, before: Report | None = None) -> None:
    """Write ``to_json`` to a file.  Raises ``OSError``."""
    text = json.dumps(to_json(report, before), indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
