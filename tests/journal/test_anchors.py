"""Heads leave the building with each act and once a day, and what was given out is held against the record."""

from __future__ import annotations

import re
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from documents.journal.anchored import anchor_findings, checkpoint_findings
from documents.journal.heads import HouseProof, house_leaf, is_in_house, log_kept, log_root, parse_head
from documents.journal.merkle import Growing, leaf_digest, root_of
from documents.journal.record import head_of
from documents.journal.verify import digests_of
from documents.models import Anchor, Binder, Checkpoint, Event, OutboxMessage
from tests import worlds
from tests.deadlines.conftest import ADDRESSES, reachable
from tests.desk.helpers import flowing
from tests.unchanged import refused
from tests.verification.test_verify import verify
from tests.walls.tools import run, without_walls
from tests.worlds import World
from tranches.statements.services import make_statement
from tranches.verification.evidence import broken_anchors

pytestmark = pytest.mark.django_db
TODAY = "2026-12-20T03:00:00Z"


def _stage() -> World:
    return reachable(worlds.funded())


STAGE = _stage


def head_lines(message: OutboxMessage) -> str:
    return next(line for line in message.body.splitlines() if line.startswith(f"{message.binder.reference}:"))


def report(world: World) -> None:
    world.day(2026, 12, 18)
    world.report(1, 600_000_000)


def anchored(command: str = "anchor") -> str:
    out = StringIO()
    call_command(command, stdout=out)
    return out.getvalue()


def test_each_act_gives_the_same_head_to_a_b_and_the_seller_once(world: World) -> None:
    report(world)
    head = head_of(world.agreement.binder)
    told = OutboxMessage.objects.filter(purpose__startswith=f"head/KX-2025/{head.count}/")
    assert {message.to_address for message in told} == set(ADDRESSES.values())
    assert {head_lines(message) for message in told} == {str(head)}
    assert parse_head(head_lines(told[0])) == head
    anchor = Anchor.objects.latest("count")
    assert (anchor.count, anchor.digest) == (head.count, head.digest)


def test_a_head_message_tells_nothing_of_the_deal_but_reference_count_and_digests(world: World) -> None:
    report(world)
    message = OutboxMessage.objects.filter(purpose__startswith="head/").latest("id")
    # A digest or an identifier may hold any three figures by chance: they are taken out before the figures are looked for.
    text = re.sub(r"\b[0-9a-f-]{36,64}\b", "", f"{message.subject}\n{message.body}")
    for secret in (world.agreement.title, "600", "report", "tranche", world.part("C").party.name):
        assert secret.lower() not in text.lower()
    assert (
        message.subject == f"KX-2025: head of the record after {head_of(world.agreement.binder).count} events"
    )


def test_a_refused_act_gives_out_nothing(world: World) -> None:
    before = OutboxMessage.objects.count(), Anchor.objects.count()
    with refused("not_permitted"):
        make_statement(agreement=world.agreement, **world.as_("seller") | {"actor": worlds.SYSTEM})
    assert (OutboxMessage.objects.count(), Anchor.objects.count()) == before


def test_a_repeated_form_gives_out_its_head_once(world: World) -> None:
    for _ in range(2):
        make_statement(agreement=world.agreement, key="form-1", **world.as_("clerk1"))
    counts = [row.count for row in Anchor.objects.filter(binder=world.agreement.binder)]
    assert len(counts) == len(set(counts))
    assert OutboxMessage.objects.filter(purpose__startswith=f"head/KX-2025/{counts[-1]}/").count() == 3


def test_a_simulation_is_anchored_and_tells_nobody(world: World) -> None:
    before = OutboxMessage.objects.count()
    world = worlds.funded(reference="KX-SIM", is_simulation=True)  # its parties can be reached, as the others
    report(world)
    assert Anchor.objects.filter(binder=world.agreement.binder).exists()
    assert OutboxMessage.objects.count() == before


@time_machine.travel(TODAY, tick=False)
def test_the_checkpoint_of_the_day_puts_every_binder_under_one_root_and_proves_it_to_each(
    world: World,
) -> None:
    text = anchored()
    checkpoint = Checkpoint.objects.get()
    assert len(checkpoint.heads) == Binder.objects.filter(events__isnull=False).distinct().count() > 5
    assert checkpoint.root in text
    message = OutboxMessage.objects.filter(purpose__startswith="checkpoint/").earliest("id")
    head = parse_head(head_lines(message))
    assert head == head_of(world.agreement.binder)
    found = re.search(r"leaf (\d+) of (\d+) below it, .*?:\n((?:[0-9a-f]{64}\n)+)", message.body)
    assert found is not None
    proof = HouseProof(int(found[1]), int(found[2]), tuple(found[3].split()))
    log = re.search(r"日志之根:\n([0-9a-f]{64})", message.body)
    assert log is not None
    assert is_in_house(house_leaf(head, log[1]), proof, checkpoint.root)
    others = Binder.objects.exclude(pk=world.agreement.binder_id)
    assert not any(other.reference in message.body or other.title in message.body for other in others)


@time_machine.travel(TODAY, tick=False)
def test_a_second_run_on_the_day_makes_no_second_checkpoint_and_no_second_message(world: World) -> None:
    anchored()
    made = OutboxMessage.objects.count()
    report(world)
    after_act = OutboxMessage.objects.count()
    assert "made before" in anchored()
    assert Checkpoint.objects.count() == 1
    assert OutboxMessage.objects.count() == after_act > made
    with time_machine.travel("2026-12-21T03:00:00Z", tick=False):
        anchored()
    assert Checkpoint.objects.count() == 2
    assert OutboxMessage.objects.count() == after_act + 3


def test_a_cut_tail_and_a_rewritten_chain_are_found_by_the_anchors_and_not_without_them(world: World) -> None:
    report(world)
    binder = world.agreement.binder
    assert next(anchor_findings(binder), "") == ""
    with without_walls():
        newest = Event.objects.filter(binder=binder).latest("number")
        run("DELETE FROM documents_event WHERE id = %s", newest.pk)
        finding = next(anchor_findings(binder))
        assert "rolled back, 1 event missing" in finding
        run("DELETE FROM documents_anchor")
        assert next(anchor_findings(binder), "") == ""


def test_an_anchor_with_another_log_root_and_an_altered_checkpoint_are_found(world: World) -> None:
    with time_machine.travel(TODAY, tick=False):
        anchored()
    binders = list(Binder.objects.all())
    assert not list(checkpoint_findings(binders))
    with without_walls():
        run("UPDATE documents_anchor SET log_root = %s", "0" * 64)
        assert "has another root than its anchor says" in next(anchor_findings(world.agreement.binder))
        Checkpoint.objects.update(root="0" * 64)
        assert "its heads do not give its root" in next(checkpoint_findings(binders))
        assert len(list(broken_anchors())) >= 2


def test_an_act_goes_on_from_the_log_of_the_last_head_and_reads_only_what_came_after_it(world: World) -> None:
    report(world)
    last = Anchor.objects.latest("count")
    assert last.count > 5
    with CaptureQueriesContext(connection) as asked:
        make_statement(agreement=world.agreement, **world.as_("clerk1"))
    sent = [query["sql"] for query in asked]
    read = [sql for sql in sent if '"digest" AS "digest" FROM' in sql and "LIMIT 1" not in sql]
    assert [f'"number" >= {last.count}' in sql for sql in read] == [True]
    made = Anchor.objects.latest("count")
    assert made.count > last.count
    assert made.log_root == log_root(digests_of(world.agreement.binder))
    assert not list(anchor_findings(world.agreement.binder))


@pytest.mark.parametrize("kept", ["", "ab" * 32, "no digits", "00" * 32 * 4])
def test_what_was_kept_with_a_head_is_believed_only_where_it_gives_the_root(world: World, kept: str) -> None:
    report(world)
    with without_walls():
        run("UPDATE documents_anchor SET whole = %s", kept)
    make_statement(agreement=world.agreement, **world.as_("clerk1"))
    made = Anchor.objects.latest("count")
    assert made.log_root == log_root(digests_of(world.agreement.binder))
    assert log_kept(made.count, made.whole, made.log_root) is not None


def test_verify_against_a_kept_head_extends_is_rolled_back_or_forked(world: World, tmp_path: object) -> None:
    kept = head_of(world.agreement.binder)
    report(world)
    now = head_of(world.agreement.binder)
    code, text = verify("--against", str(kept))
    assert (
        code,
        f"extends: event {kept.count} stands unchanged, {now.count - kept.count} events" in text,
    ) == (0, True)
    file = f"{tmp_path}/heads"
    with open(file, "w", encoding="utf-8") as written:
        written.write(f"# from the mail\n\n{kept}\n{now}\n")
    assert verify("--against", file)[0] == 0
    with without_walls():
        run(
            "DELETE FROM documents_event WHERE binder_id = %s AND number > %s",
            world.agreement.binder_id,
            kept.count + 2,
        )
    code, text = verify("--against", file)
    assert code == 1
    assert f"rolled back, {now.count - kept.count - 2} events missing" in text
    state = Event.objects.filter(binder=world.agreement.binder).count()
    with pytest.raises(RuntimeError, match="does not extend its head"):
        make_statement(agreement=world.agreement, **world.as_("clerk1"))  # nothing goes on upon a cut record
    assert Event.objects.filter(binder=world.agreement.binder).count() == state
    with without_walls():
        run("DELETE FROM documents_anchor")
    for _ in range(now.count):  # without the anchors the house goes on as if nothing had happened
        make_statement(agreement=world.agreement, **world.as_("clerk1"))
    code, text = verify("--against", file)
    assert code == 1
    assert f"forked at {now.count}" in text
    assert f"after {kept.count}, which agrees" in text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("nonsense", "neither a head"),
        ("NO-1:5:" + "0" * 64, "no binder 'NO-1'"),
        ("KX-2025:5:12", "neither a head"),
    ],
)
def test_what_cannot_be_held_against_the_record_is_said_to_be_unchecked(
    world: World, given: str, words: str
) -> None:
    code, text = verify("--against", given)
    assert code == 2
    assert words in text


def test_a_file_with_a_line_that_is_no_head_is_not_checked(world: World, tmp_path: object) -> None:
    file = f"{tmp_path}/heads"
    for content, words in (("KX-2025\n", "line 1"), ("# nothing\n", "holds no head"), ("\xff", "line 1")):
        with open(file, "w", encoding="utf-8") as written:
            written.write(content)
        code, text = verify("--against", file)
        assert (code, words in text) == (2, True), text
    with open(file, "wb") as raw:
        raw.write(b"\xff\xfe")
    assert verify("--against", file)[0] == 2


def test_a_whole_chain_whose_content_was_altered_is_found_also_against_a_head(world: World) -> None:
    kept = head_of(world.agreement.binder)
    with without_walls():
        run(
            "UPDATE documents_event SET reason = 'because' WHERE binder_id = %s AND number = 4",
            world.agreement.binder_id,
        )
    code, text = verify("--against", str(kept))
    assert code == 1
    assert "event 4: its content does not give its digest" in text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda head: head, "is part of our record"),
        (lambda head: head.replace("KX-2025", "NO-1"), "This does not match our record"),
        (lambda head: f"{head[:-1]}{'0' if head[-1] != '0' else '1'}", "This does not match our record"),
        (lambda head: "<b>x</b>", "This is no head"),
    ],
)
def test_the_check_page_takes_the_line_of_a_message(
    world: World, client: Client, change: object, words: str
) -> None:
    head = change(str(head_of(world.agreement.binder)))  # type: ignore[operator]
    page = flowing(client.get("/check/", {"head": head}))
    assert words in page
    assert "<b>x" not in page


def test_the_pages_show_the_heads_that_were_given_out_and_to_whom(world: World, client: Client) -> None:
    report(world)
    with time_machine.travel(TODAY, tick=False):
        anchored()
    digest = head_of(world.agreement.binder).digest
    for name, address in (
        ("clerk1", f"/desk/tranches/escrowagreement/{world.agreement.pk}/change/"),
        ("seller", "/portal/agreements/KX-2025/"),
    ):
        client.force_login(world.users[name])
        page = flowing(client.get(address))
        assert digest in page or digest[:8] in page
        assert "in the outbox" in page
        assert "under one root" in page
        assert world.part("C").party.name in page


def test_a_growing_tree_has_at_each_size_the_root_of_the_whole() -> None:
    leaves, growing = [leaf_digest(bytes([number])) for number in range(70)], Growing()
    assert growing.root() == root_of([])
    for size, leaf in enumerate(leaves, start=1):
        growing.add(leaf)
        assert growing.root() == root_of(leaves[:size])


def test_the_digests_of_a_binder_are_its_log(world: World) -> None:
    anchor = Anchor.objects.filter(binder=world.agreement.binder).latest("count")
    growing = Growing()
    for digest in digests_of(world.agreement.binder)[: anchor.count]:
        growing.add(leaf_digest(bytes.fromhex(digest)))
    assert growing.root().hex() == anchor.log_root
