"""What can be looked up in a PDF of the rules for files that are kept (PDF/A-3u, ISO 19005-3).

No validator is at hand, so this is a list of what was looked up, rule by rule, and no certificate: a file without a fault here may
have one that nobody looked for.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pikepdf

PRINT, INVISIBLE, HIDDEN, NO_VIEW, TOGGLE_NO_VIEW = 1 << 2, 1 << 0, 1 << 1, 1 << 5, 1 << 8
_NAMES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
}
_CYAN_AND_SO_ON = {"k", "K"}


def faults(content: bytes) -> list[str]:
    """Every rule that the file breaks, of those looked up; an empty list is what is wanted."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [
            *_file(content, pdf),
            *_metadata(pdf),
            *_colours(pdf),
            *_faces(pdf),
            *_characters(pdf),
            *_annotations(pdf),
            *_attachments(pdf),
            *_forbidden(pdf),
        ]


def _file(content: bytes, pdf: pikepdf.Pdf) -> Iterator[str]:
    first, second = content.split(b"\n", 2)[:2]
    if not re.fullmatch(rb"%PDF-1\.[0-7]", first):
        yield "its first line is no header of PDF 1.0 to 1.7"
    if not (second.startswith(b"%") and sum(byte > 127 for byte in second[1:5]) == 4):
        yield "no four bytes above 127 follow the header"
    if "/ID" not in pdf.trailer or "/Encrypt" in pdf.trailer:
        yield "it has no identifier, or is encrypted"
    if content.rstrip(b"\r\n")[-5:] != b"%%EOF":
        yield "something follows its end"
    if not pdf.Root.get("/MarkInfo", {}).get("/Marked") or "/StructTreeRoot" not in pdf.Root:
        yield "its text is not tagged"
    if not str(pdf.Root.get("/Lang", "")):
        yield "its language is not named"


def _metadata(pdf: pikepdf.Pdf) -> Iterator[str]:
    if "/Metadata" not in pdf.Root:
        yield "it has no XMP metadata"
        return
    tree = ET.fromstring(pdf.Root.Metadata.read_bytes().decode())  # noqa: S314 - a file of ours
    said = {key: value for node in tree.iter() for key, value in node.attrib.items()}
    level = tuple(said.get(f"{{{_NAMES['pdfaid']}}}{name}") for name in ("part", "conformance"))
    if level != ("3", "U"):
        yield f"it says that it is of part and level {level}"
    for key, path in (("/Title", ".//dc:title//rdf:li"), ("/Author", ".//dc:creator//rdf:li")):
        node = tree.find(path, _NAMES)
        if node is None or node.text != str(pdf.docinfo.get(key)):
            yield f"{key} is not the same in both places"
    moment = tree.findtext(".//xmp:CreateDate", said.get(f"{{{_NAMES['xmp']}}}CreateDate", ""), _NAMES)
    if _figures(moment) != _figures(str(pdf.docinfo.get("/CreationDate"))):
        yield "/CreationDate is not the same in both places"
    producer = tree.findtext(".//pdf:Producer", said.get(f"{{{_NAMES['pdf']}}}Producer", ""), _NAMES)
    if producer != str(pdf.docinfo.get("/Producer")):
        yield "/Producer is not the same in both places"


def _figures(moment: str) -> str:
    return re.sub(r"\D", "", moment)[:14]


def _colours(pdf: pikepdf.Pdf) -> Iterator[str]:
    intents = pdf.Root.get("/OutputIntents", [])
    if [str(intent.S) for intent in intents] != ["/GTS_PDFA1"]:
        yield "it has no output intent of its own"
        return
    profile = intents[0].DestOutputProfile.read_bytes()
    if profile[36:40] != b"acsp" or profile[16:20] != b"RGB " or int(intents[0].DestOutputProfile.N) != 3:
        yield "its output intent holds no profile for red, green and blue"
    for stream, _ in _drawn(pdf):
        if any(str(step.operator) in _CYAN_AND_SO_ON for step in pikepdf.parse_content_stream(stream)):
            yield "a page is coloured for a press, which its output intent is not for"


def _drawn(pdf: pikepdf.Pdf) -> Iterator[tuple[Any, Any]]:
    """Whatever is drawn, with its resources: each page, and each form in it or in the appearance of a note."""
    for page in pdf.pages:
        yield page, page.get("/Resources", {})
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Form":
            yield thing, thing.get("/Resources", {})


def _faces(pdf: pikepdf.Pdf) -> Iterator[str]:
    for face in _dictionaries(pdf, "/Font"):
        name = str(face.BaseFont)
        if face.Subtype == "/Type0":
            if "/ToUnicode" not in face:
                yield f"{name} does not say which characters its glyphs are"
            continue
        described = face.get("/FontDescriptor", {})
        if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(described.keys()):
            yield f"{name} is not embedded"
        if face.Subtype == "/CIDFontType2" and "/CIDToGIDMap" not in face:
            yield f"{name} does not map its codes to glyphs"
        if not re.match(r"/[A-Z]{6}\+", name):
            yield f"{name} is a subset without its tag"


def _characters(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Level U: each code that is shown stands for a character, and none is the glyph for “there is none”."""
    shown: dict[str, set[int]] = defaultdict(set)
    faces: dict[str, Any] = {}
    for stream, resources in _drawn(pdf):
        _shown_on(stream, resources, shown, faces)
    for name, codes in shown.items():
        if 0 in codes:
            yield f"{name} shows the glyph for a missing character"
        if unnamed := codes - _mapped(faces[name].ToUnicode.read_bytes()):
            yield f"{name} shows {len(unnamed)} glyphs that stand for no character"


def _shown_on(stream: Any, resources: Any, shown: dict[str, set[int]], faces: dict[str, Any]) -> None:
    name = ""
    for step in pikepdf.parse_content_stream(stream):
        operator, operands = str(step.operator), list(step.operands)
        if operator == "Tf":
            face = resources.Font[operands[0]]
            name = f"{face.BaseFont} {face.objgen}"
            faces[name] = face
        elif operator in ("Tj", "TJ"):
            texts = operands if operator == "Tj" else list(operands[0])
            for text in (bytes(part) for part in texts if isinstance(part, pikepdf.String)):
                shown[name] |= {int.from_bytes(text[at : at + 2], "big") for at in range(0, len(text), 2)}


def _mapped(table: bytes) -> set[int]:
    """The codes of a ToUnicode table that stand for a character other than nothing."""
    found: set[int] = set()
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        found |= {int(code, 16) for code, to in re.findall(rb"<(\w+)>\s*<(\w+)>", block) if int(to, 16)}
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last in re.findall(rb"<(\w+)>\s*<(\w+)>\s*[<\[]", block):
            found |= set(range(int(first, 16), int(last, 16) + 1))
    return found


def _annotations(pdf: pikepdf.Pdf) -> Iterator[str]:
    for page in pdf.pages:
        for note in page.get("/Annots", []):
            flags = int(note.get("/F", 0))
            if not flags & PRINT or flags & (INVISIBLE | HIDDEN | NO_VIEW | TOGGLE_NO_VIEW):
                yield f"{note.Subtype} would not be printed, or not be seen"
            if note.Subtype not in ("/Link", "/Popup") and "/AP" not in note:
                yield f"{note.Subtype} has no appearance of its own"
            if "/A" in note and note.A.S not in ("/URI", "/GoTo"):
                yield f"{note.A.S} is an action that a paper has no use for"


def _attachments(pdf: pikepdf.Pdf) -> Iterator[str]:
    listed = [entry.objgen for entry in pdf.Root.get("/AF", [])]
    for file in _dictionaries(pdf, "/Filespec"):
        if not {"/F", "/UF", "/EF", "/AFRelationship"} <= set(file.keys()):
            yield "an attachment is not described whole"
            continue
        inner = file.EF.F
        if "/Subtype" not in inner or "/ModDate" not in inner.get("/Params", {}):
            yield "an attachment has no media type or date"
        if listed.count(file.objgen) != 1:
            yield f"an attachment is listed {listed.count(file.objgen)} times"


def _forbidden(pdf: pikepdf.Pdf) -> Iterator[str]:
    names, form = pdf.Root.get("/Names", {}), pdf.Root.get("/AcroForm", {})
    for where, key in (
        (pdf.Root, "/OpenAction"),
        (pdf.Root, "/AA"),
        (pdf.Root, "/OCProperties"),
        (pdf.Root, "/Requirements"),
        (names, "/JavaScript"),
        (names, "/AlternatePresentations"),
        (form, "/XFA"),
        (form, "/NeedAppearances"),
    ):
        if key in where:
            yield f"it has {key}"
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream):
            if {"/F", "/FFilter", "/FDecodeParms"} & set(thing.keys()):
                yield "a part of it lies in another file"
            if "LZW" in str(thing.get("/Filter", "")):
                yield "a part of it is packed by LZW"
            if thing.get("/Interpolate"):
                yield "a picture is smoothed by the reader"
        elif isinstance(thing, pikepdf.Dictionary) and thing.get("/S") in ("/JavaScript", "/Launch"):
            yield f"it has an action {thing.S}"


def _dictionaries(pdf: pikepdf.Pdf, kind: str) -> list[Any]:
    return [
        item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == kind
    ]
