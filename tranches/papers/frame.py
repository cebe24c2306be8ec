"""The frame of a paper: whose house, which reference, and where the record stood when it was made."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from documents.journal.heads import Head
from documents.journal.record import head_of
from documents.models import Binder
from documents.papers.parts import Frame
from tranches.models import EscrowAgreement
from tranches.papers.naming import agent_in, copies_for, part_name, part_name_zh


def frame_of(agreement: EscrowAgreement, *, reference: str, now: datetime, but: Iterable[str] = ()) -> Frame:
    """The frame of a paper made now. `but` names the parts that are addressed themselves and so get no copy.

    The head is that of the agreement's binder at this moment: the newest event before the one that files the paper.
    """
    agent = agent_in(agreement)
    head = head_of(agreement.binder)
    place = f", {agent.party.jurisdiction}" if agent.party.jurisdiction else ""
    copies, copies_zh = copies_for(agreement, but=but)
    return Frame(
        house_name=agent.party.name,
        house_line=f"{part_name(agent.part).capitalize()}{place}",
        house_line_zh=part_name_zh(agent.part),
        reference=reference,
        simulation=agreement.is_simulation,
        binder_reference=agreement.binder.reference,
        head_count=head.count,
        head_digest=head.digest,
        made_at_utc=now,
        verification_url=verification_url(agreement.binder, head),
        copies=copies,
        copies_zh=copies_zh,
    )


def verification_url(binder: Binder, head: Head) -> str:
    """Where whoever holds the page can ask whether its head still stands. It names nothing of the deal."""
    return settings.SITE_ADDRESS + reverse("check_head", args=(binder.public_id, head.count, head.digest))
