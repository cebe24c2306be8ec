"""What waits of the other ways out, for the start page: each step with its act, since when, and whether the person may take it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tranches.models import DeliveryStop, Disposition, EscrowAgreement
from tranches.selectors.delivery.delivery import stops_of
from tranches.selectors.delivery.dispositions import letter_standing, open_dispositions, pack_of, total_of


@dataclass(frozen=True)
class Waiting:
    """One step that waits."""

    title: str
    note: str
    event: str
    since: date
    is_mine: bool
    subject: Disposition | DeliveryStop


def waiting_ways(agreement: EscrowAgreement, person_id: int | None) -> Iterator[Waiting]:
    """The next step of every open disposition and of every stop that stands."""
    for disposition in open_dispositions(agreement):
        yield _of_disposition(disposition, person_id)
    for stop in stops_of(agreement):
        if not hasattr(stop, "lift"):
            yield _of_stop(stop, person_id)


def _of_disposition(row: Disposition, person_id: int | None) -> Waiting:
    note = f"{row}, {row.get_ground_display().lower()}, {total_of(row):,} shares to {row.to_name}"
    if not hasattr(row, "legal_check"):
        return Waiting(
            f"Check the effect of {row}",
            note,
            "check_disposition",
            row.received_on,
            row.filed_person_id != person_id,
            row,
        )
    if row.is_handover and pack_of(row) is None:
        return Waiting(
            "Make the hand-over pack", note, "make_handover_pack", row.legal_check.checked_on, True, row
        )
    if not hasattr(row, "letter"):
        mine = all(entry.person_id != person_id for entry in row.authorisations.all())
        return Waiting(
            f"Authorise {row}", note, "authorise_disposition", row.legal_check.checked_on, mine, row
        )
    if not hasattr(row, "sending"):
        return Waiting(f"Send the letter of {row}", note, "send_disposition", row.letter.made_on, True, row)
    title = f"Record the transfer agent’s answer to {row}"
    if row.recall_requests.all():
        title = f"Record the transfer agent’s answer to the recall of {row}"
    note = f"{note}; {letter_standing(row).words}"
    return Waiting(title, note, "answer_disposition", row.sending.sent_on, True, row)


def _of_stop(stop: DeliveryStop, person_id: int | None) -> Waiting:
    note = f"{stop}, {stop.get_ground_display().lower()}"
    newest = max(stop.details.all(), key=lambda row: row.number, default=None)
    if stop.needs_details and newest is None:
        title = "Take in who takes the recipient’s place"
        return Waiting(title, note, "give_successor_details", stop.received_on, True, stop)
    if newest is not None and not hasattr(newest, "verification"):
        mine = newest.person_id != person_id
        return Waiting(
            f"Verify the details of {newest.name}",
            note,
            "verify_successor_details",
            newest.given_on,
            mine,
            stop,
        )
    title = f"Lift {stop} with the paper that ends it"
    return Waiting(title, note, "lift_delivery_stop", stop.received_on, stop.person_id != person_id, stop)
