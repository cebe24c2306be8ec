"""Costs and taxes of a release, and who bears them (EA 3.2, SPA 6)."""

from datetime import date
from decimal import Decimal

from documents.errors import RuleViolation
from documents.intake import Intake
from tranches.models import AgreementParty, EscrowAgreement, Release
from tranches.money.models import ReleaseCost
from tranches.money.selectors.fees import usual_bearer
from tranches.selectors.terms import terms_of
from tranches.services import money
from tranches.services.act import act
from tranches.services.common import acting_person, local_day, needed, next_number, not_in_future
from tranches.services.deed import Deed


@act("record_release_cost")
def record_release_cost(
    deed: Deed,
    *,
    release: Release,
    kind: str,
    what: str,
    amount: Decimal,
    currency: str,
    borne_by: AgreementParty,
    reason: str = "",
    incurred_on: date,
    paper: Intake | None = None,
) -> ReleaseCost:
    """Record a cost or tax of one release with its bearer.

    Refuses an unknown kind or currency, an amount of nothing, a future day or one before the release, a bearer who is no
    party, and without a reason a bearer other than the one the terms name.
    """
    agreement = release.agreement
    if kind not in ReleaseCost.Kind.values:
        raise RuleViolation("unknown_kind", "Choose handling fee, tax or other cost.", field="kind")
    what = needed(what, "Say what the cost is, such as “stock transfer fee”.", "what")
    code = money.known_currency(currency)
    minor = money.positive_minor(amount, code, field="amount")
    not_in_future(agreement, incurred_on, deed.now, "incurred_on")
    if incurred_on < local_day(agreement, release.authorised_at):
        raise RuleViolation(
            "dates_out_of_order",
            f"{release} was authorised later than that. Enter the day on which its cost arose.",
            field="incurred_on",
        )
    _check_bearer(agreement, borne_by, reason.strip())
    document = None
    if paper is not None:
        document = deed.file(
            paper,
            about=release,
            kind="release_cost",
            title=f"Cost of {release}: {what}",
            dated_on=incurred_on,
        )
    cost = deed.create(
        ReleaseCost(
            release=release,
            number=next_number(ReleaseCost, release=release),
            kind=kind,
            what=what,
            amount_minor=minor,
            currency=code,
            borne_by=borne_by,
            reason=reason.strip(),
            incurred_on=incurred_on,
            document=document,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=kind,
    )
    deed.note(
        "release.cost_recorded",
        release,
        effective_on=incurred_on,
        reason=cost.reason,
        after={"amount": money.text(minor, code)},
        facts={"what": what, "kind": cost.get_kind_display().lower(), "borne_by": str(borne_by)},
        documents=(document,) if document else (),
    )
    return cost


def _check_bearer(agreement: EscrowAgreement, borne_by: AgreementParty, reason: str) -> None:
    if borne_by.agreement_id != agreement.pk or not borne_by.letter:
        raise RuleViolation("no_bearer", "Choose a party to this agreement.", field="borne_by")
    usual = usual_bearer(agreement)
    if usual is not None and usual.pk != borne_by.pk and not reason:
        raise RuleViolation(
            "bearer_needs_reason",
            f"By the terms {usual.party.name} bears the costs of a release. Say why another does.",
            field="reason",
            clause=terms_of(agreement).clause("costs"),
        )
