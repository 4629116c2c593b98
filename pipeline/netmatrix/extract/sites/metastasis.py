"""Where the tumour went: the signs of a metastatic site, and the choice among them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from netmatrix.evidence import Finding
from netmatrix.extract.base import NEVER, Scope, first_of_each, span_of
from netmatrix.extract.knowledge import Knowledge
from netmatrix.extract.sites.gaps import (
    ADJECTIVES,
    BEFORE_METASTASIS,
    ENUMERATION,
    INVOLVED_LIST,
    LIST,
    OF,
    SIZE,
    leads_to_list,
)
from netmatrix.extract.sites.skeleton import seeks_tumour
from netmatrix.extract.sites.votes import (
    ENOUGH,
    ENOUGH_WHEN_SPREAD,
    STRONG,
    Propose,
    Role,
    Vote,
    vote,
    weights,
)
from netmatrix.gates import Gated
from netmatrix.nlp.annotations import Mention, Sentence
from netmatrix.patterns import compiled

INVOLVED = "metastasis.involved"
"""The rule of an organ that is told to be involved, by what is not said."""

# "Pancreas metastatic to the liver": the organ before these is where it came from.
_VERBAL = compiled(
    r"^(?:metastatic(?!\s+(?:patient|disease|lesion|deposit|nodule|spread|involvement))|metasta[sz]i[sz]\w+|"
    r"(?:disseminated|spread|seeding)(?=\s+(?:to|into|throughout|of|over))|disseminated)\b",
    re.IGNORECASE,
)
# "Metastases from the ileum": where they came from.
_FROM = compiled(r"^\s*(?:from|of\s+(?:a|an|the)?\s*(?:primary|known))\b")
# "Metastatic cervical lymph nodes": at most a region stands in between.
_REGION = compiled(
    r"^\s*$|^\s*(?:regional|local|axillary|cervical|mediastinal|mesenteric|left|right)\s+$"
)
_RECURRED = compiled(r"(?:recur|relaps)", re.IGNORECASE)
# "Metastatic rectal NET to the breast".
_TUMOUR_TO = compiled(
    r"^\s+(?:[\w-]+\s+){1,6}to\s+(?:the\s+|his\s+|her\s+)?(?:left\s+|right\s+|both\s+)?$",
    re.IGNORECASE,
)
# "Peritoneal carcinomatosis": the name of the site says it.
_AND_ALONE = compiled(r",?\s+and\s+")
_METASTASIS_BY_NAME = compiled(
    r"carcinomatosis|carcinosis|metastas|marrow (?:involve|infiltr|replace)|omental cake|malignant\s+(?:\w+\s+)?(?:pleural|pericardial)\s+effusion|in-transit|\bLNM\b",
    re.IGNORECASE,
)
# "Recurrence: bone (32 months)", of a list of what a patient had.
_RECURRENCE_AT = compiled(
    r"\b(?:recurrences?|relapse|sites?\s+of\s+(?:recurrence|relapse|metastas[ei]s)|metastas[ei]s)\s*[,:]\s*$"
    r"|\b(?:PD|progress(?:ion|ive\s+disease)|relapse|recurrence)\s*\((?:[a-z]+,\s*){0,2}$",
    re.IGNORECASE,
)
# "New lesion adrenal", "new foci in the left lung".
_NEW_LESION = compiled(
    r"\bnew\s+(?:lesions?|foc(?:us|i)|nodules?|deposits?)\s+(?:(?:in|at|of)\s+)?(?:the\s+)?(?:(?:left|right)\s+)?$",
    re.IGNORECASE,
)
# "Leptomeningeal enhancement along the cauda equina".
_MENINGEAL = compiled(
    r"\s+(?:enhancement|disease|spread|infiltration|deposits|seeding)\b", re.IGNORECASE
)
# "Metastases of an ileal tumour": where they came from.
_OF = compiled(r"\bof$", re.IGNORECASE)
_ITS_TUMOUR = compiled(
    r"\s+(?:cell\s+)?(?:primary|tumou?r|neoplasm|growth|cancer|carcinoma|adenocarcinoma)\b",
    re.IGNORECASE,
)
_OF_WHAT = compiled(r"^\s*of\s+(?:(?:an?|the|his|her|this|that)\s+)?$", re.IGNORECASE)
# "Carcinoid of the larynx and (skin metastases)": so many letters at most.
_OF_THE_TUMOUR = compiled(
    r"\s*(?:\(?G[123]\)?\s+)?(?:of|in)\s+(?:the\s+)?(?:left\s+|right\s+)?$", re.IGNORECASE
)
_OF_TUMOUR = 20
# "Metastatic breast cancer": the organ is where that began.
_CANCER = compiled(
    r"\s+(?:squamous\s+(?:cell\s+)?)?(?:cancer|carcinoma|adenocarcinoma|malignancy|primary)\b",
    re.IGNORECASE,
)

# Signs of a lesion beside an organ, without the word metastasis.
_LESIONS_AFTER = compiled(
    r"\W*(?:\w+\W+){0,2}(?:lesions?|(?:micro)?nodules?|deposits?|mass(?:es)?|uptake|foci|focus|disease|tumou?rs)\b",
    re.I,
)
_LESIONS_BEFORE = compiled(
    r"(?:lesions?|nodules?|SOLs?|deposits?|masses|uptake|foci|(?:filling\s+)?defects|accumulations?|tumou?rs)(?:\s+\([^)]*\))?,?\s+(?:[\w-]+\s+){0,5}(?:segments?\s+[IVX\d]+(?:\s*(?:,|and|/)\s*[IVX\d]+)*\s+of\s+(?:the\s+)?)?$",
    re.I,
)
# What else may prove to be a metastasis.
_LUMP_AFTER = compiled(
    r"[\s-]+(?:\w+\s+){0,2}(?:lump|tumou?r|swelling|growth|polyp|ulcer|thickening)\b", re.IGNORECASE
)
_SWELLING_BEFORE = compiled(
    r"\b(?:swellings?|lumps?|growths?)\s+(?:of|in|on|over)\s+(?:[\w-]+\s+){0,5}$", re.IGNORECASE
)
# "Thyroid nodule": the name of the site holds the lesion.
_A_LESION = compiled(r"\s(?:lesions?|nodules?|mass(?:es)?|tumou?rs?)$", re.IGNORECASE)
# "Cutaneous nodules appeared after two years".
_APPEARED = compiled(
    r"\b(?:appeared|developed|emerged|turned\s+up|were\s+noted)\b[^.;]{0,20}\b(?:after|later|months?|years?)\b|\b(?:months?|years?)\s+later\b",
    re.IGNORECASE,
)
_APPEARED_ANY = compiled(
    r"\b(?:later|after|subsequently|thereafter|at\s+[\w.]+\s+(?:years|months))\b[^.;]{0,160}\b(?:appeared|developed|emerged|turned\s+up|were\s+noted)\b",
    re.IGNORECASE,
)
_LESION_BEFORE = compiled(
    r"\b(?:lesions?|nodules?|deposits?|foc(?:us|i)|mass(?:es)?)\s+(?:(?:had\s+|have\s+|has\s+|was\s+|were\s+)?(?:emerged|appeared|developed|arisen|arose|found|seen|noted|detected)\s+)?(?:of\s+|in\s+|within\s+|at\s+|involving\s+)(?:[\w-]+\s+){0,7}$"
    r"|\btumou?rs?\s+of\s+(?:[\w-]+\s+){0,4}$",
    re.I,
)
# "A tumour in the cerebellar hemisphere" of a patient whose tumour is elsewhere.
_TUMOUR_BEFORE = compiled(r"\btumou?rs?\s+in\s+(?:[\w-]+\s+){0,4}$", re.IGNORECASE)
_MANY = compiled(
    r"\b(?:all|multiple|innumerable|numerous|several|many|diffuse|disseminated|new|bilateral|bilobar|both|extensive|progressive|widespread|"
    r"two|three|four|five|six|seven|eight|nine|ten|multifocal)\b",
    re.I,
)
# "Three hepatic lesions and one of the right adrenal".
_AND_ONE_OF = compiled(
    r"\b(?:lesions|nodules|deposits|metastases|foci)\s+and\s+(?:one|two|another|a\s+(?:single|second|third|further))\s+(?:[\w-]+\s+)?(?:of|in)\s+(?:the\s+)?(?:left\s+|right\s+)?$",
    re.IGNORECASE,
)
# "Both nodules of the right lung were typical carcinoids": they began there.
_ARE_TUMOURS = compiled(
    r"\s+(?:\w+\s+)?(?:were|proved\s+to\s+be)\s+(?:(?!metasta|second)[\w-]+\s+){0,3}?(?:carcinoids?|NETs?|neuroendocrine)\b",
    re.IGNORECASE,
)
# "The liver contained several nodules, one of which …".
_LESIONS_THERE = compiled(
    r"[^.;]{0,40}?\b(?:contain|show|reveal|harbou?r|with|had|bore)\w*\s+(?:[\w-]+\s+){0,4}(?:lesions?|nodules?|mass(?:es)?|deposits?)\b",
    re.IGNORECASE,
)
# "A lesion of the kidney that proved to be a metastasis".
_PROVEN = compiled(
    r"\bidentical\s+(?:with|to)\s+(?:an?|the|that|those)\s+(?:[\w-]+\s+){0,2}(?:tumou?r|carcinoid|growth)\b|"
    r"\b(?:(?:prove[dn]?|turned\s+out)(?:,?\s+(?:on|at|after|by|in)\s+[\w-]+(?:\s+[\w-]+){0,3}?,?)?\s+to\s+be|"
    r"(?:confirmed|shown|found|thought)\s+(?:as|to\s+be)|(?:consistent|compatible|in\s+(?:keeping|line))\s+with|"
    r"(?:prove[dn]?|were|was|found)(?=\s+(?:metasta|secondary))|(?:diagnosed|interpreted|reported|read|recogni[sz]ed|regarded|identified)\s+as|"
    r"considered\s+(?:as\s+)?|revealed|showed|represented|corresponded\s+to|(?:was|were|is|being)\s+(?:in\s+fact\s+)?an?)\s+(?:[\w-]+\s+){0,2}"
    r"(?:metasta|secondar(?:y|ies)\b(?!\s+to\b)|spread\s+from\b|secondary\s+to\s+(?:an?|the|his|her)\s+(?:[\w-]+\s+){0,3}(?:carcino|neuroendocrine|NETs?\b|tumou?r))"
    # "and metastasis was proven", "biopsy confirmed metastasis", "… excised, with the same histology"
    r"|\b(?:with|of|showing|showed|having|had)\s+(?:the\s+)?(?:same|identical)\s+(?:histolog\w+|microscopic\s+\w+)\b"
    r"|\bmetastas[ei]s\s+(?:was|were|has\s+been)\s+(?:proven|proved|confirmed|verified|established)\b"
    r"|\b(?:biops(?:y|ies)|cytology|histology|puncture|aspiration|excision|examination)\s+(?:confirmed|proved|established|verified)\s+(?:an?\s+)?metastas[ei]s\b(?!\s+(?:to|in|of|from)\b)",
    re.IGNORECASE,
)
# "Metastases were seen on brain CT", "on MRI of the brain": of other parts a scan shows too much.
_SEEN_ON = compiled(
    r"\bmetastas[ei]s\s+(?:(?:was|were)\s+)?(?:\w+ly\s+)?(?:seen|found|shown|revealed|disclosed|detected|demonstrated|identified|visible|noted)\s+"
    r"(?:on|by|in|with)\s+(?:an?\s+|the\s+|his\s+|her\s+)?(?:[\w-]+\s+)?(?:(?:CT|MRI|scan|imaging)\s+of\s+(?:the\s+)?)?$",
    re.I,
)
# "Progression in the liver".
_SPREAD_IN = compiled(
    r"\b(?:progress(?:ion|ed|ive disease)|spread|dissemination),?\s+(?:\w+\s+){0,3}"
    r"(?:in|to|into|within|of)\s+(?:\w+\s+){0,2}$",
    re.I,
)
# "Progression in the left adrenal gland": in an organ where the tumour may have begun, too.
_PROGRESSION_IN = compiled(
    r"\b(?:progression,?|relapse,|recurrence,)\s(?:was\s(?:seen|noted|found)\s)?in\s(?:both\s|the\s)?(?:left\s|right\s)?$",
    re.I,
)
# "Studding of the peritoneum".
_SEEDED = compiled(
    r"\b(?:seeded|seeding|colonised|colonized|studding|studded)\s+(?:of\s+)?(?:\w+\s+){0,3}$",
    re.IGNORECASE,
)
_MARROW = compiled(
    r"\b(?:infiltrat\w+|involv\w+|replac\w+|invad\w+)\s+(?:of\s+|by\s+)?(?:the\s+)?$", re.I
)
# "The liver MRI showed … metastases", "the liver was riddled with …".
_IMAGED = compiled(
    r"^\s+(?:was|were)\s+(?:\w+\s+)?(?:riddled|studded|peppered|replaced)\b|^[\s-]*(?:\w+\s+)?(?:MRI|CT|ultrasound|ultrasonography|scan|imaging|biops(?:y|ies)|scintigraphy)\b[^.;]{0,60}"
    r"\b(?:reveal\w*|show\w*|confirm\w*|demonstrat\w*|detect\w*|disclos\w*|display\w*|objectiv\w*|identif\w*|visuali[sz]\w*|found|consistent with)\b(?!\s+(?:no|neither|not)\b)[^.;]{0,50}\b(?:metasta|deposits|secondar)",
    re.I,
)
# "CT brain showed three ring-enhancing lesions".
_SCANNED = compiled(r"\b(?:CT|MRI|scan|imaging)\s+(?:of\s+(?:the\s+)?)?$", re.IGNORECASE)
_SHOWED_LESIONS = compiled(
    r"(?:\s+(?:(?:then|also)\s+)?(?:reveal|show|demonstrat|disclos|detect)\w*|\s*:)\s+(?:multiple|several|many|two|three|four|five|six|numerous|innumerable)\s+"
    r"(?:[\w-]+\s+){0,3}(?:lesions|nodules|deposits|masses|metasta\w+)\b",
    re.IGNORECASE,
)
# "Biopsy of the liver showed metastatic …".
_SAMPLE_OF = compiled(
    r"\b(?:biops\w+|FNA\w*|aspirat\w+|puncture|cytology|excision|wedge)\s+(?:\w+\s+){0,3}?(?:of|from)\s+(?:the\s+|a\s+|an\s+)?(?:[\w-]+\s+){0,3}$",
    re.IGNORECASE,
)
_BIOPSY_YIELDED = compiled(
    r"\s+(?:(?:core|needle|lesion|mass|node|nodule|tissue|wedge|tru-?cut|aspiration|puncture|marrow|trephine|excision\w*|metastas\w+)\s+)*(?:biops\w+|FNA\w*|aspirat\w+|specimen|core)\b"
    r"[^.;]{0,40}?\b(?:show\w*|reveal\w*|confirm\w*|yield\w*|contain\w*|disclos\w*|demonstrat\w*|establish\w*|gave|was|were|identif\w+|:)",
    re.IGNORECASE,
)
_PROVED_METASTATIC = compiled(
    r"[^.;]{0,40}\b(?:confirm\w*|show\w*|reveal\w*|demonstrat\w*|prov\w+|disclos\w*|yield\w*|establish\w*)\s+(?:\w+\s+){0,4}?(?:metasta|secondary\s)"
    r"|\s?:\s+(?:an?\s+)?(?:[\w-]+\s+)?metasta",
    re.IGNORECASE,
)
# "Biopsy of the axillary node revealed (a neuroendocrine carcinoma)".
_SHOWN = compiled(
    r"[^.;,]{0,30}?\b(?:confirm\w*|show\w*|reveal\w*|demonstrat\w*|disclos\w*|yield\w*|establish\w*)\b",
    re.IGNORECASE,
)
# "The cervical node was excised and showed …", "the node was palpable and its biopsy showed …".
_WAS_BIOPSIED = compiled(
    r"[^.;]{0,50}?\b(?:(?:was|were)\s+(?:\w+ly\s+)?(?:biopsied|excised|sampled|aspirated|removed|resected|punctured)|"
    r"(?:its|whose|an?|on)\s+(?:[\w-]+\s+){0,2}(?:biops\w+|excision|aspirat\w+|FNA\w*|cytology))\b"
    r"[^.;]{0,40}?\b(?:confirm|show|reveal|prov|disclos|yield|contain|demonstrat|establish)\w*",
    re.IGNORECASE,
)
# "A 1 cm nodule in the (liver was excised and showed carcinoid)".
_LESION_IN = compiled(
    r"\b(?:nodule|lesion|mass|deposit|focus)\s+(?:in|of|on)\s+(?:the\s+)?(?:left\s+|right\s+)?$",
    re.IGNORECASE,
)
# "Islet cell carcinoma was found on needle biopsy of the (liver)".
_FOUND_ON_BIOPSY = compiled(
    r"\s+(?:was|were)\s+(?:found|seen|diagnosed|shown|established|made|present)\s+(?:on|in|at|by|from)\s+(?:an?\s+)?(?:[\w-]+\s+){0,2}?(?:biops\w+|FNA\w*|aspirat\w+)\s+(?:of|from)\s+(?:the\s+|a\s+)?(?:[\w-]+\s+){0,2}?",
    re.IGNORECASE,
)
_AUTOPSY = compiled(r"\b(?:autopsy|necropsy|post-?mortem)\b", re.IGNORECASE)
_TUMOUR_THERE = compiled(
    r"\b(?:tumou?r|metasta\w+|deposits?|carcinoma|carcinoid|growth)\b[^.;]{0,40}\b(?:present|found|seen|in|to|involv\w+|replac\w+)\b",
    re.IGNORECASE,
)
# "FDG uptake in the lung mass": as likely where it began.
_A_MASS = compiled(r"\s+(?:mass|tumou?r|primary)\b", re.IGNORECASE)
# The words for uptake.
# No lesion is meant: "slight diffuse uptake of the spleen".
_HYPERPLASTIC = compiled(
    r"hyperplas|physiolog|enlarged\s+adrenals|fibros|\bscar|\b(?:slight|mild|faint|homogeneous)\s+diffuse\s+uptake",
    re.IGNORECASE,
)
# "A mild splenic uptake that was attributed to the leukaemia".
_EXPLAINED = compiled(
    r"[^.;,]{0,40}\b(?:attributed|ascribed|related|due)\s+to\b(?![^.;,]{0,40}(?:metasta|tumou?r|NET|carcin))",
    re.IGNORECASE,
)
_UPTAKE = Gated(
    r"\b(?:uptake|fixed\s+on|avid\w*|lit\s+up|took\s+up|hypermetaboli\w+|foci|focus|accumulat\w+|positiv\w+|concentrat\w+|"
    r"increased\s+activity|locali[sz]ed\s+(?:the\s+)?(?:disease|lesions?)|hyperfixations?|metaboli\w+\s+activ\w+|tracer|fixation|captat\w+|deposits|lesions?|SUV\w*|hot\s+spots?\s+(?:in|over))\b",
    re.IGNORECASE,
)
_METASTASIS_BEFORE_NODE = compiled(r"metasta\w+\W+(?:\w+\W+){0,7}$", re.IGNORECASE)
_METASTASIS_AFTER_NODE = compiled(
    r"\W+(?:(?!no\b|without\s+(?:any|evidence|signs?|metasta)|free\b)\w+\W+){0,7}metasta",
    re.IGNORECASE,
)

_COUNT = (
    r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twenty(?:-\w+)?|thirty(?:-\w+)?|forty(?:-\w+)?|fifty(?:-\w+)?|all|several|multiple|some|both)"
)
_NODE = r"(?:(?:lymph\s*)?nodes?|adenopath(?:y|ies)|(?:lymph(?:atic)?|mesenteric|cervical|axillary|inguinal|hilar|mediastinal|regional)\s+glands|lymphnodes?|LNs?)\b"
_HELD = (
    r"(?:positive|positivity|compromised|involved|involvement|invaded|invasion|infiltrated|infiltration|metastatic|metasta\w+|"
    r"tumou?r-bearing|affected|replaced|effaced)\b"
)
_HOLD = r"(?:contain\w*|harbou?r\w*|show\w*|had|held|with|bore|revealed|carried|yielded)"
_TUMOUR = r"(?:(?:micro)?metasta\w+|tumou?r|carcinoma|carcinoid|deposits?|disease|neoplas\w+|cancer|(?:similar|identical|the\s+same)\s+cells|malignan\w+)"
# Lymph nodes that hold tumour: counts ("4 of 16 nodes"), "positive nodes", a pN1 stage.
_NODES_INVOLVED = Gated(
    rf"\b{_COUNT}\s*(?:/|of|out\s+of|among|in)\s*(?:the\s+)?{_COUNT}\s+(?:positive\s+|resected\s+|dissected\s+|[\w-]+\s+){{0,3}}{_NODE}"
    rf"|\b{_NODE}\s*[,:(]?\s*[1-9]\d*\s*/\s*\d+"
    rf"|\b(?:positive|involved|compromised|bulky|metastatic|infiltrated|invaded|affected|tumou?r-bearing|tumou?r-positive|pathologic(?:al)?|"
    rf"hypermetabolic|avid|FDG-avid|uptake\s+(?:\w+\s+){{0,6}}(?:in|of|by))\s+(?:[\w-]+[\s,+&]+(?:and\s+)?){{0,5}}?{_NODE}"
    rf"|\b{_NODE}\s+(?:(?!without\b|no\b|not\b|free\b)[\w-]+\s+){{0,4}}?(?:(?:were|was|are|being|found|tested|proved|also|to\s+be)\s+){{0,3}}{_HELD}"
    rf"|\b{_NODE}\s*(?:\([^)]*\))?,?\s*(?:(?:was|were)\s+(?:biopsied|excised|removed|sampled|aspirated)\s+and\s+|(?:examined|submitted|sampled|taken|sent)\s+[^,.;]{{0,30}}\s)?(?:also\s+|likewise\s+)?(?:(?:that|which|all|also|at|on|of|by)\s+(?:[\w-]+\s+){{0,2}}?)?{_HOLD}\s+(?!no\b|not\b)(?:\w+\s+){{0,3}}?{_TUMOUR}\b"
    rf"|\b(?:metasta\w+|deposits?|involvement|spread|extension|disease|tumou?r|carcinoma),?\s+(?:(?!no\b|not\b|none\b|without\b|0\b|zero\b|negative\b)[\w,]+\s+){{0,8}}?(?:in|of|to)\s+(?:the\s+)?(?:{_COUNT}\s+)?(?:(?:of|/|out of)\s+(?:the\s+)?{_COUNT}\s+)?(?:[\w-]+\s+){{0,3}}{_NODE}"
    rf"|\b(?:biops(?:y|ies)|FNAB?|FNAC|aspirat\w+|cytology)\s+(?:of|from)\s+(?:the\s+|an?\s+|this\s+|these\s+|one\s+)?(?:[\w-]+\s+){{0,4}}?{_NODE}"
    rf"\s*(?::|(?:yielded|furnished|gave|produced|revealed|showed|disclosed|demonstrated|contained)\b|(?:was|were)\s+(?:consistent|compatible|in\s+keeping|diagnostic)\s+(?:with|of)\b|confirmed\b)\s*(?:(?!(?:no|not|without|absence|absent|neither|negative|lymphoid|benign|only|non-?small)\b)[\w-]+\s+){{0,4}}?(?:{_TUMOUR}|NETs?|NECs?)\b"
    rf"|\b{_NODE}(?:\s+(?!no\b|not\b|and\b)[\w-]+){{0,6}},?\s+(?:and|whose)\s+(?:mediastinoscopy|EBUS(?:-TBNA)?|(?:their\s+|its\s+|an?\s+|excisional\s+|needle\s+|core\s+|fine-needle\s+){{0,2}}(?:biopsy|aspiration|aspirate|cytology|puncture))\s+(?:of\s+(?:them|one|these|it)\s+)?"
    rf"(?:gave|yielded|showed|revealed|disclosed|confirmed|demonstrated)\s+(?:(?!(?:no|not|without|absence|absent|neither|negative|lymphoid|benign|only|reactive)\b)[\w-]+\s+){{0,4}}?(?:{_TUMOUR}|NETs?|NECs?)\b"
    rf"|\b{_NODE}\s+(?:on|at|along|around|behind|near|beside)\s+(?:[\w-]+\s+){{1,6}}?{_HOLD}\s+(?!no\b|not\b)(?:\w+\s+){{0,3}}?{_TUMOUR}\b"
    rf"|\b{_NODE}\s+(?:near|along|around|at|of|in|from)\s+(?:[\w-]+\s+){{1,6}}?(?:was|were)\s+(?:FNA-|biopsy-)?positive\b(?!\s+for\s+(?!tumou?r|metasta|malignan|cancer|carcin))"
    rf"|\b{_NODE}\s+(?:was|were)\s+(?:FNA|biopsy|cytology)-positive\b|\bsentinel\s+(?:lymph\s+)?nodes?\s+biops(?:y|ies)\s+(?:[\w-]+\s+){{0,6}}?(?:was|were)\s+positive\b"
    rf"|\bstations?\s+\d{{1,2}}[LR]?(?:\s+and\s+\d{{1,2}}[LR]?)?\s+(?:was|were)\s+positive\b"
    rf"|\b{_NODE},\s+(?:{_COUNT})\s+of\s+(?:them|which)\s+(?:\w+\s+){{0,2}}(?:contain\w*|harbou?r\w*|positive|metastatic|involved)\b"
    r"|\b(?:lymph)?adenopath\w+\b[^.;]{0,60}\b(?:confirmed|metasta\w+|proven)\b"
    r"|\b(?:lymphadenectomy|lymphadenectomies|dissection|curage)\s*\(\s*[1-9]\d?N?\+?\s*/\s*\d+\s*\)"
    rf"|\b{_NODE}\s+(?:\w+\s+){{0,2}}\(\s*[1-9]\d?\s*/\s*\d+\s+(?:positive|involved|metastatic)"
    rf"|\b{_NODE}\s*\((?:(?:biopsy|FNA|cytology)\s+)?positive\b"
    rf"|\b{_NODE}\s*\(\s*[1-9]\d?\s+(?:positive|involved|metastatic)"
    r"|\b(?:node|nodal)[\s-](?:positive|involvement|metasta\w+|disease|spread|recurrence)"
    r"|\b[cpy]{0,2}T\d\w{0,2}[\s,]*[cpy]{0,2}N[123][a-c]?(?=\b|\(|[cp]?M)|\bpN[123]\w?\b",
    re.IGNORECASE,
)
# "T4N2M1 (liver, lung)": where the distant metastases of a stage are.
_STAGE_M1 = compiled(r"M1[a-c]?\s*\([^()]*$")
# Nodes that are large or take up a tracer: enough only beside a stated metastasis.
_NODES_SUSPECT = Gated(
    rf"\b(?:lymph)?adenopath\w+|\b(?:enlarged|enlargement\s+of|prominent|swollen|bulky|necrotic|conglomerate)\s+(?:[\w-]+[\s,+&]+(?:and\s+)?){{0,5}}?{_NODE}"
    rf"|\b{_NODE}\s+(?:(?!not\b|never\b)\w+\s+){{0,3}}?(?:enlargement|enlarged|swelling)\b"
    rf"|\b{_NODE}\s+(?:[\w-]+\s+){{0,4}}?(?:of|measuring)\s+(?:up\s+to\s+|about\s+)?[1-9](?:\.\d)?\s?cm\b",
    re.IGNORECASE,
)
# "Marrow and liver were invaded", "the left ovary contained tumour".
_INVADED_AFTER = compiled(
    r"(?:,[^,.;]{3,30},)?(?:\s+(?:trephine|biopsy|aspirate|smear))?\s+(?:and\s+(?:the\s+)?[\w-]+\s+)?(?:(?:was|were)\s+(?:\w+\s+)?(?:invaded|infiltrated|involved|seeded|(?:replaced|enlarged|occupied|expanded)\s+by\s+(?:\w+\s+){0,2}(?:tumou?r|metasta\w+|carcinoma|carcinoid|growth|neoplas\w+)|"
    r"(?:riddled|studded|peppered)\s+with)\b|(?:riddled|studded|peppered)\s+with\s+(?:\w+\s+){0,2}?(?:nodules?|tumou?r|metasta\w+|deposits|lesions|masses|growths?)\b"
    rf"|(?:also\s+)?{_HOLD}\s+(?!no\b|not\b)(?:(?:\w+\s+){{0,2}}?{_TUMOUR}|(?:the\s+same|an?\s+(?:identical|similar))\s+(?:pattern|picture|growth|histology|lesion))\b)",
    re.IGNORECASE,
)
_HOLDS_TUMOUR = compiled(
    rf"\s+(?:also\s+)?(?:contained|harbou?red|held)\s+(?!no\b|not\b)(?:[\w-]+\s+){{0,2}}?{_TUMOUR}\b",
    re.IGNORECASE,
)
# "One lymph node on the dorsal side of the (pancreas) harboured metastasis": of the node.
_NODE_AT = compiled(
    r"\bnodes?\s+(?:on|at|along|around|behind|near|beside|adjacent\s+to)\s+(?:the\s+)?(?:[\w-]+\s+){0,3}?(?:of\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_A_TUMOUR = compiled(r"\san?\s(?!(?:\w+\s)?metasta|secondary)", re.IGNORECASE)
# "Both ovaries were enlarged by metastatic carcinoid", "the liver was the seat of secondaries".
_HOLDS_METASTASES = compiled(
    r"\s+(?:(?:was|were|being)\s+(?:\w+ly\s+)?(?:replaced|enlarged|occupied|infiltrated|involved)\s+by\s+(?:\w+\s+){0,2}?(?:metasta|secondary\s)"
    r"|(?:was|were)\s+the\s+(?:only\s+|first\s+|sole\s+|main\s+)?(?:seat|site)\s+of\s+(?:[\w-]+\s+){0,3}?(?:metasta|secondar|deposits)"
    r"|show(?:s|ed)?\s+the\s+same\s+(?:tissue|tumou?r|growth|appearances?|histolog\w+|picture)"
    r"|(?:also\s+)?(?:bore|carried|had|harbou?red|contained)\s+(?:[\w-]+\s+){0,2}?(?:metastas[ei]s|secondaries|deposits)\b)",
    re.IGNORECASE,
)
STAGE_N = Gated(r"\b[cpy]{0,2}T\d\w{0,2}[\s,]*[cpy]{0,2}N[123]|\bpN[123]")
"""A stage with involved nodes."""
_NO_NODES = compiled(
    r"\b(?:0|none|zero|no)\s*(?:/|of|out of)|\b(?:no|without|negative)\b", re.IGNORECASE
)
# "4 of 16 nodes" says nothing unless the sentence tells that they were involved.
_RATIO = compiled(rf"{_COUNT}\s*(?:/|of|out|among|in)", re.IGNORECASE)
# "2/41 nodes" in a pathologist's shorthand: two of them held tumour.
_OF_DISSECTED = compiled(r"[1-9]\d?\s*/\s*\d{1,3}\b")
_INVOLVED = Gated(
    r"\b(?:positiv|involv|(?:micro)?metasta|contain|harbou?r|infiltrat|affect|invad|replac|effac|tumou?r|R[01]\b|margin)",
    re.IGNORECASE,
)


_NONE_OF = compiled(
    r"\b(?:0|none|zero|no)\s*(?:/|of|out\s+of)\s*(?:the\s+)?[\w-]+\s+(?:\w+\s+)?$", re.IGNORECASE
)


# "Mediastinal and coeliac lymph nodes": where the nodes are.
_NODE_REGIONS = frozenset({"mediastinum", "retroperitoneum", "mesentery"})
_AND_NODES = compiled(r"\s?(?:,(?:\s(?:and|or))?|and|or|/)\s?", re.IGNORECASE)


_ADJECTIVES = ("al", "ic", "ac", "ary")
_OPENED = compiled(r"\s?\((?:[a-z-]+,?\s(?:and\s)?){0,4}")


def of_the_nodes(sentence: Sentence, mention: Mention) -> bool:
    """Whether a region only says which nodes: those that stand next in the list, or before its bracket."""
    if not sentence.between(mention.start, mention.end).lower().endswith(_ADJECTIVES):
        return False
    if any(
        m.name == "lymph node" and _OPENED.fullmatch(sentence.between(m.end, mention.start))
        for m in sentence.of("site")
        if m.end < mention.start
    ):
        return True  # "LN (axillary, iliac)"
    if mention.name not in _NODE_REGIONS:
        return False
    following = next((m for m in sentence.of("site") if m.start >= mention.end), None)
    return (
        following is not None
        and following.name == "lymph node"
        and _AND_NODES.fullmatch(sentence.between(mention.end, following.start)) is not None
        and not sentence.between(following.start, following.end)
        .lower()
        .startswith(("lymph", "nod"))
    )


def says_which_nodes(sentence: Sentence, left: Mention, mention: Mention) -> bool:
    """ "Lymph nodes (mediastinal, hilar)", "retroperitoneal enlarged lymph nodes": the region of nodes
    that are told beside it.
    """
    if mention.name not in _NODE_REGIONS:
        return False
    behind = next((m for m in sentence.of("site") if m.start >= mention.end), None)
    return (
        left.name == "lymph node" and sentence.between(left.end, mention.start).strip() == "("
    ) or (behind is not None and behind.name == "lymph node" and behind.start - mention.end == 1)


# "Skull lesions from a thymic carcinoid", "skin nodules due to an ileal NET".
_LESION_FROM = compiled(
    r"\s(?:lesions?|nodules?|deposits?|mass(?:es)?|involvement|swellings?)\s(?:\([^()]{1,30}\)\s)?"
    r"(?:from|due\sto|caused\sby|originating\sfrom)\s(?:an?|the|his|her|their)\s(?:[\w-]+\s){0,5}?",
    re.IGNORECASE,
)
_AFFECTED_BY = compiled(
    r"\s(?:was|were)\s(?:affected|involved|infiltrated)\sby\s(?:an?|the|his|her)\s(?:[\w-]+\s){0,5}?"
    r"|\s(?:affected|involved|infiltrated)\sby\s(?:an?|the|his|her)\s(?:[\w-]+\s){0,5}?",
    re.IGNORECASE,
)


def _from_elsewhere(sentence: Sentence, sites: list[Mention], mention: Mention) -> bool:
    """Whether an organ's lesions are told to come from a tumour of another organ."""
    for tumour in sentence.of("histology"):
        if tumour.start <= mention.end:
            continue
        gap = sentence.between(mention.end, tumour.start)
        if not (_LESION_FROM.fullmatch(gap) or _AFFECTED_BY.fullmatch(gap)):
            continue
        return any(
            m.name != mention.name
            and (
                mention.end < m.start < tumour.start
                or (m.start >= tumour.end and OF.match(sentence.between(tumour.end, m.start)))
            )
            for m in sites
        )
    return False


# "The testicular mass showed carcinoid metastatic from the ileum".
_LESION_SHOWED = compiled(
    r"\s(?:mass|lesion|nodule|tumou?r|biopsy|specimen|growth|polyp|lump|swelling)s?\s[^,;.]{0,60}$",
    re.IGNORECASE,
)


def _shown_from_elsewhere(
    sentence: Sentence, sites: list[Mention], mention: Mention, cue: Mention
) -> bool:
    """Whether an organ's lesion is told to be metastatic from another organ."""
    if not _FROM.match(sentence.between(cue.end, cue.end + 8)):
        return False
    behind = [m for m in sites if 0 <= m.start - cue.end <= 40]
    return (
        bool(behind)
        and all(m.name != mention.name for m in behind)
        and bool(_LESION_SHOWED.match(sentence.between(mention.end, cue.start)))
    )


# "New lesion in the adrenal, liver free", as notes have it.
_FREE = compiled(r"\s(?:free|clear|clean|nil)(?=[,.;]|$)", re.IGNORECASE)
_NOUN = compiled(r"mets|metastas[ei]s|filiae", re.IGNORECASE)
_GOES_ON = compiled(r"\s*(?:[,.;)+]|and\b|R\b|L\b|$)")
_VERTEBRA = compiled(r"\s(?:C|Th?|D|L)\s?\d{1,2}\b")


def _names_what_follows(sentence: Sentence, sites: list[Mention], cue: Mention) -> bool:
    """ "MRI: mets L2, L4 and sacrum": notes leave out the "in"; "liver metastases" stand behind theirs."""
    if not _NOUN.fullmatch(sentence.between(cue.start, cue.end)):
        return False  # "metastatic pancreatic NET"
    follows = any(
        m.start == cue.end + 1 and _GOES_ON.match(sentence.between(m.end, m.end + 5)) for m in sites
    ) or _VERTEBRA.match(sentence.between(cue.end, cue.end + 6))
    return bool(follows) and not any(0 <= cue.start - m.end <= 1 for m in sites)


# "Relapsed at 13 months in the supraclavicular nodes".
_RELAPSED_AT = compiled(
    r"\b(?:relapsed|recurred)\s+(?:at|after)\s+[\w.]+\s+(?:months?|years?|weeks?)\s+in\b",
    re.IGNORECASE,
)


def propose_metastases(
    known: Knowledge, sentence: Sentence, sites: list[Mention], propose: Propose
) -> None:
    """Offer the roles that the words for metastasis in a sentence give to its organs."""
    sites = [m for m in sites if not _FREE.match(sentence.between(m.end, m.end + 12))]
    cues = sentence.cue("metastasis")
    to = sentence.cue("metastasis_to")
    to += [
        replace(c, group="metastasis_to") for c in cues if _names_what_follows(sentence, sites, c)
    ]
    for match in _RELAPSED_AT.finditer(sentence.text):
        to.append(Mention(*span_of(sentence, match), "cue", "metastasis_to", ("relapse",)))
    for mention in sites:
        if mention.name == "meninges" and _MENINGEAL.match(
            sentence.between(mention.end, mention.end + 24)
        ):
            propose(mention, Role("metastasis", 2.0, "metastasis.by_name"))
        if _STAGE_M1.search(sentence.between(mention.start - 40, mention.start)):
            propose(mention, Role("metastasis", 2.0, "metastasis.stage"))
        # Nodules of the scalp and the chest wall are in the skin.
        in_skin = mention.name == "soft tissue" and any(m.name == "skin" for m in sites)
        if mention.name in known.targets and _NEW_LESION.search(
            sentence.between(mention.start - 40, mention.start)
        ):
            propose(mention, Role("metastasis", 1.5, "metastasis.new_lesion"))
        if not in_skin and _RECURRENCE_AT.search(
            sentence.between(mention.start - 24, mention.start)
        ):
            propose(mention, Role("metastasis", 1.5, "metastasis.recurrence"))
        if _from_elsewhere(sentence, sites, mention):
            propose(mention, Role("metastasis", 3.0, "metastasis.from_tumour"))
        if _METASTASIS_BY_NAME.search(sentence.between(mention.start, mention.end)):
            propose(mention, Role("metastasis", 3.3, "metastasis.by_name"))
        for cue in [*cues, *to]:
            if mention.end <= cue.start and cue.start - mention.end <= 60:
                gap = sentence.between(mention.end, cue.start)
                if " and " in gap and _has_own_head(sentence, mention):
                    continue
                if cue.group == "metastasis" and _AND_ALONE.fullmatch(gap):
                    continue  # "in a tailgut cyst and metastases to the spine"
                verbal = _VERBAL.match(sentence.between(cue.start, cue.end + 14))
                of_tumour = mention.group == "site" and mention.name not in known.targets
                if _shown_from_elsewhere(sentence, sites, mention, cue):
                    propose(mention, Role("metastasis", 3.0, "metastasis.from_tumour"))
                elif of_tumour and any(
                    mention.end <= h.start
                    and h.end <= cue.start
                    and not any(mention.end <= m.start and m.end <= h.start for m in sites)
                    and ADJECTIVES.match(sentence.between(mention.end, h.start))
                    for h in sentence.of("histology")
                ):  # "pancreatic neuroendocrine tumor metastasis": it comes from there
                    propose(mention, Role("primary", 3.3, "primary.spread"))
                elif cue.group == "metastasis" and not verbal and BEFORE_METASTASIS.match(gap):
                    propose(mention, Role("metastasis", 3.5, "metastasis.adjective"))
            elif cue.end <= mention.start and mention.start - cue.end <= 100:
                _behind_cue(sentence, mention, cue, propose)
    _lists_back(sentence, sites, cues, propose)
    _involved(known, sentence, sites, propose)
    _imaged(known, sentence, sites, propose)
    _staged(known, sentence, sites, propose)
    _sampled(known, sentence, sites, propose)
    _at_autopsy(known, sentence, sites, propose)
    _weak_metastases(known, sentence, sites, bool(cues or to), propose)


# "Metastases occupying half of the liver".
_FILLING = compiled(
    r"\s(?:occupy(?:ing)?|occupied|replac(?:ing|ed)|filling|involv(?:ing|ed)|affected|scattered\s(?:in|over|throughout))\s(?:[\w%-]+\s){0,4}?(?:of\s)?(?:both\s|the\s)(?:lobes\sof\sthe\s)?",
    re.IGNORECASE,
)


# "A metastasis was removed from the liver".
_TAKEN_FROM = compiled(
    r"\s(?:was|were)\s(?:\w+ly\s)?(?:removed|resected|excised|taken|biopsied)\sfrom\s(?:the|his|her)\s",
    re.IGNORECASE,
)
# "Distant metastases became evident after two years (lung and liver)", "developed in case 2 (lung)".
_BECAME_EVIDENT = compiled(
    r"^\s(?:(?:had\s)?(?:appeared|developed|occurred|emerged)|(?:became|were|was)\s(?:\w+\s)?(?:evident|apparent|manifest|found|seen|present|detected|noted|diagnosed))"
    r"(?:\s+(?:in|at|after|within|by)\s(?:(?!primary|work)[^()]){2,40})?\s(?=\()",
    re.IGNORECASE,
)
_PRIMARY_BEHIND = compiled(r"\s(?:primary|tumou?r)", re.IGNORECASE)
_ON = compiled(r"\s(?:on|over|of)\s", re.IGNORECASE)
_SKIN = compiled(
    r"\b(?:skin|(?:sub)?cutaneous)\s(?:metastas[ei]s|deposits|nodules|lesions)$", re.IGNORECASE
)


def _behind_cue(sentence: Sentence, mention: Mention, cue: Mention, propose: Propose) -> None:
    """ "Metastatic to the liver", "metastases in the liver", "metastatic liver …"."""
    gap = _of_no_tumour(sentence, cue, mention)
    gap = _TAKEN_FROM.sub(" in the ", _FILLING.sub(" in the ", SIZE.sub(" ", gap)))
    if not _PRIMARY_BEHIND.match(sentence.between(mention.end, mention.end + 12)):
        gap = _BECAME_EVIDENT.sub(" in the ", gap)
    if _FROM.match(gap):
        return
    if _ON.match(gap) and _SKIN.search(sentence.between(sentence.start, cue.end)):
        return  # "skin metastases on the chest wall": where the skin is
    if gap.startswith(":") and LIST.match(gap[1:]):  # "metastases: liver, both lungs"
        propose(mention, Role("metastasis", 3.0, "metastasis.list"))
        return
    if (_OF.search(sentence.between(cue.start, cue.end)) or _OF_WHAT.match(gap)) and (
        any(0 <= h.start - mention.end < 30 for h in sentence.of("histology"))
        or _ITS_TUMOUR.match(sentence.between(mention.end, sentence.end))
    ):
        return  # "a metastasis of the ileal tumour"
    if cue.group == "metastasis_to":
        again = _RECURRED.match(sentence.between(cue.start, cue.end))
        if LIST.match(gap) and again:  # may be where the primary was
            propose(mention, Role("metastasis", 1.5, "metastasis.recurrence"))
        elif LIST.match(gap):
            propose(mention, Role("metastasis", 3.5, "metastasis.to"))
    elif leads_to_list(gap):
        propose(mention, Role("metastasis", 3.3, "metastasis.in"))
    elif _TUMOUR_TO.match(gap):
        propose(mention, Role("metastasis", 3.3, "metastasis.to"))
    elif (
        _REGION.match(gap)
        and sentence.between(cue.start, cue.end).lower() == "metastatic"
        and not _CANCER.match(sentence.between(mention.end, sentence.end))
        and not any(
            h.start <= mention.start and mention.end <= h.end for h in sentence.of("histology")
        )  # "metastatic pNET"
    ):
        propose(mention, Role("metastasis", 2.4, "metastasis.metastatic_organ"))


def _of_no_tumour(sentence: Sentence, cue: Mention, mention: Mention) -> str:
    """The words between a cue and an organ, without the tumour whose metastases they are:
    "metastases [of small cell carcinoma] were identified in the liver".
    """
    of = next(
        (
            h
            for h in sentence.of("histology")
            if cue.end < h.start
            and h.end < mention.start
            and _OF_A_TUMOUR.fullmatch(sentence.between(cue.end, h.start))
            and _ARE_IN.match(sentence.between(h.end, mention.start))
        ),
        None,
    )
    return sentence.between(of.end if of else cue.end, mention.start)


_OF_A_TUMOUR = compiled(r"\s+(?:of|from)\s+(?:the\s+|a\s+|an\s+)?(?:\w+\s+){0,2}?", re.IGNORECASE)


_ARE_IN = compiled(r"\s+(?:was|were|have|had|to|in)\b", re.IGNORECASE)


def _has_own_head(sentence: Sentence, mention: Mention) -> bool:
    """Whether a lesion or a tumour is told of the organ: "a carcinoid of the lung and liver metastases"."""
    # "A pNET", in which the organ is named, is its own tumour.
    if any(
        h.start <= mention.start < h.end
        or (
            0 <= mention.start - h.end < _OF_TUMOUR
            and _OF_THE_TUMOUR.match(sentence.between(h.end, mention.start))
        )
        for h in sentence.of("histology")
    ):
        return True
    before = SIZE.sub(" ", sentence.between(mention.start - 70, mention.start))
    return bool(_LESION_BEFORE.search(before) or _TUMOUR_BEFORE.search(before))


def _lists_back(
    sentence: Sentence, sites: list[Mention], cues: list[Mention], propose: Propose
) -> None:
    """Lists before the word: "pulmonary, bone, and hepatic metastases"."""

    def linked(left: Mention, right: Mention) -> bool:
        gap = sentence.between(left.end, right.start)
        if _has_own_head(sentence, left):
            return False
        return right.start - left.end < 50 and bool(ENUMERATION.match(gap))

    adjacent = [_before_metastasis(sentence, m, cues) for m in sites]
    for index in range(len(sites) - 2, -1, -1):
        if not linked(sites[index], sites[index + 1]):
            continue
        if _GREW_INTO.search(sentence.between(sites[index].start - 60, sites[index].start)):
            continue
        if adjacent[index + 1]:
            propose(sites[index], Role("metastasis", 3.3, "metastasis.list"))
        # Further back only where all organs up to the last one of the list are linked.
        elif any(
            adjacent[last]
            and all(linked(a, b) for a, b in itertools.pairwise(sites[index : last + 1]))
            for last in range(index + 2, min(index + 4, len(sites)))
        ):
            propose(sites[index], Role("metastasis", 3.2, "metastasis.list"))


# "A mass that infiltrated (rectum) and (bladder), multiple hepatic metastases".
_GREW_INTO = compiled(
    r"(?<!metastatic\s)(?<!secondary\s)(?<!bone\s)(?<!brain\s)(?<!liver\s)\b(?:mass|tumou?r|lesion|growth|which|that)\s+(?:[\w-]+\s+){0,3}?(?:infiltrat|invad|encas)(?:ed|ing|es|s)\s+(?:the\s+)?(?:[\w-]+,?\s+and\s+(?:the\s+)?)?$",
    re.IGNORECASE,
)


def _involved(known: Knowledge, sentence: Sentence, sites: list[Mention], propose: Propose) -> None:
    """ "Adrenal, nodal and rib involvement", "involvement of the liver": of organs that these
    tumours spread to; of others it is the primary's own growth.
    """
    for cue in sentence.cue("involved"):
        again = _RECURRED.match(sentence.between(cue.start, cue.end))
        role = Role("metastasis", 1.0 if again else 2.0, INVOLVED)
        # "Bone marrow involvement" is a term that holds the cue.
        behind = [m for m in sites if m.end <= cue.start or m.start < cue.start < m.end]
        before = cue.start
        for mention in reversed(behind):
            gap = _ASIDE.sub(" ", sentence.between(mention.end, before))
            if ")" in gap:  # inside the bracket of "bone (sternum, L1) and liver involvement"
                continue
            if mention.end <= before and not INVOLVED_LIST.match(gap):
                break
            before = mention.start
            none = _NONE_OF.search(sentence.between(mention.start - 24, mention.start))
            if not none and (mention.group == "bone_site" or mention.name in known.targets):
                propose(mention, role)


_ASIDE = compiled(r"\s*\([^()]*\)")


def _clause(sentence: Sentence, mention: Mention) -> str:
    """The words between the semicolons around a mention."""
    text, at = sentence.text, mention.start - sentence.start
    left, right = text.rfind(";", 0, at), text.find(";", at)
    return text[left + 1 : right if right >= 0 else len(text)]


def _sampled(known: Knowledge, sentence: Sentence, sites: list[Mention], propose: Propose) -> None:
    """ "FNA of the pancreas confirmed metastatic carcinoma", "liver biopsy revealed a NET"."""
    tumours = [m for m in sentence.of("histology") if not m.weak]
    for mention in sites:
        after = sentence.between(mention.end, sentence.end)
        if mention.group == "bone_site" or mention.name in known.targets:
            yielded = _BIOPSY_YIELDED.match(after)
            if yielded and any(0 <= t.start - (mention.end + yielded.end()) < 90 for t in tumours):
                propose(mention, Role("metastasis", 1.5, "metastasis.biopsied"))
        lesion = _LESION_IN.search(sentence.between(mention.start - 30, mention.start))
        common = mention.name in known.common_targets - known.origin_too and lesion
        if common and (taken := _WAS_BIOPSIED.match(after)):
            if any(0 <= t.start - (mention.end + taken.end()) < 60 for t in tumours):
                propose(mention, Role("metastasis", 1.5, "metastasis.biopsied"))
        if mention.name in known.targets and any(
            _FOUND_ON_BIOPSY.fullmatch(sentence.between(t.end, mention.start)) for t in tumours
        ):
            propose(mention, Role("metastasis", 1.5, "metastasis.biopsied"))
        if mention.name in known.no_origin and (taken := _WAS_BIOPSIED.match(after)):
            if any(0 <= t.start - (mention.end + taken.end()) < 60 for t in tumours):
                propose(mention, Role("metastasis", 2.0, "metastasis.biopsied"))
        if not _SAMPLE_OF.search(sentence.between(mention.start - 60, mention.start)):
            continue
        if _PROVED_METASTATIC.match(sentence.between(mention.end, mention.end + 100)):
            propose(mention, Role("metastasis", 2.6, "metastasis.sampled"))
        elif shown := _SHOWN.match(after):
            found = any(0 <= t.start - (mention.end + shown.end()) < 60 for t in tumours)
            if found and mention.name in known.no_origin:
                propose(mention, Role("metastasis", 2.0, "metastasis.biopsied"))
            elif found and mention.name not in known.targets and mention.group == "site":
                # "Biopsy of the cervix yielded a NEC": a weak sign, for it may have come there
                propose(mention, Role("primary", 1.0, "primary.biopsied"))


def _at_autopsy(
    known: Knowledge, sentence: Sentence, sites: list[Mention], propose: Propose
) -> None:
    """Organs that held tumour at autopsy, of those that these tumours spread to."""
    if not (_AUTOPSY.search(sentence.text) and _TUMOUR_THERE.search(sentence.text)):
        return
    for mention in sites:
        context = sentence.context(mention.start, mention.end)
        if _CANCER.match(sentence.between(mention.end, mention.end + 40)):
            continue  # "he died of bronchial squamous carcinoma"
        if (mention.group == "bone_site" or mention.name in known.targets) and not (
            "negated" in context or "normal" in context
        ):
            propose(mention, Role("metastasis", 2.0, "metastasis.autopsy"))


# "Uptake confined to the left adrenal gland": the tumour itself.
_CONFINED_TO = compiled(
    r"\b(?:(?:confined|limited|restricted)\s+to|only\s+in)\s+(?:(?:the|left|right|his|her)\s+)*$",
    re.IGNORECASE,
)


def _imaged(known: Knowledge, sentence: Sentence, sites: list[Mention], propose: Propose) -> None:
    """Organs named where a scan that seeks the tumour's tracer shows uptake: weak for each."""
    if not seeks_tumour(sentence):
        return
    if not _UPTAKE.search(sentence.text):
        return
    there: list[Mention] = []
    for mention in sites:
        if mention.group != "bone_site" and mention.name not in known.targets:
            continue
        context = sentence.context(mention.start, mention.end)
        if "negated" in context or "normal" in context:
            continue
        if _HYPERPLASTIC.search(sentence.between(mention.start - 36, mention.end + 20)):
            continue
        if _EXPLAINED.match(sentence.between(mention.end, mention.end + 90)):
            continue
        if mention.name in known.origin_too and _A_MASS.match(
            sentence.between(mention.end, mention.end + 12)
        ):
            continue
        if not _UPTAKE.search(_clause(sentence, mention)):
            continue
        if _CONFINED_TO.search(sentence.between(mention.start - 40, mention.start)):
            continue
        there.append(mention)
    several = len({"bone" if m.group == "bone_site" else m.name for m in there}) > 1
    role = Role("metastasis", ENOUGH if several else 0.95, "metastasis.tracer")
    for mention in there:
        propose(mention, role)


def takes_up(known: Knowledge, sentence: Sentence, mention: Mention) -> bool:
    """Whether a scan that seeks the tumour shows it in an organ where these tumours begin rather
    than go: "DOTATATE PET lit up the terminal ileum".
    """
    return (
        mention.group == "site"
        and mention.name not in known.targets
        and seeks_tumour(sentence)
        and bool(_UPTAKE.search(_clause(sentence, mention)))
        and not _HYPERPLASTIC.search(sentence.text)
        and sentence.context(mention.start, mention.end).keys().isdisjoint(("negated", "normal"))
    )


# "CT: liver, left adrenal, RP nodes;": all that a telegram says of a scan.
_COLON = compiled(r"\s*(?::|—|–|\s-)\s+")


_STOP = compiled(r"[.;]|$")


def _staged(known: Knowledge, sentence: Sentence, sites: list[Mention], propose: Propose) -> None:
    """Organs that stand as a bare list behind a scan and a colon: where the tumour was found."""
    for scan in sentence.of("diagnostic_method"):
        colon = _COLON.match(sentence.text, scan.end - sentence.start)
        if colon is None:
            continue
        start = sentence.start + colon.end()
        stop = _STOP.search(sentence.text, colon.end())
        end = sentence.start + stop.start() if stop else sentence.end
        listed = [m for m in sites if start <= m.start and m.end <= end]
        ends = [start, *(m.end for m in listed)]
        begins = [*(m.start for m in listed), end]
        gaps = [
            sentence.between(left, right) + " " for left, right in zip(ends, begins, strict=True)
        ]
        if len(listed) < 2 or not all(LIST.match(gap) for gap in gaps):
            continue
        for mention in listed:
            if mention.group == "bone_site" or mention.name in known.targets:
                propose(mention, Role("metastasis", ENOUGH, "metastasis.staged"))


def _before_metastasis(sentence: Sentence, mention: Mention, cues: list[Mention]) -> bool:
    """Whether a word for metastasis stands right behind the organ."""
    return any(
        mention.end <= cue.start
        and cue.start - mention.end <= 40
        and BEFORE_METASTASIS.match(sentence.between(mention.end, cue.start))
        for cue in cues
    )


def _weak_metastases(
    known: Knowledge, sentence: Sentence, sites: list[Mention], told: bool, propose: Propose
) -> None:
    """Lesions of an organ that these tumours spread to: weak alone, enough beside "metastases".

    ``told`` says that the sentence speaks of metastases at all.
    """
    _lists_of_lesions(known, sentence, sites, propose)
    _holding(sentence, sites, propose)
    for mention in sites:
        if mention.name != "bone marrow" and _GREW_INTO.search(
            sentence.between(mention.start - 70, mention.start)
        ):
            continue
        if mention.name not in known.common_targets and mention.group == "site":
            later = sentence.between(mention.end, sentence.end)
            at_node = _NODE_AT.search(sentence.between(mention.start - 60, mention.start))
            held = None if at_node else _HOLDS_TUMOUR.match(later)
            # "The appendix harboured a 9-mm carcinoid" is where it began, "contained tumour" is not.
            own = held and _A_TUMOUR.search(held.group()) and mention.name not in known.targets
            if (held and not own) or (
                mention.name in known.targets and _INVADED_AFTER.match(later[:140])
            ):
                propose(mention, Role("metastasis", 2.0, "metastasis.holds_tumour"))
            elif mention.name in known.targets and _PROGRESSION_IN.search(
                sentence.between(mention.start - 50, mention.start)
            ):
                propose(mention, Role("metastasis", 2.0, "metastasis.progression"))
            elif mention.name in known.targets and _has_own_head(sentence, mention):
                propose(mention, Role("metastasis", 0.9, "metastasis.lesion_there"))
            elif (
                _LUMP_AFTER.match(later[:50])
                or _A_LESION.search(sentence.between(mention.start, mention.end))
                or _LESION_BEFORE.search(sentence.between(mention.start - 70, mention.start))
                or _SWELLING_BEFORE.search(sentence.between(mention.start - 70, mention.start))
            ) and _PROVEN.search(later):
                propose(mention, Role("metastasis", 2.0, "metastasis.proven"))
            elif _LESIONS_AFTER.match(later[:50]):
                if _PROVEN.search(later):
                    propose(mention, Role("metastasis", 2.0, "metastasis.proven"))
                elif _APPEARED.search(later[:90]):
                    propose(mention, Role("metastasis", 1.4, "metastasis.appeared"))
                elif mention.name in known.targets and _MANY.search(
                    sentence.between(mention.start - 30, mention.start)
                ):
                    propose(mention, Role("metastasis", 1.4, "metastasis.many_lesions"))
                elif mention.name in known.targets:
                    propose(mention, Role("metastasis", 0.9, "metastasis.lesion_there"))
            elif mention.name in known.targets and _AND_ONE_OF.search(
                sentence.between(mention.start - 70, mention.start)
            ):
                propose(mention, Role("metastasis", 1.4, "metastasis.many_lesions"))
            elif _LESIONS_BEFORE.search(
                sentence.between(mention.start - 70, mention.start)
            ) and _APPEARED_ANY.search(sentence.text):
                propose(mention, Role("metastasis", 1.4, "metastasis.appeared"))
            continue
        node = mention.name == "lymph node"
        before = sentence.between(mention.start - 70, mention.start)
        if node and _NONE_OF.search(before):
            continue
        later = sentence.between(mention.end, sentence.end)
        after = later[:140]
        lesion = (
            _LESIONS_AFTER.match(after[:50])
            or _LESIONS_BEFORE.search(before)
            or (not node and _A_LESION.search(sentence.between(mention.start, mention.end)))
        )
        marrow = mention.name == "bone marrow" and _MARROW.search(before)
        if (
            _INVADED_AFTER.match(after)
            or marrow
            or _SEEDED.search(before)
            or _IMAGED.match(after)
            or _SPREAD_IN.search(before)
            or (mention.name == "brain" and _SEEN_ON.search(before))
            or ((lesion or _LESIONS_THERE.match(later)) and _PROVEN.search(later))
        ):
            propose(mention, Role("metastasis", 2.0, "metastasis.imaged"))
        elif lesion and told:
            propose(mention, Role("metastasis", 1.5, "metastasis.lesion"))
        elif (
            lesion
            and not node
            and _MANY.search(sentence.between(mention.start - 45, mention.end))
            and not _ARE_TUMOURS.match(later)
        ):
            propose(mention, Role("metastasis", 1.4, "metastasis.many_lesions"))
        elif (
            node
            and told
            and (_METASTASIS_BEFORE_NODE.search(before) or _METASTASIS_AFTER_NODE.match(after))
        ):
            propose(mention, Role("metastasis", 1.5, "metastasis.node_near"))
        elif not node and _SCANNED.search(before) and _SHOWED_LESIONS.match(after):
            propose(mention, Role("metastasis", 1.4, "metastasis.many_lesions"))
        elif not node and (
            lesion
            or _LESION_BEFORE.search(SIZE.sub(" ", before))
            or (mention.name not in known.origin_too and _TUMOUR_BEFORE.search(before))
        ):
            # A lesion where these tumours spread to: enough only beside a stated metastasis.
            propose(mention, Role("metastasis", 0.9, "metastasis.lesion_there"))


def _holding(sentence: Sentence, sites: list[Mention], propose: Propose) -> None:
    """ "Both adrenals and the left kidney bore metastases": each organ of the list."""
    behind: Mention | None = None
    for mention in reversed(sites):
        listed = behind is not None and ENUMERATION.match(
            sentence.between(mention.end, behind.start)
        )
        behind = None
        if _NODE_AT.search(sentence.between(mention.start - 60, mention.start)):
            continue
        if listed or _HOLDS_METASTASES.match(sentence.between(mention.end, sentence.end)):
            propose(mention, Role("metastasis", 2.0, "metastasis.holds_tumour"))
            behind = mention


def _lists_of_lesions(
    known: Knowledge, sentence: Sentence, sites: list[Mention], propose: Propose
) -> None:
    """ "Hepatic, nodal and peritoneal disease": what the last organ has, those before it have."""
    listed = sites[-1:]
    for right, left in itertools.pairwise(reversed(sites)):
        if not ENUMERATION.match(sentence.between(left.end, right.start)):
            break
        listed.append(left)
    if not listed[1:] or not _LESIONS_AFTER.match(
        sentence.between(listed[0].end, listed[0].end + 50)
    ):
        return
    first = listed[-1].start
    # "PET showed liver, bone and peritoneal disease": of several organs at once it is the tumour's.
    shown = _DISEASE.match(sentence.between(listed[0].end, sentence.end)) and _SHOWED.search(
        sentence.between(first - 60, first)
    )
    for mention in listed if shown else listed[1:]:
        if mention.group == "site" and mention.name in known.targets:
            weight = 2.0 if shown else 0.9
            propose(mention, Role("metastasis", weight, "metastasis.lesion_there"))


_DISEASE = compiled(r"\s+(?:metastatic\s+)?disease\b", re.IGNORECASE)
_SHOWED = compiled(
    r"\b(?:show|reveal|demonstrat|disclos|detect)(?:ed|s|ing)\s+(?:[\w-]+\s+){0,3}$", re.IGNORECASE
)


_SUSPECTED = (Role("metastasis", 0.9, "metastasis.nodes_suspect"), 0.7)


# "Bone marrow biopsy showed infiltration by carcinoid".
MARROW_SAMPLED = Gated(
    r"\bbone[\s-]marrow\s+(?:(?:core|needle|trephine|aspirat\w+|biops\w+|puncture|and|smear|cytology)\s+){1,4}(?:was\s+\w+\s+and\s+)?"
    r"(?:show|reveal|confirm|disclos|demonstrat|contain|yield|identif|found|was\s+(?=(?:infiltrat|replac|involv|positive)))\w*\s+(?:(?!no\b|normal|without\b|absen|lack|plasma|lymph|hypocell|reactive|leuk)[\w-]+\s+){0,4}?"
    r"(?:infiltrat\w+|involve\w+|metasta\w+|replace\w+|(?:tumou?r|malignant|neoplastic)\s+cells|neuroendocrine|carcinoid|small\s+cell|NETs?|NEC|neuroblastoma)\b"
    r"|\b(?:biops|trephine|aspirat)\w*\s+(?:\w+\s+){0,3}?(?:showed|revealed|disclosed|demonstrated|found)\s+(?:(?!no\b)\w+\s+){0,2}?(?:replacement|infiltration|involvement)\s+of\s+(?:the\s+)?(?:bone\s+)?marrow\b",
    re.IGNORECASE,
)


# "Cytology of the pleural fluid was positive for malignant cells", "a pleurisy of which the cytology was positive".
_CELLS = r"(?:positive\s+for\s+(?:malignan\w+|(?:malignant|tumou?r|neoplastic|cancer|carcinoma)\s+cells|carcinoma|NEC|metasta\w+)|(?:showed|revealed|contained|found|disclosed|yielded)\s+(?:the\s+)?(?:malignant|tumou?r|neoplastic|cancer|carcinoma)\s+cells)"
_PLEURAL = r"(?:pleural\s+(?:fluid|effusion|tap|liquid)|pleurisy|pleural\s+aspirate)"
PLEURA_SAMPLED = Gated(
    rf"\b(?:cytolog\w+|examination|analysis)\s+of\s+(?:the\s+|this\s+)?{_PLEURAL}\s+(?:(?!(?:no|not|never|negative|without)\b)\w+\s+){{0,3}}?{_CELLS}"
    rf"|\b{_PLEURAL}\b(?:(?!\b(?:no|not|never|negative|without|sputum|bronchial|brush\w*|urin\w+|gastric|cervical|nodal)\b)[^.;]){{0,60}}\bcytolog\w+\s+(?:\w+\s+){{0,2}}?{_CELLS}",
    re.IGNORECASE,
)


def involved_nodes(scope: Scope, sentence: Sentence) -> list[Vote]:
    """Votes for lymph nodes that are told to hold tumour without the word metastasis, and for a bone
    marrow whose biopsy did: a term of its own, within which the organ is no mention.
    """
    out: list[Vote] = []
    for pattern, place, role, confidence in (
        (_NODES_INVOLVED, "lymph node", Role("metastasis", 2.6, "metastasis.nodes"), 0.9),
        (_NODES_SUSPECT, "lymph node", *_SUSPECTED),
        (MARROW_SAMPLED, "bone marrow", Role("metastasis", 2.2, "metastasis.sampled"), 0.85),
        (PLEURA_SAMPLED, "pleura", Role("metastasis", 2.2, "metastasis.sampled"), 0.85),
    ):
        for match in pattern.finditer(sentence.text):
            start, end = span_of(sentence, match)
            context = sentence.context(start, end)
            if not context.keys().isdisjoint((*NEVER, "history")) or _NO_NODES.match(match.group()):
                continue
            feared = "uncertain" in sentence.context(end - 1, end)  # "feared to be metastatic"
            if _NONE_OF.search(sentence.between(start - 24, start)):
                continue
            if (
                _RATIO.match(match.group())
                and not _OF_DISSECTED.match(match.group())
                and not _INVOLVED.search(sentence.text)
            ):
                continue
            said, sure = (role, confidence) if not feared else _SUSPECTED
            out.append(vote(scope, sentence, said, place, start, end, confidence=sure))
    return out


def spread_is_told(sentences: Sequence[Sentence]) -> bool:
    """Whether the patient is said to have a metastasis anywhere, or a primary that was not found."""
    for sentence in sentences:
        if sentence.cue("unknown_primary"):
            return True
        for cue in sentence.cue("metastasis", "metastasis_to"):
            context = sentence.context(cue.start, cue.end)
            if context.keys().isdisjoint((*NEVER, "uncertain", "planned")):
                return True
    return False


def choose_metastatic(
    votes: Sequence[Vote],
    primary: Mapping[str, float],
    *,
    spread: bool = False,
    beside: Set[str] = frozenset(),
) -> list[Finding]:
    """The metastatic sites; a primary site is one too only where that is said more strongly.

    ``primary`` holds the weight of each chosen primary site, ``spread`` says that the patient is
    said to have metastases, wherever; in the organs ``beside`` the primary a tumour spreads, too.
    """
    certain = weights((v for v in votes if v.certain), "metastasis")
    spread = spread or any(
        v.role == "metastasis" and v.weight >= STRONG and v.certain for v in votes
    )
    # "Merkel cell carcinoma of the scalp with skin metastases": in the organ where it began, too.
    outright = {
        v.finding.value
        for v in votes
        if v.role == "metastasis" and v.certain and v.finding.rule == "metastasis.adjective"
    } & beside
    kept = {
        name
        for name, weight in weights(votes, "metastasis").items()
        if (weight >= ENOUGH or (spread and certain.get(name, 0.0) >= ENOUGH_WHEN_SPREAD))
        and not (name in primary and primary[name] >= weight and name not in outright)
    }
    return first_of_each(
        v.finding for v in votes if v.role == "metastasis" and v.finding.value in kept
    )
