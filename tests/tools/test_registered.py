"""Whatever the house has many of makes itself known; what does not is named when the desk starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.core.checks import run_checks

from documents.journal import kinds
from documents.papers.sheets import PAPERS, PaperKind, Sheet, paper
from documents.registry import Registry
from tranches import policy
from tranches.admin.forms import FORMS, ActForm
from tranches.selectors.clocks import deals
from tranches.services.act import SERVICES, act

AN_ACT = "record_deposit"


def said() -> list[str]:
    """What the start-up checks find of what is registered."""
    return [error.msg for error in run_checks() if error.id in ("desk.E010", "desk.E011")]


def without(monkeypatch: pytest.MonkeyPatch, registry: Registry[Any], name: str) -> None:
    monkeypatch.delitem(registry._known, name)


def test_nothing_is_missing() -> None:
    assert said() == []


def test_what_is_not_made_known_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative controls: each thing that belongs to an act, taken away."""
    with monkeypatch.context() as patch:
        without(patch, SERVICES, AN_ACT)
        assert said() == [f"The act {AN_ACT} has no service."]
    with monkeypatch.context() as patch:
        without(patch, FORMS, AN_ACT)
        assert said() == [f"The act {AN_ACT} has no form at the desk, and nothing says why."]
    with monkeypatch.context() as patch:
        patch.delitem(policy.POLICY, AN_ACT)
        expected = [f"The {what} of {AN_ACT} belongs to no act." for what in ("service", "form")]
        assert [sentence for sentence in said() if AN_ACT in sentence] == expected


def test_an_act_done_elsewhere_says_where() -> None:
    formless = [line for event, line in policy.POLICY.items() if event not in FORMS]
    assert formless, "some acts are done in the portal or in review"
    assert all(line.elsewhere.endswith(".") for line in formless)


def test_a_paper_that_cannot_be_laid_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    @dataclass(frozen=True, kw_only=True)
    class Blank(Sheet):
        template = "papers/nowhere.html"
        kinds = (PaperKind("blank", nature=" "),)

    monkeypatch.setitem(PAPERS._known, "blank", Blank)
    assert said() == [
        "The paper blank has no title.",
        "The paper blank bears no date.",
        "The paper blank has no template.",
        "The paper blank does not say what it is.",
    ]


def test_a_name_is_borne_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused when the second is registered: none replaces another unseen."""
    monkeypatch.setattr(deals, "_generators", dict(deals._generators))
    with pytest.raises(ValueError, match="two of one name"):
        act(AN_ACT)(lambda deed: deed)
    with pytest.raises(ValueError, match="two of one name"):
        type("Again", (ActForm,), {"event": AN_ACT})
    with pytest.raises(ValueError, match="two kinds of event"):
        kinds.register("deposit.recorded", "Deposit recorded")
    with pytest.raises(ValueError, match="two generators"):
        deals.makes("transfer")(lambda deal: iter(()))
    with pytest.raises(ValueError, match="two of one name"):
        paper(PaperKind("release_letter", nature="a letter"))(type("Again", (Sheet,), {}))


def test_what_says_nothing_to_a_reader_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deals, "_generators", dict(deals._generators))
    with pytest.raises(ValueError, match="has no words"):
        kinds.register("weather.noted", " ")
    with pytest.raises(ValueError, match="says which clocks"):
        deals.makes()(lambda deal: iter(()))
