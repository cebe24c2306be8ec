"""Legal dispositions and hand-overs as they stand: which step each has reached, and which shares its letter has laid hold of."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from tranches.models import (
    DISPOSABLE,
    Account,
    Disposition,
    DispositionEnd,
    DispositionLine,
    EscrowAgreement,
    HandOverPack,
    Tranche,
)
from tranches.selectors.ledger.as_of import AsOf
from tranches.selectors.ledger.balances import Balances, balances
from tranches.selectors.read_once import read_once
from tranches.selectors.release.confirmed import LetterStanding

END = DispositionEnd.Kind


@dataclass(frozen=True)
class Spot:
    """A place in escrow that shares can be taken from, and how many are free there."""

    account: str
    tranche: Tranche | None
    shares: int

    @property
    def pk(self) -> str:
        return f"{self.account}:{self.tranche.number if self.tranche else ''}"

    @property
    def label(self) -> str:
        name = Account(self.account).label
        return f"{name}, tranche {self.tranche.number}" if self.tranche else name


@read_once
def dispositions_of(agreement: EscrowAgreement) -> list[Disposition]:
    """Every disposition of the agreement with everything that hangs on it, the newest first."""
    rows = (
        Disposition.objects.filter(agreement=agreement)
        .select_related(
            "document",
            "filed_person",
            "legal_check__person",
            "legal_check__notice",
            "letter__document__signed_rendition__document",
            "sending",
            "end__document",
        )
        .prefetch_related(
            "lines__tranche",
            "lines__postings",
            "authorisations__person",
            "packs__document",
            "answers__document",
            "recall_requests",
        )
        .order_by("-number")
    )
    found = list(rows)
    for row in found:
        row.agreement = agreement
    return found


def is_open(disposition: Disposition) -> bool:
    """Whether something is still to be done: it has no end, and its check did not find it without effect."""
    if hasattr(disposition, "end"):
        return False
    return not hasattr(disposition, "legal_check") or bool(disposition.legal_check.is_effective)


def word_of(disposition: Disposition) -> str:
    """Where it stands, in a word or two."""
    if hasattr(disposition, "end"):
        return str(disposition.end.get_kind_display()).lower()
    if not hasattr(disposition, "legal_check"):
        return "waits for its legal check"
    if not disposition.legal_check.is_effective:
        return "found without effect"
    if hasattr(disposition, "sending"):
        standing = letter_standing(disposition)
        sent = f"letter sent, {standing.words}" if standing.confirmed else "letter sent"
        return f"{sent}; called back, not answered" if disposition.recall_requests.all() else sent
    if hasattr(disposition, "letter"):
        return "authorised, letter made"
    return "checked"


def open_dispositions(agreement: EscrowAgreement) -> list[Disposition]:
    return [row for row in dispositions_of(agreement) if is_open(row)]


def total_of(disposition: Disposition) -> int:
    """All shares it moves."""
    return sum(line.shares for line in disposition.lines.all())


def pack_of(disposition: Disposition) -> HandOverPack | None:
    """The newest hand-over pack."""
    return max(disposition.packs.all(), key=lambda pack: pack.pk, default=None)


def earmarked(agreement: EscrowAgreement, account: str, tranche_number: int | None = None) -> int:
    """The shares of a place that a letter of disposition asks for and that the transfer agent has not answered about."""
    return asked_by_letters(agreement).get((str(account), tranche_number), 0)


@read_once
def asked_by_letters(agreement: EscrowAgreement) -> dict[tuple[str, int | None], int]:
    """By account and tranche number, what the letters of disposition ask for that the transfer agent has not answered about."""
    found: Counter[tuple[str, int | None]] = Counter()
    rows = _with_letter_out(agreement).annotate(gone=Sum("postings__shares"))
    for account, number, shares, gone in rows.values_list("account", "tranche__number", "shares", "gone"):
        found[(account, number)] += shares - (gone or 0)
    return dict(found)


def place_of(line: DispositionLine) -> str:
    """Where a line takes its shares from, in words."""
    return Spot(line.account, line.tranche, line.shares).label


def open_of(line: DispositionLine) -> int:
    """What of a line of an open letter has not left escrow; whatever is refused or recalled ends the letter as a whole."""
    return int(line.shares) - sum(posting.shares for posting in line.postings.all())


def letter_standing(disposition: Disposition) -> LetterStanding:
    """How its letter stands by the transfer agent's answers."""
    answers = disposition.answers.all()
    return LetterStanding(
        total_of(disposition),
        sum(row.confirmed_shares for row in answers),
        sum(row.back_shares for row in answers),
    )


def _with_letter_out(agreement: EscrowAgreement) -> QuerySet[DispositionLine]:
    return DispositionLine.objects.filter(
        disposition__agreement=agreement,
        disposition__letter__isnull=False,
        disposition__end__isnull=True,
    )


def spots_of(agreement: EscrowAgreement, standing: Balances | None = None) -> list[Spot]:
    """Every place in escrow with free shares, in the order of the tranches."""
    standing = standing or balances(agreement)
    taken = asked_by_letters(agreement)
    rows: list[Tranche | None] = [None, *Tranche.objects.filter(agreement=agreement).order_by("number")]
    found = []
    for tranche in rows:
        for account in DISPOSABLE:
            number = tranche.number if tranche else None
            shares = standing.of(account, number) - taken.get((account, number), 0)
            if shares > 0:
                found.append(Spot(str(account), tranche, shares))
    return found


@read_once
def handed_over(agreement: EscrowAgreement) -> Disposition | None:
    """The hand-over that the transfer agent has confirmed."""
    rows = Disposition.objects.filter(
        agreement=agreement, ground=Disposition.Ground.SUCCESSOR, end__kind=END.CONFIRMED
    )
    return rows.select_related("end").order_by("-number").first()


def handed_over_on(agreement: EscrowAgreement) -> date | None:
    """The day the shares of the agreement went to a successor agent."""
    found = handed_over(agreement)
    return found.end.ended_on if found else None


def open_then(agreement: EscrowAgreement, seen: AsOf) -> list[Disposition]:
    """The dispositions that were recorded and not ended, nor found without effect, as of then."""
    rows = Disposition.objects.filter(seen.where("received_on"), agreement=agreement)
    ended = rows.filter(seen.where("end__ended_on", "end__recorded_at")).values("pk")
    void = rows.filter(
        seen.where("legal_check__checked_on", "legal_check__recorded_at"), legal_check__is_effective=False
    ).values("pk")
    return list(rows.exclude(pk__in=ended).exclude(pk__in=void).order_by("number"))


def outside_dispositions(agreement: EscrowAgreement) -> list[Disposition]:
    """What the parties read about: those found effective and not set aside, the newest first."""
    return [
        row
        for row in dispositions_of(agreement)
        if hasattr(row, "legal_check")
        and row.legal_check.is_effective
        and not (hasattr(row, "end") and row.end.kind == END.SET_ASIDE)
    ]
