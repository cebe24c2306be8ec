"""`manage.py assess`: the same arithmetic on the command line, without a database for a deal file."""

import json
import os
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.terms.deals import SAMPLE, millions, sample

ROOT = Path(__file__).parents[2]
DEAL = str(SAMPLE)
WORKED = ("--actual", "1=600000000", "--actual", "2=732000000", "--actual", "3=900000000")


def run(*arguments: str) -> str:
    """The output of the command, in this process; no test here may touch the database."""
    out = StringIO()
    call_command("assess", *arguments, stdout=out)
    return out.getvalue()


def as_json(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--format", "json"))


def refused(*arguments: str) -> str:
    """The sentence of a refusal; nothing may have been printed."""
    out = StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("assess", *arguments, stdout=out)
    assert out.getvalue() == ""
    return str(refusal.value)


def csv(tmp_path: Path, text: str | bytes) -> str:
    path = tmp_path / "scenarios.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def test_the_worked_example_as_json() -> None:
    answer = as_json(DEAL, *WORKED)
    assert answer["deal"] == "KX-2025"
    assert answer["settings"]["credit_rate"] == "0.5"
    (scenario,) = answer["scenarios"]
    assert scenario["tranches"][0] == {
        "number": 1,
        "shares": 3_000_000,
        "target": "665000000",
        "actual": "600000000",
        "deducted": "39000000/133",
        "own_release": 2_706_766,
        "entitled": 2_883_785,
        "kept": 116_215,
    }
    assert [year["number"] for year in scenario["tranches"]] == [1, 2, 3]
    assert scenario["offsets"] == [{"from": 3, "to": 1, "exact": "28500000/161", "shares": 177_019}]
    assert (scenario["released"], scenario["kept"]) == (8_883_785, 116_215)
    assert set(answer) == {"deal", "settings", "scenarios"}
    assert set(scenario) == {"name", "tranches", "offsets", "released", "kept"}


def test_the_worked_example_as_a_table_with_its_derivation() -> None:
    table = run(DEAL, *WORKED)
    for figure in (
        "2,706,766",
        "2,883,785",
        "177,019",
        "116,215",
        "28500000/161",
        "SPA 5.2(2)",
        "665,000,000",
    ):
        assert figure in table
    assert "47,500,000 ÷ 805,000,000 × 3,000,000 = 28,500,000/161" in table


def test_a_reading_can_be_set_for_one_call() -> None:
    answer = as_json(DEAL, *WORKED, "--set", "offset_denominator=shortfall_period", "--set", "rounding=up")
    assert answer["settings"]["offset_denominator"] == "shortfall_period"
    assert answer["scenarios"][0]["tranches"][0]["entitled"] == 2_921_053
    assert "offset_denominator = shortfall_period" in run(
        DEAL, "--set", "offset_denominator=shortfall_period"
    )


def test_no_actual_at_all_is_a_scenario_in_which_nothing_is_known() -> None:
    (scenario,) = as_json(DEAL)["scenarios"]
    assert (scenario["tranches"], scenario["offsets"], scenario["released"], scenario["kept"]) == (
        [],
        [],
        0,
        0,
    )
    assert "No year is known" in run(DEAL)


def test_amounts_may_be_negative_or_have_decimals() -> None:
    (scenario,) = as_json(DEAL, "--actual", "1=-5.50", "--actual", "2=366000000.25")["scenarios"]
    assert [year["actual"] for year in scenario["tranches"]] == ["-5.5", "366000000.25"]
    assert [year["deducted"] for year in scenario["tranches"]] == ["3000000", "1463999999/976"]


def test_scenarios_come_from_a_file_blanks_unknown_anywhere(tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        "name,1,2,3,4,5\nfull,600000000,732000000,900000000,,\ngap,600000000,,900000000,,\nnone,,,,,\n",
    )
    full, gap, none = as_json(DEAL, "--scenarios", path)["scenarios"]
    assert full["released"] == 8_883_785
    assert [(year["number"], year["entitled"]) for year in gap["tranches"]] == [
        (1, 2_706_766),
        (3, 3_000_000),
    ]
    assert gap["offsets"] == none["tranches"] == []
    table = run(DEAL, "--scenarios", path)
    assert [line.split()[0] for line in table.splitlines()[4:7]] == ["full", "gap", "none"]


def test_columns_may_come_in_any_order_and_be_left_out(tmp_path: Path) -> None:
    path = csv(tmp_path, "name,3,1\nx,900000000,600000000\n")
    (scenario,) = as_json(DEAL, "--scenarios", path)["scenarios"]
    assert [year["number"] for year in scenario["tranches"]] == [1, 3]


def test_a_byte_order_mark_windows_line_ends_quotes_and_empty_lines_are_tolerated(tmp_path: Path) -> None:
    path = csv(tmp_path, b'\xef\xbb\xbfname,1\r\n\r\n"a, b \xe7\x94\xb2",600000000\r\n,\r\n')
    (scenario,) = as_json(DEAL, "--scenarios", path)["scenarios"]
    assert (scenario["name"], scenario["released"]) == ("a, b 甲", 2_706_766)


def test_amount_grouped_by_threes_is_that_amount() -> None:
    plain, grouped = (as_json(DEAL, "--actual", f"1={each}") for each in ("600000000", "600,000,000"))
    assert plain == grouped


def test_a_file_with_only_a_header_has_no_scenario(tmp_path: Path) -> None:
    assert as_json(DEAL, "--scenarios", csv(tmp_path, "name,1\n"))["scenarios"] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--actual", "1=NaN"], "'NaN'"),
        (["--actual", "1=inf"], "'inf'"),
        (["--actual", "1=1,0,0"], "without commas and spaces"),
        (["--actual", "1=9,5"], "Type 9.5 if that is meant"),
        (["--actual", "1="], "amount ''"),
        (["--actual", "600"], "N=AMOUNT"),
        (["--actual", "9=1"], "tranche '9'"),
        (["--actual", "01=1"], "tranche '01'"),
        (["--actual", "1=1", "--actual", "1=1"], "twice"),
        (["--set", "rounding"], "NAME=VALUE"),
        (["--set", "rounding=nearest"], "down or half_up or up"),
        (["--set", "rounding=up", "--set", "rounding=down"], "twice"),
        (["--set", "speed=fast"], "'speed'"),
        (["--set", "credit_rate=0"], "above 0 and at most 1"),
        (["--set", "expiry=agreed_date"], "expiry_on"),
        (["--scenarios", "missing.csv"], "missing.csv"),
        (["--scenarios", "."], "cannot be read"),
        (["--format", "xml"], "xml"),
        (["--form", "json"], "--form"),
    ],
)
def test_wrong_input_is_refused_in_a_sentence(arguments: list[str], words: str) -> None:
    sentence = refused(DEAL, *arguments)
    assert words in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no header"),
        ("\n", "no header"),
        ("id,1\n", "begins with 'id'"),
        ("name,1,9\n", "tranche '9'"),
        ("name,1,x\n", "tranche 'x'"),
        ("name,1,1\n", "twice"),
        ("name,1,2\na,1\n", "Line 2"),
        ("name,1\na,1,2\n", "Line 2"),
        ("name,1\na,1\nb,NaN\n", "Line 3"),
        ("name,1\na,1e400\n", "1e400"),
        ('name,1\n"a,1\n', "not valid CSV"),
        (b"name,1\n\xff,1\n", "UTF-8"),
    ],
)
def test_wrong_scenarios_are_refused_naming_the_line(tmp_path: Path, text: str | bytes, words: str) -> None:
    assert words in refused(DEAL, "--scenarios", csv(tmp_path, text))


def test_actuals_and_scenarios_together_are_refused(tmp_path: Path) -> None:
    assert "not both" in refused(DEAL, "--actual", "1=1", "--scenarios", csv(tmp_path, "name,1\na,1\n"))


def test_five_thousand_scenarios_take_seconds(tmp_path: Path) -> None:
    rows = [f"s{at},{600_000_000 + at},{732_000_000 - at},,{at},{-at}.25" for at in range(5_000)]
    path = csv(tmp_path, "\n".join(["name,1,2,3,4,5", *rows]))
    began = time.monotonic()
    scenarios = as_json(DEAL, "--scenarios", path)["scenarios"]
    assert time.monotonic() - began < 20
    assert [scenario["name"] for scenario in scenarios] == [f"s{at}" for at in range(5_000)]


@pytest.mark.django_db
def test_an_unknown_reference_is_refused() -> None:
    assert "NOWHERE-1" in refused("NOWHERE-1")


def test_a_loaded_reference_starts_from_the_recorded_actuals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tranches.selectors.terms.current_terms", lambda reference: sample())
    monkeypatch.setattr("tranches.selectors.terms.recorded_actuals", lambda reference: millions(600, 732))
    monkeypatch.setattr("tranches.selectors.terms.recorded_versions", lambda reference: {})
    monkeypatch.setattr("tranches.services.assessment.assessing.recorded_governed", lambda reference: {})
    (recorded,) = as_json("KX-2025")["scenarios"]
    assert [year["entitled"] for year in recorded["tranches"]] == [2_706_766, 3_000_000]
    (supposed,) = as_json("KX-2025", "--actual", "2=0", "--actual", "3=900000000")["scenarios"]
    assert [year["actual"] for year in supposed["tranches"]] == ["600000000", "0", "900000000"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments", [[], ["no.toml"], [DEAL, "--nonsense"], [DEAL, "--actual", "1=NaN"], [DEAL, "--actual"]]
)
def test_from_a_shell_wrong_input_is_one_line_on_stderr_and_exit_2(arguments: list[str]) -> None:
    answer = shell(*arguments)
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert len(answer.stderr.splitlines()) == 1
    assert "Traceback" not in answer.stderr
    assert "Error:" not in answer.stderr


@pytest.mark.slow
def test_from_a_shell_a_deal_file_needs_no_database(tmp_path: Path) -> None:
    database = tmp_path / "none" / "db.sqlite3"
    answer = shell(DEAL, "--actual", "1=600000000", "--format", "json", DATABASE_URL=f"sqlite:///{database}")
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["scenarios"][0]["released"] == 2_706_766
    assert not database.exists()


def shell(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", "assess", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
