"""The transfer agent's desk: letters instructed against confirmed, who waits for what, its lists beside them (EA 3.2)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from documents.days import day_words
from tranches.models import (
    EscrowAgreement,
    Instruction,
    InstructionState,
    Posting,
    Release,
    ReleaseLine,
    ReleaseState,
    TransferAgentAnswer,
    TransferEntry,
)
from tranches.selectors.claims import ClaimRow, claims_of
from tranches.selectors.confirmed import LetterStanding, standing_of
from tranches.selectors.positions import sent_days
from tranches.selectors.terms import calendar_of, terms_of
from tranches.terms.deadlines import Deadline, answer_due
from tranches.terms.reconciliation import same_name

R = ReleaseState
DELIVERED = (R.CONFIRMED, R.PARTLY_CONFIRMED)


@dataclass(frozen=True)
class LetterRow:
    """One letter: asked against confirmed and open, all in shares; its clock runs while it is out."""

    release: Release
    lines: tuple[ReleaseLine, ...]
    standing: LetterStanding
    answers: tuple[TransferAgentAnswer, ...]
    sent_on: date | None
    answer_due: Deadline | None
    today: date
    recall_asked: bool
    claims: tuple[ClaimRow, ...]
    recovered: int

    @property
    def asked(self) -> int:
        return self.standing.asked

    @property
    def confirmed(self) -> int:
        return self.standing.confirmed

    @property
    def open(self) -> int:
        """What is neither confirmed nor refused nor recalled."""
        return self.standing.open

    @property
    def difference(self) -> int:
        """Confirmed less asked, once nothing of the letter is open any more."""
        return self.confirmed - self.asked if self.answers and not self.open else 0

    @property
    def instruction(self) -> Instruction:
        found: Instruction = self.release.instruction
        return found

    @property
    def tranche_numbers(self) -> str:
        return ", ".join(str(line.instruction_line.tranche.number) for line in self.lines)

    @property
    def is_waiting(self) -> bool:
        return self.release.state == R.SENT

    @property
    def days_waiting(self) -> int:
        """Calendar days since the letter went out."""
        return (self.today - self.sent_on).days if self.sent_on and self.is_waiting else 0

    @property
    def is_late(self) -> bool:
        return self.is_waiting and self.answer_due is not None and self.today > self.answer_due.due_on

    @property
    def open_claims(self) -> tuple[ClaimRow, ...]:
        return tuple(row for row in self.claims if row.is_open)

    @property
    def next_step(self) -> str:
        """Whose move it is, as a sentence; empty where nothing is left to do about this letter."""
        if self.release.state == R.AUTHORISED:
            return "Escrow agent: send the letter, or record its recall."
        if self.is_waiting:
            return self._waiting()
        if self.open_claims:
            open_shares = sum(row.open_shares for row in self.open_claims)
            names = ", ".join(str(row.claim) for row in self.open_claims)
            return f"Escrow agent: {open_shares:,} shares of {names} to come back or to be settled."
        if self.release.state == R.CONFIRMED and not self.recovered:
            return ""
        newest = self.release.attempt >= self.instruction.attempt - 1
        if self.instruction.state == InstructionState.APPROVED and newest:
            return "Escrow agent: next attempt, with a new checklist and two persons."
        if self.instruction.state == InstructionState.SUBMITTED and newest:
            return "Signers: the instruction waits for its approvals again."
        return ""

    def _waiting(self) -> str:
        if self.recall_asked:
            return "Transfer agent: its answer to the recall."
        rest = f" to the {self.open:,} shares that are open" if self.answers else ""
        if self.is_late:
            return f"Escrow agent: ask after it, no answer{rest} for {self.days_waiting} days."
        return f"Transfer agent: its answer{rest}."


@dataclass(frozen=True)
class Delivery:
    """What one answer confirmed of a letter: the transfer agent lists each of them as a transfer of its own."""

    row: LetterRow
    answer: TransferAgentAnswer

    @property
    def release(self) -> Release:
        return self.row.release

    @property
    def confirmed(self) -> int:
        found: int = self.answer.confirmed_shares
        return found


@dataclass(frozen=True)
class EntryRow:
    """One listed transfer with the letter it belongs to; `problem` says what does not fit, empty where all does."""

    entry: TransferEntry
    release: Release | None
    problem: str


@dataclass(frozen=True)
class Matching:
    """The lists beside the letters: each entry, and confirmed letters of the listed days that no list names."""

    entries: tuple[EntryRow, ...]
    unlisted: tuple[Delivery, ...]

    @property
    def problems(self) -> tuple[EntryRow, ...]:
        return tuple(row for row in self.entries if row.problem)


def letters_of(agreement: EscrowAgreement, today: date) -> list[LetterRow]:
    """Every letter to the transfer agent, the newest first; the number of queries does not depend on how many there are."""
    terms, calendar, sent = terms_of(agreement), calendar_of(agreement), sent_days(agreement)
    claims: dict[int, list[ClaimRow]] = defaultdict(list)
    for row in claims_of(agreement):
        claims[row.claim.release_id].append(row)
    lines = ReleaseLine.objects.select_related("instruction_line__tranche").prefetch_related("postings")
    rows = (
        Release.objects.filter(agreement=agreement)
        .select_related("instruction", "letter__signed_rendition__document")
        .prefetch_related(Prefetch("lines", queryset=lines), "recall_requests", "answers__document")
        .order_by("-number")
    )
    found = []
    for release in rows:
        release.agreement = release.instruction.agreement = agreement
        own, sent_on = tuple(release.lines.all()), sent.get(str(release))
        found.append(
            LetterRow(
                release,
                own,
                standing_of(release),
                tuple(release.answers.all()),
                sent_on,
                answer_due(terms, sent_on, calendar=calendar) if sent_on else None,
                today,
                bool(release.recall_requests.all()),
                tuple(claims[release.pk]),
                _recovered(own),
            )
        )
    return found


def matching_of(agreement: EscrowAgreement, letters: list[LetterRow]) -> Matching:
    """Match the listed transfers with the letters: by the transfer agent's reference, else by shares and day, each delivery
    once.
    """
    entries = list(
        TransferEntry.objects.filter(agreement=agreement)
        .select_related("listing__document")
        .order_by("happened_on", "id")
    )
    free = {
        answer.pk: Delivery(row, answer)
        for row in letters
        for answer in reversed(row.answers)
        if answer.confirmed_shares
    }
    found: dict[int, Delivery] = {}
    for by in (_by_reference, _by_shares):
        for entry in entries:
            if entry.pk not in found:
                match = next((row for row in reversed(free.values()) if by(entry, row)), None)
                if match is not None:
                    found[entry.pk] = free.pop(match.answer.pk)
    names = _names({row.release.instruction_id for row in found.values()})
    rows = [
        EntryRow(entry, found[entry.pk].release, _problem(entry, found[entry.pk], names))
        if entry.pk in found
        else EntryRow(entry, None, "no letter of ours asked for it")
        for entry in entries
    ]
    listings = {entry.listing_id: entry.listing for entry in entries}
    unlisted = [
        row
        for row in free.values()
        if any(each.starts_on <= row.answer.answered_on <= each.ends_on for each in listings.values())
    ]
    return Matching(tuple(reversed(rows)), tuple(unlisted))


def _by_reference(entry: TransferEntry, row: Delivery) -> bool:
    return same_name(entry.reference, row.answer.reference)


def _by_shares(entry: TransferEntry, row: Delivery) -> bool:
    """The same number, on a day between the letter and its confirmation."""
    sent_on = row.row.sent_on
    if sent_on is None or entry.shares != row.confirmed:
        return False
    return bool(sent_on <= entry.happened_on <= row.answer.answered_on)


def _problem(entry: TransferEntry, row: Delivery, names: dict[int, tuple[str, ...]]) -> str:
    if entry.shares != row.confirmed:
        of = "" if row.confirmed == row.row.confirmed else f" on {day_words(row.answer.answered_on)}"
        return f"{row.release} was confirmed over {row.confirmed:,} shares{of}"
    wanted = names[row.release.instruction_id]
    if not any(same_name(entry.delivered_to, name) for name in wanted):
        return f"went to {entry.delivered_to}; the letter named {wanted[0]}"
    if entry.happened_on > row.answer.answered_on:
        return f"later than the confirmation of {day_words(row.answer.answered_on)}"
    return ""


def _names(instructions: set[int]) -> dict[int, tuple[str, ...]]:
    """Under which names the recipient of an instruction may be listed: its own, or its delivery account."""
    rows = Instruction.objects.filter(pk__in=instructions)
    return {
        row.pk: tuple(
            filter(
                None,
                (
                    row.recipient.party.name,
                    row.recipient.party.name_zh,
                    row.delivery_account.description if row.delivery_account else "",
                ),
            )
        )
        for row in rows.select_related("recipient__party", "delivery_account")
    }


def _recovered(lines: tuple[ReleaseLine, ...]) -> int:
    return sum(
        posting.shares
        for line in lines
        for posting in line.postings.all()
        if posting.kind == Posting.Kind.RECOVERY
    )
