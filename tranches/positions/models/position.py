"""What the transfer agent states: positions on a day, reconciled with the ledger of that day, and lists of transfers (EA 4.1).

Append-only: a statement that was wrong is answered by another one, a break by its explanation.
"""

from django.db import models

from documents.days import day_words
from documents.models import Document, WrittenOnce
from parties.models import Person
from tranches.models.agreement import EscrowAgreement, SecurityLine


class PositionStatement(WrittenOnce):
    """The transfer agent's statement of a day. `ledger_shares` is what the ledger had in escrow at the end of that day.

    It counted the postings up to number `ledger_until`, the newest when the statement was recorded. `stated_shares` counts what
    stands in the agent's own name; `document` is the paper, or the table itself where it came alone.
    """

    agreement = models.ForeignKey(
        EscrowAgreement, on_delete=models.PROTECT, related_name="position_statements"
    )
    number = models.PositiveIntegerField()
    line = models.ForeignKey(SecurityLine, on_delete=models.PROTECT, related_name="position_statements")
    as_of = models.DateField()
    stated_shares = models.BigIntegerField()
    ledger_shares = models.BigIntegerField()
    ledger_until = models.PositiveIntegerField("newest posting then")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    table = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("agreement", "number")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="position_statement_number_once"),
            models.CheckConstraint(
                condition=models.Q(stated_shares__gte=0, ledger_shares__gte=0),
                name="position_statement_not_negative",
            ),
        )

    def __str__(self) -> str:
        return f"PS-{self.number}"

    @property
    def difference(self) -> int:
        """Stated less ledger, in shares."""
        return int(self.stated_shares - self.ledger_shares)


class PositionLine(WrittenOnce):
    """One line of a position statement, as it was stated. Append-only."""

    statement = models.ForeignKey(PositionStatement, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    holder = models.CharField(max_length=200)
    security = models.CharField(max_length=200)
    shares = models.BigIntegerField()
    is_agents = models.BooleanField("in the agent's name")

    class Meta:
        ordering = ("statement", "number")
        constraints = (
            models.UniqueConstraint(fields=("statement", "number"), name="position_line_number_once"),
            models.CheckConstraint(condition=models.Q(shares__gte=0), name="position_line_not_negative"),
        )

    def __str__(self) -> str:
        return f"line {self.number}"


class PositionBreak(WrittenOnce):
    """One thing in which a statement and the ledger differ, with its likely cause. Append-only, made with the statement."""

    class Kind(models.TextChoices):
        LETTER_OUT = "letter_out", "Letter out"
        ANSWERED_LATER = "answered_later", "Confirmed later than the statement’s day"
        NOT_BOOKED = "not_booked", "Confirmed, not booked yet"
        ASSUMED_DEPOSIT = "assumed_deposit", "Deposit assumed"
        CAME_BACK = "came_back", "Shares of a claim came back"
        OTHER_NAME = "other_name", "In another name"
        UNKNOWN = "unknown", "No likely cause"

    statement = models.ForeignKey(PositionStatement, on_delete=models.PROTECT, related_name="breaks")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=Kind)
    difference = models.BigIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ("statement", "number")
        constraints = (
            models.UniqueConstraint(fields=("statement", "number"), name="position_break_number_once"),
            models.CheckConstraint(condition=~models.Q(difference=0), name="position_break_is_one"),
        )

    def __str__(self) -> str:
        return f"break {self.number}"


class BreakExplanation(WrittenOnce):
    """Why a break is in order, by another person than who loaded the statement. Append-only; one a break."""

    agreement = models.ForeignKey(
        EscrowAgreement, on_delete=models.PROTECT, related_name="break_explanations"
    )
    position_break = models.OneToOneField(PositionBreak, on_delete=models.PROTECT, related_name="explanation")
    reason = models.TextField()
    explained_on = models.DateField()
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"explained on {day_words(self.explained_on)}"


class TransferListing(WrittenOnce):
    """A list of transfers out of the agent's account, as the transfer agent gave it. Append-only."""

    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="transfer_listings")
    number = models.PositiveIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("agreement", "number")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="transfer_listing_number_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="transfer_listing_dates_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"TL-{self.number}"


class TransferEntry(WrittenOnce):
    """One transfer of a list, once however many lists name it. Append-only."""

    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="transfer_entries")
    listing = models.ForeignKey(TransferListing, on_delete=models.PROTECT, related_name="entries")
    row_number = models.PositiveIntegerField("line of the file")
    reference = models.CharField(max_length=120)
    happened_on = models.DateField()
    shares = models.BigIntegerField()
    delivered_to = models.CharField(max_length=200)

    class Meta:
        ordering = ("agreement", "happened_on", "id")
        verbose_name_plural = "transfer entries"
        constraints = (
            models.UniqueConstraint(
                fields=("agreement", "reference", "happened_on", "shares", "delivered_to"),
                name="transfer_entry_once",
            ),
            models.CheckConstraint(condition=models.Q(shares__gt=0), name="transfer_entry_positive"),
        )

    def __str__(self) -> str:
        return f"{self.reference} of {day_words(self.happened_on)}"
