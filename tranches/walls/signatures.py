"""The walls that tie a signature to what was signed: its digest is that of the row it names, when it is given and ever after."""

from django.db import models

from tranches import models as m
from tranches.walls.conditions import must_hold, wall

# What is signed or authorised over a digest, and the row that has the digest.
SIGNED: tuple[tuple[type[models.Model], str], ...] = (
    (m.Approval, "instruction"),
    (m.PaperSignature, "instruction"),
    (m.Authorisation, "instruction"),
    (m.AmendmentAnswer, "amendment"),
    (m.AmendmentPaperSignature, "amendment"),
    (m.DispositionAuthorisation, "disposition"),
)


@wall
def guard_signatures() -> None:
    """The tables are append-only as well; a signature that could be pointed at another content would still find this wall."""
    for model, of in SIGNED:
        table = model._meta.db_table
        own = f"NEW.digest = (SELECT s.digest FROM tranches_{of} s WHERE s.id = NEW.{of}_id)"
        if model is not m.AmendmentAnswer:  # whose wall (amendments.py) asks for the state as well
            must_hold(
                f"wall_{table}_digest",
                model,
                "BEFORE INSERT",
                own,
                f"a signature is over the digest of the {of} it names.",
            )
        must_hold(
            f"wall_{table}_bound",
            model,
            "BEFORE UPDATE",
            own,
            f"a signature is never moved to another {of}.",
            applies=f"NEW.{of}_id IS DISTINCT FROM OLD.{of}_id OR NEW.digest IS DISTINCT FROM OLD.digest",
        )
