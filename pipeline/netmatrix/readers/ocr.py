"""Scanned PDFs: text recognition by OCRmyPDF or Tesseract, where one is installed.

Both are separate programs, found on the PATH (OCRmyPDF also beside the running Python, where the
extra ``ocr`` puts it); nothing is downloaded.  Tesseract itself comes from the system, with or
without OCRmyPDF.  What they recognise is read like any PDF, and the format ``pdf+ocr`` marks every
finding made in it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from netmatrix.readers.limits import Limits
from netmatrix.readers.raw import Raw, Unreadable

FORMAT = "pdf+ocr"
_DPI = 300
_MAX_PIXELS = 60_000_000
HOW = (
    "The PDF holds pictures of its pages only: install OCRmyPDF or Tesseract (on Debian and Ubuntu "
    "apt install tesseract-ocr, on macOS brew install tesseract) and run again, or add a version "
    "with text."
)
"""What to do about a scan where no program recognises text."""


def read(data: bytes, limits: Limits) -> Raw:
    """The text that is recognised in a PDF of page pictures.

    Raises :class:`Unreadable`, with what to install, where no program is found, and where
    recognition fails or takes more time than ``limits`` give.
    """
    tesseract = shutil.which("tesseract")
    # The package of the extra brings no Tesseract; one from the system may bring its own.
    ocrmypdf = shutil.which("ocrmypdf") or (beside_python() if tesseract else None)
    if not ocrmypdf and not tesseract:
        raise Unreadable(HOW)
    deadline = time.monotonic() + limits.reading_seconds
    with tempfile.TemporaryDirectory(prefix="netmatrix-ocr-") as folder:
        if ocrmypdf:
            recognised = _ocrmypdf(ocrmypdf, data, Path(folder), deadline)
        else:
            assert tesseract is not None
            recognised = _tesseract(tesseract, data, Path(folder), deadline, limits.pages)
    from netmatrix.readers import pdf
    from netmatrix.readers.raw import ImagesOnly

    try:
        raw = pdf.read(recognised, max_pages=limits.pages, seconds=limits.reading_seconds)
    except ImagesOnly as error:
        raise Unreadable(
            "No text was recognised in the pictures of the PDF's pages: add a better scan or a "
            "version with text."
        ) from error
    raw.format = FORMAT
    raw.problems.append(
        "The text was recognised from pictures of the pages (OCR): check numbers against the file."
    )
    return raw


def beside_python() -> str | None:
    """The program that the extra ``ocr`` installed, also where its folder is not on the PATH."""
    return shutil.which("ocrmypdf", path=str(Path(sys.executable).parent))


def _ocrmypdf(program: str, data: bytes, folder: Path, deadline: float) -> bytes:
    source, made = folder / "in.pdf", folder / "out.pdf"
    source.write_bytes(data)
    _call(
        [program, "--quiet", "--skip-text", "--output-type", "pdf", "--jobs", "1", "-l", "eng",
         str(source), str(made)],
        folder, deadline,
    )  # fmt: skip
    return _result(made)


def _tesseract(program: str, data: bytes, folder: Path, deadline: float, max_pages: int) -> bytes:
    """Each page drawn at 300 dots an inch, recognised, and put together again."""
    import pypdfium2 as pdfium

    source, out = pdfium.PdfDocument(data), pdfium.PdfDocument.new()
    try:
        for number in range(min(len(source), max_pages)):
            page = source[number]
            width, height = page.get_size()
            scale = min(_DPI / 72, (_MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
            picture = folder / f"{number}.png"
            page.render(scale=scale).to_pil().save(picture, dpi=(72 * scale, 72 * scale))
            page.close()
            _call(
                [program, str(picture), str(folder / str(number)), "-l", "eng", "pdf"],
                folder, deadline,
            )  # fmt: skip
            part = pdfium.PdfDocument(_result(folder / f"{number}.pdf"))
            out.import_pages(part)
            part.close()
            picture.unlink()
        made = folder / "all.pdf"
        out.save(made)
        return made.read_bytes()
    except pdfium.PdfiumError as error:
        raise Unreadable("The pictures of the PDF's pages cannot be drawn: scan it again.") from (
            error
        )
    finally:
        source.close()
        out.close()


def _call(command: Sequence[str], folder: Path, deadline: float) -> None:
    from netmatrix.readers import confine

    left = deadline - time.monotonic()
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1", "TMPDIR": str(folder)}
    name = Path(command[0]).name
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=max(left, 0.01),
            env=environment,
            check=False,
            # It must not go on for a reader that was stopped.
            preexec_fn=confine.die_with_parent_now if sys.platform.startswith("linux") else None,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(
            f"Recognising the text of the PDF's pictures took too long: raise the time limit, or "
            f"run {name} on the file yourself and add the result."
        ) from None
    except OSError as error:
        raise Unreadable(f"{name} could not be started ({error.strerror}): {HOW}") from error
    if done.returncode:
        said = " ".join(done.stderr.decode(errors="replace").split())[-200:]
        raise Unreadable(
            f"{name} could not recognise the PDF's text ({said or done.returncode}): run it on the "
            "file yourself and add the result."
        )


def _result(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(
            "The text recognition program made no file: run it on the PDF yourself and add the "
            "result."
        ) from error
