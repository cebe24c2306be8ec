"""Holds and disputes: what stands still, in which stage, and who can end it (EA 3.3; SPA 8.1, 10.2). None has a day of its own."""

from collections.abc import Iterator, Mapping

from tranches.models import DisputeStage, Hold
from tranches.selectors.clocks import shared
from tranches.selectors.clocks.clock import AGENT, Clock
from tranches.selectors.clocks.deals import Deal, Reading, having, makes
from tranches.selectors.dispute.disputes import open_stages, stage_words

DISPUTED = having(DisputeStage)
UNLIFTED = having(Hold, lift__isnull=True)


def unlifted(reading: Reading) -> Mapping[int, list[Hold]]:
    """The holds that are proposed or stand."""
    rows = Hold.objects.filter(lift__isnull=True).select_related("tranche", "confirmation")
    return reading.rows(rows.order_by("agreement", "number"))


@makes("hold")
def holds(deal: Deal) -> Iterator[Clock]:
    """One that is proposed waits for a second person of the agent; one that stands, for whoever can end it."""
    for hold in deal.read(unlifted) if deal.read(UNLIFTED) else ():
        stands = hasattr(hold, "confirmation")
        move, whose = (
            how_it_ends(deal, hold)
            if stands
            else (
                "The escrow agent: a second person confirms it.",
                (AGENT,),
            )
        )
        yield deal.clock(
            "hold",
            f"hold {hold.number}, tranche {hold.tranche.number}",
            hold.get_ground_display() if stands else f"{hold.get_ground_display()}, proposed",
            "suspension" if hold.ground == Hold.Ground.SUSPENSION else "dispute",
            move,
            due=None,
            whose=whose,
            tranche=hold.tranche,
            numbers=frozenset({hold.tranche.number}),
            subject=hold,
            since=hold.confirmation.confirmed_on if stands else hold.opened_on,
            inside=not stands,
        )


def how_it_ends(deal: Deal, hold: Hold) -> tuple[str, tuple[str, ...]]:
    """Who ends a hold that stands: the issuer lifts its own suspension; a court its order; the parties or a tribunal the rest."""
    parties = deal.read(shared.parties)
    if hold.ground == Hold.Ground.SUSPENSION:
        issuer = next(party for party in parties if party.key == deal.terms.instrument.issuer)
        return (
            f"Party {issuer.letter}: lifts it; or the parties settle, or an award or judgment decides.",
            (issuer.part,),
        )
    if hold.ground == Hold.Ground.COURT_ORDER:
        return "The court: lifts or replaces its order.", ()
    mine = tuple(party.part for party in parties if party.letter and party.part != AGENT)
    return "The parties: a settlement or a withdrawal; or an award or judgment decides.", mine


@makes("dispute")
def stages(deal: Deal) -> Iterator[Clock]:
    """The stage that a dispute is in."""
    for stage in open_stages(deal.agreement) if deal.read(DISPUTED) else ():
        is_before_tribunal = stage.stage == DisputeStage.Stage.ARBITRATION
        move = (
            "The tribunal: its award; or the parties settle."
            if is_before_tribunal
            else ("The parties: a settlement; or the tribunal is called on.")
        )
        yield deal.clock(
            "dispute",
            f"tranche {stage.tranche.number}",
            f"Dispute: {stage_words(stage)}",
            "arbitration",
            move,
            due=None,
            tranche=stage.tranche,
            numbers=frozenset({stage.tranche.number}),
            subject=stage,
            since=stage.began_on,
        )
