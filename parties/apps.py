from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """The people and their authority."""

    name = "parties"

    def ready(self) -> None:
        from parties import kinds  # noqa: F401  (registers the journal's kinds of this app)
