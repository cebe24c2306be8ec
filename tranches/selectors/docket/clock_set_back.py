"""Which records go on later than the clock of this machine says: nothing more is recorded there until it is confirmed (I15)."""

from datetime import datetime

from documents.actor import Actor
from documents.journal.clock import WAITED, newest_moments, was_set_back
from documents.models import Binder, Event
from tranches.selectors.agreement.binders import binders_of


def binders_set_back(actor: Actor, now: datetime) -> list[Binder]:
    """The real binders of the actor's house whose last event lies after `now` by more than acts wait for one another."""
    later = Event.objects.filter(recorded_at__gt=now + WAITED, binder__is_simulation=False)
    mine = binders_of(actor).order_by().values("pk")
    rows = list(
        Binder.objects.filter(pk__in=later.filter(binder__in=mine).values("binder")).order_by("reference")
    )
    newest = newest_moments(binder.pk for binder in rows) if rows else {}
    return [binder for binder in rows if was_set_back(binder, now, newest[binder.pk])]
