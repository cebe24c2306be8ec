"""The register's deed: what is being entered, by whom, at what moment, in which party's binder.

A service of the register makes it of its `actor` and `now` and of the act's line in `policy.STANDING`; from there on it is handed on.
"""

from dataclasses import dataclass, replace
from datetime import date

from documents.days import house_day
from documents.intake import Intake
from documents.models import Binder, Document
from documents.services.deed import BinderDeed
from parties.models import Party


@dataclass(frozen=True)
class Deed(BinderDeed[Party]):
    """One act of the register under way; it is told in the party's binder."""

    party: Party

    @property
    def today(self) -> date:
        """The day in the house."""
        return house_day(self.now)

    @property
    def binder(self) -> Binder:
        """The party's."""
        return self.party.binder

    def told_as(self, about: Party) -> tuple[str, str]:
        """By its public name, which stays."""
        return "party", str(about.public_id)

    def filed_as(self, about: Party) -> tuple[str, str]:
        """By the name that is read."""
        return "party", about.name

    def at(self, party: Party) -> "Deed":
        """The same deed, told in another party's binder."""
        return replace(self, party=party)

    def file_if_given(
        self, paper: Intake | None, kind: str, title: str, *, dated_on: date
    ) -> Document | None:
        """File an entry's paper in the party's binder; nothing when there is none."""
        if paper is None:
            return None
        return self.file(paper, about=self.party, kind=kind, title=title, dated_on=dated_on)
