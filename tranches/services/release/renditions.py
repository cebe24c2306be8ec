"""Signing a paper with the agent's key: a rendition of its own beside the paper, which stays as it is.

The signature is made outside of any transaction, for a time-stamp authority may take its time, and is then filed by an act. When
anything fails on the way the paper is as good as before, and can be signed later.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from asn1crypto import x509
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from documents import vault
from documents.actor import Actor
from documents.errors import RuleViolation
from documents.intake import Intake
from documents.models import Document, SignedRendition
from documents.services.filing import file_document
from documents.services.stamping import ask_authority, clock_trouble, trusted_roots
from documents.signing.key import SigningKey, signing_key
from documents.signing.reading import SignatureFound, Unreadable, signatures_in
from tranches.models import EscrowAgreement
from tranches.policy import permit
from tranches.selectors.release.renditions import NO_KEY, issued_kinds
from tranches.services.act import act, agent_of
from tranches.services.deed import Deed

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Signed:
    """A signed rendition before it is filed: its bytes, the certificate (DER in hexadecimal), and how it was made.

    `unstamped_because` says why it has no time stamp though an authority is configured, else nothing.
    """

    content: Intake
    certificate: str
    is_demo: bool
    unstamped_because: str = ""


def sign_paper(
    *, agreement: EscrowAgreement, paper: Document, actor: Actor, now: datetime, key: str = ""
) -> SignedRendition:
    """Sign a paper and file the rendition. A paper that is signed already is answered with its rendition.

    Refuses who may not, a paper that the agent did not issue, and an installation without a key or with one that is not valid now.
    """
    permit("sign_paper", actor, agent_id=agent_of(agreement).party_id)
    _check_paper(agreement, paper)
    earlier = SignedRendition.objects.filter(paper=paper).first()
    return earlier or record_signature(
        agreement=agreement, paper=paper, signed=_sign(paper, now), actor=actor, now=now, key=key
    )


@act("sign_paper")
def record_signature(
    deed: Deed, *, agreement: EscrowAgreement, paper: Document, signed: Signed
) -> SignedRendition:
    """File the signed rendition beside its paper. Refuses one that does not begin with the paper, or whose signature fails."""
    _check_paper(agreement, paper)
    if SignedRendition.objects.filter(paper=paper).exists():
        raise RuleViolation("already_signed", f"“{paper}” is signed already. Nothing was changed.")
    certificate = x509.Certificate.load(bytes.fromhex(signed.certificate))
    content = signed.content.content
    found = _holding(content, certificate, deed.now) if content.startswith(vault.read(paper.sha256)) else None
    if found is None:
        raise RuleViolation(
            "signature_fails", f"The signature of “{paper}” does not hold. Nothing was filed; try again."
        )
    document = file_document(
        binder=paper.binder,
        intake=signed.content,
        kind=f"{paper.kind}_signed",
        title=f"{paper.title}, signed"[:200],
        reference=paper.reference,
        subject=(paper.subject_type, paper.subject_reference),
        dated_on=paper.dated_on,
        actor=deed.actor,
        now=deed.now,
        made_here=True,
    )
    rendition = deed.create(
        SignedRendition(
            paper=paper,
            document=document,
            signer=found.signer[:200],
            certificate=certificate.dump(),
            certificate_sha256=certificate.sha256.hex(),
            is_demo=signed.is_demo,
            is_time_stamped=found.time_stamped,
            signed_at=deed.now,
        ),
        why=f"{paper} signed",
    )
    missed = signed.unstamped_because
    deed.note(
        "paper.signed",
        agreement,
        effective_on=deed.today,
        facts={
            "paper": paper.reference or paper.title,
            "paper_sha256": paper.sha256,
            "signed_sha256": document.sha256,
            "signer": rendition.signer,
            "certificate_sha256": rendition.certificate_sha256,
            "demo_key": rendition.is_demo,
            "time_stamped": rendition.is_time_stamped,
            **({"unstamped_because": missed} if missed else {}),
        },
        documents=(paper, document),
    )
    return rendition


def sign_after_commit(deed: Deed, paper: Document) -> None:
    """Have the paper signed once the act that makes it stands. Where that fails the act stands all the same, and the log says why."""
    transaction.on_commit(partial(_sign_quietly, deed, paper))


def _sign_quietly(deed: Deed, paper: Document) -> None:
    try:
        if signing_key() is not None:
            sign_paper(agreement=deed.agreement, paper=paper, actor=deed.actor, now=deed.now)
    except (
        Exception
    ):  # the act stands: whatever a key or a renderer does, its maker is not told that it failed
        logger.exception("“%s” could not be signed; sign it from the page of the agreement.", paper)


def _check_paper(agreement: EscrowAgreement, paper: Document) -> None:
    if paper.binder_id != agreement.binder_id or paper.kind not in issued_kinds() or not paper.made_here:
        raise RuleViolation(
            "not_issued",
            "Only a paper that the escrow agent issued in this agreement is signed with its key.",
            field="paper",
        )


def _holding(content: bytes, certificate: x509.Certificate, now: datetime) -> SignatureFound | None:
    """The one signature in the bytes, when it is the certificate's and holds."""
    try:
        found = signatures_in(content, [certificate], moment=now, authorities=trusted_roots())
    except Unreadable:
        return None
    whole = len(found) == 1 and found[0].holds and found[0].certificate_sha256 == certificate.sha256.hex()
    return found[0] if whole else None


def _sign(paper: Document, now: datetime) -> Signed:
    """The signature, with a time stamp where an authority is configured and gives a good one.

    A signature without a time stamp is better than none: the day's stamped checkpoint proves the time as well, for the event of
    signing is under its root. A simulated moment is nothing to ask an authority about.
    """
    # Renderer and signer take their time to load: whoever signs waits for them, not every start of the desk.
    from documents.signing.pades import sign_pdf

    key = _key_for(now)
    content = vault.read(paper.sha256)
    how: dict[str, Any] = {
        "signed_at": now,
        "reason": f"{paper.title} ({paper.reference})" if paper.reference else paper.title,
    }
    made, missed = b"", ""
    if settings.TSA_URL and not paper.binder.is_simulation:
        try:
            made = sign_pdf(content, key, ask_authority=ask_authority, **how)
            missed = _stamp_trouble(made, key.certificate, now)
        except Exception as trouble:  # whatever an authority answers, or does not
            missed = f"the authority gave none ({type(trouble).__name__})"
            logger.warning("No time stamp for “%s”; it is signed without one.", paper, exc_info=True)
    if missed or not made:
        made = sign_pdf(content, key, **how)
    name = paper.filename.removesuffix(".pdf") + " signed.pdf"
    return Signed(Intake(made, name, "application/pdf"), key.certificate.dump().hex(), key.is_demo, missed)


def _stamp_trouble(made: bytes, certificate: x509.Certificate, now: datetime) -> str:
    """Why the signature's time stamp is not good enough to be kept, or an empty string."""
    (found,) = signatures_in(made, [certificate], moment=now, authorities=trusted_roots())
    if not found.holds or found.stamped_at is None:
        return found.trouble or "the authority gave none"
    return clock_trouble(found.stamped_at, now)


def _key_for(now: datetime) -> SigningKey:
    try:
        key = signing_key()
    except ImproperlyConfigured as trouble:
        raise RuleViolation(
            "no_signing_key", f"The paper was not signed. {trouble} Tell the operator."
        ) from None
    if key is None:
        raise RuleViolation("no_signing_key", f"The paper was not signed: {NO_KEY}")
    if not key.covers(now):
        raise RuleViolation(
            "certificate_not_valid",
            f"The paper was not signed: the certificate of “{key.name}” is valid from {key.certificate.not_valid_before:%d %B %Y} "
            f"to {key.certificate.not_valid_after:%d %B %Y}. Have the operator put a valid one in its place.",
        )
    return key
