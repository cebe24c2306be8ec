"""The start-up check of the agent's key: each fault in words, and none of a good one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

from documents.signing.key_check import SOON, key_faults
from escrow_site.checks import signing_key_can_sign
from tests.signing.lettered import BEGINS, ENDS, KEY

NOW = datetime(2026, 12, 18, 2, tzinfo=UTC)


def not_for_signatures() -> bytes:
    """A PKCS#12 whose certificate is for agreeing on keys only."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "A server")])
    usage = dict.fromkeys(
        (
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(BEGINS)
        .not_valid_after(ENDS)
        .add_extension(x509.KeyUsage(key_agreement=True, **usage), critical=True)
        .sign(key, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(b"x", key, made, None, NoEncryption())


def said(file: Path, opened_by: str = "open", now: datetime = NOW) -> str:
    return " ".join(fault.sentence for fault in key_faults(str(file), opened_by, now=now))


def test_each_fault_of_the_key_is_named_and_a_good_key_has_none(the_key: Path) -> None:
    the_key.chmod(0o600)
    assert said(the_key) == ""
    assert "the password is wrong" in said(the_key, "guess")
    assert "valid only from 01 January 2025 on" in said(the_key, now=BEGINS - timedelta(days=1))
    assert "ran out on 01 January 2030" in said(the_key, now=ENDS + timedelta(days=1))
    assert "runs out on 01 January 2030" in said(the_key, now=ENDS - SOON + timedelta(days=1))
    the_key.chmod(0o640)
    assert "others than its owner may read" in said(the_key)
    the_key.write_bytes(not_for_signatures())
    assert "key usage without digitalSignature" in said(the_key, "")
    the_key.write_bytes(b"no key")
    assert "holds no key" in said(the_key)
    the_key.unlink()
    assert "cannot be read (FileNotFoundError)" in said(the_key)


@pytest.mark.parametrize(
    ("password", "on", "found"),
    [
        ("open", NOW, []),
        ("guess", NOW, ["desk.E005"]),
        ("open", ENDS + timedelta(days=1), ["desk.W005"]),
    ],
)
def test_what_can_never_sign_stops_the_start_and_what_ran_out_is_a_warning(
    settings: Any, the_key: Path, password: str, on: datetime, found: list[str]
) -> None:
    the_key.chmod(0o600)
    settings.SIGNING_PASSWORD = password
    with time_machine.travel(on, tick=False):
        assert [message.id for message in signing_key_can_sign()] == found
    assert the_key.read_bytes() == KEY


def test_without_a_key_there_is_nothing_to_check(settings: Any) -> None:
    settings.SIGNING_KEY = settings.SIGNING_PASSWORD = ""
    assert signing_key_can_sign() == []
