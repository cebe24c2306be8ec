"""What is wrong with the key that the office configured, said at start and not when the first letter is to be signed.

Reads the file by the cryptographic library alone: a check at every start must not load the PDF signer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import pkcs12

SOON = timedelta(days=30)


@dataclass(frozen=True)
class KeyFault:
    """`sentence` says what is wrong, `hint` what to do. `is_fatal`: no signature of it will ever hold."""

    sentence: str
    hint: str
    is_fatal: bool


def key_faults(file: str, password: str, *, now: datetime) -> list[KeyFault]:
    """Every fault of the PKCS#12 file of `ESCROW_SIGNING_KEY`; neither key nor password is repeated."""
    path = Path(file)
    try:
        content, mode = path.read_bytes(), path.stat().st_mode
    except OSError as trouble:
        return [
            KeyFault(
                f"ESCROW_SIGNING_KEY: {file} cannot be read ({type(trouble).__name__}).",
                "Name the PKCS#12 file of the agent’s key, readable by the account that serves the desk; or take the variable away.",
                True,
            )
        ]
    certificate = _certificate(content, password)
    if certificate is None:
        found = [
            KeyFault(
                "ESCROW_SIGNING_KEY: the file holds no key with its certificate, or the password is wrong.",
                "Correct ESCROW_SIGNING_PASSWORD, or name a PKCS#12 file (.p12, .pfx) with the key and its certificate.",
                True,
            )
        ]
    else:
        found = [*_usage_faults(certificate), *_time_faults(certificate, now)]
    if mode & 0o077:
        found.append(
            KeyFault(
                f"ESCROW_SIGNING_KEY: others than its owner may read {file}.",
                "Take their rights away (chmod 600). Whoever copied it and finds the password signs as the agent: consider a new key.",
                False,
            )
        )
    return found


def certificate_ends(file: str, password: str) -> datetime | None:
    """Until when the certificate of the agent's key holds; None where no key can be opened."""
    try:
        certificate = _certificate(Path(file).read_bytes(), password)
    except OSError:
        return None
    return certificate.not_valid_after_utc if certificate is not None else None


def _certificate(content: bytes, password: str) -> x509.Certificate | None:
    """The certificate that belongs to the key in the file, or None where no such pair can be opened."""
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(content, password.encode() or None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return certificate if key is not None else None


def _usage_faults(certificate: x509.Certificate) -> list[KeyFault]:
    """A certificate that says what it is for must be for signatures (digitalSignature or nonRepudiation)."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return []
    if usage.digital_signature or usage.content_commitment:
        return []
    return [
        KeyFault(
            "ESCROW_SIGNING_KEY: the certificate is not for signatures (key usage without digitalSignature).",
            "Ask its issuer for one with digitalSignature; no signature made with this one holds.",
            True,
        )
    ]


def _time_faults(certificate: x509.Certificate, now: datetime) -> list[KeyFault]:
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if now < begins:
        said, hint = f"is valid only from {begins:%d %B %Y} on", "Until then papers stay unsigned."
    elif now > ends:
        said, hint = f"ran out on {ends:%d %B %Y}", "Have it renewed; until then papers stay unsigned."
    elif ends - now < SOON:
        said, hint = f"runs out on {ends:%d %B %Y}", "Have it renewed; from that day on papers stay unsigned."
    else:
        return []
    return [KeyFault(f"ESCROW_SIGNING_KEY: the certificate {said}.", hint, False)]
