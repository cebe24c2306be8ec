"""Practice cases: small deals between invented companies, each brought by the services to where one of the cast has something to do.

They are dated around the day they are played, and marked as simulations: nothing real gains or loses by what is done in them. Each is
played in one transaction of its own, so that a desk which already serves waits for one case at most, and one that is interrupted
goes on with the case it had not finished.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from string import Template

from django.db import transaction

from documents.days import begins_at, day_in
from escrow_site.demo.cast import SYSTEM, enrol_in_simulation, firm_of_the_demo
from parties.services.register import register_delivery_account
from tranches.models import EscrowAgreement, Instruction
from tranches.rights.services.dividends import record_dividend
from tranches.rights.services.meetings import record_meeting
from tranches.selectors.ledger.balances import balances
from tranches.services.agreement.agreements import load_agreement
from tranches.services.conversion.corporate import prepare_corporate_action
from tranches.services.dispute.holds import confirm_hold, propose_hold
from tranches.simulation.stage import Stage
from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.calendar import ONE_DAY
from tranches.terms.deadlines import release_due_spa
from tranches.terms.deal import deal_file

PREFIX = "PRACTICE-"
_FILE = Path(__file__).with_name("practice.toml")
_SHORT = 108_000_000  # of the target of 120 million in practice.toml
_ZONE = "Asia/Shanghai"


@dataclass(frozen=True)
class Case:
    """One practice case: what it is called, how many days ago its first year ended, and how it gets to where it waits."""

    number: int
    title: str
    play: Callable[[Rehearsal], None]
    year_ended: int = 30
    misses_release: bool = False

    @property
    def reference(self) -> str:
        """Under which the case is found, such as `PRACTICE-03`."""
        return f"{PREFIX}{self.number:02}"


class Rehearsal(Stage):
    """A stage that counts its days back from the day of the play."""

    today_of_play: date

    def ago(self, days: int) -> None:
        """Go on to the morning that was so many days ago."""
        day = self.today_of_play - timedelta(days=days)
        self.on(day.year, day.month, day.day)

    def ahead(self, days: int) -> date:
        """The day so many days from now."""
        return self.today_of_play + timedelta(days=days)

    def instructed(self, report: int, *, actual: int = _SHORT) -> Instruction:
        """The first year's report so many days ago, and the instruction two days after it."""
        self.ago(report)
        self.report(1, actual)
        self.ago(report - 2)
        return self.instruct(1)

    def approved(self, report: int) -> Instruction:
        """The instruction, approved by both companies in the five days after it."""
        instruction = self.instructed(report)
        self.ago(report - 4)
        self.approve(instruction, "officer-a1", "A")
        self.ago(report - 7)
        self.approve(instruction, "officer-b", "B")
        return instruction


def play_practice(*, now: datetime, told: Callable[[str], None] = lambda _: None) -> int:
    """Play the cases that are not there yet and return how many; `told` hears a line before each."""
    standing = set(EscrowAgreement.objects.values_list("reference", flat=True))
    missing = [case for case in CASES if case.reference not in standing]
    for place, case in enumerate(missing, 1):
        told(f"practice case {place} of {len(missing)}, {case.title}")
        with transaction.atomic():
            _play(case, now)
    return len(missing)


def _play(case: Case, now: datetime) -> None:
    today = day_in(now, _ZONE)
    source, terms = _deal(case, today - timedelta(days=case.year_ended))
    if case.misses_release:
        source, terms = _deal(case, _year_just_missed(terms, today))
    first = datetime.combine(terms.effective_on, time(1), tzinfo=UTC)
    agreement = load_agreement(terms=terms, source=source, actor=SYSTEM, now=first, is_simulation=True)
    enrol_in_simulation(agreement, now=first)
    stage = Rehearsal(agreement, first, firm=firm_of_the_demo())
    stage.today_of_play = today
    stage.go_on(days=7)
    stage.deposit(terms.total_shares, f"TA-{case.number:02}18")
    stage.consent()
    case.play(stage)


def _deal(case: Case, year_end: date) -> tuple[bytes, AgreementTerms]:
    """The case's deal file and its terms: three years, the first of which ends on the day given."""
    ends = [_years_later(year_end, years) for years in (-1, 0, 1, 2)]
    days = {f"starts_{n}": ends[n - 1] + ONE_DAY for n in (1, 2, 3)} | {
        f"ends_{n}": ends[n] for n in (1, 2, 3)
    }
    values = {name: day.isoformat() for name, day in days.items()}
    values |= {"reference": case.reference, "title": f"Practice {case.number}: {case.title}"}
    values["effective_on"] = days["starts_1"].isoformat()
    source = Template(_FILE.read_text(encoding="utf-8")).substitute(values).encode()
    return source, deal_file.parse_bytes(source, name=_FILE.name)


def _year_just_missed(terms: AgreementTerms, today: date) -> date:
    """The latest end of a year whose release was due yesterday, or on the last business day before."""
    day = today - timedelta(days=terms.deadlines.release_calendar_days)
    while release_due_spa(terms, day).due_on >= today:
        day -= ONE_DAY
    return day


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


# --- The cases: how each gets to where somebody has something to do ---


def _year_over(stage: Rehearsal) -> None:
    """Nothing more has happened: the whole road lies ahead."""


def _reported(stage: Rehearsal) -> None:
    stage.ago(1)
    stage.report(1, _SHORT)


def _put_before_the_signers(stage: Rehearsal) -> None:
    stage.instructed(6)


def _waits_for_b(stage: Rehearsal) -> None:
    instruction = stage.instructed(8)
    stage.ago(3)
    stage.approve(instruction, "officer-a1", "A")


def _half_checked(stage: Rehearsal) -> None:
    instruction = stage.approved(12)
    stage.ago(2)
    stage.check(instruction, items=3)


def _to_be_authorised(stage: Rehearsal) -> None:
    instruction = stage.approved(12)
    stage.ago(1)
    stage.check(instruction)


def _letter_out(stage: Rehearsal) -> None:
    instruction = stage.approved(24)
    stage.ago(14)
    release = stage.authorise(instruction)
    stage.ago(13)
    stage.send(release, "courier SF-7000117")


def _partly_disputed(stage: Rehearsal) -> None:
    instruction = stage.instructed(10)
    stage.ago(7)
    stage.approve(instruction, "officer-a1", "A")
    contested = stage.tranche(1).shares - instruction.content["total_shares"]
    stage.ago(5)
    notice = stage.objection(1, "Deliveries of the last week were booked in the year after.", contested)
    stage.ago(4)
    hold = propose_hold(
        tranche=notice.tranche,
        ground="dispute",
        shares=contested,
        reason="The seller contests the quantity; what is contested waits, the rest goes on.",
        notice=notice,
        opened_on=stage.today,
        **stage.by("clerk1"),
    )
    confirm_hold(hold=hold, **stage.by("supervisor"))


def _without_report(stage: Rehearsal) -> None:
    """No report has come, and the day for the release has gone by."""


def _rights(stage: Rehearsal) -> None:
    stage.ago(3)
    record_dividend(
        agreement=stage.agreement,
        kind="cash",
        declared_on=stage.today,
        record_on=stage.ahead(7),
        payment_on=stage.ahead(28),
        amount_per_share=Decimal("0.025"),
        currency="USD",
        paper=stage.paper("Declaration of a dividend", "USD 0.025 for each share."),
        **stage.by("clerk1"),
    )
    record_meeting(
        agreement=stage.agreement,
        title="Extraordinary general meeting",
        meeting_on=stage.ahead(14),
        record_on=stage.ahead(2),
        cut_off_at=begins_at(stage.ahead(10), _ZONE),
        resolutions=["Elect the directors", "Amend the articles"],
        paper=stage.paper("Notice of an extraordinary general meeting", "Two resolutions."),
        **stage.by("clerk1"),
    )


def _split(stage: Rehearsal) -> None:
    stage.ago(1)
    prepare_corporate_action(
        agreement=stage.agreement,
        kind="split",
        ratio_new=2,
        ratio_old=1,
        fraction_policy="down",
        effective_on=stage.today,
        stated_shares=2 * balances(stage.agreement).in_escrow,
        paper=stage.paper("Notice of a split", "Two new shares for each old one."),
        **stage.by("clerk1"),
    )


def _new_account(stage: Rehearsal) -> None:
    stage.ago(1)
    register_delivery_account(
        party=stage.party("C").party,
        description="Book-entry account PRACTICE-5520 at the transfer agent",
        starts_on=stage.today_of_play,
        reason="the recipient’s letter of yesterday",
        **stage.by("supervisor"),
    )


CASES = (
    Case(1, "the year is over; walk from the report to the release", _year_over, year_ended=1),
    Case(2, "a report has just come in, below the target", _reported),
    Case(3, "an instruction waits for Party A", _put_before_the_signers),
    Case(4, "an instruction waits for Party B since three days", _waits_for_b),
    Case(5, "the checklist is half done", _half_checked),
    Case(6, "a release is to be authorised", _to_be_authorised),
    Case(7, "a letter is out and nobody has answered", _letter_out, year_ended=40),
    Case(8, "a part of the shares is disputed and held", _partly_disputed),
    Case(9, "the day for the release has just gone by", _without_report, misses_release=True),
    Case(10, "a dividend next week, and a meeting that waits for directions", _rights),
    Case(11, "a split waits for a second person", _split),
    Case(12, "a new delivery account waits for a second person", _new_account),
)
