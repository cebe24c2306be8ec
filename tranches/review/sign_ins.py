"""Who signed in or was refused, from where: for compliance and the supervisors."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from documents.actor import Actor
from parties.models import SignIn
from parties.selectors.sign_ins import NOBODY, SignInSearch, accounts_in, search_sign_ins
from tranches.review.forms import WRONG_CHOICE
from tranches.review.frame import show
from tranches.review.guard import review_page
from tranches.selectors.agreement.binders import sign_ins_of

PAGE = 50


class SignInFilter(forms.Form):
    """The filter of the sign-ins; the accounts are those that the reader may see."""

    account = forms.ChoiceField(required=False, error_messages={"invalid_choice": WRONG_CHOICE})
    outcome = forms.ChoiceField(
        required=False,
        choices=[("", gettext_lazy("All outcomes")), *SignIn.Outcome.choices],
        error_messages={"invalid_choice": WRONG_CHOICE},
    )

    def __init__(self, sent: Any, *, accounts: list[str]) -> None:
        super().__init__(sent, auto_id="f-%s", use_required_attribute=False)
        chosen = self.fields["account"]
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = [
                ("", _("All accounts")),
                (NOBODY, _("Names that nobody has")),
                *((name, name) for name in accounts),
            ]

    @property
    def search(self) -> SignInSearch:
        return SignInSearch(**{name: self.cleaned_data[name] for name in ("account", "outcome")})


@require_safe
@review_page
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The filtered list, fifty entries a page; a wrong filter shows no list at all."""
    rows = sign_ins_of(actor)
    form = SignInFilter(request.GET, accounts=accounts_in(rows))
    context: dict[str, Any] = {"form": form, "title": _("Sign-ins")}
    if not form.is_valid():
        refused = {"errors": True, "refused": _("The sign-ins were not filtered")}
        return show(request, actor, "review/sign_ins.html", context | refused, here="Sign-ins", status=400)
    shown = Paginator(search_sign_ins(rows, form.search), PAGE).get_page(request.GET.get("page"))
    context |= {
        "page_obj": shown,
        "newer": _address(request, shown.previous_page_number()) if shown.has_previous() else "",
        "older": _address(request, shown.next_page_number()) if shown.has_next() else "",
    }
    return show(request, actor, "review/sign_ins.html", context, here="Sign-ins")


def _address(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"{reverse('review:sign_ins')}?{query.urlencode()}"
