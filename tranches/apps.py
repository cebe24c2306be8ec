from django.apps import AppConfig


class TranchesConfig(AppConfig):
    """The agreement at work."""

    name = "tranches"

    def ready(self) -> None:
        from documents import row_level
        from parties.models import AccountingFirm
        from tranches import kinds, walls  # noqa: F401  (registers the journal's kinds)
        from tranches.models import CalendarDay, EscrowAgreement

        walls.raise_walls()
        row_level.places_of("tranches")
        row_level.listed(EscrowAgreement, "agreements")
        row_level.through(AccountingFirm, "reports")
        row_level.of_everybody(CalendarDay)
