"""The strict readers: each form they take, each form they refuse, and that no password is repeated."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest
from django.core.exceptions import ImproperlyConfigured

from escrow_site import env

BASE = Path("/srv/desk")


@pytest.mark.parametrize(("raw", "value"), [("true", True), ("false", False)])
def test_truth_has_two_spellings(raw: str, value: bool) -> None:
    assert env.env_bool("SWITCH", environ={"SWITCH": raw}) is value


@pytest.mark.parametrize("raw", ["", "1", "0", "yes", "on", "True", "FALSE", " true", "true\n"])
def test_every_other_spelling_of_truth_is_refused(raw: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"SWITCH must be true or false"):
        env.env_bool("SWITCH", default=True, environ={"SWITCH": raw})


def test_refusal_names_the_variable_and_the_value() -> None:
    with pytest.raises(ImproperlyConfigured) as caught:
        env.env_int("WORKERS", environ={"WORKERS": "two"})
    assert str(caught.value) == "WORKERS must be a whole number, not 'two'."


@pytest.mark.parametrize("raw", ["", "1.5", "1e3", "+4", "- 4", " 4", "4 ", "٤", "1_000", "--4"])
def test_what_is_no_plain_whole_number_is_refused(raw: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="WORKERS"):
        env.env_int("WORKERS", default=3, environ={"WORKERS": raw})


def test_bounds_of_a_number_are_included() -> None:
    assert env.env_int("WORKERS", minimum=1, maximum=4, environ={"WORKERS": "1"}) == 1
    assert env.env_int("WORKERS", minimum=1, maximum=4, environ={"WORKERS": "4"}) == 4
    for outside in ("0", "5", "-1"):
        with pytest.raises(ImproperlyConfigured, match="WORKERS must be at"):
            env.env_int("WORKERS", minimum=1, maximum=4, environ={"WORKERS": outside})


@pytest.mark.parametrize("environ", [{}, {"NAME": ""}, {"NAME": "  "}])
def test_required_text_ends_the_process_when_missing_or_blank(environ: dict[str, str]) -> None:
    with pytest.raises(ImproperlyConfigured, match="NAME is not set"):
        env.env_str("NAME", environ=environ)


def test_optional_text_set_to_nothing_is_a_mistake_not_the_default() -> None:
    assert env.env_str("NAME", default="desk", environ={}) == "desk"
    with pytest.raises(ImproperlyConfigured, match="NAME"):
        env.env_str("NAME", default="desk", environ={"NAME": ""})


def test_list_is_split_at_commas_and_an_empty_item_is_refused() -> None:
    assert env.env_list("HOSTS", environ={"HOSTS": "a.example, b.example"}) == ["a.example", "b.example"]
    for raw in ("", "a,,b", "a,"):
        with pytest.raises(ImproperlyConfigured, match="HOSTS"):
            env.env_list("HOSTS", default=[], environ={"HOSTS": raw})


def test_default_list_is_not_shared_between_readers() -> None:
    default = ["a"]
    env.env_list("HOSTS", default=default, environ={}).append("b")
    assert default == ["a"]


# --- The database's address ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite:///var/db.sqlite3", "/srv/desk/var/db.sqlite3"),
        ("sqlite:////mnt/db.sqlite3", "/mnt/db.sqlite3"),
        ("sqlite:///with%20blank.db", "/srv/desk/with blank.db"),
        ("sqlite:///:memory:", ":memory:"),
    ],
)
def test_sqlite_address_names_a_file(url: str, name: str) -> None:
    assert env.database_config(url, BASE)["NAME"] == name


def test_sqlite_takes_its_lock_early_and_waits_and_survives_a_power_cut() -> None:
    options = env.database_config("sqlite:///db.sqlite3", BASE)["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] >= 20
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        assert pragma in options["init_command"]


def test_postgresql_address_is_taken_apart_and_decoded() -> None:
    config = env.database_config(
        "postgresql://desk:p%40ss%2F@db.example:5433/escrow?sslmode=verify-full", BASE
    )
    assert (config["USER"], config["PASSWORD"]) == ("desk", "p@ss/")
    assert (config["HOST"], config["PORT"], config["NAME"]) == ("db.example", "5433", "escrow")
    assert config["OPTIONS"] == {"sslmode": "verify-full", "pool": True}
    assert config["CONN_MAX_AGE"] == 0


def test_years_keep_their_defaults_and_what_is_no_class_or_no_number_ends_the_process() -> None:
    default = {"deal": 20, "reads": 10}
    assert env.env_years("YEARS", default, environ={}) == default
    assert env.env_years("YEARS", default, environ={"YEARS": "reads=7"}) == {"deal": 20, "reads": 7}
    for wrong in (
        "read=7",
        "reads",
        "reads=",
        "reads=0",
        "reads=101",
        "reads=7.5",
        "reads=7,reads=8",
        "reads=seven",
    ):
        with pytest.raises(ImproperlyConfigured, match="YEARS"):
            env.env_years("YEARS", default, environ={"YEARS": wrong})


def test_postgresql_may_be_reached_by_a_socket_and_without_a_pool() -> None:
    config = env.database_config("postgresql://desk@/escrow?host=/run/postgresql", BASE, pool=False)
    assert (config["HOST"], config["PORT"]) == ("/run/postgresql", "")
    assert "pool" not in config["OPTIONS"]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "db.sqlite3",
        "mysql://desk:secret@db/escrow",
        "sqlite://db.sqlite3",
        "sqlite:///",
        "sqlite:///folder/",
        "sqlite:///db.sqlite3?mode=ro",
        "postgresql://desk:secret@db",
        "postgresql://desk:secret@db/",
        "postgresql://desk:secret@db/escrow/more",
        "postgresql://desk:secret@db:port/escrow",
        "postgresql://desk:secret@db/escrow?sslmod=require",
        "postgresql://desk:secret@db/escrow?sslmode=require&sslmode=disable",
        "postgresql://desk:secret@db/escrow?host=/run/postgresql",
    ],
)
def test_address_that_is_not_understood_ends_the_process_and_keeps_the_password(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL") as caught:
        env.database_config(url, BASE)
    assert "secret" not in str(caught.value)


# --- The key -------------------------------------------------------------------------------------


def test_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "var" / "secret_key"
    first = env.secret_key("KEY", file=file, environ={})
    assert env.secret_key("KEY", file=file, environ={}) == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["secret_key"]


def test_workers_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    keys: list[str] = []
    threads = [
        Thread(target=lambda: keys.append(env.secret_key("KEY", file=tmp_path / "secret_key", environ={})))
        for _ in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 16
    assert len(set(keys)) == 1


def test_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "secret_key"
    key = env.secret_key("KEY", file=file, environ={})
    file.chmod(0o644)
    with pytest.raises(ImproperlyConfigured, match="others may read") as caught:
        env.secret_key("KEY", file=file, environ={})
    assert key not in str(caught.value)


def test_short_key_is_refused_and_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="KEY has 5 characters") as caught:
        env.secret_key("KEY", file=tmp_path / "secret_key", environ={"KEY": "guess"})
    assert "guess" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


# --- What only the demo may do --------------------------------------------------------------------

GOOD = {
    "demo": False,
    "debug": False,
    "hosts": ["desk.example", ".example"],
    "key": "kx8Jq2-Zp5Lw0RtYb7VnCs4MdGh1FaUe3",
}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"debug": True}, "ESCROW_DEBUG"),
        ({"hosts": ["*"]}, "ESCROW_HOSTS"),
        ({"hosts": ["desk.example", "*"]}, "ESCROW_HOSTS"),
        ({"hosts": ["*.example"]}, "ESCROW_HOSTS"),
        ({"key": "k" * 50}, "ESCROW_SECRET_KEY"),
        ({"key": "abcabcabc" * 9}, "ESCROW_SECRET_KEY"),
        ({"key": "django-insecure-kx8Jq2-Zp5Lw0RtYb7VnCs4MdGh1FaUe3"}, "ESCROW_SECRET_KEY"),
    ],
)
def test_office_does_not_start_with_what_only_the_demo_may_do(change: dict[str, object], named: str) -> None:
    env.refuse_unsafe(**GOOD)  # type: ignore[arg-type]
    with pytest.raises(ImproperlyConfigured, match=f"^{named} ") as caught:
        env.refuse_unsafe(**GOOD | change)  # type: ignore[arg-type]
    assert "ESCROW_DEMO=true" in str(caught.value)
    assert str(change.get("key", "no key")) not in str(caught.value)
    env.refuse_unsafe(**GOOD | change | {"demo": True})  # type: ignore[arg-type]


def test_settings_ask_it_at_the_start(tmp_path: Path) -> None:
    """A process of its own with ESCROW_DEBUG=true ends with the sentence; the demo starts."""
    root = Path(__file__).resolve().parents[2]
    start = [sys.executable, "-W", "ignore", "-c", "import escrow_site.settings"]
    for demo, code in (("false", 1), ("true", 0)):
        told = subprocess.run(
            start,
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
            env={"PATH": "", "ESCROW_VAR": str(tmp_path), "ESCROW_DEBUG": "true", "ESCROW_DEMO": demo},
        )
        assert told.returncode == code, told.stderr
        assert ("ESCROW_DEBUG is true" in told.stderr) == (code == 1)


def test_demo_is_served_as_one() -> None:
    served = (Path(__file__).resolve().parents[2] / ".ci" / "serve").read_text(encoding="utf-8")
    assert "export ESCROW_DEMO=${ESCROW_DEMO:-true}" in served


@pytest.mark.parametrize(("one", "other"), [(True, False), (False, True), (False, False)])
def test_two_switches_of_which_one_is_meant_may_stand_alone(one: bool, other: bool) -> None:
    env.refuse_both(ONE=one, OTHER=other)


def test_two_switches_of_which_one_is_meant_are_refused_together() -> None:
    with pytest.raises(ImproperlyConfigured, match="ONE and OTHER are both true"):
        env.refuse_both(ONE=True, OTHER=True)


@pytest.mark.parametrize(
    ("given", "tls", "ssl"),
    [
        ({}, False, False),
        ({"ESCROW_MAIL_TLS": "true"}, True, False),
        ({"ESCROW_MAIL_IMPLICIT_TLS": "true"}, False, True),
    ],
)
def test_mail_is_encrypted_as_the_settings_say(given: dict[str, str], tls: bool, ssl: bool) -> None:
    told = mail_settings(given)
    assert told.returncode == 0, told.stderr
    assert told.stdout.split() == [str(tls), str(ssl)]


def test_mail_encrypted_in_both_ways_ends_the_process_at_start() -> None:
    told = mail_settings({"ESCROW_MAIL_TLS": "true", "ESCROW_MAIL_IMPLICIT_TLS": "true"})
    assert told.returncode != 0
    assert "ESCROW_MAIL_TLS and ESCROW_MAIL_IMPLICIT_TLS are both true" in told.stderr


def mail_settings(given: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """What a process started with these variables has for mail."""
    shown = "from escrow_site import settings as s; print(s.EMAIL_USE_TLS, s.EMAIL_USE_SSL)"
    names = ("ESCROW_MAIL_TLS", "ESCROW_MAIL_IMPLICIT_TLS")
    kept = {name: value for name, value in os.environ.items() if name not in names}
    return subprocess.run(
        [sys.executable, "-c", shown],
        env=kept | given,
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).resolve().parents[2],
    )
