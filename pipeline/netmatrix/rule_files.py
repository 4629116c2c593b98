"""Reads the YAML files of vocabulary and rules: every scalar is the text that stands there.

"no", "on" and "1e3" are words of a paper here, not a boolean or a number.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

# The parser in C, ten times as fast, where PyYAML was built with it.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def read(path: Path) -> Any:
    """The file's lists and mappings of strings; ``{}`` for an empty file.

    Raises ``OSError`` and ``yaml.YAMLError``.
    """
    return yaml.load(path.read_text(encoding="utf-8"), _LOADER) or {}
