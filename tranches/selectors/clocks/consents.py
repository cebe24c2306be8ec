"""The consent of each party to signing in the portal, where the terms do not give it (EA 3.1(b))."""

from collections.abc import Iterator

from tranches.selectors.clocks import shared
from tranches.selectors.clocks.clock import Clock
from tranches.selectors.clocks.deals import Deal, makes
from tranches.selectors.docket.delay import Missing


@makes("consent")
def consents(deal: Deal) -> Iterator[Clock]:
    """Open from the effective date until every party with a letter has consented; nobody is late with it."""
    if deal.terms.signing.portal_consent:
        return
    missing = [party for party in deal.read(shared.parties) if party.letter and not party.consents_to_portal]
    if missing:
        yield deal.clock(
            "consent",
            "the agreement",
            "Consent to signing in the portal; without it signatures come on paper",
            "instruction",
            tuple(
                Missing("consent", party.part, party.letter, "its consent to signing in the portal")
                for party in missing
            ),
            due=None,
            since=deal.agreement.effective_on,
        )
