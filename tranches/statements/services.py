"""The statement of the escrow account, made once and filed (EA 1.2, 2): as it stands, or as of a day, as known on a day."""

import json
from datetime import date, datetime

from documents.journal.canonical import digest_of
from documents.models import Document
from documents.papers.sheets import canonical
from tranches.models import AgreementParty, EscrowAgreement
from tranches.papers.statement_sheet import StatementSheet
from tranches.selectors.ledger.as_of import AsOf, as_of, is_over
from tranches.services.act import act
from tranches.services.deed import Deed
from tranches.statements.filing import file_statement
from tranches.statements.models import DatedStatement
from tranches.statements.papers.statement import statement_sheet

# What of a statement says when and for whom it was made, and not what was true.
_UNSAID = ("frame", "issued_on", "to_lines", "issued_by")


@act("make_statement")
def make_statement(
    deed: Deed,
    *,
    agreement: EscrowAgreement,
    party: AgreementParty | None = None,
    day: date | None = None,
    known_on: date | None = None,
) -> Document:
    """Make and file the statement as it stands now, or as of the two dates. `party` is the one that asks; none for the agent.

    With a date (the other one is then today) the paper made before for the same dates is handed out again, the same bytes, unless
    the day of the knowledge is still running and something was recorded since. Refuses days to come, knowledge older than the
    day, and days before the agreement was in force or on record.
    """
    seen = None
    if day is not None or known_on is not None:
        today = deed.today
        seen = as_of(agreement, day or today, known_on or today, deed.now)
        earlier = _earlier(agreement, seen, deed.now)
        if earlier is not None:
            return earlier.document
    document = file_statement(deed, seen=seen)
    if seen is not None:
        deed.create(
            DatedStatement(
                agreement=agreement,
                as_at=seen.day,
                known_on=seen.known_on,
                known_until=seen.known_at,
                content_digest=_content_of(agreement, seen, deed.now),
                document=document,
                recorded_at=deed.now,
            ),
            why=str(document),
        )
    facts = {"for": party.letter if party else "escrow agent"}
    if seen is not None:
        facts |= {"as_at": seen.day.isoformat(), "known_on": seen.known_on.isoformat()}
    deed.note("statement.made", agreement, effective_on=deed.today, facts=facts, documents=(document,))
    return document


def _earlier(agreement: EscrowAgreement, seen: AsOf, now: datetime) -> DatedStatement | None:
    """The paper made for these dates: one that saw the whole day of the knowledge, else one that says the same."""
    made = DatedStatement.objects.filter(agreement=agreement, as_at=seen.day, known_on=seen.known_on)
    if not made.exists():
        return None
    whole = (
        made.filter(known_until=seen.known_at)
        if is_over(seen, agreement, now)
        else DatedStatement.objects.none()
    )
    return whole.first() or made.filter(content_digest=_content_of(agreement, seen, now)).first()


def _content_of(agreement: EscrowAgreement, seen: AsOf, now: datetime) -> str:
    """The digest of what the statement says."""
    return content_digest(statement_sheet(agreement, reference="any", now=now, seen=seen))


def content_digest(sheet: StatementSheet) -> str:
    """The digest of a statement's content, whoever has it made and whenever."""
    content = json.loads(canonical(sheet))["content"]
    return digest_of(
        {name: value for name, value in content.items() if name not in _UNSAID}, form="statement-content/1"
    )
