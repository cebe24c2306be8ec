"""What changed on the register about a party: told to it at once, shown in its inbox, and open to “that was not me”."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from documents.days import day_words
from parties.models import DeliveryAccount, Entry, EntryDecision
from parties.selectors.accounts import account_changed_on
from tranches.models import DeliveryStop, Instruction, Release
from tranches.selectors.release.confirmed import delivering
from tranches.selectors.terms import terms_of

# Entries that somebody outside the house must know of at once: who may sign for a company, and where the recipient's shares go.
CONCERNS = frozenset(
    {
        "admit",
        "register_signatory",
        "certify_signatory",
        "end_signatory",
        "extend_signatory",
        "grant_role",
        "end_role",
        "extend_role",
        "open_account",
        "change_account",
        "close_account",
        "reset_credentials",
        "change_party",
        "change_contact",
        "change_person",
        "approve_firm",
        "revoke_firm",
        "add_number",
        "end_number",
        "register_delivery_account",
    }
)
SHOWN_FOR = timedelta(days=60)


@dataclass(frozen=True)
class RegisterChange:
    """An entry as its party reads it; `stands` says in words how far it is, `objected` whether an objection stopped delivery."""

    entry: Entry
    stands: str
    objected: bool

    @property
    def is_refused(self) -> bool:
        return hasattr(self.entry, "decision") and self.entry.decision.answer != EntryDecision.Answer.CONFIRM


def changes_about(party_ids: Iterable[int], now: datetime) -> list[RegisterChange]:
    """The entries of the last sixty days that concern these parties, the newest first."""
    rows = (
        Entry.objects.filter(
            binder__party__in=list(party_ids), act__in=CONCERNS, recorded_at__gte=now - SHOWN_FOR
        )
        .select_related("person", "decision__person", "binder")
        .order_by("-id")
    )
    standing = DeliveryStop.objects.filter(entry__isnull=False, lift__isnull=True)
    objected = set(standing.values_list("entry_id", flat=True))
    return [RegisterChange(entry, _stands(entry), entry.pk in objected) for entry in rows]


def _stands(entry: Entry) -> str:
    decision = getattr(entry, "decision", None)
    if decision is None:
        return "waits for a second person of the escrow agent" if entry.needs_second else "in force"
    if decision.answer == EntryDecision.Answer.CONFIRM:
        return f"in force, confirmed by {decision.person.name}"
    return f"{decision.get_answer_display().lower()}; nothing changed"


@dataclass(frozen=True)
class AccountStanding:
    """The account that shares go to, since when it has stood so, and whether that is since the last release."""

    account: DeliveryAccount
    since: date
    confirmed_by: str
    changed_since_release: bool

    @property
    def words(self) -> str:
        """In one line, as papers and pages print it."""
        said = f"on the register since {day_words(self.since)}"
        return f"{said}, changed since the last release" if self.changed_since_release else said


def account_standing(instruction: Instruction) -> AccountStanding | None:
    """How the account that the instruction names stands; None where it names none."""
    account = instruction.delivery_account
    if account is None or account.entry is None:
        return None
    decision = getattr(account.entry, "decision", None)
    last = (
        delivering(Release.objects.filter(agreement=instruction.agreement_id))
        .filter(instruction__delivery_account__isnull=False)
        .exclude(instruction__basis=Instruction.Basis.RETURN)
        .order_by("-authorised_at")
        .first()
    )
    changed_at = (decision or account.entry).recorded_at
    return AccountStanding(
        account,
        account_changed_on(account),
        decision.person.name if decision else "",
        last is not None and changed_at > last.authorised_at,
    )


def cool_off_ends_on(instruction: Instruction) -> date | None:
    """The first day on which the account may be delivered to."""
    standing = account_standing(instruction)
    days = terms_of(instruction.agreement).signing.cool_off_days
    return standing.since + timedelta(days=days) if standing else None
