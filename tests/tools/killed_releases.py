"""A release killed with SIGKILL at each of its steps, at random moments and inside system calls; `verify` looks at what is left.

    python -m tests.tools.killed_releases [EVERY] [MOMENTS] [CALLS]
    bash .ci/postgres .venv/bin/python -m tests.tools.killed_releases 5 500

EVERY takes each so manieth step (1: every fsync, rename, open, half a write, statement and commit, before and after), MOMENTS is how
many random moments, CALLS how many system calls that write, chosen evenly (needs strace; SQLite, whose files this process writes).
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Iterable

from tests.tools.office import office


def main(every: int, moments: int, calls: int) -> None:
    with office("instructed", migrated=False) as (world, folder):
        from tests.crash.killing import Left, Trials

        world.tick_all(world.instruction())
        world.authorise(world.instruction(), "clerk1")
        trials = Trials(world, folder)
        steps, committed, seconds = trials.steps()
        print(
            f"{trials.vendor}: a release has {steps} steps, {len(committed)} commits, {seconds:.2f} s",
            flush=True,
        )
        chosen, wrong = random.Random(20251202), 0

        def told(name: str, found: Iterable[Left]) -> int:
            started, states, killed, findings = time.perf_counter(), Counter[str](), 0, []
            for left in found:
                states[left.state] += 1
                killed += left.killed
                findings += left.findings
            print(
                f"{trials.vendor}, {name}: {sum(states.values())} trials, {killed} killed, {len(findings)} findings; "
                f"left behind: {dict(states)}; {time.perf_counter() - started:.0f} s",
                flush=True,
            )
            for finding in findings[:10]:
                print(f"  {finding}", flush=True)
            return len(findings)

        near = {step + more for step in committed for more in (-1, 0, 1)}  # around each commit always
        at = sorted((set(range(1, steps + 1, every)) | near) & set(range(1, steps + 1)))
        wrong += told("steps", (trials.killed_at(step) for step in at))
        wrong += told("moments", (trials.killed_after(chosen.uniform(0, seconds)) for _ in range(moments)))
        if calls:
            number = trials.system_calls()
            spread = [1 + place * number // calls for place in range(calls)]
            wrong += told(f"{number} system calls", (trials.killed_in_call(place) for place in spread))
        control = trials.killed_without_the_guard()
        print(
            f"{trials.vendor}, files after rows (the guard out): {len(control.findings)} findings", flush=True
        )
        sys.exit(0 if wrong == 0 and control.findings else 1)


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*given, *(1, 500, 0)[len(given) :])
