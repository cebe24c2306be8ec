"""A corporate action: prepared by one person, authorised or withdrawn by another."""

from django import forms

from documents.errors import RuleViolation
from tranches.admin.forms.base import ActForm
from tranches.admin.forms.fields import AmountField, DayField, PaperField, SharesField, WordsField
from tranches.models import CorporateAction
from tranches.selectors.conversion.corporate import pending_action
from tranches.services.conversion.corporate import (
    authorise_corporate_action,
    prepare_corporate_action,
    withdraw_corporate_action,
)
from tranches.services.conversion.corporate_checks import NewInstrument

_NAMES = {
    "instrument": "name",
    "instrument_zh": "name_zh",
    "issuer": "issuer",
    "issuer_zh": "issuer_zh",
    "ticker": "ticker",
    "par_value": "par_value",
    "cusip": "cusip",
}


class PrepareCorporateActionForm(ActForm):
    """Record what the issuer's paper says, and see every account before and after."""

    event = "prepare_corporate_action"
    refused = "The corporate action was not prepared"
    button = "Prepare the corporate action"
    then = (
        "Every account before and after stands on this page; nothing moves yet.",
        "A second person authorises it; one act then brings all shares in escrow into the new line.",
    )

    kind = forms.ChoiceField(label="Kind", choices=CorporateAction.Kind.choices)
    ratio_new = SharesField(label="New shares", help_text="For a new name or ticker: 1 for 1.")
    ratio_old = SharesField(label="for old shares")
    fraction_policy = forms.ChoiceField(
        label="Fractions of a share",
        choices=CorporateAction.FractionPolicy.choices,
        help_text="For the whole escrow account, as the source paper says.",
    )
    effective_on = DayField(label="Effective on")
    stated_shares = SharesField(
        label="Shares in escrow afterwards",
        help_text="As the transfer agent states them; the ratio must bear it out.",
    )
    instrument = forms.CharField(
        label="Instrument afterwards", max_length=200, required=False, help_text="Empty: as before."
    )
    instrument_zh = forms.CharField(label="Instrument, Chinese", max_length=200, required=False)
    issuer = forms.CharField(
        label="Issuer afterwards", max_length=200, required=False, help_text="Empty: as before."
    )
    issuer_zh = forms.CharField(label="Issuer, Chinese", max_length=200, required=False)
    ticker = forms.CharField(label="Ticker", max_length=20, required=False)
    par_value = forms.CharField(label="Par value", max_length=60, required=False)
    cusip = forms.CharField(label="CUSIP", max_length=12, required=False)
    cash = AmountField(
        label="Cash that came with it", example="12.50", required=False, help_text="Only recorded."
    )
    cash_currency = forms.CharField(
        label="Currency of the cash",
        max_length=3,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-date"}),
    )
    paper = PaperField(label="The issuer’s or the transfer agent’s paper")

    def prepare(self) -> None:
        self.initial["effective_on"] = self.scene.today

    def perform(self) -> str:
        given = dict(self.cleaned_data)
        names = NewInstrument(**{field: given.pop(name) for name, field in _NAMES.items()})
        action = self.do(prepare_corporate_action, agreement=self.scene.agreement, instrument=names, **given)
        return (
            f"{action} was prepared. Another person reads every account before and after, and authorises it."
        )


class AuthoriseCorporateActionForm(ActForm):
    """The second person authorises the figures of the digest he saw."""

    event = "authorise_corporate_action"
    refused = "The corporate action was not authorised"
    button = "Authorise the corporate action"
    then = (
        "The open line is closed, the next one opened, and every account brought across in one act.",
        "The before/after sheet is made as a PDF and filed; the parties find it in the portal.",
    )
    foot = "Another person than who prepared it."

    seen_digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    read = forms.BooleanField(
        label="I compared the figures with the source paper and with what the transfer agent states"
    )

    def decides_on(self) -> list[CorporateAction]:
        waiting = pending_action(self.scene.agreement)
        return [waiting] if waiting else []

    def prepare(self) -> None:
        waiting = pending_action(self.scene.agreement)
        if waiting is not None:
            self.initial["seen_digest"] = waiting.digest

    def perform(self) -> str:
        given = self.cleaned_data
        action = _waiting(self)
        self.do(authorise_corporate_action, action=action, seen_digest=given["seen_digest"])
        return f"{action} was authorised; all shares in escrow now count in {action.instrument}."


class WithdrawCorporateActionForm(ActForm):
    """Take a prepared corporate action back."""

    event = "withdraw_corporate_action"
    refused = "The corporate action was not withdrawn"
    button = "Withdraw the corporate action"
    then = ("Nothing has moved and nothing moves; it can be prepared again.",)
    destructive = True

    reason = WordsField(label="Why")

    def perform(self) -> str:
        action = _waiting(self)
        self.do(withdraw_corporate_action, action=action, reason=self.cleaned_data["reason"])
        return f"{action} was withdrawn."


def _waiting(form: ActForm) -> CorporateAction:
    found = pending_action(form.scene.agreement)
    if found is None:
        raise RuleViolation(
            "nothing_waits", "No corporate action waits any more. Reload the page and look again."
        )
    return found
