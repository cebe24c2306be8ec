"""Everything the desk shows about an agreement or one of its tranches, read once each and only when a page asks for it.

The number of queries does not depend on the number of tranches. Row-level access is the doorway's business: a scene starts
from an agreement or a tranche that the doorway handed out.
"""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, Q

from documents.days import day_words
from documents.errors import RuleViolation
from documents.models import Document
from parties.authority import in_force
from parties.models import AccountingFirm, FirmApproval, Signatory
from tranches.models import (
    AgreementParty,
    Assessment,
    CallBack,
    DamagesClaim,
    DisputeNotice,
    DisputeStage,
    EscrowAgreement,
    Hold,
    Instruction,
    InstructionLine,
    PaperSignature,
    Posting,
    Release,
    ReleaseLine,
    ReleaseState,
    Report,
    Tranche,
)
from tranches.selectors.assessment.assessments import (
    OPEN_STATES,
    ProposedLine,
    current_assessment,
    proposal_for,
)
from tranches.selectors.days import day_of
from tranches.selectors.dispute.holds import shares_now
from tranches.selectors.dispute.pauses import Pause, days_paused, holds_of, pauses_within
from tranches.selectors.ending.closing import uncancelled
from tranches.selectors.instruction.approvals import difference_of
from tranches.selectors.ledger.balances import Balances, balances
from tranches.selectors.ledger.standing import Standing, standings_of
from tranches.selectors.release.call_backs import calls_of
from tranches.selectors.release.checklist import ItemState, checklist_of
from tranches.selectors.release.renditions import with_signed
from tranches.selectors.terms import terms_of
from tranches.terms.agreement_terms import AgreementTerms, TrancheTerms


class Scene:
    """An agreement, and one of its tranches where the page is about one, as they stand at `now`."""

    def __init__(self, agreement: EscrowAgreement, *, now: datetime, tranche: Tranche | None = None) -> None:
        self.agreement = agreement
        self.now = now
        self._tranche = tranche

    # --- What is agreed ---

    @property
    def tranche(self) -> Tranche:
        """The tranche the page is about. Refuses on a page about the agreement: the form of a tranche may be sent there."""
        if self._tranche is None:
            raise RuleViolation(
                "no_tranche",
                "This is done at a tranche, and this page is about the whole agreement. Open the tranche and do it there.",
            )
        return self._tranche

    @property
    def has_tranche(self) -> bool:
        return self._tranche is not None

    @cached_property
    def terms(self) -> AgreementTerms:
        return terms_of(self.agreement)

    @property
    def tranche_terms(self) -> TrancheTerms:
        return self.terms.tranche(self.tranche.number)

    @property
    def time_zone(self) -> str:
        return self.terms.time_zone

    @cached_property
    def today(self) -> date:
        """Today in the agreement's time zone."""
        return day_of(self.now, self.agreement)

    @cached_property
    def parts(self) -> list[AgreementParty]:
        """The parties in the order of their letters, those without one last."""
        rows = AgreementParty.objects.filter(agreement=self.agreement).select_related("party")
        return sorted(rows, key=lambda row: (not row.letter, row.letter, row.key))

    def part_of(self, party_id: int) -> AgreementParty:
        """The signing part of a party; the first by letter where one party has several."""
        wanted = self.terms.signing.joint_instruction
        mine = [part for part in self.parts if part.party_id == party_id]
        return next((part for part in mine if part.part in wanted), mine[0])

    def letter_of(self, party_id: int) -> str:
        return self.part_of(party_id).letter

    @cached_property
    def signatories(self) -> list[Signatory]:
        """Who may sign for a signing party today."""
        signing = [part.party_id for part in self.parts if part.part in self.terms.signing.joint_instruction]
        rows = Signatory.objects.filter(in_force(self.today), party__in=signing).select_related(
            "person", "party"
        )
        return sorted(rows, key=lambda row: (self.letter_of(row.party_id), row.person.name))

    # --- Figures ---

    @cached_property
    def balances(self) -> Balances:
        return balances(self.agreement)

    @cached_property
    def standings(self) -> list[Standing]:
        """How many shares of each tranche are entitled, due, free and so on."""
        return standings_of(self.agreement, self.balances)

    @cached_property
    def all_tranches(self) -> list[Tranche]:
        return list(Tranche.objects.filter(agreement=self.agreement).order_by("number"))

    def tranches_by_number(self, numbers: Iterable[int]) -> dict[int, Tranche]:
        """The tranches of these numbers; refuses a number the agreement does not have."""
        wanted = set(numbers)
        found = {
            row.number: row for row in Tranche.objects.filter(agreement=self.agreement, number__in=wanted)
        }
        for number in sorted(wanted - found.keys()):
            raise RuleViolation(
                "unknown_tranche", f"There is no tranche {number}. Correct the number.", field="further"
            )
        return found

    @cached_property
    def assessment(self) -> Assessment | None:
        return current_assessment(self.agreement)

    @cached_property
    def proposal(self) -> list[ProposedLine]:
        return proposal_for(self.tranche)

    @cached_property
    def reports(self) -> list[Report]:
        """The tranche's reports, newest first; the first one governs."""
        rows = Report.objects.filter(tranche=self.tranche).select_related("firm", "document")
        return list(rows.order_by("-number"))

    @property
    def report(self) -> Report | None:
        return self.reports[0] if self.reports else None

    @cached_property
    def firms(self) -> list[AccountingFirm]:
        approvals = FirmApproval.objects.select_related("approved_by", "revocation")
        return list(AccountingFirm.objects.prefetch_related(Prefetch("approvals", queryset=approvals)))

    def firm_label(self, firm: AccountingFirm) -> str:
        """The firm, and whether the party that approves firms has approved it."""
        approver = {part.party_id for part in self.parts if part.part == self.terms.signing.firm_approval}
        for approval in firm.approvals.all():
            if approval.approved_by_id in approver and not hasattr(approval, "revocation"):
                return f"{firm.name}, approved on {day_words(approval.approved_on)}"
        return f"{firm.name}, not approved today"

    # --- Instructions and releases ---

    @cached_property
    def instructions(self) -> list[Instruction]:
        """Instructions with a line of the tranche, newest first, with everything that hangs on them.

        Without a tranche: those of the agreement as a whole, the returns of what is kept.
        """
        returns = Instruction.Basis.RETURN
        if self.has_tranche:
            wanted = Instruction.objects.filter(lines__tranche=self.tranche).exclude(basis=returns).distinct()
        else:
            wanted = Instruction.objects.filter(agreement=self.agreement, basis=returns)
        rows = (
            wanted.select_related(
                "recipient__party",
                "delivery_account",
                "proposal",
                "executed_paper",
                "prepared_person",
                "assessment",
                "authority_paper__document",
                "authority_paper__check_record__person",
                "return_notice__document",
            )
            .prefetch_related(
                Prefetch("lines", queryset=InstructionLine.objects.select_related("tranche", "offset_by")),
                "approvals__person",
                "approvals__party__party",
                "approvals__revocation",
                "approvals__checked_person",
                Prefetch(
                    "paper_signatures",
                    queryset=PaperSignature.objects.select_related(
                        "person", "party__party", "document", "filed_person"
                    ),
                ),
                "paper_signatures__approval",
                "authorisations__person",
                Prefetch("releases", queryset=_releases()),
            )
            .order_by("-number")
        )
        found = list(rows)
        for instruction in found:
            instruction.agreement = self.agreement
            for release in instruction.releases.all():
                release.agreement, release.instruction = self.agreement, instruction
        return found

    @property
    def instruction(self) -> Instruction | None:
        """The open one (draft, submitted, approved), if there is any."""
        return next((row for row in self.instructions if row.state in OPEN_STATES), None)

    @property
    def shown_instruction(self) -> Instruction | None:
        """The open one, else the newest."""
        return self.instruction or (self.instructions[0] if self.instructions else None)

    @property
    def needed_instruction(self) -> Instruction:
        """The open one; refuses where another has closed it meanwhile."""
        found = self.instruction
        if found is None:
            what = "instruction for this tranche" if self.has_tranche else "return"
            raise RuleViolation(
                "no_open_instruction",
                f"No {what} is open any more. Reload the page and look again.",
            )
        return found

    @property
    def difference(self) -> int:
        """Instructed less computed of the open instruction; nothing computed counts as no difference."""
        return difference_of(self.instruction) if self.instruction else 0

    @property
    def open_releases(self) -> list[Release]:
        return [
            release
            for instruction in self.instructions
            for release in instruction.releases.all()
            if release.state in (ReleaseState.AUTHORISED, ReleaseState.SENT)
        ]

    @cached_property
    def uncancelled(self) -> list[Release]:
        """Returns that the transfer agent confirmed and the issuer has not confirmed as cancelled."""
        return uncancelled(self.agreement)

    @property
    def unchecked_signatures(self) -> list[PaperSignature]:
        found = self.instruction
        rows = found.paper_signatures.all() if found else ()
        return [row for row in rows if not hasattr(row, "approval")]

    @cached_property
    def checklist(self) -> list[ItemState]:
        """Each item of the deal's checklist with its newest tick in the current attempt of the open instruction."""
        return checklist_of(self.instruction, self.today) if self.instruction else []

    @cached_property
    def calls(self) -> list[CallBack]:
        """The call-backs of the current attempt of the open instruction."""
        return calls_of(self.instruction) if self.instruction else []

    # --- Holds, objections, postings, papers ---

    @cached_property
    def holds(self) -> list[Hold]:
        rows = Hold.objects.filter(tranche=self.tranche).select_related(
            "confirmation__person", "lift__person", "lift__document", "opened_person", "notice", "document"
        )
        return list(rows.order_by("-number"))

    @cached_property
    def hold_shares(self) -> dict[int, int]:
        """By hold on part of the tranche, its shares in the open unit."""
        return shares_now(self.agreement, self.holds)

    @property
    def open_holds(self) -> list[Hold]:
        """Proposed or standing: not lifted."""
        return [hold for hold in self.holds if not hasattr(hold, "lift")]

    @property
    def proposed_holds(self) -> list[Hold]:
        return [hold for hold in self.open_holds if not hasattr(hold, "confirmation")]

    @cached_property
    def notices(self) -> list[DisputeNotice]:
        rows = DisputeNotice.objects.filter(tranche=self.tranche).select_related("party__party", "document")
        return list(rows.prefetch_related("holds").order_by("-number"))

    @cached_property
    def stages(self) -> list[DisputeStage]:
        """The stages of the disputes about the tranche, newest first."""
        rows = DisputeStage.objects.filter(tranche=self.tranche).select_related(
            "document", "person", "notice"
        )
        return list(rows.order_by("-number"))

    @cached_property
    def claims(self) -> list[DamagesClaim]:
        """What the issuer claims beside its suspensions of the tranche, newest first."""
        rows = DamagesClaim.objects.filter(hold__tranche=self.tranche)
        return list(rows.select_related("document", "party", "hold", "end__document").order_by("-number"))

    @property
    def suspension_clause(self) -> str:
        return self.terms.clause("suspension")

    @property
    def open_claims(self) -> list[DamagesClaim]:
        return [claim for claim in self.claims if not hasattr(claim, "end")]

    @cached_property
    def pauses(self) -> tuple[Pause, ...]:
        """The days on which the whole tranche stood still."""
        return pauses_within(holds_of(self.tranche), self.agreement.effective_on, self.today)

    @property
    def days_paused(self) -> int:
        return days_paused(self.pauses)

    @cached_property
    def postings(self) -> list[Posting]:
        rows = Posting.objects.filter(Q(from_tranche=self.tranche) | Q(to_tranche=self.tranche))
        return list(rows.select_related("from_tranche", "to_tranche").order_by("-number"))

    @property
    def subjects(self) -> list[tuple[str, str]]:
        """How the journal and the documents name the tranche, its instructions and its releases."""
        reference = self.agreement.reference
        return [
            ("tranche", f"{reference}/{self.tranche.number}"),
            *(("instruction", f"{reference}/{row}") for row in self.instructions),
            *(
                ("release", f"{reference}/{release}")
                for row in self.instructions
                for release in row.releases.all()
            ),
        ]

    @property
    def binder_documents(self) -> list[Document]:
        """Every document of the agreement's binder, newest first."""
        return list(Document.objects.filter(binder=self.agreement.binder_id).order_by("-id"))

    @cached_property
    def documents(self) -> list[Document]:
        """Papers about the tranche, its instructions and releases, newest first."""
        about = Q(pk__in=())
        for kind, reference in self.subjects:
            about |= Q(subject_type=kind, subject_reference=reference)
        return list(with_signed(Document.objects.filter(about, binder=self.agreement.binder_id)))


def _releases() -> Any:
    lines = ReleaseLine.objects.select_related("instruction_line__tranche").prefetch_related("postings")
    return Release.objects.select_related("letter__signed_rendition__document").prefetch_related(
        Prefetch("lines", queryset=lines), "recall_requests", "answers__document"
    )
