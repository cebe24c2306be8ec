"""Signing a PDF (PAdES): an increment behind the very bytes of the paper, certified so that nothing may follow it."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from asn1crypto import tsp
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, InnerScaling, Margins, SimpleBoxLayoutRule
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.stamp import StaticStampStyle

from documents.signing.key import SigningKey
from documents.signing.stamp import BOX, stamp_pdf

FIELD = "EscrowAgent"

_WHOLE_BOX = SimpleBoxLayoutRule(
    x_align=AxisAlignment.ALIGN_MID,
    y_align=AxisAlignment.ALIGN_MID,
    margins=Margins.uniform(0),
    inner_content_scaling=InnerScaling.STRETCH_TO_FIT,
)


class _AtMoment(PdfSigner):
    """Signs at the moment of the act, not at one that it reads from a clock."""

    moment: datetime

    def init_signing_session(self, *arguments: Any, **named: Any) -> Any:
        session = super().init_signing_session(*arguments, **named)
        session.system_time = self.moment
        return session


class AskedTimeStamper(TimeStamper):
    """Takes its time stamps from whom the caller asks, so that no second way leads to the authority."""

    def __init__(self, ask: Callable[[bytes], bytes]) -> None:
        super().__init__()
        self.ask = ask

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return tsp.TimeStampResp.load(self.ask(req.dump()))


class _MetadataAsTheyAre(IncrementalPdfFileWriter):
    """Leaves title, dates and producer as the paper has them.

    The writer of the library would put its own name into one of the two places that hold them, and today's clock; a file for
    keeping (PDF/A) says the same in both.
    """

    def _update_meta(self) -> None:
        """Change nothing."""


def sign_pdf(
    content: bytes,
    key: SigningKey,
    *,
    signed_at: datetime,
    reason: str,
    ask_authority: Callable[[bytes], bytes] | None = None,
) -> bytes:
    """The signed rendition: the paper's bytes unchanged, and behind them the stamp and the signature.

    With `ask_authority`, which answers a time-stamp request with the authority's response (DER, RFC 3161), it is time-stamped too.
    It certifies the paper with “no changes allowed”, so any later increment makes the check fail.
    Raises what the renderer, the key or the time-stamp authority raises; the paper itself is not touched.
    """
    about = PdfSignatureMetadata(
        field_name=FIELD,
        name=key.name,
        reason=reason,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    with tempfile.TemporaryDirectory() as folder:
        strip = Path(folder) / "stamp.pdf"
        strip.write_bytes(stamp_pdf(key, signed_at=signed_at))
        style = StaticStampStyle.from_pdf_file(
            str(strip), border_width=0, background_opacity=1.0, background_layout=_WHOLE_BOX
        )
        signer = _AtMoment(
            about,
            key.signer,
            timestamper=AskedTimeStamper(ask_authority) if ask_authority else None,
            stamp_style=style,
            new_field_spec=SigFieldSpec(FIELD, on_page=0, box=BOX),
        )
        signer.moment = signed_at
        signed = signer.sign_pdf(_MetadataAsTheyAre(io.BytesIO(content)), output=io.BytesIO())
    result: bytes = signed.getvalue()
    if not result.startswith(content):
        raise RuntimeError("the signature is not behind the paper's own bytes")
    return result
