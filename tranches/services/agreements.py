"""Loading an agreement, and bringing its shares in (EA 1.1)."""

import uuid
from datetime import date, datetime

from django.db import transaction

from documents.actor import Actor
from documents.errors import RuleViolation
from documents.intake import Intake
from documents.journal.canonical import digest_of
from documents.journal.rows import telling
from documents.models import Binder
from documents.papers import fonts
from documents.services.filing import file_document
from documents.services.recorded import create, update
from parties.models import Party
from parties.services.register import register_party
from tranches.models import (
    Account,
    AgreementParty,
    DepositLot,
    EscrowAgreement,
    PortalConsent,
    PortalConsentCheck,
    Posting,
    SecurityLine,
    TermsVersion,
    Tranche,
    TrancheState,
)
from tranches.selectors.balances import balances, current_line
from tranches.selectors.units import rooms_of
from tranches.services.act import act
from tranches.services.common import acting_person, file_paper, next_number, not_in_future
from tranches.services.journal import note, subject_of
from tranches.services.ledger import Why, post, posting_facts
from tranches.terms.agreement_terms import AgreementTerms, PartyTerms


def load_agreement(
    *,
    terms: AgreementTerms,
    source: bytes,
    actor: Actor,
    now: datetime,
    is_simulation: bool = False,
    reference: str = "",
) -> EscrowAgreement:
    """Make an agreement of validated terms: binder, parties, version 1, tranches, all pending.

    `source` is the deal file, filed as the paper behind version 1. `reference` overrides the file's own, for a simulation beside
    the real deal. Refuses a reference that is already loaded; then nothing is written.
    """
    reference = reference or terms.reference
    check_followed(terms)
    with transaction.atomic():
        if EscrowAgreement.objects.filter(reference=reference).exists():
            raise RuleViolation(
                "already_loaded",
                f"An agreement with the reference {reference!r} is already loaded. Nothing was written.",
            )
        why = "loaded with its agreement"
        binder = create(
            Binder(reference=reference, title=terms.title, is_simulation=is_simulation),
            actor=actor,
            now=now,
            reason=why,
        )
        agreement = create(
            EscrowAgreement(
                public_id=uuid.uuid4(),
                reference=reference,
                title=terms.title,
                effective_on=terms.effective_on,
                is_simulation=is_simulation,
                binder=binder,
                loaded_at=now,
            ),
            actor=actor,
            now=now,
            reason=why,
        )
        note(
            agreement, "agreement.loaded", agreement, actor=actor, now=now, effective_on=terms.effective_on,
            after={"reference": reference, "title": terms.title, "total_shares": terms.total_shares},
            facts={"simulation": is_simulation},
        )  # fmt: skip
        for entry in terms.parties:
            _join(
                agreement,
                entry,
                signs=entry.part in terms.signing.joint_instruction,
                actor=actor,
                now=now,
                why=why,
            )
        _first_terms(agreement, terms, source, actor=actor, now=now, why=why)
        for tranche_terms in terms.tranches:
            tranche = create(
                Tranche(agreement=agreement, number=tranche_terms.number, shares=tranche_terms.shares),
                actor=actor, now=now, reason=why,
            )  # fmt: skip
            note(
                agreement, "tranche.created", tranche, actor=actor, now=now, effective_on=terms.effective_on,
                after={"state": tranche.state, "shares": tranche.shares},
            )  # fmt: skip
        return agreement


def check_followed(terms: AgreementTerms) -> None:
    """This desk knows a party by its part and delivers to one recipient; terms that need more are refused, not guessed at.

    Names and words that no paper can print are refused too.
    """
    fonts.refuse_unprintable({"terms": terms})
    parts = [entry.part for entry in terms.parties]
    twice = sorted({part for part in parts if parts.count(part) > 1})
    if twice:
        raise RuleViolation(
            "part_twice",
            f"The terms give the part {twice[0]!r} to two parties; an agreement here has one for each part.",
        )
    recipients = [entry.key for entry in terms.parties if entry.recipient]
    if len(recipients) != 1:
        raise RuleViolation(
            "one_recipient",
            f"The terms name {len(recipients)} recipients; an agreement here has exactly one.",
        )


def _join(
    agreement: EscrowAgreement, entry: PartyTerms, *, signs: bool, actor: Actor, now: datetime, why: str
) -> None:
    create(
        AgreementParty(
            agreement=agreement,
            party=party_named(agreement, entry, actor=actor, now=now, why=why),
            key=entry.key,
            letter=entry.letter,
            part=entry.part,
            is_recipient=entry.recipient,
            signs_instructions=signs,
        ),
        actor=actor,
        now=now,
        reason=why,
    )


def party_named(
    agreement: EscrowAgreement, entry: PartyTerms, *, actor: Actor, now: datetime, why: str
) -> Party:
    """The party of the terms as the register has it, or a new entry. A simulation has parties of its own."""
    simulation = agreement.reference if agreement.is_simulation else ""
    return Party.objects.filter(name=entry.name, simulation=simulation).first() or register_party(
        kind=entry.kind,
        name=entry.name,
        name_zh=entry.name_zh,
        jurisdiction=entry.jurisdiction,
        registration=entry.registration,
        address=entry.address,
        simulation=simulation,
        reason=why,
        actor=actor,
        now=now,
    )


def _first_terms(
    agreement: EscrowAgreement, terms: AgreementTerms, source: bytes, *, actor: Actor, now: datetime, why: str
) -> None:
    paper = file_document(
        binder=agreement.binder,
        intake=Intake(source, f"{agreement.reference}.toml", "application/toml"),
        kind="terms",
        title="Terms, version 1 (deal file)",
        dated_on=terms.effective_on,
        actor=actor,
        now=now,
        subject=subject_of(agreement),
        reference=f"{agreement.reference}/terms-1",
    )
    content = terms.to_plain()
    digest = digest_of(content, form="terms/1")
    create(
        TermsVersion(
            agreement=agreement, number=1, effective_on=terms.effective_on, content=content, digest=digest, document=paper,
            recorded_at=now,
        ),
        actor=actor, now=now, reason=why,
    )  # fmt: skip
    create(
        SecurityLine(agreement=agreement, number=1, instrument=terms.instrument.name, opened_on=terms.effective_on),
        actor=actor, now=now, reason=why,
    )  # fmt: skip
    note(
        agreement, "terms.recorded", agreement, actor=actor, now=now, effective_on=terms.effective_on,
        after={"version": 1, "digest": digest}, documents=(paper,),
        facts=telling(agreement, *agreement.agreement_parties.select_related("agreement", "party").order_by("pk")),
    )  # fmt: skip


@act("record_deposit")
def record_deposit(
    *,
    agreement: EscrowAgreement,
    shares: int,
    deposited_on: date,
    reference: str = "",
    paper: Intake | None = None,
    is_assumed: bool = False,
    surplus_unallocated: bool = False,
    actor: Actor,
    now: datetime,
) -> DepositLot:
    """Record a lot of shares issued into the agent's name; it fills the tranches in order, a last one perhaps in part (EA 1.1).

    Refuses a lot without the transfer agent's reference or paper unless it is marked as assumed, a date in the future, and more
    shares than the tranches can take, unless the surplus shall stand unallocated.
    """
    if shares <= 0:
        raise RuleViolation("no_shares", "Enter how many whole shares came in, at least 1.", field="shares")
    not_in_future(agreement, deposited_on, now, "deposited_on")
    if not is_assumed and not (reference and paper):
        raise RuleViolation(
            "deposit_without_proof",
            "Give the transfer agent’s reference and its confirmation, or mark the deposit as assumed.",
            field="reference",
        )
    standing = balances(agreement)
    room_of = rooms_of(agreement, current_line(agreement))
    rooms = [
        (tranche, room_of[tranche.pk])
        for tranche in agreement.tranches.exclude(
            state__in=(TrancheState.RELEASED, TrancheState.DEDUCTED)
        ).order_by("number")
    ]
    room = sum(free for _, free in rooms)
    if shares > room and not surplus_unallocated:
        raise RuleViolation(
            "more_than_agreed",
            f"{shares:,} shares are {shares - room:,} more than the tranches can still take. Correct the number, "
            "or let the surplus stand unallocated.",
            field="shares",
        )
    number = next_number(DepositLot, agreement=agreement)
    document = None
    if paper is not None:
        document = file_paper(
            agreement, paper, kind="deposit", title=f"Confirmation of deposit, lot {number}", dated_on=deposited_on,
            actor=actor, now=now,
        )  # fmt: skip
    lot = create(
        DepositLot(
            agreement=agreement, number=number, shares=shares, reference=reference, deposited_on=deposited_on,
            is_assumed=is_assumed, document=document, recorded_at=now,
        ),
        actor=actor, now=now, reason=f"lot {number}",
    )  # fmt: skip
    postings, left = [], shares
    places: list[tuple[tuple[Account, Tranche | None], int]] = [
        ((Account.HELD, tranche), free) for tranche, free in rooms
    ]
    for target, free in [*places, ((Account.UNALLOCATED, None), left)]:
        part = min(left, free)
        if part > 0:
            postings.append(
                post(
                    agreement, Posting.Kind.DEPOSIT, part, source=(Account.ISSUER, None), target=target,
                    why=Why(f"deposit, lot {number}", lot=lot), effective_on=deposited_on, actor=actor, now=now,
                )
            )  # fmt: skip
            left -= part
    note(
        agreement, "deposit.recorded", agreement, actor=actor, now=now, effective_on=deposited_on,
        before={"deposited": standing.deposited}, after={"deposited": standing.deposited + shares},
        facts={"lot": number, "reference": reference, "assumed": is_assumed, "postings": posting_facts(postings)},
        documents=(document,) if document else (),
    )  # fmt: skip
    return lot


@act("allocate")
def allocate(
    *,
    agreement: EscrowAgreement,
    tranche: Tranche,
    shares: int,
    effective_on: date,
    actor: Actor,
    now: datetime,
) -> Posting:
    """Allocate unallocated shares to a tranche that still has room (EA 1.1). Refuses more than it can take."""
    not_in_future(agreement, effective_on, now, "effective_on")
    room = rooms_of(agreement, current_line(agreement))[tranche.pk]
    if shares > room:
        raise RuleViolation(
            "more_than_agreed",
            f"Tranche {tranche.number} can take {room:,} more shares, not {shares:,}.",
            field="shares",
        )
    posting = post(
        agreement, Posting.Kind.ALLOCATION, shares, source=(Account.UNALLOCATED, None), target=(Account.HELD, tranche),
        why=Why("allocation"), effective_on=effective_on, actor=actor, now=now,
    )  # fmt: skip
    note(
        agreement, "shares.allocated", tranche, actor=actor, now=now, effective_on=effective_on,
        facts={"postings": posting_facts([posting])},
    )  # fmt: skip
    return posting


@act("record_portal_consent")
def record_portal_consent(
    *, agreement: EscrowAgreement, paper: Intake, dated_on: date, actor: Actor, now: datetime
) -> PortalConsent:
    """File all parties' consent to signing in the portal. It counts once another person has compared it (EA 3.1(b), SPA 9.2)."""
    not_in_future(agreement, dated_on, now, "dated_on")
    document = file_paper(
        agreement,
        paper,
        kind="consent",
        title="Consent to electronic signing",
        dated_on=dated_on,
        actor=actor,
        now=now,
    )
    consent = create(
        PortalConsent(
            agreement=agreement,
            document=document,
            dated_on=dated_on,
            person_id=acting_person(actor),
            recorded_at=now,
        ),
        actor=actor,
        now=now,
        reason="consent filed",
    )
    note(
        agreement,
        "consent.filed",
        agreement,
        actor=actor,
        now=now,
        effective_on=dated_on,
        after={"consent": "waits for a second person"},
        documents=(document,),
    )
    return consent


@act("check_portal_consent")
def check_portal_consent(*, consent: PortalConsent, actor: Actor, now: datetime) -> PortalConsentCheck:
    """Confirm, as a second person, that the consent bears every party's signature; from then on officers may approve in the portal.

    Refuses who filed it, and one that was checked.
    """
    agreement, person_id = consent.agreement, acting_person(actor)
    if hasattr(consent, "check_record"):
        raise RuleViolation("already_checked", "This consent is checked already. Nothing was changed.")
    if person_id == consent.person_id:
        raise RuleViolation(
            "needs_second_person", "You filed this consent yourself. A second person compares it."
        )
    check = create(
        PortalConsentCheck(consent=consent, person_id=person_id, recorded_at=now),
        actor=actor,
        now=now,
        reason="consent checked",
    )
    parts = list(AgreementParty.objects.filter(agreement=agreement).select_related("agreement", "party"))
    before = all(entry.consents_to_portal for entry in parts)
    for entry in parts:
        entry.consents_to_portal = True
        update(entry, "consents_to_portal", actor=actor, now=now, reason="consent on file")
    note(
        agreement,
        "consent.recorded",
        agreement,
        actor=actor,
        now=now,
        effective_on=consent.dated_on,
        before={"portal_signing": before},
        after={"portal_signing": True},
        documents=(consent.document,),
        facts={"filed_by": consent.person.name, **telling(*parts)},
    )
    return check
