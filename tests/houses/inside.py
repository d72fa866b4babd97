"""What runs within a house of `five`: a process in its home that does what a test asks, a line of JSON for each thing.

    python -m tests.houses.inside

It stands for the people and the cron job of that house. Commands run in it as they are typed, only without starting
Python for each; what sections say is taken from a folder, each act in the house of the section whose log it stands in.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from answerable.cli.setup import prepare

LARGEST = 1 << 30


def command(*words: str) -> dict[str, Any]:
    """Run a command, and return its exit status and all that it printed."""
    from typer.testing import CliRunner

    from answerable.cli import app

    done = CliRunner().invoke(app, list(words))
    crashed = "" if isinstance(done.exception, SystemExit | None) else repr(done.exception)
    return {"status": done.exit_code, "output": done.output, "stdout": done.stdout, "crashed": crashed}


def runs(folder: str) -> list[tuple[str, int, int]]:
    """Return the acts of a folder in order, as runs of one log each: its origin, the first, and the one past it."""
    found: list[tuple[str, int, int]] = []
    for place, (act, _written) in enumerate(_acts(folder)[0]):
        if found and found[-1][0] == act.origin:
            found[-1] = (act.origin, found[-1][1], place + 1)
        else:
            found.append((act.origin, place, place + 1))
    return found


def tables(folder: str) -> list[str]:
    """Return what each act of a folder is, in order."""
    return [act.form.table for act, _written in _acts(folder)[0]]


def say(folder: str, origin: str, first: int, past: int) -> list[str]:
    """Say those acts of a folder, of some, that stand in a log; return the refs of what was said."""
    from django.db import transaction

    from answerable.folders.pins import Known
    from answerable.folders.recorded import facts_of
    from answerable.folders.saying import Speaker
    from answerable.people.keyring import keyring
    from answerable.record.log import size_of
    from answerable.vault.store import giving_back

    pairs, sections, read = _acts(folder)
    known, before = Known(), size_of(origin)
    known.add(facts_of(read.case, origins=set(sections.origins.values())))
    speaker = Speaker(read.place, keyring(), known, sections.origins)
    with giving_back(), transaction.atomic():
        for act, written in pairs[first:past]:
            if act.origin == origin:
                speaker.say(act, written)
    return _refs(origin, before)


def write(origin: str, section: str, word: str, count: int) -> list[str]:
    """Say that persons joined, as many as asked, whose names nobody has said before; return the refs."""
    from answerable.people.entries import PersonJoined
    from answerable.record.errors import RecordError
    from answerable.vault.sealing import say as said

    refs = []
    for number in range(count):
        plain = {"person": f"{section}-{word}-{number}", "section": section, "name": f"{word} {number}"}
        try:
            fact = said(PersonJoined, plain, origin=origin, actor="", at=datetime.now(UTC).replace(microsecond=0))
        except RecordError as error:
            return [*refs, f"! {error}"]
        refs.append(fact.ref)
    return refs


def ask_all(case: str) -> list[list[Any]]:
    """Ask every gate again of what is on record of a case and of people; return each that does not give its answer."""
    from answerable.record.acts import acts
    from answerable.record.errors import RecordError
    from answerable.record.log import ask_again
    from answerable.record.models import EntryRow

    told = []
    rows = EntryRow.objects.filter(case__in=["", case], kind__in=acts()).order_by("origin", "idx")
    for origin, index in rows.values_list("origin", "idx"):
        try:
            blockers = [each.text for each in ask_again(origin, index)]
        except RecordError as error:
            blockers = [str(error)]
        if blockers:
            told.append([origin, index, *blockers])
    return told


def page(person: str, address: str) -> dict[str, Any]:
    """Return a page as somebody of this house sees it who is signed in."""
    from django.contrib.auth.models import User
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get_or_create(username=person)[0])
    answer = client.get(address)
    return {"status": answer.status_code, "text": answer.content.decode()}


def seed(origin: str) -> str:
    """Return the secret of a log in hex, for a house that falls into the wrong hands."""
    from answerable.people.keyring import keyring

    return keyring().signer(origin).private.hex()


def offsets() -> dict[str, int]:
    """Return what the clocks of other houses are ahead of the one here, as they said."""
    from answerable.houses.tables import Peer

    return dict(Peer.objects.values_list("origin", "offset"))


def _acts(folder: str) -> tuple[Any, Any, Any]:
    from answerable.folders.loading import _placed, _sections
    from answerable.folders.reading import read_folder

    read = read_folder(Path(folder), largest=LARGEST)
    sections = _sections(read)
    return _placed(read, sections), sections, read


def _refs(origin: str, first: int) -> list[str]:
    from answerable.record.models import EntryRow

    rows = EntryRow.objects.filter(origin=origin, idx__gte=first).order_by("idx")
    return list(rows.values_list("ref", flat=True))


DOES: dict[str, Callable[..., Any]] = {
    each.__name__: each for each in (command, runs, tables, say, write, ask_all, page, seed, offsets)
}


def main() -> None:
    """Do what comes, one line after the other, until nothing more comes."""
    answers = sys.stdout
    sys.stdout = sys.stderr  # what is printed by chance is no answer
    prepare()
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        name, *words = json.loads(line)
        try:
            answer = {"done": DOES[name](*words)}
        except Exception as error:  # noqa: BLE001 - the test is told, and fails
            answer = {"failed": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
