"""I1–I3: the share ledger adds up, by itself and against the instructions."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Count, Sum

from documents.models import IdempotencyKey
from tranches.models import Account, EscrowAgreement, InstructionLine, Posting, ReleaseLine

# Accounts that shares come from without having stood there: the issuer, and the other side of a conversion.
SOURCES = (Account.ISSUER, Account.CONVERTED)
# What a transfer agent's confirmation moves out of escrow.
CONFIRMED = (Posting.Kind.RELEASE, Posting.Kind.RETURN)


def _sums(agreement: EscrowAgreement) -> dict[tuple[int, str, int | None], int]:
    """Balances by (line, account, tranche), straight from the postings."""
    sums: dict[tuple[int, str, int | None], int] = defaultdict(int)
    postings = Posting.objects.filter(agreement=agreement).order_by()
    for side, sign in (("to", 1), ("from", -1)):
        rows = postings.values_list("line__number", f"{side}_account", f"{side}_tranche__number")
        for line, account, tranche, shares in rows.annotate(total=Sum("shares")):
            sums[line, account, tranche] += sign * shares
    return sums


def unbalanced_lines(agreement: EscrowAgreement) -> Iterator[str]:
    """I1: per security line, what came from the issuer (and from conversion) stands in the other accounts."""
    inside: dict[int, int] = defaultdict(int)
    came: dict[int, int] = defaultdict(int)
    for (line, account, _), shares in _sums(agreement).items():
        (came if account in SOURCES else inside)[line] += shares
    for line in sorted({*inside, *came}):
        if inside[line] != -came[line]:
            yield f"line {line}: {-came[line]:,} shares came in, but {inside[line]:,} stand in the accounts."
    seen = Posting.objects.filter(agreement=agreement).order_by("number").values_list("number", flat=True)
    for expected, number in enumerate(seen, start=1):
        if number != expected:
            yield f"posting {expected} is missing; the next one is {number}."
            return


def negative_accounts(agreement: EscrowAgreement) -> Iterator[str]:
    """I2: nothing but the issuer's side is ever below zero, also not in between."""
    running: dict[tuple[int, str, int | None], int] = defaultdict(int)
    rows = Posting.objects.filter(agreement=agreement).order_by("number")
    fields = (
        "number", "line__number", "from_account", "from_tranche__number", "to_account", "to_tranche__number", "shares",
    )  # fmt: skip
    for number, line, source, source_tranche, target, target_tranche, shares in rows.values_list(*fields):
        running[line, target, target_tranche] += shares
        running[line, source, source_tranche] -= shares
        if source not in SOURCES and running[line, source, source_tranche] < 0:
            yield f"posting {number} takes {source} of tranche {source_tranche} below zero."


def overfull_tranches(agreement: EscrowAgreement) -> Iterator[str]:
    """I2: the postings of a tranche never exceed its shares."""
    held: dict[int, int] = defaultdict(int)
    newest = max((line for line, _, _ in _sums(agreement)), default=None)
    for (line, _, number), shares in _sums(agreement).items():
        if number is not None and line == newest:
            held[number] += shares
    for tranche in agreement.tranches.order_by("number"):
        if held[tranche.number] > tranche.shares:
            yield f"tranche {tranche.number} has {held[tranche.number]:,} shares posted, more than its {tranche.shares:,}."


def exceeded_lines(agreement: EscrowAgreement) -> Iterator[str]:
    """I3: what is confirmed for an instruction line never exceeds it; a release posts what its lines say."""
    confirmed: dict[int, int] = defaultdict(int)
    lines: dict[int, InstructionLine] = {}
    releases = Posting.objects.filter(agreement=agreement, kind__in=(*CONFIRMED, Posting.Kind.RECOVERY))
    for posting in releases.select_related("release_line__instruction_line__instruction"):
        if posting.release_line is None:
            yield f"posting {posting.number} releases shares without a release."
            continue
        line = posting.release_line.instruction_line
        lines[line.pk] = line
        confirmed[line.pk] += -posting.shares if posting.kind == Posting.Kind.RECOVERY else posting.shares
    for pk, line in lines.items():
        if confirmed[pk] > line.shares:
            yield f"{line.instruction}: {confirmed[pk]:,} shares are confirmed for a line of {line.shares:,}."
    strays = Posting.objects.filter(agreement=agreement, release_line__isnull=False).select_related(
        "release_line__instruction_line", "from_tranche"
    )
    for posting in strays:
        line_of = posting.release_line.instruction_line if posting.release_line else None
        if line_of is not None and posting.from_tranche_id != line_of.tranche_id:
            yield f"posting {posting.number} moves shares of another tranche than its line’s."
    for part in ReleaseLine.objects.filter(release__agreement=agreement).select_related("release"):
        moved = {
            entry["kind"]: entry["total"]
            for entry in part.postings.order_by().values("kind").annotate(total=Sum("shares"))
        }
        reserved = moved.get("reservation", 0)
        gone = moved.get("release", 0) + moved.get("return", 0) + moved.get("reservation_back", 0)
        if reserved != part.shares or gone > reserved:
            yield f"{part.release}: its postings do not match its line of {part.shares:,} shares."
        if moved.get("cancellation", 0) not in (0, moved.get("return", 0)):
            yield f"{part.release}: other shares are cancelled than were returned."


def strange_recoveries(agreement: EscrowAgreement) -> Iterator[str]:
    """I3 and I4 of wrong deliveries: what is claimed was delivered, what is posted back was accepted by a second person."""
    lines = ReleaseLine.objects.filter(release__agreement=agreement, claims__isnull=False).distinct()
    posted = dict(
        Posting.objects.filter(agreement=agreement, kind=Posting.Kind.RECOVERY)
        .order_by()
        .values_list("release_line")
        .annotate(total=Sum("shares"))
    )
    for line in lines.select_related("release").prefetch_related(
        "claims__recoveries__check_record", "claims__settlement", "postings"
    ):
        accepted = claimed = 0
        for claim in line.claims.all():
            back = 0
            for recovery in claim.recoveries.all():
                check = getattr(recovery, "check_record", None)
                if check is not None and check.person_id == recovery.person_id:
                    yield f"{line.release}: {recovery} of {claim} was recorded and checked by the same person."
                back += recovery.shares if check is not None and check.is_accepted else 0
            settled = claim.settlement.shares if hasattr(claim, "settlement") else 0
            if back + settled > claim.shares:
                yield f"{line.release}: {back + settled:,} shares of {claim} ended, more than its {claim.shares:,}."
            accepted, claimed = accepted + back, claimed + claim.shares - settled
        delivered = sum(row.shares for row in line.postings.all() if row.kind == Posting.Kind.RELEASE)
        if claimed > delivered:
            yield f"{line.release}: {claimed:,} shares are claimed of {delivered:,} delivered."
        if posted.pop(line.pk, 0) != accepted:
            yield f"{line.release}: other shares are posted back than a second person accepted."
    for shares in posted.values():
        yield f"{shares:,} shares are posted back without a claim."


def repeated_effects() -> Iterator[str]:
    """I3: one effect for each idempotency key."""
    for row in (
        IdempotencyKey.objects.values("key").annotate(times=Count("id")).filter(times__gt=1).order_by("key")
    ):
        yield f"the key {row['key']} was spent {row['times']} times."
