"""The votes of one sentence: every organ's strongest role, and what is said without an organ."""

from __future__ import annotations

import itertools
import re

from netmatrix.extract.base import NEVER, Scope
from netmatrix.extract.diagnosis import is_neuroendocrine
from netmatrix.extract.knowledge import knowledge
from netmatrix.extract.sites import metastasis, primary
from netmatrix.extract.sites.gaps import BY_THE_WAY, IN_BRACKETS, LIST
from netmatrix.extract.sites.skeleton import is_landmark
from netmatrix.extract.sites.votes import STRONG, Role, Vote, vote
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Mention, Modifier, Sentence
from netmatrix.patterns import compiled

# "Soft tissue mass": what a scan shows, not where a tumour sits.
_SOFT_TISSUE_FINDING = compiled(
    r"\s*(?:mass|density|lesion|component|tumou?r|swelling|window|shadow|nodule|extension|opacity)",
    re.IGNORECASE,
)
# "Likely of intestinal origin" tells more than any mass.
_OF_ORIGIN = frozenset({"primary.origin", "primary.cue", "primary.cue_after"})
_LIKELY = compiled(r"likely|probabl|presum|favou?r|suggest", re.IGNORECASE)
# A list hands its role on to the next organ a little weakened.
_NEXT_IN_LIST = 0.95
_TAKEN_UP = 0.8


def speaks_of_sites(sentence: Sentence) -> bool:
    """Whether a sentence can hold a vote (the others are skipped for speed)."""
    return bool(
        sentence.of("site", "bone_site", "histology", "treatment")
        or sentence.cue("unknown_primary")
        or metastasis.STAGE_N.search(sentence.text)
        or metastasis.MARROW_SAMPLED.search(sentence.text)
        or metastasis.PLEURA_SAMPLED.search(sentence.text)
        or sentence.cue("primary")
        or primary.FROM_THE_ANUS.search(sentence.text)
    )


def votes_in(scope: Scope, sentence: Sentence) -> list[Vote]:
    """All votes of a sentence for primary and metastatic sites."""
    out: list[Vote] = []
    asks = sentence.kind == "title" and "?" in sentence.text  # "Primary or secondary?"
    sites = [
        m
        for m in sentence.of("site", "bone_site")
        if _is_place(scope, sentence, m) and not metastasis.of_the_nodes(sentence, m)
    ]
    if not (sentence.of("histology") or sentence.has("metastasis", "metastasis_to")):
        own = knowledge(scope).own_tumours
        sites = [m for m in sites if m.name not in own]
    roles = _roles(scope, sentence, sites)
    for mention in sites:
        context = sentence.context(mention.start, mention.end)
        if mention.name == "unknown" or not context.keys().isdisjoint(NEVER):
            continue
        bone_part = mention.group == "bone_site"
        uncertain = "uncertain" in context
        doubt = context.get("uncertain")
        likely = doubt is not None and bool(
            _LIKELY.search(sentence.between(doubt.cue_start, doubt.cue_end))
        )
        for role in roles.get((mention.start, mention.end), {}).values():
            if bone_part and role.name != "metastasis":
                continue
            weight = role.weight * (0.5 if uncertain else 1)
            if asks and role.name == "primary":
                weight *= 0.4
            if "benign" in context and (
                role.weight < STRONG or _turned_out(sentence, sites, mention, context["benign"])
            ):
                continue  # "a nodule of the lung, considered a hamartoma"
            out.append(
                vote(
                    scope,
                    sentence,
                    role._replace(weight=weight),
                    "bone" if bone_part else mention.name,
                    mention.start,
                    mention.end,
                    certain=not uncertain or (role.rule in _OF_ORIGIN and likely),
                    status="derived" if bone_part else "reported",
                    confidence=min(0.95, 0.6 + 0.12 * weight) * (0.7 if uncertain else 1),
                    cues=context.values(),
                )
            )
    out += _in_short(scope, sentence, sites)
    out += metastasis.involved_nodes(scope, sentence)
    out += primary.not_found(scope, sentence)
    out += primary.implied(scope, sentence)
    out += primary.stated_unknown(scope, sentence)
    return out


# "Pt 1 (F, 54 y, ileum, G1; also liver, peritoneum)": a patient told in a bracket.
_TOLD_IN_SHORT = Gated(
    r"\((?:(?:M|F|male|female|man|woman)[,;/]?\s+(?:aged\s+)?\d{1,3}\s*(?:y\w*|-year-old)?|\d{1,3}\s*(?:y\w*|-year-old)?[,;/]?\s*(?:M|F|male|female|man|woman))\b[^()]*\)",
    re.IGNORECASE,
)
_AN_ITEM = compiled(
    r"(?:^|[,;]|,?\s+and)\s+(?:also\s+)?(?:(?:left|right|both|multiple|the)\s+)*$", re.IGNORECASE
)
_ITEM_ENDS = compiled(r"\s*(?:[,;)]|and\b)")
_BESIDE_PRIMARY = compiled(r";|\balso\b", re.IGNORECASE)
_ALSO = compiled(r"\balso\b|\bunknown\b", re.IGNORECASE)


def _in_short(scope: Scope, sentence: Sentence, sites: list[Mention]) -> list[Vote]:
    """The organs that stand alone in a bracket about a patient: the first where the tumour began,
    those behind a semicolon or "also" where it went.
    """
    out: list[Vote] = []
    for told in _TOLD_IN_SHORT.finditer(sentence.text):
        begin, end = sentence.start + told.start(), sentence.start + told.end()
        begun = False
        for mention in (m for m in sites if begin < m.start and m.end < end):
            before = sentence.between(begin, mention.start)
            if not (
                _AN_ITEM.search(before) and _ITEM_ENDS.match(sentence.between(mention.end, end))
            ):
                continue
            apart = begun or _ALSO.search(before)
            if mention.group == "bone_site" and not apart:
                continue
            begun = True
            role = Role("metastasis", 2.0, "metastasis.in_short")
            if not apart:
                role = Role("primary", 2.4, "primary.in_short")
            elif not _BESIDE_PRIMARY.search(before):
                continue  # "ileum, liver": what came first is not told
            place = "bone" if mention.group == "bone_site" else mention.name
            out.append(vote(scope, sentence, role, place, mention.start, mention.end))
    return out


# "The suspected liver metastasis turned out to be an abscess".
_RESULT = compiled(r"turned|proved|found|was|were|correspond|consistent|compatible", re.IGNORECASE)


def _turned_out(sentence: Sentence, sites: list[Mention], mention: Mention, cue: Modifier) -> bool:
    """Whether what was told of the organ, and of no other behind it, turned out to be benign."""
    return bool(_RESULT.match(sentence.between(cue.cue_start, cue.cue_end))) and not any(
        mention.end <= site.start < cue.cue_start for site in sites
    )


# "Metastases in the liver and hyperplastic adrenal cortices".
_CHANGED = compiled(r"\b(?:hyperplastic|hypertrophic|hypertrophied|atrophic)\s+$", re.IGNORECASE)


# "Uptake higher than that of the liver", "avidity equal to the spleen": what uptake is measured by.
_MEASURED_BY = compiled(
    r"\b(?:(?:higher|greater|lower|stronger|more\s+intense|less\s+intense)\s+than|above|exceed\w+|equal\s+to|similar\s+to)"
    r"\s+(?:that|those|uptake)?\s*(?:(?:of|in)\s+)?(?:the\s+)?(?:normal\s+)?$",
    re.IGNORECASE,
)
_ITS = compiled(r"\s+(?:metasta|lesion|deposit|tumou?r|mass|nodul)", re.IGNORECASE)


# "Cervical" is of the womb where a paper speaks of it and the tumour stands right behind.
_OF_THE_WOMB = Gated(
    r"\bcervix|\bcervico-?uterin|\bgyna?ecolog|\buter(?:us|ine)\b|\bvagina", re.IGNORECASE
)
_ITS_TUMOUR = compiled(
    r"\s+(?:[\w-]+\s+){0,2}?(?:NE[TCN]s?|tumou?rs?|cancer|carcinoma|neoplasm|mass|lesion|biops(?:y|ies))\b"
)


def _is_place(scope: Scope, sentence: Sentence, mention: Mention) -> bool:
    if is_landmark(sentence, mention):
        return False
    if mention.weak and not (
        mention.name == "cervix"
        and _ITS_TUMOUR.match(sentence.between(mention.end, mention.end + 60))
        and _OF_THE_WOMB.search(scope.document.text)
    ):
        return False
    if _CHANGED.search(sentence.between(mention.start - 20, mention.start)):
        return False
    if _MEASURED_BY.search(sentence.between(mention.start - 40, mention.start)) and not _ITS.match(
        sentence.between(mention.end, mention.end + 14)
    ):
        return False
    return mention.name != "soft tissue" or not _SOFT_TISSUE_FINDING.match(
        sentence.between(mention.end, mention.end + 14)
    )


Roles = dict[tuple[int, int], dict[str, Role]]
"""By a mention's place: its strongest role of each kind. A weak sign of a metastasis stands beside
a weak sign of the primary ("a nodule in the liver"); of strong signs the stronger stays alone."""


def _neighbours(sentence: Sentence, sites: list[Mention]) -> list[tuple[Mention, Mention]]:
    """Organs that may be next to each other in a list, what stands in brackets apart: "the liver
    (segment 4, near the gallbladder), the spleen".
    """
    pairs = list(itertools.pairwise(sites))
    if "(" not in sentence.text:
        return pairs
    outer = [
        m
        for m in sites
        if sentence.between(sentence.start, m.start).count("(")
        == sentence.between(sentence.start, m.start).count(")")
    ]
    pairs += [pair for pair in itertools.pairwise(outer) if pair not in pairs]
    told = [(a, b) for a, b in pairs if not metastasis.says_which_nodes(sentence, a, b)]
    return sorted(told, key=lambda pair: (pair[1].start, pair[0].start))


_AND_THE = compiled(r",\s+and\s+(?:the|his|her|its)\s+(?:left\s+|right\s+)?$", re.IGNORECASE)
_DOES = compiled(r"\s+(?:contained|was|were|had|showed|is|appeared)\b")


def _roles(scope: Scope, sentence: Sentence, sites: list[Mention]) -> Roles:
    roles: Roles = {}
    known = knowledge(scope)

    def propose(mention: Mention, role: Role) -> None:
        held = roles.setdefault((mention.start, mention.end), {})
        if role.name not in held or role.weight > held[role.name].weight:
            held[role.name] = role

    tumours = [
        m
        for m in sentence.of("histology")
        if not m.weak and any(is_neuroendocrine(scope, name) for name in m.names)
    ]
    metastasis.propose_metastases(known, sentence, sites, propose)
    for mention in sites:
        if mention.group == "site":
            primary.propose_primary(known, sentence, mention, tumours, propose)
    for held in roles.values():
        if len(held) == 2 and max(role.weight for role in held.values()) >= STRONG:
            weaker = min(held, key=lambda name: held[name].weight)
            del held[weaker]
    # "metastatic to the liver and the spleen": what stands in one list with it is one too.
    for left, right in _neighbours(sentence, sites):
        role = roles.get((left.start, left.end), {}).get("metastasis")
        if role and (right.start, right.end) not in roles:
            gap = BY_THE_WAY.sub(" ", IN_BRACKETS.sub(" ", sentence.between(left.end, right.start)))
            own = _AND_THE.search(gap) and _DOES.match(
                sentence.between(right.end, right.end + 14)
            )  # "a metastasis in the liver, and the gallbladder contained stones"
            if LIST.match(gap) and len(gap) < 70 and not own:
                weaker_role = role._replace(weight=role.weight * _NEXT_IN_LIST)
                roles[(right.start, right.end)] = {role.name: weaker_role}
    for mention in sites:
        if (mention.start, mention.end) not in roles:
            if metastasis.takes_up(known, sentence, mention):
                propose(mention, Role("primary", _TAKEN_UP, "primary.tracer"))
    return roles
