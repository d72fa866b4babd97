"""A load that is killed leaves nothing; two at once leave the case there once. Each in a process of its own."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.folders.small import ACTS, ENTRIES, tree, write_small

ROOT = Path(__file__).parents[2]

SETUP = """
import sys
import django
django.setup()
from pathlib import Path
"""
MIGRATE = f"{SETUP}\nfrom django.core.management import call_command\ncall_command('migrate', verbosity=0)\n"
LOAD = f"""{SETUP}
import time
from answerable.folders.loading import load_folder
from answerable.people.keyring import keyring

def tell(done, total):
    if str(done) == sys.argv[2]:
        print("there", flush=True)
        time.sleep(600)

print("ready", flush=True)
sys.stdin.readline()
loaded = load_folder(Path(sys.argv[1]), keyring=keyring(), tell=tell)
print(loaded.appended, loaded.skipped, flush=True)
"""
EXPORT = f"{SETUP}\nfrom answerable.folders.exporting import export_case\nexport_case('small', Path(sys.argv[1]))\n"


def start(home, program, *arguments):
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("ANSWERABLE", "DATABASE", "DJANGO"))
    }
    environment = {
        **kept,
        "ANSWERABLE_HOME": str(home),
        "ANSWERABLE_PASSPHRASE": "only for this test",
        "DJANGO_SETTINGS_MODULE": "answerable.web.settings",
    }
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.Popen(
        command,
        env=environment,
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def finish(process):
    out, wrong = process.communicate("go\n", timeout=120)
    assert process.returncode == 0, wrong
    return out.split("\n")[-2] if out else ""


def entries(home):
    with sqlite3.connect(home / "answerable.sqlite3") as database:
        count = [
            database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("record_entry", "vault_content")
        ]
    database.close()
    return count


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    home = tmp_path_factory.mktemp("migrated")
    finish(start(home, MIGRATE))
    return home


@pytest.fixture
def home(migrated, tmp_path):
    return Path(shutil.copytree(migrated, tmp_path / "home"))


@pytest.mark.parametrize("act", [1, 11, 12, 20, ACTS])
def test_a_load_that_is_killed_at_an_act_leaves_nothing(home, tmp_path, act):
    small = write_small(tmp_path / "small")
    load = start(home, LOAD, small, act)
    load.stdin.write("go\n")
    load.stdin.flush()
    assert [load.stdout.readline(), load.stdout.readline()] == ["ready\n", "there\n"]
    os.kill(load.pid, signal.SIGKILL)
    load.communicate()
    assert entries(home) == [0, 0]
    assert finish(start(home, LOAD, small, "")) == f"{ACTS} 0"
    finish(start(home, EXPORT, tmp_path / "out"))
    assert tree(tmp_path / "out") == tree(small)


@pytest.mark.parametrize("seconds", [0.02, 0.1, 0.3])
def test_a_load_that_is_killed_at_any_moment_is_there_whole_or_not_at_all(home, tmp_path, seconds):
    small = write_small(tmp_path / "small")
    load = start(home, LOAD, small, "")
    load.stdin.write("go\n")
    load.stdin.flush()
    assert load.stdout.readline() == "ready\n"
    time.sleep(seconds)
    os.kill(load.pid, signal.SIGKILL)
    load.communicate()
    assert entries(home)[0] in {0, ENTRIES}
    assert finish(start(home, LOAD, small, "")) in {f"{ACTS} 0", f"0 {ACTS}"}
    assert entries(home)[0] == ENTRIES


def test_two_loads_at_once_leave_the_case_there_once(home, tmp_path):
    small = write_small(tmp_path / "small")
    loads = [start(home, LOAD, small, "") for _ in range(2)]
    assert [load.stdout.readline() for load in loads] == ["ready\n", "ready\n"]
    for load in loads:
        load.stdin.write("go\n")
        load.stdin.flush()
    assert sorted(finish(load) for load in loads) == [f"0 {ACTS}", f"{ACTS} 0"]
    assert entries(home)[0] == ENTRIES
