"""The start page: what must be done, by when, who keeps whom waiting, and the heads of the record."""

from datetime import datetime
from typing import Any

from django.contrib.admin import site
from django.urls import NoReverseMatch, reverse

from documents.actor import Actor
from documents.days import house_day
from parties.selectors.entries import house_of_one, waiting_for
from tranches.admin.frame import REVIEWERS
from tranches.admin.sections.charts import deadline_strip
from tranches.selectors.access import agreements_of, now_of_all
from tranches.selectors.desk.timeline import last_acts
from tranches.selectors.desk.worklist import worklist
from tranches.selectors.docket.clock_set_back import binders_set_back
from tranches.selectors.docket.practice import shown_of
from tranches.selectors.heads import heads_of
from tranches.selectors.terms import calendar_of
from tranches.templatetags.desk import places

SHOWN_TODOS = 25
REGISTERS = (
    ("Agreements", "tranches_escrowagreement"),
    ("Tranches", "tranches_tranche"),
    ("Instructions", "tranches_instruction"),
    ("Approvals", "tranches_approval"),
    ("Releases", "tranches_release"),
    ("Reports", "tranches_report"),
    ("Assessments", "tranches_assessment"),
    ("Objections", "tranches_disputenotice"),
    ("Holds", "tranches_hold"),
    ("Postings", "tranches_posting"),
    ("Deposits", "tranches_depositlot"),
    ("Parties", "parties_party"),
    ("Persons", "parties_person"),
    ("Signatories", "parties_signatory"),
    ("Roles", "parties_membership"),
    ("Firms", "parties_accountingfirm"),
    ("Delivery accounts", "parties_deliveryaccount"),
    ("Accounts", "parties_user"),
    ("Entries of the register", "parties_entry"),
    ("Documents", "documents_document"),
    ("Journal", "documents_event"),
    ("Calendars", "tranches_calendarday"),
)


def start_context(actor: Actor, *, now: datetime, practice: str = "") -> dict[str, Any]:
    """What `admin/index.html` shows to this person; only of agreements his house is agent of.

    `practice` is what the page's address says about simulated agreements (`selectors/docket/practice.py`).
    """
    agreements = list(now_of_all(agreements_of(actor)).items())
    found = worklist(agreements, actor)
    shown = shown_of((agreement for agreement, _ in agreements), practice)
    real = [clock for clock in found.dues if clock.agreement in shown]
    first = agreements[0][0] if agreements else None
    strip = (
        deadline_strip([clock.day for clock in real], calendar_of(first), house_day(now))
        if first and real
        else None
    )
    return {
        "title": "Desk",
        "now": now,
        "mine": found.mine[:SHOWN_TODOS],
        "mine_count": len(found.mine),
        "others": found.others[:SHOWN_TODOS],
        "others_count": len(found.others),
        "dues": real[:SHOWN_TODOS],
        "strip": strip,
        "is_business_day": first is None or calendar_of(first).is_business_day(house_day(now)),
        "glances": [
            (glance, places(glance.standing)) for glance in found.glances if glance.agreement in shown
        ],
        "practice": shown,
        "heads": heads_of(shown.agreements),
        "last_acts": last_acts(agreement.binder_id for agreement in shown.agreements),
        "registers": list(_registers()),
        "entries": waiting_for(actor, now)[:SHOWN_TODOS],
        "clock_set_back": binders_set_back(actor, now),
        "house_of_one": house_of_one(actor, house_day(now)),
        "reviews": _reverse("review:journal") if actor.has_role(*REVIEWERS) else "",
        "acts_here": actor.has_role("clerk", "supervisor"),
    }


def _registers() -> Any:
    for label, name in REGISTERS:
        url = _reverse(f"{site.name}:{name}_changelist")
        if url:
            yield label, url


def _reverse(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
