"""The numbers that call-backs dial: entered by one person of the house, confirmed by another, ended and never edited."""

from django.db import models

from documents.days import day_words
from documents.models import WrittenOnce
from parties.models.entry import RegisterRow
from parties.models.party import Party, Person


class ContactNumber(WrittenOnce, RegisterRow):
    """A telephone number of a party, or of one person there, as one person entered and another confirmed it. Append-only."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="contact_numbers")
    person = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contact_numbers",
        verbose_name="whose it is",
        help_text="Empty for the number of the party itself.",
    )
    number = models.CharField(max_length=40)
    source = models.CharField("taken from", max_length=300)
    starts_on = models.DateField("in force from")

    class Meta:
        ordering = ("party", "-starts_on", "-id")
        verbose_name = "number for call-backs"
        verbose_name_plural = "numbers for call-backs"

    def __str__(self) -> str:
        return self.number


class NumberEnd(WrittenOnce, RegisterRow):
    """From this day on the number is dialled no more. Append-only; a number that returns is a new entry."""

    number = models.OneToOneField(ContactNumber, on_delete=models.PROTECT, related_name="end")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="ended by")
    ended_on = models.DateField()

    class Meta:
        verbose_name = "end of a number"
        verbose_name_plural = "ends of numbers"

    def __str__(self) -> str:
        return f"ended on {day_words(self.ended_on)}"
