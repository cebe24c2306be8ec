"""The stages of a dispute, the issuer's claim, and the consent of all parties to a report (SPA 8.1, 10.2; EA 3.1(a))."""

from django import forms

from documents.sentences import large
from tranches.admin.forms.base import ActForm, Pick
from tranches.admin.forms.fields import AmountField, DayField, PaperField, WordsField
from tranches.models import DamagesClaim, DamagesClaimEnd, DisputeStage, Hold
from tranches.selectors.dispute.disputes import FOLLOWS
from tranches.services import money
from tranches.services.assessment.consents import record_shortfall_consent
from tranches.services.dispute.disputes import end_damages_claim, record_damages_claim, record_dispute_stage
from tranches.templatetags.desk import day


class RecordDisputeStageForm(ActForm):
    """Record that a dispute entered a stage, on what the parties or the tribunal sent."""

    event = "record_dispute_stage"
    refused = "The stage was not recorded"
    button = "Record the stage"
    then = (
        "It is shown to all parties, and on statements.",
        "Nothing is held back or released by it: a hold, or the award with its quantity, is recorded as such.",
    )

    stage = forms.ChoiceField(label="Stage")
    began_on = DayField(label="Since")
    notice = Pick(label="Objection behind it", required=False)
    forum = forms.CharField(label="Tribunal", max_length=200, required=False, help_text="For an arbitration.")
    seat = forms.CharField(label="Seat", max_length=120, required=False)
    case_reference = forms.CharField(label="Case number", max_length=120, required=False)
    text = WordsField(label="What it is about", required=False, help_text="The parties will read it.")
    paper = PaperField(required=False)

    def prepare(self) -> None:
        newest = self.scene.stages[0].stage if self.scene.stages else ""
        self.fields["stage"].choices = [  # type: ignore[attr-defined]
            (value, DisputeStage.Stage(value).label) for value in FOLLOWS[newest]
        ]
        self.fields["notice"].offer(  # type: ignore[attr-defined]
            self.scene.notices, label=lambda row: f"{row}, received on {day(row.received_on)}", empty="None"
        )
        arbitration = self.scene.terms.arbitration
        if arbitration is not None:
            self.initial.update(forum=arbitration.forum, seat=arbitration.seat)
        self.initial["began_on"] = self.scene.today

    def perform(self) -> str:
        stage = self.do(record_dispute_stage, tranche=self.scene.tranche, **self.cleaned_data)
        return f"The dispute is on record: {stage}."


class RecordDamagesClaimForm(ActForm):
    """Record what the issuer claims of the seller beside its suspension."""

    event = "record_damages_claim"
    refused = "The claim was not recorded"
    button = "Record the claim"
    then = ("It is shown to all parties, the seller first.", "No share and no money moves by it.")
    foot = "The escrow agent judges no claim."

    hold = Pick(label="Suspension it belongs to")
    amount = AmountField(label="Amount claimed", example="250000.00")
    currency = forms.CharField(label="Currency", max_length=3, initial="CNY")
    ground = WordsField(label="Ground", help_text="As the issuer gives it.")
    claimed_on = DayField(label="Claimed on")
    paper = PaperField(label="The issuer’s paper")

    def prepare(self) -> None:
        confirmed = [hold for hold in self.scene.holds if hasattr(hold, "confirmation")]
        self.fields["hold"].offer(  # type: ignore[attr-defined]
            [hold for hold in confirmed if hold.ground == Hold.Ground.SUSPENSION],
            label=lambda hold: f"{large(str(hold))}, since {day(hold.opened_on)}",
        )
        self.initial["claimed_on"] = self.scene.today

    def perform(self) -> str:
        claim = self.do(record_damages_claim, **self.cleaned_data)
        return f"{large(str(claim))} was recorded."


class EndDamagesClaimForm(ActForm):
    """Record that a claim was settled or withdrawn."""

    event = "end_damages_claim"
    refused = "The end of the claim was not recorded"
    button = "Record the end of the claim"
    then = ("The claim is no longer shown as open.", "The suspension itself is lifted apart.")

    claim = Pick(label="Claim")
    outcome = forms.ChoiceField(label="How it ended", choices=DamagesClaimEnd.Outcome.choices)
    amount = AmountField(
        label="Settled for, if its paper names an amount", required=False, example="250000.00"
    )
    reason = WordsField(label="Note", required=False)
    ended_on = DayField(label="Ended on")
    paper = PaperField()

    def prepare(self) -> None:
        self.fields["claim"].offer(self.scene.open_claims, label=_claim)  # type: ignore[attr-defined]
        self.initial["ended_on"] = self.scene.today

    def perform(self) -> str:
        end = self.do(end_damages_claim, **self.cleaned_data)
        return f"{large(str(end.claim))} is {end.claim.state_word}."


class RecordShortfallConsentForm(ActForm):
    """Record the consent of all parties to a release on a report that shows a shortfall."""

    event = "record_shortfall_consent"
    refused = "The consent was not recorded"
    button = "Record the consent"
    then = ("With it, the approvals of this report’s instruction can take effect.",)

    signed_by = forms.MultipleChoiceField(label="Signed by", widget=forms.CheckboxSelectMultiple)
    dated_on = DayField(label="Date of the paper")
    received_on = DayField(label="Received on")
    paper = PaperField(label="The consent of all parties")

    def prepare(self) -> None:
        parties = [part for part in self.scene.parts if part.letter and part.part != "escrow_agent"]
        self.fields["signed_by"].choices = [  # type: ignore[attr-defined]
            (part.letter, f"{part.letter}: {part.party.name}") for part in parties
        ]
        self.initial["received_on"] = self.scene.today

    def perform(self) -> str:
        self.do(record_shortfall_consent, report=self.scene.report, **self.cleaned_data)
        return "The consent of all parties was recorded."


def _claim(claim: DamagesClaim) -> str:
    amount = money.text(claim.amount_minor, claim.currency)
    return f"{large(str(claim))}: {amount}, of {day(claim.claimed_on)}"
