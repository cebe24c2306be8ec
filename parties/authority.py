"""Who could sign for a party on a day; in which roles does a person act on a day; was a firm approved on a day."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from documents.actor import Actor
from documents.days import house_day
from parties.models import (
    AccountingFirm,
    DeliveryAccount,
    FirmApproval,
    Membership,
    Party,
    Person,
    Role,
    Signatory,
    User,
)


def in_force(day: date, path: str = "") -> Q:
    """The filter of rows with `starts_on` and `ends_on` that are in force on the day; `path` leads to them (`memberships__`)."""
    open_end, later_end = Q(**{f"{path}ends_on__isnull": True}), Q(**{f"{path}ends_on__gte": day})
    return Q(**{f"{path}starts_on__lte": day}) & (open_end | later_end)


def in_force_on_any(days: Iterable[date]) -> Q:
    """The filter of rows that are in force on at least one of the days."""
    return reduce(or_, (in_force(day) for day in days))


def is_in_force(entry: Membership | Signatory, day: date) -> bool:
    """Whether a row that was read for several days is in force on this one: what `in_force` asks the database."""
    return entry.starts_on <= day and (entry.ends_on is None or entry.ends_on >= day)


def signatories_on(party: Party, day: date) -> QuerySet[Signatory]:
    """Who could sign for the party on that day."""
    return Signatory.objects.filter(in_force(day), party=party).select_related("person", "party")


def authority_on(person_id: int | None, party_id: int, day: date) -> Signatory | None:
    """The person's authority to sign for the party on the day; one to sign alone before one to sign jointly."""
    if person_id is None:
        return None
    rows = Signatory.objects.filter(in_force(day), party_id=party_id, person_id=person_id)
    return rows.order_by("-signing", "-starts_on").first()


def may_sign(person_id: int | None, party_id: int, day: date) -> bool:
    return authority_on(person_id, party_id, day) is not None


def may_bind(person_id: int | None, party_id: int, day: date) -> bool:
    """Whether the person alone could bind the party that day: signing alone for it, or as the party himself, in his own name."""
    authority = authority_on(person_id, party_id, day)
    if authority is not None and authority.signing == Signatory.Signing.SINGLE:
        return True
    own = Membership.objects.filter(in_force(day), party_id=party_id, role=Role.SELLER)
    return own.filter(person_id=person_id or 0).exists()


def firm_approval_on(firm: AccountingFirm, approver: Party, day: date) -> FirmApproval | None:
    """The approval of the firm in force on the day: given and on the register by then, not revoked by then (SPA 4.2, I14)."""
    # The day ends last at UTC−12.
    over = datetime.combine(day, time(), tzinfo=UTC) + timedelta(hours=36)
    return (
        FirmApproval.objects.filter(
            firm=firm, approved_by=approver, approved_on__lte=day, recorded_at__lt=over
        )
        .exclude(revocation__revoked_on__lte=day)
        .first()
    )


def delivery_account_on(party: Party, day: date) -> DeliveryAccount | None:
    """The newest account in force on the day."""
    return (
        DeliveryAccount.objects.filter(party=party, starts_on__lte=day).order_by("-starts_on", "-id").first()
    )


def _acting(entry: Membership) -> str:
    if entry.role == Role.SELLER:
        return f"{entry.party.name}, in his own name"
    return f"{Role(entry.role).label.lower()} of {entry.party.name}"


def actor_of(user: User, *, now: datetime, factor: str = "", day: date | None = None) -> Actor:
    """The actor behind an account: his roles as they stand today, and the sentence for the record.

    An inactive account or one without a person acts in no role.
    """
    memberships: list[Membership] = []
    if user.is_active and user.person_id:
        memberships = list(
            Membership.objects.filter(
                in_force(day or house_day(now)), person_id=user.person_id
            ).select_related("party", "person")
        )
    # Once each: a simulation's parties bear the names of the real ones.
    capacity = "; ".join(dict.fromkeys(_acting(entry) for entry in memberships))
    person: Person | None = memberships[0].person if memberships else user.person
    return Actor(
        name=person.name if person else user.username,
        capacity=capacity or "no role",
        user_id=user.pk,
        person_id=user.person_id,
        factor=factor,
        roles=frozenset((entry.role, entry.party_id) for entry in memberships),
    )
