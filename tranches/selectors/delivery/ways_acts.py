"""Which acts the other ways out offer (disposition, hand-over, stop of the delivery), and why not the others."""

from collections.abc import Callable
from dataclasses import dataclass

from documents.actor import Actor
from documents.sentences import small
from tranches.models import DeliveryStop, Disposition, EscrowAgreement, SuccessorDetails
from tranches.policy import permitted
from tranches.selectors.delivery.delivery import stops_of
from tranches.selectors.delivery.dispositions import dispositions_of, is_open, pack_of, spots_of
from tranches.selectors.desk.acts import ActLine, agent_id_of, line_of
from tranches.selectors.ending.closing import closed_sentence
from tranches.selectors.ledger.balances import balances

ON_DISPOSITION = (
    "record_disposition",
    "record_handover",
    "check_disposition",
    "make_handover_pack",
    "authorise_disposition",
    "send_disposition",
    "answer_disposition",
    "request_disposition_recall",
    "set_aside_disposition",
)
ON_DELIVERY = (
    "record_delivery_stop",
    "give_successor_details",
    "verify_successor_details",
    "lift_delivery_stop",
)


@dataclass(frozen=True)
class Ways:
    """The facts that decide about these acts, read once."""

    dispositions: list[Disposition]
    stops: list[DeliveryStop]
    has_free: bool
    is_reserved: bool
    person_id: int | None

    @property
    def open(self) -> list[Disposition]:
        return [row for row in self.dispositions if is_open(row)]

    @property
    def to_check(self) -> list[Disposition]:
        return [row for row in self.open if not hasattr(row, "legal_check")]

    @property
    def to_pack(self) -> list[Disposition]:
        return [row for row in self.to_authorise if row.is_handover]

    @property
    def to_authorise(self) -> list[Disposition]:
        return [row for row in self.open if hasattr(row, "legal_check") and not hasattr(row, "letter")]

    @property
    def to_send(self) -> list[Disposition]:
        return [row for row in self.open if hasattr(row, "letter") and not hasattr(row, "sending")]

    @property
    def to_answer(self) -> list[Disposition]:
        return [row for row in self.open if hasattr(row, "sending")]

    @property
    def to_recall(self) -> list[Disposition]:
        return [row for row in self.to_answer if not row.recall_requests.all()]

    @property
    def to_set_aside(self) -> list[Disposition]:
        return [row for row in self.open if not hasattr(row, "sending")]

    @property
    def standing(self) -> list[DeliveryStop]:
        return [stop for stop in self.stops if not hasattr(stop, "lift")]

    @property
    def wanting_details(self) -> list[DeliveryStop]:
        return [stop for stop in self.standing if stop.needs_details]

    @property
    def unverified(self) -> list[SuccessorDetails]:
        """The newest details of each standing stop that wait for their second person."""
        found = []
        for stop in self.wanting_details:
            newest = max(stop.details.all(), key=lambda row: row.number, default=None)
            if newest is not None and not hasattr(newest, "verification"):
                found.append(newest)
        return found

    @property
    def liftable(self) -> list[DeliveryStop]:
        """Standing stops that nothing but the paper that ends them is missing for."""
        return [stop for stop in self.standing if not stop.needs_details or _is_verified(stop)]


def _is_verified(stop: DeliveryStop) -> bool:
    return any(hasattr(row, "verification") for row in stop.details.all())


def ways_of(agreement: EscrowAgreement, actor: Actor) -> Ways:
    """Read where the other ways out stand."""
    standing = balances(agreement)
    return Ways(
        dispositions=dispositions_of(agreement),
        stops=stops_of(agreement),
        has_free=bool(spots_of(agreement, standing)),
        is_reserved=bool(standing.total("reserved") + standing.total("reserved_return")),
        person_id=actor.person_id,
    )


def acts_on_ways(agreement: EscrowAgreement, actor: Actor, facts: Ways | None = None) -> list[ActLine]:
    """Every act of the other ways out in the order of its life; empty for who may not act here at all."""
    agent_id = agent_id_of(agreement)
    mine = [event for event in (*ON_DISPOSITION, *ON_DELIVERY) if permitted(event, actor, agent_id=agent_id)]
    if not mine:
        return []
    facts, closed = facts or ways_of(agreement, actor), closed_sentence(agreement)
    return [line_of(event, small(closed) if closed else _FACTS[event](facts)) for event in mine]


def _record(facts: Ways) -> str:
    return "" if facts.has_free else "no share is free in escrow."


def _hand_over(facts: Ways) -> str:
    if facts.is_reserved:
        return "shares are with the transfer agent; its answer must be on record first."
    if facts.open:
        return f"{facts.open[0]} is open."
    return _record(facts)


def _check(facts: Ways) -> str:
    if not facts.to_check:
        return "no order waits for its legal check."
    own = all(row.filed_person_id == facts.person_id for row in facts.to_check)
    return "you recorded the paper yourself; another person checks it." if own else ""


def _authorise(facts: Ways) -> str:
    if not facts.to_authorise:
        return "no checked disposition waits for its authorisation."
    if all(row.is_handover and pack_of(row) is None for row in facts.to_authorise):
        return "the hand-over pack is not made yet."
    given = [{entry.person_id for entry in row.authorisations.all()} for row in facts.to_authorise]
    if all(facts.person_id in persons for persons in given):
        return "you have authorised it; another person must be the second."
    return ""


def _verify(facts: Ways) -> str:
    if not facts.unverified:
        return "no details wait for their second person."
    own = all(row.person_id == facts.person_id for row in facts.unverified)
    return "you took the details in yourself; a second person verifies them." if own else ""


def _lift(facts: Ways) -> str:
    if not facts.standing:
        return "delivery is not stopped."
    if not facts.liftable:
        return "who takes the recipient’s place is not verified yet."
    own = all(stop.person_id == facts.person_id for stop in facts.liftable)
    return "you recorded the stop yourself; another person lifts it." if own else ""


_FACTS: dict[str, Callable[[Ways], str]] = {
    "record_disposition": _record,
    "record_handover": _hand_over,
    "check_disposition": _check,
    "make_handover_pack": lambda facts: "" if facts.to_pack else "no checked hand-over waits for its pack.",
    "authorise_disposition": _authorise,
    "send_disposition": lambda facts: "" if facts.to_send else "no letter of disposition waits to be sent.",
    "answer_disposition": lambda facts: (
        "" if facts.to_answer else "no letter of disposition is with the transfer agent."
    ),
    "request_disposition_recall": lambda facts: (
        ""
        if facts.to_recall
        else "no letter of disposition is with the transfer agent that is not called back."
    ),
    "set_aside_disposition": lambda facts: (
        "" if facts.to_set_aside else "no disposition is open that has not gone out."
    ),
    "record_delivery_stop": lambda facts: "",
    "give_successor_details": lambda facts: (
        "" if facts.wanting_details else "no death or assignment stops the delivery."
    ),
    "verify_successor_details": _verify,
    "lift_delivery_stop": _lift,
}
