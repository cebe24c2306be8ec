"""Sending the links that only their reader may have. They are made here, when the mail goes, and stand in no table."""

from datetime import datetime, timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.urls import reverse

from escrow_site.account.forms import has_typed_factor
from parties.models import LinkMail
from parties.services.credentials import token_for

MOST_TRIES = 10
SENT_WITHIN = timedelta(hours=1)  # who waited longer asks again
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def send_links(backend: BaseEmailBackend, now: datetime) -> tuple[int, list[str]]:
    """Send what was asked for and not sent: how many went out, and a sentence for each that did not. None is sent by two."""
    sent, failed = 0, []
    asked = LinkMail.objects.filter(
        sent_at__isnull=True, asked_at__gt=now - SENT_WITHIN, tries__lt=MOST_TRIES, user__is_active=True
    )
    for mail in asked.select_related("user"):
        taken = LinkMail.objects.filter(pk=mail.pk, sent_at__isnull=True, tries=mail.tries)
        if not taken.update(tries=F("tries") + 1, sent_at=now):
            continue
        try:
            went = backend.send_messages([_message(mail)])
            trouble = "" if went else "the mail server took no message"
        except Exception as problem:  # whatever a mail server does, the next message is still sent
            trouble = type(problem).__name__
        if trouble:
            LinkMail.objects.filter(pk=mail.pk).update(sent_at=None)
            failed.append(f"Not sent to {mail.address} ({mail}): {trouble}")
        else:
            sent += 1
    return sent, failed


def _message(mail: LinkMail) -> EmailMessage:
    if mail.purpose == LinkMail.Purpose.CONFIRM:
        subject, body = _confirm(mail)
    else:
        subject, body = _reset(mail)
    return EmailMessage(
        f"Escrow Desk: {subject}", body, settings.DEFAULT_FROM_EMAIL, [mail.address], headers=HEADERS
    )


def _confirm(mail: LinkMail) -> tuple[str, str]:
    link = settings.SITE_ADDRESS + reverse("confirm_email", args=[token_for(mail)])
    return (
        "confirm this e-mail address",
        f"Sign in and follow this link to confirm the address for your account. It is valid for one day.\n\n{link}\n\n"
        "If you did not ask for it, do nothing and tell the escrow agent.\n\n请登录后打开以上链接确认邮箱，一天内有效。\n",
    )


def _reset(mail: LinkMail) -> tuple[str, str]:
    if mail.user is None or not has_typed_factor(mail.user):
        return (
            "a new password was asked for",
            "A new password was asked for your account. It has no second factor, so none is set by mail: two persons of the escrow "
            "agent set a new one. Call them on the number you know.\n\n"
            "您的账户没有第二验证因素，新密码须由托管代理人两名人员设定，请致电。\n",
        )
    key = default_token_generator.make_token(mail.user)
    args = {"uidb36": user_pk_to_url_str(mail.user), "key": key}
    link = settings.SITE_ADDRESS + reverse("account_reset_password_from_key", kwargs=args)
    return (
        "a new password was asked for",
        f"Follow this link to set a new password. It is valid for thirty minutes, once, and asks for your second factor.\n\n{link}\n\n"
        "If you did not ask for it, do nothing: your password stays. Tell the escrow agent if it happens again.\n\n"
        "请在三十分钟内打开以上链接设定新密码，需第二验证因素。如非本人操作，请勿理会。\n",
    )
