"""The instruction on paper says what is signed, field by field, and its certificate who signed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from documents.papers import words
from documents.papers.render import render
from parties.models import Party
from tests.papers.reading import squeezed, text_of
from tests.paperwork.conftest import REASON, one_share_less
from tests.walls.tools import past_the_services
from tests.worlds import World, pdf
from tranches.models import Approval, Instruction
from tranches.papers.instruction import instruction_sheet
from tranches.services.assessment.governed import check_authority, prepare_governed_instruction
from tranches.services.instruction.approvals import (
    approve_instruction,
    check_paper_signature,
    file_paper_signature,
    revoke_approval,
)
from tranches.services.instruction.instructions import LineSpec
from tranches.terms.deal.settings import REGISTRY

pytestmark = pytest.mark.django_db


def printed_parts(content: dict[str, Any]) -> list[str]:
    """Every field of a signed content as a reader finds it on the paper."""
    recipient, assessment, terms = content["recipient"], content["assessment"], content["terms"]
    parts = [
        content["agreement"],
        f"JWI-{content['number']}",
        content["escrow_agent"],
        content["instrument"],
        words.date_in_english(date.fromisoformat(content["dated_on"])),
        content["difference_reason"],
        recipient["name"],
        f"Party {recipient['letter']}",
        recipient["delivery_account"],
        words.figure(content["total_shares"]),
        words.in_english(content["total_shares"]),
        f"{words.in_chinese(content['total_shares'])}股",
        f"assessment {assessment['number']}, SHA-256 {words.digest_groups(assessment['digest'])}",
        f"version {terms['version']}, SHA-256 {words.digest_groups(terms['digest'])}",
    ]
    parts += [f"{each['name']} (Party {each['letter']})" for each in content["instructing"]]
    for line in content["lines"]:
        parts += [
            f"Tranche {line['tranche']}",
            words.in_english(line["shares"]),
            f"{words.in_chinese(line['shares'])}股",
        ]
        parts += [words.figure(line["computed"]) + words.figure(line["shares"])]
        parts += (
            [f"restored by the excess of year {line['offset_by']}"] if line["offset_by"] else ["own year"]
        )
    for name, value in content["readings"].items():
        chosen = REGISTRY[name].reading(value)
        parts += [REGISTRY[name].question, REGISTRY[name].question_zh, chosen.label, chosen.label_zh]
    return parts


def test_every_field_of_the_signed_content_is_printed(third_year: World) -> None:
    instruction = third_year.prepare(3, one_share_less(third_year), REASON)
    printed = text_of(render(instruction_sheet(instruction, executed=False, now=third_year.now)))
    assert len(instruction.content["readings"]) == 8
    missing = [part for part in printed_parts(instruction.content) if squeezed(part) not in printed]
    assert missing == []
    for part in (
        words.digest_groups(instruction.digest),
        "方示例",
        "浙江示例",
        "甲方",
        "乙方",
        "丙方",
        "EA 3.1(b), 3.2",
        "SPA 5.2(2)",
        "2,883,785 − 2,706,766 = 177,019",
        "28,500,000/161",
        "Simulation, not an instruction",
        "for the issuer",
        "for the purchaser",
        "unqualified opinion, audited, not consolidated, PRC GAAP",
    ):
        assert squeezed(part) in printed


def test_paper_follows_the_content_and_not_the_rows_beside_it(third_year: World) -> None:
    instruction = third_year.prepare(3, one_share_less(third_year), REASON)
    recipient = third_year.part("C").party
    recipient.name = "Somebody Else"
    with past_the_services(Party):
        recipient.save(update_fields=["name"])
    sheet = instruction_sheet(Instruction.objects.get(pk=instruction.pk), executed=False, now=third_year.now)
    assert sheet.recipient is not None
    assert sheet.recipient.name == "Fangle Lai"


def test_certificate_shows_standing_approvals_and_no_revoked_one(third_year: World) -> None:
    instruction = third_year.submit(third_year.prepare(3, one_share_less(third_year), REASON))
    third_year.approve(instruction, "officer_a", "A", -1)
    revoked = Approval.objects.get(instruction=instruction)
    third_year.later(hours=1)
    revoke_approval(
        approval=revoked, party=third_year.part("A"), reason="read it too fast", **third_year.as_("officer_a")
    )
    third_year.later(hours=1)
    third_year.approve(instruction, "officer_a2", "A", -1)
    third_year.approve(instruction, "officer_b", "B", -1)
    sheet = instruction_sheet(third_year.instruction(), executed=True, now=third_year.now)
    assert [(approval.person, approval.party) for approval in sheet.approvals] == [
        ("Officer A2", "Kaixin Holdings (Party A)"),
        ("Officer B", "Zhejiang Kaixin Auto Co., Ltd. (Party B)"),
    ]
    assert not sheet.signature_blocks
    printed = text_of(render(sheet))
    for part in (
        "authorised signatory of the issuer",
        "发行人授权签署人",
        "in the portal",
        "password",
        "1 share fewer than computed",
        "2028-12-18 04:00:00 UTC · 2028-12-18 12:00:00 Asia/Shanghai",
        "Officer B, for Zhejiang Kaixin Auto Co., Ltd. (Party B), acknowledged the difference of −1 share.",
    ):
        assert squeezed(part) in printed


def test_certificate_shows_who_checked_a_signature_on_paper(named: World) -> None:
    named.day(2026, 12, 18)
    named.report(1, 665_000_000)
    instruction = named.submit(named.prepare(1))
    named.approve(instruction, "officer_a", "A")
    signer = named.users["officer_b"].person
    assert signer is not None
    signature = file_paper_signature(
        instruction=instruction,
        party=named.part("B"),
        person=signer,
        signed_on=named.today(),
        received_on=named.today(),
        seen_digest=instruction.digest,
        paper=pdf("signed by hand"),
        **named.as_("clerk1"),
    )
    check_paper_signature(signature=signature, **named.as_("clerk2"))
    sheet = instruction_sheet(named.instruction(), executed=True, now=named.now)
    on_paper = sheet.approvals[1]
    assert (on_paper.via, on_paper.person, on_paper.checked_by) == ("paper", "Officer B", "Clerk2")
    assert words.digest_groups(signature.document.sha256) in on_paper.factor


def test_one_person_signing_in_two_capacities_is_flagged(named: World) -> None:
    from parties.models import Role
    from parties.services.register import grant_role
    from parties.services.signatories import register_signatory

    person, purchaser = named.users["officer_a"].person, named.part("B").party
    assert person is not None
    named.entered(grant_role, person=person, party=purchaser, role=Role.OFFICER, starts_on=named.today())
    named.entered(register_signatory, party=purchaser, person=person, starts_on=named.today())
    named.day(2026, 12, 18)
    named.report(1, 665_000_000)
    instruction = named.submit(named.prepare(1))
    for letter in ("A", "B"):
        approve_instruction(
            instruction=instruction,
            party=named.part(letter),
            seen_digest=instruction.digest,
            **named.as_("officer_a"),
        )
    notes = [note.text for note in instruction_sheet(named.instruction(), executed=True, now=named.now).notes]
    assert notes[0].startswith("Officer A signed once for each of Kaixin Holdings (Party A) and Zhejiang")


def test_certificate_without_approvals_is_refused(named: World) -> None:
    named.day(2026, 12, 18)
    named.report(1, 665_000_000)
    instruction = named.prepare(1)
    with pytest.raises(ValueError, match="carries the approvals"):
        instruction_sheet(instruction, executed=True, now=named.now)


def test_line_left_out_is_explained_though_no_figure_differs(third_year: World) -> None:
    only_third = [LineSpec(third_year.tranche(3), "own", 3_000_000)]
    instruction = third_year.prepare(3, only_third, "Year one is discussed separately.")
    sheet = instruction_sheet(instruction, executed=False, now=third_year.now)
    assert not sheet.differs
    assert any("Year one is discussed separately." in note.text for note in sheet.notes)


def test_year_missed_in_full_is_an_instruction_over_zero_shares(named: World) -> None:
    named.day(2026, 12, 18)
    named.report(1, "-5.5")
    sheet = instruction_sheet(named.prepare(1), executed=False, now=named.now)
    assert (sheet.total, sheet.computed_total) == (0, 0)
    assert sheet.lines[0].clause == "SPA 5.2(1)"
    assert any("counts as zero" in step.text for step in sheet.steps)


@pytest.fixture
def settled(named: World) -> Instruction:
    named.day(2026, 12, 18)
    named.report(1, 600_000_000)
    named.day(2027, 3, 5)
    return prepare_governed_instruction(
        agreement=named.agreement,
        basis="settlement",
        lines=[LineSpec(named.tranche(1), "governed", 2_500_000)],
        paper=pdf("settlement"),
        dated_on=date(2027, 3, 3),
        received_on=date(2027, 3, 5),
        signed_by=["A", "B", "C"],
        case_reference="S-7",
        **named.as_("clerk1"),
    )


def test_settlement_is_named_with_its_digest_before_and_after_its_check(
    named: World, settled: Instruction
) -> None:
    proposal = instruction_sheet(settled, executed=False, now=named.now)
    paper = named.agreement.binder.documents.get(kind="governing_paper")
    assert proposal.basis_document is not None
    assert proposal.basis_document.digest == paper.sha256
    assert "signed by Party A, Party B, Party C" in proposal.basis_document.title
    assert (proposal.lines[0].origin, proposal.total) == ("settlement", 2_500_000)
    check_authority(
        instruction=settled, finding="Signatures compared with the register.", **named.as_("clerk2")
    )
    certificate = instruction_sheet(named.instruction(), executed=True, now=named.now)
    printed = text_of(render(certificate))
    for part in (
        "Checked by 核查人 Clerk2",
        "Signatures compared with the register.",
        "S-7",
        "checked",
        "settled or decided",
        "EA 3.3",
        "Settlement signed by all parties of 3 March 2027",
        words.digest_groups(settled.digest),
    ):
        assert squeezed(part) in printed
    assert "Approvedby" not in printed
    assert (certificate.documents, certificate.steps) == ((), ())
    kinds = set(named.agreement.binder.documents.filter(made_here=True).values_list("kind", flat=True))
    assert {"governed_instruction_proposal", "governed_instruction_executed"} <= kinds
