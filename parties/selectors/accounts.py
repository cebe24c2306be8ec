"""Whether a delivery account of the register may be delivered to on a day."""

from datetime import date, timedelta

from parties.authority import delivery_account_on
from parties.models import DeliveryAccount, Party
from parties.selectors.numbers import words


def account_changed_on(account: DeliveryAccount, *, simulated: bool = False) -> date:
    """The day from which the entry has stood unchanged: as recorded, whatever days were typed.

    A simulation's clock is not the register's: there the days typed count.
    """
    typed = max(account.starts_on, account.verified_on or account.starts_on)
    if simulated:
        return typed
    newest = account.history.order_by("-history_date").values_list("history_date", flat=True).first()
    return max(typed, newest.date()) if newest else typed


def account_gap(
    party: Party, used_id: int | None, day: date, *, cool_off_days: int, simulated: bool = False
) -> str:
    """Why the account that is used cannot be delivered to on the day, as the end of a sentence; empty when it can."""
    current = delivery_account_on(party, day)
    if current is None:
        return f"no account of {party.name} is on the register."
    if current.pk != used_id:
        return f"the register has another account since {words(current.starts_on)}, and the instruction does not name it."
    if current.verified_on is None:
        return "the account on the register was never verified."
    changed = account_changed_on(current, simulated=simulated)
    if day < changed + timedelta(days=cool_off_days):
        return f"the account was changed on {words(changed)}; it is used from {words(changed + timedelta(days=cool_off_days))} on."
    return ""
