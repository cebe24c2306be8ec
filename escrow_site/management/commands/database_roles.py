"""`manage.py database_roles --app NAME [--owner NAME] [--apply]`: the SQL that parts who owns the tables from who serves the desk."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, transaction

from escrow_site.database_roles import NoSuchRole, statements


class Command(BaseCommand):
    """Prints the statements, for whoever administers the database to read and run; with `--apply` it runs them in one transaction."""

    help = "Print (or with --apply run) the SQL that makes PostgreSQL's owner and app roles, with the rights of each."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which roles."""
        parser.add_argument("--app", required=True, metavar="NAME", help="the role that serves the desk")
        parser.add_argument(
            "--owner",
            default="",
            metavar="NAME",
            help="the role that migrates; this connection's if left out",
        )
        parser.add_argument(
            "--apply", action="store_true", help="run the statements; nothing is printed but their number"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print or run them."""
        try:
            found = statements(connection, app=options["app"], owner=options["owner"])
        except NoSuchRole as refusal:
            raise CommandError(str(refusal)) from refusal
        if not options["apply"]:
            self.stdout.write("\n".join(["BEGIN;", *(f"{statement};" for statement in found), "COMMIT;"]))
            return
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                for statement in found:
                    cursor.execute(statement)
        except DatabaseError as trouble:
            raise CommandError(
                f"Nothing was changed: {trouble} Run it as a role that administers the database, or hand it what is printed "
                "without --apply."
            ) from trouble
        self.stdout.write(
            f"{len(found)} statements run. Give {options['app']} its password with psql’s \\password, and name it in DATABASE_URL."
        )
