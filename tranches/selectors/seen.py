"""What a person decides on, whatever the act: one view of each kind of thing, for the form that asks and the act that takes.

`seen_of(row)` is asked by the desk and the portal when a form is shown, and again by `act` under its lock.
"""

from collections.abc import Callable
from typing import Any

from django.db import models

from documents.models import Document
from documents.seen import Change, Seen
from documents.sentences import counted, large
from tranches.models import (
    Account,
    Amendment,
    AmendmentPaperSignature,
    Approval,
    AuthorityPaper,
    ClaimRecovery,
    ConversionRow,
    CorporateAction,
    DeliveryClaim,
    DeliveryStop,
    Disposition,
    EscrowAgreement,
    Hold,
    Instruction,
    LegalHold,
    PaperSignature,
    PortalConsent,
    SuccessorDetails,
    Tranche,
)
from tranches.positions.models import PositionBreak
from tranches.rights.models import Meeting
from tranches.selectors.agreement.legal_holds import standing_legal_holds
from tranches.selectors.delivery.dispositions import total_of
from tranches.selectors.dispute.holds import carried_holds, held_back
from tranches.selectors.ledger.balances import balances
from tranches.selectors.seen_deliveries import claim, details, recovery, stop
from tranches.selectors.seen_view import Facts, account_words, day_or_blank, view


def seen_of(row: models.Model) -> Seen:
    """The view of one row. KeyError for a kind that nobody decides on."""
    return VIEWS[type(row)](row)


def decided_on(arguments: dict[str, Any]) -> models.Model:
    """What an act is about, of all it was handed: the most particular; a tranche, then the agreement, where nothing else is."""
    found = [value for value in arguments.values() if type(value) in VIEWS]
    if not found:
        raise RuntimeError("a form showed something to decide on, and the act was handed nothing of the kind")
    return min(found, key=lambda row: isinstance(row, Tranche) + 2 * isinstance(row, EscrowAgreement))


def _instruction(row: Instruction) -> Seen:
    lines = list(row.lines.select_related("tranche", "offset_by").order_by("id"))
    facts: Facts = [
        ("Total", counted(sum(line.shares for line in lines), "share")),
        ("Recipient", row.recipient.party.name),
        ("Delivered to", row.delivery_account.description if row.delivery_account else ""),
        ("Reason for the difference", row.difference_reason),
    ]
    papers: list[Document | None] = [row.proposal]
    authority = (
        AuthorityPaper.objects.filter(instruction=row).select_related("document", "filed_person").first()
    )
    if authority is not None:
        papers.insert(0, authority.document)
        facts += [
            ("Court or tribunal", authority.forum),
            ("Case reference", authority.case_reference),
            ("Dated", day_or_blank(authority.dated_on)),
            ("Signed by", ", ".join(f"Party {letter}" for letter in authority.signed_by)),
            ("Filed by", str(authority.filed_person)),
        ]
    changes = [
        Change(
            f"Tranche {line.tranche.number}, {line.get_origin_display().lower()}"
            + (f" of year {line.offset_by.number}" if line.offset_by else ""),
            "–" if line.computed_shares is None else f"{line.computed_shares:,}",
            f"{line.shares:,}",
        )
        for line in lines
    ]
    return view(
        row,
        f"{row}: {row.get_basis_display()}",
        facts,
        changes=tuple(changes),
        papers=papers,
        signed=row.digest,
        before_label="Computed",
        after_label="Instructed",
    )


def _of_instruction(
    row: models.Model, instruction: Instruction, title: str, facts: Facts, *papers: Document
) -> Seen:
    """An act on one hand's part in an instruction: the whole instruction is shown with it."""
    whole = _instruction(instruction)
    return view(
        row,
        title,
        [*facts, *whole.facts],
        changes=whole.changes,
        papers=(*papers, *whole.papers),
        signed=instruction.digest,
        before_label=whole.before_label,
        after_label=whole.after_label,
    )


def _paper_signature(row: PaperSignature) -> Seen:
    title = f"The signature of {row.person} for {row.party.party.name} on {row.instruction}"
    return _of_instruction(row, row.instruction, title, _signature_facts(row), row.document)


def _approval(row: Approval) -> Seen:
    title = f"The approval of {row.instruction} by {row.person} for {row.party.party.name}"
    facts = [("Approved on", day_or_blank(row.effective_on)), ("Recorded", row.meaning)]
    return _of_instruction(row, row.instruction, title, facts)


def _signature_facts(row: PaperSignature | AmendmentPaperSignature) -> Facts:
    return [
        ("Signed on", day_or_blank(row.signed_on)),
        ("Received on", day_or_blank(row.received_on)),
        ("Digest on the paper", row.digest),
        ("Recorded by", str(row.filed_person)),
    ]


def _amendment(row: Amendment) -> Seen:
    content = row.content
    facts: Facts = [
        ("Takes effect on", day_or_blank(row.effective_on)),
        ("Reason", content["reason"]),
        ("Changes", f"version {row.based_on.number} of the terms"),
    ]
    facts += [
        (
            f"Tranche {line['tranche']}",
            f"{line['to_recipient']:,} to the recipient, {line['to_issuer']:,} back to the issuer",
        )
        for line in content.get("lines", ())
    ]
    changes = tuple(Change(change["label"], change["was"], change["now"]) for change in content["changes"])
    return view(
        row,
        f"{row}: {row.get_kind_display()}",
        facts,
        changes=changes,
        papers=(row.proposal, row.source),
        signed=row.digest,
        after_label="As amended",
    )


def _amendment_signature(row: AmendmentPaperSignature) -> Seen:
    whole = _amendment(row.amendment)
    return view(
        row,
        f"The signature of {row.person} for {row.party.party.name} on {row.amendment}",
        [*_signature_facts(row), *whole.facts],
        changes=whole.changes,
        papers=(row.document, *whole.papers),
        signed=row.amendment.digest,
        after_label=whole.after_label,
    )


def _corporate_action(row: CorporateAction) -> Seen:
    facts: Facts = [
        ("Ratio", f"{row.ratio_text} (new shares for old ones)"),
        ("Effective on", day_or_blank(row.effective_on)),
        ("Fractions of a share", row.get_fraction_policy_display()),
        ("Stated by the transfer agent", counted(row.stated_shares, "share")),
        ("Ticker", row.ticker),
        ("Par value", row.par_value),
        ("CUSIP", row.cusip),
        ("Prepared by", str(row.prepared_person)),
    ]
    rows = ConversionRow.objects.filter(action=row).select_related("tranche").order_by("number")
    accounts = [
        Change(
            account_words(line),
            f"{line.shares_before:,}",
            f"{line.shares_after:,}",
        )
        for line in rows
    ]
    before, after = (sum(getattr(line, name) for line in rows) for name in ("shares_before", "shares_after"))
    changes = [
        Change("Instrument", row.closes.instrument, row.instrument),
        *accounts,
        Change("All shares in escrow", f"{before:,}", f"{after:,}"),
    ]
    return view(
        row,
        f"{row}: {row.get_kind_display()}",
        facts,
        changes=tuple(changes),
        papers=(row.document,),
        signed=row.digest,
        before_label="Before",
        after_label="Afterwards",
    )


def _disposition(row: Disposition) -> Seen:
    check = getattr(row, "legal_check", None)
    facts: Facts = [
        ("Shares", counted(total_of(row), "share")),
        ("Delivered to", row.to_name),
        ("Account", row.delivery_account),
        ("Court or authority", row.authority),
        ("Case reference", row.case_reference),
        ("Signed by", ", ".join(f"Party {letter}" for letter in row.signed_by)),
        ("Dated", day_or_blank(row.dated_on)),
        ("Received on", day_or_blank(row.received_on)),
        ("What the paper says", row.reason),
        ("Recorded by", str(row.filed_person)),
        ("Legal check", f"{check.person}: {check.finding}" if check else ""),
    ]
    lines = row.lines.select_related("tranche").order_by("id")
    changes = tuple(Change(account_words(line), f"{line.shares:,}", "leave escrow") for line in lines)
    return view(
        row,
        f"{row}: {row.get_ground_display()}",
        facts,
        changes=changes,
        papers=(row.document, check.notice if check else None),
        signed=row.digest,
        before_label="Shares",
        after_label="Then",
    )


def _hold(row: Hold) -> Seen:
    number, notice = row.tranche.number, row.notice
    shares = carried_holds(row.agreement, [row.pk]).get(row.pk, row.shares or 0)
    facts: Facts = [
        ("Tranche", str(number)),
        ("Ground", row.get_ground_display()),
        ("Held", "the whole tranche" if row.shares is None else counted(shares, "share")),
        ("Reason", row.reason),
        ("From", day_or_blank(row.opened_on)),
        ("Proposed by", str(row.opened_person)),
        (f"The {notice} of {notice.party.party.name}" if notice else "", notice.text if notice else ""),
    ]
    if hasattr(row, "confirmation"):
        facts.append(
            ("Confirmed", f"{row.confirmation.person}, {day_or_blank(row.confirmation.confirmed_on)}")
        )
    return view(
        row,
        f"Hold {row.number} on tranche {number}",
        facts,
        changes=(_effect_of_hold(row, shares),),
        papers=(row.document, notice.document if notice else None),
    )


def _effect_of_hold(row: Hold, shares: int) -> Change:
    """What the hold does to the tranche; of one that stands, what its end does."""
    tranche, stands = row.tranche, hasattr(row, "confirmation")
    if row.shares is None:
        before = tranche.get_state_display()
        after = "where it stood before, unless another hold stands" if stands else "Disputed"
        return Change(f"State of tranche {tranche.number}", before, after)
    kept = held_back(tranche)
    after_number = kept - shares if stands else kept + shares
    return Change(
        f"Shares of tranche {tranche.number} that may not leave escrow", f"{kept:,}", f"{after_number:,}"
    )


def _legal_hold(row: LegalHold) -> Seen:
    """A legal hold that would be lifted: what bars the destruction of the record before and after."""
    standing = standing_legal_holds([row.agreement])
    lift = getattr(row, "lift", None)
    facts: Facts = [
        ("Agreement", row.agreement.reference),
        ("Reason", row.reason),
        ("Set on", day_or_blank(row.set_on)),
        ("Set by", str(row.person)),
        ("Lifted", f"{lift.person}, {day_or_blank(lift.lifted_on)}" if lift else ""),
    ]
    change = Change(
        "What bars the destruction of the record",
        ", ".join(str(each) for each in standing) or "nothing",
        ", ".join(str(each) for each in standing if each.pk != row.pk) or "nothing",
    )
    return view(
        row, large(f"{row} of {row.agreement.reference}"), facts, changes=(change,), papers=(row.document,)
    )


def _consent(row: PortalConsent) -> Seen:
    facts: Facts = [("Dated", day_or_blank(row.dated_on)), ("Filed by", str(row.person))]
    change = Change("Signing in the portal", "not agreed: on paper only", "agreed by all parties")
    return view(row, "The consent to signing in the portal", facts, changes=(change,), papers=(row.document,))


def _break(row: PositionBreak) -> Seen:
    statement = row.statement
    facts: Facts = [
        ("Kind", row.get_kind_display()),
        ("Difference", f"{row.difference:+,} shares"),
        ("What it is", row.text),
        ("Position of", day_or_blank(statement.as_of)),
        ("Recorded by", str(statement.person)),
    ]
    return view(row, f"{statement}, {row}", facts, papers=(statement.document,))


def _meeting(row: Meeting) -> Seen:
    facts: Facts = [
        ("Meeting on", day_or_blank(row.meeting_on)),
        ("Record date", day_or_blank(row.record_on)),
    ]
    facts += [(f"Resolution {each.number}", each.text) for each in row.resolutions.order_by("number")]
    given = row.directions.order_by("number").last()
    papers: list[Document | None] = [row.document]
    if given is not None:
        votes = given.votes.select_related("resolution").order_by("resolution__number")
        facts += [("Directed by", f"{given.person}, {day_or_blank(given.effective_on)}")]
        facts += [(f"Directed on resolution {vote.resolution.number}", _vote(vote)) for vote in votes]
        papers.append(given.document)
    return view(row, f"{row}: {row.title}", facts, papers=papers)


def _vote(vote: Any) -> str:
    return vote.get_choice_display() + (f", {counted(vote.shares, 'share')}" if vote.shares else "")


def _document(row: Document) -> Seen:
    facts: Facts = [
        ("Reference", row.reference),
        ("Dated", day_or_blank(row.dated_on)),
        ("File", f"{row.filename}, {row.size_bytes:,} bytes"),
    ]
    return view(row, row.title, facts, papers=(row,), signed=row.sha256)


def _tranche(row: Tranche) -> Seen:
    """A tranche of which something is to stay in escrow: where it stands, and what is in escrow and held back of it."""
    standing, inside = balances(row.agreement), (Account.HELD, Account.RESERVED, Account.KEPT)
    facts: Facts = [
        ("State", row.get_state_display()),
        *((str(account.label), counted(standing.of(account, row.number), "share")) for account in inside),
        ("Held back already", counted(held_back(row), "share")),
    ]
    return view(row, f"Tranche {row.number} of {row.agreement.reference}", facts)


def _agreement(row: EscrowAgreement) -> Seen:
    standing = balances(row)
    facts: Facts = [("Agreement", row.title)]
    facts += [
        (str(account.label), counted(standing.total(account), "share"))
        for account in Account
        if account != Account.ISSUER and standing.total(account)
    ]
    change = Change(row.reference, "open", "closed: nothing but statements can be made")
    return view(row, f"All of {row.reference}", facts, changes=(change,))


VIEWS: dict[type[models.Model], Callable[[Any], Seen]] = {
    Instruction: _instruction,
    PaperSignature: _paper_signature,
    Approval: _approval,
    Amendment: _amendment,
    AmendmentPaperSignature: _amendment_signature,
    CorporateAction: _corporate_action,
    Disposition: _disposition,
    Hold: _hold,
    LegalHold: _legal_hold,
    DeliveryClaim: claim,
    ClaimRecovery: recovery,
    DeliveryStop: stop,
    SuccessorDetails: details,
    PortalConsent: _consent,
    PositionBreak: _break,
    Meeting: _meeting,
    Document: _document,
    Tranche: _tranche,
    EscrowAgreement: _agreement,
}
