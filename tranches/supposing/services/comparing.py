"""What the readings give, and what the years to come might: computed from what is on record, or from figures typed in.

Only the paper of the comparison is kept (SPA 5.2); the rest is looked at and gone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from documents.errors import RuleViolation
from documents.models import Document
from tranches.models import AgreementParty, EscrowAgreement
from tranches.selectors.terms import terms_of, versions_by_year
from tranches.services.act import act
from tranches.services.assessment.assessing import actuals_of, governed_of
from tranches.services.deed import Deed
from tranches.supposing.filing import file_readings
from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.errors import TermsError
from tranches.terms.sums.assessment import GovernedQuantity
from tranches.terms.sums.compare import Comparison, compare
from tranches.terms.sums.figures import parse_decimal, plain_decimal
from tranches.terms.sums.outlook import Outlook, merge, outlook

Figures = Mapping[int, Fraction]


@dataclass(frozen=True)
class Basis:
    """What a computation stands on: the terms in force, the figures on record, and the quantities fixed by papers.

    `versions` are the terms that years were assessed by, where they are others than those in force (SPA 11.2).
    """

    terms: AgreementTerms
    recorded: dict[int, Fraction]
    governed: dict[int, list[GovernedQuantity]]
    versions: dict[int, AgreementTerms] = field(default_factory=dict)

    def merged(self, supposed: Figures, *, replace_recorded: bool) -> dict[int, Fraction]:
        """The figures to compute with; RuleViolation where one contradicts the record without leave."""
        try:
            return merge(self.recorded, supposed, replace_recorded=replace_recorded)
        except TermsError as refusal:
            raise RuleViolation(refusal.code, refusal.sentence, field=refusal.key) from None

    def compared(self, actuals: Figures) -> Comparison:
        """What each reading gives for these figures."""
        return compare(self.terms, actuals, governed=self.governed, terms_for_excess=self.versions)

    def outlook(self, actuals: Figures) -> Outlook:
        """What becomes of the shares with these figures."""
        return outlook(
            self.terms,
            actuals,
            recorded=self.recorded,
            governed=self.governed,
            terms_for_excess=self.versions,
        )


def basis_of(agreement: EscrowAgreement) -> Basis:
    """Read what a computation about the agreement stands on, as `assess_now` does."""
    return Basis(
        terms_of(agreement), actuals_of(agreement), governed_of(agreement), versions_by_year(agreement)
    )


@act("make_readings_paper")
def make_readings_paper(
    deed: Deed,
    *,
    agreement: EscrowAgreement,
    supposed: dict[int, Decimal] | None = None,
    replace_recorded: bool = False,
    party: AgreementParty | None = None,
) -> Document:
    """Make and file the comparison of the readings, to be handed to the parties.

    `supposed` are figures typed in, and are printed as such; without them those on record are used. Refuses
    (`nothing_to_compare`) when there is no figure at all.
    """
    basis = basis_of(agreement)
    given = {number: parse_decimal(str(amount)) for number, amount in (supposed or {}).items()}
    actuals = basis.merged(given, replace_recorded=replace_recorded)
    if not actuals:
        raise RuleViolation(
            "nothing_to_compare",
            "No figure is on record and none was typed in. Enter the figure of at least one year, then make the paper.",
        )
    document = file_readings(deed, agreement, basis.compared(actuals), recorded=basis.recorded)
    deed.note(
        "readings.compared",
        agreement,
        effective_on=deed.today,
        facts={
            "for": party.letter if party and party.letter else "escrow agent",
            "figures": [
                f"year {number}: {plain_decimal(actual)}" for number, actual in sorted(actuals.items())
            ],
        },
        documents=(document,),
    )
    return document
