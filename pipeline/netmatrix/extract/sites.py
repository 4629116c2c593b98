"""Where the tumour began and where it went: primary site, metastatic sites, skeleton.

An organ's name alone says nothing. What it means is decided by the words around it, from the
strongest sign to the weakest: "pancreatic NET", "NET of the pancreas" (primary), "liver
metastases", "metastatic to liver and bone" (metastasis), "a mass in the rectum" (primary, when
nothing stronger is said).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass

from netmatrix.evidence import Finding
from netmatrix.extract.base import Scope, first_of_each, make, vetoed
from netmatrix.extract.diagnosis import is_neuroendocrine
from netmatrix.nlp.annotations import Mention, Sentence

_LIST = re.compile(
    r"^(?:\s*(?:,|/|and|or|as well as|&|plus|both|the|of|in|with|also|her|his|then|to|"
    r"left|right|bilateral|multiple|several|adjacent|regional|distant|extensive|diffuse|local|"
    r"cervical|mediastinal|supraclavicular|axillary|abdominal|mesenteric|para-?aortic|inguinal|"
    r"hilar|retroperitoneal|peripancreatic|perigastric|upper|lower|anterior|posterior|within|at|"
    r"numerous|new|many|widespread|possible|possibly|one|two|three|four|five|single|solitary|"
    r"both|lobes?|entire|other|nearby|surrounding|draining|pelvic|thoracic|lumbar|small|large|its|"
    r"synchronous|metachronous|subsequent|subsequently|\(|\)|\d+)[\s,-]*)*$",
    re.IGNORECASE,
)
_ENUMERATION = re.compile(
    r"^(?:\s*(?:,|/|and|or|as well as|&|plus|both|the|left|right|bilateral|multiple|distant|regional|also|solitary|"
    r"cervical|mediastinal|axillary|abdominal|mesenteric|retroperitoneal|\d+)[\s,-]*)*$",
    re.IGNORECASE,
)
_ADJECTIVES = re.compile(
    r"^[\s\-–/(]*(?:(?:primary|malignant|benign|functioning|functional|non-?functioning|non-?functional|"
    r"nonfunctioning|well|poorly|moderately|differentiated|well-differentiated|low-grade|high-grade|"
    r"intermediate-grade|grade|G[123]|[123I]+|small|large|giant|sporadic|localized|locally|advanced|"
    r"metastatic|cell|cystic|solid|pure|mixed|typical|atypical|primary|neuroendocrine|endocrine|"
    r"ACTH-(?:secreting|producing)|hormone-secreting|secreting|occult|incidental|known|recurrent|"
    r"unresectable|resectable|invasive|aggressive|rare|mucosal|submucosal|solitary|multiple|"
    r"progressive|ectopic|intramural|multifocal|stage|IV|III|composite|-)[\s,)-]*)*$",
    re.IGNORECASE,
)
_OF = re.compile(
    r"^\s*(?:\([^)]{0,30}\)\s*)?(?:(?:of|in|from|at|on|within|involving|affecting|arising|diagnosed|identified|visualized|visualised|seen|noted|discovered|observed|demonstrated|revealed|suspected|"
    r"originating|originated|originates|located|localized|localised|situated|derived|developing|found|"
    r"detected|occurring|presenting|primary|was|were|which|that|is|confined|limited|replacing|to|into|inside|near)\s+){1,5}"
    r"(?:(?:the|a|an|his|her|left|right|distal|proximal|mid|middle|upper|lower|anterior|posterior|"
    r"lateral|medial|terminal|ascending|descending|transverse|extrahepatic|common|second|third|"
    r"first|fourth|portion|part|head|tail|body|neck|base|wall|region|area|lobe|side|segment|level|"
    r"junction|tip|apex|aspect|mucosa|submucosa|uncinate|process|main|of|in|and|&|or|"
    r"posterior|superior|inferior|central|peripheral|bilateral|muscle|lumen|hilum|curvature|greater|"
    r"lesser|fundus|antrum|dome|root|orifice|horn|subcutaneous|deep|superficial)[\s-]+)*$",
    re.IGNORECASE,
)
_SIZE = re.compile(
    r"(?:,|of|measuring|sized|about|approximately|,\s*measuring)?\s*(?:about\s+|up to\s+)?\d[\d.,]*\s*(?:[x×*]\s*\d[\d.,]*\s*(?:cm|mm)?\s*){0,2}-?\s*(?:cm|mm)?"
    r"(?:\s*in\s+(?:size|diameter|maximum diameter|greatest dimension|maximal diameter|largest diameter))?(?=[\s,)])",
    re.IGNORECASE,
)
_GAP_MET = re.compile(
    r"^[\s\-–]*(?:(?:and|or|tumou?r|node|nodes|nodal|lesions?|synchronous|metachronous|multiple|"
    r"distant|diffuse|bilateral|lobe|regional|extensive|carcinoid|NET|neuroendocrine|NEN|NEC|s|"
    r"new|small|large|parenchymal|surface|progressive|unresectable|were|was|with|also|marrow|"
    r"tissue|body|wall|parenchyma|confirmed|showed|showing|for|bed)[\s-]+)*$",
    re.IGNORECASE,
)
_VERTEBRA = re.compile(
    r"(?<![\w-])(?P<level>[CTLS]|Th|D)\s?-?(?P<n>\d{1,2})(?!\w|\.\d)"
    r"(?:\s*(?:-|–|/|to|and|,)\s*\d{1,2}(?!\w|\.\d|\s*(?:cm|mm|%|years?|months?|cycles?|mg|Gy)))*"
)
_NOT_A_VERTEBRA = re.compile(
    r"^\s*(?:p?N\d|[-\s]?weighted|hyper|hypo|iso|signal|images?|sequence|lymph|dissection|resection|gastrectomy|receptor|stage|tumou?rs?\b)",
    re.IGNORECASE,
)
_LEVEL = {
    "C": ("cervical spine", 7),
    "T": ("thoracic spine", 12),
    "Th": ("thoracic spine", 12),
    "D": ("thoracic spine", 12),
    "L": ("lumbar spine", 5),
    "S": ("sacrum", 5),
}
_SPINE_WORD = re.compile(
    r"\b(?:vertebra\w*|spin(?:e|al)|spondyl\w*|lumbar|thoracic|dorsal)\b", re.I
)
_COUNT = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty(?:-\w+)?|thirty(?:-\w+)?|all|several|multiple|some)"
_NODE = r"(?:lymph\s*nodes?|nodes?|lymphnodes?|LNs?)\b"
_NODES_INVOLVED = re.compile(
    rf"\b{_COUNT}\s*(?:/|of|out\s+of|among|in)\s*(?:the\s+)?{_COUNT}\s+(?:positive\s+|resected\s+|dissected\s+|\w+\s+){{0,3}}{_NODE}(?=[^.;]{{0,40}}\b(?:positive|involved|metasta\w+|contain\w+|harbou?r\w*|infiltrat\w+|affected|invaded)|)"
    rf"|\b(?:positive|involved|metastatic|infiltrated|invaded|affected|tumou?r-bearing|tumou?r-positive)\s+(?:\w+\s+){{0,2}}{_NODE}"
    rf"|\b{_NODE}\s+(?:\w+\s+){{0,3}}(?:were|was|are|being|found|tested|also)?\s*(?:\w+\s+)?(?:positive|involved|involvement|invaded|infiltrated|invasion|infiltration)\b"
    rf"|\b(?:metasta\w+|deposits?|involvement|spread|disease|tumou?r)\s+(?:\w+\s+){{0,3}}?(?:in|of|to)\s+(?:the\s+)?(?:{_COUNT}\s+)?(?:(?:of|/|out of)\s+(?:the\s+)?{_COUNT}\s+)?(?:\w+\s+){{0,3}}{_NODE}"
    r"|\blymphadenopath\w+\b[^.;]{0,60}\b(?:confirmed|metasta\w+|proven)\b"
    rf"|\b(?:hypermetabolic|avid|FDG-avid|uptake\s+(?:\w+\s+){{0,4}}(?:in|of|by))\s+(?:\w+[\s,]+(?:and\s+)?){{0,6}}?{_NODE}"
    r"|\b(?:node|nodal)[\s-](?:positive|involvement|metasta\w+|disease|spread|recurrence)"
    r"|\bp?T\d\w{0,2}[\s,]*p?N[123]\w?\b|\bpN[123]\w?\b",
    re.IGNORECASE,
)
_STAGE_N = re.compile(r"\bp?T\d\w{0,2}[\s,]*p?N[123]|\bpN[123]")
_NO_NODES = re.compile(
    r"\b(?:0|none|zero|no)\s*(?:/|of|out of)|\b(?:no|without|negative)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Vote:
    role: str
    weight: float
    finding: Finding
    certain: bool = True


def extract(scope: Scope) -> list[Finding]:
    """Findings of ``primary_site``, ``metastatic_sites``, ``bone_sites``, ``bone_lesion_type``."""
    votes: list[_Vote] = []
    for sentence in scope.sentences:
        if (
            sentence.of("site", "bone_site", "histology", "treatment")
            or sentence.cue("unknown_primary")
            or _STAGE_N.search(sentence.text)
            or "primary" in sentence.text
            or "origin" in sentence.text
        ):
            votes += _votes(scope, sentence)
    bones = _bone_sites(scope)
    primary, rivals = _primary(scope, votes)
    metastatic = _metastatic(votes, rivals, {f.value for f in primary})
    if bones and not any(f.value == "bone" for f in metastatic):
        explicit = [f for f in bones if f.rule.startswith("bone_site.metastasis")]
        if explicit:
            first = explicit[0]
            sentence_of = scope.annotations.sentence_at(first.start)
            if sentence_of is not None:
                metastatic.append(
                    make(
                        scope,
                        sentence_of,
                        "metastatic_sites",
                        "bone",
                        first.start,
                        first.end,
                        "site.from_bone_part",
                        group="site",
                        status="derived",
                        confidence=0.85,
                    )
                )
    lesion = lesion_types(scope)
    if lesion and not any(f.value == "bone" for f in metastatic):
        told = scope.annotations.sentence_at(lesion[0].start)
        if told is not None and told.has("lesion"):
            metastatic.append(
                make(
                    scope,
                    told,
                    "metastatic_sites",
                    "bone",
                    lesion[0].start,
                    lesion[0].end,
                    "site.from_bone_lesion",
                    group="site",
                    status="derived",
                    confidence=0.75,
                )
            )
    has_bone = any(f.value == "bone" for f in metastatic)
    if not has_bone:
        lesion = []
    return [*primary, *metastatic, *(bones if has_bone else []), *lesion]


def _votes(scope: Scope, sentence: Sentence) -> list[_Vote]:
    out: list[_Vote] = []
    sites = [
        m
        for m in sentence.of("site", "bone_site")
        if not m.weak
        and not (
            m.name == "soft tissue"
            and re.match(
                r"\s*(?:mass|density|lesion|component|tumou?r|swelling|window|shadow|nodule|extension|opacity)",
                sentence.between(m.end, m.end + 14),
                re.I,
            )
        )
    ]
    roles = _roles(scope, sentence, sites)
    for mention in sites:
        role, weight, rule = roles.get((mention.start, mention.end), ("", 0.0, ""))
        if not role:
            continue
        context = sentence.context(mention.start, mention.end)
        if "negated" in context or "family" in context:
            continue
        uncertain = "uncertain" in context
        if uncertain:
            weight *= 0.5
        name = mention.name if mention.group == "site" else "bone"
        part = mention.group == "bone_site"
        if part and role != "metastasis":
            continue
        if name == "unknown":
            continue
        out.append(
            _Vote(
                role,
                weight,
                make(
                    scope,
                    sentence,
                    "primary_site" if role == "primary" else "metastatic_sites",
                    name,
                    mention.start,
                    mention.end,
                    rule,
                    group="site",
                    status="derived" if part else "reported",
                    confidence=min(0.95, 0.6 + 0.12 * weight) * (0.7 if uncertain else 1),
                    cues=context.values(),
                ),
                not uncertain,
            )
        )
    out += _nodes(scope, sentence)
    out += _not_found(scope, sentence)
    out += _implied(scope, sentence)
    for cue in sentence.cue("unknown_primary"):
        out.append(
            _Vote(
                "primary",
                3.0,
                make(
                    scope,
                    sentence,
                    "primary_site",
                    "unknown",
                    cue.start,
                    cue.end,
                    "primary.unknown",
                    group="site",
                    confidence=0.9,
                ),
            )
        )
    return out


_PRIMARY_NOT_FOUND = re.compile(
    r"\bno\s+(?:obvious\s+|definite\s+|clear\s+|other\s+)?(?:site|evidence|sign|source|focus)s?\s+of\s+(?:an?\s+|the\s+|any\s+)?(?:primary|origin)\b"
    r"|\bfailed\s+to\s+(?:locate|identify|reveal|find|detect|disclose|show|demonstrate)\s+(?:an?|the|any)\s+(?:\w+\s+){0,3}(?:origin|primary)\b"
    r"|\bprimary(?:\s+(?:tumou?r|site|lesion|focus|origin))?\s+(?:\w+\s+){0,3}?(?:could\s+not\s+be|was\s+not|were\s+not|was\s+never|has\s+not\s+been)\s+(?:\w+ly\s+)?"
    r"(?:identified|found|located|detected|determined|established|localized|localised|demonstrated|disclosed|seen)\b"
    r"|\bno\s+(?:\w+\s+){0,2}primary(?:\s+(?:tumou?r|site|lesion|focus))?\s+(?:\w+\s+){0,3}(?:identified|found|located|detected|seen|disclosed|appreciated|demonstrated)\b",
    re.IGNORECASE,
)


def _not_found(scope: Scope, sentence: Sentence) -> list[_Vote]:
    """The primary was looked for and not found, in words that no fixed cue covers."""
    if sentence.cue("unknown_primary"):
        return []
    return [
        _Vote(
            "primary",
            3.0,
            make(
                scope,
                sentence,
                "primary_site",
                "unknown",
                sentence.start + match.start(),
                sentence.start + match.end(),
                "primary.not_found",
                group="site",
                confidence=0.85,
            ),
        )
        for match in _PRIMARY_NOT_FOUND.finditer(sentence.text)
    ]


def _nodes(scope: Scope, sentence: Sentence) -> list[_Vote]:
    """Lymph nodes that hold tumour: counts ("4 of 16 nodes"), "positive nodes", a pN1 stage."""
    out: list[_Vote] = []
    for match in _NODES_INVOLVED.finditer(sentence.text):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        if "negated" in sentence.context(start, end) or _NO_NODES.match(match.group()):
            continue
        ratio = re.match(rf"{_COUNT}\s*(?:/|of|out|among|in)", match.group(), re.I)
        if ratio and not re.search(
            r"\b(?:positiv|involv|metasta|contain|harbou?r|infiltrat|affect|invad)",
            sentence.text,
            re.I,
        ):
            continue
        out.append(
            _Vote(
                "metastasis",
                2.6,
                make(
                    scope,
                    sentence,
                    "metastatic_sites",
                    "lymph node",
                    start,
                    end,
                    "metastasis.nodes",
                    group="site",
                    confidence=0.9,
                ),
            )
        )
    return out


_PRIMARY_NOTE = re.compile(r"primary=([^;]+)")
# Tumours that by name or nature arise in one organ; a weak sign, outdone by any stated site.
_HOME = {
    "medullary thyroid carcinoma": ("thyroid", 2.6),
    "pheochromocytoma": ("adrenal gland", 2.2),
    "insulinoma": ("pancreas", 1.1),
    "Merkel cell carcinoma": ("skin", 1.1),
    "glucagonoma": ("pancreas", 1.1),
}


def _implied(scope: Scope, sentence: Sentence) -> list[_Vote]:
    """Where a histology's own name says that it began (PanNET, medullary thyroid carcinoma)."""
    out: list[_Vote] = []
    for mention in sentence.of("histology"):
        if mention.weak or vetoed(sentence, mention, "uncertain"):
            continue
        note = _PRIMARY_NOTE.search(mention.note)
        place, weight = (note.group(1).strip(), 2.6) if note else _HOME.get(mention.name, ("", 0.0))
        if place:
            out.append(
                _Vote(
                    "primary",
                    weight,
                    make(
                        scope,
                        sentence,
                        "primary_site",
                        place,
                        mention.start,
                        mention.end,
                        "primary.by_name",
                        group="site",
                        status="derived",
                        confidence=0.9 if weight > 2 else 0.7,
                    ),
                )
            )
    for mention in sentence.of("treatment"):
        place = next((_REMOVED[n] for n in mention.names if n in _REMOVED), "")
        if place and not vetoed(sentence, mention, "history", "planned", "declined", "not_given"):
            out.append(
                _Vote(
                    "primary",
                    0.7,
                    make(
                        scope,
                        sentence,
                        "primary_site",
                        place,
                        mention.start,
                        mention.end,
                        "primary.organ_removed",
                        group="site",
                        status="derived",
                        confidence=0.5,
                    ),
                )
            )
    return out


# Organs that are taken out for a tumour of their own: the weakest sign, where nothing else is said.
_REMOVED = {
    "thymectomy": "thymus",
    "appendectomy": "appendix",
    "gastrectomy": "stomach",
    "distal pancreatectomy": "pancreas",
    "pancreatectomy": "pancreas",
    "thyroidectomy": "thyroid",
    "nephrectomy": "kidney",
    "orchiectomy": "testis",
    "oophorectomy": "ovary",
    "prostatectomy": "prostate",
    "cystectomy": "bladder",
    "lobectomy": "lung",
    "pneumonectomy": "lung",
    "lung resection": "lung",
    "small bowel resection": "small intestine",
    "right hemicolectomy": "colon",
    "colectomy": "colon",
    "low anterior resection": "rectum",
    "abdominoperineal resection": "rectum",
    "esophagectomy": "esophagus",
    "cholecystectomy": "gallbladder",
    "mastectomy": "breast",
    "laryngectomy": "larynx",
    "pancreaticoduodenectomy": "pancreas",
}


Role = tuple[str, float, str]
Propose = Callable[[Mention, Role], None]


def _roles(scope: Scope, sentence: Sentence, sites: list[Mention]) -> dict[tuple[int, int], Role]:
    """The strongest role of each site mention of the sentence."""
    roles: dict[tuple[int, int], Role] = {}

    def propose(mention: Mention, role: Role) -> None:
        key = (mention.start, mention.end)
        if key not in roles or role[1] > roles[key][1]:
            roles[key] = role

    histologies = [
        m
        for m in sentence.of("histology")
        if not m.weak and any(is_neuroendocrine(scope, name) for name in m.names)
    ]
    metastases = sentence.cue("metastasis")
    _metastasis_roles(sentence, sites, metastases, propose)
    for mention in sites:
        if mention.group != "site":
            continue
        for tumour in histologies:
            if 0 <= tumour.start - mention.end <= 60 and _ADJECTIVES.match(
                sentence.between(mention.end, tumour.start)
            ):
                after = sentence.between(tumour.end, tumour.end + 18)
                if not re.match(
                    r"[\s-]*(?:liver |hepatic |bone )?(?:metasta|mets\b|deposit)", after
                ) or (not _is_common_target(mention.name)):
                    before = sentence.between(mention.start - 14, mention.start)
                    if mention.name in _TARGETS and re.search(
                        r"\bmetastatic\s+(?:\w+\s+)?$", before, re.I
                    ):
                        propose(mention, ("metastasis", 3.0, "metastasis.metastatic_organ"))
                    else:
                        propose(mention, ("primary", 3.0, "primary.adjective"))
            elif 0 <= mention.start - tumour.end <= 110 and _OF.match(
                sentence.between(tumour.end, mention.start)
            ):
                if not _led_by_metastasis(sentence, tumour, mention):
                    if mention.name in _NO_ORIGIN:
                        propose(mention, ("metastasis", 2.0, "metastasis.found_in"))
                    else:
                        propose(mention, ("primary", 2.8, "primary.of"))
        for cue in sentence.cue("primary"):
            _primary_cue(sentence, mention, cue, propose)
        for word in sentence.cue("tumor_word"):
            gap_of = _SIZE.sub(" ", sentence.between(word.end, mention.start))
            gap_adj = sentence.between(mention.end, word.start)
            if 0 <= mention.start - word.end <= 90 and _OF.match(gap_of):
                propose(mention, ("primary", 1.2, "primary.mass_in"))
            elif 0 <= word.start - mention.end <= 40 and _ADJECTIVES.match(gap_adj):
                propose(mention, ("primary", 1.0, "primary.mass"))
    # "of the pancreas and the duodenum": what stands in one list with a primary is one too.
    for left, right in itertools.pairwise(sites):
        role = roles.get((left.start, left.end))
        if role and role[0] == "metastasis" and (right.start, right.end) not in roles:
            if _LIST.match(sentence.between(left.end, right.start)) and right.start - left.end < 70:
                roles[(right.start, right.end)] = (role[0], role[1] * 0.95, role[2])
    return roles


_COMMON_TARGETS = frozenset(
    {"liver", "bone", "lymph node", "lung", "brain", "peritoneum", "bone marrow", "meninges"}
)


# A neuroendocrine neoplasm "of the bone marrow" was found there, it did not begin there.
_NO_ORIGIN = frozenset({"bone marrow", "lymph node", "bone", "meninges"})


def _is_common_target(name: str) -> bool:
    return name in _COMMON_TARGETS


def _led_by_metastasis(sentence: Sentence, tumour: Mention, mention: Mention) -> bool:
    """ "metastatic carcinoid to the ovary": the organ after ``to`` is no origin."""
    gap = sentence.between(tumour.end, mention.start)
    if re.match(r"^\s*(?:to|into)\b", gap):
        return True
    before = sentence.between(tumour.start - 14, tumour.start)
    return (
        bool(re.search(r"metastatic\s*$|metastas[ei]s of\s*$", before))
        and bool(re.match(r"^\s*(?:in|to|involving)\b", gap))
        and _is_common_target(mention.name)
    )


def _primary_cue(sentence: Sentence, mention: Mention, cue: Mention, propose: Propose) -> None:
    wording = sentence.between(cue.start, cue.end).lower()
    if cue.end <= mention.start and mention.start - cue.end <= 80:
        gap = sentence.between(cue.end, mention.start)
        if wording.startswith(("originat", "aris", "arose")) and _OF.match(
            " from " + gap.lstrip() if gap.strip() else " from "
        ):
            propose(mention, ("primary", 3.2, "primary.origin"))
        elif _OF.match(gap) or re.match(
            r"^\s*(?:tumou?r|site|lesion|cancer|neoplasm|mass|focus)?\s*(?:was|is|were|being|to be|located|in|at|the|of|"
            r"found|identified|suspected|within|considered|most likely|likely|probably|a|an|as|as a|left|right|\s)*$",
            gap,
            re.I,
        ):
            propose(mention, ("primary", 3.2, "primary.cue"))
    elif mention.end <= cue.start and cue.start - mention.end <= 30:
        gap = sentence.between(mention.end, cue.start)
        if wording in {
            "origin",
            "primary",
            "primaries",
            "primary tumor",
            "primary tumour",
            "primary site",
            "primary lesion",
        } and re.match(
            r"^[\s-]*(?:tail|head|body|as the|as a|is the|was the|being the|the)?\s*$", gap
        ):
            propose(mention, ("primary", 3.0, "primary.cue_after"))


# "pancreas metastatic to the liver": the organ before these is where it came from.
_VERBAL = re.compile(
    r"^(?:metastatic(?!\s+(?:patient|disease|lesion|deposit|nodule|spread|involvement))|metasta[sz]i[sz]\w+|"
    r"disseminated|spread|seeding)\b",
    re.IGNORECASE,
)


def _metastasis_roles(
    sentence: Sentence, sites: list[Mention], cues: list[Mention], propose: Propose
) -> None:
    to = sentence.cue("metastasis_to")
    for mention in sites:
        for cue in [*cues, *to]:
            wording = sentence.between(cue.start, cue.end).lower()
            if mention.end <= cue.start and cue.start - mention.end <= 60:
                gap = sentence.between(mention.end, cue.start)
                if (
                    _GAP_MET.match(gap)
                    and cue.group == "metastasis"
                    and not _VERBAL.match(sentence.between(cue.start, cue.end + 14))
                ):
                    propose(mention, ("metastasis", 3.5, "metastasis.adjective"))
            elif cue.end <= mention.start and mention.start - cue.end <= 100:
                gap = sentence.between(cue.end, mention.start)
                if re.match(r"^\s*(?:from|of\s+(?:a|an|the)?\s*(?:primary|known))\b", gap):
                    continue
                if cue.group == "metastasis_to" and _LIST.match(gap):
                    propose(mention, ("metastasis", 3.5, "metastasis.to"))
                elif (
                    cue.group == "metastasis"
                    and re.match(
                        r"^\s*(?:lesions?|deposits?|disease|tumou?rs?|nodules?|was|were|found|seen|detected|"
                        r"identified|present|noted|observed|located|confirmed|\(|\s)*\s*"
                        r"(?:to|in|into|of|involving|at|within|on|affecting|throughout|over|including|were|shown)\b",
                        gap,
                        re.I,
                    )
                    and _tail_is_list(gap)
                ):
                    propose(mention, ("metastasis", 3.3, "metastasis.in"))
                elif (
                    cue.group == "metastasis"
                    and re.match(
                        r"^\s*$|^\s*(?:regional|local|axillary|cervical|mediastinal|mesenteric|left|right)\s+$",
                        gap,
                    )
                    and wording == "metastatic"
                ):
                    propose(mention, ("metastasis", 2.4, "metastasis.metastatic_organ"))
    # Backward lists: "pulmonary, bone, and hepatic metastases".
    for right, left in zip(reversed(sites), list(reversed(sites))[1:], strict=False):
        gap = sentence.between(left.end, right.start)
        if (
            _ENUMERATION.match(gap)
            and len(gap) < 50
            and _adjacent_metastasis(sentence, right, cues)
        ):
            propose(left, ("metastasis", 3.3, "metastasis.list"))
    # Two steps back in the same list.
    for index in range(len(sites) - 3, -1, -1):
        chain = sites[index:]
        if all(
            _ENUMERATION.match(sentence.between(a.end, b.start)) and b.start - a.end < 50
            for a, b in itertools.pairwise(chain)
        ) and any(_adjacent_metastasis(sentence, c, cues) for c in chain[1:4]):
            last = next((c for c in chain[1:4] if _adjacent_metastasis(sentence, c, cues)), None)
            if last is not None and all(
                _ENUMERATION.match(sentence.between(a.end, b.start))
                for a, b in itertools.pairwise(chain)
            ):
                propose(sites[index], ("metastasis", 3.2, "metastasis.list"))
    _weak_metastases(sentence, sites, bool(cues or to), propose)


_LESIONS_AFTER = re.compile(
    r"\W*(?:\w+\W+){0,2}(?:lesions?|(?:micro)?nodules?|deposits?|mass(?:es)?|uptake|foci|focus|disease|tumou?rs)\b",
    re.I,
)
_LESIONS_BEFORE = re.compile(
    r"(?:lesions?|nodules?|deposits?|masses|uptake|foci|accumulations?|tumou?rs)\s+(?:[\w-]+\s+){0,5}$",
    re.I,
)
_MANY = re.compile(
    r"\b(?:multiple|innumerable|numerous|several|many|diffuse|disseminated|new|bilobar|both|extensive|progressive|widespread|"
    r"two|three|four|five|six|seven|eight|nine|ten|multifocal)\b",
    re.I,
)
_PROVEN = re.compile(
    r"\b(?:prove[dn]?\s+to\s+be|confirmed\s+(?:as|to\s+be)|consistent\s+with|compatible\s+with|turned\s+out\s+to\s+be|"
    r"diagnosed\s+as|interpreted\s+as|considered\s+(?:as\s+)?|revealed|showed)\s+(?:\w+\s+){0,2}metasta",
    re.IGNORECASE,
)
_SPREAD_IN = re.compile(
    r"\b(?:progress(?:ion|ed|ive disease)|recurrence|relapse|spread|recurred|relapsed|dissemination)\s+(?:\w+\s+){0,3}"
    r"(?:in|to|into|within|of)\s+(?:\w+\s+){0,2}$",
    re.I,
)
_SEEDED = re.compile(
    r"\b(?:seeded|seeding|colonised|colonized|studding|studded)\s+(?:of\s+)?(?:\w+\s+){0,3}$",
    re.IGNORECASE,
)
_MARROW = re.compile(
    r"\b(?:infiltrat\w+|involv\w+|replac\w+|invad\w+)\s+(?:of\s+|by\s+)?(?:the\s+)?$", re.I
)
_IMAGED = re.compile(
    r"^\s+(?:was|were)\s+(?:\w+\s+)?(?:riddled|studded|peppered|replaced)\b|^[\s-]*(?:\w+\s+)?(?:MRI|CT|ultrasound|ultrasonography|scan|imaging|biops(?:y|ies)|scintigraphy)\b[^.;]{0,60}"
    r"\b(?:reveal\w*|show\w*|confirm\w*|demonstrat\w*|detect\w*|disclos\w*|found|consistent with)\b[^.;]{0,50}\bmetasta",
    re.I,
)


def _weak_metastases(
    sentence: Sentence, sites: list[Mention], told: bool, propose: Propose
) -> None:
    """Lesions of an organ that these tumours spread to: weak alone, enough beside "metastases"."""
    for mention in sites:
        if mention.name not in _COMMON_TARGETS and mention.group == "site":
            later = sentence.between(mention.end, sentence.end)
            if _LESIONS_AFTER.match(later[:50]) and _PROVEN.search(later):
                propose(mention, ("metastasis", 2.0, "metastasis.proven"))
            continue
        before = sentence.between(mention.start - 70, mention.start)
        after = sentence.between(mention.end, mention.end + 140)
        lesion = _LESIONS_AFTER.match(after[:50]) or _LESIONS_BEFORE.search(before)
        marrow = (mention.name == "bone marrow" and _MARROW.search(before)) or _SEEDED.search(
            before
        )
        if marrow or _IMAGED.match(after) or _SPREAD_IN.search(before):
            propose(mention, ("metastasis", 2.0, "metastasis.imaged"))
        elif lesion and told:
            propose(mention, ("metastasis", 1.5, "metastasis.lesion"))
        elif lesion and mention.name != "lymph node" and _MANY.search(before[-45:]):
            propose(mention, ("metastasis", 1.4, "metastasis.many_lesions"))
        elif (
            mention.name == "lymph node"
            and told
            and (
                re.search(r"metasta\w+\W+(?:\w+\W+){0,7}$", before, re.I)
                or re.match(r"\W+(?:\w+\W+){0,7}metasta", after, re.I)
            )
        ):
            propose(mention, ("metastasis", 1.5, "metastasis.node_near"))


def _tail_is_list(gap: str) -> bool:
    match = re.match(
        r"^\s*(?:\w+\s+){0,3}?(?:to|in|into|of|involving|at|within|on|affecting|throughout|over|including|were|shown)\b(.*)$",
        gap,
        re.I | re.S,
    )
    return bool(match and _LIST.match(match.group(1)))


def _adjacent_metastasis(sentence: Sentence, mention: Mention, cues: list[Mention]) -> bool:
    return any(
        mention.end <= cue.start
        and cue.start - mention.end <= 40
        and _GAP_MET.match(sentence.between(mention.end, cue.start))
        for cue in cues
    )


def _primary(scope: Scope, votes: list[_Vote]) -> tuple[list[Finding], dict[str, float]]:
    """The primary site(s): the strongest sign wins; weak signs count only without strong ones."""
    primary = [v for v in votes if v.role == "primary"]
    weight: dict[str, float] = {}
    best: dict[str, float] = {}
    metastatic: dict[str, float] = {}
    for vote in votes:
        if vote.role == "metastasis":
            name = vote.finding.value
            metastatic[name] = metastatic.get(name, 0.0) + vote.weight
    for vote in primary:
        name = vote.finding.value
        weight[name] = weight.get(name, 0.0) + vote.weight
        best[name] = max(best.get(name, 0.0), vote.weight)
    certain = {v.finding.value for v in primary if v.weight >= 2.0 and v.certain}
    strong = {n for n, w in best.items() if w >= 2.0 and (not certain or n in certain)}
    unknown = weight.pop("unknown", 0.0)
    named = strong - {"unknown"}
    if unknown and (not named or unknown >= 2 * max(weight[n] for n in named)):
        chosen = {"unknown"}
    elif named:
        top = max(weight[n] for n in named)
        chosen = {
            n for n in named if weight[n] >= 0.34 * top and not (metastatic.get(n, 0.0) > weight[n])
        }
    else:
        weak = {
            n: w
            for n, w in weight.items()
            if n not in metastatic and n not in ("lymph node", "bone")
        }
        chosen = {max(sorted(weak), key=lambda n: weak[n])} if weak else set()
    chosen = set(scope.names.most_specific("site", sorted(chosen)))
    rivals = {n: w for n, w in weight.items() if n in chosen}
    return first_of_each(v.finding for v in primary if v.finding.value in chosen), rivals


def _metastatic(votes: list[_Vote], rivals: dict[str, float], primary: set[str]) -> list[Finding]:
    weight: dict[str, float] = {}
    for vote in votes:
        if vote.role == "metastasis":
            weight[vote.finding.value] = weight.get(vote.finding.value, 0.0) + vote.weight
    kept = {
        n for n, w in weight.items() if w >= 1.4 and not (n in primary and rivals.get(n, 0.0) >= w)
    }
    return first_of_each(
        v.finding for v in votes if v.role == "metastasis" and v.finding.value in kept
    )


_IMAGED_PART = re.compile(
    r"\b(?:scans?|CT|MRI|tomography|x-?rays?|radiographs?|imaging|ultrasound|films?)\s+(?:(?:of|at)\s+(?:the\s+)?(?:\w+[\s,]+(?:and\s+)?){0,4})?$",
    re.IGNORECASE,
)


def _named_bone(sentence: Sentence, mention: Mention) -> bool:
    """Whether another word of the sentence speaks of the skeleton."""
    return any(m.name == "bone" for m in sentence.of("site")) or any(
        not m.weak and m.start != mention.start for m in sentence.of("bone_site")
    )


_BONE_LESION = re.compile(
    r"\b(?:lesions?|nodules?|deposits?|foc(?:i|us)|uptake|fixation|lytic|sclero\w+|blastic|osteo\w+|hypermetabol\w+|avid\w*|"
    r"destruct\w+|metasta\w+|secondar\w+|accumulations?|infiltrat\w*|involvement|density|signal)\b",
    re.IGNORECASE,
)


def _bone_sites(scope: Scope) -> list[Finding]:
    """Parts of the skeleton with metastases: ``.metastasis`` where a lesion is told right there."""
    found: list[Finding] = []
    any(not m.weak and not vetoed(s, m) for s in scope.sentences for m in s.of("bone_lesion_type"))
    for sentence in scope.sentences:
        metastasis = bool(sentence.cue("metastasis", "metastasis_to"))
        bony = metastasis or bool(sentence.of("bone_lesion_type")) or sentence.has("lesion")
        if not bony:
            continue
        near_lesion = bool(_BONE_LESION.search(sentence.text))
        for mention in sentence.of("bone_site"):
            if vetoed(sentence, mention, "normal", "history"):
                continue
            if mention.weak and not (
                sentence.of("bone_lesion_type") or _named_bone(sentence, mention)
            ):
                continue
            if _IMAGED_PART.search(sentence.between(mention.start - 40, mention.start)):
                continue
            window = sentence.between(mention.start - 90, mention.end + 60)
            rule = "bone_site.metastasis" if _BONE_LESION.search(window) else "bone_site.lesion"
            for name in mention.names:
                found.append(
                    make(
                        scope,
                        sentence,
                        "bone_sites",
                        name,
                        mention.start,
                        mention.end,
                        rule,
                        group="bone_site",
                        confidence=0.85 if metastasis else 0.75,
                    )
                )
        if near_lesion or _SPINE_WORD.search(sentence.text):
            rule = "bone_site.metastasis" if near_lesion else "bone_site.lesion"
            spoken = bool(
                _SPINE_WORD.search(sentence.text)
                or sentence.of("bone_site")
                or any(m.name == "bone" for m in sentence.of("site"))
            )
            found += _vertebrae(scope, sentence, rule, spoken=spoken)
    chosen = first_of_each(found)
    names = {f.value for f in chosen}
    if names & {"cervical spine", "thoracic spine", "lumbar spine"}:
        chosen = [f for f in chosen if f.value != "spine"]
    return chosen


_LESION_AT = re.compile(
    r"\b(?:metasta\w+|lesions?|deposits?|fractures?|collapse|foc(?:i|us)|uptake)\W+(?:\w+\W+){0,4}$",
    re.IGNORECASE,
)


def _vertebrae(
    scope: Scope, sentence: Sentence, rule: str, *, spoken: bool = True
) -> list[Finding]:
    """Vertebrae by level and number; without a word for the spine only right behind a lesion."""
    found: list[Finding] = []
    for match in _VERTEBRA.finditer(sentence.text):
        name, most = _LEVEL[match["level"]]
        if not 1 <= int(match["n"]) <= most or _NOT_A_VERTEBRA.match(sentence.text[match.end() :]):
            continue
        start, end = sentence.start + match.start(), sentence.start + match.end()
        if "negated" in sentence.context(start, end):
            continue
        if not spoken and not _LESION_AT.search(sentence.text[: match.start()]):
            continue
        found.append(
            make(
                scope,
                sentence,
                "bone_sites",
                name,
                start,
                end,
                rule + ".vertebra",
                group="bone_site",
                confidence=0.85,
            )
        )
    return found


def lesion_types(scope: Scope) -> list[Finding]:
    found: list[Finding] = []
    for sentence in scope.sentences:
        for mention in sentence.of("bone_lesion_type"):
            if mention.weak or vetoed(sentence, mention, "normal"):
                continue
            found.append(
                make(
                    scope,
                    sentence,
                    "bone_lesion_type",
                    mention.name,
                    mention.start,
                    mention.end,
                    "bone_lesion.named",
                    confidence=0.85,
                )
            )
    if not found:
        return []
    count = {v: sum(f.value == v for f in found) for v in sorted({f.value for f in found})}
    top = max(count, key=lambda v: count[v])
    return first_of_each(f for f in found if f.value == top)


# Organs that tumours of this field spread to far more often than they begin there.
_TARGETS = _COMMON_TARGETS | {
    "spleen",
    "adrenal gland",
    "pituitary gland",
    "heart",
    "eye",
    "orbit",
    "pleura",
    "kidney",
    "central nervous system",
    "spinal cord",
    "muscle",
    "omentum",
    "mesentery",
}


def from_cell(scope: Scope, meaning: str) -> list[Finding]:
    """The sites of a table's cell, by what its column is about.

    A column of disease sites names the primary first, then where it spread; an organ that these
    tumours hardly begin in (liver, bone, lymph node …) is a metastasis there.
    """
    found: list[Finding] = []
    bones: list[Finding] = []
    primary = False
    for sentence in scope.sentences:
        for cue in sentence.cue("unknown_primary"):
            if meaning in ("site", "primary_site"):
                found.append(
                    make(
                        scope,
                        sentence,
                        "primary_site",
                        "unknown",
                        cue.start,
                        cue.end,
                        "cell.primary_unknown",
                        confidence=0.9,
                    )
                )
                primary = True
        if meaning == "primary_site" and re.match(
            r"\W*(?:unknown|CUP|occult|not found|undetermined|NK)\b", sentence.text, re.I
        ):
            return [
                make(
                    scope,
                    sentence,
                    "primary_site",
                    "unknown",
                    sentence.start,
                    sentence.end,
                    "cell.primary_unknown",
                    confidence=0.95,
                )
            ]
        for mention in sentence.of("site", "bone_site"):
            if vetoed(sentence, mention) or mention.name == "unknown":
                continue
            if mention.group == "bone_site" or meaning == "bone_sites":
                bones += [
                    make(
                        scope,
                        sentence,
                        "bone_sites",
                        name,
                        mention.start,
                        mention.end,
                        "cell.bone_site",
                        group="bone_site",
                        confidence=0.9,
                    )
                    for name in mention.names
                    if mention.group == "bone_site"
                ]
                name, role = "bone", "metastatic_sites"
            elif meaning == "metastatic_sites" or primary or mention.name in _TARGETS:
                name, role = mention.name, "metastatic_sites"
            else:
                name, role = mention.name, "primary_site"
                primary = True
            if meaning == "primary_site" and role == "metastatic_sites" and not primary:
                role, primary = "primary_site", True
            found.append(
                make(
                    scope,
                    sentence,
                    role,
                    name,
                    mention.start,
                    mention.end,
                    f"cell.{role}",
                    group="site",
                    confidence=0.9,
                )
            )
        if meaning in ("site", "metastatic_sites", "bone_sites"):
            bones += _vertebrae(scope, sentence, "cell.bone_site")
    return [*first_of_each(found), *first_of_each(bones), *lesion_types(scope)]
