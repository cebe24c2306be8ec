"""A small world for the portal: a deal with its deposit, and a joint instruction that waits for its signers.

Everything with a state exists only by walking there through the services.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import reverse

from documents.actor import Actor, system_actor
from documents.intake import check_upload
from parties.authority import actor_of
from parties.models import AccountingFirm, Entry, Party, User
from parties.services.entries import confirm_entry
from parties.services.firms import approve_firm, register_firm
from parties.services.opening import first_supervisors
from parties.services.people import admit
from parties.services.register import grant_role, register_delivery_account
from parties.services.signatories import register_signatory
from tranches.models import Amendment, EscrowAgreement, Hold, Instruction, Tranche
from tranches.rights.models import Meeting
from tranches.rights.services.meetings import record_meeting
from tranches.selectors.terms import terms_of
from tranches.services.agreement.agreements import (
    check_portal_consent,
    load_agreement,
    record_deposit,
    record_portal_consent,
)
from tranches.services.amendment.amendments import prepare_amendment, submit_amendment
from tranches.services.assessment.reports import record_report
from tranches.services.dispute.holds import confirm_hold, propose_hold
from tranches.services.instruction.instructions import LineSpec, prepare_instruction, submit_instruction
from tranches.terms.deal.amending import Edits, edited
from tranches.terms.deal.deal_file import parse_text

DEAL = Path(__file__).resolve().parents[2] / "tranches" / "deals" / "kaixin.toml"
LOADED = datetime(2025, 12, 2, 4, 0, tzinfo=UTC)
TODAY = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\n1 0 obj<</Type/Page>>endobj\ntrailer<<>>\n%%EOF\n"
PASSWORD = "correct horse battery"
OTHER_NAMES = {
    "KX-2025": "EX-2026",
    "Kaixin Holdings": "Example Holdings",
    "Zhejiang Kaixin Auto Co., Ltd.": "Example Auto Co., Ltd.",
    "Fangle Lai": "Example Seller",
    "Zhejiang Ordinary Smile": "Example Target",
}
DESK = system_actor("test")


@dataclass
class Deal:
    """One agreement and its people, by the word they are known by here: clerk, supervisor, a, a2, b, seller, compliance."""

    agreement: EscrowAgreement
    people: dict[str, User] = field(default_factory=dict)
    firm: AccountingFirm | None = None

    def actor(self, who: str, now: datetime = TODAY) -> Actor:
        return actor_of(self.people[who], now=now, factor="password")

    def party(self, part: str) -> Party:
        return self.agreement.agreement_parties.get(part=part).party

    def tranche(self, number: int = 1) -> Tranche:
        return self.agreement.tranches.get(number=number)

    def submitted(
        self,
        *,
        actual: str = "665000000",
        shares: int | None = None,
        number: int = 1,
        opinion: str = "unqualified",
    ) -> Instruction:
        """Record the report and put an instruction before the signers; `shares` differ from the computed if given."""
        tranche = self.tranche(number)
        record_report(
            tranche=tranche,
            firm=self.firm,
            dated_on=date(2026, 12, 18),
            received_on=date(2026, 12, 19),
            actual=Decimal(actual),
            opinion=opinion,
            standard="PRC GAAP",
            is_audited=True,
            is_consolidated=False,
            paper=check_upload(PDF, "report.pdf"),
            actor=self.actor("clerk"),
            now=TODAY,
        )
        lines = None if shares is None else [LineSpec(tranche, "own", shares)]
        instruction = prepare_instruction(
            tranche=self.tranche(number),
            lines=lines,
            difference_reason="the parties agreed so" if lines else "",
            actor=self.actor("clerk"),
            now=TODAY,
        )
        return submit_instruction(instruction=instruction, actor=self.actor("clerk"), now=TODAY)

    def amended(self, *, target: int = 700_000_000) -> Amendment:
        """Put an amendment of year two's target before all parties."""
        terms = edited(terms_of(self.agreement), Edits(tranches={2: {"target": Fraction(target)}}))
        amendment = prepare_amendment(
            agreement=self.agreement,
            terms=terms,
            effective_on=TODAY.date(),
            reason="The parties lower a target.",
            actor=self.actor("clerk"),
            now=TODAY,
        )
        return submit_amendment(amendment=amendment, actor=self.actor("clerk"), now=TODAY)


def suspended(deal: Deal, number: int = 1) -> Hold:
    """The issuer's suspension of a tranche, confirmed by a second person."""
    hold = propose_hold(
        tranche=deal.tranche(number),
        ground="suspension",
        reason="breach",
        paper=check_upload(PDF, "notice.pdf"),
        opened_on=TODAY.date(),
        actor=deal.actor("clerk"),
        now=TODAY,
    )
    confirm_hold(hold=hold, actor=deal.actor("supervisor"), now=TODAY)
    return hold


def with_tranches(number: int) -> str:
    """The sample deal's text with as many tranches as asked for, of equal shares."""
    text = DEAL.read_text(encoding="utf-8")
    head, _, rest = text.partition("[[tranches]]")
    first, _, tail = rest.partition("[offset]")
    block = first.split("[[tranches]]")[0].replace('"1/5"', f'"1/{number}"')
    blocks = []
    for at in range(number):
        years = block.replace("2025-12-01", f"{2025 + at}-12-01").replace("2026-11-30", f"{2026 + at}-11-30")
        blocks.append("[[tranches]]" + years.replace("number = 1\n", f"number = {at + 1}\n"))
    return head + "".join(blocks) + "[offset]" + tail


def build(*, other: bool = False, shares: int = 15_000_000, text: str = "", consent: bool = True) -> Deal:
    """Load a deal (the sample, or another one with other parties and the same agent) and deposit its shares."""
    text = text or DEAL.read_text(encoding="utf-8")
    for old, new in OTHER_NAMES.items() if other else ():
        text = text.replace(old, new)
    terms = parse_text(text)
    deal = Deal(load_agreement(terms=terms, source=text.encode(), actor=DESK, now=LOADED))
    prefix = "x-" if other else ""
    _supervisors(deal, prefix)
    for who, part, role, signs in (
        ("clerk", "escrow_agent", "clerk", False),
        ("compliance", "escrow_agent", "compliance", False),
        ("a", "issuer", "officer", True),
        ("a2", "issuer", "officer", False),
        ("b", "purchaser", "officer", True),
        ("seller", "seller", "seller", False),
    ):
        deal.people[who] = _admitted(deal, prefix + who, part, role, signs)
    _entered(
        deal,
        register_delivery_account,
        party=deal.party("seller"),
        description="account 4417 at the transfer agent",
        starts_on=LOADED.date(),
    )
    deal.firm = register_firm(
        name=f"{prefix}Example & Partners", reason="test", actor=deal.actor("supervisor", LOADED), now=LOADED
    )
    _entered(deal, approve_firm, firm=deal.firm, approved_by=deal.party("issuer"), approved_on=LOADED.date())
    record_deposit(
        agreement=deal.agreement,
        shares=shares,
        deposited_on=date(2025, 12, 15),
        is_assumed=True,
        actor=deal.actor("clerk"),
        now=datetime(2025, 12, 16, 2, 0, tzinfo=UTC),
    )
    if consent:
        filed = record_portal_consent(
            agreement=deal.agreement,
            paper=check_upload(PDF, "consent.pdf"),
            dated_on=date(2025, 12, 10),
            actor=deal.actor("clerk"),
            now=datetime(2025, 12, 16, 3, 0, tzinfo=UTC),
        )
        check_portal_consent(
            consent=filed, actor=deal.actor("supervisor"), now=datetime(2025, 12, 16, 4, 0, tzinfo=UTC)
        )
    return deal


def give_role(deal: Deal, who: str, part: str, *, signs: bool) -> None:
    """Let a person also be an officer of another part, with authority to sign for it if asked."""
    person, party = deal.people[who].person, deal.party(part)
    _entered(deal, grant_role, person=person, party=party, role="officer", starts_on=LOADED.date())
    if signs:
        _entered(
            deal, register_signatory, person=person, party=party, title="director", starts_on=LOADED.date()
        )


def _supervisors(deal: Deal, prefix: str) -> None:
    """The first two supervisors of the house; another deal's people are let in by the same two."""
    house = deal.party("escrow_agent")
    if not house.memberships.exists():
        given = [(f"Person {name}", name) for name in ("supervisor", "supervisor2")]
        for user in first_supervisors(house=house, supervisors=given, actor=DESK, now=LOADED):
            user.set_password(PASSWORD)
            user.must_change_password = False
            user.save(update_fields=["password", "must_change_password"])
    for name in ("supervisor", "supervisor2"):
        deal.people[name] = User.objects.select_related("person").get(username=name)
    if prefix:
        deal.people["supervisor"] = _admitted(
            deal, f"{prefix}supervisor", "escrow_agent", "supervisor", False
        )


def _entered(deal: Deal, service: Callable[..., Entry], **given: Any) -> Any:
    """An entry of the register by the first supervisor, confirmed by the second, when the deal was loaded."""
    by = {
        "actor": actor_of(User.objects.select_related("person").get(username="supervisor"), now=LOADED),
        "now": LOADED,
    }
    entry = service(**given, reason="test", **by)
    second = actor_of(User.objects.select_related("person").get(username="supervisor2"), now=LOADED)
    return confirm_entry(
        entry=entry, seen_digest=entry.digest, how="compared with the paper", actor=second, now=LOADED
    )


def _admitted(deal: Deal, name: str, part: str, role: str, signs: bool) -> User:
    person = _entered(
        deal,
        admit,
        party=deal.party(part),
        name=f"Person {name}",
        role=role,
        starts_on=LOADED.date(),
        username=name,
        signs=signs,
        title="director" if signs else "",
    )
    user: User = person.account
    user.set_password(PASSWORD)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    return user


def called(deal: Deal, **changes: Any) -> Meeting:
    """A meeting on 20 January 2027 with one resolution; its record date has passed, directions are taken until the 15th."""
    given: dict[str, Any] = {
        "title": "Extraordinary meeting",
        "meeting_on": date(2027, 1, 20),
        "record_on": date(2026, 12, 20),
        "cut_off_at": datetime(2027, 1, 15, 9, 0, tzinfo=UTC),
        "resolutions": ["Approve the merger"],
        "paper": check_upload(PDF, "notice.pdf"),
    }
    return record_meeting(agreement=deal.agreement, **(given | changes), actor=deal.actor("clerk"), now=TODAY)


# --- In the browser's place ----------------------------------------------------------------------


def sign_in(user: User) -> Client:
    """A session as after signing in, without a fresh proof."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def prove(client: Client, onwards: str = "/portal/"):
    """Give the password once more; a suspended POST goes on by itself."""
    return client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": onwards})


def proven(user: User) -> Client:
    client = sign_in(user)
    prove(client)
    return client


def answer(
    instruction: Instruction, *, answer: str = "approve", part: str, key: str = "k-1", **more: object
) -> tuple[str, dict]:
    """Where an answer is sent to, and what is sent."""
    values = {"key": key, "seen_digest": instruction.digest, "part": part, "answer": answer} | more
    return reverse("portal:answer", args=[instruction.public_id]), values
