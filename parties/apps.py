from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """The people and their authority."""

    name = "parties"

    def ready(self) -> None:
        from documents import row_level
        from parties import kinds  # noqa: F401  (registers the journal's kinds of this app)
        from parties.models import (
            AccountingFirm,
            CalendarToken,
            FirmApproval,
            Membership,
            Party,
            Person,
            User,
        )

        row_level.places_of("parties")
        row_level.listed(Party, "parties")
        row_level.through(Membership, "party")
        row_level.through(Person, "memberships", "signatory_of")
        row_level.own(Person, "id", "person")
        row_level.through(User, "person")
        row_level.through(FirmApproval, "approved_by")
        row_level.through(AccountingFirm, "approvals")
        row_level.own(CalendarToken, "user")
        row_level.of_visitors(
            User
        )  # read to find out who asks; second factors and addresses are placed by the assembly
