"""Telling the party concerned, at once, what is entered and confirmed about it on the register: by mail, in both languages (I13).

The message names the entry, no figures of a deal, and leads to the page with “that was not me”.
"""

import hashlib
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from documents.days import house_day
from parties.authority import in_force
from parties.models import Entry, Party, Role, User
from parties.services.deed import Deed
from parties.services.entries import on_entry
from tranches.selectors.addressees import Addressee, can_be_told
from tranches.selectors.register_changes import CONCERNS

STEPS = {
    "entered": ("was entered and waits for a second person", "已录入，待第二人确认"),
    "confirmed": ("is confirmed and in force", "已确认生效"),
    "refused": ("was refused; nothing changed", "已被拒绝，未作变更"),
    "withdrawn": ("was withdrawn; nothing changed", "已撤回，未作变更"),
    "at once": ("is in force", "已生效"),
}


@on_entry
def tell_entry(deed: Deed, entry: Entry, step: str) -> None:
    """Put a message to each address of the party into the outbox. A simulation tells nobody."""
    if entry.act not in CONCERNS or entry.binder.is_simulation:
        return
    party = deed.party
    if step == "entered" and not entry.needs_second:
        step = "at once"
    said, said_zh = STEPS[step]
    for addressee in addressees_of(party, entry, deed.now):
        mark = hashlib.sha256(addressee.address.encode()).hexdigest()[:16]
        deed.tell(
            purpose=f"entry/{entry.public_id}/{step}/{mark}",
            to_address=addressee.address,
            to_name=addressee.name,
            subject=f"Was this you? An entry about {party.name} {said}"[:200],
            body=_body(entry, said, said_zh),
        )


def addressees_of(party: Party, entry: Entry, now: datetime) -> list[Addressee]:
    """The party at the address on the register, at the one an entry would change, and its own people at theirs."""
    found = {party.email: Addressee(party.email, party.name)}
    before = party.history.exclude(email=party.email).order_by("-history_id").first()
    if entry.act == "change_contact" and before is not None:
        found.setdefault(before.email, Addressee(before.email, party.name))
    people = User.objects.filter(
        in_force(house_day(now), "person__memberships__"),
        is_active=True,
        person__memberships__party=party,
        person__memberships__role__in=(Role.OFFICER, Role.SELLER),
    ).select_related("person")
    for user in people:
        found.setdefault(user.email, Addressee(user.email, user.person.name if user.person else party.name))
    return [addressee for address, addressee in found.items() if address and can_be_told(addressee)]


def _body(entry: Entry, said: str, said_zh: str) -> str:
    path = reverse("portal:register_entry", args=[entry.public_id])
    lines = [
        f"An entry of the escrow agent’s register {said}:",
        f"托管代理人登记册的一项记录{said_zh}：",
        "",
        f"  {entry.title}",
        "",
        "Was this you? If not, object on this page: delivery stops from that moment.",
        "是您本人吗？如不是，请在此页提出异议，交付将立即停止。",
        f"{settings.SITE_ADDRESS}{path}",
        "",
        "This message informs. It is no notice under the agreement.",
        "本邮件仅供告知，不构成协议项下之通知。",
    ]
    return "\n".join(lines) + "\n"
