"""Handing out the dossier: who takes it, for whom and why is the last act in it (SPA 9)."""

import logging
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import IO

from django.conf import settings
from django.db import transaction

from documents.actor import Actor
from documents.errors import RuleViolation
from documents.models import Binder, Event
from documents.services.stamping import ask_authority
from documents.signing.detached import sign_detached
from tranches.keeping.dossier.archive import add_signature, write
from tranches.keeping.dossier.contents import Unreadable, binders_of, collect
from tranches.models import AgreementParty, EscrowAgreement
from tranches.selectors.release.renditions import key_or_none
from tranches.services.act import act
from tranches.services.common import needed
from tranches.services.deed import Deed

logger = logging.getLogger(__name__)

# Whom a dossier may be for besides the parties, and how the event names them. Anybody else is an outsider: see disclosures (SPA 9.2).
OTHERS = {
    "file": "the escrow agent’s own file",
    "tribunal": "a tribunal, court or authority that asks for it",
}


def addressees(agreement: EscrowAgreement) -> list[tuple[str, str]]:
    """(key, words) of everyone a dossier may be made for."""
    return addressees_of_all([agreement])[agreement.pk]


def addressees_of_all(agreements: Iterable[EscrowAgreement]) -> dict[int, list[tuple[str, str]]]:
    """The same of many agreements, by primary key; one query."""
    found: dict[int, list[tuple[str, str]]] = {agreement.pk: [] for agreement in agreements}
    rows = AgreementParty.objects.filter(agreement__in=found).exclude(letter="").select_related("party")
    for row in rows.order_by("letter"):
        found[row.agreement_id].append((row.letter, f"Party {row.letter}, {row.party.name}"))
    return {pk: [*named, *OTHERS.items()] for pk, named in found.items()}


def make_dossier(
    *,
    agreement: EscrowAgreement,
    addressee: str,
    purpose: str,
    target: IO[bytes],
    actor: Actor,
    now: datetime,
) -> str:
    """Record who takes the dossier and why, write the archive, and return the digest of its index.

    All in one transaction: no event comes between what is written, and an archive that cannot be written leaves no event. The index
    is signed after it, where the agent has a key: a time-stamp authority may take its time. `target` is open for reading too.
    Refuses an addressee that is neither a party nor one of OTHERS, and a missing purpose.
    """
    with transaction.atomic():
        record_dossier(agreement=agreement, addressee=addressee, purpose=purpose, actor=actor, now=now)
        digest = _pack(agreement, target)
    _sign(agreement, target, now)
    return digest


def make_dossier_by_operator(
    *, agreement: EscrowAgreement, purpose: str, target: IO[bytes], actor: Actor, now: datetime
) -> str:
    """The same from the command line, for the agent's own file: whoever has the machine has the database, and is recorded as such."""
    with transaction.atomic():
        Binder.objects.select_for_update().get(pk=agreement.binder_id)
        _note(Deed("make_dossier", actor, now, agreement), OTHERS["file"], purpose)
        digest = _pack(agreement, target)
    _sign(agreement, target, now)
    return digest


@act("make_dossier")
def record_dossier(deed: Deed, *, agreement: EscrowAgreement, addressee: str, purpose: str) -> Event:
    """The record of the taking, without the archive."""
    words = dict(addressees(agreement)).get(addressee)
    if words is None:
        raise RuleViolation(
            "unknown_addressee",
            "A dossier is made for a party, for the escrow agent’s own file, or for a tribunal. For anybody else record a disclosure "
            "with the parties’ consent first.",
            field="addressee",
        )
    purpose = needed(purpose, "Say what the dossier is for; it is kept in the record.", "purpose")
    return _note(deed, words, purpose)


def _note(deed: Deed, addressee: str, purpose: str) -> Event:
    return deed.note(
        "dossier.made",
        deed.agreement,
        effective_on=deed.today,
        facts={"for": addressee},
        reason=purpose,
    )


def _pack(agreement: EscrowAgreement, target: IO[bytes]) -> str:
    ids = [binder.pk for binder in binders_of(agreement)]
    list(Binder.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    try:
        index, members = collect(agreement)
        return write(target, index, members)
    except Unreadable as trouble:
        raise RuleViolation(
            "record_damaged",
            f"No dossier was made, for the record is damaged. {trouble} Run “manage.py verify” and restore from a backup.",
        ) from trouble


def _sign(agreement: EscrowAgreement, target: IO[bytes], now: datetime) -> None:
    """Sign the index with the agent's key, and have it stamped where an authority is set up and the deal is real.

    What has no key, or whose authority fails, goes out without: the reader is told so, and the kept heads prove the record.
    """
    key = key_or_none()
    if key is None or not key.covers(now):
        return
    asks = (ask_authority, None) if settings.TSA_URL and not agreement.is_simulation else (None,)
    for ask in asks:
        try:
            add_signature(target, partial(sign_detached, key=key, signed_at=now, ask_authority=ask))
        except Exception:  # whatever a key or an authority does, the dossier is whole without it
            logger.warning(
                "The index of the dossier of %s was not signed with %s.", agreement, ask, exc_info=True
            )
        else:
            return
