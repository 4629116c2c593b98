"""The statistics of a characteristics table: a concept a line, a group a column.

A column's group and size come from its header ("BM cohort (n=105)"), or from the line that counts
the patients; a line's concept from its label, read with the heading above it ("Localization /
Ileum" is a primary, "Metastases / Liver" a metastasis).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from netmatrix.document import Span
from netmatrix.evidence import Statistic
from netmatrix.extract.grids import Grid
from netmatrix.extract.statistics_concepts import Anchor, anchors, own_words
from netmatrix.extract.statistics_numbers import (
    Figure,
    count,
    figures,
    number,
    p_value,
    percent,
    ratio_name,
    value_at,
)
from netmatrix.extract.statistics_prose import Context
from netmatrix.nlp.annotations import Annotations

_SIZE = re.compile(r"\b[nN]\s?[=:]\s?(\d[\d, ]*\d|\d)")
_P_HEADER = re.compile(
    r"^\s*[pP](?:[-\s]?values?)?\s*[*†‡a-d#]?(?:\s?\(.*\))?\s*$|\bp[- ]?values?\b", re.I
)
_RATIO_HEADER = re.compile(
    r"\b(?:a?HR|a?OR|RR|hazards? ratio|odds ratio|relative risk|risk ratio)\b", re.I
)
_CI_HEADER = re.compile(r"^\s*9[059]\s?%\s?(?:CI|confidence interval)s?\s*$", re.I)
_N_HEADER = re.compile(
    r"^(?:.*\s)?(?:n|no\.?|number|count|frequency|no\.? of (?:patients|cases)|number of (?:patients|cases)|patients|cases)\.?\s*$",
    re.I,
)
_PERCENT_HEADER = re.compile(r"^(?:.*\s)?\(?(?:%|percent(?:age)?|per cent)\)?\s*$", re.I)
_N_PERCENT = re.compile(
    r"\(?\b(?:n|no\.?|number|N)\s?[,;/]?\s?\(\s?%\s?\)\)?|\(\s?%\s?\)|%\s?\(\s?n\s?\)|,?\s?\bn\s?,\s?%",
    re.I,
)
_EMPTY_CELL = re.compile(
    r"^[\s\-–—−./]*$|^(?:NA|N/A|ND|NR|n\.?a\.?|n\.?r\.?|n\.?d\.?|not (?:reached|reported|available|applicable)|nil|ref(?:erence)?\.?|1 ?\(ref\w*\.?\))$",
    re.I,
)
_AVERAGE = re.compile(r"\b(?:median|mean|average|IQR|SD|interquartile|range)\b|±", re.I)
_COUNT_ROW = re.compile(
    r"^(?:total\s?(?:number\s)?(?:of\s)?(?:patients|cases|n|no\.?)?|(?:no\.?|number|n)\s?(?:of\s)?(?:the\s)?(?:patients|cases|subjects)|patients|n|all patients|patients?,? (?:no\.?|n|number)|cases)(?:\s?[,(]\s?(?:n|no\.?|N)?\s?[=)]?.*)?$",
    re.I,
)
_YES = re.compile(r"^(?:yes|present|positive|y|\+)$", re.I)
_NO = re.compile(r"^(?:no|absent|negative|none|n|[-–])$", re.I)
_SLASHED = re.compile(r"^\s*(\d+)\s?[/:]\s?(\d+)(?:\s?[/:]\s?(\d+))?\s*$")
_CELL = re.compile(r"^(?P<n>\d[\d,]*)\s?[(\[]\s?(?P<p>\d+(?:[.,]\d+)?)\s?%?\s?[)\]]\S{0,2}$")
_SWAPPED = re.compile(
    r"^(?P<p>\d+(?:[.,]\d+)?)\s?%?\s?[(\[]\s?(?:n\s?=\s?)?(?P<n>\d[\d,]*)\s?[)\]]\S{0,2}$"
)
_PATIENT_LINE = re.compile(r"^(?:(?:patient|case|pt)\.?\s?(?:no\.?\s?)?#?\s?)?\d{1,3}[.)]?$", re.I)
_UNITS = re.compile(r"\b(months?|mo|years?|yrs?|cm|mm|days?|weeks?|%)\b|\(%\)")


@dataclass
class _Column:
    index: int
    role: str
    group: str
    size: int | None
    key: str
    average: str = ""


@dataclass
class TableResult:
    """A table's statistics, the sizes of its groups, and questions about its numbers."""

    statistics: list[Statistic]
    queries: list[Mapping[str, Any]]
    unassigned: int = 0


def table_statistics(
    annotations: Annotations, grid: Grid, context: Context, whole: int | None
) -> TableResult:
    """The statistics of one table; empty for tables that list patients or publications."""
    result = TableResult([], [])
    if len(grid.columns) < 2 or not grid.rows or _lists_patients(annotations, grid):
        return result
    return _Reader(annotations, grid, context, whole, result).read()


def _lists_patients(annotations: Annotations, grid: Grid) -> bool:
    text = annotations.document.text
    first = [text[r[0].start : r[0].end] for r in grid.rows if r and r[0] is not None]
    numbered = sum(bool(_PATIENT_LINE.match(c.strip())) for c in first)
    cited = sum(bool(re.search(r"\bet al\b|\b(?:19|20)\d\d\b|\[\d+\]", c)) for c in first)
    head = " ".join(c.header for c in grid.columns[:3])
    return bool(first) and (
        numbered * 2 > len(first)
        or cited * 3 > len(first)
        or bool(re.search(r"\b(?:authors?|references?|study|publication)\b", head, re.I))
    )


class _Reader:
    def __init__(
        self,
        annotations: Annotations,
        grid: Grid,
        context: Context,
        whole: int | None,
        result: TableResult,
    ) -> None:
        self.annotations, self.grid, self.context, self.whole, self.result = (
            annotations,
            grid,
            context,
            whole,
            result,
        )
        self.text = annotations.document.text
        self.caption = self.text[grid.caption.start : grid.caption.end] if grid.caption else ""
        self.notes = " ".join(self.text[f.start : f.end] for f in grid.footnotes)
        self.parent, self.above = "", ""
        self.rows = list(grid.rows)
        self.columns = self._columns()

    # --- columns

    def _headers(self) -> None:
        """A first line of "n" and "%" without a label is a second header; take it as one."""
        while self.rows:
            cells = [self.text[s.start : s.end].strip() if s else "" for s in self.rows[0]]
            if (
                cells[0]
                or not any(cells)
                or not all(
                    re.fullmatch(
                        r"\(?(?:n|no\.?|%|n ?\(%\)|number|percent(?:age)?|patients)\)?", c, re.I
                    )
                    for c in cells
                    if c
                )
            ):
                return
            columns, above = [], self.grid.columns[0]
            for column, cell in zip(self.grid.columns, cells, strict=False):
                if column.header.strip() or not cell:
                    above = column
                columns.append(replace(above, header=f"{above.header} {cell}".strip()))
            self.grid = replace(self.grid, columns=(*columns, *self.grid.columns[len(columns) :]))
            self.rows = self.rows[1:]

    def _columns(self) -> list[_Column]:
        self._headers()
        found = [self._anchors(c.start, c.end) for c in self.grid.columns]
        shared = (
            set.intersection(*({a.name for a in f} for f in found[1:])) if len(found) > 2 else set()
        )
        size = _SIZE.search(self.caption)
        single = count(size[1]) if size else None
        out: list[_Column] = []
        for index, column in enumerate(self.grid.columns):
            if index == 0:
                continue
            header = column.header.strip()
            own = _SIZE.search(header)
            bare = re.sub(
                r"[(\[,;]?\s?\b[nN]\s?[=:]\s?\d[\d, ]*\s?[)\]]?|^\s*no\.?\s?=\s?\d+", " ", header
            ).strip()
            role = (
                "p"
                if _P_HEADER.search(bare)
                else "ci"
                if _CI_HEADER.match(bare)
                else "ratio"
                if _RATIO_HEADER.search(bare)
                else "percent"
                if _PERCENT_HEADER.match(bare) and not _N_PERCENT.search(bare)
                else "n"
                if _N_HEADER.match(bare)
                else "value"
            )
            bare = _N_PERCENT.sub(" ", bare)
            key = re.sub(
                r"\b(?:n|no|number|%|percent\w*|patients|cases)\b\.?|%|[()]", " ", bare, flags=re.I
            )
            key = re.sub(r"\s+", " ", key).strip(" ,;:").lower()
            telling = [a for a in found[index] if a.name not in shared and not a.value]
            if role in ("value", "n", "percent") and telling:
                group = " and ".join(dict.fromkeys(a.name for a in telling))
                if re.search(
                    r"\b(?:no|without|non)\b",
                    bare[
                        : max(
                            0,
                            bare.lower().find(
                                self.text[
                                    column.start + telling[0].start : column.start + telling[0].end
                                ].lower()
                            ),
                        )
                    ]
                    or bare.split(" ")[0],
                    re.I,
                ):
                    group = f"no {group}"
            elif not key or self.context.rules.whole.fullmatch(key):
                group = ""
            else:
                group = key
            average = _average_word(bare)
            out.append(_Column(index, role, group, count(own[1]) if own else None, key, average))
        if single is not None and all(c.size is None for c in out):
            out = [replace(c, size=single) for c in out]
        out = [
            replace(c, group="")
            if c.size is not None and c.size == self.whole and c.role == "value"
            else c
            for c in out
        ]
        return out

    def _anchors(self, start: int, end: int, text: str | None = None) -> list[Anchor]:
        if end <= start:
            return []
        return anchors(
            self.text[start:end],
            start,
            self.annotations.mentions_in(start, end),
            self.context.rules,
            self.context.names,
        )

    # --- lines

    def read(self) -> TableResult:
        self._sizes()
        for row in self.rows:
            self._row(row)
        return self.result

    def _cell(self, row: Sequence[Span | None], index: int) -> tuple[str, int]:
        span = row[index] if index < len(row) else None
        if span is None:
            return "", 0
        raw = self.text[span.start : span.end]
        lead = len(raw) - len(re.sub(r"^[\s\-–—•]+(?=\d)", "", raw))
        return raw[lead:].rstrip(), span.start + lead

    def _label(self, row: Sequence[Span | None]) -> tuple[str, int, bool]:
        span = row[0] if row else None
        if span is None:
            return "", 0, False
        raw = self.text[span.start : span.end]
        lead = len(raw) - len(raw.lstrip(" -–—•·*\u00a0"))
        return raw[lead:].strip(), span.start + lead, lead > 0

    def _sizes(self) -> None:
        """A line that counts the patients gives its columns their sizes."""
        for row in self.rows:
            label, _start, _ = self._label(row)
            if not _COUNT_ROW.match(label):
                continue
            for position, column in enumerate(self.columns):
                cell, at = self._cell(row, column.index)
                whole_cell = _CELL.match(cell)
                figure = (
                    None
                    if whole_cell
                    else next(
                        (f for f in figures(cell) if f.kind == "share" and f.n is not None), None
                    )
                )
                plain = re.match(r"^(\d[\d,]*)", cell)
                size = figure.n if figure else count(plain[1]) if plain else None
                if size is None or column.role not in ("value", "n"):
                    continue
                group = "" if size == self.whole else column.group
                self.columns[position] = replace(column, size=column.size or size, group=group)
                self._add(
                    Figure(0, len(cell), "share", n=size),
                    "patients",
                    group,
                    at,
                    at + len(cell),
                    "count",
                    None,
                )
            return

    def _row(self, row: Sequence[Span | None]) -> None:
        label, start, indented = self._label(row)
        cells = {c.index: self._cell(row, c.index) for c in self.columns}
        filled = {i: t for i, (t, _) in cells.items() if t.strip()}
        if (not label and not filled) or _COUNT_ROW.match(label):
            return
        tests = {i for i, t in filled.items() if self._is_p(i, t)}
        if label and not (set(filled) - tests):
            self.parent, self.above = label, label
            concept = self._concept(label, start, "", heading=True)
            self._tests(cells, tests, concept)
            return
        parent = self.above if indented and self.above else self.parent
        concept = self._concept(label, start, parent)
        if not indented:
            self.above = label
        self._tests(cells, tests, concept)
        pair = self._pair(label, start)
        if not concept and not pair:
            self.result.unassigned += len(filled) - len(tests)
            return
        done: set[int] = set()
        for column in self.columns:
            if column.index in tests or column.index in done or column.index not in filled:
                continue
            text, at = cells[column.index]
            if column.role == "ratio":
                self._ratio(column, text, at, concept, cells)
                continue
            if column.role in ("p", "ci"):
                continue
            if pair and (m := _SLASHED.match(text)):
                for name, part in zip(pair, m.groups(), strict=False):
                    if part:
                        self._add(
                            Figure(0, len(text), "share", n=int(part)),
                            name,
                            column.group,
                            at,
                            at + len(text),
                            "proportion",
                            column.size,
                        )
                continue
            partner = next(
                (
                    c
                    for c in self.columns
                    if c.index == column.index + 1
                    and c.index in filled
                    and {c.role, column.role} == {"n", "percent"}
                ),
                None,
            )
            if partner is not None:
                done.add(partner.index)
                self._two(column, partner, cells, concept)
                continue
            self._value(column, text, at, label, parent, concept)

    def _is_p(self, index: int, text: str) -> bool:
        role = next(c.role for c in self.columns if c.index == index)
        if role == "p":
            return p_value(text) is not None
        return bool(re.match(r"\s*p\s?[=<>≤]", text, re.I))

    def _tests(self, cells: Mapping[int, tuple[str, int]], tests: set[int], concept: str) -> None:
        for index in sorted(tests):
            text, at = cells[index]
            figure = p_value(text)
            if figure is not None and concept:
                self._add(figure, concept, "", at, at + len(text), "p_value", None)

    # --- concepts

    def _concept(self, label: str, start: int, parent: str, *, heading: bool = False) -> str:
        rules = self.context.rules
        bare = re.sub(r"\s+", " ", _N_PERCENT.sub(" ", label)).strip(" ,;:*†‡")
        kind = next(
            (name for name, pattern in rules.parents if parent and pattern.match(parent.strip())),
            "",
        )
        found = self._anchors(start, start + len(label))
        listed = list(self.annotations.mentions_in(start, start + len(label)))
        if parent and (_YES.match(bare) or _NO.match(bare)):
            base = self._parent_concept(parent)
            if _YES.match(bare) or not base:
                return base
            return {"functioning": "non-functioning", "symptomatic": "asymptomatic"}.get(
                base, f"no {base}"
            )
        if kind == "grade":
            grade = (
                re.match(r"^(?:grade\s|G|NET\s?G?|NET[- ]G)?\s?([123]|I{1,3})\b", bare, re.I)
                or None
            )
            word = re.match(r"^(low|intermediate|high)\b", bare, re.I)
            if grade:
                return f"grade G{len(grade[1]) if grade[1].upper().startswith('I') else grade[1]}"
            if word:
                return {"low": "grade G1", "intermediate": "grade G2", "high": "grade G3"}[
                    word[1].lower()
                ]
            well = re.match(r"^(well|poorly|poor|moderately)\b", bare, re.I)
            if well:
                return {
                    "w": "well differentiated",
                    "p": "poorly differentiated",
                    "m": "moderately differentiated",
                }[well[1][0].lower()]
        if kind in ("primary", "metastasis"):
            sites = [m for m in listed if m.layer == "term" and m.group == "site"]
            table = rules.primary_sites if kind == "primary" else rules.metastatic_sites
            names = []
            for m in sites:
                chain = (m.name, *self.context.names.ancestors("site", m.name))
                names.append(next((table[s] for s in chain if s in table), ""))
            distinct = list(dict.fromkeys(n for n in names if n))
            strong = [
                a for a in found if a.name.startswith("primary ") or a.name.endswith("metastasis")
            ]
            if strong:
                return strong[0].name
            if len(distinct) == 1:
                return distinct[0]
            if kind == "primary" and re.match(r"^others?\b", bare, re.I):
                return "primary other"
            if kind == "primary" and re.match(
                r"^(?:unknown|undetermined$|CUP|not known)", bare, re.I
            ):
                return "primary unknown"
            weak = [
                m.name for m in listed if m.layer == "concept" and m.name.startswith("primary ")
            ]
            if kind == "primary" and weak and not distinct:
                return weak[0]
        pick = [a for a in found if a.name != "patients"]
        if pick:
            values = [a for a in pick if a.value]
            if pick[0].name == "performance status" and re.search(r"\d", bare):
                return bare.lower()
            best = (
                values[0]
                if values and (_AVERAGE.search(label) or values[0].start < 4)
                else min(pick, key=lambda a: (a.rank, a.start))
            )
            if (
                best.value
                and re.search(r"[<>≤≥]|\d", label)
                and best.name in ("age", "ki-67", "tumor size")
                and not _AVERAGE.search(label)
            ):
                return bare.lower()
            return best.name
        if parent and re.fullmatch(
            r"(?-i:(?:[IVX]{1,4}|[TNMLRG])\d?[ab]?)|\d\S*|[<>≤≥].*|.{1,2}|unknown|others?|missing|not known|undetermined|negative|positive",
            bare,
            re.I,
        ):
            if re.match(r"stage", parent, re.I) and re.match(r"^(?:IV|4)", bare):
                return "stage IV"
            base = self._parent_concept(parent)
            return f"{base} {bare.lower()}" if base else ""
        wording = re.sub(r"\([^()]*\)", " ", bare).lower()
        wording = re.sub(r"\s+", " ", wording).strip(" ,;:*")
        return (
            own_words(wording)
            or (wording if 2 < len(wording) < 60 and not wording[0].isdigit() else "")
            if not heading or wording
            else ""
        )

    def _parent_concept(self, parent: str) -> str:
        """The concept of a heading, found again in its cell."""
        at = self.text.find(parent, self.grid.start, self.grid.end + 1)
        found = self._anchors(at, at + len(parent)) if at >= 0 else []
        return found[0].name if found else own_words(parent) or parent.strip().lower()

    def _pair(self, label: str, start: int) -> list[str]:
        """ "Male/female", "G1/G2/G3": the concepts of a cell "12/9"."""
        initials = {"m": "male", "f": "female", "w": "female"}
        sexes = re.search(
            r"\b(m(?:ales?|en)?|f(?:emales?)?|w(?:omen)?)\s?[/:]\s?(m(?:ales?|en)?|f(?:emales?)?|w(?:omen)?)\b",
            label,
            re.I,
        )
        if sexes:
            return [initials[sexes[1][0].lower()], initials[sexes[2][0].lower()]]
        parts = [
            p
            for p in re.finditer(
                r"[^/:]+", re.sub(r"\(.*?\)", lambda m: " " * len(m.group()), label)
            )
            if p.group().strip()
        ]
        if not 2 <= len(parts) <= 4 or ("/" not in label and ":" not in label):
            return []
        out = []
        for part in parts:
            found = self._anchors(start + part.start(), start + part.end())
            bare = part.group().strip().split()[-1].lower() if part.group().strip() else ""
            name = found[-1].name if found else initials.get(bare.strip(",;"), "")
            if not name:
                return []
            out.append(name)
        return out

    # --- cells

    def _two(
        self, one: _Column, two: _Column, cells: Mapping[int, tuple[str, int]], concept: str
    ) -> None:
        n_col, p_col = (one, two) if one.role == "n" else (two, one)
        (n_text, n_at), (p_text, p_at) = cells[n_col.index], cells[p_col.index]
        n = count(re.sub(r"[^\d,]", "", n_text)) if re.match(r"^\d[\d,]*\S?$", n_text) else None
        share = (
            percent(re.sub(r"[%\s]", "", p_text))
            if re.match(r"^\d+(?:[.,]\d+)?\s?%?$", p_text)
            else None
        )
        if n is None and share is None:
            return
        start, end = min(n_at, p_at), max(n_at + len(n_text), p_at + len(p_text))
        self._add(
            Figure(0, 0, "share", n=n, percent=share),
            concept,
            one.group,
            start,
            end,
            "proportion",
            n_col.size,
        )

    def _ratio(
        self,
        column: _Column,
        text: str,
        at: int,
        concept: str,
        cells: Mapping[int, tuple[str, int]],
    ) -> None:
        figure = value_at(text, 0, len(text))
        if figure is None or _EMPTY_CELL.match(text) or figure.value is None:
            return
        end = at + len(text)
        if figure.low is None:
            beside = next(
                (c for c in self.columns if c.index == column.index + 1 and c.role == "ci"), None
            )
            if beside is not None:
                ci, ci_at = cells[beside.index]
                bounds = re.search(r"(\d+(?:[.,]\d+)?)\s?(?:-|–|—|−|to|,)\s?(\d+(?:[.,]\d+)?)", ci)
                if bounds:
                    figure = replace(figure, low=number(bounds[1]), high=number(bounds[2]))
                    end = ci_at + len(ci)
        header = self.grid.columns[column.index].header
        name = _RATIO_HEADER.search(header)
        figure = replace(
            figure,
            kind="ratio",
            measure=ratio_name(name.group() if name else ""),
            unit=None,
            interval="95% CI" if figure.low is not None else None,
        )
        self._add(figure, concept, "", at, end, "ratio", None)

    def _value(
        self, column: _Column, text: str, at: int, label: str, parent: str, concept: str
    ) -> None:
        if _EMPTY_CELL.match(text):
            return
        end = at + len(text)
        told = _average_word(label) or _average_word(parent) or column.average
        spread = re.search(
            r"±|\brange|\bIQR|[(\[]\s?\d+(?:[.,]\d+)?\s?%?\s?(?:-|–|—|−|to|;)\s?\d", text
        )
        if told or spread:
            measure = told or (
                "mean"
                if "±" in text
                else _average_word(text) or _average_word(f"{self.caption} {self.notes}")
            )
            figure = value_at(text, 0, len(text))
            if (
                figure is not None
                and measure
                and not (
                    told
                    and not spread
                    and _CELL.match(text)
                    and concept not in self.context.rules.values
                )
            ):
                note = f"{label} {parent} {self.grid.columns[column.index].header}"
                interval = figure.interval
                if interval == "range" and not re.search(r"range", text, re.I):
                    interval = (
                        "IQR"
                        if re.search(r"IQR|interquartile", note, re.I)
                        else "95% CI"
                        if re.search(r"9\d\s?%\s?CI", note)
                        else "range"
                    )
                sd = re.search(r"^\s*[\d.,]+\s?[(\[]\s?(\d+(?:[.,]\d+)?)\s?[)\]]", text)
                detail = figure.detail
                if sd and figure.low is None and re.search(r"\bSD\b", note):
                    interval, detail = "SD", (("sd", number(sd[1]) or 0.0),)
                unit = (
                    figure.unit
                    or _unit(label)
                    or _unit(parent)
                    or ("year" if concept == "age" else "percent" if "(%)" in label else None)
                )
                self._add(
                    replace(figure, measure=measure, unit=unit, interval=interval, detail=detail),
                    concept,
                    column.group,
                    at,
                    end,
                    measure,
                    None,
                )
            elif figure is not None:
                self.result.unassigned += 1
            if measure or not _CELL.match(text):
                return
        figure = self._share(column, text, label)
        if figure is None or (concept in self.context.rules.values and figure.percent is None):
            self.result.unassigned += 1
            return
        self._add(figure, concept, column.group, at, end, "proportion", column.size)

    def _share(self, column: _Column, text: str, label: str) -> Figure | None:
        found = [f for f in figures(text) if f.kind == "share"]
        cell, swapped = _CELL.match(text), _SWAPPED.match(text)
        header = self.grid.columns[column.index].header
        if swapped and (re.search(r"%\s?\(\s?n", header) or "%" in text.split("(")[0]):
            return Figure(
                0, len(text), "share", n=count(swapped["n"]), percent=percent(swapped["p"])
            )
        if cell and percent(cell["p"]) is not None:
            return Figure(0, len(text), "share", n=count(cell["n"]), percent=percent(cell["p"]))
        if found and (found[0].percent is not None or found[0].N is not None):
            return found[0]
        if re.fullmatch(r"\d[\d,]*\s?[*†‡a-c]?", text):
            if column.role == "percent" or (
                re.search(r"%", label) and not re.search(r"\bn\b", label)
            ):
                return Figure(0, len(text), "share", percent=percent(re.sub(r"\D", "", text)))
            n = count(re.sub(r"[^\d,]", "", text))
            return (
                Figure(0, len(text), "share", n=n)
                if n is not None and (column.size is None or n <= column.size)
                else None
            )
        if column.role == "percent" or re.search(r"%", f"{label} {header}"):
            share = percent(text) if re.fullmatch(r"\d+(?:[.,]\d+)?", text) else None
            return Figure(0, len(text), "share", percent=share) if share is not None else None
        return None

    def _add(
        self,
        figure: Figure,
        concept: str,
        group: str,
        start: int,
        end: int,
        measure: str,
        size: int | None,
    ) -> None:
        whole = figure.N
        detail: dict[str, Any] = dict(figure.detail)
        if measure == "proportion" and whole is None and size and figure.n is not None:
            if figure.percent is None or abs(100 * figure.n / size - figure.percent) <= 1.0:
                whole = size
            else:
                message = (
                    f"{self.grid.label or 'A table'}: {concept}{f' ({group})' if group else ''} is printed as {figure.n} "
                    f"({figure.percent:g} %), but {figure.n} of the column's {size} patients are {100 * figure.n / size:.1f} %."
                )
                self.result.queries.append({"rule": "cohort.column_size", "message": message})
        document = self.annotations.document
        self.result.statistics.append(
            Statistic(
                measure=measure,
                concept=concept,
                start=start,
                end=end,
                quote=self.text[start:end],
                rule="cohort.table",  # type: ignore[arg-type]
                group=group,
                n=figure.n,
                N=whole,
                percent=figure.percent,
                value=figure.value,
                unit=figure.unit,
                low=figure.low,
                high=figure.high,
                interval=figure.interval,
                comparator=figure.comparator,
                kind=figure.measure if measure == "ratio" else None,
                confidence=0.85,
                section=self.grid.label or "table",
                page=self.grid.page or document.page_at(start),
                detail=detail,
            )
        )


def _average_word(text: str) -> str:
    if re.search(r"\bmedian\b|\bIQR\b|interquartile", text, re.I):
        return "median"
    return "mean" if re.search(r"\bmean\b|\baverage\b|±|\bSD\b", text, re.I) else ""


def _unit(text: str) -> str | None:
    match = _UNITS.search(text)
    if not match or not match[1] or match[1] == "%":
        return None
    low = match[1].lower()
    return "month" if low.startswith("mo") else "year" if low.startswith("y") else low.rstrip("s")
