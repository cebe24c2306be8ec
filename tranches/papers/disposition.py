"""What the papers of a disposition say: notice to all parties, letter to the transfer agent (EA 4.2)."""

from dataclasses import dataclass
from datetime import date, datetime

from documents.papers.parts import Authorisation, Instrument, Note, SignatureBlock, require_shares
from documents.papers.sheets import AUTHORISED, IssuedSheet, PaperKind, paper
from documents.papers.words import digest_groups, figure
from tranches.models import Account, Disposition, DispositionAuthorisation, DispositionLine
from tranches.papers import common, naming
from tranches.papers.frame import frame_of
from tranches.selectors.days import day_of
from tranches.selectors.terms import terms_of
from tranches.terms.agreement_terms import AgreementTerms

_GROUNDS_ZH = {
    Disposition.Ground.COURT_ORDER: "法院命令",
    Disposition.Ground.LAW: "法律规定之要求",
    Disposition.Ground.SUCCESSOR: "移交继任托管代理人",
}
_PLACES = {
    Account.UNALLOCATED: ("Not yet allocated", "尚未分配"),
    Account.HELD: ("held", "托管中"),
    Account.KEPT: ("kept after deduction", "扣减后留存"),
}


@dataclass(frozen=True, kw_only=True)
class DisposedLine:
    """So many shares out of one place in escrow."""

    label: str
    label_zh: str
    shares: int

    def __post_init__(self) -> None:
        require_shares(self.shares, self.label)
        if not self.shares:
            raise ValueError("a disposition takes at least one share from each place it names")


@paper(
    PaperKind("disposition_notice", "a notice"),
    PaperKind("disposition_letter", "an instruction", names=AUTHORISED),
)
@dataclass(frozen=True, kw_only=True)
class DispositionSheet(IssuedSheet):
    """The notice that shares are to leave escrow by law, or with `authorisers` the letter that has the transfer agent move them.

    `ground` is court order, demand of the law or hand-over; `paper_digest` the SHA-256 of the paper on file, `content_digest`
    that of what two persons authorise.
    """

    template = "papers/disposition.html"

    dated_on: date
    disposition_reference: str
    ground: str
    ground_zh: str
    authority: str
    case_reference: str
    paper_dated_on: date
    received_on: date
    paper_digest: str
    content_digest: str
    instrument: Instrument
    lines: tuple[DisposedLine, ...]
    to_name: str
    delivery: str
    reason: str
    finding: str
    is_handover: bool = False
    rights: tuple[Note, ...] = ()
    authorisers: tuple[Authorisation, ...] = ()
    time_zone: str = "UTC"
    disposition_clauses: str = ""
    rights_clauses: str = ""

    def __post_init__(self) -> None:
        digest_groups(self.paper_digest)
        digest_groups(self.content_digest)
        if not self.lines:
            raise ValueError("a disposition is about at least one share")
        people = [authoriser.person for authoriser in self.authorisers]
        if people and (len(people) < 2 or len(set(people)) != len(people)):
            raise ValueError("a disposition is authorised by at least two different persons")

    @property
    def is_letter(self) -> bool:
        return bool(self.authorisers)

    @property
    def total(self) -> int:
        """All shares that leave escrow."""
        return sum(line.shares for line in self.lines)

    @property
    def filed_as(self) -> PaperKind:
        return self.kinds[self.is_letter]

    def titles(self) -> tuple[str, str]:
        count = figure(self.total)
        if self.is_letter:
            return f"Please transfer {count} shares out of escrow", f"请将 {count} 股股份转出托管账户"
        if self.is_handover:
            return (
                f"Notice of hand-over: {count} shares pass to a successor escrow agent",
                f"移交通知：{count} 股移交继任托管代理人",
            )
        return (
            f"Notice of legal disposition: {count} shares are to leave escrow",
            f"法律处置通知：{count} 股将转出托管账户",
        )


def disposition_sheet(
    disposition: Disposition, *, letter: bool, finding: str, reference: str, now: datetime
) -> DispositionSheet:
    """The notice, or the letter of what two persons authorised. A letter of one authoriser does not exist (ValueError)."""
    agreement = disposition.agreement
    terms = terms_of(agreement)
    agent = naming.agent_in(agreement)
    to_lines: tuple[str, ...]
    if letter:
        transfer_agent = naming.party_in(agreement, naming.TRANSFER_AGENT)
        to_lines = (
            naming.address_lines(transfer_agent, with_part=False)
            if transfer_agent
            else (f"The transfer agent of {common.instrument_held(agreement).issuer}",)
        )
    else:
        parties = [row for row in naming.contracting_parties(agreement) if row.part != naming.AGENT]
        to_lines = tuple(naming.with_letter(row.party.name, row.letter) for row in parties)
    copied = (naming.AGENT,) if letter else tuple(row.part for row in naming.parties_of(agreement))
    authorisers = _authorisers_of(disposition) if letter else ()
    if letter and not authorisers:
        raise ValueError("a letter names who authorised it")
    return DispositionSheet(
        frame=frame_of(agreement, reference=reference, now=now, but=copied),
        to_lines=to_lines,
        dated_on=day_of(now, agreement),
        disposition_reference=str(disposition),
        ground=disposition.get_ground_display(),
        ground_zh=_GROUNDS_ZH[Disposition.Ground(disposition.ground)],
        authority=disposition.authority or "signed by all parties",
        case_reference=disposition.case_reference,
        paper_dated_on=disposition.dated_on,
        received_on=disposition.received_on,
        paper_digest=disposition.document.sha256,
        content_digest=disposition.digest,
        agreements=common.agreements_of(terms),
        instrument=common.instrument_held(agreement),
        lines=tuple(_line(line) for line in disposition.lines.select_related("tranche")),
        to_name=disposition.to_name,
        delivery=disposition.delivery_account,
        reason=disposition.reason,
        finding=finding,
        is_handover=disposition.is_handover,
        rights=() if letter else _rights(terms),
        authorisers=authorisers,
        time_zone=terms.time_zone,
        issued_by=None
        if letter
        else SignatureBlock(
            capacity="for the escrow agent", capacity_zh="代表托管代理人", party=agent.party.name
        ),
        disposition_clauses=terms.clause("disposition"),
        rights_clauses=terms.clause("dispute"),
    )


def _line(line: DispositionLine) -> DisposedLine:
    words, words_zh = _PLACES[Account(line.account)]
    if line.tranche is None:
        return DisposedLine(label=words, label_zh=words_zh, shares=line.shares)
    number = line.tranche.number
    return DisposedLine(
        label=f"{naming.tranche_name(number).capitalize()}, {words}",
        label_zh=f"{naming.tranche_name_zh(number)}，{words_zh}",
        shares=line.shares,
    )


def _rights(terms: AgreementTerms) -> tuple[Note, ...]:
    return (
        Note(
            text="Whoever finds this wrong tells the escrow agent at once, with a paper, or turns to the court or authority. "
            "The escrow agent judges no dispute; it follows the paper that binds it.",
            text_zh="如有异议，请即附文件告知托管代理人，或向有关法院、机关提出。托管代理人不裁断争议，仅依对其有约束力之文件行事。",
            clause=terms.clause("documents_govern"),
        ),
    )


def _authorisers_of(disposition: Disposition) -> tuple[Authorisation, ...]:
    """The persons of the agent who authorised, in the order they did."""
    agent = naming.agent_in(disposition.agreement)
    found = []
    given = DispositionAuthorisation.objects.filter(disposition=disposition).select_related("person")
    for row in given.order_by("id"):
        role, role_zh = naming.role_on(row.person_id, agent.party_id, row.effective_on)
        found.append(
            Authorisation(
                person=f"{row.person.name} {row.person.name_zh}".strip(),
                role=role,
                role_zh=role_zh,
                at_utc=row.recorded_at,
                factor=row.factor,
            )
        )
    return tuple(found)
