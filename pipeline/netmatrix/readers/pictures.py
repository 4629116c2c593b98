"""Pictures of a PDF's pages, for people who want to see what was read where."""

from __future__ import annotations

import base64
import io
from pathlib import Path

MAX_PAGES = 200
_SCALE = 1.6
_MAX_SIDE = 2400.0


def draw(path: str, max_pages: int = MAX_PAGES) -> dict[int, str]:
    """Page number -> its picture as a ``data:`` address (PNG, grey), for pages that can be drawn.

    Meant for the guarded worker: drawing runs the same C code as reading.
    """
    import pypdfium2 as pdfium

    found: dict[int, str] = {}
    document = pdfium.PdfDocument(Path(path).read_bytes())
    try:
        for number in range(min(len(document), max_pages)):
            try:
                page = document[number]
            except pdfium.PdfiumError:
                continue
            side = max(page.get_size())
            scale = min(_SCALE, _MAX_SIDE / max(side, 1.0))
            # A window: a page may claim any size.
            picture = page.render(scale=scale, grayscale=True).to_pil().convert("L")
            out = io.BytesIO()
            picture.quantize(16).save(out, format="PNG", optimize=True)
            page.close()
            found[number + 1] = "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
    finally:
        document.close()
    return found
