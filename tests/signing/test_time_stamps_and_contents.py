"""A signature's time stamp, and the content attached to a paper: what each proves, and what is said when it does not."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from documents import vault
from documents.models import Event, SignedRendition
from documents.papers.content import FILENAME
from tests.journal.authority import Authority, authority, served
from tests.papers.keeping import faults
from tests.signing.lettered import checked, letter, lettered, signed
from tests.worlds import World
from tranches.selectors.release.renditions import missing_stamp

STAGE = lettered


@pytest.fixture
def trusted(settings: Any, tmp_path: Path, world: World) -> Authority:
    """A time-stamp authority with the clock of the world, and its root among the trusted ones."""
    found = authority(at=world.now)
    trust(settings, tmp_path, found)
    return found


def trust(settings: Any, tmp_path: Path, found: Authority) -> None:
    file = tmp_path / "roots.pem"
    file.write_bytes(found.root)
    settings.TSA_ROOTS = str(file)


def facts_of(world: World) -> dict[str, Any]:
    facts: dict[str, Any] = (
        Event.objects.filter(binder=world.agreement.binder, kind="paper.signed").latest("number").facts
    )
    return facts


def test_a_time_stamped_letter_says_so_and_another_authority_is_found(
    world: World, settings: Any, trusted: Authority, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with served(trusted.answer) as settings.TSA_URL:
        made, content = signed(world)
    assert made.is_time_stamped
    assert faults(content) == []
    assert facts_of(world)["time_stamped"] is True
    assert missing_stamp(made) == ""
    code, said = checked(content, tmp_path, capsys)
    assert (code, ", with a time stamp, certificate" in said) == (0, True)
    trust(settings, tmp_path, authority(at=world.now))
    code, said = checked(content, tmp_path, capsys)
    assert (code, "FAILS: its time stamp is not one of a trusted authority" in said) == (1, True)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"for_stamping": False}, "not one of a trusted authority"),
        ({"late": timedelta(hours=3)}, "one of them is wrong"),
        ({"down": True}, "the authority gave none (URLError)"),
    ],
)
def test_without_a_good_time_stamp_it_is_signed_without_one_and_the_record_says_why(
    world: World, settings: Any, tmp_path: Path, wrong: dict[str, Any], reason: str
) -> None:
    """The letter must go out. Whoever signed is told, and what proves the time in its place."""
    down, late = wrong.pop("down", False), wrong.pop("late", timedelta())
    found = authority(at=world.now + late, **wrong)
    trust(settings, tmp_path, found)
    with served(found.answer) as address:
        settings.TSA_URL = "http://127.0.0.1:9/" if down else address
        made, _ = signed(world)
    assert not made.is_time_stamped
    assert reason in facts_of(world)["unstamped_because"]
    assert "Have the operator look at ESCROW_TSA_URL" in missing_stamp(made)
    assert SignedRendition.objects.get().signed_at == world.now


def test_the_command_tells_a_paper_saved_again_from_one_with_other_figures(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = letter(world)

    def saved_again(change: Any = None) -> bytes:
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(vault.read(paper.sha256))) as document:
            if change is not None:
                content = json.loads(document.attachments[FILENAME].get_file().read_bytes())
                change(content["content"])
                document.attachments[FILENAME] = json.dumps(content).encode()
            document.save(out)
        return out.getvalue()

    code, said = checked(saved_again(), tmp_path, capsys)
    assert (code, "Not ours, or changed since we made it" in said) == (1, True)
    assert f"equals that of our {paper.title} ({paper.reference}), but its bytes differ" in said
    assert paper.sha256 in said

    def more_shares(content: dict[str, Any]) -> None:
        content["lines"][0]["instructed"] += 1_000_000

    code, said = checked(saved_again(more_shares), tmp_path, capsys)
    assert code == 1
    assert f"It calls itself {paper.reference}, our {paper.title}" in said
    assert "lines 1, instructed: 2706766 on record, 3706766 in this file" in said
    code, said = checked(
        saved_again(lambda content: content["frame"].update(reference="XX/1")), tmp_path, capsys
    )
    assert (code, "calls itself" in said) == (1, False)
