from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """The people and their authority."""

    name = "parties"

    def ready(self) -> None:
        from documents import append_only
        from parties import kinds, walls  # noqa: F401  (kinds: registers the journal's kinds of this app)
        from parties.models import SignIn
        from parties.register_rows import tell_registers
        from parties.services import contacts, credentials, firms, numbers, people  # noqa: F401  (register their own kinds)

        tell_registers()
        walls.raise_walls()
        append_only.protect(SignIn)
