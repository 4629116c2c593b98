"""The kept lexicon is the lexicon, and nothing that happens to its file matters."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import pytest

import en_netmatrix
from netmatrix.nlp import lexicon_cache
from netmatrix.nlp.lexicon import Entry, Lexicon, load_lexicon
from netmatrix.nlp.lexicon_cache import cached_lexicon

TEXT = "In cases of ileal carcinoids, CT showed liver metastases; Ki-67 was 5%. No PRRT was given."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder where lexicons are kept."""
    monkeypatch.setenv(
        "LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", str(tmp_path)
    )
    return tmp_path / "netmatrix"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A small model: one terminology, one file of cues."""
    (tmp_path / "model" / "terminology").mkdir(parents=True)
    (tmp_path / "model" / "rules").mkdir()
    (tmp_path / "model" / "terminology" / "site.tsv").write_text(
        "name\tform\tcase\tnote\nliver\tliver\t\t\nlung; liver\tA B-C\texact\tweak x\n", "utf-8"
    )
    (tmp_path / "model" / "rules" / "a.yaml").write_text("cues:\n  negation: [no, =may]\n", "utf-8")
    return tmp_path / "model"


def kept(folder: Path) -> list[Path]:
    return sorted(folder.glob("*")) if folder.is_dir() else []


def test_it_holds_the_same(folder: Path) -> None:
    fresh = load_lexicon(en_netmatrix.folder())
    first, second = (cached_lexicon(en_netmatrix.folder()) for _ in range(2))
    assert len(kept(folder)) == 1
    assert first.size == second.size == fresh.size
    assert {k: tuple(v) for k, v in second.tables.lengths.items()} == fresh.tables.lengths
    for pattern in fresh.tables.patterns:
        assert second._readings_of(pattern) == fresh._readings_of(pattern)
    assert first.scan(TEXT) == second.scan(TEXT) == fresh.scan(TEXT) != []


def test_a_change_of_the_vocabulary_is_seen(folder: Path, model: Path) -> None:
    text = "No liver, no A B-C, no hepatic lesion"
    assert len(cached_lexicon(model).scan(text)) == len(load_lexicon(model).scan(text)) == 5
    with (model / "terminology" / "site.tsv").open("a", encoding="utf-8") as file:
        file.write("liver\thepatic\t\t\n")
    assert len(cached_lexicon(model).scan(text)) == 6
    assert len(kept(folder)) == 2


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "folder"])
def test_a_damaged_file_is_made_anew(folder: Path, model: Path, damage: str) -> None:
    cached_lexicon(model)
    (file,) = kept(folder)
    data = file.read_bytes()
    file.unlink()
    if damage == "folder":
        file.mkdir()
    else:
        bad = {"cut": data[:-9], "flipped": data.replace(b"liver", b"river"), "empty": b""}
        file.write_bytes(bad[damage])
    for _ in range(2):
        assert [m.names for m in cached_lexicon(model).scan("the liver")] == [("liver",)]
    if damage != "folder":
        assert file.read_bytes() == data


@pytest.mark.parametrize(
    "wrong",
    [
        b"liver\n\fa\tb\fliver\f1",
        b"liver\fa\tb\fliver\fone",
        b"liver\fa\tb\fliver\f1\n2",
        b"liver\fa",
        b"\xff\fa\fb\f1",
        b"",
    ],
)
def test_a_wrong_body_with_its_right_checksum_is_made_anew(
    folder: Path, model: Path, wrong: bytes
) -> None:
    cached_lexicon(model)
    (file,) = kept(folder)
    data = file.read_bytes()
    file.write_bytes(hashlib.sha256(wrong).hexdigest().encode() + wrong)
    assert lexicon_cache._read(file) is None
    assert [m.names for m in cached_lexicon(model).scan("the liver")] == [("liver",)]
    assert file.read_bytes() == data


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a pipe in the file system")
def test_a_pipe_in_its_place_blocks_nothing(folder: Path, model: Path) -> None:
    cached_lexicon(model)
    (file,) = kept(folder)
    file.unlink()
    os.mkfifo(file, 0o600)
    for _ in range(2):
        assert [m.names for m in cached_lexicon(model).scan("the liver")] == [("liver",)]
    assert file.is_file()


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="rights as POSIX has them")
def test_a_file_that_others_may_write_is_not_read(folder: Path, model: Path) -> None:
    cached_lexicon(model)
    (file,) = kept(folder)
    assert file.stat().st_mode & 0o077 == 0
    file.chmod(0o666)
    assert lexicon_cache._read(file) is None
    assert cached_lexicon(model).scan("the liver")
    assert file.stat().st_mode & 0o077 == 0


def test_it_works_where_nothing_can_be_kept(
    tmp_path: Path, folder: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write_text("a file, not a folder")
    assert cached_lexicon(model).scan("the liver")
    monkeypatch.setattr(lexicon_cache, "_place", lambda model: (_ for _ in ()).throw(RuntimeError))
    assert cached_lexicon(model).scan("the liver")


def test_a_wording_that_the_file_cannot_hold_is_not_kept(tmp_path: Path) -> None:
    odd = Lexicon([Entry("term", "site", ("liver;x",), "liver")])
    lexicon_cache._write(tmp_path / "lexicon-x.txt", odd.tables)
    assert not kept(tmp_path)


def test_only_the_newest_stay(folder: Path, model: Path) -> None:
    for number in range(12):
        (model / "rules" / "a.yaml").write_text(f"cues:\n  negation: [no{number}]\n", "utf-8")
        cached_lexicon(model)
    assert len(kept(folder)) == 8
