"""I4 for the terms: another version came by an amendment that every party signed, and it moved what the amendment says."""

from collections.abc import Iterator

from django.db.models import Sum

from documents.journal.canonical import digest_of
from tranches.models import (
    AgreementParty,
    Amendment,
    EscrowAgreement,
    InstructionLine,
    Posting,
    Reallocation,
    TermsVersion,
)
from tranches.selectors.terms import read_terms
from tranches.terms.agreement_terms import CONTRACTING, AgreementTerms
from tranches.verification.known import per_agreement


@per_agreement("I4 no terms are amended without every party")
def versions_without_signatures(agreement: EscrowAgreement) -> Iterator[str]:
    """A sentence for each version beyond the first without its signed amendment, and each quantity that is not the newest terms'."""
    parties = AgreementParty.objects.filter(agreement=agreement, part__in=CONTRACTING)
    wanted = dict(parties.values_list("pk", "letter"))
    newest = None
    for version in TermsVersion.objects.filter(agreement=agreement).order_by("number"):
        newest = version
        if version.number == 1:
            continue
        amendment = Amendment.objects.filter(version=version, state="in_force").first()
        if amendment is None:
            yield f"version {version.number} of the terms came by no amendment."
            continue
        signed = amendment.answers.filter(answer="sign", digest=amendment.digest)
        missing = sorted(letter for pk, letter in wanted.items() if not signed.filter(party_id=pk).exists())
        if missing:
            yield f"{amendment} is in force without the signature of Party {', Party '.join(missing)}."
        if digest_of(amendment.content["terms"], form="terms/1") != version.digest:
            yield f"version {version.number} of the terms is not what {amendment} says."
    if newest is not None:
        yield from _quantities(agreement, read_terms(newest.content))
    yield from _moves(agreement)
    yield from _terminations(agreement)


def _terminations(agreement: EscrowAgreement) -> Iterator[str]:
    """What a termination releases is what all parties signed: of no tranche more than its paper gives the recipient."""
    for amendment in Amendment.objects.filter(agreement=agreement, kind="termination", state="in_force"):
        given = {line["tranche"]: line["to_recipient"] for line in amendment.content.get("lines", ())}
        lines = InstructionLine.objects.filter(
            instruction__authority_paper__document=amendment.executed_paper_id,
            instruction__agreement=agreement,
        )
        for line in lines.select_related("tranche", "instruction").order_by("tranche__number"):
            agreed = given.get(line.tranche.number, 0)
            if line.shares != agreed:
                yield (
                    f"{line.instruction} orders {line.shares:,} shares of tranche {line.tranche.number}, but {amendment} gives the "
                    f"recipient {agreed:,}."
                )


def _quantities(agreement: EscrowAgreement, terms: AgreementTerms) -> Iterator[str]:
    for number, shares in agreement.tranches.order_by("number").values_list("number", "shares"):
        if terms.tranche(number).shares != shares:
            agreed = terms.tranche(number).shares
            yield f"tranche {number} is stored with {shares:,} shares, but {agreed:,} are agreed."


def _moves(agreement: EscrowAgreement) -> Iterator[str]:
    """What was ordered to go to another tranche is what was posted."""
    ordered = (
        Reallocation.objects.filter(amendment__agreement=agreement).aggregate(all=Sum("shares"))["all"] or 0
    )
    rows = Posting.objects.filter(agreement=agreement, kind=Posting.Kind.REALLOCATION)
    posted = rows.aggregate(all=Sum("shares"))["all"] or 0
    if ordered != posted:
        yield f"{posted:,} shares are posted from tranche to tranche, but amendments order {ordered:,}."
