"""How the pages write figures, dates, digests and states: one way each, for all three doors.

No filter queries; each takes plain values. Sums of shares are integers throughout, the bar of the ledger included.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from documents.days import day_words, day_words_short, house_day, moment_words
from documents.papers import words
from documents.sentences import ended
from documents.subjects import kind_words
from tranches.models import EscrowAgreement, Release
from tranches.papers import naming
from tranches.selectors.days import day_of
from tranches.selectors.ledger.balances import Balances
from tranches.selectors.release.confirmed import standing_of
from tranches.terms.currencies import MINOR_PLACES
from tranches.terms.sums.figures import grouped_decimal, shortened
from tranches.terms.sums.figures import percent as percent_of

register = template.Library()

MINUS = "−"
# Sign (a symbol of desk/sprite.html), colour class and word of every state of a tranche, an instruction, a release and an amendment.
STATES: dict[str, tuple[str, str, str]] = {
    "pending": ("s-pending", "pending", "Pending"),
    "report_received": ("s-report", "report", "Report received"),
    "instructed": ("s-instructed", "instructed", "Instructed"),
    "released": ("s-released", "released", "Released"),
    "deducted": ("s-deducted", "deducted", "Deducted"),
    "disputed": ("s-disputed", "disputed", "Disputed"),
    "draft": ("s-pending", "pending", "Draft"),
    "submitted": ("s-report", "report", "Submitted"),
    "approved": ("s-instructed", "instructed", "Approved"),
    "executed": ("s-released", "released", "Executed"),
    "rejected": ("i-cross", "deducted", "Rejected"),
    "withdrawn": ("i-cross", "idle", "Withdrawn"),
    "superseded": ("i-cross", "idle", "Superseded"),
    "authorised": ("s-report", "report", "Authorised"),
    "sent": ("s-instructed", "instructed", "Sent"),
    "confirmed": ("s-released", "released", "Confirmed"),
    "partly_confirmed": ("s-deducted", "deducted", "Confirmed in part"),
    "refused": ("i-cross", "deducted", "Refused"),
    "recalled": ("i-cross", "idle", "Recalled"),
    "signed": ("s-instructed", "instructed", "Signed by all"),
    "in_force": ("s-released", "released", "In force"),
}
# Where shares can be seen to be: account, word, what it means.
PLACES: tuple[tuple[str, str, str, str], ...] = (
    ("unallocated", "cancelled", "Unallocated", "deposited, not yet given to a tranche"),
    ("held", "held", "Held", "in escrow, not released"),
    ("reserved", "reserved", "Reserved", "with the transfer agent, not confirmed"),
    ("kept", "kept", "Kept", "deducted; for offset or return"),
    ("reserved_return", "reserved", "Reserved for return", "on their way back to the issuer"),
    ("returned", "cancelled", "Returned", "with the issuer, not yet cancelled"),
    ("recipient", "released", "Released", "with the recipient"),
    ("cancelled", "cancelled", "Cancelled", "returned and cancelled by the issuer"),
    ("disposed", "cancelled", "Disposed of by law", "left escrow by order"),
)
ALWAYS_SHOWN = frozenset({"held", "reserved", "kept", "recipient", "cancelled"})


@dataclass(frozen=True)
class Place:
    """An account as a reader sees it: `css` names the colour (`at-held`)."""

    account: str
    css: str
    label: str
    note: str
    shares: int | Fraction

    @property
    def hatched(self) -> bool:
        return self.css == "reserved"


def places(balances: Balances, tranche_number: int | None = None) -> list[Place]:
    """The places of a `Balances`; seldom used ones only where shares stand in them. Of one tranche, if one is named.

    In the unit of the open security line; where shares came there in a line before, the note says how many as recorded.
    """
    found: list[Place] = []
    for account, css, label, note in PLACES:
        if tranche_number is not None and account in ("unallocated", "cancelled", "disposed"):
            continue  # not kept by tranche
        shares = balances.ever(account, tranche_number)
        if shares or account in ALWAYS_SHOWN:
            found.append(
                Place(account, css, label, f"{note}{_recorded(balances, account, tranche_number)}", shares)
            )
    return found


def _recorded(balances: Balances, account: str, tranche_number: int | None) -> str:
    """`; 2,706,766 of line 1 count as 5,413,532` for what came to an account before a corporate action."""
    found = ""
    for line in balances.earlier:
        shares = line.total(account) if tranche_number is None else line.of(account, tranche_number)
        if shares:
            found += (
                f"; {shares:,} of line {line.number} count as {written(balances.converted(shares, line))}"
            )
    return found


def written(value: int | Fraction) -> str:
    """Shares in full: `5,717,832`, or exactly `571,783.2` where a consolidation left no whole number."""
    return f"{value:,}" if isinstance(value, int) else grouped_decimal(value)


# --- Days ---------------------------------------------------------------------------------------


@register.filter
def pauses(found: Iterable[Any]) -> SafeString:
    """Days in a row, from – to, the last of them perhaps still running: `18 Dec 2026 – 30 Dec 2026; 3 Jan 2027 – today`."""
    rows = [(day_short(row.first), day_short(row.lifted_on) if row.lifted_on else "today") for row in found]
    return format_html_join("; ", '<span class="keep">{} – {}</span>', rows)


# --- Figures -------------------------------------------------------------------------------------


@register.filter
def minus(value: int | Fraction | None) -> str:
    """`-1` as `−1`, thousands with commas; nothing as an en dash."""
    if value is None:
        return "–"
    return f"{MINUS}{written(-value)}" if value < 0 else written(value)


@register.filter
def signed(value: int | Fraction | None) -> str:
    """A difference: `+1`, `−1`, `0`."""
    if value is None:
        return "–"
    return f"+{written(value)}" if value > 0 else minus(value)


@register.filter
def in_unit(value: int | None, ratio: Fraction) -> Fraction | None:
    """Shares of the terms in the unit of the open security line, exactly; nothing stays nothing."""
    return None if value is None else value * ratio


@register.filter
def standing_words(release: Release) -> str:
    """How far a letter is answered: `confirmed 1,211,066 of 2,711,066, 1,500,000 open`."""
    return standing_of(release).words


@register.filter
def shares(value: int | Fraction | None) -> SafeString:
    """Shares in full with commas, zero as a grey `0`, nothing as an en dash."""
    if value is None:
        return mark_safe('<span class="zero">–</span>')
    if value == 0:
        return mark_safe('<span class="zero">0</span>')
    return format_html('<span class="quantity">{}</span>', minus(value))


@register.filter
def size(octets: int) -> str:
    """`84 kB`, `1.2 MB`, cut and never rounded."""
    if octets < 1_000_000:
        return f"{max(octets // 1000, 1)} kB"
    return f"{octets // 1_000_000}.{octets % 1_000_000 // 100_000} MB"


@register.filter
def lookup(mapping: Any, key: Any) -> Any:
    """`mapping[key]`, or nothing."""
    return mapping.get(key, "") if mapping else ""


@register.filter
def figure(value: Any) -> str:
    """An exact number of the terms: `805,000,000`, or a fraction where no decimal is exact."""
    return grouped_decimal(Fraction(value)) if value not in (None, "") else "–"


@register.filter
def short_money(value: Any) -> str:
    """`665 m` for 665,000,000: for narrow columns; an amount below ten million stands in full."""
    amount = Fraction(value)
    return f"{shortened(amount / 10**6)} m" if abs(amount) >= 10**7 else grouped_decimal(amount)


@register.filter
def money(minor: int, currency: str) -> str:
    """`USD 5,000.00` from whole minor units."""
    return f"{currency} {words.money(minor, MINOR_PLACES[currency])}"


@register.filter
def a_share(dividend: Any) -> str:
    """`USD 0.025 a share`, or `1 new for every 20 held`."""
    if dividend.is_cash:
        return f"{dividend.currency} {dividend.amount_per_share} a share"
    return f"{dividend.ratio_new:,} new for every {dividend.ratio_old:,} held"


@register.filter
def percent(ratio: Fraction) -> str:
    """`0.01 %`, exactly."""
    return percent_of(ratio)


register.filter(kind_words)
register.filter(ended)


@register.filter
def reading_words(name: str, terms: Any) -> str:
    """The chosen reading of a setting in words: what the agreement's terms answer to that question."""
    label: str = terms.settings.chosen(name).label
    return label


# --- Digests -------------------------------------------------------------------------------------


@register.filter
def digest(value: str) -> SafeString:
    """`9e3a 1d13 … 10ab`, for tables; the whole stands in the title."""
    if not value:
        return mark_safe('<span class="zero">–</span>')
    short = f"{value[:4]} {value[4:8]} … {value[-4:]}"
    return format_html('<code class="digest" title="{}">{}</code>', value, short)


@register.filter
def digest_groups(value: str) -> SafeString:
    """All 64 in groups of eight, where it is signed."""
    groups = format_html_join(
        "", "<span>{}</span>", ((value[at : at + 8],) for at in range(0, len(value), 8))
    )
    return format_html('<code class="digest digest--whole">{}</code>', groups)


# --- Dates ---------------------------------------------------------------------------------------


@register.filter
def day(value: date | datetime | str | None, agreement: EscrowAgreement | None = None) -> str:
    """`20 December 2028`. Of a moment: the agreement's day, or without one the house's."""
    found = _day(value, agreement)
    return day_words(found) if found else "–"


@register.filter
def day_short(value: date | datetime | str | None, agreement: EscrowAgreement | None = None) -> str:
    """`20 Dec 2028`, for tables. Of a moment: the agreement's day, or without one the house's."""
    found = _day(value, agreement)
    return day_words_short(found) if found else "–"


@register.filter
def weekday(value: date | None) -> str:
    """`Fri 22 Dec`."""
    return f"{value:%a} {value.day} {value:%b}" if value else "–"


@register.filter
def moment(value: datetime | None, time_zone: str = "") -> str:
    """`19 Dec 2028, 16:05` in the agreement's time zone; without one that of the house, which is named: `…, 08:05 UTC`."""
    return "–" if value is None else moment_words(value, time_zone)


@register.filter
def utc(value: datetime) -> str:
    """`2028-12-22 03:12:07 UTC`: the moment as the record and the papers have it."""
    return words.moment_utc(value)


@register.filter
def capacity(part: str) -> str:
    """In which capacity somebody signs for a part: `authorised signatory of the issuer`."""
    return f"authorised signatory of the {naming.part_name(part)}"


def _day(value: date | datetime | str | None, agreement: EscrowAgreement | None) -> date | None:
    """A day as it is; a moment's day in its place. A text is a day of the record, as it was written there."""
    if isinstance(value, datetime):
        return day_of(value, agreement) if agreement is not None else house_day(value)
    return date.fromisoformat(value[:10]) if isinstance(value, str) and value else value or None


# --- States and bars -----------------------------------------------------------------------------


@register.filter
def state_badge(state: str, label: str = "") -> SafeString:
    """Sign and word of a state, coloured third; `label` replaces the word ("Tranche 3 of 5: report received")."""
    sign, css, word = STATES.get(state, ("s-pending", "idle", str(state)))
    return format_html(
        '<span class="state state--{}"><svg{} aria-hidden="true"><use href="#{}"/></svg>{}</span>',
        css,
        mark_safe(' class="icon"') if sign.startswith("i-") else "",
        sign,
        label or word,
    )


@register.filter
def state_css(state: str) -> str:
    """The colour class of a state without its word (`dot--report`)."""
    return STATES.get(state, ("", "idle", ""))[1]


@register.filter
def state_sign(state: str) -> SafeString:
    """The sign of a state without its word."""
    return format_html(
        '<svg aria-hidden="true"><use href="#{}"/></svg>', STATES.get(state, ("s-pending", "", ""))[0]
    )


@register.filter
def state_word(state: str) -> str:
    return STATES.get(state, ("", "", str(state)))[2]


@register.simple_tag
def ledger_bar(
    parts: Sequence[Place], total: int | Fraction, name: str = "", big: bool = False
) -> SafeString:
    """The bar of where `total` shares are, as SVG with classes; the numbers are in its label (and in a table nearby)."""
    label = (
        ", ".join(f"{part.label.lower()} {written(part.shares)}" for part in parts if part.shares)
        or "nothing deposited"
    )
    return format_html(
        '<svg class="bar{}" viewBox="0 0 1000 20" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        " bar--big" if big else "",
        f"{name}: {label}" if name else label.capitalize(),
        format_html_join("", "{}", ((rect,) for rect in _rects(parts, total))),
    )


def _rects(parts: Iterable[Place], total: int | Fraction) -> Iterable[SafeString]:
    """Widths are counted in hundredths of a thousandth, so that no float is needed; each is at least a hairline."""
    gap, at = 250, 0
    for part in parts:
        if part.shares <= 0 or total <= 0:
            continue
        width = part.shares * 100_000 // total
        x, drawn = _hundredths(at), _hundredths(max(width - gap, 200))
        yield format_html('<rect class="at-{}" x="{}" y="0" width="{}" height="20"/>', part.css, x, drawn)
        if part.hatched:
            yield format_html('<rect x="{}" y="0" width="{}" height="20" fill="url(#hatch)"/>', x, drawn)
        at += width


def _hundredths(value: int) -> str:
    return f"{value // 100}.{value % 100:02d}"


@register.simple_tag
def swatch(part: Place) -> SafeString:
    """The small square of a place's colour."""
    hatch = mark_safe('<rect width="11" height="11" fill="url(#hatch)"/>') if part.hatched else ""
    return format_html(
        '<svg class="swatch" viewBox="0 0 11 11" aria-hidden="true"><rect class="at-{}" width="11" height="11"/>{}</svg>',
        part.css,
        hatch,
    )


@register.simple_tag
def icon(name: str, kind: str = "") -> SafeString:
    """An icon of the sprite: `{% icon "check" "ok" %}`."""
    css = f"icon icon--{kind}" if kind else "icon"
    return format_html('<svg class="{}" aria-hidden="true"><use href="#i-{}"/></svg>', css, name)
