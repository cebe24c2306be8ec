"""The agent's signing key: a PKCS#12 file named by the environment, or the demo's own, which proves nothing."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner

DEMO_NAME = "Demo key, proves nothing"
_DEMO_BEGINS, _DEMO_ENDS = datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC)


@dataclass(frozen=True)
class SigningKey:
    """A key that can sign, with its certificate. `is_demo`: made by the demo for itself, so that its signature proves nothing."""

    signer: SimpleSigner
    is_demo: bool

    @property
    def certificate(self) -> asn1.Certificate:
        return self.signer.signing_cert

    @property
    def name(self) -> str:
        """The common name of the certificate, or all of its subject where it has none."""
        subject = self.certificate.subject
        return str(subject.native.get("common_name") or subject.human_friendly)

    def covers(self, moment: datetime) -> bool:
        """Whether the certificate is valid at the moment."""
        return bool(self.certificate.not_valid_before <= moment <= self.certificate.not_valid_after)


def signing_key() -> SigningKey | None:
    """The key of `ESCROW_SIGNING_KEY`, else the demo's where there is one, else None: papers then stay unsigned.

    Raises ImproperlyConfigured for a file or password that opens no key; neither is repeated in the sentence's detail.
    """
    if settings.SIGNING_KEY:
        return _loaded(
            settings.SIGNING_KEY, settings.SIGNING_PASSWORD, os.stat(settings.SIGNING_KEY).st_mtime_ns, False
        )
    demo = Path(settings.DEMO_SIGNING_KEY)
    return _loaded(str(demo), "", demo.stat().st_mtime_ns, True) if demo.is_file() else None


@lru_cache(maxsize=4)
def _loaded(file: str, password: str, _changed: int, is_demo: bool) -> SigningKey:
    """The key in the file; `_changed` is its time of change, so that a new file is read and an old one is not read again."""
    from pyhanko.sign.signers import SimpleSigner  # slow to load, and needed only here

    try:
        signer = SimpleSigner.load_pkcs12_data(Path(file).read_bytes(), [], password.encode() or None)
    except (ValueError, TypeError, OSError) as trouble:
        raise ImproperlyConfigured(
            f"ESCROW_SIGNING_KEY: no key could be opened ({type(trouble).__name__})."
        ) from None
    if signer is None or signer.signing_cert is None:
        raise ImproperlyConfigured(
            "ESCROW_SIGNING_KEY: the file holds no key with its certificate, or the password is wrong."
        )
    return SigningKey(signer, is_demo)


def make_demo_key(file: Path) -> None:
    """Write a self-signed key for the demo, readable by nobody else, unless there is one. Its name says that it proves nothing."""
    if file.exists():
        return
    content = self_signed(DEMO_NAME, begins=_DEMO_BEGINS, ends=_DEMO_ENDS)
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=file.parent, prefix=".signing-")  # mkstemp makes it 0600
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(draft, file)


def self_signed(name: str, *, begins: datetime, ends: datetime, password: str = "") -> bytes:
    """A PKCS#12 with a new RSA key and a certificate that vouches for itself."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    never = dict.fromkeys(
        (
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **never), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    locked = (
        serialization.BestAvailableEncryption(password.encode()) if password else serialization.NoEncryption()
    )
    return pkcs12.serialize_key_and_certificates(name.encode(), key, certificate, None, locked)
