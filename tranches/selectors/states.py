"""The state machines as a table: which act may lead from which state to which. Read from django-fsm's registry and the policy,
so that docs, start-up check and test matrix show what the code does and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models

from tranches.models import Amendment, Instruction, Release, Tranche
from tranches.policy import POLICY, Act

MACHINES: dict[str, type[models.Model]] = {
    "tranche": Tranche,
    "instruction": Instruction,
    "release": Release,
    "amendment": Amendment,
}


@dataclass(frozen=True)
class Edge:
    """One arrow of a machine. `targets` has more than one state only where the machine returns to where it stood."""

    machine: str
    name: str
    source: str
    targets: tuple[str, ...]

    @property
    def key(self) -> str:
        """How the policy names it: "tranche.instruct"."""
        return f"{self.machine}.{self.name}"


def edges(machine: str) -> list[Edge]:
    """Every arrow of a machine, in the order of its states."""
    model = MACHINES[machine]
    field = model._meta.get_field("state")
    order = states(machine)
    found = []
    for transition in field.get_all_transitions(model):  # type: ignore[union-attr]
        target = transition.target
        targets = (
            (str(target),) if isinstance(target, str) else tuple(str(end) for end in target.allowed_states)
        )
        found.append(Edge(machine, transition.name, str(transition.source), targets))
    return sorted(found, key=lambda edge: (order.index(edge.source), edge.name))


def states(machine: str) -> list[str]:
    """The states of a machine, first to last."""
    return [str(value) for value, _ in MACHINES[machine]._meta.get_field("state").flatchoices]  # type: ignore[union-attr]


def unlisted_edges(policy: dict[str, Act] | None = None) -> list[str]:
    """Arrows that no act of the policy may walk: nobody could ever take them, or somebody takes them unasked."""
    listed = {key for act in (policy if policy is not None else POLICY).values() for key in act.edges}
    return sorted({edge.key for machine in MACHINES for edge in edges(machine)} - listed)


def unknown_edges(policy: dict[str, Act] | None = None) -> list[str]:
    """Arrows that the policy names and no machine has, each with the act that names it."""
    known = {edge.key for machine in MACHINES for edge in edges(machine)}
    return sorted(
        f"{act.event}: {key}"
        for act in (policy if policy is not None else POLICY).values()
        for key in act.edges - known
    )


def as_markdown() -> str:
    """The written table: docs/states.md."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Acts and states"
    yield ""
    yield "Made by `manage.py states`; a test holds it to the code. A row is an act, a column the state it finds; a cell is the"
    yield "state it leads to, `·` that the act leads nowhere from there. What an act needs besides the state (reports, approvals,"
    yield "holds, evidence) is checked by its service under the agreement's lock."
    for machine in MACHINES:
        yield from _machine(machine)
    yield ""
    yield "## Who may do what"
    yield ""
    yield "An act that is not listed here does not exist; a role that is not listed is refused, the superuser too. Officers and"
    yield "the seller act for their own party only."
    yield ""
    yield "| act | what it is | roles |"
    yield "|---|---|---|"
    for act in POLICY.values():
        yield f"| `{act.event}` | {act.label} | {', '.join(sorted(role.label.lower() for role in act.roles))} |"


def _machine(machine: str) -> Iterator[str]:
    columns = states(machine)
    yield ""
    yield f"## {machine.capitalize()}"
    yield ""
    yield f"| act | {' | '.join(columns)} |"
    yield f"|---|{'---|' * len(columns)}"
    arrows = edges(machine)
    for act in POLICY.values():
        cells = [_cell(act, [edge for edge in arrows if edge.source == state]) for state in columns]
        if any(cell != "·" for cell in cells):
            yield f"| `{act.event}` | {' | '.join(cells)} |"


def _cell(act: Act, leaving: list[Edge]) -> str:
    """Where an act may lead from one state; where it stood before is said so."""
    ends = []
    for edge in leaving:
        if edge.key in act.edges:
            ends += ["as before the dispute"] if len(edge.targets) > 1 else list(edge.targets)
    return " or ".join(dict.fromkeys(ends)) or "·"
