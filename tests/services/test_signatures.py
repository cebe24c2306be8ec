"""Signatures on paper: filed by one person of the agent, checked by another against the register (EA 3.1(b))."""

from datetime import timedelta
from typing import Any

from parties.models import Signatory
from parties.services.signatories import end_signatory
from tests import worlds
from tests.unchanged import refused
from tests.worlds import World, pdf
from tranches.models import Approval, PaperSignature
from tranches.services.instruction.approvals import check_paper_signature, file_paper_signature
from tranches.services.instruction.instructions import LineSpec

STAGE = worlds.submitted


def filed(world: World, letter: str = "A", who: str = "officer_a", **changes: Any) -> PaperSignature:
    instruction = world.instruction()
    arguments: dict[str, Any] = {
        "instruction": instruction,
        "party": world.part(letter),
        "person": world.users[who].person,
        "signed_on": world.today(),
        "received_on": world.today(),
        "seen_digest": instruction.digest,
        "paper": pdf(f"signed for {letter}"),
        **world.as_("clerk1"),
    }
    return file_paper_signature(**(arguments | changes))


def check(
    world: World, signature: PaperSignature, who: str = "clerk2", difference: int | None = None
) -> Approval:
    signature = PaperSignature.objects.get(pk=signature.pk)
    return check_paper_signature(signature=signature, acknowledged_difference=difference, **world.as_(who))


def test_a_filed_signature_is_no_approval_yet(world: World) -> None:
    filed(world)
    assert not world.instruction().approvals.exists()


def test_two_checked_signatures_make_the_instruction_joint(world: World) -> None:
    check(world, filed(world))
    approval = check(world, filed(world, "B", "officer_b"), "supervisor")
    assert (approval.via, approval.checked_person) == ("paper", world.users["supervisor"].person)
    assert world.tranche(1).state == "instructed"


def test_one_signature_on_paper_and_one_in_the_portal_make_it_joint(world: World) -> None:
    check(world, filed(world))
    world.approve(world.instruction(), "officer_b", "B")
    assert world.tranche(1).state == "instructed"


def test_the_approval_counts_from_the_receipt_of_the_paper(world: World) -> None:
    signed, received = world.today(), world.today() + timedelta(days=2)
    world.later(days=3)
    assert check(world, filed(world, signed_on=signed, received_on=received)).effective_on == received


def test_who_filed_the_paper_does_not_check_it(world: World) -> None:
    signature = filed(world)
    with refused("needs_second_person"):
        check(world, signature, "clerk1")


def test_another_account_of_who_filed_it_does_not_check_it(world: World) -> None:
    signature = filed(world)
    world.second_account("clerk1b", of="clerk1")
    with refused("needs_second_person"):
        check(world, signature, "clerk1b")


def test_a_signature_is_checked_once(world: World) -> None:
    signature = filed(world)
    check(world, signature)
    with refused("already_checked"):
        check(world, signature, "supervisor")


def test_a_second_signature_for_the_same_party_is_refused(world: World) -> None:
    check(world, filed(world))
    with refused("already_approved"):
        filed(world, who="officer_a2")


def test_two_scans_of_one_party_make_one_approval(world: World) -> None:
    first, second = filed(world), filed(world, who="officer_a2")
    check(world, first)
    with refused("already_approved"):
        check(world, second)


def test_nobody_signed_before_the_instruction_was_prepared(world: World) -> None:
    with refused("signed_too_early"):
        filed(world, signed_on=world.today() - timedelta(days=1))


def test_a_signer_needs_authority_on_the_day_he_signed(world: World) -> None:
    prepared = world.today()
    world.later(days=3)
    with refused("no_authority"):
        filed(world, who="officer_b")
    signatory = Signatory.objects.get(person=world.users["officer_a"].person)
    end_signatory(
        signatory=signatory,
        ends_on=world.today(),
        reason="left",
        **world.as_("clerk1"),
    )
    world.later(days=2)
    with refused("no_authority"):
        filed(world)
    assert filed(world, signed_on=prepared).signed_on == prepared


def test_authority_taken_off_the_register_between_filing_and_check_is_seen(world: World) -> None:
    signature = filed(world)
    signatory = Signatory.objects.get(person=world.users["officer_a"].person)
    end_signatory(
        signatory=signatory,
        ends_on=world.today() - timedelta(days=1),
        reason="left",
        **world.as_("clerk1"),
    )
    with refused("no_authority"):
        check(world, signature)


def test_a_party_that_does_not_sign_files_no_signature(world: World) -> None:
    with refused("not_a_signing_party"):
        filed(world, "C", "seller")


def test_a_paper_with_another_digest_is_refused(world: World) -> None:
    with refused("digest_moved"):
        filed(world, seen_digest="f" * 64)


def test_a_paper_does_not_come_in_before_it_was_signed_nor_tomorrow(world: World) -> None:
    with refused("dates_out_of_order"):
        filed(world, received_on=world.today() - timedelta(days=1))
    with refused("future_date"):
        filed(world, received_on=world.today() + timedelta(days=1))


def test_a_signature_on_what_was_withdrawn_is_not_checked(world: World) -> None:
    from tests.services.test_preparing import withdraw

    signature = filed(world)
    withdraw(world, world.instruction())
    with refused("not_open_for_approval"):
        check(world, signature)


def test_the_checker_acknowledges_the_difference_that_the_paper_shows(world: World) -> None:
    from tests.services.test_preparing import withdraw

    withdraw(world, world.instruction())
    world.submit(world.prepare(1, [LineSpec(world.tranche(1), "own", 2_706_765)], "one share less"))
    signature = filed(world)
    with refused("difference_not_acknowledged"):
        check(world, signature)
    assert check(world, signature, difference=-1).acknowledged_difference == -1


def test_who_prepared_does_not_sign_on_paper_either(world: World) -> None:
    from parties.services.signatories import register_signatory

    person = world.users["clerk1"].person
    assert person is not None
    world.entered(register_signatory, party=world.part("A").party, person=person, starts_on=world.today())
    signature = filed(world, who="clerk1", **world.as_("clerk2"))
    with refused("own_preparation"):
        check(world, signature, "supervisor")


def test_without_portal_consent_paper_still_works(world: World) -> None:
    from tranches.models import AgreementParty

    AgreementParty.objects.filter(agreement=world.agreement).update(consents_to_portal=False)
    check(world, filed(world))
    check(world, filed(world, "B", "officer_b"))
    assert world.tranche(1).state == "instructed"
