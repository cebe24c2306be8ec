"""The clock was set back: a supervisor says that it is right again, and why; until then nothing more is recorded (I15)."""

from datetime import datetime

from django.db import transaction

from documents.actor import Actor
from documents.days import house_day, moment_words
from documents.errors import RuleViolation
from documents.journal.clock import CLOCK_CONFIRMED, newest_moment, was_set_back
from documents.models import Binder, Event
from documents.services.deed import RecordDeed
from parties.models import Role
from tranches.models import EscrowAgreement
from tranches.selectors.docket.clock_set_back import binders_set_back
from tranches.services.checkpoints import give_out_head
from tranches.services.common import needed
from tranches.services.deed import Deed


@transaction.atomic
def confirm_clock(*, reason: str, actor: Actor, now: datetime) -> list[Event]:
    """Record in every binder of the house that goes on later than the clock says that the clock is right; return the events.

    It concerns the machine, not one deal: so it is confirmed once, and told in each record it concerns, with the moment the record
    had reached. The register's binders are among them. Refuses whoever is no supervisor, a missing reason, and a clock that was not
    set back.
    """
    if not actor.has_role(Role.SUPERVISOR):
        raise RuleViolation(
            "not_permitted",
            f"A supervisor of the escrow agent confirms the clock, not {actor.name} ({actor.capacity}).",
        )
    reason = needed(reason, "Say how you know that the clock is right, and what was wrong with it.", "reason")
    locked = Binder.objects.select_for_update().filter(
        pk__in=[row.pk for row in binders_set_back(actor, now)]
    )
    found = [
        (binder, newest)
        for binder in locked.order_by("pk")
        if (newest := newest_moment(binder.pk)) and was_set_back(binder, now, newest)
    ]
    if not found:
        raise RuleViolation(
            "clock_not_set_back",
            f"The clock says {moment_words(now)}, and no record of yours goes on later. There is nothing to confirm.",
        )
    events = [
        RecordDeed(CLOCK_CONFIRMED, actor, now, binder).note(
            CLOCK_CONFIRMED,
            binder,
            effective_on=house_day(now),
            before={"recorded_until": newest},
            after={"clock": now},
            reason=reason,
        )
        for binder, newest in found
    ]
    for agreement in EscrowAgreement.objects.filter(
        binder__in=[binder for binder, _ in found]
    ).select_related("binder"):
        give_out_head(Deed(CLOCK_CONFIRMED, actor, now, agreement))
    return events
