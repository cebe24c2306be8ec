"""The one way to change anything: lock → permit → check → write → record → give out the head.

`@act("event")` wraps a service in the first two steps and in the idempotency key, and hands it the deed.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import wraps
from typing import Any, TypeVar

from django.apps import apps
from django.db import models

from documents.actor import Actor
from documents.database.reader import as_house
from documents.errors import RuleViolation
from documents.intake import Intake
from documents.journal.canonical import digest_of
from documents.journal.clock import moment_in, newest_moment
from documents.models import IdempotencyKey
from documents.papers import fonts
from documents.registry import Registry
from documents.seen import require_same
from documents.services.transactions import in_one_transaction
from tranches import policy
from tranches.models import AgreementParty, EscrowAgreement
from tranches.selectors.amendment.terminations import ended_sentence
from tranches.selectors.ending.closing import AFTER_CLOSING, closed_sentence
from tranches.selectors.read_once import is_reading_once
from tranches.selectors.seen import decided_on, seen_of
from tranches.selectors.terms import forget_terms
from tranches.services.checkpoints import give_out_head
from tranches.services.deed import Deed

R = TypeVar("R", bound=models.Model)
SERVICES: Registry[Callable[..., models.Model]] = Registry("service of an act")
"""The act → its service."""
# Whoever says “that was not me” stops the delivery in whatever letters he writes.
NEVER_BARRED = frozenset({"object_to_entry"})


def act(event: str) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Make a function the service of an act.

    In one transaction: the agreement's row is locked, a spent idempotency key answers with its first result, a closed agreement
    refuses, every model handed in is read again under the lock, the policy is asked, and a text that no paper can print is refused
    here and not when a letter is due. At the end the head that the act leaves is given out. Whatever the function raises rolls all
    of it back; what the database asks for again is done again. The service takes the `deed` first; callers give `actor` and `now`
    and may add `key`, and a form that shows what is decided on adds the `marks` of what it showed: where that has moved since, the
    act refuses.
    """

    def decorate(function: Callable[..., R]) -> Callable[..., R]:
        @wraps(function)
        def service(
            *, actor: Actor, now: datetime, key: str = "", marks: str | None = None, **arguments: Any
        ) -> R:
            if is_reading_once():
                raise RuntimeError(
                    "an act reads everything anew: it does not run while a page is put together"
                )

            def once() -> R:
                agreement = lock(_agreement_of(arguments))
                content = digest_of(_plain(arguments), form="act-content/1")
                earlier = _answered(key, event, actor, content)
                if earlier is not None:
                    return earlier  # type: ignore[return-value]
                closed = "" if event in AFTER_CLOSING else closed_sentence(agreement)
                if closed:
                    raise RuleViolation("agreement_closed", f"{closed} Nothing was changed.")
                ended = ended_sentence(event, agreement)
                if ended:
                    raise RuleViolation("agreement_ended", f"{ended} Nothing was changed.")
                for row in _rows_in(arguments):
                    row.refresh_from_db()
                    if isinstance(row, EscrowAgreement):
                        forget_terms(row)  # an amendment may have come into force meanwhile
                party = arguments.get("party")
                policy.permit(
                    event,
                    actor,
                    agent_id=agent_of(agreement).party_id,
                    party_id=party.party_id if isinstance(party, AgreementParty) else None,
                )
                if marks is not None:
                    require_same(seen_of(decided_on(arguments)), marks)
                if event not in NEVER_BARRED:
                    fonts.refuse_unprintable(
                        {name: value for name, value in arguments.items() if not isinstance(value, Intake)}
                    )
                # All rows of the act bear the moment that its events do.
                moment = moment_in(agreement.binder, now, newest_moment(agreement.binder_id))
                deed = Deed(act=event, actor=actor, now=moment, agreement=agreement)
                result = function(deed, **arguments)
                give_out_head(deed)
                if key:
                    _spend(deed, key, content, result)
                return result

            return in_one_transaction(once)

        service.event = event  # type: ignore[attr-defined]
        SERVICES.add(event, service)
        return service

    return decorate


def lock(agreement: EscrowAgreement) -> EscrowAgreement:
    """Wait for the agreement's row. On SQLite the transaction itself (IMMEDIATE) is the lock."""
    return EscrowAgreement.objects.select_for_update().get(pk=agreement.pk)


def agent_of(agreement: EscrowAgreement) -> AgreementParty:
    """The escrow agent's part in the agreement."""
    return AgreementParty.objects.select_related("party").get(agreement=agreement, part="escrow_agent")


# The way from a row to its agreement, one attribute after the other.
_STEPS_UP = (
    "hold",
    "approval",
    "signature",
    "consent",
    "recovery",
    "claim",
    "statement",
    "release",
    "instruction",
    "amendment",
    "tranche",
    "agreement",
)


def _agreement_of(arguments: dict[str, Any]) -> EscrowAgreement:
    """The agreement an act belongs to, from the first model handed in. Two different ones are a mistake of ours."""
    found: EscrowAgreement | None = None
    for value in arguments.values():
        if not isinstance(value, models.Model):
            continue
        candidate = value
        for step in _STEPS_UP:
            if not isinstance(candidate, EscrowAgreement) and hasattr(candidate, step):
                candidate = getattr(candidate, step)
        if isinstance(candidate, EscrowAgreement):
            if found is not None and found.pk != candidate.pk:
                raise RuleViolation(
                    "two_agreements", "These belong to two different agreements. Start again from the page."
                )
            found = candidate
    if found is None:
        raise RuntimeError("an act names something of an agreement")
    return found


def _rows_in(value: Any) -> Iterator[models.Model]:
    """Every model handed in, also inside lists and line specifications: what was read before the lock may be old."""
    if isinstance(value, models.Model):
        yield value
    elif isinstance(value, dict):
        for entry in value.values():
            yield from _rows_in(entry)
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from _rows_in(entry)
    elif is_dataclass(value) and not isinstance(value, type):
        for entry in fields(value):
            yield from _rows_in(getattr(value, entry.name))


@as_house  # a key is spent once in the whole house
def _answered(key: str, event: str, actor: Actor, content: str) -> models.Model | None:
    if not key:
        return None
    spent = IdempotencyKey.objects.filter(key=key).first()
    if spent is None:
        return None
    if (spent.act, spent.actor_id_text, spent.content_digest) != (event, actor.id_text, content):
        raise RuleViolation(
            "key_reused",
            "This form was already sent with other content, and that was recorded. Reload the page and look at what stands now.",
        )
    return apps.get_model(spent.result_model)._default_manager.get(pk=spent.result_pk)


def _spend(deed: Deed, key: str, content: str, result: models.Model) -> None:
    deed.create(
        IdempotencyKey(
            key=key,
            act=deed.act,
            actor_id_text=deed.actor.id_text,
            content_digest=content,
            result_model=result._meta.label,
            result_pk=result.pk,
            recorded_at=deed.now,
        ),
        why=deed.act,
    )


def _plain(value: Any) -> Any:
    """What an act was asked, as plain data: enough to tell a repeat from another request. Actor and clock are left out."""
    if isinstance(value, dict):
        return {str(name): _plain(entry) for name, entry in value.items() if name not in ("actor", "now")}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(entry) for entry in value]
    if isinstance(value, models.Model):
        return f"{value._meta.label}:{value.pk}"
    if isinstance(value, Intake):
        return hashlib.sha256(value.content).hexdigest()
    if isinstance(value, Decimal | Fraction):
        return str(value)
    if isinstance(value, date | bool | int | str) or value is None:
        return value
    if is_dataclass(value):
        return {entry.name: _plain(getattr(value, entry.name)) for entry in fields(value)}
    raise TypeError(f"{type(value).__name__} is no argument of an act")
