"""No wording stalls a pattern: every regular expression of the package on text made to do so.

A pattern may need time that grows with the square of a sentence, not more.  The usual cure is a
possessive ``\\s*+`` for blanks with something optional between them.  The texts repeat what
papers repeat (and what a pattern itself repeats, read off its own parts) and end in a letter that
makes the match fail.
"""

from __future__ import annotations

import ast
import gc
import importlib
import inspect
import json
import math
import pkgutil
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from re import _parser  # type: ignore[attr-defined]
from types import FrameType, ModuleType
from typing import Any

import pytest

import en_netmatrix
import netmatrix
from netmatrix import assemble, rule_files
from netmatrix.extract.phrases import load_phrases, load_wordings
from netmatrix.extract.sites import gaps
from netmatrix.extract.statistics import horizons
from netmatrix.extract.statistics.rules import load_cohort_rules
from netmatrix.gates import Gated
from netmatrix.nlp import load
from netmatrix.readers import front, read

DEMO = Path(__file__).parents[2] / "corpus" / "demo"
STALLED = 4.0
"""Seconds of computing after which a search is given up; one that grows as it should needs a thousandth."""
WORTH_A_LOOK = 0.05
"""Seconds above which the growth of a search is measured."""
ENOUGH = 0.2
"""Seconds for which searches are repeated to be measured: some clocks tick every hundredth of a second."""
LENGTH = 400
TOO_STEEP = 6.0
"""Times by which a search may take longer on a text twice as long: 4 is a square, 8 a cube."""
ROUNDS = 8
UNITS = (
    ", ", "1, ", "12, ", "and ", " the ", "( ", "(", "a, ", "A", "Ab ", "1", "1.", " ", "\n", "x", "ab ",
    "nodes of ", "and, ", "1 and ", "(1) ", "- ", "a-", "G1, ", "II, ", "was ", "of the ", "; ", "a/",
)  # fmt: skip
ENDS = ("!", "\x00é")
PARTS = 3
"""Parts of the package by which the patterns are tested, so that a failure tells them apart."""


class Stalled(Exception):
    pass


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(netmatrix.__path__, "netmatrix."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def inline(module: ModuleType) -> Iterator[tuple[str, int]]:
    """Patterns that stand in calls of ``re.search``, ``compiled`` and the like."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if not (isinstance(node, ast.Call) and node.args):
            continue
        called = node.func.value if isinstance(node.func, ast.Attribute) else node.func
        if isinstance(called, ast.Name) and called.id in ("re", "compiled"):
            try:
                pattern = evaluate(node.args[0], module)
                flags = [evaluate(a, module) for a in node.args[1:]]
                flags += [evaluate(k.value, module) for k in node.keywords if k.arg == "flags"]
            except Exception:  # made from what is only known in a run
                flags = [re.IGNORECASE]
                if not isinstance(node.args[0], ast.Constant | ast.JoinedStr):
                    continue
                try:
                    pattern = evaluate(node.args[0], module)
                except Exception:
                    continue
            if isinstance(pattern, str):
                yield pattern, sum({int(f) for f in flags if isinstance(f, re.RegexFlag)})


def evaluate(node: ast.expr, module: ModuleType) -> Any:
    return eval(compile(ast.Expression(node), "<pattern>", "eval"), dict(vars(module)))


def held(roots: list[object]) -> Iterator[re.Pattern[Any] | Gated]:
    """Patterns in containers and objects, to any depth."""
    seen: set[int] = set()
    todo = list(roots)
    while todo:
        item = todo.pop()
        if id(item) in seen or isinstance(item, ModuleType | type | str | bytes | int | float):
            continue
        seen.add(id(item))
        if isinstance(item, re.Pattern | Gated):
            yield item
        elif isinstance(item, dict):
            todo += item.values()
        elif isinstance(item, list | tuple | set | frozenset):
            todo += item
        elif type(item).__module__.startswith(("netmatrix", "functools")):
            todo += gc.get_referents(item)  # with what a cached function has returned


@lru_cache(maxsize=1)
def patterns() -> tuple[tuple[str, int], ...]:
    """Wording and flags of every pattern of the package and its rules, in a fixed order.

    A fresh process looks for them: what other tests have loaded is not the program's.
    """
    done = subprocess.run(
        [sys.executable, __file__], stdout=subprocess.PIPE, check=True, timeout=120
    )
    return tuple((pattern, flags) for pattern, flags in json.loads(done.stdout))


def collected() -> list[tuple[str, int]]:
    """What ``patterns`` returns, of this process."""
    nlp = load()
    roots: list[object] = [nlp, load_cohort_rules(en_netmatrix.folder())]
    for path in sorted(DEMO.glob("[0-9]*.[tm]*")):  # some are compiled when they are first needed
        assemble.rows_of(read(path), nlp)
    for path in sorted((en_netmatrix.folder() / "rules").glob("*.yaml")):
        data = rule_files.read(path)
        if isinstance(data, dict) and "phrases" in data:
            roots.append(load_phrases(None, path.stem))
        if isinstance(data, dict) and "wordings" in data:
            roots.append(load_wordings(None, path.stem))
    found: set[tuple[str, int]] = set()
    for module in modules():
        roots += vars(module).values()
        found |= set(inline(module))
    for item in held(roots):
        if isinstance(item.pattern, str):
            found.add((item.pattern, item.flags & ~re.UNICODE))
    return sorted(found)


# -- texts from the pattern itself ---------------------------------------------------------------


def sample(parsed: Any, choice: int = 0) -> str:
    """A text that the parsed parts may match: of alternatives the one numbered ``choice``."""
    return "".join(sample_of(op, value, choice) for op, value in parsed)


def sample_of(op: Any, value: Any, choice: int) -> str:
    name = str(op)
    if name == "LITERAL":
        return chr(value)
    if name == "NOT_LITERAL":
        return "x" if value != ord("x") else "y"
    if name == "ANY":
        return "x"
    if name == "IN":
        return one_of(value, choice)
    if name == "BRANCH":
        branches = value[1]
        return sample(branches[choice % len(branches)], choice)
    if name == "SUBPATTERN":
        return sample(value[3], choice)
    if name == "ATOMIC_GROUP":
        return sample(value, choice)
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return sample(value[2], choice) * max(value[0], 1 if choice % 2 else value[0])
    return ""


def one_of(items: Any, choice: int) -> str:
    names = [(str(op), value) for op, value in items]
    if names[0][0] == "NEGATE":
        return next((c for c in "x 1,é" if not any(holds(n, v, c) for n, v in names[1:])), "~")
    name, value = names[choice % len(names)]
    if name == "LITERAL":
        return chr(value)
    if name == "RANGE":
        return chr(value[0])
    return next((c for c in " 1x,é" if holds(name, value, c)), "x")


def holds(name: str, value: Any, char: str) -> bool:
    if name == "LITERAL":
        return chr(value) == char
    if name == "RANGE":
        return value[0] <= ord(char) <= value[1]
    tests = {
        "CATEGORY_DIGIT": char.isdigit(), "CATEGORY_NOT_DIGIT": not char.isdigit(),
        "CATEGORY_SPACE": char.isspace(), "CATEGORY_NOT_SPACE": not char.isspace(),
        "CATEGORY_WORD": char.isalnum(), "CATEGORY_NOT_WORD": not char.isalnum(),
    }  # fmt: skip
    return tests[str(value)]


def width(parsed: Any) -> int:
    """The alternatives of the widest choice in the parsed parts."""
    widest = 1
    for op, value in parsed:
        name = str(op)
        if name == "BRANCH":
            widest = max(widest, len(value[1]), *(width(branch) for branch in value[1]))
        elif name == "SUBPATTERN":
            widest = max(widest, width(value[3]))
        elif name.endswith("REPEAT"):
            widest = max(widest, width(value[2]))
        elif name == "ATOMIC_GROUP":
            widest = max(widest, width(value))
    return widest


def pumped(parsed: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """What stands before each repetition in the pattern, and what it repeats."""
    for op, value in parsed:
        name = str(op)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            if value[1] > 8:
                for choice in range(max(4, width(value[2]))):
                    unit = sample(value[2], choice)
                    if unit:
                        yield before, unit
            yield from pumped(value[2], before)
        elif name == "BRANCH":
            for branch in value[1]:
                yield from pumped(branch, before)
        elif name == "SUBPATTERN":
            yield from pumped(value[3], before)
        elif name == "ATOMIC_GROUP":
            yield from pumped(value, before)
        before += sample_of(op, value, 0)


def texts(pattern: str, flags: int) -> Iterator[Callable[[int], str]]:
    """Makers of hostile texts of a given length."""
    parsed = _parser.parse(pattern, flags)
    pairs = dict.fromkeys([("", unit) for unit in UNITS])
    pairs |= dict.fromkeys(pair for pair in pumped(parsed))
    for before, unit in pairs:
        for end in ENDS if before else ENDS[:1]:
            yield lambda n, b=before, u=unit, e=end: b + u * (n // len(u)) + e


# -- the measure ---------------------------------------------------------------------------------


def seconds(search: Callable[[str], object], text: str, times: int = 1) -> float:
    """Of computing, for one search; ``Stalled`` where it takes too long."""
    begun = time.process_time()
    for _ in range(times):
        signal.setitimer(signal.ITIMER_VIRTUAL, STALLED)
        try:
            search(text)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return (time.process_time() - begun) / times


def growth(search: Callable[[str], object], make: Callable[[int], str]) -> float:
    """By how much a search takes longer on a text twice as long: the least of some rounds.

    A busy machine makes single measures, and a whole round of them, several times too long; a
    pattern that grows too fast does so in every round.  A search that is quick in any of them
    was slow for no reason of its own.
    """
    short, long = make(LENGTH // 2), make(LENGTH)
    least = math.inf
    for _ in range(ROUNDS):
        quickest = min(seconds(search, long) for _ in range(3))
        if quickest < WORTH_A_LOOK:
            return 1.0
        times = math.ceil(ENOUGH / quickest)
        measured = [
            (seconds(search, short, 4 * times), seconds(search, long, times)) for _ in range(2)
        ]
        before, after = (min(column) for column in zip(*measured, strict=True))
        least = min(least, after / before if before else math.inf)
        if least <= TOO_STEEP:
            break
    return least


def give_up(number: int, frame: FrameType | None) -> None:
    raise Stalled


def fault(pattern: str, flags: int) -> str:
    """What is wrong with the pattern; nothing is for most."""
    compiled = re.compile(pattern, flags)
    for make in texts(pattern, flags):
        text = make(LENGTH)
        # A search begins with what ``match`` tries, and so takes no less time.
        try:
            if seconds(compiled.search, text) < WORTH_A_LOOK:
                continue
            grown = growth(compiled.search, make)
        except Stalled:
            return f"stalls on {text[:60]!r}"
        if grown > TOO_STEEP:
            return f"grows {grown:.1f} times on {text[:60]!r}"
    return ""


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    if not hasattr(signal, "setitimer"):
        pytest.skip("no timer to give up a search by")
    before = signal.signal(signal.SIGVTALRM, give_up)
    yield
    signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize("part", range(PARTS))
def test_no_text_stalls_a_pattern(part: int) -> None:
    faults = {pattern: fault(pattern, flags) for pattern, flags in patterns()[part::PARTS]}
    assert {pattern: why for pattern, why in faults.items() if why} == {}


def test_every_pattern_is_tried() -> None:
    """Those of modules, of rule files and those that stand where they are used."""
    found = {pattern for pattern, _ in patterns()}
    assert len(found) > 1000
    for one in (gaps.LIST.pattern, front._REST.pattern, horizons._BEFORE.pattern, r"\W*(\w+)"):
        assert one in found
    assert any("valves?" in pattern for pattern in found)


@pytest.mark.parametrize(
    ("pattern", "flags"),
    [
        (r"(?:a|b|ab)*$", 0),
        (r"^\s*(?:\s*(?:,|and)[\s,]*)*$", 0),
        (r"(?:[A-Z]\w*){2,6}$", 0),
        (r"\s*(?:a|be)?\s*(?:x|yz)", 0),
        (r"one(?:\s+(?:\w+ly|only))*:", re.I),
    ],
)
def test_a_pattern_that_stalls_is_found(
    pattern: str, flags: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "STALLED", 0.5)
    assert fault(pattern, flags)


@pytest.mark.parametrize("tick", [0.01, 0.004])
@pytest.mark.parametrize(
    ("power", "needed", "steep"),
    [(2, 0.0001, False), (2, 0.02, False), (2, 0.08, False), (4, 0.08, True)],
)
def test_a_coarse_clock_and_a_busy_machine_are_no_fault(
    power: int, needed: float, steep: bool, tick: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clock that stands still between ticks; every seventh search slow for no reason of its own."""
    now, calls = 0.0, 0

    def search(text: str) -> None:
        nonlocal now, calls
        calls += 1
        now += (len(text) / LENGTH) ** power * needed + (0.03 if calls % 7 == 0 else 0)

    monkeypatch.setattr(time, "process_time", lambda: now // tick * tick)
    assert (growth(search, lambda n: "x" * n) > TOO_STEEP) is steep


@pytest.mark.parametrize("pattern", [r"\s*x", r"(?:\w+\s+)*valves?", r"^(?:,|and|\s++)*+$"])
def test_a_square_is_allowed(pattern: str) -> None:
    assert fault(pattern, 0) == ""


SENTENCES = (
    "Metastases in the liver (12, 15, 18, 20, 22, 24, 25 and 31 mm), lung and bone were seen.",
    f"Metastases in the liver ({'12, ' * 400}and 31 mm), lung and bone were seen.",
    f"Pancreatic {'1, 2, ' * 300}x neuroendocrine tumor of the {'and ' * 300}pancreas.",
    f"Stains were positive for synaptophysin{', ' * 600}… x CgA.",
    f"A {'posterior ' * 200}! NET of the {'within ' * 200}! liver and ileum.",
    f"The Ki-67 index{' ' * 800}x and metastases{' ' * 800}x of the liver.",
    f"{'1, ' * 1500}year survival was 40%.",
)


@pytest.mark.parametrize("sentence", SENTENCES, ids=range(len(SENTENCES)))
def test_one_sentence_does_not_stall_a_paper(sentence: str, tmp_path: Path) -> None:
    head = "A neuroendocrine tumor: a case report\n\nCase presentation\n\nA 54-year-old man came. "
    path = tmp_path / "x.txt"
    path.write_text(f"{head}{sentence} He died after 14 months.\n", encoding="utf-8")
    document = read(path)
    signal.setitimer(signal.ITIMER_VIRTUAL, 5 * STALLED)
    try:
        rows = assemble.rows_of(document, load())
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    assert rows


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("John A. Smith, Mary McDonald and P. van der Berg",
         ("John A. Smith", "Mary McDonald", "P. van der Berg")),
        ("A" * 55 + "!", ()),
        ("A" * 55 + "!, " + "Ab" * 28 + "?", ()),
    ],
)  # fmt: skip
def test_names_of_authors(line: str, names: tuple[str, ...]) -> None:
    signal.setitimer(signal.ITIMER_VIRTUAL, STALLED)
    try:
        assert front.authors(line) == names
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


if __name__ == "__main__":
    print(json.dumps(collected()))
