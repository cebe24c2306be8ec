"""What every form of an act has, whatever door it stands at: who sends it, when, and how it calls the service of its act."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar, Self, TypeVar

from documents.actor import Actor

R = TypeVar("R")


class Acting:
    """A form whose answers become an act: `form.by(actor, now).do(service, **answers)`.

    What it carries goes with the answers: its key, so that a form sent twice acts once, and the marks of what it showed, for the act
    to compare.
    """

    carried: ClassVar[tuple[str, ...]] = ("key", "marks")

    actor: Actor
    now: datetime
    cleaned_data: dict[str, Any]

    def by(self, actor: Actor, now: datetime) -> Self:
        """The form as this person sends it at this moment."""
        self.actor, self.now = actor, now
        return self

    def do(self, service: Callable[..., R], **answers: Any) -> R:
        """Call the service of the act with the answers. Raises what it refuses with (RuleViolation)."""
        own = {name: given for name in self.carried if (given := self.cleaned_data.get(name))}
        return service(actor=self.actor, now=self.now, **(own | answers))
