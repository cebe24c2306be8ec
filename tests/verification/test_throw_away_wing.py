"""A wing written outside of the house, by registration alone: an act, its form, an event, a paper, a clock, a wall and a check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from django import forms
from django.db import connection

from documents.actor import Actor
from documents.database import walls
from documents.journal import kinds
from documents.models import Document, Event
from documents.papers.sheets import PAPERS, PaperKind, Sheet, paper
from escrow_site import registered
from tests import worlds
from tests.walls.tools import refused_by_database
from tests.worlds import World
from tranches import policy, verification
from tranches.admin.forms import FORMS, ActForm
from tranches.models import EscrowAgreement
from tranches.papers import common
from tranches.papers.frame import frame_of
from tranches.selectors.clocks import deals
from tranches.selectors.clocks.clock import AGENT, Clock
from tranches.selectors.desk.case import Scene
from tranches.selectors.docket.docket import clocks_of
from tranches.selectors.terms import terms_of
from tranches.services import paperwork
from tranches.services.act import SERVICES, act
from tranches.services.deed import Deed
from tranches.verification.known import per_agreement
from tranches.walls.conditions import WALLS, must_hold, wall

STAGE = worlds.funded
NOTED, WALL = "weather.noted", "wall_weather_noted_in_words"


def snapshot() -> tuple[Any, ...]:
    """Everything that is registered."""
    checks = (tuple(verification.PER_AGREEMENT), tuple(verification.OVER_ALL))
    names = (set(FORMS), set(PAPERS), set(SERVICES), set(policy.POLICY), set(kinds._KINDS), set(walls._WALLS))
    return (*names, *checks, tuple(WALLS), tuple(deals._generators))


@pytest.fixture
def wing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The registries are copies while the wing stands."""
    before = snapshot()
    with monkeypatch.context() as patch:
        for registry in (FORMS, PAPERS, SERVICES):
            patch.setattr(registry, "_known", dict(registry._known))
        patch.setattr(kinds, "_KINDS", dict(kinds._KINDS))
        patch.setattr(walls, "_WALLS", dict(walls._WALLS))
        patch.setattr(deals, "_generators", dict(deals._generators))
        kept, checks = list(WALLS), list(verification.PER_AGREEMENT)
        line = policy._act("note_weather", "Note the weather", policy.AGENT, "A clerk")
        patch.setitem(policy.POLICY, line.event, line)
        built()
        yield
        WALLS[:], verification.PER_AGREEMENT[:] = kept, checks
    assert snapshot() == before


def built() -> None:
    """The wing itself, as its files would say it."""
    kinds.register(NOTED, "Weather noted")

    @paper(PaperKind("weather_note", "a note"))
    @dataclass(frozen=True, kw_only=True)
    class WeatherNote(Sheet):
        template = "papers/courier_notice.html"
        dated_on: date
        words: str

        def titles(self) -> tuple[str, str]:
            return "Note of the weather", "天气记录"

    @act("note_weather")
    def note_weather(deed: Deed, *, agreement: EscrowAgreement, words: str) -> Document:
        reference = f"{agreement.reference}/weather"
        sheet = WeatherNote(
            frame=frame_of(agreement, reference=reference, now=deed.now),
            to_lines=("Nobody",),
            agreements=common.agreements_of(terms_of(agreement)),
            dated_on=deed.today,
            words=words,
        )
        intake = paperwork.Intake(b"%PDF-1.7 weather", "weather.pdf", paperwork.PDF)
        filed = deed.file(
            intake,
            about=agreement,
            kind=sheet.filed_as.name,
            title=sheet.titles()[0],
            dated_on=sheet.paper_date,
            reference=reference,
            made_here=True,
        )
        deed.note(NOTED, agreement, effective_on=deed.today, after={"words": words}, documents=(filed,))
        return filed

    class NoteWeatherForm(ActForm):
        event = "note_weather"
        refused = "The weather was not noted"
        button = "Note the weather"
        words = forms.CharField()

        def perform(self, *, actor: Actor, now: datetime) -> str:
            words = self.cleaned_data["words"]
            made = note_weather(agreement=self.scene.agreement, words=words, actor=actor, now=now)
            return f"“{made.title}” is on file."

    @deals.makes("weather")
    def weather(deal: deals.Deal) -> Iterator[Clock]:
        if Event.objects.filter(binder=deal.agreement.binder, kind=NOTED).exists():
            yield deal.clock(
                "weather", "the sky", "Look again", "", "The agent.", due=deal.today, whose=(AGENT,)
            )

    @wall
    def guard_weather() -> None:
        must_hold(WALL, Event, "BEFORE INSERT", "NEW.reason <> 'hail'", "no hail is noted.")

    @per_agreement("I6 the weather is noted once")
    def noted_once(agreement: EscrowAgreement) -> Iterator[str]:
        if Event.objects.filter(binder=agreement.binder, kind=NOTED).count() > 1:
            yield "the weather is noted twice."

    guard_weather()


def test_a_wing_from_outside_works_by_registration_alone(world: World, wing: None, settings: Any) -> None:
    settings.VAULT_ROOT = world.vault
    assert [*registered.acts(), *registered.papers()] == []
    walls.install(connection)
    world.day(2026, 1, 5)
    agreement = world.agreement
    assert "weather" not in {clock.name for clock in clocks_of(agreement, world.today())}

    form = FORMS["note_weather"]({"key": "sky-1", "words": "Rain"}, scene=Scene(agreement, now=world.now))
    assert form.is_valid(), form.errors
    assert form.perform(actor=world.actor("clerk1"), now=world.now) == "“Note of the weather” is on file."

    assert Document.objects.filter(binder=agreement.binder, kind="weather_note").count() == 1
    (clock,) = [clock for clock in clocks_of(agreement, world.today()) if clock.name == "weather"]
    assert (clock.label, clock.whose) == ("Look again", (AGENT,))
    event = Event.objects.get(binder=agreement.binder, kind=NOTED)
    event.pk, event.number, event.reason = None, event.number + 1, "hail"
    with refused_by_database("hail"):
        event.save(force_insert=True)

    assert list(verification.findings([agreement])) == []
    SERVICES["note_weather"](agreement=agreement, words="Sun", **world.as_("clerk2"))
    found = [sentence for _, sentence in verification.findings([agreement])]
    assert found == [f"{agreement.reference}: the weather is noted twice."]
