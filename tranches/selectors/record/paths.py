"""The way from a row to what it belongs to, read off the foreign keys: to its deal, its binder, its tranche."""

from collections import deque
from functools import cache

from django.db.models import ForeignKey, Model, Q

from documents.models import Binder, Document
from documents.selectors.history import BESIDE
from tranches.models import Assessment, EscrowAgreement, Instruction, Release, Tranche
from tranches.selectors.record.concern import Concern

DEEP = 4
# Nothing is about a tranche only because an assessment or another instruction behind it is.
ENDS = frozenset({Tranche, Instruction, Release, Assessment})


@cache
def path_to(model: type[Model], target: type[Model], ends: frozenset[type[Model]] = frozenset()) -> str:
    """The shortest way along foreign keys, as a lookup ("instruction__agreement"); "pk" for the thing itself, empty for none.

    No way leads through one of `ends`.
    """
    if model is target:
        return "pk"
    waiting: deque[tuple[type[Model], tuple[str, ...]]] = deque([(model, ())])
    seen = {model}
    while waiting:
        at, way = waiting.popleft()
        if at in ends:
            continue
        for field in at._meta.concrete_fields:
            kind = field.related_model
            if (
                field.name in BESIDE
                or not isinstance(field, ForeignKey)
                or not isinstance(kind, type)
                or kind in seen
            ):
                continue
            if kind is target:
                return "__".join((*way, field.name))
            if len(way) + 1 < DEEP:
                seen.add(kind)
                waiting.append((kind, (*way, field.name)))
    return ""


@cache
def binder_path(model: type[Model]) -> str:
    """The way to the binder: by the deal where the row belongs to one; empty where it lies in none."""
    deal = path_to(model, EscrowAgreement)
    if deal:
        return "binder" if deal == "pk" else f"{deal}__binder"
    return path_to(model, Binder)


def in_binder(model: type[Model], binder: Binder) -> Q:
    """Rows that lie in the binder; none where the model knows of no binder."""
    way = binder_path(model)
    return Q(**{way: binder.pk}) if way else Q(pk__in=())


def rows_about(model: type[Model], concern: Concern) -> Q:
    """Rows about the tranche itself, an instruction or a release that has shares of it, or a document about one of them."""
    found = Q(public_id__in=concern.documents) if model is Document else Q(pk__in=())
    for target, keys in (
        (Tranche, frozenset({concern.tranche.pk})),
        (Instruction, concern.instructions),
        (Release, concern.releases),
    ):
        for way in _ways_to(model, target):
            found |= Q(**{f"{way}__in": keys})
    return found


@cache
def _ways_to(model: type[Model], target: type[Model]) -> tuple[str, ...]:
    """Every foreign key straight to the target (a posting has two to a tranche), else the shortest way."""
    if model in ENDS:
        return ("pk",) if model is target else ()
    straight = tuple(
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and field.related_model is target
    )
    way = path_to(model, target, ENDS)
    return straight or ((way,) if way else ())
