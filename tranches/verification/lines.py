"""I1, I2: each security line follows the one before by an authorised corporate action, and takes over all that was in escrow."""

from collections.abc import Iterator
from fractions import Fraction

from django.db.models import Sum

from tranches.models import Account, CorporateAction, EscrowAgreement, Posting, SecurityLine
from tranches.terms.sums.conversion import converted_total
from tranches.verification.known import per_agreement

INSIDE = (Account.UNALLOCATED, Account.HELD, Account.RESERVED, Account.KEPT, Account.RESERVED_RETURN)


@per_agreement("I1 what came in is what stands in all accounts")
def broken_conversions(agreement: EscrowAgreement) -> Iterator[str]:
    """A sentence for each line without its authority, each share left behind, and each account that came across otherwise."""
    lines = list(
        SecurityLine.objects.filter(agreement=agreement)
        .select_related("opened_by__decision", "opened_by__closes")
        .order_by("number")
    )
    for number, line in enumerate(lines, start=1):
        if line.number != number:
            yield f"line {number} is missing; the next one is {line.number}."
            return
    for line in lines[:-1]:
        left = _inside(line)
        if left:
            yield f"line {line.number} is closed, but {left:,} shares stand inside escrow in it."
    for line in lines[1:]:
        if line.opened_by is None:
            yield f"line {line.number} was opened by no corporate action."
            continue
        yield from _authority_gaps(line, line.opened_by)
        yield from _figure_gaps(line, line.opened_by)


def _inside(line: SecurityLine) -> int:
    rows = Posting.objects.filter(line=line)
    came = rows.filter(to_account__in=INSIDE).aggregate(all=Sum("shares"))["all"] or 0
    went = rows.filter(from_account__in=INSIDE).aggregate(all=Sum("shares"))["all"] or 0
    return int(came - went)


def _authority_gaps(line: SecurityLine, action: CorporateAction) -> Iterator[str]:
    decision = getattr(action, "decision", None)
    if decision is None or decision.outcome != decision.Outcome.AUTHORISED:
        yield f"line {line.number} was opened, but nobody authorised {action}."
    elif decision.person_id == action.prepared_person_id:
        yield f"{action} was prepared and authorised by the same person."
    elif decision.digest != action.digest:
        yield f"{action} was authorised over another digest than its own."
    if (line.ratio_new, line.ratio_old) != (action.ratio_new, action.ratio_old):
        yield f"line {line.number} has another ratio than {action}."


def _figure_gaps(line: SecurityLine, action: CorporateAction) -> Iterator[str]:
    ratio = Fraction(action.ratio_new, action.ratio_old)
    before = after = 0
    for row in action.rows.order_by("number"):
        before, after = before + row.shares_before, after + row.shares_after
        if abs(row.shares_after - row.shares_before * ratio) >= 1:
            yield f"{action}, row {row.number} is a whole share or more away from its exact figure."
        out = row.postings.filter(line=action.closes).aggregate(all=Sum("shares"))["all"] or 0
        into = row.postings.filter(line=line).aggregate(all=Sum("shares"))["all"] or 0
        if (out, into) != (row.shares_before, row.shares_after):
            yield f"{action}, row {row.number}: {out:,} → {into:,} shares are posted for {row}."
    if after != converted_total(before, ratio, action.fraction_policy) or after != action.stated_shares:
        yield f"{action}: {before:,} shares became {after:,}; the transfer agent states {action.stated_shares:,}."
