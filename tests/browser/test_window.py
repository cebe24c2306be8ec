"""The browser itself: Debian's Chromium reaches the desk, and the strict policy lets its pages be whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_stranger_is_shown_the_sign_in_page_and_nothing_is_blocked(
    page: Page, live_server: Any, artefacts: Path
) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{live_server.url}/")
    expect(page.locator("input[name=password]")).to_be_visible()
    page.screenshot(path=artefacts / "sign-in.png", full_page=True)
    assert complaints == []
