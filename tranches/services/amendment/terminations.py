"""Termination by all parties: prepared like an amendment, signed like one, carried out like a settlement (SPA 11.2, EA 3.3).

Its paper says of every share in escrow whether it goes to the recipient or back to the issuer. Once all have signed and it is in
force, it is the settlement signed by all parties: a second person checks it, two authorise the release of what is the
recipient's, and what is left is kept and goes back by the return. The terms then name its day as the day of expiry agreed.
"""

from collections.abc import Sequence
from datetime import date

from tranches.models import Amendment, EscrowAgreement, Instruction, InstructionLine, Tranche, TrancheState
from tranches.selectors.amendment.amendments import contracting_parties
from tranches.selectors.amendment.terminations import Split, check_terminable, splits_in
from tranches.selectors.terms import terms_of
from tranches.services.act import act
from tranches.services.amendment.amendments import check_preparable, draft
from tranches.services.assessment.governed import rest_on
from tranches.services.deed import Deed
from tranches.services.instruction.instructions import LineSpec
from tranches.services.instruction.instructions import draft as draft_instruction
from tranches.terms.deal.amending import Edits, edited


@act("prepare_termination")
def prepare_termination(
    deed: Deed, *, agreement: EscrowAgreement, splits: Sequence[Split], effective_on: date, reason: str
) -> Amendment:
    """Prepare the termination of both agreements with what becomes of every share, and file the proposal all parties will read.

    Refuses a day before today, while an amendment, a letter, a disposition, a claim, a corporate action or a court order is open,
    and splits that leave out a share in escrow or divide more than there are.
    """
    reason = check_preparable(agreement, effective_on, reason, deed.now)
    check_terminable(agreement, splits)
    terms = edited(terms_of(agreement), Edits(settings={"expiry": "agreed_date", "expiry_on": effective_on}))
    lines = [
        {"tranche": split.tranche.number, "to_recipient": split.to_recipient, "to_issuer": split.to_issuer}
        for split in sorted(splits, key=lambda split: split.tranche.number)
    ]
    return draft(
        deed,
        agreement,
        Amendment.Kind.TERMINATION,
        terms,
        effective_on=effective_on,
        reason=reason,
        more={"lines": lines},
    )


def govern(deed: Deed, amendment: Amendment) -> Instruction:
    """Draft what the termination in force orders to be released; it waits for its check by a second person.

    It speaks of every tranche that is not released in full: one that gives the recipient nothing is settled with zero shares, so
    that what it holds is kept and goes back, what an offset restored to it is due no more, and one that was never funded is at its end.
    """
    agreement, paper = amendment.agreement, amendment.executed_paper
    if paper is None:
        raise RuntimeError(f"{amendment} is in force without its certificate")
    given = {split.tranche.pk: split.to_recipient for split in splits_in(amendment)}
    lines = [
        LineSpec(tranche, InstructionLine.Origin.GOVERNED, given.get(tranche.pk, 0))
        for tranche in Tranche.objects.filter(agreement=agreement).order_by("number")
        if given.get(tranche.pk) or tranche.state != TrancheState.RELEASED
    ]
    day = deed.today
    signed_by = sorted(party.letter for party in contracting_parties(agreement))
    instruction = draft_instruction(
        deed,
        agreement,
        Instruction.Basis.SETTLEMENT,
        lines,
        computed={},
        paper_facts={
            "dated_on": amendment.effective_on.isoformat(),
            "received_on": day.isoformat(),
            "forum": "",
            "case": str(amendment),
            "signed_by": signed_by,
            "sha256": paper.sha256,
        },
    )
    rest_on(
        deed,
        instruction,
        paper,
        dated_on=amendment.effective_on,
        received_on=day,
        case_reference=str(amendment),
        signed_by=signed_by,
    )
    return instruction
