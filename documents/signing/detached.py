"""A detached signature (CMS, RFC 5652) over any file: `openssl cms -verify` says the same without this software."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from documents.signing.key import SigningKey


def sign_detached(
    content: bytes,
    key: SigningKey,
    *,
    signed_at: datetime,
    ask_authority: Callable[[bytes], bytes] | None = None,
) -> bytes:
    """The signature of the content as DER, naming the moment; with `ask_authority` time-stamped (RFC 3161).

    Raises what the key or the time-stamp authority raises.
    """
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes  # slow to load, and needed only here

    from documents.signing.pades import AskedTimeStamper

    made = key.signer.async_sign_general_data(
        content,
        "sha256",
        detached=True,
        signed_attr_settings=PdfCMSSignedAttributes(signing_time=signed_at),
        timestamper=AskedTimeStamper(ask_authority) if ask_authority else None,
    )
    return bytes(asyncio.run(made).dump())
