"""PDF -> Raw, with pdfium: words in faithful reading order, a box for every line.

The way of a page: characters -> runs (:mod:`glyphs`) -> segments (:mod:`lines`) -> running heads
set aside (:mod:`furniture`) -> tables (:mod:`tables`) -> columns (:mod:`layout`) -> blocks
(:mod:`blocks`) -> one text for the whole paper (:mod:`flow`).
"""

from __future__ import annotations

from netmatrix.readers.pdf.reader import read

__all__ = ["read"]
