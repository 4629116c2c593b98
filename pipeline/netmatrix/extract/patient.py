"""Age and sex."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from netmatrix import patterns
from netmatrix.evidence import Finding
from netmatrix.extract.base import Scope, make, of_match, span_of
from netmatrix.extract.diagnosis import is_neuroendocrine
from netmatrix.extract.knowledge import knowledge
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Sentence
from netmatrix.normalise.numbers import WORDS, parse, plain
from netmatrix.patterns import compiled

# Words for a person that tell the sex; _PERSON holds those that do not, too.
MALE = r"son|man|male|gentleman|boy|brother|widower|(?:business|fisher|police|fire|post|sales|crafts|trades)man|(?:school|post|station)master|schoolboy|monk"
FEMALE = r"daughter|woman|female|lady|girl|housewife|sister|nun|widow|(?:business|police|sales)woman|(?:school|post)mistress|schoolgirl|waitress|seamstress|stewardess|gravida|primigravida|multigravida|primipara|multipara|nullipara|parturient"
KIN = (
    r"father|mother|brother|sister|son|daughter|uncle|aunt|cousin|nephew|niece|grandfather|grandmother|"
    r"wife|husband"
)
"""Words for relatives, in the singular."""
_PERSON = compiled(
    rf"\b(?:{MALE}|{FEMALE}|patient|infant|child|newborn|adolescent|teenager|person|individual)\b"
)
# The unit of an age with the joints and apostrophes that papers print.
_YEARS = r"(?:-|–|‐|‑|\s)*\s*(?:years?|yrs?|y)\.?(?:'s|’s|s’|s'|'|’)?(?:-|–|‐|‑|\s)*"
# "The 17-year course of a woman".
_NO_AGE = r"(?:(?:clinical|long|painful)\s+)?(?:course|history|follow|survival|experience|interval|delay|period|story|observation|remission|odyssey|disease)"
# "62-year-old", "aged 62 years", "62 y/o", "62 years, male".
_AGE_OLD = Gated(
    rf"(?<![\w.])(?:a(?=\d))?(?P<n>\d{{1,3}}|{WORDS}){_YEARS}(?:old|of\s+age|o\.?\b|aged)"
    rf"|(?<![\w.])(?P<yo>\d{{1,3}})\s*(?:y/o|yo|y\.o\.?|y\.)(?=[\s,])"
    rf"|(?<![\w./])(?-i:[MF])\s?[/,]\s?(?P<mf>\d{{1,2}})(?![\w/]|\s?(?:%|/))|(?<![\w./])(?P<fm>\d{{2}})(?:\s?/?\s?|,\s?)(?-i:[MF])(?=\s*[,.;)]|\s+(?:with|who|present\w+|admitted|c/o)\b)"
    rf"|\b(?:{MALE}|{FEMALE}),?\s+(?P<my>\d{{2}})\s*(?:y\b|yrs?\b|years\b)?(?=\s*[,.;)])"
    rf"|(?<![\w.])(?P<bare>\d{{1,3}}){_YEARS}(?!(?<=[a-z])[a-z])[,\s]*(?!{_NO_AGE}|(?:in|of|after|before|later|ago|by|for|from|to)\s)(?=(?:\w+[\s-]){{0,3}}(?:(?:{MALE}|{FEMALE})\b|(?-i:[MF])(?=[,;.]\s)))",
    re.IGNORECASE,
)
# Infants: months, weeks or days.
_AGE_MONTHS = Gated(
    rf"(?<![\w.])(?P<n>\d{{1,2}}|{WORDS})(?:-|–|\s)*(?P<unit>months?|weeks?|days?)(?:-|–|\s)*old",
    re.IGNORECASE,
)
# "Aged 62", "age: 62", "at the age of 62".
_AGE_AGED = Gated(
    rf"(?<!beyond the )(?<!above the )(?<!over the )(?<!past the )(?<!below the )(?<!under the )(?<!until the )(?<!before the )\b(?:aged|age[d]?\s+of|age\s*[:=]|age\s+was|at\s+the\s+age\s+of|at\s+age|age)\s*"
    rf"(?P<n>\d{{1,3}}|{WORDS})\b(?!\s*(?:%|months?\b|-|–|(?:[\w-]+\s+)?(?:patients|cases|people|(?:wo)?men|children)\b))"
    r"|(?:(?:^|[.]\s+)(?-i:At)\s+(?=\d\d?\s+(?:he|she)\s+(?:came|presented|was\s+(?:seen|referred|admitted|found|diagnosed|operated)|noticed|developed)\b)|(?:^|[;,.]\s+|\bfound,\s+|\basymptomatic\s+)at\s+(?=\d+,\s+(?!\d|and\s+\d))|\b(?:presented|was\s+(?:diagnosed|admitted|seen|referred)(?:\s+to\s+us)?)\s+at\s+(?=\d\d\s+with\b)|\b(?:came\s+to\s+(?:notice|light|us|attention)|presented|fell\s+ill)\s+at\s+(?=\d\d\s+years\b))(?P<at>[1-9]\d?)"
    r"|\bin\s+(?:his|her)\s+(?P<nth>[1-9]\d)(?:st|nd|rd|th)\s+year\b(?!\s+of\s+(?:follow|treat|illness|disease))",
    re.IGNORECASE,
)
_TRADE = (
    r"(?:\w*(?:teacher|worker|farmer|driver|wife|maker|keeper)|gardener|fisherman|baker|cook|plumber|electrician|mason|roofer|welder|mechanic|butcher|tailor|priest|nun|monk|clerk|nurse|student|engineer|pensioner|builder|carpenter|painter|labou?rer|lawyer|dentist|physician|"
    r"miner|sailor|soldier|businessman|secretary|retiree|journalist|accountant|policeman|officer)"
)
# "A man, 62, …", "a woman (62 years)".
_AGE_COMMA = Gated(
    rf"\b(?:{MALE}|{FEMALE}|{KIN}|patient)(?:\s+\w+){{0,2}}(?:\s+\([IVX]+[-.]\d+\))?\s*(?:[,(]|\bof\b)\s*(?:aged\s+|now\s+|then\s+)?(?P<n>\d{{1,3}}(?=\s*y)|\d{{2,3}})\s*(?:(?:years?|yrs?|y)(?:\s+old)?\b|[,)])"
    r"|\bthe\s+(?:younger|elder|older|youngest|oldest|eldest|other|first|second|third)(?:\s+(?:patient|one|man|woman))?\s+\((?:aged\s+)?(?P<rank>[1-9]\d)(?:\s*(?:years?|yrs?|y)(?:\s+old)?)?\)"
    r"|\b(?:Mrs?|Ms|Miss)\b\.?\s+(?:[A-Z]\w*\.?\s?){1,2},\s+(?P<titled>[1-9]\d)\s*(?:yrs?|years?|y)\b"
    rf"|\b(?:{MALE}|{FEMALE}|patient)\s+of\s+(?P<of>[1-9]\d)\b(?!\s*(?:cm|mm|%|kg|g\b|m\b|[-–/.]?\d|months|weeks|days|patients|cases|\w+\s+origin))"
    r"|(?:\b(?:lady|man|woman|gentleman)\s+of|(?:^|[.:]\s)(?:(?:fe)?male|man|woman|lady|gentleman),)\s+(?P<bare>[1-9]\d)(?=\s*[,.;)]|\s+(?:with|who|years?)\b)"
    # "Teacher, 44 years, white", "The propositus, a bricklayer of 34 years, …"
    r"|(?<!of the )\b(?:propositus|proposita|proband|index\s+(?:case|patient)|patient),\s+an?\s+(?![^,]{0,30}\b(?:smoker|drinker|diabetic|hypertensive|resident|user|alcoholic|sufferer|addict|abuser|vegetarian|survivor|inhabitant|history)\b)[\w-]+(?:\s[\w-]+)?\s+of\s+(?P<index>[1-9]\d)(?:\s+years)?(?=\s*,)"
    rf"|(?:^|[.:]\s)(?:{_TRADE}|school(?:girl|boy)|(?:ex-)?smoker|widow(?:er)?|bachelor|spinster),\s(?P<post>[1-9]\d)\s+(?:years?|yrs?)\b(?!\s+(?:ago|before|after|later|of))"
    r"|(?:^|[.]\s)case:\s[mf],\s(?P<lettered>[1-9]\d)(?=[.;,])"
    r"|\b(?:his|her)\s+(?P<birthday>[1-9]\d)(?:st|nd|rd|th)\s+birthday\b"
    rf"|\b(?:an?|this|the)\s+(?:[\w-]+\s+){{0,3}}(?!(?:tumou?r|cancer|number|liver|order|center|factor)\b)[\w-]+(?:er|or|ist|ian|[a-z]man|wife|clerk|nurse|student)(?:,(?:\s+then)?|\s+was)\s+(?P<job>[1-9]\d)(?=\s*[.;]|,\s+(?!\d)|\s+when\b)"
    r"|\bbirth:?\s+(?:19|20)\d\d\s+\((?P<birth>\d{2})\s?y"
    r"|\b(?:he|she)\s+is\s+(?P<now>[1-9]\d)(?=,\s+an?\s)"
    rf"|(?<!today )(?<!now )(?<!currently )\b(?:an?|this|the)\s+(?:[\w-]+\s+){{0,3}}(?:{_TRADE}\s+of\s+(?P<trade>[1-9]\d)(?:\s+years)?|(?:drinker|smoker)\s+of\s+(?P<smoker>[5-9]\d(?=\s+years)|[1-9]\d(?!\s+years))(?:\s+years)?)(?=\s*[.;,](?!\s*\d)|\s+(?:when|who|was|had|came|consulted|presented|attended|complained|noticed)\b|(?<=[4-9]\d\syears)\s+with\b)"
    rf"|\b(?:patient(?:\s+[A-E1-9]|\s+(?:reported|described|published|seen|treated)\s+by\s+(?-i:[A-Z])[\w’'-]+(?:\s+et\s+al\.?)?)?(?:,\s+[^,.;]{{2,25}},)?|case\s+[A-E1-9]|the\s+(?:elder|older|younger)(?:,\s+an?\s+[\w\s-]{{3,25}},)?|he|she|who|{MALE}|{FEMALE})\s+was\s+(?:then\s+|now\s+|only\s+)?(?P<was>[1-9]\d)(?=\s*[,.;)]|\s+(?:when|and\b|at\s+(?:the\s+time|diagnosis|presentation)|years\s+of))",
    re.IGNORECASE,
)
# Years; a greater number is no age.
_OLDEST = 110
# Decades of life in words.
_DECADES = {
    "twenties": 20,
    "thirties": 30,
    "forties": 40,
    "fifties": 50,
    "sixties": 60,
    "seventies": 70,
    "eighties": 80,
    "nineties": 90,
}
# "Mrs. T, 62, never smoker": a person who is named, not described.
_AGE_NAMED = Gated(
    r"\b(?:(?:Mr|Mrs|Ms|Miss)\.?(?:\s+[A-Z][\w.]*){0,3}|[A-Z]\.\s?[A-Z]\.)\s*,\s*(?:then\s+|aged\s+)?(?P<n>\d{2}|"
    rf"{WORDS})\s*(?:years?(?:\s+old)?\s*)?(?:,|\band\b)"
)
# "In her early sixties"; only where no number is told.
_AGE_DECADE = Gated(
    rf"\bin\s+(?:his|her|their)\s+(?:early|mid|middle|late)?[\s-]*(?:(?P<n>\d0)['’]?s|(?P<w>{'|'.join(_DECADES)}))\b",
    re.IGNORECASE,
)

# "62 yo M": the letter behind an age.
_LETTER = Gated(
    r"(?:y/o|yo|y\.o\.?|years?[\s-]old|yrs?|(?<!\d)\d\d\s?/?)[\s,-]*(?:(?:white|black|Caucasian|Asian|Hispanic|(?:pre|post|peri)menopausal|healthy|old)\s+){0,2}(?P<s>[MF])\b"
    r"|(?<![\w./])(?P<s2>[MF])\s?[/,]\s?\d{1,2}(?![\w/])|\b(?i:sex|gender)\s?[:,]?\s(?P<s3>[MF])(?=\s*[;,.)])|\b[Cc]ase:\s(?P<s4>[MFmf]),\s\d\d\b"
)
# "Mr" is also how some papers print MR (imaging, angiography …).
_MALE_WORD = Gated(
    rf"\b(?:{MALE}|masculine(?=\s+sex)|father of|(?-i:Mr)(?!\s+(?:imag|scan|angio|chol|enter)))\b",
    re.IGNORECASE,
)
_FEMALE_WORD = Gated(
    rf"\b(?:{FEMALE}|feminine(?=\s+sex)|mother of|(?-i:Mrs|Ms|Miss))\b(?!['’]s\s+(?:\d|husband|mother|father|son|daughter|sister|brother|child|home|house))",
    re.IGNORECASE,
)
_MALE_KIN = Gated(r"\b(?:father|uncle|nephew|grandfather|husband)\b(?!['’]s\b)", re.IGNORECASE)
_FEMALE_KIN = Gated(r"\b(?:mother|aunt|niece|grandmother|wife)\b(?!['’]s\b)", re.IGNORECASE)
_SO_MANY = Gated(
    r"\b(?:two|three|four|2|3|4)\s+(?:[\w-]+\s+){0,3}(?P<who>(?:wo)?men|girls|boys|brothers|sisters)\b",
    re.IGNORECASE,
)
_WOMEN = frozenset({"women", "girls", "sisters"})
# Pronouns, counted over all the patient's sentences.
_HE = compiled(r"\b(?:he|his|him|himself)\b", re.IGNORECASE)
_SHE = compiled(r"\b(?:she|her|hers|herself)\b", re.IGNORECASE)
# An age of the past: when an illness began, not when the patient presented.
_HISTORY_AGE = compiled(
    r"\b(?:at\s+the\s+age\s+of|at\s+age|when\s+\w+\s+was|since\s+the\s+age)\s*$", re.IGNORECASE
)
# A relative's age or sex: "his 60-year-old father", "his father, aged 60".
KIN_PATIENT = "kin_patient"
"""The group of a sentence whose subject, a relative, is a patient of the paper."""
_WHOSE = r"his|her|whose|patient['’]s"
_RELATIVE_AFTER = compiled(rf"\b(?:{_WHOSE})\s+(?:{KIN})", re.IGNORECASE)
_RELATIVE = compiled(rf"\b(?:{_WHOSE}|a)\s+(?:\w+\s+)?(?:{KIN}|grand\w+)\b", re.IGNORECASE)
# An age is a number.
_NUMBER = Gated(rf"\d|{WORDS}|{'|'.join(_DECADES)}", re.IGNORECASE)
# A quick test: without one of these no age pattern can match.
_AGE_HINT = compiled(
    r"(?:er|est|first|second|third)(?: (?:patient|one|man|woman))? \((?:aged )?\d\d|\bcase: [mf],|\bM(?:r|rs|s|iss)\b|[A-Z]\.\s?[A-Z]\.,|old\b|\bage[ds]?\b|years?\b|yrs?\b|\by\.?/?o|\dy/?o\b|in (?:his|her|their) |(?:man|male|patient)\s*[,(]|(?:man|male|patient|lady|boy|girl) of +\d|he is \d\d, an? |birth:? \d{4} \(\d\d|at \d\d? s?he |\bat \d\d with|of \d\d years |was +(?:then +)?\d\d(?:[,.;)]| (?:when|at|and))|\bat \d\d,|(?:lady|man|woman) of [tfsen]\w+ty|(?:man|male|lady), [tfsen]\w+ty|birthday|\d(?:st|nd|rd|th) year|[a-z](?:,| of) \d\d(?:[.;,]| w| had)|\b[MF] ?[/,] ?\d\d|\b\d\d ?[/,]? ?[MF]\b|male,? \d\d|(?:man|woman|boy|girl),? \d\d",
    re.I,
)


# "Aged 51 to 77 years": several persons.
_AGE_TO = compiled(
    r"\s*(?:to|[-–])\s*\d{2}\b(?!\s*(?:months|weeks|days)\b|\s*years\s+(?:after|before|ago))",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)  # several modules ask of each sentence
def age_in(text: str) -> tuple[str, int, int, str] | None:
    """The first age in ``text``: value in years, start, end, rule; ``None`` without one."""
    if not _NUMBER.may_match(text) or not _AGE_HINT.search(text):
        return None
    found: list[tuple[int, int, str, str]] = []
    for match in _AGE_OLD.finditer(text):
        raw = next(match[g] for g in ("n", "yo", "mf", "fm", "my", "bare") if match[g])
        value = parse(raw)
        if value is not None and 0 < value <= _OLDEST:
            found.append((match.start(), match.end(), plain(value), "age.old"))
    for match in _AGE_MONTHS.finditer(text):
        value = parse(match["n"])
        if value is not None:
            unit = match["unit"].lower()
            years = value / (12 if unit.startswith("m") else 52 if unit.startswith("w") else 365)
            found.append((match.start(), match.end(), plain(round(years, 2)), "age.infant"))
    for pattern, rule in (
        (_AGE_AGED, "age.aged"),
        (_AGE_COMMA, "age.comma"),
        (_AGE_NAMED, "age.named"),
    ):
        for match in pattern.finditer(text):
            groups = match.groupdict()
            raw = next((v for name, v in groups.items() if v and name != "nth"), "")
            value = parse(raw)
            if groups.get("nth"):  # "in his 68th year": he is 67
                value = float(groups["nth"]) - 1
            if value is not None and 0 < value <= _OLDEST and not _AGE_TO.match(text, match.end()):
                found.append((match.start(), match.end(), plain(value), rule))
    if not found:
        for match in _AGE_DECADE.finditer(text):
            first = int(match["n"] or _DECADES[match["w"].lower()])
            decade = f"{first}-{first + 9}"
            found.append((match.start(), match.end(), decade, "age.decade"))
    found = [age for age in found if not _OF_A_GROUP.search(text, 0, age[0])]
    if not found:
        return None
    start, end, value_text, rule = min(found, key=lambda age: (_of_past(text, age), age))
    return value_text, start, end, rule


# "Removed from children under 16 years of age": nobody's.
_OF_A_GROUP = compiled(
    r"\b(?:children|adults|adolescents|patients|persons|people|individuals|men|women|those)\s+(?:aged\s+)?"
    r"(?:under|over|below|above|(?:older|younger|more|less)\s+than)\s+(?:the\s+age\s+of\s+)?$",
    re.IGNORECASE,
)
# "Diagnosed with diabetes at age 12": but "presented at the age of 51".
_PAST_AGE = compiled(
    r"\b(?:(?:at|from|since|until|before)\s+(?:the\s+)?age(?:\s+of)?|[Ff]rom(?:\s+\d+\s+years\s+of)?|when\s+\w+\s+was)\s*$|(?:^|[.]\s+)(?-i:At)\s*$",
    re.IGNORECASE,
)
_PRESENTED_AGE = compiled(
    r"\b(?:present|admitt|referr|seen\b|came\b|attended|consult|examin|hospitali[sz]|visit)\w*\s[^,;.]{0,40}$",
    re.IGNORECASE,
)


def _of_past(text: str, age: tuple[int, int, str, str]) -> bool:
    """Whether the age is that of an earlier event, as its words tell."""
    start, end = age[:2]
    before = text[:start] + text[start:end].rsplit(None, 1)[0]
    told = _PAST_AGE.search(before)
    return told is not None and not _PRESENTED_AGE.search(before[: told.start()])


# "At the last examination the young man was 21 years old".
_AT_LAST = compiled(
    r"\b(?:last|latest|most\s+recent)\s+(?:examination|visit|control|follow\S*|contact|review|evaluation)\b|\b(?:now|today|at\s+present|meanwhile)\b",
    re.IGNORECASE,
)


# "He died of respiratory failure at 55 years of age".
_DIED_AT = compiled(r"\b(?:died|deceased|death)\b[^.;]{0,60}$", re.IGNORECASE)


def extract(scope: Scope) -> list[Finding]:
    """Age in years at presentation, and sex."""
    return [*_age(scope), *_sex(scope)]


_WHEN_WAS = compiled(
    r"\b(?:when|while|now|then)\s+(?:(?:he|she|the\s+patient)\s+was\s+)?$", re.IGNORECASE
)
# "Asthma had been diagnosed when she was 24, two years earlier".
_SINCE_THEN = compiled(r",\s+\w+\s+years?\s+(?:earlier|previously|before)\b", re.IGNORECASE)


def _of_the_tumour(scope: Scope, sentence: Sentence) -> bool:
    """Whether the tumour is told in the sentence: "a paraganglioma was removed at the age of 19"."""
    return any(
        not m.weak and is_neuroendocrine(scope, n)
        for m in sentence.of("histology")
        for n in m.names
        if not sentence.context(m.start, m.end)
    )


def _age(scope: Scope) -> list[Finding]:
    """The age of the person who is presented, rather than one of their past or of a relative."""
    best: tuple[int, Finding] | None = None
    for order, sentence in enumerate(scope.sentences):
        hit = age_in(sentence.text)
        if hit is None:
            continue
        value, start, end, rule = hit
        left, right = sentence.start + start, sentence.start + end
        if "family" in sentence.context(left, right):
            continue
        before, after = sentence.text[max(0, start - 40) : start], sentence.text[end : end + 40]
        # "his 60-year-old father", "his father, aged 60": not "a 36-year-old mother of two".
        if KIN_PATIENT not in sentence.groups and (
            _RELATIVE.search(sentence.text[max(0, start - 28) : end] + after[:1])
            or _RELATIVE_AFTER.search(before[-12:] + patterns.sub(r"^\W+", "", after[:16]))
        ):
            continue
        person = _PERSON.search(after) or _PERSON.search(before[-30:])
        score = 3 if person and rule != "age.aged" else 2 if person else 1
        if _WHEN_WAS.search(before):
            score = 1  # "in 2009, when the patient was 49 years old": one date of several
            if _SINCE_THEN.match(after) and not _of_the_tumour(scope, sentence):
                continue
        if rule == "age.aged" and _HISTORY_AGE.search(
            sentence.text[:start] + sentence.text[start:end].rsplit(None, 1)[0]
        ):
            score = 1 if _of_the_tumour(scope, sentence) else 0
        if _AT_LAST.search(sentence.text[:start]) or _DIED_AT.search(sentence.text[:start]):
            score = 0
        finding = make(
            scope,
            sentence,
            "age_years",
            value,
            left,
            right,
            rule,
            confidence=0.98 if score == 3 else 0.85 if score == 2 else 0.7,
        )
        rank = score * 10_000 - order
        if best is None or rank > best[0]:
            best = (rank, finding)
    return [best[1]] if best else _by_birth(scope)


_BORN = Gated(
    rf"\b(?:{MALE}|{FEMALE}|patient|Mr|Mrs|Ms)\b[^.;()]{{0,24}}?[\s,(](?:born(?:\s+(?:in|on))?|year\s+of\s+birth|birth\s+year):?\s+(?:(?:\d{{1,2}}[./-]){{1,2}}|(?:\d{{1,2}}\s)?[A-Z][a-z]{{2,8}}\s)?(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)


_OF_KIN = compiled(rf"\b(?:{KIN})\b", re.IGNORECASE)
_CAME = compiled(
    r"\b(?:admitted|hospitali[sz]ed|presented|referred|sent|seen|came|consulted|attended|diagnosed|visited|operated)\b[^;]{0,70}?(?<!\d)(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)


def born(text: str) -> re.Match[str] | None:
    """A person told with the year of birth ("female, born in 1979")."""
    match = _BORN.search(text)
    kin = match and _OF_KIN.search(text, max(0, match.start() - 40), match.end())
    return None if kin else match


def _by_birth(scope: Scope) -> list[Finding]:
    """The age from the year of birth and that of the admission in the same sentence: it may be a year too
    high, as the birthday is not told.
    """
    for sentence in scope.sentences:
        match = born(sentence.text)
        if match is None:
            continue
        came = _CAME.search(sentence.text, match.end())
        age = int(came["year"]) - int(match["year"]) if came else 0
        if 0 < age <= _OLDEST:
            return [
                make(
                    scope, sentence, "age_years", str(age), *span_of(sentence, match),
                    "age.by_birth", status="derived", confidence=0.6,
                )
            ]  # fmt: skip
        return []
    return []


def _sex(scope: Scope) -> list[Finding]:
    """The word beside an age, then pronouns, then an organ, then any word for a man or woman."""
    for sentence in scope.sentences:
        hit = age_in(sentence.text)
        if hit is None:
            continue
        finding = _sex_word(scope, sentence, hit[1], hit[2])
        if finding:
            return [finding]
    if head := _kin_head(scope):
        return head
    implied = _sex_pronoun(scope) or _sex_organ(scope)
    if implied:
        return implied
    for sentence in scope.sentences:
        finding = _sex_word(scope, sentence, 0, 0)
        if finding:
            return [finding]
    return _sex_of_all(scope)


# "Case 2. Her son was examined at the age of 12": he is the patient.
_KIN_HEAD = compiled(
    r"\W*(?:(?:Case|Patient)\s\w+[.:]\s)?(?:His|Her)\s(?:(?:younger|elder|older|twin|only|first|second|eldest|youngest)\s){0,2}"
    r"(?:(?P<male>son|brother|father|nephew|uncle|grandson|grandfather)|(?P<female>daughter|sister|mother|niece|aunt|granddaughter|grandmother))\b(?!['’]s\b)"
    r"(?:\s\([^()]{1,12}\))?(?:,?\s(?:aged|now|then)|\s(?:was|is)\s(?:then\s|also\s)?(?:examined|seen|referred|admitted|screened|investigated|diagnosed|found|\d)|\s(?:presented|came)\b)",
    re.IGNORECASE,
)


def _kin_head(scope: Scope) -> list[Finding]:
    """The sex of a relative with whom a patient's own sentences begin."""
    first = next((s for s in scope.sentences if s.kind != "title"), None)
    match = _KIN_HEAD.match(first.text) if first else None
    if first is None or match is None:
        return []
    sex = match.lastgroup or ""
    return [
        make(
            scope, first, "sex", sex, first.start + match.start(sex), first.start + match.end(sex),
            "sex.word", confidence=0.9,
        )
    ]  # fmt: skip


# "Liao et al. described two men": each of whom the text goes on to tell.
_BROUGHT_IN = compiled(
    r"\b(?:described|reported|presented|published|added|treated|saw)\s+(?:two|three)\s+(?:\w+\s+){0,2}?(?:(?:wo)?men|boys|girls)\b",
    re.IGNORECASE,
)


def _sex_of_all(scope: Scope) -> list[Finding]:
    """The sex that a title tells of all its patients: "experience with two women"."""
    for sentence in scope.sentences:
        told = sentence.kind == "title" or _BROUGHT_IN.search(sentence.text)
        match = _SO_MANY.search(sentence.text) if told else None
        if match:
            value = "female" if match["who"].lower() in _WOMEN else "male"
            return [of_match(scope, sentence, match, "sex", value, "sex.of_all", confidence=0.85)]
    return []


def _sex_word(scope: Scope, sentence: Sentence, start: int, end: int) -> Finding | None:
    """The word for a man or woman nearest to ``[start, end)`` of the sentence."""
    letter = _LETTER.search(sentence.text)
    if letter and end:
        return make(
            scope,
            sentence,
            "sex",
            "male" if letter[letter.lastgroup or "s"] in "Mm" else "female",
            sentence.start + letter.start(letter.lastgroup or "s"),
            sentence.start + letter.end(letter.lastgroup or "s"),
            "sex.letter",
            confidence=0.95,
        )
    window = (max(0, start - 40), min(len(sentence.text), end + 60)) if end else (0, None)
    best: tuple[int, int, int, str] | None = None
    if not end and _MALE_WORD.search(sentence.text) and _FEMALE_WORD.search(sentence.text):
        return None  # "in a brother and sister"
    words = [(_MALE_WORD, "male"), (_FEMALE_WORD, "female")]
    if KIN_PATIENT in sentence.groups and sentence.kind != "title":
        words += [(_MALE_KIN, "male"), (_FEMALE_KIN, "female")]
    for pattern, value in words:
        for match in pattern.finditer(sentence.text[window[0] : window[1]]):
            left = window[0] + match.start()
            if KIN_PATIENT not in sentence.groups and _RELATIVE.search(
                sentence.text[max(0, left - 24) : left + len(match.group())]
            ):
                continue
            if "family" in sentence.context(sentence.start + left, sentence.start + left + 1):
                continue
            distance = min(abs(left - end), abs(left - start))
            if best is None or distance < best[0]:
                best = (distance, left, window[0] + match.end(), value)
    if best is None:
        return None
    _, left, right, value = best
    return make(
        scope,
        sentence,
        "sex",
        value,
        sentence.start + left,
        sentence.start + right,
        "sex.word",
        confidence=0.98 if end else 0.9,
    )


def _sex_organ(scope: Scope) -> list[Finding]:
    """The sex that an organ of the patient implies, or its removal, where no word tells it."""
    sex_of, removed_by = knowledge(scope).sex, knowledge(scope).removed_by
    found: dict[str, tuple[Sentence, int, int]] = {}
    for sentence in scope.sentences:
        for mention in sentence.of("site", "treatment"):
            organs = (removed_by.get(name, name) for name in mention.names)
            value = next((sex_of[organ] for organ in organs if organ in sex_of), None)
            if value and not mention.weak:
                found.setdefault(value, (sentence, mention.start, mention.end))
    if len(found) != 1:
        return []
    value, (sentence, start, end) = next(iter(found.items()))
    return [
        make(
            scope, sentence, "sex", value, start, end, "sex.organ", status="derived", confidence=0.7
        )
    ]


def _sex_pronoun(scope: Scope) -> list[Finding]:
    """The sex by the pronouns, unless both are about as frequent."""
    count: Counter[str] = Counter()
    first: dict[str, tuple[Sentence, re.Match[str]]] = {}
    for sentence in scope.sentences:
        for pattern, value in ((_HE, "male"), (_SHE, "female")):
            for match in pattern.finditer(sentence.text):
                count[value] += 1
                first.setdefault(value, (sentence, match))
    if not count or (len(count) == 2 and min(count.values()) * 3 > max(count.values())):
        return []
    value = max(sorted(count), key=lambda v: count[v])
    sentence, match = first[value]
    return [of_match(scope, sentence, match, "sex", value, "sex.pronoun", confidence=0.9)]
