"""The committed result of the demo is what the code makes, to the byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from netmatrix.cli import app

ROOT = next(p for p in Path(__file__).resolve().parents if (p / "pyproject.toml").is_file())
COMMITTED = ROOT / "outputs" / "demo"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    _run(folder, jobs=1)
    return folder


def _run(folder: Path, *, jobs: int) -> None:
    arguments = ["run", str(ROOT / "corpus" / "demo"), "-o", str(folder), "--quiet"]
    result = CliRunner().invoke(app, [*arguments, "--jobs", str(jobs)])
    assert result.exit_code == 0, result.output


def _files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_the_same_files(made: Path) -> None:
    assert _files(made) == _files(COMMITTED)


@pytest.mark.parametrize("name", _files(COMMITTED))
def test_the_same_bytes(made: Path, name: str) -> None:
    assert (made / name).read_bytes() == (COMMITTED / name).read_bytes(), (
        f"outputs/demo/{name} is stale: run `netmatrix run corpus/demo -o outputs/demo`"
    )


def test_two_jobs_give_the_same_bytes(made: Path, tmp_path: Path) -> None:
    _run(tmp_path, jobs=2)
    for name in _files(made):
        assert (tmp_path / name).read_bytes() == (made / name).read_bytes(), name
