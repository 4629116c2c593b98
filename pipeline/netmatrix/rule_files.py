"""Reads the YAML files of vocabulary and rules: every scalar is the text that stands there.

"no", "on" and "1e3" are words of a paper here, not a boolean or a number.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

# The parser in C, ten times as fast, where PyYAML was built with it.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def of_model(model: Path | None, name: str) -> Any:
    """What ``rules/<name>`` of a model folder holds, or that of the packaged one where the folder
    has no such file.

    Raises as ``read`` does.
    """
    path = model / "rules" / name if model else None
    if path is None or not path.is_file():
        import en_netmatrix

        path = en_netmatrix.folder() / "rules" / name
    return read(path)


def read(path: Path) -> Any:
    """The file's lists and mappings of strings; ``{}`` for an empty file.

    Raises ``OSError`` and ``yaml.YAMLError``.
    """
    return yaml.load(path.read_text(encoding="utf-8"), _LOADER) or {}
