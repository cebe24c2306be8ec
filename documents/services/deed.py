"""What every deed is: something that is being done, by whom, at what moment. Each app has its own, with the binder it writes to.

Whatever a service writes, it writes by its deed: a row, an event, a paper, a message. So nobody hands on who acts and when.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.db import models

from documents.actor import Actor
from documents.intake import Intake
from documents.journal.record import record
from documents.models import Binder, Document, Event, OutboxMessage
from documents.services import recorded
from documents.services.filing import file_document
from documents.services.outbox import put_message

M = TypeVar("M", bound=models.Model)
About = TypeVar("About")


@dataclass(frozen=True)
class Deed:
    """One act under way, wherever it belongs. Each method hands actor and moment on to the one writer of its kind."""

    act: str
    actor: Actor
    now: datetime

    def create(self, row: M, why: str) -> M:
        """Insert a new row with its history."""
        return recorded.create(row, actor=self.actor, now=self.now, reason=why)

    def update(self, row: M, *fields: str, why: str) -> M:
        """Write the named fields of an existing row with its history."""
        return recorded.update(row, *fields, actor=self.actor, now=self.now, reason=why)


@dataclass(frozen=True)
class BinderDeed(Deed, Generic[About]):
    """One act under way that is told in a binder; `About` is what its events and papers may be about."""

    @property
    def binder(self) -> Binder:
        """Where it is told."""
        raise NotImplementedError

    def told_as(self, about: About) -> tuple[str, str]:
        """How an event names the thing it is about."""
        raise NotImplementedError

    def filed_as(self, about: About) -> tuple[str, str]:
        """How a paper names the thing it is about."""
        return self.told_as(about)

    def note(
        self,
        kind: str,
        about: About,
        *,
        effective_on: date,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
        facts: Mapping[str, Any] | None = None,
        documents: Iterable[Document] = (),
        reason: str = "",
    ) -> Event:
        """Append one event to the binder."""
        return record(
            binder=self.binder,
            kind=kind,
            subject=self.told_as(about),
            actor=self.actor,
            effective_on=effective_on,
            now=self.now,
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
        about: About,
        kind: str,
        title: str,
        dated_on: date,
        reference: str = "",
        made_here: bool = False,
    ) -> Document:
        """File a paper into the binder."""
        return file_document(
            binder=self.binder,
            intake=paper,
            kind=kind,
            title=title,
            dated_on=dated_on,
            actor=self.actor,
            now=self.now,
            subject=self.filed_as(about),
            reference=reference,
            made_here=made_here,
        )

    def tell(
        self, *, purpose: str, to_address: str, to_name: str = "", subject: str, body: str
    ) -> OutboxMessage | None:
        """Put one message into the outbox; None where this purpose has one already."""
        return put_message(
            binder=self.binder,
            purpose=purpose,
            to_address=to_address,
            to_name=to_name,
            subject=subject,
            body=body,
            actor=self.actor,
            now=self.now,
        )


@dataclass(frozen=True)
class RecordDeed(BinderDeed[Binder]):
    """One act about a whole record, told in it: a copy that is taken, the clock that is right again."""

    kept: Binder

    @property
    def binder(self) -> Binder:
        """The record itself."""
        return self.kept

    def told_as(self, about: Binder) -> tuple[str, str]:
        """By its reference."""
        return "binder", about.reference
