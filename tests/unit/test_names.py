"""A name at the head of a module stands for one thing."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import netmatrix

PACKAGE = Path(netmatrix.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))


def bound(tree: ast.Module) -> Iterator[str]:
    """The names that a module's own statements bind; branches of an ``if`` or ``try`` may repeat."""
    for node in tree.body:
        if isinstance(node, ast.Assign):
            yield from (t.id for t in node.targets if isinstance(t, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name


def twice(source: str) -> set[str]:
    return {name for name, n in Counter(bound(ast.parse(source))).items() if n > 1}


def test_a_second_binding_is_seen() -> None:
    assert twice("A = 1\ndef f(): ...\nA = 2\n") == {"A"}
    assert twice("try:\n    A = 1\nexcept ImportError:\n    A = 2\nB: int = 3\n") == set()


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_name_of_a_module_takes_the_place_of_another(module: Path) -> None:
    """Two patterns of one name would silently become the second."""
    assert twice(module.read_text(encoding="utf-8")) == set()
