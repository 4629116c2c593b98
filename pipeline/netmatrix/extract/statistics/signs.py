"""Whether a concept is told or denied: "no surgery (HR 1.9)", "bone metastases absent n = 80"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from netmatrix.extract.statistics.anchors import Anchor
from netmatrix.patterns import compiled

_LINKS = (
    r"(?:(?:any|the|an?|of|to|with|for|prior|previous|further|additional|initial|first-line|adjuvant|"
    r"concomitant|synchronous|known|clinical|radiological|documented|history|presence|evidence|signs?|use|"
    r"receipt|exposure|treatment|therapy|treated|having|been|had|undergone|undergoing|received|receiving|"
    r"given|surgical)\s)*"
)
_BEFORE = compiled(
    rf"\b(?:(?:no|without|absence\sof|lack\sof|lacking|never|omission\sof|free\s(?:of|from))\s{_LINKS}|"
    rf"not\s(?:to\sbe\s)?(?:caused|explained)\sby\s{_LINKS}|not\sdue\sto\s{_LINKS}|"
    rf"not\s(?:having|undergoing|receiving|treated|undergone|received|given|being|exposed)\s(?:by\s)?{_LINKS})$",
    re.I,
)
_BEHIND = compiled(
    r"\s?(?:[,:(]\s?)?(?:status\s)?(?:(?:was|were|being|is)\s)?(?:absent|lacking|negative|not\s(?:performed|done|given|received|present|used|administered|found|n\b)|"
    r"(?:no|absent|none)\s(?:vs\.?|versus|compared\s(?:with|to)|against)\s(?:yes|present)\b|(?:absent|no|none|(?<!was )(?<!were )(?<!is )not)(?=\s?[(,:;=]|\s?$))",
    re.I,
)
_AGAINST = compiled(
    r"\s(?:\([^()]*\)\s)?(?:(?:had|have|showed|experienced|fared|did)\s(?:[\w-]+\s){1,5})?(?:vs\.?|versus|(?:as\s)?compared\s(?:with|to)|as\sopposed\sto|relative\sto|than)\s(?:[\w-]+\s){0,3}",
    re.I,
)


def denied(text: str, left: int, anchor: Anchor, stop: int) -> bool:
    """Whether the words of ``text[left:stop]`` around a concept say that it is not there."""
    return bool(_BEFORE.search(text[left : anchor.start]) or _BEHIND.match(text[:stop], anchor.end))


def signed(text: str, left: int, anchor: Anchor, stop: int) -> str:
    """The concept's name, "no …" where it is denied."""
    return f"no {anchor.name}" if denied(text, left, anchor, stop) else anchor.name


def factor(text: str, left: int, factors: Sequence[Anchor], stop: int) -> tuple[str, int, int]:
    """The factor that a ratio is of: the last, or what it is compared with ("G3 versus G1")."""
    last = factors[-1]
    for earlier in reversed(factors[:-1]):
        if _AGAINST.fullmatch(text[earlier.end : last.start]):
            return signed(text, left, earlier, earlier.end), earlier.start, last.end
    return signed(text, left, last, stop), last.start, last.end
