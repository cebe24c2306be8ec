"""Disclosures to outsiders: proposed, consented to, made (SPA 9.2)."""

from django import forms

from tranches.admin.forms.base import ActForm, Pick
from tranches.admin.forms.fields import DayField, PaperField, WordsField
from tranches.notices.selectors.disclosures import consenting_parties, disclosures_of
from tranches.notices.services.disclosures import (
    make_disclosure,
    propose_disclosure,
    record_disclosure_consent,
)


class ProposeDisclosureForm(ActForm):
    """Put down what is to be shown to whom and why."""

    event = "propose_disclosure"
    refused = "The disclosure was not proposed"
    button = "Propose the disclosure"
    then = ("Nothing goes out yet.", "The written consent of every other party is asked for.")

    outsider = forms.CharField(
        label="To whom", max_length=200, help_text="Somebody who is no party to the agreement."
    )
    purpose = WordsField(label="For what")
    documents = forms.MultipleChoiceField(label="Documents", widget=forms.CheckboxSelectMultiple)

    def prepare(self) -> None:
        self.papers = {str(row.pk): row for row in self.scene.binder_documents}
        self.fields["documents"].choices = [(key, row.title) for key, row in self.papers.items()]  # type: ignore[attr-defined]

    def perform(self) -> str:
        given = self.cleaned_data | {
            "documents": [self.papers[key] for key in self.cleaned_data["documents"]]
        }
        disclosure = self.do(propose_disclosure, agreement=self.scene.agreement, **given)
        return f"{disclosure} to {disclosure.outsider} was proposed. It waits for the parties’ consents."


class RecordDisclosureConsentForm(ActForm):
    """Record the written consent of one party."""

    event = "record_disclosure_consent"
    refused = "The consent was not recorded"
    button = "Record the consent"
    then = ("With the last consent the documents may go out.",)

    disclosure = Pick(label="Disclosure")
    consenting = Pick(label="Consent of")
    dated_on = DayField(label="Date of the consent")
    paper = PaperField(label="The consent")

    def prepare(self) -> None:
        rows = [row.disclosure for row in disclosures_of(self.scene.agreement) if row.missing]
        self.fields["disclosure"].offer(rows, label=lambda row: f"{row} to {row.outsider}")  # type: ignore[attr-defined]
        self.fields["consenting"].offer(  # type: ignore[attr-defined]
            consenting_parties(self.scene.agreement), label=lambda row: f"{row.letter}: {row.party.name}"
        )
        self.initial["dated_on"] = self.scene.today

    def perform(self) -> str:
        consent = self.do(record_disclosure_consent, **self.cleaned_data)
        return f"The consent of Party {consent.party.letter} was recorded."


class MakeDisclosureForm(ActForm):
    """Record that the documents went to the outsider."""

    event = "make_disclosure"
    refused = "The disclosure was not recorded"
    button = "Record the disclosure"
    then = ("It stands in the record with its documents and consents.",)

    disclosure = Pick(label="Disclosure")
    made_on = DayField(label="Made on")
    how = forms.CharField(label="How", max_length=300)

    def prepare(self) -> None:
        rows = [
            row.disclosure
            for row in disclosures_of(self.scene.agreement)
            if not row.missing and not hasattr(row.disclosure, "made")
        ]
        self.fields["disclosure"].offer(rows, label=lambda row: f"{row} to {row.outsider}")  # type: ignore[attr-defined]
        self.initial["made_on"] = self.scene.today

    def perform(self) -> str:
        made = self.do(make_disclosure, **self.cleaned_data)
        return f"{made.disclosure} was made."
