from django.apps import AppConfig


class TranchesConfig(AppConfig):
    """The agreement at work."""

    name = "tranches"

    def import_models(self) -> None:
        """The tables of the wings too: they bear the label of this app."""
        super().import_models()
        from tranches import wings

        wings.read("models")

    def ready(self) -> None:
        from documents.database import row_level
        from documents.journal.rows import tell
        from parties.models import AccountingFirm
        from tranches import kinds, walls, wings  # noqa: F401  (kinds: registers those of the journal)
        from tranches.models import AgreementParty, CalendarDay, EscrowAgreement
        from tranches.selectors.agreement import keepers  # noqa: F401  (says whose register is whose)
        from tranches.services.telling import daily_mail, telling_register  # noqa: F401  (which mail may wait; whom an entry concerns)

        for part in ("selectors", "clocks", "papers", "services", "walls", "checks"):
            wings.read(part)  # each module makes known what it has
        walls.raise_walls()
        tell(EscrowAgreement)
        tell(AgreementParty)
        row_level.places_of("tranches")
        row_level.listed(EscrowAgreement, "agreements")
        row_level.through(AccountingFirm, "reports")
        row_level.of_everybody(CalendarDay)
