"""How faithfully and how fast are PDFs read? Made papers, and pairs of PDF and XML if you have them.

    python benchmarks/reading.py [--pairs PDF_FOLDER XML_FOLDER] [--no-write]

The pairs are looked for in ``../shared/pdf`` and ``../shared/jats`` beside the checkout.

Sets the demo papers (invented, known word for word) in five journal looks, reads them with
netmatrix and with the tools that are installed (pdfplumber, pdfminer.six, pypdfium2, ``pdftotext``)
and rewrites the part "Reading" of ``docs/benchmarks.md``.  With ``--pairs``, the text of each
``NAME.pdf`` is also compared with the publisher's ``NAME.xml`` (JATS) of the same article.

Measures: *lost* is the share of the running words that do not stand in the text in their order
(100 % minus the longest common subsequence); *foreign* counts words within the running text that
do not belong there (running heads, cells, halves of divided words), as a share of it;
*characters* is the share of all printed letters and digits that are found anywhere.  CPU time is
compared within one run, as a ratio to pdfplumber's.  Needs ReportLab and RapidFuzz.
"""

from __future__ import annotations

import argparse
import datetime
import io
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pairs
from rapidfuzz.distance import LCSseq
from typeset import Look, Paper, Part, set_paper

from netmatrix.document import Document
from netmatrix.readers import read, read_bytes

ROOT = Path(__file__).resolve().parents[1]
START, END = "<!-- reading: made by benchmarks/reading.py -->", "<!-- end of reading -->"
SOURCES = (
    "01-ileal-net-bone.txt", "03-atypical-carcinoid-lung.md", "07-prrt-series.md",
    "09-review-bone-metastases.md", "11-pannet-cohort.md",
)  # fmt: skip
LOOKS = (
    Look("one column"),
    Look("two columns", columns=2, size=9, leading=10.6,
         footnote="Correspondence: M. Moe, Invented Hospital, moe@hospital.example"),
    Look("wide abstract, figure", columns=2, size=9.5, leading=11.5, wide_abstract=True,
         figure=True, notice="Downloaded from journals.example by Invented Library on 3 May 2031"),
    Look("manuscript", size=11, leading=22, raised=False, line_numbers=True, margin=72),
    Look("small print", columns=2, font="Helvetica", size=8, leading=9.4, gap=14, margin=42,
         raised=False),
)  # fmt: skip
RUNNING = frozenset(["title", "heading", "paragraph", "list_item"])


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).lower())


def parts_of(document: Document) -> list[Part]:
    """The blocks of a demo paper as parts to be set; references and notes are left out."""
    out: list[Part] = []
    tables = iter(document.tables)
    caption = ""
    for block in document.blocks:
        text = document.slice(block)
        if block.kind == "table":
            table = next(tables)
            grid = [[""] * table.n_cols for _ in range(table.n_rows)]
            for cell in table.cells:
                grid[cell.row][cell.col] = document.slice(cell)
            label = caption or f"{table.label or 'Table 1'}. Values"
            out.append(Part("table", rows=tuple(map(tuple, grid)), caption=label))
        elif block.kind == "caption":
            caption = text
        elif block.kind in RUNNING and block.section != "references":
            kind = "paragraph" if block.kind == "list_item" else block.kind
            out.append(Part(kind, text))
    return out


def netmatrix_text(data: bytes) -> str:
    return running_of(read_bytes(data, Path("paper.pdf")))


def running_of(document: Document) -> str:
    return "\n".join(document.slice(b) for b in document.blocks if b.kind in RUNNING)


def whole_text(data: bytes) -> str:
    return read_bytes(data, Path("paper.pdf")).text


def pdfplumber_text(data: bytes) -> str:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return "\n".join(page.extract_text() or "" for page in pdf.pages)


def pdfminer_text(data: bytes) -> str:
    from pdfminer.high_level import extract_text

    return str(extract_text(io.BytesIO(data)))


def pdfium_text(data: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def pdftotext_text(data: bytes) -> str:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        done = subprocess.run(["pdftotext", file.name, "-"], capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace")


def tools() -> dict[str, Callable[[bytes], str]]:
    found: dict[str, Callable[[bytes], str]] = {
        "netmatrix": netmatrix_text,
        "pdfplumber": pdfplumber_text,
        "pdfminer.six": pdfminer_text,
        "pypdfium2": pdfium_text,
    }
    if shutil.which("pdftotext"):
        found["pdftotext"] = pdftotext_text
    return found


def cpu() -> float:
    """CPU seconds of this process and of the processes it has waited for."""
    mine = resource.getrusage(resource.RUSAGE_SELF)
    theirs = resource.getrusage(resource.RUSAGE_CHILDREN)
    return mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime


def errors(truth: list[str], got: list[str]) -> tuple[int, int]:
    """Words of the truth that are lost or out of order, and foreign words between the others."""
    ops = LCSseq.opcodes(truth, got)
    spots = [op for op in ops if op.tag == "equal"]
    kept = sum(op.src_end - op.src_start for op in spots)
    if not spots:
        return len(truth), 0
    within = spots[-1].dest_end - spots[0].dest_start - kept
    return len(truth) - kept, within


def letters(text: str) -> Counter[str]:
    return Counter(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


def measure(papers: list[Paper]) -> list[tuple[str, float, float, float, float, float]]:
    """For each tool: lost, foreign and characters (shares), worst paper's lost, CPU seconds."""
    out: list[tuple[str, float, float, float, float, float]] = []
    for name, tool in tools().items():
        tool(papers[0].data)  # imports and caches are not charged
        lost = foreign = total = found = printed = 0
        worst = spent = 0.0
        for paper in papers:
            started = cpu()
            text = tool(paper.data)
            spent += cpu() - started
            truth = words(paper.running)
            missing, strange = errors(truth, words(text))
            lost, foreign, total = lost + missing, foreign + strange, total + len(truth)
            worst = max(worst, missing / len(truth))
            if name == "netmatrix":
                text = whole_text(paper.data)
            want = letters(paper.printed)
            printed += want.total()
            found += (want & letters(text)).total()
        out.append((name, lost / total, foreign / total, found / printed, worst, spent))
    return out


def long_file(papers: list[Paper], pages: int = 500) -> tuple[int, float, float]:
    """Pages, pages a second and peak memory (MB) of one long file, read by a fresh process."""
    parts = [p for source in SOURCES for p in parts_of(read(ROOT / "corpus" / "demo" / source))]
    body = [p for p in parts if p.kind != "table"]
    look = LOOKS[1]
    once = set_paper("long", body, look).pages
    paper = set_paper("long", body * max(1, round(pages / once)), look)
    code = (
        "import sys,time,resource\n"
        "from pathlib import Path\n"
        "from netmatrix.readers import read\n"
        "s=time.perf_counter(); d=read(Path(sys.argv[1])); t=time.perf_counter()-s\n"
        "print(len(d.pages), t, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss/1024)\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.pdf"
        path.write_bytes(paper.data)
        done = subprocess.run(
            [sys.executable, "-c", code, str(path)], capture_output=True, check=True, text=True
        )
    count, seconds, memory = done.stdout.split()
    return int(count), int(count) / float(seconds), float(memory)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    head = list(head)
    return [
        "| " + " | ".join(head) + " |",
        "|" + "|".join([" --- "] + [" ---: "] * (len(head) - 1)) + "|",
        *("| " + " | ".join(row) + " |" for row in rows),
    ]


def report(papers: list[Paper], folders: tuple[Path, Path] | None) -> str:
    pages = sum(paper.pages for paper in papers)
    rows = measure(papers)
    base = next(row[5] for row in rows if row[0] == "pdfplumber")
    lines = [
        START,
        "## Reading",
        "",
        f"Measured {datetime.date.today().isoformat()} with `python benchmarks/reading.py`"
        f" (Python {sys.version_info.major}.{sys.version_info.minor}, {sys.platform}).",
        "",
        f"**Made papers**: {len(papers)} papers of {pages} pages, set from the demo papers in"
        f" {len(LOOKS)} looks (one and two columns, wide abstract, figure and tables over the"
        " columns, running heads, footnotes, divided words, raised citation marks, line numbers,"
        " download notices). The reader was corrected on these papers, so that they show what must"
        " not come back; the real papers show how it does elsewhere.",
        "",
        *table(
            ["tool", "lost or out of order", "worst paper", "foreign words", "characters",
             "CPU time, pdfplumber = 1"],
            [[name, f"{lost:.2%}", f"{worst:.2%}", f"{foreign:.2%}", f"{chars:.2%}",
              f"{spent / base:.2f}"] for name, lost, foreign, chars, worst, spent in rows],
        ),
        "",
    ]  # fmt: skip
    count, speed, memory = long_file(papers)
    lines += [
        f"One file of {count} pages: {speed:.0f} pages a second (one core, the Document complete"
        f" with sections and references), peak memory of the process {memory:.0f} MB.",
        "",
    ]
    if folders:
        lines += pair_report(*folders)
    lines += twin_report(folders)
    return "\n".join([*lines, END]) + "\n"


def twin_report(folders: tuple[Path, Path] | None) -> list[str]:
    import twins

    from netmatrix.nlp import load

    nlp = load()
    rows = [(f"set as: {look}", counts) for look, counts in twins.made(nlp, False).items()]
    rows.append(("the demo's own pair (04, 05)", twins.demo(nlp, False)))
    lines = [
        "**PDF and XML of one article give the same findings** (`python benchmarks/twins.py -v`"
        " names what differs): the demo papers written as JATS and set as PDF, and the demo's own"
        " pair. Values of patients, cited patients and cohorts, each in its row and field.",
        "",
        *table(
            ["pair", "values in the XML", "also in the PDF", "values in the PDF", "also in the XML"],
            [[name, str(xml), f"{both / max(1, xml):.1%}", str(pdf), f"{both / max(1, pdf):.1%}"]
             for name, (both, xml, pdf) in rows],
        ),
        "",
    ]  # fmt: skip
    if folders:
        _, xml, pdf = twins.real(folders, nlp, False)
        lines += [
            f"The real pairs are about other diseases: {xml} values in their XML, {pdf} in their"
            " PDF (none is right).",
            "",
        ]
    return lines


def pair_report(pdfs: Path, xmls: Path) -> list[str]:
    found = [p for p in sorted(xmls.glob("*.xml")) if (pdfs / f"{p.stem}.pdf").is_file()]
    every: dict[str, Callable[[bytes], str]] = {**tools(), "netmatrix": whole_text}
    sums = {name: [0.0] * 4 for name in every}
    itself = [0.0] * 3
    pages = articles = 0
    for path in found:
        truth = pairs.paragraphs(path.read_bytes())
        if not truth:
            continue
        articles += 1
        data = (pdfs / f"{path.stem}.pdf").read_bytes()
        pages += len(read_bytes(data, path).pages)
        for k, value in enumerate(pairs.score(read(path).text, truth)):
            itself[k] += value
        for name, tool in every.items():
            started = cpu()
            text = tool(data)
            spent = cpu() - started
            for k, value in enumerate((*pairs.score(text, truth), spent)):
                sums[name][k] += value
    base = sums["pdfplumber"][3]
    return [
        f"**Real papers**: {articles} open-access articles of {pages} pages against the"
        " publisher's XML: share of the XML's runs of eight words kept whole, of its words, and of"
        " neighbouring paragraphs in order (means). The last row is the XML itself, read by"
        " netmatrix: more than that cannot be reached while numbers of lists and exponents stay in"
        " the text as printed, and where the XML holds a paragraph twice (a list in a paragraph).",
        "",
        *table(
            ["tool", "runs kept", "words", "order", "CPU time, pdfplumber = 1"],
            [*([name, *(f"{s / articles:.3f}" for s in v[:3]), f"{v[3] / base:.2f}"]
               for name, v in sums.items()),
             ["the XML itself", *(f"{s / articles:.3f}" for s in itself), ""]],
        ),
        "",
    ]  # fmt: skip


def write(section: str, path: Path) -> None:
    """Put the section into the page, in place of the one that stands there."""
    page = path.read_text(encoding="utf-8") if path.is_file() else "# Benchmarks\n\n"
    if START in page and END in page:
        before, rest = page.split(START, 1)
        page = before + section.rstrip("\n") + rest.split(END, 1)[1]
    else:
        page = page.rstrip("\n") + "\n\n" + section
    path.write_text(page, encoding="utf-8")


def made_papers() -> list[Paper]:
    out: list[Paper] = []
    for source in SOURCES:
        parts = parts_of(read(ROOT / "corpus" / "demo" / source))
        out.extend(set_paper(source.split(".")[0], parts, look) for look in LOOKS)
    return out


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pairs", nargs=2, type=Path, metavar=("PDF_FOLDER", "XML_FOLDER"))
    parser.add_argument("--no-write", action="store_true", help="print only")
    options = parser.parse_args()
    near = (ROOT.parent / "shared" / "pdf", ROOT.parent / "shared" / "jats")
    folders = tuple(options.pairs) if options.pairs else near
    section = report(made_papers(), folders if all(map(Path.is_dir, folders)) else None)
    print(section)
    if not options.no_write:
        write(section, ROOT / "docs" / "benchmarks.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
