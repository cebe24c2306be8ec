"""Corporate actions: one person prepares, another authorises, and one act carries everything inside escrow into the next line."""

import hashlib
from datetime import date
from decimal import Decimal
from fractions import Fraction

from documents.errors import RuleViolation
from documents.intake import Intake
from documents.journal.canonical import digest_of
from tranches.models import (
    Account,
    CarriedLimit,
    ConversionRow,
    CorporateAction,
    CorporateActionDecision,
    EscrowAgreement,
    Posting,
    SecurityLine,
)
from tranches.selectors.conversion.corporate import InstrumentNames, Preview, preview_of
from tranches.selectors.ledger.balances import current_line
from tranches.services import money, paperwork
from tranches.services.act import act, agent_of
from tranches.services.common import (
    acting_person,
    acting_user,
    needed,
    next_number,
)
from tranches.services.conversion.corporate_checks import (
    Kind,
    NewInstrument,
    check_day,
    check_figures,
    check_free,
    checked_ratio,
    names_after,
)
from tranches.services.deed import Deed
from tranches.services.instruction.signed import signature_facts
from tranches.services.ledger import Place, Why, posting_facts
from tranches.services.telling.telling import tell_corporate_action
from tranches.terms.sums.conversion import FRACTION_POLICIES

FORM = "corporate-action/1"


@act("prepare_corporate_action")
def prepare_corporate_action(
    deed: Deed,
    *,
    agreement: EscrowAgreement,
    kind: str,
    ratio_new: int,
    ratio_old: int,
    fraction_policy: str,
    effective_on: date,
    stated_shares: int,
    instrument: NewInstrument | None = None,
    cash: Decimal | None = None,
    cash_currency: str = "",
    paper: Intake,
) -> CorporateAction:
    """Record what the issuer's paper says and put every account before and after on record; nothing moves yet.

    `ratio_new` shares of the new line for `ratio_old` of the open one. `stated_shares` is what the transfer agent says the escrow
    account holds afterwards; it must be what the ratio gives. Refuses a ratio that does not fit the kind, a day in the future or
    before the open line began, a second action while one waits, and while an instruction is drafted or before its signers.
    """
    line = current_line(agreement)
    ratio = checked_ratio(kind, ratio_new, ratio_old)
    if fraction_policy not in FRACTION_POLICIES:
        raise RuleViolation(
            "wrong_policy", "Choose what becomes of a fraction of a share.", field="fraction_policy"
        )
    check_day(agreement, line, effective_on, deed.now)
    check_free(agreement)
    names = names_after(agreement, line, kind, instrument or NewInstrument())
    cash_minor = None
    if cash is not None:
        cash_currency = money.known_currency(cash_currency, field="cash_currency")
        cash_minor = money.positive_minor(cash, cash_currency, field="cash")
    preview = preview_of(agreement, ratio, fraction_policy)
    check_figures(preview, stated_shares)
    action = CorporateAction(
        agreement=agreement,
        number=next_number(CorporateAction, agreement=agreement),
        kind=kind,
        ratio_new=ratio_new,
        ratio_old=ratio_old,
        fraction_policy=fraction_policy,
        effective_on=effective_on,
        closes=line,
        stated_shares=stated_shares,
        cash_minor=cash_minor,
        cash_currency=cash_currency if cash_minor is not None else "",
        prepared_person_id=acting_person(deed.actor),
        recorded_at=deed.now,
    )
    _keep_content(action, names, preview, paper)
    label = str(Kind(kind).label)
    document = action.document = deed.file(
        paper,
        about=agreement,
        kind="corporate_action_source",
        title=f"{label}: the paper it rests on (CA-{action.number})",
        dated_on=effective_on,
    )
    deed.create(action, why=label)
    _keep_figures(deed, action, preview)
    deed.note(
        "corporate_action.prepared",
        agreement,
        effective_on=deed.today,
        before={"instrument": line.instrument, "in_escrow": preview.before},
        after={"instrument": names.name, "in_escrow": preview.after},
        facts={
            "action": str(action),
            "kind": kind,
            "ratio": action.ratio_text,
            "takes_effect_on": effective_on,
            "digest": action.digest,
        },
        documents=(document,),
    )
    return action


def _keep_content(action: CorporateAction, names: InstrumentNames, preview: Preview, paper: Intake) -> None:
    """What the second person authorises, under its digest; the names stand in columns too."""
    action.instrument, action.instrument_zh = names.name, names.name_zh
    action.issuer, action.issuer_zh = names.issuer, names.issuer_zh
    action.ticker, action.par_value, action.cusip = names.ticker, names.par_value, names.cusip
    cash = {"minor": action.cash_minor, "currency": action.cash_currency}
    action.content = {
        "form": FORM,
        "agreement": action.agreement.reference,
        "number": action.number,
        "kind": action.kind,
        "ratio": {"new": action.ratio_new, "old": action.ratio_old},
        "fraction_policy": action.fraction_policy,
        "effective_on": action.effective_on.isoformat(),
        "closes": action.closes.number,
        "instrument_before": action.closes.instrument,
        "instrument": vars(names),
        "stated_shares": action.stated_shares,
        "cash": None if action.cash_minor is None else cash,
        "source": hashlib.sha256(paper.content).hexdigest(),
        **preview.to_plain(),
    }
    action.digest = digest_of(action.content, form=FORM)


@act("authorise_corporate_action")
def authorise_corporate_action(
    deed: Deed, *, action: CorporateAction, seen_digest: str
) -> CorporateActionDecision:
    """Authorise the figures of the digest that was seen: the open line is closed, the next one opened, and all shares inside
    escrow are brought across in this one act; the before/after sheet is made for all parties.

    Refuses another digest, who prepared it, a decided action, and figures that the ledger has meanwhile left behind.
    """
    agreement, today = action.agreement, deed.today
    _check_undecided(action)
    if seen_digest != action.digest:
        raise RuleViolation(
            "digest_moved",
            "The corporate action is not the one you read: its digest differs. Read it once more.",
        )
    person_id = acting_person(deed.actor)
    if person_id == action.prepared_person_id:
        raise RuleViolation(
            "needs_second_person", "You prepared it yourself; another person must authorise it."
        )
    check_free(agreement, but=action)
    preview = preview_of(agreement, Fraction(action.ratio_new, action.ratio_old), action.fraction_policy)
    plain = preview.to_plain()
    if any(plain[name] != action.content[name] for name in plain) or current_line(agreement) != action.closes:
        raise RuleViolation(
            "figures_moved",
            f"Shares or instructions moved since {action} was prepared. Withdraw it and prepare it again.",
        )
    sheet = paperwork.file_corporate_action(deed, action, authorised_by=deed.actor)
    decision = deed.create(
        CorporateActionDecision(
            action=action,
            outcome=CorporateActionDecision.Outcome.AUTHORISED,
            person_id=person_id,
            user_id=acting_user(deed.actor),
            digest=seen_digest,
            factor=deed.actor.factor,
            document=sheet,
            decided_on=today,
            recorded_at=deed.now,
        ),
        why="authorised",
    )
    postings = _carry_over(deed, action)
    deed.note(
        "corporate_action.authorised",
        agreement,
        effective_on=action.effective_on,
        before={
            "security_line": action.closes.number,
            "instrument": action.closes.instrument,
            "in_escrow": preview.before,
        },
        after={
            "security_line": action.opened_line.number,
            "instrument": action.instrument,
            "in_escrow": preview.after,
        },
        facts={
            "action": str(action),
            "ratio": action.ratio_text,
            "postings": posting_facts(postings),
            **signature_facts(
                agent_of(agreement),
                person=deed.actor.name,
                capacity=deed.actor.capacity,
                factor=deed.actor.factor,
                digest=seen_digest,
                meaning=f"I authorise {action} for the escrow agent.",
                at=deed.now,
            ),
        },
        documents=(sheet,),
    )
    tell_corporate_action(deed, action)
    return decision


@act("withdraw_corporate_action")
def withdraw_corporate_action(deed: Deed, *, action: CorporateAction, reason: str) -> CorporateActionDecision:
    """Take a prepared action back, with the reason. Refuses one that is decided."""
    reason = needed(reason, "Say why it is withdrawn; compliance will read it.", "reason")
    agreement, today = action.agreement, deed.today
    _check_undecided(action)
    decision = deed.create(
        CorporateActionDecision(
            action=action,
            outcome=CorporateActionDecision.Outcome.WITHDRAWN,
            person_id=acting_person(deed.actor),
            user_id=acting_user(deed.actor),
            reason=reason,
            decided_on=today,
            recorded_at=deed.now,
        ),
        why=reason,
    )
    deed.note(
        "corporate_action.withdrawn",
        agreement,
        effective_on=today,
        facts={"action": str(action)},
        reason=reason,
    )
    return decision


def _carry_over(deed: Deed, action: CorporateAction) -> list[Posting]:
    """Empty the closed line account by account, open the next one, and fill it; nothing is ever half across."""
    agreement, postings = action.agreement, []
    rows = list(action.rows.select_related("tranche", "release_line__instruction_line").order_by("number"))
    for row in rows:
        postings.append(
            _convert(
                deed,
                row,
                row.shares_before,
                action.closes,
                (Account(row.account), row.tranche),
                (Account.CONVERTED, None),
            )
        )
    opened = deed.create(
        SecurityLine(
            agreement=agreement,
            number=action.closes.number + 1,
            instrument=action.instrument,
            opened_on=action.effective_on,
            ratio_new=action.ratio_new,
            ratio_old=action.ratio_old,
            opened_by=action,
        ),
        why=str(action),
    )
    for row in rows:
        if row.shares_after:
            postings.append(
                _convert(
                    deed,
                    row,
                    row.shares_after,
                    opened,
                    (Account.CONVERTED, None),
                    (Account(row.account), row.tranche),
                )
            )
    return postings


def _convert(
    deed: Deed, row: ConversionRow, shares: int, line: SecurityLine, source: Place, target: Place
) -> Posting:
    """One row of the action out of the closed line, or into the one that is opened."""
    return deed.post(
        Posting.Kind.CONVERSION,
        shares,
        source=source,
        target=target,
        why=Why(str(row.action), release_line=row.release_line, conversion=row),
        effective_on=row.action.effective_on,
        line=line,
    )


def _keep_figures(deed: Deed, action: CorporateAction, preview: Preview) -> None:
    """The rows and limits that the authorisation will carry out."""
    for number, (place, converted) in enumerate(preview.rows, start=1):
        deed.create(
            ConversionRow(
                action=action,
                number=number,
                account=place.account,
                tranche=place.tranche,
                release_line=place.release_line,
                drawn_from=place.drawn_from,
                shares_before=converted.before,
                shares_after=converted.whole,
            ),
            why=str(action),
        )
    for limit in preview.limits:
        deed.create(
            CarriedLimit(
                action=action,
                tranche=limit.tranche,
                instruction_line=limit.instruction_line,
                hold=limit.hold,
                stop=limit.stop,
                shares_before=limit.before,
                shares_after=limit.after,
            ),
            why=str(action),
        )


def _check_undecided(action: CorporateAction) -> None:
    decision = CorporateActionDecision.objects.filter(action=action).first()
    if decision is not None:
        raise RuleViolation("already_decided", f"{action} is {decision}. Nothing was changed.")
