"""What waits and is a clock's own step: fees, consents, dividends and meetings, as the start page lists them."""

from collections.abc import Iterable, Iterator

from tranches.rights.clocks import RIGHTS
from tranches.selectors.clocks.clock import AGENT, Clock
from tranches.selectors.desk.todo import Todo

# Clocks whose step the desk takes, by name: how it is asked for, and the act.
ASKED = {
    "fee payer": ("Ask the parties who pays the fee, and record their answer", "settle_fee_payer"),
    "fee year": ("Enter {about}", "raise_fees"),
    "invoice": ("Make the invoice of {about}", "issue_fee_invoice"),
    "consent": ("Record the consent of {letters} to signing in the portal", "record_portal_consent"),
}
# Those that somebody else has to take first; the desk records it when it comes in.
AWAITED = {"fee payment": "record_fee_payment"}
# The act that takes each awaited step of a dividend or a meeting.
STEPS = {
    "entitlement": "establish_entitlement",
    "passing_on": "pass_on_dividend",
    "dividend": "record_dividend_receipt",
    "direction": "record_direction",
    "proxy": "make_proxy_letter",
}
RIGHTS_PAGE = "admin:tranches_escrowagreement_rights"


def clock_todos(clocks: Iterable[Clock]) -> Iterator[tuple[Todo, bool]]:
    """Each step, and whether it is for the desk to take."""
    for clock in clocks:
        if clock.name in ASKED:
            title, event = ASKED[clock.name]
            letters = " and ".join(entry.letter for entry in clock.missing)
            yield _todo(clock, title.format(about=clock.about, letters=letters), clock.label, event), True
        elif clock.name in AWAITED:
            title = clock.move.removesuffix(".")
            yield _todo(clock, title, f"{clock.label}, {clock.about}", AWAITED[clock.name]), False
        elif clock.name in RIGHTS:
            yield from _of_right(clock)


def _of_right(clock: Clock) -> Iterator[tuple[Todo, bool]]:
    """The step that a dividend or a meeting waits for."""
    for missing in clock.missing:
        mine = missing.part == AGENT
        whose = "" if mine else f"{missing.whose[:1].upper()}{missing.whose[1:]}: "
        title = f"{whose}{missing.label}" if whose else f"{missing.label[:1].upper()}{missing.label[1:]}"
        yield _todo(clock, title, clock.about, STEPS.get(missing.step, ""), RIGHTS_PAGE), mine


def _todo(clock: Clock, title: str, note: str, event: str, page: str = "") -> Todo:
    note = f"{note} · {clock.clause}" if clock.clause else note
    dated = clock if clock.due_on is not None else None
    todo = Todo(title, note, clock.agreement, None, event, clock.since, dated)
    return todo if not page else Todo(title, note, clock.agreement, None, event, clock.since, dated, page)
