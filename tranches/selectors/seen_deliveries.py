"""What a person decides on when a delivery went wrong or is stopped: claims, what came back, stops, who takes the recipient's place."""

from documents.seen import Change, Seen
from documents.sentences import counted
from tranches.models import Account, ClaimRecovery, DeliveryClaim, DeliveryStop, SuccessorDetails
from tranches.rights.selectors.rights import recipient_of
from tranches.selectors.ledger.balances import balances
from tranches.selectors.release.claims import row_of_claim
from tranches.selectors.seen_view import Facts, day_or_blank, view


def claim(row: DeliveryClaim) -> Seen:
    facts = [*_claim_facts(row), ("Open", counted(row_of_claim(row).open_shares, "share"))]
    return view(row, f"Claim {row} about {row.release}", facts, papers=(row.document,))


def _claim_facts(row: DeliveryClaim) -> Facts:
    return [
        ("Claimed", counted(row.shares, "share")),
        ("Went to", row.went_to),
        ("Claimed from", row.claimed_from),
        ("What shows it", row.grounds),
        ("Recorded by", str(row.person)),
    ]


def recovery(row: ClaimRecovery) -> Seen:
    tranche = row.claim.release_line.instruction_line.tranche
    facts = [
        ("Came back", counted(row.shares, "share")),
        ("On", day_or_blank(row.came_back_on)),
        ("Transfer agent’s reference", row.reference),
        ("Taken in by", str(row.person)),
        *_claim_facts(row.claim),
    ]
    standing = balances(row.claim.agreement).of(Account.RECIPIENT, tranche.number)
    change = Change(
        f"Tranche {tranche.number}: with the recipient", f"{standing:,}", f"{standing - row.shares:,}"
    )
    return view(
        row,
        f"Shares of claim {row.claim} that came back",
        facts,
        changes=(change,),
        papers=(row.document, row.claim.document),
    )


def stop(row: DeliveryStop) -> Seen:
    facts: Facts = [
        ("Ground", row.get_ground_display()),
        ("Stopped", counted(row.shares, "share") if row.shares else "everything to the recipient"),
        ("Happened on", day_or_blank(row.happened_on)),
        ("What the paper says", row.text),
        ("Recorded by", str(row.person)),
    ]
    return view(row, f"Stop {row.number} of the delivery", facts, papers=(row.document,))


def details(row: SuccessorDetails) -> Seen:
    recipient = recipient_of(row.agreement)
    account = recipient.party.delivery_accounts.order_by("-pk").first() if recipient else None
    changes = (
        Change("Delivered to", recipient.party.name if recipient else "–", row.name),
        Change("Delivery account", account.description if account else "–", row.delivery_account),
    )
    facts: Facts = [
        ("Given on", day_or_blank(row.given_on)),
        ("Taken in by", str(row.person)),
        ("Ground", row.stop.get_ground_display()),
    ]
    return view(
        row,
        f"Who takes the recipient’s place: {row.name}",
        facts,
        changes=changes,
        papers=(row.identity_document, row.stop.document),
    )
