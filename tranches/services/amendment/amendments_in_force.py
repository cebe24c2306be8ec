"""Bringing a signed amendment into force: another version of the terms, and what it moves, in one transaction (SPA 5.3, 11.2).

What was assessed stays: each assessment names its version, and a year keeps the terms it was assessed by. Only what the version
changes moves: held shares between tranches by the ledger, the recipient, the signers, and instructions that named others.
"""

from datetime import date

from documents.days import day_words
from documents.errors import RuleViolation
from documents.journal.rows import telling
from tranches.models import (
    Account,
    AgreementParty,
    Amendment,
    AmendmentState,
    EscrowAgreement,
    Instruction,
    Posting,
    QuantityChange,
    Reallocation,
    TermsVersion,
)
from tranches.selectors.amendment.amendment_effects import Effects, effects_of
from tranches.selectors.amendment.amendments import terms_in
from tranches.selectors.instruction.approvals import live_approvals
from tranches.selectors.terms import forget_terms, terms_of
from tranches.services.act import act
from tranches.services.agreement.agreements import party_named
from tranches.services.amendment.amendments import check_fits, require_whole, walk
from tranches.services.amendment.terminations import govern
from tranches.services.common import move_instruction
from tranches.services.deed import Deed
from tranches.services.instruction.instructions import step_back
from tranches.services.ledger import Why, posting_facts
from tranches.services.telling.telling import tell_amendment
from tranches.terms.agreement_terms import AgreementTerms, PartyTerms


@act("bring_amendment_into_force")
def bring_amendment_into_force(deed: Deed, *, amendment: Amendment) -> Amendment:
    """Put the version that all signed in force, on its effective date or after, and carry out what it changes.

    Refuses before that day, an amendment not signed by all, one made for terms that are no longer in force, a change of what was
    assessed meanwhile, and while a letter to another recipient is out. A termination then waits, as the settlement of all
    parties, for its check by a second person; it is refused while any letter is out.
    """
    agreement, day = amendment.agreement, deed.today
    _check_time(amendment, day)
    require_whole(amendment)
    check_fits(amendment)
    old, new = terms_of(agreement), terms_in(amendment)
    effects = effects_of(agreement, old, new)
    version = _version(deed, amendment)
    for known in (agreement, deed.agreement):
        forget_terms(known)
    _resize(deed, amendment, effects)
    _reallocate(deed, amendment, effects, day=day)
    _change_parties(deed, amendment, effects, new)
    for instruction in effects.overtaken:
        _void(deed, instruction, amendment, day=day)
    amendment.version = version
    walk(
        deed,
        amendment,
        "bring_into_force",
        f"{amendment.noun}.in_force",
        day=amendment.effective_on,
        document=amendment.executed_paper,
        facts={"terms_version": version.number},
        also=("version",),
    )
    if amendment.is_termination:
        govern(deed, amendment)
    tell_amendment(deed, amendment, "is in force", "已生效")
    return amendment


def _check_time(amendment: Amendment, day: date) -> None:
    if amendment.state != AmendmentState.SIGNED:
        raise RuleViolation(
            "not_signed_by_all",
            f"{amendment} is {amendment.get_state_display().lower()}. It comes into force once every party has signed it.",
            clause=terms_of(amendment.agreement).clause("amendment"),
        )
    if day < amendment.effective_on:
        begins = amendment.effective_on
        raise RuleViolation(
            "not_yet_effective",
            f"{amendment} takes effect on {day_words(begins)}. Bring it into force on that day or after.",
        )


def _version(deed: Deed, amendment: Amendment) -> TermsVersion:
    agreement, before = amendment.agreement, amendment.based_on
    version = deed.create(
        TermsVersion(
            agreement=agreement,
            number=before.number + 1,
            effective_on=amendment.effective_on,
            content=amendment.content["terms"],
            digest=amendment.terms_digest,
            document=amendment.executed_paper,
            recorded_at=deed.now,
        ),
        why=str(amendment),
    )
    deed.note(
        "terms.recorded",
        agreement,
        effective_on=amendment.effective_on,
        before={"version": before.number, "digest": before.digest},
        after={"version": version.number, "digest": version.digest},
        facts={"amendment": str(amendment)},
        documents=(amendment.executed_paper,) if amendment.executed_paper else (),
    )
    return version


def _resize(deed: Deed, amendment: Amendment, effects: Effects) -> None:
    for each in effects.resized:
        deed.create(
            QuantityChange(
                amendment=amendment,
                tranche=each.tranche,
                shares_before=each.before,
                shares_after=each.after,
                recorded_at=deed.now,
            ),
            why=str(amendment),
        )
        each.tranche.shares = each.after
        deed.update(each.tranche, "shares", why=str(amendment))
        deed.note(
            "tranche.resized",
            each.tranche,
            effective_on=amendment.effective_on,
            before={"shares": each.before},
            after={"shares": each.after},
            facts={"amendment": str(amendment)},
        )


def _reallocate(deed: Deed, amendment: Amendment, effects: Effects, *, day: date) -> None:
    """Through the ledger on the day it is done, held to held; the database lets through only what the order beside it says, once."""
    agreement, postings = amendment.agreement, []
    for each in effects.moved:
        deed.create(
            Reallocation(
                amendment=amendment,
                from_tranche=each.source,
                to_tranche=each.target,
                shares=each.shares,
                recorded_at=deed.now,
            ),
            why=str(amendment),
        )
        postings.append(
            deed.post(
                Posting.Kind.REALLOCATION,
                each.shares,
                source=(Account.HELD, each.source),
                target=(Account.HELD, each.target),
                why=Why(str(amendment)),
                effective_on=day,
            )
        )
    if postings:
        deed.note(
            "shares.reallocated",
            agreement,
            effective_on=day,
            facts={"amendment": str(amendment), "postings": posting_facts(postings)},
        )


def _change_parties(deed: Deed, amendment: Amendment, effects: Effects, terms: AgreementTerms) -> None:
    agreement, day, why = amendment.agreement, amendment.effective_on, str(amendment)
    if effects.recipient is not None:
        _ensure_joined(deed, agreement, effects.recipient, day=day, why=why)
        was = agreement.agreement_parties.select_related("party").get(is_recipient=True)
        becomes = agreement.agreement_parties.select_related("party").get(key=effects.recipient.key)
        for entry, receives in ((was, False), (becomes, True)):
            entry.is_recipient = receives
            deed.update(entry, "is_recipient", why=why)
        deed.note(
            "recipient.changed",
            agreement,
            effective_on=day,
            before={"recipient": was.party.name},
            after={"recipient": becomes.party.name},
            facts={"amendment": why, **telling(was, becomes)},
        )
    if effects.signers:
        wanted = terms.signing.joint_instruction
        parts = list(agreement.agreement_parties.select_related("agreement", "party").order_by("pk"))
        for entry in parts:
            signs = entry.part in wanted
            if entry.signs_instructions != signs:
                entry.signs_instructions = signs
                deed.update(entry, "signs_instructions", why=why)
        deed.note(
            "signers.changed",
            agreement,
            effective_on=day,
            after={"joint_instruction_by": list(wanted)},
            facts={"amendment": why, **telling(*parts)},
        )


def _ensure_joined(deed: Deed, agreement: EscrowAgreement, entry: PartyTerms, *, day: date, why: str) -> None:
    """The new recipient as a party on the register and in the agreement; its delivery account is registered by its own act."""
    if agreement.agreement_parties.filter(key=entry.key).exists():
        return
    party = party_named(deed, entry, why=why)
    joined = deed.create(
        AgreementParty(agreement=agreement, party=party, key=entry.key, letter=entry.letter, part=entry.part),
        why=why,
    )
    deed.note(
        "party.joined",
        agreement,
        effective_on=day,
        after={"party": party.name, "part": entry.part},
        facts={"amendment": why, **telling(joined)},
    )


def _void(deed: Deed, instruction: Instruction, amendment: Amendment, *, day: date) -> None:
    """An instruction that named another recipient or other signers: void with its approvals; another can be prepared."""
    given = live_approvals(instruction).count()
    reason = f"{amendment} names another recipient or other signers"
    if given:
        reason += f"; {given} approval{'' if given == 1 else 's'} void"
    move_instruction(
        deed, instruction, "supersede", "instruction.superseded", effective_on=day, reason=reason
    )
    step_back(deed, instruction, day=day, reason=reason)
