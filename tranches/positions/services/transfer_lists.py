"""Lists of transfers as the transfer agent gives them: loaded from a table, matched with our letters when looked at (EA 3.2)."""

from dataclasses import dataclass
from datetime import date

from documents.errors import RuleViolation
from documents.intake import Intake
from tranches.models import EscrowAgreement
from tranches.positions.models import TransferEntry, TransferListing
from tranches.services.act import act
from tranches.services.common import acting_person, next_number
from tranches.services.deed import Deed
from tranches.services.tables import Looked, day_cell, look_at, shares_cell, text_cell

HEADING = ("reference", "date", "shares", "to")


@dataclass(frozen=True)
class Listed:
    """One transfer as it is listed."""

    reference: str
    happened_on: date
    shares: int
    delivered_to: str


@act("load_transfers")
def load_transfers(deed: Deed, *, agreement: EscrowAgreement, file: Intake) -> TransferListing:
    """Load a table with the columns `reference,date,shares,to`: all of it or nothing; the file is filed.

    What another list has named already is passed over; which letter an entry belongs to is worked out whenever it is looked at.
    Refuses, naming the lines, what is no day or in the future, no whole number of shares, a formula, a line twice; and a file in
    which nothing is new.
    """
    today = deed.today
    rows = look_at_transfers(file.content, today=today).in_order
    known = {
        Listed(*values)
        for values in TransferEntry.objects.filter(agreement=agreement).values_list(
            "reference", "happened_on", "shares", "delivered_to"
        )
    }
    fresh = [(number, row) for number, row in rows if row not in known]
    if not fresh:
        raise RuleViolation("nothing_new", "Every transfer of the file is on record already.", field="file")
    days = [row.happened_on for _, row in rows]
    number = next_number(TransferListing, agreement=agreement)
    document = deed.file(
        file,
        about=agreement,
        kind="transfer_list",
        title=f"Transfers listed by the transfer agent, TL-{number}",
        dated_on=max(days),
    )
    listing = deed.create(
        TransferListing(
            agreement=agreement,
            number=number,
            starts_on=min(days),
            ends_on=max(days),
            document=document,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=f"TL-{number}",
    )
    for line, row in fresh:
        deed.create(
            TransferEntry(
                agreement=agreement,
                listing=listing,
                row_number=line,
                reference=row.reference,
                happened_on=row.happened_on,
                shares=row.shares,
                delivered_to=row.delivered_to,
            ),
            why=str(listing),
        )
    deed.note(
        "transfers.loaded",
        agreement,
        effective_on=max(days),
        after={"transfers": len(fresh)},
        facts={
            "list": str(listing),
            "from": min(days),
            "until": max(days),
            "passed_over": len(rows) - len(fresh),
        },
        documents=(document,),
    )
    return listing


def look_at_transfers(content: bytes, *, today: date) -> Looked[Listed]:
    """A list as it was understood, with what is wrong in it; nothing is loaded."""
    return look_at(content, HEADING, lambda cells: _listed(cells, today))


def _listed(cells: list[str], today: date) -> Listed:
    reference, day, shares, to = cells
    return Listed(
        text_cell(reference, "the reference", longest=120, column=1),
        day_cell(day, today=today, column=2),
        shares_cell(shares, least=1, column=3),
        text_cell(to, "the recipient", longest=200, column=4),
    )
