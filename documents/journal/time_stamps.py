"""Time stamps (RFC 3161): the request over a root, and whether a token is a trusted authority's word for that very root.

What is stamped are the 32 bytes of the root; so `openssl ts -verify -data ROOT -in TOKEN -token_in -CAfile CA` says the same
without this software.
Nothing here touches the network or the database.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from asn1crypto import algos, cms, core, pem, tsp, x509

if TYPE_CHECKING:
    from pyhanko.sign.validation.status import TimestampSignatureStatus


class TokenRefused(Exception):
    """A token or answer that proves nothing; the message says what is wrong with it."""


@dataclass(frozen=True)
class Stamp:
    """What a token says: who stamped, under which serial number, and when."""

    authority: str
    serial: str
    stamped_at: datetime


class _Response(core.Sequence):
    """An authority's answer. Unlike in asn1crypto's own class the token may be missing, as it is from a refusal (RFC 3161, 2.4.2)."""

    _fields = [("status", tsp.PKIStatusInfo), ("time_stamp_token", cms.ContentInfo, {"optional": True})]


def request_for(root: str, *, nonce: int) -> bytes:
    """The request (DER) for a stamp over a root, with a nonce so that no old answer can be played back."""
    imprint = tsp.MessageImprint(
        {"hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}), "hashed_message": _imprint(root)}
    )
    request = tsp.TimeStampReq(
        {"version": 1, "message_imprint": imprint, "nonce": core.Integer(nonce), "cert_req": True}
    )
    return bytes(request.dump())


def token_in(answer: bytes) -> bytes:
    """The token (DER) out of an authority's answer. Refuses what is no answer, and one that grants nothing."""
    try:
        response = _Response.load(answer, strict=True)
        status = response["status"]["status"].native
        if status not in ("granted", "granted_with_mods"):
            raise TokenRefused(f"the authority answered “{status}”")
        return bytes(response["time_stamp_token"].dump())
    except (ValueError, TypeError, KeyError) as trouble:
        raise TokenRefused(f"the answer is no time-stamp response ({trouble})") from None


def read_token(
    token: bytes, *, root: str, roots: Sequence[x509.Certificate], nonce: int | None = None
) -> Stamp:
    """What the token says, once it is found to be over this root, whole, and signed by an authority that was trusted then.

    `roots` are the certificates trusted to vouch for a time-stamp authority. With `nonce` it must be the answer to that very
    request. Refuses a certificate that is not for time stamping, or was not valid at the moment stamped.
    """
    try:
        signed = cms.ContentInfo.load(token, strict=True)["content"]
        if not isinstance(signed, cms.SignedData):
            raise TokenRefused("it is no signed token")
        info = signed["encap_content_info"]["content"].parsed
        if not isinstance(info, tsp.TSTInfo):
            raise TokenRefused("it holds no time stamp")
        moment = info["gen_time"].native
        if info["message_imprint"]["hash_algorithm"]["algorithm"].native != "sha256":
            raise TokenRefused("its imprint is not SHA-256")
        if info["message_imprint"]["hashed_message"].native != _imprint(root):
            raise TokenRefused("it stamps something else than this root")
        if nonce is not None and info["nonce"].native != nonce:
            raise TokenRefused("it does not answer this request: its nonce differs")
        status = asyncio.run(_status(signed, root, roots, moment))
        if not (status.intact and status.valid):
            raise TokenRefused("its signature does not hold")
        if not status.trusted:
            raise TokenRefused("its certificate is not one of a trusted time-stamp authority at that moment")
        return Stamp(status.signing_cert.subject.human_friendly, str(info["serial_number"].native), moment)
    except TokenRefused:
        raise
    except (
        Exception
    ) as trouble:  # a token comes from outside: whatever is wrong in its bytes, it proves nothing
        raise TokenRefused(f"it cannot be read ({type(trouble).__name__}: {trouble})") from None


async def _status(
    signed: cms.SignedData, root: str, roots: Sequence[x509.Certificate], moment: datetime
) -> TimestampSignatureStatus:
    # Slow to load, and needed only here.
    from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
    from pyhanko.sign.validation.status import TimestampSignatureStatus
    from pyhanko_certvalidator import ValidationContext

    context = ValidationContext(trust_roots=list(roots), moment=moment, allow_fetching=False)
    found = await validate_tst_signed_data(signed, context, lambda _: _imprint(root))
    return TimestampSignatureStatus(**found)


def certificates_in(content: bytes) -> list[x509.Certificate]:
    """The certificates of a PEM file. ValueError when there is none."""
    found = [
        x509.Certificate.load(der, strict=True)
        for kind, _, der in pem.unarmor(content, multiple=True)
        if kind == "CERTIFICATE"
    ]
    if not found:
        raise ValueError("there is no certificate in it")
    return found


def _imprint(root: str) -> bytes:
    return sha256(bytes.fromhex(root)).digest()
