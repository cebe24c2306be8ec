"""The dossier: whole, checkable anywhere, silent about other deals, and no damage to it goes unnoticed."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest
from asn1crypto import pem
from django.core.management import call_command
from django.urls import reverse

import tranches.keeping.dossier
from documents.journal.record import head_of
from documents.models import Event
from documents.signing.key import self_signed, signing_key
from documents.vault import path_of
from tests.desk.helpers import flowing
from tests.dossier import damages
from tests.dossier.damages import Damage, Members
from tests.review.conftest import Enter
from tests.unchanged import refused
from tests.worlds import World, loaded, released
from tranches.keeping.services.dossiers import make_dossier

BEGINS, ENDS = datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC)
VERIFIER = Path(tranches.keeping.dossier.__file__).with_name("verify.py")
# How many damaged dossiers are tried.
TRIALS = int(os.environ.get("ESCROW_DAMAGED_DOSSIERS", "200"))


def STAGE() -> World:  # noqa: N802 (the name that tests.stages asks for)
    """A year reported, instructed and released, on the shipped deal file."""
    return released()


def taken(world: World, who: str = "compliance", addressee: str = "tribunal") -> bytes:
    """The archive, as this person takes it."""
    target = io.BytesIO()
    make_dossier(
        agreement=world.agreement, addressee=addressee, purpose="arbitration", target=target, **world.as_(who)
    )
    return target.getvalue()


def members_of(archive: bytes) -> Members:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def packed(members: Members, folder: Path) -> Path:
    target = folder / "dossier.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target


@pytest.fixture(scope="module")
def verifier() -> ModuleType:
    """verify.py as a module of its own, for many runs in one process."""
    spec = importlib.util.spec_from_file_location("dossier_verifier", VERIFIER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def faults(verifier: ModuleType, members: Members, folder: Path, heads: tuple[str, ...] = ()) -> str:
    """The fault that is found, in words; empty when there is none."""
    try:
        verifier.verify(packed(members, folder), heads)
    except (verifier.Fault, verifier.CannotCheck) as found:
        return str(found)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as found:
        return f"not built as it should be: {found!r}"
    return ""


def test_a_stranger_checks_it_with_python_alone(world: World, tmp_path: Path) -> None:
    archive = tmp_path / "dossier.zip"
    archive.write_bytes(taken(world))
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(tmp_path / "unpacked")
    bare = {"PATH": "/usr/bin:/bin"}  # nothing of ours on the way
    for command in ([str(VERIFIER), str(archive)], [str(tmp_path / "unpacked" / "verify.py")]):
        done = subprocess.run(
            [sys.executable, "-I", "-S", *command],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=bare,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        head = head_of(world.agreement.binder)
        assert f"Head KX-2025:{head.count}:{head.digest}" in done.stdout
        assert "1 releases" in done.stdout


def test_verifier_is_one_short_file_of_the_standard_library() -> None:
    source = VERIFIER.read_text()
    assert len(source.splitlines()) <= 400
    imported = {
        name.name.partition(".")[0]
        for entry in ast.walk(ast.parse(source))
        if isinstance(entry, ast.Import)
        for name in entry.names
    } | {entry.module for entry in ast.walk(ast.parse(source)) if isinstance(entry, ast.ImportFrom)}
    assert imported <= sys.stdlib_module_names
    ast.parse(source, feature_version=(3, 9))


def test_taking_it_is_its_last_event(world: World) -> None:
    members = members_of(taken(world))
    last = damages.events_of(members)[-1]
    assert (last["kind"], last["actor_name"], last["reason"]) == (
        "dossier.made",
        world.users["compliance"].person.name,
        "arbitration",
    )
    assert Event.objects.filter(binder=world.agreement.binder).latest("number").digest == last["digest"]


def test_same_record_gives_the_same_bytes_but_for_the_taking(world: World) -> None:
    first, second = members_of(taken(world)), members_of(taken(world))
    moved = {name for name in first if first[name] != second[name]}
    assert moved == {"index.json", damages.EVENTS, f"binders/{damages.MAIN}/anchors.json"}


@pytest.mark.parametrize(
    ("who", "addressee", "code"),
    [
        ("clerk1", "tribunal", "not_permitted"),
        ("officer_a", "A", "not_permitted"),
        ("seller", "C", "not_permitted"),
        ("compliance", "a newspaper", "unknown_addressee"),
    ],
)
def test_who_may_not_take_it_for_whom(world: World, who: str, addressee: str, code: str) -> None:
    with refused(code):
        taken(world, who, addressee)


def test_damaged_record_gives_no_dossier_and_no_event(world: World) -> None:
    document = world.agreement.binder.documents.first()
    assert document is not None
    file = path_of(document.sha256)
    content = file.read_bytes()
    file.chmod(0o640)
    file.write_bytes(content[:-1])
    try:
        with refused("record_damaged"):
            taken(world)
    finally:
        file.write_bytes(content)


def test_nothing_of_another_deal_is_in_it(world: World) -> None:
    """Another deal with the same parties: no reference of it is in any member, nor any member more."""
    before = set(members_of(taken(world)))
    loaded(reference="ZZ-9999")
    after = members_of(taken(world))
    assert set(after) == before
    for name, content in after.items():
        assert b"ZZ-9999" not in content, name


@pytest.mark.slow
def test_no_damage_goes_unnoticed(world: World, verifier: ModuleType, tmp_path: Path) -> None:
    whole = members_of(taken(world))
    assert faults(verifier, dict(whole), tmp_path) == ""
    unseen, said = [], set()
    for trial in range(TRIALS):
        chance = Random(trial)
        damage = damages.SEEN_INSIDE[trial % len(damages.SEEN_INSIDE)]
        members = dict(whole)
        what = damage(members, chance)
        assert members != whole, f"{what}: no damage at all"
        found = faults(verifier, members, tmp_path)
        said.add(found)
        if not found:
            unseen.append(f"trial {trial}: {what}")
    assert unseen == []
    assert len(said) > len(damages.SEEN_INSIDE) // 2  # the faults are named, each in its own words


@pytest.mark.parametrize("damage", damages.SEEN_BY_A_KEPT_HEAD)
def test_record_written_anew_is_found_by_a_kept_head_and_by_nothing_else(
    world: World, verifier: ModuleType, tmp_path: Path, damage: Damage
) -> None:
    members = members_of(taken(world))
    last = damages.events_of(members)[-1]
    kept = f"{damages.MAIN}:{last['number']}:{last['digest']}"
    assert faults(verifier, dict(members), tmp_path, (kept,)) == ""
    damage(members, Random(7))
    assert faults(verifier, members, tmp_path) == ""
    assert re.search(r"cut short|another event", faults(verifier, members, tmp_path, (kept,)))


@pytest.mark.parametrize(
    ("check", "damage"),
    [
        ("check_members", damages.add_member),
        ("check_authority", damages.take_out_approval),
        ("check_authority", damages.end_authority),
        ("check_ledger", damages.move_shares),
        ("check_contents", damages.edit_content),
        ("check_documents", damages.replace_document),
        ("check_anchors", damages.cut_tail),
        ("check_parties", damages.rename_party),
        ("check_authority", damages.take_out_tick),
        ("check_moments", damages.record_in_the_future),
        ("check_moments", damages.record_falling_back),
    ],
)
def test_each_check_is_needed(
    world: World,
    verifier: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    check: str,
    damage: Damage,
) -> None:
    """Take the check out, and the damage passes: as far as that one goes, nothing else stands in for it."""
    members = members_of(taken(world))
    damage(members, Random(3))
    found = faults(verifier, dict(members), tmp_path)
    assert found
    monkeypatch.setattr(verifier, check, lambda *_: None)
    assert faults(verifier, members, tmp_path) != found


def test_event_is_checked_by_hand_as_the_guide_says(world: World) -> None:
    members = members_of(taken(world))
    line = members[damages.EVENTS].decode().splitlines()[3]
    digest = re.search(r'"digest":"([0-9a-f]{64})",', line)
    assert digest is not None
    without = line.replace(digest[0], "")
    assert hashlib.sha256(f"escrow-desk/event/1\n{without}".encode()).hexdigest() == digest[1]


def test_command_writes_a_whole_file_and_says_how_to_check_it(
    world: World, clock: Callable[[datetime], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clock(world.now)
    target = tmp_path / "kx.zip"
    call_command("dossier", "KX-2025", "--out", str(target))
    assert "verify.py" in capsys.readouterr().out
    assert zipfile.is_zipfile(target)
    assert [entry.name for entry in tmp_path.iterdir()] == ["kx.zip"]
    for arguments in (["KX-2025", "--out", str(target)], ["NO-SUCH"]):
        with pytest.raises(SystemExit) as stopped:
            call_command("dossier", *arguments)
        assert stopped.value.code == 2


def test_compliance_takes_it_in_the_review_and_a_clerk_does_not(
    world: World,
    enter: Enter,
    clock: Callable[[datetime], None],
    verifier: ModuleType,
    tmp_path: Path,
) -> None:
    clock(world.now)
    url = reverse("review:dossier")
    given = {"agreement": "KX-2025", "addressee": "C", "purpose": "asked for by the seller"}
    assert enter("clerk1").post(url, given).status_code == 403
    client = enter("compliance")
    assert "What the reader can check" in flowing(client.get(url))
    wrong = client.post(url, given | {"purpose": " "})
    assert (wrong.status_code, "Say what it is for." in flowing(wrong)) == (400, True)
    answer = client.post(url, given)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    archive = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert faults(verifier, members_of(archive), tmp_path) == ""
    facts = damages.events_of(members_of(archive))[-1]["facts"]
    assert facts["for"].startswith("Party C, ")


@pytest.mark.parametrize(
    "damage",
    [
        each
        for each in damages.SEEN_INSIDE
        if each.__name__[:4] in ("plan", "rena", "take", "outd", "say_", "reco")
    ],
)
@pytest.mark.parametrize("trial", range(3))
def test_what_the_index_alone_vouched_for_is_found(
    world: World, verifier: ModuleType, tmp_path: Path, damage: Damage, trial: int
) -> None:
    members = members_of(taken(world))
    damage(members, Random(trial))
    assert faults(verifier, members, tmp_path)


def test_a_folder_with_a_link_in_it_is_not_read(world: World, verifier: ModuleType, tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(io.BytesIO(taken(world))) as archive:
        archive.extractall(folder)
    assert verifier.verify(folder).main == "KX-2025"
    moved = (folder / "README.txt").rename(tmp_path / "elsewhere.txt")
    (folder / "README.txt").symlink_to(moved)
    with pytest.raises(verifier.Fault, match="link"):
        verifier.verify(folder)


@pytest.fixture
def key(settings: Any, tmp_path: Path) -> Path:
    """The agent's key, as an office would configure it."""
    file = tmp_path / "agent.p12"
    file.write_bytes(self_signed("Escrow Agent", begins=BEGINS, ends=ENDS, password="open"))
    settings.SIGNING_KEY, settings.SIGNING_PASSWORD = str(file), "open"
    return file


def test_the_index_is_signed_and_openssl_says_by_whom(world: World, key: Path, tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    assert openssl, "install openssl"
    archive = tmp_path / "dossier.zip"
    archive.write_bytes(taken(world))
    signing = signing_key()
    assert signing is not None
    (tmp_path / "agent.pem").write_bytes(pem.armor("CERTIFICATE", signing.certificate.dump()))
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(tmp_path)
    command = [
        openssl,
        "cms",
        "-verify",
        "-binary",
        "-inform",
        "DER",
        "-in",
        "index.json.p7s",
        "-content",
        "index.json",
    ]
    command += ["-CAfile", "agent.pem", "-purpose", "any", "-no_check_time", "-out", "copy"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said = subprocess.run(
        [sys.executable, "-I", str(VERIFIER), str(archive)], capture_output=True, text=True, check=False
    )
    assert "(index.json.p7s is over it)" in said.stdout
    (tmp_path / "index.json").write_bytes((tmp_path / "index.json").read_bytes() + b" ")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode != 0


def test_an_index_changed_under_its_signature_is_found(
    world: World, key: Path, verifier: ModuleType, tmp_path: Path
) -> None:
    members = members_of(taken(world))
    assert faults(verifier, dict(members), tmp_path) == ""
    damages.rewrite_reason(members, Random(1))
    assert "index.json.p7s is not over this index" in faults(verifier, members, tmp_path)
    del members["index.json.p7s"]
    assert faults(verifier, members, tmp_path) == "", "the reader is told that it is not signed"


def test_without_a_key_the_reader_is_told_so(world: World, tmp_path: Path) -> None:
    archive = tmp_path / "dossier.zip"
    archive.write_bytes(taken(world))
    said = subprocess.run(
        [sys.executable, "-I", str(VERIFIER), str(archive)], capture_output=True, text=True, check=False
    )
    assert said.returncode == 0
    assert "it is NOT SIGNED" in said.stdout
    assert "Not checked here" in said.stdout
