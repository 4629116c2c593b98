"""Grade, Ki-67 index and mitotic count, as the paper states them of the patient's tumour."""

from __future__ import annotations

import re

from netmatrix.evidence import Finding
from netmatrix.extract.base import Scope, first_of_each, make
from netmatrix.nlp.annotations import Sentence
from netmatrix.normalise.numbers import COMPARATOR, DIGITS, INTERVAL, NUMBER, Interval, interval

_ROMAN = {"i": "1", "ii": "2", "iii": "3"}
_GRADE = re.compile(
    r"(?<![\w-])(?:(?:grade|grading|NET|NEC)[\s:-]*(?:of\s+)?)?\(?G[\s-]?(?P<g>[123])(?!\w|\.\d|%|\s*/)"
    r"|(?<!\w)(?:[Hh]istolog\w+\s+)?[Gg]rade[\s:-]*(?:G)?(?P<n>[123]|I{1,3})(?!\w|\.\d|%|\s*(?:-|–|/|or|to)\s*\d)"
    r"|(?<!\w)(?:[Nn]uclear )?(?P<first>first|second|third)[\s-][Gg]rade",
)
_WORD_GRADE = re.compile(r"\b(low|intermediate|medium|moderate|high)(?:er)?[\s-]?grade\b", re.I)
_WORD_VALUE = {"low": "G1", "intermediate": "G2", "medium": "G2", "moderate": "G2", "high": "G3"}
_DEFINITION = re.compile(r"\bG1\b.*\bG2\b|\bG2\b.*\bG3\b|\bgrade 1\b.*\bgrade 2\b", re.I | re.S)

_GAP = r"(?P<gap>[^.;%]{0,60}?)"
_KI_VALUE = re.compile(
    rf"{_GAP}(?P<cmp>{COMPARATOR})?\s*(?:a\s)?(?<![\w.,/])(?P<low>{NUMBER})\s*"
    rf"(?P<p1>%|per\s?cent|percent)?"
    rf"(?:\s*(?:[-–—−~]|to|and|or)\s*(?P<cmp2>{COMPARATOR})?\s*(?P<high>{DIGITS})\s*(?P<p2>%|per\s?cent|percent)?)?",
    re.IGNORECASE,
)
_KI_BEFORE = re.compile(
    rf"(?P<cmp>{COMPARATOR})?\s*(?<![\w.,/])(?P<low>{DIGITS})\s*(?:%|per\s?cent)"
    rf"(?:\s*(?:[-–—−]|to|and|or)\s*(?P<cmp2>{COMPARATOR})?\s*(?P<high>{DIGITS})\s*(?:%|per\s?cent))?[^.;]{{0,45}}$",
    re.IGNORECASE,
)
_NOT_OF_A_TUMOUR = re.compile(
    r"^[\s-]+(?!with\b|and\b|according\b|by\b|in\b|of\b)(?:or\s+(?:higher|\d)\s+)?(?:\w+\s+){0,2}?(?:\w+(?:penia|emia|aemia|itis|uria|algia|pathy|rrh\w+|toxicit\w+)|"
    r"nausea|vomiting|fatigue|rash|hypertension|bleeding|fever|pain|infection|edema|oedema|adverse|events?|"
    r"AEs?\b|asthenia|syndrome|dysplasia|fistula|ascites|murmur|reaction|injury|insufficiency|regurgitation|"
    r"varices|stenosis|obesity|alopecia|thrombo\w+|astrocyt\w+|glioma|meningioma)\b",
    re.IGNORECASE,
)
_NOT_A_VALUE = re.compile(r"^\s*(?:/|mm|HPF|x\b|×|months?|years?|cm|patients?|cases|mitos)", re.I)

_UNIT_HPF = r"(?:/|per|in|out\s+of|among)\s*(?P<per>\d{1,3}|ten|fifty)?\s*(?:consecutive\s+)?(?:HPFs?|hpfs?|high[\s-]*power(?:ed)?[\s-]*(?:microscopic\s+)?fields?|high[\s-]*magnification\s+fields?|fields?)"
_UNIT_MM = r"(?:/|per|in)\s*(?P<mm>\d{1,2})?\s*mm\s?(?:2|²|\^2)"
_UNIT = rf"(?:\s*(?:mitos[ei]s|mitotic\s+figures?|figures?))?\s*\(?\s*(?:{_UNIT_HPF}|{_UNIT_MM})"
_MITOSES = re.compile(
    rf"(?P<cmp>{COMPARATOR})?\s*(?<![\w.,])(?P<low>{NUMBER})"
    rf"(?:\s*(?:[-–—−]|to|and|or)\s*(?P<cmp2>{COMPARATOR})?\s*(?P<high>{NUMBER}))?{_UNIT}",
    re.IGNORECASE,
)
_MITOSES_BARE = re.compile(
    rf"mitotic\s+(?:count|rate|index|figures?)\s*(?:was|is|of|were|:|=|,)*\s*(?:estimated\s+at\s+)?"
    rf"(?P<cmp>{COMPARATOR})?\s*(?<![\w.,])(?P<low>{DIGITS})(?:\s*[-–]\s*(?P<high>{DIGITS}))?(?![\d%])",
    re.IGNORECASE,
)


def extract(scope: Scope) -> list[Finding]:
    """Findings of ``grade``, ``ki67_percent`` and ``mitoses``."""
    grades: list[Finding] = []
    words: list[Finding] = []
    ki67: list[Finding] = []
    mitoses: list[Finding] = []
    for sentence in scope.sentences:
        if (
            sentence.kind != "cell"
            and _DEFINITION.search(sentence.text)
            and not sentence.has("pronoun", "anchor")
        ):
            continue
        grades += _grades(scope, sentence)
        words += _word_grades(scope, sentence)
        if sentence.has("ki67"):
            ki67 += _ki67(scope, sentence)
        if sentence.has("mitosis"):
            mitoses += _mitoses(scope, sentence)
    return [*first_of_each(grades or words), *first_of_each(ki67), *first_of_each(mitoses)]


def _grades(scope: Scope, sentence: Sentence) -> list[Finding]:
    found: list[Finding] = []
    for match in _GRADE.finditer(sentence.text):
        if sentence.has("not_tumor_grade"):
            near = sentence.text[max(0, match.start() - 30) : match.end() + 40].lower()
            if any(
                sentence.between(c.start, c.end).lower() in near
                for c in sentence.cue("not_tumor_grade")
            ):
                continue
        if _NOT_OF_A_TUMOUR.match(sentence.text[match.end() : match.end() + 60]):
            continue
        if not (
            sentence.of("histology") or sentence.cue("tumor_grade", "ki67", "mitosis", "tumor_word")
        ):
            continue
        raw = match["g"] or match["n"]
        if raw is None:
            value = {"first": "G1", "second": "G2", "third": "G3"}[match["first"].lower()]
        else:
            value = "G" + _ROMAN.get(raw.lower(), raw)
        start, end = sentence.start + match.start(), sentence.start + match.end()
        context = sentence.context(start, end)
        if "negated" in context or "family" in context:
            continue
        found.append(
            make(
                scope,
                sentence,
                "grade",
                value,
                start,
                end,
                "grade.stated",
                confidence=0.95,
                cues=context.values(),
            )
        )
    return found


def _word_grades(scope: Scope, sentence: Sentence) -> list[Finding]:
    found: list[Finding] = []
    if not sentence.of("histology"):
        return found
    for match in _WORD_GRADE.finditer(sentence.text):
        window = sentence.text[match.end() : match.end() + 60]
        if re.match(
            r"\s*(?:dysplasia|fever|squamous|intraepithelial|lymphoma|sarcoma|glioma)", window, re.I
        ):
            continue
        start, end = sentence.start + match.start(), sentence.start + match.end()
        if "negated" in sentence.context(start, end):
            continue
        found.append(
            make(
                scope,
                sentence,
                "grade",
                _WORD_VALUE[match.group(1).lower()],
                start,
                end,
                "grade.word",
                confidence=0.7,
            )
        )
    return found


def _ki67(scope: Scope, sentence: Sentence) -> list[Finding]:
    found: list[Finding] = []
    text = sentence.text
    for cue in sentence.cue("ki67"):
        at = cue.end - sentence.start
        begin = cue.start - sentence.start
        stop = min(
            [c.start - sentence.start for c in sentence.cue("mitosis") if c.start >= cue.end]
            + [len(text)]
        )
        match = _KI_VALUE.match(text, at, stop)
        hit: tuple[int, int, Interval] | None = None
        found_value = interval(match) if match else None
        ends = _value_end(match, found_value) if match else 0
        if match and not _NOT_A_VALUE.match(text[ends : ends + 12]):
            percent = match["p1"] or match["p2"]
            gap = match["gap"]
            bare = not percent and not re.fullmatch(
                r"[\s:=(,-]*(?:(?:labell?ing|proliferat\w+|index|rate|LI|PI|was|is|of|score|value|level|reported|as)[\s:=(,-]*)*",
                gap,
                re.I,
            )
            value = found_value
            if value is not None and not bare and value.low <= 100 and not _foreign(gap):
                hit = (
                    at + match.start("cmp") - at if match["cmp"] else match.start("low"),
                    ends,
                    value,
                )
        if hit is None:
            back = _KI_BEFORE.search(text[max(0, begin - 90) : begin])
            if back:
                value = interval(back)
                if value is not None and value.low <= 100:
                    offset = max(0, begin - 90)
                    hit = (offset + back.start(), offset + back.end(), value)
        if hit is None:
            continue
        left = sentence.start + min(hit[0], begin)
        right = max(sentence.start + hit[1], cue.end)
        quote_end = right if hit[0] >= begin else cue.end
        trimmed = scope.document.text[left:quote_end].rstrip()
        found.append(
            make(
                scope,
                sentence,
                "ki67_percent",
                str(hit[2]),
                left,
                left + len(trimmed),
                "ki67.stated",
                confidence=0.95,
            )
        )
    return found


def _value_end(match: re.Match[str], value: Interval | None) -> int:
    """Where the value of a match ends: before a second number that is not part of it."""
    if match["high"] and value is not None and value.high is None:
        return match.end("p1") if match["p1"] else match.end("low")
    return match.end()


_FOREIGN = re.compile(
    r"\b(?:synaptophysin|chromogranin|CD\s?56|TTF|CK|p53|grade|WHO|patients?|month|year|mitos\w*|cm|mm)\b",
    re.I,
)


def _foreign(gap: str) -> bool:
    """Whether another subject stands between the index and the number."""
    return bool(_FOREIGN.search(gap)) and not re.search(r"\bG[123]\b|Ki", gap)


def _mitoses(scope: Scope, sentence: Sentence) -> list[Finding]:
    found: list[Finding] = []
    text = sentence.text
    matches = list(_MITOSES.finditer(text))
    for match in matches or _MITOSES_BARE.finditer(text):
        value = interval(match)
        if value is None:
            continue
        groups = match.groupdict()
        if not matches:
            unit = ""
        elif (groups.get("per") or "").isalpha():
            unit = "/10hpf" if groups["per"].lower() == "ten" else "/50hpf"
        elif groups.get("mm") or "mm" in match.group()[-5:].lower():
            unit = f"/{groups.get('mm') or '1'}mm2"
        else:
            unit = f"/{groups.get('per') or '1'}hpf"
        found.append(
            make(
                scope,
                sentence,
                "mitoses",
                f"{value}{unit}",
                sentence.start + match.start(),
                sentence.start + match.end(),
                "mitoses.stated",
                confidence=0.93,
            )
        )
    return found


__all__ = ["INTERVAL", "extract"]
