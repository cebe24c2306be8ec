"""What each state of a matter means for whoever holds a paper about it: one table of verdicts.

`tranches.selectors.paper.paper_states` finds the state. A test walks both: a kind of paper without a line, or a state of a model
without
a verdict, does not pass.
"""

from dataclasses import dataclass
from enum import StrEnum

from tranches.models import (
    AmendmentState,
    CorporateActionDecision,
    DispositionEnd,
    InstructionState,
    ReleaseState,
)


class Standing(StrEnum):
    """What a paper is still good for."""

    STANDS = "stands"
    DONE = "done"
    FALLEN = "fallen"


@dataclass(frozen=True)
class Verdict:
    """How a paper stands, and why in a sentence; empty where there is nothing to add."""

    standing: Standing
    sentence: str = ""


def _stands(sentence: str = "") -> Verdict:
    return Verdict(Standing.STANDS, sentence)


def _done(sentence: str) -> Verdict:
    return Verdict(Standing.DONE, sentence)


def _fallen(sentence: str) -> Verdict:
    return Verdict(Standing.FALLEN, sentence)


REVOKED = "revoked"
REPLACED = "replaced"
RECALL_ASKED = "recall_asked"
NOTHING = ""

ENDED_INSTRUCTION: dict[str, Verdict] = {
    InstructionState.REJECTED: _fallen("The instruction was rejected."),
    InstructionState.WITHDRAWN: _fallen("The instruction was withdrawn."),
    InstructionState.SUPERSEDED: _fallen("The instruction was superseded."),
}
_INSTRUCTION_DONE = _done("The instruction was carried out; nothing more is to be done under it.")
_NOT_TO_CARRY_OUT = "it is not to be carried out."

# The matter of a kind of paper → its state → the verdict. `{day}` is a day that the state brings along.
VERDICTS: dict[str, dict[str, Verdict]] = {
    "proposal": ENDED_INSTRUCTION
    | {
        InstructionState.DRAFT: _stands("It was not yet put before its signers."),
        InstructionState.SUBMITTED: _stands("It waits for its signatures."),
        InstructionState.APPROVED: _done("It was signed; rely on the certificate, which names who signed."),
        InstructionState.EXECUTED: _INSTRUCTION_DONE,
    },
    "certificate": ENDED_INSTRUCTION
    | {
        InstructionState.DRAFT: _fallen("The instruction is a draft again."),
        InstructionState.SUBMITTED: _fallen("An approval behind it was revoked."),
        InstructionState.APPROVED: _stands(),
        InstructionState.EXECUTED: _INSTRUCTION_DONE,
        REVOKED: _fallen("An approval behind it was revoked."),
        REPLACED: _fallen("A later certificate of the same instruction was made."),
    },
    "return_notice": ENDED_INSTRUCTION
    | {
        InstructionState.DRAFT: _stands(),
        InstructionState.SUBMITTED: _stands(),
        InstructionState.APPROVED: _stands(),
        InstructionState.EXECUTED: _done("The return that it announces was carried out."),
    },
    "letter": {
        ReleaseState.AUTHORISED: _stands(),
        ReleaseState.SENT: _stands(),
        ReleaseState.CONFIRMED: _done(
            "The transfer agent confirmed it; nothing more is to be done under it."
        ),
        ReleaseState.PARTLY_CONFIRMED: _done("The transfer agent confirmed it in part."),
        ReleaseState.REFUSED: _fallen(f"The letter was refused; {_NOT_TO_CARRY_OUT}"),
        ReleaseState.RECALLED: _fallen(f"The letter was recalled; {_NOT_TO_CARRY_OUT}"),
        RECALL_ASKED: _fallen("The escrow agent has asked that the letter is not carried out."),
        REVOKED: _fallen("An approval behind it was revoked."),
    },
    "disposition": {
        NOTHING: _stands(),
        DispositionEnd.Kind.CONFIRMED: _done("The transfer agent confirmed it; nothing more is to be done."),
        DispositionEnd.Kind.PARTLY_CONFIRMED: _done("The transfer agent confirmed it in part."),
        DispositionEnd.Kind.RECALLED: _fallen(f"What it is about was recalled; {_NOT_TO_CARRY_OUT}"),
        RECALL_ASKED: _fallen("The escrow agent has asked that it is not carried out."),
        DispositionEnd.Kind.REFUSED: _fallen(f"What it is about was refused; {_NOT_TO_CARRY_OUT}"),
        DispositionEnd.Kind.SET_ASIDE: _fallen(f"What it is about was set aside; {_NOT_TO_CARRY_OUT}"),
    },
    "amendment_proposal": {
        AmendmentState.DRAFT: _stands("It was not yet put before its signers."),
        AmendmentState.SUBMITTED: _stands("It waits for its signatures."),
        AmendmentState.SIGNED: _done("All have signed it; rely on the certificate, which names who signed."),
        AmendmentState.IN_FORCE: _done(
            "It came into force; rely on the certificate, which names who signed."
        ),
        AmendmentState.REJECTED: _fallen("The {kind} was rejected."),
        AmendmentState.WITHDRAWN: _fallen("The {kind} was withdrawn."),
        REPLACED: _fallen("Later terms are in force in its place."),
    },
    "amendment_certificate": {
        AmendmentState.DRAFT: _fallen("The {kind} is a draft again."),
        AmendmentState.SUBMITTED: _fallen("A signature behind it is missing."),
        AmendmentState.SIGNED: _stands("It is signed by all and comes into force on its day."),
        AmendmentState.IN_FORCE: _stands("It is in force."),
        AmendmentState.REJECTED: _fallen("The {kind} was rejected."),
        AmendmentState.WITHDRAWN: _fallen("The {kind} was withdrawn."),
        REPLACED: _fallen("Later terms are in force in its place."),
    },
    "statement": {
        NOTHING: _stands(),
        "later_day": _fallen("A statement as of a later day, {day}, was made."),
        "same_day": _fallen("A later statement as of the same day was made."),
        "dated": _stands("It says what was known on {day} of the day it is made for."),
        "changed": _fallen("What was recorded since has changed the account of its day. Ask for a new one."),
    },
    "closing_statement": {
        NOTHING: _stands(),
        REPLACED: _fallen("A later closing statement was made on {day}."),
    },
    "readings": {
        NOTHING: _stands(),
        REPLACED: _fallen("A later paper of this kind was made on {day}."),
    },
    "reconciliation": {
        NOTHING: _stands(),
        REPLACED: _fallen("A later reconciliation of the same day was made."),
        "overtaken": _fallen("What was recorded since has changed the ledger of its day."),
    },
    "deduction_notice": {
        NOTHING: _stands(),
        "corrected": _fallen("The report that it rests on was corrected."),
    },
    "fee_invoice": {NOTHING: _stands(), "paid": _done("It is paid in full.")},
    "penalty": {
        NOTHING: _stands(),
        REPLACED: _fallen("A later statement of the same delay, until {day}, was made."),
        "decided": _fallen("A decision on the delay was recorded since."),
    },
    "dividend": {
        NOTHING: _stands(),
        "set_aside": _fallen("The dividend was set aside."),
        "corrected": _fallen("What is due of the dividend was corrected since."),
    },
    "proxy": {
        NOTHING: _stands(),
        "set_aside": _fallen("The meeting was set aside."),
        REPLACED: _fallen("A later letter or direction for the same meeting took its place."),
    },
    "corporate_action": {
        NOTHING: _stands(),
        CorporateActionDecision.Outcome.AUTHORISED: _stands(),
        CorporateActionDecision.Outcome.WITHDRAWN: _fallen("The corporate action was withdrawn."),
    },
    "sent": {NOTHING: _stands()},
}
