"""How the tests of the desk read a page and send a form."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from documents.models import Document, Event, IdempotencyKey
from tests.worlds import World
from tranches.models import Tranche

INLINE = re.compile(
    r"<style\b|\sstyle\s*=|<script\b(?![^>]*\bsrc=)|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE
)
KEPT = re.compile(r"(<(textarea|pre|script)\b.*?</\2>)|(?:(?!<(?:textarea|pre|script)\b).)+", re.DOTALL)
TAG = re.compile(r"<[^<>]*>")
BLOCKS = (
    "address|article|aside|body|br|button|caption|col|dd|details|div|dl|dt|fieldset|figure|footer|form|h[1-6]|head|"
    "header|hr|legend|li|main|nav|ol|option|p|script|section|select|summary|table|tbody|td|tfoot|th|thead|title|tr|ul"
)
BESIDE = re.compile(rf"\n?(</?(?:{BLOCKS})\b[^<>]*>)\n?", re.IGNORECASE)
UNTYPED = {"button", "submit", "file"}


class Fields(HTMLParser):
    """The fields of the page's acting form with what they hold: what a browser would send back untouched."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.inside = action, False
        self.values: dict[str, Any] = {}
        self.select = ""
        self.text_of = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "form":
            self.inside = given.get("action") == self.action
        name = given.get("name") or ""
        if not self.inside:
            return
        if tag == "input" and name and given.get("type") not in UNTYPED:
            if given.get("type") in ("checkbox", "radio") and "checked" not in given:
                return
            value = given.get("value") or "on" * (given.get("type") == "checkbox")
            before = self.values.get(name)
            if before is None or given.get("type") != "hidden":
                self.values[name] = value
            else:
                self.values[name] = [*(before if isinstance(before, list) else [before]), value]
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in given or self.select not in self.values):
            self.values[self.select] = given.get("value") or ""
        elif tag == "textarea":
            self.values[name], self.text_of = "", name

    def handle_data(self, data: str) -> None:
        if self.text_of:
            self.values[self.text_of] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        if tag == "select":
            self.select = ""
        if tag == "textarea":
            # The line break behind the opening tag is none of the text (HTML 13.2.6.4.7).
            self.values[self.text_of] = self.values[self.text_of].removeprefix("\n")
            self.text_of = ""


def page(response: HttpResponse) -> str:
    """The page as a browser reads it: a new line of its template is a space, and nothing beside a block of the page."""
    sent = response.content.decode()
    if not response.headers["Content-Type"].startswith("text/html"):
        return sent
    return KEPT.sub(lambda kept: kept[0] if kept[1] else _flow(kept[0]), sent)


def _flow(html: str) -> str:
    lines = re.sub(r"\s*\n\s*", "\n", html)
    lines = TAG.sub(lambda tag: tag[0].replace("\n", " "), lines)
    return BESIDE.sub(r"\1", lines).replace("\n", " ")


flowing = page


def tranche_page(tranche: Tranche) -> str:
    return reverse("admin:tranches_tranche_change", args=(tranche.pk,))


def act_page(world: World, event: str, number: int = 1) -> str:
    return reverse("admin:tranches_tranche_act", args=(world.tranche(number).pk, event))


def agreement_act(world: World, event: str) -> str:
    return reverse("admin:tranches_escrowagreement_act", args=(world.agreement.pk, event))


def fill(client: Client, url: str, **typed: Any) -> HttpResponse:
    """Open the form, keep what it holds, type the rest, and send it."""
    shown = client.get(url)
    assert shown.status_code == 200, page(shown)
    form = Fields(url)
    form.feed(shown.content.decode())
    assert form.values.get("key"), f"no form on the page:\n{page(shown)}"
    sent = {name: value for name, value in (form.values | typed).items() if value is not None}
    return confirmed(client, url, client.post(url, sent))


def confirmed(client: Client, url: str, answer: HttpResponse) -> HttpResponse:
    """The second click, where the page shows back what it understood; else the answer as it is."""
    if answer.status_code != 200 or 'name="seen"' not in page(answer):
        return answer
    return client.post(url, shown_back(url, answer))


def shown_back(url: str, answer: HttpResponse) -> dict[str, Any]:
    """What the second click would send."""
    form = Fields(url)
    form.feed(answer.content.decode())
    return form.values


def paper(text: str = "paper") -> SimpleUploadedFile:
    content = f"%PDF-1.4\n% {text}\n1 0 obj<</Type/Page>>endobj\n%%EOF\n".encode()
    return SimpleUploadedFile(f"{text}.pdf", content, content_type="application/pdf")


def standing() -> dict[str, int]:
    """How many rows of everything there are: a refusal leaves all of it as it was."""
    counted = [*apps.get_app_config("tranches").get_models(), Document, Event, IdempotencyKey]
    return {model._meta.label: model._default_manager.count() for model in counted}


def done(answer: HttpResponse) -> None:
    assert answer.status_code == 302, page(answer)


def refused(answer: HttpResponse, sentence: str, before: dict[str, int]) -> str:
    """The page comes back with the sentence, the title says so, and nothing changed."""
    text = page(answer)
    assert answer.status_code == 422, text
    assert sentence in text
    assert "<title>Error: " in text
    assert "autofocus" in text
    assert not INLINE.search(text)
    assert standing() == before
    return text
