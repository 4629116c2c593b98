"""The grade that Ki-67 and mitoses give, by organ and edition.

The cut-offs are data (``rules/who_grading.yaml``); what is done with them is here.  Nothing is
guessed: an index that reaches over a cut-off, an area of counting that is none of the edition's,
a tumour that the edition does not grade leave ``grade`` empty and say why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from netmatrix import patterns
from netmatrix.normalise.who_editions import Choice, How, choose
from netmatrix.normalise.who_rules import (
    GRADES,
    Bound,
    GradingRules,
    bound,
    load_grading,
)

__all__ = ["Derived", "agrees", "by_bands", "derive", "higher", "load_grading", "mitotic_count"]


@dataclass(frozen=True, slots=True)
class Derived:
    """What an edition makes of a tumour's indices.

    ``grade`` is ``None`` where more than one is possible or none applies; ``possible`` are the
    grades that the indices allow, from low to high (empty: this tumour has no G, or nothing to
    go by); ``types`` are the named tumours of lung and thymus that they allow; ``reasons`` are
    sentences for a reader.
    """

    grade: str | None
    possible: tuple[str, ...]
    edition: str
    how: How
    reasons: tuple[str, ...]
    types: tuple[str, ...] = ()


def agrees(reported: str, derived: Derived) -> bool:
    """Whether a reported grade is one that the indices allow; nothing to go by agrees with all."""
    return not derived.possible or reported in derived.possible


def by_bands(value: Bound, bands: Sequence[tuple[str, Bound]]) -> tuple[tuple[str, ...], bool]:
    """The labels of the bands that ``value`` reaches, and whether it touches a gap between two.

    What lies between two bands could be either: WHO 2010 and ENETS 2006 print "≤ 2 %" and
    "3–20 %" (WHO Classification of Tumours of the Digestive System, 4th ed., 2010; Rindi et al.,
    Virchows Arch 2006;449:395-401) and say nothing of 2.5 %; WHO 2017 closed the gap with "< 3 %".
    """
    hit = {label for label, band in bands if value.meets(band)}
    gap = False
    for (low, one), (high, other) in pairwise(bands):
        # An end that belongs to a band on either side leaves no gap at that point.
        between = Bound(one.high, other.low, not one.high_open, not other.low_open)
        if value.meets(between):
            hit |= {low, high}
            gap = True
    return tuple(label for label, _ in bands if label in hit), gap


def higher(one: Iterable[str], other: Iterable[str]) -> tuple[str, ...]:
    """The grades possible where the higher of two indices decides.

    Ki-67 and mitoses that differ: the higher grade is the tumour's (WHO Digestive System, 4th ed.
    2010 and 5th ed. 2019; WHO Endocrine Organs, 4th ed. 2017).  An empty side has no say.
    """
    left, right = [[GRADES.index(g) for g in side] for side in (one, other)]
    if not left or not right:
        ranks = set(left or right)
    else:
        ranks = {max(a, b) for a in left for b in right}
    return tuple(GRADES[rank] for rank in sorted(ranks))


def mitotic_count(text: str, rules: GradingRules) -> tuple[Bound | None, str]:
    """The count of a contract value (``<2/10hpf``, ``12/2mm2``) and a remark on its area.

    Ten high-power fields are 2 mm² only where a field measures 0.5 mm across (0.196 mm²; WHO
    Digestive System Tumours, 5th ed., 2019 counts in mm² for that reason).  The count is
    therefore never converted: ``2mm2`` and ``10hpf`` are taken as they stand, the second with a
    remark; any other area, or none, gives ``None`` and the reason.
    """
    count, _, unit = text.strip().partition("/")
    area = patterns.sub(r"\s+", "", unit).lower()
    if not area:
        return None, f"the mitotic count “{text}” names no area and is left out"
    if area not in rules.units:
        return None, f"a mitotic count per {area} is not converted and is left out"
    value = bound(count)
    if value is None:
        return None, f"“{text}” is no mitotic count that can be read"
    return value, rules.units[area]


def derive(
    rules: GradingRules,
    *,
    organ: str,
    ki67: str = "",
    mitoses: str = "",
    histology: Iterable[str] = (),
    differentiation: str = "",
    necrosis: bool | None = None,
    text: str = "",
    year: int | None = None,
    edition: str = "",
    family: str = "",
) -> Derived:
    """The grade of a tumour of ``organ`` by its indices.

    ``ki67`` (percent) and ``mitoses`` are single values as the contract writes them, empty where
    not reported; ``histology``, ``organ`` and ``differentiation`` are the contract's names.
    ``edition`` names the edition; else it is looked for in ``text`` (the paper's words) and
    inferred from ``year``.  ``family`` overrides the organ's family (an unknown primary read by
    the digestive scheme).  Raises ``ValueError`` for an edition or family that the rules lack;
    no value of the others raises.
    """
    kind = family or rules.families.get(organ, "")
    if not kind:
        return Derived(None, (), "", "", (f"no grading is held for the organ “{organ}”",))
    if edition:
        choice = Choice(rules.edition(kind, edition), "given", f"by {edition}")
    else:
        choice = choose(rules, kind, text=text, year=year, organ=organ)
    names = tuple(histology)
    reasons = [choice.reason]
    if choice.edition.note:
        reasons.append(choice.edition.note)
    for name in names:
        if name in rules.not_graded:
            return _result(choice, (), [*reasons, f"{name}: {rules.not_graded[name]}"])
    count: Bound | None = None
    if mitoses:
        count, remark = mitotic_count(mitoses, rules)
        if remark:
            reasons.append(remark)
    if choice.edition.types:
        if ki67:
            reasons.append("Ki-67 is no criterion in lung and thymus")
        return _named(choice, count, necrosis, _carcinoma(rules, names, differentiation), reasons)
    index = bound(ki67, 100) if ki67 else None
    if ki67 and index is None:
        reasons.append(f"“{ki67}” is no Ki-67 index that can be read")
    return _lettered(rules, choice, index, count, names, differentiation, reasons)


def _carcinoma(rules: GradingRules, names: Sequence[str], differentiation: str) -> bool:
    """Whether the tumour is a neuroendocrine carcinoma of today's classifications.

    "Well-differentiated neuroendocrine carcinoma" is a name of WHO 2000 (Solcia, Klöppel, Sobin)
    for what is a NET since 2010.
    """
    if differentiation in ("well", "moderate"):
        return False
    if differentiation == "poor":
        return True
    carcinoma = any(name in rules.carcinomas for name in names)
    return carcinoma and not any(name in rules.well_differentiated for name in names)


def _lettered(
    rules: GradingRules,
    choice: Choice,
    index: Bound | None,
    count: Bound | None,
    names: Sequence[str],
    differentiation: str,
    reasons: list[str],
) -> Derived:
    """Oesophagus to anus, pancreas, liver and biliary tract: G1 to G3 by Ki-67 and mitoses.

    ENETS (Rindi et al., Virchows Arch 2006;449:395-401, 2007;451:757-762) and WHO Digestive
    System, 4th ed., 2010: G1 Ki-67 ≤ 2 %, mitoses < 2; G2 3–20 %, 2–20; G3 > 20 %, > 20, and G3
    is the carcinoma.  WHO Endocrine Organs, 4th ed., 2017 (pancreas), WHO Digestive System
    Tumours, 5th ed., 2019 and WHO Endocrine and Neuroendocrine Tumours, 5th ed., 2022: G1 < 3 %,
    G3 is well differentiated, a carcinoma is high grade by definition and has no G.
    """
    edition = choice.edition
    carcinoma = _carcinoma(rules, names, differentiation)
    if carcinoma and not edition.graded_carcinoma:
        reason = (
            f"a neuroendocrine carcinoma is high grade by definition, {edition.name} gives no G"
        )
        return _result(choice, (), [*reasons, reason])
    grades: list[tuple[str, ...]] = []
    for what, value, bands in (
        ("Ki-67", index, edition.ki67),
        ("mitoses", count, edition.mitoses),
    ):
        if value is None or not bands:
            continue
        reached, gap = by_bands(value, bands)
        if gap:
            reasons.append(f"{edition.name} leaves a gap between its bands of {what}")
        elif len(reached) > 1:
            reasons.append(f"the {what} given reach over a cut-off")
        grades.append(reached)
    if carcinoma and edition.ki67:
        reasons.append(f"a neuroendocrine carcinoma is G3 in {edition.name}")
        grades.append(("G3",))
    possible: tuple[str, ...] = ()
    for one in grades:
        possible = higher(possible, one)
    if not possible:
        reasons.append("neither Ki-67 nor a mitotic count to go by")
        return _result(choice, (), reasons)
    well = differentiation in ("well", "moderate") or any(
        name in rules.well_differentiated for name in names
    )
    if possible == ("G3",) and not edition.graded_carcinoma and not well:
        reasons.append("G3 only if well differentiated; a neuroendocrine carcinoma has no G")
        return Derived(None, possible, edition.name, choice.how, tuple(reasons))
    return _result(choice, possible, reasons)


def _named(
    choice: Choice,
    count: Bound | None,
    necrosis: bool | None,
    carcinoma: bool,
    reasons: list[str],
) -> Derived:
    """Lung and thymus: named tumours by mitoses per 2 mm² and necrosis, never by Ki-67.

    Typical carcinoid < 2 and no necrosis, atypical carcinoid 2–10 and/or necrosis, large cell and
    small cell carcinoma > 10 (Travis et al., WHO Classification of Tumours of the Lung, Pleura,
    Thymus and Heart, 4th ed., 2015; WHO Thoracic Tumours, 5th ed., 2021).  Since 2021 a typical
    carcinoid is also called NET grade 1, an atypical one grade 2.
    """
    edition = choice.edition
    labels = [label for label, _ in edition.types]
    if carcinoma:
        reasons.append("a neuroendocrine carcinoma is high grade by definition and has no G")
        return _result(choice, (), reasons, _types(labels[2:]))
    found = list(by_bands(count, edition.types)[0]) if count is not None else []
    if necrosis and not found:
        found = labels[1:]
    if labels[0] in found and necrosis is not False:
        # The lowest type asks for the absence of necrosis, which must be stated.
        if necrosis:
            found.remove(labels[0])
            reasons.append(f"necrosis makes it at least {labels[1]}")
        else:
            reasons.append(f"{labels[0]} only without necrosis, of which nothing is said")
        found = [label for label in labels if label in {*found, labels[1]}]
    if not found:
        reasons.append("no mitotic count to go by")
    letters = [edition.letters.get(label, "") for label in found]
    possible = tuple(letter for letter in letters if letter)
    types = _types(found)
    if "" in letters:
        why = "a carcinoma has no G" if edition.letters else f"{edition.name} names no G"
        reasons.append(why)
        return Derived(None, possible, edition.name, choice.how, tuple(reasons), types)
    return _result(choice, possible, reasons, types)


def _types(labels: Iterable[str]) -> tuple[str, ...]:
    return tuple(one for label in labels for one in label.split("|"))


def _result(
    choice: Choice, possible: tuple[str, ...], reasons: Sequence[str], types: tuple[str, ...] = ()
) -> Derived:
    grade = possible[0] if len(possible) == 1 else None
    return Derived(grade, possible, choice.edition.name, choice.how, tuple(reasons), types)
