"""Saving with who, when and why: the only way services write a model. What changes has a history beside it, the rest is its own."""

from datetime import datetime
from typing import TypeVar

from django.contrib.auth import get_user_model
from django.db import models

from documents.actor import Actor
from documents.models import WrittenOnce

M = TypeVar("M", bound=models.Model)


def create(instance: M, *, actor: Actor, now: datetime, reason: str) -> M:
    """Insert a new row; itself or its history names the actor, the moment and the reason."""
    if isinstance(instance, WrittenOnce):
        instance.written(at=now, by=actor.user_id, why=reason)
    else:
        _annotate(instance, actor=actor, now=now, reason=reason)
    instance.save(force_insert=True)
    return instance


def update(instance: M, *fields: str, actor: Actor, now: datetime, reason: str) -> M:
    """Write the named fields of an existing row."""
    _annotate(instance, actor=actor, now=now, reason=reason)
    instance.save(update_fields=list(fields))
    return instance


def add_history(instance: models.Model, *, actor: Actor, now: datetime, reason: str) -> None:
    """A history row for a change that a guarded `UPDATE` has already written."""
    manager = type(instance).history  # type: ignore[attr-defined]
    row = manager.model(
        **{field.attname: getattr(instance, field.attname) for field in manager.model.tracked_fields},
        history_date=now,
        history_user_id=actor.user_id,
        history_change_reason=reason,
        history_type="~",
    )
    row.save(force_insert=True)


def _annotate(instance: models.Model, *, actor: Actor, now: datetime, reason: str) -> None:
    instance._history_date = now  # type: ignore[attr-defined]
    # An unsaved instance with the key is enough for the foreign key, and costs no query.
    instance._history_user = get_user_model()(pk=actor.user_id) if actor.user_id else None  # type: ignore[attr-defined]
    instance._change_reason = reason  # type: ignore[attr-defined]
