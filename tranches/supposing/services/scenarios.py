"""Saving a supposition under a name, and setting it aside. Neither touches a figure, a share or a date of the agreement."""

from decimal import Decimal

from documents.errors import RuleViolation
from documents.journal.canonical import digest_of
from tranches.models import AgreementParty, EscrowAgreement
from tranches.selectors.terms import version_of
from tranches.services.act import act
from tranches.services.common import acting_person, needed, next_number
from tranches.services.deed import Deed
from tranches.supposing.models import SavedScenario, ScenarioSetAside
from tranches.supposing.services.comparing import basis_of
from tranches.terms.sums.figures import parse_decimal, plain_decimal

LONGEST_NAME = 80
MOST_SAVED = 100


@act("save_scenario")
def save_scenario(
    deed: Deed,
    *,
    agreement: EscrowAgreement,
    party: AgreementParty,
    name: str,
    actuals: dict[int, Decimal],
    replaces_recorded: bool = False,
) -> SavedScenario:
    """Save supposed figures for the party that supposes them.

    Refuses a name that is missing, too long or in use, no figure at all, an unknown tranche, and a figure that contradicts the
    record without leave. The journal names the scenario and the digest of its figures, not the figures: they are the party's own.
    """
    name = needed(name, "Give the supposition a name, such as “cautious”.", "name")
    if len(name) > LONGEST_NAME:
        raise RuleViolation(
            "name_too_long", f"The name has {len(name)} characters; at most {LONGEST_NAME}.", field="name"
        )
    if not actuals:
        raise RuleViolation("no_figures", "Enter the figure of at least one year; then it can be saved.")
    own = SavedScenario.objects.filter(agreement=agreement, party=party.party_id, set_aside__isnull=True)
    if own.filter(name=name).exists():
        raise RuleViolation(
            "name_in_use",
            f"“{name}” is saved already. Choose another name, or set that one aside first.",
            field="name",
        )
    if own.count() >= MOST_SAVED:
        raise RuleViolation(
            "too_many_saved", f"{MOST_SAVED} suppositions are saved. Set some of them aside first."
        )
    basis = basis_of(agreement)
    given = {number: parse_decimal(str(amount)) for number, amount in actuals.items()}
    for number in given:
        _known(agreement, number)
    basis.merged(given, replace_recorded=replaces_recorded)
    texts = {str(number): plain_decimal(amount) for number, amount in sorted(given.items())}
    scenario = deed.create(
        SavedScenario(
            agreement=agreement,
            party=party.party,
            number=next_number(SavedScenario, agreement=agreement),
            name=name,
            actuals=texts,
            replaces_recorded=replaces_recorded,
            terms_version=version_of(agreement),
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=f"saved as {name}",
    )
    deed.note(
        "scenario.saved",
        agreement,
        effective_on=deed.today,
        after={"scenario": scenario.number, "digest": digest_of(texts, form="scenario/1")},
        facts={"for": party.letter or "escrow agent", "name": name},
    )
    return scenario


@act("set_aside_scenario")
def set_aside_scenario(deed: Deed, *, scenario: SavedScenario, party: AgreementParty) -> ScenarioSetAside:
    """List the saved supposition no longer. Refuses another party's, and one that is set aside already."""
    if scenario.party_id != party.party_id:
        raise RuleViolation(
            "not_yours",
            "Another party saved this supposition; only that party sets it aside. Nothing was changed.",
        )
    if ScenarioSetAside.objects.filter(scenario=scenario).exists():
        raise RuleViolation("set_aside_already", f"“{scenario.name}” is set aside already.")
    row = deed.create(
        ScenarioSetAside(scenario=scenario, person_id=acting_person(deed.actor), recorded_at=deed.now),
        why="set aside",
    )
    agreement = scenario.agreement
    deed.note(
        "scenario.set_aside",
        agreement,
        effective_on=deed.today,
        before={"scenario": scenario.number},
        after={},
        facts={"for": party.letter or "escrow agent", "name": scenario.name},
    )
    return row


def _known(agreement: EscrowAgreement, number: int) -> None:
    if not agreement.tranches.filter(number=number).exists():
        raise RuleViolation("unknown_tranche", f"There is no tranche {number} in {agreement.reference}.")
