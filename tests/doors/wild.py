"""Requests that no page of ours would send: real forms with fields missing, doubled, huge, mistyped or of another page.

Every request is made inside a transaction that is rolled back, so that each begins from the same world, and the same seed makes
the same requests.
"""

from __future__ import annotations

import random
import re
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, urlencode

from django.core.signals import got_request_exception
from django.http import HttpResponseBase
from django.test import Client
from django.test.client import BOUNDARY, encode_multipart

from tests.doors.visitors import METHODS, Route, Visits

Fields = list[tuple[str, Any]]
OURS = re.compile(r"/(documents|parties|tranches|escrow_site)/")

WILD = (
    "", " ", "0", "-1", "1", "2", "1.5", "1e400", "-0", "999999999999999999999", "9" * 20, "9" * 5000, "0x10", "NaN", "Infinity",
    "9223372036854775808", "2147483648", "-9223372036854775809", "٣", "½", "1,000", "1 000", "on", "true", "None", "null", "[]", "{}",
    "0000-00-00", "0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "2026-12-18", "2026-12-18T25:61", "18.12.2026",
    "9999-12-31 23:59", "9999-12-31T23:59:59+14:00", "0001-01-01T00:00:00-14:00", "24:00", "\x00", "a\x00b", "\ud800", "\ufeff",
    "\u202e", "\U0001f4a3" * 50, "é" * 300, "word " * 3000, "x" * 70_000, "'", '"', "';--", "%", "%00", "_", "\\", "../../etc/passwd",
    "<script>", "{{ 7*7 }}", "{% x %}", "=1+1", "\r\nX: y", "\n" * 500, "a,b;c\td", "2026", "1-1-1", "KX-2025",
    "KX-2025/1", "KX-2025/x",
    "/1", "1/", "tranches.tranche", "tranches.x", "x.y.z", "A", "B", "approve", "purchaser", "00000000-0000-0000-0000-000000000007",
    "0" * 64, "0" * 63 + "g", "\t", "-", "--", ".", "..", "-.-.-", "1.2.3.4", "1:2", "1;2", "1|2", "a=b&c=d", "?", "#", "&", "=",
)  # fmt: skip
PART = tuple(text for text in WILD if 0 < len(text) < 6000 and "\ud800" not in text)
QUERIES = (
    "q", "o", "p", "e", "all", "_popup", "_to_field", "_facets", "_changelist_filters", "next", "page", "binder", "text", "since",
    "until", "actor", "act", "subject", "open", "verify", "agreement", "on", "from", "to", "as_of", "head", "tranche",
    "source", "reader",
    "what", "door", "password__gte", "person__users__password__startswith", "history__id", "state__exact", "agreement__id__exact",
    "binder__id__exact", "day__year", "day__month", "dated_on__year", "recorded_at__year", "recorded_at__day", "starts_on__year",
    "is_active__exact", "kind", "party__id__exact", "term", "app_label", "model_name", "field_name", "form", "year", "saved",
)  # fmt: skip
ENCODINGS = (
    "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\u00e9", "application/json", "text/plain",
    "application/x-www-form-urlencoded; charset=utf-16", "application/x-www-form-urlencoded; charset=hex", "", ";;;", "a/b/c",
    "text/html; charset=unicode_escape", "application/octet-stream", "multipart/mixed; boundary=x",
)  # fmt: skip
BODIES = (
    b"", b"\xff\xfe\x00", b"%ff=%fe&%00=%00", b"a=%ED%A0%80", b"=&=&=", b"&" * 2000, b"a[]=1&a[]=2", b"{" * 50, b"key=1" * 100,
    b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n', b"--x--",
    b'--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--',
    b"--x\r\nContent-Disposition: form-data; name=\"paper\"; filename*=bogus''%00\r\n\r\n%PDF-\r\n--x--\r\n",
    b'--x\r\nContent-Disposition: form-data; name="paper"; filename="a\x00.pdf"\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\n%%%\r\n--x--\r\n",
    b'--x\r\nContent-Type: text/plain; charset=bogus\r\nContent-Disposition: form-data; name="reason"\r\n\r\n\xff\r\n--x--\r\n',
)  # fmt: skip
FILES = (
    b"", b"%PDF-1.4\n%%EOF\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"MZ\x90", b"year,target,actual\n1," + b"9" * 5000 + b",1\n",
    b"holder,shares\nx," + b"9" * 5000 + b"\n", b"\xff\xfe" + "a,b\n1,2".encode("utf-16-le"), b"a,b\n\"", b"\x00" * 100, b"," * 9000,
    b"a;b\n1;2\n", b"\xef\xbb\xbfyear;actual\r\n2026;1e999\r\n", b"PK\x03\x04" + b"\x00" * 40, b"\n" * 3000, b"=cmd|' /C calc'!A0,1\n",
)  # fmt: skip
NAMES = (
    "a.pdf",
    "a.csv",
    "../a.pdf",
    "a\r\nb.pdf",
    "\u202efdp.exe",
    "x" * 300 + ".pdf",
    "",
    ".",
    "a.xlsx",
    "账.csv",
)


# Who is let in there; at another door most requests end on the step.
AT_HOME = {
    "/desk/": ("clerk", "supervisor", "compliance"),
    "/portal/": ("officer of A", "officer of B", "seller"),
    "/review/": ("compliance", "supervisor"),
}


@dataclass
class Form:
    """A form as a page showed it: where it goes, and its fields with what they held."""

    who: str
    action: str
    method: str
    fields: Fields = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)


class Reader(HTMLParser):
    """All forms of a page."""

    def __init__(self, who: str, path: str) -> None:
        super().__init__()
        self.who, self.path, self.forms = who, path, list[Form]()
        self.name = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attributes}
        name = given.get("name", "")
        if tag == "form":
            action = given.get("action") or self.path
            self.forms.append(
                Form(self.who, action if action.startswith("/") else self.path, given.get("method", "get"))
            )
        if not self.forms:
            return
        form = self.forms[-1]
        if tag == "option" and self.name:
            form.choices.setdefault(self.name, []).append(given.get("value", ""))
        if not name or name == "csrfmiddlewaretoken":
            return
        if tag == "input" and given.get("type") == "file":
            form.files.append(name)
        elif tag in ("input", "button", "textarea"):
            form.fields.append((name, given.get("value", "on")))
        elif tag == "select":
            self.name = name
            form.fields.append((name, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.name = ""


@dataclass(frozen=True)
class Fault:
    """An answer of 500 or above that is none of ours to give: who asked what, and where it broke."""

    who: str
    method: str
    address: str
    sent: str
    where: str


class Wild:
    """Makes requests and counts what is answered."""

    def __init__(self, clients: dict[str, Client], routes: list[Route], acts: list[str], seed: int) -> None:
        self.visits, self.routes, self.acts = Visits(clients), routes, acts
        self.dice = random.Random(seed)
        self.doors: dict[str, list[Route]] = {}
        for route in routes:
            register = re.match(r"/desk/(tranches/(?!escrowagreement|tranche/)|documents/)", route.pattern)
            self.doors.setdefault(register[0] if register else route.pattern.split("/")[1], []).append(route)
        self.forms: list[Form] = []
        self.answers: Counter[int] = Counter()
        self.faults: list[Fault] = []
        self._where = ""

    def read_forms(self, some: Callable[[Route], bool] = lambda _: True) -> None:
        """Collect the forms of every page, as each visitor sees them."""
        seen: set[tuple[str, tuple[str, ...]]] = set()
        for who in self.visits.clients:
            for route in filter(some, self.routes):
                if who != "clerk" and route.pattern.startswith("/desk/tranches/"):
                    continue  # all who may act see the same forms there
                for path in self._with_acts(route):
                    answer = self._undone(who, lambda client, path=path: client.get(path))
                    kind = answer.headers.get("Content-Type", "")
                    if (
                        answer.status_code not in (200, 422)
                        or not kind.startswith("text/html")
                        or answer.streaming
                    ):
                        continue
                    reader = Reader(who, path)
                    reader.feed(answer.content.decode())  # type: ignore[attr-defined]
                    for form in reader.forms:
                        known = (form.action, tuple(sorted(name for name, _ in form.fields)))
                        if known not in seen:
                            seen.add(known)
                            self.forms.append(form)

    def _with_acts(self, route: Route) -> Iterator[str]:
        if route.pattern.endswith("acts/<slug:event>/"):
            yield from (route.path.replace("record_report", act) for act in self.acts)
        else:
            yield route.path

    def run(self, requests: int, every: Callable[[int], None] = lambda _: None) -> None:
        """Make so many requests."""
        for number in range(1, requests + 1):
            who = self.dice.choice(list(self.visits.clients))
            self._one(who, self.dice.random())
            every(number)

    def _one(self, who: str, chance: float) -> None:
        if chance < 0.3 or not self.forms:
            method = self.dice.choice((*METHODS, "GET", "GET", "GET", "POST", "POST"))
            path = self._address()
            if self.dice.random() < 0.7:
                who = self.dice.choice(
                    next((them for door, them in AT_HOME.items() if path.startswith(door)), (who,))
                )
            address = path + self._query()
            body = self.dice.choice(BODIES)
            plain = ("multipart/form-data; boundary=x", "application/x-www-form-urlencoded")
            kind = self.dice.choice(ENCODINGS if self.dice.random() < 0.2 else plain)
            self._ask(
                who,
                method,
                address,
                f"{kind} {body[:60]!r}",
                lambda client: client.generic(method, address, body, content_type=kind),
            )
            return
        form = self.dice.choice(self.forms)
        if self.dice.random() < 0.7:
            who = form.who
        action = form.action if self.dice.random() < 0.7 else self._address()
        sent = self._sent(form)
        if form.method.lower() != "post" or self.dice.random() < 0.15:
            address = f"{action.partition('?')[0]}?{urlencode(sent, errors='surrogatepass')}"
            self._ask(who, "GET", address, "", lambda client: client.generic("GET", address))
            return
        if form.files or self.dice.random() < 0.3:
            body, kind = self._multipart(form, sent), f"multipart/form-data; boundary={BOUNDARY}"
        else:
            body, kind = urlencode(sent, errors="surrogatepass").encode(), "application/x-www-form-urlencoded"
        shown = f"{kind[:20]} {[(name, str(value)[:60]) for name, value in sent]}"
        self._ask(
            who, "POST", action, shown, lambda client: client.generic("POST", action, body, content_type=kind)
        )

    def _address(self) -> str:
        """An address of the site, its parts real, or wild."""
        route = self.dice.choice(self.doors[self.dice.choice(list(self.doors))])
        chance = self.dice.random()
        if chance < 0.4:
            return self.dice.choice(list(self._with_acts(route)))
        wild = lambda _: quote(self.dice.choice(PART), safe="/" if chance > 0.9 else "")  # noqa: E731
        return re.sub(r"<[^>]+>", wild, route.pattern)

    def _query(self) -> str:
        if self.dice.random() < 0.3:
            return ""
        names = [self.dice.choice(QUERIES) for _ in range(self.dice.randint(1, 3))]
        return "?" + urlencode([(name, self.dice.choice(WILD)) for name in names], errors="surrogatepass")

    def _sent(self, form: Form) -> Fields:
        """The form's fields, some of them missing, doubled, wild, chosen anew, or another form's."""
        sent: Fields = []
        spoiled = self.dice.random() * 0.6
        for name, value in form.fields:
            if name in form.choices and not value:
                value = self.dice.choice(form.choices[name])
            chance = self.dice.random()
            if chance < spoiled * 0.5:
                value = self.dice.choice(WILD)
            elif chance < spoiled * 0.6:
                continue
            elif chance < spoiled * 0.7:
                sent.append((name, self.dice.choice(WILD)))
            elif not value:
                value = self.dice.choice(("1", "1000", "2026-12-18", "words", "600000000", "", "A"))
            sent.append((name, value))
        if self.dice.random() < spoiled * 0.3:
            sent += self.dice.choice(self.forms).fields
        if self.dice.random() < spoiled * 0.1:
            self.dice.shuffle(sent)
        return sent

    def _multipart(self, form: Form, sent: Fields) -> bytes:
        from django.core.files.uploadedfile import SimpleUploadedFile

        given: dict[str, Any] = {}
        for name, value in sent:
            text = str(value).encode("utf-8", "replace").decode()
            given[name] = [given[name], text] if isinstance(given.get(name), str) else text
        for name in form.files:
            if self.dice.random() < 0.9:
                file = SimpleUploadedFile("x", self.dice.choice(FILES))
                file._name = self.dice.choice(NAMES)  # type: ignore[attr-defined]
                given[name] = file
        return encode_multipart(BOUNDARY, given)

    def _ask(
        self, who: str, method: str, address: str, sent: str, send: Callable[[Client], HttpResponseBase]
    ) -> None:
        answer = self._undone(who, send)
        self.answers[answer.status_code] += 1
        if answer.status_code >= 500:
            self.faults.append(Fault(who, method, address[:300], sent[:900], self._where))

    def _undone(self, who: str, send: Callable[[Client], HttpResponseBase]) -> HttpResponseBase:
        """Send it, and note where it broke if it did."""
        self._where = ""
        got_request_exception.connect(self._broke)
        try:
            return self.visits.undone(who, send)
        finally:
            got_request_exception.disconnect(self._broke)

    def _broke(self, **_: Any) -> None:
        lines = [line for line in traceback.format_exc().splitlines() if line.strip()]
        ours = [line.strip() for line in lines if OURS.search(line) and "site-packages" not in line]
        self._where = f"{lines[-1][:200]} | {ours[-1] if ours else lines[-3].strip()}"
