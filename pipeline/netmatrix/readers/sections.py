"""The canonical section of each block, from the headings above it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from netmatrix import patterns
from netmatrix.document import Block, SectionName
from netmatrix.patterns import compiled
from netmatrix.readers import front, headings, lines
from netmatrix.readers.flow import FRONT
from netmatrix.readers.headings import Role
from netmatrix.readers.runins import WHOLE_PAPER, run_in_parts

_MAJOR: dict[Role, SectionName] = {
    "introduction": "introduction",
    "case": "case",
    "methods": "methods",
    "results": "results",
    "discussion": "discussion",
    "conclusion": "conclusion",
    "references": "references",
    "back": "back",
    "legends": "caption",
    "abstract": "abstract",
    "keywords": "back",
    "points": "abstract",
}
_BODY = frozenset(["introduction", "case", "methods", "results", "discussion", "conclusion"])
_PAST = frozenset(["case", "methods", "results", "discussion"])
"""Sections that stand behind an introduction."""
_RUN_IN_PARTS = frozenset(["introduction", "case", "methods", "results", "conclusion"])
_FIXED: dict[str, SectionName] = {"title": "title", "caption": "caption", "footnote": "table",
                                  "table": "table", "reference": "references"}  # fmt: skip


def split_run_ins(text: str, blocks: list[Block]) -> list[Block]:
    """Blocks with a structured abstract in one paragraph cut at its run-in heads.

    The canonical text stays; only the blocks get finer.
    """
    out: list[Block] = []
    for block in blocks:
        if block.kind != "paragraph" or block.section not in ("body", "abstract"):
            out.append(block)
            continue
        wording = text[block.start : block.end]
        found = headings.run_ins(wording)
        above = out[-1] if out and out[-1].kind == "heading" else None
        if not found and above is not None:
            # The first head of the abstract was set as a heading of its own.
            title = text[above.start : above.end].rstrip(":. ")
            opened = headings.role(title)
            if opened in _RUN_IN_PARTS and wording:
                found = headings.run_ins_after(wording, title, opened)
        if len(found) < 2:
            out.append(block)
            continue
        # A paper whose whole text is one paragraph tells more than an abstract holds.
        # Nor is a case told under its headings one ("Past history: …") an abstract.
        whole = len(wording) > WHOLE_PAPER or {role for _, _, role in found} <= _OF_A_CASE
        ends = [at for at, _, _ in found[1:]] + [len(wording)]
        for (at, label, role), end in zip(found, ends, strict=True):
            stop = at + len(wording[at:end].rstrip())
            section: SectionName = "back" if role == "keywords" else "abstract"
            section = block.section if whole else section
            out.append(
                replace(block, start=block.start + at, end=block.start + stop,
                        section=section, heading=label)
            )  # fmt: skip
    return out


_OF_A_CASE: frozenset[Role] = frozenset(["case", "case_sub", "care"])


def _roles(text: str, blocks: list[Block]) -> list[Role | None]:
    return [
        headings.role(text[b.start : b.end].rstrip(":").strip()) if b.kind == "heading" else None
        for b in blocks
    ]


def _abstract_end(text: str, blocks: list[Block], roles: list[Role | None]) -> int:
    """The number of the block behind the abstract, 0 without one.

    With an "Abstract" heading it runs to an introduction, a repeated part or another heading than
    its parts; without one, parts up to a conclusion *before* an introduction are the abstract.
    """
    heads = [i for i, block in enumerate(blocks) if block.kind == "heading"]
    if any(blocks[i].section == "abstract" for i in heads):  # stated by the format
        return max(i for i, block in enumerate(blocks) if block.section == "abstract") + 1
    opened = next((i for i in heads if roles[i] == "abstract"), None)
    if opened is not None:
        end = _headed_abstract_end(text, blocks, roles, [i for i in heads if i > opened], opened)
        headed = any(roles[i] in ("introduction", "case", "methods") for i in heads if i >= end)
        return end if headed else _run_in_end(text, blocks, opened, end)
    conclusion = next((i for i in heads if roles[i] == "conclusion"), None)
    if conclusion is None:
        return 0
    intro = next((i for i in heads if i > conclusion and roles[i] == "introduction"), None)
    if intro is None or any(roles[i] in ("discussion", "references") for i in heads if i < intro):
        return 0
    return intro


def _run_in_end(text: str, blocks: list[Block], opened: int, end: int) -> int:
    """Where the abstract ends, at ``end`` or before it, where the paper's sections begin with run-in
    heads: at the first behind a paragraph without one, or behind the abstract's own parts.
    """
    seen: list[Role] = []
    for i, block in enumerate(blocks[opened + 1 : end], opened + 1):
        if block.kind != "paragraph":
            continue
        found = headings.run_in(text, block.start)
        if found is None:
            if not seen:
                seen.append("abstract")
        elif found[1] in ("introduction", "case") and (
            seen == ["abstract"]
            or (found[1] in seen and len(set(seen)) >= _ABSTRACT_PARTS)
            or (found[1] == "introduction" and "conclusion" in seen)
        ):
            return i
        elif found[1] != "keywords":
            seen.append(found[1])
    return end


_ABSTRACT_PARTS = 3
"""A head that comes back behind so many different parts is the paper's."""


def _headed_abstract_end(
    text: str, blocks: list[Block], roles: list[Role | None], heads: list[int], opened: int
) -> int:
    seen: set[Role] = set()
    closing = False
    for i in heads:
        found = roles[i]
        if found == "keywords":
            closing = True
        elif found in ("points", "case_sub", "care") and not closing:
            continue
        elif found == "discussion" and seen and not closing and _begins_below(roles, heads, i):
            seen.add(found)  # abstracts of trial protocols have one
        elif found is None or closing or found not in _RUN_IN_PARTS or found in seen:
            return i
        elif not seen and any(block.kind == "paragraph" for block in blocks[opened + 1 : i]):
            return i  # an abstract without parts, then the paper's first section
        else:
            name = headings.normal(text[blocks[i].start : blocks[i].end])
            again = any(roles[k] == "introduction" for k in heads if k > i)
            if name == "introduction" and not (i == opened + 1 and again):
                return i
            seen.add(found)
    return len(blocks)


def _begins_below(roles: list[Role | None], heads: list[int], i: int) -> bool:
    """Whether the paper's introduction follows, before any other part of a paper."""
    later = (roles[k] for k in heads if k > i)
    return next((r for r in later if r in _BODY), None) == "introduction"


def find_title(text: str, blocks: list[Block], roles: list[Role | None]) -> int | None:
    """The number of the block that is the paper's title, ``None`` when it prints none."""
    for i, block in enumerate(blocks[:40]):
        if block.kind == "title":
            return i
    for i, block in enumerate(blocks[:12]):
        wording = text[block.start : block.end]
        if block.kind == "furniture" or lines.furniture(wording) or block.section == "back":
            continue
        after = blocks[i + 1] if i + 1 < len(blocks) else block
        below = text[after.start : after.end]
        if _masthead(wording, below) or (
            roles[i] is None
            and after is not block
            and (_kicker(wording, below) or _journal(text, blocks, roles, i))
        ):
            continue
        if block.kind == "heading":
            if roles[i] is None and len(wording.split()) >= 3:
                return i
            if roles[i] in ("label", "case") and i + 1 < len(blocks):
                following = blocks[i + 1]
                short = following.end - following.start < 300
                # "CASE REPORT" above another heading or a short line is the article's type.
                if short and following.kind in ("heading", "title", "paragraph"):
                    below = text[following.start : following.end]
                    if _masthead(below, ""):
                        continue
                    titled = _titular(below) and _OF_A_PAPER.search(below)
                    if roles[i + 1] is None and titled and not _TELLS_A_CASE.search(below):
                        continue
            return None
        if block.kind == "paragraph":
            if headings.role(wording.strip()) == "label":
                continue
            return i if _titular(wording) and len(blocks) > i + 1 else None
        return None
    return None


# The journal's line above the title: "Arch Adrenal Med. 2020;17(3):201–208", "Vol. 6, No. 2, 2023".
_VOLUME = compiled(
    r"\bvol(?:ume|\.)?\s?\d{1,4}\b|\bissue\s\d{1,3}\b"
    r"|\b(?:19|20)\d\d\b[^\n]{0,12}?[;,:|]\s?\d{1,4}\s?(?:\(\s?\d{1,3}\s?\)\s?)?[:|]\s?[A-Za-z]?\d"
    r"|\(?(?:19|20)\d\d\)?\s\d{1,4}\s?(?:\(\s?\d{1,3}\s?\))?\s?:\s?\d"
    r"|[|•·–-]\s*open\s+access\s*$|^\s*open\s+access\s*[|•·–-]|\bISSN\b",
    re.IGNORECASE,
)
_MASTHEAD_WORDS = 16


def _masthead(wording: str, below: str) -> bool:
    """Whether a line names the journal: with its volume, or right above the line that does."""
    short = len(wording.split()) <= _MASTHEAD_WORDS and "\n" not in wording.strip()
    if not short:
        return False
    if _VOLUME.search(wording):
        return True
    volume = _VOLUME.search(below)
    return volume is not None and len(below.split()) <= _MASTHEAD_WORDS and volume.start() == 0


# The kind of article above its title: "Image of the Month", "P-219 | Poster", "Grand Round Note".
_KIND_OF_ARTICLE = compiled(
    r"(?-i:[A-Z]{1,3})[- ]?\d[\d.]*\s*(?:$|[|:•–—])|.*\b(?:images?|quiz|letters?|(?:e-?)?posters?|abstracts|vignettes?|in\s+practice|corner|"
    r"snapshots?|correspondence|case\s+(?:files?|records?)|of\s+the\s+month|grand\s+rounds?|annals|archives|journal|bulletin|"
    r"proceedings)\b|(?:\S+\s+){0,3}(?:notes?|communications?|reports?|series|reviews?|articles?|observations?|lessons?|papers?|clinical\s+cases)\s*$|.*\s{3}case\s+report\s*$|.*\|\s*+Sec(?:tion|\.)\s|.*\b(?:notes?|communications?|reports?)\s*[|:•–—]|[\w ]{3,40}\s[–—|-]\s(?:case\s+reports?|original\s+article)\b.*",
    re.IGNORECASE,
)
_KICKER_WORDS = 8


def _kicker(wording: str, below: str) -> bool:
    """Whether a short line says what kind of article, or whose journal, it is whose title follows."""
    if len(wording.split()) > _KICKER_WORDS or wording.rstrip()[-1:] in ".,;":
        return False
    if not _KIND_OF_ARTICLE.match(wording) or _TUMOUR.search(wording):
        return False
    if _WHERE_FROM.search(below):
        return False
    return _titular(below) and headings.role(below) is None and not front.authors(below)


def _journal(text: str, blocks: list[Block], roles: list[Role | None], i: int) -> bool:
    """Whether a short line names the journal: the kind of article and the title stand below it."""
    wording = text[blocks[i].start : blocks[i].end]
    if i + 2 >= len(blocks) or len(wording.split()) > _KICKER_WORDS or _TUMOUR.search(wording):
        return False
    kind, title = (text[b.start : b.end] for b in blocks[i + 1 : i + 3])
    labelled = roles[i + 1] in ("label", "case") and len(kind.split()) <= _LABEL_WORDS
    titled = bool(_titular(title) and _TUMOUR.search(title)) and roles[i + 2] is None
    return titled and (labelled or _kicker(kind, title))


_LABEL_WORDS = 4
_WHERE_FROM = compiled(r"\b(?:Department|Hospital|University|Institute|Division|Clinic)\b")


# Words of a title that the heading of a case's first part ("Presentation and staging") has none of.
_TUMOUR = compiled(
    r"carcinoid|tumou?r|carcinoma|\w{2,}omas?\b|metasta|syndrome|neoplas|\bN(?:ET|EC)s?\b",
    re.IGNORECASE,
)
_OF_A_PAPER = compiled(rf"(?:\S+\s+){{4}}\S|{_TUMOUR.pattern}", re.IGNORECASE)


# "Complaint: 78-year-old tailor, man; cough.": a sentence of the case in telegraphic style.
_TELLS_A_CASE = compiled(r"\b\d{1,3}[\s-]*(?:years?|yrs?|y/?o)\b.*\.$", re.IGNORECASE)


# "Case Report: Collapse of a vertebra …": a title.
_CASE_REPORT = compiled(r"^Case [Rr]eport:\s+(?=[A-Z])")


def _titular(wording: str) -> bool:
    wording = _CASE_REPORT.sub("", wording.lstrip("\"“‘'«"))
    words = wording.split()
    if not 3 <= len(words) <= 45 or len(wording) > 320 or not wording[0].isalnum():
        return False
    if wording[0].islower() or headings.run_in(wording) or FRONT.match(wording):
        return False
    if wording[-1] not in ".;:,":
        return True
    if wording[-1] == ":":  # "… in a surgical unit:" above its subtitle
        return len(words) <= 25 and not _SENTENCE.search(wording)
    lone = len(words) <= 25 and not _SENTENCE.search(_SUBTITLE.sub(": ", wording))
    lone = lone and ". " not in _SUBTITLE.sub(": ", wording)
    return wording[-1] == "." and lone


# "Oat cell carcinoma of the larynx. Report of a case."
_SUBTITLE = compiled(
    r"\. (?=(?:Report|Case|A|An|One|Two|Three|Four|Five|Review|Presentation|Description|Analysis|Study|Results|Long-term|"
    r"Clinical|Experience|Response|Diagnosis|Treatment|Notes?|Observations?|Remarks|Early|Late|Outcome|Management|Survey|Follow-up)\b)"
)
_SENTENCE = compiled(
    r"\b(?:was|were|is|are|has|have|had|we|presented|underwent|reported|showed)\b", re.IGNORECASE
)


def assign(text: str, blocks: list[Block]) -> list[Block]:
    """Blocks with section and nearest heading; sections that a format stated stay."""
    blocks = split_run_ins(text, blocks)
    roles = _roles(text, blocks)
    title = find_title(text, blocks, roles)
    abstract_end = _abstract_end(text, blocks, roles)
    run_in_zone, run_in_heads = run_in_parts(text, blocks, roles, abstract_end)
    # A "case report" above the title is the article's type and opens nothing.
    below = roles if title is None else roles[title + 1 :]
    has_intro = any(found in ("introduction", "methods", "case") for found in below)
    section: SectionName = "body"
    last_body = max(
        (i for i, f in enumerate(roles) if f in ("discussion", "conclusion")), default=-1
    )
    heading, in_case, started, part, told = "", False, False, "", False
    abstract_opened, repository = "abstract" in roles, False
    out: list[Block] = []
    for i, block in enumerate(blocks):
        wording = text[block.start : block.end]
        if i == title:
            out.append(replace(block, kind="title", section="title"))
            continue
        if block.kind == "heading":
            found = roles[i]
            if title is not None and i < title:
                out.append(replace(block, section="title"))
                continue
            near = title is not None and title < i <= title + 4 and not started
            if near and found is None and len(front.authors(wording)) > 1:
                out.append(replace(block, section=_keep(block, "title")))
                continue
            heading = wording.strip()
            number = _NUMBERED.match(heading)
            if number and not number["sub"]:
                part = number["part"] if found in _BODY else ""
            elif number and number["part"] == part and found in _BODY - {"case"}:
                found = None  # "3.1 Population" inside "3. Results"
            if found == "introduction" and section in _PAST and not _restarts(heading):
                found = None  # "Objectives" inside the methods
            elif found == "introduction" and section == "case":
                opened = [
                    _bare(text, b) for b, r in zip(blocks[:i], roles[:i], strict=True) if r == found
                ]
                if opened and _bare(text, block) not in opened:
                    found = None  # "Background" inside the case, behind the introduction
            if found in ("care", "case_sub") and section in ("discussion", "conclusion") and told:
                # "Follow-up" behind the discussion goes on with the case.
                found = "case" if _COURSE.fullmatch(heading) else found
            if found == "methods" and section == "results" and _WHO.fullmatch(heading):
                found = None  # "Patients" inside the results
            if (
                found == "methods"
                and _PATIENTS.fullmatch(heading)
                and {"methods", "results", "case"}.isdisjoint({*roles[:i], *roles[i + 1 :]})
            ):
                found = "case"  # in the only part of the paper that can tell them
            if (
                found == "references"
                and _LITERATURE.fullmatch(heading)
                and ("references" in roles[i + 1 :] or _tells(text, blocks[i + 1 :]))
            ):
                found = "discussion"  # the list has a heading of its own, or there is none
            if found == "label" and section == "case" and _REVIEW.fullmatch(heading):
                found = "discussion"  # behind the case it is that of the literature
            section, in_case = _opened(found, section, in_case, i < abstract_end, i > last_body)
            if (
                found in (None, "case_sub")
                and section == "introduction"
                and _PARTS.isdisjoint(roles)
            ):
                # "Narrative", behind the introduction of a series without "Results": no other part
                # can tell its patients.
                section = "body"
            told = told or section == "case"
            if found == "label" and not started:
                section = "body"
            started = started or found in _BODY or found == "abstract"
            kept = section if section not in ("references", "caption") else "back"
            if section == "references":
                kept = "references"
            out.append(replace(block, section=_keep(block, kept), heading=block.heading or heading))
            continue
        if i in run_in_heads and block.kind == "paragraph" and section != "references":
            heading, opens = run_in_heads[i]
            section, in_case = _opened(opens, section, in_case, False, i > last_body)
            started = True
        place = section
        label = block.heading
        if i in run_in_zone and section != "references":
            place, label = (
                ("back" if run_in_zone[i][1] == "keywords" else "abstract"),
                (block.heading or run_in_zone[i][0]),
            )
        elif not started and i < abstract_end and section == "body":
            long = len(wording) > 150 and not (abstract_opened and _AFFILIATION.search(wording))
            place = "abstract" if long or not abstract_opened else "title"
        elif not started and section == "body" and has_intro and title is not None:
            place = _front_place(wording)
        if block.kind == "paragraph" and block.section == "body" and FRONT.match(wording):
            place = "back"
        if block.kind == "furniture":
            place = "back"
            repository = repository or lines.repository(wording)
        elif repository and (block.kind == "list_item" or len(wording) < 120):
            place = place if i in run_in_zone else "back"
        else:
            repository = False
        if title is not None and title < i <= title + 4 and place in ("body", "abstract"):
            place = "title" if front.authors(wording) else place
        kind = block.kind
        if section == "caption" and kind in ("paragraph", "list_item"):
            kind = "caption"
        if section == "references" and kind in ("paragraph", "list_item"):
            kind = "reference"
        place = _FIXED.get(kind, place)
        out.append(replace(block, kind=kind, section=_keep(block, place), heading=label or heading))
    return out


_PARTS = frozenset({"case", "methods", "results"})
_COURSE = compiled(
    r"(?:\W|\d)*(?:follow[\s-]?up|outcome(?: and follow-up)?|clinical course)[.:]?", re.IGNORECASE
)
_NUMBERED = compiled(r"(?P<part>\d{1,2})\.?(?P<sub>\.?\d)?[\d.]*\s")
_WHO = compiled(
    r"(?:study )?(?:patients|subjects|participants|population|cohort|sample|material)(?: characteristics)?[.:]?",
    re.IGNORECASE,
)
_PATIENTS = compiled(r"(?:(?:our|the) )?patients?[.:]?", re.IGNORECASE)
_LITERATURE = compiled(r"literature[.:]?", re.IGNORECASE)
_REVIEW = compiled(r"review[.:]?", re.IGNORECASE)


def _bare(text: str, block: Block) -> str:
    """A heading's words alone."""
    return patterns.sub(r"\W|\d", "", text[block.start : block.end]).lower()


def _restarts(heading: str) -> bool:
    return bool(patterns.search(r"\b(?:introduction|background)\b", heading, re.IGNORECASE))


_AFFILIATION = compiled(
    r"(?:department|division|faculty|school|institute|committee|cent(?:er|re)) (?:of|for)\b"
    r"|\buniversit|\bhospital,|\b(?:first|medical|teaching) hospital",
    re.IGNORECASE,
)
"""What an address says that stands between the authors and a headed abstract."""


def _keep(block: Block, place: SectionName) -> SectionName:
    return place if block.section == "body" else block.section


def _front_place(wording: str) -> SectionName:
    """Text between the title and the first heading: authors, or an abstract without its heading."""
    return "abstract" if len(wording) > 300 and wording.count(". ") >= 2 else "title"


def _opened(
    found: Role | None, section: SectionName, in_case: bool, in_abstract: bool, late: bool
) -> tuple[SectionName, bool]:
    """The section below a heading of role ``found``, and whether the paper is inside a case."""
    if in_abstract and found not in ("references", "back"):
        return ("back" if found == "keywords" else "abstract"), False
    if found in (None, "label"):
        return section, in_case
    if found == "case_sub":
        return ("case" if in_case else section), in_case
    if found == "care":
        if section in ("methods", "results", "discussion", "conclusion", "back", "references"):
            return section, in_case
        return "case", True
    if found == "aside":
        return "discussion", in_case
    if found == "points":
        return ("conclusion" if late and section != "body" else "abstract"), False
    if found == "back" and section == "methods":
        return section, in_case  # "Ethics approval" inside the methods
    if found == "case":
        # "Patients" and "Observations" of a study stand inside its results or methods.
        return "case", True
    return _MAJOR[found], False


def _tells(text: str, below: Sequence[Block]) -> bool:
    """Whether the block below a heading is prose, not the first entry of a list of references."""
    return bool(below) and not lines.entry(text[below[0].start : below[0].end])
