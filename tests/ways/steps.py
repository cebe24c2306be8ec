"""The steps of the other ways out, each one call of a service."""

from __future__ import annotations

from typing import Any

from tests.worlds import World, pdf
from tranches.models import DeliveryStop, Disposition, SuccessorDetails
from tranches.services.delivery.delivery import (
    give_successor_details,
    lift_delivery_stop,
    record_delivery_stop,
    verify_successor_details,
)
from tranches.services.delivery.disposing import authorise_disposition, send_disposition
from tranches.services.delivery.dispositions import Taken, check_disposition, record_disposition
from tranches.services.delivery.handover import make_handover_pack, record_handover
from tranches.services.disposition_answers import answer_disposition, request_disposition_recall


def ordered(world: World, *taken: Taken, who: str = "clerk1", **changes: Any) -> Disposition:
    """A court orders 1,000 held shares of tranche 5 to a creditor, unless told otherwise."""
    given: dict[str, Any] = {
        "ground": "court_order",
        "authority": "Hangzhou Intermediate People’s Court",
        "case_reference": "(2026) 01-77",
        "dated_on": world.today(),
        "received_on": world.today(),
        "to_name": "Creditor Ltd.",
        "delivery_account": "account 88 at the transfer agent",
        "reason": "The court orders the transfer.",
        "lines": taken or (Taken("held", world.tranche(5), 1_000),),
        "paper": pdf("order"),
    }
    return record_disposition(agreement=world.agreement, **(given | changes), **world.as_(who))


def checked(
    world: World, disposition: Disposition, who: str = "clerk2", *, is_effective: bool = True
) -> None:
    check_disposition(
        disposition=disposition,
        finding="seal and service verified with the court",
        is_effective=is_effective,
        **world.as_(who),
    )
    disposition.refresh_from_db()


def authorised(world: World, disposition: Disposition, *who: str) -> None:
    for name in who or ("clerk1", "supervisor"):
        authorise_disposition(disposition=disposition, seen_digest=disposition.digest, **world.as_(name))
    disposition.refresh_from_db()


def out(world: World, disposition: Disposition) -> None:
    """Its letter is with the transfer agent."""
    send_disposition(disposition=disposition, sent_on=world.today(), how="courier 7", **world.as_("clerk1"))
    disposition.refresh_from_db()


def answered(
    world: World, disposition: Disposition, answer: str = "confirmed", *shares: int, **changes: Any
) -> None:
    """The transfer agent confirmed `shares`, line by line (all that is open by default), or refused or recalled what is open."""
    given: dict[str, Any] = {
        "answered_on": world.today(),
        "reference": "TA-77" if answer == "confirmed" else "",
        "reason": "" if answer == "confirmed" else "account unknown",
        "confirmed": {line.pk: each for line, each in zip(disposition.lines.all(), shares, strict=False)}
        or None,
    }
    answer_disposition(disposition=disposition, answer=answer, **(given | changes), **world.as_("clerk1"))
    disposition.refresh_from_db()


def called_back(world: World, disposition: Disposition, **changes: Any) -> None:
    """The transfer agent is asked not to carry the letter out."""
    given: dict[str, Any] = {"reason": "the court stayed its order", "requested_on": world.today()}
    request_disposition_recall(disposition=disposition, **(given | changes), **world.as_("clerk1"))
    disposition.refresh_from_db()


def with_agent(world: World, *taken: Taken) -> Disposition:
    """From the order to the letter that is with the transfer agent."""
    disposition = ordered(world, *taken)
    checked(world, disposition)
    authorised(world, disposition)
    out(world, disposition)
    return disposition


def disposed(world: World, *taken: Taken) -> Disposition:
    """From the order to the transfer agent's confirmation."""
    disposition = with_agent(world, *taken)
    answered(world, disposition)
    return disposition


def appointed(world: World, **changes: Any) -> Disposition:
    """All parties appoint a successor agent."""
    given: dict[str, Any] = {
        "successor": "Next Escrow Ltd.",
        "delivery_account": "escrow account 9",
        "signed_by": ["A", "B", "C", "D"],
        "dated_on": world.today(),
        "received_on": world.today(),
        "reason": "All parties appoint the successor.",
        "paper": pdf("appointment"),
    }
    return record_handover(agreement=world.agreement, **(given | changes), **world.as_("clerk1"))


def handed_over(world: World) -> Disposition:
    """From the appointment to the transfer agent's confirmation."""
    disposition = appointed(world)
    checked(world, disposition)
    make_handover_pack(disposition=disposition, **world.as_("clerk1"))
    authorised(world, disposition)
    out(world, disposition)
    answered(world, disposition)
    return disposition


def stopped(world: World, ground: str = "death", *, who: str = "clerk1", **changes: Any) -> DeliveryStop:
    given: dict[str, Any] = {
        "ground": ground,
        "text": "Certificate of the registrar.",
        "happened_on": world.today(),
        "received_on": world.today(),
        "paper": pdf("certificate"),
    }
    return record_delivery_stop(agreement=world.agreement, **(given | changes), **world.as_(who))


def details(world: World, stop: DeliveryStop, **changes: Any) -> SuccessorDetails:
    given: dict[str, Any] = {
        "name": "Heir Lai",
        "delivery_account": "account 5511",
        "given_on": world.today(),
        "identity": pdf("passport"),
    }
    return give_successor_details(stop=stop, **(given | changes), **world.as_("clerk1"))


def verified(world: World, of: SuccessorDetails, who: str = "clerk2", **changes: Any) -> None:
    given: dict[str, Any] = {"how": "call-back to the notary", "verified_on": world.today()}
    verify_successor_details(details=of, **(given | changes), **world.as_(who))


def lifted(world: World, stop: DeliveryStop, who: str = "supervisor", **changes: Any) -> None:
    given: dict[str, Any] = {"reason": "probate granted", "lifted_on": world.today(), "paper": pdf("probate")}
    lift_delivery_stop(stop=stop, **(given | changes), **world.as_(who))
