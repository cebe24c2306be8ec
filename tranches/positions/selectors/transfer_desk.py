"""The transfer agent's desk: letters instructed against confirmed, who waits for what, its lists beside them (EA 3.2)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch

from documents.days import day_words
from documents.models import Document
from tranches.models import (
    Disposition,
    EscrowAgreement,
    Instruction,
    InstructionState,
    Posting,
    Release,
    ReleaseLine,
    ReleaseState,
)
from tranches.models.answers import LetterAnswer
from tranches.positions.models import TransferEntry
from tranches.positions.selectors.positions import sent_days
from tranches.selectors.delivery.dispositions import dispositions_of, is_open, letter_standing
from tranches.selectors.release.claims import ClaimRow, claims_of
from tranches.selectors.release.confirmed import LetterStanding, standing_of
from tranches.selectors.terms import calendar_of, terms_of
from tranches.terms.deadlines import Deadline, answer_due
from tranches.terms.sums.reconciliation import same_name

R = ReleaseState


@dataclass(frozen=True, kw_only=True)
class LetterRow:
    """One letter: asked against confirmed and open, all in shares; its clock runs while it is out (`is_waiting`).

    `numbers` are the tranches it moves shares of, `word` is where it stands; `recipients` are the names under which the transfer
    agent may list what it delivered, the one the letter names first. `tranche_id` is that of the only tranche of a release.
    """

    letter: Release | Disposition
    paper: Document | None
    about: str
    word: str
    numbers: tuple[int, ...]
    standing: LetterStanding
    answers: tuple[LetterAnswer, ...]
    sent_on: date | None
    answer_due: Deadline | None
    today: date
    is_waiting: bool
    recall_asked_on: date | None
    made_at: datetime
    recipients: tuple[str, ...] = ()
    tranche_id: int | None = None
    claims: tuple[ClaimRow, ...] = ()
    recovered: int = 0

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
        if self.is_waiting:
            return self._waiting()
        if isinstance(self.letter, Disposition):
            unsent = self.sent_on is None and is_open(self.letter)
            return "Escrow agent: send the letter, or set the disposition aside." if unsent else ""
        if self.letter.state == R.AUTHORISED:
            return "Escrow agent: send the letter, or record its recall."
        if self.open_claims:
            open_shares = sum(row.open_shares for row in self.open_claims)
            names = ", ".join(str(row.claim) for row in self.open_claims)
            return f"Escrow agent: {open_shares:,} shares of {names} to come back or to be settled."
        if self.letter.state == R.CONFIRMED and not self.recovered:
            return ""
        return _next_attempt(self.letter)

    def _waiting(self) -> str:
        if self.recall_asked_on:
            return "Transfer agent: its answer to the recall."
        rest = f" to the {self.open:,} shares that are open" if self.answers else ""
        if self.is_late:
            return f"Escrow agent: ask after it, no answer{rest} for {self.days_waiting} days."
        return f"Transfer agent: its answer{rest}."


def _next_attempt(release: Release) -> str:
    """What follows when a letter did not carry its instruction out."""
    newest = release.attempt >= release.instruction.attempt - 1
    if release.instruction.state == InstructionState.APPROVED and newest:
        return "Escrow agent: next attempt, with a new checklist and two persons."
    if release.instruction.state == InstructionState.SUBMITTED and newest:
        return "Signers: the instruction waits for its approvals again."
    return ""


@dataclass(frozen=True)
class Delivery:
    """What one answer confirmed of a letter: the transfer agent lists each of them as a transfer of its own."""

    row: LetterRow
    answer: LetterAnswer

    @property
    def letter(self) -> Release | Disposition:
        return self.row.letter

    @property
    def confirmed(self) -> int:
        found: int = self.answer.confirmed_shares
        return found


@dataclass(frozen=True)
class EntryRow:
    """One listed transfer with the letter it belongs to; `problem` says what does not fit, empty where all does."""

    entry: TransferEntry
    letter: Release | Disposition | None
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
    """Every letter to the transfer agent, of releases, returns and dispositions, the newest first; the number of queries does not
    depend on how many there are.
    """
    found = [*_of_releases(agreement, today), *_of_dispositions(agreement, today)]
    return sorted(found, key=lambda row: (row.made_at, row.letter.number), reverse=True)


def _of_releases(agreement: EscrowAgreement, today: date) -> Iterator[LetterRow]:
    terms, calendar, sent = terms_of(agreement), calendar_of(agreement), sent_days(agreement)
    claims: dict[int, list[ClaimRow]] = defaultdict(list)
    for row in claims_of(agreement):
        claims[row.claim.release_id].append(row)
    lines = ReleaseLine.objects.select_related("instruction_line__tranche").prefetch_related("postings")
    rows = (
        Release.objects.filter(agreement=agreement)
        .select_related(
            "instruction__recipient__party",
            "instruction__delivery_account",
            "letter__signed_rendition__document",
        )
        .prefetch_related(Prefetch("lines", queryset=lines), "recall_requests", "answers__document")
    )
    for release in rows:
        release.agreement = release.instruction.agreement = agreement
        own, sent_on = tuple(release.lines.all()), sent.get(str(release))
        numbers = tuple(line.instruction_line.tranche.number for line in own)
        yield LetterRow(
            letter=release,
            paper=release.letter,
            about=f"{release.instruction}, {_named(release, numbers)}, attempt {release.attempt}",
            word=release.get_state_display(),
            numbers=numbers,
            standing=standing_of(release),
            answers=tuple(release.answers.all()),
            sent_on=sent_on,
            answer_due=answer_due(terms, sent_on, calendar=calendar) if sent_on else None,
            today=today,
            is_waiting=release.state == R.SENT,
            recall_asked_on=_recalled_on(release),
            made_at=release.authorised_at,
            recipients=_names(release.instruction),
            tranche_id=own[0].instruction_line.tranche_id if len(own) == 1 else None,
            claims=tuple(claims[release.pk]),
            recovered=_recovered(own),
        )


def _named(release: Release, numbers: tuple[int, ...]) -> str:
    if release.instruction.is_return:
        return "return"
    return f"tranche{'' if len(numbers) == 1 else 's'} {', '.join(map(str, numbers))}"


def _of_dispositions(agreement: EscrowAgreement, today: date) -> Iterator[LetterRow]:
    terms, calendar = terms_of(agreement), calendar_of(agreement)
    for row in dispositions_of(agreement):
        if not hasattr(row, "letter"):
            continue
        sent_on = row.sending.sent_on if hasattr(row, "sending") else None
        yield LetterRow(
            letter=row,
            paper=row.letter.document,
            about=f"{row.get_ground_display().lower()}, to {row.to_name}",
            word=_word(row),
            numbers=tuple(line.tranche.number for line in row.lines.all() if line.tranche),
            standing=letter_standing(row),
            answers=tuple(row.answers.all()),
            sent_on=sent_on,
            answer_due=answer_due(terms, sent_on, calendar=calendar) if sent_on else None,
            today=today,
            is_waiting=sent_on is not None and is_open(row),
            recall_asked_on=_recalled_on(row),
            made_at=row.letter.recorded_at,
            recipients=(row.to_name, row.delivery_account),
        )


def _word(row: Disposition) -> str:
    """Where a letter of disposition stands, in the words of a release."""
    if hasattr(row, "end"):
        return str(row.end.get_kind_display())
    return str((R.SENT if hasattr(row, "sending") else R.AUTHORISED).label)


def _recalled_on(letter: Release | Disposition) -> date | None:
    """The day of the last request not to carry the letter out."""
    return max((request.requested_on for request in letter.recall_requests.all()), default=None)


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
        (type(answer), answer.pk): Delivery(row, answer)
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
                    found[entry.pk] = free.pop((type(match.answer), match.answer.pk))
    rows = [
        EntryRow(entry, found[entry.pk].letter, _problem(entry, found[entry.pk]))
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


def _problem(entry: TransferEntry, row: Delivery) -> str:
    if entry.shares != row.confirmed:
        of = "" if row.confirmed == row.row.confirmed else f" on {day_words(row.answer.answered_on)}"
        return f"{row.letter} was confirmed over {row.confirmed:,} shares{of}"
    wanted = row.row.recipients
    if not any(same_name(entry.delivered_to, name) for name in wanted):
        return f"went to {entry.delivered_to}; the letter named {wanted[0]}"
    if entry.happened_on > row.answer.answered_on:
        return f"later than the confirmation of {day_words(row.answer.answered_on)}"
    return ""


def _names(instruction: Instruction) -> tuple[str, ...]:
    """Under which names the recipient of an instruction may be listed: its own, or its delivery account."""
    party, account = instruction.recipient.party, instruction.delivery_account
    return tuple(filter(None, (party.name, party.name_zh, account.description if account else "")))


def _recovered(lines: tuple[ReleaseLine, ...]) -> int:
    return sum(
        posting.shares
        for line in lines
        for posting in line.postings.all()
        if posting.kind == Posting.Kind.RECOVERY
    )
