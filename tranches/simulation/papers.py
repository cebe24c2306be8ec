"""Small papers for a simulation: one valid PDF page each, that says of itself that it is simulated."""

from __future__ import annotations

import textwrap

from documents.intake import Intake, check_upload

_WIDTH = 78
_LINES_ON_A_PAGE = 44


def paper(title: str, *lines: str) -> Intake:
    """A page with a title and lines of text (Latin letters), marked as simulated at its head and foot."""
    text = [row for line in lines for row in textwrap.wrap(line, _WIDTH) or [""]][:_LINES_ON_A_PAGE]
    name = title.lower().replace(",", "").replace("/", "-")
    return check_upload(_pdf(title, text), f"{name}.pdf")


def _pdf(title: str, rows: list[str]) -> bytes:
    """The bytes of the page: catalogue, page, two of the faces every reader has, and the text."""
    stream = "\n".join(
        (
            "BT",
            f"/F2 10 Tf 60 792 Td ({_text('SIMULATED PAPER - made for a demonstration, without any legal effect')}) Tj",
            f"/F2 16 Tf 0 -44 Td ({_text(title)}) Tj",
            "/F1 11 Tf 0 -14 Td",
            *(f"0 -16 Td ({_text(row)}) Tj" for row in rows),
            "ET",
        )
    ).encode("cp1252")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Bold /Encoding /WinAnsiEncoding >>",
    )
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)


def _text(line: str) -> str:
    """The line as it stands in a PDF string; a character the two faces do not have is a mistake of the play's."""
    line.encode("cp1252")
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
