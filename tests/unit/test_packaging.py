"""The wheel, installed away from the checkout, does what the checkout does."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

import en_netmatrix
import netmatrix

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONSTRAINTS = (ROOT / "constraints.txt").read_text(encoding="utf-8")
REPORT = """Ileal neuroendocrine tumor with a rib metastasis: a case report (an invented one)

Case presentation

A 54-year-old man presented with flushing. Biopsy of the ileum showed a neuroendocrine tumor, G2.
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``bin`` of a fresh environment with the wheel.

    The dependencies are those of the environment that runs the tests, by a ``.pth`` line; such a
    folder's own ``.pth`` files are not followed, so the checkout stays out of reach.
    """
    home = tmp_path_factory.mktemp("elsewhere") / "venv"
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps",
         "--no-index", "--no-compile", str(wheel)],
        check=True,
        capture_output=True,
    )  # fmt: skip
    (site,) = (home / "lib").glob("python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_paths()["platlib"] + "\n")
    return python.parent


def output(*command: object, cwd: Path) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_carries_both_packages_with_their_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for root, package in (("pipeline", "netmatrix"), ("models", "en_netmatrix")):
        files = {
            path.relative_to(ROOT / root).as_posix()
            for path in (ROOT / root / package).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        assert files
        assert not files - names
    assert {"en_netmatrix/config.cfg", "en_netmatrix/meta.json"} <= names
    assert not [name for name in names if name.startswith(("tests/", "tools/", "corpus/"))]


def test_the_installed_wheel_makes_a_matrix_elsewhere(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "report.txt").write_text(REPORT, encoding="utf-8")
    where = output(installed / "python", "-c", "import netmatrix; print(netmatrix.__file__)",
                   cwd=tmp_path)  # fmt: skip
    assert Path(where.strip()).is_relative_to(installed.parent)
    shown = output(installed / "netmatrix", "run", "papers", "-o", "out", cwd=tmp_path)
    assert "papers" in shown
    (record,) = map(json.loads, (tmp_path / "out/documents.jsonl").read_text("utf-8").splitlines())
    assert (record["doc_id"], record["status"]) == ("report", "ok")
    made = sorted(path.suffix for path in (tmp_path / "out").glob("evidence_matrix.*"))
    assert made == [".csv", ".html", ".md", ".xlsx"]


def test_spacy_loads_the_installed_pipeline_by_name_and_by_folder(
    installed: Path, tmp_path: Path
) -> None:
    code = (
        "import json, spacy, en_netmatrix\n"
        "pipes = [spacy.load(it).pipe_names for it in ('en_netmatrix', en_netmatrix.folder())]\n"
        "pipes.append(en_netmatrix.load().pipe_names)\n"
        "print(json.dumps([pipes, str(en_netmatrix.folder())]))\n"
    )
    pipes, folder = json.loads(output(installed / "python", "-c", code, cwd=tmp_path))
    assert Path(folder).is_relative_to(installed.parent)
    assert pipes[0] == pipes[1] == pipes[2]
    assert set(pipes[0]) >= set(PROJECT["project"]["entry-points"]["spacy_factories"])


def test_the_version_is_one() -> None:
    registered = (ROOT / "models" / "en_netmatrix.egg-info").read_text(encoding="utf-8")
    assert f"Version: {netmatrix.__version__}\n" in registered
    assert en_netmatrix.__version__ == netmatrix.__version__


def test_every_requirement_is_pinned_with_hashes_and_no_address() -> None:
    pins = dict(re.findall(r"^([a-z0-9-]+)==\S+((?: ;[^\\\n]*)? \\\n(?:    --hash=.*\n)+)",
                           CONSTRAINTS, re.MULTILINE))  # fmt: skip
    wanted = [
        *PROJECT["project"]["dependencies"],
        *PROJECT["project"]["optional-dependencies"]["test"],
        *PROJECT["build-system"]["requires"],
    ]
    names = {re.split(r"[^A-Za-z0-9_.-]", item)[0].replace("_", "-").lower() for item in wanted}
    assert names <= set(pins)
    rest = re.sub(r"^(#.*|[a-z0-9-]+==\S+.*|    --hash=sha256:[0-9a-f]{64}.*)\n", "", CONSTRAINTS,
                  flags=re.MULTILINE)  # fmt: skip
    assert rest == ""
    assert "://" not in CONSTRAINTS
