"""Signed papers: what a signature proves, what breaks it, and what a failed one costs (nothing)."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import time_machine
from asn1crypto import x509
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from documents import vault
from documents.models import Document, Event, ReadEntry, SignedRendition
from documents.papers.render import render, to_pdf
from documents.signing.key import signing_key
from documents.signing.reading import signatures_in
from documents.signing.stamp import BOX
from escrow_site.paper_check import A_MINUTE
from tests import worlds
from tests.desk.conftest import Enter
from tests.desk.helpers import tranche_page
from tests.papers.keeping import faults
from tests.papers.samples_account import LETTER
from tests.papers.samples_instructions import FRAME
from tests.portal.test_statement import words
from tests.signing.lettered import EXPIRED, OTHER, checked, judged, letter, lettered, signed
from tests.unchanged import refused
from tests.walls.tools import run, without_walls
from tests.worlds import World
from tranches.management.commands import check_paper
from tranches.models import Release
from tranches.selectors.paper.paper_check import find_paper
from tranches.services.deed import Deed
from tranches.services.release import renditions
from tranches.services.release.renditions import Signed, record_signature, sign_paper
from tranches.services.release.transfer import request_recall
from tranches.statements.services import make_statement
from tranches.verification.evidence import broken_signatures

STAGE = lettered


def test_the_signed_letter_holds_and_begins_with_the_letters_own_bytes(world: World) -> None:
    paper = letter(world)
    made, content = signed(world)
    assert content.startswith(vault.read(paper.sha256))
    assert judged(content, made).holds
    assert faults(content) == []
    event = Event.objects.filter(binder=world.agreement.binder).latest("number")
    assert event.kind == "paper.signed"
    assert [entry["sha256"] for entry in event.documents] == [paper.sha256, sha256(content).hexdigest()]
    assert Release.objects.get().letter == paper
    assert list(broken_signatures()) == []
    again = sign_paper(agreement=world.agreement, paper=paper, **world.as_("clerk2"))
    assert again == made


def test_one_changed_byte_an_added_page_and_another_key_are_found(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made, content = signed(world)
    flipped = bytearray(content)
    flipped[len(content) // 3] ^= 1
    assert judged(bytes(flipped), made).trouble == "the bytes it covers were changed after signing"

    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    page = PdfFileReader(io.BytesIO(content)).root["/Pages"]["/Kids"][0]
    writer.root["/Added"] = writer.add_object(writer.import_object(page["/MediaBox"]))
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    longer = out.getvalue()
    found = judged(longer, made)
    assert not found.holds
    assert "bytes were added after signing" in found.trouble
    # The control: “intact” alone would have let it pass.
    entry = PdfFileReader(io.BytesIO(longer)).embedded_regular_signatures[0]
    own = [x509.Certificate.load(bytes(made.certificate))]
    naive = validate_pdf_signature(entry, ValidationContext(trust_roots=own, moment=made.signed_at))
    assert naive.intact
    assert naive.valid
    assert not naive.bottom_line

    (stranger,) = signatures_in(content, [], moment=made.signed_at)
    assert stranger.trouble == "its certificate is not one of the escrow agent’s"

    assert checked(content, tmp_path, capsys)[0] == 0
    code, said = checked(bytes(flipped), tmp_path, capsys)
    assert (code, "Not ours, or changed" in said) == (1, True)
    code, said = checked(longer, tmp_path, capsys)
    assert (code, "begins with our Letter to the transfer agent" in said) == (1, True)


def test_no_key_a_wrong_password_and_an_expired_certificate_lose_nothing(
    world: World, settings: Any, the_key: Path
) -> None:
    by = {"agreement": world.agreement, "paper": letter(world), **world.as_("clerk1")}
    settings.SIGNING_PASSWORD = "wrong"
    with refused("no_signing_key"):
        sign_paper(**by)
    settings.SIGNING_KEY = settings.SIGNING_PASSWORD = ""
    with refused("no_signing_key"):
        sign_paper(**by)
    settings.SIGNING_KEY = str(the_key)
    the_key.write_bytes(EXPIRED)
    with refused("certificate_not_valid"):
        sign_paper(**by)


def test_only_the_agent_signs_and_only_what_it_issued(world: World) -> None:
    paper = letter(world)
    for who in ("officer_a", "seller", "compliance"):
        with refused("not_permitted"):
            sign_paper(agreement=world.agreement, paper=paper, **world.as_(who))
    proposal = world.instruction().proposal
    assert proposal is not None
    with refused("not_issued"):
        sign_paper(agreement=world.agreement, paper=proposal, **world.as_("clerk1"))


def test_a_signature_of_another_paper_or_key_is_not_filed(world: World, the_key: Path) -> None:
    paper, now = letter(world), world.now
    good = renditions._sign(paper, now)
    the_key.write_bytes(OTHER)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(django_settings, "SIGNING_PASSWORD", "")
        key = signing_key()
    assert key is not None
    for wrong in (
        Signed(good.content, key.certificate.dump().hex(), False),
        Signed(worlds.pdf("something else"), good.certificate, False),
    ):
        with refused("signature_fails"):
            record_signature(agreement=world.agreement, paper=paper, signed=wrong, **world.as_("clerk1"))
    assert not SignedRendition.objects.exists()


def test_a_letter_is_signed_after_its_act_and_a_failure_there_leaves_the_act(
    world: World, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    deed = Deed("authorise_release", agreement=world.agreement, **world.as_("supervisor"))
    monkeypatch.setattr("documents.signing.pades.sign_pdf", lambda *_, **__: 1 / 0)
    with django_capture_on_commit_callbacks(execute=True):
        renditions.sign_after_commit(deed, letter(world))
    assert not SignedRendition.objects.exists()
    monkeypatch.undo()
    with django_capture_on_commit_callbacks(execute=True):
        renditions.sign_after_commit(deed, letter(world))
    assert SignedRendition.objects.get().paper == letter(world)


def test_verification_finds_a_signature_pointed_at_another_paper(world: World) -> None:
    made, _ = signed(world)
    other = make_statement(agreement=world.agreement, **world.as_("clerk1"))
    with without_walls():
        run("UPDATE documents_signedrendition SET paper_id = %s WHERE id = %s", other.pk, made.pk)
    assert any("does not begin with the paper" in sentence for sentence in broken_signatures())


def test_the_page_tells_the_holder_of_the_file_and_nobody_else(world: World, client: Client) -> None:
    made, content = signed(world)
    address = reverse("check_paper")

    def asked(**given: Any) -> str:
        return words(client.post(address, given))

    said = asked(file=SimpleUploadedFile("letter.pdf", content))
    assert "Ours, unchanged, and it still stands" in said
    assert "for the escrow agent" in said
    assert "Ours, unchanged" in asked(digest=made.document.sha256.upper())
    changed = asked(file=SimpleUploadedFile("letter.pdf", content + b"\n"))
    assert "No paper of ours has these bytes" in changed
    assert world.agreement.reference not in changed
    # What somebody filed with us is not confirmed to a stranger: the same answer as for an unknown digest.
    filed = Document.objects.filter(made_here=False).first()
    assert filed is not None
    unknown = "0" * 64
    assert asked(digest=filed.sha256).replace(filed.sha256[:8], "").count("No paper of ours") == 1
    assert asked(digest=unknown).count("No paper of ours") == 1
    assert "Nothing was checked" in asked(digest="abc")
    assert "Nothing was checked" in asked()


def test_the_page_and_the_command_say_that_a_recalled_letter_no_longer_stands(
    world: World, client: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made, content = signed(world)
    world.send()
    request_recall(
        release=world.release(), reason="a secret reason", requested_on=world.today(), **world.as_("clerk1")
    )
    said = words(client.post(reverse("check_paper"), {"digest": made.document.sha256}))
    assert "it no longer stands" in said
    assert "a secret reason" not in said
    code, told = checked(content, tmp_path, capsys)
    assert code == 0
    assert "No longer stands: The escrow agent has asked" in told
    assert "Signature of AUTOA2A, LTD." in told


def test_if_it_went_by_what_a_paper_says_of_itself_a_changed_one_were_ours(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: looked up by the digest it names, in place of the digest of its bytes."""
    paper = letter(world)
    changed = vault.read(paper.sha256) + b"% one share more\n"
    assert checked(changed, tmp_path, capsys)[0] == 1
    monkeypatch.setattr(check_paper, "find_paper", lambda _digest: find_paper(paper.sha256))
    code, said = checked(changed, tmp_path, capsys)
    assert (code, "Ours, unchanged" in said) == (0, True)


def test_a_stranger_who_asks_too_often_waits(db: None, client: Client) -> None:
    address = reverse("check_paper")
    with time_machine.travel(
        datetime(2026, 12, 18, 2, 0, 5, tzinfo=UTC), tick=False
    ):  # all within one minute
        codes = [client.post(address, {"digest": "0" * 64}).status_code for _ in range(A_MINUTE + 1)]
    assert codes[:A_MINUTE] == [200] * A_MINUTE
    assert codes[-1] == 429


def test_the_stamp_stands_in_the_margin_and_a_demo_key_says_so(
    world: World, settings: Any, tmp_path: Path
) -> None:
    from documents.signing.key import make_demo_key

    settings.SIGNING_KEY = settings.SIGNING_PASSWORD = ""
    settings.DEMO_SIGNING_KEY = tmp_path / "demo.p12"
    make_demo_key(settings.DEMO_SIGNING_KEY)
    made, content = signed(world)
    assert made.is_demo
    with pikepdf.open(io.BytesIO(content)) as pdf:
        box = [float(number) for number in pdf.pages[0].Annots[-1].Rect]
        assert box[3] < 40  # points: below the foot, where no paper prints
        assert len(pdf.pages) == 2


def test_desk_and_portal_show_the_signed_rendition_beside_its_paper_and_its_download_is_on_record(
    world: World, clock: Callable[[datetime], None], enter: Enter
) -> None:
    made, content = signed(world)
    clock(world.now)
    file = reverse("document", args=[made.document.public_id])
    shown = f"Signed by {made.signer}"
    for who, page in (
        ("clerk1", tranche_page(world.tranche(1))),
        ("clerk1", reverse("admin:tranches_escrowagreement_change", args=[world.agreement.pk])),
        ("officer_a", reverse("portal:tranche", args=[world.agreement.reference, 1])),
        ("seller", reverse("portal:agreement", args=[world.agreement.reference])),
    ):
        answer = enter(who).get(page)
        assert f'href="{file}"' in answer.content.decode(), page
        assert f"{shown} , {made.signed_at.day} Dec 2026, 02:00 UTC · certificate" in words(answer), page
        assert made.certificate_sha256 in answer.content.decode()
        assert made.document.title not in words(answer), "it is no row of its own"
    assert enter("officer_a").get(file).content == content
    row = ReadEntry.objects.get(document=made.document)
    assert (row.document, row.sha256, row.user) == (
        made.document,
        made.document.sha256,
        world.users["officer_a"],
    )


def test_the_stamp_covers_no_line_of_the_foot_even_below_a_long_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The address to check at has 64 digits of the head in it, and takes a second line in most houses."""
    address = f"https://desk.of.the.escrow.agent.example/check/0bf78d24-5740-4190-94f7-46e983bea9cb/424/{'9f2e6d33' * 8}/"
    monkeypatch.setattr("documents.papers.render.to_pdf", to_pdf)
    page = PdfReader(
        io.BytesIO(render(replace(LETTER, frame=replace(FRAME, verification_url=address))))
    ).pages[0]
    lines: list[float] = []

    def seen(text: str, place: list[float], within: list[float], *_: Any) -> None:
        if text.strip():
            lines.append(place[5] + place[3] * within[5])

    said = page.extract_text(visitor_text=seen)
    assert said.count("9f2e6d33" * 8) == 1
    assert min(lines) - 2 >= BOX[3]  # two points hang below the line
