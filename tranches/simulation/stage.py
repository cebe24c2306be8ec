"""The stage: a given clock, people who act, and each act of the house as one short verb.

Every verb calls the one service that the doors call, as the person who would press the button.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from documents.actor import Actor
from documents.days import day_in
from documents.intake import Intake
from documents.sentences import ended
from parties.authority import actor_of
from parties.models import AccountingFirm, Person, User
from tranches.models import AgreementParty, DisputeNotice, EscrowAgreement, Instruction, Release, Tranche
from tranches.positions.selectors.positions import ledger_on
from tranches.positions.services.positions import record_position
from tranches.selectors.ledger.units import line_on
from tranches.selectors.release.call_backs import numbers_for
from tranches.selectors.release.checklist import READ, checklist_of
from tranches.selectors.release.renditions import key_or_none
from tranches.selectors.terms import terms_of
from tranches.services.agreement.agreements import check_portal_consent, record_deposit, record_portal_consent
from tranches.services.assessment.governed import check_authority, prepare_governed_instruction
from tranches.services.assessment.reports import record_report
from tranches.services.dispute.holds import confirm_hold, propose_hold, receive_dispute_notice
from tranches.services.ending import returns
from tranches.services.ending.closing import close_agreement
from tranches.services.instruction import approvals
from tranches.services.instruction.instructions import LineSpec, prepare_instruction, submit_instruction
from tranches.services.release.call_backs import record_call_back
from tranches.services.release.releases import authorise_release, tick_checklist
from tranches.services.release.renditions import sign_paper
from tranches.services.release.transfer import record_confirmation, record_refusal, send_release
from tranches.simulation.papers import paper
from tranches.statements.services import make_statement
from tranches.terms.agreement_terms import TrancheTerms

SIMULATED = "simulated"
_EVERY_ACT_TAKES = timedelta(minutes=7)
_OPENS = time(9)  # in the agreement's time zone
_WHO_AUTHORISES = ("clerk2", "supervisor", "clerk1")


class Stage:
    """An agreement with its clock. The clock only goes forward: to a day by `on`, and a few minutes with every act.

    `accounts` says which account stands behind a part of the play ("clerk1", "supervisor"); a part it does not name is an account
    of that name. `firm` is whose reports are taken.
    """

    def __init__(
        self,
        agreement: EscrowAgreement,
        now: datetime,
        *,
        firm: AccountingFirm,
        accounts: Mapping[str, str] | None = None,
    ) -> None:
        self.agreement = agreement
        self.now = now
        self.firm = firm
        self.accounts = accounts or {}
        self.zone = ZoneInfo(terms_of(agreement).time_zone)

    # --- The clock and who acts ---

    def on(self, year: int, month: int, day: int) -> None:
        """Go on to the morning of a later day."""
        morning = datetime.combine(date(year, month, day), _OPENS, tzinfo=self.zone).astimezone(UTC)
        if morning <= self.now:
            raise ValueError("the clock of a play only goes forward")
        self.now = morning

    def go_on(self, *, until: date | None = None, days: int = 0) -> None:
        """Go on by some days; to the day named, if that is later."""
        day = max(until or self.today, self.today + timedelta(days=days or 1))
        self.on(day.year, day.month, day.day)

    @property
    def today(self) -> date:
        return day_in(self.now, self.zone.key)

    def by(self, username: str) -> dict[str, Any]:
        """`actor` and `now` of the next act."""
        self.now += _EVERY_ACT_TAKES
        account = User.objects.select_related("person").get(username=self.accounts.get(username, username))
        actor: Actor = actor_of(account, now=self.now, factor=SIMULATED)
        return {"actor": actor, "now": self.now}

    # --- What is on the stage ---

    def tranche(self, number: int) -> Tranche:
        return Tranche.objects.select_related("agreement__binder").get(
            agreement=self.agreement, number=number
        )

    def terms_of(self, number: int) -> TrancheTerms:
        return terms_of(self.agreement).tranche(number)

    def party(self, letter: str) -> AgreementParty:
        return AgreementParty.objects.select_related("party").get(agreement=self.agreement, letter=letter)

    def paper(self, title: str, *lines: str) -> Intake:
        """A paper about this agreement, dated today."""
        return paper(
            title,
            f"{self.agreement.reference}: {self.agreement.title}",
            f"Date: {self.today.isoformat()}",
            *lines,
        )

    def _again(self, instruction: Instruction) -> Instruction:
        instruction.refresh_from_db()
        return instruction

    # --- Deposit and consent ---

    def deposit(self, shares: int, reference: str) -> None:
        record_deposit(
            agreement=self.agreement,
            shares=shares,
            deposited_on=self.today,
            reference=reference,
            paper=self.paper(
                f"Confirmation of deposit {reference}", f"{shares:,} shares in the name of the escrow agent."
            ),
            **self.by("clerk1"),
        )

    def consent(self) -> None:
        consent = record_portal_consent(
            agreement=self.agreement,
            dated_on=self.today,
            paper=self.paper(
                "Consent to electronic signing", "All parties agree to approve instructions in the portal."
            ),
            **self.by("clerk1"),
        )
        check_portal_consent(consent=consent, **self.by("clerk2"))

    # --- Report and joint written instruction ---

    def report(self, number: int, actual: int | Decimal) -> None:
        """The accountant's report, dated two days before it comes in."""
        year, dated_on = self.terms_of(number), self.today - timedelta(days=2)
        record_report(
            tranche=self.tranche(number),
            firm=self.firm,
            dated_on=dated_on,
            received_on=self.today,
            actual=Decimal(actual),
            opinion="unqualified",
            standard="PRC GAAP",
            is_audited=True,
            is_consolidated=False,
            paper=self.paper(
                f"Accountant's report, tranche {number}",
                f"Period: {year.starts_on.isoformat()} to {year.ends_on.isoformat()}",
                f"{year.metric.capitalize()}: {year.currency_label} {actual:,}",
                f"Report dated {dated_on.isoformat()}, opinion unqualified.",
            ),
            **self.by("clerk1"),
        )

    def instruct(self, number: int) -> Instruction:
        """Prepare what the assessment proposes and put it before the signers."""
        instruction = prepare_instruction(tranche=self.tranche(number), **self.by("clerk1"))
        return submit_instruction(instruction=instruction, **self.by("clerk1"))

    def approve(self, instruction: Instruction, username: str, letter: str) -> None:
        approvals.approve_instruction(
            instruction=self._again(instruction),
            party=self.party(letter),
            seen_digest=instruction.digest,
            **self.by(username),
        )

    def sign_on_paper(self, instruction: Instruction, username: str, letter: str) -> None:
        """The signed paper comes in, one clerk files its scan, the other holds it against the register."""
        party = self.party(letter)
        person = Person.objects.get(users__username=username)
        scan = self.paper(
            f"Signed instruction, Party {letter}",
            f"{instruction} over {instruction.content['total_shares']:,} shares",
            f"Digest {instruction.digest}",
            ended(f"Signed for {party.party.name} by {person.name}"),
        )
        signature = approvals.file_paper_signature(
            instruction=self._again(instruction),
            party=party,
            person=person,
            signed_on=self.today - timedelta(days=2),
            received_on=self.today,
            seen_digest=instruction.digest,
            paper=scan,
            **self.by("clerk1"),
        )
        approvals.check_paper_signature(signature=signature, **self.by("clerk2"))

    # --- Release ---

    def authorise(self, instruction: Instruction) -> Release:
        """The whole checklist with its evidence, then two persons of the agent; the letter is made."""
        self.check(instruction)
        self._authorise(instruction)
        return self._signed(Release.objects.filter(instruction=instruction).latest("number"))

    def authorise_nothing(self, instruction: Instruction) -> None:
        """Two persons accept an instruction over zero shares; there is no letter."""
        self.check(instruction)
        self._authorise(instruction)

    def _authorise(self, instruction: Instruction) -> None:
        for username in self._authorising:
            authorise_release(
                instruction=self._again(instruction), seen_digest=instruction.digest, **self.by(username)
            )

    def position(self) -> None:
        """The transfer agent's statement of the day comes in, and agrees with the ledger."""
        shares, security = (
            ledger_on(self.agreement, self.today),
            line_on(self.agreement, self.today).instrument,
        )
        record_position(
            agreement=self.agreement,
            as_of=self.today,
            security=security,
            shares=shares,
            paper=self.paper(
                "Statement of position", f"{shares:,} {security} in the name of the escrow agent."
            ),
            **self.by("clerk1"),
        )

    def check(self, instruction: Instruction, *, items: int | None = None) -> None:
        """Show what the checklist asks for, or only its first items, each with its evidence."""
        self.position()
        for state in checklist_of(self._again(instruction), self.today)[:items]:
            label = state.item.label
            if state.item.evidence == "call_back":
                self._call_back(instruction)
            if state.item.evidence in READ:
                continue
            tick_checklist(
                instruction=instruction,
                item=state.item.key,
                note_text=f"{label}: checked, no finding.",
                checked_on=self.today,
                paper=self.paper(label, f"For {instruction}: no finding.")
                if state.item.evidence == "document"
                else None,
                valid_until=self.today + timedelta(days=180) if state.item.expires else None,
                **self.by("clerk2"),
            )

    def _call_back(self, instruction: Instruction) -> None:
        """The supervisor, who neither prepared the instruction nor authorises first, asks the recipient on the register's number."""
        usable = [state.row for state in numbers_for(instruction, self.today) if state.usable]
        record_call_back(
            instruction=instruction,
            number=usable[0],
            outcome="confirmed",
            called_at=self.now,
            reached=f"{instruction.recipient.party.name}, who named the account",
            **self.by("supervisor"),
        )

    @property
    def _authorising(self) -> Sequence[str]:
        """As many persons of the agent as the terms ask for."""
        return _WHO_AUTHORISES[: terms_of(self.agreement).authorising_persons]

    def send(self, release: Release, how: str) -> None:
        send_release(release=release, sent_on=self.today, how=how, **self.by("clerk1"))

    def confirmed(self, release: Release, reference: str) -> None:
        record_confirmation(
            release=release,
            answered_on=self.today,
            reference=reference,
            paper=self.paper(
                f"Confirmation {reference}", f"The transfer of {release} is carried out as asked."
            ),
            **self.by("clerk1"),
        )

    def refused(self, release: Release, reason: str) -> None:
        record_refusal(
            release=release,
            reason=reason,
            answered_on=self.today,
            paper=self.paper(f"Answer to {release}", reason),
            **self.by("clerk1"),
        )

    # --- Dispute and settlement ---

    def objection(self, number: int, text: str, shares: int) -> DisputeNotice:
        """The recipient objects, in the portal and in his own name."""
        return receive_dispute_notice(
            tranche=self.tranche(number),
            party=self.party("C"),
            text=text,
            contested_shares=shares,
            received_on=self.today,
            paper=self.paper(f"Objection, tranche {number}", text),
            **self.by("seller"),
        )

    def hold(self, notice: DisputeNotice, reason: str) -> None:
        """Two persons of the agent suspend the whole tranche."""
        hold = propose_hold(
            tranche=notice.tranche,
            ground="dispute",
            reason=reason,
            notice=notice,
            opened_on=self.today,
            **self.by("clerk1"),
        )
        confirm_hold(hold=hold, **self.by("supervisor"))

    def settlement(
        self, number: int, shares: int, *, finding: str, letters: Sequence[str] = ("A", "B", "C")
    ) -> Instruction:
        """A settlement signed by all parties fixes the quantity; a second person checks it, and from there on it governs."""
        instruction = prepare_governed_instruction(
            agreement=self.agreement,
            basis="settlement",
            lines=[LineSpec(self.tranche(number), "governed", shares)],
            paper=self.paper(
                f"Settlement, tranche {number}",
                f"The parties settle on {shares:,} shares.",
                f"Signed by Party {', Party '.join(letters)}.",
            ),
            dated_on=self.today - timedelta(days=3),
            received_on=self.today,
            signed_by=list(letters),
            **self.by("clerk1"),
        )
        check_authority(instruction=instruction, finding=finding, **self.by("supervisor"))
        return self._again(instruction)

    # --- Return and closing ---

    def return_kept(self) -> Instruction:
        """Prepare the return of everything kept, put it before the signers, and tell the recipient."""
        instruction = returns.prepare_return(agreement=self.agreement, **self.by("clerk1"))
        submit_instruction(instruction=instruction, **self.by("clerk1"))
        returns.notify_return(
            instruction=instruction, noticed_on=self.today, how="courier SF-SIM", **self.by("clerk1")
        )
        return self._again(instruction)

    def authorise_return(self, instruction: Instruction) -> Release:
        """Two persons of the agent authorise the return; the letter is made."""
        for username in self._authorising:
            returns.authorise_return(
                instruction=self._again(instruction), seen_digest=instruction.digest, **self.by(username)
            )
        return self._signed(Release.objects.filter(instruction=instruction).latest("number"))

    def _signed(self, release: Release) -> Release:
        """The letter with the signature that it gets right after its act, where there is a key.

        A play is one transaction: it signs here, on its own day, and not when all of it stands.
        """
        if release.letter is not None and key_or_none() is not None:
            sign_paper(agreement=self.agreement, paper=release.letter, **self.by("clerk2"))
        return release

    def cancelled(self, release: Release, reference: str) -> None:
        release.refresh_from_db()
        returns.record_cancellation(
            release=release,
            cancelled_on=self.today,
            reference=reference,
            paper=self.paper(
                f"Cancellation {reference}",
                f"The shares returned by {release} are cancelled in the register.",
            ),
            **self.by("clerk2"),
        )

    def close(self) -> None:
        close_agreement(agreement=self.agreement, **self.by("supervisor"))

    def statement(self) -> None:
        make_statement(agreement=self.agreement, **self.by("clerk2"))
