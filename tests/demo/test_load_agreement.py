"""`manage.py load_agreement`: each wrong file is one sentence that names key and value, and nothing is written."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from documents.models import Binder, Document, Event
from parties.models import Party
from tranches.models import EscrowAgreement, TermsVersion, Tranche, TrancheState

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tranches" / "deals" / "kaixin.toml"

# What is written in place of what, and what the sentence must name: key and value.
WRONG = {
    "an unknown key": ('allocation = "exact"', 'allocation = "exact"\ncolour = "red"', ("colour",)),
    "a missing target": ("target = 732_000_000\n", "", ("tranches[2].target",)),
    "a zero target": ("target = 732_000_000", "target = 0", ("tranches[2].target", "0")),
    "shares that do not add up": ('share = "1/5"', 'share = "1/6"', ("share", "29/30")),
    "shares that are not whole": (
        "total_shares = 15_000_000",
        "total_shares = 15_000_001",
        ("share", "15,000,001"),
    ),
    "periods that overlap": (
        "starts_on = 2026-12-01",
        "starts_on = 2026-11-30",
        ("tranches[2].starts_on", "2026-11-30"),
    ),
    "an unknown calendar": ('codes = ["CN"]', 'codes = ["ATLANTIS"]', ("calendar.codes", "ATLANTIS")),
    "an unknown offset rule": ('rule = "excess_credit"', 'rule = "wishful"', ("offset.rule", "wishful")),
    "an unknown payout rule": ('payout = "pro_rata"', 'payout = "by_lot"', ("payout", "by_lot")),
    "an unknown allocation": ('allocation = "exact"', 'allocation = "by_lot"', ("allocation", "by_lot")),
    "an unknown currency": ('currency = "CNY"', 'currency = "XQX"', ("currency", "XQX")),
    "an unknown reading": ('rounding = "down"', 'rounding = "sideways"', ("rounding", "sideways")),
    "what is no TOML": ("[offset]", "[offset", ("not valid TOML",)),
}


def written() -> dict[str, int]:
    return {
        model.__name__: model._default_manager.count()
        for model in (EscrowAgreement, Tranche, TermsVersion, Party, Binder, Document, Event)
    }


def load(file: Path | str, *arguments: str) -> str:
    out = io.StringIO()
    call_command("load_agreement", str(file), *arguments, stdout=out)
    return out.getvalue()


def refused(file: Path | str, *arguments: str) -> str:
    """The sentence; and nothing was written."""
    before = written()
    with pytest.raises(CommandError) as refusal:
        load(file, *arguments)
    assert refusal.value.returncode == 1
    assert written() == before
    sentence = str(refusal.value)
    assert all(line.strip() == line and line.endswith(".") for line in sentence.splitlines())
    return sentence


@pytest.mark.django_db
def test_the_sample_is_loaded_with_all_tranches_pending() -> None:
    assert "KX-2025 is loaded: " in load(SAMPLE)
    agreement = EscrowAgreement.objects.get(reference="KX-2025")
    assert not agreement.is_simulation
    assert [(row.number, row.shares, row.state) for row in agreement.tranches.order_by("number")] == [
        (number, 3_000_000, TrancheState.PENDING) for number in (1, 2, 3, 4, 5)
    ]
    assert agreement.agreement_parties.count() == 6
    version = agreement.terms_versions.get()
    assert version.document is not None
    assert version.document.size_bytes == SAMPLE.stat().st_size


@pytest.mark.django_db
def test_a_simulation_stands_beside_the_deal_under_a_reference_of_its_own() -> None:
    load(SAMPLE)
    assert "KX-2025-SIM is loaded as a simulation: " in load(
        SAMPLE, "--reference", "KX-2025-SIM", "--simulation"
    )
    simulated = EscrowAgreement.objects.get(reference="KX-2025-SIM")
    assert simulated.is_simulation
    assert simulated.binder.is_simulation
    assert simulated.terms_versions.get().content["reference"] == "KX-2025-SIM"
    assert sorted(Party.objects.values_list("simulation", flat=True)) == [""] * 6 + ["KX-2025-SIM"] * 6


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", sorted(WRONG))
def test_a_wrong_file_is_a_sentence_and_writes_nothing(tmp_path: Path, wrong: str) -> None:
    there, instead, named = WRONG[wrong]
    text = SAMPLE.read_text("utf-8")
    assert there in text
    file = tmp_path / "deal.toml"
    file.write_text(text.replace(there, instead, 1), "utf-8")
    sentence = refused(file)
    for name in named:
        assert name in sentence


@pytest.mark.django_db
def test_a_second_load_of_the_same_reference_is_refused() -> None:
    load(SAMPLE)
    assert "KX-2025" in refused(SAMPLE)


@pytest.mark.django_db
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    assert "nowhere.toml" in refused(tmp_path / "nowhere.toml")
    assert str(tmp_path) in refused(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b'title = "\xe9"')
    assert "UTF-8" in refused(tmp_path / "latin.toml")
    (tmp_path / "empty.toml").write_bytes(b"")
    assert "is missing" in refused(tmp_path / "empty.toml")


@pytest.mark.django_db
@pytest.mark.parametrize("reference", ["KX/2025", "-x", "a b", "K" * 41])
def test_a_reference_that_could_not_stand_in_an_address_is_refused(reference: str) -> None:
    assert repr(reference) in refused(SAMPLE, f"--reference={reference}")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["nowhere.toml"], "nowhere.toml"),
        ([], "FILE"),
        ([str(SAMPLE), "--nonsense"], "--nonsense"),
        ([str(SAMPLE)], "migrate"),
    ],
)
def test_from_a_shell_a_refusal_is_one_line_on_stderr_and_exit_1(
    tmp_path: Path, arguments: list[str], named: str
) -> None:
    answer = subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", "load_agreement", *arguments],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (answer.returncode, answer.stdout) == (1, "")
    assert len(answer.stderr.splitlines()) == 1
    assert named in answer.stderr
    assert "Traceback" not in answer.stderr
    assert "Error" not in answer.stderr
