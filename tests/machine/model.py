"""A small pure model of one agreement: what must be true of its shares, whatever was pressed in whatever order."""

from __future__ import annotations

from documents.journal.verify import chain_findings
from documents.models import Event
from tranches.models import (
    Account,
    Approval,
    Authorisation,
    AuthorityCheck,
    EscrowAgreement,
    Instruction,
    InstructionLine,
    Posting,
    Release,
    Tranche,
)
from tranches.selectors.release.confirmed import confirmed_shares
from tranches.selectors.states import MACHINES, edges
from tranches.verification.present import rebuilt_otherwise


class Shares:
    """The model's own books, kept in plain integers beside the ledger: in, out, and by tranche."""

    def __init__(self, sizes: dict[int, int]) -> None:
        self.sizes = sizes
        self.deposited = 0
        self.released = dict.fromkeys(sizes, 0)

    def room(self) -> int:
        return sum(self.sizes.values()) - self.deposited

    def deposit(self, shares: int) -> None:
        self.deposited += shares

    def confirm(self, lines: dict[int, int]) -> None:
        for number, shares in lines.items():
            self.released[number] += shares


def ledger(agreement: EscrowAgreement) -> dict[tuple[str, int | None], int]:
    """The balances by one naive pass over the postings, without the selector that the services use."""
    found: dict[tuple[str, int | None], int] = {}
    for posting in Posting.objects.filter(agreement=agreement).select_related("from_tranche", "to_tranche"):
        source = (posting.from_account, posting.from_tranche.number if posting.from_tranche else None)
        target = (posting.to_account, posting.to_tranche.number if posting.to_tranche else None)
        found[source] = found.get(source, 0) - posting.shares
        found[target] = found.get(target, 0) + posting.shares
    return found


def check_shares(agreement: EscrowAgreement, model: Shares) -> None:
    """I1, I2, I3: conservation, nothing negative, no line exceeded, and the ledger agrees with the model."""
    books = ledger(agreement)
    assert sum(books.values()) == 0
    assert -books.get((Account.ISSUER.value, None), 0) == model.deposited
    assert all(shares >= 0 for (account, _), shares in books.items() if account != Account.ISSUER), books
    for number, size in model.sizes.items():
        inside = sum(
            shares
            for (account, tranche), shares in books.items()
            if tranche == number and account != "issuer"
        )
        assert inside <= size
        assert books.get((Account.RECIPIENT.value, number), 0) == model.released[number]
    for line in InstructionLine.objects.filter(instruction__agreement=agreement):
        assert confirmed_shares(line) <= line.shares


def check_authority(agreement: EscrowAgreement) -> None:
    """I4: no share is reserved or released but on a whole authority, by two different persons over one digest."""
    for release in Release.objects.filter(agreement=agreement).select_related("instruction"):
        instruction = release.instruction
        persons = Authorisation.objects.filter(
            instruction=instruction, attempt=release.attempt, digest=instruction.digest
        ).values_list("person_id", flat=True)
        assert len(set(persons)) >= 2
        if instruction.basis == Instruction.Basis.JOINT:
            approved = Approval.objects.filter(
                instruction=instruction, answer="approve", digest=instruction.digest
            )
            assert {approval.party.letter for approval in approved.select_related("party")} >= {"A", "B"}
            for line in instruction.lines.filter(origin="own"):
                assert line.tranche.reports.exists()
        else:
            check = AuthorityCheck.objects.get(paper__instruction=instruction)
            assert check.person_id != check.paper.filed_person_id


def check_states(agreement: EscrowAgreement) -> None:
    """I5: each state is the end of the path of its journal events, and each step of that path is an edge."""
    for machine, model in MACHINES.items():
        legal = {(edge.source, target) for edge in edges(machine) for target in edge.targets}
        for row in model._default_manager.filter(agreement=agreement):
            name = f"{agreement.reference}/{row.number if isinstance(row, Tranche) else row}"
            events = Event.objects.filter(
                binder=agreement.binder, subject_type=machine, subject_reference=name
            ).order_by("number")
            state = None
            for event in events:
                after = event.after.get("state")
                if after is None:
                    continue
                before = event.before.get("state")
                assert before == state, f"{name}: {event.kind} starts at {before}, not {state}"
                assert before is None or (before, after) in legal, f"{name}: {before} → {after}"
                state = after
            assert row.state == state, f"{name} is {row.state}, its events say {state}"  # type: ignore[attr-defined]


def check_outcomes(agreement: EscrowAgreement) -> None:
    """What the states promise: released is whole, deducted has nothing held, instructed has what instructs it."""
    books = ledger(agreement)
    for tranche in agreement.tranches.all():
        held, reserved = books.get(("held", tranche.number), 0), books.get(("reserved", tranche.number), 0)
        if tranche.state == "released":
            assert books.get(("recipient", tranche.number), 0) == tranche.shares
        if tranche.state == "deducted":
            assert held == 0
        if tranche.state == "instructed":
            assert tranche.instruction_lines.filter(instruction__state="approved").exists()
        if tranche.state in ("pending", "released"):
            assert reserved == 0
        if tranche.state == "report_received":
            assert tranche.reports.exists()


def check_record(agreement: EscrowAgreement) -> None:
    """I6, I5: the chain is whole, and from it alone comes what the tables say."""
    assert list(chain_findings(agreement.binder)) == []
    assert list(rebuilt_otherwise(agreement)) == []
