"""Two persons of a house who keep its register in a play: the one enters, the other compares and confirms."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from documents.actor import Actor
from parties.authority import actor_of
from parties.models import Entry, User
from parties.services.entries import confirm_entry, numbers_before


@dataclass
class TwoPersons:
    """The accounts of the two and their clock, which goes on a little with each step."""

    first: User
    second: User
    now: datetime
    reason: str = "simulation"
    how: str = "compared with the paper at hand"
    factor: str = "simulated"

    def enter(self, service: Callable[..., Entry], **given: Any) -> Any:
        """Have the entry made by the first and confirmed by the second, and return what it wrote."""
        entry = service(**given, reason=self.reason, **self._by(self.first))
        numbers = list(numbers_before(given["party"], entry)) if "party" in given else []
        return confirm_entry(
            entry=entry,
            seen_digest=entry.digest,
            how=self.how,
            number=numbers[0] if numbers else None,
            **self._by(self.second),
        )

    def alone(self, service: Callable[..., Any], **given: Any) -> Any:
        """What one person is enough for."""
        return service(**given, reason=self.reason, **self._by(self.first))

    def _by(self, user: User) -> dict[str, Any]:
        self.now += timedelta(seconds=1)
        actor: Actor = actor_of(user, now=self.now, factor=self.factor)
        return {"actor": actor, "now": self.now}
