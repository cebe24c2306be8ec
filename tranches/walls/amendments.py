"""The walls around the terms: no version without every party's signature, nothing moved but by a version that comes into force."""

from tranches import models as m
from tranches.terms.agreement_terms import CONTRACTING
from tranches.walls.conditions import must_hold, wall

_PARTS = ", ".join(f"'{part}'" for part in CONTRACTING)


def signed_by_all(a: str) -> str:
    """SQL: every party to the agreements has signed the amendment `a` over its digest (SPA 5.3, 11.2)."""
    parties = (
        f"FROM tranches_agreementparty s WHERE s.agreement_id = {a}.agreement_id AND s.part IN ({_PARTS})"
    )
    return (
        f"EXISTS (SELECT 1 {parties}) AND NOT EXISTS (SELECT 1 {parties} AND NOT EXISTS (SELECT 1 FROM tranches_amendmentanswer w"
        f" WHERE w.amendment_id = {a}.id AND w.party_id = s.id AND w.answer = 'sign' AND w.digest = {a}.digest))"
    )


def coming(agreement: str, amendment: str = "") -> str:
    """SQL: an amendment of the agreement (that one, if given) is being brought into force: its version stands, its state follows."""
    own = f" AND a.id = {amendment}" if amendment else ""
    return (
        "EXISTS (SELECT 1 FROM tranches_amendment a JOIN tranches_termsversion b ON b.id = a.based_on_id"
        " JOIN tranches_termsversion v ON v.agreement_id = a.agreement_id AND v.digest = a.terms_digest"
        f" AND v.number = b.number + 1 WHERE a.agreement_id = {agreement} AND a.state = 'signed'{own})"
    )


_CHANGES = "NEW.state <> OLD.state AND NEW.state = '{}'"


@wall
def guard_amendments() -> None:
    must_hold(
        "wall_version_agreed",
        m.TermsVersion,
        "BEFORE INSERT",
        "NEW.number = 1 OR EXISTS (SELECT 1 FROM tranches_amendment a JOIN tranches_termsversion b ON b.id = a.based_on_id"
        " WHERE a.agreement_id = NEW.agreement_id AND a.state = 'signed' AND a.terms_digest = NEW.digest"
        f" AND a.effective_on = NEW.effective_on AND NEW.number = b.number + 1 AND {signed_by_all('a')})",
        "another version of the terms comes by an amendment that every party signed.",
    )
    must_hold(
        "wall_amendment_signed",
        m.Amendment,
        "BEFORE UPDATE",
        signed_by_all("NEW"),
        "an amendment is signed when every party has signed its digest.",
        applies=_CHANGES.format("signed"),
    )
    must_hold(
        "wall_amendment_in_force",
        m.Amendment,
        "BEFORE UPDATE",
        "EXISTS (SELECT 1 FROM tranches_termsversion v WHERE v.id = NEW.version_id AND v.agreement_id = NEW.agreement_id"
        " AND v.digest = NEW.terms_digest AND v.effective_on = NEW.effective_on)",
        "an amendment is in force with the version of the terms that was signed.",
        applies=_CHANGES.format("in_force"),
    )
    _guard_terminations()
    must_hold(
        "wall_answer_to_what_is_open",
        m.AmendmentAnswer,
        "BEFORE INSERT",
        "EXISTS (SELECT 1 FROM tranches_amendment a WHERE a.id = NEW.amendment_id AND a.state = 'submitted'"
        " AND a.digest = NEW.digest)",
        "an amendment is answered over its own digest while it is before the parties.",
    )
    _guard_effects()


def _guard_terminations() -> None:
    """A termination ends an agreement of which no share is on its way, and governs only once it is in force."""
    must_hold(
        "wall_termination_no_letter_out",
        m.Amendment,
        "BEFORE UPDATE",
        "NOT EXISTS (SELECT 1 FROM tranches_release r WHERE r.agreement_id = NEW.agreement_id AND r.state IN ('authorised', 'sent'))"
        " AND NOT EXISTS (SELECT 1 FROM tranches_disposition d JOIN tranches_dispositionletter e ON e.disposition_id = d.id"
        " WHERE d.agreement_id = NEW.agreement_id"
        " AND NOT EXISTS (SELECT 1 FROM tranches_dispositionend x WHERE x.disposition_id = d.id))",
        "a termination comes into force only while no letter is with the transfer agent.",
        applies=f"NEW.kind = 'termination' AND {_CHANGES.format('in_force')}",
    )
    must_hold(
        "wall_termination_governs_in_force",
        m.AuthorityPaper,
        "BEFORE INSERT",
        "EXISTS (SELECT 1 FROM tranches_amendment a JOIN tranches_instruction i ON i.id = NEW.instruction_id"
        " WHERE a.executed_paper_id = NEW.document_id AND a.kind = 'termination' AND a.state = 'in_force'"
        " AND a.agreement_id = i.agreement_id AND i.basis = 'settlement')",
        "an amendment is the paper a release rests on only as a termination in force.",
        applies="EXISTS (SELECT 1 FROM tranches_amendment a WHERE a.executed_paper_id = NEW.document_id)",
    )


def _guard_effects() -> None:
    """What an amendment moves when it comes into force: quantities, held shares, and who signs and receives."""
    must_hold(
        "wall_tranche_shares",
        m.Tranche,
        "BEFORE UPDATE",
        "NEW.state = 'pending' AND EXISTS (SELECT 1 FROM tranches_quantitychange q WHERE q.tranche_id = NEW.id"
        f" AND q.shares_before = OLD.shares AND q.shares_after = NEW.shares AND {coming('NEW.agreement_id', 'q.amendment_id')})",
        "the shares of a tranche change only while an amendment that orders it comes into force.",
        applies="NEW.shares <> OLD.shares",
    )
    must_hold(
        "wall_party_parts",
        m.AgreementParty,
        "BEFORE UPDATE",
        coming("NEW.agreement_id"),
        "who receives the shares and who signs the instruction change only while an amendment comes into force.",
        applies="NEW.is_recipient <> OLD.is_recipient OR NEW.signs_instructions <> OLD.signs_instructions",
    )
    of_tranche = "(SELECT t.agreement_id FROM tranches_tranche t WHERE t.id = NEW.{})"
    must_hold(
        "wall_quantity_of_amendment",
        m.QuantityChange,
        "BEFORE INSERT",
        coming(of_tranche.format("tranche_id"), "NEW.amendment_id"),
        "a quantity changes with the amendment of its agreement that comes into force.",
    )
    must_hold(
        "wall_reallocation_of_amendment",
        m.Reallocation,
        "BEFORE INSERT",
        f"{coming(of_tranche.format('from_tranche_id'), 'NEW.amendment_id')}"
        f" AND {coming(of_tranche.format('to_tranche_id'), 'NEW.amendment_id')}",
        "shares go to another tranche with the amendment of their agreement that comes into force.",
    )
    must_hold(
        "wall_posting_reallocated",
        m.Posting,
        "BEFORE INSERT",
        "EXISTS (SELECT 1 FROM tranches_reallocation r JOIN tranches_amendment x ON x.id = r.amendment_id"
        " WHERE r.from_tranche_id = NEW.from_tranche_id AND r.to_tranche_id = NEW.to_tranche_id AND r.shares = NEW.shares"
        f" AND NEW.cause = 'AM-' || x.number AND {coming('NEW.agreement_id', 'x.id')})"
        " AND NOT EXISTS (SELECT 1 FROM tranches_posting p WHERE p.kind = 'reallocation' AND p.cause = NEW.cause"
        " AND p.from_tranche_id = NEW.from_tranche_id AND p.to_tranche_id = NEW.to_tranche_id)",
        "shares go from one tranche to another once, as the amendment orders.",
        applies="NEW.kind = 'reallocation'",
    )
