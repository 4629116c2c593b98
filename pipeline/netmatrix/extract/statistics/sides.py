"""The concept before a number and the concept behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from netmatrix import patterns
from netmatrix.extract.statistics.anchors import Anchor
from netmatrix.extract.statistics.heads import ITEM_OF, NEW_CLAUSE, by_group, extreme, head, outside
from netmatrix.extract.statistics.sentence import (
    NOUN_AFTER,
    Work,
    countable,
    inherited,
    opposite,
    previous_share,
)
from netmatrix.extract.statistics.words import own_words
from netmatrix.normalise.numbers import WORDS
from netmatrix.patterns import compiled

_RELATIVE = compiled(
    r"\s(?:who|that|which|with|without|treated|undergoing|receiving|having|from|in whom|for whom|evaluable|whose)\b",
    re.I,
)
COMPARED = compiled(
    r"^[\s,)]*(?:overall,?\s)?(?::|and|or|than|vs\.?|versus|compared (?:to|with)|in contrast to|but|against)?\s?(?:than\s)?(?:only\s)?(?:\(?\s?$|(?:in|of|among|for|with|without|at|to)\s)",
    re.I,
)


_ELSEWHERE = compiled(
    r"[\s,)]*(?:and|or|but)?\s?(?:in|at|on|within)\s(?:the\s)?[a-z][^,;()]{2,40}\sin\s(?:only\s|another\s|the (?:remaining|other)\s)?",
    re.I,
)
"""Another place with its own count: "at the tip in 20, in the body in 9"."""


_ASIDE = compiled(r",\s(?:which|who|of)\b", re.I)
# "Had recurrence, in the liver in 35": a place with a number of its own.
_COUNTED_ITSELF = compiled(rf"\s(?:in\s)?(?:\d|(?:{WORDS})\b)|\s\(\s?\d")
_BACK = compiled(r"\b(?:latter|former|it|this|they|that|figures?|rates?|values?)\b", re.I)


def best_of(work: Work, near: Sequence[Anchor]) -> tuple[str, int, int]:
    best = min(near, key=lambda a: (a.rank, a.start))
    if best.rank == near[0].rank or best.rank == 99:
        best = near[0]
    return best.name, best.start, best.end


_ITEMS_BEGIN = compiled(
    r"[,;(–—]\s?(?:in the first place,|above all,?|first and foremost,?|chiefly|mainly|mostly|most (?:often|commonly|frequently)|predominantly|principally|notably|namely|including|especially|usually|such as|e\.g\.,?)\s(?:(?:in|at|on)\s(?:the\s)?)?",
    re.I,
)


_FRONTED = compiled(
    r"(?:of|among|in|out of)\s(?:the\s|these\s|our\s|all\s)?[^,;()]{1,80}?(?:patients|cases|subjects|tumou?rs)\b[^,;()]{0,80},\s",
    re.I,
)


# "Toxicity was mild, fatigue being the most common (24 patients)".
_CHIEFLY = compiled(
    r"(?:,|;|\bwith)\s(?P<what>[a-z][\w -]{2,40}?)\sbeing\sthe\s(?:most\s(?:common|frequent)|commonest)(?:\sone)?\s?[(\[]?\s?$",
    re.I,
)
# "Than in those without (14/38)": of the others.
_THOSE_WITHOUT = compiled(
    r"\b(?:those|patients|the\sothers|ones)\swithout(?:\s(?:it|them))?\s?[(\[]?\s?$", re.I
)


_SEEN = r"(?:observed|seen|found|noted|detected|identified|diagnosed|present|reported|recorded|documented)"
_WHICH = compiled(
    rf"(?:\b(?:for|of|with|by|from|to|was|were|and|than)\s|^|[,;:(]\s)(?P<what>(?:(?!for\b|of\b|with\b|was\b|were\b)[\w-]+\s){{0,2}}[\w-]+),\swhich\s(?:(?:was|were)\s{_SEEN}\s|(?:(?!is\b|are\b|was\b|were\b|had\b)[\w-]+\s){{1,2}})(?:in\s|to\s)?$",
    re.I,
)


_WHICH_WAS = compiled(
    rf"(?:^|\s)(?P<what>[a-z][\w-]+),\swhich\s(?:was|were)\s(?!{_SEEN}\s)(?P<adj>[a-z][\w-]+)\sin\s$",
    re.I,
)
_HALF_AND = compiled(
    r"\bin\s(?:about\s|nearly\s|almost\s)?(?:half|most|all|none|some|a\s(?:third|quarter|half)|(?:one|two)[- ](?:third|half|quarter)s?)\b[^,;]{0,30},\s(?:and\s)?"
    r"(?P<what>[a-z][\w-]+(?:\s[\w-]+){0,2})\sin\s$"
)
_WITH = compiled(r"\s(?:with|using|by|of)\s")
_HEAD_AFTER = compiled(
    r"(?:,\s(?:and\s)?|\b(?:included|were|was)\s|:\s)(?P<head>[a-z][a-z-]{3,}(?:\s[a-z-]{4,})?)\s(?:after|before|following|prior\sto)\s(?:the\s)?$"
)
_AFTER_IT = compiled(
    r"(?:^|[.;:]\s)(?:After|Before|Following|During|Despite|Since)\s(?:the\s|an?\s|\w+\s)?$"
)


def left_concept(work: Work, index: int, left: int) -> tuple[str, int, int] | None:
    """The concept that stands before a figure: the nearest that names no group, or own words."""
    figure, text = work.figures[index], work.text
    items = list(_ITEMS_BEGIN.finditer(text, left, figure.start))
    if (
        items
        and text[: figure.start].endswith(("(", "[", "n = ", "n="))
        and own_words(text[items[-1].end() : figure.start], 4)
    ):
        left = items[-1].end()  # "symptoms, chiefly infection (n = 26)"
    fronted = _FRONTED.match(text)
    if (
        fronted
        and left < fronted.end() < figure.start
        and own_words(text[fronted.end() : figure.start])
    ):
        left = fronted.end()  # "of the 68 patients given X, Y developed in 4": not of X
    adjective = _WHICH_WAS.search(text, left, figure.start)
    if adjective and not any(
        a.start >= adjective.start("adj") and a.end <= figure.start for a in work.found
    ):  # "surgery, which was radical in 79": radical surgery
        return (
            f"{adjective['adj']} {adjective['what']}".lower(),
            adjective.start("what"),
            figure.start,
        )
    which = _WHICH.search(text, left, figure.start)
    if which:  # "venous thromboembolism, which struck 12%"
        start, end = which.span("what")
        named = [a for a in work.found if start <= a.start and a.end <= end and not a.value]
        name = named[-1].name if named else own_words(which["what"], 4)
        return (name, start, end) if name else None
    other = _HALF_AND.search(text, left, figure.start)
    if other and (wording := own_words(other["what"], 5)):
        return (
            wording,
            other.start("what"),
            figure.start,
        )  # "X in half of them, hepatomegaly in 55%"
    colon = text.rfind(": ", left, figure.start)
    first_item = colon > 0 and bool(own_words(text[colon + 2 : figure.start], 4))
    if first_item:
        left = colon + 2  # "adverse events: fatigue in 12": the item, not what the list is of
    chief = _CHIEFLY.search(text, left, figure.start)
    if chief and (wording := own_words(chief["what"], 4)):
        return wording, chief.start("what"), chief.end("what")
    near = [
        a
        for a in work.found
        if left <= a.start and a.end <= figure.start and countable(work, a, figure)
    ]
    if figure.bracketed and patterns.match(
        r"[\s)\]]*(?:than|vs\.?|versus|compared (?:to|with)|as opposed to|against)\b",
        text[left : figure.start],
    ):
        compared_to = inherited(work, index)
        if compared_to:
            if near:
                heads = [g for g in work.groups if left <= g.start and g.end <= figure.start]
                work.group[index] = heads[-1].name if heads else near[-1].name
            elif _THOSE_WITHOUT.search(text, left, figure.start) and index - 1 in work.group:
                work.group[index] = opposite(work.group[index - 1])
            return compared_to
    own = [a for a in near if not work.in_group(a)]
    own = outside(text, own, figure.start) or own
    free = [a for a in own if not _spoken_for(work, index, a)]
    if own and not free:
        return None
    own = [a for a in free if not NEW_CLAUSE.search(text, a.end, figure.start)]
    if figure.bracketed and by_group(work, index, left):
        return extreme(work, index, own)
    if own:
        last = own[-1]
        outcome = head(text, own, figure.start, work)
        if outcome:
            work.group.setdefault(index, last.name)
            return outcome.name, outcome.start, outcome.end
        compared = next(
            (
                a
                for a in own[:-1]
                if patterns.search(
                    r"^[^,;]*\b(?:more|less|higher|lower|greater|similar\w*|equally|common\w*|frequent\w*|rare\w*|highest|lowest)\b[^,;]*\b(?:in|among|for|with)\s[^,;]*$",
                    text[a.end : last.start],
                    re.I,
                )
            ),
            None,
        )
        if compared and figure.bracketed:
            work.group[index] = last.name
            return compared.name, compared.start, compared.end
        family = [a for a in own if figure.start - a.end < 90 and a.rank < last.rank <= 4]
        best = family[-1] if family else last
        # "liver and bone metastases (12%)" is neither the one nor the other
        joint = next(
            (
                a
                for a in own[:-1]
                if patterns.fullmatch(
                    r"\s?(?:and|/|or|with)\s?(?:\w+\s)?", text[a.end : last.start]
                )
            ),
            None,
        )
        if (
            joint
            and best is last
            and joint.name != last.name
            and (joint.rank == last.rank or "/" in text[joint.end : last.start])
        ):
            if patterns.fullmatch(r"/", text[joint.end : last.start].strip()):
                return joint.name, joint.start, last.end
            led = next((a for a in own[:-2] if _WITH.fullmatch(text, a.end, joint.start)), None)
            if led:  # "chemotherapy with cisplatin and etoposide"
                return led.name, led.start, last.end
            wording = own_words(text[joint.start : last.end])
            return (wording, joint.start, last.end) if wording else None
        when = _HEAD_AFTER.search(text, left, best.start) if figure.bracketed else None
        if when and (wording := own_words(when["head"], 4)):
            return wording, when.start("head"), figure.start  # "restaging after surgery (35)"
        then = own_words(text[best.end : figure.start], 5)
        if then and _AFTER_IT.search(text, left, best.start):
            return then, best.end, figure.start  # "after surgery calcitonin remained high in 62"
        item = ITEM_OF.match(text[best.end : figure.start]) if figure.bracketed else None
        plural = patterns.search(r"(?:ies|[^s]s)\b\)?$", text[best.start : best.end])
        if item and plural and (wording := own_words(item["what"], 4)):
            return wording, best.end + item.start("what"), figure.start
        if (
            (
                _MOVED.fullmatch(text, best.end, figure.start)
                or not says_otherwise(work, best.end, figure.start)
            )
            and not _denied(text, left, best.start)
            and not work.rules.restrictive.search(text[max(left, best.start - 25) : best.start])
        ):
            return best.name, best.start, best.end
        start = _clause_start(text, left, best.start)
        wording = own_words(text[start : figure.start])
        return (wording, start, figure.start) if wording else None
    listed = index + 1 < len(work.figures) and patterns.fullmatch(
        r"[)\]]\s?(?:,|and)\s?(?:and\s)?(?!in\b|of\b|among\b|than\b)[\w-]+(?:\s[\w-]+){0,3}\s[(\[]\s?",
        text[figure.end : work.figures[index + 1].start],
    )
    if (
        near
        and figure.bracketed
        and (listed or not _earlier(work, index))
        and patterns.fullmatch(r"\s?[(\[]\s?", text[near[-1].end : figure.start])
    ):
        return near[-1].name, near[-1].start, near[-1].end
    if (
        index
        and not first_item
        and not (text[:left].rstrip().endswith(";") and not _BACK.search(text[left : figure.start]))
        and COMPARED.match(text[left : figure.start])
        and not _ELSEWHERE.fullmatch(text[left : figure.start])
    ):
        previous = previous_share(work, index)
        stain = _FOR_EACH.fullmatch(text[left : figure.start])
        state = _STATE.search(work.concept[previous][0]) if stain and previous is not None else None
        told = "what" if stain and stain["what"] else "of"
        if stain and state and (wording := own_words(stain[told], 4)):
            return f"{wording} {state[1]}", left + stain.start(told), figure.start
        joined = patterns.fullmatch(
            r"\s?(?:,|,? and)\s", text[work.figures[index - 1].end : figure.start]
        )
        if joined and index - 1 not in work.concept and work.figures[index - 1].kind == "share":
            return None  # "nine strokes, five and four": what the one is, the other is
        if previous is not None:
            return work.concept[previous]
    if near and not own and figure.bracketed:
        earlier = _earlier(work, index)
        if earlier:
            return earlier
    if near:
        subject = [
            a
            for a in work.found
            if a.end <= near[0].start and not work.in_group(a) and countable(work, a, figure)
        ]
        if subject and not says_otherwise(work, subject[-1].end, figure.start):
            return subject[-1].name, subject[-1].start, subject[-1].end
    start = _clause_start(text, left, figure.start)
    wording = own_words(_BY_SO_MUCH.sub("", text[start : figure.start]))
    wording = _STAIN_RATE.sub(r"\g<what> positive", wording)
    if not wording:
        return None
    previous = previous_share(work, index)
    if previous is not None and _SAID_BEFORE.fullmatch(wording):
        return work.concept[previous]
    course = _COURSE.fullmatch(wording)
    if course:
        ahead = _SUBJECT_OF.match(work.concept[previous][0]) if previous is not None else None
        return (f"{ahead[1]} {course[1]}", start, figure.start) if ahead else None
    if previous is not None and patterns.fullmatch(r"\w+ed", wording):
        ahead = _SUBJECT_OF.match(work.concept[previous][0])
        return (f"{ahead[1]} {wording}", start, figure.start) if ahead else None
    if previous is not None and patterns.match(
        r"[\s,]*(?:and\s)?[a-z][\w\s-]{1,40}\sin\s$", text[left : figure.start], re.I
    ):
        if work.concept[previous][0] == "improvement":
            return f"{wording} improved", start, figure.start
        shared = _STATE.search(work.concept[previous][0])
        if shared and _STATE.fullmatch(f" {wording}"):  # "positive in 89%, negative in 11%"
            wording = f"{work.concept[previous][0][: shared.start()]} {wording}"
        elif shared:
            wording = f"{wording} {shared[1]}"
    return wording, start, figure.start


# "An objective reduction of tumour size of at least 50%": the words go on behind it.
_BY_SO_MUCH = compiled(
    r"\s(?:of|by)\s(?:at\sleast|more\sthan|over|≥|>)\s?\d+\s?(?:%|per\s?cent)(?=\s)", re.I
)
# "Five-year survival rose from 57%".
_MOVED = compiled(
    r"\s(?:(?:had|has)\s)?(?:rose|risen|increased|improved|fell|fallen|decreased|declined|dropped|went|ranged)\s(?:\w+ly\s)?from\s(?:about\s)?"
)
_STATE = compiled(
    r"\s(elevated|positive|negative|increased|decreased|reduced|involved|normal|abnormal|affected|resected|relieved|improved|controlled|abolished|impaired|expressed)$"
)
_SAID_BEFORE = compiled(r"(?:latter|former|it|this|that|which)", re.I)
# "The positivity rate of calcitonin".
_STAIN_RATE = compiled(
    r"(?:immuno\w*\s)?(?:positiv(?:e|ity)|expression|staining)\srates?\s(?:of|for)\s(?P<what>[\w -]{2,30})",
    re.I,
)
_FOR_EACH = compiled(
    r"[\s,]*(?:and\s)?(?:(?:for|with)\s(?P<what>[A-Za-z][\w\s-]{1,40}?)\sin\s|(?:that\s)?of\s(?P<of>[A-Za-z][\w\s-]{1,40}?)\s)",
    re.I,
)
"""Positive for chromogranin in 92%, for synaptophysin in 98%": what each stain showed."""
_CHANGE = r"increased|decreased|unchanged|stable|worsened|improved|reduced|normali[sz]ed|fell|rose"
_COURSE = compiled(rf"(?:remained |became |stayed |unaltered )?({_CHANGE})", re.I)
_SUBJECT_OF = compiled(rf"(.+?)\s(?:{_CHANGE})$", re.I)
"""Size decreased in 4, remained unchanged in 9": the subject is told once."""


def _spoken_for(work: Work, index: int, anchor: Anchor) -> bool:
    """ "34 (60%) were men and 50 (94%) white": the men are those of the figure before."""
    told = work.concept.get(index - 1)
    return bool(
        told
        and (told[1] == anchor.start or told[0] == anchor.name)
        and anchor.start >= work.figures[index - 1].end
        and patterns.fullmatch(
            r"\s?(?:,|and|,\sand)\s[(]?", work.text[anchor.end : work.figures[index].start]
        )
    )


def _earlier(work: Work, index: int) -> tuple[str, int, int] | None:
    """The subject of a comparison: the concept before the group that holds the figure."""
    start = work.figures[index].start
    ahead = [
        a
        for a in work.found
        if a.end <= start and not work.in_group(a) and countable(work, a, work.figures[index])
    ]
    if (
        ahead
        and patterns.search(r"\b(?:in|among|of|for|with)\b", work.text[ahead[-1].end : start])
        and not says_otherwise(work, ahead[-1].end, start)
    ):
        return ahead[-1].name, ahead[-1].start, ahead[-1].end
    return None


def _clause_start(text: str, left: int, stop: int) -> int:
    """The last place before ``stop`` where the phrase around it begins."""
    start = left
    # "Examined in 90 patients (median 9 nodes) and contained tumour in 27": behind the bracket.
    closed = text.find(")", left, stop)
    if closed >= 0 and "(" not in text[left:closed]:
        start = closed + 1
    opened = patterns.search(r"\s?[(\[]\s?(?:in\s|only\s)?$", text[left:stop])
    stop = left + opened.start() if opened else stop
    for match in patterns.finditer(r"[;:]\s|,\s|\s\((?![^()]*\))|[“\"]", text[left:stop]):
        start = left + match.end()
    return start


def says_otherwise(work: Work, start: int, stop: int) -> bool:
    """Whether words between a concept and its number say something else of it ("not visible")."""
    gap = patterns.sub(r"\([^()]*\)|\(|\)", " ", work.text[start:stop])
    for group in work.groups:
        if start <= group.start and group.end <= stop:
            gap = gap.replace(work.text[group.start : group.end], " ")
    for anchor in work.found:
        if start <= anchor.start and anchor.end <= stop:
            gap = gap.replace(work.text[anchor.start : anchor.end], " ")
    if patterns.match(
        r"\s*(?:limited|visible|confined|restricted|detectable|that|lasting|greater|larger|smaller|only)\b",
        gap,
    ):
        return True
    odd = [
        w
        for w in patterns.findall(r"[A-Za-z][\w.-]*", gap)
        if not work.rules.neutral.fullmatch(w.rstrip("."))
    ]
    if any(
        patterns.fullmatch(
            r"not|no|never|without|decreas\w+|increas\w+|reduc\w+|improv\w+|visible|absent|unrelated|interrupted|discontinued|withheld|confined|restricted|evaluated|changed|disappear\w+|elevated|negative|lower\w*|resolved|rose|fell|dropped|returned|again|worse\w*|normal\w*|lost|fail\w*",
            w,
            re.I,
        )
        for w in odd
    ):
        return True
    return len(odd) > 7


def _denied(text: str, left: int, start: int) -> bool:
    return bool(
        patterns.search(
            r"\b(?:no|not|without|absence of|lack of|free of|never|non)\s(?:\w+\s)?$",
            text[left:start],
            re.I,
        )
    )


def main_verb(work: Work, index: int, right: int) -> int | None:
    """Where the verb ends whose subject the figure is, ``None`` where no verb follows."""
    figure, text = work.figures[index], work.text
    at = figure.end
    noun = NOUN_AFTER.match(text[at:right])
    if noun and not patterns.search(
        rf"\b(?:{'had|were|was|received|developed|showed|underwent|died'})\b", noun.group(), re.I
    ):
        at += noun.end()
    elif figure.N is not None:  # "47 of the 53 paragangliomas with no mutation showed …"
        at = next((a.end for a in work.found if a.start == at + 1 and not a.value), at)
    closing = patterns.match(r"\s?[)\]]", text[at:right])
    if closing:
        at += closing.end()
    relative = _RELATIVE.match(text[at:right])
    found = list(work.rules.verbs.finditer(text, at, right))
    if not found:
        return None
    if relative:
        # the first verb belongs to "who underwent …" if a second one follows
        who = patterns.match(r"\s(?:who|that|which|in whom|for whom|whose)\b", text[at:right], re.I)
        choice = (
            found[1]
            if who and len(found) > 1 and found[1].start() - found[0].end() > 3
            else found[0]
        )
    else:
        choice = found[0]
        if choice.start() - at > 40 or (
            patterns.search(r"[,;]", text[at : choice.start()].strip(" ,"))
            and choice.start() - at > 25
        ):
            return None
    last = choice
    for match in found:
        if match.start() >= last.end() and match.start() - last.end() <= 1:
            last = match
    concept = work.rules.verb_concepts.get(last.group().lower())
    return last.start() if concept else last.end()


# "40% were situated in the left arm", "three were affected by hepatitis".
_LIES_IN = compiled(
    r"\s(?:(?:located|situated|sited|locali[sz]ed)\s(?:on|in|at|within)|affected\sby)(?=\s(?:the\s)?[a-z])(?:\sthe(?=\s))?",
    re.I,
)
# "(One) developed leukaemia 22 months after (PRRT)": the treatment is when, not what.
_AFTER = compiled(
    r"\w\s(?:\d+\s\w+\s)?(?:after|following|before|prior to|since)\s(?:the\s|an?\s|their\s)?(?:\w+\s|\w-)?$",
    re.I,
)


def right_concept(work: Work, index: int, at: int, right: int) -> tuple[str, int, int] | None:
    """The object of the verb that ends (or, if it tells the concept itself, begins) at ``at``."""
    text = work.text
    lies = _LIES_IN.match(text, at, right)
    at = lies.end() if lies else at
    word = patterns.match(r"\s?(\w+)", text[at:right])
    near = [
        a
        for a in work.found
        if at <= a.start + 12
        and at < a.end <= right
        and (not work.in_group(a) or a.start - at < 25)
        and countable(work, a, work.figures[index])
        and not any(f.start < a.end and a.start < f.end for f in work.figures)
    ]
    if (
        word
        and word[1].lower() in work.rules.verb_concepts
        and not (
            near
            and near[0].start - at > len(word.group())
            and patterns.search(r"discontinued|stopped", word[1], re.I) is None
            and near[0].start - at < len(word.group()) + 2
        )
    ):
        if near and near[0].start <= at + 1:
            return near[0].name, near[0].start, near[0].end
        return work.rules.verb_concepts[word[1].lower()], at + word.start(1), at + word.end(1)
    if near:
        first = near[0]
        gap = text[at : first.start]
        if (
            patterns.search(r"[,;:]|\.\s|\band\sthere\s(?:was|were)\b", gap)
            or len(gap.split()) > 9
            or _AFTER.search(gap)
        ):
            near = []
        elif _denied(text, at, first.start):
            return f"no {first.name}", at, first.end
        else:
            family = [
                a
                for a in near
                if a.rank < first.rank <= 4
                and a.start - first.end < 40
                and not _ASIDE.search(text, first.end, a.start)
                and not _COUNTED_ITSELF.match(text, a.end)
                and ":" not in text[first.end : a.start]
            ]
            chosen = family[0] if family else first
            second = next(
                (
                    a
                    for a in near[1:]
                    if patterns.fullmatch(
                        r"\s?(?:and|/|or)\s?(?:\w+\s)?", text[first.end : a.start]
                    )
                ),
                None,
            )
            if (
                second
                and second.name != first.name
                and not family
                and second.rank == first.rank
                and first.name not in ("alive", "male", "female")
            ):
                wording = own_words(text[first.start : second.end])
                if wording:
                    return wording, first.start, second.end
            tail = patterns.match(
                r"\s(?:visible|limited|confined|detectable|detected|restricted|refractory|unresponsive)\b[^,;.()]*",
                text[chosen.end : right],
            )
            if tail and (wording := own_words(text[chosen.start : chosen.end + tail.end()])):
                return wording, chosen.start, chosen.end + tail.end()
            return chosen.name, chosen.start, chosen.end
    stop = patterns.search(
        r"[,;.(\[]|\s(?:in|at|during|after|on|by|from|because|due|before|within|following|when|while|but|with a|until|for|than|compared|as)\s|\sand\s(?=\w+ed\b|were|had|was|underwent)",
        text[at:right],
    )
    end = at + stop.start() if stop else right
    if (
        stop
        and stop.group() == " for "
        and patterns.search(r"\b(?:positive|negative)$", text[at:end])
    ):
        more = patterns.match(r"\sfor\s[\w/-]+(?:\s(?:and|or)\s[\w/-]+)?", text[end:right])
        end += more.end() if more else 0
    if work.rules.assessed.search(text[at:end]):
        return None
    wording = own_words(
        patterns.sub(
            r"^\s?(?:(?:found|noted|shown|known|seen|considered|diagnosed|reported)\s)?(?:to (?:have|be)\s|with\s|as\s)?",
            "",
            text[at:end],
        ),
        7,
    )
    return (wording, at, end) if wording else None
