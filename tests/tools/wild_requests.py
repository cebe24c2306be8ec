"""Requests that no page would send, to every address, as everybody: no answer may be a fault of ours.

    python -m tests.tools.wild_requests [--requests 20000] [--seed 1]
    bash .ci/postgres .venv/bin/python -m tests.tools.wild_requests --requests 20000

Prints how many requests were answered with what, and each answer of 500 or above once for each place it came from; ends with 1 if
there is any. The same seed makes the same requests.
"""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections import Counter

from tests.tools.office import office


def main(requests: int, seed: int) -> int:
    with office("submitted", migrated=False) as (world, _folder):
        import time_machine

        from tests.doors.visitors import routes, strangers, visitors
        from tests.doors.wild import Wild
        from tranches.policy import POLICY

        logging.disable(logging.CRITICAL)
        strangers(world)
        started = time.perf_counter()
        with time_machine.travel(world.now, tick=False):
            wild = Wild(visitors(), routes(world), sorted(POLICY), seed)
            wild.read_forms()
            print(
                f"{len(wild.routes)} addresses, {len(wild.forms)} forms, {len(wild.visits.clients)} visitors; "
                f"{time.perf_counter() - started:.0f} s",
                flush=True,
            )
            wild.run(requests, lambda done: told(done, wild, started) if done % 500 == 0 else None)
    print(f"answers: {dict(sorted(wild.answers.items()))}")
    for where, count in Counter(fault.where for fault in wild.faults).most_common():
        one = next(fault for fault in wild.faults if fault.where == where)
        print(f"{count} × {where}\n    {one.who}: {one.method} {one.address}\n    {one.sent}")
    print(f"{requests} requests, {len(wild.faults)} answers of 500 or above, seed {seed}")
    return 1 if wild.faults else 0


def told(done: int, wild: object, started: float) -> None:
    print(f"{done}: {len(wild.faults)} faults; {time.perf_counter() - started:.0f} s", flush=True)  # type: ignore[attr-defined]


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--requests", type=int, default=20_000)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    sys.exit(main(given.requests, given.seed))
