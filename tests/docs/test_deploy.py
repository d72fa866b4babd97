"""The files in `deploy/`: units that systemd takes, hardened alike, which run commands that are there; an image."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import typer

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
GUIDE = ROOT / "docs" / "how-to" / "run-hardened.md"
UNITS = sorted(path.name for path in DEPLOY.iterdir() if path.suffix in {".service", ".timer"})
TASKS = sorted(path.stem for path in DEPLOY.glob("*.timer"))
SHARED = DEPLOY / "answerable-.service.d" / "hardened.conf"

needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")


def lines(path: Path, section: str = "Service") -> list[str]:
    """Return the settings in a section of a unit, without comments."""
    text = path.read_text(encoding="utf-8").partition(f"[{section}]\n")[2].partition("\n[")[0]
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def hardening(path: Path) -> set[str]:
    words = (
        "No Cap Amb Restrict Lock System Protect Private Remove Keyring Limit Tasks Memory Load User Group Env State"
    )
    return {line for line in lines(path) if line.startswith(tuple(words.split()))}


def test_tasks_are_as_hardened_as_the_server():
    assert hardening(DEPLOY / "answerable.service") == hardening(SHARED)
    assert len(hardening(SHARED)) > 30


@pytest.mark.parametrize(
    "setting",
    [
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "PrivateTmp=yes",
        "PrivateDevices=yes",
        "CapabilityBoundingSet=",
        "RestrictNamespaces=yes",
        "SystemCallFilter=@system-service",
        "User=answerable",
    ],
)
def test_the_server_may_do_nothing_but_its_work(setting):
    assert setting in lines(DEPLOY / "answerable.service")


def test_no_task_takes_back_what_all_have_in_common():
    """What stands in the shared part counts after a unit's own lines; only the mask of new files is said by each."""
    for task in TASKS:
        own = {line.partition("=")[0] for line in lines(DEPLOY / f"{task}.service")}
        assert own <= {
            "ExecStart",
            "UMask",
            "IPAddressDeny",
            "IPAddressAllow",
            "ReadWritePaths",
            "IOSchedulingClass",
            "SuccessExitStatus",
        }, task
        assert "UMask" in own, task


def test_each_task_has_its_times_and_each_time_its_task():
    assert sorted(path.stem for path in DEPLOY.glob("answerable-*.service")) == TASKS
    assert {
        "answerable-backup",
        "answerable-notices",
        "answerable-notify",
        "answerable-publish",
        "answerable-sync",
        "answerable-vault-check",
        "answerable-vault-sweep",
    } == set(TASKS)


def test_the_guide_names_each_task_and_starts_each_timer():
    told = GUIDE.read_text(encoding="utf-8")
    for task in TASKS:
        (start,) = [line for line in lines(DEPLOY / f"{task}.service") if line.startswith("ExecStart=")]
        words = start.partition("/bin/")[2].split(" /")[0].partition(" --to ")[0]
        assert f"| `{task}.timer` | `{words}` |" in told, task
        assert re.search(rf"(?m)^systemctl enable --now .*\b{task}\.timer\b", told), task


def test_what_is_erased_goes_and_what_is_kept_is_read_every_night():
    for task in ("answerable-vault-check", "answerable-vault-sweep"):
        (often,) = [line for line in lines(DEPLOY / f"{task}.timer", "Timer") if line.startswith("OnCalendar=")]
        assert often.startswith("OnCalendar=*-*-* "), task


def test_the_guide_installs_what_the_makefile_builds():
    folder = re.search(r"hatchling build -t wheel -d (\S+)", (ROOT / "Makefile").read_text(encoding="utf-8"))[1]
    assert f"--no-index {folder}/answerable-*.whl" in GUIDE.read_text(encoding="utf-8")


@pytest.mark.parametrize("unit", [name for name in UNITS if name.endswith(".service")])
def test_a_unit_starts_a_command_that_is_there_with_options_it_has(unit):
    from answerable.cli import app

    (start,) = [line for line in lines(DEPLOY / unit) if line.startswith("ExecStart=")]
    program, *words = start.removeprefix("ExecStart=").split()
    assert program == "/opt/answerable/bin/answerable"
    found = typer.main.get_command(app)
    while words and hasattr(found, "commands"):
        assert words[0] in found.commands, f"{unit}: no command {words[0]}"
        found = found.commands[words.pop(0)]
    known = {name for parameter in found.params for name in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


@pytest.fixture
def machine(tmp_path):
    """The root of a machine on which the units are installed."""
    units = tmp_path / "etc" / "systemd" / "system"
    shutil.copytree(DEPLOY, units)
    shutil.copytree("/usr/lib/systemd/system", tmp_path / "usr" / "lib" / "systemd" / "system", symlinks=True)
    program = tmp_path / "opt" / "answerable" / "bin" / "answerable"
    program.parent.mkdir(parents=True)
    program.touch(mode=0o755)
    return tmp_path


@needs_systemd
def test_systemd_finds_nothing_wrong_with_any_unit(machine):
    done = subprocess.run(
        ["systemd-analyze", f"--root={machine}", "verify", *UNITS], capture_output=True, text=True, check=False
    )
    ours = [line for line in done.stderr.splitlines() if "answerable" in line]
    assert (done.returncode, ours) == (0, [])


@needs_systemd
def test_the_guide_says_how_exposed_systemd_finds_the_units(machine):
    told = GUIDE.read_text(encoding="utf-8")
    version = subprocess.run(
        ["systemd-analyze", "--version"], capture_output=True, text=True, check=True
    ).stdout.split()[1]
    for unit in [name for name in UNITS if name.endswith(".service")]:
        done = subprocess.run(
            ["systemd-analyze", "security", f"--root={machine}", "--offline=yes", "--no-pager", unit],
            capture_output=True,
            text=True,
            check=True,
        )
        score = re.search(r"Overall exposure level for \S+: ([0-9.]+)", done.stdout)[1]
        assert float(score) < 1.5
        # Each version of systemd weighs a little otherwise; the guide says which one it asked.
        assert f"| `{unit}` | {score} |" in told or f"systemd {version}" not in told, f"{unit}: {score}"


def steps() -> list[str]:
    """Return the instructions of the container file, each on one line."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_the_image_installs_only_what_the_lock_names_and_keeps_nothing_that_builds():
    first, last = "\n".join(steps()).split("\nFROM ${DEBIAN}\n")
    installs = [step for step in first.split("\n") if "pip install" in step]
    assert all("--require-hashes" in step or "--no-index --no-deps" in step for step in installs)
    assert len(installs) == 2
    assert "pip" not in last.replace("--shell", "")
    assert not re.search(r"gcc|build-essential|-dev\b|venv\b(?!/)|curl|wget", last)


def test_the_image_runs_as_a_user_without_rights_and_says_whether_it_is_well():
    instructions = {step.partition(" ")[0]: step.partition(" ")[2] for step in steps()}
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", instructions["USER"])
    assert instructions["VOLUME"] == "/var/lib/answerable"
    assert "/health/" in instructions["HEALTHCHECK"]


def test_the_image_takes_nothing_of_a_checkout_but_the_program():
    kept = [line[1:] for line in (ROOT / ".containerignore").read_text().splitlines() if line.startswith("!")]
    copied = {
        word for step in steps() if step.startswith("COPY ") and "--from" not in step for word in step.split()[1:-1]
    }
    assert copied == set(kept)
