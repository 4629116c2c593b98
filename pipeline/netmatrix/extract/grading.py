"""Grade, Ki-67 index and mitotic count, as the paper states them of the patient's tumour."""

from __future__ import annotations

import re

from netmatrix.evidence import Finding
from netmatrix.extract import another
from netmatrix.extract.base import Scope, first_of_each, make, of_match, span_of
from netmatrix.extract.diagnosis import is_neuroendocrine
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Mention, Sentence
from netmatrix.normalise.numbers import (
    COMPARATOR,
    DIGITS,
    NUMBER,
    Interval,
    comparator,
    interval,
)
from netmatrix.patterns import compiled

# A grade's number may be printed in Roman numerals or told as an ordinal.
_ROMAN = {"i": "1", "ii": "2", "iii": "3"}
_ORDINAL = {"first": "G1", "second": "G2", "third": "G3"}
# "G2", "grade II", "NET G1", "second grade"; not "grade 2-3" and not "grade 3/4".
_GRADE = Gated(
    r"(?<![\w-])(?:(?:grade|grading|NET|NEC)[\s:-]*(?:of\s+)?)?\(?G[\s-]?(?P<g>[123])(?!\w|\.\d|%|\s*/)"
    r"|(?<!\w)(?:[Hh]istolog\w+\s+)?[Gg]rade[\s:-]*(?:G)?(?P<n>[123]|I{1,3})(?!\w|\.\d|%|\s*(?:-|–|/|or|to)\s*\d)"
    r"|(?<!\w)(?:[Nn]uclear )?(?P<first>first|second|third)[\s-][Gg]rade",
)
# Grades told in words, used only where no number is told.
_WORD_GRADE = Gated(r"\b(low|intermediate|medium|moderate|high)(?:er)?[\s-]?grade\b", re.I)
_WORD_VALUE = {"low": "G1", "intermediate": "G2", "medium": "G2", "moderate": "G2", "high": "G3"}
# What else is of a low or high grade.
_NOT_A_TUMOUR_GRADE = compiled(
    r"\s*(?:dysplasia|fever|squamous|intraepithelial|(?:papillary\s+)?urothelial|transitional|serous|lymphoma|sarcoma|glioma)",
    re.IGNORECASE,
)
# A sentence that explains the grades tells nobody's.
_DEFINITION = Gated(r"\bG1\b.*\bG2\b|\bG2\b.*\bG3\b|\bgrade 1\b.*\bgrade 2\b", re.I | re.S)

# Words between an index and its number: one clause, no other percentage.
_GAP = r"(?P<gap>[^.;%]{0,60}?)"
# The value behind the name of the index: one number, a bound or a range.
_KI_VALUE = compiled(
    rf"{_GAP}(?P<cmp>{COMPARATOR})?\s*+(?:a\s)?(?<![\w.,/])(?P<low>{NUMBER})\s*+"
    rf"(?P<p1>%|per\s?cent|percent)?"
    rf"(?:\s*+(?:[-–—−~]|to|and|or)\s*+(?P<cmp2>{COMPARATOR})?\s*+(?P<high>{DIGITS})\s*+(?P<p2>%|per\s?cent|percent)?)?",
    re.IGNORECASE,
)
# A number without a percent sign is an index only right behind such words.
_BARE_GAP = compiled(
    r"[\s:=(,-]*(?:(?:labell?ing|proliferat\w+|index|rate|LI|PI|was|is|of|score|value|level|reported|as)[\s:=(,-]*)*",
    re.IGNORECASE,
)
# The value before it; here only a percentage is one.
_KI_BEFORE = compiled(
    rf"(?P<cmp>{COMPARATOR})?\s*(?<![\w.,/])(?P<low>{DIGITS})\s*(?:%|per\s?cent)?"
    rf"(?:\s*(?:[-–—−]|to|and|or)\s*(?P<cmp2>{COMPARATOR})?\s*(?P<high>{DIGITS})\s*(?:%|per\s?cent)|(?<=%)|(?<=cent))[^.;]{{0,45}}$",
    re.IGNORECASE,
)
# "Grade 3 neutropenia": the grade of an adverse event or of another disease.
_NOT_OF_A_TUMOUR = compiled(
    r"^[\s-]+(?!with\b|and\b|according\b|by\b|in\b|of\b)(?:or\s+(?:higher|\d)\s+)?(?:[\w-]+\s+){0,2}?(?:\w+(?:thyroidism|penia|emia|aemia|itis|uria|algia|pathy|rrh\w+|toxicit\w+)|"
    r"nausea|vomiting|fatigue|rash|hypertension|bleeding|fever|pain|infection|edema|oedema|adverse|events?|"
    r"AEs?\b|asthenia|syndrome|dysplasia|fistula|ascites|murmur|reaction|injury|insufficiency|regurgitation|"
    r"effect|myelosuppression|hypothyroidism|hypogly\w+|hypergly\w+|varices|stenosis|obesity|alopecia|prolongation|thrombo\w+|astrocyt\w+|glioma|meningioma|ependymoma|"
    r"endometrioid|lobular|(?:ductal|mucinous|serous|clear[\s-]cell|papillary|squamous|urothelial|follicular)\s+(?:cell\s+)?(?:adeno)?carcinoma|proliferation(?!\s+(?:index|rate))|hand[-–\s]foot)\b",
    re.IGNORECASE,
)
# "Hypothyroidism of grade II", "neutropenia (grade 3)".
_HARM_BEFORE = compiled(
    r"\b(?:\w+(?:penia|emia|aemia|itis|uria|algia|pathy|rrh\w+|thyroidism|suppression|toxicity)|nausea|vomiting|fatigue|rash|fever|prolongation|"
    r"event|pneumonia|bleeding|inflammation|regression|prolapse|hydronephrosis|\w+listhesis|lymphoma|meningioma|ependymoma|(?:observed|occurred|noted|seen|reported|experienced|appeared|developed),\s+(?:both|all|each))\s*(?:[(,]\s*)?(?:(?:of|was|WHO|CTC|CTCAE)\s+)*$"
    # "An endometrioid carcinoma, grade 3"
    r"|\b(?:endometrioid|ductal|lobular|mucinous|serous|clear[\s-]cell|papillary|squamous|urothelial|follicular)\s+(?:cell\s+)?(?:adeno)?carcinoma,?\s*(?:\(\s*)?(?:of\s+)?$"
    # "The effect of chemotherapy was judged as grade 3" (of the tumour's regression)
    r"|\b(?:effect|response)\s+(?:(?:of|to)\s+(?:\w+\s+){1,2})?(?:was|of|corresponded)\s+(?:(?:judged|graded|classified|assessed|rated)\s+)?(?:as\s+|to\s+)?(?:a\s+)?$",
    re.IGNORECASE,
)
_CARCINOMA = compiled(r"carcinoma", re.IGNORECASE)
# "No necrosis was seen (G1)": in brackets behind the verb, the grade is the tumour's.
_APART = compiled(
    r"\b(?:was|were|is|are)\s+[^()]{0,40}\([^()]*$"
    r"|^\s*(?:mitos[ei]s|mitotic\s+\w+|necrosis)\s+\([^()]*$"
)
# Behind the number: it counts mitoses, fields, patients or time.
_NOT_A_VALUE = compiled(
    r"^\s*(?:/|mm|HPF|x\b|×|months?|years?|cm|patients?|cases|mitos|:\s?\d)", re.I
)

# The area of a mitotic count: high-power fields or square millimetres.
_UNIT_HPF = r"(?:/|per|in|on|for|out\s+of|among|x|×)\s*(?P<per>\d{1,3}|ten|fifty)?\s*(?:consecutive\s+)?(?:HPFs?|hpfs?|h\.p\.f\.?|high[\s-]*power(?:ed)?[\s-]*(?:microscopic\s+)?fields?|high[\s-]*magnification\s+fields?|fields?|BBA)"
_UNIT_MM = r"(?:/|per|in|for)\s*(?P<mm>\d{1,2})?\s*(?:mm\s?(?:2|²|\^2)|sq(?:uare)?\.?\s?(?:mm|millimet(?:er|re)s?))"
_UNIT = rf"(?:\s*(?:mitos[ei]s|mitotic\s+figures?|figures?)(?:\s+(?:was|were)\s+(?:counted|found|seen|identified|observed|noted|present))?)?\s*\(?\s*(?:{_UNIT_HPF}|{_UNIT_MM})"
# "3 mitoses per 10 HPF", "<2/2 mm2", "no mitoses in 50 HPF".
_MITOSES = Gated(
    rf"(?P<cmp>{COMPARATOR})?\s*+(?<![\w.,])(?<!score of )(?P<low>{NUMBER}|no(?=\s+mito)|none)"
    rf"(?:\s*+(?:[-–—−]|to|and|or)\s*+(?P<cmp2>{COMPARATOR})?\s*+(?P<high>{NUMBER}))?{_UNIT}",
    re.IGNORECASE,
)
# A count that is told without its area.
_MITOSES_BARE = Gated(
    rf"mitotic\s+(?:count|rate|index|figures?)\s*+(?:was|is|of|were|:|=|,)*\s*+(?:estimated\s+at\s+)?"
    rf"(?P<cmp>{COMPARATOR})?\s*+(?<![\w.,])(?P<low>{DIGITS})(?:\s*+[-–]\s*+(?P<high>{DIGITS}))?(?![\d%])",
    re.IGNORECASE,
)
# Another subject between the index and the number takes the number for itself …
_FOREIGN = compiled(
    r"\b(?:synaptophysin|chromogranin|CD\s?56|TTF|CK|p53|grade|WHO|patients?|month|year|mitos\w*|cm|mm)\b",
    re.I,
)
# … unless the grade or the index is named there once more.
_SAME_SUBJECT = compiled(r"\bG[123]\b|Ki")


# "(pT3 N2, 15 mm, G2)".
_STAGE = compiled(r"\bpT[0-4]")


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


def _of_another(scope: Scope, sentence: Sentence, place: int) -> bool:
    """Whether the tumour named last before ``place`` is no neuroendocrine one."""
    before = [m for m in sentence.of("histology") if m.end <= place and place - m.end < 30]
    return bool(before) and not any(is_neuroendocrine(scope, n) for n in before[-1].names)


# "G1 or G2": of several patients, or not known.
_OR_BEHIND = compiled(r"\s+or\s+(?:G|grade\s?)?[123]\b", re.IGNORECASE)
_OR_BEFORE = compiled(r"\b(?:G|grade\s?)[123]\s+or\s+$", re.IGNORECASE)


# "Scintigraphy was positive in the mediastinum (grade 2)": how much the tracer was taken up.
_TRACER = compiled(
    r"\b(?:uptake|scintigra\w+|Octreoscan|octreotide\s+scan|avid\w*)\b[^.;)]*$", re.IGNORECASE
)
# "Uptake in the tumour (grade 3)", "(grade 2 NET)".
_TUMOUR_BEFORE = compiled(
    r"\b(?:tumou?rs?|neoplasms?|NETs?|NENs?|NECs?|\w+omas?|carcinoids?)\s?\($", re.IGNORECASE
)


def _tumour_at(sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether a tumour stands right before the bracket of a grade, or in it."""
    if _TUMOUR_BEFORE.search(sentence.text, 0, match.start()):
        return True
    end = sentence.start + match.end()
    return any(0 <= m.start - end <= 1 for m in sentence.of("histology"))


def _grades(scope: Scope, sentence: Sentence) -> list[Finding]:
    found: list[Finding] = []
    for match in _GRADE.finditer(sentence.text):
        near = sentence.text[max(0, match.start() - 30) : match.end() + 40].lower()
        if any(
            sentence.between(c.start, c.end).lower() in near
            for c in sentence.cue("not_tumor_grade")
        ):
            continue
        if _NOT_OF_A_TUMOUR.match(sentence.text[match.end() : match.end() + 60]):
            continue
        if _OR_BEHIND.match(sentence.text, match.end()) or _OR_BEFORE.search(
            sentence.text, 0, match.start()
        ):
            continue
        harm = _HARM_BEFORE.search(sentence.text[: match.start()][-60:])
        if harm and "," in harm[0]:  # "a NET with hypercalcaemia, G2"
            named = [m for m in sentence.of("histology") if m.end <= sentence.start + match.start()]
            harm = None if match["g"] or (named and not _CARCINOMA.search(harm[0])) else harm
        if harm or _of_another(scope, sentence, sentence.start + match.start()):
            continue
        if another.bracketed(scope, sentence, sentence.start + match.start()):
            continue
        if another.named_next(scope, sentence, sentence.start + match.end()):
            continue
        # "Rigors (grade 2)": a bracket of its own needs the tumour beside it.
        bracketed = sentence.text[: match.start()].endswith("(") and match["g"] is None
        if (
            bracketed
            and _TRACER.search(sentence.text[: match.start()][-90:])
            and not _tumour_at(sentence, match)
        ):
            continue
        if not (
            sentence.of("histology")
            or sentence.cue("ki67", "mitosis", "tumor_word")
            or (sentence.cue("tumor_grade") and not bracketed)
            or _STAGE.search(sentence.text)
        ):
            continue
        raw = match["g"] or match["n"]
        if raw is None:
            value = _ORDINAL[match["first"].lower()]
        else:
            value = "G" + _ROMAN.get(raw.lower(), raw)
        start, end = span_of(sentence, match)
        context = sentence.context(start, end)
        denied = context.get("negated")
        if "family" in context or (
            denied and not _APART.search(sentence.between(denied.cue_end, start + 1))
        ):
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
        if _NOT_A_TUMOUR_GRADE.match(window):
            continue
        place = sentence.start
        if _of_another(scope, sentence, place + match.start()) or another.named_next(
            scope, sentence, place + match.end()
        ):
            continue
        start, end = span_of(sentence, match)
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
    """The index behind each mention of Ki-67 or, where there is none, the one right before it."""
    found: list[Finding] = []
    for cue in sentence.cue("ki67"):
        if another.bracketed(scope, sentence, cue.start) or another.told_of(
            scope, sentence, cue.start
        ):
            continue
        hit = _index_behind(sentence, cue) or _index_before(sentence, cue)
        if hit is None:
            continue
        value, start, end = hit
        found += _second_specimen(scope, sentence, end)
        left = min(start, cue.start)
        right = max(end, cue.end) if start >= cue.start else cue.end
        quote = scope.document.text[left:right].rstrip()
        values = [value]
        if value.high and _CHANGE.search(sentence.between(cue.start - _BEFORE_CUE, start)):
            bound = _BOUND.match(sentence.between(start, end))
            below = comparator(bound[1]) if bound else ""
            values = [Interval(value.low, None, below), Interval(value.high)]
        found += [
            make(
                scope, sentence, "ki67_percent", str(v), left, left + len(quote), "ki67.stated",
                confidence=0.95,
            )
            for v in values
        ]  # fmt: skip
    return found


_BOUND = compiled(rf"({COMPARATOR})?", re.IGNORECASE)
_BEFORE_CUE = 24
# "Rose from 8 to 35%": two specimens, no range.
_CHANGE = compiled(
    r"\b(?:r[oi]se|risen|increas\w*|climbed|jumped|went|gone|chang\w+|progress\w+|evolv\w+|grown?|grew|soared|fell|fallen|dropped|decreas\w+|declined|shift\w*|mov\w+|escalat\w+|advanced)\b[^.;]{0,40}\bfrom\s*(?:about\s|<\s?)?$",
    re.IGNORECASE,
)


# "4% in the primary and 12% in the liver": the index of two specimens.
_SECOND = compiled(
    r"\s++in\s++(?:(?:the|its|a)\s++)?[A-Za-z][\w-]*(?:\s[A-Za-z][\w-]*){0,4}?(?:,?\s(?:and|but)(?:,\s[\w-]+,)?|,)\s(?P<other>\d{1,3}(?:\.\d+)?)\s?%\s++in\s++"
    r"(?:(?:the|its|a)\s++)?+(?!(?:[\w-]+\s){0,2}(?:crypts?|mucosa|lympho(?:cytes?|id)|follic\w+|germinal|normal|adjacent|surrounding|islets?|breast)\b)[a-z]"
    r"|\s++in\s++(?:19|20)\d\d(?:,?\s(?:and|but))\s(?P<later>\d{1,3}(?:\.\d+)?)\s?%\s++in\s++(?:19|20)\d\d\b",
    re.IGNORECASE,
)


def _second_specimen(scope: Scope, sentence: Sentence, end: int) -> list[Finding]:
    """The index of the other specimen behind the first one's."""
    match = _SECOND.match(sentence.text, end - sentence.start)
    group = "later" if match and match["later"] else "other"
    if match is None or float(match[group]) > 100:
        return []
    left, right = sentence.start + match.start(group), sentence.start + match.end(group)
    return [
        make(
            scope,
            sentence,
            "ki67_percent",
            match[group],
            left,
            right,
            "ki67.stated",
            confidence=0.85,
        )
    ]


def _index_behind(sentence: Sentence, cue: Mention) -> tuple[Interval, int, int] | None:
    """The value behind the cue, with its place in the document."""
    mitoses = [c.start for c in sentence.cue("mitosis") if c.start >= cue.end]
    stop = min([*mitoses, sentence.end]) - sentence.start
    aside = _ANTIBODY.match(sentence.text, cue.end - sentence.start) or _COUNTED_ON.match(
        sentence.text, cue.end - sentence.start, stop
    )
    begin = aside.end() if aside else cue.end - sentence.start
    if both := _WITH_MITOSES.match(sentence.text, begin):
        begin, stop = both.end(), len(sentence.text)
    elif replaced := _REPORTED_BEFORE.match(sentence.text, begin):
        begin = replaced.end()
    match = _KI_VALUE.match(sentence.text, begin, stop)
    value = interval(match) if match else None
    if match is None or value is None or value.low > 100:
        return None
    end = _value_end(match, value)
    if _NOT_A_VALUE.match(sentence.text[end : end + 12]) or _foreign(match["gap"]):
        return None
    percent = match["p1"] or match["p2"]
    if not percent and (
        sentence.text.startswith("+", end) or not _BARE_GAP.fullmatch(match["gap"])
    ):
        return None  # "the score was 3+"
    start = match.start("cmp") if match["cmp"] else match.start("low")
    return value, sentence.start + start, sentence.start + end


# "Ki-67 (clone MIB-1, 1:100, Dako)": the antibody and its dilution.
_ANTIBODY = compiled(
    r"\s*\((?:[^()%]{0,40}[\s,])?(?:clone|1\s?:\s?\d{2,4})\b[^()%]{0,40}\)", re.IGNORECASE
)
# "The Ki-67 index, counted in 2,000 cells, was 12%": how it was counted is no part of it.
_COUNTED_ON = compiled(
    r"(?:\s\w+){0,2}(?:,\s|\s\()(?=[^;%]{0,80}\b(?:count|assess|determin|evaluat|measur|estimat)\w*)[^;%]{5,100}?(?:,|\))\s(?=(?:was|is|reached|amounted|came|stood)\b)",
    re.IGNORECASE,
)


# "The Ki-67 index and mitotic count were 5% and 3 per 10 HPF, respectively", and the other way round.
_WITH_MITOSES = compiled(
    r"(?:\s(?:labell?ing|proliferati\w+|index|LI))*(?:\s(?:and|/)\s(?:the\s)?(?:mitotic\s(?:count|rate|index|activity)|mitoses)\s(?:was|were)\s"
    r"|\s(?:was|were)\s[^%;]{1,40}?\s(?:HPFs?|mm2|mm²|fields)\sand\s)(?=[^.;]{0,60}\brespectively\b)",
    re.IGNORECASE,
)
# "Ki-67, reported elsewhere as 2%, was 12% on review".
_REPORTED_BEFORE = compiled(
    r"(?:\s(?:labell?ing|index|LI))*,?\s(?:initially\s|originally\s|first\s|previously\s)?(?:reported|read|estimated|stated|given)\s"
    r"(?:elsewhere\s|initially\s|originally\s|at\sfirst\s)?(?:as|at|to\sbe)\s[^;%]{1,14}%,\s(?=was\b)",
    re.IGNORECASE,
)


def _index_before(sentence: Sentence, cue: Mention) -> tuple[Interval, int, int] | None:
    """The value before the cue ("20% of cells were positive for Ki-67"), with its place."""
    begin = max(sentence.start, cue.start - 90)
    match = _KI_BEFORE.search(sentence.between(begin, cue.start))
    value = interval(match) if match else None
    if match is None or value is None or value.low > 100:
        return None
    return value, begin + match.start(), begin + match.end()


def _value_end(match: re.Match[str], value: Interval) -> int:
    """Where the value of a match ends: before a second number that is not part of it."""
    if match["high"] and value.high is None:
        return match.end("p1") if match["p1"] else match.end("low")
    return match.end()


def _foreign(gap: str) -> bool:
    """Whether another subject stands between the index and the number."""
    return bool(_FOREIGN.search(gap)) and not _SAME_SUBJECT.search(gap)


_OF_MITOSES = compiled(r"\bmito\w+\W{1,3}(?:\w+\s)?$", re.IGNORECASE)


def _mitoses(scope: Scope, sentence: Sentence) -> list[Finding]:
    """Counts with their area; a bare count only where no count of the sentence has one."""
    counted = [(match, _area(match)) for match in _MITOSES.finditer(sentence.text)]
    found: list[Finding] = []
    for match, area in counted or [(m, "") for m in _MITOSES_BARE.finditer(sentence.text)]:
        low = match["low"].lower()
        if low == "none" and not _OF_MITOSES.search(sentence.text, 0, match.start()):
            continue
        value = "0" if low in ("no", "none") else interval(match)
        if value is not None:
            found.append(
                of_match(
                    scope,
                    sentence,
                    match,
                    "mitoses",
                    f"{value}{area}",
                    "mitoses.stated",
                    confidence=0.93,
                )
            )
    return found


def _area(match: re.Match[str]) -> str:
    """The area of a count, as the matrix writes it: ``/10hpf``, ``/2mm2``."""
    fields, area = match["per"] or "", match["mm"] or ""
    if fields.isalpha():
        return "/10hpf" if fields.lower() == "ten" else "/50hpf"
    if area or "mm" in match.group()[-5:].lower():
        return f"/{area or '1'}mm2"
    return f"/{fields or '1'}hpf"
