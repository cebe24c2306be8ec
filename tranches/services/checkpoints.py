"""The head of the record leaves the building: to A, B and the seller after each act, and to each of them once a day.

Each stands in the outbox in the transaction of its act; the heads of one day go out to an address in one mail (`daily_mail.py`).

What was given out cannot be taken back: a record that was cut off, or rewritten from some event on, no longer agrees with it. The same
head goes to all, so that nobody can be shown a history of his own. A message names the agreement, the count and the digests,
and nothing that happened.
"""

import hashlib

from django.conf import settings
from django.urls import reverse

from documents.journal.heads import Head, leaf_of, prove_in_house
from documents.models import Anchor, Checkpoint, OutboxMessage
from documents.sentences import counted
from documents.services.anchoring import anchor_head
from tranches.models import EscrowAgreement
from tranches.selectors.addressees import party_addressees
from tranches.selectors.terms import terms_of
from tranches.services.deed import Deed

KEEP = (
    "Keep this message. The events counted here cannot be removed or rewritten without this head ceasing to agree.",
    "Compare it with the foot of later papers, or open the address above. If it no longer agrees, or a later count is",
    "smaller, ask the escrow agent at once for the reason, and tell the other parties.",
    "请保存本邮件。如日后记录与本摘要不符，或事件数减少，请立即询问托管代理人并告知其他各方。",
)


def give_out_head(deed: Deed) -> Anchor | None:
    """After an act, in its transaction: anchor the head it left and put it into the outbox for each party.

    None where the act recorded nothing. A simulation is anchored too, and tells nobody.
    """
    agreement = deed.agreement
    anchor = anchor_head(deed)
    if anchor is not None:
        count = counted(anchor.count, "event")
        _tell(
            deed,
            f"head/{agreement.reference}/{anchor.count}",
            f"head of the record after {count}",
            _head_lines(agreement, anchor),
        )
    return anchor


def give_out_checkpoint(deed: Deed, checkpoint: Checkpoint) -> list[OutboxMessage]:
    """Once a day: the agreement's head in the checkpoint, the root of the house, and the proof that one is in the other."""
    agreement = deed.agreement
    entry = next((head for head in checkpoint.heads if head["binder"] == agreement.binder.reference), None)
    if entry is None:
        return []
    anchor = Anchor(
        binder=agreement.binder, count=entry["count"], digest=entry["digest"], log_root=entry["log_root"]
    )
    proof = prove_in_house([leaf_of(head) for head in checkpoint.heads], leaf_of(entry))
    day = checkpoint.made_on.isoformat()
    lines = [
        *_head_lines(agreement, anchor),
        "",
        f"The records of the house of {day} have one root · 全部记录之根:",
        checkpoint.root,
        f"This head is leaf {proof.index} of {proof.size} below it, counted from 0 (RFC 6962), by these neighbours · 证明路径:",
        *(proof.path or ["none: it is the only one"]),
    ]
    return _tell(deed, f"checkpoint/{agreement.reference}/{day}", f"head of the record on {day}", lines)


def _head_lines(agreement: EscrowAgreement, anchor: Anchor) -> list[str]:
    binder = agreement.binder
    head = Head(binder.reference, anchor.count, anchor.digest)
    path = reverse("check_head", args=[binder.public_id, anchor.count, anchor.digest])
    return [
        f"The head of the record · 记录链首: {anchor.count:,}",
        str(head),
        "Root of its log · 日志之根:",
        anchor.log_root,
        "",
        f"Check · 核验: {settings.SITE_ADDRESS}{path}",
    ]


def _tell(deed: Deed, occasion: str, subject: str, lines: list[str]) -> list[OutboxMessage]:
    """One message for each address of a party; nothing for a simulation, whose parties are real names."""
    agreement = deed.agreement
    if agreement.is_simulation:
        return []
    clause = terms_of(agreement).clause("confidentiality")
    # What all heads end with stands last, so that a mail of several says it once.
    foot = [
        "",
        f"Confidential{f' ({clause})' if clause else ''}. 机密",
        "",
        *KEEP,
        "This message informs. It is no notice under the agreement. 本邮件仅供告知，不构成协议项下之通知。",
    ]
    made = []
    for addressee in party_addressees(agreement):
        message = deed.tell(
            purpose=f"{occasion}/{hashlib.sha256(addressee.address.encode()).hexdigest()[:16]}",
            to_address=addressee.address,
            to_name=addressee.name,
            subject=f"{agreement.reference}: {subject}",
            body="\n".join([agreement.reference, "", *lines, *foot]) + "\n",
        )
        if message is not None:
            made.append(message)
    return made
