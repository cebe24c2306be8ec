"""Who could sign for whom on a day, which firms stood approved, which numbers could be called (EA 3.1(b), SPA 4.2)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from documents.days import begins_at
from parties.models import FirmApproval
from parties.selectors.numbers import NumberState, numbers_of
from parties.selectors.signatories import AuthorityRow, authorities_known, authorities_on, compared
from tranches.models import AgreementParty, EscrowAgreement
from tranches.selectors.terms import terms_of
from tranches.terms import typed
from tranches.terms.typed import NotUnderstood


@dataclass(frozen=True)
class PartyAuthority:
    """One party: who could sign for it on the day, and on which numbers it is called."""

    part: AgreementParty
    signs: bool
    rows: list[AuthorityRow]
    numbers: list[NumberState]

    @property
    def answer(self) -> str:
        """The answer as a sentence: who could sign, and whether alone."""
        standing = [row.authority for row in self.rows if row.stands]
        alone = [entry.person.name for entry in standing if entry.signs_alone]
        joint = [entry.person.name for entry in standing if not entry.signs_alone]
        ways = [f"{' or '.join(alone)} alone"] if alone else []
        if len(joint) > 1:
            ways.append(f"two of {', '.join(joint)} together")
        elif joint and alone:
            ways.append(f"{joint[0]} together with one of them")
        elif joint:
            return f"Nobody: {joint[0]} signs jointly only, and there was no second signatory."
        found = ", or ".join(ways)
        return f"{found[0].upper()}{found[1:]}." if ways else "Nobody on the register."


@dataclass(frozen=True)
class FirmRow:
    """A firm's approval that was in force on the day; `difference` says how that was known then."""

    approval: FirmApproval
    difference: str


@dataclass(frozen=True)
class AuthorityRegister:
    """The register about one agreement on one day. `twice_dated` is off where the day has not ended, and in a simulation."""

    day: date
    parties: list[PartyAuthority]
    firms: list[FirmRow]
    twice_dated: bool
    cool_off_days: int


def authority_register(agreement: EscrowAgreement, day: date, now: datetime) -> AuthorityRegister:
    """Gather the register for a day, as it is known now and as it was known when that day ended.

    A simulation's days are not those of the register, so there only what is known now is shown.
    """
    terms = terms_of(agreement)
    moment = begins_at(day + timedelta(days=1), terms.time_zone)
    twice_dated = moment <= now and not agreement.is_simulation
    parts = list(agreement.agreement_parties.exclude(letter="").select_related("party").order_by("letter"))
    ids = {part.party_id for part in parts}
    known_now = authorities_on(ids, day)
    known_then = authorities_known(ids, day, moment) if twice_dated else known_now
    parties = []
    for part in parts:
        rows = compared(
            [entry for entry in known_now if entry.party_id == part.party_id],
            [entry for entry in known_then if entry.party_id == part.party_id],
        )
        numbers = numbers_of(part.party, day, cool_off_days=terms.signing.cool_off_days)
        signs = part.part in terms.signing.joint_instruction
        parties.append(PartyAuthority(part, signs, rows, numbers))
    approver = next((part for part in parts if part.part == terms.signing.firm_approval), None)
    firms = _firms(approver, day, moment if twice_dated else None) if approver else []
    return AuthorityRegister(day, parties, firms, twice_dated, terms.signing.cool_off_days)


def _firms(approver: AgreementParty, day: date, moment: datetime | None) -> list[FirmRow]:
    rows = (
        FirmApproval.objects.filter(approved_by=approver.party_id, approved_on__lte=day)
        .exclude(revocation__revoked_on__lte=day)
        .select_related("firm", "letter", "revocation__letter")
    )
    found = [
        FirmRow(row, "Recorded later." if moment is not None and row.recorded_at > moment else "")
        for row in rows.order_by("firm__name", "-approved_on")
    ]
    if moment is not None:
        revoked = FirmApproval.objects.filter(
            approved_by=approver.party_id,
            approved_on__lte=day,
            recorded_at__lte=moment,
            revocation__revoked_on__lte=day,
            revocation__recorded_at__gt=moment,
        ).select_related("firm", "letter", "revocation__letter")
        found += [
            FirmRow(row, "Known then as approved; its revocation was recorded later.") for row in revoked
        ]
    return found


def asked_day(text: str, today: date) -> tuple[date, str]:
    """The day asked for, and a sentence where the text is no day; nothing asked is today."""
    if not text.strip():
        return today, ""
    try:
        return typed.day(text).value, ""
    except NotUnderstood as refusal:
        return today, refusal.sentence
