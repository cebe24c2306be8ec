"""What a reader reads goes through gettext: text of a template outside of its tags is counted, and only goes down."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
LEFT = {
    "account": 0,
    "admin": 330,
    "allauth": 0,
    "desk": 780,
    "mfa": 0,
    "portal": 0,
    "review": 35,
    "site": 0,
    "supposing": 0,
}
"""The texts of each folder that stand outside of gettext tags: a ceiling, which only goes down."""

CODES = {"UTC", "SHA-256", "PDF", "CSV", "XLSX", "JSON", "ZIP"}
GETTEXT = re.compile(r"\{% blocktranslate\b.*?\{% endblocktranslate %\}|\{% translate .*?%\}", re.DOTALL)
UNREAD = re.compile(
    r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}|<!--.*?-->|<(script|style|pre)\b.*?</\1>"
    r"|\{% block \w*class %\}.*?\{% endblock[^%]*%\}",
    re.DOTALL,
)
TAGS = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
READ_ALOUD = re.compile(r'\s(?:title|aria-label|placeholder|alt)="([^"]*)"')
OTHER = re.compile(r"[㐀-鿿＀-￯]")


def outside(template: str) -> list[str]:
    """The English texts and attributes of a template that no gettext tag holds. Chinese beside English is of two tongues already."""
    shown = TAGS.sub("\x00", GETTEXT.sub("", UNREAD.sub("", template)))
    texts = [*READ_ALOUD.findall(shown), *re.split(r"<[^>]*>", shown)]
    pieces = [piece for text in texts if not OTHER.search(text) for piece in text.split("\x00")]
    words = (re.findall(r"[A-Za-z][\w’-]+", re.sub(r"&#?\w+;", " ", piece)) for piece in pieces)
    return [
        found for found in (" ".join(word for word in each if word not in CODES) for each in words) if found
    ]


@pytest.mark.parametrize("folder", sorted(LEFT))
def test_texts_of_templates_go_through_gettext(folder: str) -> None:
    found = {
        path.relative_to(TEMPLATES).as_posix(): texts
        for path in sorted((TEMPLATES / folder).rglob("*.html"))
        if (texts := outside(path.read_text(encoding="utf-8")))
    }
    assert sum(map(len, found.values())) <= LEFT[folder], found


def test_every_folder_is_counted() -> None:
    papers_say_both = {"papers"}
    assert {path.name for path in TEMPLATES.iterdir() if path.is_dir()} - papers_say_both == set(LEFT)


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>Read me</p>", ["Read me"]),
        ('<a title="Read me">{{ x }}</a>', ["Read me"]),
        ("<p>{% if x %}one{% else %}{{ y }} more{% endif %}</p>", ["one", "more"]),
        ('<p>{% translate "Read me" %} {% blocktranslate %}and me{% endblocktranslate %}</p>', []),
        ('<p title="{% translate "Read me" %}">SHA-256 <span lang="zh-Hans">中文 SHA</span></p>', []),
        ("{% comment %}Not me{% endcomment %}<!-- nor me -->", []),
    ],
)
def test_the_count_sees_what_it_counts(template: str, found: list[str]) -> None:
    assert outside(template) == found
