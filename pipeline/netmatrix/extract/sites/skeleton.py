"""Bones with metastases, vertebrae by their number, and the type of a bone lesion."""

from __future__ import annotations

import re
from dataclasses import replace

from netmatrix.evidence import Finding
from netmatrix.extract.base import Scope, first_of_each, make, of_mention, span_of, vetoed
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Mention, Sentence
from netmatrix.patterns import compiled

# "L4", "Th11 and 12"; a number behind it must not be a size, a dose or a time.
_VERTEBRA = compiled(
    r"(?<![\w-])(?P<level>[CTLS]|Th|D)\s?-?(?P<n>\d{1,2})(?!\w|\.\d)"
    r"(?:\s*(?:-|–|/|to|and|,)\s*\d{1,2}(?!\w|\.\d|\s*(?:cm|mm|%|years?|months?|cycles?|mg|Gy)))*"
)
# "Hypersignal T2", "in front of S3", "patients S1 and S3": a sequence, a landmark or patients.
_NOT_VERTEBRA_BEFORE = compiled(
    r"(?:\b(?:iso|hyper|hypo)?-?signal(?:\s+(?:in|on))?|\bintens\w+\s+(?:in|on)|(?<!focus )(?<!uptake )(?<!lesion )(?<!foci )\bon|\bin\s+front\s+of|\banterior\s+to|\badjacent\s+to|"
    r"\blaminectom\w+(?:\s+of|\s+at)?|\bcorpectom\w+(?:\s+of)?|\bfusion(?:\s+of)?|\bopposite|\bfacing|\bsection\s+of|\blevel\s+of|\bfrom|"
    r"(?<!this )(?<!our )(?<!the )(?<!one )(?<!both )(?<!present )(?<!that )(?<!index )\b(?:patients?|cases?)(?:\s+[A-Z]\d{1,2},?(?:\s+and)?)*)\s+$",
    re.IGNORECASE,
)
# "T2-weighted", "T1 N0", "S4 resection": letters and numbers that name no vertebra.
_NOT_A_VERTEBRA = compiled(
    r"^[\s-]*(?:p?N\d|weighted|hyper|hypo|iso|bright|dark|signal|images?|sequence|lymph|laminectom|corpectom|fusion|nerve|root|level|dissection|resection|gastrectomy|receptor|stage|tumou?rs?\b)",
    re.IGNORECASE,
)
# The part of the spine and how many vertebrae it has, by the letter that stands for it.
_LEVEL = {
    "C": ("cervical spine", 7),
    "T": ("thoracic spine", 12),
    "Th": ("thoracic spine", 12),
    "D": ("thoracic spine", 12),
    "L": ("lumbar spine", 5),
    "S": ("sacrum", 5),
}
_SPINE_WORD = Gated(
    r"\b(?:bod(?:y|ies)\s+of(?=\s+[CTLD]h?\d)|vertebra\w*|spin(?:e|al)|spondyl\w*|lumbar|thoracic|dorsal)\b",
    re.I,
)
# "Below the jaw": a landmark.
_LANDMARK = compiled(
    r"\b(?:below|beneath|under|above|behind|facing|opposite|near|around|angle\s+of|in\s+front\s+of|at\s+the\s+level\s+of|between\s+(?:the\s+)?\w+\s+and)\s+(?:the\s+)?$"
    r"|\bbetween\s+(?:the\s+|his\s+|her\s+)?$"
    r"|\b(?:palpable|palpated|tender(?:ness)?|swelling|lump)\b[^.;,]{0,20}\bover\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_SCAN_OF_IT = compiled(
    r"(?:(?:,\s+\w+){0,4},?\s+and\s+\w+)?\s+(?:CT|MRI?|HRCT|X-?rays?|radiograph|scan)\b"
)
# "A lymph node metastasis at the hepatic hilum": where the node lies.
_NODE_AT = compiled(
    r"\b(?:nodes?|nodal)\s+(?:metastas\w+\s+|deposits?\s+|involvement\s+)?(?:at|around|along|near)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
# "Removed together with the coccyx": taken along, not ill.
_TAKEN_ALONG = compiled(
    r"\b(?:together|along|en\s+bloc|in\s+continuity)\s+with\s+(?:the\s+)?$", re.IGNORECASE
)
_TAKEN = Gated(r"\b(?:resected|removed|excised|resection|excision|removal)\b", re.IGNORECASE)
# "CT of the pelvis", "MRI from skull base to pelvis": the part that was imaged, not the part that is ill.
_IMAGED_PART = compiled(
    r"\b(?:scans?|CT|MRI|tomography|x-?rays?|radiographs?|imaging|ultrasound|films?)\s+(?:(?:of|at)\s+(?:the\s+)?(?:\w+[\s,]+(?:and\s+)?){0,4}|from\s+(?:the\s+)?(?:[\w-]+\s+){0,2}(?:to\s+(?:the\s+)?(?:[\w-]+\s+){0,2})?)?$",
    re.IGNORECASE,
)
# "Iliac and retroperitoneal adenopathy", "iliac vessels": a region, not a bone.
_NODES_THERE = compiled(
    r"^\s*(?:(?:,|and|or|/)\s*[\w-]+\s*){0,3}(?:lymph|nodes?\b|nodal|adenopath|vessel|arter|vein|fossa|crest\s+biops)",
    re.IGNORECASE,
)
# "Iliac", "sacral": words for a region; "femur" is a bone, whatever stands behind.
_OF_A_REGION = compiled(r"(?:al|ac|ic|ar)$", re.IGNORECASE)
_BONE_LESION = Gated(
    r"\b(?:lesions?|nodules?|deposits?|foc(?:i|us)|hot\s+spots?|uptake|lit\s+up|lucen\w+|defect|activity|(?:hyper)?fixations?|lytic|sclero\w+|blastic|osteo(?!por|arthr|pen|mala|phyt)\w+|hypermetabol\w+|avid\w*|"
    r"destruct\w+|metasta\w+|secondar\w+|accumulations?|infiltrat(?:ions?|es?)|(?:was|were)\s+(?:\w+ly\s+)?infiltrated|infiltrated\s+by|involvement|progression\s+to\s+the\s+(?:bone|skelet)\w*|(?<!mineral )density|signal|abnormal(?:ity|ities)?(?![^.;]{0,40}\b(?:fractur|degenerat|trauma)))\b",
    re.IGNORECASE,
)
# "An intradural lesion at L3-L4": the level of the canal.
_IN_THE_CANAL = compiled(r"\b(?:intradural|intramedullary|extramedullary|filum)\b", re.IGNORECASE)
# Where nothing else speaks of the spine, a vertebra must stand right behind its lesion.
_LESION_AT = compiled(
    r"\b(?:metasta\w+|lesions?|deposits?|fractures?|collapse|destruction|involvement|infiltration|foc(?:i|us)|uptake|(?:hyper)?fixations?|biops\w+)\W+(?:\w+\W+){0,4}$",
    re.IGNORECASE,
)
_LESION_BEHIND = compiled(
    r"\W*(?:\w+\W+){0,4}?(?:lytic|sclerotic|lesions?|deposits?|metasta\w+)\b", re.IGNORECASE
)
# "A bone scan was abnormal in the fourth rib", "he relapsed, on bone scan, in the ribs".
_OTHER_CAUSE = compiled(r"\b(?:fractur|degenerat|arthr|trauma)\w*", re.IGNORECASE)
_ON_SCAN = compiled(r"\b(?:abnormal\w*|relapsed)\b", re.IGNORECASE)
_SPINE_PARTS = frozenset({"cervical spine", "thoracic spine", "lumbar spine"})

# Scans whose uptake tells tumour.
_TRACER_SCANS = frozenset(
    {
        "sstr pet/ct", "fdg pet/ct", "pet/ct", "f-dopa pet/ct", "fluorocholine pet/ct",
        "somatostatin receptor scintigraphy", "mibg scintigraphy", "spect/ct", "bone scintigraphy",
    }
)  # fmt: skip
METASTASIS = "bone_site.metastasis"
"""The rule of a bone site with a lesion told right there."""
_LESION = "bone_site.lesion"


def _imaged(sentence: Sentence, mention: Mention) -> bool:
    """Whether the part is what was imaged: "radiographs of the femur"."""
    return bool(
        _IMAGED_PART.search(sentence.between(mention.start - 40, mention.start))
        or _SCAN_OF.match(sentence.between(mention.start, mention.end))
    )


def _shown_there(sentence: Sentence, mention: Mention) -> bool:
    """ "Radiographs of the femur showed a lytic lesion": there, as no other place is told."""
    named = (m for m in sentence.of("site", "bone_site") if m.start >= mention.end)
    # "With a soft tissue component": beside the bone.
    behind = [
        m
        for m in named
        if not (m.name == "soft tissue" and _COMPONENT.match(sentence.between(m.end, m.end + 12)))
    ]
    shown = (*sentence.of("bone_lesion_type"), *sentence.cue("metastasis"))
    return not behind and any(
        m.start >= mention.end and "negated" not in sentence.context(m.start, m.end) for m in shown
    )


_COMPONENT = compiled(r"\s(?:component|extension|mass)", re.IGNORECASE)
_SCAN_OF = compiled(r"(?:CT|MRI|MR|PET|x-?rays?|radiographs?|scans?)\b", re.IGNORECASE)


_PROGRESSED = Gated(
    r"\bprogression\s+(?:in|of|at)\s+(?:the\s+)?\w|\bprogressed\s+in\s+\w|\b(?:bone|osseous|skeletal)\s(?:\([^()]{2,60}\)\s)?progression\b",
    re.IGNORECASE,
)
# "The liver and the third rib were involved"; no "involved in an accident".
_INVOLVED = Gated(
    r"\b(?:was|were|be)\s+(?:also\s+|all\s+|both\s+)?involved\b(?!\s+(?:in|by|with)\b)",
    re.IGNORECASE,
)
_SIDE_EFFECT = "side effect"
"""The terminology's note on what a drug does to a bone, which is no metastasis there."""


# "A mass abutting S4, without bone destruction".
_INTACT = Gated(
    r"\b(?:without|no)\s+(?:evidence\s+of\s+|signs?\s+of\s+)?(?:any\s+|adjacent\s+)?(?:bon[ey]{1,2}|osseous|cortical|sacral|vertebral)\s+"
    r"(?:destruction|erosion|involvement|invasion)\b",
    re.IGNORECASE,
)


def bone_sites(scope: Scope) -> list[Finding]:
    """Parts of the skeleton with metastases; rule ``METASTASIS`` where a lesion is told there."""
    found: list[Finding] = []
    for sentence in scope.sentences:
        metastasis = bool(sentence.cue("metastasis", "metastasis_to"))
        typed = any(
            "negated" not in sentence.context(m.start, m.end)
            for m in sentence.of("bone_lesion_type")
        )
        progressed = bool(_PROGRESSED.search(sentence.text))
        involved = bool(_INVOLVED.search(sentence.text))
        scanned = seeks_tumour(sentence) and _ON_SCAN.search(sentence.text) is not None
        scanned = scanned and _OTHER_CAUSE.search(sentence.text) is None
        if not (metastasis or typed or progressed or involved or scanned or sentence.has("lesion")):
            continue
        if not (metastasis or typed) and _INTACT.search(sentence.text):
            continue
        for mention in sentence.of("bone_site"):
            if vetoed(sentence, mention, "normal", "history", "benign"):
                continue
            if _SIDE_EFFECT in mention.note:
                continue
            if mention.weak and not (
                typed
                or _named_bone(sentence, mention)
                or (metastasis and _beside_vertebra(sentence))
                or (metastasis and _by_bone_scan(sentence, mention))
            ):
                continue
            if is_landmark(sentence, mention) or (mention.weak and _aches(sentence, mention)):
                continue
            if _imaged(sentence, mention) and not _shown_there(sentence, mention):
                continue
            there = _NODES_THERE.match(sentence.between(mention.end, mention.end + 60))
            if there and _OF_A_REGION.search(sentence.between(mention.start, mention.end)):
                continue
            window = sentence.between(mention.start - 90, mention.end + 60)
            rule = METASTASIS if involved or _BONE_LESION.search(window) else _LESION
            found += [
                of_mention(
                    scope,
                    sentence,
                    mention,
                    "bone_sites",
                    name,
                    rule,
                    group="bone_site",
                    confidence=0.85 if metastasis else 0.75,
                )
                for name in mention.names
            ]
        if _IN_THE_CANAL.search(sentence.text):
            continue
        lesion = involved or progressed or bool(_BONE_LESION.search(sentence.text))
        spine = bool(_SPINE_WORD.search(sentence.text))
        # "Octreoscan was positive in the sternum and T5".
        shown = seeks_tumour(sentence) and any(f.start >= sentence.start for f in found)
        if lesion or spine or shown:
            spoken = (
                spine
                or bool(sentence.of("bone_site"))
                or _speaks_of_bone(sentence)
                or seeks_tumour(sentence)
            )
            found += vertebrae(scope, sentence, METASTASIS if lesion else _LESION, spoken=spoken)
    return exact_levels(first_of_each(found))


def exact_levels(bones: list[Finding]) -> list[Finding]:
    """Parts of the skeleton without "spine", where one of its parts is told."""
    if _SPINE_PARTS & {f.value for f in bones}:
        return [f for f in bones if f.value != "spine"]
    return bones


def seeks_tumour(sentence: Sentence) -> bool:
    """Whether a scan is told whose tracer the tumour takes up."""
    return any(n in _TRACER_SCANS for m in sentence.of("diagnostic_method") for n in m.names)


def is_landmark(sentence: Sentence, mention: Mention) -> bool:
    """Whether a part only tells where something else lies ("below the jaw"), or was taken along."""
    before = sentence.between(mention.start - 40, mention.start)
    if mention.group == "bone_site" and _SCAN_OF_IT.match(
        sentence.between(mention.end, mention.end + 60)
    ):
        return True  # "temporal bone CT": what was scanned
    return bool(
        _LANDMARK.search(before)
        or _NODE_AT.search(before)
        or (_TAKEN_ALONG.search(before) and _TAKEN.search(sentence.text))
    )


def _speaks_of_bone(sentence: Sentence) -> bool:
    return any(m.name == "bone" for m in sentence.of("site"))


def _named_bone(sentence: Sentence, mention: Mention) -> bool:
    """Whether another word of the sentence speaks of the skeleton."""
    return _speaks_of_bone(sentence) or any(
        not m.weak and m.start != mention.start for m in sentence.of("bone_site")
    )


def _aches(sentence: Sentence, mention: Mention) -> bool:
    """ "Pain in the right hip led to the discovery of a lytic lesion in the femur": where it hurt."""
    return _PAIN_IN.search(sentence.between(mention.start - 40, mention.start)) is not None


_PAIN_IN = compiled(
    r"\b(?:pains?|aching|tenderness|stiffness)\s+(?:in|of|over|at|around)\s+(?:the\s+|her\s+|his\s+)?(?:(?:left|right|both)\s+)?$",
    re.IGNORECASE,
)


def _by_bone_scan(sentence: Sentence, mention: Mention) -> bool:
    """ "A bone scan showed metastases of the pelvis": in its bones."""
    return any(
        "bone scintigraphy" in scan.names
        and scan.end <= mention.start
        and ";" not in sentence.between(scan.end, mention.start)
        for scan in sentence.of("diagnostic_method")
    )


def _beside_vertebra(sentence: Sentence) -> bool:
    """ "Metastases in T11 and the pelvis"."""
    return any(m["level"] != "S" for m in _VERTEBRA.finditer(sentence.text))


# "Lesions in S5 and S8 were treated by partial hepatectomy".
_LIVER_SEGMENTS = Gated(
    r"\bS[678]\b|\bsegments?\s+S?[1-8]\b|\b(?:hepatectomy|segmentectomy)\b", re.IGNORECASE
)
# "D1, D2, first and second portion of the duodenum".
_DUODENUM = Gated(
    r"\bD[1-4]\b(?:[,;:=\s–-]|and|D[1-4]|is|the|are|denotes?){1,12}(?:(?:first|second|third|fourth|and|to)\s+)+(?:part|portion|segment)s?\s+of\s+the\s+duodenum",
    re.IGNORECASE,
)


def vertebrae(scope: Scope, sentence: Sentence, rule: str, *, spoken: bool = True) -> list[Finding]:
    """Vertebrae by level and number; unless the spine is ``spoken`` of, only behind a lesion."""
    found: list[Finding] = []
    for match in _VERTEBRA.finditer(sentence.text):
        name, most = _LEVEL[match["level"]]
        if not 1 <= int(match["n"]) <= most or _NOT_A_VERTEBRA.match(sentence.text[match.end() :]):
            continue
        if _NOT_VERTEBRA_BEFORE.search(sentence.text[: match.start()][-24:]):
            continue
        if match["level"] == "S" and _LIVER_SEGMENTS.search(sentence.text):
            continue
        if match["level"] == "D" and _DUODENUM.search(scope.document.text):
            continue
        start, end = span_of(sentence, match)
        if "-" in match.group() and any(m.start <= start < m.end for m in sentence.of("treatment")):
            continue  # "irinotecan plus S-1"
        if not sentence.context(start, end).keys().isdisjoint(("negated", "benign")):
            continue  # "a fracture of T12, attributed to osteoporosis"
        if not spoken and not (
            _LESION_AT.search(sentence.text[: match.start()])
            or _LESION_BEHIND.match(sentence.text[match.end() :])
        ):
            continue
        found.append(
            make(
                scope,
                sentence,
                "bone_sites",
                name,
                start,
                end,
                f"{rule}.vertebra",
                group="bone_site",
                confidence=0.85,
            )
        )
    return found


# "The lytic lesions became sclerotic": how they healed, not what they are.
_BECAME = compiled(
    r"\b(?:become|became|becoming|turned|turning)\s+(?:[\w-]+\s+){0,2}$", re.IGNORECASE
)


def lesion_types(scope: Scope) -> list[Finding]:
    """The type of the bone lesions (lytic, blastic, mixed): the one that is told most often."""
    found = [
        of_mention(
            scope,
            sentence,
            mention,
            "bone_lesion_type",
            mention.name,
            "bone_lesion.named",
            confidence=0.85,
        )
        for sentence in scope.sentences
        for mention in sentence.of("bone_lesion_type")
        if not (mention.weak or vetoed(sentence, mention, "normal", "benign"))
        and not _BECAME.search(sentence.between(mention.start - 24, mention.start))
    ]
    if not found:
        return []
    count = {v: sum(f.value == v for f in found) for v in sorted({f.value for f in found})}
    if count.get("osteolytic") == count.get("osteoblastic") and count.get("osteolytic"):
        # As often lytic as blastic: the patient has both.
        first = min(found, key=lambda f: f.start)
        return [replace(first, value="mixed", status="derived", rule="bone_lesion.both")]
    top = max(count, key=lambda v: count[v])
    return first_of_each(f for f in found if f.value == top)
