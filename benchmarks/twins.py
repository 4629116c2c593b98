"""Do the PDF and the XML of one article give the same findings?

    python benchmarks/twins.py [--pairs PDF_FOLDER XML_FOLDER] [-v]

The demo papers (invented) are set as PDF in five journal looks and written as JATS, and the rows
of both are compared, value by value; so are the demo's own pair and, where they are found, real
pairs of PDF and XML.  For each value of the one it is asked whether the other has it, in the same
row and field; the figure is the share of those found, both ways.  ``-v`` names what differs.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from html import escape
from pathlib import Path
from typing import Any

from reading import LOOKS, ROOT, parts_of
from typeset import Part, plain_signs, set_paper

from netmatrix.assemble import rows_of
from netmatrix.document import Document
from netmatrix.evidence import Row
from netmatrix.nlp import load
from netmatrix.readers import read, read_bytes

SOURCES = (
    "01-ileal-net-bone.txt", "02-unknown-primary-nec-abstract.txt", "03-atypical-carcinoid-lung.md",
    "06-two-cases-rectum-merkel.txt", "07-prrt-series.md", "08-thymus-series.txt",
    "09-review-bone-metastases.md", "10-lung-net-cohort-abstract.txt", "11-pannet-cohort.md",
    "15-medullary-thyroid-abstract.txt",
)  # fmt: skip
_CITED = re.compile(r"\[(\d{1,3}(?:[,–-]\s?\d{1,3})*)\]")
Value = tuple[Any, ...]


def jats(parts: list[Part], entries: list[str]) -> bytes:
    """The parts as a JATS article: citations as links, a section for each heading."""
    title = next((part.text for part in parts if part.kind == "title"), "Untitled")
    front, body, inside = list[str](), list[str](), False
    target = body
    for part in parts:
        if part.kind == "heading":
            abstract = part.text.strip().lower() in ("abstract", "summary")
            if inside:
                target.append("</sec>" if target is body else "</abstract>")
            target, inside = (front if abstract else body), True
            target.append("<abstract>" if abstract else f"<sec><title>{_mixed(part.text)}</title>")
        elif part.kind == "table":
            if part.rows:
                target.append(_table(part))
        elif part.kind != "title":
            target.append(f"<p>{_mixed(part.text)}</p>")
    if inside:
        target.append("</sec>" if target is body else "</abstract>")
    refs = "".join(
        f'<ref id="b{n}"><label>{n}</label><mixed-citation>{escape(_bare(entry))}</mixed-citation></ref>'
        for n, entry in enumerate(entries, start=1)
    )
    return (
        f"<article><front><article-meta><title-group><article-title>{_mixed(title)}"
        f"</article-title></title-group>{''.join(front)}</article-meta></front><body>"
        f"{''.join(body)}</body><back><ref-list>{refs}</ref-list></back></article>"
    ).encode()


def _bare(entry: str) -> str:
    return re.sub(r"^\W*\d{1,3}\W+", "", entry)


def _mixed(text: str) -> str:
    def links(match: re.Match[str]) -> str:
        linked = re.sub(r"\d+", r'<xref ref-type="bibr" rid="b\g<0>">\g<0></xref>', match[1])
        return f"[{linked}]"

    return _CITED.sub(links, escape(plain_signs(text)))


def _table(part: Part) -> str:
    label, _, rest = part.caption.partition(".")
    rows = ["<tr>" + "".join(f"<td>{_mixed(cell)}</td>" for cell in row) + "</tr>"
            for row in part.rows]  # fmt: skip
    return (
        f"<table-wrap><label>{escape(label)}</label><caption><p>{_mixed(rest.strip())}</p></caption>"
        f"<table><thead>{rows[0]}</thead><tbody>{''.join(rows[1:])}</tbody></table></table-wrap>"
    )


def values(rows: list[Row]) -> Counter[Value]:
    """What the rows say, each value with the place of its row among those of its kind."""
    out: Counter[Value] = Counter()
    seen: Counter[str] = Counter()
    for row in rows:
        seen[row.kind] += 1
        place = (row.kind, seen[row.kind])
        for name, findings in row.fields.items():
            out.update({(*place, name, finding.value) for finding in findings})
        for s in row.statistics:
            fact = (s.measure, s.concept, s.group, s.n, s.N, s.percent, s.value, s.low, s.high)
            out[(*place, *fact)] += 1
    return out


def compare(one: Counter[Value], two: Counter[Value]) -> tuple[int, int, int]:
    """Values in both, in the first, in the second."""
    return (one & two).total(), one.total(), two.total()


def entries_of(document: Document) -> list[str]:
    return [document.slice(reference) for reference in document.references]


def made(nlp: Any, verbose: bool) -> dict[str, list[int]]:
    """By look: values in both, in the XML, in the PDF, over all demo papers."""
    sums: dict[str, list[int]] = {look.name: [0, 0, 0] for look in LOOKS}
    for source in SOURCES:
        document = read(ROOT / "corpus" / "demo" / source)
        parts, entries = parts_of(document), entries_of(document)
        xml = values(rows_of(read_bytes(jats(parts, entries), Path("paper.xml")), nlp))
        listed = [f"{n}. {_bare(entry)}" for n, entry in enumerate(entries, start=1)]
        printed = [*parts, *([Part("heading", "References")] if listed else [])]
        printed += [Part("paragraph", entry) for entry in listed]
        for look in LOOKS:
            pdf = set_paper(source, printed, look).data
            found = values(rows_of(read_bytes(pdf, Path("paper.pdf")), nlp))
            for k, n in enumerate(compare(xml, found)):
                sums[look.name][k] += n
            if verbose:
                tell(f"{source}, {look.name}", xml, found)
    return sums


def real(folders: tuple[Path, Path], nlp: Any, verbose: bool) -> list[int]:
    """Over pairs of files of one stem: values in both, in the XML, in the PDF."""
    sums = [0, 0, 0]
    for path in sorted(folders[1].glob("*.xml")):
        twin = folders[0] / f"{path.stem}.pdf"
        if not twin.is_file():
            continue
        xml, pdf = (values(rows_of(read(file), nlp)) for file in (path, twin))
        sums = [a + b for a, b in zip(sums, compare(xml, pdf), strict=True)]
        if verbose:
            tell(path.stem, xml, pdf)
    return sums


def demo(nlp: Any, verbose: bool) -> list[int]:
    folder = ROOT / "corpus" / "demo"
    files = ("04-pancreatic-insulinoma.xml", "05-pancreatic-insulinoma-print.pdf")
    xml, pdf = (values(rows_of(read(folder / name), nlp)) for name in files)
    if verbose:
        tell("demo pair", xml, pdf)
    return list(compare(xml, pdf))


def tell(name: str, xml: Counter[Value], pdf: Counter[Value]) -> None:
    for side, less in (("XML only", xml - pdf), ("PDF only", pdf - xml)):
        for value in sorted(less, key=repr):
            print(f"{name}: {side}: {value}")


def shares(counts: list[int]) -> str:
    """Both shares as read: values of the XML found in the PDF, and the other way."""
    both, xml, pdf = counts
    return f"{both / max(1, xml):.3f}, {both / max(1, pdf):.3f} of {xml}, {pdf} values"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pairs", nargs=2, type=Path, metavar=("PDF_FOLDER", "XML_FOLDER"))
    parser.add_argument("-v", action="store_true", dest="verbose", help="name what differs")
    options = parser.parse_args()
    nlp = load()
    for look, counts in made(nlp, options.verbose).items():
        print(f"{look}: {shares(counts)}")
    print(f"demo pair: {shares(demo(nlp, options.verbose))}")
    near = ROOT.parent / "shared" / "pdf", ROOT.parent / "shared" / "jats"
    folders = tuple(options.pairs) if options.pairs else near
    if all(map(Path.is_dir, folders)):
        print(f"real pairs: {shares(real(folders, nlp, options.verbose))}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
