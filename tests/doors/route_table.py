"""The reviewed table of who gets which answer where: `routes.md` beside this file, written by `tests/tools/route_table.py`.

Addresses that answer everybody alike stand under one head, so that what a reviewer reads are the different answers, not the addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from tests.doors.visitors import METHODS, ROLES, Route, Visits

FILE = Path(__file__).with_name("routes.md")
HEAD = """# Who gets which answer at which address

Every address of the site, asked by each role in each method with nothing in the form: the status of the answer. Where an address has
parts, they name something of the agreement the role acts in; what belongs to others is tried in tests/portal/test_rows.py and its like.
Registers that have no rule of their own are one class, `/desk/<read-only register>/`; tests/doors/test_routes.py holds them to it.
Written by `python -m tests.tools.route_table --write` and read by a person: a change here is a change of who may do what.
"""

Answers = dict[str, dict[str, dict[str, int]]]
"""By address, role and method."""


def measured(
    visits: Visits, routes: Iterable[Route], roles: Iterable[str], methods: Iterable[str]
) -> Answers:
    """Ask all of them, each as if it were the first."""
    wanted, found = list(methods), Answers()
    for route in routes:
        for role in roles:
            found.setdefault(route.pattern, {})[role] = {
                method: visits.undone(
                    role, lambda client, method=method, route=route: client.generic(method, route.path)
                ).status_code
                for method in wanted
            }
    return found


def written(answers: Answers) -> str:
    """The table as text."""
    alike: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for address, by_role in sorted(answers.items()):
        lines: dict[str, list[str]] = {}
        for role in ROLES:
            lines.setdefault(" | ".join(str(by_role[role][method]) for method in METHODS), []).append(role)
        alike.setdefault(tuple((", ".join(roles), cells) for cells, roles in lines.items()), []).append(
            address
        )
    parts = [HEAD]
    for behaviour, addresses in alike.items():
        parts.append(
            f"\n## {addresses[0]}{f' and {len(addresses) - 1} more' if len(addresses) > 1 else ''}\n\n"
        )
        parts.append(f"| | {' | '.join(METHODS)} |\n|---|{'---|' * len(METHODS)}\n")
        parts += [f"| {roles} | {cells} |\n" for roles, cells in behaviour]
        parts.append("\n" + "".join(f"- `{address}`\n" for address in addresses))
    return "".join(parts)


def read(text: str) -> Answers:
    """The table from its text."""
    found: Answers = {}
    for block in text.split("\n## ")[1:]:
        by_role: dict[str, dict[str, int]] = {}
        for roles, cells in re.findall(r"^\| ([^|]+[^| ]) \| ([\d |]+) \|$", block, re.MULTILINE):
            statuses = dict(zip(METHODS, map(int, cells.split(" | ")), strict=True))
            by_role |= dict.fromkeys(roles.split(", "), statuses)
        found |= dict.fromkeys(re.findall(r"^- `(.+)`$", block, re.MULTILINE), by_role)
    return found


def differences(table: Answers, now: Answers) -> list[str]:
    """Each answer that is another than in the table, in one line."""
    return [
        f"{method} {address} as {role}: {status}, the table says {table.get(address, {}).get(role, {}).get(method)}"
        for address, by_role in now.items()
        for role, by_method in by_role.items()
        for method, status in by_method.items()
        if table.get(address, {}).get(role, {}).get(method) != status
    ]
