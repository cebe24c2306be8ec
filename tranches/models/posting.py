"""The share ledger: postings, and the deposits that bring shares in."""

from django.db import models

from documents.models import Document, WrittenOnce
from tranches.models.agreement import EscrowAgreement, SecurityLine
from tranches.models.tranche import Tranche


class Account(models.TextChoices):
    """Where shares can be. Those of TRANCHE_ACCOUNTS are kept per tranche."""

    ISSUER = "issuer", "Issuer"
    UNALLOCATED = "unallocated", "Unallocated"
    HELD = "held", "Held"
    RESERVED = "reserved", "Reserved"
    KEPT = "kept", "Kept"
    RESERVED_RETURN = "reserved_return", "Reserved for return"
    RETURNED = "returned", "Returned, not yet cancelled"
    RECIPIENT = "recipient", "Released"
    CANCELLED = "cancelled", "Cancelled"
    DISPOSED = "disposed", "Disposed of by law"
    CONVERTED = "converted", "Converted"


TRANCHE_ACCOUNTS = (
    Account.HELD,
    Account.RESERVED,
    Account.KEPT,
    Account.RESERVED_RETURN,
    Account.RETURNED,
    Account.RECIPIENT,
)


def account_name(account: str, tranche_number: int | None) -> str:
    """An account as the journal and the dossier name it: `held(1)`, or `unallocated` where it is not per tranche."""
    return f"{account}({tranche_number})" if tranche_number is not None else account


class DepositLot(WrittenOnce):
    """Shares issued into the agent's name, as the transfer agent confirmed them (EA 1.1). Append-only.

    `is_assumed` marks a deposit that is taken as made without the transfer agent's paper.
    """

    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="lots")
    number = models.PositiveIntegerField()
    shares = models.BigIntegerField()
    reference = models.CharField(max_length=120, blank=True)
    deposited_on = models.DateField()
    is_assumed = models.BooleanField(default=False)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("agreement", "number")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="lot_number_once"),
            models.CheckConstraint(condition=models.Q(shares__gt=0), name="lot_shares_positive"),
        )

    def __str__(self) -> str:
        return f"lot {self.number}"


class Posting(WrittenOnce):
    """One row moves shares from the credit of one account to another: from `from_account` to `to_account`. Append-only.

    It balances by construction. A mistake is answered by a reversal that names the posting it reverses.
    """

    class Kind(models.TextChoices):
        DEPOSIT = "deposit", "Deposit"
        ALLOCATION = "allocation", "Allocation"
        RESERVATION = "reservation", "Reservation"
        RELEASE = "release", "Release"
        RESERVATION_BACK = "reservation_back", "Reservation undone"
        DEDUCTION = "deduction", "Deduction"
        RETURN = "return", "Return"
        CANCELLATION = "cancellation", "Cancellation"
        DISPOSITION = "disposition", "Legal disposition"
        CONVERSION = "conversion", "Conversion"
        REVERSAL = "reversal", "Reversal"
        RECOVERY = "recovery", "Recovery of a wrong delivery"
        REALLOCATION = "reallocation", "Reallocation by amendment"

    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="postings")
    line = models.ForeignKey(SecurityLine, on_delete=models.PROTECT, related_name="postings")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    from_account = models.CharField(max_length=20, choices=Account)
    from_tranche = models.ForeignKey(
        Tranche, null=True, blank=True, on_delete=models.PROTECT, related_name="postings_out"
    )
    to_account = models.CharField(max_length=20, choices=Account)
    to_tranche = models.ForeignKey(
        Tranche, null=True, blank=True, on_delete=models.PROTECT, related_name="postings_in"
    )
    shares = models.BigIntegerField()
    cause = models.CharField(max_length=80)
    lot = models.ForeignKey(
        DepositLot, null=True, blank=True, on_delete=models.PROTECT, related_name="postings"
    )
    release_line = models.ForeignKey(
        "tranches.ReleaseLine", null=True, blank=True, on_delete=models.PROTECT, related_name="postings"
    )
    disposition_line = models.ForeignKey(
        "tranches.DispositionLine", null=True, blank=True, on_delete=models.PROTECT, related_name="postings"
    )
    conversion = models.ForeignKey(
        "tranches.ConversionRow", null=True, blank=True, on_delete=models.PROTECT, related_name="postings"
    )
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    effective_on = models.DateField()

    class Meta:
        ordering = ("agreement", "number")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="posting_number_once"),
            models.CheckConstraint(condition=models.Q(shares__gt=0), name="posting_shares_positive"),
            models.CheckConstraint(
                condition=models.Q(from_account__in=Account.values), name="posting_from_known"
            ),
            models.CheckConstraint(
                condition=models.Q(to_account__in=Account.values), name="posting_to_known"
            ),
            models.CheckConstraint(
                condition=models.Q(from_account__in=TRANCHE_ACCOUNTS, from_tranche__isnull=False)
                | (~models.Q(from_account__in=TRANCHE_ACCOUNTS) & models.Q(from_tranche__isnull=True)),
                name="posting_from_tranche_fits",
            ),
            models.CheckConstraint(
                condition=models.Q(to_account__in=TRANCHE_ACCOUNTS, to_tranche__isnull=False)
                | (~models.Q(to_account__in=TRANCHE_ACCOUNTS) & models.Q(to_tranche__isnull=True)),
                name="posting_to_tranche_fits",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=["reservation", "release", "reservation_back"])
                | models.Q(release_line__isnull=False),
                name="posting_of_release_names_its_line",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="disposition", disposition_line__isnull=False)
                | (~models.Q(kind="disposition") & models.Q(disposition_line__isnull=True)),
                name="posting_of_disposition_names_its_line",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="conversion", conversion__isnull=False)
                | (~models.Q(kind="conversion") & models.Q(conversion__isnull=True)),
                name="posting_of_conversion_names_its_row",
            ),
            models.UniqueConstraint(
                fields=("conversion", "line"),
                condition=models.Q(conversion__isnull=False),
                name="posting_of_conversion_once_a_line",
            ),
        )
        indexes = (
            models.Index(fields=("agreement", "line", "from_account", "from_tranche"), name="posting_from"),
            models.Index(fields=("agreement", "line", "to_account", "to_tranche"), name="posting_to"),
        )

    @property
    def source(self) -> str:
        """The account it takes from, by name."""
        return account_name(self.from_account, self.from_tranche.number if self.from_tranche else None)

    @property
    def target(self) -> str:
        """The account it gives to, by name."""
        return account_name(self.to_account, self.to_tranche.number if self.to_tranche else None)

    def __str__(self) -> str:
        return f"posting {self.number}"
