"""What waits in one agreement, and whether the person who looks may take it up."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Model

from documents.actor import Actor
from documents.days import day_words
from tranches.models import (
    Amendment,
    DisputeNotice,
    EscrowAgreement,
    Instruction,
    InstructionState,
    ReleaseState,
    Tranche,
    TrancheState,
)
from tranches.positions.clocks import ANY_CLAIM, UNEXPLAINED
from tranches.positions.selectors.positions import newest_position
from tranches.selectors.amendment.amendment_todos import amendment_todos
from tranches.selectors.amendment.amendments import OPEN
from tranches.selectors.assessment.assessments import OPEN_STATES
from tranches.selectors.clocks import corporate, dispositions, shared
from tranches.selectors.clocks.clock import Clock
from tranches.selectors.clocks.deals import Having, Reading, having
from tranches.selectors.clocks.disputes import UNLIFTED, unlifted
from tranches.selectors.conversion.corporate_acts import corporate_todos
from tranches.selectors.days import day_of
from tranches.selectors.delivery.ways_todos import waiting_ways
from tranches.selectors.desk.clock_todos import clock_todos
from tranches.selectors.desk.todo import Glance, Todo
from tranches.selectors.dispute.holds import shares_now
from tranches.selectors.docket.docket import about, dated, governing, missing_report
from tranches.selectors.ending.closing import closed_sentence, uncancelled, why_no_return, why_not_closed
from tranches.selectors.ending.expiry import why_not_expired
from tranches.selectors.instruction.signing import Ask, SigningPart
from tranches.selectors.ledger.units import missing_deposit
from tranches.selectors.release.call_backs import callers_of, takers_in
from tranches.selectors.release.checklist import checklist_of
from tranches.selectors.release.claims import open_claims
from tranches.selectors.release.confirmed import standing_of
from tranches.selectors.terms import terms_of

AMENDING = having(Amendment, state__in=OPEN)
UNHELD = having(DisputeNotice, holds__isnull=True)
TRANSFER_DESK = "admin:tranches_escrowagreement_transfer_agent"


def _unheld_notices(reading: Reading) -> Mapping[int, list[DisputeNotice]]:
    """The objections that led to no hold, the newest first."""
    rows = DisputeNotice.objects.filter(holds__isnull=True).exclude(tranche__state=TrancheState.RELEASED)
    return reading.rows(rows.select_related("tranche", "party__party").order_by("agreement", "-number"))


def _open_instructions(reading: Reading) -> Mapping[int, list[Instruction]]:
    """Those that are drafted, before their signers, or stand."""
    rows = Instruction.objects.filter(state__in=OPEN_STATES).prefetch_related(
        "lines__tranche",
        "approvals__revocation",
        "paper_signatures__approval",
        "paper_signatures__person",
        "paper_signatures__party",
        "authorisations",
        "releases__lines__postings",
    )
    rows = rows.select_related("authority_paper__check_record", "return_notice")
    return reading.rows(rows.order_by("agreement", "number"))


class Desk:
    """One agreement's open cases, read once."""

    def __init__(
        self,
        agreement: EscrowAgreement,
        now: datetime,
        actor: Actor,
        reading: Reading,
        clocks: list[Clock],
        asks: list[Ask],
    ) -> None:
        self.agreement, self.now, self.reading, self.clocks = agreement, now, reading, clocks
        self.person_id = actor.person_id
        self.terms = terms_of(agreement)
        self.today = day_of(now, agreement)
        self.standing = reading.of(shared.standings, agreement)
        self.tranches = reading.of(shared.tranches, agreement)
        self.instructions = reading.of(_open_instructions, agreement)
        self.holds = reading.of(unlifted, agreement) if self._has(UNLIFTED) else []
        self.parts: dict[int, list[SigningPart]] = {}
        for ask in asks:
            self.parts.setdefault(ask.instruction.pk, []).append(ask.part)

    def _has(self, reader: Having) -> bool:
        """Whether the agreement has any such row."""
        return self.reading.of(reader, self.agreement)

    def glance(self) -> Glance:
        done = (TrancheState.RELEASED, TrancheState.DEDUCTED)
        current = next((row for row in self.tranches if row.state not in done), None)
        return Glance(self.agreement, self.terms, self.standing, current, len(self.tranches))

    # --- What waits ---

    def todos(self) -> Iterator[tuple[Todo, bool]]:
        """Each open matter, and whether the person who asks may take it up."""
        yield from self._deposit()
        for instruction in self.instructions:
            yield from self._of_instruction(instruction)
        yield from self._of_holds()
        if self._has(dispositions.UNDER_WAY) or self._has(dispositions.STOPPED):
            yield from self._of_ways()
        yield from self._of_tranches()
        if self._has(corporate.WAITING):
            for todo, mine in corporate_todos(self.agreement, self.person_id):
                yield self._with_clock(todo, "corporate action"), mine
        yield from self._of_ending()
        if self._has(AMENDING):
            for todo, mine in amendment_todos(self.agreement, self.person_id, self.today):
                yield self._with_clock(todo, "amendment", "termination"), mine
        yield from self._of_transfer_agent()
        yield from clock_todos(self.clocks)

    def _with_clock(self, todo: Todo, *names: str) -> Todo:
        """The todo with the earliest clock of these names."""
        return replace(todo, due=next((clock for clock in dated(self.clocks) if clock.name in names), None))

    def _of_transfer_agent(self) -> Iterator[tuple[Todo, bool]]:
        """Shares that came back and wait for a second person, claims that can be closed, and open breaks of the position."""
        clause = self.terms.clause("transfer")
        for row in open_claims(self.agreement) if self._has(ANY_CLAIM) else ():
            for recovery in row.unchecked:
                title = f"Check that {recovery.shares:,} shares of claim {row.claim} came back"
                mine = recovery.person_id != self.person_id
                yield self._at_desk(title, clause, "check_recovery", recovery.came_back_on, row.claim), mine
            if not row.unchecked:
                title = f"Claim {row.claim}: {row.open_shares:,} shares of {row.claim.release} to come back"
                yield self._at_desk(title, clause, "record_recovery", row.claim.claimed_on, row.claim), False
        newest = newest_position(self.agreement) if self._has(UNEXPLAINED) else None
        if newest is not None and newest.open_breaks:
            title = f"Explain the breaks of {newest.statement}, or load a new statement"
            mine = newest.statement.person_id != self.person_id
            clause = self.terms.clause("position")
            since = newest.statement.as_of
            yield self._at_desk(title, clause, "explain_break", since, newest.statement), mine

    def _at_desk(self, title: str, note: str, event: str, since: date, subject: Model) -> Todo:
        due = about(self.clocks, subject)
        return Todo(title, note, self.agreement, None, event, since, due, TRANSFER_DESK)

    def _todo(
        self, title: str, note: str, tranche: Tranche | None, event: str = "", since: date | None = None
    ) -> Todo:
        """Of the two dates of a release the earlier one is shown: it governs."""
        due = governing(self.clocks, {tranche.number}) if tranche is not None else None
        return Todo(title, note, self.agreement, tranche, event, since, due)

    def _deposit(self) -> Iterator[tuple[Todo, bool]]:
        missing = missing_deposit(self.agreement, self.standing)
        if missing > 0:
            issuer = next((part.name for part in self.terms.parts("issuer")), "the issuer")
            due = next((clock for clock in self.clocks if clock.name == "deposit"), None)
            note = f"{self.standing.deposited:,} of {self.standing.deposited + missing:,} are in · {self.terms.clause('deposit')}"
            yield (
                Todo(
                    f"{issuer}: deposit {missing:,} shares",
                    note,
                    self.agreement,
                    None,
                    "record_deposit",
                    None,
                    due,
                ),
                False,
            )

    def _of_instruction(self, instruction: Instruction) -> Iterator[tuple[Todo, bool]]:
        lines = list(instruction.lines.all())
        tranche = max((line.tranche for line in lines), key=lambda row: row.number, default=None)
        if instruction.is_return:
            tranche = None  # it belongs to the agreement as a whole, and its page
        total = f"{instruction}, {sum(line.shares for line in lines):,} shares"
        for signature in instruction.paper_signatures.all():
            if not hasattr(signature, "approval"):
                note = f"{instruction} · signed by {signature.person.name} for {signature.party.letter}"
                mine = signature.filed_person_id != self.person_id
                yield (
                    self._todo(
                        "Check the signature on paper",
                        note,
                        tranche,
                        "check_paper_signature",
                        signature.received_on,
                    ),
                    mine,
                )
        if instruction.state == InstructionState.DRAFT:
            paper = getattr(instruction, "authority_paper", None)
            if instruction.is_signed:
                yield (
                    self._todo(f"Put {instruction} before the signers", total, tranche, "submit_instruction"),
                    True,
                )
            elif paper is not None:
                note = f"{instruction}, {instruction.get_basis_display().lower()} · {self.terms.clause('settlement')}"
                mine = paper.filed_person_id != self.person_id
                yield (
                    self._todo(
                        "Check the governing paper", note, tranche, "check_authority", paper.received_on
                    ),
                    mine,
                )
        elif instruction.state == InstructionState.SUBMITTED:
            for part in self.parts.get(instruction.pk, []):
                note = f"{total} · may sign: {part.names} · {self.terms.clause('instruction')}"
                title = f"Officer of {part.party.letter}: approve {instruction}"
                yield (
                    self._todo(title, note, tranche, "", day_of(instruction.prepared_at, self.agreement)),
                    False,
                )
        else:
            yield self._approved(instruction, tranche, total)

    def _approved(self, instruction: Instruction, tranche: Tranche | None, total: str) -> tuple[Todo, bool]:
        clause = self.terms.clause("transfer")
        release = next(
            (
                row
                for row in instruction.releases.all()
                if row.state in (ReleaseState.AUTHORISED, ReleaseState.SENT)
            ),
            None,
        )
        if release is not None and release.state == ReleaseState.AUTHORISED:
            return self._todo(
                f"Send the letter of {release} to the transfer agent",
                f"{total} reserved · {clause}",
                tranche,
                "send_release",
            ), True
        if release is not None:
            standing = standing_of(release)
            far = standing.words if standing.delivered else f"of {total} is sent"
            note = f"{release} {far} · {clause}"
            return self._todo(
                "Record the transfer agent’s answer when it comes", note, tranche, "record_confirmation"
            ), True
        if instruction.is_return and not hasattr(instruction, "return_notice"):
            return self._todo("Send the notice of the return", total, None, "notify_return"), True
        gaps = self._missing(instruction)
        if gaps == ["call_back"]:
            mine = self.person_id not in takers_in(instruction)
            return self._todo(
                "Call the recipient back", f"{total} · {clause}", tranche, "record_call_back"
            ), mine
        if gaps:
            note = f"{total} · {len(gaps)} of {len(self.terms.checklist)} items missing or too old · {clause}"
            return self._todo("Complete the release checklist", note, tranche, "tick_checklist"), True
        given = [row for row in instruction.authorisations.all() if row.attempt == instruction.attempt]
        nth = ("first", "second", "third", "fourth", "fifth")[min(len(given), 4)]
        mine = all(row.person_id != self.person_id for row in given)
        if not given and self.person_id in callers_of(instruction):
            mine = False  # whoever called back is not the first
        what, event = (
            ("return", "authorise_return") if instruction.is_return else ("release", "authorise_release")
        )
        title = (
            f"Authorise the {what}: you may be the {nth} person"
            if mine
            else f"Another person of the agent: authorise the {what}"
        )
        note = f"{total} · {len(given)} of {self.terms.authorising_persons} have authorised · {clause}"
        return self._todo(title, note, tranche, event), mine

    def _of_ending(self) -> Iterator[tuple[Todo, bool]]:
        """Once every tranche is done: the return of what is kept, its cancellation, and the closing."""
        done = (TrancheState.RELEASED, TrancheState.DEDUCTED)
        if any(row.state not in done for row in self.tranches) or closed_sentence(self.agreement):
            return
        clause = self.terms.clause("return")
        for release in uncancelled(self.agreement):
            note = f"{release} is confirmed · {clause}"
            yield self._todo("Issuer: confirm the cancellation", note, None, "record_cancellation"), False
        expiry = why_not_expired(self.agreement, self.now)
        if not why_no_return(self.agreement, self.now, expiry=expiry):
            kept = self.standing.total("kept")
            note = f"{kept:,} shares are kept · {clause}"
            yield self._todo("Prepare the return of the kept shares", note, None, "prepare_return"), True
        elif not why_not_closed(self.agreement, self.now, expiry=expiry):
            note = f"nothing is in escrow · {self.terms.clause('escrow_period')}"
            yield self._todo("Close the agreement", note, None, "close_agreement"), True

    def _missing(self, instruction: Instruction) -> list[str]:
        """The kinds of evidence of the checklist's items that are missing or hold no more."""
        return [state.item.evidence for state in checklist_of(instruction, self.today) if not state.done]

    def _of_holds(self) -> Iterator[tuple[Todo, bool]]:
        clause = self.terms.clause("dispute")
        now = {} if self.standing.is_first_line else shares_now(self.agreement, self.holds)
        for hold in self.holds:
            amount = (
                "the whole tranche" if hold.shares is None else f"{now.get(hold.pk, hold.shares):,} shares"
            )
            note = f"{hold.get_ground_display().lower()}, {amount} · {clause}"
            clock = about(self.clocks, hold)
            if not hasattr(hold, "confirmation"):
                mine = hold.opened_person_id != self.person_id
                yield (
                    self._todo(
                        f"Confirm {hold} as the second person",
                        note,
                        hold.tranche,
                        "confirm_hold",
                        hold.opened_on,
                    ),
                    mine,
                )
            else:
                yield (
                    self._todo(
                        clock.move.removesuffix(".") if clock else "The parties: a settlement",
                        note,
                        hold.tranche,
                        "",
                        hold.opened_on,
                    ),
                    False,
                )
        for notice in self.reading.of(_unheld_notices, self.agreement)[:10] if self._has(UNHELD) else ():
            note = f"{notice.party.party.name} · {clause}"
            if notice.kind == DisputeNotice.Kind.CONTRARY:
                note = f"conflicting instructions may be a ground · {note}"
            yield (
                self._todo(
                    f"Read {notice}; a hold is the agent’s own decision",
                    note,
                    notice.tranche,
                    "propose_hold",
                    notice.received_on,
                ),
                True,
            )

    def _of_ways(self) -> Iterator[tuple[Todo, bool]]:
        clause = self.terms.clause("disposition")
        for step in waiting_ways(self.agreement, self.person_id):
            todo = self._todo(step.title, f"{step.note} · {clause}", None, step.event, step.since)
            found = about(self.clocks, step.subject)
            yield replace(todo, due=found if found and found.due_on else None), step.is_mine

    def _of_tranches(self) -> Iterator[tuple[Todo, bool]]:
        covered = {line.tranche_id for row in self.instructions for line in row.lines.all()}
        for tranche in self.tranches:
            ended = self.terms.tranche(tranche.number).ends_on
            if tranche.state == TrancheState.PENDING and ended < self.today:
                missing = missing_report(self.clocks, tranche, self.today)
                late = f" · late since {day_words(missing.day)}" if missing and missing.is_late else ""
                note = f"year ended on {day_words(ended)}{late} · {self.terms.clause('report')}"
                yield (
                    self._todo(
                        f"Accounting firm: report for tranche {tranche.number}",
                        note,
                        tranche,
                        "record_report",
                        ended,
                    ),
                    False,
                )
            elif tranche.state == TrancheState.REPORT_RECEIVED and tranche.pk not in covered:
                note = f"the report is assessed · {self.terms.clause('instruction')}"
                yield (
                    self._todo(
                        f"Prepare the joint instruction for tranche {tranche.number}",
                        note,
                        tranche,
                        "prepare_instruction",
                    ),
                    True,
                )
