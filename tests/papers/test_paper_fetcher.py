"""Nothing but what the project ships gets into a paper, and whoever tries is heard."""

from __future__ import annotations

import base64
import io
import socket
from dataclasses import replace
from itertools import count, cycle
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from weasyprint import HTML

from documents.papers.content import FILENAME
from documents.papers.fetcher import SHIPPED, ClosedFetcher, Refused
from documents.papers.render import PaperError, render, to_html, to_pdf
from documents.papers.sheets import canonical
from tests.papers import samples
from tests.papers.reading import NOT_SAID, squeezed, text_of, texts_of, with_texts

HOSTILE = (
    "<script>fetch('http://192.0.2.1/')</script>",
    "<img src=file:///etc/passwd>",
    "<link rel=attachment href=file:///etc/passwd>",
    "<link rel=stylesheet href=http://192.0.2.1/x.css>",
    "<style>@import url(http://192.0.2.1/x.css);</style>",
    "<svg><use href=http://192.0.2.1/a.svg#b /><image href=file:///etc/passwd /></svg>",
    "<base href=http://192.0.2.1/>",
    "</p></td></table></main><a href=http://192.0.2.1/>x</a>",
    "{{ sheet.frame }}{% include 'papers/_signs.html' %}{# x #}",
    '" onload="x" \'); url(file:///etc/passwd) --> ]]> &lt;b&gt; &#60;',
)
LOADING = (
    '<img src="{url}">',
    '<object data="{url}"></object>',
    '<embed src="{url}">',
    '<link rel="attachment" href="{url}">',
    '<a rel="attachment" href="{url}">x</a>',
    '<link rel="stylesheet" href="{url}">',
    "<style>@import url({url});</style>",
    "<style>@font-face {{ font-family: x; src: url({url}) }} p {{ font-family: x }}</style><p>x",
    "<style>@page {{ background: url({url}) }}</style><p>x",
    "<style>p {{ background: url({url}) }}</style><p>x",
    "<style>p::before {{ content: url({url}) }}</style><p>x",
    "<style>li {{ list-style-image: url({url}) }}</style><ul><li>x</ul>",
    '<svg viewBox="0 0 9 9"><image href="{url}" width="9" height="9"/></svg>',
)
NEVER_LOADED = (
    '<svg viewBox="0 0 9 9"><use href="{url}#b"/></svg>',
    '<svg viewBox="0 0 9 9"><rect width="9" height="9" fill="url({url}#b)"/></svg>',
    '<iframe src="{url}"></iframe>',
    '<input type="image" src="{url}">',
)
OUTSIDE = (
    "file:///etc/passwd",
    "http://192.0.2.1/x",
    "https://192.0.2.1/x",
    "ftp://192.0.2.1/x",
    f"{SHIPPED.as_uri()}/../errors.py",
    f"{SHIPPED.as_uri()}/%2e%2e/%2e%2e/manage.py",
    f"{SHIPPED.as_uri()}/render.py",
    f"file://localhost{SHIPPED}/paper.css",
    f"{SHIPPED.as_uri()}/paper.css?x",
    f"{SHIPPED.as_uri()}/paper.css%00.png",
    f"{SHIPPED.as_uri()}/absent.css",
    "data:image/svg+xml,<svg/>",
    "data:text/css,p{}",
    "data:image/png;base64," + "A" * 1_000_000,
)


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every attempt to connect anywhere; none succeeds."""
    attempts: list[Any] = []

    def refuse(self: socket.socket, address: Any) -> None:
        attempts.append(address)
        raise OSError("no network in this test")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    return attempts


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.css"
    path.write_text("/* canary 7f3a */ p { color: red }")
    return path


@pytest.mark.parametrize("markup", LOADING)
def test_markup_that_loads_a_file_or_an_address_stops_the_paper(
    markup: str, secret: Path, wire: list[Any]
) -> None:
    for url in (secret.as_uri(), "http://192.0.2.1/x.png"):
        fetcher = ClosedFetcher()
        with pytest.raises(PaperError, match="may not load"):
            to_pdf(markup.format(url=url), identifier="x", fetcher=fetcher)
        assert fetcher.refused == [url]
        assert fetcher.served == []
    assert wire == []


@pytest.mark.parametrize("markup", NEVER_LOADED)
def test_markup_that_could_load_is_not_followed(markup: str, secret: Path, wire: list[Any]) -> None:
    for url in (secret.as_uri(), "http://192.0.2.1/x.svg"):
        fetcher = ClosedFetcher()
        to_pdf('<html lang="en">' + markup.format(url=url), identifier="x", fetcher=fetcher)
        assert fetcher.served == fetcher.refused == []
    assert wire == []


def test_the_renderers_own_fetcher_would_have_read_the_file(secret: Path) -> None:
    """The negative control: without the closed fetcher the same markup carries the file away."""
    markup = f'<link rel="attachment" href="{secret.as_uri()}">'
    with pikepdf.open(io.BytesIO(HTML(string=markup).write_pdf())) as document:
        (attached,) = document.attachments.values()
        assert b"canary 7f3a" in attached.get_file().read_bytes()


@pytest.mark.parametrize("url", OUTSIDE, ids=lambda url: url.replace(str(SHIPPED), "SHIPPED")[:60])
def test_fetcher_refuses_what_is_not_shipped_for_papers(url: str, wire: list[Any]) -> None:
    fetcher = ClosedFetcher()
    with pytest.raises(Refused):
        fetcher(url)
    assert fetcher.refused == [url]
    assert fetcher.served == []
    assert wire == []


def test_fetcher_refuses_a_link_that_leads_out(
    tmp_path: Path, secret: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    (shipped / "link.css").symlink_to(secret)
    (shipped / "own.css").write_text("p {}")
    monkeypatch.setattr("documents.papers.fetcher.SHIPPED", shipped)
    assert ClosedFetcher()((shipped / "own.css").as_uri()).read() == b"p {}"
    with pytest.raises(Refused):
        ClosedFetcher()((shipped / "link.css").as_uri())


def test_fetcher_serves_the_stylesheet_and_small_pictures() -> None:
    fetcher = ClosedFetcher()
    style = fetcher(f"{SHIPPED.as_uri()}/paper.css")
    assert style.content_type == "text/css"
    assert style.read() == (SHIPPED / "paper.css").read_bytes()
    picture = fetcher("data:image/png;base64," + base64.b64encode(b"\x89PNG").decode())
    assert picture.read() == b"\x89PNG"
    assert fetcher.refused == []


@pytest.mark.parametrize("name", samples.ALL)
def test_every_field_escapes_every_payload(name: str) -> None:
    for payload in HOSTILE:
        number = count()
        markup = to_html(with_texts(samples.ALL[name], lambda text, p=payload, n=number: f"{p}{next(n)}"))
        assert payload not in markup
        for opening in (
            "<script",
            "<img",
            "<link rel=attachment",
            "<base",
            "<a ",
            "<use",
            "<image",
            'onload="',
        ):
            assert opening not in markup


@pytest.mark.slow
@pytest.mark.parametrize(("name", "first"), [("executed", 0), ("letter", 2), ("notice", 4), ("statement", 6)])
def test_hostile_text_in_every_field_is_printed_as_it_is(name: str, first: int, wire: list[Any]) -> None:
    """Each kind of paper takes some of the payloads, so that between them all are printed."""
    payloads = HOSTILE[first : first + 4]
    turn = cycle(payloads)
    sheet = with_texts(samples.ALL[name], lambda text: text[:30] + next(turn))
    fetcher = ClosedFetcher()
    pdf = render(sheet, fetcher=fetcher)
    assert fetcher.served == [f"{SHIPPED.as_uri()}/paper.css"]
    assert fetcher.refused == []
    assert wire == []
    printed = text_of(pdf)
    unprinted = {field for field, text in texts_of(sheet) if squeezed(text) not in printed}
    assert unprinted <= NOT_SAID.get(name, set())
    assert all(squeezed(payload) in printed for payload in payloads)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert list(document.attachments) == [FILENAME]  # its own content, and nothing that a text asked for
        assert document.attachments[FILENAME].get_file().read_bytes() == canonical(sheet)
        assert len(document.Root.AF) == 1
        assert not any("/Annots" in page for page in document.pages)
        assert not any(page.get_images() for page in document.pages)


def test_paper_is_not_made_when_its_stylesheet_is_gone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("documents.papers.fetcher.SHIPPED", tmp_path)
    with pytest.raises(PaperError, match="may not load"):
        render(replace(samples.ALL["zero"]))
