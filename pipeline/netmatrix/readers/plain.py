"""Plain text: lines that a converter, a repository page or a person wrote, back to paragraphs.

The text is walked once.  Lines set tight are joined when the file is hard-wrapped; a blank line in
the middle of a sentence does not end it; tables keep their lines (or get cells where tabs say so).
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from itertools import pairwise

from netmatrix import patterns
from netmatrix.patterns import compiled
from netmatrix.readers import decode, headings, inline, lines, page_breaks, tables
from netmatrix.readers.flow import FRONT, LONG, Item, dangles, emit, is_open, rejoin
from netmatrix.readers.hyphens import Words, join_lines
from netmatrix.readers.raw import Raw

_FORM = compiled(r"<form\b[^<>]{0,2000}>", re.IGNORECASE)
# How the second line of a heading in capitals begins, and no line of names does.
_GOES_ON = compiled(
    r"(?:OF|IN|WITH|WITHOUT|AND|FROM|FOR|BY|AT|ON|TO|THE|AN?|AS|AFTER|DURING|DUE|PRESENTING|CAUSING|TREATED|REPORT)\b"
)
_INDENTED = compiled(r" {2,10}(?=\S)")
_TAG_LINE = compiled(r"<[a-zA-Z/!]")
_IMAGE = compiled(r"\[(?:image|figure|photo)\s?:\s?([^\]\n]{1,4000})\]$", re.IGNORECASE)
# "… are shown in", a new page, "Table 1. Haematuria was the leading symptom": no caption, for it tells.
_POINTS = compiled(r"\b(?:in|see)$")
_TELLS = compiled(r"[.:]\s.{0,60}\b(?:was|were|had)\b")
# "The rectum in no.", and the number in the next line.
_NUMBER_NEXT = compiled(r"\b(?:nos?|figs?|refs?|pts?|cases?|patients?|tables?|segments?)\.?$", re.I)
_DIGITS = compiled(r"\d+")
# "… was diagnosed with carcinoid.Table 2 Published cases of carcinoid" in front of the cells.
_GLUED_CAPTION = compiled(
    r"(?<=[A-Za-z)\]\d][.)\]])\s?(?P<caption>(?P<label>Table(?:\s(?:\d{1,2}|[IVX]{1,4})\b)?)\.?\s[A-Z][^.]{5,250}\.?)$"
)
_PAGE_LINES = 20
"""Fewer lines than any page has: what comes back sooner (a table's cells) is no running head."""
_TITLE = 30
"""The fewest characters of a table's title on a line by itself."""
_SHORT = 60
"""A longer line is no heading by its look alone, where it stands right on its paragraph."""
_PARAGRAPH = 120
"""A shorter line below it is no paragraph."""
_HARDLY = 0.1
"""The share of blank lines in a file that sets its paragraphs without them."""


class _Layout:
    """How the file sets its lines: hard-wrapped or a paragraph a line, and to what width."""

    def __init__(self, rows: list[str]) -> None:
        prose = (row.strip() for row in rows[:4000] if len(row) > 25 and "\t" not in row)
        sample = [len(row) for row in prose if "  " not in row]
        sample.sort()
        n = len(sample)
        self.width = sample[int(0.9 * (n - 1))] if n else 0
        long = sum(length > LONG for length in sample)
        pairs = sum(
            1
            for first, second in pairwise(rows[:2000])
            if 40 < len(first) < 200 and second.strip() and is_open(first.rstrip())
        )
        self.wrapped = n >= 3 and self.width <= 200 and long <= 0.05 * n and pairs >= 2
        indented = sum(1 for row in rows[:2000] if row[:1] == " " and row.strip())
        filled = sum(1 for row in rows[:2000] if row.strip())
        self.box_marks = 0 < indented <= 0.2 * filled
        first = sum(1 for row in rows[:2000] if _INDENTED.match(row))
        self.indents = 0 < first <= 0.4 * filled
        """Whether some lines stand in from the margin: the first ones of paragraphs."""


def _sentence_lines(rows: list[str]) -> list[Item] | None:
    """A title line, then each sentence on a line that begins with one space, else ``None``."""
    filled = [row for row in rows if row.strip()]
    if len(filled) < 2 or filled[0][:1].isspace() or len(filled) > 80:
        return None
    if not all(row[0] == " " and row[1:2] not in (" ", "\t") for row in filled[1:]):
        return None
    if not all(row.rstrip()[-1:] in ".?!)\"'" for row in filled[1:]):
        return None
    body = " ".join(row.strip() for row in filled[1:])
    return [Item("title", filled[0].strip()), Item("paragraph", inline.spread(body))]


def _running_heads(rows: list[str]) -> frozenset[str]:
    """Short lines that come back page after page (numbers apart), never close to each other."""
    counts: Counter[str] = Counter()
    last: dict[str, int] = {}
    close: set[str] = set()
    for number, row in enumerate(rows):
        text = row.strip()
        if 12 <= len(text) <= 120 and text[-1] != "." and "\t" not in text and " " in text:
            key = _DIGITS.sub("0", text)
            counts[key] += 1
            if number - last.get(key, -_PAGE_LINES) < _PAGE_LINES:
                close.add(key)
            last[key] = number
    return frozenset(
        key
        for key, count in counts.items()
        if count >= 3 and key not in close and not lines.heading_by_name(key)
    )


class _Walk:
    """One pass over the lines; ``items`` grows, ``para`` holds the lines of the open paragraph."""

    def __init__(self, rows: list[str], words: Words) -> None:
        self.rows = rows = tables.with_tabs(page_breaks.without_parting(rows))
        self.layout = _Layout(rows)
        self.page_heads = page_breaks.heads(rows)
        self.words = words
        self.heads = _running_heads(rows) if len(rows) > 60 else frozenset()
        self.items: list[Item] = []
        self.para: list[str] = []
        self.para_item = Item("paragraph")
        self.in_references = False
        self.in_repository = False

    def close(self) -> None:
        if not self.para:
            return
        text = self.para[0] if len(self.para) == 1 else join_lines(self.para, self.words)
        item = self.para_item
        if item.kind in ("paragraph", "list_item"):
            text = inline.spread(text)
        item.text = text
        if item.kind == "paragraph" and self.in_references:
            item.kind = "reference"
        self.items.append(item)
        self.para = []

    def start(self, text: str, item: Item) -> None:
        self.close()
        self.para = [text]
        self.para_item = item

    def cut_caption(self) -> None:
        """Part the caption of the table to come from the paragraph that it was glued to."""
        last = self.items[-1] if self.items else None
        glued = last and last.kind == "paragraph" and _GLUED_CAPTION.search(last.text)
        if last and glued:
            last.text = last.text[: glued.start()]
            self.items.append(Item("caption", glued["caption"], label=glued["label"]))

    def whole(self, item: Item) -> None:
        self.close()
        self.items.append(item)

    def run(self) -> list[Item]:
        rows, i, gap, n = self.rows, 0, 1, len(self.rows)
        while i < n:
            row = rows[i]
            text = row.strip()
            if not text:
                gap += 1
                i += 1
                continue
            used = tables.take(rows, i, self.layout.width)
            if used:
                self.close()
                self.cut_caption()
                self.whole(used[0])
                i, gap = used[1], 1
                continue
            if "\t" in text:
                text = patterns.sub(r"[ \t]+", " ", text)
            i = self.line(i, row, text, gap)
            gap = 0
        self.close()
        return self.items

    def line(self, i: int, row: str, text: str, gap: int) -> int:
        """Deal with line ``i``; returns the number of the next line to look at."""
        if i not in self.page_heads and self.continues(row, text, gap):
            self.para.append(text)
            return i + 1
        if len(text) > 400:
            self.in_repository = False
            self.start(text, Item("paragraph"))
            return i + 1
        repeated = self.heads and _DIGITS.sub("0", text) in self.heads
        if i in self.page_heads or repeated or lines.furniture(text):
            self.whole(Item("furniture", text))
            return i + 1
        if lines.repository(text):
            self.whole(Item("furniture", text, back=True))
            self.in_repository = True
            return i + 1
        label = lines.caption(text)
        if label:
            return self.caption(i, text, label[0])
        image = _IMAGE.match(text)
        if image:
            self.whole(Item("caption", text, label="Figure"))
            return i + 1
        if not gap and self.heading_goes_on(text):
            self.items[-1].text = f"{self.items[-1].text} {text}"
            return i + 1
        if self.heading(i, text, gap):
            self.whole(Item("heading", text.rstrip(":") if text.endswith(":") else text))
            self.in_references = headings.role(
                text.rstrip(":")
            ) == "references" and not self.reviews(i, text)
            self.in_repository = False
            return i + 1
        if self.in_references:
            self.start(text, Item("reference"))
            return i + 1
        below = bool(self.items) and self.items[-1].kind in ("table", "footnote") and not self.para
        starred = text[0] == "*" and not self.bullets_below(i)
        if below and (starred or lines.LETTERED.match(text)):
            self.whole(Item("footnote", text))  # "* Hepatic metastases at diagnosis"
            return i + 1
        if lines.list_item(text):
            self.start(text, Item("list_item", back=self.in_repository))
            return i + 1
        noted = below and lines.legend(text)
        if noted or (below and (gap or lines.explains(text, least=1))) or lines.explains(text):
            kind = "footnote" if lines.legend(text) else "paragraph"
            self.start(text, Item("footnote") if kind == "footnote" else self.paragraph(row, text))
            return i + 1
        tiny = tables.tiny_run(self.rows, i)
        if tiny:
            self.close()
            for item in tiny[0]:
                self.items.append(item)
            return tiny[1]
        self.start(text, self.paragraph(row, text))
        return i + 1

    def bullets_below(self, i: int) -> bool:
        """Whether the next line begins with an asterisk, too: a list, no note."""
        following = next((row.strip() for row in self.rows[i + 1 : i + 3] if row.strip()), "")
        return following.startswith("*")

    def reviews(self, i: int, text: str) -> bool:
        """Whether "Literature" heads a review of it: the list has a heading of its own below, or
        what follows is no entry of a list.
        """
        if text.lower().rstrip(":.") != "literature":
            return False
        following = next((row.strip() for row in self.rows[i + 1 :] if row.strip()), "")
        return not lines.entry(following) or any(
            headings.role(row.strip().rstrip(":")) == "references" for row in self.rows[i + 1 :]
        )

    def paragraph(self, row: str, text: str) -> Item:
        fresh = self.layout.box_marks and row[:1] == " " and row[1:2] not in (" ", "\t")
        if len(text) > 120 or _is_run_in(text):
            self.in_repository = False  # the abstract goes on below a repository's line
        return Item("paragraph", fresh=fresh, back=self.in_repository or bool(FRONT.match(text)))

    def caption(self, i: int, text: str, label: str) -> int:
        """A caption, wrapped lines of it, and the lines of a flattened table below it."""
        self.close()
        parts, i = [text], i + 1
        rows, width = self.rows, self.layout.width
        while self.layout.wrapped and i < len(rows) and len(parts) < 30:
            following = rows[i].strip()
            if not following or is_caption_end(parts[-1], following, width):
                break
            parts.append(following)
            i += 1
        if len(parts) == 1 and text.rstrip(" .:") == label.rstrip(" .:"):
            title = self.title_below(i)
            if title is not None:
                parts.append(rows[title].strip())
                i = title + 1
        joined = join_lines(parts, self.words)
        self.items.append(Item("caption", joined, label=label))
        if lines.is_table_label(label):
            table, i = tables.below_caption(rows, i, width)
            if table:
                self.items.append(table)
        return i

    def title_below(self, i: int) -> int | None:
        """The line of the title that stands by itself below a bare "Table 1", if one does: a blank
        line, or the first of the short cells, follows.
        """
        rows = self.rows
        while i < len(rows) and not rows[i].strip():
            i += 1
        if i + 1 >= len(rows) or "\t" in rows[i]:
            return None
        text, below = rows[i].strip(), rows[i + 1].strip()
        if page_breaks.cells(text)[0]:
            return None  # the table itself
        if below and tables.take(rows, i + 1, self.layout.width):
            return None if lines.legend(text) else i
        if below and not (len(below) <= tables.CELL and below[0].isupper() and not dangles(text)):
            return None
        named = lines.caption(text) or lines.heading_by_name(text) or lines.legend(text)
        least = _TITLE if below else _TITLE // 2
        return None if named or len(text) < least or not text[0].isupper() else i

    def continues(self, row: str, text: str, gap: int) -> bool:
        """Whether this line goes on with the open paragraph."""
        if not self.para:
            return False
        last, kind = self.para[-1], self.para_item.kind
        if kind == "reference":
            return self.reference_continues(last, text, gap)
        open_end = is_open(last)
        if gap:
            if gap > 3 or not open_end or kind not in ("paragraph", "list_item"):
                return False
            if _POINTS.search(last) and lines.caption(text) and _TELLS.search(text):
                return True
            if text[0].islower():
                return len(last) > 25 and not lines.list_item(text) and not lines.legend(text)
            return (
                self.layout.wrapped
                and len(last) > 0.6 * self.layout.width
                and dangles(last)
                and not lines.caption(text)
                and not lines.heading_by_name(text)
                and not lines.upper_case(text)
            )
        if not self.layout.wrapped or len(last) > LONG:
            return open_end and text[0].islower() and not lines.list_item(text)
        if self.layout.box_marks and row[:1] == " " and row[1:2] not in (" ", "\t"):
            return False
        if len(text) <= 400 and (
            lines.furniture(text)
            or lines.repository(text)
            or (lines.caption(text) and not dangles(last))
            or (
                lines.list_item(text)
                and (not open_end or not text[0].isalnum())
                and not (text[0].isdigit() and _NUMBER_NEXT.search(last))
            )
            or (not open_end and lines.heading_by_name(text))
            or (_is_run_in(text) and not open_end)
        ):
            return False
        if self.layout.indents and not open_end and _INDENTED.match(row):
            return False
        short = len(last) < 0.6 * self.layout.width
        if not open_end:
            return not short
        return text[0].islower() or not (short and kind == "paragraph" and len(self.para) == 1)

    def on_top(self, text: str, following: str) -> bool:
        """Whether a short line stands right on its paragraph of one line, as a named heading of the
        same text does.
        """
        fits = len(text) <= _SHORT and len(following) >= _PARAGRAPH and following[0].isupper()
        return fits and lines.heading_by_look(text) and self.stacked

    def between(self, text: str, following: str) -> bool:
        """Whether a short line parts two paragraphs of one line each, in a file without blank lines."""
        return (
            self.solid
            and bool(self.para)
            and self.para_item.kind == "paragraph"
            and not is_open(self.para[-1])
            and len(self.para[-1]) >= _PARAGRAPH
            and len(text) <= _SHORT
            and len(following) >= _PARAGRAPH
            and following[0].isupper()
        )

    @cached_property
    def solid(self) -> bool:
        """Whether the file sets a paragraph a line, with hardly a blank line between."""
        blank = sum(not row.strip() for row in self.rows)
        return not self.layout.wrapped and blank <= _HARDLY * len(self.rows)

    @cached_property
    def stacked(self) -> bool:
        """Whether a named heading stands behind a blank line, right on a paragraph of one line."""
        rows = self.rows
        return not self.layout.wrapped and any(
            not rows[at - 1].strip()
            and lines.heading_by_name(rows[at].strip())
            and len(rows[at + 1]) >= _PARAGRAPH
            for at in range(1, len(rows) - 1)
            if rows[at].strip()
        )

    def reference_continues(self, last: str, text: str, gap: int) -> bool:
        if lines.REFERENCE_START.match(text) and patterns.match(
            r"\[?\(?\d{1,3}[\].)]|\d{1,3}\s+[A-Z]", text
        ):
            return False
        if lines.heading_by_name(text) or lines.furniture(text):
            return False
        numbered = bool(patterns.match(r"\[?\(?\d{1,3}[\].)\s]", self.para[0]))
        if gap:
            return numbered and is_open(last) and gap < 3 and not lines.heading_by_look(text)
        if not self.layout.wrapped:
            return False
        return numbered or is_open(last) or text[:1].islower() or text[:1].isdigit()

    def heading_goes_on(self, text: str) -> bool:
        """Whether the line is the second of a heading or title in capitals."""
        above = self.items[-1] if self.items and not self.para else None
        if above is None or above.kind != "heading" or not lines.upper_case(above.text):
            return False
        word = text.split(maxsplit=1)[0]
        filled = self.layout.wrapped and len(above.text) + len(word) >= self.layout.width
        return (
            (filled or dangles(above.text) or _GOES_ON.match(text) is not None)
            and text.isupper()
            and text[-1] not in ".;,"
            and not (lines.heading_by_name(above.text) or lines.heading_by_name(text))
        )

    def begins_case(self, i: int, text: str) -> bool:
        """Whether the line is no heading but begins the paragraph below it: "Case presentation. A
        52-year-old woman was sent to us after", "Patient 5, who had received a kidney from".
        """
        following = self.rows[i + 1].strip() if i + 1 < len(self.rows) else ""
        if not following:
            return False
        if following[0].islower() and headings.run_in(text) is not None:
            return True
        # A bare name is a heading; another line that is as long as it could be goes on in the next.
        bare = headings.normal(text) == text.lower()
        word = following.split(maxsplit=1)[0]
        return self.layout.wrapped and not bare and len(text) + len(word) >= self.layout.width

    def heading(self, i: int, text: str, gap: int) -> bool:
        """Whether the line is a heading, by name or by how it stands between its neighbours."""
        if len(text) > 130:
            return False
        if lines.heading_by_name(text):
            return not self.begins_case(i, text)
        if self.in_references or not lines.heading_by_look(text):
            return False
        following = self.rows[i + 1].strip() if i + 1 < len(self.rows) else ""
        if lines.upper_case(text):
            return gap > 0
        if following and gap and not dangles(text) and self.on_top(text, following):
            return bool(self.items)
        if following and not gap and self.between(text, following):
            return True
        if not gap or following or dangles(text):
            return False
        after = next((r.strip() for r in self.rows[i + 1 : i + 12] if r.strip()), "")
        enough = min(60.0, 0.5 * self.layout.width) if self.layout.wrapped else 60
        if len(after) < enough or after[0].islower():
            return False
        # The first line of a file is its title, a line of names its authors.
        return bool(self.items) and text.count(",") < 2


def _is_run_in(text: str) -> bool:
    found = headings.run_in(text)
    return found is not None and found[1] in headings.STRUCTURED


# "Author Year Age Sex Side Size": the headings of columns, below a caption without a full stop.
_HEAD_WORDS = compiled(
    r"(?:Authors?|Reference|Study|Case|Patient|No\.|Variables?|Characteristics?|Parameters?|Factors?|Features?)(?:\s(?:[A-Z][\w-]*\.?|\([^()]{1,12}\)|no\.|n|%|p)){2,}$"
)


def is_caption_end(last: str, text: str, width: int) -> bool:
    """Whether a caption ends before ``text``: it was short, or a table's first row follows."""
    if "\t" in text or lines.caption(text) or lines.heading_by_name(text) or lines.upper_case(text):
        return True
    if len(last) < 0.6 * width or _HEAD_WORDS.match(text):
        return True
    return not is_open(last) and lines.small_words(text) < 2 and not text[0].islower()


def _as_caption(row: str) -> str:
    """A table's caption whose title stands behind a tab ("Table 1", tab, "Patients"), with a blank."""
    if row.strip().count("\t") != 1:
        return row
    spaced = row.replace("\t", " ")
    label = lines.caption(spaced.strip())
    return spaced if label and lines.is_table_label(label[0]) else row


def read(data: bytes) -> Raw:
    """Read plain text. Raises ``Unreadable`` when the bytes are no text."""
    decoded = decode.decode(data)
    return read_text(decoded.text, list(decoded.problems), decoded.replaced)


def read_text(text: str, problems: list[str], replaced: int = 0) -> Raw:
    """Read decoded plain text; ``problems`` so far are carried on."""
    text, notes = decode.tidy(text)
    problems.extend(notes)
    if _TAG_LINE.search(text):
        had_form = _FORM.search(text) is not None
        text, names = inline.clean(text)
        if names:
            what = "a form and tags" if had_form else "tags"
            problems.append(f"HTML {what} in the text were dropped ({', '.join(names)}).")
    else:
        text = inline.marks(inline.entities(text))
    rows = [_as_caption(row) for row in text.split("\n")]
    words = Words(text)
    items = _sentence_lines(rows)
    if items is None:
        items = rejoin(_Walk(rows, words).run(), words)
    return Raw(emit(items), "text", problems=problems, status="partial" if replaced else "ok")
