"""The letter that has the transfer agent move the shares (EA 3.2)."""

from dataclasses import dataclass
from datetime import date, datetime

from documents.papers.parts import (
    Authorisation,
    DocumentRelied,
    Instrument,
    Line,
    Note,
    Recipient,
    require_shares,
)
from documents.papers.sheets import AUTHORISED, PaperKind, Sheet, paper
from documents.papers.words import digest_groups, figure, short_date
from tranches.models import Authorisation as Given
from tranches.models import AuthorityPaper, Instruction, Release, SecurityLine
from tranches.papers import common, naming, returning
from tranches.papers.frame import frame_of
from tranches.papers.instruction import (
    FIRST_VERSION,
    governing_paper,
    recipient_of,
    reports_relied,
    terms_signed,
)
from tranches.papers.signers import approvals_of
from tranches.selectors.days import day_of
from tranches.selectors.ledger.balances import current_line
from tranches.selectors.ledger.units import unit_of
from tranches.selectors.register_changes import account_standing
from tranches.selectors.release.confirmed import ordered_shares
from tranches.terms.agreement_terms import AgreementTerms


@paper(
    PaperKind("release_letter", "an instruction", names=AUTHORISED),
)
@dataclass(frozen=True, kw_only=True)
class ReleaseLetterSheet(Sheet):
    """The letter by which the escrow agent has the transfer agent move the shares (EA 3.2).

    `grounds` says in a sentence why the conditions are met; `authorisers` are the two or more persons of the agent. The same
    person twice is refused. `authorised_digest` is that of the content they authorised, `time_zone` whose clocks their times are
    told by besides UTC. `answer_request` may replace the usual request for the transfer agent's answer. With
    `for_cancellation` the shares go back to the issuer.
    """

    template = "papers/release_letter.html"

    dated_on: date
    instruction_reference: str
    version: int
    instrument: Instrument
    lines: tuple[Line, ...]
    recipient: Recipient
    grounds: Note
    documents: tuple[DocumentRelied, ...]
    authorisers: tuple[Authorisation, ...]
    due_on: date | None = None
    notes: tuple[Note, ...] = ()
    answer_request: Note | None = None
    for_cancellation: bool = False
    from_account: str = ""
    authorised_digest: str = ""
    time_zone: str = "UTC"
    release_clauses: str = ""
    document_clauses: str = ""

    def __post_init__(self) -> None:
        if not self.total:
            raise ValueError("a letter asks for at least one share; nothing to release needs no letter")
        require_shares(self.total, "the total")
        if self.authorised_digest:
            digest_groups(self.authorised_digest)
        people = [authoriser.person for authoriser in self.authorisers]
        if len(people) < 2 or len(set(people)) != len(people):
            raise ValueError("a release is authorised by at least two different persons")

    @property
    def total(self) -> int:
        """The shares to be transferred, all lines together."""
        return sum(line.instructed for line in self.lines)

    def titles(self) -> tuple[str, str]:
        count = figure(self.total)
        if self.for_cancellation:
            return (
                f"Instruction to return {count} shares from escrow for cancellation",
                f"关于自托管账户退回 {count} 股股份以供注销的指示",
            )
        return (
            f"Instruction to transfer {count} shares from escrow",
            f"关于自托管账户转让 {count} 股股份的指示",
        )


def letter_sheet(release: Release, *, now: datetime) -> ReleaseLetterSheet:
    """The letter of one authorised attempt, over the shares of its lines.

    Raises ValueError with fewer than two different persons among the authorisers: such a letter must not exist.
    """
    instruction, agreement = release.instruction, release.agreement
    terms = terms_signed(instruction)
    lines = release.lines.select_related("instruction_line__tranche", "instruction_line__offset_by").order_by(
        "id"
    )
    documents = documents_of(instruction)
    return ReleaseLetterSheet(
        frame=frame_of(agreement, reference=f"{agreement.reference}/{release}", now=now, but=(naming.AGENT,)),
        to_lines=addressee_of(release),
        dated_on=day_of(now, agreement),
        due_on=release.due_on,
        instruction_reference=str(instruction),
        version=FIRST_VERSION,
        agreements=common.agreements_of(terms),
        instrument=common.instrument_held(agreement),
        lines=tuple(
            common.line_of(
                terms,
                tranche=line.instruction_line.tranche.number,
                origin=line.instruction_line.origin,
                offset_by=line.instruction_line.offset_by.number if line.instruction_line.offset_by else None,
                shares=line.shares,
            )
            for line in lines
        ),
        recipient=recipient_of(instruction, terms),
        grounds=grounds_of(instruction, terms),
        documents=documents,
        authorisers=authorisers_of(release),
        authorised_digest=instruction.digest,
        time_zone=terms.time_zone,
        notes=(
            *difference_notes(instruction, documents, terms),
            *remainder_notes(release),
            *account_notes(instruction),
        ),
        release_clauses=terms.clause("return" if instruction.is_return else "transfer"),
        for_cancellation=instruction.is_return,
        document_clauses=grounds_clauses(instruction, terms),
    )


def addressee_of(release: Release) -> tuple[str, ...]:
    """The transfer agent on the register, or by its office where the agreement names none."""
    entry = naming.party_in(release.agreement, naming.TRANSFER_AGENT)
    if entry is None:
        return (f"The transfer agent of {common.instrument_held(release.agreement).issuer}",)
    return naming.address_lines(entry, with_part=False)


def grounds_clauses(instruction: Instruction, terms: AgreementTerms) -> str:
    """The clauses that ask for the documents at hand."""
    if instruction.is_return:
        return terms.cited("return", "instruction")
    joint = instruction.basis == Instruction.Basis.JOINT
    return terms.cited("report", "instruction") if joint else terms.cited("settlement")


def grounds_of(instruction: Instruction, terms: AgreementTerms) -> Note:
    """Why the release may be made, in a sentence: by the two documents of EA 3.1, or by one that ends a dispute."""
    if instruction.is_return:
        return returning.grounds_of(terms)
    clauses = grounds_clauses(instruction, terms)
    where = f" ({clauses})" if clauses else ""
    if instruction.basis == Instruction.Basis.JOINT:
        return Note(
            text=f"The report and the joint written instruction that the release requires are at hand{where}; "
            "they are listed below.",
            text_zh=f"释放所需的报告及共同书面指示均已备齐{where}，所据文件列于下文。",
        )
    basis = instruction.get_basis_display().lower()
    return Note(
        text=f"The quantity is fixed by the {basis} listed below{where}.",
        text_zh=f"数量由下列文件确定{where}。",
    )


def documents_of(instruction: Instruction) -> tuple[DocumentRelied, ...]:
    """The papers the release rests on: the reports or the governing paper, and the instruction as executed or checked."""
    joint = instruction.is_signed
    listed = list(reports_relied(instruction)) if joint else [governing_paper(instruction)]
    paper = instruction.executed_paper
    if paper is not None:
        name, name_zh = (
            (f"Joint written instruction {instruction}, executed", f"共同书面指示 {instruction}（已签署）")
            if joint
            else (f"Instruction {instruction}, checked", f"指示 {instruction}（已核查）")
        )
        listed.append(
            DocumentRelied(
                mark=common.mark(len(listed)),
                title=name,
                title_zh=name_zh,
                received_on=complete_on(instruction) or paper.dated_on,
                digest=paper.sha256,
            )
        )
    return tuple(listed)


def complete_on(instruction: Instruction) -> date | None:
    """The day the last approval came in, or the governing paper."""
    if not instruction.is_signed:
        return AuthorityPaper.objects.get(instruction=instruction).received_on
    return max((approval.effective_on for approval in approvals_of(instruction)), default=None)


def difference_notes(
    instruction: Instruction, documents: tuple[DocumentRelied, ...], terms: AgreementTerms
) -> tuple[Note, ...]:
    """Where the quantity instructed is not the computed one: that it governs, and that the signers know."""
    lines = [line for line in instruction.content["lines"] if line["computed"] is not None]
    difference = sum(line["shares"] - line["computed"] for line in lines)
    if instruction.basis != Instruction.Basis.JOINT or not difference:
        return ()
    count, word = f"{abs(difference):,}", "share" if abs(difference) == 1 else "shares"
    lower, lower_zh = ("lower", "少") if difference < 0 else ("higher", "多")
    mark = documents[-1].mark
    return (
        Note(
            text=f"The quantity in {mark} governs. It is {count} {word} {lower} than the figure computed from the report; "
            "the signatories acknowledged this.",
            text_zh=f"数量以 {mark} 为准；较计算数{lower_zh} {count} 股，签署人均已确认。",
            clause=terms.clause("documents_govern"),
        ),
    )


def remainder_notes(release: Release) -> tuple[Note, ...]:
    """A further letter after a part was confirmed: that it asks for the rest only, so that nothing is transferred twice."""
    asked = sum(line.shares for line in release.lines.all())
    unit = current_line(release.agreement)
    lines = release.instruction.lines.select_related("tranche__agreement", "instruction")
    instructed = sum(ordered_shares(line, unit) for line in lines)
    if unit_of(release.instruction) != unit.number:
        return conversion_notes(release, asked)
    if asked == instructed:
        return ()
    before = ", ".join(
        str(earlier) for earlier in release.instruction.releases.exclude(pk=release.pk).order_by("number")
    )
    return (
        Note(
            text=f"Of the {figure(instructed)} shares instructed this letter asks for the {figure(asked)} that are still open "
            f"after {before}; {figure(instructed - asked)} were transferred before.",
            text_zh=f"指示数量 {figure(instructed)} 股，此前已转让 {figure(instructed - asked)} 股（{before}），"
            f"本函仅涉及剩余 {figure(asked)} 股。",
        ),
    )


def account_notes(instruction: Instruction) -> tuple[Note, ...]:
    """Since when the delivery account has been on the register, and that it changed since the last release, where it did."""
    standing = None if instruction.is_return else account_standing(instruction)
    if standing is None:
        return ()
    changed = standing.changed_since_release
    return (
        Note(
            text=f"The delivery account has been on the escrow agent’s register since {short_date(standing.since)}"
            + (". It changed since the last release." if changed else "."),
            text_zh=f"交割账户自 {standing.since.isoformat()} 起登记于托管代理人登记册"
            + ("，于上次解除托管之后变更。" if changed else "。"),
        ),
    )


def conversion_notes(release: Release, asked: int) -> tuple[Note, ...]:
    """A letter in another unit than its instruction: what corporate actions lie between them."""
    since = unit_of(release.instruction)
    lines = SecurityLine.objects.filter(agreement=release.agreement, number__gt=since).select_related(
        "opened_by"
    )
    actions = "; ".join(
        f"{line.opened_by}, {line.opened_by.ratio_text}, {short_date(line.opened_on)}"
        for line in lines.order_by("number")
        if line.opened_by is not None
    )
    signed = figure(release.instruction.content["total_shares"])
    return (
        Note(
            text=f"{release.instruction} speaks of {signed} shares of before ({actions}). What is still open of them are the "
            f"{figure(asked)} shares of this letter.",
            text_zh=f"{release.instruction} 所述 {signed} 股系转换前之股数（{actions}），其中尚待转让者即本函之 {figure(asked)} 股。",
        ),
    )


def authorisers_of(release: Release) -> tuple[Authorisation, ...]:
    """The persons of the agent who authorised this attempt, in the order they did."""
    agent = naming.agent_in(release.agreement)
    given = Given.objects.filter(instruction=release.instruction, attempt=release.attempt).select_related(
        "person"
    )
    found = []
    for authorisation in given.order_by("id"):
        role, role_zh = naming.role_on(authorisation.person_id, agent.party_id, authorisation.effective_on)
        person = authorisation.person
        found.append(
            Authorisation(
                person=f"{person.name} {person.name_zh}".strip(),
                role=role,
                role_zh=role_zh,
                at_utc=authorisation.recorded_at,
                factor=authorisation.factor,
            )
        )
    return tuple(found)
