"""I1–I3: the share ledger adds up, by itself and against the instructions."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from django.db.models import Count, Q, Sum

from documents.models import IdempotencyKey
from tranches.models import (
    Account,
    CarriedLimit,
    EscrowAgreement,
    InstructionLine,
    Posting,
    Release,
    ReleaseLine,
    ReleaseState,
)
from tranches.verification.known import over_all, per_agreement

# Accounts that shares come from without having stood there: the issuer, and the other side of a conversion.
SOURCES = (Account.ISSUER, Account.CONVERTED)
# What a transfer agent's confirmation moves out of escrow.
CONFIRMED = (Posting.Kind.RELEASE, Posting.Kind.RETURN)
OPEN_LETTERS = (ReleaseState.AUTHORISED, ReleaseState.SENT)


def _sums(agreement: EscrowAgreement) -> dict[tuple[int, str, int | None], int]:
    """Balances by (line, account, tranche), straight from the postings."""
    sums: dict[tuple[int, str, int | None], int] = defaultdict(int)
    postings = Posting.objects.filter(agreement=agreement).order_by()
    for side, sign in (("to", 1), ("from", -1)):
        rows = postings.values_list("line__number", f"{side}_account", f"{side}_tranche__number")
        for line, account, tranche, shares in rows.annotate(total=Sum("shares")):
            sums[line, account, tranche] += sign * shares
    return sums


@per_agreement("I1 what came in is what stands in all accounts")
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


@per_agreement("I2 no account is negative, no tranche overfull")
def negative_accounts(agreement: EscrowAgreement) -> Iterator[str]:
    """I2: nothing but the issuer's side is ever below zero, also not in between."""
    running: dict[tuple[int, str, int | None], int] = defaultdict(int)
    rows = Posting.objects.filter(agreement=agreement).order_by("number")
    fields = (
        "number",
        "line__number",
        "from_account",
        "from_tranche__number",
        "to_account",
        "to_tranche__number",
        "shares",
    )
    for number, line, source, source_tranche, target, target_tranche, shares in rows.values_list(*fields):
        running[line, target, target_tranche] += shares
        running[line, source, source_tranche] -= shares
        if source not in SOURCES and running[line, source, source_tranche] < 0:
            yield f"posting {number} takes {source} of tranche {source_tranche} below zero."


@per_agreement("I2 no account is negative, no tranche overfull")
def overfull_tranches(agreement: EscrowAgreement) -> Iterator[str]:
    """I2: what came into a tranche never exceeds its shares, in a later line never what was still missing when it opened."""
    came: dict[tuple[int, int], int] = defaultdict(int)
    given = Q(kind=Posting.Kind.REALLOCATION)
    inflow = given | Q(from_account__in=(Account.ISSUER, Account.UNALLOCATED), to_tranche__isnull=False)
    for side, sign, which in (("to", 1, inflow), ("from", -1, given)):
        rows = Posting.objects.filter(which, agreement=agreement)
        sums = rows.values_list("line__number", f"{side}_tranche__number").annotate(total=Sum("shares"))
        for line, number, shares in sums.order_by():
            came[line, number] += sign * shares
    carried = CarriedLimit.objects.filter(
        action__agreement=agreement, tranche__isnull=False, instruction_line__isnull=True, hold__isnull=True
    )
    limits = {(1, tranche.number): tranche.shares for tranche in agreement.tranches.all()}
    limits |= {
        (line, number): shares
        for line, number, shares in carried.values_list(
            "action__opened_line__number", "tranche__number", "shares_after"
        )
    }
    for (line, number), shares in sorted(came.items()):
        if shares > limits.get((line, number), 0):
            yield (
                f"tranche {number} has {shares:,} shares posted in line {line}, "
                f"more than its {limits.get((line, number), 0):,}."
            )


@per_agreement("I3 no line is exceeded")
def exceeded_lines(agreement: EscrowAgreement) -> Iterator[str]:
    """I3: what is confirmed for an instruction line never exceeds it; a release posts what its lines say."""
    confirmed: dict[tuple[int, int], int] = defaultdict(int)
    lines: dict[int, InstructionLine] = {}
    releases = Posting.objects.filter(agreement=agreement, kind__in=(*CONFIRMED, Posting.Kind.RECOVERY))
    for posting in releases.select_related("line", "release_line__instruction_line__instruction"):
        if posting.release_line is None:
            yield f"posting {posting.number} releases shares without a release."
            continue
        line = posting.release_line.instruction_line
        lines[line.pk] = line
        back = posting.kind == Posting.Kind.RECOVERY
        confirmed[line.pk, posting.line.number] += -posting.shares if back else posting.shares
    carried = CarriedLimit.objects.filter(action__agreement=agreement, instruction_line__isnull=False)
    limits = {
        (pk, number): shares
        for pk, number, shares in carried.values_list(
            "instruction_line_id", "action__opened_line__number", "shares_after"
        )
    }
    for (pk, number), shares in confirmed.items():
        limit = limits.get((pk, number), lines[pk].shares)
        if shares > limit:
            yield f"{lines[pk].instruction}: {shares:,} shares are confirmed for a line of {limit:,}."
    yield from _stray_postings(agreement)
    yield from _mismatched_releases(agreement)


def _stray_postings(agreement: EscrowAgreement) -> Iterator[str]:
    strays = Posting.objects.filter(agreement=agreement, release_line__isnull=False)
    for posting in strays.select_related("release_line__instruction_line"):
        line_of = posting.release_line.instruction_line if posting.release_line else None
        moved = posting.from_tranche_id or posting.to_tranche_id
        if line_of is not None and moved != line_of.tranche_id:
            yield f"posting {posting.number} moves shares of another tranche than its line’s."


def _mismatched_releases(agreement: EscrowAgreement) -> Iterator[str]:
    """Each letter reserved what its lines say; in every security line no more went on than stood there for it."""
    for part in ReleaseLine.objects.filter(release__agreement=agreement).select_related("release"):
        reserved = cancelled = returned = 0
        standing: dict[int, int] = defaultdict(int)
        rows = part.postings.order_by().values_list("kind", "line_id", "from_account")
        for kind, line, source, shares in rows.annotate(total=Sum("shares")):
            came_in = kind == Posting.Kind.RESERVATION or source == Account.CONVERTED
            if kind == Posting.Kind.CANCELLATION:
                cancelled += shares
            elif kind != Posting.Kind.RECOVERY:  # it comes back to what is held, not to what is reserved
                standing[line] += shares if came_in else -shares
            reserved += shares if kind == Posting.Kind.RESERVATION else 0
            returned += shares if kind == Posting.Kind.RETURN else 0
        if reserved != part.shares or any(left < 0 for left in standing.values()):
            yield f"{part.release}: its postings do not match its line of {part.shares:,} shares."
        if cancelled not in (0, returned):
            yield f"{part.release}: other shares are cancelled than were returned."


@per_agreement("I3 no letter is answered over more than it asked for")
def strange_answers(agreement: EscrowAgreement) -> Iterator[str]:
    """I3: in every security line the answers to a letter are within it and what was posted for them; a closed one has all of it."""
    releases = (
        Release.objects.filter(agreement=agreement)
        .prefetch_related("answers", "lines__postings")
        .order_by("number")
    )
    for release in releases:
        asked, posted, said = Counter[int](), Counter[tuple[int, str]](), Counter[tuple[int, str]]()
        for row in (posting for line in release.lines.all() for posting in line.postings.all()):
            if row.kind == Posting.Kind.RESERVATION or row.from_account == Account.CONVERTED:
                asked[row.line_id] += row.shares
            elif row.to_account == Account.CONVERTED:
                asked[row.line_id] -= row.shares
            elif row.kind in CONFIRMED:
                posted[row.line_id, "confirmed"] += row.shares
            elif row.kind == Posting.Kind.RESERVATION_BACK:
                posted[row.line_id, "put back"] += row.shares
        for answer in release.answers.all():
            said[answer.line_id, "confirmed"] += answer.confirmed_shares
            said[answer.line_id, "put back"] += answer.back_shares
        if +posted != +said:
            yield f"{release}: other shares are posted than its answers confirm and put back."
        for line, shares in asked.items():
            answered = said[line, "confirmed"] + said[line, "put back"]
            if answered > shares:
                yield f"{release}: {answered:,} shares are answered of {shares:,}."
            elif answered < shares and release.state not in OPEN_LETTERS:
                yield f"{release}: {shares - answered:,} shares are open, but it is closed."
            elif answered == shares and line == max(asked) and release.state in OPEN_LETTERS:
                yield f"{release}: all its {shares:,} shares are answered, but it is not closed."


@per_agreement("I3 what comes back was claimed and checked")
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


@over_all("I3 one effect for each key")
def repeated_effects() -> Iterator[str]:
    """I3: one effect for each idempotency key."""
    for row in (
        IdempotencyKey.objects.values("key").annotate(times=Count("id")).filter(times__gt=1).order_by("key")
    ):
        yield f"the key {row['key']} was spent {row['times']} times."
