"""How the work is spread: which files are papers, one paper's way, one process or several."""

from netmatrix.engine.files import Collection, Paper, collect
from netmatrix.engine.paper import PaperResult, process
from netmatrix.engine.run import EngineError, Event, run

__all__ = [
    "Collection",
    "EngineError",
    "Event",
    "Paper",
    "PaperResult",
    "collect",
    "process",
    "run",
]
