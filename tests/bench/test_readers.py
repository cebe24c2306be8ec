"""Who only reads does not wait for who writes: SQLite has one write lock, and no page that is looked at asks for it."""

from __future__ import annotations

import sqlite3

import pytest
import time_machine
from django.db import connection

from tests.bench.scenes import DAY, agreements, pages

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite_only]


def test_every_page_opens_while_somebody_else_holds_the_write_lock() -> None:
    (world,) = agreements(1)
    with time_machine.travel(DAY, tick=False):
        readers = {name: (page.client(), page.address) for name, page in pages(world).items()}
        for client, address in readers.values():
            client.get(address)  # the first click of a minute is noted in the session
        writer = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 0")  # who would have to wait is refused at once
        try:
            writer.execute("BEGIN IMMEDIATE")
            opened = {name: client.get(address).status_code for name, (client, address) in readers.items()}
            with pytest.raises(Exception, match="locked"), connection.cursor() as cursor:
                cursor.execute("UPDATE documents_binder SET title = title")
        finally:
            writer.rollback()
            writer.close()
            connection.close()
    assert set(opened.values()) == {200}, opened
