"""The ledger as a statement tells it: one movement a posting, the postings of one deposit lot told together."""

from itertools import groupby

from documents.papers.words import figure
from tranches.models import EscrowAgreement, Posting, Tranche
from tranches.papers.naming import tranche_name, tranche_name_zh
from tranches.papers.statement_sheet import Movement
from tranches.selectors.ledger.as_of import AsOf
from tranches.selectors.ledger.balances import IN_ESCROW, postings_of

_KINDS = {
    Posting.Kind.ALLOCATION: ("Allocated to {to}", "分配至{to_zh}"),
    Posting.Kind.RESERVATION: ("Reserved for transfer, {from_}", "{from_zh}，预留待转让"),
    Posting.Kind.RELEASE: ("Released to the recipient, {from_}", "{from_zh}，已释放予接收方"),
    Posting.Kind.RESERVATION_BACK: ("Reservation undone, {from_}", "{from_zh}，预留撤销"),
    Posting.Kind.DEDUCTION: ("Deducted and kept, {from_}", "{from_zh}，扣减并留存"),
    Posting.Kind.RETURN: ("Returned to the issuer, {from_}", "{from_zh}，退回发行人"),
    Posting.Kind.RECOVERY: ("Wrong delivery came back, {from_}", "{from_zh}，误交付股份追回"),
    Posting.Kind.CANCELLATION: ("Cancelled by the issuer, {from_}", "{from_zh}，发行人已注销"),
    Posting.Kind.DISPOSITION: ("Left escrow by legal disposition, {from_}", "{from_zh}，因法律处置转出"),
    Posting.Kind.REALLOCATION: ("Given by amendment from {from_} to {to}", "依修订自{from_zh}转入{to_zh}"),
}


def movements_of(agreement: EscrowAgreement, seen: AsOf) -> tuple[Movement, ...]:
    """Every posting of the security line open then in its order, with what was in escrow after each."""
    postings = (
        postings_of(agreement, seen)
        .select_related(
            "lot", "from_tranche", "to_tranche", "reverses", "release_line__release", "conversion__action"
        )
        .order_by("number")
    )
    movements: list[Movement] = []
    in_escrow = 0
    for _, together in groupby(postings, key=_told_together):
        group = list(together)
        change = sum(_change(posting) for posting in group)
        in_escrow += change
        movements.append(_movement(group, change, in_escrow))
    return tuple(movements)


def _told_together(posting: Posting) -> tuple[str, int]:
    """The postings of one deposit lot, or of one corporate action, are one movement; every other posting is its own."""
    if posting.conversion is not None:
        return "conversion", posting.conversion.action_id
    if posting.kind == Posting.Kind.DEPOSIT and posting.lot_id is not None:
        return "lot", posting.lot_id
    return "posting", posting.pk


def _change(posting: Posting) -> int:
    into, out_of = posting.to_account in IN_ESCROW, posting.from_account in IN_ESCROW
    return posting.shares * (int(into) - int(out_of))


def _movement(group: list[Posting], change: int, after: int) -> Movement:
    first = group[0]
    shares = sum(posting.shares for posting in group)
    text, text_zh = _told(first)
    if not change:
        text, text_zh = f"{text}: {figure(shares)}", f"{text_zh}：{figure(shares)}"
    return Movement(
        on=first.effective_on,
        text=text,
        text_zh=text_zh,
        reference=_reference(first),
        change=change,
        in_escrow_after=after,
    )


def _told(posting: Posting) -> tuple[str, str]:
    if posting.kind == Posting.Kind.DEPOSIT:
        lot = f", lot {posting.lot.number}" if posting.lot else ""
        lot_zh = f"，第 {posting.lot.number} 笔" if posting.lot else ""
        assumed, assumed_zh = (
            (", assumed", "（推定）") if posting.lot and posting.lot.is_assumed else ("", "")
        )
        return f"Deposit by the issuer{lot}{assumed}", f"发行人存入{lot_zh}{assumed_zh}"
    if posting.conversion is not None:
        action = posting.conversion.action
        return (
            f"Brought across by corporate action {action}, {action.ratio_text}",
            f"因公司行动 {action} 转入（每 {action.ratio_old:,} 股换 {action.ratio_new:,} 股）",
        )
    if posting.reverses is not None:
        return f"Reversal of posting {posting.reverses.number}", f"冲销第 {posting.reverses.number} 号记录"
    form, form_zh = _KINDS.get(Posting.Kind(posting.kind), (posting.get_kind_display(), ""))
    source = posting.from_tranche or posting.to_tranche
    from_, from_zh = _named(source)
    to, to_zh = _named(posting.to_tranche)
    named = {"from_": from_, "from_zh": from_zh, "to": to, "to_zh": to_zh}
    return form.format_map(named), form_zh.format_map(named)


def _named(tranche: Tranche | None) -> tuple[str, str]:
    if tranche is None:
        return "unallocated shares", "未分配股份"
    return tranche_name(tranche.number), tranche_name_zh(tranche.number)


def _reference(posting: Posting) -> str:
    """The letter or the transfer agent's reference a reader can look up, else the posting's own number."""
    if posting.conversion is not None:
        return str(posting.conversion.action)
    if posting.release_line is not None:
        return str(posting.release_line.release)
    if posting.lot is not None and posting.lot.reference:
        return posting.lot.reference
    return f"P-{posting.number}"
