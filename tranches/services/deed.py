"""The deed: what is being done, by whom, at what moment, in which agreement. `@act` hands it to the service.

Whatever a service writes, it writes by its deed: a row, an edge, a posting, an event, a paper. What needs more than one of these takes
the deed first: `common.move_tranche`, `paperwork.file_statement`, `telling.tell_report`. So nobody hands on who acts and when.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import models

from documents.actor import Actor
from documents.intake import Intake
from documents.models import Document, Event
from documents.services import recorded
from documents.services.filing import file_document
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

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Deed:
    """One act under way. Each method hands actor and moment on to the one writer of its kind."""

    act: str
    agreement: EscrowAgreement
    actor: Actor
    now: datetime

    @property
    def today(self) -> date:
        """The day in the agreement's time zone: the day an act takes effect when nothing else is said."""
        return day_of(self.now, self.agreement)

    def create(self, row: M, why: str) -> M:
        """Insert a new row with its history."""
        return recorded.create(row, actor=self.actor, now=self.now, reason=why)

    def update(self, row: M, *fields: str, why: str) -> M:
        """Write the named fields of an existing row with its history."""
        return recorded.update(row, *fields, actor=self.actor, now=self.now, reason=why)

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

    def note(
        self,
        kind: str,
        about: journal.Subject,
        *,
        effective_on: date,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
        facts: Mapping[str, Any] | None = None,
        documents: Iterable[Document] = (),
        reason: str = "",
    ) -> Event:
        """Append one event to the agreement's binder."""
        return journal.note(
            self.agreement,
            kind,
            about,
            actor=self.actor,
            now=self.now,
            effective_on=effective_on,
            before=before,
            after=after,
            facts=facts,
            documents=documents,
            reason=reason,
        )

    def file(
        self,
        paper: Intake,
        *,
        about: journal.Subject,
        kind: str,
        title: str,
        dated_on: date,
        reference: str = "",
        made_here: bool = False,
    ) -> Document:
        """File a paper about something of the agreement into its binder."""
        return file_document(
            binder=self.agreement.binder,
            intake=paper,
            kind=kind,
            title=title,
            dated_on=dated_on,
            actor=self.actor,
            now=self.now,
            subject=journal.subject_of(about),
            reference=reference,
            made_here=made_here,
        )
