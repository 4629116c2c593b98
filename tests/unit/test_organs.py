"""What is known of organs (``rules/organs.yaml``) speaks the terminology's language."""

from __future__ import annotations

from pathlib import Path

import en_netmatrix
from netmatrix.extract.knowledge import load_knowledge
from netmatrix.normalise.names import load_names

MODEL = en_netmatrix.folder()


def test_every_name_is_canonical() -> None:
    known, names = load_knowledge(MODEL), load_names(MODEL)
    used = [
        *(("histology", name) for name in known.arises_in),
        *(("site", organ) for organ, _ in known.arises_in.values()),
        *(("treatment", name) for name in known.removed_by),
        *(("treatment", name) for name in sorted(known.no_removal | known.ways_in)),
        *(
            ("treatment", name)
            for name in sorted(known.tumours_too | known.for_syndromes | known.often_before)
        ),
        *(("treatment", name) for name in known.removal_of.values()),
        *(("site", organ) for organ in known.removed_by.values()),
        *(("site", organ) for organ in sorted(known.targets | known.no_origin)),
        *(("site", organ) for organ in known.sex),
        *(("marker", name) for name in known.assays),
        *(("diagnostic_method", name) for name in known.assays.values()),
    ]
    assert [pair for pair in used if names.get(*pair) is None] == []


def test_a_model_folder_without_the_file_takes_the_packaged_one(tmp_path: Path) -> None:
    assert load_knowledge(tmp_path) == load_knowledge(MODEL) == load_knowledge(None)


def test_a_corrected_file_is_used(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    text = (MODEL / "rules" / "organs.yaml").read_text(encoding="utf-8")
    corrected = text.replace("lobectomy: lung", "lobectomy: thyroid")
    (tmp_path / "rules" / "organs.yaml").write_text(corrected, encoding="utf-8")
    assert load_knowledge(tmp_path).removed_by["lobectomy"] == "thyroid"
