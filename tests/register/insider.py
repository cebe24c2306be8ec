"""An insider alone: he tries every act of every register with every account he holds, day after day, and then to release.

What he may hold is his own accounts, and each account whose first password he was shown. Nobody helps him, and nobody notices.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import permutations
from typing import Any

from django.db import IntegrityError, transaction

from documents.errors import RuleViolation
from parties import policy
from parties.authority import actor_of
from parties.models import ContactNumber, Entry, Membership, Party, Person, Signatory, User
from parties.services.contacts import change_contact
from parties.services.entries import confirm_entry
from parties.services.firms import approve_firm, change_firm, register_firm, revoke_firm
from parties.services.numbers import add_number, end_number
from parties.services.people import (
    admit,
    change_account,
    change_person,
    open_account,
    register_person,
    reset_credentials,
)
from parties.services.register import (
    change_party,
    end_role,
    grant_role,
    register_delivery_account,
    register_party,
)
from parties.services.signatories import certify_signatory, end_signatory, register_signatory
from tests.worlds import World, pdf
from tranches.models import Posting
from tranches.selectors.assessment.assessments import proposal_for
from tranches.services.instruction.approvals import approve_instruction

ENOUGH = 6  # accounts: more of them would try the same things again
REFUSED = (RuleViolation, IntegrityError, PermissionError)


@dataclass
class Insider:
    """`accounts` are those he can sign in to; `tried` counts his attempts by act, `stood` those that took effect."""

    world: World
    accounts: list[User]
    tried: Counter[str] = field(default_factory=Counter)
    stood: Counter[str] = field(default_factory=Counter)
    number: int = 0

    def day(self, *, then: int = 1) -> None:
        """One day of attempts: every act by every account, every confirmation by every account, a release; then days go by."""
        self.tries_every_act()
        self.tries_to_release()
        self.world.later(days=then)

    def tries_every_act(self, acts: Iterable[str] = policy.STANDING) -> None:
        for act in acts:
            for account in list(self.accounts):
                self._act(act, account)

    @property
    def shares_out(self) -> int:
        """Shares that left what is held for the recipient, in whatever way."""
        rows = Posting.objects.filter(agreement=self.world.agreement, from_account="held")
        return sum(rows.values_list("shares", flat=True))

    # --- One act of the register, entered and confirmed by himself ---

    def _act(self, act: str, account: User) -> None:
        for make in _attempts(act, self):
            self.number += 1
            self.tried[act] += 1
            entry = self._try(make, account)
            if entry is not None and isinstance(entry, Entry) and entry.is_open:
                for second in list(self.accounts):
                    self._confirm(entry, second)
            elif entry is not None:
                self.stood[act] += 1

    def _confirm(self, entry: Entry, account: User) -> None:
        numbers = [None, *ContactNumber.objects.filter(party__binder=entry.binder_id)]
        for number in numbers:
            row = self._try(
                lambda number=number, **by: confirm_entry(
                    entry=entry, seen_digest=entry.digest, how="as I please", number=number, **by
                ),
                account,
            )
            if row is not None:
                self.stood[entry.act] += 1
                self._gains(row)
                return

    def _gains(self, row: Any) -> None:
        found = row if isinstance(row, User) else getattr(row, "account", None)
        if found is not None and getattr(found, "first_password", "") and len(self.accounts) < ENOUGH:
            self.accounts.append(found)

    def _try(self, make: Callable[..., Any], account: User) -> Any:
        account = User.objects.select_related("person").get(pk=account.pk)
        by = {"actor": actor_of(account, now=self.world.now, factor="password"), "now": self.world.now}
        try:
            with transaction.atomic():
                return make(**by)
        except REFUSED:
            return None

    # --- The release, with whatever he holds ---

    def tries_to_release(self) -> None:
        """Approve for both companies, tick the checklist, call back and authorise, with whatever he holds."""
        instruction = self.world.instruction()
        for letter in ("A", "B"):
            for account in self.accounts:
                self._try(
                    lambda letter=letter, **by: approve_instruction(
                        instruction=instruction,
                        party=self.world.part(letter),
                        seen_digest=instruction.digest,
                        acknowledged_difference=None,
                        **by,
                    ),
                    account,
                )
        for hands in self._hands():
            shadow = World(self.world.agreement, self.world.now, firm=self.world.firm)
            shadow.users = dict(zip(("clerk2", "clerk3", "supervisor"), hands, strict=True))
            shadow.users["clerk1"] = hands[0]
            for step in (
                lambda shadow=shadow: shadow.tick_all(self.world.instruction()),
                lambda shadow=shadow: shadow.authorise(self.world.instruction()),
            ):
                try:
                    with transaction.atomic():
                        step()
                except REFUSED:
                    continue

    def _hands(self) -> Iterator[tuple[User, ...]]:
        """Who ticks, who calls back, who authorises: every order of the accounts that act for the house, or all, when those are few."""
        desk = [account for account in self.accounts if account.is_staff]
        enough = desk if len(desk) >= 3 else (self.accounts * 3)[: max(3, len(self.accounts))]
        return permutations(enough, 3)


def _attempts(act: str, insider: Insider) -> Iterator[Callable[..., Any]]:
    """What he tries under this act: services called as the pages call them, with the worst arguments."""
    world, n = insider.world, insider.number
    house, seller = world.part("D").party, world.part("C").party
    companies = [world.part(letter).party for letter in ("A", "B")]
    today, why = world.today(), {"reason": "as I please"}
    ghost = Person.objects.filter(name__startswith="Ghost").order_by("-pk").first()
    other = User.objects.exclude(pk__in=[account.pk for account in insider.accounts]).order_by("pk").first()

    def person(party: Party, role: str, **more: Any) -> Callable[..., Any]:
        return lambda **by: admit(
            party=party,
            name=f"Ghost {insider.number}",
            role=role,
            starts_on=today,
            username=f"ghost-{insider.number}",
            **more,
            **why,
            **by,
        )

    def of_ghost(service: Callable[..., Any], **given: Any) -> Iterator[Callable[..., Any]]:
        if ghost is not None:
            yield lambda **by: service(person=ghost, **given, **why, **by)

    base = act.replace("_house", "").replace("_to", "")
    if base == "register_party":
        yield lambda **by: register_party(kind="company", name=f"Shell {n}", **why, **by)
    elif base == "change_party":
        yield lambda **by: change_party(party=seller, changes={"name": f"Mine {n}"}, **why, **by)
    elif base == "change_contact":
        yield lambda **by: change_contact(
            party=seller, address=f"My street {n}", email=f"m{n}@mine.example", changed_on=today, **why, **by
        )
    elif base == "register_person":
        yield lambda **by: register_person(name=f"Ghost {n}", **why, **by)
    elif base == "change_person":
        yield lambda **by: change_person(
            person=world.users["seller"].person, changes={"name": f"Me {n}"}, **why, **by
        )
    elif base == "admit":
        if act == "admit_to_house":
            for role in ("supervisor", "clerk"):
                yield person(house, role)
        else:
            for company in companies:
                yield person(company, "officer", signs=True, title="director")
    elif base == "open_account":
        yield from of_ghost(open_account, username=f"second-{n}", is_staff="house" in act)
    elif base == "close_account":
        if other is not None:
            yield lambda **by: change_account(user=other, changes={"is_active": False}, **why, **by)
    elif base == "change_account":
        if other is not None:
            yield lambda **by: change_account(user=other, changes={"is_staff": True}, **why, **by)
    elif base == "reset_credentials":
        for name in ("officer_a", "officer_b", "clerk2"):
            yield lambda name=name, **by: reset_credentials(user=world.users[name], **why, **by)
    elif base == "grant_role":
        role = "clerk" if "house" in act else "officer"
        for party in [house] if "house" in act else companies:
            yield from of_ghost(grant_role, party=party, role=role, starts_on=today)
    elif base in ("end_role", "extend_role"):
        row = Membership.objects.filter(party=companies[0]).order_by("pk").first()
        yield lambda **by: end_role(membership=row, ends_on=None if "extend" in base else today, **why, **by)
    elif base == "register_signatory":
        for party in [house] if "house" in act else companies:
            yield from of_ghost(register_signatory, party=party, starts_on=today)
    elif base == "certify_signatory":
        row = Signatory.objects.order_by("pk").first()
        yield lambda **by: certify_signatory(signatory=row, certificate=pdf("forged"), **why, **by)
    elif base in ("end_signatory", "extend_signatory"):
        row = Signatory.objects.order_by("pk").first()
        yield lambda **by: end_signatory(
            signatory=row, ends_on=None if "extend" in base else today, **why, **by
        )
    elif base == "register_firm":
        yield lambda **by: register_firm(name=f"Firm {n}", **why, **by)
    elif base == "change_firm":
        yield lambda **by: change_firm(firm=world.firm, changes={"name": f"My firm {n}"}, **why, **by)
    elif base == "approve_firm":
        yield lambda **by: approve_firm(
            firm=world.firm, approved_by=companies[0], approved_on=today, letter=pdf("forged"), **why, **by
        )
    elif base == "revoke_firm":
        approval = world.firm.approvals.filter(revocation__isnull=True).first()
        if approval is not None and n < 0:  # it would only stop him
            yield lambda **by: revoke_firm(approval=approval, revoked_on=today, **why, **by)
    elif base == "add_number":
        yield lambda **by: add_number(
            party=seller, number=f"+44 20 7946 {n % 10000:04d}", source="me", starts_on=today, **why, **by
        )
    elif base == "end_number":
        row = ContactNumber.objects.filter(end__isnull=True).order_by("pk").first()
        if row is not None and proposal_for(world.tranche(1)) and n % 7 == 0:
            yield lambda **by: end_number(number=row, ended_on=today, **why, **by)
    elif base == "register_delivery_account":
        yield lambda **by: register_delivery_account(
            party=seller, description=f"account {n} of mine", starts_on=today, **why, **by
        )
    else:
        raise NotImplementedError(f"the insider does not know how to try {act}")
