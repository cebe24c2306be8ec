"""Looking at sign-ins and refusals."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from parties.models import SignIn, User

SHOWN = 10
NOBODY = "-"  # asks for the attempts over names that nobody has


@dataclass(frozen=True)
class SignInSearch:
    """What is looked for; an empty field asks for nothing. `account` is a user name, or `NOBODY`."""

    account: str = ""
    outcome: str = ""


def recent_sign_ins(user: User) -> list[SignIn]:
    """The owner's own, the newest first."""
    return list(SignIn.objects.filter(user=user)[:SHOWN])


def sign_ins_of_people(party_ids: list[int]) -> QuerySet[SignIn]:
    """Those of everybody who acts or acted for one of the parties, and those over names that nobody has."""
    people = Q(user__person__memberships__party__in=party_ids) | Q(
        user__person__signatory_of__party__in=party_ids
    )
    found = SignIn.objects.filter(people).values("pk")
    return SignIn.objects.filter(Q(pk__in=found) | Q(user__isnull=True)).select_related("user__person")


def search_sign_ins(rows: QuerySet[SignIn], search: SignInSearch) -> QuerySet[SignIn]:
    if search.account == NOBODY:
        rows = rows.filter(user__isnull=True)
    elif search.account:
        rows = rows.filter(user__username=search.account)
    if search.outcome:
        rows = rows.filter(outcome=search.outcome)
    return rows.order_by("-at", "-id")


def accounts_in(rows: QuerySet[SignIn]) -> list[str]:
    """The user names that occur."""
    known = rows.filter(user__isnull=False).order_by("user__username")
    return list(known.values_list("user__username", flat=True).distinct())
