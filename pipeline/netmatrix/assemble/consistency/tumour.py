"""Rules about the tumour: grade, indices, histology, sites, markers, hormones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from netmatrix.assemble.consistency.base import Facts, Hit, either
from netmatrix.evidence import Finding
from netmatrix.gates import Gated
from netmatrix.normalise.who_editions import choose
from netmatrix.normalise.who_grading import Derived, derive
from netmatrix.normalise.who_rules import GRADES, bound

_DIGESTIVE, _THORACIC = "gastroenteropancreatic", "thoracic"
_NO_ORGAN = frozenset({"unknown", "mesentery", "peritoneum", "retroperitoneum"})
_HORMONAL = frozenset({
    "carcinoid syndrome", "carcinoid heart disease", "zollinger-ellison syndrome",
    "cushing syndrome", "ectopic acth syndrome", "hypoglycemia syndrome", "glucagonoma syndrome",
    "wdha syndrome", "somatostatinoma syndrome", "acromegaly", "hyperandrogenism",
})  # fmt: skip
_HORMONE_TUMOURS = ("insulinoma", "glucagonoma", "gastrinoma", "VIPoma", "somatostatinoma")
_EARLY_STAGE = Gated(r"\bstage[\s:]+(?P<stage>(?:III|II|I|[1-3])(?:[ABC]\d?)?)(?![\w/–-])", re.I)
_REGIONAL = frozenset({"lymph node"})


def _carcinoma(facts: Facts) -> tuple[Finding, ...]:
    """The findings of a carcinoma, where the row names no well-differentiated tumour beside it."""
    names = facts.values("histology")
    if names & facts.grading.well_differentiated or names & set(facts.grading.not_graded):
        return ()
    return facts.having("histology", facts.grading.carcinomas)


def _well(facts: Facts) -> tuple[Finding, ...]:
    """The findings that call the tumour well differentiated, where none says otherwise."""
    if facts.having("histology", facts.grading.carcinomas) or "poor" in facts.values(
        "differentiation"
    ):
        return ()
    return facts.having("differentiation", ["well"]) or facts.having(
        "histology", facts.grading.well_differentiated
    )


def _family(facts: Facts) -> tuple[str, str, bool]:
    """Grading family and organ of the primary, and whether that family was written for it.

    No family where primaries of several families are named.
    """
    organs = [f.value for f in facts.of("primary_site") if f.value not in _NO_ORGAN]
    families = {facts.grading.families.get(organ, "") for organ in organs}
    if not organs:
        return _DIGESTIVE, "", True
    if len(families) > 1:
        return "", "", False
    family = families.pop()
    return family or _DIGESTIVE, organs[0], bool(family)


def _body(facts: Facts) -> str:
    """The paper's words before its reference list."""
    starts = [b.start for b in facts.document.blocks if b.section == "references"]
    return facts.document.text[: min(starts, default=len(facts.document.text))]


def _derivations(facts: Facts, family: str, organ: str, edition: str) -> list[Derived]:
    """One derivation for each pairing of the row's Ki-67 values and mitotic counts."""
    return [
        derive(
            facts.grading,
            organ=organ,
            ki67=ki67,
            mitoses=count,
            histology=facts.values("histology"),
            differentiation=either(d) if (d := facts.of("differentiation")) else "",
            edition=edition,
            family=family,
        )
        for ki67 in [f.value for f in facts.of("ki67_percent")] or [""]
        for count in [f.value for f in facts.of("mitoses")] or [""]
    ]


def _allowed(facts: Facts, family: str, organ: str, edition: str) -> set[str]:
    """The grades that the row's indices allow by an edition; empty: nothing to go by."""
    allowed: set[str] = set()
    for derived in _derivations(facts, family, organ, edition):
        if not derived.possible:
            return set()
        allowed |= set(derived.possible)
    return allowed


def grade_against_indices(facts: Facts) -> Iterator[Hit]:
    """The reported grade is none that Ki-67 and mitoses allow by organ and edition.

    Sources of the cut-offs: ``normalise/who_grading.py``.  Outside the organs that the schemes
    were written for only a difference of two grades is asked about.
    """
    grades = [f for f in facts.of("grade") if f.status == "reported" and f.value in GRADES]
    indices = facts.of("ki67_percent") + facts.of("mitoses")
    family, organ, certain = _family(facts)
    if not grades or not indices or not family or _carcinoma(facts):
        return
    editions = [e for e in facts.grading.of_family(family) if e.ki67 or e.letters]
    by_edition = {e.name: _allowed(facts, family, organ, e.name) for e in editions}
    # Most rows agree by every edition; only else is the paper searched for the one it names.
    if all(_agree(grades, allowed, certain) for allowed in by_edition.values()):
        return
    year = facts.document.metadata.year
    choice = choose(facts.grading, family, text=_body(facts), year=year, organ=organ)
    if choice.how != "stated" and any(_agree(grades, a, certain) for a in by_edition.values()):
        return
    if choice.edition.name not in by_edition and choice.how != "stated":
        # The edition of that year has no letters, the paper gives one: it uses a later one's.
        choice = choose(facts.grading, family)
    allowed = by_edition.get(choice.edition.name, set())
    for grade in grades:
        if _agree([grade], allowed, certain):
            continue
        given = [f"Ki-67 {f.value} %" for f in facts.of("ki67_percent")]
        if family == _THORACIC:
            given = []
        given += [f"mitoses {f.value}" for f in facts.of("mitoses")]
        named = {"stated": "named in the paper", "year": "inferred from the year of the paper"}
        how = named.get(choice.how, "the paper names none")
        yield (
            f"The grade is reported as {grade.value}, but {' and '.join(given)} would make it "
            f"{' or '.join(sorted(allowed))} by {choice.edition.name} (edition: {how}).",
            (grade, *indices),
        )


def _agree(grades: list[Finding], allowed: set[str], certain: bool) -> bool:
    if not allowed:
        return True
    step = 0 if certain else 1
    ranks = [GRADES.index(grade) for grade in allowed]
    return all(min(abs(GRADES.index(f.value) - r) for r in ranks) <= step for f in grades)


def carcinoid_against_mitoses(facts: Facts) -> Iterator[Hit]:
    """Typical or atypical carcinoid of lung or thymus against the mitotic count.

    Source: Travis et al., WHO Classification of Tumours of the Lung, Pleura, Thymus and Heart,
    2015; WHO Thoracic Tumours, 2021.
    """
    family, organ, certain = _family(facts)
    named = facts.having("histology", ["typical carcinoid", "atypical carcinoid"])
    counts = facts.of("mitoses")
    if not certain or family != _THORACIC or not counts or len({f.value for f in named}) != 1:
        return
    edition = facts.grading.defaults[family]
    types = {t for d in _derivations(facts, family, organ, edition) for t in d.types}
    if types and named[0].value not in types:
        yield (
            f"The tumour is called {named[0].value}, but a mitotic count of {either(counts)} "
            f"goes with {' or '.join(sorted(types))}.",
            (named[0], *counts),
        )


def carcinoid_against_grade(facts: Facts) -> Iterator[Hit]:
    """Typical carcinoid is NET grade 1, atypical grade 2 (WHO Thoracic Tumours, 2021)."""
    family, _, certain = _family(facts)
    named = facts.having("histology", ["typical carcinoid", "atypical carcinoid"])
    grades = [f for f in facts.of("grade") if f.value in GRADES]
    if not certain or family != _THORACIC or len({f.value for f in named}) != 1:
        return
    letters = facts.grading.edition(family, facts.grading.defaults[family]).letters
    if grades and all(f.value != letters.get(named[0].value) for f in grades):
        yield (
            f"The tumour is called {named[0].value} and graded {either(grades)}.",
            (named[0], *grades),
        )


def carcinoma_with_low_grade(facts: Facts) -> Iterator[Hit]:
    """A neuroendocrine carcinoma is high grade by definition (WHO 2010, 2017, 2019, 2022)."""
    carcinoma = _carcinoma(facts)
    grades = facts.having("grade", ["G1", "G2"])
    if carcinoma and grades and "G3" not in facts.values("grade"):
        yield (
            f"The tumour is called {either(carcinoma)}, which is high grade by definition, but "
            f"graded {either(grades)}. Is it a neuroendocrine tumour (NET)?",
            (*carcinoma, *grades),
        )


def carcinoma_well_differentiated(facts: Facts) -> Iterator[Hit]:
    """A carcinoma is poorly differentiated; "well-differentiated neuroendocrine carcinoma" was a
    name of the WHO classification of 2000 (Solcia, Klöppel, Sobin) for today's NET.
    """
    carcinoma = _carcinoma(facts)
    well = facts.having("differentiation", ["well"])
    if carcinoma and well and "poor" not in facts.values("differentiation"):
        yield (
            f"The tumour is called {either(carcinoma)} and well differentiated. A name of the WHO "
            "classification of 2000, and a NET today?",
            (*carcinoma, *well),
        )


def carcinoma_with_low_index(facts: Facts) -> Iterator[Hit]:
    """A carcinoma with Ki-67 of at most 20 % (WHO 2010: > 20 %; the same in 2017 to 2022)."""
    carcinoma = _carcinoma(facts)
    indices = facts.of("ki67_percent")
    bounds = [bound(f.value, 100) for f in indices]
    if not carcinoma or not bounds or any(b is None or b.high > 20 for b in bounds):
        return
    if facts.values("grade") & {"G1", "G2"} or facts.having("differentiation", ["well"]):
        return  # another rule asks already
    counts = [bound(f.value.partition("/")[0]) for f in facts.of("mitoses")]
    if any(c is not None and c.high > 20 for c in counts):
        return
    yield (
        f"The tumour is called {either(carcinoma)}, but its Ki-67 index is {either(indices)} %.",
        (*carcinoma, *indices),
    )


def well_with_high_index(facts: Facts) -> Iterator[Hit]:
    """A well-differentiated tumour with Ki-67 above 55 %, where carcinomas lie (the cut-off of
    the NORDIC NEC study: Sorbye et al., Ann Oncol 2013;24:152-160).
    """
    well = _well(facts)
    indices = facts.of("ki67_percent")
    bounds = [bound(f.value, 100) for f in indices]
    if facts.values("grade") & {"G1", "G2"}:
        return  # another rule asks already
    if well and bounds and all(b is not None and b.low > 55 for b in bounds):
        yield (
            f"A Ki-67 index of {either(indices)} % is rare in a tumour that is called "
            f"{'well differentiated' if well[0].field == 'differentiation' else either(well)}.",
            (*well, *indices),
        )


def poor_with_low_grade(facts: Facts) -> Iterator[Hit]:
    """Poorly differentiated, yet G1 or G2."""
    poor = facts.having("differentiation", ["poor"])
    grades = facts.having("grade", ["G1", "G2"])
    several = facts.values("differentiation") - {"poor"} or "G3" in facts.values("grade")
    if poor and grades and not several and not _carcinoma(facts):
        yield (
            f"The tumour is called poorly differentiated, but graded {either(grades)}.",
            (*poor, *grades),
        )


def tumour_poorly_differentiated(facts: Facts) -> Iterator[Hit]:
    """A NET or carcinoid is well differentiated by definition (WHO 2010 to 2022)."""
    poor = facts.having("differentiation", ["poor"])
    names = facts.values("histology")
    well = facts.having("histology", facts.grading.well_differentiated)
    others = names & facts.grading.carcinomas or names & set(facts.grading.not_graded)
    if poor and well and not others and facts.values("differentiation") == {"poor"}:
        yield (
            f"The tumour is called {either(well)} and poorly differentiated. Is it a "
            "neuroendocrine carcinoma (NEC)?",
            (*poor, *well),
        )


def stage_against_sites(facts: Facts) -> Iterator[Hit]:
    """A quote says stage I to III while the row holds distant metastases (stage IV in TNM)."""
    distant = tuple(f for f in facts.of("metastatic_sites") if f.value not in _REGIONAL)
    if not distant:
        return
    for findings in facts.row.fields.values():
        for finding in findings:
            hit = _EARLY_STAGE.search(finding.quote)
            if hit:
                yield (
                    f"Stage {hit['stage']} is stated, but metastases are listed in "
                    f"{either(distant)}.",
                    (finding, *distant),
                )
                return


def lesion_without_bone(facts: Facts) -> Iterator[Hit]:
    """A type of bone lesion, or parts of the skeleton, where no bone metastasis is listed."""
    lesions = facts.of("bone_lesion_type") + facts.of("bone_sites")
    bone = "bone" in facts.values("metastatic_sites") | facts.values("primary_site")
    if lesions and not bone:
        yield (
            f"Bone lesions are described ({either(lesions)}), but bone is not among the "
            "metastatic sites.",
            lesions,
        )


def marker_both_ways(facts: Facts) -> Iterator[Hit]:
    """One marker both positive and negative."""
    both = facts.values("markers_positive") & facts.values("markers_negative")
    for name in sorted(both):
        yield (
            f"{name} is listed as positive and as negative. Two specimens?",
            facts.having("markers_positive", [name]) + facts.having("markers_negative", [name]),
        )


def primary_as_metastasis(facts: Facts) -> Iterator[Hit]:
    """The primary's organ is also listed as a metastatic site."""
    both = (facts.values("primary_site") & facts.values("metastatic_sites")) - {"unknown"}
    for name in sorted(both):
        yield (
            f"{name.capitalize()} is listed as primary site and as metastatic site.",
            facts.having("primary_site", [name]) + facts.having("metastatic_sites", [name]),
        )


def silent_with_syndrome(facts: Facts) -> Iterator[Hit]:
    """Non-functioning, yet functioning too or with the syndrome of a hormone."""
    silent = facts.having("functional", ["non-functioning"])
    contrary = facts.having("functional", ["functioning"]) + facts.having("syndrome", _HORMONAL)
    if silent and contrary:
        yield (
            f"The tumour is called non-functioning, but {either(contrary)} is reported too.",
            (*silent, *contrary),
        )


def silent_hormone_tumour(facts: Facts) -> Iterator[Hit]:
    """Non-functioning, yet named after its hormone: such names stand for a syndrome (WHO
    Endocrine Organs, 4th ed., 2017); a tumour that only stains for the hormone is a NET.
    """
    silent = facts.having("functional", ["non-functioning"])
    named = facts.having("histology", _HORMONE_TUMOURS)
    if silent and named:
        yield (
            f"The tumour is called {either(named)}, but non-functioning. Hormone on staining "
            "only, or two tumours?",
            (*silent, *named),
        )


def unknown_and_known(facts: Facts) -> Iterator[Hit]:
    """No primary was found, yet an organ is named as the primary."""
    unknown = facts.having("primary_site", ["unknown"])
    known = facts.having("primary_site", facts.values("primary_site") - {"unknown"})
    if unknown and known:
        yield (
            f"The primary is reported as unknown and as {either(known)}. Found later?",
            (*unknown, *known),
        )


def grades_apart(facts: Facts) -> Iterator[Hit]:
    """G1 and G3 in one tumour, and not two specimens with an index each."""
    grades = facts.having("grade", ["G1", "G3"])
    indices = max(len(facts.of("ki67_percent")), len(facts.of("mitoses")))
    if {"G1", "G3"} <= facts.values("grade") and indices < 2:
        yield "The tumour is graded G1 and G3. Two specimens?", grades


def tumour_and_carcinoma(facts: Facts) -> Iterator[Hit]:
    """Well-differentiated tumour and carcinoma in one row: two tumours, or a name used loosely."""
    names = facts.values("histology")
    if names & set(facts.grading.not_graded):
        return
    well = facts.having("histology", facts.grading.well_differentiated)
    carcinoma = facts.having("histology", facts.grading.carcinomas)
    if well and carcinoma:
        yield f"The tumour is called {either(well + carcinoma)}.", well + carcinoma
