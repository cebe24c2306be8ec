"""Passwords and e-mail addresses of accounts. Each change is an event about the person without any secret, and its owner is told."""

import hashlib
import secrets
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.db import transaction
from django.utils.crypto import constant_time_compare

from documents.actor import Actor
from documents.errors import RuleViolation
from documents.journal.kinds import register
from documents.services.deed import Deed as AnyDeed
from parties.models import LinkMail, User
from parties.services.common import note_about, parties_of
from parties.services.deed import Deed
from parties.services.sessions import end_sessions

register("account.password_changed", "Password changed")
register("account.email_changed", "E-mail address of an account changed")

PASSWORD_BYTES = 15
CONFIRM_SALT = "parties.credentials.email"
CONFIRM_WITHIN = timedelta(days=1)
CALL = "If this was not you, call the escrow agent at once on the number you know."
CALL_ZH = "如非本人操作，请立即致电托管代理人。"


@transaction.atomic
def issue_first_password(user: User) -> str:
    """Give the account a random password that must be changed at the next sign-in, and end its sessions; return the password.

    It is kept nowhere but in its digest. Records nothing: the act of the register that calls this one does.
    """
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    user.set_password(password)
    user.must_change_password = True
    User.objects.filter(pk=user.pk).update(password=user.password, must_change_password=True)
    end_sessions(user)
    return password


@transaction.atomic
def change_password(
    *, user: User, password: str, reason: str, actor: Actor, now: datetime, but: str | None = None
) -> None:
    """Set the password that its owner chose. Ends his other sessions (`but` is the key of the one he sits at) and tells him.

    Refuses where the password is another one by now than the one that was checked, and an account that was closed meanwhile.
    """
    stored = User.objects.select_for_update().get(pk=user.pk)
    if not constant_time_compare(stored.password, user.password):
        raise RuleViolation(
            "password_moved",
            "The password was changed meanwhile, so this change was not made. Sign in with the new password.",
        )
    if not stored.is_active:
        raise RuleViolation("account_closed", "This account was closed. Call the escrow agent.")
    deed = AnyDeed("account.password_changed", actor, now)
    user.set_password(password)
    user.must_change_password = False
    deed.update(user, "password", "must_change_password", why=reason)
    end_sessions(user, but=but)
    if user.person:
        note_about(deed, user.person, deed.act, {}, {"account": user.username}, reason)
    tell(
        deed,
        user,
        "password",
        "your password was changed",
        f"The password of your account “{user.username}” was changed. All of its other sessions were ended. {CALL}",
        f"您的账户密码已更改，其他会话均已结束。{CALL_ZH}",
        to=[user.email],
    )


@transaction.atomic
def ask_for_reset(*, typed: str, now: datetime) -> LinkMail:
    """Put a request for a new password down. Unknown and known names leave a row alike; the mail is another step's.

    `typed` is a user name or a confirmed address; what names no account, or several, is kept nowhere.
    """
    typed = typed.strip()
    by_name = User.objects.filter(username__iexact=typed, is_active=True).first()
    holders = list(
        EmailAddress.objects.filter(email__iexact=typed, verified=True, user__is_active=True).values_list(
            "user_id", flat=True
        )[:2]
    )
    user_id = by_name.pk if by_name else holders[0] if len(holders) == 1 else None
    address = confirmed_address(user_id)
    return LinkMail.objects.create(
        purpose=LinkMail.Purpose.RESET,
        user_id=user_id if address else None,
        address=address,
        asked_at=now,
    )


def confirmed_address(user_id: int | None) -> str:
    """The account's own address, if its owner has confirmed it; else empty."""
    row = EmailAddress.objects.filter(user_id=user_id or 0, primary=True, verified=True).first()
    return row.email if row else ""


@transaction.atomic
def ask_for_email(*, user: User, address: str, now: datetime) -> LinkMail:
    """Note the address that the account is to have; a link goes there, and nothing changes until it is followed."""
    address = address.strip()
    try:
        validate_email(address)
        MaxLengthValidator(254)(address)
    except ValidationError:
        raise RuleViolation(
            "wrong_address",
            "This is no e-mail address. Type it as in name@company.com.",
            field="email",
        ) from None
    if address.lower() == user.email.lower() and confirmed_address(user.pk):
        raise RuleViolation(
            "nothing_changed", "This is your address already. Nothing was changed.", field="email"
        )
    return LinkMail.objects.create(purpose=LinkMail.Purpose.CONFIRM, user=user, address=address, asked_at=now)


def waiting_address(user: User, *, now: datetime) -> str:
    """The address that waits for its link to be followed; empty when none does."""
    newest = _newest(user)
    live = newest is not None and newest.used_at is None and newest.asked_at > now - CONFIRM_WITHIN
    return newest.address if newest is not None and live else ""


def token_for(mail: LinkMail) -> str:
    """What the link to an address carries: good for one day, one account, one change."""
    return signing.dumps({"mail": mail.pk}, salt=CONFIRM_SALT)


def asked_by(token: str, user: User, *, now: datetime) -> LinkMail:
    """The request behind a link. Refuses a forged, old, used or overtaken one and another account's, all in one sentence."""
    try:
        number = signing.loads(token, salt=CONFIRM_SALT, max_age=CONFIRM_WITHIN)["mail"]
    except signing.BadSignature:
        number = 0
    newest = _newest(user)
    if newest is None or newest.pk != number or newest.used_at or newest.asked_at <= now - CONFIRM_WITHIN:
        raise RuleViolation(
            "dead_link",
            "This link is not valid any more, or belongs to another account. Your address was not changed. Ask for a new link on "
            "“My account”.",
        )
    return newest


@transaction.atomic
def confirm_email(*, user: User, token: str, actor: Actor, now: datetime) -> str:
    """Give the account the address whose link was followed; its owner is told at the old one and at the new one."""
    stored = User.objects.select_for_update().get(pk=user.pk)
    mail = asked_by(token, stored, now=now)
    deed, why = AnyDeed("account.email_changed", actor, now), "confirmed by its owner"
    before, stored.email = stored.email, mail.address
    deed.update(stored, "email", why=why)
    mail.used_at = now
    mail.save(update_fields=["used_at"])
    EmailAddress.objects.filter(user=stored).exclude(email=mail.address).delete()
    EmailAddress.objects.update_or_create(
        user=stored, email=mail.address, defaults={"verified": True, "primary": True}
    )
    if stored.person:
        account = {"account": stored.username}
        note_about(
            deed,
            stored.person,
            deed.act,
            account | {"email": before},
            account | {"email": mail.address},
            why,
        )
    tell(
        deed,
        stored,
        "email",
        "your e-mail address was changed",
        f"The e-mail address of your account “{stored.username}” was changed. {CALL}",
        f"您账户的电子邮箱已更改。{CALL_ZH}",
        to=[before, mail.address],
    )
    user.email = stored.email
    return stored.email


def tell(
    deed: AnyDeed, user: User, occasion: str, subject: str, text: str, text_zh: str, *, to: list[str]
) -> None:
    """Put a message to the owner of an account into the outbox; nothing for an account without a party, or of a simulation."""
    parties = parties_of(user.person) if user.person else []
    if not parties or any(party.binder.is_simulation for party in parties):
        return
    for address in filter(None, dict.fromkeys(to)):
        mark = hashlib.sha256(address.encode()).hexdigest()[:16]
        Deed(deed.act, deed.actor, deed.now, parties[0]).tell(
            purpose=f"account/{occasion}/{user.pk}/{deed.now.isoformat()}/{mark}",
            to_address=address,
            to_name=user.person.name if user.person else "",
            subject=f"Escrow Desk: {subject}",
            body=f"{text}\n\n{text_zh}\n",
        )


def _newest(user: User) -> LinkMail | None:
    return LinkMail.objects.filter(user=user, purpose=LinkMail.Purpose.CONFIRM).order_by("-pk").first()
