"""Worlds: small deals, loaded and played by the same services that the doors call.

Nothing with a state is made by a factory: a released tranche exists here only because somebody walked there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from documents.actor import Actor
from parties.authority import actor_of
from parties.models import AccountingFirm, ContactNumber, Entry, Party, Person, User
from parties.services.entries import confirm_entry, numbers_before
from parties.services.firms import register_firm
from parties.services.people import register_person
from tests.filed import SINCE as SINCE
from tests.filed import SYSTEM as SYSTEM
from tests.filed import pdf as pdf
from tests.people import people
from tests.people import register_number as register_number
from tests.remembered import remembered
from tests.walls.tools import planted
from tranches.models import AgreementParty, CallBack, EscrowAgreement, Instruction, Release, Report, Tranche
from tranches.positions.models import PositionStatement
from tranches.positions.selectors.positions import ledger_on, line_on
from tranches.positions.services.positions import record_position
from tranches.selectors.release.checklist import READ, checklist_of
from tranches.services.agreement.agreements import (
    check_portal_consent,
    load_agreement,
    record_deposit,
    record_portal_consent,
)
from tranches.services.assessment.reports import record_report
from tranches.services.instruction.approvals import approve_instruction
from tranches.services.instruction.instructions import LineSpec, prepare_instruction, submit_instruction
from tranches.services.release.call_backs import record_call_back
from tranches.services.release.releases import authorise_release, tick_checklist
from tranches.services.release.transfer import record_confirmation, record_refusal, send_release
from tranches.terms.deal import deal_file

KAIXIN = Path(__file__).resolve().parent.parent / "tranches" / "deals" / "kaixin.toml"


@dataclass
class World:
    """A loaded agreement with its people. `now` is the world's clock; `day(...)` moves it."""

    agreement: EscrowAgreement
    now: datetime
    users: dict[str, User] = field(default_factory=dict)
    firm: AccountingFirm = None  # type: ignore[assignment]
    vault: Path | None = None
    """Where its files lie, when that is not the vault of the test."""

    def actor(self, name: str) -> Actor:
        """The actor behind one of the world's accounts (clerk1, clerk2, supervisor, officer_a, officer_a2, officer_b, …)."""
        return actor_of(self.users[name], now=self.now, factor="password")

    def day(self, year: int, month: int, day: int, hour: int = 2) -> datetime:
        """Move the clock forward to a day (10:00 in Shanghai unless another UTC hour is given)."""
        self.now = datetime(year, month, day, hour, tzinfo=UTC)
        return self.now

    def later(self, **delta: int) -> datetime:
        self.now += timedelta(**delta)
        return self.now

    def today(self) -> date:
        return self.now.date()

    def as_(self, name: str) -> dict[str, Any]:
        """`actor` and `now` for a service call."""
        return {"actor": self.actor(name), "now": self.now}

    # --- The register: one enters, another confirms ---

    def entered(
        self,
        service: Callable[..., Entry],
        *,
        by: str = "supervisor",
        confirmed_by: str = "supervisor2",
        reason: str = "world",
        **given: Any,
    ) -> Any:
        """Have an entry made by one person and confirmed by another, calling the old number where there is one; what it wrote."""
        return self.confirmed(
            service(**given, reason=reason, **self.as_(by)), given.get("party"), by=confirmed_by
        )

    def confirmed(self, entry: Entry, party: Party | None = None, *, by: str = "supervisor2") -> Any:
        """Have the entry confirmed, calling the party's old number where there is one; what it wrote."""
        numbers = numbers_before(party, entry) if party else []
        return confirm_entry(
            entry=entry,
            seen_digest=entry.digest,
            how="compared with the paper",
            number=numbers[0] if numbers else None,
            **self.as_(by),
        )

    def person(self, name: str) -> Person:
        """A person just registered, who can do nothing yet."""
        return register_person(name=name, reason="world", **self.as_("supervisor"))

    def firm_named(self, name: str) -> AccountingFirm:
        """A firm just registered, whose reports do not count yet."""
        return register_firm(name=name, reason="world", **self.as_("supervisor"))

    def second_account(self, name: str, *, of: str) -> None:
        """Another account of the same person, made past the services: two accounts of one person are one person (I10)."""
        user = User(username=name, person=self.users[of].person, is_staff=True)
        user.set_password(name)
        self.users[name] = planted(user)

    def tranche(self, number: int) -> Tranche:
        return Tranche.objects.select_related("agreement__binder").get(
            agreement=self.agreement, number=number
        )

    def part(self, letter: str) -> AgreementParty:
        return AgreementParty.objects.select_related("party").get(agreement=self.agreement, letter=letter)

    def instruction(self, number: int = 0) -> Instruction:
        rows = Instruction.objects.filter(agreement=self.agreement).select_related("agreement__binder")
        return rows.get(number=number) if number else rows.latest("number")

    def release(self) -> Release:
        return (
            Release.objects.filter(agreement=self.agreement)
            .select_related("agreement__binder")
            .latest("number")
        )

    # --- The steps of the main road, each one call of a service ---

    def deposit(self, shares: int | None = None) -> None:
        total = sum(tranche.shares for tranche in self.agreement.tranches.all())
        record_deposit(
            agreement=self.agreement,
            shares=shares or total,
            deposited_on=self.today(),
            reference="TA-1",
            paper=pdf("deposit"),
            **self.as_("clerk1"),
        )

    def consent(self) -> None:
        consent = record_portal_consent(
            agreement=self.agreement, paper=pdf("consent"), dated_on=self.today(), **self.as_("clerk1")
        )
        check_portal_consent(consent=consent, **self.as_("clerk2"))

    def report(self, number: int, actual: str | int, **changes: Any) -> Report:
        arguments: dict[str, Any] = {
            "tranche": self.tranche(number),
            "firm": self.firm,
            "dated_on": self.today(),
            "received_on": self.today(),
            "actual": Decimal(actual),
            "opinion": "unqualified",
            "standard": "PRC GAAP",
            "is_audited": True,
            "is_consolidated": False,
            "paper": pdf(f"report {number} {actual}"),
            **self.as_("clerk1"),
        }
        return record_report(**(arguments | changes))

    def prepare(self, number: int, lines: list[LineSpec] | None = None, reason: str = "") -> Instruction:
        return prepare_instruction(
            tranche=self.tranche(number), lines=lines, difference_reason=reason, **self.as_("clerk1")
        )

    def submit(self, instruction: Instruction) -> Instruction:
        return submit_instruction(instruction=instruction, **self.as_("clerk1"))

    def approve(self, instruction: Instruction, who: str, letter: str, difference: int | None = None) -> None:
        approve_instruction(
            instruction=instruction,
            party=self.part(letter),
            seen_digest=instruction.digest,
            acknowledged_difference=difference,
            **self.as_(who),
        )

    def position(self, shares: int | None = None, **changes: Any) -> PositionStatement:
        """The transfer agent's position of the day; by default it agrees with the ledger."""
        today = self.today()
        arguments: dict[str, Any] = {
            "agreement": self.agreement,
            "as_of": today,
            "security": line_on(self.agreement, today).instrument,
            "shares": ledger_on(self.agreement, today) if shares is None else shares,
            "paper": pdf("position"),
            **self.as_("clerk1"),
        }
        return record_position(**(arguments | changes))

    def tick_all(self, instruction: Instruction) -> None:
        instruction.refresh_from_db()
        self.position()
        for state in checklist_of(instruction, self.today()):
            if state.item.evidence == "call_back":
                self.call_back(instruction)
            elif state.item.evidence not in READ:
                tick_checklist(
                    instruction=instruction,
                    item=state.item.key,
                    note_text="checked",
                    paper=pdf(state.item.key),
                    checked_on=self.today(),
                    valid_until=self.today() + timedelta(days=180) if state.item.expires else None,
                    **self.as_("clerk2"),
                )

    def call_back(self, instruction: Instruction, who: str = "clerk3", **changes: Any) -> CallBack:
        """The recipient is called on the register's number and confirms; the third clerk has no other hand in it."""
        arguments: dict[str, Any] = {
            "instruction": instruction,
            "number": _confirmed(instruction.recipient.party),
            "outcome": "confirmed",
            "reached": "the recipient himself",
            "called_at": self.now,
            **self.as_(who),
        }
        return record_call_back(**(arguments | changes))

    def authorise(self, instruction: Instruction, *who: str) -> None:
        for name in who or ("clerk2", "supervisor"):
            instruction.refresh_from_db()
            authorise_release(instruction=instruction, seen_digest=instruction.digest, **self.as_(name))

    def send(self) -> Release:
        return send_release(
            release=self.release(), sent_on=self.today(), how="courier 1", **self.as_("clerk1")
        )

    def confirm(self, confirmed: dict[int, int] | None = None) -> None:
        record_confirmation(
            release=self.release(),
            confirmed=confirmed,
            answered_on=self.today(),
            reference="TA-OK",
            **self.as_("clerk1"),
        )

    def confirm_only(self, confirmed: dict[int, int]) -> None:
        """The transfer agent confirms these shares of the letter and refuses the rest."""
        self.confirm(confirmed)
        record_refusal(
            release=self.release(), reason="no more", answered_on=self.today(), **self.as_("clerk1")
        )

    def instruct(self, number: int, lines: list[LineSpec] | None = None, reason: str = "") -> Instruction:
        """Prepare, submit and approve by A and B."""
        instruction = self.submit(self.prepare(number, lines, reason))
        for who, letter in (("officer_a", "A"), ("officer_b", "B")):
            difference = sum(
                line["shares"] - (line["computed"] or 0) for line in instruction.content["lines"]
            )
            self.approve(instruction, who, letter, difference or None)
        instruction.refresh_from_db()
        return instruction

    def carry_out(self, instruction: Instruction) -> None:
        """Checklist, two persons, letter, confirmation; over zero shares the authorisation is the end."""
        self.tick_all(instruction)
        self.authorise(instruction)
        if instruction.content["total_shares"]:
            self.send()
            self.confirm()

    def play_year(self, number: int, actual: str | int, reported: tuple[int, int, int]) -> Instruction:
        """Report, joint instruction and release of one year, all on the same day."""
        self.day(*reported)
        self.report(number, actual)
        instruction = self.instruct(number)
        self.carry_out(instruction)
        return instruction


def _confirmed(party: Party) -> ContactNumber | None:
    """The first number of the party that a second person confirmed."""
    return ContactNumber.objects.filter(party=party).order_by("pk").first()


@remembered
def loaded(path: Path = KAIXIN, *, reference: str = "", is_simulation: bool = False) -> World:
    """An agreement just loaded, with its people; nothing deposited."""
    now = datetime(2025, 12, 2, 2, tzinfo=UTC)
    agreement = load_agreement(
        terms=deal_file.load(path),
        source=path.read_bytes(),
        actor=SYSTEM,
        now=now,
        is_simulation=is_simulation,
        reference=reference,
    )
    world = World(agreement, now)
    people(world)
    return world


@remembered
def funded(path: Path = KAIXIN, *, reference: str = "", is_simulation: bool = False) -> World:
    """Everything deposited and portal signing agreed."""
    world = loaded(path, reference=reference, is_simulation=is_simulation)
    world.day(2025, 12, 15)
    world.deposit()
    world.consent()
    return world


@remembered
def reported(actual: str | int = 600_000_000, **options: Any) -> World:
    """Year one reported, nothing instructed."""
    world = funded(**options)
    world.day(2026, 12, 18)
    world.report(1, actual)
    return world


@remembered
def submitted(actual: str | int = 600_000_000, **options: Any) -> World:
    """The joint instruction of year one is before the signers."""
    world = reported(actual, **options)
    world.submit(world.prepare(1))
    return world


@remembered
def instructed(actual: str | int = 600_000_000, **options: Any) -> World:
    """Tranche one is instructed: report and both approvals at hand."""
    world = submitted(actual, **options)
    for who, letter in (("officer_a", "A"), ("officer_b", "B")):
        world.approve(world.instruction(), who, letter)
    return world


@remembered
def sent(actual: str | int = 600_000_000, **options: Any) -> World:
    """The letter for tranche one is with the transfer agent."""
    world = instructed(actual, **options)
    world.tick_all(world.instruction())
    world.authorise(world.instruction())
    world.send()
    return world


@remembered
def released(actual: str | int = 600_000_000, **options: Any) -> World:
    """Tranche one is carried out: `deducted` with a shortfall, `released` without."""
    world = sent(actual, **options)
    world.confirm()
    return world
