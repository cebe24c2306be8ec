"""The statement of the escrow account, made once and filed (EA 1.2, 2)."""

from datetime import datetime

from documents.actor import Actor
from documents.models import Document
from tranches.models import AgreementParty, EscrowAgreement
from tranches.services import paperwork
from tranches.services.act import act
from tranches.services.common import local_day
from tranches.services.journal import note


@act("make_statement")
def make_statement(
    *, agreement: EscrowAgreement, party: AgreementParty | None = None, actor: Actor, now: datetime
) -> Document:
    """Make and file the statement as it stands now. `party` is the one that asks; none when the agent makes it."""
    document = paperwork.file_statement(agreement, actor=actor, now=now)
    note(
        agreement, "statement.made", agreement, actor=actor, now=now, effective_on=local_day(agreement, now),
        facts={"for": party.letter if party else "escrow agent"}, documents=(document,),
    )  # fmt: skip
    return document
