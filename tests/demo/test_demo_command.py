"""`manage.py demo`: loaded once, never into an office's database, rebuilt only where nothing else is lost."""

from __future__ import annotations

import io
import stat
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from documents.models import Document, Event
from escrow_site.demo import play, progress
from escrow_site.demo.cast import CAST, Credentials
from escrow_site.demo.practice import CASES
from escrow_site.demo.rebuild import remove
from parties.models import Person, User
from tests.unpaged import leave_layout_out
from tranches.models import EscrowAgreement

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tranches" / "deals" / "kaixin.toml"


@pytest.fixture(autouse=True)
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path / "var")
    monkeypatch.setattr(settings, "DEMO_SIGNING_KEY", tmp_path / "var" / "demo_signing_key.p12")
    monkeypatch.setattr(
        "tranches.simulation.stage.key_or_none", lambda: None
    )  # what is not laid out is not signed
    monkeypatch.setattr(
        "escrow_site.demo.practice.CASES", CASES[:1]
    )  # tests/demo/test_practice.py plays them all
    leave_layout_out(monkeypatch)
    return tmp_path / "var"


def demo(*arguments: str) -> str:
    out = io.StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


def an_office() -> None:
    """People that are not of the demo."""
    call_command(
        "first_supervisors",
        "ann=Ann Office",
        "ben=Ben Office",
        house="Our Escrow Limited",
        stdout=io.StringIO(),
    )


def written() -> tuple[int, ...]:
    return tuple(model._default_manager.count() for model in (EscrowAgreement, User, Person, Document, Event))


@pytest.mark.django_db
def test_demo_is_loaded_once_and_names_every_user_each_time(var: Path) -> None:
    first = demo()
    before = written()
    second = demo()
    assert written() == before
    assert before[:2] == (3, len(CAST))
    passwords = Credentials(var / "demo_users").read()
    for member in CAST:
        password = passwords[member.username]
        user = User.objects.get(username=member.username)
        assert user.check_password(password)
        for said in (first, second):
            (line,) = (line for line in said.splitlines() if f" {member.username} " in line)
            assert password in line
            assert user.person is not None
            assert user.person.name in line
            assert member.role.label in line


@pytest.mark.django_db
def test_the_desk_serves_with_the_live_deal_and_the_rest_is_played_once_behind_it(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert demo("--rest") == ""  # nothing stands, so nothing is begun
    assert "KX-2025" in demo("--live")
    assert set(EscrowAgreement.objects.values_list("reference", flat=True)) == {"KX-2025"}
    with progress.playing() as is_ours:
        assert is_ours
        assert "another process" in demo("--rest")
        progress.say("chapter one")
        assert progress.being_played() == "chapter one"
    assert progress.being_played() == ""

    whole = play.CHAPTERS
    monkeypatch.setattr(play, "CHAPTERS", whole[:1])  # broken off after the first year
    assert "Demo: practice case 1 of 1" in demo("--rest")
    half = Event.objects.count()
    monkeypatch.setattr(play, "CHAPTERS", whole[:2])
    again = demo("--rest")
    assert "first year" not in again
    assert "second year" in again
    assert Event.objects.count() > half
    after = written()
    assert demo("--rest") == ""
    assert written() == after


def test_a_player_that_ended_without_a_word_plays_no_more(var: Path) -> None:
    for left in ("999999999 gone", "no number", ""):
        var.mkdir(exist_ok=True)
        (var / "demo_progress").write_text(left, encoding="utf-8")
        assert progress.being_played() == ""


def test_passwords_are_secret_random_and_read_by_their_owner_only(var: Path) -> None:
    credentials = Credentials(var / "demo_users")
    first = credentials.make()
    assert stat.S_IMODE(credentials.file.stat().st_mode) == 0o600
    assert credentials.read() == first
    assert len(set(first.values())) == len(CAST)
    assert not set(first.values()) & set(credentials.make().values())


@pytest.mark.django_db
def test_an_office_with_an_account_of_its_own_gets_no_demo(var: Path) -> None:
    an_office()
    before = written()
    assert "left as it is" in demo()
    assert written() == before
    assert not (var / "demo_users").exists()


@pytest.mark.django_db
def test_an_office_with_an_agreement_of_its_own_gets_no_demo() -> None:
    call_command("load_agreement", str(SAMPLE), "--reference", "OUR-1", stdout=io.StringIO())
    before = written()
    assert "left as it is" in demo()
    assert written() == before


@pytest.mark.django_db
def test_a_demo_whose_passwords_are_gone_says_what_to_do(var: Path) -> None:
    demo("--live")
    (var / "demo_users").unlink()
    before = written()
    assert "make demo" in demo("--live")
    assert written() == before
    assert not (var / "demo_users").exists()


@pytest.mark.django_db
def test_a_database_elsewhere_is_never_rebuilt(var: Path) -> None:
    Credentials(var / "demo_users").make()
    with pytest.raises(CommandError, match="DATABASE_URL"):
        demo("--rebuild")
    assert (var / "demo_users").exists()


@pytest.mark.django_db
def test_a_database_with_anything_not_of_the_demo_is_never_rebuilt(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("escrow_site.demo.rebuild.is_the_demos_place", lambda: True)
    an_office()
    Credentials(var / "demo_users").make()
    before = written()
    with pytest.raises(CommandError, match="not the demo's"):
        demo("--rebuild")
    assert written() == before
    assert (var / "demo_users").exists()


def test_removing_the_demo_leaves_the_key_and_everything_else(var: Path) -> None:
    credentials = Credentials(var / "demo_users")
    credentials.make()
    (var / "vault" / "ab").mkdir(parents=True)
    for name in ("db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm", "vault/ab/paper", "secret_key"):
        (var / name).write_bytes(b"x")
    remove(database=var / "db.sqlite3", vault=var / "vault", credentials=credentials)
    assert [path.name for path in var.iterdir()] == ["secret_key"]
