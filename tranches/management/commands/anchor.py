"""`manage.py anchor`: the checkpoint of the day, mailed and stamped; run it once a day by the operator's scheduler."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from documents.actor import Actor, system_actor
from documents.journal.time_stamps import TokenRefused
from documents.models import TaskRun
from documents.sentences import large
from documents.services.anchoring import make_checkpoint
from documents.services.deed import Deed as AnyDeed
from documents.services.stamping import stamp, unstamped
from documents.services.tasks import task_run
from tranches.models import EscrowAgreement
from tranches.services.checkpoints import give_out_checkpoint
from tranches.services.deed import Deed


class Command(BaseCommand):
    """Running it twice makes no second checkpoint and no second message. Exit 1: a time stamp is missing; the next run asks again."""

    help = (
        "Put the heads of all binders under one root, the checkpoint of the day, into the outbox of each deal's parties, and have it "
        "stamped where ESCROW_TSA_URL names a time-stamp authority."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with task_run(TaskRun.Task.ANCHOR, timezone.now) as run:
            run.said = self._anchor()
            self.stdout.write(run.said)
            if settings.TSA_URL and not self._all_stamped(system_actor("anchor")):
                run.said = "A time stamp is missing. " + run.said
                raise SystemExit(1)

    def _anchor(self) -> str:
        """Make the checkpoint of the day and put it into the outbox; a line that says so."""
        now, actor = timezone.now(), system_actor("anchor")
        checkpoint, is_new = make_checkpoint(AnyDeed("anchor", actor, now))
        made = 0
        for agreement in EscrowAgreement.objects.filter(is_simulation=False).select_related("binder"):
            with transaction.atomic():
                made += len(give_out_checkpoint(Deed("anchor", actor, now, agreement), checkpoint))
        return (
            f"{large(str(checkpoint))}{'' if is_new else ', made before'}: {len(checkpoint.heads)} heads, "
            f"root {checkpoint.root}; {made} new messages."
        )

    def _all_stamped(self, actor: Actor) -> bool:
        """Stamp what has no stamp yet; a failure is named and stops no other."""
        stamped_all = True
        for checkpoint in unstamped():
            try:
                row = stamp(AnyDeed("anchor", actor, timezone.now()), checkpoint)
            except (TokenRefused, ImproperlyConfigured, OSError) as trouble:
                stamped_all = False
                self.stderr.write(f"No time stamp for the {checkpoint}: {trouble}.")
            else:
                self.stdout.write(
                    f"Stamped the {checkpoint}: {row.authority}, {row.stamped_at:%Y-%m-%d %H:%M:%S} UTC."
                )
        return stamped_all
