"""The page as shown: rotation and page box taken out of the file's coordinates."""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium_c


@dataclass(slots=True)
class View:
    """From the file's coordinates (origin bottom left) to the page as shown (top left)."""

    rotation: int
    left: float
    bottom: float
    right: float
    top: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.rotation == 1:
            return y - self.bottom, x - self.left
        if self.rotation == 2:
            return self.right - x, y - self.bottom
        if self.rotation == 3:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def box(
        self, left: float, bottom: float, right: float, top: float
    ) -> tuple[float, float, float, float]:
        if self.rotation == 0:
            return left - self.left, self.top - top, right - self.left, self.top - bottom
        xa, ya = self.point(left, bottom)
        xb, yb = self.point(right, top)
        return min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)

    def direction(self, a: float, b: float) -> int:
        """0 for text that reads to the right, 90 upwards, 180, 270 downwards."""
        if self.rotation == 0 and b == 0 and a > 0:
            return 0
        angle = round(math.degrees(math.atan2(b, a)))
        shown = (angle - 90 * self.rotation) % 360
        for corner in (90, 180, 270):
            if abs(shown - corner) <= 30:
                return corner
        return 0 if min(shown, 360 - shown) <= 30 else 45


def view_of(page: Any) -> tuple[View, float, float]:
    rect = pdfium_c.FS_RECTF()
    width, height = page.get_size()
    rotation = pdfium_c.FPDFPage_GetRotation(page.raw)
    if pdfium_c.FPDF_GetPageBoundingBox(page.raw, ctypes.byref(rect)):
        view = View(rotation, rect.left, rect.bottom, rect.right, rect.top)
    else:
        view = View(rotation, 0.0, 0.0, width, height)
    return view, width, height
