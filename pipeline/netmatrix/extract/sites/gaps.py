"""What may stand between an organ and the word that decides its meaning.

Every pattern here is matched against the whole gap (or its beginning), so that one foreign word
ends the tie.  A gap may be long and made to harm: what stands between the words of a list is taken
whole (``*+``), no word is listed twice, and none is made of two others ("within"), so that there is
one way to read it.
"""

from __future__ import annotations

import re

from netmatrix.patterns import compiled

LIST = compiled(
    r"^\s*+(?:(?:,|/|and|or|as well as|&|plus|both|the|of|in|with|also|her|his|then|to|"
    r"left|right|bilateral|multiple|several|adjacent|regional|distant|extensive|diffuse|local|"
    r"cervical|mediastinal|supraclavicular|axillary|abdominal|mesenteric|para-?aortic|inguinal|"
    r"hilar|retroperitoneal|peripancreatic|perigastric|upper|lower|anterior|posterior|at|"
    r"numerous|new|many|widespread|possible|possibly|one|two|three|four|five|single|solitary|"
    r"lobes?|bodies|on|entire|other|nearby|surrounding|draining|pelvic|thoracic|lumbar|small|large|its|"
    r"synchronous|metachronous|subsequent|subsequently|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|[CTL]\d{1,2}(?!\w)|vertebrae?|\d{1,2}(?:st|nd|rd|th)|segments?|\bS(?:\d[a-d]?)?(?!\w)|[IVX]++(?=[\s,])|remnant|marrow|\(|\)|\d++|k?g(?=\)))[\s,-]*+)*$",
    re.IGNORECASE,
)
"""The gap between two organs of one list, and between "metastatic to" and its first organ."""

ENUMERATION = compiled(
    r"^\s*+(?:(?:,|/|and|or|as well as|&|plus|both|the|left|right|bilateral|multiple|distant|regional|also|solitary|"
    r"cervical|mediastinal|axillary|abdominal|mesenteric|retroperitoneal|\d++)[\s,-]*+)*$",
    re.IGNORECASE,
)
"""The same, read backwards from "metastases": only joints and sides, no prepositions."""

INVOLVED_LIST = compiled(
    r"^\s*+(?:(?:,|/|and|or|&|plus|both|the|on|left|right|bilateral|multiple|distant|regional|also|nodal|nodes?|"
    r"metastatic|extensive|diffuse|was|were|found|seen|shown|to|be|\d++)[\s,-]*+)*$",
    re.IGNORECASE,
)
"""Between an organ and "involvement", and between the organs of that list."""

ADJECTIVES = compiled(
    r"^(?:[\s)-]*+[–/(])*+[\s)]*+(?:-[\s,)-]*+)?+"
    r"(?:(?:primary|malignant|benign|functioning|functional|non-?functioning|non-?functional|"
    r"well|poorly|moderately|differentiated|low-grade|high-grade|"
    r"intermediate-grade|grade|G[123]|[123I]|small|large|giant|sporadic|localized|locally|advanced|"
    r"metastatic|cell|cystic|solid|pure|mixed|typical|atypical|neuroendocrine|endocrine|"
    r"ACTH-(?:secreting|producing)|hormone-secreting|secreting|occult|incidental|known|recurrent|"
    r"unresectable|resectable|invasive|aggressive|rare|mucosal|submucosal|solitary|multiple|"
    r"progressive|ectopic|intramural|multifocal|stage|IV|composite)[\s,)-]*+)*$",
    re.IGNORECASE,
)
"""Between an organ and its tumour: "pancreatic well-differentiated NET"."""

OF = compiled(
    r"^\s*(?:(?:G[123]|(?:WHO\s+)?grade\s+(?:[123]|I{1,3}))\s+)?(?:\([^)]{0,60}\)\s*)?(?:(?:of|in|from|at|on|within|involving|affecting|arising|diagnosed|identified|visualized|visualised|seen|noted|discovered|palpated|felt|observed|demonstrated|revealed|suspected|"
    r"originating|originated|originates|located|localized|localised|situated|derived|developing|found|"
    r"detected|occurring|presenting|primary|had|has|been|was|were|which|that|is|confined|limited|replacing|to|into|inside|near|present|lying|centred|centered|embedded|occupying|occluding|obstructing|filling|expanding|lodged|seated|sited)\s+){1,5}"
    r"(?:(?:the|a|an|his|her|left|right|distal|proximal|mid|middle|upper|lower|anterior|posterior|"
    r"lateral|medial|terminal|ascending|descending|transverse|extrahepatic|common|second|third|"
    r"first|fourth|portion|part|head|tail|body|neck|base|wall|region|area|lobe|side|segment|level|"
    r"junction|tip|apex|aspect|mucosa|submucosa|uncinate|process|main|of|in|and|&|or|"
    r"superior|inferior|central|peripheral|bilateral|last|muscle|lumen|hilum|curvature|greater|"
    r"\d{1,2}|one|two|three|four|five|six|several|multiple|lesser|fundus|antrum|dome|lip|rim|border|isthmus|cervical|thoracic|abdominal|intrathoracic|root|orifice|horn|subcutaneous|deep|superficial)[\s-]+)*$",
    re.IGNORECASE,
)
"""Between a tumour and its organ: "NET located in the tail of the pancreas"."""

_BY_THE_BY = compiled(
    r"\s(?:incidentally|accidentally|unexpectedly|finally|eventually|ultimately|later|subsequently|then|only|also|clearly|definitely|metastatic(?=\sfrom\s)|"
    r"by\s(?!the\s)(?:[\w-]+\s){1,3}?(?=in\s|at\s|within\s))(?:later\s)?",
    re.IGNORECASE,
)


def lies_in(gap: str) -> re.Match[str] | None:
    """``OF`` of the gap without what tells how or when: "was found incidentally in the"."""
    return OF.match(gap) or OF.match(_BY_THE_BY.sub(" ", gap))


SIZE = compiled(
    r"(?:,|of|measuring|sized|about|approximately|,\s*measuring)?\s*(?:about\s+|up to\s+)?(?<![A-Za-z])\d[\d.,]*\s*(?:(?:cm|mm)\s*(?=[x×*]))?(?:[x×*]\s*\d[\d.,]*\s*(?:cm|mm)?\s*){0,2}-?\s*(?:cm|mm)?"
    r"(?:\s*in\s+(?:size|diameter|maximum diameter|greatest dimension|maximal diameter|largest diameter))?(?:,(?=\s+(?:replacing|occupying|filling|involving|in|within|of)\b)|(?=[\s,)]))",
    re.IGNORECASE,
)
"""A tumour's size, which may stand in such a gap ("a mass of 3 x 2 cm in the liver")."""

BEFORE_METASTASIS = compiled(
    r"^[\s\-–]*(?:(?:and|or|tumou?r|node|nodes|nodal|lesions?|synchronous|metachronous|multiple|"
    r"distant|diffuse|bilateral|lobe|regional|extensive|carcinoid|NET|neuroendocrine|NEN|NEC|s|"
    r"new|small|large|parenchymal|surface|progressive|unresectable|were|was|also|marrow|"
    r"tissue|body|wall|parenchyma|confirmed|showed|showing|for|bed|[CTL]\d{1,2})[\s-]+)*$",
    re.IGNORECASE,
)
"""Between an organ and the word for its metastasis: "liver parenchymal metastases"."""

AFTER_METASTASIS = compiled(
    r"^(?:lesions?|deposits?|disease|tumou?rs?|nodules?|was|were|found|seen|detected|recogni[sz]ed|proven|disclosed|documented|diagnosed|palpable|felt|"
    r"identified|present|noted|observed|located|confirmed|appeared|developed|occurred|evident|visible|scattered|"
    r"have|had|has|been|also|subsequently|later|then|only|apparent|widely|\(|\s++)*"
    r"(?:to|in|into|of|involving|involved|at|within|on|affecting|affected|throughout|over|including|were|shown)\b",
    re.IGNORECASE,
)
"""Between the word for a metastasis and its organ: "metastatic lesions were found in"."""


def leads_to_list(gap: str) -> bool:
    """Whether ``gap`` ties a word for metastasis to an organ, or to the list that it stands in."""
    match = AFTER_METASTASIS.match(gap)
    return bool(match and LIST.match(gap[match.end() :]))


IN_BRACKETS = compiled(r"\([^()]{0,80}\)")
# "In the liver and, on PET/CT, in the sacrum".
BY_THE_WAY = compiled(
    r",\s(?:(?:on|at|by|as seen on|according to|without)\s[^,;.]{2,40}|\w+ly),", re.IGNORECASE
)
