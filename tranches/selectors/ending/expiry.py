"""When the agreement expires, and what still stands against it (SPA 5.2(1); `settings.expiry`).

Whatever the setting says, an agreement never expires while a tranche is unsettled or an offset, a hold or an instruction is open.
"""

from collections.abc import Iterator
from datetime import date, datetime

from documents.days import day_words
from documents.models import Event
from tranches.models import EscrowAgreement, Hold, Instruction, Tranche, TrancheState
from tranches.selectors.assessment.assessments import OPEN_STATES, current_assessment, due_now
from tranches.selectors.days import day_of
from tranches.selectors.delivery.delivery import standing_stops
from tranches.selectors.delivery.dispositions import open_dispositions, word_of
from tranches.selectors.ledger.balances import balances
from tranches.selectors.release.claims import open_claims
from tranches.selectors.terms import terms_of
from tranches.terms.agreement_terms import AgreementTerms

SETTLED = (TrancheState.RELEASED, TrancheState.DEDUCTED)
# The acts that can be the last one needed: from the day of the newest of them on, nothing was open.
SETTLING = (
    "tranche.moved",
    "instruction.executed",
    "instruction.withdrawn",
    "instruction.rejected",
    "instruction.superseded",
    "hold.lifted",
    "claim.settled",
    "report.recorded",
    "report.corrected",
)


def expired_on(agreement: EscrowAgreement, now: datetime) -> date | None:
    """The day on which the agreement expired, or None while it has not."""
    return None if why_not_expired(agreement, now) else day_of_expiry(agreement)


def day_of_expiry(agreement: EscrowAgreement) -> date:
    """The day of expiry of an agreement that nothing stands against any more."""
    agreed = _agreed_day(terms_of(agreement))
    settled = _settled_on(agreement)
    return max(agreed, settled) if agreed is not None else settled


def why_not_expired(agreement: EscrowAgreement, now: datetime) -> list[str]:
    """A sentence for each reason why the agreement has not expired; empty when it has."""
    return [*_not_yet(agreement, now), *_open(agreement)]


def _agreed_day(terms: AgreementTerms) -> date | None:
    """The day the setting names: none where the settlement of the last tranche decides."""
    if terms.settings.expiry == "last_year_end":
        return max(tranche.ends_on for tranche in terms.tranches)
    return terms.settings.expiry_on if terms.settings.expiry == "agreed_date" else None


def _not_yet(agreement: EscrowAgreement, now: datetime) -> Iterator[str]:
    """The calendar's part of it. The last day of a year counts to its end; on a day agreed the agreement expires."""
    terms, today = terms_of(agreement), day_of(now, agreement)
    day = _agreed_day(terms)
    if terms.settings.expiry == "agreed_date" and day is None:
        yield "The terms say that the agreement expires on a date agreed, but name none: an amendment must name it."
    elif day is not None and terms.settings.expiry == "last_year_end" and today <= day:
        yield f"The last assessment year ends on {day_words(day)}."
    elif day is not None and today < day:
        yield f"The agreement expires on {day_words(day)}, as agreed."


def _open(agreement: EscrowAgreement) -> Iterator[str]:
    """Reports, offsets, holds, stops, dispositions and instructions that are open; a return is none, for it comes after."""
    reported = set(
        Tranche.objects.filter(agreement=agreement, reports__isnull=False).values_list("pk", flat=True)
    )
    tranches = list(Tranche.objects.filter(agreement=agreement).order_by("number"))
    assessment = None
    if any(tranche.state in SETTLED for tranche in tranches):
        standing, assessment = balances(agreement), current_assessment(agreement)
    for tranche in tranches:
        if tranche.state not in SETTLED:
            what = "" if tranche.pk in reported else ", and its report is open"
            yield f"Tranche {tranche.number} is not settled: it is {tranche.get_state_display().lower()}{what}."
        elif assessment and (due := due_now(tranche, assessment, standing)):
            yield f"{_count(due)} of tranche {tranche.number} are due and not released: an offset is open."
    for row in open_claims(agreement):
        yield f"Claim {row.claim} about {row.claim.release} is open: {_count(row.open_shares)}."
    holds = Hold.objects.filter(agreement=agreement, lift__isnull=True).select_related(
        "tranche", "confirmation"
    )
    for hold in holds.order_by("number"):
        stands = "stands" if hasattr(hold, "confirmation") else "is proposed"
        yield f"Hold {hold.number} on tranche {hold.tranche.number} {stands}."
    for stop in standing_stops(agreement):
        yield f"Delivery to the recipient is stopped: {stop.get_ground_display().lower()} (stop {stop.number})."
    for disposition in open_dispositions(agreement):
        yield f"{disposition} is open: {word_of(disposition)}."
    instructions = Instruction.objects.filter(agreement=agreement, state__in=OPEN_STATES)
    for instruction in instructions.exclude(basis=Instruction.Basis.RETURN).order_by("number"):
        yield f"{instruction} is open: it is {instruction.get_state_display().lower()}."


def _settled_on(agreement: EscrowAgreement) -> date:
    """The day that the newest of the settling acts took effect; those of a return do not count."""
    returns = [
        f"{agreement.reference}/{row}"
        for row in Instruction.objects.filter(agreement=agreement, basis=Instruction.Basis.RETURN)
    ]
    acts = Event.objects.filter(binder=agreement.binder_id, kind__in=SETTLING)
    days = acts.exclude(subject_type="instruction", subject_reference__in=returns)
    newest: date | None = days.order_by("-effective_on").values_list("effective_on", flat=True).first()
    return newest if newest is not None else agreement.effective_on


def _count(shares: int) -> str:
    return f"{shares:,} share{'' if shares == 1 else 's'}"
