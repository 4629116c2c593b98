"""A kept pattern is the pattern, and nothing that happens to its file matters."""

from __future__ import annotations

import hashlib
import marshal
import re
import sys
from pathlib import Path

import pytest

from netmatrix import patterns
from netmatrix.assemble import rows_of
from netmatrix.gates import Gated
from netmatrix.nlp import load
from netmatrix.patterns import Memo, compiled
from netmatrix.readers import read_bytes

WORDINGS: list[tuple[str | bytes, int]] = [
    (r"\bKi-?67\b", 0),
    (r"(?P<n>\d+)\s?(?P<unit>months?|years?)(?!\w)", re.IGNORECASE),
    (r"(?:é|[α-ω])+ (?<=x)(\w)\1", re.I | re.S),
    (r"a  # a comment", re.VERBOSE),
    (rb"%PDF-|\A\s*<", re.IGNORECASE),
    ("", 0),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder where patterns are kept, and nothing kept yet."""
    name = "LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME"
    monkeypatch.setenv(name, str(tmp_path))
    fresh(monkeypatch)
    return tmp_path / "netmatrix"


def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a new process."""
    monkeypatch.setattr(patterns, "MEMO", Memo())
    patterns._once.cache_clear()


@pytest.mark.parametrize(("wording", "flags"), WORDINGS)
def test_it_is_what_re_makes(
    folder: Path, monkeypatch: pytest.MonkeyPatch, wording: str, flags: int
) -> None:
    meant = re.compile(wording, flags)
    for _ in range(2):
        made = compiled(wording, flags)
        # Patterns are equal where their code is.
        assert (made, made.flags, made.groups) == (meant, meant.flags, meant.groups)
        assert dict(made.groupindex) == dict(meant.groupindex)
        patterns.MEMO.keep()
        assert len(list(folder.iterdir())) == 1
        fresh(monkeypatch)


def test_what_is_kept_is_not_made_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert compiled(r"a+b").search("xaab")
    patterns.MEMO.keep()
    fresh(monkeypatch)
    monkeypatch.setattr(patterns, "_code", None)
    found = compiled(r"a+b").search("xaab")
    assert found
    assert found.span() == (1, 4)


@pytest.mark.parametrize("flags", [0, re.I, re.I | re.S])
def test_the_functions_give_what_those_of_re_give(folder: Path, flags: int) -> None:
    wording, text = r"ki-?(\d+)(?:\s|$)", "Ki-67 ki67 KI-1"
    for name in ("search", "match", "fullmatch"):
        ours, theirs = (getattr(module, name)(wording, text, flags) for module in (patterns, re))
        assert (ours and (ours.span(), ours.groups())) == (
            theirs and (theirs.span(), theirs.groups())
        )
    assert patterns.search(wording, text, flags)
    each = [m.span() for m in patterns.finditer(wording, text, flags)]
    assert each == [m.span() for m in re.finditer(wording, text, flags)] != []
    assert patterns.findall(wording, text, flags) == re.findall(wording, text, flags) != []
    assert patterns.split(wording, text, flags=flags) == re.split(wording, text, flags=flags)
    assert patterns.split(wording, text, 1, flags) == re.split(
        wording, text, maxsplit=1, flags=flags
    )
    assert patterns.sub(wording, r"<\1>", text, flags=flags) == re.sub(
        wording, r"<\1>", text, flags=flags
    )
    assert patterns.sub(wording, "", text, 1, flags) == re.sub(
        wording, "", text, count=1, flags=flags
    )


def test_what_two_processes_keep_is_there_for_both(folder: Path) -> None:
    one, other = Memo(), Memo()
    for memo, word in ((one, "one"), (other, "other")):
        memo.of("w", word, 0, lambda word=word: word.upper())
    one.keep()
    other.keep()
    third = Memo()
    assert [third.of("w", word, 0, lambda: "anew") for word in ("one", "other", "more")] == [
        "ONE", "OTHER", "anew",
    ]  # fmt: skip


def test_little_that_is_new_is_not_worth_writing(folder: Path) -> None:
    first = Memo()
    for number in range(100):
        first.of("w", str(number), 0, lambda: 1)
    first.keep()
    (file,) = folder.iterdir()
    before = file.read_bytes()
    second = Memo()
    second.of("w", "new", 0, lambda: 1)
    second.keep()
    assert file.read_bytes() == before


def test_old_patterns_do_not_pile_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "_MOST", 3)
    for wording in ("a", "b", "c", "d"):
        memo = Memo()
        memo.of("w", wording, 0, lambda: 1)
        memo.keep()
    assert list(patterns._read(patterns._place())) == [("w", "d", 0)]


@pytest.mark.parametrize("body", [b"", b"no data", marshal.dumps([1]), marshal.dumps({})[:-1]])
def test_a_wrong_body_is_as_none(
    folder: Path, monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    assert compiled("a")
    patterns.MEMO.keep()
    (file,) = folder.iterdir()
    file.write_bytes(hashlib.sha256(body).hexdigest().encode() + body)
    fresh(monkeypatch)
    assert compiled("a") == re.compile("a")


@pytest.mark.parametrize("code", [None, (0, b"\0\0\0\0", 0, {}, (None,)), (0, b"abc", 0, {}, ())])
def test_a_wrong_code_is_compiled_as_always(
    folder: Path, monkeypatch: pytest.MonkeyPatch, code: object
) -> None:
    monkeypatch.setattr(patterns, "_code", lambda pattern, flags: code)
    assert compiled("a") == re.compile("a")


def test_a_wrong_pattern_says_so(folder: Path) -> None:
    with pytest.raises(re.error, match="unterminated"):
        compiled("(a")


def test_it_works_where_nothing_can_be_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.write_text("a file, not a folder")
    assert compiled("a") == re.compile("a")
    patterns.MEMO.keep()
    monkeypatch.setattr(patterns, "_place", lambda: None)
    fresh(monkeypatch)
    assert compiled("a") == re.compile("a")
    patterns.MEMO.keep()


def test_gates_are_kept_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wording = r"\bnodes\b.*\b(?:resection|removal)\b"
    texts = ("nodes after resection", "nodes", "resection", "NODES. REMOVAL")
    answers = [Gated(wording).may_match(text) for text in texts]
    assert answers == [True, False, False, True]
    patterns.MEMO.keep()
    fresh(monkeypatch)
    assert [Gated(wording).may_match(text) for text in texts] == answers


def test_no_word_of_a_paper_is_kept(folder: Path) -> None:
    text = (
        "Carcinoid of the thymus: a case report and review\n\nA 40-year-old man had a thymic carcinoid.\n\n"
        "Table 1. Published cases\n\nAuthor\tAge\tSex\tTumour\tTreatment\nQuibbleford\t44\tM\tThymic carcinoid\tSurgery\n"
        "Zanterby\t51\tF\tThymic carcinoid\tSurgery\n\nDiscussion\n\nThe patient of Quibbleford had liver metastases.\n"
    )
    found = rows_of(read_bytes(text.encode(), Path("paper.txt")), load())
    assert {"Quibbleford", "Zanterby"} <= {row.subject.split()[0] for row in found}
    compiled(
        r"\bof the rules\b"
    )  # something to keep, where other tests have asked for all patterns
    patterns.MEMO.keep()
    kept = [path.read_bytes() for path in folder.glob("patterns-*")]
    assert any(b"of the rules" in body for body in kept)
    assert not any(b"Quibbleford" in body for body in kept)
