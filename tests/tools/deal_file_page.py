"""docs/deal-file.md, made from the code that reads deal files: `python -m tests.tools.deal_file_page > docs/deal-file.md`.

How a key is read, its bounds and what holds without it are taken from the reading itself; only what a key means is written here.
"""

from __future__ import annotations

import copy
import re
import sys
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from tranches.terms.deal import deal_file
from tranches.terms.deal.settings import REGISTRY
from tranches.terms.errors import Gathered

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "deal-file.md"
SAMPLES = (ROOT / "tranches" / "deals" / "kaixin.toml", ROOT / "tests" / "deals" / "orchard.toml")

MEANING = {
    "reference": "The agreement's reference on pages, papers and addresses: at most 40 letters, digits, `-`, `.`, `_`.",
    "title": "The agreement's name on pages and papers.",
    "effective_on": "The day the agreement takes effect.",
    "time_zone": "The zone in which its days begin and end (an IANA name).",
    "authorising_persons": "Persons of the escrow agent who authorise a release.",
    "allocation": "How the total is divided where tranches name a share of it.",
    "agreements": "The contracts that make up the agreement.",
    "agreements[].code": "The short name by which its clauses are cited.",
    "agreements[].title": "Its title.",
    "agreements[].title_zh": "Its title in Chinese.",
    "agreements[].dated_on": "The day it bears.",
    "agreements[].note": "What a reader should know about it.",
    "instrument": "The shares that are held.",
    "instrument.name": "What one of them is called.",
    "instrument.name_zh": "The same in Chinese.",
    "instrument.issuer": "The key of the party that issued them.",
    "instrument.identifier": "CUSIP or ISIN.",
    "instrument.exchange": "The exchange whose trading days need a closing price; without it every Monday to Friday does.",
    "instrument.total_shares": "All shares of the escrow. Unit: whole shares.",
    "parties": "The parties, the escrow agent among them.",
    "parties[].key": "The name by which the file refers to the party; given once.",
    "parties[].letter": "How the agreements call it; no two parties have the same.",
    "parties[].part": "Its part in the agreement.",
    "parties[].kind": "Whether it is a company or a person.",
    "parties[].name": "Its full name.",
    "parties[].name_zh": "Its name in Chinese.",
    "parties[].jurisdiction": "Where it is registered, or whose law it is under.",
    "parties[].registration": "Its number in the register there.",
    "parties[].address": "Its address for papers.",
    "parties[].recipient": "Whether released shares may be delivered to it.",
    "tranches": "The assessment years, in rising order, without a common day.",
    "tranches[].number": "Its number.",
    "tranches[].starts_on": "Its first day, inclusive.",
    "tranches[].ends_on": "Its last day, inclusive.",
    "tranches[].share": "Its part of the total, in place of `shares`; all tranches give the one or the other.",
    "tranches[].shares": "Its shares, in place of `share`. Unit: whole shares.",
    "tranches[].metric": "What is measured.",
    "tranches[].metric_zh": "The same in Chinese.",
    "tranches[].currency": "The currency of target and report (ISO 4217).",
    "tranches[].currency_label": "How the agreements write the currency; without it, the code.",
    "tranches[].target": "The target. Unit: major units of the currency.",
    "tranches[].test": "When the target is met.",
    "tranches[].payout": "What is released for which figure.",
    "tranches[].params": "Numbers that the payout asks for, by its names.",
    "offset": "How a year makes up for another.",
    "offset.rule": "The rule, or `none`.",
    "settings": "The readings of the agreement's open questions (below); what is not named is as shipped.",
    "calendar": "Which days are business days.",
    "calendar.codes": "Countries (two letters) or exchanges; a day counts if all of them are open.",
    "calendar.corrections": "Days that the calendars have wrong.",
    "calendar.corrections[].on": "The day.",
    "calendar.corrections[].business_day": "Whether it is a business day.",
    "calendar.corrections[].source": "Who says so.",
    "deadlines": "The agreement's periods.",
    "deadlines.deposit_business_days": "Within which the shares are deposited. Unit: business days.",
    "deadlines.release_calendar_days": "From a year's end to its release. Unit: calendar days.",
    "deadlines.transfer_business_days": "From an instruction to the transfer. Unit: business days.",
    "deadlines.notice_calendar_days": "After which a courier's notice is deemed received. Unit: calendar days.",
    "fee": "The escrow agent's fee; without it there is none.",
    "fee.currency": "Its currency (ISO 4217).",
    "fee.amount": "What a year costs. Unit: major units of the currency.",
    "penalty": "The penalty for late release; without it there is none.",
    "penalty.rate_per_day": "Rate a day. Unit: part of the market value.",
    "penalty.cap": "The most it comes to. Unit: part of the market value.",
    "penalty.currency": "The currency it is stated in (ISO 4217).",
    "penalty.debtors": "The parts that can owe it.",
    "arbitration": "Where a dispute goes that negotiation does not end; without it the agreement names no place.",
    "arbitration.forum": "The tribunal.",
    "arbitration.seat": "Its seat.",
    "signing": "Who signs what.",
    "signing.joint_instruction": "The parts that give the joint written instruction.",
    "signing.firm_approval": "The part that approves the accounting firm.",
    "signing.same_person": "Whether one person may sign for several parties.",
    "signing.portal_consent": "Whether signing in the portal needs the parties' consent first.",
    "signing.cool_off_days": "How long numbers, accounts and credentials stand before a release rests on them. Unit: calendar days.",
    "signing.certificate": "Whether a signatory without a certificate of incumbency is only flagged, or cannot sign.",
    "checklist": "What must be shown before a release.",
    "checklist[].key": "Its name in the record; given once.",
    "checklist[].label": "What it asks.",
    "checklist[].label_zh": "The same in Chinese.",
    "checklist[].evidence": "How it is shown to be true.",
    "checklist[].max_age_days": "How old the evidence may be; without it, any age. Unit: calendar days.",
    "checklist[].clause": "Where the agreement asks for it.",
    "checklist[].expires": "Whether the evidence names its last day.",
    "clauses": "Where the agreement says what; pages and papers cite it by these keys.",
    "transfer_agent": "The agent's own rules about the transfer agent.",
    "transfer_agent.answer_business_days": "For an answer to a letter or a claim. Unit: business days.",
    "transfer_agent.break_business_days": "For a break of a position. Unit: business days.",
    "transfer_agent.position_max_age_days": "How old a position may be. Unit: calendar days.",
}
TYPES = {
    "text": "text",
    "one_of": "one of",
    "yes_or_no": "`true` or `false`",
    "whole": "whole number",
    "amount": "exact number",
    "ratio": "exact part",
    "day": "date",
    "table": "table",
    "tables": "list of tables",
    "texts": "list of words",
}


def keys() -> dict[str, tuple[str, str]]:
    """Every key that is read from the samples, by its full name with `[]` for a list: its type with bounds, and its default."""
    found: dict[str, tuple[str, str]] = {}

    def asked(how: str, key: str, given: tuple[Any, ...], bounds: dict[str, Any]) -> None:
        name = re.sub(r"\[\d+\]", "[]", key)
        if ".params." not in name:
            found.setdefault(name, _read(how, name, given, bounds))

    for content in _contents():
        deal_file.parse(content, all_of=Gathered(asked))
    order = list(MEANING)
    return dict(
        sorted(
            found.items(), key=lambda row: order.index(row[0] if row[0] in MEANING else row[0].split(".")[0])
        )
    )


def _contents() -> list[dict[str, Any]]:
    """The samples, and the first with whole shares in place of parts."""
    samples = [tomllib.loads(path.read_text("utf-8"), parse_float=Decimal) for path in SAMPLES]
    whole = copy.deepcopy(samples[0])
    for tranche in whole["tranches"]:
        del tranche["share"]
        tranche["shares"] = whole["instrument"]["total_shares"] // len(whole["tranches"])
    return [*samples, whole]


def _read(how: str, name: str, given: tuple[Any, ...], bounds: dict[str, Any]) -> tuple[str, str]:
    kind, rest = TYPES[how], list(given)
    if how == "one_of":
        kind += " " + ", ".join(f"`{each}`" for each in rest.pop(0))
    if how == "whole":
        kind += f", {bounds.get('least', 0)} to {bounds['most']}" if "most" in bounds else ", 1 or more"
    if "most" in bounds and how == "ratio":
        kind += f", above 0, at most {bounds['most']}"
    if name == "tranches[].currency_label":
        return kind, "the currency"
    if rest:
        return kind, {"": "nothing", False: "`false`"}.get(rest[0], f"`{rest[0]}`")
    optional = (
        "fee",
        "penalty",
        "arbitration",
        "settings",
        "clauses",
        "transfer_agent",
        "checklist[].max_age_days",
    )
    alternative = ("tranches[].share", "tranches[].shares", "tranches[].params")
    if name in (*optional, *alternative) or name.startswith("clauses.") or bounds.get("required") is False:
        return kind, "nothing"
    return kind, "needed"


def _example(name: str) -> str:
    for content in _contents():
        places: list[Any] = [content]
        for step in name.split("."):
            inner = [place[step.removesuffix("[]")] for place in places if step.removesuffix("[]") in place]
            places = [row for value in inner for row in (value if step.endswith("[]") else [value])]
        shown = next((place for place in places if place not in ("", [], {})), None)
        if shown is not None:
            return _written(shown)
    return ""


def _written(value: Any) -> str:
    if isinstance(value, dict) or (isinstance(value, list) and isinstance(value[0], dict)):
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, list):
        return "`[" + ", ".join(f'"{each}"' for each in value) + "]`"
    return f'`"{value}"`' if isinstance(value, str) else f"`{value}`"


def as_markdown() -> str:
    """The page: every key in the order it is read, then the settings with their readings."""
    lines = [
        "# The deal file",
        "",
        "A deal file is TOML in UTF-8, at most 1 MB. `manage.py load_agreement FILE` checks it whole and tells all that is wrong at",
        "once, each with its line. A key that is not in these tables is refused. Numbers are exact: no key is read as a float.",
        "This page is made from the code: `python -m tests.tools.deal_file_page > docs/deal-file.md`.",
        "",
        "`[]` marks a list of tables: `tranches[].target` is `target` under each `[[tranches]]`.",
        "",
        "| Key | Type | Without it | What it means | Example |",
        "|---|---|---|---|---|",
    ]
    for name, (kind, default) in keys().items():
        meaning = MEANING.get(name) or f"The clause about {name.removeprefix('clauses.').replace('_', ' ')}."
        lines.append(f"| `{name}` | {kind} | {default} | {meaning} | {_example(name)} |")
    lines += [
        "",
        "## Settings",
        "",
        "Each is a key of `[settings]`.",
        "",
        "| Key | Type | Without it | What it decides |",
        "|---|---|---|---|",
    ]
    for name, question in REGISTRY.items():
        kind = (
            question.accepts
            if question.kind != "choice"
            else ", ".join(f"`{each.value}`" for each in question.readings)
        )
        lines.append(
            f"| `settings.{name}` | {kind} | `{question.shipped.value or '(nothing)'}` | {question.question} |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.buffer.write(as_markdown().encode())
