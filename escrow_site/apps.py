"""The assembly: settings, urls, the admin site, start-up checks and the demo."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class SiteConfig(AppConfig):
    name = "escrow_site"
    verbose_name = "Escrow Desk"

    def ready(self) -> None:
        from django.apps import apps
        from simple_history.models import HistoricalChanges

        from documents import append_only
        from escrow_site import checks  # noqa: F401  (registers the system checks)
        from escrow_site.factors import kinds  # noqa: F401  (registers the kinds of event)

        # The comfort history is read-only for everybody too: who could edit it could hide behind it.
        for model in apps.get_models():
            if issubclass(model, HistoricalChanges):
                append_only.protect(model)


class DeskAdminConfig(AdminConfig):
    """The stock admin with the desk as its site."""

    default_site = "escrow_site.admin_site.DeskSite"
