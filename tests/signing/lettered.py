"""A release with its letter laid out as a real PDF, the agent's key, and what is said of a paper."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import x509
from django.core.management import call_command

from documents import vault
from documents.models import Document, SignedRendition
from documents.papers.render import to_pdf
from documents.signing.key import self_signed
from documents.signing.reading import signatures_in
from tests import worlds
from tests.worlds import World
from tranches.services.release.renditions import sign_paper

BEGINS, ENDS = datetime(2025, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
KEY = self_signed("AUTOA2A, LTD.", begins=BEGINS, ends=ENDS, password="open")
OTHER = self_signed("AUTOA2A, LTD.", begins=BEGINS, ends=ENDS)
EXPIRED = self_signed("AUTOA2A, LTD.", begins=BEGINS, ends=BEGINS + timedelta(days=30))


def lettered() -> World:
    """A release with its letter laid out as a real PDF."""
    world = worlds.instructed()
    world.tick_all(world.instruction())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("documents.papers.render.to_pdf", to_pdf)
        world.authorise(world.instruction())
    made = world.release().letter
    assert made is not None
    LAID_OUT.append(vault.read(made.sha256))
    return world


LAID_OUT: list[bytes] = []
"""The letter's bytes: each test has an empty vault of its own."""


def letter(world: World) -> Document:
    found = world.release().letter
    assert found is not None
    assert vault.store(LAID_OUT[-1]) == found.sha256
    return found


def signed(world: World) -> tuple[SignedRendition, bytes]:
    made = sign_paper(agreement=world.agreement, paper=letter(world), **world.as_("clerk1"))
    return made, vault.read(made.document.sha256)


def judged(content: bytes, made: SignedRendition) -> Any:
    (found,) = signatures_in(content, [x509.Certificate.load(bytes(made.certificate))], moment=made.signed_at)
    return found


def checked(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """What the command says of the bytes, and its exit code."""
    file = tmp_path / "received.pdf"
    file.write_bytes(content)
    code: Any = 0
    try:
        call_command("check_paper", str(file))
    except SystemExit as ended:
        code = ended.code
    return code, capsys.readouterr().out
