"""``findings_of(sentence)``: what is found in one sentence about the patient of a case report."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from netmatrix.document import Block, Document
from netmatrix.evidence import Finding


def _sibling(name: str) -> ModuleType:
    """A module of this folder: with pytest's importlib mode the folder is on no path."""
    known = f"netmatrix_tests_cases_{name}"
    if known not in sys.modules:
        spec = importlib.util.spec_from_file_location(known, Path(__file__).with_name(f"{name}.py"))
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[known] = module
        spec.loader.exec_module(module)
    return sys.modules[known]


tagged = _sibling("tagged")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test a line of the case files, named ``file:line``."""
    if "case" not in metafunc.fixturenames:
        return
    cases = [
        pytest.param(case, id=f"{path.stem}:{case.line}")
        for path in sorted(Path(__file__).parent.glob("*.txt"))
        for case in tagged.read_cases(path)
    ]
    metafunc.parametrize("case", cases)


@pytest.fixture(scope="session")
def findings_of() -> Callable[[str], list[Finding]]:
    """Reads a sentence on its own, as the only paragraph of a case presentation."""
    import en_netmatrix
    from netmatrix.assemble.about import is_about_patient
    from netmatrix.extract import patient_findings
    from netmatrix.extract.base import Scope
    from netmatrix.nlp import annotate, load
    from netmatrix.normalise.names import load_names

    nlp = load()
    names = load_names(en_netmatrix.folder())

    def find(sentence: str) -> list[Finding]:
        block = Block(0, len(sentence), "paragraph", "case", "Case report")
        document = Document("case", "case.txt", "0" * 64, "plain", sentence, (block,))
        annotations = annotate(document, nlp)
        about = [s for s in annotations.sentences if is_about_patient(s, introduced=True)]
        fields = patient_findings(Scope(annotations, names, about))
        return [finding for findings in fields.values() for finding in findings]

    return find


@pytest.fixture(scope="session")
def tags() -> ModuleType:
    """The parser of tagged sentences."""
    return tagged
