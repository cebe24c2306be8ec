"""The one writer of state: an edge of a state machine is walked here and nowhere else."""

from datetime import datetime

from django_fsm import can_proceed

from documents.actor import Actor
from documents.errors import RuleViolation
from documents.services.recorded import add_history
from tranches import policy
from tranches.models import Amendment, Instruction, Release, Tranche


def move(
    subject: Tranche | Instruction | Release | Amendment,
    edge: str,
    *,
    event: str,
    actor: Actor,
    now: datetime,
    reason: str,
    also: tuple[str, ...] = (),
) -> tuple[str, str]:
    """Walk one edge of the subject's state machine and return (state before, state after).

    Refuses an edge the policy does not give to this act (a mistake of ours), and one that does not start at the subject's state.
    The UPDATE names the old state and must change exactly one row, so of two who press at once one is told.
    """
    machine = type(subject).__name__.lower()
    if f"{machine}.{edge}" not in policy.POLICY[event].edges:
        raise RuntimeError(f"the act {event} may not walk {machine}.{edge}")
    transition_method = getattr(subject, edge)
    before = subject.state
    if not can_proceed(transition_method):
        raise RuleViolation(
            "wrong_state",
            f"{_named(subject)} is {subject.get_state_display().lower()}; this is not possible in that state. "
            "Look at its page for the next step.",
        )
    transition_method()
    values = {"state": subject.state} | {name: getattr(subject, name) for name in also}
    if machine == "tranche":
        values["state_before_dispute"] = subject.state_before_dispute  # type: ignore[union-attr]
    changed = type(subject)._default_manager.filter(pk=subject.pk, state=before).update(**values)
    if changed != 1:
        raise RuleViolation(
            "moved_meanwhile",
            f"Somebody else has just moved {_named(subject)} on. Reload the page and look again.",
        )
    add_history(subject, actor=actor, now=now, reason=reason)
    return before, subject.state


def _named(subject: Tranche | Instruction | Release | Amendment) -> str:
    if isinstance(subject, Tranche):
        return f"Tranche {subject.number}"
    if isinstance(subject, Amendment):
        return f"The amendment {subject}"
    return f"The instruction {subject}" if isinstance(subject, Instruction) else f"The release {subject}"
