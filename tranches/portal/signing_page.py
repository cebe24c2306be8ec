"""What a signer reads before he answers: the sentence, the numbers, the difference, the paper, who has signed."""

from dataclasses import dataclass
from datetime import date

from documents.actor import Actor
from documents.papers.words import in_chinese, in_english
from tranches.models import AgreementParty, Approval, Instruction, InstructionLine, InstructionState, Report
from tranches.selectors.assessment.opinions import opinion_words
from tranches.selectors.desk.outside import instrument_name, money_of, reports_behind
from tranches.selectors.instruction.ahead import awaited_reports, prepared_ahead
from tranches.selectors.instruction.approvals import difference_of, portal_signing_agreed
from tranches.selectors.instruction.signing import SigningPart, signing_parts
from tranches.selectors.ledger.balances import balances
from tranches.selectors.ledger.units import unit_of
from tranches.selectors.terms import terms_of
from tranches.services.instruction.approvals import meaning
from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.deal.settings import question_named


@dataclass(frozen=True)
class LineRow:
    """One line: what it is for, why, and both figures."""

    label: str
    note: str
    paper_label: str
    clause: str
    computed: int | None
    instructed: int

    @property
    def moved(self) -> int:
        """Instructed less computed; where nothing was computed yet nothing differs."""
        return 0 if self.computed is None else self.instructed - self.computed


@dataclass(frozen=True)
class SigningPage:
    """Everything the page shows of an instruction; `difference` is None where nothing differs."""

    instruction: Instruction
    terms: AgreementTerms
    rows: list[LineRow]
    total: int
    computed: int | None
    difference: int | None
    opinion: str
    awaited: list[int]
    instrument: str
    instrument_zh: str
    agent: AgreementParty
    parties: list[AgreementParty]
    parts: list[SigningPart]
    open_parts: list[SigningPart]
    own_approvals: list[Approval]
    reports: list[Report]
    in_escrow: int
    portal_open: bool
    sentences: list[str]

    @property
    def act(self) -> str:
        """What the instruction does with the shares, in a word."""
        return "return" if self.instruction.is_return else "release"

    @property
    def act_zh(self) -> str:
        return "退回" if self.instruction.is_return else "释放"

    @property
    def words(self) -> str:
        return in_english(self.total)

    @property
    def words_zh(self) -> str:
        return in_chinese(self.total)

    @property
    def left_in_escrow(self) -> int:
        """What stays in escrow once this instruction is carried out."""
        return self.in_escrow - self.total

    @property
    def governing_clause(self) -> str:
        return self.terms.clause("documents_govern")

    @property
    def offset_clause(self) -> str:
        return self.terms.clause("offset")

    @property
    def transfer_clause(self) -> str:
        return self.terms.clause("transfer")

    @property
    def waits(self) -> bool:
        return bool(self.instruction.state == InstructionState.SUBMITTED)

    @property
    def signed_twice(self) -> str:
        """The one person behind several standing approvals, whom the page names; nobody else sees that by the parties alone."""
        people = [approval.person for part in self.parts for approval in part.given]
        return next((person.name for person in people if people.count(person) > 1), "")

    @property
    def may_answer(self) -> bool:
        return self.waits and self.portal_open and bool(self.open_parts)

    @property
    def difference_words(self) -> str:
        """`1 share fewer`, `12,000 shares more`."""
        if self.difference is None:
            return ""
        number = abs(self.difference)
        return f"{number:,} share{'' if number == 1 else 's'} {'more' if self.difference > 0 else 'fewer'}"

    @property
    def readings(self) -> list[tuple[str, str]]:
        """The readings an instruction with an offset line follows (SPA 5.2(2)): each question, and what its content answers."""
        chosen = self.instruction.content.get("readings") or {}
        asked = [(question_named(name), str(value)) for name, value in chosen.items()]
        return [(question.question, question.reading(value).label) for question, value in asked]


def signing_page(instruction: Instruction, actor: Actor, day: date) -> SigningPage:
    """Gather the page for one reader on one day (of the agreement's time zone)."""
    agreement = instruction.agreement
    terms = terms_of(agreement)
    reports = reports_behind(instruction)
    lines = list(instruction.lines.select_related("tranche", "offset_by").order_by("id"))
    rows = [_row(line, terms, reports) for line in lines]
    parties = list(agreement.agreement_parties.select_related("party"))
    parts = signing_parts(instruction, day) if instruction.is_signed else []
    open_parts = [part for part in parts if part.waits_for(actor.person_id)]
    instrument, instrument_zh = instrument_name(agreement, unit_of(instruction))
    return SigningPage(
        instruction=instruction,
        terms=terms,
        rows=rows,
        total=sum(row.instructed for row in rows),
        computed=None if prepared_ahead(instruction) else sum(row.computed or 0 for row in rows),
        difference=difference_of(instruction) or None,
        opinion=opinion_words(instruction) if instruction.is_signed else "",
        awaited=awaited_reports(instruction),
        instrument=instrument,
        instrument_zh=instrument_zh,
        agent=next(party for party in parties if party.part == "escrow_agent"),
        parties=parties,
        parts=parts,
        open_parts=open_parts,
        own_approvals=_revocable(instruction, parts, actor),
        reports=_reports_of(lines, reports),
        in_escrow=balances(agreement).in_escrow,
        portal_open=portal_signing_agreed(agreement),
        sentences=[meaning(instruction, part.party) for part in open_parts],
    )


def _row(line: InstructionLine, terms: AgreementTerms, reports: dict[int, Report]) -> LineRow:
    tranche = terms.tranche(line.tranche.number)
    years = f"{tranche.starts_on:%b %Y} – {tranche.ends_on:%b %Y}"
    if line.origin == InstructionLine.Origin.OFFSET:
        by = (
            f"the excess of tranche {line.offset_by.number} offsets"
            if line.offset_by
            else "an excess offsets"
        )
        return LineRow(
            f"Tranche {tranche.number}, restored",
            f"{by} the shortfall of {years}",
            f"{tranche.number} · offset · {years}",
            terms.clause("offset"),
            line.computed_shares,
            line.shares,
        )
    if line.origin == InstructionLine.Origin.GOVERNED:
        return LineRow(
            f"Tranche {tranche.number}",
            "fixed by the governing paper",
            f"{tranche.number} · {years}",
            terms.clause("settlement"),
            line.computed_shares,
            line.shares,
        )
    if line.origin == InstructionLine.Origin.RETURN:
        return LineRow(
            f"Tranche {tranche.number}",
            f"{years}: kept after deduction",
            f"{tranche.number} · {years}",
            terms.clause("return"),
            line.computed_shares,
            line.shares,
        )
    report = reports.get(tranche.number)
    known = f"{tranche.metric} {money_of(report, tranche)} against a target of " if report else "target "
    target = (
        f"{tranche.currency_label} {tranche.target.numerator:,}"
        if tranche.target.denominator == 1
        else str(tranche.target)
    )
    return LineRow(
        f"Tranche {tranche.number}",
        f"{years}: {known}{target}",
        f"{tranche.number} · {years}",
        terms.clause("release"),
        line.computed_shares,
        line.shares,
    )


def _reports_of(lines: list[InstructionLine], reports: dict[int, Report]) -> list[Report]:
    numbers = {line.tranche.number for line in lines} | {
        line.offset_by.number for line in lines if line.offset_by
    }
    return [reports[number] for number in sorted(numbers) if number in reports]


def _revocable(instruction: Instruction, parts: list[SigningPart], actor: Actor) -> list[Approval]:
    """The approvals this person may still take back: of a part he may sign for, while nothing is authorised."""
    if instruction.state not in (InstructionState.SUBMITTED, InstructionState.APPROVED):
        return []
    if instruction.releases.exists():
        return []
    mine = (part.own_approval(actor.person_id) for part in parts if part.may_be_signed_by(actor.person_id))
    return [approval for approval in mine if approval is not None]
