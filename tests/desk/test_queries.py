"""The desk's pages ask the database the same number of questions for five tranches and for five hundred."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import worlds
from tests.desk.conftest import Enter
from tests.desk.helpers import act_page, tranche_page

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def deal_of(count: int, folder: Path) -> Path:
    """The sample deal with so many tranches, each for one week."""
    head, _, rest = worlds.KAIXIN.read_text(encoding="utf-8").partition("[[tranches]]")
    tail = rest[rest.index("[offset]") :]
    first = date(2025, 12, 1)
    tranches = "".join(
        f"""
[[tranches]]
number = {number}
starts_on = {first + timedelta(days=7 * (number - 1))}
ends_on = {first + timedelta(days=7 * number - 1)}
share = "1/{count}"
metric = "operating revenue"
metric_zh = "营业收入"
currency = "CNY"
currency_label = "RMB"
target = 665_000_000
test = "at_least"
payout = "pro_rata"
"""
        for number in range(1, count + 1)
    )
    path = folder / f"deal-{count}.toml"
    path.write_text(f"{head}{tranches}\n{tail}", encoding="utf-8")
    return path


def asked(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as counted:
        answer = client.get(url)
    assert answer.status_code == 200, url
    return len(counted)


def test_five_hundred_tranches_cost_no_query_more_than_five(
    tmp_path: Path, enter: Enter, clock: Callable[[datetime], None]
) -> None:
    counts: dict[int, dict[str, int]] = {}
    for many in (5, 500):
        world = worlds.funded(deal_of(many, tmp_path), reference=f"N-{many}")
        clock(world.day(2026, 1, 20))
        world.report(1, 600_000_000)
        world.submit(world.prepare(1))
        client = enter("clerk2")
        pages = {
            "agreement": reverse("admin:tranches_escrowagreement_change", args=(world.agreement.pk,)),
            "tranche": tranche_page(world.tranche(1)),
            "later tranche": tranche_page(world.tranche(3)),
            "act": act_page(world, "file_paper_signature"),
            "list": reverse("admin:tranches_tranche_changelist"),
        }
        counts[many] = {name: asked(client, url) for name, url in pages.items()}
        counts[many]["start"] = asked(client, reverse("admin:index"))
    small, large = counts[5], counts[500]
    start_small, start_large = small.pop("start"), large.pop("start")
    assert large == small
    assert start_large - start_small <= 30, "a second agreement may cost its own terms and calendar, no more"
