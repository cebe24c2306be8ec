"""What every world stands on: its first day, the program itself as an actor, and a small paper."""

from datetime import date

from documents.actor import system_actor
from documents.intake import Intake

SINCE = date(2025, 12, 2)
SYSTEM = system_actor("test world")


def pdf(text: str = "paper") -> Intake:
    """A small paper that the intake takes for a PDF."""
    return Intake(f"%PDF-1.4\n% {text}\n%%EOF\n".encode(), f"{text}.pdf", "application/pdf")
