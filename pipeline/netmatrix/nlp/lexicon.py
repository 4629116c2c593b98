"""The terminologies and cue words, found in one scan of the text.

Every surface form of every TSV and YAML file becomes a pattern of one Aho-Corasick automaton over
the text's words: lower-cased runs of letters and digits, one space between them.  A hit is thus a
run of whole words, whatever hyphens, slashes or spaces the paper puts between them.
"""

from __future__ import annotations

import csv
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any

import ahocorasick_rs

from netmatrix import rule_files
from netmatrix.nlp.annotations import Mention

_WORD = re.compile(r"[^\W_]+")
# A term does not run on over the end of a sentence, a clause or a list item.
_BREAK = re.compile(r"[;!?\n\t]|[.,:] |, | [-–—] ")

_AMERICAN = (
    ("tumour", "tumor"),
    ("aemi", "emi"),
    ("haem", "hem"),
    ("oesoph", "esoph"),
    ("oedema", "edema"),
    ("oestr", "estr"),
    ("caec", "cec"),
    ("anaes", "anes"),
    ("paed", "ped"),
    ("rrhoea", "rrhea"),
    ("analogue", "analog"),
    ("centre", "center"),
    ("fibre", "fiber"),
    ("isation", "ization"),
    ("ising", "izing"),
    ("ised", "ized"),
    ("colour", "color"),
    ("grey", "gray"),
    ("leuco", "leuko"),
    ("behaviour", "behavior"),
    ("localis", "localiz"),
    ("coeliac", "celiac"),
)
_BRITISH_PART = re.compile("|".join(british for british, _ in _AMERICAN))
_IRREGULAR = {
    "foci": "focus",
    "bronchi": "bronchus",
    "nuclei": "nucleus",
    "humeri": "humerus",
    "metastatis": "metastase",
    "mets": "met",
    "wives": "wife",
    "femora": "femur",
}


def canonical(word: str) -> str:
    """A word as both the terminology and the text are compared: singular, American spelling.

    The result need not be a word ("pancreas" gives "pancrea"); it only has to be the same for
    every spelling and number of one word: "Tumours" and "tumor", "metastasis" and "metastases",
    "oesophageal" and "esophageal".
    """
    low = word.lower()
    if _BRITISH_PART.search(low):
        for british, american in _AMERICAN:
            low = low.replace(british, american)
    if low in _IRREGULAR:
        return _IRREGULAR[low]
    if len(low) < 4 or not low[-1].isalpha():
        return low
    if low.endswith("ata") and low.endswith("omata"):
        return low[:-2]
    if low.endswith("ae") and len(low) > 5:
        return low[:-1]
    if low[-1] != "s" or low.endswith(("ss", "us")):
        return low
    if low.endswith("sis"):
        return low[:-2] + "e"
    if low.endswith("is"):
        return low
    if low.endswith("ies") and len(low) > 4:
        return low[:-3] + "y"
    if low.endswith(("sses", "xes", "ches", "shes", "uses")):
        return low[:-2]
    return low[:-1]


@dataclass(frozen=True)
class Entry:
    """A surface form as the terminology lists it."""

    layer: str
    group: str
    names: tuple[str, ...]
    form: str
    exact: bool = False
    weak: bool = False
    note: str = ""

    @cached_property
    def plural_cue(self) -> bool:
        """Whether it is a cue with a word in the plural, which a singular must not meet."""
        return self.layer == "cue" and any(len(w) > 3 and w[-1] in "sS" for w in words(self.form))


def words(text: str) -> list[str]:
    """The words of a wording: runs of letters and digits."""
    return _WORD.findall(text)


def variants(form: str) -> Iterator[str]:
    """The patterns of one form: its canonical words joined by spaces, without repetition.

    A hyphen may also be missing ("Ki67" for "Ki-67"), and what ends in "therapy" may be written
    "treatment" or, in tables, "Tx".
    """
    bases = [words(form)]
    last = bases[0][-1].lower() if len(bases[0]) > 1 else ""
    if last in ("therapy", "treatment"):
        swap = "treatment" if last == "therapy" else "therapy"
        bases += [[*bases[0][:-1], swap], [*bases[0][:-1], "Tx"]]
    if "-" in form:
        bases.append(words(form.replace("-", "")))
        head, *rest = form.split("-")
        if len(rest) > 1:  # one hyphen kept, the others glued: "5-hydroxy-indole"
            bases.append(words(head + "-" + "".join(rest)))
    seen: set[str] = set()
    for base in bases:
        joined = " ".join(canonical(word) for word in base)
        if joined and joined not in seen:
            seen.add(joined)
            yield joined


def read_terminology(folder: Path) -> Iterator[Entry]:
    """The entries of ``terminology/*.tsv``: columns name, form, case, note.

    The name ``-`` means nothing: such a wording only shields the shorter ones inside it.

    Raises ``ValueError`` with file and line for a line of another shape.
    """
    for path in sorted(folder.glob("*.tsv")):
        if path.stem == "names":
            continue
        layer = "concept" if path.stem == "concept" else "term"
        with path.open(encoding="utf-8", newline="") as handle:
            reader = csv.reader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)
            header = next(reader, [])
            if header[:2] != ["name", "form"]:
                raise ValueError(f"{path.name}:1: the columns must be name, form, case, note")
            for number, line in enumerate(reader, 2):
                if not line or line[0].startswith("#"):
                    continue
                if len(line) < 2 or not line[0].strip() or not line[1].strip():
                    raise ValueError(f"{path.name}:{number}: a name and a form are needed")
                case = line[2].strip() if len(line) > 2 else ""
                note = line[3].strip() if len(line) > 3 else ""
                if case not in {"", "exact"}:
                    raise ValueError(f"{path.name}:{number}: case is empty or 'exact'")
                names = tuple(part.strip() for part in line[0].split(";"))
                yield Entry(
                    layer,
                    path.stem,
                    names,
                    line[1].strip(),
                    case == "exact",
                    "weak" in note.split(),
                    note,
                )


def read_cues(folder: Path) -> Iterator[Entry]:
    """The cue words of ``rules/*.yaml``: mapping ``cues: {group: [form, …]}``.

    A short form in upper case, or one behind a ``=``, is matched exactly. Everything is read as text (``no`` is a word here,
    not a truth value).
    """
    for path in sorted(folder.glob("*.yaml")):
        rules: Any = rule_files.read(path)
        for group, forms in (rules.get("cues") or {}).items():
            for form in forms:
                text = str(form).removeprefix("=")
                exact = str(form).startswith("=") or (text.isupper() and len(text) <= 6)
                yield Entry("cue", str(group), (str(group),), text, exact)


class Lexicon:
    """An automaton over entries; immutable once built."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        patterns: dict[str, list[Entry]] = {}
        for entry in entries:
            for variant in variants(entry.form):
                bucket = patterns.setdefault(f" {variant} ", [])
                if not any(
                    e.layer == entry.layer
                    and e.group == entry.group
                    and e.exact == entry.exact
                    and (not entry.exact or e.form == entry.form)
                    for e in bucket
                ):
                    bucket.append(entry)
        self._entries = [tuple(bucket) for bucket in patterns.values()]
        self._automaton = ahocorasick_rs.AhoCorasick(list(patterns) or ["\x00"])
        self.size = len(patterns)

    def scan(self, text: str) -> list[Mention]:
        """All mentions in ``text``, in order, the longest of each layer where they overlap.

        Mentions of the same extent in several groups are all kept.
        """
        tokens = [m.span() for m in _WORD.finditer(text)]
        if not tokens:
            return []
        known: dict[str, str] = {}
        compared: list[str] = []
        for start, end in tokens:
            raw = text[start:end]
            word = known.get(raw)
            if word is None:
                word = known[raw] = canonical(raw)
            compared.append(word)
        haystack = f" {' '.join(compared)} "
        # Where each word begins in the haystack, behind its leading space.
        places = list(accumulate((len(word) + 1 for word in compared), initial=0))
        found: list[Mention] = []
        for pattern, start, end in self._automaton.find_matches_as_indexes(
            haystack, overlapping=True
        ):
            first = bisect_left(places, start)
            last = bisect_left(places, end - 1) - 1
            left, right = tokens[first][0], tokens[last][1]
            surface = text[left:right]
            if first != last and _crosses(surface):
                continue
            for entry in self._entries[pattern]:
                if entry.exact and not _same_case(surface, entry.form):
                    continue
                if entry.plural_cue and _only_singular(surface, entry.form):
                    continue
                found.append(
                    Mention(
                        left, right, entry.layer, entry.group, entry.names, entry.weak, entry.note
                    )
                )
        return _longest(found)


def _crosses(surface: str) -> bool:
    return bool(_BREAK.search(surface))


def _only_singular(surface: str, form: str) -> bool:
    """Whether a cue in the plural meets a singular: "cases of" is not "a case of"."""
    have, want = words(surface), words(form)
    if len(have) != len(want):
        return False
    return any(
        w[-1] in "sS" and h[-1] not in "sS" for h, w in zip(have, want, strict=True) if len(w) > 3
    )


def _same_case(surface: str, form: str) -> bool:
    have, want = "".join(words(surface)), "".join(words(form))
    return have == want or (have[:-1] == want and have[-1:] == "s")


def _longest(found: list[Mention]) -> list[Mention]:
    """Drop what lies inside or overlaps a longer mention.

    Terms compete with each other over all groups, and so do concepts. Cues compete within their
    group only (one wording may both negate and open a list of stains), but a pseudo-cue shields
    every cue inside it.
    """
    found.sort(key=lambda m: (m.start, -m.end, m.layer, m.group, m.names))
    rivals: dict[str, list[Mention]] = {}
    for mention in found:
        key = f"cue {mention.group}" if mention.layer == "cue" else mention.layer
        rivals.setdefault(key, []).append(mention)
    shields = [(m.start, m.end) for m in _winners(rivals.get("cue pseudo", []))]
    kept: list[Mention] = []
    for key, mentions in rivals.items():
        winners = _winners(mentions)
        if shields and key.startswith("cue ") and key != "cue pseudo":
            winners = [
                m for m in winners if not any(a <= m.start and m.end <= b for a, b in shields)
            ]
        kept += winners
    kept = [m for m in kept if m.names != ("-",)]
    kept.sort(key=lambda m: (m.start, -m.end, m.layer, m.group, m.names))
    return kept


def _winners(mentions: list[Mention]) -> list[Mention]:
    """The longest of overlapping mentions, of equals the first; equal extents stay together."""
    kept: list[Mention] = []
    taken: dict[int, tuple[int, int]] = {}
    for mention in sorted(mentions, key=lambda m: (m.start - m.end, m.start)):
        extent = (mention.start, mention.end)
        cover = range(mention.start, mention.end)
        clash = {taken[i] for i in cover if i in taken}
        if not clash or clash == {extent}:
            kept.append(mention)
            for i in cover:
                taken[i] = extent
    return kept


def load_lexicon(model: Path) -> Lexicon:
    """The lexicon of a model folder (``terminology/`` and ``rules/``)."""
    return Lexicon([*read_terminology(model / "terminology"), *read_cues(model / "rules")])
