"""Damage the demo's papers at random, read them guarded, and report what became of them.

    python benchmarks/mutations.py [--count 2000] [--seed 1] [--folder corpus/demo]

Every file of the folder in every format of it, and the same papers as Word file and as packages,
is flipped, cut and spliced; the same seed gives the same files.  A mutant is fine when it ends as
a Document that holds its invariants; counted are failures of that, files lost by crash or time,
and processes left behind.
"""

from __future__ import annotations

import argparse
import collections
import io
import json
import os
import random
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from netmatrix.document import Document
from netmatrix.readers.limits import Limits
from netmatrix.readers.sandbox import GuardedReader

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def seeds(folder: Path) -> list[tuple[str, bytes]]:
    """Name and bytes of the undamaged files: the folder's, and made from them other formats."""
    files = [(p.name, p.read_bytes()) for p in sorted(folder.iterdir()) if p.is_file()]
    texts = [(name, data) for name, data in files if name.endswith(".txt")]
    for name, data in texts[:2]:
        files.append((f"{name}.docx", _docx(data.decode("utf-8", "replace"))))
    if texts:
        files.append(("bioc.json", _bioc(texts[0][1].decode("utf-8", "replace"))))
        files.append(("record.nbib", _nbib(texts[0][1].decode("utf-8", "replace"))))
    papers = [item for item in files if item[0].endswith((".xml", ".pdf"))]
    if papers:
        files.append(("package.zip", _zip(papers)))
        files.append(("package.tar.gz", _tar(papers)))
    return files


def mutants(
    files: list[tuple[str, bytes]], count: int, seed: int
) -> Iterator[tuple[str, str, bytes]]:
    """``count`` damaged files: a name, what was done, the bytes."""
    chance = random.Random(seed)
    for number in range(count):
        name, data = files[number % len(files)]
        ways = (_flip, _cut, _splice, _repeat, _drop)
        how = chance.choice(ways)
        other = chance.choice(files)[1]
        yield f"{number:05}-{name}", how.__name__.strip("_"), how(data, other, chance)


def _flip(data: bytes, other: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.choice([1, 3, 10, 100, 1000])):
        out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    return bytes(out)


def _cut(data: bytes, other: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] if chance.random() < 0.7 else data[at:]


def _splice(data: bytes, other: bytes, chance: random.Random) -> bytes:
    at, start = chance.randrange(len(data)), chance.randrange(len(other))
    return data[:at] + other[start : start + chance.randrange(20_000)] + data[at:]


def _repeat(data: bytes, other: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    piece = data[at : at + chance.randrange(1, 400)]
    return data[:at] + piece * chance.choice([2, 10, 300]) + data[at:]


def _drop(data: bytes, other: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + data[at + chance.randrange(1, 2000) :]


def faults(document: Document) -> list[str]:
    """What is wrong with a Document, whatever was read: nothing should be."""
    out: list[str] = []
    size, last = len(document.text), 0
    for block in document.blocks:
        if not last <= block.start < block.end <= size:
            out.append("blocks")
        last = block.end
    for table in document.tables:
        if not all(table.start <= c.start <= c.end <= table.end <= size for c in table.cells):
            out.append("cells")
        spans = [*table.footnotes, *([table.caption] if table.caption else [])]
        if not all(span.end <= size for span in spans):
            out.append("captions")
    for item in (*document.references, *document.boxes, *document.pages, *document.citations):
        if not 0 <= item.start <= item.end <= size:
            out.append("spans")
    if (document.status == "failed") != (not document.text):
        out.append("status")
    if document.status == "failed" and not document.problems:
        out.append("reason")
    return sorted(set(out))


def children_left() -> list[str]:
    """The command lines of processes that descend from this one (Linux)."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int(
                (folder / "stat").read_text().rpartition(")")[2].split()[1]
            )
        except (OSError, ValueError):
            continue
    mine = {os.getpid()}
    for _ in range(20):
        mine |= {pid for pid, parent in parents.items() if parent in mine}
    out = []
    for pid in sorted(mine - {os.getpid()}):
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if command and "resource_tracker" not in command:
            out.append(command)
    return out


def run(folder: Path, count: int, seed: int, limits: Limits) -> dict[str, object]:
    """Read ``count`` mutants of the papers in ``folder``; the figures."""
    statuses: collections.Counter[str] = collections.Counter()
    formats: collections.Counter[str] = collections.Counter()
    wrong: list[str] = []
    lost: list[str] = []
    slowest = (0.0, "")
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as made, GuardedReader(limits=limits) as reader:
        for name, how, data in mutants(seeds(folder), count, seed):
            path = Path(made) / name
            path.write_bytes(data)
            start = time.monotonic()
            document = reader.read(path)
            slowest = max(slowest, (time.monotonic() - start, f"{name} ({how})"))
            statuses[document.status] += 1
            formats[document.format] += 1
            problems = " ".join(document.problems)
            if (
                "crashed the reader" in problems
                or "took longer" in problems
                or "memory" in problems
            ):
                lost.append(f"{name} ({how}): {problems[:160]}")
            if "Error" in problems:
                lost.append(f"{name} ({how}): {problems[:160]}")
            wrong += [f"{name} ({how}): {fault}" for fault in faults(document)]
            path.unlink()
    return {
        "files": count,
        "seconds": round(time.monotonic() - begun, 1),
        "statuses": dict(sorted(statuses.items())),
        "formats": dict(sorted(formats.items())),
        "wrong": wrong,
        "lost": lost,
        "slowest": [round(slowest[0], 2), slowest[1]],
        "processes_left": children_left(),
    }


def _zip(files: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(f"PMC1/{name}"), data)
    return out.getvalue()


def _tar(files: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, data in files:
            info = tarfile.TarInfo(f"PMC1/{name}")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def _docx(text: str) -> bytes:
    from xml.sax.saxutils import escape

    body = "".join(
        f"<w:p><w:r><w:t>{escape(part)}</w:t></w:r></w:p>" for part in text.split("\n\n")
    )
    xml = f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("word/document.xml"), xml)
    return out.getvalue()


def _bioc(text: str) -> bytes:
    passages = [{"infons": {"type": "paragraph"}, "text": part} for part in text.split("\n\n")]
    return json.dumps({"documents": [{"passages": passages}]}).encode()


def _nbib(text: str) -> bytes:
    parts = text.split("\n\n")
    joined = " ".join(" ".join(parts[1:9]).split())
    return f"PMID- 1\nTI  - {' '.join(parts[0].split())}\nAB  - {joined}\nDP  - 2020\n".encode()


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path("corpus/demo"))
    parser.add_argument("--timeout", type=float, default=30.0)
    asked = parser.parse_args()
    figures = run(asked.folder, asked.count, asked.seed, Limits(seconds=asked.timeout))
    print(json.dumps(figures, indent=1))
    return 1 if figures["wrong"] or figures["lost"] or figures["processes_left"] else 0


if __name__ == "__main__":
    sys.exit(main())
