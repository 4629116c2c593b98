"""Rules about the patient and the course: sex, age, treatments, outcome."""

from __future__ import annotations

import re
from collections.abc import Iterator

from netmatrix.assemble.consistency.base import Facts, Hit, either, number
from netmatrix.patterns import compiled

_MALE_ORGANS = ("prostate", "testis")
_FEMALE_ORGANS = ("ovary", "uterus", "cervix", "vagina", "placenta")
_MALE_OPERATIONS = ("prostatectomy", "orchiectomy")
_FEMALE_OPERATIONS = ("oophorectomy", "hysterectomy")
_OLDEST = 115
"""Years; an age above is a slip of the paper or of the reading."""

_STILL_WELL = compiled(
    r"\b(?:he|she|the\s+patient|patient)\s+(?:(?:is|was|remains|remained|has\s+been|had\s+been)\s+)"
    r"(?:(?:still|currently|now|presently|otherwise|clinically)\s+)*"
    r"(?:alive|doing\s+well|(?:alive\s+and\s+)?well\b|free\s+(?:of|from)\s+(?:disease|recurrence|tumou?r)|"
    r"disease[\s-]free|asymptomatic|in\s+(?:complete\s+)?remission)",
    re.IGNORECASE,
)
_NEXT_PATIENT = compiled(
    r"\b(?:case|patient)\s+(?:no\.?\s*)?\d|\b(?:second|third|fourth|other|another|next)\s+(?:patient|case)|"
    r"\b\d{1,3}[\s-]year[\s-]old\b",
    re.IGNORECASE,
)
_YEAR = compiled(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DATED = ("date", "start_date", "end_date", "start", "end", "year", "dates")


def organ_against_sex(facts: Facts) -> Iterator[Hit]:
    """An organ, or an operation on one, that a patient of this sex does not have."""
    if len(facts.values("sex")) != 1:
        return
    sex = facts.of("sex")[0]
    foreign = {
        "female": (_MALE_ORGANS, _MALE_OPERATIONS),
        "male": (_FEMALE_ORGANS, _FEMALE_OPERATIONS),
    }.get(sex.value)
    if foreign is None:
        return
    found = (
        facts.having("primary_site", foreign[0])
        + facts.having("metastatic_sites", foreign[0])
        + facts.having("treatments", foreign[1])
    )
    if found:
        yield f"The patient is {sex.value}, but {either(found)} is reported.", (sex, *found)


def both_sexes(facts: Facts) -> Iterator[Hit]:
    """Male and female in one patient."""
    if {"male", "female"} <= facts.values("sex"):
        yield "The patient is called male and female.", facts.of("sex")


def age_out_of_range(facts: Facts) -> Iterator[Hit]:
    """An age that no patient reaches."""
    for finding in facts.of("age_years"):
        age = number(finding.value)
        if age is not None and age > _OLDEST:
            yield f"An age of {finding.value} years is implausible.", (finding,)


def ages_apart(facts: Facts) -> Iterator[Hit]:
    """Two ages at presentation more than a year apart: two patients, or an age of another time."""
    ages = [(age, f) for f in facts.of("age_years") if (age := number(f.value)) is not None]
    if len(ages) > 1:
        youngest, oldest = min(ages, key=lambda a: a[0]), max(ages, key=lambda a: a[0])
        if oldest[0] - youngest[0] > 1:
            yield (
                f"The age is given as {youngest[1].value} and as {oldest[1].value} years.",
                (youngest[1], oldest[1]),
            )


def follow_up_below_pfs(facts: Facts) -> Iterator[Hit]:
    """Progression-free for longer than followed."""
    times = [(m, f) for f in facts.of("follow_up_months") if (m := number(f.value)) is not None]
    free = [(m, f) for f in facts.of("pfs_months") if (m := number(f.value)) is not None]
    if times and free:
        longest, pfs = max(times, key=lambda t: t[0]), min(free, key=lambda t: t[0])
        if pfs[0] > longest[0] + 0.5:
            yield (
                f"Progression-free for {pfs[1].value} months, but followed for "
                f"{longest[1].value} months only.",
                (longest[1], pfs[1]),
            )


def dead_and_alive(facts: Facts) -> Iterator[Hit]:
    """Dead and alive in one row, or words of a living patient behind the death.

    The paragraph of the death is read on to its end or to the next patient.
    """
    dead = facts.having("vital_status", ["dead"])
    alive = facts.having("vital_status", ["alive"])
    if not dead:
        return
    if alive:
        yield "The patient is reported as dead and as alive.", (*dead, *alive)
        return
    last = max(dead, key=lambda f: f.end)
    block = facts.document.block_at(last.start)
    if block is None or block.kind == "table":
        return
    rest = facts.document.text[last.end : block.end]
    if following := _NEXT_PATIENT.search(rest):
        rest = rest[: following.start()]
    if hit := _STILL_WELL.search(rest):
        yield (
            f"The patient is reported as dead, but the text goes on: "
            f"“{' '.join(hit.group().split())}”.",
            (last,),
        )


def alive_after_autopsy(facts: Facts) -> Iterator[Hit]:
    """An autopsy of a patient who is reported as alive."""
    autopsy = facts.having("diagnostic_methods", ["autopsy"])
    alive = facts.having("vital_status", ["alive"])
    if autopsy and alive and "dead" not in facts.values("vital_status"):
        yield "An autopsy is reported, but the patient is called alive.", (*autopsy, *alive)


def declined_and_given(facts: Facts) -> Iterator[Hit]:
    """One treatment both declined and given."""
    treatments = facts.row.fields.get("treatments", ())
    given = {f.value for f in treatments if f.status in ("given", "stopped")}
    declined = {f.value for f in treatments if f.status == "declined"}
    for name in sorted(given & declined):
        about = tuple(
            f
            for f in treatments
            if f.value == name and f.status in ("given", "stopped", "declined")
        )
        yield (
            f"{name[:1].upper() + name[1:]} is reported as declined and as given. "
            "Declined at first?",
            about,
        )


def treatment_out_of_time(facts: Facts) -> Iterator[Hit]:
    """A treatment dated after the paper appeared, or before the patient can have been born.

    The birth lies at least age and at most age + 60 years before the paper: reports come late,
    but not by generations.
    """
    published = facts.document.metadata.year
    if published is None:
        return
    ages = [age for f in facts.of("age_years") if (age := number(f.value)) is not None]
    earliest = published - max(ages) - 60 if ages else 0
    for finding in facts.of("treatments"):
        words = " ".join(str(finding.detail[key]) for key in _DATED if key in finding.detail)
        years = [int(y) for y in _YEAR.findall(words)]
        if any(year > published for year in years):
            yield (
                f"{finding.value} is dated {max(years)}, but the paper appeared in {published}.",
                (finding,),
            )
        elif any(year < earliest for year in years):
            yield (
                f"{finding.value} is dated {min(years)}, before the patient can have been born.",
                (finding,),
            )
