"""An explanation in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from netmatrix.evidence import Row
from netmatrix.explain import Explanation
from netmatrix.explain.fields import STATISTICS
from netmatrix.explain.trace import Candidate, Passage

SHOWN_ELSEWHERE = 8
SHOWN_ROWS = 60
_WINDOW = 110


def show(
    explanation: Explanation, *, everything: bool = False, console: Console | None = None
) -> None:
    """Print an explanation: the values, then the passages about patients, then the others.

    Of the others the first ``SHOWN_ELSEWHERE`` are printed, or all with ``everything``.
    """
    screen = _Screen(console or Console(highlight=False))
    document = explanation.document
    screen.line(f"{explanation.field} in {document.source}", "bold")
    screen.line(f"{document.metadata.doc_type}, rows: {len(explanation.rows)}", "dim")
    for note in explanation.notes:
        screen.line(note, "yellow")
    screen.values(explanation.field, explanation.rows)
    own = [p for p in explanation.passages if p.subjects]
    others = [p for p in explanation.passages if not p.subjects]
    figures = explanation.field == STATISTICS
    if own:
        head = "Sentences with statistics" if figures else "Sentences about the patients"
        screen.line(f"\n{head}", "bold")
    for passage in own:
        screen.passage(passage)
    if others:
        head = "Other sentences with numbers" if figures else "Not about a patient of the paper"
        screen.line(f"\n{head}: {len(others)}", "bold")
    shown = others if everything else others[:SHOWN_ELSEWHERE]
    for passage in shown:
        screen.elsewhere(passage)
    if len(shown) < len(others):
        screen.line(f"\nand {len(others) - len(shown)} more: --all lists them")
    if not explanation.passages and explanation.document.metadata.language == "en":
        screen.line("\nNo wording in the paper could stand for this field.")


class _Screen:
    def __init__(self, console: Console) -> None:
        self._console = console

    def values(self, field: str, rows: Sequence[Row]) -> None:
        self.line("\nValues", "bold")
        for row in rows[:SHOWN_ROWS]:
            found = row.fields.get(field, ())
            if not found:
                self.line(f"{row.subject}: none", "dim", indent=2)
            for item in found:
                plain = item.status in ("reported", "given")
                status = "" if plain else f", {item.status}"
                self.line(
                    f"{row.subject}: {item.value}   {item.rule}, {item.confidence:.2f}{status}, "
                    f"at {item.start}-{item.end}",
                    indent=2,
                )
        if len(rows) > SHOWN_ROWS:
            self.line(f"and {len(rows) - SHOWN_ROWS} more rows", indent=2)
        if not rows:
            self.line("the paper gives no rows", "dim", indent=2)

    def passage(self, passage: Passage) -> None:
        self.line(f"\n{', '.join(passage.subjects)} · {passage.place}", "cyan")
        self._text(_marked(passage, 0, len(passage.text)), indent=2)
        for candidate in passage.candidates:
            sign, style = ("+", "green") if candidate.taken else ("-", "red")
            self.line(f"{sign} {_head(candidate)}: {candidate.verdict}", style, indent=4)
            if candidate.contexts and not candidate.verdict.startswith("left out"):
                self.line(f"  context: {'; '.join(candidate.contexts)}", indent=4)
        if passage.cues:
            self.line(f"cues: {'; '.join(passage.cues)}", "dim", indent=4)

    def elsewhere(self, passage: Passage) -> None:
        self.line(f"\n{passage.place}", "cyan")
        first, last = passage.candidates[0], passage.candidates[-1]
        begin = max(0, first.start - passage.start - _WINDOW)
        end = min(len(passage.text), last.end - passage.start + _WINDOW)
        self._text(_marked(passage, begin, end), indent=2)
        heads = dict.fromkeys(_head(candidate) for candidate in passage.candidates)
        self.line(f"- {', '.join(heads)}: {passage.reason}", "red", indent=4)

    def line(self, text: str, style: str = "", *, indent: int = 0) -> None:
        if text.startswith("\n"):
            self._console.print()
        self._text(Text(text.lstrip("\n"), style=style), indent=indent)

    def _text(self, text: Text, *, indent: int) -> None:
        """A paragraph, wrapped under its indent without spaces at the line ends."""
        width = max(30, min(self._console.width, 120) - indent)
        for line in text.wrap(self._console, width):
            line.rstrip()
            line.pad_left(indent)
            self._console.print(line, soft_wrap=True)


def _head(candidate: Candidate) -> str:
    names = ", ".join(name for name in candidate.names if name)
    wording = " ".join(candidate.wording.split())
    return f"«{wording}»" + (f" = {names}" if names and names.lower() != wording.lower() else "")


def _marked(passage: Passage, begin: int, end: int) -> Text:
    """The passage's text from ``begin`` to ``end``, its candidates between « and »."""
    out = Text("… " if begin else "")
    position = begin
    for candidate in passage.candidates:
        left, right = candidate.start - passage.start, candidate.end - passage.start
        if left < position or right > end:
            continue
        out.append(_flat(passage.text[position:left]))
        out.append(f"«{_flat(passage.text[left:right])}»", "bold")
        position = right
    out.append(_flat(passage.text[position:end]))
    if end < len(passage.text):
        out.append(" …")
    return out


def _flat(text: str) -> str:
    return text.replace("\n", " ").replace("\t", " | ")
