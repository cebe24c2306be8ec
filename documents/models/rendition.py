"""The signed rendition of a paper: a document of its own, whose bytes begin with those of the paper."""

from django.db import models

from documents.models.document import Document
from documents.models.written_once import WrittenOnce


class SignedRendition(WrittenOnce):
    """A paper of ours with the agent's signature behind its bytes. Append-only; a paper is signed once.

    `certificate` is the signer's (DER), so that the signature can be judged when the key is long gone. `is_demo`: the key was made
    by the demo for itself and proves nothing.
    """

    WHEN = "signed_at"
    recorded_at = None  # type: ignore[assignment]

    paper = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="signed_rendition")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="rendition_of")
    signer = models.CharField(max_length=200)
    certificate = models.BinaryField()
    certificate_sha256 = models.CharField(max_length=64)
    is_demo = models.BooleanField(default=False)
    is_time_stamped = models.BooleanField(default=False)
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ("-signed_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(paper=models.F("document")), name="rendition_is_not_its_paper"
            ),
        )

    def __str__(self) -> str:
        return f"signed by {self.signer}{' (demo key: proves nothing)' if self.is_demo else ''}"
