"""A deal walked through its services, for the papers it makes on the way."""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from documents.actor import Actor, system_actor
from documents.intake import Intake, check_upload
from documents.models import Document
from documents.services.recorded import create
from parties.models import (
    AccountingFirm,
    DeliveryAccount,
    FirmApproval,
    Membership,
    Party,
    Person,
    Signatory,
    User,
)
from tranches.models import Account, AgreementParty, EscrowAgreement, Instruction, Release, Report, Tranche
from tranches.selectors.terms import terms_of
from tranches.services import agreements, approvals, instructions, releases, reports, transfer
from tranches.services.instructions import LineSpec
from tranches.terms.deal_file import parse_text

DEAL = Path(__file__).resolve().parents[2] / "tranches" / "deals" / "kaixin.toml"
CHINESE = {
    'name = "Zhejiang Kaixin Auto Co., Ltd."': 'name = "Zhejiang Kaixin Auto Co., Ltd."\nname_zh = "浙江示例汽车有限公司"',
    'name = "Fangle Lai"': 'name = "Fangle Lai"\nname_zh = "赖示例"',
}
"""Chinese names for the walk; the deal file gives none because its source gives none."""

LOADED = datetime(2025, 12, 2, 2, 0, tzinfo=UTC)
SYSTEM = system_actor("load_agreement")
_count = itertools.count(1)


def scan(what: str) -> Intake:
    return check_upload(f"%PDF-1.7 {what}".encode(), f"{what}.pdf")


@dataclass
class Desk:
    """An agreement with its people. Every step moves the clock on by an hour."""

    agreement: EscrowAgreement
    now: datetime = LOADED
    people: dict[str, Actor] = field(default_factory=dict)
    firm: AccountingFirm | None = None

    def tick(self, on: date | None = None) -> datetime:
        if on is not None:
            self.now = datetime(on.year, on.month, on.day, 1, 0, 7, tzinfo=UTC)
        self.now += timedelta(hours=1)
        return self.now

    def party(self, part: str) -> AgreementParty:
        return AgreementParty.objects.select_related("party").get(agreement=self.agreement, part=part)

    def tranche(self, number: int) -> Tranche:
        return Tranche.objects.get(agreement=self.agreement, number=number)

    def join(self, name: str, role: str, part: str, name_zh: str = "") -> Actor:
        """Register a person in a role for a part, as a signatory too where it is a company officer."""
        party, why = self.party(part).party, "registered for the walk"
        person = create(Person(name=name, name_zh=name_zh), actor=SYSTEM, now=self.now, reason=why)
        user = create(
            User(username=f"user-{next(_count)}", person=person), actor=SYSTEM, now=self.now, reason=why
        )
        starts_on = self.agreement.effective_on
        create(
            Membership(person=person, party=party, role=role, starts_on=starts_on),
            actor=SYSTEM,
            now=self.now,
            reason=why,
        )
        if role == "officer":
            create(
                Signatory(party=party, person=person, title="Director", starts_on=starts_on),
                actor=SYSTEM, now=self.now, reason=why,
            )  # fmt: skip
        self.people[name] = Actor(
            name=name, capacity=f"{role} of {party.name}", user_id=user.pk, person_id=person.pk, factor="passkey",
            roles=frozenset({(role, party.pk)}),
        )  # fmt: skip
        return self.people[name]

    @property
    def clerk(self) -> Actor:
        return self.people["Chen Bo"]

    @property
    def supervisor(self) -> Actor:
        return self.people["Mary O'Neill"]

    def report(self, number: int, actual: int | Decimal, **changes: Any) -> Report:
        """The report on a year, eighteen days after it ended."""
        ends_on = terms_of(self.agreement).tranche(number).ends_on
        assert self.firm is not None
        arguments: dict[str, Any] = {
            "tranche": self.tranche(number), "firm": self.firm, "dated_on": ends_on + timedelta(days=15),
            "received_on": ends_on + timedelta(days=18), "actual": Decimal(actual), "opinion": "unqualified",
            "standard": "PRC GAAP", "is_audited": True, "is_consolidated": False, "paper": scan(f"report {number}"),
        }  # fmt: skip
        arguments |= changes
        now = self.tick(arguments["received_on"])
        return reports.record_report(**arguments, actor=self.clerk, now=now)

    def prepare(self, number: int, lines: list[LineSpec] | None = None, reason: str = "") -> Instruction:
        instruction = instructions.prepare_instruction(
            tranche=self.tranche(number),
            lines=lines,
            difference_reason=reason,
            actor=self.clerk,
            now=self.tick(),
        )
        return instructions.submit_instruction(instruction=instruction, actor=self.clerk, now=self.tick())

    def approve(self, instruction: Instruction, part: str, name: str) -> None:
        content = instruction.content
        difference = sum(
            line["shares"] - line["computed"] for line in content["lines"] if line["computed"] is not None
        )
        approvals.approve_instruction(
            instruction=instruction, party=self.party(part), seen_digest=instruction.digest,
            acknowledged_difference=difference or None, actor=self.people[name], now=self.tick(),
        )  # fmt: skip
        instruction.refresh_from_db()

    def authorise(self, instruction: Instruction) -> Release | None:
        """Tick the checklist and authorise with two persons of the agent."""
        for item in terms_of(self.agreement).checklist:
            now = self.tick()
            releases.tick_checklist(
                instruction=instruction, item=item.key, note_text="seen and found in order", paper=scan(item.key),
                checked_on=now.date(), actor=self.clerk, now=now,
            )  # fmt: skip
        for actor in (self.clerk, self.supervisor):
            releases.authorise_release(
                instruction=instruction, seen_digest=instruction.digest, actor=actor, now=self.tick()
            )
        return Release.objects.filter(instruction=instruction).order_by("-number").first()

    def confirm(self, release: Release) -> None:
        transfer.send_release(
            release=release, sent_on=self.now.date(), how="courier", actor=self.clerk, now=self.tick()
        )
        now = self.tick()
        transfer.record_confirmation(
            release=release, answered_on=now.date(), reference=f"TA-{release.number}", paper=scan(f"answer {release}"),
            actor=self.clerk, now=now,
        )  # fmt: skip

    def year(self, number: int, actual: int) -> Release | None:
        """A whole year: report, instruction, approvals, release, confirmation."""
        self.report(number, actual)
        instruction = self.prepare(number)
        self.approve(instruction, "issuer", "Li Hua")
        self.approve(instruction, "purchaser", "Wang Xiaoming")
        release = self.authorise(instruction)
        if release is not None:
            self.confirm(release)
        return release

    def papers(self, kind: str) -> list[Document]:
        return list(Document.objects.filter(binder=self.agreement.binder, kind=kind).order_by("id"))


def open_desk(
    *, is_simulation: bool = True, reference: str = "", replace: dict[str, str] | None = None
) -> Desk:
    """A loaded and funded deal with its people. `replace` changes the deal file's text before it is read."""
    text = DEAL.read_text(encoding="utf-8")
    for old, new in (CHINESE if replace is None else replace).items():
        assert old in text
        text = text.replace(old, new)
    terms = parse_text(text)
    agreement = agreements.load_agreement(
        terms=terms,
        source=text.encode(),
        actor=SYSTEM,
        now=LOADED,
        is_simulation=is_simulation,
        reference=reference,
    )
    desk = Desk(agreement)
    desk.join("Chen Bo", "clerk", "escrow_agent", "陈博")
    desk.join("Mary O'Neill", "supervisor", "escrow_agent")
    desk.join("Li Hua", "officer", "issuer", "李华")
    desk.join("Wang Xiaoming", "officer", "purchaser", "王晓明")
    _fund(desk)
    return desk


def _fund(desk: Desk) -> None:
    now, why = desk.tick(), "registered for the walk"
    issuer, recipient = desk.party("issuer").party, desk.party("seller").party
    firm = AccountingFirm.objects.filter(name="Example & Partners CPA").first() or create(
        AccountingFirm(name="Example & Partners CPA", name_zh="示例会计师事务所"),
        actor=SYSTEM,
        now=now,
        reason=why,
    )
    desk.firm = firm
    approval = FirmApproval(
        firm=firm, approved_by=issuer, approved_on=desk.agreement.effective_on, recorded_at=now
    )
    create(approval, actor=SYSTEM, now=now, reason=why)
    create(
        DeliveryAccount(
            party=recipient, description="Account ending 4417 at Example Securities", starts_on=desk.agreement.effective_on
        ),
        actor=SYSTEM, now=now, reason=why,
    )  # fmt: skip
    Party.objects.filter(pk=recipient.pk).update(address="1 Example Road\nWenzhou")
    agreements.record_portal_consent(
        agreement=desk.agreement,
        paper=scan("consent"),
        dated_on=now.date(),
        actor=desk.clerk,
        now=desk.tick(),
    )
    total = terms_of(desk.agreement).total_shares
    agreements.record_deposit(
        agreement=desk.agreement, shares=total, deposited_on=now.date(), reference="TA-IN-1", paper=scan("deposit"),
        actor=desk.clerk, now=desk.tick(),
    )  # fmt: skip


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


__all__ = ["Account", "Desk", "LineSpec", "digest", "open_desk", "scan", "transaction"]
