"""Where a page of hard-wrapped text ends: its number, with the journal, the authors or the title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from netmatrix.patterns import compiled
from netmatrix.readers import headings, lines
from netmatrix.readers.flow import is_open

# "Smith J. et al.: A tumour of the ileum", "Smith et al. Tumours of the ileum".
_AUTHORS = compiled(r"(?:[A-Z][\w.’'-]*\s){1,4}et al\.?(?:\s?[:/|,–—-]\s?\S|\s[A-Z(])")
# "J Rare Tumours 2017;19:93-99", "Annals of Nothing 19 (2017) 93", "Journal of Nothing, Vol 14, No 5".
_JOURNAL = compiled(
    r"[A-Z].{0,80}?(?:\b(?:19|20)\d\d\)?\s?[;:]\s?\d|\b\d{1,4}\s?\((?:19|20)\d\d\)|\b(?:Vol(?:ume|\.)?|VOL(?:UME|\.)?)\s?\d)"
)
# "211      Journal of Rare Tumours, Vol 14", "Journal of Rare Tumours, Vol 14 | 211".
_WITH_NUMBER = compiled(
    r"\d{1,5}(?:\s{2,}|\s?[|·]\s?)(?P<behind>\S.*)|(?P<before>\S.*?)(?:\s{2,}|\s?[|·]\s?)\d{1,5}"
)
_LONGEST = 120
"""A page's head has so many characters at most."""
_BREAK = 12
"""The lines that a page break takes, blank ones among them, at most."""
_FRONT_LINES = 6
"""The title stands in so many lines of a text at most."""
_APART = compiled(r"\S {2,}(?=\S)")
_LONG_WORD = compiled(r"[^\W\d_]{4,}")


def heads(rows: Sequence[str]) -> set[int]:
    """The lines that are a page's head or foot: with or beside a page number they tell the journal
    or the authors, or interrupt a sentence with the title or with capitals.
    """
    filled = [i for i, row in enumerate(rows) if row.strip()]
    front = _words(" ".join(rows[i] for i in filled[:_FRONT_LINES]))
    end = -1
    out: set[int] = set()
    for at, i in enumerate(filled):
        for first, last, text, k in _candidates(rows, filled, at):
            alone, between = _alone(rows, k), _interrupts(rows, first, last)
            told = _names_source(text) and (alone or between)
            titled = at >= _FRONT_LINES and alone and between and _titles(text, front)
            if not (told or titled):
                continue
            end = _references(rows) if end < 0 else end
            if k < end:
                out |= {i, k}
    return out


def _candidates(
    rows: Sequence[str], filled: Sequence[int], at: int
) -> Iterator[tuple[int, int, str, int]]:
    """The lines that may be the head of the page whose number is in line ``filled[at]``: the first
    and last line that the break takes then, the wording and the line of it.
    """
    i = filled[at]
    text = rows[i].strip()
    numbered = _WITH_NUMBER.fullmatch(text) if len(text) <= _LONGEST and "\t" not in text else None
    if numbered:
        yield i, i, numbered["behind"] or numbered["before"], i
        if not _names_source(numbered["behind"] or numbered["before"]):
            return
    elif not lines.page_number(text):
        return
    for k in (*filled[max(0, at - 1) : at], *filled[at + 1 : at + 2]):
        yield min(i, k), max(i, k), rows[k].strip(), k


def _names_source(text: str) -> bool:
    """Whether a line names the journal with its volume, or the authors and what they write on."""
    if len(text) > _LONGEST or text[-1] == "." or lines.heading_by_name(text) or cells(text)[0]:
        return False
    return _JOURNAL.match(text) is not None or _AUTHORS.match(text) is not None


def _titles(text: str, front: set[str]) -> bool:
    """Whether a line has nothing but words of the title, or is in capitals."""
    if len(text) > _LONGEST or text[-1] == "." or lines.heading_by_name(text) or cells(text)[0]:
        return False
    named = _words(text)
    return len(named) > 1 and (lines.upper_case(text) or named <= front)


def _words(text: str) -> set[str]:
    return set(_LONG_WORD.findall(text.casefold()))


def _alone(rows: Sequence[str], i: int) -> bool:
    """Whether blank lines or page numbers stand around a line."""
    around = [rows[k].strip() for k in (i - 1, i + 1) if 0 <= k < len(rows)]
    return all(not text or lines.page_number(text) for text in around)


def _interrupts(rows: Sequence[str], first: int, last: int) -> bool:
    """Whether a sentence breaks off before line ``first`` and goes on behind ``last``."""
    above = next((rows[k].strip() for k in range(first - 1, -1, -1) if rows[k].strip()), "")
    below = next((rows[k].strip() for k in range(last + 1, len(rows)) if rows[k].strip()), "")
    return bool(above) and is_open(above) and below[:1].islower()


def _references(rows: Sequence[str]) -> int:
    """The line where the list of references begins, whose entries look like heads."""
    named = (i for i, row in enumerate(rows) if headings.role(row.strip(" :\t")) == "references")
    return next(named, len(rows))


def cells(row: str) -> tuple[str, int]:
    """What parts the cells of a table's line, and how often; nothing in a line of prose."""
    text = row.strip()
    for sign in ("\t", "|"):
        if sign in text:
            return sign, text.count(sign)
    gaps = len(_APART.findall(text))
    return ("  ", min(gaps, 2)) if gaps > 1 else ("", 0)


def without_parting(rows: list[str]) -> list[str]:
    """The lines without the page numbers and heads that stand between two lines of a table.

    Where blanks part the cells, a number by itself may be one of them and stays.
    """
    told = heads(rows)
    breaks = told | {i for i, row in enumerate(rows) if lines.page_number(row.strip())}
    dropped: set[int] = set()
    for i in sorted(breaks):
        if i in dropped:
            continue
        above, below = i - 1, i + 1
        while above >= 0 and not rows[above].strip():
            above -= 1
        while below < len(rows) and (below in breaks or not rows[below].strip()):
            below += 1
        if above >= 0 and below < len(rows) and below - above <= _BREAK:
            apart = cells(rows[above])
            named = not told.isdisjoint(range(above + 1, below))
            if apart[0] and apart == cells(rows[below]) and (named or apart[0] != "  "):
                dropped |= set(range(above + 1, below))
    return [row for i, row in enumerate(rows) if i not in dropped] if dropped else rows
