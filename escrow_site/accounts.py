"""Sign-in rules on top of django-allauth: nobody registers himself, and nobody changes his name or address alone."""

from django.http import HttpRequest

from escrow_site.account.recorded import RecordedSignIns


class ClosedAccountAdapter(RecordedSignIns):
    """Accounts are made by the agent for people on the register; the sign-up pages stay shut."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
