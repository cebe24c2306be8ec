"""`manage.py simulate`: any deal file, played to its closing; a refusal is a sentence, and nothing stands."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from documents.models import Document, Event
from parties.models import Person, Signatory, User
from tests.closing.road import short_deal
from tests.unpaged import leave_layout_out
from tests.worlds import KAIXIN, loaded
from tranches.models import Account, Closing, EscrowAgreement
from tranches.selectors.ledger.balances import balances


@pytest.fixture(autouse=True)
def _unpaged(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the papers say is real; their layout is tried elsewhere."""

    leave_layout_out(monkeypatch)


def simulate(file: Path, *arguments: str) -> str:
    out = io.StringIO()
    call_command("simulate", str(file), *arguments, stdout=out)
    return out.getvalue()


def counted() -> list[int]:
    return [model.objects.count() for model in (EscrowAgreement, User, Person, Signatory, Document, Event)]  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_a_deal_is_played_beside_the_real_one_and_closed_with_nothing_in_escrow(tmp_path: Path) -> None:
    real = loaded()
    signatories = Signatory.objects.filter(party__in=real.agreement.agreement_parties.values("party")).count()
    text = simulate(short_deal(tmp_path), "--actuals", "600,0", "--reference", "KX-TRY")
    assert "6,766,917 released, 8,233,083 returned and cancelled, 0 in escrow; closed on " in text
    played = EscrowAgreement.objects.get(reference="KX-TRY")
    assert played.is_simulation
    assert played.binder.is_simulation
    assert balances(played).total(Account.CANCELLED) == 8_233_083
    assert Closing.objects.filter(agreement=played).exists()
    assert (
        Signatory.objects.filter(party__in=real.agreement.agreement_parties.values("party")).count()
        == signatories
    )
    accounts = User.objects.filter(username__startswith="sim-kx-try-")
    assert accounts.count() == 6  # two supervisors, two clerks, two officers
    assert not any(user.is_active or user.has_usable_password() for user in accounts)
    call_command("verify", stdout=io.StringIO())
    before = counted()
    with pytest.raises(CommandError, match="already loaded"):
        simulate(short_deal(tmp_path), "--actuals", "600,0", "--reference", "KX-TRY")
    assert counted() == before


@pytest.mark.django_db
def test_training_goes_on_any_number_of_times_and_says_how(tmp_path: Path) -> None:
    """Beside the real deal, each play has people, parties and binders of its own."""
    loaded()
    file = short_deal(tmp_path)
    for again in range(3):
        before = counted()
        if again:
            with pytest.raises(
                CommandError, match=f"such as --reference KX-2025-SIM-{again + 1}\\."
            ) as refused:
                simulate(file, "--actuals", "600,0")
            assert refused.value.returncode == 1
            assert counted() == before
            reference = str(refused.value).rsplit("--reference ", 1)[1].rstrip(".")
            simulate(file, "--actuals", "600,0", "--reference", reference)
        else:
            simulate(file, "--actuals", "600,0")
    played = EscrowAgreement.objects.filter(is_simulation=True).order_by("pk")
    assert [row.reference for row in played] == ["KX-2025-SIM", "KX-2025-SIM-2", "KX-2025-SIM-3"]
    newest = EscrowAgreement.objects.get(is_simulation=False).binder.events.latest("number").recorded_at
    assert newest.year == 2025, "no moment of a play stands in the real record"
    call_command("verify", stdout=io.StringIO())


@pytest.mark.django_db
def test_a_year_that_the_terms_end_on_a_day_agreed_waits_for_it(tmp_path: Path) -> None:
    file = short_deal(tmp_path, expiry="agreed_date", expiry_on="2028-06-30")
    simulate(file, "--actuals", "665000000,732000000", "--unit", "1")
    closing = Closing.objects.get(agreement__reference="KX-2025-SIM")
    assert closing.expired_on.isoformat() == "2028-06-30"
    assert closing.closed_on.isoformat() == "2028-07-01"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--actuals", "600,732"), "--actuals gives 2 figures; KX-2025 has 5 tranches."),
        (("--actuals", "600,732,x,700,1200"), "'x' for tranche 3"),
        (("--actuals", "600,732,900,700,1200", "--reference", "a b"), "'a b' cannot be used"),
        (("--actuals", "600,732,900,700,1200", "--unit", "-1"), "--unit is -1"),
        (("--actuals", "600,732,900,700,0.000000001"), "decimals"),
    ],
)
def test_bad_input_is_a_sentence_and_nothing_is_played(arguments: tuple[str, ...], named: str) -> None:
    before = counted()
    with pytest.raises(CommandError) as refusal:
        simulate(KAIXIN, *arguments)
    assert named in str(refusal.value)
    assert refusal.value.returncode == 1
    assert counted() == before


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere\.toml"):
        simulate(tmp_path / "nowhere.toml", "--actuals", "1")
