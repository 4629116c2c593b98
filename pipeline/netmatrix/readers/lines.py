"""What a single line or paragraph is, by its own look: caption, list item, notice, heading …"""

from __future__ import annotations

import re

from netmatrix import patterns
from netmatrix.patterns import compiled
from netmatrix.readers import headings

CAPTION = compiled(
    r"((?:supplement(?:ary|al) |extended data |online )?"
    r"(table|tab\.|fig(?:ure|\.)?|figs?\.|box|scheme|chart|video|plate|appendix table)\s?"
    r"(?:[SE]?\d{1,2}[A-Za-z]?|[IVX]{1,5})(?:\.\d{1,2})?|(?-i:Table|TABLE)(?=[.:]\s+[A-Z]))"
    r"(?:\s*$|\s?[|.:;–—]\s*(?=\S|$)|\s-\s|\s+(?=[A-Z“\"(\[0-9])|\s+(?=\(?continued|\(?cont\.))",
    re.IGNORECASE,
)
_CAPTION_VERB = compiled(
    r"\s*(?:shows?|showed|presents?|lists?|summari[sz]es?|depicts?|illustrates?|and|to|were|was|is)\b"
)
LIST_ITEM = compiled(
    r"(?:[•◦▪■●‣∙·►➢✓*–—-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})\)|\d{1,2}[.])[ \t]+(?=\S)"
)
_BULLET = compiled(r"[•◦▪■●‣∙·►➢✓][ \t]*(?=\S)")
REFERENCE_START = compiled(r"(?:\[(\d{1,3})\]|\((\d{1,3})\)|(\d{1,3})[.)]?)\s*(?=[^\W\d_]|[“\"'])")

_PAGE = compiled(
    r"(?:page\s)?\d{1,4}(?:\s?(?:of|/)\s?\d{1,4})?|[-–—]\s?\d{1,4}\s?[-–—]|e\d{3,6}", re.IGNORECASE
)
_NOTICE = compiled(
    r"(?:downloaded (?:from|by|on)\b|this article is protected|all rights reserved|"
    r"for personal use only|see discussions, stats|view publication stats|"
    r"content courtesy of|terms and conditions|author manuscript|hhs public access|"
    r"nih-pa author manuscript|published in final edited form|available in pmc|"
    r"(?:©|\(c\)|copyright)\s.{0,20}\d{4}|open access full text article|"
    r"article in press|uncorrected proof|citation on deck|check for updates|"
    r"a pdf (?:file )?of this (?:publication|article|paper)\b|submit your (?:manuscript|article)|"
    r"crossmark|click here to|sign in|log ?in$|cookie)",
    re.IGNORECASE,
)
REPOSITORY = compiled(
    r"(?:original language[ :]?|publication status[ :]?|early online date[ :]?|"
    r"research output\s?:|issue number[ :]?|pages \(from-to\)|number of pages[ :]?|"
    r"peer-reviewed|externally published|dive into the research topics|"
    r"together they form a unique fingerprint|access to document|other files and links|"
    r"link to publication|cite this$|cite this article$|export (?:citation|ris|bibtex)|"
    r"view all \d+|copy (?:link|citation)|share (?:this|on)|fingerprint$|"
    r"state\s?published|dois?:?\s?https?://|dois$|issn\b|isbn\b|"
    r"powered by|your privacy|related (?:articles|content|publications)$|"
    r"journal ?[A-Z][\w ]{3,60}volume\b|volume\s?\d{1,4}$|bibliographical note)",
    re.IGNORECASE,
)
"""Lines of repository pages (Pure, EPrints and the like) around an abstract."""

LEGEND = compiled(
    r"(?:(?i:abbreviations?\b|notes?\s?[:.]|footnotes?\s?:)|[*†‡§¶]|#\s?\w|[a-e]\s?(?=[A-Z])|"
    r"(?:Data|Values|Numbers) (?:are|were|in|represent)\b|"
    r"Bold\b.{0,60}\b(?:values?|indicate|refer))"
)
LETTERED = compiled(r"(?:a|\([a-e]\)|\[[a-e]\])\s?(?=[A-Z][a-z])")
"""Notes with letters: "a Normal, 10-52 pg/ml. b Pericardial implants"."""
_PAIR = compiled(r"(?:^|[,;.] ?)[^\s:=,;][^:=,;]{0,30}\s?[:=]\s?\S")
_WORD = compiled(r"[^\W\d_]{2,}")
_SMALL_WORDS = frozenset(
    "the of and was were with in to for a an on by is are at from that this which after had has "
    "we our as be not or without".split()
)


# How an entry of a list of references begins: a number, or a name with initials.
_ENTRY = compiled(
    r"(?:[\[(]?\d{1,3}[\])]?[.:]?\s|[-•*]\s|(?:[A-Z][\w’'-]+\s){1,3}?[A-Z]{1,3}\b\.?[,.;:\s]|[A-Z][\w’'-]+,\s(?:[A-Z]\.|[A-Z][a-z]+\b,))"
)


def entry(text: str) -> bool:
    """Whether a line begins like an entry of a list of references."""
    return _ENTRY.match(text) is not None


def caption(text: str) -> tuple[str, int] | None:
    """The label of a caption ("Table 2") and where the wording behind it begins, else ``None``.

    Running text that begins with the same words ("Figure 2 shows …") is no caption.
    """
    match = CAPTION.match(text)
    if match is None or _CAPTION_VERB.match(text, match.end(1)):
        return None
    separator = text[match.end(1) : match.end()]
    rest = text[match.end() : match.end() + 1]
    if separator.isspace() and rest.islower() and not text[match.end() :].lower().startswith("con"):
        return None
    return patterns.sub(r"\s+", " ", match.group(1)), match.end()


def is_table_label(label: str) -> bool:
    """Whether a caption's label names a table."""
    return "tab" in label.lower()


def list_item(text: str) -> int:
    """Where the wording behind a bullet or list number begins, 0 for other lines."""
    match = _BULLET.match(text) or LIST_ITEM.match(text)
    return match.end() if match else 0


def page_number(text: str) -> bool:
    """The number of a page alone on its line."""
    return 0 < len(text) <= 16 and _PAGE.fullmatch(text) is not None


def furniture(text: str) -> bool:
    """Page numbers, download notices and the like, by their own wording."""
    if page_number(text):
        return True
    return len(text) < 400 and _NOTICE.match(text) is not None


def repository(text: str) -> bool:
    """A line of a repository's page around the abstract."""
    return len(text) < 400 and REPOSITORY.match(text) is not None


def small_words(text: str) -> int:
    """How many different function words the line has: prose has several, a table row few."""
    return len(_SMALL_WORDS & set(text.split()))


# "AWD, alive with disease; DOD, dead of disease", "NED: no evidence of disease".
_EXPLAINED = (
    r"(?:[A-Za-z][A-Za-z+/-]{1,6}(?:,|:|\s?=)|[A-Z]\s?[:=])\s"
    r"(?![^;]*(?:positiv|negativ|normal|patchy|focal|diffuse|strong|weak))[a-z][a-z\s/-]{3,50}"
)
_EXPLAINS = compiled(
    rf"(?:Abbreviations?[:.]?\s)?(?=[A-Z]\w*[A-Z]|[A-Z][a-z]?\s?[:=]){_EXPLAINED}(?:[;,]\s{_EXPLAINED})*[;.]?"
)


def explains(text: str, *, least: int = 2) -> bool:
    """Whether the line does nothing but say what at ``least`` so many short forms mean: one may be
    a table's cell ("NEC, not specified").
    """
    if _SAYS.match(text):
        return True
    return bool(
        text[:1].isupper()
        and len(text) < _LONG_LEGEND
        and max(text.count(";") + 1, text.count(":"), text.count("=")) >= least
        and _EXPLAINS.fullmatch(text)
    )


_LONG_LEGEND = 600
# "AWD alive with disease, DOD died of disease", without any sign between; "sm submucosa, LVI …".
_LARGE_PAIR = r"[A-Z]{2,}[a-z]?\s[a-z]{3,}(?:\s[a-z-]{2,}){1,5}"
_SMALL_PAIR = r"[a-z]{1,3}\s[a-z-]{3,}(?:\s[a-z-]{2,}){0,3}"
_SAYS = compiled(
    rf"(?:{_SMALL_PAIR}[,;]\s){{0,6}}(?:{_LARGE_PAIR}[,;]\s(?=[A-Z])){{1,}}[A-Z]{{2,}}[a-z]?\s[a-z]{{3,}}(?:\s[a-z-]{{2,}}){{0,5}}(?:[,;.]|$)"
    rf"|(?:{_SMALL_PAIR}[,;]\s){{2,6}}[A-Z]{{2,}}\s[a-z]{{3,}}"
)


def legend(text: str, strict: bool = False) -> bool:
    """Whether the line explains a table ("G: gender, M: male", "Abbreviations: …", "* p < …").

    ``strict`` asks for its explanations ("M: male") and is not content with a sign in front, which
    a row of the table may have as well.
    """
    if explains(text, least=2 if strict else 1):
        return True
    if (
        not strict
        and LEGEND.match(text)
        and (
            ":" in text
            or "=" in text
            or text[0] in "*†‡§¶#"
            or text[:4] in ("Bold", "Data", "Valu", "Numb")
        )
    ):
        return True
    if text[0].islower() and ":" not in text[:16] and "=" not in text[:16]:
        return False
    return len(_PAIR.findall(text[:400])) >= 3


def heading_by_name(text: str) -> bool:
    """A heading known by name, alone on its line."""
    return (
        len(text) <= headings.MAX_LENGTH
        and not text[:1].islower()
        and headings.role(text.rstrip(":")) is not None
        and headings.normal(text) not in _HEADS_COLUMNS
    )


# These also head a column of a table: a section only by how they stand.
_HEADS_COLUMNS = frozenset({"patient", "evolution", "staging", "population", "sample", "cohort"})


def upper_case(text: str) -> bool:
    """A line in capitals: at least two words or one of eight letters, no full stop."""
    words = _WORD.findall(text)
    letters = sum(map(len, words))
    return text.isupper() and letters >= 8 and len(words) <= 14 and text[-1] not in ".;,"


def heading_by_look(text: str) -> bool:
    """A short line without an end of sentence that could be a heading where blank lines set it off.

    Values ("12 (34 %)"), sentences and list items are none.
    """
    if len(text) > 110 or text[-1] in ".,;:!|" or not text[0].isalnum() or text[0].islower():
        return False
    words = text.split()
    if not 1 <= len(words) <= 14 or "\t" in text or "://" in text or headings.run_in(text):
        return False
    letters = sum(c.isalpha() for c in text)
    if letters < 4 or letters < 0.7 * (len(text) - len(words) + 1):
        return False
    return not text[0].isdigit() or bool(
        patterns.match(r"\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+[A-Z]", text)
    )
