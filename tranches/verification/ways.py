"""I4 for the other ways out: every disposition had its checked paper and two persons, and no stop was passed by."""

from collections.abc import Iterator

from tranches.models import (
    DeliveryStop,
    Disposition,
    DispositionAuthorisation,
    DispositionEnd,
    EscrowAgreement,
    Posting,
)
from tranches.selectors.delivery.dispositions import letter_standing
from tranches.verification.known import per_agreement


@per_agreement("I4 nothing is disposed of without authority")
def dispositions_without_authority(agreement: EscrowAgreement) -> Iterator[str]:
    """A sentence for each disposition with a letter, or with shares gone, that lacks part of its authority."""
    rows = Disposition.objects.filter(agreement=agreement).select_related(
        "legal_check", "letter", "sending", "end"
    )
    for row in rows.prefetch_related("answers", "lines__postings").order_by("number"):
        lines = {line: sum(posting.shares for posting in line.postings.all()) for line in row.lines.all()}
        gone, letter = sum(lines.values()), letter_standing(row)
        if not gone and not hasattr(row, "letter"):
            continue
        check = getattr(row, "legal_check", None)
        if check is None or not check.is_effective:
            yield f"{row}: its paper was not checked and found effective."
        elif check.person_id == row.filed_person_id:
            yield f"{row}: the same person recorded its paper and checked it."
        given = DispositionAuthorisation.objects.filter(disposition=row, digest=row.digest)
        if len(set(given.values_list("person_id", flat=True))) < 2:
            yield f"{row}: fewer than two different persons of the escrow agent authorised it."
        if gone > letter.confirmed:
            yield f"{row}: shares left escrow without the transfer agent’s confirmation."
        elif gone != letter.confirmed or any(out > line.shares for line, out in lines.items()):
            yield f"{row}: its postings are not what its lines and the answers say."
        ended = hasattr(row, "end") and row.end.kind != DispositionEnd.Kind.SET_ASIDE
        if ended != (hasattr(row, "sending") and not letter.open):
            yield f"{row}: it ended otherwise than by the answer to all of its letter."
    strays = Posting.objects.filter(
        agreement=agreement, kind=Posting.Kind.DISPOSITION, disposition_line__isnull=True
    )
    for posting in strays.order_by("number"):
        yield f"posting {posting.number} disposes of shares without a disposition."


@per_agreement("I4 nothing is delivered while delivery is stopped")
def deliveries_while_stopped(agreement: EscrowAgreement) -> Iterator[str]:
    """A sentence for each reservation for the recipient that was recorded while everything to him stood still."""
    reserved = Posting.objects.filter(
        agreement=agreement, kind=Posting.Kind.RESERVATION, to_account="reserved"
    )
    stops = DeliveryStop.objects.filter(agreement=agreement, shares__isnull=True).select_related("lift")
    for stop in stops.order_by("number"):
        rows = reserved.filter(recorded_at__gt=stop.recorded_at)
        if hasattr(stop, "lift"):
            rows = rows.filter(recorded_at__lt=stop.lift.recorded_at)
        for posting in rows.order_by("number"):
            yield f"posting {posting.number} reserves shares for the recipient while {stop} stands."
