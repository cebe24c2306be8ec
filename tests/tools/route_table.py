"""Who gets which answer at which address: write the reviewed table, or compare the site with all of it.

python -m tests.tools.route_table           compare; ends with 1 and the differences if there are any
python -m tests.tools.route_table --write   write tests/doors/routes.md, to be read before it is committed
"""

from __future__ import annotations

import argparse
import logging
import sys

from tests.tools.office import office


def main(write: bool) -> int:
    with office("submitted", migrated=False) as (world, _folder):
        import time_machine

        from tests.doors import route_table
        from tests.doors.visitors import METHODS, ROLES, Visits, one_of_each, routes, strangers, visitors

        logging.disable(logging.CRITICAL)
        strangers(world)
        with time_machine.travel(world.now, tick=False):
            now = route_table.measured(Visits(visitors()), one_of_each(routes(world)), ROLES, METHODS)
    if write:
        route_table.FILE.write_text(route_table.written(now), encoding="utf-8")
        print(f"{len(now)} addresses: {route_table.FILE}")
        return 0
    table = route_table.read(route_table.FILE.read_text(encoding="utf-8"))
    found = route_table.differences(table, now)
    found += [f"{address} is in the table and not on the site" for address in sorted(set(table) - set(now))]
    print("\n".join(found[:50] or [f"{len(now)} addresses answer as the table says"]))
    return 1 if found else 0


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--write", action="store_true")
    sys.exit(main(asked.parse_args().write))
