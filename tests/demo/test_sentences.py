"""What the played demo says to people: no page, paper or list speaks the program's language, and no date has a form of its own.

Every party's and person's name ends with a full stop here, so that a sentence which ends in one would have two.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

import pytest
from django.contrib import admin
from django.db.models import Value
from django.db.models.functions import Concat
from django.test import Client
from django.urls import reverse

from documents import vault
from documents.models import Binder, Document, Event
from parties.models import Entry, Party, Person, User
from tests.walls.tools import past_the_services
from tranches.models import Approval, Assessment, EscrowAgreement, Instruction, Tranche
from tranches.services.telling.telling import Told

# Words are the same whatever database they come from; that the play stands on both is tests/demo/test_play.py.
pytestmark = [pytest.mark.usefixtures("played"), pytest.mark.sqlite_only]

MONTHS = "Jan|Feb|March|April|Aug|Sept|Oct|Nov|Dec"
FAULTS = {
    "a full stop twice": r"[^.\s]\.\.(?!\.)",
    "another form of a day": rf"\b(?:{MONTHS})\. \d|\b(?:a\.m\.|p\.m\.)|\b\d{{4}}-\d\d-\d\d\b|\b(?:{MONTHS}) \d+, \d{{4}}",
    "JSON": r"[\[{]\s*[\"']\w+[\"']\s*[:,]",
    "an identifier": r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b",
    "a party's binder by its number": r"\bP-[0-9a-f]{12}\b",
    "a name of the program": r"(?<![\w@/#.-])[a-z]+_[a-z_]+\b",
    "said twice": r"\bto return to\b.*\bto return\b|\bis due on\b.*\bis due on\b|\bfalls due is due\b",
    "one, and more than one": r"(?<![\d,.])1 (?:share|event|day|item|term|message|change|entry|line)s\b|\bmades\b",
    "nothing, counted": r"\bof 0 shares\b",
}
# Files are called as they came, moments of the record and of papers are in UTC to the second, addresses are read by programs.
LEFT_OUT = re.compile(
    r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC|\S+\.(?:pdf|csv|toml|json|xlsx|zip)\b|\S*[/@]\S*|manage\.py \w+|Public id:.*",
    re.ASCII,
)


def text_of(page: str) -> str:
    """What a person reads of a page, a line for each cell."""
    page = re.sub(r"(?s)<(script|style|svg|select|code|title)\b.*?</\1>|<!--.*?-->", " ", page)
    page = re.sub(
        r"</?(?:p|li|td|th|div|h\d|tr|dd|dt|label|section|summary|span|a|strong)\b[^>]*>", _apart, page
    )
    return html.unescape(re.sub(r"<[^>]+>", "", page))


def _apart(tag: re.Match[str]) -> str:
    return "" if tag[0].startswith(("<strong", "</strong", "<a ", "</a")) else "\n"


def faults_of(text: str) -> Iterator[str]:
    for line in LEFT_OUT.sub("", text).splitlines():
        for name, pattern in FAULTS.items():
            if found := re.search(pattern, line):
                yield f"{name}: …{line[max(0, found.start() - 60) : found.end() + 40].strip()}…"


@pytest.fixture
def stopped(db: None) -> None:
    """Names that end with a full stop, of everybody."""
    with past_the_services(Party, Person, Binder):
        Party.objects.update(name=Concat("name", Value(" Ltd.")))
        Person.objects.update(name=Concat("name", Value(" Jr.")))
        Binder.objects.filter(reference__startswith="P-").update(title=Concat("title", Value(" Ltd.")))


def read(name: str, addresses: list[str]) -> list[str]:
    client = Client()
    client.force_login(User.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend")
    found = []
    for address in addresses:
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, address
        found += [f"{name} {address}: {fault}" for fault in faults_of(text_of(answer.content.decode()))]
    return found


def row_page(row: object) -> str:
    meta = row._meta  # type: ignore[attr-defined]
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=(row.pk,))  # type: ignore[attr-defined]


def test_no_register_speaks_the_programs_language(stopped: None) -> None:
    lists = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
        if model._meta.model_name != "idempotencykey"
    ]
    assert len(lists) > 60
    assert "\n".join(read("clerk1", lists)) == ""


def test_no_page_of_the_desk_speaks_the_programs_language(stopped: None) -> None:
    rows = [Instruction.objects.latest("id"), Assessment.objects.latest("id"), Approval.objects.latest("id")]
    rows += [Event.objects.latest("id"), Entry.objects.earliest("id"), Entry.objects.latest("id")]
    rows += [*EscrowAgreement.objects.all(), Tranche.objects.earliest("id"), Tranche.objects.latest("id")]
    assert "\n".join(read("clerk1", ["/desk/", *map(row_page, rows)])) == ""


def test_no_page_of_the_review_speaks_the_programs_language(stopped: None) -> None:
    assert (
        read(
            "compliance",
            [f"/review/{page}" for page in ("", "timeline/", "reads/", "retention/", "statements/")],
        )
        == []
    )


@pytest.mark.parametrize("name", ["officer-a1", "seller"])
def test_no_page_of_the_portal_speaks_the_programs_language(stopped: None, name: str) -> None:
    pages = ["/portal/"]
    for agreement in EscrowAgreement.objects.all():
        base = reverse("portal:agreement", args=(agreement.reference,))
        pages += [
            base,
            f"{base}rights/",
            f"{base}deadlines/",
            f"{base}versions/",
            f"{base}notices/",
            f"{base}tranches/3/",
        ]
    pages += [reverse("portal:instruction", args=(row.public_id,)) for row in Instruction.objects.all()]
    assert "\n".join(read(name, pages)) == ""


def test_no_paper_of_the_play_has_two_full_stops() -> None:
    papers = [
        vault.read(paper.sha256).decode(errors="ignore") for paper in Document.objects.filter(made_here=True)
    ]
    assert len(papers) > 20
    found = [
        fault
        for paper in papers
        for fault in faults_of(text_of(paper))
        if not fault.startswith("another form")
    ]
    assert found == []


def faults_of_mails(mails: Iterable[tuple[str, str]]) -> list[str]:
    """Of each subject and body, as they are read: a line of the body is a line."""
    return [f"{subject}: {fault}" for subject, body in mails for fault in faults_of(f"{subject}\n{body}")]


def test_no_mail_of_the_play_speaks_the_programs_language(told: list[Told]) -> None:
    """Subject and body of all that is told; what goes out with heads and days is tests/deadlines/test_daily_mail.py."""
    assert len(told) > 10
    assert "\n".join(faults_of_mails((each.subject, f"{each.text}\n{each.text_zh}") for each in told)) == ""


@pytest.mark.parametrize(
    ("subject", "body", "fault"),
    [
        ("KX-2025: report of A Ltd..", "", "a full stop twice"),
        ("KX-2025", "Due on 2027-01-29.", "another form of a day"),
        ("KX-2025", "Those of 0 shares are kept.", "nothing, counted"),
        ("P-36f159bcc19d: a new entry", "", "a party's binder by its number"),
        ("9ace1f85-7c62-49fa-b4e3-30b96cc65832", "", "an identifier"),
        ("KX-2025", "Before it:\n{'number': 1}", "JSON"),
        ("KX-2025", "Missing: 1 items", "one, and more than one"),
        ("KX-2025", "What: release_confirmed", "a name of the program"),
    ],
)
def test_each_fault_of_a_mail_is_seen_in_subject_and_body(subject: str, body: str, fault: str) -> None:
    """The negative control."""
    found = [
        each.removeprefix(f"{subject}: ").partition(":")[0] for each in faults_of_mails([(subject, body)])
    ]
    assert found == [fault]


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("<p>supervisor of <strong>A, LTD.</strong>.</p>", "a full stop twice"),
        ("<td>Dec. 2, 2025</td>", "another form of a day"),
        ("<td>2 Dec 2025, 1:07 a.m.</td>", "another form of a day"),
        ("<td>Dated: 2025-12-02</td>", "another form of a day"),
        ('<td>{"number": 1, "x": 2}</td>', "JSON"),
        ("<td>9ace1f85-7c62-49fa-b4e3-30b96cc65832</td>", "an identifier"),
        ("<li>P-36f159bcc19d</li>", "a party's binder by its number"),
        ("<span>reading: credit_rate</span>", "a name of the program"),
        ("<p>Joint instruction to return to A to return 5 shares.</p>", "said twice"),
        ("<p>Missing: 1 items</p>", "one, and more than one"),
        ("<h1>Disclosure mades</h1>", "one, and more than one"),
        ("<p>Those of 0 shares</p>", "nothing, counted"),
    ],
)
def test_each_fault_is_seen(said: str, fault: str) -> None:
    """The negative control."""
    assert [found.partition(":")[0] for found in faults_of(text_of(said))] == [fault]


@pytest.mark.parametrize(
    "said", ["2 Dec 2025, 01:07 UTC", "and so on …", "wait ...", "A, LTD. (Party D)", "report 2025-12-02.pdf"]
)
def test_what_is_right_is_no_fault(said: str) -> None:
    assert list(faults_of(text_of(f"<p>{said}</p>"))) == []
