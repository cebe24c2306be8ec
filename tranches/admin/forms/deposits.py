"""Deposits, their allocation, the consent to portal signing, and statements."""

from django import forms

from documents.days import day_words
from documents.models import Document
from tranches.admin.forms.base import ActForm, Pick
from tranches.admin.forms.fields import DayField, PaperField, SharesField
from tranches.selectors.assessment.consents import unchecked_consents
from tranches.selectors.release.renditions import key_or_none, missing_stamp, unsigned_papers
from tranches.services.agreement.agreements import (
    allocate,
    check_portal_consent,
    record_deposit,
    record_portal_consent,
)
from tranches.services.release.renditions import sign_paper
from tranches.statements.services import make_statement


class RecordDepositForm(ActForm):
    """Record shares issued into the agent's name (EA 1.1)."""

    event = "record_deposit"
    refused = "The deposit was not recorded"
    button = "Record the deposit"
    then = (
        "The shares fill the tranches in order.",
        "Too many are refused, unless the rest is to stand unallocated.",
    )

    shares = SharesField(label="Shares")
    deposited_on = DayField(label="Deposited on")
    reference = forms.CharField(label="Transfer agent’s reference", max_length=120, required=False)
    paper = PaperField(label="The transfer agent’s confirmation", required=False)
    is_assumed = forms.BooleanField(
        label="Assumed: the transfer agent’s paper is not at hand", required=False
    )
    surplus_unallocated = forms.BooleanField(label="What is too much stands unallocated", required=False)

    def prepare(self) -> None:
        self.initial["deposited_on"] = self.scene.today

    def perform(self) -> str:
        lot = self.do(record_deposit, agreement=self.scene.agreement, **self.cleaned_data)
        return f"The deposit was recorded as {lot}."


class AllocateForm(ActForm):
    """Give unallocated shares to a tranche."""

    event = "allocate"
    refused = "The shares were not allocated"
    button = "Allocate the shares"
    then = ("The shares are then held for that tranche.",)

    tranche = Pick(label="Tranche")
    shares = SharesField(label="Shares")
    effective_on = DayField(label="With effect from")

    def prepare(self) -> None:
        self.fields["tranche"].offer(self.scene.all_tranches, label=lambda row: f"Tranche {row.number}")  # type: ignore[attr-defined]
        self.fields["shares"].help_text = f"Unallocated now: {self.scene.balances.total('unallocated'):,}."
        self.initial["effective_on"] = self.scene.today

    def perform(self) -> str:
        self.do(allocate, agreement=self.scene.agreement, **self.cleaned_data)
        return f"The shares were allocated to tranche {self.cleaned_data['tranche'].number}."


class RecordPortalConsentForm(ActForm):
    """Record that all parties consent to signing in the portal (EA 3.1(b))."""

    event = "record_portal_consent"
    refused = "The consent was not recorded"
    button = "Record the consent"
    then = ("A second person compares it with every party’s signature; it counts from then on.",)

    dated_on = DayField(label="Date of the consent")
    paper = PaperField(label="The consent, signed by all parties")

    def perform(self) -> str:
        self.do(record_portal_consent, agreement=self.scene.agreement, **self.cleaned_data)
        return "The consent to signing in the portal was filed. A second person checks it."


class CheckPortalConsentForm(ActForm):
    """Compare the consent with the signatures of all parties, as a second person."""

    event = "check_portal_consent"
    refused = "The consent was not checked"
    button = "Every party has signed it"
    then = ("From then on signatories may approve in the portal.",)

    consent = Pick(label="Consent", is_decided_on=True)

    def prepare(self) -> None:
        self.fields["consent"].offer(  # type: ignore[attr-defined]
            unchecked_consents(self.scene.agreement),
            label=lambda row: f"{row.document.title}, {day_words(row.dated_on)}, filed by {row.person}",
        )

    def perform(self) -> str:
        self.do(check_portal_consent, **self.cleaned_data)
        return "The consent was checked. Signatories may approve in the portal."


class MakeStatementForm(ActForm):
    """Make a statement of the escrow account as it stands now, or as of two dates, and file it."""

    event = "make_statement"
    refused = "The statement was not made"
    button = "Make the statement"
    then = (
        "A PDF with the position, the movements and the head of the record is made and filed.",
        "Asked for again with the same two dates, the same paper is handed out.",
    )

    day = DayField(
        label="As at the end of",
        required=False,
        help_text="What had taken effect by then. Leave both empty for now.",
    )
    known_on = DayField(
        label="As known on",
        required=False,
        help_text="What had been recorded by the end of that day. Empty: today.",
    )

    def perform(self) -> str:
        paper = self.do(make_statement, agreement=self.scene.agreement, **self.cleaned_data)
        return f"“{paper.title}” is on file as {paper.reference}."


class SignPaperForm(ActForm):
    """Sign a paper that was issued, with the agent's key."""

    event = "sign_paper"
    refused = "The paper was not signed"
    button = "Sign the paper"
    then = (
        "The signed rendition is filed as a document of its own; the paper stays as it is.",
        "Whoever holds it can check the signature with a PDF reader, and the paper on the page of checks.",
    )

    paper = Pick(
        label="Paper",
        is_decided_on=True,
        help_text="Letters to the transfer agent are signed when they are made.",
    )

    def prepare(self) -> None:
        self.fields["paper"].offer(unsigned_papers(self.scene.agreement), label=self._label)  # type: ignore[attr-defined]
        key = key_or_none()
        if key is not None and key.is_demo:
            self.warning = (
                "Demo key: proves nothing",
                "The demo made this key for itself. The stamp on the paper says so.",
            )

    @staticmethod
    def _label(row: Document) -> str:
        return f"{row.title}, {day_words(row.dated_on)}"

    def perform(self) -> str:
        made = self.do(sign_paper, agreement=self.scene.agreement, **self.cleaned_data)
        return " ".join(filter(None, (f"“{made.document.title}” is on file, {made}.", missing_stamp(made))))
