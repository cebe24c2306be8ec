"""Sign-in rules on top of django-allauth: nobody registers himself, and nobody changes his name or address alone."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the agent for people on the register; the sign-up pages stay shut."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
