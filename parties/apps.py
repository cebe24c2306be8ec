from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """The people and their authority."""

    name = "parties"

    def ready(self) -> None:
        from documents import append_only
        from parties import kinds  # noqa: F401  (registers the journal's kinds of this app)
        from parties.models import SignIn
        from parties.services import credentials  # noqa: F401  (registers its own kinds)

        append_only.protect(SignIn)
