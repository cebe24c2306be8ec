"""Strict readers of environment variables: a wrong value ends the process at start.

Why: a setting that is silently misread (``DEBUG=False`` taken as true because the string is not empty) is
found by an attacker, not by a test. Every reader therefore accepts exactly the forms it names, and refuses the
rest with one sentence that names the variable and the value. Values that carry a password are never repeated.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SQLITE_TIMEOUT_SECONDS = 20
SECRET_KEY_MIN_LENGTH = 50
SECRET_KEY_MIN_SIGNS = 16

# WAL lets readers go on while one writer commits; FULL makes a commit survive a power cut; foreign keys are
# off in SQLite unless asked for; busy_timeout repeats the driver's timeout.
SQLITE_INIT_COMMAND = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"
    "PRAGMA foreign_keys=ON;"
    f"PRAGMA busy_timeout={SQLITE_TIMEOUT_SECONDS * 1000};"
)

SQLITE_SCHEMES = frozenset({"sqlite", "sqlite3"})
POSTGRESQL_SCHEMES = frozenset({"postgresql", "postgres"})

# What may follow the question mark of a PostgreSQL address.  Anything else is a misspelling.
POSTGRESQL_PARAMETERS = frozenset(
    {
        "application_name",
        "connect_timeout",
        "sslcert",
        "sslkey",
        "sslmode",
        "sslrootcert",
        "target_session_attrs",
    }
)


def env_bool(name: str, default: bool | None = None, *, environ: Mapping[str, str] | None = None) -> bool:
    """Return the variable as a truth value; only ``true`` and ``false`` are understood.

    Refuses ``1``, ``yes``, ``on`` and the empty string: who writes ``off`` must not get a debugging server.
    """
    raw = _raw(name, environ)
    if raw is None:
        if default is None:
            raise _missing(name)
        return default
    if raw == "true":
        return True
    if raw == "false":
        return False
    raise ImproperlyConfigured(f"{name} must be true or false, not {raw!r}.")


def refuse_both(**switches: bool) -> None:
    """Refuse two switches that are both on, where only one of them can be meant."""
    on = [name for name, is_on in switches.items() if is_on]
    if len(on) > 1:
        raise ImproperlyConfigured(f"{' and '.join(on)} are both true: set one of them, or neither.")


def env_int(
    name: str,
    default: int | None = None,
    *,
    minimum: int | None = None,
    maximum: int | None = None,
    environ: Mapping[str, str] | None = None,
) -> int:
    """Return the variable as a whole number, bounds included; refuses blanks and signs other than minus."""
    raw = _raw(name, environ)
    if raw is None:
        if default is None:
            raise _missing(name)
        return default
    digits = raw.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()):
        raise ImproperlyConfigured(f"{name} must be a whole number, not {raw!r}.")
    value = int(raw)
    if minimum is not None and value < minimum:
        raise ImproperlyConfigured(f"{name} must be at least {minimum}, not {raw!r}.")
    if maximum is not None and value > maximum:
        raise ImproperlyConfigured(f"{name} must be at most {maximum}, not {raw!r}.")
    return value


def env_str(name: str, default: str | None = None, *, environ: Mapping[str, str] | None = None) -> str:
    """Return the variable as text; without a default it is required, and empty or blank counts as missing."""
    raw = _raw(name, environ)
    if raw is None:
        if default is None:
            raise _missing(name)
        return default
    if not raw.strip():
        if default is None:
            raise _missing(name)
        raise ImproperlyConfigured(f"{name} is set to {raw!r}: give it a value or leave it unset.")
    return raw


def env_list(
    name: str, default: list[str] | None = None, *, environ: Mapping[str, str] | None = None
) -> list[str]:
    """Return a comma-separated variable as a list; an empty item (``a,,b``) is refused, not dropped."""
    raw = _raw(name, environ)
    if raw is None:
        if default is None:
            raise _missing(name)
        return list(default)
    items = [item.strip() for item in raw.split(",")]
    if not all(items):
        raise ImproperlyConfigured(f"{name} must be items separated by single commas, not {raw!r}.")
    return items


def env_choice(
    name: str, choices: tuple[str, ...], default: str, *, environ: Mapping[str, str] | None = None
) -> str:
    """Return the variable as one of the words it may be, exactly as they are written; unset gives the default."""
    raw = _raw(name, environ)
    if raw is None:
        return default
    if raw not in choices:
        raise ImproperlyConfigured(f"{name} must be {' or '.join(choices)}, not {raw!r}.")
    return raw


def env_days(name: str, default: list[int], *, environ: Mapping[str, str] | None = None) -> list[int]:
    """Return a comma-separated list of numbers of days, the most first; refuses what is no whole number from 0 to 1000."""
    items = env_list(name, [str(day) for day in default], environ=environ)
    days = [env_int(name, minimum=0, maximum=1000, environ={name: item}) for item in items]
    return sorted(set(days), reverse=True)


def env_years(
    name: str, default: Mapping[str, int], *, environ: Mapping[str, str] | None = None
) -> dict[str, int]:
    """Return ``class=years`` pairs, comma separated; what is not named keeps its default.

    Refuses a class that is not among the defaults, one named twice, and what is no whole number from 1 to 100.
    """
    years: dict[str, int] = {}
    for item in env_list(name, [], environ=environ):
        key, sign, number = item.partition("=")
        if not sign or key not in default or key in years:
            raise ImproperlyConfigured(
                f"{name} holds {item!r}: write each of {', '.join(sorted(default))} at most once, such as {next(iter(default))}=20."
            )
        years[key] = env_int(name, minimum=1, maximum=100, environ={name: number})
    return {**default, **years}


def env_path(name: str, default: Path, *, base_dir: Path, environ: Mapping[str, str] | None = None) -> Path:
    """Return the variable as a path; a relative one is taken from the project's folder."""
    raw = _raw(name, environ)
    if raw is None:
        return default
    if not raw.strip():
        raise ImproperlyConfigured(f"{name} is set to {raw!r}: give it a path or leave it unset.")
    return base_dir / raw


def env_url(name: str, default: str = "", *, environ: Mapping[str, str] | None = None) -> str:
    """Return the variable as an http or https address with a host and without a password; unset gives the default."""
    raw = _raw(name, environ)
    if raw is None:
        return default
    parts = urlsplit(raw)
    if parts.scheme not in ("http", "https") or not parts.hostname or raw != raw.strip():
        raise ImproperlyConfigured(f"{name} must be an address such as https://host/path.")
    if parts.username or parts.password:
        raise ImproperlyConfigured(f"{name} must hold no user name and no password.")
    return raw


def env_prefix(name: str, *, environ: Mapping[str, str] | None = None) -> str | None:
    """The path below which the desk is served, as `/escrow`; nothing where it is served at the root of its host."""
    raw = _raw(name, environ)
    if not raw:
        return None
    if not raw.startswith("/") or raw.endswith("/") or not raw.isprintable() or " " in raw:
        raise ImproperlyConfigured(
            f"{name} is {raw!r}: it must be a path such as /escrow, without a slash at its end."
        )
    return raw


def env_file(name: str, default: str = "", *, environ: Mapping[str, str] | None = None) -> str:
    """Return the variable as the path of a file that is there and can be read; unset gives the default."""
    raw = _raw(name, environ)
    if raw is None:
        return default
    if not Path(raw).is_file() or not os.access(raw, os.R_OK):
        raise ImproperlyConfigured(f"{name}: there is no readable file at {raw!r}.")
    return raw


def secret_key(name: str, *, file: Path, environ: Mapping[str, str] | None = None) -> str:
    """Return the signing key: the variable if it is set, else the one kept in ``file``, made there on first use.

    The file is published whole and under no other user's eyes (mode 0600), so that several workers starting
    at once agree on one key. Refuses a key too short to resist guessing, and a file that others may read; the
    key itself is never repeated in a refusal.
    """
    given = _raw(name, environ)
    if given is not None:
        return _long_enough(given, name)
    if not file.exists():
        _make_secret(file)
    if file.stat().st_mode & 0o077:
        raise ImproperlyConfigured(f"{name}: others may read {file}; make a new key, and chmod 600 its file.")
    return _long_enough(file.read_text(encoding="ascii").strip(), f"{name} (from {file})")


def refuse_unsafe(*, demo: bool, debug: bool, hosts: list[str], key: str) -> None:
    """Refuse to start an office with what only the demo may do: show faults to visitors, answer to any name, sign with a poor key.

    The key itself is never repeated.
    """
    if demo:
        return
    way_out = "Only the demo may be served so, with ESCROW_DEMO=true."
    if debug:
        raise ImproperlyConfigured(
            f"ESCROW_DEBUG is true: whoever causes a fault would be shown what is on record. Unset it. {way_out}"
        )
    if any("*" in host for host in hosts):
        raise ImproperlyConfigured(
            f"ESCROW_HOSTS holds '*': links in mails would lead wherever a stranger says. Name the hosts. {way_out}"
        )
    if len(set(key)) < SECRET_KEY_MIN_SIGNS or key.startswith("django-insecure-"):
        raise ImproperlyConfigured(
            "ESCROW_SECRET_KEY can be guessed: take at least "
            f"{SECRET_KEY_MIN_LENGTH} random characters, or unset it and one is made. {way_out}"
        )


def _long_enough(key: str, where: str) -> str:
    if len(key) < SECRET_KEY_MIN_LENGTH:
        raise ImproperlyConfigured(
            f"{where} has {len(key)} characters: a key needs at least {SECRET_KEY_MIN_LENGTH} random ones."
        )
    return key


def _make_secret(file: Path) -> None:
    """Write a new key beside its place and link it there; whoever comes second keeps the first one's key."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=file.parent, prefix=".secret-")  # mkstemp makes it 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(64) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(draft, file)
        except FileExistsError:
            return
    finally:
        os.unlink(draft)


def database_config(url: str, base_dir: Path, *, pool: bool = True) -> dict[str, Any]:
    """Return Django's settings of one database for its address.

    Understood are ``sqlite:///relative/path``, ``sqlite:////absolute/path``,
    ``postgresql://user:password@host:port/name`` and, for a Unix socket,
    ``postgresql://user@/name?host=/run/pg``. ``pool`` opens psycopg's connection pool; tests leave it off, for a
    pooled connection outlives the test that drops the database. Refuses every other scheme, a missing name and
    unknown parameters; a password is never repeated in the refusal.
    """
    parts = urlsplit(url)
    if parts.scheme in SQLITE_SCHEMES:
        return _sqlite_config(url, base_dir)
    if parts.scheme in POSTGRESQL_SCHEMES:
        return _postgresql_config(url, pool=pool)
    raise ImproperlyConfigured(
        f"DATABASE_URL must begin with sqlite:/// or postgresql://, not with {parts.scheme or 'nothing'!r}."
    )


def _sqlite_config(url: str, base_dir: Path) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.netloc or parts.query or not parts.path.startswith("/"):
        raise ImproperlyConfigured(f"DATABASE_URL must be sqlite:///path for SQLite, not {url!r}.")
    name = unquote(parts.path[1:])
    if not name or name.endswith("/"):
        raise ImproperlyConfigured(f"DATABASE_URL must name a file after sqlite:///, not {url!r}.")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name if name == ":memory:" else str(base_dir / name),
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {
            # Take the write lock when the transaction begins: two writers then wait instead of failing.
            "transaction_mode": "IMMEDIATE",
            "timeout": SQLITE_TIMEOUT_SECONDS,
            "init_command": SQLITE_INIT_COMMAND,
        },
    }


def _postgresql_config(url: str, *, pool: bool) -> dict[str, Any]:
    parts = urlsplit(url)
    shown = _without_password(url)
    name = unquote(parts.path.removeprefix("/"))
    if not name or "/" in name:
        raise ImproperlyConfigured(f"DATABASE_URL must name one database after the host, not {shown!r}.")
    try:
        port = parts.port
        given = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    except ValueError as problem:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read ({problem}): {shown!r}.") from None
    parameters = dict(given)
    if len(parameters) != len(given):
        raise ImproperlyConfigured(f"DATABASE_URL gives a parameter twice: {shown!r}.")
    host = unquote(parts.hostname or "")
    socket = parameters.pop("host", "")
    if host and socket:
        raise ImproperlyConfigured(f"DATABASE_URL names two hosts: {shown!r}.")
    unknown = sorted(set(parameters) - POSTGRESQL_PARAMETERS)
    if unknown:
        raise ImproperlyConfigured(f"DATABASE_URL has the unknown parameter {unknown[0]!r}: {shown!r}.")
    options: dict[str, Any] = dict(parameters)
    if pool:
        options["pool"] = True
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host or socket,
        "PORT": "" if port is None else str(port),
        "ATOMIC_REQUESTS": False,
        # The pool keeps the connections; Django must not keep them a second time.
        "CONN_MAX_AGE": 0,
        "OPTIONS": options,
    }


def _without_password(url: str) -> str:
    """Return the address with everything before the ``@`` left out, for an error message."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://…@{rest.rpartition('@')[2]}" if "@" in rest else url


def _raw(name: str, environ: Mapping[str, str] | None) -> str | None:
    return (os.environ if environ is None else environ).get(name)


def _missing(name: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name} is not set: it is required, set it in the environment.")
