"""The walls around who does what: two persons for a number, a caller with no other hand in it, joint signatories, consents."""

from tranches import models as m
from tranches.walls.conditions import must_hold, wall

_DAY = "COALESCE((SELECT p.signed_on FROM tranches_papersignature p WHERE p.id = NEW.paper_signature_id), NEW.effective_on)"


@wall
def guard_persons() -> None:
    _guard_call_backs()
    _guard_approvals()
    must_hold(
        "wall_consent_second_person",
        m.PortalConsentCheck,
        "BEFORE INSERT",
        "EXISTS (SELECT 1 FROM tranches_portalconsent c WHERE c.id = NEW.consent_id AND c.person_id <> NEW.person_id)",
        "the consent to portal signing is checked by another person than the one who filed it.",
    )
    must_hold(
        "wall_portal_signing_consented",
        m.AgreementParty,
        "BEFORE UPDATE",
        "EXISTS (SELECT 1 FROM tranches_portalconsent c JOIN tranches_portalconsentcheck k ON k.consent_id = c.id"
        " WHERE c.agreement_id = NEW.agreement_id)",
        "signing in the portal is open once the consent of all parties was checked.",
        applies="NEW.consents_to_portal AND NOT OLD.consents_to_portal",
    )
    must_hold(
        "wall_legal_hold_two_persons",
        m.LegalHoldLift,
        "BEFORE INSERT",
        "NEW.person_id <> (SELECT h.person_id FROM tranches_legalhold h WHERE h.id = NEW.hold_id)",
        "a legal hold is lifted by another person than the one who set it.",
    )


def _guard_call_backs() -> None:
    must_hold(
        "wall_call_back_number",
        m.CallBack,
        "BEFORE INSERT",
        "EXISTS (SELECT 1 FROM parties_contactnumber n JOIN tranches_instruction i ON i.id = NEW.instruction_id"
        " JOIN tranches_agreementparty r ON r.id = i.recipient_id"
        " WHERE n.id = NEW.number_id AND n.party_id = r.party_id)",
        "a call-back dials a confirmed number of the recipient.",
    )
    must_hold(
        "wall_call_back_caller",
        m.CallBack,
        "BEFORE INSERT",
        "NOT EXISTS (SELECT 1 FROM tranches_instruction i WHERE i.id = NEW.instruction_id"
        " AND i.prepared_person_id = NEW.person_id)"
        " AND NOT EXISTS (SELECT 1 FROM tranches_papersignature p WHERE p.instruction_id = NEW.instruction_id"
        " AND p.filed_person_id = NEW.person_id)"
        " AND NEW.person_id IS DISTINCT FROM (SELECT a.person_id FROM tranches_authorisation a"
        " WHERE a.instruction_id = NEW.instruction_id AND a.attempt = NEW.attempt ORDER BY a.id LIMIT 1)",
        "whoever took the instruction in or authorised it first does not call back.",
    )
    must_hold(
        "wall_authorisation_caller",
        m.Authorisation,
        "BEFORE INSERT",
        "EXISTS (SELECT 1 FROM tranches_authorisation a WHERE a.instruction_id = NEW.instruction_id AND a.attempt = NEW.attempt)"
        " OR NOT EXISTS (SELECT 1 FROM tranches_callback c WHERE c.instruction_id = NEW.instruction_id"
        " AND c.attempt = NEW.attempt AND c.person_id = NEW.person_id)",
        "whoever called back is not the first to authorise.",
    )
    must_hold(
        "wall_authorisation_denied",
        m.Authorisation,
        "BEFORE INSERT",
        "NOT EXISTS (SELECT 1 FROM tranches_callback d WHERE d.instruction_id = NEW.instruction_id AND d.attempt = NEW.attempt"
        " AND d.outcome = 'denied' AND NOT EXISTS (SELECT 1 FROM tranches_callback c WHERE c.instruction_id = d.instruction_id"
        " AND c.attempt = d.attempt AND c.outcome = 'confirmed' AND c.id > d.id))",
        "nobody authorises what the recipient denied.",
    )


def _guard_approvals() -> None:
    """Who signs jointly by the register is never counted alone."""
    must_hold(
        "wall_approval_alone",
        m.Approval,
        "BEFORE INSERT",
        "NOT NEW.alone OR NOT EXISTS (SELECT 1 FROM parties_signatory g JOIN tranches_agreementparty s ON s.party_id = g.party_id"
        f" WHERE s.id = NEW.party_id AND g.person_id = NEW.person_id AND g.signing = 'joint' AND g.starts_on <= {_DAY}"
        f" AND (g.ends_on IS NULL OR g.ends_on >= {_DAY}))",
        "a joint signatory’s approval does not count alone.",
    )
