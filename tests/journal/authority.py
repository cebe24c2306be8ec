"""A time-stamp authority of our own: a root, a stamping certificate below it, and an HTTP server that answers RFC 3161 requests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

NOW = datetime(2026, 12, 20, 3, 0, tzinfo=UTC)
Answer = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Authority:
    """The authority's root (PEM), and what it answers to a request (DER)."""

    root: bytes
    answer: Answer


def authority(
    *, at: datetime = NOW, for_stamping: bool = True, expired: bool = False, with_nonce: bool = True
) -> Authority:
    """An authority whose clock stands at a moment; its certificate may be for another purpose, or run out."""
    root_key, key = _key(), _key()
    begins = NOW - timedelta(days=400)
    ends = NOW - timedelta(days=1) if expired else NOW + timedelta(days=400)
    root = _certificate(
        "Root of the tests", root_key, "Root of the tests", root_key, begins, NOW + timedelta(days=800), None
    )
    usage = ExtendedKeyUsageOID.TIME_STAMPING if for_stamping else ExtendedKeyUsageOID.SERVER_AUTH
    own = _certificate("Time stamps of the tests", key, "Root of the tests", root_key, begins, ends, usage)
    stamper = DummyTimeStamper(
        asn1.Certificate.load(own.public_bytes(serialization.Encoding.DER)), _private(key), fixed_dt=at
    )

    def answer(request: bytes) -> bytes:
        asked = tsp.TimeStampReq.load(request)
        if not with_nonce:
            asked["nonce"] = 4711
        return bytes(stamper.request_tsa_response(asked).dump())

    return Authority(root.public_bytes(serialization.Encoding.PEM), answer)


@contextmanager
def served(answer: Answer) -> Iterator[str]:
    """The authority behind an address on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            content = answer(request)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _private(key: rsa.RSAPrivateKey) -> keys.PrivateKeyInfo:
    return keys.PrivateKeyInfo.load(
        key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


def _certificate(
    name: str,
    key: rsa.RSAPrivateKey,
    issuer: str,
    issuer_key: rsa.RSAPrivateKey,
    begins: datetime,
    ends: datetime,
    usage: Any,
) -> x509.Certificate:
    def named(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    built = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=usage is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
    )
    if usage is None:
        signs = {"key_cert_sign": True, "crl_sign": True, "digital_signature": False}
    else:
        signs = {"key_cert_sign": False, "crl_sign": False, "digital_signature": True}
        built = built.add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
    never = dict.fromkeys(
        (
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    built = built.add_extension(x509.KeyUsage(**signs, **never), critical=True)
    return built.sign(issuer_key, hashes.SHA256())
