"""Tables of a group's characteristics whose lines have lost their columns, cut where it is plain.

"Male 55 (58.5)" under "Characteristic No. (%)", or one cell a line. A table that does not fit
throughout is left in lines: no cell is guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from netmatrix.patterns import compiled
from netmatrix.readers.flow import Row

_NUMBER = r"\d[\d,]*(?:[.·]\d+)?"
_VALUE = (
    rf"(?:[<>≤≥=]\s?)?(?:{_NUMBER}|[.·]\d+)(?:\s?%)?(?:\s?±\s?{_NUMBER})?"
    rf"(?:\s?/\s?{_NUMBER})?(?:\s?[(\[]\s?{_NUMBER}\s?%?(?:\s?(?:[-–—,]|to)\s?{_NUMBER}\s?%?)?\s?[)\]])?"
)
_CELL = compiled(rf"{_VALUE}|[-–—]|NA|NR|N/A|n\.?s\.?", re.IGNORECASE)
# A line's values at its end; what stands before them is its label.
_AT_END = compiled(rf"(?:(?<=\s)(?:{_VALUE})\s)*(?<=\s)(?:{_VALUE})$")
_ONE = compiled(rf"(?<=\s){_VALUE}(?=\s|$)")
_SHARED = compiled(rf"{_NUMBER}\s?[(\[]\s?{_NUMBER}\s?%?\s?[)\]]$")
_FIRST = compiled(
    r"(?:baseline |patient |clinical |tumou?r )*(?:characteristics?|variables?|parameters?|features?|factors?|item)\b[,:]?",
    re.IGNORECASE,
)
_COLUMN = compiled(
    r"\S[^()]*?\(\s?(?:[nN]\s?=\s?\d[\d,]*|%|[nN],?\s%)\s?\)|(?:[nN]|[Nn]o\.?|[Nn]umber|[Vv]alue|[Pp](?:[- ][Vv]alues?)?|%)(?=\s|$)"
)
# "Characteristic", then a line of its own for each column.
_HEADS = compiled(
    r"(?:[nN]|[Nn]o\.?|[Nn]umber|[Vv]alue|[Pp]atients|%|[Pp]ercent\w*)(?:\s*\(\s*[%nN]\s*\))?"
)
_GROUP = compiled(r"\b[nN]\s?=\s?\d")
_TEST = compiled(r"[pP](?:[- ]?values?)?")
_MOSTLY = 0.6
_LEAST_ROWS = 3


def cells(lines: Sequence[str]) -> list[Row] | None:
    """The lines of a table as rows of cells, ``None`` where they do not plainly make some."""
    return _one_a_line(lines) or _values_at_end(lines) or _ratios_at_end(lines)


def _one_a_line(lines: Sequence[str]) -> list[Row] | None:
    """ "Feature / Observation (n = 109) / Resection (n = 118) / P / Female / 58 / 63 / .98 / …",
    "Characteristic / Number / % / Male / 49 / 58 / …".
    """
    numbers = [bool(_CELL.fullmatch(line)) for line in lines]
    first = numbers.index(True) if True in numbers else 0
    counted = first > 1 and _FIRST.fullmatch(lines[0]) and _HEADS.fullmatch(lines[1])
    if not first or not (counted or _GROUP.search(" ".join(lines[:first]))):
        return None
    rows: list[Row] = []
    for line, number in zip(lines[first - 1 :], numbers[first - 1 :], strict=True):
        if number and rows:
            rows[-1].append(line)
        else:
            rows.append([line])
    filled = [len(row) for row in rows if len(row) > 1]
    width = Counter(filled).most_common(1)[0][0]
    head = list(lines[: first - 1])
    above = [[line] for line in head[width:]]  # a sub-heading over the first line
    if len(filled) < _LEAST_ROWS or width < 2 or not width <= len(head) <= width + 1:
        return None
    tested = bool(_TEST.fullmatch(head[width - 1]))
    fit = {width, width - 1} if tested and width > 2 else {width}
    if not set(filled) <= fit:
        return None
    return [head[:width], *above, *(row + [""] * (width - len(row)) for row in rows)]


# "Univariable HR (95% CI) p": a ratio with its interval, and often its test.
_RATIO_COLUMN = compiled(
    r"((?:(?:uni|multi)\w+\s(?:analysis\s)?)?(?:HR|OR|hazard ratio|odds ratio)s?\s?(?:\(\s?95\s?%\s?CI\s?\)|95\s?%\s?CI)?)(?:\s(p(?:[-\s]?values?)?))?(?=\s|$)",
    re.IGNORECASE,
)
_RATIO_HEAD = compiled(
    r"(?:variables?|factors?|characteristics?|parameters?|covariates?|predictors?)\b",
    re.IGNORECASE,
)
_RATIO_CELL = r"\d+(?:\.\d+)?\s[(\[]\s?\d+(?:\.\d+)?\s?(?:[-–—,]|to)\s?\d+(?:\.\d+)?\s?[)\]]"
_P_CELL = r"(?:[<>≤=]\s?)?[01]?\.\d+\*?"
_LEFT_OUT = r"[-–—]|NA|NS|n\.?s\.?|ref(?:erence)?\.?|1(?:\.0+)?(?:\s\(ref\w*\.?\))?"


def _ratios_at_end(lines: Sequence[str]) -> list[Row] | None:
    """ "Variable Univariable HR (95% CI) p Multivariable HR (95% CI) p / Male sex 1.35 (0.64-2.85)
    0.43 - -": the lines of a regression, each with all its cells at its end.
    """
    lines = _unwrapped(lines)
    first = _RATIO_HEAD.match(lines[0])
    heads = list(_RATIO_COLUMN.finditer(lines[0], first.end())) if first else []
    said = "".join(m.group() for m in heads).replace(" ", "")
    if first is None or not heads or said != lines[0][first.end() :].replace(" ", ""):
        return None
    columns = [cell.strip() for m in heads for cell in m.groups() if cell]
    cells = [rf"({_P_CELL if c[0] in 'pP' else _RATIO_CELL}|{_LEFT_OUT})" for c in columns]
    row = compiled(r"(?P<label>\S.*?)\s" + r"\s".join(cells) + "$", re.IGNORECASE)
    found = [row.match(line) for line in lines[1:]]
    told = [m for m in found if m]
    if len(told) < _LEAST_ROWS or len(told) < _MOSTLY * len(found):
        return None
    out: list[Row] = [[first.group(), *columns]]
    for line, match in zip(lines[1:], found, strict=True):
        cut = [match["label"], *match.groups()[1:]] if match else [line, *[""] * len(columns)]
        out.append(cut)
    return out


def _unwrapped(lines: Sequence[str]) -> list[str]:
    """The lines with a wrapped heading ("… HR", "(95% CI)", "p") and wrapped labels ("Liver
    involvement", ">50% 2.02 …") put together.
    """
    head = 1
    while head < min(_WRAPPED, len(lines)) and _OF_HEAD.match(lines[head]):
        head += 1
    out = [" ".join(lines[:head])]
    for line in lines[head:]:
        open_label = len(out) > 1 and not _FILLED.search(out[-1])
        if open_label and not line[0].isupper():
            out[-1] += f" {line}"
        else:
            out.append(line)
    return out


_FILLED = compiled(rf"{_RATIO_CELL}|(?:[\d–—-]|\b(?:ref\w*|NS|NA|n\.?s\.?)\)?)$", re.IGNORECASE)
_WRAPPED = 8
_OF_HEAD = compiled(
    r"(?:(?:uni|multi)varia\w+|HR|OR|hazard ratio|odds ratio|\(?95\s?%\s?CI|p(?:[-\s]?values?)?(?=\s|$)|analysis)\b",
    re.IGNORECASE,
)


def _values_at_end(lines: Sequence[str]) -> list[Row] | None:
    """ "Characteristic No. (%) / Male 55 (58.5) / Female 39 (41.5) / Primary site / Pancreas 42"."""
    first = _FIRST.match(lines[0])
    if first is None:
        return None
    columns = [m.group().strip() for m in _COLUMN.finditer(lines[0], first.end())]
    said = "".join(lines[0][first.end() :].split())
    if not columns or "".join("".join(columns).split()) != said:
        return None
    rows: list[Row] = [[first.group(), *columns]]
    for line in lines[1:]:
        end = _AT_END.search(f" {line}")
        found = list(_ONE.finditer(f" {line}", end.start() - 1)) if end else []
        found = found[-len(columns) :]  # "0 31 (33.0)": the first may be the label
        if not found:
            rows.append([line, *[""] * len(columns)])
            continue
        label = f" {line}"[: found[0].start()].strip()
        if not label:
            return None
        values = [m.group() for m in found]
        rows.append([label, *values, *[""] * (len(columns) - len(values))])
    told = [row for row in rows[1:] if row[1]]
    full = sum(1 for row in told if all(row[1:]) or (row[-1] == "" and all(row[1:-1])))
    shared = sum(1 for row in told if _SHARED.fullmatch(row[1]))
    if len(told) < _LEAST_ROWS or full < len(told) or shared < _MOSTLY * len(told):
        return None
    return rows
