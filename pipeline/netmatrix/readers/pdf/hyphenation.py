"""Words broken at the end of a printed line: which hyphens belong to the word."""

from __future__ import annotations

from netmatrix import patterns
from netmatrix.patterns import compiled
from netmatrix.readers.hyphens import Words

_HEAD = compiled(r"((?:[^\W_]+[-–/])*)([^\W\d_]+)-$")
_TAIL = compiled(r"[^\W\d_]+")
_LINK = compiled(r"(?:https?:|www\.|doi\.org|10\.\d{4})\S*$")
_LINK_ENDS = compiled(r"\.(?:com|org|net|gov|edu|info|[a-z]{2})$|[/)\].,;]$")
_LINK_GOES_ON = compiled(r"[a-z0-9]+(?:\.[a-z]{2,4}\b|/)")

_FIRST = frozenset(
    "well poorly moderately highly self high low long short large small single double two three "
    "four five six seven eight nine ten one year month week day follow cross half full giant cell "
    "tumor tumour time dose age sex disease progression recurrence metastasis symptom event risk "
    "quality evidence population hospital patient health hormone somatostatin peptide receptor "
    "insulin gastrin serotonin ultrasound image computed contrast second third first early late "
    "newly non semi anti end open left right upper lower mid".split()
)
"""First parts of compounds that keep their hyphen where the paper shows neither spelling."""

_LAST = frozenset(
    "based related associated induced dependent derived specific like free positive negative "
    "resistant sensitive refractory term year month week day old dose risk grade stage line point "
    "scale making guided directed targeted mediated treated controlled blind blinded matched "
    "adjusted weighted label arm center centre cell wide up down through out off over onset type "
    "depth level size quality focused oriented oncologist producing secreting functioning naive "
    "enhanced limiting expressing differentiated avid rich poor section threatening effective "
    "invasive enriched confirmed proven reported therapy generated assisted aided coded driven "
    "delivered administered designed trained sparing conjugated labelled labeled targeting".split()
)
"""Last parts that stand behind a hyphen; the first part must then be a word or a short form."""

_SOLID = frozenset(
    "pre post over under inter intra micro macro multi sub super hyper hypo trans retro peri "
    "para endo exo extra infra ultra auto bio cardio neuro gastro hepato immuno radio chemo thermo "
    "photo electro histo cyto patho physio onco hemo haemo osteo dys dis un re im in de ex en em "
    "con com per pro uni bi tri tetra penta hexa poly mono iso homo hetero mis out fore data "
    "adeno thrombo angio broncho entero myo lympho leuko".split()
)
"""Prefixes that are written solid, though they may also stand as a word of their own."""


_LITTLE = frozenset("of to in the and by on at or a".split())
"""Words that stand in the middle of compounds with several hyphens."""


def mend(left: str, right: str, words: Words) -> str:
    """The end of one line and the beginning of the next as running text.

    >>> mend("a well-", "differentiated tumour", Words("differentiated"))
    'a well-differentiated tumour'
    >>> mend("differ-", "entiated", Words(""))
    'differentiated'
    >>> mend("Ki-", "67", Words(""))
    'Ki-67'
    """
    if not left or not right:
        return left + right
    end, begin = left[-1], right[0]
    if end == "/" or (end in "–—" and left[-2:-1].isalnum() and begin.isalnum()):
        return left + right  # a dash that is set without spaces: 5–10, LC–MS
    if _LINK.search(left) and (end in "._=?&-" and begin.isalnum() and not begin.isupper()):
        return left + right
    if end != "-":
        whole = not _LINK.search(left) or _LINK_ENDS.search(left)
        if not whole and _LINK_GOES_ON.match(right):
            return left + right  # an address cut in two
        return f"{left} {right}"
    if not begin.isalnum() or left[-2:-1] in ("", " ", "-"):
        return left + right if left[-2:-1].isalnum() and begin in "([{" else f"{left} {right}"
    if not begin.islower() or "α" <= begin <= "ω":
        return left + right
    head_match, tail_match = _HEAD.search(left), _TAIL.match(right)
    if head_match is None or tail_match is None:
        return left + right
    chain, head, tail = head_match[1], head_match[2], tail_match[0]
    if (
        tail in ("and", "or", "to", "und", "versus")
        and right[len(tail) : len(tail) + 1] != "-"
        and not words.count(head + tail)
    ):
        return f"{left} {right}"  # a hanging hyphen: "small- and large-cell"
    if tail in _LITTLE and right[len(tail) : len(tail) + 1] == "-":
        return left + right  # intention-to-treat
    return left + right if _keeps(chain, head, tail, words) else left[:-1] + right


def _keeps(chain: str, head: str, tail: str, words: Words) -> bool:
    """Whether ``head-tail`` is a compound rather than a word cut in two."""
    hyphened, solid = words.count(f"{head}-{tail}"), words.count(head + tail)
    if hyphened or solid:
        return hyphened > solid
    if len(head) == 1:
        return True  # T-cell, γ-terpinene
    if chain and head in _LITTLE:
        return True  # out-of-pocket
    stem = tail[:-1] if tail[-1:] == "s" else tail
    if len(head + stem) > 5 and words.begins(head + stem):
        return False
    low = head.lower()
    if patterns.fullmatch(r"[A-Z]{2,6}|[A-Z][a-z]?", head) and low not in _SOLID:
        return True  # a short form: HER-, PD-, Lu-
    known_tail = bool(words.count(tail))
    if low in _FIRST:
        return known_tail or len(tail) > 5 or tail in _LAST
    if tail in _LAST:
        return low not in _SOLID and (bool(words.count(head)) or len(head) > 4 or bool(chain))
    if low in _SOLID:
        return False
    if chain and known_tail and len(tail) > 4 and words.count(head):
        return True
    return len(head) > 3 and len(tail) > 3 and bool(words.count(head)) and known_tail
