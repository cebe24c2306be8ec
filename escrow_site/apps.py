"""The assembly: settings, urls, the admin site, start-up checks and the demo."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class SiteConfig(AppConfig):
    name = "escrow_site"
    verbose_name = "Escrow Desk"

    def ready(self) -> None:
        from allauth.account.models import EmailAddress, EmailConfirmation
        from allauth.mfa.models import Authenticator
        from allauth.mfa.signals import authentication_failed
        from django.apps import apps
        from django.contrib.admin.models import LogEntry
        from simple_history.models import HistoricalChanges

        from documents.database import append_only, row_level
        from documents.services.outbox import register_sender
        from escrow_site import checks  # noqa: F401  (registers the system checks)
        from escrow_site.account.links import send_links
        from escrow_site.account.recorded import factor_refused

        register_sender(send_links)
        authentication_failed.connect(factor_refused, dispatch_uid="escrow_site.account.factor_refused")
        from escrow_site.factors import kinds  # noqa: F401  (registers the kinds of event)

        # The comfort history is read-only for everybody too: who could edit it could hide behind it.
        for model in apps.get_models():
            if issubclass(model, HistoricalChanges):
                append_only.protect(model)
        # What hangs on an account is its own, and is read to find out who asks.
        for of_account in (Authenticator, EmailAddress):
            row_level.own(of_account, "user")
            row_level.of_visitors(of_account)
        row_level.through(EmailConfirmation, "email_address")
        row_level.of_the_house(LogEntry)


class DeskAdminConfig(AdminConfig):
    """The stock admin with the desk as its site."""

    default_site = "escrow_site.admin_site.DeskSite"
