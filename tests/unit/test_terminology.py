"""The terminology tables: every contract name can be found, and no line is sloppy or ambiguous."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from pathlib import Path

import pytest

import en_netmatrix
from netmatrix.nlp.lexicon import Entry, Lexicon, read_terminology, spelled_out, variants, words

FOLDER = Path(en_netmatrix.__file__).resolve().parent / "terminology"

FIXED = {
    "differentiation": {"well", "moderate", "poor"},
    "functional": {"functioning", "non-functioning"},
    "bone_lesion_type": {"osteoblastic", "osteolytic", "mixed"},
}
"""Groups whose few names are fields of the contract and stand in no list of names."""

FORMLESS = {("site", "unknown")}
"""Names that a rule tells, not a wording: rules/sites.yaml, cue group unknown_primary."""

MINIMUM = {
    "site": 1500,
    "bone_site": 500,
    "histology": 500,
    "marker": 450,
    "syndrome": 250,
    "response": 1000,
    "differentiation": 40,
    "functional": 100,
    "bone_lesion_type": 60,
    "concept": 2000,
    "treatment": 1000,
    "diagnostic_method": 500,
}
"""Surface forms a group must keep; a table cut short by accident falls below."""


def _names() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    with (FOLDER / "names.tsv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE):
            found[row["group"]].add(row["name"])
    return {**found, **FIXED}


NAMES = _names()
GROUPS = sorted(NAMES)


@pytest.fixture(scope="module")
def entries() -> dict[str, list[Entry]]:
    grouped: dict[str, list[Entry]] = defaultdict(list)
    for entry in read_terminology(FOLDER):
        grouped[entry.group].append(entry)
    return grouped


@pytest.fixture(scope="module")
def lexicon(entries: dict[str, list[Entry]]) -> Lexicon:
    return Lexicon(entry for group in sorted(entries) for entry in entries[group])


def _raw(group: str) -> list[tuple[int, list[str]]]:
    """Line number and columns of the lines that are no comment, without the header."""
    text = (FOLDER / f"{group}.tsv").read_text(encoding="utf-8")
    lines = enumerate(text.split("\n"), 1)
    return [(n, line.split("\t")) for n, line in lines if n > 1 and line and line[0] != "#"]


def test_each_file_is_a_group_and_each_group_a_file() -> None:
    files = {path.stem for path in FOLDER.glob("*.tsv")} - {"names"}
    assert files == set(GROUPS)


@pytest.mark.parametrize("group", GROUPS)
def test_names_are_known(group: str, entries: dict[str, list[Entry]]) -> None:
    unknown = {n for e in entries[group] for n in e.names} - NAMES[group] - {"-"}  # a shield
    assert not unknown, f"{group}.tsv: not in names.tsv: {sorted(unknown)}"


@pytest.mark.parametrize("group", GROUPS)
def test_every_name_has_a_form_that_counts_or_is_said_to_have_none(
    group: str, entries: dict[str, list[Entry]]
) -> None:
    have = {n for e in entries[group] for n in e.names}
    formless = {n for g, n in FORMLESS if g == group}
    assert NAMES[group] - have == formless


@pytest.mark.parametrize("group", GROUPS)
def test_only_what_is_measured_elsewhere_too_has_nothing_but_weak_forms(
    group: str, entries: dict[str, list[Entry]]
) -> None:
    strong = {n for e in entries[group] if not e.weak for n in e.names}
    weak_only = NAMES[group] - strong - {n for g, n in FORMLESS if g == group}
    elsewhere = {
        "serotonin", "gastrin", "insulin", "glucagon", "somatostatin", "calcitonin", "ACTH",
        "growth hormone", "VIP", "pancreatic polypeptide", "AFP", "CA125", "SDHB",
    }  # fmt: skip
    assert weak_only <= (elsewhere if group == "marker" else _WEAK_ONLY.get(group, set()))


_WEAK_ONLY: dict[str, set[str]] = {"treatment": {"insulin", "glucose", "calcium", "vitamin d"}}


@pytest.mark.parametrize("group", GROUPS)
def test_a_wording_belongs_to_one_name(group: str, entries: dict[str, list[Entry]]) -> None:
    owner: dict[tuple[str, str], tuple[str, ...]] = {}
    for entry in entries[group]:
        key = (" ".join(words(entry.form)), "exact")
        if not entry.exact:
            key = (key[0].lower(), "")
        assert owner.setdefault(key, entry.names) == entry.names, f"{group}.tsv: {entry.form!r}"


@pytest.mark.parametrize("group", GROUPS)
def test_lines_are_clean(group: str) -> None:
    for number, columns in _raw(group):
        where = f"{group}.tsv:{number}"
        assert 2 <= len(columns) <= 4, where
        assert all(column == column.strip() for column in columns), f"{where}: spaces at an end"
        assert "  " not in columns[1], where
        for form in spelled_out(columns[1]):
            assert len(form) >= 2, f"{where}: too short"
            assert not set(form) & set("<>{}|\xad\u200b\ufeff"), where
            assert words(form), f"{where}: no word in it"
            assert form[0] not in "-,;:.", where
            assert form[-1] not in "-,;:", where
        assert not (len(columns) > 2 and columns[2] not in ("", "exact")), where
        note = columns[3] if len(columns) > 3 else ""
        assert not re.search(r"weak[^\s]", note), f"{where}: 'weak' must stand alone in the note"


@pytest.mark.parametrize("group", GROUPS)
def test_no_line_is_printed_twice(group: str) -> None:
    seen: set[tuple[str, ...]] = set()
    for number, columns in _raw(group):
        for form in spelled_out(columns[1]):
            key = (columns[0], form, columns[2] if len(columns) > 2 else "")
            assert key not in seen, f"{group}.tsv:{number}: {form!r} again"
            seen.add(key)


@pytest.mark.parametrize("group", GROUPS)
def test_short_insensitive_forms_are_no_english_words(
    group: str, entries: dict[str, list[Entry]]
) -> None:
    common = {
        "net", "et", "an", "as", "at", "be", "by", "do", "he", "her", "if", "in", "is", "it", "me",
        "no", "of", "on", "or", "so", "to", "up", "us", "we", "can", "was", "had", "has", "not",
        "the", "and", "for", "all", "men", "pet", "her 2", "men 1", "men 2", "case 1",
    }  # fmt: skip
    for entry in entries[group]:
        if not entry.exact:
            clash = common.intersection(variants(entry.form))
            assert not clash, f"{group}.tsv: {entry.form!r} reads as {sorted(clash)}"


@pytest.mark.parametrize(("group", "least"), sorted(MINIMUM.items()))
def test_the_tables_are_whole(group: str, least: int, entries: dict[str, list[Entry]]) -> None:
    assert len(entries[group]) >= least


def _found(lexicon: Lexicon, text: str, group: str) -> set[str]:
    return {
        name
        for mention in lexicon.scan(text)
        if mention.group == group and not mention.weak
        for name in mention.names
    }


# Invented wordings: what must be read, and what must not be read into a longer wording.
@pytest.mark.parametrize(
    ("group", "text", "names"),
    [
        ("site", "deposits in hepatic and para-aortic lymph nodes", {"liver", "lymph node"}),
        ("site", "a tumour at the hepatic flexure", {"colon"}),
        ("site", "the hepatic artery was patent", set()),
        ("site", "caecal mass and oesophageal ulcer", {"cecum", "esophagus"}),
        ("site", "cervical mass", set()),
        ("site", "mass of the uterine cervix", {"cervix"}),
        ("site", "bone marrow infiltration", {"bone marrow"}),
        ("bone_site", "thoracolumbar spine", {"thoracic spine", "lumbar spine"}),
        ("bone_site", "femoral artery puncture", set()),
        ("bone_site", "the left femoral neck and the iliac wing", {"femur", "pelvis"}),
        ("bone_site", "scan of the abdomen and pelvis", set()),
        ("histology", "safety net", set()),
        ("histology", "GEP-NETs and a NET", {"NET"}),
        ("histology", "carcinoid syndrome", set()),
        ("histology", "non-small cell lung cancer", set()),
        ("histology", "large-cell neuroendocrine carcinoma", {"large cell NEC"}),
        ("histology", "well-differentiated neuroendocrine carcinoma", {"NET"}),
        ("differentiation", "well-differentiated neuroendocrine carcinoma", {"well"}),
        ("marker", "CDX2, CD 56 and Cam5.2 stained", {"CDX2", "CD56", "CAM5.2"}),
        ("marker", "told her 2 options", set()),
        ("syndrome", "ectopic ACTH syndrome", {"ectopic acth syndrome"}),
        ("syndrome", "10 women and men 1 year apart", set()),
        ("functional", "nonfunctioning tumor", {"non-functioning"}),
        ("functional", "a gastrin-secreting tumor", {"functioning"}),
        ("response", "no evidence of tumour recurrence", {"no evidence of disease"}),
        ("response", "without any sign of progression", {"stable disease"}),
        ("response", "a low risk of recurrence", set()),
        ("response", "logistic regression", set()),
        ("bone_lesion_type", "mixed lytic and sclerotic lesions", {"mixed"}),
        ("concept", "a NET of the pancreas", {"primary pancreas"}),
        ("concept", "osseous metastases", {"bone metastasis"}),
        ("concept", "grade 3-4 toxicity", {"grade 3-4 adverse event"}),
    ],
)  # fmt: skip
def test_longest_wording_wins(lexicon: Lexicon, group: str, text: str, names: set[str]) -> None:
    assert _found(lexicon, text, group) == names
