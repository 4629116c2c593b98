"""Figures that stand against each other: what is compared, and between whom.

"Response was more frequent after surgery (40% vs 22%)", "OS was 31 months in G1 and 12 in G3".
"""

from __future__ import annotations

import re
from itertools import pairwise

from netmatrix import patterns
from netmatrix.extract.statistics.anchors import Anchor
from netmatrix.extract.statistics.groups import UNTOLD, phrase
from netmatrix.extract.statistics.sentence import Work, open_bracket, opposite
from netmatrix.extract.statistics.words import own_words
from netmatrix.patterns import compiled

_CUE = compiled(
    r"\b(?:more|less|fewer|higher|lower|greater|smaller|larger|longer|shorter|better|worse|superior|inferior|poorer|"
    r"earlier|later|commoner|rarer|(?:older|younger)(?!\sthan\s\d)|similar\w*|comparable|identical|equal\w*|differ\w*|increased|reduced|improved|"
    r"prolonged|decreased|favou?r\w*|as (?:was|were|did)|than(?!\s\d)|compared|exceeded|double|twice|half that|fell|rose|dropped)\b",
    re.I,
)
BETWEEN = compiled(
    r"\bbetween\s(?:the\s)?(?P<a>[^,;()]{2,60}?)\s(?:and|vs\.?|versus)\s(?:the\s)?(?P<b>[^,;()]{2,60}?)\s?[(\[]?\s?$",
    re.I,
)
_THAN = compiled(
    r"\b(?:in|among|for|with|after|of|under|on|by)\s(?:the\s)?(?P<a>[^,;()]{2,70}?),?\s(?:(?:was|were)\s(?:\w+\s){0,2}(?:higher|lower|greater|longer|shorter)\s)?(?:than(?!\s\d)|compared (?:with|to)|as compared (?:with|to)|vs\.?|versus|as against|relative to)\s"
    r"(?:(?:that|those)\s)?(?:in\s|for\s|with\s|after\s|among\s|under\s|on\s|by\s)?(?:the\s)?(?P<b>[^,;()]{2,70}?)\s?[(\[]?\s?$",
    re.I,
)
_ONE = compiled(
    r"\b(?:in|among|for|with|after|of|under)\s(?:the\s(?:presence of\s)?)?(?P<a>[^,;()]{2,70}?)\s?[(\[]\s?$",
    re.I,
)


def compared(work: Work, index: int, left: int, values: bool) -> tuple[str, int, int] | None:
    """The subject of a comparison whose figures stand in brackets behind it, ``None`` for others.

    Sets the groups of the two figures where the sentence names them.
    """
    figure, text = work.figures[index], work.text
    if goes := goes_with(work, figure.start):
        whose, at, end = goes
        inside = [a for a in work.found if at <= a.start and a.end <= end]
        outcome = next((a for a in inside if "survival" in a.name), inside[-1] if inside else None)
        wording = outcome.name if outcome else own_words(text[at:end], 5)
        if wording:
            _between(work, index, whose, opposite(whose))
            return wording, at, figure.end
    before = text[left : figure.start]
    if not patterns.search(r"[(\[](?:[^()\[\]]{1,40}[;:])?\s?(?:\d+-(?:year|month),?\s)?$", before):
        return None
    clause = left + max(
        (m.end() for m in patterns.finditer(r";\s|,\s(?:and|but|while|whereas)\s", before)),
        default=0,
    )
    cue = _CUE.search(text, clause, figure.start)
    if not cue:
        return None
    opened = open_bracket(text, figure.start) or figure.start
    its = _ITS_RATE.search(text, clause, cue.start())
    if its and index - 1 in work.concept:  # "X in 17 (6%), and its rate was higher in A than in B"
        first, second = sides(work, Anchor(its.start(), its.end("its"), ""), clause, opened + 1)
        if first and second:
            _between(work, index, first, second)
            return work.concept[index - 1]
    again = AGAIN_MORE.match(text, left, figure.start)
    if again and index - 1 in work.concept and work.figures[index - 1].kind == figure.kind:
        first, second = sides(work, Anchor(left, again.end(), ""), left, opened + 1)
        if first and second:
            work.group[index] = first  # also where a pair was compared before
            if index + 1 < len(work.figures):
                work.group[index + 1] = second
            return work.concept[index - 1]
    fit = [
        a
        for a in work.found
        if clause <= a.start
        and a.end <= figure.start
        and (a.value == values or "survival" in a.name)
    ]
    ahead = [a for a in fit if a.start < cue.start() and not (work.in_group(a) and not a.value)]
    measured = [a for a in fit if a.value and not work.in_group(a)]  # "A had a longer PFS than B"
    more = _HAS_MORE.fullmatch(text, clause, figure.start)
    more = more or _HAD_MORE.fullmatch(text, clause, figure.start)
    more = more or HAD_BETTER.search(text, clause, opened + 1)
    if more:
        at, end = more.span("what")
        inside = [a for a in fit if at <= a.start and a.end <= end]
        wording = inside[-1].name if inside else own_words(_RATES_OF.sub("", more["what"]), 5)
        told = [
            phrase(text, *more.span(side), work.found) or own_words(more[side], 5)
            for side in ("a", "b")
            if side in more.re.groupindex
        ]
        if wording and all(told):
            _between(work, index, *told, *[UNTOLD] * (2 - len(told)))
            return wording, at, figure.end
    if not ahead and not measured and (wording := own_words(text[clause : cue.start()], 6)):
        subject = Anchor(clause, cue.start(), wording)
        first, second = sides(work, subject, clause, opened + 1)
        if first and second:
            _between(work, index, first, second)
            return wording, clause, cue.start()
    named = ahead or [a for a in fit if not work.in_group(a)]
    if not named:
        return None
    subject = next((a for a in named if a.name in work.rules.outcomes or a.value), named[0])
    first, second = sides(work, subject, clause, opened + 1)
    if first:
        _between(work, index, first, second)
    return subject.name, subject.start, subject.end


_RATES_OF = compiled(r"^(?:rates?|frequenc(?:y|ies)|prevalence|incidence)\sof\s", re.I)
# "Carriers have an increased frequency of malignant disease (11/32 vs 0/34": against whom is not told.
_HAS_MORE = compiled(
    r"(?:[A-Z][\w &]{2,20}:\s)?(?:(?:In\s(?:contrast|comparison|addition)|By\scontrast|However|Conversely|Moreover),?\s)?(?:the\s)?(?P<a>[^,;()]{3,60}?)\s(?:have|had|has|showed|carried|carry)\s(?:an?\s)?(?:\w+ly\s)?(?:increased|higher|lower|greater|reduced|decreased)"
    r"\s(?:frequency|incidence|rates?|prevalence|proportion|percentage|risk)\s(?:of|for)\s(?:the\s)?(?P<what>(?:(?!\b(?:than|compared|versus)\b)[^,;()]){3,50}?)\s?[(\[]\s?",
    re.I,
)
# "A patients had more recurrences than B patients (".
_HAD_MORE = compiled(
    r"(?:the\s)?(?P<a>[^,;()]{3,50}?)\s(?:have|had|showed|developed|suffered)\s(?:\w+ly\s)?(?:more|fewer)\s(?:(?:frequent(?:ly)?|often)\s)?"
    r"(?P<what>(?!than\b)[^,;()]{3,40}?)\sthan\s(?:did\s)?(?:the\s)?(?P<b>[^,;()]{3,50}?)\s?[(\[]\s?",
    re.I,
)
_ITS_RATE = compiled(
    r"(?P<its>(?:its|their|this)\s(?:rate|frequency|incidence|prevalence|proportion))\s(?:(?:was|were)\s|in\s|among\s|for\s)",
    re.I,
)
# "Given to 893 patients (31%), more often in A than B (58% vs 20%)": what was told before.
AGAIN_MORE = compiled(
    r"[\s)\]]*,?\s?(?:and\s|but\s)?(?:(?:it\s)?(?:was|were)\s)?(?:\w+ly\s)?(?:more|less)\s(?:often|frequent(?:ly)?|common(?:ly)?|likely)(?=\s(?:in|after|with|for|among|under|on)\b)",
    re.I,
)


# "Nodal spread was associated with a worse 5-year survival (60% vs. 86%".
_GOES_WITH = compiled(
    r"(?P<a>[A-Za-z][^,;:()]{2,60}?),?\s(?:which\s)?(?:was|were|is|are)\s(?:\w+ly\s)?(?:associated|correlated|linked)\swith\s(?:an?\s)?(?:\w+ly\s)?"
    r"(?:worse|better|longer|shorter|lower|higher|poorer|improved|reduced|decreased|inferior|superior)\s(?P<what>[^,;:()]{3,60}?)\s[(\[](?:[A-Z]{2,5};\s)?(?:medians?,?\s)?$"
)


def goes_with(work: Work, stop: int) -> tuple[str, int, int] | None:
    """With what a better or worse outcome in brackets goes, and where the outcome stands."""
    match = _GOES_WITH.search(work.text, 0, stop)
    whose = phrase(work.text, *match.span("a"), work.found) if match else ""
    return (whose, *match.span("what")) if match and whose else None


def _between(work: Work, index: int, first: str, second: str) -> None:
    """A figure and the next are of these two groups."""
    measure = _IT_WAS.match(second) and _WHAT_WAS.match(first)
    if measure:  # "in whom calcitonin was low than in those in whom it was high"
        second = _IT_WAS.sub(measure[0], second, count=1)
    work.group.setdefault(index, first)
    if index + 1 < len(work.figures):
        work.group.setdefault(index + 1, second)


_IT_WAS = compiled(r"(?:it|they)\s(?:was|were)\s")
_WHAT_WAS = compiled(r"[^,;()]{2,40}?\s(?:was|were)\s")


# "Longer in patients with than in those without a symptomatic response (6.2 vs 2.1 years".
_WITH_THAN_WITHOUT = compiled(
    r"\b(?:in|for|among)\s(?:the\s)?(?:patients|those|cases)\swith\sthan\s(?:in\s|for\s|among\s)?(?:the\s)?(?:patients\s|those\s|cases\s)?without\s(?:an?\s)?(?P<what>[^,;:()]{3,50}?)(?=\s?[(\[])",
    re.I,
)


# "Peripheral tumours had better survival compared with central tumours (4.0 vs. 1.5 years".
HAD_BETTER = compiled(
    r"(?:^|[.;:]\s|,\s(?:and|but|while|whereas|whilst)\s)(?:the\s)?(?P<a>[^,;:()]{2,60}?)\s(?:had|have|has|showed|experienced|demonstrated|displayed)\s(?:an?\s)?(?:\w+ly\s)?"
    r"(?:better|worse|longer|shorter|superior|inferior|poorer|higher|lower|greater)\s(?P<what>[^,;:()]{2,50}?)\s(?:than|(?:as\s)?compared (?:with|to)|versus|vs\.?)\s(?:those\s(?:with|in)\s|in\s)?(?:the\s)?(?P<b>[^,;()]{2,60}?)\s?[(\[]?\s?$",
    re.I,
)


def sides(work: Work, subject: Anchor, start: int, end: int) -> tuple[str, str]:
    """The two groups that ``text[start:end]`` compares; empty where it names none."""
    text = work.text[:end]
    halves = _WITH_THAN_WITHOUT.search(text, start)
    if halves and halves.start() >= subject.start:
        has = phrase(work.text, *halves.span("what"), work.found) or halves["what"].lower()
        return has, opposite(has)
    for pattern in (HAD_BETTER, BETWEEN, _THAN, _ONE):
        match = pattern.search(text, start)
        if match is None:
            continue
        if match.start("a") < subject.end and pattern is not HAD_BETTER:
            shifted = pattern.search(text, subject.end)
            if shifted is None:
                continue
            match = shifted
        cut = _CUE.search(work.text, match.start("a"), match.end("a"))
        end_of_first = cut.start() if cut else match.end("a")
        first = phrase(work.text, match.start("a"), end_of_first, work.found)
        if not first:
            continue
        if "b" in match.groupdict():
            return first, phrase(work.text, match.start("b"), match.end("b"), work.found)
        return first, opposite(first)
    return "", ""


# "Metastases were found in none of …, in one of eight (12.5%) of … and in six of seven of …".
_FOUND_IN = compiled(
    r"(?:^|[.;:]\s|,\s(?:and|but|while|whereas)\s)(?P<what>[A-Za-z][^,;:()]{3,70}?)\s(?:was|were)\s(?:\w+ly\s)?(?:found|present|seen|noted|detected|observed|demonstrated|identified|recorded)\s(?:only\s)?in\s"
    r"(?P<none>(?:none|no)\s[^,;()]{3,50}(?:,|\sand|\sbut)\s(?:and\s|but\s)?in\s)?(?:only\s)?$"
)
# Named by size or place in a list: groups that no other rule knows by a preposition of their own.
_OF_WHOM = compiled(
    r"\s(?:of\s(?:the\s|those\s(?:of\s|with\s)?)(?P<whose>[^,;.()]{3,40}?)|(?:(?:tumou?rs|lesions)\s)?(?P<size>(?:smaller|larger|less|more|below|above|under|over|between|up\sto)\s[^,;.()]{1,28}?\s[cm]m))(?=[,;]|\.(?:\s|$)|\sand\sin\b|\s?\(|$)"
)
_AND_IN = compiled(
    r"[^;:()]{0,60}?(?:,\s(?:and\s|but\s)?|\s(?:and|but)\s)in\s(?:only\s|as\smany\sas\s)?"
)


def tie_found_in(work: Work) -> None:
    """The shares of a list of groups in which one finding was made."""
    shares = [i for i, f in enumerate(work.figures) if f.kind == "share"]
    for at, index in enumerate(shares):
        lead = _FOUND_IN.search(work.text, 0, work.figures[index].start)
        run = [index]
        for following in shares[at + 1 :] if lead else ():
            gap = work.text[work.figures[run[-1]].end : work.figures[following].start]
            if following != run[-1] + 1 or not _AND_IN.fullmatch(gap):
                break
            run.append(following)
        if not lead or any(work.figures[i].N is None for i in run):
            continue
        told = [(i, _OF_WHOM.match(work.text, work.figures[i].end)) for i in run]
        whom = [(i, whose) for i, whose in told if whose]
        if len(whom) < len(run) or (len(run) < 2 and not lead["none"]):
            continue
        named = [
            a
            for a in work.found
            if lead.start("what") <= a.start and a.end <= lead.end("what") and not a.value
        ]
        wording = named[-1].name if named else own_words(lead["what"], 6)
        for i, whose in whom if wording else ():
            work.concept[i] = (wording, lead.start("what"), work.figures[i].end)
            which = "whose" if whose["whose"] else "size"
            name = phrase(work.text, *whose.span(which), work.found)
            work.group.setdefault(i, name or whose[which].lower())


# "ATRX loss was more common in insulinomas (14/24) than in others (21/140)".
_MORE_IN = compiled(
    r"\s(?P<said>(?:was|were|is|are|occurred)\s(?:(?!more|less|much)\w+\s)?)?(?:significantly\s|much\s)?(?:(?:more|less)\s(?:often|frequent(?:ly)?|common(?:ly)?|prevalent)|rarer|commoner|higher|lower|greater|better|worse)"
    r"\s(?:\w+ed\s|found\s|seen\s|lost\s|present\s)?(?:in|among|with|for|under|after|on)\s(?:the\s)?(?P<a>[^(),;]{2,60}?)\s?[(\[]\s?$",
    re.I,
)
_THAN_IN = compiled(
    r"(?:[;,][^()]{1,20})?[)\]]?,?\s(?:than|compared\s(?:with|to)|as\sagainst|versus|vs\.?)\s(?:in\s|among\s|with\s|for\s|under\s|after\s|on\s)?(?:the\s)?"
    r"(?P<b>[^(),;]{2,60}?)\s?[(\[]\s?$",
    re.I,
)
# "… (16.7%, P < .001) or C (13%)".
_OR_IN = compiled(
    r"(?:[;,]\s?[^()]{1,20})?[)\]]\s(?:or|and)\s(?:in\s|than\s|among\s)?(?:the\s)?(?P<c>[^(),;]{2,60}?)\s?[(\[]\s?$",
    re.I,
)
_WHOLE = compiled(r"(?:whole|entire|all|overall|total)\b", re.I)
_SUBJECT = compiled(r"[^,;:()]{3,60}?(?=\s(?:was|were)\s)")
_PART = compiled(r"[;.:]\s|,\s(?:and|but|while|whereas)\s")


def tie_more_in(work: Work) -> None:
    """ "… more often in A (14/24) than in B (21/140)": both shares are of what is told before."""
    shares = [i for i, f in enumerate(work.figures) if f.kind == "share"]
    for index, following in pairwise(shares):
        first, second = work.figures[index], work.figures[following]
        more = _MORE_IN.search(work.text, 0, first.start)
        than = _THAN_IN.fullmatch(work.text, first.end, second.start)
        if not more or not than:
            continue
        start = max((m.end() for m in _PART.finditer(work.text, 0, more.start())), default=0)
        named = [
            a
            for a in work.found
            if start <= a.start and a.end <= more.start() and not a.value and not work.in_group(a)
        ]
        wording = own_words(work.text[start : more.start()], 6)
        if not wording and (subject := _SUBJECT.match(work.text)):
            # "SSTR2A was positive in 139, and was lost more often in …"
            wording = own_words(f"{subject[0]} {(more['said'] or '').split(' ', 1)[-1]}", 6)
        if not named and not wording:
            continue
        outcomes = [a for a in named if a.name in work.rules.outcomes or "survival" in a.name]
        name = (outcomes or named)[-1].name if named else wording
        for i, (a, b) in ((index, more.span("a")), (following, than.span("b"))):
            wording = "" if _WHOLE.match(work.text, a, b) else work.text[a:b].lower()
            group = phrase(work.text, a, b, work.found) or wording
            if patterns.fullmatch(
                r"(?:(?:those|patients|the\sothers)\s)?without(?:\s(?:it|them))?|no (?:it|them)",
                group,
            ):
                group = opposite(work.group[index])
            work.concept[i] = (name, start, work.figures[i].end)
            work.group[i] = group
        for third in shares[shares.index(following) + 1 :]:
            last = max(i for i in shares if i < third)
            other = _OR_IN.fullmatch(work.text, work.figures[last].end, work.figures[third].start)
            if other is None:
                break
            work.concept[third] = (name, start, work.figures[third].end)
            group = phrase(work.text, *other.span("c"), work.found)
            work.group[third] = group or other["c"].lower()


# "Virus-positive tumors were more often located on a limb (58% vs 27%)".
_WHO_MORE = compiled(
    r"(?:^|[.;:,]\s(?:(?:and|but|whereas|while)\s)?|\bthat\s)(?P<who>[A-Za-z](?:(?!\bthat\b)[^,;:()]){2,60}?)\s(?:(?:was|were|is|are|had|have)\s)?"
    r"(?:significantly\s|much\s|also\s)?(?:more|less)\s(?:often|frequently|commonly|likely\sto(?:\s(?:be|have))?)\s(?:(?:had|have|showed|received|underwent|were)\s)?"
    r"(?!(?:(?:found|seen|present|observed|noted|detected|reported|lost|diagnosed|encountered|recorded|identified|demonstrated|expressed|positive|used|performed|given)\s)?"
    r"(?:in|among|with|after|for|than|under|on|by)\b)"
    r"(?P<what>(?:(?!\b(?:than|in|among)\s(?:the\s)?(?:(?:wo)?men|(?:fe)?males|those|patients|cases|children|adults)\b)[^,;:()]){2,70}?)"
    r"(?:\sthan\s(?:in\s|among\s)?(?P<than>[^,;:()]{2,50}?))?\s?[(\[]\s?$",
    re.I,
)

# "SSA were more often used …", "Ki-67 was more often high in NEC": there who had it is told behind.
_OF_ANOTHER = compiled(
    r"^(?:used|given|performed|applied|employed|chosen|prescribed)\b|(?<!located)(?<!situated)(?<!sited)(?<!arising)\s(?:in|among|after|during|for|under)\s",
    re.I,
)

# Words for patients or their tumours: who may have had something more often.
_WHO = compiled(
    r"^\s*(?:(?!(?:of|in|with)\b)[\w-]+\s){0,4}?(?:patients|tumou?rs?|(?:wo)?men|(?:fe)?males|cases|carcinoids|\w+omas|carriers|those|others|children|adults|smokers|disease|lesions|NETs|NECs|NENs|G[123])\b",
    re.I,
)
_THERE = compiled(r"[^()]{0,30}\)\s(?:in|among)\s")


def tie_who_more(work: Work) -> None:
    """ "A were more often treated with X (45% vs 20%)": of X, in A and in the others."""
    for index, (first, second) in enumerate(pairwise(work.figures)):
        if first.kind != "share" or second.kind != "share" or not second.versus:
            continue
        told = _WHO_MORE.search(work.text, 0, first.start)
        if told is None or _OF_ANOTHER.search(told["what"]) or not _WHO.search(told["who"]):
            continue
        if _THERE.match(work.text, second.end) or (told["than"] and not _WHO.search(told["than"])):
            continue
        start, end = told.span("what")
        inside = [a for a in work.found if start <= a.start and a.end <= end and not a.value]
        name = inside[-1].name if inside else own_words(told["what"], 6)
        whose = phrase(work.text, *told.span("who"), work.found) or told["who"].lower()
        others = phrase(work.text, *told.span("than"), work.found) if told["than"] else ""
        if not name or whose in (name, "patients"):
            continue
        for i, group in ((index, whose), (index + 1, others or opposite(whose))):
            work.concept[i] = (name, told.start("who"), work.figures[i].end)
            work.group[i] = group


# "A fared better than B in", "A and B did not differ significantly in": what follows is compared.
_BETTER_IN = compiled(
    r"(?:(?:Even\sso|However|Nevertheless|Nonetheless|Still|Yet|Overall|Likewise|(?:By|In)\scontrast),?\s)?(?:(?:No|There\s(?:was|were)\sno|We\sfound\sno)\s(?:\w+\s){0,3}?differences?\s(?:(?:was|were)\s(?:\w+\s)?(?:seen|found|observed|noted|detected)\s)?between\s(?:the\s)?(?P<d>[^,;:()]{1,60}?)\sand\s(?:the\s)?(?P<e>[^,;:()]{1,60}?)|(?P<a>[A-Za-z][^,;:()]{1,60}?)(?:\s\([^()]{1,12}\))?\s(?:"
    r"(?:fared|did|was|were)\s(?:[\w-]+\s){0,2}?(?:better|worse|superior|inferior)\s(?:than|to)\s(?P<b>[^,;:()]{2,60}?)"
    r"|(?:and|versus|vs\.?)\s(?P<c>[^,;:()]{1,60}?)\s(?:did\snot\sdiffer|differed|were\s(?:similar|comparable|alike))(?:\s\w+ly)?))"
    r"\s(?:in|for|regarding|with\sregard\sto|with\srespect\sto|as\sto)\s",
)
# "… were all more frequent in the open group".
_ALL_MORE_IN = compiled(
    r"[^()]{0,12}\)\s(?:was|were)\s(?:all\s|both\s|each\s)?(?:\w+ly\s)?(?:more|less)\s(?:often|frequent|common|prevalent)\s(?:\w+ed\s)?(?:in|among|with|after|under)\s(?:the\s)?"
    r"(?P<a>[^,;:()]{2,50}?)(?=\s?[,;.]|\sthan\b|\s?$)",
    re.I,
)
_ITEM_OF = compiled(r"^(?:[\s,;)\]]|\b(?:and|or|but|though|although|not|in|for|the)\b)+", re.I)


def tie_compared(work: Work) -> None:
    """Pairs of figures in brackets behind what they measure, of two groups that the sentence names
    once: "A fared better than B in PFS (29 vs. 11 months) and response (38% vs. 9%)".
    """
    pairs = [
        i - 1
        for i, f in enumerate(work.figures)
        if f.versus and i and open_bracket(work.text, work.figures[i - 1].start) is not None
    ]
    if not pairs:
        return
    head = _BETTER_IN.match(work.text)
    last = work.figures[pairs[-1] + 1]
    tail = _ALL_MORE_IN.match(work.text, last.end) if len(pairs) > 1 else None
    if head is not None and head.end() <= work.figures[pairs[0]].start:
        both = next(pair for pair in (("a", "b"), ("a", "c"), ("d", "e")) if head[pair[1]])
        names = [phrase(work.text, *head.span(g), work.found) for g in both]
        begin = head.end()
    elif tail is not None:
        name = phrase(work.text, *tail.span("a"), work.found)
        names, begin = [name, opposite(name)], 0
    else:
        return
    for index in pairs:
        opened = open_bracket(work.text, work.figures[index].start) or begin
        lead = _ITEM_OF.match(work.text[begin:opened])
        start = begin + (lead.end() if lead else 0)
        start = max(start, work.text.rfind(")", start, opened) + 1)
        named = [a for a in work.found if start <= a.start and a.end <= opened]
        following = work.figures[index + 1].end + 1  # "sex (52% vs 49% male)"
        named += [a for a in work.found if a.start == following]
        told = named[-1].name if named else own_words(work.text[start:opened], 6)
        begin = work.text.find(")", work.figures[index + 1].end) + 1 or len(work.text)
        if told and all(names):
            for place, name in zip((index, index + 1), names, strict=True):
                work.concept[place] = (
                    "overall survival" if told == "survival" else told,
                    start,
                    opened,
                )
                work.group[place] = name


_VERSUS_LEVEL = compiled(r",?\s(?:vs\.?|v\.?|versus|compared\s(?:with|to)|(?:as\s)?against)\s")


def tie_levels(work: Work) -> None:
    """ "Recurrence differed by grade (G1 5% vs G3 40%)": of the recurrence, in the two grades."""
    for index, (first, second) in enumerate(pairwise(work.figures)):
        if first.kind != second.kind or first.kind not in ("share", "value"):
            continue
        one = next((a for a in work.found if a.end + 1 == first.start), None)
        two = next((a for a in work.found if a.end + 1 == second.start), None)
        if one is None or two is None or one.value or two.value or one.name == two.name:
            continue
        if open_bracket(work.text, first.start) is None:
            continue
        if not _VERSUS_LEVEL.fullmatch(work.text, first.end, two.start):
            continue
        told = [
            a
            for a in work.found
            if a.end <= one.start
            and (a.name in work.rules.outcomes or "survival" in a.name)
            and open_bracket(work.text, a.start) is None
        ]
        if not told or any(a.name in (one.name, two.name) for a in told):
            continue
        # Two of one scale: "(diarrhea 5% vs fever 40%)" are things that happened, each on its own.
        levels = _LEVEL.match(one.name) and _LEVEL.match(two.name)
        if not levels and opposite(one.name) != two.name:
            continue
        for i, group in ((index, one.name), (index + 1, two.name)):
            work.concept[i] = (told[-1].name, told[-1].start, told[-1].end)
            work.group[i] = group


_LEVEL = compiled(
    r"(?:grade|stage|ki-67|tumor size|age|(?:fe)?male|(?:a)?typical|well|poorly|(?:non-?)?functioning|NE[TC]\b|net\b|nec\b|[pcy]?[TNM]\d|.*-(?:positive|negative)|.*differentiated|.*carcinoid)"
)


_RELATION = (
    r"\s?(?:\([^()]{1,60}\)\s?)?(?:patients\s|cases\s)?(?:of (?:the )?(?:\w+ )?patients\s)?"
    r"(?P<rel>(?:in|among|for|with|after|on|under|by|of|treated\s(?:by|with)|given|receiving|taking|(?:exposed|assigned|allocated|randomi[sz]ed)\sto)\b|(?-i:(?=[A-Z])))\s?(?:the\s)?"
)
_NEXT = compiled(
    _RELATION + r"(?P<what>[^,;()]{1,70}?)(?:\s\([^()]*\))?"
    r"(?:,?\s(?:and|versus|vs\.?|but|while|whereas|(?:as )?compared (?:with|to)|as against|against)|,)\s(?:only\s|with\s|by\s|in\s|to\s)?[(\[]?$",
    re.I,
)
_AHEAD = compiled(
    r"\s(?P<rel>in|among|for|with|after|under)\s(?P<a>[^,;()]{1,50}?),?\s(?:and|versus|vs\.?|but|while|whereas)\s(?P=rel)\s(?P<b>[^,;()]{1,50}?)\s",
    re.I,
)
""" "41% in NET and in NEC 28%"."""
_THAT_OF = compiled(
    r"\s?(?:\([^()]*\)|\)(?=[,\s]))?(?:,?\s(?:and|but|while|whereas|versus|vs\.?)|,)\s(?:that|those)\s(?:of|for|to|with|in|among|after)\s(?:the\s)?(?P<what>[^,;()]{2,40}?)\s(?:(?:was|were)\s)?(?:only\s)?",
    re.I,
)
""" "The sensitivity of A was 80% and that of B 73%"."""
_BEHIND = compiled(
    _RELATION
    + r"(?P<what>[^,;()]{1,70}?)(?=\s?[,;()]|\.(?:\s|$)|\s(?:was|were|had|did|and|respectively)|(?<!\barm)(?<!\bgroup)(?<!\bcohort)(?<!\bgrade)(?<!\bstage)(?<!\bthose of)\s\d|\s?$)",
    re.I,
)


# "After sublobar resection was 93% and after lobectomy 96%".
_AND_AFTER = compiled(
    r",?\s(?:and|but|whereas|while|versus|vs\.?)\s(?:after|in|with(?P<out>out)?|for|among|on|following)\s(?P<what>[^,;()]{2,50}?)\s(?:it\swas\s|only\s)?",
    re.I,
)


def outer_before(work: Work, index: int) -> int | None:
    """The share or value before a figure that stands in no bracket of its own (or in the same)."""
    opened = open_bracket(work.text, work.figures[index].start)
    for earlier in range(index - 1, -1, -1):
        figure = work.figures[earlier]
        if figure.kind not in ("share", "value"):
            continue
        within = open_bracket(work.text, figure.start)
        if within is None or within == opened:
            return earlier
    return None


def behind(work: Work, index: int) -> str:
    """The group right behind a figure: "31 months in G1", "18 months for those given octreotide"."""
    match = _BEHIND.match(work.text, work.figures[index].end)
    if not match or match["rel"].lower() in ("of", "on", "by", "after", ""):
        return ""
    start, end = match.span("what")
    name = phrase(work.text, start, end, work.found)
    told = any(start - 2 <= a.start and a.end <= end + 1 for a in work.found)
    told = told or bool(_ABBREVIATED.fullmatch(match["what"]))
    return name if told or _ARM.search(work.text, start, end) else ""


_ARM = compiled(
    r"\b(?:arm|group|cohort|assigned|randomi[sz]ed|allocated|placebo|controls?)\b", re.I
)


# "13.1 months with ALK": a group by the paper's own abbreviation.
_ABBREVIATED = compiled(r"(?!(?:CI|IQR|SD|SEM|HR|OR|RR|USA|UK|EU)\b)[A-Z]{2}[A-Z0-9/+-]{0,8}")


_WITHOUT = compiled(r"(?:(?:those|patients|subjects|cases|individuals|ones)\s)?without", re.I)


def in_turn(work: Work, index: int) -> tuple[str, int, int] | None:
    """ "14% in G1 and 34% in G3": the second figure is about what the first is about."""
    before = outer_before(work, index)
    if before is None or before not in work.concept:
        return None
    last, figure = work.figures[before], work.figures[index]
    if last.kind != figure.kind or (last.percent is None) != (figure.percent is None):
        return None
    told = work.concept[before]
    if told[1] >= last.end:
        return None
    if (
        patterns.fullmatch(r"\s(?:and|vs\.?|versus)\s", work.text[last.end : figure.start])
        and told[2] <= last.start
        and not work.rules.verbs.match(work.text, figure.end + 1)
    ):
        return told
    ahead = _AHEAD.fullmatch(work.text[last.end : figure.start])
    if ahead:
        base = last.end
        first = phrase(work.text, base + ahead.start("a"), base + ahead.end("a"), work.found)
        second = phrase(work.text, base + ahead.start("b"), base + ahead.end("b"), work.found)
        if first and second and told[0] not in (first, second):
            work.group[before], work.group[index] = first, second
            return told
    after = _AND_AFTER.fullmatch(work.text[last.end : figure.start])
    if after and (told[0] in work.rules.outcomes or "survival" in told[0]):
        span = (last.end + after.start("what"), last.end + after.end("what"))
        name = phrase(work.text, *span, work.found) or after["what"].lower()
        work.group[index] = opposite(name) if after["out"] else name
        return told
    that = _THAT_OF.fullmatch(work.text[last.end : figure.start])
    if that:
        span = (last.end + that.start("what"), last.end + that.end("what"))
        work.group[index] = phrase(work.text, *span, work.found) or that["what"].lower()
        return told
    names = parallel(work, before, index)
    if names is None or told[0] in names:
        return None
    work.group[before], work.group[index] = names
    return told


def parallel(work: Work, before: int, index: int) -> tuple[str, str] | None:
    """The groups of "14% in G1 and 34% in G3": the same word leads to each."""
    last, figure = work.figures[before], work.figures[index]
    one = _NEXT.fullmatch(work.text[last.end : figure.start])
    two = _BEHIND.match(work.text, figure.end)
    if one and one.group().endswith(", ") and last.percent is None:
        return None
    if not one or not two:
        return None
    if one["rel"].lower() != two["rel"].lower() and not (
        before in work.concept and "survival" in work.concept[before][0]
    ):
        return None
    first = phrase(work.text, last.end + one.start("what"), last.end + one.end("what"), work.found)
    second = phrase(work.text, two.start("what"), two.end("what"), work.found)
    if first and _WITHOUT.fullmatch(two["what"]):
        second = opposite(first)
    return (first, second) if first and second and first != second else None
