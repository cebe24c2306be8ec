"""Amendments of the terms: signed, checked and brought into force at the desk (SPA 5.3, 11.2). Preparing one is in `amending`."""

from django import forms

from documents.errors import RuleViolation
from tranches.admin.forms.base import ActForm, Pick
from tranches.admin.forms.fields import DayField, PaperField, WordsField
from tranches.models import Amendment
from tranches.selectors.amendment.amendment_acts import unchecked_signatures
from tranches.selectors.amendment.amendments import missing_signatures, open_amendment
from tranches.selectors.instruction.roads import follows_for, roads_of_amendment
from tranches.selectors.instruction.signing import may_sign_for
from tranches.services.amendment.amendment_signatures import (
    check_amendment_signature,
    file_amendment_signature,
    sign_amendment_for_agent,
)
from tranches.services.amendment.amendments import submit_amendment, withdraw_amendment
from tranches.services.amendment.amendments_in_force import bring_amendment_into_force
from tranches.templatetags.desk import day


class OfAmendment(ActForm):
    """An act on the open amendment or termination, in its own word; the digest that was shown goes with it."""

    lands_on = "admin:tranches_escrowagreement_amendments"

    seen_digest = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def prepare(self) -> None:
        found = open_amendment(self.scene.agreement)
        self.initial["seen_digest"] = found.digest if found else ""
        if found is not None:
            self.refused, self.button = found.worded(self.refused), found.worded(self.button)
            self.then = tuple(found.worded(sentence) for sentence in self.then)
            for field in self.fields.values():
                field.label = found.worded(str(field.label)) if field.label else field.label

    @property
    def amendment(self) -> Amendment:
        """The open one; refuses where another person has ended it meanwhile."""
        found = open_amendment(self.scene.agreement)
        if found is None:
            raise RuleViolation(
                "no_open_amendment",
                "Nothing is open any more that all parties sign. Reload the page and look again.",
            )
        return found


class SubmitAmendmentForm(OfAmendment):
    """Put the draft before all parties."""

    event = "submit_amendment"
    refused = "The amendment was not put before the parties"
    button = "Put it before all parties"
    then: tuple[str, ...] = ("Every party is told by mail.", "Its content can no longer change.")

    def prepare(self) -> None:
        super().prepare()
        found = open_amendment(self.scene.agreement)
        if found is not None:
            self.roads = roads_of_amendment(found, self.scene.today)
            self.then = (*follows_for(self.roads), *self.then)

    def perform(self) -> str:
        found = self.amendment
        self.do(submit_amendment, amendment=found)
        return f"{found.called[:1].upper()}{found.called[1:]} stands before all parties."


class WithdrawAmendmentForm(OfAmendment):
    """Take the amendment back before it comes into force."""

    event = "withdraw_amendment"
    refused = "The amendment was not withdrawn"
    button = "Withdraw the amendment"
    then = ("Signatures given for it count no more.", "Another amendment can be prepared.")
    destructive = True

    reason = WordsField(label="Reason")
    paper = PaperField(label="The parties’ paper, once all have signed", required=False)

    def perform(self) -> str:
        found, given = self.amendment, self.cleaned_data
        self.do(withdraw_amendment, amendment=found, reason=given["reason"], paper=given["paper"])
        return f"{found} was withdrawn."


class DecidesOnAmendment(OfAmendment):
    """An act by which the open amendment is signed or put in force."""

    def decides_on(self) -> list[Amendment]:
        found = open_amendment(self.scene.agreement)
        return [found] if found else []


class SignAmendmentForAgentForm(DecidesOnAmendment):
    """The supervisor signs for the escrow agent, over the digest he saw."""

    event = "sign_amendment_for_agent"
    refused = "The amendment was not signed"
    button = "Sign for the escrow agent"
    then = (
        "Your signature is recorded with your name, the moment and the digest.",
        "With the last party’s signature the certificate is made.",
    )

    read = forms.BooleanField(
        label="I have read the amendment with this digest and sign it for the escrow agent"
    )

    def perform(self) -> str:
        found, given = self.amendment, self.cleaned_data
        self.do(sign_amendment_for_agent, amendment=found, seen_digest=given["seen_digest"])
        return f"You signed {found} for the escrow agent."


class FileAmendmentSignatureForm(OfAmendment):
    """Record a signature on the printed amendment; a second person checks it against the register."""

    event = "file_amendment_signature"
    refused = "The signature was not recorded"
    button = "Record the signature"
    then = (
        "The scan is stored under its digest.",
        "A second person checks the signature against the register.",
    )
    foot = "Until it is checked it does not count."

    signatory = Pick(label="Who signed, for which party", help_text="Who could bind the party today.")
    signed_on = DayField(label="Signed on")
    received_on = DayField(label="Received on")
    paper = PaperField(label="The signed amendment")
    digest_agrees = forms.BooleanField(
        label="The digest printed on the signed paper is that of the amendment"
    )

    def prepare(self) -> None:
        super().prepare()
        found = open_amendment(self.scene.agreement)
        parties = missing_signatures(found) if found else []
        self.parties = {party.party_id: party for party in parties}
        self.fields["signatory"].offer(  # type: ignore[attr-defined]
            may_sign_for(self.parties, self.scene.today),
            label=lambda row: f"{self.parties[row.party_id].letter}: {row.person.name}, for {row.party.name}",
        )
        self.initial["received_on"] = self.scene.today
        if found is not None:
            label = f"The digest printed on the signed paper is {found.digest[:8]} … {found.digest[-8:]}"
            self.fields["digest_agrees"].label = label

    def perform(self) -> str:
        given = self.cleaned_data
        self.do(
            file_amendment_signature,
            amendment=self.amendment,
            party=self.parties[given["signatory"].party_id],
            person=given["signatory"].person,
            signed_on=given["signed_on"],
            received_on=given["received_on"],
            seen_digest=given["seen_digest"],
            paper=given["paper"],
        )
        return "The signature was recorded. A second person checks it against the register."


class CheckAmendmentSignatureForm(OfAmendment):
    """A second person compares the signature with the register and makes it count."""

    event = "check_amendment_signature"
    refused = "The signature was not accepted"
    button = "Accept the signature"
    then = (
        "The signature counts for that party.",
        "With the last party’s signature the certificate is made.",
    )

    signature = Pick(label="Signature", is_decided_on=True)
    compared = forms.BooleanField(
        label="I compared the signature and the digest on the scan with the register"
    )

    def prepare(self) -> None:
        super().prepare()
        found = open_amendment(self.scene.agreement)
        self.fields["signature"].offer(  # type: ignore[attr-defined]
            unchecked_signatures(found) if found else [],
            label=lambda row: f"{row.person.name} for {row.party.letter}, signed on {day(row.signed_on)}",
        )

    def perform(self) -> str:
        given = self.cleaned_data
        self.do(check_amendment_signature, signature=given["signature"])
        return "The signature was accepted."


class BringAmendmentIntoForceForm(DecidesOnAmendment):
    """Put the version that all parties signed in force."""

    event = "bring_amendment_into_force"
    refused = "The amendment was not brought into force"
    button = "Bring it into force"
    then = (
        "The terms have another version from its effective date on; the earlier ones stay readable.",
        "Held shares move between tranches as it says, and instructions that name another recipient become void.",
        "What was assessed stays as it was.",
    )

    read = forms.BooleanField(
        label="I have seen what changes and what it moves, and its effective date has come"
    )

    def perform(self) -> str:
        found = self.amendment
        self.do(bring_amendment_into_force, amendment=found)
        return f"{found} is in force."
