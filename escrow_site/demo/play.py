"""The two deals of the demo: the sample by its real dates, and the sample played to its closing.

The play takes the main road five times, and each side road once: a refusal and its repeat, a year signed on paper, a dispute
settled by all parties, and two years that make up for earlier ones. Then what is kept goes back and the agreement is closed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from django.db import transaction

from documents.journal.clock import newest_moment
from escrow_site.demo.cast import SYSTEM, enrol, enrol_in_simulation, firm_of_the_demo
from parties.authority import actor_of
from parties.models import User
from tranches.models import EscrowAgreement
from tranches.selectors.days import day_of
from tranches.services.agreement.agreements import load_agreement, record_deposit
from tranches.simulation.stage import Stage
from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.deadlines import deposit_due
from tranches.terms.deal import deal_file

SAMPLE = Path(deal_file.__file__).resolve().parents[2] / "deals" / "kaixin.toml"
SUFFIX = "-SIM"

MILLION = 1_000_000
ACTUALS = {1: 600 * MILLION, 2: 732 * MILLION, 3: 900 * MILLION, 4: 700 * MILLION, 5: 1_200 * MILLION}
SETTLED = 2_500_000
"""What the parties settle on for the fourth year."""


def references() -> tuple[str, str]:
    """The references of the two deals: the file's own, and the simulated one's."""
    own = deal_file.load(SAMPLE).reference
    return own, own + SUFFIX


def load_demo(passwords: Mapping[str, str], *, now: datetime) -> None:
    """Load both deals and play the second one."""
    load_live(passwords, now=now)
    play_life()


def load_live(passwords: Mapping[str, str], *, now: datetime) -> None:
    """Load the deal as it stands, with the people of the demo; all of it stands, or nothing does."""
    source, terms = _sample()
    with transaction.atomic():
        _by_real_dates(terms, source, passwords, now=now)


def play_life(told: Callable[[str], None] = lambda _: None) -> int:
    """Play the simulated deal from its first day to its closing and return how many chapters were missing.

    `told` hears a line before each chapter.

    A chapter is one transaction: a desk that serves meanwhile waits for one at most, and a play that was broken off goes on with the
    chapter it had not finished.
    """
    source, terms = _sample()
    agreement, played = EscrowAgreement.objects.filter(reference=terms.reference + SUFFIX).first(), 0
    if agreement is None:
        told(f"{terms.reference}{SUFFIX}: deposit and consent")
        with transaction.atomic():
            agreement = _opened(terms, source)
    for title, begins_on, chapter in CHAPTERS:
        newest = newest_moment(agreement.binder_id)
        if newest is None:
            raise RuntimeError("an agreement that is opened has events")
        if day_of(newest, agreement) >= begins_on:
            continue
        told(f"{agreement.reference}: {title}")
        with transaction.atomic():
            chapter(Stage(agreement, newest, firm=firm_of_the_demo()))
        played += 1
    return played


def _sample() -> tuple[bytes, AgreementTerms]:
    source = deal_file.read(SAMPLE)
    return source, deal_file.parse_bytes(source, name=SAMPLE.name)


def _by_real_dates(
    terms: AgreementTerms, source: bytes, passwords: Mapping[str, str], *, now: datetime
) -> EscrowAgreement:
    """The deal as it stands: nothing reported, and the deposit assumed, for the source only says that it will be made.

    It is dated on the last day the agreement leaves for it (EA 1.1), and marked as assumed wherever it is shown.
    """
    agreement = load_agreement(terms=terms, source=source, actor=SYSTEM, now=now)
    enrol(agreement, passwords, now=now)
    clerk = User.objects.select_related("person").get(username="clerk1")
    record_deposit(
        agreement=agreement,
        shares=terms.total_shares,
        deposited_on=deposit_due(terms).due_on,
        is_assumed=True,
        actor=actor_of(clerk, now=now, factor="command line"),
        now=now,
    )
    return agreement


def _opened(terms: AgreementTerms, source: bytes) -> EscrowAgreement:
    """The same file under a reference of its own: its people, its deposit, the consent to signing in the portal."""
    terms = replace(terms, reference=terms.reference + SUFFIX, title=f"{terms.title} (simulated)")
    first = datetime.combine(terms.effective_on, time(1), tzinfo=UTC)
    agreement = load_agreement(terms=terms, source=source, actor=SYSTEM, now=first, is_simulation=True)
    enrol_in_simulation(agreement, now=first)
    stage = Stage(agreement, first, firm=firm_of_the_demo())
    stage.on(2025, 12, 12)
    stage.deposit(10_000_000, "TA-0118")
    stage.on(2025, 12, 17)
    stage.deposit(terms.total_shares - 10_000_000, "TA-0121")
    stage.consent()
    return agreement


def _short(stage: Stage) -> None:
    """Year one falls short: the rest of its shares is kept."""
    stage.on(2026, 12, 16)
    stage.report(1, ACTUALS[1])
    stage.on(2026, 12, 17)
    instruction = stage.instruct(1)
    stage.on(2026, 12, 18)
    stage.approve(instruction, "officer-a1", "A")
    stage.on(2026, 12, 21)
    stage.approve(instruction, "officer-b", "B")
    stage.on(2026, 12, 22)
    release = stage.authorise(instruction)
    stage.on(2026, 12, 23)
    stage.send(release, "courier SF-4410072")
    stage.on(2026, 12, 30)
    stage.confirmed(release, "TA-2026-377")


def _refused_once(stage: Stage) -> None:
    """Year two is on target; the transfer agent refuses the first letter and carries out the second."""
    stage.on(2027, 12, 15)
    stage.report(2, ACTUALS[2])
    stage.on(2027, 12, 16)
    instruction = stage.instruct(2)
    stage.on(2027, 12, 17)
    stage.approve(instruction, "officer-a2", "A")
    stage.on(2027, 12, 20)
    stage.approve(instruction, "officer-b", "B")
    stage.on(2027, 12, 21)
    release = stage.authorise(instruction)
    stage.send(release, "courier SF-5120934")
    stage.on(2027, 12, 24)
    stage.refused(
        release, "The signature guarantee on the letter has expired; send the letter again with a new one."
    )
    stage.on(2027, 12, 27)
    release = stage.authorise(instruction)
    stage.send(release, "courier SF-5121388")
    stage.on(2027, 12, 30)
    stage.confirmed(release, "TA-2027-402")


def _on_paper(stage: Stage) -> None:
    """Year three is above its target and makes up a part of year one; the companies sign on paper."""
    stage.on(2028, 12, 18)
    stage.report(3, ACTUALS[3])
    stage.on(2028, 12, 19)
    instruction = stage.instruct(3)
    stage.on(2028, 12, 26)
    stage.sign_on_paper(instruction, "officer-a1", "A")
    stage.on(2028, 12, 27)
    stage.sign_on_paper(instruction, "officer-b", "B")
    stage.on(2028, 12, 28)
    release = stage.authorise(instruction)
    stage.send(release, "courier SF-6034471")
    stage.on(2029, 1, 5)
    stage.confirmed(release, "TA-2029-009")


def _disputed(stage: Stage) -> None:
    """Year four falls short and the seller objects; two persons hold the tranche until all parties settle."""
    stage.on(2029, 12, 17)
    stage.report(4, ACTUALS[4])
    stage.on(2029, 12, 18)
    instruction = stage.instruct(4)
    stage.on(2029, 12, 19)
    stage.approve(instruction, "officer-a1", "A")
    contested = stage.tranche(4).shares - instruction.content["total_shares"]
    notice = stage.objection(
        4,
        "Deliveries of November 2029 were booked in December. With them the year falls short by less.",
        contested,
    )
    stage.on(2029, 12, 20)
    stage.hold(
        notice,
        "The seller contests the quantity; the tranche waits for a settlement, an award or a judgment.",
    )
    stage.on(2030, 3, 11)
    settled = stage.settlement(
        4,
        SETTLED,
        finding="Three signatures agree with the register; the quantity and the tranche are named.",
    )
    stage.on(2030, 3, 12)
    release = stage.authorise(settled)
    stage.send(release, "courier SF-7718205")
    stage.on(2030, 3, 18)
    stage.confirmed(release, "TA-2030-061")


def _made_up(stage: Stage) -> None:
    """Year five is far above its target: it makes up what it can of years one and four, and the account is stated."""
    stage.on(2030, 12, 16)
    stage.report(5, ACTUALS[5])
    stage.on(2030, 12, 17)
    instruction = stage.instruct(5)
    stage.on(2030, 12, 18)
    stage.approve(instruction, "officer-a2", "A")
    stage.on(2030, 12, 19)
    stage.approve(instruction, "officer-b", "B")
    stage.on(2030, 12, 20)
    release = stage.authorise(instruction)
    stage.send(release, "courier SF-8260019")
    stage.on(2030, 12, 27)
    stage.confirmed(release, "TA-2030-415")
    stage.on(2030, 12, 30)
    stage.statement()


def _closed(stage: Stage) -> None:
    """Expired: what is still kept goes back, is cancelled by the issuer, and the agreement is closed."""
    stage.on(2031, 1, 8)
    instruction = stage.return_kept()
    stage.on(2031, 1, 10)
    stage.approve(instruction, "officer-a1", "A")
    stage.on(2031, 1, 13)
    stage.approve(instruction, "officer-b", "B")
    stage.on(2031, 1, 15)
    release = stage.authorise_return(instruction)
    stage.send(release, "courier SF-8301177")
    stage.on(2031, 1, 21)
    stage.confirmed(release, "TA-2031-018")
    stage.on(2031, 1, 27)
    stage.cancelled(release, "ROM-2031-004")
    stage.on(2031, 1, 29)
    stage.close()


CHAPTERS: tuple[tuple[str, date, Callable[[Stage], None]], ...] = (
    ("the first year falls short", date(2026, 12, 16), _short),
    ("the second year, whose first letter is refused", date(2027, 12, 15), _refused_once),
    ("the third year, signed on paper", date(2028, 12, 18), _on_paper),
    ("the fourth year, disputed and settled", date(2029, 12, 17), _disputed),
    ("the fifth year makes up for the others", date(2030, 12, 16), _made_up),
    ("what is kept goes back, and the agreement is closed", date(2031, 1, 8), _closed),
)
"""What is played, from which day on."""
