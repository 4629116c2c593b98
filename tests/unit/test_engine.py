"""Which files are papers, what a bad one costs, and the same results with any number of workers.

All papers here are invented.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import shutil
import signal
import threading
from pathlib import Path
from typing import Any

import pytest

import en_netmatrix
import netmatrix.assemble
import netmatrix.readers
from netmatrix import engine
from netmatrix.engine import pool
from netmatrix.engine.files import SUFFIXES
from netmatrix.engine.paper import record
from netmatrix.evidence import Finding, Row, Statistic
from netmatrix.readers import sniff
from netmatrix.readers.limits import Limits
from netmatrix.readers.sandbox import GuardedReader

REPORT = """A neuroendocrine tumor of the ileum with a rib lesion: a case report

Case presentation

A 54-year-old man presented with flushing. Biopsy showed a neuroendocrine tumor, G2, with a
Ki-67 index of 8%. He received octreotide and was alive after 14 months.
"""


@pytest.fixture(scope="module")
def nlp() -> Any:
    from netmatrix.nlp import load

    return load()


def write(folder: Path, *names: str) -> list[Path]:
    """Files with a report each, no two alike."""
    paths = []
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(REPORT.replace("54", str(30 + len(name))), encoding="utf-8")
        paths.append(path)
    return paths


def ids(found: engine.Collection) -> list[str]:
    return [paper.doc_id for paper in found.papers]


# -- collecting ----------------------------------------------------------------------------------


def test_a_folder_is_searched_to_the_bottom_in_the_order_of_relative_paths(tmp_path: Path) -> None:
    write(tmp_path, "b.txt", "a/z.md", "a/b/c.xml", "C.PDF")
    found = engine.collect([tmp_path])
    relative = [paper.path.relative_to(tmp_path).as_posix() for paper in found.papers]
    assert relative == sorted(relative) == ["C.PDF", "a/b/c.xml", "a/z.md", "b.txt"]
    assert [name[0] for name in ids(found)] == ["c", "c", "z", "b"]


def test_other_files_are_counted_and_hidden_ones_passed_over(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "gold/a.json", "README.md", "photo.png", ".hidden.txt", ".git/x.txt")
    found = engine.collect([tmp_path])
    assert ids(found) == ["a"]
    assert found.ignored == 3


def test_a_named_file_is_always_tried_and_counts_once(tmp_path: Path) -> None:
    (odd,) = write(tmp_path, "notes.dat")
    assert ids(engine.collect([odd, tmp_path, odd])) == ["notes"]


def test_an_earlier_run_in_the_folder_is_not_read_as_papers(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "text/a.txt", "evidence.jsonl", "evidence_matrix.md", "new/text/b.txt")
    assert ids(engine.collect([tmp_path])) == ["a", "b"]


def test_a_clash_of_ids_gets_a_piece_of_the_content_hash(tmp_path: Path) -> None:
    write(tmp_path, "1/a b.txt", "2/A-b.txt", "3/a_b.txt")
    found = ids(engine.collect([tmp_path]))
    assert found[0] == "a-b"
    assert re.fullmatch(r"a-b-[0-9a-f]{6}", found[1])
    assert found[2] == f"{found[1]}-2", "the same bytes under the same name"


def test_a_missing_path_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="neither a file nor a folder"):
        engine.collect([tmp_path / "nothing"])


def test_every_ending_that_a_reader_promises_is_searched_for() -> None:
    assert set(sniff.SUFFIXES) <= SUFFIXES


# -- one paper -----------------------------------------------------------------------------------


def test_a_paper_becomes_a_record_and_text(tmp_path: Path, nlp: Any) -> None:
    (path,) = write(tmp_path, "report.txt")
    result = engine.process(path, "some-id", nlp)
    assert result.document["doc_id"] == "some-id"
    assert result.document["source"] == "report.txt"
    assert result.document["status"] == "ok"
    assert result.document["n_chars"] == len(result.text) > 100
    assert all(row.doc_id == "some-id" for row in result.rows)


def test_an_error_in_the_extraction_costs_the_rows_not_the_text(
    tmp_path: Path, nlp: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(document: object, nlp: object) -> tuple[list[Row], tuple[str, ...]]:
        raise ValueError(f"no use for {object()!r}")

    monkeypatch.setattr(netmatrix.assemble, "evidence_of", broken)
    (path,) = write(tmp_path, "report.txt")
    results = [engine.process(path, "report", nlp) for _ in range(2)]
    assert results[0] == results[1], "no address in memory gets into the record"
    document = results[0].document
    assert document["status"] == "partial"
    assert "ValueError: no use for" in document["problems"][-1]
    assert "report it" in document["problems"][-1]
    assert results[0].text
    assert not results[0].rows


timed = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs a timer")


@timed
def test_an_extraction_that_takes_too_long_is_a_failed_record(
    tmp_path: Path, nlp: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pattern that never ends is interrupted while it matches."""

    def endless(document: object, nlp: object) -> None:
        try:
            re.search(r"(?:a|a)+b", "a" * 60)
        except Exception:  # as code on the way might
            raise AssertionError("the end of the time was caught") from None

    (path,) = write(tmp_path, "report.txt")
    monkeypatch.setattr(netmatrix.assemble, "evidence_of", endless)
    before = signal.getsignal(signal.SIGALRM)
    result = engine.process(path, "report", nlp, seconds=0.2)
    assert result.document["status"] == "failed"
    assert "took longer than 0.2 seconds" in result.document["problems"][-1]
    assert result.text
    assert not result.rows
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) == before


@timed
def test_plain_text_that_takes_too_long_to_read_is_a_failed_record(
    tmp_path: Path, nlp: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(netmatrix.readers, "read", lambda *_: re.search(r"(?:a|a)+b", "a" * 60))
    (path,) = write(tmp_path, "report.txt")
    with GuardedReader(seconds=0.2) as reader:
        document = engine.process(path, "report", nlp, reader.read_any).document
    assert document["status"] == "failed"
    assert "took longer than 0.2 seconds to read" in document["problems"][0]


@pytest.mark.parametrize("error", [RuntimeError("odd"), MemoryError(), RecursionError("deep")])
def test_an_error_in_a_reader_is_a_failed_record(
    tmp_path: Path, nlp: Any, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def broken(path: Path) -> None:
        raise error

    monkeypatch.setattr(netmatrix.readers, "read", broken)
    (path,) = write(tmp_path, "report.txt")
    document = engine.process(path, "report", nlp).document
    assert document["status"] == "failed"
    assert type(error).__name__ in document["problems"][0]
    assert len(document["sha256"]) == 64


def test_a_file_that_went_away_is_a_failed_record(tmp_path: Path, nlp: Any) -> None:
    document = engine.process(tmp_path / "gone.txt", "gone", nlp).document
    assert document["status"] == "failed"
    assert "cannot be opened" in document["problems"][0]


def test_a_value_without_its_quote_is_left_out_with_a_note(
    tmp_path: Path, nlp: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def evidence_of(document: Any, nlp: object) -> tuple[list[Row], tuple[str, ...]]:
        at = document.text.index("G2")
        good = Finding("grade", "G2", at, at + 2, "G2", "test")
        bad = Finding("grade", "G3", at, at + 2, "G3", "test")
        wrong = Statistic("count", "patients", 0, 3, "458", n=458)
        row = Row(document.doc_id, "case", "case 1", {"grade": (good, bad)}, (wrong,))
        return [row], ()

    monkeypatch.setattr(netmatrix.assemble, "evidence_of", evidence_of)
    (path,) = write(tmp_path, "report.txt")
    result = engine.process(path, "report", nlp)
    assert result.rows[0].values("grade") == ["G2"]
    assert not result.rows[0].statistics
    assert result.document["problems"][-1].startswith("2 value(s) were left out")


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00" * 300, b"%PDF-1.7 and no more", b"<article><front>", b"\xff\xfe\xfa\x00\xd8"],
    ids=["empty", "zeros", "broken-pdf", "broken-xml", "not-utf8"],
)
@pytest.mark.parametrize("name", ["x.pdf", "x.xml", "x.txt", "x.docx"])
def test_bad_files_are_records_that_can_be_stored(
    tmp_path: Path, nlp: Any, content: bytes, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    document = engine.process(path, "x", nlp).document
    assert document["status"] in ("failed", "partial", "ok")
    assert document["status"] == "ok" or document["problems"]
    json.dumps(document, ensure_ascii=False, allow_nan=False).encode()


def test_the_record_has_the_contract_s_keys(tmp_path: Path, nlp: Any) -> None:
    (path,) = write(tmp_path, "report.txt")
    keys = set(record(netmatrix.readers.read(path), ()))
    assert keys >= {
        "doc_id", "source", "sha256", "title", "authors", "year", "doi", "pmid", "doc_type",
        "n_chars", "status", "problems",
    }  # fmt: skip


# -- many papers ---------------------------------------------------------------------------------


def test_results_are_in_input_order_and_the_same_with_workers(tmp_path: Path) -> None:
    write(tmp_path, *(f"{n}-{'x' * n}.txt" for n in range(11)))
    papers = engine.collect([tmp_path]).papers
    events: list[engine.Event] = []
    alone = engine.run(papers, jobs=1, watch=events.append)
    assert [result.document["doc_id"] for result in alone] == [paper.doc_id for paper in papers]
    assert engine.run(papers, jobs=2) == alone
    assert [event.kind for event in events] == ["begin", "done"] * len(papers)
    assert events[-1].done == events[-1].total == len(papers)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a pipe in the file system")
def test_a_worker_that_dies_costs_one_paper(tmp_path: Path) -> None:
    paths = write(tmp_path, "a.txt", "b.txt", "d.txt", "e.txt")
    os.mkfifo(tmp_path / "c.txt")  # reading it waits for ever: the worker is killed meanwhile
    papers = [engine.Paper(path, path.stem) for path in sorted([*paths, tmp_path / "c.txt"])]

    def begin(index: int) -> None:
        if papers[index].doc_id == "c":
            (tmp_path / "c.txt").unlink()
            (worker,) = multiprocessing.active_children()
            worker.kill()

    results = dict(pool.pooled(papers, 1, None, begin))
    statuses = {
        papers[index].doc_id: result.document["status"] for index, result in results.items()
    }
    assert statuses == {"a": "ok", "b": "ok", "c": "failed", "d": "ok", "e": "ok"}
    assert "SIGKILL" in results[2].document["problems"][0]
    assert not multiprocessing.active_children()


@timed
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_paper_that_stalls_costs_itself(tmp_path: Path, jobs: int) -> None:
    """The model has a pattern that never ends on one of the papers."""
    model = tmp_path / "model"
    shutil.copytree(en_netmatrix.folder(), model)
    rules = model / "rules" / "outcomes.yaml"
    stalling = "phrases:\n  - {name: stalled, form: 'zz(?:a|a)+b', open: end}\n"
    rules.write_text(rules.read_text("utf-8").replace("phrases:\n", stalling, 1), "utf-8")
    paths = write(tmp_path, "a.txt", "bb.txt", "ccc.txt")
    text = paths[1].read_text("utf-8")
    paths[1].write_text(text.replace("octreotide and", f"octreotide and zz{'a' * 60} and"), "utf-8")
    papers = [engine.Paper(path, path.stem) for path in paths]
    results = engine.run(papers, jobs=jobs, model=model, limits=Limits(seconds=1.5))
    assert [result.document["status"] for result in results] == ["ok", "failed", "ok"]
    assert "took longer than 1.5 seconds" in results[1].document["problems"][-1]
    assert results[0].rows
    assert results[2].rows


@timed
def test_without_a_timer_a_worker_does_the_work(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    papers = engine.collect([tmp_path]).papers
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.extend(engine.run(papers, jobs=1)))
    thread.start()
    thread.join()
    assert found == engine.run(papers, jobs=1)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a pipe in the file system")
def test_a_worker_that_does_not_let_go_of_a_paper_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "GRACE_SECONDS", 0.5)
    paths = write(tmp_path, "a.txt", "b.txt", "d.txt")
    os.mkfifo(tmp_path / "c.txt")
    papers = [engine.Paper(path, path.stem) for path in sorted([*paths, tmp_path / "c.txt"])]
    held: list[int] = []

    def begin(index: int) -> None:
        if papers[index].doc_id == "c":  # the worker waits for what will never be written
            held.append(os.open(tmp_path / "c.txt", os.O_WRONLY))
            (tmp_path / "c.txt").unlink()

    results = dict(pool.pooled(papers, 1, None, begin, Limits(seconds=2.0)))
    os.close(held[0])
    assert [results[n].document["status"] for n in range(4)] == ["ok", "ok", "failed", "ok"]
    assert "took longer than 4.5 seconds" in results[2].document["problems"][0]
    assert not multiprocessing.active_children()


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_pipeline_that_cannot_be_loaded_ends_the_run_with_a_sentence(
    tmp_path: Path, jobs: int, capfd: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, "a.txt")
    (tmp_path / "model").mkdir()
    with pytest.raises(engine.EngineError, match="could not be loaded"):
        engine.run(engine.collect([tmp_path]).papers * 9, jobs=jobs, model=tmp_path / "model")
    assert not multiprocessing.active_children()


def test_batches_are_small_and_keep_the_order(tmp_path: Path) -> None:
    (tmp_path / "big.txt").write_bytes(b"x" * (pool.BATCH_BYTES + 1))
    write(tmp_path, *(f"s{n:02}.txt" for n in range(20)))
    papers = engine.collect([tmp_path]).papers
    tasks = pool.batches(papers)
    assert [index for task in tasks for index, _ in task] == list(range(21))
    assert [len(task) for task in tasks] == [1, 8, 8, 4]
