"""en_netmatrix: the spaCy pipeline of netmatrix, with its terminologies and context rules.

    import en_netmatrix
    nlp = en_netmatrix.load()

``spacy.load("en_netmatrix")`` and ``spacy.load(en_netmatrix.folder())`` do the same.  The folder
holds ``config.cfg``, ``meta.json``, ``terminology/*.tsv`` and ``rules/*.yaml``; a copy of it,
changed, loads with ``spacy.load(path)`` and with ``netmatrix run --model path``.
"""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language


def folder() -> Path:
    """The folder of the installed pipeline.

    Raises ``FileNotFoundError`` where the package lies in a zip archive: spaCy reads folders only.
    """
    path = resources.files(__name__)
    if not isinstance(path, Path):
        raise FileNotFoundError(f"{__name__} must be installed unzipped, it lies in {path}")
    return path


def load(**overrides: Any) -> Language:
    """The pipeline, loaded; ``overrides`` are those of ``spacy.load`` (vocab, disable, config …).

    Raises ``OSError`` where the folder is not a pipeline.
    """
    from spacy.util import load_model_from_path

    path = folder()
    meta = json.loads((path / "meta.json").read_text(encoding="utf-8"))
    return load_model_from_path(path, meta=meta, **overrides)


__version__: str = json.loads((folder() / "meta.json").read_text(encoding="utf-8"))["version"]
