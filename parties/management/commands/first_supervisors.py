"""`manage.py first_supervisors`: let the first two supervisors into an empty house, once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from documents.actor import system_actor
from documents.errors import RuleViolation
from parties.models import Party
from parties.services.opening import first_supervisors
from parties.services.register import register_party


class Command(BaseCommand):
    """Print each one's first password once. From then on two persons of the register let further ones in."""

    help = (
        "Make the first two supervisors of an escrow agent’s house that has nobody yet; refused ever after."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--house", metavar="NAME", required=True, help="the escrow agent, as the deal file names it"
        )
        parser.add_argument(
            "supervisors",
            metavar="ACCOUNT=NAME",
            nargs="+",
            help="account and name of each of the two, such as rokafor='Ruth Okafor'",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        given = [_named(text) for text in options["supervisors"]]
        actor, now = system_actor("first_supervisors"), timezone.now()
        try:
            with transaction.atomic():
                name = options["house"].strip()
                house = Party.objects.filter(name=name, simulation="").first() or register_party(
                    kind=Party.Kind.COMPANY, name=name, reason="first supervisors", actor=actor, now=now
                )
                users = first_supervisors(house=house, supervisors=given, actor=actor, now=now)
        except RuleViolation as refusal:
            raise CommandError(refusal.sentence) from None
        self.stdout.write(
            f"{house.name}: its first two supervisors. Each password is shown once, here, and is changed at the first "
            "sign-in."
        )
        for user in users:
            self.stdout.write(f"  {user.username:<20}{user.first_password}  {user.person}")  # type: ignore[attr-defined]


def _named(text: str) -> tuple[str, str]:
    account, sign, name = text.partition("=")
    if not sign or not account.strip() or not name.strip():
        raise CommandError(
            f"{text!r} is no supervisor; write account and name, such as rokafor='Ruth Okafor'."
        )
    return name.strip(), account.strip()
