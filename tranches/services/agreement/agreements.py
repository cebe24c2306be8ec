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
from documents.services.deed import Deed as AnyDeed
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
from tranches.selectors.ledger.balances import balances, current_line
from tranches.selectors.ledger.units import rooms_of
from tranches.services.act import act
from tranches.services.common import acting_person, next_number, not_in_future
from tranches.services.deed import Deed
from tranches.services.ledger import Why, posting_facts
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
        opening = AnyDeed("load_agreement", actor, now)
        binder = opening.create(
            Binder(reference=reference, title=terms.title, is_simulation=is_simulation), why=why
        )
        agreement = opening.create(
            EscrowAgreement(
                public_id=uuid.uuid4(),
                reference=reference,
                title=terms.title,
                effective_on=terms.effective_on,
                is_simulation=is_simulation,
                binder=binder,
                loaded_at=now,
            ),
            why=why,
        )
        deed = Deed(opening.act, actor, now, agreement)
        deed.note(
            "agreement.loaded",
            agreement,
            effective_on=terms.effective_on,
            after={"reference": reference, "title": terms.title, "total_shares": terms.total_shares},
            facts={"simulation": is_simulation},
        )
        for entry in terms.parties:
            _join(deed, entry, signs=entry.part in terms.signing.joint_instruction, why=why)
        _first_terms(deed, terms, source, why=why)
        for tranche_terms in terms.tranches:
            tranche = deed.create(
                Tranche(agreement=agreement, number=tranche_terms.number, shares=tranche_terms.shares), why
            )
            deed.note(
                "tranche.created",
                tranche,
                effective_on=terms.effective_on,
                after={"state": tranche.state, "shares": tranche.shares},
            )
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


def _join(deed: Deed, entry: PartyTerms, *, signs: bool, why: str) -> None:
    deed.create(
        AgreementParty(
            agreement=deed.agreement,
            party=party_named(deed, entry, why=why),
            key=entry.key,
            letter=entry.letter,
            part=entry.part,
            is_recipient=entry.recipient,
            signs_instructions=signs,
        ),
        why=why,
    )


def party_named(deed: Deed, entry: PartyTerms, *, why: str) -> Party:
    """The party of the terms as the register has it, or a new entry. A simulation has parties of its own."""
    simulation = deed.agreement.reference if deed.agreement.is_simulation else ""
    return Party.objects.filter(name=entry.name, simulation=simulation).first() or register_party(
        kind=entry.kind,
        name=entry.name,
        name_zh=entry.name_zh,
        jurisdiction=entry.jurisdiction,
        registration=entry.registration,
        address=entry.address,
        simulation=simulation,
        reason=why,
        actor=deed.actor,
        now=deed.now,
    )


def _first_terms(deed: Deed, terms: AgreementTerms, source: bytes, *, why: str) -> None:
    agreement = deed.agreement
    paper = deed.file(
        Intake(source, f"{agreement.reference}.toml", "application/toml"),
        about=agreement,
        kind="terms",
        title="Terms, version 1 (deal file)",
        dated_on=terms.effective_on,
        reference=f"{agreement.reference}/terms-1",
    )
    content = terms.to_plain()
    digest = digest_of(content, form="terms/1")
    deed.create(
        TermsVersion(
            agreement=agreement,
            number=1,
            effective_on=terms.effective_on,
            content=content,
            digest=digest,
            document=paper,
            recorded_at=deed.now,
        ),
        why=why,
    )
    deed.create(
        SecurityLine(
            agreement=agreement, number=1, instrument=terms.instrument.name, opened_on=terms.effective_on
        ),
        why=why,
    )
    deed.note(
        "terms.recorded",
        agreement,
        effective_on=terms.effective_on,
        after={"version": 1, "digest": digest},
        documents=(paper,),
        facts=telling(
            agreement, *agreement.agreement_parties.select_related("agreement", "party").order_by("pk")
        ),
    )


@act("record_deposit")
def record_deposit(
    deed: Deed,
    *,
    agreement: EscrowAgreement,
    shares: int,
    deposited_on: date,
    reference: str = "",
    paper: Intake | None = None,
    is_assumed: bool = False,
    surplus_unallocated: bool = False,
) -> DepositLot:
    """Record a lot of shares issued into the agent's name; it fills the tranches in order, a last one perhaps in part (EA 1.1).

    Refuses a lot without the transfer agent's reference or paper unless it is marked as assumed, a date in the future, and more
    shares than the tranches can take, unless the surplus shall stand unallocated.
    """
    if shares <= 0:
        raise RuleViolation("no_shares", "Enter how many whole shares came in, at least 1.", field="shares")
    not_in_future(agreement, deposited_on, deed.now, "deposited_on")
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
        document = deed.file(
            paper,
            about=agreement,
            kind="deposit",
            title=f"Confirmation of deposit, lot {number}",
            dated_on=deposited_on,
        )
    lot = deed.create(
        DepositLot(
            agreement=agreement,
            number=number,
            shares=shares,
            reference=reference,
            deposited_on=deposited_on,
            is_assumed=is_assumed,
            document=document,
            recorded_at=deed.now,
        ),
        why=f"lot {number}",
    )
    postings = _fill(deed, lot, rooms)
    deed.note(
        "deposit.recorded",
        agreement,
        effective_on=deposited_on,
        before={"deposited": standing.deposited},
        after={"deposited": standing.deposited + shares},
        facts={
            "lot": number,
            "reference": reference,
            "assumed": is_assumed,
            "postings": posting_facts(postings),
        },
        documents=(document,) if document else (),
    )
    return lot


def _fill(deed: Deed, lot: DepositLot, rooms: list[tuple[Tranche, int]]) -> list[Posting]:
    """Post the lot into the tranches as far as each has room, in order, and the rest as unallocated."""
    postings, left = [], lot.shares
    places: list[tuple[tuple[Account, Tranche | None], int]] = [
        ((Account.HELD, tranche), free) for tranche, free in rooms
    ]
    for target, free in [*places, ((Account.UNALLOCATED, None), left)]:
        part = min(left, free)
        if part > 0:
            postings.append(
                deed.post(
                    Posting.Kind.DEPOSIT,
                    part,
                    source=(Account.ISSUER, None),
                    target=target,
                    why=Why(f"deposit, lot {lot.number}", lot=lot),
                    effective_on=lot.deposited_on,
                )
            )
            left -= part
    return postings


@act("allocate")
def allocate(
    deed: Deed, *, agreement: EscrowAgreement, tranche: Tranche, shares: int, effective_on: date
) -> Posting:
    """Allocate unallocated shares to a tranche that still has room (EA 1.1). Refuses more than it can take."""
    not_in_future(agreement, effective_on, deed.now, "effective_on")
    room = rooms_of(agreement, current_line(agreement))[tranche.pk]
    if shares > room:
        raise RuleViolation(
            "more_than_agreed",
            f"Tranche {tranche.number} can take {room:,} more shares, not {shares:,}.",
            field="shares",
        )
    posting = deed.post(
        Posting.Kind.ALLOCATION,
        shares,
        source=(Account.UNALLOCATED, None),
        target=(Account.HELD, tranche),
        why=Why("allocation"),
        effective_on=effective_on,
    )
    deed.note(
        "shares.allocated", tranche, effective_on=effective_on, facts={"postings": posting_facts([posting])}
    )
    return posting


@act("record_portal_consent")
def record_portal_consent(
    deed: Deed, *, agreement: EscrowAgreement, paper: Intake, dated_on: date
) -> PortalConsent:
    """File all parties' consent to signing in the portal. It counts once another person has compared it (EA 3.1(b), SPA 9.2)."""
    not_in_future(agreement, dated_on, deed.now, "dated_on")
    document = deed.file(
        paper, about=agreement, kind="consent", title="Consent to electronic signing", dated_on=dated_on
    )
    consent = deed.create(
        PortalConsent(
            agreement=agreement,
            document=document,
            dated_on=dated_on,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why="consent filed",
    )
    deed.note(
        "consent.filed",
        agreement,
        effective_on=dated_on,
        after={"consent": "waits for a second person"},
        documents=(document,),
    )
    return consent


@act("check_portal_consent")
def check_portal_consent(deed: Deed, *, consent: PortalConsent) -> PortalConsentCheck:
    """Confirm, as a second person, that the consent bears every party's signature; from then on officers may approve in the portal.

    Refuses who filed it, and one that was checked.
    """
    agreement, person_id = consent.agreement, acting_person(deed.actor)
    if hasattr(consent, "check_record"):
        raise RuleViolation("already_checked", "This consent is checked already. Nothing was changed.")
    if person_id == consent.person_id:
        raise RuleViolation(
            "needs_second_person", "You filed this consent yourself. A second person compares it."
        )
    check = deed.create(
        PortalConsentCheck(consent=consent, person_id=person_id, recorded_at=deed.now), why="consent checked"
    )
    parts = list(AgreementParty.objects.filter(agreement=agreement).select_related("agreement", "party"))
    before = all(entry.consents_to_portal for entry in parts)
    for entry in parts:
        entry.consents_to_portal = True
        deed.update(entry, "consents_to_portal", why="consent on file")
    deed.note(
        "consent.recorded",
        agreement,
        effective_on=consent.dated_on,
        before={"portal_signing": before},
        after={"portal_signing": True},
        documents=(consent.document,),
        facts={"filed_by": consent.person.name, **telling(*parts)},
    )
    return check
