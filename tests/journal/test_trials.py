"""1,000 flipped bits and 500 structural attacks on the journal: every one found, and the first bad number named.

`FLIPS` and `ATTACKS` in the environment change how many; the figures are printed (pytest -s).
"""

from __future__ import annotations

import os
from collections import Counter
from random import Random

import pytest
from django.db import transaction

from documents.journal.anchored import anchor_findings
from documents.journal.heads import Head
from documents.journal.record import head_of
from documents.journal.verify import against, chain_findings
from documents.models import Anchor, Binder, Event
from parties.models import Party
from tests import worlds
from tests.journal.attacks import (
    ANCHORS,
    CHAIN,
    REBUILD,
    STRUCTURAL,
    Attack,
    Journal,
    cut_tail,
    flip_a_bit,
    sql,
)
from tests.walls.tools import without_walls
from tests.worlds import World
from tranches.verification.present import rebuilt_otherwise

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
STAGE = worlds.reported
FLIPS = int(os.environ.get("FLIPS", "1000"))
ATTACKS = int(os.environ.get("ATTACKS", "500"))


def names(finding: str, number: int) -> bool:
    """Whether the finding says that this is the first bad number."""
    return f"event {number}:" in finding or f"number {number} is missing" in finding


def other_binder(world: World) -> Binder:
    return Party.objects.filter(binder__events__isnull=False).earliest("pk").binder


def test_every_flipped_bit_is_found_with_its_number(world: World) -> None:
    random, binder = Random(20251202), world.agreement.binder
    events = list(Event.objects.filter(binder=binder))
    found: Counter[str] = Counter()
    refused = 0
    with without_walls():
        while found.total() < FLIPS:
            event = random.choice(events)
            with transaction.atomic():
                column = flip_a_bit(event, random)
                finding = next(chain_findings(binder), "") if column else ""
                transaction.set_rollback(True)
            if not column:
                refused += 1
                continue
            assert names(finding, event.number), f"{column} of event {event.number}: {finding!r}"
            found[column] += 1
    print(
        f"\n{found.total()} flipped bits found; {refused} more had nothing to flip or were refused by the database"
    )
    print(dict(found))


def look(attack: Attack, binder: Binder, world: World) -> str:
    """Look with each check in its order; the finding of the one that must see it, after those before it saw nothing."""
    chain = next(chain_findings(binder), "")
    if attack.found_by == CHAIN:
        return chain
    assert chain == "", f"{attack.name}: the chain was not expected to find it: {chain}"
    if attack.found_by == ANCHORS:
        return next(anchor_findings(binder), "")
    assert next(anchor_findings(binder), "") == ""
    return next(rebuilt_otherwise(world.agreement), "")


def says(attack: Attack, finding: str) -> bool:
    if attack.found_by == CHAIN:
        return names(finding, attack.first)
    if attack.found_by == ANCHORS:
        number = f"{attack.first:,}"
        return f"forked at {number}:" in finding or (
            "rolled back" in finding and f"is number {number}," in finding
        )
    return attack.found_by == REBUILD and "the events lead to" in finding


def test_every_structural_attack_is_found_with_its_first_bad_number(world: World) -> None:
    random, binder, other = Random(20251203), world.agreement.binder, other_binder(world)
    found: Counter[tuple[str, str]] = Counter()
    with without_walls():
        for count in range(ATTACKS):
            with transaction.atomic():
                attack = STRUCTURAL[count % len(STRUCTURAL)](Journal(binder, other, random))
                finding = look(attack, Binder.objects.get(pk=binder.pk), world)
                transaction.set_rollback(True)
            assert says(attack, finding), f"{attack}: {finding!r}"
            found[attack.found_by, attack.name] += 1
    print(f"\n{found.total()} structural attacks found")
    for (found_by, name), times in sorted(found.items()):
        print(f"  {times:4} {found_by:8} {name}")
    assert next(chain_findings(binder), "") == ""


def test_without_its_anchors_a_rechained_or_cut_record_passes_and_a_kept_head_still_finds_it(
    world: World,
) -> None:
    """The negative control: take the anchors out as well, and only who kept a head outside can tell."""
    random, binder, other = Random(20251204), world.agreement.binder, other_binder(world)
    kept: Head = head_of(binder)
    with without_walls():
        for attack_of in STRUCTURAL:
            with transaction.atomic():
                attack = attack_of(Journal(binder, other, random))
                Anchor.objects.filter(binder=binder)._raw_delete("default")
                now = Binder.objects.get(pk=binder.pk)
                if attack.found_by == ANCHORS:
                    assert next(chain_findings(now), "") == next(anchor_findings(now), "") == "", attack.name
                    assert against(now, [kept])[0][1].kind in ("rolled_back", "forked"), attack.name
                transaction.set_rollback(True)


@pytest.mark.sqlite_only
def test_the_kindness_of_readers_is_not_relied_upon(world: World) -> None:
    """Bytes that the usual readers pass over: another spelling of the same moment, day or JSON is found all the same."""
    binder = world.agreement.binder
    event = Event.objects.filter(binder=binder).earliest("number")
    spellings = {
        "recorded_at": "substr(recorded_at, 1, 10) || 'T' || substr(recorded_at, 12)",
        "effective_on": "replace(effective_on, '-', '')",
        "after": "replace(after, '\": ', '\":')",
        "before": "' ' || before",
        "facts": '\'{"simulation": true, "simulation": false}\'',
    }
    with without_walls():
        for column, spelling in spellings.items():
            with transaction.atomic():
                sql(f"UPDATE documents_event SET {column} = {spelling} WHERE id = %s", [(event.pk,)])
                again = Event.objects.get(pk=event.pk)
                assert getattr(again, column) == getattr(event, column)  # the usual reader sees no difference
                assert names(next(chain_findings(binder)), 1)
                transaction.set_rollback(True)


def test_a_cut_of_the_last_events_names_how_many_are_missing(world: World) -> None:
    binder = world.agreement.binder
    with without_walls(), transaction.atomic():
        cut_tail(Journal(binder, other_binder(world), Random(1)))
        left = Event.objects.filter(binder=binder).count()
        finding = next(anchor_findings(binder))
        assert f"the record ends at {left}" in finding
        transaction.set_rollback(True)
