"""A tranche and its state machine."""

import uuid

from django.db import models
from django_fsm import GET_STATE, FSMField, transition
from simple_history.models import HistoricalRecords

from tranches.models.agreement import EscrowAgreement


class TrancheState(models.TextChoices):
    PENDING = "pending", "Pending"
    REPORT_RECEIVED = "report_received", "Report received"
    INSTRUCTED = "instructed", "Instructed"
    RELEASED = "released", "Released"
    DEDUCTED = "deducted", "Deducted"
    DISPUTED = "disputed", "Disputed"


S = TrancheState


class Tranche(models.Model):
    """One tranche of the escrow property: `shares` whole shares for one assessment period.

    The transitions below only name the edges. They are called by `tranches.services.moving.move` alone, which locks, asks the
    policy and writes with a guarded UPDATE; database triggers allow no other edge.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="tranches")
    number = models.PositiveIntegerField()
    shares = models.BigIntegerField()
    state = FSMField(default=S.PENDING, choices=S, editable=False)
    state_before_dispute = models.CharField(max_length=20, blank=True, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ("agreement", "number")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="tranche_number_once"),
            models.CheckConstraint(condition=models.Q(shares__gt=0), name="tranche_shares_positive"),
            models.CheckConstraint(condition=models.Q(state__in=S.values), name="tranche_state_known"),
            models.CheckConstraint(
                condition=models.Q(state=S.DISPUTED, state_before_dispute__gt="")
                | (~models.Q(state=S.DISPUTED) & models.Q(state_before_dispute="")),
                name="tranche_remembers_state_before_dispute",
            ),
        )

    def __str__(self) -> str:
        return f"tranche {self.number}"

    @transition(field=state, source=[S.PENDING], target=S.REPORT_RECEIVED)
    def receive_report(self) -> None:
        """The report of an approved firm is on file (EA 3.1(a))."""

    @transition(field=state, source=[S.REPORT_RECEIVED], target=S.INSTRUCTED)
    def instruct(self) -> None:
        """Report and joint written instruction are both at hand (EA 3.1)."""

    @transition(field=state, source=[S.INSTRUCTED], target=S.REPORT_RECEIVED)
    def void_instruction(self) -> None:
        """An approval was revoked or the report corrected before authorisation: the joint instruction no longer stands."""

    @transition(field=state, source=[S.PENDING, S.REPORT_RECEIVED, S.DISPUTED], target=S.INSTRUCTED)
    def settle(self) -> None:
        """A settlement signed by all parties, an effective award or a judgment fixes the quantity (EA 3.3)."""
        self.state_before_dispute = ""

    @transition(field=state, source=[S.INSTRUCTED, S.DEDUCTED], target=S.RELEASED)
    def complete(self) -> None:
        """All shares of the tranche went to the recipient; also a deducted tranche made whole later (SPA 5.1, 5.2(2))."""

    @transition(field=state, source=[S.INSTRUCTED], target=S.DEDUCTED)
    def deduct(self) -> None:
        """What was due went out, perhaps nothing; the rest is kept (SPA 5.2(1))."""

    @transition(field=state, source=[S.RELEASED, S.DEDUCTED], target=S.INSTRUCTED)
    def reopen(self) -> None:
        """A wrong delivery came back to what is held: its instruction stands again and is carried out by a next attempt."""

    @transition(field=state, source=[S.RELEASED], target=S.DEDUCTED)
    def keep_again(self) -> None:
        """A wrong delivery of restored shares came back to what is kept."""

    @transition(
        field=state, source=[S.PENDING, S.REPORT_RECEIVED, S.INSTRUCTED, S.DEDUCTED], target=S.DISPUTED
    )
    def suspend(self) -> None:
        """The agent suspends the whole tranche (EA 3.3, SPA 8.1)."""
        self.state_before_dispute = self.state

    @transition(
        field=state,
        source=[S.DISPUTED],
        target=GET_STATE(
            lambda tranche: tranche.resumed_state,
            states=[S.PENDING, S.REPORT_RECEIVED, S.INSTRUCTED, S.DEDUCTED],
        ),
    )
    def resume(self) -> None:
        """The last hold on the whole tranche is lifted: back to where it stood."""
        self.resumed_state = self.state_before_dispute
        self.state_before_dispute = ""

    resumed_state: str = ""
