"""One paper's way from file to rows, and what stands in its record when the way is blocked."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netmatrix import clock, patterns
from netmatrix.document import Document, Status
from netmatrix.evidence import Row
from netmatrix.readers.limits import SECONDS

if TYPE_CHECKING:
    from netmatrix.nlp.pipeline import Pipeline

REPORT = "This is a defect of netmatrix: please report it together with the file."


@dataclass(frozen=True, slots=True)
class PaperResult:
    """What a run keeps of a paper.

    ``document`` is its line of ``documents.jsonl``, ``text`` the canonical text (empty when
    nothing could be read), ``rows`` its lines of ``evidence.jsonl``.
    """

    document: dict[str, Any]
    text: str = ""
    rows: tuple[Row, ...] = ()


def process(
    path: Path,
    doc_id: str,
    nlp: Pipeline,
    reader: Callable[[Path], Document] | None = None,
    seconds: float = SECONDS,
) -> PaperResult:
    """Read one file and extract its rows; raises nothing for a bad file.

    ``reader`` reads it: a run gives one that works in a guarded process, without one the file is
    read right here.  Finding the evidence in the text may take as many ``seconds`` again as reading
    it.  What goes wrong stands in the record's ``status`` and ``problems``:
    ``failed`` where nothing could be read or time ran out, ``partial`` where the text was read and
    the extraction broke off.
    """
    from netmatrix.assemble import evidence_of
    from netmatrix.readers import read

    try:
        document = replace((reader or read)(path), doc_id=doc_id)
        document.text.encode()  # a lone surrogate cannot be written: better known here
        _storable(PaperResult(record(document, ())))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return failure(path, doc_id, f"The file cannot be opened ({reason}): check its rights.")
    except Exception as error:
        return failure(path, doc_id, f"The file could not be read ({_reason(error)}). {REPORT}")
    try:
        found, notes = clock.within(seconds, partial(evidence_of, document, nlp))
        rows, left_out = _grounded(document, tuple(found))
        document = replace(document, problems=(*document.problems, *notes))
        if document.format.endswith("+ocr"):
            rows = tuple(_recognised(row) for row in rows)
        result = PaperResult(record(document, rows, left_out), document.text, rows)
        _storable(result)
    except clock.OutOfTime:
        late = replace(document, status="failed", problems=(*document.problems, too_late(seconds)))
        result = PaperResult(record(late, ()), document.text)
    except Exception as error:
        problem = f"The text was read, but not its evidence ({_reason(error)}). {REPORT}"
        status: Status = "failed" if document.status == "failed" else "partial"
        broken = replace(document, status=status, problems=(*document.problems, problem))
        result = PaperResult(record(broken, ()), document.text)
    return result


def too_late(seconds: float) -> str:
    """A sentence on a paper whose evidence took longer to find than it may."""
    return (
        f"The text was read, but finding its evidence took longer than {seconds:g} seconds: it is "
        "very long or was made to do harm; raise the limit, or leave it out."
    )


def record(document: Document, rows: tuple[Row, ...], left_out: int = 0) -> dict[str, Any]:
    """The document's line of ``documents.jsonl``, in the contract's order of keys."""
    metadata = document.metadata
    problems = list(document.problems)
    if left_out:
        problems.append(
            f"{left_out} value(s) were left out: the quote does not stand at its place. {REPORT}"
        )
    return {
        "doc_id": document.doc_id,
        "source": document.source,
        "sha256": document.sha256,
        "title": metadata.title,
        "authors": list(metadata.authors),
        "year": metadata.year,
        "journal": metadata.journal,
        "doi": metadata.doi,
        "pmid": metadata.pmid,
        "doc_type": metadata.doc_type,
        "doc_type_evidence": metadata.doc_type_evidence,
        "language": metadata.language,
        "format": document.format,
        "n_chars": len(document.text),
        "n_pages": len(document.pages) or None,
        "n_rows": len(rows),
        "status": document.status,
        "problems": problems,
    }


def failure(path: Path, doc_id: str, problem: str) -> PaperResult:
    """The result of a file that could not be read; ``problem`` is a sentence for the user."""
    from netmatrix.readers.structure import file_hash

    sha256 = file_hash(path)
    name = path.name.encode(errors="replace").decode()
    document = Document(
        doc_id, name, sha256, path.suffix.lower().lstrip("."), "", status="failed",
        problems=(problem,),
    )  # fmt: skip
    return PaperResult(record(document, ()))


def _grounded(document: Document, rows: tuple[Row, ...]) -> tuple[tuple[Row, ...], int]:
    """``rows`` without values whose quote does not stand at its offsets, and how many those were.

    None ever should be; a wrong citation is worse than a missing one, so the last gate is here.
    """
    text, left_out, out = document.text, 0, []
    for row in rows:
        fields = {
            name: tuple(f for f in findings if text[f.start : f.end] == f.quote)
            for name, findings in row.fields.items()
        }
        statistics = tuple(s for s in row.statistics if text[s.start : s.end] == s.quote)
        lost = len(row.statistics) - len(statistics)
        lost += sum(len(findings) - len(fields[name]) for name, findings in row.fields.items())
        out.append(replace(row, fields=fields, statistics=statistics) if lost else row)
        left_out += lost
    return tuple(out), left_out


def _recognised(row: Row) -> Row:
    """``row`` with ``ocr`` in the detail of all that it says: a digit may have been misread."""
    fields = {
        name: tuple(replace(f, detail={**f.detail, "ocr": True}) for f in findings)
        for name, findings in row.fields.items()
    }
    statistics = tuple(replace(s, detail={**s.detail, "ocr": True}) for s in row.statistics)
    return replace(row, fields=fields, statistics=statistics)


def _storable(result: PaperResult) -> None:
    """Raise ``ValueError`` or ``TypeError`` where the result cannot be written as JSON."""
    for item in (result.document, *(row.to_json() for row in result.rows)):
        json.dumps(item, ensure_ascii=False, allow_nan=False).encode()


def _reason(error: Exception) -> str:
    """One line on an exception, without what differs between two runs (addresses in memory)."""
    message = patterns.sub(r"0x[0-9a-fA-F]+", "0x…", " ".join(str(error).split()))
    message = message.encode(errors="replace").decode()
    if len(message) > 160:
        message = message[:159] + "…"
    return f"{type(error).__name__}: {message}" if message else type(error).__name__
