"""`manage.py createsuperuser` opens no door here; it says what to run instead."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """In place of Django's own: an account of the desk belongs to a person, and comes by two persons of the register."""

    help = "Not used here: see first_supervisors."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        for option in ("--username", "--email", "--database"):
            parser.add_argument(option)
        parser.add_argument("--no-input", "--noinput", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError(
            "An account without a person opens no door of this desk. In an empty house run manage.py first_supervisors; "
            "after that a supervisor enters each account on the register, and a second person confirms it."
        )
