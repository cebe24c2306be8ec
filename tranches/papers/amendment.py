"""The amendment on paper, as every party signs it, and the certificate of who did (SPA 5.3, 11.2).

Whatever is signed is printed from `Amendment.content`, never from a row that could have moved since.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from documents.papers.parts import Approval, Note, SignatureBlock, require_shares
from documents.papers.sheets import APPROVED, PaperKind, Sheet, paper
from documents.papers.words import date_in_english, digest_groups
from tranches.models import Amendment, AmendmentAnswer
from tranches.papers import common, naming
from tranches.papers.frame import frame_of
from tranches.selectors.amendment.amendments import contracting_parties, signatures
from tranches.selectors.terms import read_terms
from tranches.terms.agreement_terms import AgreementTerms

_ALL = ("issuer", "purchaser", "seller", naming.AGENT)


@dataclass(frozen=True, kw_only=True)
class AmendedTerm:
    """One term of the agreements, as it is and as the amendment makes it; `–` where a version has no such term."""

    label: str
    was: str
    now: str
    clause: str = ""
    label_zh: str = ""
    was_zh: str = ""
    now_zh: str = ""


@dataclass(frozen=True, kw_only=True)
class TerminationLine:
    """What becomes of one tranche when the agreements end: shares to the recipient, shares back to the issuer."""

    label: str
    to_recipient: int
    to_issuer: int
    label_zh: str = ""

    def __post_init__(self) -> None:
        require_shares(self.to_recipient, "to the recipient")
        require_shares(self.to_issuer, "to the issuer")


@paper(
    PaperKind("amendment_proposal", "an amendment", issued=False),
    PaperKind("amendment_executed", "an amendment", names=APPROVED),
)
@dataclass(frozen=True, kw_only=True)
class AmendmentSheet(Sheet):
    """An amendment of both agreements, signed by all parties; with `lines` the termination of them.

    The proposal has a place to sign for every party; the executed rendition carries the signatures instead. `content_digest` is
    what is signed, `terms_digest` names the terms that result from it.
    """

    template = "papers/amendment.html"

    amendment_reference: str
    dated_on: date
    effective_on: date
    based_on: int
    reason: str
    changes: tuple[AmendedTerm, ...]
    content_digest: str
    terms_digest: str
    time_zone: str
    notes: tuple[Note, ...]
    lines: tuple[TerminationLine, ...] = ()
    signature_blocks: tuple[SignatureBlock, ...] = ()
    executed: bool = False
    approvals: tuple[Approval, ...] = ()
    amendment_clauses: str = ""

    def __post_init__(self) -> None:
        digest_groups(self.content_digest)
        digest_groups(self.terms_digest)
        if not self.changes:
            raise ValueError("an amendment changes at least one term")
        if self.executed != bool(self.approvals):
            raise ValueError("the executed rendition carries the signatures, and only that one does")
        if any(approval.digest != self.content_digest for approval in self.approvals):
            raise ValueError("a signature names another digest than the one on this paper")
        if self.effective_on < self.dated_on:
            raise ValueError("an amendment does not reach back")

    @property
    def is_termination(self) -> bool:
        """Whether it ends the agreements."""
        return bool(self.lines)

    @property
    def filed_as(self) -> PaperKind:
        return self.kinds[self.executed]

    def titles(self) -> tuple[str, str]:
        if self.is_termination:
            return f"Termination {self.amendment_reference} of the agreements by all parties", "各方终止协议"
        return f"Amendment {self.amendment_reference} of the agreements", "协议修订书"

    def shown(self) -> dict[str, Any]:
        return {
            "to_recipient": sum(line.to_recipient for line in self.lines),
            "to_issuer": sum(line.to_issuer for line in self.lines),
        }


def amendment_sheet(amendment: Amendment, *, executed: bool, now: datetime) -> AmendmentSheet:
    """The proposal that all parties read and sign, or with `executed` the certificate of their signatures."""
    agreement, content = amendment.agreement, amendment.content
    terms = read_terms(amendment.based_on.content)
    answers = signatures(amendment).order_by("party__letter", "id") if executed else ()
    parties = contracting_parties(agreement)
    return AmendmentSheet(
        frame=frame_of(agreement, reference=f"{agreement.reference}/{amendment}", now=now, but=_ALL),
        to_lines=tuple(naming.full_name(entry) for entry in parties),
        amendment_reference=str(amendment),
        dated_on=date.fromisoformat(content["dated_on"]),
        effective_on=date.fromisoformat(content["effective_on"]),
        agreements=common.agreements_of(terms),
        based_on=content["based_on"]["version"],
        reason=content["reason"],
        changes=tuple(
            AmendedTerm(**{name: value for name, value in change.items() if name != "key"})
            for change in content["changes"]
        ),
        content_digest=amendment.digest,
        terms_digest=content["terms_digest"],
        time_zone=terms.time_zone,
        notes=_ending_notes(terms) if amendment.is_termination else _notes(terms),
        lines=tuple(
            TerminationLine(
                label=naming.tranche_name(line["tranche"]).capitalize(),
                label_zh=naming.tranche_name_zh(line["tranche"]),
                to_recipient=line["to_recipient"],
                to_issuer=line["to_issuer"],
            )
            for line in content.get("lines", ())
        ),
        signature_blocks=()
        if executed
        else tuple(
            SignatureBlock(
                capacity=f"for the {naming.part_name(entry.part)}",
                capacity_zh=f"代表{naming.part_name_zh(entry.part)}",
                party=naming.with_letter(entry.party.name, entry.letter),
                party_zh=naming.chinese_name(entry),
            )
            for entry in parties
        ),
        executed=executed,
        approvals=tuple(_printed(answer) for answer in answers),
        amendment_clauses=terms.clause("amendment"),
    )


def _notes(terms: AgreementTerms) -> tuple[Note, ...]:
    """What an amendment leaves as it was: printed, so that every signer has read it."""
    clause = terms.clause("amendment")
    return (
        Note(
            text="What was assessed before stays as it was: a year keeps the terms it was assessed by, for its own figure and "
            "for what its excess offsets. No share that was released is called back.",
            text_zh="已评估年度维持原评估：该年度自身结果及其超额抵补均适用原条款。已释放之股份不予追回。",
            clause=clause,
        ),
        Note(
            text="An open instruction that names another recipient or other signers than the amended terms becomes void with "
            "its approvals.",
            text_zh="未执行之指示如所载接收方或签署方与修订后条款不符，连同其批准一并失效。",
            clause=clause,
        ),
    )


def _ending_notes(terms: AgreementTerms) -> tuple[Note, ...]:
    """How a termination is carried out: printed, so that every signer has read it."""
    return (
        Note(
            text="What goes to the recipient is released on this paper as on a settlement signed by all parties: a second person of "
            "the escrow agent checks it, and two authorise the release. Open instructions and holds of these tranches end with it.",
            text_zh="归属接收方之股份依本文件释放，视同各方签署之和解：由托管代理人另一人员审核，并由两人授权。相关批次未执行之指示及限制随之终止。",
            clause=terms.clause("settlement"),
        ),
        Note(
            text="What goes back to the issuer is kept until its return for cancellation is instructed and the recipient noticed; "
            "then the agreement is closed. No share that was released is called back.",
            text_zh="退回发行人之股份在完成退回注销之指示并通知接收方前继续留存，其后协议结清。已释放之股份不予追回。",
            clause=terms.clause("return"),
        ),
    )


def _printed(answer: AmendmentAnswer) -> Approval:
    """One signature as the certificate tells it: who, for whom, what it means, when and how."""
    entry, factor = answer.party, answer.factor or "as recorded"
    if answer.paper_signature is not None:
        signature = answer.paper_signature
        factor = (
            f"signed by hand on {date_in_english(signature.signed_on)}, received on {date_in_english(signature.received_on)}, "
            f"scan SHA-256 {digest_groups(signature.document.sha256)}"
        )
    return Approval(
        person=f"{answer.person.name} {answer.person.name_zh}".strip(),
        capacity=f"for the {naming.part_name(entry.part)}",
        capacity_zh=f"代表{naming.part_name_zh(entry.part)}",
        party=naming.with_letter(entry.party.name, entry.letter),
        party_zh=naming.chinese_name(entry),
        meaning=answer.meaning,
        approved_at_utc=answer.recorded_at,
        via=answer.via,
        factor=factor,
        digest=answer.digest,
        checked_by=answer.checked_person.name if answer.checked_person else "",
    )
