"""What a table's column is about, by the words of its heading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from netmatrix import patterns, rule_files
from netmatrix.document import Span
from netmatrix.nlp.annotations import Annotations, Mention
from netmatrix.nlp.lexicon import words
from netmatrix.patterns import compiled

_UNITS = compiled(r"\((?P<unit>[^)]*)\)|\[(?P<unit2>[^\]]*)\]")
_MONTHS = compiled(r"(?:in )?(?:m|mo|mos|months?|mths?|mon)\.?", re.I)
_SINCE = compiled(r"\s+(?:from|since|after)\b.*", re.I)
_YEARS = compiled(r"(?:in )?(?:y|yr|yrs|years?)\.?", re.I)
_MARKS = compiled(r"[*†‡§¶#]+|\[[a-e]\]")
_JOINED = compiled(r"[/,&+]|\band\b|\(")
_FLUID = compiled(
    r"\b(?:serum|plasma|urin\w*|blood|24[\s-]?h|level)\b|\bs-|(?<![a-z])(?:[mnpuµμ]?g|m?[uµμ]?iu|m?u|[mnpuµμ]mol)/(?:m|d)?l|µg|(?<![a-z])[np]mol",
    re.I,
)
# The level in blood, or the gene.
_NO_STAIN = compiled(
    rf"{_FLUID.pattern}|\b(?:mutations?|mutated|variants?|genes?|germline|genotype|genetics?)\b",
    re.I,
)
_LISTED = compiled(r"[/,;]|\band\b|&")
_COUNTED = compiled(r"\b(?:cycles?|courses?|gbq|mci|activity|dose)\b", re.I)
_NUMBER_OF = compiled(r"^\W*(?:no\.?|nr\.?|n|number|numbers|#)\s*of\b", re.I)
# "Interval to bone metastases", "Why embolization", "Effect on hypoglycaemia": no value of the tumour.
_NO_VALUE = compiled(
    r"^\W*(?:(?:why|reasons?|indications?)\b|(?:interval|latency|time|delay|duration|years?|months?)\s+(?:from|to|until|between|before|of)\b(?!\W*(?:follow|surviv|last|death))"
    r"|(?:effects?|response|influence)\s+(?:on|of)\s+(?!(?:the\s+)?tumou?r|treatment|therapy|chemo|metasta|lesion|primary|CT\b|MRI?\b|PET|imag|scan|ultraso|radiolog)\w)"
    r"|^\W*(?:next|planned|offered|proposed)\s+(?:treatments?|therap\w+|drugs?|lines?)\b|^[^()]{2,40}\s(?:planned|offered|proposed|refused|declined)\W*$",
    re.I,
)
_BEFORE_OF = compiled(r"\b(?:of|for|at|to|in|by|from|after|before|since|with|during)\b", re.I)
_GIVES_WAY = frozenset({"patient", "author", "treatments", "histology", "count", "site", "ignore"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading's wording, its meaning (a key of ``columns``, ``marker`` or ``flag``).

    ``names`` holds the markers, syndromes, organs or treatments that the heading itself names (of
    terminology ``group``), ``unit`` is ``month`` or ``year`` where the heading says so, ``path``
    the stacked headings from the top; ``[start, end)`` is the lowest heading. ``run`` counts the
    unknown words of a flattened heading that may head one column or several.
    """

    header: str
    meaning: str
    start: int = 0
    end: int = 0
    group: str = ""
    names: tuple[str, ...] = ()
    unit: str = ""
    path: tuple[str, ...] = ()
    run: int = 1
    coded: bool = False
    """Whether its cells are numbers that the legend explains ("1 = male, 2 = female")."""
    tells_undone: bool = False
    """Whether cells of its kind say where an investigation was not done: then a minus is its result."""


@lru_cache(maxsize=4)
def column_rules(model: Path) -> Mapping[str, str]:
    """Normalised header wording -> meaning, from ``rules/tables.yaml``."""
    data = rule_files.read(model / "rules" / "tables.yaml")
    return {
        " ".join(words(str(form))).lower(): meaning
        for meaning, forms in data["columns"].items()
        for form in forms
    }


def is_known(wording: str, rules: Mapping[str, str]) -> bool:
    """Whether a wording heads a column (also one whose values are not asked for)."""
    bare = _MARKS.sub(" ", _UNITS.sub(" ", wording))
    tokens = [w.lower() for w in words(bare)]
    return 0 < len(tokens) <= 8 and (
        " ".join(tokens) in rules or longest_rule(tokens, rules, bare) is not None
    )


_WITH_INDEX = compiled(r"\s*[,/&;]\s*(?=Ki-?\s?67|MIB)", re.I)


def meaning_of(
    annotations: Annotations,
    spans: Sequence[Span],
    rules: Mapping[str, str],
    header: str = "",
    explained: str = "",
) -> Column:
    """The column under the headings at ``spans`` (from the top).

    ``header`` is their wording where it is not that of the last, ``explained`` what the legend
    says of it.
    """
    text = annotations.document.text
    own = [patterns.sub(r"\s+", " ", text[s.start : s.end]) for s in spans]
    raw = header or " ".join(own)
    last = spans[-1] if spans else Span(0, 0)
    unit = _unit(raw)
    bare = _MARKS.sub(" ", _UNITS.sub(" ", raw)).strip() or raw
    # "Histology, Ki-67": the cell tells the index beside the diagnosis.
    bare = _WITH_INDEX.sub(" and ", bare)
    tokens = [w.lower() for w in words(bare)]
    if "/" in bare:  # "Site/size" is a rule's "site and size"
        both = [w.lower() for w in words(bare.replace("/", " and "))]
        tokens = both if " ".join(both) in rules else tokens
    path = tuple(own)

    def column(meaning: str, group: str = "", names: tuple[str, ...] = ()) -> Column:
        return Column(raw, meaning, last.start, last.end, group, names, unit, path)

    mentions = [m for s in spans for m in annotations.mentions_in(s.start, s.end)]
    terms = [m for m in mentions if m.layer == "term"]
    if (_NUMBER_OF.match(bare) or _NO_VALUE.match(bare)) and " ".join(tokens) not in rules:
        return column("ignore")
    best = _exact(tokens, rules, raw) or _head_of(bare, rules) or longest_rule(tokens, rules, bare)
    if _RESPONSE_TO.match(bare):
        best = "response"
    # "M", of which the key says "metastases during the course".
    if best is None and explained and not _OF_SOMETHING_ELSE.search(explained):
        told = [w.lower() for w in words(explained)]
        best = _exact(told, rules, explained) or longest_rule(told, rules, explained)
    asked = not any(rules.get(" ".join(words(h)).lower()) == "ignore" for h in own[:-1])
    if own and " ".join(words(own[-1])).lower() in _UNIT_ALONE:  # "Referral" over "Months"
        asked = asked and _OUTCOME.search(" ".join(own[:-1])) is not None
    if len(spans) > 1 and asked and " ".join(tokens) not in rules:
        best = _under(
            own[-1],
            best,
            rules,
            stained=any(m.group == "marker" and m.start >= last.start for m in terms),
        )
    stains = [m for m in terms if m.group == "marker"]
    # As the heading has them: "PR/ER" is one term of two names.
    names = (n for m in stains for n in sorted(m.names, key=text[m.start : m.end].find))
    listed = tuple(dict.fromkeys(names))
    if len(listed) >= 2 and _LISTED.search(raw) and not _FLUID.search(f"{raw} {explained}"):
        return column("marker_list", "marker", listed)
    named = [m for m in terms if m.group in ("marker", "syndrome")]
    mention = max(named, key=lambda m: m.end - m.start, default=None)
    if best == "treatments" and _TREATMENT_OF.match(bare):
        return column(best, "treatment", _names(terms, "treatment"))
    covers = mention is not None and mention.end - mention.start >= 0.7 * len(own[-1].strip())
    exact = " ".join(tokens) in rules
    one_stain = best == "markers" and len(listed) == 1  # "Immunostaining: CgA"
    if mention and not exact and (best is None or best in _GIVES_WAY or covers or one_stain):
        if mention.group == "marker" and _NO_STAIN.search(f"{raw} {explained}"):
            return column("ignore")
        meaning = "marker" if mention.group == "marker" else "flag"
        return column(meaning, mention.group, mention.names)
    treated = _names(terms, "treatment")
    if treated and (
        _DOSED.search(raw) or (_COUNTED_LAST.search(bare) and not exact)
    ):  # "RT (Gy)": a figure there is what was given of it
        return column("treatment_count", "treatment", treated)
    sites = _names(terms, "site", "bone_site")
    if best == "metastatic_sites" and sites:
        return column(best, "site", sites)
    if best == "count" and _NODES.search(explained):  # "N: lymph node metastasis"
        return column("site_flag", "site", ("lymph node",))
    if best == "site_flag":
        return column(best, "site", sites or ("lymph node",))
    if best == "bone_sites":
        return column(best, "site", ("bone",))
    if best in ("primary_site", "site") and len(sites) == 1 and _WITHIN.search(bare):
        return column(best, "site", sites)
    if treated and best in (None, "treatments", "ignore", "count") and not exact:
        if best != "treatments" and _COUNTED.search(raw):
            return column("treatment_count", "treatment", treated)
        if best in (None, "treatments", "count"):
            return column("treatments", "treatment", treated)
    if best == "treatments":
        return column(best, "treatment", treated)
    done = _names(terms, "diagnostic_method")
    if best is None and any(map(_ASSAY.search, done)):  # "Urinary 5-HIAA (µmol/24 h)"
        return column("assay", "diagnostic_method", done)
    done = tuple(n for n in done if n != "histopathology")
    if best is None and done and len(tokens) <= _FLAG_WORDS:
        return column("flag", "diagnostic_method", done)
    if best is None and _MUTATION.search(bare):
        return column("flag", "diagnostic_method", ("genetic testing",))
    tumour = any(m.group == "histology" for m in terms)  # "Pancreatic NET": another tumour, or none
    if best is None and sites and len(tokens) <= 3 and not tumour:
        return column("site_flag", "site", sites)
    return column(best or "ignore")


def _under(lowest: str, best: str | None, rules: Mapping[str, str], *, stained: bool) -> str | None:
    """What the lowest of stacked headings says, where it says more than those above it: "Type" and
    "CgA" under "Primary tumour" are the type and a stain.
    """
    bare = _MARKS.sub(" ", _UNITS.sub(" ", lowest)).strip() or lowest
    tokens = [w.lower() for w in words(bare)]
    own = _exact(tokens, rules, lowest) or longest_rule(tokens, rules, bare)
    if own and own not in _NEEDS_MORE:
        return own
    return None if stained and best in _ABOVE_ALL else best


_NEEDS_MORE = frozenset({"patient", "author", "count", "site", "ignore", "prognosis", "response"})
"""What such a heading means, the one above it tells."""
_ABOVE_ALL = _GIVES_WAY | {"primary_site"}


HEADS = frozenset({"treatments", "response", "prognosis", "follow_up_months", "pfs_months"})
_AFTER = compiled(r"\s(?:after|before|following|prior\s+to|since|at|for|of)\s", re.IGNORECASE)


def _head_of(bare: str, rules: Mapping[str, str]) -> str | None:
    """What a heading is about that says when: "Treatment after bone metastasis" is a treatment."""
    said = _AFTER.search(bare)
    if said is None:
        return None
    head = " ".join(w.lower() for w in words(bare[: said.start()]))
    return rules[head] if rules.get(head) in HEADS else None


# "Site within the pancreas", "Gastric location".
_WITHIN = compiled(r"\b(?:in|within|inside)\b|^\W*\w+(?:ic|al)\s+\w+\W*$", re.IGNORECASE)
# "Response to non-surgical treatment".
_RESPONSE_TO = compiled(
    r"\W*(?:best\s+)?responses?\s+to\s+(?:[\w-]+\s+){0,3}?(?:treatments?|therap(?:y|ies)|\w*chemo\w*|PRRT|drugs?)\W*$",
    re.IGNORECASE,
)
# "Treatment of hypercortisolism".
_TREATMENT_OF = compiled(
    r"\W*(?:treatments?|tx|therap(?:y|ies)|drugs?|management)\s+(?:of|for|before|against)\b", re.I
)
_OF_SOMETHING_ELSE = compiled(
    r"\b(?:mother|father|parents?|relatives?|famil\w+|sister|brother|time\s+to|toxicity|date)\b",
    re.IGNORECASE,
)
_DOSED = compiled(r"\(\s*(?:c?Gy|[GM]Bq|mCi|cycles?|courses?|doses?)\s*\)", re.IGNORECASE)
_COUNTED_LAST = compiled(r"\s(?:sessions?|cycles?|courses?|infusions?)\W*$", re.IGNORECASE)
_ASSAY = compiled(r"serum|plasma|urin|assay|tumor marker")
"""Under these stand measured values."""
_MUTATION = compiled(r"\b(?:mutations?|genotype|germline)\b", re.IGNORECASE)
_NODES = compiled(r"\b(?:lymph\s*node|nodal)\b", re.IGNORECASE)
_FLAG_WORDS = 4
"""A heading that names a way of diagnosis and little more ("Biopsy of orbit")."""


def _unit(raw: str) -> str:
    pieces = [
        piece.strip()
        for m in _UNITS.finditer(raw)
        for piece in patterns.split(r"[,;/]", m["unit"] or m["unit2"] or "")
    ]
    for piece in pieces:
        if _MONTHS.fullmatch(_SINCE.sub("", piece)) and piece != "M":
            return "month"
        if _YEARS.fullmatch(_SINCE.sub("", piece)):
            return "year"
        if patterns.fullmatch(r"(?:in )?(?:w|wk|wks|weeks?)\.?", piece, re.I):
            return "week"
        if patterns.fullmatch(r"(?:in )?(?:d|days?)\.?", piece, re.I):
            return "day"
    words_only = _UNITS.sub(" ", raw)
    if patterns.search(r"\b(?:months?|mo|mos)\b", words_only, re.I):
        return "month"
    # "Follow-up, y"
    return (
        "year" if patterns.search(r"\b(?:years?|yrs?)\b|,\s?y$", words_only.strip(), re.I) else ""
    )


def _names(terms: Sequence[Mention], *groups: str) -> tuple[str, ...]:
    found = (n for m in terms if m.group in groups for n in m.names)
    return tuple(dict.fromkeys(found))


def _exact(tokens: Sequence[str], rules: Mapping[str, str], raw: str) -> str | None:
    meaning = rules.get(" ".join(tokens))
    return None if meaning == "age_sex" and not _JOINED.search(raw) else meaning


def longest_rule(tokens: Sequence[str], rules: Mapping[str, str], bare: str = "") -> str | None:
    """The meaning of the longest wording inside a heading; of equals, that of the head noun.

    The head stands last ("treatment response"), or before "of", "for", "after" ("response after
    treatment").
    """
    cut = len(tokens)
    if bare:
        match = _BEFORE_OF.search(bare)
        if match and match.start():
            cut = len(words(bare[: match.start()]))
    for size in range(min(len(tokens), 6), 0, -1):
        for at in _order(len(tokens) - size + 1, cut - size):
            key = " ".join(tokens[at : at + size])
            if key in _UNIT_ALONE and len(tokens) > 1:
                continue  # "PFS, months"
            if key in rules and (size > 1 or len(key) >= 2) and rules[key] != "age_sex":
                return rules[key]
    return None


_OUTCOME = compiled(r"course|outcome|follow|status|surviv|result|evolution|last", re.IGNORECASE)
_UNIT_ALONE = frozenset({"months", "mo"})
"""Heads a column of its own as a whole heading only."""


def _order(count: int, head: int) -> Iterator[int]:
    """Places ``0 … count-1``: those up to ``head`` from the right, then the others."""
    yield from range(min(head, count - 1), -1, -1)
    yield from range(max(head + 1, 0), count)
