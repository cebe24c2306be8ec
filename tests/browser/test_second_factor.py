"""The second factor on real pages: an app, a passkey for sign-in alone and before a signature, recovery codes once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from parties.models import User
from tests.factors.house import account, code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def owner() -> User:
    return account("owner")


@pytest.fixture
def address(live_server: Any, settings: Any) -> str:
    """Passkeys need a secure place: https, or localhost by its name. A factor is required, as in an office."""
    settings.SECOND_FACTOR = "required"
    settings.ALLOWED_HOSTS = ["*"]
    return str(live_server.url).replace("127.0.0.1", "localhost")


class Visit:
    """A browser of its own, which notes what its pages complain of."""

    def __init__(self, browser: Browser, width: int = 1280) -> None:
        self.complaints: list[str] = []
        self.page: Page = browser.new_context(
            locale="en-GB", viewport={"width": width, "height": 900}
        ).new_page()
        self.page.on(
            "console", lambda said: self.complaints.append(said.text) if said.type == "error" else None
        )
        self.page.on("pageerror", lambda trouble: self.complaints.append(str(trouble)))

    def key(self) -> None:
        """Put a passkey into the machine: it knows its owner's finger."""
        session = self.page.context.new_cdp_session(self.page)
        session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        session.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    def password(self, address: str) -> None:
        self.page.goto(f"{address}/accounts/login/")
        self.page.locator("input[name=login]").fill("owner")
        self.page.locator("input[name=password]").fill("owner")
        self.page.locator("form:has(input[name=password]) button[type=submit]").click()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).click()

    def picture(self, folder: Path, name: str) -> None:
        """The page at both widths; nothing of it is wider than the window."""
        for width in (1280, 390):
            self.page.set_viewport_size({"width": width, "height": 900})
            assert self.page.evaluate("document.documentElement.scrollWidth") <= width, name
            self.page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
        self.page.set_viewport_size({"width": 1280, "height": 900})


def test_an_app_is_set_up_signs_in_and_its_recovery_codes_are_seen_once(
    browser: Browser, address: str, artefacts: Path, owner: User
) -> None:
    visit = Visit(browser)
    visit.password(address)
    expect(visit.page).to_have_url(f"{address}/accounts/2fa/")
    visit.picture(artefacts, "second-factor")
    visit.page.get_by_role("link", name="Set up an app").click()
    visit.picture(artefacts, "second-factor-app")
    secret = visit.page.locator("code.secret").inner_text()
    visit.page.locator("input[name=code]").fill(code(secret))
    visit.press("Set up the app")
    expect(visit.page.locator("h1")).to_contain_text("Recovery codes")
    visit.picture(artefacts, "second-factor-codes")
    recovery = visit.page.locator(".codes code").first.inner_text()
    visit.page.reload()
    expect(visit.page.locator("body")).to_contain_text("not shown again")
    other = Visit(browser)
    for used, opens in ((recovery, True), (recovery, False), (code(secret, skew=30), True)):
        other.page.context.clear_cookies()
        other.password(address)
        expect(other.page.locator("h1")).to_contain_text("Now your second factor")
        other.page.locator("input[name=code]").fill(used)
        other.press("Sign in")
        expect(other.page.locator("#user-tools")).to_have_count(1 if opens else 0)
    other.picture(artefacts, "second-factor-in")
    assert visit.complaints + other.complaints == []


def test_a_passkey_signs_in_alone_and_proves_before_a_change(
    browser: Browser, address: str, artefacts: Path, owner: User, settings: Any
) -> None:
    visit = Visit(browser)
    visit.key()
    visit.password(address)
    visit.page.get_by_role("link", name="Add a passkey").click()
    visit.picture(artefacts, "second-factor-passkey")
    visit.page.locator("input[name=name]").fill("office laptop")
    visit.press("Add the key")
    expect(visit.page.locator("h1")).to_contain_text("Recovery codes")
    visit.page.get_by_role("link", name="I have written them down").click()
    visit.press("Log out")
    visit.page.goto(f"{address}/accounts/login/")
    visit.picture(artefacts, "second-factor-sign-in")
    visit.press("Sign in with a passkey")
    expect(visit.page.locator("#user-tools")).to_have_count(1)
    visit.page.goto(f"{address}/accounts/2fa/keys/")
    expect(visit.page.locator("body")).to_contain_text("signs in by itself")
    visit.picture(artefacts, "second-factor-keys")
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    visit.page.goto(f"{address}/accounts/2fa/codes/make/")
    expect(visit.page.locator("h1")).to_contain_text("Show once more")
    visit.picture(artefacts, "second-factor-proof")
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
    visit.press("Use your passkey")
    expect(visit.page.locator("h1")).to_contain_text("Make new recovery codes")
    visit.press("Make new codes")
    expect(visit.page.locator(".codes code")).to_have_count(10)
    assert visit.complaints == []


def test_a_browser_without_a_key_says_what_to_do(browser: Browser, address: str, owner: User) -> None:
    visit = Visit(browser)
    visit.password(address)
    visit.page.goto(f"{address}/accounts/2fa/keys/add/")
    visit.page.evaluate(
        "() => { navigator.credentials.create = () => Promise.reject(new Error('cancelled')) }"
    )
    visit.press("Add the key")
    expect(visit.page.locator("[data-passkey-trouble]")).to_be_visible()
