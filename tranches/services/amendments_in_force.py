"""Bringing a signed amendment into force: another version of the terms, and what it moves, in one transaction (SPA 5.3, 11.2).

What was assessed stays: each assessment names its version, and a year keeps the terms it was assessed by. Only what the version
changes moves: held shares between tranches by the ledger, the recipient, the signers, and instructions that named others.
"""

from datetime import date, datetime

from documents.actor import Actor
from documents.days import day_words
from documents.errors import RuleViolation
from documents.journal.rows import telling
from documents.services.recorded import create, update
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
from tranches.selectors.amendment_effects import Effects, effects_of
from tranches.selectors.amendments import terms_in
from tranches.selectors.approvals import live_approvals
from tranches.selectors.terms import forget_terms, terms_of
from tranches.services.act import act
from tranches.services.agreements import party_named
from tranches.services.amendments import check_fits, require_whole, walk
from tranches.services.common import local_day, move_instruction
from tranches.services.instructions import step_back
from tranches.services.journal import note
from tranches.services.ledger import Why, post, posting_facts
from tranches.services.telling import tell_amendment
from tranches.services.terminations import govern
from tranches.terms.agreement_terms import AgreementTerms, PartyTerms

EVENT = "bring_amendment_into_force"


@act("bring_amendment_into_force")
def bring_amendment_into_force(*, amendment: Amendment, actor: Actor, now: datetime) -> Amendment:
    """Put the version that all signed in force, on its effective date or after, and carry out what it changes.

    Refuses before that day, an amendment not signed by all, one made for terms that are no longer in force, a change of what was
    assessed meanwhile, and while a letter to another recipient is out. A termination then waits, as the settlement of all
    parties, for its check by a second person; it is refused while any letter is out.
    """
    agreement, day = amendment.agreement, local_day(amendment.agreement, now)
    _check_time(amendment, day)
    require_whole(amendment)
    check_fits(amendment)
    old, new = terms_of(agreement), terms_in(amendment)
    effects = effects_of(agreement, old, new)
    version = _version(amendment, actor=actor, now=now)
    forget_terms(agreement)
    _resize(amendment, effects, actor=actor, now=now)
    _reallocate(amendment, effects, actor=actor, now=now, day=day)
    _change_parties(amendment, effects, new, actor=actor, now=now)
    for instruction in effects.overtaken:
        _void(instruction, amendment, actor=actor, now=now, day=day)
    amendment.version = version
    walk(
        amendment,
        "bring_into_force",
        "amendment.in_force",
        event=EVENT,
        actor=actor,
        now=now,
        day=amendment.effective_on,
        document=amendment.executed_paper,
        facts={"terms_version": version.number},
        also=("version",),
    )
    if amendment.is_termination:
        govern(amendment, actor=actor, now=now)
    tell_amendment(amendment, "is in force", "已生效", actor=actor, now=now)
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


def _version(amendment: Amendment, *, actor: Actor, now: datetime) -> TermsVersion:
    agreement, before = amendment.agreement, amendment.based_on
    version = create(
        TermsVersion(
            agreement=agreement,
            number=before.number + 1,
            effective_on=amendment.effective_on,
            content=amendment.content["terms"],
            digest=amendment.terms_digest,
            document=amendment.executed_paper,
            recorded_at=now,
        ),
        actor=actor,
        now=now,
        reason=str(amendment),
    )
    note(
        agreement,
        "terms.recorded",
        agreement,
        actor=actor,
        now=now,
        effective_on=amendment.effective_on,
        before={"version": before.number, "digest": before.digest},
        after={"version": version.number, "digest": version.digest},
        facts={"amendment": str(amendment)},
        documents=(amendment.executed_paper,) if amendment.executed_paper else (),
    )
    return version


def _resize(amendment: Amendment, effects: Effects, *, actor: Actor, now: datetime) -> None:
    for each in effects.resized:
        create(
            QuantityChange(
                amendment=amendment,
                tranche=each.tranche,
                shares_before=each.before,
                shares_after=each.after,
                recorded_at=now,
            ),
            actor=actor,
            now=now,
            reason=str(amendment),
        )
        each.tranche.shares = each.after
        update(each.tranche, "shares", actor=actor, now=now, reason=str(amendment))
        note(
            amendment.agreement,
            "tranche.resized",
            each.tranche,
            actor=actor,
            now=now,
            effective_on=amendment.effective_on,
            before={"shares": each.before},
            after={"shares": each.after},
            facts={"amendment": str(amendment)},
        )


def _reallocate(amendment: Amendment, effects: Effects, *, actor: Actor, now: datetime, day: date) -> None:
    """Through the ledger on the day it is done, held to held; the database lets through only what the order beside it says, once."""
    agreement, postings = amendment.agreement, []
    for each in effects.moved:
        create(
            Reallocation(
                amendment=amendment,
                from_tranche=each.source,
                to_tranche=each.target,
                shares=each.shares,
                recorded_at=now,
            ),
            actor=actor,
            now=now,
            reason=str(amendment),
        )
        postings.append(
            post(
                agreement,
                Posting.Kind.REALLOCATION,
                each.shares,
                source=(Account.HELD, each.source),
                target=(Account.HELD, each.target),
                why=Why(str(amendment)),
                effective_on=day,
                actor=actor,
                now=now,
            )
        )
    if postings:
        note(
            agreement,
            "shares.reallocated",
            agreement,
            actor=actor,
            now=now,
            effective_on=day,
            facts={"amendment": str(amendment), "postings": posting_facts(postings)},
        )


def _change_parties(
    amendment: Amendment, effects: Effects, terms: AgreementTerms, *, actor: Actor, now: datetime
) -> None:
    agreement, day, why = amendment.agreement, amendment.effective_on, str(amendment)
    if effects.recipient is not None:
        _ensure_joined(agreement, effects.recipient, actor=actor, now=now, day=day, why=why)
        was = agreement.agreement_parties.select_related("party").get(is_recipient=True)
        becomes = agreement.agreement_parties.select_related("party").get(key=effects.recipient.key)
        for entry, receives in ((was, False), (becomes, True)):
            entry.is_recipient = receives
            update(entry, "is_recipient", actor=actor, now=now, reason=why)
        note(
            agreement,
            "recipient.changed",
            agreement,
            actor=actor,
            now=now,
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
                update(entry, "signs_instructions", actor=actor, now=now, reason=why)
        note(
            agreement,
            "signers.changed",
            agreement,
            actor=actor,
            now=now,
            effective_on=day,
            after={"joint_instruction_by": list(wanted)},
            facts={"amendment": why, **telling(*parts)},
        )


def _ensure_joined(
    agreement: EscrowAgreement, entry: PartyTerms, *, actor: Actor, now: datetime, day: date, why: str
) -> None:
    """The new recipient as a party on the register and in the agreement; its delivery account is registered by its own act."""
    if agreement.agreement_parties.filter(key=entry.key).exists():
        return
    party = party_named(agreement, entry, actor=actor, now=now, why=why)
    joined = create(
        AgreementParty(agreement=agreement, party=party, key=entry.key, letter=entry.letter, part=entry.part),
        actor=actor,
        now=now,
        reason=why,
    )
    note(
        agreement,
        "party.joined",
        agreement,
        actor=actor,
        now=now,
        effective_on=day,
        after={"party": party.name, "part": entry.part},
        facts={"amendment": why, **telling(joined)},
    )


def _void(instruction: Instruction, amendment: Amendment, *, actor: Actor, now: datetime, day: date) -> None:
    """An instruction that named another recipient or other signers: void with its approvals; another can be prepared."""
    given = live_approvals(instruction).count()
    reason = f"{amendment} names another recipient or other signers"
    if given:
        reason += f"; {given} approval{'' if given == 1 else 's'} void"
    move_instruction(
        instruction,
        "supersede",
        "instruction.superseded",
        event=EVENT,
        actor=actor,
        now=now,
        effective_on=day,
        reason=reason,
    )
    step_back(instruction, event=EVENT, actor=actor, now=now, day=day, reason=reason)
