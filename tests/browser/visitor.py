"""One person with a browser of his own: signs in, clicks, and notes every complaint of the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Download, Page, Response, expect

from tranches.simulation.papers import paper


class Visitor:
    """A context of its own, so that five people are signed in at once; `station` takes the picture of a page."""

    def __init__(self, browser: Browser, address: str, artefacts: Path, username: str, **window: Any) -> None:
        self.address, self.artefacts, self.username = address, artefacts, username
        self.complaints: list[str] = []
        self.context = browser.new_context(locale="en-GB", accept_downloads=True, **window)
        self.page: Page = self.context.new_page()
        self.page.on(
            "console", lambda said: self._note(said.text) if said.type in ("error", "warning") else None
        )
        self.page.on("pageerror", lambda error: self._note(str(error)))
        self.page.on("response", self._response)

    def _note(self, text: str) -> None:
        self.complaints.append(f"{self.username} on {self.page.url}: {text}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self._note(f"{response.status} for {response.request.method} {response.url}")

    # --- Coming in and looking ---

    def sign_in(self) -> None:
        """By the page, from the front step; the password of a person of the test world is his user name."""
        self.page.goto(f"{self.address}/")
        self.page.locator("input[name=login]").fill(self.username)
        self._prove()

    def _prove(self) -> None:
        self.page.locator("input[name=password]").fill(self.username)
        self.page.locator("form:has(input[name=password]) button[type=submit]").click()

    def prove_if_asked(self) -> None:
        """A signature asks for the password once more, unless it was given within five minutes."""
        if "/reauthenticate/" in self.page.url:
            self._prove()

    def station(self, name: str) -> None:
        """Keep the picture of the whole page."""
        self.page.screenshot(path=self.artefacts / f"{name}.png", full_page=True)

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text)

    def follow(self, text: str) -> None:
        """Click the first link with this text."""
        self.page.get_by_role("link", name=text).first.click()

    # --- Acting at the desk ---

    def act(self, event: str, /, **answers: str | bool | Path) -> None:
        """Open the act's form on the page, answer it and send it; the page must say that it was done."""
        form = self.page.locator(f"#act-{event}")
        expect(form).to_have_count(1)
        if form.get_attribute("open") is None:
            form.locator("summary").first.click()
        self._answer(event, answers)
        form.locator("button[type=submit]").click()
        self.page.wait_for_load_state()
        if self.page.locator(".shown-back").count():
            self.page.locator(".shown-back button[type=submit]").first.click()
        expect(self.page.locator(".messages .callout--right").first).to_be_visible()

    def sign(self, link: str, event: str, **answers: str | bool | Path) -> None:
        """Open a signature's own page by its link, prove who it is if asked, answer and send."""
        self.follow(link)
        self.prove_if_asked()
        self._answer(event, answers)
        self.page.locator("main form button[type=submit]").last.click()
        self.prove_if_asked()

    def _answer(self, event: str, answers: dict[str, str | bool | Path]) -> None:
        for name, value in answers.items():
            field = self.page.locator(f"#{event}-{name}")
            if isinstance(value, Path):
                field.set_input_files(value)
            elif isinstance(value, bool):
                field.set_checked(value)
            elif field.evaluate("element => element.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def download(self, link: str) -> bytes:
        """Click a link that gives a file; return its bytes and keep it among the artefacts."""
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name=link).first.click()
        got: Download = waiting.value
        path = self.artefacts / got.suggested_filename
        got.save_as(path)
        return path.read_bytes()

    def leave(self) -> None:
        self.context.close()


def on_disk(folder: Path, title: str, *lines: str) -> Path:
    """A small real PDF to choose in a file field."""
    made = paper(title, *lines)
    path = folder / made.filename
    path.write_bytes(made.content)
    return path
