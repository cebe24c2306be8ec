"""The assembly: settings, urls, the admin site, start-up checks and the demo."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class SiteConfig(AppConfig):
    name = "escrow_site"
    verbose_name = "Escrow Desk"

    def ready(self) -> None:
        from escrow_site import checks  # noqa: F401  (registers the system checks)


class DeskAdminConfig(AdminConfig):
    """The stock admin with the desk as its site."""

    default_site = "escrow_site.admin_site.DeskSite"
