"""Telling people by e-mail that something happened or falls due: without figures, with the way to the page (SPA 11.3).

A message is put into the outbox in the transaction of the act it tells of. It informs and is no notice. A simulation
tells nobody: its parties are real names and its acts are invented.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse

from documents.models import OutboxMessage
from parties.authority import in_force
from parties.models import Role, User
from tranches.models import (
    Amendment,
    ClaimRecovery,
    CorporateAction,
    DeliveryClaim,
    DeliveryStop,
    Disposition,
    EscrowAgreement,
    Instruction,
    Release,
    Report,
)
from tranches.selectors.addressees import AGENT, Addressee, can_be_told, party_addressees
from tranches.selectors.release.confirmed import standing_of
from tranches.selectors.terms import terms_of
from tranches.services.common import local_day
from tranches.services.deed import Deed


@dataclass(frozen=True)
class Told:
    """What a message says, in both languages. `occasion` names it for good: one message an occasion and address."""

    occasion: str
    subject: str
    text: str
    text_zh: str


def own_people(agreement: EscrowAgreement, day: date) -> list[Addressee]:
    """The agent's clerks and supervisors with an address for mail; the agent's own address where none of them has one."""
    agent = agreement.agreement_parties.select_related("party").get(part=AGENT)
    users = User.objects.filter(
        in_force(day, "person__memberships__"),
        is_active=True,
        person__memberships__party=agent.party,
        person__memberships__role__in=(Role.CLERK, Role.SUPERVISOR),
    ).select_related("person")
    found = {user.email: Addressee(user.email, user.person.name, True) for user in users if user.person}
    people = [addressee for addressee in found.values() if can_be_told(addressee)]
    return people or list(filter(can_be_told, [Addressee(agent.party.email, agent.party.name, True)]))


def tell(deed: Deed, told: Told, to: Iterable[Addressee], *, path: str = "") -> list[OutboxMessage]:
    """Put one message an address into the outbox; those that were put in now. Nothing for a simulation."""
    agreement = deed.agreement
    if agreement.is_simulation:
        return []
    made = []
    for addressee in to:
        message = deed.tell(
            purpose=f"{told.occasion}/{hashlib.sha256(addressee.address.encode()).hexdigest()[:16]}",
            to_address=addressee.address,
            to_name=addressee.name,
            subject=f"{agreement.reference}: {told.subject}",
            body=_body(agreement, told, addressee, path),
        )
        if message is not None:
            made.append(message)
    return made


def tell_report(deed: Deed, report: Report) -> None:
    """Tell the parties that a report is on file and assessed."""
    tranche = report.tranche
    agreement, number = tranche.agreement, tranche.number
    told = Told(
        f"report/{agreement.reference}/{number}/{report.number}",
        f"the accountant’s report on tranche {number} is on file",
        f"The accountant’s report on tranche {number} was {'corrected' if report.corrects_id else 'recorded'}. "
        "The portal shows its figure, how the entitlement follows from it, and how to object.",
        f"第 {number} 批的会计师报告已{'更正' if report.corrects_id else '登记'}。数额、计算过程及异议方式请见门户。",
    )
    path = reverse("portal:tranche", args=[agreement.reference, number])
    tell(deed, told, party_addressees(agreement), path=path)


def tell_submitted(deed: Deed, instruction: Instruction) -> None:
    """Tell the parties that an instruction is before its signers."""
    agreement = instruction.agreement
    told = Told(
        f"submitted/{agreement.reference}/{instruction}",
        f"{instruction} is before the signers",
        f"The joint written instruction {instruction} is before the signers. Who may sign for a signing party answers it in the "
        "portal; every party can read it there.",
        f"共同书面指示 {instruction} 已提交签署人。有权签署人请于门户答复，各方均可查阅。",
    )
    path = reverse("portal:instruction", args=[instruction.public_id])
    tell(deed, told, party_addressees(agreement), path=path)


def tell_superseded(deed: Deed, instruction: Instruction) -> None:
    """Tell the parties that the report did not bear out the instruction that was ahead of it."""
    agreement = instruction.agreement
    told = Told(
        f"superseded/{agreement.reference}/{instruction}",
        f"{instruction} does not stand",
        f"The accountant’s report came in after {instruction} was prepared and does not bear it out as it was signed. "
        "The approvals given before are void; the instruction is prepared again for the signers.",
        f"会计师报告于 {instruction} 编制后收到，与所签内容不符。此前的批准失效，指示将重新编制并提交签署人。",
    )
    path = reverse("portal:instruction", args=[instruction.public_id])
    tell(deed, told, party_addressees(agreement), path=path)


def tell_confirmed(deed: Deed, release: Release) -> None:
    """Tell the parties that the transfer agent confirmed a transfer."""
    agreement, standing, number = release.agreement, standing_of(release), release.answers.count()
    told = Told(
        f"confirmed/{agreement.reference}/{release}" + (f"/{number}" if number > 1 else ""),
        f"the transfer agent has confirmed {release}" + (" in part" if standing.open else ""),
        f"The transfer agent has confirmed {'a part' if standing.open else 'all that was open'} of the letter {release}. "
        "The portal shows what moved.",
        f"过户代理人已就函件 {release} 作出{'部分' if standing.open else ''}确认。变动详见门户。",
    )
    tell(deed, told, party_addressees(agreement))


def tell_claim(deed: Deed, claim: DeliveryClaim) -> None:
    """Tell the parties that a confirmed delivery went to the wrong account."""
    agreement = claim.agreement
    told = Told(
        f"claim/{agreement.reference}/{claim}",
        f"a delivery of {claim.release} is claimed back",
        f"A delivery of {claim.release} went to another account than instructed. The escrow agent has claimed the shares; the "
        "portal shows the claim and what comes back.",
        f"函件 {claim.release} 项下的交付误入其他账户，托管代理人已主张追回。主张及追回情况请见门户。",
    )
    tell(deed, told, party_addressees(agreement))


def tell_corporate_action(deed: Deed, action: CorporateAction) -> None:
    """Tell the parties that the shares in escrow are counted in another unit from now on."""
    agreement = action.agreement
    told = Told(
        f"corporate-action/{agreement.reference}/{action.number}",
        f"{action}: the shares in escrow were converted",
        f"A corporate action of the issuer ({action}) was carried out in the escrow account. The sheet in the portal shows every "
        "account before and after.",
        f"发行人公司行动 {action} 已于托管账户办理，门户中的对照表列明各账户前后股数。",
    )
    tell(deed, told, party_addressees(agreement))


def tell_recovery(deed: Deed, recovery: ClaimRecovery) -> None:
    """Tell the parties that shares of a claim are back in escrow."""
    claim = recovery.claim
    told = Told(
        f"recovery/{claim.agreement.reference}/{claim}/{recovery.number}",
        f"shares of claim {claim} are back in escrow",
        f"Shares of claim {claim} are back in escrow. They are delivered again by a new letter; the portal shows where they stand.",
        f"主张 {claim} 项下的股份已追回并重回托管，将以新函件再行交付，详见门户。",
    )
    tell(deed, told, party_addressees(claim.agreement))


def tell_amendment(deed: Deed, amendment: Amendment, said: str, said_zh: str) -> None:
    """Tell the parties where an amendment stands: before them, signed, rejected, in force."""
    agreement = amendment.agreement
    shows, shows_zh = "every term it changes, from what to what", "所修订条款"
    if amendment.is_termination:
        shows, shows_zh = "of every tranche what goes to whom", "各批股份归属"
    told = Told(
        f"amendment/{agreement.reference}/{amendment}/{amendment.state}",
        f"{amendment.called} {said}",
        f"The {amendment.noun} {amendment} {said}. The portal shows {shows}, and who has signed it.",
        amendment.worded(f"修订 {amendment} {said_zh}。") + f"{shows_zh}及签署情况详见门户。",
    )
    path = reverse("portal:amendment", args=[amendment.public_id])
    tell(deed, told, party_addressees(agreement), path=path)


def tell_disposition(deed: Deed, disposition: Disposition) -> None:
    """Tell the parties that a disposition was found effective, and how it ended."""
    agreement, answers = disposition.agreement, disposition.answers.count()
    what = "hand-over to a successor agent" if disposition.is_handover else "legal disposition"
    how = (
        "the transfer agent has answered its letter"
        if answers
        else "its paper was checked, and shares are to leave escrow"
    )
    how_zh = "过户代理人已答复" if answers else "其依据文件已经审查，股份将转出托管账户"
    told = Told(
        f"disposition/{agreement.reference}/{disposition}/{f'answer {answers}' if answers else 'check'}",
        f"{what} {disposition}",
        f"{what[:1].upper()}{what[1:]} {disposition}: {how}. The notice and what moved are in the portal.",
        f"处置 {disposition}：{how_zh}。详见门户。",
    )
    tell(deed, told, party_addressees(agreement))


def tell_stop(deed: Deed, stop: DeliveryStop) -> None:
    """Tell the parties that delivery to the recipient is stopped."""
    agreement = stop.agreement
    told = Told(
        f"stop/{agreement.reference}/{stop.number}",
        "delivery to the recipient is stopped",
        "An event on the recipient’s side is on record, and delivery is stopped, in full or in part. The portal shows since when.",
        "接收方发生之事项已登记，股份交付已（全部或部分）停止，详见门户。",
    )
    tell(deed, told, party_addressees(agreement))


def everybody(agreement: EscrowAgreement, now: datetime) -> list[Addressee]:
    """Who is reminded of a clock: the parties and the agent's own people."""
    return party_addressees(agreement) + own_people(agreement, local_day(agreement, now))


def _body(agreement: EscrowAgreement, told: Told, addressee: Addressee, path: str) -> str:
    terms = terms_of(agreement)
    notices, confidentiality = terms.clause("notices"), terms.clause("confidentiality")
    if addressee.is_agent:
        where, where_zh = "At the desk", "工作台"
        path = reverse("admin:tranches_escrowagreement_docket", args=[agreement.pk])
    else:
        where, where_zh = "In the portal", "门户"
        path = path or reverse("portal:agreement", args=[agreement.reference])
    lines = [
        f"{agreement.title} ({agreement.reference})",
        "",
        told.text,
        told.text_zh,
        "",
        f"{where} · {where_zh}: {settings.SITE_ADDRESS}{path}",
        "",
        f"This message informs. It is no notice under the agreement{f' ({notices})' if notices else ''}.",
        "本邮件仅供告知，不构成协议项下之通知。",
        f"Confidential{f' ({confidentiality})' if confidentiality else ''}. 机密",
    ]
    return "\n".join(lines) + "\n"
