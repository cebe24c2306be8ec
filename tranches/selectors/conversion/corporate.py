"""Corporate actions as they stand, and what one would do to every account inside escrow, before anything is moved."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from documents.models import Document
from tranches.models import (
    Account,
    CorporateAction,
    CorporateActionDecision,
    DeliveryStop,
    EscrowAgreement,
    Hold,
    Instruction,
    InstructionLine,
    InstructionState,
    Release,
    ReleaseLine,
    ReleaseState,
    SecurityLine,
    Tranche,
)
from tranches.selectors.assessment.assessments import OPEN_STATES
from tranches.selectors.delivery.delivery import stops_standing
from tranches.selectors.dispute.holds import carried_holds
from tranches.selectors.ledger.balances import Balances, balances
from tranches.selectors.ledger.units import inside_of, rooms_of
from tranches.selectors.read_once import read_once
from tranches.selectors.release.confirmed import delivering, open_shares, portions_of
from tranches.selectors.terms import terms_of
from tranches.terms.sums.conversion import Converted, Standing, convert, converted_limit

LEAVING = (Account.RESERVED, Account.RESERVED_RETURN)
AUTHORISED = CorporateActionDecision.Outcome.AUTHORISED


@dataclass(frozen=True)
class Place:
    """Shares inside escrow that move together: an account, or what one letter drew from one account."""

    account: Account
    tranche: Tranche | None
    shares: int
    release_line: ReleaseLine | None = None
    drawn_from: str = ""


@dataclass(frozen=True)
class Limit:
    """What bounds shares, before and after: an instruction line, a hold, the tranche itself; an attachment names no tranche."""

    tranche: Tranche | None
    before: int
    after: int
    instruction_line: InstructionLine | None = None
    hold: Hold | None = None
    stop: DeliveryStop | None = None


@dataclass(frozen=True)
class Preview:
    """Every account before and after, and every limit that is carried over."""

    rows: tuple[tuple[Place, Converted], ...]
    limits: tuple[Limit, ...]

    @property
    def before(self) -> int:
        return sum(converted.before for _, converted in self.rows)

    @property
    def exact(self) -> Fraction:
        return sum((converted.exact for _, converted in self.rows), Fraction(0))

    @property
    def after(self) -> int:
        return sum(converted.whole for _, converted in self.rows)

    def to_plain(self) -> dict[str, list[dict[str, Any]]]:
        """The figures as canonical data, for the content that is authorised."""
        return {
            "rows": [
                {
                    "account": str(place.account),
                    "tranche": place.tranche.number if place.tranche else None,
                    "release": str(place.release_line.release) if place.release_line else None,
                    "drawn_from": place.drawn_from,
                    "before": converted.before,
                    "exact": str(converted.exact),
                    "after": converted.whole,
                }
                for place, converted in self.rows
            ],
            "limits": [
                {
                    "tranche": limit.tranche.number if limit.tranche else None,
                    "instruction": str(limit.instruction_line.instruction)
                    if limit.instruction_line
                    else None,
                    "hold": limit.hold.number if limit.hold else None,
                    "stop": limit.stop.number if limit.stop else None,
                    "before": limit.before,
                    "after": limit.after,
                }
                for limit in self.limits
            ],
        }


@dataclass(frozen=True)
class InstrumentNames:
    """What the shares of a line are, and whose."""

    name: str
    name_zh: str
    issuer: str
    issuer_zh: str
    ticker: str = ""
    par_value: str = ""
    cusip: str = ""


def instrument_in(agreement: EscrowAgreement, line: SecurityLine) -> InstrumentNames:
    """The instrument of a line: the terms' own, or what the corporate action made of it."""
    action = line.opened_by
    if action is not None:
        return InstrumentNames(
            action.instrument,
            action.instrument_zh,
            action.issuer,
            action.issuer_zh,
            action.ticker,
            action.par_value,
            action.cusip,
        )
    terms = terms_of(agreement)
    issuer = terms.party(terms.instrument.issuer)
    return InstrumentNames(terms.instrument.name, terms.instrument.name_zh, issuer.name, issuer.name_zh)


def actions_of(agreement: EscrowAgreement) -> list[CorporateAction]:
    """Every corporate action, newest first."""
    rows = CorporateAction.objects.filter(agreement=agreement)
    return list(
        rows.select_related(
            "closes", "document", "prepared_person", "decision__document", "decision__person"
        ).order_by("-number")
    )


@read_once
def pending_action(agreement: EscrowAgreement) -> CorporateAction | None:
    """The corporate action that is prepared and waits for its second person."""
    rows = CorporateAction.objects.filter(agreement=agreement, decision__isnull=True)
    return rows.select_related("agreement__binder", "closes", "document", "prepared_person").first()


def unsigned_instructions(agreement: EscrowAgreement) -> list[Instruction]:
    """Drafts, and instructions before their signers of which nothing is carried out: they speak of the unit that ends."""
    rows = Instruction.objects.filter(
        agreement=agreement, state__in=(InstructionState.DRAFT, InstructionState.SUBMITTED)
    )
    return list(rows.exclude(releases__in=delivering(Release.objects.all())).order_by("number"))


def preview_of(agreement: EscrowAgreement, ratio: Fraction, policy: str) -> Preview:
    """What a conversion would make of everything inside escrow as it stands now."""
    standing = balances(agreement)
    tranches = list(
        Tranche.objects.filter(agreement=agreement).select_related("agreement").order_by("number")
    )
    places = list(_places(agreement, tranches, standing))
    if sum(place.shares for place in places) != standing.in_escrow:
        raise RuntimeError("the letters that are out do not account for what is reserved")
    converted = convert(
        [
            Standing(place.tranche.number if place.tranche else None, place.shares, place.account in LEAVING)
            for place in places
        ],
        ratio,
        policy,
    )
    rows = tuple(zip(places, converted, strict=True))
    return Preview(rows, tuple(_limits(agreement, tranches, standing, rows, ratio)))


def _places(agreement: EscrowAgreement, tranches: list[Tranche], standing: Balances) -> Iterator[Place]:
    """Unallocated shares, then tranche by tranche: held, reserved by each letter, kept, reserved for return."""
    if standing.total(Account.UNALLOCATED):
        yield Place(Account.UNALLOCATED, None, standing.total(Account.UNALLOCATED))
    reserved: dict[int, list[Place]] = defaultdict(list)
    under_way = ReleaseLine.objects.filter(
        release__agreement=agreement, release__state__in=(ReleaseState.AUTHORISED, ReleaseState.SENT)
    ).select_related("release", "instruction_line__tranche__agreement", "instruction_line__instruction")
    for line in under_way.order_by("release__number", "id"):
        for portion in portions_of(line):
            if portion.open:
                tranche = line.instruction_line.tranche
                reserved[tranche.pk].append(
                    Place(portion.account, tranche, portion.open, line, str(portion.drawn_from))
                )
    for tranche in tranches:
        held, kept = (standing.of(name, tranche.number) for name in (Account.HELD, Account.KEPT))
        if held:
            yield Place(Account.HELD, tranche, held)
        yield from reserved[tranche.pk]
        if kept:
            yield Place(Account.KEPT, tranche, kept)


def _limits(
    agreement: EscrowAgreement,
    tranches: list[Tranche],
    standing: Balances,
    rows: tuple[tuple[Place, Converted], ...],
    ratio: Fraction,
) -> Iterator[Limit]:
    """What may still come in, what open instructions still order, what holds keep back (rule 2 of the arithmetic)."""
    after: dict[int, int] = defaultdict(int)
    reserved: dict[int, int] = defaultdict(int)
    for place, converted in rows:
        if place.tranche is not None:
            after[place.tranche.pk] += converted.whole
        if place.release_line is not None:
            reserved[place.release_line.instruction_line_id] += converted.whole
    before = {tranche.pk: inside_of(tranche, standing) for tranche in tranches}

    def limit(tranche: Tranche, shares: int, *, least: int = 0, up: bool = False) -> int:
        return converted_limit(
            shares,
            ratio=ratio,
            inside_before=before[tranche.pk],
            inside_after=after[tranche.pk],
            least=least,
            up=up,
        )

    if standing.line is None:
        raise RuntimeError("the open line is not known")
    rooms = rooms_of(agreement, standing.line)
    for tranche in tranches:
        room = rooms[tranche.pk]
        yield Limit(tranche, room, int(room * ratio))
    lines = InstructionLine.objects.filter(
        instruction__agreement=agreement, instruction__state__in=OPEN_STATES
    ).select_related("instruction", "tranche__agreement")
    for line in lines.order_by("instruction__number", "id"):
        shares = open_shares(line)
        yield Limit(
            line.tranche, shares, limit(line.tranche, shares, least=reserved[line.pk]), instruction_line=line
        )
    holds = Hold.objects.filter(agreement=agreement, lift__isnull=True, shares__isnull=False)
    found = list(holds.select_related("tranche").order_by("number"))
    carried = carried_holds(agreement, [hold.pk for hold in found])
    for hold in found:
        shares = carried.get(hold.pk, hold.shares or 0)
        yield Limit(hold.tranche, shares, limit(hold.tranche, shares, up=True), hold=hold)
    # Each attachment is rounded up by itself; together they keep back no more than there is to keep (EA 4.2).
    attached = [each for each in stops_standing(agreement) if each.shares is not None]
    all_after = sum(converted.whole for _, converted in rows)
    room = all_after
    if sum(each.shares or 0 for each in attached) <= standing.total(Account.HELD):
        room = sum(converted.whole for place, converted in rows if place.account == Account.HELD)
    for each in attached:
        kept = each.shares or 0
        whole = converted_limit(
            kept, ratio=ratio, inside_before=standing.in_escrow, inside_after=all_after, up=True
        )
        whole = min(whole, room)
        room -= whole
        yield Limit(None, kept, whole, stop=each.stop)


def sheets_of(agreement: EscrowAgreement) -> list[Document]:
    """The before/after sheets on file, newest first."""
    return [
        action.decision.document
        for action in actions_of(agreement)
        if hasattr(action, "decision") and action.decision.document is not None
    ]
