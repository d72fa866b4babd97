"""What a process says while its disk fails under it: every way in which the record and the vault are written to.

A story has a beginning, which is on disk before anything fails, and steps. A step may be taken again after it was cut
off, by the same nonces; it returns what it confirmed, which from then on has to be there.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.db import transaction

ROOT = Path(__file__).parents[2]
COAST, CENTRE, NORTH = "harbour.example/coast", "harbour.example/centre", "harbour.example/north"
AT = datetime(2026, 1, 5, 10, tzinfo=UTC)
LATER = datetime(2026, 3, 1, tzinfo=UTC)
SECRET = "Nobody may read the words lighthouse-keeper-Okonkwo-7 again"
FILE = Random(3).randbytes(2_500_000)

Confirmed = dict[str, str]
Step = tuple[str, Callable[[], Confirmed]]


@dataclass(frozen=True)
class Story:
    begin: Callable[[], None]
    steps: Callable[[], list[Step]]


def signer(origin: str) -> Any:
    from answerable.record.note import generate

    return generate(origin, seed=hashlib.sha256(origin.encode()).digest())


def nonce(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()[:32]


def named(word: str, *, origin: str = COAST) -> Confirmed:
    """Say something without a gate, once, however often this is called."""
    from answerable.people.entries import OrganisationNamed
    from answerable.record.errors import SaidAlready
    from answerable.record.log import append

    with suppress(SaidAlready):
        fact = append(
            OrganisationNamed(organisation=word, name="Harbour Watch"),
            origin=origin,
            actor="",
            at=AT,
            nonce=nonce(word),
        )
        return {"entry": fact.ref}
    return {}


def begin_record() -> None:
    """Two logs, one of them just short of a full tile; a text and a file in the vault; signed checkpoints."""
    from answerable.record.log import sign_log
    from answerable.vault.store import store, store_file
    from tests.record.story import drafted

    drafted()
    for number in range(252):
        named(f"before{number}")
    for origin in (COAST, CENTRE):
        sign_log(origin, signer(origin))
    (settings.ANSWERABLE_HOME / "commitments").write_text(f"{store(SECRET)}\n{store_file(io.BytesIO(FILE[:40_000]))}\n")


def record_steps() -> list[Step]:
    return [
        *((f"say {number}", lambda number=number: named(f"said{number}")) for number in range(3)),
        ("object", objected),
        ("seal and say", sealed),
        ("take in a file", filed),
        ("sign", lambda: {"note": signed(COAST), "other note": signed(CENTRE)}),
        ("erase", erased),
        ("take in a log", taken_in),
        ("rebuild", rebuilt),
        ("sweep", swept),
        ("say at the end", lambda: named("at-the-end", origin=CENTRE)),
    ]


def signed(origin: str) -> str:
    from answerable.record.log import sign_log

    return sign_log(origin, signer(origin))


def objected() -> Confirmed:
    from answerable.outputs.models import VersionDrafted
    from answerable.record.blocker import Refused
    from answerable.record.facts import read
    from tests.record.story import raised

    with suppress(Refused):  # said before it was cut off: its name is taken
        return {"entry": raised(read(VersionDrafted)[0]).ref}
    return {}


def sealed() -> Confirmed:
    from answerable.people.entries import PersonJoined
    from answerable.people.models import PersonJoined as Joined
    from answerable.vault.sealing import say

    if Joined.objects.filter(person="new-person").exists():
        return {}
    plain = {"person": "new-person", "section": "coast", "name": "Ama of the coast"}
    fact = say(PersonJoined, plain, origin=COAST, actor="coast-director", at=AT)
    return {"entry": fact.ref, "text": fact.body.name}


def filed() -> Confirmed:
    """Take in a file and say so, in one transaction, as pages and case folders do."""
    from answerable.evidence.entries import CaseOpened
    from answerable.evidence.models import CaseOpened as Opened
    from answerable.record.log import append
    from answerable.vault.store import store_file

    if Opened.objects.filter(case="file").exists():
        return {}
    with transaction.atomic():
        body = CaseOpened(title="A file", terms=store_file(io.BytesIO(FILE)), situation="peace")
        fact = append(body, origin=CENTRE, actor="centre-author", at=AT, case="file")
    return {"entry": fact.ref, "file": body.terms}


def erased() -> Confirmed:
    from answerable.vault.errors import Erased
    from answerable.vault.sealing import erase

    gone = {}
    for kind, commitment in zip(("erased text", "erased file"), to_erase(), strict=True):
        with suppress(Erased):
            erase(commitment, reason="safety", origin=COAST, actor="coast-director", at=AT)
        gone[kind] = commitment
    return gone


def to_erase() -> list[str]:
    return (settings.ANSWERABLE_HOME / "commitments").read_text().split()


def foreign() -> tuple[list[bytes], str]:
    """The log of another section, and its checkpoint; the same whenever it is made."""
    from answerable.people.entries import OrganisationNamed
    from tests.simulator import entry_of, sections

    (north,) = sections("north")
    random = Random(5)
    bodies = [OrganisationNamed(organisation=f"n{number}", name="North") for number in range(300)]
    north.raws = [entry_of(body, origin=NORTH, random=random, case="") for body in bodies]
    return north.raws, north.checkpoint()


def taken_in() -> Confirmed:
    from answerable.record.replicate import take_in, take_in_checkpoint

    raws, note = foreign()
    for first in range(0, 300, 150):
        take_in(NORTH, first, raws[first : first + 150])
    take_in_checkpoint(NORTH, note, [signer(NORTH).verifier()])
    return {"note": note}


def rebuilt() -> Confirmed:
    from answerable.record.replicate import rebuild

    rebuild()
    return {}


def swept() -> Confirmed:
    from answerable.vault.store import sweep

    sweep(older_than=0)
    return {}


def begin_release() -> None:
    from answerable.folders.loading import load_folder
    from answerable.people.keyring import keyring

    load_folder(ROOT / "examples" / "harbour", keyring=keyring())


def release_steps() -> list[Step]:
    return [("release", released), ("publish", published), ("keys new", new_key)]


def released() -> Confirmed:
    from answerable.evidence.clock import moment_of
    from answerable.people.keyring import keyring
    from answerable.people.models import approver_of, read_people
    from answerable.releases.releasing import release

    at = moment_of("harbour")
    approver = approver_of(read_people(), "harbour", at=at)
    files = release("harbour", actor=approver, at=at, keyring=keyring(), subject="report")
    return {"certificate": hashlib.sha256(files["certificate.json"]).hexdigest()}


def published() -> Confirmed:
    from answerable.site.publishing import publish

    publish(settings.ANSWERABLE_HOME / "site", at=LATER)
    return {"site": "whole"}


def new_key() -> Confirmed:
    from answerable.people.keyring import keyring
    from answerable.record.errors import KeyExists

    with suppress(KeyExists):
        return {"key": keyring().new("harbour.example/new").vkey()}
    return {}


STORIES = {"record": Story(begin_record, record_steps), "release": Story(begin_release, release_steps)}
