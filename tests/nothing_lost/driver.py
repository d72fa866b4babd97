"""Runs a story again and again on a disk that fails, each time at another write: started by the tests of this folder.

Each run is a process of its own, forked from this one, which has Django loaded and no connection open. What was found
is written as one JSON object a line: the write at which the disk failed, how the run ended, what is wrong.
"""

from __future__ import annotations

import argparse
import errno
import json
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 - after Django is set up, as are all below
from django.db import connection, connections  # noqa: E402

from answerable.record.acts import acts  # noqa: E402
from tests.nothing_lost import disk as disks  # noqa: E402
from tests.nothing_lost.acts import STORIES, Story  # noqa: E402
from tests.nothing_lost.judging import found_wrong  # noqa: E402

MODES = {"kill": disks.KILL, "tear": disks.TORN, "once": disks.ONCE, "on": disks.FROM_THEN_ON}


def main() -> None:
    acts()  # loaded once, for all that are forked
    words = argparse.ArgumentParser()
    words.add_argument("story", choices=STORIES)
    words.add_argument("plans", nargs="+", help="FAULT:FIRST:STRIDE[:ERROR], power:SEED:STRIDE, unsynced:SEED:STRIDE")
    words.add_argument("--empty", type=Path, required=True, help="a migrated database without an entry")
    words.add_argument("--folder", type=Path, required=True)
    chosen = words.parse_args()
    story = STORIES[chosen.story]
    begun = chosen.folder / "begun"
    begun.mkdir()
    shutil.copy(chosen.empty, begun / "answerable.sqlite3")
    _asked(begun, lambda: story.begin() or [], chosen.folder)
    for plan in chosen.plans:
        fault, first, stride, *error = plan.split(":")
        if fault in {"power", "unsynced"}:
            synced = fault == "power"
            found = _power_cuts(story, chosen.folder, begun, seed=int(first), stride=int(stride), synced=synced)
        else:
            number = getattr(errno, error[0]) if error else 0
            found = _faults(story, chosen.folder, begun, fault, first=int(first), stride=int(stride), error=number)
        for line in found:
            sys.stdout.write(json.dumps({"plan": plan, **line}) + "\n")
            sys.stdout.flush()


def _faults(
    story: Story, folder: Path, begun: Path, fault: str, *, first: int, stride: int, error: int
) -> Iterator[dict[str, Any]]:
    """Yield what each failing write led to, until a run meets none."""
    disk, at, met = disks.Disk(), first, True
    while met:
        home, confirmed = _copied(begun, folder / "home"), folder / "confirmed"
        status = _forked(home, partial(_told, story, disk, home, confirmed, MODES[fault], at, error))
        told = [json.loads(line) for line in confirmed.read_text().splitlines()]
        happened = [each["confirmed"] for each in told if "confirmed" in each]
        wrong = _asked(home, partial(found_wrong, happened), folder)
        wrong += _asked(home, partial(_finished, story), folder)
        met = not any(each.get("steps", at) < at for each in told)
        refused = [each["refused"] for each in told if "refused" in each]
        yield {"at": at, "met": met, "status": status, "confirmed": len(happened), "wrong": wrong, "refused": refused}
        at += stride


def _told(story: Story, disk: disks.Disk, home: Path, confirmed: Path, mode: int, at: int, error: int) -> list[str]:
    """Go through a story on a failing disk, and keep what was confirmed where the failing disk does not reach."""
    with confirmed.open("w") as file:
        disk.arm(home, mode, at, error=error)
        for name, act in story.steps():
            try:
                line: dict[str, object] = {"confirmed": act(), "step": name}
            except Exception as raised:  # noqa: BLE001 - every refusal is looked at by the test
                line = {"refused": [name, type(raised).__name__, str(raised)]}
            file.write(json.dumps(line) + "\n")
            file.flush()
        connection.close()
        steps = disk.steps()
        disk.disarm()
        file.write(json.dumps({"steps": steps}) + "\n")
    return []


def _finished(story: Story) -> list[str]:
    """Go through the whole story again on a sound disk: what was said is not said twice, what was not is said."""
    confirmed = [act() for _name, act in story.steps()]
    return found_wrong(confirmed)


def _power_cuts(
    story: Story, folder: Path, begun: Path, *, seed: int, stride: int, synced: bool
) -> Iterator[dict[str, Any]]:
    """Yield what power cuts led to, at every `stride`-th write of one run; without `synced`, nothing is ever synced."""
    home, journal = _copied(begun, folder / "home"), folder / "journal"
    before = disks.Platter.of(home)
    _forked(home, partial(_journalled, story, home, journal))
    changes = [change for change in disks.changes(journal) if synced or change.what != "s"]
    for at, cut, confirmed in disks.cuts(before, changes, Random(seed), stride=stride):
        place = folder / "cut"
        shutil.rmtree(place, ignore_errors=True)
        cut.write(place, instead_of=home)
        told = [json.loads(each) for each in confirmed]
        wrong = _asked(place, partial(found_wrong, told), folder) + _asked(place, partial(_finished, story), folder)
        yield {"at": at, "met": True, "status": "power cut", "confirmed": len(told), "wrong": wrong, "refused": []}


def _journalled(story: Story, home: Path, journal: Path) -> list[str]:
    disk = disks.Disk()
    descriptor = os.open(journal, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    disk.arm(home, disks.RECORD, journal=descriptor)
    for _name, act in story.steps():
        disk.tell(json.dumps(act()))
    connection.close()
    disk.disarm()
    return []


def _copied(begun: Path, home: Path) -> Path:
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(begun, home)
    return home


def _asked(home: Path, question: Callable[[], list[str]], folder: Path) -> list[str]:
    """Return the answer of a process of its own that opened a home; a crash is an answer too."""
    answer = folder / "answer"
    answer.unlink(missing_ok=True)
    status = _forked(home, question, answer)
    return json.loads(answer.read_text()) if answer.exists() else [f"crashed: {status}"]


def _forked(home: Path, act: Callable[[], list[str]], answer: Path | None = None) -> str:
    """Run something in a process of its own on a home, and return how that ended."""
    if child := os.fork():
        status = os.waitpid(child, 0)[1]
        return (
            signal.Signals(os.WTERMSIG(status)).name
            if os.WIFSIGNALED(status)
            else str(os.waitstatus_to_exitcode(status))
        )
    code = 1
    try:
        _at_home(home)
        try:
            found = act()
        except Exception:  # noqa: BLE001 - told to the test, which fails
            found = [f"crashed: {traceback.format_exc()[-1500:]}"]
            sys.stderr.write(found[0])
        connections.close_all()
        if answer:
            answer.write_text(json.dumps(found))
        code = 0
    finally:
        os._exit(code)


def _at_home(home: Path) -> None:
    """Have Django work on another home."""
    settings.ANSWERABLE_HOME = home
    settings.ANSWERABLE_VAULT, settings.ANSWERABLE_KEYS = home / "vault", home / "keys"
    connections.settings["default"]["NAME"] = home / "answerable.sqlite3"


if __name__ == "__main__":
    main()
