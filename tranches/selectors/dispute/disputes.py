"""What a dispute has gone through and where it stands, and what is claimed beside a suspension (SPA 8.1, 10.2)."""

from django.db.models import Q

from tranches.models import DamagesClaim, DamagesClaimEnd, DisputeStage, EscrowAgreement, Tranche
from tranches.selectors.ledger.as_of import AsOf

Stage = DisputeStage.Stage
OVER = (Stage.AWARD, Stage.ENDED)
# What may follow on what: negotiation first, then the tribunal; after an award or another end a new dispute begins.
FOLLOWS: dict[str, tuple[str, ...]] = {
    "": (Stage.NEGOTIATION, Stage.ARBITRATION),
    Stage.NEGOTIATION: (Stage.ARBITRATION, Stage.ENDED),
    Stage.ARBITRATION: (Stage.AWARD, Stage.ENDED),
    Stage.AWARD: (Stage.NEGOTIATION, Stage.ARBITRATION),
    Stage.ENDED: (Stage.NEGOTIATION, Stage.ARBITRATION),
}


def stages_of(agreement: EscrowAgreement, seen: AsOf | None = None) -> list[DisputeStage]:
    """Every stage of every dispute of the agreement, newest first; of `seen` those that had begun then."""
    known = seen.where("began_on") if seen else Q()
    rows = DisputeStage.objects.filter(known, agreement=agreement).select_related(
        "tranche", "notice", "document", "person"
    )
    return list(rows.order_by("-number"))


def newest_stage(tranche: Tranche) -> DisputeStage | None:
    """The stage recorded last, whether the dispute is over or not."""
    return DisputeStage.objects.filter(tranche=tranche).select_related("document").order_by("-number").first()


def open_stage(tranche: Tranche) -> DisputeStage | None:
    """The stage a dispute about the tranche is in; None where there is none or it is over."""
    newest = newest_stage(tranche)
    return None if newest is None or newest.stage in OVER else newest


def open_stages(agreement: EscrowAgreement, seen: AsOf | None = None) -> list[DisputeStage]:
    """The stage of each tranche's dispute that is not over, by tranche; of `seen` as it was then."""
    newest: dict[int, DisputeStage] = {}
    for stage in stages_of(agreement, seen):
        newest.setdefault(stage.tranche_id, stage)
    found = [stage for stage in newest.values() if stage.stage not in OVER]
    return sorted(found, key=lambda stage: stage.tranche.number)


def stage_words(stage: DisputeStage) -> str:
    """`arbitration, CIETAC, Shanghai, case 2027-1`."""
    parts = [stage.get_stage_display().lower(), stage.forum, stage.seat]
    if stage.case_reference:
        parts.append(f"case {stage.case_reference}")
    return ", ".join(part for part in parts if part)


def damages_of(agreement: EscrowAgreement) -> list[DamagesClaim]:
    """Every claim recorded beside a suspension, newest first."""
    rows = DamagesClaim.objects.filter(agreement=agreement)
    return list(
        rows.select_related("hold__tranche", "party__party", "document", "end__document").order_by("-number")
    )


def open_damages(agreement: EscrowAgreement, seen: AsOf) -> list[DamagesClaim]:
    """The claims that were made and not over then, oldest first."""
    over = DamagesClaimEnd.objects.filter(seen.where("ended_on"), claim__agreement=agreement).values(
        "claim_id"
    )
    rows = DamagesClaim.objects.filter(seen.where("claimed_on"), agreement=agreement).exclude(pk__in=over)
    return list(rows.select_related("hold__tranche", "party__party").order_by("number"))
