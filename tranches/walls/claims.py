"""The walls around wrong deliveries and positions: how much can be claimed, come back and be settled, and by how many persons."""

from tranches import models as m
from tranches.walls.conditions import must_hold, wall


def accepted(claims: str) -> str:
    """SQL: the accepted recoveries of the claims that this condition (over `c`) selects."""
    return (
        "COALESCE((SELECT SUM(r.shares) FROM tranches_claimrecovery r JOIN tranches_recoverycheck k ON k.recovery_id = r.id"
        f" JOIN tranches_deliveryclaim c ON c.id = r.claim_id WHERE k.is_accepted AND {claims}), 0)"
    )


def posted(kind: str) -> str:
    """SQL: the postings of this kind over NEW's release line."""
    return (
        f"COALESCE((SELECT SUM(p.shares) FROM tranches_posting p WHERE p.kind = '{kind}'"
        " AND p.release_line_id = NEW.release_line_id), 0)"
    )


@wall
def guard_claims() -> None:
    must_hold(
        "wall_claim_within_delivery",
        m.DeliveryClaim,
        "BEFORE INSERT",
        "COALESCE((SELECT SUM(c.shares) FROM tranches_deliveryclaim c WHERE c.release_line_id = NEW.release_line_id), 0)"
        " - COALESCE((SELECT SUM(s.shares) FROM tranches_claimsettlement s JOIN tranches_deliveryclaim c ON c.id = s.claim_id"
        f" WHERE c.release_line_id = NEW.release_line_id), 0) + NEW.shares <= {posted('release')}",
        "what is claimed of a delivery never exceeds what was confirmed of it.",
    )
    must_hold(
        "wall_claim_of_its_release",
        m.DeliveryClaim,
        "BEFORE INSERT",
        "EXISTS (SELECT 1 FROM tranches_releaseline x JOIN tranches_release rel ON rel.id = x.release_id"
        " WHERE x.id = NEW.release_line_id AND x.release_id = NEW.release_id AND rel.agreement_id = NEW.agreement_id)",
        "a claim is about a line of its own release.",
    )
    must_hold(
        "wall_recovery_within_claim",
        m.ClaimRecovery,
        "BEFORE INSERT",
        "COALESCE((SELECT SUM(r.shares) FROM tranches_claimrecovery r WHERE r.claim_id = NEW.claim_id AND NOT EXISTS"
        " (SELECT 1 FROM tranches_recoverycheck k WHERE k.recovery_id = r.id AND NOT k.is_accepted)), 0) + NEW.shares"
        " <= (SELECT c.shares FROM tranches_deliveryclaim c WHERE c.id = NEW.claim_id AND c.agreement_id = NEW.agreement_id"
        " AND NOT EXISTS (SELECT 1 FROM tranches_claimsettlement s WHERE s.claim_id = c.id))",
        "what comes back of a claim never exceeds it, and nothing does once it is settled.",
    )
    must_hold(
        "wall_recovery_second_person",
        m.RecoveryCheck,
        "BEFORE INSERT",
        "EXISTS (SELECT 1 FROM tranches_claimrecovery r WHERE r.id = NEW.recovery_id AND r.agreement_id = NEW.agreement_id"
        " AND r.person_id <> NEW.person_id)",
        "a recovery is checked by another person than who recorded it.",
    )
    must_hold(
        "wall_claim_settled",
        m.ClaimSettlement,
        "BEFORE INSERT",
        "EXISTS (SELECT 1 FROM tranches_deliveryclaim d WHERE d.id = NEW.claim_id AND d.agreement_id = NEW.agreement_id"
        f" AND d.person_id <> NEW.person_id AND NEW.shares = d.shares - {accepted('c.id = NEW.claim_id')})"
        " AND NOT EXISTS (SELECT 1 FROM tranches_claimrecovery r WHERE r.claim_id = NEW.claim_id"
        " AND NOT EXISTS (SELECT 1 FROM tranches_recoverycheck k WHERE k.recovery_id = r.id))",
        "a claim is settled by another person than who recorded it, over all that is open of it.",
    )
    must_hold(
        "wall_recovery_checked",
        m.Posting,
        "BEFORE INSERT",
        f"{posted('recovery')} + NEW.shares <= {accepted('c.release_line_id = NEW.release_line_id')}",
        "shares come back into escrow only by a recovery that a second person accepted.",
        applies="NEW.kind = 'recovery'",
    )
    must_hold(
        "wall_closing_without_claim",
        m.Closing,
        "BEFORE INSERT",
        "NOT EXISTS (SELECT 1 FROM tranches_deliveryclaim d WHERE d.agreement_id = NEW.agreement_id"
        " AND NOT EXISTS (SELECT 1 FROM tranches_claimsettlement s WHERE s.claim_id = d.id)"
        f" AND d.shares > {accepted('c.id = d.id')})",
        "an agreement is closed only when no claim about a wrong delivery is open.",
    )
