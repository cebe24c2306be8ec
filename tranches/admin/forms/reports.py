"""The accountant's report."""

from fractions import Fraction

from django import forms

from tranches.admin.forms.base import ActForm, Pick
from tranches.admin.forms.fields import AmountField, DayField, PaperField, WordsField
from tranches.models import Report
from tranches.selectors.desk.case import Scene
from tranches.services.assessment.assessing import assessed_with
from tranches.services.assessment.reports import record_report
from tranches.templatetags.desk import day
from tranches.terms.sums.figures import grouped_decimal
from tranches.terms.sums.outlook import against_target, what_follows


class RecordReportForm(ActForm):
    """Record the report of an approved firm, or one that corrects it (EA 3.1(a), SPA 4.2)."""

    event = "record_report"
    refused = "The report was not recorded"
    button = "Record and assess"
    then = (
        "The file is stored under its digest.",
        "The figure is set against the target, and every tranche is assessed with the offsets between them.",
        "A pending tranche is then “report received”; a correction supersedes an instruction not yet authorised.",
    )
    foot = "No share moves. A release needs the joint written instruction as well."

    firm = Pick(label="Accounting firm")
    dated_on = DayField(label="Date of the report")
    received_on = DayField(label="Received on")
    actual = AmountField(label="Actual figure of the year", shows_back=True)
    opinion = forms.ChoiceField(label="Opinion", choices=Report.Opinion.choices)
    standard = forms.CharField(label="Accounting standard", max_length=120, required=False)
    is_audited = forms.BooleanField(label="The figure is audited", required=False, initial=True)
    is_consolidated = forms.BooleanField(label="The figure is consolidated", required=False)
    paper = PaperField(label="The report")
    reason = WordsField(label="Why is the report corrected?", required=False)

    def prepare(self) -> None:
        scene: Scene = self.scene
        terms = scene.tranche_terms
        self.fields["firm"].offer(scene.firms, label=scene.firm_label)  # type: ignore[attr-defined]
        self.fields[
            "firm"
        ].help_text = f"Only a firm whose approval was in force counts ({scene.terms.clause('report')})."
        actual = self.fields["actual"]
        actual.label = f"Actual {terms.metric} of the year"
        actual.unit = terms.currency_label  # type: ignore[attr-defined]
        actual.help_text = (
            f"As the report states it, in {terms.currency_label}, not rounded. "
            f"Target of this year: {grouped_decimal(terms.target)}."
        )
        self.initial["received_on"] = scene.today
        if scene.report is None:
            del self.fields["reason"]
        else:
            self.fields["reason"].required = True
            reason = self.fields["reason"]
            reason.help_text = "The parties will read it."
            self.warning = (
                f"A report is on file since {day(scene.report.received_on)}",
                "A new one corrects it: the tranche is assessed again, and approvals given before become void.",
            )

    def follows(self) -> tuple[str, ...]:
        number, actual = self.scene.tranche.number, Fraction(self.cleaned_data["actual"])
        terms = self.scene.tranche_terms
        found = assessed_with(self.scene.agreement, {number: actual})
        return (against_target(terms.currency_label, terms.target, actual), *what_follows(found, number))

    def perform(self) -> str:
        answers = dict(self.cleaned_data)
        self.do(record_report, tranche=self.scene.tranche, reason=answers.pop("reason", ""), **answers)
        return f"The report for tranche {self.scene.tranche.number} was recorded and assessed."
