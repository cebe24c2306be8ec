"""The deed: what is being done, by whom, at what moment, in which agreement. `@act` hands it to the service.

Whatever a service writes, it writes by its deed: a row, an edge, a posting, an event, a paper. What needs more than one of these takes
the deed first: `common.move_tranche`, `paperwork.file_statement`, `telling.tell_report`. So nobody hands on who acts and when.
"""

from dataclasses import dataclass
from datetime import date

from documents.models import Binder
from documents.services.deed import BinderDeed
from tranches.models import (
    Amendment,
    EscrowAgreement,
    Instruction,
    Posting,
    Release,
    SecurityLine,
    Tranche,
)
from tranches.selectors.days import day_of
from tranches.services import journal, ledger, moving


@dataclass(frozen=True)
class Deed(BinderDeed[journal.Subject]):
    """One act of an agreement under way; it is told in the agreement's binder."""

    agreement: EscrowAgreement

    @property
    def today(self) -> date:
        """The day in the agreement's time zone: the day an act takes effect when nothing else is said."""
        return day_of(self.now, self.agreement)

    @property
    def binder(self) -> Binder:
        """The agreement's."""
        return self.agreement.binder

    def told_as(self, about: journal.Subject) -> tuple[str, str]:
        """As the journal names a thing of the agreement."""
        return journal.subject_of(about)

    def move(
        self,
        subject: Tranche | Instruction | Release | Amendment,
        edge: str,
        *,
        why: str,
        also: tuple[str, ...] = (),
    ) -> tuple[str, str]:
        """Walk one edge that the policy gives to this act; the state before and the state after."""
        return moving.move(
            subject, edge, event=self.act, actor=self.actor, now=self.now, reason=why, also=also
        )

    def post(
        self,
        kind: Posting.Kind,
        shares: int,
        *,
        source: ledger.Place,
        target: ledger.Place,
        why: ledger.Why,
        effective_on: date,
        line: SecurityLine | None = None,
    ) -> Posting:
        """Move whole shares from one account of the agreement to another."""
        return ledger.post(
            self.agreement,
            kind,
            shares,
            source=source,
            target=target,
            why=why,
            effective_on=effective_on,
            actor=self.actor,
            now=self.now,
            line=line,
        )
