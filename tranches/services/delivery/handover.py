"""Hand-over to a successor agent: appointed by all parties or a court, with a pack of everything the agent has (EA 2, 4.2).

The agreements have no clause on the agent's resignation; what stands in for it is a paper of all parties, or a court's.
"""

from collections.abc import Sequence
from datetime import date

from documents.errors import RuleViolation
from documents.intake import Intake
from documents.journal.record import head_of
from tranches.models import Account, AgreementParty, Disposition, EscrowAgreement, HandOverPack
from tranches.papers.handover import handover_archive
from tranches.selectors.delivery.dispositions import open_dispositions, spots_of
from tranches.selectors.ledger.balances import balances
from tranches.selectors.terms import terms_of
from tranches.services.act import act
from tranches.services.common import acting_person
from tranches.services.deed import Deed
from tranches.services.delivery.dispositions import Taken, file_disposition, require_effective


@act("record_handover")
def record_handover(
    deed: Deed,
    *,
    agreement: EscrowAgreement,
    successor: str,
    delivery_account: str,
    court: str = "",
    case_reference: str = "",
    signed_by: Sequence[str] = (),
    dated_on: date,
    received_on: date,
    reason: str,
    paper: Intake,
) -> Disposition:
    """Record the appointment of a successor agent: everything in escrow goes to him, account by account.

    Refuses an appointment that neither all parties signed nor a court made, while a letter is with the transfer agent or another
    disposition is open, and when nothing is in escrow.
    """
    if not court.strip():
        _check_signed_by_all(agreement, signed_by)
    standing = balances(agreement)
    for account in (Account.RESERVED, Account.RESERVED_RETURN):
        if standing.total(account):
            raise RuleViolation(
                "letter_out",
                f"{standing.total(account):,} shares are with the transfer agent. Record its answer, or recall the letter, first.",
            )
    others = open_dispositions(agreement)
    if others:
        raise RuleViolation(
            "disposition_open", f"{others[0]} is open. Carry it out or set it aside before the hand-over."
        )
    lines = [Taken(spot.account, spot.tranche, spot.shares) for spot in spots_of(agreement, standing)]
    if not lines:
        raise RuleViolation("nothing_in_escrow", "No share is in escrow; there is nothing to hand over.")
    return file_disposition(
        deed,
        agreement,
        Disposition.Ground.SUCCESSOR,
        lines,
        {
            "authority": court.strip(),
            "case_reference": case_reference.strip(),
            "signed_by": sorted(signed_by),
            "dated_on": dated_on,
            "received_on": received_on,
            "to_name": successor,
            "delivery_account": delivery_account,
            "reason": reason,
        },
        paper,
    )


def _check_signed_by_all(agreement: EscrowAgreement, signed_by: Sequence[str]) -> None:
    """Every party with a letter, the agent that hands over included."""
    parties = AgreementParty.objects.filter(agreement=agreement).exclude(letter="")
    missing = sorted(set(parties.values_list("letter", flat=True)) - set(signed_by))
    if missing:
        raise RuleViolation(
            "appointment_not_signed_by_all",
            "A successor is appointed by a paper that all parties signed, or by a court. "
            f"Missing: Party {', Party '.join(missing)}.",
            field="signed_by",
            clause=terms_of(agreement).clause("amendment"),
        )


@act("make_handover_pack")
def make_handover_pack(deed: Deed, *, disposition: Disposition) -> HandOverPack:
    """Make the archive for the successor as the record stands now, and file it. A later one takes its place, both stay on file.

    Refuses what is no hand-over, and one whose appointment is not checked.
    """
    agreement = disposition.agreement
    if not disposition.is_handover:
        raise RuleViolation("no_handover", f"{disposition} is no hand-over to a successor agent.")
    require_effective(disposition)
    head = head_of(agreement.binder)
    content = handover_archive(agreement, disposition, now=deed.now)
    number = HandOverPack.objects.filter(disposition=disposition).count() + 1
    reference = f"{agreement.reference}/{disposition}/{number}"
    document = deed.file(
        Intake(content, f"{agreement.reference} hand-over {number}.zip", "application/zip"),
        about=agreement,
        kind="handover_pack",
        title=f"Hand-over pack for {disposition.to_name}"[:200],
        dated_on=deed.today,
        reference=reference,
        made_here=True,
    )
    pack = deed.create(
        HandOverPack(
            disposition=disposition,
            document=document,
            head_count=head.count,
            head_digest=head.digest,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=reference,
    )
    deed.note(
        "handover.packed",
        agreement,
        effective_on=deed.today,
        facts={"disposition": str(disposition), "head_count": head.count, "head_digest": head.digest},
        documents=(document,),
    )
    return pack
