"""How papers call parties, parts, tranches and roles, in both languages."""

from collections.abc import Iterable
from datetime import date

from documents.papers.words import date_in_chinese, date_in_english, short_date
from parties.authority import in_force
from parties.models import Membership, Role
from tranches.models import AgreementParty, EscrowAgreement
from tranches.terms.agreement_terms import TrancheTerms

AGENT = "escrow_agent"
TRANSFER_AGENT = "transfer_agent"

_PARTS = {
    "issuer": ("issuer", "发行人"),
    "purchaser": ("purchaser", "买方"),
    "seller": ("seller", "卖方"),
    AGENT: ("escrow agent", "托管代理人"),
    "target": ("target company", "目标公司"),
    TRANSFER_AGENT: ("transfer agent", "过户代理人"),
    "recipient": ("recipient", "接收方"),
}
_STATES_ZH = {
    "pending": "未到期",
    "report_received": "已收报告",
    "instructed": "已指示",
    "released": "已释放",
    "deducted": "已扣减",
    "disputed": "争议中",
}
_ROLES = {
    Role.CLERK: ("clerk", "经办"),
    Role.SUPERVISOR: ("supervisor", "主管"),
    Role.COMPLIANCE: ("compliance officer", "合规"),
}
_STEMS = dict(zip("ABCDEFGHIJ", "甲乙丙丁戊己庚辛壬癸", strict=True))


def part_name(part: str) -> str:
    """The part in words: "escrow agent"; a part of a newer deal file reads as it is written there."""
    return _PARTS.get(part, (part.replace("_", " "), ""))[0]


def part_name_zh(part: str) -> str:
    return _PARTS.get(part, ("", ""))[1]


def state_name_zh(state: str) -> str:
    """The state of a tranche in Chinese."""
    return _STATES_ZH[str(state)]


def letter_name(letter: str) -> str:
    """`Party A`, or nothing for who has no letter."""
    return f"Party {letter}" if letter else ""


def letter_name_zh(letter: str) -> str:
    """`甲方` for A: Chinese contracts count their parties by the heavenly stems."""
    return f"{_STEMS[letter]}方" if letter in _STEMS else ""


def with_letter(name: str, letter: str) -> str:
    """`Name (Party A)`, or the name alone."""
    return f"{name} ({letter_name(letter)})" if letter else name


def with_letter_zh(name: str, letter: str) -> str:
    """`Name（甲方）`."""
    return f"{name}（{letter_name_zh(letter)}）" if letter_name_zh(letter) else name


def full_name(entry: AgreementParty) -> str:
    """The party as an address names it: in both languages where the register has both, with its letter."""
    return with_letter(f"{entry.party.name} {entry.party.name_zh}".strip(), entry.letter)


def chinese_name(entry: AgreementParty) -> str:
    """The Chinese name with the letter (`某某公司（乙方）`); where the register has none, the letter alone."""
    if entry.party.name_zh:
        return with_letter_zh(entry.party.name_zh, entry.letter)
    return letter_name_zh(entry.letter)


def amid_chinese(name: str) -> str:
    """The name as it stands in a Chinese sentence: one in Latin letters has a space on both sides."""
    return f" {name} " if name.isascii() else name


def parties_of(agreement: EscrowAgreement) -> list[AgreementParty]:
    """The parties in the order of their letters, those without one last."""
    entries = agreement.agreement_parties.select_related("party")
    return sorted(entries, key=lambda entry: (not entry.letter, entry.letter, entry.key))


def party_in(agreement: EscrowAgreement, part: str) -> AgreementParty | None:
    """Who fills a part of the agreement, if anybody does."""
    return agreement.agreement_parties.select_related("party").filter(part=part).first()


def contracting_parties(agreement: EscrowAgreement) -> list[AgreementParty]:
    """The parties to the agreements: not the target company, the transfer agent or a mere recipient (SPA 11.5, EA 7.2)."""
    outside = ("target", TRANSFER_AGENT, "recipient")
    return [entry for entry in parties_of(agreement) if entry.part not in outside]


def agent_in(agreement: EscrowAgreement) -> AgreementParty:
    """The escrow agent; an agreement without one is a mistake of ours."""
    return agreement.agreement_parties.select_related("party").get(part=AGENT)


def copies_for(
    agreement: EscrowAgreement, *, but: Iterable[str] = ()
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who gets a copy beside the addressee: every party of the agreements but those in the parts named (SPA 11.5, EA 7.2)."""
    left_out = set(but)
    entries = [entry for entry in contracting_parties(agreement) if entry.part not in left_out]
    return (
        tuple(with_letter(entry.party.name, entry.letter) for entry in entries),
        tuple(letter_name_zh(entry.letter) or entry.party.name for entry in entries),
    )


def address_lines(entry: AgreementParty, *, with_part: bool = True) -> tuple[str, ...]:
    """Name, part and address as they stand on the register; empty lines left out."""
    role = ", ".join(filter(None, (part_name(entry.part), letter_name(entry.letter)))) if with_part else ""
    name = f"{entry.party.name} {entry.party.name_zh}".strip()
    address = [line.strip() for line in entry.party.address.splitlines()]
    return tuple(line for line in (name, role, *address) if line)


def tranche_name(number: int) -> str:
    return f"tranche {number}"


def tranche_name_zh(number: int) -> str:
    return f"第 {number} 批"


def year_label(tranche: TrancheTerms) -> tuple[str, str]:
    """`Tranche 3, year to 30 November 2028`."""
    return (
        f"Tranche {tranche.number}, year to {date_in_english(tranche.ends_on)}",
        f"{tranche_name_zh(tranche.number)}，截至 {date_in_chinese(tranche.ends_on)}年度",
    )


def period_label(tranche: TrancheTerms) -> str:
    """The assessment year for a narrow column: `2027/28`, `2028`, or its last day where it is no such year."""
    start, end = tranche.starts_on, tranche.ends_on
    if start.year == end.year:
        return str(end.year)
    if end.year == start.year + 1:
        return f"{start.year}/{end.year % 100:02d}"
    return f"to {short_date(end)}"


def role_on(person_id: int, party_id: int, day: date) -> tuple[str, str]:
    """What the person was for the party that day, in both languages: the highest role, or "authorised person"."""
    held = set(
        Membership.objects.filter(in_force(day), person_id=person_id, party_id=party_id).values_list(
            "role", flat=True
        )
    )
    for role in (Role.SUPERVISOR, Role.CLERK, Role.COMPLIANCE):
        if role in held:
            return _ROLES[role]
    return "authorised person", "获授权人员"
