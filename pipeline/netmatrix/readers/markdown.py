"""Markdown, as converters write papers: headings, run-in heads, tables, inline HTML and TeX."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from netmatrix import patterns
from netmatrix.document import Metadata
from netmatrix.patterns import compiled
from netmatrix.readers import decode, headings, inline, lines, tables
from netmatrix.readers.flow import FRONT, LONG, Item, emit, is_open, rejoin
from netmatrix.readers.hyphens import Words, join_lines
from netmatrix.readers.raw import Raw

_ATX = compiled(r" {0,3}#{1,6}[ \t]*(?=[^#\s])(.{0,500}?)[ \t#]*$")
_RULE = compiled(r" {0,3}(?:[-*_][ \t]*){3,}$")
_SETEXT = compiled(r" {0,3}(?:=+|-{3,})[ \t]*$")
_FENCE = compiled(r" {0,3}(?:```|~~~)")
_PIPE_RULE = compiled(
    r"(?=[^\n]*(?:--|\|))\s*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+){0,99}\|?\s*+$"
)
_LEAST_LINES = 12
"""A table of one cell a line has so many short lines at least."""
_BULLET = compiled(r"\s{0,12}(?:[-*+•◦▪●]|\d{1,3}[.)]|\[\d{1,3}\])[ \t]+(?=\S)")
_MARK = compiled(r"\s{0,12}[-*+•◦▪●][ \t]+(?=\S)")
_BOLD_LINE = compiled(r"(\*\*|__)(?!\s)([^*\n]{1,200}?)\1\s*:?$")
_BOLD_RUN_IN = compiled(r"(?:\*\*|__)([^*_\n]{2,80}?)(?:\*\*|__)")
_IMAGE = compiled(r"!\[([^\]\n]{0,2000})\]\(([^()\s]{0,2000})[^()]{0,200}\)")
_LINK = compiled(r"(?<!!)\[([^\[\]\n]{1,500})\]\(([^()\s]{0,2000})(?:\s[^()]{0,200})?\)")
_REF_LINK = compiled(r"^\s{0,3}\[[^\]\n]{1,60}\]:\s+\S+.*$", re.MULTILINE)
_AUTO_LINK = compiled(r"<((?:https?://|mailto:)[^<>\s]{1,500})>")
_STAR = compiled(r"(?<![\w*\\])\*(?=[^\s*])([^*\n]{1,400}?)(?<=\S)\*(?![\w*])")
_STAR_INNER = compiled(r"(?<![\w*\\])\*(?=[^\s*])([^*\n]{1,400}?)(?<=\S)\*(?=\w)")
_UNDER = compiled(r"(?<![\w_\\])_(?=[^\s_])([^_\n]{1,400}?)(?<=\S)_(?![\w_])")
_ESCAPE = compiled(r"\\([!\"#$%&'()*+,\-./:;<=>?@\[\]^_`{|}~\\])")
_CODE = compiled(r"`{1,2}([^`\n]{1,300})`{1,2}")
# Pandoc's superscripts and subscripts: "^131^I", "CCRT^a^", "H~2~O".
_RAISED = compiled(r"\^([^\s^]{1,12})\^")
_LOWERED = compiled(r"(?<=[A-Za-z])~(\d{1,2})~")
_HTML_TABLE = compiled(r"<table\b", re.IGNORECASE)
_FRONT_MATTER = compiled(r"---[ \t]*\n((?:[^\n]{0,2000}\n){1,80}?)(?:---|\.\.\.)[ \t]*(?:\n|$)")
# Rows between bars at both ends, of three cells or more: a table, though no rule stands below its head.
_BARRED = compiled(r"\s*\|(?:[^|\n]*\|){3,}\s*$")
_LEAST_BARRED = 3
_CONTINUED = compiled(r"\(?\bcont(?:inued|\.|’d|'d)", re.IGNORECASE)


def emphasis(text: str) -> str:
    """Text without marks of emphasis, links and code: their wording stays."""
    if "[" in text:
        text = _LINK.sub(r"\1", _IMAGE.sub(r"\1", text))
    if "*" in text:
        text = text.replace("***", "**").replace("**", "")
        text = _STAR_INNER.sub(r"\1 ", _STAR.sub(r"\1", text))
    if "_" in text:
        text = _UNDER.sub(r"\1", text.replace("__", ""))
    if "`" in text:
        text = _CODE.sub(r"\1", text)
    if "~~" in text:
        text = text.replace("~~", "")
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    return " ".join(text.split())


_HEADING = 16
"""A heading has so many words at most."""


def _opens_part(text: str) -> bool:
    """Whether a line begins with a head in bold: "**Results** Of …"."""
    head = _BOLD_RUN_IN.match(text)
    return head is not None and headings.role(head.group(1).strip(": .")) in headings.OPENING


class _Walk:
    """One pass over the lines of the file."""

    def __init__(self, rows: list[str], words: Words) -> None:
        self.rows = rows
        self.words = words
        self.items: list[Item] = []
        self.para: list[str] = []
        self.in_references = False
        self.has_title = False

    def close(self) -> None:
        if not self.para:
            return
        raw = join_lines([line.strip() for line in self.para], self.words)
        self.para = []
        kind = "reference" if self.in_references else None
        bullet = _BULLET.match(raw)
        bold_line = _BOLD_LINE.match(raw)
        below = bool(self.items) and self.items[-1].kind in ("table", "footnote")
        if below and bullet and raw[0] == "*" and lines.legend(f"* {raw[1:].strip()}"):
            self.items.append(Item("footnote", emphasis(f"\\* {raw[1:].strip()}")))
            return
        if bullet and raw[0].isdigit() and not kind and lines.heading_by_name(emphasis(raw)):
            self.heading(emphasis(raw).rstrip(":"), 7)  # "4. Discussion" is no item of a list
            return
        if bullet and not bold_line:
            mark = _MARK.match(raw)
            wording = emphasis(raw[mark.end() :] if mark else raw)
            if wording:
                self.items.append(Item("reference" if kind else "list_item", wording))
            return
        wording = emphasis(raw)
        if not wording:
            return
        label = lines.caption(wording)
        if label and len(wording) < 4000:
            self.items.append(Item("caption", wording, label=label[0]))
            return
        if bold_line and len(wording.split()) <= _HEADING and wording[-1] not in ".;,":
            self.heading(wording.rstrip(":"), 7)
            return
        if lines.heading_by_name(wording) and not kind:
            self.heading(wording.rstrip(":"), 7)
            return
        if lines.furniture(wording):
            self.items.append(Item("furniture", wording))
            return
        if below and (lines.legend(wording) or lines.LETTERED.match(wording)):
            self.items.append(Item("footnote", wording))
            return
        if kind:
            self.items.append(Item("reference", wording))
            return
        head = _BOLD_RUN_IN.match(raw)
        if head and not wording.startswith(head.group(1).rstrip(": .") + ":"):
            # "**Results** Of …": the colon keeps the head apart once the marks are gone.
            bare = head.group(1).strip(": .")
            if headings.role(bare) and wording.startswith(bare):
                wording = f"{bare}: {wording[len(bare) :].lstrip(' :.')}"
        self.items.append(
            Item("paragraph", inline.spread(wording), back=FRONT.match(wording) is not None)
        )

    def heading(self, wording: str, level: int) -> None:
        if not wording:
            return
        label = lines.caption(wording)
        if label:
            self.items.append(Item("caption", wording, label=label[0]))
            return
        found = headings.role(wording.rstrip(":"))
        self.in_references = found == "references"
        if level == 1 and found is None and not self.has_title and len(wording) > 12:
            self.has_title = True
            if not any(item.kind == "paragraph" for item in self.items):
                self.items.append(Item("title", wording))
                return
        self.items.append(Item("heading", wording))

    def run(self) -> list[Item]:
        rows, i, n = self.rows, 0, len(self.rows)
        while i < n:
            row = rows[i]
            text = row.strip()
            if not text or _FENCE.match(row) or _RULE.match(row):
                # A rule below a line of text makes it a heading (setext), else it is decoration.
                if text and len(self.para) == 1 and _SETEXT.match(row) and len(self.para[0]) < 200:
                    wording = emphasis(self.para.pop())
                    self.heading(wording, 2)
                else:
                    self.close()
                i += 1
                continue
            if _SETEXT.match(row) and len(self.para) == 1:
                self.heading(emphasis(self.para.pop()), 1)
                i += 1
                continue
            if text[0] == ">":
                row = text = text.lstrip("> ")
                if not text:
                    i += 1
                    continue
            atx = _ATX.match(row) if row.lstrip()[0] == "#" else None
            below = bool(self.items) and self.items[-1].kind in ("table", "footnote")
            noted = len(text.split()) > _HEADING or text.count(";") > 1
            if below and atx and noted and lines.legend(text):
                # "# With 90Y-DOTATOC. CHD, carcinoid heart disease; …" below a table
                self.items.append(Item("footnote", emphasis(f"\\{text}")))
                i += 1
                continue
            if atx and patterns.match(r" {0,3}(?:#{1,6}[ \t]|#{1,6}\*\*|#{2,6}[A-Z])", row):
                self.close()
                self.heading(emphasis(atx.group(1)).rstrip(":"), len(row.strip().split(" ")[0]))
                i += 1
                continue
            table = self.table(i) or self.stacked(i)
            if table:
                self.close()
                self.items.append(table[0])
                i = table[1]
                continue
            # A file with a paragraph a line may have no blank ones between.
            begins = not self.para or not is_open(self.para[-1])
            named = begins and lines.heading_by_name(text)
            apart = named or _opens_part(text) or (self.para and len(self.para[-1]) > LONG)
            if _BULLET.match(row) or apart or (self.para and lines.caption(emphasis(text[:120]))):
                self.close()
            self.para.append(row.replace("\t", " "))
            if (_BOLD_LINE.match(text) or named) and len(self.para) == 1:
                self.close()
            i += 1
        self.close()
        return self.items

    def stacked(self, i: int) -> tuple[Item, int] | None:
        """The table of one cell a line that begins below a caption, and the line behind it."""
        head = " ".join(line.strip() for line in self.para) if len(self.para) == 1 else ""
        short = all(0 < len(row.strip()) <= tables.CELL for row in self.rows[i : i + _LEAST_LINES])
        if not (head and short and lines.caption(emphasis(head))):
            return None
        found, end = tables.below_caption(self.rows, i, tables.WIDE)
        return (found, end) if found is not None and end - i >= _LEAST_LINES else None

    def table(self, i: int) -> tuple[Item, int] | None:
        """The table that begins at line ``i`` and the line behind it, if one does."""
        rows = self.rows
        row = rows[i]
        if "\t" in row or ("  " in row.strip() and "|" not in row):
            found = tables.take(rows, i, 0)
            if found:
                item, end = found
                if item.rows is not None:
                    item.rows = [[emphasis(str(cell)) for cell in r] for r in item.rows]
                return item, end
        if "|" not in row or i + 1 >= len(rows):
            return None
        ruled = bool(_PIPE_RULE.match(rows[i + 1])) and "-" in rows[i + 1] and "|" in rows[i + 1]
        if not ruled and not all(map(_BARRED.match, rows[i : i + _LEAST_BARRED])):
            return None
        grid = [_pipe_cells(row)]
        j = i + 1
        while j < len(rows) and "|" in rows[j] and rows[j].strip():
            if not _PIPE_RULE.match(rows[j]):
                grid.append(_pipe_cells(rows[j]))
            j += 1
        columns = max(map(len, grid))
        if columns > 100:
            return None
        return Item("table", rows=tables.square(grid)), j


def _pipe_cells(row: str) -> list[str]:
    bare = row.strip()
    bare = bare[1:] if bare.startswith("|") else bare
    bare = bare[:-1] if bare.endswith("|") and not bare.endswith("\\|") else bare
    return [emphasis(cell) for cell in patterns.split(r"(?<!\\)\|", bare)]


def read(data: bytes) -> Raw:
    """Read Markdown. Raises ``Unreadable`` when the bytes are no text."""
    decoded = decode.decode(data)
    text, notes = decode.tidy(decoded.text)
    problems = [*decoded.problems, *notes]
    metadata = Metadata()
    matter = _FRONT_MATTER.match(text)
    if matter:
        metadata = _front_matter(matter.group(1))
        # Its lines stay in the text: what the paper says of itself is part of the record.
        text = _matter_text(matter.group(1)) + text[matter.end() :]
    text = _REF_LINK.sub("", text) if "]: " in text else text
    text = _AUTO_LINK.sub(r"\1", text)
    text = _LOWERED.sub(r"\1", _RAISED.sub(r"<sup>\1</sup>", text))
    if _HTML_TABLE.search(text):
        text = _html_tables(text)
    text, _ = inline.clean(text)
    words = Words(text)
    items = rejoin(_continued(_Walk(text.split("\n"), words).run()), words)
    return Raw(
        emit(items),
        "markdown",
        metadata=metadata,
        problems=problems,
        status="partial" if decoded.replaced else "ok",
    )


def _continued(items: list[Item]) -> list[Item]:
    """A line "TABLE 2 Continued" before a table is its caption, whatever its look."""
    for item, following in pairwise(items):
        if item.kind in ("paragraph", "heading") and following.kind == "table":
            label = lines.caption(item.text) or (
                (item.text, 0) if patterns.match(r"tab(?:le|\.)\s", item.text, re.IGNORECASE)
                and _CONTINUED.search(item.text) else None
            )  # fmt: skip
            if label:
                item.kind, item.label = "caption", label[0]
    return items


def _html_tables(text: str) -> str:
    """Tables in HTML inside the Markdown as pipe tables, spans written out as empty cells."""
    from netmatrix.readers import html  # lxml only where a table asks for it

    def repl(match: re.Match[str]) -> str:
        rows = html.table_rows(match.group())
        if not rows:
            return match.group()
        out = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
        out.insert(1, "|" + " --- |" * len(rows[0]))
        return "\n\n" + "\n".join(out) + "\n\n"

    return patterns.sub(r"<table\b(?:(?!</table>|<table\b).){0,200000}?</table>", repl, text,
                  flags=re.IGNORECASE | re.DOTALL)  # fmt: skip


_MATTER_LINE = compiled(r"(title|author|authors|date|year|doi|pmid|journal)\s*:\s*(.+)$", re.I)


def _front_matter(matter: str) -> Metadata:
    """Title, DOI and the like from YAML front matter, read line by line (no YAML is executed)."""
    out = Metadata()
    for line in matter.split("\n"):
        found = _MATTER_LINE.match(line.strip())
        if found is None:
            continue
        key, value = found.group(1).lower(), found.group(2).strip().strip("\"'")
        if key in ("author", "authors"):
            names = [n.strip(" \"'") for n in value.strip("[]").split(",") if n.strip(" \"'")]
            out = replace(out, authors=tuple(names))
        elif key in ("date", "year"):
            year = patterns.search(r"\b(?:19|20)\d{2}\b", value)
            out = replace(out, year=int(year.group())) if year else out
        elif key == "title":
            out = replace(out, title=value)
        elif key == "doi":
            out = replace(out, doi=patterns.sub(r"^https?://(?:dx\.)?doi\.org/", "", value))
        elif key == "pmid":
            out = replace(out, pmid=value)
        else:
            out = replace(out, journal=value)
    return out


def _matter_text(matter: str) -> str:
    kept = [line for line in matter.split("\n") if line.strip()]
    return "\n\n".join(kept) + "\n\n"
