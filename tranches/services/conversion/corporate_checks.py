"""What a corporate action is checked against: its ratio, its day, what else waits, what the transfer agent states, the new names."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction

from django.db.models import Max

from documents.days import day_words
from documents.errors import RuleViolation
from tranches.models import CorporateAction, EscrowAgreement, Posting, SecurityLine
from tranches.selectors.conversion.corporate import (
    InstrumentNames,
    Preview,
    instrument_in,
    pending_action,
    unsigned_instructions,
)
from tranches.selectors.delivery.dispositions import open_dispositions
from tranches.services.common import needed, not_in_future
from tranches.terms.sums.conversion import MOST, MOST_SHARES

Kind = CorporateAction.Kind


@dataclass(frozen=True)
class NewInstrument:
    """What the instrument is called afterwards; what is left empty stays as it is."""

    name: str = ""
    name_zh: str = ""
    issuer: str = ""
    issuer_zh: str = ""
    ticker: str = ""
    par_value: str = ""
    cusip: str = ""


def checked_ratio(kind: str, new: int, old: int) -> Fraction:
    if kind not in Kind.values:
        raise RuleViolation("wrong_kind", "Choose what kind of corporate action it is.", field="kind")
    for value, field in ((new, "ratio_new"), (old, "ratio_old")):
        if not 1 <= value <= MOST:
            raise RuleViolation(
                "ratio_out_of_bounds",
                f"Enter the ratio as two whole numbers from 1 to {MOST:,}: new shares for old ones.",
                field=field,
            )
    fits = {
        Kind.SPLIT: (new > old, "A split gives more shares than before"),
        Kind.CONSOLIDATION: (new < old, "A consolidation gives fewer shares than before"),
        Kind.RENAMING: (new == old, "A new name or ticker changes no number of shares"),
    }
    right, sentence = fits.get(Kind(kind), (True, ""))
    if not right:
        raise RuleViolation(
            "ratio_does_not_fit",
            f"{sentence}; {new:,} for {old:,} does not. Correct the ratio or the kind.",
            field="ratio_new",
        )
    return Fraction(new, old)


def check_day(agreement: EscrowAgreement, line: SecurityLine, day: date, now: datetime) -> None:
    not_in_future(agreement, day, now, "effective_on")
    if day < line.opened_on:
        raise RuleViolation(
            "dates_out_of_order",
            f"The open line began on {day_words(line.opened_on)}; a corporate action of an earlier day can no "
            "longer be put before it. Check the date.",
            field="effective_on",
        )
    moved_on = Posting.objects.filter(line=line).aggregate(last=Max("effective_on"))["last"]
    if moved_on is not None and day < moved_on:
        raise RuleViolation(
            "moved_since",
            f"Shares moved on {day_words(moved_on)} in the unit of before. Enter that day or a later one; the paper says "
            "of which day the corporate action is.",
            field="effective_on",
        )


def check_free(agreement: EscrowAgreement, but: CorporateAction | None = None) -> None:
    """Nothing else may wait that speaks of the unit that ends."""
    waiting = pending_action(agreement)
    if waiting is not None and waiting != but:
        raise RuleViolation(
            "action_pending", f"{waiting} waits for its second person. Authorise or withdraw it first."
        )
    orders = open_dispositions(agreement)
    if orders:
        raise RuleViolation(
            "disposition_open",
            f"{orders[-1]} orders shares of before. Record the transfer agent’s answer to it, or set it aside, first.",
        )
    unsigned = unsigned_instructions(agreement)
    if unsigned:
        first = unsigned[0]
        raise RuleViolation(
            "instruction_open",
            f"{first} is {first.get_state_display().lower()} and speaks of the shares of before. Withdraw it, or let it be "
            "approved, and prepare it again afterwards.",
        )


def check_figures(preview: Preview, stated: int) -> None:
    if preview.exact > MOST_SHARES:
        raise RuleViolation(
            "too_many_shares",
            "The ratio gives more shares than can be counted here. Check it.",
            field="ratio_new",
        )
    if preview.before and not preview.after:
        raise RuleViolation(
            "nothing_left",
            f"Of {preview.before:,} shares the ratio leaves none. Check it; if it is so, the shares are paid out in cash, "
            "and that is no conversion.",
            field="ratio_new",
        )
    if stated != preview.after:
        raise RuleViolation(
            "stated_differs",
            f"The ratio makes {preview.after:,} of the {preview.before:,} shares in escrow; the transfer agent is entered as "
            f"stating {stated:,}. Check the ratio and the fraction, or ask the transfer agent.",
            field="stated_shares",
        )


def names_after(
    agreement: EscrowAgreement, line: SecurityLine, kind: str, given: NewInstrument
) -> InstrumentNames:
    """The instrument afterwards. An exchange names the new one in full; a new name must differ from the old one."""
    before = instrument_in(agreement, line)
    entered = {name: value.strip() for name, value in vars(given).items() if value.strip()}
    if kind == Kind.EXCHANGE:
        needed(given.name, "Enter the instrument that is received in exchange.", "instrument")
        needed(given.issuer, "Enter who issued the instrument that is received.", "issuer")
        before = InstrumentNames("", "", "", "")  # nothing of the old one is left
    after = replace(before, **entered)
    if kind in (Kind.RENAMING, Kind.RECLASSIFICATION) and after == before:
        raise RuleViolation(
            "nothing_changes",
            "Enter what is new: the name, the ticker, the class or the par value.",
            field="instrument",
        )
    return after
