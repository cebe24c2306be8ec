"""The paper that stands in for a joint instruction: settlement, award or judgment (EA 3.3)."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from documents.days import day_words
from documents.models import Document, WrittenOnce
from parties.models import Person
from tranches.models.instruction import Instruction


class AuthorityPaper(WrittenOnce):
    """The governing paper of an instruction. Append-only.

    `signed_by` lists the letters of the parties whose signatures the clerk found on a settlement.
    """

    instruction = models.OneToOneField(Instruction, on_delete=models.PROTECT, related_name="authority_paper")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    forum = models.CharField(max_length=200, blank=True)
    case_reference = models.CharField(max_length=120, blank=True)
    dated_on = models.DateField()
    received_on = models.DateField()
    signed_by = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    filed_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"paper of {day_words(self.dated_on)}"


class AuthorityCheck(WrittenOnce):
    """The recorded check of the paper's signatures or legal effect, by a second person of the agent. Append-only."""

    paper = models.OneToOneField(AuthorityPaper, on_delete=models.PROTECT, related_name="check_record")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    finding = models.TextField()
    checked_on = models.DateField()

    def __str__(self) -> str:
        return f"checked on {day_words(self.checked_on)}"
