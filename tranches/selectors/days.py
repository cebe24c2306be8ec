"""Which day it is for an agreement: one answer for every page, list, mail, paper and act."""

from datetime import date, datetime

from documents.days import at_in, day_in
from tranches.models import EscrowAgreement
from tranches.selectors.terms import terms_of


def day_of(moment: datetime, agreement: EscrowAgreement) -> date:
    """The day of a moment in the agreement's time zone: periods are counted in it, and its pages print it."""
    return day_in(moment, terms_of(agreement).time_zone)


def local_time(moment: datetime, agreement: EscrowAgreement) -> datetime:
    """The moment on the clocks of the agreement's time zone."""
    return at_in(moment, terms_of(agreement).time_zone)
