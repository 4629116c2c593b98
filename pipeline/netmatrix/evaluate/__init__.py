"""How good a run is: its rows and values against gold files."""

from netmatrix.evaluate.baseline import Change, changes
from netmatrix.evaluate.calibration import Bin, reliability
from netmatrix.evaluate.errors import CellError, errors_of
from netmatrix.evaluate.files import EvaluateError, GoldPaper, Run, gold_paper, load_gold, load_run
from netmatrix.evaluate.score import Report, evaluate
from netmatrix.evaluate.tally import Tally, wilson

__all__ = [
    "Bin",
    "CellError",
    "Change",
    "EvaluateError",
    "GoldPaper",
    "Report",
    "Run",
    "Tally",
    "changes",
    "errors_of",
    "evaluate",
    "gold_paper",
    "load_gold",
    "load_run",
    "reliability",
    "wilson",
]
