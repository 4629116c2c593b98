"""The command line as its user sees it.  All papers here are invented."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from netmatrix import __version__, engine
from netmatrix.cli import app

REPORT = """Ileal neuroendocrine tumor with a rib metastasis: a case report

Case presentation

A 54-year-old man presented with flushing and diarrhoea. Biopsy of the ileum showed a
well-differentiated neuroendocrine tumor, G2, with a Ki-67 index of 8%. He received octreotide.
"""


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "Report One.txt").write_text(REPORT, encoding="utf-8")
    (folder / "two.md").write_text("# " + REPORT.replace("54", "61"), encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "scan.jpg").write_bytes(b"\xff\xd8\xff")
    return folder


def call(*arguments: object) -> Result:
    """A command in this process, on a terminal of 80 columns that is none."""
    return CliRunner(env={"COLUMNS": "80", "NO_COLOR": "1"}).invoke(
        app, [str(a) for a in arguments]
    )


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_run_writes_the_folder_and_says_so(papers: Path, tmp_path: Path) -> None:
    result = call("run", papers, "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert set(content(tmp_path / "out")) == {
        "documents.jsonl", "evidence.jsonl", "text/report-one.txt", "text/two.txt",
        "evidence_matrix.csv", "evidence_matrix.xlsx", "evidence_matrix.html", "evidence_matrix.md",
    }  # fmt: skip
    assert re.search(r"3\s+papers \(1 not readable, 1 other files passed over\)", result.stdout)
    assert re.search(r"failed\s+empty\.txt", result.stdout)
    assert "evidence_matrix.html" in result.stdout
    assert result.stderr == "", "no progress bar where nobody looks"
    records = [
        json.loads(line)
        for line in (tmp_path / "out" / "documents.jsonl").read_text("utf-8").splitlines()
    ]
    assert [record["doc_id"] for record in records] == ["report-one", "empty", "two"]
    assert [record["status"] for record in records] == ["ok", "failed", "ok"]


def test_the_same_bytes_again_and_with_two_workers(papers: Path, tmp_path: Path) -> None:
    for name, jobs in (("one", 1), ("again", 1), ("two", 2)):
        assert call("run", papers, "-o", tmp_path / name, "--jobs", jobs, "-q").exit_code == 0
    assert content(tmp_path / "one") == content(tmp_path / "again") == content(tmp_path / "two")


def test_the_matrix_again_gives_the_same_bytes(papers: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    call("run", papers, "-o", out)
    before = content(out)
    for path in out.glob("evidence_matrix.*"):
        path.write_text("spoilt")
    result = call("matrix", out)
    assert result.exit_code == 0
    assert content(out) == before
    assert len(result.stdout.split()) == 4


def test_only_the_forms_asked_for_are_written(papers: Path, tmp_path: Path) -> None:
    call("run", papers, "-o", tmp_path / "out", "--format", "md", "-f", "csv")
    made = sorted(path.name for path in (tmp_path / "out").glob("evidence_matrix.*"))
    assert made == ["evidence_matrix.csv", "evidence_matrix.md"]


def test_quiet_is_silent(papers: Path, tmp_path: Path) -> None:
    assert call("run", papers, "-o", tmp_path / "out", "--quiet").output == ""
    assert call("matrix", tmp_path / "out", "--quiet").output == ""


def test_the_log_for_programs_is_a_json_object_a_line(papers: Path, tmp_path: Path) -> None:
    result = call("run", papers, "-o", tmp_path / "out", "--json-log", "--quiet", "--jobs", 1)
    events = [json.loads(line) for line in result.stderr.splitlines()]
    assert [event["event"] for event in events] == ["start", *["begin", "done"] * 3, "end"]
    assert [event["status"] for event in events if event["event"] == "done"] == [
        "ok", "failed", "ok",
    ]  # fmt: skip
    assert (events[-1]["papers"], events[-1]["failed"]) == (3, 1)
    assert result.stdout == ""


def test_no_readable_paper_is_exit_code_2_with_the_reasons_kept(
    papers: Path, tmp_path: Path
) -> None:
    result = call("run", papers / "empty.txt", "-o", tmp_path / "out")
    assert result.exit_code == 2
    (record,) = map(json.loads, (tmp_path / "out" / "documents.jsonl").read_text().splitlines())
    assert record["status"] == "failed"
    assert record["problems"][0] in " ".join(result.stdout.split())


@pytest.mark.parametrize(
    "arguments",
    [
        ["run"],
        ["run", "missing-folder"],
        ["run", ".", "--format", "pdf"],
        ["run", ".", "--jobs", "-1"],
        ["run", ".", "--model", "missing"],
        ["run", "."],
        ["matrix", "."],
        ["read", "missing.pdf"],
        ["unknown"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_exit_code_2_and_writes_nothing(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = call(*arguments)
    assert result.exit_code == 2
    assert result.stderr
    assert "Traceback" not in result.output
    assert not list(tmp_path.iterdir())


def test_an_output_that_cannot_be_written_is_a_sentence(papers: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    result = call("run", papers, "-o", tmp_path / "taken")
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr


def test_an_interrupted_run_leaves_the_folder_as_it_was(
    papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    call("run", papers, "-o", out)
    before = content(out)

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(engine, "run", interrupted)
    result = call("run", papers, "-o", out)
    assert result.exit_code == 130
    assert "as it was" in result.stderr
    assert content(out) == before


def test_a_paper_is_shown_as_it_was_read(papers: Path) -> None:
    result = call("read", papers / "two.md")
    assert result.exit_code == 0
    assert "two.md" in result.stdout
    assert re.search(r"^paragraph · case · \d+-\d+ · Case presentation$", result.stdout, re.M)
    assert "61-year-old" in result.stdout


def test_the_text_alone_is_the_text_of_the_run(papers: Path, tmp_path: Path) -> None:
    call("run", papers, "-o", tmp_path / "out")
    shown = call("read", papers / "two.md", "--text")
    assert shown.stdout_bytes == (tmp_path / "out" / "text" / "two.txt").read_bytes()


def test_an_unreadable_paper_is_shown_with_what_to_do(papers: Path) -> None:
    result = call("read", papers / "empty.txt")
    assert result.exit_code == 2
    assert len(result.stderr) > 30


@pytest.mark.parametrize("command", [[], ["run"], ["read"], ["matrix"]])
def test_help_is_a_manual_page_with_an_example(command: list[str]) -> None:
    result = call(*command, "--help")
    assert result.exit_code == 0
    name = " ".join(["netmatrix", *command])
    assert re.search(rf"Examples?\s+(\x1b\S*)?{name} ", result.stdout)
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert not re.search(r"\[/?bold\]", result.stdout)


def test_the_version_is_that_of_the_package() -> None:
    assert call("--version").stdout == f"netmatrix {__version__}\n"


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from typer.testing import CliRunner\n"
        "from netmatrix.cli import app\n"
        "assert CliRunner().invoke(app, ['run', '--help']).exit_code == 0\n"
        "print(sorted({'spacy', 'pandas', 'numpy', 'lxml', 'openpyxl'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
