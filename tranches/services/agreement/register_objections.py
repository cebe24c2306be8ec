"""“That was not me”: a party objects to an entry of the register about itself, and delivery stops until it is cleared up."""

from documents.errors import RuleViolation
from documents.intake import Intake
from parties.models import Entry
from tranches.models import AgreementParty, DeliveryStop, EscrowAgreement
from tranches.selectors.register_changes import CONCERNS
from tranches.services.act import act
from tranches.services.common import acting_person, needed, next_number
from tranches.services.deed import Deed
from tranches.services.delivery.delivery import ask_all_back
from tranches.services.telling.telling import tell_stop

LONGEST = 2000


@act("object_to_entry")
def object_to_entry(
    deed: Deed, *, agreement: EscrowAgreement, party: AgreementParty, entry: Entry, text: str
) -> DeliveryStop:
    """Stop delivery because the party says that an entry about it is not its own. At once, and by one person: waiting can be undone.

    Another person of the agent lifts the stop, with the paper that clears it up. Refuses another party's entry, one of a kind that
    concerns nobody outside the house, and a second objection while one stands.
    """
    if entry.binder_id != party.party.binder_id or entry.act not in CONCERNS:
        raise RuleViolation(
            "not_your_entry", "This entry is not about the party you act for. Reload the page."
        )
    if DeliveryStop.objects.filter(agreement=agreement, entry=entry, lift__isnull=True).exists():
        raise RuleViolation(
            "objected_already", "An objection to this entry stands already, and delivery is stopped."
        )
    text = needed(text, "Say what is wrong with the entry; the escrow agent reads it.", "text")[:LONGEST]
    number, day = next_number(DeliveryStop, agreement=agreement), deed.today
    said = f"{party.party.name} objects to an entry of the register: {entry.title}\n\n{text}\n"
    document = deed.file(
        Intake(said.encode(), "objection.txt", "text/plain"),
        about=agreement,
        kind="recipient_event",
        title=f"Objection to an entry of the register (stop {number})",
        dated_on=day,
        made_here=True,
    )
    stop = deed.create(
        DeliveryStop(
            agreement=agreement,
            number=number,
            ground=DeliveryStop.Ground.OBJECTION,
            text=text,
            happened_on=day,
            received_on=day,
            document=document,
            entry=entry,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why="objection to an entry of the register",
    )
    deed.note(
        "delivery.stopped",
        agreement,
        effective_on=day,
        before={"delivery": "open"},
        after={"delivery": "stopped"},
        facts={
            "stop": number,
            "ground": stop.ground,
            "entry": entry.title,
            "by": f"Party {party.letter}" if party.letter else party.party.name,
        },
        documents=(document,),
        reason=text,
    )
    ask_all_back(deed, agreement, stop, day=day)
    tell_stop(deed, stop)
    return stop
