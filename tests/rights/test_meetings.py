"""Meetings (SPA 3.2, EA 1.3): the recipient directs until the cut-off, the letter follows, no direction means no vote."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from documents import vault
from documents.models import Event, OutboxMessage
from tests import worlds
from tests.rights.acts import (
    DIRECTED,
    called,
    direct,
    direct_on_paper,
    reached,
    write_letter,
)
from tests.unchanged import refused
from tests.walls.tools import without_walls
from tests.worlds import World
from tranches.rights.models import Meeting, VotingDirection
from tranches.rights.selectors.meetings import MeetingRow, meeting_row
from tranches.rights.services.meetings import set_aside_meeting
from tranches.rights.services.voting import Vote, give_direction, make_proxy_letter, record_direction
from tranches.selectors.access import documents_of
from tranches.selectors.docket.docket import docket_of
from tranches.verification import findings

STAGE = reached


def row(world: World, meeting: Meeting) -> MeetingRow:
    return meeting_row(meeting, world.today(), world.now)


def test_direction_is_replaced_until_the_cut_off_and_the_letter_carries_the_last(world: World) -> None:
    meeting = called(world)
    assert row(world, meeting).word == "waits for the direction"
    direct(world, meeting, votes=[Vote(1, "abstain"), Vote(2, "for")])
    world.day(2026, 3, 18, 9)
    last = direct(world, meeting)
    assert VotingDirection.objects.count() == 2
    assert [(vote.choice, vote.shares) for vote in row(world, meeting).votes] == [
        ("for", None),
        ("against", 4_000_000),
    ]
    letter = write_letter(world, meeting)
    assert (letter.direction, letter.shares, str(letter)) == (last, 15_000_000, "PX-1")
    text = vault.read(letter.document.sha256).decode()
    for words in (
        "Elect the directors",
        "15,000,000",
        "4,000,000",
        "Annual general meeting 2026",
        "the chair of the meeting",
    ):
        assert words in text
    assert row(world, meeting).word == "proxy letter made"
    assert not [found for found in findings([world.agreement]) if not found[0].startswith("I7")]


def test_after_the_cut_off_nothing_is_taken_and_without_direction_nothing_is_voted(world: World) -> None:
    meeting = called(world)
    world.now = datetime(2026, 3, 18, 9, 0, 1, tzinfo=UTC)
    with refused("cut_off_passed"):
        direct(world, meeting)
    with refused("cut_off_passed"):
        direct_on_paper(world, meeting, received_on=date(2026, 3, 17))
    with refused("no_direction"):
        write_letter(world, meeting)
    assert row(world, meeting).word == "no direction, no vote"


def test_wall_takes_no_direction_after_the_cut_off_and_without_it_one_slips_in(world: World) -> None:
    meeting = called(world)
    given = direct(world, meeting)
    given.pk, given.number, given._state.adding = None, 2, True  # type: ignore[assignment]
    given.recorded_at = datetime(2026, 3, 18, 9, 0, 1, tzinfo=UTC)
    with pytest.raises(IntegrityError, match="cut-off"), transaction.atomic():
        given.save(force_insert=True)
    with without_walls("wall_direction_before_cut_off"):
        given.save(force_insert=True)
    assert row(world, meeting).direction == given


@pytest.mark.parametrize(
    ("who", "letter"), [("officer_a", "A"), ("officer_b", "B"), ("officer_a", "C"), ("clerk1", "C")]
)
def test_nobody_but_the_recipient_directs(world: World, who: str, letter: str) -> None:
    meeting = called(world)
    with refused("not_permitted"):
        direct(world, meeting, who, letter)


def test_party_of_another_agreement_directs_nothing_here(world: World) -> None:
    meeting = called(world)
    other = worlds.loaded(reference="OTHER-1")
    with refused("two_agreements"):
        give_direction(meeting=meeting, party=other.part("C"), votes=DIRECTED, **world.as_("seller"))


@pytest.mark.parametrize(
    ("votes", "code"),
    [
        ([], "vote_missing"),
        ([Vote(1, "for")], "vote_missing"),
        ([Vote(1, "for"), Vote(1, "for")], "vote_missing"),
        ([Vote(1, "for"), Vote(3, "for")], "vote_missing"),
        ([Vote(1, "for"), Vote(2, "maybe")], "wrong_choice"),
        ([Vote(1, "for"), Vote(2, "for", 15_000_001)], "more_votes_than_shares"),
        ([Vote(1, "for", 0), Vote(2, "for")], "more_votes_than_shares"),
        ([Vote(1, "for", -1), Vote(2, "for")], "more_votes_than_shares"),
    ],
)
def test_direction_that_cannot_be_is_refused(world: World, votes: list[Vote], code: str) -> None:
    meeting = called(world)
    with refused(code):
        direct(world, meeting, votes=votes)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " "}, "missing"),
        ({"title": "x" * 201}, "too_long"),
        ({"resolutions": ["", " "]}, "no_resolutions"),
        ({"resolutions": ["x" * 501]}, "too_long"),
        ({"resolutions": ["x"] * 51}, "no_resolutions"),
        ({"meeting_on": date(2026, 3, 1)}, "meeting_in_past"),
        ({"record_on": date(2026, 3, 21)}, "dates_out_of_order"),
        ({"cut_off_at": datetime(2026, 3, 2, 2, tzinfo=UTC)}, "cut_off_passed"),
        ({"cut_off_at": datetime(2026, 3, 20, 16, tzinfo=UTC)}, "dates_out_of_order"),
    ],
)
def test_meeting_that_cannot_be_is_refused(world: World, changes: dict[str, Any], code: str) -> None:
    with refused(code):
        called(world, **changes)


def test_direction_on_paper_is_recorded_by_one_and_its_letter_made_by_another(world: World) -> None:
    meeting = called(world)
    with refused("no_authority"):
        direct_on_paper(world, meeting, person=world.users["officer_a"].person)
    with refused("future_date"):
        direct_on_paper(world, meeting, received_on=date(2026, 3, 3))
    direction = direct_on_paper(world, meeting)
    assert (direction.via, direction.user, direction.person) == ("paper", None, world.users["seller"].person)
    world.day(2026, 3, 11)
    with refused("needs_second_person"):
        write_letter(world, meeting, "clerk1")
    assert write_letter(world, meeting, "clerk2").direction == direction
    assert "voting_direction" not in set(
        documents_of(world.actor("officer_a")).values_list("kind", flat=True)
    )


def test_letter_waits_for_the_record_date_and_is_made_once_for_a_direction(world: World) -> None:
    meeting = called(world)
    direct(world, meeting)
    with refused("record_date_not_over"):
        write_letter(world, meeting)
    world.day(2026, 3, 11)
    with refused("missing"):
        make_proxy_letter(meeting=meeting, how=" ", **world.as_("clerk2"))
    write_letter(world, meeting, proxy="Ms Proxy")
    with refused("letter_made"):
        write_letter(world, meeting)


def test_letter_of_a_replaced_direction_counts_no_more_and_the_next_says_so(world: World) -> None:
    meeting = called(world)
    direct(world, meeting)
    world.day(2026, 3, 11)
    first = write_letter(world, meeting)
    direct(world, meeting, votes=[Vote(1, "against"), Vote(2, "against")])
    assert (row(world, meeting).word, row(world, meeting).letter, row(world, meeting).replaced) == (
        "directed",
        None,
        first,
    )
    second = write_letter(world, meeting)
    assert "replaces PX-1" in vault.read(second.document.sha256).decode()
    assert Event.objects.filter(kind="proxy.made").latest("id").facts["replaces"] == "PX-1"


def test_after_the_meeting_no_letter_is_made(world: World) -> None:
    meeting = called(world)
    direct(world, meeting)
    world.day(2026, 3, 21)
    with refused("meeting_over"):
        write_letter(world, meeting)
    assert row(world, meeting).word == "directed, no letter was made"


def test_meeting_set_aside_takes_no_direction_and_no_letter(world: World) -> None:
    meeting = called(world)
    direct(world, meeting)
    set_aside_meeting(meeting=meeting, reason="put off", **world.as_("clerk1"))
    for act in (direct, write_letter):
        with refused("set_aside"):
            act(world, meeting)
    assert not [
        entry for entry in docket_of(world.agreement, world.today()) if entry.name in ("direction", "proxy")
    ]
    assert OutboxMessage.objects.filter(purpose__startswith="meeting-set-aside/KX-2025/M-1/").count() == 3


def test_parties_are_told_until_when_and_the_docket_names_whose_move_it_is(world: World) -> None:
    meeting = called(world)
    (body,) = OutboxMessage.objects.filter(
        purpose__startswith="meeting/KX-2025/M-1/", to_address="seller@recipient.example"
    ).values_list("body", flat=True)
    assert "18 March 2026, 17:00 (Asia/Shanghai)" in body

    def moves() -> dict[str, str]:
        entries = docket_of(world.agreement, world.today())
        return {entry.name: entry.move for entry in entries if entry.name in ("direction", "proxy")}

    assert moves() == {"direction": "Party C: its direction how to vote."}
    direct(world, meeting)
    assert moves()["proxy"].startswith("Nobody’s yet")
    world.day(2026, 3, 11)
    assert moves()["proxy"] == "Escrow agent: the proxy letter."
    write_letter(world, meeting)
    assert set(moves()) == {"direction"}
    world.day(2026, 3, 19)
    assert moves() == {}


def test_a_clerk_cannot_speak_for_the_seller_in_the_portal_way(world: World) -> None:
    meeting = called(world)
    with refused("not_permitted"):
        record_direction(
            meeting=meeting,
            person=world.users["seller"].person,
            votes=DIRECTED,
            received_on=world.today(),
            paper=worlds.pdf("x"),
            **world.as_("seller"),
        )
