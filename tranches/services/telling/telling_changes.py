"""Telling the parties that an act of somebody else changed what they signed, were to sign, or wait for.

The mail says what happened and what is asked now; the reason stands in the inbox (`selectors.changed`), for it may hold figures.
"""

from django.urls import reverse

from tranches.models import Amendment, Hold, Instruction
from tranches.selectors.addressees import party_addressees
from tranches.services.deed import Deed
from tranches.services.telling.telling import Told, tell


def tell_void(deed: Deed, instruction: Instruction) -> None:
    """Tell the parties that an approval was taken back, and with it all approvals over the digest."""
    _of_instruction(
        deed,
        instruction,
        f"void/{instruction.attempt}/{deed.now.isoformat()}",
        "an approval no longer stands",
        f"An approval of {instruction} was taken back. Every approval given over the same digest is void. Who signs for a party "
        "reads the instruction and answers again; your inbox shows the reason.",
        f"指示 {instruction} 的批准已被撤回，同一摘要项下的批准均已失效。请查阅后重新答复，理由见待办页。",
    )


def tell_instruction_ended(deed: Deed, instruction: Instruction) -> None:
    """Tell the parties that an instruction was rejected or withdrawn."""
    word = instruction.get_state_display().lower()
    word_zh = "被拒绝" if word == "rejected" else "撤回"
    _of_instruction(
        deed,
        instruction,
        word,
        f"{instruction} was {word}",
        f"{instruction} was {word}; nothing of it is to be signed any more, and approvals given for it count no more. The escrow "
        "agent prepares another where one is needed. Your inbox shows the reason.",
        f"指示 {instruction} 已{word_zh}，无需再签署，此前批准不再有效。理由见待办页。",
    )


def tell_amendment_withdrawn(deed: Deed, amendment: Amendment) -> None:
    """Tell the parties that an amendment was taken back."""
    told = Told(
        f"amendment/{amendment.agreement.reference}/{amendment}/{amendment.state}",
        f"{amendment.called} was withdrawn",
        f"The {amendment.noun} {amendment} was withdrawn; signatures given for it count no more and the terms stay as they are. "
        "Your inbox shows the reason.",
        amendment.worded(f"修订 {amendment} 已撤回，此前签署不再有效，条款不变。理由见待办页。"),
    )
    path = reverse("portal:amendment", args=[amendment.public_id])
    tell(deed, told, party_addressees(amendment.agreement), path=path)


def tell_hold(deed: Deed, hold: Hold, *, ended: bool) -> None:
    """Tell the parties that a hold stands from now on, or has ended."""
    agreement, number = hold.agreement, hold.tranche.number
    told = Told(
        f"hold/{agreement.reference}/{hold.number}/{'ended' if ended else 'stands'}",
        f"tranche {number}: a hold {'has ended' if ended else 'stands'}",
        f"Hold {hold.number} on tranche {number} {'has ended' if ended else 'stands from now on'}. The portal shows its ground, "
        "and what each party can do.",
        f"第 {number} 批的第 {hold.number} 号暂停{'已解除' if ended else '自即日起生效'}，事由及各方可办事项见门户。",
    )
    path = reverse("portal:tranche", args=[agreement.reference, number])
    tell(deed, told, party_addressees(agreement), path=path)


def _of_instruction(
    deed: Deed, instruction: Instruction, occasion: str, subject: str, text: str, text_zh: str
) -> None:
    agreement = instruction.agreement
    told = Told(f"changed/{agreement.reference}/{instruction}/{occasion}", subject, text, text_zh)
    path = reverse("portal:instruction", args=[instruction.public_id])
    tell(deed, told, party_addressees(agreement), path=path)
