"""Who signs an instruction, who has, and what the reader of a certificate should know of it (EA 3.1(b))."""

from collections.abc import Sequence

from documents.papers.parts import Approval, AuthorityCheck, Note, SignatureBlock
from documents.papers.words import date_in_english, digest_groups, signed
from documents.sentences import ended
from tranches.models import AgreementParty, Instruction
from tranches.models import Approval as Answer
from tranches.papers import naming
from tranches.selectors.instruction.approvals import instructing_parties, live_approvals
from tranches.terms.agreement_terms import AgreementTerms


def blocks_of(instruction: Instruction) -> tuple[SignatureBlock, ...]:
    """A place to sign for each instructing part."""
    names_zh = {entry.part: naming.chinese_name(entry) for entry in instructing_parties(instruction)}
    blocks = []
    for each in instruction.content["instructing"]:
        part_zh = naming.part_name_zh(each["part"])
        blocks.append(
            SignatureBlock(
                capacity=f"for the {naming.part_name(each['part'])}",
                capacity_zh=f"代表{part_zh}" if part_zh else "",
                party=naming.with_letter(each["name"], each["letter"]),
                party_zh=names_zh.get(each["part"], ""),
            )
        )
    return tuple(blocks)


def approvals_of(instruction: Instruction) -> list[Answer]:
    """The approvals that stand, in the order of the letters: nobody revoked them, and they name the digest of the content."""
    return list(
        live_approvals(instruction)
        .select_related("party__party", "person", "checked_person", "paper_signature__document")
        .order_by("party__letter", "id")
    )


def printed_approval(approval: Answer) -> Approval:
    """One approval as the certificate tells it: who, for whom, what it means, when and how."""
    entry: AgreementParty = approval.party
    factor = approval.factor or "as recorded"
    if approval.paper_signature is not None:
        signature = approval.paper_signature
        factor = (
            f"signed by hand on {date_in_english(signature.signed_on)}, received on {date_in_english(signature.received_on)}, "
            f"scan SHA-256 {digest_groups(signature.document.sha256)}"
        )
    part, part_zh = naming.part_name(entry.part), naming.part_name_zh(entry.part)
    return Approval(
        person=f"{approval.person.name} {approval.person.name_zh}".strip(),
        capacity=f"authorised signatory of the {part}",
        capacity_zh=f"{part_zh}授权签署人" if part_zh else "",
        party=naming.with_letter(entry.party.name, entry.letter),
        party_zh=naming.chinese_name(entry),
        meaning=approval.meaning,
        approved_at_utc=approval.recorded_at,
        via=approval.via,
        factor=factor,
        digest=approval.digest,
        checked_by=approval.checked_person.name if approval.checked_person else "",
    )


def signer_notes(approvals: Sequence[Answer], terms: AgreementTerms) -> tuple[Note, ...]:
    """What the reader of a certificate should not miss: one person in two capacities, a difference acknowledged."""
    notes: list[Note] = []
    for person in dict.fromkeys(approval.person for approval in approvals):
        parties = [approval.party for approval in approvals if approval.person_id == person.pk]
        if len(parties) > 1:
            names = " and ".join(naming.with_letter(entry.party.name, entry.letter) for entry in parties)
            notes.append(
                Note(
                    text=ended(f"{person.name} signed once for each of {names}"),
                    text_zh=f"{person.name_zh or person.name} 以多个身份分别签署。",
                    clause=terms.clause("instruction"),
                )
            )
    for approval in approvals:
        if approval.acknowledged_difference:
            party, shares = approval.party, approval.acknowledged_difference
            noun = "share" if abs(shares) == 1 else "shares"
            whom = naming.with_letter(party.party.name, party.letter)
            whom_zh = naming.letter_name_zh(party.letter) or party.party.name
            notes.append(
                Note(
                    text=f"{approval.person.name}, for {whom}, acknowledged the difference of {signed(shares)} {noun}.",
                    text_zh=f"{whom_zh}签署人已确认该差异。",
                    clause=terms.clause("documents_govern"),
                )
            )
        if approval.acknowledged_opinion:
            whom = naming.with_letter(approval.party.party.name, approval.party.letter)
            whom_zh = naming.letter_name_zh(approval.party.letter) or approval.party.party.name
            notes.append(
                Note(
                    text=f"{approval.person.name}, for {whom}, acknowledged that {approval.acknowledged_opinion}.",
                    text_zh=f"{whom_zh}签署人已确认知悉会计师报告之意见类型。",
                    clause=terms.clause("report"),
                )
            )
    return tuple(notes)


def check_of(instruction: Instruction) -> AuthorityCheck:
    """The recorded check of the governing paper by a second person of the agent (EA 3.3)."""
    check = instruction.authority_paper.check_record
    return AuthorityCheck(
        person=f"{check.person.name} {check.person.name_zh}".strip(),
        finding=check.finding,
        checked_on=check.checked_on,
    )
