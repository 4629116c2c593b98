"""Inline marks to readable characters: tags, superscripts, TeX, entities.

A citation set as a superscript must never touch the number or word before it ("19" + citation 3
is not 193), an isotope and an exponent must keep theirs.
"""

from __future__ import annotations

import html
import re

from netmatrix import patterns
from netmatrix.patterns import compiled

_SUPERSCRIPT = str.maketrans("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")
_FROM_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")

ELEMENTS = (
    "Ac|Al|As|At|Au|Ba|Bi|Br|Ca|Ce|Co|Cr|Cs|Cu|Er|Fe|Ga|Gd|He|Hg|Ho|In|Kr|Lu|Mg|Mn|Mo|Na|Ni|Pb|"
    "Pd|Po|Pt|Ra|Rb|Re|Rh|Rn|Ru|Sc|Se|Sm|Sn|Sr|Tb|Tc|Th|Ti|Tl|Xe|Yb|Zn|Zr|C|F|H|I|K|N|O|P|S|U|Y"
)
"""Element symbols that follow a mass number (IUPAC symbols; those with nuclides in use)."""

_ISOTOPE_NEXT = compiled(rf"[ \t\[(]?(?:{ELEMENTS})(?![a-z])")
_MASS = compiled(r"\d{1,3}m?$")
_NUMBERS = compiled(r"\d{1,3}(?:\s?[,;–—−-]\s?\d{1,3})*,?$")
_POWER = compiled(r"[-−–+]?\d{1,2}$")
_UNIT_BEFORE = compiled(r"(?:^|[\s/\d(·.×-])(?:mm|cm|dm|m|km|µm|μm|nm|in|ft|kg/m|sec|s|h)$")
_TEN_BEFORE = compiled(r"(?:^|[^\d.])10$")

TAG = compiled(
    r"</?(a|abbr|article|aside|b|big|blockquote|body|br|button|center|cite|code|dd|div|dl|dt|em|"
    r"fieldset|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|img|input|ins|"
    r"label|li|link|main|mark|meta|nav|ol|option|p|page-header|page-footer|pre|q|s|script|section|"
    r"select|small|span|strike|strong|style|table|tbody|td|textarea|tfoot|th|thead|title|tr|tt|u|"
    r"ul|var)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
"""A tag of HTML. A bare ``<`` before a number or an unknown word is a sign, never a tag."""

_BREAKING = frozenset(
    ["br", "p", "div", "li", "tr", "hr", "form", "h1", "h2", "h3", "h4", "h5", "h6", "input"]
)
_SUP = compiled(r"([^\S\n]?)<sup\b[^<>]{0,200}>([^<]{0,200})</sup>", re.IGNORECASE)
_SUB = compiled(r"</?su[bp]\b[^<>]{0,200}>", re.IGNORECASE)
# A word that a citation may follow: "described", "Smith et al", the name "Xu"; no "Lu" before 177.
_WORD_BEFORE = compiled(rf"(?:[a-z]{{3}}|\bal|\b(?!(?:Ki|{ELEMENTS})$)[A-Z][a-z])$")
_UNICODE_SUP = compiled(r"[⁰¹²³⁴-⁹][⁰¹²³⁴-⁹⁺⁻,–-]{0,12}")
_CARET_ISOTOPE = compiled(rf"\^(?=\d{{1,3}}m?(?:{ELEMENTS})(?![a-z]))")
# Both begin with the full stop itself, so that the search runs from stop to stop.
_PLAIN_CITATION = compiled(
    r"\.(?<=[A-Za-z)\]”’][A-Za-z)\]”’]\.)(?<!Fig\.)(?<!fig\.)(?<!No\.)(?<!no\.)(?<!Tab\.)(?<!Ref\.)"
    r"(?<!Vol\.)(?<!vol\.)(\d{1,3}(?:[,–—-]\d{1,3}){0,12})(?=\s+[A-Z“(]|\s*$)",
    re.MULTILINE,
)
# "As a bridge to transplantation;8 he had", "by Moe et al.,6 concerning": between clauses.
_CLAUSE_CITATION = compiled(
    r"([;,:])(?=\d)(?:(?<=[a-z)][a-z)].)|(?<=\bal\..))(\d{1,2}(?:[,–—-]\d{1,2}){0,6})(?=\s(?:[a-z]{2,}|a\s))"
)
_GLUED_SENTENCE = compiled(
    r"\.(?=[A-Z][a-z]{1,15}[ ,-])(?:(?<=[a-z]{3}\.)|(?<=[\w)]\)\.)|(?<=\d%\.))"
)


STATISTIC = compiled(r"(?:^|\W)(?:[RrIχX]|chi)$")
"""What is raised to a power in statistics: R², I², χ²."""


def _superscript(before: str, content: str, after: str) -> str:
    """How a superscript reads between the text before and after it (a few characters each)."""
    bare = content.strip()
    if not bare:
        return " " if content else ""
    if _MASS.match(bare) and _ISOTOPE_NEXT.match(after) and not before[-1:].isalpha():
        return bare
    power = _POWER.match(bare)
    if bare in ("2", "3") and STATISTIC.search(before):
        return bare.translate(_SUPERSCRIPT)
    if power and (_TEN_BEFORE.search(before) or (len(bare) <= 2 and _UNIT_BEFORE.search(before))):
        return bare.translate(_SUPERSCRIPT)
    if _MASS.match(bare) and _ISOTOPE_NEXT.match(after) and len(bare) > 1:
        return " " + bare
    if _NUMBERS.match(bare):
        tail = " " if after[:1].isalnum() or after[:1] == "(" else ""
        return f"{'' if before[-1:] in ('', ' ', '[', '(') else ' '}[{bare.rstrip(',')}]{tail}"
    if len(bare) <= 3 and bare.isalpha() and bare.islower() and bare not in _ORDINALS:
        # A footnote letter behind a word would change the word.
        lead = " " if before[-1:].isalpha() else ""
        return f"{lead}[{bare}]" if lead else bare
    return bare


_ORDINALS = frozenset(["th", "st", "nd", "rd", "er", "re", "o", "a", "e"]) - {"a", "e"}


def superscripts(text: str) -> str:
    """``<sup>`` elements as citations in brackets, isotopes, exponents or plain characters."""
    if "<sup" not in text and "<SUP" not in text:
        return text
    text = patterns.sub(r"</sup>(\s?[,–-]?\s?)<sup>", r"\1", text)

    def repl(match: re.Match[str]) -> str:
        start, end = match.span()
        before = text[max(0, start - 12) : start]
        read = _superscript(before, match.group(2), text[end : end + 4])
        space = match.group(1)
        after = " " if match.group(2)[-1:] == " " and text[end : end + 1].isalnum() else ""
        read += after if read[-1:] not in ("", " ") else ""
        return space + read.lstrip() if space else read

    return _SUP.sub(repl, text)


def unicode_superscripts(text: str) -> str:
    """Superscript digits as printed characters: citations to brackets, isotopes to plain digits."""

    def repl(match: re.Match[str]) -> str:
        start, end = match.span()
        before = text[max(0, start - 12) : start]
        raw = match.group()
        digits = raw.translate(_FROM_SUPERSCRIPT)
        if _MASS.match(digits) and _ISOTOPE_NEXT.match(text[end : end + 3]):
            return digits
        closes_word = before[-1:] in (".", ",", ";", ")") or _WORD_BEFORE.search(before)
        if closes_word and _NUMBERS.match(digits.rstrip(",–-")) and not _UNIT_BEFORE.search(before):
            mark = digits.rstrip(",–-")
            tail = digits[len(mark) :]
            return f" [{mark}]{tail}" + (" " if text[end : end + 1].isalnum() else "")
        return raw

    return _UNICODE_SUP.sub(repl, text)


_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "µ", "nu": "ν",
    "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "varphi": "φ",
    "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ",
    "Lambda": "Λ", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
    "times": "×", "pm": "±", "mp": "∓", "le": "≤", "leq": "≤", "leqslant": "≤", "ge": "≥",
    "geq": "≥", "geqslant": "≥", "lt": "<", "gt": ">", "sim": "~", "approx": "≈", "cdot": "·",
    "circ": "°", "neq": "≠", "ne": "≠", "infty": "∞", "rightarrow": "→", "to": "→",
    "uparrow": "↑", "downarrow": "↓", "div": "÷", "ll": "≪", "gg": "≫", "dagger": "†",
    "ddagger": "‡", "prime": "′", "equiv": "≡", "ast": "*", "star": "*", "bullet": "•",
}  # fmt: skip
_DROPPED = frozenset(
    "text textrm textbf textit textsuperscript mathrm mathbf mathit mathsf rm bf it operatorname "
    "left right displaystyle mbox boldsymbol hbox quad qquad big Big limits small".split()
)
_TEX = compiled(r"( ?)(?:\$([^$\n]{1,300})\$|\\\(((?:[^\\\n]|\\(?!\))){1,300})\\\))( *)")
_COMMAND = compiled(r"\\([A-Za-z]+) ?")
_TEX_SUP = compiled(r"\^ ?(?:\{([^{}]{0,40})\}|(\w|[*+†‡-]))")
_TEX_SUB = compiled(r"_ ?(?:\{([^{}]{0,40})\}|(\w))")
_TEX_CITATION = compiled(r"^\s*(?:\{\})?\^ ?\{?\s*+([\d,;–-][\d\s,;–-]*+|(?<=\s))\}?$")


def _tex_body(body: str) -> str:
    body = body.replace("\\%", "%").replace("\\&", "&").replace("\\_", "_").replace("\\#", "#")
    body = patterns.sub(r"\\[,;:! ]|~", " ", body)
    body = patterns.sub(r"\^ ?\{? ?\\circ ?\}? ?", "°", body)

    def command(match: re.Match[str]) -> str:
        name = match.group(1)
        return _GREEK.get(name, "" if name in _DROPPED else name + " ")

    body = _COMMAND.sub(command, body).replace("\\", "")

    def sup(match: re.Match[str]) -> str:
        content = (match.group(1) or match.group(2) or "").strip()
        at_start = not body[: match.start()].strip(" {}")
        rest = body[match.end() :].lstrip(" {}")
        if at_start or _ISOTOPE_NEXT.match(rest):
            return content
        return content.translate(_SUPERSCRIPT) if _POWER.match(content) else content

    body = _TEX_SUP.sub(sup, body)
    body = _TEX_SUB.sub(lambda m: m.group(1) or m.group(2) or "", body)
    body = body.replace("{", "").replace("}", "")
    body = patterns.sub(r"\s+", " ", body).strip()
    body = patterns.sub(r" ?/ ?", "/", body)
    return patterns.sub(r"(?<=\d) (?=[.,%]\d?)", "", body)


def tex(text: str) -> str:
    """Inline TeX between dollar signs as readable characters; sums of money stay as they are."""
    if "$" not in text and ("\\(" not in text or "\\)" not in text):
        return text

    def repl(match: re.Match[str]) -> str:
        lead, body, tail = match.group(1), match.group(2) or match.group(3), match.group(4)
        if match.group(2) is not None and not patterns.search(r"[\\^_{}=<>~]", body):
            if not patterns.fullmatch(r"\s?[\d.,%±×A-Za-z]{1,12}\s?", body) or body[-1:] == " ":
                return match.group()
        after = text[match.end() : match.end() + 4]
        citation = _TEX_CITATION.match(body)
        if citation:
            before = text[max(0, match.start() - 12) : match.start()] + lead
            read = _superscript(before, citation.group(1).strip(), tail + after)
        else:
            read = _tex_body(body)
        return lead + read + ("" if after[:1] in tuple(".,;:)") else tail)

    return _TEX.sub(repl, text)


def entities(text: str) -> str:
    """Character references decoded (also those encoded twice)."""
    if "&" not in text:
        return text
    text = html.unescape(text)
    return html.unescape(text) if patterns.search(r"&(?:#\d+|[a-z]{2,8});", text) else text


def _without_comments(text: str) -> str:
    """Text without HTML comments; one that is never closed stays (found by a plain search)."""
    start = text.find("<!--")
    if start < 0:
        return text
    out: list[str] = []
    at = 0
    while start >= 0:
        end = text.find("-->", start + 4)
        if end < 0:
            break
        out.append(text[at:start])
        at = end + 3
        start = text.find("<!--", at)
    out.append(text[at:])
    return "".join(out)


_MICRO = compiled(r"(?<![^\W\d_])μ(?=(?:g|m|l|L|M|s|mol|Ci|Sv|IU|U)\b|[gm]/)")


def micro(text: str) -> str:
    """The Greek letter in front of a unit as the sign for a millionth, one code for both."""
    return _MICRO.sub("µ", text) if "μ" in text else text


def strip_tags(text: str) -> tuple[str, tuple[str, ...]]:
    """Text without tags (line-breaking ones become a space) and the names of those dropped."""
    if "<" not in text:
        return text, ()
    names: set[str] = set()

    def repl(match: re.Match[str]) -> str:
        name = match.group(1).lower()
        names.add(name)
        return " " if name in _BREAKING else ""

    text = TAG.sub(repl, _without_comments(text))
    return text, tuple(sorted(names))


def clean(text: str) -> tuple[str, tuple[str, ...]]:
    """All of the above, in the order that keeps a superscript beside what it belongs to."""
    text = tex(text)
    text, names = strip_tags(text)
    if "<" in text:
        text = _SUB.sub("", superscripts(text))
    text = entities(text)
    return marks(text), names


def marks(text: str) -> str:
    """Superscript characters and carets of text without tags."""
    if not text.isascii():
        text = unicode_superscripts(text)
    if "^" in text:
        text = _CARET_ISOTOPE.sub("", text)
    return text


def _bracketed(found: re.Match[str]) -> str:
    """A citation number behind a full stop in brackets; the tail of a DOI or an address as it is."""
    word = found.string[max(0, found.start() - 80) : found.start()].split()[-1:]
    return found.group() if "/" in "".join(word) else f". [{found.group(1)}]"


def spread(text: str) -> str:
    """Prose whose sentences or citation numbers are glued together, pulled apart.

    ``…tumours.We saw`` gets its space; a citation number behind a full stop gets brackets.
    """
    text = _PLAIN_CITATION.sub(_bracketed, text)
    text = _CLAUSE_CITATION.sub(r" [\2]\1", text)
    return _GLUED_SENTENCE.sub(". ", text)
