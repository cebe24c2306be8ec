"""The other ways out: an order of a court or the law, and the hand-over to a successor agent (EA 4.2)."""

from typing import Any

from django import forms

from documents.actor import Actor
from tranches.admin.forms.base import ActForm, Pick
from tranches.admin.forms.fields import DayField, PaperField, SharesField, WordsField
from tranches.models import Disposition
from tranches.selectors.delivery.dispositions import (
    Spot,
    letter_standing,
    open_of,
    place_of,
    spots_of,
    total_of,
)
from tranches.selectors.delivery.ways_acts import Ways, ways_of
from tranches.services.delivery.disposing import (
    authorise_disposition,
    send_disposition,
    set_aside_disposition,
)
from tranches.services.delivery.dispositions import Taken, check_disposition, record_disposition
from tranches.services.delivery.handover import make_handover_pack, record_handover
from tranches.services.disposition_answers import answer_disposition, request_disposition_recall

PLACES = 5
NOBODY = Actor(name="nobody", capacity="")


class WaysForm(ActForm):
    """A form that reads where the other ways out of the agreement stand."""

    @property
    def ways(self) -> Ways:
        return ways_of(self.scene.agreement, NOBODY)


class RecordDispositionForm(WaysForm):
    """Record an order of a court or a demand of the law with the shares it takes."""

    event = "record_disposition"
    refused = "The order was not recorded"
    button = "Record the order"
    then = (
        "Another person checks the effect of the paper; only then all parties are noticed.",
        "Two persons authorise; nothing leaves escrow before the transfer agent has confirmed.",
    )

    ground = forms.ChoiceField(
        label="Ground",
        choices=[
            (choice.value, choice.label)
            for choice in (Disposition.Ground.COURT_ORDER, Disposition.Ground.LAW)
        ],
    )
    authority = forms.CharField(label="Court or authority", max_length=200)
    case_reference = forms.CharField(label="Case reference", max_length=120, required=False)
    dated_on = DayField(label="Date of the paper")
    received_on = DayField(label="Received on")
    to_name = forms.CharField(label="Delivered to", max_length=200)
    delivery_account = forms.CharField(label="Account of delivery", max_length=300)
    reason = WordsField(label="What the paper says", max_length=1000)
    paper = PaperField(label="The order")

    def prepare(self) -> None:
        self.initial["received_on"] = self.scene.today
        spots = spots_of(self.scene.agreement)
        for at in range(1, min(PLACES, len(spots)) + 1):
            place = Pick(label=f"Taken from ({at})", required=at == 1)
            place.offer(spots, label=_spot_label, empty="Nothing more" if at > 1 else "Choose …")  # type: ignore[arg-type]
            self.fields[f"place_{at}"] = place
            self.fields[f"shares_{at}"] = SharesField(label=f"Shares ({at})", required=at == 1)
        self.order_fields(
            [
                "key",
                "ground",
                "authority",
                "case_reference",
                "dated_on",
                "received_on",
                "to_name",
                "delivery_account",
                "reason",
            ]
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for at in range(1, PLACES + 1):
            place, shares = cleaned.get(f"place_{at}"), cleaned.get(f"shares_{at}")
            if place and shares is None and not self.has_error(f"shares_{at}"):
                self.add_error(f"shares_{at}", f"Enter how many shares {place.label.lower()} gives.")
            if shares is not None and not place and not self.has_error(f"place_{at}"):
                self.add_error(f"place_{at}", "Choose where these shares are taken from.")
        return cleaned

    def perform(self) -> str:
        given = dict(self.cleaned_data)
        lines = []
        for at in range(1, PLACES + 1):
            spot, shares = given.pop(f"place_{at}", None), given.pop(f"shares_{at}", None)
            if spot:
                lines.append(Taken(spot.account, spot.tranche, shares))
        found = self.do(record_disposition, agreement=self.scene.agreement, lines=lines, **given)
        return f"{found} was recorded. Another person checks the effect of its paper."


class RecordHandoverForm(WaysForm):
    """Record the appointment of a successor agent."""

    event = "record_handover"
    refused = "The appointment was not recorded"
    button = "Record the appointment"
    then = (
        "Everything in escrow goes to the successor, with a pack of all that is on record.",
        "Another person checks the appointment; two persons authorise; then the agreement closes here.",
    )

    successor = forms.CharField(label="Successor agent", max_length=200)
    delivery_account = forms.CharField(label="The successor’s escrow account", max_length=300)
    signed_by = forms.MultipleChoiceField(
        label="Signed by",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="All parties, the escrow agent included; none where a court appoints.",
    )
    court = forms.CharField(label="Court that appoints", max_length=200, required=False)
    case_reference = forms.CharField(label="Case reference", max_length=120, required=False)
    dated_on = DayField(label="Date of the paper")
    received_on = DayField(label="Received on")
    reason = WordsField(label="What the paper says", max_length=1000)
    paper = PaperField(label="The appointment")

    def prepare(self) -> None:
        self.initial["received_on"] = self.scene.today
        self.fields["signed_by"].choices = [  # type: ignore[attr-defined]
            (part.letter, f"{part.letter}: {part.party.name}") for part in self.scene.parts if part.letter
        ]

    def perform(self) -> str:
        found = self.do(record_handover, agreement=self.scene.agreement, **self.cleaned_data)
        return f"{found} was recorded: {total_of(found):,} shares are to be handed over. Another person checks the appointment."


class CheckDispositionForm(WaysForm):
    """The legal check by another person: from here on all parties know."""

    event = "check_disposition"
    refused = "The check was not recorded"
    button = "Record the legal check"
    then = (
        "Found effective, the notice to all parties is made and they are told.",
        "Found without effect, it ends here.",
    )

    disposition = Pick(label="Disposition", is_decided_on=True)
    is_effective = forms.TypedChoiceField(
        label="Finding",
        coerce=lambda value: value == "yes",
        empty_value=None,
        choices=[("yes", "The paper is effective and binds the agent"), ("no", "The paper has no effect")],
    )
    finding = WordsField(label="What was checked, and why", max_length=1000)

    def prepare(self) -> None:
        self.fields["disposition"].offer(self.ways.to_check, label=_label)  # type: ignore[attr-defined]

    def perform(self) -> str:
        self.do(check_disposition, **self.cleaned_data)
        return f"The legal check of {self.cleaned_data['disposition']} was recorded."


class MakeHandoverPackForm(WaysForm):
    """Make the archive that the successor receives."""

    event = "make_handover_pack"
    refused = "The pack was not made"
    button = "Make the pack"
    then = (
        "A ZIP archive is made and filed: balances, postings, open matters, documents by SHA-256, terms, the whole journal.",
        "Made again later, the newest one counts; all stay on file.",
    )

    disposition = Pick(label="Hand-over")

    def prepare(self) -> None:
        self.fields["disposition"].offer(self.ways.to_pack, label=_label)  # type: ignore[attr-defined]

    def perform(self) -> str:
        pack = self.do(make_handover_pack, **self.cleaned_data)
        return f"“{pack.document.title}” is on file, with the journal’s {pack.head_count:,} events."


class AuthoriseDispositionForm(WaysForm):
    """One of two persons of the agent authorises, over the digest he saw."""

    event = "authorise_disposition"
    refused = "The disposition was not authorised"
    button = "Authorise the disposition"
    then = (
        "The first person’s authorisation is recorded and moves nothing.",
        "With the last one needed the letter is made; its shares then move no other way.",
    )
    foot = "Two different persons; whoever recorded the paper may be the first of them."

    disposition = Pick(label="Disposition", is_decided_on=True)
    seen_digests = forms.CharField(widget=forms.HiddenInput, max_length=4000)
    read = forms.BooleanField(label="I have read the paper, the check and the notice, and authorise this")

    def prepare(self) -> None:
        rows = self.ways.to_authorise
        self.fields["disposition"].offer(rows, label=_label)  # type: ignore[attr-defined]
        self.initial["seen_digests"] = " ".join(f"{row.pk}:{row.digest}" for row in rows)

    def perform(self) -> str:
        given = self.cleaned_data
        seen = dict(entry.split(":", 1) for entry in given["seen_digests"].split() if ":" in entry)
        self.do(
            authorise_disposition,
            disposition=given["disposition"],
            seen_digest=seen.get(str(given["disposition"].pk), ""),
        )
        return f"Your authorisation of {given['disposition']} was recorded."


class SendDispositionForm(WaysForm):
    """Record that the letter went out."""

    event = "send_disposition"
    refused = "The sending was not recorded"
    button = "Record the sending"
    then = ("From then on only the transfer agent’s answer ends it.",)

    disposition = Pick(label="Disposition")
    sent_on = DayField(label="Sent on")
    how = forms.CharField(label="How", max_length=200, help_text="Courier and number, or e-mail address.")

    def prepare(self) -> None:
        self.fields["disposition"].offer(self.ways.to_send, label=_label)  # type: ignore[attr-defined]
        self.initial["sent_on"] = self.scene.today

    def perform(self) -> str:
        self.do(send_disposition, **self.cleaned_data)
        return f"The letter of {self.cleaned_data['disposition']} is with the transfer agent."


class AnswerDispositionForm(WaysForm):
    """Record what the transfer agent answered."""

    event = "answer_disposition"
    refused = "The answer was not recorded"
    button = "Record the answer"
    then = (
        "Confirmed, the shares have left escrow; what is not confirmed stays open until it is answered, too.",
        "Refused or recalled, all that is open is free again where it stands.",
    )

    disposition = Pick(label="Disposition")
    seen_open = forms.CharField(widget=forms.HiddenInput, max_length=4000, required=False)
    answer = forms.ChoiceField(
        label="Answer",
        choices=[
            ("confirmed", "Confirmed: the shares below are transferred"),
            ("refused", "Refused: all that is open"),
            ("recalled", "Recalled: all that is open is not carried out"),
        ],
    )
    answered_on = DayField(label="Answered on")
    reference = forms.CharField(label="Transfer agent’s reference", max_length=120, required=False)
    reason = WordsField(label="Reason of a refusal or recall", required=False)
    paper = PaperField(label="The answer", required=False)

    def prepare(self) -> None:
        rows = self.ways.to_answer
        self.fields["disposition"].offer(rows, label=_label)  # type: ignore[attr-defined]
        self.initial["answered_on"] = self.scene.today
        self.initial["seen_open"] = " ".join(f"{row.pk}:{letter_standing(row).open}" for row in rows)
        for row in rows:
            for line in row.lines.all():
                self.fields[f"line_{line.pk}"] = SharesField(
                    label=f"{row}: shares confirmed of {place_of(line).lower()}",
                    help_text=f"Open: {open_of(line):,}. Fewer is a confirmation in part.",
                    initial=open_of(line),
                    required=False,
                )

    def perform(self) -> str:
        given = self.cleaned_data
        row = given["disposition"]
        seen = dict(each.split(":", 1) for each in given["seen_open"].split() if ":" in each)
        figure = seen.get(str(row.pk), "")
        rest = {line.pk: open_of(line) for line in row.lines.all()}
        confirmed = {pk: given.get(f"line_{pk}") or 0 for pk in rest}
        self.do(
            answer_disposition,
            disposition=row,
            answer=given["answer"],
            confirmed=None if given["answer"] != "confirmed" or confirmed == rest else confirmed,
            seen_open=int(figure) if figure.isdecimal() else None,
            answered_on=given["answered_on"],
            reference=given["reference"],
            reason=given["reason"],
            paper=given["paper"],
        )
        return f"The answer to {row} was recorded."


class RequestDispositionRecallForm(WaysForm):
    """Record that the transfer agent was asked not to carry out a letter of disposition."""

    event = "request_disposition_recall"
    refused = "The request was not recorded"
    button = "Record the request"
    then = (
        "The letter is still with the transfer agent, and its shares move no other way, until it answers.",
    )
    destructive = True

    disposition = Pick(label="Disposition")
    reason = WordsField(label="Reason")
    requested_on = DayField(label="Asked on")

    def prepare(self) -> None:
        self.fields["disposition"].offer(self.ways.to_recall, label=_label)  # type: ignore[attr-defined]
        self.initial["requested_on"] = self.scene.today

    def perform(self) -> str:
        self.do(request_disposition_recall, **self.cleaned_data)
        return f"The request to stop {self.cleaned_data['disposition']} was recorded."


class SetAsideDispositionForm(WaysForm):
    """Set a disposition aside before its letter went out."""

    event = "set_aside_disposition"
    refused = "The disposition was not set aside"
    button = "Set it aside"
    then = ("It stays on record, and nothing leaves escrow by it.",)
    destructive = True

    disposition = Pick(label="Disposition", is_decided_on=True)
    reason = WordsField(label="Reason")
    paper = PaperField(label="The paper behind it", required=False)

    def prepare(self) -> None:
        self.fields["disposition"].offer(self.ways.to_set_aside, label=_label)  # type: ignore[attr-defined]

    def perform(self) -> str:
        self.do(set_aside_disposition, **self.cleaned_data)
        return f"{self.cleaned_data['disposition']} was set aside."


def _label(row: Disposition) -> str:
    return f"{row}: {row.get_ground_display().lower()}, {total_of(row):,} shares to {row.to_name}"


def _spot_label(spot: Spot) -> str:
    return f"{spot.label}: {spot.shares:,} free"
