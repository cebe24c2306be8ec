"""The script that makes a machine ready, tried on machines that do not exist: every command it calls is a fake."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUN_PACKAGES = [
    "libpangoft2-1.0-0",
    "libharfbuzz-subset0",
    "fonts-dejavu-core",
    "fonts-liberation",
    "fonts-wqy-microhei",
]

# What the scripts may use of the real machine; everything else must be a fake, or is missing.
REAL_TOOLS = ["awk", "basename", "bash", "cat", "cut", "dirname", "env", "flock", "grep"]
REAL_TOOLS += ["mkdir", "rm", "seq", "sha256sum", "sleep", "sort", "tr", "true"]


@dataclass(frozen=True)
class Machine:
    """A copy of the project in a folder, and a PATH of fakes that write down how they were called."""

    project: Path
    tools: Path
    log: Path

    def fake(self, name: str, body: str) -> None:
        path = self.tools / name
        path.unlink(missing_ok=True)
        path.write_text(f'#!/bin/bash\necho "{name} $*" >>"{self.log}"\n{body}\n', encoding="utf-8")
        path.chmod(0o755)

    def installed(self, *packages: str) -> None:
        lines = "\n".join(f"{name} installed" for name in packages)
        self.fake("dpkg-query", f'printf "%s\\n" "{lines}" "half-there config-files"\nexit 1')

    def prepare(self, purpose: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.tools / "bash"), ".ci/machine", purpose],
            cwd=self.project,
            env={"PATH": str(self.tools), "APT_WAIT_SECONDS": "0", "HOME": str(self.project)},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def calls(self, name: str) -> list[str]:
        lines = self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []
        return [line for line in lines if line.startswith(f"{name} ")]


PYTHON = r"""
case "$*" in
    *'import sys'*) exit 0 ;;
    *'import ensurepip'*) exit "${NO_ENSUREPIP:-0}" ;;
    '-m venv --clear .venv')
        mkdir -p .venv/bin
        echo "VIRTUAL_ENV=$PWD/.venv" >.venv/bin/activate
        cat "$0" >.venv/bin/python
        /bin/chmod +x .venv/bin/python ;;
esac
exit 0
"""


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return a machine that has everything a run needs, root, and a suitable Python without a virtual environment."""
    project, tools = tmp_path / "project", tmp_path / "tools"
    shutil.copytree(ROOT / ".ci", project / ".ci")
    for name in ("requirements.txt", "requirements-dev.txt"):
        (project / name).write_text("# locked\n", encoding="utf-8")
    tools.mkdir()
    for name in REAL_TOOLS:
        found = shutil.which(name)
        assert found is not None, name
        (tools / name).symlink_to(found)
    ready = Machine(project=project, tools=tools, log=tmp_path / "calls")
    ready.installed(*RUN_PACKAGES)
    ready.fake("python3", PYTHON)
    ready.fake("apt-get", "exit 0")
    ready.fake("id", "echo 0")
    return ready


def test_complete_machine_asks_apt_for_nothing(machine: Machine) -> None:
    done = machine.prepare("run")
    assert done.returncode == 0, done.stderr
    assert machine.calls("apt-get") == []
    assert len([call for call in machine.calls("python3") if "pip install" in call]) == 1


def test_second_call_installs_nothing(machine: Machine) -> None:
    machine.prepare("run")
    machine.log.unlink()
    done = machine.prepare("run")
    assert done.returncode == 0, done.stderr
    assert not [call for call in machine.calls("python3") if "pip install" in call or "venv" in call]


def test_changed_lock_is_installed_again_with_hashes(machine: Machine) -> None:
    machine.prepare("run")
    machine.log.unlink()
    (machine.project / "requirements.txt").write_text("# locked anew\n", encoding="utf-8")
    machine.prepare("run")
    installs = [call for call in machine.calls("python3") if "pip install" in call]
    assert len(installs) == 1
    assert "--require-hashes -r requirements.txt" in installs[0]


def test_development_environment_serves_for_running_too(machine: Machine) -> None:
    machine.prepare("lint")
    machine.log.unlink()
    assert machine.prepare("run").returncode == 0
    assert not [call for call in machine.calls("python3") if "pip install" in call]


def test_failed_installation_is_tried_again(machine: Machine) -> None:
    machine.fake("python3", PYTHON.replace("case", 'case "$*" in *"pip install"*) exit 1 ;; esac\ncase', 1))
    assert machine.prepare("run").returncode != 0
    shutil.rmtree(machine.project / ".venv")
    machine.fake("python3", PYTHON)
    assert machine.prepare("run").returncode == 0


def test_moved_project_makes_its_environment_anew(machine: Machine, tmp_path: Path) -> None:
    machine.prepare("run")
    machine.log.unlink()
    moved = Machine(machine.project.rename(tmp_path / "moved"), machine.tools, machine.log)
    assert moved.prepare("run").returncode == 0
    assert [call for call in moved.calls("python3") if "venv --clear" in call]


def test_missing_packages_are_installed_by_root_and_only_they(machine: Machine) -> None:
    machine.installed("libpangoft2-1.0-0", "fonts-dejavu-core", "fonts-liberation")
    done = machine.prepare("run")
    assert done.returncode == 0, done.stderr
    update, install = machine.calls("apt-get")
    assert update.endswith(" update")
    assert "--no-install-recommends" in install
    assert "DPkg::Lock::Timeout=300" in install
    assert install.endswith(" install libharfbuzz-subset0 fonts-wqy-microhei")


def test_missing_packages_go_through_sudo_for_everybody_else(machine: Machine) -> None:
    machine.installed(*RUN_PACKAGES[1:])
    machine.fake("id", "echo 1000")
    machine.fake("sudo", 'shift\nexec "$@"')
    assert machine.prepare("run").returncode == 0
    assert len(machine.calls("apt-get")) == 2
    assert all(call.startswith("sudo -n ") for call in machine.calls("sudo"))


def test_without_root_the_one_line_to_run_is_printed_and_nothing_done(machine: Machine) -> None:
    machine.installed(*RUN_PACKAGES[:-1])
    machine.fake("id", "echo 1000")
    machine.fake("sudo", "exit 1")
    done = machine.prepare("run")
    assert done.returncode == 1
    assert "apt-get install -y --no-install-recommends fonts-wqy-microhei\n" in done.stderr
    assert machine.calls("apt-get") == []
    assert not (machine.project / ".venv").exists()


def test_lists_locked_by_another_program_are_waited_for(machine: Machine) -> None:
    machine.installed(*RUN_PACKAGES[1:])
    busy = f'[ "$(grep -c update "{machine.log}")" -gt 2 ] || case "$*" in *update) exit 100 ;; esac'
    machine.fake("apt-get", busy)
    assert machine.prepare("run").returncode == 0
    assert len([call for call in machine.calls("apt-get") if call.endswith(" update")]) == 3


def test_python_without_ensurepip_brings_its_venv_package(machine: Machine) -> None:
    machine.fake("python3", PYTHON.replace("${NO_ENSUREPIP:-0}", "1"))
    machine.prepare("run")
    assert machine.calls("apt-get")[-1].endswith(" install python3-venv")


def test_machine_without_python_installs_one_and_says_so_when_it_stays_away(machine: Machine) -> None:
    (machine.tools / "python3").unlink()
    done = machine.prepare("run")
    assert machine.calls("apt-get")[-1].endswith(" install python3 python3-venv")
    assert done.returncode == 1
    assert "No Python 3.11 or newer was found." in done.stderr


def test_older_python_is_passed_over_for_a_newer_one(machine: Machine) -> None:
    machine.fake("python3", "exit 1")
    machine.fake("python3.12", PYTHON)
    assert machine.prepare("run").returncode == 0
    assert [call for call in machine.calls("python3.12") if "venv --clear" in call]


def test_tests_need_a_browser_and_a_pdf_reader_besides(machine: Machine) -> None:
    machine.fake("initdb", "exit 0")
    machine.prepare("test")
    wanted = machine.calls("apt-get")[-1].split(" install ")[1].split()
    assert {"chromium", "poppler-utils"} <= set(wanted)


def test_unknown_purpose_is_refused(machine: Machine) -> None:
    done = machine.prepare("walk")
    assert done.returncode == 2
    assert machine.calls("apt-get") == []


def test_scripts_are_valid_bash() -> None:
    for script in ("machine", "serve", "postgres", "suite", "lint", "lock", "run"):
        subprocess.run(["bash", "-n", f".ci/{script}"], cwd=ROOT, check=True)
        assert os.access(ROOT / ".ci" / script, os.X_OK), script
