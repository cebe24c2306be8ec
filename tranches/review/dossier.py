"""Taking the dossier of an agreement: the whole record in one archive, for whom and why on record (SPA 9)."""

import tempfile

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_http_methods

from documents.acting import Acting
from documents.actor import Actor
from documents.errors import RuleViolation
from documents.models import ReadEntry
from documents.services.reading import Handed, hand_out
from tranches.keeping.services.dossiers import OTHERS, addressees_of_all, make_dossier
from tranches.models import EscrowAgreement
from tranches.review.frame import show
from tranches.review.guard import review_page
from tranches.selectors.access import agreements_of, now_for

IN_MEMORY_BYTES = 4 * 1024 * 1024


class DossierForm(Acting, forms.Form):
    """Which agreement, for whom, what for. The parties of all agreements are offered by letter; the service knows which fit."""

    agreement = forms.ChoiceField(label="Agreement")
    addressee = forms.ChoiceField(label="For")
    purpose = forms.CharField(label="What for", max_length=200, strip=True)
    use_required_attribute = False

    def __init__(self, *args: object, agreements: list[EscrowAgreement], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        parties = dict(pair for found in addressees_of_all(agreements).values() for pair in found)
        letters = {key: f"Party {key}" for key in parties if key not in OTHERS}
        if len(agreements) == 1:
            letters = {key: words for key, words in parties.items() if key not in OTHERS}
        self.fields["agreement"].choices = [(row.reference, row.reference) for row in agreements]  # type: ignore[attr-defined]
        self.fields["addressee"].choices = [*sorted(letters.items()), *OTHERS.items()]  # type: ignore[attr-defined]
        for name, what in (
            ("agreement", "agreement"),
            ("addressee", "whom it is for"),
            ("purpose", "what it is for"),
        ):
            self.fields[name].error_messages["required"] = f"Say {what}."
            self.fields[name].error_messages["invalid_choice"] = f"Choose {what} from the list."


@require_http_methods(["GET", "HEAD", "POST"])
@review_page
def page(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The form and what a dossier is; a POST is answered with the archive, which holds its own taking as the last event."""
    agreements = list(agreements_of(actor).select_related("binder").order_by("reference"))
    form = DossierForm(request.POST or None, agreements=agreements)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        agreement = next(row for row in agreements if row.reference == given["agreement"])
        archive = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 (the response closes it)
        now = now_for(agreement)
        try:
            form.by(actor, now).do(
                make_dossier,
                agreement=agreement,
                addressee=given["addressee"],
                purpose=given["purpose"],
                target=archive,
            )
        except RuleViolation as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
            archive.close()
        else:
            archive.seek(0)
            name = f"dossier-{agreement.reference}-{now:%Y%m%d-%H%M%S}.zip"
            response = FileResponse(
                archive, as_attachment=True, filename=name, content_type="application/zip"
            )
            hand_out(response, Handed(ReadEntry.What.EXPORT, name, (agreement.binder,), actor=actor))
            return response
    context = {"form": form, "title": "Dossier"}
    return show(
        request, actor, "review/dossier.html", context, here="Dossier", status=400 if form.errors else 200
    )
