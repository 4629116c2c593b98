"""Runs over files that hang or kill their reader, and what is left of processes afterwards.

All papers here are invented.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner

from netmatrix import engine, proof
from netmatrix.cli import app
from netmatrix.readers import coverage, read
from netmatrix.readers.limits import Limits

REPORT = """A neuroendocrine tumor of the ileum with a rib lesion: a case report

Case presentation

A 54-year-old man presented with flushing. Biopsy showed a neuroendocrine tumor, G2, with a
Ki-67 index of 8%. He received octreotide and was alive after 14 months.
"""

linux = pytest.mark.skipif(not Path("/proc/self/stat").is_file(), reason="looks into /proc")


@pytest.fixture(scope="module")
def hostile() -> ModuleType:
    """The makers of hostile files, from the tests of the readers."""
    path = Path(__file__).parents[1] / "documents" / "test_hostile.py"
    spec = importlib.util.spec_from_file_location("hostile_files", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """Two small papers and a page that takes a while."""
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "a.txt").write_text(REPORT)
    long = "".join(f"<p>Line {n} of an invented <b>paper</b>.</p>\n" for n in range(150_000))
    (folder / "b-long.html").write_text(f"<html><body>{long}</body></html>")
    (folder / "c.html").write_text(f"<html><body><p>{REPORT}</p></body></html>")
    return folder


def descendants(root: int) -> dict[int, str]:
    """Process ids below ``root`` with their command lines."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int(
                (folder / "stat").read_text().rpartition(")")[2].split()[1]
            )
        except (OSError, ValueError):
            continue
    found = {root}
    for _ in range(10):
        found |= {pid for pid, parent in parents.items() if parent in found}
    return {pid: command(pid) for pid in sorted(found - {root})}


def command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def alive(pids: dict[int, str]) -> dict[int, str]:
    """Those of ``pids`` that still run the same command (a zombie has none)."""
    return {pid: line for pid, line in pids.items() if line and command(pid) == line}


def wait_until_gone(pids: dict[int, str], seconds: float = 15.0) -> dict[int, str]:
    end = time.monotonic() + seconds
    while alive(pids) and time.monotonic() < end:
        time.sleep(0.05)
    return alive(pids)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_over_the_limit_costs_itself(papers: Path, jobs: int) -> None:
    found = engine.collect([papers]).papers
    results = engine.run(found, jobs=jobs, limits=Limits(seconds=1.2))
    assert [r.document["status"] for r in results] == ["ok", "failed", "ok"]
    (problem,) = results[1].document["problems"]
    assert "took longer than 1.2 seconds" in problem
    assert len(results[1].document["sha256"]) == 64


def test_the_limits_reach_the_readers(tmp_path: Path, hostile: ModuleType) -> None:
    (tmp_path / "long.pdf").write_bytes(hostile.pages(40))
    found = engine.collect([tmp_path / "long.pdf"]).papers
    (result,) = engine.run(found, limits=Limits(pages=12))
    assert result.document["status"] == "partial"
    assert result.document["n_pages"] == 12


def test_a_run_of_plain_text_starts_no_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from netmatrix.readers.sandbox import GuardedReader

    def refuse(*_: object) -> None:
        raise AssertionError("a worker was started")

    monkeypatch.setattr(GuardedReader, "_worker", refuse)
    (tmp_path / "a.txt").write_text(REPORT)
    (result,) = engine.run(engine.collect([tmp_path]).papers)
    assert result.document["status"] == "ok"


@linux
def test_nothing_is_left_after_a_run(papers: Path) -> None:
    before = set(descendants(os.getpid()))
    engine.run(engine.collect([papers]).papers, jobs=2, limits=Limits(seconds=1.2))
    left = {p: c for p, c in descendants(os.getpid()).items() if p not in before and c}
    left = {p: c for p, c in left.items() if "resource_tracker" not in c}
    assert not wait_until_gone(left)


@linux
@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_when_a_run_is_stopped(
    papers: Path, tmp_path: Path, jobs: str, how: signal.Signals
) -> None:
    run = subprocess.Popen(
        [sys.executable, "-m", "netmatrix", "run", str(papers), "-o", str(tmp_path / "out"),
         "--jobs", jobs, "--json-log", "--quiet"],
        stderr=subprocess.PIPE, text=True,
        # A shell's background job, as these tests may be, ignores an interrupt and hands that on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    assert run.stderr is not None
    for line in run.stderr:
        if line.startswith("{") and json.loads(line).get("doc_id") == "b-long":
            break
    end = time.monotonic() + 30
    need = 1 if jobs == "1" else 2
    while time.monotonic() < end:
        below = {p: c for p, c in descendants(run.pid).items() if "spawn_main" in c}
        if len(below) >= need + (jobs == "2"):
            break
        time.sleep(0.02)
    below = descendants(run.pid)
    assert below
    run.send_signal(how)
    run.stderr.read()
    run.wait(timeout=30)
    run.stderr.close()
    assert not wait_until_gone(below)
    if how == signal.SIGINT:
        assert run.returncode == 130
    assert not (tmp_path / "out").exists()


# -- netmatrix read ------------------------------------------------------------------------------


def call(*arguments: object) -> tuple[int, str]:
    runner = CliRunner(env={"COLUMNS": "100", "NO_COLOR": "1"})
    result = runner.invoke(app, [str(a) for a in arguments])
    return result.exit_code, result.output


def demo(request: pytest.FixtureRequest, name: str) -> Path:
    return Path(request.config.rootpath) / "corpus" / "demo" / name


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("01-ileal-net-bone.txt", 1.0),
        ("03-atypical-carcinoid-lung.md", 0.95),
        ("04-pancreatic-insulinoma.xml", 0.99),
        ("05-pancreatic-insulinoma-print.pdf", 0.99),
        ("14-paraganglioma.html", 0.9),  # the page around the article is left out
    ],
)
def test_the_check_tells_how_much_was_read(
    request: pytest.FixtureRequest, name: str, least: float
) -> None:
    covered = coverage.check(str(demo(request, name)), Limits())
    assert covered.share >= least, covered.missing
    code, shown = call("read", demo(request, name), "--check")
    assert code == 0
    assert f"{100 * covered.share:.2f} % of the file's {covered.letters} letters" in shown


def test_the_check_sees_what_is_missing() -> None:
    lines = [
        (1, "The first line is here."),
        (2, "Nobody ever wrote this one down."),
        (2, "ﬁne 10³"),
    ]
    found = coverage.compare(iter(lines), "The first-\nline is here. fine 103")
    assert found.missing == ((2, "Nobody ever wrote this one down."),)
    assert found.letters == 18 + 26 + 7
    assert found.found == 18 + 7


def test_the_page_shows_pictures_and_boxes(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    code, shown = call("read", demo(request, "05-pancreatic-insulinoma-print.pdf"), "--html", out)
    assert code == 0, shown
    html = out.read_text("utf-8")
    document = read(demo(request, "05-pancreatic-insulinoma-print.pdf"))
    assert html.count('<image href="data:image/png;base64,') == len(document.pages)
    assert html.count("<rect ") == len(document.boxes)
    assert "Content-Security-Policy" in html
    addresses = re.findall(r"(?:src|href)=\"([^\"]{5})", html)
    assert set(addresses) == {"data:"}


def test_wording_of_a_paper_cannot_become_markup(tmp_path: Path) -> None:
    path = tmp_path / "x<img>.txt"
    path.write_text("A <script>alert(1)</script> & \x0b \"title\"\n\nCase <b onclick=x>1</b>\n\n"
                    "Some 5 < 6 & <svg/onload=alert(2)> text.\n")  # fmt: skip
    html = proof.html_page(read(path), {})
    assert "<script" not in html
    assert "<svg/" not in html
    assert "x&lt;img&gt;.txt" in html
    assert "5 &lt; 6 &amp;" in html


def test_a_damaged_file_has_no_page(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(b"%PDF-1.4 and nothing")
    code, shown = call("read", path, "--html", tmp_path / "out.html")
    assert code == 2
    assert "damaged" in shown
    assert not (tmp_path / "out.html").exists()


def test_the_limits_are_in_the_help() -> None:
    code, shown = call("run", "--help")
    assert code == 0
    defaults = Limits()
    for wanted in ("--timeout", "--max-memory", "--max-pages", f"{defaults.seconds:g} unless",
                   f"{defaults.memory_mb} unless", f"{defaults.pages} unless",
                   f"{defaults.unpacked_mb} MB unpacked"):  # fmt: skip
        assert wanted in " ".join(re.sub(r"[│\s]+", " ", shown).split()), wanted
