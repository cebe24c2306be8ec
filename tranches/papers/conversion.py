"""The before/after sheet of a corporate action, to all parties."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from documents.actor import Actor
from documents.papers.parts import (
    Authorisation,
    DocumentRelied,
    Instrument,
    Note,
    SignatureBlock,
    require_shares,
)
from documents.papers.sheets import IssuedSheet, PaperKind, paper
from documents.papers.words import digest_groups, figure, money
from parties.models import Person
from tranches.models import Account, CarriedLimit, ConversionRow, CorporateAction
from tranches.papers import common, naming
from tranches.papers.frame import frame_of
from tranches.selectors.conversion.corporate import InstrumentNames, instrument_in
from tranches.selectors.days import day_of
from tranches.selectors.terms import terms_of
from tranches.terms.currencies import MINOR_PLACES

_KINDS_ZH = {
    "split": "拆股",
    "consolidation": "并股",
    "reclassification": "重新分类",
    "renaming": "更名或更换代码",
    "exchange": "合并换股",
}
_POLICIES = {
    "down": (
        "rounded down for the whole account, what is left over is paid in cash",
        "全账户向下取整，余额以现金支付",
    ),
    "half_up": ("rounded to the nearest for the whole account, half up", "全账户四舍五入"),
    "up": ("rounded up for the whole account", "全账户向上取整"),
}
_ACCOUNTS = {
    Account.UNALLOCATED: ("not allocated to a tranche", "尚未分配"),
    Account.HELD: ("held", "持有"),
    Account.RESERVED: ("reserved, {letter}", "预留，{letter}"),
    Account.KEPT: ("kept", "留存"),
    Account.RESERVED_RETURN: ("reserved for return, {letter}", "预留待退回，{letter}"),
}


@dataclass(frozen=True, kw_only=True)
class ConvertedAccount:
    """One account before and after; `exact` is what the ratio gives before it is made whole."""

    label: str
    before: int
    exact: Fraction
    after: int
    label_zh: str = ""

    def __post_init__(self) -> None:
        require_shares(self.before, self.label)
        require_shares(self.after, self.label)
        if abs(self.after - self.exact) >= 1:
            raise ValueError(f"{self.label} is a whole share or more away from its exact figure")

    @property
    def fraction(self) -> Fraction:
        """What the account has more (below zero: less) than the exact figure."""
        return self.after - self.exact


@dataclass(frozen=True, kw_only=True)
class ConvertedLimit:
    """Something open that speaks of shares: an instruction, a hold, a deposit that is missing."""

    label: str
    before: int
    after: int
    label_zh: str = ""


@dataclass(frozen=True, kw_only=True)
class Trait:
    """What of the instrument is told before and after: name, ticker, par value, CUSIP, issuer."""

    label: str
    label_zh: str
    before: str
    after: str


@paper(
    PaperKind("corporate_action_sheet", "a statement"),
)
@dataclass(frozen=True, kw_only=True)
class ConversionSheet(IssuedSheet):
    """What a corporate action made of the escrow account, addressed to the parties.

    The accounts before and after add up to what the transfer agent states. `digest` is the SHA-256 of the content that the
    persons in `persons` prepared and authorised: two different ones.
    """

    template = "papers/conversion.html"

    dated_on: date
    effective_on: date
    action_reference: str
    kind: str
    kind_zh: str
    ratio_new: int
    ratio_old: int
    fraction_policy: str
    fraction_policy_zh: str
    instrument_before: Instrument
    instrument_after: Instrument
    traits: tuple[Trait, ...]
    accounts: tuple[ConvertedAccount, ...]
    stated_shares: int
    limits: tuple[ConvertedLimit, ...]
    notes: tuple[Note, ...]
    documents: tuple[DocumentRelied, ...]
    persons: tuple[Authorisation, ...]
    digest: str
    clauses: str = ""

    def __post_init__(self) -> None:
        digest_groups(self.digest)
        if self.ratio_new < 1 or self.ratio_old < 1:
            raise ValueError("a ratio has two whole numbers above zero")
        if self.after != self.stated_shares:
            raise ValueError("the accounts must add up to what the transfer agent states")
        if len({person.person for person in self.persons}) < 2:
            raise ValueError("a corporate action is prepared and authorised by two different persons")

    @property
    def before(self) -> int:
        """All shares inside escrow in the old unit."""
        return sum(account.before for account in self.accounts)

    @property
    def exact(self) -> Fraction:
        """What the ratio gives for all of them."""
        return sum((account.exact for account in self.accounts), Fraction(0))

    @property
    def after(self) -> int:
        """All shares inside escrow in the new unit."""
        return sum(account.after for account in self.accounts)

    @property
    def fraction(self) -> Fraction:
        """What became of the fraction, all accounts together."""
        return self.after - self.exact

    def titles(self) -> tuple[str, str]:
        return (
            f"Corporate action {self.action_reference}: {self.kind}, every account before and after",
            f"公司行动 {self.action_reference}：{self.kind_zh}，各账户前后对照",
        )

    def shown(self) -> dict[str, Any]:
        """With how many new shares stand for how many old ones, as a phrase of each language."""
        new, old = figure(self.ratio_new), figure(self.ratio_old)
        return super().shown() | {
            "ratio": f"{new} new for {old} old",
            "ratio_zh": f"每 {old} 股旧股换为 {new} 股新股",
        }


def conversion_sheet(
    action: CorporateAction, *, authorised_by: Actor, reference: str, now: datetime
) -> ConversionSheet:
    """The sheet as it is authorised now, by `authorised_by`; made before the postings it tells of, in the same transaction."""
    agreement, terms = action.agreement, terms_of(action.agreement)
    ratio = Fraction(action.ratio_new, action.ratio_old)
    before = instrument_in(agreement, action.closes)
    after = InstrumentNames(**action.content["instrument"])
    policy, policy_zh = _POLICIES[action.fraction_policy]
    rows = action.rows.select_related("tranche", "release_line__release").order_by("number")
    limits = action.limits.select_related("tranche", "instruction_line__instruction", "hold").order_by("id")
    return ConversionSheet(
        frame=frame_of(agreement, reference=reference, now=now, but=(naming.AGENT,)),
        to_lines=tuple(
            naming.with_letter(part.party.name, part.letter)
            for part in naming.contracting_parties(agreement)
            if part.part != naming.AGENT
        ),
        dated_on=day_of(now, agreement),
        effective_on=action.effective_on,
        action_reference=str(action),
        kind=action.get_kind_display().lower(),
        kind_zh=_KINDS_ZH[action.kind],
        ratio_new=action.ratio_new,
        ratio_old=action.ratio_old,
        fraction_policy=policy,
        fraction_policy_zh=policy_zh,
        agreements=common.agreements_of(terms),
        instrument_before=_printed(before),
        instrument_after=_printed(after),
        traits=traits_of(before, after),
        accounts=tuple(_account(row, ratio) for row in rows),
        stated_shares=action.stated_shares,
        limits=tuple(_limit(limit) for limit in limits if limit.shares_before),
        notes=notes_of(action),
        documents=(
            DocumentRelied(
                mark="(a)",
                title="The issuer’s or the transfer agent’s paper on the corporate action",
                title_zh="发行人或过户代理人就公司行动出具之文件",
                received_on=day_of(action.document.filed_at, agreement),
                digest=action.document.sha256,
            ),
        ),
        persons=persons_of(action, authorised_by, now),
        digest=action.digest,
        issued_by=SignatureBlock(
            capacity="for the escrow agent",
            capacity_zh="代表托管代理人",
            party=naming.agent_in(agreement).party.name,
        ),
        clauses=terms.clause("escrow_period"),
    )


def traits_of(before: InstrumentNames, after: InstrumentNames) -> tuple[Trait, ...]:
    """What the instrument was and is; what neither line tells is left out."""
    named = (
        ("Instrument", "证券", _both(before.name, before.name_zh), _both(after.name, after.name_zh)),
        ("Issuer", "发行人", _both(before.issuer, before.issuer_zh), _both(after.issuer, after.issuer_zh)),
        ("Ticker", "交易代码", before.ticker, after.ticker),
        ("Par value", "每股面值", before.par_value, after.par_value),
        ("CUSIP", "CUSIP 编号", before.cusip, after.cusip),
    )
    return tuple(
        Trait(label=label, label_zh=label_zh, before=old, after=new)
        for label, label_zh, old, new in named
        if old or new
    )


def notes_of(action: CorporateAction) -> tuple[Note, ...]:
    """What changes and what stays, and the cash that is only recorded."""
    notes = [
        Note(
            text="The terms keep their own unit: entitlements are computed in it as before, expressed in the new shares by the "
            "exact ratio, and made whole once, after what was released before is taken off.",
            text_zh="协议条款仍以原单位计：应得数依旧以原单位计算，按精确比例折为新股，扣除此前已释放者后仅取整一次。",
        )
    ]
    if action.cash_minor is not None:
        amount = f"{action.cash_currency} {money(action.cash_minor, MINOR_PLACES[action.cash_currency])}"
        notes.append(
            Note(
                text=f"{amount} in cash came with it, as the paper states. It is recorded here and forms no part of the ledger.",
                text_zh=f"文件另载现金 {amount}，仅在此记录，不计入股份账。",
            )
        )
    elif action.fraction_policy == "down" and _has_fraction(action):
        notes.append(
            Note(
                text="The fraction of a share is to be paid in cash; no amount is on record yet.",
                text_zh="零碎股应以现金支付，金额尚未登记。",
            )
        )
    return tuple(notes)


def persons_of(action: CorporateAction, authorised_by: Actor, now: datetime) -> tuple[Authorisation, ...]:
    """Who prepared it and who authorises it now."""
    agent = naming.agent_in(action.agreement)
    second = Person.objects.get(pk=authorised_by.person_id or 0)
    found = []
    for person, at, factor in (
        (action.prepared_person, action.recorded_at, ""),
        (second, now, authorised_by.factor),
    ):
        role, role_zh = naming.role_on(person.pk, agent.party_id, day_of(at, action.agreement))
        found.append(
            Authorisation(
                person=f"{person.name} {person.name_zh}".strip(),
                role=role,
                role_zh=role_zh,
                at_utc=at,
                factor=factor,
            )
        )
    return tuple(found)


def _account(row: ConversionRow, ratio: Fraction) -> ConvertedAccount:
    label, label_zh = _ACCOUNTS[Account(row.account)]
    letter = str(row.release_line.release) if row.release_line else ""
    label, label_zh = label.format(letter=letter), label_zh.format(letter=letter)
    if row.tranche is not None:
        label = f"{naming.tranche_name(row.tranche.number).capitalize()}, {label}"
        label_zh = f"{naming.tranche_name_zh(row.tranche.number)}，{label_zh}"
    else:
        label = label.capitalize()
    return ConvertedAccount(
        label=label,
        label_zh=label_zh,
        before=row.shares_before,
        exact=row.shares_before * ratio,
        after=row.shares_after,
    )


def _limit(limit: CarriedLimit) -> ConvertedLimit:
    if limit.tranche is None:
        return ConvertedLimit(
            label=f"Attachment, {limit.stop}: kept from the recipient",
            label_zh=f"扣押（{limit.stop}）：不得交付接收方",
            before=limit.shares_before,
            after=limit.shares_after,
        )
    name, name_zh = naming.tranche_name(limit.tranche.number), naming.tranche_name_zh(limit.tranche.number)
    if limit.instruction_line is not None:
        instruction = limit.instruction_line.instruction
        text, text_zh = f"{instruction}, {name}: still to be released", f"{instruction}，{name_zh}：尚待释放"
        if instruction.is_return:
            text, text_zh = (
                f"{instruction}, {name}: still to be returned",
                f"{instruction}，{name_zh}：尚待退回",
            )
    elif limit.hold is not None:
        text = f"Hold {limit.hold.number}, {name}: kept back"
        text_zh = f"限制 {limit.hold.number}，{name_zh}：暂不释放"
    else:
        text, text_zh = f"{name.capitalize()}: not yet deposited", f"{name_zh}：尚未存入"
    return ConvertedLimit(label=text, label_zh=text_zh, before=limit.shares_before, after=limit.shares_after)


def _has_fraction(action: CorporateAction) -> bool:
    before = sum(action.rows.values_list("shares_before", flat=True))
    return bool(before * action.ratio_new % action.ratio_old)


def _printed(names: InstrumentNames) -> Instrument:
    return Instrument(name=names.name, name_zh=names.name_zh, issuer=names.issuer, issuer_zh=names.issuer_zh)


def _both(name: str, name_zh: str) -> str:
    return f"{name} {name_zh}".strip()
