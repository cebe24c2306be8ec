"""QR codes as one SVG path each, so that a paper needs no picture file and no image library."""

from __future__ import annotations

from dataclasses import dataclass

import segno

_QUIET_ZONE = 2


@dataclass(frozen=True)
class QrCode:
    """The side of the square in modules, quiet zone included, and the path of its dark modules."""

    side: int
    path: str


def qr_code(text: str) -> QrCode:
    """The QR code of a text, error correction M. Dark modules that touch in a row are drawn as one bar.

    The colour is the template's: WeasyPrint takes an SVG fill only from the `fill` attribute, not from a stylesheet.
    """
    code = segno.make(text, error="m", micro=False, boost_error=False)
    bars: list[str] = []
    for y, row in enumerate(code.matrix, start=_QUIET_ZONE):
        x = 0
        while x < len(row):
            if not row[x]:
                x += 1
                continue
            start = x
            while x < len(row) and row[x]:
                x += 1
            bars.append(f"M{start + _QUIET_ZONE} {y}h{x - start}v1h-{x - start}z")
    return QrCode(side=len(code.matrix) + 2 * _QUIET_ZONE, path="".join(bars))
