"""The end of an agreement: the day it expires, and returned shares that are not cancelled (SPA 5.2(1), EA 2)."""

from collections.abc import Iterator
from datetime import date

from tranches.models import Instruction, Release
from tranches.selectors.clocks import shared
from tranches.selectors.clocks.clock import Clock
from tranches.selectors.clocks.deals import Deal, having, makes
from tranches.selectors.docket.delay import DONE
from tranches.selectors.ending.closing import CONFIRMED, uncancelled
from tranches.terms import deadlines
from tranches.terms.deadlines import Deadline

UNCANCELLED = having(
    Release,
    instruction__basis=Instruction.Basis.RETURN,
    state__in=CONFIRMED,
    cancellation__isnull=True,
)


@makes("expiry")
def expiry(deal: Deal) -> Iterator[Clock]:
    """The day as the terms set it, until it has come; after it, what still stands against the expiry is on the agreement's page.

    Where the settlement of the last tranche decides, it is the day that its release is due by.
    """
    due, label = _agreed(deal)
    if due is not None and due.due_on >= deal.today:
        yield deal.clock("expiry", "the agreement", label, "return", "Nobody’s: it comes by itself.", due=due)


def _agreed(deal: Deal) -> tuple[Deadline | None, str]:
    terms, setting = deal.terms, deal.terms.settings.expiry
    last = max(terms.tranches, key=lambda tranche: tranche.ends_on)
    if setting == "all_settled":
        if all(tranche.state in DONE for tranche in deal.read(shared.tranches)):
            return None, ""
        label = f"Expiry, when the last tranche is settled; the release of tranche {last.number} is due by this day"
        release = deadlines.release_due_spa(terms, last.ends_on, calendar=deal.calendar)
        return Deadline("expiry", "", release.due_on, release.provisional), label
    day: date | None = last.ends_on if setting == "last_year_end" else terms.settings.expiry_on
    label = "Expiry, when nothing is open any more; not before this day"
    return (Deadline("expiry", "", day, False) if day else None), label


@makes("cancellation")
def cancellations(deal: Deal) -> Iterator[Clock]:
    """Returned shares whose cancellation the issuer has not confirmed."""
    for release in uncancelled(deal.agreement) if deal.read(UNCANCELLED) else ():
        yield deal.clock(
            "cancellation",
            str(release),
            "Cancellation of the returned shares",
            "return",
            "The issuer: confirm the cancellation.",
            due=None,
            whose=("issuer",),
            subject=release,
        )
