"""Whether a delivery account of the register may be delivered to on a day."""

from datetime import date, timedelta

from documents.days import day_words
from parties.authority import delivery_account_on
from parties.models import DeliveryAccount, Party
from parties.selectors.numbers import stands_since


def account_changed_on(account: DeliveryAccount) -> date:
    """The day from which the account has stood: as confirmed, whatever day was typed."""
    return max(account.starts_on, stands_since(account))


def account_gap(party: Party, used_id: int | None, day: date, *, cool_off_days: int) -> str:
    """Why the account that is used cannot be delivered to on the day, as the end of a sentence; empty when it can."""
    current = delivery_account_on(party, day)
    if current is None:
        return f"no account of {party.name} is on the register."
    if current.pk != used_id:
        return f"the register has another account since {day_words(current.starts_on)}, and the instruction does not name it."
    changed = account_changed_on(current)
    if day < changed + timedelta(days=cool_off_days):
        usable = day_words(changed + timedelta(days=cool_off_days))
        return f"the account was changed on {day_words(changed)}; it is used from {usable} on."
    return ""
