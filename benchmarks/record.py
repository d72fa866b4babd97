"""Measures the record beside what this machine can do at best, in one run: `python benchmarks/record.py [--million]`.

Every figure is for one process on an SQLite file of its own, with write-ahead log and `synchronous=FULL`, as the
project runs. A floor is the same amount of the one thing that cannot be left out: hashing, signing, or writing rows.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

HOME = tempfile.TemporaryDirectory(prefix="answerable-benchmark-")  # on another disk: TMPDIR=/dev/shm
os.environ |= {"ANSWERABLE_HOME": HOME.name, "DJANGO_SETTINGS_MODULE": "answerable.web.settings"}

import django  # noqa: E402 - after the home is set

django.setup()

import msgspec  # noqa: E402
from django.core.management import call_command  # noqa: E402

from answerable.clearance import entries as clearance  # noqa: E402
from answerable.evidence import entries as evidence  # noqa: E402
from answerable.outputs import entries as outputs  # noqa: E402
from answerable.people import entries as people  # noqa: E402
from answerable.record.audit import verify_log  # noqa: E402
from answerable.record.checkpoint import Checkpoint, sign_checkpoint  # noqa: E402
from answerable.record.entry import Entry, Fact, Said, canonical, encode  # noqa: E402
from answerable.record.log import append, inclusion, sign_log  # noqa: E402
from answerable.record.merkle import Frontier, leaf_hash, root  # noqa: E402
from answerable.record.models import EntryRow  # noqa: E402
from answerable.record.note import generate  # noqa: E402
from answerable.record.proof import verify_proof  # noqa: E402
from answerable.record.replicate import rebuild, take_in, take_in_checkpoint  # noqa: E402

CENTRE, COAST = "harbour.example/centre", "harbour.example/coast"
START = datetime(2026, 1, 5, 8, tzinfo=UTC)
STEP = 1000
"""Entries covered by one more signed checkpoint."""

BATCH = 10_000
"""Entries taken in at once, in one transaction."""

TARGETS = {"append, gate asked": 2_000, "bulk load": 30_000, "verify": 100_000, "rebuild": 50_000}
"""Entries a second on one core: the project's targets, set before it was built."""

chance = random.Random(1)


def commitment() -> str:
    """Return a commitment to nothing in particular."""
    return "sha256:" + chance.randbytes(32).hex()


def ref() -> str:
    """Return the name of no entry."""
    return chance.randbytes(32).hex()


def made_up(number: int) -> Said:
    """Return one of the acts that a large log has most of."""
    name = f"S{number}"
    return (
        lambda: outputs.StatementSupported(
            output="report", statement=name, words=commitment(), finding="F1", finding_ref=ref()
        ),
        lambda: clearance.DraftAcknowledged(section="coast", output="report", version=1, draft_ref=ref()),
        lambda: evidence.ConsentGiven(item=name, uses=("internal", "public"), record=commitment()),
        lambda: evidence.ItemGraded(item=name, source="B", information="2", reasons=commitment()),
    )[number % 4]()


def entries(origin: str, first: int, count: int) -> list[bytes]:
    """Return the bytes of `count` made-up entries of a log."""
    bodies = ((number, made_up(number)) for number in range(first, first + count))
    return [
        encode(
            Entry(
                kind=body.kind,
                origin=origin,
                actor="coast-director",
                at=START + timedelta(seconds=number),
                case=f"case-{number // 500}",
                nonce=chance.randbytes(16).hex(),
                seen={CENTRE: 1000 + number, COAST: number},
                policy="ab" * 32,
                body=msgspec.Raw(canonical(body)),
            )
        )
        for number, body in bodies
    ]


def rate(count: int, act: Callable[[], Any]) -> float:
    """Return how many a second, when `act` does `count` of them."""
    start = time.perf_counter()
    act()
    return count / (time.perf_counter() - start)


def show(what: str, found: float, *, floor: float = 0, of: str = "") -> None:
    """Print one line: a rate, the share of the floor it reaches, and the target."""
    share = f"{found / floor:>8.0%} of {of}" if floor else ""
    target = next((wanted for name, wanted in TARGETS.items() if what.startswith(name)), 0)
    judged = f"target {target:,}: {'met' if found >= target else 'missed'}" if target else ""
    print(f"{what:<38}{found:>12,.0f}/s  {share:<34} {judged}")


def floors(sample: list[bytes]) -> dict[str, float]:
    """Measure what cannot be left out, alone, and return the rates."""
    signer = generate(COAST, seed=bytes(32))
    verifier, message = signer.verifier(), b"x" * 100
    signature = signer.sign_bytes(message)
    leaves = [leaf_hash(raw) for raw in sample]
    found = {
        "leaf hash": rate(len(sample), lambda: [leaf_hash(raw) for raw in sample]),
        "root over leaf hashes": rate(len(leaves), lambda: root(leaves)),
        "Ed25519 sign": rate(2000, lambda: [signer.sign_bytes(message) for _ in range(2000)]),
        "Ed25519 verify": rate(2000, lambda: _times(2000, partial(verifier.verify_bytes, message, signature))),
    }
    rows = [(number, hashlib.sha256(raw).hexdigest(), raw) for number, raw in enumerate(sample)]
    batches = [rows[first : first + STEP] for first in range(0, len(rows), STEP)]
    found["insert, one per commit"] = committed([[row] for row in rows[:1000]])
    found["insert, 1,000 per commit"] = committed(batches)
    for what, each in found.items():
        show(f"floor: {what}", each)
    return found


def committed(batches: list[list[tuple[int, str, bytes]]]) -> float:
    """Return how many rows a second SQLite alone inserts, one commit for each batch."""
    place = Path(HOME.name) / "floor.sqlite3"
    with closing(sqlite3.connect(place, isolation_level=None)) as file:
        file.execute("PRAGMA journal_mode=WAL")
        file.execute("PRAGMA synchronous=FULL")
        file.execute("DROP TABLE IF EXISTS one")
        file.execute("CREATE TABLE one (idx INTEGER PRIMARY KEY, ref TEXT, raw BLOB)")
        return rate(sum(map(len, batches)), lambda: _each(partial(_together, file), batches))


def _times(count: int, act: Callable[[], Any]) -> None:
    for _ in range(count):
        act()


def _each(act: Callable[[Any], Any], things: list[Any]) -> None:
    for thing in things:
        act(thing)


def _together(file: sqlite3.Connection, rows: list[tuple[int, str, bytes]]) -> None:
    file.execute("BEGIN IMMEDIATE")
    file.executemany("INSERT INTO one VALUES (?, ?, ?)", rows)
    file.execute("COMMIT")


def say(body: Said, *, case: str, origin: str = CENTRE, actor: str = "centre-author") -> Fact[Any]:
    """Say something in a case, through the single write path."""
    return append(body, origin=origin, actor=actor, at=START, case=case)


def organisation() -> None:
    """Say who there is: three sections, thirty persons with roles and training, a policy in force."""
    policy = people.PolicyAdopted(
        policy="clearance",
        number=1,
        consultation=people.Clock(ordinary=10, grave=14, expedited=3),
        reply=people.Clock(ordinary=10, grave=14, expedited=3),
        freshness=30,
        quorum=people.Quorum(affected=True),
        reviewers=("legal-reviewer",),
        by_sections=("centre", "coast", "north"),
    )
    for section in ("centre", "coast", "north"):
        origin = f"harbour.example/{section}"
        say(people.SectionJoined(section=section, organisation="harbour-watch", name=section), case="", origin=origin)
        for person in ("author", "director", *(f"p{number}" for number in range(8))):
            handle = f"{section}-{person}"
            say(people.PersonJoined(person=handle, section=section, name=commitment()), case="", origin=origin)
            role: people.Role = "approver" if person == "director" else "countersigner"
            say(people.RoleGranted(person=handle, role=role), case="", origin=origin)
    say(policy, case="", actor="centre-director")
    for section in policy.by_sections:
        endorsed = people.PolicyEndorsed(policy="clearance", number=1, section=section)
        say(endorsed, case="", origin=f"harbour.example/{section}", actor=f"{section}-director")


def drafted(case: str) -> Fact[Any]:
    """Say what a case of medium size holds before consultation, 240 facts, and return its draft."""
    say(evidence.CaseOpened(title="Harbour", terms=commitment(), situation="peace"), case=case)
    for number in range(60):
        say(evidence.ConsentGiven(item=f"E{number}", uses=("public",), record=commitment()), case=case)
        say(evidence.ConsentWithdrawn(item=f"E{number}", uses=("shared",)), case=case)
        say(outputs.ContextGiven(output="report", statements=(), covers=("port",), why=commitment()), case=case)
        say(clearance.ReplyReminded(party="port", proof=commitment()), case=case)
    version = outputs.VersionDrafted(
        output="release", version=1, type="release", language="en", text=commitment(), authors=("centre-author",)
    )
    draft = say(version, case=case)
    of_draft: dict[str, Any] = {"output": "release", "version": 1, "draft_ref": draft.ref}
    say(clearance.DraftDelivered(section="coast", **of_draft), case=case)
    return draft


def consulted(case: str, draft: Fact[Any]) -> Iterator[Callable[[], Any]]:
    """Yield the acts of a consultation, each with a gate: a draft acknowledged, 13 objections from start to end."""
    of_draft: dict[str, Any] = {"output": "release", "version": 1, "draft_ref": draft.ref}
    coast = {"case": case, "origin": COAST, "actor": "coast-director"}
    yield partial(say, clearance.DraftAcknowledged(section="coast", **of_draft), **coast)
    for number in range(13):
        name = f"O{number}"
        raised = clearance.ObjectionRaised(
            objection=name, about="accuracy", severity="serious", text=commitment(), **of_draft
        )
        answered = clearance.ObjectionAnswered(objection=name, outcome="upheld", reasons=commitment())
        yield partial(say, raised, **coast)
        yield partial(say, answered, case=case, actor="centre-director")
        yield partial(say, clearance.ObjectionClosed(objection=name), **coast)


def appended() -> None:
    """Measure the single write path, one commit for each act; the disk's part changes from second to second."""
    organisation()
    free = [people.CompetenceShown(person="p", field="law", basis=commitment()) for _ in range(1500)]
    beside("append, no gate", [partial(say, body, case="") for body in free])
    beside("append, gate asked", [act for n in range(15) for act in consulted(f"case-{n}", drafted(f"case-{n}"))])


def beside(what: str, acts: list[Callable[[], Any]]) -> None:
    """Measure acts between two measurements of what the disk can do."""
    rows = [[(number, "0" * 64, b"x" * 480)] for number in range(500)]
    before = committed(rows)
    found = rate(len(acts), lambda: _each(lambda act: act(), acts))
    show(what, found, floor=2 / (1 / before + 1 / committed(rows)), of="one insert per commit")


def loaded(size: int, floor: dict[str, float]) -> None:
    """Measure a log of `size` entries taken in, signed, verified, proved and folded again."""
    origin = f"archive.example/{size}"
    signer, frontier = generate(origin, seed=bytes(32)), Frontier()
    taking = checking = 0.0
    for first in range(0, size, BATCH):
        raws, notes = entries(origin, first, min(BATCH, size - first)), []
        for step in range(0, len(raws), STEP):
            frontier = frontier.extend(map(leaf_hash, raws[step : step + STEP]))
            notes.append(sign_checkpoint(Checkpoint(origin, frontier.size, frontier.root()), signer))
        start = time.perf_counter()
        take_in(origin, first, raws)
        between = time.perf_counter()
        for note in notes:
            take_in_checkpoint(origin, note, [signer.verifier()])
        taking, checking = taking + between - start, checking + time.perf_counter() - between
    show(f"bulk load, {size:,} entries", size / taking, floor=floor["insert, 1,000 per commit"], of="1,000 per commit")
    show(f"checkpoints taken in, {size // STEP:,}", size / STEP / checking)
    least = 1 / (1 / floor["leaf hash"] + 1 / floor["root over leaf hashes"] + 1 / floor["Ed25519 verify"] / STEP)
    found = rate(size, lambda: verify_log(origin, [signer.verifier()]))
    show(f"verify, {size:,} entries", found, floor=least, of="hashes and signatures")
    proved(origin, size)
    start = time.perf_counter()
    total = rebuild().folded
    found = total / (time.perf_counter() - start)
    show(f"rebuild, {total:,} entries", found, floor=floor["insert, 1,000 per commit"], of="1,000 per commit")


def proved(origin: str, size: int) -> None:
    """Measure proofs of inclusion of entries all over a log."""
    signer = generate(origin, seed=bytes(32))
    note = sign_log(origin, signer)
    places = [chance.randrange(size) for _ in range(50)]
    start = time.perf_counter()
    proofs = [inclusion(origin, place, note, size) for place in places]
    each = (time.perf_counter() - start) / len(places)
    leaf = leaf_hash(_raw(origin, places[0]))
    checked = rate(100, lambda: [verify_proof(proofs[0], leaf=leaf, verifiers=[signer.verifier()]) for _ in range(100)])
    largest = max(map(len, proofs))
    times = f"made in {each * 1e3:.1f} ms, checked in {1e3 / checked:.2f} ms"
    print(f"{f'proof, 1 of {size:,}':<38}{largest:>12,} B   {times}")


def _raw(origin: str, index: int) -> bytes:
    return bytes(EntryRow.objects.get(origin=origin, idx=index).raw)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--million", action="store_true", help="also measure a log of a million entries; takes minutes")
    chosen = parser.parse_args()
    call_command("migrate", verbosity=0)
    versions = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {os.cpu_count()} cores"
    print(f"python {' '.join(sys.argv)}: {versions}, load {os.getloadavg()[0]:.1f}\n")
    sample = entries(COAST, 0, 20_000)
    print(f"an entry has {sum(map(len, sample)) // len(sample)} bytes on average")
    floor = floors(sample)
    appended()
    for size in (1_000, 100_000, 1_000_000) if chosen.million else (1_000, 100_000):
        loaded(size, floor)


if __name__ == "__main__":
    with HOME:
        main()
