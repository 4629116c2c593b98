"""The terminologies and cue words, found in one scan of the text.

Every surface form of every TSV and YAML file becomes a pattern over the text's words: lower-cased
runs of letters and digits.  The scan asks at each word whether a pattern begins with it, and with it
and the next; a hit is thus a run of whole words, whatever hyphens, slashes or spaces the paper puts
between them.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from netmatrix import rule_files
from netmatrix.nlp.annotations import Mention
from netmatrix.nlp.rivals import Hit, longest
from netmatrix.patterns import compiled

_T = TypeVar("_T")
_WORD = compiled(r"[^\W_]+")
_NO_UNDERSCORE = compiled(r"\w+")
# A term does not run on over the end of a sentence, a clause or a list item ("CK7-/CK20+").
_BREAK = compiled(r"[;!?\n\t]|[.,:] |, | [-–—] |[-–—−+]/")

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
    ("goitre", "goiter"),
    ("gynaec", "gynec"),
    ("faec", "fec"),
)
_BRITISH_PART = compiled("|".join(british for british, _ in _AMERICAN))
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


class _Made(dict[str, _T]):
    """What is made of a word, made when it is first asked for: a text repeats its words."""

    _MOST = 200_000

    def __init__(self, make: Callable[[str], _T]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, word: str) -> _T:
        if len(self) > self._MOST:  # a text of endless new words must not fill the memory
            self.clear()
        made = self[word] = self._make(word)
        return made


_CANONICAL = _Made(canonical)


class Entry(NamedTuple):
    """A surface form as the terminology lists it."""

    layer: str
    group: str
    names: tuple[str, ...]
    form: str
    exact: bool = False
    weak: bool = False
    note: str = ""

    @property
    def plural_cue(self) -> bool:
        """Whether it is a cue with a word in the plural, which a singular must not meet."""
        return self.layer == "cue" and any(_is_plural(w) for w in words(self.form))


def words(text: str) -> list[str]:
    """The words of a wording: runs of letters and digits."""
    return _WORD.findall(text)


def variants(form: str) -> Iterator[str]:
    """The patterns of one form: its canonical words joined by spaces, without repetition.

    A hyphen may also be missing ("Ki67" for "Ki-67"), and what ends in "therapy" may be written
    "treatment" or, in tables, "Tx".
    """
    first = words(form)
    last = first[-1].lower() if len(first) > 1 else ""
    if "-" not in form and last not in ("therapy", "treatment"):
        joined = " ".join([_CANONICAL[word] for word in first])
        if joined:
            yield joined
        return
    bases = [first]
    if last in ("therapy", "treatment"):
        swap = "treatment" if last == "therapy" else "therapy"
        bases += [[*first[:-1], swap], [*first[:-1], "Tx"]]
    if "-" in form:
        bases.append(words(form.replace("-", "")))
        head, *rest = form.split("-")
        if len(rest) > 1:  # one hyphen kept, the others glued: "5-hydroxy-indole"
            bases.append(words(head + "-" + "".join(rest)))
    seen: set[str] = set()
    for base in bases:
        joined = " ".join([_CANONICAL[word] for word in base])
        if joined and joined not in seen:
            seen.add(joined)
            yield joined


def read_terminology(folder: Path) -> Iterator[Entry]:
    """The entries of ``terminology/*.tsv``: columns name, form, case, note.

    ``{has|had} not grown`` in a form is two forms.  The name ``-`` means nothing: such a wording only shields the shorter ones inside it.

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
                name = line[0]
                names = tuple(
                    [part.strip() for part in name.split(";")] if ";" in name else [name.strip()]
                )
                weak = note == "weak" or (" " in note and "weak" in note.split())
                forms = spelled_out(line[1]) if "{" in line[1] else (line[1].strip(),)
                for form in forms:
                    yield Entry(layer, path.stem, names, form, case == "exact", weak, note)


def read_cues(folder: Path) -> Iterator[Entry]:
    """The cue words of ``rules/*.yaml``: mapping ``cues: {group: [form, …]}``.

    A short form in upper case, or one behind a ``=``, is matched exactly; ``{was|were|} too risky`` is three
    forms. What ``was`` or ``were`` so is also a cue where it ``is`` or ``are``. Everything is read as text (``no`` is a word here, not a truth value).
    """
    for path in sorted(folder.glob("*.yaml")):
        rules: Any = rule_files.read(path)
        for group, forms in (rules.get("cues") or {}).items():
            for form in forms:
                for text in spelled_out(str(form).removeprefix("=")):
                    exact = str(form).startswith("=") or (text.isupper() and len(text) <= 6)
                    yield Entry("cue", str(group), (str(group),), text, exact)
                    # "Patients were" tells of a group, "patients are" of what is usual as well.
                    if path.stem != "subjects" and (present := _present_form(text)) != text:
                        yield Entry("cue", str(group), (str(group),), present, exact)


_PAST_TO_PRESENT = {"was": "is", "were": "are"}


def _present_form(form: str) -> str:
    """ "Was cancelled" as stories in the present tense have it."""
    return " ".join(_PAST_TO_PRESENT.get(word, word) for word in form.split())


_CHOICE = compiled(r"\{([^{}]*)\}")


def spelled_out(form: str) -> list[str]:
    """The forms that choices in braces stand for: "{not|never} given" is two, "{was|} lost" too."""
    parts = _CHOICE.split(form)
    choices = [part.split("|") if place % 2 else [part] for place, part in enumerate(parts)]
    return [" ".join("".join(chosen).split()) for chosen in itertools.product(*choices)]


class _Reading(NamedTuple):
    """One thing that a pattern may mean, with what is asked of the words that it meets."""

    entry: Entry
    rivals: str
    """Mentions of one kind of rivals compete for the words of the text."""
    exact: str
    """The form's letters and digits where the case counts."""
    plural: tuple[str, ...]
    """The form's words where a plural of it must not meet a singular."""

    def fits(self, surface: list[str]) -> bool:
        """Whether the pattern's words, as the text has them, may be this."""
        if self.exact and not _same_case("".join(surface), self.exact):
            return False
        return not (self.plural and _only_singular(surface, self.plural))


_Word = tuple[str, tuple[_Reading, ...], bool]
"""A word of the text: its canonical form, what it means alone, whether a longer wording may begin."""
BETWEEN = "\x1e"
"""Stands between the entries of a pattern that are written as text."""


class Tables(NamedTuple):
    """What a lexicon is made of; text where it was read back from a file, to be parsed at need."""

    patterns: Mapping[str, list[Entry] | str]
    """What a wording (canonical words, one space between them) means."""
    lengths: Mapping[str, Sequence[int]]
    """What goes on: a first word that others follow, and the first two words of a longer wording
    with the lengths in words that there are, falling."""


def line_of(entry: Entry) -> str:
    """An entry as text."""
    marks = ("=" if entry.exact else "") + ("~" if entry.weak else "")
    return "\t".join(
        (entry.layer, entry.group, ";".join(entry.names), entry.form, marks, entry.note)
    )


def entry_of(line: str) -> Entry:
    """The entry that ``line_of`` wrote."""
    layer, group, names, form, marks, note = line.split("\t")
    return Entry(layer, group, tuple(names.split(";")), form, "=" in marks, "~" in marks, note)


class Lexicon:
    """Patterns of entries; immutable once built."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        patterns: dict[str, list[Entry]] = {}
        for entry in entries:
            for variant in variants(entry.form):
                bucket = patterns.get(variant)
                if bucket is None:
                    patterns[variant] = [entry]
                elif not _told(entry, bucket):
                    bucket.append(entry)
        self._read(Tables(patterns, _lengths(patterns)))

    @classmethod
    def of(cls, tables: Tables) -> Lexicon:
        """The lexicon that has these tables."""
        lexicon = cls.__new__(cls)
        lexicon._read(tables)
        return lexicon

    def _read(self, tables: Tables) -> None:
        self.tables = tables
        self.size = len(tables.patterns)
        self._readings: dict[str, tuple[_Reading, ...]] = {}
        self._words = _Made(self._word)

    def scan(self, text: str) -> list[Mention]:
        """All mentions in ``text``, in order, the longest of each layer where they overlap.

        Mentions of the same extent in several groups are all kept.
        """
        # Twice as fast, and the same where nothing has to part words but what is no letter or digit.
        word = _WORD if "_" in text else _NO_UNDERSCORE
        matches = list(word.finditer(text))
        found = [match[0] for match in matches]
        spans = [match.span() for match in matches]
        rivals: dict[str, list[Hit]] = {}
        count = 0
        brackets = "(" in text
        for first, last, readings in self._hits(text, [self._words[w] for w in found], spans):
            if brackets and last > first and _cut(text, spans[first][0], spans[last][1]):
                continue
            for reading in readings:
                if (reading.exact or reading.plural) and not reading.fits(found[first : last + 1]):
                    continue
                hit = (count, first, last, reading.entry)
                if reading.rivals in rivals:
                    rivals[reading.rivals].append(hit)
                else:
                    rivals[reading.rivals] = [hit]
                count += 1
        return [
            Mention(spans[first][0], spans[last][1], e.layer, e.group, e.names, e.weak, e.note)
            for _, first, last, e in longest(rivals, spans)
        ]

    def _hits(
        self, text: str, words: list[_Word], spans: list[tuple[int, int]]
    ) -> Iterator[tuple[int, int, tuple[_Reading, ...]]]:
        """First word, last word and meanings of each pattern in the text.

        By first word; of those that begin with the same word the longest comes first.
        """
        patterns, lengths = self.tables
        breaks: dict[str, bool] = {" ": False}
        end = len(words) - 1
        for first, (word, readings, goes_on) in enumerate(words):
            if goes_on and first < end:
                pair = f"{word} {words[first + 1][0]}"
                more = lengths.get(pair, ())
                if more or pair in patterns:
                    reach = _reach(text, spans, first, more[0] if more else 2, breaks)
                    for length in more:
                        if length <= reach:
                            longer = " ".join([w for w, _, _ in words[first : first + length]])
                            if longer in patterns:
                                yield first, first + length - 1, self._readings_of(longer)
                    if reach > 1 and pair in patterns:
                        yield first, first + 1, self._readings_of(pair)
            if readings:
                yield first, first, readings

    def _word(self, raw: str) -> _Word:
        """What is known of a word of the text."""
        word = canonical(raw)
        readings = self._readings_of(word) if word in self.tables.patterns else ()
        return word, readings, word in self.tables.lengths

    def _readings_of(self, pattern: str) -> tuple[_Reading, ...]:
        """What a pattern may mean, in the order of mentions of one extent."""
        found = self._readings.get(pattern)
        if found is None:
            bucket = self.tables.patterns[pattern]
            if isinstance(bucket, str):
                bucket = [entry_of(line) for line in bucket.split(BETWEEN)]
            bucket = sorted(bucket, key=lambda e: (e.layer, e.group, e.names))
            found = self._readings[pattern] = tuple([_reading(entry) for entry in bucket])
        return found


def _reach(
    text: str, spans: list[tuple[int, int]], first: int, most: int, breaks: dict[str, bool]
) -> int:
    """How many words from the first a term may hold before a sentence, clause or item ends."""
    for index in range(first, min(first + most, len(spans)) - 1):
        gap = text[spans[index][1] : spans[index + 1][0]]
        broken = breaks.get(gap)
        if broken is None:
            broken = breaks[gap] = bool(_BREAK.search(gap))
        if broken:
            return index - first + 1
    return min(most, len(spans) - first)


def _cut(text: str, start: int, end: int) -> bool:
    """Whether a bracket opens in it that says more behind it: "etoposide (cisplatin" of "(cisplatin avoided)"."""
    opened = text.count("(", start, end) > text.count(")", start, end)
    return opened and text[end : end + 1] != ")"


def _told(entry: Entry, bucket: Iterable[Entry]) -> bool:
    """Whether the bucket has the entry's group already, with no more asked of the words."""
    return any(
        e.group == entry.group
        and e.layer == entry.layer
        and e.exact == entry.exact
        and (not entry.exact or e.form == entry.form)
        and (not e.plural_cue or entry.plural_cue)  # "immunostains" must not meet a singular
        for e in bucket
    )


_NEGATIONS = frozenset({"negation_before", "negation_after"})


def _reading(entry: Entry) -> _Reading:
    # "Was excluded" denies what stands before it, and no more what follows "excluded".
    group = "negation" if entry.group in _NEGATIONS else entry.group
    rivals = f"cue {group}" if entry.layer == "cue" else entry.layer
    exact = "".join(words(entry.form)) if entry.exact else ""
    return _Reading(entry, rivals, exact, tuple(words(entry.form)) if entry.plural_cue else ())


def _lengths(patterns: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """``Tables.lengths`` of the patterns."""
    first: set[str] = set()
    longer: dict[str, set[int]] = {}
    for pattern in patterns:
        head, _, tail = pattern.partition(" ")
        if tail:
            first.add(head)
            second, _, rest = tail.partition(" ")
            if rest:
                longer.setdefault(f"{head} {second}", set()).add(3 + rest.count(" "))
    out: dict[str, tuple[int, ...]] = dict.fromkeys(first, ())
    for pair, found in longer.items():
        out[pair] = tuple(sorted(found, reverse=True))
    return out


def _only_singular(have: list[str], want: tuple[str, ...]) -> bool:
    """Whether a cue in the plural meets a singular: "cases of" is not "a case of"."""
    if len(have) != len(want):
        return False
    return any(_is_plural(w) and h[-1] not in "sS" for h, w in zip(have, want, strict=True))


def _is_plural(word: str) -> bool:
    """Whether a word of the terminology is in the plural: "cases", not "focus" or "previous"."""
    return len(word) > 3 and word[-1] in "sS" and _CANONICAL[word][-1] != "s"


def _same_case(have: str, want: str) -> bool:
    return have == want or (have[:-1] == want and have[-1:] == "s")


def load_lexicon(model: Path) -> Lexicon:
    """The lexicon of a model folder (``terminology/`` and ``rules/``)."""
    return Lexicon([*read_terminology(model / "terminology"), *read_cues(model / "rules")])
