"""The stage of sign-in that asks for the second factor."""

from typing import Any

from allauth.mfa.stages import AuthenticateStage

from escrow_site.limits.guesses import shown_already


class FactorStage(AuthenticateStage):
    """allauth's stage, passed by whoever gave his code together with the password because others had slowed his name."""

    def handle(self) -> tuple[Any, bool]:
        if shown_already(self.request, self.login):
            return None, True
        answer: tuple[Any, bool] = super().handle()
        return answer
