"""Findings become rows: who is this about?"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from netmatrix.assemble.about import in_pedigree
from netmatrix.assemble.cited import cited_patients, family
from netmatrix.assemble.queries import with_queries
from netmatrix.assemble.subjects import KIN_FIRST, Subject, patients
from netmatrix.assemble.tables import added_to, table_rows, told_twice
from netmatrix.assemble.titles import of_no_patients, only_looked_so, titled_otherwise
from netmatrix.document import Document
from netmatrix.evidence import Finding, Row
from netmatrix.extract import patient_findings
from netmatrix.extract.base import Scope, make
from netmatrix.extract.cohort import cohort_rows
from netmatrix.extract.diagnosis import DOUBTFUL, decided_otherwise, is_neuroendocrine
from netmatrix.extract.grids import column_rules, grids, notes_on
from netmatrix.extract.knowledge import load_knowledge
from netmatrix.extract.patient_tables import TablePatient, literature, present_cases, series
from netmatrix.extract.table_keys import PRESENT
from netmatrix.extract.table_legend import with_legends
from netmatrix.extract.topic import OTHER_TUMOUR, topics
from netmatrix.nlp import annotate
from netmatrix.nlp.annotations import Annotations, Mention, Sentence
from netmatrix.normalise.names import Names, load_names
from netmatrix.patterns import compiled

if TYPE_CHECKING:
    from netmatrix.nlp.pipeline import Pipeline

_PATIENT_PAPERS = frozenset({"case_report", "case_series", "other"})


@lru_cache(maxsize=4)
def _names(model: Path) -> Names:
    return load_names(model)


def rows_of(document: Document, nlp: Pipeline) -> list[Row]:
    """The rows of one paper, in the order of the text.

    A paper in another language than English, or without a neuroendocrine neoplasm, has none.
    """
    return evidence_of(document, nlp)[0]


def evidence_of(document: Document, nlp: Pipeline) -> tuple[list[Row], tuple[str, ...]]:
    """The rows of ``rows_of``, and sentences on what of its tables was left out for doubt."""
    if document.status == "failed" or document.metadata.language != "en":
        return [], ()
    names = _names(_model(nlp))
    annotations = with_legends(annotate(document, nlp))
    if not _speaks_of_nen(annotations, names) or of_no_patients(annotations):
        return [], ()
    tables = grids(annotations, column_rules(_model(nlp)))
    own = series(annotations, names, tables)
    cited = literature(annotations, names, tables)
    everyone = _told(annotations, names)
    prose = _cases(document, everyone)
    if own:
        # What tumour a patient had may be told in the table alone.
        joined = told_twice(document, prose, own) or told_twice(
            document, _rows(document, everyone), own
        )
        present = [p for p in own if p.key == PRESENT]
        if joined is not None:
            rows = joined
        elif len(prose) == 1 and present:  # the case that the paper tells, below earlier ones
            earlier = [p for p in own if p.key != PRESENT]
            rows = [
                *_with_own_line(document, prose, present),
                *table_rows(document, "series_case", earlier),
            ]
        else:
            rows = table_rows(document, "series_case", own)
    else:
        rows = _with_own_line(document, prose, present_cases(annotations, names, tables))
    cited += _retold(annotations, names, cited, kind_known=bool(prose))
    rows = [*rows, *table_rows(document, "cited_case", cited)]
    told = [with_queries(row, document, _model(nlp)) for row in rows]
    cohorts = cohort_rows(annotations, names, tables) if _is_about_nen(annotations, names) else []
    found = [*told, *cohorts]
    return found, (*notes_on(tables), *(() if found else _without_rows(document)))


_OWN = {"case_report": "patient", "case_series": "patient", "cohort": "group"}
_NO_ROW = "No row: no {of} with a neuroendocrine tumour was found (a {kind}, “{sign}”). `netmatrix explain` shows why."


def _without_rows(document: Document) -> tuple[str, ...]:
    """A paper that seems to tell patients of its own, and gives nothing, says so."""
    kind = document.metadata.doc_type
    if kind not in _OWN:
        return ()
    sign = document.metadata.doc_type_evidence
    return (_NO_ROW.format(of=_OWN[kind], kind=kind.replace("_", " "), sign=sign),)


def _with_own_line(document: Document, prose: list[Row], present: list[TablePatient]) -> list[Row]:
    """The one case of the prose with its line of the paper's literature table ("present case")."""
    if len(prose) == 1 and len(present) == 1:
        return [added_to(document, prose[0], present[0], only_missing=True)]
    return prose


def _retold(
    annotations: Annotations, names: Names, tabled: list[TablePatient], *, kind_known: bool
) -> list[TablePatient]:
    """Other publications' patients told in the discussion, with at least a diagnosis.

    Where none is named for one with a metastasis, treatment or outcome, it is the tumour in the
    title of this paper: "review of the literature" means cases of the same kind.  Without a title
    a patient is kept beside the paper's own (``kind_known``), the tumour left open.
    """
    found: list[TablePatient] = []
    titles = [s for s in annotations.sentences if s.kind == "title"]
    titled = Scope(annotations, names, titles, "title")
    for patient in cited_patients(annotations, [t.subject for t in tabled]):
        scope = Scope(annotations, names, patient.sentences, patient.subject)
        fields = {name: list(values) for name, values in patient_findings(scope).items()}
        if patient.tabled:
            mine = [t for t in tabled if family(t.subject) == family(patient.subject)]
            if len(mine) == 1:
                mine[0].add(f for name, told in fields.items() if name in _ADDED for f in told)
            continue
        same_kind = not fields.get("histology") and bool(_SAME_KIND & fields.keys())
        if same_kind:
            of_title = patient_findings(titled)
            for name in ("histology", "primary_site"):
                same = [replace(f, confidence=0.6) for f in of_title.get(name, ())]
                fields.setdefault(name, same)
        kinds = fields.get("histology", ())
        if any(is_neuroendocrine(scope, f.value) for f in kinds) or (
            same_kind and kind_known and not kinds
        ):
            found.append(TablePatient(patient.subject, fields, patient.source_ref))
    return found


# What a discussion adds to a patient of the table above it; the rest the table decides.
_ADDED = frozenset(
    {"age_years", "sex", "ki67_percent", "bone_sites", "bone_lesion_type", "syndrome", "treatments",
     "diagnostic_methods", "markers_positive", "markers_negative"}
)  # fmt: skip
_SAME_KIND = frozenset(
    {"metastatic_sites", "treatments", "response", "vital_status", "syndrome", "primary_site"}
)


def _model(nlp: Pipeline) -> Path:
    """The folder of the loaded pipeline."""
    import en_netmatrix

    return nlp.path or en_netmatrix.folder()


def _of_the_paper(
    scope: Scope, fields: Mapping[str, tuple[Finding, ...]], subjects: Iterable[Subject]
) -> dict[str, tuple[Finding, ...]]:
    """The tumour of a patient for whom none is named: the one kind that the paper speaks of apart
    from its patients ("Paraganglioma of the bladder is seldom thought of"), and where that says it
    begins.
    """
    own = {s.start for subject in subjects for s in subject.sentences if s.kind != "title"}
    others = [
        s for s in scope.annotations.sentences
        if s.start not in own and s.kind in ("paragraph", "title") and not s.has("literature")
        and s.section not in ("references", "back") and s.of("histology")
    ]  # fmt: skip
    told = [patient_findings(replace(scope, sentences=[s])) for s in others]
    kinds = {f.value for found in told for f in found.get("histology", ())}
    if len(kinds) != 1 or not is_neuroendocrine(scope, *kinds):
        return {}
    out: dict[str, tuple[Finding, ...]] = {}
    for name in ("histology", "primary_site"):
        found = next((t[name] for t in told if t.get(name)), ())
        if found and not fields.get(name):
            out[name] = tuple(replace(f, confidence=0.5) for f in found)
    return out


_NEUROENDOCRINE = compiled(
    r"\b(?:neuroendocrine|endocrine pancreatic|pancreatic endocrine|carcinoids?|Zollinger|"
    r"DOTA-?(?:TATE|TOC|NOC)|peptide receptor radionuclide|PRRT|"
    r"somatostatin receptor[- ](?:positive|expressing) (?:tumou?rs?|neoplasms?|malignanc\w+))\b",
    re.IGNORECASE,
)


def _is_about_nen(annotations: Annotations, names: Names) -> bool:
    """Whether a group's numbers can be of neuroendocrine neoplasms: the title or abstract names
    them, or the text does so three times. (A trial of brain metastases names small cell lung
    cancer once; its numbers are of other patients.)
    """
    count = 0
    tumour_of = load_knowledge(names.folder).tumour_of
    for place, sentence in enumerate(annotations.sentences):
        headed = sentence.kind == "title" or place == 0
        if headed and (
            _NEUROENDOCRINE.search(sentence.text) or _names_syndrome(sentence.mentions, tumour_of)
        ):
            return True
        told = [
            m
            for m in sentence.of("histology")
            if not m.weak
            and any(n == "NEN" or "NEN" in names.ancestors("histology", n) for n in m.names)
        ]
        if headed and told:
            return True
        told = [m for m in told if "small cell NEC" not in m.names]
        if sentence.section in ("title", "abstract") and told:
            return True
        count += len(told)
    return count >= 3


def _names_syndrome(mentions: Iterable[Mention], tumour_of: Container[str]) -> bool:
    """Whether a syndrome is named that is a tumour's by its name: "glucagonoma syndrome"."""
    return any(
        m.group == "syndrome" and not m.weak and any(n in tumour_of for n in m.names)
        for m in mentions
    )


def _speaks_of_nen(annotations: Annotations, names: Names) -> bool:
    """Whether a neuroendocrine neoplasm is named, a syndrome that is one's by its name, or the
    title or first sentence calls the disease neuroendocrine ("neuroendocrine liver metastases").
    """
    tumour_of = load_knowledge(names.folder).tumour_of
    headed = (s for i, s in enumerate(annotations.sentences) if i == 0 or s.kind == "title")
    if any(_NEUROENDOCRINE.search(s.text) for s in headed):
        return True
    terms = [m for m in annotations.mentions if m.layer == "term"]
    return _names_syndrome(terms, tumour_of) or any(
        m.group == "histology"
        and any(n == "NEN" or "NEN" in names.ancestors("histology", n) for n in m.names)
        for m in terms
    )


def _who(scope: Scope, subject: Subject) -> dict[str, tuple[Finding, ...]]:
    """Age and sex of a patient whom the paper names in a row with others."""
    person = subject.person
    out: dict[str, tuple[Finding, ...]] = {}
    if person is None:
        return out
    for name, place in (("age_years", person.age), ("sex", person.sex)):
        sentence = place and scope.annotations.sentence_at(place.start)
        if place and sentence:
            found = make(
                scope, sentence, name, place.value, place.start, place.end,
                "patient.roster", confidence=0.9,
            )  # fmt: skip
            out[name] = (found,)
    return out


def _without_title(scope: Scope) -> list[Sentence]:
    """The sentences on one of several patients: the tumour and organ of the title are left out where
    the patient's own sentences name only tumours of other kinds, or a relative tells of no illness.
    """
    own = [s for s in scope.sentences if s.kind != "title"]
    kinds = _tumours_in(scope, own)
    titled = _tumours_in(scope, [s for s in scope.sentences if s.kind == "title"])
    if kinds:  # "Phaeochromocytoma", where this one has a medullary carcinoma
        known = load_knowledge(scope.names.folder).arises_in
        of_others = (
            titled.isdisjoint(kinds)
            and titled | kinds <= known.keys()
            and not any(_of_organ(s, {known[t][0] for t in titled}) for s in own)
            and not any(n in _BOTH_TUMOURS for s in own for m in s.of("syndrome") for n in m.names)
        )
    else:
        of_others = any(KIN_FIRST.match(s.text) or in_pedigree(s.text) for s in own) and not any(
            s.of(*_OF_AN_ILL_ONE) or (s.has("tumor_word") and not _NO_TUMOUR.search(s.text))
            for s in own
        )
    if kinds and len(titled) > 1 and titled & kinds:
        # "Medullary carcinoma and phaeochromocytoma in a family", of whom this one has the first alone
        return [_with_kinds(s, kinds) if s.kind == "title" else s for s in scope.sentences]
    if not titled or not of_others:
        return scope.sentences
    return [
        replace(s, mentions=[m for m in s.mentions if m.group not in ("histology", "site")])
        if s.kind == "title"
        else s
        for s in scope.sentences
    ]


# In multiple endocrine neoplasia type 2 a patient with a phaeochromocytoma may have the medullary
# carcinoma of the title, too.
_BOTH_TUMOURS = frozenset({"men2"})


def _with_kinds(title: Sentence, kinds: set[str]) -> Sentence:
    """The title without the tumours of other kinds and without organs."""
    return replace(
        title,
        mentions=[
            m
            for m in title.mentions
            if m.group != "site" and (m.group != "histology" or not kinds.isdisjoint(m.names))
        ],
    )


def _of_organ(sentence: Sentence, organs: set[str]) -> bool:
    """Whether the sentence tells of one of the organs, or of the same tumour."""
    return _THE_SAME.search(sentence.text) is not None or any(
        m.name in organs and not sentence.context(m.start, m.end) for m in sentence.of("site")
    )


_THE_SAME = compiled(r"\bthe\s+same\s+(?:tumou?r|neoplasm|histology|diagnosis)\b", re.IGNORECASE)
_NO_TUMOUR = compiled(r"\bno\s+(?:\w+\s+)?tumou?rs?\b", re.IGNORECASE)


def _tumours_in(scope: Scope, sentences: Iterable[Sentence]) -> set[str]:
    """The neuroendocrine neoplasms that sentences name, without those denied, compared or of old
    (a title's are taken as they are).
    """
    return {
        name for s in sentences for m in s.of("histology") for name in m.names
        if not m.weak and is_neuroendocrine(scope, name)
        and (s.kind == "title" or not s.context(m.start, m.end))
    }  # fmt: skip


_OF_AN_ILL_ONE = ("marker", "treatment", "response", "bone_site")
"""Who has one of these told of them may have the tumour of the title."""


def _has_another(scope: Scope) -> bool:
    """Whether the patient's own sentences name a tumour of another kind."""
    return any(OTHER_TUMOUR.search(s.text) for s in scope.sentences if s.kind != "title")


def _has_a_tumour(scope: Scope, fields: Mapping[str, tuple[Finding, ...]]) -> bool:
    """Whether a tumour of no named kind is told of a patient who was treated or followed for it: "a woman
    of 82 had a tumor of the arm, was given radiotherapy and is free of disease".
    """
    own = [s for s in scope.sentences if s.kind != "title"]
    if _has_another(scope):
        return False
    return bool(fields.keys() & {"treatments", "response"}) and any(
        "negated" not in s.context(c.start, c.end) for s in own for c in s.cue("tumor_word")
    )


def _of_the_topic(
    scope: Scope, fields: Mapping[str, tuple[Finding, ...]]
) -> dict[str, tuple[Finding, ...]]:
    """Tumour and organ of a patient for whom they are not told, from what stands for a title in a text
    that has none.
    """
    open_fields = [name for name in ("histology", "primary_site") if not fields.get(name)]
    if not open_fields or scope.document.metadata.title:
        return {}
    if not fields.get("histology"):
        told = {"markers_positive", "metastatic_sites", "grade", "ki67_percent"} & fields.keys()
        if not told or _has_another(scope) or any(s.of("histology") for s in scope.sentences):
            return {}  # a healthy relative, or another tumour
    pieces = list(topics(scope.annotations))
    own = {f.value for f in fields.get("histology", ())}
    kinds = _tumours_in(scope, pieces)
    if len(kinds) != 1 or not all(kinds & {k, *scope.names.ancestors("histology", k)} for k in own):
        return {}
    spread = {f.value for f in fields.get("metastatic_sites", ())}
    own_sites = {m.name for s in scope.sentences if s.kind != "title" for m in s.of("site")}
    named = {m.name for piece in pieces for m in piece.of("site")}
    if own_sites - spread - named:
        open_fields = [name for name in open_fields if name != "primary_site"]  # an organ is told
    titled = _without_title(replace(scope, sentences=[*pieces, *scope.sentences]))
    found = patient_findings(replace(scope, sentences=titled), alone=False)
    return {
        name: tuple(replace(f, confidence=0.5) for f in found[name])
        for name in open_fields
        if found.get(name)
    }


def _of_the_others(
    scope: Scope, others: Sequence[Mapping[str, tuple[Finding, ...]]]
) -> dict[str, tuple[Finding, ...]]:
    """The tumour that all the other patients of a series have, where it is one kind."""
    kinds = {f.value for found in others for f in found.get("histology", ())}
    if len(kinds) != 1 or not is_neuroendocrine(scope, *kinds):
        return {}
    first = next(found["histology"] for found in others if found.get("histology"))
    return {"histology": tuple(replace(f, confidence=0.5) for f in first)}


_Told = tuple[Subject, Scope, dict[str, tuple[Finding, ...]]]


def _told(annotations: Annotations, names: Names) -> list[_Told]:
    """Everyone of whom the prose tells, with what it tells of them."""
    document = annotations.document
    if document.metadata.doc_type not in _PATIENT_PAPERS:
        return []
    told: list[_Told] = []
    subjects = patients(annotations)
    for subject in subjects:
        scope = Scope(annotations, names, subject.sentences, f"case {subject.number}")
        if len(subjects) > 1:
            scope = replace(scope, sentences=_without_title(scope))
        fields = patient_findings(scope, alone=len(subjects) == 1) | _who(scope, subject)
        # Of several, one whose tumour was stained or had spread; another may be a healthy carrier.
        shown = len(subjects) == 1 or (
            fields.keys() & {"markers_positive", "metastatic_sites"} and not _has_another(scope)
        )
        if shown and not fields.get("histology") and max(decided_otherwise(scope)) < 0:
            fields |= _of_the_paper(scope, fields, subjects)
        told.append((subject, scope, fields))
    for _, scope, fields in told:
        if not fields.get("histology") and _has_a_tumour(scope, fields):
            fields |= _of_the_others(scope, [found for _, _, found in told])
        fields |= _of_the_topic(scope, fields)
    return told


def _rows(document: Document, told: Sequence[_Told]) -> list[Row]:
    return [Row(document.doc_id, "case", scope.subject, fields) for _, scope, fields in told]


def _cases(document: Document, everyone: Sequence[_Told]) -> list[Row]:
    """The rows of those who have a neuroendocrine neoplasm."""
    cases: list[_Told] = []
    for subject, scope, fields in everyone:
        kinds = [f for f in fields.get("histology", ()) if is_neuroendocrine(scope, f.value)]
        doubtful = all(f.confidence <= DOUBTFUL for f in kinds)
        if not kinds or (doubtful and titled_otherwise(scope, subject.sentences)):
            continue
        if only_looked_so(scope, subject.sentences):
            continue
        cases.append((subject, scope, fields))
    return _rows(document, cases)
