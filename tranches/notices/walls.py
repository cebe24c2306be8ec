"""The walls around what goes to outsiders."""

from tranches.notices.models import DisclosureMade
from tranches.walls.conditions import must_hold, wall


@wall
def guard_disclosures() -> None:
    must_hold(
        "wall_disclosure_consented",
        DisclosureMade,
        "BEFORE INSERT",
        "NOT EXISTS (SELECT 1 FROM tranches_disclosure d JOIN tranches_agreementparty s ON s.agreement_id = d.agreement_id"
        " WHERE d.id = NEW.disclosure_id AND s.letter <> '' AND s.part <> 'escrow_agent'"
        " AND NOT EXISTS (SELECT 1 FROM tranches_disclosureconsent c WHERE c.disclosure_id = d.id AND c.party_id = s.id))",
        "nothing goes to an outsider without the consent of the other parties.",
    )
