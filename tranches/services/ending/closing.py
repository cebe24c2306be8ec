"""Closing an agreement: nothing is in escrow any more, and what was returned is cancelled (EA 2, SPA 5.2(1))."""

from documents.errors import RuleViolation
from tranches.models import Closing, EscrowAgreement
from tranches.selectors.amendment.terminations import termination_in_force
from tranches.selectors.delivery.dispositions import handed_over
from tranches.selectors.ending.closing import why_not_closed
from tranches.selectors.ending.expiry import expired_on
from tranches.selectors.terms import terms_of
from tranches.services.act import act
from tranches.services.common import acting_person
from tranches.services.deed import Deed
from tranches.statements.filing import file_closing_statement


@act("close_agreement")
def close_agreement(deed: Deed, *, agreement: EscrowAgreement) -> Closing:
    """Close the agreement and file the closing statement. From here on only statements are made.

    Refuses, with every reason in a sentence, while the agreement has neither expired nor been handed over to a successor agent, a
    share is in escrow, or a return is not confirmed as cancelled.
    """
    handover = handed_over(agreement)
    reasons = why_not_closed(agreement, deed.now)
    day = handover.end.ended_on if handover else expired_on(agreement, deed.now)
    if reasons or day is None:
        raise RuleViolation(
            "not_closable",
            f"{agreement.reference} cannot be closed yet. " + " ".join(reasons),
            clause=terms_of(agreement).clause("escrow_period"),
        )
    today = deed.today
    ended = Closing.Way.TERMINATED if termination_in_force(agreement) else Closing.Way.EXPIRED
    way = Closing.Way.HANDED_OVER if handover else ended
    document = file_closing_statement(
        deed, agreement, expired_on=day, successor=handover.to_name if handover else ""
    )
    closing = deed.create(
        Closing(
            agreement=agreement,
            way=way,
            expired_on=day,
            closed_on=today,
            document=document,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why="nothing is in escrow",
    )
    deed.note(
        "agreement.closed",
        agreement,
        effective_on=today,
        after={"closed_on": today},
        facts={"way": str(way), "expired_on": day},
        documents=(document,),
    )
    return closing
