"""Reading the signatures of a PDF: whose they are, whether they hold, and whether anything was added after them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from asn1crypto import x509

if TYPE_CHECKING:
    from pyhanko.sign.validation import EmbeddedPdfSignature, PdfSignatureStatus

# What a key must be for: a signature, or more strictly one that binds; a certificate for anything else signs no paper.
_USAGE = frozenset({"digital_signature", "non_repudiation"})


@dataclass(frozen=True)
class SignatureFound:
    """One signature. `holds` is the verdict; `trouble` says in a sentence what speaks against it, empty when it holds.

    `claimed_at` is what the signer says, `stamped_at` what a time stamp over the signature says (None where none could be read).
    `signed_sha256` is the digest of the file as it was when signed: what was added afterwards is left out.
    """

    signer: str
    certificate_sha256: str
    claimed_at: datetime | None
    time_stamped: bool
    stamped_at: datetime | None
    signed_sha256: str
    holds: bool
    trouble: str


class Unreadable(Exception):
    """The bytes are no PDF whose signatures could be read."""


def signatures_in(
    content: bytes,
    trusted: Sequence[x509.Certificate],
    *,
    moment: datetime,
    authorities: Sequence[x509.Certificate] = (),
) -> list[SignatureFound]:
    """Every signature of the PDF, oldest first, judged by the certificates trusted and their validity at the moment.

    `authorities` are the roots trusted to vouch for time stamps.

    The verdict is pyHanko's bottom line, not “intact”: a signature over the first revision stays intact when a page is added.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader  # slow to load, and needed only here

    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        return [
            _judge(entry, content, trusted, authorities, moment)
            for entry in reader.embedded_regular_signatures
        ]
    except Exception as trouble:  # foreign bytes: whatever is wrong in them, there is nothing to read
        raise Unreadable(f"{type(trouble).__name__}: {trouble}") from None


def _judge(
    entry: EmbeddedPdfSignature,
    content: bytes,
    trusted: Sequence[x509.Certificate],
    authorities: Sequence[x509.Certificate],
    moment: datetime,
) -> SignatureFound:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko_certvalidator import ValidationContext

    certificate: x509.Certificate = entry.signer_cert
    byte_range = [int(number) for number in entry.byte_range]
    end = byte_range[2] + byte_range[3]
    trouble, stamped_at = "", None
    try:
        status = validate_pdf_signature(
            entry,
            signer_validation_context=ValidationContext(
                trust_roots=list(trusted), moment=moment, allow_fetching=False
            ),
            ts_validation_context=ValidationContext(
                trust_roots=list(authorities), moment=moment, allow_fetching=False
            ),
            key_usage_settings=KeyUsageConstraints(key_usage=set(_USAGE), match_all_key_usages=False),
        )
        trouble = _trouble(status, end, len(content), certificate, moment)
        stamped_at = status.timestamp_validity.timestamp if status.timestamp_validity else None
    except Exception as refusal:  # foreign bytes again
        trouble = f"it cannot be judged ({type(refusal).__name__}: {refusal})"
    return SignatureFound(
        signer=str(certificate.subject.native.get("common_name") or certificate.subject.human_friendly),
        certificate_sha256=certificate.sha256.hex(),
        claimed_at=entry.self_reported_timestamp,
        time_stamped="signature_time_stamp_token" in _unsigned(entry),
        stamped_at=stamped_at,
        signed_sha256=sha256(content[:end]).hexdigest(),
        holds=not trouble,
        trouble=trouble,
    )


def _unsigned(entry: EmbeddedPdfSignature) -> set[str]:
    """The kinds of the attributes beside the signature that it does not cover; a time stamp over it is one."""
    return {attribute["type"].native for attribute in entry.signer_info["unsigned_attrs"] or ()}


def _trouble(
    status: PdfSignatureStatus, end: int, length: int, certificate: x509.Certificate, moment: datetime
) -> str:
    """What speaks against the signature, the plainest reason first; empty when the bottom line is good."""
    if not status.intact:
        return "the bytes it covers were changed after signing"
    if not status.valid:
        return "its value was not made with the key of its certificate"
    if end != length:
        return f"{length - end:,} bytes were added after signing"
    if not certificate.not_valid_before <= moment <= certificate.not_valid_after:
        return "its certificate was not valid when it was made"
    if not status.trusted:
        return "its certificate is not one of the escrow agent’s"
    if not status.docmdp_ok:
        return "the paper was changed in a way its certification forbids"
    if not status.bottom_line:
        return (
            "its time stamp is not one of a trusted authority"
            if status.timestamp_validity
            else "it does not hold"
        )
    return ""
