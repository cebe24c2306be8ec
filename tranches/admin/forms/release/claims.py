"""A delivery that went to the wrong account: claimed, back in escrow, or settled (EA 3.2, 4.1)."""

from typing import Any

from django import forms

from documents.days import day_words
from tranches.admin.forms.base import ActForm, Pick
from tranches.admin.forms.fields import DayField, PaperField, SharesField, WordsField
from tranches.models import ClaimSettlement
from tranches.selectors.release.claims import claimable_lines, open_claims
from tranches.services.release.claims import record_delivery_claim, settle_claim
from tranches.services.release.recoveries import check_recovery, record_recovery

DESK = "admin:tranches_escrowagreement_transfer_agent"


class RecordDeliveryClaimForm(ActForm):
    """Record that a confirmed delivery went to the wrong account, and from whom it is claimed."""

    event = "record_delivery_claim"
    refused = "The claim was not recorded"
    button = "Record the claim"
    then = (
        "No share moves and no state changes: the ledger says what was confirmed until shares are back.",
        "The parties are told. The agreement does not expire while the claim is open.",
    )
    lands_on = DESK

    release_line = Pick(label="Delivery")
    shares = SharesField(label="Shares that went wrong")
    went_to = forms.CharField(label="Went to", max_length=200, help_text="The account or holder.")
    claimed_from = forms.CharField(label="Claimed from", max_length=200)
    grounds = WordsField(label="What shows it", max_length=1000)
    found_on = DayField(label="Found on")
    claimed_on = DayField(label="Claimed on")
    paper = PaperField(label="The claim, as it was sent")

    def prepare(self) -> None:
        self.left = {line.pk: shares for line, shares in claimable_lines(self.scene.agreement)}
        lines = [line for line, _ in claimable_lines(self.scene.agreement)]
        self.fields["release_line"].offer(lines, label=self._label)  # type: ignore[attr-defined]
        agent = next((part for part in self.scene.parts if part.part == "transfer_agent"), None)
        self.initial["claimed_from"] = agent.party.name if agent else ""
        self.initial.update(found_on=self.scene.today, claimed_on=self.scene.today)

    def perform(self) -> str:
        claim = self.do(record_delivery_claim, **self.cleaned_data)
        return f"Claim {claim} over {claim.shares:,} shares of {claim.release} was recorded."

    def _label(self, line: Any) -> str:
        number = line.instruction_line.tranche.number
        return f"{line.release}, tranche {number}: {self.left[line.pk]:,} shares confirmed and not claimed"


class RecordRecoveryForm(ActForm):
    """Record that shares of a claim are back in the agent's account."""

    event = "record_recovery"
    refused = "The shares were not recorded as back"
    button = "Record the shares"
    then = ("Nothing is posted yet: a second person holds it against the paper.",)
    lands_on = DESK

    claim = Pick(label="Claim")
    shares = SharesField(label="Shares that came back")
    came_back_on = DayField(label="Came back on")
    reference = forms.CharField(label="Transfer agent’s reference", max_length=120, required=False)
    paper = PaperField(label="The transfer agent’s confirmation")

    def prepare(self) -> None:
        rows = [row for row in open_claims(self.scene.agreement) if row.free_shares]
        self.free = {row.claim.pk: row.free_shares for row in rows}
        self.fields["claim"].offer([row.claim for row in rows], label=self._label)  # type: ignore[attr-defined]
        self.initial["came_back_on"] = self.scene.today

    def perform(self) -> str:
        recovery = self.do(record_recovery, **self.cleaned_data)
        return f"{recovery.shares:,} shares of {recovery.claim} were recorded as back; a second person checks them."

    def _label(self, claim: Any) -> str:
        return f"{claim} about {claim.release}: {self.free[claim.pk]:,} shares open"


class CheckRecoveryForm(ActForm):
    """A second person holds the recovery against its paper; accepted, the shares are posted back."""

    event = "check_recovery"
    refused = "The check was not recorded"
    button = "Record the check"
    then = (
        "Accepted, the shares go back into escrow to where they were drawn from, and their line is open again.",
        "The instruction stands again; the next attempt needs a new checklist and two persons.",
        "Not accepted, nothing is posted and the claim stays open.",
    )
    foot = "Another person than who recorded that they came back."
    lands_on = DESK

    recovery = Pick(label="Shares that came back", is_decided_on=True)
    is_accepted = forms.TypedChoiceField(
        label="The paper shows it",
        choices=[("yes", "Yes: post the shares back"), ("no", "No: do not post them")],
        coerce=lambda value: value == "yes",
    )
    finding = WordsField(label="What the paper shows", max_length=1000)

    def prepare(self) -> None:
        waiting = [row for claim in open_claims(self.scene.agreement) for row in claim.unchecked]
        self.fields["recovery"].offer(waiting, label=self._label)  # type: ignore[attr-defined]

    def perform(self) -> str:
        recovery = self.cleaned_data["recovery"]
        check = self.do(check_recovery, **self.cleaned_data)
        if not check.is_accepted:
            return f"The shares of {recovery.claim} were not accepted as back."
        return f"{recovery.shares:,} shares of {recovery.claim} are back in escrow."

    @staticmethod
    def _label(recovery: Any) -> str:
        day = recovery.came_back_on
        return f"{recovery.claim}, {recovery}: {recovery.shares:,} shares on {day_words(day)}"


class SettleClaimForm(ActForm):
    """Close what is open of a claim without a return."""

    event = "settle_claim"
    refused = "The claim was not closed"
    button = "Close the claim"
    then = (
        "All that is open of the claim ends; no share moves.",
        "The paper must show that the right recipient has the shares.",
    )
    foot = "Another person than who recorded the claim."
    lands_on = DESK

    claim = Pick(label="Claim", is_decided_on=True)
    outcome = forms.ChoiceField(label="How it ended", choices=ClaimSettlement.Outcome.choices)
    reason = WordsField(label="What shows it", max_length=1000)
    settled_on = DayField(label="Settled on")
    paper = PaperField(label="The paper that shows it")

    def prepare(self) -> None:
        rows = [row for row in open_claims(self.scene.agreement) if not row.unchecked]
        self.open = {row.claim.pk: row.open_shares for row in rows}
        self.fields["claim"].offer([row.claim for row in rows], label=self._label)  # type: ignore[attr-defined]
        self.initial["settled_on"] = self.scene.today

    def perform(self) -> str:
        settlement = self.do(settle_claim, **self.cleaned_data)
        return f"Claim {settlement.claim} is closed: {settlement.shares:,} shares settled without a return."

    def _label(self, claim: Any) -> str:
        return f"{claim} about {claim.release}: {self.open[claim.pk]:,} shares open"
