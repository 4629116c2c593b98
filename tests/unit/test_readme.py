"""What the README promises is what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from netmatrix.cli import app

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def test_the_two_commands_stand_on_top_a_line_each() -> None:
    run, test = BLOCKS[0], BLOCKS[1]
    assert run.count("\n") == test.count("\n") == 1
    assert run.startswith("python3 -m venv .venv && .venv/bin/pip install --require-hashes")
    assert run.endswith(" && .venv/bin/netmatrix run corpus/demo\n")
    assert test.endswith(" && .venv/bin/python -m pytest\n")
    assert run.rpartition(" && ")[0] == test.rpartition(" && ")[0], "one way to set up"


def test_the_checks_set_up_and_test_with_the_readme_s_own_command() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    (pattern,) = re.findall(r"grep -m 1 -E '(.*)' README\.md", script)
    found = [line for line in README.splitlines() if re.search(pattern, line)]
    assert [*found, ""] == BLOCKS[1].split("\n")
    assert "pip install" not in script
    steps = [line for line in script.splitlines() if line.startswith(("eval", '"$venv'))]
    assert [step.split('"')[1] for step in steps[1:-1]] == [
        "$venv/bin/ruff", "$venv/bin/ruff", "$venv/bin/mypy", "$venv/bin/lint-imports",
    ]  # fmt: skip
    assert "setup" in steps[0]
    assert "tests" in steps[-1], "pytest's closing line ends the output"


def test_the_checks_can_be_run() -> None:
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_the_commands_that_it_shows_exist() -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    shown = set(re.findall(r"\bnetmatrix ([a-z]+)", "\n".join(BLOCKS)))
    assert shown <= set(commands)
    assert {"run", "read", "matrix"} <= shown


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/architecture.md"])
def test_links_to_files_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in link]
    missing = [link for link in links if not (ROOT / page).parent.joinpath(link).exists()]
    assert not missing


def test_the_excerpt_is_the_demo_s_matrix() -> None:
    """Every row that the README shows stands in the committed result, cell for cell."""
    committed = (ROOT / "outputs" / "demo" / "evidence_matrix.md").read_text(encoding="utf-8")
    section = README.split("## The matrix of the demo", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")][2:]
    assert len(rows) >= 3
    for row in rows:
        assert row.removesuffix(" |") in committed, row
    assert (ROOT / "docs" / "matrix.png").stat().st_size > 10_000
