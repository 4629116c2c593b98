"""Which language is the paper in? A cheap test over its head: function words, or the script."""

from __future__ import annotations

import re

from netmatrix.patterns import compiled

_STOP_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset("the of and in was with were to for is that by this at from are which".split()),
    "de": frozenset(
        "der die das und ist mit von wurde bei ein eine nicht des im zu den dem".split()
    ),
    "fr": frozenset("le la les des et est une dans pour avec par du sur qui au été chez".split()),
    "es": frozenset("el la los las de y en un una con por que se del para como fue".split()),
    "it": frozenset("il lo la gli di e in un una con per che è della dei nel sono".split()),
    "pt": frozenset("o a os as de e em um uma com por que se do da para foi não".split()),
    "pl": frozenset("i w z na do się jest oraz przez po od nie był u dla pacjent".split()),
    "nl": frozenset("de het een en van in is dat met voor werd bij op niet zijn ook".split()),
    "sv": frozenset("och att det som en av för med är på den inte till ett har var".split()),
    "tr": frozenset("ve bir bu ile için olarak olan da de en çok hasta sonra".split()),
    "ro": frozenset("și de la în cu pe un o din care este pentru mai fost nu".split()),
    "cs": frozenset("a v na se je s z do pro byl byla ve po od nebo jako".split()),
}
NAMES: dict[str, str] = {
    "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese",
    "pl": "Polish", "nl": "Dutch", "sv": "Swedish", "tr": "Turkish", "ro": "Romanian",
    "cs": "Czech", "zh": "Chinese", "ja": "Japanese", "ko": "Korean", "ru": "Russian",
    "el": "Greek", "ar": "Arabic", "he": "Hebrew", "th": "Thai",
}  # fmt: skip

# Blocks of letters; kana before ideographs, which Japanese uses as well.
_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ja", compiled("[぀-ヿ]")),
    ("ko", compiled("[가-힯]")),
    ("zh", compiled("[一-鿿]")),
    ("ru", compiled("[Ѐ-ӿ]")),
    ("ar", compiled("[؀-ۿ]")),
    ("he", compiled("[֐-׿]")),
    ("th", compiled("[฀-๿]")),
    ("el", compiled("[Ͱ-Ͽ]")),
)
_WORD = compiled(r"[^\W\d_]+")
_ASCII_WORD = compiled(r"[a-z]+")
_HEAD = 6_000


def detect(text: str) -> str:
    """ISO 639-1 code of the language of most of ``text`` (its first 6,000 characters).

    English when nothing speaks clearly for another language.
    """
    head = text[:_HEAD]
    if head.isascii():
        words = _ASCII_WORD.findall(head.lower())
    else:
        words = [word.lower() for word in _WORD.findall(head)]
    letters = sum(map(len, words))
    if not letters:
        return "en"
    if not head.isascii():
        for code, pattern in _SCRIPTS:
            share = len(pattern.findall(head)) / letters
            if share > (0.05 if code == "ja" else 0.3):
                return code
    english = sum(map(_STOP_WORDS["en"].__contains__, words))
    if english > 0.15 * len(words):
        return "en"  # no other language comes near; most papers stop here
    counts = {
        code: sum(word in stops for word in words) for code, stops in sorted(_STOP_WORDS.items())
    }
    best = max(counts, key=lambda code: (counts[code], code == "en"))
    if best == "en" or counts[best] < 8 or counts[best] < 0.12 * len(words):
        return "en"
    if len(_STOP_WORDS[best] & set(words)) < 4:
        return "en"  # one short word repeated is no language
    return best if counts[best] > 1.5 * counts["en"] else "en"
