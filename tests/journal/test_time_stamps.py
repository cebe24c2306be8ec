"""Time stamps by an authority on this machine: requested over HTTP, verified, kept; and what is none is refused."""

from __future__ import annotations

import shutil
import subprocess
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from documents.actor import system_actor
from documents.journal import time_stamps
from documents.journal.anchored import time_stamp_findings
from documents.journal.time_stamps import TokenRefused, certificates_in, read_token, request_for, token_in
from documents.models import Checkpoint, TimeStamp
from documents.services.anchoring import make_checkpoint
from documents.services.deed import Deed
from documents.services.stamping import stamp
from escrow_site import env
from tests import worlds
from tests.journal.authority import NOW, Authority, authority, served
from tests.verification.test_verify import verify
from tests.walls.tools import without_walls
from tests.worlds import World

pytestmark = pytest.mark.django_db
STAGE = worlds.funded
DESK = system_actor("test")
ROOT = "ab" * 32


@pytest.fixture(scope="module")
def good() -> Authority:
    return authority()


@pytest.fixture
def trusted(good: Authority, tmp_path: Path, settings: object) -> Path:
    """The authority's root, trusted by the settings."""
    file = tmp_path / "roots.pem"
    file.write_bytes(good.root)
    settings.TSA_ROOTS = str(file)  # type: ignore[attr-defined]
    return file


@pytest.fixture
def checkpoint(world: World, trusted: Path) -> Checkpoint:
    return make_checkpoint(Deed("anchor", DESK, NOW))[0]


def token_of(from_: Authority, root: str = ROOT, nonce: int = 7) -> bytes:
    return token_in(from_.answer(request_for(root, nonce=nonce)))


def test_a_token_over_the_root_is_read_with_authority_serial_and_moment(good: Authority) -> None:
    found = read_token(token_of(good), root=ROOT, roots=certificates_in(good.root), nonce=7)
    assert "Time stamps of the tests" in found.authority
    assert found.stamped_at == NOW
    assert found.serial.isdigit()


def test_what_is_stamped_is_checked_by_openssl_without_us(good: Authority, tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    assert openssl, "install openssl"
    for name, content in (("root", bytes.fromhex(ROOT)), ("token", token_of(good)), ("ca.pem", good.root)):
        (tmp_path / name).write_bytes(content)
    command = [openssl, "ts", "-verify", "-data", "root", "-in", "token", "-token_in", "-CAfile", "ca.pem"]
    command += ["-attime", str(int(NOW.timestamp()))]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Verification: OK" in done.stdout + done.stderr, done.stderr


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"root": "cd" * 32}, "stamps something else"),
        ({"nonce": 8}, "nonce differs"),
    ],
)
def test_a_token_for_something_else_is_refused(
    good: Authority, changed: dict[str, object], words: str
) -> None:
    asked = {"root": ROOT, "nonce": 7} | changed
    with pytest.raises(TokenRefused, match=words):
        read_token(token_of(good), roots=certificates_in(good.root), **asked)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "words"), [({"for_stamping": False}, "trusted"), ({"expired": True}, "trusted")]
)
def test_a_certificate_that_is_not_for_stamping_or_ran_out_is_refused(
    kind: dict[str, bool], words: str
) -> None:
    other = authority(**kind)  # type: ignore[arg-type]
    with pytest.raises(TokenRefused, match=words):
        read_token(token_of(other), root=ROOT, roots=certificates_in(other.root), nonce=7)


def test_an_authority_that_nobody_trusts_is_refused(good: Authority) -> None:
    with pytest.raises(TokenRefused, match="trusted"):
        read_token(token_of(authority()), root=ROOT, roots=certificates_in(good.root))


def test_a_certificate_that_runs_out_later_still_vouches_for_what_it_stamped(good: Authority) -> None:
    token = token_of(good)
    with time_machine.travel(NOW + timedelta(days=3000), tick=False):
        assert read_token(token, root=ROOT, roots=certificates_in(good.root)).stamped_at == NOW


def test_no_flipped_byte_of_a_token_passes(good: Authority) -> None:
    token, roots = token_of(good), certificates_in(good.root)
    passed = []
    for at in range(0, len(token), 23):
        forged = bytearray(token)
        forged[at] ^= 1
        try:
            found = read_token(bytes(forged), root=ROOT, roots=roots, nonce=7)
        except TokenRefused:
            continue
        passed.append((at, found.stamped_at))
    # What is outside of what the signature covers may differ without saying anything else.
    assert all(moment == NOW for _, moment in passed)
    assert len(passed) < 12, passed


@pytest.mark.parametrize("answer", [b"", b"<html>", b"\x30\x03\x02\x01\x00", b"\x30\x80"])
def test_what_is_no_answer_is_refused(answer: bytes) -> None:
    with pytest.raises(TokenRefused):
        token_in(answer)


def test_an_answer_that_grants_nothing_is_refused() -> None:
    rejection = bytes.fromhex("30053003020102")  # a status and no token
    with pytest.raises(TokenRefused, match="answered “rejection”"):
        token_in(rejection)


@time_machine.travel(NOW, tick=False)
def test_the_command_has_the_checkpoint_stamped_over_http_once(
    world: World, trusted: Path, good: Authority, settings: object
) -> None:
    out = StringIO()
    with served(good.answer) as address:
        settings.TSA_URL = address  # type: ignore[attr-defined]
        call_command("anchor", stdout=out)
        call_command("anchor", stdout=out)
    row = TimeStamp.objects.get()
    assert row.checkpoint == Checkpoint.objects.get()
    assert row.stamped_at == NOW
    assert out.getvalue().count("Stamped the checkpoint") == 1
    assert not list(time_stamp_findings(certificates_in(good.root)))


@time_machine.travel(NOW, tick=False)
def test_an_authority_that_is_away_or_lies_costs_no_checkpoint_and_is_asked_again(
    world: World, trusted: Path, good: Authority, settings: object
) -> None:
    settings.TSA_URL = "http://127.0.0.1:9/"  # type: ignore[attr-defined]
    err = StringIO()
    with pytest.raises(SystemExit):
        call_command("anchor", stdout=StringIO(), stderr=err)
    assert "No time stamp for the checkpoint" in err.getvalue()
    with served(authority(with_nonce=False).answer) as address:
        settings.TSA_URL = address  # type: ignore[attr-defined]
        with pytest.raises(SystemExit):
            call_command("anchor", stdout=StringIO(), stderr=err)
    with served(lambda _: b"x" * 70_000) as address:
        settings.TSA_URL = address  # type: ignore[attr-defined]
        with pytest.raises(SystemExit):
            call_command("anchor", stdout=StringIO(), stderr=err)
    assert "longer than 65,536 bytes" in err.getvalue()
    assert Checkpoint.objects.count() == 1
    assert not TimeStamp.objects.exists()
    with served(good.answer) as address:
        settings.TSA_URL = address  # type: ignore[attr-defined]
        call_command("anchor", stdout=StringIO())
    assert TimeStamp.objects.count() == 1


def test_an_authority_whose_clock_is_wrong_is_refused(
    checkpoint: Checkpoint, tmp_path: Path, settings: object
) -> None:
    early = authority(at=NOW - timedelta(days=30))
    file = tmp_path / "early.pem"
    file.write_bytes(early.root)
    settings.TSA_ROOTS = str(file)  # type: ignore[attr-defined]
    with pytest.raises(TokenRefused, match="one of them is wrong"):
        stamp(Deed("anchor", DESK, NOW), checkpoint, ask=early.answer)


def test_a_token_moved_to_another_root_is_found(checkpoint: Checkpoint, good: Authority) -> None:
    row = stamp(Deed("anchor", DESK, NOW), checkpoint, ask=good.answer)
    roots = certificates_in(good.root)
    assert not list(time_stamp_findings(roots))
    with without_walls():
        TimeStamp.objects.filter(pk=row.pk).update(stamped_at=NOW - timedelta(days=1))
        assert "names another serial number or moment" in next(time_stamp_findings(roots))
        Checkpoint.objects.filter(pk=checkpoint.pk).update(root="0" * 64)
        assert "stamps something else than this root" in next(time_stamp_findings(roots))


def test_without_the_imprint_a_token_moved_to_another_root_passes(
    checkpoint: Checkpoint, good: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: a token whose signature holds, and which nobody holds against the root it stands beside."""
    stamp(Deed("anchor", DESK, NOW), checkpoint, ask=good.answer)
    stamped = time_stamps._imprint(checkpoint.root)
    with without_walls():
        Checkpoint.objects.filter(pk=checkpoint.pk).update(root="0" * 64)
        assert list(time_stamp_findings(certificates_in(good.root)))
        monkeypatch.setattr(time_stamps, "_imprint", lambda _root: stamped)
        assert not list(time_stamp_findings(certificates_in(good.root)))


@pytest.mark.parametrize(
    "raw",
    ["", "tsa.example", "ftp://tsa.example/", "https://", "https://u:p@tsa.example/", " https://a.example"],
)
def test_an_address_that_is_none_ends_the_process(raw: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="ADDRESS"):
        env.env_url("ADDRESS", environ={"ADDRESS": raw})


def test_a_file_that_is_not_there_ends_the_process(tmp_path: Path) -> None:
    assert env.env_url("ADDRESS", environ={}) == ""
    assert env.env_url("ADDRESS", environ={"ADDRESS": "https://tsa.example/x"}) == "https://tsa.example/x"
    with pytest.raises(ImproperlyConfigured, match="no readable file"):
        env.env_file("ROOTS", environ={"ROOTS": str(tmp_path / "none")})
    assert env.env_file("ROOTS", environ={"ROOTS": str(Path(__file__))}) == str(Path(__file__))


def test_a_file_without_certificates_is_named_and_stops_no_checkpoint(
    world: World, trusted: Path, settings: object
) -> None:
    trusted.write_bytes(b"nothing")
    err = StringIO()
    settings.TSA_URL = "http://127.0.0.1:9/"  # type: ignore[attr-defined]
    with pytest.raises(SystemExit):
        call_command("anchor", stdout=StringIO(), stderr=err)
    assert "ESCROW_TSA_ROOTS" in err.getvalue()
    assert Checkpoint.objects.exists()
    assert verify() == (2, verify()[1])
