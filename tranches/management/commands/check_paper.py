"""`manage.py check_paper FILE`: ours or not, unchanged or not, whose signature, by whom approved, and whether it still stands."""

from argparse import ArgumentParser
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from asn1crypto import x509
from django.core.management.base import BaseCommand
from django.utils import timezone

from documents.journal.verify import chain_findings
from documents.models import SignedRendition
from documents.services.stamping import trusted_roots
from documents.signing.reading import SignatureFound, Unreadable, signatures_in
from tranches.selectors.paper.paper_check import CheckedPaper, find_paper
from tranches.selectors.paper.paper_content import likeness_of
from tranches.selectors.paper.paper_verdicts import Standing

GOOD, WRONG, COULD_NOT_CHECK = 0, 1, 2
LARGEST = 50 * 1024 * 1024
MOST_DIFFERENCES = 10
_STANDING = {
    Standing.STANDS: "It still stands.",
    Standing.DONE: "It is done:",
    Standing.FALLEN: "No longer stands:",
}


class Command(BaseCommand):
    """Exit 0: ours, unchanged, and its signature holds. Exit 1: not so. Exit 2: it could not be read."""

    help = "Check a PDF against the record; exit 0 ours and unchanged, 1 not, 2 could not check."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the PDF as it was received")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        try:
            content = Path(file).read_bytes()
        except OSError as trouble:
            self.stderr.write(f"Could not check: {trouble}")
            raise SystemExit(COULD_NOT_CHECK) from None
        if not content or len(content) > LARGEST:
            self.stderr.write(
                f"Could not check: the file has {len(content):,} bytes; one to {LARGEST:,} are read."
            )
            raise SystemExit(COULD_NOT_CHECK)
        lines, good = self._examine(content)
        for line in lines:
            self.stdout.write(_in_one_line(line))
        if not good:
            raise SystemExit(WRONG)

    def _examine(self, content: bytes) -> tuple[list[str], bool]:
        """The lines of the answer, and whether all is well."""
        digest = sha256(content).hexdigest()
        lines = [f"SHA-256 {digest}"]
        found = find_paper(digest)
        signatures, trouble = _signatures(content, found)
        if found is not None:
            lines += [
                f"Ours, unchanged: {found.document.title} ({found.document.reference or 'no reference'})."
            ]
            lines += list(_said_of(found))
        else:
            lines += _not_ours(content, signatures)
        lines += [trouble] if trouble else []
        lines += [_said_of_signature(entry) for entry in signatures]
        if found is not None and not signatures and not trouble:
            lines.append("Not signed with the agent’s key: its bytes are held against the record alone.")
        whole = all(entry.holds for entry in signatures) and (
            found is None or not found.is_signed or bool(signatures)
        )
        broken = next(chain_findings(found.document.binder), "") if found else ""
        if found is not None:
            lines.append(
                f"The record is broken: {broken}"
                if broken
                else f"Its head stood after {found.printed_count:,} events; the record extends it to {found.count:,}."
            )
        return lines, found is not None and whole and not broken and not trouble


def _in_one_line(text: str) -> str:
    """The text with every character that does not print as itself escaped: a foreign file must not write a line of its own."""
    return "".join(character if character.isprintable() else f"\\u{ord(character):04x}" for character in text)


def _signatures(content: bytes, found: CheckedPaper | None) -> tuple[list[SignatureFound], str]:
    """The signatures, judged by the certificates of all signed papers at the moment that ours was signed (else now)."""
    renditions = SignedRendition.objects.order_by("certificate_sha256")
    known = {row.certificate_sha256: bytes(row.certificate) for row in renditions}
    moment = (
        found.rendition.signed_at if found is not None and found.rendition is not None else timezone.now()
    )
    try:
        trusted = [x509.Certificate.load(der) for der in known.values()]
        return signatures_in(content, trusted, moment=moment, authorities=trusted_roots()), ""
    except Unreadable as trouble:
        return [], f"Its signatures cannot be read: {trouble}."


def _not_ours(content: bytes, signatures: list[SignatureFound]) -> list[str]:
    """A paper that is not on record; perhaps one of ours stands at its beginning, or behind its attached content."""
    for entry in signatures:
        below = find_paper(entry.signed_sha256)
        if below is not None:
            return [
                f"Changed: it begins with our {below.document.title}, and something was added after signing. Do not rely on it."
            ]
    return [
        "Not ours, or changed since we made it: no paper on record has these bytes. Do not rely on it.",
        *_said_of_content(content),
    ]


def _said_of_content(content: bytes) -> Iterator[str]:
    likeness = likeness_of(content)
    if likeness is None:
        return
    paper, found = likeness.paper, likeness.differences
    if not found:
        yield (
            f"Its attached content equals that of our {paper.title} ({paper.reference}), but its bytes differ: what its pages show "
            f"may be something else. Rely on the file with SHA-256 {paper.sha256}."
        )
        return
    yield f"It calls itself {paper.reference}, our {paper.title}, and its attached content says something else:"
    yield from (f"  {line}" for line in found[:MOST_DIFFERENCES])
    if len(found) > MOST_DIFFERENCES:
        yield f"  and {len(found) - MOST_DIFFERENCES} more."


def _said_of(found: CheckedPaper) -> Iterator[str]:
    for person in found.signatories:
        yield f"  {person.name}, {person.capacity}, {person.at:%Y-%m-%d %H:%M:%S} UTC, {person.how or 'as recorded'}"
    yield f"{_STANDING[found.verdict.standing]} {found.verdict.sentence}".strip()
    if not found.is_signed and found.rendition is not None:
        yield f"There is a signed rendition of it, SHA-256 {found.rendition.document.sha256}."
    if found.is_signed and found.rendition is not None and found.rendition.is_demo:
        yield "Signed with the demo’s own key, which proves nothing."


def _said_of_signature(entry: SignatureFound) -> str:
    when = f"{entry.claimed_at:%Y-%m-%d %H:%M:%S %Z}" if entry.claimed_at else "at no stated time"
    stamp = ", with a time stamp" if entry.time_stamped else ""
    verdict = "holds" if entry.holds else f"FAILS: {entry.trouble}"
    return f"Signature of {entry.signer}, {when}{stamp}, certificate {entry.certificate_sha256[:16]}…: {verdict}."
