"""Sign-ins and refusals."""

from django.conf import settings
from django.db import models


class SignIn(models.Model):
    """One attempt to sign in, or to prove once more who one is. Append-only.

    What was typed is kept only as far as it names an account: people type their password into the field of the name, so of
    anything else there is but a digest under the installation's key (`typed_digest`), which tells the same word from another.
    """

    class Outcome(models.TextChoices):
        SIGNED_IN = "signed_in", "Signed in"
        WRONG_PASSWORD = "wrong_password", "Wrong password"
        UNKNOWN_NAME = "unknown_name", "Unknown name"
        WRONG_FACTOR = "wrong_factor", "Wrong second factor"
        PROOF_REFUSED = "proof_refused", "Proof for a signature refused"
        INACTIVE = "inactive", "Account not active"
        LIMITED = "limited", "Too many attempts"

    at = models.DateTimeField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="sign_ins"
    )
    typed_digest = models.CharField(max_length=64, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)
    device = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    factor = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        verbose_name_plural = "sign-ins"
        indexes = (
            models.Index(fields=("user", "at"), name="sign_in_user"),
            models.Index(fields=("at",), name="sign_in_at"),
        )

    def __str__(self) -> str:
        return self.get_outcome_display()
