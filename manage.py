#!/usr/bin/env python
"""Django's command line for Escrow Desk."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "escrow_site.settings")
    from django.core.management import execute_from_command_line

    from documents.database.reader import HOUSE, reading_as
    from escrow_site.console import any_character_set

    any_character_set()
    with reading_as(HOUSE):  # whoever may run commands here is the house; each request says anew who asks
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
