"""The deed: what is being done, by whom, at what moment, in which agreement. `@act` hands it to the service."""

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
from tranches.models import EscrowAgreement
from tranches.selectors.days import day_of
from tranches.services import journal

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
        """The day in the agreement's time zone."""
        return day_of(self.now, self.agreement)

    def create(self, row: M, why: str) -> M:
        """Insert a new row with its history."""
        return recorded.create(row, actor=self.actor, now=self.now, reason=why)

    def update(self, row: M, *fields: str, why: str) -> M:
        """Write the named fields of an existing row with its history."""
        return recorded.update(row, *fields, actor=self.actor, now=self.now, reason=why)

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
        )
