"""Print the table of acts and states: `manage.py states > docs/states.md`."""

from typing import Any

from django.core.management.base import BaseCommand

from tranches.selectors.states import as_markdown


class Command(BaseCommand):
    """Prints which act leads from which state to which, and who may do it, as the code has it."""

    help = "Print the table of acts and states as docs/states.md holds it."
    requires_system_checks = ()

    def handle(self, *_: Any, **__: Any) -> None:
        self.stdout.write(as_markdown(), ending="")
