"""Whether shares may be delivered to the recipient: the stops that stand, whose place is taken, and what an attachment keeps."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from documents.days import day_words
from tranches.models import (
    Account,
    CarriedLimit,
    DeliveryStop,
    DetailsVerification,
    EscrowAgreement,
    Instruction,
)
from tranches.selectors.ledger.as_of import AsOf
from tranches.selectors.ledger.balances import balances, line_then


@dataclass(frozen=True)
class Standing:
    """A stop that stands, and how many shares it keeps from the recipient in the unit of the open line; None for all."""

    stop: DeliveryStop
    shares: int | None


def standing_stops(agreement: EscrowAgreement, seen: AsOf | None = None) -> QuerySet[DeliveryStop]:
    """The stops that are not lifted, oldest first; of `seen` those that stood then."""
    rows = DeliveryStop.objects.filter(agreement=agreement).order_by("number")
    if seen is None:
        return rows.filter(lift__isnull=True)
    lifted = rows.filter(seen.where("lift__lifted_on", "lift__recorded_at")).values("pk")
    return rows.filter(seen.where("received_on")).exclude(pk__in=lifted)


def stops_standing(agreement: EscrowAgreement, seen: AsOf | None = None) -> list[Standing]:
    """The standing stops, an attachment of an earlier security line as the corporate action brought it across."""
    stops = list(standing_stops(agreement, seen))
    limits = CarriedLimit.objects.filter(action=line_then(agreement, seen).opened_by_id, stop__in=stops)
    carried = dict(limits.values_list("stop_id", "shares_after"))
    return [Standing(stop, carried.get(stop.pk, stop.shares)) for stop in stops]


def stops_of(agreement: EscrowAgreement) -> list[DeliveryStop]:
    """Every stop with its details and its end, the newest first."""
    rows = DeliveryStop.objects.filter(agreement=agreement).select_related(
        "document", "person", "lift__document"
    )
    return list(
        rows.prefetch_related(
            "details__person", "details__verification__person", "details__verification__delivery_account"
        ).order_by("-number")
    )


def why_no_delivery(agreement: EscrowAgreement) -> str:
    """The sentence why nothing is delivered to the recipient now; empty when nothing stands against it as a whole."""
    whole = next((stop for stop in standing_stops(agreement) if stop.shares is None), None)
    if whole is None:
        return ""
    what = whole.get_ground_display().lower()
    then = (
        "Nothing is delivered until the details of who takes the place are verified and the stop is lifted."
        if whole.needs_details
        else "Nothing is delivered until the paper that ends it is on file and the stop is lifted."
    )
    return f"Delivery to the recipient is stopped: {what} (stop {whole.number}). {then}"


def why_not_passed_on(agreement: EscrowAgreement, day: date) -> str:
    """Why no dividend is passed on to the recipient on that day: a stop of everything to him had come in. Empty when none had."""
    whole = standing_stops(agreement).filter(shares__isnull=True, received_on__lte=day).first()
    if whole is None:
        return ""
    return (
        f"Delivery to the recipient is stopped since {day_words(whole.received_on)}: "
        f"{whole.get_ground_display().lower()} (stop {whole.number}). Dividends wait, as shares do, until the stop is lifted."
    )


def attached_shares(agreement: EscrowAgreement) -> int:
    """The number of shares that standing attachments keep from the recipient, in the open unit."""
    return sum(each.shares or 0 for each in stops_standing(agreement))


def why_attached(agreement: EscrowAgreement, drawn_from_held: int) -> str:
    """Why so many held shares cannot be delivered: what is attached stays among the held ones. Empty when enough remain."""
    attached = attached_shares(agreement)
    left = balances(agreement).total(Account.HELD) - drawn_from_held
    if not attached or left >= attached:
        return ""
    return (
        f"{attached:,} shares are attached and stay in escrow; after this release only {max(left, 0):,} would be held. "
        "Instruct fewer, or lift the attachment with its paper."
    )


def newest_verification(agreement: EscrowAgreement) -> DetailsVerification | None:
    """The newest verified details of who took the recipient's place."""
    rows = DetailsVerification.objects.filter(details__stop__agreement=agreement)
    return rows.select_related("details", "delivery_account").order_by("-pk").first()


def why_old_account(instruction: Instruction) -> str:
    """Why an instruction prepared before somebody took the recipient's place cannot be carried out; empty when it can."""
    if instruction.is_return:
        return ""
    verified = newest_verification(instruction.agreement)
    if verified is None or instruction.prepared_at > verified.recorded_at:
        return ""
    return (
        f"{instruction} was prepared before {verified.details.name} took the recipient’s place and names the delivery account of "
        "before. Withdraw it and prepare it again."
    )
