"""Meetings of the issuer's shareholders: the agenda, the recipient's direction, and the proxy letter that follows it (SPA 3.2).

Append-only throughout. A direction is replaced by a later one until the cut-off; the last counts. No direction, no vote.
"""

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from documents.models import Document, WrittenOnce
from parties.models import Person
from tranches.models.agreement import AgreementParty, EscrowAgreement, SecurityLine


class Meeting(WrittenOnce):
    """A meeting as the issuer called it. Directions are taken until `cut_off_at`."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="meetings")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    meeting_on = models.DateField()
    record_on = models.DateField("record date")
    cut_off_at = models.DateTimeField("cut-off")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("agreement", "number")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="meeting_number_once"),
            models.CheckConstraint(
                condition=models.Q(meeting_on__gte=models.F("record_on")), name="meeting_after_record_date"
            ),
        )

    def __str__(self) -> str:
        return f"M-{self.number}"


class MeetingSetAside(WrittenOnce):
    """A meeting that was recorded wrongly, put off or called off: nothing is voted at it. Append-only."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="set_aside")
    reason = models.TextField()
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "meetings set aside"

    def __str__(self) -> str:
        return f"{self.meeting} set aside"


class MeetingResolution(WrittenOnce):
    """One resolution of the agenda, in the order of the notice. Append-only."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="resolutions")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=500)

    class Meta:
        ordering = ("meeting", "number")
        constraints = (models.UniqueConstraint(fields=("meeting", "number"), name="meeting_resolution_once"),)

    def __str__(self) -> str:
        return f"resolution {self.number}"


class VotingDirection(WrittenOnce):
    """How the recipient wants the votes cast, given in the portal or on paper before the cut-off. The newest counts.

    `meaning` is the sentence recorded with the name of the person who directs. Append-only.
    """

    class Via(models.TextChoices):
        PORTAL = "portal", "Portal"
        PAPER = "paper", "Paper"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="directions")
    number = models.PositiveIntegerField()
    party = models.ForeignKey(AgreementParty, on_delete=models.PROTECT, related_name="+")
    via = models.CharField(max_length=6, choices=Via)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    factor = models.CharField(max_length=60, blank=True)
    meaning = models.TextField()
    effective_on = models.DateField()
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    filed_person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("meeting", "number")
        constraints = (
            models.UniqueConstraint(fields=("meeting", "number"), name="voting_direction_number_once"),
            models.CheckConstraint(
                condition=models.Q(via="portal", user__isnull=False)
                | models.Q(via="paper", document__isnull=False, filed_person__isnull=False),
                name="voting_direction_has_its_proof",
            ),
        )

    def __str__(self) -> str:
        return f"direction {self.number}"


class DirectionVote(WrittenOnce):
    """The direction on one resolution; `shares` only where not all of them are to be voted so. Append-only."""

    class Choice(models.TextChoices):
        FOR = "for", "For"
        AGAINST = "against", "Against"
        ABSTAIN = "abstain", "Abstain"

    direction = models.ForeignKey(VotingDirection, on_delete=models.PROTECT, related_name="votes")
    resolution = models.ForeignKey(MeetingResolution, on_delete=models.PROTECT, related_name="votes")
    choice = models.CharField(max_length=8, choices=Choice)
    shares = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("direction", "resolution__number")
        constraints = (
            models.UniqueConstraint(fields=("direction", "resolution"), name="direction_vote_once"),
            models.CheckConstraint(
                condition=models.Q(shares__isnull=True) | models.Q(shares__gt=0),
                name="direction_vote_positive",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_choice_display().lower()}, {self.resolution}"


class ProxyLetter(WrittenOnce):
    """The letter by which the votes are cast as directed, over the shares of the record date. Append-only; the newest counts."""

    agreement = models.ForeignKey(EscrowAgreement, on_delete=models.PROTECT, related_name="proxy_letters")
    number = models.PositiveIntegerField()
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="letters")
    direction = models.OneToOneField(VotingDirection, on_delete=models.PROTECT, related_name="letter")
    line = models.ForeignKey(SecurityLine, on_delete=models.PROTECT, related_name="+")
    shares = models.BigIntegerField()
    derivation = models.JSONField(encoder=DjangoJSONEncoder)
    proxy = models.CharField(max_length=200)
    made_on = models.DateField()
    how = models.CharField(max_length=200)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("agreement", "number")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="proxy_letter_number_once"),
            models.CheckConstraint(condition=models.Q(shares__gt=0), name="proxy_letter_over_shares"),
        )

    def __str__(self) -> str:
        return f"PX-{self.number}"
