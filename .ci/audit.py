"""Hold the locked packages against the known vulnerabilities, and never say that all is well without having looked.

    audit.py PIP_AUDIT LOCK …

pip-audit alone ends with 0 where its source of advisories answers nothing. So a package of which much is known is asked first: if
nothing is found against that one, nothing was looked up, and the answer is "not run". So it is where a locked package is missing
from the answer. Exit 0: nothing is known. 1: something is, and it is named. 3: not run.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

CLEAN, FOUND, NOT_RUN = 0, 1, 3
# Django 3.2.0 of April 2021, with the SQL injection of CVE-2022-28346 among others.
CANARY = "django==3.2.0"
TIMEOUT_SECONDS = 900
_PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)


class NotRun(Exception):
    """The answer that would be green without anything having been looked up; the sentence says why."""


def asked(program: str, packages: list[str]) -> dict[str, list[str]]:
    """What is known against each package, `name==version`: the identifiers of the advisories. One that was not looked up is left out.

    Markers are gone by now: what is installed on another machine only is looked up all the same.
    """
    with tempfile.TemporaryDirectory() as folder:
        pins = Path(folder) / "pins.txt"
        pins.write_text("\n".join(packages) + "\n", encoding="utf-8")
        command = [
            program,
            "--strict",
            "--disable-pip",
            "--no-deps",
            "--format=json",
            "--progress-spinner=off",
        ]
        try:
            told = subprocess.run(
                [*command, f"--requirement={pins}"],
                capture_output=True,
                text=True,
                check=False,
                timeout=TIMEOUT_SECONDS,
            )
        except (OSError, subprocess.TimeoutExpired) as trouble:
            raise NotRun(f"pip-audit did not answer: {trouble}") from trouble
    try:
        rows: list[dict[str, Any]] = json.loads(told.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError) as trouble:
        said = (told.stderr.strip() or told.stdout.strip() or "nothing").splitlines()[-1]
        raise NotRun(f"pip-audit gave no answer; it said: {said}") from trouble
    return {
        f"{_name(row['name'])}=={row['version']}": [str(known["id"]) for known in row["vulns"]]
        for row in rows
        if "skip_reason" not in row
    }


def sing(program: str) -> None:
    """Raise NotRun unless the source knows of the package that it must know of."""
    if not asked(program, [CANARY]).get(CANARY):
        raise NotRun(
            f"nothing was found against {CANARY}, of which much is known: the advisories were not reached."
        )


def audited(program: str, lock: Path) -> tuple[int, dict[str, list[str]]]:
    """How many packages of the lock were looked up, and those with something against them. Refuses one that was left out."""
    pinned = _PINNED.findall(lock.read_text(encoding="utf-8"))
    wanted = sorted({f"{_name(name)}=={version}" for name, version in pinned})
    if not wanted:
        raise NotRun(f"{lock.name} locks no package.")
    found = asked(program, wanted)
    missing = [package for package in wanted if package not in found]
    if missing:
        raise NotRun(
            f"{len(missing)} of {len(wanted)} packages of {lock.name} were not looked up, such as {missing[0]}."
        )
    return len(wanted), {package: known for package, known in found.items() if known}


def _name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main(arguments: list[str]) -> int:
    program, *locks = arguments
    result = CLEAN
    try:
        sing(program)
        for lock in map(Path, locks):
            count, against = audited(program, lock)
            for package, known in sorted(against.items()):
                print(f"{lock.name}: {package} has {', '.join(known)}")
                result = FOUND
            print(f"{lock.name}: {count} packages looked up, {len(against)} with something against them.")
    except NotRun as why:
        print(f"NOT RUN: {why}")
        return NOT_RUN
    return result


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
