"""Corporate actions: one person prepares, another authorises, and one act carries everything inside escrow into the next line."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Max

from documents.actor import Actor
from documents.days import day_words
from documents.errors import RuleViolation
from documents.intake import Intake
from documents.journal.canonical import digest_of
from documents.services.recorded import create
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
from tranches.selectors.balances import current_line
from tranches.selectors.corporate import (
    InstrumentNames,
    Preview,
    instrument_in,
    pending_action,
    preview_of,
    unsigned_instructions,
)
from tranches.selectors.dispositions import open_dispositions
from tranches.services import money, paperwork
from tranches.services.act import act, agent_of
from tranches.services.common import (
    acting_person,
    acting_user,
    file_paper,
    local_day,
    needed,
    next_number,
    not_in_future,
)
from tranches.services.journal import note
from tranches.services.ledger import Why, post, posting_facts
from tranches.services.signed import signature_facts
from tranches.services.telling import tell_corporate_action
from tranches.terms.conversion import FRACTION_POLICIES, MOST, MOST_SHARES

Kind = CorporateAction.Kind
FORM = "corporate-action/1"


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


@act("prepare_corporate_action")
def prepare_corporate_action(
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
    actor: Actor,
    now: datetime,
) -> CorporateAction:
    """Record what the issuer's paper says and put every account before and after on record; nothing moves yet.

    `ratio_new` shares of the new line for `ratio_old` of the open one. `stated_shares` is what the transfer agent says the escrow
    account holds afterwards; it must be what the ratio gives. Refuses a ratio that does not fit the kind, a day in the future or
    before the open line began, a second action while one waits, and while an instruction is drafted or before its signers.
    """
    line = current_line(agreement)
    ratio = _checked_ratio(kind, ratio_new, ratio_old)
    if fraction_policy not in FRACTION_POLICIES:
        raise RuleViolation(
            "wrong_policy", "Choose what becomes of a fraction of a share.", field="fraction_policy"
        )
    _check_day(agreement, line, effective_on, now)
    _check_free(agreement)
    names = _names_after(agreement, line, kind, instrument or NewInstrument())
    cash_minor = None
    if cash is not None:
        cash_currency = money.known_currency(cash_currency, field="cash_currency")
        cash_minor = money.positive_minor(cash, cash_currency, field="cash")
    preview = preview_of(agreement, ratio, fraction_policy)
    _check_figures(preview, stated_shares)
    number = next_number(CorporateAction, agreement=agreement)
    content = {
        "form": FORM, "agreement": agreement.reference, "number": number, "kind": kind,
        "ratio": {"new": ratio_new, "old": ratio_old}, "fraction_policy": fraction_policy,
        "effective_on": effective_on.isoformat(), "closes": line.number, "instrument_before": line.instrument,
        "instrument": vars(names), "stated_shares": stated_shares,
        "cash": None if cash_minor is None else {"minor": cash_minor, "currency": cash_currency},
        "source": hashlib.sha256(paper.content).hexdigest(), **preview.to_plain(),
    }  # fmt: skip
    label = str(Kind(kind).label)
    document = file_paper(
        agreement, paper, kind="corporate_action_source", title=f"{label}: the paper it rests on (CA-{number})",
        dated_on=effective_on, actor=actor, now=now,
    )  # fmt: skip
    action = create(
        CorporateAction(
            agreement=agreement, number=number, kind=kind, ratio_new=ratio_new, ratio_old=ratio_old,
            fraction_policy=fraction_policy, effective_on=effective_on, closes=line, instrument=names.name,
            instrument_zh=names.name_zh, issuer=names.issuer, issuer_zh=names.issuer_zh, ticker=names.ticker,
            par_value=names.par_value, cusip=names.cusip, stated_shares=stated_shares, cash_minor=cash_minor,
            cash_currency=cash_currency if cash_minor is not None else "", document=document, content=content,
            digest=digest_of(content, form=FORM), prepared_person_id=acting_person(actor), recorded_at=now,
        ),
        actor=actor, now=now, reason=label,
    )  # fmt: skip
    _keep_figures(action, preview, actor=actor, now=now)
    note(
        agreement, "corporate_action.prepared", agreement, actor=actor, now=now,
        effective_on=local_day(agreement, now),
        before={"instrument": line.instrument, "in_escrow": preview.before},
        after={"instrument": names.name, "in_escrow": preview.after},
        facts={"action": str(action), "kind": kind, "ratio": action.ratio_text, "takes_effect_on": effective_on,
               "digest": action.digest},
        documents=(document,),
    )  # fmt: skip
    return action


@act("authorise_corporate_action")
def authorise_corporate_action(
    *, action: CorporateAction, seen_digest: str, actor: Actor, now: datetime
) -> CorporateActionDecision:
    """Authorise the figures of the digest that was seen: the open line is closed, the next one opened, and all shares inside
    escrow are brought across in this one act; the before/after sheet is made for all parties.

    Refuses another digest, who prepared it, a decided action, and figures that the ledger has meanwhile left behind.
    """
    agreement, today = action.agreement, local_day(action.agreement, now)
    _check_undecided(action)
    if seen_digest != action.digest:
        raise RuleViolation(
            "digest_moved",
            "The corporate action is not the one you read: its digest differs. Read it once more.",
        )
    person_id = acting_person(actor)
    if person_id == action.prepared_person_id:
        raise RuleViolation(
            "needs_second_person", "You prepared it yourself; another person must authorise it."
        )
    _check_free(agreement, but=action)
    preview = preview_of(agreement, Fraction(action.ratio_new, action.ratio_old), action.fraction_policy)
    plain = preview.to_plain()
    if any(plain[name] != action.content[name] for name in plain) or current_line(agreement) != action.closes:
        raise RuleViolation(
            "figures_moved",
            f"Shares or instructions moved since {action} was prepared. Withdraw it and prepare it again.",
        )
    sheet = paperwork.file_corporate_action(action, authorised_by=actor, actor=actor, now=now)
    decision = create(
        CorporateActionDecision(
            action=action, outcome=CorporateActionDecision.Outcome.AUTHORISED, person_id=person_id,
            user_id=acting_user(actor), digest=seen_digest, factor=actor.factor, document=sheet, decided_on=today,
            recorded_at=now,
        ),
        actor=actor, now=now, reason="authorised",
    )  # fmt: skip
    postings = _carry_over(action, actor=actor, now=now)
    note(
        agreement, "corporate_action.authorised", agreement, actor=actor, now=now, effective_on=action.effective_on,
        before={"security_line": action.closes.number, "instrument": action.closes.instrument, "in_escrow": preview.before},
        after={"security_line": action.opened_line.number, "instrument": action.instrument, "in_escrow": preview.after},
        facts={
            "action": str(action), "ratio": action.ratio_text, "postings": posting_facts(postings),
            **signature_facts(
                agent_of(agreement), person=actor.name, capacity=actor.capacity, factor=actor.factor, digest=seen_digest,
                meaning=f"I authorise {action} for the escrow agent.", at=now,
            ),
        },
        documents=(sheet,),
    )  # fmt: skip
    tell_corporate_action(action, actor=actor, now=now)
    return decision


@act("withdraw_corporate_action")
def withdraw_corporate_action(
    *, action: CorporateAction, reason: str, actor: Actor, now: datetime
) -> CorporateActionDecision:
    """Take a prepared action back, with the reason. Refuses one that is decided."""
    reason = needed(reason, "Say why it is withdrawn; compliance will read it.", "reason")
    agreement, today = action.agreement, local_day(action.agreement, now)
    _check_undecided(action)
    decision = create(
        CorporateActionDecision(
            action=action, outcome=CorporateActionDecision.Outcome.WITHDRAWN, person_id=acting_person(actor),
            user_id=acting_user(actor), reason=reason, decided_on=today, recorded_at=now,
        ),
        actor=actor, now=now, reason=reason,
    )  # fmt: skip
    note(
        agreement, "corporate_action.withdrawn", agreement, actor=actor, now=now, effective_on=today,
        facts={"action": str(action)}, reason=reason,
    )  # fmt: skip
    return decision


def _carry_over(action: CorporateAction, *, actor: Actor, now: datetime) -> list[Posting]:
    """Empty the closed line account by account, open the next one, and fill it; nothing is ever half across."""
    agreement, postings = action.agreement, []
    rows = list(action.rows.select_related("tranche", "release_line__instruction_line").order_by("number"))
    common: dict[str, Any] = {"effective_on": action.effective_on, "actor": actor, "now": now}
    for row in rows:
        postings.append(
            post(
                agreement, Posting.Kind.CONVERSION, row.shares_before, source=(Account(row.account), row.tranche),
                target=(Account.CONVERTED, None), line=action.closes, **common,
                why=Why(str(action), release_line=row.release_line, conversion=row),
            )
        )  # fmt: skip
    opened = create(
        SecurityLine(
            agreement=agreement, number=action.closes.number + 1, instrument=action.instrument,
            opened_on=action.effective_on, ratio_new=action.ratio_new, ratio_old=action.ratio_old, opened_by=action,
        ),
        actor=actor, now=now, reason=str(action),
    )  # fmt: skip
    for row in rows:
        if row.shares_after:
            postings.append(
                post(
                    agreement, Posting.Kind.CONVERSION, row.shares_after, source=(Account.CONVERTED, None),
                    target=(Account(row.account), row.tranche), line=opened, **common,
                    why=Why(str(action), release_line=row.release_line, conversion=row),
                )
            )  # fmt: skip
    return postings


def _keep_figures(action: CorporateAction, preview: Preview, *, actor: Actor, now: datetime) -> None:
    """The rows and limits that the authorisation will carry out."""
    for number, (place, converted) in enumerate(preview.rows, start=1):
        create(
            ConversionRow(
                action=action, number=number, account=place.account, tranche=place.tranche,
                release_line=place.release_line, drawn_from=place.drawn_from, shares_before=converted.before,
                shares_after=converted.whole,
            ),
            actor=actor, now=now, reason=str(action),
        )  # fmt: skip
    for limit in preview.limits:
        create(
            CarriedLimit(
                action=action, tranche=limit.tranche, instruction_line=limit.instruction_line, hold=limit.hold,
                stop=limit.stop, shares_before=limit.before, shares_after=limit.after,
            ),
            actor=actor, now=now, reason=str(action),
        )  # fmt: skip


def _checked_ratio(kind: str, new: int, old: int) -> Fraction:
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


def _check_day(agreement: EscrowAgreement, line: SecurityLine, day: date, now: datetime) -> None:
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


def _check_free(agreement: EscrowAgreement, but: CorporateAction | None = None) -> None:
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


def _check_figures(preview: Preview, stated: int) -> None:
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


def _names_after(
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


def _check_undecided(action: CorporateAction) -> None:
    decision = CorporateActionDecision.objects.filter(action=action).first()
    if decision is not None:
        raise RuleViolation("already_decided", f"{action} is {decision}. Nothing was changed.")
