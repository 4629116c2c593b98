"""What a command does not need, it does not import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

DEMO = Path(__file__).parents[2] / "corpus" / "demo"
HEAVY = ("spacy", "scispacy", "thinc", "pandas", "numpy", "pypdfium2", "pdfplumber")


def imported(*arguments: str) -> set[str]:
    """The modules that a ``netmatrix`` command has in memory when it ends."""
    code = (
        "import sys\nfrom netmatrix.cli import app\ntry:\n    app(sys.argv[1:])\n"
        "except SystemExit as end:\n    assert not end.code\nprint('MODULES', *sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split("MODULES")[1].split())


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["--version"]])
def test_help_needs_nothing(arguments: list[str]) -> None:
    found = imported(*arguments)
    assert not found.intersection([*HEAVY, "netmatrix.nlp", "netmatrix.extract", "lxml", "yaml"])


def test_a_run_over_text_needs_no_spacy_and_no_pandas(tmp_path: Path) -> None:
    papers = [str(DEMO / "01-ileal-net-bone.txt"), str(DEMO / "03-atypical-carcinoid-lung.md")]
    found = imported("run", *papers, "-o", str(tmp_path / "out"), "-q", "--jobs", "1")
    assert "netmatrix.extract" in found
    assert not found.intersection(HEAVY)
    assert (tmp_path / "out" / "evidence.jsonl").stat().st_size > 1000
