from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """The people and their authority."""

    name = "parties"

    def ready(self) -> None:
        from parties import kinds, walls  # noqa: F401  (kinds: registers the journal's kinds of this app)
        from parties.register_rows import tell_registers
        from parties.services import contacts, firms, numbers, people  # noqa: F401  (registers the kinds of entries)

        tell_registers()
        walls.raise_walls()
